"""What a nucleolus minimises: the worths, the weight of each excess, and the feasible set.

The excess of S at x is (v(S) − x(S)) / w_S with w_S = 1 (nucleolus), |S| (per capita) or v(S)
(proportional, coalitions of positive worth only). The feasible set is the preimputations
x(N) = v(N), or the imputations, where x_i ≥ v(i) too. In one linear programme the coalition S is
the row x(S) + w_S t ≥ v(S), and the bound of a player the row x_i ≥ v(i) of weight 0.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import frexp
from typing import Any, Literal, final

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, in_integers, kind_of, to_exact, to_float

__all__ = ["Excess", "Problem", "Row", "problem_of"]

Excess = Literal["plain", "per-capita", "proportional"]

_LARGEST_WHOLE = 2**53
_ORDINARY_EXPONENT = 500


@final
@dataclass(frozen=True)
class Row:
    """The row x(S) + w t ≥ b of a coalition; the bound of one player has weight 0."""

    mask: int
    weight: Fraction
    right: Fraction

    @property
    def is_bound(self) -> bool:
        """Whether the row is x_i ≥ v(i) and not an excess."""
        return self.weight == 0


@final
@dataclass(frozen=True, eq=False, repr=False)
class Problem:
    """The worths as floats and exactly, and what is minimised over which set.

    Parameters
    ----------
    floats
        2**n worths in units of `unit`, rounded to floats if `rationals` is given.
    unit
        What 1.0 in `floats` stands for.
    rationals
        The worths in units of `unit` where floats cannot hold them, else None.
    excess
        The weight of the excesses.
    bounded
        Whether x_i ≥ v(i) is imposed.
    """

    floats: NDArray[np.float64]
    unit: Fraction
    rationals: Array | None
    excess: Excess
    bounded: bool

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.floats).bit_length() - 1

    @cached_property
    def scale(self) -> float:
        """A power of two about as large as the largest |v(S)|."""
        largest = max(float(self.floats.max()), -float(self.floats.min()))
        return 2.0 ** frexp(largest)[1] if largest else 1.0

    @cached_property
    def weight_unit(self) -> Fraction:
        """What the excesses are measured in beside `unit`, so that weights are about 1."""
        return Fraction(self.scale) if self.excess == "proportional" else Fraction(1)

    def worth(self, mask: int) -> Fraction:
        """Return v(S) in units of `unit`."""
        if self.rationals is None:
            return Fraction(float(self.floats[mask]))
        return Fraction(self.rationals[mask])

    def row(self, mask: int) -> Row:
        """Return the row of a coalition's excess."""
        worth = self.worth(mask)
        if self.excess == "plain":
            return Row(mask, Fraction(1), worth)
        if self.excess == "per-capita":
            return Row(mask, Fraction(mask.bit_count()), worth)
        return Row(mask, worth / self.weight_unit, worth)

    def bound(self, player: int) -> Row:
        """Return the row x_i ≥ v(i)."""
        return Row(1 << player, Fraction(0), self.worth(1 << player))

    def counts(self, masks: Iterable[int]) -> list[int]:
        """Return those coalitions whose excess counts, in order, the grand coalition left out."""
        grand = 2**self.n - 1
        proper = [m for m in masks if 0 < m < grand]
        if self.excess == "proportional":
            return [m for m in proper if self.worth(m) > 0]
        return proper

    def shape(self, value: Fraction) -> tuple[Fraction, Fraction, Fraction]:
        """Return (a, b, c): an excess is above `value` iff a v(S) − x(S) − b |S| − c > 0."""
        if self.excess == "plain":
            return Fraction(1), Fraction(0), value
        if self.excess == "per-capita":
            return Fraction(1), value, Fraction(0)
        return 1 - value / self.weight_unit, Fraction(0), Fraction(0)

    def is_feasible(self, x: Sequence[Fraction]) -> bool:
        """Whether an allocation of v(N) respects x_i ≥ v(i), where that is imposed."""
        return not self.bounded or all(x[i] >= self.worth(1 << i) for i in range(self.n))

    def lowest(self, x: Sequence[Any]) -> Fraction:
        """Return a number below every excess at x."""
        largest = Fraction(self.scale) + sum((abs(Fraction(share)) for share in x), Fraction(0))
        if self.excess != "proportional":
            return -2 * largest
        least = Fraction(float(self.floats[self.floats > 0].min())) / 2
        return -2 * largest / least * self.weight_unit

    def reported(self, value: Fraction) -> Fraction:
        """Return an excess in the units of the game."""
        if self.excess == "proportional":
            return value / self.weight_unit
        return value * self.unit


def problem_of(worths: Array, excess: Excess, *, bounded: bool) -> Problem:
    """Prepare a game's worths: Fractions become whole floats where those hold them exactly."""
    if kind_of(worths) != "fraction":
        floats = to_float(worths, argument="worths of the nucleolus")
        largest = max(float(floats.max()), -float(floats.min()))
        if abs(frexp(largest)[1]) <= _ORDINARY_EXPONENT:
            return Problem(floats, Fraction(1), None, excess, bounded)
        worths = to_exact(floats)  # sums or units would leave the range of floats
    whole, common = in_integers(worths)
    unit = Fraction(1, common)
    largest = max(map(abs, whole))
    if largest <= _LARGEST_WHOLE:
        return Problem(whole.astype(np.float64), unit, None, excess, bounded)
    shift = Fraction(2) ** (largest.bit_length() - 1)
    scaled = np.array([Fraction(w) / shift for w in whole], dtype=object)
    return Problem(scaled.astype(np.float64), unit * shift, scaled, excess, bounded)
