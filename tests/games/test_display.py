"""Notebook pictures of every public class: well-formed, escaped, small, quick, and true."""

import inspect
import re
import xml.etree.ElementTree as ElementTree
from enum import Enum
from fractions import Fraction
from functools import cache

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

import lilliput.games as games
from lilliput.games import (
    BargainingProblem,
    CoalitionalGame,
    NormalFormGame,
    PartitionGame,
    PolymatrixGame,
    SymmetricGame,
    VotingGame,
    nash_equilibria,
)
from lilliput.games.display.replies import best_replies, pure_equilibria
from lilliput.games.display.tables import block, frame, note, record, table
from lilliput.games.display.texts import decimal, escaped, latex_text, mix, shown
from lilliput.games.findings import Finding

PLAIN = ("A", "B", "C")
HOSTILE = ("<script>alert(1)</script>", "R&D \"x\" 'y'", "c_1 $\\alpha$ \x00 é]]>")
HALF = Fraction(1, 2)


def text_of(html):
    """Return what a reader sees, after parsing it as XML with one root."""
    return "".join(ElementTree.fromstring(html).itertext())


def seen(name):
    """Return a name as it is seen: control characters cannot stand in XML."""
    return name.replace("\x00", "\ufffd")


def duel(names, first=((3, 0), (5, 1)), second=((3, 5), (0, 1))):
    strategies = [[f"{names[2]} 1", f"{names[2]} 2"]] * 2
    return NormalFormGame.from_bimatrix(first, second, players=names[:2], strategies=strategies)


def chicken(names):
    return duel(names, [[6, 2], [7, 0]], [[6, 7], [2, 0]])


def hunt(names):
    return duel(names, [[4, 0], [3, 3]], [[4, 3], [0, 3]])


def majority(names):
    return CoalitionalGame.from_function(list(names), lambda S: Fraction(int(len(S) >= 2)))


def structures(names):
    return games.StructurePayoffs.from_function(
        list(names), lambda P: {name: len(block) for block in P for name in block}
    )


def relations(names, value):
    return pd.DataFrame(np.full((3, 3), value), list(names), list(names))


def gloves(names):
    def oracle(x, settled=None):
        pairs = [((names[0], names[1]), 1), ((names[0], names[2]), 1)]
        known = [*(((name,), 0) for name in names), *pairs]
        return known if settled is None else [(S, v) for S, v in known if not settled.spans(S)]

    return oracle


def cartels(n):
    return games.SizePayoffs(
        n, lambda size, number: Fraction(1, size * (number + 1) ** 2), depends_on="number"
    )


def symbolic(names):
    a, b = sympy.symbols("a b", positive=True)
    return games.symbolic_equilibria(duel(names, [[a, 0], [0, b]], [[b, 0], [0, a]]))


def settled_by(names):
    found = {}

    def oracle(x, settled):
        found["settled"] = settled
        return gloves(names)(x, settled)

    games.nucleolus_by_oracle(list(names), 1, oracle)
    return found["settled"]


def automaton(names):
    friendly, hostile = f"{names[0]} up", f"{names[1]} down"
    return games.Automaton(
        {friendly: ["C", "C"], hostile: ["D", "D"]},
        {
            friendly: {("C", "C"): friendly, "otherwise": hostile},
            hostile: lambda profile: hostile,
        },
    )


CHARGES = [[[0, 0, 0, 1, 0, 1, 1, 1], [0, 0, 0, 0, 0, 0, 0, 3]]]
PAIR = ([[3, 0], [0, 2]], [[2, 0], [0, 3]])

