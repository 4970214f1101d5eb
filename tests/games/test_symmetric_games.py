"""Symmetric games: their short form, and equilibria that no root or count is missed of."""

import pickle
from fractions import Fraction
from itertools import combinations, permutations, product
from math import comb

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, nash_equilibria, regret
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.equilibria.symmetric import (
    grouped_equilibria,
    pure_equilibria_by_counts,
    symmetric_equilibria,
)
from lilliput.games.equilibria.symmetric_cells import roots_in_simplex
from lilliput.games.equilibria.symmetric_roots import bernstein_roots, homogeneous
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.normal_form.symmetric import SymmetricGame, is_symmetric_game

P = sympy.Symbol("p")


def volunteers(n, value=2, cost=1):
    """Diekmann's volunteer's dilemma: all get `value` if anyone acts, which costs the actor."""
    return SymmetricGame(n, ["act", "wait"], [[value - cost] * n, [value] * (n - 1) + [0]])


@st.composite
def symmetric_games(draw, most_players=4, strategies=(1, 3), wide=(1, 3, 20)):
    n, m = draw(st.integers(1, most_players)), draw(st.integers(*strategies))
    size, bound = m * comb(n + m - 2, m - 1), draw(st.sampled_from(wide))
    numbers = draw(st.lists(st.integers(-bound, bound), min_size=size, max_size=size))
    table = np.array([Fraction(k, 2) for k in numbers], dtype=object).reshape(m, -1)
    return SymmetricGame(n, [f"s{k}" for k in range(m)], table)


def real_roots(numbers):
    """The distinct roots in (0, 1) of a polynomial in Bernstein form, by sympy."""
    degree = len(numbers) - 1
    polynomial = sympy.Poly(
        sum(comb(degree, j) * b * P**j * (1 - P) ** (degree - j) for j, b in enumerate(numbers)), P
    )
    if polynomial.degree() < 1:
        return []
    return sorted({root for root in sympy.real_roots(polynomial) if 0 < root < 1}, key=float)


def gain(row, first, second, p):
    """Σ C(d, j) p^j (1−p)^(d−j) b_j over b = row[first:second], in numbers of any kind."""
    part = row[first:second]
    d = len(part) - 1
    return sum(comb(d, j) * p**j * (1 - p) ** (d - j) * b for j, b in enumerate(part))


@settings(max_examples=100)
@given(symmetric_games())
def test_the_normal_form_counts_the_others(game):
    normal = game.to_normal_form()
    for cell in product(range(len(game.strategies)), repeat=game.n):
        play = [game.strategies[s] for s in cell]
        for i, own in enumerate(play):
            others = play[:i] + play[i + 1 :]
            counts = {name: others.count(name) for name in game.strategies}
            assert normal.payoffs[(i, *cell)] == game.payoff(own, counts)
    assert is_symmetric_game(normal)
    assert SymmetricGame.from_normal_form(normal) == game


@settings(max_examples=60)
@given(symmetric_games(most_players=3, strategies=(2, 2)), st.data())
def test_a_payoff_of_one_player_breaks_the_symmetry(game, data):
    normal = game.to_normal_form()
    if game.n == 1:
        assert is_symmetric_game(normal)
        return
    tensor = normal.payoffs.copy()
    cell = data.draw(st.tuples(*(st.integers(0, size - 1) for size in tensor.shape)))
    tensor[cell] += Fraction(1, 3)
    broken = NormalFormGame(normal.players, normal.strategies, tensor)
    symmetric = all(
        tensor[(order[i], *(s[order.index(k)] for k in range(game.n)))] == tensor[(i, *s)]
        for order in permutations(range(game.n))
        for i in range(game.n)
        for s in product(range(2), repeat=game.n)
    )
    finding = is_symmetric_game(broken)
    assert finding.holds == symmetric
    if not finding:
        assert set(finding.witness) == {"swap", "profile"}
        with pytest.raises(InvalidGameError, match="players must be interchangeable"):
            SymmetricGame.from_normal_form(broken)


@settings(max_examples=200)
@given(
    st.lists(st.integers(-1, 1), min_size=1, max_size=8)
    | st.lists(st.integers(-30, 30), min_size=1, max_size=8)
)
def test_no_root_is_missed(numbers):
    if not any(numbers):
        return
    ours, theirs = bernstein_roots(numbers), real_roots(numbers)
    assert len(ours) == len(theirs)
    for root, other in zip(ours, theirs, strict=True):
        if other.is_Rational:
            assert root.exact == Fraction(int(other.p), int(other.q))
        else:
            assert root.exact is None
            assert root.high - root.low < Fraction(1, 10**15)
            assert sympy.Rational(root.low.numerator, root.low.denominator) < other
            assert sympy.Rational(root.high.numerator, root.high.denominator) > other


