"""Counting by integrals, residues, states and rows: equal wherever two of them can be compared."""

import random
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilliput.games import VotingGame, banzhaf_power, shapley_shubik
from lilliput.games.power.swings import banzhaf_swings, swings_by_size
from lilliput.games.voting.counting import count_in_all
from lilliput.games.voting.enumeration import count_by_enumeration
from lilliput.games.voting.quadrature import index_by_quadrature, legendre_nodes
from lilliput.games.voting.residues import count_by_residues, count_by_size_residues
from lilliput.games.voting.states import count_by_states


def named(n):
    return [f"p{i}" for i in range(n)]


def swings_one_by_one(rules, i):
    """Swings of a player in all, from the partial sums of all others under each rule."""
    sums = {(0,) * len(rules): 1}
    for j in range(len(rules[0][0])):
        if j != i:
            after = dict(sums)
            for total, count in sums.items():
                more = tuple(t + w[j] for t, (w, _) in zip(total, rules, strict=True))
                after[more] = after.get(more, 0) + count
            sums = after
    without = {t: all(x >= q for x, (_, q) in zip(t, rules, strict=True)) for t in sums}
    return sum(
        count
        for total, count in sums.items()
        if not without[total] and all(x + w[i] >= q for x, (w, q) in zip(total, rules, strict=True))
    )


