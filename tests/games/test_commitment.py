"""Commitment: optimal by its multipliers, and by going through all breakpoints of the follower."""

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, nash_equilibria
from lilliput.games.commitment import commitment_gain, stackelberg
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.linear import solve_exactly
from lilliput.games.security import maxmin_values

from test_dominance import tensors

HALF = Fraction(1, 2)


def oriented(game, leader):
    """Payoffs of leader and follower, the leader's strategies in rows."""
    A, B = game.payoffs
    return (A, B) if game.players.index(leader) == 0 else (B.T, A.T)


def answers(B, x):
    values = x @ B
    return [k for k, value in enumerate(values) if value == max(values)]


def against(A, B, x, choose):
    return choose(x @ A[:, k] for k in answers(B, x))


@settings(max_examples=80)
@given(tensors(players=(2, 2), most=5), st.integers(0, 1))
def test_the_multipliers_prove_the_optimum(game, leader):
    name = game.players[leader]
    found = stackelberg(game, name)
    A, B = oriented(game, name)
    own, other = game.strategies[leader], game.strategies[1 - leader]
    x = found.strategy.to_numpy()
    assert sum(x) == 1
    assert min(x) >= 0
    j = other.index(found.response)
    assert j in answers(B, x)
    assert x @ A[:, j] == found.value == found.payoffs[name]
    assert x @ B[:, j] == found.payoffs[found.follower]
    assert found.attained
    assert max(found.bounds) == found.value
    for j, induced in enumerate(other):
        row = found.multipliers.loc[induced].to_numpy()
        assert min(row) >= 0
        for i in range(len(own)):
            cost = sum(row[k] * (B[i, j] - B[i, k]) for k in range(len(other)))
            if induced in found.bounds:
                assert A[i, j] + cost <= found.bounds[induced]
            else:
                assert cost < 0


def breakpoints(A, B):
    """All x in [0, 1] at which two answers give follower or leader the same, for two rows."""
    points = {Fraction(0), Fraction(1)}
    for M in (A, B):
        for j in range(M.shape[1]):
            for k in range(j):
                # x (M0j − M0k) + (1 − x)(M1j − M1k) = 0
                a, b = M[0, j] - M[0, k], M[1, j] - M[1, k]
                if a != b and 0 <= -b / (a - b) <= 1:
                    points.add(-b / (a - b))
    return sorted(points)


@st.composite
def two_row_games(draw):
    n = draw(st.integers(1, 4))
    entry = st.integers(0, 3).map(Fraction)
    numbers = draw(st.lists(entry, min_size=4 * n, max_size=4 * n))
    A, B = np.array(numbers, dtype=object).reshape(2, 2, n)
    return NormalFormGame.from_bimatrix(A, B)


@settings(max_examples=200)
@given(two_row_games())
def test_all_breakpoints_of_two_rows(game):
    A, B = game.payoffs
    points = breakpoints(A, B)
    middles = [(a + b) / 2 for a, b in pairwise(points)]
    everywhere = [np.array([x, 1 - x]) for x in points + middles]
    strong = stackelberg(game, "row")
    assert strong.value == max(against(A, B, x, max) for x in everywhere)
    weak = stackelberg(game, "row", ties="weak")
    # inside an interval the set of answers does not change; the ends are limits
    limits = []
    for a, b, middle in zip(points, points[1:], middles, strict=False):
        tied = answers(B, np.array([middle, 1 - middle]))
        limits += [min(np.array([x, 1 - x]) @ A[:, k] for k in tied) for x in (a, b)]
    best_attained = max(against(A, B, x, min) for x in everywhere)
    assert weak.value == max(*limits, best_attained)
    assert weak.attained == (best_attained == weak.value)
    if weak.attained:
        assert against(A, B, weak.strategy.to_numpy(), min) == weak.value
    x = weak.strategy.to_numpy()
    assert x @ A[:, game.strategies[1].index(weak.response)] == weak.value
    pure = [against(A, B, np.array(x), min) for x in ([1, 0], [0, 1])]
    assert stackelberg(game, "row", commitment="pure", ties="weak").value == max(pure)


@settings(max_examples=80)
@given(tensors(players=(2, 2), most=4))
def test_order_of_the_values(game):
    """maxmin ≤ weak ≤ strong; pure ≤ mixed; every pure equilibrium ≤ strong."""
    leader = game.players[0]
    value = {
        (c, t): stackelberg(game, leader, commitment=c, ties=t).value
        for c in ("pure", "mixed")
        for t in ("weak", "strong")
    }
    assert value["pure", "weak"] <= value["pure", "strong"] <= value["mixed", "strong"]
    assert value["pure", "weak"] <= value["mixed", "weak"] <= value["mixed", "strong"]
    assert maxmin_values(game).values[leader] <= value["mixed", "weak"]
    for cell in pure_cells(game):
        assert game.payoffs[(0, *cell)] <= value["mixed", "strong"]


