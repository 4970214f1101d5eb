"""The main job: from bundled facts to tables, figures, one page and their provenance."""

import json
import platform
from collections.abc import Callable, Iterable
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from lilliput.analysis.cases import CASES, case_named, published_numbers
from lilliput.analysis.claim_pages import write_claim
from lilliput.analysis.claims import ClaimResult, claims
from lilliput.analysis.data import published_power
from lilliput.analysis.figures import TOGGLE_LABELS, figure_alt, save_figure
from lilliput.analysis.files import writable_folder, write_text
from lilliput.analysis.institutions import (
    bilateral_web,
    hub_and_spokes,
    hub_and_spokes_mfn,
    multilateral,
    power_weighted,
    unions,
    voting,
)
from lilliput.analysis.metrics import metrics
from lilliput.analysis.payoffs import Outcome, outcome
from lilliput.analysis.premium import Premium
from lilliput.analysis.report_claims import outcome_of, short_number, summary_table
from lilliput.analysis.report_page import Picture, index_page
from lilliput.analysis.report_robustness import write_robustness
from lilliput.analysis.robustness import robustness
from lilliput.analysis.scenarios import SCENARIOS, Scenario, describe
from lilliput.analysis.tables import PaperTable

__all__ = ["Reproduction", "reproduce"]

BILATERAL = (hub_and_spokes(), hub_and_spokes_mfn(), bilateral_web())
MULTILATERAL = (multilateral(), power_weighted(), voting(), unions())
PHASE: dict[str, Any] = {"partners": 1.0, "stake": 1.0, "cost": 0.1, "organising": 0.02}
PACKAGES = ("lilliput", "numpy", "scipy", "pandas", "sympy", "nashpy", "highspy", "matplotlib")

_SOURCE = "CINC: Correlates of War, NMC v6.0 (Singer 1987), normalised over the powers shown."
_ROBUSTNESS = (
    "which verdicts another solution concept or rule of selection flips, and where multilateralism "
    "loses, claim by claim"
)
_CRITERIA = {
    "pareto": "Pareto",
    "kaldor_hicks": "Kaldor–Hicks",
    "weak_gain": "weak gain",
    "hub_participates": "hub joins",
    "enforceable": "enforceable",
    "conflict": "less conflict",
}


class Reproduction(NamedTuple):
    """What the main job wrote."""

    folder: Path
    files: tuple[Path, ...]


class _Figure(NamedTuple):
    name: str
    caption: str
    draw: Callable[[], Any]


def reproduce(
    out: str | Path = "reproduction", *, pages: bool = True, progress: bool = True
) -> Reproduction:
    """Write every table, figure and page of the main job into a folder.

    Parameters
    ----------
    out
        The folder; it is made if need be, and files of the same name are replaced.
    pages
        Whether to write a page for each claim, with its phase diagrams: most of the time.
    progress
        Whether to show a progress bar.

    Returns
    -------
    Reproduction
        The folder and the files. The same version writes the same bytes again.

    Raises
    ------
    DataFileError
        The folder cannot be written; raised before work starts.

    Examples
    --------
    >>> import tempfile
    >>> done = reproduce(tempfile.mkdtemp(), pages=False, progress=False)
    >>> (done.folder / "index.html").exists()
    True
    """
    from tqdm.auto import tqdm

    folder = writable_folder(out, argument="out")
    files: list[Path] = []
    written = len(claims) if pages else 0
    with tqdm(total=4 + len(SCENARIOS) + written, desc="reproduce", disable=not progress) as bar:
        premiums: dict[str, dict[tuple[str, str], Premium]] = {}
        for scenario in SCENARIOS:
            bar.set_postfix_str(scenario.title)
            premiums[scenario.title] = compare_all(scenario)
            bar.update()
        bar.set_postfix_str("tables")
        decided = [claim.test() for claim in claims.values()]
        tables = _tables(premiums, decided)
        for name, table in tables:
            files += table.save(folder, name)
        models = pd.concat([result.to_frame() for result in decided])
        files.append(write_text(folder / "claims_models.csv", models.to_csv(lineterminator="\n")))
        bar.update(2)
        bar.set_postfix_str("figures")
        pictures = []
        for figure in _figures(premiums):
            drawn = figure.draw()
            files += save_figure(drawn, folder, figure.name)
            pictures.append(Picture(figure.name, figure.caption, figure_alt(drawn)))
        bar.update()
        links: dict[str, tuple[str, str]] = {}
        if pages:
            bar.set_postfix_str("robustness")
            files += write_robustness(robustness(), folder)
            links["robustness.html"] = ("Robustness", _ROBUSTNESS)
        for result in decided[:written]:
            bar.set_postfix_str(result.claim.id)
            files += write_claim(result, writable_folder(folder / "claims"))
            links[f"claims/{result.claim.id}.html"] = (result.claim.id, _sentence(result))
            bar.update()
        page = index_page(answer(premiums), describe(), links, tables, pictures)
        files.append(write_text(folder / "index.html", page))
        files.append(write_text(folder / "provenance.json", _provenance(decided)))
        bar.update()
    return Reproduction(folder, tuple(files))


