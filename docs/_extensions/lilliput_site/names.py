"""Public names, the rooms in which they live, and links to them from text in backticks."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

__all__ = ["PACKAGES", "package_of_page", "public_names", "rooms", "setup"]

PACKAGES = ("lilliput.games", "lilliput.analysis")
ROOMS_OF_THEIR_OWN = ("lilliput.analysis.figures", "lilliput.analysis.data")
"""Packages whose names one imports from there and not from the front."""

_MENTION = re.compile(
    r"(?:lilliput\.(?P<package>games|analysis)\.)?(?P<name>[A-Za-z]\w*)"
    r"(?:\.(?P<member>\w+))?(?:\(.*\))?",
    re.DOTALL,
)


@cache
def rooms(package: str) -> dict[str, tuple[str, ...]]:
    """Return the rooms of a package, each with the public names that come from it."""
    module = importlib.import_module(package)
    if package in ROOMS_OF_THEIR_OWN:
        return {"": tuple(module.__all__)}
    folder = Path(module.__file__).parent
    stub = folder / "__init__.pyi"
    source = stub if stub.exists() else folder / "__init__.py"
    found: dict[str, list[str]] = {}
    for statement in ast.parse(source.read_text(encoding="utf-8")).body:
        if isinstance(statement, ast.ImportFrom) and statement.module != "lazy_loader":
            room = (statement.module or "").removeprefix(f"{package}.").split(".")[0]
            found.setdefault(room, []).extend(
                each.name for each in statement.names if each.name in module.__all__
            )
    return {room: tuple(names) for room, names in found.items() if names}


@cache
def public_names(package: str) -> frozenset[str]:
    """Return the public names of a package."""
    return frozenset(name for names in rooms(package).values() for name in names)


def package_of_page(docname: str) -> tuple[str, ...]:
    """Return where a page looks for names first."""
    of_games = ("reference/games", "coalitional", "equilibria", "agreements")
    both = PACKAGES if docname.startswith(of_games) else PACKAGES[::-1]
    return (*both, *ROOMS_OF_THEIR_OWN)


class LinkNames(SphinxTransform):
    """Link code in the text that is a public name to the place where it is explained.

    Names of a function's own parameters are left alone, and so is what is a link already.
    """

    default_priority = 700

    def apply(self, **kwargs: Any) -> None:
        """Look through the page."""
        order = package_of_page(self.env.docname)
        for block in self.document.findall(nodes.literal_block):
            if block.astext().endswith("\n\n"):  # examples end in an empty line, for doctest
                block.rawsource = block.astext().rstrip() + "\n"
                block[:] = [nodes.Text(block.rawsource)]
        for node in list(self.document.findall(nodes.literal)):
            if _linked(node):
                continue
            found = _target(node.astext(), order, _parameters(node))
            if found is None:
                continue
            link = addnodes.pending_xref(
                "", refdomain="py", reftype="obj", reftarget=found, refexplicit=True, refwarn=False
            )
            link.source, link.line = node.source, node.line
            node.replace_self(link)
            link += node


def _target(text: str, order: tuple[str, ...], own: frozenset[str]) -> str | None:
    match = _MENTION.fullmatch(text)
    if match is None or match["name"] in own:
        return None
    for package in order:
        given = match["package"]
        if match["name"] in public_names(package) and given in (None, package.split(".")[1]):
            whole = f"{package}.{match['name']}"
            return f"{whole}.{match['member']}" if _explained(whole, match["member"]) else whole
    return None


def _explained(whole: str, member: str | None) -> bool:
    """Whether a member of a class has a description of its own; a plain field has none."""
    package, _, name = whole.rpartition(".")
    thing = getattr(importlib.import_module(package), name)
    found = inspect.getattr_static(thing, member, None) if member else None
    return bool(found is not None and inspect.isclass(thing) and inspect.getdoc(found))


def _linked(node: nodes.Node) -> bool:
    kinds = (nodes.reference, addnodes.pending_xref, nodes.title, addnodes.desc_signature)
    return any(isinstance(each, kinds) for each in _ancestors(node))


def _parameters(node: nodes.Node) -> frozenset[str]:
    """Return what the descriptions around a node call their own: parameters and their name."""
    found: set[str] = set()
    for each in _ancestors(node):
        if isinstance(each, addnodes.desc):
            for signature in each.findall(addnodes.desc_signature):
                found.update(p.astext() for p in signature.findall(addnodes.desc_sig_name))
                found.update(p.astext() for p in signature.findall(addnodes.desc_name))
            for field in each.findall(nodes.field):
                found.update(strong.astext() for strong in field.findall(addnodes.literal_strong))
    return frozenset(found)


def _ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _code(
    name: str, rawtext: str, text: str, lineno: int, inliner: Any, *_: Any
) -> tuple[list[nodes.Node], list[nodes.system_message]]:
    """Read text in single backticks as code."""
    from docutils.utils import unescape

    return [nodes.literal(rawtext, unescape(text))], []


def setup(app: Any) -> None:
    """Register the role for single backticks and the transform."""
    app.add_role("named", _code)
    app.add_transform(LinkNames)
