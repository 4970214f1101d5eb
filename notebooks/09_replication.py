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
# # Replication: published numbers
#
# *Does this toolkit find what the literature printed, and what do the printed numbers say about
# multilateralism?*
#
# A scholar who takes a number from a program takes it on trust, and trust needs a reason. One is
# that the program returns numbers that others published, who found them by other means. This
# notebook recomputes 62 numbers with the general solvers (none has code of its own; 61 were
# printed, one is the quotient of two of them), and derives most kinds a **second time in the
# open**, in a few lines that use none of the solvers. It ends with what is not replicated, and with
# the numbers that speak against multilateralism.

# %%
import re
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import combinations, permutations
from math import comb, factorial

import numpy as np
import pandas as pd
from scipy.stats import t as student

from lilliput.analysis import PaperTable, claims, published_numbers, robustness
from lilliput.analysis.cases import nato_1964
from lilliput.analysis.data import BODIES, major_powers
from lilliput.analysis.figures import plot_values
from lilliput.games import (
    NormalFormGame,
    audit,
    nash_equilibria,
    quadratic_agreement,
    shapley_shubik,
)

# %% [markdown]
# ## 1. All of them
#
# Each row is computed now. A number that was printed rounded is compared after rounding ours to as
# many digits; fractions and formulas are compared exactly.

# %%
published = published_numbers()
numbers = published.reset_index()
numbers["key"] = numbers["source"].str.extract(r"^([^,(]+(?:\(\d{4}\))?)")[0].str.strip()


def kind_of(printed):
    """Return how a number was printed."""
    if isinstance(printed, str) and not re.fullmatch(r"[\d.]+", printed):
        return "formula"
    return "rounded" if isinstance(printed, str) and "." in printed else "exact"


numbers["kind"] = numbers["published"].map(kind_of)
by_source = numbers.pivot_table(
    index="key", columns="kind", values="ours", aggfunc="size", fill_value=0
)
by_source["in all"] = by_source.sum(axis=1)
by_source["differ"] = (numbers["difference"] != 0).groupby(numbers["key"]).sum()
by_source.loc["total"] = by_source.sum()
PaperTable(
    by_source.rename_axis("source"),
    caption="Published numbers recomputed, by source",
    label="tab:by-source",
    notes="Differ: those that differ from the print in any digit printed.",
)

# %% [markdown]
# No row differs. Here they are, in three tables as they would go into an appendix; where the print
# is rounded, ours is shown with two digits more.


# %%
SHORTER = {
    "Shapley–Shubik, ": "φ, ",
    "Banzhaf, ": "β, ",
    r"Nice \(votes, states, population\)": "three rules",
    r"Nice \(votes only\)": "votes",
    "winning coalitions, all members": "winning coalitions",
    "US Electoral College": "US College",
    "Barrett 1994, ": "",
    "Cartels of Cournot oligopolists": "Cartels",
    "size of the cartel, ": "",
    ", GNP and defence/GNP": "",
    "Talmud, claims 100, 200, 300": "Talmud",
    "nucleolus, ": "",
    "Alternating offers": "Offers",
    "share of the first": "first",
    "Baron–Ferejohn, closed": "Closed",
    "proposer, ": "",
    "payoff of ": "π of ",
    "total abatement Q": "total Q",
    "without ties": "no ties",
}


def shown(row):
    """Return ours as a text, with two digits more than the print where that is rounded."""
    if row["kind"] == "rounded":
        digits = -Decimal(row["published"]).as_tuple().exponent
        return f"{float(row['ours']):.{digits + 2}f}"
    return str(row["ours"])


def part(keys, caption, label, notes=""):
    """Return a table of the rows from some sources."""
    rows = pd.concat([numbers[numbers["key"] == key] for key in keys])
    table = rows[["item", "quantity"]].replace(SHORTER, regex=True)
    table["published"] = rows["published"].map(str).str.replace("first integer after", "next after")
    table["ours"] = rows.apply(shown, axis=1)
    table.insert(0, "source", rows["key"].str.replace(" and ", " & "))
    sources = "; ".join(dict.fromkeys(rows["source"]))
    return PaperTable(
        table.set_index(["source", "item", "quantity"]),
        caption=caption,
        label=label,
        notes=f"{notes}Sources: {sources}.",
        size=len(rows),
    )


