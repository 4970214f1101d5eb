"""A bargaining problem of two players: what is feasible, efficient, and chosen by solutions."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.figures.labels import joined_points, place_labels
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.shapes import along, clipped
from lilliput.analysis.figures.style import GREY, INK, Width, axes_for, rim, styled
from lilliput.analysis.figures.ticks import plain_ticks
from lilliput.games.arithmetic import to_float
from lilliput.games.bargaining import BargainingProblem
from lilliput.games.errors import InvalidGameError, UnsupportedNumberError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_bargaining"]

Floats = npt.NDArray[np.float64]

_MARGIN = 0.16  # of the gains, below the disagreement point and above the ideal one
_CURVE_POINTS = 201
_SAME = 1e-6
_SOLUTIONS = {
    "Nash": ("o", "#BB5566"),
    "Kalai–Smorodinsky": ("s", "#004488"),
    "egalitarian": ("^", "#DDAA33"),
    "utilitarian": ("D", "#222222"),
}


def plot_bargaining(
    problem: BargainingProblem, *, width: Width = "column", ax: "Axes | None" = None
) -> "Axes":
    """Draw a bargaining problem of two players with four of its solutions.

    Drawn are the feasible set, the part of it that leaves both at least the disagreement payoffs,
    the efficient frontier of that part, the ideal point, and the Nash, Kalai–Smorodinsky,
    egalitarian and utilitarian solutions; thin lines show how the second and third are made. Where
    the utilitarian solution is a whole segment, its middle is marked.

    Parameters
    ----------
    problem
        With two players and numbers.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidGameError
        Not two players.
    UnsupportedNumberError
        Symbols in the problem.

    Examples
    --------
    >>> from lilliput.analysis.figures import figure_data
    >>> problem = BargainingProblem.from_points(["US", "CN"], [[0, 4], [3, 3], [5, 0]])
    >>> figure_data(plot_bargaining(problem)).set_index("point").loc["Nash"].to_list()
    [3.0, 3.0]
    """
    from lilliput.games.bargaining.problem import check_problem

    check_problem(problem)
    if problem.n != 2:
        raise InvalidGameError(
            f"problem must have two players to be drawn in the plane, got {problem.n}"
        )
    if problem.symbolic:
        raise UnsupportedNumberError(
            "problem must have numbers to be drawn, got symbols in the surplus or disagreement"
        )
    d, ideal = _pair(problem.disagreement), _pair(problem.ideal.to_numpy())
    frontier = _frontier(problem)
    points = _solutions(problem)
    with styled():
        axes = axes_for(ax, width, 0.95)
        low, high = d - _MARGIN * (ideal - d), ideal + _MARGIN * (ideal - d)
        _draw_sets(axes, problem, frontier, d, low, high)
        _draw_lines(axes, d, ideal, frontier, points)
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        axes.set(xlabel=f"payoff of {problem.players[0]}", ylabel=f"payoff of {problem.players[1]}")
        plain_ticks(axes.xaxis, axes.yaxis)
        legend_under(axes)
        _mark(axes, {**points, "disagreement": d, "ideal": ideal}, frontier, high - low)
    _describe(axes, problem, {**points, "disagreement": d, "ideal": ideal}, frontier)
    return axes


def _pair(values: Any) -> Floats:
    return np.array([float(value) for value in values])


def _solutions(problem: BargainingProblem) -> dict[str, Floats]:
    from lilliput.games.bargaining import (
        egalitarian,
        kalai_smorodinsky,
        nash_bargaining,
        utilitarian,
    )

    found = (nash_bargaining, kalai_smorodinsky, egalitarian, utilitarian)
    return {
        name: _pair(solve(problem).to_numpy())
        for name, solve in zip(_SOLUTIONS, found, strict=True)
    }


def _frontier(problem: BargainingProblem) -> Floats:
    """Return the efficient points with no less than d, from the second player's best on."""
    from lilliput.games.bargaining.perles_maschler import efficient_chain

    if problem.curve is None:
        chain = efficient_chain(problem.exact_corners())
        return np.array([[float(x), float(y)] for x, y in chain])
    curve = problem.curve
    ts = np.linspace(float(curve.start), float(curve.end), _CURVE_POINTS)
    places = [curve.floats(t) for t in ts]
    return np.array([[float(place.x), float(place.y)] for place in places])


