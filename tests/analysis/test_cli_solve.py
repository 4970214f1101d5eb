"""`lilliput solve`: equilibria and allocations of games that are named, typed or in a file."""

import io
import json
from fractions import Fraction

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import lilliput.games
from lilliput.analysis.command_line import main
from lilliput.analysis.command_line.solve import EXAMPLES, VALUES
from lilliput.games import (
    GAMES,
    CoalitionalGame,
    NormalFormGame,
    core,
    nash_equilibria,
)


def run(*arguments, code=0, text=None):
    done = CliRunner().invoke(main, ["solve", *map(str, arguments)], input=text)
    assert done.exit_code == code, done.output
    return done


def found(*arguments, text=None):
    return json.loads(run(*arguments, "--format", "json", text=text).stdout)


def profiles(record):
    """The equilibria of a record, in Fractions."""
    return [
        {
            player: {name: Fraction(share["exact"]) for name, share in mix.items()}
            for player, mix in each["strategies"].items()
        }
        for each in record["equilibria"]
    ]


def as_read(game):
    solved = nash_equilibria(game.to_exact())
    return [{player: mix.to_dict() for player, mix in e.strategies.items()} for e in solved]


def test_the_stag_hunt():
    text = run("stag-hunt").stdout
    assert text.startswith("3 equilibria in 3 components by vertex_enumeration; complete: proved\n")
    assert "stag          4*, 4*  0, 3" in text
    assert "3/4 stag + 1/4 hare" in text
    assert "These are all equilibria. Exact: proved in rational arithmetic." in text


def test_a_component_of_equilibria_is_shown_as_the_subsets_of_which_it_consists():
    """Selten's entry game: the threat deters in a component of index 0."""
    text = run("entry-game").stdout
    assert "in 2 components" in text
    assert "{out} × incumbent: {1/2 fight + 1/2 accommodate; fight}" in " ".join(text.split())
    record = found("entry-game")
    assert [part["index"] for part in record["components"]] == [1, 0]
    assert record["degenerate"] is True
    assert {e["component"] for e in record["equilibria"]} == {1, 2}


def test_typed_payoffs():
    """The prisoner's dilemma: defection alone."""
    record = found("--a", "3,0; 5,1", "--b", "3,5; 0,1", "--players", "US,CN",
                   "--strategies", "comply,defect")  # fmt: skip
    assert profiles(record) == [
        {"US": {"comply": 0, "defect": 1}, "CN": {"comply": 0, "defect": 1}}
    ]
    assert record["equilibria"][0]["payoffs"]["US"] == {"exact": "1", "float": 1.0}
    assert record["complete"] == "proved"


def test_one_matrix_is_a_zero_sum_game():
    record = found("--a", "0 -1 1; 1 0 -1; -1 1 0")
    third = {"exact": "1/3", "float": 1 / 3}
    (only,) = record["equilibria"]
    assert only["strategies"] == {p: dict.fromkeys("123", third) for p in ("row", "column")}


def test_numbers_are_taken_as_written():
    """0.1 + 0.2 is 0.3, which floats deny: with them no allocation suits both."""
    region = found("--worths", "A=0.1; B=0.2; A+B=0.3")["core"]
    assert (region["empty"], region["least_core_value"]["exact"]) == (False, "0")


@settings(max_examples=25)
@given(
    st.integers(1, 3).flatmap(
        lambda m: st.integers(1, 3).flatmap(
            lambda k: st.tuples(
                *(
                    st.lists(
                        st.lists(st.fractions(-9, 9, max_denominator=4), min_size=k, max_size=k),
                        min_size=m,
                        max_size=m,
                    ),
                )
                * 2
            )
        )
    )
)
def test_every_way_in_gives_the_same_equilibria(matrices):
    a, b = matrices
    game = NormalFormGame.from_bimatrix(a, b).to_exact()
    wanted = as_read(game)

    def typed(matrix):
        return ";".join(",".join(map(str, row)) for row in matrix)

    assert profiles(found("--a", typed(a), "--b", typed(b))) == wanted
    stream = io.StringIO()
    game.write_nfg(stream)
    header = ["", *(str(k + 1) for k in range(len(a[0])))]
    rows = [
        [str(r + 1), *(f"{x} {y}" for x, y in zip(*pair, strict=True))]
        for r, pair in enumerate(zip(a, b, strict=True))
    ]
    table = "\n".join(",".join(row) for row in [header, *rows]) + "\n"
    own = json.dumps(
        {"A": [list(map(str, row)) for row in a], "B": [list(map(str, row)) for row in b]}
    )
    frame = game.to_frame().map(str).to_csv(index=False)
    for text in (stream.getvalue(), table, own, game.to_json(), frame):
        assert profiles(found("-", text=text)) == wanted, text


