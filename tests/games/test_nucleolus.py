"""The nucleolus family: axioms, Kohlberg's criterion checked by hand, an independent solver."""

from fractions import Fraction
from itertools import combinations, pairwise

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lilliput.games import (
    CoalitionalGame,
    VotingGame,
    core,
    is_nucleolus,
    is_prenucleolus,
    nucleolus,
    nucleolus_solution,
    per_capita_nucleolus,
    per_capita_prenucleolus,
    prenucleolus,
    proportional_nucleolus,
)
from lilliput.games.cores import nucleolus_levels
from lilliput.games.cores.least_core import least_core
from lilliput.games.cores.nucleolus_levels import first_pool, solve_levels
from lilliput.games.cores.nucleolus_problem import problem_of
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    SolverError,
    UnsupportedNumberError,
)

from test_coalitional import games

KINDS = {
    "nucleolus": ("plain", True),
    "prenucleolus": ("plain", False),
    "per-capita": ("per-capita", True),
    "per-capita-prenucleolus": ("per-capita", False),
    "proportional": ("proportional", True),
}
NAMES = [f"p{i}" for i in range(30)]


def game_of(worths):
    return CoalitionalGame(NAMES[: len(worths).bit_length() - 1], worths)


def weight(game, mask, kind):
    if "per-capita" in kind:
        return Fraction(mask.bit_count())
    return Fraction(game.worths[mask]) if kind == "proportional" else Fraction(1)


def excesses_of(game, x, kind):
    """The excess of each proper coalition that counts, in rationals."""
    found = {}
    for mask in range(1, 2**game.n - 1):
        w = weight(game, mask, kind)
        if w > 0:
            share = sum((Fraction(x[i]) for i in range(game.n) if mask >> i & 1), Fraction(0))
            found[mask] = (Fraction(game.worths[mask]) - share) / w
    return found


def rank(masks, n):
    rows = [[mask >> i & 1 for i in range(n)] for mask in masks]
    return sympy.Matrix(rows).rank() if rows else 0


def assert_proved(solution):
    """Check the levels against every coalition: Kohlberg's criterion, in rationals."""
    game, kind = solution.game, solution.kind
    x = list(solution.exact_allocation)
    assert sum(x, Fraction(0)) == Fraction(game.worths[-1])
    if KINDS[kind][1]:
        assert all(x[i] >= Fraction(game.worths[1 << i]) for i in range(game.n))
    excess = excesses_of(game, x, kind)
    grand = 2**game.n - 1
    span = [grand]
    for level in solution.levels:
        masks = {game.mask(S): multiplier for S, multiplier in level.coalitions.items()}
        bounds = {game.mask({i}): multiplier for i, multiplier in level.bounds.items()}
        assert all(m > 0 for m in [*masks.values(), *bounds.values()])
        assert sum(m * weight(game, mask, kind) for mask, m in masks.items()) == 1
        assert all(excess[mask] == level.value for mask in masks)
        assert all(x[mask.bit_length() - 1] == Fraction(game.worths[mask]) for mask in bounds)
        combined = [
            sum(m * (mask >> i & 1) for mask, m in [*masks.items(), *bounds.items()])
            for i in range(game.n)
        ]
        before = sympy.Matrix([[mask >> i & 1 for i in range(game.n)] for mask in span])
        assert before.col_join(sympy.Matrix([combined])).rank() == before.rank()
        above = [mask for mask, e in excess.items() if e > level.value]
        assert rank([*span, *above], game.n) == before.rank()
        span += [*masks, *bounds]
    assert rank(span, game.n) == game.n
    assert solution.certificate


