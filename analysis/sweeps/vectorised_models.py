"""Vectorised models: one call a block, which is halved where it fails until points remain."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lilliput.analysis.sweeps.evaluation import (
    Evaluation,
    Failure,
    FailureRaised,
    Terms,
    failure_of,
)
from lilliput.analysis.sweeps.evaluators import Evaluated, Evaluator, ModelOutputError
from lilliput.analysis.sweeps.outputs import arrays_of
from lilliput.analysis.sweeps.rows import joined
from lilliput.analysis.sweeps.seeds import seeds_of
from lilliput.games.arithmetic import Array

__all__ = ["evaluate_arrays"]


def evaluate_arrays(evaluator: Evaluator, block: Any, terms: Terms) -> Evaluation:
    """Return what a vectorised model gives at the points of a block."""
    arguments = dict(block.columns)
    size = len(block.positions)
    if evaluator.random:
        assert terms.seed is not None
        arguments[evaluator.random] = seeds_of(terms.seed, block.positions)
    halving = _Halving(evaluator.call, block.positions, arguments, terms)
    stopped: BaseException | None = None
    try:
        if size:
            halving.solve(0, size)
    except BaseException as stop:  # the first failure, or Ctrl-C
        stopped = stop
    done = sum(length for length, _ in halving.pieces)
    whole = Evaluation(
        block.positions,
        dict(block.columns),
        halving.columns,
        joined(halving.pieces, halving.columns or ()),
        halving.failures,
    )
    return whole.until(done, stopped)


class _Halving:
    """A model on a block; works from left to right."""

    def __init__(
        self,
        call: Callable[..., Any],
        positions: Array,
        arguments: dict[str, Array],
        terms: Terms,
    ) -> None:
        self.call, self.positions, self.arguments = call, positions, arguments
        self.terms, self.columns = terms, terms.columns
        self.failures: dict[int, Failure] = {}
        self.pieces: list[tuple[int, dict[str, Any] | None]] = []

    def solve(self, low: int, high: int) -> None:
        """Evaluate the points from `low` to `high`."""
        try:
            output = self._attempt(low, high)
            failed, reasons = _reported(output, high - low)
            columns, arrays = arrays_of(output, high - low, self.columns)
        except Exception as error:
            if high - low > 1:
                middle = (low + high) // 2
                self.solve(low, middle)
                self.solve(middle, high)
                return
            self._fail(low, failure_of(error), error)
            self.pieces.append((1, None))
            return
        fine = not failed.all()
        if fine:
            self.columns = columns
        for k in np.flatnonzero(failed).tolist():
            kind, message = reasons[int(failed[k]) - 1]
            if not self.terms.record and k:  # what comes before is kept
                self.pieces.append((k, {name: values[:k] for name, values in arrays.items()}))
            self._fail(low + k, (kind, message), ModelReportedError(f"{kind}: {message}"))
        self.pieces.append((high - low, arrays if fine else None))

    def _fail(self, index: int, failure: Failure, error: BaseException) -> None:
        if not self.terms.record:
            raise FailureRaised(error)
        self.failures[index] = failure

    def _attempt(self, low: int, high: int) -> Any:
        # Copies, for models that write into their arguments.
        arguments = {name: column[low:high].copy() for name, column in self.arguments.items()}
        first, last = int(self.positions[low]), int(self.positions[high - 1])
        watch = self.terms.watch
        watch.beat.at(first, last + 1 - first)
        output = watch.limit.call(self.call, **arguments)
        watch.beat.rest()
        return output


def _reported(output: Any, size: int) -> tuple[Array, tuple[tuple[str, str], ...]]:
    """Return for each point which of the reasons, from 1, it failed for; 0 for none."""
    if not isinstance(output, Evaluated) or output.failed is None:
        return np.zeros(size, dtype=np.int64), ()
    failed, reasons = np.asarray(output.failed), tuple(output.reasons)
    if failed.shape != (size,) or failed.dtype.kind not in "iub":
        raise ModelOutputError(
            f"failed is an array of {failed.dtype} of shape {failed.shape}, expected {size} "
            "integers: 0, or k for reasons[k - 1]"
        )
    if not 0 <= failed.min() <= failed.max() <= len(reasons):
        raise ModelOutputError(
            f"failed goes from {failed.min()} to {failed.max()}, but there are {len(reasons)} "
            "reasons, which count from 1"
        )
    return failed, reasons


class ModelReportedError(RuntimeError):
    """What a model has reported about a point without raising it."""
