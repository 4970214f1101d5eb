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
# # Externalities: climate and trade agreements
#
# *An agreement touches those who stay outside. When does that undo it?*
#
# Who stays out of a climate agreement enjoys the climate that members protect: a **positive
# externality**, and a reason to stay out. Who stays out of a customs union loses markets: a
# **negative** one, and a reason to join, or to form a bloc of one's own. This notebook asks which
# agreements enforce themselves, what transfers change, and what difference it makes what members
# expect of each other when one leaves. It does so for the six largest emitters and for five large
# markets.

# %%
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from lilliput.analysis import PaperTable, claims
from lilliput.analysis.claim_figures import plot_phase
from lilliput.analysis.figures import figure_size, palette, plot_values, set_alt, styled
from lilliput.games import (
    MembershipGame,
    StructurePayoffs,
    characteristic_function,
    customs_union_game,
    has_negative_externalities,
    has_positive_externalities,
    is_membership_equilibrium,
    is_stable_coalition,
    linear_agreement,
    membership_equilibria,
    partition_core,
    public_good_game,
    quadratic_agreement,
    recursive_core,
    stable_coalitions,
)

pd.set_option("display.float_format", "{:.1f}".format)

# %% [markdown]
# ## 1. Free riding among equals
#
# Barrett (1994): each of $N$ countries abates $q$ at a cost of $\tfrac12 cq^2$, and all enjoy
# total abatement $Q$, each $\tfrac{b}{N}(aQ-\tfrac12Q^2)$. The $k$ signatories choose first, for
# their joint payoff; the others follow, each for itself. An agreement is **self-enforcing** if no
# signatory gains by leaving (internal stability) and no outsider by joining (external stability;
# d'Aspremont et al. 1983). These are his numbers, $N=10$, $a=100$, $b=1$, $c=0.25$:

# %%
barrett = quadratic_agreement(10, a=100, b=1, c=0.25)
frame = barrett.to_frame()
columns = ["signatory abates", "outsider abates", "total", "signatory", "outsider", "stable"]
frame[columns].astype(object).where(frame[columns].notna(), "")

# %%
with styled():
    figure, (left, right) = plt.subplots(
        1, 2, figsize=figure_size("page", 0.45), layout="constrained"
    )
    blue, yellow, _ = palette(3)
    dashed = {"color": yellow, "marker": "s", "linestyle": "--"}
    left.plot(frame["signatory"], color=blue, marker="o", label="a signatory gets")
    left.plot(frame["outsider"], **dashed, label="an outsider gets")
    right.plot(frame["internal"], color=blue, marker="o", label="a signatory loses by leaving")
    right.plot(frame["external"], **dashed, label="an outsider loses by joining")
    right.axhline(0, color="#8C8C8C", linewidth=0.7)
    right.axvspan(3.7, 4.3, color="#DDDDDD", zorder=0)
    right.text(0.3, 10, "both positive at k* = 4", fontsize=7)
    for ax in (left, right):
        ax.set(xlabel="k, signatories", ylabel="payoff", xticks=range(11))
        ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
set_alt(
    figure,
    "Left: payoffs by number of signatories; from four signatories on an outsider gets more than "
    "a signatory. Right: what a signatory loses by leaving and an outsider by joining; both are "
    "positive at four signatories only.",
)

# %% [markdown]
# Four of ten sign. An outsider then gets 474.9 and a signatory 472.2: it pays to be the one who
# does not sign. What does the agreement change? Barrett's answer is a dilemma: **many sign only
# where signing changes little**. Of a hundred countries, by the ratio of the slopes of costs and
# benefits:


# %%
def hundred(cost: float) -> dict[str, object]:
    """Return what the largest self-enforcing agreement of a hundred countries achieves."""
    agreement = quadratic_agreement(100, a=100, b=1, c=cost)
    totals = agreement.to_frame()["all"].astype(float)
    signed = max(agreement.stable_sizes())
    gained = (totals[signed] - totals[0]) / (totals[100] - totals[0])
    return {
        "signatories": signed,
        "gap closed": gained,
        "reached by nobody signing": totals[0] / totals[100],
    }


