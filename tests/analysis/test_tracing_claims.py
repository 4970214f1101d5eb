"""Boundaries traced by the margin alone lie on the analytic thresholds of the models of claims."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.spatial import cKDTree

from lilliput.analysis.claims import claims
from lilliput.analysis.claims.formula import Formula
from lilliput.analysis.tracing import boundary_value, trace_boundary

TOL = 1e-3
MODELS = {model.id: model for claim in claims.values() for model in claim.models.values()}

# Models whose thresholds, as texts in one of the axes, are the whole boundary in the plane.
TRACED = [
    "M1a",
    "M1a-spoke",
    "M1a-buyout",
    "M2a",
    "M2b",
    "P3-premium",
    "P3-imbalance",
    "M4a",
    "M4b",
    "M5a",
    "M5b",
    "M5c",
    "M6a-opportunism",
    "M6a-free-riding",
    "M6b",
    "M6c",
    "M6c-members",
    "M7a-repetition",
    "M7b",
    "M7c",
    "M7c-needed",
    "M8",
    "M8-participation",
    "P9-decisive",
    "P9-public-good",
    "M10a",
    "M10b-stability",
    "M10c",
    "M11-peer",
    "M11-influence",
    "M11-cost",
    "M11-binding",
    "M11-premium",
    "M11-first",
    "M14-optimum",
    "M15b",
    "M16-control",
    "M16-signing",
    "M16-web",
    "M16-star",
    "M16-cut",
    "M16-rivalry",
]


def dense(found):
    """Return points along all curves, 5·10⁻⁵ apart, as shares of the ranges."""
    low = np.array([found.x[1], found.y[1]])
    span = np.array([found.x[2], found.y[2]]) - low
    parts = []
    for curve in found.curves:
        unit = (curve - low) / span
        for a, b in pairwise(unit):
            steps = max(int(np.hypot(*(b - a)) / 5e-5), 1)
            parts.append(a + (b - a) * np.linspace(0, 1, steps + 1)[:, None])
    return np.concatenate(parts), low, span


def thresholds(model):
    """Yield for each threshold in an axis: its place among the axes, and it as a function."""
    defaults = {n: float(p.default) for n, p in model.parameters.items() if not p.choices}
    for name, rule in model.thresholds.items():
        if name in model.axes and isinstance(rule, str):
            other = model.axes[1 - model.axes.index(name)]
            formula = Formula(rule, model.parameters)

            def value(at, formula=formula, other=other):
                at = np.asarray(at, dtype=float)
                columns = {n: np.full(at.shape, v) for n, v in defaults.items()} | {other: at}
                return formula(**columns)

            yield model.axes.index(name), value


def margin(model, x, y):
    """Return the margin in closed form, NaN where the model is not defined."""
    columns = {n: np.full(len(x), float(p.default)) for n, p in model.parameters.items()}
    columns |= {model.axes[0]: x, model.axes[1]: y}
    inside = np.ones(len(x), dtype=bool)
    for name in model.axes:
        inside &= (columns[name] >= model.parameters[name].lower) & (
            columns[name] <= model.parameters[name].upper
        )
    for need in model.conditions:
        inside &= need.met_by(columns)
    return np.where(inside, model.in_closed_form(**columns), np.nan)


def on_threshold(model, points, low, span):
    """Return which points have an analytic threshold within the tolerance."""
    near = np.zeros(len(points), dtype=bool)
    for axis, value in thresholds(model):
        signs = []
        for i in (-1, 0, 1):
            for j in (-1, 0, 1):
                moved = low + span * (points + np.array([i, j]) * TOL / np.sqrt(2))
                signs.append(np.sign(moved[:, axis] - value(moved[:, 1 - axis])))
        with np.errstate(invalid="ignore"):
            near |= (np.nanmin(signs, axis=0) <= 0) & (np.nanmax(signs, axis=0) >= 0)
    return near


def crossed(model, low, span):
    """Return the points of analytic thresholds at which the margin changes its sign."""
    found = [np.zeros((0, 2))]
    for axis, value in thresholds(model):
        at = np.linspace(low[1 - axis], low[1 - axis] + span[1 - axis], 2001)
        points = np.empty((len(at), 2))
        points[:, 1 - axis], points[:, axis] = at, value(at)
        sides = []
        for sign in (-1, 1):
            moved = points.copy()
            moved[:, axis] += sign * TOL * span[axis]
            sides.append(margin(model, moved[:, 0], moved[:, 1]))
        unit = (points - low) / span
        with np.errstate(invalid="ignore"):
            change = np.min(sides, axis=0) * np.max(sides, axis=0) < 0
            change &= np.abs(sides).min(axis=0) > 1e-8
            inside = ((unit >= 0) & (unit <= 1)).all(axis=1)
        found.append(unit[change & inside])
    return np.concatenate(found)


@pytest.mark.parametrize("name", TRACED)
def test_curves_lie_on_thresholds_and_thresholds_on_curves(name):
    model = MODELS[name]
    found = trace_boundary(model, tol=TOL)
    points, low, span = dense(found)
    assert on_threshold(model, points, low, span).all()
    expected = crossed(model, low, span)
    if len(expected):
        assert cKDTree(points).query(expected)[0].max() <= TOL
    assert found.error <= TOL
    assert found.evaluations <= found.grid_equivalent / 100


def test_most_thresholds_are_crossed():
    """So that the comparison above is one."""
    crossings = 0
    for name in TRACED:
        model = MODELS[name]
        low = np.array([model.parameters[axis].range[0] for axis in model.axes])
        high = np.array([model.parameters[axis].range[1] for axis in model.axes])
        crossings += len(crossed(model, low, high - low)) > 100
    assert crossings >= 35


@pytest.mark.parametrize(
    ("name", "axes"),
    [
        ("C6-weights", ("ratio", "eta")),
        ("C6-veto", ("m", "k")),
        ("P3-institutions", ("w", "brokerage")),  # |w|: it touches 0 on both sides of w = 0
    ],
)
def test_margins_that_never_change_sign_have_no_boundary(name, axes):
    found = trace_boundary(MODELS[name], *axes, tol=TOL)
    assert len(found) == 0
    assert "no change of sign found" in repr(found)


def test_a_margin_that_vanishes_at_the_end_of_the_domain_has_its_boundary_there():
    (curve,) = trace_boundary(MODELS["M15b-taker"], tol=TOL).curves
    assert abs(curve[:, 1]).max() < TOL  # b²/(a + b) > 0 for b > 0 only


@pytest.mark.parametrize(
    ("name", "parameter", "fixed"),
    [
        ("M16-signing", "part", {"N": 10}),
        ("M10a", "k", {"m": 6}),
        ("M2a", "cost", {"m": 5}),
        ("M7c", "g", {}),
        ("M14", "d", {}),
        ("M15b", "f", {}),
        ("M11-cost", "tau", {}),
        ("M16-web", "T_M", {}),
    ],
)
def test_values_of_one_parameter_are_the_thresholds(name, parameter, fixed):
    model = MODELS[name]
    found = boundary_value(model, parameter, fixed=fixed)
    expected = float(model.test(**fixed).boundary[parameter])
    low, high = model.parameters[parameter].range
    assert found.values == pytest.approx([expected], abs=2e-9 * (high - low) + 1e-8)


def test_a_parameter_given_by_name_takes_its_range_and_the_others_are_fixed():
    model = MODELS["M16-web"]
    found = trace_boundary(model, "t_B", ("T_M", 0, 10), fixed={"n": 6, "t_M": 0.5}, tol=TOL)
    assert found.x == ("t_B", 0.0, 3.0)
    (curve,) = found.curves
    assert curve[:, 1] == pytest.approx(15 * curve[:, 0] - 3, abs=TOL * 10 * 1.5)


def test_a_text_parameter_and_models_without_axes_are_refused():
    with pytest.raises(ValueError, match=r"x must be \(name, low, high\), got None"):
        trace_boundary(MODELS["M1b"])
    with pytest.raises(KeyError, match="'nothing' is unknown"):
        trace_boundary(MODELS["M10a"], ("nothing", 0, 1), "k")
    with pytest.raises(KeyError, match="fixed: M10a: parameter 'b' is unknown"):
        trace_boundary(MODELS["M10a"], fixed={"b": 1})
    with pytest.raises(ValueError, match="k is an axis"):
        trace_boundary(MODELS["M10a"], fixed={"k": 1})
    with pytest.raises(ValueError, match="cost must lie in"):
        trace_boundary(MODELS["M2a"], "m", "R", fixed={"cost": -1})
