"""Explorers without a browser: what they show is what the library gives, whatever is moved."""

import ast
import asyncio
import html
import re
import subprocess
import sys
import time
from base64 import b64decode
from fractions import Fraction
from io import BytesIO
from itertools import count
from threading import Thread

import matplotlib.pyplot as plt
import pytest
from PIL import Image

from lilliput.analysis import (
    CASES,
    State,
    bilateral_web,
    binding_premium,
    case_named,
    claims,
    hub_and_spokes,
    multilateral,
    unions,
    voting,
)
from lilliput.analysis.explorers import (
    Explorer,
    explore_bimatrix,
    explore_claim,
    explore_core,
    explore_premium,
)
from lilliput.analysis.explorers.code import called, literal, program
from lilliput.analysis.explorers.dials import Dial, exact_number, step_for
from lilliput.analysis.figures import figure_alt
from lilliput.games import CoalitionalGame, NormalFormGame, core, nash_equilibria
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    MissingPackageError,
    UnknownNameError,
    UnsupportedNumberError,
)

widgets = pytest.importorskip("ipywidgets")

MODELS = {model.id: model for claim in claims.values() for model in claim.models.values()}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.fixture(autouse=True)
def quick(request, monkeypatch):
    """Number pictures instead of painting them, unless a test asks for paint."""
    if "painted" not in request.fixturenames:
        numbers = count()
        monkeypatch.setattr(
            "lilliput.analysis.explorers.explorer.picture",
            lambda figure: f'<img alt="{html.escape(figure_alt(figure))}" src="{next(numbers)}">',
        )


@pytest.fixture
def painted():
    """Pictures are painted."""


def triangle(**changes):
    given = {
        "powers": ["US", "CA", "MX"],
        "capabilities": [6, 2, 1],
        "stakes": {("US", "CA"): 6, ("US", "MX"): 3, ("CA", "MX"): 1},
        "costs": (0, 0, 1),
    }
    return State(**given | changes)


def measured(**changes):
    """A state in floats, whose stakes and directed stakes follow rules."""
    given = {"capabilities": [0.61, 0.27, 0.123], "stakes": "gravity", "directed_stakes": "size"}
    return triangle(**given | {"source": "made up"} | changes)


def gloves():
    return CoalitionalGame.from_worths({("A", "B"): 0.5, ("A", "C"): 0.5, ("A", "B", "C"): 1})


EXPLORERS = {
    "premium": lambda: explore_premium(triangle()),
    "bimatrix": explore_bimatrix,
    "core": lambda: explore_core(gloves()),
    "claim": lambda: explore_claim("M10a"),
}


def shown(explorer, place):
    """The markup in a place of the page."""
    return explorer._places[place].value


def made_by(explorer, *, drawn=False):
    """What the code of an explorer makes, without its picture unless it is asked for."""
    tree = ast.parse(explorer.code)
    if not drawn:
        tree.body = [part for part in tree.body if "plot_" not in ast.unparse(part)[:5]]
    names = {}
    exec(compile(tree, "code", "exec"), names)
    return names


def same_premium(found, expected):
    assert found.state == expected.state
    assert found.by_power.equals(expected.by_power)
    assert found.attribution.equals(expected.attribution)
    assert found.verdict == expected.verdict


# Premium


def test_sliders_move_the_premium_exactly():
    explorer = explore_premium(triangle(discount_factor=Fraction(1, 3)))
    assert explorer.state.discount_factor == Fraction(1, 3)  # which lies between two steps
    for name, value in {
        "brokerage": 0.25, "collective_good": 1.5, "bilateral cost": 0.3, "member cost": 0.1,
        "multilateral cost": 0.7, "discount_factor": 0.55,
    }.items():  # fmt: skip
        explorer.controls[name].value = value
    expected = triangle(
        discount_factor=Fraction(11, 20), brokerage=Fraction(1, 4), collective_good=Fraction(3, 2),
        costs=(Fraction(3, 10), Fraction(1, 10), Fraction(7, 10)),
    )  # fmt: skip
    same_premium(explorer.value, binding_premium(expected))
    assert all(type(part) is Fraction for part in explorer.value.by_power["premium"])


