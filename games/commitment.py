"""Commitment in two-player games: what a leader gains by binding itself in public.

The leader commits to a strategy, the follower sees it and answers best. For each answer j of the
follower, the best commitment that makes j a best response is a linear programme (Conitzer and
Sandholm 2006), solved in rationals; its multipliers prove that no commitment does better by j.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.checks import index_of
from lilliput.games.dominance.tables import (
    as_table,
    in_kind,
    integer_payoffs,
    mixture_series,
    one_number,
    shown,
)
from lilliput.games.equilibria.solution import EquilibriumSet, mixture
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, ProblemTooLargeError
from lilliput.games.linear_programme import maximise_exactly, solve_matrix_game
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_game

__all__ = ["StackelbergSolution", "commitment_gain", "stackelberg"]

_LARGEST_WORK = 10**7


@final
@dataclass(frozen=True, eq=False, repr=False)
class StackelbergSolution:
    """An optimal commitment of a leader, and the follower's answer.

    Parameters
    ----------
    game
        The game.
    leader, follower
        The players.
    commitment
        ``"mixed"`` or ``"pure"``: what the leader may bind itself to.
    ties
        ``"strong"``: of several best responses the follower takes the leader's favourite;
        ``"weak"``: the one that is worst for the leader.
    strategy
        The leader's commitment. If the value is not attained, the limit of commitments with values
        that approach it.
    response
        The follower's answer (in the limit).
    value
        The leader's payoff; for weak ties the supremum.
    payoffs
        By player, at `strategy` and `response`.
    attained
        Whether `strategy` itself gives the leader the value. False is possible with weak ties and
        mixed commitments only: at the limit the follower is indifferent, and ties go against the
        leader.
    bounds
        For mixed commitments with strong ties, the follower's answer to the most that the leader
        gets by inducing it; answers that no commitment induces are left out. Otherwise the values
        of the leader's pure commitments, or of the answers that a small change of the commitment
        does not undo.
    multipliers
        For mixed commitments with strong ties the proof, one row an answer j and one column another
        answer k: numbers λ ≥ 0 such that a_ij + Σ_k λ_k (b_ij − b_ik) ≤ bound of j for every
        strategy i of the leader (payoffs a) against the follower (payoffs b); for an answer without
        bound, Σ_k λ_k (b_ik − b_ij) > 0 for every i. Empty otherwise.
    """

    game: NormalFormGame
    leader: str
    follower: str
    commitment: Literal["mixed", "pure"]
    ties: Literal["strong", "weak"]
    strategy: pd.Series
    response: str
    value: Any
    payoffs: pd.Series
    attained: bool
    bounds: pd.Series
    multipliers: pd.DataFrame

    def __repr__(self) -> str:
        gets = shown(self.value) + ("" if self.attained else " in the limit, not attained")
        return (
            f"StackelbergSolution({self.leader} commits to {mixture(self.strategy)}, "
            f"{self.follower} answers {self.response}; {self.leader} gets {gets})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import stackelberg

        return stackelberg(self)


@dataclass(frozen=True, eq=False)
class _Bimatrix:
    """Integers: A of the leader, B of the follower, the leader's strategies in rows."""

    A: Array
    B: Array
    unit: int


@dataclass(frozen=True, eq=False)
class _Choice:
    """The commitment, the answer and the leader's value in integers, and whether it is attained."""

    strategy: Array
    response: int
    value: Fraction
    attained: bool
    bounds: dict[str, Fraction]
    multipliers: pd.DataFrame


