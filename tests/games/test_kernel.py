"""The kernel and the prekernel, against their definitions, theorems and hand-made examples."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import (
    CoalitionalGame,
    in_kernel,
    in_prekernel,
    kernel_point,
    prekernel_point,
    surplus,
)
from lilliput.games.cores.batch_exact import exact_levels
from lilliput.games.cores.surplus import maximal_surpluses
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    UnknownNameError,
    UnsupportedNumberError,
)

from test_coalitional import NAMES, games

SMALL = st.fractions(-3, 3, max_denominator=4)


def largest_excesses(game, x):
    """s_ij(x) by enumeration."""
    masks = range(1, 2**game.n)
    excess = {
        game.coalition(m): game.worths[m] - sum(x[p] for p in game.coalition(m)) for m in masks
    }
    return {
        (i, j): max(e for S, e in excess.items() if i in S and j not in S)
        for i in game.players
        for j in game.players
        if i != j
    }


@st.composite
def allocations(draw, game):
    """Efficient, not necessarily individually rational."""
    shares = [draw(SMALL) for _ in game.players]
    shares[-1] = game.worths[-1] - sum(shares[:-1], Fraction(0))
    return dict(zip(game.players, shares, strict=True))


@st.composite
def games_with_imputations(draw, least=1, most=4):
    """With zeros and ties, inessential games among them."""
    n = draw(st.integers(least, most))
    worths = [Fraction(draw(st.integers(-2, 3))) for _ in range(2**n)]
    worths[0] = Fraction(0)
    worths[-1] = sum((worths[1 << i] for i in range(n)), Fraction(draw(st.integers(0, 4))))
    return CoalitionalGame(NAMES[:n], worths)


@st.composite
def convex_games(draw, most=5):
    n = draw(st.integers(2, most))
    dividends = {}
    for mask in range(1, 2**n):
        coalition = tuple(NAMES[i] for i in range(n) if mask >> i & 1)
        dividends[coalition] = Fraction(draw(st.integers(-3 if len(coalition) == 1 else 0, 3)))
    return CoalitionalGame.from_dividends(NAMES[:n], dividends)


def nucleolus_of(game, *, imputations):
    alone = [game.worths[1 << i] for i in range(game.n)]
    share = (game.worths[-1] - sum(alone)) / game.n
    floors = alone if imputations else None
    return exact_levels(game.worths, [a + share for a in alone], floors=floors)[0]


@settings(max_examples=100)
@given(st.data())
def test_surpluses_are_the_largest_excesses(data):
    game = data.draw(games(least=2))
    x = data.draw(allocations(game))
    expected = largest_excesses(game, x)
    exact, floats = surplus(game, x), surplus(game, {p: float(s) for p, s in x.items()})
    for (i, j), value in expected.items():
        assert exact.loc[i, j] == value
        assert abs(floats.loc[i, j] - value) <= 1e-14
    assert all(exact.loc[p, p] is None for p in game.players)
    assert np.isnan(np.diag(floats)).all()


@settings(max_examples=200)
@given(st.data())
def test_membership_is_by_definition(data):
    game = data.draw(games_with_imputations(least=2))
    x = data.draw(st.one_of(allocations(game), st.just(None)))
    if x is None:
        x = dict(zip(game.players, nucleolus_of(game, imputations=True), strict=True))
    s = largest_excesses(game, x)
    alone = {p: game.worth([p]) for p in game.players}
    imputation = all(x[p] >= alone[p] for p in game.players)
    assert bool(in_prekernel(game, x)) == all(s[i, j] == s[j, i] for i, j in s)
    outweighed = any(s[i, j] > s[j, i] and x[j] != alone[j] for i, j in s)
    assert bool(in_kernel(game, x)) == (imputation and not outweighed)


@settings(max_examples=100)
@given(st.data())
def test_a_refusal_names_a_pair_that_anyone_can_check(data):
    game = data.draw(games(least=2))
    x = data.draw(allocations(game))
    found = in_prekernel(game, x)
    if not found:
        (i, j), (mine, theirs) = found.witness["pair"], found.witness["coalitions"]
        assert i in mine
        assert j not in mine
        assert j in theirs
        assert i not in theirs
        excesses = [game.worth(S) - sum(x[p] for p in S) for S in (mine, theirs)]
        assert tuple(excesses) == found.witness["surpluses"]
        assert excesses[0] > excesses[1]


@settings(max_examples=100)
@given(games_with_imputations())
def test_the_nucleolus_is_in_the_kernel_and_the_prenucleolus_in_the_prekernel(game):
    """Schmeidler 1969, theorem 4; Maschler, Peleg and Shapley 1979."""
    assert in_kernel(game, nucleolus_of(game, imputations=True))
    assert in_prekernel(game, nucleolus_of(game, imputations=False))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_points_satisfy_the_definition_exactly(data):
    game = data.draw(games_with_imputations())
    start = data.draw(st.one_of(st.none(), allocations(game)))
    assert in_prekernel(game, prekernel_point(game, start=start))
    point = kernel_point(game)
    assert all(isinstance(share, Fraction) for share in point)
    assert in_kernel(game, point)


@settings(max_examples=60, deadline=None)
@given(games_with_imputations(), st.sampled_from([1e-9, 1.0, 1e9, 1 / 3]))
def test_points_in_floats_at_any_scale(game, scale):
    worths = game.worths.astype(float) * scale
    total = sum(worths[1 << i] for i in range(game.n))
    worths[-1] = max(worths[-1], total)
    floats = CoalitionalGame(game.players, worths)
    for point, check in ((prekernel_point, in_prekernel), (kernel_point, in_kernel)):
        x = point(floats)
        assert check(floats, x, tol=1e-11)
        assert abs(x.sum() - worths[-1]) <= 1e-14 * max(np.abs(worths))


@settings(max_examples=40, deadline=None)
@given(convex_games(), st.randoms(use_true_random=False))
def test_the_kernel_of_a_convex_game_is_the_nucleolus(game, random):
    """Maschler, Peleg and Shapley 1971: kernel and nucleolus of a convex game coincide."""
    n = game.n
    order = random.sample(range(n), n)
    marginal, seen = [Fraction(0)] * n, 0
    for i in order:
        marginal[i] = game.worths[seen | 1 << i] - game.worths[seen]
        seen |= 1 << i
    expected = nucleolus_of(game, imputations=True)
    assert kernel_point(game).tolist() == expected
    assert kernel_point(game, start=marginal).tolist() == expected


@settings(max_examples=60, deadline=None)
@given(convex_games(most=4), st.data())
def test_kernel_and_prekernel_of_a_zero_monotonic_game_coincide(game, data):
    """Maschler, Peleg and Shapley 1979, theorem 2.7."""
    worths = game.worths.copy()
    for mask in range(2**game.n):  # any monotonic game, then shifts of the players' own worths
        lower = [worths[mask & ~(1 << i)] for i in range(game.n) if mask >> i & 1]
        worths[mask] = max([Fraction(data.draw(st.integers(0, 3))), *lower]) if mask else worths[0]
    for i in range(game.n):
        worths[1 << i] = Fraction(0)
    monotonic = CoalitionalGame(game.players, worths)
    assert in_prekernel(monotonic, kernel_point(monotonic))
    assert in_kernel(monotonic, prekernel_point(monotonic))


@pytest.mark.parametrize("a", [Fraction(k, 4) for k in range(5)])
def test_a_market_with_two_pairs_of_gloves(a):
    """Its kernel is the segment (a, a, 1−a, 1−a), of which the nucleolus is the middle.

    With both left gloves at a, every player can pair with a partner at excess 0, and no coalition
    has more: all surpluses are 0.
    """
    game = CoalitionalGame.from_function(
        ["L1", "L2", "R1", "R2"],
        lambda S: Fraction(min(sum(p[0] == "L" for p in S), sum(p[0] == "R" for p in S))),
    )
    x = {"L1": a, "L2": a, "R1": 1 - a, "R2": 1 - a}
    assert in_kernel(game, x)
    assert in_prekernel(game, x)
    assert kernel_point(game, start=x).to_dict() == x
    assert prekernel_point(game, start=x).to_dict() == x
    off = x | {"L1": a - Fraction(1, 10), "R1": 1 - a + Fraction(1, 10)}
    assert not in_prekernel(game, off)


def test_players_at_their_floor_may_be_outweighed():
    """Peleg and Sudhölter 2007, example 5.5.12: (1, 1, 0) is in the kernel only."""
    game = CoalitionalGame(list("ABC"), [0, 0, 0, 10, 0, 0, 0, 2])
    assert kernel_point(game, exact=True).tolist() == [1, 1, 0]
    assert in_kernel(game, [1, 1, 0])
    refused = in_prekernel(game, [1, 1, 0])
    assert refused.witness["pair"] in {("A", "C"), ("B", "C")}
    assert refused.witness["surpluses"] == (8.0, 0.0)
    assert prekernel_point(game, exact=True).tolist() == [3, 3, -4]


def test_exact_decisions_about_floats():
    game = CoalitionalGame(["A", "B"], [0, 0.1, 0.2, 0.9])
    x = [0.4, 0.5]
    assert in_prekernel(game, x)
    assert not in_prekernel(game, x, exact=True)
    point = prekernel_point(game, exact=True)
    half = (Fraction(0.9) + Fraction(0.1) - Fraction(0.2)) / 2
    assert point["A"] == half
    assert in_prekernel(game, point, exact=True)


def test_the_compiled_surpluses_are_the_others():
    rng = np.random.default_rng(2)
    excess = np.round(rng.random(2**13), 2)
    compiled, masks = maximal_surpluses(excess)
    plain, _ = maximal_surpluses(np.array([Fraction(e) for e in excess[: 2**5]], dtype=object))
    assert np.array_equal(plain.astype(float), maximal_surpluses(excess[: 2**5])[0])
    every = np.arange(2**13)
    for i in range(13):
        for j in range(13):
            if i != j:
                allowed = (every >> i & 1 == 1) & (every >> j & 1 == 0)
                assert compiled[i, j] == excess[allowed].max()
                assert allowed[masks[i, j]]
                assert excess[masks[i, j]] == compiled[i, j]


@pytest.mark.parametrize("players", [[], ["A"]])
def test_no_player_and_one_player(players):
    game = CoalitionalGame(players, [0, 5][: len(players) + 1])
    x = [5] * len(players)
    assert surplus(game, x).shape == (len(players),) * 2
    assert in_kernel(game, x)
    assert in_prekernel(game, x, exact=True)
    assert kernel_point(game).tolist() == x
    assert prekernel_point(game, exact=True).tolist() == x
    assert list(kernel_point(game).index) == players


def test_bad_input():
    game = CoalitionalGame(["A", "B"], [0, 2, 2, 5])
    assert repr(in_kernel(game, [3, 3])) == (
        "Finding(in kernel: fails; x(N) = 6.0 is not v(N) = 5.0)"
    )
    assert repr(in_kernel(game, [4, 1])) == "Finding(in kernel: fails; B gets 1.0 < v({B}) = 2.0)"
    with pytest.raises(UnknownNameError, match="x: name 'C' is unknown"):
        in_kernel(game, {"A": 1, "C": 2})
    with pytest.raises(InvalidGameError, match="x needs 2 entries"):
        surplus(game, [1, 2, 3])
    with pytest.raises(
        InvalidArgumentError, match=r"start must share v\(N\) = 5.0, got a sum of 6"
    ):
        prekernel_point(game, start=[3, 3])
    with pytest.raises(InvalidArgumentError, match="start must give no player less than alone"):
        kernel_point(game, start={"A": 4, "B": 1})
    empty = CoalitionalGame(["A", "B"], [0, 2, 2, 3])
    with pytest.raises(InvalidGameError, match=r"the kernel of this game is empty: .* 4.0 alone"):
        kernel_point(empty)
    assert prekernel_point(empty).tolist() == [1.5, 1.5]
    symbolic = CoalitionalGame(["A", "B"], [0, 0, 0, sympy.Symbol("v")])
    for solve in (prekernel_point, kernel_point, lambda g: in_kernel(g, [0, 0])):
        with pytest.raises(UnsupportedNumberError, match="expressions in v"):
            solve(symbolic)


def test_arguments_are_left_alone():
    start = np.array([1.0, 0.0, 0.0])
    game = CoalitionalGame(list("ABC"), [0, 0, 0, 1, 0, 1, 1, 1])
    kernel_point(game, start=start)
    surplus(game, start)
    assert start.tolist() == [1.0, 0.0, 0.0]
