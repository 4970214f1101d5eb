"""HTML of the report: one style for all pages, and the index that links to them."""

from collections.abc import Iterable, Mapping
from html import escape
from importlib.metadata import version
from typing import NamedTuple

from lilliput.analysis.tables import PaperTable

__all__ = ["Picture", "definitions", "document", "files_of", "index_page"]

_STYLE = """
body { font: 16px/1.5 Georgia, serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3 { font-weight: normal; }
table { margin: 1.5rem 0 0.3rem; font-size: 0.85rem; }
caption { text-align: left; font-weight: bold; padding-bottom: 0.4rem; font-size: 0.95rem; }
td, th { vertical-align: top; }
.number { white-space: nowrap; }
.notes, figcaption { font-size: 0.85rem; color: #444; max-width: 60rem; margin: 0 0 2rem; }
figure { margin: 1.5rem 0; } figure img { max-width: 100%; max-height: 34rem; }
nav a { margin-right: 1rem; }
.part { margin-top: 3.5rem; }
section { border-top: 1px solid #bbb; margin-top: 2.5rem; }
dt { font-weight: bold; margin-top: 0.5rem; } dd { margin-left: 1.5rem; }
math { font-size: 1.15rem; }
mtd { text-align: left; padding: 0.2em 0.4em; }
.formula { overflow: auto hidden; padding: 0.2rem 0; }
code { font-size: 0.85rem; overflow-wrap: anywhere; }
summary { font-size: 0.85rem; color: #444; cursor: pointer; }
li { margin-bottom: 0.3rem; }
@media print {
  body { font-size: 11px; max-width: none; margin: 0; }
  math { font-size: 0.9rem; }
  .formula { overflow: visible; }
  section { break-before: page; }
  figure, table { break-inside: avoid; }
  nav, summary { display: none; }
}
"""


class Picture(NamedTuple):
    """A figure of a page: the name of its files, its caption, and what stands for it unseen."""

    name: str
    caption: str
    alt: str

    def to_html(self) -> str:
        """Return the figure with its caption and a link to the PDF."""
        text, name, alt = escape(self.caption), escape(self.name), escape(self.alt)
        return (
            f'<figure id="figure-{name}"><img src="{name}.png" alt="{alt}">'
            f'<figcaption>{text} <a href="{name}.pdf">PDF</a></figcaption></figure>'
        )


def document(title: str, body: str) -> str:
    """Return a page of HTML that needs nothing from elsewhere."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"{body}\n</body>\n</html>\n"
    )


def definitions(items: Mapping[str, str]) -> str:
    """Return names and what is said of each, which is HTML, as a list."""
    rows = "\n".join(f"<dt>{escape(name)}</dt><dd>{text}</dd>" for name, text in items.items())
    return f"<dl>\n{rows}\n</dl>"


def files_of(name: str) -> str:
    """Return links to the files of a table."""
    kinds = {"LaTeX": "tex", "Markdown": "md", "CSV": "csv"}
    links = " · ".join(f'<a href="{name}.{end}">{kind}</a>' for kind, end in kinds.items())
    return f'<p class="notes">{links}</p>'


def index_page(
    sentences: Iterable[str],
    assumptions: str,
    pages: Mapping[str, tuple[str, str]],
    tables: Iterable[tuple[str, PaperTable]],
    pictures: Iterable[Picture],
) -> str:
    """Return the first page of the report.

    Parameters
    ----------
    sentences
        The answer.
    assumptions
        What all scenarios assume.
    pages
        Address of a page to its short name and what it says; none where there are no pages.
    tables
        Name of the files and table.
    pictures
        The figures.
    """
    tables = list(tables)
    answer = "\n".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    links = "".join(
        f'<a href="#{escape(table.label)}">{escape(table.caption)}</a><br>\n' for _, table in tables
    )
    listed = "\n".join(
        f'<li><a href="{escape(address)}">{escape(name)}</a>: {escape(text)}</li>'
        for address, (name, text) in pages.items()
    )
    figures = "\n".join(picture.to_html() for picture in pictures)
    bodies = "\n".join(table.to_html() + files_of(name) for name, table in tables)
    title = "When does binding powers multilaterally"
    return document(
        f"{title} pay?",
        f"<h1>{title} beat bargaining with them bilaterally?</h1>\n"
        f"<p>Lilliput {version('lilliput')}. Assumptions of all scenarios: {escape(assumptions)} "
        "Versions and parameters are in <a href='provenance.json'>provenance.json</a>.</p>\n"
        f"<h2>Answer under these assumptions</h2>\n<ul>\n{answer}\n</ul>\n"
        + (f"<h2>Claims</h2>\n<ul>\n{listed}\n</ul>\n" if listed else "")
        + f"<nav>\n{links}</nav>\n<h2>Figures</h2>\n{figures}\n<h2>Tables</h2>\n{bodies}",
    )
