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
# # Hubs and spokes or alliance?
#
# *In Europe the United States bound its allies in one treaty, in East Asia nearly each by its own.
# Does the distribution of power explain the difference?*
#
# Cha (2010) answers with control: a great power that wants to restrain a small ally does best
# alone, while small powers, and powers that face a great one, do better with partners. Hemmer and
# Katzenstein (2002) point to identity instead: power alone does not account for the difference.
# This notebook puts the capabilities of real powers into a model of control, and asks for whom
# partners pay, how sure that is, and whether it tells Europe from East Asia.

# %%
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.patches import Rectangle

from lilliput.analysis import (
    PaperTable,
    State,
    binding_premium,
    case_named,
    cha_quadrants,
    claims,
    confidence,
    log_uniform,
    sobol,
    sweep,
    uniform,
)
from lilliput.analysis.cases import NATO, alliances
from lilliput.analysis.claims.control import cha_region, control_boundary, control_premium
from lilliput.analysis.claims.control_quadrants import quadrant_choices
from lilliput.analysis.data import major_powers
from lilliput.analysis.figures import (
    figure_size,
    palette,
    plot_attributions,
    plot_control_phase,
    plot_phase_plane,
    set_alt,
    styled,
)

pd.set_option("display.float_format", "{:.3f}".format)

# %% [markdown]
# ## 1. A model of control
#
# A controller of capability *a* wants something of a target of capability *b* that is worth *V* to
# it. Alone it prevails with probability *p* = *a*/(*a*+*b*), its *strength*, at a cost of *kb*.
# Partners of capability *M* share its aim to a degree ψ between 0 and 1, their *alignment*. They
# add ψ*M* to its weight and *M* to all that contend, carry a part *M*/(*a*+*M*) of the cost, and
# take τ*M* to organise. An alliance is worth, beyond control alone,
#
# $$\underbrace{\frac{VM(\psi-p)}{a+M+b}}_{\text{influence}} +
# \underbrace{\frac{kbM}{a+M}}_{\text{cost saved}} - \underbrace{\tau M}_{\text{organising}}.$$
#
# The contest in proportion to capabilities, ψ and the costs are a **reduced form of ours** (M11):
# the source has no formal model, and nothing here is a replication of its figure.
#
# Partners **add** influence only if ψ > *p*: if they share more of the aim than the controller gets
# alone. The stronger it is alone, the less they help, and over weak targets they save little cost.
# For sizes 1 and 10 and the best capability of partners (*V* = 1, ψ = 0.7, *k* = 0.1, τ = 0.02)
# four pairs follow:

# %%
PaperTable(
    cha_quadrants(),
    caption="Who seeks partners, by the sizes of controller and target",
    label="tab:quadrants",
    notes="p: the controller's chance alone. Best M: capability of partners it would recruit. "
    "First partner: value per unit of the first. Reduced form of the mechanism in Cha (2010).",
)

# %% [markdown]
# All pairs are multilateral but great over small: the table that Cha's argument gives. It follows
# wherever ½ ≤ ψ ≤ *G*/(1+*G*) and *k*/*G* ≤ τ < *k*, with *G* the size of the great power; section
# 5 asks what happens elsewhere.

# %% [markdown]
# ## 2. Real dyads
#
# Capabilities are CINC scores, shares of world capabilities (National Material Capabilities v6.0;
# Singer 1987): the American alliances of 1955 in East Asia and the Pacific (the San Francisco
# system), NATO in 1949 and 1962, and whom they faced. States go by their Correlates of War codes
# (GFR West Germany, ROK South Korea, TAW Taiwan). The contrast of the regions is less than pure:
# Australia and New Zealand had one treaty of three with the United States (ANZUS, 1951), and
# together with the Philippines they belonged to the looser SEATO (1954). Alignment, stakes and
# costs are **not** in the data; they are assumed throughout.

