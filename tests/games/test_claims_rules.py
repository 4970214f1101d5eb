"""Claims problems: the rules by definition, the Talmud, and the games behind the rules."""

from fractions import Fraction
from itertools import combinations, permutations, product

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import shapley_value, tau_value
from lilliput.games.cores.nucleolus import nucleolus
from lilliput.games.errors import (
    InvalidGameError,
    LilliputError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)
from lilliput.games.families import (
    ClaimsProblem,
    adjusted_proportional_rule,
    bankruptcy_game,
    constrained_equal_awards,
    constrained_equal_losses,
    minimal_overlap_rule,
    proportional_rule,
    random_arrival_rule,
    talmud_rule,
)
from lilliput.games.properties import is_convex

from test_coalitional import NAMES

RULES = [
    adjusted_proportional_rule,
    constrained_equal_awards,
    constrained_equal_losses,
    minimal_overlap_rule,
    proportional_rule,
    random_arrival_rule,
    talmud_rule,
]
SELF_DUAL = [adjusted_proportional_rule, proportional_rule, random_arrival_rule, talmud_rule]
MISHNAH = {"A": 100, "B": 200, "C": 300}
THIRD = Fraction(1, 3)


@st.composite
def problems(draw, least=1, most=5):
    n = draw(st.integers(least, most))
    claims = draw(st.lists(st.integers(0, 12), min_size=n, max_size=n))
    unit = draw(st.sampled_from([Fraction(1), Fraction(1, 6), Fraction(50)]))
    estate = draw(st.integers(0, sum(claims)))
    names = NAMES[:n]
    return ClaimsProblem(estate * unit, {i: c * unit for i, c in zip(names, claims, strict=True)})


@pytest.mark.parametrize(
    ("rule", "awards"),
    [
        # the Talmud's own numbers, as in Aumann and Maschler (1985)
        (talmud_rule, [(100 * THIRD,) * 3, (50, 75, 75), (50, 100, 150)]),
        (proportional_rule, [(50 * THIRD, 100 * THIRD, 50), (100 * THIRD, 200 * THIRD, 100),
                             (50, 100, 150)]),
        (constrained_equal_awards, [(100 * THIRD,) * 3, (200 * THIRD,) * 3, (100,) * 3]),
        (constrained_equal_losses, [(0, 0, 100), (0, 50, 150), (0, 100, 200)]),
        (random_arrival_rule, [(100 * THIRD,) * 3, (100 * THIRD, 250 * THIRD, 250 * THIRD),
                               (50, 100, 150)]),
        (minimal_overlap_rule, [(100 * THIRD,) * 3, (100 * THIRD, 250 * THIRD, 250 * THIRD),
                                (100 * THIRD, 250 * THIRD, 550 * THIRD)]),
    ],
)  # fmt: skip
def test_the_three_estates_of_the_mishnah(rule, awards):
    for estate, expected in zip((100, 200, 300), awards, strict=True):
        assert tuple(rule(ClaimsProblem(estate, MISHNAH))) == expected


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=60)
@given(problem=problems())
def test_every_rule_is_efficient_bounded_fair_and_ordered(rule, problem):
    awards = rule(problem)
    assert sum(awards) == problem.estate
    assert all(isinstance(award, Fraction) for award in awards)
    claims = problem.claims
    assert all(0 <= awards[i] <= claims[i] for i in problem.players)
    for i, j in permutations(problem.players, 2):
        if claims[i] <= claims[j]:
            assert awards[i] <= awards[j]
            assert claims[i] - awards[i] <= claims[j] - awards[j]


@pytest.mark.parametrize("rule", RULES)
@settings(max_examples=40)
@given(problem=problems(), random=st.randoms())
def test_every_rule_follows_a_relabelling_and_a_change_of_unit(rule, problem, random):
    names = list(problem.players)
    random.shuffle(names)
    moved = ClaimsProblem(problem.estate * 7, {i: problem.claims[i] * 7 for i in names})
    assert all(rule(moved)[i] == 7 * rule(problem)[i] for i in names)


@pytest.mark.parametrize("rule", SELF_DUAL)
@settings(max_examples=40)
@given(problem=problems())
def test_self_dual_rules_share_gains_and_losses_alike(rule, problem):
    losses = ClaimsProblem(sum(problem.claims) - problem.estate, problem.claims)
    assert (rule(problem) == problem.claims - rule(losses)).all()


