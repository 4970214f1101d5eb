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
# # The UN Security Council and the price of veto
#
# *What is a permanent seat worth, what does a veto buy, and what would reform change?*
#
# In 1945 five great powers joined a council whose decisions bind all members of the United Nations,
# on condition that none could be taken against one of the five. The veto is the price at which they
# were bought in. Prices are paid by somebody: here by the elected members, and by everybody who
# needs a decision. This notebook measures both sides of the bargain, and asks which reforms would
# move it.

# %%
from fractions import Fraction
from itertools import product
from math import comb

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from lilliput.analysis import PaperTable, claims
from lilliput.analysis.cases.security_council import council_charters
from lilliput.analysis.claims.voice import council
from lilliput.analysis.data import BODIES, major_powers, published_power
from lilliput.analysis.figures import palette, plot_phase_plane, plot_values, set_alt, styled
from lilliput.games import (
    banzhaf_index,
    baron_ferejohn,
    baron_ferejohn_shares,
    bloc_game,
    coleman_collectivity,
    coleman_initiate,
    coleman_prevent,
    core,
    owen_index,
    shapley_shubik,
    ultimatum,
)

pd.set_option("display.float_format", "{:.4g}".format)

# %% [markdown]
# ## 1. The rules
#
# Charter of the United Nations, article 27: a decision that is not procedural needs the votes of
# the permanent members and, until 1965, of 7 of 11 members; since then of 9 of 15. In the model, as
# in the literature, a member says yes or no, and whoever does not say yes blocks. (In practice a
# permanent member that abstains does not block; section 3 has that too.) What the toolkit computes
# agrees with what has been published: Shapley and Shubik (1954), Felsenthal and Machover (1998).

# %%
old, new = BODIES["UNSC-1946"].game(), BODIES["UNSC-1966"].game()
published_power().loc[["UNSC 1946–65", "UNSC since 1966"]]

# %% [markdown]
# ## 2. Three measures of voice, which disagree
#
# A council decides how a prize of 1 is shared. What is a vote worth there? Three ideas:
#
# - **decisiveness**: all orders of assent are equally likely, and whoever turns a losing coalition
#   into a winning one decides (Shapley and Shubik 1954). With $P$ vetoes and $k$ of $m$ others, an
#   ordinary member has $\binom{m-1}{k-1}\frac{(P+k-1)!\,(m-k)!}{(P+m)!}$. Banzhaf's index counts
#   coalitions instead of orders;
# - **offers**: a member drawn by lot proposes a sharing, and buys the cheapest winning coalition.
#   If it fails, a tenth of the prize is lost and lots are drawn again (Baron and Ferejohn 1989,
#   with the discount factor 9/10);
# - **the core**: shares against which no winning coalition has an objection. A simple game has a
#   core if and only if somebody has a veto, and then all of it goes to those who have one.
#
# We call a member's voice *robust* if it is positive by all of them. The word is ours.

# %%
PATIENCE = Fraction(9, 10)


def shares(game):
    """Return the share of a permanent member, the first, and of an elected one, the last."""
    found = {
        "Shapley–Shubik": shapley_shubik(game, exact=True),
        "Banzhaf": banzhaf_index(game, exact=True),
        "offers": baron_ferejohn(game, discount_factors=PATIENCE).payoffs,
        "core": core(game.to_coalitional(), exact=True).center(),
    }
    rows = {name: [x.iloc[0], x.iloc[-1]] for name, x in found.items()}
    return pd.DataFrame(rows, index=["permanent", "elected"])


voice = pd.concat({"1946–65": shares(old), "since 1966": shares(new)}, names=["Council", "Member"])
frame = pd.concat({(n, as_): voice[n] for n in voice for as_ in ("exact", "decimal")}, axis=1)
frame["robust", "voice"] = ["yes" if (row > 0).all() else "no" for _, row in voice.iterrows()]
seats = PaperTable(
    frame,
    caption="What a seat in the Security Council is worth",
    label="tab:seats",
    formats={column: "decimal" for column in frame if column[1] == "decimal"},
    digits=4,
    notes="Share of one member. Offers: closed rule, all propose as likely, discount factor 9/10. "
    "Core: its centre. Voice is robust if all measures are positive. Rules: Charter of the United "
    "Nations, article 27, abstention counted as no.",
)
seats