# %%
regions = {
    "East Asia 1955": (1955, ["JPN", "ROK", "TAW", "PHI", "AUL", "NEW"], ["RUS", "CHN"]),
    "NATO 1949": (1949, [m for m in NATO[1949] if m != "USA"], ["RUS"]),
    "NATO 1962": (1962, [m for m in NATO[1962] if m != "USA"], ["RUS"]),
}
scores = alliances().set_index(["year", "stateabb"])["cinc"]
overview = {}
for region, (year, allies, rivals) in regions.items():
    cinc = scores[year]
    strength = cinc["USA"] / (cinc["USA"] + cinc)
    overview[region] = {
        "USA": cinc["USA"],
        "allies": len(allies),
        "allies together": cinc[allies].sum(),
        "p over the strongest ally": strength[allies].min(),
        "p over the median ally": strength[allies].median(),
        **{f"p over {rival}": strength[rival] for rival in rivals},
    }
pd.DataFrame.from_dict(overview, orient="index").T.map("{:.3g}".format).replace("nan", "")

# %% [markdown]
# Alone the United States prevail over the median ally with 0.97 or 0.98 in every region. What
# differs is what the allies bring together, about three times as much in NATO as in East Asia, and
# how close the rival comes.
#
# Influence needs no unit and no cost: its sign is that of ψ − *p*. So real dyads can be put into
# the phase diagram of the model, here at ψ = 0.7. Below the line partners add influence.


# %%
def labelled(p, *, nearer=0.021):
    """Return heights and labels of points, joined where they would overlap."""
    groups = []
    for name, height in p.sort_values().items():
        if groups and height - groups[-1][0] < nearer:
            groups[-1][1].append(name)
        else:
            groups.append((height, [name]))
    for _, names in groups:
        text = ", ".join(names) if len(names) < 4 else f"{len(names)} others"
        yield p[names].mean(), text


def strengths(region):
    """Return the strength of the USA alone over each ally and rival."""
    year, allies, rivals = regions[region]
    cinc = scores[year]
    return (cinc["USA"] / (cinc["USA"] + cinc))[[*allies, *rivals]]


blue, yellow, red = palette(3)
with styled():
    ax = plot_control_phase(cost=0, organising=0, partners=0.3, width=5.4)
    looks = {"East Asia 1955": ("s", yellow, -0.012), "NATO 1962": ("o", "white", 0.012)}
    marks = []
    for region, (marker, colour, step) in looks.items():
        p = strengths(region)
        marks.append(
            ax.scatter(0.7 + step + 0 * p, p, marker=marker, color=colour, edgecolor="black",
                       s=20, linewidth=0.8, zorder=5, clip_on=False, label=region)
        )  # fmt: skip
        for height, text in labelled(p):
            ax.annotate(text, (0.7 + step, height), xytext=(5 * np.sign(step), 0),
                        textcoords="offset points", ha="left" if step > 0 else "right",
                        va="center", fontsize=6)  # fmt: skip
    ax.get_legend().remove()
    ax.legend(handles=marks, loc="lower left", bbox_to_anchor=(0.02, 0.72))
set_alt(
    ax.figure,
    "Phase diagram of control by alignment and strength; at an alignment of 0.7 all American "
    "allies in East Asia in 1955 and in NATO in 1962 lie where bilateral control has more "
    "influence, the Soviet Union where multilateral control has, and China in 1955 a little above "
    "the line.",
)

# %% [markdown]
# **At ψ = 0.7 every ally, in Asia and in Europe, lies where partners dilute influence; the Soviet
# Union lies where they add to it**, and China in 1955 a little above the line. For the allies of
# these two years this is so up to ψ = 0.83, since the strongest of them, West Germany, is at *p* =
# 0.839. It is said that multilateral control binds no less and costs less (claim C12 of the
# toolkit); in the model it binds no less only where ψ ≥ *p*. At this alignment an alliance is good
# for influence on a rival, not for the restraint of allies.
#
# ### With costs
#
# Costs need a unit; as unit we take the average ally of the region (*V* = 1, *k* = 0.1, τ = 0.02 as
# above). Partners are all other allies.


