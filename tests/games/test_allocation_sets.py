"""Polytopes of allocations: vertices and centroids against brute force, emptiness with a proof."""

import pickle
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations, product
from math import factorial

import numpy as np
import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment
from scipy.spatial import Delaunay

from lilliput.games import CoalitionalGame, core, shapley_value
from lilliput.games.cores import (
    AllocationSet,
    coalition_structure_core,
    core_cover,
    epsilon_core,
    harsanyi_set,
    imputations,
    in_core,
    least_core_set,
    reasonable_set,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)

from test_coalitional import NAMES, games

MAKERS = [
    lambda game: core(game).as_set(),
    lambda game: epsilon_core(game, Fraction(3, 2)),
    lambda game: epsilon_core(game, Fraction(-1, 3)),
    least_core_set,
    imputations,
    core_cover,
    reasonable_set,
    lambda game: reasonable_set(game, sides="both"),
    harsanyi_set,
    lambda game: coalition_structure_core(game, [game.players[:2]] if game.n else []),
]


def floated(game, factor=1.0):
    return CoalitionalGame(game.players, np.array(game.worths, dtype=float) * factor)


def convex_games(least=1, most=5, denominator=3):
    """Non-negative dividends of coalitions of two and more make a game convex."""

    @st.composite
    def draw_one(draw):
        n = draw(st.integers(least, most))
        names = NAMES[:n]
        shell = CoalitionalGame(names, [0] * 2**n)
        number = st.fractions(0, 9, max_denominator=denominator)
        amounts = draw(st.lists(number, min_size=2**n - 1, max_size=2**n - 1))
        return CoalitionalGame.from_dividends(
            names, {shell.coalition(m + 1): d for m, d in enumerate(amounts)}
        )

    return draw_one()


def dot(mask, point):
    return sum((x for i, x in enumerate(point) if mask >> i & 1), Fraction(0))


def vertices_by_brute_force(allocations):
    """Every choice of n−1 tight constraints with one solution that satisfies the others."""
    n = len(allocations.players)
    constraints = dict(zip(allocations.masks.tolist(), allocations.bounds, strict=True))
    for mask, bound in zip(allocations.masks.tolist(), allocations.bounds, strict=True):
        constraints[mask] = max(constraints[mask], bound)
    grand = 2**n - 1
    if grand in constraints and constraints[grand] > allocations.total:
        return set()
    found = set()
    for tight in combinations([m for m in constraints if m != grand], n - 1):
        inverse = inverse_of((grand, *tight), n)
        if inverse is None:
            continue
        right = [allocations.total, *(constraints[m] for m in tight)]
        point = [sum(a * b for a, b in zip(row, right, strict=True)) for row in inverse]
        if all(dot(m, point) >= b for m, b in constraints.items()):
            found.add(tuple(point))
    return found


@cache
def inverse_of(masks, n):
    matrix = sympy.Matrix([[mask >> i & 1 for i in range(n)] for mask in masks])
    if matrix.det() == 0:
        return None
    return [[Fraction(int(x.p), int(x.q)) for x in row] for row in matrix.inv().tolist()]


def rows_of(frame):
    return [tuple(row) for row in frame.to_numpy()]


@pytest.mark.parametrize("make", MAKERS)
@settings(max_examples=25, deadline=None)
@given(games(least=2, most=4))
def test_vertices_are_those_of_brute_force(make, game):
    allocations = make(game)
    rows = rows_of(allocations.vertices())
    assert rows == sorted(vertices_by_brute_force(allocations))
    assert allocations.empty == (not rows)
    assert all(isinstance(x, Fraction) for row in rows for x in row)
    assert all(allocations.contains(row) for row in rows)
    if rows:
        differences = np.array(rows, dtype=float) - np.array(rows[0], dtype=float)
        assert allocations.dimension == np.linalg.matrix_rank(differences, tol=1e-9)
    else:
        assert allocations.dimension == -1


