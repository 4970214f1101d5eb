"""Quantal response: against a scalar root-finder, plain loops, published estimates and Gambit."""

import pickle
from fractions import Fraction
from itertools import pairwise, product
from math import exp, inf, isnan, log

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from lilliput.games import NormalFormGame
from lilliput.games.errors import (
    InvalidArgumentError,
    LilliputError,
    SolverError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.normal_form.deviations import deviations_of, joined
from lilliput.games.quantal import (
    fit_rationality,
    logit_correspondence,
    logit_response,
    quantal_response,
    tracing_procedure,
)
from lilliput.games.quantal.tracing import _at_weight

PENNIES = NormalFormGame.from_bimatrix([[9, 0], [0, 1]], [[0, 1], [1, 0]])
STAG = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
# Ochs (1995) as in McKelvey and Palfrey (1995), table 6: payoffs in 1982 pennies.
OCHS = NormalFormGame.from_bimatrix([[1.1141, 0], [0, 0.2785]], [[0, 1.1141], [1.1141, 0]])
OCHS_PLAY = {"row": [128 * 0.527, 128 * 0.473], "column": [128 * 0.366, 128 * 0.634]}
# A branch that turns around: three logit equilibria on it between λ = 1.07 and 4.43.
FOLDED = NormalFormGame.from_bimatrix(
    [[5, 0, 4], [5, 5, 2], [3, 6, 2]], [[0, 0, 4], [5, 5, 1], [4, 5, 6]]
)


def random_game(shape, seed, *, whole=False):
    rng = np.random.default_rng(seed)
    table = rng.random((len(shape), *shape))
    table = np.round(table * 4) if whole else table
    names = [[f"s{k}" for k in range(m)] for m in shape]
    return NormalFormGame([f"p{i}" for i in range(len(shape))], names, table)


def logit_gap(game, strategies, rationality):
    """The largest difference from the logit response, by plain loops over pure profiles."""
    mixes = [strategies[player].to_numpy() for player in game.players]
    gap = 0.0
    for i, m in enumerate(game.shape):
        values = [0.0] * m
        for cell in product(*(range(size) for size in game.shape)):
            chance = 1.0
            for k, s in enumerate(cell):
                chance *= mixes[k][s] if k != i else 1.0
            values[cell[i]] += chance * float(game.payoffs[(i, *cell)])
        top = max(values)
        scores = [exp(rationality * (v - top)) for v in values]
        gap = max(gap, *(abs(mixes[i][s] - scores[s] / sum(scores)) for s in range(m)))
    return gap


numbers = st.integers(-6, 6)
matrices = st.lists(st.lists(numbers, min_size=2, max_size=2), min_size=2, max_size=2)


def scalar_map(A, B, rationality):
    """The row player's probability of strategy 1 as a function of itself, in a 2 × 2 game."""

    def chance(gain):
        return 1 / (1 + exp(-rationality * gain)) if gain > -700 / rationality else 0.0

    def answer(p):
        q = chance(p * (B[0][0] - B[0][1]) + (1 - p) * (B[1][0] - B[1][1]))
        return chance(q * (A[0][0] - A[1][0]) + (1 - q) * (A[0][1] - A[1][1]))

    return answer


@settings(max_examples=60, deadline=None)
@given(matrices, matrices, st.floats(0.05, 3))
def test_two_by_two_games_agree_with_a_scalar_root_finder(A, B, rationality):
    game = NormalFormGame.from_bimatrix(A, B)
    p = quantal_response(game, rationality).strategies["row"]["1"]
    answer = scalar_map(A, B, rationality)
    roots = []
    grid = np.linspace(0, 1, 2001)
    for left, right in pairwise(grid):
        if (answer(left) - left) * (answer(right) - right) <= 0:
            roots.append(brentq(lambda x: answer(x) - x, left, right, xtol=1e-14))
    assert abs(answer(p) - p) < 1e-10
    if len(roots) == 1:
        assert p == pytest.approx(roots[0], abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(3,), (1, 2), (3, 4), (2, 3, 2), (2, 1, 2, 2)]),
    st.integers(0, 10**6),
    st.booleans(),
    st.floats(0, 50),
)
def test_the_profile_answers_itself(shape, seed, whole, rationality):
    game = random_game(shape, seed, whole=whole)
    found = quantal_response(game, rationality)
    assert found.residual <= 1e-10
    assert logit_gap(game, found.strategies, rationality) <= 1e-10
    for mix in found.strategies.values():
        assert mix.sum() == pytest.approx(1, abs=1e-14)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(3,), (2, 3), (2, 3, 2), (2, 2, 3, 1), (5, 4, 6, 3, 2), (9, 8, 7, 6, 5)]),
    st.integers(0, 10**6),
)
def test_deviations_and_their_derivatives(shape, seed):
    game = random_game(shape, seed)
    rng = np.random.default_rng(seed)
    mixes = [rng.dirichlet(np.ones(m)) for m in shape]
    scaled = deviations_of(game, common=False)
    values, jacobian = scaled.values_and_jacobian(joined(mixes))
    np.testing.assert_allclose(values, scaled.values(joined(mixes)), atol=1e-14)
    lows = [table.min() for table in game.payoffs]
    for i, (exact, part) in enumerate(zip(game.deviations(mixes), scaled.parts, strict=True)):
        np.testing.assert_allclose(values[part] * scaled.scales[i], exact - lows[i], atol=1e-13)
    for k, part in enumerate(scaled.parts):
        for s in range(shape[k]):
            pure = [*mixes[:k], np.eye(shape[k])[s], *mixes[k + 1 :]]
            column = scaled.values(joined(pure))
            column[part] = 0.0
            np.testing.assert_allclose(jacobian[:, part][:, s], column, atol=1e-14)


