"""Paper tables: the same numbers in every format, safe for LaTeX."""

import subprocess
from fractions import Fraction
from io import StringIO
from shutil import which

import pandas as pd
import pytest

from lilliput.analysis import PaperTable
from lilliput.analysis.figures import plot_attribution, plot_control_phase, save_figure
from lilliput.analysis.files import writable_folder, write_text
from lilliput.games.errors import DataFileError, InvalidArgumentError

FRAME = pd.DataFrame(
    {"share_% & δ": [0.5, -0.25, float("inf")], "exact": [Fraction(7, 30), Fraction(0), 2],
     "verdict": ["holds", "fails", "a_b"]},
    index=pd.MultiIndex.from_tuples(
        [("1816", "UKG*"), ("1816", "RUS"), ("1962, NATO-5", "USA")], names=["year", "power"]
    ),
)  # fmt: skip
TABLE = PaperTable(FRAME, caption="Π_i in 100 %", label="tab:x", notes="δ ≥ ½ & more_")


def test_latex_is_escaped_booktabs():
    text = TABLE.to_latex()
    assert r"\toprule" in text
    assert r"share\_\% \& $\delta$" in text
    assert r"\caption{$\Pi$\_i in 100 \%}" in text
    assert "$-$0.250" in text
    assert "7/30" in text
    assert text.count("1816") == 1
    assert text.count("addlinespace") == 1


@pytest.mark.skipif(which("pdflatex") is None, reason="LaTeX is not installed")
def test_latex_compiles(tmp_path):
    document = (
        "\\documentclass{article}\\usepackage[utf8]{inputenc}\\usepackage{booktabs,amsmath}"
        f"\\begin{{document}}{TABLE.to_latex()}\\end{{document}}"
    )
    (tmp_path / "table.tex").write_text(document)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "table.tex"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:]


def test_markdown_html_and_text_show_the_same_cells():
    for text in (TABLE.to_markdown(), TABLE.to_html(), TABLE.to_text()):
        for cell in ("0.500", "−0.250", "∞", "7/30", "holds", "USA"):
            assert cell in text
    assert "&amp;" in TABLE.to_html()


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


def test_the_boundary_of_the_phase_diagram_separates_the_signs():
    axes = plot_control_phase(cells=41)
    mesh = axes.collections[0]
    premium = mesh.get_array().reshape(41, 41)
    boundary = axes.lines[0]
    for row in range(41):
        p = (row + 0.5) / 41
        psi = float(pd.Series(boundary.get_xdata()).iloc[(abs(boundary.get_ydata() - p)).argmin()])
        for column in range(41):
            at = (column + 0.5) / 41
            if abs(at - psi) > 0.02:
                assert (premium[row, column] > 0) == (at > psi)


def test_bars_add_up_to_the_marker():
    frame = pd.DataFrame({"graph": [0.25, -0.5], "cost": [-0.125, 0.25]}, index=["US", "CA"])
    axes = plot_attribution(frame)
    assert list(axes.lines[0].get_ydata()) == [0.125, -0.25]
    tops = sum(bar.get_height() for bar in axes.patches)
    assert tops == pytest.approx(frame.to_numpy().sum())


def test_figures_are_the_same_bytes_again(tmp_path):
    saved = []
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        axes = plot_control_phase(cells=5)
        saved.append([p.read_bytes() for p in save_figure(axes.figure, tmp_path / folder, "f")])
    assert saved[0] == saved[1]
