"""The core of a game of three or four players in the simplex of allocations."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lilliput.analysis.figures.core_contents import (
    CoreContents,
    contents_of,
    core_alt,
    core_frame,
)
from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.figures.labels import joined_points, place_labels
from lilliput.analysis.figures.legends import legend_under, nothing
from lilliput.analysis.figures.shapes import along, draw_convex, outline
from lilliput.analysis.figures.simplex_axes import (
    label_corners,
    project,
    ternary_axes,
)
from lilliput.analysis.figures.style import INK, Width, rim, styled
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError, InvalidGameError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["LEAST_CORE_LABEL", "POINT_STYLES", "SAME", "mark_points", "plot_core"]

Floats = npt.NDArray[np.float64]

SAME = 1e-6  # of the size of the picture: points that close are one
POINT_STYLES = {
    "Shapley": ("o", "#BB5566"),
    "nucleolus": ("D", "#004488"),
    "prenucleolus": ("D", "#004488"),
    "τ": ("^", "#DDAA33"),
}
_OTHERS = (("s", "#222222"), ("v", "#6699CC"), ("P", "#994455"), ("X", "#997700"))
LEAST_CORE_LABEL = "least core, ε* = {}"


def plot_core(
    game: CoalitionalGame,
    *,
    points: Mapping[str, Any] | None = None,
    width: Width = "column",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the core of a game of three players in a triangle, of four in a tetrahedron.

    Each corner is where one player has all there is above the least values in the picture, which
    are the worths of single players unless something lies outside of the imputations. Drawn are
    the imputations, the core, the least core, the Shapley value, the nucleolus (the prenucleolus
    if there are no imputations) and the τ-value, where it is defined.

    Parameters
    ----------
    game
        A game of three or four players, with numbers for worths.
    points
        More allocations to mark: name to payoffs, by player or in order.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw: axes with the projection ``"ternary"`` of mpltern for three players, ordinary
        ones for four. New ones by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidGameError
        Not three or four players.
    UnsupportedNumberError
        The worths contain symbols.

    Examples
    --------
    >>> from lilliput.analysis.figures import figure_alt
    >>> glove = CoalitionalGame.from_worths({("L1", "R"): 1, ("L2", "R"): 1, ("L1", "L2", "R"): 1})
    >>> print(figure_alt(plot_core(glove))[:94])
    Allocations of 1 among L1, R, L2. The core has one vertex: (0, 1, 0). Least core at ε* = 0: (0
    """
    if not isinstance(game, CoalitionalGame):
        raise InvalidArgumentError(
            f"game must be a CoalitionalGame, got {type(game).__name__}; a VotingGame becomes one "
            "by to_coalitional()"
        )
    if game.n not in (3, 4):
        raise InvalidGameError(
            f"game must have three or four players to be drawn in a simplex, got {game.n}; "
            "plot_values draws allocations among any number"
        )
    contents = contents_of(game, points)
    with styled():
        if game.n == 3:
            axes = _triangle(ternary_axes(ax, width), contents)
        else:
            from lilliput.analysis.figures.tetrahedron import draw_tetrahedron

            axes = draw_tetrahedron(ax, width, contents)
    describe(axes, core_alt(contents, float(game.worths[-1])), core_frame(contents))
    return axes


def _point_style(name: str, place: int) -> tuple[str, str]:
    """Return marker and colour of a point: its own, or by its place among the others."""
    return POINT_STYLES.get(name, _OTHERS[place % len(_OTHERS)])


def _triangle(axes: Any, contents: CoreContents) -> "Axes":
    window = contents.window

    def placed(points: Any) -> Floats:
        return project(axes, window.shares(points))

    label_corners(axes, contents.players, window)
    handles = []
    if len(contents.imputations):
        handles.append(
            draw_convex(axes, placed(contents.imputations), scale=1, face="#F4F4EC", edge=INK,
                        label="imputations", linewidth=0.9, zorder=0.2)
        )  # fmt: skip
    if len(contents.core):
        handles.append(
            draw_convex(axes, placed(contents.core), scale=1, face="#9ECAE1", edge="#004488",
                        label="core", size=12, zorder=0.3)
        )  # fmt: skip
    else:
        handles.append(nothing("core: empty"))
    handles.append(
        draw_convex(axes, placed(contents.least_core), scale=1, face="none", edge="#994455",
                    label=LEAST_CORE_LABEL.format(number(contents.epsilon)), hatch="////",
                    linestyle=(0, (2.5, 1.2)), linewidth=1.1, zorder=3)
    )  # fmt: skip
    handles += [nothing(f"{name}: not defined") for name in contents.absent]
    legend_under(axes, handles)
    mark_points(axes, {name: placed(place)[0] for name, place in contents.points.items()}, [
        along(outline(placed(part), scale=1)) for part in contents.sets
    ])  # fmt: skip
    return axes


def mark_points(axes: Any, points: Mapping[str, Floats], lines: list[Floats]) -> None:
    """Draw points, each place once, with labels that avoid lines; a square is of size 1."""
    from matplotlib.lines import Line2D

    groups = joined_points({name: tuple(place) for name, place in points.items()}, tol=SAME)
    order = list(points)
    for _, names, place in groups:
        marker, colour = _point_style(names[0], order.index(names[0]))
        axes.add_line(
            Line2D(
                [place[0]], [place[1]], marker=marker, color=colour, markersize=5.5,
                markeredgecolor=rim(colour), markeredgewidth=0.7, linestyle="none", zorder=5,
                label=" = ".join(names), clip_on=False,
            )
        )  # fmt: skip
    place_labels(
        axes, [place for _, _, place in groups], [label for label, _, _ in groups],
        avoid=np.vstack(lines), clearance=7,
    )  # fmt: skip
