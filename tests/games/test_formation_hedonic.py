"""Hedonic games: every kind of stability against its definition, over all partitions."""

import pickle
from fractions import Fraction
from itertools import chain, combinations

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.formation import (
    HedonicGame,
    common_ranking_property,
    find_stable_partition,
    is_stable_partition,
    stable_partitions,
    top_coalition_property,
)
from lilliput.games.partition.structures import bell_number

from test_formation_structures import NAMES, as_structure, partitions

CONCEPTS = (
    "core",
    "strict_core",
    "nash",
    "individual",
    "contractual_nash",
    "contractual",
    "rational",
    "pareto",
    "perfect",
)
FORMS = ("table", "additive", "fractional", "anonymous", "best", "worst")


def random_game(n, seed, form="table", levels=3):
    rng = np.random.default_rng(seed)
    names = NAMES[:n]
    if form == "table":
        table = rng.integers(0, levels, (2**n, n))
        return HedonicGame.from_function(
            names, lambda i, S: int(table[sum(1 << names.index(j) for j in S), names.index(i)])
        )
    if form == "anonymous":
        return HedonicGame.anonymous(names, rng.integers(0, levels, (n, n)))
    matrix = rng.integers(-levels, levels + 1, (n, n))
    np.fill_diagonal(matrix, 0)
    build = {
        "additive": HedonicGame.additive,
        "fractional": HedonicGame.fractional,
        "best": HedonicGame.best_member,
        "worst": HedonicGame.worst_member,
    }
    return build[form](names, matrix)


def coalitions_of(players):
    return [
        frozenset(c)
        for c in chain.from_iterable(combinations(players, k) for k in range(1, len(players) + 1))
    ]


def better(game):
    """Whether i prefers S to T, from the definition of the form, without the order of the class."""
    n = game.n
    place = {name: k for k, name in enumerate(game.players)}

    def value(i, S):
        row = game.values[place[i]] if game.form != "table" else None
        others = [row[place[j]] for j in S if j != i] if row is not None else []
        if game.form == "table":
            return Fraction(game.values[sum(1 << place[j] for j in S), place[i]])
        if game.form == "anonymous":
            return Fraction(row[len(S) - 1])
        if game.form == "additive":
            return sum(map(Fraction, others), Fraction(0))
        if game.form == "fractional":
            return sum(map(Fraction, others), Fraction(0)) / len(S)
        if not others:
            others = [row[place[i]]]
        if game.form == "best":
            return Fraction(max(others)), n - len(S)
        return Fraction(min(others))

    values = {(i, S): value(i, S) for S in coalitions_of(game.players) for i in S}
    return lambda i, S, T: values[i, S] > values[i, T]


def stable_by_definition(game, structure, every, coalitions, gains):
    own = {i: block for block in structure for i in block}

    def moves(ask_joined, ask_left):
        for i, block in own.items():
            for other in [frozenset(), *(b for b in structure if b != block)]:
                if not other and len(block) == 1:
                    continue
                joined = not any(gains(j, other, other | {i}) for j in other)
                left = not any(gains(j, block, block - {i}) for j in block - {i})
                agreed = (joined or not ask_joined) and (left or not ask_left)
                if agreed and gains(i, other | {i}, block):
                    yield i

    def no_worse(after):
        return not any(gains(i, own[i], after[i]) for i in own)

    def dominated():
        for other in every:
            after = {i: block for block in other for i in block}
            if no_worse(after) and any(gains(i, after[i], own[i]) for i in own):
                return True
        return False

    def weakly_blocks(S):
        return not any(gains(i, own[i], S) for i in S) and any(gains(i, S, own[i]) for i in S)

    return {
        "core": not any(all(gains(i, S, own[i]) for i in S) for S in coalitions),
        "strict_core": not any(weakly_blocks(S) for S in coalitions),
        "nash": not any(moves(False, False)),
        "individual": not any(moves(True, False)),
        "contractual_nash": not any(moves(False, True)),
        "contractual": not any(moves(True, True)),
        "rational": not any(gains(i, frozenset([i]), own[i]) for i in own),
        "pareto": not dominated(),
        "perfect": not any(gains(i, S, own[i]) for S in coalitions for i in S),
    }


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10**6), st.sampled_from(FORMS), st.integers(1, 6))
def test_every_concept_by_definition(n, seed, form, levels):
    game = random_game(n, seed, form, levels)
    every = [as_structure(p) for p in partitions(list(game.players))]
    coalitions = coalitions_of(game.players)
    gains = better(game)
    sets = {concept: stable_partitions(game, concept) for concept in CONCEPTS}
    for structure in every:
        expected = stable_by_definition(game, structure, every, coalitions, gains)
        for concept in CONCEPTS:
            assert sets[concept].contains(structure) == expected[concept], concept
            finding = is_stable_partition(game, structure, concept)
            assert finding.holds == expected[concept], concept
            if not finding:
                check_witness(finding, structure, concept, gains)


