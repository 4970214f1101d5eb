"""The answer to a question "when?": a relation between parameters, on what is assumed of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

from lilliput.analysis.thresholds.relations import equivalent, exact, simplified
from lilliput.analysis.thresholds.solving import Solutions, solved
from lilliput.games.arithmetic import is_symbolic
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["Threshold"]


@final
@dataclass(frozen=True, repr=False)
class Threshold:
    """When something is so: a relation between parameters.

    Parameters
    ----------
    question
        What is so where the relation holds, in words.
    asked
        The relation as it was asked, a sympy Boolean or anything that sympy reads as one.
    assumptions
        A conjunction of relations within which it was asked; symbols bring their own.

    Raises
    ------
    InvalidArgumentError
        Assumptions that are no conjunction of relations or contradict each other; a relation that
        is not made of comparisons.

    Examples
    --------
    >>> from sympy import symbols
    >>> V, p, k = symbols("V p k", positive=True)
    >>> control = Threshold("control pays", V*p - k > 0, p < 1)
    >>> control
    Threshold(control pays: V*p > k; assuming V > 0, k > 0, p > 0, p < 1)
    >>> control.solve_for(V)
    Solutions(V = k/p (holds above))
    >>> control.at(V=4, p=0.5, k=1)
    True
    """

    question: str
    asked: Any
    assumptions: Any = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "asked", exact(self.asked))
        object.__setattr__(self, "assumptions", exact(self.assumptions))
        _ = self.relation  # refuses what cannot be read before anybody relies on it

    @cached_property
    def relation(self) -> Any:
        """The relation, simplified: a sympy Boolean that holds where it was asked for."""
        return simplified(self.asked, self.assumptions)

    @property
    def always(self) -> bool:
        """Whether it is proved to hold wherever it is defined."""
        return bool(self.relation == True)  # noqa: E712 - a sympy Boolean

    @property
    def never(self) -> bool:
        """Whether it is proved to hold nowhere."""
        return bool(self.relation == False)  # noqa: E712

    @property
    def symbols(self) -> tuple[Any, ...]:
        """The parameters, in the order of their names."""
        found = self.asked.free_symbols | self.assumptions.free_symbols
        return tuple(sorted(found, key=str))

    @property
    def assumed(self) -> tuple[Any, ...]:
        """All that is assumed, as relations: what the symbols are declared to be, and the rest."""
        from sympy import And, Contains, S, Symbol

        plain = {symbol: Symbol(str(symbol)) for symbol in self.symbols}
        found = []
        for symbol, shown in plain.items():
            if symbol.is_positive:
                found.append(shown > 0)
            elif symbol.is_negative:
                found.append(shown < 0)
            elif symbol.is_nonnegative:
                found.append(shown >= 0)
            elif symbol.is_nonpositive:
                found.append(shown <= 0)
            if symbol.is_integer:
                found.append(Contains(shown, S.Integers, evaluate=False))
        parts = self.assumptions.args if isinstance(self.assumptions, And) else [self.assumptions]
        extra = [part.xreplace(plain) for part in sorted(parts, key=str) if part is not S.true]
        return (*found, *extra)

    def at(self, values: Mapping[Any, Any] | None = None, /, **by_name: Any) -> bool:
        """Return whether it holds at given parameters.

        Parameters
        ----------
        values
            A number for every parameter, by symbol or by name; those of the simplified relation
            are enough.
        **by_name
            The same, by name.

        Raises
        ------
        UnknownNameError
            A name that is no parameter.
        InvalidArgumentError
            Values that violate an assumption, or are missing.
        """
        from sympy import Symbol

        names = {str(symbol): symbol for symbol in self.symbols}
        point = {}
        for key, value in {**(values or {}), **by_name}.items():
            if str(key) not in names:
                raise UnknownNameError("values: symbol", str(key), names)
            point[names[str(key)]] = exact(value)
        plain = {Symbol(str(symbol)): value for symbol, value in point.items()}
        for part in self.assumed:
            if part.subs(plain) == False:  # noqa: E712 - a sympy Boolean
                shown = ", ".join(f"{symbol} = {value}" for symbol, value in point.items())
                raise InvalidArgumentError(f"values violate the assumption {part}: {shown}")
        found = self.relation.subs(point)
        if found not in (True, False):
            missing = ", ".join(sorted(map(str, found.free_symbols)))
            raise InvalidArgumentError(
                f"values must give every symbol of {self.relation} a number, missing {missing}"
            )
        return bool(found)

    def solve_for(self, parameter: Any) -> Solutions:
        """Return the values of one parameter at which the relation turns, the others given.

        Parameters
        ----------
        parameter
            A symbol, or its name.

        Returns
        -------
        Solutions
            All such values in the domain, each with the condition under which it is one and the
            side on which the relation holds. Where they cannot be written down, `found` is None
            and `reason` says why: degree three or more with other symbols, or a parameter inside
            and outside a power.

        Raises
        ------
        UnknownNameError
            No parameter of that name.

        Examples
        --------
        >>> from sympy import symbols
        >>> a, b, f = symbols("a b f", positive=True)
        >>> writing = Threshold("writing the rules pays", a**2/(a + b) > f)
        >>> writing.solve_for("a")
        Solutions(a = (sqrt(f)*sqrt(4*b + f) + f)/2 (holds above))
        """
        names = {str(symbol): symbol for symbol in self.symbols}
        if str(parameter) not in names and is_symbolic(parameter) and parameter.is_Symbol:
            return Solutions(parameter, (), f"the relation does not depend on {parameter}")
        if str(parameter) not in names:
            raise UnknownNameError("parameter: symbol", str(parameter), names)
        return solved(self.asked, names[str(parameter)], self.assumptions)

    def equivalent(self, other: Any) -> bool | None:
        """Return whether another relation holds at the same points; None if that is not decided.

        Parameters
        ----------
        other
            A `Threshold`, or a relation as sympy reads it; this one's assumptions count.

        Examples
        --------
        >>> from sympy import symbols
        >>> a, b = symbols("a b", positive=True)
        >>> Threshold("a is larger", a**3 > b**3).equivalent(a > b)
        True
        """
        asked = other.asked if isinstance(other, Threshold) else other
        return equivalent(self.relation, asked, self.assumptions)[0]

    def to_latex(self) -> str:
        """Return the relation in LaTeX's mathematics, with what is assumed."""
        from sympy import latex

        words = {True: "\\text{always}", False: "\\text{never}"}
        shown = words.get(self.relation) or latex(self.relation)
        if not self.assumed:
            return shown
        given = ",\\; ".join(latex(part) for part in self.assumed)
        return f"{shown} \\qquad \\left({given}\\right)"

    def __repr__(self) -> str:
        shown = "always" if self.always else "never" if self.never else str(self.relation)
        given = "; assuming " + ", ".join(_text(part) for part in self.assumed)
        return f"Threshold({self.question}: {shown}{given if self.assumed else ''})"

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"


def _text(part: Any) -> str:
    from sympy import Contains

    return f"{part.args[0]} an integer" if isinstance(part, Contains) else str(part)
