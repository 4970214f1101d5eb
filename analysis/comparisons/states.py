"""Many states of the world at once: arrays with a leading axis of points, in floats."""

from dataclasses import dataclass, fields
from typing import Any, Self, final

import numpy as np

from lilliput.analysis.state import State
from lilliput.games.arithmetic import Array, number_array, to_float

__all__ = ["BatchStates", "Failures", "floats_of"]


@final
@dataclass(frozen=True, eq=False)
class BatchStates:
    """States of the same powers with the same hub.

    Parameters
    ----------
    powers, hub
        Names, and the position of the hub.
    capabilities, outside_options
        c and d, N × n.
    stakes, directed_stakes
        w and e, N × n × n with zero diagonals.
    collective_good, discount_factor, brokerage
        g, δ and λ, N of each.
    bilateral, member, multilateral
        The costs t_B, t_M and T_M, N of each.
    eta
        η of the rules with unequal bargaining weights, N numbers; None: that of each rule.

    Examples
    --------
    >>> state = State(powers=["A", "B"], capabilities=[2, 1], stakes="equal")
    >>> BatchStates.repeat(state, 3).stakes.shape
    (3, 2, 2)
    """

    powers: tuple[str, ...]
    hub: int
    capabilities: Array
    outside_options: Array
    stakes: Array
    directed_stakes: Array
    collective_good: Array
    discount_factor: Array
    brokerage: Array
    bilateral: Array
    member: Array
    multilateral: Array
    eta: Array | None = None

    def __len__(self) -> int:
        return len(self.collective_good)

    @property
    def n(self) -> int:
        """Number of powers."""
        return len(self.powers)

    @classmethod
    def repeat(cls, state: State, size: int) -> Self:
        """Return one state `size` times, without copying it."""
        costs = state.costs._asdict()
        numbers = {
            **{name: getattr(state, name) for name in _FIELDS if name not in costs},
            **costs,
        }
        arrays = {
            name: np.broadcast_to(array, (size, *array.shape))
            for name, array in ((name, floats_of(value, name)) for name, value in numbers.items())
        }
        return cls(tuple(state.powers), state.index(state.hub), **arrays)

    def take(self, rows: Any) -> Self:
        """Return some of the states: a slice, positions or a mask."""
        changes = {field.name: getattr(self, field.name) for field in fields(self)[:2]} | {
            name: getattr(self, name)[rows] for name in _FIELDS
        }
        return type(self)(**changes, eta=None if self.eta is None else self.eta[rows])


_FIELDS = tuple(field.name for field in fields(BatchStates)[2:-1])


@final
class Failures:
    """Which points failed, and why: the first reason of each is kept.

    Examples
    --------
    >>> failures = Failures(3)
    >>> failures.mark(np.array([False, True, False]), "InvalidArgumentError", "costs must be >= 0")
    >>> failures.codes, failures.reasons
    (array([0, 1, 0]), (('InvalidArgumentError', 'costs must be >= 0'),))
    """

    def __init__(self, size: int) -> None:
        self.codes = np.zeros(size, dtype=np.int64)
        self.reasons: tuple[tuple[str, str], ...] = ()

    def mark(self, where: Array, error: str, message: str) -> None:
        """Record a reason for points that have none yet."""
        new = where & (self.codes == 0)
        if not new.any():
            return
        if (error, message) not in self.reasons:
            self.reasons += ((error, message),)
        self.codes[new] = self.reasons.index((error, message)) + 1


def floats_of(values: Any, argument: str) -> Array:
    """Return exact or float numbers as a float64 array of any shape; symbols are refused.

    Examples
    --------
    >>> from fractions import Fraction
    >>> floats_of(Fraction(1, 2), "brokerage")
    array(0.5)
    """
    array = number_array(np.ravel(values), argument=argument, integers="float")
    return np.array(to_float(array, argument=argument)).reshape(np.shape(values))
