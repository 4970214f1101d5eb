"""Symbolic equilibria: conditions by hand, and equilibria at points against plain enumeration."""

import dataclasses
import pickle
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from sympy import And, Eq, Rational, S, Symbol, symbols

from lilliput.games import NormalFormGame
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    SolverError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.symbolic import pure_equilibrium_conditions, symbolic_equilibria

a, b, c = symbols("a b c", positive=True)
w, e = symbols("w e")


def bimatrix(A, B, **options):
    return symbolic_equilibria(NormalFormGame.from_bimatrix(A, B), **options)


def conditions(result):
    """Supports to condition; the supports of the two players as strings of strategies."""
    return {
        tuple("".join(own) for own in found.supports.values()): found.condition for found in result
    }


def by_hand(A, B):
    """All extreme equilibria of a game with two rows, from the upper envelope of the columns."""
    columns = range(len(A[0]))
    xs = {Fraction(0), Fraction(1)}  # the weight of the first row
    for j, k in combinations(columns, 2):
        slope = (B[0][j] - B[1][j]) - (B[0][k] - B[1][k])
        if slope:
            x = Fraction(B[1][k] - B[1][j]) / slope
            values = [x * B[0][n] + (1 - x) * B[1][n] for n in columns]
            if 0 < x < 1 and values[j] == max(values):
                xs.add(x)
    ys = [{j: Fraction(1)} for j in columns]
    for j, k in combinations(columns, 2):
        left, right = A[0][j] - A[1][j], A[0][k] - A[1][k]
        if left * right < 0:
            y = Fraction(right) / (right - left)
            ys.append({j: y, k: 1 - y})
    found = set()
    for x, y in product(xs, ys):
        values = [x * B[0][n] + (1 - x) * B[1][n] for n in columns]
        gap = sum(weight * (A[0][j] - A[1][j]) for j, weight in y.items())
        stays = gap == 0 or x == (1 if gap > 0 else 0)
        if stays and all(values[j] == max(values) for j in y):
            found.add(((x, 1 - x), tuple(y.get(j, Fraction(0)) for j in columns)))
    return found


def at_point(result, values):
    found = result.at(values)
    profiles = [tuple(tuple(mix) for mix in one.strategies.values()) for one in found]
    assert len(set(profiles)) == len(profiles)
    assert all(one.certificate.kind == "exact" for one in found)
    return set(profiles)


GENERAL = symbols("a11 a12 a21 a22 b11 b12 b21 b22")


@pytest.fixture(scope="module")
def general():
    return bimatrix([GENERAL[0:2], GENERAL[2:4]], [GENERAL[4:6], GENERAL[6:8]])


def agrees_at(result, numbers):
    A, B = (numbers[0:2], numbers[2:4]), (numbers[4:6], numbers[6:8])
    values = dict(zip(GENERAL, map(Fraction, numbers), strict=True))
    return at_point(result, values) == by_hand(A, B)


def test_every_2x2_game_up_to_the_order_of_payoffs(general):
    """The equilibria of a 2×2 game follow from the signs of its four differences: 81 cases."""
    for signs in product((-1, 0, 1), repeat=4):
        numbers = [signs[0], signs[1], 0, 0, signs[2], 0, signs[3], 0]
        assert agrees_at(general, numbers)
    assert len(general) == 9


@settings(max_examples=300)
@given(st.lists(st.fractions(-3, 3, max_denominator=3), min_size=8, max_size=8))
def test_random_2x2_games(general, numbers):
    assert agrees_at(general, numbers)


@pytest.mark.slow
def test_two_thousand_2x2_games_with_ties(general):
    rng = np.random.default_rng(5)
    for numbers in rng.integers(0, 4, size=(2_000, 8)).tolist():
        assert agrees_at(general, numbers)


