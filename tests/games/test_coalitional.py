"""A coalitional game is its worths, and equally its dividends."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lilliput.games import (
    CoalitionalGame,
    VotingGame,
    banzhaf_value,
    core,
    nucleolus,
    shapley_value,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    LilliputError,
    ProblemTooLargeError,
    UnknownNameError,
)

NAMES = list("ABCDE")
# As st.fractions(-5, 5, max_denominator=12), but many times as fast to draw; the simplest first.
FRACTIONS = sorted(
    {Fraction(k, d) for d in range(1, 13) for k in range(-5 * d, 5 * d + 1)},
    key=lambda x: (x.denominator, abs(x), x < 0),
)


@st.composite
def games(draw, fractions=True, least=1, most=5):
    n = draw(st.integers(least, most))
    number = st.sampled_from(FRACTIONS) if fractions else st.floats(-1e6, 1e6)
    worths = draw(st.lists(number, min_size=2**n - 1, max_size=2**n - 1))
    return CoalitionalGame(NAMES[:n], [Fraction(0) if fractions else 0.0, *worths])


@given(games())
def test_dividends_and_worths_are_the_same_game(game):
    assert CoalitionalGame.from_dividends(game.players, dict(game.dividends())) == game


@given(games())
def test_dividends_satisfy_their_definition(game):
    dividends = game.dividends()
    for mask in range(2**game.n):
        coalition = game.coalition(mask)
        inside = [value for other, value in dividends.items() if other <= coalition]
        assert sum(inside, Fraction(0)) == game.worth(coalition)


def test_bit_i_of_a_mask_is_player_i():
    game = CoalitionalGame(["US", "CN", "EU"], range(8))
    assert game.worth({"US"}) == 1
    assert game.worth({"EU"}) == 4
    assert game.worth(["US", "EU"]) == 5
    assert game.coalition(6) == {"CN", "EU"}


def test_constructors_agree():
    by_table = CoalitionalGame(["A", "B"], [0, 1, 2, 6])
    by_function = CoalitionalGame.from_function(
        ["A", "B"], lambda S: len(S) * (2 if "B" in S else 1) + 2 * (len(S) == 2)
    )
    by_name = CoalitionalGame.from_worths({("A",): 1, "B": 2, ("A", "B"): 6})
    assert by_table == by_function == by_name
    assert hash(by_table) == hash(by_name)


def test_worths_are_copied_and_read_only_even_after_pickling():
    worths = np.array([0.0, 1.0, 2.0, 4.0])
    game = CoalitionalGame(["A", "B"], worths)
    worths[3] = 9
    assert game.worths[3] == 4
    for copy in (game, pickle.loads(pickle.dumps(game))):
        assert copy == game
        with pytest.raises(ValueError, match="read-only"):
            copy.worths[1] = 5


@pytest.mark.parametrize(
    ("numbers", "kind"),
    [
        ([0, 1, 2, 3], np.float64),
        ([0, Fraction(1, 2), 1, 2], Fraction),
        ([0, Fraction(1, 2), 0.5, 2], np.float64),
        ([0, sympy.Symbol("x"), Fraction(1, 2), 2], sympy.Basic),
        ([0, 2**60 + 1, 1, 2], Fraction),
    ],
)
def test_number_kinds(numbers, kind):
    game = CoalitionalGame(["A", "B"], numbers)
    assert all(isinstance(worth, kind) for worth in game.worths)


def test_symbolic_dividends():
    a, b, c = sympy.symbols("a b c")
    dividends = CoalitionalGame(["A", "B"], [0, a, b, c]).dividends()
    assert dividends[frozenset("AB")] == c - a - b


@pytest.mark.parametrize(
    ("build", "message"),
    [
        (lambda: CoalitionalGame(["A", "B"], [0, 1, 2]), "needs 4 entries for 2 players"),
        (lambda: CoalitionalGame(["A"], [1, 2]), "empty coalition 0, got 1.0"),
        (lambda: CoalitionalGame(["A", "B"], [0, 1, float("nan"), 2]), "nan for coalition {B}"),
        (lambda: CoalitionalGame(["A", "B"], [0, 1, sympy.nan, 2]), "finite"),
        (lambda: CoalitionalGame(["A", "B"], [0, 1, "x", 2]), "numbers"),
        (lambda: CoalitionalGame(["A", "A"], [0, 1, 2, 3]), "'A' more than once"),
        (lambda: CoalitionalGame([], []), "needs 1 entries for 0 players"),
        (lambda: CoalitionalGame("AB", [0, 1, 2, 3]), "got the string 'AB'"),
        (lambda: CoalitionalGame.from_worths({("A", "B"): 1, ("B", "A"): 2}), "twice"),
    ],
)
def test_bad_games_are_refused_by_name(build, message):
    with pytest.raises(InvalidGameError) as caught:
        build()
    assert message in str(caught.value)
    assert isinstance(caught.value, ValueError)


def test_a_game_without_players_is_worth_nothing():
    game = CoalitionalGame([], [0])
    assert game.dividends().empty
    assert game.worth([]) == 0
    assert game == CoalitionalGame.from_dividends([], {}) == CoalitionalGame.from_worths({})


def test_unknown_player_error_names_those_near():
    with pytest.raises(UnknownNameError, match="did you mean US"):
        CoalitionalGame(["US", "CN"], [0, 1, 2, 3]).worth(["USA"])


def test_too_many_players_says_how_much_memory_it_takes():
    with pytest.raises(ProblemTooLargeError, match=r"2\*\*45 worths, about 256 TiB"):
        CoalitionalGame([f"p{i}" for i in range(45)], [0.0])


def test_every_error_is_a_lilliput_error_that_pickles():
    error = UnknownNameError("powers: power", "UK", ["UKG"])
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, LilliputError)
    assert str(again) == str(error)


def test_reprs_read_well():
    game = CoalitionalGame(["US", "CN"], [0, 1, 2, 6])
    assert repr(game) == "CoalitionalGame(2 players: US, CN; float worths; v(N) = 6.0)"
    assert "US, CN" in game._repr_html_()


def test_a_table_can_be_taken_over_without_a_copy():
    table = np.array([0.0, 1, 2, 6])
    game = CoalitionalGame(["A", "B"], table, copy=False)
    assert np.shares_memory(game.worths, table)
    assert table.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        game.worths[1] = 5
    copied = CoalitionalGame(["A", "B"], table)
    assert not np.shares_memory(copied.worths, table)
    assert game == copied


@pytest.mark.parametrize("table", [[0, 1, 2, 3], np.arange(4), np.arange(8.0)[::2]])
def test_what_cannot_be_taken_over_is_refused(table):
    with pytest.raises(InvalidArgumentError, match="contiguous float64 array for copy=False"):
        CoalitionalGame(["A", "B"], table, copy=False)


def test_worths_are_checked_to_the_last_one():
    table = np.zeros(2**17)
    table[-1] = np.inf
    for copy in (True, False):
        with pytest.raises(InvalidGameError, match=r"finite, got inf for coalition \{p0, p1"):
            CoalitionalGame([f"p{i}" for i in range(17)], table, copy=copy)


def test_exact_mode_says_when_fractions_do_not_fit(monkeypatch):
    monkeypatch.setattr("lilliput.games.checks._available_bytes", lambda: 2.0**30)
    game = CoalitionalGame([f"p{i}" for i in range(22)], np.zeros(2**22))
    with pytest.raises(ProblemTooLargeError) as caught:
        shapley_value(game, exact=True)
    for part in ("exact: Fractions", "at most 20 players", "leave exact out"):
        assert part in str(caught.value)


@pytest.mark.parametrize("value", [shapley_value, banzhaf_value, core, nucleolus])
def test_another_kind_of_game_is_refused_with_the_way_to_convert_it(value):
    votes = VotingGame(["A", "B"], weights=[1, 1], quota=2)
    with pytest.raises(InvalidArgumentError, match=r"got VotingGame; its \.to_coalitional\(\)"):
        value(votes)
