"""What the README and the documentation show is what the software does."""

import doctest
import re
import shlex
from pathlib import Path

import pytest

from lilliput.analysis.sweep_specs import EXAMPLE

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
        r"(?<!})`((?:games|analysis|tests|notebooks|docs)/[\w/.-]*)`", page.read_text()
    ):
        assert (ROOT / target).exists(), target


def test_the_pages_name_every_public_thing():
    import lilliput.analysis
    import lilliput.games

    words = {word for page in PAGES for word in re.findall(r"\w+", page.read_text())}
    for package in (lilliput.games, lilliput.analysis):
        missing = [name for name in package.__all__ if name not in words]
        assert not missing, (package.__name__, missing)


def commands_of_the_readme():
    blocks = re.findall(r"```console\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    return [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]


def test_commands_of_the_readme_run(tmp_path, monkeypatch):
    from click.testing import CliRunner

    from lilliput.analysis.command_line import main
    from lilliput.analysis.data import major_powers

    monkeypatch.chdir(tmp_path)
    major_powers().to_csv("NMC-60-abridged.csv", index=False)
    commands = [shlex.split(line) for line in commands_of_the_readme()]
    assert {words[1] for words in commands} == set(main.commands) - {"completion"}
    for program, *words in commands:
        assert program == "lilliput"
        target = words.pop() if ">" in words else None
        arguments = [word for word in words if word != ">"]
        if arguments[0] == "reproduce":  # the main job has tests of its own
            arguments = ["reproduce", "--help"]
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, (arguments, done.output)
        if target:
            Path(target).write_text(done.output)


def test_the_sweep_of_the_readme_is_the_example():
    (toml,) = re.findall(r"```toml\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert toml == EXAMPLE


def test_make_targets_of_the_readme_exist():
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`make (\w+)`", (ROOT / "README.md").read_text()):
        assert f"\n{target}:" in makefile, target
