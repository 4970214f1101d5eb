"""`lilliput claims` as a user runs it."""

import json
from fractions import Fraction

import pytest
from click.testing import CliRunner

from lilliput.analysis import claims
from lilliput.analysis.command_line import main
from lilliput.analysis.command_line.claim_help import parse_number


def run(*arguments):
    return CliRunner().invoke(main, ["claims", *map(str, arguments)])


def decided(*arguments):
    done = run(*arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)["models"]


def test_the_list_names_every_claim_and_model():
    done = run()
    assert done.exit_code == 0
    words = set(done.stdout.replace(",", " ").split())
    for claim in claims.values():
        assert claim.id in words
        assert set(claim.models) <= words
        assert claim.statement in " ".join(done.stdout.split())


def test_the_list_in_other_formats():
    record = json.loads(run("--format", "json").stdout)["claims"]
    assert list(record) == list(claims)
    assert record["C10"]["models"] == list(claims["C10"].models)
    assert run("--format", "markdown").stdout.startswith("**Claims**")
    assert run("--format", "latex").stdout.startswith("% \\usepackage{booktabs}\n\\begin{table}")


def test_the_union_of_all_small_states():
    """Shapley share k/(m(m + 1)) apart, 1/(2m) united: 1/28 more with m = 6, k = 2."""
    done = run("C10", "--m", "6", "--k", "2")
    assert done.exit_code == 0
    for text in ("holds        gain of each small state from uniting = 1/28", "k < (m + 1)/2",
                 "k = 7/2, m = 3", "each small state is pivotal alone"):  # fmt: skip
        assert text in done.stdout
    assert all(model in done.stdout for model in claims["C10"].models)


@pytest.mark.parametrize(("k", "verdict"), [(2, "holds"), (3, "indifferent"), (4, "fails")])
def test_the_verdict_turns(k, verdict):
    found = decided("C10", "--m", 5, "--k", k, "--model", "M10a")
    assert list(found) == ["M10a"]
    assert found["M10a"]["verdict"] == verdict
    margin = Fraction(1, 10) - Fraction(k, 30)
    assert found["M10a"]["margin"] == {"exact": str(margin), "float": float(margin)}


def test_fractions_stay_exact_and_decimals_are_floats():
    exact = decided("C14", "--sigma", "1/3", "--model", "M14-degree")
    assert exact["M14-degree"]["parameters"]["sigma"] == {"exact": "1/3", "float": 1 / 3}
    rounded = decided("C14", "--sigma", "0.25", "--model", "M14-degree")
    assert rounded["M14-degree"]["parameters"]["sigma"] == {"exact": None, "float": 0.25}


def test_selection_reaches_the_models_that_know_it():
    found = decided("C10", "--selection", "worst_case")
    assert found["M10d"]["selection"] == "worst_case"
    assert found["M10d"]["verdict"] == "indifferent"
    assert found["M10a"]["selection"] is None
    assert decided("C10")["M10d"]["verdict"] == "holds"


def test_a_model_that_the_parameters_do_not_fit_is_named():
    record = json.loads(run("C10", "--k", "8", "--format", "json").stdout)
    assert set(record["models"]) | {"M10a"} == set(claims["C10"].models)
    assert record["left_out"] == {
        "M10a": "k must be <= m (no more can be needed than there are), got k=8, m=6"
    }
    for style in ("text", "markdown", "latex"):
        text = " ".join(run("C10", "--k", "8", "--format", style).stdout.split())
        assert "M10a is left out" in text


def test_a_value_that_some_models_do_not_allow_leaves_these_out():
    record = json.loads(run("C3", "--n", "20", "--format", "json").stdout)
    assert list(record["models"]) == ["P3-imbalance"]
    assert set(record["left_out"]) == set(claims["C3"].models) - {"P3-imbalance"}
    assert "n must lie in [2, 16] of integers" in record["left_out"]["P3-premium"]
    assert "P3-core is left out" in " ".join(run("C3", "--n", "20").stdout.split())