def test_uniform_play_without_rationality():
    found = quantal_response(FOLDED, 0)
    assert all((mix == 1 / 3).all() for mix in found.strategies.values())


def test_own_payoff_effect():
    """In matching pennies a player's own payoff moves its play, though not in equilibrium."""
    plays = [
        quantal_response(
            NormalFormGame.from_bimatrix([[high, 0], [0, 1]], [[0, 1], [1, 0]]), 2.0
        ).strategies["row"]["1"]
        for high in (1, 2, 4, 9)
    ]
    assert plays[0] == pytest.approx(0.5, abs=1e-12)
    assert plays == sorted(plays)
    assert plays[-1] > 0.6
    limit = logit_correspondence(PENNIES).limit
    assert limit.strategies["row"]["1"] == 0.5
    assert limit.strategies["column"]["1"] == 0.1


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([1e-9, 0.01, 7.0, 1e12]), st.floats(-5, 5))
def test_scale_and_shift_of_payoffs(seed, factor, shift):
    game = random_game((3, 2), seed)
    moved = NormalFormGame(game.players, game.strategies, (game.payoffs + shift) * factor)
    one, other = quantal_response(game, 6.0), quantal_response(moved, 6.0 / factor)
    for player in game.players:
        gap = np.abs(one.strategies[player] - other.strategies[player]).max()
        assert gap < 1e-9


def test_fractions_lose_nothing_to_a_large_constant():
    huge = Fraction(10**30)
    exact = [[[huge + 9, huge], [huge, huge + 1]], [[huge, huge + 1], [huge + 1, huge]]]
    game = NormalFormGame(["row", "column"], [["1", "2"]] * 2, exact)
    one, other = quantal_response(PENNIES, 1.0), quantal_response(game, 1.0)
    assert one.strategies["row"]["1"] == other.strategies["row"]["1"]
    assert float(max(abs(other.payoffs - float(huge)))) <= 1e15  # payoffs in the game's own units


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.permutations(range(3)), st.permutations(range(3)))
def test_names_do_not_matter(seed, rows, columns):
    game = random_game((3, 3), seed)
    table = game.payoffs[:, rows][:, :, columns]
    moved = NormalFormGame(
        game.players, [[f"s{k}" for k in rows], [f"s{k}" for k in columns]], table
    )
    swapped = NormalFormGame(
        game.players[::-1], game.strategies[::-1], game.payoffs[::-1].transpose(0, 2, 1)
    )
    one = quantal_response(game, 10.0)
    for other in (quantal_response(moved, 10.0), quantal_response(swapped, 10.0)):
        for player in game.players:
            mix = other.strategies[player].reindex(one.strategies[player].index)
            assert np.abs(mix - one.strategies[player]).max() < 1e-9


def test_travellers_dilemma():
    """Claims 2 … 6 with bonus 2: play computed by plain iteration of the logit map."""
    claims = range(2, 7)
    table = [[min(a, b) + 2 * ((a < b) - (a > b)) for b in claims] for a in claims]
    A = np.array(table, dtype=float)
    game = NormalFormGame.from_bimatrix(A, A.T)
    p = np.full(5, 0.2)
    for _ in range(5000):
        scores = np.exp(0.5 * (A @ p))
        p = 0.9 * p + 0.1 * scores / scores.sum()
    found = quantal_response(game, 0.5)
    assert np.abs(found.strategies["row"].to_numpy() - p).max() < 1e-10
    assert logit_correspondence(game).limit.supports == {"row": ("1",), "column": ("1",)}


