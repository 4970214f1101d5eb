"""Games in partition function form: structures, the game itself, and its properties."""

import pickle
from fractions import Fraction
from itertools import combinations, permutations

import numpy as np
import pytest
import sympy
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lilliput.games import CoalitionalGame
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.partition import (
    PartitionGame,
    bell_number,
    block_masks,
    block_starts,
    coalition_structures,
    has_negative_externalities,
    has_no_externalities,
    has_positive_externalities,
    is_cohesive,
    is_fully_cohesive,
    is_partition_superadditive,
    is_partition_symmetric,
    structure_rank,
)
from lilliput.games.partition.structures import restricted_growth, structure_ranks

NAMES = ("A", "B", "C", "D", "E", "F")


def partitions(members):
    """All partitions of a list of players, each a frozenset of frozensets."""
    members = list(members)
    if not members:
        return [frozenset()]
    found = []
    for smaller in partitions(members[1:]):
        found.append(smaller | {frozenset(members[:1])})
        found += [smaller - {block} | {block | {members[0]}} for block in smaller]
    return found


def embedded(players):
    return [(block, structure) for structure in partitions(players) for block in structure]


def merged(structure, *blocks):
    return structure - set(blocks) | {frozenset().union(*blocks)}


@st.composite
def partition_games(draw, least=1, most=4, low=-3, high=3):
    n = draw(st.integers(least, most))
    size = bell_number(n + 1) - bell_number(n)
    fractions = st.fractions(low, high, max_denominator=3)
    worths = draw(st.lists(fractions, min_size=size, max_size=size))
    return PartitionGame(NAMES[:n], worths)


@pytest.mark.parametrize("n", range(1, 8))
def test_structures_are_all_partitions_in_lexicographic_order(n):
    rows = coalition_structures(n)
    named = [
        frozenset(
            frozenset(i for i in range(n) if row[i] == label) for label in range(max(row) + 1)
        )
        for row in rows.tolist()
    ]
    assert set(named) == set(partitions(range(n)))
    assert len(named) == len(set(named)) == bell_number(n)
    assert rows.tolist() == sorted(rows.tolist())
    assert rows[0].tolist() == [0] * n
    assert rows[-1].tolist() == list(range(n))
    assert structure_ranks(rows).tolist() == list(range(len(rows)))
    assert [structure_rank(row) for row in rows[:50]] == list(range(min(50, len(rows))))


@pytest.mark.parametrize("n", range(1, 8))
def test_flat_order_of_embedded_coalitions(n):
    rows, starts, masks = coalition_structures(n), block_starts(n), block_masks(n)
    assert starts[-1] == len(masks) == bell_number(n + 1) - bell_number(n)
    for p, row in enumerate(rows.tolist()):
        blocks = [sum(1 << i for i in range(n) if row[i] == k) for k in range(max(row) + 1)]
        assert masks[starts[p] : starts[p + 1]].tolist() == blocks
    assert not rows.flags.writeable
    assert not masks.flags.writeable
    assert not starts.flags.writeable


def test_bell_numbers():
    """Rota (1964); and n = 10 has 562,595 embedded coalitions."""
    assert [bell_number(n) for n in range(11)] == [
        1, 1, 2, 5, 15, 52, 203, 877, 4140, 21147, 115975,
    ]  # fmt: skip
    assert len(block_masks(10)) == 562_595


@given(st.lists(st.integers(0, 6), min_size=7, max_size=7))
def test_restricted_growth_keeps_who_is_with_whom(labels):
    renamed = restricted_growth(labels).tolist()
    for i, j in combinations(range(7), 2):
        assert (labels[i] == labels[j]) == (renamed[i] == renamed[j])
    assert coalition_structures(7)[structure_rank(renamed)].tolist() == renamed


def test_too_many_players_and_bad_strings():
    with pytest.raises(ProblemTooLargeError, match="at most 12 players are allowed"):
        coalition_structures(13)
    with pytest.raises(ProblemTooLargeError, match="51,724,158,235,372 partitions"):
        block_masks(20)
    with pytest.raises(InvalidArgumentError, match="n must be a number of players >= 1, got 0"):
        block_starts(0)
    with pytest.raises(InvalidArgumentError, match="entry 2 must be 0 to 1, got 2"):
        structure_rank([0, 0, 2])
    with pytest.raises(ProblemTooLargeError, match="players are allowed"):
        PartitionGame([str(i) for i in range(13)], [0])


