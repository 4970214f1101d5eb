"""Which parameters matter: tornado charts, and the shares of variance that are due to each."""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lilliput.analysis.figures.bars import plot_values
from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.style import GREY, INK, Width, axes_for, figure_size, styled
from lilliput.analysis.figures.ticks import name_rows, plain_ticks
from lilliput.games.errors import InvalidArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_sobol", "plot_tornado"]

_LOW, _HIGH = "#DDAA33", "#004488"
_INCHES_A_ROW, _INCHES_AROUND = 0.3, 1.15
_ROOM = 0.22  # beside the bars, of their range, for verdicts
_NOTE = 4.0  # points between a bar and what is written beside it


def plot_tornado(result: Any, *, width: Width = "column", ax: "Axes | None" = None) -> "Axes":
    """Draw how far each parameter alone moves an output, the widest span on top.

    Two bars a parameter lead from the output at the base to that at its low and its high value,
    which are written beside its name. Where the verdict at an end is another one than at the base,
    it is written there.

    Parameters
    ----------
    result
        What `tornado` returns.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> from lilliput.analysis.sensitivity import tornado
    >>> found = tornado(claims["C10"].models["M10a"], {"m": (2, 8), "k": (1, 4)})
    >>> [label.get_text() for label in plot_tornado(found).get_yticklabels()]
    ['m: 2 to 8', 'k: 1 to 4']
    """
    from lilliput.analysis.sensitivity import Tornado

    if not isinstance(result, Tornado):
        raise InvalidArgumentError(
            f"result must be what tornado(…) returns, got {type(result).__name__}"
        )
    table, base = result.table, float(result.value)
    names = [f"{name}: {_end(row['low'])} to {_end(row['high'])}" for name, row in table.iterrows()]
    inches = _INCHES_A_ROW * len(table) + _INCHES_AROUND
    with styled():
        axes = axes_for(ax, width, inches / figure_size(width, 1)[0])
        _tornado_bars(axes, table, base)
        name_rows(axes, names)
        axes.axvline(base, color=INK, linewidth=0.8, zorder=3)
        axes.margins(x=0.06 if not result.turning else _ROOM)
        low, high = axes.get_xlim()
        if low < 0 < high and base != 0:
            axes.axvline(0, color=GREY, linewidth=0.8, linestyle=":", zorder=1)
        verdict = f", {result.verdict}" if result.verdict else ""
        axes.set_xlabel(f"{result.output} (base {number(base)}{verdict})")
        plain_ticks(axes.xaxis)
        legend_under(axes)
        _turns(axes, table, result.verdict, base)
    _describe_tornado(axes, result)
    return axes


def _end(value: Any) -> str:
    return number(value) if isinstance(value, (int, float, np.number)) else str(value)


def _tornado_bars(axes: "Axes", table: pd.DataFrame, base: float) -> None:
    """Draw the low values in the upper and the high ones in the lower half of each row."""
    rows = np.arange(len(table))
    for column, shift, colour, hatch in (
        ("at low", -0.19, _LOW, ""),
        ("at high", 0.19, _HIGH, ""),
    ):
        ends = table[column].to_numpy(dtype=float)
        axes.barh(
            rows + shift, ends - base, left=base, height=0.36, color=colour, hatch=hatch,
            edgecolor="white", linewidth=0.4, label=f"{column} value", zorder=2,
        )  # fmt: skip


def _turns(axes: "Axes", table: pd.DataFrame, verdict: str, base: float) -> None:
    """Write a verdict beside the bars at whose end it is another one than at the base."""
    if not verdict:
        return
    for column, shift in (("at low", -0.19), ("at high", 0.19)):
        for row, (end, found) in enumerate(
            zip(table[column].to_numpy(dtype=float), table[f"verdict {column}"], strict=True)
        ):
            if found == verdict or not isinstance(found, str) or end != end:
                continue
            right = end >= base
            axes.annotate(
                found, (end, row + shift), xytext=(_NOTE if right else -_NOTE, 0),
                textcoords="offset points", ha="left" if right else "right", va="center",
                fontsize=6.5, annotation_clip=False,
            )  # fmt: skip


def _describe_tornado(axes: "Axes", result: Any) -> None:
    parts = [
        f"{name} from {_end(row['low'])} to {_end(row['high'])} gives {number(row['at low'])} to "
        f"{number(row['at high'])}"
        for name, row in result.table.iterrows()
    ]
    verdict = f" ({result.verdict})" if result.verdict else ""
    turning = f" The verdict turns with {', '.join(result.turning)}." if result.turning else ""
    describe(
        axes,
        f"Tornado chart of {result.output} of {result.model}, {number(result.value)}{verdict} at "
        f"the base: {'; '.join(parts)}.{turning}",
        result.table.reset_index(),
    )


def plot_sobol(result: Any, *, width: Width = "column", ax: "Axes | None" = None) -> "Axes":
    """Draw first-order and total Sobol indices with their intervals, the largest total on top.

    Parameters
    ----------
    result
        What `sobol_indices` returns.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> from lilliput.analysis.designs import saltelli
    >>> from lilliput.analysis.sensitivity import sobol_indices
    >>> from lilliput.analysis.sweeps import sweep, vectorised
    >>> @vectorised
    ... def surplus(m, cost):
    ...     return {"margin": 2 * m + cost}
    >>> design = saltelli({"m": (0, 1), "cost": (0, 1)}, n=256)
    >>> axes = plot_sobol(sobol_indices(sweep(surplus, design, progress=False)))
    >>> [label.get_text() for label in axes.get_yticklabels()]
    ['m', 'cost']
    """
    from lilliput.analysis.sensitivity import SobolIndices

    if not isinstance(result, SobolIndices):
        raise InvalidArgumentError(
            f"result must be what sobol_indices(…) returns, got {type(result).__name__}"
        )
    order = result.to_frame().index
    parts = {"first order": result.first.loc[order], "total": result.total.loc[order]}
    frame = pd.DataFrame({name: part["value"] for name, part in parts.items()})
    ends = {name: part[["low", "high"]] for name, part in parts.items()}
    return plot_values(
        frame,
        ends,
        xlabel=f"share of the variance of {result.output} ({result.level:.0%} intervals)",
        width=width,
        ax=ax,
    )
