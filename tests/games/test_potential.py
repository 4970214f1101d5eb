"""Potentials: every value by the definition; every refusal by the cycle that comes with it."""

from fractions import Fraction
from itertools import combinations, pairwise, product

import networkx as nx
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.errors import UnsupportedNumberError
from lilliput.games.potential import exact_potential, ordinal_potential, weighted_potential

from test_dominance import cells, tensors


def names_of(game, cell):
    return tuple(own[k] for own, k in zip(game.strategies, cell, strict=True))


def label(game, cell):
    names = names_of(game, cell)
    return names if game.n > 1 else names[0]


def moves(game):
    """All unilateral moves: the mover, from where, to where, its gain."""
    for cell in cells(game):
        for i, m in enumerate(game.shape):
            for s in range(m):
                if s != cell[i]:
                    other = (*cell[:i], s, *cell[i + 1 :])
                    yield i, cell, other, game.payoffs[(i, *other)] - game.payoffs[(i, *cell)]


def check_cycle(game, found):
    """The cycle is closed, each step is a unilateral move, and the gains are as told."""
    cycle = found.finding.witness["cycle"]
    places = [
        tuple(own.index(s) for own, s in zip(game.strategies, names, strict=True))
        for names in cycle
    ]
    assert places[0] == places[-1]
    assert len(places) > 2
    gains = []
    steps = zip(pairwise(places), found.finding.witness["movers"], strict=True)
    for (before, after), player in steps:
        i = game.players.index(player)
        assert [k for k in range(game.n) if before[k] != after[k]] == [i]
        gains.append(game.payoffs[(i, *after)] - game.payoffs[(i, *before)])
    assert gains == found.finding.witness["gains"]
    return [game.players.index(p) for p in found.finding.witness["movers"]], gains


def four_cycles(game):
    """Gains of two players who move there and back, for every such cycle."""
    for cell in cells(game):
        for i, j in combinations(range(game.n), 2):
            for s, t in product(range(game.shape[i]), range(game.shape[j])):
                corners = [list(cell) for _ in range(4)]
                corners[1][i] = corners[2][i] = s
                corners[2][j] = corners[3][j] = t
                a, b, c, d = map(tuple, corners)
                u, v = game.payoffs[i], game.payoffs[j]
                yield i, j, u[b] - u[a] + u[d] - u[c], v[c] - v[b] + v[a] - v[d]


@st.composite
def potential_games(draw, weighted=False):
    """A potential, and for each player something that does not depend on its own strategy."""
    game = draw(tensors(players=(1, 3), most=3))
    tables = []
    weights = []
    for i in range(game.n):
        dummy = np.take(game.payoffs[i], [0], axis=i)
        w = draw(st.sampled_from([Fraction(1), Fraction(1, 2), Fraction(3)])) if weighted else 1
        tables.append(w * game.payoffs[0] + 0 * game.payoffs[0] + dummy)
        weights.append(w)
    return NormalFormGame(game.players, game.strategies, np.stack(tables)), game.payoffs[0]


@settings(max_examples=100)
@given(potential_games())
def test_potential_games_have_their_potential(pair):
    game, P = pair
    found = exact_potential(game)
    assert found
    first = (0,) * game.n
    for cell in cells(game):
        assert found.values[label(game, cell)] == P[cell] - P[first]
    assert weighted_potential(game)
    assert ordinal_potential(game)
    stable = {names_of(game, cell) for cell in pure_cells(game)}
    assert {tuple(best.values()) for best in found.maximisers} <= stable


@settings(max_examples=100)
@given(potential_games(weighted=True))
def test_weighted_potentials_by_definition(pair):
    game, _ = pair
    found = weighted_potential(game)
    assert found
    assert min(found.weights) > 0
    for i, before, after, gain in moves(game):
        change = found.values[label(game, after)] - found.values[label(game, before)]
        assert gain == found.weights.iloc[i] * change
    assert ordinal_potential(game)


