"""All equilibria of games with three or more players, and the proof that these are all."""

import itertools
import warnings
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, is_nash, nash_equilibria, regret
from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.methods.support_enumeration import solve
from lilliput.games.errors import (
    InvalidArgumentError,
    LilliputWarning,
    ProblemTooLargeError,
    UnsupportedNumberError,
)


def game_of(payoffs, *, exact=False):
    table = np.array(payoffs)
    if exact:
        table = table.astype(object) + Fraction(0)
    names = [[f"s{k}" for k in range(m)] for m in table.shape[1:]]
    return NormalFormGame([f"p{i}" for i in range(len(table))], names, table)


def equilibria(game, **options):
    return equilibrium_set(game, solve(game, **options), "support_enumeration")


def points(found):
    return [np.array([float(x) for mix in e.strategies.values() for x in mix]) for e in found]


def same(first, second, tol=1e-9):
    """Whether two lists of points are the same set."""
    return len(first) == len(second) and all(
        min(abs(a - b).max() for b in second) < tol for a in first
    )


MCKELVEY_MCLENNAN = [
    [[[9, 0], [0, 3]], [[0, 3], [9, 0]]],
    [[[8, 0], [0, 4]], [[0, 4], [8, 0]]],
    [[[12, 0], [0, 6]], [[0, 6], [2, 0]]],
]
NAU = [
    [[[3, 1], [0, 0]], [[0, 0], [1, 2]]],
    [[[0, 0], [2, 1]], [[1, 3], [0, 0]]],
    [[[2, 0], [0, 0]], [[0, 0], [0, 3]]],
]
LONE_MIXED = [
    [[[494, 488], [30, 800]], [[229, 142], [849, 482]]],
    [[[413, 363], [672, 188]], [[602, 405], [448, 483]]],
    [[[464, 371], [377, 292]], [[50, 942], [569, 175]]],
]


@pytest.mark.parametrize("exact", [False, True])
def test_nine_equilibria_of_mckelvey_and_mclennan(exact):
    """McKelvey and McLennan (1997): as many as a generic 2 × 2 × 2 game can have."""
    found = equilibria(game_of(MCKELVEY_MCLENNAN, exact=exact))
    assert (len(found), found.complete) == (9, "proved")
    assert {e.certificate.kind for e in found} == {"exact"}
    assert sorted(e.index for e in found) == [-1] * 4 + [1] * 5
    mixed = [[mix.iloc[0] for mix in e.strategies.values()] for e in found[7:]]
    expected = [
        [Fraction(1, 2), Fraction(2, 5), Fraction(1, 4)],
        [Fraction(2, 5), Fraction(1, 2), Fraction(1, 3)],
    ]
    assert mixed == (expected if exact else [[float(x) for x in row] for row in expected])


def test_irrational_equilibrium_of_nau_gomez_canovas_and_hansen():
    """Nau, Gomez Canovas and Hansen (2004), section 4: rational payoffs, one equilibrium."""
    [found] = equilibria(game_of(NAU, exact=True))
    p, q, r = (mix.iloc[0] for mix in found.strategies.values())
    root = (sympy.sqrt(601) - 23) / 4
    expected = [(15 - 2 * root) / 23, (5 + 2 * root) / 12, root]
    assert all(sympy.expand(a - b) == 0 for a, b in zip((p, q, r), expected, strict=True))
    assert (found.certificate.kind, found.regret, found.index) == ("algebraic", 0, 1)
    floats = equilibria(game_of(NAU))
    assert floats.complete == "proved"
    assert floats[0].certificate.kind == "algebraic"
    np.testing.assert_allclose(points(floats)[0][::2], [float(x) for x in expected], rtol=1e-15)


def test_a_game_whose_only_equilibrium_is_mixed():
    found = equilibria(game_of(LONE_MIXED))
    assert (len(found), found.complete) == (1, "proved")
    np.testing.assert_allclose(points(found)[0][::2], [0.5527, 0.3911, 0.4543], atol=5e-5)
    assert regret(found.game, found[0].strategies).max() < 1e-12


