# ---
# jupyter:
#   jupytext:
#     formats: ipynb,py:percent
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Sweeps and scenario discovery: to a paper's appendix
#
# *Under which conditions does one treaty among all serve the members of NATO in 1962 better than
# American treaties with each of them, and for whom?*
#
# Data say how capable these states were. They do not say what the states gained from each other,
# what treaties cost, how patient governments were, or how much capability counted at the table. A
# verdict at one guess of nine such unknowns convinces nobody who would have guessed otherwise. This
# notebook asks for the **conditions** instead: it draws all nine from a prior, finds which of them
# matter, states in words the box in which everybody gains and the box in which the treaty loses,
# compares the boundaries with closed forms, and writes tables and figures of an appendix.
#
# The method is scenario discovery (Bryant and Lempert 2010, doi:10.1016/j.techfore.2009.08.002)
# with PRIM, the *patient rule induction method* (Friedman and Fisher 1999,
# doi:10.1023/A:1008894516817).

# %%
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from lilliput.analysis import (
    Comparison,
    PaperTable,
    Results,
    State,
    box_stability,
    cart,
    compare,
    confidence,
    correlations,
    monte_carlo,
    prim,
    saltelli,
    sobol,
    sobol_indices,
    sweep,
    tornado,
    trace_boundary,
    vectorised,
)
from lilliput.analysis.data import major_powers
from lilliput.analysis.figures import (
    figure_size,
    plot_phase_plane,
    plot_prim,
    plot_sobol,
    plot_tornado,
    save_figure,
    styled,
)

pd.set_option("display.float_format", "{:.3f}".format)

# %% [markdown]
# ## 1. What the data say
#
# Capabilities are CINC scores of 1962 as shares of the five (Correlates of War, National Material
# Capabilities v6.0; Singer 1987, doi:10.1080/03050628808434695). The United States is the hub $h$,
# the other $m = 4$ are spokes, $n = 5$. Stakes are scaled to a total of 1.

# %%
POWERS = ["USA", "UKG", "FRN", "GFR", "ITA"]
STATE = State.from_nmc(
    major_powers(),
    year=1962,
    powers=POWERS,
    hub="USA",
    stakes="gravity",
    directed_stakes="size",
    collective_good=0.25,
    discount_factor=0.625,
    costs={"bilateral": 0.025, "member": 0.025, "multilateral": 0.15},
)
STATE.to_frame()[["role", "capability"]]

# %% [markdown]
# ## 2. The model
#
# Power $i$ has $u_i = x_i - \kappa_i$. The gains $x_i$ come from dividends of coalitions, shared
# by weights (weighted Shapley value). With **hub and spokes** each pair $hj$ shares its stake
# $w_{hj}$ by capabilities $c^\eta$, and the hub brokers a part $\lambda$ of what spokes could do
# together. In **one treaty** all pairs share equally, and an indivisible good $g$ is added. Of each
# dividend only the part is kept that patience $\delta$ enforces: pair by pair there, by all against
# a deviator here. The binding premium is $\Pi_i = u_i(\text{treaty}) - u_i(\text{hub and spokes})$.
#
# Brokerage is Myerson's (1977, doi:10.1287/moor.2.3.225) where $\lambda = 1$; that enforcement is
# pooled is a reduced form of ours of the mechanism in Maggi (1999); the composition of all parts is
# ours.
#
# ## 3. What the data do not say
#
# Two of the unknowns are rules: how stakes follow from capabilities, and who gains more from the
# concessions within a pair, both alike (`symmetric`) or the smaller in proportion (`size`). Seven
# are numbers. The ranges below are assumptions, wide on purpose, and independent of each other.

