"""The command line as a whole: help, examples, formats, files, exit codes, completion."""

import io
import json
import os
import pty
import re
import shlex
import subprocess
import sys
import tomllib
from contextlib import redirect_stdout
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

import lilliput.analysis
from lilliput.analysis import INSTITUTIONS, claims
from lilliput.analysis.command_line import entry, known, main, terminal
from lilliput.analysis.command_line.answers import FORMATS, SUFFIXES, number
from lilliput.analysis.command_line.power import INDICES
from lilliput.analysis.data import BODIES
from lilliput.analysis.scenarios import SCENARIOS
from lilliput.games import GAMES
from lilliput.games.equilibria.nash import METHODS
from lilliput.games.errors import SolverError

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).with_name("golden")
PROGRAM = "from lilliput.analysis.command_line import main; main()"
# one short run of each command that answers, and the schema of its JSON
RUNS = {
    "lilliput.claims/1": ["claims"],
    "lilliput.claim/1": ["claims", "C14", "--sigma", "1/3", "--model", "M14-degree"],
    "lilliput.premium/1": ["premium", "--year", "1962", "--powers", "USA,UKG,FRN"],
    "lilliput.bodies/1": ["power"],
    "lilliput.power/1": ["power", "EEC-6"],
    "lilliput.games/1": ["solve"],
    "lilliput.equilibria/1": ["solve", "entry-game"],
    "lilliput.allocations/1": ["solve", "--worths", "A+B=1; A+C=1; B+C=1; A+B+C=1"],
}


def run(*arguments, **options):
    return CliRunner().invoke(main, [str(word) for word in arguments], **options)


def process(*arguments, **options):
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, check=False, **options
    )


def examples_of(*command):
    """The lines below "Examples:" in the help, continued lines joined, comments left out."""
    _, found, rest = run(*command, "--help").stdout.partition("\nExamples:\n")
    assert found, command
    block = re.match(r"(?:  .*\n)+", rest)[0].replace("\\\n", " ")
    lines = [line.strip() for line in block.splitlines()]
    return [line for line in lines if not line.startswith("#")]


def in_a_shell(line):
    """Run a line of `lilliput` commands with pipes, `< file` and `> file`."""
    text = None
    for part in shlex.split(line, comments=True) and line.split(" | "):
        words = shlex.split(part)
        assert words.pop(0) == "lilliput", line
        source = target = None
        if ">" in words:
            at = words.index(">")
            target, words = words[at + 1], words[:at]
        if "<" in words:
            at = words.index("<")
            source, words = words[at + 1], words[:at]
        done = run(*words, input=Path(source).read_text() if source else text)
        assert done.exit_code == 0, (line, done.output)
        assert done.stderr == "", line
        text = done.stdout
        if target:
            Path(target).write_text(text)
    return text


