"""Claims at many points at once: the same as point by point, and as a sweep sees them."""

import subprocess
import sys
import warnings
from fractions import Fraction as F
from itertools import product
from math import inf

import cloudpickle
import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from lilliput.analysis.claims import Parameter, claims
from lilliput.analysis.claims.arrays import STATUSES
from lilliput.analysis.claims.formula import Formula
from lilliput.analysis.claims.needs import Need
from lilliput.analysis.designs import monte_carlo
from lilliput.analysis.sweeps.claim_models import audit, evaluator_of_claim, evaluator_of_model
from lilliput.games.errors import (
    InvalidArgumentError,
    LilliputError,
    UnknownNameError,
    UnsupportedNumberError,
)

MODELS = {model.id: model for claim in claims.values() for model in claim.models.values()}
every_model = pytest.mark.parametrize("name", MODELS)


LARGE = {"P9-core": 8, "P9-robust": 8}  # members at which tables of all coalitions take long


def inner(model, size, rng):
    """Points of the spans."""
    columns = {}
    for name, parameter in model.parameters.items():
        low, high = parameter.range
        whole = parameter.integer
        columns[name] = (
            rng.integers(int(np.ceil(low)), int(high) + 1, size)
            if whole
            else rng.uniform(low, high, size)
        )
    return columns


def at_ends(model, size, rng):
    """Points of which some coordinates are ends of a domain or just inside or outside it."""
    columns = inner(model, size, rng)
    for name, parameter in model.parameters.items():
        low, high = parameter.range
        ends = [
            parameter.lower if parameter.lower > -inf else low,
            parameter.upper if parameter.upper < inf else high,
        ]
        step = np.ones(size) if parameter.integer else 10.0 ** rng.uniform(-6, -2, size)
        end = np.array(ends, dtype=float)[rng.integers(0, 2, size)]
        moved = end + step * rng.choice([0, 0, -1, 1], size)
        columns[name] = np.where(rng.random(size) < 0.5, moved, columns[name])
    return columns


def at_thresholds(model, size, rng):
    points = model.sample(size, seed=int(rng.integers(2**31)), near_boundary=1.0)
    return {
        name: np.array([(int if parameter.integer else float)(p[name]) for p in points])
        for name, parameter in model.parameters.items()
    }


def rows_of(columns):
    return pd.DataFrame(columns).astype(object).to_dict("records")


def alone_at(model, point):
    try:
        return model.test(**point), None
    except LilliputError as error:
        return None, error


def agrees_with_single_tests(model, columns):
    if model.id in LARGE:
        columns["m"] = np.minimum(columns["m"], LARGE[model.id])
        columns["P"] = np.minimum(columns["P"], 4)
    found = model.on_arrays(**columns)
    for i, point in enumerate(rows_of(columns)):
        alone, problem = alone_at(model, point)
        if alone is None:
            kind, message = found.reasons[found.failed[i] - 1]
            assert found.failed[i], (point, problem)
            assert kind == type(problem).__name__
            assert message.removeprefix(f"{model.id}: ").split(" must ")[0] in str(problem)
            assert np.isnan(found.margin[i])
            assert found.verdict[i] == -1
            continue
        assert not found.failed[i], (point, found.reasons[found.failed[i] - 1])
        assert found.margin[i] == pytest.approx(float(alone.margin), rel=1e-9, abs=1e-9), point
        assert STATUSES[found.verdict[i]] == alone.verdict, (point, alone.margin)


@every_model
def test_as_point_by_point(name):
    rng = np.random.default_rng(7)
    for points in (inner, at_ends, at_thresholds):
        agrees_with_single_tests(MODELS[name], points(MODELS[name], 6, rng))


@pytest.mark.slow
@every_model
def test_as_point_by_point_at_many_points(name):
    rng = np.random.default_rng(8)
    for points in (inner, at_ends, at_thresholds):
        agrees_with_single_tests(MODELS[name], points(MODELS[name], 12, rng))


@every_model
def test_finite_in_the_whole_domain(name):
    model, rng = MODELS[name], np.random.default_rng(9)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for points in (inner, at_ends):
            found = model.on_arrays(**points(model, 10_000, rng))
            lost = found.failed == len(found.reasons)  # the last reason
            assert not lost.any(), found.to_frame()[lost].head()
            assert np.array_equal(np.isfinite(found.margin), found.failed == 0)
            assert np.array_equal(found.verdict < 0, found.failed > 0)