def stackelberg(
    game: NormalFormGame,
    leader: str,
    *,
    commitment: Literal["mixed", "pure"] = "mixed",
    ties: Literal["strong", "weak"] = "strong",
) -> StackelbergSolution:
    """Return the leader's optimal commitment in a two-player game, and the follower's answer.

    With mixed commitments the leader's value is at least its payoff in every Nash equilibrium if
    ties are strong, and at least that in some equilibrium if they are weak (von Stengel and Zamir
    2010); in nondegenerate games the two values are equal. A pure commitment can be worth less than
    every equilibrium. All of it presumes that the follower sees the commitment: if it sees a noisy
    signal, the equilibria of the game with signals count (Bagwell 1995).

    Parameters
    ----------
    game
        A two-player game with numeric payoffs; floats count as the decimals that they print as.
    leader
        The player that commits.
    commitment
        ``"mixed"``: to a lottery, which the follower knows but not its outcome. ``"pure"``: to a
        strategy.
    ties
        What a follower with several best responses does: the leader's favourite (``"strong"``) or
        the worst for it (``"weak"``). With weak ties and mixed commitments the value is a supremum,
        which may not be attained.

    Returns
    -------
    StackelbergSolution
        Exact in Fractions for games of Fractions, else rounded from the exact solution.

    Raises
    ------
    InvalidGameError
        Not two players.
    ProblemTooLargeError
        For mixed commitments, more than 10⁷ entries in linear programmes, which take minutes.
    UnknownNameError
        An unknown leader, or another word for `commitment` or `ties`.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Conitzer, V., and Sandholm, T. (2006). Computing the optimal strategy to commit to. Proceedings
    of ACM EC, 82–90. doi:10.1145/1134707.1134717. von Stengel, B., and Zamir, S. (2010). Leadership
    games with convex strategy sets. Games and Economic Behavior 69:446–457.
    doi:10.1016/j.geb.2009.11.008. Bagwell, K. (1995). Commitment and observability in games. Games
    and Economic Behavior 8:271–280.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[5, 3], [6, 4]], [[2, 1], [3, 4]])
    >>> stackelberg(game, "row", commitment="pure")
    StackelbergSolution(row commits to 1, column answers 1; row gets 5)
    >>> stackelberg(game, "row")
    StackelbergSolution(row commits to 0.5 1 + 0.5 2, column answers 1; row gets 5.5)
    """
    require_game(game)
    i = _leader(game, leader, commitment, ties)
    payoffs, units = integer_payoffs(game)
    bimatrix = _Bimatrix(
        as_table(payoffs[i], i).astype(object), as_table(payoffs[1 - i], i).astype(object), units[i]
    )
    answers = game.strategies[1 - i]
    if commitment == "mixed":
        _check_work(*bimatrix.B.shape)
    if commitment == "pure":
        chosen = _pure(bimatrix, ties, game.strategies[i])
    else:
        chosen = (_strong if ties == "strong" else _weak)(bimatrix, answers)
    exact = game.to_exact().payoffs
    pair = [as_table(exact[k], i)[:, chosen.response] @ chosen.strategy for k in (0, 1)]
    bounds = in_kind(game, [value / bimatrix.unit for value in chosen.bounds.values()])
    return StackelbergSolution(
        game,
        leader,
        game.players[1 - i],
        commitment,
        ties,
        mixture_series(game, i, chosen.strategy),
        answers[chosen.response],
        one_number(game, chosen.value / bimatrix.unit),
        pd.Series(in_kind(game, pair), pd.Index(game.players, name="player"), name="payoff"),
        chosen.attained,
        pd.Series(bounds, pd.Index(list(chosen.bounds), name="strategy"), name="bound"),
        _in_units(game, chosen.multipliers, i, units),
    )


def _leader(game: NormalFormGame, leader: str, commitment: str, ties: str) -> int:
    """Return the position of the leader, after a look at the arguments."""
    if game.n != 2:
        raise InvalidGameError(
            f"game: a leader and one follower are needed, got {game.n} players; fix the strategies "
            "of the others or merge the followers into one player"
        )
    index_of(("mixed", "pure"), commitment, argument="commitment")
    index_of(("strong", "weak"), ties, argument="ties")
    return index_of(game.players, leader, argument="leader")


def _check_work(m: int, answers: int) -> None:
    """Refuse too many entries in the programmes of all answers, with m strategies of the leader."""
    work = m * answers**2
    if work > _LARGEST_WORK:
        raise ProblemTooLargeError(
            f"game: {answers} answers to {m} strategies need linear programmes of {work:.2g} "
            f"entries together, at most {_LARGEST_WORK:.0e} are allowed; eliminate dominated "
            "strategies of the follower first, or pass commitment='pure'"
        )


