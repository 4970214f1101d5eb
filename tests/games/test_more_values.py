"""Solidarity, egalitarian and compromise values, against definitions, kin and published numbers."""

from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from test_semivalues import random_game

from lilliput.games import (
    CoalitionalGame,
    banzhaf_value,
    cis_value,
    consensus_value,
    core,
    egalitarian_shapley_value,
    egalitarian_value,
    ensc_value,
    gately_point,
    least_square_nucleolus,
    least_square_prenucleolus,
    minimal_rights,
    shapley_value,
    solidarity_value,
    tau_value,
    utopia_payoffs,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    UnsupportedNumberError,
)

from test_coalitional import NAMES, games

EVERY_VALUE = [
    cis_value,
    consensus_value,
    lambda g, **k: egalitarian_shapley_value(g, Fraction(1, 3), **k),
    egalitarian_value,
    ensc_value,
    gately_point,
    least_square_nucleolus,
    least_square_prenucleolus,
    solidarity_value,
    tau_value,
]


def three(*worths):
    """A game by the worths of 1, 2, 3, 12, 13, 23, 123, the order in which papers list them."""
    one, two, three, one_two, one_three, two_three, grand = map(Fraction, worths)
    return CoalitionalGame(
        NAMES[:3], [Fraction(0), one, two, one_two, three, one_three, two_three, grand]
    )


def coalitions(players):
    return [frozenset(c) for k in range(1, len(players) + 1) for c in combinations(players, k)]


@st.composite
def convex_games(draw, least=1, most=5):
    """Dividends of two and more players are not negative; then the core is not empty."""
    n = draw(st.integers(least, most))
    number = st.fractions(0, 5, max_denominator=6)
    dividends = draw(st.lists(number, min_size=2**n - 1, max_size=2**n - 1))
    names = NAMES[:n]
    alone = draw(st.lists(st.fractions(-5, 5, max_denominator=6), min_size=n, max_size=n))
    table = dict(zip(coalitions(names), dividends, strict=True))
    table.update({frozenset([p]): x for p, x in zip(names, alone, strict=True)})
    return CoalitionalGame.from_dividends(names, table)


def solidarity_by_definition(game):
    n = game.n
    value = dict.fromkeys(game.players, Fraction(0))
    for coalition in coalitions(game.players):
        s = len(coalition)
        gains = [game.worth(coalition) - game.worth(coalition - {k}) for k in coalition]
        share = Fraction(factorial(s - 1) * factorial(n - s), factorial(n)) * sum(gains) / s
        for player in coalition:
            value[player] += share
    return value


@settings(max_examples=80)
@given(games())
def test_solidarity_value_is_its_definition(game):
    assert solidarity_value(game).to_dict() == solidarity_by_definition(game)


@pytest.mark.parametrize("n", [6, 7, 8])
def test_solidarity_value_of_larger_games(n):
    game = random_game(n, n)
    assert solidarity_value(game).to_dict() == solidarity_by_definition(game)


def test_three_brothers():
    """Nowak and Radzik (1994): two earn one unit together, the third cannot work."""
    game = three(0, 0, 0, 1, 0, 0, 1)
    assert list(solidarity_value(game)) == [Fraction(7, 18), Fraction(7, 18), Fraction(2, 9)]
    assert list(shapley_value(game)) == [Fraction(1, 2), Fraction(1, 2), 0]


@settings(max_examples=80)
@given(games())
def test_equal_shares_and_their_duality(game):
    n, total = game.n, game.worths[-1]
    alone = [game.worth([p]) for p in game.players]
    last = [total - game.worth(set(game.players) - {p}) for p in game.players]
    assert list(egalitarian_value(game)) == [total / n] * n
    assert list(cis_value(game)) == [x + (total - sum(alone)) / n for x in alone]
    assert list(ensc_value(game)) == [x + (total - sum(last)) / n for x in last]
    dual = CoalitionalGame(game.players, total - game.worths[::-1])
    assert (ensc_value(game) == cis_value(dual)).all()
    assert (cis_value(game) == ensc_value(dual)).all()


