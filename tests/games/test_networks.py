"""Bilateral bargaining in a graph: Nash-in-Nash, renegotiation and fair allocation."""

from fractions import Fraction
from functools import cache
from itertools import combinations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import (
    CoalitionalGame,
    graph_game,
    graph_restricted_game,
    myerson_value,
    shapley_value,
    weighted_shapley_value,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
)
from lilliput.games.networks import (
    fair_allocation,
    nash_in_nash,
    stole_zwiebel,
    stole_zwiebel_wages,
)

F = Fraction
NAMES = ["A", "B", "C", "D", "E"]


@st.composite
def games_on_graphs(draw, least=2, most=5):
    n = draw(st.integers(least, most))
    names = NAMES[:n]
    worths = draw(st.lists(st.integers(-6, 6), min_size=2**n - 1, max_size=2**n - 1))
    pairs = list(combinations(names, 2))
    edges = [pair for pair in pairs if draw(st.booleans())][:7]
    weights = {name: F(draw(st.integers(1, 4))) for name in names}
    return CoalitionalGame(names, [F(0), *map(F, worths)]), edges, weights


def connected(members, edges):
    """The members' connected components, grown one player at a time."""
    left, parts = set(members), []
    while left:
        part = {left.pop()}
        while True:
            more = {b for a in part for b in left if (a, b) in edges or (b, a) in edges}
            if not more:
                break
            part |= more
            left -= more
        parts.append(frozenset(part))
    return parts


# Fair allocation


@settings(max_examples=50, deadline=None)
@given(games_on_graphs())
def test_fair_allocation_is_balanced_and_fair(problem):
    """Myerson (1977): each component shares its worth; both ends lose alike, given weights."""
    game, edges, weights = problem
    x = fair_allocation(game, edges, weights=weights)
    for part in connected(game.players, edges):
        assert sum(x[i] for i in part) == game.worth(part)
    for i, j in edges:
        cut = fair_allocation(game, [e for e in edges if e != (i, j)], weights=weights)
        assert (x[i] - cut[i]) / weights[i] == (x[j] - cut[j]) / weights[j]


@settings(max_examples=50, deadline=None)
@given(games_on_graphs())
def test_fair_allocation_is_the_myerson_value(problem):
    game, edges, weights = problem
    assert fair_allocation(game, edges).to_dict() == myerson_value(game, edges).to_dict()
    restricted = graph_restricted_game(game, edges)
    weighted = fair_allocation(game, edges, weights=weights)
    assert weighted.to_dict() == weighted_shapley_value(restricted, weights).to_dict()


@settings(max_examples=30, deadline=None)
@given(st.integers(2, 4), st.randoms(use_true_random=False))
def test_values_of_networks_are_shared_by_the_shapley_value_of_their_parts(n, random):
    """Jackson and Wolinsky (1996), Theorem 4, for a component-additive value."""
    names = NAMES[:n]
    worth = {}

    def value(network):
        total = F(0)
        for part in connected(names, network):
            links = tuple(e for e in network if e[0] in part)
            if links:
                total += worth.setdefault(links, F(random.randint(-5, 9)))
        return total

    edges = [pair for pair in combinations(names, 2) if random.random() < 0.8]
    inside = CoalitionalGame.from_function(
        names, lambda s: value(tuple(e for e in edges if set(e) <= s))
    )
    found = fair_allocation(value, edges, players=names)
    assert found.to_dict() == shapley_value(inside).to_dict()


def test_fair_allocation_of_a_path_and_a_star():
    """v(12) = v(13) = v(123) = 12, others 0: solved by hand from the links."""
    game = CoalitionalGame.from_worths(
        {("1", "2"): F(12), ("1", "3"): F(12), ("1", "2", "3"): F(12)}, players=["1", "2", "3"]
    )
    assert list(fair_allocation(game, [("1", "2"), ("2", "3")])) == [6, 6, 0]
    star = fair_allocation(game, [("1", "2"), ("1", "3")])
    assert list(star) == [8, 2, 2]


# Renegotiation


@settings(max_examples=40, deadline=None)
@given(games_on_graphs(), st.data())
def test_renegotiation_with_a_hub_is_the_shapley_value_where_partners_need_it(problem, data):
    game, _, weights = problem
    hub = data.draw(st.sampled_from(game.players))
    star = [(hub, other) for other in game.players if other != hub]
    found = stole_zwiebel(game, hub=hub)
    assert found.to_dict() == shapley_value(graph_restricted_game(game, star)).to_dict()
    assert stole_zwiebel(game, star).to_dict() == found.to_dict()
    weighted = stole_zwiebel(game, hub=hub, weights=weights)
    assert weighted.to_dict() == fair_allocation(game, star, weights=weights).to_dict()