def commitment_gain(
    game: NormalFormGame,
    leader: str,
    equilibria: EquilibriumSet,
    *,
    commitment: Literal["mixed", "pure"] = "mixed",
    ties: Literal["strong", "weak"] = "strong",
) -> pd.Series:
    """Compare what a leader gets by its optimal commitment with what it gets in equilibria.

    Parameters
    ----------
    game, leader, commitment, ties
        As in `stackelberg`.
    equilibria
        Equilibria of the game, from `nash_equilibria`. The extreme equilibria of a two-player game
        include those that are best and worst for the leader.

    Returns
    -------
    pandas.Series
        The value of the commitment, the leader's least and largest payoff among the equilibria, and
        the gains over these; negative gains are losses.

    Raises
    ------
    InvalidArgumentError
        No equilibria, or those of another game.

    Examples
    --------
    >>> from lilliput.games import nash_equilibria
    >>> game = NormalFormGame.from_bimatrix([[5, 3], [6, 4]], [[2, 1], [3, 4]])
    >>> commitment_gain(game, "row", nash_equilibria(game, "pure"), commitment="pure").to_dict()
    {'commitment': 5.0, 'worst equilibrium': 4.0, 'best equilibrium': 4.0, \
'gain over worst': 1.0, 'gain over best': 1.0}
    """
    if not isinstance(equilibria, EquilibriumSet):
        raise InvalidArgumentError(
            "equilibria must be an EquilibriumSet, as nash_equilibria(game) returns it, got "
            f"{type(equilibria).__name__}"
        )
    if not len(equilibria) or equilibria.game != game:
        raise InvalidArgumentError(
            "equilibria must be at least one equilibrium of this game, got "
            + ("none" if not len(equilibria) else f"those of {equilibria.game!r}")
        )
    value = stackelberg(game, leader, commitment=commitment, ties=ties).value
    payoffs = [found.payoffs[leader] for found in equilibria]
    worst, best = min(payoffs), max(payoffs)
    entries = {
        "commitment": value,
        "worst equilibrium": worst,
        "best equilibrium": best,
        "gain over worst": value - worst,
        "gain over best": value - best,
    }
    if game.kind == "float":  # equilibria may be in Fractions
        entries = {label: float(number) for label, number in entries.items()}
    return pd.Series(entries, name=leader)


def _in_units(
    game: NormalFormGame, table: pd.DataFrame, leader: int, units: list[int]
) -> pd.DataFrame:
    """Return multipliers of integers as multipliers of the payoffs."""
    factor = Fraction(units[1 - leader], units[leader])
    rows = [in_kind(game, [value * factor for value in row]) for row in table.to_numpy()]
    return pd.DataFrame(rows, index=table.index, columns=table.columns)


def _pure(game: _Bimatrix, ties: Literal["strong", "weak"], strategies: tuple[str, ...]) -> _Choice:
    choose = max if ties == "strong" else min
    answers = [
        choose(np.flatnonzero(row == row.max()).tolist(), key=own.__getitem__)
        for own, row in zip(game.A, game.B, strict=True)
    ]
    values = [Fraction(int(own[j])) for own, j in zip(game.A, answers, strict=True)]
    best = max(range(len(values)), key=values.__getitem__)
    strategy = object_array([Fraction(int(k == best)) for k in range(len(values))])
    bounds = dict(zip(strategies, values, strict=True))
    return _Choice(strategy, answers[best], values[best], True, bounds, pd.DataFrame())


def _strong(game: _Bimatrix, answers: tuple[str, ...]) -> _Choice:
    """Solve one programme for each answer: max x·A_j over the x to which j is a best response."""
    size = len(answers)
    bounds, rows, best = {}, [], None
    for j in range(size):
        others = [k for k in range(size) if k != j]
        shift = 1 - min(game.A[:, j])
        constraints = (game.B - game.B[:, [j]])[:, others].T
        point, total, prices = _over_mixtures(game.A[:, j] + shift, constraints)
        row = object_array([Fraction(0)] * size)
        row[others] = prices
        rows.append(row)
        if point is None:
            continue
        bounds[answers[j]] = total - shift
        if best is None or total - shift > best[2]:
            best = (point, j, total - shift)
    assert best is not None  # some answer is best against whatever the leader does
    multipliers = pd.DataFrame(
        rows, pd.Index(answers, name="induced"), pd.Index(answers, name="alternative")
    )
    return _Choice(*best, True, bounds, multipliers)


