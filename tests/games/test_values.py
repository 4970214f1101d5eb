"""Values share v(N) by axioms; each is checked against its definition and against its kin."""

from fractions import Fraction
from itertools import combinations, permutations
from math import factorial

import networkx as nx
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import lilliput.games.values.fold as fold
from lilliput.games import (
    CoalitionalGame,
    banzhaf_value,
    banzhaf_values,
    graph_restricted_game,
    myerson_value,
    owen_value,
    owen_values,
    shapley_value,
    shapley_values,
    share_dividends,
    weighted_shapley_value,
)
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnknownNameError

from test_coalitional import FRACTIONS, NAMES, games


def average_over_orders(game, orders):
    """The definition: mean marginal contribution over orders of arrival."""
    total = dict.fromkeys(game.players, Fraction(0))
    count = 0
    for order in orders:
        count += 1
        before: frozenset = frozenset()
        for player in order:
            total[player] += game.worth(before | {player}) - game.worth(before)
            before |= {player}
    return {player: amount / count for player, amount in total.items()}


def partition(draw, players):
    labels = draw(st.lists(st.integers(0, 2), min_size=len(players), max_size=len(players)))
    return [
        [p for p, label in zip(players, labels, strict=True) if label == k]
        for k in sorted(set(labels))
    ]


@settings(max_examples=200)
@given(games())
def test_shapley_value_is_the_mean_over_all_orders(game):
    assert shapley_value(game).to_dict() == average_over_orders(game, permutations(game.players))


@settings(max_examples=200)
@given(games(), games())
def test_shapley_axioms(game, other):
    value = shapley_value(game)
    assert sum(value) == game.worths[-1]
    if game.players == other.players:
        together = CoalitionalGame(game.players, game.worths + other.worths)
        assert (shapley_value(together) == value + shapley_value(other)).all()
    null = CoalitionalGame([*game.players, "Z"], np.concatenate([game.worths, game.worths]))
    assert shapley_value(null)["Z"] == 0
    assert (shapley_value(null)[list(game.players)] == value).all()


@given(games(least=2), st.randoms())
def test_shapley_value_follows_a_relabelling(game, random):
    names = list(game.players)
    random.shuffle(names)
    moved = CoalitionalGame.from_function(names, game.worth)
    assert (shapley_value(moved)[list(game.players)] == shapley_value(game)).all()


@settings(max_examples=200)
@given(games())
def test_kin_that_coincide_with_the_shapley_value(game):
    value = shapley_value(game)
    players = list(game.players)
    complete = list(combinations(players, 2))
    assert (weighted_shapley_value(game, [Fraction(3)] * game.n) == value).all()
    assert (owen_value(game, [players]) == value).all()
    assert (owen_value(game, [[p] for p in players]) == value).all()
    assert (myerson_value(game, complete) == value).all()
    assert (share_dividends(players, dict(game.dividends())) == value).all()


@settings(max_examples=200)
@given(st.data())
def test_owen_value_is_the_mean_over_orders_that_keep_unions_together(data):
    game = data.draw(games(least=2))
    unions = partition(data.draw, list(game.players))
    together = [
        order
        for order in permutations(game.players)
        if all(
            max(order.index(p) for p in union) - min(order.index(p) for p in union)
            == len(union) - 1
            for union in unions
        )
    ]
    expected = average_over_orders(game, together)
    assert owen_value(game, unions).to_dict() == expected
    shared = share_dividends(list(game.players), dict(game.dividends()), unions=unions)
    assert shared.to_dict() == expected


@settings(max_examples=200)
@given(st.data())
def test_weighted_shapley_value_in_worths_and_in_dividends(data):
    game = data.draw(games())
    weight = st.fractions(Fraction(1, 9), 9, max_denominator=9)
    weights = data.draw(st.lists(weight, min_size=game.n, max_size=game.n))
    value = weighted_shapley_value(game, weights)
    shared = share_dividends(list(game.players), dict(game.dividends()), weights)
    assert value.to_dict() == shared.to_dict()
    assert sum(value) == game.worths[-1]


