"""Dynamics: where they rest, where they must not, and that seeds repeat them."""

from fractions import Fraction

import nashpy
import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import (
    NormalFormGame,
    best_response_dynamics,
    fictitious_play,
    imitation_dynamics,
    is_nash,
    log_linear_learning,
    logit_dynamics,
    nash_equilibria,
    replicator_dynamics,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    LilliputError,
    UnknownNameError,
    UnsupportedNumberError,
)

PENNIES = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
HUNT = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
SHAPLEY = NormalFormGame.from_bimatrix(
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]], [[0, 1, 0], [0, 0, 1], [1, 0, 0]]
)


def random_game(seed, shape):
    table = np.random.default_rng(seed).integers(0, 20, (len(shape), *shape))
    names = [[f"s{k}" for k in range(m)] for m in shape]
    return NormalFormGame([f"p{i}" for i in range(len(shape))], names, table)


def potential_game(seed, shape):
    """One payoff for all: every improvement raises it, so improvement must end."""
    table = np.random.default_rng(seed).permutation(int(np.prod(shape))).reshape(shape)
    names = [[f"s{k}" for k in range(m)] for m in shape]
    return NormalFormGame([f"p{i}" for i in range(len(shape))], names, [table] * len(shape))


@given(
    st.integers(0, 10_000),
    st.lists(st.integers(1, 3), min_size=1, max_size=3),
    st.sampled_from(["sequential", "simultaneous", "random"]),
)
def test_best_responses_rest_only_at_equilibria(seed, shape, revision):
    game = random_game(seed, tuple(shape))
    path = best_response_dynamics(game, revision=revision, rng=seed, rounds=200)
    resting = is_nash(game, list(path.plays.iloc[-1]), tol=0)
    assert resting == (path.outcome == "converged")
    if revision == "random":
        assert path.outcome != "cycle"


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.lists(st.integers(1, 4), min_size=2, max_size=4))
def test_best_responses_reach_an_equilibrium_of_a_potential_game(seed, shape):
    """Monderer and Shapley (1996): finite improvement property."""
    path = best_response_dynamics(potential_game(seed, tuple(shape)), rng=seed, rounds=5000)
    assert path.outcome == "converged"


def test_simultaneous_best_responses_cycle_in_a_coordination_game():
    path = best_response_dynamics(HUNT, ["1", "2"], revision="simultaneous")
    assert path.outcome == "cycle"
    assert path.plays["row"].to_list() == ["1", "2", "1"]


def test_fictitious_play_finds_the_value_of_a_zero_sum_game():
    """Robinson (1951): frequencies converge to optimal strategies."""
    A = np.array([[3, -1, 2], [-2, 4, 0]])
    path = fictitious_play(NormalFormGame.from_bimatrix(A, -A), rounds=6000, rng=3)
    value = next(iter(nash_equilibria(path.game))).payoffs["row"]
    assert path.payoffs().iloc[-1]["row"] == pytest.approx(value, abs=0.05)


def test_fictitious_play_of_shapley_1964_does_not_converge():
    """Runs of one cell grow geometrically: the regret at the end of runs stays away from 0."""
    path = fictitious_play(SHAPLEY, ["1", "1"], rounds=20_000, rng=0)
    late = [
        fictitious_play(SHAPLEY, ["1", "1"], rounds=n, rng=0).regret for n in (5000, 10_000, 20_000)
    ]
    assert path.outcome == "ended"
    assert max(late) > 0.02
    assert sum(mix.max() for mix in path.final.values()) < 2


def test_fictitious_play_of_three_players_by_hand():
    """Each best responds to the product of frequencies; real payoffs do not tie."""
    table = np.random.default_rng(11).random((3, 2, 3, 2))
    game = NormalFormGame(["A", "B", "C"], [["s0", "s1"], ["s0", "s1", "s2"], ["s0", "s1"]], table)
    path = fictitious_play(game, ["s0", "s0", "s0"], rounds=40, rng=0)
    counts = [np.eye(m)[0] for m in game.shape]
    for turn in range(1, 40):
        mixes = [count / turn for count in counts]
        options = game.deviations(mixes)
        for count, values in zip(counts, options, strict=True):
            count[int(np.argmax(values))] += 1
    assert path.shares.to_numpy()[-1] == pytest.approx(np.concatenate(counts) / 40)


