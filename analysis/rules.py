"""How an institution shares what cooperation creates: one small frozen rule each.

A rule maps the dividends of the game to an allocation. `Weighted` is the payoff rule of every
institution without special features, x_i = Σ_{T∋i} Δ(T) ω_i/ω(T) with ω_i = c_i^η; the others
change one thing about it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

import pandas as pd

from lilliput.analysis.state import State
from lilliput.games.arithmetic import is_symbolic, number_array
from lilliput.games.checks import index_of, vector_by_name
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.offers import baron_ferejohn_shares
from lilliput.games.power import shapley_shubik
from lilliput.games.sparse import share_dividends
from lilliput.games.voting import VotingGame

__all__ = [
    "Contest",
    "Dividends",
    "Rule",
    "UniformPrice",
    "Unions",
    "Voting",
    "Weighted",
    "prize_game",
]

Dividends = Mapping[frozenset[str], Any]
VotingMeasure = Literal["shapley_shubik", "baron_ferejohn", "core"]


@dataclass(frozen=True)
class Weighted:
    """Each dividend is shared in proportion to capability to the power η (η = 0: equally)."""

    eta: Any = 0

    def share(self, state: State, dividends: Dividends) -> pd.Series:
        """Return the allocation."""
        return share_dividends(state.powers, dividends, self.weights(state))

    def weights(self, state: State) -> list[Any]:
        """Return the bargaining weights ω_i = c_i^η."""
        if not is_symbolic(self.eta) and self.eta == 0:
            return [1] * state.n
        for power in state.powers:
            capability = state.capability(power)
            if not is_symbolic(capability) and capability == 0:
                raise InvalidArgumentError(
                    f"capabilities must be > 0 where bargaining weights are c^{self.eta}, "
                    f"got 0 for {power}"
                )
        return [state.capability(power) ** self.eta for power in state.powers]

    @property
    def uniform(self) -> bool:
        """Whether partners are treated alike, so that none gains by contesting favours."""
        return not is_symbolic(self.eta) and bool(self.eta == 0)


@dataclass(frozen=True)
class UniformPrice:
    """The hub must offer all spokes one price (MFN): some surplus is left, some trade is lost.

    A spoke's value for its deal with the hub is distributed as F(θ) = θ^k; of the expected value
    w_hj the hub keeps p* = (1+k)^(−1/k), the spoke 1 − p*(k+2)/(k+1), and p*/(k+1) is lost to
    deals refused. Deals among spokes are shared equally. Reduced form of third-degree price
    discrimination.
    """

    k: Any = 1

    def __post_init__(self) -> None:
        if not is_symbolic(self.k) and self.k <= 0:
            raise InvalidArgumentError(f"k must be > 0, got {self.k}")

    def share(self, state: State, dividends: Dividends) -> pd.Series:
        """Return the allocation; it adds up to less than the dividends."""
        hub_part, spoke_part = self.parts()
        priced: dict[frozenset[str], Any] = {}
        others: dict[frozenset[str], Any] = {}
        for coalition, dividend in dividends.items():
            deal = len(coalition) == 2 and state.hub in coalition
            (priced if deal else others)[coalition] = dividend
        shares = share_dividends(state.powers, others)
        for coalition, dividend in priced.items():
            spoke = next(power for power in coalition if power != state.hub)
            shares = _added(shares, {state.hub: hub_part * dividend, spoke: spoke_part * dividend})
        return shares

    def parts(self) -> tuple[Any, Any]:
        """Return the shares of a deal's expected value that hub and spoke keep."""
        k = Fraction(self.k) if isinstance(self.k, int) else self.k
        price = (1 + k) ** (-1 / k)
        return price, 1 - price * (k + 2) / (k + 1)


@dataclass(frozen=True)
class Voting:
    """The whole gain v(N) is a prize that winning coalitions control.

    Parameters
    ----------
    weights
        Votes by power; one each by default.
    quota
        Votes needed; a simple majority of the votes by default.
    vetoes
        Powers that must agree; the hub by default. Pass an empty tuple for none.
    measure
        How the prize is shared, the selection among solutions of the voting game:
        ``"shapley_shubik"``, ``"baron_ferejohn"`` (equal recognition, the state's δ; powers
        without veto must have equal votes) or ``"core"`` (veto players, equally).
    """

    weights: tuple[tuple[str, Any], ...] | None = None
    quota: Any = None
    vetoes: tuple[str, ...] | None = None
    measure: VotingMeasure = "shapley_shubik"

    def __post_init__(self) -> None:
        if self.measure not in get_args(VotingMeasure):
            raise UnknownNameError("measure", self.measure, get_args(VotingMeasure))

    def share(self, state: State, dividends: Dividends) -> pd.Series:
        """Return the allocation v(N)·index."""
        prize = sum(dividends.values(), start=Fraction(0))
        entries = [index * prize for index in self.index(state)]
        return _labelled(entries, state)

    def game(self, state: State) -> VotingGame:
        """Return the simple voting game of the institution."""
        vetoes = (state.hub,) if self.vetoes is None else self.vetoes
        votes = [1] * state.n if self.weights is None else dict(self.weights)
        counted = vector_by_name(votes, state.powers, argument="weights", integers="fraction")
        total = sum(Fraction(vote) for vote in counted)
        quota = total // 2 + 1 if self.quota is None else self.quota
        return VotingGame(state.powers, weights=votes, quota=quota, vetoes=vetoes)

    def index(self, state: State) -> list[Any]:
        """Return each power's share of the prize."""
        game = self.game(state)
        if self.measure == "shapley_shubik":
            return list(shapley_shubik(game, exact=True))
        vetoes = [power for power in state.powers if _has_veto(game, power)]
        if self.measure == "core":
            if not vetoes:
                raise InvalidArgumentError(
                    "measure 'core' needs a veto player: without one the core of a voting game "
                    "is empty"
                )
            return [Fraction(power in vetoes, len(vetoes)) for power in state.powers]
        if len(vetoes) == state.n:
            return [Fraction(1, state.n)] * state.n
        needed = self._others_needed(game, vetoes)
        others = state.n - len(vetoes)
        split = baron_ferejohn_shares(len(vetoes), others, needed, state.discount_factor)
        return [split.veto if power in vetoes else split.other for power in state.powers]

    def _others_needed(self, game: VotingGame, vetoes: list[str]) -> int:
        """Return how many identical powers without veto a proposal needs."""
        others = [power for power in game.players if power not in vetoes]
        weights, _ = game.rules[0]
        votes = {w for power, w in zip(game.players, weights, strict=True) if power in others}
        if len(votes) != 1:
            raise InvalidArgumentError(
                "measure 'baron_ferejohn' needs powers without veto that have equal votes, got "
                f"votes {sorted(votes)} for {', '.join(others) or 'none'}"
            )
        sizes = range(len(others) + 1)
        return max(1, next(k for k in sizes if game.is_winning([*vetoes, *others[:k]])))


