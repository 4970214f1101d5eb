"""Games as JSON and as tables, numbers as text, and the axes of other packages."""

import json
from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lilliput.games import NormalFormGame
from lilliput.games.errors import (
    DataFileError,
    InvalidArgumentError,
    InvalidGameError,
    MissingPackageError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.formats import quantecon_arrays, require_package
from lilliput.games.formats.expressions import expression_from_tree, expression_tree
from lilliput.games.formats.numbers import number_from_text, number_text

from test_nfg import games, numbers

x, y = sympy.symbols("x y")
p = sympy.Symbol("p", positive=True)
k = sympy.Symbol("k", integer=True, nonnegative=True)
every_kind = (
    games()
    | games(st.floats(allow_nan=False, allow_infinity=False))
    | games(st.sampled_from([x, y / 3, x * y + 1, x**-2, sympy.sqrt(2) * p, sympy.Max(x, k), p]))
)


@given(every_kind)
def test_json_gives_the_same_game(game):
    again = NormalFormGame.from_json(game.to_json())
    assert again == game
    assert again.kind == game.kind


@given(numbers)
def test_fractions_as_text(number):
    assert number_from_text(number_text(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_as_text_have_no_exponent_and_are_the_decimal_that_prints(number):
    text = number_text(number)
    assert "e" not in text
    assert number_from_text(text) == Fraction(repr(number))


def test_json_is_readable_and_exact():
    game = NormalFormGame(["A", "B"], [["x"], ["y", "z"]], [[[1, Fraction(1, 3)]], [[0, 2]]])
    document = json.loads(game.to_json())
    assert document == {
        "format": "lilliput.NormalFormGame", "version": 1, "numbers": "fraction",
        "players": ["A", "B"], "strategies": [["x"], ["y", "z"]],
        "payoffs": [[["1", "1/3"]], [["0", "2"]]],
    }  # fmt: skip


atoms = st.sampled_from([x, y, p, k]) | st.fractions(max_denominator=9).map(
    lambda q: sympy.Rational(q.numerator, q.denominator)
)
expressions = st.recursive(
    atoms,
    lambda inner: (
        st.tuples(inner, inner).map(lambda pair: pair[0] + pair[1])
        | st.tuples(inner, inner).map(lambda pair: pair[0] * pair[1])
        | st.tuples(inner, st.integers(0, 3)).map(lambda pair: pair[0] ** pair[1])
    ),
    max_leaves=6,
)


@given(expressions)
def test_expressions_survive_as_trees_with_the_assumptions_on_symbols(expression):
    tree = json.loads(json.dumps(expression_tree(expression)))
    assert expression_from_tree(tree) == expression


def test_a_symbol_keeps_only_the_assumptions_that_matter():
    assert expression_tree(x) == {"symbol": "x"}
    assert expression_tree(p)["positive"] is True
    assert expression_from_tree(expression_tree(k)) == k != sympy.Symbol("k")


@pytest.mark.parametrize(
    "tree",
    [
        {"call": ["1"]}, {"symbol": ""}, {"symbol": "x", "wicked": True}, {"pow": ["2"]}, 3, [],
        {"add": []}, {"add": ["x"]}, {"pow": ["10", "99999999999"]}, {"pow": ["0", "-1"]},
        {"pow": [{"mul": ["10", {"symbol": "x"}]}, "99999999"]}, "__import__('os')", "x+1",
    ],
)  # fmt: skip
def test_trees_that_are_no_expressions_are_refused_and_nothing_is_evaluated(tree):
    with pytest.raises(InvalidArgumentError):
        expression_from_tree(tree)


def test_other_functions_are_refused():
    game = NormalFormGame(["A"], [["x"]], [[sympy.exp(x)]])
    with pytest.raises(UnsupportedNumberError, match=r"got exp\(x\)"):
        game.to_json()


GOOD = json.loads(NormalFormGame(["A"], [["x", "y"]], [[0.5, 2]]).to_json())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "other"}, "must have the format"),
        ({"version": 2}, "version must be 1"),
        ({"numbers": "octal"}, "numbers must be one of float"),
        ({"players": "A"}, "players must be a list of names"),
        ({"strategies": []}, "strategies must be 1 lists"),
        ({"strategies": [["x", 3]]}, "strategies of A must be a list of names"),
        ({"payoffs": [[1, 2, 3]]}, r"payoffs\[0\] must be a list of 2, got 3"),
        ({"payoffs": 3}, "payoffs must be a list of 1, got 3"),
        ({"payoffs": [[1, "2"]]}, "must be a JSON number"),
        ({"payoffs": [[1, True]]}, "must be a JSON number"),
        ({"payoffs": [[1, float("nan")]]}, "finite"),
        ({"numbers": "fraction", "payoffs": [["1", "1/0"]]}, "denominator"),
        ({"numbers": "fraction", "payoffs": [["1", "one"]]}, "a number must be like"),
        ({"numbers": "symbolic", "payoffs": [["1", {"exec": ["1"]}]]}, "an expression must be"),
    ],
)
def test_documents_of_another_form_are_refused(change, message):
    with pytest.raises((DataFileError, InvalidGameError, InvalidArgumentError), match=message):
        NormalFormGame.from_json(json.dumps({**GOOD, **change}))


