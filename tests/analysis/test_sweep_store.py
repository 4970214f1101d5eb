"""The store of a sweep: what is finished survives, and nothing that is damaged is believed."""

import errno
import os
import pickle
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lilliput.analysis.sweeps import locks
from lilliput.analysis.sweeps.errors import (
    DamagedStoreError,
    NotAStoreError,
    OtherSweepError,
    OtherVersionError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    SweepInterrupted,
)
from lilliput.analysis.sweeps.manifest import Manifest
from lilliput.analysis.sweeps.parts import Part, gaps, parts_in, read_part, write_part
from lilliput.analysis.sweeps.parts import _without_overlaps as without_overlaps
from lilliput.analysis.sweeps.results import Results
from lilliput.analysis.sweeps.store import Store, read_manifest
from lilliput.games.errors import InvalidArgumentError, LilliputError

PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


def made(**changes):
    fields = {
        "model": "C4.pool",
        "model_digest": "ab" * 32,
        "design": {"kind": "grid", "n": 1000},
        "design_digest": "cd" * 32,
        "size": 1000,
        "fixed": {"k": 2, "delta": 0.9},
        "parameters": [("m", "int"), ("bloc", "text")],
        "outputs": [("premium", "float"), ("holds", "bool"), ("verdict", "text")],
        "seed": 7,
    }
    return Manifest(**fields | changes)


def rows_of(manifest, start, stop):
    """Rows whose values depend on the point alone; every 50th failed."""
    points = np.arange(start, stop)
    fine = points % 50 != 49
    data = {
        "point": points,
        "m": points // 10,
        "bloc": ["EU" if p % 3 else "US" for p in points],
        "premium": [float(np.sin(p)) if ok else None for p, ok in zip(points, fine, strict=True)],
        "holds": [bool(p % 2) if ok else None for p, ok in zip(points, fine, strict=True)],
        "verdict": ["wins" if p % 7 else "loses" for p in points],
        "error": [None if ok else "DomainError" for ok in fine],
        "message": [None if ok else "no such point" for ok in fine],
    }
    data["verdict"] = [v if ok else None for v, ok in zip(data["verdict"], fine, strict=True)]
    schema = manifest.schema()
    arrays = [
        pa.array(data[f.name], pa.string()).dictionary_encode().cast(f.type)
        if pa.types.is_dictionary(f.type)
        else pa.array(data[f.name], f.type)
        for f in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)


def fill(store, *, block=100, leave=()):
    for start, stop in store.missing():
        for first in range(start, stop, block):
            if first not in leave:
                last = min(stop, first + block)
                write_part(store.folder, first, last, rows_of(store.manifest, first, last))


@pytest.fixture(scope="module")
def undisturbed():
    manifest = made()
    return Results.from_tables(manifest, [rows_of(manifest, 0, 1000)]).digest()


@pytest.fixture
def filled(tmp_path):
    with Store.open_for_writing(tmp_path / "store", made()) as store:
        fill(store)
    return tmp_path / "store"


def parts_of(path):
    return sorted((Path(path) / "parts").glob("*.parquet"))


def resumed(path, manifest=None):
    """Open again, say what is missing, fill it, and return that, the notes and the digest."""
    with Store.open_for_writing(path, manifest or made()) as store:
        missing = store.missing()
        fill(store)
        assert store.missing() == []
    return missing, store.notes, Results.open(path).digest()


# A part: whole or not there


def test_a_part_gives_back_its_rows_and_is_named_after_its_content(tmp_path):
    manifest = made()
    table = rows_of(manifest, 100, 200)
    path = write_part(str(tmp_path), 100, 200, table)
    assert re.fullmatch(r"000000000100-000000000200\.[0-9a-f]{16}\.parquet", Path(path).name)
    assert read_part(path).equals(table)
    assert read_part(path).schema.equals(manifest.schema(), check_metadata=False)
    assert write_part(str(tmp_path), 100, 200, table) == path
    assert parts_in(str(tmp_path)) == ([Part(100, 200, path)], [])


