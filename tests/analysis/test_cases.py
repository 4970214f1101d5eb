"""Cases of the world: published numbers, and each finding computed again in another way."""

import math
from fractions import Fraction
from functools import cache
from itertools import chain, combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lilliput.analysis.cases import (
    CASES,
    NATO,
    Case,
    Finding,
    alliances,
    case_findings,
    case_named,
    circular_trade,
    concert_of_europe,
    control_of_powers,
    council_charters,
    emissions_agreement,
    european_councils,
    nato_1964,
    nato_burden,
    nato_deterrence,
    nato_five,
    published_numbers,
    san_francisco_system,
    security_council,
)
from lilliput.analysis.claims import claims, control_premium
from lilliput.analysis.claims.charter import feasible_charters
from lilliput.analysis.data import BODIES, major_powers
from lilliput.games.errors import (
    DataFileError,
    InvalidArgumentError,
    ProblemTooLargeError,
    UnknownNameError,
)

VERDICTS = {"holds", "fails", "indifferent", ""}
IDS = {f"C{i}" for i in range(1, 17)} | {"verdict"}


@pytest.fixture(scope="module")
def published():
    return published_numbers()


@cache
def with_defaults(name):
    return case_named(name)


@pytest.fixture
def east_asia():
    return with_defaults("san-francisco-1955")


def value(case, claim, item):
    return case.to_frame().loc[(claim, item), "value"]


def verdict(case, claim, item):
    return case.to_frame().loc[(claim, item), "verdict"]


# The table of published numbers


@pytest.mark.parametrize(
    ("body", "quantity", "number"),
    [
        ("UNSC-1946", "Shapley–Shubik, US", "76/385"),
        ("UNSC-1946", "Shapley–Shubik, elected 1", "1/462"),
        ("UNSC-1966", "Shapley–Shubik, US", "421/2145"),
        ("UNSC-1966", "Shapley–Shubik, elected 1", "4/2145"),
        ("UNSC-1966", "Banzhaf, US", "106/635"),
        ("UNSC-1966", "Banzhaf, elected 1", "21/1270"),
        ("EEC-6", "Shapley–Shubik, DE", "7/30"),
        ("EEC-6", "Shapley–Shubik, NL", "3/20"),
        ("EEC-6", "Shapley–Shubik, LU", "0"),
        ("EEC-9", "Shapley–Shubik, DE", "5/28"),
        ("EEC-9", "Shapley–Shubik, NL", "17/210"),
        ("EEC-9", "Shapley–Shubik, DK", "2/35"),
        ("EEC-9", "Shapley–Shubik, LU", "1/105"),
        ("EEC-10", "Shapley–Shubik, DE", "73/420"),
        ("EEC-12", "Shapley–Shubik, DE", "31/231"),
        ("EU-15", "Shapley–Shubik, DE", "7/60"),
    ],
)
def test_voting_power_is_reproduced_exactly(published, body, quantity, number):
    row = published.loc[(BODIES[body].name, quantity)]
    assert row["published"] == row["ours"] == Fraction(number)
    assert row["difference"] == 0


