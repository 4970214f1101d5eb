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
# # From a state of the world to a verdict
#
# *When does binding powers multilaterally beat bargaining with them bilaterally?*
#
# This notebook walks once through the toolkit, in ten minutes: real powers, two institutions, what
# each power gains, which property of multilateralism does the work, and where the answer turns to
# *no*. Every number in it can be changed, and the cells below run again.

# %%
import pandas as pd

from lilliput.analysis import (
    PaperTable,
    State,
    bilateral_web,
    binding_premium,
    claims,
    hub_and_spokes,
    multilateral,
    outcome,
    unions,
    voting,
)
from lilliput.analysis.data import major_powers
from lilliput.analysis.figures import plot_attribution, plot_control_phase

pd.set_option("display.float_format", "{:.3f}".format)

# %% [markdown]
# ## 1. A state of the world
#
# Five NATO members of 1962: the United States, the United Kingdom, France, West Germany and Italy.
# Their capabilities are CINC scores (Correlates of War, National Material Capabilities v6.0; Singer
# 1987), divided by their sum. A bundled extract holds the scores of the major powers; with the
# full file, pass its path instead of `major_powers()`.
#
# What the data do not say are **assumptions**, and this cell states them. What a pair can gain
# together, its *stake*, is proportional to the product of its capabilities (`"gravity"`); all
# stakes add up to 1. Of the concessions within a pair the smaller partner gains more, since the
# larger has more to concede (`"size"`). Then there is a good that needs all five, and how much the
# future counts, and what treaties cost.

# %%
state = State.from_nmc(
    major_powers(),
    year=1962,
    powers=["USA", "UKG", "FRN", "GFR", "ITA"],
    hub="USA",
    stakes="gravity",
    directed_stakes="size",
    collective_good=0.2,
    discount_factor=0.6,
    costs={"bilateral": 0.02, "member": 0.01, "multilateral": 0.05},
)
state

# %% [markdown]
# ## 2. Two institutions, one state
#
# An institution says who may agree with whom, how gains are shared, how promises are enforced and
# what it all costs. With **hub and spokes** the United States, the *hub*, bargains with each ally
# apart, and capability is bargaining weight.

# %%
outcome(state, hub_and_spokes()).to_frame()

# %% [markdown]
# In the **multilateral** arrangement all pairs cooperate, the collective good is provided, all
# bargain on equal terms, and who breaks a promise is cut off by everyone.

# %%
outcome(state, multilateral()).to_frame()

# %% [markdown]
# ## 3. The binding premium and its verdict
#
# The **binding premium** of a power is its payoff in the multilateral arrangement less that with
# hub and spokes.

# %%
premium = binding_premium(state)
premium.by_power

# %% [markdown]
# The verdict on it has six parts, each with the margin by which it holds or fails, and the point at
# which it turns: for the first four, the cost $T_M$ of the multilateral treaty, which is 0.05 here.

# %%
premium.verdict

# %% [markdown]
# The allies gain, the hub loses, and the gains exceed the loss. So the hub would not join unless it
# is paid, or given a say in the rules. A cheaper treaty is not enough: for the hub $T_M$ would have
# to be negative. Nor is the treaty kept in full. That would take a discount factor $\delta$ of 17,
# and 1 is the most there is: the United States gains too little from what its allies concede to be
# held to all that it could concede itself. What is kept is the most that enforces itself.

# %% [markdown]
# ## 4. Which property does the work?
#
# The two institutions differ in five properties, and the attribution shares each premium among
# them (by the Shapley value, with properties for players). The parts of a row add up to its
# premium. Here is the table as a paper prints it; `table.save(folder, "premium")` writes it for
# LaTeX.

# %%
table = PaperTable(
    premium.to_frame().drop(columns=["bilateral", "multilateral"]),
    caption="What makes the binding premium, NATO-5, 1962",
    label="tab:premium",
    notes="Multilateral treaty against hub and spokes. Graph: allies deal with each other, too; "
    "rule: equal terms instead of power; indivisible: the collective good; enforcement: by all "
    f"instead of pair by pair; cost: of treaties. {state.source}.",
)
table

