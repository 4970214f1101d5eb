"""A phase plane: which verdict holds where, over two parameters, with the boundary between them.

Regions come from points of a grid that have been evaluated, the zero contour from `trace_boundary`,
and an analytic boundary from its formula, so that a picture in which they disagree shows an error.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.figures.labels import wrapped
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.planes import Plane, plane_of
from lilliput.analysis.figures.style import (
    HATCHES,
    INK,
    VERDICT_COLOURS,
    VERDICT_HATCHES,
    Width,
    axes_for,
    palette,
    settle,
    styled,
)
from lilliput.analysis.figures.ticks import plain_ticks
from lilliput.games.errors import InvalidArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.path import Path

    from lilliput.analysis.tracing import Boundary

__all__ = ["OUTSIDE", "draw_curves", "draw_regions", "plot_phase_plane"]

Floats = npt.NDArray[np.float64]

OUTSIDE = "outside the domain"
_MOST_REGIONS = 6
_EDGES = {"holds": "white", "indifferent": "#999999", "fails": "white"}
_SHAPES = {"positive": "holds", "zero": "indifferent", "negative": "fails"}  # look as verdicts
_FINE = 401
_LINE = 44
_HALO = 3.4


class _Look(NamedTuple):
    """How a region looks."""

    colour: str
    hatch: str
    edge: str


def plot_phase_plane(
    results: Any,
    x: Any = None,
    y: Any = None,
    *,
    output: str | None = None,
    boundary: "Boundary | str | None" = "trace",
    analytic: Any = None,
    cells: int = 24,
    fixed: Any = None,
    width: Width = "column",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw where which verdict holds over two parameters.

    Parameters
    ----------
    results
        A model (of a claim, a comparison of institutions, or a function), which is evaluated here;
        or results over a grid: those of a sweep, or a DataFrame with a row a point.
    x, y
        The parameters on the axes: (name, low, high) for a model, where the name alone is enough
        for a claim's model and nothing for its own axes; names of columns for results.
    output
        What is shown: a text, such as ``"verdict"``, the default where there is one; or a number,
        by its sign, such as ``"margin"``.
    boundary
        ``"trace"``: the zero contour of the margin is traced for a model, and drawn between the
        points of results with a number; a `Boundary` traced before; None for no contour.
    analytic
        A boundary known from a formula: a function from values of x to values of y (NaN where there
        is none), or points (x, y), one a row.
    cells
        Points along each axis at which a model is evaluated; of a parameter that counts something
        its integers.
    fixed
        The other parameters of a model; defaults for the rest.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidArgumentError
        Results that are no grid over x and y, more than six texts, or a bad argument.
    UnknownNameError
        A parameter or output that is not there.

    Examples
    --------
    >>> from lilliput.analysis.figures import figure_alt
    >>> def surplus(gain, cost):
    ...     return {"margin": gain - cost**2}
    >>> axes = plot_phase_plane(surplus, ("gain", 0, 1), ("cost", 0, 1), cells=10)
    >>> print(figure_alt(axes))
    Phase plane of margin over gain from 0 to 1 and cost from 0 to 1: positive in 67%, negative in \
33% of 100 points. Contour margin = 0 from (1, 1) to (0, 0).
    """
    plane = plane_of(results, x, y, output, boundary, cells, dict(fixed or {}))
    known = _analytic(analytic, plane)
    with styled():
        axes = axes_for(ax, width, 0.95)
        handles = draw_regions(axes, plane.x_edges, plane.y_edges, plane.verdicts)
        handles += draw_curves(axes, plane.curves, f"{plane.margin} = 0")
        if known is not None:
            handles += axes.plot(
                *known.T, color="#BB5566", linewidth=1.3, linestyle=(0, (4, 1.5)), zorder=4,
                label="analytic boundary",
            )  # fmt: skip
        axes.set(
            xlim=plane.x_edges[[0, -1]], ylim=plane.y_edges[[0, -1]],
            xlabel=wrapped(plane.x, _LINE), ylabel=wrapped(plane.y, _LINE),
        )  # fmt: skip
        for axis, values in ((axes.xaxis, plane.x_values), (axes.yaxis, plane.y_values)):
            plain_ticks(axis, whole=bool((values == np.round(values)).all()))
        legend_under(axes, handles)
        _label_curves(axes, plane.curves, f"{plane.margin} = 0")
    _describe(axes, plane, known)
    return axes