@pytest.mark.parametrize("make", MAKERS)
@settings(max_examples=30, deadline=None)
@given(games(least=1, most=5))
def test_emptiness_is_proved_either_way(make, game):
    allocations = make(game)
    if not allocations.empty:
        assert allocations.contains(allocations.allocation)
        assert allocations.balanced_collection is None
        return
    weights = allocations.balanced_collection
    bound = {}
    for mask, b in zip(allocations.masks.tolist(), allocations.bounds, strict=True):
        coalition = game.coalition(mask)
        bound[coalition] = max(b, bound.get(coalition, b))
    assert all(weight > 0 for weight in weights.values())
    for player in game.players:
        assert sum(w for S, w in weights.items() if player in S) == 1
    assert sum(w * bound[S] for S, w in weights.items()) > allocations.total
    assert not allocations.contains(shapley_value(game))


def test_bounds_that_meet_only_up_to_rounding_are_lowered_by_no_more():
    """v(AB) + v(C) + v(D) is the total, and no float is exactly its third."""
    worths = {("B",): Fraction(-1, 4), ("A", "B"): Fraction(1, 7), ("C",): Fraction(41, 9)}
    worths[("B", "C", "D")] = Fraction(1, 5)
    game = CoalitionalGame.from_worths(worths, players=["A", "B", "C", "D"])
    exact = coalition_structure_core(game, [["A", "B"]]).vertices().to_numpy().astype(float)
    found = coalition_structure_core(floated(game, 0.1), [["A", "B"]]).vertices().to_numpy()
    np.testing.assert_allclose(found * 10, exact, atol=1e-10)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("factor", [1.0, 1e-9, 1e9, 0.1])
@settings(max_examples=10, deadline=None)
@given(games(least=2, most=4))
def test_floats_have_the_vertices_of_the_fractions(make, factor, game):
    if make in MAKERS[1:3]:
        factor = 1.0  # their ε is not scaled with the game
    expected = np.array(make(game).vertices().to_numpy(), dtype=float)
    found = make(floated(game, factor))
    rows = found.vertices().to_numpy()
    assert rows.dtype == np.float64
    largest = max(1, np.abs(np.array(game.worths, dtype=float)).max())
    assert rows.shape == expected.shape
    for each, other in ((rows / factor, expected), (expected, rows / factor)):
        for row in each:
            assert np.abs(other - row).max(axis=1).min() <= 1e-10 * largest
    if len(rows):
        assert found.dimension == make(game).dimension


@settings(max_examples=30, deadline=None)
@given(convex_games(least=1))
def test_core_of_a_convex_game_is_spanned_by_the_marginal_vectors(game):
    """Shapley (1971), theorem 3 and 5."""
    vectors = set()
    for order in permutations(game.players):
        before, vector = frozenset(), {}
        for player in order:
            vector[player] = game.worth(before | {player}) - game.worth(before)
            before |= {player}
        vectors.add(tuple(vector[p] for p in game.players))
    assert rows_of(core(game).vertices()) == sorted(vectors)


@pytest.mark.parametrize("n", [4, 5, 6])
def test_strictly_convex_games_have_n_factorial_vertices(n):
    """Shapley (1971): 24 for four players."""
    game = CoalitionalGame.from_function([f"p{i}" for i in range(n)], lambda S: len(S) ** 2)
    assert len(core(game).vertices()) == factorial(n)
    assert core(game).dimension == n - 1


def test_cone_and_marginal_vectors_agree_on_six_players():
    rng = np.random.default_rng(5)
    names = [f"p{i}" for i in range(6)]
    shell = CoalitionalGame(names, [0] * 64)
    game = CoalitionalGame.from_dividends(
        names, {shell.coalition(m): int(rng.integers(0, 5)) for m in range(1, 64)}
    )
    by_orders = core(game, exact=True)
    worths = by_orders.game.worths
    twice = AllocationSet(
        name="core, its constraints given twice so that the shortcut is not taken",
        players=game.players,
        masks=np.concatenate([np.arange(1, 63), np.arange(1, 63)]),
        bounds=np.concatenate([worths[1:-1], worths[1:-1]]),
        total=worths[-1],
        allocation=by_orders.allocation,
        balanced_collection=None,
        tolerance=0,
        exact=True,
    )
    assert twice.vertices().equals(by_orders.vertices())


def centroid_by_triangulation(points):
    """Float centroid of full-dimensional points by Delaunay triangulation."""
    simplices = points[Delaunay(points).simplices]
    volumes = np.abs(np.linalg.det(simplices[:, 1:] - simplices[:, :1]))
    return volumes @ simplices.mean(axis=1) / volumes.sum()