barrett_100 = pd.DataFrame([hundred(cost) for cost in (0.01, 0.1, 0.25, 1)])
PaperTable(
    barrett_100.set_axis(pd.Index([".01", ".10", ".25", "1.00"], name="c/b")),
    caption="Self-enforcing agreements of a hundred countries",
    label="tab:barrett",
    notes="Largest stable number of signatories; the part of the gap in payoffs between no "
    "agreement and full cooperation that it closes; and what countries reach of full cooperation's "
    "payoffs without any agreement. Model of Barrett (1994).",
    digits=4,
    formats=dict.fromkeys(("gap closed", "reached by nobody signing"), "percent"),
)

# %% [markdown]
# With 51 of a hundred on board the agreement closes two per cent of the gap, and there is hardly
# a gap: without any agreement countries reach 99.99 per cent of what full cooperation would
# bring. With linear benefits (each unit of abatement is worth the same) at most three sign, of
# three, ten or a hundred; 0 means that nobody does, from where no one country has a reason to
# start:

# %%
{n: linear_agreement(n).stable_sizes() for n in (3, 10, 100)}

# %% [markdown]
# ## 2. Six emitters who differ
#
# Shares of the world in 2022, rounded to whole per cent. **Emissions** of fossil CO₂: Global Carbon
# Budget 2023 (Friedlingstein et al. 2023; the EU is the EU27). **GDP** at market exchange rates:
# World Bank, World Development Indicators; later revisions move a share by up to a point.
# **Population**: United Nations, World Population Prospects 2022. What rounding does is checked
# in section 4.

# %%
world = pd.DataFrame(
    {
        "emissions": [31, 14, 7, 8, 4, 3],
        "GDP": [18, 25, 17, 3, 2, 4],
        "population": [18, 4, 6, 18, 2, 2],
    },
    index=["China", "US", "EU", "India", "Russia", "Japan"],
)
powers = list(world.index)
world.T

# %% [markdown]
# Data say who emits and how large economies are, and not what climate damage costs whom.
# **Assumed**, and ours: (i) power $i$'s benefit from a unit of abatement, $\beta_i$, is
# proportional to its GDP; (ii) cutting the same *part* of emissions costs the same per ton
# everywhere, $\tfrac12\,c_i q_i^2$ with $c_i\propto 1/\text{emissions}_i$; (iii) benefits are
# linear, $\beta_iQ$ with $\sum\beta_i=1$, as in Barrett (1994), but for countries that differ. Then
# a member of coalition $S$ cuts the part $\beta_S=\sum_{i\in S}\beta_i$ of what it would cut under
# full cooperation, an outsider $\beta_i$, whatever the others do. So who moves first and what the
# rest of the world does change nothing, and no scale has to be calibrated: only shares matter.


# %%
def climate(benefits: pd.Series, emissions=world["emissions"], costs="1", linear: bool = True):
    """Return benefits, costs, and the payoffs of all six when a coalition S forms."""
    beta = {i: Fraction(int(share), int(benefits.sum())) for i, share in benefits.items()}
    scale = Fraction(costs) * int(emissions.sum())
    price = {i: scale / int(emitted) for i, emitted in emissions.items()}

    def payoffs(S) -> dict[str, Fraction]:
        aim = {i: sum(beta[j] for j in S) if i in S else beta[i] for i in powers}
        total = sum(aim[i] / price[i] for i in powers)
        worth = 1 if linear else 1 / (1 + total)  # of the last unit: 1, or 1 − Q
        enjoyed = total if linear else (1 - worth**2) / 2  # Q, or Q − Q²/2
        cuts = {i: aim[i] * worth / price[i] for i in powers}
        return {i: beta[i] * enjoyed - price[i] * cuts[i] ** 2 / 2 for i in powers}

    return beta, price, payoffs


def gap_closed(payoffs, S) -> float:
    """Return the part of the gap between no agreement and full cooperation that S closes."""
    none, some, full = (sum(payoffs(T).values()) for T in ((), S, powers))
    return float((some - none) / (full - none))


beta, price, payoffs = climate(world["GDP"])
none, full = payoffs(()), payoffs(powers)
scale = sum(full.values()) - sum(none.values())
alone = pd.DataFrame(
    {
        "cuts alone, % of efficient": {i: 100 * float(beta[i]) for i in powers},
        "gains from full cooperation": {
            i: float(100 * (full[i] - none[i]) / scale) for i in powers
        },
    }
)
alone

