"""Many two-player games at once, against plain enumeration in Fractions and published games."""

import pickle
from fractions import Fraction
from itertools import combinations, product
from math import lcm

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from lilliput.games import NormalFormGame, nash_equilibria
from lilliput.games.bimatrix.batch import bimatrix_equilibria
from lilliput.games.bimatrix.batch_correlated import bimatrix_correlated_welfare
from lilliput.games.bimatrix.batch_exact import exact_equilibria
from lilliput.games.bimatrix.batch_minors import minors_of
from lilliput.games.bimatrix.batch_tables import (
    batched_pure_equilibria,
    bimatrix_dominated,
    bimatrix_pure_equilibria,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)

FAMILIES = {
    "0 to 2": lambda rng, shape: rng.integers(0, 3, shape),
    "-5 to 5": lambda rng, shape: rng.integers(-5, 6, shape),
    "0 to 999": lambda rng, shape: rng.integers(0, 1000, shape),
}
FLOATS = {
    "normal": lambda rng, shape: rng.normal(size=shape),
    "cents": lambda rng, shape: np.round(rng.random(shape), 2),
    "thirds": lambda rng, shape: rng.integers(0, 4, shape) / 3,
    "offset": lambda rng, shape: rng.integers(0, 3, shape) / 7 + 1e6,
    "millions": lambda rng, shape: rng.integers(0, 10**6, shape),
    "long": lambda rng, shape: rng.integers(0, 5, shape) * 1e15 + rng.integers(0, 3, shape),
    "tiny": lambda rng, shape: rng.integers(0, 4, shape) * 1e-200,
    "columns": lambda rng, shape: rng.integers(0, 4, shape) * 10.0 ** rng.integers(-9, 9, shape),
}


def solve(rows, right):
    """Numerators and denominator > 0 that solve a square system in integers, None if singular."""
    work = [[*row, value] for row, value in zip(rows, right, strict=True)]
    before = 1
    for c in range(len(work)):
        pivot = next((r for r in range(c, len(work)) if work[r][c]), None)
        if pivot is None:
            return None
        work[c], work[pivot] = work[pivot], work[c]
        own = work[c]
        for r, row in enumerate(work):
            if r != c:  # without remainder: Bareiss (1968)
                work[r] = [
                    (a * own[c] - row[c] * b) // before for a, b in zip(row, own, strict=True)
                ]
        before = own[c]
    sign = 1 if before > 0 else -1
    return [sign * row[-1] for row in work], sign * before


def whole(table):
    """A positive multiple of Fractions in integers."""
    unit = lcm(*(entry.denominator for row in table for entry in row))
    return [[int(entry * unit) for entry in row] for row in table]


def vertices(table):
    """Vertices but 0 of {y ≥ 0 : C y ≤ 1}, C > 0, as mixtures: unplayed columns, best rows."""
    table = whole(table)
    low = min(map(min, table)) - 1
    C = [[entry - low for entry in row] for row in table]
    q = len(C[0])
    facets = [([int(c == j) for c in range(q)], 0) for j in range(q)] + [(row, 1) for row in C]
    found = {}
    for chosen in combinations(facets, q):
        solution = solve([row for row, _ in chosen], [value for _, value in chosen])
        if solution is None or min(solution[0]) < 0 or not any(solution[0]):
            continue
        y, unit = solution
        loads = [sum(a * b for a, b in zip(row, y, strict=True)) for row in C]
        if max(loads) <= unit:
            unplayed = {j for j in range(q) if not y[j]}
            best = {i for i, load in enumerate(loads) if load == unit}
            found[tuple(Fraction(entry, sum(y)) for entry in y)] = unplayed, best
    return found


def printed(table):
    """Payoffs as the decimals that they print as."""
    return [
        [v if isinstance(v, Fraction) else Fraction(repr(v)) for v in row] for row in table.tolist()
    ]


