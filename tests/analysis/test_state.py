"""The state of the world: read, checked and never changed."""

import pickle
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import sympy
from hypothesis import given

from lilliput.analysis import Costs, State
from lilliput.analysis.data import MAJOR_POWER_YEARS, capability_shares, major_powers, read_nmc
from lilliput.games.errors import (
    DataFileError,
    InvalidArgumentError,
    InvalidGameError,
    LilliputError,
    UnknownNameError,
)

from strategies import states

FULL_FILE = Path(__file__).parents[3] / "shared" / "data" / "NMC-60-abridged.csv"
needs_full_file = pytest.mark.skipif(not FULL_FILE.exists(), reason="the full NMC file is absent")


def pair(**changes):
    fields = {"powers": ["A", "B"], "capabilities": [3, 1], "stakes": {("A", "B"): 1}}
    return State(**(fields | changes))


@given(states())
def test_a_state_survives_pickling_and_replacing(state):
    assert pickle.loads(pickle.dumps(state)) == state
    assert state.replace(collective_good=state.collective_good) == state
    with pytest.raises(ValueError, match="read-only"):
        pickle.loads(pickle.dumps(state)).stakes[0, 1] = 1


def test_columns_of_a_table_are_taken_in_its_order():
    table = pd.DataFrame({"state": ["B", "A"], "cinc": [1, 3]}, index=[7, 4])
    state = pair(powers=table["state"], capabilities=table["cinc"])
    assert dict(zip(state.powers, state.capabilities, strict=True)) == {"B": 1, "A": 3}
    with pytest.raises(InvalidArgumentError, match=r"capabilities needs 2 entries \(A, B\), got 3"):
        pair(capabilities=pd.Series([1, 2, 3]))


def test_the_same_state_from_every_shape_of_stakes():
    names = ["A", "B", "C"]
    matrix = [[0, 1, 2], [1, 0, 3], [2, 3, 0]]
    frame = pd.DataFrame(matrix, index=names, columns=names)
    shuffled = frame.loc[["C", "A", "B"], ["B", "C", "A"]]
    pairs = {("B", "A"): 1, ("A", "C"): 2, ("C", "B"): 3}
    made = [
        State(powers=names, capabilities={"C": 1, "A": 1, "B": 1}, stakes=stakes)
        for stakes in (matrix, np.array(matrix), frame, shuffled, pairs)
    ]
    assert all(state == made[0] for state in made)
    assert made[0].stake("C", "B") == 3


def test_integers_stay_exact_and_floats_stay_floats():
    assert pair().stake("A", "B") == Fraction(1)
    assert isinstance(pair().stake("A", "B"), Fraction)
    assert isinstance(pair(stakes={("A", "B"): 1.0}).stake("A", "B"), float)
    w = sympy.Symbol("w")
    assert pair(stakes={("A", "B"): w}).stake("A", "B") == w


@pytest.mark.parametrize(
    ("rule", "ratio"), [("gravity", 3), ("harmonic", Fraction(3, 4) / Fraction(1, 2)), ("equal", 1)]
)
def test_stake_rules(rule, ratio):
    state = State(powers=["A", "B", "C"], capabilities=[3, 1, 1], stakes=rule)
    assert state.stake("A", "B") / state.stake("B", "C") == ratio
    assert sum(state.stake(*p) for p in state.pairs) == 1
    assert rule in state.source


def test_directed_stakes_by_size_favour_the_smaller():
    state = pair(directed_stakes="size")
    assert state.benefits.loc["B", "A"] == Fraction(3, 2)
    assert state.benefits.loc["A", "B"] == Fraction(1, 2)
    assert pair(stakes={("A", "B"): -1}).benefits.to_numpy().tolist() == [[0, 0], [0, 0]]


def test_the_hub_is_the_most_capable_by_default():
    assert pair(capabilities=[1, 2]).hub == "B"
    assert pair(hub="B").spokes == ("A",)


def test_from_frame_takes_outside_options():
    frame = pd.DataFrame(
        {"capability": [2.0, 1.0], "outside_option": [0.5, 0.1]}, index=["US", "CA"]
    )
    state = State.from_frame(frame, stakes="harmonic", costs=Costs(0.1, 0, 0))
    assert state.outside_option("CA") == 0.1
    assert state.costs.bilateral == 0.1
    with pytest.raises(InvalidArgumentError, match="needs a column 'gdp'"):
        State.from_frame(frame, column="gdp")


@pytest.mark.parametrize("year", MAJOR_POWER_YEARS)
def test_from_nmc_normalises_over_the_chosen_powers(year):
    data = major_powers()
    rows = data[data["year"] == year].set_index("stateabb")["cinc"]
    state = State.from_nmc(data, year=year, powers=rows.index)
    assert sum(state.capabilities) == pytest.approx(1)
    np.testing.assert_allclose(state.capabilities.astype(float), rows / rows.sum())
    assert state.hub == rows.idxmax()
    assert "Singer" in state.source
    assert "gravity" in state.source


@needs_full_file
def test_the_bundled_extract_is_that_of_the_file():
    full = read_nmc(FULL_FILE).set_index(["stateabb", "year"])
    for row in major_powers().itertuples():
        assert full.loc[(row.stateabb, row.year), "cinc"] == pytest.approx(row.cinc, rel=1e-9)
        assert full.loc[(row.stateabb, row.year), "ccode"] == row.ccode


