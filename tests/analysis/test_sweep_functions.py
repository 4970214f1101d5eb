"""Functions as models: parameters, digests, random numbers; what they return, as columns."""

import enum
import functools
import importlib
import math
import re
import statistics
import warnings
from collections import namedtuple
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lilliput.analysis.claims import claims
from lilliput.analysis.designs import from_frame, grid
from lilliput.analysis.digests import _Walk, digest_of_function
from lilliput.analysis.sweeps import Evaluated, Evaluator, evaluator_of, sweep, vectorised
from lilliput.analysis.sweeps.seeds import generator_of, seeds_of
from lilliput.games.errors import InvalidArgumentError, LilliputWarning

LINE = grid({"x": [1.0, 2.0, 3.0]})
KINDS = {"float": "float64", "bool": "bool", "text": "category"}


def run(model, design=LINE, **options):
    return sweep(model, design, progress=False, **options)


def test_parameters_and_defaults_come_from_the_signature():
    def model(a, b=2, *, c, d=4.0):
        return a

    found = evaluator_of(model)
    assert found.parameters == ("a", "b", "c", "d")
    assert dict(found.defaults) == {"b": 2, "d": 4.0}
    assert (found.vectorised, found.random, found.name) == (False, "", "model")
    assert repr(found) == "Evaluator(model(a, b, c, d), scalar)"


def test_keyword_only_parameters_and_any_name():
    results = run(lambda *, x, **rest: x + len(rest), grid({"x": [1, 2], "anything": [1.0]}))
    assert results.to_pandas()["value"].tolist() == [2, 3]


def test_partial_methods_and_callable_objects():
    class Shift:
        def __init__(self, by):
            self.by = by

        def __call__(self, x):
            return x + self.by

        def twice(self, x):
            return x + 2 * self.by

    assert run(Shift(1)).to_pandas()["value"].tolist() == [2, 3, 4]
    assert run(Shift(1).twice).to_pandas()["value"].tolist() == [3, 4, 5]
    assert run(functools.partial(lambda x, k: x * k, k=5)).to_pandas()["value"].tolist() == [
        5,
        10,
        15,
    ]
    digests = {evaluator_of(model).digest for model in (Shift(1), Shift(2), Shift(1).twice)}
    assert len(digests) == 3
    assert evaluator_of(Shift(1)).digest == evaluator_of(Shift(1)).digest


@pytest.mark.parametrize(
    ("model", "message"),
    [
        (lambda *x: 1, r"takes \*x by position"),
        (lambda x, /: 1, "takes x by position"),
        (3, "must be a claim, a model of a claim"),
        (vectorised(lambda x, rng: x), "take seeds, an array of one uint64 a point"),
    ],
)
def test_what_cannot_be_swept_is_refused(model, message):
    with pytest.raises(InvalidArgumentError, match=message):
        evaluator_of(model)


def test_names_that_do_not_match_are_refused_before_work_starts():
    calls = []

    def model(x, y, z=1):
        calls.append(x)
        return x

    with pytest.raises(InvalidArgumentError, match=r"model needs y too.*the design has x"):
        run(model)
    with pytest.raises(InvalidArgumentError, match=r"does not take w; it takes x, y, z"):
        run(model, grid({"x": [1.0], "y": [1.0], "w": [2.0]}))
    assert calls == []


def test_a_name_that_is_nearly_right_is_suggested():
    def model(discount_factor, brokerage):
        return discount_factor * brokerage

    with pytest.raises(InvalidArgumentError, match=r"brokrage \(did you mean brokerage\?\); it"):
        run(model, grid({"discount_factor": [0.5], "brokrage": [1.0]}))


def test_defaults_are_in_the_manifest():
    results = run(lambda x, k=7: x * k)
    assert dict(results.manifest.fixed) == {"k": 7}


# Digests: the same function has the same, another one has not.

RATE = 0.5


def helper(x):
    return x * RATE


def uses_helper(x):
    return helper(x) + 1


