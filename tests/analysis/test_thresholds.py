"""Relations between symbols hold exactly where what they are about does."""

import itertools
from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from lilliput.analysis import binding_premium
from lilliput.analysis.claims import claims
from lilliput.analysis.state import State
from lilliput.analysis.thresholds import (
    Threshold,
    equilibrium_thresholds,
    model_threshold,
    premium_thresholds,
    recovered_boundaries,
    when_blocked,
    when_core_exists,
    when_equilibrium,
    when_in_core,
    when_kept,
    when_larger,
    when_positive,
    when_sustained,
)
from lilliput.analysis.thresholds.relations import equivalent, simplified
from lilliput.analysis.thresholds.roots import raised
from lilliput.games import (
    CoalitionalGame,
    NormalFormGame,
    core,
    critical_discount_factor,
    in_core,
    is_nash,
    owen_value,
    shapley_value,
)
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, UnknownNameError
from lilliput.games.repeated.chance import ChancePlay

F = Fraction
a, b, c, d = sympy.symbols("a b c d", positive=True)
x, y, z = sympy.symbols("x y z", real=True)
SMALL = st.integers(-3, 3)
NUMBERS = st.fractions(-3, 3, max_denominator=4)
POSITIVE = st.fractions(F(1, 4), 4, max_denominator=4)


def rational(value):
    return sympy.Rational(value.numerator, value.denominator)


# --- Simplified relations are equivalent to what was asked -----------------------------------

LEAVES = st.one_of(st.sampled_from(["x", "y"]), st.integers(-2, 2))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(
        st.sampled_from(["+", "-", "*", "/", "max", "min", "abs", "if"]), inner, inner
    ),
    max_leaves=5,
)
OPERATORS = ["<", "<=", ">", ">=", "==", "!="]


def as_sympy(tree):
    if isinstance(tree, int):
        return sympy.Integer(tree)
    if isinstance(tree, str):
        return {"x": x, "y": y}[tree]
    kind, left, right = tree[0], as_sympy(tree[1]), as_sympy(tree[2])
    return {
        "+": lambda: left + right,
        "-": lambda: left - right,
        "*": lambda: left * right,
        "/": lambda: left / right,
        "max": lambda: sympy.Max(left, right),
        "min": lambda: sympy.Min(left, right),
        "abs": lambda: sympy.Abs(left) - right,
        "if": lambda: sympy.Piecewise((left, left > right), (2 * right, True)),
    }[kind]()


def value(tree, point):
    """Evaluate in Fractions; ZeroDivisionError where it is not defined."""
    if isinstance(tree, int):
        return F(tree)
    if isinstance(tree, str):
        return point[tree]
    kind, left, right = tree[0], value(tree[1], point), value(tree[2], point)
    if kind == "/":
        return left / right
    return {
        "+": left + right,
        "-": left - right,
        "*": left * right,
        "max": max(left, right),
        "min": min(left, right),
        "abs": abs(left) - right,
        "if": left if left > right else 2 * right,
    }[kind]


def compared(left, operator, right):
    return {
        "<": left < right,
        "<=": left <= right,
        ">": left > right,
        ">=": left >= right,
        "==": left == right,
        "!=": left != right,
    }[operator]


@settings(max_examples=100, deadline=None)
@given(TREES, st.sampled_from(OPERATORS), st.lists(st.tuples(NUMBERS, NUMBERS), min_size=4))
def test_a_simplified_relation_holds_at_the_same_points(tree, operator, points):
    try:
        expression = as_sympy(tree)
    except (TypeError, ValueError):  # sympy refuses comparisons with 1/0
        assume(False)
    assume(not expression.has(sympy.zoo, sympy.nan, sympy.oo))
    found = simplified(sympy.Rel(expression, 0, operator))
    for px, py in points:
        try:
            wanted = compared(value(tree, {"x": px, "y": py}), operator, 0)
        except ZeroDivisionError:
            continue
        assert bool(found.subs({x: rational(px), y: rational(py)})) == wanted


ROOTS = [
    x + sympy.sqrt(y),
    x - 2 * sympy.sqrt(y) + 1,
    x * y - sympy.sqrt(y) * (x - 1) + y * sympy.sqrt(y),
    1 / (x - sympy.sqrt(y)),
    sympy.sqrt(y + 2) - sympy.sqrt(2) * x,
    sympy.sqrt(2 * y + 1) - sympy.sqrt(y) - x,
]


