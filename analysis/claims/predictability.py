"""C14: weaker states accept disparities of power in exchange for more predictable big states.

What a big state does moves by a shock s of mean 0 and variance σ². Binding of degree β leaves
(1 − β)s of it, which costs a risk-averse weak state ½ρ((1 − β)s)²; but a bound order cannot bend
where it should, which costs ½ζ(βs)². In expectation β* = ρ/(ρ + ζ), worth σ²ρ²/(2(ρ + ζ)) against
a free hand: the most that the weak state cedes for it. Full binding is worth ½σ²(ρ − ζ).
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.exact import in_fractions
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.efforts import EffortGame, effort_equilibrium

__all__ = ["CLAIM", "binding_choice", "expected_utility", "shocks"]

_CITATION = (
    "Ikenberry, G. J. (2001), After Victory: Institutions, Strategic Restraint, and the Rebuilding "
    "of Order after Major Wars, Princeton"
)
_SOURCE = (
    f"reduced form of the mechanism in {_CITATION}; Pratt, J. W. (1964), Risk aversion in the "
    "small and in the large, Econometrica 32, doi:10.2307/1913738, for ½ρσ²"
)
_OURS = "binding as a part β of each shock, the quadratic losses, and the closed form"
_WEAK = "weak"
_NODES = 100
_BOUND_SHOCK = "-(rho*((1 - own)*({shock}))**2 + zeta*(own*({shock}))**2)/2"


def shocks(sigma: Any) -> pd.Series:
    """Return a lottery over what a big state does: ±σ with even chances.

    Examples
    --------
    >>> shocks(2)
    shock
    -2    1/2
     2    1/2
    Name: chance, dtype: object
    """
    half = Fraction(1, 2)
    index = pd.Index([-sigma, sigma], name="shock")
    return pd.Series([half, half], index, name="chance", dtype=object)


def expected_utility(lottery: pd.Series, beta: Any, rho: Any, zeta: Any) -> Any:
    """Return −½E[ρ((1 − β)s)² + ζ(βs)²], what a weak state expects under binding of degree β.

    Parameters
    ----------
    lottery
        Chances by shock, of mean 0.
    beta
        β in [0, 1].
    rho, zeta
        ρ, its aversion to risk, and ζ, its loss from rules that do not bend.

    Examples
    --------
    >>> expected_utility(shocks(1), Fraction(1, 2), 2, 1)
    Fraction(-3, 8)
    """
    return sum(
        -chance * (rho * ((1 - beta) * shock) ** 2 + zeta * (beta * shock) ** 2) / 2
        for shock, chance in lottery.items()
    )


def binding_choice(rho: Any, zeta: Any, sigma: Any) -> EffortGame:
    """Return the weak state's choice of the degree of binding: a game of one player.

    Examples
    --------
    >>> effort_equilibrium(binding_choice(2, 1, 1)).efforts.round(9).to_dict()
    {'weak': 0.666666667}
    """
    terms = [f"({_BOUND_SHOCK.format(shock=shock)})/2" for shock in ("sigma", "-sigma")]
    return EffortGame(
        payoffs={_WEAK: " + ".join(terms)},
        limits={_WEAK: 1},
        values={"rho": rho, "zeta": zeta, "sigma": sigma},
    )


def _games(rho: Any, zeta: Any, sigma: Any, **_: Any) -> dict[str, Any]:
    return {"shocks": shocks(sigma), "degree of binding": binding_choice(rho, zeta, sigma)}


def _best_degree(rho: Any, zeta: Any, sigma: Any) -> float:
    return float(effort_equilibrium(binding_choice(rho, zeta, sigma)).efforts[_WEAK])


def _worth(beta: Any, rho: Any, zeta: Any, sigma: Any) -> Any:
    """Return what binding of degree β is worth to the weak state, against none."""
    lottery = shocks(sigma)
    bound = expected_utility(lottery, beta, rho, zeta)
    return bound - expected_utility(lottery, Fraction(0), rho, zeta)


def _bargain(rho: Any, zeta: Any, sigma: Any, d: Any) -> float:
    best = _best_degree(rho, zeta, sigma)
    return float(_worth(best, float(rho), float(zeta), float(sigma))) - float(d)


def _lack(rho: Any, zeta: Any, sigma: Any, beta: Any) -> float:
    return _best_degree(rho, zeta, sigma) - float(beta)


def _certain(beta: float, rho: float, zeta: float, lottery: tuple[Any, Any]) -> float:
    """Return the certainty equivalent under exponential utility, less the loss from rigidity."""
    from scipy.special import logsumexp

    values, chances = lottery
    sure = -logsumexp(-rho * (1 - beta) * values, b=chances) / rho
    variance = float(chances @ values**2)
    return float(sure) - zeta * beta**2 * variance / 2


def _two_points(sigma: float) -> tuple[Any, Any]:
    return np.array([-sigma, sigma]), np.array([0.5, 0.5])


def _normal(sigma: float) -> tuple[Any, Any]:
    """Return a normal shock as the points and weights of Gauss and Hermite."""
    points, weights = np.polynomial.hermite_e.hermegauss(_NODES)
    return sigma * points, weights / weights.sum()


def _certain_worth(
    lottery: Callable[[float], tuple[Any, Any]], beta: Any, rho: Any, zeta: Any, sigma: Any
) -> float:
    drawn = lottery(float(sigma))
    bound = _certain(float(beta), float(rho), float(zeta), drawn)
    return bound - _certain(0.0, float(rho), float(zeta), drawn)


def _certain_bargain(
    lottery: Callable[[float], tuple[Any, Any]], rho: Any, zeta: Any, sigma: Any, d: Any
) -> float:
    from scipy.optimize import minimize_scalar

    def loss(beta: float) -> float:
        return -_certain_worth(lottery, beta, rho, zeta, sigma)

    found = minimize_scalar(loss, bounds=(0, 1), method="bounded", options={"xatol": 1e-10})
    return max(-float(found.fun), -loss(0.0), -loss(1.0)) - float(d)


def _least_aversion(zeta: Any, sigma: Any, d: Any, **_: Any) -> float | None:
    """Return the ρ > 0 from which binding is worth the disparity; None if always or never."""
    spread, price = float(sigma) * float(sigma), float(d)
    if price == 0 or spread == 0:
        return None
    return float((price + np.sqrt(price * price + 2 * price * float(zeta) * spread)) / spread)


def _least_spread(rho: Any, zeta: Any, d: Any, **_: Any) -> float:
    return float(np.sqrt(2 * float(d) * (float(rho) + float(zeta)))) / float(rho)


def _greatest_rigidity(rho: Any, sigma: Any, d: Any, **_: Any) -> Any:
    """Return the ζ up to which binding is worth the disparity; None if that is free."""
    return rho * (Fraction(1) * sigma * sigma * rho / (2 * d) - 1) if d > 0 else None


_PARAMETERS = {
    "rho": Parameter(
        2,
        "ρ, risk aversion of the weak state",
        0,
        open="(",
        span=(0, 4),
        why="who is not averse to risk wants no predictability",
    ),
    "zeta": Parameter(1, "ζ, what it loses by rules that cannot bend", 0, span=(0, 4)),
    "sigma": Parameter(
        Fraction(1), "σ, standard deviation of what the big state does", 0, span=(0, 3)
    ),
}

_BARGAIN = Model(
    id="M14",
    title="a more predictable big state, for a disparity d: is binding worth it to the weak state?",
    metric="worth of the best degree of binding to the weak state, minus the disparity",
    parameters={
        **_PARAMETERS,
        "d": Parameter(
            Fraction(1, 4), "d, what the weak state cedes by accepting disparity", 0, span=(0, 2)
        ),
    },
    game=_games,
    computed=_bargain,
    formula="sigma**2*rho**2/(2*(rho + zeta)) - d",
    holds="sigma**2*rho**2/(2*(rho + zeta)) > d",
    thresholds={
        "d": "sigma**2*rho**2/(2*(rho + zeta))",
        "zeta": _greatest_rigidity,
        "rho": _least_aversion,
        "sigma": _least_spread,
    },
    loses="d > σ²ρ²/(2(ρ+ζ)): a big state that is predictable anyway (small σ), a weak state that "
    "bears risk well (small ρ), or rules too rigid (large ζ) do not earn the disparity",
    origin="reduced form",
    source=_SOURCE,
    ours=f"{_OURS}; the price d of disparity",
    concept="expected quadratic utility, shocks ±σ",
    concepts={
        "exponential utility, normal shocks": lambda **p: _certain_bargain(_normal, **p),
        "exponential utility, shocks ±σ": lambda **p: _certain_bargain(_two_points, **p),
    },
    axes=("rho", "zeta"),
)

_DEGREE = Model(
    id="M14-degree",
    title="a given degree of binding against a free hand (β = 1: full binding against discretion)",
    metric="weak state's expected utility under binding of degree β, minus that under none",
    parameters={
        **_PARAMETERS,
        "beta": Parameter(
            Fraction(1),
            "β, degree of binding",
            0,
            1,
            why="a state is bound between not at all and in full",
        ),
    },
    game=_games,
    computed=in_fractions(_worth),
    formula="sigma**2*beta*(rho*(2 - beta) - zeta*beta)/2",
    holds="(sigma > 0) & (beta > 0) & (beta*(rho + zeta) < 2*rho)",
    thresholds={
        "beta": "2*rho/(rho + zeta)",
        "zeta": lambda rho, beta, **_: Fraction(1) * rho * (2 - beta) / beta if beta > 0 else None,
        "rho": "zeta*beta/(2 - beta)",
    },
    loses="β > 2ρ/(ρ+ζ): too rigid. Full binding loses to discretion iff ζ > ρ",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    concept="expected quadratic utility, shocks ±σ",
    concepts={
        "exponential utility, normal shocks": lambda **p: _certain_worth(_normal, **p),
        "exponential utility, shocks ±σ": lambda **p: _certain_worth(_two_points, **p),
    },
    axes=("zeta", "beta"),
)

_OPTIMUM = Model(
    id="M14-optimum",
    title="consequence: does the weak state want the big one bound more than it is?",
    metric="degree of binding that the weak state wants, minus the degree that there is",
    parameters={
        **_PARAMETERS,
        "sigma": Parameter(
            Fraction(1),
            "σ, standard deviation of what the big state does",
            0,
            open="(",
            span=(0.125, 3),
            why="without shocks every degree of binding is worth the same",
        ),
        "beta": Parameter(
            Fraction(1, 2),
            "β, degree of binding that there is",
            0,
            1,
            why="a state is bound between not at all and in full",
        ),
    },
    game=_games,
    computed=_lack,
    formula="rho/(rho + zeta) - beta",
    holds="beta < rho/(rho + zeta)",
    thresholds={
        "beta": "rho/(rho + zeta)",
        "zeta": lambda rho, beta, **_: Fraction(1) * rho * (1 - beta) / beta if beta > 0 else None,
        "rho": lambda zeta, beta, **_: Fraction(1) * zeta * beta / (1 - beta) if beta < 1 else None,
    },
    loses="β > ρ/(ρ+ζ): the weak state itself wants the big one to keep more discretion",
    origin="reduced form",
    source=_SOURCE,
    ours=_OURS,
    consequence="how far the weak state wants the big one bound",
    concept="optimal choice of β",
    axes=("zeta", "beta"),
)

CLAIM = Claim(
    id="C14",
    statement="Weaker states accept disparities of power in exchange for more predictable big "
    "states.",
    in_source="binding institutions make the exercise of power by a leading state predictable, "
    "which weaker states accept in place of a more equal order",
    author="after Ikenberry",
    citation=_CITATION,
    loses="where the big state is predictable anyway, where the weak bear risk well, and where "
    "rules are too rigid: full binding loses to discretion if rigidity costs more than risk",
    models=by_id(_BARGAIN, _DEGREE, _OPTIMUM),
)
