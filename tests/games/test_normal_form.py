"""Normal-form games and their equilibria, each certified by what a deviation would gain."""

import pickle
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, is_nash, nash_equilibria, quantal_response, regret
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    UnknownNameError,
    UnsupportedNumberError,
)

DILEMMA = NormalFormGame(
    ["US", "CN"], [["comply", "defect"]] * 2, [[[3, 0], [5, 1]], [[3, 5], [0, 1]]]
)


@st.composite
def tensors(draw, players=(2, 3), most=3):
    n = draw(st.integers(*players))
    shape = tuple(draw(st.integers(1, most)) for _ in range(n))
    size = n * int(np.prod(shape))
    numbers = draw(st.lists(st.fractions(-4, 4, max_denominator=4), min_size=size, max_size=size))
    names = [[f"s{k}" for k in range(m)] for m in shape]
    table = np.array(numbers, dtype=object).reshape((n, *shape))
    return NormalFormGame([f"p{i}" for i in range(n)], names, table)


def expected_payoff(game, player, profile):
    """The mean over all pure profiles, by plain loops."""
    total = Fraction(0)
    for cell in product(*(range(m) for m in game.shape)):
        chance = Fraction(1)
        for mix, s in zip(profile, cell, strict=True):
            chance *= mix[s]
        total += chance * game.payoffs[(player, *cell)]
    return total


def best_deviation(game, profile):
    """What each player gains by its best pure deviation."""
    gains = []
    for i, m in enumerate(game.shape):
        pure = [[Fraction(s == t) for t in range(m)] for s in range(m)]
        options = [expected_payoff(game, i, [*profile[:i], p, *profile[i + 1 :]]) for p in pure]
        gains.append(max(options) - expected_payoff(game, i, profile))
    return gains


@settings(max_examples=200)
@given(tensors(), st.data())
def test_regret_is_the_gain_of_the_best_deviation(game, data):
    profile = []
    for m in game.shape:
        parts = data.draw(st.lists(st.integers(0, 4), min_size=m, max_size=m).filter(any))
        profile.append([Fraction(part, sum(parts)) for part in parts])
    assert regret(game, profile).to_list() == best_deviation(game, profile)


@settings(max_examples=200)
@given(tensors(players=(2, 2)))
def test_every_equilibrium_of_an_exact_game_is_certified(game):
    for found in nash_equilibria(game):
        profile = [list(found.strategies[player]) for player in game.players]
        assert found.certificate.kind == "exact"
        assert found.regret == 0
        assert is_nash(game, found.strategies, tol=0)
        assert max(best_deviation(game, profile)) == 0


@settings(max_examples=200)
@given(tensors())
def test_pure_equilibria_are_all_found(game):
    found = {
        tuple(int(np.argmax(np.array(mix, dtype=float))) for mix in e.strategies.values())
        for e in nash_equilibria(game, method="pure")
    }
    expected = set()
    for cell in product(*(range(m) for m in game.shape)):
        stays = True
        for i, m in enumerate(game.shape):
            for s in range(m):
                other = (*cell[:i], s, *cell[i + 1 :])
                stays &= game.payoffs[(i, *other)] <= game.payoffs[(i, *cell)]
        if stays:
            expected.add(cell)
    assert found == expected


@given(tensors(players=(2, 2)), st.fractions(Fraction(1, 4), 4, max_denominator=4))
def test_affine_payoffs_have_the_same_equilibria(game, scale):
    moved = NormalFormGame(game.players, game.strategies, game.payoffs * scale + 3)
    for found in nash_equilibria(game):
        assert is_nash(moved, found.strategies, tol=0)


@pytest.mark.parametrize("large", [2**53 + 1, 2**63 - 1, 2**63 + 1, 2**64 - 1, 2**64 + 1])
def test_integers_of_any_size_stay_exact(large):
    exact = NormalFormGame.from_bimatrix([[3, large], [1, 0]], [[1, 2], [3, 4]]).to_exact()
    assert exact.payoffs[0].tolist() == [[3, large], [1, 0]]


@pytest.mark.parametrize(("a", "b"), [(2, 1), (5, 3), (7, 2)])
def test_battle_of_the_sexes(a, b):
    """The mixed equilibrium is worth ab/(a+b) to both."""
    sexes = NormalFormGame.from_bimatrix([[Fraction(a), 0], [0, b]], [[Fraction(b), 0], [0, a]])
    found = nash_equilibria(sexes)
    assert len(found) == 3
    assert found.complete == "proved"
    mixed = [e for e in found if e.strategies["row"].iloc[0] not in (0, 1)]
    assert mixed[0].payoffs.to_list() == [Fraction(a * b, a + b)] * 2
    assert mixed[0].regret == 0
    assert isinstance(mixed[0].regret, Fraction)


def test_dominance_solves_the_dilemma():
    found = nash_equilibria(DILEMMA)
    assert len(found) == 1
    assert found[0].strategies["US"]["defect"] == 1
    assert found[0].payoffs.to_dict() == {"US": 1, "CN": 1}


def test_rock_paper_scissors():
    A = np.array([[0, -1, 1], [1, 0, -1], [-1, 1, 0]])
    found = nash_equilibria(NormalFormGame.from_bimatrix(A, -A))
    assert len(found) == 1
    assert found[0].strategies["row"].to_list() == pytest.approx([1 / 3] * 3)


