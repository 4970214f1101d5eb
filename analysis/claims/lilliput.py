"""C10: the Lilliputian strategy, small states that band together to bind a large one.

The hub needs k of m small states. Separately each small state's Shapley value is k/(m(m+1));
united (Owen value) it is 1/(2m). Uniting pays iff k < (m+1)/2: where the hub needs almost all of
them anyway, each already holds a veto, and a union of them gives vetoes away.
"""

from fractions import Fraction
from functools import cache
from typing import Any

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.lilliput_capabilities import MODEL as CAPABILITIES
from lilliput.analysis.claims.lilliput_contest import MODEL as CONTEST
from lilliput.analysis.claims.lilliput_surplus import MODEL as SURPLUS
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores import nucleolus
from lilliput.games.networks import nash_in_nash
from lilliput.games.power import banzhaf_index, bloc_game, owen_index, shapley_shubik
from lilliput.games.transforms import quotient_game
from lilliput.games.voting import VotingGame

__all__ = ["CLAIM", "hub_needs"]

_BLOC = "bloc"


def hub_needs(m: int, k: int) -> CoalitionalGame:
    """Return the game worth 1 to the hub with at least k of m small states.

    Examples
    --------
    >>> from lilliput.games import shapley_value
    >>> shapley_value(hub_needs(3, 1), exact=True)["hub"]
    Fraction(3, 4)
    """
    return _vote(m, k).to_coalitional()


def _vote(m: int, k: int) -> VotingGame:
    """Return the same game as a rule, whose indices take polynomials instead of a table."""
    return VotingGame(["hub", *_bloc(m)], weights=[0] + [1] * m, quota=k, vetoes=["hub"])


def _games(m: int, k: int, b: int) -> dict[str, Any]:
    game = hub_needs(m, k)
    return {
        f"the hub needs {k} of {m}": game,
        f"{b} of them united": quotient_game(game, {_BLOC: _bloc(b)}),
    }


def _bloc(b: int) -> list[str]:
    return [f"small {i}" for i in range(1, b + 1)]


@cache
def _united(m: int, k: int, b: int) -> Fraction:
    """Return the Owen value of a member of a bloc of b."""
    share: Fraction = owen_index(_vote(m, k), [_bloc(b)], exact=True)["small 1"]
    return share


@cache
def _gain(m: int, k: int, b: int) -> Fraction:
    """Return what a small state gains in Shapley value when b of the m unite."""
    apart: Fraction = shapley_shubik(_vote(m, k), exact=True)["small 1"]
    return _united(m, k, b) - apart


def _banzhaf_gain(m: int, k: int, b: int) -> Fraction:
    """Return the gain where unions and states share by swings, members of a bloc equally.

    The Banzhaf–Owen index would say nothing: a bloc changes no swing of its members.
    """
    game = _vote(m, k)
    united = banzhaf_index(bloc_game(game, {_BLOC: _bloc(b)}), exact=True)[_BLOC]
    gain: Fraction = united / b - banzhaf_index(game, exact=True)["small 1"]
    return gain


def _nucleolus_gain(m: int, k: int, b: int) -> Fraction:
    """Return the gain where unions and states share by nucleoli, members of a bloc equally."""
    game = hub_needs(m, k)
    united = nucleolus(quotient_game(game, {_BLOC: _bloc(b)}), exact=True)[_BLOC]
    gain: Fraction = united / b - nucleolus(game, exact=True)["small 1"]
    return gain


def _pairwise_gain(m: int, k: int, b: int) -> Fraction:
    """Return the gain where the hub bargains with each union and state, given its other deals."""
    apart = nash_in_nash(
        lambda agreed: Fraction(len(agreed) >= k), [("hub", name) for name in _bloc(m)]
    )
    outside = [("hub", f"small {i}") for i in range(b + 1, m + 1)]

    def agreed_worth(agreed: Any) -> Fraction:
        with_bloc = any(_BLOC in link for link in agreed)
        return Fraction(len(agreed) + with_bloc * (b - 1) >= k)

    united = nash_in_nash(agreed_worth, [("hub", _BLOC), *outside])
    gain: Fraction = united.payoffs[_BLOC] / b - apart.payoffs["small 1"]
    return gain


def _gain_from_staying(m: int, b: int) -> Fraction:
    """Return what a member of a bloc of b has beyond what it had if it left."""
    left = owen_index(_vote(m, 1), [_bloc(b)[:-1]], exact=True)
    stays: Fraction = _united(m, 1, b) - left[f"small {b}"]
    return stays


def _smallest_that_pays(m: int, b: int) -> int | None:
    """Return the smallest bloc of two or more that pays its members."""
    gain = CLAIM.models["M10b"].in_closed_form
    paying = [size for size in range(2, m + 1) if gain(m=m, b=size) > 0]
    return paying[0] if paying else None


