"""What a file can hold of a normal-form game: names and a tensor of payoffs."""

from dataclasses import dataclass
from itertools import product
from typing import final

from lilliput.games.arithmetic import Array

__all__ = ["Table", "cells"]


@final
@dataclass(frozen=True, eq=False)
class Table:
    """Players, strategies and payoffs, as a file states them.

    Parameters
    ----------
    players
        n names.
    strategies
        For each player its strategy names.
    payoffs
        Of shape (n, m_1, …, m_n).
    title, comment
        Free text.
    """

    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: Array
    title: str = ""
    comment: str = ""


def cells(shape: tuple[int, ...]) -> list[tuple[int, ...]]:
    """Return all strategy profiles as positions, the first player's strategy varying fastest.

    Examples
    --------
    >>> cells((2, 2))
    [(0, 0), (1, 0), (0, 1), (1, 1)]
    """
    return [cell[::-1] for cell in product(*(range(size) for size in shape[::-1]))]