def closing_over(k):
    def model(x):
        return x + k

    return model


def test_digest_sees_code_defaults_closures_globals_and_helpers(monkeypatch):
    def digest(model):
        return evaluator_of(model).digest

    assert digest(closing_over(1)) == digest(closing_over(1))
    assert digest(closing_over(1)) != digest(closing_over(2))
    assert digest(closing_over(np.arange(3))) != digest(closing_over(np.arange(4)))
    assert digest(closing_over({"a": Fraction(1, 2)})) != digest(
        closing_over({"a": Fraction(1, 3)})
    )
    assert digest(lambda x, k=1: x) != digest(lambda x, k=2: x)
    assert digest(lambda x: x + 1) == digest(lambda x: x + 1)
    assert digest(lambda x: x + 1) != digest(lambda x: x - 1)
    assert digest(lambda x: x + 1) != digest(vectorised(lambda x: x + 1))
    frame = pd.DataFrame({"a": [1, 2]})
    assert digest(closing_over(frame)) == digest(closing_over(frame.copy()))
    assert digest(closing_over(frame)) != digest(closing_over(frame + 1))
    before = digest(uses_helper)
    monkeypatch.setitem(uses_helper.__globals__, "RATE", 0.25)
    assert digest(uses_helper) != before


def test_digest_does_not_see_comments_and_layout(tmp_path):
    texts = [
        "def model(x):\n    return x + 1\n",
        "def model(x):\n    # one more\n    return (x\n            + 1)\n",
        "def model(x):\n    return x + 2\n",
    ]
    digests = []
    for k, text in enumerate(texts):
        path = tmp_path / f"m{k}.py"
        path.write_text(text)
        namespace = {"__name__": "__main__"}
        exec(compile(text, str(path), "exec"), namespace)
        digests.append(evaluator_of(namespace["model"]).digest)
    assert digests[0] == digests[1] != digests[2]


@pytest.mark.parametrize("how", ["from helpers_{k} import cost", "import helpers_{k} as helpers"])
@pytest.mark.parametrize("kind", ["function", "class"])
def test_digest_sees_files_of_ones_own(tmp_path, monkeypatch, how, kind):
    monkeypatch.syspath_prepend(tmp_path)
    cost = "cost" if how.startswith("from") else "helpers.cost"
    body = f"def model(x):\n    return {cost}(x)\n"
    if kind == "class":
        body = (
            f"class Model:\n    def __call__(self, x):\n        return {cost}(x)\nmodel = Model()"
        )
    digests = []
    for k, rate in enumerate((1, 1, 2)):
        # The function's own file is the same, but for the name of what it imports.
        name = f"{kind}_{how[:4]}_{k}".replace(" ", "")
        (tmp_path / f"rates_{name}.py").write_text(f"RATE = {rate}\ndef scaled(x): return RATE * x")
        (tmp_path / f"helpers_{name}.py").write_text(
            f"from rates_{name} import scaled\ndef cost(x): return scaled(x)\n"
        )
        (tmp_path / f"models_{name}.py").write_text(f"{how.format(k=name)}\n{body}")
        made = importlib.import_module(f"models_{name}").model
        pieces = [p.replace(name.encode(), b"") for p in _Walk(f"models_{name}").of(made)]
        digests.append(pieces)
        assert evaluator_of(made).digest != digest_of_function(lambda x: x)
    assert digests[0] == digests[1] != digests[2]


def test_digest_of_what_is_installed_is_its_name():
    assert b"function statistics.fmean" in list(_Walk("").of(statistics.fmean))
    assert len(list(_Walk("").of(statistics.fmean))) == 1
    assert list(_Walk("").of(statistics)) == [b"module statistics"]


def test_recursive_functions_have_a_digest():
    def down(x):
        return 0 if x < 1 else down(x - 1)

    assert evaluator_of(down).digest == evaluator_of(down).digest


# Random numbers are those of SeedSequence.spawn.


