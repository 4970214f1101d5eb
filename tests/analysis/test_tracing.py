"""Traced boundaries: known curves, jumps, holes, touching, and what is evaluated how often."""

import math
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.claims import claims
from lilliput.analysis.sweeps import vectorised
from lilliput.analysis.tracing import boundary_value, trace_boundary
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, UnknownNameError

X, Y = ("x", 0, 1), ("y", 0, 1)
TOL = 1e-3


def trace(function, tol=TOL, **options):
    return trace_boundary(vectorised(function), X, Y, tol=tol, **options)


def along(curve, steps=9):
    """Return points along a curve, its own and some between them."""
    share = np.linspace(0, 1, steps)[:, None, None]
    return (curve[:-1] * (1 - share) + curve[1:] * share).reshape(-1, 2)


def area(curve):
    """Return the area on the left of a closed curve."""
    (x, y), (u, v) = curve[:-1].T, curve[1:].T
    return float((x * v - u * y).sum() / 2)


def on_frame(point):
    return min(*point, *(1 - point)) < 1e-12


def beside(function, points, tol):
    """Return at which points the sign changes within the tolerance."""
    values = [function(*points.T)]
    for radius in (tol / 2, tol):
        for angle in np.linspace(0, 2 * np.pi, 32, endpoint=False):
            moved = points + radius * np.array([np.cos(angle), np.sin(angle)])
            values.append(function(*np.clip(moved, 0, 1).T))
    return np.any(np.array(values) > 0, axis=0) & np.any(np.array(values) <= 0, axis=0)


@pytest.mark.parametrize("tol", [1e-2, 1e-3, 1e-4])
def test_a_circle(tol):
    found = trace(lambda x, y: 0.09 - (x - 0.51) ** 2 - (y - 0.47) ** 2, tol=tol)
    (curve,) = found.curves
    assert found.closed == (True,)
    assert (curve[0] == curve[-1]).all()
    distance = np.hypot(*(along(curve) - [0.51, 0.47]).T) - 0.3
    assert abs(distance).max() <= found.error <= tol
    assert area(curve) == pytest.approx(np.pi * 0.09, abs=2 * np.pi * 0.3 * tol)
    assert found.kinds[0].tolist() == ["crossing"] * len(curve)
    if tol < 1e-2:
        assert found.evaluations <= found.grid_equivalent / 100


def test_the_positive_side_is_on_the_left():
    ring = trace(
        lambda x, y: (np.hypot(x - 0.5, y - 0.5) - 0.2) * (0.4 - np.hypot(x - 0.5, y - 0.5))
    )
    outer, inner = ring.curves
    assert area(outer) == pytest.approx(np.pi * 0.16, abs=0.005)
    assert area(inner) == pytest.approx(-np.pi * 0.04, abs=0.005)


def test_region_below_turns_only_the_direction():
    above = trace(lambda x, y: x - y**2)
    below = trace(lambda x, y: x - y**2, region="below")
    assert np.allclose(above.curves[0][[0, -1]], below.curves[0][[-1, 0]], atol=TOL)


def test_level():
    found = trace(lambda x, y: x + 2 * y, level=0.7)
    assert along(found.curves[0]) @ [1, 2] == pytest.approx(0.7, abs=3 * TOL)


def test_two_circles_and_one_that_leaves_the_frame():
    def function(x, y):
        return np.maximum(
            0.04 - (x - 0.25) ** 2 - (y - 0.47) ** 2, 0.09 - (x - 0.9) ** 2 - (y - 0.47) ** 2
        )

    found = trace(function)
    assert sorted(found.closed) == [False, True]
    for curve, closed in zip(found.curves, found.closed, strict=True):
        centre, radius = ((0.25, 0.47), 0.2) if closed else ((0.9, 0.47), 0.3)
        assert abs(np.hypot(*(along(curve) - centre).T) - radius).max() <= TOL
        assert closed or (on_frame(curve[0]) and on_frame(curve[-1]))


