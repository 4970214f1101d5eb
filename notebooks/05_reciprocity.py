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
# # Reciprocity, pooled enforcement and noise
#
# *Must each relation balance, or is it enough that all of them balance together?*
#
# Ruggie (1992) counts **diffuse reciprocity** among the marks of multilateralism: members expect
# rough equivalence in the aggregate and over time, not a quid pro quo in each dealing. Keohane
# (1986) asks what could sustain it. This notebook takes the trade of five powers in 1913 and asks
# how patient each would have to be to keep its market open: if only the injured partner
# retaliates, and if all retaliate together. Then it lets news be slow and alarms be false.

# %%
from fractions import Fraction
from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from lilliput.analysis import PaperTable, State, claims
from lilliput.analysis.claim_figures import plot_phase
from lilliput.analysis.claims.reciprocity_pooling import concession_game
from lilliput.analysis.data import capability_shares, major_powers
from lilliput.analysis.figures import (
    figure_size,
    new_axes,
    palette,
    plot_payoff_set,
    plot_values,
    set_alt,
    styled,
)
from lilliput.games import (
    NormalFormGame,
    batched_pair_shares,
    batched_sustained_shares,
    community_enforcement,
    concession_discount_factors,
    critical_discount_factor,
    equilibrium_payoff_set,
    false_alarm_threshold,
    folk_theorem_set,
    sustained_concessions,
)

pd.set_option("display.float_format", "{:.3f}".format)

# %% [markdown]
# ## 1. A real web of trade
#
# Goods sold by the row to the column in 1913, in current pounds, rounded to thousands.
# **Source:** M. Fouquin and J. Hugot (2016), *Two Centuries of Bilateral Trade and Gravity Data:
# 1827–2014*, CEPII Working Paper 2016-14. The flows merge what both sides reported, some as
# fiscal years. Services and all other partners (Russia, Austria-Hungary, the empires) are left
# out, and that will matter for Britain.

# %%
powers = ["United States", "Britain", "Germany", "France", "Japan"]
sales = [
    [0, 130_531, 68_128, 35_450, 11_860],
    [60_798, 0, 40_677, 44_182, 14_580],
    [38_821, 76_183, 0, 42_348, 6_939],
    [28_140, 40_810, 34_344, 0, 602],
    [18_897, 3_818, 1_332, 4_929, 0],
]
exports = pd.DataFrame(sales, powers, powers)
exports

# %% [markdown]
# Do the imbalances **cancel**? They do as far as a power owes one partner what another owes it.
# Compare the sum of all bilateral imbalances with what is left when each power adds up its own.

# %%
bought, sold = exports.sum(), exports.sum(axis=1)
balances = pd.DataFrame({"sells": sold, "buys": bought, "balance": sold - bought})
balances["buys/sells"] = bought / sold
between_two = int((exports - exports.T).abs().to_numpy().sum()) // 2
of_each = int((sold - bought).abs().sum()) // 2
print(f"sum of bilateral imbalances            {between_two:>8,}")
print(f"left after each power adds up its own  {of_each:>8,}")
print(f"part that cancels                      {1 - of_each / between_two:>8.0%}")
balances

# %% [markdown]
# A third cancels: along chains (what Germany earns in Britain pays for what it buys in America)
# and around circles (America buys silk from Japan, Japan buys machines and cloth from Britain,
# and Britain buys cotton from America). The rest is a slope: America sells more than it buys, and
# Britain, the open market, buys far more than it sells. Saul (1954) shows how trade with others,
# India above all, closed Britain's accounts; a web of five does not see that.

# %% [markdown]
# ## 2. The model
#
# Power $i$ grants $j$ a concession $x_{ij}\ge 0$ at a cost of $\tfrac12 x_{ij}^2$, worth
# $e_{ji}x_{ij}$ to $j$; the efficient one is $x_{ij}=e_{ji}$. The same is repeated for ever, and
# a payoff of the next period counts $\delta$ times one of today: $\delta$, the **discount
# factor**, is patience. Whoever breaks a promise is cut off, for ever: by the partner
# (**bilateral**) or by all (**pooled**). Full concessions are kept if $\delta$ is at least
#
# $$\delta^*_{ij}=\tfrac12\,\frac{e_{ji}^2}{e_{ij}^2}\ \text{ towards } j,\qquad
#   \delta^*_i=\tfrac12\,\frac{\sum_j e_{ji}^2}{\sum_j e_{ij}^2}\ \text{ if it is pooled.}$$
#
# This is a **reduced form of ours** of the mechanism in Maggi (1999): quadratic costs, reversion
# to closed markets. So is the step to data: what $i$ gains from $j$'s open market is taken to be
# proportional to what it sells there, $e_{ij}^2 \propto \text{exports}_{ij}$. That is how trade
# negotiators reckon (exports are the gain, imports the price; Krugman 1997), not welfare
# economics. Then pooled $\delta^*_i$ is half of what $i$ buys over what it sells: *balance on the
# whole*. At 1 or above no patience is enough.