def test_conditions_of_the_general_2x2_game(general):
    found = conditions(general)
    assert len(found) == 9
    a11, a12, a21, a22, b11, b12, b21, b22 = GENERAL
    assert found["1", "1"] == And(a11 >= a21, b11 >= b12)
    assert found["2", "2"] == And(a12 <= a22, b21 <= b22)
    row_ties = And(Eq(b11, b12), a11 > a21, a12 < a22) | And(Eq(b11, b12), a12 > a22, a11 < a21)
    assert found["1", "12"] == row_ties
    mixed = general[8]
    weight = (b22 - b21) / (b11 - b12 - b21 + b22)
    assert sympy.simplify(mixed.strategies["row"]["1"] - weight) == 0
    value = (a11 * a22 - a12 * a21) / (a11 - a12 - a21 + a22)
    assert sympy.simplify(mixed.payoffs["row"] - value) == 0
    assert mixed.isolated is True
    assert set(general.boundaries) == {Eq(a11, a21), Eq(a12, a22), Eq(b11, b12), Eq(b21, b22)}


@pytest.mark.slow
def test_the_general_2x3_game():
    names = symbols("a11 a12 a13 a21 a22 a23 b11 b12 b13 b21 b22 b23")
    result = bimatrix([names[0:3], names[3:6]], [names[6:9], names[9:12]])
    rng = np.random.default_rng(3)
    for numbers in rng.integers(0, 4, size=(400, 12)).tolist():
        A, B = (numbers[0:3], numbers[3:6]), (numbers[6:9], numbers[9:12])
        values = dict(zip(names, numbers, strict=True))
        assert at_point(result, values) == by_hand(A, B)


def test_battle_of_the_sexes():
    result = bimatrix([[a, 0], [0, b]], [[b, 0], [0, a]])
    assert conditions(result) == {("1", "1"): S.true, ("2", "2"): S.true, ("12", "12"): S.true}
    assert result[2].payoffs.to_list() == [a * b / (a + b)] * 2
    assert result.boundaries == ()
    assert [found.isolated for found in result] == [True] * 3
    (cell,) = result.partition()
    assert cell.condition == S.true
    assert cell.positions == (0, 1, 2)


def test_crisis_with_a_cost_of_war():
    """Both stand firm if c ≤ 1; if c > 1 it is chicken, and both mix with 1/c."""
    result = bimatrix([[1 - c, 2], [0, 1]], [[1 - c, 0], [2, 1]])
    assert conditions(result) == {
        ("1", "1"): c <= 1,
        ("1", "2"): c >= 1,
        ("2", "1"): c >= 1,
        ("12", "12"): c > 1,
    }
    assert result[3].strategies["row"].to_list() == [1 / c, (c - 1) / c]
    assert [found.continuum for found in result] == [Eq(c, 1), Eq(c, 1), Eq(c, 1), S.false]
    assert [cell.condition for cell in result.partition()] == [c < 1, Eq(c, 1), c > 1]
    assert [cell.positions for cell in result.partition()] == [(0,), (0, 1, 2), (1, 2, 3)]
    assert result.boundaries == (Eq(c, 1),)


def test_stag_hunt():
    result = bimatrix([[a, 0], [b, b]], [[a, b], [0, b]], assumptions=a > b)
    assert conditions(result) == {("1", "1"): S.true, ("2", "2"): S.true, ("12", "12"): S.true}
    assert result[2].strategies["row"].to_list() == [b / a, (a - b) / a]
    without = bimatrix([[a, 0], [b, b]], [[a, b], [0, b]])
    assert conditions(without)["1", "1"] == (a >= b)
    assert conditions(without)["12", "12"] == (a > b)


def test_matching_pennies_with_a_stake():
    result = bimatrix([[a, -a], [-a, a]], [[-a, a], [a, -a]])
    assert conditions(result) == {("12", "12"): S.true}
    free = bimatrix([[w, -w], [-w, w]], [[-w, w], [w, -w]])
    assert conditions(free)["12", "12"] == sympy.Ne(w, 0)
    assert conditions(free)["1", "1"] == Eq(w, 0)
    assert [cell.condition for cell in free.partition()] == [w < 0, Eq(w, 0), w > 0]