@pytest.mark.parametrize("expression", ROOTS, ids=str)
def test_square_roots_are_squared_away_exactly(expression):
    half = sympy.Rational(1, 2)
    for operator in OPERATORS:
        relation = sympy.Rel(expression, 0, operator)
        found = simplified(relation, y >= 0)
        assert not found.has(sympy.sqrt(y))
        for px, py in itertools.product(
            [-2, -1, 0, half, 1, 2, 3], [0, sympy.Rational(1, 4), 1, 4]
        ):
            at = expression.subs({x: px, y: py})
            if at.is_finite:
                exact = sympy.sign(sympy.nsimplify(at)) if at != 0 else 0
                wanted = compared(int(exact), operator, 0)
                assert bool(found.subs({x: px, y: py})) == wanted, (operator, px, py)


def test_relations_come_out_short():
    assert simplified(sympy.Max(a, b) > c) == (a > c) | (b > c)
    assert simplified(sympy.Abs(a - b) > 0) == sympy.Ne(a, b)
    assert simplified(a**b / (a**b + 1) > sympy.Rational(1, 2)) == (a**b > 1)
    assert simplified((a > b) | ((a <= b) & (a > 0))) == sympy.true


def test_where_it_is_not_defined_a_relation_does_not_hold():
    ratio = 1 / sympy.Max(x, 0)
    assert simplified(ratio > 0) == (x > 0)
    assert simplified(ratio <= 0) == sympy.false


def test_floats_are_the_decimals_that_they_print_as():
    assert simplified(x > 0.1) == (x > sympy.Rational(1, 10))


def test_equivalence_is_proved_or_refuted_by_a_point():
    assert equivalent(a**2 > 2, a > sympy.sqrt(2)) == (True, None)
    same, point = equivalent(a > b, a > 2 * b)
    assert same is False
    assert (point[a] > point[b]) != (point[a] > 2 * point[b])
    assert equivalent(a > b, a > 2 * b, a < b) == (True, None)  # neither holds anywhere


def test_too_many_cases_are_refused():
    many = sum(sympy.Abs(sympy.Symbol(f"x{i}", real=True)) for i in range(12))
    with pytest.raises(ProblemTooLargeError, match="more than 500 cases"):
        simplified(many > 1)


def test_assumptions_must_not_contradict_each_other():
    with pytest.raises(InvalidArgumentError, match="contradict"):
        Threshold("nothing", a > b, a < 0)


# --- Solving for one parameter ----------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.lists(SMALL, min_size=6, max_size=6), st.sampled_from([">", ">="]), POSITIVE)
@example([-1, 0, -2, 2, -1, -1], ">=", F(1, 4))  # roots that are nowhere real
@example([1, 0, 0, -2, 2, 0], ">=", F(1, 2))  # a double root
def test_solutions_are_where_the_relation_turns_and_no_others(terms, operator, other):
    p = terms[0] * a**2 + terms[1] * a * b + terms[2] * b**2 + terms[3] * a + terms[4] * b
    p += terms[5]
    assume(p.has(a))
    threshold = Threshold("p", sympy.Rel(p, 0, operator))
    found = threshold.solve_for(a)
    at = rational(other)
    roots = set()
    for solution in found:
        if solution.condition.subs(b, at) == sympy.true:
            roots.add(solution.value.subs(b, at))
    assert all(root.is_positive for root in roots)
    row = sympy.Poly(p.subs(b, at), a)
    wanted = set()
    if not row.is_ground:
        for root in set(row.real_roots()):
            if root > 0:
                low, high = (row.eval(root + step) > 0 for step in (-NEAR, NEAR))
                if low != high or (operator == ">") == (low and high):
                    wanted.add(root)
    assert {sympy.nsimplify(root) for root in roots} == {sympy.nsimplify(r) for r in wanted}


NEAR = sympy.Rational(1, 10**6)


