"""Components, maximal Nash subsets and indices of two-player games; membership of profiles."""

from fractions import Fraction
from itertools import product

import networkx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_vertex_enumeration import bimatrices

from lilliput.games import NormalFormGame, regret
from lilliput.games.arithmetic import in_integers
from lilliput.games.bimatrix.components import connected_components, maximal_bicliques
from lilliput.games.bimatrix.extreme import extreme_equilibria
from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.membership import in_component
from lilliput.games.equilibria.methods.vertex_enumeration import solve
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, ProblemTooLargeError

half = Fraction(1, 2)
WINKELS = NormalFormGame.from_bimatrix(
    [[1, 3], [1, 3], [3, 1], [3, 1], [5 * half, 5 * half], [5 * half, 5 * half]],
    [[1, 2], [0, -1], [-2, 2], [4, -1], [-1, 6], [6, -1]],
)
ENTRY = NormalFormGame.from_bimatrix(
    [[1, 1], [0, 2]], [[1, 1], [0, 2]], strategies=[["out", "in"], ["fight", "share"]]
)


def solved(game):
    return equilibrium_set(game, solve(game), "vertex_enumeration")


def exact(game):
    """A game of hypothesis in Fractions."""
    return NormalFormGame.from_bimatrix(*game).to_exact()


# --- published games ---


def test_winkels_has_seven_maximal_nash_subsets():
    """Winkels (1979), also in Avis, Rosenberg, Savani and von Stengel (2010)."""
    answers = solved(WINKELS)
    assert len(answers) == 12
    assert sum(len(part.subsets) for part in answers.components) == 7
    assert sum(part.index for part in answers.components) == 1


def test_entry_game():
    """The threat to fight is a component of index 0: a small change of payoffs removes it."""
    answers = solved(ENTRY)
    share, threat = sorted(answers.components, key=lambda part: len(part.equilibria))
    assert [part.index for part in (share, threat)] == [1, 0]
    assert [answer.supports for answer in share.equilibria] == [
        {"row": ("in",), "column": ("share",)}
    ]
    (subset,) = threat.subsets
    assert [mix.to_dict() for mix in subset.vertices["row"]] == [{"out": 1, "in": 0}]
    assert sorted(mix["fight"] for mix in subset.vertices["column"]) == [half, 1]


def test_where_nothing_matters_all_is_one_component():
    (part,) = solved(NormalFormGame.from_bimatrix(np.zeros((2, 3)), np.zeros((2, 3)))).components
    assert (len(part.equilibria), len(part.subsets), part.index) == (6, 1, 1)


def test_von_stengel_degenerate():
    """Two components: an edge of index 0 and the mixed equilibrium."""
    game = NormalFormGame.from_bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 3], [2, 6], [3, 1]])
    answers = solved(game)
    assert sorted((len(part.equilibria), part.index) for part in answers.components) == [
        (1, 1),
        (2, 0),
    ]
    assert sorted(answer.index is None for answer in answers) == [False, True, True]


def test_a_pure_strict_equilibrium_has_index_one():
    answers = solved(NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]]))
    assert [(answer.strict, answer.index) for answer in answers] == [
        (True, 1),
        (True, 1),
        (False, -1),
    ]


# --- the index of a component is that of the equilibria near it ---


@settings(max_examples=60, deadline=None)
@given(bimatrices(values=st.integers(0, 2)), st.integers(0, 10**9))
def test_indices_are_sums_over_a_nearby_game(game, seed):
    """Equilibria of a game perturbed by about 1e−9 that are within 1e−4 of the component."""
    answers = solved(exact(game))
    noise = np.random.default_rng(seed).integers(1, 10**4, (2, *np.shape(game[0]))).astype(object)
    A, B = np.array(game, dtype=object) * 10**13 + noise
    near = extreme_equilibria(A, B)
    assert not near.degenerate
    profiles = [(near.rows[x].astype(float), near.columns[y].astype(float)) for x, y in near.pairs]
    for part in answers.components:
        inside = [in_component(part, profile, tol=1e-4) for profile in profiles]
        assert near.signs[inside].sum() == part.index


@settings(max_examples=60, deadline=None)
@given(bimatrices(most=4))
def test_indices_sum_to_one(game):
    answers = solved(exact(game))
    assert sum(part.index for part in answers.components) == 1
    for part in answers.components:
        if len(part.equilibria) == 1:
            assert part.equilibria[0].index == part.index


# --- components are all equilibria and nothing else ---


def grid(size, steps=4):
    return [
        [Fraction(k, steps) for k in counts]
        for counts in product(range(steps + 1), repeat=size)
        if sum(counts) == steps
    ]


