"""Whether a coalition gains or loses when others merge, each answer with a witness."""

import numpy as np

from lilliput.games.findings import Finding
from lilliput.games.partition.comparison import Comparison, compared
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.moves import by_coalition, mergers
from lilliput.games.partition.structures import block_starts
from lilliput.games.properties.signs import most_negative

__all__ = ["has_negative_externalities", "has_no_externalities", "has_positive_externalities"]

_TOLERANCE = 1e-9


def has_positive_externalities(
    game: PartitionGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether no coalition loses when two others merge.

    v(S, P) ≤ v(S, P′) for every P′ that joins two blocks of P other than S. Public goods and
    cartels have positive externalities: outsiders ride free.

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
        When it fails, the witness holds the `coalition`, the structures `before` and `after` the
        merger, and the `worths` of the coalition in them.

    Raises
    ------
    UnsupportedNumberError
        Symbols leave open which of two worths is larger.

    Examples
    --------
    >>> from lilliput.games.partition import customs_union_game
    >>> has_positive_externalities(customs_union_game({"A": 1, "B": 1, "C": 1}, tariffs="mfn"))
    Finding(positive externalities: holds)
    """
    return _merging(game, 1, "positive externalities", exact, tol)


def has_negative_externalities(
    game: PartitionGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether no coalition gains when two others merge.

    v(S, P) ≥ v(S, P′) for every P′ that joins two blocks of P other than S. Customs unions that
    discriminate have negative externalities: outsiders are pushed back.

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
        When it fails, the witness holds the `coalition`, the structures `before` and `after` the
        merger, and the `worths` of the coalition in them.

    Raises
    ------
    UnsupportedNumberError
        Symbols leave open which of two worths is larger.

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> has_negative_externalities(cournot_game({"A": 0, "B": 0, "C": 0}, intercept=12))
    Finding(negative externalities: fails; v({C} in {A} {B} {C}) = 9 < v({C} in {A, B} {C}) = 16)
    """
    return _merging(game, -1, "negative externalities", exact, tol)


def has_no_externalities(
    game: PartitionGame, *, exact: bool = False, tol: float = _TOLERANCE
) -> Finding:
    """Whether the worth of a coalition is the same in every structure.

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
        When it fails, the witness holds a `coalition`, the structures `before` and `after`, and the
        `worths` of the coalition in them.

    Examples
    --------
    >>> from lilliput.games import CoalitionalGame
    >>> plain_game = PartitionGame.from_coalitional(CoalitionalGame(["A", "B"], [0, 1, 2, 6]))
    >>> has_no_externalities(plain_game)
    Finding(no externalities: holds)
    """
    table = compared(game, exact=exact, tol=tol)
    order, first = by_coalition(game.n)
    counts = np.diff(np.append(first, len(order)))
    base = np.repeat(order[first], counts)
    differs = table.unequal(table.worths[order], table.worths[base])
    if differs is None:
        return Finding("no externalities", True)
    return _finding("no externalities", table, int(base[differs]), int(order[differs]), "≠")


def _merging(game: PartitionGame, sign: int, name: str, exact: bool, tol: float) -> Finding:
    table = compared(game, exact=exact, tol=tol)
    starts = block_starts(game.n)
    sizes = np.diff(starts)
    for (low, high), before, after in mergers(game.n, most=2):
        for label in range(game.n):
            if label in (low, high):
                continue
            rows = np.flatnonzero(sizes[before] > label)
            old = starts[before[rows]] + label
            new = starts[after[rows]] + label - (label > high)
            found = most_negative(sign * (table.worths[new] - table.worths[old]), table.allowed)
            if found is not None:
                word = ">" if sign > 0 else "<"
                return _finding(name, table, int(old[found]), int(new[found]), word)
    return Finding(name, True)


def _finding(name: str, table: Comparison, old: int, new: int, word: str) -> Finding:
    return Finding(
        name,
        False,
        f"{table.said(old)} {word} {table.said(new)}",
        {
            "coalition": table.coalition(old),
            "before": table.structure(old),
            "after": table.structure(new),
            "worths": (table.worth(old), table.worth(new)),
        },
    )
