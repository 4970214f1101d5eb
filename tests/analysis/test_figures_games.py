"""Pictures of games show the numbers that are computed: points where they belong, all of them."""

from fractions import Fraction
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.patches import Polygon

from lilliput.analysis.figures import (
    figure_alt,
    figure_data,
    plot_bargaining,
    plot_best_responses,
    plot_communication,
    plot_core,
    plot_lattice,
    plot_payoff_set,
    plot_replicator,
)
from lilliput.analysis.figures.core_contents import contents_of
from lilliput.analysis.figures.rest_points import (
    of_one_population,
    of_two_populations,
    replicator_field,
    square_field,
)
from lilliput.analysis.figures.shapes import clipped, outline
from lilliput.analysis.figures.tetrahedron import projected
from lilliput.games import (
    BargainingProblem,
    CoalitionalGame,
    NormalFormGame,
    SymmetricGame,
    VotingGame,
    core,
    equilibrium_payoff_set,
    is_convex,
    is_nash,
    kalai_smorodinsky,
    myerson_value,
    nash_bargaining,
    nash_in_nash,
    nucleolus,
    prenucleolus,
    rock_paper_scissors,
    shapley_value,
    tau_value,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    UnknownNameError,
    UnsupportedNumberError,
)

CONVEX = CoalitionalGame(["US", "CN", "EU"], [0, 1, 0.5, 3, 0, 2.5, 4, 7])
NEGATIVE = CoalitionalGame(["A", "B", "C"], [0, -4, -5, -7, -6, -8, -9, -10])
DILEMMA = NormalFormGame.from_bimatrix(
    [[3, 0], [5, 1]], [[3, 5], [0, 1]], strategies=[["comply", "defect"]] * 2
)


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def pair(a, b, **names):
    return NormalFormGame.from_bimatrix(a, b, **names)


def marked(axes):
    """Label to place of the points that are drawn."""
    lines = [line for line in axes.lines if len(line.get_xdata()) == 1]
    return {line.get_label(): np.array(line.get_xydata()[0]) for line in lines}


def polygon(axes, label):
    (found,) = [p for p in axes.patches if isinstance(p, Polygon) and p.get_label() == label]
    return found.get_xy()[:-1]


def same_points(first, second, tol=1e-9):
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    gaps = np.abs(first[:, None] - second[None]).max(axis=2)
    return gaps.min(axis=0).max() <= tol and gaps.min(axis=1).max() <= tol