@pytest.mark.parametrize("make", [lambda g: core(g).as_set(), imputations, harsanyi_set])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[  # most random games have an empty core
        *settings.default.suppress_health_check,
        HealthCheck.filter_too_much,
    ],
)
@given(games(least=2, most=4))
def test_center_is_the_centroid(make, game):
    allocations = make(game)
    assume(not allocations.empty)
    center = allocations.center()
    assert sum(center) == allocations.total
    assert allocations.contains(center)
    points = np.array(allocations.vertices().to_numpy(), dtype=float)
    if game.n == 2:
        assert center.tolist() == pytest.approx(points.mean(axis=0).tolist())
    elif allocations.dimension == game.n - 1:
        expected = centroid_by_triangulation(points[:, :-1])
        assert np.array(center, dtype=float)[:-1] == pytest.approx(expected, abs=1e-7)


def test_center_of_a_flat_core():
    """The glove market with two pairs has the segment from all to the left to all to the right."""
    names = ["L1", "L2", "R1", "R2"]
    game = CoalitionalGame.from_function(
        names, lambda S: min(len(S & {"L1", "L2"}), len(S & {"R1", "R2"}))
    )
    found = core(game, exact=True)
    assert rows_of(found.vertices()) == [(0, 0, 1, 1), (1, 1, 0, 0)]
    assert found.center().tolist() == [Fraction(1, 2)] * 4
    assert found.dimension == 1


def test_center_of_a_symmetric_game_is_equal_split_and_of_five_players_inside():
    game = CoalitionalGame.from_function(NAMES, lambda S: len(S) ** 2)
    assert core(game, exact=True).center().tolist() == [5] * 5
    rng = np.random.default_rng(3)
    worths = np.where(np.arange(32) == 31, 100, rng.integers(0, 12, 32))
    worths[0] = 0
    found = core(CoalitionalGame(NAMES, worths), exact=True)
    points = np.array(found.vertices().to_numpy(), dtype=float)
    expected = centroid_by_triangulation(points[:, :-1])
    assert np.array(found.center(), dtype=float)[:-1] == pytest.approx(expected, abs=1e-8)


@settings(max_examples=60, deadline=None)
@given(games(least=1, most=4), st.data())
def test_contains_is_the_definition(game, data):
    x = data.draw(
        st.lists(st.fractions(-5, 5, max_denominator=4), min_size=game.n - 1, max_size=game.n - 1)
    )
    x.append(game.worths[-1] - sum(x))
    worst = max(game.worths[m] - dot(m, x) for m in range(1, 2**game.n))
    finding = in_core(game, x)
    assert bool(finding) == (worst <= 0)
    coalition = finding.witness["coalition"]
    excess = game.worth(coalition) - sum(x[game.players.index(p)] for p in coalition)
    assert excess == finding.witness["shortfall"] == worst
    assert core(game).contains(x) == bool(finding)
    shifted = [x[0] + Fraction(1, 10**9), *x[1:]]
    assert not in_core(game, shifted)
    assert in_core(game, shifted).witness["imbalance"] == Fraction(1, 10**9)


@settings(max_examples=30, deadline=None)
@given(games(least=1, most=4))
def test_inclusions(game):
    """Core ⊆ core cover (Tijs and Lipperts 1982) and reasonable set; all ⊆ Harsanyi set."""
    inner = core(game)
    for row in rows_of(inner.vertices()):
        assert core_cover(game).contains(row)
        assert imputations(game).contains(row)
        assert reasonable_set(game, sides="both").contains(row)
        assert harsanyi_set(game).contains(row)
    assert reasonable_set(game).contains(shapley_value(game))
    assert reasonable_set(game, sides="both").contains(shapley_value(game))