@pytest.mark.parametrize("name", ["nau-2004", "mckelvey-mclennan-1997", "winkels-1979"])
def test_published_games(name):
    record = found(name)
    wanted = nash_equilibria(lilliput.games.named_game(name).to_exact())
    assert len(record["equilibria"]) == len(wanted)
    for each, one in zip(record["equilibria"], wanted, strict=True):
        assert each["certificate"] == one.certificate.kind
        for player, mix in one.strategies.items():
            floats = [share["float"] for share in each["strategies"][player].values()]
            assert floats == pytest.approx([float(share) for share in mix], abs=1e-15)


def test_irrational_equilibria_are_exact_on_demand():
    """Nau, Gomez Canovas and Hansen (2004): one equilibrium, with √601."""
    assert "sqrt" not in run("nau-2004").stdout
    assert "sqrt(601)" in run("nau-2004", "--exact").stdout
    assert "0.62 “1” + 0.38 “2”" in run("nau-2004", "--digits", "2").stdout
    record = found("nau-2004")
    assert record["components"] is None
    assert "sqrt(601)" in record["equilibria"][0]["strategies"]["1"]["1"]["exact"]


def test_methods():
    assert len(found("stag-hunt", "--method", "pure")["equilibria"]) == 2
    assert found("stag-hunt", "--method", "logit")["complete"] == "unknown"
    assert "There may be more." in run("stag-hunt", "--method", "logit").stdout
    none = run("matching-pennies", "--method", "pure").stdout
    assert none.startswith("0 equilibria")
    for style in ("latex", "markdown", "csv", "typst", "html", "json"):
        run("matching-pennies", "--method", "pure", "--format", style)


def test_csv_has_a_row_for_each_probability():
    frame = pd.read_csv(io.StringIO(run("stag-hunt", "-f", "csv").stdout))
    assert len(frame) == 3 * 2 * 2
    sums = frame.groupby(["equilibrium", "player"])["probability"].sum()
    assert (sums == 1).all()


def test_the_list_names_every_known_game():
    record = json.loads(run("--format", "json").stdout)["games"]
    assert len(record) == len(GAMES)
    text = run().stdout
    for name, game in zip(record, GAMES.values(), strict=True):
        assert record[name]["source"] == game.source
        assert name in text


@pytest.mark.parametrize("kind", EXAMPLES)
def test_printed_examples_are_games(kind):
    record = found("-", text=run("--example", kind).stdout)
    assert record["schema"] == (
        "lilliput.allocations/1" if kind in ("worths", "json") else "lilliput.equilibria/1"
    )
    if kind in ("nfg", "bimatrix"):
        assert profiles(record) == as_read(
            NormalFormGame.from_bimatrix(
                [[9, 0], [8, 7]], [[9, 8], [0, 7]], players=["A", "B"],
                strategies=[["stag", "hare"]] * 2,
            )
        )  # fmt: skip


# --- coalitional games


def test_the_majority_game_has_no_core():
    """Bondareva and Shapley: three halves of a balanced collection."""
    words = ["--worths", "A+B=1; A+C=1; B+C=1; A+B+C=1"]
    record = found(*words)
    assert record["core"]["empty"] is True
    assert record["core"]["least_core_value"] == {"exact": "1/3", "float": 1 / 3}
    weights = {tuple(e["coalition"]): e["weight"]["exact"] for e in
               record["core"]["balanced_collection"]}  # fmt: skip
    assert weights == {("A", "B"): "1/2", ("A", "C"): "1/2", ("B", "C"): "1/2"}
    text = run(*words).stdout
    assert "core              empty" in text
    assert "1/2 {A, C}" in text