# %% [markdown]
# The gains are in per cent of those of all six. **Full cooperation without transfers is a bad
# bargain for China, India and Russia**: with 43 of the 67 points of emissions they would carry
# most of the cuts, and the damage avoided is, by assumption, where GDP is. That is one economic
# reading of *common but differentiated responsibilities*.
#
# **By a second route.** The payoffs above come from a few lines written here. The library's game
# in partition function form (what a coalition gets depends on how the others are grouped), solved
# as an equilibrium between coalitions, must give each of the 63 coalitions the same worth:

# %%
emitters = public_good_game(beta, price)
game = MembershipGame.from_function(powers, payoffs)
coalitions = [
    frozenset(name for k, name in enumerate(powers) if mask >> k & 1) for mask in range(1, 64)
]
agree = [
    emitters.worth(S, [S, *({i} for i in powers if i not in S)]) == sum(payoffs(S)[i] for i in S)
    for S in coalitions
]
print(f"{sum(agree)} of {len(agree)} worths agree")

# %% [markdown]
# ## 3. Which agreements enforce themselves?
#
# First without transfers, then with: members may pay each other, and stay if together they get at
# least the sum of what each would get by leaving (Carraro, Eyckmans and Finus 2006). In both
# cases no outsider may want to join, or, with transfers, be worth admitting.


# %%
def listed(coalitions, payoffs) -> pd.Series:
    """Return the part of the gap that coalitions of two or more close, the best first."""
    found = {
        " + ".join(i for i in powers if i in S): 100 * gap_closed(payoffs, S)
        for S in coalitions
        if len(S) > 1
    }
    return pd.Series(found, name="gap closed, %", dtype=float).sort_values(ascending=False)


listed(stable_coalitions(game), payoffs).to_frame()

# %%
paid = listed(stable_coalitions(game, transfers="members"), payoffs)
for S in (["China", "US", "EU"], ["China", "US", "India", "Russia"], powers):
    for transfers in ("none", "members"):
        print(f"{transfers:8}", is_stable_coalition(game, S, transfers=transfers))
paid.to_frame()

# %%
chosen = ["China + US + EU", "China + US + India + Russia"]
closed = pd.concat([listed(stable_coalitions(game), payoffs), paid[chosen]])
closed.index = ["US + EU, no transfers", *(f"{name}, transfers" for name in chosen)]
closed["all six, not stable"] = 100 * gap_closed(payoffs, powers)
ax = plot_values(closed, xlabel="part of the gap to full cooperation closed, %", width=6)

# %% [markdown]
# Without transfers the rich pair is all that holds, and it closes 16 per cent of the gap; all six
# would close it and do not hold. Money more than quadruples that: China, the United States, India
# and Russia together close 70 per cent. Who pays whom? Each must get what it would get by leaving;
# the rest is theirs to share.

# %%
S = chosen[1].split(" + ")
inside = payoffs(S)
deal = pd.DataFrame(
    {
        "role": ["member" if i in S else "outsider" for i in powers],
        "gain before transfers": [float(100 * (inside[i] - none[i]) / scale) for i in powers],
        "must receive to stay": [
            float(100 * (payoffs(set(S) - {i})[i] - inside[i]) / scale) if i in S else np.nan
            for i in powers
        ],
    },
    index=powers,
)
needed = deal["must receive to stay"].clip(lower=0).sum()
print(f"to be paid: {needed:.1f}; left to share: {-deal['must receive to stay'].sum():.1f}; "
      f"the US keeps at most {deal.loc['US', 'gain before transfers'] - needed:.1f}")  # fmt: skip
deal.astype(object).fillna("")

# %% [markdown]
# China, India and Russia must receive 17.9 in all; America can pay up to 24.1 and still prefer to
# stay, which leaves 6.2 to share. The largest gain goes to a power that pays nothing: the EU
# outside gets 31.8, America after its payments at most 16.6. Transfers solve the problem *among
# members*; the free rider merely gets richer company.
#
# ## 4. When costs rise
#
# Let a unit be worth the less the more is abated, $\beta_i(Q-\tfrac12Q^2)$, and vary the ratio of
# the slopes of costs and benefits. Unlike in section 1 the coalition and the outsiders now move
# at once. The last row is the linear model.


