"""All extreme equilibria: published games, an independent enumeration, invariances, refusals."""

import re
import shutil
import subprocess
from fractions import Fraction
from itertools import combinations
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, regret
from lilliput.games.arithmetic import in_integers
from lilliput.games.bimatrix.bases import all_bases
from lilliput.games.bimatrix.elimination import best_responses, undominated
from lilliput.games.bimatrix.exact_bases import check_basis, search_exactly
from lilliput.games.bimatrix.extreme import extreme_equilibria
from lilliput.games.bimatrix.one_sided import is_uneven, matching_bases
from lilliput.games.bimatrix.polytopes import response_rows
from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.methods.vertex_enumeration import solve
from lilliput.games.errors import (
    InvalidArgumentError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)

VON_STENGEL = (
    [
        [9504, -660, 19976, -20526, 1776, -8976],
        [-111771, 31680, -130944, 168124, -8514, 52764],
        [397584, -113850, 451176, -586476, 29216, -178761],
        [171204, -45936, 208626, -263076, 14124, -84436],
        [1303104, -453420, 1227336, -1718376, 72336, -461736],
        [737154, -227040, 774576, -1039236, 48081, -300036],
    ],
    [
        [72336, 48081, 29216, 14124, 1776, -8514],
        [-461736, -300036, -178761, -84436, -8976, 52764],
        [1227336, 774576, 451176, 208626, 19976, -130944],
        [-1718376, -1039236, -586476, -263076, -20526, 168124],
        [1303104, 737154, 397584, 171204, 9504, -111771],
        [-453420, -227040, -113850, -45936, -660, 31680],
    ],
)


def extreme(A, B, **options):
    """The extreme equilibria as a set of pairs of tuples, and what else the method found."""
    found = solve(NormalFormGame.from_bimatrix(A, B), **options)
    profiles = [tuple(tuple(mix) for mix in profile) for profile in found.profiles]
    assert len(set(profiles)) == len(profiles)
    return set(profiles), found


def fractions(text):
    """Profiles written as "1 0 0 | 1 0; …"."""
    return {
        tuple(tuple(Fraction(x) for x in mix.split()) for mix in profile.split("|"))
        for profile in text.split(";")
    }


# --- an independent enumeration: every d facets of each polytope, by elimination in Fractions ---


def solution(matrix, right):
    rows = [
        [Fraction(x) for x in row] + [Fraction(b)] for row, b in zip(matrix, right, strict=True)
    ]
    for k in range(len(rows)):
        pivot = next((i for i in range(k, len(rows)) if rows[i][k]), None)
        if pivot is None:
            return None
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [x / rows[k][k] for x in rows[k]]
        for i in range(len(rows)):
            if i != k and rows[i][k]:
                rows[i] = [x - rows[i][k] * y for x, y in zip(rows[i], rows[k], strict=True)]
    return [row[-1] for row in rows]


def vertices(rows, d):
    """Vertices of {x ≥ 0, rows x ≤ 1} with their tight facets."""
    facets = [([int(i == j) for j in range(d)], 0) for i in range(d)] + [(row, 1) for row in rows]
    found = {}
    for chosen in combinations(facets, d):
        x = solution([row for row, _ in chosen], [right for _, right in chosen])
        if x is None or min(x) < 0:
            continue
        values = [sum(a * b for a, b in zip(row, x, strict=True)) for row in rows]
        if max(values) <= 1:
            zeros = {k for k in range(d) if x[k] == 0}
            found[tuple(x)] = zeros | {d + j for j, value in enumerate(values) if value == 1}
    return found


