"""Closed forms and boundaries as texts that sympy reads, for numbers, arrays and symbols."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, final

import numpy as np

from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.arithmetic import is_symbolic

__all__ = ["Formula"]


@final
@dataclass(frozen=True)
class Formula:
    """An expression or a relation in the parameters of a model.

    Parameters
    ----------
    text
        As sympy reads it, e.g. ``"(m + 1)/2 - k"`` or ``"k < (m + 1)/2"``.
    parameters
        Name to `Parameter`, which says what each symbol is.

    Examples
    --------
    >>> formula = Formula("(m + 1)/2 - k", {"m": Parameter(6, "members", 1, integer=True),
    ...                                     "k": Parameter(2, "needed", 1, integer=True)})
    >>> formula(m=6, k=2), formula(m=6.0, k=2)
    (Fraction(3, 2), 1.5)
    """

    text: str
    parameters: Mapping[str, Parameter]

    @cached_property
    def symbols(self) -> dict[str, Any]:
        """The parameters that are numbers, as sympy symbols with their domains as assumptions."""
        return {
            name: parameter.symbol(name)
            for name, parameter in self.parameters.items()
            if not parameter.choices
        }

    @cached_property
    def expression(self) -> Any:
        """The sympy expression or relation."""
        import sympy

        return sympy.sympify(self.text, locals=self.symbols, evaluate=True)

    @cached_property
    def _numeric(self) -> Any:
        import sympy

        names = list(self.symbols)
        modules = ["scipy", "numpy"]
        return sympy.lambdify([self.symbols[name] for name in names], self.expression, modules)

    def __call__(self, **values: Any) -> Any:
        """Return the value: exact for exact numbers, floats or arrays for floats, else symbolic.

        A division by zero gives None for exact numbers, and NaN or an infinity for floats.

        Parameters
        ----------
        **values
            One for each parameter that is a number; arrays broadcast.
        """
        given = {name: values[name] for name in self.symbols}
        if any(is_symbolic(value) for value in given.values()):
            import sympy

            return self.expression.xreplace(
                {self.symbols[name]: sympy.sympify(value) for name, value in given.items()}
            )
        if all(isinstance(value, (int, Fraction)) for value in given.values()):
            return self._exactly(given)
        numbers = np.broadcast_arrays(*(np.asarray(v, dtype=np.float64) for v in given.values()))
        # Numbers of numpy, unlike Python's, may be divided by zero.
        with np.errstate(all="ignore"):
            found = self._numeric(*(number[()] for number in numbers))
        if numbers[0].ndim:  # a text without parameters gives one number for all points
            return np.array(np.broadcast_to(found, numbers[0].shape))
        found = np.asarray(found).item()
        return found if isinstance(found, bool) else float(found)

    def _exactly(self, given: Mapping[str, Any]) -> Any:
        import sympy

        numbers = {
            self.symbols[name]: sympy.Rational(value.numerator, value.denominator)
            for name, value in given.items()
        }
        found = self.expression.xreplace(numbers)
        if found in (sympy.true, sympy.false):
            return bool(found)
        if found.is_Rational:
            return Fraction(int(found.p), int(found.q))
        return None if found in (sympy.zoo, sympy.nan) else float(found)