def test_replicators_move_as_nashpy_moves_them():
    A, B = (
        np.array([[3.0, 0, 2], [1, 2, 1], [0, 4, 1]]),
        np.array([[1.0, 2, 0], [3, 0, 1], [0, 1, 2]]),
    )
    start = [[0.5, 0.3, 0.2], [0.2, 0.3, 0.5]]
    path = replicator_dynamics(NormalFormGame.from_bimatrix(A, B), start, time=5, points=51)
    x, y = nashpy.Game(A, B).asymmetric_replicator_dynamics(
        np.array(start[0]), np.array(start[1]), np.linspace(0, 5, 51)
    )
    assert path.shares.to_numpy() == pytest.approx(np.hstack([x, y]), abs=1e-5)


@given(st.lists(st.floats(-5, 5), min_size=2, max_size=4), st.integers(0, 99), st.floats(0.1, 5))
@settings(max_examples=25)
def test_flows_of_a_single_player_in_closed_form(payoffs, seed, time):
    """Replicators: x_s(t) ∝ x_s(0) exp(t u_s). Logit: x(t) = L + (x(0) − L) exp(−t)."""
    game = NormalFormGame(["A"], [[f"s{k}" for k in range(len(payoffs))]], [payoffs])
    start = np.random.default_rng(seed).dirichlet(np.ones(len(payoffs)))
    moved = replicator_dynamics(game, [start], time=time, points=7).shares
    times = moved.index.to_numpy()[:, None]
    weights = start * np.exp(times * (np.array(payoffs) - max(payoffs)))
    assert np.abs(moved - weights / weights.sum(axis=1, keepdims=True)).to_numpy().max() < 1e-6
    answer = np.exp(1.5 * (np.array(payoffs) - max(payoffs)))
    answer /= answer.sum()
    moved = logit_dynamics(game, 1.5, [start], time=time, points=7).shares
    expected = answer + (start - answer) * np.exp(-times)
    assert np.abs(moved - expected).to_numpy().max() < 1e-6


@pytest.mark.parametrize("unit", [1.0, 2.0**1019])
def test_fictitious_play_of_two_players_by_hand(unit):
    """Payoffs that are almost as large as floats can be do not overflow when rounds add up."""
    A, B = np.random.default_rng(5).random((2, 3, 3))
    path = fictitious_play(NormalFormGame.from_bimatrix(unit * A, unit * B), ["1", "1"], rounds=99)
    rows, columns = np.eye(3)[0], np.eye(3)[0]
    for _ in range(98):
        i, j = np.argmax(A @ columns), np.argmax(rows @ B)
        rows[i] += 1
        columns[j] += 1
    assert path.shares.to_numpy()[-1] == pytest.approx(np.concatenate([rows, columns]) / 99)


def test_replicators_keep_the_constant_of_motion_of_matching_pennies():
    """x(1−x)y(1−y) does not change (Hofbauer and Sigmund 1998, ch. 10)."""
    path = replicator_dynamics(PENNIES, [[0.7, 0.3], [0.4, 0.6]], time=20)
    product = path.shares.prod(axis=1)
    assert product.to_numpy() == pytest.approx(np.full(len(product), product.iloc[0]), rel=1e-5)
    assert path.outcome == "ended"


def test_a_strategy_not_played_never_appears_and_rest_is_not_equilibrium():
    path = replicator_dynamics(HUNT, [[0, 1], [0, 1]])
    assert path.final["row"].to_list() == [0, 1]
    dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    stuck = replicator_dynamics(dilemma, ["1", "1"])
    assert stuck.outcome == "converged"
    assert stuck.regret == 2


