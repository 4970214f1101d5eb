"""Values that average marginal contributions: by size, by coalition, by order, by dividend."""

from fractions import Fraction
from itertools import combinations, permutations
from math import comb, factorial

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import (
    CoalitionalGame,
    banzhaf_value,
    binomial_semivalue,
    harsanyi_payoff,
    marginal_vectors,
    probabilistic_value,
    random_order_value,
    semivalue,
    shapley_value,
    weighted_shapley_value,
)
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, UnknownNameError

from test_coalitional import games


def others(game, player):
    rest = [p for p in game.players if p != player]
    return [frozenset(c) for size in range(len(rest) + 1) for c in combinations(rest, size)]


def by_coalition(game, probability):
    """The definition: Σ_S p_i(S) (v(S∪i) − v(S)), with probability(player, S)."""
    return {
        player: sum(
            (
                probability(player, coalition)
                * (game.worth(coalition | {player}) - game.worth(coalition))
                for coalition in others(game, player)
            ),
            Fraction(0),
        )
        for player in game.players
    }


def distribution(draw, size):
    parts = draw(st.lists(st.integers(0, 5), min_size=size, max_size=size))
    parts[draw(st.integers(0, size - 1))] += 1
    return [Fraction(part, sum(parts)) for part in parts]


def random_game(n, seed, fractions=True):
    draws = np.random.default_rng(seed).integers(-20, 21, size=2**n)
    worths = [Fraction(0), *(Fraction(int(x), 6) for x in draws[1:])]
    return CoalitionalGame(
        [f"p{i}" for i in range(n)], worths if fractions else [float(w) for w in worths]
    )


@settings(max_examples=100)
@given(st.data())
def test_semivalue_is_its_definition(data):
    game = data.draw(games())
    total = distribution(data.draw, game.n)
    weights = [share / comb(game.n - 1, size) for size, share in enumerate(total)]
    expected = by_coalition(game, lambda player, coalition: weights[len(coalition)])
    assert semivalue(game, weights).to_dict() == expected


@settings(max_examples=100)
@given(games(), st.fractions(0, 1, max_denominator=9))
def test_binomial_semivalue_is_its_definition(game, p):
    expected = by_coalition(
        game,
        lambda player, coalition: p ** len(coalition) * (1 - p) ** (game.n - 1 - len(coalition)),
    )
    assert binomial_semivalue(game, p).to_dict() == expected


@pytest.mark.parametrize("n", [6, 7, 8])
def test_semivalues_of_larger_games(n):
    game = random_game(n, n)
    weights = [Fraction(1, n * comb(n - 1, size)) for size in range(n)]
    assert (semivalue(game, weights) == shapley_value(game)).all()
    p = Fraction(2, 7)
    expected = by_coalition(game, lambda _, c: p ** len(c) * (1 - p) ** (n - 1 - len(c)))
    assert binomial_semivalue(game, p).to_dict() == expected


@given(games())
def test_semivalues_that_have_names(game):
    n = game.n
    shapley = [Fraction(factorial(s) * factorial(n - s - 1), factorial(n)) for s in range(n)]
    assert (semivalue(game, shapley) == shapley_value(game)).all()
    assert (semivalue(game, [Fraction(1, 2 ** (n - 1))] * n) == banzhaf_value(game)).all()
    assert (binomial_semivalue(game, Fraction(1, 2)) == banzhaf_value(game)).all()
    alone = [game.worth([p]) for p in game.players]
    assert list(binomial_semivalue(game, 0)) == alone
    last = [game.worths[-1] - game.worth(set(game.players) - {p}) for p in game.players]
    assert list(binomial_semivalue(game, 1)) == last


@settings(max_examples=10, deadline=None)
@given(games(most=4))
def test_shapley_value_is_the_mean_of_the_binomial_semivalues(game):
    """Owen (1972): the integral of the derivative of the multilinear extension."""
    p = sympy.Symbol("p")
    values = binomial_semivalue(game, p)
    for player, amount in shapley_value(game).items():
        assert sympy.integrate(values[player], (p, 0, 1)) == sympy.Rational(amount)


