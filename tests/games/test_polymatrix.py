"""Polymatrix games: the normal form that they stand for, and equilibria proved on it."""

import pickle
from fractions import Fraction
from itertools import combinations, pairwise, product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, regret
from lilliput.games.equilibria import polymatrix_lemke
from lilliput.games.equilibria.methods.polymatrix import polymatrix_equilibria, solve
from lilliput.games.equilibria.methods.pure import pure_cells
from lilliput.games.equilibria.polymatrix_pure import pure_search
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    SolverError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.normal_form.polymatrix import PolymatrixGame
from lilliput.games.normal_form.polymatrix_pairs import is_polymatrix


@st.composite
def polymatrix_games(draw, least=1, most_players=4, most=3, low=-2, high=2):
    n = draw(st.integers(least, most_players))
    names = [f"p{i}" for i in range(n)]
    shape = [draw(st.integers(1, most)) for _ in range(n)]
    kind = draw(st.sampled_from([float, Fraction]))
    pairs = {}
    for i, j in combinations(range(n), 2):
        if draw(st.integers(0, 3)):
            i, j = draw(st.permutations([i, j]))
            size = 2 * shape[i] * shape[j]
            numbers = draw(st.lists(st.integers(low, high), min_size=size, max_size=size))
            table = [k / 10 if kind is float else Fraction(k, 3) for k in numbers]
            A, B = np.array(table, dtype=kind if kind is float else object).reshape(
                2, shape[i], shape[j]
            )
            pairs[names[i], names[j]] = (A, B)
    return PolymatrixGame(names, [[f"s{k}" for k in range(m)] for m in shape], pairs)


def pure_payoff(game, player, cell):
    """What a player gets at a pure profile, pair by pair."""
    total = Fraction(0)
    for (first, second), (A, B) in game.to_exact().pairs.items():
        i, j = game.players.index(first), game.players.index(second)
        total += A[cell[i], cell[j]] if player == i else 0
        total += B[cell[i], cell[j]] if player == j else 0
    return total


@settings(max_examples=100)
@given(polymatrix_games())
def test_the_normal_form_adds_the_pairs_up(game):
    table = game.to_normal_form().to_exact().payoffs
    for cell in product(*(range(m) for m in game.shape)):
        for i in range(game.n):
            assert table[(i, *cell)] == pure_payoff(game, i, cell)


@settings(max_examples=80)
@given(polymatrix_games(), st.data())
def test_payoffs_and_deviations_are_those_of_the_normal_form(game, data):
    exact = game.to_exact()
    weights = [
        data.draw(st.lists(st.integers(0, 3), min_size=m, max_size=m).filter(any))
        for m in game.shape
    ]
    profile = [[Fraction(w, sum(own)) for w in own] for own in weights]
    normal = exact.to_normal_form()
    if exact.kind == "fraction":
        assert list(exact.payoff(profile)) == list(normal.payoff(profile))
    for ours, theirs in zip(exact.deviations(profile), normal.deviations(profile), strict=True):
        assert list(ours) == list(theirs)


@settings(max_examples=80)
@given(polymatrix_games(least=2))
def test_a_normal_form_of_pairs_is_recognised_and_comes_back(game):
    normal = game.to_normal_form()
    assert is_polymatrix(normal)
    assert PolymatrixGame.from_normal_form(normal).to_normal_form() == normal


def test_three_that_count_together_are_no_pairs():
    parity = np.indices((2, 2, 2)).sum(axis=0) % 2
    game = NormalFormGame(["A", "B", "C"], [["x", "y"]] * 3, [parity] * 3)
    finding = is_polymatrix(game)
    assert not finding
    assert finding.witness["player"] == "A"
    with pytest.raises(InvalidGameError, match="payoffs must be sums over pairs"):
        PolymatrixGame.from_normal_form(game)
    with pytest.raises(InvalidGameError, match="payoffs must be sums over pairs"):
        solve(game)


@settings(max_examples=120)
@given(polymatrix_games(most_players=4))
def test_lemke_ends_at_an_equilibrium(game):
    """Lemke's path ends for every polymatrix game (Miller and Zucker 1991)."""
    normal = game.to_normal_form().to_exact()
    found = polymatrix_equilibria(game.to_exact(), starts=3)
    assert len(found) >= 1
    for equilibrium in found:
        assert equilibrium.certificate.kind == "exact"
        profile = [equilibrium.strategies[player] for player in game.players]
        assert max(regret(normal, profile)) == 0
        assert list(equilibrium.payoffs) == list(normal.payoff(profile))