# %%
def best(payoffs, transfers: str) -> tuple[str, float]:
    """Return the stable coalition that closes most of the gap."""
    found = stable_coalitions(MembershipGame.from_function(powers, payoffs), transfers=transfers)
    ranked = listed(found, payoffs)
    return (ranked.index[0], ranked.iloc[0] / 100) if len(ranked) else ("none", 0.0)


rows = {}
for label in ("0.1", "0.5", "1", "5", "20", "linear"):
    linear = label == "linear"
    *_, at = climate(world["GDP"], costs="1" if linear else label, linear=linear)
    reached = float(sum(at(()).values()) / sum(at(powers).values()))
    kept = [best(at, transfers) for transfers in ("none", "members")]
    rows[label] = [reached, *kept[0], *kept[1]]
by_cost = pd.DataFrame(
    rows,
    index=pd.MultiIndex.from_tuples(
        [("", "reached alone"), ("no transfers", "members"), ("no transfers", "gap closed"),
         ("transfers", "members"), ("transfers", "gap closed")]
    ),
).T.rename_axis("cost/benefit")  # fmt: skip
PaperTable(
    by_cost,
    caption="Self-enforcing agreements of six emitters, by cost ratio",
    label="tab:emitters",
    notes="Stable coalitions of two or more that close most of the gap between no agreement and "
    "full cooperation. Reached alone: payoffs without agreement, as part of those of full "
    "cooperation. Benefits proportional to GDP, marginal costs of a given part of emissions alike. "
    "Emissions: Friedlingstein et al. (2023); GDP: World Bank.",
    digits=0,
    formats={
        name: "percent" for name in by_cost.columns if name[1] in ("reached alone", "gap closed")
    },
)

# %% [markdown]
# Half of Barrett's dilemma returns: where abatement is cheap, powers reach most of the gains alone
# and an agreement has little to add. The other half does not: where all move at once, no large
# agreement holds without transfers even then, and where abatement is dear the same small one
# does. With transfers half of the gap and more can be closed at every ratio. Is the list of
# members robust to how damage is spread, and who would pay?


# %%
def payers(payoffs, S: str) -> str:
    """Return the members of a coalition that would stay though they paid."""
    members = set(S.split(" + "))
    return ", ".join(
        i for i in powers if i in members and payoffs(members)[i] > payoffs(members - {i})[i]
    )


spread = {}
for basis in ("GDP", "population", "emissions"):
    *_, at = climate(world[basis])
    (holds, part), (bought_in, larger) = (best(at, transfers) for transfers in ("none", "members"))
    spread[f"benefits by {basis}"] = {
        "no transfers": holds,
        "closes": f"{part:.0%}",
        "with transfers": bought_in,
        "closes so": f"{larger:.0%}",
        "can pay": payers(at, bought_in),
    }
pd.DataFrame(spread).T

# %% [markdown]
# That little holds without transfers is robust, and so is what transfers can buy: 70 to 76 per
# cent, by China and the United States with India and one more. *Who pays* is not robust at all:
# the United States if damage follows GDP, India if it follows population, China if it follows
# emissions. The quarrel about who owes whom is a quarrel about β.
#
# And does rounding to whole per cent matter? Ten times, every share of emissions and GDP is moved
# at random by up to 0.4 points.

# %%
rng = np.random.default_rng(1)
shares = 10 * world[["GDP", "emissions"]]  # in tenths of a per cent
redrawn = [shares + rng.integers(-4, 5, size=shares.shape) for _ in range(10)]
reached = []
for draw in redrawn:
    *_, at = climate(draw["GDP"], draw["emissions"])
    (holds, part), (bought_in, larger) = (best(at, transfers) for transfers in ("none", "members"))
    reached.append([holds, f"{part:.0%}", bought_in, f"{larger:.0%}"])
columns = ["no transfers", "closes", "with transfers", "closes so"]
pd.DataFrame(reached, columns=columns).sort_values(columns, ignore_index=True)

