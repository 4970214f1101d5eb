"""The replicator dynamics of small games: where shares of strategies move, and where they rest."""

from collections.abc import Callable, Sequence
from itertools import pairwise, product
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.figures.descriptions import describe
from lilliput.analysis.figures.labels import wrapped
from lilliput.analysis.figures.legends import legend_under, nothing
from lilliput.analysis.figures.responses import share_text
from lilliput.analysis.figures.rest_points import (
    RestPoint,
    of_one_population,
    of_two_populations,
    replicator_field,
    square_field,
)
from lilliput.analysis.figures.simplex_axes import label_corners, project, ternary_axes
from lilliput.analysis.figures.style import INK, Width, axes_for, styled
from lilliput.analysis.figures.ticks import plain_ticks
from lilliput.games.errors import InvalidGameError, UnknownNameError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lilliput.games.normal_form import NormalFormGame

__all__ = ["plot_replicator"]

Floats = npt.NDArray[np.float64]

_SIDES = 13  # arrows along a side
_SQUARE = 13
_ARROW = 0.62  # of the distance between arrows
_STARTS = ((0.62, 0.30, 0.08), (0.08, 0.62, 0.30), (0.30, 0.08, 0.62), (0.40, 0.35, 0.25))
_SQUARE_STARTS = ((0.15, 0.35), (0.85, 0.65), (0.35, 0.85), (0.65, 0.15), (0.45, 0.6))
_TIME, _STEPS = 60.0, 1200
_STILL = 1e-12  # of the largest change of payoff
_LINE = 42
_LOOKS: dict[str, dict[str, Any]] = {
    "stable": {"markerfacecolor": "black"},
    "neutral": {"markerfacecolor": "#BBBBBB"},
    "saddle": {"markerfacecolor": "black", "markerfacecoloralt": "white", "fillstyle": "left"},
    "unstable": {"markerfacecolor": "white"},
    "undecided": {"markerfacecolor": "white", "marker": "s"},
}