@pytest.mark.parametrize(
    ("item", "quantity", "number", "digits"),
    [
        ("UNSC 1946–65", "ratio of the two", 91.2, 1),
        ("Barrett 1994, N = 10", "signatories k*", 4, 0),
        ("Barrett 1994, N = 10", "k = 0, abatement q", 8.0, 1),
        ("Barrett 1994, N = 10", "k = 0, payoff π", 472.0, 1),
        ("Barrett 1994, N = 10", "k = 0, total abatement Q", 80, 0),
        ("Barrett 1994, N = 10", "k = 4, payoff of signatories", 472.2, 1),
        ("Barrett 1994, N = 10", "k = 4, payoff of outsiders", 474.9, 1),
        ("Barrett 1994, N = 10", "k = 4, total abatement Q", 81.1, 1),
        ("Barrett 1994, N = 100", "k* at c/b = 0.01", 51, 0),
        ("Barrett 1994, N = 100", "k* at c/b = 0.1", 11, 0),
        ("Barrett 1994, N = 100", "k* at c/b = 0.25", 5, 0),
        ("Barrett 1994, N = 100", "k* at c/b = 1", 3, 0),
        ("NATO 1964, GNP and defence/GNP", "Spearman's ρ", 0.490, 3),
        ("NATO 1964, GNP and defence/GNP", "one-tailed p", 0.038, 3),
        ("Baron–Ferejohn, closed rule", "proposer, n = 3, q = 2, δ = 1", Fraction(2, 3), None),
        ("Cartels of Cournot oligopolists", "size of the cartel, n = 10", 9, None),
        ("EU-27, Nice (votes only)", "Shapley–Shubik, DE", 0.08674, 5),
        ("EU-27, Nice (votes only)", "Shapley–Shubik, ES", 0.07997, 5),
        ("EU-27, Nice (votes only)", "Shapley–Shubik, RO", 0.03994, 5),
        ("EU-27, Nice (votes only)", "Shapley–Shubik, NL", 0.03683, 5),
        ("EU-27, Nice (votes only)", "Shapley–Shubik, GR", 0.03407, 5),
        ("EU-27, Nice (votes only)", "Shapley–Shubik, SE", 0.02819, 5),
        ("EU-27, Nice (votes only)", "Shapley–Shubik, SK", 0.01961, 5),
        ("EU-27, Nice (votes only)", "Shapley–Shubik, LV", 0.01104, 5),
        ("EU-27, Nice (votes only)", "Shapley–Shubik, MT", 0.00818, 5),
    ],
)
def test_other_published_numbers_are_reproduced_to_their_digits(
    published, item, quantity, number, digits
):
    row = published.loc[(item, quantity)]
    assert float(row["published"]) == float(number)
    ours = row["ours"] if digits is None else round(float(row["ours"]), digits)
    assert ours == number


@pytest.mark.parametrize(
    ("estate", "shares"),
    [
        (100, (Fraction(100, 3), Fraction(100, 3), Fraction(100, 3))),
        (200, (50, 75, 75)),
        (300, (50, 100, 150)),
    ],
)
def test_the_talmud_divides_estates_as_published(published, estate, shares):
    rows = published.loc["Talmud, claims 100, 200, 300"]
    names = [f"nucleolus, estate {estate}, claim {claim}" for claim in (100, 200, 300)]
    assert rows.loc[names, "ours"].tolist() == list(shares)


def test_every_row_has_a_source_and_no_difference(published):
    assert (published["difference"] == 0).all()
    assert published["source"].str.len().min() > 0
    assert not published.index.has_duplicates
    formulas = published[published["published"].astype(str).str.contains("[−√]")]
    assert len(formulas) == 3  # alternating offers, closed rule, cartels


def test_a_wrong_number_would_show_a_difference():
    from lilliput.analysis.cases.published import _rounded

    assert _rounded("", "", "", ".491", 0.49011).difference == Fraction(-1, 1000)
    assert _rounded("", "", "", ".490", 0.49011).difference == 0
    assert _rounded("", "", "", "80", Fraction(161, 2)).difference == 0  # rounds to even
    assert _rounded("", "", "", "80", 81).difference == 1


def barrett_by_search(n, k, a, b, c):
    """Leaders' best abatement by the vertex of a parabola through three points, in Fractions."""

    def outcome(own):
        # an outsider's first-order condition (b/n)(a − Q) = c q with Q = k·own + (n − k) q
        other = (Fraction(b, n) * (a - k * own)) / (c + Fraction(b, n) * (n - k))
        total = k * own + (n - k) * other
        benefit = Fraction(b, n) * (a * total - total**2 / 2)
        return benefit - c * own**2 / 2, benefit - c * other**2 / 2, total

    low, middle, high = (outcome(Fraction(x))[0] for x in (0, 1, 2))
    curve, slope = (high - 2 * middle + low) / 2, (4 * middle - high - 3 * low) / 2
    return outcome(-slope / (2 * curve))


@pytest.mark.parametrize("k", range(1, 10))
def test_barretts_payoffs_by_another_way(k):
    inside, outside, total = barrett_by_search(10, k, 100, 1, Fraction(1, 4))
    row = emissions_agreement(c=Fraction(1, 4)).tables["agreements"].loc[k]
    assert [row["signatory"], row["outsider"], row["total"]] == [inside, outside, total]


# Cases as such


