"""Dominance: every answer is checked by the definition, from its own witness, in plain loops."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lilliput.games import NormalFormGame
from lilliput.games.dominance import (
    dominated_strategies,
    elimination_outcomes,
    is_dominated,
    iterated_elimination,
    rationalizable_strategies,
)
from lilliput.games.dominance.mixtures import dominating_mixture, justifying_belief
from lilliput.games.dominance.tables import integer_payoffs
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.errors import (
    InvalidArgumentError,
    ProblemTooLargeError,
    SolverError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.linear_basis import optimal_basis
from lilliput.games.linear_programme import maximise_exactly, solve_matrix_game


@st.composite
def tensors(draw, players=(1, 3), most=4, low=-3, high=3, denominator=2):
    n = draw(st.integers(*players))
    shape = tuple(draw(st.integers(1, most if n < 3 else min(most, 3))) for _ in range(n))
    size = n * int(np.prod(shape))
    parts = draw(st.integers(1, denominator))
    entry = st.integers(low * parts, high * parts)
    whole = draw(st.lists(entry, min_size=size, max_size=size))
    numbers = [Fraction(k, parts) for k in whole]
    names = [[f"s{k}" for k in range(m)] for m in shape]
    table = np.array(numbers, dtype=object).reshape((n, *shape))
    return NormalFormGame([f"p{i}" for i in range(n)], names, table)


def cells(game):
    return product(*(range(m) for m in game.shape))


def rows_of(game, i):
    """Strategy of player i to its payoffs, profile by profile of the others."""
    others = [range(m) for k, m in enumerate(game.shape) if k != i]
    return [
        [game.payoffs[(i, *rest[:i], s, *rest[i:])] for rest in product(*others)]
        for s in range(game.shape[i])
    ]


def by_definition(game, i, k, *, weak):
    """The pure strategies that dominate."""
    rows = rows_of(game, i)
    found = []
    for j, row in enumerate(rows):
        gains = [a - b for a, b in zip(row, rows[k], strict=True)]
        if (min(gains) >= 0 and max(gains) > 0) if weak else min(gains) > 0:
            found.append(j)
    return found


def check_belief(game, i, k, belief, *, weak):
    """The belief is a distribution to which k is a best response; positive if weak."""
    rows = rows_of(game, i)
    others = [own for j, own in enumerate(game.strategies) if j != i]
    labels = list(product(*others)) if len(others) != 1 else list(others[0])
    labels = ["nobody else"] if not others else labels
    weights = [belief.get(label, 0) for label in labels]
    assert sum(weights) == 1
    assert all(w > 0 for w in weights) if weak else all(w >= 0 for w in weights)
    values = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
    assert values[k] == max(values)


@settings(max_examples=150)
@given(tensors(), st.booleans(), st.data())
def test_dominance_is_proved_either_way(game, weak, data):
    i = data.draw(st.integers(0, game.n - 1))
    k = data.draw(st.integers(0, game.shape[i] - 1))
    player, strategy = game.players[i], game.strategies[i][k]
    found = is_dominated(game, player, strategy, weak=weak)
    pure = is_dominated(game, player, strategy, weak=weak, mixed=False)
    assert pure.holds == bool(by_definition(game, i, k, weak=weak))
    if found:
        mixture = found.witness["mixture"]
        assert mixture.sum() == 1
        assert mixture.min() >= 0
        assert mixture[strategy] == 0
        rows = rows_of(game, i)
        gains = [
            sum(w * x for w, x in zip(mixture, column, strict=True)) - column[k]
            for column in zip(*rows, strict=True)
        ]
        assert min(gains) == found.witness["least gain"]
        assert max(gains) == found.witness["largest gain"] > 0
        assert min(gains) >= 0 if weak else min(gains) > 0
    else:
        assert not pure
        check_belief(game, i, k, found.witness["belief"], weak=weak)


@settings(max_examples=80)
@given(tensors(), st.booleans(), st.booleans())
def test_the_list_agrees_with_single_questions(game, weak, mixed):
    listed = {(d.player, d.strategy) for d in dominated_strategies(game, weak=weak, mixed=mixed)}
    asked = {
        (player, strategy)
        for player, own in zip(game.players, game.strategies, strict=True)
        for strategy in own
        if is_dominated(game, player, strategy, weak=weak, mixed=mixed)
    }
    assert listed == asked


@settings(max_examples=80)
@given(tensors(), st.booleans(), st.randoms())
def test_strict_elimination_does_not_depend_on_the_order(game, mixed, random):
    """Gilboa, Kalai and Zemel (1990); and every equilibrium survives."""
    simultaneous = iterated_elimination(game, mixed=mixed)
    order = list(game.players)
    random.shuffle(order)
    in_turns = iterated_elimination(game, mixed=mixed, order=[*order, order[0]])
    assert simultaneous.surviving == in_turns.surviving
    assert simultaneous.order_dependence == "none"
    assert not dominated_strategies(simultaneous.reduced, mixed=mixed)
    for cell in pure_cells(game):
        for player, own, s in zip(game.players, game.strategies, cell, strict=True):
            assert own[s] in simultaneous.surviving[player]


@settings(max_examples=60)
@given(tensors(most=3))
def test_one_at_a_time_reaches_what_strict_elimination_leaves(game):
    left = {player: list(own) for player, own in zip(game.players, game.strategies, strict=True)}
    current = game
    while found := dominated_strategies(current):
        left[found[-1].player].remove(found[-1].strategy)
        kept = [[game.strategies[i].index(s) for s in left[p]] for i, p in enumerate(game.players)]
        payoffs = game.payoffs[np.ix_(range(game.n), *kept)]
        current = NormalFormGame(game.players, left, payoffs)
    assert current == iterated_elimination(game).reduced


@settings(max_examples=60)
@given(tensors(players=(2, 3), most=3, low=0, high=2, denominator=1), st.booleans())
def test_weak_elimination_ends_among_the_outcomes_of_some_order(game, mixed):
    outcomes = elimination_outcomes(game, mixed=mixed)
    assert outcomes
    for left in outcomes:
        assert not dominated_strategies(left, weak=True, mixed=mixed)
    for order in (list(game.players), list(reversed(game.players))):
        found = iterated_elimination(game, weak=True, mixed=mixed, order=order)
        assert found.reduced.strategies in {left.strategies for left in outcomes}
        if found.order_dependence == "duplicates":
            sizes = {tuple(sorted(set(map(tuple, payoff_vectors(left))))) for left in outcomes}
            assert len(sizes) == 1


def payoff_vectors(game):
    return [tuple(game.payoffs[(slice(None), *cell)]) for cell in cells(game)]


def test_weak_dominance_depends_on_the_order():
    """Osborne and Rubinstein (1994): T and B are weakly dominated by M."""
    game = NormalFormGame(
        ["1", "2"],
        [["T", "M", "B"], ["L", "R"]],
        [[[1, 0], [1, 2], [0, 2]], [[1, 0], [1, 1], [0, 1]]],
    )
    both = iterated_elimination(game, weak=True)
    assert both.surviving == {"1": ("M",), "2": ("L", "R")}
    assert both.order_dependence == "possible"
    assert not both.dominance_solvable
    frame = both.to_frame()
    assert frame["strategy"].to_list() == ["T", "B"]
    assert frame["dominated by"].to_list() == ["M", "M"]
    assert frame["largest gain"].to_list() == [2, 1]
    outcomes = {left.strategies for left in elimination_outcomes(game)}
    assert (("M", "B"), ("R",)) in outcomes
    assert (("T", "M"), ("L",)) in outcomes
    payoffs = [tuple(payoff_vectors(left)[0]) for left in elimination_outcomes(game)]
    assert (2.0, 1.0) in payoffs
    assert (1.0, 1.0) in payoffs


def test_dilemma_in_every_kind_of_number():
    for one in (1, 1.0, Fraction(1), 1e-300, 1e300, Fraction(1, 10**40)):
        A = np.array([[3, 0], [5, 1]], dtype=object) * one
        game = NormalFormGame.from_bimatrix(A, A.T)
        found = iterated_elimination(game)
        assert found.dominance_solvable
        assert found.surviving == {"row": ("2",), "column": ("2",)}
        assert found.rounds[0][0].least_gain == one
        assert found.rounds[0][0].strict


def test_float_payoffs_are_the_decimals_they_print_as():
    """0.1 + 0.2 ≠ 0.3 in floats, but a mixture of 0.1 and 0.5 at a half is 0.3."""
    game = NormalFormGame.from_bimatrix([[0.1, 0.5], [0.5, 0.1], [0.3, 0.3]], np.zeros((3, 2)))
    assert not is_dominated(game, "row", "3")
    assert not is_dominated(game, "row", "3", weak=True)
    lower = NormalFormGame.from_bimatrix(
        [[0.1, 0.5], [0.5, 0.1], [0.3, 0.29999999999999993]], np.zeros((3, 2))
    )
    found = is_dominated(lower, "row", "3")
    assert found.witness["least gain"] == 3.5e-17
    assert found.witness["mixture"].to_list() == pytest.approx([0.5, 0.5, 0])


def test_moulin_beauty_contest_takes_many_rounds():
    """Guess-half-the-mean on 0, …, 8: strict dominance by mixtures goes round by round."""
    guesses = range(9)
    A = [[-abs(4 * g - (g + h)) for h in guesses] for g in guesses]
    game = NormalFormGame.from_bimatrix(A, np.array(A).T)
    found = iterated_elimination(game, weak=True)
    assert found.surviving == {"row": ("1",), "column": ("1",)}
    assert len(found.rounds) >= 2
    assert "round 2" in repr(found)


def test_bernheim_1984_unique_equilibrium_but_everything_rationalizable():
    """Bernheim (1984): four strategies; the fourth of each is not rationalizable."""
    A = [[0, 2, 7, 0], [5, 3, 5, 0], [7, 2, 0, 0], [0, 0, 0, 10]]
    B = [[7, 5, 0, 1], [2, 3, 2, 1], [0, 5, 7, 1], [0, -2, 0, -1]]
    game = NormalFormGame(["1", "2"], [["a1", "a2", "a3", "a4"], ["b1", "b2", "b3", "b4"]], [A, B])
    found = rationalizable_strategies(game)
    assert found.strategies == {"1": ("a1", "a2", "a3"), "2": ("b1", "b2", "b3")}
    assert [dict(gone) for gone in found.rounds] == [{"2": ("b4",)}, {"1": ("a4",)}]
    assert found.decided
    assert pure_cells(found.reduced) == [(1, 1)]
    assert rationalizable_strategies(game, correlated=False).strategies == found.strategies


def matching_box():
    """Osborne and Rubinstein (1994): all three players get the same payoff."""
    tables = [[[8, 0], [0, 0]], [[4, 0], [0, 4]], [[0, 0], [0, 8]], [[3, 3], [3, 3]]]
    tensor = np.moveaxis(np.array(tables), 0, -1)
    strategies = [["T", "B"], ["L", "R"], ["M1", "M2", "M3", "M4"]]
    return NormalFormGame(["1", "2", "3"], strategies, [tensor] * 3)


def test_correlated_beliefs_justify_more_than_independent_ones():
    game = matching_box()
    correlated = rationalizable_strategies(game)
    assert correlated.strategies["3"] == ("M1", "M2", "M3", "M4")
    belief = correlated.beliefs["3", "M2"]
    check_belief(game, 2, 1, belief, weak=False)
    independent = rationalizable_strategies(game, correlated=False)
    assert independent.decided
    assert independent.strategies["3"] == ("M1", "M3", "M4")
    assert "M2" not in repr(independent)


def test_what_the_search_leaves_open_is_named():
    game = matching_box()
    unfinished = rationalizable_strategies(game, correlated=False, limit=1)
    assert not unfinished.decided
    assert unfinished.undecided["3"] == ("M2",)
    assert unfinished.strategies["3"] == ("M1", "M2", "M3", "M4")
    assert ("3", "M2") not in unfinished.beliefs
    assert "undecided: M2" in repr(unfinished)


@settings(max_examples=40)
@given(tensors(players=(3, 3), most=3))
def test_independent_beliefs_justify_what_is_kept(game):
    found = rationalizable_strategies(game, correlated=False, limit=60)
    wide = rationalizable_strategies(game)
    for player in game.players:
        assert set(found.strategies[player]) <= set(wide.strategies[player])
    left = found.reduced
    for (player, strategy), belief in found.beliefs.items():
        i = left.players.index(player)
        k = left.strategies[i].index(strategy)
        mixes = {p: list(mix) for p, mix in belief.items()}
        assert all(sum(mix) == 1 and min(mix) >= 0 for mix in mixes.values())
        others = [p for p in left.players if p != player]
        values = []
        for s in range(left.shape[i]):
            total = Fraction(0)
            for rest in product(*(range(left.shape[left.players.index(p)]) for p in others)):
                chance = Fraction(1)
                for p, t in zip(others, rest, strict=True):
                    chance *= mixes[p][t]
                total += chance * left.payoffs[(i, *rest[:i], s, *rest[i:])]
            values.append(total)
        assert values[k] == max(values)
    for player, own in found.strategies.items():
        for strategy in own:
            assert ((player, strategy) in found.beliefs) != (strategy in found.undecided[player])


@settings(max_examples=60)
@given(tensors(players=(2, 2)))
def test_for_two_players_rationalizable_is_what_survives(game):
    found = rationalizable_strategies(game)
    assert found.strategies == iterated_elimination(game).surviving
    for (player, strategy), belief in found.beliefs.items():
        i = game.players.index(player)
        left = found.reduced
        check_belief(left, i, left.strategies[i].index(strategy), belief, weak=False)


@settings(max_examples=100)
@given(
    st.integers(1, 5),
    st.integers(1, 5),
    st.data(),
)
def test_programmes_are_optimal_by_duality(m, n, data):
    entry = st.fractions(-3, 4, max_denominator=3)

    def table(*shape):
        size = int(np.prod(shape))
        values = data.draw(st.lists(entry, min_size=size, max_size=size))
        return np.array(values, dtype=object).reshape(shape)

    A = np.vstack([table(m, n), np.ones((1, n), dtype=object)])
    b = np.append(abs(table(m)), Fraction(3))
    c = table(n)
    found = maximise_exactly(c, A, b)
    whole = np.column_stack([A, b]) * 6  # denominators are up to 3
    point, prices = optimal_basis(c * 6, whole)
    assert (point * c).sum() == found.value == (prices * b).sum()
    assert (point >= 0).all()
    assert (A @ point <= b).all()
    assert (prices >= 0).all()
    assert (prices @ A >= c).all()
    assert (found.point >= 0).all()
    assert (A @ found.point <= b).all()
    assert (found.prices >= 0).all()
    assert (found.prices @ A >= c).all()
    assert found.value == (c * found.point).sum() == (b * found.prices).sum()
    floats = linprog(-c.astype(float), A.astype(float), b.astype(float))
    assert float(found.value) == pytest.approx(-floats.fun, abs=1e-8)


def test_large_games_go_through_floats_and_come_back_exact():
    rng = np.random.default_rng(0)
    table = rng.integers(-50, 50, (30, 40)).astype(object)
    found = solve_matrix_game(table)
    assert min(found.rows @ table) == max(table @ found.columns) == found.value
    assert sum(found.rows) == sum(found.columns) == 1
    # the mixed strategy of a fair game dominates a strategy slightly worse than its value
    row = np.array([[found.value - Fraction(1, 10**30)] * 40], dtype=object)
    joined = np.vstack([table, row])
    weights = dominating_mixture(joined, 30, weak=False)
    assert min(weights @ joined) == found.value
    joined[30] = found.value
    assert dominating_mixture(joined, 30, weak=False) is None
    belief = justifying_belief(joined, 30, weak=False)
    assert max(joined @ belief) == found.value


@pytest.mark.parametrize("seed", range(8))
def test_badly_scaled_columns_have_an_optimal_basis(seed):
    """Unknowns in units from 1 to 10¹¹, each bounded in its own unit: proved by the duals."""
    rng = np.random.default_rng(seed)
    units = np.array([10 ** int(k) for k in rng.integers(0, 12, 10)], dtype=object)
    A = rng.integers(-9, 10, (8, 10)).astype(object) * units
    A = np.vstack([A, abs(A).max(axis=0)])
    b, c = rng.integers(0, 10, 9).astype(object), rng.integers(-5, 10, 10).astype(object)
    found = optimal_basis(c, np.column_stack([A, b]))
    assert found is not None
    point, prices = found
    assert min(point) >= 0
    assert min(prices) >= 0
    assert (A @ point <= b).all()
    assert (prices @ A >= c).all()
    assert c @ point == prices @ b


@pytest.mark.parametrize("weak", [False, True])
def test_pure_dominators_of_many_columns(weak):
    """Ties and rare losses in 200 columns, by plain loops."""
    table = np.random.default_rng(0).choice([0, 1, 2, 2], (6, 1)) + np.zeros((6, 200), dtype=int)
    table[0, 190] -= 1
    table[1, [20, 150]] += 1
    game = NormalFormGame(["A", "B"], [list("abcdef"), [str(k) for k in range(200)]], [table] * 2)
    for k, strategy in enumerate(game.strategies[0]):
        better = by_definition(game, 0, k, weak=weak)
        found = is_dominated(game, "A", strategy, weak=weak, mixed=False)
        assert found.holds == bool(better)
        if found:
            gains = {j: min(table[j] - table[k]) for j in better}
            assert found.witness["least gain"] == max(gains.values())


def test_too_many_programmes_are_refused(monkeypatch):
    monkeypatch.setattr("lilliput.games.dominance.mixtures._LARGEST_WORK", 26)
    box = np.array([[3, 0, 0], [0, 3, 0], [1, 1, 0]])  # row 3 alone needs a programme: 9 entries
    assert dominated_strategies(NormalFormGame.from_bimatrix(box, box), weak=True)
    wide = np.hstack([box] * 3)
    game = NormalFormGame.from_bimatrix(wide, 0 * wide)
    for ask in (dominated_strategies, iterated_elimination):
        with pytest.raises(ProblemTooLargeError, match=r"1 strategies need .* mixed=False"):
            ask(game, weak=True)
        assert not getattr(ask(game, weak=True, mixed=False), "rounds", ())


def test_unbounded_programmes_are_refused():
    with pytest.raises(SolverError, match="unbounded"):
        maximise_exactly(np.array([1]), np.array([[-1]]), np.array([1]))


def test_cycling_does_not_happen():
    """Beale (1955): Dantzig's rule cycles on it."""
    c = np.array([Fraction(3, 4), -150, Fraction(1, 50), -6], dtype=object)
    A = np.array(
        [
            [Fraction(1, 4), -60, Fraction(-1, 25), 9],
            [Fraction(1, 2), -90, Fraction(-1, 50), 3],
            [0, 0, 1, 0],
        ],
        dtype=object,
    )
    assert maximise_exactly(c, A, np.array([0, 0, 1])).value == Fraction(1, 20)


