"""Paper tables: the same numbers in every format, safe for LaTeX."""

import subprocess
from fractions import Fraction
from io import StringIO
from pathlib import Path
from shutil import which

import pandas as pd
import pypdf
import pytest

from lilliput.analysis import PaperTable
from lilliput.analysis.files import writable_folder, write_text
from lilliput.analysis.tables import format_number
from lilliput.games.errors import DataFileError, InvalidArgumentError, UnknownNameError

GOLDEN = Path(__file__).parent / "golden"

FRAME = pd.DataFrame(
    {"share_% & δ": [0.5, -0.25, float("inf")], "exact": [Fraction(7, 30), Fraction(0), 2],
     "verdict": ["holds", "fails", "a_b"]},
    index=pd.MultiIndex.from_tuples(
        [("1816", "UKG*"), ("1816", "RUS"), ("1962, NATO-5", "USA")], names=["year", "power"]
    ),
)  # fmt: skip
TABLE = PaperTable(FRAME, caption="Π_i in 100 %", label="tab:x", notes="δ ≥ ½ & more_")


HOSTILE = r"50 % of a_b & #1 $x$ ~ ^ \ {c} <d> *e* `f` [g] | \"h\" #let x = 1 // y /* z */ @ref"
PREAMBLE = (
    "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage[utf8]{inputenc}"
    "\\usepackage{lmodern,booktabs,siunitx,threeparttable}\\pagestyle{empty}\\begin{document}\n"
)


def squeezed(text):
    """Return a text without white space, since a PDF keeps only the places of its letters."""
    return "".join(text.split())


def pdf_text(path):
    return "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def compiled_latex(folder, text):
    (folder / "table.tex").write_text(PREAMBLE + text + "\\end{document}", encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "table.tex"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]
    return pdf_text(folder / "table.pdf")


def compiled_typst(folder, text):
    typst = pytest.importorskip("typst")
    (folder / "table.typ").write_text("#set page(width: 40cm)\n" + text, encoding="utf-8")
    typst.compile(str(folder / "table.typ"), output=str(folder / "table.pdf"))
    return pdf_text(folder / "table.pdf")


def has_latex():
    if which("pdflatex") is None or which("kpsewhich") is None:
        return False
    found = subprocess.run(["kpsewhich", "siunitx.sty", "threeparttable.sty", "lmodern.sty"],
                           capture_output=True, text=True, check=False)  # fmt: skip
    return len(found.stdout.split()) == 3


needs_latex = pytest.mark.skipif(not has_latex(), reason="LaTeX or its packages are not installed")


def test_latex_is_escaped_booktabs():
    text = TABLE.to_latex()
    assert r"\toprule" in text
    assert r"{share\_\% \& $\delta$}" in text
    assert r"\caption{$\Pi$\_i in 100 \%}" in text
    assert "-0.250" in text
    assert "7/30" in text
    assert text.count("1816") == 1
    assert text.count("addlinespace") == 1


@pytest.mark.parametrize("kind", ["tex", "typ", "md", "html"])
def test_formats_are_those_of_the_golden_files(kind):
    """A table with grouped headers, marks, a missing number, fractions and notes."""
    columns = pd.MultiIndex.from_tuples(
        [("payoff", "multilateral"), ("payoff", "bilateral"), ("", "verdict"), ("part", "exact")]
    )
    rows = [[0.5, -1.25, "holds", Fraction(7, 30)], [float("nan"), 12, "fails", Fraction(-1, 3)],
            [3.25, 1, "a_b", Fraction(2)]]  # fmt: skip
    frame = pd.DataFrame(rows, index=FRAME.index, columns=columns)
    marked = pd.DataFrame([[True, *[False] * 3], [False] * 4, [False, True, False, False]])
    table = PaperTable(
        frame, caption="Payoffs & parts", label="tab:golden", notes="Source: CINC", size=4096,
        marks={"*": "not enforceable at δ = ½"}, marked={"*": marked},
        formats={("payoff", "bilateral"): 2},
    )  # fmt: skip
    text = {"tex": table.to_latex, "typ": table.to_typst, "md": table.to_markdown,
            "html": table.to_html}[kind]()  # fmt: skip
    assert text == (GOLDEN / f"table.{kind}").read_text(encoding="utf-8")


@needs_latex
def test_hostile_labels_are_read_back_from_latex(tmp_path):
    frame = pd.DataFrame(
        {HOSTILE: [1.5, 2.25], "Łódź é ß": [HOSTILE[:30], "x"]}, [HOSTILE, "δ ≥ π"]
    )
    for tabular_only in (False, True):
        table = PaperTable(frame, caption=HOSTILE, label="tab:h", notes=HOSTILE)
        text = compiled_latex(tmp_path, "\\tiny" + table.to_latex(tabular_only=tabular_only))
        for letter in "%_&#$~^\\{}<>*`[]|@":
            assert letter in text
        assert "Łódź" in text
        assert "2.25" in text


def test_hostile_labels_are_read_back_from_typst(tmp_path):
    frame = pd.DataFrame({HOSTILE: [1.5, 2.25], "Łódź é ß": ["δ ≥ π", "x"]}, index=[HOSTILE, "א"])
    table = PaperTable(frame, caption=HOSTILE, label="tab:h", notes=HOSTILE)
    text = squeezed(compiled_typst(tmp_path, table.to_typst()))
    assert text.count(squeezed(HOSTILE)) >= 4
    assert "Łódź" in text
    assert "א" in text


