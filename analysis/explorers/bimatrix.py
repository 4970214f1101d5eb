"""A game of two players with two strategies each, edited payoff by payoff, with all equilibria."""

from collections.abc import Callable
from fractions import Fraction
from html import escape
from itertools import product
from typing import Any, final

from lilliput.analysis.explorers.code import called, program
from lilliput.analysis.explorers.dials import exact_number
from lilliput.analysis.explorers.explorer import Explorer, Scene
from lilliput.analysis.explorers.toolbox import (
    cell_field,
    choice,
    grid,
    section,
    text_field,
    toolbox,
    words,
)
from lilliput.analysis.figures import blank_figure, plot_best_responses, styled
from lilliput.games.equilibria import EquilibriumSet, nash_equilibria
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["BimatrixExplorer", "explore_bimatrix"]

_WIDTH = 4.2
_GIVEN, _EDITED = "as given", "as edited"
_CELLS = tuple(product(range(2), range(2)))


@final
class BimatrixExplorer(Explorer):
    """A 2 × 2 game to be edited: best responses, all equilibria, and how they are known.

    Parameters
    ----------
    game
        The game at first, with numbers for payoffs.
    """

    title = "Game of two players"

    def __init__(self, game: NormalFormGame) -> None:
        self._given = _fitting(game)
        self._presets = {_GIVEN: lambda: self._given, **_classics()}
        self._names = {
            "player 1": text_field("first player", "", hint="name"),
            "player 2": text_field("second player", "", hint="name"),
            **{
                f"strategy {i + 1}.{k + 1}": text_field(
                    f"{'first' if i == 0 else 'second'} player, strategy {k + 1}", "", hint="name"
                )
                for i, k in product(range(2), range(2))
            },
        }
        self._fields = {
            f"payoff {i + 1} at {a + 1}.{b + 1}": cell_field()
            for (a, b) in _CELLS
            for i in range(2)
        }
        self._heads = {cell: words() for cell in _CELLS}
        self._filling = False
        self._preset = choice("start from", [*self._presets, _EDITED], _GIVEN)
        self._fill(self._given)
        self._preset.observe(self._chosen, "value")
        watched = {**self._names, **self._fields}
        self._start(watched, self._sections())
        self.controls = {"preset": self._preset, **watched}
        for widget in watched.values():
            widget.observe(self._edited, "value")

    def _sections(self) -> list[Any]:
        cells = grid(
            [
                [self._heads[a, b]]
                + [self._fields[f"payoff {i} at {a + 1}.{b + 1}"] for i in (1, 2)]
                for a, b in _CELLS
            ]
        )
        names = toolbox().Accordion(
            [section("", list(self._names.values()))], titles=("Names",), layout={"width": "100%"}
        )
        return [section("", [self._preset]), section("Payoffs", [cells]), names]

    @property
    def value(self) -> EquilibriumSet:
        """The equilibria that are shown."""
        found: EquilibriumSet = self._now().value
        return found

    @property
    def game(self) -> NormalFormGame:
        """The game that is shown, with Fractions for payoffs."""
        found: NormalFormGame = self.value.game
        return found

    def _scene(self) -> Scene:
        game = self._present_game()
        found = nash_equilibria(game)
        with styled():
            figure = blank_figure(_WIDTH, 1.05 * _WIDTH)
            plot_best_responses(game, ax=figure.subplots())
        text = f"{game._repr_html_()}{found._repr_html_()}"
        return Scene(found, figure, text, _code(game))

    def _present_game(self) -> NormalFormGame:
        """Return the game as the fields have it."""
        names = {key: widget.value.strip() for key, widget in self._names.items()}
        for key, name in names.items():
            if not name:
                raise InvalidArgumentError(f"{self._names[key].description} needs a name")
        players = [names["player 1"], names["player 2"]]
        strategies = [[names[f"strategy {i}.{k}"] for k in (1, 2)] for i in (1, 2)]
        self._label(players, strategies)
        payoffs = [
            [
                [
                    exact_number(
                        self._fields[f"payoff {i + 1} at {a + 1}.{b + 1}"].value,
                        f"payoff of {players[i]} at ({strategies[0][a]}, {strategies[1][b]})",
                    )
                    for b in range(2)
                ]
                for a in range(2)
            ]
            for i in range(2)
        ]
        return NormalFormGame(players, strategies, payoffs)

    def _label(self, players: list[str], strategies: list[list[str]]) -> None:
        """Name the fields of payoffs after players and strategies."""
        for a, b in _CELLS:
            cell = f"{strategies[0][a]}, {strategies[1][b]}"
            self._heads[a, b].value = f"<em>{escape(cell)}</em>"
            for i in range(2):
                field = self._fields[f"payoff {i + 1} at {a + 1}.{b + 1}"]
                field.description = players[i]
                field.placeholder = f"payoff of {players[i]} at {cell}"

    def _fill(self, game: NormalFormGame) -> None:
        """Write a game into the fields."""
        for i in range(2):
            self._names[f"player {i + 1}"].value = game.players[i]
            for k in range(2):
                self._names[f"strategy {i + 1}.{k + 1}"].value = game.strategies[i][k]
            for a, b in _CELLS:
                payoff = str(game.payoffs[i, a, b])
                self._fields[f"payoff {i + 1} at {a + 1}.{b + 1}"].value = payoff

    def _chosen(self, change: Any) -> None:
        """Fill the fields with the preset that has been chosen."""
        if change["new"] == _EDITED:
            return
        self._filling = True
        try:
            with self._together():
                self._fill(self._presets[change["new"]]())
        finally:
            self._filling = False

    def _edited(self, _change: Any) -> None:
        """Say that the game is no longer the preset."""
        if not self._filling:
            self._preset.value = _EDITED


