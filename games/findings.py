"""The answer to "does it have this property?": yes, or no with a witness."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, final

__all__ = ["Finding"]


@final
@dataclass(frozen=True, repr=False, eq=False)
class Finding:
    """Whether something has a property; true or false in a condition, with a witness when false.

    Parameters
    ----------
    property
        The property asked for, e.g. ``"convex"``.
    holds
        Whether it holds.
    explanation
        One line that says what the witness shows, e.g. ``"v({A}) = 2 > v({A, B}) = 1"``.
    witness
        What violates the property (coalitions as frozensets, players, numbers) by name, so that
        anyone can check it; when the property holds, the proof if there is one.

    Examples
    --------
    >>> finding = Finding("monotone", False, "v({A}) = 2 > v({A, B}) = 1", {"smaller": {"A"}})
    >>> finding
    Finding(monotone: fails; v({A}) = 2 > v({A, B}) = 1)
    >>> "yes" if finding else "no"
    'no'
    """

    property: str
    holds: bool
    explanation: str = ""
    witness: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "witness", MappingProxyType(dict(self.witness)))

    def __bool__(self) -> bool:
        return self.holds

    def __repr__(self) -> str:
        verdict = "holds" if self.holds else "fails"
        detail = f"; {self.explanation}" if self.explanation else ""
        return f"Finding({self.property}: {verdict}{detail})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import finding

        return finding(self)

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return (type(self), (self.property, self.holds, self.explanation, dict(self.witness)))
