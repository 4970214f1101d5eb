"""The prose, with names in place of results, and the results put in their places.

What may be written in `paper.md` between << and >>:

    number("x"), number("x", 2)   a number, rounded to three decimals or to as many as are given
    percent("x"), percent("x", 1) a hundred times the number, rounded
    word("x")                     a small count, spelled out
    text("x")                     a text
    holds("x")                    nothing; but the build fails unless the fact is true
    table("x"), ref("tab:x")      a table, and its number as in "Table 1"; likewise fig, eq and sec

A figure stands in `<% call figure("x") %>its caption<% endcall %>`.
"""

import re
import traceback
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from part import Part

from lilliput.analysis.figures import figure_alt
from lilliput.analysis.tables import format_number
from lilliput.games.errors import InvalidArgumentError, LilliputError, UnknownNameError

__all__ = ["Filled", "fill"]

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve")  # fmt: skip
_KINDS = {
    "tab": "Table\\ ",
    "fig": "Figure\\ ",
    "sec": "Section\\ ",
    "app": "Appendix\\ ",
    "eq": "",
}
_LABELS = re.compile(r"\{#((?:sec|app):[\w-]+)|\\label\{(eq:[\w-]+)\}")
_DIGITS = 12  # of the numbers that are kept, so that the last bits of floats do not matter


class Filled(NamedTuple):
    """The text, the numbers with how they are printed, and what was computed for nothing."""

    text: str
    numbers: dict[str, Any]
    unused: list[str]


class _Names:
    """Looks results up by name, and remembers which were asked for."""

    def __init__(self, part: Part, labels: set[str]) -> None:
        self.part, self.labels = part, labels
        self.used: dict[str, set[str]] = {kind: set() for kind in ("number", "fact", "ref")}
        self.used |= {"table": set(), "figure": set()}
        self.printed: dict[str, list[str]] = {}

    def look_up(self, kind: str, name: str, known: Any) -> Any:
        if name not in known:
            raise UnknownNameError(kind, name, known)
        self.used[kind].add(name)
        return known[name]

    def _print(self, name: str, write: Callable[[Any], str]) -> str:
        found = write(self.look_up("number", name, self.part.numbers))
        texts = self.printed.setdefault(name, [])
        if found not in texts:
            texts.append(found)
        return f"${found.replace('−', '-')}$" if found.startswith("−") else found

    def number(self, name: str, digits: int = 3) -> str:
        def written(value: Any) -> str:
            return f"{value:,}" if isinstance(value, int) else format_number(value, digits)

        return self._print(name, written)

    def percent(self, name: str, digits: int = 0) -> str:
        return self._print(name, lambda value: format_number(100 * float(value), digits))

    def word(self, name: str) -> str:
        def spelled(value: Any) -> str:
            if not isinstance(value, int) or not 0 <= value < len(_WORDS):
                raise InvalidArgumentError(
                    f"number {name!r} must be a count up to {len(_WORDS) - 1} to be spelled out, "
                    f"got {value!r}"
                )
            return _WORDS[value]

        return self._print(name, spelled)

    def text(self, name: str) -> str:
        return self._print(name, str)

    def holds(self, name: str) -> str:
        if not self.look_up("fact", name, self.part.facts):
            raise InvalidArgumentError(
                f"fact {name!r} is no longer true: write the sentence that rests on it anew"
            )
        return ""

    def ref(self, label: str) -> str:
        if label not in self.labels:
            raise UnknownNameError("ref: label", label, sorted(self.labels))
        self.used["ref"].add(label)
        latex, typst = f"\\ref{{{label}}}", f"#ref(<{label}>, supplement: none)"
        if label.startswith("eq:"):
            latex, typst = f"\\eqref{{{label}}}", f"({typst})"
        return f"{_KINDS[label.partition(':')[0]]}`{latex}`{{=latex}}`{typst}`{{=typst}}"

    def table(self, name: str) -> str:
        self.look_up("table", name, self.part.tables)
        return _raw("latex", f"\\input{{tables/{name}}}") + _raw(
            "typst", f'#include "tables/{name}.typ"'
        )

    def figure(self, name: str, caller: Callable[[], str]) -> str:
        """Return a figure at its own width, with the caption between the tags."""
        figure = self.look_up("figure", name, self.part.figures)
        width = f"{figure.get_size_inches()[0]:g}in"
        alt = figure_alt(figure).replace("\\", "\\\\").replace('"', '\\"')
        return (
            _raw("latex", f"\\begin{{figure}}[htbp]\n\\centering\n"
                          f"\\includegraphics[width={width}]{{figures/{name}.pdf}}")
            + _raw("typst", f'#figure(image("figures/{name}.svg", width: {width}, alt: "{alt}"),')
            + f"`\\caption{{`{{=latex}}`caption: [`{{=typst}}{caller().strip()}"
            + f"`}}\\label{{fig:{name}}}`{{=latex}}`]`{{=typst}}\n\n"
            + _raw("latex", "\\end{figure}")
            + _raw("typst", f") <fig:{name}>")
        )  # fmt: skip

    def unused(self) -> list[str]:
        known = {"number": self.part.numbers, "fact": self.part.facts,
                 "table": self.part.tables, "figure": self.part.figures,
                 "ref": self.labels}  # fmt: skip
        return [
            f"{'label' if kind == 'ref' else kind} {name!r} is never used"
            for kind, names in known.items()
            for name in names
            if name not in self.used[kind] and not name.startswith(("sec:", "app:", "eq:"))
        ]

    def record(self) -> dict[str, Any]:
        return {
            name: {"value": _plain(self.part.numbers[name]), "printed": texts}
            for name, texts in self.printed.items()
        }


def fill(path: Path, part: Part) -> Filled:
    """Put results into the places that the prose names.

    Parameters
    ----------
    path
        The prose.
    part
        The results.

    Raises
    ------
    UnknownNameError, InvalidArgumentError
        A name that is not there or a fact that is not true; the message says in which line.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    source = path.read_text(encoding="utf-8")
    labels = {label for pair in _LABELS.findall(source) for label in pair if label}
    labels |= {table.label for table in part.tables.values()}
    names = _Names(part, labels | {f"fig:{name}" for name in part.figures})
    environment = Environment(
        loader=FileSystemLoader(path.parent), undefined=StrictUndefined,
        variable_start_string="<<", variable_end_string=">>", block_start_string="<%",
        block_end_string="%>", comment_start_string="<#", comment_end_string="#>",
        keep_trailing_newline=True, autoescape=False,
    )  # fmt: skip
    for verb in ("number", "percent", "word", "text", "holds", "ref", "table", "figure"):
        environment.globals[verb] = getattr(names, verb)
    try:
        text = environment.get_template(path.name).render()
    except LilliputError as error:
        frames = traceback.extract_tb(error.__traceback__)
        line = next((f.lineno for f in reversed(frames) if Path(f.filename).name == path.name), "?")
        raise InvalidArgumentError(f"{path.name}, line {line}: {error}") from None
    return Filled(text, names.record(), names.unused())


def _raw(kind: str, text: str) -> str:
    return f"```{{={kind}}}\n{text}\n```\n\n"


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it."""
    if isinstance(value, Fraction):
        return str(value)
    return float(f"{value:.{_DIGITS}g}") if isinstance(value, float) else value
