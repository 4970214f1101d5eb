"""Institutions compared on arrays of states: the same numbers as one state at a time."""

import pickle
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import sympy

from lilliput.analysis import (
    INSTITUTIONS,
    State,
    bilateral_web,
    binding_premium,
    hub_and_spokes,
    hub_and_spokes_mfn,
    outcome,
    power_weighted,
    unilateral,
    unions,
    voting,
)
from lilliput.analysis.comparisons import (
    BatchStates,
    Comparison,
    batch_payoffs,
    compare,
    number_columns,
    read_points,
)
from lilliput.games.errors import (
    InvalidArgumentError,
    UnknownNameError,
    UnsupportedNumberError,
)

MODES = ("constrained", "collapse", "assume")


def institutions_of(powers):
    """All eight with their defaults, and every rule with its options."""
    return [
        *(build() for build in INSTITUTIONS.values()),
        replace(unilateral(lottery=True, acting=powers[:1], action_cost=0.3), name="contest"),
        replace(hub_and_spokes(eta=-1.5), name="star, inverse"),
        replace(hub_and_spokes_mfn(k=2), name="one price"),
        replace(bilateral_web(eta=Fraction(1, 2)), name="web, root"),
        replace(voting(measure="core"), name="core"),
        replace(voting(measure="baron_ferejohn", quota=2), name="floor"),
        replace(voting(weights={p: k + 1 for k, p in enumerate(powers)}, vetoes=()), name="votes"),
        replace(unions(groups=[powers[:2]], bloc_cost=0.2), name="bloc"),
        replace(hub_and_spokes(), name="star, pooled", enforcement="pooled", indivisible=True),
        replace(power_weighted(), name="pairs, whole", enforcement="pairwise"),
        replace(unions(), name="star of unions", graph="star", indivisible=True),
    ]  # fmt: skip


def random_columns(rng, powers, points):
    """Numbers for every kind of parameter, negative stakes and zeros among them."""
    n = len(powers)
    columns = {
        "collective_good": rng.uniform(-0.5, 2, points),
        "discount_factor": np.where(rng.random(points) < 0.1, rng.integers(0, 2, points),
                                    rng.random(points)),
        "brokerage": rng.random(points),
        "costs.bilateral": rng.random(points),
        "costs.member": rng.random(points),
        "costs.multilateral": rng.random(points),
    }  # fmt: skip
    for i in range(n):
        columns[f"capabilities.{powers[i]}"] = rng.uniform(0.5, 10, points)
        columns[f"outside_options.{powers[i]}"] = rng.normal(0, 1, points)
        for j in range(n):
            if i < j:
                name = (
                    f"{powers[j]}-{powers[i]}" if rng.random() < 0.5 else f"{powers[i]}-{powers[j]}"
                )
                stake = rng.uniform(-1, 3, points) * (rng.random(points) < 0.85)
                columns[f"stakes.{name}"] = stake
            if i != j:
                directed = np.exp(rng.normal(0, 0.7, points)) * (rng.random(points) < 0.9)
                columns[f"directed_stakes.{powers[i]}-{powers[j]}"] = directed
    return columns


def base_state(n, hub=0):
    powers = [f"P{i}" for i in range(n)]
    return State(powers=powers, hub=powers[hub], capabilities=[float(i + 1) for i in range(n)],
                 stakes="equal")  # fmt: skip


def point(columns, k):
    return {name: float(values[k]) for name, values in columns.items()}


@pytest.mark.parametrize("on_failure", MODES)
@pytest.mark.parametrize("n", [2, 3, 4, 5, 6])
def test_every_institution_is_that_of_one_state_at_a_time(n, on_failure):
    rng = np.random.default_rng([n, MODES.index(on_failure)])
    state = base_state(n, hub=int(rng.integers(n)))
    columns = random_columns(rng, list(state.powers), 30)
    comparison = Comparison(
        state, institutions=institutions_of(list(state.powers)), on_failure=on_failure
    )
    found = compare(comparison, **columns)
    assert not found.failed.any()
    for k in range(30):
        there = comparison.state_at(**point(columns, k))
        for institution in comparison.institutions:
            alone, label = outcome(there, institution, on_failure=on_failure), institution.name
            payoffs = [found.numbers[f"payoff {label} {p}"][k] for p in state.powers]
            assert payoffs == pytest.approx([float(u) for u in alone.payoffs], abs=1e-9), label
            welfare = float(sum(alone.payoffs))
            assert found.numbers[f"welfare {label}"][k] == pytest.approx(welfare, abs=1e-9)
            assert found.numbers[f"conflict {label}"][k] == pytest.approx(
                float(alone.conflict), abs=1e-9
            )
            assert found.numbers[f"critical discount factor {label}"][k] == pytest.approx(
                float(alone.enforcement.critical), rel=1e-12
            )


