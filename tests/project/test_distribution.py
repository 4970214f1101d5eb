"""The wheel and the sdist install into an empty environment and work from any directory."""

import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command, cwd):
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


@pytest.fixture(scope="module")
def distributions(tmp_path_factory):
    """A clean copy of the committed and staged files, built into a wheel and an sdist."""
    source = tmp_path_factory.mktemp("source")
    names = run("git", "ls-files", "-z", cwd=ROOT).split("\0")
    for name in filter(None, names):
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_symlink():
            path.symlink_to((ROOT / name).readlink())
        elif (ROOT / name).exists():
            path.write_bytes((ROOT / name).read_bytes())
    out = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--outdir", str(out), str(source), cwd=out)
    return out


@pytest.mark.slow
def test_installs_and_runs_from_anywhere(distributions, tmp_path):
    """The wheel with all that it needs, then the sdist in its place."""
    (wheel,), (sdist,) = distributions.glob("*.whl"), distributions.glob("*.tar.gz")
    venv.create(tmp_path / "env", with_pip=True)
    tools = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin")
    python, lilliput = str(tools / "python"), str(tools / "lilliput")
    pip = (python, "-m", "pip", "install", "-q", "-c", str(ROOT / "constraints.txt"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    data = sorted(path.name for path in (ROOT / "analysis" / "data").glob("*.csv"))
    code = (
        "from importlib.resources import files;"
        "from lilliput.games import CoalitionalGame, shapley_value;"
        "from lilliput.analysis import claims;"
        "assert files('lilliput.games').joinpath('py.typed').is_file();"
        "assert files('lilliput.games').joinpath('__init__.pyi').is_file();"
        "folder = files('lilliput.analysis').joinpath('data');"
        "print(sorted(p.name for p in folder.iterdir() if p.name.endswith('.csv')));"
        "print(shapley_value(CoalitionalGame(['A', 'B'], [0, 1, 2, 6])).to_dict());"
        "print(claims['C10'].test()['M10a'].verdict)"
    )
    for archive, options in ((wheel, ()), (sdist, ("--no-deps", "--force-reinstall"))):
        run(*pip, *options, str(archive), cwd=tmp_path)
        printed = run(python, "-c", code, cwd=elsewhere).split("\n")
        assert printed[:3] == [str(data), "{'A': 2.5, 'B': 3.5}", "holds"]
        assert "M10a" in run(lilliput, "claims", "C10", cwd=elsewhere)
        powers = ("--year", "1962", "--powers", "USA,UKG,FRN,GFR,ITA", "--hub", "USA")
        assert "Binding premium" in run(lilliput, "premium", *powers, cwd=elsewhere)
