"""Which design results are over, as far as that decides what may be asked of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, final

from lilliput.games.errors import InvalidArgumentError

__all__ = ["Described", "described", "need_design"]


@final
@dataclass(frozen=True)
class Described:
    """What matters of a design.

    Parameters
    ----------
    kind
        The function that made it, e.g. ``"saltelli"``; constraints aside.
    names
        The parameters that vary.
    size, n
        Its points before constraints, and how many it was asked for.
    details
        Its description.
    constraints
        What the points satisfy, in words.
    """

    kind: str
    names: tuple[str, ...]
    size: int
    n: int
    details: Mapping[str, Any]
    constraints: tuple[str, ...] = ()


def described(results: Any) -> Described:
    """Return what matters of the design that results are over.

    Raises
    ------
    InvalidArgumentError
        These are no results, or results of a sweep that is not finished.
    """
    design: Any = getattr(results, "design", None)
    details = design.describe() if hasattr(design, "describe") else design
    if details is None and hasattr(results, "manifest"):
        details = results.manifest.design  # read from a store, by a version without this design
    if not hasattr(results, "to_pandas") or not isinstance(details, Mapping):
        raise InvalidArgumentError(
            f"results must be what sweep(model, design) returns, got {type(results).__name__}"
        )
    size = int(getattr(results, "size", None) or design.size)
    if not getattr(results, "complete", True):
        raise InvalidArgumentError(
            f"results: only {results.done:,} of {size:,} points are done; the same call of sweep "
            "with the same store goes on with the rest"
        )
    constraints: list[Mapping[str, Any]] = []
    while details["kind"] == "where":
        constraints += details["constraints"]
        details = details["design"]
    words = tuple(str(each.get("text", each.get("function"))) for each in constraints)
    space = details.get("space", {})
    varied = [name for name in details["names"] if _varies(space.get(name))]
    n = int(details.get("n", size))
    return Described(str(details["kind"]), tuple(varied), size, n, details, words)


def _varies(distribution: Any) -> bool:
    return not (isinstance(distribution, Mapping) and distribution.get("kind") == "fixed")


def need_design(results: Any, function: str, kinds: tuple[str, ...]) -> Described:
    """Return what matters of the design, or raise an error if it is of another kind."""
    design = described(results)
    if design.kind not in kinds:
        wanted = " or ".join(f"{kind}(...)" for kind in kinds)
        raise InvalidArgumentError(
            f"results: {function} needs results over {wanted}, these are over {design.kind}(...)"
        )
    return design