@pytest.mark.parametrize("stakes", ["gravity", "harmonic", "equal"])
@pytest.mark.parametrize("directed", ["symmetric", "size"])
def test_stakes_follow_the_rules_that_are_asked_for(stakes, directed):
    rng = np.random.default_rng(3)
    state = base_state(4)
    columns = {
        "total_stakes": rng.uniform(0.5, 3, 20),
        "eta": np.where(rng.random(20) < 0.2, 0, rng.uniform(-1, 2, 20)),
        "discount_factor": rng.uniform(0.1, 0.9, 20),
        "directed_stakes.P1-P2": rng.uniform(0, 2, 20),
        **{f"capabilities.{power}": rng.uniform(1, 9, 20) for power in state.powers},
    }
    comparison = Comparison(state, institutions=[], stakes=stakes, directed_stakes=directed)
    table = compare(comparison, **columns)
    states, _ = read_points(state, columns, stakes=stakes, directed_stakes=directed)
    for k in range(20):
        capabilities = [columns[f"capabilities.{power}"][k] for power in state.powers]
        frame = pd.DataFrame({"capability": capabilities}, index=list(state.powers))
        there = State.from_frame(frame, hub="P0", stakes=stakes, directed_stakes=directed,
                                 total_stakes=columns["total_stakes"][k],
                                 discount_factor=columns["discount_factor"][k])  # fmt: skip
        e = there.directed_stakes.copy()
        e[1, 2] = columns["directed_stakes.P1-P2"][k]
        there = there.replace(directed_stakes=e)
        assert states.stakes[k] == pytest.approx(there.stakes, rel=1e-14)
        assert states.directed_stakes[k] == pytest.approx(there.directed_stakes, rel=1e-14)
        bilateral = hub_and_spokes(eta=columns["eta"][k])
        premium = binding_premium(there, bilateral=bilateral)
        for power in state.powers:
            expected = premium.by_power.loc[power, "premium"]
            assert table.numbers[f"premium {power}"][k] == pytest.approx(expected, abs=1e-9)
        conflict = table.numbers["conflict hub and spokes"][k]
        assert conflict == pytest.approx(float(premium.bilateral.conflict), abs=1e-12)


def test_stakes_stay_as_given_unless_a_rule_is_asked_for():
    state = State(powers=["A", "B", "C"], capabilities=[3, 2, 1], stakes="gravity",
                  directed_stakes="size")  # fmt: skip
    columns = {"capabilities.A": [3, 9], "total_stakes": [1, 2]}
    states, _ = read_points(state, columns)
    assert states.stakes[0] == pytest.approx(state.stakes.astype(float))
    assert states.stakes[1] == pytest.approx(2 * state.stakes.astype(float))
    assert (states.directed_stakes == state.directed_stakes.astype(float)).all()
    there = Comparison(state).state_at(total_stakes=2, **{"capabilities.A": 9})
    assert there.stake("A", "B") == 2 * state.stake("A", "B")
    assert there.capability("A") == 9


@pytest.mark.parametrize("attribution", [False, True])
def test_points_do_not_depend_on_their_neighbours(attribution, monkeypatch):
    state = base_state(5)
    columns = random_columns(np.random.default_rng(5), list(state.powers), 101)
    columns["brokerage"][7] = 2
    comparison = Comparison(state, attribution=attribution)
    whole = compare(comparison, **columns)
    monkeypatch.setattr("lilliput.analysis.comparisons.comparing._ENTRIES", 1)
    small = compare(comparison, **columns)
    for start, stop in ((0, 1), (1, 8), (8, 9), (9, 101)):
        part = compare(comparison, **{name: v[start:stop] for name, v in columns.items()})
        for name in number_columns(comparison):
            assert part.numbers[name].tobytes() == whole.numbers[name][start:stop].tobytes(), name
            assert small.numbers[name].tobytes() == whole.numbers[name].tobytes(), name
        for name, codes in part.verdicts.items():
            assert (codes == whole.verdicts[name][start:stop]).all()


