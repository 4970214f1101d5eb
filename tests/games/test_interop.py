"""Games to and from nashpy, QuantEcon and Gambit, and games made from games."""

import sys
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, is_nash
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    MissingPackageError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.zoo import matching_pennies, von_stengel_3x2

from test_nfg import games


@given(games(st.floats(-1e6, 1e6)))
def test_nashpy_and_quantecon_give_back_the_payoffs(game):
    names = {"players": game.players, "strategies": game.strategies}
    if game.n == 2:
        assert NormalFormGame.from_nashpy(game.to_nashpy(), **names) == game


@settings(max_examples=40)
@given(games(st.floats(-1e6, 1e6)), st.data())
def test_quantecons_own_payoffs_are_ours(game, data):
    """Each player's payoff at a profile, through QuantEcon's own lookup."""
    pytest.importorskip("quantecon")
    theirs = game.to_quantecon()
    assert theirs.nums_actions == game.shape
    cell = tuple(data.draw(st.integers(0, m - 1)) for m in game.shape)
    here = theirs[cell] if game.n > 1 else [theirs[cell[0]]]
    assert [float(v) for v in np.ravel(here)] == [float(v) for v in game.payoffs[(..., *cell)]]
    names = {"players": game.players, "strategies": game.strategies}
    assert NormalFormGame.from_quantecon(theirs, **names) == game


@settings(max_examples=40)
@given(games())
def test_gambit_keeps_fractions(game):
    pytest.importorskip("pygambit")
    plain = NormalFormGame(
        [str(i) for i in range(game.n)], [[str(k) for k in range(m)] for m in game.shape],
        game.payoffs,
    )  # fmt: skip
    assert NormalFormGame.from_gambit(plain.to_gambit(title="a game"), exact=True) == plain


def test_gambits_extensive_forms_come_as_their_reduced_strategic_form():
    catalog = pytest.importorskip("pygambit.catalog")
    game = NormalFormGame.from_gambit(catalog.load("journals/geb/bagwell1995"))
    assert game.shape == (2, 4)
    assert game.payoffs[0, 0, 1] == Fraction(249, 50)


def test_names_that_gambit_does_not_allow():
    pytest.importorskip("pygambit")
    with pytest.raises(InvalidGameError, match="Gambit refuses"):
        NormalFormGame(["a "], [["x"]], [[1]]).to_gambit()


def test_without_the_package_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygambit", None)
    monkeypatch.setitem(sys.modules, "quantecon.game_theory", None)
    with pytest.raises(MissingPackageError, match=r'pip install "lilliput\[gambit\]"'):
        matching_pennies().to_gambit()
    with pytest.raises(MissingPackageError, match="pip install"):
        matching_pennies().to_quantecon()


def test_what_is_no_game_is_refused():
    for build in (NormalFormGame.from_nashpy, NormalFormGame.from_quantecon,
                  NormalFormGame.from_gambit):  # fmt: skip
        with pytest.raises(InvalidGameError, match="g must be a"):
            build(3)
    with pytest.raises(UnsupportedNumberError, match="expressions in z"):
        NormalFormGame.from_bimatrix([[sympy.Symbol("z")]], [[1]]).to_nashpy()


def test_names_are_escaped_in_notebooks():
    game = NormalFormGame(["<b>", "B"], [["<i>"], ["y"]], [[[1]], [[2]]])
    assert "<b>" not in game._repr_html_()
    assert "<i>" not in game._repr_html_()
    assert "&lt;b&gt;" in NormalFormGame(["<b>"], [["x"]], [[1]])._repr_html_()


# Games made from games


@given(games(), st.data())
def test_a_subgame_has_the_payoffs_of_its_profiles(game, data):
    kept = {
        player: data.draw(st.lists(st.sampled_from(own), min_size=1, unique=True))
        for player, own in zip(game.players, game.strategies, strict=True)
        if data.draw(st.booleans())
    }
    part = game.restrict(kept)
    for player, own, before in zip(part.players, part.strategies, game.strategies, strict=True):
        assert list(own) == list(kept.get(player, before))
    for profile in product(*part.strategies):
        assert part.payoff(profile).to_list() == game.payoff(profile).to_list()


@given(games(), st.data())
def test_the_order_of_players_changes_nothing(game, data):
    order = data.draw(st.permutations(game.players))
    moved = game.permuted(order)
    for profile in product(*game.strategies):
        named = dict(zip(game.players, profile, strict=True))
        assert moved.payoff(named).to_dict() == game.payoff(named).to_dict()
    assert moved.permuted(game.players) == game


