"""Relations under community enforcement and under noise."""

from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    ProblemTooLargeError,
    UnknownNameError,
)
from lilliput.games.repeated import (
    batched_concession_discount_factors,
    community_enforcement,
    concession_discount_factors,
    false_alarm_threshold,
    noisy_enforcement,
    sustained_concessions,
)


def square(rows):
    names = [f"p{i}" for i in range(len(rows))]
    return pd.DataFrame(rows, index=names, columns=names)


def cycle(n, cost, benefit):
    """Each player helps the next."""
    link = np.roll(np.eye(n, dtype=int), 1, axis=1)
    costs = [[cost if entry else cost * 0 for entry in row] for row in link]
    benefits = [[benefit if entry else benefit * 0 for entry in row] for row in link.T]
    return square(benefits), square(costs)


@pytest.mark.parametrize("n", [2, 3, 5, 8])
def test_cycles_have_the_closed_forms(n):
    """Kandori (1992): c/b where all are informed, (c/b)^(1/(n−1)) by contagion."""
    benefits, costs = cycle(n, Fraction(1), Fraction(2))
    public = community_enforcement(benefits, costs)
    assert public.critical_discount_factor == Fraction(1, 2)
    contagion = community_enforcement(benefits, costs, information="contagion")
    assert contagion.critical_discount_factor == pytest.approx(0.5 ** (1 / (n - 1)), abs=1e-12)
    assert contagion.delays.loc["p0", f"p{n - 1}"] == n - 1
    private = community_enforcement(benefits, costs, information="private")
    assert private.critical_discount_factor == (0.5 if n == 2 else float("inf"))


def test_symbols():
    c, b = sympy.symbols("c b", positive=True)
    benefits, costs = cycle(3, c, b)
    assert community_enforcement(benefits, costs).critical["p1"] == c / b


def lost(helps, starts, i, periods):
    """Play the contagion: who denies whom in each period, i denying j from starts[j] on."""
    n = len(helps)
    angry, denials = [False] * n, []
    for t in range(periods):
        now = np.zeros((n, n), dtype=bool)
        for a in range(n):
            if a != i and angry[a]:
                now[a] = helps[a]
        for j, start in starts.items():
            now[i, j] = helps[i, j] and start <= t
        for a in range(n):
            if a != i and now[:, a].any():
                angry[a] = True
        denials.append(now)
    return denials


def most_gained(table, delta):
    return (table @ delta ** np.arange(table.shape[1])).max()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6))
def test_contagion_against_play(seed):
    """No schedule of denials gains above δ*, and one gains just below, played period by period."""
    rng = np.random.default_rng(seed)
    n, periods = 4, 12
    helps = (rng.random((n, n)) < 0.6) & ~np.eye(n, dtype=bool)
    costs = np.where(helps, rng.integers(1, 4, (n, n)), 0)
    benefits = np.where(helps.T, rng.integers(2, 9, (n, n)), 0)
    found = community_enforcement(square(benefits), square(costs), information="contagion")
    for i in range(n):
        critical = found.critical.iloc[i]
        partners = np.flatnonzero(helps[i])
        gains = []
        for choice in product([*range(7), 99], repeat=len(partners)):
            if 0 not in choice:
                continue
            denied = lost(helps, dict(zip(partners, choice, strict=True)), i, periods)
            flow = [float(costs[i] @ now[i] - benefits[i] @ now[:, i]) for now in denied]
            steps = np.diff([0.0, *flow])  # the last period goes on for ever
            gains.append(steps)
        if not gains:
            assert critical == 0
            continue
        table = np.array(gains)
        if critical == np.inf:
            assert table.sum(axis=1).max() > 0
        else:
            for delta in np.linspace(critical, 1, 20)[1:]:
                assert most_gained(table, delta) <= 1e-9
            if critical > 0.01:
                assert most_gained(table, critical * (1 - 1e-6)) > 0


