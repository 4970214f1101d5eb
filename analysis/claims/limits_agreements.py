"""M16, free riding: how many sign an agreement on a public good that all enjoy (Barrett 1994).

Of N countries k sign, abate for their joint benefit, and are free to leave. With a benefit b of
each unit and costs ½cq², a member of k gains ½(k−1)(k−3)b²/c by leaving: at most three sign, of
however many. Where the benefit falls with what is abated (b/N (aQ − ½Q²), signatories moving
first), many sign if c/b is small, and then signing changes little.
"""

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import comb
from typing import Any

import numpy as np

from lilliput.analysis.claims.exact import as_decimal, in_fractions
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.arithmetic import Array
from lilliput.games.efforts import EffortGame, effort_equilibrium
from lilliput.games.formation import (
    EnvironmentalAgreement,
    linear_agreement,
    quadratic_agreement,
    size_table,
)
from lilliput.games.formation.agreements import Timing
from lilliput.games.normal_form import NormalFormGame

__all__ = ["MODELS", "abatement_efforts", "abatement_game", "signing_game"]

_MOST_LISTED = 5  # countries of a normal form in the games of a model
_IN, _OUT = "signatory", "outsider"
_UNIFORM = "uniform"


def abatement_game(countries: int, benefit: Any = 1, cost: Any = 1) -> NormalFormGame:
    """Return the game in which each of N countries abates 0, 1, …, N times b/c, without agreement.

    A coalition of k is one player of `merged_game`; it does best by k·b/c for each of its members.

    Parameters
    ----------
    countries
        N; there are (N + 1)**N profiles.
    benefit, cost
        b, the marginal benefit of all abatement to each, and c, the slope of its own marginal cost.

    Examples
    --------
    >>> from lilliput.games import pure_equilibria
    >>> pure_equilibria(abatement_game(3))["country 1"].tolist()
    ['1']
    """
    b, c = Fraction(str(benefit)), Fraction(str(cost))
    payoffs = np.empty((countries, *(countries + 1,) * countries), dtype=object)
    for levels in product(range(countries + 1), repeat=countries):
        for i, level in enumerate(levels):
            payoffs[(i, *levels)] = b * b / c * sum(levels) - c * (b / c * level) ** 2 / 2
    names = [f"country {i}" for i in range(1, countries + 1)]
    return NormalFormGame(names, [list(map(str, range(countries + 1)))] * countries, payoffs)


def signing_game(countries: int, benefit: Any = 1, cost: Any = 1) -> NormalFormGame:
    """Return the game in which each of N countries signs or not, and then abates as agreed.

    Examples
    --------
    One signature changes nothing, two and three are kept:

    >>> from lilliput.games import pure_equilibria
    >>> found = pure_equilibria(signing_game(4)).filter(like="country")
    >>> sorted((found == "sign").sum(axis=1).tolist())
    [0, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3]
    """
    game = linear_agreement(countries, b=benefit, c=cost).game
    payoffs = np.empty((countries, *(2,) * countries), dtype=object)
    for choices in product((0, 1), repeat=countries):
        size = countries - sum(choices)
        for i, out in enumerate(choices):
            payoffs[(i, *choices)] = game.outsider(size) if out else game.insider(size)
    names = [f"country {i}" for i in range(1, countries + 1)]
    return NormalFormGame(names, [["sign", "stay out"]] * countries, payoffs)


def abatement_efforts(countries: int, signed: int, benefit: Any, cost: Any) -> EffortGame:
    """Return the choice of abatement where k of N have signed, each for the benefit of all k.

    Examples
    --------
    >>> effort_equilibrium(abatement_efforts(5, 3, 1, 1)).efforts.round(9).to_dict()
    {'signatory': 3.0, 'outsider': 1.0}
    """
    limit = 2 * signed * float(benefit) / float(cost)
    return EffortGame(
        payoffs={
            _IN: f"k*b*(own + (k - 1)*{_IN} + (n - k)*{_OUT}) - c*own**2/2",
            _OUT: f"b*(own + k*{_IN} + (n - k - 1)*{_OUT}) - c*own**2/2",
        },
        limits={_IN: limit, _OUT: limit},
        values={"n": countries, "k": signed, "b": benefit, "c": cost},
    )


@in_fractions
def _gain_of_leaving(N: int, signed: int, benefit: Any, cost: Any) -> Any:
    table = size_table(linear_agreement(N, b=benefit, c=cost).game)
    return -table["internal"][min(signed, N)]


