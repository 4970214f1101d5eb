"""Commands with examples in their help, which print what they answer in any format."""

import re
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

import click
from click.core import ParameterSource

from lilliput.analysis.command_line import terminal
from lilliput.analysis.command_line.answers import (
    FORMATS,
    Answer,
    checked_output,
    format_of,
    rendered,
    word_document,
)
from lilliput.analysis.command_line.inputs import STDIN
from lilliput.analysis.command_line.kinds import Name, option_name
from lilliput.games.errors import LilliputError

__all__ = ["SETTINGS", "Command", "answering", "as_written"]

SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 88}


class Command(click.Command):
    """A command whose help ends with examples that can be typed as they stand.

    The functions that answer name their arguments in errors; the user gets the name of the option
    that was typed instead.

    Parameters
    ----------
    examples
        Lines; those that begin with ``#`` say what follows.
    called
        Option to what functions call its argument, where that is something else.
    """

    def __init__(
        self,
        *args: Any,
        examples: Sequence[str] = (),
        called: Mapping[str, str] | None = None,
        **settings: Any,
    ) -> None:
        settings.setdefault("context_settings", {}).update(SETTINGS)
        super().__init__(*args, **settings)
        self.examples = tuple(examples)
        self.called = called or {}

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; its errors name the options that were typed."""
        try:
            return super().invoke(ctx)
        except LilliputError as error:
            error.args = (_renamed(str(error), self.typed_options(ctx)),)
            raise

    def typed_options(self, ctx: click.Context) -> dict[str, str]:
        """Return what functions call an argument to the option that the user typed."""
        return {
            self.called.get(option_name(param), param.name or ""): option_name(param)
            for param in self.params
            if isinstance(param, click.Option)
            and ctx.get_parameter_source(param.name or "") is ParameterSource.COMMANDLINE
        }

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples as they are, and what else follows."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples:
                    formatter.write(f"{'':{formatter.current_indent}}{line}\n")
        super().format_epilog(ctx, formatter)


def answering(function: Callable[..., Answer | None]) -> Callable[..., None]:
    """Give a command the options --format and --output, and print what its function returns."""

    @wraps(function)
    def run(*args: Any, style: str | None, output: str | None, **options: Any) -> None:
        target = None if output == STDIN else output  # where - is the standard output
        path = checked_output(target)
        wanted = format_of(style, target)
        answer = function(*args, **options)
        if answer is None:
            return
        if path is None:
            width = terminal.terminal_width()
            text = rendered(answer, wanted, width=width)
            if wanted == "table" and terminal.colourful():
                text = terminal.painted(text)
            click.echo(text, nl=False, color=True)
            return
        from lilliput.analysis.files import write_bytes

        word = wanted == "word"
        write_bytes(path, word_document(answer) if word else rendered(answer, wanted).encode())

    styled = click.option(
        "-f",
        "--format",
        "style",
        type=Name(FORMATS, {"text": "table", "tex": "latex", "md": "markdown", "typ": "typst"}),
        help="Format of the answer: a table by default, or what the suffix of --output says.",
    )
    written = click.option(
        "-o",
        "--output",
        type=click.Path(),
        help="Write the answer to this file (.txt, .tex, .md, .csv, .json, .typ, .html, .docx).",
    )
    return styled(written(run))


def _renamed(message: str, options: Mapping[str, str]) -> str:
    """Return a message that begins with the name of an argument with that of its option."""
    first = re.match(r"[\w.]+(?=[ :])", message)
    option = options.get(first[0]) if first else None
    return message if first is None or option is None else option + message[first.end() :]


def as_written(text: str) -> str:
    r"""Return a paragraph of help whose lines are not rewrapped.

    Examples
    --------
    >>> as_written("a\n  b")
    '\x08\na\n  b'
    """
    return f"\b\n{text}"