@settings(max_examples=30, deadline=None)
@given(games(least=1, most=3), st.data())
def test_harsanyi_set_holds_all_ways_to_share_dividends(game, data):
    """Derks, Haller and Peters (2000); its vertices give each dividend to one member."""
    payoffs = dict.fromkeys(game.players, Fraction(0))
    for coalition, dividend in game.dividends().items():
        members = sorted(coalition)
        weights = data.draw(
            st.lists(st.integers(0, 3), min_size=len(members), max_size=len(members))
        )
        assume(sum(weights) > 0)
        for member, weight in zip(members, weights, strict=True):
            payoffs[member] += dividend * Fraction(weight, sum(weights))
    assert harsanyi_set(game).contains(payoffs)
    selections = set()
    dividends = [(sorted(S), d) for S, d in game.dividends().items()]
    for choice in product(*(members for members, _ in dividends)):
        point = dict.fromkeys(game.players, Fraction(0))
        for member, (_, dividend) in zip(choice, dividends, strict=True):
            point[member] += dividend
        selections.add(tuple(point.values()))
    assert set(rows_of(harsanyi_set(game).vertices())) <= selections


@settings(max_examples=30, deadline=None)
@given(games(least=2, most=4))
def test_least_core_is_the_smallest_epsilon_core(game):
    value = core(game).least_core_value
    least = least_core_set(game)
    assert least.vertices().equals(epsilon_core(game, value).vertices())
    assert least.dimension < game.n - 1
    assert epsilon_core(game, value - Fraction(1, 10**6)).empty
    assert epsilon_core(game, 0).vertices().equals(core(game).vertices())


def test_core_of_the_horse_market():
    """Böhm-Bawerk's market (Shapley and Shubik 1972, §5): prices from 21 to 21.5."""
    sellers, buyers = [10, 11, 15, 17, 20, 21.5], [30, 28, 26, 24, 22, 21]
    gains = np.maximum(np.subtract.outer(buyers, sellers), 0)
    names = [f"s{k}" for k in range(6)] + [f"b{k}" for k in range(6)]

    def worth(coalition):
        have = [k for k in range(6) if f"s{k}" in coalition]
        want = [k for k in range(6) if f"b{k}" in coalition]
        block = gains[np.ix_(want, have)]
        return block[linear_sum_assignment(block, maximize=True)].sum()

    game = CoalitionalGame.from_function(names, worth)
    for exact in (False, True):
        found = core(game, exact=exact)
        expected = sorted(
            [max(price - cost, 0) for cost in sellers] + [max(value - price, 0) for value in buyers]
            for price in (21, 21.5)
        )
        assert [list(row) for row in rows_of(found.vertices())] == expected
    assert core(game).center().tolist() == pytest.approx(np.mean(expected, axis=0).tolist())


def test_assignment_game_of_shapley_and_shubik():
    """Shapley and Shubik (1972), §4: gains [[5,8,2],[7,9,6],[2,3,0]], worth 16 together.

    Their theorem 3: the core has a corner that is best for all of one side and worst for the other.
    """
    gains = np.array([[5, 8, 2], [7, 9, 6], [2, 3, 0]])
    names = ["S1", "S2", "S3", "B1", "B2", "B3"]

    def worth(coalition):
        block = gains[
            np.ix_(
                [k for k in range(3) if f"S{k + 1}" in coalition],
                [k for k in range(3) if f"B{k + 1}" in coalition],
            )
        ]
        return int(block[linear_sum_assignment(block, maximize=True)].sum())

    found = core(CoalitionalGame.from_function(names, worth), exact=True)
    assert found.game.worths[-1] == 16
    rows = np.array(rows_of(found.vertices()))
    best, worst = rows.max(axis=0), rows.min(axis=0)
    lattice = {tuple(row) for row in rows}
    assert (*best[:3], *worst[3:]) in lattice
    assert (*worst[:3], *best[3:]) in lattice
    assert all(
        row[i] + row[3 + j] >= gains[i, j] for row in rows for i in range(3) for j in range(3)
    )


def test_core_of_the_talmud_bankruptcy_game():
    """O'Neill (1982): v(S) = max(0, E − claims outside); claims 100, 200, 300, estate 200."""
    claims = {"A": 100, "B": 200, "C": 300}
    game = CoalitionalGame.from_function(
        list(claims), lambda S: max(0, 200 - sum(c for p, c in claims.items() if p not in S))
    )
    assert rows_of(core(game, exact=True).vertices()) == [
        (0, 0, 200),
        (0, 200, 0),
        (100, 0, 100),
        (100, 100, 0),
    ]


