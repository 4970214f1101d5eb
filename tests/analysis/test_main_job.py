"""The main job and the command line, as a user runs them."""

import json
import os
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from lilliput.analysis.cli import main

NATO = ["premium", "--year", "1962", "--powers", "USA,UKG,FRN,GFR,ITA", "--hub", "USA"]
FULL_FILE = Path(__file__).parents[3] / "shared" / "data" / "NMC-60-abridged.csv"


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    for seed, folder in enumerate(folders):
        code = (
            f"from lilliput.analysis import reproduce; reproduce({str(folder)!r}, progress=False)"
        )
        environment = {**os.environ, "PYTHONHASHSEED": str(seed + 1)}
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)
    return folders


def test_twice_gives_the_same_bytes(twice):
    """In two processes whose sets iterate in different orders."""
    first, second = twice
    names = sorted(path.name for path in first.iterdir())
    assert names == sorted(path.name for path in second.iterdir())
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_everything_is_there(twice):
    names = {path.name for path in twice[0].iterdir()}
    for table in ("premium_over_hub_and_spokes", "verdicts_over_hub_and_spokes",
                  "premium_over_bilateral_web", "attribution", "voting_power",
                  "claims"):  # fmt: skip
        assert {f"{table}.tex", f"{table}.md", f"{table}.csv"} <= names
    assert {"attribution.png", "attribution.pdf", "control_phase.png", "control_phase.pdf",
            "index.html", "provenance.json"} <= names  # fmt: skip


def test_the_page_links_to_files_that_exist(twice):
    links = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attrs):
            links.extend(value for key, value in attrs if key in ("href", "src"))

    Links().feed((twice[0] / "index.html").read_text())
    assert len(links) > 20
    for link in links:
        assert link.startswith("#") or (twice[0] / link).exists(), link


def test_attribution_adds_up_in_the_written_table(twice):
    table = pd.read_csv(twice[0] / "attribution.csv")
    parts = table[["graph", "rule", "indivisible", "enforcement", "cost"]].sum(axis=1)
    assert parts.to_list() == pytest.approx(table["premium"].to_list(), abs=1e-12)
    assert set(table["year"].astype(str)) >= {"1816", "1913", "1938", "1962", "2016"}


def test_voting_power_differs_by_nothing(twice):
    table = pd.read_csv(twice[0] / "voting_power.csv")
    assert (table["difference"].astype(str) == "0").all()


def test_provenance_records_versions_and_parameters(twice):
    record = json.loads((twice[0] / "provenance.json").read_text())
    assert {"numpy", "scipy", "sympy", "pandas", "nashpy"} <= set(record["packages"])
    assert record["scenarios"][0]["hub"] == "UKG"
    assert "δ = 0.6" in record["parameters"]


@pytest.mark.parametrize("style", ["table", "latex", "markdown", "csv", "json"])
def test_premium_in_every_format(style):
    done = run(*NATO, "--format", style)
    assert done.exit_code == 0, done.output
    assert "USA" in done.output
    if style == "json":
        record = json.loads(done.stdout)
        for power, parts in record["attribution"].items():
            assert sum(parts.values()) == pytest.approx(record["by_power"][power]["premium"])
            assert set(parts) == {"graph", "rule", "indivisible", "enforcement", "cost"}


@pytest.mark.skipif(not FULL_FILE.exists(), reason="the full NMC file is absent")
def test_the_full_file_gives_what_the_bundled_extract_gives():
    assert run(*NATO, "--nmc", FULL_FILE).output == run(*NATO).output


def test_parameters_change_the_answer():
    dear = run(*NATO, "--multilateral-cost", "5", "--format", "json")
    verdict = json.loads(dear.stdout)["verdict"]
    assert verdict["kaldor_hicks"]["status"] == "fails"
    patient = run(*NATO, "--discount-factor", "0.99", "--directed-stakes", "symmetric",
                  "--format", "json")  # fmt: skip
    assert json.loads(patient.stdout)["verdict"]["enforceable"]["status"] == "holds"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["premium", "--year", "2020", "--powers", "USA,UKG"], "nearest"),
        (["premium", "--year", "1816", "--powers", "UK,RUS"], "did you mean UKG"),
        (["premium", "--year", "1816", "--powers", "UKG,RUS", "--hub", "FRN"], "hub: power 'FRN'"),
        (["premium", "--year", "1816", "--powers", "UKG,UKG"], "more than once"),
        (["premium", "--year", "1816", "--powers", "UKG"], "two or more"),
        (["premium", "--nmc", "no.csv", "--year", "1816", "--powers", "UKG"], "does not exist"),
        ([*NATO, "--multilateral", "union"], "did you mean unions"),
        ([*NATO, "--discount-factor", "2"], "discount_factor must lie in"),
        ([*NATO, "--stakes", "trade"], "stakes: rule 'trade'"),
        ([*NATO, "--on-failure", "ignore"], "on_failure 'ignore'"),
    ],
)
def test_errors_are_one_line_and_exit_status_two(arguments, message):
    done = run(*arguments)
    assert done.exit_code == 2
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("lilliput: ")
    assert message in done.stderr
    assert "Traceback" not in done.output


def test_an_output_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("x")
    done = run("reproduce", "--out", tmp_path / "file" / "out")
    assert done.exit_code == 2
    assert "out must be a folder that can be written" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder(tmp_path):
    tmp_path.chmod(0o500)
    assert run("reproduce", "--out", tmp_path / "out").exit_code == 2


@pytest.mark.parametrize("command", [[], ["reproduce"], ["premium"]])
def test_help_has_an_example(command):
    done = run(*command, "--help")
    assert done.exit_code == 0
    assert not command or "Example: lilliput" in done.output