# %%
ax = plot_attribution(premium.attribution, title="NATO-5, 1962")

# %% [markdown]
# The first row is the hub's. It gains from the collective good, from enforcement by all and from a
# lower bill, and loses more by giving up its weight in the bargain. What it gives up there, the
# allies gain, and their next largest part comes from dealing with each other.
#
# That enforcement by all *costs* the two larger allies a little, the United Kingdom and West
# Germany, is a surprise. So look at what part of each promise is kept, by every pair on its own and
# in one treaty:

# %%
alone = outcome(state, bilateral_web()).enforcement.shares
together = outcome(state, multilateral()).enforcement.shares
pairs = {"–".join(pair): frozenset(pair) for pair in state.pairs}
pd.DataFrame(
    {
        "pair by pair": {name: float(alone[pair]) for name, pair in pairs.items()},
        "one treaty": {name: float(together[pair]) for name, pair in pairs.items()},
    }
)

# %% [markdown]
# One treaty keeps all promises in the same part: more of those between hub and allies than each
# pair keeps, but less of those among the allies, who are nearly equals and need no help to keep
# them.

# %% [markdown]
# ## 5. Buying the hub in
#
# Charters differ. Let the gains be divided by voting power where the hub has a **veto** and needs
# two of the four allies; or let the allies **unite** and bargain as one.

# %%
charters = {
    "equal terms": multilateral(),
    "veto for the hub": voting(),
    "allies united": unions(),
}
premiums = {name: binding_premium(state, form) for name, form in charters.items()}
pd.DataFrame({name: found.by_power["premium"] for name, found in premiums.items()})

# %% [markdown]
# With a veto everybody gains: the allies pay for the hub's consent and keep a part of what the
# treaty brings. The union is a surprise, since it *helps* the hub. Allies who bargain as one also
# count as one, and get half of the collective good together, not a fifth each.

# %% [markdown]
# ## 6. Where multilateralism loses
#
# Where the treaty is dear enough even the sum of premiums turns negative. The verdict above says
# where: from $T_M = 0.31$.

# %%
dear = state.replace(costs=state.costs._replace(multilateral=0.4))
binding_premium(dear).verdict

# %% [markdown]
# Claims of the literature are models with such boundaries, too. Take the **Lilliputian strategy**:
# small states unite to bind a large one. If the hub needs any $k$ of $m$ small states, it can play
# them off against each other, and uniting pays, only for $k < (m+1)/2$. If it needs more of them,
# each has a strong hand alone, and the union gives it away.

# %%
tests = pd.concat([claims["C10"].test(m=6, k=k).to_frame() for k in (2, 3, 4)])
tests.loc[("C10", "M10a"), ["parameters", "computed", "closed form", "verdict", "boundary"]]

# %% [markdown]
# Or take **control** of one power by another, alone or with partners (a reduced form of the
# argument in Cha 2010). Partners share the cost, but have aims of their own. On the dotted line
# these agree with the controller's just so far ($\psi$) as it would prevail alone ($p$): above it
# partners dilute its influence, below it they add to it. The full line counts costs as well.

# %%
ax = plot_control_phase()

# %% [markdown]
# ## 7. What one may conclude
#
# In this model and at these numbers, binding is worth more to the five together than hub and
# spokes, and the leading power has to be bought in. The capabilities are data; stakes, patience,
# costs and the good are not, and with others the verdict may be another. So ask not *whether* but
# *where*. The other notebooks do:
#
# - `02_veto`: the Security Council, what its seats and its vetoes are worth, and reform.
# - `03_lilliput`: when the small should unite against the great.
# - `04_hubs_or_alliance`: why one treaty in Europe and many in East Asia?
# - `05_reciprocity`: must each relation balance, or is it enough that all balance together?
# - `06_externalities`: climate and trade agreements, and those who stay outside.
# - `07_sweep_to_appendix`: the comparison of this notebook at thousands of assumptions, not one.
# - `08_your_own_game`: start here with payoffs or worths of your own.
# - `09_replication`: published numbers, found again.
#
# And with sliders instead of code: `explorers`.
