"""Legislative bargaining under any voting rule (Baron and Ferejohn 1989, closed rule).

Each round a player is recognised with probability p_i and proposes how to split a prize of 1. The
proposal passes if the players who agree form a winning coalition; otherwise payoffs are discounted
and a new proposer is drawn. In a stationary equilibrium player i agrees to δ_i v_i or more, where v
are the expected payoffs, and a proposer pays the cheapest coalition it can build:

    v_i = p_i (1 − c_i) + r_i δ_i v_i,    c_i = min {Σ_{j∈S∖i} δ_j v_j : S∖i with i wins}.

A candidate is found in floats (`legislative_search`), solved in rationals on the coalitions that it
ties (`legislative_prices`), and proved by proposals that bring it about (`legislative_proposals`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, as_printed, kind_of, plain
from lilliput.games.checks import vector_by_name
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    SolverError,
    UnsupportedNumberError,
)
from lilliput.games.offers.legislative_prices import exact_prices
from lilliput.games.offers.legislative_problem import LegislativeProblem, reduced_problem
from lilliput.games.offers.legislative_proposals import Mixture, Proposals, find_proposals
from lilliput.games.offers.legislative_search import Smoothed, follow
from lilliput.games.voting import VotingGame
from lilliput.games.voting.minimal import minimal_coalitions
from lilliput.games.voting.tables import minimal_in_table

__all__ = ["BaronFerejohn", "baron_ferejohn"]

_MOST_ENTRIES = 4_000_000
_SHARPNESS = (1e-6, 1e-9, 1e-12)
_SLACKS = (100, 10, 1000, 30, 300, 3, 1, 0.3, 0.1)
_ROUNDING = 1e-9
_RESIDUAL = Fraction(1, 10**9)

ByPlayer = Mapping[str, Any] | pd.Series | Sequence[Any]


@final
@dataclass(frozen=True, eq=False, repr=False)
class BaronFerejohn:
    """A stationary equilibrium of legislative bargaining, with its proof.

    Parameters
    ----------
    players
        The players.
    payoffs
        Expected shares v of the prize before the first proposer is drawn; they sum to 1.
    kept
        What each player keeps when it proposes, 1 − c_i. NaN for a player who never proposes.
    complete
        Whether no other payoffs belong to a stationary equilibrium: so if all discount factors are
        below 1 (Eraslan and McLennan 2013).
    exact
        Whether the equilibrium has been proved in rationals. If not, the payoffs are irrational (or
        fractions of more than 24 digits), and right up to `residual`.
    residual
        The largest error of v_i = p_i (1 − c_i) + r_i δ_i v_i; 0 if `exact`.

    Notes
    -----
    That proposals are best is checked against every minimal winning coalition.
    """

    players: tuple[str, ...]
    payoffs: pd.Series
    kept: pd.Series
    complete: bool
    exact: bool
    residual: Any
    _problem: LegislativeProblem
    _mixtures: dict[int, Mixture]
    _in_floats: bool

    @property
    def proposals(self) -> pd.DataFrame:
        """Whom each proposer pays and how often: one row a proposer and coalition.

        Other mixtures may support the same payoffs; this is one of them. Players who accept
        anything (δ_i v_i = 0) are not listed.
        """
        rows = []
        for player, (coalitions, weights) in self._mixtures.items():
            paid = self._problem.partners(player).astype(bool)
            names = [self.players[i] for i in self._problem.priced]
            for row, weight in zip(coalitions.tolist(), weights, strict=True):
                partners = frozenset(n for n, pays in zip(names, paid[row], strict=True) if pays)
                rows.append((self.players[player], partners, self._shown(weight)))
        return pd.DataFrame(rows, columns=["proposer", "partners", "probability"])

    @property
    def inclusion(self) -> pd.DataFrame:
        """How likely a proposer (row) pays each other player (column)."""
        index = pd.Index(self.players, name="proposer")
        zero = self._shown(Fraction(0))
        frame = pd.DataFrame(zero, index=index, columns=list(self.players), dtype=object)
        for player, (coalitions, weights) in self._mixtures.items():
            paid = self._problem.partners(player)
            for i, column in zip(self._problem.priced, paid.T, strict=True):
                chosen = column[coalitions].tolist()
                share = sum(
                    (w for w, pays in zip(weights, chosen, strict=True) if pays), Fraction()
                )
                frame.iloc[player, i] = self._shown(share)
        return frame.astype(float) if self._in_floats else frame

    def _shown(self, value: Fraction) -> Any:
        return float(value) if self._in_floats else value

    def __repr__(self) -> str:
        shares = ", ".join(
            f"{name}: {_short(plain(share))}" for name, share in self.payoffs.items()
        )
        how = "proved" if self.exact else f"residual {float(self.residual):.0e}"
        only = "the only stationary payoffs" if self.complete else "others may exist"
        return f"BaronFerejohn({shares}; {how}; {only})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import baron_ferejohn

        return baron_ferejohn(self)


def baron_ferejohn(
    game: VotingGame | CoalitionalGame,
    *,
    discount_factors: ByPlayer | Any,
    recognition: ByPlayer | None = None,
) -> BaronFerejohn:
    """Return the stationary equilibrium payoffs of closed-rule bargaining under a voting rule.

    Parameters
    ----------
    game
        Which coalitions win: a voting game, or a coalitional game with worths 0 and 1 that is
        monotone.
    discount_factors
        δ_i in [0, 1], one number for all or one for each player. Where they are all below 1, the
        payoffs are unique. At δ = 1 one equilibrium is returned; with veto players, the limit.
    recognition
        Probabilities p_i ≥ 0 with which players propose; equal by default. They sum to one.

    Returns
    -------
    BaronFerejohn
        Fractions if the discount factors and probabilities are Fractions or integers, else floats,
        rounded from the exact solution of the decimals that they print as.

    Raises
    ------
    InvalidArgumentError
        A discount factor outside [0, 1], probabilities that are negative or do not sum to one.
    InvalidGameError
        No coalition wins, the empty one does, or the game is not simple.
    ProblemTooLargeError
        More than 4,000,000 entries in the list of minimal winning coalitions.

    See Also
    --------
    baron_ferejohn_shares : closed form with symbols where all players without veto are alike.

    References
    ----------
    Baron, D. P. and Ferejohn, J. A. (1989). Bargaining in legislatures. APSR 83:1181–1206.
    doi:10.2307/1961664
    Eraslan, H. (2002). Uniqueness of stationary equilibrium payoffs in the Baron–Ferejohn model.
    Journal of Economic Theory 103:11–30. doi:10.1006/jeth.2000.2757
    Eraslan, H. and McLennan, A. (2013). Uniqueness of stationary equilibrium payoffs in coalitional
    bargaining. Journal of Economic Theory 148:2195–2222.

    Examples
    --------
    Three equal votes; a proposer buys one of the others for δ/3:

    >>> from fractions import Fraction
    >>> council = VotingGame(["A", "B", "C"], weights=[1, 1, 1], quota=2)
    >>> found = baron_ferejohn(council, discount_factors=Fraction(9, 10))
    >>> found
    BaronFerejohn(A: 1/3, B: 1/3, C: 1/3; proved; the only stationary payoffs)
    >>> found.kept["A"]
    Fraction(7, 10)

    Who proposes often is expensive, so the others are paid first:

    >>> chances = {"A": Fraction(1, 2), "B": Fraction(1, 4), "C": Fraction(1, 4)}
    >>> found = baron_ferejohn(council, discount_factors=Fraction(9, 10), recognition=chances)
    >>> [str(share) for share in found.payoffs]
    ['11/31', '10/31', '10/31']
    """
    delta, chances, in_floats = _numbers(game, discount_factors, recognition)
    problem = reduced_problem(_minimal_winning(game), chances, delta)
    _check_size(problem)
    patient = any(delta[i] == 1 for i in range(len(delta)))
    if patient and _patient_veto(problem):
        prices = _patient_limit(problem)
        proposals = find_proposals(problem, prices, exact=True)
        found = None if proposals is None else (prices, proposals, True)
    else:
        found = _equilibrium(problem)
    if found is None:
        raise SolverError(
            "no stationary equilibrium could be proved from the candidates found; "
            + ("take discount factors below 1" if patient else "state the numbers as Fractions")
        )
    return _labelled(game.players, problem, *found, complete=not patient, in_floats=in_floats)


def _numbers(
    game: VotingGame | CoalitionalGame, discount_factors: Any, recognition: ByPlayer | None
) -> tuple[list[Fraction], list[Fraction], bool]:
    """Return discount factors and recognition as Fractions, and whether floats were among them."""
    if not isinstance(game, (VotingGame, CoalitionalGame)):
        raise InvalidArgumentError(
            f"game must be a VotingGame or a CoalitionalGame, got {type(game).__name__}"
        )
    names = game.players
    several = isinstance(discount_factors, (Mapping, pd.Series, Sequence, np.ndarray))
    given = discount_factors if several else [discount_factors] * len(names)
    delta = vector_by_name(given, names, argument="discount_factors", integers="fraction")
    exact_delta = _rational(delta, argument="discount_factors")
    for name, value in zip(names, exact_delta, strict=True):
        if not 0 <= value <= 1:
            raise InvalidArgumentError(
                f"discount_factors must lie in [0, 1], got {_short(value)} for {name}"
            )
    if recognition is None:
        chances = [Fraction(1, len(names))] * len(names)
        return exact_delta, chances, kind_of(delta) == "float"
    numbers = vector_by_name(
        recognition, names, argument="recognition", minimum=0, integers="fraction"
    )
    chances = _rational(numbers, argument="recognition")
    total, floats = sum(chances, Fraction(0)), kind_of(numbers) == "float"
    if total != 1 and not (floats and abs(total - 1) <= _ROUNDING):
        raise InvalidArgumentError(
            f"recognition must be probabilities that sum to one, got the sum {_short(total)}"
        )
    return exact_delta, [p / total for p in chances], floats or kind_of(delta) == "float"


def _rational(numbers: Array, *, argument: str) -> list[Fraction]:
    if kind_of(numbers) == "symbolic":
        raise UnsupportedNumberError(
            f"{argument} must be numbers here, got symbols; baron_ferejohn_shares takes symbols "
            "where all players without veto are alike"
        )
    return list(as_printed(numbers))


def _minimal_winning(game: VotingGame | CoalitionalGame) -> list[tuple[int, ...]]:
    """Return the minimal winning coalitions as positions."""
    if isinstance(game, VotingGame):
        return minimal_coalitions(game.reduced())
    worths = game.worths
    wins = np.array([worth == 1 for worth in worths.tolist()], dtype=bool)
    if not all(worth in (0, 1) for worth in worths.tolist()):
        raise InvalidGameError("game must be simple, with worths 0 and 1, to decide what passes")
    if not wins[-1]:
        raise InvalidGameError("game must have a winning coalition, got none: nothing ever passes")
    for i in range(game.n):
        pairs = wins.reshape(-1, 2, 2**i)
        lost = np.flatnonzero((pairs[:, 0] & ~pairs[:, 1]).ravel())
        if lost.size:
            high, low = divmod(int(lost[0]), 2**i)
            members = sorted(game.coalition(high * 2 ** (i + 1) + low))
            raise InvalidGameError(
                f"game must be monotone, but {{{', '.join(members)}}} wins and loses again "
                f"with {game.players[i]}"
            )
    masks = minimal_in_table(wins).tolist()
    return [tuple(i for i in range(game.n) if mask >> i & 1) for mask in masks]


def _check_size(problem: LegislativeProblem) -> None:
    rows, n = problem.members.shape
    if rows * n > _MOST_ENTRIES:
        raise ProblemTooLargeError(
            f"game: {rows} minimal winning coalitions of {n} players; at most "
            f"{_MOST_ENTRIES // n} can be searched; baron_ferejohn_shares solves rules in which "
            "all players without veto are alike"
        )


def _equilibrium(problem: LegislativeProblem) -> tuple[list[Fraction], Proposals, bool] | None:
    """Find prices with proposals that prove them; sharper searches where ties are not clear."""
    if not problem.priced or not problem.members.any():
        return _without_partners(problem)
    known = [problem.recognition[i] for i in problem.priced]
    chances = np.array([float(p) for p in [*known, 1 - sum(known)]])
    delta = np.array([float(problem.discount[i]) for i in problem.priced])
    members = problem.members.astype(np.float64)
    scale = float(delta @ chances[:-1])
    last: Smoothed | None = None
    nearly: tuple[list[Fraction], Proposals, bool] | None = None
    for least in _SHARPNESS:
        last = follow(members, chances, delta, start=last, least=scale * least)
        seen: set[tuple[int, ...]] = set()
        for slack in _SLACKS:
            ties = problem.tied(last.prices, slack * last.sharpness)
            key = tuple(len(rows) for rows in ties.values())
            solved = None if key in seen else exact_prices(problem, ties, last.prices)
            seen.add(key)
            if solved is None or min(solved[0]) <= 0:
                continue
            proposals = find_proposals(problem, solved[0], exact=solved[1])
            if proposals is not None and solved[1]:
                return solved[0], proposals, True
            if proposals is not None and proposals.residual < _RESIDUAL:
                nearly = nearly or (solved[0], proposals, False)
        if nearly is not None:
            return nearly
    return None


def _without_partners(problem: LegislativeProblem) -> tuple[list[Fraction], Proposals, bool] | None:
    """Return the equilibrium where a proposer needs nobody who has a price."""
    prices = [problem.recognition[i] * problem.discount[i] for i in problem.priced]
    proposals = find_proposals(problem, prices, exact=True)
    return None if proposals is None else (prices, proposals, True)


def _patient_veto(problem: LegislativeProblem) -> bool:
    """Whether a player with δ = 1 is in every winning coalition: others are then worth nothing."""
    always = np.all(problem.members, axis=0).tolist()
    return any(
        veto and problem.discount[i] == 1 for i, veto in zip(problem.priced, always, strict=True)
    )


def _patient_limit(problem: LegislativeProblem) -> list[Fraction]:
    """Return the limit of prices as discount factors of 1 are approached together from below.

    Veto players wait at no cost, so those with δ = 1 share everything: v_i(1 − δ_i) = p_i(1 − c),
    where c is what a proposal costs in all.
    """
    always = np.all(problem.members, axis=0).tolist()
    shares = [
        problem.recognition[i] if veto and problem.discount[i] == 1 else Fraction(0)
        for i, veto in zip(problem.priced, always, strict=True)
    ]
    return [share / sum(shares) for share in shares]


def _labelled(
    players: tuple[str, ...],
    problem: LegislativeProblem,
    prices: list[Fraction],
    proposals: Proposals,
    exact: bool,
    *,
    complete: bool,
    in_floats: bool,
) -> BaronFerejohn:
    payoffs = []
    price = dict(zip(problem.priced, prices, strict=True))
    for i, chance in enumerate(problem.recognition):
        own = chance * (1 - proposals.costs[i]) if chance > 0 else Fraction(0)
        payoffs.append(price[i] / problem.discount[i] if i in price else own)
    kept: list[Any] = [
        1 - proposals.costs[i] if i in proposals.costs else float("nan")
        for i in range(len(players))
    ]
    floats = in_floats or not exact
    index = pd.Index(players, name="player")
    dtype = float if floats else object
    return BaronFerejohn(
        players,
        pd.Series([float(v) for v in payoffs] if floats else payoffs, index, dtype, "payoff"),
        pd.Series([float(v) for v in kept] if floats else kept, index, dtype, "kept"),
        complete,
        exact,
        proposals.residual if exact else float(proposals.residual),
        problem,
        proposals.mixtures,
        floats,
    )


def _short(value: Any) -> str:
    return (
        str(value)
        if isinstance(value, Fraction) and value.denominator < 10**6
        else (f"{float(value):.6g}")
    )
