"""Notebooks run from top to bottom, and agree with the sources that are reviewed."""

from pathlib import Path

import jupytext
import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(notebook):
    return [(cell.cell_type, cell.source.strip()) for cell in notebook.cells]


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_pair_agrees(path):
    notebook = nbformat.read(path, as_version=4)
    source = jupytext.read(path.with_suffix(".py"))
    assert cells(notebook) == cells(source)
    assert notebook.metadata.kernelspec.display_name
    assert notebook.metadata.jupytext.formats == "ipynb,py:percent"
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in code), "outputs are missing"
    outputs = [output for cell in code for output in cell.outputs]
    assert not [o for o in outputs if o.output_type == "error"]


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebooks_execute_and_print_what_they_show(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    shown = [text_of(cell) for cell in notebook.cells if cell.cell_type == "code"]
    client = NotebookClient(notebook, timeout=300, kernel_name="python3",
                            resources={"metadata": {"path": str(tmp_path)}})  # fmt: skip
    client.execute()
    assert [text_of(cell) for cell in notebook.cells if cell.cell_type == "code"] == shown


def text_of(cell):
    """The printed text of a cell, which comes in any number of pieces, and what it shows."""
    printed = "".join(o.text for o in cell.outputs if o.get("name") == "stdout")
    shown = [output.data for output in cell.outputs if "data" in output and not picture(output)]
    kinds = ("text/plain", "text/html")
    return [printed, *(data.get(kind, "") for data in shown for kind in kinds)]


def picture(output):
    return "image/png" in output.data