# %%
VOTING = [
    "Shapley and Shubik (1954)", "quotient of both indices", "Brams and Affuso (1976)",
    "Felsenthal and Machover (1998)", "Bilbao", "Mann and Shapley (1962)", "Banzhaf (1965)",
]  # fmt: skip
INDICES = "φ: Shapley–Shubik index; β: normalised Banzhaf index. "
part(VOTING, "Voting power: published and recomputed", "tab:voting", INDICES)

# %%
AGREEMENTS = ["Barrett (1994)", "Olson and Zeckhauser (1966)", "Bloch (1996)"]
SYMBOLS = (
    "k*: size of a stable treaty; c/b: slope of costs over that of benefits; q: abatement, Q in "
    "all; π: payoff; next after: the first integer above. "
)
part(
    AGREEMENTS,
    "Agreements, burdens and cartels: published and recomputed",
    "tab:agreements",
    SYMBOLS,
)

# %%
BARGAINS = ["Rubinstein (1982)", "Baron and Ferejohn (1989)", "Aumann and Maschler (1985)"]
part(BARGAINS, "Bargains and claims: published and recomputed", "tab:bargains")

# %% [markdown]
# ## 2. A second time, in the open
#
# ### The Security Council, by counting orders
#
# Members vote in an order, all orders equally likely; who turns the coalition so far into a winning
# one is pivotal, and the Shapley–Shubik index is the chance of that. With $q$ votes needed, an
# elected member is pivotal iff all five permanent members and exactly $q-6$ of the other elected
# ones came before it. The permanent members share the rest.


# %%
def security_council(elected, votes):
    """Return the indices of a permanent and of an elected member, by counting."""
    n = 5 + elected
    before = comb(elected - 1, votes - 6) * factorial(votes - 1) * factorial(n - votes)
    each = Fraction(before, factorial(n))
    return (1 - elected * each) / 5, each


for years, council in {"1946–65": (6, 7), "since 1966": (10, 9)}.items():
    permanent, each = security_council(*council)
    print(f"{years}: {permanent} and {each}, ratio {float(permanent / each):.2f}")

# %% [markdown]
# ### Luxembourg in 1958, by all orders
#
# The quota is 12 of 17. All other votes are even, and so is the quota: the one vote of Luxembourg
# can never complete a majority. The 720 orders agree.

# %%
votes = BODIES["EEC-6"].votes
pivots = Counter()
for order in permutations(votes):
    total = 0
    for member in order:
        total += votes[member]
        if total >= 12:
            pivots[member] += 1
            break
{member: str(Fraction(pivots[member], 720)) for member in votes}

# %% [markdown]
# ### Nice, by adding up
#
# `counts[v, s, p]` is the number of coalitions with $v$ votes, $s$ states and $p$ per mille of the
# population; each state doubles the coalitions.

# %%
nice = BODIES["EU-27-Nice"]
(_, least), (people, needed) = nice.further
counts = np.zeros((346, 28, 1002), dtype=np.uint32)
counts[0, 0, 0] = 1
for state, v in nice.votes.items():
    counts[v:, 1:, people[state] :] += counts[:-v, :-1, : 1002 - people[state]].copy()
print(f"votes alone: {counts[nice.quota :].sum():,} of {counts.sum():,}")
print(f"all three rules: {counts[nice.quota :, least:, needed:].sum():,}")

# %% [markdown]
# Two of the three rules of the Treaty of Nice, a majority of states and 62 % of the population,
# hardly matter: of 2,718,774 coalitions with enough votes they stop 22.
#
# ### The Talmud's estates, by the contested garment
#
# A court in the Talmud divides estates that are too small for all claims. Aumann and Maschler prove
# that the nucleolus is the one division in which any two claimants divide what they have together
# as the garment in the Talmud: what only one of them claims is that one's, what both claim is
# halved. Equivalently: up to half of all claims the estate is shared equally, nobody getting more
# than half of a claim; beyond that, losses are shared so.


