"""A sparse game is the same game as its table; its values are those of the table, at any size."""

import pickle
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import (
    CoalitionalGame,
    banzhaf_value,
    owen_value,
    shapley_value,
    share_dividends,
    weighted_shapley_value,
)
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError, UnknownNameError
from lilliput.games.sparse.game import SparseGame
from lilliput.games.sparse.terms import sum_by_player
from lilliput.games.sparse.values import (
    sparse_banzhaf_value,
    sparse_owen_value,
    sparse_shapley_value,
)

from test_coalitional import NAMES, games

FRACTIONS = st.fractions(-5, 5, max_denominator=12)


@st.composite
def nets(draw, amounts=FRACTIONS, most=6):
    """Rules with present and absent players, as a list of triples; and the players."""
    players = NAMES[: draw(st.integers(1, 5))]
    rules = []
    for _ in range(draw(st.integers(0, most))):
        sides = draw(st.lists(st.sampled_from("+- "), min_size=len(players), max_size=len(players)))
        present = [p for p, side in zip(players, sides, strict=True) if side == "+"]
        absent = [p for p, side in zip(players, sides, strict=True) if side == "-"]
        if present:
            rules.append((present, absent, draw(amounts)))
    return players, rules


def table_of(players, rules):
    """The definition: what the rules pay to each coalition."""

    def worth(coalition):
        paid = [
            value
            for present, absent, value in rules
            if coalition >= set(present) and not coalition & set(absent)
        ]
        return sum(paid, Fraction(0))

    return CoalitionalGame.from_function(players, worth)


@settings(max_examples=100)
@given(nets())
def test_a_net_is_the_game_its_rules_define(net):
    players, rules = net
    game, table = SparseGame.from_rules(players, rules), table_of(players, rules)
    assert [game.worth(table.coalition(mask)) for mask in range(2**game.n)] == list(table.worths)
    rows = (np.arange(2**game.n)[:, None] >> np.arange(game.n) & 1).astype(bool)
    assert list(game.evaluate(rows)) == list(table.worths)
    assert list(game.to_coalitional().worths) == list(table.worths)
    assert list(game.without_negatives().evaluate(rows)) == list(table.worths)
    assert not game.without_negatives().has_negatives
    assert dict(game.dividends()) == dict(table.dividends())


@settings(max_examples=100)
@given(nets(), st.data())
def test_values_of_a_net_are_those_of_its_table(net, data):
    players, rules = net
    game, table = SparseGame.from_rules(players, rules), table_of(players, rules)
    weights = data.draw(
        st.lists(
            st.fractions(Fraction(1, 9), 9, max_denominator=9),
            min_size=len(players),
            max_size=len(players),
        )
    )
    labels = data.draw(st.lists(st.integers(0, 2), min_size=len(players), max_size=len(players)))
    unions = [
        [p for p, label in zip(players, labels, strict=True) if label == k] for k in set(labels)
    ]
    assert list(sparse_shapley_value(game, exact=True)) == list(shapley_value(table))
    assert list(sparse_banzhaf_value(game, exact=True)) == list(banzhaf_value(table))
    assert list(sparse_owen_value(game, unions, exact=True)) == list(owen_value(table, unions))
    weighted = list(sparse_shapley_value(game, weights, exact=True))
    assert weighted == list(weighted_shapley_value(table, weights))
    assert sum(sparse_shapley_value(game)) == table.worths[-1]


@given(nets(amounts=st.integers(-1000, 1000).map(float)), st.sampled_from([1e-9, 1.0, 1e9]))
def test_floats_of_any_scale_agree_with_fractions(net, scale):
    players, rules = net
    scaled = [(present, absent, value * scale) for present, absent, value in rules]
    game = SparseGame.from_rules(players, scaled)
    bound = 1e-13 * scale * (1 + sum(abs(value) for *_, value in rules))
    unions = [players[:2]]
    for value in (
        sparse_shapley_value,
        sparse_banzhaf_value,
        lambda g, **k: sparse_owen_value(g, unions, **k),
        lambda g, **k: sparse_shapley_value(g, np.arange(1.0, len(players) + 1), **k),
    ):
        floats = value(game)
        assert floats.dtype == np.float64
        assert (floats - value(game, exact=True).astype(float)).abs().max() <= bound