# %%
needs = np.sqrt(exports)  # e
pooled = concession_discount_factors(needs)
pairs = concession_discount_factors(needs, punishment="pairwise")
pairs.where(pairs > 0).astype(object).fillna("")

# %% [markdown]
# Entries are what a **pair** needs, set by whichever of the two gives more than it gets. Four of
# ten relations need a discount factor above 1: *no* patience keeps them open in full, since one
# side would lose by full mutual concessions. Whose promises are they, and what if all retaliate?

# %%
own = exports.T / exports / 2  # δ*_ij of the row towards the column
by_power = pd.DataFrame(
    {
        "buys/sells": bought / sold,
        "hardest promise": own.max(axis=1),
        "to": own.idxmax(axis=1),
        "promises out of reach": (own >= 1).sum(axis=1),
        "pooled": pooled,
    }
)
by_power

# %% [markdown]
# ## 3. The table and the figure of the paper

# %%
table = PaperTable(
    by_power.rename_axis("power"),
    caption="Patience that keeps full concessions, five powers, 1913",
    label="tab:reciprocity-1913",
    notes="Critical discount factors: of a power's hardest promise to one of four partners, if "
    "only the partner retaliates; and of all its promises, if all retaliate. Values of 1 or more "
    "are out of reach. Gains proportional to exports; reduced form of Maggi (1999). Trade: Fouquin "
    "and Hugot (2016).",
    digits=2,
)
table

# %% [markdown]
# The same object writes the file for the paper; `table.save(folder, "table1")` puts LaTeX,
# Markdown and CSV side by side.

# %%
print(table.to_latex())

# %%
bars = by_power[["hardest promise", "pooled"]].clip(upper=1)
bars.columns = ["hardest promise, bilateral", "all promises, pooled"]
ax = plot_values(bars, xlabel="patience needed, δ* (1: no patience is enough)", width=5)

# %% [markdown]
# Each power has a promise that is hard to keep, or cannot be kept, for the sake of that relation.
# With pooled enforcement all ten relations are open in full from δ = 0.784 on, and what is left
# to worry about is one power: Britain, whose whole balance is tilted. What it earns in Japan
# offsets a little of what it owes to America; most of that is offset by nothing in this web.
#
# **By a second route.** The closed forms are not taken on trust: for the circle of America,
# Britain and Japan the repeated game is written out (every set of concessions to grant or
# withhold), and the general solver for critical discount factors decides it.

# %%
circle = ["United States", "Britain", "Japan"]
stage = concession_game(needs.loc[circle, circle])
full, closed = ([own[k] for own in stage.strategies] for k in (-1, 0))
solved = critical_discount_factor(stage, full, punishment=closed).value
formula = concession_discount_factors(needs.loc[circle, circle]).max()
pd.Series(
    {
        "cells of the stage game": stage.payoffs[0].size,
        "solver": f"{float(solved):.6f}",
        "closed form": f"{float(formula):.6f}",
    },
    dtype=object,
).to_frame("circle of three")

# %% [markdown]
# ## 4. Inside two relations
#
# Each of the two opens its market or keeps it closed (the first word is the choice of the first);
# payoffs are in millions of pounds a year. The blue set, V*(δ), is what the two can have on average
# at δ = 0.9 if every promise and every threat is kept (subgame-perfect equilibria), computed
# exactly.


# %%
def relation(first: str, second: str) -> NormalFormGame:
    """Return the game of two powers that open their markets in full or not at all."""
    gain = Fraction(int(exports.loc[first, second]), 1000)  # of the first, from the open second
    price = Fraction(int(exports.loc[second, first]), 1000)  # what the second gains from the first
    rows = [[gain - price / 2, -price / 2], [gain, 0]]
    columns = [[price - gain / 2, price], [-gain / 2, 0]]
    words = ["open", "closed"]
    return NormalFormGame.from_bimatrix(
        rows, columns, players=[first, second], strategies=[words, words]
    )


