"""Gambit's .nfg files: written and read exactly, in both versions, and errors with their line."""

import io
from contextlib import suppress
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lilliput.games import NormalFormGame
from lilliput.games.errors import DataFileError, InvalidArgumentError, UnsupportedNumberError
from lilliput.games.formats import nfg_text, table_from_nfg
from lilliput.games.formats.nfg import quoted

SELTEN = 'NFG 1 R "Selten (IJGT, 75), Figure 2" { "Player 1" "Player 2" }'
PAYOFFS = f"{SELTEN} {{ 3 2 }}\n\n1 1 0 2 0 2 1 1 0 3 2 0\n"
OUTCOMES = f"""{SELTEN}
{{ {{ "1" "2" "3" }} {{ "1" "2" }} }} "a comment"
{{
{{ "" 1, 1 }}
{{ "" 0, 2 }}
{{ "" 0 3 }}
{{ "" 2, 0 }}
}}
1 2 2 1 3 4
"""

labels = st.text(
    st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=6
) | st.text('"\\ {}\n', min_size=1, max_size=5)
numbers = st.fractions(max_denominator=10**6) | st.integers(-(10**30), 10**30).map(Fraction)


@st.composite
def games(draw, entries=numbers):
    n = draw(st.integers(1, 3))
    shape = tuple(draw(st.integers(1, 3)) for _ in range(n))
    players = draw(st.lists(labels, min_size=n, max_size=n, unique=True))
    own = [draw(st.lists(labels, min_size=m, max_size=m, unique=True)) for m in shape]
    size = n * int(np.prod(shape))
    flat = draw(st.lists(entries, min_size=size, max_size=size))
    table = np.empty(size, dtype=object)
    table[:] = flat
    return NormalFormGame(players, own, table.reshape((n, *shape)))


def written(game, **options):
    file = io.StringIO()
    game.write_nfg(file, **options)
    return file.getvalue()


@given(games(), st.booleans(), labels)
def test_what_is_written_is_read(game, outcomes, title):
    text = written(game, outcomes=outcomes, title=title, comment=title)
    table = table_from_nfg(text, exact=True)
    assert (table.title, table.comment) == (title, title)
    assert NormalFormGame.read_nfg(io.StringIO(text), exact=True) == game


@given(games(st.floats(-1e9, 1e9) | st.floats(allow_nan=False, allow_infinity=False)))
def test_floats_are_read_as_the_decimals_that_they_print_as(game):
    again = NormalFormGame.read_nfg(io.StringIO(written(game)), exact=True)
    assert again == game.to_exact()
    assert (again.payoffs.astype(float) == game.payoffs).all()


@given(games(st.integers(-(2**53), 2**53).map(float)))
def test_integers_alone_are_floats_unless_exact_is_asked_for(game):
    assert NormalFormGame.read_nfg(io.StringIO(written(game))) == game


@pytest.mark.parametrize("text", [PAYOFFS, OUTCOMES])
def test_the_sample_of_the_documentation(text):
    """The order of contingencies as the format's documentation counts them, by plain loops."""
    game = NormalFormGame.read_nfg(io.StringIO(text))
    stated = iter([1, 1, 0, 2, 0, 2, 1, 1, 0, 3, 2, 0])
    for column, row in product(range(2), range(3)):
        assert [game.payoffs[i, row, column] for i in range(2)] == [next(stated), next(stated)]
    assert game.players == ("Player 1", "Player 2")
    assert game.kind == "float"


def test_the_first_players_strategy_varies_fastest_for_three_players():
    text = 'NFG 1 R "" { "a" "b" "c" } { 2 3 2 } ' + " ".join(str(k) for k in range(36))
    game = NormalFormGame.read_nfg(io.StringIO(text))
    for a, b, c, i in product(range(2), range(3), range(2), range(3)):
        assert game.payoffs[i, a, b, c] == 3 * (a + 2 * b + 6 * c) + i


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)), (".5", Fraction(1, 2)), ("-1.", Fraction(-1)),
        ("1e-2", Fraction(1, 100)), ("2/4", Fraction(1, 2)), ("+3/1", Fraction(3)),
        ("1.5E3", Fraction(1500)),
    ],
)  # fmt: skip
def test_numbers_in_every_form_are_exact(text, value):
    game = NormalFormGame.read_nfg(io.StringIO(f'NFG 1 D "" {{ "a" }} {{ 2 }} {text} 7'))
    assert game.payoffs.tolist() == [[value, Fraction(7)]]
    assert game.kind == "fraction"