@pytest.mark.parametrize("constant", [1e-2, 1e-4, 1e-7, 0.0, -1e-7, -1e-4, -1e-2])
@pytest.mark.parametrize("centre", [(0.5, 0.5), (0.513, 0.487)])
def test_hyperbola(constant, centre):
    """Each branch is one curve, however close they come; at 0 they are two lines that cross."""
    a, b = centre

    def function(x, y):
        return (x - a) * (y - b) - constant

    found = trace(function)
    assert len(found) == 2
    points = np.concatenate([along(curve) for curve in found.curves])
    assert beside(function, points, TOL).all()
    if abs(constant) >= 1e-4:  # otherwise the branches are closer than the tolerance
        for curve in found.curves:
            signs = np.sign(curve - centre)[np.abs(curve - centre).min(axis=1) > TOL]
            assert (signs[:, 0] * signs[:, 1] == np.sign(constant)).all()
            assert (signs == signs[0]).all()


def test_ambiguous_cells_are_resolved_by_what_is_in_them():
    """On the coarsest grid, one cell with alternating corners."""
    for level in (-0.01, 0.01):
        found = trace(lambda x, y: (x - 0.5) * (y - 0.5), start=2, level=level)
        assert len(found) == 2
        for curve in found.curves:
            assert np.abs(np.prod(along(curve) - 0.5, axis=1) - level).max() < 2 * TOL


@pytest.mark.parametrize("slope", [1.0, -1.0, 2.0, 0.5])
def test_lines_through_corners_of_cells(slope):
    found = trace(lambda x, y: y - 0.5 - slope * (x - 0.5))
    (curve,) = found.curves
    assert along(curve) @ [-slope, 1] == pytest.approx(0.5 - slope / 2, abs=1e-12)
    assert on_frame(curve[0])
    assert on_frame(curve[-1])


def test_a_contour_along_the_frame_bounds_what_is_positive_beside_it():
    for function, axis, place in (
        (lambda x, y: x + 0 * y, 0, 0),
        (lambda x, y: 1 - x + 0 * y, 0, 1),
        (lambda x, y: y + 0 * x, 1, 0),
    ):
        (curve,) = trace(function).curves
        assert (curve[:, axis] == place).all()
        assert np.ptp(curve[:, 1 - axis]) == 1
    assert len(trace(lambda x, y: -x + 0 * y)) == 0


@pytest.mark.parametrize(
    "function",
    [
        lambda x, y: np.abs(x - 0.5) + 0 * y,
        lambda x, y: np.abs(x - y),
        lambda x, y: (x - 0.5) ** 2 + (y - 0.5) ** 2,
        lambda x, y: -np.abs(x - 0.5) + 0 * y,
        lambda x, y: 0 * x,
        lambda x, y: 1 + 0 * x,
    ],
)
def test_touching_is_no_change_of_sign(function):
    found = trace(function)
    assert len(found) == 0
    assert found.to_frame().empty


def test_a_plateau_of_zeros_has_two_boundaries():
    def function(x, y):
        return np.maximum(0, x - 0.613) - np.maximum(0, 0.387 - x) + 0 * y

    above, below = trace(function), trace(function, region="below")
    assert above.curves[0][:, 0] == pytest.approx(0.613, abs=TOL / 2)
    assert below.curves[0][:, 0] == pytest.approx(0.387, abs=TOL / 2)
    assert set(above.kinds[0]) == set(below.kinds[0]) == {"crossing"}


def test_noise_around_zero_needs_indifference():
    rng = np.random.default_rng(0)

    def function(x, y):
        return np.maximum(0, x - 0.5) + 1e-15 * rng.standard_normal(len(x)) + 0 * y

    with pytest.raises(ProblemTooLargeError, match="indifference="):
        trace(function, limit=50_000)
    (curve,) = trace(function, indifference=1e-12).curves
    assert along(curve)[:, 0] == pytest.approx(0.5, abs=TOL)