def enumerated(A, B):
    """All pairs of vertices with all labels, and whether a vertex has too many."""
    A, B = printed(A), printed(B)
    m, k = len(A), len(A[0])
    rows, columns = vertices([list(column) for column in zip(*B, strict=True)]), vertices(A)
    pairs = {
        (x, y)
        for (x, (idle_rows, best_columns)), (y, (idle_columns, best_rows)) in product(
            rows.items(), columns.items()
        )
        if len(idle_rows | best_rows) == m and len(idle_columns | best_columns) == k
    }
    degenerate = any(len(a) + len(b) > m for a, b in rows.values()) or any(
        len(a) + len(b) > k for a, b in columns.values()
    )
    return pairs, degenerate


def compare(A, B):
    """Compare a batch with the enumeration, in Fractions and in floats."""
    exact, floats = bimatrix_equilibria(A, B, exact=True), bimatrix_equilibria(A, B)
    assert exact.offsets.tolist() == floats.offsets.tolist()
    for n in range(len(A)):
        pairs, degenerate = enumerated(A[n], B[n])
        one = exact.of(n)
        found = [(tuple(x), tuple(y)) for x, y in zip(one.row, one.column, strict=True)]
        assert len(set(found)) == len(found)
        assert set(found) == pairs, (A[n], B[n])
        assert bool(exact.degenerate[n]) == bool(floats.degenerate[n]) == degenerate
        payoffs = printed(A[n]), printed(B[n])
        for values, table in zip((one.row_payoff, one.column_payoff), payoffs, strict=True):
            for value, (x, y) in zip(values, found, strict=True):
                cells = product(enumerate(x), enumerate(y))
                assert value == sum(a * b * table[i][j] for (i, a), (j, b) in cells)
        near = floats.of(n)
        for name in ("row", "column"):
            gap = abs(getattr(near, name) - getattr(one, name).astype(float)).max(initial=0)
            assert gap <= (1e-10 if near.decided == "float" else 1e-15)
    return floats


SIZES = {(2, 2): 150, (3, 3): 100, (4, 4): 20, (2, 3): 100, (3, 4): 40, (2, 4): 80, (1, 3): 80}


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("shape", SIZES)
def test_small_whole_numbers_are_enumerated_completely(shape, family):
    rng = np.random.default_rng(sum(shape))
    A, B = (FAMILIES[family](rng, (SIZES[shape], *shape)) for _ in range(2))
    assert (compare(A, B).decided == "integer").all()


@pytest.mark.slow
@pytest.mark.parametrize("family", [*FAMILIES, *FLOATS])
@pytest.mark.parametrize("shape", [*SIZES, (4, 2), (3, 1), (2, 6)])
def test_many_games_are_enumerated_completely(shape, family):
    rng = np.random.default_rng(100 + sum(shape))
    count = 20 if min(shape) < 4 else 5
    A, B = ({**FAMILIES, **FLOATS}[family](rng, (count, *shape)) for _ in range(2))
    compare(A, B)


@pytest.mark.parametrize("family", FLOATS)
@pytest.mark.parametrize("shape", [(2, 2), (3, 3), (3, 2)])
def test_floats_mean_the_decimals_that_they_print_as(shape, family):
    rng = np.random.default_rng(5)
    compare(*(FLOATS[family](rng, (30, *shape)) for _ in range(2)))


def test_fractions_come_back_as_fractions():
    rng = np.random.default_rng(6)
    shape = (60, 3, 2)
    A, B = (
        (rng.integers(-3, 4, shape).astype(object) + Fraction(0)) / (rng.integers(1, 5, shape))
        for _ in range(2)
    )
    found = compare(A, B)
    assert isinstance(found.row_payoff[0], Fraction)
    assert set(found.decided) == {"integer"}
    long = bimatrix_equilibria(A[0] * 10**40, B[0])
    assert long.decided == "rational"
    assert long.row.tolist() == found.of(0).row.tolist()
    assert bimatrix_equilibria([[1, 2]], [[Fraction(1, 3), 0]]).row_payoff.tolist() == [1]


