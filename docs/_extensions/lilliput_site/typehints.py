"""Type hints as people write them: `ndarray`, without what NumPy says about its shape."""

import re
from typing import Any

__all__ = ["readable", "setup"]

_ARRAY = re.compile(
    r"~?(?:numpy\.)?ndarray\[tuple\[~?(?:typing\.)?Any, \.\.\.\], ~?(?:numpy\.)?dtype\[~?[\w.]+\]\]"
)
_MODULES = re.compile(r"~?(?<!['\w.])(?:[a-z_]\w*\.)+(?=[A-Za-z]\w*)")


def readable(hint: str) -> str:
    """Return a type hint with short names, each a link where it can be one.

    Examples
    --------
    >>> readable("tuple[numpy.ndarray[tuple[Any, ...], numpy.dtype[Any]], fractions.Fraction]")
    'tuple[~numpy.ndarray, ~fractions.Fraction]'
    """
    short = _ARRAY.sub("numpy.ndarray", hint)
    before = "" if "Literal[" in short else "~"  # Sphinx shows what is beside a Literal as it is
    if not before:
        return _MODULES.sub("", short)
    return _MODULES.sub(lambda match: before + match[0].lstrip("~"), short)


def _on_description(app: Any, domain: str, objtype: str, node: Any) -> None:
    """Shorten what was recorded, before it is merged into the description."""
    for hints in app.env.current_document.autodoc_annotations.values():
        for name, hint in hints.items():
            hints[name] = readable(hint)


def _on_docstring(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Keep the text of a property whole, where a colon would be read as the end of its type."""
    if what in ("property", "attribute") and lines and ":" in lines[0]:
        lines[:0] = ["..", ""]  # an empty comment, which has no colon


def setup(app: Any) -> None:
    """Register what hints and properties go through."""
    app.connect("object-description-transform", _on_description, priority=100)
    app.connect("autodoc-process-docstring", _on_docstring, priority=400)
