"""The group of commands, and how each run ends: its exit code and its one line on stderr."""

import os
import sys
import warnings
from collections.abc import Callable, Sequence
from typing import Any

import click
from click.exceptions import Exit

from lilliput.analysis.command_line.claims import claims
from lilliput.analysis.command_line.commands import SETTINGS
from lilliput.analysis.command_line.completion import completion
from lilliput.analysis.command_line.power import power
from lilliput.analysis.command_line.premium import premium
from lilliput.analysis.command_line.reproduce import reproduce
from lilliput.analysis.command_line.solve import solve
from lilliput.analysis.command_line.sweep import sweep
from lilliput.games.errors import LilliputError, SolverError, UnknownNameError

__all__ = ["main"]

DONE, UNEXPECTED, BAD_INPUT, INTERRUPTED, CLOSED = 0, 1, 2, 130, 141
_EXIT_CODES = """\
Exit codes:
  0    done
  1    something unexpected; LILLIPUT_TRACEBACK=1 shows where
  2    bad input: an option, a name, a number, a file, a problem too large
  130  interrupted with Ctrl-C
  141  whoever read the output closed it, as `head` does"""
_COMPLETING = "_LILLIPUT_COMPLETE"
_TRACEBACK = "LILLIPUT_TRACEBACK"


class _Group(click.Group):
    """Commands that end with a documented exit code, and errors in one line."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command as the words say, and exit."""
        if _COMPLETING in os.environ:
            return super().main(args, "lilliput", _COMPLETING, standalone_mode, **extra)
        words = list(sys.argv[1:] if args is None else args)
        sys.exit(_ended(lambda: self._run(words, extra)))

    def _run(self, words: list[str], extra: dict[str, Any]) -> None:
        with self.make_context("lilliput", words, **extra) as context:
            self.invoke(context)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first word names."""
        known = self.list_commands(ctx)
        if not ctx.resilient_parsing and args[0] not in known and not args[0].startswith("-"):
            raise UnknownNameError("command", args[0], known)
        return super().resolve_command(ctx, args)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the exit codes as they are."""
        formatter.write(f"\n{_EXIT_CODES}\n")


def _ended(run: Callable[[], None]) -> int:
    """Run, say in one line what went wrong if something did, and return the exit code."""
    plain = warnings.formatwarning
    warnings.formatwarning = _warning_line
    _keep_printable()
    try:
        run()
        sys.stdout.flush()
    except Exit as end:
        return _flushed(end.exit_code)
    except BrokenPipeError:
        return _closed()
    except (KeyboardInterrupt, click.Abort) as error:
        return _said(str(error) or "interrupted", INTERRUPTED)
    except click.ClickException as error:
        return _said(_one_line(error), BAD_INPUT)
    except LilliputError as error:
        return _said(str(error), UNEXPECTED if isinstance(error, SolverError) else BAD_INPUT)
    except Exception as error:
        return _unexpected(error)
    finally:
        warnings.formatwarning = plain
    return DONE


def _said(message: str, code: int) -> int:
    click.echo(f"lilliput: {' '.join(message.split())}", err=True)
    return code


def _one_line(error: click.ClickException) -> str:
    """Return what click complains of, with the command whose help says more."""
    message = error.format_message().rstrip(".")
    context = getattr(error, "ctx", None)
    where = "lilliput" if context is None else context.command_path
    join = " See" if message.endswith("?") else "; see"
    return f"{message[:1].lower()}{message[1:]}{join} {where} --help"


def _unexpected(error: Exception) -> int:
    if os.environ.get(_TRACEBACK):
        raise error
    words = " ".join(str(error).split())
    kind = type(error).__name__
    return _said(
        f"unexpected {kind}{': ' * bool(words)}{words}; set {_TRACEBACK}=1 to see where",
        UNEXPECTED,
    )


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _closed()
    return code


def _closed() -> int:
    """Let what is left to print vanish, so that Python does not complain at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return CLOSED


def _keep_printable() -> None:
    """Escape what the encoding of the output does not have, instead of failing."""
    encoding = (sys.stdout.encoding or "").lower().replace("-", "")
    reconfigure = getattr(sys.stdout, "reconfigure", None)
    if encoding != "utf8" and reconfigure is not None:
        reconfigure(errors="backslashreplace")


def _warning_line(message: Any, *_: Any, **__: Any) -> str:
    return f"lilliput: warning: {' '.join(str(message).split())}\n"


def _print_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or context.resilient_parsing:
        return
    from importlib.metadata import version

    click.echo(f"lilliput, version {version('lilliput')}")
    context.exit()


@click.group(cls=_Group, context_settings=SETTINGS, invoke_without_command=True)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_print_version,
    help="Show the version and exit.",
)
@click.pass_context
def main(context: click.Context) -> None:
    """When does binding powers multilaterally beat bargaining with them bilaterally?

    Every command takes --format table, latex, markdown, csv, json, typst or html and --output
    FILE; `lilliput COMMAND --help` has examples.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for _command in (claims, completion, power, premium, reproduce, solve, sweep):
    main.add_command(_command)
