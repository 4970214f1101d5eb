"""Which fields of a state vary, by name: ``costs.multilateral``, ``stakes.USA-UKG``.

Columns of numbers become arrays of states. A number outside its domain fails its own point only.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple, final

import numpy as np

from lilliput.analysis.comparisons.states import BatchStates, Failures
from lilliput.analysis.state import State
from lilliput.games.arithmetic import Array
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["Place", "place_of", "places_of", "read_points"]

_SCALARS = ("collective_good", "discount_factor", "brokerage")
_COSTS = ("bilateral", "member", "multilateral")
_PROBABILITIES = ("discount_factor", "brokerage")
_NOT_NEGATIVE = ("capabilities", "directed_stakes", *_COSTS)
_INVALID = "InvalidArgumentError"


@final
class Place(NamedTuple):
    """Where a parameter goes: a field of the states, and the powers concerned."""

    field: str
    powers: tuple[int, ...] = ()


def places_of(powers: tuple[str, ...]) -> dict[str, Place]:
    """Return all parameters of a comparison of these powers, by name.

    Examples
    --------
    >>> list(places_of(("A", "B")))[:8]
    ['collective_good', 'discount_factor', 'brokerage', 'costs.bilateral', 'costs.member', \
'costs.multilateral', 'total_stakes', 'eta']
    >>> places_of(("A", "B"))["stakes.B-A"]
    Place(field='stakes', powers=(0, 1))
    """
    places = {name: Place(name) for name in _SCALARS}
    places |= {f"costs.{name}": Place(name) for name in _COSTS}
    places |= {name: Place(name) for name in ("total_stakes", "eta")}
    for field in ("capabilities", "outside_options"):
        places |= {f"{field}.{power}": Place(field, (i,)) for i, power in enumerate(powers)}
    unclear = set()
    for field in ("stakes", "directed_stakes"):
        for i, first in enumerate(powers):
            for j, second in enumerate(powers):
                if i != j:
                    name = f"{field}.{first}-{second}"
                    pair = (min(i, j), max(i, j)) if field == "stakes" else (i, j)
                    if name in places:  # powers such as A, A-B, B, B-C may share a name of a pair
                        unclear.add(name)
                    places[name] = Place(field, pair)
    return {name: place for name, place in places.items() if name not in unclear}


def place_of(places: Mapping[str, Place], names: list[str]) -> dict[str, Place]:
    """Return the places of the parameters given, refusing unknown ones and contradictions."""
    found: dict[str, Place] = {}
    for name in names:
        if name not in places:
            raise UnknownNameError("parameter", name, places)
        place = places[name]
        if place in found.values():
            other = next(known for known, taken in found.items() if taken == place)
            raise InvalidArgumentError(f"{other} and {name} are the same parameter: give one")
        found[name] = place
    pairs = [name for name, place in found.items() if place.field == "stakes"]
    if "total_stakes" in found and pairs:
        raise InvalidArgumentError(
            f"total_stakes scales all stakes, so {pairs[0]} cannot be given besides: "
            "vary the one or the other"
        )
    return found


def read_points(
    state: State,
    columns: Mapping[str, Any],
    *,
    places: Mapping[str, Place] | None = None,
    stakes: str | None = None,
    directed_stakes: str | None = None,
) -> tuple[BatchStates, Failures]:
    """Return the states at the points, and which points lie outside the domain.

    Parameters
    ----------
    state
        What is not a parameter is as in this state.
    columns
        Parameter to its numbers, one a point (or one for all points).
    places
        From `places_of`.
    stakes, directed_stakes
        The rules that stakes follow where capabilities vary; None: they are those of the state.

    Returns
    -------
    BatchStates, Failures
        States at failed points have numbers that mean nothing.

    Examples
    --------
    >>> state = State(powers=["A", "B"], capabilities=[2, 1], stakes="equal")
    >>> states, failures = read_points(state, {"stakes.A-B": [1, 2], "brokerage": [0.5, 1.5]})
    >>> states.stakes[:, 0, 1], failures.reasons
    (array([1., 2.]), (('InvalidArgumentError', 'brokerage must lie in [0, 1]'),))
    """
    known = places_of(tuple(state.powers)) if places is None else places
    given = place_of(known, list(columns))
    numbers = _numbers(columns)
    size = max((array.size for array in numbers.values()), default=1)
    failures = Failures(size)
    arrays: dict[str, Any] = {}
    base = BatchStates.repeat(state, size)
    for name, place in given.items():
        column = numbers[name] = _checked(numbers[name], name, place.field, size, failures)
        if place.field in ("stakes", "directed_stakes", "total_stakes"):
            continue
        if not place.powers:
            arrays[place.field] = column
            continue
        target = arrays.setdefault(place.field, getattr(base, place.field).copy())
        target[:, place.powers[0]] = column
    states = replace(base, **arrays)
    states = _with_stakes(states, state, given, numbers, stakes, failures)
    return _with_directed(states, given, numbers, directed_stakes, failures), failures


def _numbers(columns: Mapping[str, Any]) -> dict[str, Array]:
    numbers: dict[str, Array] = {}
    for name, values in columns.items():
        try:
            array = np.atleast_1d(np.asarray(values, dtype=np.float64))
        except (TypeError, ValueError):
            raise InvalidArgumentError(f"{name} must be numbers, one a point") from None
        if array.ndim != 1:
            raise InvalidArgumentError(f"{name} must have one axis, got shape {array.shape}")
        numbers[name] = array
    lengths = {array.size for array in numbers.values()} - {1}
    if len(lengths) > 1:
        raise InvalidArgumentError(
            "parameters must have one number a point, got "
            + ", ".join(f"{array.size} of {name}" for name, array in numbers.items())
        )
    return numbers


def _checked(column: Array, name: str, field: str, size: int, failures: Failures) -> Array:
    """Return the numbers of a parameter, with 0 for those outside its domain."""
    column = np.array(np.broadcast_to(column, size))
    wrong = ~np.isfinite(column)
    failures.mark(wrong, _INVALID, f"{name} must be finite")
    column[wrong] = 0
    if field in _PROBABILITIES:
        outside, domain = (column < 0) | (column > 1), "lie in [0, 1]"
    elif field in _NOT_NEGATIVE:
        outside, domain = column < 0, "be >= 0"
    else:
        return column
    failures.mark(outside, _INVALID, f"{name} must {domain}")
    column[outside] = 0
    return column


def _with_stakes(
    states: BatchStates,
    state: State,
    given: Mapping[str, Place],
    numbers: Mapping[str, Array],
    rule: str | None,
    failures: Failures,
) -> BatchStates:
    """Return the states with stakes by rule, to scale, and where they are parameters."""
    pairs = [(name, place) for name, place in given.items() if place.field == "stakes"]
    total = numbers.get("total_stakes")
    if rule is None and total is None and not pairs:
        return states
    base = states.stakes[0]
    whole = base[np.triu_indices(states.n, 1)].sum()
    if rule is not None:
        stakes = _by_rule(states, rule, whole if total is None else total, failures)
    elif total is not None:
        if whole == 0:
            raise InvalidArgumentError(
                "total_stakes scales the stakes of the state, but these add up to 0"
            )
        stakes = base * (total / whole)[:, None, None]
    else:
        stakes = states.stakes.copy()
    for name, place in pairs:
        i, j = place.powers
        stakes[:, i, j] = stakes[:, j, i] = numbers[name]
    return replace(states, stakes=stakes)


def _by_rule(states: BatchStates, rule: str, total: Any, failures: Failures) -> Array:
    """Return stakes that follow a rule on capabilities, as `stakes_from_capabilities` does."""
    c = states.capabilities
    if rule != "equal":
        failures.mark((c == 0).any(axis=1), _INVALID, f"capabilities must be > 0 for {rule} stakes")
        c = np.where(c > 0, c, 1.0)
    weights = c[:, :, None] * c[:, None, :] if rule != "equal" else np.ones((*c.shape, states.n))
    if rule == "harmonic":
        weights = weights / (c[:, :, None] + c[:, None, :])
    weights = weights * (1 - np.eye(states.n))
    scale = total / (weights.sum(axis=2).sum(axis=1) / 2)
    return weights * scale[:, None, None]


def _with_directed(
    states: BatchStates,
    given: Mapping[str, Place],
    numbers: Mapping[str, Array],
    rule: str | None,
    failures: Failures,
) -> BatchStates:
    """Return the states with directed stakes by rule, and where they are parameters."""
    pairs = [(name, place) for name, place in given.items() if place.field == "directed_stakes"]
    if rule is None and not pairs:
        return states
    directed = states.directed_stakes.copy() if rule is None else np.maximum(states.stakes, 0)
    if rule == "size":
        c = states.capabilities
        failures.mark(
            (c == 0).any(axis=1), _INVALID, "capabilities must be > 0 for directed stakes by size"
        )
        c = np.where(c > 0, c, 1.0)
        directed = 2 * directed * c[:, None, :] / (c[:, :, None] + c[:, None, :])
    for name, place in pairs:
        directed[:, place.powers[0], place.powers[1]] = numbers[name]
    return replace(states, directed_stakes=directed)
