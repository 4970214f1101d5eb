"""`lilliput sweep`: a sweep that a file describes, run or gone on with."""

import sys
from pathlib import Path
from typing import Any

import click

from lilliput.analysis.command_line.answers import Answer
from lilliput.analysis.command_line.commands import Command, answering
from lilliput.analysis.command_line.inputs import read_text
from lilliput.games.errors import InvalidArgumentError

__all__ = ["sweep"]

_EXPORTS = (".parquet", ".csv")


@click.command(
    cls=Command,
    short_help="Run a sweep that a file describes, or go on with it.",
    examples=[
        "lilliput sweep --example > sweep.toml",
        "lilliput sweep sweep.toml",
        "lilliput sweep sweep.toml --workers 2 --export rows.csv --format json",
    ],
)
@click.argument("spec", required=False, type=click.Path())
@click.option("--example", is_flag=True, help="Print an example of a file and do nothing else.")
@click.option("--store", type=click.Path(), help="Folder of the results, instead of the file's.")
@click.option("--workers", type=int, help="Processes; 1 for none but this one.")
@click.option("--block-size", type=int, help="Points in a block.")
@click.option("--time-limit", type=float, help="Seconds for a call of the model.")
@click.option(
    "--progress/--no-progress",
    default=None,
    help="Whether to show a bar; on a terminal there is one by default.",
)
@click.option("--export", type=click.Path(), help="Write all rows to this .parquet or .csv file.")
@answering
def sweep(
    spec: str | None,
    example: bool,
    progress: bool | None,
    export: str | None,
    **changes: Any,
) -> Answer | None:
    """Run the sweep that the file SPEC describes, or go on with it.

    The same command goes on where an interrupted one ended. CSV has the summary of the outputs;
    --export writes all points.
    """
    if example:
        from lilliput.analysis.sweep_specs import EXAMPLE

        click.echo(EXAMPLE, nl=False)
        return None
    if spec is None:
        raise click.UsageError("give the file of the sweep; --example prints one")
    target = None if export is None else _exported_to(export)
    read_text(spec, "SPEC")
    from lilliput.analysis.command_line.sweep_answers import export_rows, sweep_answer
    from lilliput.analysis.sweep_specs import read_spec

    given = {name: value for name, value in changes.items() if value is not None}
    shows = sys.stderr.isatty() if progress is None else progress
    results = read_spec(spec).run(progress=shows, **given)
    if target is not None:
        export_rows(results, target)
    return sweep_answer(results)


def _exported_to(export: str) -> Path:
    target = Path(export)
    if target.suffix not in _EXPORTS:
        raise InvalidArgumentError(f"--export must end in .parquet or .csv, got {export!r}")
    if not target.parent.is_dir():
        raise InvalidArgumentError(f"--export {export}: there is no folder {target.parent}")
    return target
