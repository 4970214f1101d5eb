"""Notebook pictures of states, institutions, outcomes, premiums and verdicts."""

import re
import xml.etree.ElementTree as ElementTree
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy

import lilliput.analysis as analysis
from lilliput.analysis import (
    INSTITUTIONS,
    State,
    binding_premium,
    hub_and_spokes,
    multilateral,
    outcome,
)

HALF = Fraction(1, 2)
PLAIN = ("US", "CA", "MX")
HOSTILE = ("<script>alert(1)</script>", "R&D \"x\" 'y'", "c_1 $\\alpha$ é]]>")


def world(powers=PLAIN, **changes):
    hub, second, third = powers
    stakes = {(hub, second): 3, (hub, third): 2, (second, third): 1}
    given = {"collective_good": 1, "costs": (0, 0, HALF), "source": "own numbers", **changes}
    return State(powers=powers, capabilities=[6, 2, 1], stakes=stakes, **given)


EXAMPLES = {
    "State": lambda p=PLAIN: world(p),
    "Costs": lambda p=PLAIN: world(p).costs,
    "Information": lambda p=PLAIN: world(p).information,
    "Institution": lambda p=PLAIN: multilateral(),
    "Outcome": lambda p=PLAIN: outcome(world(p), hub_and_spokes()),
    "Premium": lambda p=PLAIN: binding_premium(world(p)),
    "Verdict": lambda p=PLAIN: binding_premium(world(p)).verdict,
    "Criterion": lambda p=PLAIN: binding_premium(world(p)).verdict["pareto"],
}


def text_of(html):
    return "".join(ElementTree.fromstring(html).itertext())


def rows_of(html):
    """Return the rows of the first table as texts."""
    found = ElementTree.fromstring(html).find(".//table")
    return [["".join(cell.itertext()) for cell in row] for row in found.iter("tr")]


def test_every_class_of_these_modules_has_an_example():
    mine = {"state", "stakes", "institutions", "payoffs", "premium", "metrics"}
    classes = {
        name
        for name in analysis.__all__
        if isinstance(getattr(analysis, name), type)
        and getattr(analysis, name).__module__.rsplit(".", 1)[-1] in mine
    }
    assert classes == set(EXAMPLES)
    for name, build in EXAMPLES.items():
        assert type(build()).__name__ == name


@pytest.mark.parametrize("name", EXAMPLES)
def test_pictures_are_well_formed_accessible_and_without_colours(name):
    html = EXAMPLES[name](HOSTILE)._repr_html_()
    root = ElementTree.fromstring(html)
    assert root.tag == "div"
    assert "<script" not in html
    for element in root.iter():
        style = element.get("style", "")
        assert not re.search(r"background|color:(?!inherit)|#[0-9a-f]{3}|rgb", style)
        if element.tag == "th":
            assert element.get("scope") in {"row", "col", "rowgroup", "colgroup"}
        if element.tag == "table":
            assert "".join(element.find("caption").itertext()).strip()
    if name in {"State", "Outcome", "Premium"}:
        assert all(player in "".join(root.itertext()) for player in HOSTILE)


@pytest.mark.parametrize("name", EXAMPLES)
def test_text_is_one_line(name):
    text = repr(EXAMPLES[name]())
    assert "\n" not in text
    assert len(text) <= 170
    assert "array(" not in text


def test_state_shows_powers_stakes_and_parameters():
    rows = rows_of(world()._repr_html_())
    assert rows[1] == ["power", "role", "capability c", "US", "CA", "MX"]
    assert rows[2:] == [
        ["US", "hub", "6", "", "3", "2"],
        ["CA", "spoke", "2", "3", "", "1"],
        ["MX", "spoke", "1", "2", "1", ""],
    ]
    text = text_of(world()._repr_html_())
    for part in ("g = 1", "δ = 9/10", "λ = 1/2", "TM = 1/2", "source: own numbers"):
        assert part in text
    assert "tB" not in text  # nothing said of what is 0
    assert "Directed" not in text
    assert "Directed stakes" in text_of(world(directed_stakes="size")._repr_html_())
    more = text_of(world(outside_options=[0, HALF, 0], rigidity=2)._repr_html_())
    assert "outside option d" in more
    assert "rigidity ζ = 2" in more


def test_large_states_are_cut():
    powers = [f"power {k}" for k in range(60)]
    state = State(powers=powers, capabilities=np.arange(1, 61), stakes="equal")
    html = state._repr_html_()
    assert len(html) < 50_000
    assert "… and 36 more" in text_of(html)
    assert "60 powers in all" in text_of(html)


@pytest.mark.parametrize("name", INSTITUTIONS)
def test_institutions_show_their_five_properties(name):
    institution = INSTITUTIONS[name]()
    rows = rows_of(institution._repr_html_())
    assert [row[0] for row in rows[1:]] == ["graph", "rule", "indivisible", "enforcement", "cost"]
    assert rows[1][1] == institution.graph
    assert rows[3][1] == ("yes" if institution.indivisible else "no")
    assert rows[4][1] == institution.enforcement
    assert institution.name in text_of(institution._repr_html_())


def test_outcome_adds_up():
    found = outcome(world(outside_options=[1, 0, HALF], discount_factor=1), multilateral())
    rows = rows_of(found._repr_html_())[1:]
    number = [[Fraction(cell.replace("−", "-")) for cell in row[1:]] for row in rows]
    for d, x, cost, u in number:
        assert d + x - cost == u
    assert number[-1] == [sum(column) for column in zip(*number[:-1], strict=True)]
    weak = text_of(outcome(world(discount_factor=0.1), multilateral())._repr_html_())
    assert "share kept" in weak
    kept = outcome(world(discount_factor=1, directed_stakes="symmetric"), multilateral())
    assert "everything promised is kept" in text_of(kept._repr_html_())


