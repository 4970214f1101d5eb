"""Games on graphs and networks in which links are worth something by themselves."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, number_array, tidy
from lilliput.games.checks import check_names, check_table_fits, index_of
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError
from lilliput.games.tables import subset_sums

__all__ = ["graph_game", "symmetric_matrix"]

Pairs = Mapping[tuple[str, str], Any]


def graph_game(weights: Pairs, *, players: Iterable[str] | None = None) -> CoalitionalGame:
    """Return the game on a weighted graph: a coalition is worth its inner edges.

    v(S) = Σ w_ij over the edges {i, j} ⊆ S. The Shapley value gives each player half of each edge,
    and it is the nucleolus if no weight is negative; the core is then not empty.

    Parameters
    ----------
    weights
        Pair of players to weight.
    players
        The players in order; by default all names, in order of first appearance.

    Raises
    ------
    InvalidGameError
        A pair that does not join two players, or comes twice.

    References
    ----------
    Deng, X. and Papadimitriou, C. H. (1994). On the complexity of cooperative solution concepts.
    Mathematics of Operations Research 19. doi:10.1287/moor.19.2.257

    Examples
    --------
    >>> graph_game({("A", "B"): 2, ("B", "C"): 1}).worths.tolist()
    [0.0, 0.0, 0.0, 2.0, 0.0, 0.0, 1.0, 3.0]
    """
    names, matrix, _ = symmetric_matrix(weights, players, argument="weights")
    check_table_fits(len(names), copies=3)
    worths = np.zeros(2 ** len(names), dtype=matrix.dtype)
    if matrix.size:
        worths[:] = matrix[0, 0] * 0
    for i in range(len(names)):
        worths[2**i : 2 ** (i + 1)] = worths[: 2**i] + subset_sums(matrix[i, :i])
    return CoalitionalGame(names, tidy(worths))


def symmetric_matrix(
    pairs: Pairs, names: Iterable[str] | None, *, argument: str, minimum: int | None = None
) -> tuple[tuple[str, ...], Array, Array]:
    """Return the names, the matrix of numbers of their pairs, and which pairs are given.

    Examples
    --------
    >>> symmetric_matrix({("A", "B"): 2}, None, argument="weights")[1].tolist()
    [[0.0, 2.0], [2.0, 0.0]]
    """
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2 or pair[0] == pair[1]:
            raise InvalidGameError(f"{argument} must join two different players, got {pair!r}")
    if names is None:
        names = dict.fromkeys(name for pair in pairs for name in pair)
    players = check_names(names, least=0)
    numbers = number_array(
        list(pairs.values()),
        argument=argument,
        label=lambda k: str(list(pairs)[k]),
        error=InvalidGameError,
    )
    matrix = np.zeros((len(players), len(players)), dtype=numbers.dtype)
    if len(numbers):
        matrix[:] = numbers[0] * 0
    given = np.zeros(matrix.shape, dtype=bool)
    for pair, number in zip(pairs, numbers, strict=True):
        i, j = (index_of(players, name, argument=f"{argument}: player") for name in pair)
        if given[i, j]:
            raise InvalidGameError(f"{argument} must give each pair once, got {pair} twice")
        if minimum is not None and str(number < minimum) == "True":
            raise InvalidGameError(f"{argument} must be >= {minimum}, got {number} for {pair}")
        matrix[i, j] = matrix[j, i] = number
        given[i, j] = given[j, i] = True
    return players, matrix, given
