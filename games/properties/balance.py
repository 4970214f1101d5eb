"""Balanced and totally balanced: games, and all their subgames, that have a core.

Total balancedness takes one linear programme for each subgame that is still open. Its solution x
leaves no part of the coalition short, so that every part T with x(T) = v(T) has a core as well:
from large coalitions to small ones, a few programmes settle many.
"""

from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, plain, to_float
from lilliput.games.coalitional import CoalitionalGame, coalition_label, worths_of
from lilliput.games.cores.core import core
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.properties.order import is_convex
from lilliput.games.tables import allowance, subset_sums, subsets_of
from lilliput.games.transforms.balanced import balanced_worth

__all__ = ["is_balanced", "is_totally_balanced"]

_TOLERANCE = 1e-9
_MOST_PLAYERS = 14
_TERMS_SHOWN = 4


def is_balanced(game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE) -> Finding:
    """Whether the core is not empty: Σ λ_S v(S) ≤ v(N) for every balanced collection.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    exact
        Decide for the rationals that float worths store. Fractions are decided exactly in any
        case.
    tol
        For float worths: what a coalition may be short of, relative to the largest |v(S)|.

    Returns
    -------
    Finding
        When it holds, the witness is an `allocation` in the core; when it fails, the
        `balanced_collection` with its weights, whose `worth` exceeds v(N).

    Raises
    ------
    UnsupportedNumberError
        The worths contain symbols.

    References
    ----------
    Bondareva, O. N. (1963); Shapley, L. S. (1967). On balanced sets and cores.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> is_balanced(majority, exact=True)
    Finding(balanced: fails; 1/2 v({A, B}) + 1/2 v({A, C}) + 1/2 v({B, C}) = 3/2 > v(N) = 1)
    """
    solved = core(game, exact=exact, tol=tol)
    if solved.balanced_collection is None:
        shares = ", ".join(f"{name} {share}" for name, share in solved.allocation.items())
        explanation = f"in the core: {shares}" if game.n else "nobody is left short"
        return Finding("balanced", True, explanation, {"allocation": solved.allocation})
    worths = solved.game.worths
    collection = {game.mask(S): weight for S, weight in solved.balanced_collection.items()}
    return _unbalanced("balanced", solved.game, 2**game.n - 1, collection, worths)


def is_totally_balanced(
    game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether the game and each of its subgames have a core.

    Totally balanced games are the games of markets, of flows and of linear production.

    Parameters
    ----------
    game
        A coalitional game with numeric worths; of more than 14 players only if it is convex or has
        no core itself.
    exact
        Decide for the rationals that float worths store. Fractions are decided exactly in any
        case.
    tol
        For float worths: what a coalition may be short of, relative to the largest |v(S)|.

    Returns
    -------
    Finding
        When it fails, the witness is a `coalition` whose subgame has an empty core, with the
        `balanced_collection` and its weights, whose `worth` exceeds that of the coalition.

    Raises
    ------
    ProblemTooLargeError
        More players, in a game that is not convex but has a core.
    UnsupportedNumberError
        The worths contain symbols.

    References
    ----------
    Shapley, L. S. and Shubik, M. (1969). On market games. Journal of Economic Theory 1.
    Kalai, E. and Zemel, E. (1982). Totally balanced games and games of flow. Mathematics of
    Operations Research 7.

    Examples
    --------
    >>> game = CoalitionalGame.from_function(["A", "B", "C", "D"],
    ...     lambda S: int(len(S - {"D"}) >= 2) + int(len(S) == 4))
    >>> found = is_totally_balanced(game, exact=True)
    >>> bool(is_balanced(game)), bool(found), sorted(found.witness["coalition"])
    (True, False, ['A', 'B', 'C'])
    """
    worths = worths_of(game, exact=exact)
    if kind_of(worths) == "symbolic":
        worths = to_float(worths, argument="worths of is_totally_balanced")
    allowed = allowance(worths, tol)
    if is_convex(CoalitionalGame(game.players, worths), tol=tol / max(game.n, 1) ** 2):
        return Finding("totally balanced", True, "the game is convex")
    if game.n > _MOST_PLAYERS:
        whole = is_balanced(game, exact=exact, tol=tol)
        if not whole:
            return Finding("totally balanced", False, whole.explanation, whole.witness)
        raise ProblemTooLargeError(
            f"is_totally_balanced solves up to 2**n programmes and allows {_MOST_PLAYERS} players "
            f"unless the game is convex or has no core, got {game.n}"
        )
    settled = np.bitwise_count(np.arange(len(worths))) <= 1
    for mask in range(len(worths) - 1, 0, -1):
        if settled[mask]:
            continue
        parts = subsets_of(i for i in range(game.n) if mask >> i & 1)
        found = balanced_worth(worths[parts])
        if found.value - worths[mask] > allowed:
            collection = {int(parts[m]): weight for m, weight in found.collection.items()}
            return _unbalanced("totally balanced", game, mask, collection, worths)
        settled[parts[subset_sums(found.allocation) - worths[parts] <= allowed]] = True
    return Finding("totally balanced", True)


def _unbalanced(
    name: str, game: CoalitionalGame, mask: int, collection: dict[int, Any], worths: Array
) -> Finding:
    """Return the finding that a balanced collection on a coalition is worth more than it is."""
    total = plain(sum(weight * worths[part] for part, weight in collection.items()))
    terms = [
        f"{'' if weight == 1 else f'{weight} '}v({{{coalition_label(part, game.players)}}})"
        for part, weight in sorted(collection.items())
    ]
    if len(terms) > _TERMS_SHOWN:
        terms = [*terms[:_TERMS_SHOWN], f"… ({len(terms)} coalitions)"]
    whole = "N" if mask == 2**game.n - 1 else f"{{{coalition_label(mask, game.players)}}}"
    witness = {
        "coalition": game.coalition(mask),
        "balanced_collection": {game.coalition(m): weight for m, weight in collection.items()},
        "worth": total,
    }
    explanation = f"{' + '.join(terms)} = {total} > v({whole}) = {plain(worths[mask])}"
    return Finding(name, False, explanation, witness)
