"""Pictures of results show the numbers that are computed: bars, planes, influences, trade-offs."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from figure_gallery import attribution, boxes, quadrants, sobol, surplus
from scipy.stats import t

from lilliput.analysis.claims import claims
from lilliput.analysis.designs import grid
from lilliput.analysis.figures import (
    figure_alt,
    figure_data,
    plot_attribution,
    plot_attributions,
    plot_control_phase,
    plot_phase_plane,
    plot_prim,
    plot_sobol,
    plot_tornado,
    plot_values,
)
from lilliput.analysis.figures.phase import OUTSIDE
from lilliput.analysis.sensitivity import tornado
from lilliput.analysis.sweeps import sweep
from lilliput.analysis.tracing import trace_boundary
from lilliput.games import estimate_shapley
from lilliput.games.errors import InvalidArgumentError, UnknownNameError


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def legend_texts(axes):
    return [text.get_text() for text in axes.get_legend().get_texts()]


def test_the_boundary_of_the_phase_diagram_separates_the_signs():
    axes = plot_control_phase(cells=41)
    mesh = axes.collections[0]
    premium = mesh.get_array().reshape(41, 41)
    boundary = axes.lines[0]
    for row in range(41):
        p = (row + 0.5) / 41
        psi = float(pd.Series(boundary.get_xdata()).iloc[(abs(boundary.get_ydata() - p)).argmin()])
        for column in range(41):
            at = (column + 0.5) / 41
            if abs(at - psi) > 0.02:
                assert (premium[row, column] > 0) == (at > psi)


def test_stacked_bars_add_up_to_the_marker():
    frame = pd.DataFrame({"graph": [0.25, -0.5], "cost": [-0.125, 0.25]}, index=["US", "CA"])
    axes = plot_attribution(frame)
    assert list(axes.lines[0].get_ydata()) == [0.125, -0.25]
    tops = sum(bar.get_height() for bar in axes.patches)
    assert tops == pytest.approx(frame.to_numpy().sum())
    assert "US 0.125, CA −0.25" in figure_alt(axes)


def test_panels_share_one_scale_and_one_legend():
    figure = plot_attributions({"a": attribution(["US"]), "b": 3 * attribution(["US", "CA"])})
    first, second = figure.axes
    assert first.get_ylim() == second.get_ylim()
    texts = [text.get_text() for text in figure.legends[0].get_texts()]
    assert texts[-1] == "binding premium"
    assert len(texts) == len(set(texts)) == 6


def test_a_property_has_the_same_colour_wherever_it_stands():
    all_of_them = plot_attribution(attribution(["US"]))
    alone = plot_attribution(attribution(["US"])[["cost"]])
    assert alone.patches[0].get_facecolor() == all_of_them.patches[-1].get_facecolor()


def test_bars_and_intervals_are_the_numbers():
    values = pd.DataFrame({"a": [1.0, -2.0], "b": [0.5, 3.0]}, index=["x", "y"])
    ends = pd.DataFrame({"low": [-3.0, 0.0], "high": [-1.0, 2.0]}, index=["y", "x"])
    axes = plot_values(values, {"a": ends})
    assert [bar.get_width() for bar in axes.patches] == [1.0, -2.0, 0.5, 3.0]
    (lines,) = axes.collections
    drawn = [tuple(segment[:, 0]) for segment in lines.get_segments()]
    assert drawn == [(0.0, 2.0), (-3.0, -1.0)]
    data = figure_data(axes).set_index(["player", "name"])
    assert data.loc[("y", "a")].to_list() == [-2.0, -3.0, -1.0]
    assert data.loc[("y", "b"), ["low", "high"]].isna().all()
    assert "a: x 1 [0, 2], y −2 [−3, −1]" in figure_alt(axes)


def test_half_intervals_are_taken_to_both_sides():
    axes = plot_values(pd.Series([1.0, 2.0], ["x", "y"], name="v"), pd.Series([3, 4], ["y", "x"]))
    assert [tuple(s[:, 0]) for s in axes.collections[0].get_segments()] == [(-3, 5), (-1, 5)]
    assert axes.get_xlabel() == "v"


def test_estimates_bring_their_own_intervals():
    players = [f"p{k}" for k in range(12)]
    found = estimate_shapley(
        players, lambda S: len(S) ** 2 + 5 * ("p0" in S), method="permutation", budget=400, rng=1
    )
    axes = plot_values(found)
    assert [bar.get_width() for bar in axes.patches] == pytest.approx(found.values.to_list())
    for segment, name in zip(axes.collections[0].get_segments(), players, strict=True):
        half = found.standard_errors[name] * t.ppf(0.975, found.degrees_of_freedom[name])
        ends = (found.values[name] - half, found.values[name] + half)
        assert segment[:, 0] == pytest.approx(ends)


def test_regions_are_the_verdicts_of_the_points():
    axes = plot_phase_plane(surplus, ("gain", 0, 1), ("cost", 0, 1), cells=16)
    data = figure_data(axes)
    points = data[data["what"] == "point"]
    for _, row in points.iterrows():
        assert (row["margin"] == "positive") == (row["gain"] > row["cost"] ** 2)
    places = points[["gain", "cost"]].to_numpy()
    covered = np.array([patch.get_path().contains_points(places) for patch in axes.patches])
    assert (covered.sum(axis=0) == 1).all()
    regions = points.groupby("margin").indices.values()
    assert {tuple(np.nonzero(row)[0]) for row in covered} == {tuple(each) for each in regions}
    contour = data[data["what"] != "point"]
    assert np.abs(contour["gain"] - contour["cost"] ** 2).max() < 2e-3
    assert "margin = 0" in [text.get_text() for text in axes.texts]


def test_the_label_lies_on_the_contour():
    axes = plot_phase_plane(surplus, ("gain", 0, 1), ("cost", 0, 1), cells=8)
    (label,) = [text for text in axes.texts if text.get_text() == "margin = 0"]
    x, y = label.get_position()
    assert abs(x - y**2) < 0.02
    slope = np.diff(axes.transData.transform([[x, y], [x + 1, y + 1 / (2 * y)]]), axis=0)[0]
    assert label.get_rotation() == pytest.approx(np.degrees(np.arctan2(*slope[::-1])), abs=8)


def test_models_of_claims_have_their_own_axes_and_domain():
    axes = plot_phase_plane(claims["C10"].models["M10a"])
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("m", "k")
    assert legend_texts(axes) == ["holds", "indifferent", "fails", OUTSIDE, "margin = 0"]
    data = figure_data(axes)
    data = data[data["what"] == "point"].set_index(["m", "k"])["verdict"]
    assert (data[6, 2], data[3, 2]) == ("holds", "indifferent")
    assert (data[4, 6], data[6, 5]) == (OUTSIDE, "fails")


def test_results_of_a_sweep_and_frames_are_the_same_picture():
    model = claims["C16"].models["M16-signing"]
    results = sweep(model, grid({"N": [2, 3, 5, 8], "part": [0.25, 0.5, 0.75]}), progress=False)
    axes = plot_phase_plane(results, "N", "part")
    frame = results.to_pandas()
    assert figure_data(axes).equals(figure_data(plot_phase_plane(frame, "N", "part")))
    points = figure_data(axes).set_index(["N", "part"])
    for _, row in frame.iterrows():
        assert points.loc[(row["N"], row["part"]), "verdict"] == row["verdict"]
    contour = points[points["what"] != "point"].reset_index()
    assert ((contour["part"] - 3 / contour["N"]).abs() < 0.05).all()


def test_numbers_that_are_zero_but_for_rounding_count_as_zero():
    frame = pd.DataFrame({"x": [0, 1, 0, 1], "y": [0, 0, 1, 1], "margin": [1e-17, 1.0, -1.0, 0]})
    data = figure_data(plot_phase_plane(frame, "x", "y", boundary=None))
    assert sorted(data["margin"]) == ["negative", "positive", "zero", "zero"]


def test_texts_and_truth_values_make_regions():
    axes = plot_phase_plane(quadrants, ("a", -2e6, 2e6), ("b", -2e-6, 2e-6), cells=6)
    assert legend_texts(axes) == ["alliance", "hub", "web of treaties", "margin = 0"]
    frame = pd.DataFrame({"x": [0, 1], "y": [0, 0], "wins": [True, False]})
    axes = plot_phase_plane(frame, "x", "y", output="wins", boundary=None)
    assert sorted(legend_texts(axes)) == ["false", "true"]


def test_boundaries_that_are_given_are_drawn():
    found = trace_boundary(surplus, ("gain", 0, 1), ("cost", 0, 1), tol=1e-2)
    axes = plot_phase_plane(
        surplus, ("gain", 0, 1), ("cost", 0, 1), cells=4, boundary=found, analytic=np.sqrt
    )
    lines = {line.get_label(): line.get_xydata() for line in axes.lines}
    assert np.array_equal(lines["margin = 0"], found.curves[0])
    x, y = lines["analytic boundary"].T
    assert y == pytest.approx(np.sqrt(x))
    assert "dashed line" in figure_alt(axes)


def test_tornado_bars_lead_from_the_base_to_the_ends():
    found = tornado(claims["C10"].models["M10a"], {"m": (2, 8), "k": (1, 4)})
    axes = plot_tornado(found)
    low, high = axes.patches[:2], axes.patches[2:]
    for bars, column in ((low, "at low"), (high, "at high")):
        ends = [bar.get_x() + bar.get_width() for bar in bars]
        assert ends == pytest.approx(found.table[column].to_list())
        assert [bar.get_x() for bar in bars] == pytest.approx([found.value] * 2)
    names = [label.get_text().split(":")[0] for label in axes.get_yticklabels()]
    assert names == found.table.index.to_list()
    assert [text.get_text() for text in axes.texts] == ["fails", "fails"]
    assert "The verdict turns with m, k." in figure_alt(axes)


def test_sobol_bars_are_in_the_order_of_the_total_index():
    found = sobol()
    axes = plot_sobol(found)
    order = found.total["value"].sort_values(ascending=False).index
    widths = [bar.get_width() for bar in axes.patches]
    assert widths == pytest.approx([*found.first["value"][order], *found.total["value"][order]])
    drawn = [segment[:, 0] for lines in axes.collections for segment in lines.get_segments()]
    table = pd.concat([found.first.loc[order], found.total.loc[order]])
    assert np.array(drawn) == pytest.approx(table[["low", "high"]].to_numpy())
    assert axes.get_xlabel() == "share of the variance of margin (95% intervals)"


def test_the_trade_off_shows_every_box_and_the_chosen_one():
    found = boxes()
    axes = plot_prim(found)
    points = [line for line in axes.lines if "restricted" in line.get_label()]
    drawn = np.vstack([line.get_xydata() for line in points])
    expected = found.trajectory[["coverage", "density"]].to_numpy()
    assert np.array_equal(drawn[np.lexsort(drawn.T)], expected[np.lexsort(expected.T)])
    (chosen,) = [line for line in axes.lines if line.get_label() == "chosen"]
    summary = found.summary[["coverage", "density"]].to_numpy()
    assert np.array_equal(chosen.get_xydata(), summary)
    assert len(axes.texts) == len(found)
    for limits in found.summary["limits"]:
        assert limits in figure_alt(axes)


FRAME = pd.DataFrame({"x": [0, 0], "y": [0, 0], "verdict": ["a", "b"]})


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: plot_values({}), InvalidArgumentError, "with at least one number, got DataFrame"),
        (lambda: plot_values(3), InvalidArgumentError, "be a DataFrame, a Series or a mapping"),
        (lambda: plot_values({"a": {"x": 1, "y": 2}, "b": {"x": 1}}), InvalidArgumentError,
         "'b' must cover every player, missing y"),
        (lambda: plot_values({"x": "much"}), InvalidArgumentError, "values must be numbers"),
        (lambda: plot_values({"x": np.inf}), InvalidArgumentError, "values must be finite"),
        (lambda: plot_values(pd.DataFrame(np.ones((2, 10)))), InvalidArgumentError, "at most 9"),
        (lambda: plot_values({"a": {"x": 1}}, {"b": {"x": 1}}), InvalidArgumentError,
         "errors: 'b' is none of the values"),
        (lambda: plot_values({"a": {"x": 1}}, {"a": {"y": 1}}), InvalidArgumentError,
         "errors: 'a' must cover the players"),
        (lambda: plot_values({"a": {"x": 1}}, {"a": {"x": -1}}), InvalidArgumentError,
         "must not be negative"),
        (lambda: plot_attribution(3), InvalidArgumentError, "attribution must be a DataFrame"),
        (lambda: plot_attributions({}), InvalidArgumentError, "panels must hold at least one"),
        (lambda: plot_tornado(3), InvalidArgumentError, "what tornado"),
        (lambda: plot_sobol(3), InvalidArgumentError, "what sobol_indices"),
        (lambda: plot_prim(3), InvalidArgumentError, "what prim"),
        (lambda: plot_phase_plane(FRAME, "x", "y"), InvalidArgumentError, "one point for each"),
        (lambda: plot_phase_plane(FRAME, "x", "z"), UnknownNameError, "y: column 'z'"),
        (lambda: plot_phase_plane(FRAME, "x"), InvalidArgumentError, "y must name a column"),
        (lambda: plot_phase_plane(FRAME, "x", "x"), InvalidArgumentError, "got 'x' twice"),
        (lambda: plot_phase_plane(FRAME, "x", "y", fixed={"z": 1}), InvalidArgumentError, "fixed"),
        (lambda: plot_phase_plane(FRAME.iloc[:1, :2], "x", "y"), InvalidArgumentError, "neither"),
        (lambda: plot_phase_plane(FRAME, "x", "y", boundary="x"), InvalidArgumentError, "boundary"),
        (lambda: plot_phase_plane(surplus, "gain", ("cost", 0, 1)), InvalidArgumentError,
         r"x must be \(name, low, high\)"),
        (lambda: plot_phase_plane(surplus, ("gain", 0, 1), ("gain", 0, 1)), InvalidArgumentError,
         "two parameters"),
        (lambda: plot_phase_plane(FRAME.assign(x=range(2)), "x", "y", analytic=[1, 2]),
         InvalidArgumentError, "analytic must be a function"),
        (lambda: plot_phase_plane(
            pd.DataFrame({"x": range(7), "y": 0, "verdict": list("abcdefg")}), "x", "y"),
         InvalidArgumentError, "7 different texts are more than the 6 regions"),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