@pytest.mark.parametrize("n", [3, 4, 5])
def test_volunteers_dilemma(n):
    """Diekmann (1985): any set of players may be those who volunteer with positive probability.

    Each of m > 1 of them refuses with probability (c/v)^(1/(m − 1)); one alone is sure to.
    """
    volunteers = np.indices((2,) * n) == 0
    found = equilibria(game_of(np.where(volunteers, 1, 2 * volunteers.any(axis=0))))
    expected = []
    for who in itertools.product((False, True), repeat=n):
        m = sum(who)
        if m:
            refuse = 0.5 ** (1 / (m - 1)) if m > 1 else 0.0
            expected.append(
                np.array([x for on in who for x in ((1 - refuse, refuse) if on else (0, 1))])
            )
    assert len(found) == 2**n - 1
    assert same(points(found), expected)
    assert (found.complete, sum(e.index for e in found)) == ("proved", 1)


def random_games(shape, count, seed):
    rng = np.random.default_rng(seed)
    for k in range(count):
        size = (len(shape), *shape)
        yield game_of(rng.random(size) if k % 2 else rng.integers(-500, 500, size))


SHAPES = [(2, 2, 2), (3, 2, 2), (3, 3, 3), (2, 4, 3), (2, 2, 2, 2), (3, 2, 2, 3), (2,) * 5]


@pytest.mark.parametrize("shape", SHAPES)
def test_generic_games_have_an_odd_number_whose_indices_sum_to_one(shape):
    """Wilson (1971); Gül, Pearce and Stacchetti (1993): at most every second one is mixed."""
    for game in random_games(shape, 30, seed=sum(shape)):
        found = equilibria(game)
        if found.degenerate:
            continue
        assert found.complete == "proved"
        assert len(found) % 2 == 1
        assert sum(e.index for e in found) == 1
        pure = [e for e in found if all((mix == 1).any() for mix in e.strategies.values())]
        assert {e.index for e in pure} <= {1}
        assert 2 * len(pure) <= len(found) + 1
        for e in found:
            assert e.certificate.relative_regret < 1e-12


def supports_of(shape):
    sets = [
        [c for size in range(1, m + 1) for c in itertools.combinations(range(m), size)]
        for m in shape
    ]
    return list(itertools.product(*sets))


def newton_from(tables, support, rng):
    """A root of a support's equations from a random start by plain Newton steps; None if none."""
    n = len(tables)
    unknowns = [(i, k) for i in range(n) for k in support[i][1:]]
    x = [np.zeros(m) for m in tables.shape[1:]]
    for mix, own in zip(x, support, strict=True):
        mix[list(own)] = rng.dirichlet(np.ones(len(own)))

    def options(profile):
        result = []
        for i in range(n):
            rest = tables[i]
            for j in reversed(range(n)):
                if j != i:
                    rest = np.moveaxis(rest, j, -1) @ profile[j]
            result.append(rest)
        return result

    def residual(profile):
        values = options(profile)
        return np.array([values[i][k] - values[i][support[i][0]] for i, k in unknowns])

    for _ in range(25):
        value = residual(x)
        slope = np.empty((len(unknowns), len(unknowns)))
        for c, (i, k) in enumerate(unknowns):
            moved = [mix.copy() for mix in x]
            moved[i][[k, support[i][0]]] += [1, -1]
            slope[:, c] = residual(moved) - value
        try:
            step = np.linalg.solve(slope, value)
        except np.linalg.LinAlgError:
            return None
        for c, (i, k) in enumerate(unknowns):
            x[i][[k, support[i][0]]] += [-step[c], step[c]]
        if not abs(step).max() < 5:
            return None
        if abs(step).max() < 1e-12:
            inside = all(mix.min() >= 0 for mix in x)
            best = all(
                v.max() - v[own[0]] < 1e-10 for v, own in zip(options(x), support, strict=True)
            )
            return np.concatenate(x) if inside and best else None
    return None


@pytest.mark.parametrize("shape", [(3, 3, 3), (2, 3, 2), (2, 2, 2, 2)])
def test_random_starts_find_no_equilibrium_that_is_missing(shape):
    rng = np.random.default_rng(8)
    hits = 0
    for _ in range(6):
        payoffs = rng.random((len(shape), *shape))
        found = points(equilibria(game_of(payoffs)))
        for support in supports_of(shape):
            if any(len(own) > 1 for own in support):
                other = newton_from(payoffs, support, rng)
                if other is not None:
                    hits += 1
                    assert min(abs(other - own).max() for own in found) < 1e-8
    assert hits > 5