def test_multiple_and_dyadic_roots_and_signs_at_them():
    square = [4, -4, 0, 6, 0, -4, 4]  # Bernstein form of something with repeated signs
    assert [float(r) for r in real_roots(square)] == pytest.approx(
        [root.nearest() for root in bernstein_roots(square)], abs=1e-15
    )
    (double,) = bernstein_roots([1, -1, 1])  # (1 − 2p)²
    assert double.exact == Fraction(1, 2)
    (root,) = bernstein_roots([-1, -1, 1])  # 2p² = 1
    assert root.in_p() == (-1, 0, 2)
    assert root.sign(homogeneous([-2, -2, 2])) == 0
    assert root.sign(homogeneous([0, 0, 1])) == 1
    assert root.sign(homogeneous([-1, -1, 99])) == 1
    assert root.sign(homogeneous([-100, -100, 99])) == -1
    assert root.sign(homogeneous([0, 0, 0])) == 0


@settings(max_examples=120)
@given(symmetric_games(strategies=(2, 2)))
def test_all_symmetric_equilibria_of_two_strategies(game):
    found = symmetric_equilibria(game)
    assert found.complete == "proved"
    gains = list(game.payoffs[1] - game.payoffs[0])
    pure = [p for p, is_one in ((0, gains[0] <= 0), (1, gains[-1] >= 0)) if is_one]
    ours = [equilibrium.groups[0].strategy.iloc[1] for equilibrium in found]
    assert [p for p in ours if p in (0, 1)] == pure
    if any(gains):
        mixed = [float(root) for root in real_roots(gains)]
        assert [float(p) for p in ours if p not in (0, 1)] == pytest.approx(mixed, abs=1e-14)
        assert not found.ranges
    else:
        assert [(r.low, r.high) for r in found.ranges] == [(0, 1)]
    assert len(found) + len(found.ranges) >= 1  # Nash (1951), theorem 2


@settings(max_examples=80)
@given(symmetric_games())
def test_symmetric_equilibria_have_no_regret(game):
    normal = game.to_normal_form()
    found = symmetric_equilibria(game)
    for equilibrium in found:
        profile = equilibrium.profile()
        gains = regret(normal, profile)
        if equilibrium.certificate.kind == "exact":
            assert max(gains) == 0
        else:
            assert max(gains) < 1e-12
        for group, payoff in zip(equilibrium.groups, normal.payoff(profile), strict=False):
            assert float(group.payoff) == pytest.approx(float(payoff), abs=1e-12)


@settings(max_examples=60)
@given(symmetric_games(most_players=2, strategies=(1, 4)))
def test_two_players_with_any_number_of_strategies(game):
    """Every support, solved by elimination; those without a unique solution are named."""
    if game.n != 2:
        return
    normal = game.to_normal_form()
    A = normal.payoffs[0]
    m = len(game.strategies)
    found = symmetric_equilibria(game)
    ours = {tuple(e.groups[0].strategy) for e in found}
    unsolved = {tuple(game.strategies.index(s) for s in part) for part in found.unsolved}
    for size in range(1, m + 1):
        for support in combinations(range(m), size):
            rows = [[*(A[i, j] for j in support), -1] for i in support] + [[1] * size + [0]]
            matrix = sympy.Matrix(rows)
            if matrix.det() == 0:
                continue
            solution = [
                Fraction(int(x.p), int(x.q)) for x in matrix.solve(sympy.Matrix([0] * size + [1]))
            ]
            mix = [Fraction(0)] * m
            for s, x in zip(support, solution[:-1], strict=True):
                mix[s] = x
            if min(solution[:-1]) <= 0:
                continue
            equilibrium = all(
                sum(A[i, j] * mix[j] for j in range(m)) <= solution[-1] for i in range(m)
            )
            if support not in unsolved:
                assert (tuple(mix) in ours) == equilibrium


@settings(max_examples=80)
@given(symmetric_games())
def test_pure_counts_are_the_pure_equilibria(game):
    found = pure_equilibria_by_counts(game)
    cells = pure_cells(game.to_normal_form())
    counted = {tuple(cell.count(s) for s in range(len(game.strategies))) for cell in cells}
    ours = set()
    for equilibrium in found:
        sizes = {group.strategy.idxmax(): group.size for group in equilibrium.groups}
        ours.add(tuple(sizes.get(name, 0) for name in game.strategies))
    assert ours == counted
    assert found.permutations == len(cells)
    normal = game.to_normal_form()
    for equilibrium in found:
        profile = equilibrium.profile()
        strict = all(
            sum(value == max(options) for value in options) == 1
            for options in normal.deviations(profile)
        )
        assert equilibrium.strict == strict


