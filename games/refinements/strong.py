"""Strong equilibria: profiles that no coalition can leave to the gain of each of its members.

Aumann (1959). The others keep to their strategies. What is decided here: joint deviations in pure
strategies, or in correlated ones (a joint lottery of the coalition), which include the independent
mixtures that lie between; both exactly, for pure and for mixed profiles.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from math import prod
from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, as_printed, object_array, over_one_denominator
from lilliput.games.checks import check_tolerance, index_of
from lilliput.games.dominance.tables import in_kind, integer_payoffs, shown
from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.equilibria.solution import EquilibriumSet, Found
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.linear_programme import solve_matrix_game
from lilliput.games.normal_form import NormalFormGame, Profile
from lilliput.games.normal_form.required import require_numbers

__all__ = ["is_strong_equilibrium", "strong_equilibria"]

Deviations = Literal["pure", "correlated"]

_LARGEST_NUMBER_OF_DEVIATIONS = 10**7
_KINDS = ("pure", "correlated")


def is_strong_equilibrium(
    game: NormalFormGame,
    profile: Profile,
    *,
    deviations: Deviations = "pure",
    tol: float = 1e-9,
) -> Finding:
    """Whether no coalition has a joint deviation that benefits each of its members.

    Coalitions of one are included, so that a strong equilibrium is a Nash equilibrium; the
    coalition of all is, so that it is weakly Pareto optimal.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    profile
        A strategy profile, pure or mixed, as `NormalFormGame.payoff` takes it.
    deviations
        ``"pure"``: coalitions deviate to pure strategies. ``"correlated"``: to joint lotteries over
        them; this is the more demanding test. Independent mixtures lie between the two, so that
        ``"correlated"`` is enough for, and ``"pure"`` is implied by, stability against them.
    tol
        Gain allowed to each member, in units of payoff, if the profile has probabilities that are
        floats. It is not used for pure profiles and Fractions: there the answer is exact.

    Returns
    -------
    Finding
        When it fails, the witness has the `coalition` (a smallest one), its `deviation` (a strategy
        by player, or a Series of probabilities of its joint strategies), and the `gains` by member.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        More than 10 million joint deviations.

    References
    ----------
    Aumann, R. (1959). Acceptable points in general cooperative n-person games. Contributions to the
    Theory of Games IV, 287–324.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> is_strong_equilibrium(dilemma, ["2", "2"])
    Finding(strong equilibrium: fails; row and column gain 2 and 2 by 1, 1)
    """
    require_numbers(game)
    index_of(_KINDS, deviations, argument="deviations")
    check_tolerance(tol)
    _check_size(game, 1)
    mixed = game.distributions(profile)
    allowed = Fraction(0)
    exact = []
    for mix in mixed:
        weights = as_printed(mix)
        exact.append(object_array([Fraction(w) for w in weights]) / sum(map(Fraction, weights)))
        if mix.dtype != object and any(w not in (0, 1) for w in mix):
            allowed = Fraction(tol)
    payoffs, units = integer_payoffs(game, common=True)
    found = _blocked(payoffs, units[0], exact, deviations, allowed)
    if found is None:
        return Finding("strong equilibrium", True)
    coalition, joint, gains = found
    return _refusal(game, coalition, joint, gains)


def _refusal(
    game: NormalFormGame, coalition: tuple[int, ...], joint: Array, gains: Sequence[Fraction]
) -> Finding:
    names = [game.players[i] for i in coalition]
    own = [game.strategies[i] for i in coalition]
    sizes = tuple(len(strategies) for strategies in own)
    numbers = in_kind(game, gains)
    support = np.flatnonzero(joint)
    deviation: Any
    if len(support) == 1:
        cell = np.unravel_index(support[0], sizes)
        deviation = {p: s[int(k)] for p, s, k in zip(names, own, cell, strict=True)}
        means = ", ".join(deviation.values())
    else:
        labels: Any = pd.Index(own[0], name=names[0])
        if len(names) > 1:
            labels = pd.MultiIndex.from_product(own, names=names)
        series = pd.Series(in_kind(game, joint), index=labels, name="probability")
        deviation = series[series != 0]
        means = "a joint lottery"
    amounts = [shown(gain) for gain in numbers]
    verb = "gains" if len(names) == 1 else "gain"
    text = f"{' and '.join(names)} {verb} {' and '.join(amounts)} by {means}"
    witness = {
        "coalition": frozenset(names),
        "deviation": deviation,
        "gains": dict(zip(names, numbers.tolist(), strict=True)),
    }
    return Finding("strong equilibrium", False, text, witness)


def _coalitions(n: int) -> Iterator[tuple[int, ...]]:
    for size in range(1, n + 1):
        yield from combinations(range(n), size)


def _blocked(
    payoffs: list[Array],
    unit: int,
    profile: Sequence[Array],
    deviations: Deviations,
    allowed: Fraction,
) -> tuple[tuple[int, ...], Array, list[Fraction]] | None:
    """Return a coalition, its joint strategy and the gains of its members, or None.

    Payoffs are integers over one unit. So are gains, times the denominators of the mixtures.
    """
    n = len(payoffs)
    whole, commons = zip(*(over_one_denominator(mix) for mix in profile), strict=True)
    scale = unit * prod(commons)
    now = [_against(own, whole, ()).item() for own in payoffs]
    for coalition in _coalitions(n):
        share = prod(commons[k] for k in coalition)
        gains = np.stack(
            [_against(payoffs[i], whole, coalition).ravel() * share - now[i] for i in coalition],
            axis=1,
        )
        if allowed:
            gains = gains - allowed * scale
        least = gains.min(axis=1)
        best = int(least.argmax())
        joint = object_array([Fraction(0)] * len(gains))
        if least[best] > 0:
            joint[best] = Fraction(1)
        elif deviations == "pure" or len(coalition) == 1 or not _lottery(gains, joint):
            continue
        reached = joint[joint != 0] @ gains[np.flatnonzero(joint)].astype(object)
        return coalition, joint, [Fraction(gain) / scale + allowed for gain in reached]
    return None


def _lottery(gains: Array, joint: Array) -> bool:
    """Whether some lottery over the rows gains in every column; it is written into `joint`.

    Rows without any gain do not help, nor do equal ones.
    """
    useful = np.flatnonzero(gains.max(axis=1) > 0)
    distinct = list({tuple(gains[k]): k for k in useful.tolist()}.values())
    if not distinct:
        return False
    value = solve_matrix_game(gains[distinct])
    joint[distinct] = value.rows
    return value.value > 0


def _against(payoffs: Array, weights: Sequence[Sequence[int]], free: tuple[int, ...]) -> Array:
    """Add up a player's payoffs over the play of all who are not free, in integers."""
    if all(np.count_nonzero(mix) == 1 for mix in weights):
        cell = tuple(
            slice(None) if k in free else int(np.flatnonzero(mix)[0])
            for k, mix in enumerate(weights)
        )
        return np.asarray(payoffs[cell])
    values = payoffs.astype(object)
    for k in reversed(range(len(weights))):
        if k not in free:
            mix = np.array(weights[k], dtype=object)
            values = np.asarray(np.moveaxis(values, k, -1) @ mix, dtype=object)
    return values


