"""Each index of power against its definition, gone through coalition by coalition in Fractions."""

from fractions import Fraction
from itertools import chain, combinations, permutations, product
from math import ceil, comb, inf

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lilliput.games import VotingGame, banzhaf_index, banzhaf_power, owen_value, shapley_shubik
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.power import (
    banzhaf_owen_index,
    bloc_game,
    coalitional_deegan_packel,
    coalitional_public_good_index,
    coleman_collectivity,
    coleman_initiate,
    coleman_prevent,
    deegan_packel,
    desirability,
    is_complete_game,
    johnston,
    koenig_braeuninger,
    minimal_winning_memberships,
    nakamura_number,
    nevison_index,
    owen_index,
    public_good_index,
    rae_index,
    shift_deegan_packel,
    shift_index,
    symmetric_coalitional_banzhaf_index,
)
from lilliput.games.power.minimal_counts import minimal_winning_counts

NAMES = list("ABCDEF")


@st.composite
def rules(draw, n, heaviest=7):
    weights = draw(st.lists(st.integers(0, heaviest), min_size=n, max_size=n).filter(any))
    return weights, draw(st.integers(1, sum(weights)))


@st.composite
def voting_games(draw, most=5, least=1):
    """Games of one rule or several, of some of several, joined by or, with and without vetoes."""
    n = draw(st.integers(least, most))
    players = NAMES[:n]
    vetoes = draw(st.lists(st.sampled_from(players), unique=True, max_size=1))
    given_rules = draw(st.lists(rules(n), min_size=1, max_size=3))
    need = draw(st.integers(1, len(given_rules)))
    game = VotingGame.from_rules(players, given_rules, need=need, vetoes=vetoes)
    if draw(st.booleans()):
        game |= VotingGame.from_rules(players, [draw(rules(n))])
    return game


@st.composite
def games_with_unions(draw, most=5):
    game = draw(voting_games(most=most))
    labels = draw(st.lists(st.integers(0, 2), min_size=game.n, max_size=game.n))
    unions = [
        [p for p, label in zip(game.players, labels, strict=True) if label == k]
        for k in sorted(set(labels))
    ]
    return game, unions


def subsets(players):
    players = list(players)
    return [
        frozenset(chosen)
        for chosen in chain.from_iterable(
            combinations(players, size) for size in range(len(players) + 1)
        )
    ]


def winning(game):
    return {S for S in subsets(game.players) if game.is_winning(S)}


def critical(W, S):
    return {i for i in S if S - {i} not in W}


def minimal(W):
    return [S for S in W if critical(W, S) == S]


def normalised(raw):
    total = sum(raw.values())
    return {player: Fraction(value) / total for player, value in raw.items()}


def at_least(game, W, i, j):
    others = subsets(set(game.players) - {i, j})
    return i == j or all(S | {i} in W for S in others if S | {j} in W)


def shift_minimal(game, W):
    def strictly(i, j):
        return at_least(game, W, i, j) and not at_least(game, W, j, i)

    return [
        S
        for S in minimal(W)
        if not any(
            strictly(i, j) and (S - {i}) | {j} in W for i in S for j in set(game.players) - S
        )
    ]


def by_definition(game):
    """Every index of the module, each from its own definition."""
    W, players = winning(game), game.players
    least, shifted = minimal(W), shift_minimal(game, W)
    swings = {i: sum(i in critical(W, S) for S in W) for i in players}
    everything = subsets(players)

    def over(sets, share):
        return normalised({i: sum(share(S) for S in sets if i in S) for i in players})

    return {
        deegan_packel: over(least, lambda S: Fraction(1, len(S))),
        public_good_index: over(least, lambda S: 1),
        shift_index: over(shifted, lambda S: 1),
        shift_deegan_packel: over(shifted, lambda S: Fraction(1, len(S))),
        johnston: normalised(
            {
                i: sum(Fraction(1, len(critical(W, S))) for S in W if i in critical(W, S))
                for i in players
            }
        ),
        coleman_prevent: {i: Fraction(swings[i], len(W)) for i in players},
        coleman_initiate: {i: Fraction(swings[i], 2**game.n - len(W)) for i in players},
        rae_index: {
            i: Fraction(sum((i in S) == (S in W) for S in everything), 2**game.n) for i in players
        },
        nevison_index: {i: Fraction(sum(i in S for S in W), 2 ** (game.n - 1)) for i in players},
        koenig_braeuninger: {i: Fraction(sum(i in S for S in W), len(W)) for i in players},
    }


