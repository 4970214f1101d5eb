"""The global Newton method: paths of bonuses from one equilibrium to the next."""

from fractions import Fraction
from itertools import combinations, product

import numpy as np
import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, regret
from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.methods.global_newton import solve
from lilliput.games.errors import InvalidArgumentError, SolverError, UnsupportedNumberError
from lilliput.games.linear import solve_exactly
from lilliput.games.normal_form.deviations import deviations_of, joined
from lilliput.games.quantal.support_path import support_path


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


def relative_regret(game, found):
    gains = regret(game, [found.strategies[name] for name in game.players])
    widths = [float(np.ptp(table)) or 1.0 for table in game.payoffs]
    return max(float(gain) / width for gain, width in zip(gains, widths, strict=True))


def all_equilibria(game):
    """All equilibria of a nondegenerate bimatrix game, by its supports, in Fractions."""
    A, B = (
        [[Fraction(int(x)) for x in row] for row in table] for table in game.payoffs.astype(int)
    )
    rows, columns = game.shape
    found = set()
    for size in range(1, min(rows, columns) + 1):
        for S, T in product(combinations(range(rows), size), combinations(range(columns), size)):
            y = solve_exactly(
                [[A[i][j] for j in T] + [-1] for i in S] + [[1] * size + [0]], [0] * size + [1]
            )
            x = solve_exactly(
                [[B[i][j] for i in S] + [-1] for j in T] + [[1] * size + [0]], [0] * size + [1]
            )
            if x is None or y is None or min(x[:-1]) <= 0 or min(y[:-1]) <= 0:
                continue
            full_x = [x[S.index(i)] if i in S else Fraction(0) for i in range(rows)]
            full_y = [y[T.index(j)] if j in T else Fraction(0) for j in range(columns)]
            pays_row = [sum(A[i][j] * full_y[j] for j in range(columns)) for i in range(rows)]
            pays_column = [sum(B[i][j] * full_x[i] for i in range(rows)) for j in range(columns)]
            if max(pays_row) == y[-1] and max(pays_column) == x[-1]:
                found.add((*full_x, *full_y))
    return found


@settings(max_examples=40, deadline=None)
@given(st.tuples(st.integers(1, 4), st.integers(1, 4)), st.integers(0, 10**6))
def test_two_player_paths_meet_true_equilibria_only(shape, seed):
    game = random_game(shape, seed, most=10**6)
    assume(np.unique(game.payoffs).size == game.payoffs.size)  # a tie may make it degenerate
    found = solve(game, follow="whole", rays=2)
    truth = all_equilibria(game)
    for profile in found.profiles:
        assert tuple(x for mix in profile for x in mix) in truth


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from([(3, 3), (2, 2, 2), (3, 2, 2), (2, 2, 2, 2), (1, 3, 2), (4,)]),
    st.integers(0, 10**6),
)
def test_a_whole_path_meets_an_odd_number_with_alternating_indices(shape, seed):
    game = random_game(shape, seed)
    scaled = deviations_of(game, common=False)
    g = np.random.default_rng([seed, 1]).random(scaled.total)
    met = list(support_path(scaled, g, max_steps=20_000))
    assert [crossing.index for crossing in met] == [(-1) ** k for k in range(len(met))]
    assert len(met) % 2 == 1
    for crossing in met:
        assert scaled.regret(crossing.p) < 1e-12


def test_the_index_is_the_sign_of_a_determinant():
    """Pure strict equilibria have index +1, the mixed one of a coordination game −1."""
    game = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 3]])
    found = solve(game, follow="whole", rays=12)
    indices = {tuple(p[0]): i for p, i in zip(found.profiles, found.indices, strict=True)}
    assert indices == {(1, 0): 1, (0, 1): 1, (Fraction(3, 4), Fraction(1, 4)): -1}


