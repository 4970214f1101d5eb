"""`lilliput power`: power indices of bodies that are named, typed or in a file."""

import io
import json
from fractions import Fraction
from itertools import combinations

import pandas as pd
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import lilliput.games
from lilliput.analysis.command_line import main
from lilliput.analysis.command_line.power import INDICES
from lilliput.analysis.data import BODIES
from lilliput.games import VotingGame

UNIONS = [name for name in INDICES if list(INDICES).index(name) >= list(INDICES).index("owen")]


def run(*arguments, code=0, text=None):
    done = CliRunner().invoke(main, ["power", *map(str, arguments)], input=text)
    assert done.exit_code == code, done.output
    return done


def found(*arguments, text=None):
    return json.loads(run(*arguments, "--format", "json", text=text).stdout)


def exact(record, index):
    return {player: Fraction(v["exact"]) for player, v in record["indices"][index].items()}


def test_the_council_of_the_eec():
    """Brams and Affuso (1976): Luxembourg had a vote and no power."""
    lines = run("EEC-6").stdout.splitlines()
    assert lines[0] == "Power in EEC-6, 1958: quota 12 of 17"
    assert lines[5].split() == ["DE", "4", "0.2353", "7/30", "0.2333", "5/21", "0.2381"]
    assert lines[10].split() == ["LU", "1", "0.0588", "0", "0.0000", "0", "0.0000"]


@pytest.mark.parametrize("key", BODIES)
def test_bundled_bodies_have_their_published_power(key):
    names = {"Shapley–Shubik": "shapley-shubik", "Banzhaf": "banzhaf"}
    published = {k: v for k, v in BODIES[key].published.items() if k[0] in names}
    record = found(key.lower())
    assert record["body"] == key
    for (measure, member), value in published.items():
        computed = exact(record, names[measure])[member]
        if isinstance(value, Fraction):
            assert computed == value
        else:
            assert round(computed, -value.as_tuple().exponent) == Fraction(value)
    for index in record["indices"].values():
        assert sum(Fraction(v["exact"]) for v in index.values()) == 1


def test_the_list_names_every_body_with_its_size():
    text = run().stdout
    record = json.loads(run("--format", "json").stdout)["bodies"]
    assert list(record) == list(BODIES)
    for key, body in BODIES.items():
        assert key in text
        assert record[key]["members"] == list(body.votes)
        assert record[key]["source"] == body.source


def swings_by_hand(weights, quota):
    """Swings counted over all coalitions."""
    players = range(len(weights))
    counts = []
    for i in players:
        others = [j for j in players if j != i]
        sums = [
            sum(weights[j] for j in chosen)
            for size in range(len(others) + 1)
            for chosen in combinations(others, size)
        ]
        counts.append(sum(total < quota <= total + weights[i] for total in sums))
    return counts


@settings(max_examples=25)
@given(
    weights=st.lists(st.integers(1, 9), min_size=2, max_size=6),
    share=st.floats(0.3, 1, exclude_min=True),
)
def test_typed_bodies_against_a_count_by_hand(weights, share):
    quota = max(1, int(share * sum(weights)))
    record = found("--weights", ",".join(map(str, weights)), "--quota", quota,
                   "--index", "banzhaf,banzhaf-power")  # fmt: skip
    swings = swings_by_hand(weights, quota)
    n = len(weights)
    assert list(exact(record, "banzhaf").values()) == [Fraction(s, sum(swings)) for s in swings]
    power = list(exact(record, "banzhaf-power").values())
    assert power == [Fraction(s, 2 ** (n - 1)) for s in swings]


def test_every_index_is_that_of_the_library():
    members = ["DE", "FR", "IT", "NL"]
    game = VotingGame(members, weights=[3, 2, 2, 1], quota=5)
    unions = [["FR", "IT"]]
    words = ["--weights", "DE=3,FR=2,IT=2,NL=1", "--quota", "5"]
    plain = found(*words, "--index", "all")["indices"]
    united = found(*words, "--index", "all", "--unions", "FR,IT")
    assert [*plain, *UNIONS] == list(INDICES) == list(united["indices"])
    for name, (function, _) in INDICES.items():
        arguments = (game, unions) if name in UNIONS else (game,)
        wanted = getattr(lilliput.games, function)(*arguments, exact=True)
        assert exact(united, name) == wanted.to_dict(), name
    assert united["unions"] == unions