@settings(max_examples=60)
@given(polymatrix_games())
def test_floats_and_integers_take_the_same_path(game):
    cover = np.ones(sum(game.shape) + game.n, dtype=object)
    costs, ends, units = polymatrix_lemke._costs(game)
    table, row = polymatrix_lemke._table(costs, ends, units, cover)
    basic, pivots = polymatrix_lemke._path_in_integers(table, row, 1000)
    slow = polymatrix_lemke._solved(costs, ends, basic)
    fast, others = polymatrix_lemke.lemke_equilibrium(game, [cover], max_pivots=1000)
    assert pivots == others
    assert [list(mix) for mix in slow] == [list(mix) for mix in fast]


@settings(max_examples=150)
@given(polymatrix_games(most_players=5, most=2))
def test_all_pure_equilibria_are_found_and_counted(game):
    search = pure_search(game)
    cells = pure_cells(game.to_normal_form())
    assert sorted(search.profiles()) == cells
    assert search.count == len(cells)
    assert len(polymatrix_equilibria(game, "pure")) == len(cells)


def line(n, A, B=None):
    names = [f"p{k}" for k in range(n)]
    return PolymatrixGame.from_graph(names, list(pairwise(names)), A, B)


def test_powers_on_a_line_that_want_to_differ():
    """Everyone differs from one neighbour at least, so play runs in blocks of one or two, and ends
    are blocks of one: 2·F(n−1) equilibria, with Fibonacci numbers F."""
    fibonacci = [0, 1]
    while len(fibonacci) < 120:
        fibonacci.append(sum(fibonacci[-2:]))
    for n in (2, 3, 5, 9, 40, 101):
        assert pure_search(line(n, [[0, 1], [1, 0]])).count == 2 * fibonacci[n - 1]
    for n in (2, 6, 9):
        game = line(n, [[0, 1], [1, 0]])
        assert len(pure_cells(game.to_normal_form())) == 2 * fibonacci[n - 1]


def test_a_star_of_fifty_and_a_ring():
    names = [f"p{k}" for k in range(50)]
    star = PolymatrixGame.from_graph(names, [(names[0], x) for x in names[1:]], [[0, 1], [1, 0]])
    assert pure_search(star).count == 2  # all others differ from the centre
    ring = PolymatrixGame.from_graph(
        names,
        [(names[k], names[(k + 1) % 50]) for k in range(50)],
        [[2, 0], [0, 1]],
        [[0, 1], [1, 0]],
    )
    for profile in pure_search(ring).profiles():
        play = [game_name[k] for game_name, k in zip(ring.strategies, profile, strict=True)]
        for options, s in zip(ring.deviations(play), profile, strict=True):
            assert options[s] == max(options)


def test_a_long_line_by_lemke():
    game = line(60, [[0, 3], [1, 0]])
    (equilibrium,) = polymatrix_equilibria(game)
    exact = game.to_exact()
    profile = [
        [Fraction(p).limit_denominator(1000) for p in equilibrium.strategies[name]]
        for name in game.players
    ]
    for options, mix in zip(exact.deviations(profile), profile, strict=True):
        assert all(option == max(options) for option, p in zip(options, mix, strict=True) if p)


def test_two_players_are_a_bimatrix_game():
    """Matching pennies has one equilibrium; the battle of the sexes is found at any start."""
    pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    assert [list(mix) for mix in solve(pennies).profiles[0]] == [[Fraction(1, 2)] * 2] * 2
    sexes = PolymatrixGame(
        ["A", "B"], [["x", "y"]] * 2, {("A", "B"): ([[2, 0], [0, 1]], [[1, 0], [0, 2]])}
    )
    assert len(polymatrix_equilibria(sexes, "pure")) == 2
    assert {e.certificate.kind for e in polymatrix_equilibria(sexes, starts=20)} == {"exact"}