@settings(max_examples=120)
@given(tensors(players=(1, 3), most=3, low=0, high=1, denominator=1))
def test_exact_and_weighted_by_four_cycles(game):
    """Monderer and Shapley (1996), theorem 2.8 and its weighted form, over all four-cycles."""
    cycles = list(four_cycles(game))
    found = exact_potential(game)
    assert found.finding.holds == all(u + v == 0 for *_, u, v in cycles)
    if not found:
        _, gains = check_cycle(game, found)
        assert len(gains) == 4
        assert sum(gains) != 0
        assert f"sum to {sum(gains)}" in repr(found)
    weighted = weighted_potential(game)
    ratios = {}
    fits = True
    for i, j, u, v in cycles:
        fits &= (u == 0) == (v == 0) and u * v <= 0
        if u and v:
            ratios.setdefault((i, j), set()).add(-u / v)
    fits = fits and all(len(values) == 1 for values in ratios.values())
    if fits and len(ratios) == 3:
        r = {pair: values.pop() for pair, values in ratios.items()}
        fits = r[0, 1] * r[1, 2] == r[0, 2]
    assert weighted.finding.holds == fits
    if not weighted:
        check_cycle(game, weighted)


@settings(max_examples=120)
@given(tensors(players=(1, 3), most=3, low=0, high=2, denominator=1), st.booleans())
def test_ordinal_potentials_by_the_graph_of_moves(game, generalised):
    graph = nx.DiGraph()
    graph.add_nodes_from(cells(game))
    for _, before, after, gain in moves(game):
        if gain > 0 or (gain == 0 and not generalised):
            graph.add_edge(before, after, gain=gain)
    group = {}
    for number, part in enumerate(nx.strongly_connected_components(graph)):
        group.update(dict.fromkeys(part, number))
    expected = not any(d["gain"] > 0 and group[a] == group[b] for a, b, d in graph.edges(data=True))
    found = ordinal_potential(game, generalised=generalised)
    assert found.finding.holds == expected
    if not found:
        _, gains = check_cycle(game, found)
        assert min(gains) > 0 if generalised else min(gains) >= 0
        assert max(gains) > 0
        first, second, *_ = (
            tuple(own.index(s) for own, s in zip(game.strategies, names, strict=True))
            for names in found.finding.witness["cycle"]
        )
        assert graph.edges[first, second]["gain"] == gains[0] > 0
        assert len(gains) == 1 + nx.shortest_path_length(graph, second, first)
        return
    for _, before, after, gain in moves(game):
        change = found.values[label(game, after)] - found.values[label(game, before)]
        if gain > 0:
            assert change > 0
        elif gain == 0 and not generalised:
            assert change == 0
    stable = {names_of(game, cell) for cell in pure_cells(game)}
    assert {tuple(best.values()) for best in found.maximisers} <= stable


def congestion_game(costs, routes, n):
    """Rosenthal (1973): each player picks a set of roads whose cost depends on how many use it."""
    tensor = np.empty((n, *[len(routes)] * n), dtype=object)
    P = np.empty(tensor.shape[1:], dtype=object)
    for cell in product(range(len(routes)), repeat=n):
        load = {r: sum(r in routes[k] for k in cell) for r in costs}
        for i, k in enumerate(cell):
            tensor[(i, *cell)] = -Fraction(sum(costs[r][load[r] - 1] for r in routes[k]))
        P[cell] = -Fraction(sum(sum(costs[r][: load[r]]) for r in costs))
    names = [f"driver {i}" for i in range(n)]
    return NormalFormGame(names, [["/".join(r) for r in routes]] * n, tensor), P