@pytest.mark.parametrize(
    ("shape", "count"), [((3,) * 5, 8), ((4,) * 4, 8), ((2,) * 10, 3), ((30, 30), 6)]
)
def test_large_games(shape, count):
    for seed in range(count):
        game = random_game(shape, seed)
        found = equilibrium_set(game, solve(game), "global_newton")
        assert len(found) == 1
        assert relative_regret(game, found[0]) <= 1e-12
        if len(shape) == 2:
            assert found[0].certificate.kind == "exact"


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from([(2, 2), (3, 3), (2, 4), (2, 2, 2), (3, 2, 2)]),
    st.integers(0, 10**6),
    st.sampled_from([1, 2, 4]),
)
def test_degenerate_games_are_solved_too(shape, seed, most):
    game = random_game(shape, seed, most=most)
    found = equilibrium_set(game, solve(game), "global_newton")
    assert relative_regret(game, found[0]) <= 1e-12
    if len(shape) == 2:
        assert found[0].certificate.kind == "exact"


def test_nine_equilibria_of_mckelvey_and_mclennan():
    game = named(
        [
            [[[9, 0], [0, 3]], [[0, 3], [9, 0]]],
            [[[8, 0], [0, 4]], [[0, 4], [8, 0]]],
            [[[12, 0], [0, 6]], [[0, 6], [2, 0]]],
        ]
    )
    found = equilibrium_set(game, solve(game, rays=40, follow="whole"), "global_newton")
    assert len(found) == 9
    assert sum(e.index for e in found) == 1
    assert sum(all(len(s) == 2 for s in e.supports.values()) for e in found) == 2
    for equilibrium in found:
        assert relative_regret(game, equilibrium) <= 1e-12


def test_the_same_answer_each_time():
    game = random_game((3, 3, 3), 5)
    one, other = solve(game, rays=3), solve(game, rays=3)
    for first, second in zip(one.profiles, other.profiles, strict=True):
        assert (joined(first) == joined(second)).all()
    seeded = [solve(game, rng=seed).parameters["rays"] for seed in (1, np.random.default_rng(1))]
    assert seeded == [1, 1]


def test_constant_and_single_strategy_games():
    constant = NormalFormGame.from_bimatrix(np.ones((2, 3)), np.ones((2, 3)))
    single = named(np.zeros((3, 1, 1, 1)))
    lone = NormalFormGame(["A"], [["x", "y", "z"]], [[1, 3, 2]])
    for game in (constant, single, lone):
        found = equilibrium_set(game, solve(game), "global_newton")
        assert found[0].certificate.kind == "exact"
    assert found[0].supports == {"A": ("y",)}


@pytest.mark.parametrize("power", [-200, -3, 40, 300])
def test_units_of_payoff_do_not_matter(power):
    game = random_game((3, 3, 2), 3)
    units = np.array([1.0, 2.0**power, 2.0**-power]).reshape(3, 1, 1, 1)
    one, other = (
        joined(solve(named(table)).profiles[0]) for table in (game.payoffs, game.payoffs * units)
    )
    assert np.abs(other - one).max() < 1e-13
    shifted = named(game.payoffs + np.array([5.0, -3.0, 100.0]).reshape(3, 1, 1, 1))
    assert np.abs(joined(solve(shifted).profiles[0]) - one).max() < 1e-11


def test_errors():
    game = random_game((3, 3), 1)
    with pytest.raises(InvalidArgumentError, match="rays must be an integer >= 1, got 0"):
        solve(game, rays=0)
    with pytest.raises(InvalidArgumentError, match="'first' or 'whole', got 'all'"):
        solve(game, follow="all")
    with pytest.raises(SolverError, match=r"none of 9 directions.*method 'logit'"):
        solve(random_game((4, 4, 4), 1), max_steps=2)
    symbolic = NormalFormGame.from_bimatrix([[sympy.Symbol("x"), 0], [0, 1]], np.eye(2))
    with pytest.raises(UnsupportedNumberError, match="substitute values"):
        solve(symbolic)