@pytest.mark.parametrize(
    ("function", "kind"),
    [
        (lambda x, y: np.where(x > 0.3 + 0.2 * y, 1.0, -1.0), "jump"),
        (lambda x, y: np.where(x > 0.3 + 0.2 * y, 1.0, 0.0), "jump"),
        (lambda x, y: x > 0.3 + 0.2 * y, "jump"),
        (lambda x, y: 1 / np.where(x - 0.3 == 0.2 * y, 1e-300, x - 0.3 - 0.2 * y), "jump"),
        (lambda x, y: np.cbrt(x - 0.3 - 0.2 * y), "crossing"),
        (lambda x, y: np.tanh(1e3 * (x - 0.3 - 0.2 * y)), "crossing"),
        (lambda x, y: (x - 0.3 - 0.2 * y) ** 3, "crossing"),
        (lambda x, y: np.maximum(x - 0.3 - 0.2 * y, 0), "crossing"),
    ],
)
def test_jumps_are_told_from_crossings(function, kind):
    found = trace(function)
    (curve,) = found.curves
    assert along(curve) @ [1, -0.2] == pytest.approx(0.3, abs=TOL)
    assert set(found.kinds[0]) == {kind}
    assert ("with jumps" in repr(found)) == (kind == "jump")


def test_one_curve_may_cross_here_and_jump_there():
    found = trace(lambda x, y: (x - 0.42) * np.where(y > 0.55, 1, 0.01) + 0.2 * (y > 0.55))
    kinds = found.to_frame().groupby("kind")["y"].agg(["min", "max"])
    assert kinds.loc["crossing", "max"] > 0.9
    assert kinds.loc["jump"].tolist() == pytest.approx([0.55, 0.55], abs=TOL)


def test_a_staircase_keeps_its_corners():
    found = trace(lambda x, y: np.floor(5 * x) - np.floor(5 * y) - 0.5, start=33)
    (curve,) = found.curves
    corners = np.array([[k / 5, j / 5] for k in range(1, 5) for j in (k - 1, k)])
    distance = np.hypot(*(along(curve)[:, None] - corners[None]).transpose(2, 0, 1)).min(axis=0)
    assert distance.max() <= 2 * TOL


@pytest.mark.parametrize("thickness", [2e-2, 1e-3])
def test_a_thin_lens_through_nodes(thickness):
    """Thinner than a cell; its tips are sharp."""

    def function(x, y):
        return thickness * (1 - (x - 0.5) ** 2 / 0.2) - np.abs(y - 0.5)

    found = trace(function)
    (curve,) = found.curves
    assert found.closed == (True,)
    assert beside(function, along(curve), TOL).all()
    assert np.ptp(curve[:, 0]) == pytest.approx(2 * np.sqrt(0.2), abs=2 * TOL)


def test_what_is_smaller_than_a_cell_may_be_missed_and_start_finds_it():
    def function(x, y):
        return 4e-4 - (x - 0.53) ** 2 - (y - 0.53) ** 2

    assert len(trace(function)) == 0
    assert trace(function, start=65).closed == (True,)


def test_curves_are_followed_into_cells_that_looked_uniform():
    """A finger that a coarse cell shows on one edge only."""

    def function(x, y):
        return 0.02 - np.abs(y - 0.5 - 0.04 * np.sin(9 * x)) - np.where(x > 0.93, 1, 0)

    found = trace(function)
    (curve,) = found.curves
    assert beside(function, along(curve), TOL).all()
    assert curve[:, 0].max() == pytest.approx(0.93, abs=TOL)


def test_where_the_output_is_undefined_there_is_no_boundary():
    def function(x, y):
        return np.where(x + y > 1.2, np.nan, x - y**2 - 0.1)

    found = trace(function)
    (curve,) = found.curves
    points = along(curve)
    assert points[:, 0] - points[:, 1] ** 2 == pytest.approx(0.1, abs=3 * TOL)
    end = curve[np.argmax(curve.sum(axis=1))]
    assert end.sum() == pytest.approx(1.2, abs=3 * TOL)  # it goes on to where the domain ends
    assert found.undefined > 0
    assert len(trace(lambda x, y: np.where(x > 0.37, np.nan, 1 - x))) == 0
    assert len(trace(lambda x, y: np.where(x > 0.37, 1.0, np.nan))) == 0