@pytest.mark.parametrize("rationality", [1e4, 1e6, 1e9])
def test_large_rationality_does_not_overflow(rationality):
    found = quantal_response(PENNIES, rationality)
    assert found.residual <= 1e-10 + 64 * np.finfo(float).eps * 9 * rationality
    assert found.strategies["column"]["1"] == pytest.approx(0.1, abs=2 / rationality)
    assert quantal_response(STAG, rationality).strategies["row"]["1"] == 0


def test_start_finds_an_equilibrium_off_the_principal_branch():
    near = quantal_response(STAG, 6.0, start=["1", "1"])
    assert near.branch == "start"
    assert near.strategies["row"]["1"] > 0.9
    assert logit_gap(STAG, near.strategies, 6.0) < 1e-10
    assert quantal_response(STAG, 6.0).strategies["row"]["1"] < 0.01


def test_logit_response_is_softmax():
    found = logit_response(PENNIES, [[1, 0], [0.25, 0.75]], 0.8)
    odds = exp(0.8 * (9 * 0.25 - 0.75))
    assert found["row"]["1"] == pytest.approx(odds / (1 + odds), abs=1e-15)
    assert found["column"]["2"] == pytest.approx(exp(0.8) / (1 + exp(0.8)), abs=1e-15)


# The correspondence


def test_a_branch_that_turns_around():
    found = logit_correspondence(FOLDED)
    events = found.events
    assert events["kind"].tolist() == ["turn", "turn"]
    high, low = events["rationality"]
    assert low < 2 < high
    assert found.principal.residual <= 1e-10
    path = found.principal.path
    crossings = np.flatnonzero(np.diff(np.sign(path.index.to_numpy() - 2.0)))
    assert len(crossings) == 3
    plays = []
    for k in crossings:
        start = {name: path[name].iloc[k] for name in FOLDED.players}
        near = quantal_response(FOLDED, 2.0, start=start)
        assert logit_gap(FOLDED, near.strategies, 2.0) < 1e-10
        plays.append(near.strategies["row"]["1"])
    assert len({round(p, 6) for p in plays}) >= 2
    assert quantal_response(FOLDED, 2.0).turning_points == 0
    beyond = quantal_response(FOLDED, 1.1 * high)
    assert beyond.turning_points == 2
    at_fold = path.iloc[list(found.principal.kinds).index("turn")]
    assert logit_gap(FOLDED, {n: at_fold[n] for n in FOLDED.players}, high) < 1e-9


def test_coordination_splits_at_rationality_two():
    """At p = ½ the logit map of [[1, 0], [0, 1]] has slope λ/2, hence a pitchfork at λ = 2."""
    game = NormalFormGame.from_bimatrix(np.eye(2), np.eye(2))
    found = logit_correspondence(game, branches="all")
    assert found.events["kind"].tolist() == ["bifurcation"]
    assert found.events["rationality"][0] == pytest.approx(2, abs=1e-7)
    assert len(found.branches) == 3
    assert [b.limit.strategies["row"]["1"] for b in found.branches] == [0.5, 1, 0]
    side = found.branches[1].path
    for rationality, row in side.iloc[2::4].iterrows():
        assert row["row", "1"] != pytest.approx(0.5)
        assert logit_gap(game, {n: row[n] for n in game.players}, rationality) < 1e-10


def test_a_double_bifurcation_is_seen():
    """Three-fold coordination: at the centre two eigenvalues 1 − λ/3 vanish together."""
    found = logit_correspondence(NormalFormGame.from_bimatrix(np.eye(3), np.eye(3)))
    assert found.events["multiplicity"].tolist() == [2]
    assert found.events["rationality"][0] == pytest.approx(3, abs=1e-6)


def test_chicken_keeps_to_the_symmetric_branch():
    found = logit_correspondence(
        NormalFormGame.from_bimatrix([[0, 7], [2, 6]], [[0, 2], [7, 6]]), branches="all"
    )
    path = found.principal.path
    gaps = np.abs(path["row"].to_numpy() - path["column"].to_numpy()).max(axis=1)
    singular = np.array(found.principal.kinds) == "bifurcation"
    assert gaps[~singular].max() < 1e-9
    assert gaps[singular].max() < 1e-6  # any direction is a solution there, to first order
    assert found.events["kind"].tolist() == ["bifurcation"]
    supports = [b.limit.supports for b in found.branches]
    assert supports[0] == {"row": ("1", "2"), "column": ("1", "2")}
    assert {(s["row"], s["column"]) for s in supports[1:]} == {(("1",), ("2",)), (("2",), ("1",))}


