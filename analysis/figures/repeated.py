"""Payoffs in a repeated game of two players: feasible, rational, and sustained at δ."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.figures.labels import joined_points, place_labels
from lilliput.analysis.figures.legends import legend_under, nothing
from lilliput.analysis.figures.shapes import along, draw_convex
from lilliput.analysis.figures.style import GREY, Width, axes_for, styled
from lilliput.analysis.figures.ticks import plain_ticks
from lilliput.games.errors import InvalidGameError
from lilliput.games.normal_form import NormalFormGame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from lilliput.games.repeated import EquilibriumPayoffs

__all__ = ["plot_payoff_set"]

Floats = npt.NDArray[np.float64]

_MARGIN = 0.09
_MOST_LABELS = 9  # cells of a stage game whose strategies are named


def plot_payoff_set(
    game: NormalFormGame,
    discount_factor: Any,
    *,
    width: Width = "column",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw what two players can have on average in a repeated game.

    Drawn are the feasible payoffs, those that give both at least their minmax payoffs, and those
    of subgame perfect equilibria at a discount factor, V*(δ), with the payoffs of the stage game
    and its equilibria in pure strategies. Where V*(δ) is only enclosed, its outer bound is dashed
    and its inner bound filled.

    Parameters
    ----------
    game
        A stage game of two players, with numbers.
    discount_factor
        δ in [0, 1); or the result of `equilibrium_payoff_set` for this game.
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
        Not two players, or a result for another game.
    InvalidArgumentError
        A discount factor outside [0, 1).

    Examples
    --------
    >>> from lilliput.analysis.figures import figure_alt
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> print(figure_alt(plot_payoff_set(dilemma, 0.5)).split(". ")[-1])
    V*(1/2): (1, 1), (4.33, 1), (3, 3), (1, 4.33).
    """
    from lilliput.games.normal_form.required import require_numbers
    from lilliput.games.repeated import (
        EquilibriumPayoffs,
        equilibrium_payoff_set,
        feasible_payoffs,
        individually_rational_payoffs,
    )

    require_numbers(game)
    if isinstance(discount_factor, EquilibriumPayoffs):
        found = discount_factor
        if found.game is not game and found.game != game:
            raise InvalidGameError("discount_factor: the payoff set is that of another game")
    else:
        found = equilibrium_payoff_set(game, discount_factor)
    feasible = _corners(feasible_payoffs(game))
    rational = _corners(individually_rational_payoffs(game))
    with styled():
        axes = axes_for(ax, width, 1.0)
        _draw(axes, game, found, feasible, rational)
    _describe(axes, game, found, feasible, rational)
    return axes


def _corners(payoffs: Any) -> Floats:
    return np.array([[float(x) for x in row] for row in payoffs.vertices.to_numpy()]).reshape(-1, 2)


def _draw(
    axes: "Axes", game: NormalFormGame, found: "EquilibriumPayoffs", feasible: Floats,
    rational: Floats,
) -> None:  # fmt: skip
    size = np.ptp(feasible, axis=0)
    size = np.where(size > 0, size, size.max() or 1.0)
    scale = float(size.max())
    inner, outer = _corners(found.inner), _corners(found.outer)
    name = f"V*(δ), δ = {_delta(found)}"
    handles = [
        draw_convex(axes, feasible, scale=scale, face="#EEEEEE", edge=GREY, label="feasible",
                    linewidth=0.7, zorder=1),
        draw_convex(axes, rational, scale=scale, face="none", edge="#997700", hatch="....",
                    label="at least minmax", linewidth=0.9, zorder=1.4),
    ]  # fmt: skip
    if found.empty:
        handles.append(nothing(f"{name}: empty"))
    else:
        if len(inner):
            label = name if found.exact else f"{name}: inner bound"
            handles.append(draw_convex(axes, inner, scale=scale, face="#9ECAE1", edge="#004488",
                                       label=label, linewidth=1.4, zorder=2))  # fmt: skip
        if not found.exact:
            handles.append(draw_convex(axes, outer, scale=scale, face="none", edge="#004488",
                                       linestyle="--", label=f"{name}: outer bound", linewidth=1.2,
                                       zorder=2.2))  # fmt: skip
    low, high = feasible.min(axis=0) - _MARGIN * size, feasible.max(axis=0) + _MARGIN * size
    axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
    axes.set(xlabel=f"average payoff of {game.players[0]}",
             ylabel=f"average payoff of {game.players[1]}")  # fmt: skip
    plain_ticks(axes.xaxis, axes.yaxis)
    handles += _mark_stage(axes, game)
    legend_under(axes, handles)
    _name_stage(axes, game, [along(part) for part in (feasible, rational, inner)], size)


def _delta(found: "EquilibriumPayoffs") -> str:
    exact = found.discount_factor
    return str(exact) if exact.denominator < 100 else number(exact, 4)


def _stage(game: NormalFormGame) -> tuple[dict[str, Floats], dict[str, bool]]:
    """Return the payoffs of each cell, and whether it is an equilibrium of the stage game."""
    first, second = game.to_exact().payoffs
    places, stable = {}, {}
    for r, row in enumerate(game.strategies[0]):
        for c, column in enumerate(game.strategies[1]):
            label = f"{row}, {column}"
            places[label] = np.array([float(first[r, c]), float(second[r, c])])
            best = first[r, c] == first[:, c].max() and second[r, c] == second[r].max()
            stable[label] = bool(best)
    return places, stable


def _mark_stage(axes: "Axes", game: NormalFormGame) -> list[Any]:
    places, stable = _stage(game)
    handles = []
    for wanted, face, label in ((False, "white", "stage payoffs"),
                                (True, "black", "stage equilibrium")):  # fmt: skip
        points = [place for name, place in places.items() if stable[name] == wanted]
        if points:
            handles += axes.plot(
                *np.array(points).T, linestyle="none", marker="o", markerfacecolor=face,
                markeredgecolor="black", markeredgewidth=0.8, zorder=4, label=label, clip_on=False,
            )  # fmt: skip
    return handles


def _name_stage(axes: "Axes", game: NormalFormGame, lines: list[Floats], size: Floats) -> None:
    places, _ = _stage(game)
    if len(places) > _MOST_LABELS:
        return
    groups = joined_points({name: tuple(p / size) for name, p in places.items()}, tol=1e-9)
    place_labels(
        axes, [share * size for _, _, share in groups],
        [label.replace(" = ", "; ") for label, _, _ in groups], avoid=np.vstack(lines), size=6.5,
    )  # fmt: skip


def _describe(
    axes: "Axes", game: NormalFormGame, found: "EquilibriumPayoffs", feasible: Floats,
    rational: Floats,
) -> None:  # fmt: skip
    sets = {"feasible": feasible, "at least minmax": rational}
    inner, outer = _corners(found.inner), _corners(found.outer)
    star = f"V*({_delta(found)})"
    if found.exact:
        sets[star] = inner
    else:
        sets |= {f"{star}, inner bound": inner, f"{star}, outer bound": outer}
    words = [f"{name}: {_points(corners)}" for name, corners in sets.items()]
    rows = [(name, *corner) for name, corners in sets.items() for corner in corners.tolist()]
    rows += [("stage game", *place) for place in _stage(game)[0].values()]
    describe(
        axes,
        f"Average payoffs of {game.players[0]} and {game.players[1]}. Corners of the sets. "
        f"{'. '.join(words)}.",
        pd.DataFrame(rows, columns=["of", *game.players]),
    )


def _points(corners: Floats) -> str:
    if not len(corners):
        return "empty"
    return ", ".join(f"({number(x)}, {number(y)})" for x, y in corners)
