"""Values for unions and for graphs, against their definitions and their characterising axioms."""

from fractions import Fraction
from itertools import combinations, pairwise, permutations

import networkx as nx
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from test_semivalues import random_game
from test_values import average_over_orders, partition

import lilliput.games.values.myerson as myerson_module
import lilliput.games.values.position as position_module
from lilliput.games import (
    CoalitionalGame,
    aumann_dreze_value,
    banzhaf_owen_value,
    banzhaf_value,
    cis_value,
    egalitarian_value,
    graph_restricted_game,
    myerson_value,
    owen_value,
    position_value,
    shapley_value,
    symmetric_coalitional_banzhaf_value,
    two_step_shapley_value,
)
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, UnknownNameError

from test_coalitional import NAMES, games

MAJORITY = CoalitionalGame.from_function(NAMES[:3], lambda S: Fraction(len(S) >= 2))


def subsets(items):
    return [frozenset(c) for size in range(len(items) + 1) for c in combinations(items, size)]


def subgame(game, members):
    return CoalitionalGame.from_function([p for p in game.players if p in members], game.worth)


def quotient(game, unions):
    names = [str(k) for k in range(len(unions))]
    return CoalitionalGame.from_function(
        names, lambda S: game.worth([p for k in S for p in unions[int(k)]])
    )


def edges_of(draw, players):
    pairs = list(combinations(players, 2))
    return draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []


def graph_of(players, edges):
    graph = nx.Graph(edges)
    graph.add_nodes_from(players)
    return graph


@settings(max_examples=80)
@given(st.data())
def test_banzhaf_owen_value_is_its_definition(data):
    game = data.draw(games())
    unions = partition(data.draw, list(game.players))
    value = banzhaf_owen_value(game, unions)
    for k, union in enumerate(unions):
        for player in union:
            swings = [
                game.worth(before | {player}) - game.worth(before)
                for chosen in subsets([j for j in range(len(unions)) if j != k])
                for inside in subsets([p for p in union if p != player])
                for before in [inside.union(*(unions[j] for j in chosen))]
            ]
            assert value[player] == sum(swings) / Fraction(len(swings))


@settings(max_examples=80)
@given(st.data())
def test_symmetric_coalitional_banzhaf_value_is_its_definition(data):
    game = data.draw(games())
    unions = partition(data.draw, list(game.players))
    value = symmetric_coalitional_banzhaf_value(game, unions)
    for k, union in enumerate(unions):
        total = dict.fromkeys(union, Fraction(0))
        count = 0
        for chosen in subsets([j for j in range(len(unions)) if j != k]):
            for order in permutations(union):
                before = frozenset().union(*(unions[j] for j in chosen))
                count += 1
                for player in order:
                    total[player] += game.worth(before | {player}) - game.worth(before)
                    before |= {player}
        assert {p: value[p] for p in union} == {p: t / count for p, t in total.items()}


@settings(max_examples=80)
@given(st.data())
def test_quotient_properties_and_extreme_partitions(data):
    game = data.draw(games())
    players = list(game.players)
    unions = partition(data.draw, players)
    singletons = [[p] for p in players]
    between = quotient(game, unions)
    coalitional = symmetric_coalitional_banzhaf_value(game, unions)
    two_step = two_step_shapley_value(game, unions)
    shared = aumann_dreze_value(game, unions)
    for k, union in enumerate(unions):
        assert sum(coalitional[p] for p in union) == banzhaf_value(between)[str(k)]
        assert sum(two_step[p] for p in union) == shapley_value(between)[str(k)]
        assert sum(shared[p] for p in union) == game.worth(union)
        inside = average_over_orders(subgame(game, union), permutations(union))
        assert {p: shared[p] for p in union} == inside
        surplus = {two_step[p] - shared[p] for p in union}
        assert len(surplus) == 1  # Kamijo (2009): equal parts of what the union gains
    assert (banzhaf_owen_value(game, singletons) == banzhaf_value(game)).all()
    assert (banzhaf_owen_value(game, [players]) == banzhaf_value(game)).all()
    assert (symmetric_coalitional_banzhaf_value(game, singletons) == banzhaf_value(game)).all()
    assert (symmetric_coalitional_banzhaf_value(game, [players]) == shapley_value(game)).all()
    assert (two_step_shapley_value(game, [players]) == shapley_value(game)).all()
    assert (two_step_shapley_value(game, singletons) == shapley_value(game)).all()
    assert (aumann_dreze_value(game, [players]) == shapley_value(game)).all()