@settings(max_examples=200, deadline=None)
@given(voting_games())
def test_every_index_is_as_defined(game):
    for index, expected in by_definition(game).items():
        found = index(game, exact=True)
        assert found.to_dict() == expected, index.__name__
        assert (found.name, found.index.name) == (index.__name__, "player")
        assert index(game).to_dict() == {i: float(x) for i, x in expected.items()}
    act = Fraction(len(winning(game)), 2**game.n)
    assert coleman_collectivity(game, exact=True) == act
    assert coleman_collectivity(game) == float(act)


@settings(max_examples=60, deadline=None)
@given(voting_games())
def test_identities_between_the_measures(game):
    """Dubey and Shapley (1979); Banzhaf power is the harmonic mean of Coleman's two powers."""
    power = banzhaf_power(game, exact=True)
    act = coleman_collectivity(game, exact=True)
    prevent, initiate = coleman_prevent(game, exact=True), coleman_initiate(game, exact=True)
    assert (rae_index(game, exact=True) == (1 + power) / 2).all()
    assert (2 * act * prevent == power).all()
    assert (2 * (1 - act) * initiate == power).all()
    assert (nevison_index(game, exact=True) == act + power / 2).all()


@settings(max_examples=100, deadline=None)
@given(voting_games(), st.sampled_from([deegan_packel, public_good_index, johnston, shift_index]))
def test_a_player_without_power_gets_nothing_and_changes_nothing(game, index):
    larger = VotingGame.from_minimal_winning([*game.players, "Z"],
                                             game.minimal_winning_coalitions())  # fmt: skip
    found = index(larger, exact=True)
    assert found["Z"] == 0
    assert found.drop("Z").to_dict() == index(game, exact=True).to_dict()


@settings(max_examples=50, deadline=None)
@given(voting_games())
def test_memberships_list_the_minimal_winning_coalitions(game):
    table = minimal_winning_memberships(game)
    listed = {frozenset(p for p in game.players if row[p]) for _, row in table.iterrows()}
    assert listed == set(minimal(winning(game)))
    assert table.index.tolist()[0] == ", ".join(p for p in game.players if table[p].iloc[0])


@settings(max_examples=100, deadline=None)
@given(rules(8, heaviest=30), st.lists(st.integers(0, 7), unique=True, max_size=3))
def test_counts_by_weight_are_those_of_enumeration(rule, vetoes):
    from lilliput.games.power.johnston import _by_enumeration, _counts_of_rule
    from lilliput.games.power.minimal_counts import _counts_of_rule as minimal_of_rule
    from lilliput.games.power.tables import members_by_size, minimal_winning_masks

    players = [f"p{i}" for i in range(8)]
    weights, quota = rule
    game = VotingGame(players, weights=weights, quota=quota, vetoes=[players[i] for i in vetoes])
    assert _counts_of_rule(game, weights, quota) == _by_enumeration(game)
    enumerated = members_by_size(minimal_winning_masks(game), game.n)
    assert minimal_of_rule(game, weights, quota) == enumerated


def test_seventeen_players_with_two_rules_by_the_compiled_passes():
    """Large enough for the kernels; the definition is gone through in Python once."""
    players = [f"p{i}" for i in range(17)]
    rules = [([1] * 17, 13), (list(range(1, 18)), 120)]
    game = VotingGame.from_rules(players, rules, vetoes=["p3"])
    wins = game.winning_table()
    johnston_raw, least = [Fraction(0)] * 17, [Fraction(0)] * 17
    for mask in wins.nonzero()[0].tolist():
        members = [i for i in range(17) if mask >> i & 1]
        swinging = [i for i in members if not wins[mask ^ (1 << i)]]
        for i in swinging:
            johnston_raw[i] += Fraction(1, len(swinging))
            least[i] += Fraction(len(swinging) == len(members), len(members))
    assert list(johnston(game, exact=True)) == [x / sum(johnston_raw) for x in johnston_raw]
    assert list(deegan_packel(game, exact=True)) == [x / sum(least) for x in least]