COMMANDS = [name for name in main.commands if name != "reproduce"]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_example_of_a_help_runs(command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    lines = examples_of(command)
    assert len(lines) >= 2
    for line in lines:
        in_a_shell(line)
    for line in lines:  # what the examples write is there
        target = re.search(r"--output (\S+)", line)
        assert target is None or Path(target[1]).stat().st_size > 0


@pytest.mark.slow
@pytest.mark.parametrize("k", range(len(examples_of("reproduce"))))
def test_every_example_of_reproduce_runs(k, tmp_path, monkeypatch):
    """With one claim and one year; the job with all of it is run by the tests of the main job."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("lilliput.analysis.report.claims", {"C14": claims["C14"]})
    monkeypatch.setattr("lilliput.analysis.report.SCENARIOS", SCENARIOS[:1])
    monkeypatch.setattr("lilliput.analysis.report.CASES", ())
    monkeypatch.setattr("lilliput.analysis.report.published_tables", list)
    monkeypatch.setattr("lilliput.analysis.report.write_robustness", lambda *_: [])
    monkeypatch.setattr("lilliput.analysis.report.robustness", lambda: None)
    in_a_shell(examples_of("reproduce")[k])
    assert len(list(tmp_path.glob("*/index.html"))) == 1


@pytest.mark.parametrize("command", [[], *([name] for name in main.commands)])
def test_help_fits_a_terminal(command):
    for flag in ("--help", "-h"):
        done = run(*command, flag, env={"COLUMNS": "80"})
        assert done.exit_code == 0
        assert max(map(len, done.stdout.splitlines())) <= 80, command


def test_help_names_every_command_and_exit_code():
    text = run("--help").stdout
    assert run().stdout == text
    for name in main.commands:
        assert re.search(rf"^  {name}  +[A-Z].*\.$", text, re.MULTILINE), name
    codes = (entry.DONE, entry.UNEXPECTED, entry.BAD_INPUT, entry.INTERRUPTED, entry.CLOSED)
    for code in codes:
        assert re.search(rf"^  {code} ", text, re.MULTILINE), code


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open = []

    def handle_starttag(self, tag, attrs):
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
def test_every_command_has_every_format(arguments):
    texts = {style: run(*arguments, "--format", style) for style in FORMATS}
    for style, done in texts.items():
        assert (done.exit_code, done.stderr) == (0, ""), (style, done.output)
    assert texts["latex"].stdout.startswith("% \\usepackage{booktabs}\n")
    assert texts["markdown"].stdout.startswith("**")
    assert texts["typst"].stdout.startswith("#figure(")
    page = _Tags()
    page.feed(texts["html"].stdout)
    assert page.open == []
    assert texts["html"].stdout.startswith("<!doctype html>")
    assert run(*arguments, "--format", "text").stdout == texts["table"].stdout
    assert run(*arguments).stdout == texts["table"].stdout


@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
def test_csv_is_one_table_and_says_what_json_says(arguments):
    import pandas as pd

    frame = pd.read_csv(io.StringIO(run(*arguments, "--format", "csv").stdout))
    assert len(frame) >= 1
    assert not any(str(name).startswith("Unnamed") for name in frame.columns)


@pytest.mark.parametrize(("schema", "arguments"), RUNS.items(), ids=RUNS)
def test_json_is_the_golden_file(schema, arguments):
    """Keys, their order, exact values and floats; a change of meaning asks for a new version.

    Of what may grow (claims, bodies, games) the golden file has the first entry.
    """
    done = run(*arguments, "--format", "json")
    record = json.loads(done.stdout)
    assert next(iter(record)) == "schema"
    assert record["schema"] == schema
    path = GOLDEN / f"{schema.replace('.', '_').replace('/', '_')}.json"
    _assert_alike(record, json.loads(path.read_text()), schema)


GROWING = (": claims", ": bodies", ": games")
PROSE = ("author", "citation", "loses", "origin", "source", "statement", "title")


def _assert_alike(found, wanted, where):
    if isinstance(wanted, dict):
        keys = list(found)[:1] if where.endswith(GROWING) else list(found)
        assert keys == list(wanted), where
        for key in wanted:
            _assert_alike(found[key], wanted[key], f"{where}: {key}")
    elif isinstance(wanted, list):
        assert len(found) == len(wanted), where
        for k, entry_ in enumerate(wanted):
            _assert_alike(found[k], entry_, f"{where}[{k}]")
    elif where.endswith(tuple(f": {name}" for name in PROSE)):
        assert type(found) is type(wanted), where
    elif isinstance(wanted, float):
        assert found == pytest.approx(wanted, rel=1e-9, abs=1e-9), where
    else:
        assert found == wanted, where


def test_numbers_in_json_are_exact_text_beside_floats():
    from fractions import Fraction

    import numpy as np
    import sympy

    assert number(Fraction(-1, 3)) == {"exact": "-1/3", "float": -1 / 3}
    assert number(np.float64(0.5)) == {"exact": None, "float": 0.5}
    assert number(sympy.sqrt(2)) == {"exact": "sqrt(2)", "float": 2**0.5}
    assert number(Fraction(10**400)) == {"exact": "1" + "0" * 400, "float": None}
    assert number(None) is None


@pytest.mark.parametrize(
    ("suffix", "style"), [each for each in SUFFIXES.items() if each[1] != "word"]
)
def test_a_file_has_the_format_of_its_suffix(suffix, style, tmp_path):
    path = tmp_path / f"power{suffix}"
    done = run("power", "EEC-6", "--output", path)
    assert (done.exit_code, done.output) == (0, "")
    assert path.read_text() == run("power", "EEC-6", "--format", style).stdout


def test_a_format_goes_before_a_suffix_and_a_dash_is_the_standard_output(tmp_path):
    path = tmp_path / "power.json"
    run("power", "EEC-6", "-f", "csv", "-o", path)
    assert path.read_text().startswith("member,votes,shapley-shubik")
    assert run("power", "EEC-6", "-f", "csv", "-o", "-").stdout == path.read_text()


def test_a_document_of_word_has_all_tables(tmp_path):
    docx = pytest.importorskip("docx")
    path = tmp_path / "game.docx"
    done = run("solve", "stag-hunt", "--output", path)
    assert (done.exit_code, done.output) == (0, "")
    document = docx.Document(path)
    payoffs, equilibria = document.tables
    assert [cell.text for cell in payoffs.rows[1].cells] == ["stag", "4*, 4*", "0, 3"]
    assert [cell.text for cell in equilibria.rows[-2].cells][-3:] == [
        "row",
        "3/4 stag + 1/4 hare",
        "3",
    ]
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert "Nash equilibria of stag-hunt (vertex enumeration)" in texts
    assert "*: best response." in texts


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("here", "--output here is a folder; name a file in it"),
        ("nowhere/x.tex", "--output nowhere/x.tex: there is no folder nowhere"),
        ("x.pdf", "--output x.pdf: no format has the suffix '.pdf'"),
        ("x", "no format has the suffix ''"),
        ("", "--output must name a file, got ''"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_work(
    output, message, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "here").mkdir()
    refused(["power", "EEC-6", "--output", output], message)


def refused(arguments, message, **options):
    done = run(*arguments, **options)
    assert done.exit_code == 2, done.output
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("lilliput: ")
    assert message in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["powr"], "command 'powr' is unknown; did you mean power?"),
        (["--bogus"], "no such option '--bogus'; see lilliput --help"),
        (["power", "--outptu", "x"], "did you mean '--output'? see lilliput power --help"),
        (["power", "EEC-6", "--format", "jsn"], "--format 'jsn' is unknown; did you mean json?"),
        (["power", "EEC-6", "--digits", "99"], "'--digits': 99 is not in the range"),
        (["power", "EEC-6", "--digits", "x"], "'--digits': 'x' is not a valid integer"),
        (["premium"], "missing option '--year'; see lilliput premium --help"),
        (["premium", "--year", "x", "--powers", "A"], "'--year': 'x' is not a valid integer"),
        (
            ["premium", "--year", "1962", "--powers", "USA,UKG", "--brokerage", "nan"],
            "--brokerage must be a number such as 3, 0.5, 1e-3 or 2/3, got 'nan'",
        ),
        (
            ["premium", "--year", "1962", "--powers", "USA,UKG", "--brokerage", "1/0"],
            "--brokerage must be a number",
        ),
        (
            ["premium", "--year", "1962", "--powers", "USA,UKG", "--brokerage", "1e400"],
            "--brokerage must be a number up to 1e300, got '1e400'",
        ),
        (
            ["premium", "--year", "1962", "--powers", "USA,UKG", "--discount-factor", "2"],
            "--discount-factor must lie in [0, 1], got 2",
        ),
        (
            ["premium", "--year", "1962", "--powers", "USA,UKG", "--treaty-cost", "-1"],
            "--treaty-cost must be >= 0, got -1",
        ),
        (
            ["premium", "--year", "1962", "--powers", "USA,UKG", "--stakes", "gravit"],
            "--stakes: rule 'gravit' is unknown; did you mean gravity?",
        ),
        (
            ["premium", "--year", "1962", "--powers", "USA"],
            "--powers must be two or more, got USA",
        ),
        (
            ["premium", "--year", "1900", "--powers", "USA,UKG"],
            "--year must be one of those bundled, 1816, 1913, 1938, 1962, 2016, got 1900; --nmc",
        ),
        (["power", "EEC-6", "--quota", "99"], "--quota must be above 0 and at most the total wei"),
        (["power", "EEC-6", "--veto", "XX"], "--veto"),
        (["power", "EEC-6", "--unions", "XX,LU"], "--unions must be disjoint"),
        (["claims", "C10", "--m", "6.5"], "--m must be an integer"),
        (["claims", "C16", "--t-B", "x"], "--t-B must be a number"),
        (["solve", "chicken", "--method", "pur"], "--method 'pur' is unknown; did you mean pure?"),
        (["completion", "tcsh"], "SHELL 'tcsh' is unknown; did you mean zsh"),
        (["sweep"], "give the file of the sweep; --example prints one"),
        (["claims", "--model", "M10a"], "give the claim first"),
        (["solve", "chicken", "extra"], "extra"),
    ],
)
def test_mistakes_are_told_in_one_line_that_names_the_option(arguments, message):
    done = run(*arguments)
    assert message.lower() in done.stderr.lower()
    refused(arguments, "")


BROKEN = {
    "a folder": None,
    "is not UTF-8 text": b"\xff\xfe\x00\x01",
    "is empty": b" \n",
    "there is no file": ...,
}


@pytest.mark.parametrize("message", BROKEN)
@pytest.mark.parametrize("command", ["power", "solve", "sweep"])
def test_files_that_cannot_be_read(command, message, tmp_path):
    path = tmp_path / "file.csv"
    if BROKEN[message] is None:
        path.mkdir()
    elif BROKEN[message] is not ...:
        path.write_bytes(BROKEN[message])
    refused([command, path], message)
    if BROKEN[message] is None:
        return
    if command != "sweep":
        refused([command, "-"], "standard input is empty", input="")


def test_an_error_that_nobody_expected_is_one_line_and_status_one(monkeypatch):
    def fail(*_, **__):
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr("lilliput.analysis.command_line.power_answers.bodies_answer", fail)
    done = run("power")
    assert done.exit_code == 1
    assert done.stderr == (
        "lilliput: unexpected ZeroDivisionError: division by zero; set LILLIPUT_TRACEBACK=1 to "
        "see where\n"
    )
    traced = run("power", env={"LILLIPUT_TRACEBACK": "1"})
    assert isinstance(traced.exception, ZeroDivisionError)


def test_a_solver_without_an_answer_and_an_interruption(monkeypatch):
    for error, code, line in (
        (SolverError("no certified answer"), 1, "lilliput: no certified answer\n"),
        (KeyboardInterrupt(), 130, "lilliput: interrupted\n"),
    ):

        def fail(error=error):
            raise error

        monkeypatch.setattr("lilliput.analysis.command_line.power_answers.bodies_answer", fail)
        done = run("power")
        assert (done.exit_code, done.stderr) == (code, line)


def test_warnings_are_one_line(monkeypatch):
    import warnings

    plain = warnings.formatwarning
    code = (
        "import warnings\n"
        "from lilliput.analysis.command_line import power_answers as room\n"
        "def warned():\n    warnings.warn('two\\nlines')\n"
        "room.bodies_answer = warned\n" + PROGRAM
    )
    ended = subprocess.run(
        [sys.executable, "-c", code, "power"], capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (0, "lilliput: warning: two lines\n")
    assert warnings.formatwarning is plain


def test_a_closed_pipe_is_silent():
    """The reader leaves after one line of a long answer, which the command then ends without."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, "claims"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        running.stdout.close()
        complaint = running.stderr.read()
    assert (running.wait(), complaint) == (141, b"")


def on_a_terminal(*arguments, **environment):
    """What a command prints on a terminal of 80 columns."""
    leader, follower = pty.openpty()
    names = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "NO_COLOR", "TERM")}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *arguments],
        stdout=follower,
        stderr=follower,
        stdin=subprocess.DEVNULL,
        env={**names, "TERM": "xterm", **environment},
    ) as running:
        os.close(follower)
        parts = []
        try:
            while part := os.read(leader, 2**16):
                parts.append(part)
        except OSError:  # how Linux says that the other end is closed
            pass
        running.wait()
    os.close(leader)
    return b"".join(parts).decode().replace("\r\n", "\n")


