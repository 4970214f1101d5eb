"""Scenario discovery: in which box of the parameter space are the cases?

The Patient Rule Induction Method peels a box from the whole space and leaves a trajectory from all
cases (coverage 1) to boxes of nothing but cases (density 1), from which one is chosen.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.analysis.discovery.boxes import column_of, query_of, words_of
from lilliput.analysis.discovery.peeling import Objective, Step, pasted, peeled
from lilliput.analysis.discovery.points import Points, points_of
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError

__all__ = ["PrimResult", "best_step", "check_shares", "percent", "prim", "trajectory_of"]

_COLUMNS = ["low", "high", "values", "quasi_p", "coverage without", "density without"]


@final
@dataclass(frozen=True, eq=False)
class Trajectory:
    """The boxes through which one search went, and the points that it had.

    Parameters
    ----------
    points
        Those that no earlier box has taken.
    steps
        The boxes, peeled and then pasted.
    chosen
        The number of the step that is the box.
    """

    points: Points
    steps: tuple[Step, ...]
    chosen: int

    @property
    def step(self) -> Step:
        """The step that is the box."""
        return self.steps[self.chosen]


@final
@dataclass(frozen=True, eq=False, repr=False)
class PrimResult:
    """Boxes in a parameter space with many cases; made by `prim`.

    Parameters
    ----------
    threshold
        The density that a box should have.
    total, cases
        How many points there are and how many of them are cases.
    left_out
        Points without an answer, which are not counted.
    found
        For each box its search.

    Notes
    -----
    Coverage is the share of all cases that a box holds, density the share of cases among its points
    and mass its share of all points. Boxes after the first count only points that no earlier box
    has taken.
    """

    threshold: float
    total: int
    cases: int
    left_out: int
    found: tuple[Trajectory, ...]

    def __len__(self) -> int:
        return len(self.found)

    @property
    def trajectory(self) -> pd.DataFrame:
        """One row a step of every box (``box``, from 1, and ``step``, from 0).

        Columns: ``phase`` (peel or paste), ``changed`` (the parameter whose limit moved),
        ``coverage``, ``density``, ``mass``, ``restricted`` (how many parameters), ``points``,
        ``cases`` and whether it is the one ``chosen``.
        """
        rows = {}
        for number, search in enumerate(self.found, 1):
            for k, step in enumerate(search.steps):
                rows[number, k] = {
                    "phase": step.phase,
                    "changed": "" if step.changed is None else _name(step, step.changed),
                    "coverage": step.cases / self.cases,
                    "density": step.density,
                    "mass": step.points / self.total,
                    "restricted": len(step.box.restricted),
                    "points": step.points,
                    "cases": step.cases,
                    "chosen": k == search.chosen,
                }
        frame = pd.DataFrame.from_dict(rows, orient="index")
        frame.index = pd.MultiIndex.from_tuples(list(rows), names=["box", "step"])
        return frame

    def box(self, step: int | None = None, *, number: int = 1) -> pd.DataFrame:
        """Return the limits of a box, one row a restricted parameter.

        Columns: ``low`` and ``high``, infinite on a side that is free, or ``values`` of names;
        ``quasi_p``, the chance that as many cases would be among as many points if the restriction
        meant nothing (a one-sided binomial test with the density that the box has without it);
        ``coverage without`` and ``density without`` the restriction.

        Parameters
        ----------
        step
            On the trajectory; by default the one chosen.
        number
            Which box, from 1.
        """
        search = self._search(number)
        chosen = search.steps[self._checked(search, step)]
        rows = {
            limit.parameter.name: (
                limit.low,
                limit.high,
                limit.values,
                *self._without(search.points, chosen, j),
            )
            for j, limit in zip(chosen.box.restricted, chosen.box.limits, strict=True)
        }
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=_COLUMNS)
        return frame.rename_axis("parameter")

    def _without(self, points: Points, step: Step, j: int) -> tuple[float, float, float]:
        """Return quasi-p, coverage and density for a box without a limit."""
        from scipy.stats import binom

        wider = step.box.free(j).contains(points.codes)
        cases = int(points.cases[wider].sum())
        density = cases / int(wider.sum())
        chance = float(binom.sf(step.cases - 1, step.points, density))
        return chance, cases / self.cases, density

    def select(self, step: int, *, number: int = 1) -> "PrimResult":
        """Return the result with another step as the box; boxes after it are dropped.

        Parameters
        ----------
        step
            On the trajectory.
        number
            Which box, from 1.
        """
        search = self._search(number)
        changed = replace(search, chosen=self._checked(search, step))
        return replace(self, found=(*self.found[: number - 1], changed))

    def contains(self, frame: pd.DataFrame) -> "pd.Series[Any]":
        """Return which rows of a frame lie in one of the boxes; missing values do not.

        Parameters
        ----------
        frame
            With a column for each restricted parameter.
        """
        inside = np.zeros(len(frame), dtype=bool)
        for search in self.found:
            within = np.ones(len(frame), dtype=bool)
            for limit in search.step.box.limits:
                within &= limit.met_by(column_of(frame, limit.parameter.name))
            inside |= within
        return pd.Series(inside, index=frame.index, name="inside")

    @property
    def query(self) -> str:
        """The boxes as a condition for ``DataFrame.query``."""
        parts = [
            query_of(search.step.box.limits, search.points.parameters) for search in self.found
        ]
        return parts[0] if len(parts) == 1 else " or ".join(f"({part})" for part in parts)

    @property
    def summary(self) -> pd.DataFrame:
        """One row a box: its ``limits`` in words, coverage, density, mass and counts."""
        frame = self.trajectory
        frame = (
            frame[frame["chosen"]].droplevel("step").drop(columns=["phase", "changed", "chosen"])
        )
        frame.insert(0, "limits", [words_of(search.step.box.limits) for search in self.found])
        return frame

    def to_frame(self) -> pd.DataFrame:
        """Return the limits of all boxes, one row a box and restricted parameter."""
        parts = {number: self.box(number=number) for number in range(1, len(self) + 1)}
        return pd.concat(parts, names=["box"])

    def _search(self, number: int) -> Trajectory:
        if not 1 <= number <= len(self.found):
            raise InvalidArgumentError(f"number must be 1 to {len(self.found)}, got {number!r}")
        return self.found[number - 1]

    @staticmethod
    def _checked(search: Trajectory, step: int | None) -> int:
        if step is None:
            return search.chosen
        if not 0 <= step < len(search.steps):
            raise InvalidArgumentError(
                f"step must be 0 to {len(search.steps) - 1}, as in trajectory, got {step!r}"
            )
        return int(step)

    def __repr__(self) -> str:
        return f"PrimResult({self._title})"

    @property
    def _title(self) -> str:
        parts = []
        for search in self.found:
            step = search.step
            wanted = percent(self.threshold)
            short = "" if step.density >= self.threshold else f", short of {wanted}"
            box = "the box " * (len(step.box.restricted) > 0) + words_of(step.box.limits)
            parts.append(
                f"{search.points.question} in {percent(step.density)} of {box}{short}, which "
                f"covers {percent(step.cases / self.cases)} of the cases"
            )
        left = f"; {self.left_out:,} points left out" * (self.left_out > 0)
        return f"{'; '.join(parts)} ({self.cases:,} of {self.total:,} points{left})"

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.to_frame())


def prim(
    results: Any,
    query: Any,
    *,
    parameters: Sequence[str] | None = None,
    threshold: float = 0.8,
    peel: float = 0.05,
    paste: float = 0.05,
    minimum_mass: float = 0.05,
    boxes: int = 1,
    objective: Objective = "gain per mass",
) -> PrimResult:
    """Find boxes of the parameter space in which most points are cases.

    A box is peeled: of all thin slices at its faces, that one is cut off without which the box
    gains most; this is repeated until only cases are left or the box is too small. Of the boxes on
    the way, the one with the largest coverage among those that reach the threshold is chosen (the
    densest if none does), and widened where that costs no density. The search is deterministic.

    Parameters
    ----------
    results
        `Results` of a sweep, or a frame.
    query
        What is a case: a condition as pandas writes it, e.g. ``"verdict == 'holds'"``, or a truth
        value for each row of ``results.to_pandas()``. Points where what it asks for is missing (the
        model failed, or gave NaN) are left out and counted.
    parameters
        Those that a box may restrict; by default all of the results, or of a frame all columns that
        the query does not name. Numbers and integers are restricted to ranges, names and truth
        values to sets.
    threshold
        The density that the chosen box should reach.
    peel
        The share of the points of a box that a slice holds at most.
    paste
        The share that is put back at a time.
    minimum_mass
        The smallest share of all points that a box may hold.
    boxes
        How many to look for; each after the first among the points outside the earlier ones. The
        search ends before that when no further box reaches the threshold.
    objective
        ``"gain per mass"``: the gain in density for each point cut off, which is fair between
        numbers and names; ``"density"``: the gain alone, as in the original method.

    Raises
    ------
    InvalidArgumentError
        About an argument, or when no point is a case.

    Notes
    -----
    The search is greedy: it cuts at the faces only. Where cases lie in several places, so that
    every face has some, the first box may miss them all; `cart` then gives another opinion.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame(rng.random((2000, 3)), columns=["costs", "delta", "noise"])
    >>> found = prim(frame, (frame["costs"] < 0.4) & (frame["delta"] > 0.6), threshold=0.95)
    >>> found
    PrimResult(the condition holds in 99 % of the box costs ≤ 0.4026 and delta ≥ 0.602, which \
covers 100 % of the cases (319 of 2,000 points))
    >>> found.query
    'costs <= 0.4026 and delta >= 0.602'

    References
    ----------
    .. [1] Friedman, J. H. and Fisher, N. I. (1999), Bump hunting in high-dimensional data,
       Statistics and Computing 9, 123–143. DOI 10.1023/A:1008894516817.
    .. [2] Bryant, B. P. and Lempert, R. J. (2010), Thinking inside the box: a participatory,
       computer-assisted approach to scenario discovery, Technological Forecasting and Social
       Change 77, 34–49. DOI 10.1016/j.techfore.2009.08.002.
    .. [3] Kwakkel, J. H. and Jaxa-Rozen, M. (2016), Improving scenario discovery for handling
       heterogeneous uncertainties and multinomial classified outcomes, Environmental Modelling &
       Software 79, 311–321. DOI 10.1016/j.envsoft.2015.11.020, for the gain per mass.
    """
    check_shares(threshold=threshold, peel=peel, paste=paste, minimum_mass=minimum_mass)
    check_count(boxes, argument="boxes")
    if objective not in ("gain per mass", "density"):
        raise InvalidArgumentError(
            f"objective must be 'gain per mass' or 'density', got {objective!r}"
        )
    points = points_of(results, query, parameters)
    least = max(ceil(minimum_mass * len(points)), 1)
    found: list[Trajectory] = []
    rest = points
    while len(found) < boxes and len(rest) >= least and rest.cases.any():
        search = trajectory_of(
            rest, threshold=threshold, peel=peel, paste=paste, least=least, objective=objective
        )
        if found and search.step.density < threshold:
            break
        found.append(search)
        rest = rest.take(np.flatnonzero(~search.step.box.contains(rest.codes)))
    return PrimResult(
        threshold, len(points), int(points.cases.sum()), points.left_out, tuple(found)
    )


def check_shares(**shares: float) -> None:
    """Raise an error about the first share that is not above 0 and at most 1 (peel: below 1)."""
    for name, value in shares.items():
        fine = 0 < value < 1 if name == "peel" else 0 < value <= 1
        if not fine:
            span = "(0, 1)" if name == "peel" else "(0, 1]"
            raise InvalidArgumentError(f"{name} must lie in {span}, got {value!r}")


def trajectory_of(
    points: Points,
    *,
    threshold: float,
    peel: float,
    paste: float,
    least: int,
    objective: Objective,
) -> Trajectory:
    """Search one box among points.

    Parameters
    ----------
    points
        The points.
    threshold, peel, paste, objective
        As in `prim`.
    least
        The smallest number of points of a box.
    """
    steps = peeled(points, share=peel, least=least, objective=objective)
    chosen = best_step(steps, threshold)
    wider = pasted(points, steps[chosen], share=paste)
    if wider:
        chosen = len(steps) + len(wider) - 1
    return Trajectory(points, (*steps, *wider), chosen)


def best_step(steps: Sequence[Step], threshold: float) -> int:
    """Return the step with most cases among those that reach the density, or else the densest."""
    reach = [k for k, step in enumerate(steps) if step.density >= threshold]
    if reach:
        return max(reach, key=lambda k: (steps[k].cases, steps[k].density))
    return max(range(len(steps)), key=lambda k: (steps[k].density, steps[k].cases))


def _name(step: Step, j: int) -> str:
    return step.box.parameters[j].name


def percent(share: float) -> str:
    """Return a share in whole per cent, as 0 or 100 only where it is none or all.

    Examples
    --------
    >>> percent(0.999), percent(0.5)
    ('over 99 %', '50 %')
    """
    rounded = round(100 * share)
    if share < 1 and rounded == 100:
        return "over 99 %"
    return "under 1 %" if share > 0 and rounded == 0 else f"{rounded} %"