# %%
def equal_awards(estate, caps):
    """Share an estate equally, nobody above the cap."""
    awards, left = [], Fraction(estate)
    for place, cap in enumerate(sorted(caps)):
        awards.append(min(Fraction(cap), left / (len(caps) - place)))
        left -= awards[-1]
    return awards


def talmud(estate, owed=(100, 200, 300)):
    """Divide an estate by the rule of the contested garment; claims in increasing order."""
    halves, total = [Fraction(claim, 2) for claim in owed], sum(owed)
    if 2 * estate <= total:
        return equal_awards(estate, halves)
    losses = equal_awards(total - estate, halves)
    return [claim - loss for claim, loss in zip(owed, losses, strict=True)]


for estate in (100, 200, 300):
    print(estate, *map(str, talmud(estate)))

# %% [markdown]
# ### Barrett's treaties, from first-order conditions
#
# Each of $N$ countries that abate $Q$ in all gets $\tfrac{b}{N}(aQ - \tfrac12 Q^2) -
# \tfrac{c}{2}q^2$, where $q$ is its own abatement. With $\beta = b/(Nc)$, an outsider chooses $q =
# \beta(a - Q)$; the $k$ signatories move first and together, which gives $q_s = \beta k r^2 a/(1 +
# \beta k^2 r^2)$ with $r = 1/(1+\beta(N-k))$. A treaty is stable if no signatory gains by leaving
# and no outsider by joining; $k^*$ is its size.


# %%
def barrett(k, n, a, b, c):
    """Return payoffs of signatories and outsiders, and total abatement, with k signatories."""
    beta = Fraction(b) / (n * Fraction(c))
    r = 1 / (1 + beta * (n - k))
    signed = beta * k * r**2 * a / (1 + beta * k**2 * r**2)
    total = k * signed + (n - k) * beta * r * (a - k * signed)
    gain = Fraction(b, n) * (a * total - total**2 / 2)
    alone = beta * (a - total)
    return gain - Fraction(c) / 2 * signed**2, gain - Fraction(c) / 2 * alone**2, total


def stable(n, *numbers):
    """Return the sizes of stable treaties."""
    inside, outside = zip(*(barrett(k, n, *numbers)[:2] for k in range(n + 1)), strict=True)
    return [
        k
        for k in range(1, n + 1)
        if inside[k] >= outside[k - 1] and (k == n or outside[k] >= inside[k + 1])
    ]


ten = (10, 100, 1, Fraction(1, 4))
print("N = 10: k* in", stable(*ten))
for k in (0, 4):
    signed, alone, total = (f"{float(x):.1f}" for x in barrett(k, *ten))
    print(f"k = {k}: signatories {signed if k else '–'}, outsiders {alone}, abatement {total}")
hundred = {c: stable(100, 100, 1, Fraction(c)) for c in ("0.01", "0.1", "0.25", "1")}
print("N = 100, k* by c/b:", hundred)

# %% [markdown]
# ### Rubinstein, by discounting backwards
#
# Whoever offers last takes all. Going backwards, the first player offers what the second would get
# by waiting one round: $x \leftarrow 1 - \delta_2(1 - \delta_1 x)$. With $\delta = (.9, .8)$:

# %%
first, second = Fraction(9, 10), Fraction(4, 5)
share, shares = Fraction(1), {}
for rounds in range(1, 42, 2):
    shares[rounds] = float(share)
    share = 1 - second * (1 - first * share)
print(*(f"{rounds:2} rounds at most: {shares[rounds]:.6f}" for rounds in (1, 21, 41)), sep="\n")
print(f"the formula:       {float((1 - second) / (1 - first * second)):.6f}")