@settings(max_examples=60)
@given(symmetric_games(most_players=4, strategies=(2, 2), wide=(2, 20)))
def test_all_equilibria_in_which_those_who_mix_mix_alike(game):
    """For every split into pure players and mixing ones: sympy's roots, then the definition."""
    n = game.n
    gains = list(game.payoffs[1] - game.payoffs[0])
    found = grouped_equilibria(game)
    normal = game.to_normal_form()
    for equilibrium in found:
        assert max(regret(normal, equilibrium.profile())) <= 1e-12
    ours = []
    for equilibrium in found:
        sizes = [0, 0, 0, 0.0]
        for group in equilibrium.groups:
            p = group.strategy.iloc[1]
            slot = int(p) if p in (0, 1) else 2
            sizes[slot] = group.size
            sizes[3] = float(p) if slot == 2 else sizes[3]
        ours.append(tuple(sizes))
    expected = []
    for size in range(2, n + 1):
        for second in range(n - size + 1):
            first = n - size - second
            part = gains[second : second + size]
            if not any(part):
                continue
            for root in real_roots(part):
                value = sympy.Rational(root.p, root.q) if root.is_Rational else root
                stay = gain(gains, second, second + size + 1, value) if first else 0
                move = gain(gains, second - 1, second + size, value) if second else 0
                stay, move = (sympy.N(v, 40) for v in (stay, move))
                if stay <= 1e-25 and move >= -1e-25:
                    expected.append((first, second, size, float(root)))
    mixed = sorted(sizes for sizes in ours if sizes[2])
    assert len(mixed) == len(expected)
    for a, b in zip(mixed, sorted(expected), strict=True):
        assert a == pytest.approx(b, abs=1e-12)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 8])
@pytest.mark.parametrize("value", [Fraction(2), Fraction(3, 2)])
def test_the_volunteers_dilemma(n, value):
    """Everyone waits with probability v^(−1/(N−1)) (Diekmann 1985); each group of two or more may
    leave it to chance while the others wait, and one may act alone: 2^N − 1 equilibria."""
    game = volunteers(n, value)
    (equilibrium,) = symmetric_equilibria(game)
    p = equilibrium.groups[0].strategy["wait"]
    assert float(p) == pytest.approx(float(value) ** (-1 / (n - 1)), abs=1e-15)
    if n > 2:
        assert equilibrium.certificate.kind == "algebraic"
        expected = (-value.denominator, *[0] * (n - 2), value.numerator)
        assert equilibrium.polynomial == expected
    else:
        assert equilibrium.certificate.kind == "exact"
    found = grouped_equilibria(game)
    assert found.permutations == 2**n - 1
    assert [group.size for e in found for group in e.groups if group.strategy["wait"] < 1] == list(
        range(1, n + 1)
    )


def test_hundreds_of_players():
    for n in (100, 300):
        (equilibrium,) = symmetric_equilibria(volunteers(n))
        p = equilibrium.groups[0].strategy["wait"]
        assert p == pytest.approx(2 ** (-1 / (n - 1)), abs=1e-15)
        low, high = equilibrium.interval
        assert 2 * low ** (n - 1) < 1 < 2 * high ** (n - 1)
        assert high - low < Fraction(1, 10**15)


def test_a_market_of_a_thousand_that_is_entered_until_it_does_not_pay():
    """Entrants gain 300 − 3·(others in): 101 are in at pure equilibria with a tie at 100 others,
    and all enter with probability 100/999."""
    n = 1000
    others_in = np.arange(n - 1, -1, -1)
    game = SymmetricGame(n, ["in", "out"], [300 - 3 * others_in, 0 * others_in])
    found = symmetric_equilibria(game)
    (equilibrium,) = found
    assert equilibrium.certificate.kind == "exact"
    assert equilibrium.groups[0].strategy["in"] == 100 / 999
    sizes = [[group.size for group in e.groups] for e in pure_equilibria_by_counts(game)]
    assert sizes == [[101, 899], [100, 900]]


