"""The least patience at which a promise is kept where chance moves between states."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games.errors import InvalidArgumentError, UnknownNameError, UnsupportedNumberError
from lilliput.games.repeated.chance import ChancePlay, keeping_worth, least_patience

HALF = Fraction(1, 2)
STAKE, COST, LIFE = sympy.symbols("stake cost life", positive=True)
DELTA = sympy.Symbol("delta", nonnegative=True)


def promise(stake, cost, life):
    """A promise earns `stake` while it lives; to break it saves `cost` once."""
    return ChancePlay(
        payoffs={"kept": stake, "ended": 0},
        transitions={"kept": {"kept": life, "ended": 1 - life}, "ended": {"ended": 1}},
        deviations={"kept": (stake + cost, {"ended": 1})},
    )


def insurance(asked, cost, worth, seen, *, two=False):
    """Help costs `cost` when asked, with that probability, and is worth `worth` as often.

    With `two`, who is helped may run off as well, with a little more.
    """
    alliance = {"asked": asked, "helped": asked, "quiet": 1 - 2 * asked}
    unseen = {state: (1 - seen) * chance for state, chance in alliance.items()}
    deviations = {"asked": (0, {**unseen, "alone": seen})}
    if two:
        deviations["helped"] = (worth + cost / 3, {"alone": 1})
    return ChancePlay(
        payoffs={"asked": -cost, "helped": worth, "quiet": 0, "alone": 0},
        transitions={**dict.fromkeys(alliance, alliance), "alone": {"alone": 1}},
        deviations=deviations,
    )


def slack_of(play, delta):
    """What keeping is worth beyond deviating, by state, from a linear system in floats."""
    states = list(play.states)
    chain = np.array([[float(play.transitions[s].get(t, 0)) for t in states] for s in states])
    flow = np.array([float(play.payoffs[s]) for s in states])
    values = (1 - delta) * np.linalg.solve(np.eye(len(states)) - delta * chain, flow)
    return {
        s: values[states.index(s)]
        - (1 - delta) * float(payoff)
        - delta * sum(float(p) * values[states.index(t)] for t, p in after.items())
        for s, (payoff, after) in play.deviations.items()
    }


@st.composite
def plays(draw):
    size, moves = draw(st.integers(2, 4)), draw(st.integers(1, 3))
    states = [str(k) for k in range(size)]
    weights = st.lists(st.integers(0, 4), min_size=size, max_size=size).filter(any)
    number = st.integers(-4, 4)

    def row():
        drawn = draw(weights)
        return {str(k): Fraction(x, sum(drawn)) for k, x in enumerate(drawn)}

    return ChancePlay(
        {s: draw(number) for s in states},
        {s: row() for s in states},
        {s: (draw(number), row()) for s in states[:moves]},
    )


@settings(max_examples=80)
@given(plays())
def test_least_patience_is_where_no_deviation_pays_first(play):
    """Values by a linear system in floats, at δ* and on a grid below it."""
    found = float(least_patience(play))
    if found < 1:
        assert min(slack_of(play, found).values()) > -1e-9
    for share in np.linspace(0, 1, 31)[:-1] if found > 0 else ():
        assert min(slack_of(play, share * found).values()) < 1e-9


@settings(max_examples=80)
@given(plays(), st.fractions(0, Fraction(9, 10), max_denominator=20))
def test_worth_of_keeping_is_that_of_a_linear_system(play, delta):
    worth = keeping_worth(play, delta)
    expected = slack_of(play, float(delta))
    assert list(worth.index) == list(expected)
    assert worth.astype(float).to_list() == pytest.approx(list(expected.values()), abs=1e-9)
    assert all(isinstance(value, Fraction) for value in worth)


def test_numbers_keep_their_kind():
    assert least_patience(promise(2, 1, Fraction(9, 10))) == Fraction(10, 27)
    floats = least_patience(promise(2.0, 1.0, 0.9))
    assert isinstance(floats, float)
    assert floats == pytest.approx(10 / 27, abs=1e-15)
    assert least_patience(promise(1, 2, HALF)) == 1  # 2/3 divided by a half


def test_a_promise_in_symbols():
    """cost/((stake + cost)·life), if that is below 1 (the grim trigger that noise ends)."""
    found = least_patience(promise(STAKE, COST, LIFE))
    for stake, cost, life in ((2, 1, Fraction(9, 10)), (1, 2, HALF), (1, 1, HALF), (5, 1, HALF)):
        value = found.subs({STAKE: stake, COST: cost, LIFE: sympy.Rational(life)})
        assert value == min(1, Fraction(cost, stake + cost) / life)
    worth = keeping_worth(promise(STAKE, COST, LIFE), DELTA).loc["kept"]
    shown = (1 - DELTA) * ((STAKE + COST) * LIFE * DELTA - COST) / (1 - DELTA * LIFE)
    assert sympy.simplify(worth - shown) == 0


@settings(max_examples=20, deadline=None)
@given(
    st.fractions(Fraction(1, 20), HALF, max_denominator=20),
    st.fractions(Fraction(1, 9), 4, max_denominator=9),
    st.fractions(Fraction(1, 9), 4, max_denominator=9),
    st.fractions(Fraction(1, 9), 1, max_denominator=9),
    st.booleans(),
)
def test_formulas_at_numbers_are_what_numbers_give(asked, cost, worth, seen, two):
    symbols = sympy.symbols("asked cost worth seen", positive=True)
    play = insurance(asked, *symbols[1:], two=two)
    at = dict(zip(symbols[1:], map(sympy.Rational, (cost, worth, seen)), strict=True))
    formula = least_patience(play)
    assert formula.free_symbols <= set(symbols)
    assert formula.subs(at) == least_patience(insurance(asked, cost, worth, seen, two=two))


def test_a_promise_that_nothing_tempts_to_break_needs_no_patience():
    play = promise(STAKE, -COST, LIFE)
    assert least_patience(play) == 0
    assert least_patience(ChancePlay({"a": STAKE}, {"a": {"a": 1}}, {})) == 0


def test_symbols_and_floats_are_exact_together():
    found = least_patience(promise(STAKE, 0.1, 0.5))
    assert found.subs(STAKE, 1) == sympy.Rational(2, 11)


def test_symbols_where_patience_is_the_root_of_a_cubic():
    """A reward that comes by stages with symbols for their payoffs."""
    early, late = sympy.symbols("early late", real=True)
    play = ChancePlay(
        payoffs={"a": 0, "b": early, "c": late, "d": -1, "end": 0},
        transitions={"a": {"b": 1}, "b": {"c": 1}, "c": {"d": 1}, "d": {"end": 1},
                     "end": {"end": 1}},
        deviations={"a": (1, {"end": 1})},
    )  # fmt: skip
    with pytest.raises(UnsupportedNumberError, match=r"must hold numbers.*root of degree 3"):
        least_patience(play)
    worth = keeping_worth(play, DELTA)["a"]
    value = early * DELTA + late * DELTA**2 - DELTA**3 - 1
    assert sympy.simplify(worth - (1 - DELTA) * value) == 0


def test_a_play_shows_its_states():
    frame = insurance(Fraction(1, 4), 1, 3, HALF).to_frame()
    assert frame.loc["asked", "payoff"] == -1
    assert frame.loc["quiet", "to helped"] == Fraction(1, 4)
    assert "kept" in promise(1, 1, HALF)._repr_html_()


@pytest.mark.parametrize(
    ("payoffs", "transitions", "deviations", "message"),
    [
        ({"a": 0}, {}, {}, "transitions must cover every state, missing a"),
        ({"a": 0}, {"a": {"a": HALF}}, {}, "transitions of a must be probabilities"),
        ({"a": 0}, {"a": {"a": 1}}, {"a": (1, {"a": 2})}, "deviations in a must be probabilities"),
        ({"a": 0}, {"a": {"b": 1}}, {}, "transitions of a: state 'b'"),
        ({"a": 0}, {"a": {"a": 1}}, {"b": (1, {"a": 1})}, "deviations: state 'b'"),
        ({"a": 0, "b": 0}, {"a": {"a": LIFE, "b": LIFE}, "b": {"b": 1}}, {}, "that sum to 1"),
        ({"a": 0, "b": 0}, {"a": {"a": -LIFE, "b": 1 + LIFE}, "b": {"b": 1}}, {}, "that sum to 1"),
    ],
)
def test_a_play_must_be_complete(payoffs, transitions, deviations, message):
    with pytest.raises((InvalidArgumentError, UnknownNameError), match=message):
        ChancePlay(payoffs, transitions, deviations)


def test_a_discount_factor_of_one_is_refused():
    with pytest.raises(InvalidArgumentError, match=r"discount_factor must lie in \[0, 1\)"):
        keeping_worth(promise(1, 1, HALF), 1)