def test_entry_with_an_outside_option():
    """Out is worth w; the incumbent's reply then does not matter: a continuum."""
    result = bimatrix([[w, w], [3, -1]], [[2, 2], [1, 0]])
    assert conditions(result) == {
        ("1", "1"): w >= 3,
        ("1", "2"): w >= -1,
        ("2", "1"): w <= 3,
        ("1", "12"): And(w > -1, w < 3),
    }
    assert result[3].isolated is False
    assert result[1].continuum == (w > -1)
    cells = [cell.condition for cell in result.partition()]
    assert cells == [w < -1, Eq(w, -1), And(w > -1, w < 3), Eq(w, 3), w > 3]


def test_commitment_with_noise():
    """Bagwell (1995): observed with noise e < 1/4, commitment has three equilibria."""
    A = [[5, 5 - 2 * e, 3 + 2 * e, 3], [6, 4 + 2 * e, 6 - 2 * e, 4]]
    B = [[2, 2 - e, 1 + e, 1], [3, 4 - e, 3 + e, 4]]
    result = bimatrix(A, B, assumptions=(e > 0) & (e < Rational(1, 2)))
    assert [cell.condition for cell in result.partition()] == [
        e < Rational(1, 4),
        Eq(e, Rational(1, 4)),
        e > Rational(1, 4),
    ]
    assert conditions(result)["2", "4"] == S.true
    found = at_point(result, {"e": Fraction(1, 100)})
    assert found == {
        ((0, 1), (0, 0, 0, 1)),
        ((Fraction(99, 100), Fraction(1, 100)), (Fraction(24, 49), Fraction(25, 49), 0, 0)),
        ((Fraction(1, 100), Fraction(99, 100)), (0, Fraction(25, 49), 0, Fraction(24, 49))),
    }
    published = (
        [[5, "249/50", "151/50", 3], [6, "201/50", "299/50", 4]],
        [[2, "199/100", "101/100", 1], [3, "399/100", "301/100", 4]],
    )
    A, B = ([[Fraction(x) for x in row] for row in matrix] for matrix in published)
    assert found == by_hand(A, B)


def public_good(threshold=None):
    """Three players; each who gives pays c, and b is shared or reached at a threshold."""
    payoffs = np.empty((3, 2, 2, 2), dtype=object)
    for cell in product(range(2), repeat=3):
        givers = 3 - sum(cell)
        good = b * givers / 3 if threshold is None else b * int(givers >= threshold)
        for i in range(3):
            payoffs[(i, *cell)] = good - (c if cell[i] == 0 else 0)
    return NormalFormGame(["x", "y", "z"], [["give", "keep"]] * 3, payoffs)


def test_public_good_among_three():
    result = pure_equilibrium_conditions(public_good())
    found = conditions(result)
    assert found["give", "give", "give"] == (b >= 3 * c)
    assert found["keep", "keep", "keep"] == (b <= 3 * c)
    assert found["give", "keep", "give"] == Eq(b, 3 * c)
    assert len(found) == 8
    assert {cell.condition for cell in result.partition()} == {b > 3 * c, b < 3 * c, Eq(b, 3 * c)}


def test_threshold_good_in_which_two_mix():
    result = symbolic_equilibria(public_good(threshold=2))
    found = conditions(result)
    assert result.scope == "at most two mix"
    assert found["keep", "keep", "keep"] == S.true
    assert found["give", "give", "keep"] == (b >= c)
    assert found["give", "givekeep", "givekeep"] == (b >= 2 * c)
    assert found["keep", "givekeep", "givekeep"] == And(b > c, b <= 2 * c)
    assert result.at({"b": 3, "c": 1}).complete == "unknown"
    assert bool(result.verify(rng=1)["agrees"].all())