def test_rounding_in_floats_does_not_split_vertices():
    """0.1 + 0.2 is stored as 0.30000000000000004: as rationals the core would have slivers."""
    noisy = CoalitionalGame(["A", "B", "C"], [0, 0.1, 0.2, 0.1 + 0.2, 0, 0.1, 0.2, 1.0])
    assert rows_of(core(noisy).vertices()) == [(0.1, 0.2, 0.7), (0.1, 0.9, 0.0), (0.8, 0.2, 0.0)]
    thirds = CoalitionalGame.from_function(NAMES[:3], lambda S: [0.0, 0.0, 2 / 3, 1.0][len(S)])
    found = core(thirds)
    assert rows_of(found.vertices()) == [(1 / 3, 1 / 3, 1 / 3)]
    assert found.dimension == 0
    assert found.center().tolist() == [1 / 3] * 3


@pytest.mark.parametrize("seed", range(5))
def test_noise_below_the_tolerance_leaves_the_vertices_alone(seed):
    """Worths that no short decimal or fraction explains, each off by about 1e-13."""
    rng = np.random.default_rng(seed)
    additive = np.array([sum(np.sqrt(i + 2) for i in range(4) if m >> i & 1) for m in range(16)])
    noise = rng.uniform(-1e-13, 1e-13, 16)
    noise[0] = 0
    found = core(CoalitionalGame(NAMES[:4], additive + noise))
    assert not found.empty
    assert found.dimension == 0
    point = np.sqrt(np.arange(2, 6))
    rows = found.vertices().to_numpy()
    assert rows.shape == (1, 4)
    assert rows[0] == pytest.approx(point, abs=1e-8)
    assert found.center().to_numpy() == pytest.approx(point, abs=1e-8)


def test_exact_true_takes_floats_as_they_are_stored():
    noisy = CoalitionalGame(["A", "B", "C"], [0, 0.1, 0.2, 0.1 + 0.2, 0, 0.1, 0.2, 1.0])
    found = core(noisy, exact=True)
    assert set(rows_of(found.vertices())) == vertices_by_brute_force(found.as_set())


def test_coalition_structure_core():
    """Aumann and Drèze (1974): with N as the only union it is the core."""
    game = CoalitionalGame.from_worths({("A", "B"): 4, ("C", "D"): 2, ("A", "C"): 3})
    stable = coalition_structure_core(game, [["A", "B"], ["C", "D"]], exact=True)
    assert stable.total == 6
    for row in rows_of(stable.vertices()):
        assert row[0] + row[1] == 4
        assert row[2] + row[3] == 2
        assert row[0] + row[2] >= 3
    whole = coalition_structure_core(game, [["A", "B", "C", "D"]], exact=True)
    assert whole.vertices().equals(core(game, exact=True).vertices())
    better = CoalitionalGame.from_worths({("A",): 1, ("A", "B"): 4})
    split = coalition_structure_core(better, [], exact=True)
    assert split.empty
    assert split.balanced_collection == {frozenset({"A", "B"}): 1}
    assert split.vertices().empty
    assert not split.contains([1, 0])
    with pytest.raises(InvalidArgumentError, match="unions must be disjoint"):
        coalition_structure_core(game, [["A"], ["A", "B"]])


def test_core_cover_and_reasonable_set_of_simple_majority():
    majority = CoalitionalGame.from_function(NAMES[:3], lambda S: Fraction(len(S) >= 2))
    assert core_cover(majority).empty
    assert core_cover(majority).balanced_collection == {
        **{frozenset({p}): 1 for p in "A"},
        frozenset("BC"): 1,
    }
    assert rows_of(reasonable_set(majority).vertices()) == [(-1, 1, 1), (1, -1, 1), (1, 1, -1)]
    assert rows_of(reasonable_set(majority, sides="both").vertices()) == [
        (0, 0, 1),
        (0, 1, 0),
        (1, 0, 0),
    ]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("exact", [True, False])
def test_games_of_none_and_one_player(make, exact):
    for names, worths in (([], [0]), (["A"], [0, 3])):
        numbers = [Fraction(w) for w in worths] if exact else [float(w) for w in worths]
        found = make(CoalitionalGame(names, numbers))
        assert not found.empty
        assert found.contains([3] * len(names))
        assert found.vertices().to_numpy().tolist() == [[3] * len(names)]
        assert found.center().tolist() == [3] * len(names)
        assert found.dimension == 0
        if names:
            assert not found.contains([2])


