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
# # Your own game: from payoffs or worths to equilibria and values
#
# *You have numbers of your own: what follows from them, and how sure is it?*
#
# This notebook takes one question of world politics from a table of capabilities to a paper's
# table, and shows at each step what to write for another question. **Why did Britain, France and
# the Soviet Union not balance together against Germany in 1938?** (France and the Soviet Union had
# a pact since 1935, which was not invoked.) States that fear the same rival can balance, each at
# its own cost, or pass the buck (Christensen and Snyder 1990), and a pact binds them to do it
# together. First the states act alone: payoffs, equilibria. Then they can sign: worths of
# coalitions, the core, values. Both halves use one model, so they can be checked against each
# other.

# %%
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import sympy

from lilliput.analysis import PaperTable
from lilliput.analysis.data import major_powers
from lilliput.analysis.figures import plot_best_responses, plot_core, plot_lattice
from lilliput.analysis.thresholds import when_core_exists
from lilliput.games import (
    CoalitionalGame,
    LilliputError,
    NormalFormGame,
    VotingGame,
    alpha_game,
    audit,
    banzhaf_index,
    core,
    correlated_equilibrium,
    equilibrium_selection,
    is_convex,
    nash_equilibria,
    nucleolus,
    regret,
    shapley_shubik,
    shapley_value,
    symbolic_equilibria,
    tau_value,
)

pd.set_option("display.float_format", "{:.3f}".format)

# %% [markdown]
# ## 1. From numbers to payoffs
#
# Capabilities of 1938 are CINC scores (the index of national capability of the Correlates of War,
# National Material Capabilities v6.0, Singer 1987), here as multiples of Germany's, to one decimal
# so that fractions stay short.

# %%
cinc = major_powers().query("year == 1938").set_index("stateabb")["cinc"]
names = {"UKG": "UK", "FRN": "France", "RUS": "Soviet Union"}
ratios = (cinc / cinc["GMY"]).loc[list(names)].rename(names).round(1)
capability = {state: Fraction(str(ratio)) for state, ratio in ratios.items()}
ratios.to_frame("capability, Germany = 1").rename_axis("power")

# %% [markdown]
# The model is a reduced form of ours. If the states in B balance, Germany is held with probability
# $p(B) = C(B)/(C(B)+1)$, where $C(B)$ is the sum of their capabilities. That is worth 1 to each of
# the three, whether it balances or not; balancing costs $\kappa$ times the own capability. Britain
# and France first act as one, *the West*: what it gets is the sum of what both get.


# %%
def held(*states):
    """Return the probability that Germany is held by these states."""
    together = sum((capability[state] for state in states), Fraction(0))
    return together / (together + 1)


WEST, SOVIETS = ("UK", "France"), ("Soviet Union",)


def two_sides(kappa):
    """Return the game of the West and the Soviet Union."""
    cost = {side: kappa * sum(capability[s] for s in side) for side in (WEST, SOVIETS)}
    both, west, soviets = held(*WEST, *SOVIETS), held(*WEST), held(*SOVIETS)
    return NormalFormGame.from_bimatrix(
        [[2 * both - cost[WEST], 2 * west - cost[WEST]], [2 * soviets, 0]],
        [[both - cost[SOVIETS], west], [soviets - cost[SOVIETS], 0]],
        players=("West", "Soviet Union"),
        strategies=[["balance", "pass the buck"]] * 2,
    )


game = two_sides(kappa=Fraction(7, 20))
game

# %% [markdown]
# Integers and Fractions make the game exact, decimals make it one of floats (each of which means
# the decimal that it prints as), and a symbol makes it symbolic. Underlined payoffs are best
# responses.
#
# ## 2. All equilibria, each with its proof

# %%
found = nash_equilibria(game)
found

# %% [markdown]
# *Complete: proved* says that there are no others, *exact* that each was checked in fractions; the
# third is in mixed strategies. Both balancing, as a pact would have it, is not among them. What
# each would gain by breaking that (its regret):

# %%
print(regret(game, {"West": "balance", "Soviet Union": "balance"}))
ax = plot_best_responses(game)