def test_constraints_may_leave_few_or_no_rows_to_a_part(tmp_path):
    table = rows_of(made(), 100, 200)
    few = table.filter(pa.array(np.arange(100) % 9 == 0))
    assert read_part(write_part(str(tmp_path), 100, 200, few)).equals(few)
    none = write_part(str(tmp_path), 200, 300, table.slice(0, 0))
    assert read_part(none).num_rows == 0
    assert [part[:2] for part in parts_in(str(tmp_path))[0]] == [(100, 200), (200, 300)]


@pytest.mark.parametrize(("start", "stop"), [(101, 200), (100, 199), (300, 400), (150, 150)])
def test_rows_of_other_positions_are_refused(tmp_path, start, stop):
    with pytest.raises(StoreError, match="must hold points of these positions"):
        write_part(str(tmp_path), start, stop, rows_of(made(), 100, 200))
    assert not list(tmp_path.iterdir())


def test_rows_out_of_order_are_refused(tmp_path):
    table = rows_of(made(), 0, 100)
    with pytest.raises(StoreError, match="in order"):
        write_part(str(tmp_path), 0, 100, table.take(list(range(99, -1, -1))))


@pytest.mark.parametrize(
    ("number", "kind"),
    [(errno.ENOSPC, StoreFullError), (errno.EDQUOT, StoreFullError), (errno.EIO, StoreError)],
)
def test_an_error_of_the_disk_leaves_nothing_of_the_part(tmp_path, monkeypatch, number, kind):
    def broken(_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(StoreError, match=r"goes on where it stopped|make the same call again") as e:
        write_part(str(tmp_path), 0, 100, rows_of(made(), 0, 100))
    assert type(e.value) is kind
    assert os.strerror(number) in str(e.value)
    assert not list(tmp_path.iterdir())


def test_ctrl_c_while_writing_leaves_nothing_of_the_part(tmp_path, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_part(str(tmp_path), 0, 100, rows_of(made(), 0, 100))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_an_error_and_holds_no_parts(tmp_path):
    with pytest.raises(StoreError, match="No such file"):
        write_part(str(tmp_path / "gone"), 0, 100, rows_of(made(), 0, 100))
    assert parts_in(str(tmp_path / "gone")) == ([], [])


# Damage of every kind is seen, put aside, and computed anew


def test_a_finished_store_opens_with_nothing_to_do(filled, undisturbed):
    assert resumed(filled) == ([], [], undisturbed)


def cut_off(path):
    path.write_bytes(path.read_bytes()[:-100])


def emptied(path):
    path.write_bytes(b"")


def one_bit_flipped(path):
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 4
    path.write_bytes(content)


def replaced_by_noise(path):
    path.write_bytes(b"no parquet" * 50)


@pytest.mark.parametrize("damage", [cut_off, emptied, one_bit_flipped, replaced_by_noise])
def test_a_damaged_part_is_put_aside_and_computed_anew(filled, undisturbed, damage):
    victim = parts_of(filled)[4]
    damage(victim)
    left = victim.read_bytes()
    results = Results.open(filled)
    assert (len(results), results.complete) == (900, False)
    assert "hash" in results.problems[0][1]
    missing, notes, digest = resumed(filled)
    assert missing == [(400, 500)]
    assert digest == undisturbed
    assert len(notes) == 1
    assert victim.name in notes[0]
    assert "cut off or changed" in notes[0]
    assert (filled / "damaged" / victim.name).read_bytes() == left


def test_every_flipped_bit_is_seen(tmp_path):
    path = Path(write_part(str(tmp_path), 0, 100, rows_of(made(), 0, 100)))
    content = path.read_bytes()
    for place in range(0, len(content), 37):
        changed = bytearray(content)
        changed[place] ^= 1 << (place % 8)
        path.write_bytes(changed)
        good, bad = parts_in(str(tmp_path))
        assert good == []
        assert [name for name, _ in bad] == [str(path)]
    path.write_bytes(content)
    assert len(parts_in(str(tmp_path))[0]) == 1


def test_a_changed_page_is_seen_when_it_is_read_without_its_hash(tmp_path):
    path = Path(write_part(str(tmp_path), 0, 100, rows_of(made(), 0, 100)))
    content = bytearray(path.read_bytes())
    place = content.find(np.float64(np.sin(1.0)).tobytes()[-1:], 200)
    content[place] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedStoreError, match="same sweep again with the same store"):
        read_part(str(path))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("000000000000-000000000100.0123456789abcdef.parquet", "hash in its name"),
        ("000000000100-000000000000.0123456789abcdef.parquet", "not that of a part"),
        ("00000000000000-000000000100.0123456789abcdef.parquet", "not that of a part"),
        ("part-0.parquet", "not that of a part"),
        (".000000000000-000000000100.77-abcd.tmp", "unfinished"),
    ],
)
def test_files_that_are_no_parts_are_put_aside(filled, undisturbed, name, reason):
    (filled / "parts" / name).write_bytes(b"rubbish")
    missing, notes, digest = resumed(filled)
    assert (missing, digest) == ([], undisturbed)
    assert len(notes) == 1
    assert reason in notes[0]
    assert [p.read_bytes() for p in (filled / "damaged").iterdir()] == [b"rubbish"]


