"""Kinds of values on the command line: names with the nearest one suggested, numbers, lists."""

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Any

import click
from click.shell_completion import CompletionItem

from lilliput.analysis.command_line.inputs import number_of
from lilliput.games.errors import UnknownNameError

__all__ = ["Name", "Number", "Word", "Words", "option_name", "split_list"]

Names = Sequence[str] | Callable[[], Sequence[str]]


class Name(click.ParamType):  # type: ignore[type-arg]
    """One of a few names; another one is an error that suggests the nearest.

    Parameters
    ----------
    names
        The names, as help shows them.
    aliases
        Other spellings to names.
    """

    name = "name"

    def __init__(self, names: Sequence[str], aliases: dict[str, str] | None = None) -> None:
        self.names = tuple(names)
        self.aliases = aliases or {}

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """Show the names."""
        return f"[{'|'.join(self.names)}]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name, whatever its capitals."""
        plain = str(value).lower()
        found = self.aliases.get(plain, plain)
        if found not in self.names:
            raise UnknownNameError(option_name(param), value, self.names)
        return found

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the names."""
        return _starting(self.names, incomplete)


class Word(click.ParamType):  # type: ignore[type-arg]
    """A text for which names are suggested; whether it is one is decided where it is used."""

    name = "text"

    def __init__(self, names: Names, *, files: bool = False) -> None:
        self._names, self._files = names, files

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the names, or files where these may stand too."""
        found = _starting(self._known(), incomplete)
        if self._files and (not found or incomplete.startswith((".", "/", "~"))):
            return [CompletionItem(incomplete, type="file")]
        return found

    def _known(self) -> Sequence[str]:
        return self._names() if callable(self._names) else self._names


class Words(Word):
    """Names separated by commas."""

    name = "a,b,…"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> list[str]:
        """Return the names as a list."""
        return value if isinstance(value, list) else split_list(str(value))

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer names for the last one of the list."""
        before, comma, last = incomplete.rpartition(",")
        taken = set(split_list(before))
        fresh = [name for name in self._known() if name not in taken]
        return [CompletionItem(f"{before}{comma}{item.value}") for item in _starting(fresh, last)]


class Number(click.ParamType):  # type: ignore[type-arg]
    """A finite number such as 3, 0.5, 1e-3 or 2/3, kept as it is written: a Fraction."""

    name = "number"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """Return the number."""
        if isinstance(value, Fraction):
            return value
        return number_of(str(value), option_name(param), "a number")


def split_list(text: str) -> list[str]:
    """Return the parts of a list separated by commas, without those that are empty.

    Examples
    --------
    >>> split_list("DE, FR,")
    ['DE', 'FR']
    """
    return [part.strip() for part in text.split(",") if part.strip()]


def _starting(names: Iterable[str], incomplete: str) -> list[CompletionItem]:
    plain = incomplete.lower()
    return [CompletionItem(name) for name in names if name.lower().startswith(plain)]


def option_name(param: click.Parameter | None) -> str:
    """Return what the user knows a parameter by."""
    if param is None:
        return "value"
    return (
        max(param.opts, key=len) if isinstance(param, click.Option) else param.human_readable_name
    )
