"""Institutions: who may agree with whom, how gains are shared, enforced and paid for.

An institution is a frozen record of five properties, and the toggles of the premium's attribution
are these same five: the graph of agreements, the sharing rule, whether the indivisible good is
provided, how promises are enforced, and what the arrangement costs. The eight institutions of the
theory are functions that fill in the record; `dataclasses.replace` builds hybrids.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, final, get_args

from lilliput.analysis.rules import (
    Contest,
    Dividends,
    Rule,
    UniformPrice,
    Unions,
    Voting,
    VotingMeasure,
    Weighted,
)
from lilliput.analysis.state import State
from lilliput.games.errors import UnknownNameError

__all__ = [
    "INSTITUTIONS",
    "Institution",
    "bilateral_web",
    "hub_and_spokes",
    "hub_and_spokes_mfn",
    "institution_named",
    "multilateral",
    "power_weighted",
    "unilateral",
    "unions",
    "voting",
]

Graph = Literal["none", "star", "complete"]
Enforcement = Literal["none", "pairwise", "pooled"]
CostScheme = Literal["none", "star", "web", "multilateral"]


@final
@dataclass(frozen=True)
class Institution:
    """An arrangement among powers.

    Parameters
    ----------
    name
        What tables call it.
    graph
        ``"star"``: only the hub agrees with each spoke, and brokers the share λ of what spokes
        could do together. ``"complete"``: each pair agrees. ``"none"``: nobody does.
    rule
        How each dividend is shared.
    indivisible
        Whether all sit at one table and provide the collective good g.
    enforcement
        ``"pairwise"``: a deviator loses one relation. ``"pooled"``: it loses all.
        ``"none"``: promises need no enforcement, as nothing is promised.
    cost
        The scheme of transaction costs: of a star of treaties, a web, or one multilateral treaty.
    """

    name: str
    graph: Graph
    rule: Rule
    indivisible: bool
    enforcement: Enforcement
    cost: CostScheme

    def __post_init__(self) -> None:
        allowed = {"graph": Graph, "enforcement": Enforcement, "cost": CostScheme}
        for name, kind in allowed.items():
            if getattr(self, name) not in get_args(kind):
                raise UnknownNameError(name, getattr(self, name), get_args(kind))

    def __repr__(self) -> str:
        good = "with" if self.indivisible else "without"
        return (
            f"Institution({self.name}: {self.graph} graph, {self.rule}, {good} collective good, "
            f"{self.enforcement} enforcement, {self.cost} costs)"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import institution

        return institution(self)

    def links(self, state: State) -> list[tuple[str, str]]:
        """Return the pairs that agree with each other directly."""
        if self.graph == "none":
            return []
        if self.graph == "complete":
            return state.pairs
        return [pair for pair in state.pairs if state.hub in pair]

    def dividends(self, state: State) -> Dividends:
        """Return the Harsanyi dividends of the game that the institution makes of a state.

        Two powers are one table: with n = 2 the collective good needs no multilateral treaty.
        """
        if self.graph == "none":
            return {}
        linked = set(self.links(state))
        dividends: dict[frozenset[str], Any] = {}
        for pair in state.pairs:
            if pair in linked:
                dividends[frozenset(pair)] = state.stake(*pair)
            else:
                brokered = state.brokerage * state.stake(*pair)
                dividends[frozenset((*pair, state.hub))] = brokered
        if self.indivisible or state.n == 2:
            everyone = frozenset(state.powers)
            dividends[everyone] = dividends.get(everyone, 0) + state.collective_good
        return dividends

    def costs(self, state: State) -> list[Any]:
        """Return what each power pays for the arrangement, in the order of the powers."""
        return [self._cost(state, power) + self._rule_cost(state, power) for power in state.powers]

    def _cost(self, state: State, power: str) -> Any:
        treaty, member, whole = state.costs
        if self.cost == "star":
            return treaty * (Fraction(state.n - 1, 2) if power == state.hub else Fraction(1, 2))
        if self.cost == "web":
            return treaty * Fraction(state.n - 1, 2)
        if self.cost == "multilateral":
            return whole * Fraction(1, state.n) + member
        return Fraction(0)

    def _rule_cost(self, state: State, power: str) -> Any:
        if isinstance(self.rule, (Unions, Contest)):
            return self.rule.cost(state, power)
        return Fraction(0)


def unilateral(
    *, lottery: bool = False, acting: Iterable[str] = (), action_cost: Any = Fraction(0)
) -> Institution:
    """Return the absence of agreement: outside options, less the cost of acting, plus a contest.

    Parameters
    ----------
    lottery
        Whether each pair fights a Tullock contest over its stakes.
    acting
        Powers that act alone, and pay for it.
    action_cost
        κ, what acting costs each of them.

    Examples
    --------
    >>> unilateral().graph
    'none'
    """
    rule = Contest(lottery, tuple(acting), action_cost)
    return Institution("unilateral", "none", rule, False, "none", "none")


def hub_and_spokes(*, eta: Any = 1) -> Institution:
    """Return discriminating bilateral treaties between the hub and each spoke.

    Parameters
    ----------
    eta
        η, how far capability is bargaining weight: ω_i = c_i^η.

    Examples
    --------
    >>> hub_and_spokes().rule
    Weighted(eta=1)
    """
    return Institution("hub and spokes", "star", Weighted(eta), False, "pairwise", "star")


def hub_and_spokes_mfn(*, k: Any = None) -> Institution:
    """Return hub and spokes bound by a most-favoured-nation rule.

    Parameters
    ----------
    k
        None: equal bargaining weights. A number k > 0: the hub sets one price to spokes whose
        values are distributed as F(θ) = θ^k (`UniformPrice`).

    Examples
    --------
    >>> hub_and_spokes_mfn(k=1).rule
    UniformPrice(k=1)
    """
    rule = Weighted(0) if k is None else UniformPrice(k)
    return Institution("hub and spokes, MFN", "star", rule, False, "pairwise", "star")


def bilateral_web(*, eta: Any = 1) -> Institution:
    """Return bilateral treaties between all pairs.

    Parameters
    ----------
    eta
        η, how far capability is bargaining weight.

    Examples
    --------
    >>> bilateral_web().graph
    'complete'
    """
    return Institution("bilateral web", "complete", Weighted(eta), False, "pairwise", "web")


def multilateral() -> Institution:
    """Return a multilateral treaty on generalised principles: equal weights, pooled enforcement.

    Examples
    --------
    >>> multilateral().enforcement
    'pooled'
    """
    return _multilateral("multilateral", Weighted(0))


def power_weighted(*, eta: Any = 1) -> Institution:
    """Return a multilateral treaty in which capability is bargaining weight.

    Parameters
    ----------
    eta
        η, how far capability is bargaining weight.

    Examples
    --------
    >>> power_weighted(eta=2).rule
    Weighted(eta=2)
    """
    return _multilateral("power-weighted", Weighted(eta))


def voting(
    *,
    weights: Mapping[str, Any] | None = None,
    quota: Any = None,
    vetoes: Iterable[str] | None = None,
    measure: VotingMeasure = "shapley_shubik",
) -> Institution:
    """Return a multilateral organisation that divides its gains by vote.

    Parameters
    ----------
    weights, quota, vetoes
        Votes (one each), votes needed (a simple majority) and veto players (the hub).
    measure
        The solution of the voting game: ``"shapley_shubik"``, ``"baron_ferejohn"``, ``"core"``.

    Examples
    --------
    >>> voting(measure="core").rule.measure
    'core'
    """
    rule = Voting(
        None if weights is None else tuple(dict(weights).items()),
        quota,
        None if vetoes is None else tuple(vetoes),
        measure,
    )
    return _multilateral("voting with veto", rule)


def unions(
    *, groups: Iterable[Iterable[str]] | None = None, bloc_cost: Any = Fraction(0)
) -> Institution:
    """Return a multilateral treaty bargained by unions, the Lilliputian strategy.

    Parameters
    ----------
    groups
        The unions; by default all spokes unite against the hub.
    bloc_cost
        What running a union of two or more costs.

    Examples
    --------
    >>> unions(groups=[["CA", "MX"]]).rule.groups
    (('CA', 'MX'),)
    """
    named = None if groups is None else tuple(tuple(group) for group in groups)
    return _multilateral("unions", Unions(named, bloc_cost))


def _multilateral(name: str, rule: Rule) -> Institution:
    return Institution(name, "complete", rule, True, "pooled", "multilateral")


INSTITUTIONS: dict[str, Callable[[], Institution]] = {
    "unilateral": unilateral,
    "hub_and_spokes": hub_and_spokes,
    "hub_and_spokes_mfn": hub_and_spokes_mfn,
    "bilateral_web": bilateral_web,
    "multilateral": multilateral,
    "power_weighted": power_weighted,
    "voting": voting,
    "unions": unions,
}


def institution_named(name: str, *, argument: str = "institution") -> Institution:
    """Return one of the eight institutions, with its defaults, by name.

    Examples
    --------
    >>> institution_named("unions").name
    'unions'
    """
    if name not in INSTITUTIONS:
        raise UnknownNameError(argument, name, INSTITUTIONS)
    return INSTITUTIONS[name]()
