"""The digest of a function: its code, its defaults, what it closes over and what it uses beside.

Two functions of the same digest compute the same, comments and layout aside. A helper from the same
module, a notebook or a file of one's own counts with its code; one from an installed package by its
name.
"""

import ast
import dis
import functools
import inspect
import site
import sys
import sysconfig
import textwrap
from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import fields, is_dataclass
from hashlib import sha256
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, MethodType, ModuleType
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["digest_of_function"]

_GLOBAL_LOADS = ("LOAD_GLOBAL", "LOAD_NAME")
_PLAIN = (type(None), bool, int, float, complex, str, bytes, range, type(Ellipsis))


def digest_of_function(function: Callable[..., Any], *, vectorised: bool = False) -> str:
    """Return a SHA-256 in hexadecimal that changes when the function does.

    Parameters
    ----------
    function
        Any callable.
    vectorised
        Whether it is called with arrays; part of the digest.

    Examples
    --------
    >>> k = 2
    >>> digest_of_function(lambda m: m + 1) == digest_of_function(lambda m: m + 1)
    True
    >>> digest_of_function(lambda m: m + 1) == digest_of_function(lambda m: m + 2)
    False
    """
    state = sha256(b"vectorised" if vectorised else b"scalar")
    home = getattr(inspect.unwrap(_function_of(function)), "__module__", "")
    for piece in _Walk(home).of(function):
        state.update(len(piece).to_bytes(8, "little"))
        state.update(piece)
    return state.hexdigest()


def _function_of(function: Any) -> Any:
    while isinstance(function, functools.partial | MethodType):
        function = function.func if isinstance(function, functools.partial) else function.__func__
    return function