def test_the_side_on_which_a_relation_holds():
    V, p, k = sympy.symbols("V p k", positive=True)
    control = Threshold("control pays", V * p - k > 0, p < 1)
    (share,) = control.solve_for(p)
    assert (share.value, share.holds) == (k / V, "above")
    assert equivalent(share.condition, k < V) == (True, None)
    assert control.solve_for("k")[0].holds == "below"
    assert Threshold("apart", sympy.Ne(a, 1)).solve_for(a)[0].holds == "beside"
    assert Threshold("only there", sympy.Eq(a, 1)).solve_for(a)[0].holds == "at"
    sides = {s.holds: s.condition for s in Threshold("product", x * y > 1).solve_for(x)}
    assert sides == {"above": y > 0, "below": y < 0}


def test_double_roots_are_no_turns_unless_the_relation_is_strict():
    square = (a - 1) ** 2 + b - 1
    weak = Threshold("weak", square >= 0).solve_for(a)
    assert not any(own.condition.subs(b, 1) for own in weak)
    strict = Threshold("strict", square > 0).solve_for(a)
    double = [own for own in strict if own.condition.subs(b, 1) == sympy.true]
    assert {own.value.subs(b, 1) for own in double} == {1}
    assert {own.holds for own in double} == {"beside"}


def test_powers_are_inverted():
    rho, eta = sympy.symbols("rho eta", positive=True)
    power = Threshold("power", rho**eta > 2)
    assert power.solve_for(rho).values == (2 ** (1 / eta),)
    assert power.solve_for(eta).values == (sympy.log(2) / sympy.log(rho),)


def test_what_cannot_be_solved_says_why():
    cubic = Threshold("cubic", a**3 - a * b + 1 > 0).solve_for(a)
    assert cubic.found is None
    assert "degree 3 in a; give numbers" in cubic.reason
    both = Threshold("inside and out", a**b + b > 3).solve_for(b)
    assert both.found is None
    assert "b occurs in a**b and elsewhere" in both.reason
    assert "not found" in repr(both)
    numbers = Threshold("cubic in numbers", a**3 - 3 * a + 1 > 0).solve_for(a)
    assert [round(float(v), 6) for v in numbers.values] == [0.347296, 1.532089]
    nothing = Threshold("always", a + b > 0).solve_for(a)
    assert nothing.found == ()
    assert nothing.reason == "the relation does not depend on a"


# --- What a threshold says of itself ----------------------------------------------------------


def test_a_threshold_shows_its_assumptions():
    m = sympy.Symbol("m", integer=True, positive=True)
    shown = Threshold("it pays", m * x > 1, x < 2)
    assert repr(shown) == ("Threshold(it pays: m*x > 1; assuming m > 0, m an integer, x < 2)")
    assert (
        shown._repr_latex_()
        == "$m x > 1 \\qquad \\left(m > 0,\\; m \\in \\mathbb{Z},\\; x < 2\\right)$"
    )
    assert repr(Threshold("sum", a + b > 0)) == "Threshold(sum: always)"
    assert Threshold("never", a < -b).to_latex().startswith("\\text{never}")


def test_names_that_sympy_reads_otherwise_are_names():
    beta, S, N = sympy.symbols("beta S N", positive=True)
    shown = Threshold("it pays", beta * S > N, beta < 2)
    assert shown.at(beta=1, S=3, N=2)
    assert shown.solve_for("S").values == (N / beta,)
    with pytest.raises(InvalidArgumentError, match="violate the assumption beta < 2"):
        shown.at(beta=3, S=3, N=2)


def test_thresholds_are_values():
    assert Threshold("q", a > b) == Threshold("q", a > b)
    assert hash(Threshold("q", a > b)) == hash(Threshold("q", a > b))


def test_a_threshold_at_a_point():
    shown = Threshold("it pays", a > 2 * b, a < 10)
    assert shown.at(a=3, b=1)
    assert not shown.at({a: 2.0, "b": F(1)})
    with pytest.raises(UnknownNameError, match="'q' is unknown"):
        shown.at(q=1)
    with pytest.raises(InvalidArgumentError, match="violate the assumption a < 10"):
        shown.at(a=11, b=1)
    with pytest.raises(InvalidArgumentError, match="violate the assumption b > 0"):
        shown.at(a=1, b=-1)
    with pytest.raises(InvalidArgumentError, match="missing b"):
        shown.at(a=1)
    with pytest.raises(UnknownNameError, match="'q' is unknown"):
        shown.solve_for("q")


