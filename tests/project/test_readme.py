"""What the README and the documentation show is what the software does."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_examples_on_pages_run(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"```pycon\n(.*?)```", page.read_text(), re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert result.failed == 0


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_on_pages_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#]+)", page.read_text()):
        if "://" not in target:
            assert (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_paths_named_on_pages_exist(page):
    for target in re.findall(
        r"`((?:games|analysis|tests|notebooks|docs)/[\w/.-]*)`", page.read_text()
    ):
        assert (ROOT / target).exists(), target


def test_the_pages_name_every_public_thing():
    import lilliput.analysis
    import lilliput.games

    words = {word for page in PAGES for word in re.findall(r"\w+", page.read_text())}
    for package in (lilliput.games, lilliput.analysis):
        missing = [name for name in package.__all__ if name not in words]
        assert not missing, (package.__name__, missing)


def test_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`make (\w+)`", (ROOT / "README.md").read_text()):
        assert f"\n{target}:" in makefile, target