def _feasible(problem: BargainingProblem, frontier: Floats, low: Floats, high: Floats) -> Floats:
    """Return the part of the feasible set that is in the picture, as a polygon."""
    if problem.curve is not None:
        whole = _whole_curve(problem)
        ends = np.array([[whole[-1][0], low[1]], [low[0], low[1]], [low[0], whole[0][1]]])
        corners = np.vstack([whole, ends])
    else:
        corners = np.array([low, [high[0], low[1]], high, [low[0], high[1]]])
        rows = to_float(problem.matrix, argument="matrix")
        for normal, bound in zip(rows, to_float(problem.bounds, argument="bounds"), strict=True):
            corners = clipped(corners, normal, float(bound))
    for axis in (0, 1):
        corners = clipped(corners, -np.eye(2)[axis], -low[axis])
    return corners


def _whole_curve(problem: BargainingProblem) -> Floats:
    """Return the curve from the best of one player to the best of the other."""
    curve: Any = problem.curve
    ts = np.linspace(float(curve.peak), float(curve.last), _CURVE_POINTS)
    places = [curve.floats(t) for t in ts]
    return np.array([[float(place.x), float(place.y)] for place in places])


def _draw_sets(
    axes: "Axes", problem: BargainingProblem, frontier: Floats, d: Floats, low: Floats, high: Floats
) -> None:
    from matplotlib.patches import Polygon

    feasible = _feasible(problem, frontier, low, high)
    better = clipped(clipped(feasible, [-1, 0], -d[0]), [0, -1], -d[1])
    axes.add_patch(Polygon(feasible, facecolor="#EEEEEE", edgecolor=GREY, linewidth=0.6,
                           label="feasible", zorder=1))  # fmt: skip
    axes.add_patch(Polygon(better, facecolor="#9ECAE1", edgecolor="none", zorder=1.2,
                           label="at least disagreement"))  # fmt: skip
    style: dict[str, Any] = {"color": INK, "label": "efficient frontier", "zorder": 3}
    if len(frontier) > 1:
        axes.plot(*frontier.T, linewidth=2, solid_capstyle="round", **style)


def _draw_lines(
    axes: "Axes", d: Floats, ideal: Floats, frontier: Floats, points: dict[str, Floats]
) -> None:
    """Draw the lines along which gains are in proportion, and those through d."""
    for end, style in ((ideal, "--"), (points["egalitarian"], ":")):
        axes.plot(*np.array([d, end]).T, color="#555555", linewidth=0.7, linestyle=style, zorder=2)
    for draw, place in ((axes.axvline, d[0]), (axes.axhline, d[1])):
        draw(place, color=GREY, linewidth=0.5, zorder=1.5)


def _mark(axes: "Axes", points: dict[str, Floats], frontier: Floats, size: Floats) -> None:
    groups = joined_points({name: tuple(p / size) for name, p in points.items()}, tol=_SAME)
    for _, names, share in groups:
        marker, colour = _SOLUTIONS.get(names[0], ("o", "white"))
        place = share * size
        axes.plot(
            place[0], place[1], marker=marker, color=colour, linestyle="none", zorder=5,
            markeredgecolor=rim(colour), markeredgewidth=0.7,
            clip_on=False,
        )  # fmt: skip
    place_labels(
        axes, [share * size for _, _, share in groups], [label for label, _, _ in groups],
        avoid=along(frontier, closed=False, pieces=max(2, 400 // len(frontier))),
    )  # fmt: skip


def _describe(
    axes: "Axes", problem: BargainingProblem, points: dict[str, Floats], frontier: Floats
) -> None:
    names = list(problem.players)
    words = "; ".join(f"{name} ({number(p[0])}, {number(p[1])})" for name, p in points.items())
    ends = " to ".join(f"({number(x)}, {number(y)})" for x, y in frontier[[0, -1]])
    data = pd.DataFrame.from_dict(points, orient="index", columns=names)
    line = pd.DataFrame(frontier, columns=names, index=["frontier"] * len(frontier))
    describe(
        axes,
        f"Payoffs of {names[0]} and {names[1]} that can be agreed on, with the efficient frontier "
        f"from {ends}. Points: {words}.",
        pd.concat([data, line]).rename_axis("point").reset_index(),
    )
