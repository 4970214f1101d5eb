"""What users bring: files, standard input, numbers and tables as text."""

import csv
import io
import sys
from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

from lilliput.games.errors import DataFileError, InvalidArgumentError

__all__ = [
    "STDIN",
    "csv_rows",
    "file_title",
    "is_file_name",
    "matrix",
    "number_of",
    "numbers_of",
    "read_text",
]

STDIN = "-"
_LARGEST = 10**300
_DELIMITERS = ",;\t"


def is_file_name(word: str) -> bool:
    """Whether a word is meant as a file: there is one, or it has a folder or a suffix.

    Examples
    --------
    >>> is_file_name("votes.csv"), is_file_name("EEC-6"), is_file_name("-")
    (True, False, True)
    """
    path = Path(word)
    return word == STDIN or path.suffix != "" or path.name != word or path.exists()


def file_title(source: str) -> str:
    """Return what tables call a file: its name without the folder.

    Examples
    --------
    >>> file_title("data/votes.csv"), file_title("-")
    ('votes.csv', 'standard input')
    """
    return "standard input" if source == STDIN else Path(source).name


def read_text(source: str, what: str) -> str:
    """Return the text of a file, or of the standard input for ``-``.

    Parameters
    ----------
    source
        The file.
    what
        The argument, for the error message.

    Raises
    ------
    DataFileError
        Something else than a file of UTF-8 text that is there, or a file without text.
    """
    if not source.strip():
        raise InvalidArgumentError(f"{what} must name a file, got {source!r}")
    name = "standard input" if source == STDIN else source
    try:
        stream = sys.stdin.buffer if source == STDIN else io.BytesIO(Path(source).read_bytes())
        text = stream.read().decode("utf-8-sig")
    except FileNotFoundError:
        raise DataFileError(f"{what}: there is no file {name}") from None
    except IsADirectoryError:
        raise DataFileError(f"{what}: {name} is a folder, not a file") from None
    except (OSError, ValueError) as error:
        if isinstance(error, UnicodeDecodeError):
            raise DataFileError(f"{what}: {name} is not UTF-8 text; save it as UTF-8") from None
        reason = getattr(error, "strerror", None) or error
        raise DataFileError(f"{what}: {name} cannot be read: {reason}") from None
    if not text.strip():
        raise DataFileError(f"{what}: {name} is empty")
    return text


def number_of(text: str, what: str, kind: str = "numbers") -> Fraction:
    """Return a number exactly as it is written.

    Parameters
    ----------
    text
        Such as ``"3"``, ``"0.5"``, ``"1e-3"`` or ``"2/3"``.
    what
        Where it stands, for the error message.
    kind
        ``"numbers"`` or ``"a number"``: what must stand there.

    Examples
    --------
    >>> number_of("0.5", "quota")
    Fraction(1, 2)
    """
    from lilliput.games.formats.numbers import number_from_text

    try:
        number = Fraction(number_from_text(text.strip().replace("−", "-")))
    except InvalidArgumentError:
        raise InvalidArgumentError(
            f"{what} must be {kind} such as 3, 0.5, 1e-3 or 2/3, got {text.strip()[:40]!r}"
        ) from None
    if abs(number) > _LARGEST:
        raise InvalidArgumentError(f"{what} must be {kind} up to 1e300, got {text.strip()[:40]!r}")
    return number


def numbers_of(text: str, what: str) -> list[Fraction]:
    """Return the numbers of a list separated by commas or spaces.

    Examples
    --------
    >>> [str(number) for number in numbers_of("1, 1/3 0.5", "weights")]
    ['1', '1/3', '1/2']
    """
    found = [number_of(part, what) for part in text.replace(",", " ").split()]
    if not found:
        raise InvalidArgumentError(f"{what} must be numbers, got {text!r}")
    return found


def matrix(text: str, what: str) -> list[list[Fraction]]:
    """Return a matrix whose rows are separated by semicolons or line feeds.

    Examples
    --------
    >>> [[str(number) for number in row] for row in matrix("3,0; 5,1", "--a")]
    [['3', '0'], ['5', '1']]
    """
    rows = [numbers_of(row, what) for row in text.replace("\n", ";").split(";") if row.strip()]
    lengths = sorted({len(row) for row in rows})
    if len(lengths) != 1:
        given = " and ".join(map(str, lengths)) or "no"
        raise InvalidArgumentError(
            f"{what} must be rows of equal length, such as '3,0; 5,1', got {given} numbers"
        )
    return rows


def csv_rows(text: str, what: str) -> list[list[str]]:
    r"""Return the rows of a CSV table that are not blank, all of the header's length.

    Parameters
    ----------
    text
        With commas, semicolons or tabs between cells, whichever the first line has most of; lines
        that begin with # are left out.
    what
        The argument, for the error message.

    Examples
    --------
    >>> csv_rows("member;votes\nDE;4\n", "FILE")
    [['member', 'votes'], ['DE', '4']]
    """
    lines = [line for line in text.splitlines(keepends=True) if not line.startswith("#")]
    first = next(filter(str.strip, lines), None)
    if first is None:
        raise DataFileError(f"{what} has comments only, and no table")
    delimiter = max(_DELIMITERS, key=lambda mark: _outside_quotes(first).count(mark))
    try:
        read = list(
            csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter, strict=True)
        )
    except csv.Error as error:
        raise DataFileError(f"{what} is not a CSV table: {error}") from None
    rows = [[cell.strip() for cell in row] for row in read if any(map(str.strip, row))]
    _check_lengths(rows, what)
    return rows


def _outside_quotes(line: str) -> str:
    return "".join(line.split('"')[::2])


def _check_lengths(rows: Iterable[list[str]], what: str) -> None:
    header, *body = rows
    for k, row in enumerate(body, start=2):
        if len(row) != len(header):
            raise DataFileError(
                f"{what} must have {len(header)} cells in each row, as in its first, got "
                f"{len(row)} in row {k}: {', '.join(row)[:60]}"
            )
