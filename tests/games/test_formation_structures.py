"""Membership games with several coalitions, against their definition and their normal form."""

import pickle
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import coalition_proof_equilibria, strong_equilibria
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.formation import (
    HedonicGame,
    MembershipGame,
    StructurePayoffs,
    is_membership_equilibrium,
    membership_equilibria,
    membership_normal_form,
)
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.structures import bell_number, coalition_structures

NAMES = list("ABCDEF")
RULES = ("open", "gamma", "delta")


def random_payoffs(n, seed, levels=4):
    numbers = np.random.default_rng(seed).integers(0, levels, (bell_number(n), n))
    return StructurePayoffs(NAMES[:n], numbers)


def cartel(n):
    def profit(structure):
        share = {b: Fraction(1, len(b) * (len(structure) + 1) ** 2) for b in structure}
        return {i: share[b] for b in structure for i in b}

    return StructurePayoffs.from_function(NAMES[:n], profit)


def partitions(players):
    """All partitions of a list of players, by plain recursion."""
    if not players:
        yield []
        return
    first, *rest = players
    for smaller in partitions(rest):
        yield [[first], *smaller]
        for k in range(len(smaller)):
            yield [*smaller[:k], [first, *smaller[k]], *smaller[k + 1 :]]


def as_structure(blocks):
    return frozenset(frozenset(block) for block in blocks if block)


def reachable(structure, movers, players, rule):
    """The structures that movers can lead to, built by moving them."""
    stayers = [(block - movers, bool(block & movers)) for block in structure if block - movers]
    if rule == "gamma":
        rest = [[b] if not left else [{i} for i in b] for b, left in stayers]
        rest = [b for part in rest for b in part]
    else:
        rest = [b for b, _ in stayers]
    found = set()
    if rule == "open":  # each mover joins a block that is there, or one of the new ones
        own = sorted(movers)
        for places in product(range(len(rest) + len(own)), repeat=len(own)):
            blocks = [set(b) for b in rest] + [set() for _ in own]
            for i, place in zip(own, places, strict=True):
                blocks[place].add(i)
            found.add(as_structure(blocks))
    else:
        for parts in partitions(sorted(movers)):
            found.add(as_structure([*rest, *parts]))
    return found


def stable_by_definition(payoffs, rule, sizes):
    stable = set()
    subsets = [
        frozenset(p for k, p in enumerate(payoffs.players) if mask >> k & 1)
        for mask in range(1, 2**payoffs.n)
    ]
    for structure in payoffs.structures:
        now = payoffs.payoff(structure)
        blocked = any(
            all(payoffs.payoff(after)[i] > now[i] for i in movers)
            for movers in subsets
            if len(movers) in sizes
            for after in reachable(structure, movers, payoffs.players, rule)
        )
        if not blocked:
            stable.add(structure)
    return stable


@settings(max_examples=12, deadline=None)
@given(st.integers(1, 4), st.integers(0, 10**6), st.sampled_from(RULES))
def test_nash_and_strong_by_definition(n, seed, rule):
    payoffs = random_payoffs(n, seed)
    nash = stable_by_definition(payoffs, rule, [1])
    strong = stable_by_definition(payoffs, rule, range(1, n + 1))
    assert set(membership_equilibria(payoffs, rule=rule)) == nash
    assert set(membership_equilibria(payoffs, rule=rule, concept="strong")) == strong
    for structure in payoffs.structures:
        for concept, stable in (("nash", nash), ("strong", strong)):
            finding = is_membership_equilibrium(payoffs, structure, rule=rule, concept=concept)
            assert finding.holds == (structure in stable)
            if not finding:
                movers, after = finding.witness["coalition"], finding.witness["structure"]
                assert after in reachable(structure, movers, payoffs.players, rule)
                gains = payoffs.payoff(after) - payoffs.payoff(structure)
                assert finding.witness["gains"] == {i: gains[i] for i in sorted(movers)}
                assert min(finding.witness["gains"].values()) > 0


@pytest.mark.parametrize("rule", RULES)
def test_five_players_by_definition(rule):
    payoffs = random_payoffs(5, 7, levels=3)
    found = membership_equilibria(payoffs, rule=rule, concept="strong")
    assert set(found) == stable_by_definition(payoffs, rule, range(1, 6))