def test_colours_on_a_terminal_only():
    words = ["claims", "C10", "--m", "5", "--k", "3", "--model", "M10a"]
    plain = run(*words, env={"COLUMNS": "80"}).stdout
    shown = on_a_terminal(*words)
    assert "\x1b[33mindifferent\x1b[0m  " in shown
    assert "\x1b" not in plain
    assert re.sub(r"\x1b\[\d+m", "", shown) == plain
    assert on_a_terminal(*words, NO_COLOR="1") == plain
    assert "\x1b" not in on_a_terminal("power", "EEC-6", "-f", "csv")


def test_colours_are_for_verdicts_and_not_for_prose():
    text = (
        "pareto  fails   −0.059\n  holds        gain\n  holds where  k < 2\nit fails often\n"
        "  concepts     Banzhaf: indifferent (0); nucleolus: holds (1/12); it holds (as said)\n"
    )
    painted = terminal.painted(text)
    assert painted.count("\x1b[31mfails") == 1
    assert painted.count("\x1b[32mholds") == 2
    assert painted.count("\x1b[33mindifferent") == 1
    assert terminal.painted("complete: proved; degenerate") == (
        "complete: \x1b[32mproved\x1b[0m; degenerate"
    )


@pytest.mark.parametrize("arguments", RUNS.values(), ids=RUNS)
def test_tables_are_folded_into_the_terminal(arguments):
    wide = run(*arguments, env={"COLUMNS": ""}).stdout
    for width in (80, 60):
        folded = run(*arguments, env={"COLUMNS": str(width)}).stdout
        assert max(map(len, folded.splitlines())) <= width
        words = [w for w in re.findall(r"\w+", wide) if len(w) < 12]
        assert set(words) <= set(re.findall(r"\w+", folded))