# %%
PRIOR = {
    "stakes": ["gravity", "harmonic", "equal"],
    "gains": ["symmetric", "size"],
    "patience": (0.3, 0.95),
    "brokerage": (0, 1),
    "good": (0, 0.5),
    "power_weight": (0, 2),
    "treaty": (0, 0.05),
    "seat": (0, 0.05),
    "charter": (0, 0.3),
}
MEANING = {
    "stakes": ("", "stakes of a pair: product of capabilities, half their harmonic mean, or alike"),
    "gains": ("", "who gains from concessions in a pair: both alike, or the smaller more"),
    "patience": ("δ", "discount factor"),
    "brokerage": ("λ", "part of the stakes among spokes that the hub can broker"),
    "good": ("g", "worth of the indivisible good"),
    "power_weight": ("η", "weight of capability in a bilateral bargain"),
    "treaty": ("t_B", "cost of a bilateral treaty, half for each side"),
    "seat": ("t_M", "cost of membership, for each"),
    "charter": ("T_M", "cost of the multilateral treaty, shared by all"),
}
prior = pd.DataFrame(
    [
        (*MEANING[name], ", ".join(r) if isinstance(r, list) else f"{r[0]} to {r[1]}")
        for name, r in PRIOR.items()
    ],
    index=pd.Index(PRIOR, name="parameter"),
    columns=["symbol", "meaning", "prior, uniform"],
)
PaperTable(
    prior,
    caption="Unknowns and their prior",
    label="tab:prior",
    notes="Goods and costs in units of all stakes, which add up to 1. Draws are independent.",
)

# %% [markdown]
# A `Comparison` takes numbers as parameters; its rules are fixed. So there are six comparisons, one
# for each pair of rules, and the model sends each point to its own. It works on arrays of points.

# %%
COMPARISONS = {
    (stakes, gains): Comparison(STATE, institutions=[], stakes=stakes, directed_stakes=gains)
    for stakes in PRIOR["stakes"]
    for gains in PRIOR["gains"]
}
FIELDS = {
    "patience": "discount_factor",
    "brokerage": "brokerage",
    "good": "collective_good",
    "power_weight": "eta",
    "treaty": "costs.bilateral",
    "seat": "costs.member",
    "charter": "costs.multilateral",
}
CRITERIA = ["pareto", "kaldor_hicks", "weak_gain", "hub_participates"]
OUTPUTS = [*CRITERIA, *(f"{c} margin" for c in CRITERIA), *(f"premium {p}" for p in POWERS)]


@vectorised
def nato(stakes, gains, patience, brokerage, good, power_weight, treaty, seat, charter):
    """Premiums and verdicts of one treaty against hub and spokes, at arrays of points."""
    given = (patience, brokerage, good, power_weight, treaty, seat, charter)
    numbers = dict(zip(FIELDS.values(), given, strict=True))
    parts = []
    for rules, comparison in COMPARISONS.items():
        here = np.flatnonzero((stakes == rules[0]) & (gains == rules[1]))
        if here.size:
            found = compare(comparison, **{name: x[here] for name, x in numbers.items()})
            parts.append(found.to_frame()[OUTPUTS].set_axis(here))
    found = pd.concat(parts).sort_index().astype(dict.fromkeys(CRITERIA, str))
    return {name: found[name].to_numpy() for name in OUTPUTS}


# %% [markdown]
# ## 4. The sweep, and how it goes on
#
# The design is a scrambled Sobol' sequence, which fills the prior more evenly than chance does,
# with a seed: the same points on every machine. With a `store` each finished block becomes a file.
# Here the folder is a temporary one, and five of eight files are then taken away, as if the machine
# had stopped on the way. The same call goes on from there: the files that were left are not
# touched, and the rows are those of a sweep without store or interruption, bit by bit.

# %%
DESIGN = sobol(PRIOR, n=8192, seed=1962)
folder = tempfile.TemporaryDirectory()
store = Path(folder.name) / "nato-1962"
sweep(nato, DESIGN, store=store, block_size=1024, progress=False)
for part in sorted((store / "parts").iterdir())[3:]:
    part.unlink()
print(Results.open(store))

