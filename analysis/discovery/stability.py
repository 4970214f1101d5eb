"""How far the boxes of `prim` depend on the sample: the test of Bryant and Lempert."""

from collections.abc import Sequence
from math import ceil
from typing import Any

import numpy as np
import pandas as pd

from lilliput.analysis.discovery.peeling import Objective, Step
from lilliput.analysis.discovery.points import points_of
from lilliput.analysis.discovery.prim import check_shares, trajectory_of
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError

__all__ = ["box_stability"]


def box_stability(
    results: Any,
    query: Any,
    *,
    parameters: Sequence[str] | None = None,
    resamples: int = 10,
    share: float = 0.5,
    seed: int = 0,
    threshold: float = 0.8,
    peel: float = 0.05,
    paste: float = 0.05,
    minimum_mass: float = 0.05,
    objective: Objective = "gain per mass",
) -> pd.DataFrame:
    """Return how often each parameter is restricted when the box is found again in parts.

    The first box of `prim` is searched again in random parts of the points; of each trajectory the
    steps are taken whose coverage, and whose density, is closest to that of the box of all points.
    A restriction that means something is found in nearly all parts.

    Parameters
    ----------
    results, query, parameters, threshold, peel, paste, minimum_mass, objective
        As in `prim`.
    resamples
        How many parts.
    share
        The share of the points in each part, drawn without replacement.
    seed
        For the same parts again.

    Returns
    -------
    pandas.DataFrame
        For each parameter whether it is ``restricted`` in the box of all points, and the shares of
        the parts in which it is in the box with the ``same coverage`` and the ``same density``;
        the most frequent first.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame(rng.random((2000, 3)), columns=["costs", "delta", "noise"])
    >>> found = box_stability(frame, (frame["costs"] < 0.4) & (frame["delta"] > 0.6))
    >>> found["same coverage"].to_dict()
    {'costs': 1.0, 'delta': 1.0, 'noise': 0.0}

    References
    ----------
    .. [1] Bryant, B. P. and Lempert, R. J. (2010), Thinking inside the box: a participatory,
       computer-assisted approach to scenario discovery, Technological Forecasting and Social
       Change 77, 34–49. DOI 10.1016/j.techfore.2009.08.002.
    """
    check_shares(
        threshold=threshold, peel=peel, paste=paste, minimum_mass=minimum_mass, share=share
    )
    check_count(resamples, argument="resamples")
    points = points_of(results, query, parameters)
    options: dict[str, Any] = {
        "threshold": threshold, "peel": peel, "paste": paste, "objective": objective
    }  # fmt: skip
    whole = trajectory_of(points, least=_least(minimum_mass, len(points)), **options).step
    coverage = whole.cases / points.cases.sum()
    rng = np.random.default_rng(seed)
    size = max(round(share * len(points)), 1)
    tally = np.zeros((2, len(points.parameters)), dtype=int)
    for _ in range(resamples):
        part = points.take(np.sort(rng.choice(len(points), size, replace=False)))
        if not part.cases.any():
            raise InvalidArgumentError(
                f"a part of {size} points holds no case: there are only {points.cases.sum()} "
                "among all, so raise share or the number of points"
            )
        steps = trajectory_of(part, least=_least(minimum_mass, size), **options).steps
        for k, nearest in enumerate(_nearest(steps, part.cases.sum(), coverage, whole.density)):
            tally[k, list(nearest.box.restricted)] += 1
    frame = pd.DataFrame(
        {
            "restricted": [whole.box.restricts(j) for j in range(len(points.parameters))],
            "same coverage": tally[0] / resamples,
            "same density": tally[1] / resamples,
        },
        index=pd.Index([parameter.name for parameter in points.parameters], name="parameter"),
    )
    return frame.sort_values(
        ["same coverage", "same density", "restricted"], ascending=False, kind="stable"
    )


def _nearest(
    steps: Sequence[Step], cases: int, coverage: float, density: float
) -> tuple[Step, Step]:
    """Return the steps nearest in coverage (of several the densest) and in density."""
    return (
        min(steps, key=lambda step: (abs(step.cases / cases - coverage), -step.density)),
        min(steps, key=lambda step: (abs(step.density - density), -step.cases)),
    )


def _least(minimum_mass: float, size: int) -> int:
    return max(ceil(minimum_mass * size), 1)