# %% [markdown]
# How many elected members is a permanent one worth? (`seats.to_latex()` is the table as it goes
# into a paper.)

# %%
paid = voice.drop(columns="core")
(paid.xs("permanent", level="Member") / paid.xs("elected", level="Member")).astype(float)

# %% [markdown]
# Today 105 by decisiveness, 10 by Banzhaf's index, 6 in bargaining by offers, and in the core there
# is no such number. The measures do not differ in the data, which are the rules; they differ in
# what a vote is for. A member whose vote is seldom needed has a little where the motion is given
# and only assent is uncertain, has more where it may itself propose, and has nothing where the
# great powers can always find four others. **Elected members are heard and replaceable: their
# voice is not robust.**

# %%
counts = {"1946–65": (5, 6), "since 1966": (5, 10)}
together = pd.DataFrame(
    {
        f"{number} {member}, {name}": number * voice.loc[name, member]
        for name, (permanent, elected) in counts.items()
        for member, number in (("permanent", permanent), ("elected", elected))
    }
).T
ax = plot_values(together, xlabel="share of all permanent, of all elected")

# %% [markdown]
# The reform of 1966 added four elected members. Together the elected gained by each measure but the
# core; one of them alone lost by decisiveness and by offers.
#
# ## 3. What a veto buys, and what it costs
#
# The same fifteen, nine votes needed, with and without vetoes. Coleman (1971) separates three
# powers: to *prevent* a decision, to *initiate* one, and that of the council to *act*, the part of
# all coalitions that can decide.

# %%
equal = council(0, 15, 9)


def powers(game, member):
    return {
        "Shapley–Shubik": shapley_shubik(game, exact=True).iloc[member],
        "prevents": coleman_prevent(game, exact=True).iloc[member],
        "initiates": coleman_initiate(game, exact=True).iloc[member],
        "council can act": coleman_collectivity(game, exact=True),
    }


veto = pd.DataFrame(
    {
        "a permanent member": powers(new, 0),
        "an elected member": powers(new, -1),
        "any member, no vetoes": powers(equal, 0),
    }
).T.astype(float)
veto

# %% [markdown]
# The vetoes nearly triple the share of their owners, by taking nearly all that the ten others would
# have. They are powers to prevent, not to initiate: with five of them about, even a permanent
# member initiates less than any member would in a council of equals. And the council pays: 30.4 %
# of all coalitions could decide without vetoes, 2.6 % can with them.
#
# The same for every majority that the charter could have asked for: k of the ten elected members
# beside the five, that is 5 + k votes of fifteen.

# %%
rows = {}
for k in range(1, 11):
    game, free = council(5, 10, k), council(0, 15, 5 + k)
    index, offers = shapley_shubik(game, exact=True), baron_ferejohn_shares(5, 10, k, PATIENCE)
    rows[k] = {
        "five, decisive": 5 * index.iloc[0],
        "five, offers": 5 * offers.veto,
        "ten, decisive": 10 * index.iloc[-1],
        "ten, offers": 10 * offers.other,
        "acts, five vetoes": coleman_collectivity(game, exact=True),
        "acts, no veto": coleman_collectivity(free, exact=True),
    }
by_quota = pd.DataFrame.from_dict(rows, orient="index").rename_axis("k").astype(float)
with styled():
    figure, (left, right) = plt.subplots(1, 2, figsize=(7.2, 2.9), layout="constrained")
    blue, yellow, red = palette(3)
    for who, colour in (("five", blue), ("ten", red)):
        for measure, line in (("decisive", "o-"), ("offers", "--")):
            name = f"{who}, {measure}"
            left.plot(by_quota[name], line, color=colour, label=f"the {name}")
    left.set(ylabel="share of the prize", ylim=(-0.02, 1.02))
    for name, colour in (("no veto", yellow), ("five vetoes", blue)):
        right.plot(by_quota[f"acts, {name}"], color=colour, marker="o", label=name)
    right.set(ylabel="part of coalitions that can act", yscale="log")
    right.set_yticks([1e-4, 1e-3, 1e-2, 0.1, 1], ["0.0001", "0.001", "0.01", "0.1", "1"])
    for ax in (left, right):
        ax.axvline(4, color="#8C8C8C", linewidth=0.8, linestyle=":", zorder=0)
        ax.set(xlabel="k, elected members who must agree (4 since 1966)", xticks=range(1, 11))
    left.legend(
        loc="center left", bbox_to_anchor=(0, 0.5), framealpha=1, frameon=True, edgecolor="none"
    )
    right.legend(loc="best")
