"""Games of several rules: any combination against its definition, and councils of real size."""

import pickle
import random
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, islice
from math import comb, factorial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import VotingGame, banzhaf_index, banzhaf_power, shapley_shubik
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
)
from lilliput.games.power.swings import banzhaf_swings, swings_by_size
from lilliput.games.voting.counting import count_by_size
from lilliput.games.voting.enumeration import count_by_enumeration
from lilliput.games.voting.states import count_by_states

NICE = [29] * 4 + [27] * 2 + [14, 13] + [12] * 5 + [10] * 3 + [7] * 5 + [4] * 5 + [3]
# Population per mille, in the same order of states (Bilbao, University of Seville).
PER_MILLE = [170, 123, 123, 120, 82, 80, 47, 33, 22, 21, 21, 21, 21, 18, 17, 17,
             11, 11, 11, 8, 8, 5, 4, 3, 2, 1, 1]  # fmt: skip
# Eurostat, 1 January 2017.
POPULATIONS = {
    "BE": 11351727, "BG": 7101859, "CZ": 10578820, "DK": 5748769, "DE": 82521653, "EE": 1315635,
    "IE": 4784383, "EL": 10768193, "ES": 46528024, "FR": 66989083, "HR": 4154213, "IT": 60589445,
    "CY": 854802, "LV": 1950116, "LT": 2847904, "LU": 590667, "HU": 9797561, "MT": 460297,
    "NL": 17081507, "AT": 8772865, "PL": 37972964, "PT": 10309573, "RO": 19644350, "SI": 2065895,
    "SK": 5435343, "FI": 5503297, "SE": 9995153, "UK": 65808573,
}  # fmt: skip


def named(n):
    return [f"p{i}" for i in range(n)]


def coalitions(players):
    return [frozenset(c) for k in range(len(players) + 1) for c in combinations(players, k)]


@dataclass(frozen=True)
class Defined:
    """A game beside the set of its winning coalitions, found by definition."""

    game: VotingGame
    winning: frozenset[frozenset[str]]


@st.composite
def one_game(draw, names):
    """A game of up to three rules, of which some number must be met, or of listed coalitions."""
    n = len(names)
    if draw(st.integers(0, 3)) == 0:
        nonempty = st.frozensets(st.sampled_from(names), min_size=1)
        listed = draw(st.lists(nonempty, min_size=1, max_size=2 * n))
        game = VotingGame.from_minimal_winning(names, listed)
        return Defined(game, frozenset(c for c in coalitions(names) if any(x <= c for x in listed)))
    rules = []
    for _ in range(draw(st.integers(1, 3))):
        weights = draw(st.lists(st.integers(0, 7), min_size=n, max_size=n).filter(any))
        scale = draw(st.sampled_from([1, Fraction(1, 3), Fraction(5, 2)]))
        rules.append(([w * scale for w in weights], draw(st.integers(1, sum(weights))) * scale))
    need = draw(st.integers(1, len(rules)))
    vetoes = draw(st.lists(st.sampled_from(names), unique=True, max_size=2))
    game = VotingGame.from_rules(names, rules, need=need, vetoes=vetoes)

    def wins(coalition):
        met = [
            sum(weight for name, weight in zip(names, weights, strict=True) if name in coalition)
            >= quota
            for weights, quota in rules
        ]
        return sum(met) >= need and set(vetoes) <= coalition

    return Defined(game, frozenset(c for c in coalitions(names) if wins(c)))


@st.composite
def games(draw, most=5):
    names = named(draw(st.integers(1, most)))
    made = draw(one_game(names))
    for _ in range(draw(st.integers(0, 2))):
        other = draw(one_game(names))
        if draw(st.booleans()):
            made = Defined(made.game & other.game, made.winning & other.winning)
        else:
            made = Defined(made.game | other.game, made.winning | other.winning)
    return made


def swings_by_definition(defined):
    players, winning = defined.game.players, defined.winning
    counts = {player: [0] * len(players) for player in players}
    for coalition in coalitions(players):
        for player in set(players) - coalition:
            if coalition | {player} in winning and coalition not in winning:
                counts[player][len(coalition)] += 1
    return counts


@settings(max_examples=150)
@given(games())
def test_combined_games_win_by_definition(defined):
    game = defined.game
    assert {c for c in coalitions(game.players) if game.is_winning(c)} == defined.winning
    table = game.winning_table()
    for mask in range(2**game.n):
        members = frozenset(name for i, name in enumerate(game.players) if mask >> i & 1)
        assert table[mask] == (members in defined.winning)
    assert game.count_winning() == len(defined.winning)