# --- Equilibria -------------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(st.lists(SMALL, min_size=8, max_size=8), st.lists(NUMBERS, min_size=3, max_size=3))
def test_an_equilibrium_holds_where_nobody_gains(terms, points):
    row = [[terms[0] + x, terms[1]], [terms[2], terms[3] * x]]
    column = [[terms[4], terms[5] * x], [terms[6] - x, terms[7]]]
    game = NormalFormGame.from_bimatrix(row, column)
    for profile in itertools.product("12", repeat=2):
        threshold = when_equilibrium(game, profile)
        for point in points:
            numbers = [
                [[F(int(n.p), int(n.q)) for n in map(sympy.sympify, line)] for line in table]
                for table in (
                    sympy.Matrix(side).subs(x, rational(point)).tolist() for side in (row, column)
                )
            ]
            at = NormalFormGame.from_bimatrix(*numbers)
            assert threshold.relation.subs(x, rational(point)) == is_nash(at, profile)


def test_mixed_equilibria_agree_with_the_symbolic_ones():
    game = NormalFormGame.from_bimatrix([[a, 0], [0, b]], [[c, 0], [0, d]])
    for found in equilibrium_thresholds(game):
        assert found.always
    mixed = [[d / (c + d), c / (c + d)], [b / (a + b), a / (a + b)]]
    assert when_equilibrium(game, mixed).always
    uneven = when_equilibrium(game, [[d / (c + d), c / (c + d)], [0.5, 0.5]])
    assert uneven.relation == sympy.Eq(a, b)
    q = sympy.Symbol("q", real=True)
    family = when_equilibrium(game, [[q, 1 - q], ["1", "2"][0]])
    assert family.relation == sympy.Eq(q, 1)


def test_a_dilemma_has_one_equilibrium():
    game = NormalFormGame.from_bimatrix([[b - c, -c], [b, 0]], [[b - c, b], [-c, 0]])
    assert when_equilibrium(game, ["2", "2"]).always
    assert when_equilibrium(game, ["1", "1"]).never


# --- Coalitions -------------------------------------------------------------------------------

WORTHS = st.lists(st.integers(0, 6), min_size=16, max_size=16)


@settings(max_examples=40, deadline=None)
@given(WORTHS, st.integers(3, 4))
def test_the_core_exists_where_the_simplex_method_finds_it(worths, n):
    players = list("ABCD"[:n])
    table = [F(0), *map(F, worths[1 : 2**n])]
    game = CoalitionalGame(players, table)
    assert when_core_exists(game).always == (not core(game, exact=True).empty)
    assert when_core_exists(game).never == core(game, exact=True).empty


@settings(max_examples=30, deadline=None)
@given(st.lists(NUMBERS, min_size=5, max_size=5))
def test_allocations_in_the_core(numbers):
    w = sympy.Symbol("w", real=True)
    worths = {("A", "B"): w, ("A", "C"): numbers[0], ("B", "C"): 1, ("A", "B", "C"): 2}
    game = CoalitionalGame.from_worths(worths)
    shares = [*numbers[1:3], 2 - sum(numbers[1:3])]
    inside = when_in_core(game, shares)
    at = CoalitionalGame.from_worths({**worths, ("A", "B"): numbers[4]})
    held = bool(inside.relation.subs(w, rational(numbers[4])))
    assert held == bool(in_core(at, shares))
    blocks = when_blocked(game, shares, ["A", "B"])
    wanted = numbers[4] > shares[0] + shares[1]
    assert bool(blocks.relation.subs(w, rational(numbers[4]))) == wanted
    assert not (held and wanted)


def test_an_allocation_that_is_not_feasible_is_never_in_the_core():
    game = CoalitionalGame.from_worths({("A", "B"): x})
    assert when_in_core(game, [1, 1]).relation == sympy.Eq(x, 2)


def test_the_majority_game_of_three_has_a_core_where_two_get_two_thirds():
    game = CoalitionalGame.from_worths(
        {("A", "B"): a, ("A", "C"): a, ("B", "C"): a, ("A", "B", "C"): 1}
    )
    assert when_core_exists(game).relation == (a <= sympy.Rational(2, 3))