def _gain_by_efforts(N: int, signed: int, benefit: Any, cost: Any) -> float:
    """Return the same from efforts that are solved for, without the agreement's closed forms."""

    def payoff(size: int, group: str) -> float:
        efforts = effort_equilibrium(abatement_efforts(N, size, benefit, cost)).efforts
        total = size * efforts[_IN] + (N - size) * efforts[_OUT]
        return float(benefit) * float(total) - float(cost) * float(efforts[group]) ** 2 / 2

    k = min(signed, N)
    if k == 1:
        return 0.0  # a member alone does what an outsider does
    return payoff(k - 1, _OUT) - payoff(k, _IN)


def _games(N: int, signed: int, benefit: Any, cost: Any) -> dict[str, Any]:
    k = min(signed, N)
    games: dict[str, Any] = {
        "agreement": linear_agreement(N, b=benefit, c=cost),
        f"abatement if {k} sign": abatement_efforts(N, k, benefit, cost),
    }
    if N <= _MOST_LISTED:
        games["abatement without agreement"] = abatement_game(N, benefit, cost)
    return games


def _missing_signatures(N: int, part: Any, selection: str) -> Any:
    """Return by how many the expected number of signatures falls short of a part of all countries.

    The equilibria of `signing_game` are the sets of countries of a stable size, C(N, k) of size k.
    """
    agreement = linear_agreement(N)
    sizes = list(agreement.stable_sizes())
    if selection != _UNIFORM:
        sums = agreement.to_frame()["all"]
        best = (max if selection == "welfare" else min)(sums[size] for size in sizes)
        sizes = [size for size in sizes if sums[size] == best]
    ways = [comb(N, size) for size in sizes]
    expected = Fraction(sum(way * size for way, size in zip(ways, sizes, strict=True)), sum(ways))
    return part * N - expected


def _signing_games(N: int, **_: Any) -> dict[str, Any]:
    agreement = linear_agreement(N)
    games = {"agreement": agreement, "signing": agreement.game.to_symmetric_game()}
    return games | ({"signing, by name": signing_game(N)} if N <= _MOST_LISTED else {})


def _agreement(
    N: int, benefit: Any, cost: Any, timing: Timing = "stackelberg"
) -> EnvironmentalAgreement:
    # a scales all abatement, and changes no comparison.
    return quadratic_agreement(N, a=100, b=benefit, c=cost, timing=timing)


def _missing(timing: Timing) -> Callable[..., Any]:
    """Return by how many the largest stable agreement falls short of a part of all countries."""

    def shortfall(N: int, benefit: Any, cost: Any, part: Any) -> Any:
        return part * N - max(_agreement(N, benefit, cost, timing).stable_sizes())

    return in_fractions(shortfall)


def _part_that_signs(N: int, benefit: Any, cost: Any, **_: Any) -> Fraction:
    return Fraction(max(_agreement(N, benefit, cost).stable_sizes()), N)


_EQUAL = 1e-13  # slacks up to this part of a loss are decided in Fractions: all terms are positive
_CELLS = 1 << 18  # of the tables of points by sizes that are made at once