@pytest.mark.parametrize("n", [5, 16])
def test_float_weights_give_the_exact_semivalue_to_rounding(n):
    game = random_game(n, 1, fractions=False)
    p = 0.3
    expected = binomial_semivalue(game, Fraction(p), exact=True).astype(float)
    np.testing.assert_allclose(binomial_semivalue(game, p), expected, rtol=0, atol=1e-13)
    weights = [p**s * (1 - p) ** (n - 1 - s) for s in range(n)]
    np.testing.assert_allclose(semivalue(game, weights), expected, rtol=0, atol=1e-12)
    assert semivalue(game, weights).dtype == np.float64


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_semivalues_scale_with_the_worths(scale):
    game = random_game(6, 2, fractions=False)
    larger = CoalitionalGame(game.players, game.worths * scale)
    expected = binomial_semivalue(game, 0.3) * scale
    np.testing.assert_allclose(binomial_semivalue(larger, 0.3), expected, rtol=1e-11)


@settings(max_examples=100)
@given(st.data())
def test_probabilistic_value_is_its_definition(data):
    game = data.draw(games(most=4))
    odds = {}
    for player in game.players:
        coalitions = others(game, player)
        odds[player] = dict(zip(coalitions, distribution(data.draw, len(coalitions)), strict=True))
    expected = by_coalition(game, lambda player, coalition: odds[player][coalition])
    assert probabilistic_value(game, odds).to_dict() == expected
    assert probabilistic_value(game, lambda p, c: odds[p][c]).to_dict() == expected
    named = {p: {tuple(c): x for c, x in row.items() if x} for p, row in odds.items()}
    assert probabilistic_value(game, named).to_dict() == expected


@settings(max_examples=100)
@given(st.data())
def test_marginal_vectors_and_random_orders(data):
    game = data.draw(games(most=4))
    vectors = marginal_vectors(game)
    assert list(vectors.index) == list(permutations(game.players))
    assert vectors.index.nlevels == 1
    for order, row in zip(vectors.index, vectors.to_numpy(), strict=True):
        before: frozenset = frozenset()
        payoffs = dict(zip(vectors.columns, row, strict=True))
        for player in order:
            assert payoffs[player] == game.worth(before | {player}) - game.worth(before)
            before |= {player}
        assert sum(row) == game.worths[-1]
    assert (vectors.sum() / factorial(game.n) == shapley_value(game)).all()
    odds = distribution(data.draw, len(vectors))
    expected = vectors.mul(odds, axis=0).sum()
    value = random_order_value(game, dict(zip(vectors.index, odds, strict=True)))
    assert value.to_dict() == expected.to_dict()


def test_marginal_vectors_of_the_glove_game():
    """One left glove and two right ones: only the first right glove to meet the left one pays."""
    game = CoalitionalGame.from_worths({("L", "R1"): 1, ("L", "R2"): 1, ("L", "R1", "R2"): 1})
    vectors = marginal_vectors(game)
    assert dict(zip(vectors.index, vectors.to_numpy().tolist(), strict=True)) == {
        ("L", "R1", "R2"): [0, 1, 0],
        ("L", "R2", "R1"): [0, 0, 1],
        ("R1", "L", "R2"): [1, 0, 0],
        ("R1", "R2", "L"): [1, 0, 0],
        ("R2", "L", "R1"): [1, 0, 0],
        ("R2", "R1", "L"): [1, 0, 0],
    }


@settings(max_examples=100)
@given(st.data())
def test_harsanyi_payoffs_of_known_sharing_systems(data):
    game = data.draw(games())
    equal = harsanyi_payoff(game, lambda S: {p: Fraction(1, len(S)) for p in S})
    assert (equal == shapley_value(game)).all()
    weight = {p: data.draw(st.integers(1, 5)) for p in game.players}
    shares = harsanyi_payoff(
        game, lambda S: {p: Fraction(weight[p], sum(weight[q] for q in S)) for p in S}
    )
    assert (shares == weighted_shapley_value(game, weight)).all()
    # A selector that picks the last member in an order gives that order's marginal vector.
    order = data.draw(st.permutations(game.players))
    selected = harsanyi_payoff(game, lambda S: {max(S, key=order.index): 1})
    assert selected.to_dict() == random_order_value(game, {tuple(order): 1}).to_dict()


