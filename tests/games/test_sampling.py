"""Estimates: unbiased, with errors that tell the truth, within the budget, and reproducible.

All seeds are fixed, so that nothing here fails by chance; the bands are those that a correct
estimator leaves with probability below 1e-4.
"""

from fractions import Fraction
from itertools import permutations

import numpy as np
import pytest
import sympy

from lilliput.games import (
    CoalitionalGame,
    VotingGame,
    banzhaf_power,
    banzhaf_value,
    shapley_shubik,
    shapley_value,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)
from lilliput.games.sampling import estimate_banzhaf, estimate_shapley, estimate_shapley_shubik
from lilliput.games.sampling.pairs import draw_coalitions, draw_sizes
from lilliput.games.sparse.game import SparseGame
from lilliput.games.sparse.values import sparse_banzhaf_value, sparse_shapley_value

METHODS = ["adjusted", "svarm", "kernelshap", "antithetic", "permutation"]
UNBIASED = ["adjusted", "svarm", "antithetic", "permutation"]
NINE = [f"p{i}" for i in range(9)]


def random_game(n=9, seed=3):
    """Worths without any structure but a trend, so that no method is exact on it."""
    rng = np.random.default_rng(seed)
    sizes = np.bitwise_count(np.arange(2**n))
    worths = sizes**1.5 + rng.normal(size=2**n)
    worths[0] = 0
    return CoalitionalGame([f"p{i}" for i in range(n)], worths)


def airport(n):
    """A runway for n planes: v(S) = max c_i; the sequential rule (Littlechild and Owen 1973)."""
    costs = np.arange(1, n + 1) ** 1.5
    steps = np.diff(costs, prepend=0) / np.arange(n, 0, -1)
    players = [f"plane {i}" for i in range(n)]
    return players, lambda members: np.where(members, costs, 0).max(axis=1), np.cumsum(steps)


def counting(game):
    """The worth function of a game, and the list of coalitions that it was asked for."""
    asked = []

    def worth(coalition):
        asked.append(coalition)
        return game.worth(coalition)

    return worth, asked


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("n", [0, 1, 2, 3, 4])
def test_few_players_are_evaluated_exactly(method, n):
    worths = np.random.default_rng(n).integers(-9, 9, 2**n)
    worths[0] = 0
    game = CoalitionalGame(list("ABCD")[:n], worths)
    worth, asked = counting(game)
    estimate = estimate_shapley(game.players, worth, method=method)
    assert np.allclose(estimate.values, shapley_value(game), rtol=0, atol=1e-13)
    assert len(asked) == len(set(asked)) == estimate.evaluations == 2**n - 1
    assert (estimate.method, estimate.converged) == ("exact", True)
    assert (estimate.standard_errors == 0).all()
    interval = estimate.confidence_interval()
    assert (interval["lower"] == estimate.values).all()
    assert "exact" in repr(estimate)


@pytest.mark.parametrize("method", UNBIASED)
def test_shapley_estimates_are_unbiased(method):
    game, runs = random_game(), 300
    estimates = np.array(
        [estimate_shapley(game, method=method, budget=200, rng=seed).values for seed in range(runs)]
    )
    mean_error = estimates.std(axis=0, ddof=1) / np.sqrt(runs)
    assert (np.abs(estimates.mean(axis=0) - shapley_value(game)) < 4 * mean_error).all()


def test_kernelshap_is_consistent():
    """It is biased by order 1/budget, which the error of order 1/√budget outlasts."""
    game = random_game(n=14)
    exact = shapley_value(game)
    errors = []
    for budget in (500, 8_000):
        runs = [
            estimate_shapley(game, method="kernelshap", budget=budget, rng=seed).values - exact
            for seed in range(40)
        ]
        errors.append(np.sqrt(np.mean(np.square(runs))))
    # Sixteen times the budget is a quarter of the error; 40 runs of 14 players tell that to ±10 %.
    assert 0.2 < errors[1] / errors[0] < 0.3


@pytest.mark.parametrize("method", METHODS)
def test_confidence_intervals_cover(method):
    game, runs = random_game(n=12), 300
    exact = shapley_value(game)
    held = 0
    for seed in range(runs):
        interval = estimate_shapley(game, method=method, budget=1_000, rng=seed)
        # One player a run, because the errors of one run depend on each other.
        player = game.players[seed % game.n]
        lower, upper = interval.confidence_interval(0.95).loc[player]
        held += lower <= exact[player] <= upper
    # Four standard deviations of a binomial with p = 0.95.
    assert abs(held / runs - 0.95) < 4 * np.sqrt(0.95 * 0.05 / runs)