@every_model
def test_the_same_bits_in_blocks_of_any_size(name):
    model = MODELS[name]
    columns = inner(model, 700, np.random.default_rng(10))
    whole = model.on_arrays(**columns).margin
    for size in (1, 3, 64):
        parts = [
            model.on_arrays(**{key: values[i : i + size] for key, values in columns.items()}).margin
            for i in range(0, 128, size)
        ]
        assert np.concatenate(parts)[:128].tobytes() == whole[:128].tobytes()
    many = {key: np.tile(values, 30) for key, values in columns.items()}
    assert model.on_arrays(**many).margin.tobytes() == np.tile(whole, 30).tobytes()


# Exact numbers


@every_model
def test_exact_values_are_those_of_sympy(name):
    model = MODELS[name]
    texts = [model.formula, model.holds, *model.needs]
    for text in filter(None, texts):
        formula = Formula(text, model.parameters)
        for point in model.sample(3, seed=1):
            if not all(isinstance(value, (int, F)) for value in point.values()):
                continue
            values = {
                formula.symbols[key]: sympy.Rational(value.numerator, value.denominator)
                for key, value in point.items()
            }
            expected = formula.expression.xreplace(values)
            found = formula(**point)
            if expected in (sympy.true, sympy.false) or expected.is_Rational:
                assert found == expected
                assert isinstance(found, (bool, F))
            else:
                assert found == pytest.approx(float(expected), rel=1e-12)


def test_writing_a_charter_at_decimals_where_floats_would_round():
    """Numbers of assents that members and the hub accept, counted in rationals."""
    rows = [
        (m, F(V, 10), F(d, 10), F(k * V, 10 * m * (m + 1)))
        for m, V, d, k in product(range(1, 13), (31, 70, 98), (0, 7, 21, 49), range(3))
        if 10**9 % F(k * V, 10 * m * (m + 1)).denominator == 0
    ]
    assert len(rows) > 100
    columns = np.array([[float(x) for x in row] for row in rows]).T
    names = ("m", "V", "d_hub", "d_small")
    found = MODELS["M15a-writing"].on_arrays(**dict(zip(names, columns, strict=True)))
    rounded = 0
    for i, (m, V, hub, small) in enumerate(rows):
        accepted = [
            k
            for k in range(1, m + 1)
            if V * F(m - k + 1, m + 1) >= hub and V * F(k, m * (m + 1)) >= small
        ]
        expected = V * F(accepted[-1] - accepted[0], m + 1) if accepted else 0
        assert found.margin[i] == pytest.approx(float(expected), abs=1e-12)
        formula = MODELS["M15a-writing"].in_closed_form
        rounded += abs(formula(**{n: columns[j][i] for j, n in enumerate(names)}) - expected) > 0.1
    assert rounded > 0  # the points are such that floats alone go wrong


@pytest.mark.parametrize("name", ["P9-small", "M16-agreement"])
def test_games_in_batches_are_those_solved_alone(name):
    model, rng = MODELS[name], np.random.default_rng(11)
    assert not model.formula
    if name == "P9-small":
        columns = dict(zip("wq", np.array(list(product(range(9), range(1, 25)))).T, strict=True))
    else:
        ratio, benefit = 10.0 ** rng.uniform(-3, 6, 150), 10.0 ** rng.uniform(-1, 1, 150)
        columns = {
            "N": rng.integers(2, 30, 150),
            "benefit": benefit,
            "cost": benefit * ratio,
            "part": rng.random(150),
        }
    found = model.on_arrays(**columns)
    for i in np.flatnonzero(found.failed == 0):
        point = {key: values[i].item() for key, values in columns.items()}
        assert found.margin[i] == pytest.approx(float(model.computed(**point)), abs=1e-12)


# What is outside


values = st.one_of(
    st.integers(-3, 30),
    st.floats(),
    st.fractions(-3, 30),
    st.sampled_from([None, "two", True, sympy.sqrt(2), sympy.Symbol("x"), 1j, 10**400]),
)


@given(value=values, name=st.sampled_from([(m, p) for m in MODELS for p in MODELS[m].parameters]))
def test_inside_is_what_check_lets_pass(value, name):
    parameter = MODELS[name[0]].parameters[name[1]]
    try:
        parameter.check("x", value)
        passes = True
    except LilliputError:
        passes = False
    # Symbols are no numbers, and an integer that no float can hold is no finite one.
    is_number = not (isinstance(value, sympy.Symbol) or value == 10**400)
    assert parameter.inside(np.array([value], dtype=object)).tolist() == [passes and is_number]
    if isinstance(value, float):
        assert parameter.inside(np.array([value])).tolist() == [passes]


