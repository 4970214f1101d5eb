"""Security levels: each value is guaranteed by one side and not exceeded against the other."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings

from lilliput.games import NormalFormGame
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.errors import ProblemTooLargeError, UnknownNameError, UnsupportedNumberError
from lilliput.games.security import maxmin_values, minmax_values

from test_dominance import rows_of, tensors


def labels_of(game, i):
    others = [own for j, own in enumerate(game.strategies) if j != i]
    if len(others) == 1:
        return list(others[0])
    return list(product(*others)) if others else ["nobody else"]


@settings(max_examples=100)
@given(tensors())
def test_both_sides_prove_the_value(game):
    found, held = maxmin_values(game), minmax_values(game)
    assert found.values.to_list() == held.values.to_list()
    for i, player in enumerate(game.players):
        rows = rows_of(game, i)
        mix = list(found.strategies[player])
        assert sum(mix) == 1
        assert min(mix) >= 0
        value = found.values[player]
        reached = [sum(w * x for w, x in zip(mix, column, strict=True)) for column in zip(*rows)]  # noqa: B905
        assert min(reached) == value
        weights = [held.punishments[player].get(label, 0) for label in labels_of(game, i)]
        assert sum(weights) == 1
        assert min(weights) >= 0
        answers = [sum(w * x for w, x in zip(weights, row, strict=True)) for row in rows]
        assert max(answers) == value


@settings(max_examples=100)
@given(tensors())
def test_pure_levels_by_loops(game):
    low, high = maxmin_values(game, moves="pure"), minmax_values(game, punishers="pure")
    mixed = maxmin_values(game)
    for i, player in enumerate(game.players):
        rows = rows_of(game, i)
        assert low.values[player] == max(min(row) for row in rows)
        assert high.values[player] == min(max(column) for column in zip(*rows, strict=True))
        assert low.values[player] <= mixed.values[player] <= high.values[player]
        own = rows[list(low.strategies[player]).index(1)]
        assert own[labels_of(game, i).index(low.punishments[player].index[0])] == min(own)
    for cell in pure_cells(game):
        for i, player in enumerate(game.players):
            assert game.payoffs[(i, *cell)] >= high.values[player]


def test_von_neumann_1928_matching_pennies():
    game = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert maxmin_values(game).values.to_list() == [0, 0]
    assert maxmin_values(game).strategies["row"].to_list() == [0.5, 0.5]
    assert maxmin_values(game, moves="pure").values.to_list() == [-1, -1]
    assert minmax_values(game, punishers="pure").values.to_list() == [1, 1]


def test_correlated_punishers_can_do_more_than_independent_ones():
    """Where pq, (1 − p)(1 − q) and the rest are all at most 1/3, p and q cannot be independent."""
    tables = np.array([[[1, 0], [0, 0]], [[0, 0], [0, 1]], [[0, 1], [1, 0]]])
    names = [["a", "b", "c"], ["H", "T"], ["H", "T"]]
    game = NormalFormGame(["1", "2", "3"], names, np.stack([tables, -tables, -tables]))
    exact = game.to_exact()
    found = minmax_values(exact)
    assert found.values["1"] == Fraction(1, 3)
    assert not found.independent["1"]
    assert found.punishments["1"][("H", "H")] == Fraction(1, 3)
    assert minmax_values(game, punishers="pure").values["1"] == 1
    assert minmax_values(game).values["1"] == 1 / 3
    steps = [Fraction(k, 40) for k in range(41)]
    best = min(max(p * q, (1 - p) * (1 - q), p + q - 2 * p * q) for p in steps for q in steps)
    assert found.values["1"] < best < 1


def test_two_punishments_are_independent_if_one_player_punishes():
    game = NormalFormGame.from_bimatrix([[3, -1], [-2, 1]], [[1, 0], [0, 1]])
    assert all(minmax_values(game).independent.values())


def test_one_player_and_many():
    alone = NormalFormGame(["A"], [["x", "y"]], [[1, 3]])
    assert maxmin_values(alone).values["A"] == minmax_values(alone, punishers="pure").values["A"]
    rng = np.random.default_rng(1)
    many = NormalFormGame([f"p{i}" for i in range(7)], [["a", "b", "c"]] * 7,
                          rng.integers(0, 99, (7, *[3] * 7)))  # fmt: skip
    found = maxmin_values(many.to_exact())
    table = np.moveaxis(many.payoffs[2], 2, 0).reshape(3, -1).astype(int)
    reached = found.strategies["p2"].to_numpy() @ table
    assert min(reached) == found.values["p2"]


def test_too_many_payoffs_are_refused_unless_strategies_are_pure(monkeypatch):
    monkeypatch.setattr("lilliput.games.security._LARGEST_WORK", 7)
    game = NormalFormGame.from_bimatrix(np.eye(2), np.eye(2))
    with pytest.raises(ProblemTooLargeError, match=r"8 payoffs .* moves='pure'"):
        maxmin_values(game)
    with pytest.raises(ProblemTooLargeError, match=r"8 payoffs .* punishers='pure'"):
        minmax_values(game)
    assert maxmin_values(game, moves="pure").values.to_list() == [0, 0]
    assert minmax_values(game, punishers="pure").values.to_list() == [1, 1]


def test_tables_and_errors():
    game = NormalFormGame.from_bimatrix([[3, -1], [-2, 1]], [[1, 0], [0, 1]])
    frame = maxmin_values(game).to_frame()
    assert frame["strategy"].to_list() == ["0.4286 1 + 0.5714 2", "0.5 1 + 0.5 2"]
    assert frame.loc["row", "punishment"] == "0.285714 1 + 0.714286 2"
    three = NormalFormGame(["A", "B", "C"], [["x"], ["y"], ["z"]], np.ones((3, 1, 1, 1)))
    assert minmax_values(three).to_frame().loc["A", "punishment"] == "(y, z)"
    assert repr(minmax_values(three, punishers="pure")) == (
        "SecurityLevels(minmax, pure punishers; A: 1, B: 1, C: 1)"
    )
    with pytest.raises(UnknownNameError, match="punishers 'independent'"):
        minmax_values(game, punishers="independent")
    with pytest.raises(UnknownNameError, match="moves 'both'"):
        maxmin_values(game, moves="both")
    with pytest.raises(UnsupportedNumberError, match="substitute"):
        maxmin_values(NormalFormGame.from_bimatrix([[sympy.Symbol("x")]], [[1]]))
