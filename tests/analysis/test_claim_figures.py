"""Phase diagrams: the cells are the verdicts of the games, the line that of the closed form.

Also how parameters and formulas are written in pictures and on pages.
"""

from fractions import Fraction

import matplotlib as mpl
import numpy as np
import pytest
import sympy
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from lilliput.analysis import claims
from lilliput.analysis.claim_axes import axis_of, balanced
from lilliput.analysis.claim_figures import (
    COLOURS,
    HATCHES,
    OUTSIDE,
    has_phase,
    phase_table,
    plot_phase,
)
from lilliput.analysis.claims import Parameter
from lilliput.analysis.notation import described, latex, long_formula, margin_parts, mathml
from lilliput.analysis.report_claims import SIGNS
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

mpl.use("Agg")

MODELS = {model.id: model for claim in claims.values() for model in claim.models.values()}
DRAWN = [name for name, model in MODELS.items() if has_phase(model)]


def axes():
    return Figure().subplots()


def lines_of(drawn):
    """Return the vertices of the analytic boundary."""
    contours = [c for c in drawn.collections if type(c).__name__ == "QuadContourSet"]
    parts = [path.vertices for contour in contours for path in contour.get_paths()]
    return np.vstack(parts) if parts else np.empty((0, 2))


def test_cells_of_the_union_are_those_of_the_theorem():
    """Uniting pays iff k < (m + 1)/2, and makes no difference at equality."""
    table = phase_table(MODELS["M10a"])
    assert list(table.columns) == list(table.index) == list(range(1, 9))
    for m in table.columns:
        for k in table.index:
            sign = Fraction(m + 1, 2) - k
            said = "holds" if sign > 0 else "indifferent" if sign == 0 else "fails"
            assert table.loc[k, m] == (said if k <= m else OUTSIDE), (m, k)


def test_line_of_the_union_is_straight():
    found = lines_of(plot_phase(MODELS["M10a"], ax=axes()))
    assert len(found) > 20
    assert found[:, 1] == pytest.approx((found[:, 0] + 1) / 2, abs=1e-6)


def test_line_of_writing_rules():
    """M15b: the writer gains iff f < a²/(a + b), drawn over b and f at a = 3."""
    found = lines_of(plot_phase(MODELS["M15b"], ax=axes(), a=3))
    assert len(found) > 20
    assert found[:, 1] == pytest.approx(9 / (3 + found[:, 0]), abs=1e-3)


@pytest.mark.parametrize("name", ["M10a", "M4a", "M7c", "M8-participation", "M14", "M15a", "M2a"])
def test_cells_agree_with_the_closed_form(name):
    model = MODELS[name]
    x, y = model.axes
    default = {key: p.default for key, p in model.parameters.items()}
    table = phase_table(model, cells=7)
    seen = set()
    for column in table.columns:
        for row in table.index:
            if table.loc[row, column] != OUTSIDE:
                margin = model.in_closed_form(**{**default, x: column, y: row})
                assert table.loc[row, column] == model.decide(margin, 1e-9), (column, row)
                seen.add(table.loc[row, column])
    assert {"holds", "fails"} <= seen


@pytest.mark.parametrize("name", ["M4a", "M5b", "M7c", "M11-premium", "M4b", "M15b"])
def test_line_separates_the_cells(name):
    """Two neighbouring cells of opposite verdicts have the line between their centres."""
    model = MODELS[name]
    table = phase_table(model)
    found = lines_of(plot_phase(model, ax=axes()))
    x = np.array(table.columns, dtype=float)
    y = np.array(table.index, dtype=float)
    verdicts = table.to_numpy()
    turns = 0
    for j in range(len(x)):
        for i in range(len(y) - 1):
            if {verdicts[i, j], verdicts[i + 1, j]} == {"holds", "fails"}:
                near = np.abs(found[:, 0] - x[j]) <= (x[-1] - x[0]) / 50
                heights = found[near, 1]
                slack = (y[-1] - y[0]) / 50
                assert ((heights >= y[i] - slack) & (heights <= y[i + 1] + slack)).any(), (i, j)
                turns += 1
    assert turns > 3