@pytest.mark.parametrize("n", [6, 7, 8])
def test_union_values_of_larger_games(n):
    game = random_game(n, n)
    unions = [list(game.players[:3]), list(game.players[3:5])]
    together = [*unions, *([p] for p in game.players[5:])]
    value = banzhaf_owen_value(game, unions)
    player, mates = game.players[0], game.players[1:3]
    swings = [
        game.worth(before | {player}) - game.worth(before)
        for chosen in subsets(range(1, len(together)))
        for inside in subsets(mates)
        for before in [inside.union(*(together[j] for j in chosen))]
    ]
    assert value[player] == sum(swings) / Fraction(len(swings))
    between = shapley_value(quotient(game, together))
    two_step = two_step_shapley_value(game, unions)
    assert [sum(two_step[p] for p in union) for union in together] == list(between)


@settings(max_examples=100)
@given(st.data())
def test_egalitarian_values_with_unions(data):
    game = data.draw(games())
    unions = partition(data.draw, list(game.players))
    total, m = game.worths[-1], len(unions)
    equal, surplus = egalitarian_value(game, unions=unions), cis_value(game, unions=unions)
    left = (total - sum(game.worth(union) for union in unions)) / m
    for union in unions:
        gain = game.worth(union) - sum(game.worth([p]) for p in union)
        for player in union:
            assert equal[player] == total / (m * len(union))
            assert surplus[player] == game.worth([player]) + (gain + left) / len(union)
    for value in (egalitarian_value, cis_value):
        assert (value(game, unions=[list(game.players)]) == value(game)).all()
        assert (value(game, unions=[]) == value(game)).all()


@settings(max_examples=100)
@given(st.data())
def test_myerson_value_with_unions_is_the_owen_value_of_the_restricted_game(data):
    game = data.draw(games())
    players = list(game.players)
    edges = edges_of(data.draw, players)
    unions = partition(data.draw, players)
    value = myerson_value(game, edges, unions=unions)
    assert (value == owen_value(graph_restricted_game(game, edges), unions)).all()
    complete = list(combinations(players, 2))
    assert (myerson_value(game, complete, unions=unions) == owen_value(game, unions)).all()
    assert (myerson_value(game, edges, unions=[players]) == myerson_value(game, edges)).all()
    graph = graph_of(players, edges)
    for component in nx.connected_components(graph):
        assert sum(value[p] for p in component) == game.worth(component)


@pytest.mark.parametrize("n", [15, 16, 17])
@pytest.mark.parametrize("kind", ["path", "tree", "sparse", "dense", "empty"])
def test_compiled_restriction_agrees_with_networkx_and_with_the_small_path(n, kind, monkeypatch):
    rng = np.random.default_rng(n)
    graph = {
        "path": nx.path_graph(n),
        "tree": nx.Graph((int(rng.integers(i)), i) for i in range(1, n)),
        "sparse": nx.gnm_random_graph(n, n, seed=n),
        "dense": nx.gnm_random_graph(n, 4 * n, seed=n),
        "empty": nx.empty_graph(n),
    }[kind]
    worths = rng.integers(-1000, 1000, size=2**n).astype(float)  # integers: sums are exact
    worths[0] = 0
    names = [f"p{i}" for i in range(n)]
    game = CoalitionalGame(names, worths)
    edges = [(names[a], names[b]) for a, b in graph.edges]
    compiled = graph_restricted_game(game, edges)
    for mask in rng.integers(2**n, size=50).tolist():
        inside = graph.subgraph([i for i in range(n) if mask >> i & 1])
        parts = [sum(1 << i for i in part) for part in nx.connected_components(inside)]
        assert compiled.worths[mask] == worths[parts].sum()
    monkeypatch.setattr(myerson_module, "_KERNEL_FROM", n + 1)
    assert graph_restricted_game(game, edges) == compiled


