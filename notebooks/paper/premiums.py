"""Who gains by a treaty on equal terms, which property does the work, and what buys the hub in.

What is not in the data is assumed, the same in every scenario, and stands in
`lilliput.analysis.scenarios.BASELINE`.
"""

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import pandas as pd
from part import Part

from lilliput.analysis import (
    PaperTable,
    Premium,
    State,
    binding_premium,
    hub_and_spokes,
    power_weighted,
    unions,
    voting,
)
from lilliput.analysis.figures import plot_attribution, styled
from lilliput.analysis.scenarios import BASELINE, SCENARIOS

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "NATO",
    "assumptions",
    "buying_in",
    "premiums_by_scenario",
    "which_property",
    "who_gains",
]

NATO = "1962, NATO-5"
_EXACT = 1e-12
_NOTE = (
    "CINC: National Material Capabilities v6.0 (Singer 1987), as shares of the powers of the "
    "scenario. Premiums and costs are in units of all stakes."
)
_PROPERTIES = {
    "graph": "graph",
    "rule": "rule",
    "indivisible": "good",
    "enforcement": "pooling",
    "cost": "costs",
}

Premiums = dict[str, Premium]


def premiums_by_scenario() -> Premiums:
    """Return the premium of a treaty on equal terms over hub and spokes, in every scenario."""
    return {scenario.title: binding_premium(scenario.state()) for scenario in SCENARIOS}


def assumptions(premiums: Premiums) -> Part:
    """Return what is assumed, and checks of what the model implies whatever is assumed."""
    costs = BASELINE["costs"]
    numbers = {
        "assumed.good": BASELINE["collective_good"],
        "assumed.patience": BASELINE["discount_factor"],
        "assumed.brokerage": BASELINE["brokerage"],
        "assumed.weight": int(hub_and_spokes().rule.eta),
        "assumed.treaty": costs.bilateral,
        "assumed.member": costs.member,
        "assumed.multilateral": costs.multilateral,
        "scenarios": len(premiums),
        "scenarios.majors": len(premiums) - 1,
        "nato.powers": premiums[NATO].state.n,
        "nato.share.hub": float(max(premiums[NATO].state.capabilities)),
        "version": version("lilliput"),
    }
    facts = {
        "assumed.rules": BASELINE["stakes"] == "gravity" and BASELINE["directed_stakes"] == "size",
        "sum.identity": all(_identity(scenario.state()) < _EXACT for scenario in SCENARIOS),
        "rule.redistributes": all(
            abs(float(p.attribution["rule"].sum())) < _EXACT for p in premiums.values()
        ),
        "attribution.adds": all(
            float((p.attribution.sum(axis=1) - p.by_power["premium"]).abs().max()) < _EXACT
            for p in premiums.values()
        ),
    }
    return Part(numbers, facts)


def _identity(state: State) -> float:
    """Return by how much the sum of premiums differs from its formula if all promises are kept."""
    found = binding_premium(state, on_failure="assume").by_power["premium"].sum()
    others = sum(state.stake(i, j) for i, j in state.pairs if state.hub not in (i, j))
    treaty, member, whole = state.costs
    spent = whole + state.n * member - (state.n - 1) * treaty
    return abs(float((1 - state.brokerage) * others + state.collective_good - spent - found))