@settings(max_examples=40, deadline=None)
@given(partition_games(most=4))
def test_worths_by_name_function_structure_and_frame_agree(game):
    worths = {pair: game.worth(*pair) for pair in embedded(game.players)}
    assert len(worths) == len(game.worths)
    assert PartitionGame.from_worths(worths, players=game.players) == game
    again = PartitionGame.from_function(game.players, lambda S, P: worths[S, P])
    assert again == game
    assert hash(again) == hash(game)
    by_structure = {
        tuple(map(tuple, P)): [worths[S, P] for S in P] for P in partitions(game.players)
    }
    assert PartitionGame.from_structures(by_structure, players=game.players) == game
    frame = game.to_frame()
    assert frame["worth"].tolist() == game.worths.tolist()
    for row in range(len(game.structures)):
        structure = game.structure(row)
        assert game.row(structure) == row
        assert sorted(game.worths_in(structure)) == sorted(worths[S, structure] for S in structure)


@settings(max_examples=40, deadline=None)
@given(partition_games(least=2), st.data())
def test_residual_game(game, data):
    settled = data.draw(st.sampled_from([P for P in partitions(game.players) if len(P) > 1]))
    settled -= {data.draw(st.sampled_from(sorted(settled, key=sorted)))}
    rest = game.residual(settled)
    assert set(rest.players) == set(game.players) - frozenset().union(*settled)
    for coalition, structure in embedded(rest.players):
        assert rest.worth(coalition, structure) == game.worth(coalition, structure | settled)


def test_games_are_values():
    game = PartitionGame(["A", "B"], [Fraction(3), Fraction(1), Fraction(0)])
    copy = pickle.loads(pickle.dumps(game))
    assert copy == game
    assert not copy.worths.flags.writeable
    given_worths = np.array([3.0, 1.0, 0.0])
    taken = PartitionGame(["A", "B"], given_worths)
    given_worths[0] = 9
    assert taken.worths[0] == 3
    assert game != PartitionGame(["A", "B"], [3, 1, 1])
    assert (game == "game") is False
    assert repr(game) == (
        "PartitionGame(2 players: A, B; 3 embedded coalitions; fraction worths; v(N) = 3)"
    )
    assert "{A} {B}" in game._repr_html_()
    assert (
        "… and 188 more structures"
        in PartitionGame.from_function(NAMES, lambda S, P: len(P))._repr_html_()
    )
    x = sympy.Symbol("x")
    assert PartitionGame(["A", "B"], [x, 1, 0]).kind == "symbolic"
    assert PartitionGame(["A"], [5]).worth("A", ["A"]) == 5


def test_bad_games_are_refused():
    with pytest.raises(InvalidGameError, match="worths needs 10 numbers, one for each embedded"):
        PartitionGame(["A", "B", "C"], [1, 2])
    with pytest.raises(InvalidGameError, match=r"got nan for \{B\} in \{A, C\} \{B\}"):
        PartitionGame(["A", "B", "C"], [0, 0, 0, 0, float("nan"), 0, 0, 0, 0, 0])
    with pytest.raises(InvalidGameError, match="distinct"):
        PartitionGame(["A", "A"], [1, 2, 3])
    together = (("A", "B"),)
    with pytest.raises(InvalidGameError, match=r"missing 1 of 3, the first \{B\} in \{A\} \{B\}"):
        PartitionGame.from_worths({(("A", "B"), together): 3, ("A", ("A", "B")): 1})
    with pytest.raises(InvalidGameError, match=r"once, got \{A\} in \{A\} \{B\} twice"):
        PartitionGame.from_worths({("A", ("A", "B")): 1, ("A", ("B", "A")): 1})
    with pytest.raises(InvalidGameError, match="must be given by"):
        PartitionGame.from_worths({"A": 3})
    with pytest.raises(InvalidGameError, match="2 numbers for the structure"):
        PartitionGame.from_structures({together: [1], ("A", "B"): [1]})
    with pytest.raises(InvalidArgumentError, match="coalition must be a block of the structure"):
        PartitionGame.from_worths({("A", together): 3})