@settings(max_examples=150)
@given(games())
def test_power_in_combined_games_by_definition(defined):
    game, n = defined.game, defined.game.n
    counts = swings_by_definition(defined)
    assert swings_by_size(game) == list(counts.values())
    assert banzhaf_swings(game).to_dict() == {player: sum(row) for player, row in counts.items()}
    assert shapley_shubik(game, exact=True).to_dict() == {
        player: sum(
            Fraction(factorial(s) * factorial(n - s - 1) * count, factorial(n))
            for s, count in enumerate(row)
        )
        for player, row in counts.items()
    }


@settings(max_examples=150)
@given(games())
def test_every_way_of_counting_several_rules_counts_the_same(defined):
    reduced = defined.game.reduced()
    if not reduced.always:
        assert count_by_states(reduced) == count_by_enumeration(reduced)


@settings(max_examples=150)
@given(games())
def test_minimal_winning_coalitions_by_definition(defined):
    game = defined.game
    minimal = {c for c in defined.winning if not any(c - {p} in defined.winning for p in c)}
    found = game.minimal_winning_coalitions()
    assert len(found) == len(minimal)
    assert set(found) == minimal
    place = game.players.index
    order = [(len(c), sorted(place(name) for name in c)) for c in found]
    assert order == sorted(order)
    again = VotingGame.from_minimal_winning(game.players, found)
    assert (again.winning_table() == game.winning_table()).all()


@settings(max_examples=150)
@given(games())
def test_proper_strong_and_dual_by_definition(defined):
    game, everyone = defined.game, frozenset(defined.game.players)
    winning = defined.winning
    both_win = [c for c in winning if everyone - c in winning]
    both_lose = [
        c for c in coalitions(everyone) if c not in winning and everyone - c not in winning
    ]
    proper, strong = game.is_proper, game.is_strong
    assert (bool(proper), bool(strong)) == (not both_win, not both_lose)
    if not proper:
        assert proper.witness["coalition"] in both_win
        assert proper.witness["complement"] == everyone - proper.witness["coalition"]
    if not strong:
        assert strong.witness["coalition"] in both_lose
    dual = game.dual()
    assert {c for c in coalitions(game.players) if dual.is_winning(c)} == {
        c for c in coalitions(game.players) if everyone - c not in winning
    }
    assert (dual.dual().winning_table() == game.winning_table()).all()
    assert bool(dual.is_proper) == bool(strong)
    assert shapley_shubik(dual, exact=True).to_dict() == shapley_shubik(game, exact=True).to_dict()