def test_renegotiation_by_hand():
    """x_i(S) − v(i) = x_h(S) − x_h(S∖i), as a recursion over sets of partners."""
    rng = np.random.default_rng(1)
    names = ["h", "a", "b", "c"]
    game = CoalitionalGame(names, [F(0), *(F(int(k)) for k in rng.integers(0, 9, 15))])

    @cache
    def hub(partners):
        total = game.worth({"h"} | partners) + sum(
            hub(partners - {i}) - game.worth({i}) for i in partners
        )
        return total / (len(partners) + 1)

    everyone = frozenset("abc")
    found = stole_zwiebel(game, hub="h")
    assert found["h"] == hub(everyone)
    for i in everyone:
        assert found[i] - game.worth({i}) == hub(everyone) - hub(everyone - {i})


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(0, 20).map(F), min_size=1, max_size=7),
    st.integers(0, 3).map(F),
    st.integers(0, 9).map(lambda k: F(k, 10)),
)
def test_wages_split_the_gain_of_a_pair(output, outside, share):
    table = stole_zwiebel_wages(output, outside=outside, share=share)
    for k in range(1, len(output)):
        wage, profit = table.loc[k, "wage"], table.loc[k, "profit"]
        assert profit == output[k] - k * wage
        gain = profit - table.loc[k - 1, "profit"]
        assert (1 - share) * (wage - outside) == share * gain
    plain = stole_zwiebel_wages(output)["profit"]
    assert plain.iloc[-1] == sum(output) / F(len(output))  # the mean of f(0), …, f(m)


def test_identical_workers_are_the_hub_game():
    f = [F(0), F(4), F(7), F(9)]
    game = CoalitionalGame.from_function(
        ["firm", "a", "b", "c"], lambda s: f[len(s) - 1] if "firm" in s else F(0)
    )
    table = stole_zwiebel_wages(f)
    assert stole_zwiebel(game, hub="firm")["firm"] == table.loc[3, "profit"]
    assert stole_zwiebel(game, hub="firm")["a"] == table.loc[3, "wage"]
    y = sympy.Symbol("y")
    assert stole_zwiebel_wages([0, y, 2 * y])["profit"].tolist() == [0, y / 2, y]


# Nash-in-Nash


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**31), st.integers(3, 5))
def test_each_pair_splits_its_gain_given_the_others(seed, n):
    """Gross payoffs at random: the definition, pair by pair, with weights."""
    rng = np.random.default_rng(seed)
    names = NAMES[:n]
    edges = [pair for pair in combinations(names, 2) if rng.random() < 0.7] or [("A", "B")]
    worth = {}

    def payoffs(agreed):
        if agreed not in worth:
            worth[agreed] = {name: F(int(rng.integers(0, 20))) for name in names}
        return worth[agreed]

    omega = {name: F(int(rng.integers(1, 4))) for name in names}
    found = nash_in_nash(payoffs, edges, players=names, weights=omega)
    full = payoffs(tuple(edges))
    assert sum(found.payoffs) == sum(full.values())
    balance = dict.fromkeys(names, F(0))
    for row in found.transfers.to_dict("records"):
        i, j, paid = row["from"], row["to"], row["transfer"]
        without = payoffs(tuple(e for e in edges if e != (i, j)))
        gains = full[i] - paid - without[i], full[j] + paid - without[j]
        assert gains[0] / omega[i] == gains[1] / omega[j]
        assert sum(gains) == row["gain"]
        balance[i] -= paid
        balance[j] += paid
    assert found.payoffs.to_dict() == {name: full[name] + balance[name] for name in names}
    assert found.signed.holds == all(gain >= 0 for gain in found.transfers["gain"])


def test_separable_links_leave_nothing_to_renegotiate():
    """Where links do not interact, all three concepts halve each edge."""
    weights = {("A", "B"): F(3), ("B", "C"): F(5), ("A", "C"): F(-2), ("C", "D"): F(1)}
    game = graph_game(weights)
    halves = shapley_value(game).to_dict()

    def each(agreed):
        total = dict.fromkeys("ABCD", F(0))
        for pair in agreed:
            total[pair[0]] += weights.get(pair, weights.get(pair[::-1], F(0)))
        return total

    assert nash_in_nash(each, list(weights)).payoffs.to_dict() == halves

    def total(agreed):
        return sum((weights.get(e, F(0)) for e in agreed), F(0))

    edges = [("A", "B"), ("A", "C"), ("B", "C"), ("C", "D")]
    assert fair_allocation(total, edges).to_dict() == halves