def _missing_at(N: Array, benefit: Array, cost: Array, part: Array) -> Array:
    """Return the same as `_missing("stackelberg")` for many agreements at once."""
    signed = np.empty(len(N))
    step = max(1, _CELLS // int(N.max() + 2))
    for start in range(0, len(N), step):
        some = slice(start, start + step)
        largest, sure = _largest_stable(N[some], cost[some] / benefit[some])
        signed[some] = largest
        for i in start + np.flatnonzero(~sure):
            exact = (as_decimal(float(x)) for x in (benefit[i], cost[i]))
            signed[i] = max(_agreement(int(N[i]), *exact).stable_sizes())
    return part * N - signed


def _largest_stable(N: Array, slope: Array) -> tuple[Array, Array]:
    """Return the largest stable size by N and c/b, and whether rounding does not matter to it.

    Signatories choose first. In units of b·a² a country loses (1 − Q/a)²/2N by what all together
    abate less than a, and ½(c/b)(q/a)² by what it abates itself.
    """
    n, k = N[:, None], np.arange(N.max() + 2)
    scale = n * slope[:, None]
    reply = scale + n - k
    both = reply**2 + k**2 * scale
    leader, follower = k * scale / both, reply / both
    # An outsider's marginal cost is its marginal benefit, which falls with all that is abated.
    short = (scale * follower) ** 2 / (2 * n)
    inside, outside = (short + scale / (2 * n) * own**2 for own in (leader, follower))
    leaving = (outside[:, :-1] - inside[:, 1:]) / inside[:, 1:]  # what a member of k ≥ 1 loses
    sure = np.full((len(N), 1), np.inf)  # nobody can leave a size of 0, or join one of N
    slack = np.minimum(
        np.hstack([sure, leaving]), np.where(k >= n, np.inf, np.hstack([-leaving, sure]))
    )
    slack[k > n] = -np.inf
    first, last = (_last(slack >= least) for least in (_EQUAL, -_EQUAL))
    return last, first == last


def _last(true: Array) -> Array:
    """Return the position of the last true entry of each row."""
    return true.shape[1] - 1 - true[:, ::-1].argmax(axis=1)


_SOURCE = (
    "Barrett, S. (1994), Self-enforcing international environmental agreements, Oxford Economic "
    "Papers 46, doi:10.1093/oep/46.Supplement_1.878"
)
_STABILITY = (
    "d'Aspremont, C., Jacquemin, A., Gabszewicz, J. J. and Weymark, J. A. (1983), "
    "doi:10.2307/134972, for stability"
)
_WHY = "without benefit or cost there is no dilemma"
_COUNTRIES = Parameter(10, "N, number of countries", 2, 200, integer=True, span=(2, 12))
_PART = Parameter(Fraction(1, 2), "part of all countries whose signature is enough", 0, 1)

_LEAVING = Model(
    id="M16-free-riding",
    title="free riding: a member of an agreement of k, with linear benefits, thinks of leaving",
    metric="what a member gains by leaving",
    parameters={
        "N": _COUNTRIES,
        "signed": Parameter(
            4, "k, how many have signed; all, if N is less", 1, 200, integer=True, span=(1, 12)
        ),
        "benefit": Parameter(
            1, "b, marginal benefit to each country", 0, open="(", span=(0, 4), why=_WHY
        ),
        "cost": Parameter(1, "c, slope of marginal cost", 0, open="(", span=(0, 4), why=_WHY),
    },
    game=_games,
    computed=_gain_of_leaving,
    formula="(Min(signed, N) - 1)*(Min(signed, N) - 3)*benefit**2/(2*cost)",
    holds="Min(signed, N) > 3",
    # Of two countries both stay, and an agreement of two is kept by any number of them.
    thresholds={
        "signed": lambda N, **_: 3 if N >= 3 else None,
        "N": lambda signed, **_: 3 if signed >= 3 else None,
    },
    loses="k > 3: each member would rather leave, of however many countries; two or three stay",
    origin="literature",
    source=f"{_SOURCE}, with linear benefits; {_STABILITY}",
    ours="the closed form of internal stability",
    concept="internal stability",
    concepts={"internal stability, abatement as efforts": _gain_by_efforts},
    axes=("signed", "benefit"),
)

_SIGNING = Model(
    id="M16-signing",
    title="free riding: do enough countries sign, if benefits are linear?",
    metric="expected number of signatures that are missing",
    parameters={"N": _COUNTRIES, "part": _PART},
    game=_signing_games,
    computed=_missing_signatures,
    formula="part*N - Min(N, 3)",
    holds="part*N > Min(N, 3)",
    thresholds={"part": "Min(N, 3)/N", "N": lambda part, **_: 3 / part if part > 0 else None},
    loses="N > 3/part: of the equilibria with 0, 2 and 3 signatures even the best has three, and in"
    " the worst nobody signs",
    origin="literature",
    source=f"{_SOURCE}, with linear benefits; {_STABILITY}",
    ours="that a part of all must sign; who signs is drawn from the equilibria that a rule selects",
    selections=("welfare", "worst_case", _UNIFORM),
    concept="Nash equilibrium of signing",
    axes=("N", "part"),
)

_QUADRATIC = Model(
    id="M16-agreement",
    title="free riding: do enough countries sign, if benefits fall with what is abated?",
    metric="signatures that the largest stable agreement lacks",
    parameters={
        "N": _COUNTRIES,
        "benefit": Parameter(1, "b, slope of marginal benefit", 0, open="(", why=_WHY, span=(0, 4)),
        "cost": Parameter(
            Fraction(1, 4), "c, slope of marginal cost", 0, open="(", span=(0, 1), why=_WHY
        ),
        "part": _PART,
    },
    game=lambda N, benefit, cost, part: {
        "agreement": _agreement(N, benefit, cost),
        "all choose at once": _agreement(N, benefit, cost, "cournot"),
    },
    computed=_missing("stackelberg"),
    batched=_missing_at,
    thresholds={"part": _part_that_signs},
    loses="large c/b: of a hundred 51, 11, 5 and 3 sign at c/b = .01, .1, .25 and 1; many sign "
    "only where signing changes little",
    origin="literature",
    source=f"{_SOURCE}; {_STABILITY}",
    ours="that a part of all must sign; no closed form, as the number of signatories is the "
    "largest integer at which a quartic inequality holds",
    concept="stable size, signatories move first",
    concepts={"stable size, all move at once": _missing("cournot")},
    axes=("N", "cost"),
)

MODELS = (_LEAVING, _SIGNING, _QUADRATIC)