def check_witness(finding, structure, concept, gains):
    own = {i: block for block in structure for i in block}
    witness = finding.witness
    if concept == "core":
        assert all(gains(i, witness["coalition"], own[i]) for i in witness["coalition"])
    elif concept == "strict_core":
        S = witness["coalition"]
        assert not any(gains(i, own[i], S) for i in S)
        assert any(gains(i, S, own[i]) for i in S)
    elif concept == "perfect":
        assert gains(witness["player"], witness["coalition"], own[witness["player"]])
    elif concept == "pareto":
        after = {i: block for block in witness["partition"] for i in block}
        assert after.keys() == own.keys()
        assert not any(gains(i, own[i], after[i]) for i in own)
        assert any(gains(i, after[i], own[i]) for i in own)
    else:
        i, block = witness["player"], witness["block"]
        assert block in structure or not block
        assert gains(i, block | {i}, own[i])


@pytest.mark.parametrize("form", FORMS)
def test_six_players_by_definition(form):
    game = random_game(6, 3, form, 2)
    every = [as_structure(p) for p in partitions(list(game.players))]
    coalitions, gains = coalitions_of(game.players), better(game)
    sets = {c: set(stable_partitions(game, c)) for c in CONCEPTS if c != "pareto"}
    for structure in every:
        expected = stable_by_definition(game, structure, [], coalitions, gains)
        assert all((structure in found) == expected[c] for c, found in sets.items())


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 7), st.integers(0, 10**6), st.sampled_from(FORMS), st.integers(1, 40))
def test_inclusions(n, seed, form, levels):
    """Bogomolnaia and Jackson (2002): Pareto optima are contractually individually stable, etc."""
    names = list("ABCDEFG")[:n]
    rng = np.random.default_rng(seed)
    game = (
        random_game(n, seed, form, levels)
        if n < 7
        else HedonicGame.additive(names, (1 - np.eye(n)) * rng.integers(-levels, levels, (n, n)))
    )
    found = {c: set(stable_partitions(game, c)) for c in CONCEPTS}
    assert found["perfect"] <= found["strict_core"] <= found["core"] <= found["rational"]
    assert found["strict_core"] <= found["individual"]
    assert found["strict_core"] <= found["pareto"] <= found["contractual"]
    assert found["nash"] <= found["individual"] <= found["contractual"]
    assert found["nash"] <= found["contractual_nash"] <= found["contractual"]
    assert found["individual"] <= found["rational"]
    assert found["pareto"]


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 10**6))
def test_symmetric_additive_games_have_nash_stable_partitions(n, seed):
    """Bogomolnaia and Jackson (2002): the sum of utilities is a potential."""
    matrix = np.random.default_rng(seed).integers(-5, 6, (n, n))
    matrix = np.triu(matrix, 1) + np.triu(matrix, 1).T
    game = HedonicGame.additive(NAMES[:n], matrix)
    nash = set(stable_partitions(game, "nash"))
    total = {
        s: sum(game.utility(i, b) for b in s for i in b)
        for s in map(as_structure, partitions(NAMES[:n]))
    }
    assert {s for s, value in total.items() if value == max(total.values())} <= nash
    best = find_stable_partition(game, "nash", welfare=True)
    assert total[best.partition] == max(total.values())