kept = {part.name: part.stat().st_mtime_ns for part in (store / "parts").iterdir()}
results = sweep(nato, DESIGN, store=store, block_size=1024, progress=False)
parts = {part.name: part.stat().st_mtime_ns for part in (store / "parts").iterdir()}
print(results)
print(f"{sum(parts[name] == time for name, time in kept.items())} of {len(parts)} files untouched")
print("same rows:", results.digest() == sweep(nato, DESIGN, progress=False).digest())

# %% [markdown]
# ## 5. How often does the treaty win?
#
# Four questions of the verdict: does nobody lose (`pareto`), do gains exceed losses
# (`kaldor_hicks`), do the spokes together gain (`weak_gain`), does the hub gain
# (`hub_participates`)?

# %%
shares = pd.concat([confidence(results, criterion).to_frame() for criterion in CRITERIA])
share_table = PaperTable(
    shares[["share", "low", "high", "held"]].rename_axis("criterion"),
    caption="Share of the prior in which one treaty beats hub and spokes, NATO-5, 1962",
    label="tab:shares",
    formats={"share": "percent", "low": "percent", "high": "percent"},
    notes="Wilson intervals of 95 %, as for independent draws.",
    size=len(results),
)
share_table

# %% [markdown]
# For all five together the treaty beats hub and spokes in nine points of ten. The allies together
# gain almost always, and the hub seldom does. In 1,327 of the 1,356 points in which the hub gains,
# everybody gains: **the question of one treaty is the question of the hub.** What stands in its way
# is seldom efficiency and mostly distribution. The shares are shares of a prior, not probabilities:
# another prior gives others. So on which of the unknowns do they hang? First on the rules:

# %%
rows = results.to_pandas()
by_rule = rows.groupby(["gains", "stakes"])[CRITERIA].agg(lambda column: (column == "holds").mean())
rule_table = PaperTable(
    by_rule,
    caption="The same shares under each pair of rules",
    label="tab:rules",
    formats=dict.fromkeys(CRITERIA, "percent"),
    notes="Rows: who gains from concessions, and how stakes follow from capabilities.",
    size=len(rows),
)
rule_table

# %% [markdown]
# ## 6. Which unknowns matter?
#
# Sobol' indices share the variance of a margin among the unknowns: the first order is what one of
# them explains alone, the total what it explains with all its interactions. They take a design of
# their own (`saltelli`).

# %%
MARGINS = {"hub": "hub_participates margin", "sum": "kaldor_hicks margin"}
groups = sweep(nato, saltelli(PRIOR, n=1024, seed=1962), progress=False)
indices = {who: sobol_indices(groups, margin, seed=1) for who, margin in MARGINS.items()}
index_table = PaperTable(
    pd.concat(
        {
            f"premium, {who}": found.to_frame()[["first", "total", "total low", "total high"]]
            for who, found in indices.items()
        },
        axis=1,
    ).loc[list(PRIOR)],
    caption="Sobol' indices of the hub's premium and of the sum of premiums",
    label="tab:sobol",
    digits=2,
    notes="Bootstrap intervals of 95 % for the total index.",
    size=len(groups),
)
index_table

# %%
with styled():
    size = figure_size("page", 0.46)
    figure_indices, axes = plt.subplots(1, 2, figsize=size, layout="constrained")
    for panel, (who, found) in zip(axes, indices.items(), strict=True):
        plot_sobol(found, ax=panel)
        panel.set_title(f"premium, {who}", loc="left", pad=20)
        panel.set_xlabel("share of variance (95% intervals)")

# %% [markdown]
# Two different questions. Whether the treaty is worth it for the **sum** hangs on stakes, on the
# good, on brokerage and on costs, and not on $\eta$ at all: power in the bargain moves gains, it
# makes none. Whether it is worth it for the **hub** hangs on who gains from concessions, on $\eta$
# and then on brokerage, and hardly on what treaties cost. Rank correlations say in which direction
# (rules have no order and are held fixed in the partial ones).