def test_capabilities_hub_and_institutions():
    explorer = explore_premium(triangle())
    controls = explorer.controls
    controls["capability CA"].value = 4.4
    controls["hub"].value = "CA"
    controls["bilateral"].value = "bilateral_web"
    controls["eta bilateral"].value = 2
    controls["multilateral"].value = "voting"
    state = triangle(capabilities=[6, Fraction(22, 5), 1], hub="CA")
    same_premium(explorer.value, binding_premium(state, voting(), bilateral_web(eta=2)))


def test_eta_has_a_slider_only_where_capability_is_weight():
    explorer = explore_premium(triangle())
    display = {
        side: explorer.controls[f"eta {side}"].layout.display
        for side in ("multilateral", "bilateral")
    }
    assert display == {"multilateral": "none", "bilateral": ""}
    explorer.controls["bilateral"].value = "hub_and_spokes_mfn"
    explorer.controls["multilateral"].value = "power_weighted"
    assert explorer.controls["eta bilateral"].layout.display == "none"
    assert explorer.controls["eta multilateral"].layout.display == ""


def test_stakes_follow_capabilities_if_one_says_so():
    explorer = explore_premium(triangle())
    explorer.controls["stakes"].value = "gravity"
    explorer.controls["capability CA"].value = 3
    state = explorer.state
    assert state.stake("US", "CA") / state.stake("US", "MX") == 3
    assert sum(state.stake(*pair) for pair in state.pairs) == 10
    assert state.source == "stakes gravity, total 10"
    same_premium(made_by(explorer)["premium"], explorer.value)


def test_directed_stakes_keep_their_rule():
    explorer = explore_premium(measured())
    explorer.controls["capability CA"].value = 0.4
    expected = State(
        powers=["US", "CA", "MX"], capabilities=[0.61, 0.4, 0.123], stakes=measured().stakes,
        directed_stakes="size",
    ).directed_stakes  # fmt: skip
    assert explorer.state.directed_stakes.tolist() == expected.tolist()
    assert explorer.state.source == (
        "made up; stakes gravity, total 1; capabilities moved; directed stakes by size"
    )


@pytest.mark.parametrize(
    "state",
    [triangle(), measured(),
     triangle(directed_stakes={("CA", "US"): 3, ("US", "CA"): Fraction(1, 3)}),
     triangle(outside_options={"CA": Fraction(1, 7), "US": 0, "MX": 0}, information=(0, 0.5),
              types=[1, 2, 3], risk_aversion=Fraction(1, 2), source='a "quoted" source'),
     triangle(powers=["Österreich", 'a "b"', "c\\d"],
              stakes={("Österreich", 'a "b"'): 1, ('a "b"', "c\\d"): -1})],
    ids=["exact", "measured", "directed", "all fields", "odd names"],
)  # fmt: skip
def test_code_makes_the_premium(state):
    explorer = explore_premium(state, unions(), hub_and_spokes(eta=Fraction(1, 2)))
    same_premium(made_by(explorer)["premium"], explorer.value)
    explorer.controls["discount_factor"].value = 0.35
    same_premium(made_by(explorer)["premium"], explorer.value)


def test_code_makes_institutions_of_ones_own():
    own = voting(weights={"US": 3, "CA": 1, "MX": 1}, quota=3)
    explorer = explore_premium(triangle(), own, hub_and_spokes())
    same_premium(explorer.value, binding_premium(triangle(), own))
    same_premium(made_by(explorer)["premium"], explorer.value)


def test_rules_are_named_in_the_code():
    assert 'stakes="gravity"' in explore_premium(measured()).code
    assert 'directed_stakes="size"' in explore_premium(measured()).code


def test_the_page_says_where_the_verdict_turns():
    explorer = explore_premium(triangle())
    text = html.unescape(re.sub(r"<[^>]*>", " ", shown(explorer, "text")))
    assert re.search(r"the gains exceed the losses\s+✗\s+fails\s+−1/2\s+T M\s+= 1/2", text)
    explorer.controls["multilateral cost"].value = 0.5
    text = html.unescape(re.sub(r"<[^>]*>", " ", shown(explorer, "text")))
    assert re.search(r"the gains exceed the losses\s+≈\s+indifferent\s+0\s", text)


def test_an_error_is_said_and_the_last_picture_stays():
    explorer = explore_premium(triangle())
    before = {place: shown(explorer, place) for place in ("picture", "text", "code")}
    value = explorer.value
    explorer.controls["capability MX"].value = 0
    assert explorer.error == (
        "capabilities must be > 0 where bargaining weights are c^1, got 0 for MX"
    )
    assert 'role="alert"' in shown(explorer, "error")
    assert "got 0 for MX" in shown(explorer, "error")
    assert "\n" not in shown(explorer, "error")
    assert {place: shown(explorer, place) for place in before} == before
    assert explorer.value is value
    explorer.controls["capability MX"].value = 2
    assert explorer.error == shown(explorer, "error") == ""
    assert explorer.state.capability("MX") == 2