@pytest.mark.parametrize("nudge", [1e-2, 1e-4, 1e-6])
def test_a_nearly_symmetric_game_is_followed_round_the_bend(nudge):
    """A nudge to the first equilibrium makes it risk-dominant: the branch must not jump past it."""
    game = NormalFormGame.from_bimatrix([[2 + nudge, 0], [0, 1]], [[1, 0], [0, 2]])
    found = logit_correspondence(game)
    assert found.events.empty
    assert found.limit.supports == {"row": ("1",), "column": ("1",)}


def coordination(gains, shifts):
    """Equilibria (1, 1) and (2, 2), from which a deviation loses (a1, a2) and (b1, b2)."""
    a1, a2, b1, b2 = gains
    A = np.array([[a1, 0], [0, b1]]) + np.array(shifts[:2])
    B = np.array([[a2, 0], [0, b2]]) + np.array(shifts[2:])[:, None]
    return NormalFormGame.from_bimatrix(A, B)


losses = st.integers(1, 9)
shifts = st.tuples(*(st.integers(-9, 9) for _ in range(4)))


@settings(max_examples=25, deadline=None)
@given(losses, losses, shifts)
def test_the_branch_of_a_stag_hunt_goes_to_the_risk_dominant_equilibrium(a, b, moved):
    assume(a != b)
    winner = ("1",) if a > b else ("2",)
    limit = logit_correspondence(coordination((a, a, b, b), moved)).limit
    assert limit.supports == {"row": winner, "column": winner}


def test_the_branch_depends_on_the_scale_of_each_player():
    """Who has more at stake leads: no quantal response is invariant to one player's units."""
    limits = [
        logit_correspondence(coordination((2, 3 * scale, 1, 5 * scale), (0,) * 4)).limit.supports
        for scale in (0.01, 100)
    ]
    assert [limit["row"] for limit in limits] == [("1",), ("2",)]


@settings(max_examples=60, deadline=None)
@given(st.tuples(losses, losses, losses, losses), shifts)
def test_tracing_from_a_uniform_prior_selects_by_risk_dominance(gains, moved):
    """Harsanyi and Selten (1988): the larger product of the losses from deviating wins."""
    a1, a2, b1, b2 = gains
    assume(a1 * a2 != b1 * b2)
    assume(a1 != b1)  # else the prior has two best responses
    assume(a2 != b2)
    winner = ("1",) if a1 * a2 > b1 * b2 else ("2",)
    found = tracing_procedure(coordination(gains, moved))
    assert found.method == "linear"
    assert found.equilibrium.supports == {"row": winner, "column": winner}


def test_the_logarithmic_procedure_selects_by_risk_dominance():
    for gains in ((2, 3, 1, 5), (1, 5, 2, 2), (3, 3, 3, 4), (4, 1, 4, 2)):
        winner = ("1",) if gains[0] * gains[1] > gains[2] * gains[3] else ("2",)
        found = tracing_procedure(coordination(gains, (0,) * 4), method="logarithmic")
        assert found.equilibrium.supports == {"row": winner, "column": winner}


def test_the_frame_and_the_end_asked_for():
    found = logit_correspondence(STAG, to=2)
    path = found.principal.path
    assert path.index[-1] == 2
    there = quantal_response(STAG, 2).strategies["row"]
    assert np.abs(path["row"].iloc[-1] - there).max() < 1e-12
    frame = found.to_frame()
    assert len(frame) == len(path) * 4
    last = frame[(frame["point"] == len(path) - 1) & (frame["player"] == "row")]
    assert last["probability"].tolist() == path["row"].iloc[-1].tolist()
    assert (frame.groupby(["point", "player"])["probability"].sum() - 1).abs().max() < 1e-14
    assert found.limit.supports == {"row": ("2",), "column": ("2",)}


def test_a_branch_from_elsewhere_turns_back():
    """The stag equilibrium's branch ends in a fold as λ falls, and comes back up."""
    start = quantal_response(STAG, 6.0, start=["1", "1"])
    found = logit_correspondence(STAG, start=start, direction="down")
    assert found.events["kind"].tolist() == ["turn"]
    assert found.limit.strategies["row"].tolist() == [0.75, 0.25]
    up = logit_correspondence(STAG, start=start)
    assert up.limit.supports == {"row": ("1",), "column": ("1",)}


