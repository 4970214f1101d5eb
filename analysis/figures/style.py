"""One look for all figures: colours, sizes and fonts, applied within a context only.

The colours are Paul Tol's "high contrast" and "medium contrast" schemes: they can be told apart
with every kind of colour vision, and their lightness L* differs by 9 or more, so that they can be
told apart in grey as well. Where more are needed, hatches repeat them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

from lilliput.games.errors import InvalidArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "GREY",
    "HATCHES",
    "INK",
    "PALE",
    "VERDICT_COLOURS",
    "VERDICT_HATCHES",
    "WIDTHS",
    "Width",
    "axes_for",
    "blank_figure",
    "figure_size",
    "new_axes",
    "new_figure",
    "palette",
    "rim",
    "settle",
    "styled",
]

Width = Literal["column", "page"] | float

WIDTHS = {"column": 3.5, "page": 7.2}  # inches: one and two columns of most journals
INK, GREY, PALE = "#222222", "#8C8C8C", "#DDDDDD"
BLUE, RED, YELLOW = "#004488", "#BB5566", "#DDAA33"
_FEW = (BLUE, YELLOW, RED)
_MORE = (BLUE, "#EECC66", "#6699CC", "#994455", "#EE99AA", "#997700")
HATCHES = ("", "////", "....", "\\\\\\\\", "xxxx", "----")
VERDICT_COLOURS = {"holds": "#9ECAE1", "indifferent": "#F4F4EC", "fails": "#B35806"}
VERDICT_HATCHES = {"holds": "", "indifferent": "...", "fails": "\\\\"}
_NARROWEST, _WIDEST = 1.0, 30.0
_LIGHT = 0.8  # of red or green
_LOOK: dict[str, Any] = {
    "axes.axisbelow": True,
    "axes.formatter.limits": (-4, 6),
    "axes.formatter.useoffset": False,
    "axes.labelsize": 8,
    "axes.linewidth": 0.6,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlesize": 8.5,
    "figure.dpi": 144,
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 8,
    "hatch.linewidth": 0.5,
    "legend.fontsize": 7,
    "legend.frameon": False,
    "legend.handlelength": 1.8,
    "lines.linewidth": 1.4,
    "lines.markersize": 5,
    "patch.linewidth": 0.6,
    "pdf.fonttype": 42,  # outlines of letters that journals accept, and text that can be searched
    "ps.fonttype": 42,
    "svg.fonttype": "none",
    "svg.hashsalt": "lilliput",
    "text.parse_math": False,  # names may have dollar signs in them
    "xtick.labelsize": 7,
    "xtick.major.size": 2.5,
    "xtick.major.width": 0.6,
    "ytick.labelsize": 7,
    "ytick.major.size": 2.5,
    "ytick.major.width": 0.6,
}


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the look of the figures, whatever the settings of matplotlib outside.

    Examples
    --------
    >>> import matplotlib
    >>> before = matplotlib.rcParams["font.size"]
    >>> with styled():
    ...     matplotlib.rcParams["font.size"]
    8.0
    >>> matplotlib.rcParams["font.size"] == before
    True
    """
    import matplotlib.style

    interactive = matplotlib.is_interactive()
    try:
        with matplotlib.style.context(["default", _LOOK]):
            try:
                yield
            finally:  # a notebook's backend, loaded by the first figure, turns it on for good
                interactive = matplotlib.is_interactive()
    finally:
        matplotlib.interactive(interactive)


def palette(number: int) -> tuple[str, ...]:
    """Return colours for a number of things, most unlike first; after six they are repeated.

    Parameters
    ----------
    number
        How many. Up to three come from the scheme "high contrast"; `HATCHES` tell repeated ones
        apart.

    References
    ----------
    Tol, P. (2021). Colour schemes. SRON technical note SRON/EPS/TN/09-002, issue 3.2.

    Examples
    --------
    >>> palette(2)
    ('#004488', '#DDAA33')
    """
    scheme = _FEW if number <= len(_FEW) else _MORE
    return tuple(scheme[k % len(scheme)] for k in range(number))


def rim(colour: str) -> str:
    """Return the colour of the rim of a marker: white, or dark around a light marker.

    Examples
    --------
    >>> rim("#004488"), rim("#DDAA33")
    ('white', '#222222')
    """
    from matplotlib.colors import to_rgb

    return INK if max(to_rgb(colour)[:2]) > _LIGHT else "white"


def figure_size(width: Width, ratio: float) -> tuple[float, float]:
    """Return width and height in inches.

    Parameters
    ----------
    width
        ``"column"`` (3.5 inches, 89 mm), ``"page"`` (7.2 inches, 183 mm), or inches.
    ratio
        Height over width.

    Raises
    ------
    InvalidArgumentError
        Another word, or a width that no page has.

    Examples
    --------
    >>> figure_size("page", 0.5)
    (7.2, 3.6)
    """
    known = WIDTHS.get(width) if isinstance(width, str) else width
    if isinstance(known, bool) or not isinstance(known, (int, float)):
        raise InvalidArgumentError(
            f"width must be 'column', 'page' or a number of inches, got {width!r}"
        )
    if not _NARROWEST <= known <= _WIDEST:
        raise InvalidArgumentError(
            f"width must be {_NARROWEST:g} to {_WIDEST:g} inches, got {width!r}"
        )
    return float(known), float(known) * ratio


def blank_figure(width: float, height: float) -> "Figure":
    """Return a figure that pyplot does not hold on to, for writing files."""
    from matplotlib.figure import Figure

    with styled():
        return Figure(figsize=(width, height), layout="constrained")


def new_figure(width: float, height: float) -> "Figure":
    """Return a new pyplot figure, which notebooks show."""
    import matplotlib.pyplot as plt

    with styled():
        return plt.figure(figsize=(width, height), layout="constrained")


def new_axes(width: float, height: float) -> "Axes":
    """Return axes of a new pyplot figure, which notebooks show."""
    with styled():
        return new_figure(width, height).subplots()


def settle(figure: "Figure") -> None:
    """Give all axes of a figure their places, as drawing it would, so that one can measure."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
    for axes in figure.axes:
        axes.apply_aspect()


def axes_for(
    ax: "Axes | None", width: Width, ratio: float, *, projection: str | None = None
) -> "Axes":
    """Return the axes given, or those of a new figure; refuse axes of another projection."""
    needed = projection or "rectilinear"
    if ax is None:
        size = figure_size(width, ratio)  # refuses a width before there is a figure
        return new_figure(*size).add_subplot(projection=projection)
    from matplotlib.axes import Axes

    if not isinstance(ax, Axes):
        raise InvalidArgumentError(f"ax must be axes of matplotlib, got {type(ax).__name__}")
    if ax.name != needed:
        raise InvalidArgumentError(
            f"ax must have the projection {needed!r}, got {ax.name!r}; make it by "
            f"figure.add_subplot(projection={projection!r})"
        )
    return ax