def test_inside_for_names_and_any_shape():
    rule = Parameter("a", "which", choices=("a", "b"))
    assert rule.inside([["a", "c"], ["b", None]]).tolist() == [[True, False], [True, False]]
    count = Parameter(2, "k", 1, 4, open=")", integer=True)
    assert count.inside(np.array([[1, 4], [3, 0]])).tolist() == [[True, False], [True, False]]
    assert count.inside(3).item() is True


def test_what_is_wrong_with_each_point():
    found = MODELS["M10a"].on_arrays(m=[6, 6, 25, 6.5], k=[2, 7, 2, np.nan])
    assert found.failed.tolist() == [0, 3, 1, 1]
    assert found.reasons[:3] == (
        (
            "InvalidArgumentError",
            "M10a: m must lie in [1, 20] of integers (number of small states)",
        ),
        (
            "InvalidArgumentError",
            "M10a: k must lie in [1, 20] of integers (how many of them the hub needs)",
        ),
        ("InvalidArgumentError", "M10a: k must be <= m (no more can be needed than there are)"),
    )
    frame = found.to_frame()
    assert frame["verdict"].tolist()[0] == "holds"
    assert frame["verdict"].isna().tolist() == [False, True, True, True]
    assert frame["error"].tolist()[1:] == ["InvalidArgumentError"] * 3
    assert frame["message"][1] == found.reasons[2][1]
    assert repr(found) == "ModelPoints(M10a: 1 holds, 0 fails, 0 indifferent, 3 outside the domain)"


def test_a_need_says_what_was_given():
    whole = Parameter(1, "a number", integer=True)
    need = Need("Eq(n, 0) | ((a < b) & (b < 9))", "", dict.fromkeys("nab", whole))
    assert need.met({"n": 0, "a": 2, "b": 1})
    assert not need.met({"n": 1, "a": F(2), "b": 9.0})
    met = need.met_by({"n": np.array([0.0, 1, 1]), "a": 2.0, "b": np.array([1.0, 1, 3])})
    assert met.tolist() == [True, False, True]
    assert need.complaint({"n": 1, "a": 2, "b": 1}) == (
        "n = 0 or a < b and b < 9 must hold, got n=1, a=2, b=1"
    )
    with pytest.raises(InvalidArgumentError) as caught:
        MODELS["M2a"].test(m=3, r=1.75)
    assert str(caught.value) == (
        "M2a: r must be <= m/(m - 1) = 1.5 (beyond it contests have equilibria in mixed efforts "
        "only), got r=1.75, m=3"
    )


def test_too_large_for_floats_is_an_error_and_no_nan():
    found = MODELS["M14"].on_arrays(sigma=[1, 1e200])
    assert found.failed.tolist() == [0, len(found.reasons)]
    kind, message = found.reasons[-1]
    assert kind == "SolverError"
    assert "no finite number" in message


def test_large_counts():
    """The chance of a war among many, the largest councils: as in rationals."""
    model = MODELS["P9-decisive"]
    points = [(P, m, k) for P in (0, 10) for m in (11, 12) for k in range(1, m + 1)]
    found = model.on_arrays(**dict(zip("Pmk", np.array(points).T, strict=True)))
    exact = [float(model.in_closed_form(P=P, m=m, k=k)) for P, m, k in points]
    assert found.margin == pytest.approx(exact, rel=1e-14)
    alliance = MODELS["M4b"].on_arrays(n=[10**4, 10**6], q=1e-6)
    assert alliance.margin == pytest.approx(
        [
            float(MODELS["M4b"].in_closed_form(n=n, q=F(1, 10**6), L=F(3), K=F(1), mu=F(1, 2)))
            for n in (10**4, 10**6)
        ],
        rel=1e-9,
    )


def test_what_cannot_be_asked():
    model = MODELS["M10a"]
    with pytest.raises(UnknownNameError, match="M10a: parameter 'n' is unknown"):
        model.on_arrays(n=[1])
    with pytest.raises(InvalidArgumentError, match=r"one length.*m \(2,\), k \(3,\)"):
        model.on_arrays(m=[1, 2], k=[1, 2, 3])
    with pytest.raises(UnsupportedNumberError, match="M10a: m must be numbers, got m"):
        model.on_arrays(m=sympy.Symbol("m"))


