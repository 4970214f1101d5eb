"""Monotone, superadditive, convex: worths that grow, add up, and grow faster and faster.

Convexity is tested locally, v(S∪i) + v(S∪j) ≤ v(S∪ij) + v(S) for the n(n−1) 2**(n−3) pairs of
players and coalitions without them; superadditivity and average convexity take 3**n comparisons.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.properties.signs import Comparable, comparable, most_negative
from lilliput.games.tables import (
    insert_zeros,
    second_differences,
    splits,
    subset_sums,
    subsets_of,
)

__all__ = ["is_average_convex", "is_convex", "is_monotone", "is_superadditive"]

_TOLERANCE = 1e-9
_KERNEL_FROM = 10
_MOST_PLAYERS = 22
_MOST_PLAYERS_UNCOMPILED = 14


def is_monotone(game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE) -> Finding:
    """Whether no coalition loses by a new member: v(S) ≤ v(S∪i) for all S and i.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Compare float worths as the rationals that they store. Fractions are compared exactly in
        any case.
    tol
        For float worths: differences up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds the coalitions `smaller` and `larger`, and their `worths`.

    Raises
    ------
    UnsupportedNumberError
        Symbols leave open which of two worths is larger.

    Examples
    --------
    >>> is_monotone(CoalitionalGame(["A", "B"], [0, 2, 0, 1]))
    Finding(monotone: fails; v({A}) = 2.0 > v({A, B}) = 1.0)
    """
    table = comparable(game, exact=exact, tol=tol)
    found = _worst(table, _first_differences(table.worths))
    if found is None:
        return Finding("monotone", True)
    position, i = found
    smaller = insert_zeros(position, [i])
    larger = smaller | 1 << i
    return Finding(
        "monotone",
        False,
        f"{table.said(smaller)} > {table.said(larger)}",
        _coalitions(table, smaller=smaller, larger=larger),
    )


def is_superadditive(
    game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether disjoint coalitions lose nothing by uniting: v(S) + v(T) ≤ v(S∪T).

    Parameters
    ----------
    game
        A coalitional game of at most 22 players (14 if symbolic, or with huge denominators).
    exact
        Compare float worths as the rationals that they store. Fractions are compared exactly in
        any case.
    tol
        For float worths: differences up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds the coalitions `first` and `second`, their `union`, and
        the `worths` of the three.

    Raises
    ------
    ProblemTooLargeError
        More players.
    UnsupportedNumberError
        Symbols leave open which side is larger.

    Examples
    --------
    >>> is_superadditive(CoalitionalGame(["A", "B"], [0, 2, 1, 2]))
    Finding(superadditive: fails; v({A}) = 2.0 and v({B}) = 1.0 exceed v({A, B}) = 2.0)
    """
    table = comparable(game, exact=exact, tol=tol)
    if _is_plainly_convex(table):
        return Finding("superadditive", True, "the game is convex")
    found = _first_split(table)
    if found is None:
        return Finding("superadditive", True)
    union, first = found
    second = union ^ first
    return Finding(
        "superadditive",
        False,
        f"{table.said(first)} and {table.said(second)} exceed {table.said(union)}",
        _coalitions(table, first=first, second=second, union=union),
    )


def is_convex(game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE) -> Finding:
    """Whether players contribute more to larger coalitions: v(S) + v(T) ≤ v(S∪T) + v(S∩T).

    A cost game is concave iff its `dual` is convex.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Compare float worths as the rationals that they store. Fractions are compared exactly in
        any case.
    tol
        For float worths: differences up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds the coalitions `first` and `second`, their `union` and
        `intersection`, and the `worths` of the four.

    Raises
    ------
    UnsupportedNumberError
        Symbols leave open which side is larger.

    References
    ----------
    Shapley, L. S. (1971). Cores of convex games. International Journal of Game Theory 1.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> is_convex(majority)
    Finding(convex: fails; v({A, C}) + v({B, C}) = 2.0 > v({A, B, C}) + v({C}) = 1.0)
    """
    table = comparable(game, exact=exact, tol=tol)
    found = _worst(table, second_differences(table.worths))
    if found is None:
        return Finding("convex", True)
    position, pair = found
    base = insert_zeros(position, list(pair))
    first, second = base | 1 << pair[0], base | 1 << pair[1]
    union = first | second
    worths = [table.worth(mask) for mask in (first, second, union, base)]
    return Finding(
        "convex",
        False,
        f"v({table.name(first)}) + v({table.name(second)}) = {worths[0] + worths[1]} > "
        f"v({table.name(union)}) + v({table.name(base)}) = {worths[2] + worths[3]}",
        _coalitions(table, first=first, second=second, union=union, intersection=base),
    )


