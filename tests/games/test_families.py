"""Families of games: worths by an independent computation, and what is known of each family."""

from fractions import Fraction
from itertools import combinations, pairwise, permutations

import networkx as nx
import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment, linprog

from lilliput.games import (
    CoalitionalGame,
    VotingGame,
    core,
    dual,
    savings_game,
    scaled,
    shapley_value,
    zero_normalisation,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    LilliputError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.families import (
    additive_game,
    airport_game,
    apex_game,
    assignment_game,
    bird_allocation,
    flow_game,
    glove_game,
    graph_game,
    horse_market,
    linear_production_game,
    majority_game,
    random_game,
    shadow_price_allocation,
    spanning_tree_game,
    symmetric_game,
    unanimity_game,
    weighted_voting_game,
)
from lilliput.games.properties import (
    is_balanced,
    is_convex,
    is_monotone,
    is_simple,
    is_superadditive,
    is_totally_balanced,
)

QUICK = settings(max_examples=40)
SELLERS = {f"S{k}": p for k, p in enumerate([10, 11, 15, 17, 20, 21.5, 25, 26], start=1)}
BUYERS = {f"B{k}": p for k, p in enumerate([30, 28, 26, 24, 22, 21, 20, 18, 17, 15], start=1)}
whole = st.integers(0, 9)


def subsets(players):
    players = list(players)
    return [frozenset(c) for k in range(len(players) + 1) for c in combinations(players, k)]


# elementary games


def test_elementary_games_by_definition():
    for S in subsets("ABCD"):
        names = list("ABCD")
        assert unanimity_game(names, ["B", "D"]).worth(S) == ({"B", "D"} <= S)
        assert glove_game(["A"], ["B", "C", "D"]).worth(S) == min("A" in S, len(S - {"A"}))
        assert symmetric_game(names, [0, 3, 1, 4, 1]).worth(S) == [0, 3, 1, 4, 1][len(S)]
        assert majority_game(names).worth(S) == (len(S) >= 3)
        assert majority_game(names, 2).worth(S) == (len(S) >= 2)
        assert apex_game(names, "C").worth(S) == (("C" in S and len(S) > 1) or {"A", "B", "D"} == S)
        values = dict(zip("ABCD", (1, 2, 4, 8), strict=True))
        assert additive_game(values).worth(S) == sum(values[i] for i in S)


def test_names_by_number():
    assert majority_game(3).players == ("1", "2", "3")
    assert random_game(0).players == ()
    with pytest.raises(InvalidArgumentError, match="players must be names or a number"):
        majority_game(-1)


def test_weighted_voting_games_are_voting_games():
    voting = VotingGame(["A", "B", "C"], weights=[4, 2, 1], quota=5)
    game = weighted_voting_game(["A", "B", "C"], weights={"C": 1, "B": 2, "A": 4}, quota=5)
    assert game == voting.to_coalitional()


def test_unanimity_games_are_the_dividends():
    game = unanimity_game(["A", "B", "C"], ["A", "C"])
    assert dict(game.dividends()) == {frozenset("AC"): 1}


# airport


@QUICK
@given(st.lists(st.fractions(0, 9, max_denominator=6), min_size=1, max_size=5))
def test_airport_games_and_their_shapley_value(costs):
    """Littlechild and Owen (1973): each part of the runway is shared by those who need it."""
    named = {f"p{k}": cost for k, cost in enumerate(costs)}
    game = airport_game(named)
    for S in subsets(named):
        assert game.worth(S) == max((named[i] for i in S), default=0)
    value = shapley_value(game, exact=True)
    levels = [Fraction(0), *sorted(set(map(Fraction, costs)))]
    for name, cost in named.items():
        parts = pairwise(levels)
        due = [(b - a) / sum(c >= b for c in costs) for a, b in parts if b <= cost]
        assert value[name] == sum(due, Fraction(0))
    assert is_convex(dual(game))  # the cost game is concave
    assert is_convex(savings_game(game))
    assert core(dual(game)).contains(value)


def test_airport_costs_may_be_symbols():
    a, b = sympy.symbols("a b", positive=True)
    assert airport_game({"A": a, "B": b}).worths[-1] == sympy.Max(a, b)


# assignment games


@QUICK
@given(st.integers(0, 3), st.integers(0, 3), st.randoms(use_true_random=False), st.booleans())
def test_assignment_games_by_best_matchings(m, k, random, exact):
    rows, columns = [f"r{i}" for i in range(m)], [f"c{j}" for j in range(k)]
    number = Fraction if exact else float
    gains = pd.DataFrame(
        [[number(random.randint(-3, 9)) for _ in range(k)] for _ in range(m)], rows, columns,
        dtype=object if exact else float,
    )  # fmt: skip
    game = assignment_game(gains)
    assert game.players == (*rows, *columns)
    for S in subsets(game.players):
        part = gains.loc[[r for r in rows if r in S], [c for c in columns if c in S]]
        table = np.maximum(part.to_numpy().astype(float), 0)
        chosen = linear_sum_assignment(table, maximize=True)
        assert game.worth(S) == table[chosen].sum()
    assert is_totally_balanced(game)


def test_the_housing_market_of_shapley_and_shubik():
    """Shapley and Shubik (1971): three sellers, three buyers, v(N) = 16."""
    game = assignment_game([[5, 8, 2], [7, 9, 6], [2, 3, 0]])
    assert game.worths[-1] == 16
    by_order = max(
        sum([[5, 8, 2], [7, 9, 6], [2, 3, 0]][i][j] for i, j in enumerate(order))
        for order in permutations(range(3))
    )
    assert by_order == 16
    assert not core(game).empty


def test_the_horse_market_of_boehm_bawerk():
    """Shapley and Shubik (1971): five horses change hands at a price in [21, 21.5]."""
    game = horse_market(SELLERS, BUYERS)
    assert game.n == 18
    assert game.worths[-1] == 57

    def sold_at(price):
        gain = {name: max(0, price - ask) for name, ask in SELLERS.items()}
        gain |= {name: max(0, bid - price) for name, bid in BUYERS.items()}
        total = np.array([gain[name] for name in game.players])
        sums = np.zeros(1)
        for share in total:
            sums = np.concatenate([sums, sums + share])
        return bool((sums >= game.worths - 1e-9).all() and abs(sums[-1] - 57) < 1e-9)

    assert [sold_at(price) for price in (20.9, 21, 21.25, 21.5, 21.6)] == [
        False, True, True, True, False,
    ]  # fmt: skip


@QUICK
@given(st.lists(whole, max_size=4), st.lists(whole, max_size=4))
def test_horse_markets_by_sorting(asked, offered):
    sellers = {f"s{k}": Fraction(p) for k, p in enumerate(asked)}
    buyers = {f"b{k}": Fraction(p) for k, p in enumerate(offered)}
    game = horse_market(sellers, buyers)
    for S in subsets(game.players):
        asks = sorted(sellers[i] for i in S if i in sellers)
        bids = sorted((buyers[i] for i in S if i in buyers), reverse=True)
        gains = [max(0, bid - ask) for ask, bid in zip(asks, bids, strict=False)]
        assert game.worth(S) == sum(gains)


def test_the_glove_game_is_an_assignment_game():
    ones = assignment_game(np.ones((2, 3)), rows=["L1", "L2"], columns=["R1", "R2", "R3"])
    assert ones == glove_game(["L1", "L2"], ["R1", "R2", "R3"])


# graphs and networks


@QUICK
@given(st.lists(st.fractions(-4, 9, max_denominator=4), min_size=6, max_size=6))
def test_graph_games_and_their_shapley_value(weights):
    """Deng and Papadimitriou (1994): the value gives each player half of each edge."""
    edges = dict(zip(combinations("ABCD", 2), weights, strict=True))
    game = graph_game(edges, players=list("ABCD"))
    for S in subsets("ABCD"):
        assert game.worth(S) == sum(w for pair, w in edges.items() if set(pair) <= S)
    value = shapley_value(game, exact=True)
    for i in "ABCD":
        assert value[i] == sum(w for pair, w in edges.items() if i in pair) / Fraction(2)
    if min(weights) >= 0:
        assert is_convex(game)
        assert core(game).contains(value)


def test_graph_games_keep_symbols_and_players_without_edges():
    w = sympy.Symbol("w")
    game = graph_game({("A", "B"): w}, players=["A", "B", "C"])
    assert game.worth(["A", "B", "C"]) == w
    assert graph_game({}, players=["A"]).worths.tolist() == [0, 0]


@QUICK
@given(st.lists(st.fractions(0, 9, max_denominator=3), min_size=10, max_size=10))
def test_spanning_tree_games_and_the_allocation_of_bird(numbers):
    """Bird (1976): the allocation from a cheapest tree is stable, so that the core is not empty."""
    nodes = ["source", *"ABCD"]
    costs = dict(zip(combinations(nodes, 2), numbers, strict=True))
    game = spanning_tree_game(costs)
    graph = nx.Graph()
    graph.add_weighted_edges_from((a, b, cost) for (a, b), cost in costs.items())
    for S in subsets("ABCD"):
        tree = nx.minimum_spanning_tree(graph.subgraph({"source", *S}))
        assert game.worth(S) == sum(data["weight"] for *_, data in tree.edges(data=True))
    shares = bird_allocation(costs)
    assert sum(shares) == game.worths[-1]
    assert all(sum(shares[i] for i in S) <= game.worth(S) for S in subsets("ABCD")[1:])
    assert core(dual(game)).contains(shares)


def test_bird_on_a_tree_by_hand():
    """B and C go through A, D alone: each pays the link that leads towards the source."""
    costs = {
        ("well", "A"): 5, ("A", "B"): 2, ("A", "C"): 3, ("B", "C"): 4, ("well", "D"): 6,
        ("C", "D"): 8, ("well", "B"): 7, ("well", "C"): 9,
    }  # fmt: skip
    assert bird_allocation(costs, source="well").to_dict() == {"A": 5, "B": 2, "C": 3, "D": 6}
    assert spanning_tree_game(costs, source="well").worth(["B", "C"]) == 11


def test_without_a_link_to_the_source_no_tree():
    with pytest.raises(InvalidGameError, match=r"\{B\} is not connected"):
        spanning_tree_game({("source", "A"): 1, ("A", "B"): 1})
    assert bird_allocation({("source", "A"): 1, ("A", "B"): 1}).to_dict() == {"A": 1, "B": 1}
    with pytest.raises(InvalidGameError, match="not so B"):
        bird_allocation({("source", "A"): 1, ("B", "C"): 1})


@st.composite
def networks(draw):
    nodes = ["s", "t", "u", "v"]
    ends = st.sampled_from([(a, b) for a in nodes for b in nodes if a != b])
    owners = st.sampled_from("ABCD")
    capacity = st.fractions(0, 6, max_denominator=3)
    arcs = draw(st.lists(st.tuples(ends, capacity, owners), max_size=12))
    return [(a, b, amount, owner) for (a, b), amount, owner in arcs]


@QUICK
@given(networks(), st.sampled_from([Fraction, float]))
def test_flow_games_by_networkx(arcs, number):
    arcs = [(a, b, number(amount), owner) for a, b, amount, owner in arcs]
    game = flow_game(arcs, source="s", sink="t", players=list("ABCD"))
    for S in subsets("ABCD"):
        graph = nx.DiGraph()
        graph.add_nodes_from("st")
        for a, b, amount, owner in arcs:
            if owner in S:
                before = graph.get_edge_data(a, b, {"capacity": 0})["capacity"]
                graph.add_edge(a, b, capacity=before + amount)
        flow = nx.maximum_flow_value(graph, "s", "t")
        assert game.worth(S) == (flow if number is Fraction else pytest.approx(flow, abs=1e-9))
    assert is_totally_balanced(game)


def test_the_arcs_of_a_smallest_cut_are_paid_in_the_core():
    """Kalai and Zemel (1982), on a network whose smallest cut is {(a, t), (s, b)}."""
    arcs = [("s", "a", 9, "A"), ("a", "t", 2, "B"), ("s", "b", 3, "C"), ("b", "t", 7, "D")]
    game = flow_game(arcs, source="s", sink="t")
    assert game.worths[-1] == 5
    assert core(game).contains({"A": 0, "B": 2, "C": 3, "D": 0})


# linear production


@st.composite
def economies(draw):
    kinds, goods = ["r0", "r1"], ["g0", "g1", "g2"]
    number = draw(st.sampled_from([Fraction, float]))
    have = {i: {k: number(draw(whole)) for k in kinds} for i in "ABC"}
    take = {g: {k: number(draw(whole)) for k in kinds} for g in goods}
    for g in goods:
        take[g]["r0"] += 1
    prices = {g: number(draw(st.integers(-2, 9))) for g in goods}
    return have, take, prices


@QUICK
@given(economies())
def test_linear_production_games_by_linprog(economy):
    """Owen (1975): paying for resources at shadow prices is in the core."""
    have, take, prices = economy
    game = linear_production_game(have, take, prices)
    inputs = [[float(take[g][k]) for g in take] for k in ("r0", "r1")]
    for S in subsets("ABC"):
        stock = [float(sum(have[i][k] for i in S)) for k in ("r0", "r1")]
        best = linprog([-float(p) for p in prices.values()], inputs, stock)
        assert float(game.worth(S)) == pytest.approx(-best.fun, abs=1e-9)
    shares = shadow_price_allocation(have, take, prices)
    assert core(game).contains(shares, tol=1e-9)
    assert is_totally_balanced(game)


@pytest.mark.parametrize("factor", [1e-9, 1e9])
def test_linear_production_in_any_units(factor):
    have = {"A": {"wood": 4, "glass": 1}, "B": {"glass": 2, "wood": 1}, "C": {"wood": 2}}
    take = {"window": {"wood": 2, "glass": 1}, "chair": {"wood": 4}, "lens": {"glass": 3}}
    prices = {"window": 5, "chair": 3, "lens": 7}
    game = linear_production_game(have, take, prices)
    more = {i: {k: amount * factor for k, amount in row.items()} for i, row in have.items()}
    dear = {g: price * factor for g, price in prices.items()}
    for other in (
        linear_production_game(more, take, prices),
        linear_production_game(have, take, dear),
    ):
        assert (other.worths / factor).tolist() == pytest.approx(game.worths.tolist(), rel=1e-9)


def test_what_is_not_sold_is_not_made():
    assert linear_production_game({"A": {"r": 1}}, {}, {}).worths.tolist() == [0, 0]
    assert linear_production_game({}, {"g": {"r": 1}}, {"g": 1}).worths.tolist() == [0]
    game = linear_production_game({"A": {"r": 1}}, {"g": {"r": 1}}, {"g": -1})
    assert game.worths.tolist() == [0, 0]
    assert shadow_price_allocation({"A": {"r": 1}}, {}, {}).to_dict() == {"A": 0}


# random games

CLASSES = {
    "monotone": is_monotone,
    "superadditive": is_superadditive,
    "convex": is_convex,
    "balanced": is_balanced,
    "totally balanced": is_totally_balanced,
    "simple": is_simple,
}


@pytest.mark.parametrize("kind", CLASSES)
def test_random_games_are_of_their_class(kind):
    for seed in range(20):
        for n in (1, 2, 3, 5):
            assert CLASSES[kind](random_game(n, kind=kind, rng=seed))
    if kind != "simple":  # of no players nobody wins
        assert random_game(0, kind=kind, rng=0).worths.tolist() == [0]


def test_random_games_are_not_of_a_smaller_class():
    for kind, smaller in [
        ("general", is_monotone),
        ("monotone", is_superadditive),
        ("superadditive", is_balanced),
        ("balanced", is_totally_balanced),
        ("totally balanced", is_convex),
    ]:
        assert not all(smaller(random_game(4, kind=kind, rng=seed)) for seed in range(20)), kind


def test_random_games_follow_their_seed():
    assert random_game(4, rng=1) == random_game(4, rng=1) != random_game(4, rng=2)
    rng = np.random.default_rng(1)
    assert random_game(4, rng=rng) != random_game(4, rng=rng)
    game = random_game(["A", "B"], kind="zero-normalised", rng=3)
    assert game == zero_normalisation(game)
    assert game.worths[3] > 0


# what is refused


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: unanimity_game(3, []), InvalidArgumentError, "carrier must hold at least one"),
        (lambda: unanimity_game(3, ["Z"]), UnknownNameError, "carrier: player 'Z'"),
        (lambda: symmetric_game(3, [0, 1]), InvalidArgumentError, "worth needs 4 entries"),
        (lambda: symmetric_game(1, [1, 1]), InvalidGameError, "empty coalition 0"),
        (lambda: majority_game(3, 4), InvalidArgumentError, "quota must lie between 1 and 3"),
        (lambda: apex_game(["A"], "A"), InvalidArgumentError, "at least two"),
        (lambda: glove_game(["A"], ["A"]), InvalidGameError, "distinct"),
        (lambda: glove_game("AB", ["C"]), InvalidGameError, "got the string 'AB'"),
        (lambda: additive_game([1, 2]), InvalidArgumentError, "values must be a mapping"),
        (lambda: airport_game({"A": -1}), InvalidArgumentError, "costs must be >= 0, got -1"),
        (lambda: assignment_game([1, 2]), InvalidGameError, "must have rows and columns"),
        (lambda: assignment_game([[1], [2, 3]]), InvalidGameError, "ragged"),
        (lambda: assignment_game([[1]], rows=["A", "B"]), InvalidGameError, "rows needs 1 names"),
        (lambda: graph_game({("A", "A"): 1}), InvalidGameError, "two different players"),
        (lambda: graph_game({("A", "B"): 1, ("B", "A"): 1}), InvalidGameError, "twice"),
        (lambda: graph_game({("A", "B"): 1}, players=["A"]), UnknownNameError, "player 'B'"),
        (lambda: spanning_tree_game({("A", "B"): 1}), UnknownNameError, "'source' is unknown"),
        (lambda: spanning_tree_game({("source", "A"): -1}), InvalidGameError, "must be >= 0"),
        (lambda: spanning_tree_game({("source", "A"): sympy.Symbol("c")}),
         UnsupportedNumberError, "costs must be numbers"),
        (lambda: flow_game([("s", "t", 1)], source="s", sink="t"), InvalidGameError, "arcs must"),
        (lambda: flow_game([("s", "t", -1, "A")], source="s", sink="t"), InvalidGameError, ">= 0"),
        (lambda: flow_game([("s", "t", 1, "A")], source="s", sink="s"), InvalidGameError, "both"),
        (lambda: flow_game([("s", "t", 1, "A")], source="s", sink="t", players=["B"]),
         InvalidGameError, "owner 'A'"),
        (lambda: flow_game([], source="s", sink="t", players=[str(i) for i in range(21)]),
         ProblemTooLargeError, "allows 20 players"),
        (lambda: linear_production_game({"A": {"r": -1}}, {}, {}), InvalidGameError, "A, r"),
        (lambda: linear_production_game({"A": {"r": 1}}, {"g": {}}, {"g": 1}),
         InvalidGameError, "take some resource"),
        (lambda: linear_production_game({"A": {}}, {"g": {"r": 1}}, {}),
         InvalidGameError, "missing g"),
        (lambda: linear_production_game({"A": {}}, {}, {"g": 1}), UnknownNameError, "'g'"),
        (lambda: random_game(3, kind="nice"), InvalidArgumentError, "kind must be one of general"),
        (lambda: random_game(21, kind="superadditive"), ProblemTooLargeError, "allow 20 players"),
        (lambda: majority_game(60), ProblemTooLargeError, r"2\*\*60"),
        (lambda: random_game(0, kind="simple"), InvalidArgumentError, "at least one"),
        (lambda: random_game(2.5), InvalidArgumentError, "names or a number >= 0, got 2.5"),
        (lambda: flow_game([5], source="s", sink="t"), InvalidGameError, "got 5"),
        (lambda: random_game(60), ProblemTooLargeError, r"2\*\*60"),
    ],
)  # fmt: skip
def test_bad_arguments_are_refused_by_name(build, error, message):
    with pytest.raises(error, match=message) as caught:
        build()
    assert isinstance(caught.value, LilliputError)


def test_no_players():
    nobody = CoalitionalGame([], [0])
    assert glove_game([], []) == nobody
    assert additive_game({}) == nobody
    assert airport_game({}) == nobody
    assert horse_market({}, {}) == nobody
    assert horse_market({}, {"B": 3}).worths.tolist() == [0, 0]
    assert graph_game({}) == nobody
    assert spanning_tree_game({}) == nobody
    assert bird_allocation({}).empty
    assert flow_game([], source="s", sink="t") == nobody
    assert linear_production_game({}, {}, {}) == nobody
    assert scaled(nobody, 2) == nobody