def by_linear_programmes(worths, kind):
    """Independent solver: at each level, fix what is tight in every optimum (floats, scipy)."""
    excess, bounded = KINDS[kind]
    n = len(worths).bit_length() - 1
    v = np.array([float(w) for w in worths])
    scale = np.abs(v).max() or 1.0
    v = v / scale
    rows = {m: np.array([m >> i & 1 for i in range(n)], float) for m in range(1, 2**n - 1)}
    w = {m: {"plain": 1.0, "per-capita": m.bit_count(), "proportional": v[m]}[excess] for m in rows}
    free = [m for m in rows if w[m] > 0]
    box = [(v[1 << i] if bounded else None, None) for i in range(n)]
    left, right = [np.ones(n)], [v[-1]]
    while np.linalg.matrix_rank(np.array(left)) < n and free:
        upper = np.array([np.append(-rows[m], -w[m]) for m in free])
        least = -np.array([v[m] for m in free])
        found = linprog(
            [0] * n + [1], A_ub=upper, b_ub=least, bounds=[*box, (None, None)],
            A_eq=[np.append(a, 0) for a in left], b_eq=right, method="highs-ds",
        )  # fmt: skip
        assert found.status == 0
        t, open_ones = found.x[-1], []
        slack = least + t * np.array([w[m] for m in free]) + 1e-9
        for m in free:
            best = linprog(
                -rows[m], A_ub=upper[:, :n], b_ub=slack, bounds=box, A_eq=left, b_eq=right
            )
            if best.status == 0 and (v[m] + best.fun) / w[m] > t - 1e-6:
                left.append(rows[m])
                right.append(v[m] - w[m] * t)
            else:
                open_ones.append(m)
        assert len(open_ones) < len(free)
        free = open_ones
    # players whose share is pinned by their bound are fixed too
    x = linprog(np.zeros(n), A_eq=left, b_eq=right, bounds=[(b[0], None) for b in box])
    return x.x * scale if x.status == 0 else np.linalg.lstsq(left, right)[0] * scale


def feasible_kinds(game):
    alone = sum((Fraction(game.worths[1 << i]) for i in range(game.n)), Fraction(0))
    for kind, (excess, bounded) in KINDS.items():
        if bounded and alone > Fraction(game.worths[-1]):
            continue
        if excess == "proportional" and min(game.worths[1:]) <= 0:
            continue
        yield kind


@settings(max_examples=40, deadline=None)
@given(games(least=2, most=4))
def test_levels_prove_the_allocation(game):
    for kind in feasible_kinds(game):
        assert_proved(nucleolus_solution(game, kind=kind))


@st.composite
def integer_games(draw, least=2, most=5, low=-3, high=6):
    n = draw(st.integers(least, most))
    size = 2**n - 1
    return game_of([0, *draw(st.lists(st.integers(low, high), min_size=size, max_size=size))])


@settings(max_examples=25, deadline=None)
@given(integer_games(most=4))
def test_agreement_with_a_sequence_of_linear_programmes(game):
    """Small integers: ties, zero worths, non-essential games, v(N) below Σ v(i)."""
    for kind in feasible_kinds(game):
        solution = nucleolus_solution(game, kind=kind)
        expected = by_linear_programmes(game.worths, kind)
        assert solution.allocation.to_numpy() == pytest.approx(expected, abs=1e-6)


@settings(max_examples=8, deadline=None)
@given(integer_games(least=5))
def test_agreement_for_five_players(game):
    expected = by_linear_programmes(game.worths, "prenucleolus")
    assert prenucleolus(game).to_numpy() == pytest.approx(expected, abs=1e-6)


@settings(max_examples=40, deadline=None)
@given(
    integer_games(most=4, low=0),
    st.sampled_from([1e-12, 1e-9, 1e9, Fraction(1, 10**30)]),
    st.data(),
)
def test_scales_and_tiny_differences_stay_exact(game, scale, data):
    """Differences of 1e-12, or of 1 part in 10^30, decide: the levels are checked in rationals."""
    nudges = data.draw(st.lists(st.integers(0, 2), min_size=2**game.n - 1, max_size=2**game.n - 1))
    tiny = scale / 10**12 if isinstance(scale, Fraction) else scale * 1e-12
    number = Fraction if isinstance(scale, Fraction) else float
    worths = [number(w) * scale + k * tiny for w, k in zip(game.worths[1:], nudges, strict=True)]
    nudged = game_of([number(0), *worths])
    for kind in feasible_kinds(nudged):
        assert_proved(nucleolus_solution(nudged, kind=kind))


