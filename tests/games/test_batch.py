"""Nucleoli and least cores of batches, against definitions and exact solvers."""

import pickle
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lilliput.games import (
    BatchStatus,
    CoalitionalGame,
    core,
    cores_empty,
    least_cores,
    nucleoli,
    nucleoli_solution,
    nucleolus,
    prenucleolus,
)
from lilliput.games.cores import batch
from lilliput.games.cores.batch_exact import exact_levels
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    LilliputWarning,
    ProblemTooLargeError,
    SolverError,
    UnsupportedNumberError,
)

KINDS = ("nucleolus", "prenucleolus")


def bits_of(n):
    return (np.arange(2**n)[:, None] >> np.arange(n)) & 1


@st.composite
def tables(draw, most=4, largest=4):
    """Small integer worths: ties and zeros abound."""
    n = draw(st.integers(2, most))
    size = 2**n - 1
    return np.array(
        [0, *draw(st.lists(st.integers(-largest, largest), min_size=size, max_size=size))]
    )


def has_imputations(worths):
    n = len(worths).bit_length() - 1
    return sum(worths[1 << i] for i in range(n)) <= worths[-1]


def lexicographic(worths, floors):
    """Schmeidler's definition: per level, fix every coalition whose excess cannot fall further."""
    n = len(worths).bit_length() - 1
    bits = bits_of(n).astype(float)
    bounds = [(None if f is None else float(f), None) for f in floors] + [(None, None)]
    fixed, totals = [np.append(bits[-1], 0.0)], [worths[-1]]
    left = set(range(1, 2**n - 1))
    while left and np.linalg.matrix_rank(np.array(fixed)[:, :n]) < n:
        masks = sorted(left)
        above = np.array([np.append(-bits[s], -1.0) for s in masks])
        worth = np.array([-float(worths[s]) for s in masks])
        level = linprog([0.0] * n + [1.0], above, worth, np.array(fixed), totals, bounds)
        assert level.status == 0
        pinned = np.array([*fixed, np.append(np.zeros(n), 1.0)])
        at = [*totals, level.fun]
        loose = worth + 1e-9
        for s in masks:
            most = linprog(np.append(-bits[s], 0.0), above, loose, pinned, at, bounds)
            if most.status == 0 and -most.fun < worths[s] - level.fun + 1e-6:
                left.discard(s)
                row = np.append(bits[s], 0.0)
                if np.linalg.matrix_rank(np.array([*fixed, row])[:, :n]) > len(fixed):
                    fixed.append(row)
                    totals.append(worths[s] - level.fun)
        assert len(left) < len(masks)
    return np.linalg.lstsq(np.array(fixed)[:, :n], np.array(totals, dtype=float), rcond=None)[0]


def violates_kohlberg(worths, x, *, floors=None, tol=1e-9):
    """Kohlberg 1971: each set {S: e(S, x) ≥ α} is balanced, with players at their floors as aid."""
    n = len(worths).bit_length() - 1
    bits = bits_of(n)[1:-1].astype(float)
    excess = (worths - bits_of(n) @ x)[1:-1]
    aids = np.eye(n)[[i for i in range(n) if floors is not None and x[i] <= floors[i] + tol]]
    order = np.sort(excess)[::-1]
    levels = [low for high, low in pairwise([np.inf, *order]) if high - low > tol]
    for level in levels:
        balanced = bits[excess >= level - tol]
        columns = np.vstack([balanced, aids, -np.ones(n)])
        bounds = [(1, None)] * len(balanced) + [(0, None)] * len(aids) + [(None, None)]
        found = linprog(np.zeros(len(columns)), None, None, columns.T, np.zeros(n), bounds)
        if found.status != 0:
            return level
        if np.linalg.matrix_rank(balanced) == n:
            break  # with all directions spanned, larger sets are balanced as well
    return None


def exactly(worths, kind):
    table = np.array([Fraction(w) for w in worths], dtype=object)
    n = len(table).bit_length() - 1
    alone = [table[1 << i] for i in range(n)]
    share = (table[-1] - sum(alone)) / n
    floors = alone if kind == "nucleolus" else None
    return exact_levels(table, [a + share for a in alone], floors=floors)[0]