def enumerated(A, B):
    """Extreme equilibria by all pairs of vertices, and whether the game is degenerate."""
    m, n = len(A), len(A[0])
    up = 1 - min(min(row) for row in A + B)
    first = vertices([[B[i][j] + up for i in range(m)] for j in range(n)], m)
    second = vertices([[A[i][j] + up for j in range(n)] for i in range(m)], n)
    pairs = set()
    for x, labels in first.items():
        for y, others in second.items():
            if labels | {(k + m) if k < n else k - n for k in others} == set(range(m + n)) and any(
                x
            ):
                pairs.add((tuple(v / sum(x) for v in x), tuple(v / sum(y) for v in y)))
    crowded = any(len(labels) > m for labels in first.values())
    return pairs, crowded or any(len(labels) > n for labels in second.values())


@st.composite
def bimatrices(draw, *, most=3, values=None):
    m, n = draw(st.integers(1, most)), draw(st.integers(1, most))
    families = [st.integers(0, 2), st.integers(-5, 5), st.integers(0, 999)]
    entries = draw(st.sampled_from(families)) if values is None else values
    table = st.lists(st.lists(entries, min_size=n, max_size=n), min_size=m, max_size=m)
    return draw(table), draw(table)


# --- published games ---


@pytest.mark.parametrize(
    ("A", "B", "expected", "degenerate"),
    [
        (  # von Stengel (2007), Equilibrium computation for two-player games, (3.3)
            [[3, 3], [2, 5], [0, 6]],
            [[3, 2], [2, 6], [3, 1]],
            "1 0 0 | 1 0; 4/5 1/5 0 | 2/3 1/3; 0 1/3 2/3 | 1/3 2/3",
            False,
        ),
        (  # the same made degenerate: 1 is answered by both columns
            [[3, 3], [2, 5], [0, 6]],
            [[3, 3], [2, 6], [3, 1]],
            "1 0 0 | 1 0; 1 0 0 | 2/3 1/3; 0 1/3 2/3 | 1/3 2/3",
            True,
        ),
        ([[1, 1], [0, 2]], [[1, 1], [0, 2]], "1 0 | 1 0; 1 0 | 1/2 1/2; 0 1 | 0 1", True),
        ([[0, 0]] * 2, [[0, 0]] * 2, "1 0 | 1 0; 1 0 | 0 1; 0 1 | 1 0; 0 1 | 0 1", True),
        ([[3, 0], [5, 1]], [[3, 5], [0, 1]], "0 1 | 0 1", False),
        ([[1, -1], [-1, 1]], [[-1, 1], [1, -1]], "1/2 1/2 | 1/2 1/2", False),
        (
            [[0, -1, 1], [1, 0, -1], [-1, 1, 0]],
            [[0, 1, -1], [-1, 0, 1], [1, -1, 0]],
            "1/3 1/3 1/3 | 1/3 1/3 1/3",
            False,
        ),
        ([[7]], [[-2]], "1 | 1", False),
        ([[5, 5, 1]], [[2, 2, 1]], "1 | 1 0 0; 1 | 0 1 0", True),
        ([[1], [3], [3]], [[0], [0], [0]], "0 1 0 | 1; 0 0 1 | 1", True),
        (  # Bagwell (1995): commitment that is observed with an error of 1 %
            [["5", "4.98", "3.02", "3"], ["6", "4.02", "5.98", "4"]],
            [["2", "1.99", "1.01", "1"], ["3", "3.99", "3.01", "4"]],
            "0 1 | 0 0 0 1; 99/100 1/100 | 24/49 25/49 0 0; 1/100 99/100 | 0 25/49 0 24/49",
            False,
        ),
    ],
)
def test_published_games(A, B, expected, degenerate):
    if isinstance(A[0][0], str):
        A, B = ([[Fraction(x) for x in row] for row in table] for table in (A, B))
    profiles, found = extreme(A, B)
    assert profiles == fractions(expected)
    assert (found.degenerate, found.complete) == (degenerate, "proved")


def test_payoffs_in_floats_are_the_decimals_that_they_print_as():
    """In binary 0.1 + 0.2 ≠ 0.3, so that the tie would be lost."""
    A = [[0.3, 0.1], [0.1, 0.3], [0.2, 0.2]]
    profiles, found = extreme(A, [[1, 0], [0, 1], [0.5, 0.5]])
    exact = [[Fraction(str(x)) for x in row] for row in A]
    half = Fraction(1, 2)
    assert profiles == extreme(exact, [[1, 0], [0, 1], [half, half]])[0]
    assert ((0, 0, 1), (half, half)) in profiles
    assert found.degenerate


