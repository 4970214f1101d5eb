"""Transforms: each is checked against its definition, coalition by coalition."""

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
    monotone_cover,
    permuted,
    quotient_game,
    reduced_game,
    restriction,
    savings_game,
    scaled,
    shapley_value,
    strategic_equivalence,
    strategic_equivalent,
    superadditive_cover,
    totally_balanced_cover,
    zero_normalisation,
    zero_one_normalisation,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    LilliputError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.families import random_game
from lilliput.games.properties import is_superadditive, is_totally_balanced
from lilliput.games.transforms.covers import best_partitions

from test_coalitional import NAMES, games

A, B = sympy.symbols("a b")
SYMBOLIC = CoalitionalGame(["A", "B"], [0, A, B, A * B + 3])
EMPTY = CoalitionalGame([], [0])
SINGLE = CoalitionalGame(["A"], [0, Fraction(2)])
TRANSFORMS = [
    dual,
    zero_normalisation,
    savings_game,
    monotone_cover,
    superadditive_cover,
    totally_balanced_cover,
    lambda game: game_sum(game, game),
    lambda game: scaled(game, 3),
    lambda game: restriction(game, game.players),
    lambda game: permuted(game, game.players),
    lambda game: quotient_game(game, []),
    lambda game: strategic_equivalent(game, 2, [5] * game.n),
    lambda game: reduced_game(game, game.players, payoffs=[1] * game.n),
]

QUICK = settings(max_examples=50)


def subsets(players):
    players = sorted(players)
    return [frozenset(c) for k in range(len(players) + 1) for c in combinations(players, k)]


def partitions(players):
    """All partitions of a set into non-empty blocks."""
    players = list(players)
    if not players:
        yield []
        return
    for rest in partitions(players[1:]):
        yield [[players[0]], *rest]
        for k in range(len(rest)):
            yield [*rest[:k], [players[0], *rest[k]], *rest[k + 1 :]]


@QUICK
@given(games(least=0, most=4))
def test_the_dual_takes_what_a_coalition_adds_to_the_others(game):
    everyone = frozenset(game.players)
    for S in subsets(everyone):
        assert dual(game).worth(S) == game.worth(everyone) - game.worth(everyone - S)
    assert dual(dual(game)) == game
    assert (shapley_value(dual(game)) == shapley_value(game)).all()


@QUICK
@given(games(least=2, most=4), st.fractions(-3, 3, max_denominator=5), st.randoms())
def test_sums_and_multiples_act_on_each_worth(game, factor, random):
    names = list(game.players)
    random.shuffle(names)
    other = permuted(scaled(game, factor), names)
    both = game_sum(game, other, other)
    for S in subsets(game.players):
        assert other.worth(S) == factor * game.worth(S)
        assert both.worth(S) == (1 + 2 * factor) * game.worth(S)


@QUICK
@given(games(least=1, most=4), st.data())
def test_restriction_keeps_the_worths_of_the_coalitions_inside(game, data):
    inside = data.draw(st.sets(st.sampled_from(game.players)))
    part = restriction(game, data.draw(st.permutations(sorted(inside))))
    assert part.players == tuple(p for p in game.players if p in inside)
    assert all(part.worth(S) == game.worth(S) for S in subsets(inside))


@QUICK
@given(games(least=1, most=4))
def test_normal_forms(game):
    normal = zero_normalisation(game)
    for S in subsets(game.players):
        alone = sum((game.worth([i]) for i in S), Fraction(0))
        assert normal.worth(S) == game.worth(S) - alone == -savings_game(game).worth(S)
    if normal.worths[-1] > 0:
        unit = zero_one_normalisation(game)
        assert unit.worths[-1] == 1
        assert scaled(unit, normal.worths[-1]) == normal
        assert strategic_equivalence(game, unit)
    else:
        with pytest.raises(InvalidGameError, match="all players together gain"):
            zero_one_normalisation(game)


@QUICK
@given(
    games(most=4),
    st.fractions(Fraction(1, 9), 9, max_denominator=9),
    st.lists(st.fractions(-5, 5, max_denominator=9), min_size=5, max_size=5),
)
def test_strategic_equivalence_finds_scale_and_shifts(game, scale, shifts):
    other = strategic_equivalent(game, scale, shifts[: game.n])
    found = strategic_equivalence(game, other)
    assert found
    scale, shifts = found.witness["scale"], found.witness["shifts"]
    assert strategic_equivalent(game, scale, shifts) == other