def test_a_folded_table_repeats_its_labels_and_keeps_its_cells():
    arguments = ["premium", "--year", "1962", "--powers", "USA,UKG,FRN"]
    text = run(*arguments, env={"COLUMNS": "60"}).stdout
    assert text.count("\nUSA ") >= 2
    assert text.index("multilateral  premium") > text.index("bilateral  graph")


def loaded_by(*lines, **environment):
    """Run commands one after the other in a process, and return the heavy packages in it."""
    code = (
        "import sys\nfrom lilliput.analysis.command_line import main\n"
        f"for line in {lines!r}:\n"
        "    try:\n        main(line.split())\n"
        "    except SystemExit as end:\n        assert not end.code\n"
        "heavy = {'numpy', 'pandas', 'scipy', 'sympy', 'matplotlib', 'numba'} & set(sys.modules)\n"
        "print(sorted(heavy), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, **environment},
    )
    return done.stderr.strip()


def test_help_and_completion_load_no_numerical_package():
    helps = [f"{name} --help" for name in main.commands]
    assert loaded_by("", "--help", "--version", "completion zsh", *helps) == "[]"
    for words in ("claims C10 --", "power E", "solve s", "premium --powers USA,"):
        environment = _asked(words)
        assert loaded_by("", **environment) == "[]", words