def test_more_information_never_needs_more_patience():
    rng = np.random.default_rng(5)
    for _ in range(20):
        costs = square(np.triu(rng.random((4, 4)), 1) + np.tril(rng.random((4, 4)), -1))
        benefits = square(2 + 3 * rng.random((4, 4)))
        public, contagion, private = (
            community_enforcement(benefits, costs, information=kind).critical.astype(float)
            for kind in ("public", "contagion", "private")
        )
        assert (public <= contagion + 1e-12).all()
        assert (contagion <= private + 1e-9).all()


def test_errors_of_communities():
    benefits, costs = cycle(3, 1, 2)
    with pytest.raises(UnknownNameError, match="information"):
        community_enforcement(benefits, costs, information="gossip")
    with pytest.raises(InvalidGameError, match=r"costs must have the players"):
        community_enforcement(benefits, cycle(4, 1, 2)[1])
    with pytest.raises(InvalidArgumentError, match=r"costs must be >= 0, got -1"):
        community_enforcement(benefits, -costs)
    with pytest.raises(InvalidArgumentError, match="DataFrame"):
        community_enforcement([[0, 1], [1, 0]], costs)
    full = square(np.ones((12, 12)))
    with pytest.raises(ProblemTooLargeError, match="information='public'"):
        community_enforcement(2 * full, full, information="contagion")


def test_published_thresholds_of_false_alarms():
    found = [round(false_alarm_threshold(n, 0.5, 1), 4) for n in (3, 5, 10, 50)]
    assert found == [0.134, 0.0741, 0.0291, 0.0023]


@pytest.mark.parametrize("n", [3, 4, 6])
def test_at_the_threshold_pools_and_pairs_need_the_same_patience(n):
    threshold = false_alarm_threshold(n, 0.5, 1.0)
    ones = square(np.ones((n, n)))
    for rate, better in ((threshold * 0.99, "pooled"), (threshold * 1.01, "pairwise")):
        pooled, pairs = (
            noisy_enforcement(ones / 2, ones, false_alarm=rate, punishment=kind).critical
            for kind in ("pooled", "pairwise")
        )
        assert (pooled["p0"] < pairs.loc["p0", "p1"]) == (better == "pooled")
    exact = noisy_enforcement(ones / 2, ones, false_alarm=threshold)
    expected = 1 / 1.5 / (1 - threshold)
    assert exact.critical["p0"] == pytest.approx(expected, abs=1e-12)


def test_breaking_all_promises_at_once_undoes_pooling_among_equals():
    ones = square(np.ones((4, 4), dtype=int)).map(Fraction)
    at_once = noisy_enforcement(ones / 2, ones, favours="all")
    pairs = noisy_enforcement(ones / 2, ones, punishment="pairwise")
    assert at_once.critical["p0"] == pairs.critical.loc["p0", "p1"] == Fraction(2, 3)


@given(
    st.floats(0, 0.5),
    st.floats(0.2, 1),
    st.lists(st.floats(0.1, 5), min_size=3, max_size=3),
    st.sampled_from(["pooled", "pairwise"]),
)
def test_at_the_critical_factor_a_broken_promise_just_pays(alarm, detection, numbers, punishment):
    """Values by a linear system of the two states, cooperation and the end of it."""
    first, second, cost = numbers
    surplus, costs = square([[0, first], [second, 0]]), square([[0, cost], [cost, 0]])
    found = noisy_enforcement(
        surplus, costs, false_alarm=alarm, detection=detection, punishment=punishment
    )
    critical = found.critical.iloc[0] if punishment == "pooled" else found.critical.iloc[0, 1]
    q = 1 - alarm

    def gain(delta):
        stays = np.array([[1 - delta * q, -delta * (1 - q)], [0, 1 - delta]])
        value = np.linalg.solve(stays, [first, 0])[0]
        return cost + first + delta * q * (1 - detection) * value - value

    if critical < 0.999:
        assert gain(critical + 1e-4) < 0 < gain(critical - 1e-4)


