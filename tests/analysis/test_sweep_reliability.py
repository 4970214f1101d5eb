"""What can happen to a sweep: killed parents and workers, crashes, hangs, full disks, Ctrl-C.

Each is done for real, in processes of its own. Models append each point they compute to a file, so
that "computed once" can be counted; a completed store has the digest of an undisturbed serial run.
"""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from lilliput.analysis.designs import grid, sobol
from lilliput.analysis.sweeps import Results, sweep, vectorised

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

PRELUDE = """
import ctypes, os, re, signal, sys, time
import numpy as np
from lilliput.analysis.designs import grid, sobol
from lilliput.analysis.sweeps import sweep, vectorised
from lilliput.games.errors import LilliputWarning

FOLDER = {folder!r}

def note(x):
    with open(FOLDER + "/computed", "a") as file:
        file.write(f"{{x}}\\n")

def line(n):
    return grid({{"x": range(n)}})
"""


class Script:
    """A program in a folder, run as a process of its own."""

    def __init__(self, folder: Path, body: str) -> None:
        self.folder, self.store = folder, folder / "store"
        self.path = folder / "program.py"
        text = PRELUDE.format(folder=str(folder)) + textwrap.dedent(body)
        self.path.write_text(text)

    def start(self, *arguments: Path) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, self.path, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=self.folder,
            start_new_session=True,
            # as a shell's background job the tests themselves would ignore Ctrl-C
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )

    def run(self, *arguments: Path) -> tuple[int, str, str]:
        process = self.start(*arguments)
        out, err = process.communicate(timeout=100)
        return process.returncode, out, err

    def computed(self) -> Counter:
        path = self.folder / "computed"
        return Counter(map(int, path.read_text().split())) if path.exists() else Counter()

    def parts(self) -> list[Path]:
        return list(self.store.glob("parts/*.parquet"))

    def stored(self) -> set[int]:
        if not (self.store / "manifest.json").exists():
            return set()
        return set(Results.open(self.store).to_arrow(["point"]).column("point").to_pylist())


