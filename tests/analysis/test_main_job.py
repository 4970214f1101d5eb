"""The main job and the command line, as a user runs them."""

import json
import os
import re
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from lilliput.analysis import CASES, claims, reproduce
from lilliput.analysis.claim_figures import has_phase
from lilliput.analysis.command_line import main
from lilliput.analysis.notation import boundary_parts, latex
from lilliput.analysis.robustness import robustness

NATO = ["premium", "--year", "1962", "--powers", "USA,UKG,FRN,GFR,ITA", "--hub", "USA"]
FULL_FILE = Path(__file__).parents[3] / "shared" / "data" / "NMC-60-abridged.csv"


def run(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.fixture(scope="module")
def twice(tmp_path_factory):
    """Two processes at once whose sets iterate in different orders."""
    folders = [tmp_path_factory.mktemp(name) for name in ("first", "second")]
    running = []
    for seed, folder in enumerate(folders):
        code = (
            f"from lilliput.analysis import reproduce; reproduce({str(folder)!r}, progress=False)"
        )
        environment = {**os.environ, "PYTHONHASHSEED": str(seed + 1), "OMP_NUM_THREADS": "1"}
        running.append(subprocess.Popen([sys.executable, "-c", code], env=environment))
    assert [process.wait() for process in running] == [0, 0]
    return folders


def names_in(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.slow
def test_twice_gives_the_same_bytes(twice):
    first, second = twice
    names = names_in(first)
    assert names == names_in(second)
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


@pytest.mark.slow
def test_everything_is_there(twice):
    names = set(names_in(twice[0]))
    for table in ("premium_over_hub_and_spokes", "verdicts_over_hub_and_spokes",
                  "premium_over_bilateral_web", "attribution", "voting_power",
                  "claims", "published_votes", "published_others",
                  "robustness_flips", "robustness_claims", "robustness_all",
                  *(f"case_{name}" for name in CASES),
                  *(f"claims/{key}" for key in claims)):  # fmt: skip
        assert {f"{table}.tex", f"{table}.md", f"{table}.csv"} <= names
    assert {"attribution.png", "attribution.pdf", "control_phase.png", "control_phase.pdf",
            "index.html", "robustness.html", "provenance.json",
            "claims_models.csv"} <= names  # fmt: skip
    for claim in claims.values():
        assert f"claims/{claim.id}.html" in names
        for model in claim.models.values():
            drawn = {f"claims/{model.id}_phase.png", f"claims/{model.id}_phase.pdf"}
            assert drawn <= names if has_phase(model) else not drawn & names


def links_of(page):
    links = []

    class Links(HTMLParser):
        def handle_starttag(self, tag, attrs):
            links.extend(value for key, value in attrs if key in ("href", "src"))

    Links().feed(page.read_text())
    return links


@pytest.mark.slow
def test_pages_link_to_files_that_exist(twice):
    pages = [*sorted(twice[0].glob("*.html")), *sorted((twice[0] / "claims").glob("*.html"))]
    assert len(pages) == 2 + len(claims)
    for page in pages:
        links = links_of(page)
        assert len(links) > 8
        for link in links:
            path, _, place = link.partition("#")
            target = page.parent / path if path else page
            assert target.exists(), (page, link)
            assert not place or f'id="{place}"' in target.read_text(), (page, link)
    wanted = {"robustness.html", *(f"claims/{key}.html" for key in claims)}
    assert wanted <= set(links_of(twice[0] / "index.html"))


@pytest.mark.slow
def test_pages_need_nothing_from_elsewhere(twice):
    for page in sorted(twice[0].rglob("*.html")):
        text = page.read_text()
        assert "<script" not in text
        assert "http" not in text.replace("http-equiv", "")
        identifiers = re.findall(r' id="([^"]*)"', text)
        assert len(identifiers) == len(set(identifiers)), page


@pytest.mark.slow
def test_the_page_of_a_claim_says_all_there_is(twice):
    for claim in claims.values():
        text = unescape((twice[0] / "claims" / f"{claim.id}.html").read_text())
        assert claim.statement in text
        assert claim.in_source in text
        assert claim.citation in text
        assert claim.loses in text
        aside = any(model.consequence for model in claim.models.values())
        assert ('<h2 class="part">Consequences</h2>' in text) == aside
        for result in claim.test():
            model = result.model
            for part in (model.title, model.source, model.ours, model.loses, model.holds):
                assert part in text
            if model.holds:
                shown = latex(boundary_parts(model)[0].expression, model.parameters)
                assert f"LaTeX: <code>{shown}</code>" in text
            for need in model.needs.values():
                assert need in text
            for parameter in model.parameters.values():
                assert parameter.meaning in text
                assert parameter.domain in text
            assert (f"{model.id} under other solution concepts" in text) == bool(model.concepts)
            assert (f"{model.id} under each rule" in text) == bool(model.selections)


@pytest.mark.slow
def test_consequences_are_no_verdicts_on_a_claim(twice):
    """One price for all costs welfare: that does not refute that discrimination is leverage."""
    text = unescape((twice[0] / "claims" / "C1.html").read_text())
    section = text[text.index('<section id="M1b-welfare">') :].split("</section>")[0]
    assert "does not test the claim" in section
    assert "<strong>negative</strong>" in section
    assert "fails" not in section
    assert "the claim <strong>" not in section
    ids = [f'<section id="{m}">' for m in ("M1a", "M1b-weak", "M1a-buyout", "M1b-refusal")]
    places = [text.index(start) for start in ids]
    assert places == sorted(places)
    assert places[1] < text.index("Consequences</h2>") < places[2]
    rows = pd.read_csv(twice[0] / "claims" / "C1.csv")
    assert set(rows["model"]) == {"M1a", "M1a-spoke", "M1b", "M1b-weak"}


@pytest.mark.slow
def test_the_written_verdicts_are_those_of_the_claims(twice):
    table = pd.read_csv(twice[0] / "claims_models.csv", index_col=["claim", "model"])
    decided = {(c.id, r.model.id): r.verdict for c in claims.values() for r in c.test()}
    assert table["verdict"].to_dict() == decided
    counts = pd.read_csv(twice[0] / "claims.csv", index_col="claim")
    for key, claim in claims.items():
        own = [model.id for model in claim.models.values() if not model.consequence]
        assert counts.loc[key, "models"] == len(own)
        assert counts.loc[key, "consequences"] == len(claim.models) - len(own)
        for verdict in ("holds", "indifferent", "fails"):
            assert counts.loc[key, verdict] == [decided[key, m] for m in own].count(verdict)


@pytest.mark.slow
def test_the_page_of_robustness_names_every_flip_and_every_claim(twice):
    text = unescape((twice[0] / "robustness.html").read_text())
    found = robustness()
    rows = pd.read_csv(twice[0] / "robustness_flips.csv")
    assert list(rows["under"]) == [name for *_, name in found.flips.index]
    assert list(rows["model"]) == [model for _, model, *_ in found.flips.index]
    consequence = rows["model"].isin(["M6a-free-riding", "M15b-taker"])
    assert set(rows.loc[consequence, "becomes"]) == {"negative"}
    assert not rows.loc[~consequence, "becomes"].isin(["positive", "zero", "negative"]).any()
    for claim in claims.values():
        assert claim.loses in text
    every = pd.read_csv(twice[0] / "robustness_all.csv")
    assert (every["flips"] == "yes").sum() == len(rows)
    assert "undefined" not in set(every.loc[every["flips"] == "yes", "verdict"])


def test_pages_can_be_left_out(tmp_path):
    done = reproduce(tmp_path, pages=False, progress=False)
    assert sorted(str(path.relative_to(tmp_path)) for path in done.files) == names_in(tmp_path)
    assert not (tmp_path / "claims").exists()
    links = links_of(tmp_path / "index.html")
    assert all(not link.startswith(("claims/", "robustness")) for link in links)


@pytest.mark.slow
def test_attribution_adds_up_in_the_written_table(twice):
    table = pd.read_csv(twice[0] / "attribution.csv")
    parts = table[["graph", "rule", "indivisible", "enforcement", "cost"]].sum(axis=1)
    assert parts.to_list() == pytest.approx(table["premium"].to_list(), abs=1e-12)
    assert set(table["year"].astype(str)) >= {"1816", "1913", "1938", "1962", "2016"}


@pytest.mark.slow
def test_voting_power_differs_by_nothing(twice):
    table = pd.read_csv(twice[0] / "voting_power.csv")
    assert (table["difference"].astype(str) == "0").all()


@pytest.mark.slow
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
        (
            ["premium", "--year", "2020", "--powers", "USA,UKG"],
            "--year must be one of those bundled, 1816, 1913, 1938, 1962, 2016, got 2020",
        ),
        (["premium", "--year", "1816", "--powers", "UK,RUS"], "did you mean UKG"),
        (["premium", "--year", "1816", "--powers", "UKG,RUS", "--hub", "FRN"], "hub: power 'FRN'"),
        (["premium", "--year", "1816", "--powers", "UKG,UKG"], "more than once"),
        (["premium", "--year", "1816", "--powers", "UKG"], "two or more"),
        (["premium", "--nmc", "no.csv", "--year", "1816", "--powers", "UKG"], "does not exist"),
        ([*NATO, "--multilateral", "union"], "did you mean unions"),
        ([*NATO, "--discount-factor", "2"], "--discount-factor must lie in"),
        ([*NATO, "--stakes", "trade"], "stakes: rule 'trade'"),
        ([*NATO, "--on-failure", "ignore"], "--on-failure 'ignore'"),
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
    assert not command or "Examples:\n  " in done.output
