"""The article: every number in it is computed, and both PDFs print what was computed."""

import importlib
import json
import os
import re
import shutil
import subprocess
import sys
from fractions import Fraction
from math import comb
from pathlib import Path

import pandas as pd
import pytest

from lilliput.analysis import (
    Comparison,
    Costs,
    State,
    binding_premium,
    claims,
    hub_and_spokes,
    multilateral,
    sobol,
    sweep,
)
from lilliput.analysis.data import major_powers
from lilliput.games import VotingGame, owen_index, shapley_shubik
from lilliput.games.errors import InvalidArgumentError, MissingPackageError

FOLDER = Path(__file__).parents[2] / "notebooks" / "paper"
PROSE = (FOLDER / "paper.md").read_text(encoding="utf-8")
MODULES = ("build", "prose", "part", "results", "premiums", "councils", "control", "robustness")
YEARS = {"1938", "1955", "1962"}
PLACEHOLDER = r"<<.*?>>|<%.*?%>"


@pytest.fixture
def paper(monkeypatch):
    """Import a module of the folder, as running its script does, and forget it again."""
    monkeypatch.syspath_prepend(str(FOLDER))
    before = {name: sys.modules.pop(name, None) for name in MODULES}
    yield importlib.import_module
    for name in MODULES:
        sys.modules.pop(name, None)
        if before[name] is not None:
            sys.modules[name] = before[name]


def built(out, cwd):
    """Build as a user does; return what is printed."""
    pytest.importorskip("pypandoc")
    pytest.importorskip("typst")
    environment = {key: os.environ[key] for key in os.environ if key != "SOURCE_DATE_EPOCH"}
    done = subprocess.run(
        [sys.executable, str(FOLDER / "build.py"), "--out", str(out)],
        cwd=cwd, capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done


@pytest.fixture(scope="module")
def article(tmp_path_factory):
    """The folder with the article, and the run that wrote it."""
    out = tmp_path_factory.mktemp("paper") / "out"
    return out, built(out, out.parent)


def numbers_of(out):
    return json.loads((out / "numbers.json").read_text(encoding="utf-8"))


def squeezed(text):
    """Return letters and digits only: where lines break and words are divided does not matter."""
    for ligature, letters in {"ﬁ": "fi", "ﬂ": "fl", "ﬀ": "ff", "ﬃ": "ffi", "ﬄ": "ffl"}.items():
        text = text.replace(ligature, letters)
    return re.sub(r"[^0-9A-Za-z%.,−]", "", text)


def read_back(path):
    pypdf = pytest.importorskip("pypdf")
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def pdfs(out):
    return [path for name in ("paper.pdf", "paper-latex.pdf") if (path := out / name).exists()]


# What the prose may not do.


def test_no_result_is_typed_in_by_hand():
    text = re.sub(r"<<.*?>>", "", PROSE, flags=re.DOTALL)
    text = re.sub(r"<%.*?%>|```.*?```|\{#[^}]*\}|@[\w-]+", "", text, flags=re.DOTALL)
    formulas = re.findall(r"\$\$.*?\$\$|\$.*?\$", text, flags=re.DOTALL)
    assert formulas
    for formula in formulas:
        digits = re.findall(r"\d+\.?\d*", re.sub(r"\\label\{.*?\}", "", formula))
        assert set(digits) <= {"0", "1", "2"}, formula
    left = re.sub(r"\$\$.*?\$\$|\$.*?\$", "", text, flags=re.DOTALL)
    assert set(re.findall(r"\d+(?:[.,/]\d+)*", left)) <= YEARS


def test_every_table_and_figure_is_referred_to_by_label():
    for kind, label in (("table", "tab"), ("figure", "fig")):
        names = set(re.findall(rf'{kind}\("([\w-]+)"\)', PROSE))
        assert names
        assert names == set(re.findall(rf'ref\("{label}:([\w-]+)"\)', PROSE))


# What goes wrong is said clearly.


def filled(paper, folder, text, **results):
    (folder / "prose.md").write_text(text, encoding="utf-8")
    part = paper("part").Part(**results)
    return paper("prose").fill(folder / "prose.md", part)


def test_names_are_filled_in(paper, tmp_path):
    text = 'A << number("x") >>, << number("x", 1) >>, << number("third") >>, << percent("x") >>, '
    text += '<< word("n") >>, << number("big") >>, << text("name") >>.<< holds("true") >>'
    numbers = {"x": -0.1266, "third": Fraction(1, 3), "n": 4, "big": 20000, "name": "1962"}
    found = filled(paper, tmp_path, text, numbers=numbers, facts={"true": True})
    assert found.text == "A $-0.127$, $-0.1$, 1/3, $-13$, four, 20,000, 1962."
    assert found.numbers["x"] == {"value": -0.1266, "printed": ["−0.127", "−0.1", "−13"]}
    assert found.numbers["third"]["value"] == "1/3"
    assert not found.unused


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('One.\n\nTwo << number("nato.hubb") >>.', r"prose\.md, line 3: number 'nato.hubb'"),
        ('<< holds("nato.loses") >>', r"prose\.md, line 1: fact 'nato.loses' is no longer true"),
        ('<< word("nato.hub") >>', r"'nato.hub' must be a count up to 12"),
        ('<< ref("tab:none") >>', r"ref: label 'tab:none' is unknown"),
        ('<< table("none") >>', r"table 'none' is unknown"),
    ],
)  # fmt: skip
def test_what_is_not_there_is_refused(paper, tmp_path, text, message):
    with pytest.raises(InvalidArgumentError, match=message):
        filled(paper, tmp_path, text, numbers={"nato.hub": 0.5}, facts={"nato.loses": False})