def test_two_players_by_hand():
    game = CoalitionalGame(["A", "B"], [0, 1, 2, 6])
    for make in (lambda g: core(g).as_set(), imputations, core_cover, harsanyi_set):
        assert rows_of(make(game).vertices()) == [(1, 5), (4, 2)]
    assert rows_of(reasonable_set(game, sides="both").vertices()) == [(1, 5), (4, 2)]
    assert rows_of(least_core_set(game).vertices()) == [(2.5, 3.5)]


def test_symbols_must_be_substituted():
    x = sympy.Symbol("x")
    game = CoalitionalGame(["A", "B"], [0, x, 0, 1])
    for make in (core, imputations, core_cover, reasonable_set, harsanyi_set, least_core_set):
        with pytest.raises(UnsupportedNumberError, match="expressions in x"):
            make(game)
    with pytest.raises(UnsupportedNumberError, match="expressions in x"):
        in_core(game, [0, 1])
    numbers = CoalitionalGame(["A", "B"], [0, sympy.Rational(1, 3), 0, sympy.Integer(1)])
    assert in_core(numbers, [Fraction(1, 3), Fraction(2, 3)])
    assert not in_core(numbers, [Fraction(333333333, 10**9), Fraction(666666667, 10**9)])
    assert in_core(numbers, [sympy.Rational(1, 3), sympy.Rational(2, 3)])


def test_floats_in_an_exact_set_are_taken_with_a_tolerance():
    game = CoalitionalGame(["A", "B", "C"], [Fraction(0)] * 7 + [Fraction(1)])
    assert core(game).contains([0.1, 0.2, 0.7])
    assert not core(game).contains([0.1, 0.2, 0.7001])
    assert core(game).contains([1, 0, 0])


def test_bad_arguments_are_named():
    game = CoalitionalGame(["A", "B"], [0, 0, 0, 1])
    with pytest.raises(InvalidGameError, match="x needs 2 entries"):
        in_core(game, [1])
    with pytest.raises(InvalidArgumentError, match="sides must be"):
        reasonable_set(game, sides="below")
    with pytest.raises(InvalidArgumentError, match="epsilon"):
        epsilon_core(game, float("nan"))
    empty = CoalitionalGame(["A", "B"], [0, 1, 1, 1])
    with pytest.raises(InvalidArgumentError, match="core is empty"):
        core(empty).center()
    with pytest.raises(InvalidArgumentError, match="not bounded"):
        AllocationSet("?", ("A", "B"), np.array([1]), np.array([0.0]), 1.0, None, None, 0, False)


def test_too_many_vertices_are_refused_with_a_way_on():
    game = CoalitionalGame.from_function([f"p{i}" for i in range(6)], lambda S: len(S) ** 2)
    with pytest.raises(ProblemTooLargeError, match="raise limit="):
        core(game).vertices(limit=100)
    loose = CoalitionalGame.from_function(
        [f"p{i}" for i in range(6)], lambda S: [0, 0, 0, 3, 0, 0, 9][len(S)]
    )
    with pytest.raises(ProblemTooLargeError, match="limit=20 vertices"):
        core(loose).vertices(limit=20)
    assert len(core(game).vertices(limit=720)) == 720


def test_sets_are_frozen_and_survive_pickling():
    found = imputations(CoalitionalGame(["A", "B"], [0, 0, 0, 1]))
    copy = pickle.loads(pickle.dumps(found))
    for each in (found, copy):
        with pytest.raises(ValueError, match="read-only"):
            each.bounds[0] = 5
        assert rows_of(each.vertices()) == [(0, 1), (1, 0)]
    assert "imputations: nonempty" in repr(copy)


def test_huge_numbers_stay_exact():
    """Worths beyond 64 bits: the same polytope, scaled by a large prime power."""
    small = CoalitionalGame(NAMES[:4], [Fraction(v * v % 7) for v in range(15)] + [Fraction(30)])
    factor = 7**40
    large = CoalitionalGame(small.players, [v * factor for v in small.worths])
    expected = [tuple(x * factor for x in row) for row in rows_of(core(small).vertices())]
    assert rows_of(core(large).vertices()) == expected