def test_json_carries_the_other_concepts():
    concepts = decided("C10", "--model", "M10a")["M10a"]["by_concept"]
    margin = {"exact": "1/28", "float": 1 / 28}
    assert concepts["Shapley and Owen value"] == {"margin": margin, "verdict": "holds"}
    swings = concepts["normalised Banzhaf index, with the bloc as one"]
    assert swings == {"margin": {"exact": "3/116", "float": 3 / 116}, "verdict": "holds"}


@pytest.mark.parametrize("claim", list(claims))
@pytest.mark.parametrize("style", ["text", "json", "markdown", "latex", "csv", "typst", "html"])
def test_every_claim_in_every_format(claim, style):
    done = run(claim, "--format", style)
    assert done.exit_code == 0, done.output
    for name in claims[claim].models:
        assert name in done.stdout
    if style == "json":
        assert json.loads(done.stdout)["claim"] == claim
    if style == "text":
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_an_equals_sign_a_hyphen_and_small_letters_are_accepted():
    assert run("c10", "--V-B=4").stdout == run("C10", "--V_B", "4").stdout


def test_help_has_examples_and_the_parameters_of_a_claim():
    plain = run("--help")
    assert "\n  lilliput claims C10 --m 6 --k 2 --model M10a\n" in plain.stdout
    assert "Parameters of" not in plain.stdout
    detailed = run("C10", "--help").stdout
    for name, parameter in claims["C10"].models["M10a"].parameters.items():
        assert f"--{name} " in detailed
        assert parameter.meaning in detailed
    assert "payoff_dominance, worst_case, uniform" in detailed


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["C99"], "claim 'C99' is unknown; there are C1, C2"),
        (["C10", "--model", "M9"], "C10: model 'M9' is unknown (known: M10a,"),
        (["C10", "--z", "3"], "C10: parameter 'z' is unknown; there are C, V_B,"),
        (["C10", "--b", "3", "--model", "M10a"], "M10a: parameter 'b' is unknown; there are k, m"),
        (["C10", "--m"], "--m needs a value"),
        (["C10", "--m", "--k", "2"], "--m needs a value"),
        (["C10", "--m", "x"], "m must be a number such as 6, 1/3 or 0.25, got 'x'"),
        (["C10", "--m", "1/0"], "m must be a number"),
        (["C10", "--m", "nan"], "m must be a number"),
        (["C10", "--m", "6.5"], "m must be an integer"),
        (["C10", "--m", "6", "--m", "7"], "--m is given twice"),
        (["C10", "--m", "0"], "m must lie in [1, 20] of integers (number of small states), got 0"),
        (["C10", "--m", "2000"], "m must lie in"),
        (["C10", "--m", "1", "--model", "M10b-stability"], "m must lie in [2, 20] of integers"),
        (
            ["C10", "--k", "8", "--model", "M10a"],
            "M10a: k must be <= m (no more can be needed than there are), got k=8, m=6\n",
        ),
        (["C11", "--psi", "-1/10"], "psi must lie in [0, 1]"),
        (["C10", "C11"], "one claim at a time"),
        (["--m", "6"], "give the claim first"),
        (["C10", "--selection", "best"], "selection 'best' is unknown (known: payoff_dominance"),
        (["C14", "--selection", "uniform"], "has nothing to choose"),
        (["C99", "--help"], "claim 'C99' is unknown"),
    ],
)
def test_errors_are_one_line_and_exit_status_two(arguments, message):
    done = run(*arguments)
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("lilliput: ")
    assert message in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("text", "value"),
    [("6", 6), ("-2", -2), ("1/3", Fraction(1, 3)), ("0.25", 0.25), ("1e-3", 0.001)],
)
def test_numbers(text, value):
    found = parse_number("x", text)
    assert found == value
    assert type(found) is type(value)


def test_relations_follow_the_tables_of_papers():
    words = ("C10", "--model", "M10a", "--format")
    assert r"\[ k < " in run(*words, "latex").stdout
    assert "\n- M10a holds where `k < (m + 1)/2`\n" in run(*words, "markdown").stdout
    assert "<code>k &lt; (m + 1)/2</code>" in run(*words, "html").stdout


def test_small_letters_name_models_too():
    assert run("c10", "--model", "m10A").stdout == run("C10", "--model", "M10a").stdout
