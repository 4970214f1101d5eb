"""What the cases take from sources: small cited extracts, or a file that the user brings.

Capabilities are CINC scores of the National Material Capabilities, version 6.0. The extract
`alliances.csv` holds those that the cases need: the members of NATO in 1949 and 1962, the American
alliances in East Asia in 1955, and the Soviet Union and China beside them. Every case that uses
them takes `nmc`, the full file or a frame read from it, in its place.
"""

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pandas as pd

from lilliput.analysis.data import capability_shares, major_powers

__all__ = ["CINC", "NATO", "alliances", "nato_1964", "scores", "sourced"]

CINC = (
    "CINC, National Material Capabilities v6.0 (Singer, J. D., 1987, International Interactions "
    "14:115–132)"
)
"""How the capability scores are cited."""

_NATO_1949 = ("USA", "CAN", "UKG", "FRN", "ITA", "BEL", "NTH", "LUX", "DEN", "NOR", "ICE", "POR")

NATO: dict[int, tuple[str, ...]] = {1949: _NATO_1949, 1962: (*_NATO_1949, "GFR", "TUR", "GRC")}
"""Members of the North Atlantic Treaty by year."""


def alliances() -> pd.DataFrame:
    """Return the bundled CINC scores of allies in 1949, 1955 and 1962, and of whom they faced.

    Examples
    --------
    >>> frame = alliances()
    >>> frame.groupby("year").size().to_dict()
    {1949: 13, 1955: 9, 1962: 16}
    """
    return _read("alliances.csv")


def nato_1964() -> pd.DataFrame:
    """Return gross national product and defence burden of 14 members of NATO in 1964.

    The numbers were typed in from notes on the paper. Their rank correlation is the published one;
    single entries should be checked against the print before they are cited.

    Returns
    -------
    pandas.DataFrame
        Indexed by member: gnp in billions of dollars, defence in per cent of it.

    References
    ----------
    Olson, M. and Zeckhauser, R. (1966). An economic theory of alliances. Review of Economics and
    Statistics 48:266–279. doi:10.2307/1927082

    Examples
    --------
    >>> nato_1964().loc["US"].tolist()
    [569.03, 9.0]
    """
    return _read("nato_1964.csv").set_index("member")


def scores(nmc: str | Path | pd.DataFrame | None, *, year: int, powers: Iterable[str]) -> pd.Series:
    """Return the capabilities of some powers as shares of their sum.

    Parameters
    ----------
    nmc
        The user's file, a frame read from it, or None for the bundled extracts.
    year
        A year of the data.
    powers
        State abbreviations.

    Examples
    --------
    >>> scores(None, year=1955, powers=["USA", "JPN"]).round(3).to_dict()
    {'USA': 0.899, 'JPN': 0.101}
    """
    return capability_shares(_frame(nmc), year=year, powers=powers)


def sourced(nmc: Any) -> str:
    """Return the citation of the scores, which says whether they are from the user's own file."""
    return f"{CINC}, " + ("bundled extract" if nmc is None else "from the file given")


def _frame(nmc: Any) -> Any:
    if nmc is not None:
        return nmc
    both = pd.concat([alliances(), major_powers()])
    return both.drop_duplicates(["stateabb", "year"])


def _read(name: str) -> pd.DataFrame:
    with (files("lilliput.analysis.data") / name).open() as stream:
        return pd.read_csv(stream)