# %%
directions = {who: correlations(results, margin).table for who, margin in MARGINS.items()}
pd.concat(
    {who: table[["spearman", "partial"]] for who, table in directions.items()}, axis=1
).sort_values(("hub", "partial")).round(2)

# %% [markdown]
# More brokerage, a dear charter and dear seats are bad for both, a dear bilateral treaty and a
# larger good are good for both. Power in the bargain is bad for the hub's premium, since it has
# more to give up; patience is good for the sum and bad for the hub.
#
# That a rule about *who gains within a pair* leads the list for the hub is a surprise, so here is a
# second route: one point, the middle of the ranges, with stakes by gravity and with every step.

# %%
MIDDLE = {
    "discount_factor": 0.625, "brokerage": 0.5, "collective_good": 0.25, "eta": 1,
    "costs.bilateral": 0.025, "costs.member": 0.025, "costs.multilateral": 0.15,
}  # fmt: skip
lines = {}
for gains in PRIOR["gains"]:
    premium = COMPARISONS["gravity", gains].premium_at(**MIDDLE)
    lines[gains] = {
        "kept by the treaty": premium.multilateral.enforcement.shares[frozenset(POWERS)],
        **{
            f"kept, USA–{ally}": premium.bilateral.enforcement.shares[frozenset(("USA", ally))]
            for ally in POWERS[1:]
        },
        **{f"hub: {name}": part for name, part in premium.attribution.loc["USA"].items()},
        "hub: premium": premium.by_power.loc["USA", "premium"],
    }
pd.DataFrame(lines).astype(float)

# %% [markdown]
# Where both gain alike, every pair keeps its promises at this patience, and the hub's weight in the
# bargain is worth a lot; giving it up (`rule`) costs as much. Where the smaller gains more, the hub
# has little to lose by breaking with one partner and cannot be held to its word, least by the
# smallest. The pairs keep a part only, so there is less to give up, and pooled enforcement brings
# something back. Of what the hub loses in the first column a quarter is left in the second:
# **its bilateral leverage is worth what its bilateral word is worth.**
#
# From that middle (with gains by size), one unknown at a time; to the right of the dotted line the
# hub gains:

# %%
base = {
    "stakes": "gravity", "gains": "size", "patience": 0.625, "brokerage": 0.5, "good": 0.25,
    "power_weight": 1, "treaty": 0.025, "seat": 0.025, "charter": 0.15,
}  # fmt: skip
ends = {name: (r[0], r[-1]) for name, r in PRIOR.items()} | {"gains": ("size", "symmetric")}
alone = tornado(nato, ends, base, MARGINS["hub"])
figure_tornado = plot_tornado(alone, width=5.2).figure

# %% [markdown]
# ## 7. In which box does everybody gain?
#
# In some part of a box of the prior's parameters everybody gains: that part is its **density**. Of
# all such points it holds a part: its **coverage**. PRIM starts from the whole prior and peels off
# thin slices, each time where density rises most for the points given up. So density is bought with
# coverage, and with more conditions to state.

# %%
found = prim(results, "pareto == 'holds'")
print(*found.summary.loc[1, "limits"].split(" and "), sep="\n")
figure_prim = plot_prim(found).figure

# %% [markdown]
# The lines state the box, the ring in the picture marks it. Does it need all six conditions? Each
# is left out in turn:

# %%
found.box()[["density without", "coverage without", "quasi_p"]].sort_values("density without")

# %% [markdown]
# Without `power_weight` or `gains` the density falls to less than one half. Without any other it
# loses some points, and by this test what `brokerage` and `charter` add may be chance (`quasi_p`,
# the probability of a share like this if the condition meant nothing). So compare with the last box
# on the way that has two conditions. A fresh, independent sample of the prior tells what of the
# density is luck.

# %%
trajectory = found.trajectory.loc[1]
simple = found.select(int(trajectory.index[trajectory["restricted"] == 2][-1]))
fresh = sweep(nato, monte_carlo(PRIOR, n=8192, seed=7), progress=False).to_pandas()


