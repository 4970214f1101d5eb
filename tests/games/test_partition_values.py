"""Values of games in partition function form, against their definitions in plain Python."""

import math
from collections import Counter
from fractions import Fraction
from functools import cache
from itertools import permutations

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_partition import NAMES, embedded, partition_games, partitions

from lilliput.games import CoalitionalGame, shapley_value
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.partition import (
    PartitionGame,
    average_game,
    average_value,
    bell_number,
    block_masks,
    block_starts,
    externality_free_value,
    mcquillin_value,
    myerson_partition_value,
    stochastic_game,
    stochastic_shapley_value,
)

VALUES = [
    externality_free_value,
    mcquillin_value,
    average_value,
    lambda game: stochastic_shapley_value(game, Fraction(5, 2)),
    myerson_partition_value,
]


def mean_marginals(players, worth):
    """The Shapley value as the mean over all orders."""
    orders = list(permutations(players))
    sums = dict.fromkeys(players, Fraction(0))
    for order in orders:
        for k, player in enumerate(order):
            sums[player] += worth(frozenset(order[: k + 1])) - worth(frozenset(order[:k]))
    return {player: total / len(orders) for player, total in sums.items()}


def singles(players):
    return frozenset(frozenset([player]) for player in players)


def cycles(permutation):
    """The partition of the keys of a permutation into its cycles."""
    found, seen = set(), set()
    for start in permutation:
        cycle = []
        while start not in seen:
            seen.add(start)
            cycle.append(start)
            start = permutation[start]
        if cycle:
            found.add(frozenset(cycle))
    return frozenset(found)


def seatings(players, theta):
    """Probabilities of the partitions that the players make when they sit down one by one."""
    chances = Counter({frozenset(): Fraction(1)})
    for k, player in enumerate(players):
        following = Counter()
        for partition, chance in chances.items():
            following[partition | {frozenset([player])}] += chance * theta / (theta + k)
            for table in partition:
                joined = partition - {table} | {table | {player}}
                following[joined] += chance * len(table) / (theta + k)
        chances = following
    return chances


def mixed_game(n):
    """A game with externalities of both signs and no symmetry."""
    total = bell_number(n + 1) - bell_number(n)
    return PartitionGame(NAMES[:n], [Fraction(k * k * 31 % 23 - 9, 2) for k in range(total)])


@settings(max_examples=15, deadline=None)
@given(partition_games())
@example(mixed_game(6))
def test_definitions_in_plain_loops(game):
    everyone = frozenset(game.players)

    def alone(S):
        return game.worth(S, singles(everyone - S) | {S}) if S else 0

    def opposed(S):
        return game.worth(S, {S, everyone - S} - {frozenset()}) if S else 0

    @cache
    def averaged(S):
        others = sorted(everyone - S)
        orders = list(permutations(others))
        worths = [
            game.worth(S, cycles(dict(zip(others, order, strict=True))) | {S}) for order in orders
        ]
        return sum(worths) / Fraction(len(orders))

    for value, worth in [
        (externality_free_value, alone),
        (mcquillin_value, opposed),
        (average_value, lambda S: averaged(S) if S else 0),
    ]:
        assert value(game).to_dict() == mean_marginals(game.players, worth)


@settings(max_examples=20, deadline=None)
@given(partition_games(), st.fractions("1/5", 4, max_denominator=5), st.randoms())
def test_seats_in_a_chinese_restaurant(game, theta, random):
    found = stochastic_game(game, theta)
    everyone = frozenset(game.players)
    for S in {S for S, _ in embedded(game.players)}:
        others = sorted(everyone - S)
        random.shuffle(others)
        expected = sum(
            chance * game.worth(S, partition | {S})
            for partition, chance in seatings(others, theta).items()
        )
        assert found.worth(S) == expected
    floats = PartitionGame(game.players, game.worths.astype(float))
    assert np.allclose(stochastic_game(floats, float(theta)).worths, found.worths.astype(float))
    assert np.allclose(stochastic_game(floats, theta).worths, found.worths.astype(float))


@settings(max_examples=8, deadline=None)
@given(partition_games())
def test_limits_of_the_family(game):
    assert (stochastic_shapley_value(game, 0) == mcquillin_value(game)).all()
    assert (stochastic_shapley_value(game, 1) == average_value(game)).all()
    assert (stochastic_shapley_value(game, math.inf) == externality_free_value(game)).all()
    theta = sympy.Symbol("theta", positive=True)
    general = stochastic_shapley_value(game, theta)
    together, alone = mcquillin_value(game), externality_free_value(game)
    for player in game.players:
        assert sympy.limit(general[player], theta, 0) == sympy.sympify(together[player])
        assert sympy.limit(general[player], theta, sympy.oo) == sympy.sympify(alone[player])