def test_exact_myerson_values_add_the_rationals_that_floats_store():
    game = CoalitionalGame.from_worths({("A",): 0.1, ("B",): 0.2, ("C",): 0.3})
    assert myerson_value(game, [("A", "B")], exact=True).to_dict() == {
        "A": -Fraction(0.2) / 2 + Fraction(0.1) / 2,
        "B": -Fraction(0.1) / 2 + Fraction(0.2) / 2,
        "C": Fraction(0.3),
    }
    apart = myerson_value(game, [], exact=True)
    assert list(apart) == [Fraction(0.1), Fraction(0.2), Fraction(0.3)]


def position_by_definition(game, edges):
    """Mean over the orders of the links, each contribution halved between the ends."""
    value = {p: game.worth([p]) for p in game.players}

    def worth(links):
        parts = nx.connected_components(graph_of(game.players, links))
        return sum((game.worth(part) for part in parts), Fraction(0))

    count = 0
    total = dict.fromkeys(game.players, Fraction(0))
    for order in permutations(edges):
        count += 1
        for k, link in enumerate(order):
            gain = worth(order[: k + 1]) - worth(order[:k])
            for end in link:
                total[end] += gain / 2
    return {p: value[p] + total[p] / count for p in game.players}


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_position_value_is_its_definition(data):
    game = data.draw(games())
    pairs = list(combinations(game.players, 2))
    edges = data.draw(st.lists(st.sampled_from(pairs), unique=True, max_size=4)) if pairs else []
    assert position_value(game, edges).to_dict() == position_by_definition(game, edges)


@settings(max_examples=50, deadline=None)
@given(st.data())
def test_position_value_has_balanced_link_contributions(data):
    """Slikker (2005): with efficiency by component this characterises the position value."""
    game = data.draw(games(least=2))
    edges = edges_of(data.draw, game.players)
    value = position_value(game, edges)
    for component in nx.connected_components(graph_of(game.players, edges)):
        assert sum(value[p] for p in component) == game.worth(component)
    without = {e: position_value(game, [x for x in edges if x != e]) for e in edges}

    def contribution(i, j):
        """What the links of j, taken away one at a time, are worth to i."""
        return sum((value[i] - without[e][i] for e in edges if j in e), Fraction(0))

    for i, j in combinations(game.players, 2):
        assert contribution(i, j) == contribution(j, i)


def test_two_players_share_a_link_alike():
    game = CoalitionalGame(["A", "B"], [0, 1, 2, 7])
    expected = {"A": 3.0, "B": 4.0}
    assert position_value(game, [("A", "B")]).to_dict() == expected
    assert myerson_value(game, [("A", "B")]).to_dict() == expected


def test_majority_on_a_line_and_on_a_triangle():
    line = [("A", "B"), ("B", "C")]
    assert list(myerson_value(MAJORITY, line)) == [
        Fraction(1, 6),
        Fraction(2, 3),
        Fraction(1, 6),
    ]  # Myerson (1977)
    quarter = Fraction(1, 4)
    assert list(position_value(MAJORITY, line)) == [quarter, 2 * quarter, quarter]
    triangle = [*line, ("A", "C")]
    third = Fraction(1, 3)
    assert list(position_value(MAJORITY, triangle)) == [third] * 3
    assert list(myerson_value(MAJORITY, triangle)) == [third] * 3


def test_unanimity_of_the_ends_of_a_line():
    """All links of the line are needed: its inner players hold two each, the ends one."""
    names = NAMES[:4]
    ends = CoalitionalGame.from_function(names, lambda S: Fraction({"A", "D"} <= S))
    line = list(pairwise(names))
    sixth = Fraction(1, 6)
    assert list(position_value(ends, line)) == [sixth, 2 * sixth, 2 * sixth, sixth]
    assert list(myerson_value(ends, line)) == [Fraction(1, 4)] * 4