def test_what_is_computed_for_nothing_is_reported(paper, tmp_path):
    found = filled(paper, tmp_path, "Nothing.", numbers={"x": 1}, facts={"y": True})
    assert found.unused == ["number 'x' is never used", "fact 'y' is never used"]


def test_two_results_of_one_name_are_refused(paper):
    part = paper("part")
    with pytest.raises(ValueError, match="x: two results have one name"):
        part.joined([part.Part({"x": 1}), part.Part({"x": 2})])


def test_a_missing_package_is_named_before_work_starts(paper, monkeypatch, tmp_path):
    build = paper("build")
    monkeypatch.setattr(build, "find_spec", lambda name: None)
    with pytest.raises(MissingPackageError, match="pip install pypandoc_binary"):
        build.build(tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_without_latex_its_pdf_is_skipped_and_an_old_one_removed(paper, monkeypatch, tmp_path):
    build = paper("build")
    (tmp_path / "paper-latex.pdf").write_text("of yesterday")
    monkeypatch.setattr(build.shutil, "which", lambda name: None)
    files, remarks = build._typeset_latex(tmp_path)
    assert files == []
    assert re.match(r"paper-latex\.pdf skipped: there is no pdflatex \(apt install", remarks[0])
    assert not (tmp_path / "paper-latex.pdf").exists()


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex")
def test_a_latex_without_what_is_needed_is_no_fault_of_the_article(paper, tmp_path):
    text = (
        "\\documentclass{article}\\usepackage{nowhere-to-be-found}\\begin{document}\\end{document}"
    )
    (tmp_path / "paper.tex").write_text(text)
    _, remarks = paper("build")._typeset_latex(tmp_path)
    assert "LaTeX has no nowhere-to-be-found.sty (apt install" in remarks[0]


def test_faults_of_typesetting_are_found(paper):
    log = (
        "Overfull \\hbox (0.9pt too wide) in paragraph at lines 1--2\n"
        "Overfull \\hbox (12.3pt too wide) in paragraph at lines 3--4\n"
        "LaTeX Warning: Reference `tab:x' on page 1 undefined on input line 5.\n"
        "Missing character: There is no δ in font ec-lmr10!\n"
    )
    found = paper("build").faults(log)
    assert [line[:15] for line in found] == [
        "Overfull \\hbox ",
        "LaTeX Warning: ",
        "Missing charact",
    ]
    assert "12.3pt" in found[0]


def test_the_date_is_that_of_the_source(paper, monkeypatch):
    build = paper("build")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "951782400")
    assert build._date() == "29 February 2000"
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert build._date() == ""


# The article itself.


@pytest.mark.slow
def test_everything_is_written_and_used(article):
    out, done = article
    listed = {Path(line) for line in done.stdout.splitlines()}
    assert listed == {path for path in out.rglob("*") if path.is_file()}
    assert {"paper.pdf", "paper.tex", "paper.typ", "numbers.json"} <= {p.name for p in listed}
    notes = done.stderr.splitlines()
    if shutil.which("pdflatex"):
        assert notes == []
        assert (out / "paper-latex.pdf").exists()
    else:
        assert all("skipped: there is no pdflatex" in note for note in notes)