def test_files_of_one_name_are_all_kept_aside(filled):
    for content in (b"first", b"second", b"third"):
        (filled / "parts" / "notes.txt").write_bytes(content)
        resumed(filled)
    kept = {p.name: p.read_bytes() for p in (filled / "damaged").iterdir()}
    assert kept == {"notes.txt": b"first", "notes.txt.1": b"second", "notes.txt.2": b"third"}


def test_a_part_of_another_sweep_is_not_believed(filled, undisturbed):
    other = made(seed=8)
    parts_of(filled)[2].unlink()
    write_part(str(filled / "parts"), 200, 300, rows_of(other, 200, 300))
    assert "another sweep" in Results.open(filled).problems[0][1]
    missing, notes, digest = resumed(filled)
    assert (missing, digest) == ([(200, 300)], undisturbed)
    assert "of another sweep" in notes[0]


def test_overlapping_parts_count_once(filled, undisturbed):
    write_part(str(filled / "parts"), 50, 250, rows_of(made(), 50, 250))
    assert Results.open(filled).digest() == undisturbed
    missing, notes, digest = resumed(filled)
    assert (missing, digest) == ([], undisturbed)
    assert "overlaps" in notes[0]


def test_a_part_that_a_stray_worker_finishes_late_is_put_aside_at_the_end(tmp_path, undisturbed):
    manifest = made()
    with Store.open_for_writing(tmp_path, manifest) as store:
        fill(store)
        write_part(store.folder, 0, 150, rows_of(manifest, 0, 150))
    assert len(parts_of(tmp_path)) == 10
    assert "overlaps" in store.notes[0]
    assert Results.open(tmp_path).digest() == undisturbed


intervals = st.lists(
    st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda x: (x[0], x[0] + x[1])), max_size=7
)


@given(intervals)
def test_those_parts_are_kept_that_cover_most(pairs):
    parts = [Part(start, stop, f"{i}") for i, (start, stop) in enumerate(pairs)]
    kept = without_overlaps(parts)
    assert all(a.stop <= b.start for a, b in pairwise(kept))
    best = 0
    for chosen in range(1 << len(parts)):
        some = [part for i, part in enumerate(parts) if chosen >> i & 1]
        positions = [x for part in some for x in range(part.start, part.stop)]
        if len(set(positions)) == len(positions):
            best = max(best, len(positions))
    assert sum(part.stop - part.start for part in kept) == best


@given(intervals, st.integers(0, 20))
def test_what_is_missing_is_the_complement(pairs, size):
    kept = without_overlaps([Part(start, stop, f"{i}") for i, (start, stop) in enumerate(pairs)])
    covered = {x for part in kept for x in range(part.start, part.stop)}
    missing = gaps(kept, size)
    assert [x for start, stop in missing for x in range(start, stop)] == [
        x for x in range(size) if x not in covered
    ]
    assert all(a[1] < b[0] for a, b in pairwise(missing))


# The manifest


def test_a_manifest_survives_its_text():
    manifest = made(fixed={"w": np.float64(0.5), "tags": {"b", "a"}, "x": (1, np.int64(2))})
    again = Manifest.from_json(manifest.to_json())
    assert again == manifest
    assert hash(again) == hash(manifest)
    assert again.to_json() == manifest.to_json()
    assert again.fixed == {"w": 0.5, "tags": ["a", "b"], "x": [1, 2]}


