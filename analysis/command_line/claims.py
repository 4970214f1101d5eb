"""`lilliput claims`: the claims, and one of them decided."""

from collections.abc import Sequence
from typing import Any

import click
from click.shell_completion import CompletionItem

from lilliput.analysis.command_line.answers import Answer
from lilliput.analysis.command_line.commands import Command, answering
from lilliput.analysis.command_line.kinds import Word
from lilliput.analysis.command_line.known import CLAIMS, RULES
from lilliput.games.errors import InvalidArgumentError

__all__ = ["claims", "split"]


class _Claims(Command):
    """Completes claims and the parameters of the one that is there already."""

    def typed_options(self, ctx: click.Context) -> dict[str, str]:
        """Return also the parameters of the claim that the user typed."""
        typed = (word[2:].partition("=")[0] for word in ctx.params.get("arguments", ()))
        return super().typed_options(ctx) | {name.replace("-", "_"): f"--{name}" for name in typed}

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Offer options, and the parameters of the claim's models."""
        words = _typed(ctx)
        models = _models(words, ctx.params.get("model"))
        names = dict.fromkeys(name for model in models for name in models[model].split())
        own = [
            CompletionItem(f"--{name}", help=f"parameter of {words[0].upper()}")
            for name in names
            if f"--{name}".startswith(incomplete) and f"--{name}" not in words
        ]
        return own + super().shell_complete(ctx, incomplete)


class _Words(Word):
    """The claim first; nothing is offered for the values of its parameters."""

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Offer the claims while none is there."""
        if _typed(ctx):
            return []
        return super().shell_complete(ctx, param, incomplete)


def _typed(ctx: click.Context) -> Sequence[str]:
    """Return the words before the one that is completed; click parses them only if all is well."""
    return ctx.params.get("arguments") or [word for word in ctx.args if word[:1] != "-"]


def _models(words: Sequence[str], model: str | None) -> dict[str, str]:
    models = CLAIMS.get(words[0].upper(), {}) if words else {}
    return {model: models[model]} if model in models else models


def _offered_models(
    ctx: click.Context, _: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    models = _models(_typed(ctx), None)
    known = models or [model for each in CLAIMS.values() for model in each]
    return [CompletionItem(name) for name in known if name.startswith(incomplete)]


@click.command(
    cls=_Claims,
    short_help="List the claims, or decide one of them.",
    context_settings={"ignore_unknown_options": True},
    add_help_option=False,
    options_metavar="[CLAIM] [--PARAMETER VALUE]... [OPTIONS]",
    examples=[
        "lilliput claims",
        "lilliput claims C10 --help",
        "lilliput claims C10 --m 6 --k 2 --model M10a",
        "lilliput claims C15 --a 2 --b 1 --f 1/2 --selection payoff_dominance",
        "lilliput claims C14 --sigma 0.25 --output C14.tex",
    ],
)
@click.argument("arguments", nargs=-1, type=_Words(tuple(CLAIMS)), metavar="")
@click.option(
    "--model",
    help="Decide in this model alone, e.g. M10a.",
    shell_complete=_offered_models,
)
@click.option("--selection", type=Word(RULES), help="Rule that chooses among several equilibria.")
@click.option(
    "-h", "--help", "wanted", is_flag=True, help="Show this; with CLAIM also its parameters."
)
@click.pass_context
@answering
def claims(
    context: click.Context,
    arguments: tuple[str, ...],
    model: str | None,
    selection: str | None,
    wanted: bool,
) -> Answer | None:
    """List the claims, or decide one of them with parameters of its models.

    Values are integers, fractions or floats: 6, 1/3, 0.25. Parameters not given have their
    defaults, and each model takes those that it knows.
    """
    if wanted:
        names = [word for word in arguments if not word.startswith("--")]
        described = _described(names[0]) if names else ""
        click.echo(context.get_help() + described)
        return None
    name, values = split(arguments)
    from lilliput.analysis.command_line.claim_answers import claims_answer, decided_answer

    if name is None:
        if model is not None or selection is not None:
            raise InvalidArgumentError("give the claim first, such as lilliput claims C10")
        return claims_answer()
    return decided_answer(name, values, model=model, selection=selection)


def split(arguments: Sequence[str]) -> tuple[str | None, dict[str, str]]:
    """Return the claim and the parameters that the user typed, as texts.

    Parameters
    ----------
    arguments
        Such as ``["C10", "--m", "6", "--k=2"]``.

    Raises
    ------
    InvalidArgumentError
        A parameter without a value or given twice, or more than one claim.

    Examples
    --------
    >>> split(["C10", "--m", "6", "--k=2"])
    ('C10', {'m': '6', 'k': '2'})
    """
    names: list[str] = []
    values: dict[str, str] = {}
    rest = list(arguments)
    while rest:
        word = rest.pop(0)
        if not word.startswith("--"):
            names.append(word)
            continue
        name, equals, value = word[2:].partition("=")
        if not equals:
            if not rest or rest[0].startswith("--"):
                raise InvalidArgumentError(f"--{name} needs a value, such as --{name} 1/3")
            value = rest.pop(0)
        if name in values:
            raise InvalidArgumentError(f"--{name} is given twice")
        values[name] = value
    if len(names) > 1:
        raise InvalidArgumentError(
            f"one claim at a time, got {', '.join(names)}; parameters are written --name value"
        )
    if values and not names:
        raise InvalidArgumentError("give the claim first, such as lilliput claims C10 --m 6")
    return (names[0] if names else None), values


def _described(name: str) -> Any:
    from lilliput.analysis.command_line.claim_help import describe_claim
    from lilliput.analysis.command_line.terminal import line_width, terminal_width

    return "\n\n" + describe_claim(name, line_width(terminal_width())).rstrip("\n")
