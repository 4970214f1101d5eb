"""Legislative bargaining: each equilibrium is checked against all coalitions, by plain loops."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import CoalitionalGame, VotingGame, nucleolus
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnsupportedNumberError,
)
from lilliput.games.offers import baron_ferejohn, baron_ferejohn_shares
from lilliput.games.offers.legislative_problem import LegislativeProblem, reduced_problem
from lilliput.games.offers.legislative_proposals import find_proposals

NAMES = ["A", "B", "C", "D", "E", "F"]
F = Fraction


def majority(n, quota=None):
    return VotingGame([f"p{i}" for i in range(n)], weights=[1] * n, quota=quota or n // 2 + 1)


def subsets(players):
    return [frozenset(s) for k in range(len(players) + 1) for s in combinations(players, k)]


def assert_equilibrium(game, delta, chances, found, slack=0):
    """The payoffs solve the model, and no proposer has a cheaper coalition or prefers to wait."""
    players = game.players
    price = {i: delta[i] * found.payoffs[i] for i in players}
    winning = [s for s in subsets(players) if game.is_winning(s)]
    least = {}
    for i in players:  # whoever proposes is among those who agree
        least[i] = min(sum(price[j] for j in s - {i}) for s in winning if game.is_winning(s | {i}))
    proposals = found.proposals
    received = dict.fromkeys(players, 0)
    for i in players:
        mine = proposals[proposals["proposer"] == i]
        if chances[i] == 0:
            assert mine.empty
            continue
        assert abs(sum(mine["probability"]) - 1) <= slack
        free = {j for j in players if price[j] == 0}
        for partners, probability in zip(mine["partners"], mine["probability"], strict=True):
            assert probability > 0
            assert game.is_winning(partners | {i} | free)
            assert abs(sum(price[j] for j in partners) - least[i]) <= slack
            for j in partners:
                received[j] += chances[i] * probability * price[j]
        assert 1 - least[i] >= price[i] - slack
        assert abs(found.kept[i] - (1 - least[i])) <= slack
    for i in players:
        mine = chances[i] * (1 - least[i]) if chances[i] else 0
        assert abs(found.payoffs[i] - mine - received[i]) <= slack
    assert abs(sum(found.payoffs) - 1) <= slack


@st.composite
def problems(draw, most=6):
    n = draw(st.integers(1, most))
    names = NAMES[:n]
    coalition = st.sets(st.sampled_from(names), min_size=1)
    coalitions = draw(st.lists(coalition, min_size=1, max_size=7))
    game = VotingGame.from_minimal_winning(names, coalitions)
    votes = draw(st.lists(st.integers(0, 6), min_size=n, max_size=n).filter(any))
    chances = {i: F(v, sum(votes)) for i, v in zip(names, votes, strict=True)}
    factor = st.integers(0, 19).map(lambda k: F(k, 20))
    common = draw(st.booleans())
    one = draw(factor)
    delta = {i: one if common else draw(factor) for i in names}
    return game, delta, chances


@settings(max_examples=120, deadline=None)
@given(problems())
def test_every_answer_is_an_equilibrium(problem):
    game, delta, chances = problem
    found = baron_ferejohn(game, discount_factors=delta, recognition=chances)
    assert found.complete
    if found.exact:
        assert found.residual == 0
        assert all(isinstance(share, Fraction) for share in found.payoffs)
        assert_equilibrium(game, delta, chances, found)
    else:
        assert found.residual < 1e-30
        assert_equilibrium(game, delta, chances, found, slack=1e-12)


@settings(max_examples=40, deadline=None)
@given(problems(most=5), st.permutations(range(5)))
def test_renaming_players_renames_payoffs_and_tables_agree_with_rules(problem, order):
    game, delta, chances = problem
    found = baron_ferejohn(game, discount_factors=delta, recognition=chances)
    names = [game.players[k] for k in order if k < game.n]
    table = CoalitionalGame.from_function(names, lambda s: int(game.is_winning(s)))
    again = baron_ferejohn(table, discount_factors=delta, recognition=chances)
    for name in names:
        assert abs(again.payoffs[name] - found.payoffs[name]) <= (0 if found.exact else 1e-14)


@pytest.mark.parametrize(("n", "quota"), [(3, 2), (5, 3), (7, 4), (7, 6)])
@pytest.mark.parametrize("delta", [F(0), F(1, 2), F(9, 10), F(1)])
def test_proposer_keeps_what_a_majority_leaves(n, quota, delta):
    """Baron and Ferejohn (1989), Proposition 3: the proposer keeps 1 − δ(q − 1)/n."""
    found = baron_ferejohn(majority(n, quota), discount_factors=delta)
    assert set(found.payoffs) == {F(1, n)}
    assert set(found.kept) == {1 - delta * F(quota - 1, n)}


def test_three_patient_players():
    assert baron_ferejohn(majority(3), discount_factors=1).kept["p0"] == F(2, 3)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 3), st.integers(1, 5), st.data())
def test_closed_form_of_veto_players(vetoes, others, data):
    needed = data.draw(st.integers(1, others))
    unanimous = vetoes == 0 and needed == others  # at δ = 1 any split is an equilibrium
    delta = data.draw(st.integers(0, 19 if unanimous else 20).map(lambda k: F(k, 20)))
    names = [f"v{i}" for i in range(vetoes)] + [f"o{i}" for i in range(others)]
    game = VotingGame(
        names, weights=[0] * vetoes + [1] * others, quota=needed, vetoes=names[:vetoes]
    )
    closed = baron_ferejohn_shares(vetoes, others, needed, delta)
    found = baron_ferejohn(game, discount_factors=delta)
    assert found.exact
    for name, share in found.payoffs.items():
        assert share == (closed.veto if name in game.vetoes else closed.other)


@pytest.mark.parametrize(("m", "k"), [(3, 1), (4, 2), (6, 5)])
def test_one_veto_player_in_symbols(m, k):
    delta = sympy.Symbol("delta", positive=True)
    veto = baron_ferejohn_shares(1, m, k, delta).veto
    assert sympy.simplify(veto - (m - k * delta) / (m * (m + 1 - m * delta) - k * delta)) == 0
    assert sympy.limit(veto, delta, 1) == 1


def test_closed_form_solves_the_proposers_problem():
    vetoes, m, k, delta = 2, 5, 3, F(4, 5)
    v, w = baron_ferejohn_shares(vetoes, m, k, delta)
    n = vetoes + m
    own = 1 - (vetoes - 1) * delta * v - k * delta * w
    assert v == own / n + F(n - 1, n) * delta * v
    own = 1 - vetoes * delta * v - (k - 1) * delta * w
    included = (vetoes * F(k, m) + (m - 1) * F(k - 1, m - 1)) / n
    assert w == own / n + included * delta * w
    assert vetoes * v + m * w == 1


def test_unanimity_rewards_patience_and_recognition():
    """All must agree: v_i is proportional to p_i/(1 − δ_i) (from the equations directly)."""
    delta = {"A": F(1, 2), "B": F(3, 4), "C": F(9, 10)}
    chances = {"A": F(1, 2), "B": F(1, 6), "C": F(1, 3)}
    game = VotingGame(["A", "B", "C"], weights=[1, 1, 1], quota=3)
    found = baron_ferejohn(game, discount_factors=delta, recognition=chances)
    scale = {i: chances[i] / (1 - delta[i]) for i in delta}
    assert found.payoffs.to_dict() == {i: scale[i] / sum(scale.values()) for i in delta}


@pytest.mark.parametrize(
    ("weights", "quota"),
    [([3, 1, 1, 1, 1], 4), ([2, 2, 1, 1, 1], 4), ([4, 3, 2, 2, 2], 7), ([5, 2, 2, 2, 1, 1], 7)],
)
def test_the_nucleolus_confirms_itself(weights, quota):
    """Montero (2006): recognised by the nucleolus of a majority game, players expect just that."""
    game = VotingGame(NAMES[: len(weights)], weights=weights, quota=quota)
    assert game.is_strong
    assert game.is_proper
    shares = nucleolus(game.to_coalitional(), exact=True)
    found = baron_ferejohn(game, discount_factors=F(9, 10), recognition=shares.to_dict())
    assert found.payoffs.to_dict() == shares.to_dict()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 3), min_size=2, max_size=6), st.data())
def test_players_with_equal_votes_and_chances_expect_the_same(weights, data):
    quota = data.draw(st.integers(1, sum(weights)))
    game = VotingGame(NAMES[: len(weights)], weights=weights, quota=quota)
    chances = {i: F(w, sum(weights)) for i, w in zip(game.players, weights, strict=True)}
    found = baron_ferejohn(game, discount_factors=F(9, 10), recognition=chances)
    for weight in set(weights):
        alike = [
            found.payoffs[i] for i, w in zip(game.players, weights, strict=True) if w == weight
        ]
        assert max(alike) - min(alike) <= (0 if found.exact else 1e-14)


def test_patience_helps_a_veto_player():
    game = VotingGame(NAMES[:5], weights=[1] * 5, quota=3, vetoes=["A"])
    shares = [baron_ferejohn(game, discount_factors=F(k, 10)).payoffs["A"] for k in range(10)]
    assert shares == sorted(set(shares))
    assert shares[0] == F(1, 5)


def test_symmetric_players_get_the_same_and_dummies_propose():
    game = VotingGame(["A", "B", "C", "D"], weights=[2, 1, 1, 0], quota=3)
    found = baron_ferejohn(game, discount_factors=F(4, 5))
    assert found.payoffs["B"] == found.payoffs["C"]
    assert found.payoffs["D"] == F(1, 4) * found.kept["D"]  # only when it proposes itself
    assert found.inclusion["D"].tolist() == [0] * 4


def test_irrational_payoffs_are_said_to_be_so():
    """Players A and C alone or B and C: a price is the sum of two others in equilibrium."""
    game = VotingGame.from_minimal_winning(["a", "b", "c", "d"], [["a", "c"], ["b"], ["b", "c"]])
    delta = dict(zip("abcd", [F(7, 10), F(1, 2), F(7, 20), F(1, 5)], strict=True))
    chances = dict(zip("abcd", [F(1, 14), F(5, 14), F(2, 7), F(2, 7)], strict=True))
    found = baron_ferejohn(game, discount_factors=delta, recognition=chances)
    assert not found.exact
    assert 0 < found.residual < 1e-60
    assert "residual" in repr(found)
    assert found.payoffs.dtype == float
    assert_equilibrium(game, delta, chances, found, slack=1e-13)


def test_patient_veto_players_share_everything():
    names = ["U", "V", "x", "y", "z"]
    game = VotingGame(names, weights=[0, 0, 1, 1, 1], quota=2, vetoes=["U", "V"])
    chances = {"U": F(1, 2), "V": F(1, 4), "x": F(1, 12), "y": F(1, 12), "z": F(1, 12)}
    found = baron_ferejohn(game, discount_factors=1, recognition=chances)
    assert found.payoffs.to_dict() == {"U": F(2, 3), "V": F(1, 3), "x": 0, "y": 0, "z": 0}
    assert not found.complete
    near = baron_ferejohn(game, discount_factors=1 - F(1, 10**7), recognition=chances)
    for name in names:
        assert abs(near.payoffs[name] - found.payoffs[name]) < F(1, 10**4)


def test_fifteen_players_with_an_arbitrary_winning_set():
    rng = np.random.default_rng(5)
    n = 15
    wins = np.zeros(2**n, dtype=bool)
    sizes = np.bitwise_count(np.arange(2**n))
    wins[rng.choice(np.flatnonzero(np.isin(sizes, (6, 7, 8))), 3000, replace=False)] = True
    for i in range(n):
        pairs = wins.reshape(-1, 2, 2**i)
        pairs[:, 1] |= pairs[:, 0]
    game = CoalitionalGame([f"p{i}" for i in range(n)], wins.astype(float))
    found = baron_ferejohn(game, discount_factors=F(19, 20))
    assert found.residual < 1e-30
    assert sum(found.payoffs) == pytest.approx(1, abs=1e-14)
    price = 0.95 * found.payoffs.to_numpy(dtype=float)
    cost = (np.arange(2**n)[:, None] >> np.arange(n) & 1) @ price
    for i, name in enumerate(game.players):
        having = wins & (np.arange(2**n) >> i & 1 == 1)
        assert found.kept[name] == pytest.approx(1 - (cost[having] - price[i]).min(), abs=1e-12)
    received = found.inclusion.to_numpy(dtype=float).sum(axis=0) / n * price
    expected = found.kept.to_numpy(dtype=float) / n + received
    assert np.abs(expected - found.payoffs.to_numpy(dtype=float)).max() < 1e-12


def test_floats_are_taken_as_they_print():
    found = baron_ferejohn(majority(3), discount_factors=0.9, recognition=[0.2, 0.3, 0.5])
    exact = baron_ferejohn(
        majority(3), discount_factors=F(9, 10), recognition=[F(1, 5), F(3, 10), F(1, 2)]
    )
    assert found.exact
    assert found.payoffs.tolist() == [float(share) for share in exact.payoffs]
    thirds = baron_ferejohn(majority(3), discount_factors=0.9, recognition=[1 / 3] * 3)
    assert thirds.payoffs.tolist() == [1 / 3] * 3


def test_candidates_that_are_no_equilibrium_are_refused():
    half = [F(1, 3)] * 3
    problem = reduced_problem([(0, 1), (0, 2), (1, 2)], half, [F(9, 10)] * 3)
    assert isinstance(problem, LegislativeProblem)
    right = [F(3, 10)] * 3
    assert find_proposals(problem, right, exact=True) is not None
    for wrong in ([F(3, 10), F(3, 10), F(29, 100)], [F(31, 100)] * 3, [F(1, 2), F(1, 5), F(1, 5)]):
        assert find_proposals(problem, wrong, exact=True) is None


def test_long_lists_of_coalitions_are_refused(monkeypatch):
    monkeypatch.setattr("lilliput.games.offers.legislative._MOST_ENTRIES", 100)
    assert baron_ferejohn(majority(5), discount_factors=0.9).complete
    with pytest.raises(ProblemTooLargeError, match="35 minimal winning coalitions of 7 players"):
        baron_ferejohn(majority(7), discount_factors=0.9)


def test_bad_arguments_are_named():
    game = majority(3)
    with pytest.raises(InvalidArgumentError, match=r"probabilities that sum to one, got the sum"):
        baron_ferejohn(game, discount_factors=0.9, recognition=[0.5, 0.5, 0.5])
    with pytest.raises(InvalidArgumentError, match="recognition must be >= 0"):
        baron_ferejohn(game, discount_factors=0.9, recognition=[F(3, 2), F(-1, 2), 0])
    with pytest.raises(InvalidArgumentError, match=r"discount_factors must lie in \[0, 1\], got"):
        baron_ferejohn(game, discount_factors=1.5)
    with pytest.raises(InvalidArgumentError, match="discount_factors needs 3 entries"):
        baron_ferejohn(game, discount_factors=[0.5, 0.5])
    with pytest.raises(UnsupportedNumberError, match="baron_ferejohn_shares takes symbols"):
        baron_ferejohn(game, discount_factors=sympy.Symbol("delta"))
    with pytest.raises(InvalidGameError, match="must have a winning coalition"):
        baron_ferejohn(CoalitionalGame(["A", "B"], [0, 0, 0, 0]), discount_factors=0.9)
    with pytest.raises(InvalidGameError, match=r"monotone, but \{A\} wins and loses again with B"):
        baron_ferejohn(
            CoalitionalGame(["A", "B", "C"], [0, 1, 0, 0, 0, 1, 0, 1]), discount_factors=0.9
        )
    with pytest.raises(InvalidGameError, match="simple"):
        baron_ferejohn(CoalitionalGame(["A", "B"], [0, 0, 0, 2]), discount_factors=0.9)
    with pytest.raises(InvalidArgumentError, match="VotingGame or a CoalitionalGame, got str"):
        baron_ferejohn("majority", discount_factors=0.9)
    with pytest.raises(InvalidArgumentError, match="needed must lie between 1"):
        baron_ferejohn_shares(1, 3, 4, 0.5)
    with pytest.raises(InvalidArgumentError, match="discount_factor must lie in"):
        baron_ferejohn_shares(1, 3, 2, 1.5)
