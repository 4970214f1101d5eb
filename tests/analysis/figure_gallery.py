"""Figures of all kinds, with plain and with ugly input, for the tests that look at all of them."""

import numpy as np
import pandas as pd

from lilliput.analysis.claims import claims
from lilliput.analysis.designs import saltelli
from lilliput.analysis.discovery import prim
from lilliput.analysis.figures import (
    TOGGLE_LABELS,
    plot_attribution,
    plot_attributions,
    plot_bargaining,
    plot_best_responses,
    plot_communication,
    plot_control_phase,
    plot_core,
    plot_lattice,
    plot_payoff_set,
    plot_phase_plane,
    plot_prim,
    plot_replicator,
    plot_sobol,
    plot_tornado,
    plot_values,
)
from lilliput.analysis.sensitivity import sobol_indices, tornado
from lilliput.analysis.sweeps import sweep, vectorised
from lilliput.games import (
    BargainingProblem,
    CoalitionalGame,
    NormalFormGame,
    VotingGame,
    rock_paper_scissors,
)

POWERS = ["United States of America", "People's Republic of China", "Russian Federation",
          "United Kingdom", "France", "India", "Germany", "Japan", "Brazil", "South Africa",
          "Islamic Republic of Iran", "Türkiye"]  # fmt: skip
DILEMMA = NormalFormGame.from_bimatrix(
    [[3, 0], [5, 1]], [[3, 5], [0, 1]], strategies=[["comply", "defect"]] * 2
)


def game(players, worths):
    return CoalitionalGame(players, worths)


def pair(a, b, **names):
    return NormalFormGame.from_bimatrix(a, b, **names)


def symmetric(a, names=None):
    return pair(a, np.transpose(a), strategies=names and [names] * 2)


def by_size(players, *worths):
    return CoalitionalGame.from_function(list(players), lambda S: worths[len(S)])


def varied(*shape):
    """Return numbers of both signs without a random generator."""
    return np.sin(np.arange(1, np.prod(shape) + 1) * 1.7).reshape(shape) * 2


def surplus(gain, cost):
    return {"margin": gain - cost**2}


def quadrants(a, b):
    kind = "alliance" if a > 0 and b > 0 else "hub" if a > 0 else "web of treaties"
    return {"margin": 1 - (a / 1e6) ** 2 - (b * 1e6) ** 2, "verdict": kind}


def shifted(a_very_long_parameter_name=1.0, b=2.0, c=0.5, idle=1.0):
    margin = a_very_long_parameter_name * b - c**2 + 0 * idle
    return {"margin": margin, "verdict": "holds" if margin > 1 else "fails"}


@vectorised
def interaction(m, cost, delta):
    return {"margin": 2 * m + cost * delta}


def sobol():
    design = saltelli({"m": (0, 1), "cost": (0, 1), "delta": (0, 1)}, n=128)
    return sobol_indices(sweep(interaction, design, progress=False), resamples=200)


def boxes():
    values = [(a, b, c) for a in range(10) for b in range(10) for c in range(6)]
    frame = pd.DataFrame(values, columns=["a", "b", "c"])
    frame["wins"] = ((frame["a"] >= 6) & (frame["b"] >= 5)) | ((frame["c"] == 0) & (frame["a"] < 2))
    return prim(frame, "wins", parameters=["a", "b", "c"], peel=0.1, boxes=2)


def attribution(names):
    return pd.DataFrame(varied(len(names), 5), index=names, columns=list(TOGGLE_LABELS))


PLAIN = {
    "core": lambda: plot_core(game(["US", "CN", "EU"], [0, 1, 0.5, 3, 0, 2.5, 4, 7])),
    "core_empty": lambda: plot_core(by_size("ABC", 0, 0, 1, 1)),
    "core_of_four": lambda: plot_core(
        game(["US", "CN", "EU", "RU"], [0, 0, 1, 4, 0, 5, 3, 9, 1, 3, 4, 12, 2, 9, 8, 24])
    ),
    "values": lambda: plot_values(
        {"Shapley": {"US": 3, "CN": -1.5, "EU": 1}, "Banzhaf": {"US": 2.5, "CN": -1, "EU": 1}},
        {"Shapley": {"US": 0.5, "CN": 0.25, "EU": 0.75}},
    ),
    "lattice": lambda: plot_lattice(game(["US", "CN", "EU"], [0, 1, 0.5, 5, 0, 4.5, 4, 7])),
    "lattice_voting": lambda: plot_lattice(
        VotingGame(["A", "B", "C", "D"], weights=[3, 2, 1, 1], quota=4)
    ),
    "communication": lambda: plot_communication(
        [("US", "JP"), ("US", "KR"), ("US", "AU")], {"US": 4, "JP": 1, "KR": 1, "AU": -0.5, "X": 0}
    ),
    "best_responses": lambda: plot_best_responses(pair([[4, 0], [3, 2]], [[4, 3], [0, 2]])),
    "envelope": lambda: plot_best_responses(
        pair([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])
    ),
    "bargaining": lambda: plot_bargaining(
        BargainingProblem.from_points(["US", "CN"], [[0, 4], [2, 3.6], [3, 3], [5, 0]], [0.5, 0.2])
    ),
    "replicator": lambda: plot_replicator(rock_paper_scissors()),
    "replicator_two": lambda: plot_replicator(symmetric([[-1, 2], [0, 1]], ["hawk", "dove"])),
    "replicator_line": lambda: plot_replicator(
        symmetric([[-1, 2], [0, 1]], ["hawk", "dove"]), populations=1
    ),
    "payoff_set": lambda: plot_payoff_set(DILEMMA, 0.35),
    "tornado": lambda: plot_tornado(
        tornado(claims["C10"].models["M10a"], {"m": (2, 8), "k": (1, 4)})
    ),
    "sobol": lambda: plot_sobol(sobol()),
    "prim": lambda: plot_prim(boxes()),
    "phase_plane": lambda: plot_phase_plane(
        surplus, ("gain", 0, 1), ("cost", 0, 1), cells=12, analytic=np.sqrt
    ),
    "control": lambda: plot_control_phase(cells=12),
    "attribution": lambda: plot_attribution(attribution(["US", "CA", "MX"]), title="NAFTA"),
}

