"""Refinements: coalitions by recursion, mutants by the definition of an ESS."""

from fractions import Fraction
from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lilliput.games import NormalFormGame, is_nash
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.refinements import (
    coalition_proof_equilibria,
    evolutionarily_stable_strategies,
    is_coalition_proof,
    is_evolutionarily_stable,
    is_neutrally_stable,
    is_strong_equilibrium,
    strong_equilibria,
)
from lilliput.games.refinements.copositive import least_on_simplex

from test_dominance import cells, tensors

THIRD = Fraction(1, 3)


def coalitions(n):
    return [c for size in range(1, n + 1) for c in combinations(range(n), size)]


def moved(game, cell, coalition):
    """All profiles that a coalition reaches from a profile."""
    ranges = [range(m) if k in coalition else [cell[k]] for k, m in enumerate(game.shape)]
    return product(*ranges)


def better(game, cell, other, coalition):
    return all(game.payoffs[(i, *other)] > game.payoffs[(i, *cell)] for i in coalition)


def strong_by_definition(game, cell):
    return not any(
        better(game, cell, other, c) for c in coalitions(game.n) for other in moved(game, cell, c)
    )


def self_enforcing(game, cell, coalition, memo):
    parts = [c for c in coalitions(game.n) if set(c) < set(coalition)]
    return all(proof(game, cell, part, memo) for part in parts)


def proof(game, cell, coalition, memo):
    """Bernheim, Peleg and Whinston's definition, by recursion over all proper subcoalitions."""
    key = (cell, coalition)
    if key not in memo:
        memo[key] = self_enforcing(game, cell, coalition, memo) and not any(
            better(game, cell, other, coalition) and self_enforcing(game, other, coalition, memo)
            for other in moved(game, cell, coalition)
        )
    return memo[key]


def names_of(game, cell):
    return [own[k] for own, k in zip(game.strategies, cell, strict=True)]


def found_cells(game, found):
    return {
        tuple(int(np.argmax([float(w) for w in mix])) for mix in e.strategies.values())
        for e in found
    }


@settings(max_examples=100)
@given(tensors(players=(1, 3), most=3))
def test_strong_equilibria_by_definition(game):
    expected = {cell for cell in cells(game) if strong_by_definition(game, cell)}
    assert found_cells(game, strong_equilibria(game)) == expected
    for cell in cells(game):
        found = is_strong_equilibrium(game, names_of(game, cell))
        assert found.holds == (cell in expected)
        if not found:
            moves = found.witness["deviation"]
            other = [
                moves.get(p, s) for p, s in zip(game.players, names_of(game, cell), strict=True)
            ]
            gains = game.payoff(other) - game.payoff(names_of(game, cell))
            assert set(moves) == found.witness["coalition"]
            for player, gain in found.witness["gains"].items():
                assert gains[player] == gain > 0


@settings(max_examples=100)
@given(tensors(players=(1, 3), most=3))
def test_coalition_proof_by_definition(game):
    everyone = tuple(range(game.n))
    memo = {}
    expected = {cell for cell in cells(game) if proof(game, cell, everyone, memo)}
    assert found_cells(game, coalition_proof_equilibria(game)) == expected
    strong = {cell for cell in cells(game) if strong_by_definition(game, cell)}
    assert strong <= expected <= set(pure_cells(game))
    for cell in cells(game):
        found = is_coalition_proof(game, names_of(game, cell))
        assert found.holds == (cell in expected)
        if not found:
            moves = found.witness["deviation"]
            coalition = tuple(i for i, p in enumerate(game.players) if p in moves)
            other = tuple(
                own.index(moves.get(p, own[k]))
                for p, own, k in zip(game.players, game.strategies, cell, strict=True)
            )
            assert better(game, cell, other, coalition)
            assert self_enforcing(game, other, coalition, memo)


@settings(max_examples=60)
@given(tensors(players=(2, 2), most=4))
def test_for_two_players_the_efficient_equilibria_are_coalition_proof(game):
    equilibria = pure_cells(game)
    expected = {
        cell for cell in equilibria if not any(better(game, cell, e, (0, 1)) for e in equilibria)
    }
    assert found_cells(game, coalition_proof_equilibria(game)) == expected


def three_player_game():
    """Bernheim, Peleg and Whinston (1987): A picks rows, B columns, C the matrix."""
    first = [[(0, 0, 10), (-5, -5, 0)], [(-5, -5, 0), (1, 1, -5)]]
    second = [[(-2, -2, 0), (-5, -5, 0)], [(-5, -5, 0), (-1, -1, 5)]]
    tensor = np.moveaxis(np.array([first, second]), (0, 1, 2, 3), (3, 1, 2, 0))
    return NormalFormGame(["A", "B", "C"], [["1", "2"]] * 3, tensor)