def in_words(low, high, values):
    """Return what a box demands of a parameter."""
    if values:
        return ", ".join(values)
    ends = {f"≥ {low:.2g}": low, f"≤ {high:.2g}": high}
    return " and ".join(text for text, end in ends.items() if np.isfinite(end))


def box_column(result, query):
    """Return the conditions of a box, and how well it does in the sweep and in fresh points."""
    limits = result.box()[["low", "high", "values"]]
    demands = {row[0]: in_words(*row[1:]) for row in limits.itertuples()}
    inside, cases = result.contains(fresh), fresh.eval(query)
    measures = {
        "such points": rows.eval(query).mean(),
        "coverage": result.summary["coverage"].iloc[0],
        "density": result.summary["density"].iloc[0],
        "coverage, fresh": cases[inside].sum() / cases.sum(),
        "density, fresh": cases[inside].mean(),
    }
    parts = {
        "conditions": {name: demands.get(name, "") for name in PRIOR},
        "measures": {name: f"{100 * measure:.0f} %" for name, measure in measures.items()},
    }
    return pd.concat({name: pd.Series(part) for name, part in parts.items()})


pd.DataFrame(
    {
        "six conditions": box_column(found, "pareto == 'holds'"),
        "two conditions": box_column(simple, "pareto == 'holds'"),
    }
)

# %% [markdown]
# Little was: 78 % are left of 81 %, and all of the 51 %. Half of the points in the simple box and
# four fifths of those in the full one are points in which everybody gains, against one in six of
# all.
#
# Are the *conditions* an accident of the sample? In ten halves of the points PRIM is asked again,
# for a box of the same coverage and for one of the same density. A condition that means something
# is found in nearly all.

# %%
box_stability(results, "pareto == 'holds'", seed=1)

# %% [markdown]
# `brokerage`, in doubt a moment ago, is found in every half; `charter` is not, and stays in doubt.
#
# A classification tree (CART) cuts elsewhere and is a second opinion.

# %%
tree = cart(results, "pareto == 'holds'", max_depth=3)
print(tree.rules)
print(f"overlap of the chosen leaves with the box of PRIM: {tree.agreement(found):.2f}")

# %% [markdown]
# The tree cuts first by what matters most to PRIM: everybody gains where the smaller partner gains
# more from concessions **and** capability counts for little in a bilateral bargain. Brokerage and
# the cost of bilateral treaties refine that. The boxes overlap by less than half, so their further
# limits are not to be taken by the letter. Patience does not matter for it.
#
# ## 8. Against the closed form
#
# Where everything is kept ($\delta \ge \tfrac12$ with symmetric gains), both margins can be written
# down, with $W_{-h}$ the stakes among spokes and $p_i = c_i^\eta$:
#
# $$\textstyle\sum_i\Pi_i = (1-\lambda)W_{-h} + g + m\,t_B - T_M - n\,t_M,$$
#
# $$\textstyle\Pi_h = \sum_j w_{hj}\bigl(\tfrac12-\tfrac{p_h}{p_h+p_j}\bigr)
#   - \lambda\sum_{i<j} w_{ij}\,\tfrac{p_h}{p_h+p_i+p_j}
#   + \tfrac{g-T_M}{n} - t_M + \tfrac{m}{2}t_B .$$
#
# The first shows why $\eta$ has no index for the sum, and that the treaty loses even that where
# $T_M + n t_M - m t_B > (1-\lambda)W_{-h} + g$. Every point of the sweep to which they apply is
# compared.


# %%
PAIRS = {
    stakes: np.array(COMPARISONS[stakes, "size"].state_at().stakes, dtype=float)
    for stakes in PRIOR["stakes"]
}


def among_spokes(w):
    """Sum over pairs of spokes; the hub comes first."""
    return w[1:, 1:].sum() / 2