@given(st.integers(0, 2**130), st.integers(0, 60))
def test_seeds_are_those_of_spawned_sequences(seed, start):
    points = np.arange(start, start + 4)
    children = np.random.SeedSequence(seed).spawn(start + 4)[start:]
    expected = [int(child.generate_state(1, np.uint64)[0]) for child in children]
    assert seeds_of(seed, points).tolist() == expected
    assert seeds_of(seed, points).dtype == np.uint64
    draws = [np.random.default_rng(child).random() for child in children]
    assert [generator_of(seed, int(p)).random() for p in points] == draws


def test_seeds_beyond_32_bits():
    big = 2**32 + 5
    expected = np.random.SeedSequence(3, spawn_key=(big,)).generate_state(1, np.uint64)
    assert seeds_of(3, np.array([big])).tolist() == expected.tolist()


def test_random_models_get_the_generator_of_their_point():
    children = np.random.SeedSequence(42).spawn(3)
    found = run(lambda x, rng: x + rng.normal(), seed=42).to_pandas()["value"]
    expected = [
        x + np.random.default_rng(s).normal()
        for x, s in zip((1.0, 2.0, 3.0), children, strict=True)
    ]
    assert found.tolist() == expected
    seeds = run(vectorised(lambda x, seeds: x + seeds % 97), seed=42).to_pandas()["value"]
    states = [int(s.generate_state(1, np.uint64)[0]) % 97 for s in children]
    assert seeds.tolist() == [x + s for x, s in zip((1.0, 2.0, 3.0), states, strict=True)]


def test_a_seed_that_is_not_given_is_drawn_and_kept(tmp_path):
    def model(x, rng):
        return rng.random()

    first = run(model, store=tmp_path / "s")
    assert first.manifest.seed is not None
    assert run(model, store=tmp_path / "s").digest() == first.digest()
    assert run(model, seed=first.manifest.seed).digest() == first.digest()
    assert run(model).digest() != first.digest()
    assert run(lambda x: x, seed=3).manifest.seed is None


# What a model returns.


class Colour(enum.Enum):
    RED = "red"


Pair = namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (2.5, "float", 2.5),
        (3, "float", 3.0),
        (Fraction(1, 3), "float", 1 / 3),
        (Decimal("0.1"), "float", 0.1),
        (sympy.Rational(1, 3), "float", 1 / 3),
        (sympy.sqrt(2), "float", math.sqrt(2)),
        (np.float32(0.5), "float", 0.5),
        (np.array(7), "float", 7.0),
        (math.inf, "float", math.inf),
        (True, "bool", True),
        (np.bool_(False), "bool", False),
        (sympy.true, "bool", True),
        ("hub", "text", "hub"),
        (np.str_("web"), "text", "web"),
        (Colour.RED, "text", "red"),
        ("", "text", ""),
    ],
)
def test_kinds_of_outputs(value, kind, expected):
    frame = run(lambda x: {"out": value}).to_pandas()
    assert frame["out"].dtype == KINDS[kind]
    assert frame["out"].tolist() == [expected] * 3


def test_none_is_nan_and_nan_is_no_failure():
    results = run(lambda x: {"a": None if x < 2 else x, "b": math.nan})
    frame = results.to_pandas()
    assert np.isnan(frame["a"][0])
    assert frame["a"].tolist()[1:] == [2.0, 3.0]
    assert frame["b"].isna().all()
    assert len(results.failures) == 0


def test_none_does_not_hide_the_kind_of_the_next_point():
    frame = run(lambda x: {"t": None if x < 2 else "late"}).to_pandas()
    assert frame["t"].tolist()[1:] == ["late", "late"]
    assert frame["t"].isna()[0]


def test_mappings_series_and_named_tuples():
    for model in (
        lambda x: {"a": x, "b": True},
        lambda x: Pair(x, True),
        lambda x: pd.Series({"a": x, "b": True}, dtype=object),
    ):
        frame = run(model).to_pandas()
        assert frame["a"].tolist() == [1, 2, 3]
        assert frame["b"].all()


