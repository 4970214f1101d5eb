"""Parts of a store: one parquet file a block of points, whole or not there.

A part is named after the positions it covers and the hash of its own bytes, so that its name
proves its content. It is written under a temporary name, flushed to the disk and then renamed.
These functions run inside the workers, on whatever machine can see the folder.
"""

import contextlib
import errno
import os
import re
import secrets
from bisect import bisect_right
from collections.abc import Iterable
from hashlib import file_digest, sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from lilliput.analysis.sweeps.errors import DamagedStoreError, StoreError, StoreFullError
from lilliput.analysis.sweeps.manifest import IDENTITY_KEY
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Part", "filesystem_error", "parts_in", "read_part", "sync_folder", "write_part"]

_NAME = re.compile(r"(\d{12,})-(\d{12,})\.([0-9a-f]{16})\.parquet")
_FULL = (errno.ENOSPC, errno.EDQUOT)
_TEMPORARY = ".tmp"


class Part(NamedTuple):
    """The file that holds the points of positions `start` … `stop` − 1."""

    start: int
    stop: int
    path: str


def write_part(folder: str, start: int, stop: int, table: Any) -> str:
    """Store a block of points; the file is whole and on the disk when this returns.

    Parameters
    ----------
    folder
        Where the parts of the store lie.
    start, stop
        Positions that the block covers; the table may have fewer rows, because constraints leave
        points out.
    table
        Arrow table of the manifest's schema, in order of ``point``.

    Returns
    -------
    str
        The path of the part.

    Raises
    ------
    StoreFullError
        When the disk is full; nothing is left of the part, and what was finished stays.
    StoreError
        When the folder cannot be written, or the table does not belong to these positions.
    """
    _check_points(table, start, stop)
    content = _parquet_bytes(table)
    name = f"{start:012d}-{stop:012d}.{sha256(content).hexdigest()[:16]}.parquet"
    final = os.path.join(folder, name)
    token = f"{os.getpid()}-{secrets.token_hex(4)}"
    temporary = os.path.join(folder, f".{start:012d}-{stop:012d}.{token}{_TEMPORARY}")
    try:
        try:
            with open(temporary, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, final)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
            raise
        sync_folder(folder)
    except OSError as error:
        raise filesystem_error(error, folder, f"points {start:,} to {stop - 1:,}") from None
    return final


def read_part(path: str, columns: list[str] | None = None) -> Any:
    """Return the rows of a part as an Arrow table, or some of its columns.

    Raises
    ------
    DamagedStoreError
        When the file is missing, cut off or changed (every page carries a checksum).
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, page_checksum_verification=True, memory_map=False) as file:
            return file.read(columns=columns)
    except FileNotFoundError:
        raise DamagedStoreError(
            f"part {path!r} has gone since these results were opened: open them again"
        ) from None
    except Exception as error:  # damaged bytes make readers raise whatever they like
        raise DamagedStoreError(
            f"part {path!r} is damaged: {error}. Run the same sweep again with the same store: "
            "it puts the part aside and computes its points anew"
        ) from None


def parts_in(
    folder: str, verify: bool = True, *, identity: str | None = None
) -> tuple[list[Part], list[tuple[str, str]]]:
    """Return the good parts of a folder in order, and the bad files with what is wrong.

    Parameters
    ----------
    folder
        Where the parts lie; a folder that is not there holds none.
    verify
        Whether to read every file and compare its hash with its name; else names alone count.
    identity
        Identity of the sweep; parts that say they are of another one are bad.

    Returns
    -------
    tuple
        Parts that do not overlap, by start, and pairs (path, reason). Among parts that overlap
        those are kept that together cover the most positions, the first ones on a tie.
    """
    good, bad = [], []
    try:
        names = sorted(os.listdir(folder))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise filesystem_error(error, folder, "its parts") from None
    for name in names:
        path = os.path.join(folder, name)
        match = _NAME.fullmatch(name)
        start, stop = (int(match[1]), int(match[2])) if match else (0, 0)
        if match is None or stop <= start or name != _canonical(start, stop, match[3]):
            bad.append((path, _stranger(name)))
        elif reason := _damage(path, match[3], identity) if verify else "":
            bad.append((path, reason))
        else:
            good.append(Part(start, stop, path))
    kept = _without_overlaps(good)
    dropped = set(good) - set(kept)
    bad += [(part.path, "it overlaps other parts") for part in good if part in dropped]
    return kept, bad


def filesystem_error(error: OSError, folder: str, what: str) -> StoreError:
    """Return the error of a store for one of the operating system."""
    reason = error.strerror or str(error)
    if error.errno in _FULL:
        return StoreFullError(
            f"no space left for {what} in {folder!r} ({reason}): everything finished before is "
            "kept. Free some space, or copy the store's folder to a larger disk, and make the same "
            "call with that store: it goes on where it stopped"
        )
    return StoreError(
        f"{what} cannot be read or written in {folder!r}: {reason}. What was finished before is "
        "kept: make the folder readable and writable, then make the same call again"
    )


def sync_folder(folder: str) -> None:
    """Flush a folder's list of names to the disk, where the system can."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # some network file systems cannot
            raise
    finally:
        os.close(descriptor)


