"""What many networks of concessions sustain: certificates, and what theory says of them."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from lilliput.games import sustained_concessions
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.repeated.batch import batched_concession_discount_factors
from lilliput.games.repeated.concessions_batch import (
    batched_pair_shares,
    batched_sustained_shares,
)

KINDS = ("even", "uneven", "very uneven", "zeros", "worthless", "by size", "star")


def networks(kind, n, count, rng):
    """Benefits, and what the surplus of each pair is worth."""
    shape, off = (count, n, n), 1 - np.eye(n)
    worth = rng.uniform(0, 1, shape)
    if kind == "even":
        benefits = rng.uniform(0.5, 1.5, shape)
    elif kind == "uneven":
        benefits = np.exp(rng.normal(0, 1.5, shape))
    elif kind == "very uneven":  # benefits of a pair may differ by a factor of 1e12
        benefits = np.exp(rng.normal(0, 6, shape))
        worth = np.square(benefits)
    elif kind == "zeros":
        benefits = rng.uniform(0, 2, shape) * (rng.random(shape) < 0.6)
    elif kind == "worthless":
        benefits = np.exp(rng.normal(0, 1, shape))
        worth = worth * (rng.random(shape) < 0.4)
    else:
        c = np.exp(rng.normal(0, 1, (count, n)))
        worth = worth + np.swapaxes(worth, 1, 2)
        benefits = 2 * worth * c[:, None, :] / (c[:, :, None] + c[:, None, :])
        if kind == "star":
            hub = np.zeros((n, n))
            hub[0] = hub[:, 0] = 1
            benefits = benefits * hub
    return benefits * off, (worth + np.swapaxes(worth, 1, 2)) * off


def patience(benefits, rng):
    """Discount factors: 0, 1, a hair below δ*, and anything between."""
    critical = np.minimum(batched_concession_discount_factors(benefits).max(axis=1), 1)
    kinds = rng.integers(0, 6, len(benefits))
    nearly = critical * (1 - 10.0 ** rng.uniform(-13, -3, len(benefits)))
    return np.choose(
        kinds,
        [0 * critical, 0 * critical + 1, nearly, *[rng.random(len(benefits)) * critical] * 3],
    )


def frame(table):
    names = [f"p{i}" for i in range(len(table))]
    return pd.DataFrame(table, names, names)


@pytest.mark.parametrize("kind", KINDS)
def test_shares_are_certified_and_what_one_network_at_a_time_sustains(kind):
    """3,150 networks of 2 to 10 players; the concessions behind each share are self-enforcing."""
    rng = np.random.default_rng(KINDS.index(kind))
    for n in range(2, 11):
        benefits, worth = networks(kind, n, 50, rng)
        deltas = patience(benefits, rng)
        found = batched_sustained_shares(benefits, deltas, weights=worth)
        assert (found.gaps <= 1e-7).all()
        assert (found.gaps >= -1e-12).all()
        assert ((found.shares >= 0) & (found.shares <= 1 + 1e-12)).all()
        for e, w, delta, share in zip(benefits, worth, deltas, found.shares, strict=True):
            alone = sustained_concessions(frame(e), delta, weights=frame(w))
            assert alone.share == share
            x = alone.concessions.to_numpy()
            cost, loss = np.square(x).sum(axis=1), 2 * delta * (e * x.T).sum(axis=1)
            assert (cost <= loss * (1 + 1e-9)).all()
            surplus = (np.square(e) + np.square(e.T)) / 2
            each = np.divide(w, surplus, out=np.zeros_like(w), where=surplus > 0)
            whole = w[surplus > 0].sum() / 2
            if whole > 0:
                value = (each * (e.T * x - x * x / 2)).sum() / whole
                assert value == pytest.approx(share, abs=1e-9)


@pytest.mark.parametrize("n", [2, 3, 5, 7, 10])
def test_no_multipliers_bound_the_share_from_below(n):
    """Weak duality, by another minimiser: its least value is the share."""
    rng = np.random.default_rng(n)
    for _ in range(6):
        e, w = (table[0] for table in networks("uneven", n, 1, rng))
        delta = float(rng.uniform(0.05, 0.9))
        share = batched_sustained_shares(e, delta, weights=w).shares
        surplus = (np.square(e) + np.square(e.T)) / 2 + np.eye(n)
        omega = w / surplus / (w.sum() / 2) + np.eye(n)

        def dual(mu, e=e, omega=omega, delta=delta):
            return (0.5 * e.T**2 * (omega + delta * mu[None, :]) ** 2 / (omega + mu[:, None])).sum()

        least = min(
            minimize(dual, start, bounds=[(0, None)] * n, tol=1e-13).fun
            for start in (np.zeros(n), np.full(n, 1.0))
        )
        for mu in rng.exponential(1, (50, n)):
            assert dual(mu) >= share - 1e-12
        assert least >= share - 1e-12
        assert least == pytest.approx(float(share), abs=1e-4)


def test_more_patience_sustains_more():
    rng = np.random.default_rng(1)
    benefits, worth = networks("uneven", 6, 100, rng)
    deltas = np.linspace(0, 1, 21)
    everywhere = np.broadcast_to(benefits, (21, *benefits.shape))
    shares = batched_sustained_shares(everywhere, deltas[:, None], weights=worth).shares
    assert (np.diff(shares, axis=0) >= -1e-9).all()
    enough = batched_concession_discount_factors(benefits).max(axis=1) <= deltas[:, None]
    assert shares[enough] == pytest.approx(1, abs=1e-12)
    assert (shares[~enough] < 1).all()


def test_two_players_pool_what_they_sustain_as_a_pair():
    """The closed form of pairs against the compiled solver, which knows nothing of it."""
    rng = np.random.default_rng(2)
    first, second = np.exp(rng.normal(0, 2, (2, 4000)))
    first[:50] = 0
    second[25:100] = 0
    deltas = rng.random(4000)
    deltas[100:120], deltas[120:140] = 0, 1
    pairs = np.zeros((4000, 2, 2))
    pairs[:, 0, 1], pairs[:, 1, 0] = first, second
    pooled = batched_sustained_shares(pairs, deltas)
    assert pooled.gaps.max() <= 1e-12
    assert batched_pair_shares(first, second, deltas) == pytest.approx(pooled.shares, abs=1e-12)
    assert batched_pair_shares(second, first, deltas) == pytest.approx(pooled.shares, abs=1e-12)


def test_the_closed_form_of_pairs():
    deltas = np.array([0.05, 0.2, 0.35, 0.49])
    equal = batched_pair_shares(3, 3, deltas)
    assert equal == pytest.approx(1 - np.square(1 - 2 * deltas), abs=1e-14)
    assert batched_pair_shares(2, 1, 0.5) == pytest.approx(0.835, abs=5e-4)
    assert batched_pair_shares(0, 0, 0.5) == 1
    assert batched_pair_shares(0, 1, 0.5) == 0
    assert batched_pair_shares([1, 2], [1, 1], 0).tolist() == [0, 0]
    below = batched_pair_shares(1, 1.25, 1.25**2 / 2 * (1 - 1e-9))
    assert below == pytest.approx(1, abs=1e-15)


def test_a_grid_of_concessions_finds_nothing_better_for_a_pair():
    levels = np.linspace(0, 1.6, 801)
    x, y = levels[:, None], levels[None, :]
    for r in (0.2, 0.5, 0.8, 1.0):
        for delta in (0.1, 0.3, 0.45, 0.7, 0.95):
            kept = (y**2 <= 2 * delta * r * x) & (x**2 <= 2 * delta * y)
            value = np.where(kept, r * x - x**2 / 2 + y - y**2 / 2, 0).max() / ((1 + r**2) / 2)
            share = float(batched_pair_shares(1, r, delta))
            assert value <= share + 1e-12
            assert value == pytest.approx(share, abs=6e-3)


def test_pooling_never_keeps_less_than_pairs_do():
    rng = np.random.default_rng(4)
    benefits, worth = networks("uneven", 5, 200, rng)
    deltas = rng.random(200)
    pooled = batched_sustained_shares(benefits, deltas, weights=worth).shares
    pairs = batched_pair_shares(benefits, np.swapaxes(benefits, 1, 2), deltas[:, None, None])
    apart = (worth * pairs).sum(axis=(1, 2)) / worth.sum(axis=(1, 2))
    assert (pooled >= apart - 1e-9).all()


@pytest.mark.parametrize("unit", [1e-300, 1e-30, 1e30, 1e300])
def test_units_do_not_matter(unit):
    benefits, worth = networks("uneven", 4, 20, np.random.default_rng(5))
    deltas = np.full(20, 0.3)
    plain = batched_sustained_shares(benefits, deltas, weights=worth).shares
    scaled = batched_sustained_shares(benefits * unit, deltas, weights=worth * 7).shares
    assert scaled == pytest.approx(plain, abs=1e-10)
    own = batched_sustained_shares(benefits, deltas).shares
    assert batched_sustained_shares(benefits * unit, deltas).shares == pytest.approx(own, abs=1e-10)


def test_shapes_and_domains():
    pair = [[0, 2], [1, 0]]
    assert batched_sustained_shares(pair, 0.5).shares.shape == ()
    assert batched_sustained_shares([[pair] * 3] * 2, [0.1, 0.2, 0.3]).shares.shape == (2, 3)
    assert batched_sustained_shares(np.zeros((0, 3, 3)), 0.5).shares.shape == (0,)
    with pytest.raises(InvalidArgumentError, match="discount_factors must lie in"):
        batched_sustained_shares(pair, 1.5)
    with pytest.raises(InvalidArgumentError, match="finite and >= 0"):
        batched_sustained_shares([[0, -1], [1, 0]], 0.5)
    with pytest.raises(InvalidArgumentError, match=r"discount_factors must broadcast to \(2,\)"):
        batched_sustained_shares([pair, pair], [0.1, 0.2, 0.3])
    with pytest.raises(InvalidArgumentError, match="weights must be symmetric"):
        batched_sustained_shares(pair, 0.5, weights=pair)
    with pytest.raises(InvalidArgumentError, match="weights must broadcast"):
        batched_sustained_shares(pair, 0.5, weights=np.ones((3, 3)))
    with pytest.raises(InvalidArgumentError, match="benefits must be an array of numbers"):
        batched_pair_shares("much", 1, 0.5)
    with pytest.raises(InvalidArgumentError, match="benefits must be finite"):
        batched_pair_shares(np.nan, 1, 0.5)
