"""Selection rules: what each picks in the textbook cases, and that none is silent."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, equilibrium_selection, is_nash, nash_equilibria
from lilliput.games.errors import InvalidArgumentError, SolverError, UnknownNameError
from lilliput.games.selection.entropy import entropy, widest_mixture

HUNT = NormalFormGame.from_bimatrix(
    [[9, 0], [8, 7]], [[9, 8], [0, 7]], strategies=[["stag", "hare"]] * 2
)


def names(selection, rule):
    return [tuple(e.supports[p] for p in e.supports) for e in
            (selection.equilibria[k] for k in selection.picks[rule])]  # fmt: skip


def test_payoff_and_risk_dominance_disagree_in_aumanns_stag_hunt():
    """Aumann (1990): (9,9) payoff-dominates, (7,7) risk-dominates."""
    chosen = equilibrium_selection(HUNT)
    stag, hare = (("stag",), ("stag",)), (("hare",), ("hare",))
    assert names(chosen, "payoff_dominance") == [stag]
    assert names(chosen, "welfare") == [stag]
    assert names(chosen, "nash_product") == [stag]
    for rule in ("risk_dominance", "tracing", "logit"):
        assert names(chosen, rule) == [hare]
    assert names(chosen, "entropy") == [(("stag", "hare"), ("stag", "hare"))]
    assert chosen.the("risk_dominance").payoffs["row"] == 7
    assert chosen.complete == "proved"


@settings(max_examples=40)
@given(st.lists(st.integers(1, 9), min_size=4, max_size=4))
def test_risk_dominance_is_the_larger_product_of_losses(losses):
    """Harsanyi and Selten (1988): a 2×2 game with losses a, b at one and c, d at the other."""
    a, b, c, d = losses
    game = NormalFormGame.from_bimatrix([[a, 0], [0, c]], [[b, 0], [0, d]])
    picked = names(equilibrium_selection(game, ["risk_dominance"]), "risk_dominance")
    expected = {True: [(("1",), ("1",))], False: [(("2",), ("2",))]}
    if a * b == c * d:
        assert picked == []
    else:
        assert picked == expected[a * b > c * d]


@settings(max_examples=15)
@given(st.integers(0, 10_000))
def test_tracing_ends_where_risk_dominance_points(seed):
    a, b, c, d = np.random.default_rng(seed).permutation(20)[:4] + 1.0
    if abs(a * b - c * d) < 2:
        return
    game = NormalFormGame.from_bimatrix([[a, 0], [0, c]], [[b, 0], [0, d]])
    chosen = equilibrium_selection(game, ["risk_dominance", "tracing"])
    assert len(chosen.picks["risk_dominance"]) == 1
    assert chosen.picks["tracing"] == chosen.picks["risk_dominance"]
    assert is_nash(game, chosen.the("tracing").strategies)


def test_equal_products_of_losses_tie_whatever_rounding_does():
    """Losses .2 × .1 and .4 × .05, although 0.3 − 0.1 < 0.2 in floats."""
    game = NormalFormGame.from_bimatrix([[0.3, 0], [0.1, 0.4]], [[0.1, 0], [0, 0.05]])
    chosen = equilibrium_selection(game, ["risk_dominance"])
    assert chosen.picks["risk_dominance"] == ()


@pytest.mark.parametrize("unit", [1e-300, 1e-6, 1.0, 1e9, 1e300])
def test_units_of_payoff_do_not_matter(unit):
    """Nor do those of one player, to any rule that does not add payoffs of several."""
    rules = ["payoff_dominance", "risk_dominance", "nash_product"]
    A, B = np.array([[5.0, 0], [0, 4.9999]]), np.array([[3.0, 0], [0, 2]])
    for other in (unit, 1.0):
        game = NormalFormGame.from_bimatrix(unit * A, other * B)
        chosen = equilibrium_selection(game, rules)
        for rule in rules:
            assert names(chosen, rule) == [(("1",), ("1",))]


def test_irrational_payoffs_are_compared_too():
    """Nau, Gomez Canovas and Hansen (2004), section 4: one equilibrium, irrational."""
    table = [
        [[[3, 1], [0, 0]], [[0, 0], [1, 2]]],
        [[[0, 0], [2, 1]], [[1, 3], [0, 0]]],
        [[[2, 0], [0, 0]], [[0, 0], [0, 3]]],
    ]
    exact = [[[[Fraction(u) for u in row] for row in side] for side in own] for own in table]
    game = NormalFormGame(["A", "B", "C"], [["x", "y"]] * 3, exact)
    rules = ["payoff_dominance", "welfare", "nash_product", "worst_case", "entropy"]
    chosen = equilibrium_selection(game, rules)
    assert [found.certificate.kind for found in chosen.equilibria] == ["algebraic"]
    assert all(picked == (0,) for picked in chosen.picks.values())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rules": "tracing"}, "rules must be a sequence of names, got 'tracing'"),
        ({"equilibria": [1]}, "must be what nash_equilibria returns, an EquilibriumSet, got list"),
        (
            {"equilibria": nash_equilibria(NormalFormGame.from_bimatrix(np.eye(2), np.eye(2)))},
            "another game's",
        ),
    ],
)
def test_arguments_that_do_not_fit(options, message):
    with pytest.raises(InvalidArgumentError, match=message):
        equilibrium_selection(HUNT, **options)


def test_a_battle_of_the_sexes_has_no_payoff_dominant_equilibrium_and_ties():
    sexes = NormalFormGame.from_bimatrix([[Fraction(2), 0], [0, 1]], [[1, 0], [0, 2]])
    chosen = equilibrium_selection(sexes, ["payoff_dominance", "risk_dominance", "welfare"])
    assert chosen.picks["payoff_dominance"] == ()
    assert "worse than another" in chosen.notes["payoff_dominance"]
    assert chosen.picks["risk_dominance"] == ()
    assert len(chosen.picks["welfare"]) == 2
    assert chosen.notes["welfare"] == "a tie"
    with pytest.raises(SolverError, match="welfare selects 2 equilibria: a tie"):
        chosen.the("welfare")
    with pytest.raises(SolverError, match="payoff_dominance selects 0"):
        chosen.the("payoff_dominance")


def test_worst_case_and_welfare_bracket_every_equilibrium():
    game = NormalFormGame.from_bimatrix(np.eye(3) * [1, 2, 3], np.eye(3) * [3, 2, 2])
    chosen = equilibrium_selection(game, ["welfare", "worst_case"])
    sums = [float(e.payoffs.sum()) for e in nash_equilibria(game)]
    assert float(chosen.the("welfare").payoffs.sum()) == max(sums)
    assert float(chosen.the("worst_case").payoffs.sum()) == min(sums)


def test_the_widest_equilibrium_of_a_component_may_lie_inside():
    """All profiles of the zero game are equilibria: the widest is uniform, no extreme one is."""
    zero = NormalFormGame.from_bimatrix(np.zeros((2, 3)), np.zeros((2, 3)))
    chosen = equilibrium_selection(zero, ["entropy"])
    widest = chosen.the("entropy")
    assert widest.strategies["column"].to_list() == pytest.approx([1 / 3] * 3)
    assert len(chosen.equilibria) == 7


@given(st.integers(0, 10_000), st.integers(1, 4), st.integers(2, 4))
def test_no_mixture_of_vertices_is_wider(seed, count, size):
    rng = np.random.default_rng(seed)
    vertices = rng.dirichlet(np.full(size, 0.5), count)
    best = widest_mixture(vertices)
    for weights in rng.dirichlet(np.full(count, 0.5), 50):
        assert entropy([weights @ vertices]) <= entropy([best]) + 1e-9


def test_disagreement_payoffs_move_the_nash_product():
    demand = NormalFormGame.from_bimatrix([[1, 0], [0, 4]], [[3, 0], [0, 1]])
    even = equilibrium_selection(demand, ["nash_product"], disagreement={"row": 0, "column": 0})
    assert names(even, "nash_product") == [(("2",), ("2",))]
    tilted = equilibrium_selection(demand, ["nash_product"], disagreement=[0, Fraction(3, 4)])
    assert names(tilted, "nash_product") == [(("1",), ("1",))]
    none = equilibrium_selection(demand, ["nash_product"], disagreement=[9, 9])
    assert none.picks["nash_product"] == ()


def test_three_players():
    table = np.zeros((3, 2, 2, 2))
    table[:, 0, 0, 0], table[:, 1, 1, 1] = 2, 1
    game = NormalFormGame(["A", "B", "C"], [["x", "y"]] * 3, table)
    chosen = equilibrium_selection(game, ["payoff_dominance", "risk_dominance", "welfare"])
    assert names(chosen, "welfare") == [(("x",),) * 3]
    assert "two players" in chosen.notes["risk_dominance"]


def test_tables_and_errors():
    chosen = equilibrium_selection(HUNT, ["welfare", "risk_dominance"])
    assert chosen.table.loc[chosen.table["welfare"], "row"].to_list() == ["stag"]
    assert "risk_dominance: row: hare" in repr(chosen)
    assert "stag" in chosen._repr_html_()
    with pytest.raises(UnknownNameError, match="rule 'fairness'"):
        equilibrium_selection(HUNT, ["fairness"])
    with pytest.raises(UnknownNameError, match="rule 'logit'"):
        chosen.the("logit")
    with pytest.raises(InvalidArgumentError, match="disagreement"):
        equilibrium_selection(HUNT, ["nash_product"], disagreement=[1])