@settings(max_examples=8)
@given(st.lists(st.integers(-1, 2), min_size=24, max_size=24), st.integers(0, 23))
def test_random_games_of_three_players(numbers, where):
    entries = list(map(sympy.Integer, numbers))
    entries[where], entries[(where + 7) % 24] = w, w - 1
    payoffs = np.array(entries, dtype=object).reshape(3, 2, 2, 2)
    result = symbolic_equilibria(NormalFormGame(list("xyz"), [["l", "r"]] * 3, payoffs))
    assert result.verify(points=1, rng=0)["agrees"].fillna(True).all()


def test_players_without_a_choice():
    alone = symbolic_equilibria(NormalFormGame(["x"], [["l", "r"]], [[w, 1]]))
    assert [found.condition for found in alone] == [w >= 1, w <= 1]
    payoffs = np.array([[[[w, 0]], [[0, 1]]]] * 3, dtype=object)
    game = NormalFormGame(["x", "d", "y"], [["l", "r"], ["only"], ["u", "v"]], payoffs)
    result = symbolic_equilibria(game)
    assert result.scope == "extreme"
    assert result[0].supports == {"x": ("l",), "d": ("only",), "y": ("u",)}
    assert bool(result.verify(rng=2)["agrees"].all())


def test_results_survive_pickling():
    for supports in ("all", "equal", "pure"):
        result = bimatrix([[w, 0], [1, b]], [[1, w], [0, 1]], supports=supports)
        again = pickle.loads(pickle.dumps(result))
        assert repr(again) == repr(result)
        assert again.scope == result.scope


def test_a_game_without_symbols():
    result = bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    assert len(result.at({})) == len(result) == 3
    assert [cell.condition for cell in result.partition()] == [S.true]


def test_irrational_boundaries_are_exact():
    result = bimatrix([[w**2, 0], [2, 1]], [[1, 0], [1, 0]], assumptions=w > 0)
    cells = result.partition()
    assert [cell.condition for cell in cells] == [
        w < sympy.sqrt(2),
        Eq(w, sympy.sqrt(2)),
        w > sympy.sqrt(2),
    ]
    assert cells[1].point == {w: sympy.sqrt(2)}
    assert cells[1].positions == (0, 1)
    cubic = bimatrix([[w**3 - w, 0], [1, 1]], [[1, 0], [1, 0]])
    root = sympy.real_roots(w**3 - w - 1)[0]
    assert cubic.partition()[1].condition.rhs == root


def test_denominators_are_handled_by_cases():
    """1/(1 − w) against 2: above for 1/2 < w < 1, and no game at w = 1."""
    result = bimatrix([[1 / (1 - w), 0], [2, 1]], [[1, 0], [1, 0]])
    found = conditions(result)
    assert found["1", "1"] == And(w >= Rational(1, 2), w < 1)
    with pytest.raises(InvalidArgumentError, match="violate the assumption"):
        result.at({w: 1})
    assert result.verify(rng=0)["agrees"].all()


def test_assumptions_are_left_out_of_conditions():
    result = bimatrix([[a, 0], [0, 1]], [[w, 0], [0, 1]], assumptions=(w > a) & (a**2 > 4))
    assert {condition == True for condition in conditions(result).values()} == {True}  # noqa: E712
    assert result.boundaries == ()
    equal = bimatrix([[a, b], [b, a]], [[1, 0], [0, 1]], assumptions=Eq(a, 2 * b))
    assert conditions(equal)["1", "1"] == S.true
    assert len(equal.at({a: 2, b: 1})) == 3


def test_nonlinear_conditions_on_a_tie_are_reduced():
    """On a = b the condition ab + 1 > 2b is (b − 1)² > 0."""
    A = [[w, 0, 1], [e, 1, 0]]
    B = [[1, w, 0], [e, 1, 2]]
    shown = {str(found.condition) for found in bimatrix(A, B, assumptions=(w > 0) & (e > 0))}
    assert "Eq(e, w) & (e > 1)" in shown
    assert "Eq(e, w) & (e < 2)" in shown