def test_payoffs_of_noise_by_simulating_survival():
    ones = square(np.ones((3, 3)))
    found = noisy_enforcement(ones, ones, false_alarm=0.1)
    expected = 0.2 * sum((0.8 * 0.9**3) ** t * 2 for t in range(400))
    assert found.payoffs(0.8)["p1"] == pytest.approx(expected, abs=1e-12)
    pairs = noisy_enforcement(ones, ones, false_alarm=0.1, punishment="pairwise")
    expected = 0.2 * sum((0.8 * 0.9) ** t * 2 for t in range(400))
    assert pairs.payoffs(0.8)["p1"] == pytest.approx(expected, abs=1e-12)


def test_errors_of_noise():
    ones = square(np.ones((3, 3)))
    with pytest.raises(InvalidArgumentError, match="false_alarm must lie in"):
        noisy_enforcement(ones, ones, false_alarm=1)
    with pytest.raises(InvalidArgumentError, match="detection must lie in"):
        noisy_enforcement(ones, ones, detection=2)
    with pytest.raises(UnknownNameError, match="favours"):
        noisy_enforcement(ones, ones, favours="some")
    with pytest.raises(InvalidArgumentError, match="symmetric"):
        noisy_enforcement(ones, ones, false_alarm=square(np.triu(np.full((3, 3), 0.1))))
    with pytest.raises(InvalidArgumentError, match="players must be an integer >= 3"):
        false_alarm_threshold(2, 1, 1)


@pytest.mark.parametrize("punishment", ["pooled", "pairwise"])
def test_batches_are_the_single_networks(punishment):
    rng = np.random.default_rng(1)
    tables = rng.integers(0, 4, (50, 4, 4)).astype(float)
    batch = batched_concession_discount_factors(tables, punishment=punishment)
    for table, factors in zip(tables, batch, strict=True):
        single = concession_discount_factors(square(table), punishment=punishment)
        np.testing.assert_allclose(factors, single.to_numpy(), rtol=1e-14)


@pytest.mark.parametrize("unit", [1e-300, 1.0, 1e300])
def test_units_of_benefits_do_not_matter(unit):
    table = square([[0, 3 * unit, unit], [unit, 0, 2 * unit], [unit, unit, 0]])
    for punishment, expected in (
        ("pooled", [2 / 20, 10 / 10, 5 / 4]),
        ("pairwise", [[0, 4.5, 0.5], [4.5, 0, 2], [0.5, 2, 0]]),
    ):
        single = concession_discount_factors(table, punishment=punishment).to_numpy()
        assert single == pytest.approx(np.array(expected), rel=1e-14)
        batch = batched_concession_discount_factors(table.to_numpy(), punishment=punishment)
        assert batch == pytest.approx(np.array(expected), rel=1e-14)
    pair = sustained_concessions(square([[0, unit], [unit, 0]]), 0.4)
    assert pair.share == pytest.approx(1 - 0.2**2, abs=1e-9)
    assert pair.concessions.iloc[0, 1] == pytest.approx(0.8 * unit)


def test_errors_of_batches():
    with pytest.raises(InvalidArgumentError, match="benefits must be numbers"):
        batched_concession_discount_factors([[0, "a"], [1, 0]])
    with pytest.raises(InvalidArgumentError, match=r"shape \[..., n, n\], got \(3, 0, 0\)"):
        batched_concession_discount_factors(np.ones((3, 0, 0)))
    with pytest.raises(InvalidArgumentError, match=r"shape \[..., n, n\], got \(2, 3\)"):
        batched_concession_discount_factors(np.ones((2, 3)))
    with pytest.raises(InvalidArgumentError, match="finite and >= 0"):
        batched_concession_discount_factors([[0, np.nan], [1, 0]])
