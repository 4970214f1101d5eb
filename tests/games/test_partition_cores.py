"""Characteristic functions and cores of games with externalities, against plain definitions."""

import pickle
from fractions import Fraction
from functools import cache
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from test_partition import NAMES, embedded, partition_games, partitions
from test_partition_values import mixed_game

from lilliput.games import CoalitionalGame, NormalFormGame, core
from lilliput.games.cores import coalition_structure_core
from lilliput.games.errors import (
    InvalidArgumentError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.partition import (
    PartitionGame,
    alpha_game,
    beta_game,
    characteristic_function,
    cournot_game,
    delta_game,
    gamma_game,
    has_no_externalities,
    merged_game,
    partition_core,
    partition_function,
    public_good_game,
    recursive_core,
)
from lilliput.games.properties import is_superadditive

REACTIONS = ("pessimistic", "optimistic", "singletons", "together", "maximising")


def coalitions(players):
    return {S for S, _ in embedded(players)}


@settings(max_examples=25, deadline=None)
@given(partition_games(low=-2, high=2))
@example(mixed_game(6))
def test_characteristic_functions_by_definition(game):
    everyone = frozenset(game.players)
    found = {reaction: characteristic_function(game, reaction) for reaction in REACTIONS}
    for S in coalitions(game.players):
        outside = partitions(everyone - S)
        worths = {P: game.worth(S, P | {S}) for P in outside}
        assert found["pessimistic"].worth(S) == min(worths.values())
        assert found["optimistic"].worth(S) == max(worths.values())
        assert found["singletons"].worth(S) == worths[max(outside, key=len)]
        assert found["together"].worth(S) == worths[min(outside, key=len)]
        totals = {P: sum(game.worth(T, P | {S}) for T in P) for P in outside}
        best = max(totals.values())
        assert found["maximising"].worth(S) == min(worths[P] for P in outside if totals[P] == best)
    floats = PartitionGame(game.players, game.worths.astype(float))
    for reaction in REACTIONS:
        again = characteristic_function(floats, reaction)
        assert np.allclose(again.worths, found[reaction].worths.astype(float))


def test_characteristic_functions_in_symbols():
    a = sympy.Symbol("a", real=True)
    game = PartitionGame.from_function(["A", "B", "C"], lambda S, P: a * len(P) - len(S))
    assert characteristic_function(game).worth("A") == sympy.Min(2 * a - 1, 3 * a - 1)
    assert characteristic_function(game, "optimistic").worth("A") == sympy.Max(2 * a - 1, 3 * a - 1)
    assert characteristic_function(game, "singletons").worth("A") == 3 * a - 1
    with pytest.raises(UnsupportedNumberError, match="substitute values"):
        characteristic_function(game, "maximising")
    with pytest.raises(UnsupportedNumberError):
        recursive_core(game)
    with pytest.raises(UnknownNameError, match="reaction 'gamma' is unknown"):
        characteristic_function(game, "gamma")


@settings(max_examples=15, deadline=None)
@given(partition_games(low=0, high=2))
def test_cores_are_nested(game):
    optimistic = partition_core(game, "optimistic")
    for reaction in REACTIONS:
        found = partition_core(game, reaction)
        assert found.game == characteristic_function(game, reaction)
        if not optimistic.empty:
            assert found.contains(optimistic.allocation)
        if not found.empty:
            assert partition_core(game).contains(found.allocation)


@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_cores_of_symmetric_cartels(n):
    """v(S) = 1/(m+1)²: with singletons outside s(n−s+2)² ≥ 4n for all s, so that equal shares are
    in the core; a firm that expects all others together counts on 1/9, more than 1/(4n) if n > 2.
    """
    game = cournot_game(dict.fromkeys(NAMES[:n], 0), intercept=1)
    assert partition_core(game, "singletons").contains([Fraction(1, 4 * n)] * n)
    assert partition_core(game, "pessimistic").contains([Fraction(1, 4 * n)] * n)
    assert partition_core(game, "together").empty == (n > 2)
    assert partition_core(game, "optimistic").empty == (n > 2)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.fractions("1/2", 2, max_denominator=2), min_size=2, max_size=4))
