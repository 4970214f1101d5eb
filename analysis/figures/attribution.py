"""What each property of an institution contributes to the binding premium, as stacked bars."""

from collections.abc import Iterable, Mapping
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lilliput.analysis.figures.descriptions import describe, listed, long_form
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.style import (
    HATCHES,
    INK,
    Width,
    axes_for,
    blank_figure,
    figure_size,
    palette,
    styled,
)
from lilliput.games.errors import InvalidArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["TOGGLE_LABELS", "plot_attribution", "plot_attributions"]

TOGGLE_LABELS = {
    "graph": "graph: star → complete",
    "rule": "rule: power → equal weights",
    "indivisible": "indivisible good",
    "enforcement": "enforcement: pairwise → pooled",
    "cost": "transaction costs",
}
_COLUMNS = 3
_LETTERS, _LETTER = 18, 0.06  # letters in a line of a name; inches a letter


def plot_attribution(
    attribution: pd.DataFrame,
    *,
    title: str = "",
    legend: bool = True,
    width: Width = "column",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw what each property contributes to each power's binding premium, as stacked bars.

    Parameters
    ----------
    attribution
        Rows powers, columns toggles, as `Premium.attribution`.
    title
        Printed above.
    legend
        Whether to explain the colours.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> frame = pd.DataFrame({"graph": [0.1, -0.2], "cost": [-0.05, 0.1]}, index=["US", "CA"])
    >>> [label.get_text() for label in plot_attribution(frame).get_xticklabels()]
    ['US', 'CA']
    """
    if not isinstance(attribution, pd.DataFrame) or attribution.empty:
        raise InvalidArgumentError(
            "attribution must be a DataFrame with a row a power and a column a property"
        )
    numbers = attribution.astype(float)
    with styled():
        names = [fill(str(name), _LETTERS) for name in numbers.index]
        inches = figure_size(width, 1)[0]
        turned = _turned(names, inches)
        axes = axes_for(ax, width, 0.85 + turned * _longest(names) * _LETTER / inches)
        _stack(axes, numbers)
        axes.set_xticks(range(len(names)), names)
        axes.tick_params(axis="x", length=0, labelrotation=90 if turned else 0)
        axes.set_ylabel("part of the premium")
        axes.set_title(title)
        if legend:
            legend_under(axes)
        else:
            axes.margins(x=0.04)
    _describe(axes, numbers)
    return axes


def _stack(axes: "Axes", numbers: pd.DataFrame) -> None:
    """Draw the bars, positive parts upwards and negative ones downwards, and the sums."""
    positions = np.arange(len(numbers))
    above, below = np.zeros(len(numbers)), np.zeros(len(numbers))
    every = [*TOGGLE_LABELS, *(name for name in numbers.columns if name not in TOGGLE_LABELS)]
    colours = palette(max(len(every), 4))
    for toggle in numbers.columns:
        part, k = numbers[toggle].to_numpy(), every.index(toggle)
        axes.bar(
            positions, part, bottom=np.where(part >= 0, above, below), width=0.66,
            color=colours[k], hatch=HATCHES[k % len(HATCHES)], edgecolor="white", linewidth=0.4,
            label=TOGGLE_LABELS.get(str(toggle), str(toggle)),
        )  # fmt: skip
        above += np.maximum(part, 0)
        below += np.minimum(part, 0)
    axes.plot(
        positions, numbers.sum(axis=1), linestyle="none", marker="D", markersize=4.5,
        markerfacecolor="white", markeredgecolor="black", label="binding premium", zorder=5,
    )  # fmt: skip
    axes.axhline(0, color=INK, linewidth=0.7)


def _turned(names: list[str], inches: float) -> bool:
    """Whether names below bars have to be turned to fit."""
    return len(names) * (_longest(names) + 2) * _LETTER > 0.85 * inches


def _longest(names: list[str]) -> int:
    return max(len(line) for name in names for line in name.split("\n"))


def _describe(axes: "Axes", numbers: pd.DataFrame) -> None:
    totals = listed(numbers.sum(axis=1))
    largest = numbers.abs().sum().idxmax()
    data = long_form(numbers, "power", "property", "contribution")
    describe(
        axes,
        f"Stacked bars of what {numbers.shape[1]} properties contribute to the binding premium: "
        f"{totals}. Most comes from {TOGGLE_LABELS.get(str(largest), str(largest))}.",
        data,
    )


def plot_attributions(
    panels: Mapping[str, pd.DataFrame], *, width: Width | None = None
) -> "Figure":
    """Draw several attributions side by side on one scale, with one legend.

    Parameters
    ----------
    panels
        Title to attribution, as in `plot_attribution`.
    width
        ``"column"``, ``"page"`` or inches; by default the page for three panels, less for fewer.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> frame = pd.DataFrame({"graph": [0.1, -0.2]}, index=["US", "CA"])
    >>> len(plot_attributions({"1816": frame, "1962": frame}).axes)
    2
    """
    if not panels:
        raise InvalidArgumentError("panels must hold at least one attribution, got none")
    columns = min(_COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    inches = figure_size("page", 1)[0] * (columns + 1) / (_COLUMNS + 1)
    size = figure_size(inches if width is None else width, 1)[0]
    with styled():
        figure = blank_figure(size, 2.1 * rows + 0.8)
        grid = figure.subplots(rows, columns, sharey=True, squeeze=False)
        for axes, (title, attribution) in zip(grid.flat, panels.items(), strict=False):
            plot_attribution(attribution, title=title, legend=False, ax=axes)
            axes.label_outer()
            axes.tick_params(axis="x", labelbottom=True)
        for axes in list(grid.flat)[len(panels) :]:
            axes.set_visible(False)
        handles, labels = _legend_of(grid.flat)
        figure.legend(handles, labels, loc="outside lower center", ncols=min(3, 2 * columns))
    return figure


def _legend_of(panels: "Iterable[Axes]") -> tuple[list[Any], list[str]]:
    """Return one entry for each thing in any panel, the premium last."""
    known: dict[str, Any] = {}
    for axes in panels:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            known.setdefault(label, handle)
    last = known.pop("binding premium")
    return [*known.values(), last], [*known, "binding premium"]