@pytest.mark.parametrize("name", CASES)
def test_a_case_runs_without_any_file_and_prints(name):
    case = with_defaults(name)
    assert case.name == name
    assert case.question.endswith("?")
    assert case.source
    assert case.assumed
    frame = case.to_frame()
    assert set(frame["verdict"]) <= VERDICTS
    assert set(frame.index.get_level_values("claim")) <= IDS
    assert not frame.index.has_duplicates
    for table in ("findings", *case.tables):
        report = case.report(table)
        assert case.source in report.to_markdown().replace("\\_", "_")
        assert report.to_latex().startswith("% \\usepackage{booktabs}")
    assert case.title in case._repr_html_()


def test_all_findings_are_in_one_table():
    table = case_findings()
    assert set(table.index.get_level_values("case")) == set(CASES)
    assert {"C1", "C4", "C5", "C6", "C9", "C11", "C12", "C13", "C15", "C16"} <= set(
        table.index.get_level_values("claim")
    )


def test_a_case_keeps_its_tables_and_is_frozen():
    table = pd.DataFrame({"x": [1]})
    case = Case(
        name="toy", title="Toy", question="?", findings=[Finding("C1", "one", 1)],
        source="none", assumed="nothing", tables={"t": table},
    )  # fmt: skip
    table.loc[0, "x"] = 2
    assert case.tables["t"].loc[0, "x"] == 1
    with pytest.raises(AttributeError):
        case.name = "other"


def test_unknown_names_are_answered_with_those_that_exist():
    with pytest.raises(UnknownNameError, match="concert-1816"):
        case_named("congress-1815")
    with pytest.raises(UnknownNameError, match="findings"):
        emissions_agreement().report("figures")


# Capabilities: the extract and the user's own file


def test_the_extract_agrees_with_the_major_powers():
    both = alliances().merge(major_powers(), on=["stateabb", "year"], suffixes=("", "_other"))
    assert len(both) == 6
    assert (both["cinc"] == both["cinc_other"]).all()
    assert (both["ccode"] == both["ccode_other"]).all()


@pytest.mark.parametrize("year", NATO)
def test_the_extract_has_all_members(year):
    rows = alliances().query("year == @year")
    assert set(NATO[year]) | {"RUS"} == set(rows["stateabb"])


@pytest.mark.parametrize(
    "make", [concert_of_europe, nato_five, nato_deterrence, san_francisco_system]
)
def test_a_file_of_the_user_takes_the_place_of_the_extract(make, tmp_path):
    frame = pd.concat([alliances(), major_powers()]).drop_duplicates(["stateabb", "year"])
    path = tmp_path / "nmc.csv"
    frame.to_csv(path, index=False)
    own = make(nmc=path)
    bundled = with_defaults(own.name)
    assert "from the file given" in own.source
    assert "bundled extract" in bundled.source
    pd.testing.assert_frame_equal(own.to_frame(), bundled.to_frame())
    hub = "UKG" if make is concert_of_europe else "USA"
    frame.loc[frame["stateabb"] == hub, "cinc"] /= 2
    assert not make(nmc=frame).to_frame()["value"].equals(bundled.to_frame()["value"])
    with pytest.raises(DataFileError):
        make(nmc=tmp_path / "missing.csv")


# The Concert of Europe, and NATO of five


@pytest.mark.parametrize("make", [concert_of_europe, nato_five])
def test_leverage_of_the_hub_by_loops(make):
    """Shares of pairs by capability, of brokered pairs likewise; and half of each pair."""
    state = make().state
    c, h = state.capability, state.hub
    star = web = total = 0.0
    for i, j in combinations(state.powers, 2):
        w = state.stake(i, j)
        total += w
        if h in (i, j):
            star += w * c(h) / (c(i) + c(j))
            web += w / 2
        else:
            star += state.brokerage * w * c(h) / (c(h) + c(i) + c(j))
    total += state.collective_good
    web += state.collective_good / state.n
    claim = make().to_frame().loc["C1"]
    assert claim["value"].item() == pytest.approx((star - web) / total, abs=1e-12)
    assert claim["verdict"].item() == "holds"