def test_two_powers_are_one_table():
    """Keohane: with equal costs and weights no institution is worth more than another at n = 2."""
    state = State(powers=["A", "B"], capabilities=1, stakes="equal", discount_factor=1)
    columns = {"stakes.A-B": [-1.0, 0.0, 2.0], "collective_good": [0.5, 0.0, 1.0]}
    found = compare(Comparison(state, on_failure="assume"), **columns)
    for name in ("premium A", "premium B"):
        assert found.numbers[name] == pytest.approx([0, 0, 0])
    assert (found.to_frame()["pareto"] == "indifferent").all()
    assert np.isnan(found.numbers["leverage multilateral"][1])


def test_nothing_at_stake_is_nothing_lost():
    state = base_state(4)
    columns = {f"stakes.{a}-{b}": [0.0] for a, b in state.pairs}
    columns |= {f"directed_stakes.{a}-{b}": [0.0] for a, b in state.pairs}
    columns |= {f"directed_stakes.{b}-{a}": [0.0] for a, b in state.pairs}
    found = compare(Comparison(state), discount_factor=[0.0], **columns)
    assert found.numbers["critical discount factor multilateral"] == [0]
    assert found.numbers["welfare multilateral"] == [0]
    assert np.isnan(found.numbers["weak share multilateral"]).all()


def test_points_outside_the_domain_fail_alone_and_say_why():
    state = base_state(3)
    columns = {
        "capabilities.P1": [1, 0, -1, 1, 1, 1, 1, 1],
        "discount_factor": [0.5, 0.5, 0.5, 1.5, np.nan, 0.5, 0.5, 0.5],
        "costs.member": [0, 0, 0, 0, 0, -1, 0, 0],
        "directed_stakes.P0-P1": [1, 1, 1, 1, 1, 1, -1, 1],
        "collective_good": [0, 0, 0, 0, 0, 0, 0, np.inf],
    }
    found = compare(Comparison(state), **columns)
    table = found.to_frame()
    assert found.failed[0] == 0
    assert pd.isna(table.loc[0, "error"])
    expected = {
        1: "capabilities must be > 0 where bargaining weights are powers of them",
        2: "capabilities.P1 must be >= 0",
        3: "discount_factor must lie in [0, 1]",
        4: "discount_factor must be finite",
        5: "costs.member must be >= 0",
        6: "directed_stakes.P0-P1 must be >= 0",
        7: "collective_good must be finite",
    }
    for k, message in expected.items():
        assert table.loc[k, ["error", "message"]].to_list() == ["InvalidArgumentError", message]
        assert table.drop(columns=["error", "message"]).loc[k].isna().all()
    alone = compare(Comparison(state), **{name: v[:1] for name, v in columns.items()})
    assert alone.numbers["payoff unions P2"][0] == found.numbers["payoff unions P2"][0]


@pytest.mark.parametrize("on_failure", MODES)
@pytest.mark.parametrize(("one", "other"), [(10, 11), (20, 26), (25, 26), (50, 59)])
def test_patience_that_is_just_enough_is_enough(one, other, on_failure):
    """At δ = ½ρ², where ρ² or ρ is no binary fraction, a pair keeps all that it promised."""
    state = State(
        powers=["A", "B"], capabilities=[2, 1], stakes={("A", "B"): 3},
        directed_stakes=[[0, one], [other, 0]], discount_factor=Fraction(other, one) ** 2 / 2,
    )  # fmt: skip
    alone = outcome(state, hub_and_spokes(), on_failure=on_failure)
    found = compare(Comparison(state, institutions=[], on_failure=on_failure))
    assert list(alone.payoffs) == [2, 1]
    assert found.numbers["payoff hub and spokes A"] == pytest.approx([2], abs=1e-14)
    critical = found.numbers["critical discount factor hub and spokes"]
    assert critical == [float(alone.enforcement.critical)]