def _size(default: int, meaning: str, lower: int, upper: int = 8) -> Parameter:
    return Parameter(default, meaning, lower, 20, integer=True, span=(lower, upper))


_SMALL = "number of small states"

_UNION = Model(
    id="M10a",
    title="a union of all small states against the hub that needs k of them",
    metric="gain of each small state from uniting",
    parameters={
        "m": _size(6, _SMALL, 1),
        "k": _size(2, "how many of them the hub needs", 1),
    },
    game=lambda m, k: _games(m, k, m),
    computed=lambda m, k: _gain(m, k, m),
    formula="1/(2*m) - k/(m*(m + 1))",
    holds="k < (m + 1)/2",
    thresholds={"k": "(m + 1)/2", "m": "2*k - 1"},
    needs={"k <= m": "no more can be needed than there are"},
    loses="k > (m+1)/2: each small state is pivotal alone, and uniting gives that away",
    origin="literature",
    source="Owen, G. (1977), Values of games with a priori unions; Shapley (1953)",
    ours="the game (a hub that needs k of m) and the comparison of the two values",
    concept="Shapley and Owen value",
    concepts={
        "normalised Banzhaf index, with the bloc as one": lambda m, k: _banzhaf_gain(m, k, m),
        "nucleolus, with the bloc as one": lambda m, k: _nucleolus_gain(m, k, m),
        "Nash-in-Nash": lambda m, k: _pairwise_gain(m, k, m),
    },
    axes=("m", "k"),
)

_PARTIAL = Model(
    id="M10b",
    title="a bloc of b of the small states against a hub that needs one of them",
    metric="gain of each member of the bloc",
    parameters={
        "m": _size(6, _SMALL, 1),
        "b": _size(5, "size of the bloc", 1),
    },
    game=lambda m, b: _games(m, 1, b),
    computed=lambda m, b: _gain(m, 1, b),
    formula="1/(b*(m - b + 1)*(m - b + 2)) - 1/(m*(m + 1))",
    holds="b*(m - b + 1)*(m - b + 2) < m*(m + 1)",
    thresholds={"b (smallest that pays)": _smallest_that_pays},
    needs={"b <= m": "a bloc is made of some of the m small states"},
    loses="blocs that are not nearly complete help outsiders more than members: for 4 ≤ m ≤ 8 "
    "only those of m − 1 and m pay",
    origin="literature",
    source="Owen, G. (1977), Values of games with a priori unions",
    ours="the game, and that the bloc forms around a hub that needs one small state",
    concept="Shapley and Owen value",
    concepts={
        "normalised Banzhaf index, with the bloc as one": lambda m, b: _banzhaf_gain(m, 1, b),
        "nucleolus, with the bloc as one": lambda m, b: _nucleolus_gain(m, 1, b),
        "Nash-in-Nash": lambda m, b: _pairwise_gain(m, 1, b),
    },
    axes=("m", "b"),
)

_STABLE = Model(
    id="M10b-stability",
    title="a member of a bloc of b that leaves it, for a hub that needs one of the m",
    metric="what a member has beyond what it would have outside",
    parameters={
        "m": _size(6, _SMALL, 2),
        "b": _size(2, "size of the bloc", 2),
    },
    game=lambda m, b: {**_games(m, 1, b), **_games(m, 1, b - 1)},
    computed=_gain_from_staying,
    formula="1/(b*(m - b + 1)*(m - b + 2)) - 1/((m - b + 2)*(m - b + 3))",
    holds="(b - 1)*(m - b + 1) < 2",
    thresholds={"m": "b - 1 + 2/(b - 1)"},
    needs={"b <= m": "a bloc is made of some of the m small states"},
    loses="nearly always: only a bloc of all of two states is strictly stable, of all of three or "
    "of two of three weakly; the full bloc is internally stable iff m ≤ 3",
    origin="literature",
    source="d'Aspremont, C., Jacquemin, A., Gabszewicz, J. J. and Weymark, J. A. (1983), On the "
    "stability of collusive price leadership, for internal stability; Owen (1977)",
    ours="the game to which internal stability is applied",
    concept="Owen value",
    axes=("m", "b"),
)

CLAIM = Claim(
    id="C10",
    statement="Small states that band together can bind a large one, gain by it, and have reason "
    "to stay together (the Lilliputian strategy).",
    in_source="for a small power to influence a great one, small countries that band together to "
    "bind it can be effective",
    author="common, after Swift; Keohane for the image",
    citation="encyclopedia entry on multilateralism; Keohane, R. O. (1969), Lilliputians' "
    "dilemmas: small states in international politics, International Organization 23",
    loses="where the hub needs most of the small or they are complements, where blocs leave some "
    "out or grow beyond three, where more effort costs the same at any level, and where the large "
    "state's force is divided among them anyway",
    models=by_id(_UNION, SURPLUS, _PARTIAL, _STABLE, CONTEST, CAPABILITIES),
)