def test_bad_questions_are_refused():
    game = PartitionGame.from_function(["A", "B", "C"], lambda S, P: len(P))
    with pytest.raises(InvalidArgumentError, match="structure must cover every player, missing C"):
        game.worth(["A"], ["A", "B"])
    with pytest.raises(UnknownNameError, match="structure: player 'X' is unknown"):
        game.worth(["A"], ["A", "B", "X"])
    with pytest.raises(UnknownNameError, match="coalition: player 'X' is unknown"):
        game.worth(["X"], ["A", "B", "C"])
    with pytest.raises(InvalidArgumentError, match="each player once, got B twice"):
        game.worth(["A"], [["A", "B"], ["B", "C"]])
    with pytest.raises(InvalidArgumentError, match=r"structure \{A, B\} \{C\}, got \{A\}"):
        game.worth(["A"], [["A", "B"], "C"])
    with pytest.raises(InvalidArgumentError, match="non-empty groups"):
        game.worth(["A"], [[], ["A", "B", "C"]])
    with pytest.raises(InvalidArgumentError, match="must be groups of A, B, C, got 'ABC'"):
        game.row("ABC")
    with pytest.raises(InvalidArgumentError, match="leave at least one player"):
        game.residual([["A", "B"], "C"])
    with pytest.raises(InvalidArgumentError, match="row must be one of 0 to 4, got 5"):
        game.structure(5)
    with pytest.raises(InvalidArgumentError, match="game must be a PartitionGame"):
        is_cohesive(CoalitionalGame(["A"], [0, 1]))


def plain_properties(game):
    """Each property by its definition, in plain loops over named coalitions."""
    v = {pair: game.worth(*pair) for pair in embedded(game.players)}
    structures, everyone = partitions(game.players), frozenset(game.players)
    steps = [
        (v[S, P], v[S, merged(P, T, U)])
        for P in structures
        for T, U in combinations(P, 2)
        for S in P - {T, U}
    ]
    return {
        has_positive_externalities: all(a <= b for a, b in steps),
        has_negative_externalities: all(a >= b for a, b in steps),
        has_no_externalities: all(
            v[S, P] == v[S, Q] for P in structures for Q in structures for S in P & Q
        ),
        is_partition_superadditive: all(
            v[S, P] + v[T, P] <= v[S | T, merged(P, S, T)]
            for P in structures
            for S, T in combinations(P, 2)
        ),
        is_fully_cohesive: all(
            sum(v[S, P] for S in Q) <= v[frozenset().union(*Q), merged(P, *Q)]
            for P in structures
            for size in range(2, len(P) + 1)
            for Q in combinations(P, size)
        ),
        is_cohesive: all(
            sum(v[S, P] for S in P) <= v[everyone, frozenset([everyone])] for P in structures
        ),
        is_partition_symmetric: all(
            v[S, P] == v[T, Q]
            for S, P in v
            for T, Q in v
            if len(S) == len(T) and sorted(map(len, P)) == sorted(map(len, Q))
        ),
    }  # fmt: skip


def special_games():
    """Games with a good chance to have the properties that random ones lack."""
    slopes = st.integers(-1, 1)
    return st.builds(
        lambda n, a, b, c, bump: PartitionGame.from_function(
            NAMES[:n],
            lambda S, P: (
                Fraction(a * len(P) + b * len(S) ** 2 + c * max(map(len, P)))
                + bump * (len(S) == 1 and "A" in S)
            ),
        ),
        st.integers(1, 4),
        slopes,
        st.integers(-1, 3),
        slopes,
        st.integers(0, 1),
    )


@settings(max_examples=60, deadline=None)
@given(st.one_of(partition_games(), special_games()))
@example(PartitionGame.from_function(NAMES, lambda S, P: Fraction(len(S) ** 2, len(P))))
@example(PartitionGame.from_function(NAMES[:5], lambda S, P: Fraction(len(S) * max(map(len, P)))))
def test_properties_are_their_definitions(game):
    for check, expected in plain_properties(game).items():
        finding = check(game)
        assert finding.holds == expected, check.__name__
        assert check(PartitionGame(game.players, game.worths.astype(float))).holds == expected