def test_the_gamma_core_of_a_public_good_with_linear_benefits(benefits):
    """Helm (2001), Chander and Tulkens (1997): the γ-core of such an economy is not empty."""
    names = dict(zip(NAMES, benefits, strict=False))
    game = public_good_game(names, dict.fromkeys(names, 1))
    assert not partition_core(game, "singletons").empty


# The recursive core, in plain Python with linear programmes in floats


def has_payoffs(players, structure, worth, guarantee):
    players = sorted(players)
    rows = [[-1.0 if p in S else 0.0 for p in players] for S in guarantee]
    equal = [[1.0 if p in B else 0.0 for p in players] for B in structure]
    solved = linprog(
        np.zeros(len(players)),
        A_ub=rows,
        b_ub=[-float(bound) for bound in guarantee.values()],
        A_eq=equal,
        b_eq=[float(worth[B]) for B in structure],
        bounds=[(None, None)] * len(players),
    )
    return solved.status == 0


def plain_recursive_core(game, choose):
    """Guarantees and stable structures of the whole game, by the definition."""

    @cache
    def solve(players, settled):
        guarantee = {}
        for S in coalitions(sorted(players)):
            rest = players - S
            if not rest:
                guarantee[S] = game.worth(S, settled | {S})
                continue
            _, stable = solve(rest, settled | {S})
            reactions = stable or partitions(sorted(rest))
            guarantee[S] = choose(game.worth(S, settled | {S} | Q) for Q in reactions)
        stable = [
            P
            for P in partitions(sorted(players))
            if has_payoffs(players, P, {B: game.worth(B, settled | P) for B in P}, guarantee)
        ]
        return guarantee, stable

    return solve(frozenset(game.players), frozenset())


@settings(max_examples=20, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(
            st.integers(0, 3), min_size=[1, 3, 10, 37][n - 1], max_size=[1, 3, 10, 37][n - 1]
        ).map(lambda worths: PartitionGame(NAMES[:n], [Fraction(w) for w in worths]))
    ),
    st.sampled_from(["pessimistic", "optimistic"]),
    st.integers(0, 3),
)
def test_recursive_core_by_definition(game, expectations, bonus):
    lifted = game.worths.copy()
    lifted[0] += bonus * game.n
    game = PartitionGame(game.players, lifted)
    found = recursive_core(game, expectations)
    guarantee, stable = plain_recursive_core(game, min if expectations == "pessimistic" else max)
    assert {S: found.guarantees.worth(S) for S in guarantee} == guarantee
    assert set(found.structures) == set(stable)
    assert found.empty == (not stable)
    for structure, payoffs in found.sets.items():
        x = payoffs.allocation
        assert all(sum(x[i] for i in B) == game.worth(B, structure) for B in structure)
        assert all(sum(x[i] for i in S) >= bound for S, bound in guarantee.items())
        assert found.contains(x, structure)
    floats = recursive_core(PartitionGame(game.players, game.worths.astype(float)), expectations)
    assert floats.structures == found.structures


@settings(max_examples=15, deadline=None)
@given(partition_games(low=0, high=2))
def test_recursive_cores_are_nested(game):
    """Kóczy (2007): the optimistic core is in the pessimistic; at N both lie between α and ω."""
    optimistic, pessimistic = recursive_core(game, "optimistic"), recursive_core(game)
    for structure, payoffs in optimistic.sets.items():
        assert pessimistic.contains(payoffs.allocation, structure)
    grand = frozenset([frozenset(game.players)])
    if grand in pessimistic.sets:
        assert partition_core(game).contains(pessimistic.sets[grand].allocation)
    outer = partition_core(game, "optimistic")
    if not outer.empty:
        assert optimistic.contains(outer.allocation, grand)


@settings(max_examples=15, deadline=None)
@given(st.integers(2, 4), st.data())
def test_without_externalities_it_is_the_core_of_coalition_structures(n, data):
    worths = data.draw(st.lists(st.integers(0, 4), min_size=2**n - 1, max_size=2**n - 1))
    game = CoalitionalGame(NAMES[:n], [Fraction(w) for w in (0, *worths)])
    form = PartitionGame.from_coalitional(game)
    assert has_no_externalities(form)
    found = recursive_core(form)
    assert found.guarantees == game
    for structure in partitions(game.players):
        expected = coalition_structure_core(game, structure)
        assert (structure in found.sets) == (not expected.empty)
        if not expected.empty:
            assert found.contains(expected.allocation, structure)