games = [relation(partner, "United States") for partner in ("Britain", "Germany")]
with styled():
    figure, axes = plt.subplots(1, 2, figsize=figure_size("page", 0.6), layout="constrained")
for game, ax in zip(games, axes, strict=True):
    plot_payoff_set(game, Fraction(9, 10), ax=ax)
    ax.set_title(f"{game.players[0]} and the United States", fontsize=8)


# %%
def kept_open(game: NormalFormGame) -> dict[str, str]:
    """Say what the solvers find about both markets open in full."""
    both = critical_discount_factor(game, ["open", "open"], punishment=["closed", "closed"]).value
    payoffs = game.payoff(["open", "open"])
    found = equilibrium_payoff_set(game, Fraction(9, 10)).outer
    return {
        "payoffs, both open": ", ".join(f"{name} {float(x):.1f}" for name, x in payoffs.items()),
        "δ* of both open": "none below 1" if both is None else f"{float(both):.3f}",
        "equilibrium at δ = 0.9": "yes" if found.contains(payoffs) else "no",
        "folk theorem": "applies" if folk_theorem_set(game).applies else "not shown to apply",
    }


pd.DataFrame({" – ".join(game.players): kept_open(game) for game in games})

# %% [markdown]
# Both markets open is the best sum in either relation. Germany and America can keep it from δ =
# 0.877. Britain cannot: it would pay 65 (half of what it buys) to gain 61. The folk theorem (the
# patient can keep whatever is better for both than being cut off) applies and does not help,
# since open markets are not better for *both*; what the pair can keep is in the blue set, with
# Britain's market open part of the time.
#
# ## 5. How much is at stake?
#
# Below δ* all is not lost, for smaller concessions can be kept. The next figure draws the largest
# share of the efficient gains that each regime keeps: pairs in closed form, the pool by convex
# optimisation with a certified gap.

# %%
patience = np.linspace(0, 1, 101)
relations = list(combinations(powers, 2))


