"""What a picture of a core shows: its sets as vertices, its points, and the window around them."""

from collections.abc import Mapping
from typing import Any, NamedTuple, final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.figures.descriptions import listed, number
from lilliput.analysis.figures.simplex_axes import Window
from lilliput.games.arithmetic import to_float
from lilliput.games.checks import counted, vector_by_name
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError

__all__ = ["CoreContents", "contents_of", "core_alt", "core_frame"]

Floats = npt.NDArray[np.float64]

_ROUNDING = 1e-9


@final
class CoreContents(NamedTuple):
    """Sets and points in the payoffs of the players.

    Parameters
    ----------
    players
        Their names.
    imputations, core, least_core
        Vertices, one a row; none if the set is empty.
    epsilon
        The value of the least core.
    points
        Name to allocation.
    absent
        What is not defined for this game.
    window
        The simplex to be drawn.
    """

    players: tuple[str, ...]
    imputations: Floats
    core: Floats
    least_core: Floats
    epsilon: float
    points: dict[str, Floats]
    absent: tuple[str, ...]
    window: Window

    @property
    def sets(self) -> tuple[Floats, ...]:
        """The vertices of all sets."""
        return self.imputations, self.core, self.least_core


def contents_of(game: CoalitionalGame, extra: Mapping[str, Any] | None) -> CoreContents:
    """Compute what is drawn, with more points by name."""
    from lilliput.games.cores import core, imputations, least_core_set, nucleolus, prenucleolus
    from lilliput.games.values import shapley_value, tau_value

    found = core(game)
    single = imputations(game)
    points: dict[str, Any] = {"Shapley": shapley_value(game)}
    points |= {"prenucleolus": prenucleolus(game)} if single.empty else {
        "nucleolus": nucleolus(game)
    }  # fmt: skip
    absent = []
    try:
        points["τ"] = tau_value(game)
    except InvalidGameError:
        absent.append("τ")
    for name, allocation in (extra or {}).items():
        points[name] = vector_by_name(allocation, game.players, argument=f"points: {name!r}")
    sets = [
        _floats(part.vertices().to_numpy(), game.n)
        for part in (single, found, least_core_set(game))
    ]
    places = {name: _floats(values, game.n)[0] for name, values in points.items()}
    return CoreContents(
        players=game.players,
        imputations=sets[0],
        core=sets[1],
        least_core=sets[2],
        epsilon=float(found.least_core_value),
        points=places,
        absent=tuple(absent),
        window=_window(game, [*sets, *([place] for place in places.values())]),
    )


def _floats(values: Any, n: int) -> Floats:
    array = np.asarray(values)
    numbers = to_float(array, argument="allocations") if array.dtype == object else array
    return np.asarray(numbers, dtype=float).reshape(-1, n)


def _window(game: CoalitionalGame, parts: list[Any]) -> Window:
    """Return the least simplex that holds all that is drawn, and is not a point."""
    every = np.vstack([np.reshape(part, (-1, game.n)) for part in parts])
    worths = to_float(game.worths, argument="worths")
    size = float(np.abs(worths).max()) or 1.0
    lows = every.min(axis=0)
    scale = float(worths[-1] - lows.sum())
    if scale <= _ROUNDING * size:  # all is one point
        lows = lows - size / 4
        scale = float(worths[-1] - lows.sum())
    return Window(lows, scale)


def core_frame(contents: CoreContents) -> pd.DataFrame:
    """Return one row a vertex and point, with the payoffs of the players."""
    rows = []
    for kind, vertices in (
        ("imputations", contents.imputations),
        ("core", contents.core),
        ("least core", contents.least_core),
    ):
        rows += [("vertex", kind, *vertex) for vertex in vertices.tolist()]
    rows += [("point", name, *place) for name, place in contents.points.items()]
    return pd.DataFrame(rows, columns=["what", "of", *contents.players])


def core_alt(contents: CoreContents, total: float) -> str:
    """Return the picture in words."""
    names = ", ".join(contents.players)
    parts = [f"Allocations of {number(total)} among {names}."]
    epsilon = number(contents.epsilon)
    if len(contents.core):
        parts.append(f"The core has {_vertices(contents.core)}: {_places(contents.core)}.")
        parts.append(f"Least core at ε* = {epsilon}: {_places(contents.least_core)}.")
    else:
        parts.append(
            f"The core is empty; the least core at ε* = {epsilon} has "
            f"{_vertices(contents.least_core)}: {_places(contents.least_core)}."
        )
    if not len(contents.imputations):
        parts.append("There are no imputations.")
    points = (
        f"{name}: {listed(dict(zip(contents.players, place, strict=True)))}"
        for name, place in contents.points.items()
    )
    parts.append("; ".join(points) + ".")
    parts += [f"{name} is not defined." for name in contents.absent]
    return " ".join(parts)


def _vertices(rows: Floats) -> str:
    return "one vertex" if len(rows) == 1 else f"{len(rows)} vertices"


def _places(rows: Floats) -> str:
    shown = ["(" + ", ".join(number(x) for x in row) + ")" for row in rows[:6]]
    return ", ".join(shown) + (f" and {counted(len(rows) - 6, 'more')[:-1]}" * (len(rows) > 6))