@pytest.mark.parametrize(
    ("second", "message"),
    [
        ([1, 2], "a list of 2, expected one number, truth value or text; give each entry a name"),
        (np.zeros((2, 2)), r"an array of shape \(2, 2\)"),
        (1j, "has no value as a float64"),
        (sympy.Symbol("y"), "has no value as a float64"),
        (10**400, "has no value as a float64"),
        (True, "is a truth value at this point, but a number before"),
        ("text", "is text at this point, but a number before"),
        ({"a": 1}, "the model returned a at this point, but value before"),
        ({}, "returned an empty mapping"),
        ({1: 2}, "names of outputs must be non-empty text"),
        (object(), "expected one number, truth value or text"),
    ],
)
def test_outputs_of_the_wrong_kind_are_failures(second, message):
    with pytest.warns(LilliputWarning, match="1 of 3 points failed: ModelOutputError 1"):
        results = run(lambda x: second if x == 2 else x)
    failures = results.failures
    assert failures.index.tolist() == [1]
    assert failures["error"].tolist() == ["ModelOutputError"]
    assert results.to_pandas()["value"].tolist() == [1, 3]
    assert re.search(message, failures["message"].iloc[0])


def test_outputs_called_as_a_parameter_are_refused():
    with pytest.raises(InvalidArgumentError, match="'x'"):
        run(lambda x: {"x": x})
    with pytest.raises(InvalidArgumentError, match="'point'"):
        run(lambda x: {"point": x})


def test_scalar_models_get_scalars_of_python():
    kinds = from_frame(pd.DataFrame({"f": [0.5], "i": [1], "b": [True], "t": ["hub"]}))
    seen = []
    run(lambda f, i, b, t: seen.extend(map(type, (f, i, b, t))) or 0, kinds)
    assert seen == [float, int, bool, str]


# Vectorised models.


def test_vectorised_models_of_arrays_mappings_frames_and_text():
    for model in (
        lambda x: {"a": x * 2, "t": np.where(x > 1, "big", "small"), "b": x > 1},
        lambda x: pd.DataFrame({"a": x * 2, "t": ["small", "big", "big"], "b": x > 1}),
        lambda x: {
            "a": list(x * 2),
            "t": np.where(x > 1, "big", "small").astype(object),
            "b": x > 1,
        },
        lambda x: {
            "a": [Fraction(2 * int(v)) for v in x],
            "t": pd.Categorical(["small", "big", "big"]),
            "b": x > 1,
        },
    ):
        frame = run(vectorised(model), block_size=3).to_pandas()
        assert frame["a"].tolist() == [2, 4, 6]
        assert frame["t"].tolist() == ["small", "big", "big"]
        assert frame["b"].tolist() == [False, True, True]


def test_text_as_dictionaries_of_arrow():
    import pyarrow as pa

    def model(x):
        return {"t": pa.array(["a", "b", "a"][: len(x)]).dictionary_encode(), "v": pa.array(x)}

    frame = run(vectorised(model), block_size=3).to_pandas()
    assert frame["t"].tolist() == ["a", "b", "a"]
    assert frame["v"].tolist() == [1, 2, 3]


def test_vectorised_models_may_report_failures():
    def model(x):
        return Evaluated(
            {"half": x / 2, "t": np.array(["a"] * len(x), dtype=object)},
            np.where(x == 2, 2, 0),
            (("Unused", "never"), ("DomainError", "x is 2")),
        )

    with pytest.warns(LilliputWarning, match="DomainError 1"):
        results = run(vectorised(model))
    assert results.failures[["error", "message"]].to_numpy().tolist() == [["DomainError", "x is 2"]]
    assert results.to_pandas()["half"].tolist() == [0.5, 1.5]
    raw = results.to_arrow()
    assert raw.column("half").null_count == raw.column("t").null_count == 1