@QUICK
@given(games(least=2, most=4), st.data())
def test_one_changed_worth_ends_strategic_equivalence(game, data):
    mask = data.draw(st.sampled_from([m for m in range(2**game.n) if m.bit_count() > 1]))
    worths = strategic_equivalent(game, 2, range(game.n)).worths.copy()
    worths[mask] += 1
    other = CoalitionalGame(game.players, worths)
    normal, other_normal = zero_normalisation(game).worths, zero_normalisation(other).worths
    ratios = {v / u for u, v in zip(normal, other_normal, strict=True) if u != 0}
    zeros_match = all((u == 0) == (v == 0) for u, v in zip(normal, other_normal, strict=True))
    proportional = zeros_match and len(ratios) <= 1 and all(r > 0 for r in ratios)
    found = strategic_equivalence(game, other)
    assert bool(found) == proportional
    if not found:
        S = found.witness["coalition"]
        assert zero_normalisation(game).worth(S) == found.witness["gain"]


def test_the_negative_of_a_game_is_not_equivalent_to_it():
    game = CoalitionalGame(["A", "B"], [0, 0, 0, 1])
    assert not strategic_equivalence(game, scaled(game, -1))
    assert not strategic_equivalence(game, scaled(game, 0))
    assert not strategic_equivalence(scaled(game, 0), game)


@pytest.mark.parametrize("factor", [1e-9, 1.0, 1e9])
def test_strategic_equivalence_in_floats_is_relative(factor):
    game = scaled(random_game(4, rng=1), factor)
    other = strategic_equivalent(game, 0.1, dict.fromkeys(game.players, 0.3 * factor))
    assert strategic_equivalence(game, other)
    worths = other.worths.copy()
    worths[5] += 1e-6 * factor
    assert not strategic_equivalence(game, CoalitionalGame(game.players, worths))


@QUICK
@given(games(least=0, most=4))
def test_monotone_cover_is_the_best_part(game):
    cover = monotone_cover(game)
    for S in subsets(game.players):
        assert cover.worth(S) == max(game.worth(T) for T in subsets(S))


@QUICK
@given(games(least=0, most=4))
def test_superadditive_cover_is_the_best_partition(game):
    cover = superadditive_cover(game)
    for S in subsets(game.players):
        best = max(sum((game.worth(T) for T in P), Fraction(0)) for P in partitions(S))
        assert cover.worth(S) == best
    assert superadditive_cover(cover) == cover


def test_the_compiled_cover_agrees_with_the_one_that_keeps_fractions():
    worths = np.round(random_game(11, rng=3).worths * 1000)
    exact = np.array([Fraction(int(w)) for w in worths], dtype=object)
    expected = best_partitions(exact)
    assert (best_partitions(worths) == expected).all()
    names = [str(i) for i in range(11)]
    cover = superadditive_cover(CoalitionalGame(names, exact / 7))
    assert (cover.worths * 7 == expected).all()
    huge = superadditive_cover(CoalitionalGame(names, exact * 10**20))
    assert (huge.worths == expected * 10**20).all()


@settings(max_examples=30)
@given(games(least=1, most=4), st.booleans())
def test_totally_balanced_cover_solves_the_programme_of_each_coalition(game, floats):
    game = CoalitionalGame(game.players, game.worths.astype(float)) if floats else game
    cover = totally_balanced_cover(game)
    for S in subsets(game.players)[1:]:
        parts = subsets(S)[1:]
        rows = [[-float(i in T) for i in sorted(S)] for T in parts]
        sides = [-float(game.worth(T)) for T in parts]
        least = linprog(np.ones(len(S)), rows, sides, bounds=(None, None)).fun
        assert float(cover.worth(S)) == pytest.approx(least, abs=1e-9)
    assert is_totally_balanced(cover)
    assert is_superadditive(cover)
    if not floats:
        assert all(isinstance(worth, Fraction) for worth in cover.worths)
        assert not core(cover).empty


@QUICK
@given(games(most=4), st.lists(st.integers(0, 2), min_size=5, max_size=5))
def test_quotient_games_join_the_members_of_unions(game, labels):
    groups = [
        [p for p, k in zip(game.players, labels, strict=False) if k == label]
        for label in sorted(set(labels[: game.n]))
    ]
    quotient = quotient_game(game, groups)
    assert quotient.players == tuple("+".join(group) for group in groups)
    named = quotient_game(game, {f"U{k}": group for k, group in enumerate(groups)})
    assert (named.worths == quotient.worths).all()
    for chosen in subsets(range(len(groups))):
        members = [i for k in chosen for i in groups[k]]
        assert named.worth([f"U{k}" for k in chosen]) == game.worth(members)