@settings(max_examples=40)
@given(tensors(players=(2, 2), most=4, low=-9, high=9))
def test_the_limit_is_approached_by_commitments_nearby(game):
    """Near the weak optimum there is a commitment with a value as near as one likes."""
    leader = game.players[0]
    weak = stackelberg(game, leader, ties="weak")
    A, B = oriented(game, leader)
    rng = np.random.default_rng(0)
    near = []
    x = weak.strategy.to_numpy()
    for _ in range(200):
        y = np.array([Fraction(int(k)) for k in rng.integers(1, 99, len(x))], dtype=object)
        z = x + (y / sum(y) - x) / 10**6
        near.append(against(A, B, z, min))
    assert max(near) <= weak.value
    if not weak.attained:
        assert against(A, B, x, min) < weak.value


def best_reply_vertices(A):
    """The vertices (y, v) of {A y ≤ v, y ≥ 0, Σ y = 1}, each with the labels of tight rows."""
    m, n = A.shape
    rows = [[*A[i], -1] for i in range(m)] + [
        [int(k == j) for k in range(n)] + [0] for j in range(n)
    ]
    found = {}
    for tight in combinations(range(m + n), n):
        system = [rows[k] for k in tight] + [[1] * n + [0]]
        solution = solve_exactly(system, [0] * n + [1])
        if solution is None:
            continue
        *y, v = solution
        slacks = [v - sum(a * w for a, w in zip(A[i], y, strict=True)) for i in range(m)] + y
        if min(slacks) >= 0:
            found[tuple(y)] = {k for k, slack in enumerate(slacks) if slack == 0}
    return found


def extreme_equilibria(A, B):
    """All pairs of vertices that have every label: a strategy is unused or a best reply."""
    m, n = A.shape
    columns, rows = best_reply_vertices(A), best_reply_vertices(B.T)
    return [
        (x, y)
        for y, own in columns.items()
        for x, other in rows.items()
        if len(own | {(k + m if k < n else k - n) for k in other}) == m + n
    ]


@settings(max_examples=60)
@given(tensors(players=(2, 2), most=3, low=-9, high=9))
def test_von_stengel_zamir_2010_leaders_lose_nothing_against_equilibria(game):
    """At least every equilibrium payoff, or at least one with ties against the leader."""
    A, B = game.payoffs
    payoffs = [np.array(x) @ A @ np.array(y) for x, y in extreme_equilibria(A, B)]
    assert payoffs
    assert stackelberg(game, game.players[0]).value >= max(payoffs)
    assert stackelberg(game, game.players[0], ties="weak").value >= min(payoffs)


def test_bagwell_1995_the_value_of_being_seen():
    """Seen, the leader commits to S and gets 5; unseen, both play C, and it gets 4."""
    game = NormalFormGame(
        ["leader", "follower"], [["S", "C"]] * 2, [[[5, 3], [6, 4]], [[2, 1], [3, 4]]]
    )
    pure = stackelberg(game, "leader", commitment="pure")
    assert pure.strategy["S"] == 1
    assert pure.response == "S"
    assert pure.payoffs.to_list() == [5, 2]
    assert pure.bounds.to_dict() == {"S": 5, "C": 4}
    unseen = nash_equilibria(game, "pure")
    assert [e.payoffs.to_list() for e in unseen] == [[4, 4]]
    gain = commitment_gain(game, "leader", unseen, commitment="pure")
    assert gain["gain over worst"] == gain["gain over best"] == 1
    mixed = stackelberg(game, "leader")
    assert mixed.value == 5.5
    assert mixed.strategy.to_list() == [0.5, 0.5]
    weak = stackelberg(game, "leader", ties="weak")
    assert weak.value == 5.5
    assert not weak.attained
    assert "in the limit, not attained" in repr(weak)


def test_conitzer_sandholm_2006_the_value_of_lotteries():
    """Nash gives the row player 2; a pure commitment 3; an even lottery 3.5."""
    game = NormalFormGame(
        ["row", "column"], [["U", "D"], ["L", "R"]], [[[2, 4], [1, 3]], [[1, 0], [0, 1]]]
    )
    assert [e.payoffs.iloc[0] for e in nash_equilibria(game, "pure")] == [2]
    assert stackelberg(game, "row", commitment="pure").value == 3
    found = stackelberg(game, "row")
    assert found.value == 3.5
    assert found.response == "R"