def barycentric(axes, place):
    """Shares of the corners at a place, by the areas of triangles."""
    a, b, c = np.asarray(axes.corners_data)

    def area(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    whole = area(a, b, c)
    return np.array([area(place, b, c), area(a, place, c), area(a, b, place)]) / whole


@pytest.mark.parametrize("game", [CONVEX, NEGATIVE], ids=["convex", "negative"])
def test_points_and_core_are_at_their_barycentric_coordinates(game):
    """The window is that of the imputations: the shares are what there is above v(i)."""
    axes = plot_core(game)
    own = game.worths[[1, 2, 4]]
    surplus = game.worths[-1] - own.sum()
    places = {name: place for label, place in marked(axes).items() for name in label.split(" = ")}
    for name, solve in (("Shapley", shapley_value), ("nucleolus", nucleolus), ("τ", tau_value)):
        shares = barycentric(axes, places[name])
        assert shares * surplus + own == pytest.approx(solve(game).to_numpy(), abs=1e-6)
    corners = [barycentric(axes, corner) * surplus + own for corner in polygon(axes, "core")]
    assert same_points(corners, core(game).vertices(), tol=1e-9)


@settings(max_examples=60)
@given(st.lists(st.integers(-9, 9), min_size=7, max_size=15), st.integers(-3, 9))
def test_whatever_the_game_all_is_inside_the_window(worths, power):
    """Games of three and four players of any scale, also without core or imputations."""
    players = list("ABC") if len(worths) < 15 else list("ABCD")
    worths = worths[: 2 ** len(players) - 1]
    contents = contents_of(CoalitionalGame(players, [0, *(w * 10.0**power for w in worths)]), None)
    assert contents.window.scale > 0
    for part in (*contents.sets, *contents.points.values()):
        shares = contents.window.shares(part)
        assert np.abs(shares.sum(axis=1) - 1).max(initial=0) < 1e-6
        assert shares.min(initial=0) > -1e-9


def test_an_empty_core_says_so_and_shows_the_least_core():
    majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    axes = plot_core(majority)
    texts = [text.get_text() for text in axes.get_legend().get_texts()]
    assert texts == ["imputations", "core: empty", "least core, ε* = 0.333", "τ: not defined"]
    assert "The core is empty; the least core at ε* = 0.333 has one vertex" in figure_alt(axes)


def test_without_imputations_the_prenucleolus_is_marked():
    game = CoalitionalGame(["A", "B", "C"], [0, 3, 3, 4, 3, 4, 4, 2])
    data = figure_data(plot_core(game))
    point = data[data["of"] == "prenucleolus"].iloc[0]
    assert point[["A", "B", "C"]].to_list() == pytest.approx(prenucleolus(game).to_list())
    assert "There are no imputations." in figure_alt(plot_core(game))


def test_fractions_and_other_points_are_drawn():
    game = CoalitionalGame(list("ABC"), [Fraction(w) for w in (0, 0, 0, 1, 0, 2, 2, 6)])
    axes = plot_core(game, points={"mine": {"C": 1, "A": 2, "B": 3}})
    assert barycentric(axes, marked(axes)["mine"]) * 6 == pytest.approx([2, 3, 1])


def test_the_tetrahedron_is_an_affine_picture():
    """Points of the plane are the same mixtures of the corners as the shares."""
    game = CoalitionalGame(list("ABCD"), [0, 0, 1, 4, 0, 5, 3, 9, 1, 3, 4, 12, 2, 9, 8, 24])
    axes = plot_core(game)
    corners = projected(np.eye(4))
    own = game.worths[[1, 2, 4, 8]]
    shares = (shapley_value(game).to_numpy() - own) / (24 - own.sum())
    (label,) = [name for name in marked(axes) if "Shapley" in name]
    assert marked(axes)[label] == pytest.approx(shares @ corners)
    data = figure_data(axes)
    rows = data[(data["of"] == "core") & (data["what"] == "vertex")]
    assert same_points(rows[list("ABCD")], core(game).vertices())


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(-4, 4), st.integers(-4, 4)), min_size=1, max_size=9))
def test_outlines_are_convex_hulls(points):
    """Each point is left of every side; each corner is one of the points (brute force)."""
    corners = outline(points, scale=8)
    assert {tuple(c) for c in corners} <= {tuple(map(float, p)) for p in points}
    if len(corners) > 2:
        for a, b in zip(corners, np.roll(corners, -1, axis=0), strict=True):
            for p in np.array(points, dtype=float):
                assert (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) >= -1e-9


@settings(max_examples=40)
@given(st.integers(-3, 3), st.integers(-3, 3), st.floats(-4, 4))
def test_what_is_clipped_satisfies_the_bound(a, b, bound):
    square = [[-1, -1], [1, -1], [1, 1], [-1, 1]]
    kept = clipped(square, [a, b], bound)
    assert all(x * a + y * b <= bound + 1e-9 for x, y in kept)
    for x, y in square:
        if x * a + y * b <= bound:
            assert [x, y] in kept.tolist()


def test_the_lattice_shows_every_worth_and_every_violation():
    game = CoalitionalGame(["A", "B", "C"], [0, 1, 0.5, 5, 0, 4.5, 4, 7])
    axes = plot_lattice(game)
    shown = {text.get_text() for text in axes.texts}
    assert {"∅\n0", "A\n1", "B\n0.5", "AB\n5", "C\n0", "AC\n4.5", "BC\n4", "ABC\n7"} == shown
    dashed = sum(line.get_linestyle() == "--" for line in axes.lines)
    wrong = set()
    for mask in range(8):  # v(S∪i) − v(S) > v(S∪i∪j) − v(S∪j)
        for i in range(3):
            for j in range(3):
                if i != j and not mask >> i & 1 and not mask >> j & 1:
                    v, one, other = game.worths, mask | 1 << i, mask | 1 << j
                    if v[one] - v[mask] > v[one | other] - v[other]:
                        wrong.add((mask, one))
    assert dashed == len(wrong) > 0
    assert not is_convex(game)
    assert "3 violations of convexity" in figure_alt(axes)
    assert "Convex." in figure_alt(plot_lattice(CONVEX))