def _tables(
    premiums: dict[str, dict[tuple[str, str], Premium]], decided: list[ClaimResult]
) -> list[tuple[str, PaperTable]]:
    return [
        *premium_tables(premiums),
        ("attribution", attribution_table(premiums)),
        ("metrics", metrics_table(premiums)),
        ("voting_power", voting_table()),
        ("claims", summary_table(decided)),
        *((f"case_{name}", case_named(name).report()) for name in CASES),
        *published_tables(),
    ]


def published_tables() -> list[tuple[str, PaperTable]]:
    """Return the numbers that the literature printed beside ours: votes, then the rest.

    Examples
    --------
    >>> [name for name, _ in published_tables()]
    ['published_votes', 'published_others']
    """
    numbers = published_numbers()
    votes = numbers.index.get_level_values("item").str.contains("UNSC|EEC|EU|Electoral|Nassau")
    found = []
    for name, rows in (("votes", numbers[votes]), ("others", numbers[~votes])):
        table = PaperTable(
            rows.drop(columns="source"),
            caption=f"Published numbers and ours: {name}",
            label=f"tab:published-{name}",
            digits=5,
            notes="Ours is computed by the general solvers and rounded to the digits published. "
            f"Sources: {'; '.join(rows['source'].unique())}.",
        )
        found.append((f"published_{name}", table))
    return found


def _sentence(result: ClaimResult) -> str:
    claim = result.claim
    return f"{claim.statement} ({claim.author}) Decided: {outcome_of(result)}."


def compare_all(scenario: Scenario) -> dict[tuple[str, str], Premium]:
    """Return the premium of each multilateral over each bilateral institution."""
    state = scenario.state()
    found: dict[str, Outcome] = {i.name: outcome(state, i) for i in (*BILATERAL, *MULTILATERAL)}
    return {
        (b.name, m.name): Premium(found[m.name], found[b.name])
        for b in BILATERAL
        for m in MULTILATERAL
    }


def premium_tables(
    premiums: dict[str, dict[tuple[str, str], Premium]],
) -> list[tuple[str, PaperTable]]:
    """Return, for each bilateral institution, the table of premiums and that of verdicts."""
    tables = []
    for bilateral in BILATERAL:
        name = bilateral.name
        slug = name.replace(",", "").replace(" ", "_").lower()
        premium = PaperTable(
            _stack(_premium_rows(title, found, name) for title, found in premiums.items()),
            caption=f"Binding premium over {name}, by power and year",
            label=f"tab:premium-{slug}",
            notes=f"Π = u(multilateral) − u({name}), in units of total stakes. The hub is the most "
            f"capable power, marked *. {describe()} {_SOURCE} Parameters other than CINC are "
            "assumptions.",
        )
        verdict = PaperTable(
            _stack(_verdict_rows(title, found, name) for title, found in premiums.items()),
            caption=f"Verdicts against {name}",
            label=f"tab:verdicts-{slug}",
            notes="Pareto: nobody loses; Kaldor–Hicks: ΣΠ > 0; weak gain: the spokes together; "
            "enforceable: kept in full at the state's δ; less conflict: less effort wasted in "
            "contests. Break-even T_M: the multilateral cost at which ΣΠ = 0. " + describe(),
        )
        tables += [(f"premium_over_{slug}", premium), (f"verdicts_over_{slug}", verdict)]
    return tables


def attribution_table(premiums: dict[str, dict[tuple[str, str], Premium]]) -> PaperTable:
    """Return what each property contributes to the premium of multilateralism over the star."""
    rows = []
    for title, found in premiums.items():
        premium = found[hub_and_spokes().name, multilateral().name]
        part = premium.attribution.assign(premium=premium.by_power["premium"])
        rows.append(_indexed(part, title, premium))
    return PaperTable(
        _stack(rows),
        caption="Attribution of the binding premium: which property does the work",
        label="tab:attribution",
        notes="Shapley decomposition of Π (multilateral over hub and spokes) over "
        + "; ".join(TOGGLE_LABELS.values())
        + ". The parts of a row add up to its premium. The hub is marked *. "
        + f"{describe()} {_SOURCE}",
    )


def metrics_table(premiums: dict[str, dict[tuple[str, str], Premium]]) -> PaperTable:
    """Return what each institution is judged by, scenario by scenario."""
    rows = {}
    for title, found in premiums.items():
        outcomes = {b: premium.bilateral for (b, _), premium in found.items()}
        outcomes |= {m: premium.multilateral for (_, m), premium in found.items()}
        for name, each in outcomes.items():
            rows[title, name] = metrics(each)
    frame = pd.DataFrame.from_dict(rows, orient="index").astype(float)
    return PaperTable(
        frame.rename_axis(["year", "institution"]),
        caption="What each institution is judged by",
        label="tab:metrics",
        notes="Welfare: Σu; weak share: the spokes' part of it; leverage: the hub's allocation "
        "against its Shapley value in the free game, per v(N); discrimination: the largest "
        "difference between equals; least-core value: negative is slack, positive an empty core; "
        f"conflict: effort wasted in contests; critical discount factor: δ*. {describe()}",
    )


