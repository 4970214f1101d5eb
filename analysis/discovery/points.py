"""Points of a parameter space and which of them are cases, as scenario discovery reads them.

Each parameter becomes codes: the position of a point's value among the distinct values in order.
Boxes are ranges of codes, or sets of them where values have no order, so that every column is
sorted once.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import name_list
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["Kind", "Parameter", "Points", "points_of"]

Kind = Literal["number", "integer", "set"]
Codes = npt.NDArray[np.int32]

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAMES = re.compile(r"`([^`]+)`|([A-Za-z_]\w*)")
_FAILURE = ("error", "message")
_BOOKKEEPING = ("point", *_FAILURE)


@final
@dataclass(frozen=True, eq=False)
class Parameter:
    """A parameter: its distinct values in order, and whether the order means something.

    Parameters
    ----------
    name
        As in the results.
    kind
        ``"number"``, ``"integer"``, or ``"set"`` for names and truth values.
    values
        The distinct values, sorted.
    """

    name: str
    kind: Kind
    values: Array

    @property
    def is_set(self) -> bool:
        """Whether the values have no order."""
        return self.kind == "set"


@final
@dataclass(frozen=True, eq=False)
class Points:
    """Points with their parameters as codes.

    Parameters
    ----------
    parameters
        Those that take at least two values.
    codes
        One row a parameter, one column a point.
    cases
        Which points are cases.
    question
        What makes a point a case, in words.
    left_out
        Points without an answer or a value, which are not among these.
    """

    parameters: tuple[Parameter, ...]
    codes: Codes
    cases: npt.NDArray[np.bool_]
    question: str
    left_out: int

    def __len__(self) -> int:
        return len(self.cases)

    def take(self, rows: Array) -> "Points":
        """Return some of the points, with the same parameters and codes."""
        return Points(
            self.parameters, self.codes[:, rows], self.cases[rows], self.question, self.left_out
        )


def points_of(results: Any, query: Any, parameters: Sequence[str] | None) -> Points:
    """Read the points and cases of results.

    Parameters
    ----------
    results
        `Results` of a sweep, anything with ``to_pandas()``, ``parameters`` and ``outputs``, or a
        frame.
    query
        A condition as pandas writes it, or one truth value a point. Points without a value of
        what the condition asks for are left out.
    parameters
        Those among which to look; by default all of the results, or of a frame all columns that
        the condition does not name.
    """
    frame = _frame_of(results, query)
    asked = _asked(query, frame)
    answer, known = _answers(frame, query, asked)
    names = _chosen(results, frame, parameters, asked)
    for name in names:
        known &= frame[name].notna().to_numpy()
    if not answer[known].any():
        raise InvalidArgumentError(
            f"query: no point of {int(known.sum()):,} is a case ({_words(query, frame)}), so that "
            "there is no box to find" + _outcomes(frame, asked)
        )
    found, codes = [], []
    for name in names:
        parameter, coded = _coded(name, frame[name][known])
        if len(parameter.values) > 1:
            found.append(parameter)
            codes.append(coded)
    if not found:
        raise InvalidArgumentError("parameters: none takes more than one value")
    return Points(
        tuple(found), np.array(codes), answer[known], _words(query, frame), int((~known).sum())
    )


def _frame_of(results: Any, query: Any) -> pd.DataFrame:
    if isinstance(results, pd.DataFrame):
        return results
    if not hasattr(results, "to_pandas"):
        raise InvalidArgumentError(
            f"results must be those of a sweep or a frame, got {type(results).__name__}"
        )
    if isinstance(query, str) and any(name in _FAILURE for name in _named(query)):
        return results.to_pandas(failures=True)
    return results.to_pandas()


def _named(query: str) -> list[str]:
    """Return the names in a condition, leaving out quoted texts."""
    return [a or b for a, b in _NAMES.findall(_QUOTED.sub("", query))]


def _asked(query: Any, frame: pd.DataFrame) -> list[str]:
    """Return the columns that a condition in text asks for."""
    names = _named(query) if isinstance(query, str) else []
    return [name for name in dict.fromkeys(names) if name in frame.columns]


def _answers(
    frame: pd.DataFrame, query: Any, asked: list[str]
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which points are cases and of which that is known."""
    if isinstance(query, str):
        try:
            found = frame.eval(query)
        except (KeyError, NameError) as error:
            raise InvalidArgumentError(
                f"query {query!r} cannot be evaluated: {error} (columns: "
                f"{name_list(list(map(str, frame.columns)), limit=20)})"
            ) from None
        except (SyntaxError, TypeError, ValueError) as error:
            raise InvalidArgumentError(f"query {query!r} cannot be evaluated: {error}") from None
        missing = [name for name in asked if name not in _FAILURE]
        known = frame[missing].notna().all(axis=1).to_numpy(dtype=bool)
    else:
        found, known = query, np.ones(len(frame), dtype=bool)
        same = isinstance(query, pd.Series) and len(query) == len(frame)
        if same and not query.index.equals(frame.index):
            raise InvalidArgumentError(
                "query: the truth values must have the index of the results' frame"
            )
    single = not isinstance(found, pd.Series | pd.Index | list | tuple | np.ndarray)
    answers: pd.Series[Any] = pd.Series(dtype=object) if single else pd.Series(found)
    if len(answers) != len(frame) or not _is_truth(answers):
        raise InvalidArgumentError(
            f"query must give one truth value for each of {len(frame)} points, got "
            f"{len(answers)} of type {answers.dtype}"
        )
    there = answers.notna().to_numpy()
    return answers.where(there, False).to_numpy(dtype=bool), known & there