def test_the_lattice_of_a_voting_game_frames_minimal_winning_coalitions():
    game = VotingGame(["A", "B", "C", "D"], weights=[3, 2, 1, 1], quota=4)
    axes = plot_lattice(game)
    framed = {t.get_text() for t in axes.texts if t.get_bbox_patch().get_linewidth() > 1}
    assert framed == {"".join(sorted(c)) for c in game.minimal_winning_coalitions()}
    filled = [t for t in axes.texts if t.get_bbox_patch().get_facecolor()[:3] != (1, 1, 1)]
    assert len(filled) == game.count_winning()


def test_nodes_are_as_large_as_allocations():
    majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    links = [("A", "B"), ("B", "C")]
    value = myerson_value(majority, links)
    axes = plot_communication(links, value)
    areas = np.array([dots.get_sizes()[0] for dots in axes.collections])
    assert areas / areas.max() == pytest.approx(value.to_numpy() / value.max())
    assert len(axes.lines) == 2
    again = plot_communication(links, value)
    assert figure_data(axes).equals(figure_data(again))


def test_bargains_on_a_graph_are_drawn_with_their_payoffs():
    found = nash_in_nash(lambda links: 6 * len(links), [("US", "JP"), ("US", "KR")])
    data = figure_data(plot_communication(found)).set_index("player")
    assert data["allocation"].to_dict() == pytest.approx(found.payoffs.astype(float).to_dict())
    assert data["links"].to_dict() == {"US": 2, "JP": 1, "KR": 1}


GAMES = [
    ([[4, 0], [3, 2]], [[4, 3], [0, 2]]),
    ([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]),
    ([[3, 0], [5, 1]], [[3, 5], [0, 1]]),
    ([[1, 1], [0, 1]], [[1, 1], [1, 1]]),
    ([[2, 2], [2, 2]], [[1, 0], [0, 1]]),
    ([[0, 1], [0, 0]], [[0, 0], [1, 0]]),
]


@pytest.mark.parametrize(("a", "b"), GAMES)
def test_equilibria_lie_on_both_correspondences(a, b):
    game = pair(a, b)
    axes = plot_best_responses(game)
    data = figure_data(axes)
    for _, row in data.iterrows():
        profile = [row[["row: 1", "row: 2"]].to_list(), row[["column: 1", "column: 2"]].to_list()]
        assert is_nash(game, profile)
        for line in axes.lines:
            if line.get_label().startswith("best response"):
                assert near_path(line.get_xydata(), (profile[0][0], profile[1][0]))


@pytest.mark.parametrize(("a", "b"), GAMES)
def test_correspondences_hold_best_responses_alone(a, b):
    game = pair(a, b)
    for line in plot_best_responses(game).lines:
        if line.get_label().startswith("best response"):
            player = int(line.get_label() == "best response of column")
            for x, y in dense(line.get_xydata()):
                profile = [[x, 1 - x], [y, 1 - y]]
                payoffs = game.deviations(profile)[player]
                own = np.dot(profile[player], payoffs)
                assert own == pytest.approx(max(payoffs), abs=1e-9)


def dense(path):
    for a, b in pairwise(path):
        for share in np.linspace(0, 1, 9):
            yield a + share * (b - a)


def near_path(path, point):
    gaps = []
    for a, b in pairwise(path):
        way = b - a
        share = np.clip((np.array(point) - a) @ way / max(way @ way, 1e-30), 0, 1)
        gaps.append(np.abs(a + share * way - point).max())
    return min(gaps) < 1e-9


@pytest.mark.parametrize("swap", [False, True])
def test_envelopes_are_what_best_responses_pay(swap):
    a, b = np.array([[3.0, 3], [2, 5], [0, 6]]), np.array([[3.0, 2], [2, 6], [3, 1]])
    game = pair(b.T, a.T) if swap else pair(a, b)
    axes = plot_best_responses(game)
    (line,) = [line for line in axes.lines if line.get_label() == "best responses"]
    for x, y in dense(line.get_xydata()):
        assert y == pytest.approx(max(a @ [x, 1 - x]), abs=1e-9)
    (points,) = [line for line in axes.lines if line.get_label() == "equilibrium"]
    assert same_points(points.get_xydata(), [[1, 3], [2 / 3, 3], [1 / 3, 4]])