@pytest.mark.parametrize(
    ("given_", "quota"),
    [("12", 12), ("65%", Fraction(65 * 17, 100)), ("majority", 9), ("12.5", Fraction(25, 2))],
)
def test_quotas_are_votes_percentages_or_the_majority(given_, quota):
    record = found("EEC-6", "--quota", given_)
    assert Fraction(record["rules"][0]["quota"]) == quota


@pytest.mark.parametrize(
    ("weights", "quota"), [("2,2", 3), ("1,1,1", 2), ("0.5,0.3,0.2", "3/5"), ("1/2,1/3", "1/2")]
)
def test_the_majority_is_more_than_half_and_the_default(weights, quota):
    """Weights are multiples of one unit; the majority is the least multiple above the half."""
    record = found("--weights", weights)
    assert record["rules"][0]["quota"] == str(quota)


def test_vetoes_and_several_rules():
    plain = found("EEC-6", "--veto", "LU")
    assert plain["vetoes"] == ["LU"]
    assert exact(plain, "banzhaf")["LU"] == max(exact(plain, "banzhaf").values())
    council = found("UNSC-1966", "--veto", "elected 1")
    assert council["vetoes"] == ["US", "UK", "FR", "RU", "CN", "elected 1"]
    both = found("--weights", "5,3,2", "--quota", "6", "--weights", "1,1,1", "--quota", "2")
    assert both["alternatives"] == [[0, 1]]
    either = found("--weights", "5,3,2", "--quota", "6", "--weights", "1,1,1", "--quota", "2",
                   "--need", "1")  # fmt: skip
    assert either["alternatives"] == [[0], [1]]


VOTES = "member;votes;states;veto\n# a comment\nA;5;1;\nB;3;1;yes\nC;2;1;no\nquota;6;2;\n"