def test_cyclic_roommates_have_an_empty_core():
    """Three players, pairs are best, each prefers its successor."""
    game = HedonicGame.from_rankings(
        NAMES[:3],
        {
            "A": [("A", "B"), ("A", "C")],
            "B": [("B", "C"), ("A", "B")],
            "C": [("A", "C"), ("B", "C")],
        },
    )
    assert stable_partitions(game, "core").empty
    assert stable_partitions(game, "nash").empty
    assert stable_partitions(game, "individual").empty
    assert not top_coalition_property(game)
    assert top_coalition_property(game).witness["players"] == frozenset("ABC")
    finding = is_stable_partition(game, NAMES[:3], "core")
    assert finding.explanation == "{A, B} blocks: all prefer it"
    assert find_stable_partition(game, "core").partition is None


@settings(max_examples=40, deadline=None)
@given(
    st.integers(1, 6),
    st.integers(0, 10**6),
    st.booleans(),
    st.sampled_from(["nash", "individual", "contractual_nash", "contractual"]),
)
def test_moves_end_where_nobody_moves(n, seed, symmetric, concept):
    """They end for sure if utilities are mutual (Bogomolnaia and Jackson 2002)."""
    matrix = np.random.default_rng(seed).integers(-4, 5, (n, n))
    np.fill_diagonal(matrix, 0)
    if symmetric:
        matrix = matrix + matrix.T
    game = HedonicGame.additive(NAMES[:n], matrix)
    every = stable_partitions(game, concept)
    if symmetric or concept == "contractual":  # contractual moves leave nobody worse off
        found = find_stable_partition(game, concept, method="moves")
        assert every.contains(found.partition)
    found = find_stable_partition(game, concept)
    assert every.empty if found.partition is None else every.contains(found.partition)


def test_a_hundred_players_move():
    rng = np.random.default_rng(0)
    matrix = np.triu(rng.integers(-9, 10, (100, 100)), 1)
    game = HedonicGame.additive([f"p{k}" for k in range(100)], matrix + matrix.T)
    found = find_stable_partition(game, "nash")
    assert found.method == "moves"
    assert is_stable_partition(game, found.partition, "nash")


def test_an_unwanted_follower():
    """A wants to be with B, who does not want it: no partition is Nash stable, one is the core."""
    game = HedonicGame.additive(["A", "B"], {"A": {"B": 1}, "B": {"A": -1}})
    assert stable_partitions(game, "nash").empty
    for concept in ("core", "individual", "contractual"):
        assert stable_partitions(game, concept).contains([["A"], ["B"]])
    assert find_stable_partition(game, "nash", method="programme").partition is None
    assert not find_stable_partition(game, "nash", method="programme").certified


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 5),
    st.integers(0, 10**6),
    st.sampled_from(["nash", "individual", "contractual_nash", "contractual", "rational"]),
)
def test_the_programme_finds_a_partition_iff_there_is_one(n, seed, concept):
    game = random_game(n, seed, "additive", 3)
    every = stable_partitions(game, concept)
    found = find_stable_partition(game, concept, method="programme")
    assert (found.partition is None) == every.empty
    if found.partition is not None:
        assert every.contains(found.partition)
        total = {s: sum(game.utility(i, b) for b in s for i in b) for s in every}
        best = find_stable_partition(game, concept, welfare=True)
        assert total[best.partition] == max(total.values())


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 6), st.integers(0, 10**6), st.floats(0, 1))
def test_friends_and_enemies(n, seed, density):
    """Dimitrov et al. (2006): components are in the strict core, cliques in the core."""
    rng = np.random.default_rng(seed)
    likes = rng.random((n, n)) < density
    names = NAMES[:n]
    friends = {names[i]: [names[j] for j in range(n) if likes[i, j] and j != i] for i in range(n)}
    first = HedonicGame.friends_and_enemies(names, friends)
    if n > 1:
        found = find_stable_partition(first, "strict_core", method="components")
        assert stable_partitions(first, "strict_core").contains(found.partition)
        second = HedonicGame.friends_and_enemies(names, friends, priority="enemies")
        found = find_stable_partition(second, method="cliques")
        assert stable_partitions(second, "core").contains(found.partition)


