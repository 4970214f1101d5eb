"""Commands with examples in their help, which print what they answer in any format."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

import click

from lilliput.analysis.command_line import terminal
from lilliput.analysis.command_line.answers import (
    FORMATS,
    Answer,
    checked_output,
    format_of,
    rendered,
)
from lilliput.analysis.command_line.kinds import Name

__all__ = ["SETTINGS", "Command", "answering", "as_written"]

SETTINGS: dict[str, Any] = {"help_option_names": ["-h", "--help"], "max_content_width": 88}


class Command(click.Command):
    """A command whose help ends with examples that can be typed as they stand.

    Parameters
    ----------
    examples
        Lines; those that begin with ``#`` say what follows.
    """

    def __init__(self, *args: Any, examples: Sequence[str] = (), **settings: Any) -> None:
        settings.setdefault("context_settings", {}).update(SETTINGS)
        super().__init__(*args, **settings)
        self.examples = tuple(examples)

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
        path = checked_output(output)
        wanted = format_of(style, output)
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
        from lilliput.analysis.files import write_text

        write_text(path, rendered(answer, wanted))

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
        help="Write the answer to this file (.txt, .tex, .md, .csv, .json, .typ, .html).",
    )
    return styled(written(run))


def as_written(text: str) -> str:
    r"""Return a paragraph of help whose lines are not rewrapped.

    Examples
    --------
    >>> as_written("a\n  b")
    '\x08\na\n  b'
    """
    return f"\b\n{text}"