def hub_parts(stakes, eta):
    """Return what equal shares bring the hub, and what full brokerage is worth to it."""
    w, p = PAIRS[stakes], np.array(STATE.capabilities, dtype=float) ** eta
    brokered = w * p[0] / (p[0] + p[:, None] + p[None, :])
    return w[0] @ (0.5 - p[0] / (p[0] + p)), among_spokes(brokered)


full = rows.query("gains == 'symmetric' and patience >= 0.5")
own, brokered = np.array(
    [hub_parts(*pair) for pair in zip(full.stakes, full.power_weight, strict=True)]
).T
w_spokes = np.array([among_spokes(PAIRS[stakes]) for stakes in full.stakes])
costs = -full.charter / 5 - full.seat
by_hand = pd.DataFrame(
    {
        "premium USA": own - full.brokerage * brokered + full.good / 5 + costs + 2 * full.treaty,
        "kaldor_hicks margin": (1 - full.brokerage) * w_spokes
        + full.good + 5 * costs + 4 * full.treaty,
    }
)  # fmt: skip
largest = (by_hand - full[by_hand.columns]).abs().max()
print("stakes among spokes:", {name: round(float(among_spokes(w)), 2) for name, w in PAIRS.items()})
print(f"{len(full):,} points; differences below 1e-12:", (largest < 1e-12).to_dict())

# %% [markdown]
# In the plane of $\eta$ and $\lambda$ the second formula gives the hub's boundary as
# $\lambda(\eta)$. `trace_boundary` follows it without the formula, and with a few hundred
# evaluations instead of those of a grid as fine; where gains are by size, no formula is at hand and
# it finds the boundary all the same.


# %%
def known(eta):
    """Return the brokerage at which the hub is indifferent, at the middle of the prior."""
    parts = np.array([hub_parts("gravity", x) for x in np.ravel(eta)])
    rest = (0.25 - 0.15) / 5 - 0.025 + 2 * 0.025
    found = (parts[:, 0] + rest) / parts[:, 1]
    return np.where((found >= 0) & (found <= 1), found, np.nan)


fixed = {name: value for name, value in MIDDLE.items() if name not in ("eta", "brokerage")}
plane = {"x": ("eta", 0, 0.6), "y": ("brokerage", 0, 1)}
traced = {
    gains: trace_boundary(
        COMPARISONS["gravity", gains], **plane, output=MARGINS["hub"], fixed=fixed
    )
    for gains in PRIOR["gains"]
}
curve = traced["symmetric"].curves[0]
gap = np.nanmax(np.abs(known(curve[:, 0]) - curve[:, 1]))
print(f"traced against the formula: gap below 0.001: {gap < 1e-3}")
for gains, boundary in traced.items():
    print(f"{gains}: {boundary.evaluations:,} evaluations, not {boundary.grid_equivalent:,}")

with styled():
    size = figure_size("page", 0.56)
    figure_plane, axes = plt.subplots(1, 2, figsize=size, layout="constrained")
    for panel, (gains, boundary) in zip(axes, traced.items(), strict=True):
        plot_phase_plane(
            COMPARISONS["gravity", gains],
            **plane,
            output="hub_participates",
            boundary=boundary,
            analytic=known if gains == "symmetric" else None,
            cells=48,
            fixed=fixed,
            ax=panel,
        )
        panel.set_title(f"gains: {gains}", loc="left")
        panel.set(xlabel="weight of capability η", ylabel="brokerage λ")
    entries = axes[0].get_legend().legend_handles
    for panel in axes:
        panel.get_legend().remove()
    figure_plane.legend(handles=entries, loc="outside lower center", ncols=4)

# %% [markdown]
# ## 9. Where multilateralism loses
#
# In two ways. **Against the hub:** gains exceed losses, and the hub is worse off all the same. It
# would have to be paid, or given a special place in the charter. **Against the sum:** no payments
# among the five could make all of them sign.

