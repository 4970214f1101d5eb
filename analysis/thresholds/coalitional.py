"""When a coalition blocks an allocation, and when the core contains one or any at all."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import combinations
from typing import Any

from lilliput.analysis.thresholds.relations import exact
from lilliput.analysis.thresholds.threshold import Threshold
from lilliput.games.checks import vector_by_name
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError

__all__ = ["when_blocked", "when_core_exists", "when_in_core"]

_MOST_PLAYERS = 12
_MOST_BALANCED = 4


def when_blocked(
    game: CoalitionalGame, allocation: Any, coalition: Iterable[str], *, assumptions: Any = True
) -> Threshold:
    """Return when a coalition blocks an allocation: v(S) > x(S).

    Parameters
    ----------
    game
        Worths may be expressions.
    allocation
        One number a player, by name or in order.
    coalition
        Who would do better alone.
    assumptions
        A conjunction of relations; symbols bring their own.

    Examples
    --------
    >>> from sympy import Symbol
    >>> w = Symbol("w", real=True)
    >>> pair = CoalitionalGame.from_worths({("A", "B"): w, ("A", "B", "C"): 1})
    >>> when_blocked(pair, [0.25, 0.25, 0.5], ["A", "B"]).relation
    w > 1/2
    """
    members = list(coalition)
    shares = _allocation(game, allocation)
    mask = game.mask(members)
    own = sum(share for i, share in enumerate(shares) if mask >> i & 1)
    question = f"{{{', '.join(members)}}} blocks {_allocation_text(game, shares)}"
    return Threshold(question, exact(game.worth(members)) > own, assumptions)


def when_in_core(game: CoalitionalGame, allocation: Any, *, assumptions: Any = True) -> Threshold:
    """Return when an allocation is in the core: x(N) = v(N), and no coalition blocks it.

    Parameters
    ----------
    game
        Worths may be expressions.
    allocation
        One number a player, by name or in order.
    assumptions
        A conjunction of relations; symbols bring their own.

    Raises
    ------
    ProblemTooLargeError
        More than 12 players.

    Examples
    --------
    >>> from sympy import Symbol
    >>> w = Symbol("w", real=True)
    >>> pair = CoalitionalGame.from_worths({("A", "B"): w, ("A", "B", "C"): 1})
    >>> when_in_core(pair, [0.25, 0.25, 0.5]).relation
    w <= 1/2
    """
    from sympy import And, Eq

    _check_size(game, _MOST_PLAYERS, "when_blocked asks about one coalition")
    shares = _allocation(game, allocation)
    claims = [Eq(sum(shares), exact(game.worth(game.players)))]
    for mask in range(1, 2**game.n - 1):
        own = sum(share for i, share in enumerate(shares) if mask >> i & 1)
        claims.append(own >= exact(game.worth(game.coalition(mask))))
    question = f"{_allocation_text(game, shares)} is in the core"
    return Threshold(question, And(*claims), assumptions)


def when_core_exists(game: CoalitionalGame, *, assumptions: Any = True) -> Threshold:
    """Return when the core is not empty: Σ λ_S v(S) ≤ v(N) for every minimal balanced collection.

    Parameters
    ----------
    game
        Worths may be expressions; four players at most.
    assumptions
        A conjunction of relations; symbols bring their own.

    Raises
    ------
    ProblemTooLargeError
        More than four players.

    References
    ----------
    Shapley, L. S. (1967). On balanced sets and cores. Naval Research Logistics Quarterly 14.

    Examples
    --------
    >>> from sympy import symbols
    >>> a, b, c = symbols("a b c", positive=True)
    >>> game = CoalitionalGame.from_worths(
    ...     {("A", "B"): a, ("A", "C"): b, ("B", "C"): c, ("A", "B", "C"): 1})
    >>> when_core_exists(game).relation
    (a <= 1) & (b <= 1) & (c <= 1) & (a + b + c <= 2)
    """
    from sympy import And

    _check_size(game, _MOST_BALANCED, "core decides at numbers, when_in_core about an allocation")
    whole = exact(game.worth(game.players))
    claims = []
    for collection in _balanced_collections(game.n):
        best = sum(w * exact(game.worth(game.coalition(mask))) for mask, w in collection.items())
        claims.append(best <= whole)
    return Threshold("the core is not empty", And(*claims), assumptions)


def _check_size(game: CoalitionalGame, most: int, advice: str) -> None:
    if game.n > most:
        raise ProblemTooLargeError(
            f"game has {game.n} players, more than {most} for a relation of all coalitions; "
            f"{advice}"
        )


def _allocation(game: CoalitionalGame, allocation: Any) -> list[Any]:
    shares = vector_by_name(
        allocation, game.players, argument="allocation", error=InvalidGameError, integers="fraction"
    )
    return [exact(share) for share in shares]


def _allocation_text(game: CoalitionalGame, shares: Sequence[Any]) -> str:
    pairs = zip(game.players, shares, strict=True)
    return "(" + ", ".join(f"{name}: {share}" for name, share in pairs) + ")"


@cache
def _balanced_collections(n: int) -> tuple[dict[int, Any], ...]:
    """Return the minimal balanced collections of proper coalitions: mask to weight.

    They are the vertices of {λ ≥ 0: Σ_{S∋i} λ_S = 1}, so that they have n coalitions at most, whose
    incidence vectors are linearly independent.
    """
    from sympy import Matrix, ones

    found: dict[tuple[int, ...], dict[int, Any]] = {}
    for size in range(1, n + 1):
        for masks in combinations(range(1, 2**n - 1), size):
            rows = Matrix(n, size, lambda i, j, m=masks: m[j] >> i & 1)
            if any(sum(rows.row(i)) == 0 for i in range(n)) or rows.rank() < size:
                continue
            square = rows.T * rows
            weights = square.LUsolve(rows.T * ones(n, 1))
            if rows * weights == ones(n, 1) and min(weights) > 0:
                found[masks] = dict(zip(masks, weights, strict=True))
    return tuple(found.values())