set_alt(
    figure,
    "Left: the share of the five falls, that of the ten rises with k, from almost 1 and 0 to 1/3 "
    "and 2/3. Right: fewer coalitions can act the larger k is, and far fewer with vetoes.",
)
by_quota

# %% [markdown]
# Read to the right: where all ten must agree, everybody has a veto, all fifteen share alike, and
# one coalition of 32,768 can act, that of all. (Unanimity was, as a rule, what the Council of the
# League of Nations needed.) Since the core pays vetoes only, *robust voice for all is unanimity*:
# the charter bought a council that can act, a little, with the voice of the ten.
#
# "Can act" counts all coalitions alike, as if each member tossed a coin. If each says yes with
# probability p, independently, the price of the veto depends on p. This is also a second route to
# the numbers above: at p = 1/2 they must be the same, and the cell checks that. In the third row a
# permanent member blocks by a "no" only: it says yes with p, and else abstains or says no, each
# with (1 − p)/2.


# %%
def passes(p, permanent, elected, votes, yes_or_blocks=True):
    """Return the probability that a motion passes; permanent members block by silence or by no."""
    silent = 0 if yes_or_blocks else (1 - p) / 2
    return sum(
        comb(permanent, a) * p**a * silent ** (permanent - a)
        * comb(elected, b) * p**b * (1 - p) ** (elected - b)
        for a in range(permanent + 1)
        for b in range(elected + 1)
        if a + b >= votes
    )  # fmt: skip


assent = [Fraction(text) for text in ("0.5", "0.7", "0.9", "0.97")]
chances = pd.DataFrame(
    {
        "no veto": [passes(p, 0, 15, 9) for p in assent],
        "veto, abstention blocks": [passes(p, 5, 10, 9) for p in assent],
        "veto, abstention passes": [passes(p, 5, 10, 9, yes_or_blocks=False) for p in assent],
    },
    index=pd.Index([float(p) for p in assent], name="p"),
).T
assert chances.iloc[0, 0] == coleman_collectivity(equal, exact=True)
assert chances.iloc[1, 0] == coleman_collectivity(new, exact=True)
chances.astype(float)

# %% [markdown]
# Where nearly all nearly always say yes (p = 0.97) the vetoes cost a seventh of decisions, and less
# than a tenth if abstention lets pass. Where they toss coins (p = 0.5) the vetoes cost nine tenths,
# or nearly two thirds. **The price of the veto is not in the charter alone: it is the price of
# disagreement among five.**

# %% [markdown]
# ## 4. The pen
#
# Offers assume that all fifteen propose alike. In the Council's practice three permanent members,
# the United States, the United Kingdom and France, draft most resolutions. Let them hold the pen
# together with some probability, and the twelve others the rest in equal parts.

# %%
rows = {}
for pen in (Fraction(1, 5), Fraction(1, 2), Fraction(3, 4), Fraction(9, 10), Fraction(1)):
    hold = {p: pen / 3 if p in ("US", "UK", "FR") else (1 - pen) / 12 for p in new.players}
    found = baron_ferejohn(new, discount_factors=PATIENCE, recognition=hold)
    rows[float(pen)] = found.payoffs[["US", "RU", "elected 1"]].to_dict()
pens = pd.DataFrame.from_dict(rows, orient="index").astype(float)
pens.rename_axis("three propose with").rename(
    columns={"US": "US, UK, FR: each", "RU": "RU, CN: each", "elected 1": "elected: each"}
)

