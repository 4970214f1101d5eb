"""A hash of what a function computes, the same in every process.

It covers the compiled code, constants, defaults, what is enclosed, and the global names that the
code reads, functions among them, one inside another. It does not cover what is inside other modules
that the code reaches by their names.
"""

from collections.abc import Callable, Iterator
from dis import get_instructions
from functools import partial
from hashlib import sha256
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np

from lilliput.games.errors import InvalidArgumentError

__all__ = ["function_hash"]


def function_hash(function: Callable[..., Any]) -> str:
    """Return a sha256 of the definition of a function.

    Raises
    ------
    InvalidArgumentError
        It depends on an object that has no definition to be hashed.

    Examples
    --------
    >>> function_hash(lambda a: a > 1) == function_hash(lambda a: a > 2)
    False
    """
    text = "\n".join(_tokens(function, set()))
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _tokens(value: Any, seen: set[int]) -> Iterator[str]:
    """Yield texts that define a value; `seen` holds the functions already visited."""
    if value is None or value is Ellipsis or isinstance(value, (bool, int, float, complex, str)):
        yield f"{type(value).__name__} {value!r}"
    elif isinstance(value, bytes):
        yield f"bytes {value.hex()}"
    elif isinstance(value, (tuple, list)):
        yield f"{type(value).__name__} {len(value)}"
        for entry in value:
            yield from _tokens(entry, seen)
    elif isinstance(value, (set, frozenset)):
        yield f"set {sorted('|'.join(_tokens(entry, seen)) for entry in value)}"
    elif isinstance(value, dict):
        yield f"dict {len(value)}"
        for key, entry in value.items():
            yield from _tokens(key, seen)
            yield from _tokens(entry, seen)
    elif isinstance(value, (np.ndarray, np.generic)) and value.dtype != object:
        yield f"array {value.dtype.str} {value.shape} {sha256(value.tobytes()).hexdigest()}"
    elif isinstance(value, FunctionType):
        yield from _function(value, seen)
    elif isinstance(value, CodeType):
        yield from _code(value, seen)
    elif isinstance(value, MethodType):
        yield from _tokens(value.__func__, seen)
        yield from _tokens(value.__self__, seen)
    elif isinstance(value, partial):
        yield from _tokens((value.func, value.args, value.keywords), seen)
    elif isinstance(getattr(value, "py_func", None), FunctionType):  # compiled by numba
        yield from _tokens(value.py_func, seen)
    elif isinstance(value, ModuleType):
        yield f"module {value.__name__}"
    elif isinstance(value, (type, BuiltinFunctionType, np.ufunc)) or (
        callable(value) and hasattr(value, "__qualname__")
    ):
        name = getattr(value, "__qualname__", None) or value.__name__
        yield f"named {getattr(value, '__module__', '')}.{name}"
    else:
        raise InvalidArgumentError(
            f"constraint: it depends on {value!r}, a {type(value).__name__}, which cannot be "
            "recorded; write the constraint as text, or as a function of numbers and arrays"
        )


def _function(function: FunctionType, seen: set[int]) -> Iterator[str]:
    if id(function) in seen:
        yield f"again {function.__qualname__}"
        return
    seen.add(id(function))
    yield from _code(function.__code__, seen)
    yield from _tokens(function.__defaults__, seen)
    yield from _tokens(function.__kwdefaults__, seen)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield f"enclosed {name}"
        yield from _tokens(cell.cell_contents, seen)
    for name in sorted(_names(function.__code__)):
        if name in function.__globals__:
            yield f"global {name}"
            yield from _tokens(function.__globals__[name], seen)


def _code(code: CodeType, seen: set[int]) -> Iterator[str]:
    yield f"code {code.co_code.hex()}"
    yield f"names {code.co_names} {code.co_varnames} {code.co_freevars} {code.co_argcount}"
    for constant in code.co_consts:
        yield from _tokens(constant, seen)


def _names(code: CodeType) -> set[str]:
    """Return the global names that the code and the functions written inside it read."""
    found = {
        step.argval
        for step in get_instructions(code)
        if step.opname in ("LOAD_GLOBAL", "LOAD_NAME")
    }
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            found |= _names(constant)
    return found