def is_average_convex(
    game: CoalitionalGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether the members of a coalition contribute more, on average, to larger coalitions.

    Σ_{i∈S} [v(S) − v(S∖i)] ≤ Σ_{i∈S} [v(T) − v(T∖i)] for all S ⊂ T. Convex games are average
    convex, and the Shapley value of an average convex game is in its core.

    Parameters
    ----------
    game
        A coalitional game of at most 22 players (14 if symbolic, or with huge denominators).
    exact
        Compare float worths as the rationals that they store. Fractions are compared exactly in
        any case.
    tol
        For float worths: differences up to `tol` times the largest |v(S)| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds the coalitions `smaller` and `larger`, their `worths`, and
        what the members of the smaller contribute to each: `to_smaller`, `to_larger`.

    Raises
    ------
    ProblemTooLargeError
        More players.
    UnsupportedNumberError
        Symbols leave open which side is larger.

    References
    ----------
    Iñarra, E. and Usategui, J. M. (1993). The Shapley value and average convex games.
    International Journal of Game Theory 22.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> is_average_convex(majority)
    Finding(average convex: fails; the members of {A, B} contribute 2.0 to it and 0.0 to {A, B, C})
    """
    table = comparable(game, exact=exact, tol=tol)
    if _is_plainly_convex(table):
        return Finding("average convex", True, "the game is convex")
    found = _first_average_gap(table)
    if found is None:
        return Finding("average convex", True)
    larger, smaller = found
    inside = [i for i in range(game.n) if smaller >> i & 1]
    amounts = [
        sum(table.worth(whole) - table.worth(whole ^ 1 << i) for i in inside)
        for whole in (smaller, larger)
    ]
    witness = _coalitions(table, smaller=smaller, larger=larger)
    return Finding(
        "average convex",
        False,
        f"the members of {table.name(smaller)} contribute {amounts[0]} to it and {amounts[1]} to "
        f"{table.name(larger)}",
        {**witness, "to_smaller": amounts[0], "to_larger": amounts[1]},
    )


def _first_differences(worths: Array) -> Iterator[tuple[Array, int]]:
    """Yield v(S∪i) − v(S) over S, for each player i."""
    for i in range(len(worths).bit_length() - 1):
        pairs = worths.reshape(-1, 2, 2**i)
        yield pairs[:, 1] - pairs[:, 0], i


def _is_plainly_convex(table: Comparable) -> bool:
    """Whether a quick test settles what follows from convexity, rounding errors added up."""
    if table.worths.dtype == object:
        return False
    n = max(table.game.n, 1)
    allowed = table.allowed / n**2 if table.allowed else 0
    return all(part.min(initial=0) >= -allowed for part, _ in second_differences(table.worths))


def _worst(table: Comparable, parts: Iterator[tuple[Array, Any]]) -> tuple[int, Any] | None:
    """Return the position of a negative entry, the least of its part, and the label of the part."""
    for differences, label in parts:
        position = most_negative(differences, table.allowed)
        if position is not None:
            return position, label
    return None


def _first_split(table: Comparable) -> tuple[int, int] | None:
    """Return a coalition worth less than two parts of it, and one of the parts."""
    _check_size(table, "is_superadditive")
    if table.worths.dtype != object and table.game.n > _KERNEL_FROM:
        from lilliput.games.kernels.cover import first_split_above

        union, part = first_split_above(table.worths, table.worths.dtype.type(table.allowed))
        return (int(union), int(union ^ part)) if union else None
    for union in range(1, len(table.worths)):
        first, second = splits(union)
        differences = table.worths[union] - table.worths[first] - table.worths[second]
        position = most_negative(differences, table.allowed)
        if position is not None:
            return union, int(first[position])
    return None


def _first_average_gap(table: Comparable) -> tuple[int, int] | None:
    """Return a coalition and a part of it whose members contribute more to the part."""
    _check_size(table, "is_average_convex")
    worths = table.worths
    if worths.dtype != object and table.game.n > _KERNEL_FROM:
        from lilliput.games.kernels.cover import average_convexity_gap

        larger, smaller = average_convexity_gap(worths, worths.dtype.type(table.allowed))
        return (int(larger), int(smaller)) if larger else None
    own = worths * 0
    for larger in range(1, len(worths)):
        inside = [i for i in range(table.game.n) if larger >> i & 1]
        marginals = np.array([worths[larger] - worths[larger ^ 1 << i] for i in inside])
        own[larger] = marginals.sum()
        parts = subsets_of(inside)[1:-1]
        position = most_negative(subset_sums(marginals)[1:-1] - own[parts], table.allowed)
        if position is not None:
            return larger, int(parts[position])
    return None


def _check_size(table: Comparable, name: str) -> None:
    most = _MOST_PLAYERS_UNCOMPILED if table.worths.dtype == object else _MOST_PLAYERS
    if table.game.n > most:
        raise ProblemTooLargeError(
            f"{name} makes 3**n comparisons and allows {most} players of this number kind, got "
            f"{table.game.n}; is_convex, which implies it, makes far fewer"
        )


def _coalitions(table: Comparable, **masks: int) -> dict[str, Any]:
    coalitions = {name: table.game.coalition(mask) for name, mask in masks.items()}
    worths = {name: table.worth(mask) for name, mask in masks.items()}
    return {**coalitions, "worths": worths}