def _is_truth(answers: "pd.Series[Any]") -> bool:
    if pd.api.types.is_bool_dtype(answers.dtype):
        return True
    return bool(answers.map(lambda value: value is None or value is pd.NA or _is_bool(value)).all())


def _is_bool(value: Any) -> bool:
    return isinstance(value, (bool, np.bool_)) or value != value


def _chosen(
    results: Any, frame: pd.DataFrame, parameters: Sequence[str] | None, asked: list[str]
) -> list[str]:
    if parameters is None:
        own = getattr(results, "parameters", None)
        if own is None:
            own = [name for name in frame.columns if name not in (*asked, *_BOOKKEEPING)]
        return [str(name) for name in own]
    if isinstance(parameters, str):
        raise InvalidArgumentError(f"parameters must be a list of names, got {parameters!r}")
    for name in parameters:
        if name not in frame.columns:
            raise UnknownNameError("parameters: parameter", name, frame.columns)
    return list(dict.fromkeys(parameters))


def _coded(name: str, column: "pd.Series[Any]") -> tuple[Parameter, Codes]:
    """Return a parameter and the codes of its values."""
    kind = _kind(column)
    if kind == "set":
        texts = column.astype(object)
        values = np.array(sorted(texts.unique(), key=lambda value: (str(type(value)), value)), "O")
        places = {value: k for k, value in enumerate(values)}
        codes = texts.map(places).to_numpy(dtype=np.int32)
    else:
        numbers = column.to_numpy(dtype=np.int64 if kind == "integer" else np.float64)
        order = np.argsort(numbers, kind="stable")
        ordered = numbers[order]
        new = np.append(False, ordered[1:] != ordered[:-1])
        codes = np.empty(len(order), dtype=np.int32)
        codes[order] = np.cumsum(new)
        values = ordered[np.append(True, new[1:])] if len(ordered) else ordered
    return Parameter(name, kind, values), codes


def _kind(column: "pd.Series[Any]") -> Kind:
    if pd.api.types.is_bool_dtype(column.dtype):
        return "set"
    if pd.api.types.is_integer_dtype(column.dtype):
        return "integer"
    if pd.api.types.is_numeric_dtype(column.dtype):
        return "number"
    if column.dtype == object and not column.map(lambda v: isinstance(v, (str, bool))).any():
        return "number"  # for example Fractions
    return "set"


def _words(query: Any, frame: pd.DataFrame) -> str:
    """Return a condition in words.

    The name of truth values is said, but not that of the column which a comparison leaves them.
    """
    if not isinstance(query, str):
        name = getattr(query, "name", None)
        return "the condition holds" if name is None or name in frame.columns else str(name)
    verdict = re.fullmatch(r"\s*verdict\s*==\s*['\"](\w+)['\"]\s*", query)
    return verdict[1] if verdict else query


def _outcomes(frame: pd.DataFrame, asked: list[str]) -> str:
    """Return what texts there are in the column that a condition asks for, for its message."""
    for name in asked:
        if not pd.api.types.is_numeric_dtype(frame[name].dtype):
            counts = frame[name].value_counts()
            listed = ", ".join(f"{value} {count}" for value, count in counts.items())
            return f"; {name} is: {listed or 'nowhere given'}"
    return ""