def test_four_by_four_is_exact_in_every_arithmetic():
    """Whole numbers in floats, in int64, floats with a bound of the error, and Python integers."""
    rng = np.random.default_rng(7)
    A, B = rng.integers(0, 10**6, (2, 8, 4, 4))
    large = compare(A, B)
    assert (large.decided == "integer").all()
    scaled = bimatrix_equilibria(A / 3, B / 7)
    assert (scaled.decided == "float").all()
    assert scaled.count.tolist() == large.count.tolist()
    assert abs(scaled.row - large.row).max() < 1e-9
    assert 0 < scaled.regret.max() < 1e-6
    longest = bimatrix_equilibria(*(own.astype(object) * 10**12 for own in (A, B)))
    assert (longest.decided == "rational").all()
    assert longest.row.astype(float) == pytest.approx(large.row, abs=1e-15)
    tied = compare(*(np.array(own) / 3 for own in (A % 3, B % 3)))
    assert (tied.decided == "rational").any()


def test_one_batch_may_need_every_arithmetic():
    rng = np.random.default_rng(8)
    ways = [
        rng.integers(0, 9, (2, 4, 4)).astype(float),
        rng.integers(0, 10**6, (2, 4, 4)).astype(float),
        rng.normal(size=(2, 4, 4)),
        rng.integers(0, 2, (2, 4, 4)) / 3,
        rng.integers(0, 2, (2, 4, 4)) * 1e-250,
    ]
    pick = rng.integers(0, len(ways), 70)
    A, B = (np.array([ways[n][side] for n in pick]) for side in range(2))
    found = bimatrix_equilibria(A, B)
    assert set(found.decided) == {"integer", "float", "rational"}
    for n, way in enumerate(pick):
        alone = bimatrix_equilibria(*ways[way])
        for name in ("row", "column", "row_payoff", "column_payoff"):
            assert getattr(found.of(n), name).tolist() == getattr(alone, name).tolist()
    assert bimatrix_equilibria(A[pick == 4], B[pick == 4]).count.tolist() == (
        found.count[pick == 4].tolist()
    )


def test_probabilities_that_cancellation_would_spoil_are_solved_exactly():
    """0.1 + 0.2 is 4e-17 above 0.3 as a decimal, 5.5e-17 as a float."""
    A, B = np.array([[0.1 + 0.2, 0.0], [0.3, 3e-17]]), np.array([[0, 1], [1, 0]])
    found = bimatrix_equilibria(A, B)
    assert found.decided == "rational"
    assert found.column.tolist() == [[3 / 7, 4 / 7]]


def test_games_with_more_equilibria_than_strategies():
    """An entry game has a component; nobody cares in the zero game: every pure profile."""
    entry = [[1, 1], [0, 2]]
    found = bimatrix_equilibria(entry, entry)
    assert found.count == 3
    assert found.degenerate
    assert found.row.tolist() == [[1, 0], [1, 0], [0, 1]]
    assert found.column.tolist() == [[1, 0], [0.5, 0.5], [0, 1]]
    for m, k in ((2, 2), (3, 4), (1, 5)):
        zero = bimatrix_equilibria(np.zeros((m, k)), np.zeros((m, k)))
        assert zero.count == m * k
        assert set(zero.row.ravel()) <= {0, 1}


def test_von_stengel_and_winkels():
    """Von Stengel (1999): 75 equilibria of a 6 × 6 game. Winkels (1979): 12 extreme ones."""
    A = [
        [9504, -660, 19976, -20526, 1776, -8976],
        [-111771, 31680, -130944, 168124, -8514, 52764],
        [397584, -113850, 451176, -586476, 29216, -178761],
        [171204, -45936, 208626, -263076, 14124, -84436],
        [1303104, -453420, 1227336, -1718376, 72336, -461736],
        [737154, -227040, 774576, -1039236, 48081, -300036],
    ]
    B = [
        [72336, 48081, 29216, 14124, 1776, -8514],
        [-461736, -300036, -178761, -84436, -8976, 52764],
        [1227336, 774576, 451176, 208626, 19976, -130944],
        [-1718376, -1039236, -586476, -263076, -20526, 168124],
        [1303104, 737154, 397584, 171204, 9504, -111771],
        [-453420, -227040, -113850, -45936, -660, 31680],
    ]
    found = bimatrix_equilibria(A, B)
    assert found.count == len(exact_equilibria(np.array(A, float), np.array(B, float)).pairs) == 75
    assert not found.degenerate
    A = np.array([[1, 3], [1, 3], [3, 1], [3, 1], [2.5, 2.5], [2.5, 2.5]])
    B = [[1, 2], [0, -1], [-2, 2], [4, -1], [-1, 6], [6, -1]]
    found = bimatrix_equilibria(A, B)
    assert found.count == 12
    assert found.degenerate