@settings(max_examples=40, deadline=None)
@given(tables(), st.sampled_from(KINDS))
def test_against_the_definition(worths, kind):
    if kind == "nucleolus" and not has_imputations(worths):
        return
    n = len(worths).bit_length() - 1
    floors = worths[2 ** np.arange(n)] if kind == "nucleolus" else [None] * n
    expected = lexicographic(worths, floors)
    assert np.allclose(nucleoli(worths, kind=kind), expected, rtol=0, atol=1e-6)
    assert np.allclose(np.array(exactly(worths, kind), dtype=float), expected, rtol=0, atol=1e-6)


@settings(max_examples=300, deadline=None)
@given(tables(most=6, largest=10), st.sampled_from(KINDS), st.sampled_from([1e-9, 1.0, 1e9, 1 / 3]))
def test_against_rational_arithmetic_at_any_scale(worths, kind, scale):
    if kind == "nucleolus" and not has_imputations(worths):
        return
    solution = nucleoli_solution(worths * scale, kind=kind)
    assert solution.statuses == BatchStatus.CERTIFIED
    expected = np.array(exactly(worths, kind), dtype=float)
    assert np.allclose(solution.allocations / scale, expected, rtol=0, atol=1e-12)
    assert solution.residuals <= 1e-12 * scale


@pytest.mark.parametrize("n", [2, 3, 5, 7])
def test_against_the_solver_of_single_games(n):
    rng = np.random.default_rng(n)
    games = np.concatenate([rng.random((4, 2**n)), rng.integers(0, 3, (4, 2**n))])
    games[:, 0], games[:, -1] = 0, 2 * n
    names = [str(i) for i in range(n)]
    for kind, solve in (("nucleolus", nucleolus), ("prenucleolus", prenucleolus)):
        singly = [solve(CoalitionalGame(names, worths)) for worths in games]
        assert np.allclose(nucleoli(games, kind=kind), singly, rtol=0, atol=1e-13)


@settings(max_examples=100, deadline=None)
@given(tables(most=5), st.randoms(use_true_random=False), st.sampled_from(KINDS))
def test_differences_of_1e_minus_12_move_the_answer_by_no_more(worths, random, kind):
    nearly = worths + np.array([0.0] + [1e-12 * random.random() for _ in worths[1:]])
    nearly[-1] = worths[-1] + 1e-11
    if kind == "nucleolus" and not has_imputations(worths):
        return
    expected = np.array(exactly(nearly, kind), dtype=float)
    assert np.allclose(nucleoli(nearly, kind=kind), expected, rtol=0, atol=2e-14)


@pytest.mark.parametrize("n", [5, 7, 9])
@pytest.mark.parametrize("kind", KINDS)
def test_kohlberg_holds_in_batches_of_random_and_of_tied_games(n, kind):
    rng = np.random.default_rng(n)
    weights = rng.integers(0, 6, (3, n))
    games = np.concatenate(
        [
            rng.random((3, 2**n)),
            rng.integers(0, 3, (3, 2**n)),
            weights @ bits_of(n).T > weights.sum(axis=1, keepdims=True) / 2,
        ]
    )
    games[:, 0] = 0
    games[:, -1] = games[:, -1] + n * (kind == "nucleolus")
    for worths, x in zip(games, nucleoli(games, kind=kind), strict=True):
        floors = worths[2 ** np.arange(n)] if kind == "nucleolus" else None
        assert violates_kohlberg(worths, x, floors=floors) is None
        moved = x + 1e-3 * (np.eye(n)[0] - np.eye(n)[1])
        assert violates_kohlberg(worths, moved, floors=floors) is not None


@pytest.mark.parametrize(
    ("worths", "expected"),
    [
        # Aumann and Maschler 1985: claims 100, 200, 300.
        ([max(0, 100 - c) for c in (600, 500, 400, 300, 300, 200, 100, 0)], [100 / 3] * 3),
        ([max(0, 200 - c) for c in (600, 500, 400, 300, 300, 200, 100, 0)], [50, 75, 75]),
        ([max(0, 300 - c) for c in (600, 500, 400, 300, 300, 200, 100, 0)], [50, 100, 150]),
        # Peleg and Sudhölter 2007, example 5.5.12.
        ([0, 0, 0, 10, 0, 0, 0, 2], [1, 1, 0]),
        # Ferguson, Game Theory, part IV.
        ([0, -1, 0, 3, 1, 4, 2, 5], [8 / 3, 2 / 3, 5 / 3]),
        # A pair of gloves, two right hands.
        ([0, 0, 0, 1, 0, 1, 0, 1], [1, 0, 0]),
        # The only imputation.
        ([0, 1, 2, 9, 3, 9, 9, 6], [1, 2, 3]),
        ([0, 0, 0, 0, 0, 0, 0, 0], [0, 0, 0]),
    ],
)
def test_published_nucleoli(worths, expected):
    assert np.allclose(nucleoli(worths), expected, rtol=0, atol=1e-13 * max(1, max(expected)))