@pytest.mark.parametrize(
    "problem",
    [
        BargainingProblem.from_points(["A", "B"], [[0, 4], [2, 3.6], [3, 3], [5, 0]], [0.5, 0.2]),
        BargainingProblem.from_surplus(["A", "B"], 10, [2, 0]),
        BargainingProblem.from_frontier(["A", "B"], lambda x: 1 - x**2, (0, 1), [0.1, 0.1]),
        BargainingProblem.from_game(DILEMMA, free_disposal=False),
    ],
    ids=["points", "surplus", "curve", "game"],
)
def test_the_frontier_passes_through_the_solutions(problem):
    axes = plot_bargaining(problem)
    (line,) = [line for line in axes.lines if line.get_label() == "efficient frontier"]
    data = figure_data(axes).set_index("point")
    for name, solve in (("Nash", nash_bargaining), ("Kalai–Smorodinsky", kalai_smorodinsky)):
        point = data.loc[name].to_numpy(dtype=float)
        assert point == pytest.approx(solve(problem).to_numpy(dtype=float))
        assert np.interp(point[0], *line.get_xydata().T) == pytest.approx(point[1], abs=2e-4)
    ideal = data.loc["ideal"].to_numpy(dtype=float)
    assert line.get_xydata().max(axis=0) == pytest.approx(ideal)


def test_payoff_sets_are_those_of_the_solver():
    found = equilibrium_payoff_set(DILEMMA, 0.35)
    axes = plot_payoff_set(DILEMMA, found)
    assert same_points(polygon(axes, "V*(δ), δ = 7/20"), found.inner.vertices)
    assert same_points(polygon(axes, "feasible"), [[0, 5], [1, 1], [5, 0], [3, 3]])
    stage = {line.get_label(): line.get_xydata() for line in axes.lines}
    assert stage["stage equilibrium"].tolist() == [[1, 1]]
    assert "V*(7/20): (1, 1), (4, 1), (1, 4)." in figure_alt(axes)
    assert figure_data(plot_payoff_set(DILEMMA, 0.35)).equals(figure_data(axes))


entries = st.integers(-2, 2).map(Fraction)


@settings(max_examples=60)
@given(st.lists(entries, min_size=9, max_size=9))
def test_rest_points_of_three_strategies_are_at_rest_and_all_there(values):
    payoffs = np.array(values, dtype=object).reshape(3, 3)
    found = of_one_population(payoffs)
    for point in found:
        for share in (Fraction(0), Fraction(1, 3), Fraction(1)):
            place = [
                a + share * (b - a) for a, b in zip(point.ends[0], point.ends[-1], strict=True)
            ]
            assert sum(place) == 1
            earned = [sum(payoffs[i, j] * place[j] for j in range(3)) for i in range(3)]
            assert len({earned[i] for i in range(3) if place[i]}) == 1
    everything = len(found) == 3 and all(len(point.ends) == 2 for point in found)
    for i in range(13):  # no others on a grid
        for j in range(13 - i):
            x = [Fraction(i, 12), Fraction(j, 12), Fraction(12 - i - j, 12)]
            earned = [sum(payoffs[k, m] * x[m] for m in range(3)) for k in range(3)]
            if len({earned[k] for k in range(3) if x[k]}) == 1 and not everything:
                assert any(covers(point.ends, x) for point in found)


def covers(ends, place):
    a, b, p = (np.array([float(x) for x in point]) for point in (ends[0], ends[-1], place))
    way = b - a
    share = np.clip((p - a) @ way / max(way @ way, 1e-30), 0, 1)
    return np.abs(a + share * way - p).max() < 1e-9


