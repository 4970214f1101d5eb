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
# # Lilliput: when should the small unite?
#
# *Small states are told to speak with one voice. When does that bind the great, and when does it
# give away what each of the small had?*
#
# The image is Swift's, its use in international relations Keohane's (1969): many small states, each
# too weak to matter, tie a large one down together. Benelux, the elected members of the Security
# Council and the European allies of the United States have all been advised to unite. This notebook
# asks two questions of each. **Does uniting pay** its members? And **does the union last**, or does
# a member do better by leaving it? The answers come apart, in both directions.

# %%
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from lilliput.analysis import (
    PaperTable,
    State,
    claims,
    hub_and_spokes,
    multilateral,
    payoffs,
    unions,
)
from lilliput.analysis.cases import NATO, alliances
from lilliput.analysis.claim_figures import plot_phase
from lilliput.analysis.data import BODIES, major_powers
from lilliput.analysis.figures import figure_size, palette, plot_values, set_alt, styled
from lilliput.games import (
    CoalitionalGame,
    StructurePayoffs,
    SymmetricMembershipGame,
    VotingGame,
    bloc_game,
    is_membership_equilibrium,
    membership_equilibria,
    nash_in_nash,
    owen_index,
    owen_value,
    shapley_shubik,
    shapley_value,
    size_table,
    stable_sizes,
)

pd.set_option("display.float_format", "{:.3f}".format)

# %% [markdown]
# ## 1. A hub that needs some of them
#
# A large state, the hub, gets 1 if at least *k* of *m* small states come along. Apart, each small
# state has its Shapley value, what it adds to those before it on average over all orders. United,
# it has its Owen value: the union gets its share as one player, and its members divide that by the
# same idea.
#
# $$\text{apart}\quad \frac{k}{m(m+1)}, \qquad \text{united}\quad \frac{1}{2m}, \qquad
# \text{so uniting pays iff}\quad k < \frac{m+1}{2}.$$
#
# The values are those of Shapley (1953) and Owen (1977); the game and the comparison are a reduced
# form of ours for the image (claim C10 of the toolkit, model M10a). "Holds" says that uniting pays.

# %%
union = claims["C10"].models["M10a"]
results = {k: union.test(m=6, k=k) for k in range(1, 7)}
pd.DataFrame(
    {
        "gain of each": {k: str(result.computed) for k, result in results.items()},
        "closed form": {k: str(result.closed_form) for k, result in results.items()},
        "uniting pays": {k: result.verdict for k, result in results.items()},
        "turns at k": {k: str(result.boundary["k"]) for k, result in results.items()},
    }
).rename_axis("k, of m = 6")

# %% [markdown]
# A hub that needs one or two of six can play them off against each other, and a union ends that. If
# it needs five or six, each of them holds a veto or nearly one, and a union melts them into one.
# Below, each cell is computed from the game by the solvers; the line is the formula.

# %%
ax = plot_phase(union)

# %% [markdown]
# ## 2. Does it depend on how they bargain?
#
# In part. Under **Nash-in-Nash** (Horn and Wolinsky 1988) the hub splits evenly with each partner
# what its deal adds, on the premise that all other deals stand; under the **Shapley value** a
# failure reopens all of them (Stole and Zwiebel 1996). Two more rules: Banzhaf's index shares by
# how many coalitions a player turns, and the nucleolus makes the largest complaint of any coalition
# as small as it can be.

# %%
by_rule = {k: union.by_concept(m=6, k=k)["margin"].map(str) for k in range(1, 7)}
pd.DataFrame(by_rule).rename_axis(index="gain of each, by", columns="k, of m = 6")

# %% [markdown]
# **The rules agree at the ends**: for *k* = 1 and *k* = 2 uniting pays, and if the hub needs all
# six it harms. Between them the sign is one of protocol. At *k* = 4 and *k* = 5, if all other deals
# stand, no single small state is missed, so that each gets nothing apart and the union helps.
# Whoever says that uniting backfires in that range assumes that those who can be spared one by one
# are paid nonetheless. Banzhaf's index turns a little earlier than the Shapley value, at *k* = 3.
# (At *k* = 6 Nash-in-Nash gives each of the six one half, more than there is: there the sign may be
# believed, not the size.)

