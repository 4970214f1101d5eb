"""A classification tree over the parameter space: a second opinion on the boxes of `prim`."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.analysis.discovery.boxes import Box, column_of, words_of
from lilliput.analysis.discovery.points import Points, points_of
from lilliput.analysis.discovery.prim import PrimResult, check_shares, percent
from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count
from lilliput.games.errors import ProblemTooLargeError

__all__ = ["CartResult", "cart"]

_MOST = 2**24  # codes that scikit-learn's float32 tells apart


@final
@dataclass(frozen=True, eq=False, repr=False)
class CartResult:
    """The leaves of a classification tree, as boxes; made by `cart`.

    Parameters
    ----------
    question
        What makes a point a case, in words.
    total, cases
        How many points there are and how many of them are cases.
    left_out
        Points without an answer, which are not counted.
    leaves
        The boxes, the densest first. They do not overlap and fill the space.
    counts
        Points and cases in each.
    """

    question: str
    total: int
    cases: int
    left_out: int
    leaves: tuple[Box, ...]
    counts: tuple[tuple[int, int], ...]
    _points: Points

    def __len__(self) -> int:
        return len(self.leaves)

    @property
    def boxes(self) -> pd.DataFrame:
        """One row a leaf: ``limits`` in words, coverage, density, mass, and counts."""
        rows = [
            {
                "limits": words_of(leaf.limits),
                "coverage": cases / self.cases,
                "density": cases / points,
                "mass": points / self.total,
                "restricted": len(leaf.restricted),
                "points": points,
                "cases": cases,
            }
            for leaf, (points, cases) in zip(self.leaves, self.counts, strict=True)
        ]
        return pd.DataFrame(rows, index=pd.RangeIndex(1, len(rows) + 1, name="box"))

    @property
    def rules(self) -> str:
        """The leaves as text, a line each, the densest first."""
        return "\n".join(
            f"{words_of(leaf.limits)}: {self.question} in {percent(cases / points)} of "
            f"{points:,} points"
            for leaf, (points, cases) in zip(self.leaves, self.counts, strict=True)
        )

    def contains(self, frame: pd.DataFrame, *, threshold: float = 0.5) -> "pd.Series[Any]":
        """Return which rows of a frame lie in leaves that reach a density.

        Parameters
        ----------
        frame
            With a column for each parameter.
        threshold
            The density; if no leaf reaches it, the densest one counts.
        """
        inside = np.zeros(len(frame), dtype=bool)
        for leaf in self._dense(threshold):
            within = np.ones(len(frame), dtype=bool)
            for limit in leaf.limits:
                within &= limit.met_by(column_of(frame, limit.parameter.name))
            inside |= within
        return pd.Series(inside, index=frame.index, name="inside")

    def agreement(self, other: PrimResult) -> float:
        """Return how far the tree and `prim` agree: the Jaccard index of the points they choose.

        That is the number of points in both, divided by that in either: in leaves that reach the
        threshold of the other (or the densest leaf), and in its boxes.

        Parameters
        ----------
        other
            The boxes of `prim` for the same points and question.
        """
        ours = np.zeros(len(self._points), dtype=bool)
        for leaf in self._dense(other.threshold):
            ours |= leaf.contains(self._points.codes)
        theirs = other.contains(_frame(self._points)).to_numpy()
        return float((ours & theirs).sum() / (ours | theirs).sum())

    def _dense(self, threshold: float) -> list[Box]:
        """Return the leaves that reach a density, or the densest."""
        reach = [
            leaf
            for leaf, (points, cases) in zip(self.leaves, self.counts, strict=True)
            if cases >= threshold * points
        ]
        return reach or [self.leaves[0]]

    def __repr__(self) -> str:
        return f"CartResult({self._title})"

    @property
    def _title(self) -> str:
        points, cases = self.counts[0]
        return (
            f"{len(self)} {'box' if len(self) == 1 else 'boxes'} of {self.total:,} points; "
            f"{self.question} most often, in {percent(cases / points)}, of "
            f"{words_of(self.leaves[0].limits)}"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.boxes)


def cart(
    results: Any,
    query: Any,
    *,
    parameters: Sequence[str] | None = None,
    max_depth: int = 4,
    minimum_mass: float = 0.05,
    seed: int = 0,
) -> CartResult:
    """Divide the parameter space by a classification tree, as a second opinion on `prim`.

    The tree is that of scikit-learn (Gini impurity) on the order of the values, so that its splits
    are exact; names become one column each.

    Parameters
    ----------
    results, query, parameters
        As in `prim`.
    max_depth
        The largest number of splits on the way to a leaf.
    minimum_mass
        The smallest share of all points in a leaf.
    seed
        Chooses among splits that are equally good.

    Raises
    ------
    InvalidArgumentError
        About an argument, or when no point is a case.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame(rng.random((2000, 3)), columns=["costs", "delta", "noise"])
    >>> tree = cart(frame, (frame["costs"] < 0.4) & (frame["delta"] > 0.6))
    >>> print(tree.rules)
    costs ≤ 0.4 and delta ≥ 0.602: the condition holds in 100 % of 319 points
    delta ≤ 0.602: the condition holds in 0 % of 1,215 points
    costs ≥ 0.4 and delta ≥ 0.602: the condition holds in 0 % of 466 points

    References
    ----------
    .. [1] Breiman, L., Friedman, J. H., Olshen, R. A. and Stone, C. J. (1984), Classification and
       regression trees, Wadsworth.
    .. [2] Lempert, R. J., Bryant, B. P. and Bankes, S. C. (2008), Comparing algorithms for scenario
       discovery, RAND WR-557-NSF.
    """
    from sklearn.tree import DecisionTreeClassifier

    check_shares(minimum_mass=minimum_mass)
    check_count(max_depth, argument="max_depth")
    points = points_of(results, query, parameters)
    if len(points) > _MOST:
        raise ProblemTooLargeError(
            f"a tree takes at most {_MOST:,} points, got {len(points):,}: give a sample of them, "
            "e.g. results.to_pandas().sample(10**6)"
        )
    columns = [
        (j, k)
        for j, parameter in enumerate(points.parameters)
        for k in (range(len(parameter.values)) if parameter.is_set else [-1])
    ]
    table = np.column_stack(
        [points.codes[j] if k < 0 else points.codes[j] == k for j, k in columns]
    ).astype(np.float32)
    tree = DecisionTreeClassifier(
        max_depth=max_depth,
        min_samples_leaf=max(ceil(minimum_mass * len(points)), 1),
        random_state=seed,
    )
    tree.fit(table, points.cases)
    leaves = _leaves(tree.tree_, columns, points)
    counted = [(leaf, *_count(leaf, points)) for leaf in leaves]
    counted.sort(key=lambda row: (-row[2] / row[1], -row[2], -row[1]))
    return CartResult(
        question=points.question,
        total=len(points),
        cases=int(points.cases.sum()),
        left_out=points.left_out,
        leaves=tuple(leaf for leaf, _, _ in counted),
        counts=tuple((size, cases) for _, size, cases in counted),
        _points=points,
    )


def _leaves(tree: Any, columns: list[tuple[int, int]], points: Points) -> list[Box]:
    """Return the leaves of a fitted tree as boxes."""
    found = []
    waiting = [(0, Box.whole(points.parameters))]
    while waiting:
        node, box = waiting.pop()
        if tree.children_left[node] == tree.children_right[node]:
            found.append(box)
            continue
        j, k = columns[tree.feature[node]]
        members = box.members[j]
        if members is None:
            cut = int(np.floor(tree.threshold[node]))
            left, right = box.within(j, box.low[j], cut), box.within(j, cut + 1, box.high[j])
        else:
            only, without = np.zeros_like(members), members.copy()
            only[k], without[k] = members[k], False
            left, right = box.among(j, without), box.among(j, only)
        waiting.append((int(tree.children_right[node]), right))
        waiting.append((int(tree.children_left[node]), left))
    return found


def _count(box: Box, points: Points) -> tuple[int, int]:
    inside = box.contains(points.codes)
    return int(inside.sum()), int(points.cases[inside].sum())


def _frame(points: Points) -> pd.DataFrame:
    """Return the values of the points."""
    columns: dict[str, Array] = {
        parameter.name: parameter.values[codes]
        for parameter, codes in zip(points.parameters, points.codes, strict=True)
    }
    return pd.DataFrame(columns)
