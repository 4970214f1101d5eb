"""Networks that players form: every concept against its definition, in plain loops."""

import pickle
from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import pure_equilibria
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.networks import (
    NetworkGame,
    connections_model,
    efficient_networks,
    fair_allocation,
    is_pairwise_stable,
    nash_networks,
    pairwise_nash_networks,
    pairwise_stable_networks,
    strongly_stable_networks,
    two_way_flow,
)

F = Fraction
NAMES = ["A", "B", "C", "D", "E", "F"]


def all_networks(names):
    pairs = list(combinations(names, 2))
    return [tuple(c) for k in range(len(pairs) + 1) for c in combinations(pairs, k)]


def distances(names, network):
    """Shortest paths by Floyd and Warshall."""
    far = 99
    d = {(i, j): 0 if i == j else far for i in names for j in names}
    for i, j in network:
        d[i, j] = d[j, i] = 1
    for k, i, j in product(names, repeat=3):
        d[i, j] = min(d[i, j], d[i, k] + d[k, j])
    return d


@st.composite
def random_games(draw, most=4):
    n = draw(st.integers(2, most))
    rng = np.random.default_rng(draw(st.integers(0, 2**31)))
    spread = draw(st.sampled_from([1, 2, 10]))
    rows = 2 ** (n * (n - 1) // 2)
    table = rng.integers(-spread, spread + 1, (rows, n))
    return NetworkGame(NAMES[:n], table.astype(float))


@pytest.mark.parametrize("n", [2, 3, 4])
def test_connections_by_definition(n):
    delta, cost = F(2, 5), F(1, 7)
    game = connections_model(NAMES[:n], delta, cost)
    for network in all_networks(NAMES[:n]):
        d = distances(NAMES[:n], network)
        for i in NAMES[:n]:
            near = sum(delta ** d[i, j] for j in NAMES[:n] if j != i and d[i, j] < 99)
            assert game.utility(network)[i] == near - cost * sum(i in e for e in network)


@pytest.mark.parametrize("n", [3, 4, 5])
@pytest.mark.parametrize("delta", [F(1, 4), F(1, 2), F(4, 5)])
def test_efficient_networks_are_complete_stars_or_empty(n, delta):
    """Jackson and Wolinsky (1996), Proposition 1, on both sides of both boundaries."""
    low, high = delta - delta**2, delta + F(n - 2, 2) * delta**2
    complete, star = n * (n - 1) // 2, n - 1
    for cost, links in [
        (low * F(9, 10), {complete}),
        ((low + high) / 2, {star}),
        (high * F(11, 10), {0}),
        (high, {0, star}),
    ]:
        found = efficient_networks(connections_model(NAMES[:n], delta, cost), shapes=True)
        assert {len(network) for network in found} == links
        for network in found:
            if len(network) == star:
                assert max(sum(i in e for e in network) for i in NAMES[:n]) == n - 1


@pytest.mark.parametrize("n", [3, 4, 5])
def test_pairwise_stable_connections(n):
    """Jackson and Wolinsky (1996), Proposition 2."""
    delta = F(1, 2)
    complete = tuple(combinations(NAMES[:n], 2))
    cheap = connections_model(NAMES[:n], delta, F(1, 5))
    assert pairwise_stable_networks(cheap) == [complete]
    star = tuple(("A", i) for i in NAMES[1:n])
    middle = connections_model(NAMES[:n], delta, F(2, 5))
    assert star in pairwise_stable_networks(middle)
    assert is_pairwise_stable(middle, star)
    dear = connections_model(NAMES[:n], delta, F(11, 20))
    stable = pairwise_stable_networks(dear)
    assert () in stable
    for network in stable:  # nobody has one link only
        assert all(sum(i in e for e in network) != 1 for i in NAMES[:n])


def test_floats_decide_ties_as_printed():
    """c = δ − δ² exactly: with 0.7 − 0.49 and 0.21 the floats differ, the decimals do not."""
    assert 0.7 - 0.7**2 != 0.21
    game = connections_model(NAMES[:3], 0.7, 0.21)
    shapes = {len(network) for network in efficient_networks(game, shapes=True)}
    assert shapes == {2, 3}


@settings(max_examples=60, deadline=None)
@given(random_games())
def test_pairwise_stability_by_definition(game):
    names = game.players
    networks = all_networks(names)
    u = {network: game.utility(network).to_dict() for network in networks}
    stable = []
    for network in networks:
        cut = all(
            u[network][i] >= u[tuple(e for e in network if e != link)][i]
            for link in network
            for i in link
        )
        add = True
        for i, j in combinations(names, 2):
            if (i, j) not in network:
                more = u[tuple(sorted((*network, (i, j))))]
                for a, b in ((i, j), (j, i)):
                    if more[a] > u[network][a] and not more[b] < u[network][b]:
                        add = False
        assert is_pairwise_stable(game, network).holds == (cut and add)
        if cut and add:
            stable.append(network)
    assert set(pairwise_stable_networks(game)) == set(stable)
    best = max(sum(row.values()) for row in u.values())
    assert set(efficient_networks(game)) == {g for g in networks if sum(u[g].values()) == best}


@settings(max_examples=40, deadline=None)
@given(random_games(most=3))
def test_nash_and_strong_stability_by_definition(game):
    names = game.players
    networks = all_networks(names)
    u = {network: game.utility(network).to_dict() for network in networks}

    def subsets(items):
        items = list(items)
        return [set(c) for k in range(len(items) + 1) for c in combinations(items, k)]

    # Nash equilibria of the announcement game, profile by profile
    wishes = {i: subsets(j for j in names if j != i) for i in names}

    def formed(profile):
        want = dict(zip(names, profile, strict=True))
        return tuple((i, j) for i, j in combinations(names, 2) if j in want[i] and i in want[j])

    nash = set()
    for profile in product(*wishes.values()):
        here = formed(profile)
        if all(
            u[formed([*profile[:k], other, *profile[k + 1 :]])][i] <= u[here][i]
            for k, i in enumerate(names)
            for other in wishes[i]
        ):
            nash.add(here)
    assert set(nash_networks(game)) == nash
    pairwise = set(pairwise_stable_networks(game))
    assert set(pairwise_nash_networks(game)) == nash & pairwise

    strong = set()
    for g in networks:
        blocked = False
        for group, h in product(subsets(names), networks):
            added, cut = set(h) - set(g), set(g) - set(h)
            if all(set(e) <= group for e in added) and all(set(e) & group for e in cut):
                change = [u[h][i] - u[g][i] for i in group]
                blocked |= bool(change) and min(change) >= 0 and max(change) > 0
        if not blocked:
            strong.add(g)
    assert set(strongly_stable_networks(game)) == strong
    assert strong <= nash & pairwise


def test_findings_name_the_link():
    game = connections_model(NAMES[:3], F(1, 2), F(3, 4))
    finding = is_pairwise_stable(game, [("A", "B")])
    assert not finding
    assert finding.explanation == "A would cut its link to B"
    assert finding.witness["action"] == "cut"
    assert finding.witness["before"] == {"A": F(-1, 4), "B": F(-1, 4)}
    assert finding.witness["after"] == {"A": 0, "B": 0}
    cheap = connections_model(NAMES[:3], F(1, 2), F(1, 8))
    assert is_pairwise_stable(cheap, []).witness["link"] == ("A", "B")


def test_shapes_are_the_graphs_up_to_isomorphism():
    """1, 2, 4, 11, 34, 156 graphs on 1 … 6 nodes (OEIS A000088)."""
    for n, number in enumerate([1, 2, 4, 11, 34, 156], start=1):
        equal = NetworkGame(NAMES[:n], np.zeros((2 ** (n * (n - 1) // 2), n)))
        assert len(efficient_networks(equal, shapes=True)) == number
    assert len(pairwise_stable_networks(equal)) == 2**15


def test_six_players_in_one_table():
    game = connections_model(NAMES, F(1, 2), F(2, 5))
    star = tuple(("A", i) for i in NAMES[1:])
    assert efficient_networks(game, shapes=True) == [star]
    found = pairwise_stable_networks(game, shapes=True)
    assert star in found
    assert all(is_pairwise_stable(game, network) for network in found)


def test_rules_that_share_the_worth_of_networks():
    def value(network):
        return F(len(network) ** 2)

    fair = NetworkGame.from_value(NAMES[:3], lambda g: F(len(g)))
    for network in all_networks(NAMES[:3]):
        alone = fair_allocation(lambda g: F(len(g)), network, players=NAMES[:3])
        assert fair.utility(network).to_dict() == alone.to_dict()
    even = NetworkGame.from_value(NAMES[:3], value, allocation="egalitarian")
    assert set(even.utilities[-1]) == {F(3)}
    parts = NetworkGame.from_value(NAMES[:4], value, allocation="by component")
    assert parts.utility([("A", "B"), ("B", "C")]).tolist() == [F(4, 3)] * 3 + [0]
    assert parts.value([("A", "B"), ("C", "D")]) == 2
    # sharing equally makes the efficient networks stable
    assert set(efficient_networks(even)) <= set(pairwise_stable_networks(even))


@pytest.mark.parametrize("n", [2, 3, 4])
def test_two_way_flow(n):
    """Bala and Goyal (2000), Propositions 4.1 and 4.2: trees, and stars that the centre pays."""
    game = two_way_flow(NAMES[:n], F(1, 2))
    assert len(pure_equilibria(game)) == n ** (n - 2) * 2 ** (n - 1)
    best = 0
    for profile in product(*(range(2 ** (n - 1)) for _ in range(n))):
        strict = True
        for i in range(n):
            own = [
                game.payoffs[(i, *profile[:i], s, *profile[i + 1 :])] for s in range(2 ** (n - 1))
            ]
            strict &= all(own[profile[i]] > x for s, x in enumerate(own) if s != profile[i])
        best += strict
    assert best == n if n > 2 else best == 2
    far = two_way_flow(["A", "B", "C"], 0, decay=F(1, 2))
    assert far.payoffs[:, 1, 2, 0].tolist() == [F(3, 4), 1, F(3, 4)]  # A to B, B to C


def test_numbers_of_every_kind():
    delta, cost = sympy.symbols("delta c", positive=True)
    game = connections_model(["A", "B", "C"], delta, cost)
    path = game.utility([("A", "B"), ("B", "C")])
    assert sympy.expand(path["A"] - (delta + delta**2 - cost)) == 0
    assert sympy.expand(path["B"] - (2 * delta - 2 * cost)) == 0
    with pytest.raises(UnsupportedNumberError, match="substitute values"):
        pairwise_stable_networks(game)
    again = pickle.loads(pickle.dumps(connections_model(["A", "B"], 0.5, 0.25)))
    assert again.utility([("A", "B")]).tolist() == [F(1, 4)] * 2
    assert not again.utilities.flags.writeable


def test_bad_arguments_are_named():
    with pytest.raises(InvalidArgumentError, match=r"delta must lie in \[0, 1\], got 1.5"):
        connections_model(["A", "B"], 1.5, 0)
    with pytest.raises(InvalidArgumentError, match="cost must be >= 0"):
        connections_model(["A", "B"], 0.5, -1)
    with pytest.raises(ProblemTooLargeError, match=r"7 players form 2\*\*21 networks"):
        connections_model([*NAMES, "G"], 0.5, 0.25)
    game = connections_model(NAMES[:3], 0.5, 0.25)
    with pytest.raises(InvalidArgumentError, match="two different players"):
        is_pairwise_stable(game, [("A", "A")])
    with pytest.raises(UnknownNameError, match="edges: player 'Z'"):
        game.utility([("A", "Z")])
    with pytest.raises(InvalidGameError, match=r"shape \(8, 3\) for 3 players"):
        NetworkGame(NAMES[:3], np.zeros((4, 3)))
    with pytest.raises(InvalidArgumentError, match="allocation must be"):
        NetworkGame.from_value(NAMES[:3], len, allocation="equal")
    with pytest.raises(InvalidGameError, match="empty network 0"):
        NetworkGame.from_value(NAMES[:3], lambda g: 1, allocation="egalitarian")
    with pytest.raises(InvalidArgumentError, match="NetworkGame, got str"):
        pairwise_stable_networks("star")
    with pytest.raises(ProblemTooLargeError, match="at most 5 players"):
        strongly_stable_networks(connections_model(NAMES, 0.5, 0.25))
    with pytest.raises(ProblemTooLargeError, match=r"2\*\*20 strategy profiles"):
        two_way_flow(NAMES[:5], 0.5)
    with pytest.raises(UnknownNameError, match="utility: player 'Z'"):
        NetworkGame.from_function(["A", "B"], lambda g: {"Z": 1})