def test_large_games_say_what_to_do():
    game = CoalitionalGame(list("ABCDE"), [F(0)] * 32)
    with pytest.raises(ProblemTooLargeError, match="5 players, more than 4"):
        when_core_exists(game)
    many = CoalitionalGame([f"p{i}" for i in range(13)], [F(0)] * 2**13)
    with pytest.raises(ProblemTooLargeError, match="when_blocked asks about one coalition"):
        when_in_core(many, [0] * 13)
    with pytest.raises(UnknownNameError):
        when_blocked(game, [0] * 5, ["Z"])


# --- Values and premia ------------------------------------------------------------------------


def test_uniting_pays_where_surplus_is_concave():
    f1, f2, f3 = sympy.symbols("f1 f2 f3", positive=True)
    worth = {0: 0, 1: f1, 2: f2, 3: f3}
    small = ["A", "B", "C"]
    game = CoalitionalGame.from_function(
        ["hub", *small], lambda S: worth[len(S) - 1] if "hub" in S else 0
    )
    united, apart = owen_value(game, [small])["A"], shapley_value(game)["A"]
    threshold = when_larger(united, apart, what="united", than="apart")
    assert threshold.equivalent((f1 + f2 + f3) / 4 > f3 / 2)  # mean of f over 0…m above f(m)/2
    assert threshold.relation.subs({f1: 1, f2: sympy.Rational(3, 2), f3: 2}) == sympy.true
    assert threshold.relation.subs({f1: 1, f2: 2, f3: 3}) == sympy.false  # linear: a tie
    assert threshold.relation.subs({f1: 1, f2: 3, f3: 6}) == sympy.false
    assert repr(threshold).startswith("Threshold(united is larger than apart: ")


@settings(max_examples=15, deadline=None)
@given(POSITIVE, st.fractions(0, 2, max_denominator=4))
def test_premia_turn_where_the_numbers_do(stake, cost):
    w, T = sympy.Symbol("w", positive=True), sympy.Symbol("T", nonnegative=True)

    def state(spokes, treaty):
        stakes = {("H", "A"): 1, ("H", "B"): 1, ("A", "B"): spokes}
        return State(
            powers=["H", "A", "B"], capabilities=[2, 1, 1], hub="H", stakes=stakes,
            costs=(0, 0, treaty),
        )  # fmt: skip

    found = premium_thresholds(state(w, T))
    gains = binding_premium(state(stake, cost)).by_power["premium"]
    wanted = {**{power: gain > 0 for power, gain in gains.items()}, "total": sum(gains) > 0}
    at = {w: rational(stake), T: rational(cost)}
    assert {name: bool(own.relation.subs(at)) for name, own in found.items()} == wanted


def test_premia_want_institutions():
    state = State(powers=["H", "A"], capabilities=[2, 1], stakes={("H", "A"): a})
    with pytest.raises(InvalidArgumentError, match="multilateral must be an Institution"):
        premium_thresholds(state, "multilateral")


def test_two_powers_with_equal_weights_have_no_premium():
    state = State(powers=["H", "A"], capabilities=[1, 1], stakes={("H", "A"): a}, hub="H")
    assert all(found.never for found in premium_thresholds(state).values())


def test_a_positive_number():
    assert when_positive(a - b, what="the gain").question == "the gain is positive"


# --- Repetition -------------------------------------------------------------------------------

delta = sympy.Symbol("delta", real=True)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(1, 6), min_size=3, max_size=3, unique=True))
def test_a_path_is_sustained_from_the_critical_discount_factor_on(numbers):
    low, middle, high = sorted(numbers)
    game = NormalFormGame.from_bimatrix([[middle, 0], [high, low]], [[middle, high], [0, low]])
    for path in (["1", "1"], [["1", "2"], ["2", "1"]]):
        known = critical_discount_factor(game.to_exact(), path, punishment=["2", "2"])
        kept = when_sustained(game, path, ["2", "2"], delta)
        for number in (0, F(1, 10), F(1, 3), F(1, 2), F(7, 10), F(9, 10), F(99, 100)):
            sustained = known.value is not None and known.contains(number)
            assert bool(kept.relation.subs(delta, rational(F(number)))) == sustained


