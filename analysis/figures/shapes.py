"""Convex sets in the plane, whatever their dimension: a polygon, a segment, a point or nothing."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["along", "clipped", "draw_convex", "outline"]

Floats = npt.NDArray[np.float64]

_FLAT = 1e-7  # of the size of the picture: what is thinner has no area


def outline(points: Any, *, scale: float) -> Floats:
    """Return the corners of the convex hull of points, counterclockwise.

    Parameters
    ----------
    points
        One row a point (x, y).
    scale
        The size of the picture; what is smaller than 1e-7 of it does not count.

    Returns
    -------
    numpy.ndarray
        One row a corner: none, one, two, or those of a polygon.

    Examples
    --------
    >>> outline([[0, 0], [1, 0], [0.5, 0], [1, 1]], scale=1).tolist()
    [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0]]
    """
    small = _FLAT * scale
    rows = np.asarray(points, dtype=float).reshape(-1, 2)
    every = sorted(map(tuple, rows.tolist()))
    distinct: list[tuple[float, float]] = []
    for point in every:
        if not any(np.hypot(point[0] - p[0], point[1] - p[1]) <= small for p in distinct):
            distinct.append(point)
    if len(distinct) < 3:
        return np.array(distinct, dtype=float).reshape(-1, 2)
    half = [_chain(distinct, small), _chain(distinct[::-1], small)]
    return np.array(half[0][:-1] + half[1][:-1])


def _chain(points: list[tuple[float, float]], small: float) -> list[tuple[float, float]]:
    """Return the lower part of the hull of points in order (Andrew 1979)."""
    chain: list[tuple[float, float]] = []
    for x, y in points:
        while len(chain) > 1:
            (ax, ay), (bx, by) = chain[-2:]
            length = np.hypot(x - ax, y - ay)
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > small * length:
                break
            chain.pop()
        chain.append((x, y))
    return chain


def draw_convex(
    axes: "Axes",
    points: Any,
    *,
    scale: float,
    face: str,
    edge: str,
    label: str,
    hatch: str = "",
    linestyle: Any = "-",
    linewidth: float = 1.2,
    size: float = 8.5,
    zorder: float = 2,
) -> Any:
    """Draw the convex hull of points, and return what the legend shows of it.

    Parameters
    ----------
    axes
        Where to draw, in data coordinates.
    points
        One row a point (x, y); none draws nothing.
    scale
        The size of the picture.
    face, edge, hatch, linestyle, linewidth, size, zorder
        How; the size is that of the sign for a single point.
    label
        For the legend.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch, Polygon

    corners = outline(points, scale=scale)
    style: dict[str, Any] = {"label": label, "zorder": zorder}
    if len(corners) > 2:
        style |= {"facecolor": face, "edgecolor": edge, "hatch": hatch, "linewidth": linewidth,
                  "linestyle": linestyle}  # fmt: skip
        axes.add_patch(Polygon(corners, closed=True, joinstyle="round", **style))
        return Patch(**style)
    if len(corners) == 1:
        style |= {"marker": "o", "markersize": size, "markerfacecolor": face, "linestyle": "none",
                  "markeredgecolor": edge, "markeredgewidth": linewidth}  # fmt: skip
    else:
        style |= {"color": edge, "linewidth": 2.2 * linewidth, "linestyle": linestyle,
                  "solid_capstyle": "round"}  # fmt: skip
    if len(corners):
        axes.add_line(Line2D(corners[:, 0], corners[:, 1], clip_on=False, **style))
    return Line2D([], [], **style)


def along(corners: Any, *, closed: bool = True, pieces: int = 24) -> Floats:
    """Return points along a polygon or path, for labels to avoid."""
    rows = np.asarray(corners, dtype=float).reshape(-1, 2)
    if len(rows) < 2:
        return rows
    ends = np.vstack([rows, rows[:1]]) if closed else rows
    share = np.linspace(0, 1, pieces, endpoint=False)[:, None, None]
    return np.asarray((ends[:-1] * (1 - share) + ends[1:] * share).reshape(-1, 2))


def clipped(corners: Any, normal: Any, bound: float) -> Floats:
    """Return the part of a convex polygon in which normal · x ≤ bound (Sutherland and Hodgman).

    Examples
    --------
    >>> clipped([[0, 0], [2, 0], [2, 1], [0, 1]], [1, 0], 1).tolist()
    [[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]]
    """
    rows = np.asarray(corners, dtype=float).reshape(-1, 2)
    room = bound - rows @ np.asarray(normal, dtype=float)
    kept: list[Floats] = []
    for k in range(len(rows)):
        j = (k + 1) % len(rows)
        if room[k] >= 0:
            kept.append(rows[k])
        if (room[k] > 0 > room[j]) or (room[k] < 0 < room[j]):
            share = room[k] / (room[k] - room[j])
            kept.append(rows[k] + share * (rows[j] - rows[k]))
    return np.array(kept).reshape(-1, 2)