@settings(max_examples=40)
@given(st.lists(st.floats(-1, 1), min_size=10, max_size=10), st.integers(5, 25))
def test_every_point_is_beside_a_change_of_sign_and_none_of_the_grid_is_missed(numbers, start):
    a, b, c, d, e, f, g, h, i, j = numbers

    def function(x, y):
        x, y = 2 * x - 0.9863, 2 * y - 1.0211  # no zeros of simple numbers on nodes
        cubic = a + b * x + c * y + d * x * x + e * x * y + f * y * y
        return cubic + g * x**3 + h * x * x * y + i * x * y * y + j * y**3

    found = trace(function, tol=5e-3, start=start)
    points = np.concatenate([np.zeros((0, 2)), *(along(curve) for curve in found.curves)])
    assert beside(function, points, 5e-3).all()
    for curve, closed in zip(found.curves, found.closed, strict=True):
        assert closed or (on_frame(curve[0]) and on_frame(curve[-1]))
    nodes = np.linspace(0, 1, start)
    x, y = np.meshgrid(nodes, nodes, indexing="ij")
    above = function(x, y) > 0
    for axis in (0, 1):
        for k, m in np.argwhere(np.diff(above, axis=axis)):
            other = (k + 1, m) if axis == 0 else (k, m + 1)
            edge = np.array([[nodes[k], nodes[m]], [nodes[other[0]], nodes[other[1]]]])
            inside = np.all((points >= edge[0] - 5e-3) & (points <= edge[1] + 5e-3), axis=1)
            assert inside.any()


@settings(max_examples=25)
@given(st.lists(st.integers(-8, 8), min_size=12, max_size=12))
def test_kinks_and_jumps(numbers):
    """Planes in eighths: `beside` cannot see regions that are thinner than the tolerance."""
    planes = np.array(numbers).reshape(4, 3) / 8

    def function(x, y):
        one, two, three, four = (p * (x - 0.5) + q * (y - 0.5) + 0.3 * r for p, q, r in planes)
        return np.maximum(np.minimum(one, two), np.minimum(three, np.floor(3 * four) / 3 + 0.01))

    found = trace(function, tol=5e-3)
    for curve, closed in zip(found.curves, found.closed, strict=True):
        assert beside(function, along(curve), 5e-3).all()
        assert closed or (on_frame(curve[0]) and on_frame(curve[-1]))


def test_evaluations_are_counted_and_are_few():
    sizes = []

    @vectorised
    def circle(x, y):
        sizes.append(len(x))
        return 0.3**2 - (x - 0.5) ** 2 - (y - 0.5) ** 2

    for tol in (1e-3, 1e-4):
        sizes.clear()
        found = trace_boundary(circle, X, Y, tol=tol)
        assert found.evaluations == sum(sizes)
        assert len(sizes) < 100  # it is evaluated in batches
        assert found.grid_equivalent == (round(1 / tol) + 1) ** 2
        assert found.evaluations <= found.grid_equivalent / 500


def test_functions_see_scalars_unless_they_are_marked():
    seen = set()

    def scalar(x, y, r):
        seen.add((type(x), type(r)))
        return r - x * x - y * y

    found = trace_boundary(scalar, X, Y, fixed={"r": 0.5}, tol=0.01)
    assert seen == {(float, float)}
    same = trace_boundary(
        vectorised(lambda x, y, r: r - x * x - y * y), X, Y, fixed={"r": 0.5}, tol=0.01
    )
    assert same.curves[0].tolist() == found.curves[0].tolist()
    assert same.evaluations == found.evaluations


def test_outputs_by_name_truth_values_and_failures():
    def model(x, y):
        if x > 0.9:
            raise InvalidArgumentError("x is too large")
        return {"gain": math.log(x) + y if x > 0 else -math.inf, "good": x > y, "name": "a"}

    found = trace_boundary(model, X, Y, output="gain", tol=TOL)
    points = along(found.curves[0])
    assert np.log(points[:, 0]) + points[:, 1] == pytest.approx(0, abs=4 * TOL)
    assert points[:, 0].max() <= 0.9
    assert found.undefined > 0
    jump = trace_boundary(model, ("x", 0, 0.9), ("y", 0, 0.9), output="good", tol=TOL)
    assert set(jump.kinds[0]) == {"jump"}
    with pytest.raises(UnknownNameError, match="output 'margin' is unknown"):
        trace_boundary(model, X, Y)
    with pytest.raises(InvalidArgumentError, match=r"name is text .*value='"):
        trace_boundary(model, X, Y, output="name")
    with pytest.raises(InvalidArgumentError, match="has no values to choose from, got 'x'"):
        trace_boundary(model, X, Y, output="gain", value="x")


