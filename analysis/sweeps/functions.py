"""Functions as models of a sweep: their parameters from the signature, their digest from the code.

A scalar function is called once a point, a vectorised one once a block. A parameter ``rng`` of a
scalar function, or ``seeds`` of a vectorised one, asks for random numbers of each point's own.
"""

import functools
import inspect
from collections.abc import Callable
from typing import Any, Literal, TypeVar

from lilliput.analysis.digests import digest_of_function
from lilliput.analysis.sweeps.evaluators import Evaluator
from lilliput.games.errors import InvalidArgumentError

__all__ = ["evaluator_of_function", "is_vectorised", "vectorised"]

_MARK = "__lilliput_vectorised__"
_F = TypeVar("_F", bound=Callable[..., Any])


def vectorised(function: _F) -> _F:
    """Mark a function of arrays, so that a sweep calls it once a block instead of once a point.

    It takes each parameter as an array with one entry a point and returns an array, a mapping of
    names to arrays, or `Evaluated`; every array must have one entry a point. What it returns for a
    point must not depend on the other points of the block.

    Parameters
    ----------
    function
        The function. One that cannot be marked (a builtin, a ufunc, a bound method) is wrapped.

    Returns
    -------
    Callable
        The same function, marked.

    Examples
    --------
    >>> import numpy as np
    >>> @vectorised
    ... def surplus(m, delta):
    ...     return np.maximum(m * delta - 1, 0)
    >>> surplus(np.array([1, 4]), np.array([0.5, 0.5])).tolist()
    [0.0, 1.0]
    """
    if not callable(function):
        raise InvalidArgumentError(f"vectorised marks a function, got {function!r}")
    try:
        setattr(function, _MARK, True)
    except AttributeError:
        wrapped = functools.partial(function)
        setattr(wrapped, _MARK, True)
        return wrapped  # type: ignore[return-value]
    return function


def is_vectorised(function: Callable[..., Any]) -> bool:
    """Return whether a function is marked by `vectorised`."""
    return bool(getattr(function, _MARK, False))


def evaluator_of_function(function: Callable[..., Any]) -> Evaluator:
    """Return the evaluator of a function of scalars, or of arrays when it is marked.

    Parameters
    ----------
    function
        Any callable whose parameters have names; ``**kwargs`` takes every name of the design.

    Raises
    ------
    InvalidArgumentError
        It takes positional-only or ``*args`` parameters, or has no signature.
    """
    marked = is_vectorised(function)
    name = _name(function)
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise InvalidArgumentError(
            f"{name} is a coroutine or a generator, which gives no value when it is called: write "
            "a plain function that returns the outputs"
        )
    parameters, defaults, takes_all = _signature(function, name)
    random: Literal["", "rng", "seeds"] = ""
    if marked and "rng" in parameters:
        raise InvalidArgumentError(
            f"{name} is vectorised and takes rng, a generator that a block's points would share, so"
            " that results would depend on the blocks: take seeds, an array of one uint64 a point"
        )
    wanted: Literal["rng", "seeds"] = "seeds" if marked else "rng"
    if wanted in parameters:
        random = wanted
    return Evaluator(
        name=name,
        digest=digest_of_function(function, vectorised=marked),
        parameters=tuple(p for p in parameters if p != random),
        defaults={key: value for key, value in defaults.items() if key != random},
        vectorised=marked,
        columns=None,
        call=function,
        random=random,
        open=takes_all,
    )


def _name(function: Callable[..., Any]) -> str:
    inner: Any = function
    while isinstance(inner, functools.partial):
        inner = inner.func
    return str(getattr(inner, "__name__", type(inner).__name__))


def _signature(
    function: Callable[..., Any], name: str
) -> tuple[tuple[str, ...], dict[str, Any], bool]:
    """Return the names that a function takes, their defaults, and whether it takes any name."""
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):
        raise InvalidArgumentError(
            f"the parameters of {name} cannot be read: wrap it, as in lambda x: {name}(x)"
        ) from None
    names, defaults, takes_all = [], {}, False
    for parameter in signature.parameters.values():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.POSITIONAL_ONLY):
            star = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
            raise InvalidArgumentError(
                f"{name} takes {star}{parameter.name} by position, but a sweep gives parameters by "
                "name: write a function whose parameters have the names of the design"
            )
        if parameter.kind is parameter.VAR_KEYWORD:
            takes_all = True
            continue
        names.append(parameter.name)
        if parameter.default is not parameter.empty:
            defaults[parameter.name] = parameter.default
    return tuple(names), defaults, takes_all
