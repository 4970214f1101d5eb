"""Games of efforts: contests and public goods with known equilibria, and what is refused."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games.efforts import EffortGame, effort_equilibrium
from lilliput.games.errors import InvalidGameError, SolverError


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 9), st.floats(0.1, 10))
def test_efforts_in_a_contest_of_equals(n, prize):
    """(n−1)R/n² each (Tullock)."""
    game = EffortGame(
        {"all": "R*own/(own + (n - 1)*all) - own"}, {"all": prize}, {"n": n, "R": prize}
    )
    found = effort_equilibrium(game)
    assert found.efforts["all"] == pytest.approx((n - 1) * prize / n**2)
    assert found.payoffs["all"] == pytest.approx(prize / n**2)
    assert found.regret <= 1e-9


@settings(max_examples=20, deadline=None)
@given(st.floats(0.2, 5), st.floats(0.2, 5))
def test_efforts_in_a_contest_of_two_who_value_the_prize_differently(first, second):
    """Spending is v₁²v₂/(v₁+v₂)² and v₁v₂²/(v₁+v₂)²."""
    game = EffortGame(
        {"one": "v*own/(own + two) - own", "two": "w*own/(own + one) - own"},
        {"one": first, "two": second},
        {"v": first, "w": second},
    )
    efforts = effort_equilibrium(game).efforts
    whole = (first + second) ** 2
    assert efforts["one"] == pytest.approx(first**2 * second / whole, rel=1e-7)
    assert efforts["two"] == pytest.approx(first * second**2 / whole, rel=1e-7)


@pytest.mark.parametrize("income", [0.5, 1.0, 2.0, 10.0])
def test_who_is_too_poor_contributes_nothing(income):
    """With utilities x·Q and two givers, the poorer gives iff it has more than half as much."""
    game = EffortGame(
        {"rich": "(4 - own)*(own + poor)", "poor": "(y - own)*(own + rich)"},
        {"rich": 4, "poor": income},
        {"y": income},
    )
    efforts = effort_equilibrium(game).efforts
    if income <= 2:
        expected = [2.0, 0.0]
    elif income >= 8:
        expected = [0.0, income / 2]
    else:
        total = (4 + income) / 3
        expected = [4 - total, income - total]
    np.testing.assert_allclose(efforts, expected, atol=1e-9)


def test_a_payoff_with_two_peaks_has_no_answer():
    game = EffortGame({"all": "own**2 - own*2/5 + 0*all"}, {"all": 1})
    with pytest.raises(SolverError, match="no best response"):
        effort_equilibrium(game)


@pytest.mark.parametrize(
    ("payoffs", "limits", "message"),
    [
        ({"a": "own"}, {"b": 1}, r"same groups.*\['a'\] and \['b'\]"),
        ({}, {}, "at least one"),
        ({"a": "own"}, {"a": 0}, r"limits must be positive and finite, .* got 0 for a"),
        ({"a": "own"}, {"a": float("inf")}, "limits must be positive and finite"),
    ],
)
def test_games_must_be_complete(payoffs, limits, message):
    with pytest.raises(InvalidGameError, match=message):
        EffortGame(payoffs, limits)


def test_shown():
    game = EffortGame({"all": "own**2 + 0*all"}, {"all": 1})
    assert repr(game) == "EffortGame(all; no values)\n  all: own**2 + 0*all"