def test_vectorised_exceptions_are_localised():
    def model(x):
        if (x == 613).any():
            raise ValueError("x is 613\nand more")
        return x + 1

    with pytest.warns(LilliputWarning, match="1 of 1,000 points failed: ValueError 1"):
        results = run(vectorised(model), grid({"x": np.arange(1000.0)}))
    assert results.failures["message"].tolist() == ["x is 613"]
    assert results.failures.index.tolist() == [613]
    assert results.to_pandas()["value"].tolist() == [x + 1 for x in range(1000) if x != 613]


def test_wrong_lengths_name_both():
    with pytest.warns(LilliputWarning, match="3 of 3 points failed"):
        results = run(vectorised(lambda x: np.zeros(7)))
    assert results.failures["message"].unique().tolist() == [
        "output 'value' has 7 values for 1 points; a vectorised model gives one value a point"
    ]
    with pytest.warns(LilliputWarning, match="3 of 3 points failed"):
        results = run(vectorised(lambda x: x.sum()))
    assert "a single value" in results.failures["message"].iloc[0]


def test_models_that_write_into_their_arguments_do_no_harm():
    def model(x):
        x += 1
        return x

    frame = run(vectorised(model)).to_pandas()
    assert frame["x"].tolist() == [1, 2, 3]
    assert frame["value"].tolist() == [2, 3, 4]


# Claims and ready-made evaluators.


def test_claims_are_models():
    model = claims["C10"].models["M10a"]
    frame = run(model, grid({"m": [4, 6], "k": [1, 2]})).to_pandas()
    expected = [model.test(m=m, k=k) for m in (4, 6) for k in (1, 2)]
    assert frame["verdict"].tolist() == [result.verdict for result in expected]
    assert frame["margin"].tolist() == pytest.approx([float(result.margin) for result in expected])


def test_evaluators_are_models():
    model = Evaluator("twice", "00", ("x",), {}, False, None, lambda x: 2 * x)
    assert evaluator_of(model) is model
    assert run(model).to_pandas()["value"].tolist() == [2, 4, 6]


# Kinds that None hides at first are those of later points, whatever the blocks.


def none_at_first(x):
    return {"text": None if x < 40 else "late", "flag": None if x < 7 else x > 50, "none": None}


@vectorised
def none_in_arrays(x):
    rows = [none_at_first(each) for each in x.tolist()]
    return {name: np.array([row[name] for row in rows], dtype=object) for name in rows[0]}


@pytest.mark.parametrize("model", [none_at_first, none_in_arrays])
@pytest.mark.parametrize("size", [1, 3, 40, 45, None])
def test_kinds_do_not_depend_on_the_blocks(model, size):
    results = run(model, grid({"x": range(60)}), block_size=size)
    frame = results.to_pandas()
    assert dict(results.manifest.outputs) == {"text": "text", "flag": "bool", "none": "float"}
    assert frame["text"].isna().tolist() == [True] * 40 + [False] * 20
    assert frame["flag"].iloc[7:].tolist() == [x > 50 for x in range(7, 60)]
    assert frame["flag"].iloc[:7].isna().all()
    assert results.counts()["none", "NaN"] == 60


@pytest.mark.parametrize("late", [1023, 1024])
@pytest.mark.parametrize("size", [300, 5000])
@pytest.mark.parametrize("marked", [False, True])
def test_none_is_nan_after_so_many_points(late, size, marked):
    def model(x):
        return None if x < late else "text"

    def arrays(x):
        return np.array([model(each) for each in x.tolist()], dtype=object)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LilliputWarning)
        results = run(
            vectorised(arrays) if marked else model, grid({"x": range(1030)}), block_size=size
        )
    known = late < 1024
    assert dict(results.manifest.outputs) == {"value": "text" if known else "float"}
    assert len(results.failures) == (0 if known else 1030 - late)


def test_coroutines_and_generators_are_refused():
    async def later(x):
        return x

    def several(x):
        yield x

    for model in (later, several):
        with pytest.raises(InvalidArgumentError, match="is a coroutine or a generator"):
            run(model)