@settings(max_examples=200)
@given(st.data())
def test_myerson_value_is_fair_and_efficient_by_component(data):
    game = data.draw(games(least=2))
    pairs = list(combinations(game.players, 2))
    edges = data.draw(st.lists(st.sampled_from(pairs), unique=True))
    graph = nx.Graph(edges)
    graph.add_nodes_from(game.players)
    value = myerson_value(game, edges)
    for component in nx.connected_components(graph):
        assert sum(value[p] for p in component) == game.worth(component)
    for edge in edges:
        rest = myerson_value(game, [e for e in edges if e != edge])
        assert value[edge[0]] - rest[edge[0]] == value[edge[1]] - rest[edge[1]]


@given(st.data())
def test_graph_restricted_worths_sum_over_components(data):
    game = data.draw(games(least=2))
    pairs = list(combinations(game.players, 2))
    edges = data.draw(st.lists(st.sampled_from(pairs), unique=True))
    graph = nx.Graph(edges)
    graph.add_nodes_from(game.players)
    restricted = graph_restricted_game(game, edges)
    for mask in range(2**game.n):
        coalition = game.coalition(mask)
        parts = nx.connected_components(graph.subgraph(coalition))
        assert restricted.worth(coalition) == sum((game.worth(c) for c in parts), Fraction(0))


@given(games())
def test_banzhaf_value_is_the_mean_over_coalitions(game):
    value = banzhaf_value(game)
    for i, player in enumerate(game.players):
        swings = [
            game.worths[mask | 1 << i] - game.worths[mask]
            for mask in range(2**game.n)
            if not mask >> i & 1
        ]
        assert value[player] == sum(swings) / Fraction(len(swings))


@pytest.mark.parametrize("n", [14, 15, 16, 17])
def test_the_compiled_fold_agrees_with_the_dividends(n):
    worths = np.random.default_rng(n).random(2**n)
    worths[0] = 0
    game = CoalitionalGame([f"p{i}" for i in range(n)], worths)
    np.testing.assert_allclose(
        shapley_value(game), weighted_shapley_value(game, [1] * n), rtol=0, atol=1e-11
    )


def test_exact_values_of_float_worths_are_the_rationals_they_store():
    game = CoalitionalGame(["A", "B"], [0.0, 0.1, 0.0, 1.0])
    assert shapley_value(game, exact=True)["A"] == (Fraction(0.1) + 1) / 2


def test_symbolic_three_player_value_is_the_textbook_formula():
    a, b, c, ab, ac, bc, abc = sympy.symbols("a b c ab ac bc abc")
    game = CoalitionalGame(NAMES[:3], [0, a, b, ab, c, ac, bc, abc])
    third, sixth = sympy.Rational(1, 3), sympy.Rational(1, 6)
    expected = third * a + sixth * (ab - b) + sixth * (ac - c) + third * (abc - bc)
    assert sympy.expand(shapley_value(game)["A"] - expected) == 0


@pytest.mark.parametrize("n", [3, 4, 5, 6])
def test_lilliput_premium_of_m10a_comes_out_symbolically(n):
    """A hub with surplus f(j) from j partners gains mean f − ½ f(m) when they are apart."""
    m = n - 1
    f = [sympy.Integer(0), *sympy.symbols(f"f1:{m + 1}")]
    players = ["hub", *(f"small {i}" for i in range(m))]
    game = CoalitionalGame.from_function(
        players, lambda S: f[len(S) - 1] if "hub" in S else sympy.Integer(0)
    )
    apart = shapley_value(game)["hub"]
    united = owen_value(game, [players[1:]])["hub"]
    assert sympy.expand(apart - sum(f) / sympy.Integer(m + 1)) == 0
    assert sympy.expand(united - f[m] / 2) == 0


def test_shapley_value_of_the_airport_game():
    """Littlechild and Owen (1973): each pays its share of every segment it uses."""
    costs = {"A": 12, "B": 30, "C": 60}
    game = CoalitionalGame.from_function(
        list(costs), lambda S: Fraction(max((costs[p] for p in S), default=0))
    )
    assert shapley_value(game).to_dict() == {"A": 4, "B": 13, "C": 43}


