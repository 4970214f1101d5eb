"""The paradoxes of voting power on the examples they are known by, and by their definitions."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import VotingGame, banzhaf_index, banzhaf_power, shapley_shubik
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnknownNameError
from lilliput.games.power import (
    deegan_packel,
    johnston,
    paradox_of_large_size,
    paradox_of_new_members,
    paradox_of_quarrelling_members,
    paradox_of_redistribution,
    public_good_index,
    quarrelling_power,
    rae_index,
)

from test_indices import critical, normalised, voting_games, winning

SIX = {"DE": 4, "FR": 4, "IT": 4, "NL": 2, "BE": 2, "LU": 1}
NINE = {"DE": 10, "FR": 10, "IT": 10, "UK": 10, "NL": 5, "BE": 5, "DK": 3, "IE": 3, "LU": 2}


def game_of(votes, quota):
    return VotingGame(votes, weights=votes, quota=quota)


def trio(weights, quota):
    return VotingGame(["A", "B", "C"], weights=weights, quota=quota)


def test_luxembourg_gains_when_the_community_grows():
    """Brams and Affuso (1976): from 0 to 1/105, as the only one of the Six."""
    finding = paradox_of_new_members(game_of(SIX, 12), game_of(NINE, 41))
    assert finding
    assert dict(finding.witness["gains"]) == {"LU": (0, Fraction(1, 105))}
    assert paradox_of_new_members(game_of(SIX, 12), game_of(NINE, 41), index=banzhaf_index)


def test_a_new_member_who_only_takes_power_is_no_paradox():
    five = VotingGame(list("ABCDE"), weights=[1] * 5, quota=3)
    assert not paradox_of_new_members(trio([1, 1, 1], 2), five)


def test_new_members_must_join_the_old():
    with pytest.raises(InvalidGameError, match="got no new player"):
        paradox_of_new_members(trio([1, 1, 1], 2), trio([1, 1, 1], 2))
    with pytest.raises(InvalidGameError, match="missing C"):
        paradox_of_new_members(trio([1, 1, 1], 2), VotingGame(list("ABDE"), weights=[1] * 4,
                                                              quota=3))  # fmt: skip


def test_fewer_votes_and_more_power():
    finding = paradox_of_redistribution(trio([5, 4, 1], 7), trio([4, 3, 3], 7))
    assert finding
    assert dict(finding.witness["gains"]) == {"A": (Fraction(1, 2), Fraction(2, 3))}
    assert not finding.witness["losses"]
    back = paradox_of_redistribution(trio([4, 3, 3], 7), trio([5, 4, 1], 7))
    assert dict(back.witness["losses"]) == {"A": (Fraction(2, 3), Fraction(1, 2))}
    assert not paradox_of_redistribution(trio([3, 2, 2], 4), trio([2, 3, 2], 4))


def test_redistribution_needs_the_same_players_and_one_rule():
    with pytest.raises(InvalidGameError, match="must have the same players"):
        paradox_of_redistribution(trio([1, 1, 1], 2), VotingGame(["A"], weights=[1], quota=1))
    double = VotingGame.from_rules(["A", "B", "C"], [([5, 3, 2], 6), ([1, 1, 1], 2)])
    with pytest.raises(InvalidGameError, match="one rule"):
        paradox_of_redistribution(double, trio([1, 1, 1], 2))


@settings(max_examples=50, deadline=None)
@given(st.lists(st.integers(1, 5), min_size=3, max_size=3), st.integers(2, 9))
def test_votes_in_other_units_are_no_redistribution(votes, unit):
    quota = sum(votes) // 2 + 1
    other = trio([v * unit for v in votes], quota * unit)
    assert not paradox_of_redistribution(trio(votes, quota), other)


def test_a_bloc_weaker_than_its_members():
    four = VotingGame(list("ABCD"), weights=[1] * 4, quota=4)
    finding = paradox_of_large_size(four, ["A", "B"])
    assert finding
    assert finding.witness["bloc"] == Fraction(1, 3)
    assert finding.witness["apart"] == Fraction(1, 2)
    assert not paradox_of_large_size(trio([1, 1, 1], 2), ["A", "B"])
    assert paradox_of_large_size(four, ["A", "B"], index=banzhaf_power).witness["apart"] == \
        Fraction(1, 4)  # fmt: skip
    with pytest.raises(InvalidArgumentError, match="at least two players, got 1"):
        paradox_of_large_size(four, ["A", "A"])
    with pytest.raises(UnknownNameError, match="bloc: player 'Z'"):
        paradox_of_large_size(four, ["A", "Z"])


@settings(max_examples=60, deadline=None)
@given(voting_games(least=2), st.data())
def test_two_players_who_merge_keep_their_banzhaf_power(game, data):
    """Felsenthal and Machover (1998): the Banzhaf power of a bloc of two is the sum of theirs."""
    pair = data.draw(st.permutations(game.players))[:2]
    finding = paradox_of_large_size(game, pair, index=banzhaf_power)
    assert finding.witness["bloc"] == finding.witness["apart"]
    assert not finding


def test_quarrelling_members_of_brams():
    """Brams (1975), ch. 5, for (5; 3, 2, 2): each quarreller rises from 1/5 to 1/4 (Banzhaf) and
    from 1/6 to 1/4 (Shapley–Shubik)."""
    game = trio([3, 2, 2], 5)
    finding = paradox_of_quarrelling_members(game, "B", "C", index=banzhaf_index)
    assert finding.witness["gains"]["B"] == (Fraction(1, 5), Fraction(1, 4))
    finding = paradox_of_quarrelling_members(game, "B", "C")
    assert finding
    assert finding.witness["gains"]["C"] == (Fraction(1, 6), Fraction(1, 4))


def test_a_quarrel_that_hurts():
    game = VotingGame(list("ABCD"), weights=[1] * 4, quota=2, vetoes=["A"])
    assert not paradox_of_quarrelling_members(game, "A", "B")
    game = trio([1, 1, 1], 2)
    finding = paradox_of_quarrelling_members(game, "A", "B", index=public_good_index)
    assert not finding
    assert finding.explanation == "A had 1/3 before and has 1/4 after; B had 1/3 before and has " \
        "1/4 after"  # fmt: skip


@settings(max_examples=80, deadline=None)
@given(voting_games(least=2, most=4), st.data())
def test_power_among_quarrelling_players_is_as_defined(game, data):
    a, b = data.draw(st.permutations(game.players))[:2]
    W = winning(game)
    formed = {S for S in W if not {a, b} <= S}
    if not formed:
        with pytest.raises(InvalidGameError, match="no coalition wins without both"):
            quarrelling_power(game, a, b)
        return
    pivots = dict.fromkeys(game.players, 0)
    for order in permutations(game.players):
        for k in range(game.n):
            S = frozenset(order[: k + 1])
            if S in W:
                pivots[order[k]] += S in formed
                break
    swings = {i: sum(i in critical(W, S) for S in formed) for i in game.players}
    least = [S for S in formed if critical(W, S) == S]
    expected = {
        shapley_shubik: normalised(pivots),
        banzhaf_index: normalised(swings),
        banzhaf_power: {i: Fraction(x, 2 ** (game.n - 1)) for i, x in swings.items()},
        public_good_index: normalised({i: sum(i in S for S in least) for i in game.players}),
        deegan_packel: normalised(
            {i: sum(Fraction(1, len(S)) for S in least if i in S) for i in game.players}
        ),
        johnston: normalised(
            {i: sum(Fraction(1, len(critical(W, S))) for S in formed if i in critical(W, S))
             for i in game.players}
        ),
    }  # fmt: skip
    for index, power in expected.items():
        assert quarrelling_power(game, a, b, index=index, exact=True).to_dict() == power
        finding = paradox_of_quarrelling_members(game, a, b, index=index)
        before = index(game, exact=True)
        moved = [power[i] - before[i] for i in (a, b)]
        assert bool(finding) == (min(moved) >= 0 < max(moved))


def test_quarrels_need_two_players_and_a_known_index():
    game = trio([1, 1, 1], 2)
    with pytest.raises(InvalidArgumentError, match="got 'A' twice"):
        quarrelling_power(game, "A", "A")
    with pytest.raises(InvalidArgumentError, match="index must be one of shapley_shubik"):
        quarrelling_power(game, "A", "B", index=rae_index)
    with pytest.raises(UnknownNameError, match="a, b: player 'Z'"):
        quarrelling_power(game, "A", "Z")
