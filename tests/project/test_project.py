"""The house: packages, light imports, and no way in by the wrong door."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())
SOURCES = [path for room in ("games", "analysis") for path in sorted((ROOT / room).rglob("*.py"))]


def python(code, **options):
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, **options
    )


def test_every_subpackage_is_listed():
    folders = {
        "lilliput." + str(path.parent.relative_to(ROOT)).replace("/", ".")
        for path in SOURCES
        if path.name == "__init__.py"
    }
    assert set(SETTINGS["tool"]["setuptools"]["packages"]) == folders


@pytest.mark.parametrize("package", ["games", "analysis"])
def test_the_wrong_door_is_closed(package, tmp_path):
    done = python(f"import {package}", cwd=ROOT)
    assert f"this folder is the package lilliput.{package}" in done.stderr
    assert python(f"import lilliput.{package}", cwd=tmp_path).returncode == 0


@pytest.mark.parametrize("package", ["games", "analysis"])
def test_import_is_light(package, tmp_path):
    heavy = ["matplotlib", "sympy", "numba", "dask", "nashpy", "scipy", "highspy", "networkx",
             "IPython", "jinja2"]  # fmt: skip
    code = f"import sys, lilliput.{package}; print([m for m in {heavy} if m in sys.modules])"
    assert python(code, cwd=tmp_path).stdout.strip() == "[]"


def test_rooms_are_loaded_when_first_used(tmp_path):
    code = (
        "import sys, lilliput.games as games;"
        "loaded = lambda: sorted(m for m in sys.modules if m.startswith('lilliput.games.'));"
        "print(loaded()); games.shapley_value; print('lilliput.games.cores' in loaded());"
        "print(all(hasattr(games, name) for name in games.__all__))"
    )
    assert python(code, cwd=tmp_path).stdout.split("\n")[:3] == ["[]", "False", "True"]


def test_no_public_name_is_that_of_a_room():
    import lilliput.games

    rooms = {path.stem for path in (ROOT / "games").iterdir()}
    assert not rooms & set(lilliput.games.__all__)


def test_imports_point_one_way():
    for path in SOURCES:
        if path.is_relative_to(ROOT / "games"):
            assert "lilliput.analysis" not in path.read_text(), path


def test_typings_link_to_the_folders():
    for room in ("games", "analysis"):
        assert (ROOT / "tests" / "typings" / "lilliput" / room).resolve() == ROOT / room


def test_nothing_committed_names_a_registry_or_a_machine():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.split("\n")
    pattern = re.compile(r"files\.pythonhosted|//pypi\.|/(?:work|home|Users|tmp)/\w")
    for name in filter(None, listed):
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".pdf"):
            found = pattern.search(path.read_text(errors="ignore"))
            assert found is None or path == Path(__file__), (name, found)


def test_constraints_pin_every_dependency():
    pins = {
        line.split("==")[0].lower().replace("_", "-")
        for line in (ROOT / "constraints.txt").open()
        if "==" in line
    }
    project = SETTINGS["project"]
    extras = project["optional-dependencies"]
    tested = ("dev", "browser", "docs", "paper", "widgets")  # what `make test` installs
    wanted = [*project["dependencies"], *(entry for name in tested for entry in extras[name])]
    names = {re.split(r"[<>=\[ ]", entry)[0].lower().replace("_", "-") for entry in wanted}
    assert names <= pins


def test_modules_stay_small():
    for path in SOURCES:
        assert len(path.read_text().splitlines()) <= 450, path