def test_a_game_given_by_coalitions_may_have_many_players():
    players = [f"p{i}" for i in range(90)]
    blocks = [players[k : k + 3] for k in range(0, 90, 3)]
    game = VotingGame.from_minimal_winning(players, blocks)
    assert set(deegan_packel(game, exact=True)) == {Fraction(1, 90)}
    assert set(public_good_index(game, exact=True)) == {Fraction(1, 90)}


def test_owen_index_counts_by_weight_what_it_enumerates():
    """With 21 bodies the swings are counted by weight, and a veto is written as weight."""
    players = [f"p{i}" for i in range(22)]
    weights = [9, 7, 5, *[3] * 6, *[2] * 6, *[1] * 7]
    unions = [players[:2], players[3:6]]
    for vetoes in ([], ["p1"], ["p4", "p20"]):
        game = VotingGame(players, weights=weights, quota=30, vetoes=vetoes)
        twice = VotingGame.from_rules(players, [(weights, 30), ([1] * 22, 1)], vetoes=vetoes)
        expected = owen_index(twice, unions, exact=True).to_dict()
        assert owen_index(game, unions, exact=True).to_dict() == expected


def test_published_example_of_deegan_packel_and_holler():
    """Holler and Illing, Einführung in die Spieltheorie, 6.3.3: (18, 9, 11, 11, 11)/60, (4, 2, 3,
    3, 3)/15; the player with 20 votes has less power than those with 15."""
    game = VotingGame(list("ABCDE"), weights=[35, 20, 15, 15, 15], quota=51)
    assert [x * 60 for x in deegan_packel(game, exact=True)] == [18, 9, 11, 11, 11]
    assert [x * 15 for x in public_good_index(game, exact=True)] == [4, 2, 3, 3, 3]


def test_indices_of_a_game_of_four():
    """(11; 9, 5, 3, 3), the first test case of EPIC (Staudacher et al. 2021)."""
    game = VotingGame(list("ABCD"), weights=[9, 5, 3, 3], quota=11)
    rounded = {
        johnston: (0.642857, 0.119048),
        deegan_packel: (0.375, 0.208333),
        public_good_index: (0.333333, 0.222222),
        rae_index: (0.875, 0.625),
        nevison_index: (0.875, 0.625),
        koenig_braeuninger: (0.875, 0.625),
        coleman_prevent: (0.75, 0.25),
        coleman_initiate: (0.75, 0.25),
    }
    for index, (first, other) in rounded.items():
        assert index(game).round(6).tolist() == [first, other, other, other]
    unions = [["C", "D"]]
    assert owen_index(game, unions, exact=True).map(str).tolist() == ["1/3", "1/3", "1/6", "1/6"]
    assert banzhaf_owen_index(game, unions).tolist() == [0.5, 0.5, 0.25, 0.25]


def test_electoral_college_of_1964_by_johnston_and_holler_sums_to_one():
    """Fifty-one players: 2**51 coalitions are counted, not gone through."""
    votes = [43, 40, 29, 26, 26, 25, 21, 17, 14, 14, 13, 13, *[12] * 4, 11, *[10] * 5, *[9] * 2,
             *[8] * 3, *[7] * 2, *[6] * 4, *[5] * 2, *[4] * 10, *[3] * 6]  # fmt: skip
    game = VotingGame([f"s{i}" for i in range(51)], weights=votes, quota=270)
    for index in (johnston, deegan_packel, public_good_index):
        power = index(game, exact=True)
        assert sum(power) == 1
        by_votes = dict(zip(votes, power, strict=True))
        assert all(by_votes[v] == x for v, x in zip(votes, power, strict=True))
    assert list(johnston(game)) == sorted(johnston(game), reverse=True)
    counts = minimal_winning_counts(game)
    for size in range(1, 52):
        assert sum(row[size] for row in counts) % size == 0


