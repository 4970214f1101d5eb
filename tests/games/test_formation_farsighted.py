"""Farsighted stability against its definition, over all sets of structures."""

from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, UnknownNameError
from lilliput.games.formation import (
    Effectivity,
    StructurePayoffs,
    farsighted_stable_sets,
    indirectly_dominates,
    largest_consistent_set,
)
from lilliput.games.formation.stable_sets import digraph_kernels

from test_formation_structures import NAMES, RULES, cartel, random_payoffs, reachable


def coalitions_of(players):
    parts = (combinations(players, k) for k in range(1, len(players) + 1))
    return [frozenset(c) for c in chain.from_iterable(parts)]


def moves_of(payoffs, rule):
    return {
        (T, a, b)
        for T in coalitions_of(payoffs.players)
        for a in payoffs.structures
        for b in reachable(a, T, payoffs.players, rule)
    }


def improvements(payoffs):
    """Pairs of structures to those who gain by going from the first to the second."""
    table = {a: payoffs.payoff(a).to_dict() for a in payoffs.structures}
    return {
        (a, b): frozenset(i for i in table[a] if table[b][i] > table[a][i])
        for a in table
        for b in table
    }


def indirect(payoffs, moves):
    """Pairs (a, b) such that b indirectly dominates a: a search backwards from each b."""
    gains = improvements(payoffs)
    into = {}
    for T, a, b in moves:
        into.setdefault(b, []).append((T, a))
    pairs = set()
    for b in payoffs.structures:
        reached, waiting = set(), [b]
        while waiting:
            for T, a in into[waiting.pop()]:
                if a not in reached and gains[a, b] >= T:
                    reached.add(a)
                    waiting.append(a)
        pairs |= {(a, b) for a in reached}
    return pairs


def is_consistent(Y, payoffs, moves, pairs, gains):
    """Y is the set of the a such that every move from a has an end in Y that deters it."""
    kept = set(payoffs.structures)
    for T, a, d in moves:
        if not any((e == d or (d, e) in pairs) and not gains[a, e] >= T for e in Y):
            kept.discard(a)
    return kept == Y


def all_subsets(items):
    return map(set, chain.from_iterable(combinations(items, k) for k in range(len(items) + 1)))


def stable_sets_of(items, pairs):
    """All V without a pair inside, such that everything outside has a pair into V; by bits."""
    items = list(items)
    above = [sum(1 << k for k, b in enumerate(items) if (a, b) in pairs) for a in items]
    found = []
    for V in range(2 ** len(items)):
        if all(bool(above[k] & V) != bool(V >> k & 1) for k in range(len(items))):
            found.append({a for k, a in enumerate(items) if V >> k & 1})
    return found


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 3), st.integers(0, 10**6), st.sampled_from(RULES))
def test_against_all_sets_of_structures(n, seed, rule):
    payoffs = random_payoffs(n, seed)
    moves = moves_of(payoffs, rule)
    pairs = indirect(payoffs, moves)
    gains = improvements(payoffs)
    consistent = [
        Y for Y in all_subsets(payoffs.structures) if is_consistent(Y, payoffs, moves, pairs, gains)
    ]
    largest = set().union(*consistent)
    assert largest in consistent
    assert set(largest_consistent_set(payoffs, rule)) == largest
    stable = stable_sets_of(payoffs.structures, pairs)
    found = [set(V) for V in farsighted_stable_sets(payoffs, rule)]
    assert len(found) == len(stable)
    assert all(V in stable for V in found)


@pytest.mark.parametrize("rule", RULES)
def test_four_players(rule):
    payoffs = random_payoffs(4, 11)
    pairs = indirect(payoffs, moves_of(payoffs, rule))
    rules = Effectivity.from_rule(payoffs.players, rule)
    for a in payoffs.structures:
        for b in payoffs.structures:
            assert indirectly_dominates(payoffs, rules, b, a) == ((a, b) in pairs)
    stable = stable_sets_of(payoffs.structures, pairs)
    found = [set(V) for V in farsighted_stable_sets(payoffs, rule)]
    assert len(found) == len(stable)
    assert all(V in stable for V in found)