@given(games(), st.fractions(0, 1, max_denominator=9))
def test_egalitarian_shapley_values(game, alpha):
    equal, marginal = egalitarian_value(game), shapley_value(game)
    value = egalitarian_shapley_value(game, alpha)
    assert (value == alpha * marginal + (1 - alpha) * equal).all()
    assert (egalitarian_shapley_value(game, 0) == equal).all()
    assert (egalitarian_shapley_value(game, 1) == marginal).all()


@settings(max_examples=100, deadline=None)
@given(games(most=4))
def test_consensus_value_is_the_mean_of_shared_standardised_remainders(game):
    """Ju, Borm and Ruys (2007): the definition, of which the formula is their theorem."""
    total = dict.fromkeys(game.players, Fraction(0))
    for order in permutations(game.players):
        remainder = game.worths[-1]
        for k in reversed(range(1, game.n)):
            before, entrant = game.worth(order[:k]), game.worth([order[k]])
            gain = (remainder - before - entrant) / 2
            total[order[k]] += entrant + gain
            remainder = before + gain
        total[order[0]] += remainder
    count = factorial(game.n)
    assert consensus_value(game).to_dict() == {p: t / count for p, t in total.items()}


@settings(max_examples=80)
@given(games())
def test_utopia_payoffs_and_minimal_rights_are_their_definitions(game):
    grand = frozenset(game.players)
    hopes = {p: game.worth(grand) - game.worth(grand - {p}) for p in game.players}
    rights = {
        p: max(
            game.worth(c) - sum((hopes[q] for q in c - {p}), Fraction(0))
            for c in coalitions(game.players)
            if p in c
        )
        for p in game.players
    }
    assert utopia_payoffs(game).to_dict() == hopes
    assert minimal_rights(game).to_dict() == rights


@settings(max_examples=80)
@given(games())
def test_tau_value_is_the_efficient_point_between_rights_and_hopes(game):
    high, low = utopia_payoffs(game), minimal_rights(game)
    balanced = (low <= high).all() and sum(low) <= game.worths[-1] <= sum(high)
    if not balanced:
        with pytest.raises(InvalidGameError, match="quasi-balanced"):
            tau_value(game)
        return
    value = tau_value(game)
    assert sum(value) == game.worths[-1]
    parts = {(value[p] - low[p]) / (high[p] - low[p]) for p in game.players if high[p] > low[p]}
    assert len(parts) <= 1
    assert ((low <= value) & (value <= high)).all()


@settings(max_examples=50, deadline=None)
@given(convex_games())
def test_games_with_a_core_are_quasi_balanced(game):
    x = core(game).allocation
    assert ((minimal_rights(game) <= x) & (x <= utopia_payoffs(game))).all()
    assert sum(tau_value(game)) == game.worths[-1]


@given(st.data())
def test_tau_value_of_bankruptcy_games_is_the_adjusted_proportional_rule(data):
    """Curiel, Maschler and Tijs (1987): minimal rights, then in proportion to what is left."""
    claims = data.draw(st.lists(st.integers(1, 20).map(Fraction), min_size=1, max_size=5))
    estate = data.draw(st.fractions(0, sum(claims), max_denominator=4))
    game = CoalitionalGame.from_function(
        NAMES[: len(claims)],
        lambda S: max(
            Fraction(0),
            estate - sum(c for p, c in zip(NAMES, claims, strict=False) if p not in S),
        ),
    )
    rights = [max(Fraction(0), estate - (sum(claims) - c)) for c in claims]
    rest = estate - sum(rights)
    cut = [min(c - m, rest) for c, m in zip(claims, rights, strict=True)]
    factor = rest / sum(cut) if sum(cut) else 0
    assert list(tau_value(game)) == [m + factor * c for m, c in zip(rights, cut, strict=True)]


