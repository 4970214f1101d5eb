"""A model's output as a function of arrays of one or two parameters, counted and limited.

A claim's model is taken in its closed form, which is continuous also in parameters that count
something; everything else goes through `evaluator_of` as in a sweep. Where a model is not defined
or fails, the output is NaN.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.sensitivity.points import as_numbers
from lilliput.games.arithmetic import Array
from lilliput.games.checks import name_list
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, UnknownNameError

__all__ = ["Axis", "Floats", "Output", "axis_of", "output_of", "tolerated"]

Floats = npt.NDArray[np.float64]
Axis = tuple[str, float, float]

_ROUNDING = 1e-12  # of the margins of claims, which are of the order of 1
_NUDGE = 1e-9  # share of the range by which an open end of a domain is approached
_UNDEFINED = (ArithmeticError, ValueError)  # of one point; anything else is a defect of the model


@final
class Output:
    """An output of a model at arrays of points; NaN where it is undefined.

    Parameters
    ----------
    call
        From columns by name to the output and, of the first point that failed, the message.
    limit
        The largest number of evaluations.
    """

    def __init__(
        self, call: Callable[[Mapping[str, Floats]], tuple[Floats, str]], limit: int
    ) -> None:
        self._call = call
        self._limit = limit
        self.evaluations = 0
        self.undefined = 0
        self.message = ""

    def __call__(self, columns: Mapping[str, Floats]) -> Floats:
        """Return the output at each point."""
        size = len(next(iter(columns.values())))
        if not size:
            return np.zeros(0)
        if self.evaluations + size > self._limit:
            raise ProblemTooLargeError(
                f"the boundary needs more than limit={self._limit} evaluations: its output may "
                "change sign nearly everywhere (noise around 0: give indifference=); otherwise "
                "a larger tol=, a smaller start= or a larger limit= goes on"
            )
        found, message = self._call(columns)
        self.evaluations += size
        self.undefined += int(np.isnan(found).sum())
        self.message = self.message or message
        return found


def axis_of(model: Any, axis: Any, argument: str) -> Axis:
    """Return name, low and high of an axis; a model's parameter may be given by name alone."""
    if isinstance(axis, str):
        if not isinstance(model, Model):
            raise InvalidArgumentError(
                f"{argument} must be (name, low, high), got {axis!r}: only a claim's model knows "
                "the range of its parameters"
            )
        if axis not in model.parameters:
            raise UnknownNameError(f"{argument}: parameter", axis, model.parameters)
        if model.parameters[axis].choices:
            raise InvalidArgumentError(f"{argument}: {axis} is not a number, so it is no axis")
        axis = (axis, *model.parameters[axis].range)
    try:
        name, low, high = axis
        low, high = float(low), float(high)
    except (TypeError, ValueError):
        raise InvalidArgumentError(f"{argument} must be (name, low, high), got {axis!r}") from None
    if not isinstance(name, str) or not -np.inf < low < high < np.inf:
        raise InvalidArgumentError(
            f"{argument} must be a name and two finite ends, low < high, got {axis!r}"
        )
    return name, low, high


def tolerated(model: Any, indifference: float | None) -> float:
    """Return the size up to which an output counts as 0; by default rounding errors of claims."""
    if indifference is None:
        return _ROUNDING if isinstance(model, Model) else 0.0
    if not 0 <= indifference < np.inf:
        raise InvalidArgumentError(f"indifference must be finite and >= 0, got {indifference!r}")
    return float(indifference)


def output_of(
    model: Any,
    axes: Sequence[Axis],
    fixed: Mapping[str, Any],
    output: str,
    limit: int,
    value: str | bool | None = None,
) -> Output:
    """Return an output of a model over some parameters, the others fixed.

    With a value, that of a text or a truth: 1 where the output is it, −1 elsewhere.
    """
    names = [name for name, _, _ in axes]
    if len(set(names)) < len(names):
        raise InvalidArgumentError(f"x and y must be two parameters, got {names[0]!r} twice")
    for name in names:
        if name in fixed:
            raise InvalidArgumentError(f"fixed: {name} is an axis and cannot be fixed as well")
    if isinstance(model, Model) and model.formula and output == "margin" and value is None:
        return Output(_closed_form(model, axes, fixed), limit)
    return Output(_evaluated(model, names, fixed, _Sought(output, value)), limit)


@final
@dataclass(frozen=True)
class _Sought:
    """Which output is traced, and which value of a text or a truth is sought."""

    output: str
    value: str | bool | None

    def numbers(self, found: Any) -> Floats:
        """Return the output, picked from several by name, as floats; truth as 1 and −1."""
        if isinstance(found, Mapping):
            if self.output not in found:
                raise UnknownNameError("output", self.output, found)
            found = found[self.output]
        array = np.asarray(found)
        truth = array.dtype == bool or _holds_text(array)
        if truth or self.value is not None:
            column = pd.Series(array.ravel())
            hits = as_numbers(column, self.output, self.value, occurs=False).reshape(array.shape)
            return np.where(hits == 0, -1.0, hits)
        try:
            return array.astype(np.float64)
        except (TypeError, ValueError):
            raise InvalidArgumentError(
                f"output {self.output!r} must be a number, a truth value or text, got "
                f"{array.ravel()[:1]}"
            ) from None