def test_shapes_and_single_points():
    model = MODELS["M10a"]
    grid = model.on_arrays(m=np.arange(4, 9)[:, None], k=np.arange(1, 5))
    assert grid.margin.shape == grid.verdict.shape == (5, 4)
    assert grid.margin[2, 1] == pytest.approx(float(model.test(m=6, k=2).margin))
    assert len(grid.to_frame()) == 20
    alone = model.on_arrays()
    assert alone.margin.shape == ()
    assert alone.margin == pytest.approx(float(model.test().margin))
    assert len(model.on_arrays(m=np.empty(0))) == 0
    with pytest.raises(ValueError, match="read-only"):
        grid.margin[0, 0] = 1


@every_model
def test_one_parameter_may_be_a_column_and_the_rest_single(name):
    model = MODELS[name]
    if not model.formula and model.batched is None:
        pytest.skip("solved point by point")
    alone = model.on_arrays()
    for parameter, domain in model.parameters.items():
        found = model.on_arrays(**{parameter: [domain.default] * 3})
        assert found.margin.tolist() == pytest.approx([float(alone.margin)] * 3)
        assert found.verdict.tolist() == [int(alone.verdict)] * 3


def test_verdicts_of_models_that_decide_in_their_own_way():
    """No share is no voice; no difference between equals is what the axiom asks for."""
    voice = MODELS["P9-core"].on_arrays(k=[10, 4], m=10, P=5)
    assert voice.verdicts.tolist() == ["holds", "fails"]
    axiom = MODELS["C6-weights"].on_arrays(eta=[0, 1])
    assert axiom.verdicts.tolist() == ["holds", "fails"]
    far = MODELS["M16-web"].on_arrays(n=[2, 3, 4], indifference=2.5)
    assert far.verdicts.tolist() == [
        MODELS["M16-web"].test(n=n, t_B=1.0, indifference=2.5).verdict for n in (2, 3, 4)
    ]


# As a sweep sees them


def texts(array):
    return array.to_pylist()


def test_evaluator_of_a_model():
    evaluator = evaluator_of_model(MODELS["M10a"])
    assert evaluator.parameters == ("m", "k")
    assert evaluator.defaults == {"m": 6, "k": 2}
    assert [(c.name, c.kind) for c in evaluator.columns] == [
        ("margin", "float"),
        ("verdict", "text"),
    ]
    found = evaluator.call(m=np.array([6, 2]), k=np.array([2, 3]))
    assert found.outputs["margin"][0] == pytest.approx(1 / 28)
    assert texts(found.outputs["verdict"])[0] == "holds"
    assert found.failed.tolist() == [0, 3]
    assert found.reasons[2][1].startswith("M10a: k must be <= m")


def test_evaluator_of_a_claim():
    evaluator = evaluator_of_claim(claims["C10"])
    assert set(evaluator.parameters) == {
        p for m in claims["C10"].models.values() for p in m.parameters
    }
    # Models differ in the default of m (6 and 4), and b is the size of a bloc in two of them.
    assert evaluator.defaults["m"] is None
    assert evaluator.defaults["k"] == 2
    found = evaluator.call(m=np.array([6, 4, 2000, 900]), k=np.array([2, 5, 1, 1]))
    assert found.failed.tolist() == [0, 0, 1, 0]
    kind, message = found.reasons[0]
    assert kind == "InvalidArgumentError"
    assert message.startswith("no model takes these parameters: M10a: m must lie in [1, 20]")
    assert texts(found.outputs["M10a verdict"]) == ["holds", "undefined", "undefined", "undefined"]
    assert np.isnan(found.outputs["M10a margin"]).tolist() == [False, True, True, True]
    assert texts(found.outputs["M10c verdict"])[3] == "holds"
    own = {"M10a": {"m": 6, "k": 2}, "M10d": {"m": 6}, "M10b": {"m": 6}}
    for name, point in own.items():
        alone = MODELS[name].test(**point)
        assert found.outputs[f"{name} margin"][0] == pytest.approx(float(alone.margin))
        assert texts(found.outputs[f"{name} verdict"])[0] == alone.verdict


@pytest.mark.parametrize("name", claims)
def test_every_claim_is_evaluated_at_its_defaults(name):
    found = evaluator_of_claim(claims[name]).call()
    for result in claims[name].test():
        assert found.outputs[f"{result.model.id} margin"] == pytest.approx([float(result.margin)])
        assert texts(found.outputs[f"{result.model.id} verdict"]) == [result.verdict]


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model.selections])
def test_other_selections_are_computed(name):
    model = MODELS[name]
    assert evaluator_of_model(model, selection=model.selections[0]).vectorised
    for rule in model.selections[1:3]:
        evaluator = evaluator_of_model(model, selection=rule)
        assert not evaluator.vectorised
        for point in model.sample(3, seed=2):
            alone = model.test(**point, selection=rule)
            assert evaluator.call(**point) == {
                "margin": pytest.approx(float(alone.margin)),
                "verdict": alone.verdict,
            }
    with pytest.raises(UnknownNameError, match="selection 'best'"):
        evaluator_of_model(model, selection="best")