def test_hostile_labels_are_read_back_from_html_and_word(tmp_path):
    docx = pytest.importorskip("docx")
    frame = pd.DataFrame({HOSTILE: ["<script>", "שלום"]}, index=[HOSTILE, "中国"])
    table = PaperTable(frame, caption=HOSTILE, label='t"><b', notes=HOSTILE)
    (read,) = pd.read_html(StringIO(table.to_html()))
    assert list(read.iloc[:, 0]) == [HOSTILE, "中国"]
    assert list(read.iloc[:, 1]) == ["<script>", "שלום"]
    (path,) = table.save(tmp_path, "t", kinds=(".docx",))
    document = docx.Document(str(path))
    assert [cell.text for cell in document.tables[0].rows[1].cells] == [HOSTILE, "<script>"]
    assert document.paragraphs[-1].text == HOSTILE


def test_letters_beyond_latin_ask_for_another_engine():
    frame = pd.DataFrame({"x": [1]}, index=["中国"])
    text = PaperTable(frame, caption="c", label="l").to_latex()
    assert "% LuaLaTeX or XeLaTeX, and a font that has 中国" in text
    assert "LuaLaTeX" not in TABLE.to_latex()


@needs_latex
def test_numbers_marks_and_notes_are_read_back(tmp_path):
    frame = pd.DataFrame({"a": [0.5, -12.25, float("nan")], "b": [Fraction(1, 3), 2, None]})
    marked = pd.DataFrame([[True, False], [False, True], [False, False]])
    table = PaperTable(frame, caption="C", label="tab:c", notes="From data.", size=1024,
                       marks={"†": "estimated"}, marked={"†": marked})  # fmt: skip
    text = compiled_latex(tmp_path, table.to_latex())
    for part in ("0.500", "−12.250", "1/3", "†", "estimated", "From data.", "N = 1,024."):
        assert squeezed(part) in squeezed(text)


def test_formats_by_column():
    frame = pd.DataFrame(
        {"a": [0.125, 2 / 3], "b": [Fraction(1, 8), Fraction(5, 4)], "c": [0.5, 1]}
    )
    table = PaperTable(frame, caption="c", label="l",
                       formats={"a": "fraction", "b": "decimal", "c": "percent"})  # fmt: skip
    cells = table.cells()
    assert list(cells["a"]) == ["1/8", "2/3"]
    assert list(cells["b"]) == ["0.125", "1.250"]
    assert list(cells["c"]) == ["50.0 %", "100.0 %"]


def test_exact_numbers_are_rounded_exactly():
    third = Fraction(10**20 + 1, 10**20)
    assert format_number(third, 20, "decimal") == "1.00000000000000000001"
    assert format_number(Fraction(-1, 10**9), 3, "decimal") == "0.000"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"formats": {"z": 2}}, "formats: column"),
        ({"formats": {"a": "bold"}}, r"formats\['a'\] must be 'auto'"),
        ({"digits": -1}, "digits must be"),
        ({"marked": {"*": pd.DataFrame([[True]])}}, "marked: mark"),
        ({"marks": {"*": "x"}, "marked": {"*": pd.DataFrame([[1, 2]])}}, r"of shape \(1, 1\), got"),
        ({"caption": 3}, "caption must be a text"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises((InvalidArgumentError, UnknownNameError), match=message):
        PaperTable(pd.DataFrame({"a": [1]}), **{"caption": "c", "label": "l", **arguments})


def test_markdown_html_and_text_show_the_same_cells():
    for text in (TABLE.to_markdown(), TABLE.to_html(), TABLE.to_text()):
        for cell in ("0.500", "−0.250", "∞", "7/30", "holds", "USA"):
            assert cell in text
    assert "&amp;" in TABLE.to_html()


def test_levels_of_categories_are_labels_as_others_are():
    rows = pd.DataFrame({"rule": ["a", "a", "b"], "kind": ["x", "y", "x"], "value": [1, 2, 3]})
    plain = rows.set_index(["rule", "kind"])
    grouped = rows.astype({"rule": "category", "kind": "category"}).set_index(["rule", "kind"])
    made = [PaperTable(frame, caption="C", label="tab:c") for frame in (plain, grouped)]
    assert made[0].to_text() == made[1].to_text()


def test_csv_keeps_full_precision():
    frame = pd.DataFrame({"x": [1 / 3]}, index=pd.Index(["A"], name="power"))
    read = pd.read_csv(StringIO(PaperTable(frame, caption="c", label="l").to_csv()))
    assert read["x"].item() == 1 / 3
    assert list(read.columns) == ["power", "x"]


def test_tables_are_saved_and_copied(tmp_path):
    frame = FRAME.copy()
    table = PaperTable(frame, caption="c", label="l")
    frame.iloc[0, 0] = 9
    assert table.frame.iloc[0, 0] == 0.5
    assert [path.name for path in table.save(tmp_path, "t")] == ["t.tex", "t.md", "t.csv"]


def test_only_frames_make_tables():
    with pytest.raises(InvalidArgumentError, match="frame must be a pandas DataFrame"):
        PaperTable([1], caption="c", label="l")


def test_unwritable_places_are_named(tmp_path):
    file = tmp_path / "file"
    file.write_text("x")
    with pytest.raises(DataFileError, match="out must be a folder that can be written"):
        writable_folder(file / "sub")
    with pytest.raises(DataFileError, match="cannot be written"):
        write_text(file / "sub", "x")
