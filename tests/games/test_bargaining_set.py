"""The bargaining sets: between the kernel and the imputations, and checked against their words."""

from fractions import Fraction
from itertools import chain, combinations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from test_allocation_sets import convex_games

from lilliput.games import CoalitionalGame, core, nucleolus, shapley_value
from lilliput.games.cores import imputations, in_bargaining_set
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)

from test_coalitional import NAMES, games

OBJECTIONS = ["davis-maschler", "mas-colell"]


@st.composite
def superadditive_games(draw, most=4):
    """Zero-normalised, and then the superadditive cover."""
    game = draw(games(least=2, most=most))
    worths = [abs(w) for w in game.worths]
    for i in range(game.n):
        worths[1 << i] = Fraction(0)
    for mask in range(1, 2**game.n):
        part = mask
        while part:
            worths[mask] = max(worths[mask], worths[part] + worths[mask ^ part])
            part = (part - 1) & mask
    return CoalitionalGame(game.players, worths)


@st.composite
def game_and_imputation(draw, most=4):
    game = draw(superadditive_games(most=most))
    shares = draw(st.lists(st.integers(0, 4), min_size=game.n, max_size=game.n))
    total = sum(shares) or 1
    shares = shares if sum(shares) else [1, *[0] * (game.n - 1)]
    return game, [game.worths[-1] * Fraction(s, total) for s in shares]


def subsets(items):
    return [frozenset(c) for c in chain.from_iterable(
        combinations(items, k) for k in range(1, len(items) + 1))]  # fmt: skip


def justified_objections(game, x):
    """For all k, l, S: the margin by which an objection can escape every counter, in floats.

    max t with y_i ≥ x_i + t on S, y(S) = v(S), y(S∩T) + x(T∖S) ≥ v(T) + t for all T with l and
    without k.
    """
    pay = dict(zip(game.players, map(float, x), strict=True))
    for k in game.players:
        for target in set(game.players) - {k}:
            for S in subsets([p for p in game.players if p != target]):
                if k not in S:
                    continue
                members = sorted(S)
                rows, right = [], []
                for p in members:
                    rows.append([-float(p == q) for q in members] + [1])
                    right.append(-pay[p])
                for T in subsets([p for p in game.players if p != k]):
                    if target in T:
                        rows.append([-float(q in T) for q in members] + [1])
                        right.append(sum(pay[p] for p in T - S) - float(game.worth(T)))
                result = linprog(
                    [0] * len(members) + [-1], A_ub=rows, b_ub=right,
                    A_eq=[[1] * len(members) + [0]], b_eq=[float(game.worth(S))],
                    bounds=[(None, None)] * (len(members) + 1),
                )  # fmt: skip
                assert result.status == 0
                yield -result.fun


@settings(max_examples=40, deadline=None)
@given(game_and_imputation())
def test_davis_maschler_is_its_definition(drawn):
    game, x = drawn
    margin = max(justified_objections(game, x))
    if abs(margin) > 1e-7:
        assert in_bargaining_set(game, x).holds == (margin < 0)


@settings(max_examples=100, deadline=None)
@given(game_and_imputation())
def test_the_witness_is_a_justified_objection(drawn):
    game, x = drawn
    pay = dict(zip(game.players, x, strict=True))
    for objections in OBJECTIONS:
        finding = in_bargaining_set(game, x, objections=objections)
        if finding:
            continue
        S, y = finding.witness["coalition"], finding.witness["offer"]
        assert sum(y.values()) == game.worth(S)
        for T in subsets(game.players):
            needed = sum(y.get(p, pay[p]) for p in T)
            if objections == "mas-colell":
                assert all(y[p] >= pay[p] for p in S)
                assert needed >= game.worth(T)
            elif finding.witness["target"] in T and finding.witness["objector"] not in T:
                assert all(y[p] > pay[p] for p in S)
                assert finding.witness["objector"] in S
                assert finding.witness["target"] not in S
                assert needed > game.worth(T)