def _over_mixtures(goal: Array, constraints: Array) -> tuple[Array | None, Fraction, Array]:
    """Maximise goal·x over mixtures x with constraints·x ≤ 0, where goal > 0.

    The sum of x is only bounded by 1; a positive optimum brings it to 1, and an optimum of 0 means
    that there is no such mixture. Returned are x or None, the optimum, and the multipliers of the
    constraints.
    """
    ones = np.ones((1, len(goal)), dtype=object)
    found = maximise_exactly(
        goal, np.vstack([constraints, ones]), object_array([0] * len(constraints) + [1])
    )
    return found.point if found.value > 0 else None, found.value, found.prices[:-1]


def _weak(game: _Bimatrix, answers: tuple[str, ...]) -> _Choice:
    """Return the supremum when ties go against the leader.

    Let E(j) be the answers with the follower's payoffs of j. If j and E(j) alone are best responses
    to some x, then so they are near every point of their region, and the leader gets values as near
    as it likes to the maximum of min over E(j) on the region; no other answers count, since every
    commitment is a limit of such x (von Stengel and Zamir 2010).
    """
    size = len(answers)
    bounds: dict[str, Fraction] = {}
    candidates = []
    for j in range(size):
        twins = [k for k in range(size) if (game.B[:, k] == game.B[:, j]).all()]
        others = [k for k in range(size) if k not in twins]
        if j != twins[0] or not _stands_alone(game, j, others):
            continue
        point, value = _guaranteed(game, j, twins, others)
        bounds[answers[j]] = value
        candidates.append((j, twins, point, value))
    best = max(value for *_, value in candidates)
    for j, twins, _, value in candidates:
        attained = _attained(game, j, twins, value) if value == best else None
        if attained is not None:
            tied = _best_responses(game, attained)
            worst = min(tied, key=lambda k: attained @ game.A[:, k])
            return _Choice(attained, worst, best, True, bounds, pd.DataFrame())
    j, twins, point, value = next(c for c in candidates if c[3] == best)
    worst = min(twins, key=lambda k: point @ game.A[:, k])
    return _Choice(point, worst, value, False, bounds, pd.DataFrame())


def _stands_alone(game: _Bimatrix, j: int, others: list[int]) -> bool:
    """Whether some mixture makes answer j strictly better for the follower than all others."""
    if not others:
        return True
    return solve_matrix_game((game.B[:, [j]] - game.B)[:, others]).value > 0


def _guaranteed(
    game: _Bimatrix, j: int, twins: list[int], others: list[int]
) -> tuple[Array, Fraction]:
    """Maximise min over the twins k of x·A_k over the region in which j is a best response.

    As t with Σ_i x_i (shifted a_ik) ≥ t; at the origin of the programme both are 0.
    """
    m = len(game.A)
    shift = 1 - min(game.A[:, k].min() for k in twins)
    incentives = [[*(game.B[:, k] - game.B[:, j]), 0] for k in others]
    shares = [[*-(game.A[:, k] + shift), 1] for k in twins]
    rows = np.array([*incentives, *shares, [1] * m + [0]], dtype=object)
    goal = object_array([0] * m + [1])
    found = maximise_exactly(goal, rows, object_array([0] * (len(rows) - 1) + [1]))
    point = found.point[:-1]
    return point, found.value - shift


def _attained(game: _Bimatrix, j: int, twins: list[int], value: Fraction) -> Array | None:
    """Return a commitment that gives the value against the worst best response, or None.

    Of the commitments in the region of j that give the value against a set K of answers, starting
    with the twins of j, take one in the middle: its best responses tie with j at all of them. If K
    has them all, it is found; if not, they join K.
    """
    size = game.B.shape[1]
    against = list(twins)
    while True:
        incentives = [game.B[:, k] - game.B[:, j] for k in range(size) if k != j]
        shares = [value - game.A[:, k] for k in against]
        rows = np.array([*incentives, *shares], dtype=object)
        points: list[Array] = []
        for goal in [object_array([1] * len(game.B))] + [
            game.B[:, j] - game.B[:, k] for k in range(size) if k not in against
        ]:
            point, _, _ = _over_mixtures(goal, rows)
            if point is not None:
                points.append(point / sum(point))
        if not points:
            return None
        middle: Array = np.sum(points, axis=0) / len(points)
        tied = [k for k in _best_responses(game, middle) if k not in against]
        if not tied:
            return middle
        against += tied


def _best_responses(game: _Bimatrix, strategy: Array) -> list[int]:
    values = strategy @ game.B
    top = max(values)
    return [k for k, value in enumerate(values) if value == top]
