"""The modiclus against the dual cover, its axioms and its theorems."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import CoalitionalGame, core, modiclus, nucleoli
from lilliput.games.cores.batch_exact import exact_levels
from lilliput.games.cores.modiclus import pair_worths
from lilliput.games.errors import ProblemTooLargeError, SolverError, UnsupportedNumberError

from test_coalitional import NAMES, games


def dual(game):
    return CoalitionalGame(game.players, game.worths[-1] - game.worths[::-1])


def dual_cover(game):
    """Sudhölter 1997: on N ∪ N*, w(S ∪ T*) = max {v(S) + v*(T), v*(S) + v(T)}."""
    v, d = game.worths, dual(game).worths
    pairs = product(range(2**game.n), repeat=2)
    return np.array([max(v[S] + d[T], d[S] + v[T]) for T, S in pairs], dtype=object)


@st.composite
def tied_games(draw, most):
    n = draw(st.integers(1, most))
    worths = [Fraction(0)] + [Fraction(draw(st.integers(-1, 3))) for _ in range(2**n - 1)]
    return CoalitionalGame(NAMES[:n], worths)


@settings(max_examples=80, deadline=None)
@given(st.one_of(games(most=3), tied_games(most=4)))
def test_it_is_the_prenucleolus_of_the_dual_cover(game):
    n = game.n
    shares, _ = exact_levels(dual_cover(game), [game.worths[-1] / n] * (2 * n))
    assert modiclus(game).tolist() == shares[:n] == shares[n:]


@settings(max_examples=60, deadline=None)
@given(st.one_of(games(most=4), tied_games(most=5)), st.sampled_from([1e-9, 1.0, 1e9, 1 / 3]))
def test_floats_agree_with_fractions_at_any_scale(game, scale):
    floats = CoalitionalGame(game.players, game.worths.astype(float) * scale)
    expected = modiclus(game).astype(float)
    largest = float(max(map(abs, game.worths))) * scale
    assert (abs(modiclus(floats) - expected * scale) <= 1e-13 * largest).all()


@settings(max_examples=60, deadline=None)
@given(games(most=4))
def test_a_game_and_its_dual_have_the_same_modiclus(game):
    assert modiclus(game).equals(modiclus(dual(game)))


@settings(max_examples=60, deadline=None)
@given(games(most=4), st.integers(1, 5), st.lists(st.integers(-3, 3), min_size=5, max_size=5))
def test_efficiency_and_covariance(game, factor, shifts):
    shifted = CoalitionalGame(
        game.players,
        [
            factor * game.worths[m] + sum(s for i, s in enumerate(shifts) if m >> i & 1)
            for m in range(2**game.n)
        ],
    )
    value = modiclus(game)
    assert value.sum() == game.worths[-1]
    assert modiclus(shifted).tolist() == [
        factor * x + s for x, s in zip(value, shifts, strict=False)
    ]


@settings(max_examples=60, deadline=None)
@given(games(most=4))
def test_it_is_the_prenucleolus_of_a_constant_sum_game(game):
    """Sudhölter 1997: there v* = v."""
    half, grand = 2 ** (game.n - 1), game.worths[-1]
    worths = np.concatenate([game.worths[:half], grand - game.worths[:half][::-1]])
    constant = CoalitionalGame(game.players, worths)
    shares, _ = exact_levels(worths, [grand / game.n] * game.n)
    assert modiclus(constant).tolist() == shares


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=15, max_size=15), st.integers(2, 4))
def test_it_is_in_the_core_of_a_convex_game(dividends, n):
    """Sudhölter 1997."""
    coalitions = [tuple(NAMES[i] for i in range(n) if m >> i & 1) for m in range(1, 2**n)]
    named = {c: Fraction(d) for c, d in zip(coalitions, dividends, strict=False)}
    game = CoalitionalGame.from_dividends(NAMES[:n], named)
    assert core(game).contains(modiclus(game))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 5), min_size=2, max_size=5), st.fractions(0, 1))
def test_it_represents_a_weighted_majority_game(weights, share):
    """Sudhölter 1996: every winning coalition gets more than every losing one."""
    total = sum(weights)
    quota = max(1, share * total)
    if total == 0:
        return
    n = len(weights)
    sums = [sum(w for i, w in enumerate(weights) if m >> i & 1) for m in range(2**n)]
    game = CoalitionalGame(NAMES[:n], [Fraction(s >= quota) for s in sums])
    x = modiclus(game)
    got = [sum(x.iloc[i] for i in range(n) if m >> i & 1) for m in range(2**n)]
    winning = [g for g, s in zip(got, sums, strict=True) if s >= quota]
    losing = [g for g, s in zip(got, sums, strict=True) if s < quota]
    assert min(winning) > max(losing)


@pytest.mark.parametrize(("left", "right"), [(1, 2), (1, 3), (2, 3), (1, 4)])
def test_both_sides_of_a_glove_market_get_the_same(left, right):
    """Sudhölter 2001: half of the profit to each side, though the core gives all to the short."""
    players = [f"L{k}" for k in range(left)] + [f"R{k}" for k in range(right)]
    game = CoalitionalGame.from_function(
        players, lambda S: Fraction(min(sum(p[0] == "L" for p in S), sum(p[0] == "R" for p in S)))
    )
    value = modiclus(game)
    assert value[:left].tolist() == [Fraction(1, 2)] * left
    assert value[left:].tolist() == [Fraction(left, 2 * right)] * right


def test_worths_of_signed_coalitions():
    rng = np.random.default_rng(4)
    worths = rng.integers(-9, 9, 16)
    expected = {}
    for S, T in product(range(16), repeat=2):
        z = tuple((S >> i & 1) - (T >> i & 1) for i in range(4))
        expected[z] = max(expected.get(z, -99), worths[S] - worths[T])
    found = pair_worths(worths)
    for index, digits in enumerate(product((-1, 0, 1), repeat=4)):
        assert found[index] == expected[digits[::-1]]


def test_larger_games_in_floats():
    """Seven and nine players: the exact solution, and by symmetry equal shares."""
    rng = np.random.default_rng(5)
    worths = rng.random(2**7)
    worths[0] = 0
    game = CoalitionalGame([str(i) for i in range(7)], worths)
    assert (abs(modiclus(game) - modiclus(game, exact=True).astype(float)) <= 1e-14).all()
    majority = CoalitionalGame(
        [str(i) for i in range(9)], [float(m.bit_count() >= 6) for m in range(2**9)]
    )
    assert (abs(modiclus(majority) - 1 / 9) <= 1e-15).all()


def test_a_float_answer_that_is_not_proved_is_computed_exactly():
    game = CoalitionalGame(["A", "B", "C"], [0, 0.1, 0.2, 0.5, 0.3, 0.4, 0.9, 1.0])
    exactly = modiclus(game, exact=True).astype(float)
    assert (modiclus(game, tol=0) == exactly).all()
    assert (abs(modiclus(game) - exactly) <= 1e-15).all()


def test_the_empty_and_the_grand_coalition_are_among_the_pairs():
    """By the definition, all S, T ⊆ N: no point of a fine grid is lexicographically better."""
    worths = [Fraction(w) for w in (0, 1, 1, 1, 1, 1, 0, 0)]
    game = CoalitionalGame(list("ABC"), worths)

    def differences(x, masks):
        excess = [worths[m] - sum(x[i] for i in range(3) if m >> i & 1) for m in masks]
        return sorted((e - f for e in excess for f in excess), reverse=True)

    grid = [(Fraction(i, 4), Fraction(j, 4)) for i, j in product(range(-4, 5), repeat=2)]
    points = [(a, b, -a - b) for a, b in grid]
    assert modiclus(game).tolist() == [0, 0, 0]
    assert min(points, key=lambda x: differences(x, range(8))) == (0, 0, 0)
    proper = min(points, key=lambda x: differences(x, range(1, 7)))
    assert proper == (Fraction(1, 2), Fraction(-1, 4), Fraction(-1, 4))


def test_more_players_than_rationals_take():
    worths = np.random.default_rng(3).random(2**11)
    worths[0] = 0
    with pytest.raises(SolverError, match="rationals take at most 10 players; raise tol="):
        modiclus(CoalitionalGame([str(i) for i in range(11)], worths), tol=0)


def test_small_and_unsuitable_games():
    assert modiclus(CoalitionalGame([], [0])).tolist() == []
    assert modiclus(CoalitionalGame([], [0]), exact=True).tolist() == []
    assert modiclus(CoalitionalGame(["A"], [0, 3])).to_dict() == {"A": 3.0}
    assert modiclus(CoalitionalGame(["A"], [0, 3]), exact=True).tolist() == [Fraction(3)]
    assert modiclus(CoalitionalGame(["A", "B"], [0, 0, 0, 0])).tolist() == [0, 0]
    shared = modiclus(CoalitionalGame(["A", "B"], [0, 3, 3, 2]))
    assert np.allclose(shared, [1, 1], rtol=0, atol=1e-15)
    with pytest.raises(UnsupportedNumberError, match="expressions in v"):
        modiclus(CoalitionalGame(["A", "B"], [0, 0, 0, sympy.Symbol("v")]))
    large = CoalitionalGame([str(i) for i in range(11)], np.zeros(2**11))
    with pytest.raises(ProblemTooLargeError, match="at most 10 players are allowed in exact"):
        modiclus(large, exact=True)


def test_it_differs_from_the_prenucleolus():
    """Apex game of four: by Sudhölter's theorem a representation, by Kohlberg 2/5 and 1/5."""
    apex = [float((m & 1 and m != 1) or m == 14) for m in range(16)]
    game = CoalitionalGame(["A", "B", "C", "D"], apex)
    assert np.allclose(modiclus(game), [0.4, 0.2, 0.2, 0.2], rtol=0, atol=1e-15)
    assert np.allclose(nucleoli(apex), [0.4, 0.2, 0.2, 0.2], rtol=0, atol=1e-15)