def test_the_critical_discount_factor_in_symbols():
    game = NormalFormGame.from_bimatrix([[b - c, -c], [b, 0]], [[b - c, b], [-c, 0]])
    kept = when_sustained(game, ["1", "1"], ["2", "2"], delta, assumptions=b > c)
    own = critical_discount_factor(game, ["1", "1"], punishment=["2", "2"])
    assert kept.solve_for(delta).values == (sympy.simplify(own.value),)
    assert kept.equivalent(delta >= own.value)
    mixed = when_sustained(game, [[0.5, 0.5], [0.5, 0.5]], ["2", "2"], delta)
    assert mixed.equivalent(b * delta >= c)  # half of what is at stake now, half of it later
    nowhere = when_sustained(game, ["1", "1"], ["1", "1"], delta)
    assert nowhere.never  # the punishment is no equilibrium


# --- Boundaries of the theory -----------------------------------------------------------------

# fmt: off
PROVED = [
    "M1a", "M1a-spoke", "M1a-buyout", "M2a", "M2b", "P3-premium", "P3-imbalance", "M4a",
    "M4a-target", "M4b", "M5a", "M5c", "C6-weights", "M6b", "M6c-members", "M7a", "M7a-repetition",
    "M7b", "M7b-outsiders", "M7c", "M8", "M11-peer", "M11-influence", "M11-bilateral", "M11-cost",
    "M11-binding", "M11-premium", "M11-choice", "M11-first", "M11-feasible", "M11-quadrants",
    "M14", "M14-degree", "M14-optimum", "M15a-veto", "M15b", "M15b-taker", "M16-control",
    "M16-free-riding", "M16-signing", "M16-web", "M16-star", "M16-cut", "M16-rivalry",
]
# fmt: on
QUICK = ["M1a-buyout", "M4a", "M5a", "M6b", "M7a", "M7b", "M8", "M11-premium", "M15b", "M10a"]


@pytest.fixture(scope="module")
def recovered():
    return recovered_boundaries()


def test_boundaries_come_out_of_the_encoded_games():
    table = recovered_boundaries(QUICK)
    assert list(table.index) == QUICK
    assert list(table["equal"]) == [True] * (len(QUICK) - 1) + [None]
    assert "must be numbers" in table.loc["M10a", "reason"]
    assert table.loc["M8", "given"] == ""
    assert table.loc["M4a", "given"] == "others = 10; others = 11"


@pytest.mark.slow
def test_nearly_all_boundaries_come_out_of_the_encoded_games(recovered):
    equal = recovered["equal"].map(lambda held: held is True)
    assert set(PROVED) <= set(recovered.index[equal])


@pytest.mark.slow
def test_no_boundary_is_refuted_and_every_gap_has_a_reason(recovered):
    assert not [held for held in recovered["equal"] if held is False]
    gaps = recovered[recovered["equal"].map(lambda held: held is None)]
    assert gaps["reason"].map(bool).all()
    assert recovered[~recovered.index.isin(gaps.index)]["reason"].eq("").all()


@pytest.mark.slow
def test_main_boundaries_are_marked(recovered):
    bold = recovered.index[recovered["bold"].astype(bool)]
    assert {"M4a", "M5a", "M7a", "M8", "M11-premium", "M14-optimum"} <= set(bold)


@pytest.mark.parametrize(
    "name",
    ["M1a-buyout", "M4a", "M4b", "M5a", "M5c", "M7a", "M8", "M11-premium", "M15a-veto"],
)
def test_the_relation_agrees_with_the_computed_verdict(name):
    model = next(claim.models[name] for claim in claims.values() if name in claim.models)
    counts = {own: p.default for own, p in model.parameters.items() if p.integer}
    relation = model_threshold(name).threshold.relation
    for point in model.sample(30, seed=5):
        point = {**point, **counts}
        if model.unmet(**point):
            continue
        values = {
            parameter.symbol(own): rational(F(point[own]))
            for own, parameter in model.parameters.items()
        }
        margin = model.computed(**point)
        if isinstance(margin, float) and abs(margin) < 1e-9:  # the threshold itself, rounded
            continue
        assert bool(relation.subs(values)) == (margin > 0), point


def test_thresholds_of_the_theory_by_solving():
    given_rho = model_threshold("M4a", others=3).threshold.solve_for("rho")
    hub, other, beta = (
        model_threshold("M4a").model.parameters[n].symbol(n) for n in ("c_hub", "c_other", "beta")
    )
    assert [own.value for own in given_rho] == [beta * hub / (hub + 3 * other)]
    restraint = model_threshold("M7a-repetition").threshold.solve_for("delta")
    gain, taken, hedge = (
        model_threshold("M7a-repetition").model.parameters[n].symbol(n) for n in ("B", "x", "h")
    )
    assert sympy.simplify(restraint[0].value - (taken - hedge) / (gain + taken)) == 0
    assert restraint[0].holds == "below"