def test_many_friends():
    names = [f"p{k}" for k in range(40)]
    ring = {names[k]: [names[(k + 1) % 10 + 10 * (k // 10)]] for k in range(40)}
    found = find_stable_partition(HedonicGame.friends_and_enemies(names, ring))
    assert found.method == "components"
    pairs = {names[k]: [names[k ^ 1]] for k in range(40)}
    game = HedonicGame.friends_and_enemies(names, pairs, priority="enemies")
    assert sorted(map(len, find_stable_partition(game).partition)) == [2] * 20
    assert find_stable_partition(game).method == "cliques"
    assert is_stable_partition(game, find_stable_partition(game).partition, "nash")


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_common_rankings_have_top_coalitions(n, seed):
    """Farrell and Scotchmer (1988), Banerjee, Konishi and Sönmez (2001)."""
    worths = np.random.default_rng(seed).integers(0, 6, 2**n)
    names = NAMES[:n]
    game = HedonicGame.common_ranking(
        names, lambda S: int(worths[sum(1 << names.index(i) for i in S)])
    )
    assert common_ranking_property(game)
    assert top_coalition_property(game)
    found = find_stable_partition(game, method="top_coalitions")
    assert stable_partitions(game, "core").contains(found.partition)


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 4), st.integers(0, 10**6), st.integers(2, 6))
def test_properties_by_definition(n, seed, levels):
    game = random_game(n, seed, "table", levels)
    gains = better(game)
    finding = common_ranking_property(game)
    if not finding:
        cycle = finding.witness["cycle"]
        pairs = list(zip(cycle, [*cycle[1:], cycle[0]], strict=True))
        for S, T in pairs:
            assert any(not gains(i, T, S) for i in S & T)
        assert any(gains(i, cycle[0], cycle[1]) for i in cycle[0] & cycle[1])
    tops = []
    for V in coalitions_of(game.players):
        inside = coalitions_of(sorted(V))
        tops.append(any(all(not gains(i, T, S) for T in inside for i in S & T) for S in inside))
    assert top_coalition_property(game).holds == all(tops)
    if finding:
        assert all(tops)
    if all(tops):
        found = find_stable_partition(game, method="top_coalitions")
        assert stable_partitions(game, "core").contains(found.partition)


def test_additive_floats_are_decimals():
    """0.1 + 0.2 is as good as 0.3, so that nobody moves."""
    game = HedonicGame.additive(
        ["A", "B", "C", "D"], {"A": {"B": 0.1, "C": 0.2, "D": 0.3}, "B": {}, "C": {}, "D": {}}
    )
    assert not game.prefers("A", ["A", "B", "C"], ["A", "D"])
    assert not game.prefers("A", ["A", "D"], ["A", "B", "C"])
    assert is_stable_partition(game, [["A", "D"], ["B", "C"]], "nash")
    assert stable_partitions(game, "nash").contains([["A", "D"], ["B", "C"]])
    assert game.utility("A", ["A", "B", "C"]) == 0.3


def test_huge_and_tiny_values():
    for scale in (1e-300, 1.0, 1e300):
        values = {"A": {"B": scale, "C": scale / 3}}
        game = HedonicGame.fractional(NAMES[:3], values)
        assert game.prefers("A", ["A", "B"], NAMES[:3])
        assert game.prefers("A", NAMES[:3], ["A", "C"])
        assert list(stable_partitions(game, "strict_core")) == [as_structure(["AB", "C"])]


def test_all_partitions_if_nobody_cares():
    game = HedonicGame.anonymous(list("ABCDEFGH"), np.zeros((8, 8)))
    for concept in CONCEPTS:
        assert len(stable_partitions(game, concept)) == bell_number(8)


def test_input_in_several_forms():
    matrix = [[0, 2], [Fraction(1, 2), 0]]
    frame = pd.DataFrame(matrix, index=["B", "A"], columns=["B", "A"])
    game = HedonicGame.additive(["A", "B"], frame)
    assert game.utility("A", ["A", "B"]) == Fraction(1, 2)
    assert pickle.loads(pickle.dumps(game)) == game
    assert HedonicGame.from_rankings(
        ["A", "B"], {"A": ["A"], "B": [[["A", "B"], ["B"]]]}
    ).values.tolist() == [[-1, -1], [0, -1], [-1, 0], [-1, 0]]


def test_larger_games_by_programme():
    """Sixteen players in two camps."""
    names = [f"p{k}" for k in range(16)]
    camp = np.arange(16) % 2
    values = np.where(camp[:, None] == camp[None, :], 1, -2) * (1 - np.eye(16))
    found = find_stable_partition(HedonicGame.additive(names, values), "nash", welfare=True)
    assert sorted(map(len, found.partition)) == [8, 8]
    assert found.certified


def test_bad_arguments_are_named():
    game = random_game(3, 0)
    with pytest.raises(UnknownNameError, match="concept 'stable' is unknown"):
        stable_partitions(game, "stable")
    with pytest.raises(UnknownNameError, match="method 'sat' is unknown"):
        find_stable_partition(game, method="sat")
    with pytest.raises(InvalidArgumentError, match="game must be a HedonicGame, got int"):
        stable_partitions(3, "core")
    with pytest.raises(InvalidArgumentError, match="structure must cover every player, missing C"):
        is_stable_partition(game, [["A", "B"]], "core")
    with pytest.raises(InvalidArgumentError, match="coalition must contain A"):
        game.utility("A", ["B"])
    with pytest.raises(InvalidArgumentError, match="'programme' does not apply: the game must be"):
        find_stable_partition(game, "nash", method="programme")
    with pytest.raises(InvalidArgumentError, match="it finds the core, not nash"):
        find_stable_partition(game, "nash", method="top_coalitions")
    follower = HedonicGame.additive(["A", "B"], [[0, 1], [-1, 0]])
    with pytest.raises(InvalidArgumentError, match="'moves' does not apply: moves do not end"):
        find_stable_partition(follower, "nash", method="moves")
    with pytest.raises(InvalidArgumentError, match="priority to friends"):
        find_stable_partition(game, method="components")
    with pytest.raises(InvalidArgumentError, match="time_limit must be > 0"):
        find_stable_partition(game, time_limit=0)
    with pytest.raises(InvalidGameError, match="0 on the diagonal"):
        HedonicGame.additive(["A"], [[1]])
    with pytest.raises(InvalidGameError, match="values must have 2 rows of 2 numbers"):
        HedonicGame.anonymous(["A", "B"], [[1, 2]])
    with pytest.raises(InvalidGameError, match="rankings must cover every player, missing B"):
        HedonicGame.from_rankings(["A", "B"], {"A": []})
    with pytest.raises(InvalidGameError, match="rankings of A must hold coalitions with A"):
        HedonicGame.from_rankings(["A", "B"], {"A": ["B"], "B": []})
    with pytest.raises(UnknownNameError, match="friends of A: player 'Z'"):
        HedonicGame.friends_and_enemies(["A"], {"A": ["Z"]})
    with pytest.raises(InvalidGameError, match=r"values must be finite.* for B in \{A, B\}"):
        HedonicGame.from_function(
            ["A", "B"], lambda i, S: float("nan") if i == "B" and len(S) == 2 else 0.0
        )
    many = [f"p{k}" for k in range(17)]
    with pytest.raises(ProblemTooLargeError, match="at most 16 players can have a table"):
        HedonicGame.from_function(many, lambda i, S: 0)
    crowd = HedonicGame.fractional(many, np.zeros((17, 17)))
    with pytest.raises(ProblemTooLargeError, match="at most 12 players"):
        stable_partitions(crowd, "core")
    with pytest.raises(ProblemTooLargeError, match="no method finds a partition"):
        find_stable_partition(crowd)
    with pytest.raises(ProblemTooLargeError, match="core looks at all"):
        is_stable_partition(crowd, [many], "core")
    assert is_stable_partition(crowd, [many], "nash")
    symbol = HedonicGame.additive(["A", "B"], [[0, sympy.Symbol("x")], [0, 0]])
    for solve in (stable_partitions, find_stable_partition):
        with pytest.raises(UnsupportedNumberError, match="values must be numbers to be compared"):
            solve(symbol, "core")
    with pytest.raises(InvalidGameError, match=r"values must be finite.* for B, entry 1"):
        HedonicGame.additive(["A", "B"], [[0, 1], [float("inf"), 0]])
    assert symbol.utility("A", ["A", "B"]) == sympy.Symbol("x")
    big = HedonicGame.additive(["A", "B"], [[0, 1e9], [1e9, 0]])
    with pytest.raises(UnsupportedNumberError, match="round them"):
        find_stable_partition(big, "nash", method="programme")


def test_few_players_are_enumerated_where_moves_do_not_end():
    chase = HedonicGame.additive(["A", "B"], [[0, 1 / 3], [-1, 0]])
    found = find_stable_partition(chase, "nash")
    assert found.partition is None
    assert (found.method, found.certified) == ("enumeration", True)
