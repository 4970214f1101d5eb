"""Writing results: whole files or none, and one clear error where that is not possible."""

import os
from pathlib import Path

from lilliput.games.errors import DataFileError

__all__ = ["writable_folder", "write_bytes", "write_text"]


def writable_folder(path: str | Path, *, argument: str = "out") -> Path:
    """Make a folder if need be, and check that files can be written into it."""
    folder = Path(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / f".lilliput-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise DataFileError(
            f"{argument} must be a folder that can be written, got {str(folder)!r}: "
            f"{error.strerror}"
        ) from None
    return folder


def write_text(path: Path, text: str) -> Path:
    """Write a UTF-8 file in one step."""
    return write_bytes(path, text.encode())


def write_bytes(path: Path, content: bytes) -> Path:
    """Write to a temporary name, then rename, so that no half-written file is left."""
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except OSError as error:
        raise DataFileError(f"{str(path)!r} cannot be written: {error.strerror}") from None
    return path
