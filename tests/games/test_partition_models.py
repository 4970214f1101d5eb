"""Models that make games in partition function form, against equilibria found independently."""

from fractions import Fraction
from itertools import combinations

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from test_partition import NAMES, embedded, partitions

from lilliput.games.errors import (
    InvalidArgumentError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.partition import (
    characteristic_function,
    contest_game,
    cournot_game,
    customs_union_game,
    has_negative_externalities,
    has_positive_externalities,
    is_cohesive,
    is_fully_cohesive,
    is_partition_superadditive,
    is_partition_symmetric,
    public_good_game,
)

costs_of = st.lists(st.fractions(0, 3, max_denominator=3), min_size=1, max_size=4)
positive = st.lists(st.fractions("1/3", 3, max_denominator=3), min_size=1, max_size=4)


def by_name(numbers):
    return dict(zip(NAMES, numbers, strict=False))


def subsets(items):
    items = list(items)
    return [set(c) for size in range(len(items) + 1) for c in combinations(items, size)]


def only(found):
    """The one element that all agree on."""
    assert found
    assert all(entry == found[0] for entry in found)
    return found[0]


@settings(max_examples=25, deadline=None)
@given(costs_of, st.fractions("1/2", 6, max_denominator=2), st.fractions(1, 3, max_denominator=2))
def test_cournot_equilibrium_by_trying_all_sets_of_sellers(costs, a, b):
    named = by_name(costs)
    game = cournot_game(named, intercept=a, slope=b)
    for P in partitions(named):
        cheapest = {S: min(named[i] for i in S) for S in P}
        prices = []
        for sellers in subsets(P):
            price = (a + sum(cheapest[S] for S in sellers)) / Fraction(len(sellers) + 1)
            if all((cheapest[S] < price) == (S in sellers) for S in P):
                prices.append(price)
        price = only(prices)
        output = {S: max(Fraction(0), (price - cheapest[S]) / b) for S in P}
        assert price == a - b * sum(output.values())
        for S in P:
            assert game.worth(S, P) == output[S] * (price - cheapest[S])


def test_cournot_closed_form():
    """m equal cartels earn (a − c)²/(b (m + 1)²) each."""
    a, b, c = sympy.symbols("a b c", positive=True)
    game = cournot_game({"A": c, "B": c, "C": c}, intercept=a, slope=b, interior=True)
    for S, P in embedded("ABC"):
        expected = (a - c) ** 2 / (b * (len(P) + 1) ** 2)
        assert sympy.simplify(game.worth(S, P) - expected) == 0
    numbers = cournot_game({"A": 1, "B": 1, "C": 1}, intercept=13, interior=True)
    assert [numbers.worth(S, P) for S, P in embedded("ABC")] == [
        Fraction(144, (len(P) + 1) ** 2) for _, P in embedded("ABC")
    ]


def test_mergers_in_cournot_markets():
    """Salant, Switzer and Reynolds (1983): of five firms, four must merge to break even."""
    firms = dict.fromkeys("ABCDE", 0)
    game = cournot_game(firms, intercept=1)
    apart = game.worth("A", list(firms))
    gains = [
        game.worth(list(firms)[:k], [list(firms)[:k], *list(firms)[k:]]) - k * apart
        for k in range(2, 6)
    ]
    assert [gain > 0 for gain in gains] == [False, False, False, True]
    assert gains[2] == 0


def test_the_smallest_cartel_among_ten_firms_that_pays():
    """Bloch (1996): the first integer above (2n + 3 − √(4n + 5))/2, which is 9 for n = 10."""
    firms = dict.fromkeys("ABCDEFGHIJ", 0.0)
    names = list(firms)
    game = cournot_game(firms, intercept=1.0)
    apart = game.worth("A", names)
    pays = [k for k in range(2, 11) if game.worth(names[:k], [names[:k], *names[k:]]) > k * apart]
    assert pays == [9, 10]


@settings(max_examples=15, deadline=None)
@given(costs_of)
def test_cartels_have_positive_externalities(costs):
    game = cournot_game(by_name(costs), intercept=4)
    assert has_positive_externalities(game)
    assert is_cohesive(game)


@settings(max_examples=15, deadline=None)
@given(positive, st.data(), st.one_of(st.none(), st.fractions(1, 5, max_denominator=2)))
def test_public_good_first_order_conditions(costs, data, saturation):
    """Contributions that solve c_i q_i = β_S · (marginal benefit at Q), as a linear system."""
    n = len(costs)
    named = by_name(costs)
    slopes = by_name(
        data.draw(st.lists(st.fractions(0, 2, max_denominator=3), min_size=n, max_size=n))
    )
    game = public_good_game(slopes, named, saturation=saturation)
    for P in partitions(named):
        symbols = {i: sympy.Symbol(f"q_{i}") for i in named}
        total = sum(symbols.values())
        marginal = 1 if saturation is None else sympy.Rational(saturation) - total
        conditions = [
            sympy.Rational(named[i]) * symbols[i]
            - sum(sympy.Rational(slopes[j]) for j in S) * marginal
            for S in P
            for i in S
        ]
        solved = sympy.solve(conditions, list(symbols.values()), dict=True)[0]
        q = {i: Fraction(str(solved[symbols[i]])) for i in named}
        Q = sum(q.values())
        enjoyed = Q if saturation is None else saturation * Q - Q * Q / 2
        for S in P:
            worth = sum(slopes[i] * enjoyed - named[i] * q[i] ** 2 / 2 for i in S)
            assert game.worth(S, P) == worth


def test_abatement_without_an_agreement():
    """Barrett (1994): N = 10, a = 100, b = 1, c = 1/4; alone each country gets 472."""
    names = [str(k) for k in range(1, 11)]
    tenth = dict.fromkeys(names, 0.1)
    game = public_good_game(tenth, dict.fromkeys(names, 0.25), saturation=100)
    assert game.worth("1", names) == pytest.approx(472, abs=1e-9)
    assert has_positive_externalities(game)
    assert is_cohesive(game)


def test_public_good_in_symbols():
    b, c = sympy.symbols("b c", positive=True)
    game = public_good_game({"A": b, "B": b}, {"A": c, "B": c})
    assert game.worth("A", ["A", "B"]) == 3 * b**2 / (2 * c)
    assert game.worth(["A", "B"], [["A", "B"]]) == 4 * b**2 / c


@settings(max_examples=15, deadline=None)
@given(positive, st.one_of(st.none(), st.just(Fraction(3))))
def test_public_goods_have_positive_externalities(costs, saturation):
    game = public_good_game(by_name(costs), by_name(costs[::-1]), saturation=saturation)
    assert has_positive_externalities(game)
    assert is_cohesive(game)
    if saturation is None:
        assert is_fully_cohesive(game)


def market(j, tariffs, beta, demand):
    """Price, consumers' surplus, revenue and profits in a market by the definitions."""
    rate = sum(beta[i] for i in tariffs)
    price = (demand + sum(beta[i] * t for i, t in tariffs.items())) / (1 + rate)
    sold = {i: beta[i] * (price - t) for i, t in tariffs.items()}
    assert demand - price == sum(sold.values())
    revenue = sum(tariffs[i] * sold[i] for i in tariffs)
    profit = {i: sold[i] ** 2 / (2 * beta[i]) for i in tariffs}
    return price, (demand - price) ** 2 / 2, revenue, profit


def objective(j, union, tariffs, beta, demand):
    _, surplus, revenue, profit = market(j, tariffs, beta, demand)
    return surplus + revenue + sum(profit[i] for i in profit if i in union)


def optimal_tariffs(j, union, beta, demand, kind):
    others = [i for i in beta if i != j]
    if kind == "discriminatory":
        inside = sum(beta[i] for i in others if i in union)
        outside = sum(beta[i] for i in others if i not in union)
        price = demand / (1 + inside + outside / 2)
        return {i: Fraction(0) if i in union else price / 2 for i in others}
    outside = sum((beta[i] for i in others if i not in union), Fraction(0))
    total = sum(beta[i] for i in others)
    return dict.fromkeys(others, demand * outside / (total**2 + total + outside))


@settings(max_examples=20, deadline=None)
@given(positive.filter(lambda x: len(x) > 1), st.data(), st.sampled_from(["discriminatory", "mfn"]))
def test_customs_unions_set_optimal_tariffs(supplies, data, kind):
    beta = by_name(supplies)
    n = len(beta)
    demand = by_name(
        data.draw(st.lists(st.fractions(1, 3, max_denominator=2), min_size=n, max_size=n))
    )
    game = customs_union_game(beta, demands=demand, tariffs=kind)
    h = Fraction(1, 100)
    for P in partitions(beta):
        worths = dict.fromkeys(P, Fraction(0))
        for T in P:
            for j in T:
                best = optimal_tariffs(j, T, beta, demand[j], kind)
                steps = [dict.fromkeys(best, 1)] if kind == "mfn" else [{i: 1} for i in best]
                for step in steps:  # of a quadratic the central difference is the slope itself
                    up = {i: t + h * step.get(i, 0) for i, t in best.items()}
                    down = {i: t - h * step.get(i, 0) for i, t in best.items()}
                    values = [objective(j, T, x, beta, demand[j]) for x in (up, best, down)]
                    assert values[0] == values[2] < values[1]
                _, surplus, revenue, profit = market(j, best, beta, demand[j])
                worths[T] += surplus + revenue
                for S in P:
                    worths[S] += sum(profit[i] for i in S if i in profit)
        assert all(game.worth(S, P) == worths[S] for S in P)


@settings(max_examples=15, deadline=None)
@given(positive.filter(lambda x: len(x) > 1))
def test_most_favoured_nations_turn_the_externality_round(supplies):
    """Discrimination hurts outsiders; under MFN they gain, and may gain by staying out."""
    discriminating = customs_union_game(by_name(supplies))
    equal = customs_union_game(by_name(supplies), tariffs="mfn")
    assert has_negative_externalities(discriminating)
    assert has_positive_externalities(equal)
    assert is_cohesive(discriminating)
    assert is_cohesive(equal)


@settings(max_examples=25, deadline=None)
@given(positive, st.sampled_from(["joint", "equal"]), st.fractions(1, 9, max_denominator=2))
def test_contest_equilibrium_by_trying_all_sets_of_fighters(costs, sharing, prize):
    named = by_name(costs)
    game = contest_game(named, prize=prize, sharing=sharing)
    for P in partitions(named):
        if len(P) == 1:
            assert game.worths[0] == prize
            continue
        cost = {S: min(named[i] for i in S) for S in P}
        drag = {S: cost[S] * (len(S) if sharing == "equal" else 1) for S in P}
        found = []
        for fighters in subsets(P):
            if len(fighters) < 2:
                continue
            total = prize * (len(fighters) - 1) / sum(drag[S] for S in fighters)
            effort = {S: total * (1 - drag[S] * total / prize) if S in fighters else 0 for S in P}
            # R (X − x)/X² = κ for those who fight; R/X ≤ κ for those who do not
            if all(effort[S] > 0 for S in fighters) and all(
                prize <= drag[S] * total for S in P if S not in fighters
            ):
                assert sum(effort.values()) == total
                found.append({S: prize * effort[S] / total - cost[S] * effort[S] for S in P})
        expected = only(found)
        assert {S: game.worth(S, P) for S in P} == expected


def test_rents_left_by_a_contest():
    """m equal alliances keep R [m − r (m − 1)]/m of the prize, and waste the rest."""
    for r in (Fraction(1), Fraction(1, 2), Fraction(4, 3)):
        game = contest_game(dict.fromkeys("ABCD", 1), prize=12, exponent=r)
        for P in partitions("ABCD"):
            m = len(P)
            assert sum(game.worth(S, P) for S in P) == 12 * (m - r * (m - 1)) / m
    r = sympy.Symbol("r", positive=True)
    game = contest_game(dict.fromkeys("ABC", 1), exponent=r)
    assert sympy.expand(sum(game.worths_in(["A", "B", "C"]))) == 1 - 2 * r / 3
    c = sympy.Symbol("c", positive=True)
    assert (
        contest_game({"A": c, "B": c}, interior=True).worths.tolist()[1:]
        == [sympy.Rational(1, 4)] * 2
    )


def test_free_riding_inside_alliances():
    """With equal sharing (Nitzan 1991) two allies gain nothing by uniting, and the third does."""
    apart, allied = ["A", "B", "C"], [["A", "B"], "C"]
    equal = contest_game(dict.fromkeys("ABC", 1), prize=36, sharing="equal")
    joint = contest_game(dict.fromkeys("ABC", 1), prize=36)
    assert equal.worth(["A", "B"], allied) == 8 == 2 * equal.worth("A", apart)
    assert joint.worth(["A", "B"], allied) == 9
    assert equal.worth("C", allied) == 16 > joint.worth("C", allied)
    assert not is_partition_superadditive(
        contest_game(dict.fromkeys("ABCD", 1), prize=36, sharing="equal")
    )


def test_equal_players_make_symmetric_games():
    ones = dict.fromkeys("ABCD", 1)
    for game in (
        cournot_game(ones, intercept=9),
        public_good_game(ones, ones),
        public_good_game(ones, ones, saturation=5),
        customs_union_game(ones),
        customs_union_game(ones, tariffs="mfn"),
        contest_game(ones),
        contest_game(ones, sharing="equal"),
    ):
        assert is_partition_symmetric(game)


def test_floats_agree_with_fractions():
    exact = {"A": Fraction(1, 2), "B": Fraction(3, 4), "C": Fraction(5, 4), "D": Fraction(2)}
    floats = {name: float(number) for name, number in exact.items()}
    for model in (
        lambda x: cournot_game(x, intercept=type(x["A"])(2)),
        lambda x: public_good_game(x, x, saturation=3),
        lambda x: public_good_game(x, x),
        lambda x: customs_union_game(x),
        lambda x: customs_union_game(x, tariffs="mfn"),
        lambda x: contest_game(x),
        lambda x: contest_game(x, sharing="equal"),
    ):
        first, second = model(floats), model(exact)
        assert first.kind == "float"
        assert second.kind == "fraction"
        assert first.worths == pytest.approx(second.worths.astype(float), abs=1e-14)


def test_one_player_alone():
    assert cournot_game({"A": 1}, intercept=3).worths.tolist() == [1]
    assert public_good_game({"A": 2}, {"A": 1}).worths.tolist() == [2]
    assert contest_game({"A": 2}, prize=5).worths.tolist() == [5]
    assert contest_game({"A": 2}, prize=5, exponent=9).worths.tolist() == [5]
    assert characteristic_function(cournot_game({"A": 1}, intercept=3)).worths.tolist() == [0, 1]


def test_bad_numbers_are_refused():
    with pytest.raises(InvalidArgumentError, match="costs must be >= 0, got -1 for A"):
        cournot_game({"A": -1}, intercept=3)
    with pytest.raises(InvalidArgumentError, match="slope must be > 0, got 0"):
        cournot_game({"A": 1}, intercept=3, slope=0)
    with pytest.raises(InvalidArgumentError, match="intercept must be > 0, got -3"):
        cournot_game({"A": 1}, intercept=-3)
    c = sympy.Symbol("c")
    with pytest.raises(UnsupportedNumberError, match="pass interior=True"):
        cournot_game({"A": c, "B": 1}, intercept=3)
    with pytest.raises(InvalidArgumentError, match=r"interior: \{B\} in \{A\} \{B\} is priced out"):
        cournot_game({"A": 0, "B": 3}, intercept=3, interior=True)
    with pytest.raises(UnsupportedNumberError, match="pass interior=True"):
        contest_game({"A": c, "B": 1})
    with pytest.raises(InvalidArgumentError, match="stays away; leave interior out"):
        contest_game({"A": 1, "B": 1, "C": 2}, interior=True)
    with pytest.raises(InvalidArgumentError, match="costs must be > 0, got 0 for B"):
        contest_game({"A": 1, "B": 0})
    with pytest.raises(InvalidArgumentError, match=r"at most n/\(n-1\) = 2/1 for 2 players"):
        contest_game({"A": 1, "B": 1}, exponent=3)
    with pytest.raises(InvalidArgumentError, match="exponent must be 1 unless costs are equal"):
        contest_game({"A": 1, "B": 2}, exponent=Fraction(1, 2))
    with pytest.raises(UnknownNameError, match="sharing"):
        contest_game({"A": 1}, sharing="none")
    with pytest.raises(UnknownNameError, match="tariffs"):
        customs_union_game({"A": 1, "B": 1}, tariffs="none")
    with pytest.raises(InvalidArgumentError, match="at least two countries, got A alone"):
        customs_union_game({"A": 1})
    with pytest.raises(InvalidArgumentError, match="supplies must be > 0, got 0 for B"):
        customs_union_game({"A": 1, "B": 0})
    with pytest.raises(InvalidArgumentError, match="saturation must be a number > 0, got 0"):
        public_good_game({"A": 1}, {"A": 1}, saturation=0)
    with pytest.raises(InvalidArgumentError, match="costs must cover every name, missing B"):
        public_good_game({"A": 1, "B": 1}, {"A": 1})
    with pytest.raises(InvalidArgumentError, match="costs must be finite"):
        cournot_game({"A": float("nan")}, intercept=3)