# %%
LOSSES = {
    "everybody gains": "pareto == 'holds'",
    "sum gains, hub loses": "kaldor_hicks == 'holds' and hub_participates == 'fails'",
    "even the sum loses": "kaldor_hicks == 'fails'",
}
boxes = {
    name: prim(results, query, threshold=0.95 if "hub" in name else 0.8, minimum_mass=0.02)
    for name, query in LOSSES.items()
}
box_table = PaperTable(
    pd.DataFrame({name: box_column(boxes[name], query) for name, query in LOSSES.items()}),
    caption="Where one treaty wins and where it loses: boxes found by PRIM",
    label="tab:boxes",
    notes="Such points: share of the prior; coverage: share of these that the box holds; density: "
    "share of them in it (wanted: 80 %, in the second column 95 %); fresh: in a new sample of the "
    "same size. A blank: no condition.",
    size=len(results),
)
box_table

# %% [markdown]
# The middle column is the largest: in most of the prior the treaty is worth having, and its
# strongest member is better off without. There the verdict is not that multilateralism fails; it is
# that it has to be **bought**, and theories of how (special status, side payments, writing the
# rules) begin here. The last column is the classical case: small common purpose, dear charter and
# seats, bilateral treaties that are not of the dearest, and stakes that lie with the hub anyway (by
# gravity .18 of them are among spokes; where all pairs are alike, .60).
#
# ## 10. The appendix
#
# One cell writes everything that a referee needs: tables for LaTeX and as CSV at full precision,
# figures as PDF and the numbers that they show, the rows of the sweep, and the design with its seed
# as JSON, from which `design_from` makes the points again. Below the list is one of the files.

# %%
appendix = Path(folder.name) / "appendix"
appendix.mkdir()
tables = {
    "a1-prior": PaperTable(
        prior, caption="Unknowns and their prior", label="tab:prior",
        notes="Goods and costs in units of all stakes, which add up to 1. Sobol' sequence, seed "
        f"{DESIGN.seed}.", size=len(results),
    ),
    "a2-shares": share_table,
    "a3-rules": rule_table,
    "a4-sobol": index_table,
    "a5-boxes": box_table,
}  # fmt: skip
figures = {
    "f1-sobol": figure_indices,
    "f2-tornado": figure_tornado,
    "f3-prim": figure_prim,
    "f4-plane": figure_plane,
}
for name, table in tables.items():
    table.save(appendix, name, kinds=(".tex", ".csv"))
for name, figure in figures.items():
    save_figure(figure, appendix, name, kinds=(".pdf", ".csv"))
rows.to_csv(appendix / "rows.csv")
pd.Series({"design": DESIGN.describe()}).to_json(appendix / "design.json")
for path in sorted(appendix.iterdir()):
    print(path.name)
print("\n" + (appendix / "a2-shares.tex").read_text())
folder.cleanup()

# %% [markdown]
# ## 11. What one may conclude
#
# - From capabilities of 1962 alone nothing follows about the treaty. What decides for the hub is
#   first who gains from concessions within a pair and how much capability counts at the table, and
#   neither is in the data. A study that assumes them has assumed most of the hub's verdict.
# - *Given* this model: one treaty beats hub and spokes for the sum in nine tenths of the prior; for
#   the United States in one sixth, and most of the points in which everybody gains are where the
#   smaller gain more and capability counts less than in proportion ($\eta \le 0.93$). In this model
#   a hegemon gains by binding itself where it has little to lose between two: its leverage is small
#   and its word alone is not good enough to use it.
# - Patience, for which theories of cooperation care most, moves both little, and the hub against
#   the treaty. That is a statement about this range ($\delta \ge 0.3$) and about two institutions
#   that both profit from patience.
#
# What one may not: read the shares as probabilities (the prior is ours, uniform and independent);
# take boxes for causes (PRIM describes the model, not history); or generalise from five states that
# did sign and are chosen for it. The closed forms, the fresh sample and the tree guard against
# numerical error and against luck, not against a wrong model.
