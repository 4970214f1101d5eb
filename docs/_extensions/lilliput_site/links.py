"""Links of texts that live outside the site (README, notebooks) to the pages that show them."""

import re
from pathlib import Path, PurePosixPath
from typing import Any

__all__ = ["adapted", "setup"]

ROOT = Path(__file__).parents[3]
PAGES = {
    "README.md": "index",
    "CHANGELOG.md": "changelog",
    "CONTRIBUTING.md": "contributing",
    "CITATION.cff": "howto/cite",
    "docs": "index",
    "notebooks": "tutorials",
}
_LINK = re.compile(
    r"(?P<mark>!?)\[(?P<text>[^\]\n]*)\]\((?P<target>[^)#\s]+)(?P<anchor>#[^)\s]*)?\)"
)


def adapted(text: str, folder: str) -> str:
    """Return Markdown whose links to files lead to pages of the site.

    Parameters
    ----------
    text
        The Markdown, or a notebook's JSON.
    folder
        Where the text lives in the repository, e.g. ``"notebooks"``; ``""`` is the top.
    """

    def replaced(match: re.Match[str]) -> str:
        target = match["target"]
        if match["mark"] or ":" in target or target.startswith("/"):
            return match[0]
        page = _page(_normal(PurePosixPath(folder) / target))
        return f"{{doc}}`{match['text'].replace('`', '')} </{page}>`" if page else match["text"]

    return _LINK.sub(replaced, text)


def _page(path: str) -> str:
    """Return the page that shows a file of the repository; empty if none does."""
    if path in PAGES:
        return PAGES[path]
    if path.startswith("docs/") and (ROOT / path).is_file():
        return path.removeprefix("docs/").rpartition(".")[0]
    shown = path.removesuffix(".py").removesuffix(".ipynb")
    return shown if (ROOT / f"{shown}.ipynb").is_file() else ""


def _normal(path: PurePosixPath) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == "..":
            parts = parts[:-1]
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


def _on_include(app: Any, path: Path, docname: str, content: list[str]) -> None:
    full = (Path(app.srcdir) / path).resolve()
    if full.is_relative_to(ROOT):
        folder = full.parent.relative_to(ROOT).as_posix()
        content[0] = adapted(content[0], "" if folder == "." else folder)


def _on_read(app: Any, docname: str, content: list[str]) -> None:
    if docname.startswith("notebooks/"):
        content[0] = adapted(content[0], "notebooks")


def setup(app: Any) -> None:
    """Register what included texts and notebooks go through."""
    app.connect("include-read", _on_include)
    app.connect("source-read", _on_read)