def test_the_patience_of_a_pair_needs_no_squares_beyond_floats():
    state = base_state(2).replace(directed_stakes=[[0.0, 1e200], [1.25e200, 0.0]])
    found = compare(Comparison(state), **{"directed_stakes.P0-P1": [1e200, 1.25e200, 1e-300]})
    critical = found.numbers["critical discount factor hub and spokes"]
    assert critical == pytest.approx([0.78125, 0.5, np.inf], rel=1e-15)


def test_values_at_the_base_are_those_of_the_state():
    state = base_state(3).replace(costs=(0.5, 0, 0), directed_stakes="size")
    comparison = Comparison(state, stakes="gravity")
    there = comparison.state_at()
    assert comparison.value_at_base("stakes.P2-P0") == float(there.stake("P0", "P2"))
    assert comparison.value_at_base("directed_stakes.P2-P0") == there.directed_stakes[2, 0]
    assert comparison.value_at_base("total_stakes") == pytest.approx(1)
    assert comparison.value_at_base("costs.bilateral") == 0.5
    assert comparison.value_at_base("capabilities.P2") == 3
    two = [hub_and_spokes(), replace(power_weighted(eta=2), name="squared")]
    assert replace(comparison, institutions=two).value_at_base("eta") is None
    assert comparison.value_at_base("eta") == 1


def test_capabilities_of_zero_matter_where_a_rule_divides_by_them():
    state = base_state(3)
    zero = {"capabilities.P0": [0.0, 1], "capabilities.P1": [0.0, 1]}
    equal = Comparison(state, bilateral=hub_and_spokes(eta=0), institutions=["multilateral"])
    assert not compare(equal, **zero).failed.any()
    with_rule = replace(equal, stakes="gravity")
    assert compare(with_rule, **zero).reasons[0][1] == "capabilities must be > 0 for gravity stakes"
    by_size = replace(equal, directed_stakes="size")
    assert "directed stakes by size" in compare(by_size, **zero).reasons[0][1]
    fought = replace(equal, bilateral=unilateral(lottery=True))
    assert compare(fought, **zero).reasons == (
        ("InvalidArgumentError", "capabilities must not both be 0 in a contest"),
    )
    peace = compare(fought, **zero, **{"stakes.P0-P1": [-1.0, 1.0]})
    assert not peace.failed.any()


def test_eta_of_zero_is_equal_weights_without_conflict():
    state = base_state(3)
    found = compare(Comparison(state), eta=[0.0, 1.0], **{"capabilities.P2": [0.0, 3.0]})
    assert not found.failed.any()
    assert found.numbers["conflict hub and spokes"][0] == 0
    assert found.numbers["conflict hub and spokes"][1] > 0
    assert (
        found.numbers["payoff power-weighted P2"][0] == found.numbers["payoff multilateral P2"][0]
    )
    steep = compare(Comparison(state), eta=[5000.0], **{"capabilities.P2": [30.0]})
    assert "more than floats can hold" in steep.reasons[0][1]


def test_batch_payoffs_without_a_comparison():
    state = base_state(3)
    states = BatchStates.repeat(state, 2)
    expected = [float(u) for u in outcome(state, power_weighted()).payoffs]
    assert batch_payoffs(state, states, power_weighted()) == pytest.approx(np.array([expected] * 2))


def test_columns_are_found_by_queries():
    state = State(powers=["USA", "UKG", "FRN"], capabilities=[3, 2, 1], stakes="equal")
    table = compare(Comparison(state), **{"costs.multilateral": np.linspace(0, 1, 5)}).to_frame()
    assert list(table.columns[:5]) == [
        "payoff unilateral USA", "payoff unilateral UKG", "payoff unilateral FRN",
        "welfare unilateral", "weak share unilateral",
    ]  # fmt: skip
    assert len(table.query("weak_gain == 'holds' and `premium USA` < 0")) > 0
    assert len(table.query("`payoff hub and spokes, MFN USA` > `payoff power-weighted USA`")) > 0
    assert "error" not in table