@pytest.mark.parametrize("method", METHODS)
def test_standard_errors_are_the_spread_of_the_estimates(method):
    players, worth, _ = airport(30)
    estimates = [
        estimate_shapley(players, worth, method=method, budget=2_500, vectorised=True, rng=seed)
        for seed in range(60)
    ]
    spread = np.var([e.values for e in estimates], axis=0, ddof=1).mean()
    claimed = np.mean([e.standard_errors**2 for e in estimates])
    # A variance from 60 runs has a relative error of sqrt(2/59) = 18 % for each player; the
    # errors of thirty players hang together but partly.
    assert 0.7 < claimed / spread < 1.4


@pytest.mark.parametrize("method", ["adjusted", "kernelshap"])
def test_quadratic_games_are_exact(method):
    rng = np.random.default_rng(7)
    players = [f"p{i}" for i in range(25)]
    single, pair = rng.normal(size=25), np.triu(rng.normal(size=(25, 25)), 1)
    exact = single + (pair.sum(axis=0) + pair.sum(axis=1)) / 2

    def worth(members):
        return members @ single + np.einsum("ki,ij,kj->k", members, pair, members)

    estimate = estimate_shapley(players, worth, method=method, budget=800, vectorised=True, rng=0)
    assert np.abs(estimate.values - exact).max() < 1e-8
    assert estimate.standard_errors.max() < 1e-8


@pytest.mark.parametrize("method", ["adjusted", "kernelshap", "antithetic", "permutation"])
def test_these_share_out_the_worth_of_all(method):
    players, worth, exact = airport(40)
    estimate = estimate_shapley(players, worth, method=method, budget=1_500, vectorised=True, rng=1)
    assert sum(estimate.values) == pytest.approx(sum(exact), rel=1e-12)


def test_airport_of_a_hundred_planes():
    players, worth, exact = airport(100)
    estimate = estimate_shapley(players, worth, budget=8_000, vectorised=True, rng=1)
    lower, upper = estimate.confidence_interval(0.9999).to_numpy().T
    assert ((lower <= exact) & (exact <= upper)).all()
    # The root of the mean squared error; the worth of all is 1000.
    assert np.sqrt(np.mean((estimate.values - exact) ** 2)) < 3


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("budget", [411, 700, 999])
def test_the_budget_is_never_exceeded(method, budget):
    game = random_game(n=14)
    worth, asked = counting(game)
    estimate = estimate_shapley(game.players, worth, method=method, budget=budget, batch=128, rng=0)
    assert len(asked) == estimate.evaluations <= budget
    assert frozenset() not in asked
    assert estimate.method == method
    # What is left is less than one more unit: a pair, an order, or an order and its reverse.
    assert budget - len(asked) < {"permutation": 13, "antithetic": 26}.get(method, 2)


@pytest.mark.parametrize("method", METHODS)
def test_the_same_seed_gives_the_same_estimate_from_any_form_of_the_game(method):
    players = [f"p{i}" for i in range(20)]
    rng = np.random.default_rng(4)
    dividends = {
        frozenset(rng.choice(players, size, replace=False)): float(rng.integers(-9, 9))
        for size in [1, 2, 3, 4, 5] * 30
    }
    sparse = SparseGame.from_dividends(players, dividends)
    options = {"method": method, "budget": 1_200, "rng": 11}
    first = estimate_shapley(sparse, **options)
    for again in (
        estimate_shapley(sparse, **options),
        estimate_shapley(players, sparse.worth, **options),
        estimate_shapley(players, sparse.evaluate, vectorised=True, **options),
        estimate_shapley(sparse.to_coalitional(), **options),
        estimate_shapley(sparse, **{**options, "rng": np.random.default_rng(11)}),
    ):
        # The worths are sums of integers, so that even their order does not matter.
        assert (again.values == first.values).all()
        assert (again.standard_errors == first.standard_errors).all()
    other = estimate_shapley(sparse, **{**options, "rng": 12})
    assert (other.values != first.values).any()
    exact = sparse_shapley_value(sparse)
    assert (np.abs(first.values - exact) <= 6 * first.standard_errors + 1e-9).all()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_estimates_scale_with_the_game(method, scale):
    players, worth, _ = airport(15)
    options = {"method": method, "budget": 600, "vectorised": True, "rng": 2}
    plain = estimate_shapley(players, worth, **options)
    scaled = estimate_shapley(players, lambda members: scale * worth(members), **options)
    assert np.allclose(scaled.values, scale * plain.values, rtol=1e-9, atol=0)
    assert np.allclose(scaled.standard_errors, scale * plain.standard_errors, rtol=1e-6, atol=0)