def test_the_concert_serves_the_weak_and_not_the_leader():
    frame = concert_of_europe().to_frame()["verdict"]
    for name in ("multilateral", "voting with veto"):
        pair = f"{name} over hub and spokes"
        assert frame["verdict", f"weak gain: {pair}"] == "holds"
        assert frame["verdict", f"hub participates: {pair}"] == "fails"
        assert frame["verdict", f"kaldor hicks: {pair}"] == "holds"
    five = concert_of_europe().tables["five vetoes"]["multilateral"].iloc[:5]
    assert max(five) - min(five) == pytest.approx(0, abs=1e-12)  # all have a veto


def test_nato_controls_a_rival_and_not_an_ally_better_with_partners():
    case = nato_five()
    rows = alliances().query("year == 1962").set_index("stateabb")["cinc"]
    unit = sum(rows[p] for p in ("UKG", "FRN", "GFR", "ITA")) / 4
    a, others = rows["USA"] / unit, sum(rows[p] for p in ("UKG", "FRN", "ITA")) / unit
    for target, M in (("GFR", others), ("RUS", 4.0)):
        b = rows[target] / unit
        premium = control_premium(a, b, M, 0.7, 1, 0.1, 0.02)
        found = value(case, "C12", f"USA over {target}: premium of the alliance")
        assert float(found) == pytest.approx(premium, abs=1e-12)
    assert verdict(case, "C12", "USA over GFR: premium of the alliance") == "fails"
    assert verdict(case, "C12", "USA over RUS: premium of the alliance") == "holds"
    assert verdict(case, "C12", "USA over GFR: same binding benefits") == "fails"
    free = "USA over GFR: cost saved with UKG, FRN, ITA, if organising is free"
    b = rows["GFR"] / unit
    assert float(value(case, "C12", free)) == pytest.approx(0.1 * b * others / (a + others))


# Deterrence by all


@pytest.mark.parametrize(("year", "threshold", "members"), [(1949, 0.625, 12), (1962, 0.552, 15)])
def test_the_threshold_of_the_least_capable_member(year, threshold, members):
    rows = alliances().query("year == @year and stateabb != 'RUS'").set_index("stateabb")["cinc"]
    assert len(rows) == members
    case = nato_deterrence(year)
    item = "ρ/β above which all defend ICE better than USA"
    assert round(value(case, "C4", item), 3) == threshold
    for member, limit in case.tables["members"]["threshold of ρ/β"].items():
        others = sum(c for name, c in rows.items() if name != member)
        assert limit == pytest.approx(rows["USA"] / others, rel=1e-12)
    assert case.tables["members"]["threshold of ρ/β"].idxmin() == "ICE"


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(NATO)), st.fractions(Fraction(1, 10), 1), st.fractions("1/10", 1))
def test_all_defend_a_member_better_above_its_threshold(year, rho, beta):
    table = nato_deterrence(year, rho=rho, beta=beta).tables["members"]
    for _, row in table.iterrows():
        gap = float(rho / beta) - row["threshold of ρ/β"]
        if abs(gap) > 1e-9:
            safer = row["deterred by all"] - row["deterred by the guarantee"]
            assert (safer > 0) == (gap > 0)


def test_between_the_thresholds_some_are_better_defended():
    case = nato_deterrence(1949, rho=Fraction(64, 100))
    assert value(case, "C4", "members that all defend better, at this ρ/β") == "7 of 11"
    assert verdict(case, "C4", "members that all defend better, at this ρ/β") == "fails"


# Burdens


def test_the_rank_correlation_by_ranks():
    table = nato_1964()
    n = len(table)
    ranks = [{x: r for r, x in enumerate(sorted(table[c]), 1)} for c in ("gnp", "defence")]
    gaps = sum((ranks[0][g] - ranks[1][d]) ** 2 for g, d in table.itertuples(index=False))
    rho = 1 - Fraction(6 * gaps, n * (n * n - 1))
    case = nato_burden()
    assert value(case, "C16", "Spearman's ρ of GNP and defence/GNP") == pytest.approx(float(rho))
    t = float(rho) * math.sqrt((n - 2) / (1 - float(rho) ** 2))
    # tail of Student's t with 12 degrees of freedom, by its density
    step = 1e-3
    density = [(1 + (t + step * (i + 0.5)) ** 2 / 12) ** -6.5 for i in range(60_000)]
    constant = math.gamma(6.5) / (math.sqrt(12 * math.pi) * math.gamma(6))
    tail = constant * step * sum(density)
    assert value(case, "C16", "one-tailed p of that ρ") == pytest.approx(tail, abs=1e-7)


