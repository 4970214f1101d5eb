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
# # Explorers
#
# *What changes when one number does?*
#
# Four pages with sliders: the binding premium of a state, a game of two players, the core of three
# players, and the phase diagram of any claim. Each shows a picture, the answer in tables, and the
# Python that gives the same. They work in JupyterLab and, without a notebook around them, in Voila:
#
# ```console
# $ make explorers
# ```

# %%
from lilliput.analysis import State
from lilliput.analysis.data import major_powers
from lilliput.analysis.explorers import (
    explore_bimatrix,
    explore_claim,
    explore_core,
    explore_premium,
)
from lilliput.games import CoalitionalGame

# %% [markdown]
# ## When does binding multilaterally pay?
#
# Five NATO members in 1962, with the hub in Washington. Capabilities are CINC scores (Correlates
# of War, National Material Capabilities v6.0; Singer 1987); stakes follow the gravity rule. What a
# treaty costs, how patient the powers are and what they gain together are assumptions, so they are
# sliders. Raise T_M until the verdict on the sum of premiums turns, and compare with the value that
# the table gives; make the powers less patient, and see what is no longer kept.

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
    costs={"bilateral": 0.01, "member": 0.01, "multilateral": 0.05},
)
premium = explore_premium(state)
premium

# %% [markdown]
# ## What do two players do?
#
# Type payoffs, as 3, 0.25 or 1/3. Best responses are underlined, pure equilibria framed, and every
# equilibrium is proved in rational arithmetic. In *entry deterrence*, a threat that is not carried
# out sustains a whole segment of equilibria.

# %%
game = explore_bimatrix()
game

# %% [markdown]
# ## Which agreements does no coalition leave?
#
# Three powers divide what they achieve together. Raise what the pairs achieve alone until the core
# is gone: the least-core value ε* turns positive, and a balanced collection of coalitions proves
# that no division satisfies them all.

# %%
core = explore_core(
    CoalitionalGame.from_worths(
        {
            ("US", "EU"): 0.6,
            ("US", "CN"): 0.5,
            ("EU", "CN"): 0.3,
            ("US", "EU", "CN"): 1,
        }
    )
)
core

# %% [markdown]
# ## Where does a claim hold?
#
# Choose one of the sixteen claims, a model of it and two axes. Cells are verdicts computed from the
# games of the model, the line is its closed form, the ring the point of the sliders. Most claims
# have a region in which multilateralism loses: it is in the picture.

# %%
claim = explore_claim("M10a", m=6, k=2)
claim

# %% [markdown]
# ## Going on
#
# An explorer can be asked for what it shows, in the next cell: `premium.state`, `premium.value`,
# `game.game`, `core.value`, `claim.parameters`, and `.code` for the Python.

# %%
premium.value.verdict

# %%
print(claim.code)