@given(problems())
def test_equal_awards_and_equal_losses_are_dual(problem):
    losses = ClaimsProblem(sum(problem.claims) - problem.estate, problem.claims)
    expected = problem.claims - constrained_equal_awards(losses)
    assert (constrained_equal_losses(problem) == expected).all()
    awards = constrained_equal_awards(problem)
    assert len({awards[i] for i in problem.players if awards[i] < problem.claims[i]}) <= 1
    most = max(awards)
    assert all(awards[i] in (most, problem.claims[i]) for i in problem.players)


@given(problems(least=2))
def test_the_talmud_rule_is_consistent_with_the_contested_garment(problem):
    """Aumann and Maschler (1985): each two divide what they have by the garment rule."""
    awards = talmud_rule(problem)
    for i, j in combinations(problem.players, 2):
        estate = awards[i] + awards[j]
        conceded = [max(Fraction(0), estate - problem.claims[k]) for k in (j, i)]
        contested = estate - sum(conceded)
        assert awards[i] == conceded[0] + contested / 2
        assert awards[j] == conceded[1] + contested / 2


@settings(max_examples=30)
@given(problems())
def test_the_game_behind_the_talmud_and_the_adjusted_proportional_rule(problem):
    """Aumann and Maschler (1985); Curiel, Maschler and Tijs (1987)."""
    game = bankruptcy_game(problem.estate, problem.claims)
    assert (nucleolus(game) == talmud_rule(problem)).all()
    assert (tau_value(game) == adjusted_proportional_rule(problem)).all()


@settings(max_examples=60)
@given(problems())
def test_random_arrival_is_the_mean_over_orders_and_the_shapley_value(problem):
    total = dict.fromkeys(problem.players, Fraction(0))
    orders = list(permutations(problem.players))
    for order in orders:
        left = problem.estate
        for i in order:
            served = min(left, problem.claims[i])
            total[i] += served
            left -= served
    awards = random_arrival_rule(problem)
    assert awards.to_dict() == {i: amount / len(orders) for i, amount in total.items()}
    game = bankruptcy_game(problem.estate, problem.claims)
    assert (shapley_value(game) == awards).all()
    floats = ClaimsProblem(float(problem.estate), {i: float(problem.claims[i]) for i in total})
    assert random_arrival_rule(floats).to_list() == pytest.approx(awards.astype(float).to_list())


def test_random_arrival_without_a_common_unit_sums_over_sets():
    claims = {name: Fraction(10**9 + 7 * k, 3) for k, name in enumerate(NAMES)}
    problem = ClaimsProblem(Fraction(10**9), claims)
    game = bankruptcy_game(problem.estate, problem.claims)
    assert (random_arrival_rule(problem) == shapley_value(game)).all()


def test_random_arrival_with_many_claimants_is_exact():
    """Forty claimants in two classes, by the probability of each number of predecessors."""
    claims = {f"a{k}": 1 for k in range(40)}
    awards = random_arrival_rule(ClaimsProblem(10, claims))
    assert set(awards) == {Fraction(1, 4)}
    uneven = random_arrival_rule(ClaimsProblem(30, claims | {"big": 30}))
    # the big claimant comes k-th with probability 1/41 and finds 30 − k
    assert uneven["big"] == Fraction(sum(range(31)), 41)


def brute_minimal_overlap(estate, claims):
    """Lay the claims over unit parts in every way; keep the way with least overlap."""
    parts = range(estate)
    ways = [list(combinations(parts, min(claim, estate))) for claim in claims]
    best, awards = None, None
    for chosen in product(*ways):
        load = [sum(part in claimed for claimed in chosen) for part in parts]
        profile = [load.count(k) for k in range(1, len(claims) + 1)]
        if 0 in load:
            continue
        if best is None or profile > best:
            best = profile
            awards = [sum(Fraction(1, load[part]) for part in claimed) for claimed in chosen]
    return awards


def test_minimal_overlap_by_definition():
    checked = 0
    for claims in product(range(1, 5), repeat=3):
        for estate in range(1, min(sum(claims), 5) + 1):
            # unit parts are fine enough if the overlap reaches up to a whole t
            sums = {t: sum(max(0, c - t) for c in claims) for t in range(max(claims))}
            if max(claims) < estate and not any(sums[t] == estate - t for t in sums):
                continue
            problem = ClaimsProblem(estate, dict(zip("ABC", claims, strict=True)))
            assert minimal_overlap_rule(problem).to_list() == brute_minimal_overlap(estate, claims)
            checked += 1
    assert checked > 100