@settings(max_examples=100, deadline=None)
@given(voting_games())
def test_desirability_is_as_defined(game):
    W = winning(game)
    relation = desirability(game)
    for i, j in product(game.players, repeat=2):
        assert relation.loc[i, j] == at_least(game, W, i, j)
    finding = is_complete_game(game)
    comparable = all(relation.loc[i, j] or relation.loc[j, i]
                     for i, j in product(game.players, repeat=2))  # fmt: skip
    assert bool(finding) == comparable
    if finding:
        groups = finding.witness["ranking"]
        assert sorted(chain.from_iterable(groups)) == sorted(game.players)
        level = {name: k for k, group in enumerate(groups) for name in group}
        for i, j in product(game.players, repeat=2):
            assert relation.loc[i, j] == (level[i] <= level[j])
    else:
        witness = finding.witness
        first, second = witness["first"], witness["second"]
        for member, other, key in ((first, second, "with_first"), (second, first, "with_second")):
            S = witness[key]
            assert member in S
            assert other not in S
            assert S in W
            assert (S - {member}) | {other} not in W


@settings(max_examples=200, deadline=None)
@given(voting_games())
def test_nakamura_number_is_as_defined(game):
    least = minimal(winning(game))
    expected = inf
    for k in range(2, game.n + 1):
        if any(not frozenset.intersection(*sets) for sets in combinations(least, min(k, len(least)))
               if len(sets) == k):  # fmt: skip
            expected = k
            break
    assert nakamura_number(game) == expected


@settings(max_examples=100, deadline=None)
@given(voting_games(most=6))
def test_counting_and_packing_find_the_same_nakamura_number(game):
    from lilliput.games.power.nakamura import _by_counting, _by_packing

    assume(nakamura_number(game) < inf)
    assert _by_counting(game.winning_table()) == _by_packing(game)


@pytest.mark.parametrize(("n", "quota"), [(3, 2), (9, 6), (10, 9), (30, 20), (1500, 1401), (5, 5)])
def test_nakamura_number_of_symmetric_games(n, quota):
    """Nakamura (1979): ⌈n/(n−q)⌉ for q of n equal players, infinite under unanimity."""
    game = VotingGame([f"p{i}" for i in range(n)], weights=[1] * n, quota=quota)
    assert nakamura_number(game) == (ceil(Fraction(n, n - quota)) if quota < n else inf)


def test_nakamura_number_where_the_total_alone_would_allow_fewer():
    """Complements weigh at most 5, players 3: few fit together."""
    game = VotingGame([f"p{i}" for i in range(40)], weights=[3] * 39 + [1], quota=113)
    assert nakamura_number(game) == 39
    mixed = VotingGame([f"p{i}" for i in range(34)], weights=[5] * 20 + [4] * 14, quota=147)
    assert nakamura_number(mixed) == 20  # 14 pairs of 5 and 4, where 18 complements hold all


def test_a_game_is_proper_if_and_only_if_its_nakamura_number_exceeds_two():
    improper = VotingGame(list("ABCD"), weights=[1] * 4, quota=2)
    proper = VotingGame(list("ABCD"), weights=[1] * 4, quota=3)
    assert not improper.is_proper
    assert proper.is_proper
    assert (nakamura_number(improper), nakamura_number(proper)) == (2, 4)


def arrivals(game, unions):
    """Orders in which each union's members arrive together."""
    grouped = [*unions, *([p] for p in game.players if not any(p in union for union in unions))]
    for outer in permutations(grouped):
        for inner in product(*(permutations(union) for union in outer)):
            yield list(chain.from_iterable(inner))


@settings(max_examples=60, deadline=None)
@given(games_with_unions(most=4))
def test_owen_index_is_the_mean_over_orders_that_keep_unions_together(pair):
    game, unions = pair
    pivots = dict.fromkeys(game.players, 0)
    for order in arrivals(game, unions):
        before: frozenset = frozenset()
        for player in order:
            if game.is_winning(before | {player}):
                pivots[player] += 1
                break
            before |= {player}
    assert owen_index(game, unions, exact=True).to_dict() == normalised(pivots)