def test_only_the_time_of_its_making_is_no_part_of_the_identity():
    manifest = made()
    assert replace(manifest, created="2001-01-01T00:00:00+00:00").identity == manifest.identity
    changes = {
        "model": "C5",
        "model_digest": "00",
        "design": {"kind": "sobol"},
        "design_digest": "00",
        "size": 1001,
        "fixed": {"k": 3, "delta": 0.9},
        "parameters": [("m", "float"), ("bloc", "text")],
        "outputs": [("premium", "float")],
        "seed": None,
        "version": "9.9",
    }
    identities = {made(**{name: value}).identity for name, value in changes.items()}
    assert len(identities | {manifest.identity}) == len(changes) + 1


def test_what_differs_is_said_down_to_the_values_of_a_design():
    def limited(levels, text):
        grid = {"kind": "grid", "levels": levels}
        return made(design={"kind": "where", "design": grid, "constraints": [{"text": text}]})

    mine, theirs = limited({"m": [1, 2]}, "m < 2"), limited({"m": [1, 3], "k": [0]}, "m < 3")
    assert mine.differences(theirs) == [
        "design levels m: [1, 2], not [1, 3]",
        "design levels k: nothing, not [0]",
        'design constraints: [{"text": "m < 2"}], not [{"text": "m < 3"}]',
    ]
    assert mine.differences(mine) == []
    assert repr(mine) == "Manifest(C4.pool on a grid of 1,000 points under constraints)"


def test_the_schema_has_the_kinds_of_the_columns():
    text = pa.dictionary(pa.int32(), pa.string())
    schema = made(parameters=[("a", "float"), ("b", "int"), ("c", "bool"), ("d", "text")]).schema()
    assert dict(zip(schema.names, schema.types, strict=True)) == {
        "point": pa.int64(),
        "a": pa.float64(),
        "b": pa.int64(),
        "c": pa.bool_(),
        "d": text,
        "premium": pa.float64(),
        "holds": pa.bool_(),
        "verdict": text,
        "error": text,
        "message": text,
    }


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"outputs": [("m", "float")]}, "an output is called 'm', which is the name of a param"),
        ({"parameters": [("error", "text")]}, "'error', which is the name of a column of every"),
        ({"parameters": [("m", "complex")]}, "m must be of a kind among float, int, bool, text"),
        ({"outputs": [("m", "int")]}, "m must be of a kind among float, bool, text"),
        ({"outputs": [("", "float")]}, "must be non-empty text"),
    ],
)
def test_columns_that_cannot_be_are_refused(changes, message):
    with pytest.raises(InvalidArgumentError, match=message):
        made(**changes)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("", DamagedStoreError, "is damaged"),
        (made().to_json()[:-200], DamagedStoreError, "is damaged"),
        (made().to_json().replace('"size": 1000', '"size": 1001'), DamagedStoreError, "identity"),
        (made().to_json().replace('"size"', '"Size"'), DamagedStoreError, "KeyError"),
        (made().to_json().replace('"float"', '"double"'), DamagedStoreError, "kind among"),
        ('{"name": "extension"}', NotAStoreError, "not written by a sweep"),
        ("[1, 2]", NotAStoreError, "not written by a sweep"),
        (
            made(version="7.1").to_json().replace('format_version": 1', 'format_version": 2'),
            StoreError,
            r"format 2 and was written by lilliput 7\.1; this is lilliput .* reads format 1",
        ),
    ],
)
def test_a_manifest_that_is_not_one_is_refused(tmp_path, text, kind, message):
    (tmp_path / "manifest.json").write_text(text)
    for action in (
        lambda: read_manifest(tmp_path),
        lambda: Results.open(tmp_path),
        lambda: resumed(tmp_path),
    ):
        with pytest.raises(StoreError, match=message) as caught:
            action()
        assert type(caught.value) is kind
        assert "store" in str(caught.value)
    assert (tmp_path / "manifest.json").read_text() == text