# %% [markdown]
# The two curves cross three times. Which crossing is history? The rules of the field disagree:

# %%
labels = ("West balances", "Soviets balance", "mixed")
selected = equilibrium_selection(game)
rules = {
    rule: ", ".join(labels[k] for k in chosen) or "none" for rule, chosen in selected.picks.items()
}
pd.Series(rules).to_frame("selects")

# %% [markdown]
# Risk dominance, and two procedures that adjust beliefs step by step (tracing, logit), let the West
# balance, while the Soviet Union rides free; by the sum of payoffs (welfare) the mixed equilibrium
# is best, in which now and then nobody balances. Payoff dominance is silent, since each
# equilibrium is worse than another for somebody. A paper that reports one equilibrium of such a
# game has chosen a rule. What is the pact worth to them?

# %%
pact = game.payoff(["balance", "balance"])
premium = pd.DataFrame(
    {f"pact over: {name}": pact - each.payoffs for name, each in zip(labels, found, strict=True)}
).astype(float)
premium.loc["both"] = premium.sum()
premium

# %% [markdown]
# Together they gain over each equilibrium; over each pure one the side that rides free there loses.
# **The premium of binding is measured against an equilibrium, and its sign for a state depends on
# which one would have been played.**
#
# ## 3. For all costs at once
#
# With a symbol for $\kappa$ the equilibria come with the conditions under which they exist.

# %%
symbolic = symbolic_equilibria(two_sides(kappa=sympy.Symbol("kappa", positive=True)))
for cell in symbolic.partition():
    print(cell)
symbolic

# %% [markdown]
# The West's choice stands first. Cheap balancing needs no pact ($\kappa < 50/261$: both do it
# anyway). As it gets dearer, the Soviet Union passes the buck, then either may, and from 10/21 on
# the Soviet Union does not balance even alone, but the West still does. Surely nobody balances only
# above $\kappa = 10/9$. So in this model *that nobody did* means that balancing was very dear, or
# that each took the other for the one who would.
#
# ## 4. Less than a pact: a mediator
#
# Short of binding there is advice that both follow because it pays: a correlated equilibrium. An
# objective says what advice is for; here the chance that both balance. The optimum is proved by
# duality.

# %%
advised = correlated_equilibrium(game, [[1, 0], [0, 0]])
print(f"both balance with probability {float(advised.value):.3f}; payoffs in sum:")
sums = {"advice": advised.payoffs.sum(), "pact": pact.sum()}
sums |= {name: each.payoffs.sum() for name, each in zip(labels, found, strict=True)}
print(pd.Series(sums).astype(float).to_string())
advised

# %% [markdown]
# Without binding anybody a mediator brings about the joint effort with probability 0.438, and more
# in sum than any equilibrium does. This advice never tells both to stay home. But it cannot bring
# about the pact: who is told to balance must believe that the other may not.
#
# ## 5. On a boundary: infinitely many equilibria
#
# At $\kappa = 200/609$ the West does not care whether it joins the Soviet Union. Such ties are
# common where payoffs are round numbers or come from a tree, and they are where software loses
# equilibria.

# %%
tie = two_sides(kappa=Fraction(200, 609))
print(audit(tie, packages=["nashpy"]).summary[["found", "missed", "spurious", "status"]])
nash_equilibria(tie)

# %% [markdown]
# One component is a segment: the Soviet Union balances, and the West does with any probability up
# to 27/52. Its index is 0, and nothing of it is left if balancing is a little cheaper (section 3).
# Of its two ends nashpy's support enumeration misses one (and warns that the game may be
# degenerate); its vertex enumeration finds both, and Lemke and Howson's algorithm is not meant to
# find all.
#
# ## 6. More players, and files
#
# Three players: a tensor with an axis a player. Everything is as before, up to what is proved: with
# three players probabilities may be roots of polynomials, and still be exact.


