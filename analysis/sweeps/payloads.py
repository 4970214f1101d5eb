"""A model and a design on their way to a worker: pickled once, unpickled once a process."""

import traceback
from collections import OrderedDict
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from lilliput.analysis.sweeps.blocks import Job, Receipt, Task, run_block
from lilliput.analysis.sweeps.evaluation import FailureRaised, Watch, failure_of
from lilliput.analysis.sweeps.limits import TimeLimit
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Packed", "here", "packed", "portable", "run_packed"]

_KEPT = 4
_LARGEST_DESIGN = 2**18
_loaded: OrderedDict[str, tuple[Any, Any]] = OrderedDict()


@dataclass(frozen=True)
class Packed:
    """A model and a design as bytes; no design where it is large, and blocks bring their points."""

    content: bytes
    key: str
    with_design: bool

    def load(self) -> tuple[Any, Any]:
        """Return evaluator and design, the same objects each time in a process."""
        found = _loaded.get(self.key)
        if found is None:
            import cloudpickle

            found = cloudpickle.loads(self.content)
            _loaded[self.key] = found
            while len(_loaded) > _KEPT:
                _loaded.popitem(last=False)
        return found


@dataclass(frozen=True, eq=False)
class Unpacked:
    """A model and a design for threads of this process."""

    evaluator: Any
    design: Any
    with_design: bool = True

    def load(self) -> tuple[Any, Any]:
        """Return evaluator and design."""
        return self.evaluator, self.design


def packed(task: Task) -> Packed:
    """Return the model and the design of a task for other processes.

    Raises
    ------
    InvalidArgumentError
        The model holds what cannot be sent, such as an open file.
    """
    import cloudpickle

    design = b""
    try:
        design = cloudpickle.dumps(task.design)
        with_design = len(design) <= _LARGEST_DESIGN
        content = cloudpickle.dumps((task.evaluator, task.design if with_design else None))
    except Exception as error:
        raise InvalidArgumentError(
            f"{task.evaluator.name} cannot be sent to another process ({failure_of(error)[1]}): "
            "let it open files and connections itself, or sweep in this process with workers=1"
        ) from error
    return Packed(content, sha256(content).hexdigest(), with_design)


def here(task: Task) -> Unpacked:
    """Return the model and the design of a task for threads of this process."""
    return Unpacked(task.evaluator, task.design)


def stripped(task: Task) -> Task:
    """Return a task without what the payload holds."""
    return replace(task, evaluator=None, design=None)  # type: ignore[arg-type]


def with_points(payload: Packed | Unpacked, task: Task, job: Job) -> Job:
    """Return a job that brings its points, where the worker has no design."""
    if payload.with_design or job.block is not None:
        return job
    return replace(job, block=task.design.block(job.start, job.stop))


def run_packed(
    payload: Packed | Unpacked, task: Task, job: Job, watch: Watch | None = None
) -> Receipt:
    """Run a job in a worker; what it raises about a model can be sent back."""
    evaluator, design = payload.load()
    whole = replace(task, evaluator=evaluator, design=design)
    if watch is None:
        watch = Watch()
        with TimeLimit(task.limit) as limit:
            receipt = run_block(whole, job, Watch(watch.beat, limit))
    else:
        receipt = run_block(whole, job, watch)
    if isinstance(receipt.stopped, FailureRaised) and isinstance(payload, Packed):
        cause = receipt.stopped.cause
        receipt.detail["traceback"] = "".join(traceback.format_exception(cause))
        receipt.stopped = FailureRaised(portable(cause))
    return receipt


def portable(error: BaseException) -> BaseException:
    """Return an error that can be pickled and unpickled: itself, or one that tells about it."""
    import cloudpickle

    try:
        again = cloudpickle.loads(cloudpickle.dumps(error))
        if type(again) is type(error):
            return error
    except Exception:
        pass
    kind, message = failure_of(error)
    return RuntimeError(f"{kind}: {message}")
