"""Values without transferable utility: special cases, published games, an independent check."""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import CoalitionalGame, shapley_value
from lilliput.games.bargaining import (
    BargainingProblem,
    NTUGame,
    consistent_ntu_value,
    is_ntu_shapley_value,
    nash_bargaining,
    ntu_shapley_values,
)
from lilliput.games.errors import (
    InvalidGameError,
    ProblemTooLargeError,
    SolverError,
    UnknownNameError,
)

ABC = ["A", "B", "C"]
whole = st.integers(0, 12)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4).flatmap(lambda n: st.lists(whole, min_size=2**n, max_size=2**n)))
def test_with_transfers_it_is_the_shapley_value(worths):
    n = len(worths).bit_length() - 1
    worths = [Fraction(0), *map(Fraction, worths[1:])]
    game = CoalitionalGame(list("ABCD")[:n], worths)
    expected = shapley_value(game).tolist()
    (value,) = ntu_shapley_values(NTUGame.from_game(game))
    assert value.exact
    assert value.payoffs.tolist() == expected
    assert value.weights.tolist() == [Fraction(1, n)] * n
    assert consistent_ntu_value(NTUGame.from_game(game)).tolist() == expected


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=4), st.tuples(whole, whole))
def test_for_two_it_is_the_nash_solution(points, alone):
    rows = [[Fraction(a), Fraction(b)] for a, b in [*points, (alone[0] + 1, alone[1] + 2)]]
    game = NTUGame.from_points(["A", "B"], {"A": alone[0], "B": alone[1], ("A", "B"): rows})
    d = list(map(Fraction, alone))
    nash = nash_bargaining(BargainingProblem.from_points(["A", "B"], rows, d))
    (value,) = ntu_shapley_values(game, starts=4)
    assert value.exact
    assert value.payoffs.tolist() == nash.tolist()


def test_the_banker_game():
    """Owen (1972): A gets 100 with the help of B, who cannot be repaid without C, the banker.

    Hart, S. (2004). A comparison of non-transferable utility values. Theory and Decision 56:35–46,
    gives the Shapley NTU value (50, 50, 0) and the consistent value (50, 37.5, 12.5).
    """
    spaces = {
        ("A", "B"): ([[1, 4]], [100]),
        ("A", "C"): ([[1, 1]], [0]),
        ("B", "C"): ([[1, 1]], [0]),
        tuple(ABC): ([[1, 1, 1]], [100]),
    }
    assert consistent_ntu_value(NTUGame.from_halfspaces(ABC, spaces)).tolist() == [50, 37.5, 12.5]
    pair, grand = [[100, 0], [0, 25]], [[100, 0, 0], [0, 100, 0], [0, 0, 100]]
    game = NTUGame.from_points(ABC, {("A", "B"): pair, tuple(ABC): grand})
    (value,) = ntu_shapley_values(game)
    assert value.payoffs.tolist() == [50, 50, 0]
    assert repr(value) == "NTUValue(A: 50.0, B: 50.0, C: 0.0; exact)"


@pytest.mark.parametrize("p", [Fraction(0), Fraction(1, 5), Fraction(49, 100)])
def test_roths_game(p):
    """Roth (1980): A and B do best by themselves, but the value of all three is ⅓ each.

    Roth, A. E. (1980). Values for games without sidepayments: some difficulties with current
    concepts. Econometrica 48:457–465.
    """
    half = Fraction(1, 2)
    points = {
        ("A", "B"): [[half, half]],
        ("A", "C"): [[p, 1 - p]],
        ("B", "C"): [[p, 1 - p]],
        tuple(ABC): [[half, half, 0], [p, 0, 1 - p], [0, p, 1 - p]],
    }
    values = ntu_shapley_values(NTUGame.from_points(ABC, points))
    assert [Fraction(1, 3)] * 3 in [value.payoffs.tolist() for value in values]


def consistent_by_orders(game):
    """The mean over all orders of what is left for each when those before it have been paid."""
    space = {frozenset(found.members): found for found in game.sets[1:]}
    total = dict.fromkeys(game.players, Fraction(0))
    orders = list(permutations(game.players))
    for order in orders:
        paid = {}
        for name in order:
            found = space[frozenset([*paid, name])]
            slope = dict(zip(found.members, found.matrix[0], strict=True))
            left = found.bounds[0] - sum(slope[other] * paid[other] for other in paid)
            paid[name] = left / slope[name]
        for name, amount in paid.items():
            total[name] += amount / len(orders)
    return total


@settings(max_examples=20, deadline=None)
@given(st.data())
def test_consistent_value_by_orders(data):
    """Maschler and Owen (1989)."""
    spaces = {}
    for mask in range(1, 8):
        members = tuple(name for i, name in enumerate(ABC) if mask >> i & 1)
        slope = data.draw(st.lists(st.integers(1, 5), min_size=len(members), max_size=len(members)))
        spaces[members] = ([slope], [Fraction(data.draw(st.integers(-5, 9)))])
    game = NTUGame.from_halfspaces(ABC, spaces)
    assert consistent_ntu_value(game).to_dict() == consistent_by_orders(game)