# %% [markdown]
# In this game it is the pen that is paid, and the veto makes it pay more: a permanent member that
# never proposes is offered nothing, veto or no veto, since nothing is what waiting is worth to it.
# (That is the closed rule: drafts are taken or left. A power that can amend drafts holds a pen. And
# the core says otherwise: there the veto is paid, whoever drafts.) Whoever wants to give elected
# members more voice without amending the charter has a lever here, as far as bargaining is by
# offers.

# %% [markdown]
# ## 5. The veto as a buy-in
#
# The charter as a bargain (a reduced form of ours): a surplus of 1 is split by decisiveness; a
# permanent member could have $d_P$ outside, an elected one $d_E$. A charter says how many elected
# members, $k$ of $m$, must agree. Of the charters that all accept, the five write the one with the
# least $k$, which serves them best. With a single permanent member those that all accept have
# $m(m+1)d_E \le k \le (m+1)(1-d_P)$; with five we try each. The table has what one member gets.

# %%
charters = {"1946": council_charters(5, 6), "1966": council_charters(5, 10)}
pd.concat(
    {f"charter of {year}": each[["permanent", "elected"]] for year, each in charters.items()},
    axis=1,
).fillna("")

# %% [markdown]
# Nobody knows the outside options of 1945. But in the model the charter that was written says
# something about them: as long as the five's own options allow it, they write $k = 2$ (seven of
# eleven votes) if the elected could have more than 1/2772 outside, and no more than 1/462. For
# $k = 4$ in 1966 these bounds are 1/1430 and 4/2145. The ranges overlap: one and the same small
# outside option, between 0.0007 and 0.0019, is consistent with both charters. The ranges need not
# have overlapped, so this is a test, if a mild one.


# %%
def written(year, actual, permanent, elected):
    """Return which charter the five write."""
    table = charters[year].astype(float)
    accepted = table[(table["permanent"] >= permanent) & (table["elected"] >= elected)]
    if accepted.empty:
        return "none"
    k = accepted.index[0]
    return f"k = {k}: as written" if k == actual else f"k {'<' if k < actual else '>'} {actual}"


def beside(thresholds, low, high):
    """Return values on both sides of each threshold, for boundaries where they are."""
    inside = thresholds[(low < thresholds) & (thresholds < high)].to_numpy()
    return np.sort([low, 1.01 * low, *(inside * (1 - 1e-7)), *(inside * (1 + 1e-7)), high])


power = major_powers().pivot_table(index="stateabb", columns="year", values="cinc")
x, y = "outside option of a permanent member", "outside option of an elected member"
with styled():
    figure, axes = plt.subplots(1, 2, figsize=(7.2, 3.5), layout="constrained")
for ax, year, actual, data in ((axes[0], "1946", 2, 1938), (axes[1], "1966", 4, 1962)):
    shares_of = charters[year].astype(float)
    across, up = (
        beside(shares_of["permanent"], 0.001, 0.25),
        beside(shares_of["elected"], 1e-4, 0.1),
    )
    plane = pd.DataFrame(list(product(across, up)), columns=[x, y])
    plane["charter"] = [written(year, actual, a, b) for a, b in product(across, up)]
    plot_phase_plane(plane, x, y, output="charter", boundary=None, ax=ax)
    ax.set(xlim=(0.001, 0.25), ylim=(1e-4, 0.1), yscale="log")
    ax.set_yticks([1e-4, 1e-3, 1e-2, 0.1], ["0.0001", "0.001", "0.01", "0.1"])
    ax.axvline(power.loc["USA", data], color="#222222", linestyle=":", linewidth=1.4, zorder=5)
    ax.set_title(f"Charter of {year}; dotted: USA {data}", fontsize=8.5)

# %% [markdown]
# What a permanent member could get alone is not observed either. A yardstick is its share of world
# capabilities (CINC; Correlates of War, National Material Capabilities v6.0, Singer 1987), the
# dotted lines. By decisiveness each of five equal vetoes gets less than 1/5, whatever the majority.

# %%
five = power.loc[["USA", "RUS", "CHN", "UKG", "FRN"], [1938, 1962, 2016]]
seat = voice["Shapley–Shubik"].xs("permanent", level="Member").astype(float)
five.loc["a permanent seat"] = seat[["1946–65", "since 1966", "since 1966"]].to_list()
five