@settings(max_examples=40, deadline=None)
@given(games(least=2, most=4))
def test_both_arithmetics_agree(game):
    """The simplex method in Fractions from scratch gives what the one in floats gave."""
    for kind in feasible_kinds(game):
        problem = problem_of(game.worths, KINDS[kind][0], bounded=KINDS[kind][1])
        exact = nucleolus_levels._solve_in_rationals(problem, first_pool(problem), [])
        assert exact.x == solve_levels(problem).x


@settings(max_examples=60, deadline=None)
@given(games(least=2, most=4), st.randoms(), st.data())
def test_covariance_relabelling_and_the_core(game, random, data):
    x = prenucleolus(game)
    shifts = data.draw(
        st.lists(st.fractions(-3, 3, max_denominator=5), min_size=game.n, max_size=game.n)
    )
    moved = CoalitionalGame.from_function(
        game.players,
        lambda S: 3 * game.worth(S) + sum(shifts[game.players.index(i)] for i in S),
    )
    assert list(prenucleolus(moved)) == [3 * a + b for a, b in zip(x, shifts, strict=True)]
    order = list(game.players)
    random.shuffle(order)
    relabelled = CoalitionalGame.from_function(order, game.worth)
    assert prenucleolus(relabelled)[list(game.players)].tolist() == x.tolist()
    found = core(game)
    if not found.empty:
        assert found.contains(x)
        assert nucleolus(game).tolist() == x.tolist()


@settings(max_examples=60, deadline=None)
@given(games(least=2, most=4), st.data())
def test_what_is_not_the_nucleolus_has_a_side_payment(game, data):
    amounts = [data.draw(st.fractions(-3, 3, max_denominator=4)) for _ in range(game.n - 1)]
    x = [*amounts, game.worths[-1] - sum(amounts)]
    for kind in ("prenucleolus", "per-capita-prenucleolus"):
        finding = is_nucleolus(game, x, kind=kind)
        assert bool(finding) == (x == nucleolus_solution(game, kind=kind).allocation.tolist())
        assert_side_payment(game, kind, finding)


@settings(max_examples=60, deadline=None)
@given(games(least=2, most=4, fractions=False), st.data())
def test_side_payments_for_long_floats(game, data):
    """Shares and worths with many digits, where the side payment does not fit 64 bits."""
    shares = [data.draw(st.floats(-9, 9)) for _ in range(game.n - 1)]
    x = [*shares, float(game.worths[-1]) - sum(shares)]
    for kind in ("prenucleolus", "nucleolus"):
        if kind in feasible_kinds(game):
            assert_side_payment(game, kind, is_nucleolus(game, x, kind=kind))


def assert_side_payment(game, kind, finding):
    """Check the witness of a failure against every coalition, in rationals."""
    if finding or "direction" not in finding.witness:
        return
    x = [finding.witness["allocation"][name] for name in game.players]
    y = [finding.witness["direction"][name] for name in game.players]
    excess = excesses_of(game, x, kind)
    moves = {mask: sum(y[i] for i in range(game.n) if mask >> i & 1) for mask in excess}
    chosen = game.mask(finding.witness["coalition"])
    assert sum(y) == 0
    assert excess[chosen] == finding.witness["excess"]
    assert moves[chosen] > 0
    assert all(moves[m] >= 0 for m, e in excess.items() if e >= finding.witness["excess"])


@given(games(least=2, most=4))
@settings(max_examples=40, deadline=None)
def test_floats_are_recognised_and_neighbours_are_not(game):
    assume(any(game.worths))
    x = prenucleolus(game)
    assert is_prenucleolus(game, [float(share) for share in x])
    assert is_prenucleolus(game, dict(x))
    near = [float(share) for share in x]
    nudge = 1e-3 * max(abs(float(worth)) for worth in game.worths)
    near[0] += nudge
    near[1] -= nudge
    assert not is_prenucleolus(game, near)
    assert is_prenucleolus(game, near, tol=1e-2)


