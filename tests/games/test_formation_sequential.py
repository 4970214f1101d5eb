"""Coalitions that form in sequence, and binding agreements."""

from fractions import Fraction
from functools import cache
from itertools import chain, combinations, product
from math import isqrt

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.formation import (
    SizePayoffs,
    StructurePayoffs,
    binding_agreements,
    bloch_outcomes,
    bloch_sizes,
    ordered_formation,
    ray_vohra_sizes,
)

from test_formation_structures import NAMES, as_structure, cartel, partitions, random_payoffs


def cournot(n):
    return SizePayoffs(n, lambda s, m: Fraction(1, s * (m + 1) ** 2), depends_on="number")


@pytest.mark.parametrize("n", [*range(2, 41), 100])
def test_cournot_cartels(n):
    """Bloch (1996): all but one cartel are single; it has the first integer from a formula on."""
    k = next(k for k in range(1, n + 1) if (2 * n + 3 - 2 * k) ** 2 <= 4 * n + 5)
    assert bloch_sizes(cournot(n)).sizes == (1,) * (n - k) + (k,)


def test_ten_oligopolists():
    found = bloch_sizes(cournot(10))
    assert found.sizes == (1, 9)
    assert found.payoffs == (Fraction(1, 9), Fraction(1, 81))
    assert found.front_loaded
    assert bloch_outcomes(cournot(10))[0].sizes == (1, 9)
    assert len(bloch_outcomes(cournot(10))) == 1


@pytest.mark.parametrize("n", [5, 11, 19])
def test_ties_of_cartels(n):
    """Where 4n + 5 is a square two sizes are equally good, and the rule for ties decides."""
    assert isqrt(4 * n + 5) ** 2 == 4 * n + 5
    both = {bloch_sizes(cournot(n), ties=ties).sizes for ties in ("largest", "smallest")}
    assert len(both) == 2
    assert both == {found.sizes for found in bloch_outcomes(cournot(n))}


def random_sizes(n, seed):
    rng = np.random.default_rng(seed)
    table = {}

    def payoff(size, sizes):
        return table.setdefault((size, sizes), int(rng.integers(0, 4)))

    for sizes in sorted({tuple(sorted(map(len, p), reverse=True)) for p in partitions(NAMES[:n])}):
        for size in set(sizes):
            payoff(size, sizes)
    return SizePayoffs(n, payoff)


def equilibria_by_strategies(game):
    """All outcomes of equilibria, as the set of what any choice among ties can give."""

    @cache
    def outcomes(formed):
        left = game.n - sum(formed)
        if not left:
            return frozenset([formed])
        options = {s: outcomes((*formed, s)) for s in range(1, left + 1)}

        def value(s, end):
            return game.payoff_in(s, end)

        found = set()
        for s, ends in options.items():
            others = [t for t in options if t != s]
            for end in ends:  # some selection of continuations makes s optimal
                if all(min(value(t, e) for e in options[t]) <= value(s, end) for t in others):
                    found.add(end)
        return frozenset(found)

    return outcomes(())


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 6), st.integers(0, 10**6))
def test_all_outcomes_by_backward_induction(n, seed):
    game = random_sizes(n, seed)
    expected = equilibria_by_strategies(game)
    assert {found.sizes for found in bloch_outcomes(game)} == expected
    for ties in ("largest", "smallest"):
        found = bloch_sizes(game, ties=ties)
        assert found.sizes in expected
        assert found.payoffs == tuple(game.payoff_in(s, found.sizes) for s in found.sizes)


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 6), st.integers(0, 10**6), st.sampled_from(["largest", "smallest"]))
def test_sizes_or_their_number(n, seed, ties):
    rng = np.random.default_rng(seed)
    table = rng.integers(0, 5, (n + 1, n + 1)).tolist()
    by_number = SizePayoffs(n, lambda s, m: table[s][m], depends_on="number")
    by_sizes = SizePayoffs(n, lambda s, sizes: table[s][len(sizes)])
    assert bloch_sizes(by_number, ties=ties) == bloch_sizes(by_sizes, ties=ties)
    assert bloch_outcomes(by_number) == bloch_outcomes(by_sizes)


def test_worths_are_shared_exactly():
    game = SizePayoffs.from_worths(4, lambda s, sizes: s * s)
    assert ray_vohra_sizes(game).sizes == (4,)
    assert ray_vohra_sizes(game).payoffs == (4,)
    divided = SizePayoffs.from_worths(7, lambda s, m: 1 / sympy.Integer(3))
    with pytest.raises(UnsupportedNumberError, match="substitute values"):
        bloch_sizes(divided)
    assert (
        ray_vohra_sizes(
            SizePayoffs.from_worths(7, lambda s, m: Fraction(1, (m + 1) ** 2), depends_on="number")
        ).sizes
        == bloch_sizes(cournot(7)).sizes
    )