@settings(max_examples=25, deadline=None)
@given(bimatrices(values=st.integers(0, 1)))
def test_a_profile_is_an_equilibrium_iff_it_is_in_a_component(game):
    game = exact(game)
    parts = solved(game).components
    for profile in product(*(grid(size, steps=2) for size in game.shape)):
        found = [in_component(part, profile) for part in parts]
        assert sum(found) == (max(regret(game, profile)) == 0)


@settings(max_examples=40, deadline=None)
@given(bimatrices(values=st.integers(0, 2)), st.randoms(use_true_random=False))
def test_mixtures_within_a_subset_are_equilibria(game, random):
    game = exact(game)
    for part in solved(game).components:
        for subset in part.subsets:
            profile = []
            for vertices in subset.vertices.values():
                weights = [Fraction(random.randint(1, 9)) for _ in vertices]
                mix = sum(w * v.to_numpy() for w, v in zip(weights, vertices, strict=True))
                profile.append(mix / sum(weights))
            assert max(regret(game, profile)) == 0
            assert in_component(part, profile)


@settings(max_examples=40, deadline=None)
@given(bimatrices(values=st.integers(0, 1)))
def test_subsets_are_the_maximal_cliques(game):
    A, B = (in_integers(np.array(table, dtype=float))[0] for table in game)
    check_against_networkx(extreme_equilibria(A, B).pairs)


@settings(max_examples=100, deadline=None)
@given(st.sets(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1))
def test_components_and_bicliques_of_any_graph(edges):
    check_against_networkx(np.array(sorted(edges)))


def check_against_networkx(pairs):
    graph = networkx.Graph((("x", int(x)), ("y", int(y))) for x, y in pairs)
    groups = connected_components(pairs)
    assert sorted(sorted(group) for group in groups) == sorted(
        sorted(k for k, (x, _) in enumerate(pairs) if ("x", int(x)) in nodes)
        for nodes in networkx.connected_components(graph)
    )
    for group in groups:
        part = networkx.Graph((("x", int(x)), ("y", int(y))) for x, y in pairs[group])
        for side in "xy":
            own = [node for node in part if node[0] == side]
            part.add_edges_from((a, b) for a in own for b in own if a != b)
        expected = {frozenset(clique) for clique in networkx.find_cliques(part)}
        both = {c for c in expected if {kind for kind, _ in c} == {"x", "y"}}
        found = maximal_bicliques(pairs[group], limit=1000)
        assert len(found) == len(both)
        assert {
            frozenset([("x", x) for x in xs] + [("y", y) for y in ys]) for xs, ys in found
        } == both


# --- options and refusals ---


def test_components_can_be_left_out():
    found = solve(ENTRY, components=False)
    assert found.components is None
    assert sorted(found.indices, key=str) == [1, None, None]


def test_too_many_subsets_are_refused():
    with pytest.raises(ProblemTooLargeError, match="more than 6 maximal Nash subsets; components="):
        solve(WINKELS, max_subsets=6)
    assert solve(WINKELS, max_subsets=7).components is not None


def test_membership_in_floats_has_a_tolerance():
    game = NormalFormGame.from_bimatrix(ENTRY.payoffs[0].astype(float), ENTRY.payoffs[1])
    threat = next(part for part in solved(game).components if part.index == 0)
    assert in_component(threat, ["1", [0.5, 0.5]])
    assert in_component(threat, [[1 - 1e-8, 1e-8], [0.5, 0.5]], tol=1e-7)
    assert not in_component(threat, [[1 - 1e-8, 1e-8], [0.5, 0.5]])
    assert not in_component(threat, ["1", [0.4999, 0.5001]])


def test_profiles_that_do_not_fit_are_refused():
    part = solved(ENTRY).components[0]
    with pytest.raises(InvalidGameError, match=r"2 entries \(row, column\), got \['in'\]"):
        in_component(part, ["in"])
    with pytest.raises(InvalidGameError, match="missing column"):
        in_component(part, {"row": "in"})
    with pytest.raises(InvalidArgumentError, match="tol must be a finite number"):
        in_component(part, ["in", "share"], tol=-1)
    with pytest.raises(InvalidGameError, match=r"2 entries \(row, column\), got 5"):
        in_component(part, 5)
    with pytest.raises(InvalidArgumentError, match=r"EquilibriumSet.components`, got tuple"):
        in_component((part,), ["in", "share"])
    assert in_component(part, {"row": "in", "column": {"share": 1}}) == (part.index == 1)