@pytest.mark.parametrize("content", [None, b"", made().to_json()[:300].encode(), b"\xff\x00 no"])
def test_a_lost_manifest_is_written_again_when_the_parts_prove_it(filled, undisturbed, content):
    manifest = filled / "manifest.json"
    manifest.unlink()
    if content is not None:
        manifest.write_bytes(content)
    missing, notes, digest = resumed(filled)
    assert (missing, digest) == ([], undisturbed)
    assert read_manifest(filled) == made()
    if content is not None:
        assert "all parts say that they are of this sweep" in notes[0]
        assert (filled / "damaged" / "manifest.json").read_bytes() == content


@pytest.mark.parametrize("content", [None, b"half of a mani"])
def test_a_lost_manifest_is_not_written_for_another_sweep(filled, content):
    (filled / "manifest.json").unlink()
    if content is not None:
        (filled / "manifest.json").write_bytes(content)
    before = parts_of(filled)
    with pytest.raises(DamagedStoreError, match="give another store"):
        resumed(filled, made(seed=8))
    assert parts_of(filled) == before


def test_another_version_is_refused_and_both_are_named(filled, undisturbed):
    with pytest.raises(OtherVersionError) as caught:
        resumed(filled, made(version="99.1"))
    message = str(caught.value)
    assert f"lilliput {made().version} wrote it, this is lilliput 99.1" in message
    assert "Results.open reads" in message
    assert "another store" in message
    assert Results.open(filled).digest() == undisturbed


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"model": "C5.charter"}, "model: C5.charter, not C4.pool"),
        ({"model_digest": "ff"}, "the definition of C4.pool is another one"),
        ({"design": {"kind": "grid", "n": 10}}, "design n: 10, not 1000"),
        ({"design": {"kind": "sobol"}}, "design kind: sobol, not grid; design n: nothing, not 100"),
        ({"design_digest": "ff"}, "the digest of the design is another one"),
        ({"size": 1024}, "positions: 1024, not 1000"),
        ({"fixed": {"k": 3, "delta": 0.9}}, "fixed k: 3, not 2"),
        ({"seed": 8}, "seed: 8, not 7"),
        ({"outputs": [("x", "bool")]}, r"outputs: x \(bool\), not premium, holds \(bool\)"),
        ({"seed": 8, "version": "99.1"}, "seed: 8, not 7; lilliput .* this is lilliput 99.1"),
    ],
)
def test_another_sweep_is_refused_naming_both_and_what_differs(filled, changes, said):
    with pytest.raises(OtherSweepError, match=said) as caught:
        resumed(filled, made(**changes))
    message = str(caught.value)
    assert "there C4.pool on a grid of 1,000 points, seed 7" in message
    assert f"here {changes.get('model', 'C4.pool')} on a" in message
    assert "Give another store" in message
    assert read_manifest(filled) == made()


# Folders


def test_a_folder_with_other_files_is_no_store(tmp_path):
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(NotAStoreError, match=r"1 other file \(thesis.tex\)"):
        resumed(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]
    with pytest.raises(NotAStoreError, match=r"has no manifest.json"):
        Results.open(tmp_path)


@pytest.mark.parametrize("path", [5, b"bytes", ""])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(InvalidArgumentError, match="store must be the name of a folder"):
        resumed(path)
    with pytest.raises(InvalidArgumentError, match="store must be the name of a folder"):
        Results.open(path)


@pytest.mark.parametrize("path", ["~/runs", "runs", "with spaces/ü 本"])
def test_paths_are_those_of_the_user_whatever_the_folder_of_work(
    tmp_path, monkeypatch, undisturbed, path
):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert resumed(path)[2] == undisturbed
    assert (tmp_path / path.removeprefix("~/") / "manifest.json").exists()
    results = Results.open(path)
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert results.digest() == undisturbed


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_file_is_no_store(tmp_path, name):
    (tmp_path / "file").touch()
    with pytest.raises(NotAStoreError, match="must be a folder"):
        resumed(tmp_path / name)
    with pytest.raises(NotAStoreError):
        Results.open(tmp_path / name)


