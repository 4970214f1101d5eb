"""Bootstrap of means over groups, the percentiles that bound them, and intervals in words."""

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError

__all__ = ["bounds", "check_level", "check_resamples", "leading", "resampled_means"]

_BLOCK = 2**22  # counts held at once


def check_level(level: float) -> float:
    """Return a level of intervals strictly between 0 and 1.

    Examples
    --------
    >>> check_level(0.95)
    0.95
    """
    if isinstance(level, (bool, str)) or not 0 < level < 1:
        raise InvalidArgumentError(f"level must lie strictly between 0 and 1, got {level!r}")
    return float(level)


def check_resamples(level: float, resamples: int, seed: int) -> None:
    """Refuse levels outside (0, 1), fewer than 100 resamples and seeds that are not integers."""
    check_level(level)
    check_count(resamples, argument="resamples", least=100)
    check_count(seed, argument="seed", least=0)


def resampled_means(columns: Array, resamples: int, seed: int) -> Array:
    """Return the means of the columns over `resamples` samples of the rows with replacement.

    A sample is a vector of counts, and its means one row of a matrix product; the counts are drawn
    in blocks, so that memory does not grow with their number.

    Parameters
    ----------
    columns
        Shape (rows, columns).
    resamples, seed
        How many samples, and for the same ones again.

    Returns
    -------
    numpy.ndarray
        Shape (resamples, columns).
    """
    n = len(columns)
    rng = np.random.default_rng(seed)
    means = np.empty((resamples, columns.shape[1]))
    step = max(1, _BLOCK // n)
    for start in range(0, resamples, step):
        counts = [
            np.bincount(rng.integers(n, size=n), minlength=n)
            for _ in range(min(step, resamples - start))
        ]
        means[start : start + step] = np.asarray(counts, dtype=float) @ columns / n
    return means


def bounds(draws: Array, level: float) -> tuple[Array, Array]:
    """Return the percentiles of the draws (first axis) that hold the middle `level` of them.

    Draws that are undefined are left out; bounds without any are NaN.
    """
    tail = (1 - level) / 2
    defined = draws[~np.isnan(draws).any(axis=1)]
    if not len(defined):
        nothing = np.full(draws.shape[1], np.nan)
        return nothing, nothing
    low, high = np.quantile(defined, [tail, 1 - tail], axis=0)
    return low, high


def leading(ordered: pd.DataFrame, column: str, form: str = ".2f", *, most: int = 3) -> str:
    """Return the first rows of a frame in words: name, value and interval.

    Parameters
    ----------
    ordered
        With columns `column`, and the same with " low" and " high".
    column
        The value.
    form
        How numbers are written.
    most
        How many rows are named.

    Examples
    --------
    >>> frame = pd.DataFrame({"total": [0.5], "total low": [0.4], "total high": [0.6]}, ["m"])
    >>> leading(frame, "total")
    'm 0.50 [0.40, 0.60]'
    """
    ends = [column, f"{column} low", f"{column} high"]
    named = (
        "{} {} [{}, {}]".format(name, *(format(entry, form) for entry in row))
        for name, *row in ordered[ends].head(most).itertuples()
    )
    return ", ".join(named) + (", …" if len(ordered) > most else "")