def test_limits_of_degenerate_games():
    zero = NormalFormGame.from_bimatrix(np.zeros((2, 3)), np.zeros((2, 3)))
    assert logit_correspondence(zero).limit.strategies["column"].tolist() == [1 / 3] * 3
    weak = NormalFormGame.from_bimatrix([[1, 1], [1, 0]], [[1, 1], [1, 0]])
    assert logit_correspondence(weak).limit.supports == {"row": ("1",), "column": ("1",)}
    twins = NormalFormGame.from_bimatrix([[1, -1, -1], [-1, 1, 1]], [[-1, 1, 1], [1, -1, -1]])
    assert logit_correspondence(twins).limit.strategies["column"].tolist() == [0.5, 0.25, 0.25]
    single = NormalFormGame(["A"], [["x", "y", "z"]], [[1, 3, 3]])
    assert logit_correspondence(single).limit.strategies["A"].tolist() == [0, 0.5, 0.5]


@pytest.mark.parametrize(
    "payoffs",
    [
        # play settles where equilibria form a continuum, long after it is near one of them
        [
            [[[0, 2], [2, 0], [1, 0]], [[0, 2], [2, 0], [2, 1]]],
            [[[1, 1], [1, 1], [2, 2]], [[2, 2], [2, 1], [2, 0]]],
            [[[0, 0], [2, 2], [2, 0]], [[2, 1], [2, 2], [1, 0]]],
        ],
        # the indifferent player stays uniform, although the other nearly ties at another mixture
        [[[0, 0], [0, 0]], [[0.002, 0.698], [0.294, -0.408]]],
        [
            [[[-0.0356, -2.7062], [0.1769, 0.8076]], [[1.3149, 0.3975], [-1.6793, -0.2071]]],
            [[[0.9002, -0.8138], [0.5633, -0.4759]], [[0.0927, 0.7555], [-0.7053, 2.8538]]],
            [[[0, 0], [0, 0]], [[0, 0], [0, 0]]],
        ],
    ],
)
def test_the_limit_within_a_continuum_is_where_play_settles(payoffs):
    table = np.array(payoffs, dtype=float)
    shape = table.shape[1:]
    names = [[f"s{k}" for k in range(m)] for m in shape]
    game = NormalFormGame([f"p{i}" for i in range(len(shape))], names, table)
    limit = logit_correspondence(game).limit
    there = quantal_response(game, 1e6).strategies
    for player in game.players:
        gap = np.abs(limit.strategies[player].to_numpy(dtype=float) - there[player]).max()
        assert gap < 1e-4


def test_degenerate_games_tend_to_the_limit_they_name():
    """Payoffs 0 and 1: far out on the branch, play is at the limit, or the limit is not named."""
    named = 0
    for seed in range(60):
        table = np.random.default_rng(seed).integers(0, 2, (2, 3, 3)).astype(float)
        game = NormalFormGame.from_bimatrix(*table)
        try:
            limit = logit_correspondence(game).limit
            there = quantal_response(game, 1e7).strategies
        except SolverError:
            continue
        named += 1
        for player in game.players:
            assert np.abs(limit.strategies[player].astype(float) - there[player]).max() < 1e-3
    assert named >= 55


def test_the_branch_is_followed_as_far_as_asked():
    assert logit_correspondence(STAG, to=1000).principal.path.index[-1] == 1000
    apart = NormalFormGame.from_bimatrix(2 * np.eye(2), 1e4 * np.eye(2))
    found = logit_correspondence(apart, to=0.02, branches="all")
    assert found.events["rationality"][0] == pytest.approx(2 / 20_000**0.5, rel=1e-6)


@pytest.mark.parametrize(("a", "b"), [(1, 1), (1, 4), (1e-3, 1e-3), (1e5, 4e5)])
def test_two_by_two_coordination_splits_in_closed_form(a, b):
    """At ½ the two logit maps have the slopes λa/2 and λb/2: a pitchfork where (λ/2)² ab = 1."""
    found = logit_correspondence(NormalFormGame.from_bimatrix(a * np.eye(2), b * np.eye(2)))
    assert found.events["kind"].tolist() == ["bifurcation"]
    assert found.events["rationality"][0] == pytest.approx(2 / (a * b) ** 0.5, rel=1e-7)


# Estimation


def test_the_estimate_of_mckelvey_and_palfrey():
    """Their table for Ochs's game: λ̂ = 1.84, fitted play .616 and .383."""
    fit = fit_rationality(OCHS, OCHS_PLAY)
    assert fit.rationality == pytest.approx(1.84, abs=0.01)
    probability = fit.fitted["probability"].tolist()
    assert probability[0] == pytest.approx(0.616, abs=5e-4)
    assert probability[2] == pytest.approx(0.383, abs=5e-4)
    assert fit.boundary == "none"
    assert fit.residual < 1e-12
    assert fit.log_likelihood_uniform == pytest.approx(256 * log(0.5))


