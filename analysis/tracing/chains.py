"""Pieces of a contour joined to curves."""

import numpy as np

from lilliput.analysis.tracing.evaluation import Floats
from lilliput.games.arithmetic import Array

__all__ = ["chained"]


def chained(pieces: list[tuple[int, int]], places: Floats) -> list[tuple[Array, bool]]:
    """Return curves as the numbers of their points, and whether each is closed; longest first.

    Pieces that lie on each other in pairs cancel: there the function touches 0 on both sides of a
    line without a change of sign. Points that coincide with the one before are left out.

    Parameters
    ----------
    pieces
        From point to point; each point is the end of at most one piece and the start of another.
    places
        Where the points are.
    """
    follows = dict(_without_pairs(pieces, places))
    starts = sorted(set(follows) - set(follows.values()))
    curves = []
    while follows:
        first = starts.pop(0) if starts else min(follows)
        walk = [first]
        while walk[-1] in follows:
            walk.append(follows.pop(walk[-1]))
        closed = walk[-1] == first
        points = np.array(walk)
        apart = np.any(np.diff(places[points], axis=0) != 0, axis=1)
        points = points[np.append(True, apart)]
        if len(points) > 1:
            curves.append((points, closed))
    return sorted(curves, key=lambda curve: (-_length(places[curve[0]]), curve[0][0]))


def _without_pairs(pieces: list[tuple[int, int]], places: Floats) -> list[tuple[int, int]]:
    count: dict[frozenset[tuple[float, ...]], int] = {}
    spots = [tuple(place) for place in places.tolist()]
    for a, b in pieces:
        both = frozenset((spots[a], spots[b]))
        count[both] = count.get(both, 0) + 1
    kept = []
    for a, b in pieces:
        both = frozenset((spots[a], spots[b]))
        if len(both) == 1 or count[both] % 2:
            kept.append((a, b))
            if len(both) > 1:
                count[both] = 0
    return kept


def _length(points: Floats) -> float:
    return float(np.hypot(*np.diff(points, axis=0).T).sum())