def test_bernheim_peleg_whinston_1987_the_worse_equilibrium_is_coalition_proof():
    game = three_player_game()
    assert pure_cells(game) == [(0, 0, 0), (1, 1, 1)]
    found = is_coalition_proof(game, ["1", "1", "1"])
    assert not found
    assert found.witness["coalition"] == {"A", "B"}
    assert found.witness["deviation"] == {"A": "2", "B": "2"}
    assert found.witness["gains"] == {"A": 1.0, "B": 1.0}
    assert found_cells(game, coalition_proof_equilibria(game)) == {(1, 1, 1)}
    assert len(strong_equilibria(game)) == 0


def test_lotteries_of_a_coalition_can_break_what_pure_deviations_cannot():
    """Both get 1; alternating between (3, 0) and (0, 3) they would get 3/2."""
    game = NormalFormGame.from_bimatrix([[1, 0, 0], [0, 3, 0], [0, 0, 0]],
                                        [[1, 0, 0], [0, 0, 0], [0, 0, 3]])  # fmt: skip
    assert is_strong_equilibrium(game, ["1", "1"])
    found = is_strong_equilibrium(game, ["1", "1"], deviations="correlated")
    assert not found
    assert found.witness["deviation"].to_dict() == {("2", "2"): 0.5, ("3", "3"): 0.5}
    assert found.witness["gains"] == {"row": 0.5, "column": 0.5}
    assert len(strong_equilibria(game)) == 3
    left = strong_equilibria(game, deviations="correlated")
    assert found_cells(game, left) == {(1, 1), (2, 2)}


def lottery_gain(game, profile, coalition):
    """The largest gain of the member that gains least, over lotteries, in floats."""
    now = game.payoff(profile)
    gains = []
    for joint in product(*(range(game.shape[i]) for i in coalition)):
        changed = list(profile)
        for i, s in zip(coalition, joint, strict=True):
            changed[i] = game.strategies[i][s]
        after = game.payoff(changed)
        gains.append([float(after.iloc[i] - now.iloc[i]) for i in coalition])
    k = len(gains)
    found = linprog(
        [0] * k + [-1], np.column_stack([-np.array(gains).T, np.ones(len(coalition))]),
        np.zeros(len(coalition)), [[1] * k + [0]], [1], [(0, None)] * k + [(None, None)],
    )  # fmt: skip
    return -found.fun


@settings(max_examples=60)
@given(tensors(players=(2, 3), most=2), st.data())
def test_mixed_profiles_against_lotteries(game, data):
    profile = []
    for m in game.shape:
        parts = data.draw(st.lists(st.integers(0, 3), min_size=m, max_size=m).filter(any))
        profile.append([Fraction(part, sum(parts)) for part in parts])
    pure = is_strong_equilibrium(game, profile)
    lottery = is_strong_equilibrium(game, profile, deviations="correlated")
    assert pure or not lottery
    if lottery:
        assert is_nash(game, profile)
        assert not any(lottery_gain(game, profile, c) > 1e-7 for c in coalitions(game.n))
    else:
        now = game.payoff(profile)
        coalition = [p for p in game.players if p in lottery.witness["coalition"]]
        moves = lottery.witness["deviation"]
        if isinstance(moves, dict):
            moves = {tuple(moves.values()): 1}
        elif len(coalition) == 1:
            moves = {(label,): weight for label, weight in moves.items()}
        total = 0 * now
        for joint, weight in dict(moves).items():
            changed = dict(zip(game.players, profile, strict=True))
            changed.update(zip(coalition, joint, strict=True))
            total += weight * game.payoff(changed)
        for player in coalition:
            assert total[player] - now[player] == lottery.witness["gains"][player] > 0


def test_float_profiles_have_a_tolerance_and_pure_ones_none():
    rps = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    game = NormalFormGame.from_bimatrix(rps, -rps)
    assert is_strong_equilibrium(game, [[1 / 3] * 3] * 2)
    tiny = NormalFormGame.from_bimatrix([[0, 0], [0, 1e-12]], [[0, 0], [0, 1e-12]])
    assert not is_strong_equilibrium(tiny, ["1", "1"])
    assert not is_strong_equilibrium(tiny, [[1.0, 0.0], [1.0, 0.0]])


# Evolutionary stability


def earns(A, x, y):
    return sum(a * A[i][j] * b for i, a in enumerate(x) for j, b in enumerate(y))


@st.composite
def matrices(draw, most=4, low=-3, high=3):
    n = draw(st.integers(1, most))
    numbers = draw(st.lists(st.integers(low, high), min_size=n * n, max_size=n * n))
    return np.array([Fraction(k) for k in numbers], dtype=object).reshape(n, n)