def likelihood(game, counts, rationality):
    found = quantal_response(game, rationality)
    return sum(
        c * log(p)
        for player in game.players
        for c, p in zip(counts[player], found.strategies[player], strict=True)
    )


def test_the_standard_error_is_the_curvature_of_the_likelihood():
    fit = fit_rationality(OCHS, OCHS_PLAY)
    h = 1e-3
    left, mid, right = (likelihood(OCHS, OCHS_PLAY, fit.rationality + k * h) for k in (-1, 0, 1))
    assert mid == pytest.approx(fit.log_likelihood, abs=1e-9)
    assert mid >= max(left, right)
    curvature = (left - 2 * mid + right) / h**2
    assert fit.standard_error == pytest.approx((-curvature) ** -0.5, rel=1e-4)
    assert fit.likelihood_ratio == pytest.approx(2 * (mid - 256 * log(0.5)))


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.floats(0.5, 8))
def test_expected_counts_give_back_their_rationality(seed, rationality):
    game = random_game((3, 3), seed)
    truth = quantal_response(game, rationality)
    assume(truth.turning_points == 0)
    assume(np.ptp(truth.strategies["p0"]) > 0.05)
    fit = fit_rationality(game, {k: 1000 * v for k, v in truth.strategies.items()})
    assert (
        fit.log_likelihood
        >= likelihood(game, {k: 1000 * v for k, v in truth.strategies.items()}, rationality) - 1e-9
    )
    gap = np.abs(fit.fitted["probability"] - fit.fitted["frequency"]).max()
    assert gap < 1e-6


def test_simulated_play_gives_back_its_rationality():
    truth = quantal_response(PENNIES, 0.6)
    rng = np.random.default_rng(7)
    counts = {name: rng.multinomial(4000, mix) for name, mix in truth.strategies.items()}
    for method in ("equilibrium", "empirical"):
        fit = fit_rationality(PENNIES, counts, method=method)
        assert abs(fit.rationality - 0.6) < 4 * fit.standard_error
        assert fit.p_value < 1e-6


def test_boundaries():
    nothing = fit_rationality(OCHS, {"row": [1, 9], "column": [5, 5]})
    assert (nothing.rationality, nothing.boundary, nothing.p_value) == (0, "zero", 1)
    assert isnan(nothing.standard_error)
    perfect = fit_rationality(STAG, {"row": [0, 5], "column": [0, 7]})
    assert (perfect.rationality, perfect.boundary) == (inf, "infinite")
    assert perfect.log_likelihood == 0
    short = fit_rationality(STAG, {"row": [0, 5]}, to=0.5)
    assert (short.rationality, short.boundary) == (0.5, "end")
    never = fit_rationality(STAG, {"row": [5, 1]})
    assert never.boundary == "zero"


def test_play_without_a_mistake_is_infinitely_rational():
    """L rises for ever, at last by less than rounding shows; ties are no mistakes."""
    single = NormalFormGame(["A"], [["x", "y", "z"]], [[1, 3, 3]])
    for method in ("equilibrium", "empirical"):
        fit = fit_rationality(single, {"A": [0, 3, 3]}, method=method)
        assert (fit.rationality, fit.boundary) == (inf, "infinite")
        assert fit.log_likelihood == pytest.approx(6 * log(0.5))
        assert fit.local_maxima.index.tolist() == [inf]
    bounded = fit_rationality(STAG, {"row": [0, 5]}, to=1e6)
    assert (bounded.rationality, bounded.boundary) == (1e6, "end")
    assert bounded.log_likelihood <= 0
    nothing = fit_rationality(STAG, {"row": [0, 5]}, to=0)
    assert (nothing.rationality, nothing.boundary) == (0, "zero")


@pytest.mark.parametrize("many", [10, 1e4, 1e10])
def test_one_mistake_in_many(many):
    """A lone chooser: the odds e^λ are those observed, however far out on the branch."""
    single = NormalFormGame(["A"], [["x", "y"]], [[0, 1]])
    fit = fit_rationality(single, {"A": [1, many]})
    assert fit.rationality == pytest.approx(log(many), rel=1e-6)
    share = many / (1 + many)
    assert fit.standard_error == pytest.approx(((1 + many) * share * (1 - share)) ** -0.5, rel=1e-3)


def test_no_point_of_the_branch_is_likelier_than_the_estimate():
    for seed in range(25):
        game = random_game((3, 3), seed, whole=seed % 2 == 0)
        rng = np.random.default_rng(seed)
        counts = {name: rng.integers(0, 9, 3) + np.eye(3)[0] for name in game.players}
        fit = fit_rationality(game, counts)
        path = logit_correspondence(game, to=60).principal.path
        observed = np.concatenate(list(counts.values()))
        assert (np.log(path.to_numpy()) @ observed).max() <= fit.log_likelihood + 1e-9