def _asked(words):
    typed = f"lilliput {words}"
    return {
        "_LILLIPUT_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(typed.count(" ")),
    }


def completed(words):
    done = run(env=_asked(words))
    return [line.partition(",")[2] for line in done.stdout.splitlines() if line]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("", list(main.commands)),
        ("claims C1", [c for c in claims if c.startswith("C1")]),
        ("claims C10 --model ", list(claims["C10"].models)),
        ("claims c15 --selection ris", ["risk_dominance"]),
        ("premium --multilateral ", list(INSTITUTIONS)),
        ("premium --bilateral hub", ["hub_and_spokes", "hub_and_spokes_mfn"]),
        ("premium --hub U", ["UKG", "USA"]),
        ("premium --powers USA,U", ["USA,UKG"]),
        ("premium --stakes ", ["gravity", "harmonic", "equal"]),
        ("power unsc", ["UNSC-1946", "UNSC-1966"]),
        ("power EEC-6 --index owen,ban", ["owen,banzhaf", "owen,banzhaf-power",
                                          "owen,banzhaf-owen"]),
        ("solve st", ["stag-hunt"]),
        ("solve --method gambit-l", ["gambit-lcp", "gambit-lp", "gambit-logit", "gambit-liap"]),
        ("solve --example ", ["nfg", "bimatrix", "profiles", "worths", "json"]),
        ("sweep --f", ["--format"]),
        ("completion ", ["bash", "zsh", "fish"]),
        ("power --format ", list(FORMATS)),
    ],
)  # fmt: skip
def test_names_are_completed(words, wanted):
    assert completed(words) == wanted


