"""Ultimatum under private information: who asks for more risks a refusal.

The responder's cost of refusing is c, known to itself alone and drawn from F. The proposer demands
d; the responder gives it if d ≤ c and refuses otherwise, which costs the proposer c₀. So the
proposer maximises (1 − F(d))(d + c₀) − c₀: more of the pie against a higher risk of getting none.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np

from lilliput.games.arithmetic import (
    as_printed,
    is_symbolic,
    kind_of,
    maximum,
    minimum,
    number_array,
    plain,
    to_float,
)
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError

__all__ = ["Ultimatum", "ultimatum"]

_ROUNDING = 1e-9
_GRID = 2001
_TAILS = (1e-3, 1e-6, 1e-9, 1e-12)
_RELATIVE = 1e-9


@final
@dataclass(frozen=True)
class Ultimatum:
    """The demand that is best for the proposer, and what follows from it.

    Parameters
    ----------
    demand
        d*; of several that are best, the smallest that is not refused for certain.
    refusal
        Probability F(d*) that the responder refuses.
    proposer
        The proposer's expected payoff, (1 − F)d* − F c₀.
    responder
        The responder's expected payoff, −E[min(c, d*)]: it pays the demand or its cost.
    """

    demand: Any
    refusal: Any
    proposer: Any
    responder: Any

    @property
    def lost(self) -> Any:
        """What refusals destroy on average."""
        return -(self.proposer + self.responder)

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import fields

        names = {
            "demand": "demand d*",
            "refusal": "probability of refusal",
            "proposer": "proposer gets",
            "responder": "responder gets",
        }
        return fields("Ultimatum", names, self)


def ultimatum(
    *,
    uniform: tuple[Any, Any] | None = None,
    discrete: Mapping[Any, Any] | None = None,
    distribution: Any = None,
    cost: Any = 0,
    cap: Any = None,
) -> Ultimatum:
    """Return the best ultimatum to a responder whose cost of refusing is private.

    For c uniform on [a, b] the demand is (b − c₀)/2, but at least a and at most the cap, and is
    refused with probability max{0, (b − c₀ − 2a)/(2(b − a))}.

    Parameters
    ----------
    uniform
        a < b, the ends of a uniform distribution; numbers or symbols.
    discrete
        Each cost with its probability; numbers.
    distribution
        A frozen continuous distribution of scipy.stats.
    cost
        The proposer's cost of a refusal, c₀ ≥ 0. A penalty on aggression adds to it.
    cap
        The most that the proposer would want.

    Returns
    -------
    Ultimatum
        Exact for `uniform` and `discrete`; for a `distribution` by search over its quantiles and
        local refinement, so right up to about 1e-9 where the objective has no narrow peaks.

    Raises
    ------
    InvalidArgumentError
        Not exactly one distribution, b ≤ a, c₀ < 0, probabilities that do not sum to one, no demand
        that has any chance, or no best demand (tails so heavy that ever more pays).

    References
    ----------
    Fearon, J. D. (1995). Rationalist explanations for war. International Organization 49:379–414.
    doi:10.1017/S0020818300033324

    Examples
    --------
    Costs of war uniform on [0, 1], the proposer's own is 1/5:

    >>> from fractions import Fraction
    >>> ultimatum(uniform=(0, 1), cost=Fraction(1, 5)).refusal
    Fraction(2, 5)
    >>> ultimatum(discrete={1: Fraction(1, 4), 4: Fraction(3, 4)}).demand
    Fraction(4, 1)

    A veto player that offers policies near its ideal 3/4 stops at 1/4, whatever it could get:

    >>> ultimatum(uniform=(0, 1), cap=Fraction(1, 4)).demand
    Fraction(1, 4)
    """
    given = [
        name
        for name, value in (
            ("uniform", uniform),
            ("discrete", discrete),
            ("distribution", distribution),
        )
        if value is not None
    ]
    if len(given) != 1:
        raise InvalidArgumentError(
            "give exactly one of uniform, discrete and distribution, got "
            + (" and ".join(given) or "none")
        )
    number_array([cost, *([] if cap is None else [cap])], argument="cost and cap")
    if str(cost >= 0) == "False":
        raise InvalidArgumentError(f"cost must be >= 0, got {cost}")
    if uniform is not None:
        return _uniform(uniform, cost, cap)
    if discrete is not None:
        return _discrete(discrete, cost, cap)
    return _continuous(distribution, cost, cap)


def _uniform(ends: tuple[Any, Any], cost: Any, cap: Any) -> Ultimatum:
    if not isinstance(ends, Sequence) or len(ends) != 2:
        raise InvalidArgumentError(f"uniform must be a pair of ends, got {ends!r}")
    limit = [] if cap is None else [cap]
    low, high, cost, *limit = number_array(
        [*ends, cost, *limit], argument="uniform, cost and cap", integers="fraction"
    )
    if str(low < high) == "False":
        raise InvalidArgumentError(f"uniform must have ends a < b, got {low} and {high}")
    if str(high + cost > 0) == "False":
        raise InvalidArgumentError(
            f"uniform must leave a demand some chance, b + cost > 0, got b = {high}, cost = {cost}"
        )
    demand = maximum([low, (high - cost) / 2])
    if limit:
        demand = minimum([limit[0], demand])
    # Below a nobody refuses; where the demand cannot lie below a, say so without a Max.
    excess = demand - low
    refused = maximum([excess * 0, excess]) if limit or is_symbolic(demand) else excess
    refusal = refused / (high - low)
    pays = (1 - refusal) * demand + refusal * low + refused * refusal / 2
    numbers = (demand, refusal, (1 - refusal) * demand - refusal * cost, -pays)
    return Ultimatum(*(plain(number) for number in numbers))


def _discrete(types: Mapping[Any, Any], cost: Any, cap: Any) -> Ultimatum:
    if not isinstance(types, Mapping) or not types:
        raise InvalidArgumentError(
            f"discrete must map at least one cost to its probability, got {types!r}"
        )
    given = list(types)
    numbers = number_array(
        [*given, *types.values(), cost, *([] if cap is None else [cap])],
        argument="discrete, cost and cap",
        integers="fraction",
    )
    if kind_of(numbers) == "symbolic":
        raise UnsupportedNumberError(
            "discrete must be numbers, got symbols: which demand is best depends on their values"
        )
    exact = list(as_printed(numbers))
    m = len(given)
    levels, chances, own = exact[:m], exact[m : 2 * m], exact[2 * m]
    total = sum(chances, Fraction(0))
    floats = kind_of(numbers) == "float"
    if min(chances) < 0 or (total != 1 and not (floats and abs(total - 1) <= _ROUNDING)):
        raise InvalidArgumentError(
            f"discrete must be probabilities >= 0 that sum to one, got the sum {float(total):.6g}"
        )
    weights = [chance / total for chance in chances]
    pairs = [pair for pair in zip(levels, weights, strict=True) if pair[1] > 0]
    highest = max(level for level, _ in pairs)
    if highest + own < 0:
        raise InvalidArgumentError(
            "discrete must leave a demand some chance, a cost of at least -cost, got "
            f"{float(highest):.6g} at most, cost = {float(own):.6g}"
        )
    demands = [level if cap is None else min(level, exact[-1]) for level, _ in pairs]

    def solved(demand: Fraction) -> Ultimatum:
        refusal = sum((w for c, w in pairs if c < demand), Fraction(0))
        pays = sum((w * min(c, demand) for c, w in pairs), Fraction(0))
        return Ultimatum(demand, refusal, (1 - refusal) * demand - refusal * own, -pays)

    best = max((solved(d) for d in sorted(set(demands))), key=lambda each: each.proposer)
    if not floats:
        return best
    return Ultimatum(*map(float, (best.demand, best.refusal, best.proposer, best.responder)))


def _continuous(distribution: Any, cost: Any, cap: Any) -> Ultimatum:
    if hasattr(getattr(distribution, "dist", distribution), "pmf"):
        raise InvalidArgumentError(
            "distribution must be continuous; give a discrete one by its probabilities in discrete"
        )
    for name in ("sf", "isf", "cdf", "expect", "support"):
        if not callable(getattr(distribution, name, None)):
            raise InvalidArgumentError(
                "distribution must be a frozen continuous distribution of scipy.stats, got "
                f"{type(distribution).__name__}"
            )
    own, limit = _as_float(cost, "cost"), np.inf if cap is None else _as_float(cap, "cap")
    highest = float(distribution.support()[1])
    if highest + own <= 0:
        raise InvalidArgumentError(
            "distribution must leave a demand some chance, costs above -cost, got "
            f"{highest:.6g} at most, cost = {own:.6g}"
        )

    def gain(demand: float) -> float:
        return float(distribution.sf(demand)) * (demand + own)

    demand = min(_best_demand(distribution, gain, limit), limit)
    refusal = float(distribution.cdf(demand))
    low = max(float(distribution.support()[0]), -np.inf)
    pays = demand * (1 - refusal)
    if refusal > 0:
        pays += float(distribution.expect(lambda c: c, lb=low, ub=demand))
    return Ultimatum(demand, refusal, gain(demand) - own, -pays)


def _as_float(value: Any, argument: str) -> float:
    return float(to_float(number_array([value], argument=argument), argument=argument)[0])


def _best_demand(distribution: Any, gain: Callable[[float], float], limit: float) -> float:
    """Search the quantiles for the best demand, then between its neighbours."""
    from scipy.optimize import minimize_scalar

    chances = np.concatenate([np.linspace(1, 0, _GRID)[1:-1], _TAILS])
    low, high = (float(end) for end in distribution.support())
    points = np.asarray(distribution.isf(np.unique(chances)[::-1]), dtype=float)
    ends = [end for end in (low, high) if np.isfinite(end)]
    points = np.unique(np.minimum(np.concatenate([points, ends]), limit))
    gains = np.array([gain(point) for point in points])
    k = int(np.argmax(gains))
    if k == len(points) - 1 and not np.isfinite(high) and not np.isfinite(limit):
        raise InvalidArgumentError(
            "distribution has tails so heavy that ever higher demands pay; give a cap"
        )
    left, right = points[max(k - 1, 0)], points[min(k + 1, len(points) - 1)]
    if left == right:
        return float(points[k])
    found = minimize_scalar(
        lambda d: -gain(d),
        bounds=(left, right),
        method="bounded",
        options={"xatol": _RELATIVE * (right - left)},
    )
    return float(found.x) if gain(float(found.x)) > gains[k] else float(points[k])