def test_large_floats_are_whole_numbers_as_they_print():
    """1e23 stores 99999999999999991611392, but means ten times 1e22."""
    A, B = np.array([[10, 0], [0, 3]]), np.array([[1, 0], [0, 10]])
    game = NormalFormGame.from_bimatrix(A * 1e22, B * 1e22)
    assert game.payoffs.max() == 1e23
    answers = equilibrium_set(game, solve(game), "vertex_enumeration")
    assert {tuple(map(tuple, profile)) for profile in solve(game).profiles} == extreme(A, B)[0]
    mixed = next(answer for answer in answers if not answer.strict)
    assert mixed.certificate.kind == "exact"
    assert mixed.payoffs.tolist() == [
        float(Fraction(30 * 10**22, 13)),
        float(10**23 / Fraction(11)),
    ]


def test_von_stengel_1999_has_75():
    profiles, found = extreme(*VON_STENGEL)
    assert len(profiles) == 75
    assert found.degenerate is False
    assert sorted(found.indices) == [-1] * 37 + [1] * 38


@pytest.mark.parametrize("n", range(1, 9))
def test_coordination_has_an_equilibrium_for_each_support(n):
    """Of index +1 for supports of odd size, −1 for even ones."""
    profiles, found = extreme(np.eye(n), np.eye(n))
    expected = {
        tuple(Fraction(int(k in support), size) for k in range(n))
        for size in range(1, n + 1)
        for support in combinations(range(n), size)
    }
    assert profiles == {(x, x) for x in expected}
    for (x, _), index in zip(found.profiles, found.indices, strict=True):
        assert index == (-1) ** (np.count_nonzero(x) + 1)


# --- against independent enumerations ---


@settings(max_examples=150, deadline=None)
@given(bimatrices())
def test_agrees_with_enumeration_of_all_facets(game):
    profiles, found = extreme(*game)
    assert (profiles, found.degenerate) == enumerated(*game)


@pytest.mark.parametrize(
    ("shape", "low", "high"),
    [((4, 4), 0, 999), ((4, 4), 0, 2), ((2, 5), 0, 9), ((5, 2), -5, 5), ((3, 4), 0, 1)],
)
def test_agrees_with_enumeration_of_all_facets_of_larger_games(shape, low, high):
    rng = np.random.default_rng(7)
    for _ in range(10):
        A, B = rng.integers(low, high + 1, (2, *shape)).tolist()
        profiles, found = extreme(A, B)
        assert (profiles, found.degenerate) == enumerated(A, B)


@settings(max_examples=60, deadline=None)
@given(bimatrices(values=st.sampled_from([0, 1, 10**6, 10**6 + 1, 10**12, 10**30])))
def test_badly_scaled_payoffs(game):
    """Where error bounds on floats decide nothing, integers do."""
    profiles, found = extreme(*game)
    assert (profiles, found.degenerate) == enumerated(*game)


def by_lrsnash(A, B, folder):
    m, n = len(A), len(A[0])
    text = "\n".join(" ".join(map(str, row)) for row in [*A, *B])
    (folder / "game").write_text(f"{m} {n}\n{text}\n")
    command = ["lrsnash", str(folder / "game")]
    output = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout
    pairs = set()
    for block in re.split(r"\n(?![12] )", output):
        lines = [line.split() for line in block.splitlines() if re.match(r"[12] ", line)]
        mixes = {
            player: [tuple(map(Fraction, line[1:-1])) for line in lines if line[0] == player]
            for player in "12"
        }
        pairs |= {(x, y) for x in mixes["1"] for y in mixes["2"]}
    assert f"Number of equilibria found: {len(pairs)}" in output
    return pairs