def shapley_of_worths(worths):
    """The Shapley value over all orders, in floats."""
    total = np.zeros(3)
    for order in permutations(range(3)):
        mask = 0
        for player in order:
            total[player] += worths[mask | 1 << player] - worths[mask]
            mask |= 1 << player
    return total / 6


@settings(max_examples=7, deadline=None)
@given(st.integers(0, 10**6))
def test_values_satisfy_their_definition(seed):
    """λ_i x_i = φ_i(v_λ) with x in V(N), all computed anew from the points."""
    random = np.random.default_rng(seed)
    points = {}
    for mask in (3, 5, 6, 7):
        members = tuple(name for i, name in enumerate(ABC) if mask >> i & 1)
        points[members] = random.integers(0, 4 * len(members), (3, len(members))).tolist()
    points[tuple(ABC)].append([4, 4, 4])
    game = NTUGame.from_points(ABC, points)
    try:
        values = ntu_shapley_values(game, starts=4)
    except SolverError:
        values = ()  # some λ_i may have to be 0
    for value in values:
        weights, x = value.weights.to_numpy(float), value.payoffs.to_numpy(float)
        worths = np.zeros(8)
        for members, rows in points.items():
            at = [ABC.index(name) for name in members]
            worths[sum(1 << i for i in at)] = (np.array(rows) @ weights[at]).max()
        assert weights * x == pytest.approx(shapley_of_worths(worths), abs=1e-8)
        assert min(weights) > 0
        problem = BargainingProblem.from_points(ABC, points[tuple(ABC)], -100)
        assert problem.contains(x, tol=1e-10)
        assert is_ntu_shapley_value(game, x, weights, tol=1e-8)


def test_the_checker_says_why_not():
    game = NTUGame.from_points(["A", "B"], {("A", "B"): [[4, 0], [2, 2], [0, 3]]})
    assert is_ntu_shapley_value(game, [2, 2], [1, 1])
    wrong = is_ntu_shapley_value(game, [2, 2], [1, 2])
    assert wrong.witness["player"] == "A"
    above = is_ntu_shapley_value(
        NTUGame.from_points(["A", "B"], {("A", "B"): [[4, 0], [0, 4], [1, 1]], "A": 0}),
        [3, 3],
        [2, 2],
    )
    assert not above
    free = NTUGame.from_game(CoalitionalGame(["A", "B"], [0, 0, 0, 1]))
    assert "no limit" in is_ntu_shapley_value(free, [1, 0], [1, 2]).explanation


def test_feasible_sets():
    game = NTUGame.from_points(ABC, {"A": 2, ("A", "B"): [[3, 3]]})
    assert game.can_reach("A", [2])
    assert game.can_reach(["B", "A"], {"A": 3, "B": 1})
    assert not game.can_reach(["A", "B"], [4, 0])
    assert game.can_reach(ABC, [2, 0, 0])  # left out: what they have alone
    assert not game.can_reach(ABC, [3, 0, 0])
    assert repr(game) == "NTUGame(3 players: A, B, C)"
    spaces = NTUGame.from_halfspaces(["A", "B"], {("A", "B"): ([[1, 0], [-1, 1]], [2, 1])})
    assert spaces.can_reach(["A", "B"], [0, 3])  # below (2, 3)
    with pytest.raises(SolverError, match="no Shapley NTU value"):
        ntu_shapley_values(
            NTUGame.from_halfspaces(
                ABC, {("A", "B"): ([[1, 2]], [1]), tuple(ABC): ([[1, 1, 1]], [1])}
            )
        )


@pytest.mark.parametrize(
    ("make", "error", "text"),
    [
        (lambda: NTUGame.from_points([f"p{i}" for i in range(7)], {}), ProblemTooLargeError, "127"),
        (lambda: NTUGame.from_points(ABC, {("A", "D"): [[1, 1]]}), UnknownNameError, "'D'"),
        (
            lambda: NTUGame.from_points(ABC, {("A", "B"): [[1]]}),
            InvalidGameError,
            "needs 2 entries",
        ),
        (lambda: NTUGame.from_points(ABC, {(): [[1]]}), InvalidGameError, "no empty one"),
        (
            lambda: NTUGame.from_points(ABC, {("A", "B"): [[1, 1]], ("B", "A"): [[1, 1]]}),
            InvalidGameError,
            "once",
        ),
        (lambda: NTUGame.from_points(ABC, [1]), InvalidGameError, "must map coalitions"),
        (lambda: NTUGame.from_halfspaces(ABC, {"A": [[1]]}), InvalidGameError, "a pair"),
        (
            lambda: NTUGame.from_halfspaces(ABC, {("A", "B"): ([[1, 0]], [1])}),
            InvalidGameError,
            "B could have any payoff",
        ),
        (
            lambda: NTUGame.from_halfspaces(ABC, {"A": ([[1], [-1]], [1, -2])}),
            InvalidGameError,
            "is empty",
        ),
        (
            lambda: consistent_ntu_value(NTUGame.from_points(ABC, {("A", "B"): [[1, 1]]})),
            InvalidGameError,
            "one half-space",
        ),
        (
            lambda: NTUGame.from_points(ABC, {}).can_reach([], []),
            InvalidGameError,
            "must have a member",
        ),
    ],
)
def test_bad_input_is_named(make, error, text):
    with pytest.raises(error, match=text):
        make()
