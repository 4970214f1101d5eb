"""The core of a game of four players in the tetrahedron of allocations, seen from a little above.

The projection is parallel, with one corner in front, so that all four are on the outline. Edges of
a body that its own faces hide are dashed.
"""

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lilliput.analysis.figures.core_contents import CoreContents
from lilliput.analysis.figures.descriptions import number
from lilliput.analysis.figures.labels import wrapped
from lilliput.analysis.figures.legends import legend_under, nothing
from lilliput.analysis.figures.shapes import along, draw_convex, outline
from lilliput.analysis.figures.simplex import LEAST_CORE_LABEL, mark_points
from lilliput.analysis.figures.style import GREY, INK, Width, axes_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_tetrahedron", "projected"]

Floats = npt.NDArray[np.float64]

_CORNERS = np.array(
    [[0, 0, np.sqrt(2 / 3)], [-0.5, -np.sqrt(1 / 12), 0], [0.5, -np.sqrt(1 / 12), 0],
     [0, np.sqrt(1 / 3), 0]]
)  # fmt: skip
_AZIMUTH, _ELEVATION = np.radians(-37), np.radians(20)
_LETTERS = 18
_FLAT, _ON_FACE = 1e-7, 1e-6
_HIDDEN = (0, (2, 2))


def _camera() -> Floats:
    """Return the directions to the right, upwards and towards the viewer, one a row."""
    sin_a, cos_a = np.sin(_AZIMUTH), np.cos(_AZIMUTH)
    sin_e, cos_e = np.sin(_ELEVATION), np.cos(_ELEVATION)
    return np.array(
        [[-sin_a, cos_a, 0], [-sin_e * cos_a, -sin_e * sin_a, cos_e],
         [cos_e * cos_a, cos_e * sin_a, sin_e]]
    )  # fmt: skip


def projected(shares: Any) -> Floats:
    """Return where barycentric coordinates of four corners are on the page, one row a point.

    Examples
    --------
    >>> top, left, front, right = projected(np.eye(4))
    >>> bool(left[0] < front[0] < right[0]), bool(front[1] < left[1] < top[1])
    (True, True)
    """
    return np.asarray(np.asarray(shares, dtype=float) @ _CORNERS @ _camera()[:2].T)


class _Body(NamedTuple):
    """Front faces, and visible and hidden edges, on the page."""

    faces: list[Floats]
    visible: list[Floats]
    hidden: list[Floats]


def draw_tetrahedron(ax: "Axes | None", width: Width, contents: CoreContents) -> "Axes":
    """Draw sets and points of a game of four players.

    Parameters
    ----------
    ax
        Axes, or None for new ones.
    width
        Of a new figure.
    contents
        What to draw.
    """
    axes = axes_for(ax, width, 1.02)
    axes.set_axis_off()
    axes.set_aspect("equal")
    _draw_frame(axes, contents)
    handles = []
    if len(contents.imputations):
        part = contents.window.shares(contents.imputations)
        handles.append(_draw_set(axes, part, "#F4F4EC", INK, "imputations", alpha=0.25))
    if len(contents.core):
        part = contents.window.shares(contents.core)
        handles.append(_draw_set(axes, part, "#9ECAE1", "#004488", "core", size=12))
    else:
        handles.append(nothing("core: empty"))
    label = LEAST_CORE_LABEL.format(number(contents.epsilon))
    part = contents.window.shares(contents.least_core)
    handles.append(_draw_set(axes, part, "#EE99AA", "#994455", label))
    handles += [nothing(f"{name}: not defined") for name in contents.absent]
    axes.autoscale_view()
    legend_under(axes, handles)
    places = {name: projected(contents.window.shares(p))[0] for name, p in contents.points.items()}
    corners = projected(np.eye(4))
    lines = [along(corners[[i, j]], closed=False, pieces=40) for i in range(4) for j in range(i)]
    for part in contents.sets[1:]:
        flat = projected(contents.window.shares(part))
        lines.append(along(outline(flat, scale=1)))
    mark_points(axes, places, lines)
    return axes