@st.composite
def parametric_games(draw):
    """Small games whose payoffs are numbers, parameters, sums, products and quotients."""
    z = Symbol("z", positive=True)
    names = [w, z][: draw(st.integers(1, 2))]
    shape = draw(st.sampled_from([(2, 2), (2, 3), (1, 3), (3, 2), (3, 3)][: 7 - 2 * len(names)]))
    number = st.integers(-1, 2).map(sympy.Integer)
    symbol = st.sampled_from(names)
    entry = st.one_of(
        number,
        symbol,
        st.builds(lambda x, k: x + k, symbol, number),
        st.builds(lambda x, y: x * y, symbol, symbol),
        st.just(names[-1] / (z + 1) if len(names) > 1 else 1 / (w - 1)),
    )
    size = shape[0] * shape[1]
    entries = draw(st.lists(entry, min_size=2 * size, max_size=2 * size))
    payoffs = np.array(entries, dtype=object).reshape(2, *shape)
    strategies = [[f"s{k}" for k in range(m)] for m in shape]
    return NormalFormGame(["row", "column"], strategies, payoffs)


@settings(max_examples=20)
@given(parametric_games())
def test_random_parametric_games_agree_with_the_enumeration(game):
    frame = symbolic_equilibria(game).verify(points=1, rng=0)
    assert frame["agrees"].fillna(True).all()
    assert frame["agrees"].notna().sum() >= 10


@settings(max_examples=12)
@given(parametric_games(), st.data())
def test_cells_are_disjoint_and_cover_the_parameters(game, data):
    result = symbolic_equilibria(game)
    assume(len(result.boundaries) < 9)
    cells = result.partition()
    for _ in range(4):
        point = {
            x: Rational(data.draw(st.fractions(Fraction(1, 4), 4, max_denominator=4)))
            for x in result.symbols
        }
        if any(value.subs(point).has(sympy.zoo, sympy.nan) for value in game.payoffs.flat):
            continue
        holding = [cell for cell in cells if cell.condition.subs(point) == True]  # noqa: E712
        assert len(holding) == 1
        expected = [k for k, one in enumerate(result) if one.condition.subs(point) == True]  # noqa: E712
        assert list(holding[0].positions) == expected
        assert len(result.at(point)) == len(expected)


def test_equal_supports_are_all_equilibria_of_nondegenerate_games():
    result = bimatrix([[w, w], [3, -1]], [[2, 2], [1, 0]], supports="equal")
    assert len(result.at({w: -2})) == 1
    assert [found.isolated for found in result] == [None] * len(result)
    assert result.verify(rng=0)["agrees"].all()


def spoiled(result, position, condition):
    """The same result with one condition replaced."""
    records = list(result._records)
    records[position] = dataclasses.replace(records[position], condition=condition)
    return dataclasses.replace(result, _records=tuple(records))


def test_verification_can_fail():
    result = bimatrix([[1 - c, 2], [0, 1]], [[1 - c, 0], [2, 1]])
    assert result.verify(rng=0)["agrees"].all()
    with pytest.raises(SolverError, match=r"wrong \[\(.*missing \[\]"):
        spoiled(result, 0, [{}]).verify(rng=0)
    with pytest.raises(SolverError, match="missing"):
        spoiled(result, 3, []).verify(rng=0)
    strict = [{p: mask & ~2 for p, mask in part.items()} for part in result._records[0].condition]
    with pytest.raises(SolverError, match=r"c = 1 .*missing"):
        spoiled(result, 0, strict).verify(rng=0)
    shown = dataclasses.replace(result[1], condition=c > 1)
    wrong = dataclasses.replace(result, equilibria=(result[0], shown, *result[2:4]))
    with pytest.raises(SolverError, match="conditions hold as shown"):
        wrong.verify(rng=0)
    shown = dataclasses.replace(result[1], continuum=S.false)
    wrong = dataclasses.replace(result, equilibria=(result[0], shown, *result[2:4]))
    with pytest.raises(SolverError, match="continua"):
        wrong.verify(rng=0)


