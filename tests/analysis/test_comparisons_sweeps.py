"""A comparison of institutions as the model of a sweep."""

import pickle

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("pyarrow")

from lilliput.analysis import State
from lilliput.analysis.comparisons import Comparison, compare, number_columns
from lilliput.analysis.sweeps.comparison_models import evaluator_of_comparison


@pytest.fixture(name="comparison")
def make_comparison():
    state = State(powers=["USA", "UKG", "FRN"], capabilities=[5, 2, 1], stakes="gravity",
                  directed_stakes="size", discount_factor=0.6)  # fmt: skip
    return Comparison(state, directed_stakes="size")


def test_outputs_are_the_columns_that_were_announced(comparison):
    evaluator = evaluator_of_comparison(comparison)
    columns = {"eta": np.linspace(0, 2, 7), "stakes.UKG-USA": np.linspace(-1, 3, 7)}
    found = pickle.loads(pickle.dumps(evaluator.call))(**columns)
    assert [column.name for column in evaluator.columns] == list(found.outputs)
    kinds = {column.name: column.kind for column in evaluator.columns}
    direct = compare(comparison, **columns)
    for name in number_columns(comparison):
        assert kinds[name] == "float"
        assert found.outputs[name].tobytes() == direct.numbers[name].tobytes()
    table = direct.to_frame()
    for name in direct.verdicts:
        assert kinds[name] == "text"
        assert found.outputs[name].to_pylist() == table[name].to_list()


def test_failed_points_have_no_verdict(comparison):
    evaluator = evaluator_of_comparison(comparison)
    found = evaluator.call(brokerage=np.array([0.5, 1.5]))
    assert list(found.failed) == [0, 1]
    assert found.outputs["pareto"].to_pylist()[1] is None
    assert np.isnan(found.outputs["premium USA"][1])


def test_contradictions_fail_everywhere_with_one_reason(comparison):
    found = evaluator_of_comparison(comparison).call(
        **{"total_stakes": np.ones(3), "stakes.USA-UKG": np.ones(3)}
    )
    assert list(found.failed) == [1, 1, 1]
    assert "total_stakes scales all stakes" in found.reasons[0][1]


def test_defaults_are_the_numbers_of_the_state(comparison):
    evaluator = evaluator_of_comparison(comparison)
    assert set(evaluator.defaults) == set(evaluator.parameters)
    assert evaluator.defaults["capabilities.USA"] == 5
    assert evaluator.defaults["discount_factor"] == 0.6
    assert evaluator.defaults["stakes.USA-UKG"] is None
    assert evaluator.digest == comparison.digest


def test_a_sweep_gives_what_comparing_gives(comparison):
    sweeps = pytest.importorskip("lilliput.analysis.sweeps")
    designs = pytest.importorskip("lilliput.analysis.designs")
    space = {"collective_good": (0, 2), "discount_factor": (0.1, 0.99), "eta": (0, 2),
             "costs.multilateral": (0, 1), "capabilities.USA": (1, 10),
             "stakes.USA-UKG": (0, 3)}  # fmt: skip
    table = sweeps.sweep(comparison, designs.sobol(space, n=64), progress=False).to_pandas()
    direct = compare(comparison, **{name: table[name].to_numpy() for name in space}).to_frame()
    for name in ("premium FRN", "payoff voting with veto UKG", "weak_gain margin"):
        assert (table[name] == direct[name]).all()
    assert table["weak_gain"].astype(str).to_list() == direct["weak_gain"].astype(str).to_list()
    assert isinstance(table, pd.DataFrame)