def test_infeasible_allocations_are_named():
    game = CoalitionalGame.from_worths({("A",): 1, ("B",): 2, ("A", "B"): 10})
    assert is_nucleolus(game, [4.5, 5.5])
    assert "x(N) = 9.0, but v(N) = 10.0" in is_nucleolus(game, [4, 5]).explanation
    finding = is_nucleolus(game, [0, 10])
    assert "A gets 0.0, less than v(A) = 1.0" in finding.explanation
    assert finding.witness["player"] == "A"


# Published numbers


@pytest.mark.parametrize(
    ("estate", "shares"),
    [(100, ["100/3"] * 3), (200, ["50", "75", "75"]), (300, ["50", "100", "150"])],
)
def test_talmud(estate, shares):
    """Aumann and Maschler (1985), J. Econ. Theory 36: claims of 100, 200 and 300."""
    claims = {"A": 100, "B": 200, "C": 300}
    game = CoalitionalGame.from_function(
        claims, lambda S: max(0, estate - sum(c for i, c in claims.items() if i not in S))
    )
    assert nucleolus(game, exact=True).map(str).tolist() == shares


def test_nucleolus_and_prenucleolus_differ():
    """Peleg and Sudhölter (2007), example 5.5.12: worths of A, B, C, AB, AC, BC, N."""
    game = CoalitionalGame.from_worths(
        dict(zip(["A", "B", "C", ("A", "B"), ("A", "C"), ("B", "C"), ("A", "B", "C")],
                 [0, 0, 0, 10, 0, 0, 2], strict=True))
    )  # fmt: skip
    assert nucleolus(game).tolist() == [1, 1, 0]
    assert prenucleolus(game).tolist() == [3, 3, -4]


def test_ferguson():
    """Ferguson, Game Theory, part IV, section 4.3: worths of A, B, C, AB, AC, BC, N."""
    game = CoalitionalGame.from_worths(
        dict(zip(["A", "B", "C", ("A", "B"), ("A", "C"), ("B", "C"), ("A", "B", "C")],
                 [-1, 0, 1, 3, 4, 2, 5], strict=True))
    )  # fmt: skip
    assert nucleolus(game, exact=True).map(str).tolist() == ["8/3", "2/3", "5/3"]


def test_three_players_by_hand():
    """C and AB fix x_C = 5.5 at excess -1/2; then 3 - x_B = 7 - 5.5 - x_A from B and AC."""
    game = game_of([0, 1, 3, 6, 5, 7, 8, 12])
    assert nucleolus(game).tolist() == [2.5, 4, 5.5]


def test_lemaire():
    """Lemaire (1991), ASTIN Bulletin 21, the three-insurer example: nucleolus 52687.5, …"""
    game = CoalitionalGame.from_worths(
        dict(zip(["1", "2", "3", ("1", "2"), ("1", "3"), ("2", "3"), ("1", "2", "3")],
                 [46125, 17437.5, 5812.5, 69187.5, 53812.5, 30750, 90000], strict=True))
    )  # fmt: skip
    assert nucleolus(game).tolist() == [52687.5, 24468.75, 12843.75]


SELLERS, BUYERS = [10, 11, 15, 17, 20, 21.5, 25, 26], [30, 28, 26, 24, 22, 21, 20, 18, 17, 15]


def market(sellers, buyers):
    """The horse market: v(S) sums the gains of the best matching in S, which sorting finds."""
    names = [f"s{i}" for i in range(len(sellers))] + [f"b{i}" for i in range(len(buyers))]
    low = dict(zip(names, sellers, strict=False))
    high = dict(zip(names[len(sellers) :], buyers, strict=True))

    def worth(coalition):
        asks = sorted(low[i] for i in coalition if i in low)
        bids = sorted((high[i] for i in coalition if i in high), reverse=True)
        return sum(max(0, b - a) for a, b in zip(asks, bids, strict=False))

    return CoalitionalGame.from_function(names, worth)


def test_horse_market_small():
    """Böhm-Bawerk's market, cut down to the pairs about the margin, and against the full levels."""
    game = market([15, 17, 20, 21.5], [26, 24, 22, 21])
    assert nucleolus(game)[["s0", "b0"]].tolist() == [21.25 - 15, 26 - 21.25]


