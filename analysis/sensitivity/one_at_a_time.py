"""What one parameter alone does between two values, the others kept at a base: a tornado table."""

import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.analysis.sensitivity.points import as_numbers, frame_of, is_text, output_of
from lilliput.games.arithmetic import Array
from lilliput.games.checks import name_list
from lilliput.games.errors import InvalidArgumentError, LilliputWarning, UnknownNameError

__all__ = ["Tornado", "tornado"]

_MARGIN, _VERDICT = "margin", "verdict"


@final
@dataclass(frozen=True, eq=False, repr=False)
class Tornado:
    """An output at both ends of each parameter, one at a time. See `tornado`.

    Parameters
    ----------
    model, output
        What was evaluated.
    table
        Indexed by parameter, the widest span first: the values `low`, `base` and `high`, the
        output `at low` and `at high`, the `span` of the output over the three (NaN where one of
        them is), where there is a verdict `verdict at low` and `verdict at high`, and a `note`
        where the model failed.
    base
        Parameter to its base value.
    value
        The output at the base.
    verdict
        The verdict at the base; empty where there is none.
    """

    model: str
    output: str
    table: pd.DataFrame
    base: Mapping[str, Any]
    value: float
    verdict: str

    @property
    def turning(self) -> tuple[str, ...]:
        """The parameters at an end of which the verdict is another one than at the base."""
        if not self.verdict:
            return ()
        ends = self.table[[f"{_VERDICT} at low", f"{_VERDICT} at high"]]
        turned = ends.notna() & (ends != self.verdict)
        return tuple(self.table.index[turned.any(axis=1)])

    def to_frame(self) -> pd.DataFrame:
        """Return the table, for a paper."""
        return self.table.copy()

    def __repr__(self) -> str:
        shown = ", ".join(
            f"{name} {row['span']:.3g}" if np.isfinite(row["span"]) else f"{name} unknown"
            for name, row in self.table.head(4).iterrows()
        )
        more = ", …" if len(self.table) > 4 else ""
        verdict = f" ({self.verdict})" if self.verdict else ""
        turning = f"; verdict turns with {name_list(self.turning)}" if self.turning else ""
        return (
            f"Tornado({self.model}: {self.output} {self.value:.4g}{verdict} at the base; "
            f"spans: {shown}{more}{turning})"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.table)


def tornado(
    model: Any,
    parameters: Mapping[str, tuple[Any, Any]],
    base: Mapping[str, Any] | None = None,
    output: str = "margin",
    *,
    verdict: str | None = None,
) -> Tornado:
    """Evaluate a model at both ends of each parameter in turn, with the others at their base.

    Parameters
    ----------
    model
        What `sweep` takes: a claim, a model of one, a comparison of institutions, a function.
    parameters
        Name to (low, high).
    base
        Values of the parameters; by default the model's own, which it must have for those that
        are not given here.
    output
        A numeric output. The default ``"margin"`` also stands for the one output of a model that
        returns a single number without a name.
    verdict
        A text output shown beside it; by default that of a margin: ``"M10a verdict"`` of
        ``"M10a margin"`` in a claim, ``"pareto"`` of ``"pareto margin"`` in a comparison.

    Returns
    -------
    Tornado
        `table`, `to_frame()`, `turning`.

    Raises
    ------
    InvalidArgumentError
        A parameter without two distinct values or without a base, a model that fails at the base.
    UnknownNameError
        A parameter or output that the model does not know.

    Notes
    -----
    The span is the largest less the smallest of the output at `low`, `base` and `high`, so that an
    output that rises and falls between the ends is not taken for one that does not move. A tornado
    says nothing about interactions: `sobol_indices` does.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> found = tornado(claims["C10"].models["M10a"], {"m": (2, 8), "k": (1, 4)})
    >>> found.table[["verdict at low", "verdict at high"]].loc["k"].to_list()
    ['holds', 'fails']
    >>> found.turning
    ('m', 'k')
    """
    from lilliput.analysis.designs import from_frame
    from lilliput.analysis.sweeps import evaluator_of, sweep

    evaluator = evaluator_of(model)
    ends = {name: _pair(name, pair) for name, pair in _mapping(parameters, "parameters").items()}
    if not ends:
        raise InvalidArgumentError("parameters must name at least one parameter, got none")
    given = {} if base is None else dict(_mapping(base, "base"))
    centre = _base(evaluator, ends, {**_own_base(model, ends), **given})
    points = [{name: centre[name] for name in dict.fromkeys([*given, *ends])}]
    points += [{**points[0], name: value} for name, pair in ends.items() for value in pair]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LilliputWarning)  # failures are in the table
        results = sweep(evaluator, from_frame(_typed(points)), progress=False)
    output = output_of(results, output)
    frame = frame_of(results, results.outputs)
    failures = _failures(results, len(points))
    if failures[0]:
        raise InvalidArgumentError(f"base: {evaluator.name} fails there: {failures[0]}")
    numbers = _numbers(frame[output], output)
    verdicts = _verdicts(frame, output, verdict)
    return Tornado(
        model=evaluator.name,
        output=output,
        table=_table(ends, centre, numbers, verdicts, failures),
        base=centre,
        value=float(numbers[0]),
        verdict=verdicts[0] if verdicts else "",
    )