EXAMPLES = {
    "AllocationSet": lambda p: games.imputations(majority(p)),
    "Audit": lambda p: games.audit(hunt(p), packages=["nashpy"]),
    "Automaton": automaton,
    "BanzhafEstimate": lambda p: games.estimate_banzhaf(list(p), lambda S: len(S) >= 2),
    "BargainingProblem": lambda p: BargainingProblem.from_halfspaces(
        list(p), [[1, 1, 1], [1, 0, 0]], [60, 30]
    ),
    "BaronFerejohn": lambda p: games.baron_ferejohn(
        VotingGame(list(p), weights=[1, 1, 1], quota=2), discount_factors=Fraction(9, 10)
    ),
    "BaronFerejohnShares": lambda p: games.baron_ferejohn_shares(1, 2, 2, Fraction(9, 10)),
    "BimatrixBatch": lambda p: games.bimatrix_equilibria(*PAIR),
    "Cell": lambda p: symbolic(p).partition()[0],
    "Certificate": lambda p: nash_equilibria(hunt(p))[0].certificate,
    "ClaimsProblem": lambda p: games.ClaimsProblem(200, dict(zip(p, (50, 200, 20), strict=True))),
    "CoalitionalGame": majority,
    "CommunityEnforcement": lambda p: games.community_enforcement(
        relations(p, 4.0), relations(p, 1.0)
    ),
    "Component": lambda p: nash_equilibria(duel(p, [[1, 1], [0, 0]], [[1, 1], [0, 0]])).components[
        0
    ],
    "Core": lambda p: games.core(majority(p)),
    "CorrelatedBatch": lambda p: games.bimatrix_correlated_welfare(*PAIR),
    "CorrelatedEquilibrium": lambda p: games.correlated_equilibrium(chicken(p)),
    "CorrelatedPolytope": lambda p: games.correlated_polytope(chicken(p)),
    "CriticalDiscountFactor": lambda p: games.critical_discount_factor(
        duel(p), [duel(p).strategies[0][0]] * 2
    ),
    "Dominance": lambda p: games.dominated_strategies(duel(p))[0],
    "DominatedBatch": lambda p: games.bimatrix_dominated(*PAIR),
    "Effectivity": lambda p: games.Effectivity.from_rule(list(p), "delta"),
    "EfficiencyReport": lambda p: games.price_of_anarchy(duel(p)),
    "EffortEquilibrium": lambda p: games.effort_equilibrium(EXAMPLES["EffortGame"](p)),
    "EffortGame": lambda p: games.EffortGame(
        {"client": "own/(own + 2*client) - own*k"}, {"client": 1}, {"k": 1}
    ),
    "EnvironmentalAgreement": lambda p: games.linear_agreement(6),
    "Equilibrium": lambda p: nash_equilibria(hunt(p))[2],
    "EquilibriumPayoffs": lambda p: games.equilibrium_payoff_set(duel(p), 0.5),
    "EquilibriumSet": lambda p: nash_equilibria(hunt(p)),
    "EvolutionarilyStableStrategies": lambda p: games.evolutionarily_stable_strategies(
        duel(p, [[-1, 4], [0, 2]], [[-1, 0], [4, 2]])
    ),
    "FeasibleSet": lambda p: EXAMPLES["NTUGame"](p).grand,
    "Finding": lambda p: games.in_core(majority(p), dict(zip(p, (1, 0, 0), strict=True))),
    "FolkTheoremSet": lambda p: games.folk_theorem_set(duel(p)),
    "GroupedEquilibria": lambda p: games.grouped_equilibria(EXAMPLES["SymmetricGame"](p)),
    "GroupedEquilibrium": lambda p: EXAMPLES["GroupedEquilibria"](p).equilibria[1],
    "HedonicGame": lambda p: games.HedonicGame.common_ranking(list(p), len),
    "IteratedElimination": lambda p: games.iterated_elimination(duel(p)),
    "LeastCoreBatch": lambda p: games.least_cores(CHARGES),
    "LogitBranch": lambda p: games.logit_correspondence(hunt(p)).principal,
    "LogitCorrespondence": lambda p: games.logit_correspondence(hunt(p)),
    "MembershipGame": lambda p: games.MembershipGame(list(p), np.arange(24).reshape(8, 3)),
    "NTUGame": lambda p: games.NTUGame.from_points(
        list(p), {tuple(p[:2]): [[4, 0], [0, 3]], tuple(p): [[4, 0, 1], [0, 3, 1]]}
    ),
    "NTUValue": lambda p: games.ntu_shapley_values(
        games.NTUGame.from_points(list(p), {tuple(p): (np.eye(3) * 100).tolist()})
    )[0],
    "NamedGame": lambda p: games.GAMES["stag hunt"],
    "NashInNash": lambda p: games.nash_in_nash(
        lambda agreed: Fraction(len(agreed)), [(p[0], p[1]), (p[0], p[2])]
    ),
    "NashSubset": lambda p: EXAMPLES["Component"](p).subsets[0],
    "NetworkGame": lambda p: games.connections_model(list(p), 0.5, 0.25),
    "NoisyEnforcement": lambda p: games.noisy_enforcement(
        relations(p, 0.5), relations(p, 1.0), false_alarm=0.1
    ),
    "NormalFormGame": duel,
    "NucleolusBatch": lambda p: games.nucleoli_solution(CHARGES),
    "NucleolusSolution": lambda p: games.nucleolus_solution(majority(p)),
    "OracleLeastCore": lambda p: games.least_core_by_oracle(list(p), 1, gloves(p)),
    "OracleNucleolus": lambda p: games.nucleolus_by_oracle(list(p), 1, gloves(p)),
    "OrderedFormation": lambda p: games.ordered_formation(structures(p)),
    "PartitionGame": lambda p: PartitionGame.from_function(list(p), lambda S, P: len(S) / len(P)),
    "PathOfPlay": lambda p: games.PathOfPlay([["C", p[0]]], prefix=[[p[1], "D"]]),
    "PayoffSet": lambda p: games.feasible_payoffs(duel(p)),
    "PenalCode": lambda p: games.optimal_penal_code(duel(p), HALF),
    "PolymatrixGame": lambda p: PolymatrixGame(
        list(p), [["x", "y"]] * 3, {(p[0], p[1]): PAIR, (p[1], p[2]): PAIR}
    ),
    "Potential": lambda p: games.exact_potential(duel(p)),
    "PowerShift": lambda p: games.power_shift(Fraction(3, 4), Fraction(1, 4), Fraction(9, 10)),
    "QuantalResponse": lambda p: games.quantal_response(hunt(p), 1.0),
    "RationalityFit": lambda p: games.fit_rationality(
        chicken(p), {name: [10, 20] for name in p[:2]}
    ),
    "RationalizableStrategies": lambda p: games.rationalizable_strategies(duel(p)),
    "RecursiveCore": lambda p: games.recursive_core(
        games.cournot_game(dict.fromkeys(p, 0), intercept=12)
    ),
    "RubinsteinShares": lambda p: games.rubinstein(HALF, HALF),
    "SecurityLevels": lambda p: games.minmax_values(duel(p)),
    "Selection": lambda p: games.equilibrium_selection(
        hunt(p), ["payoff_dominance", "risk_dominance"]
    ),
    "Settled": settled_by,
    "SettledLevel": lambda p: games.nucleolus_solution(majority(p)).levels[0],
    "ShapleyEstimate": lambda p: games.estimate_shapley(list(p), lambda S: len(S) ** 2),
    "SizePayoffs": lambda p: cartels(5),
    "SizeSequence": lambda p: games.bloch_sizes(cartels(10)),
    "SparseGame": lambda p: games.SparseGame.from_dividends(
        list(p), {tuple(p): 4, tuple(p[:1]): Fraction(1, 3)}
    ),
    "StablePartition": lambda p: games.find_stable_partition(EXAMPLES["HedonicGame"](p)),
    "StackelbergSolution": lambda p: games.stackelberg(
        duel(p, [[5, 3], [6, 4]], [[2, 1], [3, 4]]), p[0]
    ),
    "StructurePayoffs": structures,
    "StructureSet": lambda p: games.stable_partitions(EXAMPLES["HedonicGame"](p), "core"),
    "SymbolicEquilibria": symbolic,
    "SymbolicEquilibrium": lambda p: symbolic(p).equilibria[2],
    "SymmetricGame": lambda p: SymmetricGame(3, [p[0], p[1]], [[1, 1, 1], [2, 2, 0]]),
    "SymmetricMembershipGame": lambda p: games.linear_agreement(6).game,
    "TracingOutcome": lambda p: games.tracing_procedure(hunt(p)),
    "Trajectory": lambda p: games.replicator_dynamics(hunt(p), [[0.9, 0.1], [0.9, 0.1]]),
    "Ultimatum": lambda p: games.ultimatum(uniform=(0, 1), cost=Fraction(1, 5)),
    "VariableThreats": lambda p: games.variable_threats(chicken(p)),
    "VetoBargaining": lambda p: games.veto_bargaining(1, 0, [Fraction(3, 10)]),
    "VotingGame": lambda p: VotingGame(list(p), weights=[2, 1, 1], quota=3, vetoes=[p[0]]),
    "WeberSet": lambda p: games.weber_set(majority(p)),
    "ZeroSumSolution": lambda p: games.zero_sum_solution(
        duel(p, [[3, -1], [-2, 1]], [[-3, 1], [2, -1]])
    ),
}

