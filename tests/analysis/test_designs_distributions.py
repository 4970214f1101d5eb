"""Distributions of parameters: quantiles against scipy and by hand, kinds, text, bad input."""

import json
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from lilliput.analysis.designs import (
    categorical,
    grid,
    integers,
    log_uniform,
    monte_carlo,
    sobol,
    uniform,
)
from lilliput.analysis.designs.space import distribution_of, restored
from lilliput.games.errors import InvalidArgumentError

ENDS = np.array([2.0**-53, 2.0**-33, 1 - 2.0**-33, 1 - 2.0**-53])
UNITS = np.concatenate([ENDS, np.linspace(0.0005, 0.9995, 1000)])
NUMBERS = st.floats(-1e9, 1e9).map(lambda x: x + 0.0)
INSIDE = st.lists(st.floats(2**-53, 1 - 2**-53), min_size=1).map(np.array)


@given(NUMBERS, NUMBERS, INSIDE)
def test_uniform_is_scipys(lower, upper, units):
    if lower >= upper:
        lower, upper = upper - 1, lower + 1
    values = uniform(lower, upper).quantile(units)
    expected = stats.uniform(lower, upper - lower).ppf(units)
    assert np.allclose(values, expected, rtol=1e-12, atol=1e-15 * max(abs(lower), abs(upper)))
    assert ((lower <= values) & (values <= upper)).all()


@given(st.floats(1e-200, 1e200), st.floats(1.001, 1e50), INSIDE)
def test_log_uniform_is_scipys(lower, ratio, units):
    values = log_uniform(lower, lower * ratio).quantile(units)
    expected = stats.loguniform(lower, lower * ratio).ppf(units)
    assert np.allclose(values, expected, rtol=1e-11, atol=0)
    assert ((lower <= values) & (values <= lower * ratio)).all()