# %% [markdown]
# How much can be closed does not change; the fourth member does, Russia or Japan: the two
# coalitions are nearly equal (70.5 and 70.3 above). So no weight should be put on the fourth name.
#
# ## 5. What would the others do?
#
# Stability above lets the remaining members carry on when one leaves. The core asks the same of
# groups, and its answer depends on the answer to a political question: if some leave, do the
# others **dissolve** (γ; Chander and Tulkens 1997) or **stay together** (δ)? The Greek letters are
# those of Hart and Kurz (1983). The worst and the best way to regroup are reported as well.

# %%
reactions = {
    "the worst for those who leave": "pessimistic",
    "dissolve (γ)": "singletons",
    "stay together (δ)": "together",
    "the best for those who leave": "optimistic",
}
total = sum(full.values())


def core_under(reaction: str) -> dict[str, str]:
    """Say whether the six can share the gains so that no group leaves."""
    claimed = characteristic_function(emitters, reaction)
    claims_of_one = sum(claimed.worth([i]) for i in powers) / total
    empty = partition_core(emitters, reaction, exact=True).empty
    return {
        "powers alone claim": f"{float(claims_of_one):.0%}",
        "core": "empty" if empty else "not empty",
    }


print(has_positive_externalities(emitters))
pd.DataFrame({name: core_under(reaction) for name, reaction in reactions.items()}).T

# %%
counts = {
    f"the others {name}": characteristic_function(emitters, reactions[name])
    for name in ("dissolve (γ)", "stay together (δ)")
}
bars = {
    name: {i: float(100 * claimed.worth([i]) / total) for i in powers}
    for name, claimed in counts.items()
}
bars["nobody leaves"] = {i: float(100 * full[i] / total) for i in powers}
ax = plot_values(bars, xlabel="payoff without transfers, % of what all have together", width=6)

# %% [markdown]
# If a power that leaves brings everything down, it counts on little; all six claims add up to 40
# per cent, and the core is not empty: full cooperation with transfers is stable. If it may ride
# on the other five, the claims add up to 120 per cent of everything there is, and no division of
# it satisfies them. **In this model the threat to dissolve is what holds a climate agreement
# together, and one may doubt it**: those who are left might rather go on. What if the others react
# by what is stable for *them*?


# %%
def recursive(beta, price) -> dict[str, bool]:
    """Say whether recursive cores are empty: without one power, and of all six."""
    game = public_good_game(beta, price)
    found = {
        f"without {i}": recursive_core(
            public_good_game(*({j: x[j] for j in powers if j != i} for x in (beta, price)))
        )
        for i in powers
    }
    found["all six, cautious"] = recursive_core(game)
    found["all six, hopeful"] = recursive_core(game, "optimistic")
    return {name: not core.structures for name, core in found.items()}


again = [recursive(*climate(draw["GDP"], draw["emissions"])[:2]) for draw in redrawn]
pd.DataFrame(
    {
        "nothing is stable": recursive(beta, price),
        "in so many of the 10 draws": pd.DataFrame(again).sum(),
    }
)

# %% [markdown]
# In the recursive core (Kóczy 2007) those who leave ask what would be stable for the rest. On
# these shares, whichever power leaves, the five that remain have *no* stable arrangement of their
# own. (In the linear model the leaver's own cuts are fixed, so that the five play a game of their
# own.) One that leaves then cannot know what comes: the cautious expect the worst and stay, and
# all six are stable; the hopeful leave, and nothing is. The detail is fragile: within the error of
# rounding the five without Russia have a stable arrangement in half of the draws. That all six
# are stable for the cautious and not for the hopeful holds in all ten.
#
# **Clubs.** Nothing says that there is one agreement only. If every power picks a club, without
# transfers:


# %%
def in_clubs(structure) -> dict[str, Fraction]:
    """Return payoffs when each block of a structure abates for its members."""
    aim = {i: sum(beta[j] for j in block) for block in structure for i in block}
    total = sum(aim[i] / price[i] for i in powers)
    return {i: beta[i] * total - aim[i] ** 2 / price[i] / 2 for i in powers}


