"""M1b: a price for each spoke against one price for all, the most-favoured-nation rule.

What a deal with the hub is worth to a spoke, θ, is distributed as F(θ) = θ^k on [0, 1]. A hub that
may discriminate knows θ and asks for all of it. Bound to one price it asks for the p that maximises
p (1 − F(p)), p* = (1+k)^(−1/k): some spokes keep a surplus, others refuse. So the rule ends
leverage, and costs welfare and breakdowns: each has a model of its own.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.networks import nash_in_nash
from lilliput.games.offers import Ultimatum, ultimatum

__all__ = ["MODELS", "one_price", "price_each"]

_GRID = 257
_TINY = 1e-12


def one_price(k: Any) -> Ultimatum:
    """Return the hub's best price to a spoke whose value follows F(θ) = θ^k.

    Refusing costs a spoke its θ and the hub nothing, so this is an ultimatum: `responder` is
    −E[min(θ, p)], and what a spoke keeps is its expected value more than that.

    Parameters
    ----------
    k
        Positive; large where spokes are alike and worth much.

    Examples
    --------
    >>> found = one_price(1)
    >>> round(found.demand, 12), round(found.refusal, 12), round(found.proposer, 12)
    (0.5, 0.5, 0.25)
    """
    return _posted_at(float(k))


def price_each(k: Any) -> Ultimatum:
    """Return, on average, the hub's best prices to spokes whose values F(θ) = θ^k it knows.

    Parameters
    ----------
    k
        Positive.

    Examples
    --------
    >>> price_each(1).proposer, price_each(1).refusal
    (0.5, 0.0)
    """
    # A deal is a pie of size θ: what is asked of a spoke with θ = 1 is asked of others in
    # proportion.
    known, mean = ultimatum(discrete={1: 1}), _mean(k)
    return Ultimatum(
        float(known.demand * mean),
        float(known.refusal),
        float(known.proposer * mean),
        float(known.responder * mean),
    )


@lru_cache(maxsize=1024)
def _posted_at(k: float) -> Ultimatum:
    from scipy import stats

    return _posted(stats.powerlaw(k))


def _posted(distribution: Any) -> Ultimatum:
    """Return the price p that maximises p (1 − F(p)), by its first-order condition.

    `ultimatum` compares payoffs, which are flat at the best price: it gets the payoff right, but
    the price only to half as many digits. The condition 1 − F(p) = p f(p) gives it to all.
    """
    from scipy.integrate import quad
    from scipy.optimize import brentq

    low, high = map(float, distribution.support())
    points = np.linspace(low, high, _GRID)
    points[0] += (high - low) * _TINY  # where densities may be infinite
    best = int(np.argmax(points * distribution.sf(points)))

    def marginal(price: float) -> float:
        return float(distribution.sf(price) - price * distribution.pdf(price))

    ends = points[max(best - 1, 0)], points[min(best + 1, _GRID - 1)]
    price = float(brentq(marginal, *ends, xtol=1e-15, rtol=1e-15))
    # E[min(θ, p)] is the area under 1 − F up to p.
    borne, _ = quad(distribution.sf, 0, price, epsabs=1e-13, epsrel=1e-13)
    return Ultimatum(
        price, float(distribution.cdf(price)), price * float(distribution.sf(price)), -float(borne)
    )


def _games(k: Any) -> dict[str, Any]:
    return {"a price each": price_each(k), "one price": one_price(k)}


def _mean(k: Any) -> float:
    from scipy import stats

    return float(stats.powerlaw(float(k)).mean())


def _hub_gain(k: Any) -> float:
    return float(price_each(k).proposer - one_price(k).proposer)


def _weak_gain(k: Any) -> float:
    """Return what one price leaves a spoke beyond what a price of its own does."""
    return float(one_price(k).responder - price_each(k).responder)


def _welfare_gain(k: Any) -> float:
    return float(price_each(k).lost - one_price(k).lost)


def _agreement_gain(k: Any) -> float:
    return float(price_each(k).refusal - one_price(k).refusal)


def _halves(k: Any) -> float:
    """Return the hub's gain where separate deals are Nash bargains, and one price is posted."""
    deal = nash_in_nash(lambda agreed: Fraction(len(agreed)), [("hub", "spoke")])
    return float(deal.payoffs["hub"]) * _mean(k) - float(one_price(k).proposer)


def _model(
    suffix: str,
    title: str,
    metric: str,
    computed: Callable[..., float],
    formula: str,
    loses: str,
    **more: Any,
) -> Model:
    """Return a model of one consequence of the price rule."""
    return Model(
        id=f"M1b{suffix}",
        title=title,
        metric=metric,
        parameters={
            "k": Parameter(
                1.0,
                "k, spokes' values follow F(θ) = θ^k",
                1e-6,
                1e6,
                span=(0.1, 10),
                why="beyond it prices are lost to rounding",
            )
        },
        game=_games,
        computed=computed,
        formula=formula,
        loses=loses,
        origin="reduced form",
        source="reduced form of price discrimination, each paying what a deal is worth to it, as "
        "in Pigou, A. C. (1920), The Economics of Welfare",
        ours="the hub as a monopolist of deals, values F(θ) = θ^k, and the closed form; no "
        "threshold: the sign is the same for every k, and the margin vanishes only as k → ∞",
        concept="take-it-or-leave-it offers (subgame-perfect equilibrium)",
        **more,
    )


_PRICE = "(1 + k)**(-1/k)"

MODELS = (
    _model(
        "",
        "discrimination: what the hub has of a price for each spoke, against one price (MFN)",
        "hub's expected gain per spoke from discriminating",
        _hub_gain,
        f"k/(k + 1)*(1 - {_PRICE})",
        "on welfare and breakdown, see M1b-welfare and M1b-refusal; and if separate deals are Nash "
        "bargains, where k > 1: a price posted to all then gets the hub more than half of each",
        concepts={"Nash bargain for each deal, posted price for all": _halves},
    ),
    _model(
        "-weak",
        "discrimination: what a spoke has of one price (MFN), against a price of its own",
        "a spoke's expected gain from one price",
        _weak_gain,
        f"k/(k + 1)*(1 - {_PRICE}*(k + 2)/(k + 1))",
        "nowhere, but the gain vanishes as k → ∞ (spokes that are alike)",
    ),
    _model(
        "-welfare",
        "consequence of one price (MFN): welfare, against a price for each spoke",
        "expected welfare per spoke gained by one price",
        _welfare_gain,
        f"-k*{_PRICE}/(k + 1)**2",
        "everywhere: a hub that discriminates realises every deal, one price loses k·p*/(k+1)². "
        "The leverage of M1b is real, but this rule ends it at a cost in welfare",
        consequence="what it does to welfare to end discrimination by one price for all",
    ),
    _model(
        "-refusal",
        "consequence of one price (MFN): deals refused, against a price for each spoke",
        "fall in the chance that a deal is refused",
        _agreement_gain,
        "-1/(k + 1)",
        "everywhere: one price is refused by 1/(1+k) of the spokes, a price of its own by none. "
        "The leverage of M1b is real, but this rule ends it at a cost in deals",
        consequence="how many deals break down if one price for all ends discrimination",
    ),
)