# %%
def costs_and_benefits(kappa):
    """Return the game in which Britain, France and the Soviet Union act apart."""
    payoffs = np.empty((3, 2, 2, 2), dtype=object)
    for profile in product((0, 1), repeat=3):
        balancing = [state for state, passes in zip(capability, profile, strict=True) if not passes]
        for i, state in enumerate(capability):
            cost = kappa * capability[state] if state in balancing else 0
            payoffs[(i, *profile)] = held(*balancing) - cost
    return NormalFormGame(list(capability), [["balance", "pass"]] * 3, payoffs)


three = costs_and_benefits(Fraction(7, 20))
apart = nash_equilibria(three)
print(f"{len(apart)} equilibria; complete: {apart.complete}")
balances = [{player: mix["balance"] for player, mix in e.strategies.items()} for e in apart]
print("Britain balances in the last with probability", balances[-1]["UK"])
pd.DataFrame(balances).astype(float).assign(proof=[e.certificate.kind for e in apart])

# %% [markdown]
# A game goes to Gambit and back in its own format, with exact numbers; `to_nashpy`, `to_quantecon`,
# `to_frame` and `to_json` do the same for others.

# %%
with TemporaryDirectory() as folder:
    path = Path(folder) / "balance.nfg"
    game.write_nfg(path, title="Balance or pass the buck, 1938")
    print(path.read_text())
    print("read back, the same game:", NormalFormGame.read_nfg(path, exact=True) == game)

# %% [markdown]
# ## 7. From payoffs to worths
#
# Now the three can sign. What is a coalition worth? That depends on what outsiders do, so say it.
# Here they pass the buck, the worst that they can do; members choose who of them balances.


# %%
def worth(members, *, others_balance=False):
    """Return the best sum of payoffs that some states can reach together."""
    outside = [state for state in capability if state not in members and others_balance]
    choices = [c for r in range(len(members) + 1) for c in combinations(sorted(members), r)]
    return max(
        len(members) * held(*chosen, *outside)
        - Fraction(7, 20) * sum(capability[state] for state in chosen)
        for chosen in choices
    )


alliance = CoalitionalGame.from_function(list(capability), worth)
alliance

# %% [markdown]
# A second route to the same worths: what a coalition can guarantee itself in the game of section 6
# (von Neumann and Morgenstern's α), by linear programmes over mixed strategies. Then the core:

# %%
print("α gives the same worths:", alpha_game(three) == alliance)
print(is_convex(alliance))
stable = core(alliance)
stable

# %% [markdown]
# The game is convex: a state that joins adds more the larger the alliance, since all members profit
# from what it brings. So the alliance of all three is stable if its members can pay each other.
# Each point of the shaded area is a treaty that no state and no pair can better; the cross is the
# alliance without payments.

# %%
unpaid = {state: held(*capability) - Fraction(7, 20) * capability[state] for state in capability}
ax = plot_core(alliance, points={"no payments": unpaid}, width=4.5)

# %%
values = pd.DataFrame(
    {
        ("Shapley", "exact"): shapley_value(alliance),
        ("Shapley", "decimal"): shapley_value(alliance),
        ("nucleolus", "decimal"): nucleolus(alliance),
        ("τ", "decimal"): tau_value(alliance),
        ("core", "least"): stable.vertices().min(),
        ("core", "most"): stable.vertices().max(),
        ("no payments", "decimal"): pd.Series(unpaid),
    }
).rename_axis("Power")
PaperTable(
    values,
    caption="What an alliance of 1938 could give its members",
    label="tab:alliance",
    formats={column: "decimal" for column in values if column[1] != "exact"},
    notes="Worths: what a coalition reaches if outsiders pass the buck, κ = 7/20. Capabilities: "
    "CINC 1938 as multiples of Germany's, one decimal (NMC v6.0).",
)

# %% [markdown]
# By all three values the Soviet Union, which brings most and pays most, is to have most; without
# payments it has least, 0.270 instead of 0.454. All are in the core. Against what it would have got
# anyway, each power's premium is:

# %%
gains = pd.DataFrame(
    {name: pd.Series(unpaid) - e.payoffs for name, e in zip(labels[:2], apart[:2], strict=True)}
)
PaperTable(
    gains.rename_axis("Power"),
    caption="Premium of an alliance without payments over each pure equilibrium",
    label="tab:premium",
    formats=dict.fromkeys(labels[:2], "decimal"),
    notes="Positive: the power gains by the alliance.",
)

