"""Symbolic equilibria: profiles in the parameters, with conditions that say where each exists."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, final

import pandas as pd

from lilliput.games.arithmetic import object_array
from lilliput.games.checks import counted
from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.solution import EquilibriumSet, Found
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.symbolic import display
from lilliput.games.symbolic.conditions import ZERO, holds_at, relation
from lilliput.games.symbolic.domain import Domain, as_point
from lilliput.games.symbolic.partition import Cell, polynomials_of, regions_of
from lilliput.games.symbolic.payoffs import SymbolicPayoffs
from lilliput.games.symbolic.polynomials import value_at
from lilliput.games.symbolic.records import Record, profile_at

__all__ = ["Scope", "SymbolicEquilibria", "SymbolicEquilibrium"]

Scope = Literal["extreme", "equal supports", "pure", "at most two mix"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class SymbolicEquilibrium:
    """A strategy profile in the parameters and the condition under which it is an equilibrium.

    Parameters
    ----------
    strategies
        Player to a Series of probabilities by strategy, sympy expressions.
    payoffs
        By player, sympy expressions.
    condition
        A sympy Boolean, next to what is assumed: where it holds, and only there, this is an
        equilibrium (of two players an extreme one).
    continuum
        The part of the condition under which it belongs to a continuum of equilibria; elsewhere it
        is isolated. None where that was not asked.
    supports
        Player to the strategies that it plays with positive probability.
    """

    strategies: Mapping[str, pd.Series]
    payoffs: pd.Series
    condition: Any
    continuum: Any
    supports: Mapping[str, tuple[str, ...]]

    @property
    def isolated(self) -> bool | None:
        """Whether it is isolated wherever it exists; None if that varies or was not asked."""
        if self.continuum is None:
            return None
        if self.continuum == False:  # noqa: E712 - a sympy Boolean
            return True
        return False if self.continuum == self.condition else None

    def __repr__(self) -> str:
        return f"SymbolicEquilibrium({display.profile_text(self)}; {self.condition})"

    def _repr_latex_(self) -> str:
        return f"${display.profile_latex(self)} \\quad {display.condition_latex(self.condition)}$"

    def _repr_html_(self) -> str:
        return display.profile_html(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class SymbolicEquilibria:
    """All equilibria of a game with parameters, each with the condition for it.

    At every point of the parameter space the equilibria whose conditions hold are those of the game
    there, each once; see `scope` for which they are.

    Parameters
    ----------
    game
        The game.
    equilibria
        Those that exist somewhere, pure ones first.
    assumptions
        What is assumed besides the symbols' own assumptions, as a sympy Boolean.
    symbols
        The parameters, real numbers.
    scope
        ``"extreme"``: all extreme equilibria of two players, whose mixtures are all equilibria.
        ``"equal supports"``: those with supports of one size, all there are where the game is
        nondegenerate. ``"pure"``: all pure equilibria. ``"at most two mix"``: the pure ones, and
        those in which exactly two players mix and their indifference determines the probabilities.
    """

    game: NormalFormGame
    equilibria: tuple[SymbolicEquilibrium, ...]
    assumptions: Any
    symbols: tuple[Any, ...]
    scope: Scope
    _records: tuple[Record, ...] = field(repr=False)
    _payoffs: SymbolicPayoffs = field(repr=False)

    def __iter__(self) -> Iterator[SymbolicEquilibrium]:
        return iter(self.equilibria)

    def __len__(self) -> int:
        return len(self.equilibria)

    def __getitem__(self, index: int) -> SymbolicEquilibrium:
        return self.equilibria[index]

    @property
    def boundaries(self) -> tuple[Any, ...]:
        """The equations at which the equilibria may change, those that no assumption excludes."""
        conditions = [record.condition for record in self._records]
        return tuple(
            relation(p, ZERO, self._domain.parameters)
            for p in polynomials_of(conditions)
            if self._domain.signs(p) & ZERO
        )

    def partition(self, *, limit: int = 2_000) -> tuple[Cell, ...]:
        """Return disjoint cells that cover the parameter space, each with its equilibria.

        Parameters
        ----------
        limit
            The most sign vectors of the boundaries to look at.

        Returns
        -------
        tuple of Cell
            With one parameter in the order of the line, points between intervals. With several,
            larger sets of equilibria last. A cell with ``proved=False`` may be empty.

        Raises
        ------
        ProblemTooLargeError
            More than `limit` sign vectors.
        """
        conditions = [record.condition for record in self._records]
        regions = regions_of(conditions, self._domain, limit=limit)
        if len(self.symbols) != 1:
            regions.sort(key=lambda region: (len(region.positions), region.positions))
        return tuple(
            Cell(
                region.condition,
                tuple(self.equilibria[k] for k in region.positions),
                region.positions,
                region.point and {s: display.number(x) for s, x in region.point.items()},
                region.proved,
            )
            for region in regions
        )

    def at(self, values: Mapping[Any, Any]) -> EquilibriumSet:
        """Return the equilibria at a point, in Fractions, each certified anew against the payoffs.

        Parameters
        ----------
        values
            A rational number for every parameter, by symbol or by name.

        Raises
        ------
        InvalidArgumentError
            The point violates an assumption, or is not rational.
        UnknownNameError
            A symbol that is no parameter.
        """
        parameters = self._domain.parameters
        point = as_point(parameters, values)
        broken = self._domain.failing(point)
        if broken is not None:
            shown = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
            raise InvalidArgumentError(f"values violate the assumption {broken}: {shown}")
        numbers = parameters.values(point)
        held = [record for record in self._records if holds_at(record.condition, numbers)]
        found = Found(
            [profile_at(record, numbers) for record in held],
            "proved" if self.scope == "extreme" else "unknown",
            parameters={str(symbol): value for symbol, value in point.items()},
        )
        return equilibrium_set(self.game_at(numbers), found, "symbolic")

    def game_at(self, numbers: list[Fraction]) -> NormalFormGame:
        """Return the game in Fractions, at values in the order of the symbols."""
        numbers = numbers or [Fraction(0)]
        tensor = [
            value_at(entry.numer, numbers) / value_at(entry.denom, numbers)
            for entry in self._payoffs.quotients.flat
        ]
        payoffs = object_array(tensor, self._payoffs.quotients.shape)
        return NormalFormGame(self.game.players, self.game.strategies, payoffs)

    def verify(self, *, points: int = 3, rng: Any = None) -> pd.DataFrame:
        """Compare with an independent enumeration at rational points; see `verify`."""
        from lilliput.games.symbolic.verify import verify

        return verify(self, points=points, rng=rng)

    def to_frame(self) -> pd.DataFrame:
        """Return one row an equilibrium: what each plays, payoffs, condition, continuum."""
        return display.frame(self)

    def to_latex(self) -> str:
        """Return a LaTeX table of profiles, payoffs and conditions (with booktabs rules)."""
        return display.table(self)

    @property
    def _domain(self) -> Domain:
        return self._payoffs.domain

    def __reduce__(self) -> tuple[Any, ...]:
        return (_solved_anew, (self.game, self.assumptions, self.scope))

    def __repr__(self) -> str:
        return "\n".join([self._headline(), *(f"  {found!r}" for found in self.equilibria)])

    def _repr_latex_(self) -> str:
        return display.array(self)

    def _repr_html_(self) -> str:
        return display.html(self, self._headline())

    def _headline(self) -> str:
        names = ", ".join(map(str, self.symbols)) or "no parameter"
        many = counted(len(self), "equilibrium").replace("ums", "a")
        kind = {"extreme": "all extreme equilibria"}.get(self.scope, self.scope)
        return f"{many} in {names} ({kind})"


def _solved_anew(game: NormalFormGame, assumptions: Any, scope: Scope) -> SymbolicEquilibria:
    """Return the result of a game again, where it is unpickled."""
    from lilliput.games.symbolic.solve import symbolic_equilibria

    supports: Any = {"pure": "pure", "equal supports": "equal"}.get(scope, "all")
    return symbolic_equilibria(game, assumptions=assumptions, supports=supports, limit=10**9)
