"""`lilliput sweep`: sweeps that a file describes."""

import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from lilliput.analysis.claims import claims
from lilliput.analysis.command_line import main
from lilliput.analysis.designs import integers, sobol
from lilliput.analysis.sweep_specs import EXAMPLE, read_spec
from lilliput.analysis.sweeps import Results, sweep
from lilliput.games.errors import InvalidArgumentError, UnknownNameError


def run(*arguments, code=0):
    done = CliRunner().invoke(main, ["sweep", *map(str, arguments)])
    assert done.exit_code == code, done.output
    return done.output


@pytest.fixture
def write(tmp_path):
    def written(text):
        path = tmp_path / "spec.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return written


def test_the_readme_shows_the_example():
    readme = Path(__file__).parents[2] / "README.md"
    assert EXAMPLE in readme.read_text(encoding="utf-8")


def test_the_example_is_the_sweep_that_the_functions_make(write, tmp_path):
    path = write(EXAMPLE)
    output = run(path, "--no-progress")
    assert "holds" not in output.splitlines()[0]
    space = {"m": integers(2, 12), "k": integers(1, 12)}
    design = sobol(space, n=4096, seed=1).where("k <= m")
    wanted = sweep(claims["C10"].models["M10a"], design, progress=False)
    assert Results.open(tmp_path / "m10a-sweep").digest() == wanted.digest()
    assert run("--example") == EXAMPLE


def test_the_same_command_goes_on_and_gives_the_same_json(write):
    path = write(EXAMPLE)
    first, second = (json.loads(run(path, "--no-progress", "--format", "json")) for _ in "12")
    assert first == second
    assert first["complete"] is True
    assert sum(c["points"] for c in first["counts"] if c["column"] == "verdict") == first["points"]
    assert first["shares"]["verdict"]["n"] == first["points"]


@pytest.mark.parametrize(
    ("style", "start"), [("latex", "%"), ("markdown", "**"), ("csv", "output")]
)
def test_other_formats(write, style, start):
    assert run(write(EXAMPLE), "--no-progress", "--format", style).startswith(start)


def test_rows_are_exported(write, tmp_path):
    path = write(EXAMPLE)
    run(path, "--no-progress", "--export", tmp_path / "rows.csv")
    run(path, "--no-progress", "--export", tmp_path / "rows.parquet")
    csv, parquet = pd.read_csv(tmp_path / "rows.csv"), pd.read_parquet(tmp_path / "rows.parquet")
    assert list(csv.columns) == ["point", "m", "k", "margin", "verdict", "error", "message"]
    assert csv["margin"].tolist() == parquet["margin"].tolist()
    assert "--export must end in" in run(path, "--export", "x.xls", code=2)


def test_functions_of_files_fail_as_data(write, tmp_path):
    (tmp_path / "mine.py").write_text("def f(x, y=2):\n    return 1 / (x - y)\n")
    path = write('model = "mine.py:f"\n[design]\nkind = "grid"\n[space]\nx = [1, 2, 4]\n')
    with pytest.warns(UserWarning, match="1 of 3 points failed"):
        output = run(path, "--no-progress")
    assert "1 × ZeroDivisionError" in output
    frame = read_spec(path).run(progress=False, on_error="record").to_pandas()
    assert frame["value"].tolist() == [-1, 0.5]


def test_a_comparison_of_institutions(write):
    text = """
    [comparison]
    year = 1962
    powers = ["USA", "UKG", "FRN"]
    costs = { multilateral = 0.1 }
    [design]
    kind = "latin_hypercube"
    n = 64
    seed = 3
    [space]
    collective_good = { uniform = [0, 1] }
    discount_factor = { distribution = "beta", a = 2, b = 2 }
    """
    record = json.loads(run(write(text), "--no-progress", "--format", "json"))
    assert record["points"] == 64
    assert any(c["column"] == "weak_gain" for c in record["counts"])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("model =", "modle ="), "modle"),
        (('"M10a"', '"M99"'), "model"),
        (('"M10a"', '"nothing.py:f"'), "there is no file"),
        (('"M10a"', '"lilliput.nothing:f"'), "cannot be imported"),
        (('"M10a"', '"math:nothing"'), "no function 'nothing'"),
        (('"sobol"', '"random"'), "design.kind"),
        (("n = 4096", ""), "needs n ="),
        (("n = 4096", "m = 4096"), "m"),
        (("integers = [2, 12]", "integers = 2"), "takes [lowest, highest]"),
        (("integers = [2, 12]", "range = [2, 12]"), "space.m must be a number, a list"),
        (("integers = [2, 12]", 'distribution = "nothing"'), "must be one of scipy.stats"),
        (("integers = [2, 12]", 'distribution = "beta"'), "space.m: beta"),
        (("[space]", "[spaces]"), "spaces"),
        (("seed = 1", "seed = -1"), "seed must be an integer >= 0"),
        (("seed = 1", "seed = = 1"), "is not TOML"),
    ],
)
def test_mistakes_in_the_file_are_named(write, change, message):
    path = write(EXAMPLE.replace(*change))
    with pytest.raises((InvalidArgumentError, UnknownNameError)) as caught:
        read_spec(path)
    assert message in str(caught.value)
    assert "lilliput: " in run(path, code=2)


def test_a_file_that_is_not_there():
    with pytest.raises(InvalidArgumentError, match=r"there is no file nowhere\.toml"):
        read_spec("nowhere.toml")
    assert "--example prints one" in run(code=2)


@pytest.mark.slow
def test_ctrl_c_leaves_a_store_that_goes_on(write, tmp_path):
    (tmp_path / "slow.py").write_text(
        "import time\ndef f(x):\n    time.sleep(0.01)\n    return x\n"
    )
    path = write(
        'model = "slow.py:f"\nstore = "s"\nblock_size = 10\nworkers = 1\n'
        '[design]\nkind = "grid"\n[space]\nx = ' + str(list(range(150))) + "\n"
    )
    command = [sys.executable, "-c", "from lilliput.analysis.command_line import main; main()",
               "sweep", str(path), "--no-progress"]  # fmt: skip
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        # as a shell's background job the tests themselves would ignore Ctrl-C
        preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
    )
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and len(list(tmp_path.glob("s/parts/*.parquet"))) < 3:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    message = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert "of 150 points, which are kept in" in " ".join(message.split())
    done = len(Results.open(tmp_path / "s"))
    assert 0 < done < 150
    results = read_spec(path).run(progress=False)
    assert results.complete
    assert results.to_pandas()["value"].tolist() == list(range(150))
