"""Peeling and pasting: the two passes of the Patient Rule Induction Method over codes.

Peeling takes from a box the small part at one of its faces without which the density of cases is
best; pasting puts parts back beyond a face as long as the density does not fall.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple, final

import numpy as np

from lilliput.analysis.discovery.boxes import Box
from lilliput.analysis.discovery.points import Codes, Points
from lilliput.games.arithmetic import Array

__all__ = ["Objective", "Step", "pasted", "peeled"]

Objective = Literal["gain per mass", "density"]


@final
@dataclass(frozen=True, eq=False)
class Step:
    """A box on the trajectory.

    Parameters
    ----------
    box
        The box.
    points, cases
        How many are inside, of those that no earlier box has taken.
    phase
        ``"peel"`` or ``"paste"``.
    changed
        The parameter whose limit was moved; None at the start.
    """

    box: Box
    points: int
    cases: int
    phase: Literal["peel", "paste"]
    changed: int | None

    @property
    def density(self) -> float:
        """The share of cases among the points inside."""
        return self.cases / self.points


class _Peel(NamedTuple):
    """A candidate: the new box, how many points and cases it keeps, and which rows of points."""

    box: Box
    points: int
    cases: int
    j: int
    kept: Any  # a slice of the points in order of parameter j, or the codes of a set


def peeled(points: Points, *, share: float, least: int, objective: Objective) -> list[Step]:
    """Peel a box until it holds cases only or would have fewer than the least number of points.

    Parameters
    ----------
    points
        Those that no earlier box has taken.
    share
        The share of the points inside that a peel takes at most; where a value is that of many
        points, a peel takes all of these.
    least
        The smallest number of points of a box.
    objective
        ``"gain per mass"`` or ``"density"``.
    """
    box = Box.whole(points.parameters)
    inside = np.arange(len(points), dtype=np.int32)
    ordered = [j for j, parameter in enumerate(points.parameters) if not parameter.is_set]
    order = np.array(
        [np.argsort(points.codes[j], kind="stable") for j in ordered], dtype=np.int32
    ).reshape(len(ordered), len(points))
    keeps = np.zeros(len(points), dtype=bool)
    steps = [Step(box, len(points), int(points.cases.sum()), "peel", None)]
    while steps[-1].cases < steps[-1].points:
        last = steps[-1]
        candidates = [
            *_faces(points, box, ordered, order, share),
            *_names(points, box, inside),
        ]
        fine = [peel for peel in candidates if peel.points >= least]
        if not fine:
            break
        best = max(fine, key=lambda peel: _merit(peel, last, objective))
        keeps[:] = False
        if isinstance(best.kept, slice):
            keeps[order[ordered.index(best.j), best.kept]] = True
        else:
            keeps[inside[best.kept[points.codes[best.j, inside]]]] = True
        order = order[keeps[order]].reshape(len(ordered), best.points)
        inside = inside[keeps[inside]]
        box = best.box
        steps.append(Step(box, best.points, best.cases, "peel", best.j))
    return steps


def _merit(peel: _Peel, last: Step, objective: Objective) -> tuple[float, int, int]:
    """Return what is largest for the best peel; equal ones restrict few parameters, keep much.

    The quotients are of integers below 2⁵³ for up to 10⁷ points, so that equal ones are equal.
    """
    if objective == "density":
        value = peel.cases / peel.points
    else:  # the gain in density, times the number of points before, for each point that is lost
        gain = peel.cases * last.points - last.cases * peel.points
        lost = last.points - peel.points if gain > 0 else last.points  # a loss is no less for it
        value = gain / (peel.points * lost)
    return value, -len(peel.box.restricted), peel.points


def _faces(
    points: Points, box: Box, ordered: list[int], order: Codes, share: float
) -> Iterator[_Peel]:
    """Yield the peels at both ends of each parameter whose values have an order."""
    size = order.shape[1]
    take = min(max(int(share * size), 1), size - 1)
    total = int(points.cases[order[0]].sum()) if len(ordered) else 0
    for row, j in zip(order, ordered, strict=True):
        codes, places = points.codes[j], range(size)

        def code(place: int, codes: Codes = codes, row: Codes = row) -> int:
            return int(codes[row[place]])

        first, last = code(0), code(size - 1)
        if first == last:
            continue
        if (bound := code(take)) > first:
            cut = bisect_left(places, bound, key=code)
        else:  # many points have the lowest value: all of them go
            cut = bisect_right(places, first, key=code)
        lost = int(points.cases[row[:cut]].sum())
        kept = box.within(j, code(cut), box.high[j])
        yield _Peel(kept, size - cut, total - lost, j, slice(cut, size))
        if (bound := code(size - 1 - take)) < last:
            cut = bisect_right(places, bound, key=code)
        else:
            cut = bisect_left(places, last, key=code)
        lost = int(points.cases[row[cut:]].sum())
        kept = box.within(j, box.low[j], code(cut - 1))
        yield _Peel(kept, cut, total - lost, j, slice(0, cut))


def _names(points: Points, box: Box, inside: Codes) -> Iterator[_Peel]:
    """Yield the peels of one name from each set."""
    for j, parameter in enumerate(points.parameters):
        members = box.members[j]
        if members is None:
            continue
        codes = points.codes[j, inside]
        count = np.bincount(codes, minlength=len(parameter.values))
        cases = np.bincount(codes[points.cases[inside]], minlength=len(parameter.values))
        there = np.flatnonzero(count)
        for k in there if len(there) > 1 else []:
            kept = members.copy()
            kept[k] = False
            yield _Peel(
                box.among(j, kept),
                len(inside) - int(count[k]),
                int(cases.sum() - cases[k]),
                j,
                kept,
            )


def pasted(points: Points, start: Step, *, share: float) -> list[Step]:
    """Widen a box as long as it gains cases and its density does not fall.

    Parameters
    ----------
    points
        Those that no earlier box has taken.
    start
        The box.
    share
        The number of points that a paste adds, as a share of those inside; where a value is that
        of many points, it adds all of these. A limit that can go altogether goes.
    """
    steps: list[Step] = []
    last = start
    while True:
        outside = {j: ~last.box.meets(points.codes, j) for j in last.box.restricted}
        violations = np.sum(list(outside.values()), axis=0) if outside else None
        grown = [
            Step(box, last.points + more, last.cases + gained, "paste", j)
            for j in outside
            for box, more, gained in _wider(
                points, last.box, j, np.flatnonzero(outside[j] & (violations == 1)), share, last
            )
            if gained
        ]
        fine = [step for step in grown if step.cases * last.points >= last.cases * step.points]
        if not fine:
            return steps
        last = max(fine, key=lambda step: (step.density, step.cases, -len(step.box.restricted)))
        steps.append(last)


def _wider(
    points: Points, box: Box, j: int, beyond: Array, share: float, last: Step
) -> Iterator[tuple[Box, int, int]]:
    """Yield wider boxes, with the points and the cases that each adds."""
    codes, cases = points.codes[j, beyond], points.cases[beyond]
    yield box.free(j), len(beyond), int(cases.sum())
    members = box.members[j]
    if members is not None:
        for k in np.unique(codes):
            wider = members.copy()
            wider[k] = True
            yield box.among(j, wider), int((codes == k).sum()), int(cases[codes == k].sum())
        return
    take = max(int(share * last.points), 1)
    below, above = np.sort(codes[codes < box.low[j]]), np.sort(codes[codes > box.high[j]])
    if len(below):
        low = 0 if len(below) <= take else int(below[-take])
        new = (codes >= low) & (codes < box.low[j])
        yield box.within(j, low, box.high[j]), int(new.sum()), int(cases[new].sum())
    if len(above):
        high = len(points.parameters[j].values) - 1 if len(above) <= take else int(above[take - 1])
        new = (codes <= high) & (codes > box.high[j])
        yield box.within(j, box.low[j], high), int(new.sum()), int(cases[new].sum())
