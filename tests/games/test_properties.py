"""Properties of games, each against its definition over all coalitions; witnesses must convince."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lilliput.games import (
    CoalitionalGame,
    core,
    dual,
    game_sum,
    permuted,
    restriction,
    scaled,
    shapley_value,
)
from lilliput.games.errors import ProblemTooLargeError, UnsupportedNumberError
from lilliput.games.families import (
    additive_game,
    apex_game,
    glove_game,
    majority_game,
    random_game,
    symmetric_game,
    unanimity_game,
)
from lilliput.games.properties import (
    dummy_players,
    game_properties,
    is_additive_game,
    is_average_convex,
    is_balanced,
    is_constant_sum,
    is_convex,
    is_essential,
    is_monotone,
    is_simple,
    is_superadditive,
    is_totally_balanced,
    null_players,
    symmetric_players,
    veto_players,
)

from test_coalitional import NAMES

QUICK = settings(max_examples=80)
TESTS = [
    is_monotone,
    is_superadditive,
    is_convex,
    is_average_convex,
    is_balanced,
    is_totally_balanced,
    is_essential,
    is_additive_game,
    is_constant_sum,
]


@st.composite
def small_games(draw, least=0, most=4):
    """Games with few different worths, so that ties abound and properties often hold."""
    n = draw(st.integers(least, most))
    low, high = draw(st.sampled_from([(0, 1), (-1, 2), (0, 6)]))
    worths = draw(st.lists(st.integers(low, high), min_size=2**n - 1, max_size=2**n - 1))
    if draw(st.booleans()):  # worths that grow with size
        worths = [w + m.bit_count() ** 2 for m, w in enumerate(worths, start=1)]
    number = draw(st.sampled_from([float, Fraction]))
    return CoalitionalGame(NAMES[:n], [number(w) for w in [0, *worths]])


def subsets(players):
    players = sorted(players)
    return [frozenset(c) for k in range(len(players) + 1) for c in combinations(players, k)]


def pairs(game):
    return [(S, T) for S in subsets(game.players) for T in subsets(game.players)]


def contributions(game, members, whole):
    return sum(game.worth(whole) - game.worth(whole - {i}) for i in members)


def least_total(game, S):
    """The least that members of S must share so that no part of S is left short."""
    parts = subsets(S)[1:]
    rows = [[-float(i in T) for i in sorted(S)] for T in parts]
    sides = [-float(game.worth(T)) for T in parts]
    return linprog(np.ones(len(S)), rows, sides, bounds=(None, None)).fun


@QUICK
@given(small_games())
def test_monotone(game):
    found = is_monotone(game)
    assert bool(found) == all(game.worth(S) <= game.worth(T) for S, T in pairs(game) if S <= T)
    if not found:
        assert found.witness["smaller"] < found.witness["larger"]
        assert game.worth(found.witness["smaller"]) > game.worth(found.witness["larger"])


@QUICK
@given(small_games())
def test_superadditive(game):
    found = is_superadditive(game)
    disjoint = [(S, T) for S, T in pairs(game) if not S & T]
    assert bool(found) == all(
        game.worth(S) + game.worth(T) <= game.worth(S | T) for S, T in disjoint
    )
    if not found:
        first, second = found.witness["first"], found.witness["second"]
        assert not first & second
        assert first | second == found.witness["union"]
        assert game.worth(first) + game.worth(second) > game.worth(first | second)


@QUICK
@given(small_games())
def test_convex(game):
    found = is_convex(game)
    assert bool(found) == all(
        game.worth(S) + game.worth(T) <= game.worth(S | T) + game.worth(S & T)
        for S, T in pairs(game)
    )
    if not found:
        S, T = found.witness["first"], found.witness["second"]
        assert game.worth(S) + game.worth(T) > game.worth(S | T) + game.worth(S & T)
        assert found.witness["worths"]["intersection"] == game.worth(S & T)


@QUICK
@given(small_games())
def test_average_convex(game):
    found = is_average_convex(game)
    assert bool(found) == all(
        contributions(game, S, S) <= contributions(game, S, T) for S, T in pairs(game) if S < T
    )
    if found:  # Iñarra and Usategui (1993)
        assert core(game).contains(shapley_value(game), tol=1e-9)
    else:
        S, T = found.witness["smaller"], found.witness["larger"]
        assert S < T
        assert found.witness["to_smaller"] == contributions(game, S, S)
        assert found.witness["to_larger"] == contributions(game, S, T)
        assert contributions(game, S, S) > contributions(game, S, T)


def check_collection(game, S, witness):
    collection = witness["balanced_collection"]
    for i in S:
        assert sum(w for T, w in collection.items() if i in T) == pytest.approx(1)
    assert all(weight > 0 and set(T) <= S for T, weight in collection.items())
    assert sum(w * game.worth(T) for T, w in collection.items()) == witness["worth"]
    assert witness["worth"] > game.worth(S)


@QUICK
@given(small_games())
def test_balanced(game):
    found = is_balanced(game)
    short = game.n > 0 and least_total(game, game.players) > float(game.worths[-1]) + 1e-9
    assert bool(found) == (not short)
    if found:
        assert core(game).contains(found.witness["allocation"], tol=1e-9)
    else:
        check_collection(game, frozenset(game.players), found.witness)


@QUICK
@given(small_games())
def test_totally_balanced(game):
    found = is_totally_balanced(game)
    assert bool(found) == all(
        least_total(game, S) <= float(game.worth(S)) + 1e-9 for S in subsets(game.players)[1:]
    )
    if not found:
        S = found.witness["coalition"]
        assert core(restriction(game, S)).empty
        check_collection(game, S, found.witness)


@QUICK
@given(small_games(least=1))
def test_forms(game):
    everyone = frozenset(game.players)
    alone = {i: game.worth([i]) for i in game.players}
    values = {game.worth(S) for S in subsets(everyone)}
    assert bool(is_essential(game)) == (game.worth(everyone) > sum(alone.values()))
    assert bool(is_additive_game(game)) == (additive_game(alone) == game)
    assert bool(is_constant_sum(game)) == all(
        game.worth(S) + game.worth(everyone - S) == game.worth(everyone) for S in subsets(everyone)
    )
    simple = values <= {0, 1} and game.worth(everyone) == 1 and is_monotone(game).holds
    assert bool(is_simple(game)) == simple
    assert is_constant_sum(game_sum(game, dual(game)))


@QUICK
@given(small_games())
def test_kinds_of_players(game):
    def always(test, *without):
        return all(test(S) for S in subsets(game.players) if not S & set(without))

    v = game.worth
    null = [i for i in game.players if always(lambda S, i=i: v(S | {i}) == v(S), i)]
    dummy = [i for i in game.players if always(lambda S, i=i: v(S | {i}) == v(S) + v({i}), i)]
    veto = [i for i in game.players if always(lambda S: v(S) == 0, i)]
    assert null_players(game) == tuple(null)
    assert dummy_players(game) == tuple(dummy)
    assert veto_players(game) == tuple(veto)
    classes = symmetric_players(game)
    assert sorted(i for members in classes for i in members) == sorted(game.players)
    for i, j in combinations(game.players, 2):
        alike = always(lambda S, i=i, j=j: v(S | {i}) == v(S | {j}), i, j)
        assert alike == any({i, j} <= set(members) for members in classes)


def test_what_implies_what():
    for seed in range(25):
        for kind in ("convex", "totally balanced", "superadditive"):
            game = random_game(5, kind=kind, rng=seed)
            if is_convex(game):
                assert is_average_convex(game)
                assert is_totally_balanced(game)
            if is_average_convex(game) or is_totally_balanced(game):
                assert is_superadditive(game)
            assert is_balanced(game) or not is_totally_balanced(game)


def test_known_games():
    majority = majority_game(3)
    assert not is_balanced(majority)
    assert is_balanced(majority, exact=True).witness["worth"] == Fraction(3, 2)
    assert is_simple(majority)
    assert is_constant_sum(majority)
    glove = glove_game(["L1", "L2"], ["R"])
    assert is_totally_balanced(glove)
    assert not is_convex(glove)
    assert symmetric_players(glove) == (("L1", "L2"), ("R",))
    assert veto_players(glove) == ("R",)
    assert is_convex(unanimity_game(4, ["1", "3"]))
    assert null_players(unanimity_game(4, ["1", "3"])) == ("2", "4")
    assert symmetric_players(apex_game(4, "2")) == (("1", "3", "4"), ("2",))
    assert is_convex(symmetric_game(5, lambda s: s**2))
    assert not is_superadditive(symmetric_game(5, lambda s: s**0.5))


def test_average_convex_games_need_not_be_convex():
    """Average convexity is weaker: such games are found among random ones, exactly."""
    found = 0
    for seed in range(300):
        worths = np.round(random_game(3, kind="superadditive", rng=seed).worths * 8)
        game = CoalitionalGame(NAMES[:3], [Fraction(int(w)) for w in worths])
        found += bool(is_average_convex(game)) and not is_convex(game)
    assert found > 0


@pytest.mark.parametrize("test", [is_superadditive, is_average_convex])
@pytest.mark.parametrize("kind", ["convex", "superadditive"])
def test_the_compiled_loops_agree_with_the_definition(test, kind):
    """Eleven players are compiled; with worths beyond int64 the same test runs in Python."""
    game = random_game(11, kind=kind, rng=5)
    whole = [Fraction(int(w * 1e4)) for w in game.worths]
    for shift in (0, 400):
        worths = whole.copy()
        worths[0b1011] += shift * 10**4
        compiled = test(CoalitionalGame(game.players, worths))
        huge = CoalitionalGame(game.players, [w * 10**20 for w in worths])
        plain = test(huge)
        assert bool(compiled) == bool(plain)
        assert bool(plain) == bool(test(CoalitionalGame(game.players, [float(w) for w in worths])))
        if not compiled:
            assert compiled.witness["worths"].keys() == plain.witness["worths"].keys()
        if not compiled and test is is_superadditive:
            S, T = compiled.witness["first"], compiled.witness["second"]
            v = CoalitionalGame(game.players, worths).worth
            assert v(S) + v(T) > v(S | T)
        if not compiled and test is is_average_convex:
            assert compiled.witness["to_smaller"] > compiled.witness["to_larger"]


@pytest.mark.parametrize("factor", [1e-9, 1.0, 1e9])
def test_tolerance_is_relative_to_the_worths(factor):
    game = scaled(symmetric_game(6, lambda s: s * s / 3), factor)
    for test in TESTS[:6]:
        assert test(game), test
    worths = game.worths.copy()
    worths[3] += 2 * factor
    spoilt = CoalitionalGame(game.players, worths)
    assert not is_convex(spoilt)
    assert not is_average_convex(spoilt)
    worths = game.worths.copy()
    worths[7] -= 1e-13 * factor
    assert is_convex(CoalitionalGame(game.players, worths))
    barely = symmetric_game(6, lambda s: s / 3)
    worths = barely.worths * factor
    worths[-1] -= 1e-12 * factor
    near = CoalitionalGame(barely.players, worths)
    assert is_balanced(near)
    assert is_superadditive(near)
    assert not is_balanced(near, exact=True)
    assert not is_superadditive(near, exact=True)
    assert not is_superadditive(near, tol=1e-14)


@QUICK
@given(small_games(least=2), st.randoms())
def test_properties_do_not_depend_on_the_order_of_the_players(game, random):
    names = list(game.players)
    random.shuffle(names)
    for test in [*TESTS, is_simple]:
        assert bool(test(game)) == bool(test(permuted(game, names)))


def test_no_players_or_one():
    for game in (CoalitionalGame([], [0]), CoalitionalGame(["A"], [0, Fraction(-2)])):
        for test in (is_superadditive, is_convex, is_average_convex, is_balanced):
            assert test(game)
        assert is_totally_balanced(game)
        assert is_additive_game(game)
        assert not is_essential(game)
        assert not is_simple(game)
        assert bool(is_monotone(game)) == (game.n == 0)
        assert symmetric_players(game) == tuple((name,) for name in game.players)
        assert len(game_properties(game)) == 14


def test_symbols_are_decided_as_far_as_assumptions_allow():
    a = sympy.Symbol("a", positive=True)
    b = sympy.Symbol("b")
    game = CoalitionalGame(["A", "B"], [0, a, 1, (a + 1) ** 2])
    assert is_monotone(game)
    assert is_superadditive(game)
    assert is_convex(game)
    assert is_average_convex(game)
    assert is_essential(game)
    assert not is_convex(CoalitionalGame(["A", "B"], [0, a, 1, a]))
    open_game = CoalitionalGame(["A", "B"], [0, b, 1, 2])
    with pytest.raises(UnsupportedNumberError, match=r"whether .* is negative"):
        is_convex(open_game)
    with pytest.raises(UnsupportedNumberError, match="expressions in b"):
        is_totally_balanced(open_game)
    assert game_properties(open_game).loc["convex", "holds"] == "open"
    same = CoalitionalGame(["A", "B"], [0, (b + 1) ** 2, b**2 + 2 * b + 1, 5])
    assert symmetric_players(same) == (("A", "B"),)


def test_convex_games_need_no_three_to_the_n():
    assert (
        is_superadditive(random_game(16, kind="convex", rng=1)).explanation == "the game is convex"
    )


def test_too_many_players_for_three_to_the_n():
    names = [str(i) for i in range(23)]
    worths = np.zeros(2**23)
    worths[0b11] = 1
    large = CoalitionalGame(names, worths)
    for test in (is_superadditive, is_average_convex):
        with pytest.raises(ProblemTooLargeError, match=r"3\*\*n comparisons and allows 22"):
            test(large)
    with pytest.raises(ProblemTooLargeError, match="allows 14 players"):
        is_totally_balanced(random_game(15, kind="totally balanced", rng=1))


def test_what_settles_total_balancedness_of_many_players():
    """Convex games are totally balanced, games without a core are not, whatever their size."""
    assert is_totally_balanced(random_game(16, kind="convex", rng=1))
    game = random_game(16, rng=1)
    found = is_totally_balanced(game)
    assert not found
    assert found.witness["coalition"] == set(game.players)
    collection = found.witness["balanced_collection"]
    assert sum(w * game.worth(S) for S, w in collection.items()) > game.worths[-1]
    for player in game.players:
        assert sum(w for S, w in collection.items() if player in S) == pytest.approx(1, abs=1e-9)


def test_the_table_of_properties_reads_well():
    table = game_properties(glove_game(["L1", "L2"], ["R"]))
    assert table.loc["convex", "holds"] == "no"
    assert "v({L1, R}) + v({L2, R}) = 2.0 >" in table.loc["convex", "because"]
    assert table.loc["totally balanced", "holds"] == "yes"
    assert table.loc["symmetric players", "because"] == "L1, L2"
    assert table.loc["veto players", "because"] == "R"
    large = game_properties(random_game(15, kind="totally balanced", rng=1))
    assert large.loc["totally balanced", "holds"] == "open"
    assert "allows 14 players" in large.loc["totally balanced", "because"]
