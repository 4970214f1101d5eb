"""In what share of the prior a claim holds, with the interval that a sample of it allows."""

from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.analysis.sensitivity.intervals import check_level
from lilliput.analysis.sensitivity.points import (
    as_numbers,
    first_failure,
    frame_of,
    is_truth,
    outputs_of,
)
from lilliput.analysis.sensitivity.underlying import Described, described
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["Confidence", "confidence"]

_INDEPENDENT = ("monte_carlo",)
_EVEN = ("latin_hypercube", "sobol", "halton")
_GIVEN = ("from_frame",)
_WHOLE = ("grid",)
_COUNTED = {False: "left out", True: "counted against"}
_SHOWN_DIGIT = 0.1  # of a share in percent
_COLUMNS = ["share", "low", "high", "n", "held", "failed", "undefined"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class Confidence:
    """In what share of the prior a claim holds. See `confidence`.

    Parameters
    ----------
    table
        One row an output: `share`, `low`, `high`, `n` (points counted), `held` (in how many of
        them it holds), `failed` (points where the model failed), `undefined` (points without an
        answer for another reason).
    value
        What the output is where the claim holds.
    level, interval
        Of the intervals, one output at a time, and how they are made.
    against
        Whether points without an answer count as points in which the claim does not hold.
    design
        The kind of design that the points are.
    given
        The constraints that the points satisfy: the share is of the prior given these.
    note
        What the intervals are worth with this design.
    """

    table: pd.DataFrame
    value: str | bool
    level: float
    interval: str
    against: bool
    design: str
    given: tuple[str, ...]
    note: str

    def to_frame(self) -> pd.DataFrame:
        """Return the table, for a paper."""
        return self.table.copy()

    def __str__(self) -> str:
        several = len(self.table) > 1
        return "\n".join(
            f"{name}: {self._sentence(row)}" if several else self._sentence(row)
            for name, row in self.table.iterrows()
        )

    def __repr__(self) -> str:
        return f"Confidence({self})" if len(self.table) == 1 else f"Confidence(\n{self}\n)"

    def _sentence(self, row: pd.Series) -> str:
        missing = int(row["failed"] + row["undefined"])
        if not row["n"]:
            return f"no answer at any of {missing:,} points"
        verb = "holds" if self.value in ("holds", True) else f"is {self.value!r}"
        mass = {_WHOLE[0]: "grid", _GIVEN[0]: "given points"}.get(self.design, "prior")
        mass += f" given {' and '.join(self.given)}" if self.given else ""
        parts = [f"n = {int(row['n']):,}"]
        if np.isfinite(row["low"]):
            parts.append(f"{100 * self.level:g} %")
        if missing:
            parts.append(f"{missing:,} without an answer {_COUNTED[self.against]}")
        return f"{verb} in {_percent(row)} of the {mass} ({'; '.join(parts)})"

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.table, below=self.note)


def confidence(
    results: Any,
    output: str = "verdict",
    value: str | bool = "holds",
    *,
    level: float = 0.95,
    failed: Literal["exclude", "against"] = "exclude",
    interval: Literal["wilson", "jeffreys"] = "wilson",
) -> Confidence:
    """Return in what share of the points a claim holds, with an interval for its prior mass.

    Where the points are drawn from a prior over the parameters, the share of points at which the
    claim holds estimates the prior probability that it does, p. With k of n independent points,
    Wilson's interval holds the p that a score test at 1 − level does not reject; Jeffreys' is the
    middle of the posterior of p under the Beta(½, ½) prior.

    Parameters
    ----------
    results
        The results of a sweep over `monte_carlo`, `latin_hypercube`, `sobol` or `halton` points,
        or over points of your own (`from_frame`), taken as independent. Over a `grid` there is a
        share and no interval, since a grid is not a sample.
    output
        A text or truth value: the name of an output, or, in the sweep of a claim with several
        models, of the outputs ``"M10a verdict"``, ``"M10b verdict"``, … together (``"verdict"``).
    value
        What the output is where the claim holds. Outputs that are truth values must be true.
    level
        Of the intervals.
    failed
        Points where the model failed or gave no answer are left out (``"exclude"``, the share is
        of the rest), or counted as points in which the claim does not hold (``"against"``, a lower
        bound of the share). Both counts are in the table.
    interval
        Wilson's or Jeffreys'.

    Returns
    -------
    Confidence
        One row an output.

    Raises
    ------
    InvalidArgumentError
        Results over a design that is not a sample of the prior, or no point with an answer.
    UnknownNameError
        No such output or value.

    References
    ----------
    Wilson, E. B. (1927), "Probable inference, the law of succession, and statistical inference",
    Journal of the American Statistical Association 22: 209–212.

    Brown, L. D., T. T. Cai and A. DasGupta (2001), "Interval estimation for a binomial
    proportion", Statistical Science 16: 101–133. https://doi.org/10.1214/ss/1009213286

    Owen, A. B. (1997), "Monte Carlo variance of scrambled net quadrature", SIAM Journal on
    Numerical Analysis 34: 1884–1910 (points more even than independent ones).

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> from lilliput.analysis.designs import integers, monte_carlo
    >>> from lilliput.analysis.sweeps import sweep
    >>> prior = monte_carlo({"m": integers(2, 9), "k": integers(1, 2)}, n=4096)
    >>> results = sweep(claims["C10"].models["M10a"], prior, progress=False)
    >>> confidence(results)
    Confidence(holds in 87.8 % ± 1.0 % of the prior (n = 4,096; 95 %))
    """
    check_level(level)
    for argument, given, known in (
        ("failed", failed, ("exclude", "against")),
        ("interval", interval, ("wilson", "jeffreys")),
    ):
        if given not in known:
            raise InvalidArgumentError(f"{argument} must be {' or '.join(known)}, got {given!r}")
    design = described(results)
    _check_sample(design.kind)
    columns = _columns(outputs_of(results), output)
    frame = frame_of(results, columns.values())
    sampled = design.kind not in _WHOLE
    against = failed == "against"
    rows = {}
    for label, column in columns.items():
        held, counted, lacking = _counts(frame, column, value, against=against)
        low, high = _interval(held, counted, level, interval) if sampled else (np.nan, np.nan)
        share = held / counted if counted else np.nan
        rows[label] = (share, low, high, counted, held, *lacking)
    table = pd.DataFrame.from_dict(rows, orient="index", columns=_COLUMNS)
    if not table["n"].any() or (table["failed"] + table["undefined"] == len(frame)).all():
        first = first_failure(results)
        raise InvalidArgumentError(
            f"results: no point has an answer: all {len(frame):,} failed or have no {output}"
            + (f"; the first failure is {first}" if first else "")
        )
    table[_COLUMNS[3:]] = table[_COLUMNS[3:]].astype(int)
    return Confidence(
        table=table.rename_axis("model" if output not in rows else "output"),
        value=value,
        level=level,
        interval=interval,
        against=against,
        design=design.kind,
        given=design.constraints,
        note=_note(design, interval),
    )