def test_institutions_are_told_apart_by_name():
    state = base_state(3)
    assert [i.name for i in Comparison(state).institutions] == [
        b().name for b in INSTITUTIONS.values()
    ]
    chosen = Comparison(state, bilateral=hub_and_spokes(eta=2))
    assert hub_and_spokes(eta=2) in chosen.institutions
    assert hub_and_spokes() not in chosen.institutions
    with pytest.raises(InvalidArgumentError, match="two called 'hub and spokes'"):
        Comparison(state, institutions=[hub_and_spokes(), hub_and_spokes(eta=2)])
    with pytest.raises(InvalidArgumentError, match="two called 'hub and spokes'"):
        Comparison(state, multilateral=hub_and_spokes(eta=2))
    few = Comparison(state, institutions=["unions", bilateral_web()])
    assert [i.name for i in few.institutions] == [
        "unions", "bilateral web", "multilateral", "hub and spokes",
    ]  # fmt: skip


def test_bad_comparisons_are_refused_before_any_point():
    state = base_state(3)
    with pytest.raises(UnknownNameError, match="did you mean"):
        compare(Comparison(state), **{"capabilities.P9": [1.0]})
    with pytest.raises(InvalidArgumentError, match="the same parameter"):
        compare(Comparison(state), **{"stakes.P0-P1": [1.0], "stakes.P1-P0": [1.0]})
    with pytest.raises(InvalidArgumentError, match="total_stakes scales all stakes"):
        compare(Comparison(state), total_stakes=[1.0], **{"stakes.P0-P1": [1.0]})
    with pytest.raises(InvalidArgumentError, match="one number a point, got 2 of brokerage, 3 of"):
        compare(Comparison(state), brokerage=[0, 1], discount_factor=[0, 0, 0])
    with pytest.raises(InvalidArgumentError, match="brokerage must be numbers"):
        compare(Comparison(state), brokerage=["much"])
    with pytest.raises(InvalidArgumentError, match="eta: no institution"):
        compare(Comparison(state, bilateral=bilateral_web(eta=0), institutions=[]), eta=[1.0])
    with pytest.raises(UnknownNameError, match="on_failure"):
        Comparison(state, on_failure="hope")
    with pytest.raises(UnknownNameError, match="stakes"):
        Comparison(state, stakes="gravitas")
    with pytest.raises(InvalidArgumentError, match="with its brackets"):
        Comparison(state, bilateral=hub_and_spokes)
    with pytest.raises(InvalidArgumentError, match="needs a veto player"):
        Comparison(state, institutions=[voting(measure="core", vetoes=[])])
    with pytest.raises(InvalidArgumentError, match="groups of P0, P1, P2, got"):
        Comparison(state, institutions=[unions(groups=[["P7"]])])
    with pytest.raises(UnknownNameError, match="P7"):
        Comparison(state, bilateral=unilateral(acting=["P7"]))
    with pytest.raises(UnsupportedNumberError, match="substitute"):
        Comparison(state.replace(collective_good=sympy.Symbol("g")))
    with pytest.raises(UnsupportedNumberError, match="substitute"):
        Comparison(state, bilateral=hub_and_spokes(eta=sympy.Symbol("eta")))
    flat = state.replace(stakes={}, directed_stakes="symmetric")
    with pytest.raises(InvalidArgumentError, match="add up to 0"):
        compare(Comparison(flat), total_stakes=[1.0])


def test_names_of_pairs_that_are_unclear_are_left_out():
    state = State(powers=["A", "A-B", "B", "B-B"], capabilities=1, stakes="equal")
    names = Comparison(state).parameters
    assert "stakes.A-B-B" not in names
    assert "stakes.A-B" in names


def test_the_digest_is_of_what_determines_the_results():
    state = base_state(3)
    comparison = Comparison(state)
    exact = state.replace(capabilities=[1, 2, 3], stakes=state.stakes)
    assert Comparison(exact).digest == comparison.digest
    assert pickle.loads(pickle.dumps(comparison)).digest == comparison.digest
    others = [
        replace(comparison, state=state.replace(brokerage=0.25)),
        replace(comparison, state=state.replace(hub="P2")),
        replace(comparison, bilateral=hub_and_spokes(eta=2)),
        replace(comparison, institutions=["multilateral"]),
        replace(comparison, on_failure="assume"),
        replace(comparison, tol=1e-6),
        replace(comparison, stakes="gravity"),
        replace(comparison, attribution=True),
    ]
    digests = {other.digest for other in others}
    assert len(digests) == len(others)
    assert comparison.digest not in digests