# %% [markdown]
# ## 8. When the core is empty
#
# The alliance above rests on fear: who stays out loses the others' efforts. Suppose instead that
# the others all go on without it, whatever it costs them.

# %%
free_riding = CoalitionalGame.from_function(
    list(capability), lambda members: worth(members, others_balance=True)
)
nothing = core(free_riding)
claims = sum(weight * free_riding.worth(S) for S, weight in nothing.balanced_collection.items())
print("claims that add up to", claims, "exceed v(all) =", free_riding.worths[-1])
nothing

# %% [markdown]
# The proof is a balanced collection, here of single states: what each gets by staying out while the
# others go on adds up to more than there is. The printed line is all that a referee has to check.
#
# In between, let outsiders all balance with probability t and all pass otherwise; members see which
# before they choose. Worths with a symbol give the answer for all t at once.

# %%
t = sympy.Symbol("t", nonnegative=True)
both = zip(alliance.worths, free_riding.worths, strict=True)
expected = CoalitionalGame(
    list(capability), [(1 - t) * feared + t * hoped for feared, hoped in both]
)
threshold = when_core_exists(expected)
print("t up to", round(float(threshold.relation.rhs), 3))
threshold

# %% [markdown]
# **The alliance is stable, with payments, as long as states think that the others would carry on
# without them with a probability below 0.72.** What keeps allies together here is the doubt whether
# anybody would do it instead. The other question, what outsiders do if they respond to each other,
# is one of games in partition function form: `partition_function(three)`.
#
# ## 9. A voting game from your own rules
#
# A coalition of the five powers of 1816 (Austria is AH, Prussia PR) wins if it has half of their
# capabilities or more.

# %%
short = {"UKG": "UK", "RUS": "RU", "FRN": "FR", "AUH": "AH", "GMY": "PR"}


def balance_of_power(year):
    """Return the game of the powers of a year in the data, and their shares of capability."""
    powers = major_powers().query("year == @year").set_index("stateabb")["cinc"]
    powers = powers.rename(short if year == 1816 else {})
    half = float(powers.sum() / 2)
    return VotingGame(list(powers.index), weights=powers.tolist(), quota=half), powers / half / 2


concert, _ = balance_of_power(1816)
for coalition in concert.minimal_winning_coalitions():
    print("wins:", *sorted(coalition))
ax = plot_lattice(concert)

# %%
tables = {}
for year in (1816, 2016):
    vote, shares = balance_of_power(year)
    columns = {"share of the five": shares, "Shapley–Shubik": shapley_shubik(vote)}
    tables[year] = pd.DataFrame(columns | {"Banzhaf": banzhaf_index(vote)})
print(core(concert.to_coalitional()))
pd.concat(tables, names=["year", "power"])

# %% [markdown]
# Great Britain wins with any partner, and the four others only all together: Prussia with 7 % of
# capabilities has as much power as Russia with 22 %. By this arithmetic Britain was the balancer.
# The core is empty, as it is in any vote without a veto: no division of the spoils among the five
# is safe from a coalition that wants another. The five of 2016 in the data play the same game with
# China in Britain's place, if one counts these five and adds capabilities across rivals, which is a
# strong *if*.
#
# ## 10. When something is wrong
#
# Errors say what is wrong with which argument, what was expected, and how to go on. Four that
# happen.


# %%
def attempt(action):
    try:
        action()
    except LilliputError as error:
        print(f"{type(error).__name__}: {error}\n")


attempt(lambda: CoalitionalGame(list(capability), [0, 1, 1, 3, 1, 3, 3]))
attempt(lambda: game.payoff({"West": "balance", "Soviet Union": "balnce"}))
attempt(lambda: NormalFormGame.from_bimatrix([[1, 2], [3, 4]], [[1, 2, 3], [4, 5, 6]]))
attempt(lambda: nucleolus(free_riding))

