"""Is an allocation the nucleolus? Kohlberg's criterion, with a proof either way.

x is the nucleolus iff for each α the coalitions with an excess of at least α are balanced: no side
payment y with y(N) = 0 gives none of them less and one of them more (nor, over imputations, takes
from a player who has v(i)). The nucleolus ν is unique. If x = ν, the proof is ν's levels. If not,
y = ν − x is such a side payment: with α the largest excess at x of a coalition with y(S) ≠ 0, a
coalition with y(S) < 0 there would make the excesses of ν lexicographically larger than those of x.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.games.arithmetic import kind_of, over_one_denominator, plain, to_exact, to_float
from lilliput.games.checks import check_tolerance, vector_by_name
from lilliput.games.coalitional import CoalitionalGame, coalition_label
from lilliput.games.cores.nucleolus_problem import Problem
from lilliput.games.cores.nucleolus_scan import Stage, contradictions
from lilliput.games.cores.nucleolus_solution import (
    Kind,
    certificate,
    excess_problem,
    nucleolus_solution,
)
from lilliput.games.errors import InvalidGameError, SolverError
from lilliput.games.findings import Finding

__all__ = ["is_nucleolus", "is_prenucleolus"]

_TOLERANCE = 1e-9
_CANDIDATES = 64


def is_nucleolus(
    game: CoalitionalGame,
    x: Mapping[str, Any] | pd.Series | Sequence[Any],
    *,
    kind: Kind = "nucleolus",
    tol: float | None = None,
) -> Finding:
    """Decide whether an allocation is the nucleolus, with a certificate either way.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    x
        One number per player, by name or in the order of the players.
    kind
        Which nucleolus; see `nucleolus_solution`.
    tol
        How far a share may be from the nucleolus, as a part of the largest |v(S)| or |x_i|; by
        default 1e-9 for floats, 0 for integers and Fractions.

    Returns
    -------
    Finding
        If it holds, ``witness["levels"]`` are the levels with their balanced collections, in
        rationals. If it fails, ``witness["direction"]`` is a side payment y, ``witness["excess"]``
        the level α and ``witness["coalition"]`` a coalition with that excess and y(S) > 0, while
        y(T) ≥ 0 for all coalitions T with at least that excess. They refer to
        ``witness["allocation"]``: x, freed of the rounding that `tol` allows in x(N) = v(N) and
        x_i ≥ v(i). An x that is not feasible fails with the violated condition.

    Raises
    ------
    InvalidGameError
        x does not give one number per player, or there is no imputation.
    UnsupportedNumberError
        The worths contain symbols.

    References
    ----------
    Kohlberg, E. (1971). On the nucleolus of a characteristic function game. SIAM J. Appl. Math. 20.
    Sobolev, A. I. (1975), for the prenucleolus.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 10, ("A", "B", "C"): 12})
    >>> is_nucleolus(game, [5.5, 5.5, 1])
    Finding(nucleolus: holds; 2 levels of balanced coalitions determine it; proved in rationals)
    >>> finding = is_nucleolus(game, [5, 5, 2])
    >>> finding
    Finding(nucleolus: fails; a side payment raises {A, B} at excess 0.0 and lowers no coalition \
with that excess or more)
    >>> finding.witness["direction"]
    {'A': Fraction(1, 2), 'B': Fraction(1, 2), 'C': Fraction(-1, 1)}
    """
    shares = vector_by_name(
        x, game.players, argument="x", error=InvalidGameError, integers="fraction"
    )
    if kind_of(shares) == "symbolic":
        to_float(shares, argument="x")
    if tol is None:
        tol = 0.0 if kind_of(shares) == "fraction" else _TOLERANCE
    check_tolerance(tol)
    solution = nucleolus_solution(game, kind=kind)
    given = [Fraction(share) for share in to_exact(shares)]
    target = list(solution.exact_allocation)
    largest = max([Fraction(0), *map(abs, given), *map(abs, target)])
    allowed = Fraction(tol) * max(largest, _largest_worth(game))
    name = str(solution.allocation.name)
    if all(abs(a - b) <= allowed for a, b in zip(given, target, strict=True)):
        return certificate(name, solution.levels)
    problem = excess_problem(game, kind)
    infeasible = _infeasible(game, problem, given, allowed)
    if infeasible is not None:
        return Finding(name, False, *infeasible)
    given = _feasible(problem, given)
    if given == target:
        return certificate(name, solution.levels)
    return _side_payment(game, problem, name, given, target)


def is_prenucleolus(
    game: CoalitionalGame,
    x: Mapping[str, Any] | pd.Series | Sequence[Any],
    *,
    tol: float | None = None,
) -> Finding:
    """Decide whether an allocation is the prenucleolus; see `is_nucleolus`.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    x
        One number per player, by name or in the order of the players.
    tol
        As for `is_nucleolus`.

    Returns
    -------
    Finding
        With the same witnesses as `is_nucleolus`.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 10, ("A", "B", "C"): 2})
    >>> bool(is_prenucleolus(game, [3, 3, -4])), bool(is_prenucleolus(game, [1, 1, 0]))
    (True, False)
    """
    return is_nucleolus(game, x, kind="prenucleolus", tol=tol)


def _largest_worth(game: CoalitionalGame) -> Fraction:
    worths = game.worths
    return Fraction(plain(max(worths.max(), -worths.min())))


def _infeasible(
    game: CoalitionalGame, problem: Problem, given: list[Fraction], allowed: Fraction
) -> tuple[str, dict[str, Any]] | None:
    """Say why an allocation is not feasible, if it is not."""
    total, worth = sum(given, Fraction(0)), problem.worth(2**game.n - 1) * problem.unit
    if abs(total - worth) > allowed * game.n:
        shown = _plainly(game, total), _plainly(game, worth)
        return f"x(N) = {shown[0]}, but v(N) = {shown[1]}", {"sum": total, "worth": worth}
    if not problem.bounded:
        return None
    for i, (name, share) in enumerate(zip(game.players, given, strict=True)):
        alone = problem.worth(1 << i) * problem.unit
        if share < alone - allowed:
            shown = _plainly(game, share), _plainly(game, alone)
            return f"{name} gets {shown[0]}, less than v({name}) = {shown[1]} alone", {
                "player": name
            }
    return None


def _feasible(problem: Problem, given: list[Fraction]) -> list[Fraction]:
    """Remove what rounding left between an allocation and the feasible set."""
    least = [problem.worth(1 << i) * problem.unit for i in range(problem.n)]
    shares = list(map(max, given, least)) if problem.bounded else list(given)
    slack = [share - alone for share, alone in zip(shares, least, strict=True)]
    total = problem.worth(2**problem.n - 1) * problem.unit
    shares[slack.index(max(slack))] += total - sum(shares, Fraction(0))
    return shares


def _side_payment(
    game: CoalitionalGame,
    problem: Problem,
    name: str,
    given: list[Fraction],
    target: list[Fraction],
) -> Finding:
    """Return the finding that fails by the side payment towards the nucleolus."""
    direction = [b - a for a, b in zip(given, target, strict=True)]
    mask, excess = _largest_moved(problem, given, direction)
    coalition = coalition_label(mask, game.players)
    reported = problem.reported(excess)
    return Finding(
        name,
        False,
        f"a side payment raises {{{coalition}}} at excess {_plainly(game, reported)} and lowers "
        "no coalition with that excess or more",
        {
            "allocation": dict(zip(game.players, given, strict=True)),
            "direction": dict(zip(game.players, direction, strict=True)),
            "excess": reported,
            "coalition": game.coalition(mask),
        },
    )


def _largest_moved(
    problem: Problem, given: list[Fraction], direction: list[Fraction]
) -> tuple[int, Fraction]:
    """Return, of the coalitions with y(S) ≠ 0, one with the largest excess, where y(S) > 0."""
    x = [share / problem.unit for share in given]
    vector, _ = over_one_denominator(direction)
    level = problem.lowest(x)
    best = 0
    while found := contradictions(problem, x, [Stage(level, [vector])], tol=None):
        rated = [(_excess(problem, x, mask), mask) for _, _, mask in found[:_CANDIDATES]]
        level, best = max(rated)
    if sum((y for i, y in enumerate(direction) if best >> i & 1), Fraction(0)) <= 0:
        raise SolverError("the side payment towards the nucleolus raises no coalition")
    return best, level


def _excess(problem: Problem, x: list[Fraction], mask: int) -> Fraction:
    row = problem.row(mask)
    members = [i for i in range(problem.n) if mask >> i & 1]
    return (row.right - sum((x[i] for i in members), Fraction(0))) / row.weight


def _plainly(game: CoalitionalGame, value: Fraction) -> Any:
    """Return a number as the game's worths are written."""
    return value if kind_of(game.worths) == "fraction" else float(f"{float(value):.12g}")