# %%
def terms(region, *, psi=0.7, V=1.0, k=0.1, tau=0.02):
    """Return the parts of the premium of the USA over each target, with all other allies."""
    year, allies, rivals = regions[region]
    size = scores[year] / scores[year][allies].mean()
    a, rows = size["USA"], {}
    for target in [*allies, *rivals]:
        b, M = size[target], size[[ally for ally in allies if ally != target]].sum()
        rows[target] = {
            "p": a / (a + b),
            "influence": V * M * (psi - a / (a + b)) / (a + M + b),
            "cost saved": k * b * M / (a + M),
            "organising": -tau * M,
            "premium": control_premium(a, b, M, psi, V, k, tau),
            "ψ needed": control_boundary(a, b, M, V, k, tau),
            "ψ needed, τ = 0": control_boundary(a, b, M, V, k, 0),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


wanted = {
    "East Asia 1955": regions["East Asia 1955"][1] + ["RUS", "CHN"],
    "NATO 1949": ["UKG", "FRN", "RUS"],
    "NATO 1962": ["GFR", "UKG", "FRN", "ITA", "BEL", "NOR", "LUX", "RUS"],
}
dyads = pd.concat({region: terms(region).loc[states] for region, states in wanted.items()})
table_dyads = PaperTable(
    dyads.rename_axis(["region", "target"]),
    caption="What an alliance adds to American control, by target",
    label="tab:dyads",
    notes="ψ = 0.7, V = 1, k = 0.1, τ = 0.02; unit of capability: the average ally. ψ needed: "
    "alignment above which the alliance pays; above 1 no alignment is enough, below 0 any is. "
    "CINC: National Material Capabilities v6.0 (Singer 1987).",
)
table_dyads

# %% [markdown]
# Over allies influence falls, and organising takes more than the cost saved. For the allies of 1955
# and 1962 the ψ needed exceeds 1: at these costs no alignment would do. (Over the United Kingdom of
# 1949, against which the United States are weakest, 0.81 would.) If organising were free, a
# moderate alignment would be enough for large targets (0.47 for West Germany, 0.55 for Japan), and
# nearly the same aim would be needed for Norway or New Zealand.

# %% [markdown]
# ### A second route
#
# The case `san-francisco-1955` tries **every** set of partners and solves each contest as a game,
# without the formula. Where it recruits somebody, its premium must be that of the closed form.

# %%
case = case_named("san-francisco-1955")
control = case.tables["control"]
asia = scores[1955] / scores[1955][regions["East Asia 1955"][1]].mean()
gap = 0.0
for (controller, target), row in control[control["choice"] == "multilateral"].iterrows():
    M = asia[row["partners"].split(", ")].sum()
    formula = control_premium(asia[controller], asia[target], M, 0.7, 1.0, 0.1, 0.02)
    gap = max(gap, abs(formula - row["premium"]))
print("solved and closed form agree to 10⁻⁹:", gap < 1e-9)
case.to_frame().loc["C13", ["value", "verdict"]].head(4)

# %% [markdown]
# The quadrants hold for every American dyad, and **fail for a third of the small over the small**.
# Who are the ten?

# %%
small = control.loc[[pair for pair in control.index if "USA" not in pair]].query(
    "target not in ['RUS', 'CHN']"
)
print(small.groupby("choice")["p"].agg(["count", "min", "max"]), end="\n\n")
small.loc[small["choice"] == "bilateral", ["p", "first partner"]]

# %% [markdown]
# All with *p* of 0.746 or more go alone, all up to 0.683 seek partners. Small is not a size but a
# **ratio**: Japan over New Zealand (0.98) is a greater power over a smaller one than the United
# States over Japan (0.90). Whoever uses the quadrants has to say small compared with whom.

# %% [markdown]
# ## 3. Does power tell Europe from East Asia?
#
# A hub chooses one form for a region, not one for each target. If it counts influence over each
# ally alike, how much more must influence over the Soviet Union count for an alliance to be worth
# it? And what alignment would be enough if all targets counted alike?

# %%
weights = {}
for region, (_, allies, _) in regions.items():
    row = weights[region] = {}
    for psi in (0.7, 0.8, 0.9):
        influence = terms(region, psi=psi)["influence"]
        row["in all", f"ψ = {psi}"] = -influence[allies].sum() / influence["RUS"]
        row["per ally", f"ψ = {psi}"] = row["in all", f"ψ = {psi}"] / len(allies)
    at_0, at_1 = (terms(region, psi=psi)["influence"].sum() for psi in (0.0, 1.0))
    row["all alike", "ψ needed"] = at_0 / (at_0 - at_1)  # influence is linear in ψ
table_weights = PaperTable(
    pd.DataFrame(weights).T[["in all", "per ally", "all alike"]].rename_axis("region"),
    caption="How many times an ally the Soviet Union must count for an alliance to add influence",
    label="tab:weights",
    digits=1,
    formats={("all alike", "ψ needed"): 2},
    notes="Influence only, without costs, all other allies being partners. In all: the losses over "
    "all allies by the gain over the Soviet Union; per ally: the mean loss. All alike: the ψ at "
    "which gains and losses over allies and rivals, China included, cancel.",
)
table_weights

# %% [markdown]
# At ψ = 0.7 the Soviet Union must count 21 times an ally in East Asia and 31 times in the NATO of
# 1962: Europe adds more against the rival, and has more small allies to lose influence over. Set
# against the mean loss per ally it is the other way round, 3.5 times against 2.2. **The order of
# the regions depends on how allies are counted, and it is a difference of degree**: at ψ = 0.7
# neither alliance adds influence over an ally, and if all targets count alike, both need partners
# of nearly the same aim (0.91 and 0.93). In this model capabilities alone do not make NATO
# multilateral and San Francisco bilateral. The rest must come from what it takes as given: the
# weight of the Soviet threat, alignment (Hemmer and Katzenstein's identity is one reading of ψ), or
# costs; or from what it leaves out.

# %% [markdown]
# ## 4. Two centuries
#
# Over which other major powers could the strongest one have more influence with partners? The lines
# are alignments: a point below a line is a target over which partners of that alignment help. The
# two regions are there for comparison. (The bundled extract has five major powers in 2016, India
# among them and neither the United Kingdom nor France.)

# %%
powers = major_powers().set_index(["year", "stateabb"])["cinc"]
columns = {}
for year in powers.index.unique("year"):
    cinc = powers[year]
    leader = cinc.idxmax()
    columns[f"{leader}\n{year}"] = (cinc[leader] / (cinc[leader] + cinc)).drop(leader)
for region in ("East Asia 1955", "NATO 1962"):
    columns[f"USA\n{region}"] = strengths(region)


with styled():
    figure, axes = plt.subplots(figsize=figure_size("page", 0.52), layout="constrained")
    for x, p in enumerate(columns.values()):
        colour = blue if x < 5 else red
        axes.plot(x + 0 * p, p, linestyle="none", marker="o", color=colour, markersize=4)
        for height, text in labelled(p):
            label = axes.text(x + 0.1, height, text, va="center", fontsize=6)
            label.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.6})
    for psi in (0.5, 0.7, 0.9):
        axes.axhline(psi, color="#8C8C8C", linewidth=0.8, linestyle="--", zorder=0)
        axes.text(-0.42, psi + 0.005, f"ψ = {psi}", color="#666666", fontsize=6.5, va="bottom")
    axes.set_xticks(range(len(columns)), list(columns))
    axes.set(xlim=(-0.45, len(columns) - 0.35), ylim=(0.48, 1.02),
             ylabel="strength alone, p = a/(a+b)")  # fmt: skip