@pytest.mark.parametrize("n", [1, 2, 8])
def test_weights_by_order_of_arrival_sum_to_one(n):
    worths = [Fraction(bin(mask).count("1") == n) for mask in range(2**n)]
    value = shapley_value(CoalitionalGame([f"p{i}" for i in range(n)], worths))
    assert list(value) == [Fraction(factorial(n - 1), factorial(n))] * n


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda g: weighted_shapley_value(g, [1, 0]), "weights must be > 0, got 0 for B"),
        (lambda g: weighted_shapley_value(g, [1]), "weights needs 2 entries"),
        (lambda g: weighted_shapley_value(g, {"A": 1}), "missing B"),
        (lambda g: owen_value(g, [["A"], ["A", "B"]]), "disjoint"),
        (lambda g: myerson_value(g, [("A", "A")]), "two different players"),
    ],
)
def test_bad_arguments_are_named(call, message):
    with pytest.raises(InvalidArgumentError) as caught:
        call(CoalitionalGame(["A", "B"], [0, 1, 2, 3]))
    assert message in str(caught.value)


def test_unknown_names_are_refused():
    game = CoalitionalGame(["A", "B"], [0, 1, 2, 3])
    with pytest.raises(UnknownNameError, match="edges: player 'C'"):
        myerson_value(game, [("A", "C")])
    with pytest.raises(UnknownNameError, match="weights: name 'C'"):
        weighted_shapley_value(game, {"A": 1, "B": 1, "C": 1})


@given(st.data(), st.integers(0, 4), st.booleans())
def test_batched_values_are_the_values_of_each_game(data, n, exact):
    number = st.sampled_from(FRACTIONS) if exact else st.floats(-1e6, 1e6)
    tables = data.draw(st.lists(st.lists(number, min_size=2**n, max_size=2**n), min_size=1))
    worths = np.array(tables, dtype=object if exact else float)
    worths[:, 0] = Fraction(0) if exact else 0.0
    unions = partition(data.draw, list(range(n)))
    games = [CoalitionalGame(NAMES[:n], row) for row in worths]
    named = [[NAMES[i] for i in union] for union in unions]
    for batched, single in [
        (shapley_values(worths), [shapley_value(game) for game in games]),
        (banzhaf_values(worths), [banzhaf_value(game) for game in games]),
        (owen_values(worths, unions), [owen_value(game, named) for game in games]),
    ]:
        assert batched.shape == (len(games), n)
        if exact:
            assert (batched == np.array([list(v) for v in single], dtype=object)).all()
        else:
            scale = np.abs(worths).max(initial=1.0)
            assert np.abs(batched - np.array(single)).max(initial=0) <= 1e-13 * scale


def test_batched_values_keep_leading_axes_and_agree_for_large_games():
    rng = np.random.default_rng(1)
    worths = rng.random((2, 1, 2**16))
    worths[..., 0] = 0
    found = shapley_values(worths)
    assert found.shape == (2, 1, 16)
    names = [str(i) for i in range(16)]
    single = shapley_value(CoalitionalGame(names, worths[1, 0]))
    assert np.abs(found[1, 0] - single.to_numpy()).max() < 1e-13


@pytest.mark.parametrize("n", [0, 1, 2, 5, 9, 14])
@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e9])
def test_the_compiled_fold_of_many_games_agrees_with_the_product(n, scale, monkeypatch):
    worths = scale * np.random.default_rng(n).normal(size=(3, 5, 2**n))
    worths[..., 0] = 0
    worths.setflags(write=False)
    for values in (shapley_values, banzhaf_values):
        product = values(worths)
        monkeypatch.setattr(fold, "_ROWS_KERNEL_FROM", 0)
        compiled = values(worths)
        monkeypatch.undo()
        assert compiled.shape == (3, 5, n)
        assert np.abs(compiled - product).max(initial=0) <= 1e-15 * np.abs(worths).max(initial=0)


@pytest.mark.parametrize(
    ("worths", "message"),
    [
        (np.zeros((2, 6)), r"last axis of 2\*\*n worths, got shape \(2, 6\)"),
        (np.array([[0, 1.0], [0.5, 1]]), r"empty coalition 0, got 0.5 in game \(1,\)"),
        (np.array([[0, np.nan]]), "finite, got nan"),
        (5.0, "must be a sequence of numbers, got 5.0"),
        (np.array(5.0), r"got shape \(\)"),
    ],
)
def test_bad_batches_are_refused(worths, message):
    with pytest.raises(InvalidGameError, match=message):
        shapley_values(worths)


@pytest.mark.parametrize("unions", [[[0], [0]], [[]], [[3]]])
def test_bad_unions_of_a_batch_are_refused(unions):
    with pytest.raises(InvalidArgumentError, match="unions must be disjoint non-empty groups"):
        owen_values(np.zeros((1, 8)), unions)
