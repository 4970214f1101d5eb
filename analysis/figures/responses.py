"""Best responses of two players, one of whom has two strategies, and all equilibria."""

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.figures.labels import place_labels, wrapped
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.style import INK, Width, axes_for, styled
from lilliput.games.errors import InvalidGameError
from lilliput.games.normal_form import NormalFormGame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Equilibria", "equilibria_of", "mixed", "plot_best_responses", "share_text"]

Floats = npt.NDArray[np.float64]

_MOST_STRATEGIES = 6
_LARGEST_DENOMINATOR = 99
_LINE = 42  # letters in a line along an axis
FIRST, SECOND = "#004488", "#BB5566"


class Equilibria(NamedTuple):
    """All equilibria of a game of two players, exactly.

    Parameters
    ----------
    points
        Extreme equilibria: both mixtures and both payoffs.
    sets
        Maximal Nash subsets of more than one equilibrium: the extreme mixtures of both players.
    """

    points: list[tuple[list[Fraction], list[Fraction], list[Fraction]]]
    sets: list[tuple[list[list[Fraction]], list[list[Fraction]]]]


def plot_best_responses(
    game: NormalFormGame, *, width: Width = "column", ax: "Axes | None" = None
) -> "Axes":
    """Draw the best responses of two players and all equilibria of their game.

    With two strategies each: the best-response correspondences in the square of both mixtures,
    which cross in the equilibria. With two strategies for one player and up to six for the other:
    what the strategies of the other pay against each mixture of the one; their upper envelope is
    what best responses pay, and equilibria lie on it.

    Parameters
    ----------
    game
        Two players, of whom one has two strategies and the other two to six.
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
        Not two players, or other numbers of strategies.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    von Stengel, B. (2021). Game Theory Basics. Cambridge University Press, ch. 6 and 9.

    Examples
    --------
    >>> from lilliput.analysis.figures import figure_data
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 2]], [[4, 3], [0, 2]])
    >>> figure_data(plot_best_responses(stag_hunt))[["row: 1", "column: 1"]].to_numpy().round(3)
    array([[1.   , 1.   ],
           [0.   , 0.   ],
           [0.667, 0.667]])
    """
    from lilliput.games.normal_form.required import require_numbers

    require_numbers(game)
    if game.n != 2 or sorted(game.shape)[0] != 2 or max(game.shape) > _MOST_STRATEGIES:
        raise InvalidGameError(
            f"game must have two players, one with two strategies and the other with two to "
            f"{_MOST_STRATEGIES}, got {' × '.join(map(str, game.shape))}; nash_equilibria takes all"
        )
    exact = game.to_exact()
    found = equilibria_of(exact)
    with styled():
        if game.shape == (2, 2):
            axes = _square(axes_for(ax, width, 1.05), exact, found)
        else:
            from lilliput.analysis.figures.envelopes import draw_envelope

            axes = draw_envelope(axes_for(ax, width, 0.95), exact, found)
    _describe(axes, exact, found)
    return axes


def equilibria_of(game: NormalFormGame) -> Equilibria:
    """Return all equilibria of a game with exact payoffs."""
    from lilliput.games.equilibria import nash_equilibria

    found = nash_equilibria(game)
    points = [
        (*(mix.to_list() for mix in e.strategies.values()), e.payoffs.to_list())
        for e in found.equilibria
    ]
    sets = []
    for component in found.components or ():
        for subset in component.subsets:
            first, second = ([mix.to_list() for mix in mixes] for mixes in subset.vertices.values())
            if len(first) * len(second) > 1:
                sets.append((first, second))
    return Equilibria(points, sets)  # type: ignore[arg-type]


def share_text(value: Any) -> str:
    """Return a probability as a fraction where that is short.

    Examples
    --------
    >>> share_text(Fraction(1, 3)), share_text(Fraction(1234, 4321))
    ('1/3', '0.286')
    """
    if isinstance(value, Fraction) and value.denominator <= _LARGEST_DENOMINATOR:
        return str(value).replace("-", "−")
    return number(value)


def _square(axes: "Axes", game: NormalFormGame, found: Equilibria) -> "Axes":
    """Draw both correspondences; the axes are the shares of the first strategies."""
    (a, b), names = game.payoffs, game.players
    mine = (a[0] - a[1], "-", FIRST, names[0])  # by the column of the second player
    theirs = (b[:, 0] - b[:, 1], "--", SECOND, names[1])
    for swapped, (gains, style, colour, name) in enumerate((mine, theirs)):
        _correspondence(axes, gains, bool(swapped), style, colour, f"best response of {name}")
    for k, (first, second) in enumerate(found.sets):
        xs, ys = ([float(mix[0]) for mix in mixes] for mixes in (first, second))
        _band(axes, (min(xs), max(xs)), (min(ys), max(ys)), "equilibria" if k == 0 else "")
    points = [(p[0], q[0], payoffs) for p, q, payoffs in found.points]
    places = np.array([[float(x), float(y)] for x, y, _ in points])
    axes.plot(*places.T, marker="o", linestyle="none", color="black", markersize=6, zorder=6,
              clip_on=False, label="equilibrium")  # fmt: skip
    for axis, player, strategies in (
        ("x", names[0], game.strategies[0]),
        ("y", names[1], game.strategies[1]),
    ):
        label = f"probability that {player} plays {strategies[0]}"
        getattr(axes, f"set_{axis}label")(wrapped(label, _LINE))
        getattr(axes, f"set_{axis}ticks")([0, 0.25, 0.5, 0.75, 1], ["0", "¼", "½", "¾", "1"])
    axes.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04))
    axes.set_aspect("equal")
    legend_under(axes)
    texts = [f"({share_text(x)}, {share_text(y)})\npays {_pays(w)}" for x, y, w in points]
    lines = [line.get_xydata() for line in axes.lines[:-1]]
    place_labels(axes, places, texts, avoid=np.vstack([places, *map(_dense, lines)]))
    return axes