@QUICK
@given(games(least=2, most=4), st.data())
def test_reduced_games_by_definition(game, data):
    x = data.draw(
        st.lists(st.fractions(-3, 3, max_denominator=6), min_size=game.n, max_size=game.n)
    )
    inside = data.draw(st.sets(st.sampled_from(game.players), min_size=1))
    shares = dict(zip(game.players, x, strict=True))
    everyone = frozenset(game.players)
    outside = everyone - inside
    reduced = reduced_game(game, inside, payoffs=shares)

    def paid(Q):
        return sum((shares[i] for i in Q), Fraction(0))

    for T in subsets(inside)[1:-1]:
        assert reduced.worth(T) == max(game.worth(T | Q) - paid(Q) for Q in subsets(outside))
    assert reduced.worth(inside) == game.worth(everyone) - paid(outside)


def test_the_core_has_the_reduced_game_property():
    """Peleg (1986): what is in the core is in the core of each reduced game."""
    for seed in range(10):
        game = random_game(4, kind="balanced", rng=seed)
        x = core(game).allocation
        for S in subsets(game.players)[1:]:
            part = reduced_game(game, S, payoffs=x)
            assert core(part).contains(x[list(part.players)], tol=1e-9)


def test_symbols_stay_exact():
    assert dual(SYMBOLIC).worth(["A"]) == A * B + 3 - B
    assert zero_normalisation(SYMBOLIC).worths[-1] == A * B + 3 - A - B
    assert zero_one_normalisation(SYMBOLIC).worths[-1] == 1
    assert superadditive_cover(SYMBOLIC).worths[-1] == sympy.Max(A + B, A * B + 3)
    assert monotone_cover(SYMBOLIC).worths[1] == sympy.Max(0, A)
    found = strategic_equivalence(SYMBOLIC, strategic_equivalent(SYMBOLIC, 2, [1, A]))
    assert found
    assert found.witness["scale"] == 2
    assert found.witness["shifts"]["B"] == A
    with pytest.raises(UnsupportedNumberError, match="expressions in a, b"):
        totally_balanced_cover(SYMBOLIC)


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_no_players_or_one_and_the_argument_is_left_alone(transform):
    assert transform(EMPTY) == EMPTY
    before = SINGLE.worths.copy()
    assert isinstance(transform(SINGLE).worths[1], Fraction)
    assert (SINGLE.worths == before).all()


def test_integers_beside_fractions_stay_exact():
    game = CoalitionalGame(["A", "B"], [0, Fraction(1, 3), 0, 1])
    assert strategic_equivalent(game, 3, {"A": 1, "B": 2}).worths.tolist() == [0, 2, 2, 6]
    assert reduced_game(game, ["A"], payoffs=[0, 1]).worths.tolist() == [0, 0]


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda g: game_sum(g, EMPTY), InvalidGameError, "players must be those of the game"),
        (lambda g: permuted(g, ["A"]), InvalidGameError, "players must be those of the game"),
        (lambda g: restriction(g, ["Z"]), UnknownNameError, "coalition: player 'Z' is unknown"),
        (lambda g: quotient_game(g, [["A"], ["A"]]), InvalidArgumentError, "disjoint"),
        (lambda g: quotient_game(g, [[]]), InvalidArgumentError, "non-empty"),
        (lambda g: quotient_game(g, {"U": ["A", "A"]}), InvalidArgumentError, "disjoint"),
        (lambda g: quotient_game(g, {"B": ["A"]}), InvalidGameError, "distinct"),
        (lambda g: strategic_equivalent(g, 0), InvalidArgumentError, "scale must be > 0, got 0"),
        (lambda g: strategic_equivalent(g, 1, [1]), InvalidArgumentError, "needs 2 entries"),
        (lambda g: scaled(g, float("nan")), InvalidArgumentError, "factor must be finite"),
        (lambda g: reduced_game(g, ["A"], payoffs={"A": 1}), InvalidArgumentError, "missing B"),
    ],
)
def test_bad_arguments_are_refused_by_name(build, error, message):
    with pytest.raises(error, match=message) as caught:
        build(CoalitionalGame(["A", "B"], [0, 1, 2, 6]))
    assert isinstance(caught.value, LilliputError)


def test_covers_say_how_large_a_game_they_take():
    names = [str(i) for i in range(23)]
    large = CoalitionalGame(names, np.zeros(2**23))
    with pytest.raises(ProblemTooLargeError, match="allows 22 players"):
        superadditive_cover(large)
    with pytest.raises(ProblemTooLargeError, match="allows 14 players"):
        totally_balanced_cover(random_game(15))


def test_names_stay_with_their_worths():
    game = CoalitionalGame(NAMES[:3], range(8))
    moved = permuted(game, ["C", "A", "B"])
    assert all(moved.worth(S) == game.worth(S) for S in subsets(NAMES[:3]))