def _draw_frame(axes: "Axes", contents: CoreContents) -> None:
    """Draw the edges of the window and name its corners."""
    body = _body(np.eye(4) @ _CORNERS)
    _draw_edges(axes, body, GREY, 0.8, 1)
    flat = projected(np.eye(4))
    shifts = ((0, 7, "bottom", "center"), (-9, 3, "center", "right"), (0, -7, "top", "center"),
              (9, 3, "center", "left"))  # fmt: skip
    for name, corner, (x, y, up, side) in zip(contents.players, flat, shifts, strict=True):
        text = wrapped(name, _LETTERS if side == "center" else _LETTERS // 2)
        axes.annotate(
            text, (corner[0], corner[1]), xytext=(x, y), textcoords="offset points", va=up,
            ha=side, annotation_clip=False, zorder=9,
        )  # fmt: skip
    axes.update_datalim(flat)


def _draw_edges(axes: "Axes", body: _Body, colour: str, width: float, order: float) -> None:
    for lines, style in ((body.visible, "-"), (body.hidden, _HIDDEN)):
        for line in lines:
            axes.plot(*line.T, color=colour, linewidth=width, linestyle=style, zorder=order,
                      solid_capstyle="round")  # fmt: skip


def _draw_set(
    axes: "Axes", shares: Floats, face: str, edge: str, label: str, *, alpha: float = 0.6,
    size: float = 8.5,
) -> Any:  # fmt: skip
    """Draw a convex set, and return what the legend shows of it."""
    from matplotlib.patches import Patch, Polygon

    points = shares @ _CORNERS
    if len(_directions(points)) < 3:
        return draw_convex(
            axes, projected(shares), scale=1, face=face, edge=edge, label=label, size=size
        )
    body = _body(points)
    for corners in body.faces:
        axes.add_patch(Polygon(corners, facecolor=face, edgecolor="none", alpha=alpha, zorder=1.5))
    _draw_edges(axes, body, edge, 1.0, 2)
    return Patch(facecolor=face, edgecolor=edge, label=label)


def _directions(points: Floats) -> Floats:
    """Return an orthonormal basis of the directions in which points differ."""
    _, sizes, rows = np.linalg.svd(points - points.mean(axis=0), full_matrices=False)
    return np.asarray(rows[sizes > _FLAT * max(1.0, float(np.sqrt(len(points))))])


def _body(points: Floats) -> _Body:
    """Return what is seen of the hull of points that are not in one plane."""
    from scipy.spatial import ConvexHull

    camera = _camera()
    equations: list[Floats] = []
    for row in ConvexHull(points).equations:  # triangles of one face have the same
        if not any(np.abs(row - known).max() < _ON_FACE for known in equations):
            equations.append(row)
    faces: list[Floats] = []
    seen: dict[tuple[int, int], bool] = {}
    for row in equations:
        on = np.flatnonzero(np.abs(points @ row[:3] + row[3]) < _ON_FACE)
        around = _ordered(points[on], on)
        front = bool(row[:3] @ camera[2] > 0)
        if front:
            faces.append(points[around] @ camera[:2].T)
        for i, j in pairwise([*around, around[0]]):
            key = (min(i, j), max(i, j))
            seen[key] = seen.get(key, False) or front
    lines = {key: points[list(key)] @ camera[:2].T for key in seen}
    return _Body(
        faces,
        [lines[key] for key, front in seen.items() if front],
        [lines[key] for key, front in seen.items() if not front],
    )


def _ordered(points: Floats, numbers: npt.NDArray[np.intp]) -> list[int]:
    """Return the numbers of points of a plane in order around their middle."""
    basis = _directions(points)[:2]
    flat = (points - points.mean(axis=0)) @ basis.T
    return [int(k) for k in numbers[np.argsort(np.arctan2(flat[:, 1], flat[:, 0]))]]
