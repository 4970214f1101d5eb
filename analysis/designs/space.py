"""The parameters of a design and how each varies."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.analysis.designs.distributions import (
    Categorical,
    Distribution,
    Fixed,
    Integers,
    Interval,
    uniform,
)
from lilliput.analysis.designs.entries import Kind, plain_scalar, typed_array
from lilliput.analysis.designs.frozen import Scipy
from lilliput.games.checks import check_names
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnknownNameError

__all__ = ["RESERVED", "Space", "check_parameters", "distribution_of", "restored"]

RESERVED = ("point", "error", "message")  # columns of results

_ALLOWED = (
    "(lower, upper), a list or range of numbers or strings, one number or string, "
    "log_uniform(lower, upper), integers(lower, upper), categorical(values, weights=...), or a "
    "frozen distribution of scipy.stats such as scipy.stats.norm(0, 1)"
)


@final
@dataclass(frozen=True, eq=False)
class Space:
    """Parameters in order, each with its distribution.

    Parameters
    ----------
    distributions
        A distribution a name.

    Examples
    --------
    >>> space = Space.of({"delta": (0, 1), "rule": ["hub", "web"], "m": 6})
    >>> space.varied
    ('delta', 'rule')
    >>> space.columns(np.array([[0.25], [0.75]]), 1)
    {'delta': array([0.25]), 'rule': array(['web'], dtype=object), 'm': array([6])}
    """

    distributions: Mapping[str, Distribution]

    def __post_init__(self) -> None:
        object.__setattr__(self, "distributions", MappingProxyType(dict(self.distributions)))

    def __reduce__(self) -> tuple[type, tuple[dict[str, Distribution]]]:
        return (type(self), (dict(self.distributions),))

    @classmethod
    def of(cls, space: Mapping[str, Any]) -> "Space":
        """Read a mapping from names to what `distribution_of` understands."""
        if not isinstance(space, Mapping):
            raise InvalidArgumentError(
                "space must be a mapping from parameters to how they vary, e.g. "
                f'{{"delta": (0, 1), "n": integers(3, 7)}}, got {space!r}'
            )
        names = check_parameters(space, "space")
        return cls({name: distribution_of(space[name], name) for name in names})

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The parameters, in order."""
        return tuple(self.distributions)

    @cached_property
    def varied(self) -> tuple[str, ...]:
        """Those that take more than one value; each has a coordinate of the unit cube."""
        return tuple(n for n, d in self.distributions.items() if not isinstance(d, Fixed))

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """What the values of each parameter are."""
        return {name: each.kind for name, each in self.distributions.items()}

    def columns(self, units: NDArray[np.float64], count: int) -> dict[str, NDArray[Any]]:
        """Return the values at `count` points of the unit cube, one row of `units` a coordinate."""
        rows = dict(zip(self.varied, units, strict=True))
        blank = np.zeros(count)
        columns = {}
        for name, each in self.distributions.items():
            try:
                columns[name] = each.quantile(rows.get(name, blank))
            except InvalidArgumentError as error:
                raise InvalidArgumentError(f"space: {name}: {error}") from None
        return columns

    def describe(self) -> dict[str, Any]:
        """Return the distributions, in the types of JSON."""
        return {name: each.describe() for name, each in self.distributions.items()}

    def __repr__(self) -> str:
        return "{" + ", ".join(f"{n!r}: {d!r}" for n, d in self.distributions.items()) + "}"


def check_parameters(names: Any, argument: str) -> tuple[str, ...]:
    """Return the names of parameters: distinct, at least one, none that results need themselves."""
    try:
        found = check_names(names, argument=f"{argument}: parameters")
    except InvalidGameError as error:
        raise InvalidArgumentError(str(error)) from None
    for name in found:
        if name in RESERVED:
            raise InvalidArgumentError(
                f"{argument}: a parameter cannot be called {name!r}, which is a column of every "
                f"result (as are {', '.join(RESERVED)}); rename it"
            )
    return found