UGLY = {
    "core of one point": lambda: plot_core(
        CoalitionalGame.from_worths({("L1", "R"): 1, ("L2", "R"): 1, ("L1", "L2", "R"): 1})
    ),
    "core, long names, large and negative": lambda: plot_core(
        game(POWERS[:3], [0, -5e9, 2e9, 3e9, -1e9, 2e9, 4e9, 1.1e10])
    ),
    "no imputations": lambda: plot_core(game(["A", "B", "C"], [0, 3, 3, 4, 3, 4, 4, 2])),
    "additive": lambda: plot_core(game(["A", "B", "C"], [0, 1, 2, 3, 3, 4, 5, 6])),
    "all worths zero": lambda: plot_core(game(["A", "B", "C"], [0] * 8)),
    "negative total": lambda: plot_core(game(["A", "B", "C"], [0, -4, -5, -7, -6, -8, -9, -10])),
    "many points": lambda: plot_core(
        game(["A", "B", "C"], [0, 0, 0, 1, 0, 2, 2, 6]),
        points={"equal split": [2, 2, 2], "proportional to size": [1.5, 2.2, 2.3]},
    ),
    "four, one point": lambda: plot_core(
        CoalitionalGame.from_function(POWERS[:4], lambda S: float(POWERS[3] in S and len(S) > 1))
    ),
    "four, a segment": lambda: plot_core(
        CoalitionalGame.from_function(
            ["L1", "L2", "R1", "R2"],
            lambda S: min(sum(x[0] == "L" for x in S), sum(x[0] == "R" for x in S)),
        )
    ),
    "four, empty": lambda: plot_core(by_size("ABCD", 0, 0, 1, 1, 1)),
    "four, additive": lambda: plot_core(by_size("ABCD", 0, 1, 2, 3, 4)),
    "twelve powers": lambda: plot_values(
        pd.DataFrame(varied(12, 3), index=POWERS, columns=["Shapley", "Banzhaf", "τ"])
    ),
    "dollars": lambda: plot_values({"$x$": {"$a$_b": 1e9, "50 % & ^{c}": -2e9}}, xlabel="$ of $y$"),
    "attribution of twelve": lambda: plot_attribution(attribution(POWERS)),
    "lattice of five, large": lambda: plot_lattice(
        game(list("ABCDE"), [0, *(varied(31) * 1e7).tolist()])
    ),
    "lattice, long names": lambda: plot_lattice(
        VotingGame(POWERS[:5], weights=[3, 2, 2, 1, 1], quota=5)
    ),
    "network of twelve": lambda: plot_communication(
        [(POWERS[i], POWERS[(i * i + 3) % 12]) for i in range(12) if i != (i * i + 3) % 12],
        dict(zip(POWERS, varied(12) * 1e7, strict=True)),
    ),
    "network without links": lambda: plot_communication([], {"A": 1, "B": 1, "C": 0}),
    "continuum": lambda: plot_best_responses(
        pair([[1, 1], [0, 1]], [[1, 1], [1, 1]], players=POWERS[:2],
             strategies=[["cooperate at length", "defect"]] * 2)
    ),
    "all equal": lambda: plot_best_responses(pair(np.ones((2, 2)), np.ones((2, 2)))),
    "envelope with a continuum": lambda: plot_best_responses(
        pair([[3, 0, 2], [0, 3, 2]], [[1, 0, 0.9], [0, 1, 0.9]])
    ),
    "all solutions agree": lambda: plot_bargaining(
        BargainingProblem.from_surplus(["A", "B"], 10, [2, 0])
    ),
    "bargaining, large": lambda: plot_bargaining(
        BargainingProblem.from_points(
            POWERS[:2], [[-2e9, 4e6], [2e9, 3e6], [5e9, -3e6]], [-1e9, -2e6]
        )
    ),
    "rest on segments": lambda: plot_replicator(symmetric([[1, 1, 1], [1, 1, 1], [2, 0, 1]])),
    "seven rest points": lambda: plot_replicator(
        symmetric(np.diag([3, 2, 1]), ["cooperate with everyone", "defect on neighbours", "wait"])
    ),
    "no equilibrium": lambda: plot_payoff_set(pair([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]), 0.9),
    "one equilibrium payoff": lambda: plot_payoff_set(DILEMMA, 0.1),
    "tornado, long names": lambda: plot_tornado(
        tornado(shifted, {"a_very_long_parameter_name": (0.0, 3.0), "b": (0.0, 1.0),
                          "c": (-3.0, 3.0), "idle": (0.0, 2.0)})
    ),
    "categories": lambda: plot_phase_plane(
        quadrants, ("a", -2e6, 2e6), ("b", -2e-6, 2e-6), cells=8
    ),
    "integers and holes": lambda: plot_phase_plane(claims["C10"].models["M10a"]),
}  # fmt: skip

GALLERY = PLAIN | UGLY


def panels():
    return plot_attributions({str(year): attribution(["US", "CA"]) for year in range(1, 5)})
