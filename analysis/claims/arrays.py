"""Many points of a model at once: margins, verdicts, and which points lie outside its domain.

The margin is the closed form, or where there is none the model's games solved in batches. Floats
count as in a single test: as the decimals that they print as where the model reads them so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, final, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.claims.exact import as_decimal, reads_decimals
from lilliput.analysis.claims.parameters import as_numbers
from lilliput.analysis.premium import Status
from lilliput.games.arithmetic import Array, is_symbolic
from lilliput.games.errors import InvalidArgumentError, UnknownNameError, UnsupportedNumberError

if TYPE_CHECKING:
    from lilliput.analysis.claims.model import Model

__all__ = ["STATUSES", "ModelPoints", "evaluate_points"]

STATUSES: tuple[Status, ...] = get_args(Status)
"""What the codes 0, 1 and 2 of verdicts mean."""

_BLOCK = 1 << 14  # points whose intermediate results stay in cache

Reasons = tuple[tuple[str, str], ...]


@final
@dataclass(frozen=True, eq=False, repr=False)
class ModelPoints:
    """A claim decided in one model at many points.

    Parameters
    ----------
    model
        What was tested.
    parameters
        All its parameters: an array of one value a point, or a single value for all of them.
    margin
        The metric by which the claim holds (positive) or fails; NaN outside the domain.
    verdict
        Codes into `STATUSES`; -1 outside the domain.
    failed
        0 inside the domain, else 1 plus the position of the first of `reasons` that applies.
    reasons
        Type of error and message, of every kind of failure there may be.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> found = claims["C10"].models["M10a"].on_arrays(m=6, k=[2, 4, 7])
    >>> found.margin.round(4).tolist(), found.verdict.tolist()
    ([0.0357, -0.0119, nan], [0, 1, -1])
    >>> found.reasons[found.failed[2] - 1]
    ('InvalidArgumentError', 'M10a: k must be <= m (no more can be needed than there are)')
    """

    model: "Model"
    parameters: Mapping[str, Any]
    margin: npt.NDArray[np.float64]
    verdict: npt.NDArray[np.int8]
    failed: npt.NDArray[np.int8]
    reasons: Reasons = field(default=())

    def __len__(self) -> int:
        return int(self.margin.size)

    @cached_property
    def verdicts(self) -> "pd.Categorical[str]":
        """The verdicts by name, missing outside the domain."""
        return _texts(self.verdict.ravel() + 1, [None, *STATUSES])

    def to_frame(self) -> pd.DataFrame:
        """Return one row a point: parameters, margin, verdict, and what is wrong with it."""
        columns = {
            name: np.broadcast_to(np.asarray(value), self.margin.shape).ravel()
            for name, value in self.parameters.items()
        }
        kinds = [None, *(kind for kind, _ in self.reasons)]
        messages = [None, *(message for _, message in self.reasons)]
        return pd.DataFrame(
            {
                **columns,
                "margin": self.margin.ravel(),
                "verdict": self.verdicts,
                "error": _texts(self.failed.ravel(), kinds),
                "message": _texts(self.failed.ravel(), messages),
            }
        )

    def __repr__(self) -> str:
        counts = [
            f"{int((self.verdict == code).sum())} {name}" for code, name in enumerate(STATUSES)
        ]
        outside = int((self.failed > 0).sum())
        return f"ModelPoints({self.model.id}: {', '.join(counts)}, {outside} outside the domain)"


def evaluate_points(
    model: "Model", columns: Mapping[str, Any], *, indifference: float
) -> ModelPoints:
    """Return margin and verdict of a model at many points; see `Model.on_arrays`.

    Parameters
    ----------
    model
        With a formula, or with games that are solved in batches.
    columns
        Name to array of values; arrays broadcast.
    indifference
        Margins up to this size count as indifference.
    """
    if not model.formula and model.batched is None:
        raise InvalidArgumentError(
            f"{model.id} has neither a closed form nor games that are solved in batches; use test"
        )
    given = _checked(model, columns)
    shape = _common_shape(model, given)
    flat = {
        name: value.ravel() if value.shape == shape else np.broadcast_to(value, shape).ravel()
        for name, value in given.items()
        if value.ndim
    }
    full = {name: p.default for name, p in model.parameters.items()} | given | flat
    size = int(np.prod(shape, dtype=np.int64))
    failed, reasons, numbers = _outside(model, full, size)
    margin = _margins(model, numbers, size, failed)
    lost = (failed == 0) & ~np.isfinite(margin)
    failed[lost] = len(reasons) + 1
    reasons += ((_LOST[0], f"{model.id}: {_LOST[1]}"),)
    margin[failed > 0] = np.nan
    margin += 0.0  # no negative zeros
    verdict = _verdicts(model, margin, indifference)
    verdict[failed > 0] = -1
    arrays = (margin.reshape(shape), verdict.reshape(shape), failed.reshape(shape))
    for array in arrays:
        array.setflags(write=False)
    return ModelPoints(model, full | given, *arrays, reasons)


_LOST = (
    "SolverError",
    "the margin is no finite number at this point; its numbers are too large, too small or too "
    "far apart for floats",
)


def _checked(model: "Model", columns: Mapping[str, Any]) -> dict[str, Array]:
    """Return the columns as arrays, of parameters that there are."""
    given = {}
    for name, values in columns.items():
        if name not in model.parameters:
            raise UnknownNameError(f"{model.id}: parameter", name, model.parameters)
        if is_symbolic(values) and values.free_symbols:
            raise UnsupportedNumberError(
                f"{model.id}: {name} must be numbers, got {values}; in_closed_form takes symbols"
            )
        given[name] = np.asarray(values)
    return given


def _common_shape(model: "Model", given: Mapping[str, Array]) -> tuple[int, ...]:
    try:
        return np.broadcast_shapes(*(values.shape for values in given.values()))
    except ValueError:
        shapes = ", ".join(f"{name} {values.shape}" for name, values in given.items())
        raise InvalidArgumentError(
            f"{model.id}: the columns must have one length, or shapes that broadcast, got {shapes}"
        ) from None


def _outside(
    model: "Model", columns: Mapping[str, Any], size: int
) -> tuple[npt.NDArray[np.int8], Reasons, dict[str, Any]]:
    """Return which points are outside the domain and why, and the columns as floats."""
    failed, reasons = np.zeros(size, dtype=np.int8), []
    numbers: dict[str, Any] = {}
    for name, parameter in model.parameters.items():
        reasons.append(("InvalidArgumentError", f"{model.id}: {parameter.complaint(name)}"))
        failed[(failed == 0) & ~parameter.inside(columns[name])] = len(reasons)
        if not parameter.choices:
            numbers[name] = as_numbers(columns[name]).astype(np.float64, copy=False)[()]
    for need in model.conditions:
        reasons.append(("InvalidArgumentError", f"{model.id}: {need.complaint()}"))
        failed[(failed == 0) & ~need.met_by(numbers)] = len(reasons)
    return failed, tuple(reasons), numbers


def _margins(
    model: "Model", numbers: Mapping[str, Any], size: int, failed: npt.NDArray[np.int8]
) -> npt.NDArray[np.float64]:
    """Return the margins block by block; those outside the domain mean nothing."""
    margin = np.full(size, np.nan)
    careful = (
        bool(model.formula) and model.margin_formula.has_steps and reads_decimals(model.computed)
    )
    for start in range(0, size, _BLOCK):
        part = slice(start, min(start + _BLOCK, size))
        block = {name: value[part] if np.ndim(value) else value for name, value in numbers.items()}
        if model.formula:
            margin[part] = model.margin_formula(**block)
            if careful:
                doubtful = model.margin_formula.near_jump(**block) & (failed[part] == 0)
                margin[part][doubtful] = _exactly(model, block, doubtful)
            continue
        fine = failed[part] == 0
        if fine.any() and model.batched is not None:
            margin[part][fine] = model.batched(**_rows(block, fine))
    return margin


def _rows(block: Mapping[str, Any], chosen: npt.NDArray[np.bool_]) -> dict[str, Array]:
    return {name: np.broadcast_to(value, chosen.shape)[chosen] for name, value in block.items()}


def _exactly(model: "Model", block: Mapping[str, Any], chosen: npt.NDArray[np.bool_]) -> Array:
    """Return the margins of a few points from the decimals that their floats print as."""
    rows = np.stack(list(_rows(block, chosen).values()), axis=-1)
    if not len(rows):
        return np.empty(0)
    different, place = np.unique(rows, axis=0, return_inverse=True)
    found = [
        float(model.margin_formula(**dict(zip(block, map(_fraction, row), strict=True))))
        for row in different.tolist()
    ]
    return np.array(found)[place.ravel()]


def _fraction(value: float) -> Fraction:
    return Fraction(as_decimal(value))


def _verdicts(
    model: "Model", margin: npt.NDArray[np.float64], indifference: float
) -> npt.NDArray[np.int8]:
    """Return the codes of verdicts, which depend on a margin only by its sign."""
    far = 1.0 + 2 * indifference
    above, none, below = (
        STATUSES.index(model.decide(value, indifference)) for value in (far, 0.0, -far)
    )
    verdict = np.full(margin.shape, none, dtype=np.int8)
    verdict[margin > indifference] = above
    verdict[margin < -indifference] = below
    return verdict


def _texts(codes: npt.NDArray[np.integer[Any]], names: list[str | None]) -> "pd.Categorical[str]":
    """Return the names that codes stand for; None is missing."""
    different = list(dict.fromkeys(name for name in names if name is not None))
    table = np.array([-1 if name is None else different.index(name) for name in names])
    return pd.Categorical.from_codes(table[codes], categories=pd.Index(different, dtype=object))