def resists(A, x, y):
    """Maynard Smith's condition for one mutant."""
    first = earns(A, x, x) - earns(A, y, x)
    return first > 0 or (first == 0 and earns(A, x, y) > earns(A, y, y))


@settings(max_examples=150)
@given(matrices(), st.data())
def test_what_is_found_is_stable_and_what_is_not_has_an_invader(A, data):
    found = evolutionarily_stable_strategies(A)
    n = len(A)
    game = NormalFormGame.from_bimatrix(A, A.T)
    listed = [tuple(x) for x in found]
    grid = [y for y in product(range(5), repeat=n) if sum(y) == 4]
    for x in listed:
        assert is_nash(game, [list(x), list(x)])
        assert is_evolutionarily_stable(A, list(x))
        assert is_neutrally_stable(A, list(x))
        for k in grid:
            y = [Fraction(part, 4) for part in k]
            # near x, where the definition for all mutants must hold
            near = [(19 * a + b) / 20 for a, b in zip(x, y, strict=True)]
            assert list(x) == near or resists(A, x, near)
    parts = data.draw(st.lists(st.integers(0, 3), min_size=n, max_size=n).filter(any))
    x = [Fraction(part, sum(parts)) for part in parts]
    answer = is_evolutionarily_stable(A, x)
    assert answer.holds == (tuple(x) in listed)
    if not answer:
        y = list(answer.witness["mutant"])
        assert sum(y) == 1
        assert min(y) >= 0
        assert y != x
        assert not resists(A, x, y)
    neutral = is_neutrally_stable(A, x)
    assert neutral or not answer
    if not neutral:
        y = list(neutral.witness["mutant"])
        first = earns(A, x, x) - earns(A, y, x)
        assert first < 0 or (first == 0 and earns(A, x, y) < earns(A, y, y))


@settings(max_examples=100)
@given(matrices(low=-2, high=2))
def test_every_stable_strategy_is_found(A):
    """All candidates: isolated symmetric equilibria, one a support, tested by `is_…`."""
    n = len(A)
    found = {tuple(x) for x in evolutionarily_stable_strategies(A)}
    expected = set()
    for size in range(1, n + 1):
        for support in combinations(range(n), size):
            symbols = sympy.symbols(f"x0:{size}")
            v = sympy.Symbol("v")
            system = [
                sum(sympy.Rational(A[i, j].numerator) * s for j, s in zip(support, symbols)) - v  # noqa: B905
                for i in support
            ]
            solutions = list(sympy.linsolve([*system, sum(symbols) - 1], *symbols, v))
            if len(solutions) != 1 or any(s.free_symbols for s in solutions[0]):
                continue
            x = [Fraction(0)] * n
            for i, s in zip(support, solutions[0][:-1], strict=True):
                x[i] = Fraction(int(s.p), int(s.q))
            if all(x[i] > 0 for i in support) and is_evolutionarily_stable(A, x):
                expected.add(tuple(x))
    assert found == expected


def test_hawk_dove():
    """Maynard Smith and Price (1973): with value V below cost C, hawks are a share V/C."""
    V, C = Fraction(2), Fraction(5)
    game = NormalFormGame(
        ["one", "other"],
        [["hawk", "dove"]] * 2,
        [[[(V - C) / 2, V], [0, V / 2]], [[(V - C) / 2, 0], [V, V / 2]]],
    )
    found = evolutionarily_stable_strategies(game)
    assert found[0].to_dict() == {"hawk": V / C, "dove": 1 - V / C}
    assert found.payoffs[0] == V / 2 * (1 - V / C)
    assert found.best_responses == (("hawk", "dove"),)
    assert len(found.to_frame()) == 1
    refused = is_evolutionarily_stable(game, "hawk")
    assert refused.witness["mutant"].to_dict() == {"hawk": 0, "dove": 1}


@pytest.mark.parametrize(
    ("win", "stable", "neutral"), [(3, True, True), (2, False, True), (1, False, False)]
)
def test_rock_paper_scissors(win, stable, neutral):
    """With losses of 2 the mixture is stable iff wins are more (Hofbauer and Sigmund 1998)."""
    A = [[0, -2, win], [win, 0, -2], [-2, win, 0]]
    assert len(evolutionarily_stable_strategies(A)) == int(stable)
    assert is_evolutionarily_stable(A, [THIRD] * 3).holds == stable
    assert is_evolutionarily_stable(A, [1 / 3] * 3).holds == stable
    assert is_neutrally_stable(A, [1 / 3] * 3).holds == neutral


@pytest.mark.parametrize("seed", range(6))
def test_bomze_1997_stable_strategies_are_the_maximal_cliques(seed):
    """With a half added to the diagonal of the adjacency matrix; uniform on each clique."""
    graph = nx.gnp_random_graph(8, 0.5, seed=seed)
    A = nx.to_numpy_array(graph) + np.eye(8) / 2
    found = evolutionarily_stable_strategies(A)
    cliques = {tuple(sorted(c)) for c in nx.find_cliques(graph)}
    assert {tuple(int(s) - 1 for s in support) for support in found.pattern} == cliques
    for mix in found:
        assert set(mix[mix != 0]) == {1 / np.count_nonzero(mix)}