def test_integers_beyond_the_floats_are_exact():
    game = NormalFormGame.read_nfg(io.StringIO(f'NFG 1 R "" {{ "a" }} {{ 1 }} {2**53 + 1}'))
    assert game.payoffs.tolist() == [[Fraction(2**53 + 1)]]


def test_empty_labels_become_numbers_and_outcome_0_pays_nothing():
    text = 'NFG 1 R "" { "" "b" } { { "" "" } { "x" } } { { "win" 1 -1 } } 0 1'
    game = NormalFormGame.read_nfg(io.StringIO(text))
    assert game.players == ("1", "b")
    assert game.strategies == (("1", "2"), ("x",))
    assert game.payoffs.tolist() == [[[0], [1]], [[0], [-1]]]


def test_quotes_and_backslashes_as_gambit_writes_them():
    """A quote is escaped; a backslash stands for itself, and doubled where it must be."""
    assert quoted('say "x"') == r'"say \"x\""'
    assert table_from_nfg(r'NFG 1 R "a \\ b \c \"d\"" { "a" } { 1 } 1').title == r'a \ b \c "d"'


def test_the_outcome_version_states_equal_payoffs_once():
    text = written(NormalFormGame(["a"], [["x", "y", "z"]], [[1, 2, 1]]), outcomes=True)
    assert text.endswith('{\n{ "1" 1 }\n{ "2" 2 }\n}\n1 2 1\n')


def test_paths_and_bytes(tmp_path):
    game = NormalFormGame(["a", "ü"], [["x"], ["y"]], [[[Fraction(1, 3)]], [[2]]])
    path = tmp_path / "game.nfg"
    game.write_nfg(path, title="A game")
    assert NormalFormGame.read_nfg(path) == NormalFormGame.read_nfg(str(path)) == game
    with path.open("rb") as file:
        assert NormalFormGame.read_nfg(file) == game
    stream = io.BytesIO()
    game.write_nfg(stream, title="A game")
    assert stream.getvalue() == path.read_bytes()
    with pytest.raises(InvalidArgumentError, match=r"got text of 9 lines; wrap it in io.StringIO"):
        NormalFormGame.read_nfg(OUTCOMES)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(DataFileError, match="UTF-8"):
        NormalFormGame.read_nfg(path)
    with pytest.raises(DataFileError, match=r"nowhere\.nfg cannot be read"):
        NormalFormGame.read_nfg(tmp_path / "nowhere.nfg")
    with pytest.raises(DataFileError, match="cannot be written"):
        game.write_nfg(tmp_path / "no" / "folder.nfg")
    with pytest.raises(InvalidArgumentError, match="a path or an open stream"):
        NormalFormGame.read_nfg(3)


