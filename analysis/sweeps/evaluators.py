"""What a sweep evaluates: a model as a function of named parameters, scalars or arrays.

An `Evaluator` is what travels to the workers: a callable, the names that it takes, what it gives if
that is known, and a digest of its definition, by which a store knows whose results it holds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, final

from lilliput.games.arithmetic import Array
from lilliput.games.errors import InvalidArgumentError, LilliputError

__all__ = ["Column", "Evaluated", "Evaluator", "Kind", "ModelOutputError", "evaluator_of"]

Kind = Literal["float", "bool", "text", ""]
"""Of an output; the last while it is not known, because it was None at all points so far."""


class ModelOutputError(LilliputError, ValueError):
    """A model that returned something of the wrong shape, type or name."""


@final
@dataclass(frozen=True)
class Column:
    """One output of a model.

    Parameters
    ----------
    name
        As in the results.
    kind
        ``"float"`` (numbers, as float64), ``"bool"`` or ``"text"``.
    """

    name: str
    kind: Kind


@final
@dataclass(frozen=True, eq=False)
class Evaluated:
    """What a vectorised model may return when some of its points fail.

    Parameters
    ----------
    outputs
        Name to an array with one entry a point; text as objects or a pyarrow DictionaryArray.
    failed
        One integer a point: 0 where it is fine, k ≥ 1 where it failed for ``reasons[k - 1]``.
    reasons
        Pairs of the type of an error and its message.

    Examples
    --------
    >>> import numpy as np
    >>> from lilliput.analysis.sweeps import vectorised
    >>> @vectorised
    ... def share(total, parts):
    ...     parts = np.where(parts == 0, np.nan, parts)
    ...     none = np.isnan(parts).astype(int)
    ...     return Evaluated({"share": total / parts}, none, (("DomainError", "no parts"),))
    """

    outputs: Mapping[str, Any]
    failed: Array | None = None
    reasons: tuple[tuple[str, str], ...] = ()


@final
@dataclass(frozen=True, eq=False)
class Evaluator:
    """A model as a sweep sees it.

    Parameters
    ----------
    name
        What is evaluated, for people.
    digest
        SHA-256 of its definition in hexadecimal: another model has another digest.
    parameters
        The names that it takes.
    defaults
        Of the parameters that a design may leave out.
    vectorised
        Whether `call` takes arrays with one entry a point instead of scalars.
    columns
        The outputs where they are known beforehand; None: learned from the first point that
        succeeds.
    call
        Takes parameters by name. Scalar: returns a number, a truth value, a text or a mapping of
        those. Vectorised: returns an array, a mapping of arrays or `Evaluated`.
    random
        ``"rng"``: `call` also takes ``rng``, a generator of the point's own (scalar models);
        ``"seeds"``: it also takes ``seeds``, one uint64 a point (vectorised ones); else empty.
    open
        Whether it takes any other name, too.
    """

    name: str
    digest: str
    parameters: tuple[str, ...]
    defaults: Mapping[str, Any]
    vectorised: bool
    columns: tuple[Column, ...] | None
    call: Callable[..., Any]
    random: Literal["", "rng", "seeds"] = ""
    open: bool = field(default=False, kw_only=True)

    def __repr__(self) -> str:
        kind = "vectorised" if self.vectorised else "scalar"
        return f"Evaluator({self.name}({', '.join(self.parameters)}), {kind})"


def evaluator_of(model: Any) -> Evaluator:
    """Return the evaluator of a model of a claim, a claim, a comparison or a function.

    Parameters
    ----------
    model
        A `Model` or `Claim` of `lilliput.analysis.claims`, a `Comparison` of institutions, an
        `Evaluator`, or a function: of scalars, or of arrays when marked by `vectorised`.

    Raises
    ------
    InvalidArgumentError
        It is none of these, or takes arguments that have no names.

    Examples
    --------
    >>> evaluator_of(lambda m, k=2: m > k)
    Evaluator(<lambda>(m, k), scalar)
    """
    if isinstance(model, Evaluator):
        return model
    from lilliput.analysis.claims import Claim
    from lilliput.analysis.claims.model import Model

    if isinstance(model, Model | Claim):
        from lilliput.analysis.sweeps.claim_models import evaluator_of_claim, evaluator_of_model

        return evaluator_of_model(model) if isinstance(model, Model) else evaluator_of_claim(model)
    if type(model).__module__.startswith("lilliput.analysis.comparisons"):
        from lilliput.analysis.sweeps.comparison_models import evaluator_of_comparison

        return evaluator_of_comparison(model)
    if not callable(model):
        hint = f"; a claim by its name is claims[{model!r}]" if isinstance(model, str) else ""
        raise InvalidArgumentError(
            "model must be a claim, a model of a claim, a comparison of institutions or a "
            f"function of named parameters, got {model!r}{hint}"
        )
    from lilliput.analysis.sweeps.functions import evaluator_of_function

    return evaluator_of_function(model)