def test_games_are_values():
    A = np.array([[1.0, 0.0], [0.0, 1.0]])
    game = PolymatrixGame(["A", "B"], [["x", "y"]] * 2, {("A", "B"): (A, A)})
    A[0, 0] = 9
    assert game.payoff(["x", "x"])["A"] == 1
    with pytest.raises(ValueError, match="read-only"):
        game.pairs["A", "B"][0][0, 0] = 2
    with pytest.raises(TypeError):
        game.pairs["A", "B"] = ()
    twin = pickle.loads(pickle.dumps(game))
    assert twin == game
    assert hash(twin) == hash(game)
    turned = PolymatrixGame(["A", "B"], [["x", "y"]] * 2, {("B", "A"): (A.T * 0, A.T * 0)})
    assert turned != game
    assert turned == PolymatrixGame(["A", "B"], [["x", "y"]] * 2, {})
    assert game != 1
    assert PolymatrixGame(["A"], [["x"]], {}).payoff(["x"]).to_dict() == {"A": 0.0}


def test_symbols_pass_through_payoffs_only():
    x = sympy.Symbol("x", positive=True)
    game = PolymatrixGame(
        ["A", "B"], [["s", "t"]] * 2, {("A", "B"): ([[x, 0], [0, 1]], [[1, 0], [0, x]])}
    )
    assert game.payoff(["s", "s"]).to_dict() == {"A": x, "B": 1}
    assert game.to_normal_form().payoffs[1][1, 1] == x
    with pytest.raises(UnsupportedNumberError):
        polymatrix_equilibria(game)


def test_bad_input_is_named():
    names, own, eye = ["A", "B", "C"], [["x", "y"]] * 3, [[1, 0], [0, 1]]
    with pytest.raises(UnknownNameError, match="pairs: player 'D'"):
        PolymatrixGame(names, own, {("A", "D"): (eye, eye)})
    with pytest.raises(InvalidGameError, match="each pair once"):
        PolymatrixGame(names, own, {("A", "B"): (eye, eye), ("B", "A"): (eye, eye)})
    with pytest.raises(InvalidGameError, match="must be of two players"):
        PolymatrixGame(names, own, {("A", "A"): (eye, eye)})
    with pytest.raises(InvalidGameError, match=r"shape \(2, 2\), rows the strategies of A"):
        PolymatrixGame(names, own, {("A", "B"): (eye, [[1, 2]])})
    with pytest.raises(InvalidGameError, match="two matrices, of A and of B, got 1"):
        PolymatrixGame(names, own, {("A", "B"): (eye,)})
    with pytest.raises(InvalidGameError, match="pairs must map"):
        PolymatrixGame(names, own, [eye])
    with pytest.raises(InvalidGameError, match="A must be a square matrix"):
        PolymatrixGame.from_graph(names, [("A", "B")], [[1, 2]])
    with pytest.raises(InvalidGameError, match="edges must hold each pair once"):
        PolymatrixGame.from_graph(names, [("A", "B"), ("A", "B")], eye)
    with pytest.raises(ProblemTooLargeError, match="polymatrix_equilibria works on the pairs"):
        line(30, eye).to_normal_form()
    with pytest.raises(InvalidGameError, match="two or more"):
        PolymatrixGame.from_normal_form(NormalFormGame(["A"], [["x"]], [[0]]))


def test_bad_options_are_named():
    game = line(3, [[1, 0], [0, 1]])
    with pytest.raises(InvalidArgumentError, match="method must be 'lemke' or 'pure'"):
        polymatrix_equilibria(game, "all")
    with pytest.raises(InvalidArgumentError, match="starts must be an integer >= 1"):
        polymatrix_equilibria(game, starts=0)
    with pytest.raises(InvalidArgumentError, match="starts must be an integer >= 1, got 0"):
        solve(game.to_normal_form(), starts=0)
    with pytest.raises(InvalidGameError, match="must be a PolymatrixGame, got NormalFormGame"):
        polymatrix_equilibria(game.to_normal_form())
    with pytest.raises(InvalidArgumentError, match="max_equilibria must be"):
        polymatrix_equilibria(game, "pure", max_equilibria=0)
    with pytest.raises(SolverError, match="did not end within 1 pivots; allow more max_pivots"):
        polymatrix_equilibria(game, max_pivots=1)
    with pytest.raises(ProblemTooLargeError, match="max_states=3"):
        polymatrix_equilibria(game, "pure", max_states=3)
    many = line(40, [[0, 1], [1, 0]])
    with pytest.raises(ProblemTooLargeError, match="126491972 pure equilibria"):
        polymatrix_equilibria(many, "pure")
    assert len(polymatrix_equilibria(many, "pure", max_equilibria=7)) == 7
