"""Components of equilibria and maximal Nash subsets, from the pairs of extreme strategies.

Join the extreme strategies x of one player with those y of the other wherever (x, y) is an
equilibrium. The connected components of this bipartite graph are those of the set of equilibria;
its maximal bicliques X × Y are the maximal Nash subsets conv X × conv Y.
"""

import numpy as np
from numpy.typing import NDArray

from lilliput.games.bimatrix.polytopes import positions
from lilliput.games.errors import ProblemTooLargeError

__all__ = ["Biclique", "connected_components", "maximal_bicliques"]

Biclique = tuple[tuple[int, ...], tuple[int, ...]]


def connected_components(pairs: NDArray[np.int64]) -> list[list[int]]:
    """Return the connected components of a bipartite graph, each as positions of its edges.

    Parameters
    ----------
    pairs
        One edge (x, y) a row.

    Examples
    --------
    >>> connected_components(np.array([[0, 0], [1, 1], [1, 2], [2, 2]]))
    [[0], [1, 2, 3]]
    """
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        parent.setdefault(node, node)
        while parent[node] != node:
            parent[node] = node = parent[parent[node]]
        return node

    for x, y in pairs.tolist():
        parent[root(("x", x))] = root(("y", y))
    groups: dict[tuple[str, int], list[int]] = {}
    for k, x in enumerate(pairs[:, 0].tolist()):
        groups.setdefault(root(("x", x)), []).append(k)
    return list(groups.values())


def maximal_bicliques(pairs: NDArray[np.int64], *, limit: int) -> list[Biclique]:
    """Return all maximal bicliques of a bipartite graph, each as its x and its y, sorted.

    Their second halves are the intersections of neighbourhoods that are not empty.

    Parameters
    ----------
    pairs
        One edge (x, y) a row.
    limit
        The most bicliques.

    Raises
    ------
    ProblemTooLargeError
        More than `limit`.

    Examples
    --------
    >>> maximal_bicliques(np.array([[0, 0], [0, 1], [1, 1]]), limit=10)
    [((0,), (0, 1)), ((0, 1), (1,))]

    References
    ----------
    Winkels, H. M. (1979). An algorithm to determine all equilibrium points of a bimatrix game. In
    O. Moeschlin, D. Pallaschke (eds), Game Theory and Related Topics, North-Holland, 137–148.
    Avis, D., G. Rosenberg, R. Savani, B. von Stengel (2010). Enumeration of Nash equilibria for
    two-player games. Economic Theory 42:9–37. doi:10.1007/s00199-009-0449-x
    """
    edges = pairs.tolist()
    xs, ys = sorted({x for x, _ in edges}), sorted({y for _, y in edges})
    if len(edges) == len(xs) * len(ys):
        return [(tuple(xs), tuple(ys))]
    bit = {y: 1 << k for k, y in enumerate(ys)}
    near = dict.fromkeys(xs, 0)
    for x, y in edges:
        near[x] |= bit[y]
    closed: set[int] = set()
    for neighbours in set(near.values()):
        closed |= {neighbours & other for other in closed} | {neighbours}
        if len(closed) > limit + 1:  # one more for the empty set
            raise ProblemTooLargeError(
                f"max_subsets: a component has more than {limit} maximal Nash subsets; "
                "components=False leaves them out"
            )
    return sorted(
        (
            tuple(x for x in xs if near[x] & own == own),
            tuple(ys[k] for k in positions(own, len(ys))),
        )
        for own in closed - {0}
    )
