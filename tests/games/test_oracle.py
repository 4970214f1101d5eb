"""Least core and nucleolus by a separation oracle: against the table, and far beyond it."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import LinearConstraint, linear_sum_assignment, milp

from lilliput.games import (
    CoalitionalGame,
    least_core_by_oracle,
    nucleolus,
    nucleolus_by_oracle,
    nucleolus_solution,
    prenucleolus,
)
from lilliput.games.cores.least_core import least_core
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    SolverError,
    UnknownNameError,
)

from test_coalitional import games


def table_oracle(game):
    """List all coalitions: the worst one outside the settled span."""

    def oracle(x, settled=None):
        coalitions = [game.coalition(mask) for mask in range(1, 2**game.n - 1)]
        if settled is not None:
            coalitions = [S for S in coalitions if not settled.spans(S)]
        worst = max(coalitions, key=lambda S: game.worth(S) - x[list(S)].sum())
        return [(worst, game.worth(worst))]

    return oracle


@settings(max_examples=30, deadline=None)
@given(games(least=2, most=4), st.sampled_from([Fraction(1), Fraction(1, 10**9), Fraction(10**9)]))
def test_agreement_with_the_table(game, scale):
    game = CoalitionalGame(game.players, [worth * scale for worth in game.worths])
    found = least_core_by_oracle(game.players, game.worths[-1], table_oracle(game))
    assert found.value == pytest.approx(float(least_core(game.worths).value), abs=1e-8 * scale)
    assert sum(found.multipliers.values()) == 1
    result = nucleolus_by_oracle(game.players, game.worths[-1], table_oracle(game))
    assert result.exact_allocation.tolist() == prenucleolus(game).tolist()
    values = [level.value for level in nucleolus_solution(game, kind="prenucleolus").levels]
    assert {value for value, _ in result.levels} == set(values)


def test_imputations():
    """Peleg and Sudhölter (2007), example 5.5.12."""
    game = CoalitionalGame.from_worths({("A", "B"): 10, ("A", "B", "C"): 2})
    alone = dict.fromkeys("ABC", 0)
    bounded = nucleolus_by_oracle(list("ABC"), 2, table_oracle(game), alone=alone)
    assert bounded.allocation.tolist() == [1, 1, 0]
    assert nucleolus_by_oracle(list("ABC"), 2, table_oracle(game)).allocation.tolist() == [3, 3, -4]


# Airport games: v(S) = −max cost; the coalitions that matter are the k cheapest, less one


def airport_oracle(costs):
    def oracle(x, settled):
        paid = -x.to_numpy()
        found = []
        for k in range(len(costs)):
            first = range(k + 1)
            found += [(first, k), *(([i for i in first if i != j], k) for j in first)]
        found = [([f"a{i}" for i in S], -costs[max(S)]) for S, _ in found if len(S)]
        names = {f"a{i}": p for i, p in enumerate(paid)}
        found = [(S, v) for S, v in found if len(S) < len(costs) and not settled.spans(S)]
        return sorted(found, key=lambda item: -(item[1] + sum(names[i] for i in item[0])))[:20]

    return oracle


def littlechild(costs):
    """The closed form of Littlechild (1974), Int. J. Game Theory 3, for ascending costs."""
    n = len(costs)
    paid, spent = [], Fraction(0)
    while len(paid) < n - 1:
        done = len(paid)
        rate, last = min(
            ((costs[i] - spent) / Fraction(i - done + 2), -i) for i in range(done, n - 1)
        )
        count = -last - done + 1
        paid += [rate] * count
        spent += rate * count
    return [*paid, costs[-1] - spent]


def test_airport_of_forty_airlines():
    costs = sorted(int(c) for c in np.random.default_rng(5).integers(1, 200, size=40))
    names = [f"a{i}" for i in range(40)]
    found = nucleolus_by_oracle(names, -costs[-1], airport_oracle(costs))
    assert [-share for share in found.exact_allocation] == littlechild(costs)
    assert found.gap < 1e-6


# Assignment markets: single players and pairs are enough (Solymosi and Raghavan 1994)


def assignment(matrix):
    rows, columns = matrix.shape
    names = [f"s{i}" for i in range(rows)], [f"b{j}" for j in range(columns)]
    known = [((name,), 0) for name in [*names[0], *names[1]]]
    known += [
        ((names[0][i], names[1][j]), int(matrix[i, j])) for i in range(rows) for j in range(columns)
    ]

    def oracle(x, settled):
        open_ones = [(S, v) for S, v in known if not settled.spans(S)]
        return sorted(open_ones, key=lambda item: sum(x[i] for i in item[0]) - item[1])[:30]

    def worth(coalition):
        chosen = [i for i in range(rows) if f"s{i}" in coalition]
        mates = [j for j in range(columns) if f"b{j}" in coalition]
        part = matrix[np.ix_(chosen, mates)]
        return int(part[linear_sum_assignment(part, maximize=True)].sum())

    return [*names[0], *names[1]], oracle, worth


@pytest.mark.parametrize("seed", range(4))
def test_assignment_game_against_the_table(seed):
    matrix = np.random.default_rng(seed).integers(0, 12, size=(4, 4))
    names, oracle, worth = assignment(matrix)
    found = nucleolus_by_oracle(names, worth(names), oracle, alone=dict.fromkeys(names, 0))
    table = nucleolus(CoalitionalGame.from_function(names, worth), exact=True)
    assert found.exact_allocation.tolist() == table.tolist()


def test_assignment_game_of_thirty_players():
    """The answer is in the core, and its levels are those that its own excesses show."""
    matrix = np.random.default_rng(7).integers(0, 100, size=(15, 15))
    names, oracle, worth = assignment(matrix)
    found = nucleolus_by_oracle(names, worth(names), oracle, alone=dict.fromkeys(names, 0))
    x = found.exact_allocation
    assert sum(x) == worth(names)
    assert min(x) >= 0
    pairs = [x[f"s{i}"] + x[f"b{j}"] - int(matrix[i, j]) for i in range(15) for j in range(15)]
    assert min(pairs) == 0
    assert found.levels[0][0] == 0
    assert all(a[0] >= b[0] for a, b in zip(found.levels, found.levels[1:], strict=False))


# Weighted graphs: v(S) is the weight inside S, and the oracle an integer programme


def graph_oracle(n, edges):
    names = [f"v{i}" for i in range(n)]

    def best(x, y):
        """The largest v(S) − x(S) over S with y(S) ≥ 1."""
        m = len(edges)
        cost = np.concatenate([x.to_numpy(), [-w for _, _, w in edges]])
        rows, low = [np.concatenate([y, np.zeros(m)])], [1]
        for e, (i, j, _) in enumerate(edges):
            for end in (i, j):
                row = np.zeros(n + m)
                row[end], row[n + e] = 1, -1
                rows.append(row)
                low.append(0)
        found = milp(
            cost, constraints=LinearConstraint(np.array(rows), low, np.inf),
            integrality=[1] * n + [0] * m, bounds=(0, 1),
        )  # fmt: skip
        if found.x is None:
            return None
        members = [i for i in range(n) if found.x[i] > 0.5]
        return [names[i] for i in members], sum(w for i, j, w in edges if {i, j} <= set(members))

    def oracle(x, settled):
        vectors = [sign * row for row in settled.orthogonal.astype(float) for sign in (1, -1)]
        return [found for y in vectors if (found := best(x, y)) is not None]

    return names, oracle


def test_graph_game_by_integer_programming():
    """The documented protocol: one side condition y(S) ≥ 1 for each orthogonal vector and sign."""
    edges = [(0, 1, 3), (1, 2, 5), (2, 3, 2), (3, 0, 4), (0, 2, 1), (3, 4, 6)]
    names, oracle = graph_oracle(5, edges)
    game = CoalitionalGame.from_dividends(names, {(names[i], names[j]): w for i, j, w in edges})
    found = nucleolus_by_oracle(names, 21, oracle)
    assert found.exact_allocation.tolist() == nucleolus(game, exact=True).tolist()


# Input


def test_bad_oracles_are_refused():
    players = ["A", "B", "C"]
    with pytest.raises(InvalidGameError, match="proper coalitions, got the grand"):
        least_core_by_oracle(players, 1, lambda x: [(players, 1)])
    with pytest.raises(InvalidGameError, match="proper coalitions, got the empty"):
        least_core_by_oracle(players, 1, lambda x: [((), 0)])
    with pytest.raises(InvalidGameError, match="got none"):
        least_core_by_oracle(players, 1, lambda x: [])
    with pytest.raises(UnknownNameError, match="oracle: player 'D'"):
        least_core_by_oracle(players, 1, lambda x: [("D", 0)])
    worths = iter(range(100))
    with pytest.raises(InvalidGameError, match=r"one worth to \['A'\], got 0 and 1"):
        least_core_by_oracle(players, 1, lambda x: [("A", next(worths))])
    with pytest.raises(InvalidGameError, match="oracle: worth must be finite"):
        least_core_by_oracle(players, 1, lambda x: [("A", float("nan"))])
    with pytest.raises(SolverError, match="leave the programme unbounded"):
        least_core_by_oracle(players, 1, lambda x: [("A", 0)])


def test_bad_arguments_are_refused():
    game = CoalitionalGame(["A", "B"], [0, 1, 2, 4])
    oracle = table_oracle(game)
    with pytest.raises(InvalidGameError, match="players must hold at least one"):
        nucleolus_by_oracle([], 4, oracle)
    with pytest.raises(InvalidArgumentError, match="tol and max_rounds must be positive"):
        nucleolus_by_oracle(["A", "B"], 4, oracle, tol=0)
    with pytest.raises(InvalidGameError, match=r"Σ v\(i\) = 6.0 is above v\(N\) = 4.0"):
        nucleolus_by_oracle(["A", "B"], 4, oracle, alone={"A": 3, "B": 3})
    with pytest.raises(SolverError, match="asked 1 times"):
        nucleolus_by_oracle(["A", "B"], 4, oracle, max_rounds=1)
    assert nucleolus_by_oracle(["A", "B"], 4, oracle).allocation.tolist() == [1.5, 2.5]