def test_premium_is_shown_with_attribution_and_verdict():
    found = binding_premium(world(discount_factor=1))
    html = found._repr_html_()
    rows = rows_of(html)
    assert rows[1][1] == "bilateral"
    assert rows[1][-2:] == ["multilateral", "premium"]
    for row in rows[2:]:
        parts = [Fraction(cell.replace("−", "-").replace("+", "")) for cell in row[1:]]
        assert parts[0] + sum(parts[1:-2]) == parts[-2]
        assert parts[-2] - parts[0] == parts[-1]
        assert row[-1].startswith("+") == (parts[-1] > 0)
    text = text_of(html)
    for name in found.verdict:
        status = found.verdict[name].status
        mark = {"holds": "✓", "fails": "✗", "indifferent": "≈"}[status]
        assert f"{mark} {status}" in text


def test_verdict_says_where_it_turns():
    verdict = binding_premium(world(discount_factor=1)).verdict
    rows = {row[0]: row for row in rows_of(verdict._repr_html_())[1:]}
    assert set(rows) == set(verdict)
    assert rows["pareto"][3].startswith("TM = ")
    assert rows["enforceable"][3].startswith("δ = ")
    assert rows["conflict"][3] == "–"
    assert verdict["pareto"].status in rows["pareto"][1]
    assert "margin" in text_of(verdict["pareto"]._repr_html_())


def test_symbols_are_typeset_and_leave_the_verdict_open():
    w = sympy.Symbol("w", positive=True)
    state = State(powers=["A", "B", "C"], capabilities=[2, 1, 1],
                  stakes={("A", "B"): w, ("A", "C"): 1, ("B", "C"): w**2})  # fmt: skip
    assert "$w^{2}$" in state._repr_html_()
    found = binding_premium(state, on_failure="assume")
    assert "Verdict depends on the symbols" in text_of(found._repr_html_())
    assert "symbolic" in repr(found)
    latex = found._repr_latex_()
    assert latex.count("\\\\") == 3  # between four lines
    row = [sympy.latex(value) for value in found.by_power.loc["A"]]
    assert " & ".join(["\\text{A}", *row]) in latex
    assert binding_premium(world())._repr_latex_() is None
    assert "$" in outcome(state, multilateral(), on_failure="assume")._repr_html_()


def test_premium_of_many_powers_leaves_the_attribution_out_until_it_is_known():
    powers = [f"p{k}" for k in range(11)]
    state = State(powers=powers, capabilities=np.arange(1, 12), stakes="equal", discount_factor=1)
    found = binding_premium(state)
    assert "graph" not in text_of(found._repr_html_())
    assert "attribution" not in found.__dict__
    assert found.attribution.shape == (11, 5)
    assert "graph" in text_of(found._repr_html_())


def test_symbolic_values_are_arrays_in_latex():
    w, g = sympy.symbols("w g", positive=True)
    stakes = {("A", "B_1"): w, ("A", "C"): 2}
    state = State(powers=["A", "B_1", "C"], capabilities=[2, 1, 1], stakes=stakes)
    text = state._repr_latex_()
    assert r"\text{B\_1} & 1 & w &  & 0" in text
    assert "collective good" not in text
    assert r"\text{collective good} & g" in state.replace(collective_good=g)._repr_latex_()
    found = outcome(state, multilateral(), on_failure="assume")
    assert r"\text{A} & 0 & \frac{w}{2} + 1 & 0 & \frac{w}{2} + 1" in found._repr_latex_()
    assert world()._repr_latex_() is None
    assert outcome(world(), multilateral())._repr_latex_() is None


def test_symmetric_stakes_in_symbols_have_a_patience_that_is_known():
    a, b, c = sympy.symbols("a b c", positive=True)
    stakes = {("A", "B"): a, ("A", "C"): b, ("B", "C"): c}
    state = State(powers=["A", "B", "C"], capabilities=[3, 2, 1], stakes=stakes)
    assert outcome(state, multilateral()).enforcement.critical == HALF
    with pytest.raises(ValueError, match="needs bilateral, member, multilateral, got 1"):
        state.replace(costs=1)


def test_a_claim_and_its_verdicts_are_tables():
    claim = analysis.claims["C10"]
    assert claim.loses in text_of(claim._repr_html_())
    rows = rows_of(claim.test(m=6, k=4)._repr_html_())
    assert rows[0] == ["model", "parameters", "metric", "margin", "verdict", "turns at"]
    assert rows[1][1] == "m = 6, k = 4"
    assert rows[1][3:] == ["−1/84", "✗ fails", "k = 7/2, m = 7"]
    assert "skipped: M10b: b must be <= m" in text_of(claim.test(m=2)._repr_html_())


def test_results_are_shown_as_one_table_with_what_they_say():
    from lilliput.analysis.display import summary

    data = pd.DataFrame({"share": [0.5]}, index=pd.Index(["<b>"], name="output"))
    root = ElementTree.fromstring(summary("SobolIndices(a < b;\n c)", data, below="n = 1"))
    said, below = ["".join(line.itertext()) for line in root.findall("p")]
    assert said == "Sobol indices a < b;;  c"
    assert below == "n = 1"
    assert [cell.text for cell in root.iter("td")] == ["0.5"]


def test_a_dollar_sign_in_a_table_for_papers_starts_no_mathematics():
    table = analysis.PaperTable(
        pd.DataFrame({"US$": [1], "CA$": [2]}), caption="$x$ \\(y\\)", label="t"
    )
    html = table.to_html()
    assert "$" not in html.replace("<span>$</span>", "")
    assert "\\" not in html.replace("<span>\\</span>", "")
