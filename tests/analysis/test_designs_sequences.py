"""Random and low-discrepancy designs: strata, margins, correlations, scipy's sequences, seeds."""

import warnings
from itertools import combinations, permutations
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.stats import qmc

from lilliput.analysis.designs import (
    grid,
    halton,
    integers,
    latin_hypercube,
    monte_carlo,
    morris,
    saltelli,
    sobol,
)
from lilliput.analysis.designs.permutations import permuted
from lilliput.analysis.designs.radical import primes
from lilliput.analysis.designs.streams import random_words, uniforms
from lilliput.games.errors import InvalidArgumentError, LilliputWarning, ProblemTooLargeError

MAKERS = [monte_carlo, latin_hypercube, sobol, halton]
SIZES = st.integers(1, 300) | st.integers(4090, 4110) | st.integers(4097, 30_000)


def cube(d):
    return {f"x{j}": (0, 1) for j in range(d)}


@given(st.integers(0, 10**6), st.integers(0, 50), st.integers(0, 2**70))
def test_words_are_known_by_their_number(start, count, seed):
    """Against numpy's generator run from its beginning, a little at a time."""
    words = random_words("test", seed, 3, start, start + count)
    longer = random_words("test", seed, 3, max(start - 5, 0), start + count + 3)
    assert words.tolist() == longer[min(start, 5) : min(start, 5) + count].tolist()
    numbers = uniforms(words)
    assert ((numbers > 0) & (numbers < 1)).all()
    assert random_words("other", seed, 3, start, start + 1) != random_words(
        "test", seed, 3, start, start + 1
    )


def test_extreme_words_stay_inside():
    extreme = uniforms(np.array([0, 2**64 - 1], dtype=np.uint64))
    assert extreme.tolist() == [2.0**-53, 1 - 2.0**-53]