def test_selection_where_there_is_nothing_to_choose():
    with pytest.raises(InvalidArgumentError, match="M10a has one equilibrium"):
        evaluator_of_model(MODELS["M10a"], selection="worst_case")


def test_digests_tell_definitions_apart():
    evaluators = [
        *map(evaluator_of_model, MODELS.values()),
        *map(evaluator_of_claim, claims.values()),
        evaluator_of_model(MODELS["M10a"], indifference=1e-6),
        *(evaluator_of_model(MODELS["M10d"], selection=s) for s in ("worst_case", "uniform")),
    ]
    digests = [evaluator.digest for evaluator in evaluators]
    assert len(set(digests)) == len(digests)
    again = [evaluator_of_model(model).digest for model in MODELS.values()]
    assert again == digests[: len(MODELS)]


def test_digests_and_margins_are_the_same_in_another_process():
    asked = ("M10a", "P9-small", "M16-agreement")
    sent = [evaluator_of_model(MODELS[name]) for name in asked]
    sent.append(evaluator_of_model(MODELS["M10d"], selection="worst_case"))
    code = (
        "import sys, cloudpickle\n"
        "from lilliput.analysis.claims import claims\n"
        "from lilliput.analysis.sweeps.claim_models import evaluator_of_model\n"
        "for evaluator in cloudpickle.load(sys.stdin.buffer):\n"
        "    print(evaluator.digest)\n"
        "models = {m.id: m for c in claims.values() for m in c.models.values()}\n"
        f"for name in {asked!r}: print(evaluator_of_model(models[name]).digest)\n"
        "print(evaluator_of_model(models['M10d'], selection='worst_case').digest)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=cloudpickle.dumps(sent),
        capture_output=True,
        check=True,
        env={"PYTHONHASHSEED": "77"},
    )
    assert done.stdout.decode().split() == [evaluator.digest for evaluator in sent] * 2


def test_a_model_that_is_not_in_the_registry_travels_too():
    from dataclasses import replace

    own = replace(MODELS["M10a"], id="mine", formula="m - k")
    there = cloudpickle.loads(cloudpickle.dumps(evaluator_of_model(own)))
    assert there.call(m=np.array([6]), k=np.array([2])).outputs["margin"].tolist() == [4]
    assert there.digest != evaluator_of_model(MODELS["M10a"]).digest
    kept = cloudpickle.loads(cloudpickle.dumps(evaluator_of_model(MODELS["M10a"])))
    assert kept.call.models[0] is MODELS["M10a"]


# The second path


@pytest.mark.parametrize("name", ["M10a", "M2b", "P9-small", "M16-agreement", "M15a-writing"])
def test_audit_solves_the_games_again(name):
    model = MODELS[name]
    points = inner(model, 300, np.random.default_rng(12))
    found = audit(model.on_arrays(**points), model, size=20, seed=3)
    assert len(found) == 20
    assert found["difference"].abs().max() < 1e-9
    assert found["error"].isna().all()
    pd.testing.assert_frame_equal(found, audit(pd.DataFrame(points), model, size=20, seed=3))
    assert not found.equals(audit(pd.DataFrame(points), model, size=20, seed=4))


def test_audit_finds_a_margin_that_is_wrong():
    frame = MODELS["M10a"].on_arrays(m=[4, 5, 6, 7], k=[2, 9, 2, 2]).to_frame()
    frame.loc[2, "margin"] += 0.25
    found = audit(frame, MODELS["M10a"])
    assert list(found.index) == [0, 2, 3]  # the point that is outside is not drawn
    assert found["difference"].round(9).tolist() == [0, -0.25, 0]
    with pytest.raises(InvalidArgumentError, match="points must be a frame"):
        audit([1, 2], MODELS["M10a"])


def test_the_space_of_every_model_is_a_design_within_its_domain():
    for claim in claims.values():
        for model in claim.models.values():
            columns = monte_carlo(model.space(), n=50, seed=1).block(0, 50).columns
            for name, values in columns.items():
                assert model.parameters[name].inside(values).all(), (model.id, name)
