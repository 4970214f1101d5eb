"""What results say about one output: a number or none at each point, beside the parameters.

Everything that asks results goes through here: which outputs they have, and at how many points
there is no answer because the model failed or returned no number.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, final, get_args

import numpy as np
import pandas as pd

from lilliput.analysis.premium import Status
from lilliput.analysis.sensitivity.underlying import described
from lilliput.games.arithmetic import Array
from lilliput.games.checks import counted
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = [
    "Points",
    "as_numbers",
    "check_varies",
    "first_failure",
    "frame_of",
    "in_groups",
    "is_text",
    "is_truth",
    "kept_rows",
    "output_of",
    "outputs_of",
    "read_points",
]

_POINT = "point"
_DEFAULT = "margin"
_UNDEFINED = "undefined"  # the verdict of a model at points outside of its domain: no answer
_SINGLE = "value"  # what a sweep calls an output without a name
_ROUNDING = 64 * np.finfo(float).eps
_SHOWN = 6  # values of a text output, in a message


@final
@dataclass(frozen=True, eq=False)
class Points:
    """One output at the points of a design, in order.

    Parameters
    ----------
    label
        What the numbers are, e.g. ``"margin"`` or ``"verdict is holds"``.
    positions
        Which points of the design these are.
    parameters
        One row a point, one column a parameter.
    numbers
        The output, NaN where there is no finite one.
    failed, undefined
        At how many points the model failed, and at how many others the output is not finite.
    classes
        Whether the numbers are codes of texts.
    """

    label: str
    positions: Array
    parameters: pd.DataFrame
    numbers: Array
    failed: int
    undefined: int
    classes: bool = False

    @property
    def trouble(self) -> str:
        """How many points have no number, and why, in words; empty if all have one."""
        reasons = [(self.failed, "failed"), (self.undefined, "not finite")]
        parts = ", ".join(f"{number:,} {reason}" for number, reason in reasons if number)
        missing, size = self.failed + self.undefined, len(self.numbers)
        points = "point" if size == 1 else "points"
        return f"{missing:,} of {size:,} {points} ({parts})" if missing else ""


def outputs_of(results: Any) -> list[str]:
    """Return the names of the outputs of results."""
    return [
        column if isinstance(column, str) else str(getattr(column, "name", column))
        for column in results.outputs
    ]


def output_of(results: Any, output: str) -> str:
    """Return the name of an output that results have.

    The default ``"margin"`` also stands for the one output of a model that returns a single number
    without a name.
    """
    outputs = outputs_of(results)
    if output in outputs:
        return output
    if output == _DEFAULT and outputs == [_SINGLE]:
        return _SINGLE
    raise UnknownNameError("output", output, outputs)


def frame_of(results: Any, columns: Iterable[str]) -> pd.DataFrame:
    """Return columns of results, failed points too, in the order of the points as index.

    The column ``error`` is there, too, null where the model did not fail.
    """
    wanted = list(columns)
    if hasattr(results, "manifest"):
        return results.to_pandas(wanted, failures=True)
    frame = results.to_pandas()
    if _POINT in frame.columns:
        frame = frame.set_index(_POINT)
    if "error" not in frame.columns:
        frame = frame.assign(error=None)
    return frame[[*wanted, "error"]].sort_index()


def read_points(
    results: Any, output: str, *, value: str | bool | None = None, classes: bool = False
) -> Points:
    """Return one output of results as numbers, beside the parameters.

    Parameters
    ----------
    results
        What `sweep` returns.
    output
        The name of an output. The default ``"margin"`` also stands for the one output of a model
        that returns a single number without a name.
    value
        Of a text or truth value: the number is 1 where the output is this, else 0.
    classes
        Whether a text without `value` is allowed: the numbers are codes of the sorted texts.

    Raises
    ------
    UnknownNameError
        No such output, or no point has this text.
    InvalidArgumentError
        A text without `value`, or a number with one.
    """
    names = described(results).names
    output = output_of(results, output)
    frame = frame_of(results, [*names, output])
    failed = frame["error"].notna().to_numpy()
    answers = frame[output].mask(failed)
    codes = classes and value is None and is_text(answers)
    numbers = _codes(answers) if codes else as_numbers(answers, output, value)
    finite = np.isfinite(numbers)
    return Points(
        label=output if value is None else f"{output} is {value}",
        positions=frame.index.to_numpy(dtype=np.int64),
        parameters=frame[list(names)],
        numbers=np.where(finite, numbers, np.nan),
        failed=int(failed.sum()),
        undefined=int((~finite & ~failed).sum()),
        classes=codes,
    )


def first_failure(results: Any) -> str:
    """Return what the model said of the first point at which it failed; empty if it never did."""
    failures = getattr(results, "failures", None)
    if failures is None or not len(failures):
        return ""
    return f"{failures['error'].iloc[0]}: {failures['message'].iloc[0]}"


def is_truth(column: pd.Series) -> bool:
    """Whether a column holds truth values, missing ones aside."""
    if column.dtype != object:
        return pd.api.types.is_bool_dtype(column.dtype)
    present = column.dropna()
    return len(present) > 0 and all(isinstance(entry, (bool, np.bool_)) for entry in present)


def is_text(column: pd.Series) -> bool:
    """Whether a column holds texts, missing ones aside."""
    return not is_truth(column) and not pd.api.types.is_numeric_dtype(column.dtype)


def _codes(column: pd.Series) -> Array:
    codes = pd.factorize(column.mask(column == _UNDEFINED), sort=True)[0].astype(float)
    return np.where(codes < 0, np.nan, codes)


def as_numbers(
    column: pd.Series, output: str, value: str | bool | None, *, occurs: bool = True
) -> Array:
    """Return a column of numbers, truth values or texts as floats, NaN where it has no answer.

    A text that `occurs` nowhere is refused unless it is a verdict among verdicts.
    """
    present = column.dropna()
    if is_truth(present):
        if value is not None and not isinstance(value, (bool, np.bool_)):
            raise InvalidArgumentError(
                f"value: {output} is a truth value, so that value must be True or False, "
                f"got {value!r}"
            )
        hits: Any = present.astype(bool) == (True if value is None else value)
    elif not is_text(present):
        if value is not None:
            raise InvalidArgumentError(
                f"value: {output} is a number and has no values to choose from, got {value!r}"
            )
        hits = present
    else:
        hits = present.astype(object) == _known_text(present, output, value, occurs)
        if value != _UNDEFINED:
            hits = hits.astype(float).mask(present == _UNDEFINED)
    numbers = np.full(len(column), np.nan)
    numbers[column.notna().to_numpy()] = hits.to_numpy(dtype=float)
    return numbers


def _known_text(present: pd.Series, output: str, value: str | bool | None, occurs: bool) -> str:
    """Return the text sought, which must occur or be a verdict among verdicts."""
    texts = sorted({str(text) for text in present.unique()} - ({_UNDEFINED} - {value}))
    if value is None and texts:
        shown = ", ".join(texts[:_SHOWN]) + (", …" if len(texts) > _SHOWN else "")
        raise InvalidArgumentError(
            f"output: {output} is text ({shown}); say which one with value=, for example "
            f"value={texts[0]!r}"
        )
    verdicts = {*get_args(Status), _UNDEFINED}
    fine = value in verdicts if verdicts.issuperset(texts) else value in texts or not occurs
    if texts and not fine:
        raise UnknownNameError(f"value: {output}", value, texts)
    return str(value)


def in_groups(
    points: Points,
    size: int,
    width: int,
    *,
    nan: Literal["raise", "drop"],
    least: int,
    groups: str = "groups",
) -> tuple[Array, Array]:
    """Return the outputs of complete groups, one row a group of `width` points, and which they are.

    Points that are missing from the results (constraints leave points out) count as those without
    an output.

    Parameters
    ----------
    points
        The output at the points.
    size, width
        Points of the whole design, and of a group.
    nan
        Whether a group with a missing output is an error or is left out.
    least
        How many groups there must be.
    groups
        What they are called.

    Returns
    -------
    tuple of numpy.ndarray
        Shapes (complete groups, width), and (groups,) of truth values.
    """
    _check_policy(nan)
    whole = np.full(size, np.nan)
    whole[points.positions] = points.numbers
    table = whole.reshape(-1, width)
    complete = np.isfinite(table).all(axis=1)
    dropped = int((~complete).sum())
    if dropped and nan == "raise":
        absent = size - len(points.positions)
        trouble = points.trouble and f"{points.label} has no number at {points.trouble}"
        gaps = f"{counted(absent, 'point')} of the design left out" if absent else ""
        raise InvalidArgumentError(
            f"results: {'; '.join(filter(None, [trouble, gaps]))}; nan='drop' leaves out "
            f"the {dropped:,} of {len(table):,} {groups} that hold them"
        )
    if complete.sum() < least:
        why = points.trouble and f": {points.label} has no number at {points.trouble}"
        raise InvalidArgumentError(
            f"results: at least {least} complete {groups} are needed, got "
            f"{complete.sum()} of {len(table):,}{why}"
        )
    return table[complete], complete


def kept_rows(points: Points, *, nan: Literal["raise", "drop"], least: int) -> Array:
    """Return at which points there is a number; an error if some have none and `nan` says so."""
    _check_policy(nan)
    kept = np.isfinite(points.numbers)
    if points.trouble and nan == "raise":
        raise InvalidArgumentError(
            f"results: {points.label} has no number at {points.trouble}; nan='drop' leaves them out"
        )
    if kept.sum() < least:
        raise InvalidArgumentError(
            f"results: {points.label} needs numbers at {least} points or more, got {kept.sum()}"
        )
    return kept


def check_varies(numbers: Array, label: str) -> None:
    """Refuse an output that is constant, but for rounding."""
    smallest, largest = float(numbers.min()), float(numbers.max())
    if largest - smallest <= _ROUNDING * max(abs(smallest), abs(largest)):
        raise InvalidArgumentError(
            f"results: {label} is constant ({smallest:g}): its variance is 0, and nothing of it is "
            "due to any parameter"
        )


def _check_policy(nan: str) -> None:
    if nan not in ("raise", "drop"):
        raise InvalidArgumentError(f"nan must be 'raise' or 'drop', got {nan!r}")