def distribution_of(value: Any, name: str) -> Distribution:
    """Return the distribution that a value of a space stands for.

    Parameters
    ----------
    value
        A pair ``(lower, upper)``: uniform. A list, array, range, Series or Index of numbers or
        strings: its entries, equally likely. A number, truth value or string: fixed. A
        distribution of this room or a frozen one of scipy.stats: itself.
    name
        The parameter, for the error message.

    Raises
    ------
    InvalidArgumentError
        It is none of these.

    Examples
    --------
    >>> distribution_of((0, 1), "a"), distribution_of([1, 2], "b"), distribution_of(3, "c")
    (uniform(0, 1), [1, 2], 3)
    """
    if isinstance(value, Distribution):
        return value
    try:
        if isinstance(value, tuple):
            return _pair(value)
        if isinstance(value, (list, range, pd.Series, pd.Index)) or (
            isinstance(value, np.ndarray) and value.ndim
        ):
            levels = typed_array(value, "the list", distinct=True)
            return Fixed(levels.tolist()[0]) if len(levels) == 1 else Categorical(levels)
        if type(value).__module__.startswith("scipy.stats"):
            return _frozen(value)
        return Fixed(plain_scalar(value[()] if isinstance(value, np.ndarray) else value, "a value"))
    except InvalidArgumentError as error:
        raise InvalidArgumentError(f"space: {name}: {error}; allowed are {_ALLOWED}") from None


def restored(text: Mapping[str, Any], name: str) -> Distribution:
    """Return the distribution of a description.

    Examples
    --------
    >>> restored({"kind": "integers", "lower": 1, "upper": 6}, "m")
    integers(1, 6)
    """
    kind = text.get("kind")
    if kind == "fixed":
        return Fixed(plain_scalar(text["value"], name))
    if kind in ("uniform", "log_uniform"):
        scale = "linear" if kind == "uniform" else "log"
        return Interval(float(text["lower"]), float(text["upper"]), scale)  # type: ignore[arg-type]
    if kind == "integers":
        return Integers(int(text["lower"]), int(text["upper"]))
    if kind == "categorical":
        weights = text.get("weights")
        return Categorical(
            typed_array(text["values"], name), None if weights is None else tuple(weights)
        )
    if kind == "scipy":
        if "hash" in text:
            raise InvalidArgumentError(
                f"description: the distribution {text['name']!r} of {name} is not scipy's own and "
                "only its hash is described; give the space again"
            )
        from scipy import stats

        family = getattr(stats, text["name"], None)
        if not isinstance(family, (stats.rv_continuous, stats.rv_discrete)):
            raise UnknownNameError("description: distribution of scipy.stats", text["name"])
        return Scipy(family(**text["parameters"]))
    known = ("fixed", "uniform", "log_uniform", "integers", "categorical", "scipy")
    raise UnknownNameError(f"description: kind of {name}", kind, known)


def _pair(value: tuple[Any, ...]) -> Distribution:
    if len(value) != 2:
        raise InvalidArgumentError(
            f"a tuple must be (lower, upper), got {value!r}; write a list for levels"
        )
    if any(isinstance(end, (str, bool, np.bool_)) for end in value):
        raise InvalidArgumentError(
            f"a tuple must be (lower, upper) of numbers, got {value!r}; write a list for levels"
        )
    return uniform(*value)


def _frozen(value: Any) -> Distribution:
    from scipy import stats
    from scipy.stats.distributions import rv_frozen

    if isinstance(value, (stats.rv_continuous, stats.rv_discrete)):
        raise InvalidArgumentError(
            f"the distribution {value.name!r} of scipy.stats is not frozen: call it with its "
            "parameters"
        )
    if not isinstance(value, rv_frozen):
        raise InvalidArgumentError(f"must vary in one of the allowed ways, got {value!r}")
    given = [*value.args, *value.kwds.values()]
    if not all(np.ndim(entry) == 0 and np.isfinite(entry) for entry in given):
        raise InvalidArgumentError(
            f"the parameters of {value.dist.name!r} must be finite numbers, got {given}"
        )
    if np.isnan(value.support()).any():
        raise InvalidArgumentError(
            f"the parameters of {value.dist.name!r} must lie in its domain, got {given}"
        )
    return Scipy(value)