def test_a_new_store_is_made_with_its_folders(tmp_path, undisturbed):
    assert resumed(tmp_path / "a" / "b")[::2] == ([(0, 1000)], undisturbed)
    assert sorted(p.name for p in (tmp_path / "a" / "b").iterdir()) == [
        "lock",
        "manifest.json",
        "parts",
    ]


def test_the_manifest_of_a_store_keeps_the_time_of_its_making(filled):
    created = read_manifest(filled).created
    with Store.open_for_writing(filled, made(created="2001-01-01")) as store:
        assert store.manifest.created == created


@pytest.fixture
def mounted(tmp_path):
    """Return a function that mounts a small disk in memory, or skips."""
    with ExitStack() as stack:

        def mount(size):
            folder = tmp_path / "disk"
            folder.mkdir()
            command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
            if not shutil.which("mount") or subprocess.run(command, capture_output=True).returncode:
                pytest.skip("no right to mount a small disk")
            stack.callback(subprocess.run, ["umount", "-l", str(folder)], check=True)
            return folder

        yield mount


def remount(folder, option):
    subprocess.run(["mount", "-o", f"remount,{option}", str(folder)], check=True)


def test_a_full_disk_loses_nothing_and_the_sweep_goes_on(mounted, undisturbed):
    disk = mounted(8 * PAGE)
    manifest = made()
    with (
        pytest.raises(StoreFullError, match=r"No space left on device.*goes on where it stopped"),
        Store.open_for_writing(disk, manifest) as store,
    ):
        fill(store)
    kept = len(parts_of(disk))
    assert 0 < kept < 10
    assert not list((disk / "parts").glob(".*"))
    assert len(Results.open(disk)) == kept * 100
    remount(disk, f"size={200 * PAGE}")
    missing, notes, digest = resumed(disk)
    assert (missing, notes, digest) == ([(kept * 100, 1000)], [], undisturbed)


def test_a_disk_that_is_full_from_the_start_says_so(mounted):
    disk = mounted(4 * PAGE)
    (disk / "other").write_bytes(b"x" * 3 * PAGE)
    with pytest.raises(StoreFullError, match="Free some space"):
        resumed(disk / "store")


def test_a_disk_that_cannot_be_written_can_be_read(mounted, undisturbed):
    disk = mounted(200 * PAGE)
    resumed(disk / "store")
    remount(disk, "ro")
    try:
        for path in (disk / "store", disk / "new"):
            with pytest.raises(StoreError, match=r"Read-only file system.*readable and writable"):
                resumed(path)
        results = Results.open(disk / "store")
        assert results.digest() == undisturbed
        assert results.verify().empty
    finally:
        remount(disk, "rw")


# One writer at a time


HOLDER = """
import sys, time
from lilliput.analysis.sweeps.locks import locked
from pathlib import Path
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""

FORKER = """
import os, sys, time
from lilliput.analysis.sweeps.locks import locked
from pathlib import Path
with locked(Path(sys.argv[1])):
    child = os.fork()
    if not child:
        time.sleep(20)
        os._exit(0)
    print(child, flush=True)
    time.sleep(60)
"""

WRITER = """
import sys
sys.path.insert(0, sys.argv[2])
from test_sweep_store import Store, fill, made
with Store.open_for_writing(sys.argv[1], made()) as store:
    print("held", flush=True)
    while True:
        fill(store, block=1)
