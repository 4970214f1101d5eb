"""Axioms of values, put to any function from games to payoffs.

A value is any callable that takes a game and returns a payoff for each of its players. An axiom
can be refuted on one game, with a witness, and only proved by mathematics: "holds" means that it
holds on the game given.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lilliput.games.arithmetic import plain, unify
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.findings import Finding
from lilliput.games.tables import subset_sums
from lilliput.games.transforms.structure import game_sum, restriction, scaled, with_vector
from lilliput.games.values.payoffs import Value, all_same, compare, payoffs_of, same, slack_of

__all__ = [
    "has_balanced_contributions",
    "has_dummy_player_property",
    "has_null_player_property",
    "is_additive",
    "is_anonymous",
    "is_covariant",
    "is_efficient",
    "is_symmetric",
]


def is_efficient(value: Value, game: CoalitionalGame, *, tol: float = 1e-9) -> Finding:
    """Whether a value shares v(N): Σ_i φ_i(v) = v(N).

    Parameters
    ----------
    value
        A function from a game to a payoff for each of its players.
    game
        A coalitional game.
    tol
        For float payoffs: the difference that counts as none, as a multiple of the largest |v(S)|.

    Returns
    -------
    Finding
        With the sum and v(N) as a witness when they differ.

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II.

    Examples
    --------
    >>> from lilliput.games import banzhaf_value
    >>> game = CoalitionalGame.from_worths({("A", "B", "C"): 4})
    >>> is_efficient(banzhaf_value, game)
    Finding(efficient: fails; the payoffs sum to 3.0, but v(N) = 4.0)
    """
    total = payoffs_of(value, game).sum() if game.n else game.worths[0]
    grand = game.worths[-1]
    if same(total, grand, slack_of(game, tol)):
        return Finding("efficient", True)
    explanation = f"the payoffs sum to {total}, but v(N) = {grand}"
    return Finding("efficient", False, explanation, {"sum": plain(total), "v(N)": plain(grand)})


def is_symmetric(value: Value, game: CoalitionalGame, *, tol: float = 1e-9) -> Finding:
    """Whether a value pays substitutes equally.

    Players i and j are substitutes if v(S∪i) = v(S∪j) for all S without either.

    Parameters
    ----------
    value
        A function from a game to a payoff for each of its players.
    game
        A coalitional game.
    tol
        For floats: the difference that counts as none, as a multiple of the largest |v(S)|.

    Returns
    -------
    Finding
        With a pair of substitutes and their payoffs as a witness when these differ.

    References
    ----------
    Shapley, L. S. (1953). A value for n-person games. Contributions to the Theory of Games II.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 4})
    >>> is_symmetric(lambda g: [g.worths[-1], 0], game)
    Finding(symmetric: fails; A and B are substitutes, but receive 4.0 and 0.0)
    """
    found = symmetry(value, game, tol)
    return found if found is not None else Finding("symmetric", True, "no two are substitutes")


def has_null_player_property(value: Value, game: CoalitionalGame, *, tol: float = 1e-9) -> Finding:
    """Whether a value pays nothing to a null player, who adds nothing to any coalition.

    Parameters
    ----------
    value
        A function from a game to a payoff for each of its players.
    game
        A coalitional game.
    tol
        For floats: the difference that counts as none, as a multiple of the largest |v(S)|.

    Returns
    -------
    Finding
        With a null player and its payoff as a witness when that is not 0.

    Examples
    --------
    >>> from lilliput.games import egalitarian_value
    >>> game = CoalitionalGame.from_worths({("A",): 4, ("A", "B"): 4})
    >>> has_null_player_property(egalitarian_value, game)
    Finding(null player: fails; B adds 0.0 to every coalition, but receives 2.0)
    """
    found = null_player(value, game, tol)
    return found if found is not None else Finding("null player", True, "there is none")


def has_dummy_player_property(value: Value, game: CoalitionalGame, *, tol: float = 1e-9) -> Finding:
    """Whether a value pays v(i) to a dummy player, who adds v(i) to every coalition.

    Parameters
    ----------
    value
        A function from a game to a payoff for each of its players.
    game
        A coalitional game.
    tol
        For floats: the difference that counts as none, as a multiple of the largest |v(S)|.

    Returns
    -------
    Finding
        With a dummy player and its payoff as a witness when that is not v(i).

    Examples
    --------
    >>> from lilliput.games import solidarity_value
    >>> game = CoalitionalGame.from_worths({("A",): 6, ("B",): 2, ("A", "B"): 8})
    >>> has_dummy_player_property(solidarity_value, game)
    Finding(dummy player: fails; A adds 6.0 to every coalition, but receives 5.0)
    """
    found = dummy_player(value, game, tol)
    return found if found is not None else Finding("dummy player", True, "there is none")


def is_additive(
    value: Value, game: CoalitionalGame, other: CoalitionalGame, *, tol: float = 1e-9
) -> Finding:
    """Whether a value of a sum of games is the sum of the values: φ(v + w) = φ(v) + φ(w).

    Parameters
    ----------
    value
        A function from a game to a payoff for each of its players.
    game, other
        Two games with the same players.
    tol
        For floats: the difference that counts as none, as a multiple of the largest |v(S)|.

    Returns
    -------
    Finding
        With a player and both payoffs as a witness when they differ.

    Raises
    ------
    InvalidGameError
        The games have different players.

    Examples
    --------
    >>> from lilliput.games import tau_value
    >>> one = CoalitionalGame(["A", "B", "C"], [0, 0, 0, 1, 0, 2, 1, 3])
    >>> two = CoalitionalGame(["A", "B", "C"], [0, 0, 0, 1, 0, 0, 0, 1])
    >>> bool(is_additive(tau_value, one, two))
    False
    """
    together = game_sum(game, other)
    apart = unify(payoffs_of(value, game), payoffs_of(value, other, order=game.players))
    sums = apart[0] + apart[1]
    slack = max(slack_of(g, tol) for g in (game, other, together))
    got = payoffs_of(value, together)
    return compare("additive", game.players, got, sums, slack, "v + w", "the sum of both values")


def is_covariant(
    value: Value,
    game: CoalitionalGame,
    *,
    factor: Any = 2,
    shift: Mapping[str, Any] | Sequence[Any] | None = None,
    tol: float = 1e-9,
) -> Finding:
    """Whether a value is covariant under strategic equivalence: φ(a v + d) = a φ(v) + d.

    Parameters
    ----------
    value
        A function from a game to a payoff for each of its players.
    game
        A coalitional game.
    factor
        a > 0.
    shift
        d, which each coalition receives for its members; 1, 2, …, n by default.
    tol
        For floats: the difference that counts as none, as a multiple of the largest |v(S)|.

    Returns
    -------
    Finding
        With a player and both payoffs as a witness when they differ.

    Examples
    --------
    >>> from lilliput.games import egalitarian_value, shapley_value
    >>> game = CoalitionalGame.from_worths({("A", "B"): 4})
    >>> bool(is_covariant(shapley_value, game)), bool(is_covariant(egalitarian_value, game))
    (True, False)
    """
    larger = scaled(game, factor)
    added = range(1, game.n + 1) if shift is None else shift
    worths, d = with_vector(larger.worths, added, game.players, argument="shift")
    moved = CoalitionalGame(game.players, worths + subset_sums(d))
    payoffs, a = with_vector(payoffs_of(value, game), [factor], ("factor",), argument="factor")
    payoffs, d = unify(a * payoffs, d)
    expected = payoffs + d
    slack = max(slack_of(game, tol), slack_of(moved, tol))
    got = payoffs_of(value, moved)
    return compare("covariant", game.players, got, expected, slack, "a v + d", "a φ(v) + d")


def is_anonymous(value: Value, game: CoalitionalGame, *, tol: float = 1e-9) -> Finding:
    """Whether payoffs follow the roles in the game: if i and j swap roles, they swap payoffs.

    Parameters
    ----------
    value
        A function from a game to a payoff for each of its players.
    game
        A coalitional game; every pair of neighbours in the order of the players swaps roles.
    tol
        For floats: the difference that counts as none, as a multiple of the largest |v(S)|.

    Returns
    -------
    Finding
        With the pair, a player and both payoffs as a witness when they differ.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A",): 4, ("A", "B"): 4})
    >>> is_anonymous(lambda g: [g.worths[-1], 0], game).explanation
    'A receives 4.0 in v after A and B have swapped roles, not 0.0, as its role in v'
    """
    payoffs = payoffs_of(value, game)
    slack = slack_of(game, tol)
    masks = np.arange(2**game.n)
    for i in range(game.n - 1):
        j = i + 1
        differs = (masks >> i ^ masks >> j) & 1
        swapped = CoalitionalGame(game.players, game.worths[masks ^ differs * (1 << i | 1 << j)])
        order = [*range(i), j, i, *range(j + 1, game.n)]
        got = payoffs_of(value, swapped)
        where = f"v after {game.players[i]} and {game.players[j]} have swapped roles"
        finding = compare(
            "anonymous", game.players, got, payoffs[order], slack, where, "as its role in v"
        )
        if not finding:
            return finding
    return Finding("anonymous", True)


def has_balanced_contributions(
    value: Value, game: CoalitionalGame, *, tol: float = 1e-9
) -> Finding:
    """Whether any two players gain as much by each other's presence.

    φ_i(N, v) − φ_i(N∖j, v) = φ_j(N, v) − φ_j(N∖i, v) for all i and j. The Shapley value is the only
    efficient value with this property in all subgames.

    Parameters
    ----------
    value
        A function from a game to a payoff for each of its players; it is asked for the game and
        for each of the n games without one player.
    game
        A coalitional game.
    tol
        For floats: the difference that counts as none, as a multiple of the largest |v(S)|.

    Returns
    -------
    Finding
        With two players and their contributions to each other as a witness when these differ.

    References
    ----------
    Myerson, R. B. (1980). Conference structures and fair allocation rules. Int. J. of Game
    Theory 9. doi:10.1007/BF01781371

    Examples
    --------
    >>> from lilliput.games import cis_value, shapley_value
    >>> game = CoalitionalGame.from_worths({("A", "B"): 6, ("A", "B", "C"): 6})
    >>> bool(has_balanced_contributions(shapley_value, game))
    True
    >>> has_balanced_contributions(cis_value, game).explanation
    'A gains -1.0 by the presence of C, but C gains 2.0 by that of A'
    """
    names = game.players
    whole = payoffs_of(value, game)
    without = [
        payoffs_of(value, restriction(game, names[:i] + names[i + 1 :])) for i in range(game.n)
    ]
    slack = slack_of(game, tol)
    for j in range(game.n):
        for i in range(j):
            first, second = whole[i] - without[j][i], whole[j] - without[i][j - 1]
            if not same(first, second, slack):
                explanation = (
                    f"{names[i]} gains {first} by the presence of {names[j]}, but {names[j]} "
                    f"gains {second} by that of {names[i]}"
                )
                witness = {"players": (names[i], names[j]), "gains": (plain(first), plain(second))}
                return Finding("balanced contributions", False, explanation, witness)
    return Finding("balanced contributions", True)


def symmetry(value: Value, game: CoalitionalGame, tol: float) -> Finding | None:
    """Return whether substitutes are paid equally; None if there are none."""
    names, slack = game.players, slack_of(game, tol)
    payoffs = None
    for j in range(game.n):
        for i in range(j):
            table = game.worths.reshape(-1, 2, 2 ** (j - i - 1), 2, 2**i)
            if not all_same(table[:, 1, :, 0], table[:, 0, :, 1], slack):
                continue
            payoffs = payoffs_of(value, game) if payoffs is None else payoffs
            if not same(payoffs[i], payoffs[j], slack):
                amounts = plain(payoffs[i]), plain(payoffs[j])
                return Finding(
                    "symmetric",
                    False,
                    f"{names[i]} and {names[j]} are substitutes, but receive {amounts[0]} and "
                    f"{amounts[1]}",
                    {"players": (names[i], names[j]), "payoffs": amounts},
                )
    return None if payoffs is None else Finding("symmetric", True)


def null_player(value: Value, game: CoalitionalGame, tol: float) -> Finding | None:
    """Return whether null players receive 0; None if there are none."""
    return _paid_their_own(value, game, tol, "null player")


def dummy_player(value: Value, game: CoalitionalGame, tol: float) -> Finding | None:
    """Return whether dummy players receive v(i); None if there are none."""
    return _paid_their_own(value, game, tol, "dummy player")


def _paid_their_own(value: Value, game: CoalitionalGame, tol: float, axiom: str) -> Finding | None:
    slack = slack_of(game, tol)
    payoffs = None
    for i, name in enumerate(game.players):
        table = game.worths.reshape(-1, 2, 2**i)
        own = game.worths[1 << i] if axiom == "dummy player" else game.worths[0]
        if not all_same(table[:, 1], table[:, 0] + own, slack):
            continue
        payoffs = payoffs_of(value, game) if payoffs is None else payoffs
        if not same(payoffs[i], own, slack):
            explanation = f"{name} adds {own} to every coalition, but receives {payoffs[i]}"
            witness = {"player": name, "payoff": plain(payoffs[i])}
            return Finding(axiom, False, explanation, witness)
    return None if payoffs is None else Finding(axiom, True)
