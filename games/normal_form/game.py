"""Normal-form games: players, their strategies, and a payoff for each at every strategy profile.

Payoffs are one tensor, ``payoffs[i, s_1, …, s_n]`` is what player i gets when player k plays its
strategy s_k. Mixed profiles are evaluated by contracting the tensor with one distribution a player.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    Kind,
    as_printed,
    freeze,
    kind_of,
    number_array,
    tidy,
    unify,
)
from lilliput.games.checks import check_names, counted, name_list
from lilliput.games.errors import InvalidGameError
from lilliput.games.normal_form.interchange import Interchange
from lilliput.games.normal_form.profiles import Profile, distributions, strategy_names
from lilliput.games.normal_form.reshaping import (
    Parts,
    cell_label,
    permuted,
    rescaled,
    restricted,
    shape_error,
)

__all__ = ["NormalFormGame"]


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class NormalFormGame(Interchange):
    """A finite game in normal form.

    Parameters
    ----------
    players
        Distinct names, n of them.
    strategies
        For each player distinct strategy names: a mapping by player, or sequences in the order of
        the players.
    payoffs
        Tensor of shape (n, m_1, …, m_n): floats, integers, Fractions or sympy expressions.

    Raises
    ------
    InvalidGameError
        A tensor of the wrong shape, a payoff that is not finite, or names that are not distinct.

    Examples
    --------
    >>> dilemma = NormalFormGame(
    ...     ["US", "CN"], [["comply", "defect"]] * 2, [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]
    ... )
    >>> dilemma
    NormalFormGame(2 players: US, CN; 2 × 2 strategies; float payoffs)
    >>> dilemma.payoff({"US": "defect", "CN": "comply"}).to_dict()
    {'US': 5.0, 'CN': 0.0}
    """

    players: tuple[str, ...]
    strategies: tuple[tuple[str, ...], ...]
    payoffs: Array

    def __init__(self, players: Iterable[str], strategies: Any, payoffs: Any) -> None:
        names = check_names(players)
        lists = strategy_names(strategies, names)
        shape = (len(names), *(len(own) for own in lists))
        try:
            label = partial(cell_label, shape=shape, players=names, strategies=lists)
            tensor = number_array(payoffs, argument="payoffs", error=InvalidGameError, label=label)
        except InvalidGameError as error:  # ragged lists: say where
            raise shape_error(payoffs, shape, names) or error from None
        if tensor.shape != shape:
            raise shape_error(tensor, shape, names) or AssertionError(shape)
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "strategies", lists)
        object.__setattr__(self, "payoffs", tensor)

    @classmethod
    def from_bimatrix(
        cls,
        A: Any,
        B: Any,
        *,
        players: Iterable[str] = ("row", "column"),
        strategies: Any = None,
    ) -> Self:
        """Build a two-player game from the payoff matrices of the row and the column player.

        Parameters
        ----------
        A, B
            Matrices of one shape.
        players
            Two names.
        strategies
            As in `NormalFormGame`; numbered from 1 by default.

        Examples
        --------
        >>> NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]).shape
        (2, 2)
        """
        first = number_array(A, argument="A", error=InvalidGameError)
        second = number_array(B, argument="B", error=InvalidGameError)
        if kind_of(first) != kind_of(second):  # integers beside Fractions are exact too
            first = number_array(A, argument="A", error=InvalidGameError, integers="fraction")
            second = number_array(B, argument="B", error=InvalidGameError, integers="fraction")
        if first.ndim != 2 or first.shape != second.shape:
            raise InvalidGameError(
                f"A and B must be matrices of one shape, got {first.shape} and {second.shape}"
            )
        names = strategies
        if names is None:
            names = [[str(k + 1) for k in range(size)] for size in first.shape]
        return cls(tuple(players), names, np.stack(unify(first, second)))

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of strategies of each player."""
        return self.payoffs.shape[1:]

    @property
    def kind(self) -> Kind:
        """The number kind of the payoffs: ``"float"``, ``"fraction"`` or ``"symbolic"``."""
        return kind_of(self.payoffs)

    def to_exact(self) -> Self:
        """Return the game with Fractions for floats: each the decimal that the float prints as.

        Examples
        --------
        >>> NormalFormGame(["A"], [["x", "y"]], [[0.1, 2]]).to_exact().payoffs
        array([[Fraction(1, 10), Fraction(2, 1)]], dtype=object)
        """
        if self.kind != "float":
            return self
        return type(self)(self.players, self.strategies, as_printed(self.payoffs))

    def payoff(self, profile: Profile) -> pd.Series:
        """Return each player's expected payoff at a strategy profile.

        Parameters
        ----------
        profile
            For each player, by name or in order: a strategy name, a mapping of strategy names to
            probabilities (those left out are 0), or probabilities in the order of the strategies.

        Examples
        --------
        >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> pennies.payoff([[0.5, 0.5], "1"]).to_dict()
        {'row': 0.0, 'column': 0.0}
        """
        mixed = self.distributions(profile)
        values = [self._contract(i, mixed, keep=None).item() for i in range(self.n)]
        numbers = tidy(number_array(values, argument="payoffs"))
        return pd.Series(numbers, index=pd.Index(self.players, name="player"), name="payoff")

    def deviations(self, profile: Profile) -> list[Array]:
        """Return for each player the payoff of each of its strategies against the others' play."""
        mixed = self.distributions(profile)
        return [self._contract(i, mixed, keep=i) for i in range(self.n)]

    def distributions(self, profile: Profile) -> list[Array]:
        """Return a profile as one checked array of probabilities a player."""
        return distributions(profile, self.players, self.strategies)

    def restrict(self, strategies: Mapping[str, Iterable[str]]) -> Self:
        """Return the subgame in which some players have only some of their strategies.

        Parameters
        ----------
        strategies
            Player to the strategies that it keeps, in their new order; players left out keep all.

        Examples
        --------
        >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
        >>> pennies.restrict({"column": ["2"]}).payoffs[0].tolist()
        [[-1.0], [1.0]]
        """
        return type(self)(*restricted(self._parts, strategies))

    def permuted(self, players: Iterable[str]) -> Self:
        """Return the same game with its players in another order.

        Examples
        --------
        >>> game = NormalFormGame(["A", "B"], [["x"], ["y", "z"]], [[[1, 2]], [[3, 4]]])
        >>> game.permuted(["B", "A"]).payoffs.tolist()
        [[[3.0], [4.0]], [[1.0], [2.0]]]
        """
        return type(self)(*permuted(self._parts, players))

    def rescaled(self, scale: Any = 1, shift: Any = 0) -> Self:
        """Return the game with payoffs scale · u + shift, which has the same equilibria.

        Parameters
        ----------
        scale, shift
            A number for all players, or one a player by name or in order; scales are positive.
            Floats are computed as the decimals that they print as, so that ties stay ties.

        Examples
        --------
        >>> NormalFormGame(["A"], [["x", "y"]], [[0.1, 0.3]]).rescaled(3, shift=1).payoffs
        array([[1.3, 1.9]])
        """
        return type(self)(*rescaled(self._parts, scale, shift))

    @property
    def _parts(self) -> Parts:
        return self.players, self.strategies, self.payoffs

    def _contract(self, player: int, mixed: list[Array], *, keep: int | None) -> Array:
        """Average a player's payoffs over the play of all players but one."""
        tensor = self.payoffs[player]
        for k in reversed(range(self.n)):
            if k != keep:
                tensor, weights = unify(tensor, mixed[k])
                tensor = np.moveaxis(tensor, k, -1) @ weights
                tensor = np.asarray(tensor, dtype=weights.dtype)
        return tensor

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, NormalFormGame):
            return NotImplemented
        names = self.players == other.players and self.strategies == other.strategies
        return names and bool(np.array_equal(self.payoffs, other.payoffs))

    def __hash__(self) -> int:
        return hash((self.players, self.strategies))

    def __repr__(self) -> str:
        size = " × ".join(map(str, self.shape))
        return (
            f"NormalFormGame({counted(self.n, 'player')}: {name_list(self.players)}; "
            f"{size} {'strategy' if size == '1' else 'strategies'}; "
            f"{kind_of(self.payoffs)} payoffs)"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.normal_form import normal_form

        return normal_form(self)

    def _repr_latex_(self) -> str | None:
        from lilliput.games.display.normal_form import normal_form_latex

        return normal_form_latex(self)

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.payoffs)