"""


@pytest.fixture
def started():
    """Return a function that starts a process and waits for its first line."""
    with ExitStack() as stack:

        def start(script, *arguments):
            process = stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-c", script, *map(str, arguments)],
                    stdout=subprocess.PIPE,
                    text=True,
                )
            )
            stack.callback(process.kill)
            return process, process.stdout.readline().strip()

        yield start


def test_a_second_process_is_told_who_writes_and_a_killed_one_leaves_no_lock(
    filled, undisturbed, started
):
    process, said = started(HOLDER, filled)
    assert said == "held"
    with pytest.raises(StoreLockedError) as caught:
        resumed(filled)
    message = str(caught.value)
    assert f"being written by process {process.pid} on " in message
    assert re.search(r"since 20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00; it still lives", message)
    assert "Results.open reads what is finished" in message
    assert Results.open(filled).digest() == undisturbed
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert resumed(filled) == ([], [], undisturbed)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_forked_children_do_not_keep_the_lock_of_a_killed_parent(filled, started):
    process, child = started(FORKER, filled)
    process.kill()
    process.wait()
    os.kill(int(child), 0)  # it lives
    try:
        assert resumed(filled)[0] == []
    finally:
        os.kill(int(child), signal.SIGKILL)


def test_a_process_cannot_write_a_store_twice_at_once(filled):
    with (
        Store.open_for_writing(filled, made()),
        pytest.raises(StoreLockedError, match="this very process"),
    ):
        resumed(filled)
    assert resumed(filled)[0] == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("1\nelsewhere.example\n2026-01-01T00:00:00+00:00\n", "cannot be seen from this machine"),
        ("999999999\n{host}\n2026-01-01T00:00:00+00:00\n", "it no longer lives"),
        ("", "process \\(unknown\\) on \\(unknown\\)"),
    ],
)
def test_the_holder_is_named_as_far_as_is_known(filled, text, said):
    with Store.open_for_writing(filled, made()):
        (filled / "lock").write_text(text.format(host=socket.gethostname()))
        with pytest.raises(StoreLockedError, match=said):
            resumed(filled)


def test_without_system_locks_the_file_is_the_lock(filled, monkeypatch):
    monkeypatch.setattr(locks, "fcntl", None)
    (filled / "lock").unlink()
    with Store.open_for_writing(filled, made()):
        with pytest.raises(StoreLockedError, match=r"remove .*lock"):
            resumed(filled)
        assert (filled / "lock").exists()
    assert not (filled / "lock").exists()
    assert resumed(filled)[0] == []


@pytest.mark.parametrize("number", [errno.ENOSYS, errno.ENOLCK])
def test_a_file_system_without_locks_has_a_file_instead(filled, monkeypatch, number):
    def refused(*_):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(locks.fcntl, "flock", refused)
    with Store.open_for_writing(filled, made()):
        held = re.escape(str(filled / "lock.held"))
        with pytest.raises(StoreLockedError, match=f"this very process.*remove '{held}'"):
            resumed(filled)
    assert not (filled / "lock.held").exists()
    assert resumed(filled)[0] == []


def test_a_writer_killed_at_any_time_leaves_whole_parts(tmp_path, undisturbed, started):
    process, said = started(WRITER, tmp_path / "store", Path(__file__).parent)
    assert said == "held"
    while len(parts_of(tmp_path / "store")) < 20 and process.poll() is None:
        time.sleep(0.005)
    process.kill()
    process.wait()
    finished = len(parts_of(tmp_path / "store"))
    assert 20 <= finished < 1000
    results = Results.open(tmp_path / "store")
    assert len(results) == finished
    assert results.problems == ()
    missing, notes, digest = resumed(tmp_path / "store")
    assert sum(stop - start for start, stop in missing) == 1000 - finished
    assert all("unfinished" in note for note in notes)
    assert digest == undisturbed


def test_finished_points_can_be_read_while_others_are_computed(tmp_path):
    with Store.open_for_writing(tmp_path, made()) as store:
        fill(store, leave={300, 700})
        (tmp_path / "parts" / ".000000000300-000000000400.1-ab.tmp").write_bytes(b"half")
        results = Results.open(tmp_path)
        assert (len(results), results.done, results.complete) == (800, 800, False)
        assert results.problems == ()
        assert store.missing() == [(300, 400), (700, 800)]


# Errors


@pytest.mark.parametrize(
    "error",
    [
        StoreError("x"),
        StoreFullError("x"),
        StoreLockedError("x"),
        OtherSweepError("x"),
        DamagedStoreError("x"),
        SweepInterrupted(3, 9, "runs"),
        SweepInterrupted(3, 9),
    ],
)
def test_errors_travel_between_processes(error):
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)
    assert isinstance(again, LilliputError)


def test_an_interruption_says_how_to_go_on():
    with pytest.raises(KeyboardInterrupt, match=r"after 3 of 9 points.*Results.open\('runs'\)"):
        raise SweepInterrupted(3, 9, "runs")
    assert "give the sweep a store" in str(SweepInterrupted(3, 9))