@pytest.mark.skipif(shutil.which("lrsnash") is None, reason="lrsnash is not installed")
@pytest.mark.parametrize(
    ("shape", "high"),
    [((6, 6), 2), ((8, 8), 9), ((8, 8), 999), ((10, 10), 99), ((12, 7), 2), ((3, 50), 99)],
)
def test_agrees_with_lrsnash(shape, high, tmp_path):
    rng = np.random.default_rng(11)
    for _ in range(4):
        A, B = rng.integers(0, high + 1, (2, *shape)).tolist()
        assert extreme(A, B)[0] == by_lrsnash(A, B, tmp_path)


@pytest.mark.parametrize("high", [3, 999])
def test_agrees_with_gambit(high):
    gambit = pytest.importorskip("pygambit")
    rng = np.random.default_rng(13)
    A, B = rng.integers(0, high + 1, (2, 5, 5))
    tables = getattr(gambit, "StrategicGame", gambit.Game)  # version 17, version 16
    game = tables.from_arrays(A.astype(object), B.astype(object))
    result = gambit.nash.enummixed_solve(game, rational=True)
    theirs = {
        tuple(
            tuple(Fraction(str(profile[player][str(k + 1)])) for k in range(5)) for player in "12"
        )
        for profile in result.equilibria
    }
    assert extreme(A, B)[0] == theirs


# --- the search for bases ---


@settings(max_examples=100, deadline=None)
@given(bimatrices(most=5, values=st.sampled_from([0, 1, 2, 3, 1000, 10**9])))
def test_bases_by_error_bounds_are_those_in_integers(game):
    rows = response_rows(in_integers(np.array(game[0], dtype=float))[0])
    found = all_bases(rows, limit=10**6)
    bases, tight = search_exactly(rows, 10**6)
    assert dict(zip(found.bases.tolist(), found.tight.tolist(), strict=True)) == dict(
        zip(bases, tight, strict=True)
    )
    n, m = rows.shape
    for chosen in combinations(range(m + n), m):  # no other basis is feasible
        mask = sum(1 << bit for bit in chosen)
        if len(bases) < 30:
            standing, zeros = check_basis(rows, mask)
            assert (standing == "feasible") == (mask in bases)
            if standing in ("feasible", "border"):  # bases of one vertex have the same zeros
                assert zeros in tight


def test_ties_between_large_payoffs_are_settled_in_integers():
    """A column that is there twice makes ties; the determinants are too large for floats."""
    payoffs = np.random.default_rng(3).integers(0, 1000, (10, 10))
    payoffs[:, 9], payoffs[:, 8] = payoffs[:, 0], payoffs[:, 1]
    rows = response_rows(payoffs.astype(object))
    found = all_bases(rows, limit=10**6)
    assert 0 < found.checked < len(found.bases)
    bases, tight = search_exactly(rows, 10**6)
    assert set(zip(found.bases.tolist(), found.tight.tolist(), strict=True)) == set(
        zip(bases, tight, strict=True)
    )


@settings(max_examples=100, deadline=None)
@given(bimatrices(most=5, values=st.sampled_from([0, 1, 2, 10**9])))
def test_what_matches_is_found_without_enumerating_the_other_polytope(game):
    A, B = (in_integers(np.array(table, dtype=float))[0] for table in game)
    (m, n), second = A.shape, response_rows(A.T)
    ours, theirs = all_bases(response_rows(B), limit=10**6), all_bases(second, limit=10**6)
    complementary, matching = matching_bases(ours, second, limit=10**6, budget=inf)
    everything = 2 ** (m + n) - 1

    def labels(mask):
        return mask >> n | (mask % 2**n) << m

    pairs = zip(theirs.bases.tolist(), theirs.tight.tolist(), strict=True)
    expected = {basis: tight for basis, tight in pairs if everything - labels(basis) in ours.bases}
    assert expected == dict(zip(complementary.bases, complementary.tight, strict=True))
    assert {
        tight
        for tight in theirs.tight.tolist()
        if any(labels(tight) | own == everything for own in ours.tight.tolist())
    } == {
        tight
        for tight in matching.tight.tolist()
        if any(labels(tight) | own == everything for own in ours.tight.tolist())
    }
    assert set(matching.tight.tolist()) <= set(theirs.tight.tolist())