def test_without_the_united_states_the_correlation_is_weaker():
    table = nato_burden().tables["members"]["ρ without it"]
    assert table["US"] < 0.4 < table["FRG"]
    assert table.idxmax() == "PT"


# East Asia


def subsets(names):
    return chain.from_iterable(combinations(names, k) for k in range(1, len(names) + 1))


def test_choices_in_east_asia_by_the_closed_form(east_asia):
    rows = alliances().query("year == 1955").set_index("stateabb")["cinc"]
    allies = ("JPN", "ROK", "TAW", "PHI", "AUL", "NEW")
    size = rows / sum(rows[list(allies)]) * 6
    for (a, b), row in east_asia.tables["control"].iterrows():
        sets = list(subsets([name for name in allies if name not in (a, b)]))
        premiums = {
            s: control_premium(size[a], size[b], sum(size[list(s)]), 0.7, 1, 0.1, 0.02)
            for s in sets
        }
        best = max(premiums.values())
        assert row["choice"] == ("multilateral" if best > 1e-9 else "bilateral")
        assert row["premium"] == pytest.approx(max(best, 0), abs=1e-9)


def test_the_hub_is_bilateral_with_every_ally_and_multilateral_against_rivals(east_asia):
    found = east_asia.to_frame().loc["C13"]
    assert found.loc["great over small: bilateral"].tolist()[:2] == ["6 of 6", "holds"]
    assert found.loc["great over great: multilateral"].tolist()[:2] == ["2 of 2", "holds"]
    assert found.loc["small over great: multilateral"].tolist()[:2] == ["12 of 12", "holds"]
    assert found.loc["small over small: multilateral", "verdict"] == "fails"
    small = east_asia.tables["control"].iloc[20:]
    assert (small.loc[small["choice"] == "bilateral", "p"] > 0.7).all()


def test_below_the_organising_cost_of_the_table_one_ally_is_shared(east_asia):
    item = "organising cost τ above which the USA are bilateral with every ally"
    limit = value(east_asia, "C16", item)
    powers = ["USA", "JPN", "ROK", "TAW", "PHI", "AUL", "NEW"]
    rows = alliances().query("year == 1955").set_index("stateabb")["cinc"][powers]
    size = rows / rows.iloc[1:].mean()
    pairs = [("USA", name) for name in powers[1:]]
    above = control_of_powers(size, pairs, tuple(powers[1:]), organising=1.01 * limit)
    below = control_of_powers(size, pairs, tuple(powers[1:]), organising=0.9 * limit)
    assert (above["choice"] == "bilateral").all()
    assert below.index[below["choice"] == "multilateral"].tolist() == [("USA", "JPN")]


def test_parameters_of_control_are_named():
    with pytest.raises(UnknownNameError, match="alignment"):
        san_francisco_system(psi=0.5)


def test_control_refuses_bad_powers():
    size = pd.Series({"A": 1.0, "B": 2.0, "Z": 0.0})
    with pytest.raises(UnknownNameError, match="C"):
        control_of_powers(size, [("A", "C")], ("B",))
    with pytest.raises(InvalidArgumentError, match=r"capabilities must be > 0.*for Z"):
        control_of_powers(size, [("A", "Z")], ("B",))
    with pytest.raises(InvalidArgumentError, match="A twice"):
        control_of_powers(size, [("A", "A")], ("B",))
    with pytest.raises(InvalidArgumentError, match="psi must lie in"):
        control_of_powers(size, [("A", "B")], (), alignment=1.5)
    many = pd.Series(1.0, index=[f"p{i}" for i in range(15)])
    with pytest.raises(ProblemTooLargeError, match=r"2\*\*13"):
        control_of_powers(many, [("p0", "p1")], tuple(many.index[2:]))


# The Security Council