@pytest.mark.parametrize("n", [36, 66])
def test_beyond_enumeration_rules_are_counted_by_their_needs(n):
    draw = random.Random(n)
    weights = [draw.choice([1, 1, 2]) for _ in range(n)]
    rules = [(weights, sum(weights) * 2 // 3), ([1] * n, n // 2 + 1)]
    game = VotingGame.from_rules(named(n), rules)
    expected = {weight: swings_one_by_one(rules, weights.index(weight)) for weight in (1, 2)}
    swings = [expected[weight] for weight in weights]
    assert banzhaf_swings(game).to_list() == swings
    assert banzhaf_power(game, exact=True).to_list() == [Fraction(c, 2 ** (n - 1)) for c in swings]
    assert sum(shapley_shubik(game, exact=True)) == 1


@pytest.mark.parametrize("unit", [1, 10**9])
@pytest.mark.parametrize("seed", range(4))
def test_rows_of_comparisons_count_like_the_table(unit, seed):
    """17 players, several alternatives, weights of 32 and of 64 bits."""
    draw = random.Random(seed)
    n = 17
    parts = []
    for _ in range(5):
        weights = [draw.randint(0, 50) * unit + draw.randint(0, 1) for _ in range(n)]
        parts.append(VotingGame(named(n), weights=weights, quota=draw.randint(1, sum(weights))))
    game = parts[0] & parts[1] | parts[2] & parts[3] | parts[4] & (parts[0] | parts[3])
    wins = game.winning_table()
    sizes = np.bitwise_count(np.arange(2**n))
    reduced = game.reduced()
    winning, swings = count_by_enumeration(reduced)
    assert reduced.winning_by_size(winning) == np.bincount(sizes[wins], minlength=n + 1).tolist()
    for i, counts in enumerate(reduced.swings_by_size(winning, swings)):
        pairs = wins.reshape(-1, 2, 2**i)
        swung = pairs[:, 1] & ~pairs[:, 0]
        without = sizes.reshape(-1, 2, 2**i)[:, 0]
        assert counts == np.bincount(without[swung], minlength=n).tolist()
    assert count_by_states(reduced) == (winning, swings)


def test_thirty_players_with_general_weights_are_gone_through():
    """Above 28 players the heaviest are fixed in turn."""
    draw = random.Random(5)
    weights = [[draw.randint(1, 10**9) for _ in range(30)] for _ in range(2)]
    rules = [(row, sum(row) * 9 // 10) for row in weights]
    game = VotingGame.from_rules(named(30), rules).reduced()
    winning, swings = count_by_enumeration(game)
    assert count_by_states(game) == (winning, swings)


def one_rule(n, heaviest, share, *, seed=0, vetoes=0):
    draw = random.Random(f"{n} {heaviest} {share} {seed}")
    weights = [draw.randint(1, heaviest) for _ in range(n)]
    names = named(n)
    quota = int(sum(weights) * share) + 1
    return VotingGame(names, weights=weights, quota=quota, vetoes=names[:vetoes])


@pytest.mark.parametrize("heaviest", [1, 100, 1000])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
@pytest.mark.parametrize("vetoes", [0, 1, 3])
def test_integrals_equal_exact_counts(heaviest, share, vetoes):
    """To 1e-14 of each index, whichever of 60 players it is."""
    game = one_rule(60, heaviest, share, vetoes=vetoes)
    exact = shapley_shubik(game, exact=True).astype(float)
    if game.reduced().always:
        return
    found = index_by_quadrature(game.reduced())
    np.testing.assert_allclose(found, exact, rtol=1e-14, atol=1e-16)
    assert abs(found.sum() - 1) < 1e-14


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9).filter(any), st.data())
def test_integrals_of_small_games_equal_exact_counts(weights, data):
    players = named(len(weights))
    quota = data.draw(st.integers(1, sum(weights)))
    vetoes = data.draw(st.lists(st.sampled_from(players), unique=True))
    game = VotingGame(players, weights=weights, quota=quota, vetoes=vetoes)
    if not game.reduced().always:
        exact = shapley_shubik(game, exact=True).astype(float)
        np.testing.assert_allclose(index_by_quadrature(game.reduced()), exact, atol=1e-15)


@pytest.mark.slow
@pytest.mark.parametrize("share", [0.5, 0.67])
def test_integrals_of_two_hundred_players_equal_exact_counts(share):
    game = one_rule(200, 100, share)
    exact = shapley_shubik(game, exact=True).astype(float)
    np.testing.assert_allclose(shapley_shubik(game), exact, rtol=1e-14)


def test_five_hundred_players_by_integral_and_by_residues():
    """The number of swings at all sizes is also what the swing probability at t = 1/2 counts."""
    game = one_rule(500, 20, 0.5)
    index = shapley_shubik(game)
    assert abs(index.sum() - 1) < 1e-13
    weights = game.weights
    assert index.idxmax() in set(weights[weights == weights.max()].index)
    swings = banzhaf_swings(game)
    assert all(isinstance(count, int) for count in swings)
    assert max(swings) > 2**480
    sums = 1
    rest = [int(w) for name, w in weights.items() if name != "p0"]
    for weight in rest:
        sums += sums << (weight * 512)
    low, high = int(game.quota - weights["p0"]), int(game.quota)
    digits = (sums >> (low * 512)) & ((1 << ((high - low) * 512)) - 1)
    assert swings["p0"] == digits % (2**512 - 1)


@pytest.mark.parametrize("share", [0.02, 0.5, 0.97])
@pytest.mark.parametrize("n", [60, 61, 62, 123, 124])
def test_residues_around_the_number_of_primes_needed(n, share):
    game = one_rule(n, 4, share).reduced()
    winning, swings = count_by_size_residues(game)
    assert count_by_residues(game) == (sum(winning), [sum(row) for row in swings])
    assert sum(winning) == count_in_all(game)[0]
    assert (winning, swings) == count_by_states(game) if n < 70 else True
    assert sum(Fraction(row[s], comb(n - 1, s)) for row in swings for s in range(n)) == n


def test_half_of_equal_votes_swing_in_closed_form():
    for n in (61, 62, 301):
        quota = n // 2 + 1
        game = VotingGame(named(n), weights=[3] * n, quota=3 * quota)
        assert set(banzhaf_swings(game)) == {comb(n - 1, quota - 1)}
        assert game.count_winning() == sum(comb(n, k) for k in range(quota, n + 1))
        assert set(count_in_all(game.reduced())[1]) == {comb(n - 1, quota - 1)}


def test_nodes_integrate_polynomials():
    for number in (1, 2, 5, 40, 151):
        lower, measure = legendre_nodes(number)
        upper = 1 - lower[lower < 0.5]
        nodes = np.concatenate([lower, upper])
        weights = np.concatenate([measure, measure[: len(upper)]])
        assert len(nodes) == number
        for degree in (0, 1, 2 * number - 1):
            assert weights @ nodes**degree == pytest.approx(1 / (degree + 1), rel=1e-13)


def test_weights_beyond_machine_integers():
    """Ten players with 400-bit weights in two rules, against the same game divided by 2**390."""
    draw = random.Random(7)
    small = [([draw.randint(1, 100) for _ in range(10)], 200), ([1] * 10, 4)]
    large = [([w << 390 for w in small[0][0]] + [], 200 << 390), small[1]]
    # one more unit on a weight keeps the numbers from being divided back to small ones
    large[0][0][0] += 1
    games_ = [VotingGame.from_rules(named(10), rules) for rules in (small, large)]
    assert swings_by_size(games_[0]) == swings_by_size(games_[1])
    assert (games_[0].winning_table() == games_[1].winning_table()).all()