# %% [markdown]
# By the capabilities of 1938 a seat was worth more than its power to every one of the five, to
# France more than four times as much. By those of 1962 the United States had a little more than the
# charter paid, by those of 2016 China has. (China of 1962 is the People's Republic, while Taipei
# held the seat; the extract lacks the United Kingdom and France in 2016.) Yet neither has left. So
# yardstick and model are not both right: a power gets less alone than its capability, or a seat is
# worth more than its votes, or the surplus is not split by decisiveness. The data cannot tell.
# What remains is a bound of the model: **a power that can get a fifth of the surplus alone is not
# bought by one veto among five.**

# %% [markdown]
# ## 6. What membership costs the strongest
#
# Why would a power with a good outside option need to be bought? A reduced form of the mechanism in
# Voeten (2001): the status quo is 0, the superpower's ideal 1, a veto power's $v = 1/4$. The
# superpower may act alone at a private cost, uniform on $[\sigma, \sigma + 1]$, where $\sigma$ is
# the opprobrium of acting against the Council. The veto power offers a policy, to take or to leave.
# The payoff is minus the distance to the superpower's ideal, and minus the cost if it acts alone;
# the last column is what it loses against $\sigma = 0$, that is, by being a member.

# %%
rows = {}
for sigma in (Fraction(0), Fraction(1, 8), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)):
    offer = ultimatum(uniform=(sigma, sigma + 1), cap=Fraction(3, 4))
    rows[str(sigma)] = {
        "policy offered": 1 - offer.demand,
        "P(acts alone)": offer.refusal,
        "superpower's payoff": offer.responder,
        "membership must be worth": -claims["C8"]
        .models["M8-participation"]
        .test(sigma=sigma, v=Fraction(1, 4), K=1, L=0)
        .computed,
    }
pd.DataFrame.from_dict(rows, orient="index").rename_axis("σ")

# %% [markdown]
# Opprobrium does discourage unilateralism, and who pays is the superpower: the offers get worse. At
# $\sigma = 1/4$ membership must be worth 23/128 to it in other ways, at $\sigma = 3/4$ 3/8. In this
# model a Council that binds must be paid for in privileges; one that is cheap to leave need not.

# %% [markdown]
# ## 7. What reform would change
#
# Plans of the debate of 2004–05, as voting games. Majorities differ among plans and were not always
# settled; to compare compositions, each keeps today's three fifths of votes, rounded up.
#
# - *Models A and B* of the High-level Panel (A/59/565): 24 members. A adds six permanent seats
#   without veto and three elected ones; B adds nine elected ones, eight of them for four years.
# - *Group of Four* (draft A/59/L.64): 25 members, six more permanent ones, who would not use a veto
#   for fifteen years, and four more elected ones.
# - *Uniting for Consensus* (draft A/59/L.68): 25 members, ten more elected ones.
# - *African Union* (draft A/59/L.67): 26 members, six more permanent ones with a veto, five more
#   elected ones.
#
# A permanent member without a veto votes as an elected one does, so that is what it is in the game.

# %%
plans = {
    "1946–65": (5, 6, 7),
    "Since 1966": (5, 10, 9),
    "Models A and B": (5, 19, 15),
    "Group of Four": (5, 20, 15),
    "Uniting for Consensus": (5, 20, 15),
    "African Union": (11, 15, 16),
    "Today without vetoes": (0, 15, 9),
}


def judged(P, m, votes):
    """Return what members with and without a veto get, and how much the council can do."""
    game, offers = council(P, m, votes - P), baron_ferejohn_shares(P, m, votes - P, PATIENCE)
    index, swings = shapley_shubik(game, exact=True), banzhaf_index(game, exact=True)
    row = {("", "votes"): f"{votes}/{P + m}"}
    for kind, i, offered in (("with veto", 0, offers.veto), ("without veto", -1, offers.other)):
        there = P > 0 or kind == "without veto"
        row[kind, "Shapley–Shubik"] = index.iloc[i] if there else None
        row[kind, "Banzhaf"] = swings.iloc[i] if there else None
        row[kind, "offers"] = offered if there else None
    return row | {("", "can act"): coleman_collectivity(game, exact=True)}