def test_what_is_no_json_is_refused():
    for text in ("{", "[1]", "[" * 100_000, None, {}):
        with pytest.raises(DataFileError):
            NormalFormGame.from_json(text)


@given(every_kind)
def test_frames_give_the_same_game_in_any_order_of_rows(game):
    if any("payoff " + name in game.players for name in game.players):
        return
    frame = game.to_frame()
    shuffled = frame.sample(frac=1, random_state=1).reset_index(drop=True)
    again = NormalFormGame.from_frame(shuffled, players=game.players, strategies=game.strategies)
    assert again == game
    assert NormalFormGame.from_frame(frame) == game


def test_frames_are_tidy():
    game = NormalFormGame(["A", "B"], [["x"], ["y", "z"]], [[[1, 2]], [[3, 4]]])
    assert game.to_frame().to_dict("list") == {
        "A": ["x", "x"], "B": ["y", "z"], "payoff A": [1, 2], "payoff B": [3, 4],
    }  # fmt: skip


def test_a_table_of_a_spreadsheet(tmp_path):
    """Strategies that look like numbers and fractions in text, through CSV."""
    game = NormalFormGame(["A", "B"], [["1", "2"], ["3"]], [[[Fraction(1, 3)], [2]], [[0], [1]]])
    game.to_frame().to_csv(tmp_path / "game.csv", index=False)
    assert NormalFormGame.from_frame(pd.read_csv(tmp_path / "game.csv")) == game


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        (lambda f: f.iloc[:-1], InvalidGameError, "must have 4 rows, one a profile of 2 × 2"),
        (lambda f: pd.concat([f, f.iloc[:1]]), InvalidGameError, r"\(A: x, B: u\) again"),
        (lambda f: f.drop(columns="payoff B"), InvalidGameError, "column 'B' has no partner"),
        (lambda f: f.assign(year=3), InvalidGameError, "column 'year' has no partner"),
        (lambda f: f.assign(**{"payoff A": "many"}), InvalidGameError, "'payoff A': a number"),
        (lambda f: f.assign(**{"payoff A": np.nan}), InvalidGameError, r"nan for A at \(x, u\)"),
        (lambda f: f.to_numpy(), InvalidGameError, "frame must be a DataFrame, got ndarray"),
        (lambda f: f.iloc[:, :0], InvalidGameError, "at least one name"),
    ],
)
def test_frames_that_are_no_game_are_refused(change, error, message):
    frame = NormalFormGame(["A", "B"], [["x", "y"], ["u", "v"]], np.zeros((2, 2, 2))).to_frame()
    with pytest.raises(error, match=message):
        NormalFormGame.from_frame(change(frame))


def test_columns_and_strategies_are_checked_by_name():
    frame = NormalFormGame(["A"], [["x", "y"]], [[1, 2]]).to_frame()
    with pytest.raises(UnknownNameError, match="column 'B'"):
        NormalFormGame.from_frame(frame, players=["B"])
    with pytest.raises(UnknownNameError, match="strategies of A: strategy 'y'"):
        NormalFormGame.from_frame(frame, strategies=[["x", "z"]])
    with pytest.raises(InvalidGameError, match="strategies of A must hold at least one name"):
        NormalFormGame.from_frame(frame, strategies={})
    assert NormalFormGame.from_frame(frame.assign(year=3), players=["A"]).shape == (2,)
    numbered = frame.rename(columns={"A": 1, "payoff A": "payoff 1"})
    assert NormalFormGame.from_frame(numbered).players == ("1",)
    assert NormalFormGame.from_frame(frame, strategies={"A": ["y", "x"]}).payoffs.tolist() == [
        [2, 1]
    ]
    with pytest.raises(InvalidGameError, match="rename the players"):
        NormalFormGame(["A", "payoff A"], [["x"], ["y"]], np.zeros((2, 1, 1))).to_frame()


def test_quantecons_axes_begin_with_the_owner():
    payoffs = np.arange(72.0).reshape(3, 2, 3, 4)
    arrays = quantecon_arrays(payoffs)
    for a, b, c in product(range(2), range(3), range(4)):
        assert arrays[0][a, b, c] == payoffs[0, a, b, c]
        assert arrays[1][b, c, a] == payoffs[1, a, b, c]
        assert arrays[2][c, a, b] == payoffs[2, a, b, c]


def test_a_missing_package_says_how_to_install_it():
    with pytest.raises(MissingPackageError, match=r"needs the package no_such_thing.*pip install"):
        require_package("no_such_thing", purpose="this")
    with pytest.raises(ImportError):
        require_package("no_such_thing", purpose="this")