# %% [markdown]
# ## 3. Benelux in the Council, 1958
#
# The Treaty of Rome gave France, Germany and Italy 4 votes each, Belgium and the Netherlands 2,
# Luxembourg 1. Article 148(2) had two rules: on a proposal of the Commission 12 of the 17 votes
# carried; otherwise 12 votes **cast by at least four members** did. Under the first Luxembourg is
# the textbook's null player, whose vote never matters; under the second it is not (Mayer 2018).

# %%
six, benelux = BODIES["EEC-6"], ("NL", "BE", "LU")
rules = {
    "on a proposal of the Commission": six.game(),
    "otherwise (four members)": VotingGame.from_rules(
        six.votes, [(six.votes, 12), (dict.fromkeys(six.votes, 1), 4)]
    ),
}


def compared(game, bloc):
    """Return each member's share with all apart and with one bloc, and the sums of the bloc."""
    frame = pd.DataFrame(
        {
            "apart": shapley_shubik(game, exact=True),
            "united": owen_index(game, [bloc], exact=True),
        }
    )
    return pd.concat([frame, frame.loc[list(bloc)].sum().rename("Benelux together").to_frame().T])


council = pd.concat({rule: compared(game, benelux) for rule, game in rules.items()}, axis=1)
table_1958 = PaperTable(
    council.rename_axis("member"),
    caption="Benelux in the Council of the EEC, 1958: shares of power apart and united",
    label="tab:benelux-1958",
    notes="Apart: Shapley–Shubik index. United: Owen index with the union {NL, BE, LU}. "
    "Votes: Treaty establishing the EEC, article 148(2).",
)
table_1958

# %% [markdown]
# **One article, opposite signs.** Under the first rule uniting costs the three a sixth of their
# power, from 3/10 to 1/4; under the second it takes them from 7/20 to 1/2. The minimal winning
# coalitions, with Benelux as one player of 5 votes, show why.


# %%
least = {}
for rule, game in rules.items():
    joined = bloc_game(game, {"Benelux": benelux})
    coalitions = joined.minimal_winning_coalitions()
    least[rule] = pd.Series(sorted(", ".join(sorted(coalition)) for coalition in coalitions))
pd.DataFrame(least, index=range(4)).fillna("").rename(lambda row: row + 1)

# %% [markdown]
# Under the first rule any three of the four carry: Benelux is one of four equals. Apart, Belgium
# and the Netherlands are complements: two large members need **both** of them, so that each holds a
# key, and a union turns two keys into one. Under the second rule the three large ones cannot act
# alone; united, Benelux cannot be left out.
#
# ### Later Councils
#
# Enlargement changed the arithmetic, and with it the sign.

# %%
names = ["EEC-6", "EEC-9", "EEC-10", "EEC-12", "EU-15", "EU-27"]
rows = {}
for name in names:
    game = BODIES[name].game()
    apart, united = shapley_shubik(game, exact=True), owen_index(game, [benelux], exact=True)
    gain = united - apart
    rows[BODIES[name].name] = {
        "apart": sum(apart[list(benelux)]),
        "united": sum(united[list(benelux)]),
        "gain": sum(gain[list(benelux)]),
        **{f"gain of {member}": gain[member] for member in benelux},
    }
councils = pd.DataFrame.from_dict(rows, orient="index").astype(float)
gains = [column for column in councils if column.startswith("gain")]
table_councils = PaperTable(
    councils.rename_axis("council"),
    caption="What uniting is worth to Benelux in six Councils",
    label="tab:benelux-councils",
    digits=4,
    notes="Shapley–Shubik index apart, Owen index united; decisions on a proposal of the "
    "Commission; votes only. Sources: the Treaty of Rome, the acts of accession, Treaty of Nice.",
    marks={"†": "uniting harms"},
    marked={"†": (councils < 0) & councils.columns.isin(gains)},
)
ax = plot_values(councils[["apart", "united"]], xlabel="power of Benelux together", width=5.2)
table_councils

# %% [markdown]
# Uniting harms in 1958 and pays in each later Council, most in 1973. Ten members are the awkward
# case: the three gain together, yet Luxembourg loses by the Owen index, and would have to be
# compensated by the other two.