@pytest.mark.slow
def test_horse_market():
    """Böhm-Bawerk: core prices 21 to 21.5 (Shapley and Shubik 1971), so 21.25 in the middle."""
    game = market(SELLERS, BUYERS[:9])
    x = nucleolus(game)
    for i, ask in enumerate(SELLERS):
        assert x[f"s{i}"] == max(0, 21.25 - ask)
    for i, bid in enumerate(BUYERS[:9]):
        assert x[f"b{i}"] == max(0, bid - 21.25)


def test_gloves():
    """Shapley (1959): the scarce side takes all."""
    glove = CoalitionalGame.from_function(["L1", "L2", "R"], lambda S: int("R" in S and len(S) > 1))
    assert nucleolus(glove).to_dict() == {"L1": 0, "L2": 0, "R": 1}


def test_airport():
    """Littlechild (1974): r_k is the least of (c_i − c_{i*(k−1)} + r_{k−1}) / (n_i + 1)."""
    costs = [1, 2, 2, 5, 9]
    game = CoalitionalGame.from_function(
        [f"a{i}" for i in range(5)], lambda S: -max((costs[int(i[1])] for i in S), default=0)
    )
    paid = [-share for share in prenucleolus(game, exact=True)]
    assert paid == littlechild(costs)


def littlechild(costs):
    """The closed form for costs in ascending order; the last player pays the rest."""
    n = len(costs)
    paid, done, spent = [], 0, Fraction(0)
    while done < n - 1:
        rates = [((costs[i] - spent) / Fraction(i - done + 2), -i) for i in range(done, n - 1)]
        rate, last = min(rates)
        paid += [rate] * (-last - done + 1)
        spent, done = spent + rate * (-last - done + 1), -last + 1
    return [*paid, costs[-1] - spent]


def test_security_council():
    """Nucleolus of a game with veto players: they share v(N) equally."""
    members = [f"P{i}" for i in range(5)] + [f"E{i}" for i in range(10)]
    council = VotingGame(members, weights=[7] * 5 + [1] * 10, quota=39).to_coalitional()
    assert nucleolus(council, exact=True).tolist() == [Fraction(1, 5)] * 5 + [Fraction(0)] * 10


@pytest.mark.parametrize("n", [3, 7, 12, 15])
def test_simple_majority_is_shared_equally(n):
    sizes = np.bitwise_count(np.arange(2**n))
    game = game_of((2 * sizes > n).astype(float))
    assert nucleolus(game, exact=True).tolist() == [Fraction(1, n)] * n


# Games by Benedek, Fliege and Nguyen (2021), section 5


def random_game_of_type(kind, n, seed):
    rng = np.random.default_rng([kind, n, seed])
    size = np.bitwise_count(np.arange(2**n)).astype(np.int64)
    worths = {
        1: rng.integers(1, 100 * np.maximum(size, 1) + 1),
        2: rng.integers(1, 50 * n + 1, size=2**n),
        3: (size >= n - 2) & (rng.random(2**n) < 0.9),
        4: rng.integers(1, n + 1, size=2**n),
    }[kind].astype(float)
    worths[-1] = {1: rng.integers(100 * (n - 2), 100 * n + 1), 3: 1}.get(kind, worths[-1])
    worths[size <= 1] = 0
    return worths


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_row_generation_agrees_with_all_rows(kind, monkeypatch):
    """The pool of all coalitions and the pool that grows give one answer; n = 9, 50 games."""
    for seed in range(12):
        problem = problem_of(random_game_of_type(kind, 9, seed), "plain", bounded=True)
        x = solve_levels(problem).x
        with monkeypatch.context() as patch:
            patch.setattr(nucleolus_levels, "_ALL_UP_TO", 1)
            assert solve_levels(problem).x == x