@pytest.mark.parametrize(("P", "m"), [(1, 4), (3, 5), (5, 6), (5, 10)])
def test_power_in_a_council_by_counting_orders(P, m):
    """An ordinary member is decisive if all vetoes and k − 1 of the others came before it."""
    table = council_charters(P, m)
    for k in table.index:
        orders = math.comb(m - 1, k - 1) * math.factorial(P + k - 1) * math.factorial(m - k)
        elected = Fraction(orders, math.factorial(P + m))
        assert table.loc[k, "elected"] == elected
        assert table.loc[k, "permanent"] == (1 - m * elected) / P
        # swings: the member decides in C(m − 1, k − 1) coalitions, a veto in all that win
        own = math.comb(m - 1, k - 1)
        veto = sum(math.comb(m, j) for j in range(k, m + 1))
        assert table.loc[k, "Banzhaf elected"] == Fraction(own, m * own + P * veto)
        assert table.loc[k, "Banzhaf permanent"] == Fraction(veto, m * own + P * veto)


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 6), st.fractions(0, 1, max_denominator=20), st.fractions(0, "1/4"))
def test_one_permanent_member_is_the_hub_of_the_charter_model(m, hub, member):
    table = council_charters(1, m, outside_permanent=hub, outside_elected=member)
    assert table.index[table["feasible"]].tolist() == feasible_charters(m, 1, hub, member)


@pytest.mark.parametrize(
    ("option", "written", "verdicts"),
    [
        (Fraction(1, 2772), 1, "fails"),
        (Fraction(1, 2771), 2, "holds"),
        (Fraction(1, 462), 2, "holds"),
        (Fraction(1, 461), 3, "fails"),
    ],
)
def test_which_outside_options_explain_the_charter_of_1946(option, written, verdicts):
    case = security_council(outside_elected=option)
    item = "1946: k that the permanent five would write"
    assert (value(case, "C15", item), verdict(case, "C15", item)) == (written, verdicts)


def test_the_reform_of_1965_gave_to_elected_members_together_and_took_from_each():
    case = security_council()
    assert value(case, "C9", "reform: one elected member") == Fraction(4, 2145) - Fraction(1, 462)
    assert verdict(case, "C9", "reform: one elected member") == "fails"
    together = Fraction(40, 2145) - Fraction(6, 462)
    assert value(case, "C9", "reform: all elected members together") == together
    assert verdict(case, "C9", "reform: all elected members together") == "holds"


def test_elected_members_are_decisive_and_have_nothing_in_the_core():
    case = security_council()
    for year in ("1946", "1966"):
        assert verdict(case, "C9", f"{year}: elected member decisive (Shapley–Shubik)") == "holds"
        assert verdict(case, "C9", f"{year}: elected member paid in the core") == "fails"
        assert verdict(case, "C9", f"{year}: elected member robust voice") == "fails"


def test_no_charter_is_feasible_where_outside_options_are_too_good():
    case = security_council(outside_permanent=Fraction(1, 4))
    assert value(case, "C15", "1966: feasible charters k") == "none"
    assert value(case, "C15", "1966: k that the permanent five would write") is None
    assert "one vote" not in security_council(outside_permanent=0).assumed


@pytest.mark.parametrize("option", [-1, float("nan"), "much"])
def test_outside_options_of_the_council_are_not_negative(option):
    with pytest.raises(InvalidArgumentError, match="outside_elected must be >= 0"):
        security_council(outside_elected=option)


@pytest.mark.parametrize(
    ("P", "m", "name"), [(0, 6, "P"), (5, 0, "m"), (5, 2.5, "m"), (11, 2, "P")]
)
def test_sizes_of_councils(P, m, name):
    with pytest.raises(InvalidArgumentError, match=f"{name} must be an integer"):
        council_charters(P, m)


# European councils


def test_luxembourg_is_never_decisive_because_all_others_have_even_votes():
    votes = BODIES["EEC-6"].votes
    others = [name for name in votes if name != "LU"]
    for size in range(6):
        for coalition in combinations(others, size):
            assert sum(votes[name] for name in coalition) + votes["LU"] != 12
    case = european_councils()
    assert value(case, "C9", "1958: Luxembourg decisive (Shapley–Shubik)") == 0
    assert verdict(case, "C9", "1958: Luxembourg decisive (Shapley–Shubik)") == "fails"
    assert value(case, "C9", "1973: gain of Luxembourg from new members") == Fraction(1, 105)


@pytest.mark.parametrize("council", ["EEC-6", "EEC-9", "EEC-10", "EEC-12"])
def test_the_part_of_coalitions_that_win_by_enumeration(council):
    body = BODIES[council]
    votes = list(body.votes.values())
    wins = sum(
        sum(v for i, v in enumerate(votes) if mask >> i & 1) >= body.quota
        for mask in range(2 ** len(votes))
    )
    found = european_councils().tables["councils"].loc[council, "part of coalitions that win"]
    assert found == Fraction(wins, 2 ** len(votes))