class _Walk:
    """Walks through what a function depends on and yields bytes in a fixed order."""

    def __init__(self, home: str) -> None:
        self.home = home
        self.seen: dict[int, int] = {}
        self.alive: list[Any] = []  # ids of dead objects are given again

    def of(self, value: Any) -> Iterator[bytes]:
        if isinstance(value, _PLAIN):
            yield f"{type(value).__name__} {value!r}".encode()
            return
        if id(value) in self.seen:  # recursive functions and shared values
            yield f"again {self.seen[id(value)]}".encode()
            return
        self.seen[id(value)] = len(self.seen)
        self.alive.append(value)
        yield from self._compound(value)

    def _compound(self, value: Any) -> Iterator[bytes]:
        if isinstance(value, functools.partial):
            yield b"partial"
            yield from self._each([value.func, value.args, value.keywords])
        elif isinstance(value, MethodType):
            yield b"method"
            yield from self._each([value.__func__, value.__self__])
        elif isinstance(value, FunctionType):
            yield from self._function(value)
        elif isinstance(value, functools._lru_cache_wrapper):
            yield b"cached"
            yield from self.of(value.__wrapped__)
        elif hasattr(value, "py_func"):  # compiled by numba
            yield b"compiled"
            yield from self.of(value.py_func)
        elif isinstance(value, ModuleType):
            yield from self._module(value)
        elif isinstance(value, type):
            yield from self._class(value)
        elif isinstance(value, BuiltinFunctionType | np.ufunc):
            yield f"builtin {getattr(value, '__module__', '')}.{value.__name__}".encode()
        elif isinstance(value, CodeType):
            yield from self._bytecode(value)
        else:
            yield from self._data(value)

    def _each(self, values: Any) -> Iterator[bytes]:
        for value in values:
            yield from self.of(value)

    def _function(self, function: FunctionType) -> Iterator[bytes]:
        yield f"function {function.__module__}.{function.__qualname__}".encode()
        if not self._is_ours(function.__module__):
            return
        source = _source(function) if function.__name__ != "<lambda>" else None
        if source is None:
            yield from self._bytecode(function.__code__)
        else:
            yield source.encode()
        yield from self._each([function.__defaults__, function.__kwdefaults__])
        for cell in function.__closure__ or ():
            try:
                yield from self.of(cell.cell_contents)
            except ValueError:  # not yet filled
                yield b"empty"
        yield from self._globals(function)

    def _globals(self, function: FunctionType) -> Iterator[bytes]:
        for name in sorted(_global_names(function.__code__)):
            if name in function.__globals__:
                yield name.encode()
                yield from self.of(function.__globals__[name])

    def _module(self, module: ModuleType) -> Iterator[bytes]:
        """Yield the name of a module; of a file of one's own also its code and what it imports."""
        yield f"module {module.__name__}".encode()
        if not _is_local(module.__name__):
            return
        yield (_source(module) or "").encode()
        for name, value in sorted(vars(module).items()):
            home = value.__name__ if isinstance(value, ModuleType) else None
            if isinstance(value, FunctionType | type):
                home = value.__module__
            if home is not None and home != module.__name__ and _is_local(home):
                yield name.encode()
                yield from self.of(value)

    def _bytecode(self, code: CodeType) -> Iterator[bytes]:
        yield code.co_code
        yield from self._each([code.co_names, code.co_varnames, code.co_freevars, code.co_consts])

    def _class(self, kind: type) -> Iterator[bytes]:
        yield f"class {kind.__module__}.{kind.__qualname__}".encode()
        if not self._is_ours(kind.__module__):
            return
        yield (_source(kind) or "").encode()
        yield from self._each(kind.__bases__)
        for _, member in sorted(vars(kind).items()):
            method = getattr(member, "__func__", getattr(member, "fget", member))
            if isinstance(method, FunctionType):
                yield from self._globals(method)

    def _data(self, value: Any) -> Iterator[bytes]:
        yield f"{type(value).__module__}.{type(value).__qualname__}".encode()
        if isinstance(value, np.ndarray) and value.dtype != object:
            yield f"{value.dtype.str} {value.shape}".encode()
            yield np.ascontiguousarray(value).tobytes()
        elif isinstance(value, np.generic):
            yield repr(value.item()).encode()
        elif isinstance(value, pd.DataFrame | pd.Series | pd.Index):
            yield from self._each([list(getattr(value, "columns", ()))])
            yield pd.util.hash_pandas_object(value).to_numpy().tobytes()
        elif isinstance(value, Mapping):
            for key, item in value.items():
                yield from self._each([key, item])
        elif isinstance(value, Set):
            yield from sorted(b"".join(_Walk(self.home).of(item)) for item in value)
        elif isinstance(value, list | tuple | np.ndarray):
            yield str(len(value)).encode()
            yield from self._each(list(value))
        elif is_dataclass(value) and not isinstance(value, type):
            yield from self._each([getattr(value, field.name) for field in fields(value)])
        else:
            yield from self._object(value)

    def _object(self, value: Any) -> Iterator[bytes]:
        """Any other object: its class and its attributes, or what pickle makes of it."""
        if self._is_ours(type(value).__module__) and hasattr(value, "__dict__"):
            yield from self.of(type(value))
            yield from self.of(dict(vars(value)))
            return
        import cloudpickle

        try:
            yield cloudpickle.dumps(value)
        except Exception:
            # What cannot travel to a worker has no content that could be compared.
            yield b"opaque"

    def _is_ours(self, module: str | None) -> bool:
        """Whether code of a module counts with its text: that of the model, or one's own."""
        return module in ("__main__", "__mp_main__", None, self.home) or _is_local(module)


@functools.cache
def _is_local(module: str) -> bool:
    """Return whether a module is a file that is not installed: one that changes from day to day."""
    file = getattr(sys.modules.get(module), "__file__", None)
    if file is None or module.partition(".")[0] == "lilliput":  # whose version is known
        return False
    path = Path(file).resolve()
    return not any(path.is_relative_to(folder) for folder in _installed())


@functools.cache
def _installed() -> tuple[Path, ...]:
    paths = sysconfig.get_paths()
    folders = {paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    folders |= {*site.getsitepackages(), site.getusersitepackages()}
    return tuple(Path(folder).resolve() for folder in folders)


def _source(thing: Any) -> str | None:
    """Return the code of a function or class without comments and layout; None if not known."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))
    except (OSError, TypeError, SyntaxError, IndentationError):
        return None
    for node in tree.body:
        # What a decorator does shows in the function that it makes.
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.decorator_list = []
    return ast.unparse(tree)


def _global_names(code: CodeType) -> set[str]:
    names = {i.argval for i in dis.get_instructions(code) if i.opname in _GLOBAL_LOADS}
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            names |= _global_names(constant)
    return names
