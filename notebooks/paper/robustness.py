"""Verdicts under uncertain parameters: sweeps over a prior, with a seed, in every scenario."""

from typing import Any

import pandas as pd
from part import Part

from lilliput.analysis import (
    Comparison,
    Institution,
    PaperTable,
    State,
    confidence,
    hub_and_spokes,
    multilateral,
    power_weighted,
    saltelli,
    sobol,
    sobol_indices,
    sweep,
    voting,
)
from lilliput.analysis.figures import plot_values
from lilliput.analysis.scenarios import SCENARIOS

__all__ = ["robustness"]

POINTS, GROUPS, SEED = 4096, 1024, 1
PRIOR: dict[str, tuple[float, float]] = {
    "collective_good": (0, 0.4),
    "discount_factor": (0.1, 0.95),
    "brokerage": (0, 1),
    "eta": (0, 2),
    "costs.bilateral": (0, 0.04),
    "costs.member": (0, 0.02),
    "costs.multilateral": (0, 0.2),
}
"""Uniform and independent; capabilities besides, up to `ERROR` off either way."""
ERROR = 0.2
NAMES = {
    "eta": "weight η",
    "discount_factor": "patience δ",
    "costs.bilateral": "bilateral cost",
    "brokerage": "brokerage λ",
    "collective_good": "good g",
    "costs.multilateral": "treaty cost",
    "costs.member": "membership cost",
    "capabilities.USA": "hub's capability",
}
Held = dict[tuple[str, str, str], Any]
RULES = ("gravity", "harmonic", "equal")


def robustness() -> Part:
    """Return in what share of the prior the verdicts hold, and what they depend on."""
    forms = {"equal": multilateral(), "weights": power_weighted(), "veto": voting()}
    held = {
        (scenario.title, name, rule): _swept(scenario.state(stakes=rule), form, rule)
        for scenario in SCENARIOS
        for name, form in forms.items()
        for rule in RULES
    }
    rows = {scenario.title: _row(scenario.title, held) for scenario in SCENARIOS}
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("scenario")
    frame.columns = pd.MultiIndex.from_tuples(list(frame.columns))
    joins, weights, veto = (_shares(held, name, "hub_participates") for name in forms)
    each = _shares(held, "weights", "pareto")
    widest = max(_half(results, name) for results in held.values() for name in _CRITERIA)
    points = held["1962, NATO-5", "equal", "gravity"].to_pandas(["eta", "hub_participates"])
    joined = points["hub_participates"] == "holds"
    figure, indices = _influences()
    numbers: dict[str, Any] = {
        "prior.points": POINTS,
        "prior.error": ERROR,
        "prior.seed": SEED,
        "prior.gains_exceed": min(_shares(held, "equal", "kaldor_hicks")),
        "prior.joins.least": min(joins),
        "prior.joins.most": max(joins),
        "prior.weights.least": min(weights),
        "prior.weights.most": max(weights),
        "prior.weights.each.least": min(each),
        "prior.weights.each.most": max(each),
        "prior.veto.least": min(veto),
        "prior.weak_weight": float(joined[points["eta"] <= 0.5].mean()),
        "prior.strong_weight": float(joined[points["eta"] >= 1].mean()),
        "sobol.level": indices.level,
        "sobol.eta": float(indices.total.loc["eta", "value"]),
        "sobol.patience": float(indices.total.loc["discount_factor", "value"]),
        "sobol.capabilities": float(indices.total["value"].filter(like="capabilities.").max()),
    }
    for name, ends in PRIOR.items():
        numbers |= {f"prior.{name}.{end}": x for end, x in zip(("low", "high"), ends, strict=True)}
    facts = {
        "prior.spokes_gain": min(_shares(held, "equal", "weak_gain")) > 0.98,
        "sobol.order": list(indices.to_frame().index[:2]) == ["eta", "discount_factor"],
    }
    table = PaperTable(
        frame,
        caption="Share of the prior, in per cent, in which a verdict holds",
        label="tab:prior",
        digits=1,
        notes="Surplus: gains exceed losses; spokes: they gain together; hub: it gains; each: "
        "nobody loses and somebody gains. Weights: by capability; veto: votes, with a veto for "
        "the hub. "
        f"{POINTS:,} points of a scrambled Sobol sequence (seed {SEED}) over the prior of the "
        "text, in each scenario, with stakes in proportion to the product of capabilities. "
        f"Intervals at 95 % are at most ± {100 * widest:.1f} points.",
    )
    return Part(numbers, facts, {"prior": table}, {"influences": figure})


_CRITERIA = ("kaldor_hicks", "weak_gain", "hub_participates", "pareto")


def _comparison(state: State, form: Institution, rule: str = "gravity") -> Comparison:
    return Comparison(
        state,
        multilateral=form,
        institutions=[form, hub_and_spokes()],
        stakes=rule,
        directed_stakes="size",
    )


def _prior(state: State) -> dict[str, tuple[float, float]]:
    sizes = {f"capabilities.{power}": float(state.capability(power)) for power in state.powers}
    return PRIOR | {name: ((1 - ERROR) * c, (1 + ERROR) * c) for name, c in sizes.items()}


def _swept(state: State, form: Institution, rule: str = "gravity") -> Any:
    design = sobol(_prior(state), n=POINTS, seed=SEED)
    return sweep(_comparison(state, form, rule), design, progress=False)


def _share(results: Any, criterion: str) -> float:
    return float(confidence(results, criterion).to_frame()["share"].iloc[0])


def _half(results: Any, criterion: str) -> float:
    row = confidence(results, criterion).to_frame().iloc[0]
    return float(row["high"] - row["low"]) / 2


def _shares(held: Held, form: str, criterion: str) -> list[float]:
    """Return the shares of a form, in every scenario and by every rule of stakes."""
    return [_share(results, criterion) for (_, name, _), results in held.items() if name == form]


def _row(title: str, held: Held) -> dict[tuple[str, str], float]:
    equal, weights, veto = (held[title, name, "gravity"] for name in ("equal", "weights", "veto"))
    shares = {
        ("Equal terms", "surplus"): _share(equal, "kaldor_hicks"),
        ("Equal terms", "spokes"): _share(equal, "weak_gain"),
        ("Equal terms", "hub"): _share(equal, "hub_participates"),
        ("Equal terms", "each"): _share(equal, "pareto"),
        ("Weights", "hub"): _share(weights, "hub_participates"),
        ("Weights", "each"): _share(weights, "pareto"),
        ("Veto", "hub"): _share(veto, "hub_participates"),
        ("Veto", "each"): _share(veto, "pareto"),
    }
    return {name: 100 * share for name, share in shares.items()}


def _influences() -> tuple[Any, Any]:
    """Return what the hub's premium in NATO depends on: total Sobol indices, and their figure."""
    state = SCENARIOS[-1].state()
    design = saltelli(_prior(state), n=GROUPS, seed=SEED)
    results = sweep(_comparison(state, multilateral()), design, progress=False)
    indices = sobol_indices(results, output="hub_participates margin", seed=SEED)
    order = [name for name in indices.to_frame().index if name in NAMES]
    labels = [NAMES[name] for name in order]
    parts = {
        name: part.loc[order].set_axis(labels)
        for name, part in (("first order", indices.first), ("total", indices.total))
    }
    axes = plot_values(
        pd.DataFrame({name: part["value"] for name, part in parts.items()}),
        {name: part[["low", "high"]] for name, part in parts.items()},
        xlabel="share of the variance of the hub's premium",
    )
    return axes.figure, indices