# %% [markdown]
# ## 4. Which blocs would form in 1958?
#
# That a union harms does not say that the small are left alone: **the large can unite too**. In the
# game of Hart and Kurz (1983) everyone proposes a bloc. Six members can form blocs in 203 ways,
# called structures, and in each of them power is the Owen index. A structure is *Nash* if no member
# gains by moving, and *strong* if no group of members does, all of its members gaining. If a bloc
# loses a member, the rest dissolves (γ) or stays together (δ).

# %%
formed, reports = {}, []
for rule, game in rules.items():
    formed[rule] = StructurePayoffs.from_function(
        game.players,
        lambda structure, game=game: owen_index(game, structure, exact=True).to_dict(),
    )
    for reaction in ("gamma", "delta"):
        found = membership_equilibria(formed[rule], rule=reaction, concept="strong")
        loose = membership_equilibria(formed[rule], rule=reaction, concept="nash")
        reports.append(f"{rule}; {len(loose)} of 203 are Nash\n{found}")
print("\n\n".join(reports))

# %% [markdown]
# On proposals of the Commission, **every strong structure has the three large members in one
# bloc**: together they hold exactly the 12 votes. Where Luxembourg goes makes no difference. With
# the four-member rule the large need a fourth, and the only strong structure under γ has the
# cheapest one in it; under δ nothing is strong. The Nash concept says little here: it accepts 176
# to 198 of the 203 structures.
#
# What do they get, and who would undo a structure in which Benelux is the only bloc?

# %%
structures = {
    "the large unite": [["DE", "FR", "IT"], ["NL"], ["BE"], ["LU"]],
    "and take Luxembourg in": [["DE", "FR", "IT", "LU"], ["NL"], ["BE"]],
    "Benelux unites": [["DE"], ["FR"], ["IT"], list(benelux)],
}
undone = {
    rule: is_membership_equilibrium(
        game, structures["Benelux unites"], rule="gamma", concept="strong"
    ).explanation
    for rule, game in formed.items()
}
print("\n".join(f"{rule}:\n  {how}" for rule, how in undone.items()))
pd.concat(
    {
        rule: pd.DataFrame({name: game.payoff(s).map(str) for name, s in structures.items()}).T
        for rule, game in formed.items()
    }
)

# %% [markdown]
# With the large in one bloc, Belgium and the Netherlands have nothing under the first rule. A bloc
# of Benelux alone fails under both: under the first the Netherlands gain by walking out; under the
# second Germany and France can **divide** it, and offer Belgium and the Netherlands a bloc of four
# in which all four gain. Lilliput is a game that Gulliver can play as well.

# %% [markdown]
# ## 5. The ten elected members of the Security Council
#
# A resolution needs nine of fifteen votes, the five permanent members' among them: the hub is five
# states, and needs *k* = 4 of the *m* = 10 elected ones. Suppose that *b* of these always vote
# together.

# %%
council = BODIES["UNSC-1966"].game()
ten = [f"elected {i}" for i in range(1, 11)]


def blocs(game, small):
    """Return the game of joining one bloc of the small, each of whom counts the same."""

    def share(size, member):
        bloc = [small[:size]] if size else []
        return owen_index(game, bloc, exact=True)[small[member]]

    last = len(small) - 1
    return SymmetricMembershipGame.from_functions(
        len(small), lambda size: share(size, 0), lambda size: share(size, last)
    )


elected = blocs(council, ten)
by_size = size_table(elected)[["insider", "outsider", "stable"]]
with styled():
    figure, axes = plt.subplots(figsize=figure_size(5.2, 0.6), layout="constrained")
    blue, yellow, red = palette(3)
    inside, outside = (100 * by_size[column].astype(float) for column in ("insider", "outsider"))
    axes.plot(inside.index[1:], inside[1:], marker="o", color=blue, label="a member of the bloc")
    axes.plot(outside.index[:10], outside[:10], marker="s", color=red, linestyle="--",
              label="an elected state outside")  # fmt: skip
    axes.axhline(100 * float(elected.outsiders[0]), color="#8C8C8C", linewidth=0.9, zorder=0)
    axes.text(10.2, 0.22, "all apart", color="#666666", ha="right")
    axes.set(xlabel="size b of the bloc", ylabel="share of power, per cent", ylim=(-0.1, 2.6))
    axes.set_xticks(range(11))
    axes.legend(loc="upper left")