set_alt(
    figure,
    "Strength alone of the leading power over each other one in 1816, 1913, 1938, 1962 and 2016, "
    "and of the USA over allies and rivals in East Asia in 1955 and NATO in 1962. Among great "
    "powers most lie between 0.5 and 0.9, allies above 0.8.",
)

pairs = {}
for year in powers.index.unique("year"):
    cinc = powers[year]
    p = np.array([cinc[i] / (cinc[i] + cinc[j]) for i in cinc.index for j in cinc.index if i != j])
    leads = columns[f"{cinc.idxmax()}\n{year}"]
    pairs[year] = {
        "leader": cinc.idxmax(),
        "least p": leads.min(),
        "largest p": leads.max(),
        "pairs": len(p),
        **{f"ψ = {psi}": (p < psi).mean() for psi in (0.5, 0.6, 0.7, 0.8, 0.9)},
    }
PaperTable(
    pd.DataFrame.from_dict(pairs, orient="index").rename_axis("year"),
    caption="Part of all ordered pairs of major powers in which partners add influence",
    label="tab:pairs",
    digits=2,
    notes="Least and largest p are the leader's. The other columns are the part of the pairs with "
    "p < ψ; at ψ = 0.5 it is one half by construction, for p of one is 1 − p of the other. Major "
    "powers of the bundled extract of National Material Capabilities v6.0.",
)

