"""What a page on a core is made of: a picture that is drawn fast, and what it says in tables."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lilliput.analysis.figures import blank_figure, figure_data, plot_core, styled
from lilliput.games.cores import Core
from lilliput.games.display import Html, note, table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["core_axes", "core_text"]

_WIDTH = 4.2


def core_axes(game: Any) -> "Axes":
    """Return the picture of a core.

    Three fifths of the time would go into finding a place for a title, which there is not, above
    all labels of ticks: a title that has its place is not looked for.

    Parameters
    ----------
    game
        Three players.
    """
    import_module("mpltern")
    with styled():
        axes = blank_figure(_WIDTH, 0.92 * _WIDTH).add_subplot(projection="ternary")
        axes.set_title("", y=1.0)
        return plot_core(game, ax=axes)


def core_text(found: Core, axes: "Axes") -> Html:
    """Return whether the core is empty, the points in the picture, and the proof.

    Parameters
    ----------
    found
        The core.
    axes
        Its picture.
    """
    data = figure_data(axes)
    places = data[data["what"] == "point"].set_index("of")[list(found.game.players)]
    rows = [
        [name, *map(float, place), "yes" if found.contains(list(map(float, place))) else "no"]
        for name, place in zip(places.index, places.to_numpy(), strict=True)
    ]
    missing = [name for name in ("τ",) if name not in places.index]
    heads = ["value", *found.game.players, "in the core"]
    sides = ["left", *["right"] * found.game.n, "left"]
    points = table("Points", heads, rows, sides=sides)
    gone = note(*(f"{name}-value: not defined" for name in missing))
    return Html(f"{found._repr_html_()}{points}{gone}")
