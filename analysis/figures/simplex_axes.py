"""Ternary axes for shares of three players, each counted from its own least value."""

from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lilliput.analysis.figures.descriptions import number
from lilliput.analysis.figures.labels import wrapped
from lilliput.analysis.figures.style import GREY, PALE, Width, axes_for

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Window", "label_corners", "project", "ternary_axes"]

Floats = npt.NDArray[np.float64]

_TICKS = 5
_LETTERS = 18  # in a line of a name
_SHIFTS = ((0, 5), (-6, -5), (6, -5))  # of names from corners, in points


class Window(NamedTuple):
    """The simplex that is drawn: {x : Σ x = Σ lows + scale, x ≥ lows}.

    Parameters
    ----------
    lows
        The least value of each player.
    scale
        What there is above these.
    """

    lows: Floats
    scale: float

    def shares(self, points: Any) -> Floats:
        """Return barycentric coordinates of points, one row a point; they sum to one."""
        rows = np.asarray(points, dtype=float).reshape(-1, len(self.lows))
        return np.asarray((rows - self.lows) / self.scale)

    def corner(self, k: int) -> Floats:
        """Return the point at which player k has all there is above the least values."""
        return self.lows + self.scale * np.eye(len(self.lows))[k]


def ternary_axes(ax: "Axes | None", width: Width, *, ratio: float = 0.92) -> Any:
    """Return ternary axes, those given or new ones."""
    import_module("mpltern")  # it makes the projection known
    return axes_for(ax, width, ratio, projection="ternary")


def project(axes: Any, shares: Floats) -> Floats:
    """Return the data coordinates (x, y) of barycentric ones: corner k is where share k is one."""
    return np.asarray(shares @ np.asarray(axes.corners_data))


def label_corners(axes: Any, names: Sequence[str], window: Window | None = None) -> None:
    """Write at each corner whose it is, and along the sides what lines of equal payoff stand for.

    Parameters
    ----------
    axes
        Ternary axes.
    names
        Of the corners: top, left, right.
    window
        What the corners stand for; shares by default.
    """
    for name, corner, (shift, up) in zip(
        names, np.asarray(axes.corners_data), _SHIFTS, strict=True
    ):
        axes.annotate(
            wrapped(name, _LETTERS), tuple(corner), xytext=(shift, up), textcoords="offset points",
            ha="center", va="bottom" if up > 0 else "top", annotation_clip=False,
        )  # fmt: skip
    _ticks(axes, window or Window(np.zeros(3), 1.0))


def _ticks(axes: Any, window: Window) -> None:
    from matplotlib.ticker import MaxNLocator

    locator = MaxNLocator(_TICKS, steps=[1, 2, 2.5, 5, 10])
    for k, letter in enumerate("tlr"):
        low = window.lows[k]
        values = locator.tick_values(low, low + window.scale)
        places = (values - low) / window.scale
        edge = 0.02 if letter != "r" else 0.16  # the names are below the ends of the lower side
        inside = (places > edge) & (places < 1 - edge)
        axis = getattr(axes, f"{letter}axis")
        axis.set_label_coords(0, 0)  # there is no label to be placed, which takes long
        axis.set_ticks(places[inside], [number(value) for value in values[inside]])
    axes.grid(color=PALE, linewidth=0.4, linestyle="-")
    axes.tick_params(labelsize=6, colors=GREY, length=2, width=0.4, labelcolor="#555555")
    for spine in axes.spines.values():
        spine.set(color=GREY, linewidth=0.6, zorder=0.25)