# %% [markdown]
# Among great powers partners help beyond the half that is so by construction: at ψ = 0.7 in nearly
# all pairs of 1913 and in about two thirds of those of 2016, when two powers stand above the rest.
# The leader needs closer friends: over its next rival it prevails alone with 0.51 (1938) to 0.67
# (1816), over the weakest of the majors with 0.76 to 0.91. Control with partners is for peers.

# %% [markdown]
# ## 5. How sure are the quadrants?
#
# With the size of the United States in average East Asian allies, what happens to the four choices
# (M multilateral, B bilateral; small over small, small over great, great over small, great over
# great) if one number changes at a time?

# %%
G = float(asia["USA"])
base = {"great": G, "stake": 1.0, "alignment": 0.7, "cost": 0.1, "organising": 0.02}
tried = {
    "alignment": (0.2, 0.4, 0.5, 0.6, 0.8, 0.9, 0.98),
    "cost": (0.01, 0.02, 0.05, 0.2, 0.5, 1.0, 2.0),
    "organising": (0.001, 0.003, 0.01, 0.05, 0.1, 0.2, 0.3),
    "stake": (0.01, 0.1, 0.3, 2.0, 5.0, 20.0, 50.0),
}


def code(**given):
    """Return the four choices as letters."""
    return "".join(np.where(quadrant_choices(**given), "M", "B").ravel())


print(f"G = {G:.1f}; as assumed: {code(**base)}")
choices = {
    f"{name} ({base[name]:g})": [f"{value:g}: {code(**{**base, name: value})}" for value in values]
    for name, values in tried.items()
}
pd.DataFrame(choices, index=[""] * 7)

# %% [markdown]
# One at a time, the numbers may change a lot. The stake changes nothing here (in general it does:
# see below), low alignment (0.2) turns small over small round, cheap control (0.01) great over
# great, dear control (1) great over small, and dear organising (0.2) leaves partners only to the
# small who face the great. Now all at once: first 20,000 draws inside the region of section 1 and
# as many outside it, over sizes *G* as well.

# %%
draws = cha_region(20_000, seed=0)[["inside", "outside"]]
print(f"outside, another table: {1 - draws['outside']['MMBM'] / draws['outside'].sum():.1%}")
draws

# %% [markdown]
# The region is **sufficient** (no draw inside gives another table) but not necessary. Outside it
# three draws in four give another table, most often BMBB, in which only the small that face the
# great seek partners. And with the real *G*, under priors of ours (alignment even, costs and stake
# even in the logarithm), how often do the quadrants hold, and where?

# %%
quadrants = claims["C13"].models["M11-quadrants"]
prior = sobol(
    {
        "G": [G],
        "psi": uniform(0, 1),
        "V": log_uniform(0.1, 10),
        "k": log_uniform(0.01, 1),
        "tau": log_uniform(0.001, 1),
    },
    n=4096,
    seed=1,
)
results = sweep(quadrants, prior, progress=False)
confidence(results)