def test_states_that_cannot_be_explored():
    from sympy import Symbol

    with pytest.raises(UnsupportedNumberError, match="substitute values for the symbols"):
        explore_premium(triangle(discount_factor=Symbol("d", positive=True)))
    with pytest.raises(InvalidArgumentError, match=r"state must be a State, got dict; make one"):
        explore_premium({})
    with pytest.raises(InvalidArgumentError, match=r"bilateral must be an Institution, got str"):
        explore_premium(triangle(), multilateral(), "hub_and_spokes")


@pytest.mark.slow
def test_states_of_history():
    states = [case_named(name).state for name in CASES]
    known = [state for state in states if state is not None]
    assert known
    for state in known:
        explorer = explore_premium(state)
        same_premium(explorer.value, binding_premium(state))
        same_premium(made_by(explorer)["premium"], explorer.value)


# Game of two players


def test_editing_payoffs():
    explorer = explore_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    explorer.controls["payoff 1 at 1.1"].value = "16/3"
    explorer.controls["payoff 2 at 2.2"].value = " −0.5 "
    expected = NormalFormGame.from_bimatrix(
        [[Fraction(16, 3), 0], [5, 1]], [[3, 5], [0, Fraction(-1, 2)]]
    )
    assert explorer.game == expected
    assert repr(explorer.value) == repr(nash_equilibria(expected))
    assert explorer.controls["preset"].value == "as edited"
    assert all(found.certificate.kind == "exact" for found in explorer.value)
    assert "≈" not in shown(explorer, "text")
    assert made_by(explorer)["game"] == expected
    assert made_by(explorer)["game"].kind == "fraction"


@pytest.mark.parametrize(
    ("preset", "equilibria", "degenerate"),
    [("prisoner's dilemma", 1, False), ("stag hunt", 3, False), ("chicken", 3, False),
     ("battle of the sexes", 3, False), ("matching pennies", 1, False),
     ("entry deterrence (degenerate)", 3, True)],
)  # fmt: skip
def test_presets(preset, equilibria, degenerate):
    explorer = explore_bimatrix([[0, 0], [0, 0]], [[0, 0], [0, 0]])
    explorer.controls["preset"].value = preset
    assert explorer.controls["preset"].value == preset
    assert len(explorer.value) == equilibria
    assert explorer.value.degenerate == degenerate
    made = made_by(explorer)["game"]
    assert made == explorer.game
    assert (made.players, made.strategies) == (explorer.game.players, explorer.game.strategies)
    explorer.controls["preset"].value = "as given"
    assert (explorer.game.payoffs == 0).all()


def test_names_of_players_and_strategies():
    explorer = explore_bimatrix()
    explorer.controls["player 1"].value = "US"
    explorer.controls["strategy 2.1"].value = "bind"
    assert explorer.game.players == ("US", "column")
    assert explorer.game.strategies[1] == ("bind", "defect")
    field = explorer.controls["payoff 1 at 2.1"]
    assert (field.description, field.placeholder) == ("US", "payoff of US at defect, bind")
    explorer.controls["player 2"].value = "US"
    assert explorer.error.startswith("players must be distinct")
    explorer.controls["player 2"].value = " "
    assert explorer.error == "second player needs a name"


@pytest.mark.parametrize(
    "text", ["1/0", "", "a", "nan", "inf", "1e999999999", "9" * 50, "1//2", "1 1/2", "1 000"]
)
def test_what_is_no_payoff(text):
    explorer = explore_bimatrix()
    picture = shown(explorer, "picture")
    explorer.controls["payoff 2 at 1.2"].value = text
    assert explorer.error.startswith(
        "payoff of column at (cooperate, defect) must be a number such as 3, 0.25 or 1/3, got "
    )
    assert shown(explorer, "picture") == picture
    explorer.controls["payoff 2 at 1.2"].value = "2"
    assert explorer.error == ""