def test_one_player_and_one_strategy():
    alone = NormalFormGame(["A"], [["x", "y", "z"]], [[1, 3, 3]])
    assert iterated_elimination(alone).surviving == {"A": ("y", "z")}
    assert rationalizable_strategies(alone, correlated=False).strategies == {"A": ("y", "z")}
    assert is_dominated(alone, "A", "y").witness["belief"].to_list() == [1]
    single = NormalFormGame.from_bimatrix([[1]], [[2]])
    assert iterated_elimination(single, weak=True).rounds == ()
    assert iterated_elimination(single).dominance_solvable
    assert not is_dominated(single, "row", "1", weak=True)


def test_equal_strategies_do_not_dominate_each_other():
    game = NormalFormGame.from_bimatrix([[1, 2], [1, 2]], [[0, 0], [0, 0]])
    assert dominated_strategies(game, weak=True) == ()
    found = is_dominated(game, "row", "1", weak=True, mixed=False)
    assert found.witness["not better at"] == {"2": "equal everywhere"}


def test_reprs_and_errors():
    dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    assert repr(iterated_elimination(dilemma)).splitlines() == [
        "IteratedElimination(strict dominance, 1 round; order dependence: none)",
        "  round 1: row 1, column 1",
        "  left: row: 2; column: 2",
    ]
    with pytest.raises(UnknownNameError, match="player 'US'"):
        is_dominated(dilemma, "US", "1")
    with pytest.raises(UnknownNameError, match="strategy of row '3'"):
        is_dominated(dilemma, "row", "3")
    with pytest.raises(InvalidArgumentError, match="missing column"):
        iterated_elimination(dilemma, order=["row"])
    with pytest.raises(InvalidArgumentError, match="'simultaneous' or a sequence"):
        iterated_elimination(dilemma, order="row")
    with pytest.raises(InvalidArgumentError, match="sequence of players, got None"):
        iterated_elimination(dilemma, order=None)
    with pytest.raises(UnknownNameError, match="order: player 'x'"):
        iterated_elimination(dilemma, order=["x"])
    x = sympy.Symbol("x")
    with pytest.raises(UnsupportedNumberError, match="substitute"):
        iterated_elimination(NormalFormGame.from_bimatrix([[x]], [[1]]))
    flat = NormalFormGame.from_bimatrix(np.eye(6), np.eye(6))
    wide = NormalFormGame.from_bimatrix(-np.arange(36).reshape(6, 6), np.arange(36).reshape(6, 6))
    assert elimination_outcomes(flat) == (flat,)
    with pytest.raises(ProblemTooLargeError, match="limit=5 games"):
        elimination_outcomes(wide, limit=5)


@given(st.lists(st.floats(-1e6, 1e6) | st.decimals(-999, 999, places=3), min_size=1, max_size=6))
def test_floats_become_the_decimals_that_they_print_as(numbers):
    floats = [float(x) for x in numbers]
    game = NormalFormGame(["A"], [[f"s{k}" for k in range(len(floats))]], [floats])
    whole, units = integer_payoffs(game)
    exact = [Fraction(repr(x)) for x in floats]
    assert [Fraction(int(k), units[0]) for k in whole[0]] == exact
    assert units[0] == np.lcm.reduce([x.denominator for x in exact], dtype=object)