def who_gains(premiums: Premiums) -> Part:
    """Return the premiums by scenario."""
    hubs = {title: _hub(premium) for title, premium in premiums.items()}
    totals = {title: float(p.by_power["premium"].sum()) for title, p in premiums.items()}
    critical = {t: float(p.multilateral.enforcement.critical) for t, p in premiums.items()}
    joins = [title for title, p in premiums.items() if _holds(p, "hub_participates")]
    nato = premiums[NATO]
    numbers = {
        "hub.joins": len(joins),
        "hub.joins.where": ", ".join(joins),
        "hub.joins.premium": max(hubs.values()),
        "hub.stays_out": len(premiums) - len(joins),
        "nato.premium.hub": hubs[NATO],
        "nato.loss.hub": -hubs[NATO],
        "nato.premium.spokes": totals[NATO] - hubs[NATO],
        "nato.premium.total": totals[NATO],
        "nato.break_even": float(nato.verdict.kaldor_hicks.boundary),
        "nato.kept.multilateral": _kept(nato.multilateral),
        "nato.kept.bilateral": _kept(nato.bilateral),
        "patience.none": sum(value > 1 for value in critical.values()),
    }
    facts = {
        "all.gains_exceed": all(_holds(p, "kaldor_hicks") for p in premiums.values()),
        "all.each_spoke_gains": all(
            bool((p.by_power["premium"].drop(p.state.hub) > 0).all()) for p in premiums.values()
        ),
        "hub.joins.majors_of_1962": joins == ["1962"],
        "hub.joins.barely": 0 < max(hubs.values()) < 0.01,
        "all.pooling_keeps_more": all(
            _kept(p.multilateral) > _kept(p.bilateral) for p in premiums.values()
        ),
        "all.not_kept": all(
            p.state.discount_factor < float(side.enforcement.critical)
            for p in premiums.values()
            for side in (p.multilateral, p.bilateral)
        ),
        "free_treaty.not_enough": all(
            (p.verdict.hub_participates.boundary < 0) == (title not in joins)
            for title, p in premiums.items()
        ),
    }
    return Part(numbers, facts, {"premium": _premium_table(premiums)})


def _hub(premium: Premium) -> float:
    return float(premium.by_power.loc[premium.state.hub, "premium"])


def _holds(premium: Premium, criterion: str) -> bool:
    return premium.verdict[criterion].status == "holds"


def _kept(outcome: Any) -> float:
    """Return the part of all dividends that is kept."""
    promised = outcome.institution.dividends(outcome.state)
    return float(sum(outcome.dividends.values()) / sum(promised.values()))


def _premium_table(premiums: Premiums) -> PaperTable:
    rows = {}
    for title, premium in premiums.items():
        state, by_power = premium.state, premium.by_power["premium"]
        rows[title] = {
            ("", "n"): state.n,
            ("", "hub"): state.hub,
            ("", "its share"): float(max(state.capabilities)),
            ("Premium of", "hub"): _hub(premium),
            ("Premium of", "spokes"): float(by_power.drop(state.hub).sum()),
            ("Premium of", "all"): float(by_power.sum()),
            ("Treaty may cost", "for all"): float(premium.verdict.kaldor_hicks.boundary),
            ("Treaty may cost", "for hub"): float(premium.verdict.hub_participates.boundary),
        }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("scenario")
    frame.columns = pd.MultiIndex.from_tuples(list(frame.columns))
    return PaperTable(
        frame,
        caption="Binding premium of a treaty on equal terms over hub and spokes",
        label="tab:premium",
        notes=f"{_NOTE} The last columns give the cost of the multilateral treaty at which the sum "
        "of premiums, and the premium of the hub, is zero; where it is negative, the hub would "
        "have to be paid.",
    )