@given(games())
def test_dividends_round_trip(game):
    sparse = SparseGame.from_coalitional(game)
    assert sparse.to_coalitional() == game
    assert list(sparse_shapley_value(sparse)) == list(shapley_value(game))
    assert dict(sparse.dividends()) == dict(game.dividends())


@given(games(), st.data())
def test_shares_with_weights_and_unions_are_those_of_share_dividends(game, data):
    weights = data.draw(st.lists(st.integers(1, 9), min_size=game.n, max_size=game.n))
    dividends = dict(game.dividends())
    sparse = SparseGame.from_dividends(game.players, dividends)
    unions = [list(game.players[1:3])] if game.n > 2 else []
    expected = share_dividends(game.players, dividends, weights, unions=unions)
    if unions:
        found = sparse_owen_value(sparse, unions, weights=weights, exact=True)
    else:
        found = sparse_shapley_value(sparse, weights, exact=True)
    assert list(found) == list(expected)


def test_rules_of_ieong_and_shoham():
    """A rule a∧b → 5 and b → 2: v({a}) = 0, v({b}) = 2, v({a,b}) = 7 (Ieong and Shoham 2005)."""
    net = SparseGame.from_rules(["a", "b"], [(["a", "b"], [], 5), (["b"], [], 2)])
    assert (net.worth(["a"]), net.worth(["b"]), net.worth(["a", "b"])) == (0, 2, 7)
    assert sparse_shapley_value(net).to_dict() == {"a": 2.5, "b": 4.5}


def test_symbolic_amounts():
    a, b = sympy.symbols("a b")
    net = SparseGame.from_rules(["A", "B", "C"], [(["A", "B"], [], a), (["A"], ["C"], b)])
    value = sparse_shapley_value(net)
    assert sympy.simplify(value["A"] - a / 2 - b / 2) == 0
    assert sympy.simplify(value["C"] + b / 2) == 0
    assert net.worth(["A", "B"]) == a + b
    assert sympy.simplify(sparse_owen_value(net, [["A", "B"]])["A"] - a / 2 - b / 2) == 0
    assert net.to_coalitional().worth(["A"]) == b


@pytest.mark.parametrize("players", [[], ["A"]])
def test_none_or_one_player_and_no_terms(players):
    game = SparseGame.from_dividends(players, {})
    assert (game.n, game.terms) == (len(players), 0)
    for value in (sparse_shapley_value, sparse_banzhaf_value, lambda g: sparse_owen_value(g, [])):
        assert value(game).to_dict() == dict.fromkeys(players, 0.0)
    assert sparse_shapley_value(game, [1] * len(players)).to_dict() == dict.fromkeys(players, 0)
    assert game.worth(players) == 0
    assert game.to_coalitional() == CoalitionalGame(players, [0] * 2 ** len(players))
    assert game.dividends().empty
    assert (
        SparseGame.from_rules(players, []) == SparseGame.from_arrays(players, [], [0], []) == game
    )
    if players:
        assert sparse_shapley_value(SparseGame.from_dividends(["A"], {"A": 3})).to_dict() == {
            "A": 3
        }