def test_many_stable_strategies():
    """Three groups of three: 27 maximal cliques (Moon and Moser 1965)."""
    graph = nx.complete_multipartite_graph(3, 3, 3)
    found = evolutionarily_stable_strategies(nx.to_numpy_array(graph) + np.eye(9) / 2)
    assert len(found) == 27
    assert {len(support) for support in found.pattern} == {3}


def test_unused_best_responses_need_copositivity():
    """All are best responses to the first strategy; a form of the three others decides."""
    form = np.array([[1, -1, 1], [-1, 1, -1], [1, -1, 1]], dtype=object) * Fraction(1)
    for shift, stable in ((0, False), (Fraction(1, 100), True)):
        S = form + np.diag([Fraction(shift)] * 3)
        A = np.zeros((4, 4), dtype=object) + Fraction(0)
        A[1:, 1:] = -S
        assert is_evolutionarily_stable(A, "1").holds == stable
        assert is_neutrally_stable(A, "1")
    S = form - np.diag([Fraction(1, 100)] * 3)
    A[1:, 1:] = -S
    assert not is_neutrally_stable(A, "1")


@settings(max_examples=60)
@given(st.integers(1, 4), st.data())
def test_least_value_on_the_simplex(n, data):
    numbers = data.draw(st.lists(st.integers(-3, 3), min_size=n * n, max_size=n * n))
    M = np.array([Fraction(k) for k in numbers], dtype=object).reshape(n, n)
    S = M + M.T
    value, point = least_on_simplex(S)
    assert sum(point) == 1
    assert point @ S @ point == value
    for k in product(range(7), repeat=n):
        if sum(k) == 6:
            y = np.array([Fraction(part, 6) for part in k], dtype=object)
            assert y @ S @ y >= value


def test_one_strategy_is_stable():
    found = evolutionarily_stable_strategies([[7]])
    assert found.pattern == (("1",),)
    assert repr(found) == "1 evolutionarily stable strategy\n  1"
    assert repr(evolutionarily_stable_strategies(np.zeros((2, 2)))) == (
        "0 evolutionarily stable strategies"
    )
    assert evolutionarily_stable_strategies(np.zeros((2, 2))).to_frame().empty


def test_bad_arguments_are_named():
    dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    with pytest.raises(InvalidArgumentError, match="profile must be pure"):
        is_coalition_proof(dilemma, [[0.5, 0.5], "1"])
    with pytest.raises(UnknownNameError, match="deviations 'mixed'"):
        is_strong_equilibrium(dilemma, ["1", "1"], deviations="mixed")
    with pytest.raises(InvalidGameError, match="square matrix of payoffs, got shape"):
        evolutionarily_stable_strategies([[1, 2]])
    with pytest.raises(InvalidGameError, match="got 1 for 1 against 2, and 3 the other way round"):
        evolutionarily_stable_strategies(
            NormalFormGame.from_bimatrix(np.ones((2, 2)), [[1, 2], [3, 4]])
        )
    with pytest.raises(InvalidGameError, match="two players with equally many"):
        evolutionarily_stable_strategies(NormalFormGame.from_bimatrix([[1, 2]], [[1, 2]]))
    with pytest.raises(ProblemTooLargeError, match="limit=3 supports of 4"):
        evolutionarily_stable_strategies(-np.eye(4), limit=3)
    with pytest.raises(ProblemTooLargeError, match="17 strategies outside its support"):
        is_evolutionarily_stable(np.zeros((18, 18)), "1")
    x = sympy.Symbol("x")
    for ask in (strong_equilibria, coalition_proof_equilibria, evolutionarily_stable_strategies):
        with pytest.raises(UnsupportedNumberError, match="substitute"):
            ask(NormalFormGame.from_bimatrix([[x]], [[x]]))
    big = NormalFormGame([f"p{i}" for i in range(16)], [["a", "b"]] * 16, np.zeros((16, *[2] * 16)))
    with pytest.raises(ProblemTooLargeError, match="eliminate dominated strategies"):
        coalition_proof_equilibria(big)
    flat = NormalFormGame.from_bimatrix(np.zeros((72, 70)), np.zeros((72, 70)))
    with pytest.raises(ProblemTooLargeError, match="5040 profiles are coalition-proof, at most"):
        coalition_proof_equilibria(flat)
    assert is_coalition_proof(flat, ["72", "1"])
    with pytest.raises(ProblemTooLargeError, match="joint deviations"):
        strong_equilibria(big)
