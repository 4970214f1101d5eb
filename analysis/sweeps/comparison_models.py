"""A comparison of institutions as a sweep sees it: fields of a state in, verdicts out."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np

from lilliput.analysis.comparisons import Compared, Comparison, compare, number_columns
from lilliput.analysis.comparisons.verdicts import CRITERIA, STATUSES
from lilliput.analysis.sweeps.evaluators import Column, Evaluated, Evaluator
from lilliput.games.arithmetic import Array
from lilliput.games.errors import LilliputError

__all__ = ["evaluator_of_comparison"]


def evaluator_of_comparison(comparison: Comparison) -> Evaluator:
    """Return a comparison of institutions as an evaluator of arrays.

    Its parameters are `Comparison.parameters`; what a design leaves out is as in the state of the
    comparison. Its outputs are the numbers of `number_columns`, then one text a criterion of the
    verdict: ``"holds"``, ``"fails"`` or ``"indifferent"``.

    Examples
    --------
    >>> from lilliput.analysis.state import State
    >>> state = State(powers=["US", "CA"], capabilities=[6, 2], stakes="equal")
    >>> evaluator = evaluator_of_comparison(Comparison(state))
    >>> evaluator.name, evaluator.vectorised, len(evaluator.parameters)
    ('multilateral against hub and spokes', True, 16)
    >>> evaluator.call(brokerage=np.array([0.5, 2])).reasons
    (('InvalidArgumentError', 'brokerage must lie in [0, 1]'),)
    """
    texts = tuple(Column(name, "text") for name in CRITERIA)
    return Evaluator(
        name=f"{comparison.multilateral.name} against {comparison.bilateral.name}",
        digest=comparison.digest,
        parameters=comparison.parameters,
        defaults=_defaults(comparison),
        vectorised=True,
        columns=tuple(Column(name, "float") for name in number_columns(comparison)) + texts,
        call=_Call(comparison),
    )


@final
@dataclass(frozen=True)
class _Call:
    """What travels to the workers."""

    comparison: Comparison

    def __call__(self, **columns: Any) -> Evaluated:
        try:
            self.comparison.check(list(columns))
        except LilliputError as error:  # no point can do better
            found = _refused(self.comparison, columns, error)
        else:
            found = compare(self.comparison, **columns)
        texts = {name: _text(codes) for name, codes in found.verdicts.items()}
        return Evaluated({**found.numbers, **texts}, found.failed, found.reasons)


def _defaults(comparison: Comparison) -> dict[str, Any]:
    """Return the numbers of the state by parameter; None for what follows from others."""
    following = ("stakes", "directed_stakes", "total_stakes", "eta")
    return {
        name: None if place.field in following else comparison.value_at_base(name)
        for name, place in comparison.places.items()
    }


def _refused(comparison: Comparison, columns: dict[str, Any], error: Exception) -> Compared:
    """Return a failure at every point, for parameters that contradict each other."""
    size = max((np.size(column) for column in columns.values()), default=1)
    nothing = {name: np.full(size, np.nan) for name in number_columns(comparison)}
    verdicts = dict.fromkeys(CRITERIA, np.full(size, -1, dtype=np.int8))
    everywhere = np.ones(size, dtype=np.int64)
    return Compared(nothing, verdicts, everywhere, ((type(error).__name__, str(error)),))


def _text(codes: Array) -> Any:
    """Return verdicts as text in a dictionary, null at points that failed."""
    import pyarrow as pa

    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), list(STATUSES))
