"""The command line: `lilliput reproduce`, `premium`, `claims` and `sweep`."""

import json
import sys
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Any

import click

from lilliput.analysis import cli_claims, cli_sweep
from lilliput.games.errors import LilliputError

__all__ = ["main"]

FORMATS = ("table", "latex", "markdown", "csv", "json")


def _plain_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Print errors of the LilliputError family in one line, and exit with status 2.

    An interruption, which is one of them, exits with 130 as a shell expects.
    """

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except LilliputError as error:
            click.echo(f"lilliput: {' '.join(str(error).split())}", err=True)
            sys.exit(130 if isinstance(error, KeyboardInterrupt) else 2)

    return run


@click.group()
@click.version_option(version("lilliput"), prog_name="lilliput")
def main() -> None:
    """When does binding powers multilaterally beat bargaining with them bilaterally?"""


@main.command()
@click.option("--out", default="reproduction", show_default=True, help="Folder for the results.")
@_plain_errors
def reproduce(out: str) -> None:
    """Write the tables, figures and pages of the main job.

    Example: lilliput reproduce --out results
    """
    from lilliput.analysis.report import reproduce as run

    done = run(out)
    for path in done.files:
        click.echo(str(path))
    click.echo(f"{len(done.files)} files; open {done.folder / 'index.html'}")


@main.command()
@click.option("--nmc", default=None, help="NMC file (CSV); the bundled major powers by default.")
@click.option("--year", type=int, required=True, help="Year of the capabilities.")
@click.option("--powers", required=True, help="State abbreviations, separated by commas.")
@click.option("--hub", default="", help="The hub; the most capable power by default.")
@click.option("--multilateral", default="multilateral", show_default=True, help="Institution.")
@click.option("--bilateral", default="hub_and_spokes", show_default=True, help="Institution.")
@click.option("--stakes", default=None, help="gravity, harmonic or equal.")
@click.option("--directed-stakes", default=None, help="symmetric or size.")
@click.option("--collective-good", type=float, default=None, help="g.")
@click.option("--discount-factor", type=float, default=None, help="δ.")
@click.option("--brokerage", type=float, default=None, help="λ.")
@click.option("--treaty-cost", type=float, default=None, help="t_B, per bilateral treaty.")
@click.option("--member-cost", type=float, default=None, help="t_M, per member.")
@click.option("--multilateral-cost", type=float, default=None, help="T_M, of the whole treaty.")
@click.option(
    "--on-failure",
    default="constrained",
    show_default=True,
    help="constrained, collapse or assume: what happens where δ is too low.",
)
@click.option("--format", "style", type=click.Choice(FORMATS), default="table",
              show_default=True, help="Format of the output.")  # fmt: skip
@_plain_errors
def premium(
    nmc: str | None,
    year: int,
    powers: str,
    hub: str,
    multilateral: str,
    bilateral: str,
    on_failure: Any,
    style: str,
    **changes: Any,
) -> None:
    """Print the binding premium of each power, its attribution and the verdict.

    Example: lilliput premium --year 1962 --powers USA,UKG,FRN,GFR,ITA --hub USA
    """
    from lilliput.analysis.data import major_powers
    from lilliput.analysis.institutions import institution_named
    from lilliput.analysis.premium import binding_premium
    from lilliput.analysis.state import State

    parameters = _parameters(changes)
    state = State.from_nmc(
        major_powers() if nmc is None else nmc,
        year=year,
        powers=[name.strip() for name in powers.split(",") if name.strip()],
        hub=hub,
        **parameters,
    )
    found = binding_premium(
        state,
        institution_named(multilateral, argument="multilateral"),
        institution_named(bilateral, argument="bilateral"),
        on_failure=on_failure,
    )
    click.echo(_rendered(found, parameters, style), nl=False)


@main.command(
    context_settings={"ignore_unknown_options": True},
    add_help_option=False,
    options_metavar="[CLAIM] [--PARAMETER VALUE]... [OPTIONS]",
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="")
@click.option("--model", default=None, help="Decide in this model alone, e.g. M10a.")
@click.option("--selection", default=None, help="Rule that chooses among several equilibria.")
@click.option("--format", "style", type=click.Choice(cli_claims.FORMATS), default="text",
              show_default=True, help="Format of the output.")  # fmt: skip
@click.option("--help", "wanted", is_flag=True, help="Show this; with CLAIM also its parameters.")
@click.pass_context
@_plain_errors
def claims(
    context: click.Context,
    arguments: tuple[str, ...],
    model: str | None,
    selection: str | None,
    style: str,
    wanted: bool,
) -> None:
    """List the claims, or decide one of them with parameters of its models.

    Values are integers, fractions or floats: 6, 1/3, 0.25. Parameters not given have their
    defaults, and each model takes those that it knows.

    \b
    Example: lilliput claims
    Example: lilliput claims C10 --help
    Example: lilliput claims C10 --m 6 --k 2 --model M10a
    Example: lilliput claims C15 --a 2 --b 1 --f 1/2 --selection payoff_dominance --format json
    """
    if wanted:
        names = [word for word in arguments if not word.startswith("--")]
        click.echo(context.get_help())
        if names:
            click.echo("\n" + cli_claims.describe_claim(names[0]), nl=False)
        return
    name, values = cli_claims.split(arguments)
    if name is None:
        click.echo(cli_claims.list_claims(style), nl=False)
        return
    click.echo(
        cli_claims.decide_claim(name, values, model=model, selection=selection, style=style),
        nl=False,
    )


@main.command()
@click.argument("spec", required=False)
@click.option("--example", is_flag=True, help="Print an example of a file and do nothing else.")
@click.option("--store", default=None, help="Folder of the results, instead of the file's.")
@click.option("--workers", type=int, default=None, help="Processes; 1 for none but this one.")
@click.option("--block-size", type=int, default=None, help="Points in a block.")
@click.option("--time-limit", type=float, default=None, help="Seconds for a call of the model.")
@click.option("--progress/--no-progress", default=True, show_default=True, help="A bar.")
@click.option("--export", default=None, help="Write all rows to this .parquet or .csv file.")
@click.option("--format", "style", type=click.Choice(cli_sweep.FORMATS), default="text",
              show_default=True, help="Format of the output.")  # fmt: skip
@_plain_errors
def sweep(
    spec: str | None,
    example: bool,
    progress: bool,
    export: str | None,
    style: str,
    **changes: Any,
) -> None:
    """Run the sweep that the file SPEC describes, or go on with it.

    \b
    Example: lilliput sweep --example > sweep.toml
    Example: lilliput sweep sweep.toml --workers 2 --export rows.csv
    """
    if example:
        from lilliput.analysis.sweep_specs import EXAMPLE

        click.echo(EXAMPLE, nl=False)
        return
    if spec is None:
        raise click.UsageError("give the file of the sweep; --example prints one")
    click.echo(
        cli_sweep.run_sweep(spec, changes=changes, export=export, progress=progress, style=style),
        nl=False,
    )


def _parameters(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the baseline with what the user changed."""
    from lilliput.analysis.scenarios import BASELINE

    costs = {"treaty_cost": "bilateral", "member_cost": "member", "multilateral_cost":
             "multilateral"}  # fmt: skip
    given = {name: value for name, value in changes.items() if value is not None}
    changed = {costs[name]: given.pop(name) for name in costs if name in given}
    return {**BASELINE, **given, "costs": BASELINE["costs"]._replace(**changed)}


