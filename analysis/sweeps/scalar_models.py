"""Scalar models: one call a point, and a failure is that of its point alone.

Interrupts are not recorded; they end the block where it stands.
"""

import itertools
import math
import time
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from lilliput.analysis.sweeps.evaluation import (
    PATIENCE,
    Budget,
    Evaluation,
    Failure,
    FailureRaised,
    Terms,
    failure_of,
)
from lilliput.analysis.sweeps.evaluators import Column, Evaluator, ModelOutputError
from lilliput.analysis.sweeps.outputs import (
    columns_of_rows,
    fast_columns,
    learned,
    tells_all,
    told,
)
from lilliput.analysis.sweeps.seeds import generator_of
from lilliput.games.arithmetic import Array

__all__ = ["evaluate_points"]


def evaluate_points(evaluator: Evaluator, block: Any, terms: Terms) -> Evaluation:
    """Return what a scalar model gives at the points of a block."""
    points = block.positions.tolist()
    names = list(block.columns)
    lists: list[Iterable[Any]] = [column.tolist() for column in block.columns.values()]
    if evaluator.random:
        assert terms.seed is not None
        names.append(evaluator.random)
        lists.append(map(generator_of, itertools.repeat(terms.seed), points))
    calls = _Calls()
    calls.make(evaluator, points, names, lists, terms)
    done = len(calls.outputs)
    failures = {k: failure for k, failure in calls.failures.items() if k < done}
    good: Sequence[int] = range(done)
    succeeded = calls.outputs
    if failures:
        good = [k for k in range(done) if k not in failures]
        succeeded = [calls.outputs[k] for k in good]
    columns = terms.columns if told(terms.columns) else learned(succeeded, terms.columns)
    arrays, wrong = _columns(succeeded, columns)
    failures |= {good[k]: failure_of(error) for k, error in wrong.items()}
    if len(good) < done:
        arrays = {name: _spread(array, good, done) for name, array in arrays.items()}
    found = Evaluation(
        block.positions[:done],
        {name: column[:done] for name, column in block.columns.items()},
        columns,
        arrays,
        failures,
        stopped=calls.stopped,
    )
    if terms.record or not failures:
        return found
    first = min(failures)
    raised = calls.error if calls.error is not None and first == done - 1 else None
    return found.until(first, FailureRaised(raised or wrong[good.index(first)]))


class _Calls:
    """The calls of a model at one point after the other, and what came of them."""

    def __init__(self) -> None:
        self.outputs: list[Any] = []
        self.failures: dict[int, Failure] = {}
        self.error: Exception | None = None  # the first, where it ends the block
        self.stopped: BaseException | None = None

    def make(
        self,
        evaluator: Evaluator,
        points: list[int],
        names: list[str],
        lists: list[Iterable[Any]],
        terms: Terms,
    ) -> None:
        """Call the model; the loop that everything waits for."""
        outputs, add, call = self.outputs, self.outputs.append, evaluator.call
        beat, limit, purse = terms.watch.beat, terms.watch.limit, _Purse(terms.budget)
        limited, budgeted = math.isfinite(limit.seconds), terms.budget is not None
        cells = beat.cells
        cells[1] = 1
        try:
            for point, values in zip(points, zip(*lists, strict=False), strict=False):
                cells[0] = point
                try:
                    if limited:
                        beat.at(point, 1)
                        add(limit.call(call, **dict(zip(names, values, strict=False))))
                    else:
                        add(call(**dict(zip(names, values, strict=False))))
                except Exception as error:
                    self.failures[len(outputs)] = failure_of(error)
                    add(None)
                    if not terms.record:
                        self.error = error
                        return
                if budgeted and purse.spent(outputs[-1], self.failures, len(outputs)):
                    return
        except BaseException as stop:  # Ctrl-C: what is done is kept
            self.stopped = stop


class _Purse:
    """What is left of a budget; it lasts until a point has shown the kinds of all outputs, or not.

    Parameters
    ----------
    budget
        None for no end.
    """

    def __init__(self, budget: Budget | None) -> None:
        self.budget = budget
        self.begun = time.perf_counter()
        self._told = False
        self._left = budget.untold if budget is not None else 0

    def spent(self, output: Any, failures: dict[int, Failure], done: int) -> bool:
        """Return whether to stop after `done` points, of which the last gave `output`."""
        if self.budget is None:
            return False
        if not self._told and done - 1 not in failures:
            tells = tells_all(output)
            self._told, self._left = bool(tells), self._left - (tells is not None)
        passed = time.perf_counter() - self.begun
        enough = self._told or self._left <= 0 or passed > PATIENCE
        return enough and (done >= self.budget.points or passed > self.budget.seconds)


def _columns(
    outputs: list[Any], columns: tuple[Column, ...] | None
) -> tuple[dict[str, Array], dict[int, ModelOutputError]]:
    if columns is None:  # nothing that the model returned was valid
        _, wrong = columns_of_rows(outputs, ())
        return {}, wrong
    fast = fast_columns(outputs, columns)
    return columns_of_rows(outputs, columns) if fast is None else (fast, {})


def _spread(array: Array, good: Sequence[int], size: int) -> Array:
    empty: Any = {"f": np.nan, "b": False}.get(array.dtype.kind)
    spread = np.full(size, empty, dtype=array.dtype)
    spread[list(good)] = array
    return spread