def relabelled(game, rng):
    """A game with players and strategies in another order, and how to read its profiles."""
    order = rng.permutation(game.n)
    turns = [rng.permutation(m) for m in game.shape]
    table = game.payoffs[np.ix_(order, *turns)].transpose(0, *(1 + order))
    shape = [game.shape[i] for i in order]

    def back(point):
        parts = np.split(point, np.cumsum(shape)[:-1])
        original = [None] * game.n
        for part, i in zip(parts, order, strict=True):
            original[i] = np.empty(len(part))
            original[i][turns[i]] = part
        return np.concatenate(original)

    return game_of(table), back


@pytest.mark.parametrize("shape", [(2, 2, 2), (3, 2, 4), (2, 3, 2, 2)])
def test_names_and_units_do_not_matter(shape):
    rng = np.random.default_rng(4)
    for game in random_games(shape, 12, seed=5):
        found = equilibria(game)
        other, back = relabelled(game, rng)
        again = equilibria(other)
        assert same(points(found), [back(point) for point in points(again)])
        assert sorted(map(str, (e.index for e in found))) == sorted(
            map(str, (e.index for e in again))
        )
        scaled = game.payoffs * 2.0 ** np.arange(len(shape)).reshape(-1, *[1] * len(shape))
        assert same(points(found), points(equilibria(game_of(-7 + 1024 * scaled))), 1e-6)


def bimatrix_equilibria(a, b):
    """All equilibria of a nondegenerate two-player game in Fractions, support by support."""
    found = []
    m, n = a.shape
    for size in range(1, min(m, n) + 1):
        for rows in itertools.combinations(range(m), size):
            for columns in itertools.combinations(range(n), size):
                y = equaliser(a[np.ix_(rows, columns)])
                x = equaliser(b[np.ix_(rows, columns)].T)
                if x is None or y is None or min(*x, *y, 1) <= 0:
                    continue
                whole = [Fraction(0)] * m, [Fraction(0)] * n
                for part, own, mix in zip(whole, (rows, columns), (x, y), strict=True):
                    for k, weight in zip(own, mix, strict=True):
                        part[k] = weight
                first, second = a.dot(whole[1]), b.T.dot(whole[0])
                if max(first) == first[rows[0]] and max(second) == second[columns[0]]:
                    found.append([*whole[0], *whole[1]])
    return found


def equaliser(matrix):
    """Weights of the columns that make all rows equal."""
    size = len(matrix)
    system = sympy.Matrix(size + 1, size + 1, lambda i, j: 0)
    system[:size, :size] = sympy.Matrix(matrix.astype(int).tolist())
    system[:size, size] = -sympy.ones(size, 1)
    system[size, :size] = sympy.ones(1, size)
    if system.det() == 0:
        return None
    right = sympy.zeros(size + 1, 1)
    right[size] = 1
    return [Fraction(int(x.p), int(x.q)) for x in system.LUsolve(right)[:size]]


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("choices", [1, 2])
def test_a_third_player_who_does_not_matter(place, choices):
    """With one strategy, or one better than the other whatever happens."""
    rng = np.random.default_rng(3)
    for _ in range(6):
        pair = rng.integers(0, 1000, (2, 3, 3))
        third = np.arange(choices) + np.zeros((3, 3, 1))
        tables = [np.repeat(t[..., None], choices, axis=-1) for t in pair]
        table = np.stack([*tables, third]).astype(int)
        order = [0, 1]
        order.insert(place, 2)
        table = table[order].transpose(0, *(1 + np.array(order)))
        found = equilibria(game_of(table, exact=True))
        expected = bimatrix_equilibria(*(t.astype(object) for t in pair))
        own = []
        for e in found:
            mixes = [list(mix) for mix in e.strategies.values()]
            assert mixes.pop(place)[-1] == 1
            own.append([x for mix in mixes for x in mix])
        assert found.complete == "proved"
        assert sorted(own) == sorted(expected)