def test_values_are_those_of_the_library():
    worths = {("US", "CN"): 4, ("US", "EU"): 3, ("CN", "EU"): Fraction(3, 2),
              ("US", "CN", "EU"): 6}  # fmt: skip
    game = CoalitionalGame.from_worths({k: Fraction(v) for k, v in worths.items()})
    typed = "; ".join(f"{'+'.join(names)}={value}" for names, value in worths.items())
    record = found("--worths", typed, "--value", ",".join(VALUES))
    assert list(record["values"]) == list(VALUES)
    for key, (function, _) in VALUES.items():
        wanted = getattr(lilliput.games, function)(game).to_dict()
        own = {p: Fraction(v["exact"]) for p, v in record["values"][key].items()}
        assert own == wanted, key
    region = core(game)
    assert record["core"]["empty"] == region.empty
    assert Fraction(record["core"]["least_core_value"]["exact"]) == region.least_core_value
    as_csv = "coalition,worth\n" + "".join(f'"{", ".join(k)}",{v}\n' for k, v in worths.items())
    as_json = json.dumps({"worths": {"+".join(k): str(v) for k, v in worths.items()}})
    for text in (as_csv, as_json):
        assert found("-", "--value", ",".join(VALUES), text=text)["values"] == record["values"]


def test_a_value_that_does_not_exist_is_named_with_the_reason():
    words = ["--worths", "A=2; B=2; A+B=1"]
    assert list(found(*words)["without"]) == ["nucleolus"]
    assert "No nucleolus: " in run(*words).stdout
    assert list(found(*words)["values"]) == ["shapley"]


def test_all_values():
    words = ["--worths", "A+B=1; A+C=1; A+B+C=2"]
    assert found(*words, "--value", "all") == found(*words, "--value", ",".join(VALUES))


def test_strategies_that_read_like_numbers_stand_in_quotes():
    text = run("--a", "1,0;0,1", "--strategies", "1,2;left,right").stdout
    assert "1/2 “1” + 1/2 “2”" in text
    assert "1/2 left + 1/2 right" in text


def test_tables_call_a_file_by_its_name_without_the_folder(tmp_path):
    path = tmp_path / "my game.csv"
    path.write_text(",l,r\nu,1,0\nd,0,1\n")
    assert "Nash equilibria of my game.csv (vertex enumeration)\n" in run(path).stdout


def test_one_player():
    assert found("--worths", "A=3")["values"]["shapley"]["A"]["exact"] == "3"
    assert "−∞" in run("--worths", "A=3").stdout


