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
# This notebook walks once through the whole toolkit: real powers, two institutions, what each
# power gains, which property of multilateralism does the work, and where the answer turns to *no*.

# %%
import pandas as pd

from lilliput.analysis import (
    State,
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
# Five NATO members of 1962. Capabilities are their CINC scores (Correlates of War, National
# Material Capabilities v6.0; Singer 1987), divided by their sum. A bundled extract holds the
# scores of the major powers; with the full file, pass its path instead of `major_powers()`.
#
# What the data do not say are **assumptions**, and they are all in this cell: stakes follow the
# gravity rule (scaled to a total of 1, so that payoffs are shares of what is at stake), the larger
# partner of a pair has more to concede (`"size"`), and these are the costs and the patience.

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
# An institution turns the state into a game, a rule for sharing, what can be enforced, and costs.
# In **hub and spokes** the United States bargains with each ally apart, and capability is
# bargaining weight.

# %%
bilateral = outcome(state, hub_and_spokes())
bilateral.to_frame()

# %% [markdown]
# In the **multilateral** arrangement all pairs cooperate, an indivisible good is provided, all
# bargain on equal terms, and a deviator is cut off by everyone.

# %%
outcome(state, multilateral()).to_frame()

# %% [markdown]
# ## 3. The binding premium and its verdict

# %%
premium = binding_premium(state)
premium.by_power

# %% [markdown]
# The verdict is a vector. `boundary` says where each criterion turns: for the first four, the cost
# $T_M$ of the multilateral treaty at which the margin is gone.

# %%
premium.verdict.to_frame()

# %% [markdown]
# The allies gain and the hub loses, so the hub would not join: the gains exceed the losses, and a
# side payment, or a say in the rules, would be needed. Neither arrangement is fully enforceable at
# this patience; what is kept is the best that is.

# %% [markdown]
# ## 4. Which property does the work?
#
# The attribution shares each premium among the five properties in which the institutions differ.
# The parts of a row add up to its premium exactly.

# %%
premium.attribution.assign(premium=premium.by_power["premium"])

# %%
ax = plot_attribution(premium.attribution, title="NATO-5, 1962")

# %% [markdown]
# Read the first row: the hub gains from the collective good and from pooled enforcement, and loses
# most by giving up its weight in the bargain. For its partners it is the other way round; pooled
# enforcement even costs the larger of them a little, since all promises are then kept in the same
# share, while their own with the hub had been kept better than those of the smaller ones.

# %% [markdown]
# ## 5. Buying the hub in
#
# Charters differ. A veto for the hub, or a union of the allies against it, moves the premium.

# %%
forms = {"equal terms": multilateral(), "veto for the hub": voting(), "allies united": unions()}
pd.DataFrame(
    {name: binding_premium(state, form).by_power["premium"] for name, form in forms.items()}
)

# %% [markdown]
# ## 6. Where multilateralism loses
#
# Make the treaty dear enough and even the sum of premiums turns negative; the boundary of the
# verdict above told where.

# %%
dear = state.replace(costs=state.costs._replace(multilateral=0.4))
binding_premium(dear).verdict

# %% [markdown]
# Every claim of the literature is a model with such a boundary. The Lilliputian strategy, small
# states that unite against a large one, pays only if the hub could play them off against each
# other: if it needs $k$ of $m$ of them, only for $k < (m+1)/2$.

# %%
pd.concat([claims["C10"].test(m=6, k=k).to_frame() for k in (2, 3, 4)]).loc[
    ("C10", "M10a"), ["parameters", "computed", "closed form", "verdict", "boundary"]
]

# %% [markdown]
# And control of one power by another: with partners, influence grows only if their aims are
# aligned more closely (ψ) than the controller is strong alone (p).

# %%
ax = plot_control_phase()
