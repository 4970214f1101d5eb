"""What the evaluation of some points needs and gives, whatever the model."""

import math
import re
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from lilliput.analysis.sweeps.evaluators import Column
from lilliput.analysis.sweeps.limits import Beat, TimeLimit
from lilliput.games.arithmetic import Array

__all__ = [
    "PATIENCE",
    "UNTOLD",
    "Budget",
    "Evaluation",
    "Failure",
    "FailureRaised",
    "Terms",
    "Watch",
    "failure_of",
]

Failure = tuple[str, str]
"""Type of an error and its message."""

UNTOLD = 1024
"""So many points may have None for an output before it counts as a number."""
PATIENCE = 10.0
"""Or so many seconds."""
_MESSAGE = 500
_ADDRESS = re.compile(r"\b0x[0-9a-fA-F]{6,}")


@dataclass(frozen=True)
class Watch:
    """Who looks on: where the evaluation stands, and how long a call may take."""

    beat: Beat = field(default_factory=Beat)
    limit: TimeLimit = field(default_factory=lambda: TimeLimit(math.inf))


@dataclass(frozen=True)
class Budget:
    """When to stop early: after so many points, or after so many seconds and a success.

    Parameters
    ----------
    points, seconds
        Either is enough, once an output has shown what kinds its values are.
    untold
        Or once so many outputs have not, since None may be all that an output ever is.
    """

    points: int
    seconds: float
    untold: int = UNTOLD


@dataclass(frozen=True)
class Terms:
    """On what terms points are evaluated.

    Parameters
    ----------
    columns
        The outputs where they are known.
    seed
        Entropy of the points' random numbers.
    record
        Whether a failed point becomes a row; else it ends the evaluation.
    watch
        Beat and time limit.
    budget
        For scalar models, when to stop early.
    """

    columns: tuple[Column, ...] | None
    seed: int | None
    record: bool
    watch: Watch
    budget: Budget | None = None


@dataclass(eq=False)
class Evaluation:
    """The first points of a block, evaluated.

    Parameters
    ----------
    positions, parameters
        Of the points.
    columns
        Kinds of the outputs; None when they are not known yet, because all points failed.
    outputs
        Arrays with an entry a point; what a failed point has there means nothing.
    failures
        Index of the point in the block to what went wrong.
    seconds
        That a call took.
    stopped
        What ended the evaluation before the end of the block, if anything did.
    """

    positions: Array
    parameters: dict[str, Array]
    columns: tuple[Column, ...] | None
    outputs: dict[str, Any]
    failures: dict[int, Failure]
    seconds: float = 0.0
    stopped: BaseException | None = None

    def __len__(self) -> int:
        return len(self.positions)

    def until(self, index: int, stopped: BaseException | None = None) -> "Evaluation":
        """Return the first points, and what has ended the evaluation there."""
        return replace(
            self,
            positions=self.positions[:index],
            parameters={name: column[:index] for name, column in self.parameters.items()},
            outputs={name: values[:index] for name, values in self.outputs.items()},
            failures={k: failure for k, failure in self.failures.items() if k < index},
            stopped=stopped,
        )

    def settled(self, columns: tuple[Column, ...]) -> "Evaluation":
        """Return it with the kinds that later points have shown; None is NaN among numbers."""
        outputs = dict(self.outputs)
        for column in columns:
            values = outputs.get(column.name)
            if column.kind == "float" and values is not None and values.dtype == object:
                outputs[column.name] = values.astype(np.float64)
        return replace(self, columns=columns, outputs=outputs)


class FailureRaised(Exception):  # noqa: N818 - it carries the error
    """A point failed, and failures are not to be recorded."""

    def __init__(self, cause: BaseException) -> None:
        super().__init__(cause)
        self.cause = cause


def failure_of(error: BaseException) -> Failure:
    """Return the type of an error and the first line of its message, at most 500 characters."""
    try:
        text = str(error).strip()
    except Exception:
        text = ""
    line = text.splitlines()[0] if text else ""
    line = _ADDRESS.sub("0x…", line)  # which differs from run to run
    clean = line[:_MESSAGE].encode("utf-8", "backslashreplace").decode()
    return type(error).__name__, clean
