"""The store of a sweep: a folder that one sweep may write and everyone may read.

::

    store/manifest.json    what is swept: model, design, parameters, seed, version
    store/parts/           one parquet file a block of points
    store/lock             who is writing
    store/damaged/         files that were put aside because they could not be trusted

Opening a store again verifies every part by its hash; what is missing is computed, what is there
is not. Nothing is ever deleted.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self, final

from lilliput.analysis.sweeps.errors import (
    DamagedStoreError,
    NotAStoreError,
    OtherSweepError,
    OtherVersionError,
    StoreError,
)
from lilliput.analysis.sweeps.locks import locked
from lilliput.analysis.sweeps.manifest import Manifest
from lilliput.analysis.sweeps.parts import (
    filesystem_error,
    folder_of,
    gaps,
    part_identity,
    parts_in,
    sync_folder,
    whole_path,
)
from lilliput.games.checks import counted, name_list

__all__ = ["Store", "read_manifest"]

_OURS = {"manifest.json", "parts", "lock", "lock.held", "damaged"}


@final
@dataclass(frozen=True, eq=False)
class Store:
    """A store that this process is writing; made by `open_for_writing`.

    Parameters
    ----------
    path
        Its folder.
    manifest
        Of the sweep, as it was when the store was made.
    notes
        What was found and put right when it was opened.
    """

    path: Path
    manifest: Manifest
    notes: list[str] = field(default_factory=list)

    @property
    def folder(self) -> str:
        """The folder of the parts, for `write_part`."""
        return str(folder_of(self.path))

    @classmethod
    @contextmanager
    def open_for_writing(cls, path: str | os.PathLike[str], manifest: Manifest) -> Iterator[Self]:
        """Make a store, or go on in the one that is there; it is ours until the block ends.

        Parameters
        ----------
        path
            The folder; it is made where it does not exist.
        manifest
            What will be swept.

        Raises
        ------
        NotAStoreError
            When the folder holds something else.
        OtherSweepError, OtherVersionError
            When it is the store of another sweep, or another version wrote it.
        StoreLockedError
            When someone is writing it.
        StoreFullError, StoreError
            When the disk is full, or the folder cannot be written.

        Examples
        --------
        >>> import tempfile
        >>> manifest = Manifest(
        ...     model="square", model_digest="ab12", design={"kind": "grid"}, design_digest="cd34",
        ...     size=9, fixed={}, parameters=[("x", "float")], outputs=[("y", "float")])
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     with Store.open_for_writing(folder, manifest) as store:
        ...         store.missing()
        [(0, 9)]
        """
        folder = whole_path(path)
        _make_folder(folder)
        with ExitStack() as held:
            with _guarded(folder):
                held.enter_context(locked(folder))
                notes: list[str] = []
                store = cls(folder, _agreed(folder, manifest, notes), notes)
                folder_of(folder).mkdir(exist_ok=True)
                sync_folder(str(folder))
                store._put_aside(parts_in(store.folder, identity=manifest.identity)[1])
            try:
                yield store
            finally:
                with suppress(OSError):  # the sweep is over, and readers see no part twice
                    store._put_aside_overlaps()

    def missing(self) -> list[tuple[int, int]]:
        """Return the intervals (start, stop) of positions that no good part holds."""
        good, _ = parts_in(self.folder, verify=False)
        return gaps(good, self.manifest.size)

    def _put_aside_overlaps(self) -> None:
        """Move parts that workers of an earlier, killed sweep have finished meanwhile."""
        _, bad = parts_in(self.folder, verify=False)
        self._put_aside([(name, reason) for name, reason in bad if name.endswith(".parquet")])

    def _put_aside(self, bad: list[tuple[str, str]]) -> None:
        """Move what cannot be trusted to ``damaged/``, and note it."""
        for name, reason in bad:
            moved = _put_aside(Path(name), self.path / "damaged")
            if moved is not None:
                self.notes.append(
                    f"{Path(name).name} was moved to {str(moved.parent)!r}: {reason}; its points "
                    "are computed anew where no other part holds them"
                )


def read_manifest(path: str | os.PathLike[str]) -> Manifest | None:
    """Return the manifest of a store, or None where there is none (yet).

    Raises
    ------
    NotAStoreError, DamagedStoreError, StoreError
        When the manifest is not ours, damaged or of a newer format.
    """
    file = whole_path(path) / "manifest.json"
    try:
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise filesystem_error(error, str(path), "the manifest") from None
    return Manifest.from_json(content, where=repr(str(file)))


@contextmanager
def _guarded(folder: Path) -> Iterator[None]:
    """Turn errors of the file system, while a store is opened, into those of a store."""
    try:
        yield
    except StoreError:
        raise
    except OSError as error:
        raise filesystem_error(error, str(folder), "the store") from None


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        names = sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))
    except (FileExistsError, NotADirectoryError):
        raise NotAStoreError(
            f"store must be a folder, got {str(folder)!r}, which is a file or lies in one: "
            "choose another name"
        ) from None
    except OSError as error:
        raise filesystem_error(error, str(folder), "the store") from None
    strangers = [name for name in names if name not in _OURS]
    if strangers and "manifest.json" not in names:
        raise NotAStoreError(
            f"{str(folder)!r} is not a store: it holds {counted(len(strangers), 'other file')} "
            f"({name_list(strangers, limit=3)}) and no manifest.json; give an empty folder or the "
            "name of a new one"
        )


def _agreed(folder: Path, manifest: Manifest, notes: list[str]) -> Manifest:
    """Return the manifest that the store keeps, once it is certain that it is of this sweep."""
    try:
        stored = read_manifest(folder)
    except DamagedStoreError as error:
        if not _parts_prove(folder, manifest):
            raise
        moved = _put_aside(folder / "manifest.json", folder / "damaged")
        notes.append(f"{error.args[0].split('. ')[0]}; it was moved to {str(moved)!r}, and written")
        notes[-1] += " again, as all parts say that they are of this sweep"
        stored = None
    if stored is None:
        if not _is_empty(folder) and not _parts_prove(folder, manifest):
            raise DamagedStoreError(
                f"{str(folder)!r} holds parts and no manifest.json, and not all parts say that "
                f"they are of this sweep ({manifest.title}): give another store, or put the "
                "manifest back"
            )
        _write_manifest(folder, manifest)
        return manifest
    if stored != manifest:
        raise _refusal(folder, stored, manifest)
    return stored


def _refusal(folder: Path, stored: Manifest, manifest: Manifest) -> StoreError:
    differing = manifest.differences(stored)
    versions = f"lilliput {stored.version} wrote it, this is lilliput {manifest.version}"
    if not differing and stored.version != manifest.version:
        return OtherVersionError(
            f"store {str(folder)!r} holds this sweep by another version: {versions}, whose "
            "numbers may differ. Results.open reads what it holds; to go on install that version, "
            "or give another store to sweep anew"
        )
    if stored.version != manifest.version:
        differing.append(versions)
    return OtherSweepError(
        f"store {str(folder)!r} holds another sweep: there {stored.title}, seed {stored.seed}, "
        f"{stored.created}; here {manifest.title}, seed {manifest.seed}. What differs here from "
        f"there: {'; '.join(differing) or 'the manifest'}. Give another store, or make the same "
        "call as then to go on"
    )


def _is_empty(folder: Path) -> bool:
    parts = folder_of(folder)
    return not parts.exists() or not any(parts.iterdir())


def _parts_prove(folder: Path, manifest: Manifest) -> bool:
    """Whether there are good parts, and all say that they are of this sweep."""
    good, _ = parts_in(str(folder_of(folder)), verify=True)
    return bool(good) and all(part_identity(part.path) == manifest.identity for part in good)


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    final, temporary = folder / "manifest.json", folder / f".manifest.{os.getpid()}.tmp"
    try:
        with temporary.open("w", encoding="utf-8") as file:
            file.write(manifest.to_json())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(final)
        sync_folder(str(folder))
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise filesystem_error(error, str(folder), "the manifest") from None


def _put_aside(path: Path, damaged: Path) -> Path | None:
    """Move a file to the folder of damaged ones; None when it has gone meanwhile."""
    damaged.mkdir(exist_ok=True)
    target, copies = damaged / path.name.lstrip("."), 0
    while target.exists():
        copies += 1
        target = damaged / f"{path.name.lstrip('.')}.{copies}"
    try:
        return path.rename(target)
    except FileNotFoundError:
        return None  # its writer has finished it, or given up
