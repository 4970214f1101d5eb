"""The core: emptiness comes with a proof either way, and the least core with a duality gap of 0."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lilliput.games import (
    CoalitionalGame,
    coalition_structure_core,
    core,
    core_cover,
    cores_empty,
    dutta_ray,
    epsilon_core,
    harsanyi_set,
    imputations,
    in_bargaining_set,
    in_core,
    in_kernel,
    in_prekernel,
    kernel_point,
    least_core_set,
    lorenz_compare,
    modiclus,
    nucleoli,
    nucleolus,
    prekernel_point,
    prenucleolus,
    reasonable_set,
    shapley_value,
    weber_set,
)
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, UnsupportedNumberError

from test_coalitional import games


def least_core_by_brute_force(game):
    n, worths = game.n, np.array(game.worths, dtype=float)
    rows = [[-(mask >> i & 1) for i in range(n)] + [-1] for mask in range(1, 2**n - 1)]
    result = linprog(
        [0] * n + [1], A_ub=rows, b_ub=-worths[1:-1], A_eq=[[1] * n + [0]], b_eq=[worths[-1]],
        bounds=[(None, None)] * (n + 1),
    )  # fmt: skip
    assert result.status == 0
    return result.fun


@settings(max_examples=100, deadline=None)
@given(games(least=2))
def test_least_core_value_is_that_of_the_full_programme(game):
    exact = core(game)
    assert isinstance(exact.least_core_value, Fraction)
    expected = least_core_by_brute_force(game)
    assert float(exact.least_core_value) == pytest.approx(expected, abs=1e-7)
    floats = core(CoalitionalGame(game.players, np.array(game.worths, dtype=float)))
    assert floats.least_core_value == pytest.approx(expected, abs=1e-7)
    assert floats.gap == pytest.approx(0, abs=1e-8)


@settings(max_examples=100, deadline=None)
@given(games(least=2))
def test_the_certificate_proves_what_is_claimed(game):
    found = core(game)
    assert found.empty == (found.least_core_value > 0)
    if not found.empty:
        assert found.contains(found.allocation)
        assert found.balanced_collection is None
        return
    weights = found.balanced_collection
    assert all(weight > 0 for weight in weights.values())
    for player in game.players:
        assert sum(w for S, w in weights.items() if player in S) == 1
    assert sum(w * game.worth(S) for S, w in weights.items()) > game.worths[-1]
    coalition, excess = found.most_violated(found.allocation)
    assert (
        excess
        == found.least_core_value
        == game.worth(coalition) - sum(found.allocation[list(coalition)])
    )


@given(st.data())
def test_convex_games_have_the_shapley_value_in_the_core(data):
    """Shapley (1971): games with non-negative dividends are convex."""
    n = data.draw(st.integers(2, 5))
    amounts = data.draw(
        st.lists(st.fractions(0, 9, max_denominator=7), min_size=2**n - 1, max_size=2**n - 1)
    )
    names = [f"p{i}" for i in range(n)]
    shell = CoalitionalGame(names, [0] * 2**n)
    dividends = {shell.coalition(m + 1): d for m, d in enumerate(amounts)}
    game = CoalitionalGame.from_dividends(names, dividends)
    assert core(game).contains(shapley_value(game))


@pytest.mark.parametrize("n", [3, 5, 7])
def test_simple_majority_has_an_empty_core(n):
    game = CoalitionalGame.from_function(
        [f"p{i}" for i in range(n)], lambda S: Fraction(2 * len(S) > n)
    )
    found = core(game)
    assert found.empty
    assert found.least_core_value == 1 - Fraction((n + 1) // 2, n)


def test_core_of_the_glove_market_is_one_point():
    """Shapley (1959): the scarce side takes everything."""
    glove = CoalitionalGame.from_function(
        ["L1", "L2", "R"], lambda S: Fraction("R" in S and len(S) > 1)
    )
    found = core(glove)
    assert found.allocation.to_dict() == {"L1": 0, "L2": 0, "R": 1}
    assert not found.contains({"L1": Fraction(1, 100), "L2": 0, "R": Fraction(99, 100)})


def test_exactly_at_the_boundary():
    """Three pairs worth 2/3 of v(N) leave exactly one point."""
    just = CoalitionalGame.from_function(
        ["A", "B", "C"], lambda S: [Fraction(0), Fraction(0), Fraction(2, 3), Fraction(1)][len(S)]
    )
    assert core(just).least_core_value == 0
    assert not core(just).empty


def test_one_player_is_a_core_of_its_own():
    found = core(CoalitionalGame(["A"], [0, 3]))
    assert not found.empty
    assert found.contains([3])
    assert not found.contains([2])


def test_tolerance_is_an_argument():
    game = CoalitionalGame(["A", "B"], [0.0, 0.5, 0.5, 1.0])
    found = core(game)
    assert not found.contains([0.49, 0.51])
    assert found.contains([0.49, 0.51], tol=0.02)


def test_symbols_and_bad_allocations_are_refused():
    x = sympy.Symbol("x")
    with pytest.raises(UnsupportedNumberError, match="expressions in x"):
        core(CoalitionalGame(["A", "B"], [0, x, 0, 1]))
    with pytest.raises(InvalidGameError, match="x needs 2 entries"):
        core(CoalitionalGame(["A", "B"], [0, 0, 0, 1])).contains([1])


def test_no_player_and_one_player_have_nobody_to_complain():
    for names, worths in (([], [0]), (["A"], [0, 3])):
        found = core(CoalitionalGame(names, worths))
        assert not found.empty
        assert found.vertices().to_numpy().tolist() == [[3] * len(names)]
        coalition, excess = found.most_violated([3] * len(names))
        assert coalition == frozenset(names)
        assert excess == 0


def test_whole_numbers_are_compared_exactly_with_fractions():
    third = Fraction(1, 3)
    game = CoalitionalGame(["A", "B"], [Fraction(0), third, Fraction(0), Fraction(2)])
    assert core(game).contains([1, 1])
    assert core(game).most_violated([0, 2]) == (frozenset("A"), third)
    assert core(game).dimension == 1
    assert core(game).center().to_dict() == {"A": Fraction(7, 6), "B": Fraction(5, 6)}


def test_fourteen_players_exactly():
    """Bankruptcy games are convex, so that their core is never empty (O'Neill 1982)."""
    n = 14
    claims = [Fraction(k * k, 3) for k in range(1, n + 1)]
    estate = sum(claims) / 2
    owed = [sum(c for i, c in enumerate(claims) if m >> i & 1) for m in range(2**n)]
    game = CoalitionalGame(
        [f"p{i}" for i in range(n)],
        [max(Fraction(0), estate - (owed[-1] - claimed)) for claimed in owed],
    )
    found = core(game)
    assert not found.empty
    proportional = [claim / 2 for claim in claims]
    assert found.contains(proportional)
    assert not found.contains([estate, *[Fraction(0)] * (n - 1)])


def nucleoli_of(game, tol):
    return nucleoli(game.worths, tol=tol)


def cores_empty_of(game, tol):
    return cores_empty(game.worths, tol=tol)


@pytest.mark.parametrize("tol", [float("nan"), float("inf"), -1.0, "a little", None])
@pytest.mark.parametrize(
    "ask",
    [
        core,
        core_cover,
        cores_empty_of,
        harsanyi_set,
        imputations,
        kernel_point,
        least_core_set,
        modiclus,
        nucleoli_of,
        prekernel_point,
        reasonable_set,
        weber_set,
        lambda game, tol: coalition_structure_core(game, [], tol=tol),
        lambda game, tol: dutta_ray(game, tol=tol),
        lambda game, tol: epsilon_core(game, 0, tol=tol),
        lambda game, tol: in_bargaining_set(game, [0, 1], tol=tol),
        lambda game, tol: in_core(game, [0, 1], tol=tol),
        lambda game, tol: in_kernel(game, [0, 1], tol=tol),
        lambda game, tol: in_prekernel(game, [0, 1], tol=tol),
        lambda game, tol: lorenz_compare([0, 1], [1, 0], tol=tol),
    ],
)
def test_a_tolerance_that_makes_no_sense_is_refused(ask, tol):
    with pytest.raises(InvalidArgumentError, match="tol must be a finite number >= 0, got"):
        ask(CoalitionalGame(["A", "B"], [0, 0, 0, 1]), tol=tol)


def test_the_tolerance_counts_for_an_allocation_in_floats():
    game = CoalitionalGame(["A", "B"], [0, 0, 0, Fraction(1)])
    assert not in_core(game, [0.49, 0.49])
    assert in_core(game, [0.49, 0.49], tol=0.05)
    assert not in_core(game, [Fraction(49, 100)] * 2, tol=0.05)


@pytest.mark.parametrize("scale", [1e307, 1e-300, 2.0**-1074])
def test_worths_at_the_ends_of_the_range_of_floats(scale):
    worths = np.array([0, 1, 2, 4, 1, 3, 4, 9]) * scale
    game = CoalitionalGame(list("ABC"), worths)
    ulp = 4e-16 * worths[-1] + 2.0**-1074
    expected = np.array([8 / 3, 11 / 3, 8 / 3])
    for x in (nucleolus(game), prenucleolus(game), core(game).allocation):
        assert (abs(x - expected * scale) <= ulp).all()
    assert abs(core(game).least_core_value + 5 / 3 * scale) <= ulp
    assert len(core(game).vertices()) == 6