def strong_equilibria(game: NormalFormGame, *, deviations: Deviations = "pure") -> EquilibriumSet:
    """Return all pure profiles that are strong equilibria.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    deviations
        As in `is_strong_equilibrium`.

    Returns
    -------
    EquilibriumSet
        Often empty. These are all among pure profiles; mixed ones are not searched, so that
        `complete` is ``"unknown"``.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        More than 10 million joint deviations from the pure equilibria.

    References
    ----------
    Aumann, R. (1959). Acceptable points in general cooperative n-person games. Contributions to the
    Theory of Games IV, 287–324.

    Examples
    --------
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> strong_equilibria(stag_hunt)
    1 equilibrium by strong; complete: unknown
      Equilibrium(row: 1; column: 1; exact)
    """
    require_numbers(game)
    index_of(_KINDS, deviations, argument="deviations")
    cells = pure_cells(game)
    _check_size(game, len(cells))
    payoffs, units = integer_payoffs(game, common=True)
    profiles = []
    for cell in cells:
        profile = [
            object_array([Fraction(int(k == chosen)) for k in range(size)])
            for chosen, size in zip(cell, game.shape, strict=True)
        ]
        if _blocked(payoffs, units[0], profile, deviations, Fraction(0)) is None:
            profiles.append(profile)
    record = {"profiles": "pure", "deviations": deviations}
    return equilibrium_set(game, Found(profiles, "unknown", parameters=record), "strong")


def _check_size(game: NormalFormGame, profiles: int) -> None:
    """Refuse too many joint deviations: Π (1 + m_i) from each profile."""
    number = profiles * prod(1 + size for size in game.shape)
    if number > _LARGEST_NUMBER_OF_DEVIATIONS:
        raise ProblemTooLargeError(
            f"game: {profiles} profiles have about {number:.2g} joint deviations, at most "
            f"{_LARGEST_NUMBER_OF_DEVIATIONS:.0e} are allowed; eliminate dominated strategies first"
            + ("" if profiles == 1 else ", or test single profiles by is_strong_equilibrium")
        )