@given(st.integers(-(2**40), 2**40), st.integers(1, 2**40), INSIDE)
def test_integers_are_in_exact_proportion(lower, width, units):
    values = integers(lower, lower + width).quantile(units)
    assert values.dtype == np.int64
    for unit, value in zip(units.tolist(), values.tolist(), strict=True):
        exact = lower + int(Fraction(unit) * (width + 1) // 1)
        assert abs(value - exact) <= (1 if unit * (width + 1) % 1 in (0.0, 1.0) else 0)
        assert lower <= value <= lower + width


def test_integers_include_both_ends_equally():
    values = integers(1, 6).quantile((np.arange(6000) + 0.5) / 6000)
    assert np.bincount(values).tolist() == [0, *[1000] * 6]
    assert integers(1, 6).quantile(ENDS).tolist() == [1, 1, 6, 6]


@given(st.lists(st.integers(0, 20), min_size=2, max_size=6).filter(any))
def test_categories_are_as_likely_as_their_weights(weights):
    names = [f"c{k}" for k in range(len(weights))]
    total = sum(weights)
    units = (np.arange(total * 7) + 0.5) / (total * 7)
    found = pd.Series(categorical(names, weights).quantile(units)).value_counts()
    assert {name: found.get(name, 0) for name in names} == {
        name: 7 * weight for name, weight in zip(names, weights, strict=True)
    }
    drawn = categorical(names, weights).quantile(ENDS)
    assert all(weights[names.index(name)] for name in drawn)


@given(st.integers(2, 50))
def test_levels_are_equally_likely(count):
    units = (np.arange(count * 9) + 0.5) / (count * 9)
    values = distribution_of([10 * k for k in range(count)], "a").quantile(units)
    assert values.tolist() == [10 * k for k in range(count) for _ in range(9)]
    same = categorical([10 * k for k in range(count)], weights=[3] * count).quantile(units)
    assert same.tolist() == values.tolist()


@pytest.mark.parametrize(
    "frozen",
    [
        stats.norm(1, 2),
        stats.norm(loc=1, scale=2),
        stats.beta(2, 3),
        stats.gamma(a=2.5, scale=0.5),
        stats.truncnorm(-1, 2, loc=0.5),
        stats.triang(0.25),
        stats.lognorm(0.7),
        stats.t(5),
    ],
    ids=lambda frozen: frozen.dist.name,
)
def test_continuous_ones_are_scipys(frozen):
    each = distribution_of(frozen, "a")
    assert each.kind == "float"
    assert np.array_equal(each.quantile(UNITS), frozen.ppf(UNITS))
    again = restored(json.loads(json.dumps(each.describe())), "a")
    assert again == each
    assert np.array_equal(again.quantile(UNITS), frozen.ppf(UNITS))


@pytest.mark.parametrize(
    "frozen",
    [
        stats.binom(10, 0.3),
        stats.poisson(mu=3.5),
        stats.randint(2, 9),
        stats.hypergeom(20, 7, 12),
        stats.geom(0.25, loc=-1),
        stats.nbinom(5, 0.5),
        stats.bernoulli(0.2),
    ],
    ids=lambda frozen: frozen.dist.name,
)
def test_discrete_ones_are_scipys_and_integers(frozen):
    each = distribution_of(frozen, "a")
    values = each.quantile(UNITS)
    assert each.kind == "int"
    assert values.dtype == np.int64
    assert np.array_equal(values, frozen.ppf(UNITS))
    again = restored(json.loads(json.dumps(each.describe())), "a")
    assert again == each
    assert np.array_equal(again.quantile(UNITS), values)


def test_half_integer_locations_give_floats():
    each = distribution_of(stats.binom(4, 0.5, loc=0.5), "a")
    assert each.kind == "float"
    assert each.quantile(np.array([0.5])).tolist() == [2.5]


def test_distributions_of_ones_own_are_known_by_their_quantiles():
    histogram = stats.rv_histogram(np.histogram([1, 2, 2, 3], bins=3))
    other = stats.rv_histogram(np.histogram([1, 2, 3, 3], bins=3))
    lottery = stats.rv_discrete(values=([1, 2.5], [0.4, 0.6]))
    for mine in (histogram(), lottery()):
        design = monte_carlo({"a": mine}, 5)
        assert design.kinds == {"a": "float"}
        assert np.array_equal(design.block(0, 5).columns["a"], mine.ppf(design.unit(0, 5)[:, 0]))
        with pytest.raises(InvalidArgumentError, match="of a is not scipy's own"):
            restored(json.loads(json.dumps(design.describe()))["space"]["a"], "a")
    assert monte_carlo({"a": histogram()}, 5) == monte_carlo({"a": histogram()}, 5)
    assert monte_carlo({"a": histogram()}, 5) != monte_carlo({"a": other()}, 5)


@pytest.mark.parametrize(
    ("value", "kind", "shown"),
    [
        ((0, 1), "float", "uniform(0, 1)"),
        ((0.5, np.float32(1.5)), "float", "uniform(0.5, 1.5)"),
        ((Fraction(1, 2), 1), "float", "uniform(0.5, 1)"),
        (log_uniform(0.01, 100), "float", "log_uniform(0.01, 100)"),
        (integers(-1, 1), "int", "integers(-1, 1)"),
        ([1, 2], "int", "[1, 2]"),
        ([1, 2.5], "float", "[1.0, 2.5]"),
        (range(0, 6, 2), "int", "[0, 2, 4]"),
        (np.linspace(0, 1, 3), "float", "[0.0, 0.5, 1.0]"),
        (np.array([1, 2], dtype=np.uint8), "int", "[1, 2]"),
        (pd.Index(["x", "y"]), "text", "['x', 'y']"),
        (pd.Series(["x", "y"], dtype="category"), "text", "['x', 'y']"),
        (np.array(["x", "y"]), "text", "['x', 'y']"),
        ([True, False], "bool", "[True, False]"),
        ([Fraction(1, 4), 1], "float", "[0.25, 1.0]"),
        (3, "int", "3"),
        (np.int8(3), "int", "3"),
        (2.5, "float", "2.5"),
        (Fraction(1, 4), "float", "0.25"),
        (np.array(2.5), "float", "2.5"),
        ("hub", "text", "'hub'"),
        (True, "bool", "True"),
        (["hub"], "text", "'hub'"),
        (categorical([5], [2]), "int", "5"),
        (categorical(["x", "y"], [1, 3]), "text", "categorical(['x', 'y'], weights=[1.0, 3.0])"),
        (stats.norm(), "float", "scipy.stats.norm(loc=0, scale=1)"),
        (stats.beta(2, 3, scale=0.5), "float", "scipy.stats.beta(a=2, b=3, loc=0, scale=0.5)"),
        (stats.binom(3, 0.5), "int", "scipy.stats.binom(n=3, p=0.5, loc=0)"),
    ],
)
def test_what_a_space_may_say(value, kind, shown):
    each = distribution_of(value, "a")
    assert each.kind == kind
    assert repr(each) == shown
    values = each.quantile(np.array([0.1, 0.9]))
    assert values.dtype == {"float": float, "int": np.int64, "bool": bool, "text": object}[kind]
    again = restored(json.loads(json.dumps(each.describe())), "a")
    assert again == each
    assert hash(again) == hash(each)
    assert repr(again) == shown


ALLOWED = r"; allowed are \(lower, upper\), a list or range .* frozen distribution of scipy.stats"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (
            (1, 0),
            r"lower must be < upper, got \(1, 0\); a parameter that does not vary is given as",
        ),
        ((0, 0), r"lower must be < upper, got \(0, 0\)"),
        ((0, np.nan), "upper must be finite, got nan"),
        ((-np.inf, 0), "lower must be finite, got -inf"),
        ((-1e308, 1e308), "upper - lower must be finite"),
        ((0, 1, 2), r"must be \(lower, upper\), got \(0, 1, 2\); write a list for levels"),
        (("a", "b"), r"\(lower, upper\) of numbers, got \('a', 'b'\)"),
        ((True, False), r"\(lower, upper\) of numbers, got \(True, False\)"),
        ([], "must hold at least one entry, got none"),
        (range(0), "must hold at least one entry, got none"),
        ([1, 2, 1], "distinct, got 1 more than once; likelier values are given by categorical"),
        (["x", "x"], "distinct, got 'x' more than once"),
        ([1, "x"], "of one kind, got numbers and strings"),
        ([1, True], "of one kind, got numbers and truth values"),
        ([1, np.nan], r"\[1\] must be finite, got nan"),
        (np.array([1, np.inf]), "must be finite, got inf at place 1"),
        ([1, None], r"\[1\] must be a number or a string, got None"),
        ([[1, 2], [3, 4]], r"must be one list, got shape \(2, 2\)"),
        ([10**30], "must fit 64 bits, got 1000000000000000000000000000000"),
        (None, "must be a number or a string, got None"),
        (np.nan, "must be finite, got nan"),
        (1j, "must be a number or a string, got 1j"),
        ({1, 2}, r"must be a number or a string, got \{1, 2\}"),
        (lambda u: u, "must be a number or a string, got <function"),
        (stats.norm, "the distribution 'norm' of scipy.stats is not frozen: call it"),
        (stats.binom, "the distribution 'binom' of scipy.stats is not frozen"),
        (stats.norm(0, -1), r"parameters of 'norm' must lie in its domain, got \[0, -1\]"),
        (stats.norm(np.nan, 1), r"parameters of 'norm' must be finite numbers, got \[nan, 1\]"),
        (
            stats.norm([0, 1], 1),
            r"parameters of 'norm' must be finite numbers, got \[\[0, 1\], 1\]",
        ),
        (stats.multivariate_normal([0, 0]), "must vary in one of the allowed ways, got <scipy"),
    ],
)
def test_bad_values_name_the_parameter_and_what_is_allowed(value, message):
    for design in (monte_carlo, sobol):
        with pytest.raises(InvalidArgumentError, match=f"^space: alpha: .*{message}.*{ALLOWED}"):
            design({"beta": (0, 1), "alpha": value}, 4)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: uniform(1, 0), r"uniform: lower must be < upper, got \(1, 0\)"),
        (lambda: uniform("a", 1), "uniform: lower must be a number, got 'a'"),
        (lambda: uniform(0, None), "uniform: upper must be a number or a string, got None"),
        (lambda: log_uniform(0, 1), r"log_uniform: lower must be > 0, got \(0, 1\); use uniform"),
        (lambda: log_uniform(2, 1), "log_uniform: lower must be < upper"),
        (lambda: integers(2, 2), r"integers: lower must be < upper, got \(2, 2\)"),
        (lambda: integers(1.0, 3), "integers: lower must be an integer, got 1.0"),
        (lambda: integers(1, True), "integers: upper must be an integer, got True"),
        (lambda: integers(0, 2**53), r"must lie within ±2\*\*53"),
        (lambda: categorical([]), "categorical: values must hold at least one entry"),
        (lambda: categorical("abc"), "categorical: values must be a list, .* got 'abc'"),
        (lambda: categorical({"a": 1}), "categorical: values must be a list"),
        (lambda: categorical([1, 1]), "categorical: values must be distinct"),
        (lambda: categorical([1, 2], [1]), "weights needs 2 entries, one a value, got 1"),
        (lambda: categorical([1, 2], [1, -1]), r">= 0 and not all 0, got \[1, -1\]"),
        (lambda: categorical([1, 2], [0, 0]), r">= 0 and not all 0, got \[0, 0\]"),
        (lambda: categorical([1, 2], [1, np.nan]), r"weights\[1\] must be finite, got nan"),
        (lambda: categorical([1, 2], ["x", "y"]), "weights must be numbers >= 0"),
        (lambda: grid({"a": (0, 1)}), r"grid: a must be levels: .* got uniform\(0, 1\)"),
        (lambda: grid({"a": stats.norm()}), "grid: a must be levels: .* got scipy.stats.norm"),
        (lambda: grid({"a": categorical([1, 2], [1, 2])}), "grid: a must be levels"),
        (lambda: grid({"a": integers(0, 10**9)}), r"at most 2\*\*24, got integers\(0, 10"),
        (lambda: grid({}), "space: parameters must hold at least one name"),
        (lambda: grid([1]), r"space must be a mapping from parameters .* got \[1\]"),
        (lambda: grid({"": [1]}), "space: parameters must be non-empty strings, got ''"),
        (lambda: grid({"message": [1]}), "cannot be called 'message', which is a column"),
    ],
)
def test_bad_arguments_say_what_is_wrong(make, message):
    with pytest.raises(InvalidArgumentError, match=message):
        make()


def test_infinite_quantiles_name_the_parameter():
    far = stats.lognorm(200.0, scale=1e200)
    with pytest.raises(
        InvalidArgumentError, match=r"space: tail: scipy.stats.lognorm.* quantile in"
    ):
        monte_carlo({"tail": far}, 1000).block(0, 1000)