def test_rosenthal_1973_congestion():
    costs = {"north": [1, 2, 5], "south": [2, 2, 3], "bridge": [0, 4, 4]}
    routes = [("north",), ("south",), ("north", "bridge"), ("south", "bridge")]
    game, P = congestion_game(costs, routes, 3)
    found = exact_potential(game)
    for cell in cells(game):
        assert found.values[names_of(game, cell)] == P[cell] - P[0, 0, 0]
    best = max(cells(game), key=P.__getitem__)
    assert list(found.maximisers[0].values()) == list(names_of(game, best))


def test_dilemma_and_pennies():
    dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    found = exact_potential(dilemma)
    assert found.values.to_list() == [0, 2, 2, 3]
    assert found.maximisers == [{"row": "2", "column": "2"}]
    pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    for search in (exact_potential, weighted_potential, ordinal_potential):
        refused = search(pennies)
        assert not refused
        assert refused.values is None
        assert refused.maximisers == []
        assert len(refused.finding.witness["cycle"]) == 5


def test_ordinal_but_not_generalised_only():
    """Monderer and Shapley (1996): (1, 0), (2, 0); (2, 0), (0, 1) has the weaker potential only."""
    game = NormalFormGame.from_bimatrix([[1, 2], [2, 0]], [[0, 0], [0, 1]])
    assert ordinal_potential(game, generalised=True)
    found = ordinal_potential(game)
    assert not found
    assert "nobody loses and someone gains" in repr(found)


def test_a_large_game_with_many_ties_has_a_short_cycle():
    """Millions of moves lose nothing; four of them close a cycle."""
    tensor = np.random.default_rng(0).integers(0, 3, (2, 200, 200))
    names = [[str(k) for k in range(200)]] * 2
    found = ordinal_potential(NormalFormGame(["A", "B"], names, tensor))
    gains = found.finding.witness["gains"]
    assert len(gains) == 4
    assert min(gains) >= 0 < max(gains)


def test_inconsistent_ratios_of_three_players():
    """Each pair has a ratio, but the three do not multiply to one."""
    a, b, c = np.indices((2, 2, 2))
    tables = [a * b + a * c, a * b + b * c, 2 * a * c + b * c]
    game = NormalFormGame(["A", "B", "C"], [["0", "1"]] * 3, np.stack(tables))
    found = weighted_potential(game)
    assert not found
    check_cycle(game, found)
    tables[2] = a * c + b * c
    assert weighted_potential(NormalFormGame(game.players, game.strategies, np.stack(tables)))


def test_symbolic_payoffs_have_a_symbolic_potential():
    a, b = sympy.symbols("a b")
    game = NormalFormGame.from_bimatrix([[a, 0], [0, b]], [[a, 0], [0, b]])
    found = exact_potential(game)
    assert found.values.to_list() == [0, -a, -a, b - a]
    assert "symbolic" in repr(found)
    with pytest.raises(UnsupportedNumberError, match="substitute"):
        _ = found.maximisers
    mixed = NormalFormGame.from_bimatrix([[a, 0], [0, b]], [[b, 0], [0, b]])
    assert not exact_potential(mixed)
    for search in (weighted_potential, ordinal_potential):
        with pytest.raises(UnsupportedNumberError, match="substitute"):
            search(game)


def test_floats_are_decimals():
    """0.1 + 0.2 = 0.3 as decimals, so that the gains sum to 0; as floats they do not."""
    A = np.array([[0.1, 0.0], [0.3, 0.2]])
    game = NormalFormGame.from_bimatrix(A, [[0.7, 0.4], [0.6, 0.3]])
    assert exact_potential(game)
    for one in (1e-200, 1e200):
        assert exact_potential(
            NormalFormGame.from_bimatrix(np.diag([1, 2]) * one, np.diag([1, 2]) * one)
        )


def test_one_player_and_one_profile():
    alone = NormalFormGame(["A"], [["x", "y"]], [[1, 3]])
    for search in (exact_potential, weighted_potential, ordinal_potential):
        assert search(alone).maximisers == [{"A": "y"}]
        assert search(NormalFormGame.from_bimatrix([[1]], [[2]])).values.to_list() == [0]