@settings(max_examples=30)
@given(
    st.sampled_from([0, 1, 2]),
    st.lists(st.integers(0, 2), min_size=18, max_size=18),
)
def test_degenerate_games_of_two_and_a_player_without_a_choice(place, numbers):
    pair = np.array(numbers).reshape(2, 3, 3).astype(object) + Fraction(0)
    order = [0, 1]
    order.insert(place, 2)
    table = np.concatenate([pair, np.zeros((1, 3, 3), dtype=int)])[order]
    found = equilibria(game_of(np.expand_dims(table, 1 + place)))
    expected = nash_equilibria(game_of(pair), "vertex_enumeration")
    assert found.complete == "proved"
    assert found.degenerate in (None, expected.degenerate)

    def mixtures(several):
        return sorted(
            [x for mix in e.strategies.values() if len(mix) > 1 for x in mix] for e in several
        )

    assert mixtures(found) == mixtures(expected)
    assert len(found.components) == len(expected.components)
    assert sorted(part.index for part in found.components) == sorted(
        part.index for part in expected.components
    )
    for part in found.components:
        for subset in part.subsets:
            assert [mix.tolist() for mix in subset.vertices[f"p{place}"]] == [[1]]


def test_where_nobody_cares_every_corner_is_listed():
    nothing = equilibria(game_of(np.zeros((3, 2, 2, 2))))
    assert (len(nothing), nothing.complete, nothing.degenerate) == (8, "proved", True)


def test_one_tie_in_an_ordinary_game_leaves_the_proof():
    """Player 0 does not mind at (·, s0, s0), where player 1 stays if s0 is likely enough."""
    payoffs = np.array(
        [
            [[[5, 0], [1, 9]], [[5, 3], [4, 2]]],
            [[[8, 3], [2, 6]], [[1, 4], [3, 0]]],
            [[[7, 1], [5, 8]], [[9, 2], [0, 6]]],
        ]
    )
    found = equilibria(game_of(payoffs, exact=True))
    assert (found.complete, found.degenerate) == ("proved", True)
    ends = [[mix.iloc[0] for mix in e.strategies.values()] for e in found if e.index is None]
    # 8p + (1 − p) ≥ 2p + 3(1 − p) if p ≥ 1/4.
    assert sorted(ends) == [[Fraction(1, 4), 1, 1], [1, 1, 1]]


def test_continua_other_than_segments_are_not_called_complete():
    # Player 2 never minds; the others match it and each other: p = q = r is an equilibrium.
    payoffs = np.zeros((3, 2, 2, 2), dtype=int)
    payoffs[0] = [[[0, 0], [1, 0]], [[0, 1], [0, 0]]]
    payoffs[1] = [[[0, 0], [0, 1]], [[1, 0], [0, 0]]]
    found = equilibria(game_of(payoffs))
    assert (found.complete, found.degenerate) == ("unknown", True)


def test_ends_of_segments_are_listed():
    # Player 0 is indifferent as long as player 1 plays s0, which it does while p0 plays s0 enough.
    payoffs = np.zeros((3, 2, 3, 2), dtype=int)
    payoffs[0] = [[[2, 2], [1, 1], [0, 0]], [[2, 2], [0, 0], [1, 1]]]
    payoffs[1] = [[[3, 3], [0, 0], [0, 0]], [[0, 0], [6, 6], [1, 1]]]
    payoffs[2] = [[[1, 0]] * 3] * 2
    found = equilibria(game_of(payoffs, exact=True))
    assert (found.complete, found.degenerate) == ("proved", True)
    ends = [e.strategies["p0"].to_list() for e in found if e.strategies["p1"].iloc[0] == 1]
    assert sorted(ends) == [[Fraction(2, 3), Fraction(1, 3)], [1, 0]]


def test_ties_that_do_not_matter_are_decided_exactly():
    """At (s0, s0, s0) player 0 is indifferent, but player 1 leaves as soon as it mixes."""
    payoffs = np.array(
        [
            [[[1, 0], [5, 5]], [[1, 0], [6, 6]]],
            [[[2, 2], [2, 2]], [[0, 0], [1, 1]]],
            [[[1, 0], [1, 0]], [[1, 0], [1, 0]]],
        ]
    )
    for exact in (False, True):
        found = equilibria(game_of(payoffs, exact=exact))
        assert found.complete == "proved"
        assert found.degenerate
        assert same(points(found), [np.array([1, 0, 1, 0, 1, 0.0]), np.array([0, 1, 0, 1, 1, 0.0])])


def middle(first, second):
    return {
        name: (first.strategies[name] + second.strategies[name]) / 2 for name in first.strategies
    }


