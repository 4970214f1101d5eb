"""Power indices: null players, symmetry, counts of winning coalitions, and games of real size."""

import random
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilliput.games import VotingGame, banzhaf_index, banzhaf_power, shapley_shubik
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.power.swings import banzhaf_swings, swings_by_size
from lilliput.games.voting.enumeration import count_by_enumeration
from lilliput.games.voting.polynomials import count_by_polynomials

INDICES = [shapley_shubik, banzhaf_index, banzhaf_power]
NICE = [29] * 4 + [27] * 2 + [14, 13] + [12] * 5 + [10] * 3 + [7] * 5 + [4] * 5 + [3]
# Population per mille, in the same order of states (Bilbao, University of Seville).
PER_MILLE = [170, 123, 123, 120, 82, 80, 47, 33, 22, 21, 21, 21, 21, 18, 17, 17,
             11, 11, 11, 8, 8, 5, 4, 3, 2, 1, 1]  # fmt: skip
COLLEGE_OF_2024 = [54, 40, 30, 28, 19, 19, 17, 16, 16, 15, 14, 13, 12, *[11] * 4, *[10] * 5,
                   *[9] * 2, *[8] * 3, *[7] * 2, *[6] * 6, *[5] * 2, *[4] * 7,
                   *[3] * 7]  # fmt: skip


def named(n):
    return [f"p{i}" for i in range(n)]


@st.composite
def weights_and_quota(draw, most=6, heaviest=7):
    weights = draw(st.lists(st.integers(0, heaviest), min_size=1, max_size=most).filter(any))
    return weights, draw(st.integers(1, sum(weights)))


def winning_coalitions(weights, quota):
    """Count them as the swings of a clerk without votes whose consent is needed."""
    players = [*named(len(weights)), "clerk"]
    game = VotingGame(players, weights=[*weights, 0], quota=quota, vetoes=["clerk"])
    return banzhaf_power(game, exact=True)["clerk"] * 2 ** len(weights)


@pytest.mark.parametrize("index", INDICES)
@given(weights_and_quota())
def test_a_player_without_votes_has_no_power_and_changes_none(index, rule):
    weights, quota = rule
    small = VotingGame(named(len(weights)), weights=weights, quota=quota)
    large = VotingGame([*small.players, "none"], weights=[*weights, 0], quota=quota)
    found = index(large, exact=True)
    assert found["none"] == 0
    assert found.drop("none").to_dict() == index(small, exact=True).to_dict()


@pytest.mark.parametrize("index", INDICES)
@given(weights_and_quota(), st.randoms())
def test_power_follows_the_player_and_not_the_position(index, rule, rng):
    weights, quota = rule
    by_name = dict(zip(named(len(weights)), weights, strict=True))
    order = rng.sample(list(by_name), len(by_name))
    found = index(VotingGame(by_name, weights=by_name, quota=quota), exact=True)
    assert index(VotingGame(order, weights=by_name, quota=quota), exact=True).to_dict() == {
        name: found[name] for name in order
    }


@given(weights_and_quota(), st.integers(1, 10**12))
def test_the_unit_of_the_votes_does_not_matter(rule, unit):
    weights, quota = rule
    game = VotingGame(named(len(weights)), weights=weights, quota=quota)
    scaled = VotingGame(game.players, weights=[w * unit for w in weights], quota=quota * unit)
    assert swings_by_size(scaled) == swings_by_size(game)


@given(weights_and_quota(heaviest=40), st.data())
def test_counts_agree_whatever_the_veto_players_weigh(rule, data):
    weights, quota = rule
    players = named(len(weights))
    vetoes = data.draw(st.lists(st.sampled_from(players), unique=True))
    game = VotingGame(players, weights=weights, quota=quota, vetoes=vetoes)
    reduced = game.reduced()
    if not reduced.always:
        assert count_by_polynomials(reduced) == count_by_enumeration(reduced)


def test_floats_are_the_rounded_fractions():
    game = VotingGame(named(7), weights=[7, 5, 4, 3, 3, 2, 1], quota=14)
    for index in INDICES:
        exact = index(game, exact=True)
        assert index(game).to_dict() == {player: float(value) for player, value in exact.items()}


def test_winning_coalitions_of_nice_by_votes():
    """Bilbao, University of Seville: 2,718,774 of 2**27."""
    assert winning_coalitions(NICE, 255) == 2_718_774
    assert winning_coalitions([2, 1, 1], 3) == 3


@pytest.mark.parametrize("index", [shapley_shubik, banzhaf_index])
def test_electoral_college_of_2024(index):
    assert (len(COLLEGE_OF_2024), sum(COLLEGE_OF_2024)) == (51, 538)
    power = index(VotingGame(named(51), weights=COLLEGE_OF_2024, quota=270), exact=True)
    assert sum(power) == 1
    assert list(power) == sorted(power, reverse=True)
    assert power["p0"] > Fraction(54, 538)


def test_populations_of_few_players_are_enumerated():
    """DE, FR, IT, ES and PL on 1 January 2017 (Eurostat)."""
    weights = [82_521_653, 66_989_083, 60_589_445, 46_528_024, 37_972_964]
    game = VotingGame(named(5), weights=weights, quota=sum(weights) // 2 + 1)
    winning = game.winning_table()
    for i, swings in enumerate(swings_by_size(game)):
        swing = [m for m in range(32) if not m >> i & 1 and winning[m | 1 << i] and not winning[m]]
        assert swings == [sum(m.bit_count() == size for m in swing) for size in range(5)]
    assert sum(shapley_shubik(game, exact=True)) == 1


def test_sixty_players_with_votes_in_the_thousands():
    draw = random.Random(1)
    weights = [draw.randint(1, 2000) for _ in range(60)]
    index = shapley_shubik(VotingGame(named(60), weights=weights, quota=sum(weights) // 2 + 1))
    assert index.sum() == pytest.approx(1, abs=1e-14)
    assert index.idxmax() == f"p{weights.index(max(weights))}"


def test_weights_too_large_to_count_are_refused():
    draw = random.Random(2)
    weights = [draw.randint(10**9, 10**10) for _ in range(60)]
    game = VotingGame(named(60), weights=weights, quota=sum(weights) // 2)
    with pytest.raises(ProblemTooLargeError, match=r"after \d+ of 60 players.*by sampling"):
        banzhaf_swings(game)
    beyond = VotingGame(named(60), weights=[w * 10**10 + 1 for w in weights], quota=10**20)
    with pytest.raises(ProblemTooLargeError, match=r"weights.*more than 2\*\*62"):
        banzhaf_power(beyond)


def test_large_weights_of_few_kinds_are_counted():
    """The quota asks for 15 of the 30 whatever their last digits."""
    weights = [10**9 + i for i in range(30)]
    game = VotingGame(named(30), weights=weights, quota=15 * 10**9)
    assert set(banzhaf_swings(game)) == {comb(29, 14)}
    huge = VotingGame(named(30), weights=[w * 10**6 for w in weights], quota=15 * 10**15)
    assert game.count_winning() == huge.count_winning() == sum(comb(30, k) for k in range(15, 31))