# %% [markdown]
# ### Baron and Ferejohn, by values
#
# Each round one of $n$ members, drawn by lot, proposes a division of 1, and $q$ votes accept it. If
# they do not, the next round's value counts only $\delta$. So the proposer buys the $q-1$ others it
# needs at $\delta v$ each, where $v$ is what a member expects of the next round. Backwards from a
# last round, after which nobody gets anything:

# %%
for n, q, delta in [(3, 2, Fraction(1)), (7, 4, Fraction(9, 10))]:
    value = Fraction(0)
    for _ in range(4):
        kept = 1 - (q - 1) * delta * value
        value = Fraction(1, n) * kept + Fraction(q - 1, n) * delta * value
    print(f"n = {n}, q = {q}, δ = {delta}: proposer keeps {kept}", end="; ")
    print("formula:", 1 - delta * Fraction(q - 1, n))

# %% [markdown]
# ### Bloch's cartels, by recursion
#
# Firms move in turn; each proposes a cartel of some size, and cartels of one market are Cournot
# rivals: with $K$ of them a member of one of size $s$ earns $1/(s(K+1)^2)$. Whoever proposes
# foresees the rest.


# %%
@cache
def cartels(left, formed):
    """Return the sizes that form among the firms left, given how many cartels there are."""
    if left == 0:
        return ()
    options = ((size, *cartels(left - size, formed + 1)) for size in range(1, left + 1))
    return max(options, key=lambda sizes: Fraction(1, sizes[0] * (formed + len(sizes) + 1) ** 2))


for firms in (5, 10, 20):
    bound = (2 * firms + 3 - (4 * firms + 5) ** 0.5) / 2
    print(f"{firms} firms: {cartels(firms, 0)}; formula: first integer after {bound:.3f}")

# %% [markdown]
# Cartels of one firm are firms that stay alone. Where the bound is itself an integer ($4n+5$ a
# square, as for 5, 11 and 19 firms) two sizes are equally good for the firm that chooses, and
# formula and program may differ; the table leaves those out.
#
# ### Olson and Zeckhauser, by ranks
#
# Do larger allies spend a larger part of their product on defence? Without ties Spearman's rank
# correlation of both is $\rho = 1 - 6\sum d^2/(n(n^2-1))$, with $d$ the differences of ranks. Its
# significance is found by Student's $t$ with 12 degrees of freedom, and by 100,000 random orders,
# which suppose no distribution.

# %%
nato = nato_1964()
ranks = nato.rank()
d = ranks["gnp"] - ranks["defence"]
rho = 1 - 6 * (d**2).sum() / (14 * (14**2 - 1))
rng = np.random.default_rng(1966)
orders = rng.permuted(np.tile(ranks["gnp"], (100_000, 1)), axis=1)
worse = ((orders - ranks["defence"].to_numpy()) ** 2).sum(axis=1) <= (d**2).sum()
p = student.sf(rho * (12 / (1 - rho**2)) ** 0.5, df=12)
print(f"ties: {nato.nunique().ne(14).any()}; ρ = {rho:.3f}")
print(f"one-tailed p by Student's t: {p:.3f}; by random orders: {worse.mean():.3f}")

# %% [markdown]
# The printed .038 is what the approximation gives; the share of random orders is a little larger.
#
# ### Two games that break solvers
#
# Von Stengel (1999, Discrete & Computational Geometry 21:557–568) constructs a 6 × 6 game with 75
# equilibria, Winkels (1979) a degenerate one whose infinitely many equilibria form 7 maximal Nash
# subsets, with 12 corners in all (*extreme* equilibria). Payoffs of the row player come first.