def test_one_pair_is_the_weighted_nash_solution():
    game = CoalitionalGame(["A", "B"], [0, F(1), F(2), F(9)])
    even = nash_in_nash(game, [("A", "B")])
    assert even.payoffs.to_dict() == {"A": 4, "B": 5}
    skewed = nash_in_nash(
        lambda agreed: {"A": F(9)} if agreed else {"A": F(1), "B": F(2)},
        [("A", "B")],
        weights={"A": 2, "B": 1},
    )
    assert skewed.payoffs.to_dict() == {"A": 1 + F(4), "B": 2 + F(2)}


def test_union_premium_has_the_sign_that_nash_in_nash_gives_it():
    """A hub with f(j) = j^a from j partners: united they get ½, apart a/2 as m grows."""
    for a in (F(1, 2), F(1), F(2)):
        for m in (2, 3, 4):
            f = [float(j) ** float(a) / m ** float(a) for j in range(m + 1)]
            links = [("hub", f"s{i}") for i in range(m)]
            apart = nash_in_nash(lambda agreed, f=f: f[len(agreed)], links).payoffs
            premium = 1 / 2 - apart.drop("hub").sum()
            reopened = 1 / 2 - (1 - stole_zwiebel_wages(f)["profit"].iloc[-1])
            if a == 1:
                assert abs(premium) < 1e-12
                assert abs(reopened) < 1e-12
            else:
                assert (premium > 0) == (reopened > 0) == (a < 1)
    a, x = sympy.symbols("a x", positive=True)
    apart = (1 - (1 - x) ** a) / (2 * x)  # m partners, x = 1/m, each half of its last unit
    limit = sympy.limit(apart, x, 0)
    assert sympy.simplify(sympy.Rational(1, 2) - limit - (1 - a) / 2) == 0


def test_symbols_and_disagreement_flow_through():
    w, d = sympy.symbols("w d")
    found = nash_in_nash(lambda agreed: {"A": w}, [("A", "B")], disagreement=lambda pair: {"B": d})
    assert found.payoffs.to_dict() == {"A": w / 2 - d / 2, "B": w / 2 + d / 2}
    assert found.signed
    losing = nash_in_nash(lambda agreed: {"A": F(-1) * len(agreed)}, [("A", "B")])
    assert not losing.signed
    assert "A and B would lose 1" in repr(losing.signed)


def test_bad_arguments_are_named():
    game = CoalitionalGame(["A", "B", "C"], [0, 0, 0, 1, 0, 1, 1, 1])
    with pytest.raises(InvalidArgumentError, match="two different players"):
        fair_allocation(game, [("A", "A")])
    with pytest.raises(UnknownNameError, match="edges: player 'Z' is unknown"):
        nash_in_nash(game, [("A", "Z")])
    with pytest.raises(InvalidArgumentError, match=r"component \{A, B, C\} has no owner"):
        nash_in_nash(game, [("A", "B"), ("B", "C"), ("A", "C")])
    with pytest.raises(InvalidArgumentError, match="name its owner"):
        nash_in_nash(len, [("A", "B"), ("B", "C"), ("A", "C")])
    with pytest.raises(UnknownNameError, match="owner: player 'Z'"):
        nash_in_nash(game, [("A", "B")], owner="Z")
    with pytest.raises(UnknownNameError, match="surplus: player 'Q'"):
        nash_in_nash(lambda agreed: {"Q": 1}, [("A", "B")])
    with pytest.raises(InvalidArgumentError, match="weights must be > 0"):
        fair_allocation(game, [("A", "B")], weights=[1, 0, 1])
    with pytest.raises(InvalidArgumentError, match="either edges or hub, got both"):
        stole_zwiebel(game, [("A", "B")], hub="A")
    with pytest.raises(UnknownNameError, match="hub: player"):
        stole_zwiebel(game, hub="Z")
    with pytest.raises(InvalidArgumentError, match=r"share must lie in \[0, 1\)"):
        stole_zwiebel_wages([0, 1], share=1)
    with pytest.raises(InvalidGameError, match="the empty network 0, got 1"):
        fair_allocation(lambda network: 1, [("A", "B")])
    with pytest.raises(InvalidArgumentError, match="CoalitionalGame or a function"):
        fair_allocation(3, [("A", "B")])
    names = [f"p{i}" for i in range(7)]
    with pytest.raises(ProblemTooLargeError, match="21 links"):
        fair_allocation(lambda network: 0, list(combinations(names, 2)))
