"""The lattice of coalitions of a game, each with its worth."""

from math import comb
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.figures.legends import legend_under, nothing
from lilliput.analysis.figures.style import GREY, INK, PALE, Width, axes_for, figure_size, styled
from lilliput.games.arithmetic import to_float
from lilliput.games.checks import counted, index_of
from lilliput.games.coalitional import CoalitionalGame, coalition_label
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.voting import VotingGame

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_lattice"]

Floats = npt.NDArray[np.float64]

_MOST_PLAYERS = 5
_HIGHLIGHTS = ("auto", "convexity", "winning", "none")
_ROUNDING = 1e-9
_INCHES_A_LEVEL = 0.62
_LETTER = 0.062  # inches, of the smallest letters
_BAD = "#BB5566"


class _Square(NamedTuple):
    """A violation of convexity: i adds less to S ∪ j than to S."""

    base: int
    i: int
    j: int
    loss: float


def plot_lattice(
    game: CoalitionalGame | VotingGame,
    *,
    highlight: str = "auto",
    width: Width | None = None,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw the coalitions of a game of up to five players, each with its worth, from ∅ up to N.

    A line leads from a coalition to each that has one player more.

    Parameters
    ----------
    game
        A coalitional game, or a voting game, whose coalitions win or lose.
    highlight
        ``"convexity"``: lines along which a player adds more than it does later, in company of one
        more player: v(S∪i) − v(S) > v(S∪i∪j) − v(S∪j), which a convex game does not have.
        ``"winning"``: winning coalitions are filled and minimal winning ones framed. ``"none"``.
        By default ``"winning"`` for voting games and simple games, else ``"convexity"``.
    width
        ``"column"``, ``"page"`` or inches; by default the column up to three players, else the
        page.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidGameError
        More than five players, or ``"winning"`` of a game that is not simple.
    UnknownNameError
        Another word for `highlight`.

    Examples
    --------
    >>> from lilliput.analysis.figures import figure_alt
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> print(figure_alt(plot_lattice(majority)).split(". ")[1])
    Minimal winning coalitions: {A, B}, {A, C}, {B, C}.
    """
    if not isinstance(game, (CoalitionalGame, VotingGame)):
        raise InvalidArgumentError(
            f"game must be a CoalitionalGame or a VotingGame, got {type(game).__name__}"
        )
    if game.n > _MOST_PLAYERS:
        raise InvalidGameError(
            f"game must have at most {_MOST_PLAYERS} players for a picture of all coalitions, got "
            f"{game.n} with {2**game.n:,} coalitions; draw a restriction to some of them"
        )
    index_of(_HIGHLIGHTS, highlight, argument="highlight")
    table, simple = _table(game)
    if highlight == "auto":
        highlight = "winning" if simple else "convexity"
    if highlight == "winning" and not simple:
        raise InvalidGameError(
            "highlight='winning' needs a simple game, with worths 0 and 1; use 'convexity'"
        )
    names = _Names(game.players)
    with styled():
        size = width if width is not None else ("column" if game.n <= 3 else "page")
        ratio = (_INCHES_A_LEVEL * (game.n + 1) + 0.35) / figure_size(size, 1)[0]
        axes = axes_for(ax, size, ratio)
        squares = _violations(table) if highlight == "convexity" else []
        _draw(axes, table, names, squares, highlight)
    _describe(axes, game.players, table, squares, highlight)
    return axes


def _table(game: CoalitionalGame | VotingGame) -> tuple[Floats, bool]:
    """Return the worths, and whether coalitions win or lose."""
    if isinstance(game, VotingGame):
        return np.asarray(game.to_coalitional().worths, dtype=float), True
    from lilliput.games.properties import is_simple

    worths = np.asarray(to_float(game.worths, argument="worths"), dtype=float)
    return worths, game.n > 0 and bool(is_simple(game))


class _Names:
    """Coalitions in few letters: names where they are short, else numbers that a key explains."""

    def __init__(self, players: tuple[str, ...]) -> None:
        self.players = players
        longest = max((len(name) for name in players), default=0)
        self.numbered = longest > {0: 8, 1: 8, 2: 8, 3: 8, 4: 3}.get(len(players), 2)

    def of(self, mask: int) -> str:
        """Return the name of a coalition."""
        n = len(self.players)
        if mask == 0:
            return "∅"
        if self.numbered:
            return "".join(str(i + 1) for i in range(n) if mask >> i & 1)
        between = "" if all(len(name) == 1 for name in self.players) else " "
        return between.join(name for i, name in enumerate(self.players) if mask >> i & 1)

    @property
    def key(self) -> str:
        """What numbers stand for."""
        return "   ".join(f"{i}\u00a0=\u00a0{name}" for i, name in enumerate(self.players, 1))


def _places(n: int) -> Floats:
    """Return where coalitions stand: levels by size, in the order of the players within."""
    from itertools import combinations

    places = np.zeros((2**n, 2))
    for size in range(n + 1):
        for k, members in enumerate(combinations(range(n), size)):
            mask = sum(1 << i for i in members)
            places[mask] = (k - (comb(n, size) - 1) / 2, size)
    return places


def _violations(table: Floats) -> list[_Square]:
    n = len(table).bit_length() - 1
    allowed = _ROUNDING * float(np.abs(table).max())
    found = []
    for base in range(len(table)):
        absent = [i for i in range(n) if not base >> i & 1]
        for i in absent:
            for j in absent:
                if i < j:
                    single = table[base | 1 << i] + table[base | 1 << j]
                    loss = single - table[base] - table[base | 1 << i | 1 << j]
                    if loss > allowed:
                        found.append(_Square(base, i, j, float(loss)))
    return found


def _draw(
    axes: "Axes", table: Floats, names: _Names, squares: list[_Square], highlight: str
) -> None:
    n = len(names.players)
    places = _places(n)
    bad = {
        (s.base, s.base | 1 << player) for s in squares for player in (s.i, s.j)
    }  # where a player adds more than later
    for mask in range(2**n):
        for i in range(n):
            if not mask >> i & 1:
                pair = (mask, mask | 1 << i)
                style: dict[str, Any] = {"color": PALE, "linewidth": 0.7, "zorder": 1}
                if pair in bad:
                    style = {"color": _BAD, "linewidth": 1.6, "linestyle": "--", "zorder": 1.5}
                axes.plot(*places[list(pair)].T, **style)
    least = _minimal(table) if highlight == "winning" else set()
    for mask, (x, y) in enumerate(places):
        wins = highlight == "winning" and table[mask] > 0
        frame = {"boxstyle": "round,pad=0.25", "facecolor": "#9ECAE1" if wins else "white",
                 "edgecolor": "#004488" if mask in least else GREY,
                 "linewidth": 1.8 if mask in least else 0.6}  # fmt: skip
        worth = "" if highlight == "winning" else f"\n{number(table[mask])}"
        axes.text(x, y, names.of(mask) + worth, ha="center", va="center", bbox=frame, zorder=3,
                  fontsize=7, linespacing=1.15)  # fmt: skip
    widest = max(comb(n, size) for size in range(n + 1))
    axes.set(xlim=(-widest / 2 - 0.15, widest / 2 + 0.15), ylim=(-0.45, n + 0.45))
    axes.set_axis_off()
    _legend(axes, highlight, bool(squares), names)


def _legend(axes: "Axes", highlight: str, any_bad: bool, names: _Names) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles: list[Any] = []
    if highlight == "convexity":
        handles.append(
            Line2D([], [], color=_BAD, linewidth=1.6, linestyle="--",
                   label="adds more than in larger company: not convex")
            if any_bad
            else nothing("the game is convex")
        )  # fmt: skip
    elif highlight == "winning":
        handles = [
            Patch(facecolor="#9ECAE1", edgecolor="#004488", linewidth=1.8, label="minimal winning"),
            Patch(facecolor="#9ECAE1", edgecolor=GREY, label="winning"),
            Patch(facecolor="white", edgecolor=GREY, label="losing"),
        ]
    if handles:
        legend_under(axes, handles)
    if names.numbered:
        axes.set_title(_key_lines(axes, names), fontsize=7, color=INK)


def _key_lines(axes: "Axes", names: _Names) -> str:
    from textwrap import fill

    figure = axes.get_figure(root=True)
    inches = figure.get_figwidth() if figure is not None else 3.5
    return fill(names.key, int(inches / _LETTER)).replace("\u00a0", " ")


def _minimal(table: Floats) -> set[int]:
    """Return the winning coalitions that lose if anyone leaves."""
    n = len(table).bit_length() - 1
    return {
        mask
        for mask in range(len(table))
        if table[mask] > 0 and all(table[mask & ~(1 << i)] == 0 for i in range(n) if mask >> i & 1)
    }


def _describe(
    axes: "Axes", players: tuple[str, ...], table: Floats, squares: list[_Square], highlight: str
) -> None:
    label = [f"{{{coalition_label(mask, players)}}}" for mask in range(len(table))]
    data = pd.DataFrame({"coalition": label, "size": [m.bit_count() for m in range(len(table))],
                         "worth": table})  # fmt: skip
    parts = [f"Lattice of the {len(table)} coalitions of {', '.join(players)}."]
    if highlight == "winning":
        least = _minimal(table)
        data["minimal winning"] = [mask in least for mask in range(len(table))]
        shown = [label[mask] for mask in sorted(least, key=lambda m: (m.bit_count(), m))]
        parts.append(f"Minimal winning coalitions: {', '.join(shown)}.")
    else:
        worths = (f"{label[m]} {number(table[m])}" for m in range(1, len(table)))
        parts.append(f"Worths: {', '.join(worths)}.")
    if highlight == "convexity":
        count = f"{counted(len(squares), 'violation')} of convexity" if squares else "Convex"
        parts.append(f"{count}.")
        lost = dict.fromkeys(range(len(table)), 0.0)
        for square in squares:
            lost[square.base] = max(lost[square.base], square.loss)
        data["convexity violated by"] = list(lost.values())
    describe(axes, " ".join(parts), data)
