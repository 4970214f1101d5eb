"""Claims and their models as a sweep sees them, and a second path by which to check its margins.

A model with a closed form, or with games that are solved in batches, takes arrays; under another
rule of selection, for which there is no closed form, it is solved point by point.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.analysis.claims import claims
from lilliput.analysis.claims.arrays import STATUSES, ModelPoints
from lilliput.analysis.claims.claim import Claim
from lilliput.analysis.claims.exact import reads_decimals
from lilliput.analysis.claims.model import INDIFFERENCE, Model
from lilliput.analysis.digests import digest_of_function
from lilliput.analysis.sweeps.evaluators import Column, Evaluated, Evaluator
from lilliput.games.arithmetic import Array
from lilliput.games.errors import InvalidArgumentError, LilliputError, UnknownNameError

__all__ = ["audit", "evaluator_of_claim", "evaluator_of_model"]

_MARGIN, _VERDICT, _UNDEFINED = "margin", "verdict", "undefined"


def evaluator_of_model(
    model: Model, *, selection: str | None = None, indifference: float = INDIFFERENCE
) -> Evaluator:
    """Return a model of a claim as an evaluator with the outputs ``margin`` and ``verdict``.

    Parameters
    ----------
    model
        Any model; its parameters have their defaults unless the design gives them.
    selection
        The rule that chooses among several equilibria. Closed forms are those of the first; any
        other is computed point by point.
    indifference
        Margins up to this size count as indifference.

    Raises
    ------
    UnknownNameError, InvalidArgumentError
        A rule of selection that the model does not know, or where it has one equilibrium.

    Examples
    --------
    >>> evaluator_of_model(claims["C10"].models["M10a"])
    Evaluator(M10a(m, k), vectorised)
    >>> evaluator_of_model(claims["C10"].models["M10d"], selection="worst_case")
    Evaluator(M10d by worst_case(m, c, C, rho), scalar)
    """
    first = model.selections[:1]
    if selection is not None and not first:
        raise InvalidArgumentError(
            f"{model.id} has one equilibrium, and selection={selection!r} has nothing to choose"
        )
    if selection is not None and selection not in model.selections:
        raise UnknownNameError(f"{model.id}: selection", selection, model.selections)
    at_once = (model.formula or model.batched is not None) and selection in (None, *first)
    by = selection or (first[0] if first else None)
    call = _AtOnce((model,), indifference) if at_once else _OneByOne(model, by, indifference)
    definition = _definition(model, indifference)
    if not at_once:
        definition |= {"selection": by, "computed": digest_of_function(model.computed)}
    return Evaluator(
        name=model.id if at_once or by is None else f"{model.id} by {by}",
        digest=_digest(definition),
        parameters=tuple(model.parameters),
        defaults={name: parameter.default for name, parameter in model.parameters.items()},
        vectorised=bool(at_once),
        columns=(Column(_MARGIN, "float"), Column(_VERDICT, "text")),
        call=call,
    )


def evaluator_of_claim(claim: Claim, *, indifference: float = INDIFFERENCE) -> Evaluator:
    """Return a claim as an evaluator with a margin and a verdict for each of its models.

    The outputs are ``"M10a margin"``, ``"M10a verdict"`` and so on. Where a point lies outside the
    domain of a model, its margin there is NaN and its verdict ``"undefined"``; a point that no
    model takes is a failure.

    Parameters
    ----------
    claim
        Any claim whose models all have a closed form or games that are solved in batches.
    indifference
        Margins up to this size count as indifference.

    Returns
    -------
    Evaluator
        Its parameters are those of all models. Each model has its own defaults: where they differ,
        the default of the parameter is None.

    Examples
    --------
    >>> evaluator_of_claim(claims["C15"])
    Evaluator(C15(m, V, d_hub, d_small, k, a, b, f), vectorised)
    """
    models = tuple(claim.models.values())
    for model in models:
        if not model.formula and model.batched is None:
            raise InvalidArgumentError(
                f"{claim.id}: {model.id} is computed point by point; sweep its models one by one"
            )
    defaults: dict[str, Any] = {}
    for model in models:
        for name, parameter in model.parameters.items():
            same = defaults.setdefault(name, parameter.default) == parameter.default
            defaults[name] = parameter.default if same else None
    definition = {"claim": claim.id, "models": [_definition(m, indifference) for m in models]}
    return Evaluator(
        name=claim.id,
        digest=_digest(definition),
        parameters=tuple(defaults),
        defaults=defaults,
        vectorised=True,
        columns=tuple(
            column
            for model in models
            for column in (
                Column(f"{model.id} {_MARGIN}", "float"),
                Column(f"{model.id} {_VERDICT}", "text"),
            )
        ),
        call=_AtOnce(models, indifference, named=True),
    )


def audit(
    points: Any, model: Model, size: int = 100, seed: int = 0, *, selection: str | None = None
) -> pd.DataFrame:
    """Solve the games of some points again, one by one, and compare margins with the closed form.

    Parameters
    ----------
    points
        Results of a sweep of the model or its claim, a `ModelPoints`, or a frame with parameters of
        the model as columns, defaults for the rest. Margins that it has are those compared.
    model
        The model.
    size
        How many points, drawn from those in the domain.
    seed
        For the same points again.
    selection
        The rule that chooses among several equilibria, if not the first.

    Returns
    -------
    pandas.DataFrame
        One row a point drawn: parameters, ``computed``, ``closed form``, ``difference``, and the
        ``error`` where the games could not be solved.

    Examples
    --------
    >>> frame = pd.DataFrame({"m": [4, 5, 6], "k": [2, 2, 9]})
    >>> bool(audit(frame, claims["C10"].models["M10a"])["difference"].abs().max() < 1e-15)
    True
    """
    frame = _frame_of(points)
    given: dict[str, Any] = {
        name: frame[name].to_numpy() for name in frame.columns if name in model.parameters
    }
    found = model.on_arrays(**given)
    recorded = _recorded(frame, model)
    margin = found.margin if recorded is None else recorded
    margin = np.broadcast_to(margin, (len(frame),))
    inside = np.flatnonzero(np.broadcast_to(found.failed == 0, (len(frame),)))
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(inside, size=min(size, len(inside)), replace=False))
    rows = [_audited(model, given, int(i), float(margin[i]), selection) for i in chosen]
    columns = [*model.parameters, "computed", "closed form", "difference", "error"]
    return pd.DataFrame(rows, index=frame.index[chosen], columns=columns)


def _frame_of(points: Any) -> pd.DataFrame:
    if isinstance(points, pd.DataFrame):
        return points
    if isinstance(points, ModelPoints):
        return points.to_frame()
    if hasattr(points, "to_pandas"):
        frame: pd.DataFrame = points.to_pandas()
        return frame
    raise InvalidArgumentError(
        f"points must be a frame, results of a sweep or a ModelPoints, got {type(points).__name__}"
    )


def _recorded(frame: pd.DataFrame, model: Model) -> Array | None:
    for name in (f"{model.id} {_MARGIN}", _MARGIN):
        if name in frame.columns:
            return frame[name].to_numpy(dtype=np.float64)
    return None


def _audited(
    model: Model, given: Mapping[str, Array], i: int, margin: float, selection: str | None
) -> dict[str, Any]:
    point = {name: _single(values[i]) for name, values in given.items()}
    rule = {} if selection is None else {"selection": selection}
    try:
        computed, error = float(_solved(model, point, **rule)[0]), None
    except (LilliputError, ArithmeticError) as problem:
        computed, error = np.nan, str(problem)
    return {
        **{name: parameter.default for name, parameter in model.parameters.items()},
        **point,
        "computed": computed,
        "closed form": margin,
        "difference": computed - margin,
        "error": error,
    }


def _single(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _solved(model: Model, point: Mapping[str, Any], **selection: str) -> tuple[Any, dict[str, Any]]:
    """Return the margin at a point from the games, and the parameters as the model takes them."""
    chosen = model.check(**point)
    if model.selections and not selection:
        selection = {"selection": model.selections[0]}
    return model.computed(**chosen, **selection), chosen


@final
@dataclass(frozen=True)
class _OneByOne:
    """A model that is solved at one point: what travels to the workers."""

    model: Model
    selection: str | None
    indifference: float

    def __call__(self, **point: Any) -> dict[str, Any]:
        rule = {} if self.selection is None else {"selection": self.selection}
        margin, _ = _solved(self.model, point, **rule)
        verdict = self.model.decide(margin, self.indifference)
        return {_MARGIN: float(margin), _VERDICT: str(verdict)}

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (_OneByOne, _sent(self.model), self.selection, self.indifference)


@final
@dataclass(frozen=True)
class _AtOnce:
    """Models that are evaluated at many points: what travels to the workers.

    Parameters
    ----------
    models
        One, or those of a claim.
    indifference
        As in `Model.on_arrays`.
    named
        Whether outputs bear the models' names, and a point fails only if no model takes it.
    """

    models: tuple[Model, ...]
    indifference: float
    named: bool = False

    def __call__(self, **columns: Any) -> Evaluated:
        size = max((len(values) for values in columns.values()), default=1)
        outputs: dict[str, Any] = {}
        found = []
        for model in self.models:
            own = {name: values for name, values in columns.items() if name in model.parameters}
            # A model none of whose parameters are given is the same at every point.
            points = model.on_arrays(indifference=self.indifference, **own)
            margin, verdict, failed = (
                array if array.shape == (size,) else np.broadcast_to(array, (size,))
                for array in (points.margin, points.verdict, points.failed)
            )
            prefix = f"{model.id} " if self.named else ""
            outputs[prefix + _MARGIN] = margin
            outputs[prefix + _VERDICT] = _as_text(verdict, named=self.named)
            found.append((failed, points.reasons))
        if not self.named:
            return Evaluated(outputs, *found[0])
        return Evaluated(outputs, *_failed_in_all(found))

    def __reduce__(self) -> tuple[Any, ...]:
        return _again, (_AtOnce, tuple(map(_sent, self.models)), self.indifference, self.named)


def _as_text(codes: Array, *, named: bool) -> Any:
    """Return codes of verdicts as a dictionary of texts, without a text a point.

    Outside the domain it is a word where other models may have a verdict, else missing.
    """
    import pyarrow as pa

    outside = codes < 0
    if not named:
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=outside), pa.array(STATUSES))
    placed = np.where(outside, len(STATUSES), codes).astype(np.int8)
    return pa.DictionaryArray.from_arrays(pa.array(placed), pa.array([*STATUSES, _UNDEFINED]))


def _failed_in_all(
    found: list[tuple[Array, tuple[tuple[str, str], ...]]],
) -> tuple[Array, tuple[tuple[str, str], ...]]:
    """Return which points no model takes, and for each combination of reasons what they are."""
    nowhere = np.all([failed > 0 for failed, _ in found], axis=0)
    codes = np.zeros(nowhere.shape, dtype=np.int64)
    if not nowhere.any():
        return codes, ()
    rows = np.stack([failed[nowhere] for failed, _ in found], axis=-1)
    different, place = np.unique(rows, axis=0, return_inverse=True)
    codes[nowhere] = place.ravel() + 1
    reasons = []
    for row in different.tolist():
        each = [reasons_of[code - 1] for code, (_, reasons_of) in zip(row, found, strict=True)]
        messages = "; ".join(dict.fromkeys(message for _, message in each))
        reasons.append((each[0][0], f"no model takes these parameters: {messages}"))
    return codes, tuple(reasons)


def _sent(model: Model) -> Any:
    """Return a model of the registry by its place there, any other as it is."""
    for claim in claims.values():
        if claim.models.get(model.id) is model:
            return claim.id, model.id
    return model


def _again(kind: type, models: Any, *rest: Any) -> Any:
    """Make again what was sent."""
    if kind is _AtOnce:
        return _AtOnce(tuple(map(_received, models)), *rest)
    return _OneByOne(_received(models), *rest)


def _received(sent: Any) -> Model:
    if isinstance(sent, Model):
        return sent
    claim, model = sent
    return claims[claim].models[model]


def _definition(model: Model, indifference: float) -> dict[str, Any]:
    """Return all that margins and verdicts depend on, as texts."""
    return {
        "id": model.id,
        "formula": model.formula,
        "decimals": reads_decimals(model.computed),
        "needs": list(model.needs),
        "holds": model.holds,
        "parameters": {
            name: [repr(p.lower), repr(p.upper), p.open, p.integer, list(p.choices)]
            for name, p in model.parameters.items()
        },
        "defaults": {name: _text(p.default) for name, p in model.parameters.items()},
        "verdicts": [
            model.decide(sign * (1 + 2 * indifference), indifference) for sign in (1.0, -1.0)
        ]
        + [model.decide(0.0, indifference)],
        "indifference": repr(indifference),
        "batched": "" if model.batched is None else digest_of_function(model.batched),
    }


def _text(value: Any) -> str:
    return str(Fraction(value)) if isinstance(value, int | Fraction) else repr(value)


def _digest(definition: Mapping[str, Any]) -> str:
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()
