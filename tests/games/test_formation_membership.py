"""Membership of one coalition, and environmental agreements (Barrett 1994)."""

import pickle
from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import nash_equilibria
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.formation import (
    MembershipGame,
    SymmetricMembershipGame,
    is_stable_coalition,
    is_stable_size,
    linear_agreement,
    membership_surplus,
    quadratic_agreement,
    size_table,
    stable_coalitions,
    stable_sizes,
)

NAMES = list("ABCD")
SMALL = st.integers(-2, 2)


@st.composite
def symmetric_games(draw, most=5):
    n = draw(st.integers(1, most))
    own = draw(st.lists(SMALL, min_size=n, max_size=n))
    others = draw(st.lists(SMALL, min_size=n, max_size=n))
    return SymmetricMembershipGame([None, *own], [*others, None])


@st.composite
def games(draw, most=4):
    n = draw(st.integers(1, most))
    rows = draw(st.lists(st.lists(SMALL, min_size=n, max_size=n), min_size=2**n, max_size=2**n))
    halves = draw(st.booleans())
    if halves:
        rows = [[Fraction(x, 2) for x in row] for row in rows]
    return MembershipGame(NAMES[:n], rows)


@given(symmetric_games(), st.sampled_from(["stay", "join"]))
def test_sizes_by_definition(game, ties):
    stable = []
    for k in range(game.n + 1):
        inside = k == 0 or game.insider(k) >= game.outsider(k - 1)
        if k < game.n:
            gain = game.insider(k + 1) - game.outsider(k)
            outside = gain <= 0 if ties == "stay" else gain < 0
        else:
            outside = True
        if inside and outside:
            stable.append(k)
        assert is_stable_size(game, k, ties=ties).holds == (inside and outside)
    assert stable_sizes(game, ties=ties) == tuple(stable)
    assert list(size_table(game, ties=ties).query("stable").index) == stable


@settings(max_examples=40, deadline=None)
@given(symmetric_games())
def test_stable_sizes_are_those_of_pure_equilibria(game):
    normal = game.to_symmetric_game().to_normal_form()
    sizes = {
        sum(bool(mix["in"] == 1) for mix in found.strategies.values())
        for found in nash_equilibria(normal, method="pure")
    }
    assert sizes == set(stable_sizes(game))


@given(symmetric_games(most=4))
def test_the_table_over_coalitions_agrees_with_sizes(game):
    every = stable_coalitions(MembershipGame.from_symmetric(game))
    for k in range(game.n + 1):
        found = [S for S in every if len(S) == k]
        assert len(found) == (
            len(list(combinations(range(game.n), k))) if k in stable_sizes(game) else 0
        )


@given(games(), st.sampled_from(["stay", "join"]), st.sampled_from(["none", "members"]))
def test_coalitions_by_definition(game, ties, transfers):
    def u(i, S):
        return game.payoff(S)[i]

    def surplus(S):
        return sum(u(i, S) - u(i, S - {i}) for i in S)

    stable = []
    for size in range(game.n + 1):
        for members in combinations(game.players, size):
            S = frozenset(members)
            outside = [j for j in game.players if j not in S]
            if transfers == "none":
                gains = [u(j, S | {j}) - u(j, S) for j in outside]
                inside = all(u(i, S) >= u(i, S - {i}) for i in S)
            else:
                gains = [surplus(S | {j}) for j in outside]
                inside = surplus(S) >= 0
            holds = inside and all(g <= 0 if ties == "stay" else g < 0 for g in gains)
            finding = is_stable_coalition(game, S, transfers=transfers, ties=ties)
            assert finding.holds == holds
            if holds:
                stable.append(S)
            elif finding.witness["move"] == "dissolve":
                assert finding.witness["gain"] == -surplus(S) > 0
            elif transfers == "none":
                i = finding.witness["player"]
                assert u(i, S ^ {i}) - u(i, S) == finding.witness["gain"] >= 0
    assert set(stable_coalitions(game, transfers=transfers, ties=ties)) == set(stable)


def test_floats_are_decimals_and_tolerances_are_gains():
    """In floats 0.1 + 0.2 − 0.3 is not 0, but as decimals the surplus of both is."""
    game = MembershipGame(["A", "B", "C"], np.zeros((8, 3)))
    table = game.payoffs.copy()
    table[7] = [0.1, 0.2, -0.3]
    game = MembershipGame(game.players, table)
    assert membership_surplus(game)["A, B, C"] != 0
    assert frozenset("ABC") in stable_coalitions(game, transfers="members")
    assert frozenset("AB") not in stable_coalitions(game, transfers="members", ties="join")
    table[7] = [0.1, 0.2, -0.31]
    game = MembershipGame(game.players, table)
    assert frozenset("ABC") not in stable_coalitions(game, transfers="members")
    assert frozenset("ABC") in stable_coalitions(game, transfers="members", tol=0.01)
    close = MembershipGame(["A"], [[0.8], [0.7]])
    assert stable_coalitions(close, tol=0.1) == (frozenset(), frozenset("A"))
    close = SymmetricMembershipGame([None, 0.1], [0.3, None])
    assert stable_sizes(close) == (0,)
    assert stable_sizes(close, tol=0.2) == (0, 1)


def test_barrett_1994():
    """The table for N = 10, a = 100, b = 1, c = 0.25, and how many sign among 100."""
    frame = quadratic_agreement(10, a=100, b=1, c=0.25).to_frame().round(1)
    assert frame.loc[0, ["outsider abates", "outsider", "total"]].tolist() == [8.0, 472.0, 80.0]
    assert frame.loc[4, ["signatory", "outsider", "total"]].tolist() == [472.2, 474.9, 81.1]
    assert frame.index[frame["stable"]].tolist() == [4]
    sizes = [quadratic_agreement(100, a=100, b=1, c=c).stable_sizes() for c in (0.01, 0.1, 0.25, 1)]
    assert sizes == [(51,), (11,), (5,), (3,)]