@given(games(), st.randoms())
def test_and_and_or_go_by_names(defined, rng):
    game = defined.game
    order = rng.sample(game.players, game.n)
    majority = VotingGame(order, weights=[1] * game.n, quota=game.n // 2 + 1)
    both, one = game & majority, game | majority
    for coalition in coalitions(game.players):
        sides = game.is_winning(coalition), majority.is_winning(coalition)
        assert both.is_winning(coalition) == all(sides)
        assert one.is_winning(coalition) == any(sides)
    assert both.players == one.players == game.players


@given(games())
def test_combined_games_are_values_and_absorb(defined):
    game = defined.game
    assert pickle.loads(pickle.dumps(game)) == game
    assert game & game == game | game == game
    assert VotingGame.from_rules(game.players, [game.rules[0]]) == VotingGame(
        game.players, weights=game.rules[0][0], quota=game.rules[0][1]
    )
    other = VotingGame(game.players, weights=[1] * game.n, quota=1)
    assert game & other == other & game
    assert game | other == other | game
    assert len({game & other, other & game}) == 1
    for same in (game & (game | other), game | (game & other)):
        assert (same.winning_table() == game.winning_table()).all()
    assert game.__and__(1) is NotImplemented
    assert repr(game).startswith(f"VotingGame({game.n} players: ")


def test_some_of_several_rules():
    players = ["A", "B", "C"]
    rules = [([1, 0, 0], 1), ([0, 1, 0], 1), ([0, 0, 1], 1)]
    two = VotingGame.from_rules(players, rules, need=2)
    assert [sorted(c) for c in two.minimal_winning_coalitions()] == [
        ["A", "B"],
        ["A", "C"],
        ["B", "C"],
    ]
    assert repr(two) == (
        "VotingGame(3 players: A, B, C; quota 1 of 1 and 1 of 1 or 1 of 1 and 1 of 1 or "
        "1 of 1 and 1 of 1)"
    )
    assert VotingGame.from_rules(players, rules, need=3) == VotingGame.from_rules(players, rules)
    assert VotingGame.from_rules(players, [rules[0], rules[0]]).rules == (
        ((Fraction(1), Fraction(0), Fraction(0)), Fraction(1)),
    )


def nice():
    rules = [(NICE, 255), (PER_MILLE, 620), ([1] * 27, 14)]
    return VotingGame.from_rules(named(27), rules)


def lisbon(populations):
    """Return the council of Lisbon, without and with the clause on the blocking minority."""
    n, total = len(populations), sum(populations.values())
    states = VotingGame(populations, weights=[1] * n, quota=-(-n * 55 // 100))
    people = VotingGame(populations, weights=populations, quota=-(-total * 65 // 100))
    unless_four = VotingGame(populations, weights=[1] * n, quota=n - 3)
    return states & people, states & people | unless_four


def test_winning_coalitions_of_nice():
    """Bilbao, University of Seville: 2,718,774 by votes alone, 2,718,752 by all three rules."""
    assert VotingGame(named(27), weights=NICE, quota=255).count_winning() == 2_718_774
    assert nice().count_winning() == 2_718_752


def test_power_under_nice_adds_up_and_follows_votes_and_population():
    game = nice()
    index = shapley_shubik(game, exact=True)
    assert sum(index) == sum(banzhaf_index(game, exact=True)) == 1
    assert list(index) == sorted(index, reverse=True)
    assert index["p0"] > index["p1"] == index["p2"]
    winning, swings = count_by_enumeration(game.reduced())
    assert count_by_states(game.reduced()) == (winning, swings)


def test_winning_coalitions_of_lisbon():
    """Of 27 states 17,706,624 (13.1925 %); the clause that four must block adds 20."""
    without_uk = {state: number for state, number in POPULATIONS.items() if state != "UK"}
    plain, clause = lisbon(without_uk)
    assert plain.count_winning() == 17_706_624
    assert clause.count_winning() == 17_706_644
    assert round(17_706_624 / 2**27 * 100, 4) == 13.1925


@pytest.mark.parametrize("with_clause", [False, True])
def test_power_under_lisbon_adds_up_and_follows_population(with_clause):
    game = lisbon(POPULATIONS)[with_clause]
    index = shapley_shubik(game, exact=True)
    assert sum(index) == 1
    by_population = sorted(POPULATIONS, key=POPULATIONS.get, reverse=True)
    assert list(index[by_population]) == sorted(index, reverse=True)
    swings = swings_by_size(game)
    assert banzhaf_swings(game).to_list() == [sum(row) for row in swings]


def test_the_clause_adds_the_coalitions_that_three_states_alone_oppose():
    without_uk = {state: number for state, number in POPULATIONS.items() if state != "UK"}
    total = sum(without_uk.values())
    opposed = [three for three in combinations(without_uk, 3)
               if sum(without_uk[s] for s in three) * 100 > total * 35]  # fmt: skip
    plain, clause = lisbon(without_uk)
    assert len(opposed) == 20
    for three in opposed:
        others = set(without_uk) - set(three)
        assert clause.is_winning(others)
        assert not plain.is_winning(others)


def test_one_player():
    alone = VotingGame(["A"], weights=[2], quota=1)
    assert (alone | alone) == (alone & alone) == alone
    assert alone.is_proper
    assert alone.is_strong
    assert alone.dual().minimal_winning_coalitions() == [frozenset({"A"})]
    for game in (alone, VotingGame(["A"], weights=[2], quota=1, vetoes=["A"])):
        assert banzhaf_swings(game).to_dict() == {"A": 1}
        assert game.count_winning() == 1
        assert shapley_shubik(game).to_dict() == banzhaf_index(game).to_dict() == {"A": 1.0}


def test_players_who_never_matter_and_vetoes_are_put_back():
    game = VotingGame(["A", "B", "C", "D"], weights=[0, 2, 1, 0], quota=2, vetoes=["A", "B"])
    assert swings_by_size(game) == [[0, 1, 2, 1], [0, 1, 2, 1], [0] * 4, [0] * 4]
    assert game.count_winning() == 4
    assert count_by_size(game.reduced()) == ([1], [])


def test_many_listed_coalitions_and_many_players():
    draw = random.Random(11)
    names = named(13)
    listed = [draw.sample(names, 5) for _ in range(40)]
    game = VotingGame.from_minimal_winning(names, listed)
    sets = {frozenset(each) for each in listed}
    assert set(game.minimal_winning_coalitions()) == sets
    wins = [mask for mask in range(2**13)
            if any(all(mask >> int(p[1:]) & 1 for p in each) for each in sets)]  # fmt: skip
    assert game.count_winning() == len(wins)
    wide = VotingGame.from_minimal_winning(named(100), [named(100)[:60], named(100)[50:]])
    assert wide.count_winning() == 2**40 + 2**50 - 1
    assert [len(c) for c in wide.minimal_winning_coalitions()] == [50, 60]


def test_proper_and_strong_for_large_games():
    majority = VotingGame(named(301), weights=[1] * 301, quota=151)
    assert majority.is_proper
    assert majority.is_strong
    tie = VotingGame(named(300), weights=[1] * 300, quota=150)
    assert not tie.is_proper
    assert len(tie.is_proper.witness["coalition"]) == 150
    assert len(VotingGame(named(300), weights=[1] * 300, quota=151).is_strong.witness) == 2
    assert VotingGame(named(40), weights=range(40), quota=1, vetoes=["p3"]).is_proper
    with pytest.raises(ProblemTooLargeError, match="at most 28 players are allowed, or one rule"):
        (majority | VotingGame(named(301), weights=range(301), quota=9)).is_proper  # noqa: B018


@pytest.mark.parametrize("need", [0, 3, -1, 1.5, "1"])
def test_need_out_of_range(need):
    with pytest.raises(InvalidArgumentError, match=r"need must be an integer from 1 to 2.* got"):
        VotingGame.from_rules(["A"], [([1], 1), ([2], 1)], need=need)


def test_bad_combinations_are_refused():
    game = VotingGame(["A", "B"], weights=[1, 1], quota=1)
    other = VotingGame(["A", "C"], weights=[1, 1], quota=1)
    for join in (lambda: game & other, lambda: game | other):
        with pytest.raises(InvalidGameError, match="same players, got A, B and A, C"):
            join()
    with pytest.raises(TypeError):
        game & 3
    for coalitions_, given_ in (([], "none"), ([[]], "the empty coalition")):
        with pytest.raises(InvalidGameError, match=f"at least one, none empty, got {given_}"):
            VotingGame.from_minimal_winning(["A"], coalitions_)
    with pytest.raises(UnknownNameError, match="coalitions: player 'Z'"):
        VotingGame.from_minimal_winning(["A"], [["Z"]])
    with pytest.raises(InvalidArgumentError, match="coalitions must be groups of names, got 3"):
        VotingGame.from_minimal_winning(["A"], 3)
    with pytest.raises(InvalidArgumentError, match="coalitions must be players' names, got 1"):
        VotingGame.from_minimal_winning(["A"], [1])
    with pytest.raises(InvalidGameError, match="quota must be above 0"):
        VotingGame.from_rules(["A"], [([1], 1), ([1], 2)], need=1)


def test_a_majority_by_its_thousands_of_minimal_winning_coalitions():
    """8 of 15 players, as 6435 coalitions of 8 and twice as many larger ones; C(14, 7) swings."""
    minimal = list(combinations(named(15), 8))
    larger = [*combinations(named(15), 9), *combinations(named(15), 10)]
    game = VotingGame.from_minimal_winning(named(15), [*larger, *minimal])
    assert len(game.rules) == 6435
    assert set(shapley_shubik(game, exact=True)) == {Fraction(1, 15)}
    assert set(banzhaf_power(game, exact=True)) == {Fraction(comb(14, 7), 2**14)}
    with pytest.raises(ProblemTooLargeError, match="63063 coalitions given, at most 50000"):
        VotingGame.from_minimal_winning(named(30), islice(combinations(named(30), 5), 63063))


def test_too_many_alternatives_and_minimal_coalitions():
    rules = [([int(i == j) for j in range(20)], 1) for i in range(20)]
    with pytest.raises(ProblemTooLargeError, match="184756 alternative sets of rules"):
        VotingGame.from_rules(named(20), rules, need=10)
    majority = VotingGame(named(41), weights=[1] * 41, quota=21)
    with pytest.raises(ProblemTooLargeError, match="more than 1000000 minimal winning"):
        majority.minimal_winning_coalitions()
    two = VotingGame.from_rules(named(41), [([1] * 41, 21), (range(41), 300)])
    with pytest.raises(ProblemTooLargeError, match="at most 28 such players"):
        two.minimal_winning_coalitions()