def test_boundaries_where_chance_moves():
    """M4b turns at μ = 1/(n − 1), M5c at 1 − ((c + s)/(c + (n−1)s))^(1/(E−1))."""
    for n in (3, 4, 6):
        seen = model_threshold("M4b", n=n)
        assert [own.value for own in seen.threshold.solve_for("mu")] == [sympy.Rational(1, n - 1)]
        alarms = model_threshold("M5c", n=n)
        assert seen.equal is alarms.equal is True
        cost, worth, rate = (alarms.model.parameters[k].symbol(k) for k in ("c", "s", "epsilon"))
        assert alarms.threshold.asked.free_symbols == {cost, worth, rate}
        survival = ((cost + worth) / (cost + (n - 1) * worth)) ** sympy.Rational(
            1, n * (n - 1) // 2 - 1
        )
        at = {cost: 1, worth: sympy.Rational(1, 2)}
        for step, holds in ((-1, True), (1, False)):
            place = (1 - survival.subs(at)).evalf(40) + step * sympy.Rational(1, 10**9)
            assert alarms.threshold.at(c=1, s=F(1, 2), epsilon=sympy.Rational(str(place))) is holds


def test_that_all_keep_their_promises_below_one_is_implied():
    """What the recipe of M5c leaves out: where it says yes, δ* of all together is below 1."""
    model = claims["C5"].models["M5c"]
    for point in model.sample(300, seed=3):
        n, s, c, epsilon = (point[k] for k in ("n", "s", "c", "epsilon"))
        alarms = n * (n - 1) // 2
        if (c + s) * (1 - epsilon) < (c + (n - 1) * s) * (1 - epsilon) ** alarms:
            assert c < (c + (n - 1) * s) * (1 - epsilon) ** alarms


def test_roots_are_raised_to_their_power_where_they_stand_alone():
    b, x = sympy.Symbol("b", positive=True), sympy.Symbol("x", real=True)
    third = sympy.Rational(1, 3)
    cases = [(x < b**third, (x < 0) | (b > x**3)), (x >= b**third, (x >= 0) & (b <= x**3)),
             (sympy.Eq(x, b**third), (x >= 0) & sympy.Eq(b, x**3)),
             (1 - x < -2 * b**third, (x > 1) & (8 * b < (x - 1) ** 3))]  # fmt: skip
    for relation, expected in cases:
        found = raised(relation)
        for point in ({x: 2, b: 3}, {x: 2, b: 8}, {x: 2, b: 27}, {x: -2, b: 1}, {x: 4, b: 3}):
            wanted = bool(expected.subs(point))
            assert bool(found.subs(point)) == bool(relation.subs(point).doit()) == wanted
    for kept in (x < sympy.sqrt(b), x < b**third + (b + 1) ** third, x < (b - 5) ** third, x < b):
        assert raised(kept) == kept
    assert simplified(x > b**third, x > 0) == (b < x**3)


def test_a_promise_is_kept_from_some_patience_on():
    s, c, r = sympy.symbols("s c r", positive=True)
    play = ChancePlay(
        {"kept": s, "ended": 0},
        {"kept": {"kept": r, "ended": 1 - r}, "ended": {"ended": 1}},
        {"kept": (s + c, {"ended": 1})},
    )
    kept = when_kept(play, sympy.Symbol("delta"), assumptions=r <= 1)
    assert kept.at(s=2, c=1, r=F(9, 10), delta=F(10, 27))
    assert not kept.at(s=2, c=1, r=F(9, 10), delta=F(9, 27))
    assert kept.solve_for("delta")[0].value == c / (r * (c + s))


def test_unknown_models():
    with pytest.raises(UnknownNameError, match="model 'M99' is unknown"):
        model_threshold("M99")
    with pytest.raises(UnknownNameError):
        recovered_boundaries(["M99"])
    with pytest.raises(UnknownNameError, match="M4a: parameter 'q' is unknown"):
        model_threshold("M4a", q=1)
