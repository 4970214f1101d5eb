"""Repeated exchange, what patience sustains."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from lilliput.games import concession_discount_factors, sustained_concessions
from lilliput.games.errors import InvalidArgumentError, InvalidGameError


def square(rows):
    names = [f"p{i}" for i in range(len(rows))]
    return pd.DataFrame(rows, index=names, columns=names)


@st.composite
def benefits(draw, least=2, most=5):
    n = draw(st.integers(least, most))
    number = st.fractions(Fraction(1, 8), 8, max_denominator=8)
    rows = [[0 if i == j else draw(number) for j in range(n)] for i in range(n)]
    return square(rows)


def test_published_shape_of_the_pair():
    """An imbalance of 2 at δ = ½ attains .835 of the first best."""
    share = sustained_concessions(square([[0, 2], [1, 0]]), 0.5).share
    assert share == pytest.approx(0.835, abs=5e-4)


@pytest.mark.parametrize("delta", [0.05, 0.2, 0.35, 0.49])
def test_balanced_pairs_attain_the_closed_form(delta):
    share = sustained_concessions(square([[0, 1, 1], [1, 0, 1], [1, 1, 0]]), delta).share
    assert share == pytest.approx(1 - (1 - 2 * delta) ** 2, abs=1e-9)


@settings(max_examples=50)
@given(benefits(), st.floats(0.01, 0.99))
def test_sustained_concessions_are_feasible_and_certified(table, delta):
    found = sustained_concessions(table, delta)
    e, x = table.to_numpy(dtype=float), found.concessions.to_numpy()
    cost = (x**2).sum(axis=1)
    loss = 2 * delta * (e * x.T).sum(axis=1)
    assert (cost <= loss * (1 + 1e-9) + 1e-12).all()
    assert -1e-9 <= found.gap <= 1e-7
    assert 0 <= found.share <= 1 + 1e-12


@settings(max_examples=40)
@given(benefits())
def test_from_the_critical_factor_on_everything_is_sustained(table):
    critical = max(concession_discount_factors(table))
    if critical < 1:
        assert sustained_concessions(table, float(critical)).share == pytest.approx(1, abs=1e-7)
        assert sustained_concessions(table, float(critical) * 0.9).share < 1


@given(benefits(most=2, least=2))
def test_two_players_pool_what_they_have_in_pairs(table):
    pairs = concession_discount_factors(table, punishment="pairwise").iloc[0, 1]
    assert pairs == max(concession_discount_factors(table))
    ratio = table.iloc[0, 1] / table.iloc[1, 0]
    assert pairs == max(ratio, 1 / ratio) ** 2 / 2


def test_the_constrained_maximum_is_that_of_a_general_solver():
    rng = np.random.default_rng(3)
    e = rng.uniform(0.2, 2, (3, 3))
    np.fill_diagonal(e, 0)
    off = ~np.eye(3, dtype=bool)

    def unpack(z):
        x = np.zeros((3, 3))
        x[off] = z
        return x

    def loss(z):
        x = unpack(z)
        return -(e.T * x - 0.5 * x**2).sum()

    def slack(z):
        x = unpack(z)
        return 2 * 0.3 * (e * x.T).sum(axis=1) - (x**2).sum(axis=1)

    found = minimize(
        loss, np.full(6, 0.1), constraints={"type": "ineq", "fun": slack},
        bounds=[(0, None)] * 6, options={"ftol": 1e-14, "maxiter": 1000},
    )  # fmt: skip
    share = sustained_concessions(square(e.tolist()), 0.3).share
    assert share == pytest.approx(-found.fun / (0.5 * (e**2).sum()), abs=1e-6)


@settings(max_examples=25)
@given(benefits(least=3), st.floats(0.05, 0.95))
def test_pooling_never_keeps_less_than_pairs_do(table, delta):
    """What each pair sustains alone is feasible for the pool, whatever the pairs are worth."""
    rng = np.random.default_rng(int(delta * 1e6))
    worth = rng.uniform(0, 1, table.shape)
    weights = pd.DataFrame(worth + worth.T, table.index, table.columns)
    apart, total = 0.0, 0.0
    for i, first in enumerate(table.index):
        for second in table.index[i + 1 :]:
            pair = table.loc[[first, second], [first, second]]
            apart += weights.loc[first, second] * sustained_concessions(pair, delta).share
            total += weights.loc[first, second]
    pooled = sustained_concessions(table, delta, weights=weights).share
    assert pooled >= apart / total - 1e-7


def test_a_circle_of_imbalances_needs_only_one_half():
    circle = square([[0, 3, 1], [1, 0, 3], [3, 1, 0]])
    assert list(concession_discount_factors(circle)) == [0.5] * 3
    assert concession_discount_factors(circle, punishment="pairwise").iloc[0, 1] == 4.5


def test_those_with_nothing_to_lose_grant_nothing():
    found = sustained_concessions(square([[0, 0], [1, 0]]), 0.9)
    assert found.share == 0
    assert max(concession_discount_factors(square([[0, 0], [1, 0]]))) == float("inf")


def test_exact_numbers_stay_exact():
    w = sympy.Symbol("w", positive=True)
    assert list(concession_discount_factors(square([[0, w], [w, 0]]))) == [sympy.Rational(1, 2)] * 2
    table = square([[0, Fraction(2)], [Fraction(1), 0]])
    assert concession_discount_factors(table, punishment="pairwise").iloc[0, 1] == Fraction(2)


def test_bad_arguments_are_named():
    with pytest.raises(InvalidArgumentError, match="benefits must be >= 0"):
        concession_discount_factors(square([[0, -1], [1, 0]]))
    with pytest.raises(InvalidArgumentError, match="punishment"):
        concession_discount_factors(square([[0, 1], [1, 0]]), punishment="none")
    bad = square([[0, 1], [2, 0]])
    with pytest.raises(InvalidArgumentError, match="weights must be symmetric"):
        sustained_concessions(bad, 0.5, weights=bad)
    with pytest.raises(InvalidGameError, match="weights must have the players"):
        sustained_concessions(bad, 0.5, weights=pd.DataFrame([[0, 1], [1, 0]]))
    with pytest.raises(InvalidGameError, match="same players"):
        concession_discount_factors(pd.DataFrame([[0, 1], [1, 0]], ["a", "b"], ["b", "a"]))
