"""`lilliput premium`: the binding premium of powers in a year."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import click

from lilliput.analysis.command_line.answers import Answer
from lilliput.analysis.command_line.commands import Command, answering
from lilliput.analysis.command_line.kinds import Number, Word, Words
from lilliput.analysis.command_line.known import INSTITUTIONS
from lilliput.games.errors import InvalidArgumentError

__all__ = ["premium"]

_COSTS = {
    "treaty_cost": "bilateral",
    "member_cost": "member",
    "multilateral_cost": "multilateral",
}
_YEARS = (1816, 1913, 1938, 1962, 2016)


def _powers() -> Sequence[str]:
    """Return the states of the bundled extract, read without pandas."""
    from csv import DictReader
    from importlib.resources import files

    with (files("lilliput.analysis") / "data" / "major_powers.csv").open() as stream:
        return sorted({row["stateabb"] for row in DictReader(stream)})


@click.command(
    cls=Command,
    short_help="Print the binding premium of powers, and the verdict.",
    examples=[
        "lilliput premium --year 1962 --powers USA,UKG,FRN,GFR,ITA --hub USA",
        "lilliput premium --year 1913 --powers UKG,GMY,FRN,RUS --format latex",
        "# more patient powers, and a voting rule instead of bargaining",
        "lilliput premium --year 2016 --powers USA,CHN,RUS --discount-factor 0.95 \\",
        "    --multilateral voting --output premium.md",
    ],
    called={f"--{name.replace('_', '-')}": f"costs.{kind}" for name, kind in _COSTS.items()},
)
@click.option(
    "--nmc",
    type=click.Path(),
    help="NMC file (CSV) of the Correlates of War, for other years and states; by default the "
    f"bundled major powers of {', '.join(map(str, _YEARS))}.",
)
@click.option("--year", type=int, required=True, help="Year of the capabilities.")
@click.option(
    "--powers", type=Words(_powers), required=True, help="State abbreviations, such as USA,UKG."
)
@click.option(
    "--hub", type=Word(_powers), default="", help="The hub; the most capable power by default."
)
@click.option(
    "--multilateral",
    type=Word(INSTITUTIONS),
    default="multilateral",
    show_default=True,
    help=f"Institution: {', '.join(INSTITUTIONS)}.",
)
@click.option(
    "--bilateral",
    type=Word(INSTITUTIONS),
    default="hub_and_spokes",
    show_default=True,
    help="Institution with which it is compared.",
)
@click.option(
    "--stakes",
    type=Word(("gravity", "harmonic", "equal")),
    help="What each pair has at stake, in all 1: gravity, harmonic or equal.  [default: gravity]",
)
@click.option(
    "--directed-stakes",
    type=Word(("symmetric", "size")),
    help="What each gains by the other's concessions: symmetric, or more for the smaller: size.  "
    "[default: size]",
)
@click.option(
    "--collective-good",
    type=Number(),
    help="g, a good that needs all powers at one table.  [default: 0.2]",
)
@click.option("--discount-factor", type=Number(), help="δ, patience, from 0 to 1.  [default: 0.6]")
@click.option(
    "--brokerage",
    type=Number(),
    help="λ, share of the stakes of two spokes that the hub realises.  [default: 0.5]",
)
@click.option("--treaty-cost", type=Number(), help="t_B, of a bilateral treaty.  [default: 0.02]")
@click.option("--member-cost", type=Number(), help="t_M, of each member.  [default: 0.01]")
@click.option(
    "--multilateral-cost",
    type=Number(),
    help="T_M, of the multilateral treaty.  [default: 0.05]",
)
@click.option(
    "--on-failure",
    type=Word(("constrained", "collapse", "assume")),
    default="constrained",
    show_default=True,
    help="constrained, collapse or assume: what happens where δ is too low.",
)
@answering
def premium(
    nmc: str | None,
    year: int,
    powers: list[str],
    hub: str,
    multilateral: str,
    bilateral: str,
    on_failure: Any,
    **changes: Any,
) -> Answer:
    """Print the binding premium of each power, its attribution and the verdict.

    The premium is what a power gains when bargaining turns from bilateral to multilateral. CSV
    has the premiums and their attribution only.
    """
    from lilliput.analysis.data import major_powers
    from lilliput.analysis.institutions import institution_named
    from lilliput.analysis.premium import binding_premium
    from lilliput.analysis.state import State

    if nmc is None and year not in _YEARS:
        raise InvalidArgumentError(
            f"--year must be one of those bundled, {', '.join(map(str, _YEARS))}, got {year}; "
            "--nmc FILE takes any other from the NMC file"
        )
    parameters = _parameters(changes)
    state = State.from_nmc(
        major_powers() if nmc is None else nmc,
        year=year,
        powers=[power.upper() for power in powers],  # as the Correlates of War write them
        hub=hub.upper(),
        **parameters,
    )
    found = binding_premium(
        state,
        institution_named(multilateral, argument="multilateral"),
        institution_named(bilateral, argument="bilateral"),
        on_failure=on_failure,
    )
    return _answer(found, parameters)


def _parameters(changes: dict[str, Any]) -> dict[str, Any]:
    """Return the baseline with what the user changed."""
    from lilliput.analysis.scenarios import BASELINE

    given = {name: _float(value) for name, value in changes.items() if value is not None}
    changed = {_COSTS[name]: given.pop(name) for name in _COSTS if name in given}
    return {**BASELINE, **given, "costs": BASELINE["costs"]._replace(**changed)}


def _float(value: Any) -> Any:
    return float(value) if isinstance(value, Fraction) else value


def _answer(found: Any, parameters: dict[str, Any]) -> Answer:
    from lilliput.analysis.scenarios import describe
    from lilliput.analysis.tables import PaperTable

    state = found.state
    names = f"{found.multilateral.institution.name} over {found.bilateral.institution.name}"
    table = PaperTable(
        found.to_frame(),
        caption=f"Binding premium and its attribution: {names}",
        label="tab:premium",
        notes=f"Hub: {state.hub}. {describe(parameters)} Source: {state.source}.",
    )
    metrics = PaperTable(found.metrics.astype(float), caption="Metrics", label="tab:metrics")
    verdict = PaperTable(found.verdict.to_frame(), caption="Verdict", label="tab:verdict")
    return Answer("lilliput.premium/1", _record(found), (table, metrics, verdict))


def _record(found: Any) -> dict[str, Any]:
    verdict = {name: found.verdict[name]._asdict() for name in found.verdict}
    return {
        "multilateral": found.multilateral.institution.name,
        "bilateral": found.bilateral.institution.name,
        "parameters": {k: str(v) for k, v in found.state.parameters().items()},
        "by_power": _plain(found.by_power.astype(float).to_dict("index")),
        "attribution": _plain(found.attribution.astype(float).to_dict("index")),
        "metrics": _plain(found.metrics.astype(float).to_dict("index")),
        "verdict": _plain(verdict),
    }


def _plain(value: Any) -> Any:
    """Return what JSON can hold: numbers as floats, those that are not finite as null."""
    from math import isfinite

    if isinstance(value, dict):
        return {key: _plain(entry) for key, entry in value.items()}
    if value is None or isinstance(value, str):
        return value
    return float(value) if isfinite(value) else None