# %% [markdown]
# The last is not a mistake in typing: where players alone want more than there is, no division
# gives each its own worth. The message names what exists instead.
#
# ## 11. Where multilateralism loses
#
# - **Where it is not needed.** If balancing is cheap ($\kappa < 50/261$) everybody does it anyway,
#   and a treaty binds nobody (section 3).
# - **Where it costs who would ride free.** Over the equilibrium in which the Soviets balance,
#   Britain loses by an alliance without payments; over the other one the Soviet Union does (section
#   7). Who expects the better equilibrium does not sign, unless paid.
# - **Where others go on anyway.** With free riders who are sure of it no division keeps three
#   allies together (section 8).
# - **Where it is too dear.** The next cell compares the pact with the best pure equilibrium. Its
#   surplus is nothing at low cost, most where the Soviet Union has just begun to pass the buck,
#   less where the West may do so instead, and negative where the second effort costs more than it
#   adds.


# %%
def surplus(kappa):
    """Return what both get together by the pact, and in the best pure equilibrium."""
    played = two_sides(kappa)
    pure = nash_equilibria(played, "pure")
    return {
        "pact": played.payoff(["balance", "balance"]).sum(),
        "best pure equilibrium": max(e.payoffs.sum() for e in pure),
    }


costs = [Fraction(text) for text in ("0.1", "0.2", "0.35", "0.45", "0.5", "0.6", "1.2")]
by_cost = pd.DataFrame({float(kappa): surplus(kappa) for kappa in costs}).T.astype(float)
by_cost.assign(surplus=by_cost["pact"] - by_cost["best pure equilibrium"]).rename_axis("κ")

# %% [markdown]
# ## 12. Which question, which function
#
# All are in `lilliput.games`, but for `when_core_exists` in `lilliput.analysis.thresholds`; the
# pages of the documentation list the rest.
#
# | question | function |
# |:---|:---|
# | I have payoffs of two players; of more | `NormalFormGame.from_bimatrix`; `NormalFormGame` |
# | What are the equilibria, and are these all? | `nash_equilibria` |
# | Which one is played? | `equilibrium_selection` |
# | For which parameters? | `symbolic_equilibria` |
# | What if somebody commits, or advises? | `stackelberg`, `correlated_equilibrium` |
# | What if it is repeated? | `critical_discount_factor` |
# | Does my other software miss any? | `audit` |
# | I have worths of coalitions | `CoalitionalGame.from_worths`, `CoalitionalGame.from_function` |
# | I have payoffs and want worths | `alpha_game`, `partition_function` |
# | Is an agreement stable? | `core`, `when_core_exists` |
# | How should gains be shared? | `shapley_value`, `nucleolus`, `tau_value`, `nash_bargaining` |
# | With blocs, or if not all talk to each other? | `owen_value`, `myerson_value` |
# | Who has power in a vote? | `VotingGame`, `shapley_shubik`, `banzhaf_index` |
# | Which coalitions form and last? | `stable_partitions` |
#
# ## 13. What one may conclude, and what not
#
# *About the toolkit's answers*: the equilibria are all there are, the core is as drawn, the empty
# core is proved, all in exact numbers; none of this depends on a tolerance or a starting point.
#
# *About 1938*: nothing is explained. The form of $p$, one cost $\kappa$, equal stakes and
# capabilities of one year are assumptions, and the stakes of three states that distrusted each
# other were not equal. The model says which argument has to be made: passing the buck by the Soviet
# Union needs balancing to be dear but not very dear; passing by both needs it to be very dear, or a
# mistake; and a pact had gains to share in between, if whoever expected to ride free could be paid
# or could be made to doubt.
#
# *About methods*: report which equilibrium a premium is measured against, and what outsiders do
# when a coalition is given a worth. Either changed an answer above.
#
# **References.** Christensen, T. J. and Snyder, J. (1990), Chain gangs and passed bucks: predicting
# alliance patterns in multipolarity, *International Organization* 44. Singer, J. D. (1987),
# Reconstructing the Correlates of War dataset on material capabilities of states, *International
# Interactions* 14.
