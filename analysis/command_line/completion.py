"""`lilliput completion`: the script that lets a shell complete commands, options and names."""

import click
from click.shell_completion import get_completion_class

from lilliput.analysis.command_line.commands import Command, as_written
from lilliput.analysis.command_line.kinds import Name

__all__ = ["completion"]

SHELLS = ("bash", "zsh", "fish")
_INSTALL = as_written(
    """\
Install it once, and open a new shell:
  bash  echo 'eval "$(lilliput completion bash)"' >> ~/.bashrc
  zsh   echo 'eval "$(lilliput completion zsh)"' >> ~/.zshrc
  fish  lilliput completion fish > ~/.config/fish/completions/lilliput.fish"""
)


@click.command(
    cls=Command,
    help="Print the script that completes commands, options, claims, models, parameters, "
    f"institutions, bodies and games in a shell.\n\n{_INSTALL}",
    short_help="Print the script that completes names in a shell.",
    examples=["lilliput completion bash", "lilliput completion fish > lilliput.fish"],
)
@click.argument("shell", type=Name(SHELLS))
def completion(shell: str) -> None:
    """Print the script of a shell."""
    from lilliput.analysis.command_line.entry import main

    template = get_completion_class(shell)
    if template is not None:
        click.echo(template(main, {}, "lilliput", "_LILLIPUT_COMPLETE").source(), nl=False)