set_alt(
    figure,
    "Share of power of a member and of an outsider by size of a bloc of elected members of the "
    "Security Council: members have least in small blocs, most at seven, and 1.7 per cent at ten; "
    "outsiders have nothing from seven on.",
)
times = (by_size["insider"] / by_size["outsider"].iloc[0]).astype(float).map("{:.1f}".format)
by_size.assign(**{"insider, times alone": times}).fillna("").replace("nan", "")

# %% [markdown]
# **Seven is the number.** Without seven of the ten only eight votes are left, so seven can block
# what the permanent five agree on: as one they are a sixth veto, and each has 1/42, almost 13 times
# what it has alone (4/2145). Whatever the bloc's size, an outsider gains by joining (compare it
# with the insider one row below); up to five it would gain still more if another joined in its
# place; at six both sides have 1/90, and from seven on outsiders have nothing. So where nobody can
# be refused the bloc ends at ten, and each has 1/60. *Stable* is a size which no member gains by
# leaving and no outsider by joining: only *none* (one alone is no bloc) and *all* are. Seven would
# be best for its members, if they could close the door.

# %% [markdown]
# ## 6. Paying and lasting are two things
#
# The toolkit's models of partial blocs take a hub that needs **one** small state. There, among four
# to eight small states, only a bloc of all of them or all but one pays its members (left: blue),
# and no bloc lasts (right). Where there are but two or three, nobody gains by leaving.

# %%
with styled():
    figure, panels = plt.subplots(1, 2, figsize=(9.4, 4.9), layout="constrained")
    for panel, name in zip(panels, ("M10b", "M10b-stability"), strict=True):
        plot_phase(claims["C10"].models[name], ax=panel)

# %% [markdown]
# A hub that needs one small state is special, though: who leaves the full bloc becomes its only
# rival. If the hub needs two or more but not all, a deserter alone is of no use to it, and the rest
# still are. Here is the same question for every *k*.

# %%
lasting = {}
for k in range(1, 7):
    game = VotingGame(
        ["hub", *(small := [f"small {i}" for i in range(1, 7)])],
        weights=[0, *[1] * 6],
        quota=k,
        vetoes=["hub"],
    )
    membership = blocs(game, small)
    lasting[k] = {
        "apart": membership.outsiders[0],
        "united": membership.insiders[-1],
        "who leaves gets": membership.outsiders[-1],
        "pays": "yes" if membership.insiders[-1] > membership.outsiders[0] else "no",
        "lasts": "yes" if 6 in stable_sizes(membership) else "no",
        "stable sizes": ", ".join(map(str, stable_sizes(membership))),
    }
table_lasting = PaperTable(
    pd.DataFrame.from_dict(lasting, orient="index").rename_axis("k, of m = 6"),
    caption="A union of six small states against a hub that needs k of them",
    label="tab:lilliput-lasting",
    notes="Share of each small state: Shapley value apart, Owen value united. A size is stable if "
    "no member gains by leaving and no outsider by joining (d'Aspremont et al. 1983).",
)
table_lasting

# %% [markdown]
# **The two answers cross.** At *k* = 1 uniting pays most and does not last. At *k* = 4 and *k* = 5
# it lasts and does not pay: nobody leaves, since a deserter gets nothing, and yet all would be
# better off had they never united. Only at *k* = 2 and *k* = 3 does the strategy do what is hoped
# of it. That Lilliputian unions do not last is true here of a hub that needs one partner, or all.
# (All this by Shapley and Owen; by Nash-in-Nash uniting pays at 4 and 5 as well.)

# %% [markdown]
# ## 7. Substitutes or complements: the American allies of 1962
#
# States differ in size, and a hub rarely needs a fixed number. Let it gain from a set *S* of
# partners what their part of all allied capability gives,
#
# $$f(S) = (C_S/C)^a.$$
#
# Below *a* = 1 the partners are substitutes (each adds less, the more have joined), above it
# complements. Capabilities are the CINC scores, shares of world capabilities (National Material
# Capabilities v6.0; Singer 1987), of the 14 allies of the United States in NATO; that the gain
# follows them in this way, and *a* itself, are assumptions.