@pytest.mark.parametrize(
    ("estate", "awards"), [(100, [33, 33, 33]), (200, [40, 80, 80]), (300, [50, 100, 150])]
)
def test_tau_values_of_the_claims_in_the_talmud(estate, awards):
    """Claims of 100, 200 and 300: the awards of the adjusted proportional rule, rounded down."""
    claims = dict(zip(NAMES, [100, 200, 300], strict=False))
    game = CoalitionalGame.from_function(
        list(claims), lambda S: max(0, estate - sum(c for p, c in claims.items() if p not in S))
    )
    assert [int(x) for x in tau_value(game, exact=True)] == awards


def test_tau_value_of_a_published_game():
    """Stach (2011), Tijs value, Encyclopedia of Power: (1.2, 0.6, 1.2)."""
    value = tau_value(three(0, 0, 0, 1, 2, 1, 3))
    assert list(value) == [Fraction(6, 5), Fraction(3, 5), Fraction(6, 5)]


@settings(max_examples=100)
@given(st.data())
def test_tau_value_of_one_convex_games_is_the_ensc_value(data):
    """Driessen (1985): the gap M − v is smallest, and not negative, at the grand coalition."""
    n = data.draw(st.integers(1, 5))
    names = NAMES[:n]
    hope = {p: data.draw(st.fractions(-5, 5, max_denominator=6)) for p in names}
    gap = data.draw(st.fractions(0, 5, max_denominator=6))
    extra = st.fractions(0, 5, max_denominator=6)

    def worth(coalition):
        size, hopes = len(coalition), sum((hope[p] for p in coalition), Fraction(0))
        if not size:
            return Fraction(0)
        return hopes - gap - (data.draw(extra) if size < n - 1 else 0)

    game = CoalitionalGame.from_function(names, worth)
    # One player alone is a game of gap 0, whatever the gap that was drawn.
    assert n == 1 or utopia_payoffs(game).to_dict() == hope or n == 2
    if n > 2:
        assert (tau_value(game) == ensc_value(game)).all()


@settings(max_examples=80)
@given(games(least=2, most=2))
def test_values_of_two_players_split_the_surplus(game):
    """The standard solution for two players; it is superadditive if there is a surplus."""
    _, a, b, both = game.worths
    standard = [(both + a - b) / 2, (both + b - a) / 2]
    for value in (cis_value, ensc_value, consensus_value, least_square_prenucleolus):
        assert list(value(game)) == standard
    if both >= a + b:
        for value in (tau_value, gately_point, least_square_nucleolus):
            assert list(value(game)) == standard


@settings(max_examples=100, deadline=None)
@given(convex_games(least=2))
def test_gately_point_equalises_the_propensities_to_disrupt(game):
    value = gately_point(game)
    assert sum(value) == game.worths[-1]
    grand = frozenset(game.players)
    propensities = set()
    for player, amount in value.items():
        others_lose = game.worth(grand) - amount - game.worth(grand - {player})
        own = amount - game.worth([player])
        if own:
            propensities.add(others_lose / own)
        else:
            assert others_lose == 0
    assert len(propensities) <= 1


@pytest.mark.parametrize(
    ("worths", "point"),
    [
        # Gately (1974), three regions of India: 827.70, 476.56, 225.74.
        ((0, 0, 0, 1170, 770, 210, 1530), ["50490/61", "29070/61", "13770/61"]),
        # Staudacher and Anwander (2019): 18/11, 36/11, 12/11.
        ((0, 0, 0, 4, 0, 3, 6), ["18/11", "36/11", "12/11"]),
        # Nobody gains by the others, so that there is nothing to disrupt.
        ((1, 2, 3, 3, 4, 5, 6), [1, 2, 3]),
    ],
)
def test_gately_points_of_published_games(worths, point):
    assert list(gately_point(three(*worths))) == [Fraction(x) for x in point]