@pytest.mark.skipif(shutil.which("lrsnash") is None, reason="lrsnash is not installed")
@pytest.mark.parametrize("shape", [(7, 45), (45, 7)])
def test_uneven_games_agree_with_lrsnash(shape, tmp_path):
    A, B = np.random.default_rng(17).integers(0, 1000, (2, *shape)).tolist()
    assert is_uneven(*sorted(shape))
    found = extreme_equilibria(np.array(A, dtype=object), np.array(B, dtype=object))
    profiles = {(tuple(found.rows[p]), tuple(found.columns[q])) for p, q in found.pairs}
    if shape[0] < shape[1]:
        assert profiles == by_lrsnash(A, B, tmp_path)
    else:  # it enumerates the polytope of the row player
        theirs = by_lrsnash(np.transpose(B).tolist(), np.transpose(A).tolist(), tmp_path)
        assert profiles == {(x, y) for y, x in theirs}


# --- invariances ---


@settings(max_examples=60, deadline=None)
@given(bimatrices(), st.data())
def test_positive_affine_transforms_change_nothing(game, data):
    """Also constants that depend on what the other player does."""
    A, B = (np.array(table, dtype=object) for table in game)
    scale = st.fractions(Fraction(1, 9), 9, max_denominator=9)
    shifts = st.fractions(-99, 99, max_denominator=7)
    columns = data.draw(st.lists(shifts, min_size=A.shape[1], max_size=A.shape[1]))
    rows = data.draw(st.lists(shifts, min_size=A.shape[0], max_size=A.shape[0]))
    other, found = extreme(
        A * data.draw(scale) + np.array(columns, dtype=object)[None, :],
        B * data.draw(scale) + np.array(rows, dtype=object)[:, None],
    )
    profiles, before = extreme(A, B)
    assert other == profiles
    assert found.degenerate == before.degenerate
    assert sorted(part.index for part in found.components) == sorted(
        part.index for part in before.components
    )


