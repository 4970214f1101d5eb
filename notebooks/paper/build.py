"""Build the article: compute its results, fill them into the prose, and typeset it twice.

    python notebooks/paper/build.py --out build/paper

The prose is `paper.md`, in pandoc's Markdown. It holds no number of a result, only names:
`<< number("nato.premium.hub") >>`. `results.py` and `robustness.py` compute what the names stand
for, tables and figures included. From the one text come `paper.typ` and, by Typst, `paper.pdf`; and
`paper.tex` and, where pdflatex is installed, `paper-latex.pdf`. `numbers.json` says what each name
is, and how it is printed. The same version writes the same bytes again; the article has a date only
if SOURCE_DATE_EPOCH gives one.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from prose import fill

from lilliput.analysis.files import writable_folder, write_text
from lilliput.games.errors import LilliputError, MissingPackageError

if TYPE_CHECKING:
    from part import Part

__all__ = ["Built", "build"]

HERE = Path(__file__).parent
BIBLIOGRAPHY = HERE.parents[1] / "docs" / "references.bib"
TEX_PACKAGES = "apt install texlive-latex-recommended texlive-latex-extra texlive-science lmodern"
_NEEDED = {"pypandoc": "pypandoc_binary", "typst": "typst"}
_PASSES = 4
_SECONDS = 300
_OVERFULL = re.compile(r"Overfull \\[hv]box \((\d+\.?\d*)pt too (?:wide|high)\)[^\n]*")
_VISIBLE = 1.0  # points


class Built(NamedTuple):
    """What was written, and what to know of it: outputs skipped, results unused, faults of type."""

    files: tuple[Path, ...]
    remarks: tuple[str, ...]


def build(out: str | Path) -> Built:
    """Write the article and all that is in it into a folder.

    Parameters
    ----------
    out
        The folder; it is made if need be, and files of the same name are replaced.

    Raises
    ------
    MissingPackageError
        pandoc or Typst is not installed; raised before work starts.
    UnknownNameError, InvalidArgumentError
        The prose names a result that is not there, or says in words what is no longer true.
    """
    for module, package in _NEEDED.items():
        if find_spec(module) is None:
            raise MissingPackageError(f"the article needs {package}: pip install {package}")
    folder = writable_folder(out)
    tables, figures = writable_folder(folder / "tables"), writable_folder(folder / "figures")
    from results import compute

    part = compute()
    files = [path for name, table in part.tables.items()
             for path in table.save(tables, name, kinds=(".tex", ".typ", ".csv"))]  # fmt: skip
    files += _drawn(part, figures)
    filled = fill(HERE / "paper.md", part)
    remarks = list(filled.unused)
    numbers = json.dumps(filled.numbers, indent=1, ensure_ascii=False, sort_keys=True)
    files.append(write_text(folder / "numbers.json", numbers + "\n"))
    for kind in ("typst", "latex"):
        text = _converted(filled.text, kind)
        files.append(write_text(folder / {"typst": "paper.typ", "latex": "paper.tex"}[kind], text))
    files.append(_typeset(folder))
    pdf, found = _typeset_latex(folder)
    return Built((*files, *pdf), (*remarks, *found))


def _drawn(part: "Part", folder: Path) -> list[Path]:
    from lilliput.analysis.figures import save_figure

    kinds = (".pdf", ".svg", ".csv")
    drawn = part.figures.items()
    return [
        path for name, figure in drawn for path in save_figure(figure, folder, name, kinds=kinds)
    ]


def _converted(text: str, kind: str) -> str:
    """Return the prose in the language of LaTeX or Typst."""
    import pypandoc

    options = [
        "--citeproc",
        f"--bibliography={BIBLIOGRAPHY}",
        f"--template={HERE / ('paper.' + kind)}",
        "--wrap=preserve",
        *([f"--metadata=date:{date}"] if (date := _date()) else []),
    ]
    converted: str = pypandoc.convert_text(
        text, kind, format="markdown-auto_identifiers", extra_args=options
    )
    return converted.rstrip() + "\n"


def _date() -> str:
    """Return the date that SOURCE_DATE_EPOCH gives, if any."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return ""
    day = datetime.fromtimestamp(int(epoch), tz=UTC)
    return f"{day.day} {day:%B %Y}"


def _typeset(folder: Path) -> Path:
    """Make a PDF by Typst, with its own fonts and, in figures, those that matplotlib brings."""
    import matplotlib
    import typst

    path = folder / "paper.pdf"
    typst.compile(
        folder / "paper.typ", output=path, root=folder, ignore_system_fonts=True,
        font_paths=[Path(matplotlib.get_data_path()) / "fonts" / "ttf"],
    )  # fmt: skip
    return path


def _typeset_latex(folder: Path) -> tuple[list[Path], list[str]]:
    """Make a PDF by pdfLaTeX where there is one; return its files, and remarks."""
    pdf, log = folder / "paper-latex.pdf", folder / "paper-latex.log"
    for stale in (pdf, log):
        stale.unlink(missing_ok=True)
    if shutil.which("pdflatex") is None:
        return [], [f"paper-latex.pdf skipped: there is no pdflatex ({TEX_PACKAGES})"]
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape",
               "-jobname=paper-latex", "paper.tex"]  # fmt: skip
    for _ in range(_PASSES):
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, check=False, timeout=_SECONDS
            )
        except subprocess.TimeoutExpired:
            return [], [f"paper-latex.pdf skipped: pdflatex took more than {_SECONDS} seconds"]
        text = log.read_text(errors="replace") if log.exists() else ""
        if done.returncode or "Rerun to get" not in text:
            break
    for end in (".aux", ".out"):
        (folder / f"paper-latex{end}").unlink(missing_ok=True)
    if done.returncode:
        pdf.unlink(missing_ok=True)
        missing = re.search(r"File `([^']+)' not found", text)
        why = f"LaTeX has no {missing[1]} ({TEX_PACKAGES})" if missing else f"see {log.name}"
        return [log], [f"paper-latex.pdf skipped: {why}"]
    return [pdf, log], faults(text)


def faults(log: str) -> list[str]:
    """Return what a log of LaTeX says about boxes that stick out and references to nothing."""
    wide = [box[0] for box in _OVERFULL.finditer(log) if float(box[1]) > _VISIBLE]
    lost = re.findall(r"LaTeX Warning: (?:Reference|Citation|There were undefined)[^\n]*", log)
    glyphs = re.findall(r"Missing character: [^\n]*", log)
    return [*wide, *lost, *glyphs]


def main() -> None:
    """Build the article from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--out", default="build/paper", help="folder (default: build/paper)")
    try:
        built = build(parser.parse_args().out)
    except LilliputError as error:
        sys.exit(f"{type(error).__name__}: {error}")
    for path in built.files:
        print(path)
    for remark in built.remarks:
        print(f"note: {remark}", file=sys.stderr)


if __name__ == "__main__":
    main()