@settings(max_examples=40)
@given(SIZES, st.integers(0, 2**40))
def test_a_permutation_sends_each_number_somewhere_else(n, seed):
    images = permuted("test", seed, 0, n, 0, n)
    assert np.array_equal(np.sort(images), np.arange(n))
    middle = permuted("test", seed, 0, n, n // 3, 2 * n // 3)
    assert np.array_equal(middle, images[n // 3 : 2 * n // 3])


def test_all_orders_of_few_numbers_are_equally_likely():
    counts = dict.fromkeys(permutations(range(4)), 0)
    for seed in range(4800):
        counts[tuple(permuted("test", seed, 0, 4, 0, 4).tolist())] += 1
    assert len(counts) == factorial(4)
    assert stats.chisquare(list(counts.values())).pvalue > 1e-3


def test_large_permutations_look_random():
    """Moments of fixed points and successions, and a table of where numbers go, over 300 seeds.

    Both numbers are Poisson(1) in the limit, with mean and variance 1.
    """
    n, seeds = 5000, 300
    numbers = np.arange(n)
    fixed, following, table = [], [], np.zeros((10, 10))
    lags = []
    for seed in range(seeds):
        images = permuted("test", seed, 0, n, 0, n).astype(int)
        fixed.append((images == numbers).sum())
        following.append((np.diff(images) == 1).sum())
        if seed < 20:
            np.add.at(table, (numbers // 500, images // 500), 1)
        lags.append(np.corrcoef(images[1:], images[:-1])[0, 1] * np.sqrt(n))
    for counts in (fixed, following):
        assert abs(np.mean(counts) - 1) < 4 / np.sqrt(seeds)
        assert abs(np.var(counts) - 1) < 4 * np.sqrt(3 / seeds)
        assert (
            stats.chisquare(
                np.bincount(np.minimum(counts, 4), minlength=5),
                seeds * np.append(stats.poisson(1).pmf(range(4)), stats.poisson(1).sf(3)),
            ).pvalue
            > 1e-3
        )
    assert stats.chi2(81).sf(((table - 1000) ** 2 / 1000).sum()) > 1e-3
    assert stats.kstest(lags, "norm").pvalue > 1e-3


def test_permutations_of_1e12_numbers_are_had_in_parts():
    n = 10**12
    images = permuted("test", 0, 0, n, n // 2, n // 2 + 20_000)
    assert len(np.unique(images)) == 20_000
    assert stats.kstest(images / n, "uniform").pvalue > 1e-3


@settings(max_examples=40)
@given(SIZES, st.integers(0, 2**40))
def test_latin_hypercubes_have_one_point_in_each_slice(n, seed):
    design = latin_hypercube(cube(3), n, seed)
    slices = np.sort((design.unit(0, n) * n).astype(int), axis=0)
    assert np.array_equal(slices, np.repeat(np.arange(n)[:, None], 3, axis=1))


def test_a_large_latin_hypercube_has_one_point_in_each_slice():
    n = 10**6
    design = latin_hypercube({"a": (0, 1), "k": integers(1, 10)}, n, seed=5)
    frame = design.to_frame()
    assert np.array_equal(np.sort((frame["a"].to_numpy() * n).astype(int)), np.arange(n))
    assert (frame["k"].value_counts() == n // 10).all()


@pytest.mark.parametrize("n", [50, 5000])
def test_latin_hypercubes_are_random_ones(n):
    """Ranks of two parameters are independent random orders: correlation 0 ± 1/√(n − 1).

    The place inside a slice is uniform and independent of the slice.
    """
    seeds = 150
    scaled, inside = [], []
    for seed in range(seeds):
        unit = latin_hypercube(cube(4), n, seed).unit(0, n)
        ranks = (unit * n).astype(int)
        correlations = np.corrcoef(ranks.T)
        scaled += [correlations[i, j] * np.sqrt(n - 1) for i, j in combinations(range(4), 2)]
        inside.append((unit * n % 1)[:50].ravel())
    assert abs(np.mean(scaled)) < 4 / np.sqrt(len(scaled))
    assert abs(np.var(scaled) - 1) < 4 * np.sqrt(2 / len(scaled))
    assert stats.kstest(scaled, "norm").pvalue > 1e-3
    assert stats.kstest(np.concatenate(inside), "uniform").pvalue > 1e-3


def test_latin_hypercubes_estimate_sums_far_better():
    """McKay, Beckman and Conover (1979): means of additive functions have next to no variance."""
    errors = {}
    for maker in (monte_carlo, latin_hypercube):
        means = [
            np.exp(maker(cube(3), 256, seed).unit(0, 256)).sum(axis=1).mean() for seed in range(40)
        ]
        errors[maker] = np.std(means)
    assert errors[latin_hypercube] < errors[monte_carlo] / 100


@pytest.mark.parametrize("maker", MAKERS)
def test_margins_are_uniform(maker):
    unit = maker(cube(6), 4096, seed=3).unit(0, 4096)
    assert unit.shape == (4096, 6)
    assert ((unit > 0) & (unit < 1)).all()
    for j in range(6):
        assert stats.kstest(unit[:, j], "uniform").pvalue > 1e-3
    for i, j in combinations(range(6), 2):
        cells = np.histogram2d(unit[:, i], unit[:, j], bins=8)[0]
        assert stats.chi2(63).sf(((cells - 64) ** 2 / 64).sum()) > 1e-4


@pytest.mark.parametrize("maker", MAKERS)
@given(seed=st.integers(0, 2**64), other=st.integers(0, 2**64))
@settings(max_examples=20)
def test_seeds_give_their_own_points(maker, seed, other):
    first = maker(cube(2), 16, seed).unit(0, 16)
    assert np.array_equal(first, maker(cube(2), 16, seed).unit(0, 16))
    assert (seed == other) == np.array_equal(first, maker(cube(2), 16, other).unit(0, 16))


@pytest.mark.parametrize("maker", [monte_carlo, sobol, halton])
def test_sequences_begin_alike_whatever_their_length(maker):
    long = maker(cube(3), 2**14, seed=2).unit(0, 2**14)
    for n in (1, 2, 64, 8192):
        assert np.array_equal(maker(cube(3), n, seed=2).unit(0, n), long[:n])
    fewer = maker(cube(2), 64, seed=2).unit(0, 64)
    assert np.array_equal(fewer, long[:64, :2])


@pytest.mark.parametrize("d", [1, 2, 7, 40])
def test_plain_sobol_points_are_scipys(d):
    ours = sobol(cube(d), 2**14, scramble=False).unit(0, 2**14)
    theirs = qmc.Sobol(d, scramble=False, bits=32).random(2**14)
    assert np.array_equal(ours, theirs + 2.0**-33)


@given(st.integers(0, 2**16 - 1))
def test_sobol_points_are_those_of_the_gray_code(number):
    """Coordinate 1 is the radical inverse in base 2 of the Gray code of the number."""
    small = sobol(cube(1), 2**16, scramble=False)
    code = number ^ (number >> 1)
    expected = int(f"{code:032b}"[::-1], 2) / 2**32 + 2.0**-33
    assert small.unit(number, number + 1)[0, 0] == expected


@pytest.mark.parametrize("seed", range(5))
def test_scrambled_sobol_points_are_a_net(seed):
    """Every 2^m consecutive points from a multiple of 2^m: one in each slice of each coordinate.

    The first two coordinates are a (0, m, 2)-net in base 2: one point in every elementary box.
    """
    design = sobol(cube(9), 2**12, seed)
    for m in (3, 6, 10):
        for start in (0, 2**m, 2**12 - 2**m):
            unit = design.unit(start, start + 2**m)
            slices = np.sort((unit * 2**m).astype(int), axis=0)
            assert (slices == np.arange(2**m)[:, None]).all()
            for k in range(m + 1):
                boxes = (unit[:, 0] * 2**k).astype(int) * 2 ** (m - k) + (
                    unit[:, 1] * 2 ** (m - k)
                ).astype(int)
                assert len(np.unique(boxes)) == 2**m


@pytest.mark.parametrize("seed", range(3))
def test_halton_points_are_stratified_in_their_primes(seed):
    design = halton(cube(4), 6000, seed)
    for j, prime in enumerate((2, 3, 5, 7)):
        for k in (1, 2, 3):
            start = 5 * prime**k
            part = design.unit(start, start + prime**k)[:, j]
            slices = np.sort((part * prime**k).astype(int))
            assert slices.tolist() == list(range(prime**k))


def test_halton_scrambles_are_unbiased_and_uniform():
    first = np.array([halton(cube(3), 1, seed).unit(0, 1)[0] for seed in range(400)])
    for j in range(3):
        assert stats.kstest(first[:, j], "uniform").pvalue > 1e-3
    first = np.array([sobol(cube(3), 1, seed).unit(0, 1)[0] for seed in range(400)])
    for j in range(3):
        assert stats.kstest(first[:, j], "uniform").pvalue > 1e-3


def test_sequences_fill_the_cube_as_well_as_scipys():
    ours, theirs, chance = [], [], []
    for seed in range(5):
        ours.append(qmc.discrepancy(sobol(cube(5), 512, seed).unit(0, 512)))
        theirs.append(qmc.discrepancy(qmc.Sobol(5, rng=seed).random(512)))
        chance.append(qmc.discrepancy(monte_carlo(cube(5), 512, seed).unit(0, 512)))
    assert np.mean(ours) < 1.25 * np.mean(theirs)
    assert np.mean(ours) < np.mean(chance) / 10
    ours = [qmc.discrepancy(halton(cube(5), 500, seed).unit(0, 500)) for seed in range(5)]
    theirs = [qmc.discrepancy(qmc.Halton(5, rng=seed).random(500)) for seed in range(5)]
    assert np.mean(ours) < 1.25 * np.mean(theirs)


def test_many_parameters():
    assert sobol(cube(3000), 64).unit(3, 5).shape == (2, 3000)
    unit = halton(cube(150), 64).unit(0, 64)
    assert abs(unit.mean() - 0.5) < 0.01
    assert primes(1024)[-1] == 8161


@pytest.mark.parametrize("maker", MAKERS)
def test_far_blocks_of_long_designs(maker):
    n = 2**27
    design = maker(cube(2), n, seed=1)
    unit = design.unit(n - 5, n)
    assert np.array_equal(unit[2:4], design.unit(n - 3, n - 1))
    assert ((unit > 0) & (unit < 1)).all()


PINNED = {
    monte_carlo: (
        [0.5408502065238775, 0.6940554796465553],
        [0.07056514111713585, 0.23156092225110358],
    ),
    latin_hypercube: (
        [0.1232555764056178, 0.656552819897823],
        [0.5989686946694066, 0.9000292248341344],
    ),
    sobol: ([0.36710039514582604, 0.45671653968747705], [0.3591068192617968, 0.20803671597968787]),
    halton: ([0.31059571087130133, 0.07770445657667976], [0.303737838862024, 0.4339653899007302]),
}


@pytest.mark.parametrize("maker", MAKERS)
def test_points_never_change(maker):
    first, later = PINNED[maker]
    assert maker(cube(2), 8, seed=7).unit(0, 1).tolist() == [first]
    assert maker(cube(2), 2**20, seed=7).unit(10**6, 10**6 + 1).tolist() == [later]


def test_trajectories_and_rows_of_saltelli_never_change():
    assert saltelli(cube(2), 8, seed=7).unit(6, 8).tolist() == [
        [0.7977775788167492, 0.5520774082979187],
        [0.7768754170974717, 0.5520774082979187],
    ]
    assert (morris(cube(2), 8, seed=7).unit(0, 6) * 3).tolist() == [
        [1, 3],
        [1, 1],
        [3, 1],
        [3, 0],
        [3, 2],
        [1, 2],
    ]


def test_values_are_quantiles_of_the_points():
    space = {"a": (2, 4), "m": 3, "e": stats.norm(1, 2), "k": integers(1, 5)}
    for maker in MAKERS:
        design = maker(space, 64, seed=9)
        assert design.varied == ("a", "e", "k")
        unit, frame = design.unit(0, 64), design.to_frame()
        assert np.allclose(frame["a"], 2 + 2 * unit[:, 0])
        assert np.array_equal(frame["e"], stats.norm(1, 2).ppf(unit[:, 1]))
        assert np.array_equal(frame["k"], 1 + np.floor(5 * unit[:, 2]))
        assert (frame["m"] == 3).all()


def test_unbalanced_numbers_warn_once_and_only_sobols():
    with pytest.warns(LilliputWarning, match=r"not a power of two.* n=64 or n=128") as seen:
        design = sobol(cube(2), 100)
    assert len(seen) == 1
    assert seen[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert len(list(design.blocks(30))) == 4
    with pytest.warns(LilliputWarning, match="saltelli: n=6 is not a power of two"):
        saltelli(cube(2), 6)


@pytest.mark.filterwarnings("error")
def test_others_do_not_warn():
    halton(cube(2), 100).to_frame()
    latin_hypercube(cube(2), 100).to_frame()
    sobol(cube(2), 1).to_frame()
    sobol(cube(2), 128).to_frame()
    (sobol(cube(1), 16) * grid({"k": [1, 2, 3]})).to_frame()


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: sobol(cube(1), 0),
            InvalidArgumentError,
            "sobol: n must be an integer >= 1, got 0",
        ),
        (lambda: halton(cube(1), 2.5), InvalidArgumentError, "halton: n must .* got 2.5"),
        (lambda: monte_carlo(cube(1), "8"), InvalidArgumentError, "monte_carlo: n .* got '8'"),
        (lambda: monte_carlo(cube(1), True), InvalidArgumentError, "monte_carlo: n .* got True"),
        (lambda: sobol(cube(1), 4, -1), InvalidArgumentError, "sobol: seed must .* >= 0, got -1"),
        (lambda: sobol(cube(1), 4, None), InvalidArgumentError, "sobol: seed must .* got None"),
        (lambda: sobol(cube(1), 4, scramble=1), InvalidArgumentError, "scramble must be True or"),
        (lambda: sobol(cube(1), 2**33), InvalidArgumentError, r"n must be at most 2\*\*32"),
        (
            lambda: sobol(cube(21202), 4),
            InvalidArgumentError,
            "sobol: at most 21,201 parameters may vary, got 21,202; use latin_hypercube or monte",
        ),
        (lambda: halton(cube(1025), 4), InvalidArgumentError, "halton: at most 1,024 parameters"),
        (
            lambda: latin_hypercube(cube(1), 2**49),
            ProblemTooLargeError,
            r"latin_hypercube: 5.63e\+14 points are more than 2\*\*48",
        ),
    ],
)
def test_bad_arguments_say_what_is_wrong(make, error, message):
    with pytest.raises(error, match=message):
        make()