@pytest.mark.slow
def test_sources_are_filled_and_name_no_machine(article):
    out, _ = article
    for name in ("paper.tex", "paper.typ", "numbers.json"):
        text = (out / name).read_text(encoding="utf-8")
        assert not re.search(PLACEHOLDER, text)
        assert "nan" not in re.findall(r"\w+", text)
        for path in (out, FOLDER, Path.home(), Path(sys.prefix)):
            assert str(path) not in text
        assert not re.search(r"/(?:home|Users|tmp|usr|work)/", text)


@pytest.mark.slow
def test_the_same_version_writes_the_same_bytes(article, tmp_path):
    out, _ = article
    built(tmp_path / "again", tmp_path)
    for path in out.rglob("*"):
        if path.is_file() and path.suffix != ".log":
            again = tmp_path / "again" / path.relative_to(out)
            assert again.read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_numbers_agree_with_the_library(article):
    """Each is computed here from its own ingredients, not by the modules of the article."""
    out, _ = article
    value = {name: entry["value"] for name, entry in numbers_of(out).items()}
    frame = major_powers().query("year == 1962").set_index("stateabb")["cinc"]
    sizes = frame[["USA", "UKG", "FRN", "GFR", "ITA"]]
    sizes = sizes / sizes.sum()
    pairs = {(a, b): sizes[a] * sizes[b] for a in sizes.index for b in sizes.index if a < b}
    total = sum(pairs.values())
    state = State(
        powers=list(sizes.index), capabilities=list(sizes), hub="USA",
        stakes={pair: product / total for pair, product in pairs.items()},
        directed_stakes="size", collective_good=0.2, discount_factor=0.6, brokerage=0.5,
        costs=Costs(bilateral=0.02, member=0.01, multilateral=0.05),
    )  # fmt: skip
    premium = binding_premium(state)
    gains = premium.by_power["premium"]
    close = {
        "nato.share.hub": sizes["USA"],
        "nato.premium.hub": gains["USA"],
        "nato.premium.spokes": gains.drop("USA").sum(),
        "nato.break_even": 0.05 + gains.sum(),
        "nato.rule.hub": premium.attribution.loc["USA", "rule"],
        "nato.graph.spokes": premium.attribution["graph"].drop("USA").sum(),
    }
    for n, name in ((3, "few"), (5, "some"), (10, "many")):
        links = comb(n, 2)
        close[f"noise.{name}"] = 1 - (1.5 / (1 + 0.5 * (n - 1))) ** (1 / (links - 1))
    for name, expected in close.items():
        assert value[name] == pytest.approx(float(expected), rel=1e-9), name
    assert value["union.few.gain"] == str(Fraction(1, 12) - Fraction(2, 42))
    assert value["union.many.gain"] == str(Fraction(1, 12) - Fraction(4, 42))


@pytest.mark.slow
def test_councils_agree_with_the_library(article):
    out, _ = article
    table = pd.read_csv(out / "tables" / "council.csv", header=[0, 1], index_col=0)
    for year, m, quota in ((1946, 6, 7), (1966, 10, 9)):
        vetoes, elected = list("ABCDE"), [f"e{i}" for i in range(m)]
        game = VotingGame(vetoes + elected, weights=[1] * (5 + m), quota=quota, vetoes=vetoes)
        power = shapley_shubik(game, exact=True)
        bloc = owen_index(game, [elected], exact=True)
        row = table.loc[year]
        assert Fraction(row["Apart", "permanent"]) == power["A"]
        assert Fraction(row["Apart", "elected"]) == power["e0"]
        assert Fraction(row["All elected united", "elected"]) == bloc["e0"]
    assert numbers_of(out)["council.times"]["value"] == float(bloc["e0"] / power["e0"])


