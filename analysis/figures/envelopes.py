"""What strategies pay against the mixtures of a player with two strategies: the upper envelope."""

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lilliput.analysis.figures.labels import place_labels, wrapped
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.responses import Equilibria, mixed, share_text
from lilliput.analysis.figures.style import INK, PALE, palette
from lilliput.analysis.figures.ticks import plain_ticks
from lilliput.games.normal_form import NormalFormGame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["draw_envelope"]

Floats = npt.NDArray[np.float64]

_STYLES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 2)))
_HEADROOM = 0.28  # of the range of payoffs, for labels
_LETTERS, _LINE = 24, 46


def draw_envelope(axes: "Axes", game: NormalFormGame, found: Equilibria) -> "Axes":
    """Draw the payoffs of one player's strategies against the other's mixtures.

    Parameters
    ----------
    axes
        Where to draw.
    game
        Exact payoffs; one player has two strategies, the other more.
    found
        Its equilibria.
    """
    one = 0 if game.shape[0] == 2 else 1  # who mixes along the axis
    other = 1 - one
    payoffs = game.payoffs[other] if one == 0 else game.payoffs[other].T  # (2, m)
    share = np.linspace(0, 1, 2)
    lines = np.array([[float(x) for x in row] for row in payoffs])
    colours = palette(lines.shape[1])
    for k, name in enumerate(game.strategies[other]):
        axes.plot(share, lines[::-1, k], color=colours[k], linestyle=_STYLES[k], linewidth=1.3,
                  label=f"{game.players[other]} plays {name}", zorder=3)  # fmt: skip
    corners = np.array([[float(x) for x in corner] for corner in _envelope(payoffs)])
    axes.plot(*corners.T, color=INK, linewidth=4.5, alpha=0.22, zorder=2, label="best responses",
              solid_capstyle="round")  # fmt: skip
    _mark(axes, game, found, one)
    low, high = lines.min(), lines.max()
    spread = (high - low) or 1.0
    axes.set(xlim=(0, 1), ylim=(low - 0.06 * spread, high + _HEADROOM * spread))
    axes.set_xlabel(
        wrapped(f"p: probability that {game.players[one]} plays {game.strategies[one][0]}", _LINE)
    )
    axes.set_ylabel(wrapped(f"payoff of {game.players[other]}", _LINE))
    plain_ticks(axes.yaxis)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "¼", "½", "¾", "1"])
    legend_under(axes)
    _label(axes, game, found, one, [*(np.column_stack([share, line[::-1]]) for line in lines.T)])
    return axes


def _envelope(payoffs: Any) -> list[tuple[Fraction, Fraction]]:
    """Return the corners of the maximum of lines over [0, 1], exactly.

    Line k is payoffs[1, k] at 0 and payoffs[0, k] at 1.
    """
    ends = [(row[1], row[0]) for row in payoffs.T]
    places = {Fraction(0), Fraction(1)}
    for k, (a, b) in enumerate(ends):
        for c, d in ends[:k]:
            slope = (b - a) - (d - c)
            if slope and 0 < (c - a) / slope < 1:
                places.add((c - a) / slope)
    return [(x, max(a + (b - a) * x for a, b in ends)) for x in sorted(places)]


def _mark(axes: "Axes", game: NormalFormGame, found: Equilibria, one: int) -> None:
    """Mark equilibria, and continua of them in which the mixture along the axis varies."""
    for sides in found.sets:
        shares = sorted(mix[0] for mix in sides[one])
        against = sides[1 - one][0]
        if shares[0] < shares[-1]:
            ends = [(x, _paid(game, one, x, against)) for x in (shares[0], shares[-1])]
            axes.plot(*np.array(ends, dtype=float).T, color=INK, linewidth=5, alpha=0.55, zorder=4,
                      solid_capstyle="round", label="equilibria", clip_on=False)  # fmt: skip
    places = np.array(_places(found, one), dtype=float)
    axes.plot(*places.T, linestyle="none", marker="o", color="black", markersize=6, zorder=6,
              label="equilibrium", clip_on=False)  # fmt: skip


def _paid(game: NormalFormGame, one: int, share: Fraction, against: list[Fraction]) -> Fraction:
    payoffs = game.payoffs[1 - one] if one == 0 else game.payoffs[1 - one].T
    table = payoffs[0] * share + payoffs[1] * (1 - share)
    return sum((x * w for x, w in zip(table, against, strict=True)), Fraction(0))


def _places(found: Equilibria, one: int) -> list[tuple[Fraction, Fraction]]:
    return [(point[one][0], point[2][1 - one]) for point in found.points]


def _label(
    axes: "Axes", game: NormalFormGame, found: Equilibria, one: int, lines: list[Floats]
) -> None:
    """Write what the other player mixes, once a place."""
    names = game.strategies[1 - one]
    texts: dict[tuple[Fraction, Fraction], list[str]] = {}
    for place, point in zip(_places(found, one), found.points, strict=True):
        texts.setdefault(place, []).append(mixed(names, point[1 - one]).replace(" (", "\u00a0("))
    written = [
        wrapped(f"p = {share_text(x)}: " + " or ".join(dict.fromkeys(several)), _LETTERS)
        for (x, _), several in texts.items()
    ]
    dense = [np.linspace(line[0], line[-1], 60) for line in lines]
    place_labels(axes, np.array(list(texts), dtype=float), written, avoid=np.vstack(dense))
    axes.grid(axis="x", color=PALE, linewidth=0.4)
