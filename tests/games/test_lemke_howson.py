"""Lemke–Howson: exact ends of paths, none of which cycles, against definitions and programs."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, regret
from lilliput.games.bimatrix import lemke_howson as module
from lilliput.games.bimatrix.lemke_howson import walk
from lilliput.games.equilibria.methods.lemke_howson import solve
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    SolverError,
    UnknownNameError,
)
from lilliput.games.pivoting import Tableau


@st.composite
def bimatrices(draw, most=4, low=-5, high=5):
    """Pairs of Fraction matrices, many of them degenerate."""
    m, n = draw(st.integers(1, most)), draw(st.integers(1, most))
    numbers = draw(st.lists(st.integers(low, high), min_size=2 * m * n, max_size=2 * m * n))
    table = np.array([Fraction(k, 2) for k in numbers], dtype=object).reshape(2, m, n)
    return table[0], table[1]


def gain(A, B, x, y):
    """What the players gain by their best deviations, by plain loops."""
    m, n = A.shape
    rows = [sum(A[i, j] * y[j] for j in range(n)) for i in range(m)]
    columns = [sum(B[i, j] * x[i] for i in range(m)) for j in range(n)]
    return (
        max(rows) - sum(x[i] * rows[i] for i in range(m)),
        max(columns) - sum(y[j] * columns[j] for j in range(n)),
    )


def path_in_fractions(A, B, label):
    """The end of a path and its length, by full tableaux of Fractions with lexicographic ratios."""
    m, n = A.shape
    one = Fraction(1)
    shift = [1 - min(M.flat) for M in (A, B)]
    tables, bases = [], []
    for M, own in ((B.T + shift[1], n), (A + shift[0], m)):
        rows = []
        for i in range(own):
            left = [one * v for v in M[i]]
            unit = [one * (i == k) for k in range(own)]
            # columns by label: player 1's strategies, then player 2's; then the right-hand side
            rows.append(
                [*left, *unit, one]
                if own == n and M.shape[1] == m and len(tables) == 0
                else [*unit, *left, one]
            )
        tables.append(rows)
        bases.append(list(range(m, m + n)) if len(tables) == 1 else list(range(m)))
    slack = [range(m, m + n), range(m)]
    side, enters, pivots = (0 if label < m else 1), label, 0
    while True:
        rows, basis = tables[side], bases[side]
        ratios = {
            i: [rows[i][-1] / rows[i][enters], *(rows[i][k] / rows[i][enters] for k in slack[side])]
            for i in range(len(rows))
            if rows[i][enters] > 0
        }
        row = min(ratios, key=ratios.__getitem__)
        leaves, basis[row] = basis[row], enters
        pivot = rows[row][enters]
        rows[row] = [v / pivot for v in rows[row]]
        for i in range(len(rows)):
            if i != row:
                rows[i] = [a - rows[i][enters] * b for a, b in zip(rows[i], rows[row], strict=True)]
        pivots += 1
        if leaves == label:
            break
        enters, side = leaves, 1 - side
    values = [dict(zip(bases[k], (r[-1] for r in tables[k]), strict=True)) for k in (0, 1)]
    x = [values[0].get(k, 0 * one) for k in range(m)]
    y = [values[1].get(k, 0 * one) for k in range(m, m + n)]
    return [v / sum(x) for v in x], [v / sum(y) for v in y], pivots


@settings(max_examples=150)
@given(bimatrices())
def test_every_label_leads_where_plain_fractions_lead(pair):
    A, B = pair
    m, n = A.shape
    for label in range(m + n):
        found = walk(A, B, labels=[label])
        x, y, pivots = path_in_fractions(A, B, label)
        ((ours, theirs),) = found.profiles
        assert (list(ours), list(theirs), found.lengths[label]) == (x, y, pivots)
        assert gain(A, B, x, y) == (0, 0)


def test_no_path_cycles_in_thousands_of_degenerate_games():
    rng = np.random.default_rng(7)
    for _ in range(1000):
        m, n = rng.integers(1, 6, 2)
        A, B = (
            np.array([[Fraction(int(v)) for v in row] for row in rng.integers(0, 3, (m, n))])
            for _ in range(2)
        )
        found = walk(A, B, max_pivots=500)
        assert None not in found.lengths.values()
        for x, y in found.profiles:
            assert gain(A, B, x, y) == (0, 0)


@settings(max_examples=40)
@given(bimatrices(most=5, low=-3, high=3), st.sampled_from(["labels", "network"]))
def test_integers_of_any_size_take_the_same_paths(pair, search):
    A, B = pair
    first, second = module.positive_integers(B).T, module.positive_integers(A)
    labels = list(range(sum(A.shape)))
    slow, _ = module._collect(module._Exact.start(first, second), labels, search, 500)
    fast = walk(A, B, search=search, max_pivots=500)
    assert fast.lengths == slow.lengths
    assert fast.indices == slow.indices
    for ours, theirs in zip(fast.profiles, slow.profiles, strict=True):
        assert all((a == b).all() for a, b in zip(ours, theirs, strict=True))


def test_large_numbers_go_through_floats_and_end_exact():
    rng = np.random.default_rng(11)
    for _ in range(8):
        m, n = rng.integers(4, 9, 2)
        A, B = rng.random((m, n)), rng.random((m, n))
        game = NormalFormGame.from_bimatrix(A, B).to_exact()
        assert not module._fits(module.positive_integers(game.payoffs[0]))
        found = solve(game)
        for label, pivots in enumerate(found.parameters["path_lengths"].values()):
            x, y, length = path_in_fractions(*game.payoffs, label)
            assert pivots == length
            assert any(list(p) == x and list(q) == y for p, q in found.profiles)


@settings(max_examples=60)
@given(bimatrices(most=5, low=0, high=3))
def test_floats_that_meet_ties_tell_no_wrong_index(pair):
    """A path of floats may take another turn at a tie; the index is that of the equilibrium."""
    A, B = pair
    first, second = module.positive_integers(B).T, module.positive_integers(A)
    labels = list(range(sum(A.shape)))
    origin = module._Compiled.start(first, second, whole=False)
    floats, _ = module._collect(origin, labels, "network", 500, first, second)
    for (x, y), index in zip(floats.profiles, floats.indices, strict=True):
        assert gain(A, B, x, y) == (0, 0)
        if index is not None:
            rows, columns = np.flatnonzero(x), np.flatnonzero(y)
            signs = [
                sympy.sign(sympy.Matrix(table[np.ix_(*where)].tolist()).det())
                for table, where in ((first, (columns, rows)), (second, (rows, columns)))
            ]
            assert index == (-1) ** (len(rows) + 1) * signs[0] * signs[1]


def test_paths_of_a_game_with_two_strict_equilibria():
    """Each pure equilibrium of a coordination game is two pivots from (0, 0); the mixed one has
    index −1 and is met only on the way from another equilibrium (Shapley 1974)."""
    game = NormalFormGame.from_bimatrix([[3, 0], [0, 1]], [[1, 0], [0, 3]])
    direct = solve(game)
    assert direct.parameters["path_lengths"] == {
        ("row", "1"): 2,
        ("row", "2"): 2,
        ("column", "1"): 2,
        ("column", "2"): 2,
    }
    assert direct.indices == [1, 1]
    network = solve(game, search="network")
    assert sorted(network.indices) == [-1, 1, 1]
    assert sum(network.indices) == 1
    mixed = network.profiles[network.indices.index(-1)]
    assert [list(mix) for mix in mixed] == [
        [Fraction(3, 4), Fraction(1, 4)],
        [Fraction(1, 4), Fraction(3, 4)],
    ]


def test_equilibria_reached_have_index_one():
    """All ends of paths from (0, 0) have index +1 in a nondegenerate game (Shapley 1974): the sign
    of det A·det B on the supports, up to (−1)^(k+1), for positive payoffs."""
    rng = np.random.default_rng(3)
    for _ in range(30):
        A, B = rng.integers(1, 10**6, (2, 4, 4))
        game = NormalFormGame.from_bimatrix(A, B)
        found = solve(game, search="network")
        for (x, y), index in zip(found.profiles, found.indices, strict=True):
            rows, columns = np.flatnonzero(x != 0), np.flatnonzero(y != 0)
            signs = [np.sign(np.linalg.det(M[np.ix_(rows, columns)].astype(float))) for M in (A, B)]
            assert index == (-1) ** (len(rows) + 1) * signs[0] * signs[1]


@settings(max_examples=60)
@given(bimatrices())
def test_scaling_and_shifting_payoffs_changes_no_path(pair):
    A, B = pair
    before = walk(A, B)
    after = walk(A * Fraction(3, 7) + 11, B * 1000 - Fraction(1, 3))
    assert before.lengths == after.lengths
    assert [[list(p) for p in e] for e in before.profiles] == [
        [list(p) for p in e] for e in after.profiles
    ]


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e12])
def test_float_payoffs_are_the_decimals_that_they_print_as(scale):
    game = NormalFormGame.from_bimatrix(
        np.array([[0.3, 0.1], [0.1, 0.2]]) * scale, np.array([[0.1, 0.2], [0.7, 0.3]]) * scale
    )
    for x, y in solve(game).profiles:
        assert max(regret(game.to_exact(), [x, y])) == 0


def test_fifty_strategies_in_floats_are_proved_exactly():
    rng = np.random.default_rng(5)
    game = NormalFormGame.from_bimatrix(rng.random((50, 50)), rng.random((50, 50)))
    found = solve(game, label=("row", "1"))
    ((x, y),) = found.profiles
    assert gain(*game.to_exact().payoffs, x, y) == (0, 0)


def test_quantecon_takes_as_many_pivots():
    quantecon = pytest.importorskip("quantecon.game_theory")
    rng = np.random.default_rng(2)
    for _ in range(30):
        m, n = rng.integers(2, 7, 2)
        A, B = rng.integers(0, 10**6, (2, m, n))
        game = NormalFormGame.from_bimatrix(A, B)
        other = quantecon.NormalFormGame(
            (quantecon.Player(A.astype(float)), quantecon.Player(B.T.astype(float)))
        )
        lengths = list(solve(game).parameters["path_lengths"].values())
        for label, pivots in enumerate(lengths):
            profile, info = quantecon.lemke_howson(other, init_pivot=label, full_output=True)
            assert info.num_iter == pivots
            ((x, y),) = walk(*game.to_exact().payoffs, labels=[label]).profiles
            np.testing.assert_allclose(profile[0], x.astype(float), atol=1e-9)
            np.testing.assert_allclose(profile[1], y.astype(float), atol=1e-9)


def test_gambit_reaches_the_same_network():
    gambit = pytest.importorskip("pygambit")
    rng = np.random.default_rng(4)
    for _ in range(30):
        m, n = rng.integers(2, 6, 2)
        A, B = rng.integers(0, 10**6, (2, m, n))
        tables = [[[Fraction(int(v)) for v in row] for row in M] for M in (A, B)]
        other = gambit.StrategicGame.from_arrays(*tables)
        theirs = {
            tuple(
                tuple(Fraction(int(p.numerator), int(p.denominator)) for _, p in mix[player])
                for player in other.players
            )
            for mix in gambit.nash.lcp_solve(other, rational=True).equilibria
        }
        found = solve(NormalFormGame.from_bimatrix(A, B), search="network")
        assert {(tuple(x), tuple(y)) for x, y in found.profiles} == theirs


def test_one_strategy_and_constant_payoffs():
    for m, n in product((1, 2, 3), repeat=2):
        A = np.full((m, n), Fraction(5), dtype=object)
        found = walk(A, -A)
        assert found.profiles
        assert all(sum(x) == 1 == sum(y) for x, y in found.profiles)


def test_a_path_that_is_too_long_is_given_up():
    rng = np.random.default_rng(0)
    game = NormalFormGame.from_bimatrix(rng.random((20, 20)), rng.random((20, 20)))
    with pytest.raises(SolverError, match="max_pivots=1; drop another label"):
        solve(game, max_pivots=1)  # the shortest path has two pivots
    lengths = solve(game, max_pivots=30).parameters["path_lengths"].values()
    assert None in lengths
    assert all(pivots is None or pivots <= 30 for pivots in lengths)


def test_bad_arguments_are_named():
    game = NormalFormGame.from_bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    with pytest.raises(InvalidArgumentError, match="label must be a player and one of its"):
        solve(game, label="1")
    with pytest.raises(InvalidArgumentError, match="label must be a player and one of its"):
        solve(game, label=1)
    with pytest.raises(UnknownNameError, match="label: player 'me' is unknown"):
        solve(game, label=("me", "1"))
    with pytest.raises(UnknownNameError, match="label: strategy of row '3' is unknown"):
        solve(game, label=("row", "3"))
    with pytest.raises(InvalidArgumentError, match="search must be 'labels' or 'network'"):
        solve(game, search="all")
    with pytest.raises(InvalidArgumentError, match="max_pivots must be an integer >= 1"):
        solve(game, max_pivots=0)
    with pytest.raises(InvalidGameError, match="needs two players, got 3"):
        solve(NormalFormGame(["a", "b", "c"], [["x"]] * 3, np.zeros((3, 1, 1, 1))))


def test_tableau_pivots_on_either_sign_and_keeps_integers():
    tableau = Tableau([[2, 1, 1], [1, 3, 1]], ["s", "t"], ["a", "b"])
    twin = tableau.copy()
    assert tableau.enter("a") == "s"
    assert twin.basis == ["s", "t"]
    assert tableau.values() == {"a": Fraction(1, 2), "t": Fraction(1, 2)}
    negative = Tableau([[-2, -1]], ["w"], ["z"])
    negative.exchange(0, 0)
    assert negative.values() == {"z": Fraction(1, 2)}
    assert Tableau([[0, 1]], ["w"], ["z"]).enter("z") is None