def test_logit_rests_at_quantal_responses():
    path = logit_dynamics(HUNT, 1.5, time=200)
    row, column = (path.final[p].to_numpy() for p in ("row", "column"))
    weights = np.exp(1.5 * HUNT.payoffs[0] @ column)
    assert path.outcome == "converged"
    assert row == pytest.approx(weights / weights.sum(), abs=1e-6)


def test_log_linear_learning_visits_profiles_by_their_potential():
    """Blume (1993): long-run frequencies ∝ exp(λ potential)."""
    potential = np.array([[1.0, 0.0], [0.2, 0.6]])
    game = NormalFormGame.from_bimatrix(potential, potential)
    plays = log_linear_learning(game, 2, rounds=60_000, rng=5).plays
    rates = plays.iloc[1000:].value_counts(normalize=True)
    weights = np.exp(2 * potential)
    for i, j in np.ndindex(2, 2):
        expected = weights[i, j] / weights.sum()
        assert rates[(str(i + 1), str(j + 1))] == pytest.approx(expected, abs=0.03)


def test_imitation_moves_like_the_replicators_on_average():
    """Schlag (1998): the mean change of a share is the replicator's, per member and unit range."""
    start = [[0.5, 0.5], [0.5, 0.5]]
    size, moves = 100, []
    for seed in range(300):
        path = imitation_dynamics(HUNT, start, population=size, rounds=20, rng=seed)
        moves.append(path.shares.to_numpy()[-1, 0] - 0.5)
    gap = float(HUNT.payoffs[0][0].mean() - HUNT.payoffs[0][1].mean()) / 4
    expected = 20 * 0.25 * gap / size
    assert np.mean(moves) == pytest.approx(expected, abs=4 * np.std(moves) / np.sqrt(300))


@pytest.mark.parametrize("dynamic", [fictitious_play, imitation_dynamics, best_response_dynamics])
def test_the_same_seed_gives_the_same_path(dynamic):
    game = random_game(3, (3, 3))
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    one, two = dynamic(game, rounds=200, rng=7), dynamic(game, rounds=200, rng=7)
    assert one.shares.equals(two.shares)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_exact_games_and_single_players_move_too():
    exact = NormalFormGame(["A"], [["x", "y"]], [[Fraction(1, 3), Fraction(1, 2)]])
    for path in (
        replicator_dynamics(exact),
        logit_dynamics(exact, 200),
        imitation_dynamics(exact, rng=0, rounds=3000),
        best_response_dynamics(exact, ["x"]),
        fictitious_play(exact, rounds=500, rng=0),
        log_linear_learning(exact, 200, rng=0),
    ):
        assert path.final["A"].idxmax() == "y"
        assert path.dynamic in repr(path)


@pytest.mark.parametrize(
    ("run", "error", "message"),
    [
        (lambda: best_response_dynamics(HUNT, revision="all"), UnknownNameError, "revision 'all'"),
        (lambda: best_response_dynamics(HUNT, ["1"]), InvalidArgumentError, "each of 2 players"),
        (lambda: best_response_dynamics(HUNT, ["1", "9"]), UnknownNameError, "column '9'"),
        (lambda: best_response_dynamics(HUNT, "11"), InvalidArgumentError, "sequence of strategy"),
        (
            lambda: replicator_dynamics(HUNT, time=sympy.Symbol("T")),
            UnsupportedNumberError,
            "time must be numbers",
        ),
        (lambda: fictitious_play(HUNT, rounds=0), InvalidArgumentError, "rounds must be"),
        (lambda: replicator_dynamics(HUNT, time=0), InvalidArgumentError, "time must be > 0"),
        (lambda: replicator_dynamics(HUNT, [[2, 0], [1, 0]]), LilliputError, "sum to 1"),
        (lambda: logit_dynamics(HUNT, float("nan")), InvalidArgumentError, "finite"),
        (lambda: imitation_dynamics(HUNT, mutation=2), InvalidArgumentError, "mutation"),
        (lambda: imitation_dynamics(HUNT, population=0.5), InvalidArgumentError, "population"),
    ],
)
def test_bad_arguments_are_refused(run, error, message):
    with pytest.raises(error, match=message):
        run()
