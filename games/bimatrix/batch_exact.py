"""The extreme equilibria of one small game in Python integers, from the signs of its minors.

The same minors, bases and order as the compiled search over many games; slow, but no number is too
large for it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lilliput.games.arithmetic import Array, in_integers, object_array
from lilliput.games.bimatrix.batch_minors import Minors, minors_of

__all__ = ["ExactGame", "as_rows", "exact_equilibria", "exact_vertices"]

Vertex = tuple[int, tuple[Fraction, ...]]


@dataclass(frozen=True)
class ExactGame:
    """The extreme equilibria of a game.

    Parameters
    ----------
    pairs
        The probabilities of the row player and of the column player.
    degenerate
        Whether some vertex has more labels than its polytope has dimensions.
    """

    pairs: tuple[tuple[tuple[Fraction, ...], tuple[Fraction, ...]], ...]
    degenerate: bool


def exact_equilibria(A: Array, B: Array) -> ExactGame:
    """Return the extreme equilibria of a game whose floats are the decimals that they print as.

    Parameters
    ----------
    A, B
        Shape (m, k), float64 or Fractions.
    """
    tables = minors_of(*A.shape)
    rows, more_rows = exact_vertices(tables, 0, B)
    columns, more_columns = exact_vertices(tables, 1, A)
    everything = (1 << sum(A.shape)) - 1
    pairs = tuple(
        (x, y) for first, x in rows for second, y in columns if first | second == everything
    )
    return ExactGame(pairs, more_rows or more_columns)


def exact_vertices(
    tables: tuple[Minors, Minors], player: int, payoffs: Array
) -> tuple[list[Vertex], bool]:
    """Return labels and probabilities of the vertices of a player's polytope, sorted.

    Parameters
    ----------
    tables
        Of both players.
    player
        Whose mixed strategies: 0 or 1.
    payoffs
        The opponent's, shape (m, k), float64 or Fractions.

    Returns
    -------
    vertices
        Sorted by support, then by the opponent's best responses.
    degenerate
        Whether one of them has more labels than the polytope has dimensions.
    """
    table, opponent = tables[player], tables[1 - player]
    p, q = table.place.shape
    minors = _minors(table, in_integers(payoffs)[0].ravel().tolist())
    found: dict[int, tuple[Fraction, ...]] = {}
    degenerate = False
    for basis, names, strategies, size, mask in _bases(*tables[1].place.shape, player):
        values = [-minors[one >> 1] if one & 1 else minors[one >> 1] for one in basis]
        if not any(values[:size]) or (min(values) < 0 < max(values)):
            continue
        ties = sum(name for name, value in zip(names, values, strict=True) if not value)
        degenerate = degenerate or ties > 0
        if mask | ties not in found:
            total = sum(values[:size])
            mix = [Fraction(0)] * q
            for strategy, value in zip(strategies[:size], values, strict=False):
                mix[strategy] = Fraction(value, total)
            found[mask | ties] = tuple(mix)

    def order(labels: int) -> tuple[int, int]:
        support = ~(labels >> int(table.own[0])) & ((1 << q) - 1)
        replies = labels >> int(table.other[0]) & ((1 << p) - 1)
        return int(table.ranks[support]), int(opponent.ranks[replies])

    return [(labels, found[labels]) for labels in sorted(found, key=order)], degenerate


def as_rows(vectors: Sequence[tuple[Fraction, ...]], width: int) -> Array:
    """Return vectors of Fractions as the rows of an object array."""
    return object_array([entry for vector in vectors for entry in vector], (len(vectors), width))


def _minors(table: Minors, payoffs: Sequence[int]) -> list[int]:
    entries = [payoffs[place] for place in table.place.ravel().tolist()]
    levels, entry, below = table.levels.tolist(), table.entry.tolist(), table.below.tolist()
    minors = [1] * levels[1]
    for t in range(1, len(levels) - 1):
        for e in range(levels[t], levels[t + 1]):
            value = 0
            for r in range(t + 1):
                product = entries[entry[e][r]] * minors[below[e][r]]
                value += -product if r & 1 else product
            minors.append(value)
    return minors


@lru_cache(maxsize=8)
def _bases(m: int, k: int, player: int) -> list[tuple[Any, ...]]:
    """Return for each basis variables, labels, strategies, size and labels of all its vertices."""
    table = minors_of(m, k)[player]
    return list(
        zip(
            table.variables.tolist(),
            table.labels.tolist(),
            table.strategies.tolist(),
            table.sizes.tolist(),
            table.tight.tolist(),
            strict=True,
        )
    )