small = st.tuples(st.integers(1, 4), st.integers(1, 4)).flatmap(
    lambda shape: st.tuples(*(arrays(int, shape, elements=st.integers(-4, 4)),) * 2)
)


@settings(max_examples=80, deadline=None)
@given(small, st.data())
def test_equilibria_keep_to_the_symmetries_of_games(game, data):
    A, B = game
    found = bimatrix_equilibria(A, B, exact=True)
    pairs = {(tuple(x), tuple(y)) for x, y in zip(found.row, found.column, strict=True)}
    swapped = bimatrix_equilibria(B.T, A.T, exact=True)
    assert {(tuple(y), tuple(x)) for x, y in zip(swapped.row, swapped.column, strict=True)} == pairs
    order = data.draw(st.permutations(range(len(A))))
    moved = bimatrix_equilibria(A[order], B[order], exact=True)
    back = np.argsort(order)
    assert {
        (tuple(x[back]), tuple(y)) for x, y in zip(moved.row, moved.column, strict=True)
    } == pairs
    shift = data.draw(arrays(int, A.shape[1], elements=st.integers(-50, 50)))
    same = bimatrix_equilibria(7 * A + shift, B, exact=True)
    assert same.row.tolist() == found.row.tolist()
    assert same.column.tolist() == found.column.tolist()


@settings(max_examples=60, deadline=None)
@given(small)
def test_every_game_has_an_equilibrium_and_generic_ones_an_odd_number(game):
    found = bimatrix_equilibria(*game, exact=True)
    assert found.count >= 1
    if not found.degenerate:
        assert found.count % 2 == 1
    pure = bimatrix_pure_equilibria(*game)
    at = {(i, j) for i, j in zip(*np.nonzero(pure), strict=True)}
    ones = (found.row == 1).any(axis=1) & (found.column == 1).any(axis=1)
    assert {
        (int(np.argmax(x)), int(np.argmax(y)))
        for x, y in zip(found.row[ones], found.column[ones], strict=True)
    } == at


def test_against_gambit():
    gambit = pytest.importorskip("pygambit")
    rng = np.random.default_rng(9)
    for shape in ((3, 3), (2, 4), (4, 4)):
        for high in (3, 1000):
            for A, B in rng.integers(0, high, (15, 2, *shape)):
                game = gambit.StrategicGame.from_arrays(A.astype(object), B.astype(object))
                theirs = gambit.nash.enummixed_solve(game, rational=True).equilibria
                found = bimatrix_equilibria(A, B, exact=True)
                ours = {(*x, *y) for x, y in zip(found.row, found.column, strict=True)}
                assert ours == {
                    tuple(
                        Fraction(str(profile[player][str(s + 1)]))
                        for player, size in zip("12", shape, strict=True)
                        for s in range(size)
                    )
                    for profile in theirs
                }