@settings(max_examples=60, deadline=None)
@given(partition_games(least=2))
def test_witnesses_violate_the_property(game):
    finding = has_positive_externalities(game)
    if not finding:
        w = finding.witness
        assert game.worth(w["coalition"], w["before"]) > game.worth(w["coalition"], w["after"])
        assert len(w["after"]) == len(w["before"]) - 1
    finding = has_no_externalities(game)
    if not finding:
        w = finding.witness
        pair = (game.worth(w["coalition"], w["before"]), game.worth(w["coalition"], w["after"]))
        assert pair == w["worths"]
        assert pair[0] != pair[1]
    finding = is_fully_cohesive(game)
    if not finding:
        w = finding.witness
        total = sum(game.worth(S, w["before"]) for S in w["merged"])
        assert total > game.worth(frozenset().union(*w["merged"]), w["after"])
        assert w["after"] == merged(w["before"], *w["merged"])
    finding = is_cohesive(game)
    if not finding:
        total = sum(
            game.worth(S, finding.witness["structure"]) for S in finding.witness["structure"]
        )
        assert total == finding.witness["totals"][0] > game.worths[0]
    finding = is_partition_symmetric(game)
    if not finding:
        (S, T), (P, Q) = finding.witness["coalitions"], finding.witness["structures"]
        assert len(S) == len(T)
        assert sorted(map(len, P)) == sorted(map(len, Q))
        assert game.worth(S, P) != game.worth(T, Q)


@settings(max_examples=30, deadline=None)
@given(partition_games(least=2, most=4))
def test_full_cohesion_implies_the_weaker_properties(game):
    """Hafalir (2007): superadditivity and the efficiency of N follow from full cohesion."""
    if is_fully_cohesive(game):
        assert is_partition_superadditive(game)
        assert is_cohesive(game)


def test_superadditive_games_may_have_an_inefficient_grand_coalition():
    """With externalities pairwise mergers may all pay, and the grand coalition still loses."""
    game = PartitionGame.from_structures(
        {
            (("A", "B", "C"),): [5],
            (("A", "B"), "C"): [4, 1], (("A", "C"), "B"): [4, 1], (("B", "C"), "A"): [4, 1],
            ("A", "B", "C"): [2, 2, 2],
        }
    )  # fmt: skip
    assert is_partition_superadditive(game)
    assert not is_cohesive(game)
    assert not is_fully_cohesive(game)


def test_symbols_are_compared_as_far_as_they_are_known():
    a = sympy.Symbol("a", positive=True)
    game = PartitionGame.from_function(["A", "B", "C"], lambda S, P: a * (4 - len(P)))
    assert has_positive_externalities(game)
    assert not has_negative_externalities(game)
    assert is_partition_symmetric(game)
    assert not has_no_externalities(game)
    with pytest.raises(UnsupportedNumberError, match="substitute values"):
        has_positive_externalities(
            PartitionGame.from_function(
                ["A", "B", "C"], lambda S, P: sympy.Symbol("b") * (4 - len(P))
            )
        )


@settings(max_examples=25, deadline=None)
@given(st.lists(st.fractions(-2, 2, max_denominator=4), min_size=15, max_size=15))
def test_games_without_externalities(worths):
    game = CoalitionalGame(NAMES[:4], [Fraction(0), *worths])
    form = PartitionGame.from_coalitional(game)
    assert has_no_externalities(form)
    for coalition, structure in embedded(NAMES[:4]):
        assert form.worth(coalition, structure) == game.worth(coalition)


def test_relabelling_players_only_moves_worths():
    game = PartitionGame.from_function(["A", "B", "C"], lambda S, P: len(P) + ("A" in S))
    for order in permutations("ABC"):
        again = PartitionGame.from_function(order, game.worth)
        for pair in embedded("ABC"):
            assert again.worth(*pair) == game.worth(*pair)


@pytest.mark.parametrize("n", [-1, 2.5])
def test_bell_numbers_are_of_players(n):
    with pytest.raises(InvalidArgumentError, match="number of players >= 0"):
        bell_number(n)


@pytest.mark.parametrize("labels", [[], [0.5, 0], "ab"])
def test_labels_are_whole_numbers(labels):
    with pytest.raises(InvalidArgumentError, match="labels must be whole numbers"):
        structure_rank(labels)


@pytest.mark.parametrize("n", [13, 100, 2000])
def test_too_many_players_are_refused_with_an_estimate(n):
    with pytest.raises(ProblemTooLargeError, match=f"{n} players have .* partitions"):
        coalition_structures(n)
