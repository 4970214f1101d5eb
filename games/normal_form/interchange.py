"""The ways of a normal-form game into other packages, files and tables, and back."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, to_float
from lilliput.games.errors import InvalidGameError

__all__ = ["Interchange"]


class Interchange:
    """What `NormalFormGame` reads and writes; the formats themselves are in `formats`."""

    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: Array

    def __init__(self, players: Iterable[str], strategies: Any, payoffs: Any) -> None:
        raise NotImplementedError

    @classmethod
    def read_nfg(cls, path: Any, *, exact: bool = False) -> Self:
        """Read a game from a file of Gambit's format .nfg, in its payoff or outcome version.

        Parameters
        ----------
        path
            A path or an open stream.
        exact
            Whether payoffs that are all integers become Fractions. Payoffs among which there is a
            decimal or a fraction always do: 0.1 in a file is 1/10.

        Raises
        ------
        DataFileError
            A file that is missing or malformed; the message says the line.

        Examples
        --------
        >>> from lilliput.games import NormalFormGame
        >>> import io
        >>> file = io.StringIO('NFG 1 R "Dilemma" { "A" "B" } { 2 2 } 3 3 5 0 0 5 1 1')
        >>> NormalFormGame.read_nfg(file).payoffs[0]
        array([[3., 0.],
               [5., 1.]])
        """
        from lilliput.games.formats import read_text, table_from_nfg

        text, name = read_text(path)
        return cls._of(table_from_nfg(text, name=name, exact=exact))

    def write_nfg(
        self, path: Any, *, title: str = "", comment: str = "", outcomes: bool = False
    ) -> None:
        """Write the game as a file of Gambit's format .nfg, its numbers exactly.

        Parameters
        ----------
        path
            A path or an open text stream.
        title, comment
            Free text.
        outcomes
            Whether to list equal payoff vectors once, as outcomes.

        Examples
        --------
        >>> from lilliput.games import NormalFormGame
        >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> import sys
        >>> pennies.write_nfg(sys.stdout, title="Pennies", outcomes=True)
        NFG 1 R "Pennies" { "row" "column" }
        <BLANKLINE>
        { { "1" "2" }
        { "1" "2" }
        }
        ""
        <BLANKLINE>
        {
        { "1" 1, -1 }
        { "2" -1, 1 }
        }
        1 2 2 1
        """
        from lilliput.games.formats import nfg_text, write_text

        write_text(path, nfg_text(self._table(title, comment), outcomes=outcomes))

    @classmethod
    def from_gambit(cls, g: Any, *, exact: bool = False) -> Self:
        """Return a game of pygambit, exactly; an extensive form as its reduced strategic form.

        Parameters
        ----------
        g
            A game of pygambit, version 16 or 17.
        exact
            As in `read_nfg`.
        """
        from lilliput.games.formats import gambit_text, table_from_nfg

        return cls._of(table_from_nfg(gambit_text(g), name="the game of Gambit", exact=exact))

    def to_gambit(self, *, title: str = "") -> Any:
        """Return the game as one of pygambit, exactly.

        Raises
        ------
        MissingPackageError
            Where pygambit is not installed.
        InvalidGameError
            Names that Gambit does not allow.
        """
        from lilliput.games.formats import gambit_game_from_text, nfg_text

        return gambit_game_from_text(nfg_text(self._table(title)))

    @classmethod
    def from_nashpy(
        cls, g: Any, *, players: Iterable[str] = ("row", "column"), strategies: Any = None
    ) -> Self:
        """Return a `nashpy.Game`.

        Examples
        --------
        >>> from lilliput.games import NormalFormGame
        >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> NormalFormGame.from_nashpy(pennies.to_nashpy()) == pennies
        True
        """
        if not hasattr(g, "payoff_matrices"):
            raise InvalidGameError(f"g must be a nashpy.Game, got {type(g).__name__}")
        return cls._of_tensor(np.stack([np.asarray(m) for m in g.payoff_matrices]),
                              players, strategies)  # fmt: skip

    def to_nashpy(self) -> Any:
        """Return the two-player game as a `nashpy.Game` of floats.

        Examples
        --------
        >>> from lilliput.games import NormalFormGame
        >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> pennies.to_nashpy().zero_sum
        True
        """
        n = len(self.players)
        if n != 2:
            raise InvalidGameError(f"players: nashpy solves two-player games, got {n}")
        import nashpy

        floats = to_float(self.payoffs, argument="payoffs")
        return nashpy.Game(floats[0].copy(), floats[1].copy())

    @classmethod
    def from_quantecon(
        cls, g: Any, *, players: Iterable[str] | None = None, strategies: Any = None
    ) -> Self:
        """Return a `quantecon.game_theory.NormalFormGame`.

        Parameters
        ----------
        g
            The game; in player i's array the axes begin with its own.
        players, strategies
            Names; numbered from 1 by default.
        """
        from lilliput.games.formats import own_axes

        if not hasattr(g, "players") or not hasattr(g, "payoff_arrays"):
            raise InvalidGameError(f"g must be a game of quantecon, got {type(g).__name__}")
        return cls._of_tensor(own_axes(g.payoff_arrays), players, strategies)

    def to_quantecon(self) -> Any:
        """Return the game as a `quantecon.game_theory.NormalFormGame` of floats.

        Raises
        ------
        MissingPackageError
            Where quantecon is not installed.
        """
        from lilliput.games.formats import quantecon_arrays, require_package

        theory = require_package("quantecon.game_theory", purpose="a game for QuantEcon")
        floats = to_float(self.payoffs, argument="payoffs")
        return theory.NormalFormGame([theory.Player(own) for own in quantecon_arrays(floats)])

    @classmethod
    def from_frame(
        cls, frame: pd.DataFrame, *, players: Sequence[str] | None = None, strategies: Any = None
    ) -> Self:
        """Return the game that a table of one row a strategy profile states, in any order.

        Parameters
        ----------
        frame
            For each player A the columns ``A`` (its strategy) and ``payoff A`` (a number, or text
            such as "1/3").
        players
            Their order; by default that of the columns.
        strategies
            For each player its strategies in order; by default as they first appear.

        Examples
        --------
        >>> from lilliput.games import NormalFormGame
        >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> NormalFormGame.from_frame(pennies.to_frame()) == pennies
        True
        """
        from lilliput.games.normal_form.frames import table_from_frame

        return cls._of(table_from_frame(frame, players=players, strategies=strategies))

    def to_frame(self) -> pd.DataFrame:
        """Return one row a strategy profile: what each player plays, and what it gets.

        Examples
        --------
        >>> from lilliput.games import NormalFormGame
        >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> pennies.to_frame().head(2)
          row column  payoff row  payoff column
        0   1      1         1.0           -1.0
        1   1      2        -1.0            1.0
        """
        from lilliput.games.normal_form.frames import table_to_frame

        return table_to_frame(self._table())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Return the game of a JSON document that `to_json` wrote; no code in it is evaluated."""
        from lilliput.games.formats import table_from_json

        return cls._of(table_from_json(text))

    def to_json(self) -> str:
        """Return the game as JSON: Fractions as text "1/3", symbolic payoffs as trees.

        Examples
        --------
        >>> from lilliput.games import NormalFormGame
        >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> NormalFormGame.from_json(pennies.to_json()) == pennies
        True
        """
        from lilliput.games.formats import json_text

        return json_text(self._table())

    def _table(self, title: str = "", comment: str = "") -> Any:
        from lilliput.games.formats import Table

        return Table(self.players, self.strategies, self.payoffs, title, comment)

    @classmethod
    def _of(cls, table: Any) -> Self:
        return cls(table.players, table.strategies, table.payoffs)

    @classmethod
    def _of_tensor(cls, payoffs: Array, players: Iterable[str] | None, strategies: Any) -> Self:
        """Return the game of a tensor, with numbers for names that are not given."""
        if players is None:
            players = [str(i + 1) for i in range(len(payoffs))]
        if strategies is None:
            strategies = [[str(k + 1) for k in range(size)] for size in payoffs.shape[1:]]
        return cls(players, strategies, payoffs)
