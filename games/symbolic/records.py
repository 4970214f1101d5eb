"""What the algorithms find: a family of equilibria over the points at which its condition holds."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, final

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.symbolic.conditions import Condition
from lilliput.games.symbolic.payoffs import SymbolicPayoffs
from lilliput.games.symbolic.polynomials import value_at

__all__ = ["Record", "expected_payoffs", "mixed", "profile_at"]

Places = tuple[int, ...]


@final
@dataclass(frozen=True, eq=False)
class Record:
    """A profile in the parameters with the condition under which it is an equilibrium.

    Parameters
    ----------
    mixes
        One tuple of probabilities a player, as elements of the field of rational functions.
    condition
        Where it is an equilibrium (an extreme one).
    bases
        Of the two players who may mix: the strategies of the opponent that determine the mix.
    """

    mixes: tuple[tuple[Any, ...], ...]
    condition: Condition
    bases: tuple[Places, ...] = ()

    @property
    def supports(self) -> tuple[Places, ...]:
        """The strategies played, by player."""
        return tuple(tuple(k for k, x in enumerate(mix) if x) for mix in self.mixes)


def mixed(size: int, support: Places, weights: list[Any], field: Any) -> tuple[Any, ...]:
    """Return weights on a support as probabilities of all strategies."""
    total = sum(weights[1:], weights[0])
    mix = [field.zero] * size
    for k, weight in zip(support, weights, strict=True):
        mix[k] = field.new(*weight.cancel(total))
    return tuple(mix)


def expected_payoffs(record: Record, payoffs: SymbolicPayoffs) -> list[Any]:
    """Return what the players get, as elements of the field."""
    field = payoffs.domain.parameters.field
    result = []
    for table in payoffs.quotients:
        total = field.zero
        for cell in product(*record.supports):
            chance = prod(
                (mix[k] for mix, k in zip(record.mixes, cell, strict=True)), start=field.one
            )
            total += chance * table[cell]
        result.append(total)
    return result


def profile_at(record: Record, values: list[Fraction]) -> list[Array]:
    """Return the profile at rational values of the ring's symbols."""
    return [
        object_array([value_at(x.numer, values) / value_at(x.denom, values) for x in mix])
        for mix in record.mixes
    ]