@settings(max_examples=60)
@given(st.lists(entries, min_size=8, max_size=8))
def test_rest_points_of_two_populations_are_at_rest_and_all_there(values):
    first, second = np.array(values, dtype=object).reshape(2, 2, 2)
    found = of_two_populations(first, second)
    for point in found:
        for share in (Fraction(0), Fraction(1, 3), Fraction(1)):
            x, y = (a + share * (b - a) for a, b in zip(point.ends[0], point.ends[-1], strict=True))
            assert np.abs(square_field(first, second, float(x), float(y))).max() < 1e-12
    gains = {first[0, j] - first[1, j] for j in (0, 1)}
    others = {second[i, 0] - second[i, 1] for i in (0, 1)}
    for i in range(13):
        for j in range(13):
            x, y = Fraction(i, 12), Fraction(j, 12)
            own = x * (1 - x) * ((first[0, 0] - first[1, 0]) * y
                                 + (first[0, 1] - first[1, 1]) * (1 - y))  # fmt: skip
            other = y * (1 - y) * ((second[0, 0] - second[0, 1]) * x
                                   + (second[1, 0] - second[1, 1]) * (1 - x))  # fmt: skip
            if own == other == 0 and not (gains == others == {Fraction(0)}):
                assert any(covers(point.ends, (x, y)) for point in found)


@pytest.mark.parametrize(
    ("payoffs", "kinds"),
    [
        ([[0, -1, 1], [1, 0, -1], [-1, 1, 0]], ["saddle"] * 3 + ["neutral"]),  # zero-sum
        ([[0, -1, 2], [2, 0, -1], [-1, 2, 0]], ["saddle"] * 3 + ["stable"]),  # wins outweigh
        ([[0, -2, 1], [1, 0, -2], [-2, 1, 0]], ["saddle"] * 3 + ["unstable"]),  # losses do
        ([[3, 0, 0], [0, 2, 0], [0, 0, 1]], ["stable"] * 3 + ["saddle"] * 3 + ["unstable"]),
    ],
)
def test_stability_is_that_of_the_textbook(payoffs, kinds):
    """Hofbauer and Sigmund (1998), theorem 7.7.2 on rock-scissors-paper; coordination."""
    exact = np.array([[Fraction(x) for x in row] for row in payoffs], dtype=object)
    assert [point.stability for point in of_one_population(exact)] == kinds


@settings(max_examples=60)
@given(st.lists(st.integers(-3, 3).map(Fraction), min_size=9, max_size=9))
def test_stability_is_that_of_differences_of_the_flow(values):
    """The flow is linearised by differences along two directions of the triangle."""
    payoffs = np.array(values, dtype=object).reshape(3, 3)
    basis = np.array([[1, -1, 0], [1, 1, -2]]) / np.sqrt([[2], [6]])
    for point in of_one_population(payoffs):
        if len(point.ends) > 1:
            continue
        place = np.array([float(x) for x in point.ends[0]])
        step = 1e-6
        ends = [replicator_field(payoffs, place + sign * step * basis) for sign in (1, -1)]
        slopes = (ends[0] - ends[1]) @ basis.T / (2 * step)
        real = np.linalg.eigvals(slopes).real
        if np.abs(real).min() > 1e-3:
            kind = "stable" if real.max() < 0 else "unstable" if real.min() > 0 else "saddle"
            assert point.stability == kind


def test_a_path_comes_back_to_a_stable_point_and_leaves_an_unstable_one():
    for sign, payoffs in ((1, [[0, -1, 2], [2, 0, -1], [-1, 2, 0]]),
                          (-1, [[0, -2, 1], [1, 0, -2], [-2, 1, 0]])):  # fmt: skip
        x = np.array([[0.4, 0.3, 0.3]])
        for _ in range(2000):
            x = x + 0.01 * replicator_field(payoffs, x)
        assert (np.abs(x - 1 / 3).max() < 0.03) == (sign > 0)


def test_hawks_and_doves_in_one_and_two_populations():
    game = SymmetricGame(2, ["hawk", "dove"], [[-1, 2], [0, 1]])
    one = figure_data(plot_replicator(game))
    assert set(zip(one["hawk"], one["stability"], strict=True)) == {
        (0.0, "unstable"), (0.5, "stable"), (1.0, "unstable")}  # fmt: skip
    two = figure_data(plot_replicator(game, populations=2)).set_index("stability")
    assert two.loc["saddle", two.columns[1:]].to_list() == [0.5, 0.5]
    assert two.loc["stable"].to_numpy()[:, 1:].tolist() == [[1, 0], [0, 1]]