@pytest.mark.parametrize("method", METHODS)
def test_a_game_without_any_worth_and_an_additive_game(method):
    players = [f"p{i}" for i in range(14)]
    nothing = estimate_shapley(players, lambda S: 0, method=method, budget=400, rng=0)
    assert (nothing.values == 0).all()
    assert (nothing.standard_errors == 0).all()
    wages = {p: float(i) for i, p in enumerate(players)}
    options = {"method": method, "budget": 400, "rng": 0}
    additive = estimate_shapley(players, lambda S: sum(wages[p] for p in S), **options)
    if method != "svarm":
        assert np.allclose(additive.values, list(wages.values()), rtol=0, atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_sampling_stops_at_the_tolerance(method):
    players, worth, exact = airport(25)
    options = {"method": method, "vectorised": True, "rng": 5}
    estimate = estimate_shapley(players, worth, tolerance=1.0, **options)
    assert estimate.converged
    assert 0 < estimate.standard_errors.max() <= 1.0
    assert np.abs(estimate.values - exact).max() < 5.0
    finer = estimate_shapley(players, worth, tolerance=0.5, **options)
    # Half the error is four times the worths; looks are a quarter apart.
    assert 2 < finer.evaluations / estimate.evaluations < 8 or estimate.evaluations <= 2_100
    cut_short = estimate_shapley(players, worth, tolerance=1e-9, budget=2_000, **options)
    assert not cut_short.converged
    assert cut_short.evaluations <= 2_000
    assert "tolerance 1e-09 not reached" in repr(cut_short)


def test_tolerance_spares_evaluations_of_a_game_that_could_be_enumerated():
    players, worth, _ = airport(16)
    estimate = estimate_shapley(players, worth, tolerance=1.0, vectorised=True, rng=1)
    assert estimate.converged
    assert estimate.evaluations < 2**16 - 1


def test_voting_games_are_accepted():
    weights = [9, 8, 8, 7, 6, 6, 5, 4, 4, 3, 3, 2, 2, 2, 1, 1, 1, 1]
    players = [f"party {i}" for i in range(18)]
    double = VotingGame.from_rules(players, [(weights, 40), ([1] * 18, 8)], vetoes=["party 1"])
    exact = shapley_value(double.to_coalitional())
    estimate = estimate_shapley(double, budget=6_000, rng=3)
    assert (np.abs(estimate.values - exact) < 5 * estimate.standard_errors).all()
    either = double | VotingGame(players, weights=[1] * 18, quota=15)
    exact = shapley_value(either.to_coalitional())
    estimate = estimate_shapley_shubik(either, budget=2_000, rng=3)
    assert (np.abs(estimate.values - exact) < 5 * estimate.standard_errors + 1e-12).all()
    assert sum(estimate.values) == pytest.approx(1, rel=1e-12)


def test_shapley_shubik_is_unbiased_and_its_errors_hold():
    council = VotingGame(list("ABCDEF"), weights=[4, 4, 4, 2, 2, 1], quota=12)
    exact = shapley_shubik(council)
    runs = [estimate_shapley_shubik(council, budget=50, rng=seed) for seed in range(200)]
    values = np.array([run.values for run in runs])
    bound = 4 * values.std(axis=0, ddof=1) / np.sqrt(200)
    assert (np.abs(values.mean(axis=0) - exact) <= bound + 1e-15).all()
    assert (values[:, 5] == 0).all()  # Luxembourg is never a pivot
    held = sum(
        lower <= exact.iloc[seed % 5] <= upper
        for seed, run in enumerate(runs)
        for lower, upper in [run.confidence_interval().iloc[seed % 5]]
    )
    assert abs(held / 200 - 0.95) < 4 * np.sqrt(0.95 * 0.05 / 200)
    assert runs[0].evaluations == 50


def test_rotations_of_an_order_have_the_pivots_that_one_finds_by_walking():
    from lilliput.games.sampling.shapley_shubik import _RotationSampler

    game = VotingGame.from_rules(
        list("ABCDE"), [([5, 4, 3, 2, 1], 8), ([1, 1, 1, 1, 1], 3)], vetoes=["C"]
    ) | VotingGame(list("ABCDE"), weights=[1, 2, 3, 4, 0], quota=9)
    sampler = _RotationSampler(game, np.random.default_rng(0))
    for order in permutations(range(5)):
        for start, pivot in enumerate(sampler._pivots(np.array(order))):
            rotated = order[start:] + order[:start]
            before = [game.is_winning([game.players[i] for i in rotated[:k]]) for k in range(6)]
            assert pivot == rotated[before.index(True) - 1]


def test_shapley_shubik_of_thousands_with_huge_weights():
    players = [f"holder {i}" for i in range(2_000)]
    weights = [10**20 + i for i in range(2_000)]
    estimate = estimate_shapley_shubik(
        VotingGame(players, weights=weights, quota=sum(weights) // 2 + 1), budget=3, rng=0
    )
    assert sum(estimate.values) == pytest.approx(1, rel=1e-12)
    one = estimate_shapley_shubik(VotingGame(["A"], weights=[1], quota=1))
    assert one.values.to_dict() == {"A": 1.0}


def test_banzhaf_is_unbiased_and_its_intervals_cover():
    game, runs = random_game(n=12), 300
    exact = banzhaf_value(game)
    estimates = [estimate_banzhaf(game, budget=500, rng=seed) for seed in range(runs)]
    values = np.array([estimate.values for estimate in estimates])
    bound = 4 * values.std(axis=0, ddof=1) / np.sqrt(runs)
    assert (np.abs(values.mean(axis=0) - exact) < bound).all()
    held = sum(
        lower <= exact.iloc[seed % 12] <= upper
        for seed, estimate in enumerate(estimates)
        for lower, upper in [estimate.confidence_interval().iloc[seed % 12]]
    )
    assert abs(held / runs - 0.95) < 4 * np.sqrt(0.95 * 0.05 / runs)


def test_banzhaf_of_other_games():
    for n in range(4):
        game = CoalitionalGame(list("ABC")[:n], range(2**n))
        estimate = estimate_banzhaf(game)
        assert np.allclose(estimate.values, banzhaf_value(game) if n else [], rtol=0, atol=1e-13)
        assert estimate.evaluations == 2**n - 1
    council = VotingGame([f"p{i}" for i in range(30)], weights=range(1, 31), quota=250)
    estimate = estimate_banzhaf(council, tolerance=0.01, rng=1)
    assert estimate.converged
    assert (np.abs(estimate.values - banzhaf_power(council)) < 5 * estimate.standard_errors).all()
    sparse = SparseGame.from_dividends([f"p{i}" for i in range(30)], {("p1", "p2", "p3"): 8})
    estimate = estimate_banzhaf(sparse, budget=2_000, rng=1)
    error = np.abs(estimate.values - sparse_banzhaf_value(sparse))
    assert (error < 5 * estimate.standard_errors).all()
    worth, asked = counting(sparse)
    assert estimate_banzhaf(sparse.players, worth, budget=99, rng=0).evaluations == len(asked) == 99


def test_drawn_coalitions_are_uniform():
    rng = np.random.default_rng(0)
    members = draw_coalitions(rng, np.full(20_000, 2), 5)
    assert (members.sum(axis=1) == 2).all()
    _, counts = np.unique(members @ (1 << np.arange(5)), return_counts=True)
    assert len(counts) == 10
    # Chi-square with 9 degrees of freedom: 33.7 is exceeded with probability 1e-4.
    assert ((counts - 2_000) ** 2 / 2_000).sum() < 33.7
    drawn = np.bincount(draw_sizes(rng, np.array([0.5, 0.3, 0.2]), 1_000), minlength=3)
    assert (np.abs(drawn - [500, 300, 200]) <= 1).all()


def test_results_show_themselves():
    estimate = estimate_shapley(random_game(n=14), budget=1_000, rng=1)
    frame = estimate.to_frame(level=0.9)
    assert list(frame.columns) == ["value", "standard_error", "lower", "upper"]
    assert frame.index.name == "player"
    assert ((frame["lower"] < frame["value"]) & (frame["value"] < frame["upper"])).all()
    wide, narrow = estimate.confidence_interval(0.99), estimate.confidence_interval(0.5)
    assert (wide["lower"] < narrow["lower"]).all()
    assert repr(estimate).startswith(
        "ShapleyEstimate(14 players; adjusted; 999 evaluations; largest"
    )
    assert "<table" in estimate._repr_html_()
    with pytest.raises(InvalidArgumentError, match="level must lie between 0 and 1, got 95"):
        estimate.confidence_interval(95)


def test_progress_is_shown_on_demand(capsys):
    game = random_game(n=14)
    quiet = estimate_shapley(game, budget=1_000, rng=1)
    assert capsys.readouterr().err == ""
    shown = estimate_shapley(game, budget=1_000, rng=1, progress=True)
    assert "estimate_shapley" in capsys.readouterr().err
    assert (quiet.values == shown.values).all()


FOURTEEN = [f"p{i}" for i in range(14)]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"budget": 10}, "budget must be at least 69 evaluations for method 'adjusted' with 14"),
        ({"budget": 20, "method": "svarm"}, "budget must be at least"),
        ({"budget": 20, "method": "kernelshap"}, "budget must be at least 85"),
        ({"budget": 20, "method": "permutation"}, "budget must be at least 27"),
        ({"budget": 20, "method": "antithetic"}, "budget must be at least 53"),
        ({"budget": 99.5}, "got 99.5"),
        ({"tolerance": 0}, "tolerance must be above 0, got 0"),
        ({"tolerance": float("nan")}, "tolerance must be above 0, got nan"),
        ({"batch": 0}, "batch must be a whole number, at least 1, got 0"),
        ({"method": "exactly"}, "method must be one of 'adjusted', 'svarm'"),
    ],
)
def test_bad_arguments_are_refused_before_any_work(options, message):
    worth, asked = counting(SparseGame.from_dividends(FOURTEEN, {}))
    with pytest.raises(InvalidArgumentError) as caught:
        estimate_shapley(FOURTEEN, worth, **options)
    assert message in str(caught.value)
    assert asked == []