@pytest.mark.slow
@pytest.mark.parametrize("name", DRAWN)
def test_every_diagram_is_labelled(name):
    model = MODELS[name]
    drawn = plot_phase(model, ax=axes(), cells=4)
    for axis, label in zip(model.axes, (drawn.get_xlabel(), drawn.get_ylabel()), strict=True):
        symbol, meaning = described(axis, model.parameters[axis])
        assert " ".join(label.split()).endswith(meaning)
        assert label.startswith((f"{symbol} ({axis})", symbol))
    legend = [text.get_text() for text in drawn.get_legend().get_texts()]
    line = [text for text in legend if "boundary" in text]
    assert len(line) == 1
    assert line[0].startswith("analytic boundary") == bool(len(lines_of(drawn)))
    assert set(legend) & set(SIGNS.values() if model.consequence else COLOURS)
    assert "default" in legend
    others = [p for p in model.parameters if p not in model.axes]
    title = " ".join(drawn.get_title(loc="left").split())
    assert title.startswith(name)
    assert all(f"{p} = {model.parameters[p].default}" in title for p in others)


@pytest.mark.parametrize("name", [n for n, model in MODELS.items() if model.axes])
def test_the_default_lies_in_every_picture(name):
    model = MODELS[name]
    for axis in model.axes:
        parameter = model.parameters[axis]
        edges = axis_of(axis, parameter, 12).edges
        assert edges[0] <= float(parameter.default) <= edges[-1]
        assert len(edges) <= 21


def test_integers_are_shown_in_equal_steps_that_meet_the_default():
    drawn = axis_of("n", Parameter(20, "states", 2, 200, integer=True, span=(2, 61)), 12)
    assert 20 in drawn.centres
    assert set(np.diff(drawn.centres)) == {3}
    assert drawn.edges[0] == drawn.centres[0] - 1.5


def test_verdicts_differ_without_colour():
    """Every verdict has a hatch of its own, as drawn and in the legend."""
    assert len(set(HATCHES.values())) == len(HATCHES) == len(COLOURS)
    drawn = plot_phase(MODELS["M10a"], ax=axes())
    hatches = {patch.get_hatch() for patch in drawn.patches}
    assert {h or "" for h in hatches} == set(HATCHES.values())
    legend = drawn.get_legend()
    shown = {
        text.get_text(): handle.get_hatch() or ""
        for text, handle in zip(legend.get_texts(), legend.legend_handles, strict=True)
        if hasattr(handle, "get_hatch")
    }
    assert HATCHES.items() <= shown.items()


def test_a_claim_that_holds_on_a_line_only_says_so():
    """C6: weights c^η treat equals alike at η = 0 or equal capabilities alone."""
    drawn = plot_phase(MODELS["C6-weights"], ax=axes())
    labels = [text.get_text() for text in drawn.get_legend().get_texts()]
    assert "analytic boundary, holds on it only" in labels
    found = lines_of(drawn)
    assert (np.abs(found[:, 1]) < 0.02).any()
    assert (np.abs(found[:, 0] - 1) < 0.1).sum() > 20


def test_lines_stay_in_the_domain_and_between_cells():
    """M10b-stability is 0 at m = 3, so the verdict turns between 2 and 3 and between 3 and 4."""
    found = lines_of(plot_phase(MODELS["M10b-stability"], ax=axes()))
    assert set(found[:, 0].round(1)) == {2.5, 3.5}
    market = lines_of(plot_phase(MODELS["M7b"], ax=axes()))
    assert market[:, 0].min() >= 1


def test_consequences_have_signs_instead_of_verdicts():
    drawn = plot_phase(MODELS["M8-participation"], ax=axes(), cells=4)
    labels = [text.get_text() for text in drawn.get_legend().get_texts()]
    assert "negative" in labels
    assert not set(labels) & set(COLOURS)


def test_lines_of_text_are_balanced():
    text = balanced("one two three four five six, at kappa = 1", 24)
    lines = text.split("\n")
    assert len(lines) == 2
    assert max(map(len, lines)) <= 24
    assert "kappa = 1" in text


@pytest.mark.parametrize("name", [n for n, model in MODELS.items() if model.formula])
def test_formulas_are_shown_in_symbols_and_in_parts_that_make_the_whole(name):
    """Abbreviations put back, and sums written out, give the closed form at the defaults."""
    model = MODELS[name]
    whole, *abbreviations = margin_parts(model)
    assert bool(abbreviations) <= long_formula(model.formula)
    expression = whole.expression
    for part in reversed(abbreviations):
        expression = expression.subs(sympy.Symbol(part.symbol, real=True), part.expression)
    point = {n: p.default for n, p in model.parameters.items() if not p.choices}
    at = {p.symbol(n): sympy.nsimplify(point[n]) for n, p in model.parameters.items() if n in point}
    shown = float(expression.subs(at).doit())
    assert shown == pytest.approx(float(model.in_closed_form(**point)), abs=1e-9)
    for part in (whole, *abbreviations):
        written = latex(part.expression, model.parameters)
        drawn = mathml(part.expression, model.parameters)
        assert "piecewise" not in drawn
        assert drawn.count("<mi>") > 0
        assert len(written) < 700


