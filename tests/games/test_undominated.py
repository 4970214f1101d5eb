"""Iterated strict dominance on tables of integers, and the equilibria of what it leaves."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, iterated_elimination, nash_equilibria, travelers_dilemma
from lilliput.games.bimatrix import elimination
from lilliput.games.equilibria.methods import support_enumeration, vertex_enumeration
from lilliput.games.undominated import best_to_some_belief, purely_undominated, undominated


@st.composite
def tensors(draw, players=(1, 3), most=4, largest=9):
    n = draw(st.integers(*players))
    shape = tuple(draw(st.integers(1, most)) for _ in range(n))
    size = n * int(np.prod(shape))
    numbers = draw(st.lists(st.integers(0, largest), min_size=size, max_size=size))
    return np.array(numbers, dtype=object).reshape((n, *shape))


def game_of(tables):
    names = [[f"s{k}" for k in range(size)] for size in tables.shape[1:]]
    return NormalFormGame([f"p{i}" for i in range(len(tables))], names, tables)


def named(game, kept):
    return {
        player: tuple(own[k] for k in positions)
        for player, own, positions in zip(game.players, game.strategies, kept, strict=True)
    }


def contents(found):
    """Profiles with their indices, and what each component consists of; in no order."""
    profiles = {
        (tuple(tuple(mix) for mix in e.strategies.values()), e.index) for e in found.equilibria
    }
    parts = sorted((c.index, len(c.equilibria), len(c.subsets)) for c in found.components or ())
    return profiles, parts


@settings(max_examples=80, deadline=None)
@given(tensors())
def test_what_survives_is_what_elimination_in_rounds_leaves(tables):
    game = game_of(tables)
    for mixed, survivors in ((False, purely_undominated), (True, undominated)):
        rounds = iterated_elimination(game, mixed=mixed)
        assert named(game, survivors(tables)) == rounds.surviving


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=7))
def test_against_two_columns_the_upper_envelope_is_undominated(rows):
    """A best response to some belief is one at a belief where two rows cross, or at an end."""
    beliefs = {Fraction(0), Fraction(1)}
    for (a, b), (c, d) in combinations(rows, 2):
        slope = (a - c) - (b - d)
        if slope and 0 <= Fraction(d - b, slope) <= 1:
            beliefs.add(Fraction(d - b, slope))
    values = [[p * a + (1 - p) * b for a, b in rows] for p in beliefs]
    best = {k for line in values for k, value in enumerate(line) if value == max(line)}
    assert set(best_to_some_belief(np.array(rows, dtype=object)).tolist()) == best


def test_weakly_dominated_and_equal_strategies_stay():
    rows = np.array([[1, 1], [1, 0], [1, 1]], dtype=object)
    assert [len(own) for own in undominated([rows, 0 * rows])] == [3, 2]


def test_what_is_left_when_the_work_is_used_up_keeps_all_that_is_not_settled():
    rows = np.array([[4, 0], [0, 4], [1, 1], [-1, -1]], dtype=object)
    assert undominated([rows, 0 * rows], work=0)[0].tolist() == [0, 1, 2]
    assert undominated([rows, 0 * rows])[0].tolist() == [0, 1]


@settings(max_examples=60, deadline=None)
@given(tensors(players=(2, 2), most=5))
def test_equilibria_components_and_indices_are_those_of_the_whole_game(tables):
    game = game_of(tables)
    whole = nash_equilibria(game, exact=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vertex_enumeration, "_WHOLE", -1.0)
        for enough in (-1.0, 1e4):  # by linear programmes, by enumeration
            patch.setattr(elimination, "_WORTH_ENUMERATING", enough)
            reduced = nash_equilibria(game, exact=True)
            assert contents(reduced) == contents(whole)
            assert reduced.degenerate in (None, whole.degenerate)


@settings(max_examples=25, deadline=None)
@given(tensors(players=(3, 3), most=3, largest=99))
@pytest.mark.filterwarnings("ignore::lilliput.games.errors.LilliputWarning")
def test_three_players_keep_their_equilibria_without_what_mixtures_dominate(tables):
    game = game_of(tables)
    whole = nash_equilibria(game, exact=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(support_enumeration, "_WORTH_PROGRAMMES", -1)
        reduced = nash_equilibria(game, exact=True)
    if whole.complete == reduced.complete == "proved" and not whole.degenerate:
        assert contents(reduced)[0] == contents(whole)[0]


def test_the_travelers_dilemma_is_solved_by_mixtures_that_dominate():
    """Basu (1994): each highest claim in turn is no best response, though nothing pure beats it."""
    game = travelers_dilemma(2, 40)
    assert [len(own) for own in purely_undominated([t.astype(int) for t in game.payoffs])] == [
        39
    ] * 2
    found = nash_equilibria(game)
    assert found.complete == "proved"
    assert found[0].supports == {"1": ("2",), "2": ("2",)}
    assert len(found) == 1
    assert found[0].index == 1


def test_what_mixtures_dominate_is_not_searched():
    """Two of three players have two strategies each that are not dominated by a mixture."""
    rng = np.random.default_rng(0)
    tables = rng.integers(0, 1000, (3, 4, 4, 4))
    parity = np.arange(16).reshape(4, 4) % 2
    for i in (0, 1):  # one half each of the first two earns 2000 at least
        own = np.moveaxis(tables[i], i, 0)
        own[0] += 4000 * parity
        own[1] += 4000 * (1 - parity)
    assert [len(own) for own in purely_undominated(list(tables))] == [4, 4, 4]
    found = nash_equilibria(game_of(tables))
    assert found.complete == "proved"
    assert sum(e.index for e in found) == 1
    assert found.parameters["supports"] == 3 * 3 * 15