@pytest.mark.parametrize("method", METHODS)
def test_the_least_budget_suffices(method):
    game = random_game(n=14)
    with pytest.raises(InvalidArgumentError) as caught:
        estimate_shapley(game, method=method, budget=1)
    least = int(str(caught.value).split("at least ")[1].split()[0])
    estimate = estimate_shapley(game, method=method, budget=least, rng=0)
    assert estimate.evaluations <= least
    assert np.isfinite(estimate.standard_errors).all()
    with pytest.raises(InvalidArgumentError):
        estimate_shapley(game, method=method, budget=least - 1)


@pytest.mark.parametrize(
    ("worth", "vectorised", "message"),
    [
        (lambda S: float("nan") if {"p3"} == S else 1, False, "got nan for the coalition {p3}"),
        (lambda X: np.where(X.sum(1) == 14, np.inf, 1), True, "got inf for the coalition {p0, p1"),
        (lambda X: X, True, "one number for each of the 1 rows of members, shape (1,), got shape"),
        (lambda X: 1.0, True, "got shape ()"),
        (lambda X: ["a"] * len(X), True, "worth must return numbers"),
        (lambda S: None, False, "got nan for the coalition {p0, p1"),
        (lambda S: [1, 2], False, "got shape (1, 2)"),
    ],
)
def test_bad_worths_are_refused_by_coalition(worth, vectorised, message):
    with pytest.raises(InvalidGameError) as caught:
        estimate_shapley(FOURTEEN, worth, vectorised=vectorised, budget=5_000, rng=0)
    assert message in str(caught.value)