def test_a_file_says_rules_quotas_and_vetoes(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text(VOTES)
    record = found(path)
    assert record["players"] == ["A", "B", "C"]
    assert [rule["quota"] for rule in record["rules"]] == ["6", "2"]
    assert record["vetoes"] == ["B"]
    assert found("-", text=VOTES) == {
        **record, "name": "standard input", "source": "votes from standard input"
    }  # fmt: skip
    assert [r["quota"] for r in found(path, "--quota", "9", "--quota", "3")["rules"]] == ["9", "3"]
    tabs = VOTES.replace(";", "\t")
    assert found("-", text=tabs)["indices"] == record["indices"]


def test_a_file_without_header_or_quota():
    assert found("-", text="A,2\nB,1\nC,1\n")["rules"] == [
        {"weights": {"A": "2", "B": "1", "C": "1"}, "quota": "3"}
    ]
    assert "rule 2" in run("-", text="A,2,1\nB,1,1\n").stdout


def test_the_printed_example_is_a_body(tmp_path):
    text = run("--example").stdout
    record = found("-", text=text)
    game = VotingGame.from_rules(
        ["DE", "FR", "IT", "NL", "BE", "LU"], [([4, 4, 4, 2, 2, 1], 12), ([1] * 6, 4)]
    )
    assert exact(record, "banzhaf") == lilliput.games.banzhaf_index(game, exact=True).to_dict()
    assert exact(record, "banzhaf")["LU"] > 0


def test_csv_has_floats_and_exact_values():
    frame = pd.read_csv(io.StringIO(run("EEC-6", "-f", "csv").stdout), dtype={"banzhaf exact": str})
    assert frame["banzhaf"].tolist() == [float(Fraction(x)) for x in frame["banzhaf exact"]]
    assert frame["votes"].tolist() == [4, 4, 4, 2, 2, 1]


def test_long_fractions_are_shown_where_they_are_asked_for():
    plain, whole = run("US-1964").stdout, run("US-1964", "--exact").stdout
    assert "Fractions: --exact." in plain
    assert max(map(len, whole.split())) > 20
    assert "0.084" in run("US-1964", "--digits", "3").stdout


def test_papers_group_the_columns_of_an_index():
    assert r"\cmidrule" in run("EEC-6", "--format", "latex").stdout
    assert r"\multicolumn{2}{c}{Shapley--Shubik}" in run("EEC-6", "--format", "latex").stdout


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["EEC6"], "body 'EEC6' is unknown; did you mean EEC-6"),
        (["EEC-6", "--weights", "1"], "--weights and --players describe a body"),
        (["EEC-6", "--quota", "1/0"], "--quota must be a number of votes, a percentage"),
        (["EEC-6", "--quota", "nan"], "--quota must be a number of votes, a percentage"),
        (["EEC-6", "--quota", "18"], "--quota must be above 0 and at most the total weight 17"),
        (["EEC-6", "--quota", "1", "--quota", "2"], "got 2"),
        (["EU-28", "--quota", "12"], "EU-28 has 3 and got 1"),
        (["EEC-6", "--need", "1"], "--need is for rules of your own"),
        (["EEC-6", "--veto", "XX"], "--veto: player 'XX' is unknown"),
        (["EEC-6", "--index", "banzaf"], "--index 'banzaf' is unknown; did you mean banzhaf"),
        (["EEC-6", "--index", ","], "--index must name one index"),
        (["EEC-6", "--index", "owen"], "--index owen needs --unions"),
        (["EEC-6", "--unions", "DE,FR", "--index", "banzhaf"], "--unions changes nothing"),
        (["EEC-6", "--unions", "DE,XX"], "--unions must be disjoint"),
        (["EEC-6", "--unions", "DE,FR;FR,IT"], "--unions must be disjoint"),
        (["--quota", "3"], "give a body by name, a file of votes, or --weights"),
        (["--weights", ""], "--weights must be numbers such as 4,4,2 or DE=4"),
        (["--weights", "1,nan"], "--weights must be numbers such as 3"),
        (["--weights", "1,-1"], "--weights must be >= 0"),
        (["--weights", "A=1,2"], "--weights must be numbers such as 4,4,2 or DE=4"),
        (["--weights", "A=1,A=2"], "players must be distinct"),
        (["--weights", "1,2", "--players", "A"], "--weights must be 1 numbers (A), got 2"),
        (["--weights", "1,2", "--weights", "1"], "--weights must be 2 numbers"),
        (["--weights", "A=1,B=2", "--weights", "B=1,A=2"], "the same members in the same order"),
        (["--weights", "1,2", "--quota", "1", "--quota", "2"], "--quota must be given once a rule"),
        (["--weights", "1,2", "--need", "2"], "--need must be an integer from 1 to 1"),
        (["--weights", "1e400,1"], "must be numbers up to 1e300"),
        (["votes.csv"], "BODY: there is no file votes.csv"),
    ],
)
def test_mistakes(arguments, message):
    done = run(*arguments, code=2)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert message in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("member,votes\nA,x\n", "BODY: votes of A must be numbers"),
        ("member,votes\nA,1/0\n", "BODY: votes of A must be numbers"),
        ("member,votes\nA\n", "BODY must have 2 cells in each row"),
        ("member,votes\n", "a row a member"),
        ("member\nA\n", "a row a member"),
        ("member,votes,votes\nA,1,1\n", "distinct columns"),
        ("member,veto\nA,yes\n", "a column of votes beside that of vetoes"),
        ("member,votes\nA,1\nquota,1\nquota,1\n", "one row of quotas, got 2"),
        ("member,votes\nA,1\nA,2\n", "players must be distinct"),
        ('member,"votes\nA,1\n', "BODY is not a CSV table"),
        ("# nothing else\n", "BODY has comments only"),
    ],
)
def test_mistakes_in_a_file(text, message):
    done = run("-", code=2, text=text)
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)
    assert message in done.stderr, done.stderr