def test_ten_thousand_players_by_an_independent_sum():
    rng = np.random.default_rng(5)
    players = [f"player {i}" for i in range(10_000)]
    coalitions = [tuple(rng.choice(10_000, size, replace=False)) for size in [1, 2, 3, 5, 40] * 400]
    amounts = rng.integers(-100, 100, len(coalitions))
    flat = np.concatenate(coalitions)
    offsets = np.concatenate([[0], np.cumsum([len(c) for c in coalitions])])
    game = SparseGame.from_arrays(players, flat, offsets, amounts)
    shares, swings = np.zeros(10_000), np.zeros(10_000)
    for members, amount in zip(coalitions, amounts, strict=True):
        shares[list(members)] += amount / len(members)
        swings[list(members)] += amount / 2 ** (len(members) - 1)
    # At most 2,000 shares below 100 add up: each rounds by 1e-14 at worst.
    assert np.abs(sparse_shapley_value(game).to_numpy() - shares).max() < 1e-11
    assert np.abs(sparse_banzhaf_value(game).to_numpy() - swings).max() < 1e-11
    assert sum(sparse_shapley_value(game, exact=True)) == amounts.sum() == game.worth(players)
    named = {
        frozenset(players[i] for i in c): int(a) for c, a in zip(coalitions, amounts, strict=True)
    }
    if len(named) == len(coalitions):
        again = SparseGame.from_dividends(players, named)
        assert (sparse_shapley_value(again) == sparse_shapley_value(game)).all()


def test_many_coalitions_at_once_agree_with_one_by_one():
    rng = np.random.default_rng(2)
    players = [f"p{i}" for i in range(60)]
    rules = [
        ([players[i] for i in chosen[:2]], [players[i] for i in chosen[2:k]], int(value))
        for k, value in zip(rng.integers(2, 5, 900), rng.integers(-9, 9, 900), strict=True)
        for chosen in [rng.choice(60, 5, replace=False)]
    ]
    game = SparseGame.from_rules(players, rules)
    rows = rng.random((1_700, 60)) < 0.5  # enough for the compiled loop, and no multiple of 64
    assert game.has_negatives
    assert rows.shape[0] * len(game.members) >= 2**22
    worths = game.evaluate(rows)
    for k in range(0, 1_700, 37):
        assert worths[k] == game.worth(
            [p for p, inside in zip(players, rows[k], strict=True) if inside]
        )


def test_the_closed_form_of_rules_needs_no_dividends():
    """One player present and 200 absent: 2**200 dividends, but all orders are alike."""
    players = [f"p{i}" for i in range(201)]
    net = SparseGame.from_rules(players, [(players[:1], players[1:], 1)])
    value = sparse_shapley_value(net, exact=True)
    assert value.iloc[0] == Fraction(1, 201)
    assert set(value.iloc[1:]) == {Fraction(-1, 201 * 200)}
    assert sparse_shapley_value(net).iloc[0] == 1 / 201
    assert sparse_banzhaf_value(net, exact=True).iloc[7] == -Fraction(1, 2**200)
    with pytest.raises(ProblemTooLargeError, match=r"2\*\*200 dividends"):
        sparse_shapley_value(net, range(1, 202))
    with pytest.raises(ProblemTooLargeError, match="at most"):
        net.to_coalitional()


def test_exact_sums_with_denominators_that_have_no_small_multiple():
    primes = [p for p in range(2, 20_000) if all(p % q for q in range(2, int(p**0.5) + 1))]
    amounts = np.empty(len(primes), dtype=object)
    amounts[:] = [Fraction(1, p) for p in primes]
    rows = np.arange(len(primes))
    few = rows[:6]
    small = sum_by_player(1, few * 0, few, amounts[:6], [(1, 2)], few * 0)
    assert small[0] == sum(Fraction(1, 2 * p) for p in (2, 3, 5, 7, 11, 13))
    large = sum_by_player(len(primes), rows, rows, amounts, [(1, 2)], rows * 0)
    assert list(large) == [amount / 2 for amount in amounts]


def test_arrays_are_copied_and_read_only_even_after_pickling():
    members, offsets, dividends = np.array([1, 0]), np.array([0, 2]), np.array([4.0])
    game = SparseGame.from_arrays(["A", "B"], members, offsets, dividends)
    members[0], offsets[1], dividends[0] = 0, 1, 9
    copy = pickle.loads(pickle.dumps(game))
    for one in (game, copy):
        assert sparse_shapley_value(one).to_dict() == {"A": 2.0, "B": 2.0}
        for array in (one.members, one.offsets, one.positives, one.amounts):
            with pytest.raises(ValueError, match="read-only"):
                array[0] = 7
    assert copy == game
    assert hash(copy) == hash(game)
    assert game != SparseGame.from_arrays(["A", "B"], [0, 1], [0, 2], [5])