def _pays(payoffs: list[Fraction]) -> str:
    return ", ".join(share_text(value) for value in payoffs)


def _dense(line: Any) -> Floats:
    rows = np.asarray(line, dtype=float)
    parts = [np.linspace(a, b, 25) for a, b in pairwise(rows)]
    return np.vstack([rows, *parts])


def _correspondence(
    axes: "Axes", gains: Any, swapped: bool, style: str, colour: str, label: str
) -> None:
    """Draw where a player's first strategy is best, by the share y of the other's first strategy.

    The gain of the first strategy over the second is y · gains[0] + (1 − y) · gains[1].
    """
    at_one, at_zero = gains
    if at_one == at_zero == 0:
        from matplotlib.patches import Rectangle

        axes.add_patch(Rectangle((0, 0), 1, 1, facecolor="none", edgecolor=colour, alpha=0.5,
                                 hatch="////" if swapped else "\\\\\\\\", linestyle=style,
                                 label=f"{label}: anything"))  # fmt: skip
        return
    path = _staircase(at_zero, at_one)
    x, y = np.array([[float(u), float(v)] for u, v in path]).T
    axes.plot(*((y, x) if swapped else (x, y)), linestyle=style, color=colour, linewidth=2,
              label=label, zorder=4 if swapped else 3, clip_on=False)  # fmt: skip


def _staircase(at_zero: Fraction, at_one: Fraction) -> list[tuple[Fraction, Fraction]]:
    """Return the best response as a path of (own share, other's share) upwards."""
    zero, one = Fraction(0), Fraction(1)
    low = one if at_zero > 0 else zero
    high = one if at_one > 0 else zero
    if at_zero * at_one > 0:
        return [(low, zero), (low, one)]
    turn = at_zero / (at_zero - at_one)
    before = low if at_zero else one - high
    after = high if at_one else one - low
    return [(before, zero), (before, turn), (after, turn), (after, one)]


def _band(axes: "Axes", xs: tuple[float, float], ys: tuple[float, float], label: str) -> None:
    """Draw a segment or rectangle of equilibria."""
    if xs[0] == xs[1] or ys[0] == ys[1]:
        axes.plot(xs, ys, color=INK, linewidth=5, alpha=0.45, solid_capstyle="round", zorder=5,
                  label=label, clip_on=False)  # fmt: skip
        return
    from matplotlib.patches import Rectangle

    axes.add_patch(Rectangle((xs[0], ys[0]), xs[1] - xs[0], ys[1] - ys[0], facecolor=INK,
                             alpha=0.25, label=label, zorder=2))  # fmt: skip


def _describe(axes: "Axes", game: NormalFormGame, found: Equilibria) -> None:
    rows = []
    for p, q, payoffs in found.points:
        row: dict[str, Any] = {}
        for player, names, mix in zip(game.players, game.strategies, (p, q), strict=True):
            row |= {f"{player}: {s}": float(x) for s, x in zip(names, mix, strict=True)}
        row |= {f"payoff {x}": float(w) for x, w in zip(game.players, payoffs, strict=True)}
        rows.append(row)
    mixes = [
        "; ".join(
            f"{player}: {mixed(names, mix)}"
            for player, names, mix in zip(game.players, game.strategies, (p, q), strict=True)
        )
        + f" (pays {_pays(payoffs)})"
        for p, q, payoffs in found.points
    ]
    kind = "extreme equilibria" if found.sets else "equilibria"
    many = f"{len(mixes)} {kind}" if len(mixes) > 1 else "One equilibrium"
    more = " Some are ends of continua of equilibria." if found.sets else ""
    describe(
        axes,
        f"Best responses of {game.players[0]} and {game.players[1]}. {many}: "
        f"{' | '.join(mixes)}.{more}",
        pd.DataFrame(rows),
    )


def mixed(names: tuple[str, ...], mix: list[Fraction]) -> str:
    """Return a mixture: its strategies with their shares, unless it is pure."""
    parts = [(name, x) for name, x in zip(names, mix, strict=True) if x]
    if len(parts) == 1:
        return parts[0][0]
    return ", ".join(f"{name} ({share_text(x)})" for name, x in parts)