def test_bagwell_1995_has_three_equilibria():
    A = [[5, Fraction(249, 50), Fraction(151, 50), 3], [6, Fraction(201, 50), Fraction(299, 50), 4]]
    B = [[2, Fraction(199, 100), Fraction(101, 100), 1],
         [3, Fraction(399, 100), Fraction(301, 100), 4]]  # fmt: skip
    found = nash_equilibria(NormalFormGame.from_bimatrix(A, B))
    assert len(found) == 3
    assert all(e.regret == 0 for e in found)


def test_mckelvey_mclennan_pure_equilibria():
    """McKelvey and McLennan (1997): nine equilibria, of which four are pure."""
    game = NormalFormGame(
        ["1", "2", "3"],
        [["a", "b"]] * 3,
        [
            [[[9, 0], [0, 3]], [[0, 3], [9, 0]]],
            [[[8, 0], [0, 4]], [[0, 4], [8, 0]]],
            [[[12, 0], [0, 6]], [[0, 6], [2, 0]]],
        ],
    )
    found = nash_equilibria(game, "pure")
    assert found.method == "pure"
    assert found.complete == "unknown"
    assert [[mix.idxmax() for mix in e.strategies.values()] for e in found] == [
        ["a", "a", "a"], ["a", "b", "b"], ["b", "a", "b"], ["b", "b", "a"],
    ]  # fmt: skip


def test_profiles_in_every_form():
    by_name = {"US": "comply", "CN": {"defect": 1}}
    for profile in (by_name, ["comply", [0, 1]], [[1.0, 0.0], "defect"]):
        assert DILEMMA.payoff(profile).to_list() == [0, 5]
    assert not is_nash(DILEMMA, by_name)


def test_symbolic_payoffs_evaluate_but_do_not_compare():
    a = sympy.Symbol("a")
    game = NormalFormGame.from_bimatrix([[a, 0], [0, 1]], [[1, 0], [0, a]])
    half = sympy.Rational(1, 2)
    assert game.payoff([[half, half], [half, half]])["row"] == a / 4 + sympy.Rational(1, 4)
    with pytest.raises(UnsupportedNumberError, match="substitute"):
        nash_equilibria(game)


def test_games_are_copied_read_only_values():
    table = np.array([[[1.0, 2.0]], [[3.0, 4.0]]])
    game = NormalFormGame(["A", "B"], [["x"], ["y", "z"]], table)
    table[:] = 0
    again = pickle.loads(pickle.dumps(game))
    assert again == game
    assert hash(again) == hash(game)
    with pytest.raises(ValueError, match="read-only"):
        again.payoffs[0, 0, 0] = 1


@pytest.mark.parametrize(
    ("build", "error", "message"),
    [
        (lambda: NormalFormGame(["A"], [["x"]], [[1, 2]]), InvalidGameError, r"shape \(1, 1\)"),
        (lambda: NormalFormGame(["A", "B"], [["x"]], [1]), InvalidGameError, "2 entries"),
        (
            lambda: NormalFormGame(["A"], [["x", "x"]], [[1, 2]]),
            InvalidGameError,
            "strategies of A",
        ),
        (lambda: NormalFormGame(["A"], [["x"]], [[float("nan")]]), InvalidGameError, "finite"),
        (lambda: NormalFormGame.from_bimatrix([[1]], [[1, 2]]), InvalidGameError, "one shape"),
        (lambda: NormalFormGame(["A"], {"B": ["x"]}, [[1]]), UnknownNameError, "player 'B'"),
        (lambda: DILEMMA.payoff(["comply"]), InvalidGameError, "profile needs 2 entries"),
        (lambda: DILEMMA.payoff({"US": "comply"}), InvalidGameError, "missing CN"),
        (lambda: DILEMMA.payoff(["comply", "yield"]), UnknownNameError, "strategy of CN 'yield'"),
        (lambda: DILEMMA.payoff(["comply", [0.5, 0.4]]), InvalidGameError, "sum to 1, got 0.9"),
        (lambda: DILEMMA.payoff(["comply", [1.5, -0.5]]), InvalidGameError, "must be >= 0"),
        (lambda: DILEMMA.payoff(["comply", [0.5, float("nan")]]), InvalidGameError, "finite"),
        (lambda: nash_equilibria(DILEMMA, "lemke"), UnknownNameError, "method 'lemke'"),
        (
            lambda: nash_equilibria(DILEMMA, "pure", depth=3),
            InvalidArgumentError,
            "depth: method 'pure' has no such option",
        ),
    ],
)
def test_bad_games_and_profiles_are_refused(build, error, message):
    with pytest.raises(error, match=message):
        build()


def test_three_players_have_no_nashpy_game():
    game = NormalFormGame(["A", "B", "C"], [["x"]] * 3, np.zeros((3, 1, 1, 1)))
    with pytest.raises(InvalidGameError, match="two-player"):
        game.to_nashpy()


def test_reprs_read_well():
    assert "2 × 2 strategies" in repr(DILEMMA)
    assert "comply" in DILEMMA._repr_html_()
    found = nash_equilibria(DILEMMA)
    assert repr(found).splitlines()[0] == (
        "1 equilibrium in 1 component by vertex_enumeration; complete: proved"
    )
    assert "defect" in found._repr_html_()
    assert "defect" in found.to_frame().to_string()


def test_a_range_beyond_the_floats_is_refused_where_floats_are_needed():
    game = NormalFormGame.from_bimatrix([[Fraction(10) ** 400, Fraction(0)]], [[1, 2]])
    with pytest.raises(UnsupportedNumberError, match="rescale them"):
        quantal_response(game, 1.0)