@settings(max_examples=100, deadline=None)
@given(games_with_unions())
def test_indices_with_unions_against_their_definitions(pair):
    game, unions = pair
    W = winning(game)
    banzhaf_owen, symmetric, dp = ({p: Fraction(0) for p in game.players} for _ in range(3))
    extended = dict(dp)
    quotient = {R for R in subsets(range(len(unions)))
                if frozenset().union(*(unions[k] for k in R)) in W}  # fmt: skip
    least = minimal(quotient)
    share = normalised({k: sum(k in R for R in least) for k in range(len(unions))})
    for k, union in enumerate(unions):
        for R in subsets(set(range(len(unions))) - {k}):
            outside = frozenset().union(*(unions[j] for j in R))
            for i in union:
                for T in subsets(set(union) - {i}):
                    if outside | T not in W and outside | T | {i} in W:
                        sets = 2 ** (len(unions) - 1)
                        banzhaf_owen[i] += Fraction(1, sets * 2 ** (len(union) - 1))
                        first = [o for o in permutations(union) if set(o[: len(T)]) == T
                                 and o[len(T)] == i]  # fmt: skip
                        all_orders = len(list(permutations(union)))
                        symmetric[i] += Fraction(len(first), sets * all_orders)
            if R | {k} in least:
                parts = {T for T in subsets(union) if outside | T in W}
                essential = minimal(parts)
                numbers = normalised({i: sum(i in T for T in essential) for i in union})
                memberships = sum(k in each for each in least)
                for i in union:
                    inside = sum((Fraction(1, len(T)) for T in essential if i in T), Fraction(0))
                    dp[i] += inside / len(essential) / (len(R) + 1) / len(least)
                    extended[i] += share[k] * numbers[i] / memberships
    equal = {i: share[k] / len(union) for k, union in enumerate(unions) for i in union}
    assert banzhaf_owen_index(game, unions, exact=True).to_dict() == banzhaf_owen
    found = symmetric_coalitional_banzhaf_index(game, unions, exact=True)
    assert found.to_dict() == symmetric
    assert coalitional_deegan_packel(game, unions, exact=True).to_dict() == dp
    assert coalitional_public_good_index(game, unions, exact=True).to_dict() == extended
    found = coalitional_public_good_index(game, unions, within="equal", exact=True)
    assert found.to_dict() == equal


@settings(max_examples=50, deadline=None)
@given(games_with_unions())
def test_unions_share_the_power_of_the_game_between_them(pair):
    game, unions = pair
    quotient = bloc_game(game, {str(k): union for k, union in enumerate(unions)})
    for index, outer in (
        (owen_index, shapley_shubik),
        (symmetric_coalitional_banzhaf_index, banzhaf_power),
        (coalitional_deegan_packel, deegan_packel),
        (coalitional_public_good_index, public_good_index),
    ):
        power, by_member = outer(quotient, exact=True), index(game, unions, exact=True)
        for k, union in enumerate(unions):
            assert sum(by_member[union]) == power[str(k)], index.__name__


@settings(max_examples=50, deadline=None)
@given(voting_games())
def test_trivial_unions_give_the_indices_without_unions(game):
    singles, grand = [[p] for p in game.players], [list(game.players)]
    for index, plain in (
        (owen_index, shapley_shubik),
        (banzhaf_owen_index, banzhaf_power),
        (coalitional_deegan_packel, deegan_packel),
        (coalitional_public_good_index, public_good_index),
    ):
        expected = plain(game, exact=True).to_dict()
        assert index(game, singles, exact=True).to_dict() == expected
        assert index(game, grand, exact=True).to_dict() == expected
    symmetric = symmetric_coalitional_banzhaf_index
    assert (symmetric(game, singles, exact=True) == banzhaf_power(game, exact=True)).all()
    assert (symmetric(game, grand, exact=True) == shapley_shubik(game, exact=True)).all()


@settings(max_examples=50, deadline=None)
@given(games_with_unions())
def test_owen_index_is_the_owen_value(pair):
    game, unions = pair
    value = owen_value(game.to_coalitional(), unions, exact=True)
    assert owen_index(game, unions, exact=True).to_dict() == value.to_dict()