def test_the_bankruptcy_game_by_definition():
    game = bankruptcy_game(200, MISHNAH)
    for k in range(4):
        for S in combinations("ABC", k):
            others = sum(claim for name, claim in MISHNAH.items() if name not in S)
            assert game.worth(S) == max(0, 200 - others)


@given(problems())
def test_bankruptcy_games_are_convex(problem):
    assert is_convex(bankruptcy_game(problem.estate, problem.claims))


@pytest.mark.parametrize("factor", [1e-9, 1.0, 1e9])
@pytest.mark.parametrize("rule", RULES)
def test_floats_of_any_size(rule, factor):
    claims = {"A": 0.1, "B": 0.2, "C": 0.3, "D": 0.3}
    exact = rule(ClaimsProblem(55, {i: round(c * 100) for i, c in claims.items()}))
    awards = rule(ClaimsProblem(0.55 * factor, {i: c * factor for i, c in claims.items()}))
    assert (awards / factor).to_list() == pytest.approx([float(a) / 100 for a in exact], rel=1e-12)


@pytest.mark.parametrize("rule", RULES)
def test_nobody_or_one_claimant_and_nothing_to_claim(rule):
    assert rule(ClaimsProblem(0, {})).empty
    assert rule(ClaimsProblem(3, {"A": 5})).to_dict() == {"A": 3}
    assert rule(ClaimsProblem(0, {"A": 0, "B": 0})).to_dict() == {"A": 0, "B": 0}
    assert bankruptcy_game(0, {}).worths.tolist() == [0]
    assert rule(ClaimsProblem(1, {"A": 1, "B": 1})).name == rule.__name__


def test_estates_that_only_rounding_puts_above_the_claims_are_taken():
    claims = dict.fromkeys(NAMES[:3], 0.1)
    assert 0.1 + 0.1 + 0.1 > 0.3
    assert talmud_rule(ClaimsProblem(0.3, claims)).to_list() == pytest.approx([0.1] * 3)
    above = ClaimsProblem(0.6000000000000001, {"A": 0.3, "B": 0.3})
    assert constrained_equal_losses(above).to_list() == [0.3, 0.3]


def test_symbols():
    e, c = sympy.symbols("E c", positive=True)
    awards = proportional_rule(ClaimsProblem(e, {"A": c, "B": 2 * c}))
    assert sympy.simplify(awards["A"] - e / 3) == 0
    game = bankruptcy_game(e, {"A": c, "B": 1})
    assert game.worth(["A"]) == sympy.Max(0, e - 1)
    with pytest.raises(UnsupportedNumberError, match="claims of talmud_rule"):
        talmud_rule(ClaimsProblem(e, {"A": c, "B": 2 * c}))


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: ClaimsProblem(-1, MISHNAH), "estate must lie between 0 and the sum"),
        (lambda: ClaimsProblem(601, MISHNAH), "sum of the claims, 600, got 601"),
        (lambda: bankruptcy_game(601, MISHNAH), "sum of the claims"),
        (lambda: ClaimsProblem(0, {"A": -1}), "claims must be >= 0, got -1 for A"),
        (lambda: ClaimsProblem(1, [1, 2]), "claims must be a mapping from names"),
        (lambda: ClaimsProblem(float("nan"), MISHNAH), "estate must be finite"),
    ],
)
def test_bad_problems_are_refused_by_name(build, message):
    with pytest.raises(InvalidGameError, match=message) as caught:
        build()
    assert isinstance(caught.value, LilliputError)


def test_random_arrival_says_how_many_claimants_it_takes():
    claims = {str(k): 0.5 + k for k in range(23)}
    with pytest.raises(ProblemTooLargeError, match="allows 22 claimants"):
        random_arrival_rule(ClaimsProblem(10.0, claims))


def test_problems_are_values():
    problem = ClaimsProblem(200, MISHNAH)
    assert problem == ClaimsProblem(Fraction(200), {"A": 100, "B": 200, "C": 300})
    assert hash(problem) == hash(ClaimsProblem(200, MISHNAH))
    assert problem != ClaimsProblem(100, MISHNAH)
    claims = problem.claims
    claims.iloc[0] = 7
    assert problem.claims["A"] == 100
    assert repr(problem) == "ClaimsProblem(estate 200; claims A: 100, B: 200, C: 300)"