def _check_points(table: Any, start: int, stop: int) -> None:
    points = table.column("point").to_numpy()
    inside = not len(points) or (points[0] >= start and points[-1] < stop)
    if stop <= start or not inside or (points[1:] <= points[:-1]).any():
        raise StoreError(
            f"a part of positions {start:,} to {stop - 1:,} must hold points of these positions "
            f"in order, got {len(points):,} points that are not: this is an error of Lilliput"
        )


def _parquet_bytes(table: Any) -> memoryview:
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {field.name: field.type for field in table.schema}
    floats = [name for name, kind in kinds.items() if pa.types.is_floating(kind)]
    sink = pa.BufferOutputStream()
    pq.write_table(
        table,
        sink,
        compression="lz4",
        use_dictionary=[name for name, kind in kinds.items() if pa.types.is_dictionary(kind)],
        column_encoding={
            "point": "DELTA_BINARY_PACKED",  # consecutive numbers take no space
            **dict.fromkeys(floats, "BYTE_STREAM_SPLIT"),  # exponents side by side compress
        },
        write_statistics=False,
        write_page_checksum=True,
    )
    return memoryview(sink.getvalue())


def _canonical(start: int, stop: int, digest: str) -> str:
    return f"{start:012d}-{stop:012d}.{digest}.parquet"


def _stranger(name: str) -> str:
    if name.startswith(".") and name.endswith(_TEMPORARY):
        return "it is unfinished: its writer was stopped, or is still writing"
    return "its name is not that of a part"


def _damage(path: str, digest: str, identity: str | None) -> str:
    """Return what is wrong with a part, or nothing."""
    try:
        with open(path, "rb") as file:
            if file_digest(file, "sha256").hexdigest()[:16] != digest:
                return "its content does not have the hash in its name: cut off or changed"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    return _foreign(path, identity) if identity is not None else ""


def _foreign(path: str, identity: str) -> str:
    theirs = part_identity(path)
    if theirs is not None and theirs != identity:
        return f"it is of another sweep, {theirs[:16]}…"
    return ""


def part_identity(path: str) -> str | None:
    """Return the identity of the sweep that wrote a part, or None where it does not say."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.read_schema(path).metadata or {}
    except (OSError, pa.ArrowException):
        return None
    found = metadata.get(IDENTITY_KEY)
    return None if found is None else found.decode(errors="replace")


def _without_overlaps(parts: Iterable[Part]) -> list[Part]:
    """Return the disjoint parts that cover most positions (weighted interval scheduling)."""
    ordered = sorted(parts, key=lambda part: (part.stop, part.start, part.path))
    if all(a.stop <= b.start for a, b in pairwise(ordered)):
        return ordered
    stops = [part.stop for part in ordered]
    best: list[tuple[int, int, bool]] = [(0, 0, False)]  # covered, came from, whether taken
    for i, part in enumerate(ordered):
        before = bisect_right(stops, part.start, hi=i)
        covered = best[before][0] + part.stop - part.start
        best.append((covered, before, True) if covered > best[i][0] else (best[i][0], i, False))
    kept, i = [], len(ordered)
    while i:
        _, before, taken = best[i]
        if taken:
            kept.append(ordered[i - 1])
        i = before
    return kept[::-1]


def gaps(parts: Iterable[Part], size: int) -> list[tuple[int, int]]:
    """Return the intervals of positions 0 … size − 1 that disjoint parts leave out."""
    missing, reached = [], 0
    for start, stop, _ in sorted(parts):
        if reached < min(start, size):
            missing.append((reached, min(start, size)))
        reached = max(reached, stop)
    if reached < size:
        missing.append((reached, size))
    return missing


def folder_of(path: str | os.PathLike[str]) -> Path:
    """Return the folder of a store's parts."""
    return Path(path) / "parts"


def whole_path(path: Any) -> Path:
    """Return the folder of a store from the root on, for workers with another folder to work in.

    Raises
    ------
    InvalidArgumentError
        It is no path.
    """
    if (
        not isinstance(path, str | os.PathLike)
        or not isinstance(os.fspath(path), str)
        or path == ""
    ):
        raise InvalidArgumentError(f"store must be the name of a folder, got {path!r}")
    return Path(path).expanduser().absolute()


def rows_in_part(path: str, schema: Any) -> int:
    """Return how many rows a part has, from its end alone.

    Raises
    ------
    DamagedStoreError
        When its end cannot be read, or does not say that it has this schema and is of this sweep.
    """
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            theirs = file.schema_arrow
            rows = int(file.metadata.num_rows)
    except Exception as error:  # damaged bytes make readers raise whatever they like
        raise DamagedStoreError(f"its end cannot be read: {error}") from None
    if not theirs.equals(schema):
        raise DamagedStoreError("it has other columns than the manifest says")
    mine = schema.metadata[IDENTITY_KEY]
    if (theirs.metadata or {}).get(IDENTITY_KEY, mine) != mine:
        raise DamagedStoreError("it is of another sweep")
    return rows
