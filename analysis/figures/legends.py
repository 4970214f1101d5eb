"""Legends below axes, as far down as what is written there needs, and no wider than the figure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lilliput.analysis.figures.style import settle

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["legend_under", "nothing"]

_GAP = 3.0  # points
_MOST_COLUMNS = 3


def legend_under(axes: "Axes", handles: Sequence[Any] | None = None) -> None:
    """Put a legend below all that is drawn and written in axes.

    Parameters
    ----------
    axes
        Finished but for the legend.
    handles
        What is explained; all that has a label by default.
    """
    from matplotlib.transforms import ScaledTranslation

    shown = list(handles) if handles is not None else axes.get_legend_handles_labels()[0]
    figure = axes.get_figure(root=True)
    if not shown or figure is None:
        return
    settle(figure)
    around, box = axes.get_tightbbox(), axes.get_window_extent()
    if around is None:
        return
    down = max(box.y0 - around.y0, 0) / figure.dpi + _GAP / 72
    middle = ((around.x0 + around.x1) / 2 - box.x0) / box.width
    move = ScaledTranslation(0, -down, figure.dpi_scale_trans)
    room = figure.bbox.width if len(figure.axes) == 1 else around.width * 1.1
    for columns in range(min(_MOST_COLUMNS, len(shown)), 0, -1):
        legend = axes.legend(
            handles=shown, loc="upper center", bbox_to_anchor=(middle, 0),
            bbox_transform=axes.transAxes + move, ncols=columns, borderaxespad=0,
        )  # fmt: skip
        if columns == 1 or legend.get_window_extent().width <= room:
            return


def nothing(label: str) -> Any:
    """Return an entry of a legend without a sign."""
    from matplotlib.lines import Line2D

    return Line2D([], [], linestyle="none", label=label)