def test_payoffs_by_name_agree_with_sizes():
    table = cournot(5).to_structure_payoffs(NAMES[:5])
    assert table == cartel(5)


def finite_game(payoffs, order, ties):
    """The game in which a refused proposer stays alone, with every answer as a move of its own."""
    place = {name: k for k, name in enumerate(order)}

    def play(formed):
        free = [i for i in order if not any(i in block for block in formed)]
        if not free:
            return payoffs.payoff(formed), formed
        first, rest = free[0], free[1:]

        def answers(coalition, asked):
            if not asked:
                return play((*formed, frozenset(coalition)))
            agree = answers(coalition, asked[1:])
            refuse = play((*formed, frozenset([first])))
            return agree if agree[0][asked[0]] >= refuse[0][asked[0]] else refuse

        proposals = chain.from_iterable(combinations(rest, k) for k in range(len(rest) + 1))
        sign = -1 if ties == "largest" else 1
        ordered = sorted(
            ((first, *others) for others in proposals),
            key=lambda c: (sign * len(c), [place[i] for i in c]),
        )
        results = [(c, answers(c, c[1:])) for c in ordered]
        # a refused proposal has the outcome of staying alone, which is itself a proposal
        best = max(value[first] for _, (value, _) in results)
        real = [r for c, r in results if r[0][first] == best and r[1][len(formed)] == frozenset(c)]
        return real[0]

    return play(())


@settings(max_examples=15, deadline=None)
@given(
    st.integers(1, 4),
    st.integers(0, 10**6),
    st.sampled_from(["largest", "smallest"]),
    st.permutations(NAMES[:4]),
)
def test_proposals_by_the_game_tree(n, seed, ties, order):
    payoffs = random_payoffs(n, seed)
    order = [i for i in order if i in payoffs.players]
    value, formed = finite_game(payoffs, order, ties)
    found = ordered_formation(payoffs, order=order, ties=ties)
    assert found.coalitions == formed
    assert found.payoffs.equals(value.rename("payoff"))
    assert found.structure == as_structure(formed)


@pytest.mark.parametrize("n", [2, 3, 4, 5])
@pytest.mark.parametrize("refusal", ["alone", "proposes"])
def test_proposals_of_cartels(n, refusal):
    """What identical players announce (Bloch 1996) is what they propose and accept."""
    found = ordered_formation(cartel(n), refusal=refusal)
    assert tuple(map(len, found.coalitions)) == bloch_sizes(cournot(n)).sizes


def stationary(payoffs, order, ties):
    """The first plan in which no proposer has a better one, state by state; None if there is none.

    j accepts what is no worse for it than proposing next. A proposer can do no better by another
    proposal that is accepted, nor by leaving the initiative to somebody else.
    """
    sign = -1 if ties == "largest" else 1

    def play(formed):
        free = [i for i in order if not any(i in block for block in formed)]
        if not free:
            return formed
        subsets = [frozenset(c) for k in range(1, 4) for c in combinations(free, k)]
        subsets.sort(key=lambda c: (sign * len(c), sorted(order.index(i) for i in c)))
        after = {T: play((*formed, T)) for T in subsets}
        if None in after.values():
            return None
        gets = {T: payoffs.payoff(end) for T, end in after.items()}
        for plan in product(*([T for T in subsets if i in T] for i in free)):
            worth = {i: gets[T][i] for i, T in zip(free, plan, strict=True)}

            def accepted(T, i, worth=worth):
                return all(gets[T][j] >= worth[j] for j in T if j != i)

            if all(
                accepted(own, i)
                and all(gets[T][i] <= worth[i] for T in subsets if i in T and accepted(T, i))
                and all(gets[T][i] <= worth[i] for T in plan)
                for i, own in zip(free, plan, strict=True)
            ):
                return after[plan[0]]
        return None

    return play(())


@settings(max_examples=60, deadline=None)
@given(
    st.integers(1, 3),
    st.integers(0, 10**6),
    st.sampled_from(["largest", "smallest"]),
    st.permutations(NAMES[:3]),
)
def test_stationary_equilibria_by_deviations(n, seed, ties, order):
    payoffs = random_payoffs(n, seed, levels=3)
    order = [i for i in order if i in payoffs.players]
    found = ordered_formation(payoffs, order=order, refusal="proposes", ties=ties)
    expected = stationary(payoffs, order, ties)
    assert found.coalitions == (expected or ())
    assert (found.structure is None) == (expected is None)


