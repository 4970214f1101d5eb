"""What a model needs of its parameters together: relations that numbers and arrays must satisfy."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
import numpy.typing as npt

from lilliput.analysis.claims.formula import Formula
from lilliput.analysis.claims.parameters import Parameter

__all__ = ["Need"]

_NAMES = re.compile(r"[A-Za-z_]\w*")
_RELATION = re.compile(r"([^<>|&]+?) (<=|>=|<|>) ([^<>|&]+)")
_SINGLE = re.compile(r"\w+")
_EQUATION = re.compile(r"Eq\((.+?), (.+?)\)")


@final
@dataclass(frozen=True)
class Need:
    """A relation between the parameters of a model without which it means nothing.

    Parameters
    ----------
    text
        As sympy reads it, e.g. ``"k <= m"``; alternatives as ``"Eq(n, 0) | (a <= b)"``.
    why
        Why the model needs it, for the error message; or nothing.
    parameters
        Name to `Parameter`, of the model.

    Examples
    --------
    >>> whole = {"k": Parameter(2, "needed", integer=True), "m": Parameter(6, "all", integer=True)}
    >>> need = Need("k <= m", "no more than all can be needed", whole)
    >>> need.met({"k": 7, "m": 6})
    False
    >>> need.complaint({"k": 7, "m": 6})
    'k must be <= m (no more than all can be needed), got k=7, m=6'
    """

    text: str
    why: str
    parameters: Mapping[str, Parameter]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parameters that it relates, as they come in the text."""
        found = dict.fromkeys(_NAMES.findall(self.text))
        return tuple(name for name in found if name in self.parameters)

    @cached_property
    def formula(self) -> Formula:
        """The relation, in its own parameters only, so that the others do not make it inexact."""
        return Formula(self.text, {name: self.parameters[name] for name in self.names})

    def met(self, values: Mapping[str, Any]) -> bool:
        """Return whether numbers satisfy it.

        Parameters
        ----------
        values
            Values of at least the parameters that it relates.
        """
        return bool(self.formula(**{name: values[name] for name in self.names}))

    def met_by(self, columns: Mapping[str, Any]) -> npt.NDArray[np.bool_]:
        """Return which of many points satisfy it.

        Parameters
        ----------
        columns
            Arrays of floats, or single ones, for at least the parameters that it relates.
        """
        return np.asarray(self.formula(**{name: columns[name] for name in self.names}), dtype=bool)

    def complaint(self, values: Mapping[str, Any] | None = None) -> str:
        """Return what must hold and why, and what was given instead.

        Parameters
        ----------
        values
            The values that do not satisfy it, if the message is about one point.
        """
        alone, got = _RELATION.fullmatch(self.text), ""
        if values is not None:
            got = ", ".join(f"{name}={values[name]}" for name in self.names)
        if alone is None:
            message = f"{_in_words(self.text)} must hold"
        else:
            left, sign, right = alone.groups()
            message = f"{left} must be {sign} {right}"
            if values is not None:
                message += self._worked_out(right, values)
                left_value = self._worked_out(left, values)
                got = f"{left}{left_value} with {got}" if left_value else got
        why = f" ({self.why})" if self.why else ""
        return f"{message}{why}, got {got}" if got else message + why

    def _worked_out(self, side: str, values: Mapping[str, Any]) -> str:
        """Return what a side of the relation comes to, unless it is a mere name or number."""
        if _SINGLE.fullmatch(side):
            return ""
        value = Formula(side, self.formula.parameters)(**{n: values[n] for n in self.names})
        return "" if value is None else f" = {float(value):.6g}"

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return Need, (self.text, self.why, self.parameters)  # without what was compiled


def _in_words(text: str) -> str:
    """Return a combination of relations without the signs of sympy."""
    plain = _EQUATION.sub(r"\1 = \2", text).replace("(", "").replace(")", "")
    return plain.replace(" | ", " or ").replace(" & ", " and ")