# %%
points = results.to_pandas()
holds = points["verdict"] == "holds"
bands = {
    "ψ": pd.cut(points["psi"], [0, 0.25, 0.5, 0.75, 1]),
    "τ/k": pd.cut(points["tau"] / points["k"], [0, 1 / G, 0.2, 1, np.inf], precision=2),
    "V/k": pd.cut(points["V"] / points["k"], [0, 1, 10, 100, np.inf]),
}
pd.concat(
    {
        name: holds.groupby(band, observed=True)
        .agg(["mean", "size"])
        .rename(index=str, columns={"mean": "part that holds", "size": "draws"})
        for name, band in bands.items()
    }
)

# %%
ax = plot_phase_plane(
    quadrants,
    ("psi", 0, 1),
    ("tau", 0.0005, 0.12),
    fixed={"G": G, "V": 1.0, "k": 0.1},
    cells=40,
    width=5.2,
)
ax.set(xlabel="alignment of partners ψ", ylabel="cost of organising τ")
low, high = 0.1 / G, 0.1
ax.add_patch(
    Rectangle((0.5, low), G / (1 + G) - 0.5, high - low, fill=False, edgecolor="#BB5566",
              linewidth=1.6, linestyle="--", zorder=6)
)  # fmt: skip
box = ax.text(0.52, high - 0.002, "sufficient region", color="#BB5566", va="top", fontsize=7)
box.set_bbox({"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 1.5})

# %% [markdown]
# The table holds in 44 % of the draws. What decides most is the **cost of organising against the
# cost of control**: where τ exceeds *k* it is all but gone (3 %). Low alignment breaks it too, and
# so does a stake that is large against the cost of control, for then influence alone counts, and
# only an alignment between one half and *G*/(1+*G*) gives the table. None of these numbers is
# known; the quadrants are a statement about a region of parameters that one has to argue one is in.

# %% [markdown]
# ## 6. Binding instead of control
#
# Control is not all that a hub may want. The toolkit's binding premium (first notebook) is what a
# power has in one treaty beyond what it has in pacts with the hub alone. Here it is for seven
# powers in each region under the same assumptions (of NATO, the United States and the six largest
# allies), split by what does the work: who may deal with whom (graph), weight by power or equal
# (rule), the good that needs all, promises backed by one or by all (enforcement), costs.


# %%
def premium_of(year, members, **changes):
    """Return the binding premium with stakes by gravity, the assumptions being the same."""
    given = {
        "stakes": "gravity",
        "directed_stakes": "size",
        "collective_good": 0.2,
        "discount_factor": 0.6,
        "brokerage": 0.5,
        "costs": {"bilateral": 0.02, "member": 0.01, "multilateral": 0.05},
    }
    powers = ["USA", *members]
    state = State.from_nmc(alliances(), year=year, powers=powers, hub="USA", **{**given, **changes})
    return binding_premium(state)


compared = {
    "East Asia, 1955": (1955, regions["East Asia 1955"][1]),
    "NATO, 1962": (1962, ["GFR", "UKG", "FRN", "ITA", "CAN", "TUR"]),
}
premiums = {name: premium_of(*given) for name, given in compared.items()}
figure = plot_attributions({name: found.attribution for name, found in premiums.items()})
figure

# %% [markdown]
# Here the regions come out **the wrong way round**: the hub would gain from one treaty in East Asia
# and lose in NATO. A result that contradicts history calls for a second look. What carries it is
# enforcement: the hub has the more to concede the larger it is beside a partner, so that small
# partners cannot punish it one by one, and little of what it promises them is credible; all
# together they could. Is that robust?

# %%
changed = {
    "as assumed": {},
    "symmetric concessions": {"directed_stakes": "symmetric"},
    "patience 0.9": {"discount_factor": 0.9},
    "no indivisible good": {"collective_good": 0.0},
}
hub = {}
for label, change in changed.items():
    for name, given in compared.items():
        found = premium_of(*given, **change)
        hub[label, name] = {
            "premium of the hub": found.by_power.loc["USA", "premium"],
            "of which enforcement": found.attribution.loc["USA", "enforcement"],
            "the others together": found.by_power["premium"].drop("USA").sum(),
        }
pd.DataFrame.from_dict(hub, orient="index").round(6) + 0.0

# %% [markdown]
# Not to the one assumption that matters. If concessions are the same in both directions, pairwise
# promises can be kept, the part of enforcement is gone, and the hub loses from one treaty in both
# regions. Patience and the indivisible good change no sign, and the others together gain in every
# row. Whether asymmetry speaks for spokes (control) or for a treaty (credible promises) depends on
# which of the two the hub needs. The model does not know; the archives may.

# %% [markdown]
# ## 7. Where multilateralism loses
#
# - **In the control of the small by the great.** Over West Germany in 1962 an alliance costs
#   influence (−0.048) and more to organise (0.214) than it saves (0.126); over Norway it does so by
#   more (−0.131; 0.278 against 0.005). Over the Soviet Union it wins on both counts (section 2).
# - **Among unequal small**, in the pairs that are in truth great over small (section 2).
# - **For the hub**, where its promises can be kept in pairs: in the last section it then loses 0.31
#   to 0.36 by one treaty.
#
# Where, then, is it without alternative? For the small (claim C13) where control is beyond their
# means alone and within them with partners: *a* < *kb* + *F* ≤ *a* + *M*, for a fixed cost *F*.
# Over an average ally, with all others as partners:

# %%
feasible = {}
for controller in regions["East Asia 1955"][1]:
    a, M = float(asia[controller]), float(asia[regions["East Asia 1955"][1]].sum())
    limits = claims["C13"].models["M11-feasible"].test(a=a, b=1.0, M=M - a, F=2.0).boundary
    feasible[controller] = {
        "capability": a,
        "affords alone F up to": limits["F"],
        "with partners up to": limits["F (multilateral no longer feasible)"],
    }
pd.DataFrame.from_dict(feasible, orient="index")

# %% [markdown]
# The smaller the controller, the wider the range of costs in which it needs partners; New Zealand
# could not afford it alone at any *F*. That is arithmetic about means. Whether such control was
# ever sought is another question.

# %% [markdown]
# ## 8. What one may conclude
#
# - **Partners help against peers and dilute control over the weak.** For real dyads the sign of the
#   influence gained does not hang on costs or units: at ψ = 0.7 every American ally in both regions
#   lies on the bilateral side, the Soviet Union on the multilateral one.
# - **That an alliance binds no less is false in general**: in the model it does only where ψ ≥ *p*.
# - **Capabilities do not tell NATO from San Francisco.** As far as allies are concerned they speak
#   against an alliance in both, and where more depends on how allies are counted. Alignment and the
#   weight of the threat have to do the work, and these are not in the data.
# - **The quadrants are about ratios**, and about a region of parameters: a third of the pairs of
#   small allies in East Asia do not choose as the label says, and outside the sufficient region
#   other tables are more common than Cha's.
# - **Control and credible promises pull apart**: the asymmetry that makes spokes good for control
#   makes pairwise promises hard to keep.
#
# What one may not conclude: that Cha is right or wrong about the 1950s; his evidence is in
# archives, and this is our reduced form of his mechanism. CINC measures material capability, not
# leverage; ψ, *V*, *k* and τ are assumed and the same for all; the allies are those that there
# were, so nothing is said about states that an alliance kept away, and the two regions are two
# cases. And a choice that pays in a model is not yet a cause.
#
# **Sources.** Cha, V. D. (2010), Powerplay, *International Security* 34(3):158–196,
# doi:10.1162/isec.2010.34.3.158. Hemmer, C. and Katzenstein, P. J. (2002), Why is there no NATO in
# Asia?, *International Organization* 56(3):575–607. Singer, J. D. (1987),
# doi:10.1080/03050628808434695.