@pytest.mark.slow
def test_shares_of_the_prior_agree_with_a_sweep(article):
    out, _ = article
    table = pd.read_csv(out / "tables" / "prior.csv", header=[0, 1], index_col=0)
    state = State.from_nmc(
        major_powers(), year=2016, powers=["CHN", "USA", "IND", "RUS", "JPN"], brokerage=0.5
    )
    comparison = Comparison(
        state, multilateral=multilateral(), bilateral=hub_and_spokes(),
        institutions=[multilateral(), hub_and_spokes()], stakes="gravity", directed_stakes="size",
    )  # fmt: skip
    prior = {
        "collective_good": (0, 0.4), "discount_factor": (0.1, 0.95), "brokerage": (0, 1),
        "eta": (0, 2), "costs.bilateral": (0, 0.04), "costs.member": (0, 0.02),
        "costs.multilateral": (0, 0.2),
    }  # fmt: skip
    for power, size in zip(state.powers, state.capabilities, strict=True):
        prior[f"capabilities.{power}"] = (0.8 * size, 1.2 * size)
    rows = sweep(comparison, sobol(prior, n=4096, seed=1), progress=False).to_pandas()
    for column, margin in (("surplus", "kaldor_hicks margin"), ("hub", "premium CHN")):
        assert table.loc["2016", ("Equal terms", column)] == pytest.approx(
            100 * float((rows[margin] > 1e-9).mean()), abs=1e-9
        )


@pytest.mark.slow
def test_the_closed_form_in_the_prose_is_that_of_the_claim(article):
    model = claims["C10"].models["M10a"]
    for m in range(2, 9):
        for k in range(1, m + 1):
            gain = Fraction(1, 2 * m) - Fraction(k, m * (m + 1))
            assert model.test(m=m, k=k).margin == gain
            assert (gain > 0) == (2 * k < m + 1)
    assert r"\frac{1}{2m} - \frac{k}{m(m+1)}" in PROSE


@pytest.mark.slow
def test_both_pdfs_print_abstract_captions_and_numbers(article):
    out, _ = article
    numbers = numbers_of(out)
    typst = (out / "paper.typ").read_text(encoding="utf-8")
    captions = [
        text
        for name in ("premium", "nato", "council", "prior")
        for text in re.findall(
            r'position: top, "(.*?)"\)', (out / "tables" / f"{name}.typ").read_text("utf-8")
        )
    ]
    captions += re.findall(r"caption: \[(.*?)\n?\]", typst, flags=re.DOTALL)
    assert len(captions) == 7
    head = PROSE[: PROSE.index("# The question")]
    wanted = [
        *re.findall(r"^title: (.*)$", head, flags=re.MULTILINE),
        *captions,
        *(numbers[name]["printed"][0] for name in re.findall(r'number\("([\w.]+)"', head)),
    ]  # fmt: skip
    abstract = [numbers[name]["printed"] for name in re.findall(r'\w+\("([\w.]+)"[^)]*\) >>', head)
                if name in numbers]  # fmt: skip
    assert len(abstract) >= 8
    assert pdfs(out)
    for path in pdfs(out):
        text = read_back(path)
        assert "??" not in text
        assert "\ufffd" not in text
        whole = squeezed(text)
        for piece in wanted:
            assert squeezed(piece) in whole, (path.name, piece)
        start = whole[whole.index("Abstract") : whole.index("1Thequestion")]
        for printed in abstract:
            assert any(squeezed(one) in start for one in printed), (path.name, printed)


@pytest.mark.slow
def test_only_what_is_cited_is_listed(article):
    out, _ = article
    prose = re.sub(r"```.*?```", "", PROSE, flags=re.DOTALL)
    cited = set(re.findall(r"@([a-z]+\d{4}[a-z]+)", prose))
    listed = re.findall(r"\\bibitem\[.*?\]\{ref-(\w+)\}", (out / "paper.tex").read_text("utf-8"))
    assert set(listed) == cited
    assert len(listed) == len(cited) > 20


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex")
def test_latex_has_nothing_to_complain_about(article):
    log = (article[0] / "paper-latex.log").read_text(errors="replace")
    wide = re.findall(r"Overfull \\[hv]box \((\d+\.?\d*)pt", log)
    assert all(float(points) <= 1 for points in wide)
    assert "undefined" not in log.lower().replace("undefined control sequence is ignored", "")
    assert "Missing character" not in log
    assert "multiply defined" not in log


@pytest.mark.slow
def test_figures_speak_to_those_who_do_not_see_them(article):
    pypdf = pytest.importorskip("pypdf")
    reader = pypdf.PdfReader(article[0] / "paper.pdf")
    alts, todo = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while todo:
        node = todo.pop()
        if hasattr(node, "get_object"):
            node = node.get_object()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            alts += [str(node["/Alt"])] if "/Alt" in node else []
            todo += [node["/K"]] if "/K" in node else []
    starts = {alt.split(" ")[0] for alt in alts if len(alt) > 100}
    assert {"Stacked", "Phase", "Bars"} <= starts
