"""Text from a path or an open stream, and back."""

from os import PathLike
from pathlib import Path
from typing import Any

from lilliput.games.errors import DataFileError, InvalidArgumentError

__all__ = ["read_text", "write_text"]


def read_text(source: Any) -> tuple[str, str]:
    """Return the text of a file and what to call it in messages.

    Parameters
    ----------
    source
        A path, or an open text or binary stream. Text is UTF-8.

    Raises
    ------
    DataFileError
        A file that is missing, unreadable or not UTF-8.

    Examples
    --------
    >>> import io
    >>> read_text(io.StringIO("NFG 1 R"))
    ('NFG 1 R', 'the stream')
    """
    if isinstance(source, str) and "\n" in source:
        raise InvalidArgumentError(
            f"path must be a path or an open stream, got text of {len(source.splitlines())} lines; "
            "wrap it in io.StringIO"
        )
    name = str(source) if isinstance(source, (str, PathLike)) else "the stream"
    try:
        if isinstance(source, (str, PathLike)):
            content: Any = Path(source).read_bytes()
        elif hasattr(source, "read"):
            content = source.read()
        else:
            raise InvalidArgumentError(f"path must be a path or an open stream, got {source!r}")
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else str(content)
    except UnicodeDecodeError as error:
        raise DataFileError(f"{name} must be UTF-8 text: {error}") from None
    except OSError as error:
        raise DataFileError(f"{name} cannot be read: {error}") from error
    return text, name


def write_text(target: Any, text: str) -> None:
    """Write text as UTF-8 to a path or an open text or binary stream.

    Examples
    --------
    >>> import sys
    >>> write_text(sys.stdout, "NFG 1 R")
    NFG 1 R
    """
    if hasattr(target, "write"):
        try:
            target.write(text)
        except TypeError:
            target.write(text.encode("utf-8"))
        return
    if not isinstance(target, (str, PathLike)):
        raise InvalidArgumentError(f"path must be a path or an open stream, got {target!r}")
    try:
        Path(target).write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise DataFileError(f"{target} cannot be written: {error}") from error