@pytest.mark.parametrize("block", [0, 1, 3])
def test_link_games_are_built_in_blocks_of_any_size(block, monkeypatch):
    game = random_game(6, 4)
    names = game.players
    edges = [(names[i], names[(i + 1) % 6]) for i in range(6)] + [(names[0], names[3])]
    whole = position_value(game, edges)
    monkeypatch.setattr(position_module, "_BLOCK_LINKS", block)
    assert (position_value(game, edges) == whole).all()


def test_position_value_of_sixteen_links_in_floats():
    """On a star every link is a symmetric player of the link game of a symmetric game."""
    names = ["hub", *(f"leaf {i}" for i in range(16))]
    sizes = np.bitwise_count(np.arange(2**17)).astype(float)
    game = CoalitionalGame(names, sizes * (sizes - 1))
    value = position_value(game, [("hub", leaf) for leaf in names[1:]])
    np.testing.assert_allclose(value, [136.0, *[8.5] * 16], rtol=1e-12)


@pytest.mark.parametrize(
    "value",
    [
        lambda g, **k: banzhaf_owen_value(g, [], **k),
        lambda g, **k: symmetric_coalitional_banzhaf_value(g, [], **k),
        lambda g, **k: aumann_dreze_value(g, [], **k),
        lambda g, **k: two_step_shapley_value(g, [], **k),
        lambda g, **k: myerson_value(g, [], **k),
        lambda g, **k: myerson_value(g, [], unions=[], **k),
        lambda g, **k: position_value(g, [], **k),
        lambda g, **k: cis_value(g, unions=[], **k),
        lambda g, **k: egalitarian_value(g, unions=[], **k),
    ],
)
def test_no_player_and_one_player(value):
    assert len(value(CoalitionalGame([], [0]))) == 0
    one = CoalitionalGame(["A"], [0, 0.1])
    assert value(one).to_dict() == {"A": 0.1}
    assert value(one, exact=True).to_dict() == {"A": Fraction(0.1)}


def test_symbols_flow_through():
    x = sympy.Symbol("x")
    game = CoalitionalGame.from_worths({("A", "B"): x, ("A", "B", "C"): x})
    half = sympy.Rational(1, 2)
    for value in (banzhaf_owen_value, symmetric_coalitional_banzhaf_value, two_step_shapley_value):
        assert list(value(game, [["A", "B"]])) == [half * x, half * x, 0]
    line = [("A", "C"), ("C", "B")]
    assert list(position_value(game, line)) == [x / 4, x / 4, half * x]
    assert list(myerson_value(game, line)) == [x / 3, x / 3, x / 3]
    assert list(myerson_value(game, line, unions=[["A", "B"]])) == [x / 4, x / 4, half * x]


def test_bad_arguments_are_named():
    with pytest.raises(InvalidArgumentError, match="disjoint"):
        banzhaf_owen_value(MAJORITY, [["A"], ["A", "B"]])
    with pytest.raises(InvalidArgumentError, match="disjoint"):
        myerson_value(MAJORITY, [], unions=[["A"], ["A", "B"]])
    with pytest.raises(InvalidArgumentError, match="edges must join two different players"):
        position_value(MAJORITY, [("A", "A")])
    with pytest.raises(InvalidArgumentError, match=r"edges must join .* got \('A', 'B', 'C'\)"):
        position_value(MAJORITY, [("A", "B", "C")])
    with pytest.raises(InvalidArgumentError, match=r"edges must join .* got 'A'"):
        myerson_value(MAJORITY, ["A"])
    with pytest.raises(UnknownNameError, match="edges: player 'Z'"):
        position_value(MAJORITY, [("A", "Z")])
    many = random_game(8, 0)
    with pytest.raises(ProblemTooLargeError, match="28 links in one connected component"):
        position_value(many, combinations(many.players, 2))