@pytest.mark.parametrize("timing", ["stackelberg", "cournot"])
@pytest.mark.parametrize("k", range(6))
def test_abatement_is_optimal(timing, k):
    """First-order conditions by hand: outsiders given Q, signatories given the outsiders' reply."""
    n, a, b, c = 5, Fraction(7), Fraction(2), Fraction(3, 4)
    agreement = quadratic_agreement(n, a=a, b=b, c=c, timing=timing)
    own, other, total = (x if x is not None else Fraction(0) for x in agreement.abatement[k])
    assert total == k * own + (n - k) * other
    if k < n:
        assert b / n * (a - total) == c * other

    def joint(q):
        reply = other
        if timing == "stackelberg":
            reply = (a - k * q) / (n * c / b + n - k)
        everything = k * q + (n - k) * reply
        return k * (b / n * (a * everything - everything**2 / 2) - c * q**2 / 2)

    if k:
        step = Fraction(1, 1000)
        assert joint(own) > joint(own + step)
        assert joint(own) > joint(own - step)
        benefit = b / n * (a * total - total**2 / 2)
        assert agreement.game.insider(k) == benefit - c * own**2 / 2


def test_linear_benefits_in_symbols():
    """A member of k loses −(k−1)(k−3)/2 · b²/c by leaving (Barrett 1994): at most three sign."""
    b, c = sympy.symbols("b c", positive=True)
    frame = linear_agreement(6, b=b, c=c).to_frame()
    for k in range(1, 7):
        expected = -sympy.Rational((k - 1) * (k - 3), 2) * b**2 / c
        assert sympy.simplify(frame["internal"][k] - expected) == 0
    assert "stable" not in frame
    for n in (3, 4, 30):
        assert max(linear_agreement(n, b=3, c=0.7).stable_sizes()) == 3
    assert linear_agreement(2).stable_sizes(ties="join") == (2,)
    with pytest.raises(UnsupportedNumberError, match="expressions"):
        linear_agreement(3, b=b, c=c).stable_sizes()


def test_symbols_agree_with_numbers():
    a, b, c = sympy.symbols("a b c", positive=True)
    symbolic = quadratic_agreement(4, a=a, b=b, c=c).to_frame()
    exact = quadratic_agreement(4, a=5, b=2, c=Fraction(1, 3)).to_frame()
    for k in range(5):
        for column in ("total", "signatory", "outsider", "internal"):
            value = symbolic[column][k]
            if isinstance(value, sympy.Basic) and value == value:
                here = value.subs({a: 5, b: 2, c: sympy.Rational(1, 3)})
                expected = Fraction(exact[column][k])
                assert here == sympy.Rational(expected.numerator, expected.denominator)


def test_integers_beside_fractions_stay_exact():
    game = SymmetricMembershipGame([None, 1, 2], [Fraction(1, 3), 0, None])
    assert game.kind == "fraction"
    assert (game.insider(2), game.outsider(0)) == (2, Fraction(1, 3))


def test_one_country_and_pickles():
    frame = quadratic_agreement(1, a=1, b=1, c=1).to_frame()
    assert frame.loc[0, "total"] == frame.loc[1, "total"] == Fraction(1, 2)
    for game in (
        SymmetricMembershipGame([None, 1, 2], [0, 0, None]),
        MembershipGame(["A"], [[0], [1]]),
    ):
        assert pickle.loads(pickle.dumps(game)) == game


def test_bad_arguments_are_named():
    game = SymmetricMembershipGame([None, 1, 2], [0, 0, None])
    with pytest.raises(InvalidGameError, match="one entry for each size 0 to n"):
        SymmetricMembershipGame([None, 1], [0])
    with pytest.raises(InvalidGameError, match=r"must be finite.* nan for insiders of 2"):
        SymmetricMembershipGame([None, 1, float("nan")], [0, 0, None])
    with pytest.raises(UnknownNameError, match="ties 'leave' is unknown"):
        stable_sizes(game, ties="leave")
    with pytest.raises(InvalidArgumentError, match="size must be a number of members 0 to 2"):
        is_stable_size(game, 3)
    with pytest.raises(InvalidArgumentError, match="tol must be a finite number >= 0"):
        stable_sizes(game, tol=-1)
    with pytest.raises(InvalidArgumentError, match="c must be > 0, got -1"):
        linear_agreement(3, c=-1)
    with pytest.raises(InvalidArgumentError, match="n must be a number of countries"):
        quadratic_agreement(0, a=1, b=1, c=1)
    with pytest.raises(UnknownNameError, match="timing"):
        quadratic_agreement(3, a=1, b=1, c=1, timing="bertrand")
    with pytest.raises(InvalidGameError, match=r"payoffs must have shape \(4, 2\)"):
        MembershipGame(["A", "B"], [[0, 0]])
    with pytest.raises(ProblemTooLargeError, match="at most 20 players"):
        MembershipGame([f"p{i}" for i in range(21)], [])
    with pytest.raises(UnknownNameError, match="coalition: player 'Z'"):
        is_stable_coalition(MembershipGame(["A"], [[0], [1]]), ["Z"])
    with pytest.raises(InvalidGameError, match=r"payoff of \{A\} must cover every name, missing B"):
        MembershipGame.from_function(["A", "B"], lambda S: {"A": 1} if S else [0, 0])
    with pytest.raises(UnsupportedNumberError, match="numbers to be compared"):
        stable_coalitions(MembershipGame(["A"], [[0], [sympy.Symbol("x")]]))