@pytest.mark.parametrize("array", [True, False])
def test_where_a_text_is_one_value(array):
    """A text is traced like the truth of being it; without an answer there is no sign."""

    def named(x, y):
        where = np.where(x > 0.9, None, np.where(x + 2 * y > 1, "web", "hub"))
        return {"rule": where if array else where.item()}

    def true(x, y):
        return {"rule": np.where(x > 0.9, np.nan, np.where(x + 2 * y > 1, 1.0, -1.0))}

    model = vectorised(named) if array else named
    found = trace_boundary(model, X, Y, output="rule", value="web", tol=0.01, start=5)
    same = trace_boundary(vectorised(true), X, Y, output="rule", tol=0.01, start=5)
    assert len(found) == 1
    assert found.curves[0].tolist() == same.curves[0].tolist()
    assert found.output == "rule is web"
    value = boundary_value(model, "x", 0, 0.8, output="rule", value="hub", fixed={"y": 0.3})
    assert value.values == pytest.approx([0.4], abs=1e-8)
    assert value.rising.tolist() == [False]


def test_a_verdict_is_traced_where_its_margin_is():
    model = claims["C16"].models["M16-signing"]
    margin = boundary_value(model, "part", fixed={"N": 10})
    verdict = boundary_value(model, "part", output="verdict", value="holds", fixed={"N": 10})
    assert verdict.values == pytest.approx(margin.values, abs=2e-9)
    with pytest.raises(UnknownNameError, match="value: verdict 'hold' is unknown"):
        boundary_value(model, "part", output="verdict", value="hold", fixed={"N": 10})


def test_a_comparison_of_institutions():
    from lilliput.analysis import State
    from lilliput.analysis.comparisons import Comparison

    state = State(powers=["US", "CA", "MX"], capabilities=[6, 2, 1], stakes="gravity")
    comparison = Comparison(state, stakes="gravity")
    axes = ("costs.multilateral", 0, 2), ("brokerage", 0, 1)
    found = trace_boundary(comparison, *axes, output="weak_gain margin", tol=TOL)
    assert len(found)
    for cost, brokerage in along(found.curves[0], steps=2)[::25]:
        at = [
            comparison.premium_at(
                **{"costs.multilateral": cost + sign * 0.01, "brokerage": brokerage}
            ).verdict.weak_gain.status
            for sign in (-1, 1)
        ]
        assert at == ["holds", "fails"]


def test_a_model_that_is_undefined_everywhere_says_why():
    def model(x, y):
        raise InvalidArgumentError("no such state")

    with pytest.raises(InvalidArgumentError, match=r"17 × 17 points: Inv.*no such state"):
        trace_boundary(model, X, Y)
    with pytest.raises(InvalidArgumentError, match=r"coarse grid: .*no such state"):
        boundary_value(model, "x", 0, 1, fixed={"y": 1})


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"x": "x"}, "only a claim's model knows"),
        ({"x": ("x", 1, 0)}, "low < high"),
        ({"x": ("x", 0, math.inf)}, "finite ends"),
        ({"x": ("y", 0, 1)}, "two parameters, got 'y' twice"),
        ({"tol": 0}, "tol must be"),
        ({"start": 1}, "start must be an integer >= 2"),
        ({"region": "left"}, "'above' or 'below'"),
        ({"level": math.nan}, "level must be finite"),
        ({"indifference": -1}, "indifference must be"),
        ({"fixed": {"x": 1}}, "x is an axis"),
        ({"fixed": {"z": 1}}, "'z' is unknown"),
        ({"x": ("z", 0, 1)}, "'z' is unknown"),
    ],
)
def test_bad_arguments_are_named(arguments, message):
    with pytest.raises((ValueError, KeyError), match=message):
        trace_boundary(lambda x, y: x - y, **{"x": X, "y": Y, **arguments})