def test_roommates_may_have_no_equilibrium():
    """A likes B best, B likes C, C likes A; every pair leaves the third with nothing."""
    liked = {"A": "B", "B": "C", "C": "A"}

    def payoff(structure):
        value = {}
        for block in structure:
            for i in block:
                value[i] = 0 if len(block) != 2 else 1 + (liked[i] in block)
        return value

    game = StructurePayoffs.from_function(NAMES[:3], payoff)
    found = ordered_formation(game, refusal="proposes")
    assert found.structure is None
    assert found.unsolved == ()
    assert repr(found) == "OrderedFormation(none found; after no coalition)"
    # B would refuse A, and then propose to C; so A proposes to C, whom B would not refuse
    assert ordered_formation(game).coalitions == (frozenset("AC"), frozenset("B"))


def agreements_by_definition(payoffs):
    """Equilibrium binding agreements, one refinement at a time, by names."""

    def merged(structure, home, parts):
        blocks = {}
        for part in structure:
            key = home[part] if part in parts else part
            blocks.setdefault(key, set()).update(part)
        return as_structure(blocks.values())

    def leads(target, home, parts):
        before = payoffs.payoff(merged(target, home, parts))
        after = payoffs.payoff(target)
        for leader in parts:
            others = [p for p in parts if p != leader]
            subsets = chain.from_iterable(
                combinations(others, k) for k in range(1, len(others) + 1)
            )
            if all(after[i] > before[i] for i in leader) and all(
                leads(target, home, frozenset(subset)) for subset in subsets
            ):
                return True
        return False

    def labelings(groups):
        if not groups:
            yield {}
            return
        for residual in groups[0]:
            for rest in labelings(groups[1:]):
                yield {**{p: residual for p in groups[0] if p != residual}, **rest}

    found = []
    for structure in sorted(payoffs.structures, key=len, reverse=True):
        blocked = False
        for finer in found:
            groups = [[p for p in finer if p <= block] for block in structure]
            if len(finer) == len(structure) or sum(map(len, groups)) != len(finer):
                continue
            blocked |= any(
                leads(finer, home, frozenset(home))
                for home in labelings([g for g in groups if len(g) > 1])
            )
        if not blocked:
            found.append(structure)
    return set(found)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 4), st.integers(0, 10**6))
def test_binding_agreements_by_definition(n, seed):
    payoffs = random_payoffs(n, seed)
    assert set(binding_agreements(payoffs)) == agreements_by_definition(payoffs)


def test_binding_agreements_of_cartels():
    """Of four, two pairs last as well, because a pair with two outsiders would break up."""
    three, four = binding_agreements(cartel(3)), binding_agreements(cartel(4))
    assert [sorted(map(len, s)) for s in three] == [[3], [1, 1, 1]]
    assert [sorted(map(len, s)) for s in four] == [[4], [2, 2], [2, 2], [2, 2], [1, 1, 1, 1]]


def test_bad_arguments_are_named():
    with pytest.raises(UnknownNameError, match="ties 'first' is unknown"):
        bloch_sizes(cournot(3), ties="first")
    with pytest.raises(UnknownNameError, match="depends_on"):
        SizePayoffs(3, lambda s, m: 1, depends_on="names")
    with pytest.raises(InvalidArgumentError, match="n must be a number of players >= 1"):
        SizePayoffs(0, lambda s, m: 1)
    with pytest.raises(ProblemTooLargeError, match=r"at most 36 are allowed.*depends_on='number'"):
        SizePayoffs(37, lambda s, m: 1)
    with pytest.raises(ProblemTooLargeError, match="limit=3 outcomes"):
        bloch_outcomes(SizePayoffs(5, lambda s, sizes: 1), limit=3)
    with pytest.raises(InvalidGameError, match="payoff of a coalition of 2 must be"):
        bloch_sizes(SizePayoffs(2, lambda s, sizes: 1 if s == 1 else None))
    with pytest.raises(InvalidArgumentError, match="sizes must be positive, sum to 3 and hold 2"):
        cournot(3).payoff_in(2, [1, 1, 1])
    with pytest.raises(InvalidArgumentError, match="order must hold every player once"):
        ordered_formation(cartel(3), order=["A", "B"])
    with pytest.raises(UnknownNameError, match="refusal"):
        ordered_formation(cartel(3), refusal="never")
    with pytest.raises(ProblemTooLargeError, match="at most 6 are allowed for refusal='proposes'"):
        ordered_formation(StructurePayoffs(list("ABCDEFG"), np.zeros((877, 7))), refusal="proposes")
    with pytest.raises(ProblemTooLargeError, match="at most 7"):
        binding_agreements(StructurePayoffs(list("ABCDEFGH"), np.zeros((4140, 8))))
