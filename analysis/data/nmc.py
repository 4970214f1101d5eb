"""National Material Capabilities: a reader for the Correlates of War file, and a bundled extract.

The extract holds the CINC scores of the major powers in five years, in the columns of the
original, so that everything runs without the file. Missing values are coded −9 in the original.
"""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import numpy as np
import pandas as pd

from lilliput.games.checks import check_names, name_list
from lilliput.games.errors import DataFileError, InvalidArgumentError, UnknownNameError

__all__ = ["MAJOR_POWER_YEARS", "capability_shares", "major_powers", "read_nmc"]

MAJOR_POWER_YEARS = (1816, 1913, 1938, 1962, 2016)
_NEEDED = ("stateabb", "year", "cinc")
_MISSING = -9


def read_nmc(path: str | Path) -> pd.DataFrame:
    """Read a National Material Capabilities file (CSV, version 4 or later).

    Parameters
    ----------
    path
        A CSV file with at least the columns stateabb, year and cinc.

    Returns
    -------
    pandas.DataFrame
        The file's columns, with −9 read as missing.

    Raises
    ------
    DataFileError
        The file is missing, is not text in CSV, lacks a column or has a CINC outside [0, 1].

    References
    ----------
    Singer, J. D. (1987). Reconstructing the Correlates of War Dataset on Material Capabilities of
    States, 1816–1985. International Interactions 14:115–132. doi:10.1080/03050628808434695

    Examples
    --------
    >>> import lilliput.analysis.data
    >>> path = Path(lilliput.analysis.data.__file__).with_name("major_powers.csv")
    >>> read_nmc(path).query("year == 1816").shape
    (5, 5)
    """
    source = Path(path)
    try:
        frame = pd.read_csv(source, na_values={"cinc": [str(_MISSING)]})
    except FileNotFoundError:
        raise DataFileError(f"NMC file {str(source)!r} does not exist") from None
    except OSError as error:
        raise DataFileError(f"NMC file {str(source)!r} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        reason = str(error).splitlines()[0]
        raise DataFileError(f"NMC file {str(source)!r} is not a CSV table: {reason}") from None
    return _checked(frame, f"NMC file {str(source)!r}")


def major_powers() -> pd.DataFrame:
    """Return the bundled CINC scores of the major powers in 1816, 1913, 1938, 1962 and 2016.

    Examples
    --------
    >>> frame = major_powers()
    >>> frame.loc[frame["year"].eq(1816) & frame["stateabb"].eq("UKG"), "cinc"].item()
    0.33661938
    """
    with (files("lilliput.analysis.data") / "major_powers.csv").open() as stream:
        return pd.read_csv(stream)


def capability_shares(
    path_or_frame: str | Path | pd.DataFrame, *, year: int, powers: Iterable[str]
) -> pd.Series:
    """Return the CINC scores of some powers in a year, divided by their sum.

    Parameters
    ----------
    path_or_frame
        A file for `read_nmc`, or a frame with its columns.
    year
        A year of the file.
    powers
        State abbreviations.

    Returns
    -------
    pandas.Series
        Indexed by power in the order given, summing to 1.

    Examples
    --------
    >>> capability_shares(major_powers(), year=2016, powers=["CHN", "USA"]).round(3).to_dict()
    {'CHN': 0.634, 'USA': 0.366}
    """
    names = check_names(powers, argument="powers")
    if not isinstance(year, (int, np.integer)):
        raise InvalidArgumentError(f"year must be an integer, got {year!r}")
    if isinstance(path_or_frame, pd.DataFrame):
        frame = _checked(path_or_frame, "frame")
    else:
        frame = read_nmc(path_or_frame)
    years = sorted(int(y) for y in frame["year"].unique())
    if year not in years:
        near = sorted(years, key=lambda y: abs(y - year))[:3]
        raise UnknownNameError(
            f"year: not in the data, which cover {years[0]}–{years[-1]} "
            f"(nearest: {', '.join(map(str, sorted(near)))}); year",
            year,
        )
    rows = frame[frame["year"] == year].set_index("stateabb")["cinc"]
    for name in names:
        if name not in rows.index:
            _unknown_power(frame, name, year, list(rows.index))
    chosen = rows.loc[list(names)]
    if chosen.index.has_duplicates or chosen.isna().any() or chosen.sum() <= 0:
        raise InvalidArgumentError(
            f"powers must each have one CINC score in {year}, got {chosen.to_dict()}"
        )
    return (chosen / chosen.sum()).rename("capability").rename_axis("power")


def _unknown_power(frame: pd.DataFrame, name: str, year: int, known: list[str]) -> None:
    elsewhere = frame.loc[frame["stateabb"] == name, "year"]
    if len(elsewhere):
        raise UnknownNameError(
            f"powers: {name} has records for {elsewhere.min()}–{elsewhere.max()} but not for "
            f"{year}; power",
            name,
        )
    raise UnknownNameError(f"powers: in {year}, power", name, known)


def _checked(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    missing = [column for column in _NEEDED if column not in frame.columns]
    if missing:
        given = name_list([str(column) for column in frame.columns])
        raise DataFileError(f"{what} lacks the columns {', '.join(missing)}; it has {given}")
    if frame.empty:
        raise DataFileError(f"{what} has no rows")
    cinc = pd.to_numeric(frame["cinc"], errors="coerce").replace(_MISSING, float("nan"))
    years = pd.to_numeric(frame["year"], errors="coerce")
    if years.isna().any():
        raise DataFileError(f"{what} has a year that is not a number")
    unread = cinc.isna() & frame["cinc"].notna() & (frame["cinc"] != _MISSING)
    outside = unread | (cinc < 0) | (cinc > 1)
    if outside.any():
        row = frame[outside].iloc[0]
        raise DataFileError(
            f"{what}: cinc must lie in [0, 1], got {row['cinc']} for "
            f"{row['stateabb']} in {row['year']}"
        )
    return frame.assign(cinc=cinc, year=years.astype(int))