TAGS = {
    *("div", "p", "span", "br", "strong", "em", "u", "sub", "sup", "code"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td"),
}
NO_PICTURE = {"BatchStatus"}  # an enum
ELSEWHERE = {"ChancePlay", "SustainedConcessions", "SustainedShares"}
SEVERAL_LINES = {  # a line for each of what they hold
    "Audit",
    "EffortGame",
    "EquilibriumSet",
    "EvolutionarilyStableStrategies",
    "GroupedEquilibria",
    "IteratedElimination",
    "LogitCorrespondence",
    "RationalizableStrategies",
    "Selection",
    "StructureSet",
    "SymbolicEquilibria",
}
NAMES_NOBODY = {  # nor any strategy
    "BaronFerejohnShares",
    "BimatrixBatch",
    "Certificate",
    "CorrelatedBatch",
    "DominatedBatch",
    "EffortEquilibrium",
    "EffortGame",
    "EnvironmentalAgreement",
    "LeastCoreBatch",
    "NamedGame",
    "NucleolusBatch",
    "PowerShift",
    "RubinsteinShares",
    "SizePayoffs",
    "SizeSequence",
    "SymmetricMembershipGame",
    "Ultimatum",
    "VetoBargaining",
}
NAMES_SOME = {  # the others play no part
    "Automaton": (0, 1),
    "CriticalDiscountFactor": (0, 1),
    "Dominance": (0, 2),
    "EquilibriumPayoffs": (0, 1),
    "EvolutionarilyStableStrategies": (2,),
    "Finding": (1, 2),
    "FolkTheoremSet": (0, 1),
    "GroupedEquilibria": (0, 1),
    "GroupedEquilibrium": (0, 1),
    "PathOfPlay": (0, 1),
    "PayoffSet": (0, 1),
    "SymmetricGame": (0, 1),
}


@cache
def example(name, players):
    return EXAMPLES[name](players)


def public_classes():
    for name in games.__all__:
        thing = getattr(games, name)
        if isinstance(thing, type) and not issubclass(thing, Exception):
            yield name


def test_every_public_class_has_an_example():
    assert set(public_classes()) - NO_PICTURE - ELSEWHERE == set(EXAMPLES)
    assert issubclass(games.BatchStatus, Enum)
    for name in EXAMPLES:
        assert type(example(name, PLAIN)).__name__ == name


@pytest.mark.parametrize("name", EXAMPLES)
def test_text_is_one_short_line(name):
    text = repr(example(name, PLAIN))
    lines = text.split("\n")
    assert (len(lines) == 1) != (name in SEVERAL_LINES)
    assert len(lines[0]) <= 150
    assert not re.search(r"array\(|dtype|\[\[", text)


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("players", [PLAIN, HOSTILE], ids=["plain", "hostile"])
def test_pictures_are_well_formed_accessible_and_without_colours(name, players):
    html = example(name, players)._repr_html_()
    root = ElementTree.fromstring(html)
    assert root.tag == "div"
    assert len(html) < 30_000
    tags = {element.tag for element in root.iter()}
    assert tags <= TAGS
    for element in root.iter():
        assert set(element.attrib) <= {"class", "style", "scope", "colspan", "rowspan"}
        style = element.get("style", "")
        assert not re.search(r"background|color:(?!inherit)|#[0-9a-f]{3}|rgb", style)
        if element.tag == "th":
            assert element.get("scope") in {"row", "col", "rowgroup", "colgroup"}
            assert "".join(element.itertext()).strip()
        if element.tag == "table":
            assert "".join(element.find("caption").itertext()).strip()


@pytest.mark.parametrize("name", sorted(set(EXAMPLES) - NAMES_NOBODY))
def test_pictures_name_everybody_and_escape_names(name):
    html = example(name, HOSTILE)._repr_html_()
    wanted = [HOSTILE[k] for k in NAMES_SOME.get(name, range(3))]
    if name in {"SymbolicEquilibria"}:  # inside formulas
        assert "<script" not in html
        return
    text = text_of(html)
    for player in wanted:
        assert seen(player) in text
    assert "<script" not in html


@pytest.mark.parametrize("name", sorted(NAMES_NOBODY))
def test_pictures_that_name_nobody_still_have_cells(name):
    assert "<td" in example(name, HOSTILE)._repr_html_()


def tables(html):
    """Return the body of each table as rows of texts."""
    root = ElementTree.fromstring(html)
    return [
        [["".join(cell.itertext()) for cell in row] for row in found.iter("tr")]
        for found in root.iter("table")
    ]


def underlined(html):
    """Return for each cell of a bimatrix its payoffs, with whether each is underlined."""
    root = ElementTree.fromstring(html)
    cells = []
    for cell in root.iter("td"):
        if "border:1px" in cell.get("style", ""):
            marked = {"".join(u.itertext()) for u in cell.iter("u")}
            framed = "outline" in cell.get("style", "")
            cells.append(("".join(cell.itertext()), marked, framed))
    return cells


def test_a_bimatrix_looks_like_one():
    html = duel(("US", "CN", "s"))._repr_html_()
    assert underlined(html) == [
        ("3, 3", set(), False),
        ("0, 5", {"5"}, False),
        ("5, 0", {"5"}, False),
        ("1, 1", {"1"}, True),
    ]
    rows = tables(html)[0]
    assert rows[0][1:] == ["CN"]
    assert rows[1] == ["s 1", "s 2"]
    assert rows[2] == ["US", "s 1", "3, 3", "0, 5"]
    assert rows[3] == ["s 2", "5, 0", "1, 1"]
    assert "pure equilibrium (1 in all)" in text_of(html)
    pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert "no pure equilibrium" in text_of(pennies._repr_html_())
    assert "−1" in text_of(pennies._repr_html_())


ENTRIES = st.integers(-3, 3)


@given(st.data())
def test_marks_are_best_replies_by_definition(data):
    m, k, third = (data.draw(st.integers(1, 4)) for _ in range(3))
    kind = data.draw(st.sampled_from([float, Fraction]))
    table_of = [
        [[[kind(data.draw(ENTRIES)) / 3 for _ in range(third)] for _ in range(k)] for _ in range(m)]
        for _ in range(3)
    ]
    payoffs = np.array(table_of, dtype=object if kind is Fraction else float)
    replies = best_replies(payoffs)
    for i, j, t in np.ndindex(m, k, third):
        own = [
            payoffs[0, i, j, t] == max(payoffs[0, s, j, t] for s in range(m)),
            payoffs[1, i, j, t] == max(payoffs[1, i, s, t] for s in range(k)),
            payoffs[2, i, j, t] == max(payoffs[2, i, j, s] for s in range(third)),
        ]
        assert [bool(reply[i, j, t]) for reply in replies] == own
        assert pure_equilibria(replies)[i, j, t] == all(own)


@given(st.lists(st.lists(ENTRIES, min_size=3, max_size=3), min_size=2, max_size=4))
def test_framed_cells_are_the_pure_equilibria(first):
    second = [[(3 * a + j) % 5 for j, a in enumerate(row)] for row in first]
    game = NormalFormGame.from_bimatrix(first, second)
    framed = [cell[2] for cell in underlined(game._repr_html_())]
    pure = nash_equilibria(game, method="pure")
    places = {tuple(int(mix.argmax()) for mix in e.strategies.values()) for e in pure}
    assert {divmod(k, 3) for k, mark in enumerate(framed) if mark} == places


def test_ties_are_decided_as_the_decimals_that_floats_print_as():
    near = np.nextafter(0.3, 1)
    game = NormalFormGame.from_bimatrix([[0.3], [near]], [[0], [0]])
    exact = game.to_exact()
    for each in (game, exact):
        assert [bool(best_replies(each.payoffs)[0][i, 0]) for i in (0, 1)] == [False, True]


def test_symbols_are_underlined_only_where_it_is_decided():
    a = sympy.Symbol("a", positive=True)
    c = sympy.Symbol("c", real=True)
    game = NormalFormGame.from_bimatrix([[a, 0], [0, c]], [[1, 0], [c, c + 1]])
    marked = [mark for _, mark, _ in underlined(game._repr_html_())]
    assert marked == [{"$a$", "1"}, set(), set(), {"$c + 1$"}]  # 0 against c is open
    text = text_of(game._repr_html_())
    assert "not marked where it depends on the symbols" in text
    replies = best_replies(game.payoffs)
    assert replies[0][1, 1] is None
    assert replies[0][0, 0] is True
    assert replies[0][1, 0] is False


def test_latex_of_a_bimatrix():
    a = sympy.Symbol("a", positive=True)
    game = NormalFormGame.from_bimatrix(
        [[a, 0]], [[Fraction(1, 3), 0]], strategies=[["x_1"], ["y", "z"]]
    )
    assert game._repr_latex_() == (
        "$$\\begin{array}{r|cc}\n"
        "\\text{row} \\backslash \\text{column} & \\text{y} & \\text{z} \\\\ \\hline\n"
        "\\text{x\\_1} & \\underline{a},\\, \\underline{\\frac{1}{3}} & \\underline{0},\\, 0\n"
        "\\end{array}$$"
    )
    assert NormalFormGame(["A"], [["x"]], [[1]])._repr_latex_() is None
    assert majority(PLAIN)._repr_latex_() is None
    worths = CoalitionalGame.from_worths({("A", "B"): a})._repr_latex_()
    assert "v(\\{\\text{A}, \\text{B}\\}) & = & a" in worths
    assert EXAMPLES["VotingGame"](PLAIN)._repr_latex_() == "$[3;\\, 2, 1, 1]$"


def test_three_players_make_a_bimatrix_for_each_strategy_of_the_third():
    payoffs = np.arange(24).reshape(3, 2, 2, 2)
    game = NormalFormGame(["A", "B", "C"], [["l", "r"], ["u", "d"], ["x", "y"]], payoffs)
    html = game._repr_html_()
    assert len(tables(html)) == 2
    assert "C: x" in text_of(html)
    assert "C: y" in text_of(html)
    cells = [text for text, _, _ in underlined(html)]
    assert cells[0] == "0, 8, 16"
    assert cells[4] == "1, 9, 17"
    framed = [place for place, (_, _, mark) in enumerate(underlined(html)) if mark]
    assert framed == [7]


def test_large_games_show_a_corner_and_their_size():
    rng = np.random.default_rng(3)
    game = NormalFormGame.from_bimatrix(rng.normal(size=(300, 40)), rng.normal(size=(300, 40)))
    html = game._repr_html_()
    assert len(html) < 50_000
    assert "300 × 40 strategies" in text_of(html)
    assert "…" in text_of(html)
    assert "⋮" in text_of(html)
    assert len(underlined(html)) == 100
    columns = game.payoffs[0][:, :10] == game.payoffs[0].max(axis=0)[:10]
    shown_best = [text.split(", ")[0] in marked for text, marked, _ in underlined(html)]
    assert shown_best == columns[:10].ravel().tolist()  # against all 300 rows
    fractions = np.full((2, 150, 150), Fraction(1, 3))
    assert "not marked" in NormalFormGame.from_bimatrix(*fractions)._repr_html_()


@pytest.mark.parametrize(
    "game",
    [
        NormalFormGame(
            [f"player {k}" for k in range(12)], [["a", "b"]] * 12, np.zeros((12, *[2] * 12))
        ),
        NormalFormGame(
            ["A", "B", "C"], [[f"s{k}" for k in range(30)]] * 3, np.zeros((3, 30, 30, 30))
        ),
        CoalitionalGame([f"player {k}" for k in range(18)], np.zeros(2**18)),
        VotingGame([f"member {k}" for k in range(200)], weights=[1] * 200, quota=101),
        PolymatrixGame.from_graph(
            [str(k) for k in range(50)], [(str(k), str(k + 1)) for k in range(49)], np.eye(9)
        ),
        SymmetricGame.from_function(60, ["a", "b", "c"], lambda own, others: others[own]),
        PartitionGame.from_function([str(k) for k in range(7)], lambda S, P: len(P)),
        games.MembershipGame([str(k) for k in range(12)], np.zeros((2**12, 12))),
        games.SparseGame.from_dividends(
            [str(k) for k in range(300)], {(str(k), str(k + 1)): k for k in range(299)}
        ),
        nash_equilibria(NormalFormGame.from_bimatrix(np.eye(8), np.eye(8))),
    ],
    ids=lambda game: type(game).__name__,
)
def test_large_things_are_cut(game):
    html = game._repr_html_()
    assert len(html) < 50_000
    assert re.search(r"…|⋮|more|worths|in all", text_of(html))
    assert len(repr(game).split("\n")[0]) < 200


def test_no_game_is_solved_for_its_picture(tmp_path):
    import subprocess
    import sys

    code = """
import sys
import numpy as np
from lilliput.games import CoalitionalGame, NormalFormGame, SymmetricGame, VotingGame
made = [
    NormalFormGame.from_bimatrix(np.eye(3), np.eye(3)),
    CoalitionalGame(list("ABCDE"), range(32)),
    SymmetricGame(3, ["a", "b"], [[1, 2, 3], [3, 2, 1]]),
    VotingGame(list("ABC"), weights=[1, 1, 1], quota=2),
]
before = set(sys.modules)
assert all(game._repr_html_() for game in made)
print(sorted(m for m in set(sys.modules) - before if not m.startswith("lilliput.games.display")
             and not m.startswith("encodings")))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() in ("[]", "['html', 'html.entities']")


def test_a_coalitional_game_is_a_table_of_worths():
    game = CoalitionalGame.from_worths({("A", "B"): Fraction(5, 2), ("A", "B", "C"): 3})
    rows = tables(game._repr_html_())[0]
    assert [row[1:] for row in rows[1:]] == [
        ["{A}", "0"],
        ["{B}", "0"],
        ["{C}", "0"],
        ["{A, B}", "5/2"],
        ["{A, C}", "0"],
        ["{B, C}", "0"],
        ["{A, B, C}", "3"],
    ]
    assert [row[0] for row in rows[1:]] == ["1", "", "", "2", "", "", "3"]
    five = CoalitionalGame.from_function(list("ABCDE"), lambda S: len(S) ** 2)
    rows = tables(five._repr_html_())[0]
    assert rows[-1] == ["5", "N, all players", "25"]
    assert all(row[-1] == str(int(row[1].count(",") + 1) ** 2) for row in rows[1:-2])
    assert "25 = 32 worths" in text_of(five._repr_html_())
    nobody = CoalitionalGame([], [0])
    assert "0 players" in text_of(nobody._repr_html_())


@given(st.lists(st.integers(0, 4), min_size=2, max_size=6), st.data())
def test_winning_coalitions_are_counted(weights, data):
    total = sum(weights)
    if total == 0:
        return
    names = [f"v{k}" for k in range(len(weights))]
    vetoes = data.draw(st.sets(st.sampled_from(names), max_size=2))
    game = VotingGame(names, weights=weights, quota=data.draw(st.integers(1, total)), vetoes=vetoes)
    text = text_of(game._repr_html_())
    wins, minimal = game.count_winning(), len(game.minimal_winning_coalitions())
    assert re.search(
        rf"{wins} of {2 ** len(names)} coalitions wins?, {minimal} of them minimal", text
    )


def test_an_equilibrium_is_a_profile():
    found = nash_equilibria(hunt(("US", "CN", "s")))
    rows = tables(found[2]._repr_html_())[0]
    assert rows == [
        ["player", "s 1", "s 2", "payoff"],
        ["US", "0.75", "0.25", "3"],
        ["CN", "0.75", "0.25", "3"],
    ]
    assert "✓ exact" in text_of(found[2]._repr_html_())
    whole = text_of(found._repr_html_())
    assert "3 equilibria" in whole
    assert "complete: proved – there are no others" in whole
    assert [row[-1] for row in tables(found._repr_html_())[0][2:]] == ["+1", "+1", "−1"]
    other = NormalFormGame(["A", "B"], [["x", "y"], ["u", "v", "w"]], np.ones((2, 2, 3)))
    mixed = nash_equilibria(other)[0]
    assert "x" in text_of(mixed._repr_html_())
    degenerate = nash_equilibria(other)._repr_html_()
    assert "their mixtures" in degenerate
    assert "degenerate game" in degenerate


def test_partial_answers_say_so_in_words():
    found = nash_equilibria(hunt(PLAIN), method="pure")
    text = text_of(found._repr_html_())
    assert ("there may be more" in text) == (found.complete == "unknown")
    pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert "none" in text_of(nash_equilibria(pennies, method="pure")._repr_html_())


def test_core_is_shown_with_its_proof():
    empty = text_of(games.core(majority(PLAIN))._repr_html_())
    assert "✗ empty" in empty
    assert "balanced collection" in empty
    assert "1/2" in empty
    glove = text_of(games.core(CoalitionalGame.from_worths({("L", "R"): 1}))._repr_html_())
    assert "✓ nonempty" in glove
    assert "2 vertices" in glove
    alone = CoalitionalGame(["A"], [0, 2])
    assert "✓ nonempty" in text_of(games.core(alone)._repr_html_())
    six = CoalitionalGame.from_function([str(k) for k in range(6)], lambda S: len(S) ** 2)
    assert "One element" in games.core(six)._repr_html_()


def test_findings_are_told_apart_without_colours():
    fails = Finding("monotone", False, "v({A}) < 0", {"smaller": frozenset({"A"})})
    assert "✗ fails" in text_of(fails._repr_html_())
    assert "{A}" in text_of(fails._repr_html_())
    assert "✓ holds" in text_of(Finding("convex", True)._repr_html_())


@given(st.text(max_size=90))
def test_any_text_survives_without_markup_or_mathematics(given_text):
    html = block(note(escaped(given_text)))
    root = ElementTree.fromstring(html)
    assert {element.tag for element in root.iter()} <= {"div", "p", "span"}
    for part in re.split(r"</?span>", str(escaped(given_text))):
        assert part == "$" or "$" not in part
    if len(given_text) <= 80 and given_text.isprintable():
        assert "".join(root.itertext()) == given_text


@given(st.floats(allow_nan=True).filter(lambda x: np.isinf(x) or not abs(x) > 1.797e308))
def test_floats_keep_four_digits(x):
    text = decimal(x).replace("−", "-").replace("∞", "inf").replace("–", "nan")
    assert float(text) == pytest.approx(x, rel=6e-4, nan_ok=True)
    if np.isfinite(x) and abs(x) < 1e9 and x == int(x):
        assert float(text) == x


@given(st.fractions())
def test_fractions_are_exact_or_marked(x):
    text = str(shown(x)).replace("−", "-")
    if text.startswith("≈"):
        assert len(str(x)) > 17
    else:
        assert Fraction(text) == x


def test_numbers_of_all_kinds():
    x = sympy.Symbol("x")
    assert shown(sympy.Rational(1, 3)) == "1/3"
    assert shown(x**2) == "$x^{2}$"
    assert shown(sympy.true) == "always"
    assert shown(sympy.Symbol("<b>")) == "$&lt;b&gt;$"
    assert shown(np.float64(0.5)) == "0.5"
    assert shown(np.int64(3)) == "3"
    assert shown(Fraction(10**400, 3)) == "≈ 3.333e399"
    assert "operations" in shown(sympy.expand((x + 1) ** 200))
    assert mix(pd.Series([Fraction(1), Fraction(0)], ["a", "b"])) == "a"
    assert shown(pd.Series([1.0, 2.0], ["a", "b"])) == "a: 1; b: 2"


@given(st.integers(0, 40), st.integers(0, 3))
def test_tables_show_or_count_every_row(many, labels):
    rows = [[k, f"name {k}", 0.5] for k in range(many)]
    html = block(table("numbers", ["a", "b", "c"], rows, labels=labels))
    body = tables(html)[0][1:]
    assert body[: min(many, 24)] == [[str(k), f"name {k}", "0.5"] for k in range(min(many, 24))]
    if many > 24:
        assert body[-1] == [f"… and {many - 24} more"]
    if many == 0:
        assert body == [["none"]]


def test_frames_keep_groups_of_columns():
    columns = pd.MultiIndex.from_product([["A", "B"], ["x", "y"]], names=["player", "strategy"])
    data = pd.DataFrame(np.arange(8.0).reshape(2, 4), pd.Index([0, 1], name="time"), columns)
    rows = tables(block(frame(data, "path")))[0]
    assert rows[0] == ["player · strategy", "A", "B"]
    assert rows[1] == ["time", "x", "y", "x", "y"]
    assert rows[3] == ["1", "4", "5", "6", "7"]
    wide = pd.DataFrame(np.zeros((1, 40)))
    assert "40 columns in all" in frame(wide)


def test_records_leave_out_what_is_not_there():
    html = block(record("record", [("a", 1), ("b", None), ("c", "")]))
    assert tables(html) == [[["a", "1"]]]


def test_latex_names_are_text():
    assert latex_text("a_b") == "\\text{a\\_b}"
    assert latex_text("x^2").count("\\text") == 2
    assert latex_text("") == "\\text{}"


def test_every_picture_is_documented_in_its_room():
    from lilliput.games.display import (
        agreements,
        allocations,
        coalitional,
        dynamics,
        formation,
        profiles,
        repeated,
        solutions,
    )

    rooms = (agreements, allocations, coalitional, dynamics)
    for room in (*rooms, formation, profiles, repeated, solutions):
        for name in room.__all__:
            assert inspect.getdoc(getattr(room, name)), name