@settings(max_examples=20, deadline=None)
@given(partition_games())
@example(mixed_game(6))
def test_myerson_formula(game):
    n, expected = game.n, {}
    for i in game.players:
        total = Fraction(0)
        for S, P in embedded(game.players):
            k = len(P)
            away = sum(Fraction(1, (k - 1) * (n - len(T))) for T in P if T != S and i not in T)
            sign = (-1) ** (k - 1) * math.factorial(k - 1)
            total += sign * (Fraction(1, n) - away) * game.worth(S, P)
        expected[i] = total
    assert myerson_partition_value(game).to_dict() == expected


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 4), st.integers(1, 3), st.randoms())
def test_myerson_pays_everything_to_a_carrier(n, size, random):
    """Myerson (1977): linear, symmetric, and Σ_{i∈C} φ_i = v(N) for every carrier C."""
    players = NAMES[:n]
    carrier = frozenset(random.sample(players, min(size, n)))
    rest = frozenset(players) - carrier
    inner = {
        pair: Fraction(random.randint(-5, 5))
        for structure in partitions(carrier)
        for pair in ((S, structure) for S in structure)
    }

    def worth(S, P):
        split = frozenset(T & carrier for T in P if T & carrier)
        return inner[S & carrier, split] if S & carrier else Fraction(0)

    game = PartitionGame.from_function(players, worth)
    found = myerson_partition_value(game)
    assert sum(found[player] for player in carrier) == game.worths[0]
    assert all(found[player] == 0 for player in rest)


@settings(max_examples=15, deadline=None)
@given(partition_games(), st.data())
def test_axioms(game, data):
    other = PartitionGame(
        game.players, data.draw(partition_games(least=game.n, most=game.n)).worths
    )
    total = PartitionGame(game.players, game.worths + 3 * other.worths)
    order = data.draw(st.permutations(game.players))
    moved = PartitionGame.from_function(order, game.worth)
    for value in VALUES:
        paid = value(game)
        assert list(paid.index) == list(game.players)
        assert sum(paid) == game.worths[0]
        assert (value(total) == paid + 3 * value(other)).all()
        assert value(moved).to_dict() == paid.to_dict()


@settings(max_examples=15, deadline=None)
@given(partition_games(least=1, most=3))
def test_players_whose_moves_never_matter_get_nothing(inner):
    """The null player of Macho-Stadler, Pérez-Castrillo and Wettstein (2007)."""

    def worth(S, P):
        split = frozenset(T - {"F"} for T in P if T - {"F"})
        return inner.worth(S - {"F"}, split) if S - {"F"} else Fraction(0)

    game = PartitionGame.from_function((*inner.players, "F"), worth)
    for value in VALUES:
        assert value(game)["F"] == 0
    for value in VALUES[:-1]:  # and the others get what they would get without it
        assert value(game).drop("F").to_dict() == value(inner).to_dict()


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 4), st.data())
def test_all_are_shapley_values_without_externalities(n, data):
    worths = data.draw(
        st.lists(st.fractions(-2, 2, max_denominator=4), min_size=2**n - 1, max_size=2**n - 1)
    )
    game = CoalitionalGame(NAMES[:n], [Fraction(0), *worths])
    for value in VALUES:
        assert (
            value(PartitionGame.from_coalitional(game)).to_dict() == shapley_value(game).to_dict()
        )


@settings(max_examples=20, deadline=None)
@given(partition_games())
def test_any_weights_of_the_others_structures(game):
    found = average_game(game, lambda sizes: Fraction(1, bell_number(sum(sizes))))
    everyone = frozenset(game.players)
    for S in {S for S, _ in embedded(game.players)}:
        outside = partitions(everyone - S)
        mean = sum(game.worth(S, P | {S}) for P in outside) / Fraction(len(outside))
        assert found.worth(S) == mean
    cycle_weights = average_game(
        game,
        lambda sizes: Fraction(
            math.prod(math.factorial(size - 1) for size in sizes), math.factorial(sum(sizes))
        ),
    )
    assert cycle_weights == stochastic_game(game)


def test_numbers_of_every_kind():
    worths = [Fraction(k * k % 7, 3) for k in range(37)]
    exact = PartitionGame(NAMES[:4], worths)
    floats = PartitionGame(NAMES[:4], [float(w) for w in worths])
    a = sympy.Symbol("a")
    symbolic = PartitionGame(NAMES[:4], [a * w for w in worths])
    for value in VALUES:
        reference = value(exact)
        assert np.allclose(value(floats), reference.astype(float), rtol=0, atol=1e-14)
        assert [entry.subs(a, 1) for entry in value(symbolic)] == [
            sympy.sympify(entry) for entry in reference
        ]
    integers = PartitionGame(["A", "B"], [3, 1, 0])
    for value in (*VALUES[:3], myerson_partition_value):
        assert value(integers, exact=True).to_dict() == {"A": Fraction(2), "B": Fraction(1)}


def test_ten_players():
    """562,595 embedded coalitions: floats against the integers that they are."""
    total = int(block_starts(10)[-1])
    masks = block_masks(10)
    worths = (np.arange(total) * 7919 % 1013) + np.bitwise_count(masks).astype(np.int64) ** 2
    game = PartitionGame([str(k) for k in range(10)], worths)
    for value in (externality_free_value, mcquillin_value, average_value, myerson_partition_value):
        paid = value(game)
        assert abs(paid.sum() - worths[0]) < 1e-8
        assert np.allclose(paid, value(game, exact=True).astype(float), rtol=1e-9, atol=1e-9)


def test_bad_weights_are_refused():
    game = PartitionGame(["A", "B", "C"], range(10))
    with pytest.raises(InvalidArgumentError, match=r"weights must sum to 1 .* of 2 others, got 2"):
        average_game(game, lambda sizes: 1)
    with pytest.raises(InvalidArgumentError, match=r"weights must be finite .* for \(1,\)"):
        average_game(game, {(2,): 0.5, (1, 1): 0.5}.get)
    with pytest.raises(InvalidArgumentError, match="concentration must be a number >= 0, got -1"):
        stochastic_game(game, -1)
    with pytest.raises(InvalidArgumentError, match="concentration"):
        stochastic_game(game, float("nan"))