@settings(max_examples=60)
@given(
    st.sampled_from([(2, 2, 2), (3, 2, 2), (2, 2, 2, 2), (1, 3, 3), (2, 1, 2)]).flatmap(
        lambda shape: st.tuples(
            st.just(shape),
            st.lists(
                st.integers(0, 2),
                min_size=len(shape) * int(np.prod(shape)),
                max_size=len(shape) * int(np.prod(shape)),
            ),
        )
    )
)
def test_what_is_proved_complete_attracts_all_equilibria_of_nearby_games(drawn):
    """The equilibrium correspondence is upper hemicontinuous, and its isolated points are few."""
    shape, numbers = drawn
    payoffs = np.array(numbers).reshape(len(shape), *shape)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LilliputWarning)
        found = equilibria(game_of(payoffs))
    for e in found:
        assert is_nash(found.game, e.strategies, tol=1e-8)
    if found.complete != "proved":
        assert found.complete == "unknown"
        assert found.degenerate
        return
    if any(is_nash(found.game, middle(a, b)) for a, b in itertools.combinations(found, 2)):
        assert found.degenerate  # a continuum
        return
    noise = np.random.default_rng(numbers).random(payoffs.shape)
    nearby = equilibria(game_of(payoffs + 1e-8 * noise))
    for point in points(nearby):
        assert min(abs(point - own).max() for own in points(found)) < 0.02


def test_boxes_run_out_with_a_warning():
    game = game_of(np.random.default_rng(2).integers(0, 1000, (4, 3, 3, 3, 3)))
    with pytest.warns(LilliputWarning, match="not searched to the end .max_boxes=5000"):
        few = equilibria(game, max_boxes=5000)
    assert few.complete == "unknown"
    assert few.parameters["boxes"] <= 5001
    whole = points(equilibria(game))
    assert all(min(abs(a - b).max() for b in whole) < 1e-9 for a in points(few))


def test_scales_from_tiny_to_huge():
    payoffs = np.random.default_rng(6).integers(1, 1000, (3, 3, 2, 3)).astype(float)
    expected = points(equilibria(game_of(payoffs)))
    for factor in (2.0**-900, 1e-9, 1e12, 2.0**900):
        assert same(points(equilibria(game_of(payoffs * factor))), expected)
    payoffs[0, 0, 0, 0] = 1e6
    found = equilibria(game_of(payoffs))
    assert (found.complete, sum(e.index for e in found)) == ("proved", 1)
    payoffs[0, 0, 0, 0] = 1e15  # beyond what floats can tell apart
    with pytest.warns(LilliputWarning, match="their indices sum to 0, so some are"):
        found = equilibria(game_of(payoffs))
    assert found.complete == "unknown"
    for e in found:
        assert e.certificate.relative_regret < 1e-12


def test_bad_arguments_are_named():
    game = game_of(np.random.default_rng(0).random((3, 3, 3, 3)))
    with pytest.raises(InvalidArgumentError, match='three or more players, got 2; use "vertex_'):
        solve(game_of(np.zeros((2, 2, 2))))
    with pytest.raises(InvalidArgumentError, match="max_boxes must be an integer >= 1, got 0"):
        solve(game, max_boxes=0)
    with pytest.raises(InvalidArgumentError, match="max_boxes must be an integer >= 1, got True"):
        solve(game, max_boxes=True)
    with pytest.raises(InvalidArgumentError, match="max_supports must be an integer >= 1"):
        solve(game, max_supports="many")
    with pytest.raises(ProblemTooLargeError, match=r"343 supports \(3 × 3 × 3.*global_newton"):
        solve(game, max_supports=100)
    with pytest.raises(UnsupportedNumberError, match="expressions"):
        solve(game_of(np.full((3, 2, 2, 2), sympy.Symbol("z"))))


@pytest.mark.parametrize("shape", [(2, 2, 2), (3, 2, 3), (2, 2, 2, 2)])
def test_all_that_gambit_finds_is_found(shape):
    pygambit = pytest.importorskip("pygambit")
    if not hasattr(pygambit, "StrategicGame"):
        pytest.skip("needs pygambit 17")
    rng = np.random.default_rng(17)
    for _ in range(20):
        payoffs = rng.integers(0, 1000, (len(shape), *shape))
        other = pygambit.StrategicGame.from_arrays(*(table.astype(object) for table in payoffs))
        own = points(equilibria(game_of(payoffs)))
        for e in pygambit.nash.enumpoly_solve(other, use_strategic=True).equilibria:
            point = np.array([float(x) for player in other.players for _, x in e[player]])
            assert min(abs(point - mine).max() for mine in own) < 1e-5