def draw_regions(
    axes: "Axes", x_edges: Any, y_edges: Any, verdicts: Any, names: Any = None
) -> list[Any]:
    """Colour and hatch cells by their verdicts, and return what the legend shows of them.

    Parameters
    ----------
    axes
        Where to draw.
    x_edges, y_edges
        The edges of the cells.
    verdicts
        Texts, one row a cell of y; None or `OUTSIDE` where there is none.
    names
        Mapping from a verdict to what it is called in the legend.
    """
    from matplotlib.patches import Patch, PathPatch

    table = np.array(verdicts, dtype=object)
    missing = np.array([[v is None or v != v or v == OUTSIDE for v in row] for row in table])
    present = list(dict.fromkeys(table[~missing].tolist()))
    handles = []
    for name, look in _looks(present).items():
        style: dict[str, Any] = {
            "facecolor": look.colour, "edgecolor": look.edge, "hatch": look.hatch, "linewidth": 0.0
        }  # fmt: skip
        region = _region(x_edges, y_edges, (table == name) & ~missing)
        axes.add_patch(PathPatch(region, zorder=1, **style))
        handles.append(Patch(label=str((names or {}).get(name, name)), **style))
    axes.autoscale_view()
    if missing.any():
        axes.patch.set(facecolor="white", edgecolor="#BBBBBB", hatch="////", linewidth=0.5)
        handles.append(Patch(facecolor="white", edgecolor="#BBBBBB", hatch="////", linewidth=0.5,
                             label=OUTSIDE))  # fmt: skip
    return handles


def _region(x_edges: Any, y_edges: Any, inside: npt.NDArray[np.bool_]) -> "Path":
    """Return cells as one path, which is filled at once: cells of their own would show seams."""
    from matplotlib.path import Path

    padded = np.pad(inside, ((0, 0), (1, 1))).astype(int)
    rows, starts = np.nonzero(np.diff(padded) > 0)
    _, ends = np.nonzero(np.diff(padded) < 0)
    x, y = np.asarray(x_edges, dtype=float), np.asarray(y_edges, dtype=float)
    left, right, low, high = x[starts], x[ends], y[rows], y[rows + 1]
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    points = np.array(corners).transpose(2, 0, 1).reshape(-1, 2)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(points, np.tile(codes, len(rows)))


def _looks(present: Sequence[Any]) -> dict[Any, _Look]:
    """Return the look of each verdict, the usual ones in the usual order."""
    usual = {name: name for name in VERDICT_COLOURS} | _SHAPES
    if all(name in usual for name in present):
        return {
            name: _Look(VERDICT_COLOURS[as_], VERDICT_HATCHES[as_], _EDGES[as_])
            for name, as_ in usual.items()
            if name in present
        }
    if len(present) > _MOST_REGIONS:
        raise InvalidArgumentError(
            f"output: {len(present)} different texts are more than the {_MOST_REGIONS} regions "
            "that can be told apart"
        )
    order = sorted(present, key=str)
    colours = palette(max(len(order), 4))
    return {
        name: _Look(colour, hatch, "white")
        for name, colour, hatch in zip(order, colours, HATCHES, strict=False)
    }


def draw_curves(axes: "Axes", curves: Sequence[Floats], label: str) -> list[Any]:
    """Draw curves with a white rim, and return what the legend shows of them.

    Parameters
    ----------
    axes
        Where to draw.
    curves
        For each a row a point (x, y).
    label
        For the legend.
    """
    from matplotlib.patheffects import Normal, Stroke

    halo = [Stroke(linewidth=_HALO, foreground="white"), Normal()]
    lines = [
        axes.plot(*np.asarray(curve, dtype=float).T, color=INK, linewidth=1.6, zorder=3,
                  path_effects=halo, label=label)[0]
        for curve in curves
    ]  # fmt: skip
    return lines[:1]