def _check_sample(kind: str) -> None:
    known = (*_INDEPENDENT, *_EVEN, *_GIVEN, *_WHOLE)
    if kind not in known:
        wanted = ", ".join(f"{name}(...)" for name in known)
        raise InvalidArgumentError(
            f"results: confidence needs points drawn from a prior ({wanted}), these are over "
            f"{kind}(...)"
        )


def _columns(outputs: list[str], output: str) -> dict[str, str]:
    """Return label to column: the output itself, or the one of each model that ends in it."""
    if output in outputs:
        return {output: output}
    ending = f" {output}"
    found = {name.removesuffix(ending): name for name in outputs if name.endswith(ending)}
    if not found:  # a margin is no answer, so that it is named last
        known = sorted(outputs, key=lambda name: " " in name or name == "margin")
        raise UnknownNameError("output", output, known)
    return found


def _counts(
    frame: pd.DataFrame, column: str, value: str | bool, *, against: bool
) -> tuple[int, int, tuple[int, int]]:
    """Return at how many points it holds, how many count, and how many failed or have no answer."""
    failed = frame["error"].notna().to_numpy()
    answers = frame[column].mask(failed)
    if answers.notna().any():
        truth = is_truth(answers)
        numbers = as_numbers(answers, column, True if truth and value == "holds" else value)
    else:
        numbers = np.full(len(frame), np.nan)
    without = np.isnan(numbers)
    counted = len(numbers) if against else int((~without).sum())
    return int(np.nansum(numbers)), counted, (int(failed.sum()), int((without & ~failed).sum()))


def _interval(held: int, n: int, level: float, interval: str) -> tuple[float, float]:
    from scipy.stats import beta, binomtest

    if n == 0:
        return np.nan, np.nan
    if interval == "wilson":
        found = binomtest(held, n).proportion_ci(level, method="wilson")
        return float(found.low), float(found.high)
    tails = (1 - level) / 2, (1 + level) / 2
    low, high = beta(held + 0.5, n - held + 0.5).ppf(tails)
    # At 0 and n the interval reaches the end, which would else never be covered.
    return (0.0 if held == 0 else float(low)), (1.0 if held == n else float(high))


def _percent(row: pd.Series) -> str:
    """Return the share in percent, with ± where the interval's middle is it to the digit shown."""
    share, low, high = 100 * row["share"], 100 * row["low"], 100 * row["high"]
    if not np.isfinite(low):
        return f"{share:.1f} %"
    if abs((low + high) / 2 - share) < _SHOWN_DIGIT / 2:
        return f"{share:.1f} % ± {(high - low) / 2:.1f} %"
    return f"{share:.1f} % ({low:.1f} to {high:.1f} %)"


def _note(design: Described, interval: str) -> str:
    """Return what the intervals are worth over this design."""
    name, kind = interval.capitalize(), design.kind
    within = " and ".join(design.constraints)
    prior = f"prior, given that {within}," if within else "prior"
    if kind in _WHOLE:
        return "A grid is not a sample of a prior: the share has no interval."
    if kind in _GIVEN:
        return f"{name} intervals, which take the given points as independent draws."
    if kind in _EVEN:
        return (
            f"{name} intervals of independent points; those of {kind}(...) cover the {prior} more "
            "evenly, so that the intervals are conservative."
        )
    return f"{name} intervals; the points are independent draws from the {prior.rstrip(',')}."