def test_payoffs_that_do_not_depend_on_the_own_choice_make_ranges():
    game = SymmetricGame(3, ["a", "b"], [[1, 2, 3], [1, 2, 3]])
    found = symmetric_equilibria(game)
    assert [(r.low, r.high, r.strategies) for r in found.ranges] == [(0, 1, ("a", "b"))]
    assert len(found) == 2
    tie = SymmetricGame(2, ["a", "b"], [[0, 0], [0, 1]])  # b is as good where the other plays a
    assert not grouped_equilibria(tie).ranges
    # c pays more than a and b for middle mixtures: p(1−p) > 2/9 between 1/3 and 2/3
    third = SymmetricGame.from_function(
        3,
        ["a", "b", "c"],
        lambda own, others: 9 * (others["a"] == others["b"] == 1) - 4 if own == "c" else 0,
    )
    ranges = [r for r in symmetric_equilibria(third).ranges if r.strategies == ("a", "b")]
    assert [(r.low, r.high) for r in ranges] == [
        (0, pytest.approx(1 / 3)),
        (pytest.approx(2 / 3), 1),
    ]


def cycle(n):
    """Rock, paper, scissors, everyone against everyone."""
    beats = {("r", "s"), ("s", "p"), ("p", "r")}
    return SymmetricGame.from_function(
        n,
        ["r", "p", "s"],
        lambda own, others: sum(
            ((own, x) in beats) * k - ((x, own) in beats) * k for x, k in others.items()
        ),
    )


@pytest.mark.parametrize("n", [2, 3, 5])
def test_rock_paper_scissors_of_many_has_one_symmetric_equilibrium(n):
    found = symmetric_equilibria(cycle(n).to_exact())
    assert found.complete == "proved"
    (equilibrium,) = found
    assert list(equilibrium.groups[0].strategy) == [Fraction(1, 3)] * 3
    assert equilibrium.certificate.kind == "exact"
    assert equilibrium.groups[0].payoff == 0


@settings(max_examples=40)
@given(st.lists(st.integers(-(10**4), 10**4), min_size=18, max_size=18))
def test_three_strategies_are_solved_as_the_normal_form_is(numbers):
    """The symmetric ones among all equilibria of the normal form, by another search."""
    game = SymmetricGame(3, ["a", "b", "c"], np.reshape(numbers, (3, 6)))
    found = symmetric_equilibria(game)
    normal = nash_equilibria(game.to_normal_form(), max_boxes=50_000)
    if found.complete == normal.complete == "proved" and not found.ranges:
        theirs = np.array([list(e.strategies.values()) for e in normal])
        theirs = theirs[np.ptp(theirs, axis=1).max(axis=1) < 1e-9][:, 0]
        ours = np.array([e.groups[0].strategy for e in found])
        for mine in (ours, theirs):
            mine[:] = mine[np.lexsort(mine.T.round(9))]
        assert ours == pytest.approx(theirs, abs=1e-9)


def test_a_root_with_three_strategies_solves_its_equations():
    """Paid v if nobody else takes the same, everyone takes it so that v (1 − p)² is the same."""
    values = {"a": 1, "b": 2, "c": 4}
    game = SymmetricGame.from_function(
        3, list(values), lambda own, others: values[own] * (others[own] == 0)
    )
    (inner,) = [e for e in symmetric_equilibria(game) if min(e.groups[0].strategy) > 0]
    mix = inner.groups[0].strategy
    pays = [v * (1 - p) ** 2 for v, p in zip(values.values(), mix, strict=True)]
    assert pays == pytest.approx([pays[0]] * 3, rel=1e-14)
    assert inner.certificate.kind == "algebraic"
    assert inner.interval is None


def test_a_curve_of_equilibria_and_too_many_players_are_left_and_named():
    flat = SymmetricGame.from_function(
        3, ["a", "b", "c"], lambda own, others: others["a"] * others["b"] * others["c"]
    )
    found = symmetric_equilibria(flat)
    assert found.complete == "unknown"
    assert found.unsolved == (("a", "b", "c"),)
    assert repr(found).endswith("not solved: supports {a, b, c}")
    assert "MixtureRange(all mix a and b, b from 0 to 1)" in repr(found)
    assert symmetric_equilibria(cycle(9)).unsolved == (("r", "p", "s"),)
    assert symmetric_equilibria(cycle(4), max_cells=0).unsolved == (("r", "p", "s"),)
    html = symmetric_equilibria(cycle(9))._repr_html_()
    assert "not solved: supports {r, p, s}" in html
    dominated = SymmetricGame.from_function(
        3, ["a", "b", "c"], lambda own, others: -1 if own == "c" else others[own]
    )
    assert symmetric_equilibria(dominated).complete == "proved"
    with pytest.raises(InvalidArgumentError, match="max_cells must be an integer >= 0, got -1"):
        symmetric_equilibria(cycle(3), max_cells=-1)