def test_games_that_cannot_be_edited():
    from sympy import Symbol

    with pytest.raises(InvalidGameError, match=r"two strategies each to be edited, got 1 × 2"):
        explore_bimatrix([[1, 2]], [[1, 2]])
    with pytest.raises(InvalidGameError, match=r"two strategies each to be edited, got 2 × 2 × 2"):
        explore_bimatrix(NormalFormGame(list("ABC"), [["x", "y"]] * 3, [[[[0, 0]] * 2] * 2] * 3))
    with pytest.raises(UnsupportedNumberError):
        explore_bimatrix([[Symbol("a"), 0], [0, 1]], [[1, 0], [0, 1]])
    with pytest.raises(InvalidArgumentError, match="two payoff matrices A and B, got list"):
        explore_bimatrix([[1, 2], [3, 4]])


# Core


def test_worths_move_the_core():
    explorer = explore_core(gloves())
    explorer.controls["v(B, C)"].value = 1.2
    explorer.controls["v(A)"].value = 0.1
    worths = [0, 0.1, 0, 0.5, 0, 0.5, 1.2, 1]
    expected = core(CoalitionalGame(["A", "B", "C"], worths))
    assert explorer.game == expected.game
    assert explorer.value.empty
    assert expected.empty
    assert explorer.value.least_core_value == expected.least_core_value
    assert "The core is empty" in shown(explorer, "picture")
    assert "A balanced collection" in shown(explorer, "text")
    explorer.controls["v(B, C)"].value = 0.4
    assert not explorer.value.empty
    vertices = core(explorer.game).vertices()
    assert explorer.value.vertices().equals(vertices)
    assert f"{len(vertices)} vertices" in shown(explorer, "text")
    assert made_by(explorer)["game"] == explorer.game


def test_points_are_those_of_the_library():
    from lilliput.games import nucleolus, shapley_value, tau_value

    explorer = explore_core(gloves())
    explorer.controls["v(B, C)"].value = 0.25
    text = html.unescape(re.sub(r"<[^>]*>", " ", shown(explorer, "text")))
    for name, value in (
        ("Shapley", shapley_value), ("nucleolus", nucleolus), ("τ", tau_value),
    ):  # fmt: skip
        numbers = r"\s+".join(f"{x:.4g}" for x in value(explorer.game))
        assert re.search(rf"{name}\s+{numbers}\s+yes", text), (name, text)


def test_exact_worths_stay_exact():
    third = Fraction(1, 3)
    explorer = explore_core({("A", "B"): third, ("A", "C"): 1, ("A", "B", "C"): 2})
    explorer.controls["v(B, C)"].value = 0.5
    assert explorer.game.worths.tolist() == [0, 0, 0, third, 0, 1, Fraction(1, 2), 2]
    assert made_by(explorer)["game"].worths.tolist() == explorer.game.worths.tolist()
    whole = explore_core({("A", "B"): Fraction(1), ("C",): 0, ("A", "B", "C"): 2})
    assert all(type(worth) is Fraction for worth in made_by(whole)["game"].worths)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_worths_that_are_not_finite(value):
    explorer = explore_core(gloves())
    picture = shown(explorer, "picture")
    slider = explorer.controls["v(B, C)"]
    slider.max = max(slider.max, value) if value == value else slider.max
    slider.value = value
    assert explorer.error == f"worths must be finite, got {value} for coalition {{B, C}}"
    assert shown(explorer, "picture") == picture
    assert explorer.game == gloves()


def test_games_without_a_triangle():
    from sympy import Symbol

    with pytest.raises(InvalidGameError, match=r"three players .* got 2; plot_core draws four"):
        explore_core({("A", "B"): 1})
    with pytest.raises(InvalidArgumentError, match=r"CoalitionalGame or a mapping .* got list"):
        explore_core([0, 1])
    with pytest.raises(UnsupportedNumberError, match="substitute values"):
        explore_core({("A", "B", "C"): Symbol("v")})


def test_a_game_worth_nothing():
    explorer = explore_core(CoalitionalGame(["A", "B", "C"], [0] * 8))
    explorer.controls["v(A, B, C)"].value = 1
    assert not explorer.value.empty


# Claims