clubs = StructurePayoffs.from_function(powers, in_clubs)
rows = {
    rule: {"stable structures": len(membership_equilibria(clubs, rule=rule))}
    for rule in ("open", "gamma", "delta")
}
print(membership_equilibria(clubs, rule="delta"))
apart = [["US", "EU"], ["China"], ["India"], ["Russia"], ["Japan"]]
print(is_membership_equilibrium(clubs, apart, rule="open"))
pd.DataFrame(rows).T

# %% [markdown]
# Where members can refuse newcomers, pairs last, up to three side by side. Where anyone may join
# any club, *no* structure lasts: somebody always finds a neighbour to ride with (the line above
# the table shows it for one). Open membership, often praised as inclusive, is what destabilises
# here.
#
# ## 6. Trade: the other sign
#
# Five markets form customs unions. Country $j$ demands $A_j-p$ of a good that it does not make and
# imports it from the others, which supply $\beta_i$ times what is left of the price after the
# tariff; $\beta_i$ is proportional to GDP, and so is $A_j^2$, which scales what a market is worth.
# A union sets its tariffs for its members' joint welfare. This is a **reduced form of ours** in the
# logic of Bagwell and Staiger (2005). With **discriminatory** tariffs trade inside is free and
# outsiders pay; under **MFN** one tariff holds for all.

# %%
markets = world.loc[["US", "EU", "China", "Japan", "India"], "GDP"]
supplies = {i: Fraction(5 * int(v), int(markets.sum())) for i, v in markets.items()}
demands = {i: float(np.sqrt(v / markets.max())) for i, v in markets.items()}
trade = {
    tariffs: customs_union_game(supplies, demands=demands, tariffs=tariffs)
    for tariffs in ("discriminatory", "mfn")
}
bloc, apart = [["US", "EU"], "China", "Japan", "India"], list(markets.index)


def outsiders(union) -> dict[str, object]:
    """Return what unions do to those outside."""
    before, after = union.worths_in(apart), union.worths_in(bloc)
    return {
        "unions hurt outsiders": bool(has_negative_externalities(union)),
        "unions help outsiders": bool(has_positive_externalities(union)),
    } | {
        f"{i}, if the US and the EU unite": f"{after[i] / before[i] - 1:+.1%}"
        for i in ("China", "Japan", "India")
    }


pd.DataFrame({name: outsiders(union) for name, union in trade.items()})

# %% [markdown]
# **Most-favoured-nation treatment (MFN) flips the sign of the externality.** In the model a
# transatlantic union with discrimination takes about five per cent from each outsider; under MFN
# it gives each two to three. So the rule that is praised for fairness does something else: it
# turns a race for blocs into a problem of free riding. Does free trade among all five last?

# %%
equal = {
    f"{tariffs}, five equal markets": customs_union_game(dict.fromkeys("ABCDE", 1), tariffs=tariffs)
    for tariffs in trade
}
cores = {
    name: {
        label: "empty" if partition_core(union, reaction).empty else "not empty"
        for label, reaction in reactions.items()
    }
    for name, union in (trade | equal).items()
}
pd.DataFrame(cores).rename_axis("core, if the others")

# %% [markdown]
# With discrimination no division of the gains from free trade keeps all five together: whatever
# deviators expect, some group does better as a bloc at the expense of the rest. Under MFN it is
# stable if deviators fear that cooperation dissolves, and not if they hope to ride on it: the same
# line as in the climate case, and the same for five equal markets. The two sides of the coin in
# one exporter's market (model M6a of the library), and what one rule for all costs where states
# differ (M6b, a reduced form after Thompson and Verdier 2014: one treaty at one price, or a
# contract with each):

# %%
figure = plt.figure(figsize=figure_size("page", 0.62), layout="constrained")
left, right = figure.subplots(1, 2)
ax = plot_phase(claims["C6"].models["M6a-opportunism"], ax=left, cells=40)
ax = plot_phase(claims["C6"].models["M6b-alone"], ax=right, cells=40)

