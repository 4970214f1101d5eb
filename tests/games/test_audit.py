"""The audit of a game: known numbers of equilibria, and what each package makes of them."""

from fractions import Fraction
from importlib import import_module
from itertools import product

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.games import NormalFormGame, is_nash
from lilliput.games.equilibria.audit import Audit, audit
from lilliput.games.equilibria.methods.outside import Answer
from lilliput.games.errors import (
    InvalidArgumentError,
    SolverError,
    UnknownNameError,
    UnsupportedNumberError,
)
from lilliput.games.zoo import (
    coordination_game,
    mckelvey_mclennan_1997,
    von_stengel_3x2,
    winkels_1979,
)

MODULE = import_module("lilliput.games.equilibria.audit")
is_extreme = MODULE._is_extreme


@pytest.mark.parametrize(
    "packages",
    [["nashpy"], pytest.param(["nashpy", "quantecon", "pygambit"], marks=pytest.mark.slow)],
)
def test_winkels_1979_by_every_package(packages):
    """Twelve extreme equilibria; the counts of each tool are those of its column."""
    report = audit(winkels_1979(), packages=packages)
    ours = report.summary.loc["lilliput"]
    assert (ours["found"], ours["extreme"], ours["missed"]) == (12, 12, 0)
    assert report.table["extreme"].sum() == 12
    assert (report.table["regret"] == 0).all()
    assert (report.table["certificate"] == "exact").all()
    for tool, row in report.summary.iterrows():
        if row["status"] == "not installed":
            assert tool not in report.table
            continue
        assert row["found"] == report.table[tool].sum() == row["extreme"] + row["inside"]
        assert row["missed"] == 12 - row["extreme"]
        assert row["spurious"] == 0
    assert report.summary.loc["nashpy support", "missed"] > 0
    if "gambit enummixed" in report.table:
        assert report.table["gambit enummixed"].sum() == 12


def test_three_players():
    """McKelvey and McLennan (1997): nine equilibria."""
    pytest.importorskip("pygambit")
    report = audit(mckelvey_mclennan_1997())
    assert len(report.table) == 9
    assert "extreme" not in report.table
    assert report.summary.loc["gambit enumpoly", "found"] == 9
    assert report.summary.index.to_list() == ["lilliput", "gambit enumpoly"]


def test_members_of_a_component_are_not_spurious(monkeypatch):
    """Both indifferent: all profiles are equilibria, four are extreme; (1/2, 1/2) is inside."""
    game = NormalFormGame.from_bimatrix(np.zeros((2, 2)), np.zeros((2, 2)))
    inside = [["1/2", "1/2"], ["1", "0"]]
    wrong = [["1/2", "1/3"], ["1", "0"]]
    stub = answering([inside, wrong, [["1", "0"], ["1", "0"]]])
    monkeypatch.setattr(MODULE, "run_outside", stub)
    report = audit(game, packages=["nashpy"])
    row = report.summary.loc["nashpy support"]
    assert (row["found"], row["extreme"], row["inside"]) == (2, 1, 1)
    assert (row["missed"], row["spurious"], row["malformed"]) == (3, 0, 1)
    assert len(report.table) == 5
    assert report.table["extreme"].sum() == 4
    assert not report.table.loc[~report.table["extreme"], "lilliput"].any()


def test_what_is_no_equilibrium_is_spurious_and_in_no_row(monkeypatch):
    monkeypatch.setattr(MODULE, "run_outside", answering([[["1", "0"], ["0", "1"]]]))
    report = audit(coordination_game(2), packages=["nashpy"])
    assert report.summary.loc["nashpy vertex", "spurious"] == 1
    assert report.summary.loc["nashpy vertex", "found"] == 0
    assert len(report.table) == 3


def test_packages_that_are_not_installed_are_listed(monkeypatch):
    monkeypatch.setattr(MODULE, "installed", lambda package: package == "nashpy")
    report = audit(von_stengel_3x2())
    assert report.summary.loc["gambit lcp", "status"] == "not installed"
    assert report.summary.loc["quantecon vertex", "found"] is None or np.isnan(
        report.summary.loc["quantecon vertex", "found"]
    )
    assert "gambit lcp" not in report.table
    assert report.table["nashpy vertex"].all()


def test_a_package_that_does_not_start_is_listed_with_its_reason(monkeypatch):
    def broken(*_, **__):
        raise SolverError("the process of another package did not start: no luck")

    monkeypatch.setattr(MODULE, "run_outside", broken)
    report = audit(von_stengel_3x2(), packages="nashpy")
    assert report.summary.loc["nashpy support", "status"].endswith("no luck")
    assert len(report.table) == 3


def answering(profiles):
    """A stand-in for a package that gives these answers."""
    return lambda package, game, jobs, time_limit: [
        Answer("1", list(profiles), True, 0.0) for _ in jobs
    ]


def rank(rows):
    return sympy.Matrix(rows).rank()


@settings(max_examples=60)
@given(st.integers(1, 3), st.integers(1, 3), st.data())
def test_extreme_equilibria_are_no_midpoints_of_others(m, n, data):
    """A mixed strategy is extreme if no direction within its support keeps the best responses."""
    cells = st.lists(st.integers(0, 2), min_size=m * n, max_size=m * n)
    A, B = (np.array(data.draw(cells)).reshape(m, n) for _ in range(2))
    game = NormalFormGame.from_bimatrix(A, B).to_exact()
    grid = [[Fraction(k, 2) for k in row] for row in product(range(3), repeat=max(m, n))]
    first = [np.array(r[:m], dtype=object) for r in grid if sum(r[:m]) == 1 and not any(r[m:])]
    second = [np.array(r[:n], dtype=object) for r in grid if sum(r[:n]) == 1 and not any(r[n:])]
    for x, y in product(first, second):
        if not is_nash(game, [list(x), list(y)]):
            continue
        free = []
        for mix, payoffs in ((x, B.T), (y, A)):
            support = [k for k, p in enumerate(mix) if p]
            values = [sum(p * row[k] for k, p in enumerate(mix)) for row in payoffs]
            best = [j for j, v in enumerate(values) if v == max(values)]
            rows = [[int(payoffs[j][k]) - int(payoffs[best[0]][k]) for k in support] for j in best]
            rows.append([1] * len(support))
            free.append(len(support) - rank(rows))
        assert is_extreme(game, [x, y]) == (free == [0, 0])
        assert is_extreme(game, [x.astype(float), y.astype(float)]) == (free == [0, 0])
        moved = game.rescaled(Fraction(1, 10**9), shift=10**9)  # beyond what floats tell apart
        assert is_extreme(moved, [x.astype(float), y.astype(float)]) == (free == [0, 0])


def test_bad_arguments_and_reprs():
    with pytest.raises(UnknownNameError, match="package 'gamut'"):
        audit(von_stengel_3x2(), packages=["gamut"])
    with pytest.raises(InvalidArgumentError, match="max_regret"):
        audit(von_stengel_3x2(), max_regret=-1)
    with pytest.raises(InvalidArgumentError, match="time_limit"):
        audit(von_stengel_3x2(), time_limit=0)
    with pytest.raises(UnsupportedNumberError):
        audit(NormalFormGame.from_bimatrix([[sympy.Symbol("a")]], [[1]]))
    report = audit(von_stengel_3x2(), packages=[])
    assert isinstance(report, Audit)
    assert repr(report).startswith("Audit: 3 equilibria in all\n")
    assert "complete: proved" in report._repr_html_()