# Trade


def test_a_circle_of_imbalances_needs_one_agreement():
    case = circular_trade()
    frame = case.to_frame()["value"]
    assert frame["C5", "δ* of pairs"] == 2  # ½ρ²
    assert frame["C5", "δ* of all together"] == Fraction(1, 2)
    assert round(frame["C5", "surplus kept by pairs at δ = 1/2"], 3) == 0.835
    assert frame["C5", "surplus kept by all together at δ = 1/2"] == 1


@pytest.mark.parametrize("rho", [1, Fraction(3, 2), 2, 3])
@pytest.mark.parametrize("delta", [Fraction(3, 10), Fraction(1, 2), Fraction(3, 4)])
def test_institutions_and_model_of_trade_agree(rho, delta):
    """State and institutions give what the claim's model gives, and its pooled closed form."""
    frame = circular_trade(rho, delta).to_frame()["value"]
    pairs, together = (
        frame["C5", f"surplus kept by {who} at δ = {delta}"] for who in ("pairs", "all together")
    )
    added = frame["C5", f"share of surplus that pooling adds at δ = {delta}"]
    assert together - pairs == pytest.approx(float(added), abs=1e-6)
    assert together == pytest.approx(float(1 - max(0, 1 - 2 * delta) ** 2), abs=1e-6)


def test_trade_refuses_what_is_no_imbalance():
    with pytest.raises(InvalidArgumentError, match="rho must lie in"):
        circular_trade(Fraction(1, 2))
    with pytest.raises(InvalidArgumentError, match="delta must lie in"):
        circular_trade(2, 1)


# Emissions


@pytest.mark.parametrize("n", [2, 3, 10, 40])
@pytest.mark.parametrize("c", [Fraction(1, 100), Fraction(1, 4), 1])
def test_the_agreement_is_stable_by_its_table(n, c):
    case = emissions_agreement(n, c=c)
    table = case.tables["agreements"]
    stays = {k: table.loc[k, "signatory"] >= table.loc[k - 1, "outsider"] for k in range(1, n + 1)}
    waits = {k: table.loc[k, "outsider"] >= table.loc[k + 1, "signatory"] for k in range(n)}
    stable = [k for k in range(n + 1) if stays.get(k, True) and waits.get(k, True)]
    assert value(case, "C16", "signatories of a self-enforcing agreement") == max(stable)


def test_four_of_ten_sign_and_change_little():
    case = emissions_agreement()
    frame = case.to_frame()["value"]
    assert frame["C16", "signatories of a self-enforcing agreement"] == 4
    # (81.07 − 80)/(97.56 − 80)
    assert round(frame["C16", "part of the gap in abatement that it closes"], 3) == 0.061
    assert (case.to_frame()["verdict"] == "holds").all()


def test_where_all_sign_the_limit_does_not_bind():
    case = emissions_agreement(3, c=Fraction(1, 4))
    sizes = value(case, "C16", "signatories of a self-enforcing agreement")
    assert sizes == 3
    assert verdict(case, "C16", "signatories of a self-enforcing agreement") == "fails"


@pytest.mark.parametrize("n", [1, 0, 201, 2.5])
def test_numbers_of_countries(n):
    with pytest.raises(InvalidArgumentError, match="n must be a number of countries"):
        emissions_agreement(n)


@pytest.mark.parametrize("arguments", [{"rho": 0}, {"beta": 0}, {"rho": 2}, {"beta": float("nan")}])
def test_parts_of_capability(arguments):
    with pytest.raises(InvalidArgumentError, match=r"must lie in \(0, 1\]"):
        nato_deterrence(**arguments)


def test_years_of_nato():
    with pytest.raises(UnknownNameError, match="1949"):
        nato_deterrence(1950)


def test_findings_of_models_are_those_of_the_claims():
    council = security_council().to_frame()
    for year, m, k in (("1946", 6, 2), ("1966", 10, 4)):
        found = claims["C9"].test(P=5, m=m, k=k)
        row = council.loc[("C9", f"{year}: elected member paid by proposers")]
        assert row["value"] == found["P9-offers"].closed_form