# %%
STENGEL = (
    [
        [9504, -660, 19976, -20526, 1776, -8976],
        [-111771, 31680, -130944, 168124, -8514, 52764],
        [397584, -113850, 451176, -586476, 29216, -178761],
        [171204, -45936, 208626, -263076, 14124, -84436],
        [1303104, -453420, 1227336, -1718376, 72336, -461736],
        [737154, -227040, 774576, -1039236, 48081, -300036],
    ],
    [
        [72336, 48081, 29216, 14124, 1776, -8514],
        [-461736, -300036, -178761, -84436, -8976, 52764],
        [1227336, 774576, 451176, 208626, 19976, -130944],
        [-1718376, -1039236, -586476, -263076, -20526, 168124],
        [1303104, 737154, 397584, 171204, 9504, -111771],
        [-453420, -227040, -113850, -45936, -660, 31680],
    ],
)
HALF = Fraction(5, 2)
WINKELS = (
    [[1, 3], [1, 3], [3, 1], [3, 1], [HALF, HALF], [HALF, HALF]],
    [[1, 2], [0, -1], [-2, 2], [4, -1], [-1, 6], [6, -1]],
)
games = {
    "von Stengel": NormalFormGame.from_bimatrix(*STENGEL),
    "Winkels": NormalFormGame.from_bimatrix(*WINKELS),
}

# %% [markdown]
# In a game that is not degenerate, as von Stengel's, an equilibrium has supports of equal size, and
# each player's mixture makes the other indifferent on its support. All 923 pairs of supports are
# tried, in fractions.


# %%
def solved(rows):
    """Solve linear equations, the right side last, by elimination; None if singular."""
    rows = [[Fraction(x) for x in row] for row in rows]
    for column in range(len(rows)):
        pivot = next((r for r in rows[column:] if r[column]), None)
        if pivot is None:
            return None
        rows.remove(pivot)
        pivot = [x / pivot[column] for x in pivot]
        rows = [[x - r[column] * y for x, y in zip(r, pivot, strict=True)] for r in rows]
        rows.insert(column, pivot)
    return [row[-1] for row in rows]


def indifferent(payoffs, own, other):
    """Return the other's mixture on a support that makes all of `own` best replies, or None."""
    rows = [[*(payoffs[i][j] for j in other), -1, 0] for i in own]
    found = solved([*rows, [1] * len(other) + [0, 1]])
    if found is None or min(found[:-1]) <= 0:
        return None
    worth = [sum(payoffs[i][j] * x for j, x in zip(other, found)) for i in range(6)]  # noqa: B905
    return found[:-1] if max(worth) == found[-1] else None


def equilibria_by_supports(a, b):
    """Count the equilibria of a nondegenerate 6 × 6 game."""
    transposed = list(zip(*b, strict=True))
    return sum(
        bool(indifferent(a, own, other) and indifferent(transposed, other, own))
        for size in range(1, 7)
        for own in combinations(range(6), size)
        for other in combinations(range(6), size)
    )


print("von Stengel, by supports:", equilibria_by_supports(*STENGEL))
for name, game in games.items():
    answer = nash_equilibria(game)
    subsets = sum(len(component.subsets) for component in answer.components)
    print(f"{name}: {len(answer)} equilibria, {subsets} maximal Nash subsets; {answer.complete}")

# %% [markdown]
# ### Capabilities
#
# No computation, but a check of the bundled data against a list with four digits, copied by hand
# from National Material Capabilities v6.0.

# %%
LISTED = {
    1816: {"UKG": ".3366", "RUS": ".1643", "FRN": ".1173", "AUH": ".0861", "GMY": ".0522"},
    1913: {"USA": ".2199", "GMY": ".1433", "RUS": ".1161", "UKG": ".1128", "CHN": ".0964",
           "FRN": ".0680"},
    1962: {"USA": ".2099", "RUS": ".1763", "CHN": ".1036", "GFR": ".0402", "UKG": ".0377",
           "FRN": ".0294"},
    2016: {"CHN": ".2306", "USA": ".1331", "IND": ".0868", "RUS": ".0365", "JPN": ".0330"},
}  # fmt: skip
cinc = major_powers().set_index(["year", "stateabb"])["cinc"]
typed = pd.Series({(year, who): text for year, row in LISTED.items() for who, text in row.items()})
differ = typed[typed != cinc[typed.index].map("{:.4f}".format).str.removeprefix("0")]
print(f"{len(typed) - len(differ)} of {len(typed)} agree; not so:")
for place, text in differ.items():
    print(*place, "list", text, "data", cinc[place])