@pytest.mark.parametrize("kind", [1, 2, 3, 4])
def test_fourteen_players_are_proved(kind):
    worths = random_game_of_type(kind, 14, 1)
    solution = nucleolus_solution(game_of(worths))
    x = np.array([float(share) for share in solution.exact_allocation])
    sums = np.zeros(1)
    for share in x:
        sums = np.concatenate([sums, sums + share])
    excess = (worths - sums)[1:-1]
    assert excess.max() == pytest.approx(float(solution.levels[0].value), abs=1e-9)
    assert all(a.value >= b.value for a, b in pairwise(solution.levels))
    assert is_nucleolus(game_of(worths), solution.allocation)
    finding = is_nucleolus(game_of(worths), [worths[-1] / 14] * 14)
    if not finding:
        y = finding.witness["direction"]
        coalition = finding.witness["coalition"]
        assert sum(y[i] for i in coalition) > 0


def test_many_ties_in_long_fractions():
    """Worths that fit no 64-bit integer, nearly all tied."""
    third = Fraction(10**30, 3 * 10**30 + 1)
    game = CoalitionalGame.from_function(NAMES[:9], lambda S: third if len(S) >= 5 else third * 0)
    assert nucleolus(game).tolist() == [third / 9] * 9


def test_too_many_ties_in_long_fractions_are_an_error(monkeypatch):
    monkeypatch.setattr("lilliput.games.cores.nucleolus_scan._MOST_UNSURE", 8)
    third = Fraction(10**30, 3 * 10**30 + 1)
    game = CoalitionalGame.from_function(NAMES[:7], lambda S: third if len(S) >= 4 else third * 0)
    with pytest.raises(SolverError, match="tie to within rounding"):
        nucleolus(game)


# The least core is the first level of the prenucleolus


@settings(max_examples=40, deadline=None)
@given(games(least=2, most=5))
def test_least_core_is_the_first_level(game):
    found = least_core(game.worths)
    assert found.value == nucleolus_solution(game, kind="prenucleolus").levels[0].value
    assert max(excesses_of(game, found.allocation, "nucleolus").values()) == found.value
    assert sum(found.multipliers.values()) == 1


def test_least_core_of_many_players():
    worths = random_game_of_type(1, 13, 2)
    found = least_core(worths)
    balance = [sum(w for m, w in found.multipliers.items() if m >> i & 1) for i in range(13)]
    assert balance == pytest.approx([balance[0]] * 13)
    bound = sum(w * worths[m] for m, w in found.multipliers.items()) - balance[0] * worths[-1]
    assert found.value == pytest.approx(bound, abs=1e-9)


# Proportional and per-capita


def test_per_capita_and_proportional_by_hand():
    game = CoalitionalGame.from_worths({("A", "B"): 6, ("A", "B", "C"): 9})
    assert per_capita_nucleolus(game).tolist() == [4, 4, 1]
    pair = CoalitionalGame.from_worths({("A", "B"): 10, ("A", "B", "C"): 2})
    assert per_capita_prenucleolus(pair, exact=True).map(str).tolist() == ["7/3", "7/3", "-8/3"]
    both = CoalitionalGame.from_worths({"A": 2, "B": 1, ("A", "B"): 6})
    assert proportional_nucleolus(both).tolist() == [4, 2]


def test_proportional_nucleolus_may_not_be_a_point():
    game = CoalitionalGame.from_worths({("A", "B"): 6, ("A", "B", "C"): 9})
    with pytest.raises(InvalidGameError, match="leave 1 degrees of freedom"):
        proportional_nucleolus(game)
    with pytest.raises(InvalidGameError, match="proper coalition of positive worth"):
        proportional_nucleolus(CoalitionalGame(["A", "B"], [0, 0, 0, 1]))
    large = CoalitionalGame(NAMES[:12], [0.0] * 3 + [6.0] + [0.0] * (2**12 - 5) + [9.0])
    with pytest.raises(InvalidGameError, match="leave 1 degrees of freedom"):
        proportional_nucleolus(large)


# Input


def test_no_imputation_is_an_error_with_numbers():
    game = CoalitionalGame(["A", "B"], [0, 2, 3, 4])
    with pytest.raises(InvalidGameError, match=r"Σ v\(i\) = 5.0, above v\(N\) = 4.0"):
        nucleolus(game)
    assert prenucleolus(game).tolist() == [1.5, 2.5]


