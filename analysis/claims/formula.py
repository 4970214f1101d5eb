"""Closed forms and boundaries as texts that sympy reads, for numbers, arrays and symbols."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, partial, reduce
from typing import Any, final

import numpy as np

from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.arithmetic import Array, is_symbolic

__all__ = ["Formula"]

_STEPS = ("floor", "ceiling")
_ROUNDING = 32 * np.finfo(np.float64).eps  # of what is rounded down or up, relative to 1 + |x|
_JUMP = 1e-12  # what rounding changes at most where there is no jump, relative to 1 + |margin|


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
    def has_steps(self) -> bool:
        """Whether it rounds up or down, so that the value may jump."""
        import sympy

        return bool(self.expression.has(*(getattr(sympy, name) for name in _STEPS)))

    @cached_property
    def _numeric(self) -> Callable[..., Any]:
        return self._compiled()

    @cached_property
    def _shifted(self) -> tuple[Callable[..., Any], Callable[..., Any]]:
        """The same function where all that is rounded is a little larger, and a little smaller."""
        return self._compiled(_ROUNDING), self._compiled(-_ROUNDING)

    def _compiled(self, shift: float = 0.0) -> Callable[..., Any]:
        import sympy

        own: dict[str, Any] = {"select": _first_that_holds, **_FOLDED}
        if shift:
            own["floor"] = lambda x: np.floor(x + shift * (1 + np.abs(x)))
            own["ceil"] = lambda x: np.ceil(x + shift * (1 + np.abs(x)))
        arguments = list(self.symbols.values())
        found: Callable[..., Any] = sympy.lambdify(
            arguments, self.expression, [own, "scipy", "numpy"], cse=True
        )
        return found

    @cached_property
    def _rational(self) -> Callable[..., Any] | None:
        """The expression as a function of Fractions; None if it is not rational."""
        return _in_fractions(self.expression, self.symbols)

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
        # Numbers of numpy, unlike Python's, may be divided by zero.
        numbers = [np.asarray(value, dtype=np.float64)[()] for value in given.values()]
        found = _evaluated(self._numeric, numbers)
        if found.ndim:
            return found
        single = found.item()
        return single if isinstance(single, bool) else float(single)

    def near_jump(self, **values: Any) -> Array:
        """Return at which of many points rounding errors may decide on which side of a jump it is.

        Parameters
        ----------
        **values
            One for each parameter that is a number; arrays of floats broadcast.
        """
        numbers = [np.asarray(values[name], dtype=np.float64)[()] for name in self.symbols]
        above, below = (_evaluated(function, numbers) for function in self._shifted)
        with np.errstate(all="ignore"):
            return np.asarray(np.abs(above - below) > _JUMP * (1 + np.abs(above)))

    def _exactly(self, given: Mapping[str, Any]) -> Any:
        if self._rational is not None:
            try:
                return self._rational(*map(Fraction, given.values()))
            except ZeroDivisionError:
                pass  # perhaps in a branch that is not taken
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

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return Formula, (self.text, self.parameters)  # without what was compiled


def _evaluated(function: Callable[..., Any], numbers: list[Any]) -> Array:
    """Return a compiled function's values at floats or arrays of them, without warnings."""
    with np.errstate(all="ignore"):
        found = np.asarray(function(*numbers))
    shape = np.broadcast_shapes(*(np.shape(number) for number in numbers))
    # A text that does not use a parameter gives fewer numbers than there are points.
    return found if found.shape == shape else np.array(np.broadcast_to(found, shape))


@final
class _Folded:
    """A logical function of two arrays over several, which need not have one shape.

    NumPy's own ``logical_or.reduce((a, b))``, which is what sympy writes, makes one array of its
    arguments first and fails where some are single values and others columns.
    """

    def __init__(self, function: Callable[[Any, Any], Any]) -> None:
        self.reduce = partial(reduce, function)


_FOLDED = {"logical_and": _Folded(np.logical_and), "logical_or": _Folded(np.logical_or)}


def _first_that_holds(conditions: list[Any], values: list[Any], default: float) -> Any:
    """Do what `numpy.select` does, faster."""
    found: Any = default
    for condition, value in zip(reversed(conditions), reversed(values), strict=True):
        found = value if condition is True else np.where(condition, value, found)
    return found


def _in_fractions(expression: Any, symbols: Mapping[str, Any]) -> Callable[..., Any] | None:
    """Return an expression as a function of Fractions, None where Python's would not be exact."""
    import sympy
    from sympy.printing.pycode import PythonCodePrinter

    if not all(map(_is_rational, sympy.preorder_traversal(expression))):
        return None

    class Exact(PythonCodePrinter):  # type: ignore[misc]
        def _print_Rational(self, number: Any) -> str:
            return f"Fraction({number.p}, {number.q})"

    found: Callable[..., Any] = sympy.lambdify(
        list(symbols.values()),
        expression,
        [{"Fraction": Fraction}, "math"],
        printer=Exact({"fully_qualified_modules": False, "inline": True}),
    )

    def exactly(*numbers: Fraction) -> Any:
        value = found(*numbers)
        return value if isinstance(value, bool) else Fraction(value)

    return exactly


def _is_rational(part: Any) -> bool:
    """Return whether a step of an expression makes Fractions, or truth values, of Fractions."""
    import sympy
    from sympy.core.relational import Relational
    from sympy.functions.elementary.piecewise import ExprCondPair
    from sympy.logic.boolalg import And, BooleanAtom, Not, Or

    if isinstance(part, sympy.Pow):
        return bool(part.exp.is_Integer)
    steps = (sympy.Add, sympy.Mul, sympy.Max, sympy.Min, sympy.Abs, sympy.floor, sympy.ceiling)
    choices = (sympy.Piecewise, ExprCondPair, Relational, And, Or, Not, BooleanAtom)
    return isinstance(part, (sympy.Symbol, sympy.Rational, *steps, *choices))
