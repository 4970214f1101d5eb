"""What a section of the article prints."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from lilliput.analysis import PaperTable

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Part", "joined"]


class Part(NamedTuple):
    """Numbers, tables and figures by name; `facts` are what the prose says in words.

    A number is a float, an integer, a Fraction or a text. A fact is whether a sentence is true: the
    prose names it, and is refused where it no longer is.
    """

    numbers: Mapping[str, Any] = {}
    facts: Mapping[str, bool] = {}
    tables: Mapping[str, PaperTable] = {}
    figures: Mapping[str, "Figure"] = {}


def joined(parts: Iterable[Part]) -> Part:
    """Return all parts as one; a name may occur once only."""
    whole = Part({}, {}, {}, {})
    for part in parts:
        for known, new in zip(whole, part, strict=True):
            if twice := known.keys() & new.keys():
                raise ValueError(f"{', '.join(sorted(twice))}: two results have one name")
            known.update(new)
    return whole
