"""Agreement with coopgame-py, an independent program, where it is installed (`make bench` does).

Left out is the modiclus: coopgame-py compares proper coalitions only, Sudhölter's definition all.
"""

import numpy as np
import pytest

from lilliput.games import (
    CoalitionalGame,
    LilliputError,
    VotingGame,
    coleman_collectivity,
    coleman_initiate,
    coleman_prevent,
    core,
    deegan_packel,
    in_bargaining_set,
    in_kernel,
    in_prekernel,
    is_convex,
    is_superadditive,
    johnston,
    nucleolus,
    per_capita_nucleolus,
    prekernel_point,
    prenucleolus,
    public_good_index,
    shapley_value,
    solidarity_value,
)

coopgame = pytest.importorskip("coopgame")

RELATIVE = 1e-9
NAMES = list("ABCDEF")


def random_worths(kind, n, rng):
    """Worths with ties, of any scale, of votes, below zero, nearly convex."""
    members = np.arange(2**n)[:, None] >> np.arange(n) & 1
    votes = rng.integers(1, 6, n)
    worths = {
        "ties": lambda: rng.integers(0, 10, 2**n),
        "scales": lambda: rng.normal(size=2**n) * rng.choice([1e-6, 1, 1e6]),
        "zeros and ones": lambda: rng.integers(0, 2, 2**n),
        "votes": lambda: members @ votes >= votes.sum() / 2,
        "negative": lambda: rng.integers(-5, 5, 2**n),
        "nearly convex": lambda: members.sum(axis=1) ** 2 + rng.integers(0, 2, 2**n),
    }[kind]()
    worths = worths.astype(float)
    worths[0] = 0
    return worths


def or_none(solve, game, error):
    try:
        return solve(game)
    except error:
        return None


def agree(ours, theirs, worths):
    if ours is None or theirs is None:
        assert ours is theirs
    else:
        scale = max(np.abs(worths).max(), 1e-300)
        assert np.abs(np.asarray(ours) - np.asarray(theirs)).max() <= RELATIVE * scale


@pytest.mark.parametrize(
    "kind", ["ties", "scales", "zeros and ones", "votes", "negative", "nearly convex"]
)
@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_solutions_agree(kind, n):
    rng = np.random.default_rng([n, len(kind)])
    for _ in range(8):
        worths = random_worths(kind, n, rng)
        game, other = CoalitionalGame(NAMES[:n], worths), coopgame.Game(worths[1:])
        agree(shapley_value(game), coopgame.shapley(other), worths)
        agree(solidarity_value(game), coopgame.solidarity(other), worths)
        agree(prenucleolus(game), coopgame.prenucleolus(other)["allocation"], worths)
        for mine, theirs in (
            (nucleolus, coopgame.nucleolus),
            (per_capita_nucleolus, coopgame.per_capita_nucleolus),
        ):
            found = or_none(theirs, other, ValueError)
            agree(or_none(mine, game, LilliputError), found and found["allocation"], worths)
        assert core(game).empty == (not other.has_nonempty_core())
        assert bool(is_convex(game)) == other.is_convex()
        assert bool(is_superadditive(game)) == other.is_superadditive()
        scale = max(np.abs(worths).max(), 1e-300)
        for x in (shapley_value(game), prekernel_point(game)):
            violation = coopgame.kernel_violation(other, list(x), domain="preimputation")
            assert bool(in_prekernel(game, x)) == (violation <= RELATIVE * scale)


@pytest.mark.parametrize("n", [2, 3, 4])
def test_kernel_and_bargaining_set_agree(n):
    rng = np.random.default_rng(n)
    compared = 0
    for _ in range(40):
        worths = random_worths("ties", n, rng)
        worths[2 ** np.arange(n)] = 0
        game, other = CoalitionalGame(NAMES[:n], worths), coopgame.Game(worths[1:])
        for x in (nucleolus(game), worths[-1] * rng.dirichlet(np.ones(n))):
            assert bool(in_kernel(game, x)) == bool(coopgame.is_in_kernel(other, list(x)))
            objection = coopgame.bargaining_set(other, list(x))["objection"]
            assert bool(in_bargaining_set(game, x)) == (objection is None)
            compared += 1
    assert compared == 80


def test_power_indices_agree():
    rng = np.random.default_rng(5)
    for _ in range(60):
        n = int(rng.integers(2, 7))
        weights = [int(w) for w in rng.integers(1, 8, n)]
        game = VotingGame(NAMES[:n], weights=weights, quota=int(rng.integers(1, sum(weights) + 1)))
        worths = game.to_coalitional().worths
        found = coopgame.power_indices(coopgame.Game(worths[1:]))
        agree(johnston(game), found["johnston"], worths)
        agree(deegan_packel(game), found["deegan_packel"], worths)
        agree(public_good_index(game), found["public_good"], worths)
        agree(coleman_prevent(game), found["coleman_prevent"], worths)
        if found["coleman_initiative"] is not None:
            agree(coleman_initiate(game), found["coleman_initiative"], worths)
        assert abs(coleman_collectivity(game) - found["coleman_collectivity"]) <= RELATIVE