def announced(game, payoffs, rule, equilibria):
    """The structures that equilibria of the normal form lead to."""
    structures = set()
    for found in equilibria:
        said = {i: next(s for s, p in mix.items() if p == 1) for i, mix in found.strategies.items()}
        if rule == "gamma":
            keys = {
                i: said[i] if all(said[j] == said[i] for j in said[i].split(", ")) else i
                for i in said
            }
        else:
            keys = said
        groups = {}
        for i, key in keys.items():
            groups.setdefault(key, []).append(i)
        structures.add(as_structure(groups.values()))
    return structures


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("seed", range(6))
def test_the_normal_form_has_the_same_strong_and_coalition_proof_structures(rule, seed):
    payoffs = random_payoffs(3, seed, levels=3)
    game = membership_normal_form(payoffs, rule=rule)
    for concept, solve in (
        ("strong", strong_equilibria),
        ("coalition_proof", coalition_proof_equilibria),
    ):
        found = membership_equilibria(payoffs, rule=rule, concept=concept)
        assert set(found) == announced(game, payoffs, rule, solve(game))


@pytest.mark.parametrize("seed", range(3))
def test_four_players_with_addresses(seed):
    payoffs = random_payoffs(4, seed, levels=3)
    game = membership_normal_form(payoffs, rule="open")
    found = membership_equilibria(payoffs, rule="open", concept="coalition_proof")
    assert set(found) == announced(game, payoffs, "open", coalition_proof_equilibria(game))


@settings(max_examples=12, deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6), st.sampled_from(RULES))
def test_strong_is_coalition_proof_is_nash(n, seed, rule):
    payoffs = random_payoffs(n, seed)
    nash, proof, strong = (
        set(membership_equilibria(payoffs, rule=rule, concept=concept))
        for concept in ("nash", "coalition_proof", "strong")
    )
    assert strong <= proof <= nash


@settings(max_examples=20, deadline=None)
@given(st.integers(2, 5), st.integers(0, 10**6))
def test_leaving_alone_is_possible_under_open_and_delta(n, seed):
    payoffs = random_payoffs(n, seed)
    assert set(membership_equilibria(payoffs, rule="open")) <= set(
        membership_equilibria(payoffs, rule="delta")
    )


def test_cartels_of_four():
    """A merger for monopoly lasts only if it is all or nothing: 1/16 > 1/25, but < 1/9."""
    assert [sorted(map(len, s)) for s in membership_equilibria(cartel(4), rule="gamma")] == [
        [4],
        [1, 1, 1, 1],
    ]
    assert len(membership_equilibria(cartel(4), rule="delta")) == 1
    assert membership_equilibria(cartel(4), rule="gamma", concept="strong").contains([NAMES[:4]])


def test_sharing_the_worths_of_a_partition_function():
    names = NAMES[:3]
    game = PartitionGame.from_function(names, lambda S, P: Fraction(len(S) ** 2, len(P)))
    payoffs = StructurePayoffs.from_partition_game(game, {"A": 1, "B": 2, "C": 1})
    for structure in payoffs.structures:
        for block in structure:
            total = 4 if block == frozenset("AB") else None
            given_to = payoffs.payoff(structure)[sorted(block)]
            assert given_to.sum() == Fraction(len(block) ** 2, len(structure))
            if total:
                assert given_to["B"] == 2 * given_to["A"]
    decimal = PartitionGame.from_function(names, lambda S, P: 0.3 if len(S) == 3 else 0.1)
    assert StructurePayoffs.from_partition_game(decimal).payoffs[0].tolist() == [0.1] * 3
    ragged = PartitionGame.from_function(names, lambda S, P: len(S) / 7)
    assert StructurePayoffs.from_partition_game(ragged).payoffs == pytest.approx(1 / 7)
    equal = StructurePayoffs.from_partition_game(game)
    assert equal.payoff([["A", "B"], ["C"]]).tolist() == [1, 1, Fraction(1, 2)]
    with pytest.raises(UnknownNameError, match="sharing 'fair' is unknown"):
        StructurePayoffs.from_partition_game(game, "fair")
    with pytest.raises(InvalidArgumentError, match="game must be a PartitionGame, got int"):
        StructurePayoffs.from_partition_game(3)
    with pytest.raises(InvalidArgumentError, match="sharing must be > 0, got 0"):
        StructurePayoffs.from_partition_game(game, [0, 1, 1])


def test_rows_names_and_pickles():
    payoffs = random_payoffs(4, 1)
    assert len(payoffs.structures) == 15
    for row, structure in enumerate(payoffs.structures):
        assert payoffs.row(structure) == row
        assert payoffs.structure(row) == structure
    again = StructurePayoffs.from_payoffs(
        payoffs.players, {s: payoffs.payoff(s).to_dict() for s in payoffs.structures}
    )
    assert again == payoffs == pickle.loads(pickle.dumps(payoffs))
    found = membership_equilibria(payoffs, rule="gamma")
    assert pickle.loads(pickle.dumps(found)) == found
    assert payoffs.to_frame().shape == (15, 4)