@settings(max_examples=80, deadline=None)
@given(superadditive_games(most=5))
def test_it_contains_the_nucleolus_and_the_core(game):
    """Davis and Maschler (1967), Schmeidler (1969)."""
    assert in_bargaining_set(game, nucleolus(game))
    for row in core(game).vertices().to_numpy():
        for objections in OBJECTIONS:
            assert in_bargaining_set(game, row, objections=objections)


@settings(max_examples=80, deadline=None)
@given(game_and_imputation())
def test_the_classical_set_is_within_the_mas_colell_set(drawn):
    """Holzman (2001): for superadditive games."""
    game, x = drawn
    if in_bargaining_set(game, x):
        assert in_bargaining_set(game, x, objections="mas-colell")


@settings(max_examples=80, deadline=None)
@given(convex_games(least=2, most=4), st.data())
def test_in_convex_games_it_is_the_core(game, data):
    """Maschler, Peleg and Shapley (1972); for Mas-Colell's, Dutta et al. (1989)."""
    corners = imputations(game).vertices().to_numpy()
    weights = data.draw(st.lists(st.integers(0, 5), min_size=len(corners), max_size=len(corners)))
    if not sum(weights):
        return
    x = sum(corner * Fraction(w, sum(weights)) for corner, w in zip(corners, weights, strict=True))
    for objections in OBJECTIONS:
        found = in_bargaining_set(game, x, objections=objections)
        assert found.holds == core(game).contains(x)


def test_three_player_majority_leaves_only_equal_shares():
    """Aumann and Maschler (1964)."""
    game = CoalitionalGame.from_function(NAMES[:3], lambda S: Fraction(len(S) >= 2))
    step = Fraction(1, 12)
    stable = [
        (i * step, j * step, 1 - (i + j) * step)
        for i in range(13)
        for j in range(13 - i)
        if in_bargaining_set(game, [i * step, j * step, 1 - (i + j) * step])
    ]
    assert stable == [(Fraction(1, 3), Fraction(1, 3), Fraction(1, 3))]
    finding = in_bargaining_set(game, [Fraction(1, 2), Fraction(1, 2), 0])
    assert finding.witness["objector"] == "C"
    assert set(finding.witness["offer"]) == finding.witness["coalition"]


@pytest.mark.parametrize("factor", [1.0, 1e-9, 1e9])
@settings(max_examples=30, deadline=None)
@given(superadditive_games())
def test_floats_decide_as_fractions_do(factor, game):
    scaled = CoalitionalGame(game.players, np.array(game.worths, dtype=float) * factor)
    for x in (shapley_value(game), nucleolus(game)):
        floats = np.array(x, dtype=float) * factor
        for objections in OBJECTIONS:
            found = in_bargaining_set(scaled, floats, objections=objections)
            assert found.holds == in_bargaining_set(game, x, objections=objections).holds


def test_outside_the_imputations():
    game = CoalitionalGame(["A", "B"], [0, 1, 0, 3])
    assert in_bargaining_set(game, [1, 1]).witness == {"imbalance": -1}
    assert in_bargaining_set(game, [0, 3]).witness == {"player": "A"}
    assert in_bargaining_set(game, [2, 1])


@pytest.mark.parametrize("objections", OBJECTIONS)
def test_none_and_one_player(objections):
    assert in_bargaining_set(CoalitionalGame([], [0]), [], objections=objections)
    alone = CoalitionalGame(["A"], [0, 3])
    assert in_bargaining_set(alone, [3], objections=objections)
    assert not in_bargaining_set(alone, [2], objections=objections)


def test_bad_arguments_are_named():
    game = CoalitionalGame(["A", "B"], [0, 0, 0, 1])
    with pytest.raises(InvalidArgumentError, match="objections must be"):
        in_bargaining_set(game, [1, 0], objections="zhou")
    with pytest.raises(InvalidGameError, match="x needs 2 entries"):
        in_bargaining_set(game, [1])
    with pytest.raises(UnsupportedNumberError, match="expressions in z"):
        in_bargaining_set(CoalitionalGame(["A"], [0, sympy.Symbol("z")]), [1])
    with pytest.raises(ProblemTooLargeError, match="at most 12 players"):
        in_bargaining_set(CoalitionalGame([f"p{i}" for i in range(13)], [0.0] * 2**13), [0] * 13)
