"""`lilliput reproduce`: the main job."""

import sys

import click

from lilliput.analysis.command_line.commands import Command

__all__ = ["reproduce"]


@click.command(
    cls=Command,
    short_help="Write all tables, figures and pages into a folder.",
    examples=[
        "# a quick look: all tables, without the page of each claim",
        "lilliput reproduce --out results --no-pages",
        "# everything, in a few minutes",
        "lilliput reproduce",
    ],
)
@click.option(
    "--out",
    default="reproduction",
    show_default=True,
    type=click.Path(),
    help="Folder for the results.",
)
@click.option(
    "--pages/--no-pages",
    default=True,
    help="Whether to write a page for each claim, most of the work.",
)
def reproduce(out: str, pages: bool) -> None:
    """Write the tables, figures and pages of the main job into a folder.

    It prints the names of the files; index.html leads to all of them.
    """
    from lilliput.analysis.report import reproduce as run

    done = run(out, pages=pages, progress=sys.stderr.isatty())
    for path in done.files:
        click.echo(str(path))
    click.echo(f"{len(done.files)} files; open {done.folder / 'index.html'}")
