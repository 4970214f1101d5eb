"""Equilibrium payoffs of repeated two-player games: by hand, by other software, by brute force."""

import json
import os
import subprocess
import sys
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lilliput.games import NormalFormGame, cournot
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)
from lilliput.games.repeated import (
    critical_discount_factor,
    equilibrium_payoff_set,
    individually_rational_payoffs,
)

DILEMMA = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]]).to_exact()


def game_of(A, B):
    return NormalFormGame.from_bimatrix(A, B).to_exact()


@st.composite
def small_games(draw):
    m, n = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    flat = draw(st.lists(st.integers(0, 6), min_size=2 * m * n, max_size=2 * m * n))
    A, B = np.array(flat).reshape(2, m, n)
    return game_of(A, B)


FACTORS = st.fractions(0, Fraction(19, 20), max_denominator=20)


def corners(found):
    return {tuple(v) for v in found.vertices.to_numpy().tolist()}


@pytest.mark.parametrize(
    ("factor", "expected"),
    [
        # Alternating (0, 5), (5, 0) pays 5δ/(1+δ) to whoever starts badly: at least 1 iff δ ≥ 1/4.
        (Fraction(0), {(1, 1)}),
        (Fraction(24, 100), {(1, 1)}),
        (Fraction(1, 4), {(1, 1), (4, 1), (1, 4)}),
        # (5, 0) and then w with w₂ = 1/δ on the line of sum 5 pays (4, 1) at every such δ
        (Fraction(1, 3), {(1, 1), (4, 1), (1, 4)}),
        (Fraction(49, 100), {(1, 1), (4, 1), (1, 4)}),
        # from 1/2 on cooperation is kept; then the set is all that is individually rational
        (Fraction(1, 2), {(1, 1), (Fraction(13, 3), 1), (3, 3), (1, Fraction(13, 3))}),
        (Fraction(9, 10), {(1, 1), (Fraction(13, 3), 1), (3, 3), (1, Fraction(13, 3))}),
    ],
)
def test_dilemma_by_hand(factor, expected):
    found = equilibrium_payoff_set(DILEMMA, factor)
    assert found.exact
    assert found.gap == 0
    assert corners(found.outer) == corners(found.inner) == expected
    assert found.worst.tolist() == [1, 1]


def test_critical_factors_of_paths_are_where_their_payoffs_enter():
    below = Fraction(1, 10**6)
    for path, payoffs in ((["1", "1"], (3, 3)), ([["1", "2"], ["2", "1"]], None)):
        least = critical_discount_factor(DILEMMA, path).value
        pays = payoffs or (5 * least / (1 + least), 5 / (1 + least))
        assert equilibrium_payoff_set(DILEMMA, least).contains(pays)
        assert equilibrium_payoff_set(DILEMMA, least - below).contains(pays) is False


def generated(game, points, factor, punishments):
    """Return, in floats, a function: the largest λ·v over what a hull of points generates."""
    A, B = (np.array(own, dtype=float) for own in game.payoffs)
    W = np.array(points, dtype=float)
    delta = float(factor)

    def support(direction):
        best = -np.inf
        for r, c in product(*map(range, A.shape)):
            gains = (A[:, c].max() - A[r, c], B[r].max() - B[r, c])
            floors = [p + (1 - delta) / delta * h for p, h in zip(punishments, gains, strict=True)]
            found = linprog(
                -(W @ direction),
                A_ub=-W.T,
                b_ub=-np.array(floors) + 1e-9,
                A_eq=np.ones((1, len(W))),
                b_eq=[1],
            )
            if found.status == 0:
                value = (1 - delta) * direction @ [A[r, c], B[r, c]] - delta * found.fun
                best = max(best, value)
        return best

    return support


@settings(max_examples=25)
@given(small_games(), FACTORS.filter(bool))
def test_sets_are_fixed_points_by_linear_programmes(game, factor):
    """The hull of what the set generates has the same support function (APS 1990)."""
    found = equilibrium_payoff_set(game, factor)
    assert found.gap < 1e-8
    if found.empty:
        return
    points = found.outer.vertices.to_numpy().astype(float)
    support = generated(game, points, factor, points.min(axis=0))
    for angle in np.linspace(0, 2 * np.pi, 9)[:-1]:
        direction = np.array([np.cos(angle), np.sin(angle)])
        assert support(direction) == pytest.approx((points @ direction).max(), abs=1e-6)