def test_forms_of_counts():
    mapping = {"row": {"1": 3, "2": 1}, "column": [1, 3]}
    series = pd.Series([3, 1, 1, 3], pd.MultiIndex.from_product([["row", "column"], ["1", "2"]]))
    frame = pd.DataFrame(
        {
            "player": ["row", "row", "row", "column", "column"],
            "strategy": ["1", "1", "2", "1", "2"],
            "count": [1, 2, 1, 1, 3],
        }
    )
    fits = [fit_rationality(PENNIES, counts).rationality for counts in (mapping, series, frame)]
    assert fits[0] == fits[1] == fits[2]


# The tracing procedure


@pytest.mark.parametrize("seed", range(10))
def test_the_two_tracing_procedures_agree(seed):
    """They have the same outcome as η → 0, unless two switches of strategy nearly coincide."""
    game = random_game((3, 3), seed)
    one = tracing_procedure(game, method="linear").equilibrium
    other = tracing_procedure(game, method="logarithmic").equilibrium
    for player in game.players:
        assert np.abs(one.strategies[player] - other.strategies[player]).max() < 1e-9


def test_the_two_tracing_procedures_agree_at_degenerate_equilibria():
    """For t < 1 near 1 (4, 1) is the only equilibrium; at t = 1, 3 is as good as 4 against 1."""
    A = [[-1, -5, 4, -2], [2, -3, 2, 0], [3, 2, 5, 4], [5, 5, 5, 3]]
    B = [[3, 3, -3, -2], [0, 2, -3, -3], [-2, 5, 3, 3], [3, 0, 3, -5]]
    game = NormalFormGame.from_bimatrix(A, B)
    for method in ("linear", "logarithmic"):
        outcome = tracing_procedure(game, method=method).equilibrium
        assert outcome.supports == {"row": ("4",), "column": ("1",)}
        assert outcome.certificate.kind == "exact"
    compared = 0
    for seed in range(60):
        game = random_game((3, 3), seed, whole=True)
        prior = [np.random.default_rng(seed).dirichlet(np.ones(3)) for _ in range(2)]
        try:
            one = tracing_procedure(game, prior, method="linear").equilibrium
            other = tracing_procedure(game, prior, method="logarithmic").equilibrium
        except SolverError:
            continue
        if not one.quasi_strict:
            continue
        compared += 1
        for player in game.players:
            gap = one.strategies[player].astype(float) - other.strategies[player].astype(float)
            assert np.abs(gap).max() < 1e-4
    assert compared >= 30


def test_nearly_coincident_switches_need_a_small_weight():
    """Both players are about to leave their first answer at t = .3615 and t = .3626."""
    game = random_game((2, 3), 1070)
    assert tracing_procedure(game).equilibrium.supports == {"p0": ("s1",), "p1": ("s0",)}
    scaled = deviations_of(game, common=False)
    belief = joined([np.full(m, 1 / m) for m in game.shape])
    found, _, _ = _at_weight(game, scaled, scaled.values(belief), 1e-6, 5000)
    assert found.point.tolist() == [0, 1, 1, 0, 0]


def test_a_strict_equilibrium_as_prior_is_its_own_outcome():
    for seed in range(30):
        game = random_game((3, 3), seed)
        best = (game.payoffs[0] == game.payoffs[0].max(axis=0)) & (
            game.payoffs[1] == game.payoffs[1].max(axis=1, keepdims=True)
        )
        for i, j in np.argwhere(best):
            prior = [f"s{i}", f"s{j}"]
            chosen = tracing_procedure(game, prior).equilibrium.supports
            assert chosen == {"p0": (prior[0],), "p1": (prior[1],)}


def test_tracing_of_symmetric_games_is_symmetric():
    game = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    found = tracing_procedure(game)
    assert found.method == "logarithmic"
    assert found.bifurcations == 1
    assert found.equilibrium.strategies["row"].tolist() == [2 / 3, 1 / 3]
    with pytest.raises(SolverError, match="linear tracing procedure is not well defined"):
        tracing_procedure(game, method="linear")


# Gambit, where it is installed