def test_bad_worths_are_refused_by_the_banzhaf_estimate_too():
    with pytest.raises(InvalidGameError, match=r"got nan for the coalition \{p"):
        estimate_banzhaf(FOURTEEN, lambda S: float("nan") if "p3" in S else 1, budget=50, rng=0)


def test_other_misuse_is_refused():
    with pytest.raises(InvalidArgumentError, match="worth must be a function"):
        estimate_shapley(NINE)
    with pytest.raises(InvalidArgumentError, match="worth must be left out"):
        estimate_shapley(random_game(), lambda S: 1)
    with pytest.raises(InvalidGameError, match="'A' more than once"):
        estimate_shapley(["A", "A"], lambda S: 1)
    with pytest.raises(UnsupportedNumberError, match="expressions in x"):
        estimate_shapley(CoalitionalGame(["A"], [0, sympy.Symbol("x")]))
    many = [f"p{i}" for i in range(400_000)]
    with pytest.raises(ProblemTooLargeError, match="method='antithetic'"):
        estimate_shapley(many, lambda S: 1, vectorised=True)
    with pytest.raises(ValueError, match="read-only"):
        estimate_shapley(FOURTEEN, lambda X: X.fill(True), vectorised=True)


def test_fractions_are_estimated_in_floats():
    game = CoalitionalGame(["A", "B"], [Fraction(0), Fraction(1, 3), Fraction(1, 3), Fraction(1)])
    assert estimate_shapley(game).values.to_dict() == pytest.approx({"A": 0.5, "B": 0.5}, rel=1e-15)