def explore_bimatrix(game: NormalFormGame | Any = None, B: Any = None) -> BimatrixExplorer:
    """Explore a game of two players with two strategies each: edit payoffs, see all equilibria.

    The bimatrix has best responses underlined, the picture both best-response correspondences, the
    list all equilibria, each proved in rational arithmetic. Payoffs are written as 3, 0.25 or 1/3.

    Parameters
    ----------
    game
        The game at first: a `NormalFormGame`, or the payoff matrix A of the row player beside `B`.
        The prisoner's dilemma by default.
    B
        The payoff matrix of the column player.

    Returns
    -------
    BimatrixExplorer
        It shows itself in a notebook; `.game` is the present `NormalFormGame`, `.value` its
        equilibria, `.figure` the picture, `.code` the Python that makes the same, `.controls` the
        widgets.

    Raises
    ------
    InvalidGameError
        Not two players with two strategies each.
    MissingPackageError
        ipywidgets is not installed: ``pip install "lilliput[widgets]"``.
    UnsupportedNumberError
        A payoff is a symbol.

    Examples
    --------
    >>> explorer = explore_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> explorer.controls["payoff 1 at 1.1"].value = "16/3"
    >>> explorer.value
    1 equilibrium in 1 component by vertex_enumeration; complete: proved
      Equilibrium(row: 2; column: 2; exact)
    """
    if B is not None:
        game = NormalFormGame.from_bimatrix(game, B)
    if game is None:
        from lilliput.games.zoo import prisoners_dilemma

        game = prisoners_dilemma()
    if not isinstance(game, NormalFormGame):
        raise InvalidArgumentError(
            f"game must be a NormalFormGame, or two payoff matrices A and B, got "
            f"{type(game).__name__}"
        )
    return BimatrixExplorer(game)


def _fitting(game: NormalFormGame) -> NormalFormGame:
    """Return a game with exact payoffs, or refuse what two fields a cell cannot hold."""
    if not isinstance(game, NormalFormGame) or game.shape != (2, 2):
        size = " × ".join(map(str, game.shape)) if isinstance(game, NormalFormGame) else game
        raise InvalidGameError(
            f"game must have two players with two strategies each to be edited, got {size}; "
            "restrict keeps some of the strategies, nash_equilibria takes all"
        )
    require_numbers(game)
    return game.to_exact()


def _classics() -> dict[str, Callable[[], NormalFormGame]]:
    """Return the presets by name."""
    from lilliput.games import zoo

    return {
        "prisoner's dilemma": zoo.prisoners_dilemma,
        "stag hunt": zoo.stag_hunt,
        "chicken": zoo.chicken,
        "battle of the sexes": zoo.battle_of_the_sexes,
        "matching pennies": zoo.matching_pennies,
        "entry deterrence (degenerate)": zoo.entry_game,
    }


def _code(game: NormalFormGame) -> str:
    """Return the Python that makes a game, solves and draws it."""
    first, second = ([list(row) for row in matrix] for matrix in game.payoffs)
    made = called(
        "NormalFormGame.from_bimatrix", first, second, players=list(game.players),
        strategies=[list(own) for own in game.strategies],
    )  # fmt: skip
    whole = all(Fraction(value).denominator == 1 for value in game.payoffs.flat)
    return program(
        {
            "lilliput.analysis.figures": ["plot_best_responses"],
            "lilliput.games": ["NormalFormGame", "nash_equilibria"],
        },
        [
            f"game = {made}{'.to_exact()' if whole else ''}",
            "plot_best_responses(game)",
            "nash_equilibria(game)",
        ],
    )