@pytest.mark.parametrize(
    ("worths", "message"),
    [
        ((1, 1, 1, 0, 0, 0, 2), "v(N) >= Σ v(i)"),
        ((0, 0, 0, 5, 0, 0, 4), "but for i = C"),
        ((0, 0, 0, 4, 4, 4, 4), "nobody adds more to the others than its own worth"),
    ],
)
def test_games_without_a_gately_point_are_refused(worths, message):
    with pytest.raises(InvalidGameError) as caught:
        gately_point(three(*worths))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("worths", "message"),
    [
        ((0, 0, 0, 5, 0, 0, 4), "minimal right m(C) = 0 is more than utopia payoff M(C) = -1"),
        ((1, 1, 1, 0, 0, 0, 2), "sum of the minimal rights m(N) = 3 is more than v(N) = 2"),
        ((0, 0, 0, 3, 3, 3, 4), "v(N) = 4 is more than the sum of the utopia payoffs M(N) = 3"),
    ],
)
def test_games_that_are_not_quasi_balanced_are_refused(worths, message):
    with pytest.raises(InvalidGameError) as caught:
        tau_value(three(*worths))
    assert message in str(caught.value)


@settings(max_examples=100, deadline=None)
@given(games())
def test_least_square_prenucleolus_equalises_the_mean_excess_of_players(game):
    """Ruiz, Valenciano and Zarzuelo (1996): Σ_{S∋i} e(S, x) is the same for all i."""
    x = least_square_prenucleolus(game)
    assert sum(x) == game.worths[-1]
    excess = {c: game.worth(c) - sum(x[p] for p in c) for c in coalitions(game.players)}
    sums = {sum(e for c, e in excess.items() if p in c) for p in game.players}
    assert len(sums) == 1
    beta = banzhaf_value(game)
    assert len(set(x - beta)) == 1


@settings(max_examples=60, deadline=None)
@given(games(most=4), st.randoms(use_true_random=False))
def test_least_square_nucleolus_is_the_imputation_of_least_variance(game, random):
    alone = np.array([game.worth([p]) for p in game.players])
    surplus = game.worths[-1] - alone.sum()
    if surplus < 0:
        with pytest.raises(InvalidGameError, match="no imputation"):
            least_square_nucleolus(game)
        return
    x = least_square_nucleolus(game)
    assert sum(x) == game.worths[-1]
    assert (x >= alone).all()

    def squares(y):
        payoff = dict(zip(game.players, y, strict=True))
        return sum((game.worth(c) - sum(payoff[p] for p in c)) ** 2 for c in coalitions(payoff))

    least = squares(x)
    for i, j in permutations(range(game.n), 2):  # no transfer between two players improves it
        y = np.array(list(x))
        amount = min(y[i] - alone[i], Fraction(random.randint(1, 8), 64))
        y[i] -= amount
        y[j] += amount
        assert squares(y) >= least
    prenucleolus = least_square_prenucleolus(game)
    if (prenucleolus >= alone).all():
        assert (x == prenucleolus).all()


def test_shapley_value_of_the_astin_money_market():
    """Lemaire (1991): three investors deposit together; shares 51,750, 25,875 and 12,375."""
    game = three(46125, 17437.5, 5812.5, 69187.5, 53812.5, 30750, 90000)
    assert list(shapley_value(game)) == [51750, 25875, 12375]
    assert sum(tau_value(game)) == sum(gately_point(game)) == 90000


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("value", EVERY_VALUE)
def test_floats_of_any_scale_give_the_exact_value_to_rounding(value, scale):
    rng = np.random.default_rng(8)
    for _ in range(20):
        dividends = rng.random(64)
        dividends[0] = 0
        exact = CoalitionalGame.from_dividends(
            [*NAMES, "F"],
            {
                tuple(p for i, p in enumerate([*NAMES, "F"]) if mask >> i & 1): Fraction(d)
                for mask, d in enumerate(dividends)
                if mask
            },
        )
        game = CoalitionalGame(exact.players, exact.worths.astype(float) * scale)
        expected = value(game, exact=True).astype(float)
        largest = np.abs(game.worths).max()
        np.testing.assert_allclose(value(game), expected, rtol=0, atol=1e-13 * largest)