def voting_table() -> PaperTable:
    """Return computed against published voting power."""
    frame = published_power()
    return PaperTable(
        frame.assign(computed=frame["computed"].map(lambda number: short_number(number, 10**6))),
        caption="Voting power: computed against published",
        label="tab:voting-power",
        notes="Computed as exact fractions, long ones shown as decimals; published decimals are "
        "compared after rounding to their digits. Sources: Shapley and Shubik (1954); Banzhaf "
        "(1965); Brams (1985); Felsenthal and Machover (1998); J. M. Bilbao (University of "
        "Seville).",
    )


def _premium_rows(
    title: str, found: dict[tuple[str, str], Premium], bilateral: str
) -> pd.DataFrame:
    chosen = {m: premium for (b, m), premium in found.items() if b == bilateral}
    columns = {m: premium.by_power["premium"] for m, premium in chosen.items()}
    first = next(iter(chosen.values()))
    frame = pd.DataFrame(columns)
    frame.insert(0, "share of CINC", list(first.state.capabilities))
    return _indexed(frame, title, first)


def _verdict_rows(
    title: str, found: dict[tuple[str, str], Premium], bilateral: str
) -> pd.DataFrame:
    rows = {}
    for (b, m), premium in found.items():
        if b == bilateral:
            verdict = premium.verdict
            row: dict[str, Any] = {_CRITERIA[name]: verdict[name].status for name in verdict}
            row["break-even T_M"] = verdict.kaldor_hicks.boundary
            rows[title, m] = row
    frame = pd.DataFrame.from_dict(rows, orient="index")
    return frame.rename_axis(["year", "multilateral form"])


def _indexed(frame: pd.DataFrame, title: str, premium: Premium) -> pd.DataFrame:
    """Index rows by year and power, the hub marked."""
    hub = premium.state.hub
    names = [(title, f"{power}*" if power == hub else power) for power in frame.index]
    frame = frame.set_axis(pd.MultiIndex.from_tuples(names, names=["year", "power"]), axis=0)
    frame.columns = pd.Index(list(frame.columns))
    return frame


def answer(premiums: dict[str, dict[tuple[str, str], Premium]]) -> list[str]:
    """Return the answer to the question in sentences, counted over the scenarios."""
    sentences = []
    for form in MULTILATERAL:
        found = [each[hub_and_spokes().name, form.name] for each in premiums.values()]
        counts = {
            name: sum(premium.verdict[name].status == "holds" for premium in found)
            for name in ("kaldor_hicks", "weak_gain", "hub_participates", "pareto")
        }
        sentences.append(
            f"{form.name.capitalize()} over hub and spokes, in {len(found)} scenarios: the gains "
            f"exceed the losses in {counts['kaldor_hicks']}, the spokes gain together in "
            f"{counts['weak_gain']}, the hub gains in {counts['hub_participates']}, and nobody "
            f"loses in {counts['pareto']}."
        )
    parts = pd.concat(
        [each[hub_and_spokes().name, multilateral().name].attribution for each in premiums.values()]
    ).abs()
    ranked = parts.mean().astype(float).sort_values(ascending=False)
    order = ", ".join(f"{toggle} ({size:.3f})" for toggle, size in ranked.items())
    sentences.append(
        f"By mean absolute part of the premium on equal terms, the properties rank: {order}."
    )
    return sentences


def _stack(frames: Iterable[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(list(frames))


def _figures(premiums: dict[str, dict[tuple[str, str], Premium]]) -> list[_Figure]:
    from lilliput.analysis.figures import blank_figure, plot_attributions, plot_control_phase

    pair = (hub_and_spokes().name, multilateral().name)
    panels = {title: found[pair].attribution for title, found in premiums.items()}
    settings = ", ".join(f"{name} = {value}" for name, value in PHASE.items())
    return [
        _Figure(
            "attribution",
            "Which property of multilateralism does the work: attribution of the binding premium "
            f"of multilateralism over hub and spokes, in shares of total stakes; the hub is "
            f"the first power. {describe()} {_SOURCE}",
            lambda: plot_attributions(panels),
        ),
        _Figure(
            "control_phase",
            "When multilateral control beats bilateral control (reduced form of Cha 2010): "
            f"computed premium and analytic boundary. a + b = 1, {settings}.",
            lambda: plot_control_phase(**PHASE, ax=blank_figure(5.2, 4.4).subplots()).figure,
        ),
    ]


def _provenance(decided: list[ClaimResult]) -> str:
    scenarios = [
        {
            "title": scenario.title,
            "powers": list(scenario.powers),
            **{name: str(value) for name, value in scenario.state().parameters().items()},
        }
        for scenario in SCENARIOS
    ]
    record = {
        "command": "lilliput reproduce",
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "seeds": "none: nothing is random",
        "parameters": describe(),
        "control phase diagram": PHASE,
        "scenarios": scenarios,
        "claims": {
            each.claim.id: {r.model.id: {k: str(v) for k, v in r.parameters.items()} for r in each}
            for each in decided
        },
    }
    return json.dumps(record, indent=2, ensure_ascii=False) + "\n"