def _mapping(given: Any, argument: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise InvalidArgumentError(f"{argument} must map names to values, got {given!r}")
    return given


def _pair(name: str, pair: Any) -> tuple[Any, Any]:
    whole = isinstance(pair, (tuple, list)) and len(pair) == 2
    if not whole or pair[0] == pair[1]:
        raise InvalidArgumentError(
            f"parameters: {name} needs two distinct values (low, high), got {pair!r}"
        )
    return pair[0], pair[1]


def _base(evaluator: Any, ends: Iterable[str], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the base of all parameters: as given, else the model's default."""
    if not evaluator.open:
        for argument, names in (("parameters", ends), ("base", given)):
            for name in names:
                if name not in evaluator.parameters:
                    raise UnknownNameError(f"{argument}: parameter", name, evaluator.parameters)
    centre = {**evaluator.defaults, **given}
    lacking = [name for name in evaluator.parameters if name not in centre]
    # Models of a claim that have different defaults of a parameter have None in common.
    lacking += [name for name in ends if centre.get(name) is None and name not in lacking]
    if lacking:
        raise InvalidArgumentError(
            f"base: {evaluator.name} has no default for {name_list(lacking)}; give base values"
        )
    return centre


def _own_base(model: Any, names: Iterable[str]) -> dict[str, Any]:
    """Return what parameters are in the state of a comparison, which are no defaults of a sweep.

    Stakes follow from capabilities there, and the total from the stakes.
    """
    from lilliput.analysis.comparisons import Comparison

    if not isinstance(model, Comparison):
        return {}
    known = {name: model.value_at_base(name) for name in names if name in model.parameters}
    return {name: value for name, value in known.items() if value is not None}


def _typed(points: list[dict[str, Any]]) -> pd.DataFrame:
    """Return the points as columns of whole numbers, floats, truth values or texts."""
    columns: dict[str, Any] = {}
    for name in points[0]:
        values = [point[name] for point in points]
        if all(isinstance(value, (bool, np.bool_)) for value in values):
            columns[name] = np.array(values, dtype=bool)
        elif all(isinstance(value, Integral) for value in values):
            columns[name] = np.array(values, dtype=np.int64)
        elif all(isinstance(value, str) for value in values):
            columns[name] = np.array(values, dtype=object)
        else:
            try:
                columns[name] = np.array([float(value) for value in values])
            except (TypeError, ValueError):
                raise InvalidArgumentError(
                    f"parameters: the values of {name} must be all numbers or all texts, got "
                    f"{', '.join(map(repr, dict.fromkeys(values)))}"
                ) from None
    return pd.DataFrame(columns)


def _numbers(column: pd.Series, output: str) -> Array:
    if is_text(column) and column.notna().any():
        raise InvalidArgumentError(
            f"output: {output} is text, and a tornado needs numbers, such as a margin"
        )
    return as_numbers(column, output, None)


def _verdicts(frame: pd.DataFrame, output: str, wanted: str | None) -> list[Any]:
    """Return the verdicts asked for, or those that belong to a margin; none if there are none."""
    if wanted is not None and wanted not in frame.columns:
        raise UnknownNameError("verdict: output", wanted, frame.columns.drop("error"))
    own = [output.removesuffix(_MARGIN) + _VERDICT, output.removesuffix(f" {_MARGIN}")]
    there = [each for each in own if each in frame.columns and each != output]
    name = wanted or (there[0] if output.endswith(_MARGIN) and there else None)
    if name is None:
        return []
    if not is_text(frame[name]):
        raise InvalidArgumentError(f"verdict: {name} must be a text output, and is a number")
    column = frame[name].astype(object)
    return list(column.where(column.notna(), None))


def _failures(results: Any, points: int) -> list[str]:
    """Return for each point the message of its failure, or nothing."""
    failed = results.failures
    messages = dict(zip(failed.index, failed["message"].astype(str), strict=True))
    return [messages.get(point, "") for point in range(points)]


def _table(
    ends: Mapping[str, tuple[Any, Any]],
    centre: Mapping[str, Any],
    numbers: Array,
    verdicts: list[Any],
    failures: list[str],
) -> pd.DataFrame:
    rows = {}
    for i, (name, (low, high)) in enumerate(ends.items()):
        at = slice(2 * i + 1, 2 * i + 3)
        three = np.append(numbers[at], numbers[0])
        row = {"low": low, "base": centre[name], "high": high}
        row |= {"at low": three[0], "at high": three[1], "span": np.ptp(three)}
        if verdicts:
            row |= dict(
                zip((f"{_VERDICT} at low", f"{_VERDICT} at high"), verdicts[at], strict=True)
            )
        notes = [
            f"{end}: {text}"
            for end, text in zip(("low", "high"), failures[at], strict=True)
            if text
        ]
        rows[name] = row | ({"note": "; ".join(notes)} if any(failures) else {})
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("parameter")
    return frame.sort_values("span", ascending=False, kind="stable")
