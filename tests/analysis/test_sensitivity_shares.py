"""In what share of the prior a claim holds: intervals, their coverage, gaps, many models."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from test_sensitivity import Rows, rows_over

from lilliput.analysis.sensitivity import confidence
from lilliput.games.errors import InvalidArgumentError, UnknownNameError


def verdicts(held, n, *, kind="monte_carlo", **more):
    verdict = np.repeat(["holds", "fails"], [held, n - held])
    return rows_over(kind, {"x": np.arange(n) / n}, verdict=verdict, **more)


def only(found):
    return found.to_frame().iloc[0]


@pytest.mark.parametrize(("held", "n"), [(0, 10), (3, 10), (87, 100), (500, 500), (1, 4096)])
@pytest.mark.parametrize("level", [0.9, 0.99])
def test_wilson(held, n, level):
    """The ends solve the score equation (p̂ − p)² = z² p(1 − p)/n."""
    found = only(confidence(verdicts(held, n), level=level))
    z = stats.norm.ppf((1 + level) / 2)
    for end in (found["low"], found["high"]):
        assert (held / n - end) ** 2 == pytest.approx(z**2 * end * (1 - end) / n, abs=1e-12)
    assert found["low"] <= held / n <= found["high"]
    assert (found["share"], found["n"], found["held"]) == (held / n, n, held)


def test_jeffreys_is_the_posterior_of_the_reference_prior():
    found = only(confidence(verdicts(87, 100), interval="jeffreys"))
    prior = np.linspace(0, 1, 400_001)[1:-1]
    weights = prior**86.5 * (1 - prior) ** 12.5
    below = weights.cumsum() / weights.sum()
    for end, tail in ((found["low"], 0.025), (found["high"], 0.975)):
        assert np.interp(end, prior, below) == pytest.approx(tail, abs=1e-4)
    assert only(confidence(verdicts(0, 9), interval="jeffreys"))["low"] == 0
    assert only(confidence(verdicts(9, 9), interval="jeffreys"))["high"] == 1


@pytest.mark.parametrize("interval", ["wilson", "jeffreys"])
def test_coverage_is_near_the_level_on_average(interval):
    """Exact: the coverage at p sums the binomial probabilities of the counts that cover it."""
    n = 40
    rows = [only(confidence(verdicts(held, n), interval=interval)) for held in range(n + 1)]
    coverage = []
    for p in np.linspace(0.02, 0.98, 97):
        covering = [row["low"] <= p <= row["high"] for row in rows]
        coverage.append(stats.binom.pmf(np.arange(n + 1), n, p) @ covering)
    assert np.mean(coverage) == pytest.approx(0.95, abs=0.01)
    assert min(coverage) > 0.83


def test_it_reads():
    found = confidence(verdicts(3564, 4096))
    assert str(found) == "holds in 87.0 % ± 1.0 % of the prior (n = 4,096; 95 %)"
    assert repr(found) == f"Confidence({found})"
    assert found.note == "Wilson intervals; the points are independent draws from the prior."
    assert str(confidence(verdicts(100, 100))) == (
        "holds in 100.0 % (96.3 to 100.0 %) of the prior (n = 100; 95 %)"
    )
    assert str(confidence(verdicts(3564, 4096), value="fails")).startswith("is 'fails' in 13.0 %")
    assert "<table" in found._repr_html_()


@pytest.mark.parametrize("kind", ["latin_hypercube", "sobol", "halton"])
def test_even_points_have_conservative_intervals(kind):
    assert "conservative" in confidence(verdicts(5, 10, kind=kind)).note


def test_a_grid_has_no_interval():
    found = confidence(verdicts(5, 20, kind="grid"))
    assert str(found) == "holds in 25.0 % of the grid (n = 20)"
    assert np.isnan(only(found)["low"])
    assert "not a sample" in found.note
    assert "of the given points" in str(confidence(verdicts(5, 20, kind="from_frame")))


def gaps():
    rows = verdicts(60, 100)
    rows.frame["verdict"] = rows.frame["verdict"].astype(object)
    rows.frame.loc[[0, 99], "error"] = "DomainError"
    rows.frame.loc[[1, 2, 98], "verdict"] = None
    return rows


def test_points_without_an_answer():
    left_out = only(confidence(gaps()))
    assert left_out[["held", "n", "failed", "undefined"]].tolist() == [57, 95, 2, 3]
    assert left_out["share"] == 57 / 95
    against = only(confidence(gaps(), failed="against"))
    assert against[["held", "n", "failed", "undefined"]].tolist() == [57, 100, 2, 3]
    assert against["share"] == 0.57
    assert "5 without an answer left out)" in str(confidence(gaps()))
    assert "5 without an answer counted against)" in str(confidence(gaps(), failed="against"))


def test_one_row_a_model():
    rows = verdicts(60, 100).frame.drop(columns="verdict")
    rows["M10a verdict"] = pd.Categorical(np.repeat(["holds", "fails"], 50))
    rows["M10b verdict"] = np.repeat(["holds", "indifferent"], [10, 90])
    rows["M10b margin"] = 0.0
    results = Rows(rows, verdicts(60, 100).design)
    frame = confidence(results).to_frame()
    assert list(frame.index) == ["M10a", "M10b"]
    assert frame.index.name == "model"
    assert frame["share"].tolist() == [0.5, 0.1]
    assert str(confidence(results)).splitlines()[1].startswith("M10b: holds in 10.0 % (")
    assert confidence(results, value="indifferent").to_frame()["share"].tolist() == [0, 0.9]
    assert only(confidence(results, "M10b verdict"))["share"] == 0.1


def test_truth_values():
    rows = verdicts(60, 100, beats=np.arange(100) < 30)
    assert only(confidence(rows, "beats"))["share"] == 0.3
    assert only(confidence(rows, "beats", False))["share"] == 0.7
    nullable = rows.frame.assign(beats=rows.frame["beats"].astype("boolean"))
    nullable.loc[:9, "beats"] = pd.NA
    found = only(confidence(Rows(nullable, rows.design), "beats"))
    assert found[["held", "n", "undefined"]].tolist() == [20, 90, 10]


def test_refused():
    for kind in ("saltelli", "morris"):
        with pytest.raises(InvalidArgumentError, match=rf"these are over {kind}\(...\)"):
            confidence(verdicts(1, 2, kind=kind))
    rows = verdicts(60, 100)
    with pytest.raises(UnknownNameError, match="output 'verdicts' is unknown; did you mean verd"):
        confidence(rows, "verdicts")
    with pytest.raises(UnknownNameError, match="value: verdict 'hold' is unknown; did you mean"):
        confidence(rows, value="hold")
    with pytest.raises(InvalidArgumentError, match="level must lie strictly between 0 and 1"):
        confidence(rows, level=95)
    with pytest.raises(InvalidArgumentError, match="failed must be exclude or against"):
        confidence(rows, failed="drop")
    with pytest.raises(InvalidArgumentError, match="interval must be wilson or jeffreys"):
        confidence(rows, interval="wald")
    rows.frame["error"] = "DomainError"
    with pytest.raises(InvalidArgumentError, match="no point has an answer: all 100 failed"):
        confidence(rows)
    with pytest.raises(InvalidArgumentError, match="margin is a number"):
        confidence(verdicts(1, 2, margin=[1.0, 2.0]), "margin")


def test_constraints_are_said():
    rows = verdicts(60, 100)
    inner = rows.design.describe()

    class Within:
        names, size = rows.design.names, 120

        def describe(self):
            conditions = [{"text": "k <= m"}]
            return {"kind": "where", "names": ["x"], "design": inner, "constraints": conditions}

    found = confidence(Rows(rows.frame, Within()))
    assert str(found).startswith("holds in 60.0 % (50.2 to 69.1 %) of the prior given k <= m (n")
    assert "given that k <= m" in found.note
