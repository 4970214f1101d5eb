"""The core of a game of three players in the simplex, as worths of coalitions move."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, final

from lilliput.analysis.explorers.code import called, program
from lilliput.analysis.explorers.core_parts import core_axes, core_text
from lilliput.analysis.explorers.dials import Dial
from lilliput.analysis.explorers.explorer import Explorer, Scene
from lilliput.analysis.explorers.toolbox import section
from lilliput.games.arithmetic import kind_of
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores import Core, core
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnsupportedNumberError

__all__ = ["CoreExplorer", "explore_core"]

_SINGLES, _PAIRS, _ALL = (1, 2, 4), (3, 5, 6), 7


@final
class CoreExplorer(Explorer):
    """Core, least core, Shapley value, nucleolus and τ-value of three players, as worths move.

    Parameters
    ----------
    game
        Where the sliders stand at first.
    """

    title = "Core of three players"

    def __init__(self, game: CoalitionalGame) -> None:
        self._players = game.players
        exact = kind_of(game.worths) == "fraction"
        worths = game.worths.tolist()
        top = max((abs(float(worth)) for worth in worths), default=0.0) or 1.0
        low = min(0.0, 1.5 * min(float(worth) for worth in worths))
        self._exact = exact
        self._dials = {
            mask: Dial(f"v({self._name(mask)})", worths[mask], low, 1.5 * top)
            for mask in (*_SINGLES, *_PAIRS, _ALL)
        }
        self._start(
            {f"v({self._name(mask)})": dial.widget for mask, dial in self._dials.items()},
            [
                section("All together", [self._dials[_ALL].widget]),
                section("Pairs", [self._dials[mask].widget for mask in _PAIRS]),
                section("Alone", [self._dials[mask].widget for mask in _SINGLES]),
            ],
        )

    @property
    def value(self) -> Core:
        """The core that is shown."""
        found: Core = self._now().value
        return found

    @property
    def game(self) -> CoalitionalGame:
        """The game that is shown."""
        return self.value.game

    def _name(self, mask: int) -> str:
        return ", ".join(name for i, name in enumerate(self._players) if mask >> i & 1)

    def _scene(self) -> Scene:
        worths: list[Any] = [Fraction(0) if self._exact else 0.0]
        worths += [self._dials[mask].value for mask in range(1, 8)]
        game = CoalitionalGame(self._players, worths)
        found = core(game)
        axes = core_axes(game)
        figure: Any = axes.get_figure(root=True)
        return Scene(found, figure, core_text(found, axes), _code(game))


def explore_core(game: CoalitionalGame | Mapping[Any, Any]) -> CoreExplorer:
    """Explore the core of a game of three players: a polygon in the simplex that follows sliders.

    Drawn are the imputations, the core, the least core, the Shapley value, the nucleolus and the
    τ-value. Where the core is empty, the least-core value ε* and a balanced collection say so.

    Parameters
    ----------
    game
        Three players, with numbers for worths; or a mapping from coalitions to worths, as
        `CoalitionalGame.from_worths` takes it.

    Returns
    -------
    CoreExplorer
        It shows itself in a notebook; `.game` is the present `CoalitionalGame`, `.value` its
        `Core`, `.figure` the picture, `.code` the Python that makes the same, `.controls` the
        widgets.

    Raises
    ------
    InvalidGameError
        Not three players.
    MissingPackageError
        ipywidgets is not installed: ``pip install "lilliput[widgets]"``.
    UnsupportedNumberError
        A worth is a symbol.

    Examples
    --------
    >>> explorer = explore_core({("A", "B"): 0.5, ("A", "C"): 0.5, ("A", "B", "C"): 1})
    >>> explorer.controls["v(B, C)"].value = 1.2
    >>> explorer.value.empty, round(explorer.value.least_core_value, 6)
    (True, 0.1)
    """
    if isinstance(game, Mapping):
        game = CoalitionalGame.from_worths(game)
    if not isinstance(game, CoalitionalGame):
        raise InvalidArgumentError(
            f"game must be a CoalitionalGame or a mapping of worths, got {type(game).__name__}; a "
            "VotingGame becomes one by to_coalitional()"
        )
    if game.n != 3:
        raise InvalidGameError(
            f"game must have three players to be explored in a triangle, got {game.n}; plot_core "
            "draws four, core takes all"
        )
    if kind_of(game.worths) == "symbolic":
        raise UnsupportedNumberError(
            "game must have numbers for worths to be set with sliders; substitute values for the "
            "symbols first"
        )
    return CoreExplorer(game)


def _code(game: CoalitionalGame) -> str:
    """Return the Python that makes a game, its core and its picture."""
    worths = list(game.worths)
    if kind_of(game.worths) == "fraction" and all(value.denominator == 1 for value in worths):
        made = called("CoalitionalGame", list(game.players), worths)
        made = type(made)(made.replace("[0,", "[Fraction(0),", 1))  # integers alone become floats
    else:
        made = called("CoalitionalGame", list(game.players), worths)
    return program(
        {
            "lilliput.analysis.figures": ["plot_core"],
            "lilliput.games": ["CoalitionalGame", "core"],
        },
        [
            "# worths of: " + ", ".join(_label(mask, game.players) for mask in range(8)),
            f"game = {made}",
            "plot_core(game)",
            "core(game)",
        ],
    )


def _label(mask: int, players: tuple[str, ...]) -> str:
    return "{" + ", ".join(name for i, name in enumerate(players) if mask >> i & 1) + "}"