reform = pd.DataFrame.from_dict(
    {name: judged(*plan) for name, plan in plans.items()}, orient="index"
)
reform.columns = pd.MultiIndex.from_tuples(reform.columns)
numbers = reform.columns.drop(("", "votes"))
PaperTable(
    reform.rename_axis("council"),
    caption="The Security Council before and after reforms",
    label="tab:reform",
    formats=dict.fromkeys(numbers, "decimal")
    | {("without veto", "Shapley–Shubik"): 5, ("", "can act"): 5},
    digits=4,
    notes="Share of one member, with and without a veto. The core gives 1/5 to each member with a "
    "veto (African Union: 1/11) and 0 to the others; without vetoes it is empty. Offers: discount "
    "factor 9/10. Can act: part of all coalitions that win (Coleman 1971). Majorities of plans: "
    "three fifths, rounded up.",
)

# %% [markdown]
# - **Models A and B are the same game, and so are the plans of the Group of Four and of its
#   opponents**, at the same majority and as long as new permanent members use no veto. Between the
#   rivals of 2005 a vote does not tell the difference: it is who sits, and for how long.
# - **No plan gives the elected robust voice**, and all of them make the Council less able to act,
#   the African Union's by a factor of more than fifty.
# - A veto among eleven is worth about half of one among five, by each of the measures. Under
#   article 108 no amendment comes into force without each of the five; the next cell says what part
#   of its share each plan would take from it.

# %%
veto_loss = reform["with veto"].dropna().astype(float)
(veto_loss / veto_loss.loc["Since 1966"] - 1).drop(index=["1946–65", "Since 1966"])

# %%
(veto_loss.loc["Since 1966"] / veto_loss.loc["1946–65"] - 1).rename(
    "the reform of 1966"
).to_frame().T

# %% [markdown]
# By decisiveness the enlargements without new vetoes cost the five 2 or 3 % of what they have; by
# Banzhaf's index and by offers 24 to 30 %. Which measure the five believe in decides what they can
# accept. A loss is not yet a refusal: they ratified the enlargement of 1965, which cost them 0.6 %
# by decisiveness, 8 % by Banzhaf's index and 11 % by offers.
#
# The majority matters more to the small than who sits. The 25 members of the two rival plans:

# %%
majorities = {}
for votes in (13, 14, 15, 16, 17):
    row = judged(5, 20, votes)
    majorities[votes] = {
        "with veto": row["with veto", "Shapley–Shubik"],
        "without veto": row["without veto", "Shapley–Shubik"],
        "can act": row["", "can act"],
    }
pd.DataFrame.from_dict(majorities, orient="index").rename_axis("votes of 25").astype(float)

# %% [markdown]
# Each vote more raises the index of a member without a veto by about half. With 15 votes it has a
# little more than today (0.001865, section 3); with 14, the example that co-chairs of the General
# Assembly's negotiations gave for 25 members in 2019, a third less.
#
# What then is a permanent seat without a veto worth? Years. Of 193 members of the United Nations
# 188 share ten elected seats; suppose that all are elected equally often.

# %%
ordinary = Fraction(10, 188) * voice.loc[("since 1966", "elected"), "Shapley–Shubik"]
steps = {
    "an ordinary member, in expectation": ordinary,
    "always on the Council, no veto": voice.loc[("since 1966", "elected"), "Shapley–Shubik"],
    "always on the Council, with a veto": voice.loc[("since 1966", "permanent"), "Shapley–Shubik"],
}
worth = pd.Series(steps, name="index").to_frame().astype(float)
worth["times the row above"] = worth["index"] / worth["index"].shift()
worth.map("{:.4g}".format).replace("nan", "")

# %% [markdown]
# By decisiveness permanence multiplies an ordinary member's expected power by 19, the veto by
# another 105.
#
# ## 8. The sixth veto
#
# There is a reform that needs no amendment. Nine votes are needed and the five have five, so any
# seven of the ten can block: a veto held in common. What if b of the elected always vote as one? By
# decisiveness the bloc has the share of one player, and its members, being alike, divide it evenly
# (the index of Owen 1977); in the offers it proposes as often as its members would.