@pytest.mark.parametrize(
    "value",
    [
        lambda g, **k: semivalue(g, [Fraction(1)] * g.n, **k),
        lambda g, **k: binomial_semivalue(g, Fraction(1, 3), **k),
        lambda g, **k: probabilistic_value(g, lambda p, c: 1, **k),
        lambda g, **k: random_order_value(g, {g.players: 1}, **k),
        lambda g, **k: harsanyi_payoff(g, lambda S: {min(S): 1}, **k),
        lambda g, **k: marginal_vectors(g, **k).sum(),
    ],
)
def test_no_player_and_one_player(value):
    assert len(value(CoalitionalGame([], [0]))) == 0
    one = CoalitionalGame(["A"], [0, 0.1])
    assert value(one).to_dict() == {"A": 0.1}
    assert value(one, exact=True).to_dict() == {"A": Fraction(0.1)}


def test_symbols_flow_through():
    a, b, c, p = sympy.symbols("a b c p")
    game = CoalitionalGame(["A", "B"], [0, a, b, c])
    first = sympy.expand((1 - p) * a + p * (c - b))
    assert binomial_semivalue(game, p)["A"] == first
    assert semivalue(game, [1 - p, p])["A"] == first
    odds = {"A": {(): 1 - p, ("B",): p}, "B": {(): 1}}
    assert probabilistic_value(game, odds).to_dict() == {"A": first, "B": b}
    orders = {("A", "B"): 1 - p, ("B", "A"): p}
    assert random_order_value(game, orders)["A"] == first


GAME = CoalitionalGame(["A", "B"], [0, 1, 2, 3])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: semivalue(GAME, [1]), "weights needs 2 entries"),
        (lambda: semivalue(GAME, [2, -1]), "weights must be >= 0, got -1 for size 1"),
        (
            lambda: semivalue(GAME, [0.5, 0.4]),
            "counted 1, 1 times, must sum to 1, got 0.9",
        ),
        (lambda: semivalue(GAME, [Fraction(1, 2), Fraction(1, 3)]), "must sum to 1, got 5/6"),
        (lambda: binomial_semivalue(GAME, 1.5), "p must lie in [0, 1], got 1.5"),
        (lambda: probabilistic_value(GAME, {"A": {(): 1}}), "every player, missing B"),
        (lambda: probabilistic_value(GAME, lambda p, c: 1), "probabilities of A must sum to 1"),
        (
            lambda: probabilistic_value(GAME, {"A": {("A",): 1}, "B": {(): 1}}),
            "probabilities of A must be over coalitions without A",
        ),
        (lambda: random_order_value(GAME, {("A",): 1}), "orders must be tuples of all players"),
        (lambda: random_order_value(GAME, {"AB": 1}), "orders must be tuples of all players"),
        (lambda: random_order_value(GAME, {}), "orders must sum to 1, got 0"),
        (lambda: harsanyi_payoff(GAME, lambda S: {"A": 1}), "sharing of {B} must be among its"),
        (lambda: harsanyi_payoff(GAME, lambda S: {}), "sharing of {A} must sum to 1, got 0"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(InvalidArgumentError) as caught:
        call()
    assert message in str(caught.value)


def test_unknown_names_and_too_many_orders_are_refused():
    with pytest.raises(UnknownNameError, match="probabilities of A: player 'C'"):
        probabilistic_value(GAME, {"A": {("C",): 1}, "B": {(): 1}})
    with pytest.raises(ProblemTooLargeError, match="10 players have 3628800 orders"):
        marginal_vectors(random_game(10, 0, fractions=False))