def test_a_single_imputation_is_the_nucleolus():
    game = CoalitionalGame(["A", "B", "C"], [0, 1, 2, 9, 3, 9, 0, 6])
    assert nucleolus(game).tolist() == [1, 2, 3]
    assert_proved(nucleolus_solution(game))


def test_no_player_and_one_player():
    for kind in KINDS:
        assert len(nucleolus_solution(CoalitionalGame([], [0]), kind=kind).allocation) == 0
        one = nucleolus_solution(CoalitionalGame(["A"], [0, -2]), kind=kind)
        assert one.allocation.to_dict() == {"A": -2}
    assert is_nucleolus(CoalitionalGame([], [0]), [])
    assert is_nucleolus(CoalitionalGame(["A"], [0, 3]), [3])
    assert not is_nucleolus(CoalitionalGame(["A"], [0, 3]), [2])


def test_symbols_and_bad_arguments_are_refused():
    x = sympy.Symbol("x")
    with pytest.raises(UnsupportedNumberError, match="expressions in x"):
        nucleolus(CoalitionalGame(["A", "B"], [0, x, 0, 1]))
    game = CoalitionalGame(["A", "B"], [0, 0, 0, 1])
    with pytest.raises(UnsupportedNumberError, match="expressions in x"):
        is_nucleolus(game, [x, 1 - x])
    with pytest.raises(InvalidArgumentError, match="kind must be one of"):
        nucleolus_solution(game, kind="core")
    with pytest.raises(InvalidGameError, match="x needs 2 entries"):
        is_nucleolus(game, [1])
    with pytest.raises(InvalidArgumentError, match="tol must be a finite number >= 0, got -1"):
        is_nucleolus(game, [0.5, 0.5], tol=-1)


def test_kinds_of_numbers():
    floats = CoalitionalGame(["A", "B"], [0.0, 0.0, 0.1, 1.0])
    assert nucleolus(floats).dtype == np.float64
    exact = nucleolus(floats, exact=True)
    assert isinstance(exact["A"], Fraction)
    assert exact["A"] == (1 - Fraction(0.1)) / 2
    fractions = CoalitionalGame(["A", "B"], [0, 0, Fraction(1, 10), 1])
    assert nucleolus(fractions).tolist() == [Fraction(9, 20), Fraction(11, 20)]


def test_additive_games_give_what_each_has():
    values = [Fraction(k, 7) for k in range(-2, 9)]
    for n in (2, 6, 11):
        game = CoalitionalGame.from_dividends(NAMES[:n], dict(zip(NAMES, values[:n], strict=False)))
        assert nucleolus(game).tolist() == values[:n]
        assert nucleolus_solution(game).levels[0].value == 0


def test_zero_game_of_twelve_players():
    """Every coalition ties at every level."""
    assert nucleolus(game_of(np.zeros(2**12))).tolist() == [0.0] * 12


def test_levels_name_the_coalitions():
    game = CoalitionalGame.from_worths({("A", "B"): 10, ("A", "B", "C"): 12})
    first = nucleolus_solution(game).levels[0]
    assert set(first.coalitions) == {frozenset("AB"), frozenset("C")}
    assert set(first.coalitions.values()) == {Fraction(1, 2)}
    assert repr(nucleolus_solution(game)).startswith("NucleolusSolution(nucleolus; A: 5.5")


@given(games(least=2, most=4))
@settings(max_examples=30, deadline=None)
def test_bounds_are_part_of_the_proof(game):
    """With all pairs very valuable, some players are held at v(i) in the nucleolus."""
    assume("nucleolus" in feasible_kinds(game))
    richer = {S: game.worth(S) + (20 if len(S) == 2 else 0) for k in range(1, game.n)
              for S in combinations(game.players, k)}  # fmt: skip
    total = game.worths[-1]
    pairs = CoalitionalGame.from_worths(richer | {game.players: total}, players=game.players)
    assume(sum(pairs.worths[1 << i] for i in range(game.n)) <= total)
    assert_proved(nucleolus_solution(pairs))