def test_published_prenucleolus():
    """Peleg and Sudhölter 2007, example 5.5.12."""
    found = nucleoli([0, 0, 0, 10, 0, 0, 0, 2], kind="prenucleolus")
    assert np.allclose(found, [3, 3, -4], rtol=0, atol=1e-14)


@settings(max_examples=100, deadline=None)
@given(tables(most=5), st.integers(1, 9), st.integers(0, 10**6))
def test_covariance_and_anonymity(worths, factor, seed):
    n = len(worths).bit_length() - 1
    rng = np.random.default_rng(seed)
    shift, order = rng.integers(-5, 6, n), rng.permutation(n)
    bits = bits_of(n)
    renamed = worths[(bits * 2**order).sum(axis=1)]
    games = np.stack([worths, factor * worths + bits @ shift, renamed])
    first, moved, renumbered = nucleoli(games, kind="prenucleolus")
    assert np.allclose(moved, factor * first + shift, rtol=0, atol=1e-11)
    assert np.allclose(renumbered, first[order], rtol=0, atol=1e-12)


def test_leading_axes_kinds_of_numbers_and_small_games():
    rng = np.random.default_rng(1)
    games = rng.integers(0, 9, (2, 3, 8))
    games[..., 0] = 0
    games[..., -1] = 40
    before = games.copy()
    found = nucleoli(games)
    assert found.shape == (2, 3, 3)
    assert np.array_equal(games, before)
    assert np.array_equal(found[1, 2], nucleoli(games[1, 2]))
    exact = np.vectorize(Fraction, otypes=[object])(games)
    assert np.array_equal(nucleoli(exact), found)
    assert nucleoli(np.zeros((0, 8))).shape == (0, 3)
    assert nucleoli(np.zeros((4, 1))).shape == (4, 0)
    assert nucleoli([[0, 2.5], [0, -3]]).tolist() == [[2.5], [-3.0]]
    assert nucleoli([0, 1, 2, 7]).tolist() == [3.0, 4.0]


def test_a_game_without_imputations_does_not_stop_the_others():
    solution = nucleoli_solution([[0, 2, 2, 3], [0, 1, 1, 3]])
    assert solution.statuses.tolist() == [BatchStatus.NO_IMPUTATION, BatchStatus.CERTIFIED]
    assert np.isnan(solution.allocations[0]).all()
    assert np.isnan(solution.residuals[0])
    assert solution.allocations[1].tolist() == [1.5, 1.5]
    assert nucleoli([0, 2, 2, 3], kind="prenucleolus").tolist() == [1.5, 1.5]


def test_rounding_in_the_sum_of_worths_does_not_empty_the_imputations():
    assert 0.1 + 0.2 + 0.3 > 0.6
    worths = [0, 0.1, 0.2, 0, 0.3, 0, 0, 0.6]
    assert np.allclose(nucleoli(worths), [0.1, 0.2, 0.3], rtol=0, atol=1e-16)
    assert np.isnan(nucleoli([0, 0.1, 0.2, 0, 0.3, 0, 0, 0.6 - 1e-12])).all()


def games_with_rounding(kind):
    """Games whose solutions in floats are right only to rounding."""
    games = np.random.default_rng(3).random((12, 32))
    games[:, 0], games[:, -1] = 0, 5
    off = nucleoli_solution(games, kind=kind).residuals > 0
    assert off.sum() >= 4
    return games[off]


@pytest.mark.parametrize("kind", KINDS)
def test_a_game_that_floats_do_not_certify_is_solved_in_rationals(kind):
    games = games_with_rounding(kind)
    solution = nucleoli_solution(games, kind=kind, tol=0)
    assert (solution.statuses == BatchStatus.EXACT).all()
    assert (solution.residuals == 0).all()
    assert np.allclose(solution.allocations, nucleoli(games, kind=kind), rtol=0, atol=1e-14)
    cores = least_cores(games, tol=0)
    assert (cores.gaps == 0).all()
    assert np.allclose(cores.values, least_cores(games).values, rtol=0, atol=1e-14)