def test_integer_symbols_take_integers():
    n = Symbol("n", integer=True, positive=True)
    result = bimatrix([[n, 0], [3, 1]], [[1, 0], [1, 0]])
    assert conditions(result) == {("1", "1"): n >= 3, ("2", "1"): n <= 3}
    frame = result.verify(rng=0)
    assert all(Fraction(value).denominator == 1 for value in frame["n"].dropna())
    with pytest.raises(InvalidArgumentError, match="violate"):
        result.at({n: Fraction(1, 2)})


def test_floats_count_as_the_decimals_they_print_as():
    result = bimatrix([[0.1 + w, 0], [0.3, 1]], [[1, 0], [1, 0]])
    assert conditions(result)["1", "1"] == (w >= Rational(1, 5))


def test_tables_read_well():
    game = NormalFormGame(
        ["US", "CN"],
        [["hold_firm", "yield"]] * 2,
        [[[1 - c, 2], [0, 1]], [[1 - c, 0], [2, 1]]],
    )
    result = symbolic_equilibria(game)
    frame = result.to_frame()
    assert frame["US"].to_list()[3] == "1/c hold_firm + (c - 1)/c yield"
    assert frame["condition"].to_list() == [c <= 1, c >= 1, c >= 1, c > 1]
    latex = result.to_latex()
    assert "\\text{hold\\_firm}" in latex
    assert "$c \\geq 1$ \\\\" in latex
    assert result._repr_latex_().count("\\\\") == 5
    assert "$c \\leq 1$" in result._repr_html_()
    assert repr(result).startswith("4 equilibria in c (all extreme equilibria)")
    assert bimatrix([[1, 1], [0, 0]], [[w, 1], [0, 0]])[0]._repr_latex_().endswith("w \\geq 1$")


def test_bad_arguments_are_named():
    game = NormalFormGame.from_bimatrix([[w, 0], [0, 1]], [[1, 0], [0, 1]])
    with pytest.raises(InvalidArgumentError, match="supports must be"):
        symbolic_equilibria(game, supports="some")
    with pytest.raises(InvalidArgumentError, match="conjunction"):
        symbolic_equilibria(game, assumptions=(w > 1) | (w < 0))
    with pytest.raises(InvalidArgumentError, match="contradict"):
        symbolic_equilibria(game, assumptions=(w > 1) & (w < 0))
    with pytest.raises(InvalidArgumentError, match="leaves several cases open"):
        symbolic_equilibria(game, assumptions=w * (w - e) > 0)
    with pytest.raises(UnsupportedNumberError, match="rational function"):
        bimatrix([[sympy.exp(w), 0], [0, 1]], [[1, 0], [0, 1]])
    with pytest.raises(InvalidGameError, match="both named w"):
        bimatrix([[w, 0], [0, Symbol("w", positive=True)]], [[1, 0], [0, 1]])
    with pytest.raises(InvalidGameError, match="real symbol"):
        bimatrix([[Symbol("i", imaginary=True), 0], [0, 1]], [[1, 0], [0, 1]])
    result = symbolic_equilibria(game)
    with pytest.raises(UnknownNameError, match="'z' is unknown"):
        result.at({"z": 1})
    with pytest.raises(InvalidArgumentError, match="missing w"):
        result.at({})
    with pytest.raises(InvalidArgumentError, match="rational number"):
        result.at({w: sympy.sqrt(2)})
    with pytest.raises(InvalidArgumentError, match="points must be"):
        result.verify(points=0)
    large = NormalFormGame.from_bimatrix(np.full((8, 8), w), np.full((8, 8), w))
    with pytest.raises(ProblemTooLargeError, match="more than limit=30000"):
        symbolic_equilibria(large)


def test_too_many_cells_are_refused(general):
    with pytest.raises(ProblemTooLargeError, match="more than limit=50 sign vectors"):
        general.partition(limit=50)