def test_parameters_of_the_claim_are_completed():
    own = [f"--{name}" for name in claims["C10"].models["M10a"].parameters]
    options = ["--model", "--selection", "--help", "--format", "--output"]
    assert completed("claims C10 --model M10a --") == [
        *own, *(option for option in options if option != "--model")
    ]  # fmt: skip
    every = {f"--{name}" for m in claims["C10"].models.values() for name in m.parameters}
    assert set(completed("claims C10 --")) == every | set(options)
    assert "--k" not in completed("claims C10 --k 2 --")


def test_files_are_completed_where_they_may_stand():
    for words in ("power ./v", "solve game.c", "sweep sw", "power --output p"):
        done = run(env=_asked(words))
        assert done.stdout.startswith("file,"), words


def test_names_for_completion_are_those_that_there_are():
    assert list(INSTITUTIONS) == known.INSTITUTIONS
    assert list(BODIES) == known.BODIES
    assert ["auto", *METHODS] == known.METHODS
    slugs = [game.build.__name__.replace("_", "-") for game in GAMES.values()]
    assert slugs == known.GAMES
    models = {
        claim.id: {m.id: " ".join(m.parameters) for m in claim.models.values()}
        for claim in claims.values()
    }
    assert models == known.CLAIMS
    rules = {r for c in claims.values() for m in c.models.values() for r in m.selections}
    assert set(known.RULES) == {rule for rule in rules if " " not in rule}


def test_indices_are_functions_of_games():
    import lilliput.games

    assert all(hasattr(lilliput.games, function) for function, _ in INDICES.values())


def test_bash_takes_the_script():
    script = process("completion", "bash").stdout.decode()
    assert "complete -o nosort -F _lilliput_completion lilliput" in script
    shell = subprocess.run(
        ["bash", "-c", script + "\ncomplete -p lilliput"], capture_output=True, check=False
    )
    assert shell.returncode == 0
    for name, mark in (("zsh", "#compdef lilliput"), ("fish", "complete --no-files")):
        assert mark in run("completion", name).stdout


def test_help_says_how_completion_is_installed():
    text = run("completion", "--help").stdout
    for line in ('eval "$(lilliput completion bash)"', "~/.zshrc", "~/.config/fish/completions"):
        assert line in text


def test_text_that_the_terminal_cannot_print_is_escaped():
    done = process("power", "EEC-6", env={**os.environ, "PYTHONIOENCODING": "cp1252"})
    assert done.returncode == 0
    assert done.stderr == b""


def test_the_version():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert run("--version").stdout == f"lilliput, version {settings['project']['version']}\n"


def test_the_rooms_of_analysis_are_loaded_when_first_used():
    code = (
        "import sys, types, lilliput.analysis as a\n"
        "assert not [m for m in sys.modules if m.startswith('lilliput.analysis.')]\n"
        "import lilliput.analysis.claims, lilliput.analysis.metrics, lilliput.analysis.payoffs\n"
        "assert not any(isinstance(getattr(a, n), types.ModuleType) for n in a.__all__)\n"
        "from lilliput.analysis import claims\n"
        "print(len(claims), sorted(dir(a)) == sorted(a.__all__))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout == f"{len(claims)} True\n", done.stderr


def test_the_stub_names_what_there_is():
    for name in lilliput.analysis.__all__:
        assert hasattr(lilliput.analysis, name), name


def test_the_old_entry_is_the_new_one():
    from lilliput.analysis import command_line

    assert main is command_line.main
    with redirect_stdout(io.StringIO()) as printed, pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert printed.getvalue().startswith("lilliput, version")
