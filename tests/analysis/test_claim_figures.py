"""Phase diagrams: the cells are the verdicts of the games, the line that of the closed form."""

from fractions import Fraction

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from lilliput.analysis import claims
from lilliput.analysis.claim_figures import (
    COLOURS,
    OUTSIDE,
    has_phase,
    phase_table,
    plot_phase,
)
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
        assert " ".join(label.split()).endswith(model.parameters[axis].meaning)
        assert label.startswith(axis)
    legend = [text.get_text() for text in drawn.get_legend().get_texts()]
    line = {"analytic boundary", "no boundary inside"} & set(legend)
    assert len(line) == 1
    assert (line == {"analytic boundary"}) == bool(len(lines_of(drawn)))
    assert set(legend) & set(COLOURS)
    others = [p for p in model.parameters if p not in model.axes]
    title = " ".join(drawn.get_title(loc="left").split())
    assert title.startswith(name)
    assert all(f"{p} = {model.parameters[p].default}" in title for p in others)


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
