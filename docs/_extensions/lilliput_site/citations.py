"""Citations: the works that docstrings and claims name are links to the bibliography.

A work is recognised by its first author's surname and its year, as in "Nash, J. F. (1950)"; where
somebody has several in a year, by the words of the title.
"""

import re
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.util.docutils import SphinxRole

__all__ = ["CITED", "Work", "cited", "find_work", "reference_items", "setup", "works"]

BIBLIOGRAPHY = "bibliography"
FILE = Path(__file__).parents[2] / "references.bib"
_SURNAME = r"(?:(?:von|van|den|der|de|Van) |d['’])*[^\W\d_a-z][\w'’-]+(?: [^\W\d_a-z][\w'’-]+){0,2}"
_INITIALS = r"[^\W\d_a-z]\.(?:[ -]?[^\W\d_a-z]\.)*(?: von)?"
_AUTHOR = rf"(?:{_SURNAME}, {_INITIALS}|{_INITIALS} {_SURNAME})"
CITED = re.compile(
    rf"(?<![\w/.])(?P<authors>{_AUTHOR}(?:(?:,? and |, & |, ){_AUTHOR})*(?: et al\.)?) "
    r"\((?P<year>1[6-9]\d\d|20\d\d)\)"
)
_DOI = re.compile(r"(?:doi:\s?|DOI )(10\.\S+?)(?=[.,;)]*(?:\s|$))")


class Work(NamedTuple):
    """A work of the bibliography."""

    key: str
    surname: str
    year: str
    title: str
    short: str


@cache
def works() -> tuple[Work, ...]:
    """Return the works of `references.bib`."""
    from pybtex.database import parse_file

    found = []
    for key, entry in parse_file(str(FILE), bib_format="bibtex").entries.items():
        people = [" ".join([*p.prelast_names, *p.last_names]) for p in entry.persons["author"]]
        year = entry.fields["year"]
        others = people[-1] == "others" or len(people) > 2
        names = f"{people[0]} et al." if others else " and ".join(people)
        title = entry.fields["title"].strip("{}")
        found.append(Work(key, _folded(people[0]), year, title, f"{names} ({year})"))
    return tuple(found)


def find_work(authors: str, year: str, after: str) -> Work | None:
    """Return the work of the bibliography that a text cites; None if there is none."""
    first = re.match(rf"{_SURNAME}(?=,)|(?:{_INITIALS} )?(?P<last>{_SURNAME})", authors)
    if first is None:
        return None
    surname = _folded(first["last"] or first[0])
    ours = [work for work in works() if work.year == year and _same(work.surname, surname)]
    said = set(_folded(after[:200]).split())
    best = max(ours, key=lambda work: len(said & set(_folded(work.title).split())), default=None)
    if best is None:
        return None
    known = len(said & set(_folded(best.title).split()))
    return best if known >= 2 or len(ours) == 1 else None


def cited(text: str) -> list[tuple[str, Work | None]]:
    """Return a text in pieces, each with the work that it names.

    The piece of a work is "Nash, J. F. (1950)"; all else has none.
    """
    pieces: list[tuple[str, Work | None]] = []
    done = 0
    for match in CITED.finditer(text):
        work = find_work(match["authors"], match["year"], text[match.end() :])
        if work is not None:
            pieces += [(text[done : match.start()], None), (match[0], work)]
            done = match.end()
    return [piece for piece in [*pieces, (text[done:], None)] if piece[0]]


def reference_items(lines: list[str]) -> list[str]:
    """Return the works of a "References" section, a text each."""
    text = re.sub(r"\s+", " ", " ".join(re.sub(r"^\s*\.\. \[\d+\]", "", line) for line in lines))
    starts = [match.start() for match in CITED.finditer(text)]
    cuts = [k for k in starts if k == 0 or re.search(r"[.;)\d]\s*$", text[:k])]
    cuts = sorted({0, *cuts})
    return [text[a:b].strip() for a, b in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def work_link(work: Work, text: str) -> nodes.Node:
    """Return a link to an entry of the bibliography."""
    link = addnodes.pending_xref(
        "", refdomain="", reftype="work", reftarget=work.key, refexplicit=True, refwarn=True
    )
    link += nodes.inline("", text)
    return link


def text_with_links(text: str) -> list[nodes.Node]:
    """Return a text whose works are links to the bibliography, and DOIs links to the work."""
    found: list[nodes.Node] = []
    for piece, work in cited(text):
        if work is not None:
            found.append(work_link(work, piece))
            continue
        done = 0
        for match in _DOI.finditer(piece):
            found.append(nodes.Text(piece[done : match.start()]))
            found.append(
                nodes.reference("", f"doi:{match[1]}", refuri=f"https://doi.org/{match[1]}")
            )
            done = match.end()
        found.append(nodes.Text(piece[done:]))
    return found


class WorkRole(SphinxRole):
    """A work by its key: ``{work}`nash1950bargaining```, shown as "Nash (1950)"."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the link."""
        for work in works():
            if work.key == self.text:
                return [work_link(work, work.short)], []
        message = self.inliner.reporter.error(f"references.bib has no {self.text!r}")
        return [nodes.Text(self.text)], [message]


class TextRole(SphinxRole):
    """The text of a reference, with its links; docstrings are written with it."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text."""
        return text_with_links(self.text), []


def _on_docstring(app: Any, what: str, name: str, obj: Any, options: Any, lines: list[str]) -> None:
    """Turn the "References" section into a list whose items are linked."""
    for k in range(len(lines) - 1):
        if lines[k].strip() == "References" and lines[k + 1].strip().startswith("---"):
            break
    else:
        return
    end = next(
        (j for j in range(k + 2, len(lines) - 1) if re.match(r"-{3,}$", lines[j + 1].strip())),
        len(lines),
    )
    items = reference_items(lines[k + 2 : end])
    shown = [f"* :cited:`{_guarded(item)}`" for item in items if item]
    lines[k + 2 : end] = [*shown, ""]


def _guarded(text: str) -> str:
    return text.replace("\\", "\\\\").replace("`", "\\`")


def _on_missing(app: Any, env: Any, node: Any, content: Any) -> nodes.Node | None:
    if node.get("reftype") != "work":
        return None
    uri = app.builder.get_relative_uri(env.current_document.docname, BIBLIOGRAPHY)
    link = nodes.reference(
        "", "", internal=True, refuri=f"{uri}#work-{node['reftarget']}", classes=["work"]
    )
    link += content
    return link


def _same(ours: str, theirs: str) -> bool:
    return ours == theirs or ours.endswith(f" {theirs}")


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("ı", "i"))
    letters = "".join(c for c in plain if not unicodedata.combining(c)).lower()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def setup(app: Any) -> None:
    """Register the roles and what docstrings go through."""
    app.add_role("work", WorkRole())
    app.add_role("cited", TextRole())
    app.connect("autodoc-process-docstring", _on_docstring, priority=200)
    app.connect("missing-reference", _on_missing)