@pytest.mark.parametrize("family", [*FAMILIES, *FLOATS])
def test_one_game_at_a_time_gives_the_same(family):
    """By vertices of polytopes, found along their edges."""
    rng = np.random.default_rng(16)
    A, B = ({**FAMILIES, **FLOATS}[family](rng, (8, 5, 4)) for _ in range(2))
    batch = bimatrix_equilibria(A, B, exact=True)
    for n in range(8):
        alone = nash_equilibria(NormalFormGame.from_bimatrix(A[n], B[n]), exact=True)
        one = batch.of(n)
        columns = one.row, one.column, one.row_payoff, one.column_payoff
        assert {(*x, *y): (u, v) for x, y, u, v in zip(*columns, strict=True)} == {
            (*found.strategies["row"], *found.strategies["column"]): tuple(found.payoffs)
            for found in alone
        }
        assert len(alone) == one.count
        assert alone.degenerate == bool(one.degenerate)


@pytest.mark.parametrize(("m", "k"), [(5, 5), (6, 4), (8, 8), (1, 15), (13, 3)])
def test_larger_games_agree_with_python_integers(m, k):
    rng = np.random.default_rng(m)
    for A, B in ((rng.integers(0, 4, (m, k)), rng.integers(0, 4, (m, k))), rng.random((2, m, k))):
        found = bimatrix_equilibria(A, B)
        rows, columns = found.fractions(())
        assert found.row == pytest.approx(rows.astype(float), abs=1e-10)
        assert found.column == pytest.approx(columns.astype(float), abs=1e-10)


