"""Efficiency: welfare, Pareto optima and prices by plain loops and from published games."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lilliput.games import NormalFormGame, nash_equilibria
from lilliput.games.efficiency import (
    pareto_optimal_profiles,
    price_of_anarchy,
    price_of_stability,
    welfare_table,
)
from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.equilibria.solution import Found
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)

from test_commitment import extreme_equilibria
from test_dominance import cells, tensors

DILEMMA = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])


def all_extreme(game):
    """The extreme equilibria of a two-player game as a complete set."""
    profiles = [
        [np.array(mix, dtype=object) for mix in pair] for pair in extreme_equilibria(*game.payoffs)
    ]
    return equilibrium_set(game, Found(profiles, "proved"), "by hand")


def vectors(game):
    return {cell: [game.payoffs[(i, *cell)] for i in range(game.n)] for cell in cells(game)}


@settings(max_examples=100)
@given(tensors(players=(1, 3), most=3), st.booleans())
def test_pareto_optimal_profiles_by_definition(game, weak):
    found = pareto_optimal_profiles(game, weak=weak)
    kept = []
    every = vectors(game)
    for cell, own in every.items():
        pairs = [list(zip(other, own, strict=True)) for other in every.values()]
        if weak:
            beaten = any(all(a > b for a, b in pair) for pair in pairs)
        else:
            beaten = any(
                all(a >= b for a, b in pair) and any(a > b for a, b in pair) for pair in pairs
            )
        if not beaten:
            names = tuple(own[k] for own, k in zip(game.strategies, cell, strict=True))
            kept.append(names if game.n > 1 else names[0])
    assert found.index.tolist() == kept
    assert (welfare_table(game)["Pareto optimal"].sum() == len(kept)) or weak


@settings(max_examples=80)
@given(tensors(players=(2, 3), most=3, low=0, high=4, denominator=1), st.data())
def test_prices_over_pure_equilibria_by_loops(game, data):
    if not pure_cells(game):
        with pytest.raises(InvalidArgumentError, match="no pure equilibrium"):
            price_of_anarchy(game)
        return
    welfare = data.draw(st.sampled_from(["utilitarian", "nash"]))
    combine = sum if welfare == "utilitarian" else lambda values: int(np.prod([*map(int, values)]))
    values = {cell: combine(own) for cell, own in vectors(game).items()}
    stable = [values[cell] for cell in pure_cells(game)]
    anarchy = price_of_anarchy(game, welfare=welfare)
    stability = price_of_stability(game, welfare=welfare)
    best = max(values.values())
    assert anarchy.optimum == stability.optimum == best
    assert anarchy.value == min(stable)
    assert stability.value == max(stable)
    assert anarchy.ratio == (Fraction(best) / min(stable) if min(stable) > 0 else None)
    assert stability.ratio == (Fraction(best) / max(stable) if max(stable) > 0 else None)
    assert anarchy.loss == best - min(stable)
    assert not anarchy.complete
    assert anarchy.compared == len(stable)
    assert anarchy.equilibrium.regret == 0


@settings(max_examples=60)
@given(
    tensors(players=(2, 2), most=3, low=0, high=4), st.sampled_from(["utilitarian", "egalitarian"])
)
def test_no_equilibrium_beats_the_optimum(game, welfare):
    """With mixed equilibria too; and mixtures on a Nash subset lie between its extremes."""
    found = all_extreme(game)
    anarchy = price_of_anarchy(game, welfare=welfare, equilibria=found)
    stability = price_of_stability(game, welfare=welfare, equilibria=found)
    assert anarchy.value <= stability.value <= anarchy.optimum
    assert anarchy.complete
    assert stability.complete
    if anarchy.ratio is not None:
        assert anarchy.ratio >= stability.ratio >= 1
    for one in found:
        for other in found:
            same_row = one.strategies["p0"].equals(other.strategies["p0"])
            if same_row:
                middle = (one.strategies["p1"] + other.strategies["p1"]) / 2
                payoffs = game.payoff([one.strategies["p0"], middle])
                value = sum(payoffs) if welfare == "utilitarian" else min(payoffs)
                assert anarchy.value <= value <= stability.value


@settings(max_examples=60)
@given(tensors(players=(2, 3), most=3))
def test_the_egalitarian_optimum_is_that_of_lotteries(game):
    if not pure_cells(game):
        return
    found = price_of_anarchy(game, welfare="egalitarian")
    U = game.payoffs.reshape(game.n, -1).astype(float)
    k = U.shape[1]
    floats = linprog(
        [0] * k + [-1], np.column_stack([-U, np.ones(game.n)]), np.zeros(game.n),
        [[1] * k + [0]], [1], [(0, None)] * k + [(None, None)],
    )  # fmt: skip
    assert float(found.optimum) == pytest.approx(-floats.fun, abs=1e-9)
    assert found.optimal.sum() == 1
    frame = welfare_table(game)
    for player in game.players:
        mean = sum(w * frame.loc[label, f"payoff {player}"] for label, w in found.optimal.items())
        assert mean >= found.optimum


def test_dilemma():
    found = price_of_anarchy(DILEMMA)
    assert (found.ratio, found.loss, found.optimum, found.value) == (3, 4, 6, 2)
    assert found.optimal.to_dict() == {("1", "1"): 1.0}
    assert price_of_anarchy(DILEMMA, welfare="nash").ratio == 9
    assert "among 1 pure equilibrium" in repr(found)
    table = welfare_table(DILEMMA)
    assert table["nash"].to_list() == [9, 0, 0, 1]
    assert table["equilibrium"].to_list() == [False, False, False, True]


def test_pigou_1920_as_a_game_of_two_drivers():
    """The wide road takes 2; the narrow one as long as it has drivers. Cost 4 against 3 at best."""
    cost = [[[2, 2], [1, 2]], [[2, 1], [2, 2]]]
    game = NormalFormGame(["A", "B"], [["wide", "narrow"]] * 2, -np.array(cost))
    found = price_of_anarchy(game, units="costs")
    assert found.ratio == pytest.approx(4 / 3)
    assert found.optimum == -3
    assert price_of_stability(game, units="costs").ratio == 1
    assert price_of_anarchy(game).ratio is None
    assert "no ratio, as the welfare in equilibrium is -4" in repr(price_of_anarchy(game))
    free = NormalFormGame.from_bimatrix([[0, -1], [-1, 0]], [[0, -1], [-1, 0]])
    assert price_of_anarchy(free, units="costs").ratio is None
    assert "the optimal cost is 0" in price_of_anarchy(free, units="costs").explanation


def test_stag_hunt_with_all_equilibria():
    game = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]]).to_exact()
    found = all_extreme(game)
    assert len(found) == 3
    anarchy = price_of_anarchy(game, equilibria=found)
    assert anarchy.ratio == Fraction(4, 3)
    assert anarchy.explanation == "over all equilibria, of which extreme ones are enough"
    assert price_of_stability(game, equilibria=found).ratio == 1


def test_a_mixed_equilibrium_can_be_fairer_than_every_pure_profile():
    sexes = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]]).to_exact()
    found = price_of_anarchy(sexes, welfare="egalitarian", equilibria=all_extreme(sexes))
    assert found.optimum == Fraction(3, 2)
    assert found.optimal.to_list() == [Fraction(1, 2)] * 2
    assert found.value == Fraction(2, 3)
    shares = NormalFormGame.from_bimatrix([[4, 0], [0, 0]], [[0, 0], [0, 4]]).to_exact()
    assert price_of_stability(shares, welfare="egalitarian").optimum == 2


def test_mixtures_of_three_players_equilibria_can_be_better_than_all_corners():
    """C is indifferent between 5 for A with 3 for B and the reverse; half and half gives 4 each."""
    a, b, c = np.indices((2, 2, 2))
    tables = [3 * (a == 0) + 2 * (c == 0), 3 * (b == 0) + 2 * (c == 1), 9 + 0 * c]
    game = NormalFormGame(["A", "B", "C"], [["0", "1"]] * 3, np.stack(tables))
    found = nash_equilibria(game)
    assert (found.complete, found.degenerate, len(found)) == ("proved", True, 2)
    middle = game.payoff(["0", "0", [0.5, 0.5]])
    for welfare, better in (("egalitarian", middle.min()), ("nash", middle.prod())):
        best = price_of_stability(game, welfare=welfare, equilibria=found)
        assert best.value < better
        assert not best.complete
        assert "mixtures of which may be better" in best.explanation
        assert price_of_anarchy(game, welfare=welfare, equilibria=found).complete
    assert price_of_stability(game, equilibria=found).complete


def test_too_many_comparisons_are_refused(monkeypatch):
    monkeypatch.setattr("lilliput.games.efficiency.welfare._MOST_COMPARISONS", 9)
    front = np.arange(5.0)
    game = NormalFormGame.from_bimatrix([front], [-front])  # 0 + 1 + 2 + 3 + 4 comparisons
    with pytest.raises(ProblemTooLargeError, match="comparisons of profiles, 4 of the first 4"):
        pareto_optimal_profiles(game)
    assert (
        len(pareto_optimal_profiles(NormalFormGame.from_bimatrix([front[1:]], [-front[1:]]))) == 4
    )


def test_float_equilibria_do_not_beat_the_optimum_by_rounding():
    third = [1 / 3] * 3
    A = np.array([[0.1, 0.7, 0.4], [0.4, 0.1, 0.7], [0.7, 0.4, 0.1]])
    game = NormalFormGame.from_bimatrix(A, 1 - A)
    profile = [np.array(third), np.array(third)]
    found = equilibrium_set(game, Found([profile], "proved"), "by hand")
    assert price_of_anarchy(game, equilibria=found).ratio == 1
    assert price_of_anarchy(game, equilibria=found).loss >= 0


def test_decimals_add_up():
    game = NormalFormGame(
        ["A", "B", "C"], [["x"]] * 3, np.array([0.1, 0.2, 0.3]).reshape(3, 1, 1, 1)
    )
    assert welfare_table(game)["utilitarian"].to_list() == [0.6]
    assert price_of_anarchy(game).optimum == 0.6


def test_negative_payoffs_have_no_product():
    game = NormalFormGame.from_bimatrix([[1, -1]], [[1, 2]])
    assert welfare_table(game)["nash"].isna().to_list() == [False, True]
    with pytest.raises(InvalidGameError, match=r"got -1\.0 for row at \(1, 2\)"):
        price_of_anarchy(game, welfare="nash")


def test_bad_arguments_are_named():
    with pytest.raises(UnknownNameError, match="welfare 'utility'"):
        price_of_anarchy(DILEMMA, welfare="utility")
    with pytest.raises(UnknownNameError, match="units 'euros'"):
        price_of_anarchy(DILEMMA, units="euros")
    with pytest.raises(InvalidArgumentError, match="no welfare"):
        price_of_anarchy(DILEMMA, welfare="nash", units="costs")
    other = nash_equilibria(NormalFormGame.from_bimatrix([[1]], [[1]]), "pure")
    with pytest.raises(InvalidArgumentError, match=r"must be an EquilibriumSet, .* got list"):
        price_of_anarchy(DILEMMA, equilibria=[other[0]])
    with pytest.raises(InvalidArgumentError, match="those of this game"):
        price_of_anarchy(DILEMMA, equilibria=other)
    pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    with pytest.raises(InvalidArgumentError, match="got none"):
        price_of_anarchy(pennies, equilibria=nash_equilibria(pennies, "pure"))
    x = sympy.Symbol("x")
    symbolic = NormalFormGame.from_bimatrix([[x]], [[x]])
    for ask in (price_of_anarchy, price_of_stability, pareto_optimal_profiles, welfare_table):
        with pytest.raises(UnsupportedNumberError, match="substitute"):
            ask(symbolic)