def _holds_text(array: Array) -> bool:
    """Return whether entries are texts, missing ones aside."""
    if array.dtype.kind not in "OSU":
        return False
    present = [entry for entry in array.ravel().tolist() if entry is not None]
    return bool(present) and all(isinstance(entry, str) for entry in present)


def _closed_form(
    model: Model, axes: Sequence[Axis], fixed: Mapping[str, Any]
) -> Callable[[Mapping[str, Floats]], tuple[Floats, str]]:
    names = [name for name, _, _ in axes]
    for name in names:
        if name not in model.parameters:
            raise UnknownNameError(f"{model.id}: parameter", name, model.parameters)
    chosen = {name: p.default for name, p in model.parameters.items() if not p.choices}
    for name, value in fixed.items():
        if name not in model.parameters:
            raise UnknownNameError(f"fixed: {model.id}: parameter", name, model.parameters)
        checked = model.parameters[name].check(name, value)
        if name in chosen:  # one that is no number has no place in the formula
            chosen[name] = checked
    rest = {name: float(value) for name, value in chosen.items() if name not in names}

    def call(columns: Mapping[str, Floats]) -> tuple[Floats, str]:
        size = len(columns[names[0]])
        given = {name: np.full(size, value) for name, value in rest.items()}
        inside = np.ones(size, dtype=bool)
        for axis in axes:
            given[axis[0]], within = _in_domain(columns[axis[0]], axis, model.parameters[axis[0]])
            inside &= within
        message = "" if inside.all() else f"{model.id}: outside the domain of a parameter"
        for need in model.conditions:
            met = need.met_by(given)
            if not (met | ~inside).all():
                message = message or f"{model.id}: {need.complaint()}"
            inside &= met
        found = np.asarray(model.in_closed_form(**given), dtype=np.float64)
        return np.where(inside, found, np.nan), message

    return call


def _in_domain(values: Floats, axis: Axis, domain: Parameter) -> tuple[Floats, Array]:
    """Return values, those at an open end moved inwards a little, and which are in the domain."""
    _, low, high = axis
    for end, other, mark in ((domain.lower, high, "("), (domain.upper, low, ")")):
        if mark in domain.open and end in (low, high):
            values = np.where(values == end, end + _NUDGE * (other - end), values)
    above = values > domain.lower if "(" in domain.open else values >= domain.lower
    below = values < domain.upper if ")" in domain.open else values <= domain.upper
    return values, above & below


def _evaluated(
    model: Any, names: Sequence[str], fixed: Mapping[str, Any], sought: _Sought
) -> Callable[[Mapping[str, Floats]], tuple[Floats, str]]:
    from lilliput.analysis.sweeps.evaluators import evaluator_of

    evaluator = evaluator_of(model)
    if evaluator.random:
        raise InvalidArgumentError(
            f"{evaluator.name} is random, and so has no boundary; trace a mean over fixed seeds"
        )
    known = evaluator.parameters
    for argument, name in [*(("axis", n) for n in names), *(("fixed", n) for n in fixed)]:
        if name not in known and not evaluator.open:
            raise UnknownNameError(f"{argument}: parameter of {evaluator.name}", name, known)
    lacking = [name for name in known if name not in (*evaluator.defaults, *fixed, *names)]
    if lacking:
        raise InvalidArgumentError(
            f"fixed must give a value for {name_list(lacking)}, which {evaluator.name} takes"
        )
    call = _arrays if evaluator.vectorised else _scalars
    return lambda columns: call(evaluator.call, columns, fixed, sought)


def _arrays(
    call: Callable[..., Any],
    columns: Mapping[str, Floats],
    rest: Mapping[str, Any],
    sought: _Sought,
) -> tuple[Floats, str]:
    size = len(next(iter(columns.values())))
    constants = {
        name: np.full(size, value, dtype=object if isinstance(value, str) else None)
        for name, value in rest.items()
    }
    found = call(**columns, **constants)
    failed, message = getattr(found, "failed", None), ""
    values = sought.numbers(getattr(found, "outputs", found))
    values = np.array(np.broadcast_to(values, (size,)))
    if failed is not None and np.any(failed):
        values[np.asarray(failed) > 0] = np.nan
        message = ": ".join(found.reasons[int(np.asarray(failed)[np.argmax(failed)]) - 1])
    return values, message


def _scalars(
    call: Callable[..., Any],
    columns: Mapping[str, Floats],
    rest: Mapping[str, Any],
    sought: _Sought,
) -> tuple[Floats, str]:
    values, message = [], ""
    for point in zip(*(column.tolist() for column in columns.values()), strict=True):
        try:
            found = call(**dict(zip(columns, point, strict=True)), **rest)
        except _UNDEFINED as error:
            message = message or f"{type(error).__name__}: {error}"
            values.append(np.nan)
            continue
        values.append(sought.numbers(found).item())
    return np.array(values, dtype=np.float64), message