def wait_for(condition, seconds=60.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


def children_of(pid: int) -> list[int]:
    """The workers of a process (not loky's helper that tracks resources)."""
    import psutil

    found = psutil.Process(pid).children(recursive=True)
    return [p.pid for p in found if "popen_loky" in " ".join(p.cmdline())]


STEADY = """
def model(x):
    note(x)
    time.sleep(0.004)
    return {{"y": x * x, "even": x % 2 == 0, "t": "ab"[x % 2]}}

if __name__ == "__main__":
    results = sweep(model, line(600), store=FOLDER + "/store", progress=False{options})
    print(results.digest(), len(results))
"""


@pytest.fixture(scope="module")
def undisturbed() -> str:
    """The digest of the same sweep, done in one go and one process."""

    def model(x):
        return {"y": x * x, "even": x % 2 == 0, "t": "ab"[x % 2]}

    return sweep(model, grid({"x": range(600)}), progress=False, workers=1).digest()


@pytest.mark.slow
@pytest.mark.parametrize("options", [", workers=1, block_size=40", ", workers=2, block_size=25"])
def test_kill_9_of_the_parent(undisturbed, tmp_path, options):
    script = Script(tmp_path, STEADY.format(options=options))
    process = script.start()
    wait_for(lambda: len(script.parts()) >= 4)
    workers = children_of(process.pid)
    process.kill()
    process.wait()
    wait_for(lambda: not any(Path(f"/proc/{pid}/stat").exists() for pid in workers))
    finished = script.stored()
    assert 100 <= len(finished) < 600
    code, out, err = Script(tmp_path, STEADY.format(options=", workers=1, block_size=70")).run()
    assert code == 0, err
    assert out.split() == [undisturbed, "600"]
    computed = script.computed()
    assert all(computed[point] == 1 for point in finished)
    assert all(computed[point] >= 1 for point in range(600))


@pytest.mark.slow
def test_kill_9_of_a_worker(undisturbed, tmp_path):
    script = Script(tmp_path, STEADY.format(options=", workers=2, block_size=50"))
    process = script.start()
    wait_for(lambda: len(script.parts()) >= 2)
    os.kill(children_of(process.pid)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=100)
    assert process.returncode == 0, err
    assert out.split() == [undisturbed, "600"]
    assert max(script.computed().values()) <= 2


@pytest.mark.slow
def test_points_that_take_their_worker_along(tmp_path):
    body = """
    ENDS = {
        138: lambda: ctypes.string_at(0),
        299: lambda: os.kill(os.getpid(), 9),
    }

    def model(x):
        if x in ENDS:
            note(x)
            ENDS[x]()
        return x + 1

    if __name__ == "__main__":
        results = sweep(model, line(400), workers=2, block_size=100, progress=False)
        assert results.failures["error"].to_dict() == dict.fromkeys(ENDS, "WorkerLost")
        print(results.to_pandas()["value"].tolist() == [x + 1 for x in range(400) if x not in ENDS])
    """
    script = Script(tmp_path, body)
    code, out, err = script.run()
    assert (code, out) == (0, "True\n"), err
    assert script.computed() == {138: 2, 299: 2}
    assert "2 of 400 points failed: WorkerLost 2" in err


@pytest.mark.slow
def test_a_first_point_that_takes_its_worker_along_and_a_vectorised_one(tmp_path):
    body = """
    def model(x):
        if x == 0:
            os._exit(3)
        return x + 1

    @vectorised
    def arrays(x):
        if (x == 1).any():
            os._exit(3)
        return x + 1

    if __name__ == "__main__":
        for f, bad, n, folder in ((model, 0, 8, None), (arrays, 1, 2, FOLDER + "/store")):
            results = sweep(f, line(n), workers=2, progress=False, store=folder)
            assert results.failures["error"].to_dict() == {bad: "WorkerLost"}
            frame = results.to_pandas()
            assert (frame["value"] == frame["x"] + 1).all() and len(frame) == n - 1
        print("fine")
    """
    code, out, err = Script(tmp_path, body).run()
    assert (code, out) == (0, "fine\n"), err


@pytest.mark.slow
def test_points_that_never_return(tmp_path):
    body = """
    def stubborn():
        while True:
            try:
                while True: pass
            except BaseException:
                pass

    def spinning():
        while True: pass

    NEVER = {
        11: spinning,
        31: stubborn,
        32: lambda: time.sleep(10**6),
        51: lambda: re.match("(a*)*b", "a" * 40),
        71: lambda: ctypes.CDLL(None).pause() or time.sleep(10**6),
    }

    def model(x):
        NEVER.get(x, int)()
        return x + 1

    @vectorised
    def arrays(x):
        for hang in (11, 51):
            if (x == hang).any():
                NEVER[hang]()
        return x + 1

    def check(results, late, n):
        assert results.failures["error"].to_dict() == dict.fromkeys(late, "TimeLimitExceeded")
        assert set(results.failures["message"]) == {"no result within time_limit=0.3 seconds"}
        assert results.to_pandas()["value"].tolist() == [x + 1 for x in range(n) if x not in late]

    if __name__ == "__main__":
        options = dict(time_limit=0.3, progress=False)
        check(sweep(model, line(90), store=FOLDER + "/store", **options), NEVER, 90)
        check(sweep(arrays, line(52), block_size=10, **options), (11, 51), 52)
        print("fine")
    """
    code, out, err = Script(tmp_path, body).run()
    assert (code, out) == (0, "fine\n"), err


@pytest.mark.slow
@pytest.mark.parametrize("options", ["workers=1, block_size=50", "workers=2, block_size=50"])
def test_ctrl_c(undisturbed, tmp_path, options):
    script = Script(tmp_path, STEADY.format(options=", " + options))
    process = script.start()
    wait_for(lambda: len(script.parts()) >= 3)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to parent and workers
    _, err = process.communicate(timeout=60)
    assert process.returncode not in (0, -signal.SIGKILL)
    finished = script.stored()
    assert f"SweepInterrupted: stopped after {len(finished):,} of 600 points" in err
    assert "the same call with the same store goes on from there" in err
    assert err.count("Traceback") <= 2  # that of the interrupt, and ours; none of workers
    code, out, err = Script(tmp_path, STEADY.format(options=", workers=1")).run()
    assert code == 0, err
    assert out.split() == [undisturbed, "600"]
    assert all(script.computed()[point] == 1 for point in finished)


@pytest.mark.slow
def test_ctrl_c_at_the_worst_moments(tmp_path):
    """In the middle of a message, and when a worker is neither at work nor idle."""
    body = """
    from multiprocessing.connection import Connection
    from lilliput.analysis.sweeps.pools import Pool

    read, ended = Connection.recv_bytes, Pool._ended

    def torn(self):
        if (message := read(self)) and len(message) < 100:  # that it is ready
            return message
        raise KeyboardInterrupt

    def lost(self, worker):
        if found := ended(self, worker):
            self._idle.remove(worker)
            raise KeyboardInterrupt
        return found

    def stop():
        try:
            sweep(model, line(50), workers=2, block_size=50, progress=False)
        except KeyboardInterrupt as error:
            sys.last_value = error  # as at a prompt, where frames live on
            print(type(error).__name__)

    def model(x):
        return x

    if __name__ == "__main__":
        Connection.recv_bytes = torn
        stop()
        Connection.recv_bytes, Pool._ended = read, lost
        stop()
    """
    code, out, err = Script(tmp_path, body).run()
    assert (code, out) == (0, "SweepInterrupted\nSweepInterrupted\n"), err


@pytest.mark.slow
def test_an_interrupted_serial_block_keeps_its_points(tmp_path):
    body = """
    def model(x):
        note(x)
        if x == 230 and not os.path.exists(FOLDER + "/again"):
            open(FOLDER + "/again", "w").close()
            signal.raise_signal(signal.SIGINT)
        return x

    if __name__ == "__main__":
        sweep(model, line(300), store=FOLDER + "/store", progress=False, block_size=300, workers=1)
    """
    script = Script(tmp_path, body)
    code, _, err = script.run()
    assert code != 0
    assert "stopped after 230 of 300 points" in err
    assert script.run()[0] == 0
    assert script.computed() == Counter({**dict.fromkeys(range(300), 1), 230: 2})


@pytest.mark.slow
def test_two_processes_with_the_same_store(undisturbed, tmp_path):
    script = Script(tmp_path, STEADY.format(options=", workers=1, block_size=50"))
    process = script.start()
    wait_for(lambda: len(script.parts()) >= 1)
    code, _, err = script.run()
    assert code != 0
    assert f"is being written by process {process.pid}" in err
    out, err = process.communicate(timeout=60)
    assert out.split() == [undisturbed, "600"], err
    assert set(script.computed().values()) == {1}


@pytest.fixture
def small_disk(tmp_path):
    """A file system of 1 MiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True, text=True
    )
    if made.returncode:
        pytest.skip(f"cannot mount a small file system: {made.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_a_full_disk(tmp_path, small_disk, workers):
    body = f"""
    @vectorised
    def model(x):
        return {{"y": np.sin(x * 1.1), "z": np.cos(x * 1.3)}}

    if __name__ == "__main__":
        design = sobol({{"x": (0, 1)}}, n=2**17, seed=1)
        results = sweep(model, design, store=sys.argv[1], progress=False, block_size=5_000,
                        workers={workers})
        print(results.digest())
    """

    def same(x):
        return {"y": np.sin(x * 1.1), "z": np.cos(x * 1.3)}

    script, store = Script(tmp_path, body), small_disk / "store"
    code, _, err = script.run(store)
    assert code != 0
    assert "StoreFullError" in err
    done = len(Results.open(store))
    assert 0 < done < 2**17
    assert f"StoreFullError: {done:,} of 131,072 points are stored" in err
    assert "no space left" in err
    subprocess.run(["mount", "-o", "remount,size=32m", small_disk], check=True)
    code, out, err = script.run(store)
    assert code == 0, err
    design = sobol({"x": (0, 1)}, n=2**17, seed=1)
    assert out.strip() == sweep(vectorised(same), design, progress=False).digest()


@pytest.mark.slow
def test_functions_of_main_travel_without_a_guard(tmp_path):
    """A script without `if __name__ == "__main__"` does not start itself again in its workers."""
    body = """
    scale = 3
    def inner(x):
        return scale * x
    results = sweep(lambda x: inner(x), line(50), workers=2, progress=False, block_size=50)
    print(results.to_pandas()["value"].sum())
    """
    code, out, err = Script(tmp_path, body).run()
    assert (code, out) == (0, "3675.0\n"), err