# %%
rows = {}
for b in range(1, 11):
    members = [f"elected {i}" for i in range(1, b + 1)]
    joined = bloc_game(new, {"bloc": members})
    chances = {name: Fraction(b if name == "bloc" else 1, 15) for name in joined.players}
    owen = owen_index(new, [members], exact=True)
    offers = baron_ferejohn(joined, discount_factors=PATIENCE, recognition=chances).payoffs
    rows[b] = {
        "member, decisive": owen["elected 1"],
        "member, offers": offers["bloc"] / b,
        "member, core": core(joined.to_coalitional(), exact=True).center()["bloc"] / b,
        "outsider, decisive": owen["elected 10"] if b < 10 else None,
        "permanent, decisive": owen["US"],
    }
pd.DataFrame.from_dict(rows, orient="index").rename_axis("b").fillna("")

# %% [markdown]
# At seven, and only from seven on, all three measures of a member are positive, and each is higher
# than alone: by decisiveness 1/42 instead of 4/2145. **Elected members have robust voice if they
# act together, and not otherwise.** Seven is also where it is best for them to stop: the others are
# then never needed, and a member of a union of ten has less than a member of one of seven. It is
# hard all the same. From two to five, an outsider has more by decisiveness than a member has, so
# that each would rather that others joined in its place; by offers a bloc of five or six pays its
# members less than none at all; and seven states of several regions must vote as one on whatever
# comes. (The third notebook asks whether such a bloc lasts.)

# %% [markdown]
# ## 9. Where multilateralism loses
#
# - **The powerful stay out** where a fifth of the surplus is less than what they can get alone, and
#   no majority can mend that: where pens are equal too, no measure here gives one of five equal
#   vetoes more than 1/5 (sections 2 and 5). A pen may pay more (section 4).
# - **The strongest loses by membership** as such if opprobrium deters it, unless the seat is worth
#   that much in other ways (section 6).
# - **The small lose** everything in the core, and what offers give them goes with the pen (sections
#   2 and 4). An elected seat is consent that can be bought from somebody else.
# - **Everybody loses decisions**: the part of coalitions that can act is 12 times smaller than
#   among fifteen equals under the charter, and would be 660 times smaller with eleven vetoes (next
#   cell). Where one of the five does not want to, the Council binds nobody.

# %%
acts = reform["", "can act"].astype(float)
(acts["Today without vetoes"] / acts[["Since 1966", "African Union"]]).rename("times").to_frame()

# %% [markdown]
# ## 10. What one may conclude, and what not
#
# *Holds under every measure here.* A veto is worth more than a seat, and a permanent seat without a
# veto is an elected seat that lasts. The rival plans for 25 members are one voting game, but for
# the majority. No enlargement gives the elected robust voice; acting as seven does. Six new vetoes
# halve the old ones and all but end the power to act.
#
# *Depends on the measure.* How many elected members a permanent one is worth (6 to 105); whether
# the five lose a fiftieth or a quarter by a plan; whether a veto without a pen is worth anything.
#
# *Not shown.* Indices know rules and not preferences: allies vote together, and drafts that would
# fail are not tabled, so that the record of votes says little about decisiveness. Shares of a prize
# stand for influence, the closed rule for drafting, and outside options are not observed. The model
# of the charter gives the same share to five unequal powers; it bounds what would keep them in, and
# does not predict who leaves.
#
# **Sources.** Baron, D. P. and Ferejohn, J. A. (1989), *American Political Science Review*
# 83:1181–1206. Coleman, J. S. (1971), in Lieberman, B. (ed.), *Social Choice*. Felsenthal, D. S.
# and Machover, M. (1998), *The Measurement of Voting Power*. Owen, G. (1977),
# doi:10.1007/978-3-642-45494-3_7. Shapley, L. S. and Shubik, M. (1954), doi:10.2307/1951053.
# Singer, J. D. (1987), doi:10.1080/03050628808434695. Voeten, E. (2001), *American Political
# Science Review* 95:845–858. United Nations: documents A/59/565, A/59/L.64, L.67 and L.68.