def _analytic(given: Any, plane: Plane) -> Floats | None:
    """Return the points of an analytic boundary."""
    if given is None:
        return None
    if isinstance(given, Callable):  # type: ignore[arg-type]
        values = np.linspace(plane.x_edges[0], plane.x_edges[-1], _FINE)
        found = np.broadcast_to(np.asarray(given(values), dtype=float), values.shape)
        return np.column_stack([values, found])
    points = np.asarray(given, dtype=float)
    if points.ndim != 2 or points.shape[1] != 2:
        raise InvalidArgumentError(
            "analytic must be a function from x to y, or points (x, y) one a row, got shape "
            f"{points.shape}"
        )
    return points


def _label_curves(axes: "Axes", curves: Sequence[Floats], text: str) -> None:
    """Write on the longest curve what it is, along it, where it is straightest."""
    figure = axes.get_figure(root=True)
    if not len(curves) or figure is None:
        return
    settle(figure)
    box = axes.get_window_extent()
    shown = [axes.transData.transform(np.asarray(curve, dtype=float)) for curve in curves]
    lengths = [float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in shown]
    line = shown[int(np.argmax(lengths))]
    trial = axes.text(0, 0, text, fontsize=7)
    long = trial.get_window_extent().width * 1.15
    trial.remove()
    place = _straightest(line, long, box)
    if place is None:
        return
    at, angle = place
    x, y = axes.transData.inverted().transform(at)
    axes.text(
        x, y, text, fontsize=7, rotation=angle, ha="center",
        va="center", rotation_mode="anchor", zorder=6,
        bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 0.8},
    )  # fmt: skip


def _straightest(line: Floats, long: float, box: Any) -> tuple[Floats, float] | None:
    """Return the middle and the angle of the straightest piece of a line that a text covers."""
    walked = np.r_[0, np.cumsum(np.hypot(*np.diff(line, axis=0).T))]
    if walked[-1] < 1.2 * long:
        return None
    best: tuple[float, Floats, float] | None = None
    for start in np.linspace(0, walked[-1] - long, 25):
        steps = np.linspace(start, start + long, 9)
        piece = np.column_stack([np.interp(steps, walked, part) for part in line.T])
        way = piece[-1] - piece[0]
        bend = 1 - float(np.hypot(*way)) / long
        middle = piece[4]
        margin = min(middle[0] - box.x0, box.x1 - middle[0], middle[1] - box.y0, box.y1 - middle[1])
        cost = bend + max(0.0, long / 2 - margin) / long + 0.05 * abs(start / walked[-1] - 0.5)
        if best is None or cost < best[0]:
            angle = float(np.degrees(np.arctan2(way[1], way[0])))
            best = (cost, middle, (angle + 90) % 180 - 90)
    return None if best is None else (best[1], best[2])


def _describe(axes: "Axes", plane: Plane, known: Floats | None) -> None:
    every = [str(v) if v is not None and v == v else OUTSIDE for v in plane.verdicts.ravel()]
    shares = pd.Series(every).value_counts(sort=False) / len(every)
    order = [name for name in (*VERDICT_COLOURS, *_SHAPES) if name in shares.index]
    order += [name for name in shares.index if name not in order]
    parts = ", ".join(f"{name} in {shares[name]:.0%}" for name in order)
    ends = [(edges[0], edges[-1]) for edges in (plane.x_edges, plane.y_edges)]
    (a, b), (c, d) = ([number(end) for end in pair] for pair in ends)
    text = (
        f"Phase plane of {plane.output} over {plane.x} from {a} to {b} and {plane.y} from {c} to "
        f"{d}: {parts} of {len(every)} points."
    )
    for curve in plane.curves[:3]:
        first, last = (f"({number(p[0])}, {number(p[1])})" for p in np.asarray(curve)[[0, -1]])
        text += f" Contour {plane.margin} = 0 from {first} to {last}."
    if known is not None:
        text += " The analytic boundary is drawn as a dashed line."
    xs, ys = np.meshgrid(plane.x_values, plane.y_values)
    data = pd.DataFrame({"what": "point", plane.x: xs.ravel(), plane.y: ys.ravel(),
                         plane.output: every})  # fmt: skip
    lines = [
        pd.DataFrame({"what": f"contour {k}", plane.x: np.asarray(c)[:, 0],
                      plane.y: np.asarray(c)[:, 1]})
        for k, c in enumerate(plane.curves, 1)
    ]  # fmt: skip
    describe(axes, text, pd.concat([data, *lines], ignore_index=True))
