"""Scenario discovery: what a box gains in density and loses in coverage as it is peeled."""

from typing import TYPE_CHECKING, Any

import numpy as np

from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.figures.labels import place_labels
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.style import GREY, INK, Width, axes_for, styled
from lilliput.games.errors import InvalidArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_prim"]

_MARKERS = ("o", "s", "^", "D", "v", "P", "X")
_LINES = ("-", "--", ":", "-.")


def plot_prim(result: Any, *, width: Width = "column", ax: "Axes | None" = None) -> "Axes":
    """Draw the trade-off between coverage and density along which boxes were peeled.

    Each point is a box: the share of all cases that it holds, and the share of cases among its
    points. Marks and shades say how many parameters it restricts; the box chosen is ringed.

    Parameters
    ----------
    result
        What `prim` returns.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    References
    ----------
    Bryant, B. P. and Lempert, R. J. (2010). Thinking inside the box. Technological Forecasting and
    Social Change 77:34–49. doi:10.1016/j.techfore.2009.08.002

    Examples
    --------
    >>> import pandas as pd
    >>> from lilliput.analysis.discovery import prim
    >>> grid = pd.DataFrame([(a, b) for a in range(10) for b in range(10)], columns=["a", "b"])
    >>> grid["wins"] = (grid["a"] >= 6) & (grid["b"] >= 5)
    >>> found = prim(grid, "wins", parameters=["a", "b"], peel=0.1)
    >>> plot_prim(found).get_xlabel()
    'coverage: share of all cases in the box'
    """
    from lilliput.analysis.discovery import PrimResult

    if not isinstance(result, PrimResult):
        raise InvalidArgumentError(
            f"result must be what prim(…) returns, got {type(result).__name__}"
        )
    table = result.trajectory
    with styled():
        axes = axes_for(ax, width, 0.95)
        axes.axhline(result.threshold, color=GREY, linewidth=0.8, linestyle="--", zorder=1,
                     label=f"density wanted, {number(result.threshold)}")  # fmt: skip
        _steps(axes, table)
        axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.06))
        axes.set_xlabel("coverage: share of all cases in the box")
        axes.set_ylabel("density: share of cases in the box")
        legend_under(axes)
        _label_chosen(axes, table)
    _describe(axes, result, table)
    return axes


def _steps(axes: "Axes", table: Any) -> None:
    import matplotlib

    for place, (_, rows) in enumerate(table.groupby(level="box")):
        axes.plot(rows["coverage"], rows["density"], color=GREY, linewidth=0.8, zorder=2,
                  linestyle=_LINES[place % len(_LINES)])  # fmt: skip
    counts = sorted(table["restricted"].unique())
    shades = matplotlib.colormaps["viridis"](np.linspace(0.92, 0.0, max(len(counts), 2)))
    for k, count in enumerate(counts):
        rows = table[table["restricted"] == count]
        axes.plot(
            rows["coverage"], rows["density"], linestyle="none", marker=_MARKERS[k % 7],
            color=shades[k], markeredgecolor=INK, markeredgewidth=0.4, markersize=4.5, zorder=3,
            label=f"{count} restricted" if k else f"{count} parameters restricted", clip_on=False,
        )  # fmt: skip
    chosen = table[table["chosen"]]
    axes.plot(chosen["coverage"], chosen["density"], linestyle="none", marker="o", markersize=10,
              markerfacecolor="none", markeredgecolor="#BB5566", markeredgewidth=1.6, zorder=4,
              label="chosen", clip_on=False)  # fmt: skip


def _label_chosen(axes: "Axes", table: Any) -> None:
    chosen = table[table["chosen"]]
    texts = []
    for (box, _), row in chosen.iterrows():
        head = f"box {box}: " if len(chosen) > 1 else ""
        texts.append(f"{head}{row['coverage']:.0%} of cases,\n{row['density']:.0%} dense")
    place_labels(
        axes, chosen[["coverage", "density"]].to_numpy(dtype=float), texts,
        avoid=table[["coverage", "density"]].to_numpy(dtype=float), clearance=7,
    )  # fmt: skip


def _describe(axes: "Axes", result: Any, table: Any) -> None:
    boxes = [
        f"box {box}: {row['limits']}, coverage {number(row['coverage'])}, density "
        f"{number(row['density'])}"
        for box, row in result.summary.iterrows()
    ]
    describe(
        axes,
        f"Trade-off of coverage and density over {len(table)} boxes, from {result.cases:,} cases "
        f"among {result.total:,} points. Chosen: {'; '.join(boxes)}.",
        table.reset_index(),
    )