def test_bounds_of_the_sums_hold():
    """Each minor, its partial sums and the sums of numerators stay below what is promised."""
    rng = np.random.default_rng(10)
    for p, q in ((4, 4), (3, 5), (5, 2)):
        table = minors_of(p, q)[1]
        for _ in range(100):
            entries = rng.choice([-1, 1], p * q)
            minors = [1] * int(table.levels[1])
            for t in range(1, len(table.levels) - 1):
                for e in range(table.levels[t], table.levels[t + 1]):
                    value = 0
                    for r in range(t + 1):
                        value += (-1) ** r * entries[table.entry[e, r]] * minors[table.below[e, r]]
                        assert abs(value) <= table.determinants[t]
                    minors.append(value)
            for basis, size in zip(table.variables, table.sizes, strict=True):
                total = sum(abs(minors[v // 2]) for v in basis[:size])
                assert total <= table.determinants[size - 1]


def test_leading_axes_selection_and_frame():
    rng = np.random.default_rng(11)
    A, B = rng.integers(0, 9, (2, 3, 4, 2, 3))
    found = bimatrix_equilibria(A, B)
    assert found.shape == found.count.shape == found.degenerate.shape == (3, 4)
    assert found.games == 12
    assert found.count.sum() == len(found.row) == len(found.game)
    one, alone = found.of((1, 2)), bimatrix_equilibria(A[1, 2], B[1, 2])
    assert one.row.tolist() == found.of(6).row.tolist() == alone.row.tolist()
    assert found.of((-2, -2)).row.tolist() == one.row.tolist()
    assert (one.row == found.fractions((1, 2))[0].astype(float)).all()
    frame = found.to_frame()
    assert list(frame.columns) == [
        *("game 0", "game 1", "equilibrium", "row 1", "row 2", "column 1", "column 2", "column 3"),
        *("payoff row", "payoff column"),
    ]
    part = frame[(frame["game 0"] == 1) & (frame["game 1"] == 2)]
    assert part["equilibrium"].tolist() == list(range(int(one.count)))
    assert part[["row 1", "row 2"]].to_numpy().tolist() == one.row.tolist()
    assert list(found.of(0).to_frame()["game"].unique()) == [0]
    for index in (12, (3, 0), (0, 0, 0), (0.5, 0), 0.5, "0", None):
        with pytest.raises(InvalidArgumentError, match=r"index must be a game of a batch of shape"):
            found.of(index)


def test_results_are_read_only_and_the_arguments_untouched():
    A = np.eye(2)
    found = pickle.loads(pickle.dumps(bimatrix_equilibria(A, A)))
    for name in ("A", "row", "column", "offsets", "regret", "degenerate"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(found, name)[...] = 0
    A[0, 0] = 5
    assert found.A[0, 0] == 1
    assert repr(found) == (
        "BimatrixBatch(1 game of 2 × 2: 3 extreme equilibria; 0 degenerate; decided: 1 integer)"
    )


def test_no_games():
    found = bimatrix_equilibria(np.zeros((0, 5, 2, 3)), np.zeros((0, 5, 2, 3)))
    assert found.count.shape == (0, 5)
    assert found.row.shape == (0, 2)
    assert len(found.to_frame()) == 0
    assert bimatrix_pure_equilibria(np.zeros((0, 2, 3)), np.zeros((0, 2, 3))).shape == (0, 2, 3)
    for by in ("pure", "mixed"):
        nothing = bimatrix_dominated(np.zeros((0, 2, 3)), np.zeros((0, 2, 3)), by=by)
        assert nothing.column.shape == (0, 3)
    best = bimatrix_correlated_welfare(np.zeros((0, 2, 2)), np.zeros((0, 2, 2)))
    assert best.distribution.shape == (0, 2, 2)
    assert batched_pure_equilibria(np.zeros((0, 3, 2, 2, 2)), players=3).shape == (0, 2, 2, 2)


def test_bad_games_are_named():
    zero = np.zeros((3, 2, 2))
    spoilt = zero.copy()
    spoilt[2, 0, 1] = np.nan
    with pytest.raises(
        InvalidGameError, match="A must be finite, got nan for row 0 and column 1 of"
    ):
        bimatrix_equilibria(spoilt, zero)
    with pytest.raises(InvalidGameError, match="of game 2"):
        bimatrix_equilibria(zero, spoilt)
    with pytest.raises(InvalidGameError, match=r"A \(3, 2, 2\) and B \(2, 2\)"):
        bimatrix_equilibria(zero, zero[0])
    with pytest.raises(InvalidGameError, match=r"shape \(..., m, k\).* got \(2,\)"):
        bimatrix_equilibria([1, 2], [1, 2])
    with pytest.raises(InvalidGameError, match="got inf for position 1"):
        bimatrix_equilibria([1, np.inf], [1, 2])
    with pytest.raises(InvalidGameError, match="at least one strategy"):
        bimatrix_equilibria(np.zeros((3, 0, 2)), np.zeros((3, 0, 2)))
    with pytest.raises(UnsupportedNumberError, match="substitute values"):
        bimatrix_equilibria([[sympy.Symbol("z")]], [[1]])
    with pytest.raises(
        ProblemTooLargeError, match=r'nash_equilibria\(game, "vertex_enumeration"\)'
    ):
        bimatrix_equilibria(np.zeros((9, 8)), np.zeros((9, 8)))
    with pytest.raises(ProblemTooLargeError, match='by="pure"'):
        bimatrix_dominated(np.zeros((9, 8)), np.zeros((9, 8)), by="mixed")
    with pytest.raises(InvalidArgumentError, match="by must be"):
        bimatrix_dominated(zero, zero, by="both")
    with pytest.raises(InvalidGameError, match=r"\(..., 3, m_1, …, m_3\)"):
        batched_pure_equilibria(np.zeros((2, 2, 2, 2)), players=3)
    with pytest.raises(InvalidArgumentError, match="players must be"):
        batched_pure_equilibria(zero, players=0)
    with pytest.raises(InvalidGameError, match=r"2 × 2\)|\(..., 2, 2\)"):
        bimatrix_correlated_welfare(np.zeros((2, 3)), np.zeros((2, 3)))
    for weights in ((1,), (-1, 1)):
        with pytest.raises(InvalidArgumentError, match="weights must be"):
            bimatrix_correlated_welfare(zero, zero, weights=weights)


def test_pure_equilibria_of_two_and_three_players():
    rng = np.random.default_rng(12)
    payoffs = rng.integers(0, 3, (40, 3, 2, 3, 2))
    found = batched_pure_equilibria(payoffs, players=3)
    for n, profile in product(range(40), product(range(2), range(3), range(2))):
        stable = True
        for i in range(3):
            for other in range(payoffs.shape[2 + i]):
                deviation = (*profile[:i], other, *profile[i + 1 :])
                stable &= payoffs[(n, i, *deviation)] <= payoffs[(n, i, *profile)]
        assert found[(n, *profile)] == stable
    A, B = rng.integers(0, 3, (2, 40, 3, 4))
    both = batched_pure_equilibria(np.stack([A, B], axis=1), players=2)
    assert (bimatrix_pure_equilibria(A, B) == both).all()


@pytest.mark.parametrize("weak", [False, True])
@pytest.mark.parametrize("family", ["whole", "millions", "normal"])
def test_dominated_strategies_against_loops_and_linear_programmes(weak, family):
    rng = np.random.default_rng(13)
    A, B = rng.integers(0, 4, (2, 25, 4, 3)).astype(float)
    unit = 3e5 if family == "millions" else 1
    if family == "normal":
        A, B = rng.normal(size=(2, 25, 4, 3))
    pure = bimatrix_dominated(A * unit, B * unit, weak=weak)
    mixed = bimatrix_dominated(A * unit, B * unit, by="mixed", weak=weak)
    assert (mixed.row >= pure.row).all()
    assert mixed.row.sum() > pure.row.sum()
    for n in range(25):
        for side, table in (("row", A[n]), ("column", B[n].T)):
            for i, own in enumerate(table):
                gains = np.delete(table, i, axis=0) - own
                if weak:
                    by_pure = any((g >= 0).all() and (g > 0).any() for g in gains)
                else:
                    by_pure = any((g > 0).all() for g in gains)
                assert getattr(pure, side)[n, i] == by_pure
                assert getattr(mixed, side)[n, i] == by_programme(table - own, weak)


def test_dominance_by_mixtures_is_that_of_the_printed_decimals():
    """Half of 1.0 and of 0.3333333333333333 beats 0.6666666666666666, but ties in thirds."""
    third = Fraction(1, 3)
    exact = np.array([[1, third], [third, 1], [2 * third, 2 * third]], dtype=object)
    nothing = np.zeros((3, 2), dtype=int)
    for weak in (False, True):
        floats, fractions = (
            bimatrix_dominated(A, nothing, by="mixed", weak=weak)
            for A in (exact.astype(float), exact)
        )
        assert floats.row.tolist() == [False, False, True]
        assert fractions.row.tolist() == [False, False, False]
    assert repr(floats) == (
        "DominatedBatch(1 of 3 row strategies, 0 of 2 column strategies weakly dominated by mixed "
        "strategies)"
    )


def by_programme(gains, weak):
    """Whether a mixture of the rows is > 0 everywhere, or ≥ 0 and somewhere > 0."""
    rows, columns = gains.shape
    if weak:
        answer = linprog(
            -gains.sum(axis=1),
            A_ub=-gains.T,
            b_ub=np.zeros(columns),
            A_eq=np.ones((1, rows)),
            b_eq=[1],
        )
    else:
        answer = linprog(
            [0] * rows + [-1],
            A_ub=np.column_stack([-gains.T, np.ones(columns)]),
            b_ub=np.zeros(columns),
            A_eq=[[1] * rows + [0]],
            b_eq=[1],
            bounds=[(0, None)] * rows + [(None, None)],
        )
    assert answer.status == 0
    return answer.fun < -1e-7


def test_chicken_has_a_better_correlated_equilibrium():
    """Aumann's Chicken: a half on (6, 6), a quarter on each of the asymmetric equilibria."""
    chicken = bimatrix_correlated_welfare([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    assert chicken.welfare == 10.5
    assert chicken.distribution.tolist() == [[0.5, 0.25], [0.25, 0]]
    assert repr(chicken).startswith("CorrelatedBatch(best correlated equilibria of 1 game,")
    exact = bimatrix_correlated_welfare(
        [[Fraction(6), 2], [7, 0]], [[6, 7], [2, 0]], weights=(Fraction(1, 3), 1)
    )
    assert exact.distribution.tolist() == [[0, 1], [0, 0]]
    assert exact.welfare == Fraction(2, 3) + 7


@pytest.mark.parametrize("family", [*FAMILIES, "normal", "cents", "tiny"])
def test_correlated_equilibria_against_all_vertices(family):
    rng = np.random.default_rng(14)
    A, B = ({**FAMILIES, **FLOATS}[family](rng, (60, 2, 2)) for _ in range(2))
    first, second = (np.array([printed(game) for game in own], dtype=object) for own in (A, B))
    total = [(1, 1), (1, 3), (0, 1)]
    best = [bimatrix_correlated_welfare(A, B, weights=weights) for weights in total]
    exact = [bimatrix_correlated_welfare(first, second, weights=weights) for weights in total]
    for n in range(60):
        (a, b), (c, d) = whole(first[n])
        (e, f), (g, h) = whole(second[n])
        rules = [[a - c, b - d, 0, 0], [0, 0, c - a, d - b]]
        rules += [[e - f, 0, g - h, 0], [0, f - e, 0, h - g]]
        rules += [[int(s == t) for s in range(4)] for t in range(4)]
        found = []
        for tight in combinations(rules, 3):
            solution = solve([*tight, [1] * 4], [0, 0, 0, 1])
            if solution is None:
                continue
            p = np.array([Fraction(share, solution[1]) for share in solution[0]])
            if all(sum(c * x for c, x in zip(rule, p, strict=True)) >= 0 for rule in rules):
                found.append((p @ first[n].ravel(), p @ second[n].ravel()))
        for weights, floats, fractions in zip(total, best, exact, strict=True):
            welfare = max(weights[0] * own + weights[1] * other for own, other in found)
            assert fractions.welfare[n] == welfare
            assert isinstance(fractions.distribution[n, 0, 0], Fraction)
            assert floats.welfare[n] == pytest.approx(float(welfare), rel=1e-14, abs=1e-13)


def test_correlated_equilibria_of_floats_are_those_of_the_printed_decimals():
    """As floats the row player's gaps have the ratio 1 : 1.8 or 1 : 2.2, as decimals 1 : 2."""
    A = np.array([[1.0, 2.000000000000001], [1.000000000000001, 1.999999999999999]])
    B = np.array([[1.999999999999999, -1e-15], [1.0, 2.000000000000001]])
    found = bimatrix_correlated_welfare([A, 3 * np.eye(2)], [B, np.eye(2)])
    exact = bimatrix_correlated_welfare(*(np.array(printed(own), dtype=object) for own in (A, B)))
    assert found.distribution[0].tolist() == exact.distribution.astype(float).tolist()
    assert found.welfare.tolist() == [pytest.approx(float(exact.welfare), rel=1e-15), 4]


def test_no_nash_equilibrium_is_better_than_the_best_correlated_one():
    rng = np.random.default_rng(15)
    A, B = rng.normal(size=(2, 500, 2, 2))
    nash = bimatrix_equilibria(A, B)
    best = bimatrix_correlated_welfare(A, B)
    assert (nash.row_payoff + nash.column_payoff <= best.welfare[nash.game] + 1e-12).all()


def test_extreme_scales_do_not_spoil_the_correlated_equilibrium():
    A = np.array([[[6, 2], [7, 0]], [[6, 2], [7, 0]]]) * np.array([1e-300, 2e307])[:, None, None]
    B = A.transpose(0, 2, 1)
    found = bimatrix_correlated_welfare(A, B, weights=(0.5, 0.5))
    assert found.distribution == pytest.approx(np.array([[[0.5, 0.25], [0.25, 0]]] * 2), abs=1e-15)
    odd = bimatrix_correlated_welfare([[1e308, 0.0], [0.0, 1e-300]], [[1.0, 0.0], [0.0, 1.0]])
    assert odd.distribution.tolist() == [[1, 0], [0, 0]]


def test_progress_shows_every_game(capsys):
    bimatrix_equilibria(np.eye(2)[None] / [[[3], [7]]], np.eye(2)[None], progress=True)
    assert "1/1" in capsys.readouterr().err
