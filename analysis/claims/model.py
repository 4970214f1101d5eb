"""A model of a claim: games, the margin that their solution gives, and the closed form beside it.

A model turns parameters into one number, the margin by which the claim holds in it. The number is
computed by the general machinery (games, institutions, solvers) and, independently, by a closed
form; the result carries both, and the boundary of the region in which multilateralism loses.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.analysis.claims.arrays import ModelPoints, evaluate_points
from lilliput.analysis.claims.formula import Formula
from lilliput.analysis.claims.needs import Need
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.premium import Status, status_of
from lilliput.games.arithmetic import is_symbolic
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    UnknownNameError,
    UnsupportedNumberError,
)

__all__ = ["INDIFFERENCE", "Model", "ModelResult", "Origin"]

Origin = Literal["literature", "reduced form"]

INDIFFERENCE = 1e-9
"""Tolerance of a verdict: float margins up to this size are indifferent, exact ones only at 0."""

_NEAR = (1e-6, 1e-3)
_TRIES = 1000


@final
@dataclass(frozen=True, kw_only=True)
class Model:
    """One formalisation of a claim.

    Parameters
    ----------
    id
        As in the table of models, e.g. ``"M10a"``.
    title
        What is compared with what.
    metric
        What `computed` and `closed_form` measure, the margin: the claim holds where it is positive.
    parameters
        Name to `Parameter`.
    game
        Returns the games that the model encodes, by name.
    computed
        Returns the margin from the games alone, by general solvers. Takes the parameters, and
        `selection` where the model has several equilibria.
    formula
        The margin in closed form, as sympy reads it; empty where there is none.
    holds
        The relation under which the claim holds, as sympy reads it; empty where there is none.
    thresholds
        Parameter to the value at which the margin is 0, the others given: a text that sympy reads
        or a function of the parameters.
    loses
        Where multilateralism loses or makes no difference, in a line.
    origin
        ``"literature"`` (the model is the source's) or ``"reduced form"`` of its mechanism.
    source
        Citation.
    ours
        What is not the source's: functional forms, closed forms, the comparison.
    consequence
        What the margin measures where that is not the claim itself but what follows from it, or
        from what is done about it: then its sign neither supports nor refutes the claim.
    needs
        What must hold between parameters, each in its domain, to why the model needs it: relations
        that sympy reads, e.g. ``{"k <= m": "no more can be needed than there are"}``. Every number
        is judged by them, exact or float, alone or in an array.
    batched
        Returns the margins of many points from the games alone, where there is no formula. Takes
        an array of floats for each parameter, all of one length and in the domain.
    decide
        The verdict for a margin, by its sign: by default positive holds, negative fails, 0 (within
        the indifference) is indifferent.
    selections
        The rules that choose among several equilibria, the first by default.
    concept
        The solution concept behind `computed`.
    concepts
        Other solution concepts, each with the margin that it gives.
    axes
        The two parameters of its phase diagram.
    """

    id: str
    title: str
    metric: str
    parameters: Mapping[str, Parameter]
    game: Callable[..., Mapping[str, Any]]
    computed: Callable[..., Any]
    formula: str = ""
    holds: str = ""
    thresholds: Mapping[str, str | Callable[..., Any]] = field(default_factory=dict)
    loses: str
    origin: Origin
    source: str
    ours: str = ""
    consequence: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)
    batched: Callable[..., Any] | None = None
    decide: Callable[[Any, float], Status] = status_of
    selections: tuple[str, ...] = ()
    concept: str = ""
    concepts: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    axes: tuple[str, str] | tuple[()] = ()

    @cached_property
    def margin_formula(self) -> Formula:
        """The margin in closed form, for numbers, arrays and symbols."""
        return Formula(self.formula, self.parameters)

    @cached_property
    def conditions(self) -> tuple[Need, ...]:
        """What must hold between the parameters."""
        return tuple(Need(text, why, self.parameters) for text, why in self.needs.items())

    @cached_property
    def _relation(self) -> Formula:
        return Formula(self.holds, self.parameters)

    @cached_property
    def _rules(self) -> dict[str, Callable[..., Any]]:
        """The thresholds as functions of the parameters."""
        return {
            name: rule if callable(rule) else Formula(rule, self.parameters)
            for name, rule in self.thresholds.items()
        }

    @property
    def closed_form(self) -> Any:
        """The margin as a sympy expression in the parameters; None where there is none."""
        return self.margin_formula.expression if self.formula else None

    @property
    def boundary(self) -> Any:
        """The sympy relation under which the claim holds; None where there is none."""
        return self._relation.expression if self.holds else None

    def check(self, **parameters: Any) -> dict[str, Any]:
        """Return the parameters with defaults filled in, or raise an error about the first bad one.

        Parameters
        ----------
        **parameters
            Values for some of the model's parameters.
        """
        chosen = self._filled(parameters)
        # Of symbols a combination cannot be judged.
        problem = "" if any(map(_has_symbols, chosen.values())) else self.unmet(**chosen)
        if problem:
            raise InvalidArgumentError(f"{self.id}: {problem}")
        return chosen

    def clash(self, **parameters: Any) -> str:
        """Return what is wrong with allowed values beside the defaults of the others, or nothing.

        Parameters
        ----------
        **parameters
            Values for some of the model's parameters.
        """
        self._need_numbers(parameters)
        return self.unmet(**self._filled(parameters))

    def unmet(self, **parameters: Any) -> str:
        """Return which of the model's needs a combination of values does not meet, or nothing.

        Parameters
        ----------
        **parameters
            Numbers for all parameters, each in its domain.
        """
        unmet = (need for need in self.conditions if not need.met(parameters))
        return next((need.complaint(parameters) for need in unmet), "")

    def _filled(self, parameters: Mapping[str, Any]) -> dict[str, Any]:
        """Return all parameters, each in its domain: those given and the defaults of the others."""
        chosen = {name: parameter.default for name, parameter in self.parameters.items()}
        for name, value in parameters.items():
            if name not in self.parameters:
                raise UnknownNameError(f"{self.id}: parameter", name, self.parameters)
            chosen[name] = self.parameters[name].check(name, value)
        return chosen

    def in_closed_form(self, **parameters: Any) -> Any:
        """Return the margin by the formula alone: exact, floats, symbols, or arrays of points.

        Parameters
        ----------
        **parameters
            Values for all parameters, not checked; arrays broadcast.
        """
        return self.margin_formula(**parameters)

    def games(self, **parameters: Any) -> dict[str, Any]:
        """Return the encoded games by name, to look at or to solve in another way.

        Parameters
        ----------
        **parameters
            Values for the model's parameters; defaults for the rest.
        """
        return dict(self.game(**self.check(**parameters)))

    def test(
        self,
        *,
        selection: str | None = None,
        indifference: float = INDIFFERENCE,
        **parameters: Any,
    ) -> "ModelResult":
        """Decide the claim in this model.

        Parameters
        ----------
        selection
            The rule that chooses among several equilibria, one of `selections`.
        indifference
            Float margins up to this size count as indifference; exact margins have no tolerance.
        **parameters
            Values for the model's parameters; defaults for the rest.
        """
        self._need_numbers(parameters)
        chosen = {
            name: float(value) if is_symbolic(value) else value
            for name, value in self.check(**parameters).items()
        }
        rule: dict[str, str] = {}
        if self.selections:
            rule["selection"] = self._selected(selection)
        elif selection is not None:
            raise InvalidArgumentError(
                f"{self.id} has one equilibrium, and selection={selection!r} has nothing to choose"
            )
        computed = self.computed(**chosen, **rule)
        # The formula is that of the first selection.
        has_formula = self.formula and selection in (None, *self.selections[:1])
        closed = self.margin_formula(**chosen) if has_formula else None
        return ModelResult(
            model=self,
            parameters=chosen,
            verdict=self.decide(computed, indifference),
            margin=computed,
            boundary={name: rule(**chosen) for name, rule in self._rules.items()},
            computed=computed,
            closed_form=closed,
            selection=rule.get("selection"),
        )

    def on_arrays(self, *, indifference: float = INDIFFERENCE, **columns: Any) -> ModelPoints:
        """Decide the claim at many points at once, by the closed form.

        Points outside the domain are no errors but are marked with the reason. Where the model has
        several equilibria, the first rule of selection holds; `test` takes the others.

        Parameters
        ----------
        indifference
            Margins up to this size count as indifference: all numbers are floats here.
        **columns
            Arrays of values for some of the model's parameters, which broadcast; defaults for the
            rest.

        Examples
        --------
        >>> from lilliput.analysis.claims import claims
        >>> claims["C10"].models["M10a"].on_arrays(m=[6, 6, 2], k=[2, 4, 3])
        ModelPoints(M10a: 1 holds, 1 fails, 0 indifferent, 1 outside the domain)
        """
        return evaluate_points(self, columns, indifference=indifference)

    def by_selection(self, **parameters: Any) -> pd.DataFrame:
        """Return margin and verdict under every rule that chooses among several equilibria.

        Parameters
        ----------
        **parameters
            Values for the model's parameters; defaults for the rest.
        """
        if not self.selections:
            raise InvalidArgumentError(f"{self.id} has one equilibrium: there is nothing to select")
        results = {rule: self.test(selection=rule, **parameters) for rule in self.selections}
        return _verdicts(results, "selection")

    def by_concept(self, *, indifference: float = INDIFFERENCE, **parameters: Any) -> pd.DataFrame:
        """Return margin and verdict under every solution concept that the model knows.

        A concept that is not defined for the game has no margin.

        Parameters
        ----------
        indifference
            As in `test`.
        **parameters
            Values for the model's parameters; defaults for the rest.
        """
        result = self.test(indifference=indifference, **parameters)
        rows: dict[str, tuple[Any, str]] = {
            self.concept or "as it is": (result.margin, result.verdict)
        }
        for name, margin_of in self.concepts.items():
            try:
                margin = margin_of(**result.parameters)
            except InvalidGameError:  # for example the τ-value of a game that is not quasi-balanced
                rows[name] = (None, "undefined")
                continue
            rows[name] = (margin, self.decide(margin, indifference))
        frame = pd.DataFrame.from_dict(rows, orient="index", columns=["margin", "verdict"])
        return frame.rename_axis("concept")

    def space(self) -> dict[str, Any]:
        """Return what each parameter may be in pictures and samples, as designs take it.

        An interval is a pair, a count a range of integers, a choice the list of its names: the
        space of a design that varies all parameters, to be narrowed as one sees fit.
        """
        return {name: parameter.space for name, parameter in self.parameters.items()}

    def sample(self, size: int, *, seed: int, near_boundary: float = 0.3) -> list[dict[str, Any]]:
        """Return random points of the domain, a part of them close to a threshold.

        Parameters
        ----------
        size
            How many.
        seed
            For the same points again.
        near_boundary
            The part of the points that is moved to within 10⁻⁶ to 10⁻³ of a threshold, on either
            side or on it, where a threshold lies in the domain.
        """
        rng = np.random.default_rng(seed)
        return [self._point(rng, near=rng.random() < near_boundary) for _ in range(size)]

    def _point(self, rng: np.random.Generator, *, near: bool) -> dict[str, Any]:
        for _ in range(_TRIES):
            point = {name: parameter.draw(rng) for name, parameter in self.parameters.items()}
            if self.unmet(**point):
                continue
            moved = self._moved(point, rng) if near else point
            if not self.unmet(**moved):
                return moved
        raise InvalidArgumentError(f"{self.id}: no valid point among {_TRIES} random ones")

    def _moved(self, point: dict[str, Any], rng: np.random.Generator) -> dict[str, Any]:
        names = [name for name in self.thresholds if name in self.parameters]
        if not names:
            return point
        name = str(rng.choice(names))
        parameter, value = self.parameters[name], self._rules[name](**point)
        if value is None or not np.isfinite(float(value)):
            return point
        distance = float(rng.choice([-1, 0, 1])) * float(np.exp(rng.uniform(*np.log(_NEAR))))
        if parameter.integer:
            moved: Any = round(float(value) + float(rng.integers(-1, 2)))
        elif isinstance(value, (int, Fraction)):
            moved = value + Fraction(distance).limit_denominator(10**6)
        else:
            moved = float(value) + distance
        return {**point, name: moved} if parameter.allows(moved) else point

    def _need_numbers(self, parameters: Mapping[str, Any]) -> None:
        for name, value in parameters.items():
            if _has_symbols(value):
                raise UnsupportedNumberError(
                    f"{self.id}: {name} must be a number, since a verdict needs the sign of the "
                    f"margin, got {value}; in_closed_form takes symbols"
                )

    def _selected(self, selection: str | None) -> str:
        if selection is not None and selection not in self.selections:
            raise UnknownNameError(f"{self.id}: selection", selection, self.selections)
        return selection or self.selections[0]

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
        The metric by the general machinery, and by its formula (None where there is none).
    selection
        The rule that chose among several equilibria, if there is a choice.
    """

    model: Model
    parameters: dict[str, Any]
    verdict: Status
    margin: Any
    boundary: dict[str, Any]
    computed: Any
    closed_form: Any
    selection: str | None = None

    @property
    def difference(self) -> Any:
        """The computed value minus the closed form; None without a closed form."""
        return None if self.closed_form is None else self.computed - self.closed_form

    def __repr__(self) -> str:
        given = ", ".join(f"{name}={_short(value)}" for name, value in self.parameters.items())
        rule = f", by {self.selection}" if self.selection else ""
        aside = " (a consequence)" if self.model.consequence else ""
        margin = _short(self.margin)
        return f"{self.model.id}({given}): {self.verdict}{aside}, margin {margin}{rule}"


def _short(value: Any) -> str:
    """Return a number as text, floats with six digits."""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _has_symbols(value: Any) -> bool:
    return is_symbolic(value) and bool(value.free_symbols)


def _verdicts(results: Mapping[str, ModelResult], label: str) -> pd.DataFrame:
    rows = {name: (result.margin, result.verdict) for name, result in results.items()}
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=["margin", "verdict"])
    return frame.rename_axis(label)