def test_a_pure_commitment_can_be_worse_than_every_equilibrium():
    game = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert stackelberg(game, "column", commitment="pure").value == -1
    assert stackelberg(game, "column").value == 0


def test_answers_that_nothing_induces_have_no_bound():
    game = NormalFormGame.from_bimatrix([[9, 1], [9, 2]], [[0, 1], [0, 1]])
    found = stackelberg(game, "row")
    assert found.bounds.to_dict() == {"2": 2.0}
    assert found.value == 2


def test_twins_of_an_answer_count_against_the_leader():
    game = NormalFormGame.from_bimatrix([[4, 0], [0, 4]], [[1, 1], [1, 1]])
    assert stackelberg(game, "row").value == 4
    weak = stackelberg(game, "row", ties="weak")
    assert weak.value == 2
    assert weak.attained
    assert weak.strategy.to_list() == [0.5, 0.5]


def test_units_do_not_matter():
    A, B = np.array([[5, 3], [6, 4]], dtype=object), np.array([[2, 1], [3, 4]], dtype=object)
    for one, other in ((Fraction(1, 7), 3), (Fraction(10) ** 40, Fraction(1, 10**40))):
        game = NormalFormGame.from_bimatrix(A * one, B * Fraction(other))
        found = stackelberg(game, "row")
        assert found.value == Fraction(11, 2) * one
        assert found.strategy.to_list() == [HALF, HALF]
        lam = found.multipliers
        for i in range(2):
            cost = lam.loc["1", "2"] * (game.payoffs[1][i, 0] - game.payoffs[1][i, 1])
            assert game.payoffs[0][i, 0] + cost <= found.bounds["1"]


def test_larger_games_are_exact_too():
    rng = np.random.default_rng(3)
    A, B = rng.integers(0, 100, (2, 25, 20))
    game = NormalFormGame.from_bimatrix(A, B).to_exact()
    found = stackelberg(game, "row")
    x = found.strategy.to_numpy()
    assert against(A, B, x, max) == found.value
    assert stackelberg(game, "row", ties="weak").value == found.value


def test_too_many_answers_are_refused_unless_commitments_are_pure():
    A = np.random.default_rng(0).integers(0, 99, (25, 700))
    game = NormalFormGame.from_bimatrix(A, A)
    with pytest.raises(ProblemTooLargeError, match=r"700 answers to 25 .* commitment='pure'"):
        stackelberg(game, "row")
    assert stackelberg(game, "row", commitment="pure").value == A.max()
    assert stackelberg(game, "column").value == A.max()


def test_gains_are_in_the_numbers_of_the_game():
    game = NormalFormGame.from_bimatrix([[3, 0], [1, 2]], [[1, 2], [2, 0]])
    gain = commitment_gain(game, "row", nash_equilibria(game, exact=True))
    assert gain.dtype == float
    exact = game.to_exact()
    gain = commitment_gain(exact, "row", nash_equilibria(exact))
    assert {type(number) for number in gain} == {Fraction}


def test_bad_arguments_are_named():
    game = NormalFormGame.from_bimatrix([[1]], [[1]])
    three = NormalFormGame(["A", "B", "C"], [["x"]] * 3, np.zeros((3, 1, 1, 1)))
    with pytest.raises(InvalidGameError, match="one follower are needed, got 3 players"):
        stackelberg(three, "A")
    with pytest.raises(UnknownNameError, match="leader 'US'"):
        stackelberg(game, "US")
    with pytest.raises(UnknownNameError, match="commitment 'both'"):
        stackelberg(game, "row", commitment="both")
    with pytest.raises(UnknownNameError, match="ties 'random'"):
        stackelberg(game, "row", ties="random")
    with pytest.raises(UnsupportedNumberError, match="substitute"):
        stackelberg(NormalFormGame.from_bimatrix([[sympy.Symbol("x")]], [[1]]), "row")
    other = NormalFormGame.from_bimatrix([[2]], [[1]])
    with pytest.raises(InvalidArgumentError, match=r"must be an EquilibriumSet, .* got NoneType"):
        commitment_gain(game, "row", None)
    with pytest.raises(InvalidArgumentError, match="those of NormalFormGame"):
        commitment_gain(game, "row", nash_equilibria(other, "pure"))
    pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    with pytest.raises(InvalidArgumentError, match="got none"):
        commitment_gain(pennies, "row", nash_equilibria(pennies, "pure"))