def test_many_players_are_solved_in_floats():
    names = [f"p{k}" for k in range(13)]
    record = found("--worths", f"{'+'.join(names)}=13", "--value", "shapley")
    assert record["values"]["shapley"]["p0"] == {"exact": None, "float": pytest.approx(1)}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["stag-hnt"], "game 'stag-hnt' is unknown; did you mean stag-hunt?"),
        (["game.nfg"], "GAME: there is no file game.nfg"),
        ([""], "GAME must name a file, got ''"),
        (["--b", "1"], "give one of GAME, --a (with --b) and --worths, got none"),
        (["chicken", "--a", "1"], "got GAME and --a"),
        (["chicken", "--players", "A,B"], "belong to --a; leave them out with chicken"),
        (["--worths", "A=1", "--b", "1"], "--b and --strategies belong to --a"),
        (["--a", ""], "--a must be rows of equal length"),
        (["--a", "1,2;3"], "--a must be rows of equal length, such as '3,0; 5,1', got 1 and 2"),
        (["--a", "1,x"], "--a must be numbers such as 3, 0.5, 1e-3 or 2/3, got 'x'"),
        (["--a", "1,1/0"], "--a must be numbers"),
        (["--a", "1,inf"], "--a must be numbers"),
        (["--a", "1,2", "--b", "1"], "--a and --b must have one shape, got 1 × 2 and 1 × 1"),
        (["--a", "1", "--players", "A"], "--players must be two names, got 1"),
        (["--a", "1,2", "--strategies", "a;b"], "--strategies must name the 2 strategies of col"),
        (["--a", "1", "--strategies", "a;b;c"], "--strategies must be one list of names or two"),
        (["--a", "1,2;3,4", "--strategies", "a,a"], "distinct"),
        (["--a", "1", "--players", "A,A"], "distinct"),
        (["chicken", "--method", "logt"], "--method 'logt' is unknown; did you mean logit"),
        (["nau-2004", "--method", "lemke_howson"], "Lemke–Howson needs two players, got 3"),
        (["chicken", "--value", "tau"], "--value is for coalitional games"),
        (["--worths", "A=1", "--method", "pure"], "--method is for games in normal form"),
        (["--worths", "A=1", "--value", "shaply"], "--value 'shaply' is unknown; did you mean sha"),
        (["--worths", "A"], "--worths must be such as 'US+CN=4; US+CN+EU=6', got 'A'"),
        (["--worths", "A=1; A=2"], "coalition 'A' is given twice"),
        (["--worths", "A+A=1"], "coalition 'A+A' names a member twice"),
        (["--worths", "∅=1; A=2"], "worths must give the empty coalition 0"),
        (["--worths", "∅=0"], "worths must name one coalition"),
        (["--worths", "A=1", "--players", "B"], "player 'A' is unknown"),
        (["--example", "nfq"], "--example 'nfq' is unknown; did you mean nfg"),
    ],
)
def test_mistakes(arguments, message):
    done = run(*arguments, code=2)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert message in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('NFG 1 R "x" { "A" }', "standard input, line 1: "),
        (",x,y\nu,1 1\n", "GAME must have 3 cells in each row"),
        (",x\n", "the column player's strategies in its first row"),
        (",x\nu,1 2 3\n", "the cell of u and x must be two payoffs such as '3 0'"),
        (",x\nu,\n", "the cell of u and x must be two payoffs"),
        (",x\nu,1 nan\n", "the cell of u and x must be numbers"),
        (",x,x\nu,1 1,1 1\n", "distinct"),
        ("A,payoff A\nx,1\nx,2\n", "each profile once"),
        ("A,B,payoff A,payoff B\nx,u,1,1\ny,v,1,1\n", "must have 4 rows"),
        ("A,payoff A\n", "a row a profile"),
        ("A,payoff A\nx,1/0\n", "payoff A"),
        ("coalition,worth\nA,x\n", "GAME: worth of A must be numbers"),
        ("coalition,worth\n", "name one coalition"),
        ("{", "GAME is not JSON"),
        ("[1]", 'GAME must be JSON with "worths"'),
        ('{"worths": [1]}', '"worths" must be an object'),
        ('{"worths": {"A": true}}', "worth of A must be numbers"),
        ('{"worths": {"A": NaN}}', "worth of A must be numbers"),
        ('{"worths": {"A": 1}, "players": 5}', "players must be a sequence of names"),
        ('{"A": [[1, 2], [3]]}', '"A" must be a list of rows of equal length'),
        ('{"A": [[]]}', '"A" must have a column'),
        ('{"A": [[1]], "B": [[1, 2]]}', "one shape"),
        ('{"A": [[1]], "strategies": 5}', '"strategies" must be a list of two lists of names'),
        ('{"A": [[1]], "players": [1, 2]}', '"players" must be a list of two names, got [1, 2]'),
        ('{"A": [[1]], "players": ["x"]}', '"players" must be a list of two names, got ["x"]'),
        ('{"A": [[1]], "players": "xy"}', '"players" must be a list of two names, got "xy"'),
        ('EFG 2 R "x" { "A" }', "standard input is a game in extensive form; save"),
        ('{"format": "lilliput.NormalFormGame", "version": 9}', "version must be"),
        ("[" * 100_000, "GAME is not JSON"),
    ],
)
def test_mistakes_in_a_file(text, message):
    done = run("-", code=2, text=text)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert message in done.stderr, done.stderr