# %%
cinc = alliances().query("year == 1962").set_index("stateabb")["cinc"]
allies = [member for member in NATO[1962] if member != "USA"]


def alliance(a, size):
    """Return the game worth (C_S/C)^a to the hub with the allies S."""
    masks = np.arange(2 ** (len(size) + 1))
    joined = masks[:, None] >> np.arange(1, len(size) + 1) & 1
    share = np.where(masks & 1, joined @ (size / size.sum()).to_numpy(), 0)
    return CoalitionalGame(["USA", *size.index], share.clip(0, 1) ** a)


def joint_gain(a, size):
    """Return what the allies gain together by uniting, by Shapley and Owen and pair by pair."""
    game = alliance(a, size)
    pairs = nash_in_nash(game, [("USA", ally) for ally in size.index])
    united = owen_value(game, [list(size.index)])["USA"]
    return shapley_value(game)["USA"] - united, pairs.payoffs["USA"] - united


equal = pd.Series(1.0, index=allies)
curves = pd.DataFrame(
    {
        a: [*joint_gain(a, cinc[allies]), joint_gain(a, equal)[0], (1 - a) / (2 * (1 + a))]
        for a in np.linspace(0.2, 2, 10).round(1)
    },
    index=["real sizes", "real sizes, Nash-in-Nash", "equal sizes", "many of equal size (limit)"],
).T.rename_axis("a")
with styled():
    figure, axes = plt.subplots(figsize=figure_size(5.2, 0.66), layout="constrained")
    looks = [("-", blue, "o"), ("--", red, "s"), (":", "#666666", ""), ("-.", yellow, "")]
    for (name, curve), (line, colour, marker) in zip(curves.items(), looks, strict=True):
        axes.plot(curve.index, curve, line, color=colour, marker=marker, markersize=3.5, label=name)
    axes.axhline(0, color="#222222", linewidth=0.7)
    axes.axvline(1, color="#222222", linewidth=0.7)
    axes.text(0.97, 0.34, "substitutes", ha="right")
    axes.text(1.03, 0.34, "complements")
    axes.set(xlabel="a, elasticity of the hub's gain in allied capability",
             ylabel="joint gain of the allies from uniting")  # fmt: skip
    axes.legend(loc="lower left")
set_alt(
    figure,
    "Joint gain of fourteen allies from uniting, by elasticity a: positive below 1, zero at 1 and "
    "negative above 1 for real and equal sizes, and by Nash-in-Nash as by Shapley and Owen.",
)
(curves.round(6) + 0.0).rename("{:.1f}".format)

# %% [markdown]
# Here both protocols agree in sign at every *a* tried, and only *a* = 1 divides: **unite where you
# are substitutes, stay apart where you are complements**. Real sizes change little. For many allies
# of equal size the limit is (1−*a*)/(2(1+*a*)). By ally:

# %%
columns = {}
for a in (0.5, 2):
    game = alliance(a, cinc[allies])
    columns[f"a = {a}", "apart"] = shapley_value(game)
    columns[f"a = {a}", "united"] = owen_value(game, [allies])
    columns[f"a = {a}", "united/apart"] = (
        columns[f"a = {a}", "united"] / columns[f"a = {a}", "apart"]
    )
by_ally = pd.DataFrame(columns).sort_values(("a = 0.5", "apart"), ascending=False)
PaperTable(
    by_ally.rename_axis("state"),
    caption="Shares of the gain from the alliance in 1962, allies apart and united",
    label="tab:lilliput-allies",
    notes="Shapley value apart, Owen value with all allies in one union. CINC: National Material "
    "Capabilities v6.0 (Singer 1987).",
)

# %% [markdown]
# Where uniting pays it pays the smallest most in proportion: Norway doubles its share, Germany adds
# about a quarter. Where it harms, it costs all of them 20 to 25 %.