def which_property(premiums: Premiums) -> Part:
    """Return what each property of the institutions contributes to the premiums."""
    parts = pd.DataFrame({t: p.attribution.loc[p.state.hub] for t, p in premiums.items()}).T
    parts = parts.astype(float)
    worst = parts.idxmin(axis=1)
    nato = premiums[NATO].attribution.astype(float)
    spokes = nato.drop(premiums[NATO].state.hub)
    numbers = {
        "rule.least": -float(parts["rule"].max()),
        "rule.most": -float(parts["rule"].min()),
        "nato.rule.hub": float(nato.loc["USA", "rule"]),
        "nato.graph.hub": float(nato.loc["USA", "graph"]),
        "nato.enforcement.hub": float(nato.loc["USA", "enforcement"]),
        "nato.rule.spokes": float(spokes["rule"].sum()),
        "nato.graph.spokes": float(spokes["graph"].sum()),
    }
    facts = {
        "rule.worst.but_1938": list(worst.index[worst == "graph"]) == ["1938"]
        and set(worst) == {"graph", "rule"},
        "hub.enforcement_helps": bool((parts["enforcement"] > 0).all()),
        "enforcement.helps_all_others": all(
            bool((p.attribution["enforcement"] > 0).all()) for t, p in premiums.items() if t != NATO
        ),
        "nato.enforcement.costs_two": set(spokes.index[spokes["enforcement"] < 0])
        == set(_by_size(premiums[NATO].state)[1:3]),
        "nato.spokes.parts": bool((spokes[["graph", "rule", "indivisible"]] > 0).to_numpy().all()),
    }
    tables = {"nato": _nato_table(premiums[NATO])}
    return Part(numbers, facts, tables, {"attribution": _attribution_figure(parts)})


def _attribution_figure(parts: pd.DataFrame) -> "Figure":
    axes = plot_attribution(parts.rename(index={NATO: "NATO-5"}), legend=False)
    for bars, name in zip(axes.containers, parts.columns, strict=True):
        bars.set_label(_PROPERTIES[name])
    with styled():
        axes.set_ylabel("part of the hub's premium")
        axes.legend(loc="upper center", bbox_to_anchor=(0.45, -0.1), ncols=3)
    return axes.figure


def _nato_table(premium: Premium) -> PaperTable:
    names = {
        "bilateral": ("Payoff", "bilateral"),
        "multilateral": ("Payoff", "multilateral"),
        **{key: ("Part of the premium due to", name) for key, name in _PROPERTIES.items()},
        "premium": ("", "premium"),
    }
    frame = premium.to_frame().astype(float)[list(names)]
    frame.columns = pd.MultiIndex.from_tuples(list(names.values()))
    return PaperTable(
        frame,
        caption="Five members of NATO in 1962: payoffs, premiums and what they are due to",
        label="tab:nato",
        notes=f"{_NOTE} The parts of a row add up to its premium.",
    )


def buying_in(premiums: Premiums) -> Part:
    """Return what other rules of the multilateral treaty do to the hub and to the spokes."""
    weighted, vetoed, united = (
        [binding_premium(scenario.state(), form) for scenario in SCENARIOS]
        for form in (power_weighted(), voting(), unions())
    )
    numbers = {
        "equal.pareto": sum(_holds(p, "pareto") for p in premiums.values()),
        "veto.pareto": sum(_holds(p, "pareto") for p in vetoed),
        "united.joins": sum(_holds(p, "hub_participates") for p in united),
    }
    facts = {
        "weights.all_gain": all(_holds(p, "pareto") for p in weighted),
        "veto.hub_joins": all(_holds(p, "hub_participates") for p in vetoed),
        "veto.strongest_spoke_loses": all(
            _holds(p, "pareto") or p.by_power["premium"].idxmin() == _by_size(p.state)[1]
            for p in vetoed
        ),
        "united.hub_gains": all(
            _halves(p, premiums[s.title]) for s, p in zip(SCENARIOS, united, strict=True)
        ),
    }
    return Part(numbers, facts)


def _halves(united: Premium, equal: Premium) -> bool:
    """Whether the hub gains by a union of the spokes, and just by half of the good for a share."""
    state = united.state
    kept = equal.multilateral.enforcement.shares[frozenset(state.powers)]
    more = kept * state.collective_good * (1 / 2 - 1 / state.n)
    return more > 0 and abs(_hub(united) - _hub(equal) - more) < _EXACT


def _by_size(state: State) -> list[str]:
    """Return the powers, the most capable first, which is the hub."""
    return list(state.to_frame()["capability"].sort_values(ascending=False).index)