@settings(max_examples=60)
@given(small_games(), FACTORS, FACTORS)
def test_the_set_grows_with_patience_between_nash_and_individual_rationality(game, first, second):
    low, high = sorted((first, second))
    smaller, larger = (equilibrium_payoff_set(game, factor) for factor in (low, high))
    for vertex in smaller.inner.vertices.to_numpy():
        assert larger.outer.contains(vertex)
    rational = individually_rational_payoffs(game, minmax="pure")
    for vertex in larger.inner.vertices.to_numpy():
        assert rational.contains(vertex)
    A, B = game.payoffs
    for r, c in product(*map(range, game.shape)):
        if A[r, c] == A[:, c].max() and B[r, c] == B[r].max():
            assert smaller.contains([A[r, c], B[r, c]])
            assert smaller.inner.contains([A[r, c], B[r, c]])


@settings(max_examples=40)
@given(small_games(), FACTORS, st.integers(1, 5), st.integers(-3, 3))
def test_affine_changes_of_payoffs_move_the_set_along(game, factor, scale, shift):
    before = equilibrium_payoff_set(game, factor)
    moved = game.rescaled([scale, 1], [shift, 0])
    after = equilibrium_payoff_set(moved, factor)
    assert after.exact == before.exact
    if before.exact:
        assert corners(after.outer) == {(scale * a + shift, b) for a, b in corners(before.outer)}
    swapped = game_of(*(own.T for own in game.payoffs[::-1]))
    assert equilibrium_payoff_set(swapped, factor).gap == pytest.approx(before.gap, abs=1e-8)


def test_patience_gives_all_that_is_strictly_rational():
    """Fudenberg and Maskin (1986): every such payoff for δ near 1 (here in pure strategies)."""
    rng = np.random.default_rng(3)
    for _ in range(10):
        game = game_of(*rng.integers(0, 7, (2, 3, 3)))
        rational = individually_rational_payoffs(game, minmax="pure")
        if rational.dimension < 2:
            continue
        center = rational.vertices.to_numpy().mean(axis=0)
        assert equilibrium_payoff_set(game, Fraction(999, 1000)).inner.contains(center)


def test_most_random_games_are_solved_exactly():
    rng = np.random.default_rng(1)
    exact = 0
    for _ in range(60):
        m, n = rng.integers(2, 4, 2)
        game = game_of(*rng.integers(0, 10, (2, m, n)))
        found = equilibrium_payoff_set(game, Fraction(int(rng.integers(1, 20)), 20))
        exact += found.exact
        assert found.gap < 1e-8
        for vertex in found.inner.vertices.to_numpy():
            assert found.outer.contains(vertex)
    assert exact >= 57


def test_irrational_limits_are_enclosed():
    """Here the worst payoff of the row player solves a quadratic equation."""
    A, B = [[6, 7, 5], [9, 8, 0], [2, 4, 6]], [[2, 5, 1], [6, 7, 7], [3, 0, 0]]
    found = equilibrium_payoff_set(game_of(A, B), Fraction(9, 20))
    assert not found.exact
    assert 0 < found.gap < 1e-8
    outside, inside = found.outer.lowest["row"], found.inner.lowest["row"]
    assert outside < inside
    assert float(inside) == pytest.approx(6.829677846, abs=1e-8)
    assert found.contains([float(outside) - 1e-6, 4]) is False
    assert "gap" in repr(found)