@given(games(), st.fractions(Fraction(1, 9), 9), st.fractions(-9, 9))
def test_rescaling(game, scale, shift):
    moved = game.rescaled(scale, shift)
    assert (moved.payoffs == game.payoffs * scale + shift).all()
    assert moved.rescaled(1 / scale, -shift / scale) == game


def test_rescaling_by_player_and_of_floats_keeps_ties():
    game = NormalFormGame(["A", "B"], [["x", "y"], ["z"]], [[[0.1], [0.3]], [[1.0], [2.0]]])
    moved = game.rescaled({"B": 2, "A": 3}, [0.1, 0])
    assert moved.payoffs.tolist() == [[[0.4], [1.0]], [[2.0], [4.0]]]
    assert game.rescaled(3).payoffs[0, 0, 0] == 0.3 != 0.1 * 3
    assert game.rescaled(sympy.Symbol("s", positive=True)).kind == "symbolic"


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda g: g.restrict({"B": ["1"]}), UnknownNameError, "player 'B'"),
        (lambda g: g.restrict(["row"]), InvalidArgumentError, "must map players to the strategies"),
        (lambda g: g.payoff(5), InvalidGameError, r"one entry a player \(row, column\), got 5"),
        (lambda g: g.payoff("12"), InvalidGameError, "one entry a player"),
        (lambda g: g.payoff(["1", pd.Series([0.5, 0.5], ["1", "1"])]), InvalidGameError, "once"),
        (lambda g: NormalFormGame(g.players, 3, g.payoffs), InvalidGameError, "one list of names"),
        (lambda g: NormalFormGame(g.players, [3, 2], g.payoffs), InvalidGameError, "of row must"),
        (lambda g: g.restrict({"row": ["up"]}), UnknownNameError, "strategy 'up'"),
        (lambda g: g.restrict({"row": []}), InvalidGameError, "at least one name"),
        (lambda g: g.permuted(["row"]), InvalidArgumentError, "all of row, column"),
        (lambda g: g.permuted(["row", "B"]), UnknownNameError, "player 'B'"),
        (lambda g: g.rescaled(0), InvalidArgumentError, "scale must be > 0, got 0 for row"),
        (lambda g: g.rescaled([1, -1]), InvalidArgumentError, "got -1 for column"),
        (lambda g: g.rescaled([1]), InvalidArgumentError, "scale needs 2 entries"),
        (lambda g: g.rescaled({"row": 1}), InvalidArgumentError, "missing column"),
    ],
)
def test_bad_changes_are_refused(build, error, message):
    with pytest.raises(error, match=message):
        build(von_stengel_3x2())


@pytest.mark.parametrize(
    ("payoffs", "message"),
    [
        ([[[1, 2], [3, 4]], [[1, 2], [3]]],
         r"shape \(2, 2, 2\).*payoffs\[1\]\[1\] must have 2 entries .*strategies of B\), got 1"),
        (np.zeros((2, 2, 3)), r"\[0\]\[0\] must have 2 entries \(axis 2, the strategies of B\)"),
        (np.zeros((2, 3, 2)), r"payoffs\[0\] must have 2 entries \(axis 1, the strategies of A\)"),
        (np.zeros((3, 2, 2)), r"payoffs must have 2 entries \(axis 0, the players\), got 3"),
        ([[1, 2], [3, 4]], r"payoffs\[0\]\[0\] must have 2 entries.*got the number 1"),
        (np.zeros((2, 2, 2, 1)), r"\[0\]\[0\]\[0\] must be a number, got a sequence of 1"),
        ([[[1, 2], [3, 4]], [[1, 2], [3, None]]], r"finite numbers, got None for B at \(y, y\)"),
        (np.full((2, 2, 2), np.inf), r"must be finite, got inf for A at \(x, x\)"),
    ],
)  # fmt: skip
def test_a_wrong_shape_is_told_by_axis(payoffs, message):
    with pytest.raises(InvalidGameError, match=message):
        NormalFormGame(["A", "B"], [["x", "y"]] * 2, payoffs)


def test_one_player_and_one_strategy():
    game = NormalFormGame(["A"], [["x"]], [[2]])
    assert game.payoff(["x"]).to_dict() == {"A": 2}
    assert NormalFormGame.from_frame(game.to_frame()) == game
    assert NormalFormGame.from_json(game.to_json()) == game
    assert game.restrict({"A": ["x"]}) == game.permuted(["A"]) == game.rescaled() == game
    assert is_nash(game, ["x"])