def test_what_the_recursive_core_says():
    game = PartitionGame.from_structures(
        {
            (("A", "B", "C"),): [9],
            (("A", "B"), "C"): [4, 1], (("A", "C"), "B"): [4, 1], (("B", "C"), "A"): [4, 1],
            ("A", "B", "C"): [3, 3, 3],
        }
    )  # fmt: skip
    found = recursive_core(game)
    assert repr(found) == "RecursiveCore(pessimistic; stable: {A, B, C}; {A} {B} {C})"
    assert found.guarantees.worth("A") == 3  # B and C stay apart, since 3 + 3 > 4
    assert found.to_frame()["structure"].tolist() == ["{A, B, C}", "{A} {B} {C}"]
    assert pickle.loads(pickle.dumps(found)).structures == found.structures
    finding = found.explain([2, 2, 1], [["A", "B"], "C"])
    assert not finding
    finding = found.explain([2, 3, 4], [["A", "B", "C"]])
    assert finding.witness["coalition"] == {"A"}
    with pytest.raises(InvalidArgumentError, match="structure must cover every player"):
        found.contains([3, 3, 3], [["A", "B"]])
    with pytest.raises(ProblemTooLargeError, match="at most 7 players"):
        recursive_core(PartitionGame.from_function([str(i) for i in range(8)], lambda S, P: 0))


# From normal form


def normal_forms(shapes, low=-3, high=3):
    return st.sampled_from(shapes).flatmap(
        lambda shape: st.lists(
            st.integers(low, high),
            min_size=len(shape) * int(np.prod(shape)),
            max_size=len(shape) * int(np.prod(shape)),
        ).map(
            lambda payoffs: NormalFormGame(
                NAMES[: len(shape)],
                [[str(k) for k in range(size)] for size in shape],
                np.array([Fraction(p) for p in payoffs], dtype=object).reshape(
                    (len(shape), *shape)
                ),
            )
        )
    )


SHAPES = [(2,), (2, 3), (2, 2, 2), (3, 1, 2), (2, 2, 2, 2)]


@settings(max_examples=15, deadline=None)
@given(normal_forms(SHAPES))
def test_pure_alpha_and_beta_by_loops(game):
    profiles = list(product(*(range(size) for size in game.shape)))
    alpha, beta = alpha_game(game, moves="pure"), beta_game(game, moves="pure")
    for mask in range(1, 2**game.n):
        inside = [i for i in range(game.n) if mask >> i & 1]
        tables = {}
        for profile in profiles:
            own = tuple(profile[i] for i in inside)
            others = tuple(profile[i] for i in range(game.n) if i not in inside)
            total = sum(game.payoffs[(i, *profile)] for i in inside)
            tables.setdefault(own, {})[others] = total
        assert alpha.worths[mask] == max(min(row.values()) for row in tables.values())
        columns = next(iter(tables.values()))
        assert beta.worths[mask] == min(max(row[c] for row in tables.values()) for c in columns)


@settings(max_examples=15, deadline=None)
@given(normal_forms(SHAPES))
def test_alpha_and_beta(game):
    """One game in mixed strategies (the minimax theorem), and between the pure ones."""
    mixed = alpha_game(game)
    assert mixed == beta_game(game)
    assert is_superadditive(mixed)
    assert is_superadditive(alpha_game(game, moves="pure"))
    assert (alpha_game(game, moves="pure").worths <= mixed.worths).all()
    assert (mixed.worths <= beta_game(game, moves="pure").worths).all()
    assert mixed.worths[-1] == max(game.payoffs.sum(axis=0).flat)
    floats = NormalFormGame(game.players, game.strategies, game.payoffs.astype(float))
    assert np.allclose(alpha_game(floats).worths, mixed.worths.astype(float))
    assert alpha_game(floats).worths.dtype == np.float64