# %% [markdown]
# The one that differs looks like a number rounded twice (.11275, then .1128). The data are used,
# not the list; and the comparison is seen to say *no* where it should.
#
# ## 3. A picture: who gains when a union grows?
#
# Brams and Affuso noticed the **paradox of new members**: Luxembourg, without any power among six,
# has some among nine. The indices of the six founders through five enlargements:

# %%
YEARS = {"EEC-6": "1958", "EEC-9": "1973", "EEC-10": "1981", "EEC-12": "1986", "EU-15": "1995",
         "EU-27": "2007, Nice"}  # fmt: skip
SIX = list(BODIES["EEC-6"].votes)
power = {key: shapley_shubik(BODIES[key].game(), exact=True) for key in YEARS}
bars = pd.DataFrame(
    {year: {member: float(power[key][member]) for member in SIX} for key, year in YEARS.items()}
)
axes = plot_values(bars, xlabel="Shapley–Shubik index of the six founders", width="page")

# %%
luxembourg = pd.DataFrame(
    {
        year: {
            "members": len(BODIES[key].votes),
            "votes": BODIES[key].votes["LU"],
            "share of votes": BODIES[key].votes["LU"] / sum(BODIES[key].votes.values()),
            "power": float(power[key]["LU"]),
        }
        for key, year in YEARS.items()
    }
).T
PaperTable(
    luxembourg.astype({"members": int, "votes": int}).rename_axis("year"),
    caption="Luxembourg in the Council",
    label="tab:luxembourg",
    formats={"share of votes": 4, "power": 4},
    notes="Power: Shapley–Shubik index. Votes: treaties and acts of accession.",
)

# %% [markdown]
# From row to row the share of votes falls; power goes up twice, down, up and down. A share of votes
# is no measure of voice, and a seat is none either.
#
# ## 4. Where other packages differ
#
# `audit` asks nashpy for the same equilibria and puts each answer to the test. Where all equilibria
# are known for sure, as here, an answer counts only if it is one of them.

# %%
rows = {}
for name, game in games.items():
    summary = audit(game, packages=["nashpy"]).summary
    for tool, row in summary.iterrows():
        rows[name, tool] = {
            "finds all": row["missed"] == 0,
            "adds others": row["spurious"] > 0,
        }
pd.DataFrame.from_dict(rows, orient="index").replace({True: "yes", False: "no"})

# %% [markdown]
# Lemke–Howson finds some equilibria by design, and support enumeration supposes a nondegenerate
# game, which Winkels' is not; vertex enumeration finds its 12 and so confirms them. In von
# Stengel's game the cause is floating-point arithmetic on payoffs of very different size: the same
# support enumeration finds all 75 in fractions, as in section 2. Vertex enumeration finds them,
# too, and with them profiles that come near to an equilibrium and are none.
#
# ## 5. What is not replicated
#
# - **Maggi's (1999) discount factors.** The mechanism (pooling of enforcement where imbalances are
#   local) is here as a reduced form with numbers of its own; his figures could not be checked and
#   are not claimed.
# - **Cha's (2010) figure.** His quadrants come out of a reduced form; that is a model which implies
#   them, not a replication of an argument made in words.
# - **Wording.** What Shapley and Shubik say of the ratio of both indices in words is not compared;
#   the 91.2 in the table is the quotient of two published fractions, and is marked so.
# - **Data behind a statistic.** Olson and Zeckhauser's 14 pairs are at second hand. Their
#   rank correlation is the published one; single entries should be checked against the print.
# - **Members that are not listed.** Of members with equal votes one stands for all; of the
#   Communities of ten and twelve and the Union of fifteen only the largest members are compared.
#
# ## 6. Where multilateralism loses
#
# Much of what is replicated above is bad news for those who hope for much from institutions. In
# Barrett's model, what do stable treaties achieve of that which all 100 together would gain over
# having none? By the formulas above, and checked against the library:

# %%
treaties = {}
for c, (k,) in hundred.items():
    numbers_of = (100, 100, 1, Fraction(c))
    welfare = {}
    for size in (0, k, 100):
        inside, outside, _ = barrett(size, *numbers_of)
        welfare[size] = size * inside + (100 - size) * outside
    library = quadratic_agreement(100, a=100, b=1, c=Fraction(c)).to_frame()
    same = library.loc[k, "signatory"] == barrett(k, *numbers_of)[0]
    treaties[c] = {
        "signatories": k,
        "possible gain": float(welfare[100] / welfare[0] - 1),
        "achieved of it": float((welfare[k] - welfare[0]) / (welfare[100] - welfare[0])),
        "library agrees": "yes" if same else "no",
    }
PaperTable(
    pd.DataFrame.from_dict(treaties, orient="index").rename_axis("c/b"),
    caption="Stable treaties among 100 in Barrett's model",
    label="tab:treaties",
    formats={"possible gain": "percent", "achieved of it": "percent"},
    notes="Possible gain: welfare under full cooperation over that without any treaty, less 1.",
)

# %% [markdown]
# Where many sign there is next to nothing to gain, where there is much to gain few sign, and in
# none of the four is more than 2.2 % of it achieved. Other numbers of the tables read so:

# %%
AGAINST = {
    ("EEC-6, 1958", "Shapley–Shubik, LU"): ("C9", "a vote is no voice"),
    ("UNSC since 1966", "Shapley–Shubik, elected 1"): ("C9", "voice is for those with a veto"),
    ("Barrett 1994, N = 10", "k = 4, payoff of outsiders"): ("C16", "outsiders gain most: "
     "signatories get 472.2, without a treaty 472.0"),
    ("Barrett 1994, N = 100", "k* at c/b = 1"): ("C16", "three of a hundred sign"),
    ("NATO 1964, GNP and defence/GNP", "Spearman's ρ"): ("C16", "the large bear more"),
    ("Baron–Ferejohn, closed rule", "proposer, n = 3, q = 2, δ = 1"): ("C6", "equals by rule, "
     "unequal by turn"),
    ("Cartels of Cournot oligopolists", "size of the cartel, n = 10"): ("C16", "one of ten stays "
     "out and gains most"),
}  # fmt: skip
against = pd.DataFrame(
    [(item.split(", GNP")[0], str(published.loc[(item, what), "published"]), *reading)
     for (item, what), reading in AGAINST.items()],
    columns=["number", "published", "bears on", "reading"],
).set_index("number")  # fmt: skip
PaperTable(
    against,
    caption="Published numbers that speak against multilateralism",
    label="tab:against",
    notes="Claims: "
    + " ".join(f"{claim}: {claims[claim].statement}" for claim in ("C6", "C9", "C16")),
)

# %% [markdown]
# And each of the sixteen claims that this toolkit decides has a region where it fails. `robustness`
# also counts in how many models the verdict turns under another solution concept or another
# selection of equilibria, at the parameters that the models have by default.

# %%
PaperTable(
    robustness().by_claim,
    caption="Where multilateralism loses, claim by claim",
    label="tab:loses",
    notes="Decided otherwise: models that have a second solution concept or rule of selection; "
    "flip: those among them whose verdict turns.",
)

# %% [markdown]
# ## 7. What one may conclude
#
# - The general solvers return the printed numbers, and the derivations above return most kinds of
#   them without the solvers. An error common to both, and to the print, is possible and unlikely.
# - A replicated number is a fact about a **model**. That an elected member of the Security Council
#   has 4/2145 of the power follows from orders that are all equally likely; that states vote so
#   does not follow.
# - These numbers do not favour multilateralism. Votes are not voice, stable treaties are small
#   where they would matter, equality of rule is not equality of result, and someone gains by
#   staying out. Where institutions do better, they do not say; the other notebooks ask that.
# - The selection is ours: numbers that could be found, are about institutions or about solvers, and
#   can be computed. It is no random sample of the literature.