HEAD = 'NFG 1 R "t" { "a" "b" }\n'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: expected the word NFG.*found the end of the file"),
        ("EFG 2 R", "line 1: expected the word NFG .* found EFG"),
        ('NFG 2 R "t"', "expected version 1, found 2"),
        ('NFG 1 X "t"', "the letter R"),
        ("NFG 1 R t", "the title in quotes, found t"),
        ('NFG 1 R "t" { } { }', "at least one name among the players"),
        ('NFG 1 R "t" { "a" "a" }', 'distinct names of the players, found "a"'),
        ('NFG 1 R "t { "a" }', "found a"),
        ('NFG 1 R "t" { "a }', "a quote that is never closed"),
        (HEAD + "{ 2 }", "line 2: expected the number of strategies of b, at least 1, found }"),
        (HEAD + "{ 2 0 } ", "line 2: expected the number of strategies of b"),
        (HEAD + "{ 2 2 2 }", "'}' after the strategies of 2 players, found 2"),
        (HEAD + '{ { "x" } }', "line 2: expected '{' before the strategies of b"),
        (HEAD + '{ { "x" "x" } { "y" } } 1 2', "distinct names of the strategies of a"),
        (HEAD + "{ 2 1 }\n1 2\n3", "line 4: expected 4 payoffs, 2 at each of 2 profiles.* after 3"),
        (HEAD + "{ 2 1 }\n1 2\n3 4 5", "line 4: .*then the end, found 5 after 4"),
        (HEAD + "{ 2 1 }\n1 2\n3 x", "line 4: expected a payoff .*got 'x'"),
        (HEAD + "{ 2 1 }\n1 2\n3 1.2.3", "a payoff"),
        (HEAD + "{ 2 1 }\n1 2\n3 1/0", "denominator > 0"),
        (HEAD + "{ 2 1 }\n1 2\n3 1e999999999", "4000 digits"),
        (HEAD + "{ 2 1 }\n1 2\n3 inf", "a payoff"),
        (HEAD + "{ 999999999 999999999 }\n1 2", "expected 1999999996000000002 payoffs"),
        (HEAD + '{ 2 1 }\n{ { "o" 1 } }\n1 1', "line 3: expected the payoff of b at outcome 1"),
        (HEAD + '{ 2 1 }\n{ { "o" 1 2 3 } }\n1 1', "'}' after 2 payoffs of outcome 1, found 3"),
        (HEAD + '{ 2 1 }\n{ { "o" 1 2 } }\n1 2', "line 4: expected the number of an outcome, from"),
        (HEAD + '{ 2 1 }\n{ { "o" 1 2 } }\n1', "expected 2 outcome numbers.* the end of the file"),
        (HEAD + '{ 2 1 }\n{ { 1 2 } }\n1 1', "the name of an outcome in quotes, found 1"),
    ],
)  # fmt: skip
def test_malformed_files_say_the_line_and_what_was_expected(text, message):
    with pytest.raises(DataFileError, match=message):
        NormalFormGame.read_nfg(io.StringIO(text))


@given(st.text('NFG1R"ab{}, \n\\20/.', max_size=60))
def test_any_text_is_a_game_or_a_data_file_error(text):
    for whole in (text, HEAD + text, HEAD + "{ 1 2 }" + text):
        with suppress(DataFileError):
            game = NormalFormGame.read_nfg(io.StringIO(whole))
            assert NormalFormGame.read_nfg(io.StringIO(written(game))) == game


def test_symbols_are_refused():
    game = NormalFormGame(["a"], [["x"]], [[sympy.Symbol("z")]])
    with pytest.raises(UnsupportedNumberError, match="write JSON"):
        game.write_nfg(io.StringIO())


words = st.text("abcxyz ü0'", min_size=1, max_size=4).map(str.strip).filter(
    lambda word: word and "  " not in word
)  # fmt: skip


@given(games(), st.data())
def test_gambit_reads_what_is_written_and_writes_what_is_read(game, data):
    """Labels within what Gambit 17 allows; payoffs compared one by one through its own lookup."""
    pygambit = pytest.importorskip("pygambit")
    players = data.draw(st.lists(words, min_size=game.n, max_size=game.n, unique=True))
    own = [data.draw(st.lists(words, min_size=m, max_size=m, unique=True)) for m in game.shape]
    game = NormalFormGame(players, own, game.payoffs)
    for outcomes in (False, True):
        theirs = pygambit.read_nfg(io.StringIO(written(game, outcomes=outcomes)))
        arrays = theirs.to_arrays()
        for i, cell in product(range(game.n), np.ndindex(game.shape)):
            assert Fraction(str(arrays[i][cell])) == game.payoffs[(i, *cell)]
        assert NormalFormGame.read_nfg(io.StringIO(theirs.to_nfg()), exact=True) == game


def test_files_that_gambit_distributes_are_read_as_gambit_reads_them():
    pygambit = pytest.importorskip("pygambit")
    catalog = pytest.importorskip("pygambit.catalog")
    names = ["journals/dcg/vonstengel1999/6x6_game_with_75_eq", "journals/other/shapley1974/fig2",
             "journals/ijgt/nau2004/sec4"]  # fmt: skip
    for name in names:
        theirs = catalog.load(name)
        assert isinstance(theirs, pygambit.Game)
        game = NormalFormGame.from_gambit(theirs, exact=True)
        arrays = theirs.to_arrays()
        for i, cell in product(range(game.n), np.ndindex(game.shape)):
            assert Fraction(str(arrays[i][cell])) == game.payoffs[(i, *cell)]


def test_the_text_of_a_table_needs_no_game():
    table = table_from_nfg(PAYOFFS)
    assert table_from_nfg(nfg_text(table)).payoffs.tolist() == table.payoffs.tolist()