@settings(max_examples=15, deadline=None)
@given(normal_forms([(2, 2, 2), (3, 2)]))
def test_mixed_alpha_by_linear_programmes(game):
    found = alpha_game(game)
    for mask in range(1, 2**game.n - 1):
        inside = [i for i in range(game.n) if mask >> i & 1]
        order = inside + [i for i in range(game.n) if i not in inside]
        total = game.payoffs[inside].sum(axis=0).astype(float).transpose(order)
        rows = total.reshape(int(np.prod([game.shape[i] for i in inside])), -1)
        solved = linprog(
            [-1, *np.zeros(len(rows))],
            A_ub=np.column_stack([np.ones(rows.shape[1]), -rows.T]),
            b_ub=np.zeros(rows.shape[1]),
            A_eq=[[0, *np.ones(len(rows))]],
            b_eq=[1],
            bounds=[(None, None), *[(0, None)] * len(rows)],
        )
        assert float(found.worths[mask]) == pytest.approx(-solved.fun, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(normal_forms([(2, 3), (2, 2, 2), (2, 1, 3)]), st.data())
def test_merged_games(game, data):
    structure = data.draw(st.sampled_from(partitions(game.players)))
    blocks = [sorted(block) for block in structure]
    merged = merged_game(game, blocks)
    for profile in product(*(range(size) for size in game.shape)):
        where = []
        for block in blocks:
            sizes = [game.shape[game.players.index(p)] for p in block]
            own = [profile[game.players.index(p)] for p in block]
            where.append(int(np.ravel_multi_index(own, sizes)))
        for k, block in enumerate(blocks):
            total = sum(game.payoffs[(game.players.index(p), *profile)] for p in block)
            assert merged.payoffs[(k, *where)] == total


def test_sums_of_float_payoffs_keep_ties():
    game = NormalFormGame(["A", "B"], [["x", "y"], ["z"]], [[[0.1], [0.3]], [[0.2], [0.0]]])
    assert merged_game(game, [["A", "B"]]).payoffs.tolist() == [[0.3, 0.3]]
    assert merged_game(game, [["A", "B"]]).strategies == (("(x, z)", "(y, z)"),)
    assert merged_game(game, ["B", "A"]).players == ("B", "A")
    odd = NormalFormGame(["A", "B"], [["a, b", "a"], ["c", "b, c"]], np.zeros((2, 2, 2)))
    assert len(set(merged_game(odd, [["A", "B"]]).strategies[0])) == 4


def contributions(n):
    """A public good: each gives q at the cost q²/2 and enjoys the sum, on the grid 1 … n."""
    shape = (n,) * n
    grid = np.indices(shape) + 1
    payoffs = [
        [
            Fraction(int(2 * total - q * q), 2)
            for q, total in zip(own.flat, grid.sum(axis=0).flat, strict=True)
        ]
        for own in grid
    ]
    array = np.array(payoffs, dtype=object).reshape((n, *shape))
    return NormalFormGame(NAMES[:n], [[str(k + 1) for k in range(n)]] * n, array)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_equilibria_between_coalitions_make_the_closed_form(n):
    """On a grid that holds the optimal contributions the game is that of `public_good_game`."""
    game = contributions(n)
    ones = dict.fromkeys(game.players, 1)
    expected = public_good_game(ones, ones)
    assert partition_function(game) == expected
    assert gamma_game(game) == characteristic_function(expected, "singletons")
    assert delta_game(game) == characteristic_function(expected, "together")


@settings(max_examples=20, deadline=None)
@given(normal_forms([(2, 2), (2, 2, 2)]))
def test_gamma_and_delta_by_search(game):
    for function, together in ((gamma_game, False), (delta_game, True)):
        try:
            worst, best = (function(game, select=s) for s in ("worst", "best"))
        except InvalidArgumentError as error:
            assert "has no pure equilibrium" in str(error)  # noqa: PT017
            continue
        for mask in range(1, 2**game.n):
            inside = {p for i, p in enumerate(game.players) if mask >> i & 1}
            outside = [p for p in game.players if p not in inside]
            blocks = [inside, *([outside] if together and outside else [[p] for p in outside])]
            found = search(game, blocks)
            assert worst.worths[mask] == min(found)
            assert best.worths[mask] == max(found)


def search(game, blocks):
    """Payoffs of the first block in all profiles from which no block gains by a joint change."""
    where = [[game.players.index(p) for p in block] for block in blocks]

    def pay(block, profile):
        return sum(game.payoffs[(i, *profile)] for i in block)

    found = []
    for profile in product(*(range(size) for size in game.shape)):
        stable = all(
            pay(block, profile) >= pay(block, other)
            for block in where
            for other in product(*(range(size) for size in game.shape))
            if all(other[i] == profile[i] for i in range(game.n) if i not in block)
        )
        if stable:
            found.append(pay(where[0], profile))
    return found


def test_mixed_equilibria_between_coalitions():
    pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert gamma_game(pennies, equilibria="all").worths.tolist() == [0, 0, 0, 0]
    assert partition_function(pennies, equilibria="all").worths.tolist() == [0, 0, 0]
    with pytest.raises(InvalidArgumentError, match=r"\{row\} against \{column\} has no pure eq"):
        gamma_game(pennies)
    sexes = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    with pytest.raises(InvalidArgumentError, match=r"select: equilibria pay \{row\} \(2.0\) or"):
        gamma_game(sexes)
    with pytest.raises(InvalidArgumentError, match="choose select='efficient' or 'first'"):
        partition_function(sexes)
    assert gamma_game(sexes, select="worst").worths.tolist() == [0, 1, 1, 3]
    assert gamma_game(sexes, equilibria="all", select="worst").worths.tolist() == [
        0,
        2 / 3,
        2 / 3,
        3,
    ]
    assert gamma_game(sexes, select="best").worths.tolist() == [0, 2, 2, 3]
    assert partition_function(sexes, select="first").worths.tolist() == [3, 2, 1]
    hunt = NormalFormGame.from_bimatrix([[1, 0], [0, 4]], [[1, 0], [0, 4]])
    assert partition_function(hunt, select="efficient").worths.tolist() == [8, 4, 4]


def test_bad_strategic_questions():
    x = sympy.Symbol("x")
    symbolic = NormalFormGame.from_bimatrix([[x]], [[1]])
    for function in (alpha_game, beta_game, gamma_game, delta_game, partition_function):
        with pytest.raises(UnsupportedNumberError):
            function(symbolic)
    game = NormalFormGame.from_bimatrix([[1]], [[1]])
    with pytest.raises(UnknownNameError, match="moves"):
        alpha_game(game, moves="some")
    with pytest.raises(UnknownNameError, match="select"):
        gamma_game(game, select="some")
    with pytest.raises(UnknownNameError, match="equilibria"):
        delta_game(game, equilibria="some")
    big = NormalFormGame(["A", "B"], [[str(k) for k in range(600)]] * 2, np.zeros((2, 600, 600)))
    with pytest.raises(ProblemTooLargeError, match="360,000 profiles for each of 3 coalitions"):
        alpha_game(big)
    assert alpha_game(big, moves="pure").worths.tolist() == [0, 0, 0, 0]
    with pytest.raises(ProblemTooLargeError, match="at most 8 players"):
        partition_function(
            NormalFormGame([str(k) for k in range(9)], [["x"]] * 9, np.zeros((9,) + (1,) * 9))
        )


def test_the_core_of_the_prisoners_dilemma():
    dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    for function in (alpha_game, beta_game, gamma_game, delta_game):
        assert function(dilemma).worths.tolist() == [0, 1, 1, 6]
        assert core(function(dilemma)).vertices().to_numpy().tolist() == [[1, 5], [5, 1]]


@pytest.mark.parametrize("exponent", [0, -300, 300])
def test_equilibria_that_pay_differently_differ_at_every_scale(exponent):
    def scaled(table):
        return [[float(f"{entry}e{exponent}") for entry in row] for row in table]

    game = NormalFormGame.from_bimatrix(scaled([[2, 0], [0, 1]]), scaled([[1, 0], [0, 2]]))
    with pytest.raises(InvalidArgumentError, match="select: equilibria pay"):
        gamma_game(game)
    with pytest.raises(InvalidArgumentError, match="select: in the structure"):
        partition_function(game)
    assert gamma_game(game, select="best").worth(["row"]) == float(f"2e{exponent}")