def test_arrows_point_where_the_flow_goes():
    axes = plot_replicator(rock_paper_scissors())
    (arrows,) = [c for c in axes.collections if type(c).__name__ == "Quiver"]
    payoffs = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    for (x, y), u, v in zip(arrows.get_offsets(), arrows.U, arrows.V, strict=True):
        flow = replicator_field(payoffs, [barycentric(axes, (x, y))])[0] @ axes.corners_data
        assert np.cross([u, v, 0], [*flow, 0])[2] == pytest.approx(0, abs=1e-9)
        assert u * flow[0] + v * flow[1] > 0


SYMBOL = pytest.importorskip("sympy").Symbol("x")


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: plot_core(CoalitionalGame(["A", "B"], [0, 1, 1, 3])), InvalidGameError,
         "three or four players to be drawn in a simplex, got 2; plot_values draws"),
        (lambda: plot_core(VotingGame(["A"], weights=[1], quota=1)), InvalidArgumentError,
         "game must be a CoalitionalGame, got VotingGame; a VotingGame becomes one"),
        (lambda: plot_core(CONVEX, points={"x": [1, 2]}), InvalidArgumentError,
         "points: 'x' needs 3 entries"),
        (lambda: plot_core(CoalitionalGame(list("ABC"), [0, 1, 1, 1, 1, 1, 1, SYMBOL])),
         UnsupportedNumberError, "symbol"),
        (lambda: plot_lattice(CoalitionalGame(list("ABCDEF"), [0] * 64)), InvalidGameError,
         "at most 5 players for a picture of all coalitions, got 6 with 64"),
        (lambda: plot_lattice(CONVEX, highlight="winning"), InvalidGameError, "simple game"),
        (lambda: plot_lattice(CONVEX, highlight="x"), UnknownNameError, "highlight 'x'"),
        (lambda: plot_lattice([1]), InvalidArgumentError, "CoalitionalGame or a VotingGame"),
        (lambda: plot_communication([("A", "B")], {"A": 1}), UnknownNameError, "player 'B'"),
        (lambda: plot_communication([("A", "A")], {"A": 1}), InvalidArgumentError, "different"),
        (lambda: plot_communication([("A", "B")]), InvalidArgumentError, "allocation must give"),
        (lambda: plot_communication([("A", "B")], {"A": 1, "B": 1}, layout="x"), UnknownNameError,
         "layout 'x'"),
        (lambda: plot_best_responses(pair(np.eye(3), np.eye(3))), InvalidGameError,
         "one with two strategies and the other with two to 6, got 3 × 3"),
        (lambda: plot_bargaining(BargainingProblem.from_surplus(["A", "B", "C"], 6)),
         InvalidGameError, "two players to be drawn in the plane, got 3"),
        (lambda: plot_bargaining(BargainingProblem.from_surplus(["A", "B"], SYMBOL)),
         UnsupportedNumberError, "symbols"),
        (lambda: plot_bargaining(3), InvalidArgumentError, "BargainingProblem"),
        (lambda: plot_payoff_set(DILEMMA, 1.5), InvalidArgumentError, "discount_factor"),
        (lambda: plot_payoff_set(pair([[1]], [[2]]), equilibrium_payoff_set(DILEMMA, 0.5)),
         InvalidGameError, "another game"),
        (lambda: plot_replicator(pair(np.eye(4), np.eye(4))), InvalidGameError,
         "two or three strategies, got 4 × 4"),
        (lambda: plot_replicator(DILEMMA, populations=3), UnknownNameError, "populations"),
        (lambda: plot_replicator(rock_paper_scissors(), populations=2), InvalidGameError,
         "2 × 2 for two populations, got 3 × 3"),
        (lambda: plot_replicator(pair(np.eye(2), 1 - np.eye(2)), populations=1), InvalidGameError,
         "symmetric for one population"),
    ],
)  # fmt: skip
def test_bad_arguments_are_named(call, error, message):
    with pytest.raises(error, match=message):
        call()
