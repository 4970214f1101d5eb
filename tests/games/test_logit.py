"""One equilibrium of any game as the limit of the principal logit branch."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, regret
from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.methods.logit import solve
from lilliput.games.errors import SolverError, UnsupportedNumberError
from lilliput.games.quantal import quantal_response
from lilliput.games.quantal.supports import exact_on_supports


def named(table):
    table = np.asarray(table)
    return NormalFormGame(
        [f"p{i}" for i in range(len(table))],
        [[f"s{k}" for k in range(m)] for m in table.shape[1:]],
        table,
    )


def random_game(shape, seed, *, most=None):
    rng = np.random.default_rng(seed)
    size = (len(shape), *shape)
    return named(rng.random(size) if most is None else rng.integers(0, most + 1, size))


def only(game, **options):
    """The equilibrium, labelled and certified."""
    found = equilibrium_set(game, solve(game, **options), "logit")
    assert found.complete == "unknown"
    assert len(found) == 1
    return found[0]


def relative_regret(game, found):
    """By the public checker, in units of each player's range."""
    gains = regret(game, [found.strategies[name] for name in game.players])
    widths = [float(np.ptp(table)) or 1.0 for table in game.payoffs]
    return max(float(gain) / width for gain, width in zip(gains, widths, strict=True))


@settings(max_examples=80, deadline=None)
@given(
    st.tuples(st.integers(1, 4), st.integers(1, 4)),
    st.integers(0, 10**6),
    st.sampled_from([2, 4, 100]),
)
def test_two_players_get_an_exact_equilibrium_even_if_degenerate(shape, seed, most):
    found = only(random_game(shape, seed, most=most))
    assert found.certificate.kind == "exact"
    assert found.regret == 0


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(2,), (4,), (2, 2, 2), (3, 2, 3), (2, 2, 2, 2), (1, 3, 2), (2, 1, 1, 2)]),
    st.integers(0, 10**6),
    st.sampled_from([None, 4]),
)
def test_several_players_get_an_equilibrium_to_rounding(shape, seed, most):
    game = random_game(shape, seed, most=most)
    found = only(game)
    assert relative_regret(game, found) <= 1e-12
    assert found.certificate.relative_regret <= 1e-12


@pytest.mark.parametrize(
    ("shape", "count"), [((3,) * 5, 8), ((4,) * 4, 8), ((2,) * 10, 4), ((30, 30), 4)]
)
def test_large_games(shape, count):
    for seed in range(count):
        game = random_game(shape, seed)
        found = only(game)
        assert relative_regret(game, found) <= 1e-12
        if len(shape) == 2:
            assert found.certificate.kind == "exact"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shape", "count"), [((3,) * 5, 40), ((4,) * 4, 40), ((2,) * 10, 20), ((30, 30), 30)]
)
def test_many_large_games(shape, count):
    for seed in range(100, 100 + count):
        game = random_game(shape, seed)
        assert relative_regret(game, only(game)) <= 1e-12


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_the_equilibrium_is_where_the_branch_goes(seed):
    game = random_game((3, 3), seed)
    found = only(game)
    gaps = []
    for rationality in (1e4, 1e5):
        play = quantal_response(game, rationality).strategies
        gaps.append(max(np.abs(play[n] - found.strategies[n]).max() for n in game.players))
    assert gaps[1] <= max(0.35 * gaps[0], 1e-9)


def test_fractions_stay_fractions():
    third = Fraction(1, 3)
    game = NormalFormGame.from_bimatrix([[third, 0], [0, 1]], [[0, 1], [1, 0]])
    found = only(game)
    assert found.strategies["row"].tolist() == [Fraction(1, 2)] * 2
    assert found.strategies["column"].tolist() == [Fraction(3, 4), Fraction(1, 4)]
    assert found.payoffs["row"] == Fraction(1, 4)


def test_three_players_of_whom_two_mix_get_an_exact_equilibrium():
    """Player 3 has a dominant strategy, with which the others play matching pennies 2 : 1."""
    table = np.zeros((3, 2, 2, 2))
    table[0, :, :, 0] = [[2, 0], [0, 1]]
    table[1, :, :, 0] = [[0, 1], [1, 0]]
    table[2, :, :, 0] = 1
    found = only(named(table))
    assert found.certificate.kind == "exact"
    assert found.strategies["p1"].tolist() == [1 / 3, 2 / 3]
    assert found.strategies["p2"].tolist() == [1, 0]


def test_an_irrational_equilibrium():
    """Nau, Gomez Canovas and Hansen (2004), section 4: one equilibrium, irrational."""
    game = named(
        [
            [[[3, 1], [0, 0]], [[0, 0], [1, 2]]],
            [[[0, 0], [2, 1]], [[1, 3], [0, 0]]],
            [[[2, 0], [0, 0]], [[0, 0], [0, 3]]],
        ]
    )
    found = only(game)
    assert found.certificate.kind == "epsilon"
    assert found.certificate.relative_regret < 1e-15
    p, q, r = (found.strategies[name]["s0"] for name in game.players)
    # nobody gains: the indifference conditions, written out
    assert q * (3 * r + 1 - r) == pytest.approx((1 - q) * (r + 2 * (1 - r)), abs=1e-14)
    assert (1 - p) * (r + 3 * (1 - r)) == pytest.approx(p * (2 * r + 1 - r), abs=1e-14)
    assert 2 * p * q == pytest.approx(3 * (1 - p) * (1 - q), abs=1e-14)


def test_exact_on_supports_refuses_what_is_no_equilibrium():
    game = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    first = np.array([True, False])
    assert exact_on_supports(game, [first, first], [first * 1.0] * 2) is None
    second = ~first
    profile = exact_on_supports(game, [second, second], [second * 1.0] * 2)
    assert [mix.tolist() for mix in profile] == [[0, 1], [0, 1]]


@pytest.mark.parametrize("shape", [(3, 3), (2, 2, 2), (3, 3, 3)])
def test_gambit_agrees(shape):
    """Gambit follows the same branch to an approximate equilibrium."""
    gambit = pytest.importorskip("pygambit")
    if not hasattr(gambit, "StrategicGame"):
        pytest.skip("another version of pygambit")
    for seed in range(8):
        game = random_game(shape, seed)
        peer = gambit.StrategicGame.from_arrays(*game.payoffs)
        theirs = gambit.nash.logit_solve(peer, maxregret=1e-8).equilibrium
        for mine, other in zip(only(game).strategies.values(), theirs, strict=True):
            assert np.abs(mine.to_numpy() - [chance for _, chance in other]).max() < 1e-3


def test_the_record_says_how_far_the_branch_was_followed():
    parameters = solve(random_game((3, 3), 1)).parameters
    assert parameters["rationality"] > 1
    assert parameters["steps"] > 5
    symmetric = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    assert solve(symmetric).parameters["bifurcations"] == 1


def test_errors():
    game = random_game((3, 3), 1)
    with pytest.raises(SolverError, match=r"max_steps: 2 points.*global_newton"):
        solve(game, max_steps=2)
    symbolic = NormalFormGame.from_bimatrix([[sympy.Symbol("x"), 0], [0, 1]], np.eye(2))
    with pytest.raises(UnsupportedNumberError, match="substitute values"):
        solve(symbolic)
