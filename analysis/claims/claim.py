"""What a claim is: a falsifiable statement with the models that can refute it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, final

import pandas as pd

from lilliput.analysis.claims.model import INDIFFERENCE, Model, ModelResult
from lilliput.games.arithmetic import is_symbolic
from lilliput.games.errors import InvalidArgumentError, LilliputError, UnknownNameError

__all__ = ["Claim", "ClaimResult", "by_id"]


@final
@dataclass(frozen=True)
class ClaimResult:
    """A claim decided in each of its models; indexed by model id or position.

    Parameters
    ----------
    claim
        The claim.
    results
        One for each model that the parameters fit.
    skipped
        Model to the reason why it does not take the given parameters, alone or beside its defaults
        for the others.
    """

    claim: "Claim"
    results: tuple[ModelResult, ...]
    skipped: Mapping[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[ModelResult]:
        return iter(self.results)

    def __len__(self) -> int:
        return len(self.results)

    def __getitem__(self, key: str | int) -> ModelResult:
        if isinstance(key, int):
            return self.results[key]
        found = {result.model.id: result for result in self.results}
        if key not in found:
            raise UnknownNameError("model", key, found)
        return found[key]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a model: parameters, verdict, margin, boundary, both values."""
        rows = [
            {
                "claim": self.claim.id,
                "model": result.model.id,
                "parameters": _listed(result.parameters),
                "metric": result.model.metric,
                "consequence": result.model.consequence,
                "computed": result.computed,
                "closed form": result.closed_form,
                "difference": result.difference,
                "verdict": result.verdict,
                "boundary": _listed(result.boundary),
                "loses": result.model.loses,
            }
            for result in self.results
        ]
        return pd.DataFrame(rows).set_index(["claim", "model"])

    def __repr__(self) -> str:
        left_out = [f"{model} skipped, {reason}" for model, reason in self.skipped.items()]
        return f"{self.claim.id}: " + "; ".join([*map(repr, self.results), *left_out])

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import claim_result

        return claim_result(self)


@final
@dataclass(frozen=True, kw_only=True)
class Claim:
    """A falsifiable statement about when multilateral binding beats bilateral bargaining.

    Parameters
    ----------
    id
        ``"C1"`` … ``"C16"``.
    statement
        The claim in our words, in a sentence that can be false.
    in_source
        What the source says, in short; not a quotation.
    author
        Whose claim it is.
    citation
        Where it is made.
    loses
        Where multilateralism loses, in a line over all models.
    models
        The models that decide it, by id.
    """

    id: str
    statement: str
    in_source: str
    author: str
    citation: str
    loses: str
    models: Mapping[str, Model]

    def test(self, *, indifference: float = INDIFFERENCE, **parameters: Any) -> ClaimResult:
        """Decide the claim in each of its models.

        Parameters
        ----------
        indifference
            Float margins up to this size count as indifference; exact margins have no tolerance.
        **parameters
            Each model takes those it knows. A model that does not allow one of them, or whose other
            defaults do not go with them, is skipped, and the result says why. A name that no model
            knows, and a value that none of those allows that know it, are errors.

        Examples
        --------
        >>> from lilliput.analysis.claims import claims
        >>> claims["C10"].test(m=6, k=2)["M10a"].verdict
        'holds'
        """
        known = {name for model in self.models.values() for name in model.parameters}
        for name in parameters:
            if name not in known:
                raise UnknownNameError(f"{self.id}: parameter", name, sorted(known))
        skipped = self._outside(parameters)
        results = []
        for model in self.models.values():
            if model.id in skipped:
                continue
            given = {name: value for name, value in parameters.items() if name in model.parameters}
            clash = model.clash(**given)
            if clash and len(given) < len(model.parameters):
                skipped[model.id] = clash
            else:
                results.append(model.test(indifference=indifference, **given))
        if not results:
            reasons = "; ".join(skipped.values())
            raise InvalidArgumentError(f"{self.id}: no model takes these parameters: {reasons}")
        return ClaimResult(self, tuple(results), skipped)

    def _outside(self, parameters: Mapping[str, Any]) -> dict[str, str]:
        """Return which models do not allow a value that others allow, and why."""
        found: dict[str, str] = {}
        for name, value in parameters.items():
            if is_symbolic(value):  # refused by the models, which say what takes symbols
                continue
            refused: dict[str, LilliputError] = {}
            knowing = [model for model in self.models.values() if name in model.parameters]
            for model in knowing:
                try:
                    model.parameters[name].check(name, value)
                except LilliputError as error:
                    refused[model.id] = error
            if len(refused) == len(knowing):
                raise refused[knowing[0].id]
            found |= {model: str(error) for model, error in refused.items() if model not in found}
        return found

    def __repr__(self) -> str:
        return f"Claim({self.id}, {self.author}: {self.statement})"

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import claim

        return claim(self)


def by_id(*models: Model) -> dict[str, Model]:
    """Index models by their id."""
    return {model.id: model for model in models}


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_short(value)}" for name, value in values.items())


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