@settings(max_examples=60, deadline=None)
@given(bimatrices(), st.randoms(use_true_random=False))
def test_relabelling_relabels(game, random):
    A, B = (np.array(table) for table in game)
    rows, columns = list(range(A.shape[0])), list(range(A.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    profiles, before = extreme(A, B)
    other, found = extreme(A[np.ix_(rows, columns)], B[np.ix_(rows, columns)])
    assert other == {(tuple(x[i] for i in rows), tuple(y[j] for j in columns)) for x, y in profiles}
    assert sorted((len(part.members), part.index) for part in found.components) == sorted(
        (len(part.members), part.index) for part in before.components
    )


@settings(max_examples=60, deadline=None)
@given(bimatrices())
def test_players_can_be_swapped(game):
    A, B = (np.array(table) for table in game)
    assert extreme(B.T, A.T)[0] == {(y, x) for x, y in extreme(A, B)[0]}


@settings(max_examples=60, deadline=None)
@given(bimatrices())
def test_a_dominated_strategy_is_not_played(game):
    A, B = (np.array(table) for table in game)
    more = np.vstack([A, A.min(axis=0) - 1]), np.vstack([B, B[:1]])
    profiles, before = extreme(A, B)
    other, found = extreme(*more)
    assert other == {((*x, 0), y) for x, y in profiles}
    assert [part.index for part in found.components] == [p.index for p in before.components]


# --- elimination ---


@settings(max_examples=60, deadline=None)
@given(bimatrices(most=4))
def test_elimination_keeps_every_equilibrium(game):
    A, B = (np.array(table, dtype=object) for table in game)
    rows, columns = undominated(A, B)
    small = extreme_equilibria(A[np.ix_(rows, columns)], B[np.ix_(rows, columns)])
    profiles = set()
    for p, q in small.pairs:
        x, y = [Fraction(0)] * A.shape[0], [Fraction(0)] * A.shape[1]
        for i, weight in zip(rows, small.rows[p], strict=True):
            x[i] = weight
        for j, weight in zip(columns, small.columns[q], strict=True):
            y[j] = weight
        profiles.add((tuple(x), tuple(y)))
    assert profiles == extreme(A, B)[0]


def test_a_strategy_that_only_a_mixture_dominates_is_no_best_response():
    payoffs = np.array([[4, 0], [0, 4], [1, 1], [2, 2]], dtype=object)
    assert best_responses(payoffs).tolist() == [0, 1, 3]  # 2 is best against one half each


def test_many_strategies_of_one_player():
    """With more strategies than a mask has bits; certified, and as many as lrsnash finds."""
    rng = np.random.default_rng(5)
    game = NormalFormGame.from_bimatrix(*rng.integers(0, 1000, (2, 3, 200)))
    found = solve(game)
    answers = equilibrium_set(game, found, "vertex_enumeration")
    assert len(answers) % 2 == 1 or found.degenerate
    assert sum(part.index for part in found.components) == 1
    assert all(max(regret(game.to_exact(), profile)) == 0 for profile in found.profiles)
    assert found.degenerate is not False


# --- one player, options, refusals ---


def test_one_player_plays_every_maximiser():
    game = NormalFormGame(["A"], [["x", "y", "z"]], [[1, 2, 2]])
    answers = equilibrium_set(game, solve(game), "vertex_enumeration")
    assert [answer.supports for answer in answers] == [{"A": ("y",)}, {"A": ("z",)}]
    assert (answers.degenerate, answers.complete) == (True, "proved")
    assert (len(answers.components), answers.components[0].index) == (1, 1)
    single = solve(NormalFormGame(["A"], [["x", "y"]], [[0, 5]]))
    assert (single.degenerate, single.indices) == (False, [1])


def test_three_players_are_refused():
    game = NormalFormGame(["A", "B", "C"], [["x"]] * 3, np.zeros((3, 1, 1, 1)))
    with pytest.raises(InvalidArgumentError, match="one or two players, got 3; use 'pure'"):
        solve(game)


def test_symbols_are_refused():
    sympy = pytest.importorskip("sympy")
    game = NormalFormGame.from_bimatrix([[sympy.Symbol("a")]], [[1]])
    with pytest.raises(UnsupportedNumberError, match="substitute values"):
        solve(game)


def test_too_large_is_refused_before_work():
    rng = np.random.default_rng(0)
    with pytest.raises(ProblemTooLargeError, match=r"at most 62 strategies in all, .* 40 × 40"):
        solve(NormalFormGame.from_bimatrix(*rng.integers(0, 99, (2, 40, 40))))
    with pytest.raises(ProblemTooLargeError, match=r"24 × 24, .* about 4e.07 .*lemke_howson"):
        solve(NormalFormGame.from_bimatrix(*rng.integers(0, 99, (2, 24, 24))))


def test_limits_are_kept():
    game = NormalFormGame.from_bimatrix(np.eye(5), np.eye(5))
    with pytest.raises(ProblemTooLargeError, match=r"max_vertices: .*has more than 31 vertices"):
        solve(game, max_vertices=31)
    assert len(solve(game, max_vertices=50).profiles) == 31
    with pytest.raises(ProblemTooLargeError, match=r"max_equilibria: .* more than 30 extreme"):
        solve(game, max_equilibria=30)
    for limit in (1.5, True, None, "9"):
        with pytest.raises(InvalidArgumentError, match="max_vertices must be an integer >= 1"):
            solve(game, max_vertices=limit)
    with pytest.raises(InvalidArgumentError, match="max_subsets must be an integer >= 1, got 0"):
        solve(game, max_subsets=0)