def plot_replicator(
    game: Any,
    *,
    populations: Literal[1, 2] | None = None,
    width: Width = "column",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the replicator dynamics: its field, some paths, and its rest points.

    Of three strategies in one population: the triangle of their shares. Of two strategies: how fast
    the share of the first changes, with the direction along the axis. Of two populations with two
    strategies each: the square of both shares. Rest points are marked by stability, which comes
    from the eigenvalues of the linearised flow and, where one of them is 0, from evolutionary and
    neutral stability; segments of rest points are thick lines.

    Parameters
    ----------
    game
        A `SymmetricGame` of two players, or a `NormalFormGame`: symmetric with two or three
        strategies, or 2 × 2.
    populations
        Whether both players are drawn from one population, or each from its own. One by default for
        three strategies and for a `SymmetricGame`, else two.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw: axes with the projection ``"ternary"`` of mpltern for three strategies. New
        ones by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidGameError
        Another number of players or strategies, or one population for a game that is not symmetric.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Taylor, P. D. and Jonker, L. B. (1978). Evolutionary stable strategies and game dynamics.
    Mathematical Biosciences 40:145–156.
    Hofbauer, J. and Sigmund, K. (1998). Evolutionary Games and Population Dynamics. Cambridge
    University Press, ch. 7 and 10.

    Examples
    --------
    >>> from lilliput.analysis.figures import figure_data
    >>> from lilliput.games import rock_paper_scissors
    >>> figure_data(plot_replicator(rock_paper_scissors()))["stability"].to_list()
    ['saddle', 'saddle', 'saddle', 'neutral']
    """
    exact, one = _checked(game, populations)
    with styled():
        if not one:
            axes, points = _square(axes_for(ax, width, 1.05), exact)
        elif exact.shape[0] == 2:
            axes, points = _line(axes_for(ax, width, 0.75), exact)
        else:
            axes, points = _triangle(ternary_axes(ax, width), exact)
    _describe(axes, exact, points, one)
    return axes


def _checked(game: Any, populations: int | None) -> tuple["NormalFormGame", bool]:
    """Return the game with Fractions, and whether there is one population."""
    from lilliput.games.normal_form import SymmetricGame, is_symmetric_game
    from lilliput.games.normal_form.required import require_numbers

    if populations not in (None, 1, 2):
        raise UnknownNameError("populations", populations, (1, 2))
    symmetric = isinstance(game, SymmetricGame)
    if symmetric:
        game = game.to_normal_form()
    require_numbers(game)
    if game.n != 2 or max(game.shape) > 3 or min(game.shape) < 2:
        raise InvalidGameError(
            "game must have two players with two or three strategies, got "
            f"{' × '.join(map(str, game.shape))}; replicator_dynamics follows larger games"
        )
    exact = game.to_exact()
    one = populations == 1 or (populations is None and (symmetric or max(game.shape) == 3))
    if one and not (finding := is_symmetric_game(exact)):
        raise InvalidGameError(
            f"game must be symmetric for one population, {finding.explanation}; populations=2 "
            "takes every 2 × 2 game"
        )
    if not one and game.shape != (2, 2):
        raise InvalidGameError(
            f"game must be 2 × 2 for two populations, got {' × '.join(map(str, game.shape))}"
        )
    return exact, one


def _floats(matrix: Any) -> Floats:
    return np.array([[float(x) for x in row] for row in matrix])


def _triangle(axes: Any, game: "NormalFormGame") -> tuple["Axes", list[RestPoint]]:
    payoffs = _floats(game.payoffs[0])
    label_corners(axes, game.strategies[0])
    axes.grid(visible=False)
    steps = range(_SIDES + 1)
    grid = np.array([(i, j, _SIDES - i - j) for i, j in product(steps, steps) if i + j <= _SIDES])
    shares = (grid + 0.35) / (grid + 0.35).sum(axis=1, keepdims=True)
    flow = replicator_field(payoffs, shares)
    _arrows(axes, project(axes, shares), project(axes, flow), 1.15 / _SIDES)
    scale = float(np.ptp(payoffs)) or 1.0
    paths = [
        project(axes, _path(lambda x: replicator_field(payoffs / scale, x), start))
        for start in _STARTS
    ]
    _paths(axes, paths)
    points = of_one_population(game.payoffs[0])
    _finish(axes, points, [project(axes, _places(point)) for point in points])
    return axes, points


def _square(axes: "Axes", game: "NormalFormGame") -> tuple["Axes", list[RestPoint]]:
    first, second = (_floats(matrix) for matrix in game.payoffs)
    share = (np.arange(_SQUARE) + 0.5) / _SQUARE
    x, y = (part.ravel() for part in np.meshgrid(share, share))
    u, v = square_field(first, second, x, y)
    _arrows(axes, np.column_stack([x, y]), np.column_stack([u, v]), 1 / _SQUARE)
    scale = max(float(np.ptp(first)), float(np.ptp(second))) or 1.0

    def flow(state: Floats) -> Floats:
        return np.array(square_field(first / scale, second / scale, *state))

    _paths(axes, [_path(flow, start) for start in _SQUARE_STARTS])
    for axis, player, strategies in zip("xy", game.players, game.strategies, strict=True):
        label = f"share of {strategies[0]} among {player}"
        getattr(axes, f"set_{axis}label")(wrapped(label, _LINE))
        getattr(axes, f"set_{axis}ticks")([0, 0.25, 0.5, 0.75, 1], ["0", "¼", "½", "¾", "1"])
    axes.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03))
    axes.set_aspect("equal")
    points = of_two_populations(*game.payoffs)
    _finish(axes, points, [_places(point) for point in points])
    return axes, points


def _line(axes: "Axes", game: "NormalFormGame") -> tuple["Axes", list[RestPoint]]:
    payoffs = _floats(game.payoffs[0])
    share = np.linspace(0, 1, 201)
    speed = replicator_field(payoffs, np.column_stack([share, 1 - share]))[:, 0]
    axes.axhline(0, color=INK, linewidth=0.8, zorder=1)
    axes.plot(share, speed, color="#004488", linewidth=1.6, zorder=2)
    points = of_one_population(game.payoffs[0])
    turns = sorted(float(point.ends[0][0]) for point in points)
    for low, high in pairwise(turns):
        middle, reach = (low + high) / 2, (high - low) / 7
        way = float(np.sign(np.interp(middle, share, speed))) * reach
        if way:
            arrow = {"arrowstyle": "-|>", "color": INK, "linewidth": 1.4}
            axes.annotate("", (middle + way, 0), xytext=(middle - way, 0), zorder=3,
                          arrowprops=arrow)  # fmt: skip
    axes.set_xlim(-0.03, 1.03)
    top = float(np.abs(speed).max()) or 1.0
    axes.set_ylim(
        min(speed.min(), -0.15 * top) - 0.1 * top, max(speed.max(), 0.15 * top) + 0.1 * top
    )
    axes.set_xlabel(wrapped(f"share of {game.strategies[0][0]} (the rest: {game.strategies[0][1]})",
                            _LINE))  # fmt: skip
    axes.set_ylabel("its change")
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "¼", "½", "¾", "1"])
    plain_ticks(axes.yaxis)
    places = [np.array([[float(end[0]), 0.0] for end in point.ends]) for point in points]
    _finish(axes, points, places, field=False)
    return axes, points


def _places(point: RestPoint) -> Floats:
    return np.array([[float(x) for x in end] for end in point.ends])


def _arrows(axes: Any, places: Floats, flow: Floats, step: float) -> None:
    """Draw arrows of one length, darker where the flow is faster."""
    from matplotlib.axes import Axes as Plain
    from matplotlib.colors import LinearSegmentedColormap

    speed = np.hypot(*flow.T)
    top = float(speed.max())
    moving = speed > _STILL * (top or 1.0)
    if not moving.any():
        return
    unit = flow[moving] / speed[moving, None] * step * _ARROW
    shades = LinearSegmentedColormap.from_list("shades", ["#C9D6E6", "#6699CC", "#004488"])
    Plain.quiver(
        axes, *places[moving].T, *unit.T, np.sqrt(speed[moving] / top), cmap=shades, pivot="mid",
        angles="xy", scale_units="xy", scale=1, width=0.0045, headwidth=4.2, headlength=4.5,
        headaxislength=4, zorder=1, clim=(0, 1),
    )  # fmt: skip


def _path(flow: Callable[[Floats], Floats], start: Sequence[float]) -> Floats:
    """Return a path by steps of Runge and Kutta, in time units of one over the range of payoffs."""
    state, step = np.array(start), _TIME / _STEPS
    path = [state]
    for _ in range(_STEPS):
        a = flow(state)
        b = flow(state + step / 2 * a)
        c = flow(state + step / 2 * b)
        d = flow(state + step * c)
        state = np.clip(state + step / 6 * (a + 2 * b + 2 * c + d), 0, 1)
        path.append(state)
    return np.array(path)


def _paths(axes: Any, paths: Sequence[Floats]) -> None:
    """Draw paths, each with an arrow head where a part of its length is done."""
    from matplotlib.lines import Line2D

    for path in paths:
        length = np.r_[0, np.cumsum(np.hypot(*np.diff(path, axis=0).T))]
        if length[-1] < 0.02:
            continue
        axes.add_line(Line2D(*path.T, color="#BB5566", linewidth=1.0, zorder=2))
        k = int(np.searchsorted(length, min(0.45 * length[-1], 0.5)))
        k = min(max(k, 1), len(path) - 2)
        axes.annotate(
            "", tuple(path[k + 1]), xytext=tuple(path[k - 1]), zorder=3, annotation_clip=False,
            arrowprops={"arrowstyle": "-|>", "color": "#BB5566", "linewidth": 1.0, "shrinkA": 0,
                        "shrinkB": 0, "mutation_scale": 9},
        )  # fmt: skip


def _finish(
    axes: Any, points: Sequence[RestPoint], places: Sequence[Floats], *, field: bool = True
) -> None:
    """Mark rest points and explain the marks."""
    from matplotlib.lines import Line2D

    handles: dict[str, Any] = {}
    for point, place in zip(points, places, strict=True):
        label = point.stability if len(place) == 1 else "rest points"
        look: dict[str, Any] = {"color": INK, "linewidth": 3.5, "zorder": 4,
                                "solid_capstyle": "round"}  # fmt: skip
        if len(place) == 1:
            look = {"linestyle": "none", "marker": "o", "markersize": 7, "zorder": 5,
                    "markeredgecolor": "black", "markeredgewidth": 0.9,
                    **_LOOKS[point.stability]}  # fmt: skip
        axes.add_line(Line2D(*place.T, clip_on=False, **look))
        handles.setdefault(label, Line2D([], [], label=label, **look))
    shown = [handles[name] for name in (*_LOOKS, "rest points") if name in handles]
    if field:
        shown.append(nothing("dark arrows: fast"))
    legend_under(axes, shown)


def _describe(axes: "Axes", game: "NormalFormGame", points: list[RestPoint], one: bool) -> None:
    if one:
        columns = list(game.strategies[0])
        who = f"one population with the strategies {', '.join(columns)}"
    else:
        columns = [f"{p}: {s[0]}" for p, s in zip(game.players, game.strategies, strict=True)]
        who = (
            f"two populations, {' and '.join(game.players)}, by the shares of {', '.join(columns)}"
        )
    rows, words = [], []
    for number, point in enumerate(points, 1):
        kind = point.stability if len(point.ends) == 1 else "segment"
        rows += [(number, kind, *map(float, end)) for end in point.ends]
        ends = " to ".join(f"({', '.join(map(share_text, end))})" for end in point.ends)
        words.append(f"{ends} {'is a segment of rest points' if kind == 'segment' else kind}")
    describe(
        axes,
        f"Replicator dynamics of {who}. Rest points: {'; '.join(words)}.",
        pd.DataFrame(rows, columns=["rest point", "stability", *columns]),
    )