def test_the_point_moves_and_the_verdict_with_it():
    explorer = explore_claim("M10a", m=6, k=2)
    assert explorer.value == MODELS["M10a"].test(m=6, k=2)
    explorer.controls["k"].value = 4
    expected = MODELS["M10a"].test(m=6, k=4)
    assert explorer.value == expected
    assert explorer.parameters == {"m": 6, "k": 4}
    text = html.unescape(re.sub(r"<[^>]*>", " ", shown(explorer, "text")))
    assert re.search(r"M10a\s+✗ fails", text)
    assert text.count("−1/84") == 2  # as computed and in closed form
    assert "k = 7/2" in text
    assert "A ring marks m = 6, k = 4: fails." in shown(explorer, "picture")
    assert made_by(explorer)["result"] == expected


def test_a_point_outside_the_domain_is_an_error_in_place():
    explorer = explore_claim("M10a", m=3, k=2)
    explorer.controls["k"].value = 5
    assert explorer.error.startswith("M10a: k must be <= m")
    assert explorer.parameters == {"m": 3, "k": 2}


def test_sliders_end_within_the_domain():
    """t_B > 0 and δ in [0, 1) of the two models."""
    explorer = explore_claim("M16-web")
    assert explorer.controls["t_B"].min == explorer.controls["t_B"].step
    explorer.controls["t_B"].value = explorer.controls["t_B"].min
    assert explorer.error == ""
    assert explorer.parameters["t_B"] == Fraction(str(explorer.controls["t_B"].min))
    assert explore_claim("M16-web", t_B=Fraction(1, 10**6)).parameters["t_B"] == Fraction(1, 10**6)
    patience = explore_claim("M7a-repetition").controls["delta"]
    assert (patience.min, patience.max) == (0, 0.99)


def test_the_ring_is_where_the_point_is():
    explorer = explore_claim("M15b", axes=("b", "f"), a=3)
    drawn = explorer.figure.axes[0]
    explorer.controls["f"].value = 1.5
    assert explorer.figure.axes[0] is drawn  # only the ring has moved
    (ring,) = [line for line in drawn.lines if line.get_gid() == "ring"]
    assert (ring.get_xdata()[0], ring.get_ydata()[0]) == (1, 1.5)
    explorer.controls["a"].value = 3.5
    assert explorer.figure.axes[0] is not drawn


def test_claims_and_models_are_chosen():
    explorer = explore_claim("C10")
    explorer.controls["claim"].value = "C16"
    assert explorer.model is next(iter(claims["C16"].models.values()))
    explorer.controls["model"].value = "M16-web"
    assert explorer.value == MODELS["M16-web"].test()
    assert set(explorer.controls) >= set(MODELS["M16-web"].parameters)
    explorer.controls["t_B"].value = 2
    assert explorer.value == MODELS["M16-web"].test(t_B=2)


def test_axes_change_places_and_others_take_their_place():
    explorer = explore_claim("M16-web")
    assert (explorer.controls["axis x"].value, explorer.controls["axis y"].value) == ("n", "T_M")
    explorer.controls["axis x"].value = "T_M"
    assert (explorer.controls["axis x"].value, explorer.controls["axis y"].value) == ("T_M", "n")
    explorer.controls["axis y"].value = "t_B"
    assert explorer.figure.axes[0].get_ylabel().startswith("t_B")
    assert 'axes=("T_M", "t_B")' in explorer.code
    assert explorer.error == ""


def test_rules_of_selection():
    explorer = explore_claim("M2a")
    explorer.controls["selection"].value = "worst case"
    expected = MODELS["M2a"].test(selection="worst case")
    assert explorer.value == expected
    assert made_by(explorer)["result"] == expected
    assert "selection: worst case" in explorer.figure.axes[0].get_title(loc="left")


@pytest.mark.parametrize("name", ["M1b", "P9-small", "M15b", "M16-agreement"])
def test_code_decides_the_claim_and_draws_it(name):
    """A model of one parameter, two without a closed form, one with needs between parameters."""
    explorer = explore_claim(name)
    assert explorer.value == MODELS[name].test()
    assert made_by(explorer, drawn=True)["result"] == explorer.value
    assert "A ring marks" in figure_alt(explorer.figure)


def test_claims_that_are_not_there():
    with pytest.raises(UnknownNameError, match="did you mean M10d, M10c, M10b"):
        explore_claim("M10")
    with pytest.raises(UnknownNameError, match="axes: parameter of M10a 'x' is unknown"):
        explore_claim("M10a", axes=("m", "x"))
    with pytest.raises(InvalidArgumentError, match="two different parameters"):
        explore_claim("M10a", axes=("m", "m"))
    with pytest.raises(UnknownNameError, match="M10a: parameter 'z'"):
        explore_claim("M10a", z=1)
    with pytest.raises(InvalidArgumentError, match="M10a: k must be <= m"):
        explore_claim("M10a", m=2, k=3)
    with pytest.raises(InvalidArgumentError, match="or the id of one, got int"):
        explore_claim(10)
    assert explore_claim(claims["C10"]).model is explore_claim(MODELS["M10a"]).model