@needs_full_file
def test_cinc_of_theory_from_the_full_file():
    shares = capability_shares(FULL_FILE, year=1913, powers=["USA", "GMY"])
    assert shares["USA"] / shares["GMY"] == pytest.approx(0.21991131 / 0.14331791)
    with pytest.raises(UnknownNameError, match="GFR has records for 1955–1990 but not for 1938"):
        capability_shares(FULL_FILE, year=1938, powers=["USA", "GFR"])


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        ({"hub": "C"}, UnknownNameError, "hub: power 'C' is unknown"),
        ({"powers": ["A", "A"]}, InvalidGameError, "'A' more than once"),
        ({"powers": ["A"]}, InvalidArgumentError, "two or more"),
        ({"capabilities": [-1, 2]}, InvalidArgumentError, "capabilities must be >= 0, got -1"),
        ({"capabilities": [1]}, InvalidArgumentError, "capabilities needs 2 entries"),
        ({"stakes": [[0, 1], [2, 0]]}, InvalidArgumentError, "stakes must be symmetric"),
        ({"stakes": [[1, 1], [1, 0]]}, InvalidArgumentError, "0 on the diagonal"),
        ({"stakes": [[0, 1]]}, InvalidArgumentError, "2 by 2"),
        ({"stakes": [[0, float("nan")], [1, 0]]}, InvalidArgumentError, "nan for A–B"),
        ({"stakes": "gravitas"}, UnknownNameError, "did you mean gravity"),
        ({"stakes": {("A", "C"): 1}}, UnknownNameError, "stakes: power 'C'"),
        ({"stakes": {("A", "B"): 1, ("B", "A"): 1}}, InvalidArgumentError, "once"),
        ({"directed_stakes": [[0, -1], [1, 0]]}, InvalidArgumentError, "must be >= 0"),
        ({"discount_factor": 1.5}, InvalidArgumentError, r"discount_factor must lie in \[0, 1\]"),
        ({"brokerage": -1}, InvalidArgumentError, "brokerage must lie in"),
        ({"rigidity": -1}, InvalidArgumentError, "rigidity must be >= 0"),
        ({"collective_good": "big"}, InvalidArgumentError, "collective_good must be one number"),
        ({"costs": (1, 2)}, InvalidArgumentError, "costs needs bilateral, member, multilateral"),
        ({"costs": {"treaty": 1}}, UnknownNameError, "costs: field 'treaty'"),
        ({"costs": (-1, 0, 0)}, InvalidArgumentError, "costs.bilateral must be >= 0"),
        ({"information": (2, 0)}, InvalidArgumentError, "information.false_alarm must lie"),
    ],
)
def test_bad_states_are_refused_by_name(changes, error, message):
    with pytest.raises(error, match=message) as caught:
        pair(**changes)
    assert isinstance(caught.value, LilliputError)


def test_replace_knows_its_fields():
    with pytest.raises(UnknownNameError, match="did you mean stakes"):
        pair().replace(stake=1)


@pytest.mark.parametrize(
    ("year", "powers", "message"),
    [
        (1950, ["USA"], r"cover 1816–2016 \(nearest: 1913, 1938, 1962\)"),
        (1816, ["UK", "RUS"], "did you mean UKG"),
        (1938, ["USA", "GFR"], "GFR has records for 1962–1962 but not for 1938"),
    ],
)
def test_unknown_year_or_power_says_what_is_near(year, powers, message):
    with pytest.raises(UnknownNameError, match=message):
        State.from_nmc(major_powers(), year=year, powers=powers)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "does not exist"),
        (b"", "not a CSV table"),
        (b"stateabb,year\nUSA,1816\n", "lacks the columns cinc"),
        (b"stateabb,year,cinc\n", "no rows"),
        (b"stateabb,year,cinc\nUSA,1816,1.5\n", "cinc must lie in"),
        (b"stateabb,year,cinc\nUSA,1816,high\n", "cinc must lie in"),
        (b"stateabb,year,cinc\nUSA,old,0.5\n", "year that is not a number"),
        (b"\xff\xfe\x00\x01", "not a CSV table"),
    ],
)
def test_broken_files(tmp_path, content, message):
    path = tmp_path / "nmc.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataFileError, match=message):
        read_nmc(path)


def test_a_folder_is_not_a_file(tmp_path):
    with pytest.raises(DataFileError, match="cannot be read"):
        read_nmc(tmp_path)


def test_missing_scores_are_not_numbers(tmp_path):
    path = tmp_path / "nmc.csv"
    path.write_text("stateabb,year,cinc\nUSA,1816,-9\nUKG,1816,0.5\n")
    assert read_nmc(path)["cinc"].isna().tolist() == [True, False]
    with pytest.raises(InvalidArgumentError, match="one CINC score in 1816"):
        State.from_nmc(path, year=1816, powers=["USA", "UKG"])


def test_a_year_is_an_integer():
    with pytest.raises(InvalidArgumentError, match="year must be an integer, got '1816'"):
        State.from_nmc(major_powers(), year="1816", powers=["UKG", "RUS"])
    with pytest.raises(InvalidGameError, match="got the string 'UKG'"):
        State.from_nmc(major_powers(), year=1816, powers="UKG")


def test_pairs_are_all_pairs():
    state = State(powers=list("ABCD"), capabilities=1, stakes="equal")
    assert state.pairs == list(combinations("ABCD", 2))
    assert "A" in state._repr_html_()