def test_owen_index_of_many_players_by_weight():
    """The parties of a parliament as unions of its members: more than 2**24 coalitions."""
    seats = {"A": 50, "B": 35, "C": 15}
    players = [f"{party}{i}" for party, size in seats.items() for i in range(size)]
    unions = [[f"{party}{i}" for i in range(size)] for party, size in seats.items()]
    game = VotingGame(players, weights=[1] * 100, quota=51)
    index = owen_index(game, unions, exact=True)
    assert [sum(index[union]) for union in unions] == [Fraction(2, 3), Fraction(1, 6),
                                                       Fraction(1, 6)]  # fmt: skip
    assert index.nunique() == 3


def test_equal_players_among_minimal_winning_coalitions():
    """Of 3 players with 5 votes and 40 with 1, quota 12: the minimal coalitions by hand."""
    game = VotingGame([f"p{i}" for i in range(43)], weights=[5] * 3 + [1] * 40, quota=12)
    small = {0: comb(40, 12), 1: 3 * comb(40, 7), 2: 3 * comb(40, 2), 3: 1}
    large = {0: 12, 1: 7, 2: 2, 3: 0}
    total = sum(small.values())
    packel = sum(Fraction(number, k + large[k]) * k for k, number in small.items()) / total / 3
    assert deegan_packel(game, exact=True).iloc[0] == packel
    memberships = sum(number * (k + large[k]) for k, number in small.items())
    public = Fraction(sum(number * k for k, number in small.items()), 3 * memberships)
    assert public_good_index(game, exact=True).iloc[2] == public
    assert sum(public_good_index(game, exact=True)) == 1


def test_errors_say_what_is_allowed():
    game = VotingGame(NAMES, weights=[1] * 6, quota=4)
    with pytest.raises(InvalidArgumentError, match="unions must be disjoint"):
        owen_index(game, [["A", "B"], ["B"]])
    with pytest.raises(InvalidArgumentError, match="within must be 'essential' or 'equal'"):
        coalitional_public_good_index(game, [["A"]], within="half")  # type: ignore[arg-type]
    with pytest.raises(InvalidArgumentError, match="'C' twice"):
        bloc_game(game, {"C": ["A", "B"]})
    for name in ("", 3):
        with pytest.raises(InvalidArgumentError, match=f"non-empty strings as names, got {name!r}"):
            bloc_game(game, {name: ["A", "B"]})  # type: ignore[dict-item]
    large = VotingGame([f"p{i}" for i in range(30)], weights=[10**9 + i for i in range(30)],
                       quota=16 * 10**9)  # fmt: skip
    for index in (johnston, deegan_packel, public_good_index):
        with pytest.raises(ProblemTooLargeError, match="use smaller weights"):
            index(large)
    for index in (shift_index, desirability, is_complete_game):
        with pytest.raises(ProblemTooLargeError, match="at most 28 players"):
            index(large)
    with pytest.raises(ProblemTooLargeError, match="at most 24 together"):
        owen_index(large, [["p0", "p1"]])


@settings(max_examples=40, deadline=None)
@given(rules(5), st.sampled_from([Fraction(1, 10**9), Fraction(2, 3), 10**9]))
def test_the_unit_of_the_votes_does_not_matter(rule, unit):
    weights, quota = rule
    game = VotingGame(NAMES[:5], weights=weights, quota=quota)
    scaled = VotingGame(NAMES[:5], weights=[w * unit for w in weights], quota=quota * unit)
    for index in (johnston, deegan_packel, public_good_index, shift_index, coleman_prevent):
        assert index(scaled, exact=True).to_dict() == index(game, exact=True).to_dict()
    assert nakamura_number(scaled) == nakamura_number(game)
    unions = [["A", "B"], ["C", "D"]]
    assert owen_index(scaled, unions, exact=True).equals(owen_index(game, unions, exact=True))


def test_one_player():
    game = VotingGame(["A"], weights=[1], quota=1)
    for index in by_definition(game):
        assert index(game).to_dict() == {"A": 1.0}
    assert coleman_collectivity(game) == 0.5
    assert nakamura_number(game) == inf
    assert owen_index(game, []).to_dict() == {"A": 1.0}
    assert banzhaf_index(game)["A"] == 1
    assert is_complete_game(game)