@pytest.mark.slow
@pytest.mark.parametrize("name", MODELS)
def test_every_model_can_be_explored(name):
    explorer = explore_claim(name)
    assert explorer.value == MODELS[name].test()
    assert made_by(explorer)["result"] == explorer.value
    assert figure_alt(explorer.figure)


# What all explorers share


@pytest.mark.parametrize("name", EXPLORERS)
def test_a_page_has_a_picture_with_words_and_controls_with_labels(name, painted):
    explorer = EXPLORERS[name]()
    assert isinstance(explorer, Explorer)
    picture = shown(explorer, "picture")
    assert html.unescape(re.search(r'alt="([^"]+)"', picture)[1]) == figure_alt(explorer.figure)
    assert len(figure_alt(explorer.figure)) > 40
    content = b64decode(re.search(r'src="data:image/png;base64,([^"]+)"', picture)[1])
    image = Image.open(BytesIO(content))
    assert image.width / image.height == pytest.approx(
        explorer.figure.get_figwidth() / explorer.figure.get_figheight(), rel=0.01
    )
    assert len(image.getcolors(2**16)) > 20  # something is painted
    assert "http" not in picture
    for control, widget in explorer.controls.items():
        assert widget.description, control
    assert html.escape(explorer.code) in shown(explorer, "code")


@pytest.mark.parametrize("name", EXPLORERS)
def test_code_draws_the_picture(name):
    explorer = EXPLORERS[name]()
    exec(explorer.code, {})
    assert figure_alt(explorer.figure).startswith(figure_alt(plt.gcf()))
    assert len(figure_alt(plt.gcf())) > 40


@pytest.mark.parametrize("name", EXPLORERS)
def test_explorers_show_themselves_with_and_without_a_kernel(name, painted):
    explorer = EXPLORERS[name]()
    bundle = explorer._repr_mimebundle_()
    view = bundle["application/vnd.jupyter.widget-view+json"]
    assert view["model_id"] == explorer.widget.model_id
    assert bundle["text/plain"] == repr(explorer)
    assert "<img" in bundle["text/html"]
    assert html.escape(explorer.code) in bundle["text/html"]


def test_names_are_no_markup(painted):
    evil = "<img src=x onerror=alert(1)>"
    explorers = [
        explore_premium(triangle(powers=[evil, "b", "c"], stakes="equal")),
        explore_core(CoalitionalGame([evil, "b", "c"], [0, 0, 0, 1, 0, 1, 1, 2])),
        explore_bimatrix(NormalFormGame([evil, "b"], [[evil, "y"]] * 2, [[[1, 0], [0, 2]]] * 2)),
    ]
    for explorer in explorers:
        for widget in _markup(explorer.widget):
            assert evil not in widget.value
        assert evil not in explorer._repr_html_()
        assert literal(evil) in explorer.code


def _markup(widget):
    found = [widget] if type(widget).__name__ == "HTML" else []
    for child in getattr(widget, "children", ()):
        found += _markup(child)
    return found


def test_changes_that_come_together_are_worked_out_once(monkeypatch):
    explorer = explore_core(gloves())
    drawn = []
    original = type(explorer)._scene
    monkeypatch.setattr(type(explorer), "_scene", lambda self: drawn.append(1) or original(self))

    async def in_a_page():
        slider = explorer.controls["v(B, C)"]
        for value in (0.1, 0.2, 0.3, 0.4):
            slider.value = value
        assert not drawn  # the page waits for more
        await asyncio.sleep(0.3)
        assert len(drawn) == 1
        assert explorer._current.value.game.worth(["B", "C"]) == 0.4
        slider.value = 0.6
        assert explorer.game.worth(["B", "C"]) == 0.6  # who asks need not wait
        assert len(drawn) == 2
        await asyncio.sleep(0.2)
        assert len(drawn) == 2

    asyncio.run(in_a_page())