def _rendered(found: Any, parameters: dict[str, Any], style: str) -> str:
    from lilliput.analysis.scenarios import describe
    from lilliput.analysis.tables import PaperTable

    state = found.state
    names = f"{found.multilateral.institution.name} over {found.bilateral.institution.name}"
    notes = f"Hub: {state.hub}. {describe(parameters)} Source: {state.source}."
    table = PaperTable(
        found.to_frame(),
        caption=f"Binding premium and its attribution: {names}",
        label="tab:premium",
        notes="" if style == "table" else notes,
    )
    if style == "latex":
        return table.to_latex()
    if style == "markdown":
        return table.to_markdown()
    if style == "csv":
        return table.to_csv()
    if style == "json":
        return _as_json(found)
    verdict = PaperTable(
        found.verdict.to_frame(), caption="Verdict", label="tab:verdict", notes=notes
    )
    judged = PaperTable(found.metrics.astype(float), caption="Metrics", label="tab:metrics")
    return "\n".join(part.to_text() for part in (table, judged, verdict))


def _as_json(found: Any) -> str:
    record = {
        "multilateral": found.multilateral.institution.name,
        "bilateral": found.bilateral.institution.name,
        "parameters": {k: str(v) for k, v in found.state.parameters().items()},
        "by_power": found.by_power.astype(float).to_dict("index"),
        "attribution": found.attribution.astype(float).to_dict("index"),
        "metrics": found.metrics.astype(float).to_dict("index"),
        "verdict": {name: found.verdict[name]._asdict() for name in found.verdict},
    }
    return json.dumps(record, indent=2, ensure_ascii=False, default=float) + "\n"