def test_no_certified_answer_is_nan_with_a_warning(monkeypatch):
    def fail(*_, **__):
        raise SolverError("no optimum")

    games = games_with_rounding("nucleolus")
    monkeypatch.setattr(batch, "exact_levels", fail)
    with pytest.warns(LilliputWarning, match="1 of 1 games have no certified nucleolus"):
        assert np.isnan(nucleoli(games[:1], tol=0)).all()


def test_the_solution_is_frozen_and_survives_pickling():
    solution = nucleoli_solution([[0, 2, 2, 3], [0, 1, 1, 3]])
    assert repr(solution) == "NucleolusBatch(nucleolus of 2 games: 1 CERTIFIED, 1 NO_IMPUTATION)"
    copy = pickle.loads(pickle.dumps(solution))
    for either in (solution, copy):
        with pytest.raises(ValueError, match="read-only"):
            either.allocations[0, 0] = 1
    cores = least_cores([[0, 2, 2, 3]])
    assert repr(cores).startswith("LeastCoreBatch(1 game; largest gap")
    with pytest.raises(ValueError, match="read-only"):
        pickle.loads(pickle.dumps(cores)).values[0] = 1


@settings(max_examples=100, deadline=None)
@given(tables(most=5), st.sampled_from([1e-9, 1, 1e9]))
def test_least_cores_agree_with_core(worths, scale):
    n = len(worths).bit_length() - 1
    expected = core(CoalitionalGame([str(i) for i in range(n)], worths), exact=True)
    found = least_cores(worths * scale)
    value = float(expected.least_core_value)
    assert abs(found.values / scale - value) <= 1e-13
    assert cores_empty(worths * scale) == expected.empty
    excess = (worths * scale - bits_of(n) @ found.allocations)[1:-1]
    assert excess.max() <= found.values + found.gaps + 1e-13 * scale
    assert abs(found.allocations.sum() - worths[-1] * scale) <= 1e-13 * scale
    assert 0 <= found.gaps <= 1e-13 * scale


def test_least_cores_of_small_games_and_shapes():
    assert least_cores([[0, 3.0]]).values.tolist() == [-np.inf]
    assert least_cores([[0, 3.0]]).allocations.tolist() == [[3.0]]
    assert least_cores([0.0]).allocations.shape == (0,)
    assert cores_empty(np.zeros((2, 3, 4))).tolist() == [[False] * 3] * 2
    assert cores_empty([[0, -3.0], [0, 1.0]]).tolist() == [False, False]
    assert not cores_empty([0.0])
    assert least_cores([[0, 1, 1, 4], [0, 3, 3, 4]]).values.tolist() == [-1.0, 1.0]


@pytest.mark.parametrize("solve", [nucleoli, nucleoli_solution, least_cores, cores_empty])
def test_bad_input(solve):
    with pytest.raises(InvalidGameError, match=r"2\*\*n worths, got shape \(2, 3\)"):
        solve([[0, 1, 2], [0, 1, 2]])
    with pytest.raises(InvalidGameError, match=r"empty coalition 0, got 1\.0"):
        solve([[0, 1, 1, 2], [1, 1, 1, 2]])
    with pytest.raises(InvalidGameError, match="finite"):
        solve(np.array([[0, 1, np.nan, 2.0]]))
    with pytest.raises(ProblemTooLargeError, match="at most 12 players, got 13"):
        solve(np.zeros((1, 2**13)))
    sympy = pytest.importorskip("sympy")
    with pytest.raises(UnsupportedNumberError, match="expressions in a"):
        solve([0, sympy.Symbol("a"), 1, 2])


def test_an_unknown_kind_is_refused():
    with pytest.raises(InvalidArgumentError, match="kind must be 'nucleolus' or 'prenucleolus'"):
        nucleoli([0, 1, 1, 2], kind="kernel")


def test_exact_levels_of_a_large_tied_game():
    """Simple majority of nine: by symmetry 1/9 each, and |S| = 5 are the worst coalitions."""
    worths = np.array([Fraction(int(m).bit_count() >= 5) for m in range(2**9)], dtype=object)
    start = [Fraction(1), *[Fraction(0)] * 8]
    shares, epsilons = exact_levels(worths, start)
    assert shares == [Fraction(1, 9)] * 9
    assert epsilons[0] == Fraction(4, 9)
