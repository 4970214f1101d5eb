"""Whether coalitions gain by merging, and whether names matter, each answer with a witness."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.findings import Finding
from lilliput.games.partition.blocks import over_structures, to_blocks
from lilliput.games.partition.comparison import Comparison, compared
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.moves import mergers
from lilliput.games.partition.naming import structure_label
from lilliput.games.partition.structures import block_masks, block_starts
from lilliput.games.properties.signs import most_negative

__all__ = [
    "is_cohesive",
    "is_fully_cohesive",
    "is_partition_superadditive",
    "is_partition_symmetric",
]

_TOLERANCE = 1e-9


def is_partition_superadditive(
    game: PartitionGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether two coalitions lose nothing by merging while the others stay as they are.

    v(S, P) + v(T, P) ≤ v(S∪T, P′), where P′ is P with S and T merged. With externalities this does
    not make the grand coalition efficient: see `is_fully_cohesive`.

    Parameters
    ----------
    game
        A game in partition function form.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: differences up to `tol` times the largest |v| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds the `merged` coalitions, the structures `before` and
        `after`, and the `worths` of the parts and of the whole.

    Raises
    ------
    UnsupportedNumberError
        Symbols leave open which side is larger.

    References
    ----------
    Hafalir, I. E. (2007). Efficiency in coalition games with externalities. Games and Economic
    Behavior 61:242–258. doi:10.1016/j.geb.2007.01.009

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> is_partition_superadditive(cournot_game({"A": 0, "B": 0, "C": 0}, intercept=12))
    Finding(superadditive: fails; {A} and {B} are worth 18 in {A} {B} {C}, but 16 merged)
    """
    return _merging_pays(game, 2, "superadditive", exact, tol)


def is_fully_cohesive(
    game: PartitionGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether any number of coalitions lose nothing by merging at once.

    Σ_{T∈Q} v(T, P) ≤ v(∪Q, P′) for every set Q of two or more blocks of P, where P′ is P with them
    merged. Stronger than superadditivity, and than `is_cohesive`.

    Parameters
    ----------
    game
        A game in partition function form.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: differences up to `tol` times the largest |v| count as zero.

    Returns
    -------
    Finding
        As for `is_partition_superadditive`.

    Raises
    ------
    UnsupportedNumberError
        Symbols leave open which side is larger.

    References
    ----------
    Hafalir, I. E. (2007). Efficiency in coalition games with externalities. Games and Economic
    Behavior 61:242–258. doi:10.1016/j.geb.2007.01.009

    Examples
    --------
    >>> from lilliput.games.partition import public_good_game
    >>> ones = {"A": 1, "B": 1, "C": 1, "D": 1}
    >>> is_fully_cohesive(public_good_game(ones, ones))
    Finding(fully cohesive: holds)
    """
    return _merging_pays(game, game.n, "fully cohesive", exact, tol)


def is_cohesive(game: PartitionGame, *, exact: bool = False, tol: float = _TOLERANCE) -> Finding:
    """Whether the grand coalition is efficient: no structure has a larger sum of worths.

    Parameters
    ----------
    game
        A game in partition function form.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: differences up to `tol` times the largest |v| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds the `structure` and the `totals`, its own and v(N).

    Raises
    ------
    UnsupportedNumberError
        Symbols leave open which sum is larger.

    Examples
    --------
    >>> is_cohesive(PartitionGame(["A", "B"], [3, 2, 2]))
    Finding(cohesive: fails; the worths in {A} {B} sum to 4.0, more than v(N) = 3.0)
    """
    table = compared(game, exact=exact, tol=tol)
    totals = over_structures(table.worths, game.n)
    found = most_negative(table.worths[0] - totals, table.allowed)
    if found is None:
        return Finding("cohesive", True)
    total, whole = over_structures(game.worths, game.n)[found], table.worth(0)
    name = structure_label(found, game.players)
    return Finding(
        "cohesive",
        False,
        f"the worths in {name} sum to {total}, more than v(N) = {whole}",
        {"structure": game.structure(found), "totals": (total, whole)},
    )


def is_partition_symmetric(
    game: PartitionGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether worths depend on the sizes of coalitions only, not on who is in them.

    Parameters
    ----------
    game
        A game in partition function form.
    exact
        Compare float worths as the rationals that they store.
    tol
        For float worths: differences up to `tol` times the largest |v| count as zero.

    Returns
    -------
    Finding
        When it fails, the witness holds two `coalitions`, their `structures`, alike in their sizes,
        and their `worths`.

    Examples
    --------
    >>> is_partition_symmetric(PartitionGame(["A", "B"], [3, 2, 1]))
    Finding(symmetric: fails; v({A} in {A} {B}) = 2.0 ≠ v({B} in {A} {B}) = 1.0)
    """
    table = compared(game, exact=exact, tol=tol)
    _, first, group = np.unique(_kinds(game.n), return_index=True, return_inverse=True)
    like = first[group]
    found = table.unequal(table.worths, table.worths[like])
    if found is None:
        return Finding("symmetric", True)
    pair = (int(like[found]), found)
    return Finding(
        "symmetric",
        False,
        " ≠ ".join(table.said(index) for index in pair),
        {
            "coalitions": tuple(table.coalition(index) for index in pair),
            "structures": tuple(table.structure(index) for index in pair),
            "worths": tuple(table.worth(index) for index in pair),
        },
    )


def _kinds(n: int) -> NDArray[np.int64]:
    """Return a number for each embedded coalition that tells its size and its structure's sizes."""
    members = np.bitwise_count(block_masks(n)).astype(np.int64)
    powers = (n + 1) ** (members - 1)
    return to_blocks(over_structures(powers, n), n) * (n + 1) + members


def _merging_pays(game: PartitionGame, most: int, name: str, exact: bool, tol: float) -> Finding:
    table = compared(game, exact=exact, tol=tol)
    starts = block_starts(game.n)
    for labels, before, after in mergers(game.n, most=most):
        parts: Any = sum(table.worths[starts[before] + label] for label in labels)
        merged = table.worths[starts[after] + labels[0]]
        found = most_negative(merged - parts, table.allowed)
        if found is not None:
            old = [int(starts[before[found]]) + label for label in labels]
            return _finding(name, table, old, int(starts[after[found]]) + labels[0])
    return Finding(name, True)


def _finding(name: str, table: Comparison, old: list[int], new: int) -> Finding:
    parts = [table.coalition(index) for index in old]
    worths = tuple(table.worth(index) for index in old)
    order = table.game.players
    named = ["{" + ", ".join(sorted(part, key=order.index)) + "}" for part in parts]
    before = int(np.searchsorted(block_starts(table.game.n), old[0], side="right")) - 1
    return Finding(
        name,
        False,
        f"{' and '.join(named)} are worth {sum(worths)} in "
        f"{structure_label(before, order)}, but {table.worth(new)} merged",
        {
            "merged": tuple(parts),
            "before": table.structure(old[0]),
            "after": table.structure(new),
            "worths": (*worths, table.worth(new)),
        },
    )
