"""Constraints: which points of a design are wanted, said as text or by a function.

A constraint judges each point by itself, since points come in blocks of any size: text with
methods of whole columns (``a.mean()``) is refused, and so is a function that judges the first
points together otherwise than one at a time.
"""

import ast
import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.analysis.digests import digest_of_function
from lilliput.games.checks import name_list
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["Constraint", "constraint_of"]

Columns = Mapping[str, NDArray[Any]]

_QUOTED = re.compile(r"`[^`]*`")
_PLACEHOLDER = "quoted_"
_MISSING = re.compile(r"name '(.*)' is not defined")


@final
@dataclass(frozen=True, eq=False, repr=False)
class Constraint:
    """A condition on parameters.

    Parameters
    ----------
    condition
        Text as for ``DataFrame.eval``, or a function of arrays that returns truth values.
    """

    condition: str | Callable[..., Any]

    def holds(self, columns: Columns, count: int) -> NDArray[np.bool_]:
        """Return whether each point satisfies it."""
        if not count:
            return np.zeros(0, dtype=np.bool_)
        if isinstance(self.condition, str):
            return _evaluated(self.condition, columns)
        return _called(self.condition, columns, count)

    def describe(self) -> dict[str, Any]:
        """Return the text, or the name and a hash of the function."""
        if isinstance(self.condition, str):
            return {"text": self.condition}
        return {"function": _name(self.condition), "hash": self._hash}

    @cached_property
    def _hash(self) -> str:
        return digest_of_function(self.condition)  # type: ignore[arg-type]

    def __repr__(self) -> str:
        return repr(self.condition) if isinstance(self.condition, str) else _name(self.condition)


def constraint_of(condition: Any, names: tuple[str, ...]) -> Constraint:
    """Return a condition as a constraint on parameters, checked as far as that needs no points.

    Raises
    ------
    InvalidArgumentError
        It is neither text nor a function, or cannot judge each point by itself.
    UnknownNameError
        It asks for what is not a parameter.
    """
    if isinstance(condition, str):
        _check_text(condition, names)
    elif callable(condition):
        _arguments(condition, names)
    else:
        raise InvalidArgumentError(
            "where: constraint must be text such as 'k <= m', or a function of the parameters that "
            f"returns an array of truth values, got {condition!r}"
        )
    return Constraint(condition)


def _check_text(text: str, names: tuple[str, ...]) -> None:
    shown = f"where: constraint {text!r}"
    try:
        tree = ast.parse(_QUOTED.sub(_PLACEHOLDER, text).strip(), mode="eval")
    except SyntaxError as error:
        raise InvalidArgumentError(
            f"{shown} is not a condition ({error.msg}); write e.g. 'k <= m and delta > 0.5', with "
            "== to compare"
        ) from None
    functions = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    for node in ast.walk(tree):
        if isinstance(node, (ast.Attribute, ast.Subscript)):
            if (dotted := ast.unparse(node)) in names:
                raise InvalidArgumentError(
                    f"{shown}: a name that is no identifier is quoted: write `{dotted}`"
                )
            raise InvalidArgumentError(
                f"{shown} must judge each point by its own parameters, got "
                f"{ast.unparse(node)!r}; use comparisons, arithmetic, and, or, not, in, and "
                "functions such as sqrt(a)"
            )
        name = node.id if isinstance(node, ast.Name) and id(node) not in functions else None
        if name is not None and name not in (*names, _PLACEHOLDER):
            raise UnknownNameError(f"{shown}: parameter", name, names)


def _evaluated(text: str, columns: Columns) -> NDArray[np.bool_]:
    frame = pd.DataFrame(dict(columns))
    try:
        with np.errstate(all="ignore"):  # what is no number satisfies nothing
            result: Any = frame.eval(text, engine="python")
    except NameError as error:
        found = _MISSING.search(str(error))
        missing = found.group(1) if found else text
        raise UnknownNameError(
            f"where: constraint {text!r}: parameter", missing, columns
        ) from error
    except Exception as error:
        raise InvalidArgumentError(
            f"where: constraint {text!r} cannot be evaluated: {error}"
        ) from error
    if not isinstance(result, pd.Series) or result.dtype != bool:
        raise InvalidArgumentError(
            f"where: constraint {text!r} must be true or false for each point; write a comparison "
            f"of the parameters {name_list(tuple(columns))}"
        )
    return result.to_numpy(dtype=np.bool_)


def _called(function: Callable[..., Any], columns: Columns, count: int) -> NDArray[np.bool_]:
    wanted = _arguments(function, tuple(columns))
    result = np.asarray(function(**{name: columns[name] for name in wanted}))
    if result.shape != (count,) or result.dtype != np.bool_:
        raise InvalidArgumentError(
            f"where: constraint {_name(function)} must return one truth value a point, an array of "
            f"bool of shape ({count},), got {result.dtype} of shape {result.shape}"
        )
    return result


def _arguments(function: Callable[..., Any], names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the parameters that a function takes, all if it takes any."""
    try:
        signature = inspect.signature(function).parameters
    except (TypeError, ValueError):
        return names
    if any(each.kind is each.VAR_KEYWORD for each in signature.values()):
        return names
    for name, each in signature.items():
        required = each.default is each.empty and each.kind is not each.VAR_POSITIONAL
        if required and name not in names:
            raise UnknownNameError(f"where: constraint {_name(function)}: parameter", name, names)
    return tuple(name for name in names if name in signature)


def _name(function: Any) -> str:
    qualified = getattr(function, "__qualname__", type(function).__qualname__)
    return f"{getattr(function, '__module__', '')}.{qualified}"