def kept(gains: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the share of the efficient gains kept by pairs and by the pool, at each patience."""
    total, by_pairs = (gains**2).to_numpy().sum(), np.zeros(len(patience))
    for i, j in relations:
        one, other = gains.loc[i, j], gains.loc[j, i]
        by_pairs += (one**2 + other**2) / total * batched_pair_shares(one, other, patience)
    everywhere = np.broadcast_to(gains.to_numpy(), (len(patience), *gains.shape))
    return by_pairs, batched_sustained_shares(everywhere, patience).shares


apart, together = kept(needs)
with styled():
    ax = new_axes(*figure_size(5, 0.6))
    blue, yellow, _ = palette(3)
    ax.plot(patience, together, color=blue, label="pooled enforcement")
    ax.plot(patience, apart, color=yellow, linestyle="--", label="bilateral enforcement")
    ax.axvline(pooled.max(), color="#8C8C8C", linewidth=0.8, linestyle=":")
    ax.text(pooled.max() + 0.01, 0.05, "all open in full,\nif pooled", fontsize=7)
    ax.set(xlabel="δ, discount factor", ylabel="share of the efficient gains")
    ax.set(xlim=(0, 1), ylim=(0, 1.02))
    ax.legend(loc="lower center")
set_alt(
    ax.figure,
    "Share of the efficient gains kept, by discount factor. Both curves rise steeply to above 0.95 "
    "at one half; the pooled curve lies slightly above the bilateral one and reaches 1 at 0.784.",
)

# %%
shown = [30, 40, 50, 60, 70, 80, 90]
shares = pd.DataFrame(
    {"pairs": apart[shown], "pooled": together[shown]},
    pd.Index([f"{delta:.1f}" for delta in patience[shown]], name="δ"),
)
shares["difference"] = shares["pooled"] - shares["pairs"]
shares.loc["largest", "difference"] = (together - apart).max()
shares.astype(object).fillna("")

# %% [markdown]
# This is the sobering half of the result. Pooling decides whether promises are kept *in full*; in
# 1913 it adds at most two per cent of the gains. Near the optimum the last concessions are worth
# little more than they cost, so pairs that fall short of full concessions lose little, if costs
# rise as smoothly as assumed. The stylised triangle of the theory, in which each needs the next
# twice as much as the reverse, has larger stakes:

# %%
triangle = pd.DataFrame([[0, 2, 1], [1, 0, 2], [2, 1, 0]], list("ABC"), list("ABC"))
couple = triangle.loc[["A", "B"], ["A", "B"]]
rows = {
    f"{delta:.1f}": {
        "pairs": sustained_concessions(couple, delta).share,
        "pooled": sustained_concessions(triangle, delta).share,
        "pooled, formula 1 − (1 − 2δ)²": 1 - max(0, 1 - 2 * delta) ** 2,
    }
    for delta in (0.2, 0.3, 0.4, 0.5)
}
pd.DataFrame(rows).T.rename_axis("δ")

# %% [markdown]
# At δ = ½ its pairs keep 0.835 of the gains, and the pool all of them. In the triangle every
# imbalance is large and cancels; in 1913 the large relations were less lopsided, and only a third
# of imbalances cancels.
#
# ## 6. Who must know?
#
# Pooled enforcement needs someone to tell the others (Milgrom, North and Weingast 1990). News may
# be **public**: an institution informs all. It may spread by **contagion** (Kandori 1992): a
# victim closes its market to all, its partners see that and do the same. Or it stays **private**:
# only the victim knows. Take a circle of n powers in which each helps the next at a cost of c and
# gains b. Then δ* = c/b in public, and (c/b)^(1/(n−1)) by contagion, since distrust takes n − 1
# periods to come back. What does the real web need with each kind of news?

# %%
news = {
    information: community_enforcement(exports, exports.T / 2, information=information).critical
    for information in ("private", "contagion", "public")
}
pd.DataFrame(news)

# %%
ring = pd.DataFrame(np.roll(np.eye(5), 1, axis=1), list("ABCDE"), list("ABCDE"))
in_a_ring = {
    information: community_enforcement(
        2 * ring.T, ring, information=information
    ).critical_discount_factor
    for information in ("contagion", "public")
}
in_a_ring["worth of the institution"] = claims["C5"].models["M5b"].test(n=5, c=1, b=2).margin
pd.Series(in_a_ring, name="circle of five, c = 1, b = 2").to_frame()

# %% [markdown]
# Where everyone trades with everyone, contagion almost replaces the institution (0.814 against
# 0.784): distrust needs one step more to reach all. In a circle of five the institution is worth
# the whole interval from 0.500 to 0.841, a length of 0.341. Informing institutions earn their
# keep in *sparse* webs. (Contagion is flattered here: whether victims *want* to spread distrust
# is not examined.)
#
# ## 7. Noise
#
# Retaliation by all reacts to false alarms as well. In the symmetric model (M5c in the library, a
# reduced form of the mechanism in Green and Porter 1984) each relation costs either side c a period
# and leaves it a surplus of s, and raises a false alarm with chance ε. Of $n$ powers with
# $E=n(n-1)/2$ relations, pooling needs less patience than pairs only for $\varepsilon <
# 1-\left[\frac{c+s}{c+(n-1)s} \right]^{1/(E-1)}$; here for s = ½ and c = 1:

# %%
thresholds = {n: f"{false_alarm_threshold(n, 0.5, 1):.4f}" for n in (3, 5, 10, 50)}
pd.Series(thresholds, name="largest ε").rename_axis("powers").to_frame()

# %%
figure = plt.figure(figsize=figure_size("page", 0.62), layout="constrained")
left, right = figure.subplots(1, 2)
ax = plot_phase(claims["C5"].models["M5a"], ax=left)
ax = plot_phase(claims["C5"].models["M5c"], ax=right, cells=60)

# %% [markdown]
# On the left (a triangle in which each needs the next ρ times as much as the reverse) pooling
# helps as soon as there is an imbalance (ρ > 1) and nobody is too dominant (γ < √2); on the right
# the room for error shrinks with the number of relations, which grows as the square of the number
# of powers. For the five powers of 1913, let a period be a year, let any alarm in any of the ten
# relations end all of them, and let a power that breaks its promises break them all at once. The
# pool then lives on with chance $(1-\varepsilon)^{10}$ a year, a pair with $1-\varepsilon$, and δ*
# is to be divided by that:


# %%
def with_false_alarms(alarm: float) -> dict[str, object]:
    """Return what is left of both regimes when each relation raises false alarms."""
    pool_lives, pair_lives = (1 - alarm) ** len(relations), 1 - alarm
    by_pool = pooled / pool_lives
    by_pairs = [pairs.loc[i, j] / pair_lives for i, j in relations]
    return {
        "pooled δ* of Britain": by_pool["Britain"],
        "kept by the pool at δ = 0.9": "all 10" if by_pool.max() <= 0.9 else "not all",
        "kept by pairs at δ = 0.9": f"{sum(needed <= 0.9 for needed in by_pairs)} of 10",
        "a pool lasts": f"{1 / (1 - pool_lives):.0f} years" if alarm else "for ever",
        "a pair lasts": f"{1 / alarm:.0f} years" if alarm else "for ever",
    }


alarms = (0.0, 0.005, 0.01, 0.02, 0.05)
pd.DataFrame({f"{e:.1%}": with_false_alarms(e) for e in alarms}).T.rename_axis("ε")

# %% [markdown]
# With one false alarm a century in each relation the pool still keeps all ten relations in full at
# this patience; with two it does not, while pairs go on keeping the same five. And even where it
# holds, a pool that any alarm ends lasts about a tenth as long as a pair. Institutions that
# *judge* alarms before they are acted on (dispute settlement) are therefore not an ornament of
# pooled enforcement but, among many, its condition.
#
# Noise has another face. By claim C14 of the library the weak accept disparities for a more
# predictable great power, whose conduct varies with variance σ²: with risk aversion ρ and a loss
# from rigidity ζ they want it bound to the degree β* = ρ/(ρ+ζ), and would cede up to
# σ²ρ²/(2(ρ+ζ)) for that, here ⅔ (reduced form of ours after Ikenberry 2001).

# %%
c14 = {d: claims["C14"].models["M14"].test(rho=2, zeta=1, sigma=1, d=d) for d in (0.5, 0.75)}
pd.DataFrame(
    {f"disparity {d}": {"net gain": r.margin, "verdict": r.verdict} for d, r in c14.items()}
)

# %% [markdown]
# ## 8. Where multilateralism loses
#
# **Balanced pairs.** Where all relations are alike, pooling is irrelevant (Bernheim and Whinston
# 1990). **A dominant power.** If one gives all others more than it gets, nothing offsets that.

# %%
cases = {"imbalances in a circle": (2, 1), "balanced pairs": (1, 1), "a dominant power": (2, 1.5)}
found = {
    name: claims["C5"].models["M5a"].test(rho=rho, gamma=gamma)
    for name, (rho, gamma) in cases.items()
}
pd.DataFrame(
    {
        name: {"δ saved by pooling": round(float(result.margin), 3), "verdict": result.verdict}
        for name, result in found.items()
    }
).T

# %% [markdown]
# **Stakes that follow capability.** Suppose that nothing is known but capabilities $c_i$ (CINC, the
# index of national capability of the Correlates of War; Singer 1987), and that in each pair the
# smaller needs the larger in proportion to their sizes (`directed_stakes="size"`). Then
# $e_{ij}/e_{ji}=c_j/c_i$, which multiplies to 1 around every circle: the larger gives more than it
# gets in every relation, and the largest has nothing to offset. All powers of the bundled
# data in three years:


# %%
def by_capability(year: int) -> pd.Series:
    """Return pooled δ* of the major powers of a year where stakes follow capability."""
    names = list(major_powers().query("year == @year")["stateabb"])
    shares = capability_shares(major_powers(), year=year, powers=names)
    state = State(powers=names, capabilities=list(shares), stakes="gravity", directed_stakes="size")
    stakes = pd.DataFrame(np.array(state.directed_stakes, dtype=float), names, names)
    return concession_discount_factors(stakes).rename(year)


by_year = pd.concat([by_capability(year) for year in (1913, 1938, 2016)], axis=1)
by_year.astype(object).fillna("")

# %% [markdown]
# In each year the largest power needs most patience, and where it towers over the others (1913,
# 2016) more than there is: *diffuse reciprocity binds everybody but the hegemon*. In 1938, with
# three powers of nearly one size, all could be bound. Whoever measures stakes by capability alone
# has assumed this order; the trade of 1913, where the largest power sold more than it bought,
# says something else.
#
# ## 9. Is it robust?
#
# The step from exports to gains was ours. Let gains grow with the power θ of exports, and look at
# another year (1928, same source and rounding).

# %%
sales_1928 = [
    [0, 177_933, 95_969, 49_774, 59_184],
    [71_720, 0, 40_947, 42_778, 14_536],
    [45_621, 61_438, 0, 40_318, 12_764],
    [32_675, 56_788, 45_308, 0, 1_898],
    [78_912, 7_866, 1_203, 2_715, 0],
]
years = {1913: exports, 1928: pd.DataFrame(sales_1928, powers, powers)}
rows = {}
for year, web in years.items():
    for theta in (0.5, 1, 1.25, 1.5, 2):
        gains = web ** (theta / 2)
        alone = concession_discount_factors(gains, punishment="pairwise")
        whole = concession_discount_factors(gains)
        by_pairs, by_pool = kept(gains)
        rows[year, theta] = {
            "out of reach: of pairs": f"{sum(alone.loc[i, j] >= 1 for i, j in relations)} of 10",
            "of the pool": f"{(whole >= 1).sum()} of 5 powers",
            "hardest pooled δ*": whole.max(),
            "of": whole.idxmax(),
            "pooling adds at most": f"{(by_pool - by_pairs).max():.1%}",
        }
webs = pd.DataFrame(rows).T
labels = [(year, f"{theta:.2f}") for year, theta in webs.index]
webs.set_axis(pd.MultiIndex.from_tuples(labels, names=["year", "θ"]))

# %% [markdown]
# In both years the pool reaches relations that pairs cannot. Whether it reaches *all* depends on
# θ: if gains rise faster than trade (from a θ of 1.5 in 1913, of 1.25 in 1928), Britain is out of
# reach of the pool as well. That pooling adds little to the gains does not depend on it: 0.9 to
# 3.4 per cent at most.
#
# A last translation. At a discount rate of 5 per cent a year, δ = exp(−0.05 T), where T is how
# long a breach goes unpunished. So δ* says how slow retaliation may be, even the joint one:

# %%
slow = {name: np.log(1 / value) / 0.05 for name, value in pooled.items()}
pd.Series(slow, name="years").map("{:.1f}".format).to_frame()

# %% [markdown]
# ## 10. What one may conclude
#
# - In this model balance on the whole is easier than balance in each relation: on the trade of
#   1913, four of ten relations among the five powers cannot be kept fully open by the two
#   concerned, and all can by all from δ = 0.784.
# - A third of the imbalances cancels. The rest is a slope from America to Britain, and pooling
#   cannot level a slope; the power with the most open market is the one that must be patient.
# - Linkage decides who can promise what; it adds a few per cent to the gains, not twenty.
# - Pooled enforcement needs news where the web is sparse, and judgment of alarms where it is
#   dense.
#
# **What one may not.** δ* is no measurement: nobody observes discount factors, and the length of
# the period is the time that a breach goes unpunished (with nearly five years of it, a 5 per cent
# discount rate would still do for Britain). Gains are a reckoning in exports. Powers, goods and
# years were chosen here, other partners and services left out. And nothing says that these powers
# *had* such an agreement: most-favoured-nation clauses linked many of their tariffs (America's
# were conditional), America and France protected their markets, and no institution pooled
# retaliation.
#
# **References.** Bernheim, B. D. and Whinston, M. D. (1990), Multimarket contact and collusive
# behavior, *RAND Journal of Economics* 21. Fouquin, M. and Hugot, J. (2016), CEPII Working Paper
# 2016-14. Green, E. and Porter, R. (1984), Noncooperative collusion under imperfect price
# information, *Econometrica* 52. Ikenberry, G. J. (2001), *After Victory*, Princeton. Kandori, M.
# (1992), Social norms and community enforcement, *Review of Economic Studies* 59. Keohane, R. O.
# (1986), Reciprocity in international relations, *International Organization* 40. Krugman, P.
# (1997), What should trade negotiators negotiate about?, *Journal of Economic Literature* 35.
# Maggi, G. (1999), The role of multilateral institutions in international trade cooperation,
# *American Economic Review* 89. Milgrom, P., North, D. and Weingast, B. (1990), The role of
# institutions in the revival of trade, *Economics and Politics* 2. Ruggie, J. G. (1992),
# Multilateralism: the anatomy of an institution, *International Organization* 46. Saul, S. B.
# (1954), Britain and world trade, 1870–1914, *Economic History Review* 7. Singer, J. D. (1987),
# Reconstructing the Correlates of War dataset on material capabilities of states, *International
# Interactions* 14.
