"""Which boundaries of the theory come out of the encoded games symbol for symbol, and which not.

For every model the relation under which its claim holds is asked of its games: of the margin that
its general solvers compute where they take symbols, else by a recipe. Then it is compared with the
model's `boundary`, which plays no part in finding it. Numbers of players must be numbers: a
relation is found and compared for several of them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, final

import pandas as pd

from lilliput.analysis.claims import claims
from lilliput.analysis.claims.model import Model
from lilliput.analysis.thresholds.recipes import RECIPES
from lilliput.analysis.thresholds.relations import exact
from lilliput.analysis.thresholds.threshold import Threshold
from lilliput.games.errors import LilliputError, UnknownNameError

__all__ = ["BOLD", "Recovered", "model_threshold", "recovered_boundaries"]

BOLD = (
    "M4a",
    "M5a",
    "M5c",
    "M6a-opportunism",
    "M6b",
    "M7a",
    "M7b-outsiders",
    "M8",
    "M10a",
    "M10b-stability",
    "M11-premium",
    "M14-optimum",
)
"""The models whose boundaries the theory states as its main results."""

_COUNTS = "all its parameters count players, which must be numbers: nothing to solve for"
_EFFORTS = "efforts are found by roots of first-order conditions in floats"
_REASONS = {
    "M1b": "values are distributed by θ^k, and the best price is found in floats",
    "M2b-known": "which demand is best of finitely many depends on the values",
    "M5a-share": "the most valuable concessions are an optimum found in floats",
    "M5b": "the stages of contagion are enumerated in floats",
    "M6a-opportunism": "the market is cleared between sorted tariffs, which takes numbers",
    "M6a-free-riding": "the market is cleared between sorted tariffs, which takes numbers",
    "M6b-menu": "the best regime is searched over sorted corners, which takes numbers",
    "M6b-alone": "the best regime is searched over sorted corners, which takes numbers",
    "M7c-needed": "tomorrow's best commitment is searched among mixtures, which takes numbers",
    "M10a-surplus": "surplus j^a is tabled as floats",
    "M10c": _EFFORTS,
    "M15a": "which rule of consent is best is a maximum over integers, with floors of symbols",
    "M15a-writing": "which rule of consent is best is a maximum over integers",
    "M16-agreement": "signatories' best emissions are compared as numbers",
    "M16-delay": "the chances of assent over time are summed in Fractions",
    "P3-institutions": "the largest difference between institutions is taken of numbers",
    "P3-core": "the majority needed is the next integer of a symbol",
    "P9-offers": "stationary offers take numbers where players differ",
    "P9-robust": "stationary offers take numbers where players differ",
    "P9-public-good": _EFFORTS,
}
_SMALL: dict[str, list[dict[str, Any]]] = {"M16-cut": [{"m": 3}, {"m": 2}]}
_COLUMNS = ["claim", "bold", "source", "given", "relation", "boundary", "equal", "reason"]
_FAILURES = (LilliputError, TypeError, ValueError, NotImplementedError, AttributeError)


@final
@dataclass(frozen=True)
class Recovered:
    """A boundary of the theory beside the relation found in the encoded games.

    Parameters
    ----------
    model
        The model.
    given
        The numbers of players and the like at which the relation was found.
    source
        What the relation was read off.
    threshold
        The relation.
    boundary
        The model's boundary at the same numbers.
    equal
        Whether both are proved to hold at the same points; None where that is not decided.
    """

    model: Model
    given: Mapping[str, Any]
    source: str
    threshold: Threshold
    boundary: Any
    equal: bool | None


def model_threshold(model: Model | str, **given: Any) -> Recovered:
    """Return when a model's claim holds, as found in its encoded games.

    Parameters
    ----------
    model
        A model, or its id.
    **given
        Numbers for some parameters; those that count something are their defaults if not given,
        and all others are symbols.

    Returns
    -------
    Recovered
        The relation, and whether it is the model's boundary.

    Raises
    ------
    UnknownNameError
        No model of that id.
    LilliputError, TypeError, ValueError
        A solver that needs numbers; `recovered_boundaries` lists them.

    Examples
    --------
    >>> found = model_threshold("M4a", others=3)
    >>> found.equal, found.threshold.solve_for("rho")[0].value
    (True, beta*c_hub/(c_hub + 3*c_other))
    """
    if isinstance(model, str):
        known = _models()
        if model not in known:
            raise UnknownNameError("model", model, known)
        model = known[model]
    for name in given:
        if name not in model.parameters:
            raise UnknownNameError(f"{model.id}: parameter", name, model.parameters)
    given = {name: model.parameters[name].check(name, value) for name, value in given.items()}
    fixed = {
        name: given.get(name, parameter.default)
        for name, parameter in model.parameters.items()
        if parameter.integer or parameter.choices or name in given
    }
    values = {
        name: fixed.get(name, parameter.symbol(name))
        for name, parameter in model.parameters.items()
    }
    if model.id in RECIPES:
        recipe, source = RECIPES[model.id]
        asked = recipe(model, **values)
    else:
        rule = {"selection": model.selections[0]} if model.selections else {}
        source = f"the computed margin ({model.concept or 'as it is'})"
        asked = exact(model.computed(**values, **rule)) > 0
    numbers = {
        parameter.symbol(name): exact(fixed[name])
        for name, parameter in model.parameters.items()
        if name in fixed and not parameter.choices
    }
    threshold = Threshold(f"the claim holds in {model.id}", asked, _assumptions(model, numbers))
    boundary = None if model.boundary is None else exact(model.boundary).subs(numbers)
    equal = None if boundary is None else threshold.equivalent(boundary)
    return Recovered(model, fixed, source, threshold, boundary, equal)


def recovered_boundaries(models: Iterable[str] | None = None) -> pd.DataFrame:
    """Return one row a model: the relation found in its encoded games beside its boundary.

    Parameters
    ----------
    models
        Ids; all models by default.

    Returns
    -------
    pandas.DataFrame
        ``relation`` (at the default numbers of players), ``boundary``, ``equal``: whether they are
        proved to hold at the same points at all numbers in ``given``; ``source``, what the relation
        was read off; ``bold``, whether it is one of the theory's main boundaries; ``reason``, why
        there is no relation or no decision.

    Examples
    --------
    >>> table = recovered_boundaries(["M7a-repetition", "M10a"])
    >>> table.loc["M7a-repetition", ["relation", "equal"]].to_list()
    [B*delta + delta*x + h < x, True]
    >>> table.loc["M10a", "reason"]
    'all its parameters count players, which must be numbers: nothing to solve for'
    """
    known = _models()
    chosen = list(known if models is None else models)
    for name in chosen:
        if name not in known:
            raise UnknownNameError("models: model", name, known)
    rows = [_row(known[name]) for name in chosen]
    index = pd.Index(chosen, name="model")
    return pd.DataFrame(rows, index=index, columns=_COLUMNS, dtype=object)


def _models() -> dict[str, Model]:
    return {name: model for claim in claims.values() for name, model in claim.models.items()}


def _row(model: Model) -> dict[str, Any]:
    claim = next(claim.id for claim in claims.values() if model.id in claim.models)
    row = {
        "claim": claim,
        "bold": model.id in BOLD,
        "source": "",
        "given": "",
        "relation": None,
        "boundary": model.boundary,
        "equal": None,
        "reason": "",
    }
    if not any(_is_symbol(parameter) for parameter in model.parameters.values()):
        return {**row, "reason": _COUNTS}
    try:
        found = [model_threshold(model, **given) for given in _counts(model)]
    except _FAILURES as error:
        reason = _REASONS.get(model.id) or _REASONS.get(model.id.split("-")[0])
        return {**row, "reason": reason or f"{type(error).__name__}: {error}"}
    verdicts = [own.equal for own in found]
    equal = False if False in verdicts else None if None in verdicts else True
    reason = ""
    if model.boundary is None:
        reason = "the theory gives no boundary to compare with"
    elif equal is None:
        reason = "not decided: roots, powers or floors count as variables of their own"
    texts = [", ".join(f"{name} = {value}" for name, value in own.given.items()) for own in found]
    return {
        **row,
        "source": found[0].source,
        "given": "; ".join(text for text in texts if text),
        "relation": found[0].threshold.relation,
        "equal": equal,
        "reason": reason,
    }


def _is_symbol(parameter: Any) -> bool:
    return not parameter.integer and not parameter.choices


def _counts(model: Model) -> list[dict[str, Any]]:
    """Return the numbers at which to look: the defaults, then each count one higher."""
    counts = {name: p for name, p in model.parameters.items() if p.integer}
    if model.id in _SMALL:
        return _SMALL[model.id]
    found: list[dict[str, Any]] = [{}]
    for name, parameter in counts.items():
        value = parameter.default + 1
        if parameter.allows(value):
            point = {other: p.default for other, p in model.parameters.items()} | {name: value}
            if not model.unmet(**point):
                found.append({name: value})
    return found


def _assumptions(model: Model, numbers: Mapping[Any, Any]) -> Any:
    """Return the domains of the parameters that are symbols, and what must hold between them.

    Of the model's needs those are left out that are alternatives: assumptions are a conjunction.
    """
    from sympy import And
    from sympy.core.relational import Relational

    symbols = {
        name: parameter.symbol(name)
        for name, parameter in model.parameters.items()
        if not parameter.choices
    }
    parts = []
    for name, symbol in symbols.items():
        parameter = model.parameters[name]
        low, high = parameter.lower, parameter.upper
        if low != -inf:
            parts.append(symbol > exact(low) if "(" in parameter.open else symbol >= exact(low))
        if high != inf:
            parts.append(symbol < exact(high) if ")" in parameter.open else symbol <= exact(high))
    needs = (exact(need.formula.expression).subs(numbers) for need in model.conditions)
    return And(
        *(part.subs(numbers) for part in parts), *(n for n in needs if isinstance(n, Relational))
    )
