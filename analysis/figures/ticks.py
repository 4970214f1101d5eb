"""Numbers along axes, and names along axes."""

from collections.abc import Sequence
from math import ceil, log10
from typing import TYPE_CHECKING, Any

from lilliput.analysis.figures.descriptions import number
from lilliput.analysis.figures.labels import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["most_lines", "name_rows", "plain_ticks"]

_DIGITS, _MOST_DIGITS = 3, 9
_ROW = 22  # letters in a line of a name beside a row


def plain_ticks(*axes: Any, whole: bool = False) -> None:
    """Write ticks with few digits, and powers of ten where numbers are large or small.

    Parameters
    ----------
    axes
        ``axes.xaxis`` or ``axes.yaxis``.
    whole
        Whether only integers have ticks.
    """
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    for axis in axes:
        axis.set_major_locator(MaxNLocator(6, steps=[1, 2, 2.5, 5, 10], integer=whole))
        axis.set_major_formatter(FuncFormatter(lambda value, _, axis=axis: _tick(value, axis)))


def _tick(value: float, axis: Any) -> str:
    low, high = axis.get_view_interval()
    spread, size = abs(high - low), max(abs(low), abs(high))
    if spread == 0 or abs(value) < 1e-9 * spread:
        return "0" if abs(value) < 1e-9 * spread else number(value, _MOST_DIGITS)
    extra = max(0, ceil(log10(size / spread)))
    return number(value, min(_DIGITS + extra, _MOST_DIGITS))


def most_lines(names: Sequence[str]) -> int:
    """Return how many lines the longest name beside a row takes.

    Examples
    --------
    >>> most_lines(["France", "United States of America"])
    2
    """
    return max(wrapped(name, _ROW).count("\n") + 1 for name in names)


def name_rows(axes: "Axes", names: Sequence[str], *, bold: Sequence[str] = ()) -> None:
    """Write names beside the rows of a chart, the first on top.

    Parameters
    ----------
    axes
        Rows are at 0, 1, …, downwards.
    names
        Of the rows.
    bold
        Those to be set in bold.
    """
    axes.set_yticks(range(len(names)), [wrapped(name, _ROW) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    for name, label in zip(names, axes.get_yticklabels(), strict=True):
        if name in bold:
            label.set_fontweight("bold")