def test_a_change_by_another_thread_during_the_work_is_not_lost(monkeypatch):
    """JupyterLab brings messages of widgets by the main thread and by that of a subshell."""
    explorer = explore_core(gloves())
    slider = explorer.controls["v(B, C)"]
    original = type(explorer)._scene
    threads = []

    def interrupted(self):
        scene = original(self)
        if not threads:
            threads.append(Thread(target=setattr, args=(slider, "value", 0.6)))
            threads[0].start()
            while not self._stale:
                time.sleep(0.001)
        return scene

    monkeypatch.setattr(type(explorer), "_scene", interrupted)
    slider.value = 0.4
    threads[0].join(30)
    assert explorer._current.value.game.worth(["B", "C"]) == 0.6


def test_what_is_not_foreseen_is_said_as_well(monkeypatch):
    explorer = explore_core(gloves())

    def broken(self):
        raise ZeroDivisionError("by\nzero <b>")

    monkeypatch.setattr(type(explorer), "_scene", broken)
    explorer.controls["v(B, C)"].value = 0.5
    assert explorer.error == "ZeroDivisionError: by zero <b>"
    assert "&lt;b&gt;" in shown(explorer, "error")
    assert shown(explorer, "status") == ""


def test_without_ipywidgets(monkeypatch):
    monkeypatch.setitem(sys.modules, "ipywidgets", None)
    with pytest.raises(MissingPackageError, match=r'pip install "lilliput\[widgets\]"'):
        explore_core(gloves())
    with pytest.raises(MissingPackageError, match="explorers need the package ipywidgets"):
        explore_claim("M10a")


def test_import_is_light(tmp_path):
    heavy = ["ipywidgets", "matplotlib", "mpltern", "sympy", "PIL", "numba", "IPython"]
    code = (
        "import sys, lilliput.analysis.explorers; "
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


# Sliders, numbers and code


@pytest.mark.parametrize("value", [Fraction(1, 3), 0.123456789, 7, Fraction(5, 2)])
def test_a_dial_keeps_its_number_until_it_is_moved(value):
    dial = Dial("x", value, 0, 1)
    assert dial.value == value
    assert type(dial.value) is type(value)
    assert dial.widget.min <= float(value) <= dial.widget.max
    dial.widget.value = 0.1 + 0.2
    assert dial.value == (0.3 if isinstance(value, float) else Fraction(3, 10))


def test_a_dial_between_two_steps_speaks_when_it_is_let_go():
    """A browser would move it to the nearest step, and say so, as soon as it shows it."""
    assert Dial("x", 0.5, 0, 1).widget.continuous_update
    assert not Dial("x", 1 / 3, 0, 1).widget.continuous_update


def test_whole_dials_and_wide_ends():
    dial = Dial("n", 12, 2, 9, whole=True)
    assert (dial.widget.min, dial.widget.max, dial.value) == (2, 12, 12)
    dial.widget.value = 3
    assert dial.value == 3
    assert type(dial.value) is int
    wide = Dial("x", Fraction(-1, 3), 0, 1)
    assert wide.widget.min <= -1 / 3
    assert wide.widget.max >= 1


@pytest.mark.parametrize(("low", "high"), [(0, 1), (-3.7, 9), (0, 1e-6), (5, 5), (0, 1e9)])
def test_steps_are_round(low, high):
    step = step_for(low, high)
    assert step > 0
    assert float(f"{step:.0e}") == step
    assert str(f"{step:e}")[0] in "125"


def test_numbers_as_text():
    assert exact_number("0.25", "x") == Fraction(1, 4)
    assert exact_number("1e-3", "x") == Fraction(1, 1000)
    assert exact_number("-1 / 3", "x") == Fraction(-1, 3)


@pytest.mark.parametrize(
    "value",
    [Fraction(1, 3), Fraction(4), 0.1, -1, "a\n\"b'\\", None, True, (1,), (), [], [0.1] * 40,
     {("a", "b"): Fraction(1, 3), ("c" * 50, "d" * 50): [Fraction(1, 7)] * 30}, [[1.5] * 30] * 3,
     [10**100, 1]],
    ids=str,
)  # fmt: skip
def test_literals_are_what_they_say(value):
    assert eval(literal(value), {"Fraction": Fraction}) == value


def test_programs_import_what_they_need():
    text = program({"lilliput.games": ["core"]}, [f"x = {called('core', Fraction(1, 2), tol=0.5)}"])
    assert text == (
        "from fractions import Fraction\n\nfrom lilliput.games import core\n\n"
        "x = core(Fraction(1, 2), tol=0.5)"
    )