# %% [markdown]
# ## 8. Force instead of votes
#
# A union need not bargain; it may have to withstand. Twelve European members of NATO in 1962, all
# of their mean CINC score *c*, face the Soviet Union with *C*. A large state that faces *t*
# opponents brings $C\,t^{-\varrho}$ to bear on each, all of its force at ϱ = 0 and an equal part of
# it at ϱ = 1, and an opponent of capability *x* prevails with
#
# $$\frac{x}{x + C\,t^{-\varrho}}.$$
#
# This is a reduced form (M10d) of the contest of Hirshleifer (1989).

# %%
europe = [member for member in allies if member not in ("CAN", "ICE")]
given = {"m": len(europe), "c": float(cinc[europe].mean()), "C": float(cinc["RUS"])}
force = claims["C10"].models["M10d"]
outcomes = {}
for rho in (Fraction(0), Fraction(1, 2), Fraction(9, 10), Fraction(1)):
    by_rule = force.by_selection(**given, rho=rho)["margin"].astype(float)
    chance_alone = given["c"] / (given["c"] + given["C"] * given["m"] ** -float(rho))
    outcomes[str(rho)] = {
        "chance alone": chance_alone,
        "gain if the best equilibrium is played": by_rule["payoff_dominance"],
        "gain if the worst is": by_rule["worst_case"],
    }
pd.DataFrame.from_dict(outcomes, orient="index").rename_axis("ϱ").round(3) + 0.0

# %% [markdown]
# Against force that can be brought on each in turn, uniting is worth most; against force that must
# be divided anyway, nothing. And it takes coordination: that nobody unites is an equilibrium too,
# since whoever unites alone has only itself.
#
# Effort is not given either. In a contest in which an effort *x* costs $x^\kappa/\kappa$ (M10c,
# after Esteban and Ray 2001), each small state would leave it to the others. How many times as much
# as each of the twelve ($V_G$) may the large state care ($V_B$), before all twelve put in less than
# it does?

# %%
contest = claims["C10"].models["M10c"]
pd.Series(
    {
        str(kappa): float(contest.test(m=len(europe), V_G=1, V_B=4, kappa=kappa).boundary["V_B"])
        for kappa in (1, 1.5, 2, 3)
    },
    name="parity at V_B/V_G",
).rename_axis("κ").to_frame()

# %% [markdown]
# If the cost of effort is linear (κ = 1), twelve weigh as much as one; numbers help only as far as
# effort is easier when it is divided.

# %% [markdown]
# ## 9. Where uniting, and multilateralism with it, loses
#
# The same question inside a treaty. Five members of NATO in 1962 (assumptions of the first
# notebook: stakes of each pair by gravity, costs, patience 0.6), without and with a good that only
# all of them together can provide: hub and spokes, one treaty among all, and one treaty in which
# the four Europeans bargain as one.

# %%
state = State.from_nmc(
    major_powers(),
    year=1962,
    powers=["USA", "UKG", "FRN", "GFR", "ITA"],
    hub="USA",
    stakes="gravity",
    directed_stakes="size",
    discount_factor=0.6,
    costs={"bilateral": 0.02, "member": 0.01, "multilateral": 0.05},
)
forms = {"hub and spokes": hub_and_spokes(), "one treaty": multilateral(), "united": unions()}
gains = {
    (f"indivisible good of {good}", name): payoffs(state.replace(collective_good=good), form)
    for good in (0.0, 0.2)
    for name, form in forms.items()
}
gains = pd.DataFrame(gains)
gains.loc["together"] = gains.sum()
gains

# %% [markdown]
# **The hub loses by the treaty**: the United States have less than with hub and spokes, and each of
# the four Europeans has more. Inside the treaty the Europeans gain nothing by uniting as long as
# stakes are pairwise: each pair shares its own surplus, and a union changes no pair. It costs them
# as soon as there is a good that needs everyone. It adds 0.112 to what all have together (less than
# 0.2, since at this patience not all of it can be enforced); apart each of the five had a veto on
# it and a fifth, united two blocs share it by halves, and the United States gain what the four
# lose. The treaty had already done the work.
#
# One table, then, for both questions.


# %%
def owen(game, bloc):
    """Return the Owen value, exactly for voting games."""
    if isinstance(game, VotingGame):
        return owen_index(game, [bloc], exact=True).astype(float)
    return owen_value(game, [bloc])


