"""Coalition-proof Nash equilibria: stable against deviations that are stable themselves.

Bernheim, Peleg and Whinston (1987), for pure strategies. A profile of a coalition (the others' play
being given) is self-enforcing if each proper subcoalition's part of it is coalition-proof given all
the rest; it is coalition-proof if it is self-enforcing and no other self-enforcing profile of the
coalition is better for each member. For one player: a best response.
"""

from fractions import Fraction
from itertools import combinations
from math import prod
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.dominance.tables import in_kind, integer_payoffs, shown
from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.solution import EquilibriumSet, Found
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame, Profile
from lilliput.games.normal_form.required import require_game

__all__ = ["coalition_proof_equilibria", "is_coalition_proof"]

_LARGEST_TABLE = 5 * 10**6
_MOST_PROFILES = 5000

Coalition = tuple[int, ...]


def is_coalition_proof(game: NormalFormGame, profile: Profile) -> Finding:
    """Whether a pure profile is a coalition-proof Nash equilibrium, in pure strategies.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    profile
        A pure profile, as `NormalFormGame.payoff` takes it.

    Returns
    -------
    Finding
        When it fails, the witness has a smallest `coalition` with a self-enforcing `deviation` that
        is better for each member, and the `gains`.

    Raises
    ------
    InvalidArgumentError
        A mixed profile.
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        More than 5 million pairs of a coalition and a profile.

    References
    ----------
    Bernheim, D., Peleg, B., and Whinston, M. (1987). Coalition-proof Nash equilibria I: concepts.
    Journal of Economic Theory 42:1–12. doi:10.1016/0022-0531(87)90099-8

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> is_coalition_proof(dilemma, ["2", "2"])
    Finding(coalition-proof: holds)
    >>> is_coalition_proof(dilemma, ["1", "2"])
    Finding(coalition-proof: fails; row gains 1 by 2)
    """
    require_game(game)
    mixed = game.distributions(profile)
    if any(np.count_nonzero(mix) != 1 for mix in mixed):
        raise InvalidArgumentError(
            "profile must be pure: coalition-proofness is decided here in pure strategies only"
        )
    cell = tuple(int(np.flatnonzero(mix)[0]) for mix in mixed)
    _check_size(game)
    payoffs, units = integer_payoffs(game)
    for coalition, enforcing, proof in _levels(game, payoffs):
        if proof[cell]:
            continue
        deviation = _better(payoffs, coalition, enforcing, cell)
        return _refusal(game, payoffs, units, coalition, cell, deviation)
    return Finding("coalition-proof", True)


def _refusal(
    game: NormalFormGame,
    payoffs: list[Array],
    units: list[int],
    coalition: Coalition,
    cell: tuple[int, ...],
    deviation: tuple[int, ...],
) -> Finding:
    names = [game.players[i] for i in coalition]
    raw = [
        Fraction(int(payoffs[i][deviation]) - int(payoffs[i][cell]), units[i]) for i in coalition
    ]
    gains = in_kind(game, raw).tolist()
    moves = {game.players[i]: game.strategies[i][deviation[i]] for i in coalition}
    amounts = [shown(gain) for gain in gains]
    verb = "gains" if len(names) == 1 else "gain"
    witness: dict[str, Any] = {
        "coalition": frozenset(names),
        "deviation": moves,
        "gains": dict(zip(names, gains, strict=True)),
    }
    text = f"{' and '.join(names)} {verb} {' and '.join(amounts)} by {', '.join(moves.values())}"
    return Finding("coalition-proof", False, text, witness)