def test_integers_among_fractions_stay_exact():
    third = Fraction(1, 3)
    payoffs = StructurePayoffs.from_function(
        ["A", "B"], lambda s: [1, 2] if len(s) == 1 else {"A": third, "B": 0}
    )
    assert payoffs.payoffs.tolist() == [[1, 2], [third, 0]]
    assert payoffs.kind == "fraction"
    assert StructurePayoffs.from_function(["A"], lambda s: [1]).kind == "float"
    single = MembershipGame.from_function(["A"], lambda S: [third if S else 0])
    assert single.payoffs.tolist() == [[0], [third]]
    assert HedonicGame.additive(["A", "B"], {"A": {"B": third}}).values.tolist()[0] == [0, third]
    with pytest.raises(InvalidGameError, match=r"payoff of \{A\} must be one number per name"):
        StructurePayoffs.from_function(["A"], lambda s: None)


def test_one_player():
    payoffs = StructurePayoffs(["A"], [[3]])
    for rule, concept in product(RULES, ("nash", "strong", "coalition_proof")):
        assert len(membership_equilibria(payoffs, rule=rule, concept=concept)) == 1


def test_eight_indifferent_players():
    """All structures are equilibria if nobody cares."""
    payoffs = StructurePayoffs(list("ABCDEFGH"), np.zeros((4140, 8)))
    for rule in RULES:
        found = membership_equilibria(payoffs, rule=rule, concept="strong")
        assert np.array_equal(found.labels, coalition_structures(8))


def test_bad_arguments_are_named():
    payoffs = random_payoffs(3, 0)
    with pytest.raises(UnknownNameError, match="rule 'alpha' is unknown"):
        membership_equilibria(payoffs, rule="alpha")
    with pytest.raises(UnknownNameError, match="concept 'core' is unknown"):
        membership_equilibria(payoffs, rule="open", concept="core")
    with pytest.raises(InvalidGameError, match=r"payoffs must have shape \(5, 3\)"):
        StructurePayoffs(["A", "B", "C"], [[1, 2, 3]])
    with pytest.raises(InvalidGameError, match=r"missing \{A\}, \{B\}"):
        StructurePayoffs.from_payoffs(["A", "B"], {(("A", "B"),): [1, 1]})
    with pytest.raises(InvalidGameError, match="each structure once"):
        StructurePayoffs.from_payoffs(
            ["A", "B"], {(("A", "B"),): [1, 1], (("B", "A"),): [1, 1], ("A", "B"): [0, 0]}
        )
    with pytest.raises(InvalidGameError, match=r"payoff of \{A\}, \{B\} must cover.* missing B"):
        StructurePayoffs.from_function(["A", "B"], lambda s: {"A": 1} if len(s) > 1 else [1, 1])
    with pytest.raises(InvalidArgumentError, match="structure must cover every player, missing C"):
        payoffs.payoff([["A"], ["B"]])
    with pytest.raises(InvalidArgumentError, match="each player once, got A twice"):
        payoffs.payoff([["A", "B"], ["A", "C"]])
    with pytest.raises(UnknownNameError, match="structure: player 'Z'"):
        payoffs.payoff([["A", "Z"], ["B", "C"]])
    with pytest.raises(ProblemTooLargeError, match="at most 12 players"):
        StructurePayoffs([f"p{i}" for i in range(13)], [])
    with pytest.raises(ProblemTooLargeError, match="at most 5 players"):
        membership_equilibria(random_payoffs(6, 0), rule="delta", concept="coalition_proof")
    with pytest.raises(ProblemTooLargeError, match="profiles of announcements"):
        membership_normal_form(random_payoffs(6, 0), rule="gamma")
    with pytest.raises(UnsupportedNumberError, match="numbers to be compared"):
        membership_equilibria(StructurePayoffs(["A"], [[sympy.Symbol("x")]]), rule="open")


def test_games_of_another_kind_are_refused_with_a_way_to_go_on():
    game = PartitionGame(["A", "B"], [3, 1, 1])
    with pytest.raises(InvalidArgumentError, match=r"from_partition_game\(game\) shares"):
        membership_equilibria(game, rule="open")
    with pytest.raises(InvalidArgumentError, match="payoffs must be StructurePayoffs"):
        membership_normal_form(game, rule="open")
    payoffs = StructurePayoffs.from_partition_game(game)
    with pytest.raises(InvalidArgumentError, match="row must be one of 0 to 1, got -1"):
        payoffs.structure(-1)


def test_shares_by_weight_are_proportional_in_every_block():
    worths = [Fraction(k * k - 7, k + 1) for k in range(10)]
    game, weights = PartitionGame(["A", "B", "C"], worths), {"A": 1, "B": Fraction(1, 2), "C": 3}
    payoffs = StructurePayoffs.from_partition_game(game, weights)
    for row in range(5):
        structure = game.structure(row)
        for block in structure:
            for player in block:
                share = weights[player] / Fraction(sum(weights[name] for name in block))
                got = payoffs.payoff(structure)[player]
                assert got == share * game.worth(block, structure)