@settings(max_examples=25, deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6), st.sampled_from(RULES))
def test_stable_sets_are_consistent(n, seed, rule):
    """Chwe (1994): every stable set for indirect dominance lies in the largest consistent set."""
    payoffs = random_payoffs(n, seed)
    largest = set(largest_consistent_set(payoffs, rule))
    for found in farsighted_stable_sets(payoffs, rule):
        assert set(found) <= largest


def test_any_relation_can_be_given():
    """With unanimity nothing beats what is Pareto optimal, and that is the only stable set."""
    payoffs = random_payoffs(3, 5)
    rules = Effectivity.from_function(NAMES[:3], lambda before, after: [NAMES[:3]])
    dominated = {
        a
        for a in payoffs.structures
        if any((payoffs.payoff(b) > payoffs.payoff(a)).all() for b in payoffs.structures)
    }
    (stable,) = farsighted_stable_sets(payoffs, rules)
    assert set(stable) == set(payoffs.structures) - dominated
    assert set(largest_consistent_set(payoffs, rules)) == set(stable)
    nobody = Effectivity(NAMES[:3], np.zeros((8, 5, 5)))
    assert len(largest_consistent_set(payoffs, nobody)) == 5


@pytest.mark.parametrize("n", [2, 3])
@pytest.mark.parametrize("rule", RULES)
def test_rules_by_moving_players(n, rule):
    rules = Effectivity.from_rule(NAMES[:n], rule)
    payoffs = random_payoffs(n, 0)
    for mask, a, b in np.ndindex(rules.moves.shape):
        if mask:
            T = frozenset(p for k, p in enumerate(payoffs.players) if mask >> k & 1)
            expected = payoffs.structure(b) in reachable(payoffs.structure(a), T, NAMES, rule)
            assert rules.moves[mask, a, b] == expected


def test_the_grand_cartel_is_farsighted():
    """A leaver would be followed by others, to 1/16 < 1/12."""
    assert set(largest_consistent_set(cartel(3), "delta")) == {frozenset([frozenset("ABC")])}


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 7), st.integers(0, 10**6))
def test_kernels_of_random_graphs(n, seed):
    rng = np.random.default_rng(seed)
    graph = rng.random((n, n)) < rng.random()
    np.fill_diagonal(graph, False)
    pairs = {(int(a), int(b)) for a, b in np.argwhere(graph)}
    expected = stable_sets_of(range(n), pairs)
    assert sorted(digraph_kernels(graph, limit=1000), key=sorted) == sorted(expected, key=sorted)


def test_an_odd_cycle_has_no_stable_set():
    assert digraph_kernels(np.roll(np.eye(3, dtype=bool), 1, axis=1), limit=100) == []


def test_bad_arguments_are_named():
    payoffs = random_payoffs(3, 0)
    with pytest.raises(UnknownNameError, match="effectivity 'alpha' is unknown"):
        largest_consistent_set(payoffs, "alpha")
    with pytest.raises(InvalidArgumentError, match="effectivity must be a rule"):
        largest_consistent_set(payoffs, 3)
    with pytest.raises(InvalidArgumentError, match="for the players of the payoffs"):
        largest_consistent_set(payoffs, Effectivity.from_rule(["A", "C", "B"], "open"))
    with pytest.raises(InvalidArgumentError, match=r"moves must have shape \(4, 2, 2\)"):
        Effectivity(["A", "B"], [])
    with pytest.raises(InvalidArgumentError, match="at least one player"):
        Effectivity(["A"], np.ones((2, 1, 1)))
    with pytest.raises(ProblemTooLargeError, match="at most 7 players"):
        largest_consistent_set(StructurePayoffs(list("ABCDEFGH"), np.zeros((4140, 8))), "open")
    with pytest.raises(ProblemTooLargeError, match="limit=1 branches"):
        farsighted_stable_sets(random_payoffs(4, 11), "open", limit=1)
    with pytest.raises(InvalidArgumentError, match="limit must be an integer >= 1"):
        farsighted_stable_sets(payoffs, "open", limit=0)