@pytest.mark.parametrize("value", EVERY_VALUE)
def test_a_surplus_that_is_tiny_beside_the_worths_is_shared_all_the_same(value):
    """Each is worth about 1000 alone; what cooperation adds is 1e-6 of that, 1e7 roundings."""
    rng = np.random.default_rng(4)
    for _ in range(10):
        alone = rng.integers(900, 1100, size=4).astype(float)
        gains = {c: 1e-6 * len(c) ** 2 * (1 + 0.1 * rng.random()) for c in coalitions(NAMES[:4])}
        game = CoalitionalGame.from_function(
            NAMES[:4],
            lambda S, x=alone, g=gains: (
                sum(x[NAMES.index(p)] for p in S) + (g[S] if len(S) > 1 else 0)
            ),
        )
        expected = value(game, exact=True).astype(float)
        np.testing.assert_allclose(value(game), expected, rtol=0, atol=1e-11)


def test_solidarity_value_of_a_large_game():
    """Blocks of coalitions are scaled one by one; symmetric players share equally."""
    sizes = np.bitwise_count(np.arange(2**16)).astype(float)
    game = CoalitionalGame([f"p{i}" for i in range(16)], sizes**2)
    np.testing.assert_allclose(solidarity_value(game), np.full(16, 16.0), rtol=1e-12)
    half = random_game(15, 3, fractions=False)
    expected = solidarity_value(half, exact=True).astype(float)
    np.testing.assert_allclose(solidarity_value(half), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize("value", EVERY_VALUE)
def test_no_player_and_one_player(value):
    assert len(value(CoalitionalGame([], [0]))) == 0
    one = CoalitionalGame(["A"], [0, 0.1])
    assert value(one).to_dict() == {"A": 0.1}
    assert value(one, exact=True).to_dict() == {"A": Fraction(0.1)}
    assert value(CoalitionalGame(["A"], [0, -3.0])).to_dict() == {"A": -3.0}


@pytest.mark.parametrize("value", EVERY_VALUE)
def test_the_game_in_which_nothing_is_worth_anything(value):
    assert list(value(CoalitionalGame(NAMES[:3], [0] * 8))) == [0, 0, 0]


@pytest.mark.parametrize("value", [v for v in EVERY_VALUE if v is not least_square_nucleolus])
def test_symbols_give_the_value_that_substitution_gives(value):
    a, b, c = sympy.symbols("a b c", positive=True)
    game = CoalitionalGame.from_worths(
        {("A", "B"): a, ("A", "C"): b, ("A", "B", "C"): a + b + c}, players=NAMES[:3]
    )
    numbers = {a: 3, b: 2, c: 5}
    fractions = CoalitionalGame(
        game.players, [Fraction(int(sympy.sympify(w).subs(numbers))) for w in game.worths]
    )
    symbolic = [sympy.nsimplify(x.subs(numbers)) for x in value(game)]
    assert symbolic == [sympy.Rational(x) for x in value(fractions)]


def test_least_square_nucleolus_needs_numbers():
    x = sympy.Symbol("x")
    with pytest.raises(UnsupportedNumberError, match="expressions in x"):
        least_square_nucleolus(CoalitionalGame(["A", "B"], [0, 0, 0, x]))


def test_alpha_must_be_a_share():
    with pytest.raises(InvalidArgumentError, match=r"alpha must lie in \[0, 1\], got 2"):
        egalitarian_shapley_value(three(0, 0, 0, 1, 1, 1, 1), 2)


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("value", [tau_value, gately_point, least_square_nucleolus])
def test_games_that_miss_a_condition_by_rounding_are_not_refused(value, scale):
    """Of an additive game minimal rights and utopia payoffs coincide but for rounding."""
    rng = np.random.default_rng(3)
    for _ in range(50):
        amounts = rng.normal(size=4) * scale
        game = CoalitionalGame.from_function(
            NAMES[:4], lambda S, x=amounts: sum(x[NAMES.index(p)] for p in S)
        )
        np.testing.assert_allclose(value(game), amounts, rtol=0, atol=1e-13 * scale)
