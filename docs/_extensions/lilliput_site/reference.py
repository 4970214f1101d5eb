"""The reference: every public name of a room, in a table and in full."""

import ast
import importlib
import inspect
import itertools
import re
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from lilliput_site.names import PACKAGES, ROOMS_OF_THEIR_OWN, rooms

__all__ = ["Names", "setup"]

_log = logging.getLogger(__name__)
_NO_ANCESTORS = (
    "object, tuple, list, dict, str, int, float, Exception, BaseException, ValueError, KeyError, "
    "OSError, RuntimeError, Mapping, Collection, Sized, Iterable, Container, Sequence, Warning"
)


class Names(SphinxDirective):
    """Document the public names of rooms: ``.. names:: lilliput.games values sparse``."""

    required_arguments = 1
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"only": directives.unchanged, "except": directives.unchanged}

    def run(self) -> list[nodes.Node]:
        """Return a table of the names and the description of each."""
        package, _, wanted = " ".join(self.arguments).partition(" ")
        every = rooms(package)
        chosen = wanted.split() or list(every)
        unknown = [room for room in chosen if room not in every]
        if unknown:
            raise self.error(f"no public name of {package} comes from {', '.join(unknown)}")
        names = [name for room in chosen for name in every[room]]
        if "only" in self.options:
            names = [name for name in names if name in self.options["only"].split()]
        names = [name for name in names if name not in self.options.get("except", "").split()]
        return self.parse_text_to_nodes("\n".join(_text(package, sorted(names))))


def _text(package: str, names: list[str]) -> list[str]:
    module = importlib.import_module(package)
    kinds = {name: _kind(getattr(module, name)) for name in names}
    functions = [name for name in names if kinds[name] == "function"]
    classes = [name for name in names if kinds[name] in ("class", "exception")]
    lines = [f".. py:currentmodule:: {package}", ""]
    for title, part in (("Functions", functions), ("Classes", classes)):
        if part:
            lines += [f".. rubric:: {title}", "", ".. autosummary::", "   :nosignatures:", ""]
            lines += [f"   {name}" for name in part] + [""]
    for name in (*functions, *classes):
        lines += [f".. auto{kinds[name]}:: {package}.{name}"]
        if kinds[name] == "class":
            lines += ["   :members:", f"   :inherited-members: {_NO_ANCESTORS}"]
        lines += [""]
    for name in names:
        if kinds[name] == "data":
            said = _said_of(module, name)
            escape_markup(said)
            lines += [f".. py:data:: {name}", "", *(f"   {line}".rstrip() for line in said), ""]
    return lines


def _said_of(module: Any, name: str) -> list[str]:
    """Return the text under the assignment of a constant, wherever in the package it stands."""
    for path in sorted(Path(module.__file__).parent.rglob("*.py")):
        body = ast.parse(path.read_text(encoding="utf-8")).body
        for first, second in itertools.pairwise(body):
            targets = getattr(first, "targets", [getattr(first, "target", None)])
            named = any(isinstance(each, ast.Name) and each.id == name for each in targets)
            value = second.value if isinstance(second, ast.Expr) else None
            if named and isinstance(value, ast.Constant) and isinstance(value.value, str):
                return inspect.cleandoc(value.value).split("\n")
    return []


def _kind(thing: Any) -> str:
    if inspect.isclass(thing):
        return "exception" if issubclass(thing, BaseException) else "class"
    return "function" if callable(thing) else "data"


def _complete(app: Any, env: Any) -> None:
    """Warn of public names that no page of the reference documents."""
    objects = env.get_domain("py").objects
    for package in (*PACKAGES, *ROOMS_OF_THEIR_OWN):
        for room, names in rooms(package).items():
            missing = [name for name in names if f"{package}.{name}" not in objects]
            if missing:
                _log.warning(
                    "no page documents %s of %s %s", ", ".join(missing), package, room,
                    type="lilliput", subtype="names",
                )  # fmt: skip


_UNDERLINE = re.compile(r"^-{3,}$")
_SPANS = re.compile(
    r"(``.+?``|`[^`]+`_?_?|:\w+:`[^`]+`|https?://\S+|(?<![\w*])\*[A-Za-z][^*`]*[A-Za-z]\*(?!\w))"
)


def escape_markup(lines: list[str]) -> None:
    r"""Keep mathematics in docstrings from being read as markup: \|S\|, x_, 2\*\*n.

    Examples, literal blocks and text in backticks stay as they are, and so does *emphasis*.
    """
    literal: int | None = None  # the indentation of what is over when a literal block is over
    example = False  # an example is over at the next empty line
    for k, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        example = bool(line.strip()) and (example or line.lstrip().startswith(">>>"))
        if literal is not None and line.strip() and indent <= literal:
            literal = None
        if example or literal is not None:
            continue
        heading = k + 1 < len(lines) and _UNDERLINE.match(lines[k + 1].strip())
        if (
            heading
            or _UNDERLINE.match(line.strip())
            or line.lstrip().startswith((".. ", "**", "*a"))
        ):
            continue
        parts = _SPANS.split(line)
        lines[k] = "".join(
            part if number % 2 else _escaped(part, first=number == 0)
            for number, part in enumerate(parts)
        )
        if line.rstrip().endswith("::"):
            literal = indent


def _escaped(text: str, *, first: bool) -> str:
    bullet = re.match(r"\s*[*-] ", text) if first else None
    head, rest = (bullet[0], text[bullet.end() :]) if bullet else ("", text)
    rest = rest.replace("\\", "\\\\").replace("*", "\\*").replace("|", "\\|")
    return head + re.sub(r"_(?!\w)", r"\\_", rest)


def _on_docstring(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    escape_markup(lines)


def setup(app: Any) -> None:
    """Register the directive and what docstrings go through."""
    app.add_directive("names", Names)
    app.connect("autodoc-process-docstring", _on_docstring, priority=300)
    app.connect("env-check-consistency", _complete)