def test_what_a_function_lacks_and_random_ones_are_refused():
    with pytest.raises(InvalidArgumentError, match="fixed must give a value for r"):
        trace_boundary(lambda x, y, r: x - r, X, Y)
    with pytest.raises(InvalidArgumentError, match="is random"):
        trace_boundary(lambda x, y, rng: x - rng.random(), X, Y)


def test_the_result_is_frozen_and_survives_pickling():
    found = trace_boundary(vectorised(lambda x, y: x - y), ("x", -1, 3), ("y", 2, 5))
    with pytest.raises(ValueError, match="read-only"):
        found.curves[0][0, 0] = 5
    again = pickle.loads(pickle.dumps(found))
    assert repr(again) == repr(found)
    assert again.to_frame().equals(found.to_frame())
    with pytest.raises(ValueError, match="read-only"):
        again.curves[0][0, 0] = 5
    assert "1 curve;" in found._repr_html_()


def test_the_frame_has_the_parameters_units():
    found = trace_boundary(vectorised(lambda T, g: 3 * T - g), ("T", 0, 2), ("g", 0, 30), tol=TOL)
    frame = found.to_frame()
    assert frame.columns.to_list() == ["T", "g", "component", "kind"]
    assert np.allclose(frame["g"], 3 * frame["T"], atol=30 * TOL)
    assert frame["g"].max() == pytest.approx(6)


class TestValues:
    def test_all_zeros_of_a_sine(self):
        found = boundary_value(vectorised(lambda x: np.sin(x)), "x", 0.5, 20)
        assert found.values == pytest.approx([np.pi * k for k in range(1, 7)], abs=found.error)
        assert found.rising.tolist() == [False, True] * 3
        assert set(found.kinds) == {"crossing"}

    def test_poles_are_jumps(self):
        frame = boundary_value(vectorised(lambda x: np.tan(x)), "x", 0.5, 6.5).to_frame()
        assert frame["kind"].to_list() == ["jump", "crossing"] * 2
        assert frame["x"].to_numpy() == pytest.approx(np.arange(1, 5) * np.pi / 2, abs=1e-7)

    def test_touching_is_left_out(self):
        assert len(boundary_value(vectorised(lambda x: np.abs(x - 0.5)), "x", 0, 1)) == 0
        assert len(boundary_value(vectorised(lambda x: -((x - 0.5) ** 2)), "x", 0, 1)) == 0

    def test_a_change_of_sign_between_the_last_node_and_the_end_of_the_domain(self):
        found = boundary_value(lambda x: math.sqrt(x - 0.301) - 0.05, "x", 0, 1)
        assert found.values == pytest.approx([0.3035], abs=1e-8)
        assert len(boundary_value(lambda x: math.sqrt(x - 0.301), "x", 0, 1)) == 0

    @settings(max_examples=50)
    @given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=4, unique=True))
    def test_roots_of_polynomials_far_enough_apart(self, roots):
        roots = sorted(roots)
        if len(roots) > 1 and min(np.diff(roots)) < 0.02:
            roots = roots[:1]
        found = boundary_value(
            vectorised(lambda x: np.prod([x - r for r in roots], axis=0)), "x", 0, 1, start=129
        )
        assert found.values == pytest.approx(roots, abs=2e-9)

    def test_one_end_alone_is_refused_and_the_result_is_frozen(self):
        with pytest.raises(InvalidArgumentError, match="both low and high"):
            boundary_value(lambda x: x, "x", 0)
        found = boundary_value(lambda x: x - 1 / 3, "x", 0, 1)
        again = pickle.loads(pickle.dumps(found))
        assert again.values.tolist() == found.values.tolist()
        with pytest.raises(ValueError, match="read-only"):
            again.values[0] = 1
        assert "0.333333" in repr(found)
