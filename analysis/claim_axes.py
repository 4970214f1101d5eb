"""The axes of a phase diagram: the values at the centres of cells, their edges, and their names."""

from fractions import Fraction
from textwrap import fill
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.notation import described

__all__ = ["Axis", "axis_of", "balanced"]

_MOST_INTEGERS = 20


class Axis(NamedTuple):
    """A parameter on an axis: the values at the centres of cells, and the edges of these."""

    name: str
    parameter: Parameter
    centres: list[Any]
    edges: npt.NDArray[np.float64]

    def fine(self, size: int, model: Model) -> npt.NDArray[np.float64]:
        """Return points along the axis for the analytic boundary, thresholds that are numbers too.

        What holds at a single value only would be missed between two points.
        """
        low, high = self.edges[0], self.edges[-1]
        rule = model.thresholds.get(self.name)
        single = [float(rule)] if isinstance(rule, str) and rule.isdigit() else []
        inside = [value for value in single if low <= value <= high]
        return np.unique(np.r_[np.linspace(low, high, size), inside])

    def label(self, width: int) -> str:
        """Return symbol, name and meaning in lines."""
        symbol, meaning = described(self.name, self.parameter)
        if symbol == self.name and meaning.startswith(f"{self.name} "):
            return balanced(meaning, width)
        head = self.name if symbol == self.name else f"{symbol} ({self.name})"
        return balanced(f"{head}: {meaning}", width)


def axis_of(name: str, parameter: Parameter, cells: int) -> Axis:
    """Return the axis of a parameter; its default lies on it.

    Parameters
    ----------
    name
        Of the parameter.
    parameter
        A number; of one that counts something the integers are the centres.
    cells
        How many cells, of a parameter that counts nothing.

    Examples
    --------
    >>> axis_of("p", Parameter(Fraction(1, 2), "p, chance", 0, 1), 2).centres
    [Fraction(1, 4), Fraction(3, 4)]
    >>> axis_of("m", Parameter(10, "members", 1, 12, integer=True, span=(1, 4)), 2).centres[-1]
    10
    """
    low, high = parameter.range
    low, high = min(low, parameter.default), max(high, parameter.default)
    if parameter.integer:
        every = range(int(np.ceil(low)), int(np.floor(high)) + 1)
        step = -(-len(every) // _MOST_INTEGERS)
        centres = list(every[(parameter.default - every[0]) % step :: step])
        edges = np.r_[np.array(centres) - step / 2, centres[-1] + step / 2]
        return Axis(name, parameter, list(centres), edges)
    edges = np.linspace(float(low), float(high), cells + 1)
    if not parameter.exact:
        return Axis(name, parameter, [float(c) for c in (edges[1:] + edges[:-1]) / 2], edges)
    start, end = (Fraction(value).limit_denominator(64) for value in (low, high))
    steps = [Fraction(2 * i + 1, 2 * cells) for i in range(cells)]
    return Axis(name, parameter, [start + (end - start) * step for step in steps], edges)


def balanced(text: str, width: int) -> str:
    """Return a text in as few lines as the width allows, of about equal length.

    Equations stay on one line.

    Examples
    --------
    >>> print(balanced("what follows, at a = 1", 16))
    what follows,
    at a = 1
    """
    glued = text.replace(" = ", "\u00a0=\u00a0")
    lines = fill(glued, width).count("\n")
    narrow = next(w for w in range(1, width + 1) if fill(glued, w).count("\n") == lines)
    return fill(glued, narrow, break_long_words=False).replace("\u00a0", " ")