def coalition_proof_equilibria(game: NormalFormGame) -> EquilibriumSet:
    """Return all pure profiles that are coalition-proof Nash equilibria, in pure strategies.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.

    Returns
    -------
    EquilibriumSet
        All pure ones; mixed profiles and deviations are not considered, so that `complete` is
        ``"unknown"``. For two players: the pure equilibria to which no other is better for both.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        More than 5 million pairs of a coalition and a profile, or more than 5000 equilibria.

    References
    ----------
    Bernheim, D., Peleg, B., and Whinston, M. (1987). Coalition-proof Nash equilibria I: concepts.
    Journal of Economic Theory 42:1–12. doi:10.1016/0022-0531(87)90099-8

    Examples
    --------
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> coalition_proof_equilibria(stag_hunt)
    1 equilibrium by coalition-proof; complete: unknown
      Equilibrium(row: 1; column: 1; exact)
    """
    require_game(game)
    _check_size(game)
    payoffs, _ = integer_payoffs(game)
    proof = _levels(game, payoffs)[-1][2]
    count = int(np.count_nonzero(proof))
    if count > _MOST_PROFILES:
        raise ProblemTooLargeError(
            f"game: {count} profiles are coalition-proof, at most {_MOST_PROFILES} are returned; "
            "ask is_coalition_proof about single ones"
        )
    profiles = [
        [
            object_array([Fraction(int(k == chosen)) for k in range(size)])
            for chosen, size in zip(cell, game.shape, strict=True)
        ]
        for cell in np.argwhere(proof)
    ]
    found = Found(profiles, "unknown", parameters={"profiles": "pure", "deviations": "pure"})
    return equilibrium_set(game, found, "coalition-proof")


def _check_size(game: NormalFormGame) -> None:
    number = 2**game.n * prod(game.shape)
    if number > _LARGEST_TABLE:
        raise ProblemTooLargeError(
            f"game: {number:.2g} pairs of a coalition and a profile, at most {_LARGEST_TABLE:.0e} "
            "are allowed; eliminate dominated strategies first"
        )


def _levels(game: NormalFormGame, payoffs: list[Array]) -> list[tuple[Coalition, Array, Array]]:
    """Return for each coalition, smaller ones first, two tables over all profiles.

    Whether the coalition's part of the profile is self-enforcing given the rest, and whether it is
    coalition-proof. The first asks the subcoalitions with one member fewer only: their parts are
    then self-enforcing too, which covers all smaller ones.
    """
    proofs: dict[Coalition, Array] = {}
    levels = []
    for size in range(1, game.n + 1):
        for coalition in combinations(range(game.n), size):
            enforcing = np.ones(game.shape, dtype=bool)
            if size > 1:
                for part in combinations(coalition, size - 1):
                    enforcing &= proofs[part]
            proof = _undominated(payoffs, coalition, enforcing)
            proofs[coalition] = proof
            levels.append((coalition, enforcing, proof))
    return levels


def _undominated(payoffs: list[Array], coalition: Coalition, enforcing: Array) -> Array:
    """Keep the self-enforcing profiles to which no other is better for each member."""
    n = enforcing.ndim
    others = [k for k in range(n) if k not in coalition]
    order = [*others, *coalition]
    rows = prod(enforcing.shape[k] for k in others)
    shape = tuple(enforcing.shape[k] for k in order)
    kept = enforcing.transpose(order).reshape(rows, -1).copy()
    tables = [payoffs[i].transpose(order).reshape(rows, -1) for i in coalition]
    if len(coalition) == 1:
        kept = tables[0] == tables[0].max(axis=1, keepdims=True)
    for row in np.flatnonzero(kept.sum(axis=1) > 1) if len(coalition) > 1 else ():
        where = np.flatnonzero(kept[row])
        values = [tuple(int(table[row, column]) for table in tables) for column in where]
        good = _not_beaten(values)
        kept[row, where] = [value in good for value in values]
    return kept.reshape(shape).transpose(np.argsort(order))


def _not_beaten(values: list[tuple[int, ...]]) -> set[tuple[int, ...]]:
    """Return the vectors to which no other is larger in every entry."""
    good: list[tuple[int, ...]] = []
    for value in sorted(set(values), reverse=True):  # what beats a vector comes before it
        if not any(all(a > b for a, b in zip(other, value, strict=True)) for other in good):
            good.append(value)
    return set(good)


def _better(
    payoffs: list[Array], coalition: Coalition, enforcing: Array, cell: tuple[int, ...]
) -> tuple[int, ...]:
    """Return the self-enforcing profile with the largest least gain over the cell's."""
    index = tuple(
        slice(None) if k in coalition else slice(chosen, chosen + 1)
        for k, chosen in enumerate(cell)
    )
    gains = np.stack([(payoffs[i][index] - payoffs[i][cell]).astype(object) for i in coalition])
    least = gains.min(axis=0)
    where = max(np.argwhere(enforcing[index]).tolist(), key=lambda w: least[tuple(w)])
    return tuple(
        w if k in coalition else chosen
        for k, (w, chosen) in enumerate(zip(where, cell, strict=True))
    )