@settings(max_examples=40)
@given(st.integers(2, 4), st.integers(1, 3), st.data())
def test_planted_roots_in_a_simplex_are_enclosed(k, degree, data):
    """Polynomials that vanish at a chosen rational point, and at others perhaps."""
    shape = (k - 1, *[k] * degree)
    numbers = data.draw(
        st.lists(st.integers(-30, 30), min_size=int(np.prod(shape)), max_size=int(np.prod(shape)))
    )
    tensor = np.array(numbers, dtype=object).reshape(shape)
    tensor = sum(
        np.transpose(tensor, (0, *(axis + 1 for axis in order)))
        for order in permutations(range(degree))
    )
    weights = data.draw(st.lists(st.integers(1, 9), min_size=k, max_size=k))
    planted = np.array([Fraction(w, sum(weights)) for w in weights], dtype=object)
    level = tensor
    for _ in range(degree):
        level = level @ planted
    whole = tensor * sum(weights) ** degree
    for a in range(k - 1):  # constants are the same tensor in every entry, for Σp = 1
        whole[a] = whole[a] - int(level[a] * sum(weights) ** degree)
    found, complete, _ = roots_in_simplex(whole, max_cells=300)
    for root in found:
        value = whole
        for _ in range(degree):
            value = value @ root.point
        assert max(abs(value)) < Fraction(1, 10**30)
        assert sum(root.point) == 1
        assert root.radius < Fraction(1, 10**30)
    if complete:
        assert sum(root.radius == 0 and list(root.point) == list(planted) for root in found) == 1


def test_games_are_values():
    table = np.array([[1.0, 2.0], [3.0, 0.0]])
    game = SymmetricGame(2, ["a", "b"], table)
    table[0, 0] = 9
    assert game.payoff("a", {"a": 1}) == 1.0
    with pytest.raises(ValueError, match="read-only"):
        game.payoffs[0, 0] = 2
    twin = pickle.loads(pickle.dumps(game))
    assert twin == game
    assert hash(twin) == hash(game)
    assert not twin.payoffs.flags.writeable
    assert game != SymmetricGame(2, ["a", "c"], [[1, 2], [3, 0]])
    assert game != 1
    assert game.to_exact().payoffs[1, 0] == Fraction(3)
    frame = symmetric_equilibria(game).to_frame()
    assert list(frame.columns) == ["equilibrium", "players", "a", "b", "payoff", "certificate"]
    assert frame["players"].tolist() == [2]


def test_bad_input_is_named():
    with pytest.raises(InvalidGameError, match="n must be a positive number of players"):
        SymmetricGame(0, ["a"], [[0]])
    with pytest.raises(InvalidGameError, match=r"shape \(2, 3\): a row a strategy"):
        SymmetricGame(3, ["a", "b"], [[1, 2], [3, 4]])
    with pytest.raises(ProblemTooLargeError, match="use fewer strategies"):
        SymmetricGame(1000, list("abcdef"), [[0]])
    game = volunteers(4)
    with pytest.raises(UnknownNameError, match="strategy 'fight'"):
        game.payoff("fight", {})
    with pytest.raises(UnknownNameError, match="others: strategy 'fight'"):
        game.payoff("act", {"fight": 3})
    with pytest.raises(InvalidGameError, match="others must be 3 players in all"):
        game.payoff("act", {"act": 2})
    with pytest.raises(ProblemTooLargeError, match="symmetric_equilibria works on the short form"):
        volunteers(40).to_normal_form()
    with pytest.raises(ProblemTooLargeError, match="at most 200 players"):
        grouped_equilibria(volunteers(201))
    for solve in (grouped_equilibria, pure_equilibria_by_counts, symmetric_equilibria):
        with pytest.raises(InvalidGameError, match="must be a SymmetricGame, got NormalFormGame"):
            solve(game.to_normal_form())
    with pytest.raises(InvalidArgumentError, match="game must have two strategies, got 1"):
        grouped_equilibria(SymmetricGame(2, ["a"], [[0]]))
    with pytest.raises(UnsupportedNumberError):
        symmetric_equilibria(SymmetricGame(2, ["a", "b"], [[sympy.Symbol("v"), 0], [0, 0]]))
    different = NormalFormGame(["A", "B"], [["x", "y"], ["x", "z"]], np.zeros((2, 2, 2)))
    assert is_symmetric_game(different).witness == {"players": ("A", "B")}
