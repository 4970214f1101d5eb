"""Cells of a square, halved where a contour needs it: the quadtree beneath marching squares.

Nodes lie on a lattice of integers. A cell is (i, j, size), its lower left node and its side. Along
the edge of a cell there may be further nodes, which finer neighbours have brought; they belong to
its boundary, so that cells of different size agree about what passes between them.
"""

from collections.abc import Callable, Iterable
from typing import final

import numpy as np

from lilliput.analysis.tracing.evaluation import Floats

__all__ = ["Cell", "Edge", "Node", "Quadtree", "segments_of"]

Node = tuple[int, int]
Cell = tuple[int, int, int]
Edge = tuple[Node, Node]


@final
class Quadtree:
    """The nodes whose values are known and the cells between them.

    Parameters
    ----------
    function
        From points of the unit square, as arrays u and v, to values; NaN where undefined.
    start
        Nodes along each side at the beginning.
    depth
        How often a cell may be halved.
    """

    def __init__(self, function: Callable[[Floats, Floats], Floats], start: int, depth: int):
        self._function = function
        self.largest = 2**depth
        self.last = (start - 1) * self.largest
        self.values: dict[Node, float] = {}
        self._split: set[Cell] = set()
        self._start = start
        self.evaluate((i, j) for i in self._coarse for j in self._coarse)

    @property
    def _coarse(self) -> range:
        return range(0, self.last + 1, self.largest)

    def evaluate(self, nodes: Iterable[Node]) -> list[Node]:
        """Evaluate those nodes that are not known, in one batch; return them."""
        new = [node for node in dict.fromkeys(nodes) if node not in self.values]
        if new:
            places = np.array(new, dtype=np.float64) / self.last
            found = self._function(places[:, 0], places[:, 1]).tolist()
            self.values.update(zip(new, found, strict=True))
        return new

    def mixed(self) -> list[Cell]:
        """Return the cells of the beginning whose corners have both signs."""
        table = np.array([[self.values[i, j] for j in self._coarse] for i in self._coarse])
        corners = [table[a : len(table) - 1 + a, b : len(table) - 1 + b] for a, b in _CORNERS]
        above = np.any([corner > 0 for corner in corners], axis=0)
        below = np.any([corner <= 0 for corner in corners], axis=0)
        size = self.largest
        return [(int(i) * size, int(j) * size, size) for i, j in np.argwhere(above & below)]

    def ring(self, cell: Cell) -> list[Node]:
        """Return all known nodes around a cell, counterclockwise."""
        i, j, size = cell
        corners = [(i, j), (i + size, j), (i + size, j + size), (i, j + size)]
        nodes: list[Node] = []
        for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
            nodes.append(a)
            nodes.extend(self._between(a, b))
        return nodes

    def _between(self, a: Node, b: Node) -> list[Node]:
        middle = _middle(a, b)
        if middle is None or middle not in self.values:
            return []
        return [*self._between(a, middle), middle, *self._between(middle, b)]

    def edge_of(self, a: Node, b: Node) -> list[Edge]:
        """Return the edges that contain an edge, itself first, each twice the one before."""
        along = 0 if a[0] != b[0] else 1
        place, size = min(a[along], b[along]), abs(a[along] - b[along])
        found = []
        while size <= self.largest:
            begin = place // size * size
            low, high = list(a), list(a)
            low[along], high[along] = begin, begin + size
            found.append(((low[0], low[1]), (high[0], high[1])))
            size *= 2
        return found

    def refine(self, cells: Iterable[Cell]) -> set[Cell]:
        """Quarter cells; return the new ones and the neighbours that got a node on their edge."""
        split = list(cells)
        self._split.update(split)
        new = set(self.evaluate(node for cell in split for node in _nodes_within(cell)))
        touched: set[Cell] = set()
        for i, j, size in split:
            half = size // 2
            touched.update((i + a * half, j + b * half, half) for a, b in _CORNERS)
            for node, beyond in (
                ((i + half, j), (i + half, j - 1)),
                ((i + half, j + size), (i + half, j + size)),
                ((i, j + half), (i - 1, j + half)),
                ((i + size, j + half), (i + size, j + half)),
            ):
                if node in new and min(beyond) >= 0 and max(beyond) < self.last:
                    touched.add(self._cell_at(*beyond))
        return touched - self._split

    def _cell_at(self, i: int, j: int) -> Cell:
        """Return the undivided cell whose lower left part has a lattice square (i, j)."""
        size = self.largest
        while (cell := (i // size * size, j // size * size, size)) in self._split:
            size //= 2
        return cell


def segments_of(
    ring: list[Node], values: dict[Node, float], centre: float
) -> tuple[list[tuple[Edge, Edge]], bool]:
    """Return the pieces of the contour in a cell, and whether something in it is not seen.

    A piece goes from edge to edge with the values > 0 on its left. Where four or more edges change
    sign, the sign in the centre says which belong together. Not seen is where a contour ends: at
    nodes where the function is undefined.
    """
    inward: list[Edge] = []  # counterclockwise: where the values become > 0
    outward: list[Edge] = []
    signs: set[bool] = set()
    undefined = False
    order: list[bool] = []
    for a, b in zip(ring, ring[1:] + ring[:1], strict=True):
        at_a, at_b = values[a], values[b]
        if at_a != at_a:
            undefined = True
            continue
        signs.add(at_a > 0)
        if at_b == at_b and (at_a > 0) != (at_b > 0):
            (outward if at_a > 0 else inward).append((a, b))
            order.append(at_a <= 0)
    alternate = all(x != y for x, y in zip(order, order[1:] + order[:1], strict=True))
    if undefined and (len(order) % 2 or not alternate or (len(signs) == 2 and not order)):
        return [], True
    if not order:
        return [], False
    first = order[0]  # whether the walk meets a way in before the first way out
    if centre > 0:  # what is ≤ 0 is cut off: each way out goes to the next way in
        turned = inward[1:] + inward[:1] if first else inward
    else:  # what is > 0 is cut off: each way out goes to the way in before
        turned = inward if first else inward[-1:] + inward[:-1]
    return list(zip(outward, turned, strict=True)), False


_CORNERS = ((0, 0), (1, 0), (0, 1), (1, 1))


def _middle(a: Node, b: Node) -> Node | None:
    """Return the node halfway, if the lattice has one."""
    i, j = a[0] + b[0], a[1] + b[1]
    return None if i % 2 or j % 2 else (i // 2, j // 2)


def _nodes_within(cell: Cell) -> list[Node]:
    """Return the nine nodes of a cell that is quartered."""
    i, j, size = cell
    half = size // 2
    return [(i + a * half, j + b * half) for a in range(3) for b in range(3)]