@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (2, 2, 2)])
def test_gambit_agrees(shape):
    gambit = pytest.importorskip("pygambit")
    if not hasattr(gambit, "StrategicGame"):
        pytest.skip("another version of pygambit")
    for seed in range(5):
        game = random_game(shape, seed)
        peer = gambit.StrategicGame.from_arrays(*game.payoffs)
        for point in gambit.qre.logit_solve_lambda(peer, [0.7, 4.0]):
            ours = quantal_response(game, point.lam)
            for mine, theirs in zip(ours.strategies.values(), point.profile, strict=True):
                assert np.abs(mine.to_numpy() - [chance for _, chance in theirs]).max() < 1e-6
    peer = gambit.StrategicGame.from_arrays(*OCHS.payoffs)
    data = peer.mixed_strategy_profile(data=list(OCHS_PLAY.values()))
    for ours, theirs in (("equilibrium", False), ("empirical", True)):
        fit = fit_rationality(OCHS, OCHS_PLAY, method=ours)
        other = gambit.qre.logit_estimate(data, use_empirical=theirs)
        assert fit.log_likelihood == pytest.approx(other.log_like, abs=1e-9)
        assert fit.log_likelihood >= other.log_like - 1e-12
        assert fit.rationality == pytest.approx(other.lam, abs=1e-5)  # it maximises to about 1e-6


# Errors and appearance


@pytest.mark.parametrize("rationality", [-1, inf, float("nan"), "1", None])
def test_rationality_outside_its_domain(rationality):
    with pytest.raises(InvalidArgumentError, match="rationality must be a finite number >= 0"):
        quantal_response(STAG, rationality)


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: fit_rationality(STAG, {"row": [0, 0]}), InvalidArgumentError, "at least one"),
        (lambda: fit_rationality(STAG, {"row": [-1, 2]}), LilliputError, "must be >= 0"),
        (lambda: fit_rationality(STAG, {"rows": [1, 2]}), UnknownNameError, "did you mean row"),
        (lambda: fit_rationality(STAG, {"row": {"3": 1}}), UnknownNameError, "strategy of row"),
        (lambda: fit_rationality(STAG, [1, 2]), InvalidArgumentError, "mapping of players"),
        (
            lambda: fit_rationality(STAG, pd.DataFrame({"player": ["row"]})),
            InvalidArgumentError,
            "columns player, strategy, count",
        ),
        (
            lambda: fit_rationality(STAG, {"row": [1, 2]}, method="empirical"),
            InvalidArgumentError,
            "missing column",
        ),
        (
            lambda: fit_rationality(STAG, {"row": [1, 2]}, method="x"),
            InvalidArgumentError,
            "got 'x'",
        ),
        (
            lambda: logit_correspondence(STAG, start=["1", "1"]),
            InvalidArgumentError,
            "what quantal_response returns, got list",
        ),
        (lambda: logit_correspondence(STAG, branches="x"), InvalidArgumentError, "got 'x'"),
        (
            lambda: logit_correspondence(STAG, direction="down"),
            InvalidArgumentError,
            "from a start",
        ),
        (lambda: tracing_procedure(STAG, method="x"), InvalidArgumentError, "got 'x'"),
        (lambda: quantal_response(STAG, 5, max_steps=2), SolverError, "max_steps"),
    ],
)
def test_errors_say_what_is_wrong(call, error, message):
    with pytest.raises(error, match=message):
        call()


def test_symbols_are_refused():
    game = NormalFormGame.from_bimatrix([[sympy.Symbol("x"), 0], [0, 1]], np.eye(2))
    for call in (
        lambda: quantal_response(game, 1),
        lambda: logit_correspondence(game),
        lambda: tracing_procedure(game),
    ):
        with pytest.raises(UnsupportedNumberError, match="substitute values"):
            call()


def test_another_games_equilibrium_is_no_start():
    start = quantal_response(STAG, 6.0)
    other = NormalFormGame.from_bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    with pytest.raises(InvalidArgumentError, match="logit equilibrium of this game"):
        logit_correspondence(other, start=start)


def test_appearance_and_pickling():
    response = quantal_response(STAG, 1.0)
    correspondence = logit_correspondence(STAG)
    fit = fit_rationality(OCHS, OCHS_PLAY)
    outcome = tracing_procedure(STAG)
    assert repr(response).startswith("QuantalResponse(rationality 1, principal branch; row: ")
    assert "0 turning points, 0 bifurcations; limit Equilibrium(row: 2" in repr(correspondence)
    assert repr(fit).startswith("RationalityFit(equilibrium, rationality 1.84561 ± 0.771;")
    assert repr(outcome).startswith("TracingOutcome(linear, prior row: 0.5 1 + 0.5 2;")
    for thing in (response, correspondence, fit, outcome):
        assert "<table" in thing._repr_html_()
        assert repr(pickle.loads(pickle.dumps(thing))) == repr(thing)
    assert outcome.to_frame()["outcome"].tolist() == [0, 1, 0, 1]
    assert response.to_frame()["payoff"].tolist()[1] == 3