def test_no_pure_equilibrium_no_payoffs():
    pennies = game_of([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    for factor in (0, Fraction(1, 2), Fraction(99, 100)):
        found = equilibrium_payoff_set(pennies, factor)
        assert found.empty
        assert found.exact
        assert found.contains([0, 0]) is False


OTHER = """
import json, sys
import numpy as np
from quantecon import game_theory as theory
for A, B, factor in json.load(sys.stdin):
    players = [theory.Player(np.array(A)), theory.Player(np.array(B).T.copy())]
    game = theory.RepeatedGame(theory.NormalFormGame(players), factor)
    try:
        print(game.equilibrium_payoffs(options={"max_iter": 1000}).volume)
    except IndexError:
        print("nan")
"""


def test_agrees_with_quantecon():
    """The implementation of Abreu and Sannikov (2014) in floats, in a process of its own.

    It writes beyond its arrays in some games. Without compilation these are IndexErrors.
    """
    theory = pytest.importorskip("quantecon.game_theory")
    if not hasattr(theory, "RepeatedGame"):
        pytest.skip("this version has no repeated games")
    rng = np.random.default_rng(7)
    games = [cournot([Fraction(12 * k, 7) for k in range(8)], cost=Fraction(3, 5)), DILEMMA]
    games += [game_of(*rng.integers(0, 10, (2, 3, 3))) for _ in range(8)]
    cases, volumes = [], []
    for game, factor in product(games, (Fraction(1, 5), Fraction(1, 2), Fraction(9, 10))):
        found = equilibrium_payoff_set(game, factor)
        if found.outer.dimension == 2:  # the other needs an area
            cases.append([*game.payoffs.astype(float).tolist(), float(factor)])
            volumes.append(float(found.outer.volume))
    try:
        other = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", OTHER],
            input=json.dumps(cases),
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
            env={**os.environ, "NUMBA_DISABLE_JIT": "1"},
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"quantecon failed by itself: {error}")
    theirs = np.array([float(line) for line in other.stdout.split()])
    solved = ~np.isnan(theirs)
    assert solved.sum() >= 10
    assert np.array(volumes)[solved] == pytest.approx(theirs[solved], rel=1e-6)


@pytest.mark.parametrize(("first", "second"), [(1e300, 1e300), (1, 1e-30)])
def test_units_of_payoffs_do_not_matter(first, second):
    A, B = [[6, 7, 5], [9, 8, 0], [2, 4, 6]], [[2, 5, 1], [6, 7, 7], [3, 0, 0]]
    factor = Fraction(9, 20)
    found = equilibrium_payoff_set(game_of(A, B), factor)
    units = Fraction(repr(float(first))), Fraction(repr(float(second)))
    scaled = equilibrium_payoff_set(game_of(A, B).rescaled(units, [0, 0]), factor)
    for name in ("outer", "inner"):
        expected = {(units[0] * a, units[1] * b) for a, b in corners(getattr(found, name))}
        assert corners(getattr(scaled, name)) == expected
    if first == second:
        assert scaled.gap == pytest.approx(found.gap * first, rel=1e-9)
    large = NormalFormGame.from_bimatrix(np.array(A) * first, np.array(B) * second)
    assert "gap" in repr(equilibrium_payoff_set(large, factor))


def test_floats_are_decimals_and_answers_are_floats():
    game = NormalFormGame.from_bimatrix([[0.3, 0], [0.5, 0.1]], [[0.3, 0.5], [0, 0.1]])
    found = equilibrium_payoff_set(game, 0.5)  # exactly at the critical factor (5 − 3)/(5 − 1)
    assert found.exact
    assert found.contains([0.3, 0.3])
    assert found.outer.volume == pytest.approx(20 / 300)
    assert isinstance(found.worst["row"], float)


def test_bad_arguments_are_named():
    for factor in (1, 1.5, -0.1, float("nan"), "half"):
        with pytest.raises(InvalidArgumentError, match=r"discount_factor must lie in \[0, 1\)"):
            equilibrium_payoff_set(DILEMMA, factor)
    with pytest.raises(UnsupportedNumberError, match="critical_discount_factor"):
        equilibrium_payoff_set(DILEMMA, sympy.Symbol("delta"))
    with pytest.raises(InvalidGameError, match="two players"):
        equilibrium_payoff_set(NormalFormGame(["A"], [["x"]], [[1]]), 0.5)
    with pytest.raises(ProblemTooLargeError, match="restrict the strategies"):
        equilibrium_payoff_set(game_of(np.zeros((101, 100)), np.zeros((101, 100))), 0.5)
    with pytest.raises(InvalidArgumentError, match="max_iterations"):
        equilibrium_payoff_set(DILEMMA, 0.5, max_iterations=0)
    few = equilibrium_payoff_set(DILEMMA, Fraction(1, 3), max_iterations=1)
    assert few.outer.contains([4, 1])


def test_nash_payoffs_lie_inside_where_the_polygons_only_approach_the_set():
    A, B = [[0, 3, 4], [4, 3, 6]], [[4, 0, 5], [1, 0, 0]]
    found = equilibrium_payoff_set(NormalFormGame.from_bimatrix(A, B), Fraction(10, 11))
    assert found.inner.contains([4, 1])
    assert found.contains([4, 1])