# %% [markdown]
# On the left, discriminatory concessions (μ near 0) erode what was bought before; beyond the line
# concessions are a gift to those who did not pay. On the right a treaty beats contracts only if a
# contract costs more than $t=B(1-1/\sqrt2)$, some 30 per cent of what compliance is worth.
#
# ## 7. Where multilateralism loses
#
# **Free riding**, above: without transfers 16 per cent of the gap. **Breadth costs depth.** Five
# states' ideals are drawn uniformly from [0, 1], and no state consents to a standard beyond its
# ideal. If one for all needs the consent of $q$ of $n$, its expected depth is $(n-q+1)/(n+1)$; each
# on its own would keep ½ (reduced form of the mechanism in Downs, Rocke and Barsoom 1998):

# %%
depth = {
    q: {
        "expected depth": f"{float(claims['C6'].models['M6c'].test(n=5, q=q).margin) + 0.5:.3f}",
        "deeper than ½": claims["C6"].models["M6c"].test(n=5, q=q).verdict,
    }
    for q in range(1, 6)
}
pd.DataFrame(depth).T.rename_axis("consent of")

# %% [markdown]
# **Outsiders pay.** A hub that commits itself by public, uniform contracts instead of secret
# bilateral ones gains, and its clients' customers lose: the regime is a cartel (M7b; Hart and
# Tirole 1990, McAfee and Schwartz 1994).

# %%
cartel = {key: claims["C7"].models[key] for key in ("M7b", "M7b-outsiders")}
regime = {
    n: {
        "hub gains": f"{float(cartel['M7b'].test(n=n).margin):.3f}",
        "outsiders lose": f"{abs(float(cartel['M7b-outsiders'].test(n=n).margin)):.3f}",
    }
    for n in (1, 2, 3, 5, 10)
}
pd.DataFrame(regime).T.rename_axis("clients")

# %% [markdown]
# With two clients or more outsiders lose more than the hub gains. Multilateralism is a word about
# members; whether the world gains is another question, and the sign of the externality answers
# it.
#
# ## 8. What one may conclude
#
# - The sign of the externality decides what kind of problem an agreement has: positive, free
#   riding; negative, rival blocs. MFN changes one into the other; it does not abolish both.
# - On the shares of 2022, what enforces itself among six emitters without transfers is small (at
#   most 16 per cent of the gap on three assumptions about damages), and with transfers large (70
#   to 76). Who pays hangs on the assumption.
# - Whether full cooperation is stable turns on what happens when someone leaves. Agreements need
#   a credible answer to that, not only generous terms.
# - In these models open membership destabilises clubs, and many signatures are no sign of success.
#
# **What one may not.** Shares of GDP and emissions are data; that damages follow GDP and that
# marginal costs are alike are assumptions, and who signs without transfers and who pays hang on
# them. Powers act once, as units, with quadratic costs; domestic politics, reputation and the
# linking of issues (see the notebook on reciprocity) are left out. The trade model has one good a
# country. None of this predicts who signs; it says which agreements would need something that the
# model does not contain.
#
# **References.** Bagwell, K. and Staiger, R. W. (2005), Multilateral trade negotiations, bilateral
# opportunism and the rules of GATT/WTO, *Journal of International Economics* 67. Barrett, S.
# (1994), Self-enforcing international environmental agreements, *Oxford Economic Papers* 46.
# Carraro, C., Eyckmans, J. and Finus, M. (2006), *Review of International Organizations* 1.
# Chander, P. and Tulkens, H. (1997), *International Journal of Game Theory* 26. d'Aspremont, C.,
# Jacquemin, A., Gabszewicz, J. J. and Weymark, J. A. (1983), *Canadian Journal of Economics* 16.
# Downs, G. W., Rocke, D. M. and Barsoom, P. N. (1998), *International Organization* 52.
# Friedlingstein, P. et al. (2023), Global Carbon Budget 2023, *Earth System Science Data* 15. Hart,
# O. and Tirole, J. (1990), *Brookings Papers: Microeconomics*. Hart, S. and Kurz, M. (1983),
# *Econometrica* 51. Kóczy, L. Á. (2007), A recursive core for partition function form games,
# *Theory and Decision* 63. McAfee, R. P. and Schwartz, M. (1994), *American Economic Review* 84.
# Thompson, A. and Verdier, D. (2014), Multilateralism, bilateralism, and regime design,
# *International Studies Quarterly* 58.
