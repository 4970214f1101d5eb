"""What a claim is: a statement, its models, and for each model a test that can say no.

A model turns parameters into one number, the margin by which the claim holds in it. The number is
computed by the general machinery (games, institutions, solvers) and, independently, by a closed
form; the result carries both, and the boundary of the region in which multilateralism loses.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, NamedTuple, final

import numpy as np
import pandas as pd

from lilliput.analysis.premium import Status, status_of
from lilliput.games.arithmetic import is_symbolic
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["Claim", "ClaimResult", "Model", "ModelResult", "Parameter", "by_id"]


_NUMBERS = (int, float, Fraction, np.number)


class Parameter(NamedTuple):
    """A parameter of a model: default, meaning, and the closed interval of values allowed."""

    default: Any
    meaning: str
    lower: float = float("-inf")
    upper: float = float("inf")
    integer: bool = False

    def check(self, name: str, value: Any) -> Any:
        """Return an allowed value, or raise an error that states the domain."""
        if is_symbolic(value):
            return value
        kind = "an integer" if self.integer else "a number"
        if not isinstance(value, _NUMBERS) or (self.integer and float(value) % 1 != 0):
            raise InvalidArgumentError(f"{name} must be {kind} ({self.meaning}), got {value!r}")
        if not self.lower <= value <= self.upper:
            raise InvalidArgumentError(
                f"{name} must lie in [{self.lower:g}, {self.upper:g}] ({self.meaning}), got {value}"
            )
        return int(value) if self.integer else value


@final
@dataclass(frozen=True)
class Model:
    """One formalisation of a claim.

    Parameters
    ----------
    id
        As in the literature table of the documentation, e.g. ``"M10a"``.
    title
        What is compared with what.
    metric
        What `computed` and `closed_form` measure; the claim holds where it is positive.
    parameters
        Name to `Parameter`.
    computed
        The metric by the general machinery.
    closed_form
        The metric by its formula.
    boundary
        Parameter values at which the metric is 0, others given; None where there are none.
    loses
        Where multilateralism loses or makes no difference.
    valid
        Returns what is wrong with a combination of parameters, or nothing.
    decide
        The verdict for a margin; by default positive holds, negative fails, 0 is indifferent.
    origin
        ``"literature"``, or ``"reduced form"`` of a mechanism in the source.
    source
        Citation.
    """

    id: str
    title: str
    metric: str
    parameters: Mapping[str, Parameter]
    computed: Callable[..., Any]
    closed_form: Callable[..., Any]
    boundary: Callable[..., Mapping[str, Any]]
    loses: str
    origin: Literal["literature", "reduced form"]
    source: str
    valid: Callable[..., str] = lambda **_: ""
    decide: Callable[[Any, float], Status] = status_of

    def test(self, *, tol: float = 1e-9, **parameters: Any) -> "ModelResult":
        """Decide the claim in this model.

        Parameters
        ----------
        tol
            Margins up to `tol` in size count as indifference; exact margins have no tolerance.
        **parameters
            Values for the model's parameters; defaults for the rest.
        """
        chosen = {name: parameter.default for name, parameter in self.parameters.items()}
        for name, value in parameters.items():
            if name not in self.parameters:
                raise UnknownNameError(f"{self.id}: parameter", name, self.parameters)
            chosen[name] = self.parameters[name].check(name, value)
        problem = self.valid(**chosen)
        if problem:
            raise InvalidArgumentError(f"{self.id}: {problem}")
        computed, closed = self.computed(**chosen), self.closed_form(**chosen)
        return ModelResult(
            model=self,
            parameters=chosen,
            verdict=self.decide(computed, tol),
            margin=computed,
            boundary=dict(self.boundary(**chosen)),
            computed=computed,
            closed_form=closed,
        )

    def __repr__(self) -> str:
        return f"Model({self.id}: {self.title})"


@final
@dataclass(frozen=True)
class ModelResult:
    """A claim decided in one model.

    Parameters
    ----------
    model, parameters
        What was tested.
    verdict
        ``"holds"``, ``"fails"`` or ``"indifferent"``.
    margin
        The metric, by which the claim holds (positive) or fails.
    boundary
        Parameter to the value at which the margin is 0, the others as given.
    computed, closed_form
        The metric by the general machinery, and by its formula.
    """

    model: Model
    parameters: dict[str, Any]
    verdict: Status
    margin: Any
    boundary: dict[str, Any]
    computed: Any
    closed_form: Any

    @property
    def difference(self) -> Any:
        """The computed value minus the closed form."""
        return self.computed - self.closed_form

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        return f"{self.model.id}({given}): {self.verdict}, margin {self.margin}"


@final
@dataclass(frozen=True)
class ClaimResult:
    """A claim decided in each of its models; indexed by model id or position."""

    claim: "Claim"
    results: tuple[ModelResult, ...]

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
        return f"{self.claim.id}: " + "; ".join(map(repr, self.results))

    def _repr_html_(self) -> str:
        return f"<p>{self.claim!r}</p>{self.to_frame().to_html()}"


@final
@dataclass(frozen=True)
class Claim:
    """A falsifiable statement about when multilateral binding beats bilateral bargaining.

    Parameters
    ----------
    id
        ``"C1"`` … ``"C16"``.
    statement
        The claim, in a sentence.
    author
        Whose claim it is.
    models
        The models that decide it, by id.
    """

    id: str
    statement: str
    author: str
    models: Mapping[str, Model]

    def test(self, *, tol: float = 1e-9, **parameters: Any) -> ClaimResult:
        """Decide the claim in each of its models.

        Parameters
        ----------
        tol
            What counts as indifference for float margins.
        **parameters
            Each model takes those it knows; a name that no model knows is an error.

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
        return ClaimResult(
            self,
            tuple(
                model.test(
                    tol=tol,
                    **{k: v for k, v in parameters.items() if k in model.parameters},
                )
                for model in self.models.values()
            ),
        )

    def __repr__(self) -> str:
        return f"Claim({self.id}, {self.author}: {self.statement})"


def by_id(*models: Model) -> dict[str, Model]:
    """Index models by their id."""
    return {model.id: model for model in models}


def _listed(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_short(value)}" for name, value in values.items())


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
