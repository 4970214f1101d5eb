"""Pure equilibria of any number of players, against the definition by plain loops."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, nash_equilibria, regret
from lilliput.games.equilibria.methods.pure import pure_cells, pure_equilibria, solve
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError


@st.composite
def games(draw, most_players=4, most=3):
    n = draw(st.integers(1, most_players))
    shape = tuple(draw(st.integers(1, most)) for _ in range(n))
    size = n * int(np.prod(shape))
    numbers = draw(st.lists(st.integers(0, 3), min_size=size, max_size=size))
    kind = draw(st.sampled_from(["float", "fraction"]))
    tensor = np.array(numbers, dtype=float) / 10
    if kind == "fraction":
        tensor = np.array([Fraction(k, 3) for k in numbers], dtype=object)
    names = [[f"s{k}" for k in range(m)] for m in shape]
    return NormalFormGame([f"p{i}" for i in range(n)], names, tensor.reshape((n, *shape)))


def by_definition(game):
    found = []
    for cell in product(*(range(m) for m in game.shape)):
        if all(
            game.payoffs[(i, *cell)] >= game.payoffs[(i, *cell[:i], k, *cell[i + 1 :])]
            for i in range(game.n)
            for k in range(game.shape[i])
        ):
            found.append(cell)
    return found


@settings(max_examples=250)
@given(games())
def test_no_player_gains_and_none_is_missed(game):
    assert pure_cells(game) == by_definition(game)
    assert [
        tuple(int(np.flatnonzero(mix == 1)[0]) for mix in profile)
        for profile in solve(game).profiles
    ] == by_definition(game)


@settings(max_examples=100)
@given(games(most_players=3))
def test_the_table_tells_play_payoffs_and_strictness(game):
    table = pure_equilibria(game)
    cells = by_definition(game)
    assert len(table) == len(cells)
    for (_, row), cell in zip(table.iterrows(), cells, strict=True):
        play = [own[k] for own, k in zip(game.strategies, cell, strict=True)]
        assert list(row[list(game.players)]) == play
        assert max(regret(game, play)) == 0
        payoffs = game.payoff(play)
        assert [row[f"payoff {p}"] for p in game.players] == list(payoffs)
        assert row["strict"] == all(
            game.payoffs[(i, *cell)] > game.payoffs[(i, *cell[:i], k, *cell[i + 1 :])]
            for i in range(game.n)
            for k in range(game.shape[i])
            if k != cell[i]
        )


@settings(max_examples=60)
@given(games(most_players=3), st.integers(1, 10**9))
def test_units_and_zeros_of_payoffs_do_not_matter(game, factor):
    exact = game.to_exact()
    scaled = NormalFormGame(
        game.players, game.strategies, exact.payoffs * Fraction(factor, 7) - factor
    )
    assert pure_cells(scaled) == pure_cells(game)


def test_fractions_that_floats_cannot_tell_apart():
    near = Fraction(1, 3) + Fraction(1, 10**30)
    game = NormalFormGame(["A"], [["x", "y"]], [[Fraction(1, 3), near]])
    assert pure_cells(game) == [(1,)]
    assert list(pure_equilibria(game)["strict"]) == [True]
    huge = NormalFormGame(["A"], [["x", "y"]], [[Fraction(10) ** 400, Fraction(10) ** 400 + 1]])
    assert pure_cells(huge) == [(1,)]


def test_floats_tie_where_the_numbers_are_equal():
    game = NormalFormGame(["A"], [["x", "y", "z"]], [[0.1 + 0.2, 0.3, -0.0]])
    assert pure_cells(game) == [(0,)]
    assert pure_cells(NormalFormGame(["A"], [["x", "y"]], [[0.0, -0.0]])) == [(0,), (1,)]


def test_ten_players_with_three_strategies():
    """Everyone wants to do what the next player does: only agreement of all is an equilibrium."""
    n = 10
    play = np.indices((3,) * n)
    payoffs = np.stack([(play[i] == play[(i + 1) % n]).astype(float) for i in range(n)])
    game = NormalFormGame([f"p{i}" for i in range(n)], [list("abc")] * n, payoffs)
    assert pure_cells(game) == [(k,) * n for k in range(3)]


def test_stop_early_or_refuse_too_many():
    n = 8
    game = NormalFormGame([f"p{i}" for i in range(n)], [list("abc")] * n, np.zeros((n, *[3] * n)))
    with pytest.raises(ProblemTooLargeError, match=r"6561 pure equilibria.*max_equilibria=6561"):
        solve(game)
    found = solve(game, max_equilibria=2)
    assert len(found.profiles) == 2
    assert found.parameters["pure_equilibria"] == 6561
    assert len(pure_equilibria(game)) == 6561
    for bad in (0, -1, 1.5, True):
        with pytest.raises(InvalidArgumentError, match="max_equilibria must be an integer >= 1"):
            solve(game, max_equilibria=bad)


def test_matching_pennies_has_none():
    game = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert pure_equilibria(game).empty
    assert list(pure_equilibria(game).columns)[:2] == ["row", "column"]
    assert len(nash_equilibria(game, "pure")) == 0