def judged(game, bloc):
    """Return whether uniting pays a bloc together, and whether any member gains by leaving."""
    bloc = list(bloc)
    apart, united = owen(game, bloc[:1]), owen(game, bloc)
    leaving = {
        member: owen(game, [other for other in bloc if other != member])[member] for member in bloc
    }
    restless = [member for member in bloc if leaving[member] > united[member] + 1e-12]
    gain = united[bloc].sum() - apart[bloc].sum()
    return {
        "apart": apart[bloc].sum(),
        "united": united[bloc].sum(),
        "pays": "yes" if gain > 1e-12 else "no",
        "lasts": "no" if restless else "yes",
        "who would leave": ", ".join(restless) if len(restless) < len(bloc) else "each of them",
    }


cases = {
    "Benelux 1958, on a proposal": (rules["on a proposal of the Commission"], benelux),
    "Benelux 1958, otherwise": (rules["otherwise (four members)"], benelux),
    "Benelux 1973": (BODIES["EEC-9"].game(), benelux),
    "Benelux 1995": (BODIES["EU-15"].game(), benelux),
    "seven elected members, UNSC": (council, ten[:7]),
    "ten elected members, UNSC": (council, ten),
    "14 allies 1962, substitutes (a = 0.5)": (alliance(0.5, cinc[allies]), allies),
    "14 allies 1962, complements (a = 2)": (alliance(2, cinc[allies]), allies),
}
verdicts = pd.DataFrame.from_dict(
    {name: judged(*case) for name, case in cases.items()}, orient="index"
)
table_verdicts = PaperTable(
    verdicts.rename_axis("bloc"),
    caption="Does uniting pay, and does the union last?",
    label="tab:lilliput-cases",
    notes="Shares of the bloc together; Owen value (apart: of unions of one). A union lasts if no "
    "member gains by leaving it while the rest stay together; whether others would join is not "
    "asked.",
)
table_verdicts

# %% [markdown]
# ## 10. What one may conclude
#
# - **Uniting is no virtue in itself.** It pays where the small are substitutes for each other and
#   harms where they are complements, under both protocols of section 7. Where the hub needs some
#   but not all (*k* = 3 to *k* = 5 of six), the sign depends on the protocol, above all on whether
#   a failed deal reopens the others.
# - **The voting rule decides, not the weights.** Under the two rules of one treaty article the same
#   three states with the same votes lose and gain by uniting.
# - **Paying and lasting differ.** A union against a hub that needs one partner pays and falls
#   apart, as does one of the allies of 1962 if they are substitutes; against a hub that needs
#   nearly all, but not all, it harms and holds. That a bloc lasts is no evidence that it serves its
#   members.
# - **The large can unite as well.** In the Council of 1958, every strong structure under the rule
#   for proposals of the Commission has the large in one bloc.
# - **Whom multilateralism costs.** The treaty gives the small more than it takes from the hub, but
#   the hub loses (section 9); and once it has given each of them a veto on a common good, a union
#   gives part of that back.
#
# What one may not conclude: power indices take all orders of voters as equally likely and know
# nothing about preferences, so they describe rules, not decisions; in 1958 the Council still acted
# by unanimity in most matters. CINC measures capability, and that gains follow it with one
# elasticity is assumed. Blocs are taken as perfectly disciplined and free to run. And the cases are
# chosen to show mechanisms: eight rows say that both signs occur, not how often.
#
# **Sources.** d'Aspremont, C. et al. (1983), *Canadian Journal of Economics* 16:17–25. Esteban, J.
# and Ray, D. (2001), *American Political Science Review* 95:663–672. Hart, S. and Kurz, M. (1983),
# *Econometrica* 51:1047–1064. Hirshleifer, J. (1989), *Public Choice* 63:101–112. Horn, H. and
# Wolinsky, A. (1988), doi:10.2307/2555664. Keohane, R. O. (1969), Lilliputians' dilemmas,
# *International Organization* 23:291–310. Mayer, A. (2018), *Games* 9(2):29. Owen, G. (1977),
# doi:10.1007/978-3-642-45494-3_7. Shapley, L. S. (1953), in *Contributions to the Theory of Games*
# II. Singer, J. D. (1987), doi:10.1080/03050628808434695. Stole, L. and Zwiebel, J. (1996), *Review
# of Economic Studies* 63:375–410.