@dataclass(frozen=True)
class Unions:
    """Powers bargain in unions (the Owen value): by default all spokes unite against the hub.

    Parameters
    ----------
    groups
        Disjoint groups of powers; powers in none stand alone.
    bloc_cost
        What running each union of two or more costs, borne equally by its members.
    """

    groups: tuple[tuple[str, ...], ...] | None = None
    bloc_cost: Any = Fraction(0)

    def share(self, state: State, dividends: Dividends) -> pd.Series:
        """Return the allocation."""
        return share_dividends(state.powers, dividends, unions=self.partition(state))

    def partition(self, state: State) -> tuple[tuple[str, ...], ...]:
        """Return the unions."""
        return (state.spokes,) if self.groups is None else self.groups

    def cost(self, state: State, power: str) -> Any:
        """Return what a power pays for its union."""
        for group in self.partition(state):
            if power in group and len(group) > 1:
                return self.bloc_cost * Fraction(1, len(group))
        return Fraction(0)


@dataclass(frozen=True)
class Contest:
    """No agreement: stakes are left alone, or each pair fights a lottery contest over its own.

    In the lottery i wins w_ij with probability c_i x_i/(c_i x_i + c_j x_j); in equilibrium both
    spend w_ij p_i p_j with p_i = c_i/(c_i + c_j), so that u_i = w_ij p_i². Acting powers pay
    `action_cost`.

    References
    ----------
    Tullock, G. (1980). Efficient rent seeking. Baik, K. H. (1994). Effort levels in contests with
    two asymmetric players. Southern Economic Journal 61:367–378.
    """

    lottery: bool = False
    acting: tuple[str, ...] = ()
    action_cost: Any = Fraction(0)

    def share(self, state: State, dividends: Dividends) -> pd.Series:
        """Return what each power keeps, before the cost of acting."""
        gains = {power: Fraction(0) for power in state.powers}
        for i, j, stake, odds in self._fights(state):
            gains[i] = gains[i] + stake * odds * odds
            gains[j] = gains[j] + stake * (1 - odds) * (1 - odds)
        return _labelled(list(gains.values()), state)

    def effort(self, state: State) -> Any:
        """Return the total effort spent in all contests."""
        return sum((2 * w * p * (1 - p) for _, _, w, p in self._fights(state)), Fraction(0))

    def cost(self, state: State, power: str) -> Any:
        """Return the cost of acting."""
        for name in self.acting:
            index_of(state.powers, name, argument="acting: power")
        return self.action_cost if power in self.acting else Fraction(0)

    def _fights(self, state: State) -> list[tuple[str, str, Any, Any]]:
        if not self.lottery:
            return []
        fights = []
        for i, j in state.pairs:
            stake, first, second = state.stake(i, j), state.capability(i), state.capability(j)
            if is_symbolic(stake) or stake > 0:
                if not is_symbolic(first + second) and first + second == 0:
                    raise InvalidArgumentError(
                        f"capabilities must not both be 0 in a contest, got 0 for {i} and {j}"
                    )
                fights.append((i, j, stake, first / (first + second)))
        return fights


Rule = Weighted | UniformPrice | Voting | Unions | Contest


def prize_game(state: State, rule: Voting, prize: Any) -> CoalitionalGame:
    """Return the game in which a coalition is worth the prize iff it wins."""
    wins = rule.game(state).to_coalitional().worths
    return CoalitionalGame(state.powers, [prize if win else prize * 0 for win in wins])


def _has_veto(game: VotingGame, power: str) -> bool:
    return not game.is_winning([name for name in game.players if name != power])


def _labelled(entries: list[Any], state: State) -> pd.Series:
    numbers = number_array(entries, argument="allocation", integers="fraction")
    return pd.Series(numbers, index=pd.Index(state.powers, name="player"), name="allocation")


def _added(shares: pd.Series, extra: Mapping[str, Any]) -> pd.Series:
    entries = [share + extra.get(str(power), 0) for power, share in shares.items()]
    numbers = number_array(entries, argument="allocation", integers="fraction")
    return pd.Series(numbers, index=shares.index, name=shares.name)