def test_terms_of_one_coalition_add_up():
    game = SparseGame.from_arrays(["A", "B"], [0, 1, 1, 0], [0, 2, 4], [1, 2])
    assert game.worth(["A", "B"]) == 3
    assert dict(game.dividends()) == {frozenset("AB"): 3.0}
    assert repr(game) == "SparseGame(2 players: A, B; 2 terms; float amounts)"


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: SparseGame.from_dividends(["A", "B"], {(): 1}), "must not pay the empty"),
        (lambda: SparseGame.from_dividends(["A"], {"A": float("nan")}), "nan for the term of A"),
        (lambda: SparseGame.from_dividends(["A", "B"], {("A", "B"): 1, ("B", "A"): 2}), "twice"),
        (lambda: SparseGame.from_dividends(["A", "B"], {("A", "A"): 1}), "'A' twice in term 0"),
        (lambda: SparseGame.from_dividends("AB", {}), "got the string 'AB'"),
        (lambda: SparseGame.from_rules(["A"], [(["A"], ["A"], 1)]), "'A' twice in term 0"),
        (lambda: SparseGame.from_rules(["A"], [([], ["A"], 1)]), "must not pay the empty"),
        (lambda: SparseGame.from_rules(["A"], [(["A"], 1)]), "triples (positive, negative, value)"),
        (lambda: SparseGame.from_arrays(["A"], [0], [0, 2], [1]), "rise from 0 to the number"),
        (lambda: SparseGame.from_arrays(["A"], [1], [0, 1], [1]), "of the 1 players, got 1"),
        (lambda: SparseGame.from_arrays(["A"], [-1], [0, 1], [1]), "got -1"),
        (lambda: SparseGame.from_arrays(["A"], [0.0], [0, 1], [1]), "flat array of integers"),
        (lambda: SparseGame.from_arrays(["A"], [0], [0, 1], [1, 2]), "needs 1 numbers"),
        (lambda: SparseGame.from_arrays(["A"], [0], [0, 1, 1], [1, 2]), "must not pay the empty"),
        (lambda: SparseGame.from_dividends(["A"], {}).evaluate([[True, False]]), "shape (k, 1)"),
    ],
)  # fmt: skip
def test_bad_terms_are_refused_by_name(build, message):
    with pytest.raises(InvalidGameError) as caught:
        build()
    assert message in str(caught.value)


def test_unknown_names_are_refused():
    game = SparseGame.from_dividends(["France", "Spain"], {("France",): 1})
    with pytest.raises(
        UnknownNameError, match="coalition: player 'Farnce' is unknown; did you mean"
    ):
        game.worth(["Farnce"])
    with pytest.raises(UnknownNameError, match="dividends: player 'X'"):
        SparseGame.from_dividends(["A"], {frozenset({"X"}): 1})
    with pytest.raises(UnknownNameError, match="rules: player 'X'"):
        SparseGame.from_rules(["A"], [(["A"], ["X"], 1)])
    with pytest.raises(TypeError, match="from_dividends"):
        SparseGame()


def test_shapley_value_is_the_mean_over_pairs_for_a_graph():
    """Each player of an induced-subgraph game gets half of its edges (Deng, Papadimitriou 1994)."""
    players = [f"v{i}" for i in range(40)]
    edges = {frozenset(pair): (7 * i) % 11 - 3 for i, pair in enumerate(combinations(players, 2))}
    value = sparse_shapley_value(SparseGame.from_dividends(players, edges), exact=True)
    for player in players:
        assert value[player] == Fraction(sum(w for e, w in edges.items() if player in e), 2)