def test_symbols_of_the_literature():
    model = MODELS["M1a"]
    assert latex(model.boundary, model.parameters) == (r"\lambda w_{ij} \left(n - 2\right) > 0")
    assert "<mi>λ</mi>" in mathml(model.boundary, model.parameters)
    later = MODELS["M7c-needed"]
    assert "p'" in latex(later.closed_form, later.parameters)
    assert r"\beta_{2}" in latex(*(getattr(MODELS["M6a-opportunism"], k) for k in
                                   ("boundary", "parameters")))  # fmt: skip


def test_colours_differ_in_grey_too():
    """Relative luminance, as a black-and-white print shows it."""
    grey = sorted(np.dot(to_rgb(colour), (0.2126, 0.7152, 0.0722)) for colour in COLOURS.values())
    assert np.diff(grey).min() > 0.15


def test_fixed_parameters_move_the_line():
    near = lines_of(plot_phase(MODELS["M14"], ax=axes(), d=Fraction(1, 2)))
    assert near[:, 0] ** 2 == pytest.approx(near[:, 0] + near[:, 1], abs=1e-3)


def test_selection_changes_the_cells():
    model = MODELS["M10d"]
    assert (phase_table(model, selection="worst_case") == "indifferent").all(axis=None)
    assert (phase_table(model) == "holds").any(axis=None)
    drawn = plot_phase(model, selection="worst_case", ax=axes())
    assert len(lines_of(drawn)) == 0
    assert "selection: worst_case" in drawn.get_title(loc="left")


def test_other_axes():
    table = phase_table(MODELS["M14"], axes=("sigma", "d"), cells=5)
    assert (table.columns.name, table.index.name) == ("sigma", "d")
    for sigma in table.columns:
        for d in table.index:
            # σ²ρ²/(2(ρ + ζ)) against d, at ρ = 2 and ζ = 1
            margin = Fraction(2, 3) * sigma**2 - d
            assert table.loc[d, sigma] == ("holds" if margin > 0 else "fails")


def test_a_model_without_axes_or_closed_form():
    assert not has_phase(MODELS["M1b"])
    assert not has_phase(MODELS["P9-small"])
    with pytest.raises(InvalidArgumentError, match="M1b has no axes of its own; give axes="):
        plot_phase(MODELS["M1b"], ax=axes())
    with pytest.raises(InvalidArgumentError, match="P9-small has no closed form"):
        plot_phase(MODELS["P9-small"], ax=axes())
    assert set(np.unique(phase_table(MODELS["P9-small"]))) >= {"holds", "fails"}


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"k": 2}, InvalidArgumentError, "k runs along an axis"),
        ({"z": 2}, UnknownNameError, "M10a: parameter 'z' is unknown"),
        ({"axes": ("m", "q")}, UnknownNameError, "M10a: parameter 'q' is unknown"),
        ({"axes": ("m", "m")}, InvalidArgumentError, "two different parameters"),
        ({"cells": 1}, InvalidArgumentError, "cells must be an integer of 2 or more"),
        ({"selection": "uniform"}, InvalidArgumentError, "M10a has one equilibrium"),
    ],
)
def test_errors(arguments, error, message):
    with pytest.raises(error, match=message):
        phase_table(MODELS["M10a"], **arguments)


def test_an_unknown_rule_of_selection():
    with pytest.raises(UnknownNameError, match="M10d: selection 'best' is unknown"):
        phase_table(MODELS["M10d"], selection="best")


def test_pages_have_words_for_their_pictures(tmp_path):
    from html.parser import HTMLParser

    from lilliput.analysis.claim_pages import write_claim

    seen = {}

    class Pictures(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag == "img":
                given = dict(attributes)
                seen[given["src"]] = given["alt"]

    files = write_claim(claims["C15"].test(), tmp_path)
    Pictures().feed(files[0].read_text(encoding="utf-8"))
    assert set(seen) == {path.name for path in files if path.suffix == ".png"}
    for name, text in seen.items():
        model = MODELS[name.removesuffix("_phase.png")]
        verdicts = phase_table(model).to_numpy().ravel().tolist()
        assert text.startswith(f"Phase diagram of {model.id}, {model.title}")
        positive = SIGNS["holds"] if model.consequence else "holds"
        if "holds" in verdicts:
            assert f"{positive} in {verdicts.count('holds') / len(verdicts):.0%}" in text
