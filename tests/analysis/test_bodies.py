"""Voting power against published numbers, as exact fractions."""

from decimal import Decimal
from fractions import Fraction
from math import factorial

import numpy as np
import pytest

from lilliput.analysis.data import BODIES, published_power
from lilliput.games import VotingGame, banzhaf_index, shapley_shubik
from lilliput.games.power import coleman_prevent, owen_index


@pytest.mark.parametrize(
    ("key", "member", "published"),
    [
        ("UNSC-1946", "US", "76/385"),
        ("UNSC-1946", "elected 6", "1/462"),
        ("UNSC-1966", "CN", "421/2145"),
        ("UNSC-1966", "elected 10", "4/2145"),
        ("EEC-6", "IT", "7/30"),
        ("EEC-6", "BE", "3/20"),
        ("EEC-6", "LU", "0"),
        ("EEC-9", "UK", "5/28"),
        ("EEC-9", "BE", "17/210"),
        ("EEC-9", "IE", "2/35"),
        ("EEC-9", "LU", "1/105"),
        ("EEC-10", "FR", "73/420"),
        ("EEC-12", "IT", "31/231"),
        ("EU-15", "UK", "7/60"),
    ],
)
def test_shapley_shubik_indices_as_published(key, member, published):
    assert shapley_shubik(BODIES[key].game(), exact=True)[member] == Fraction(published)


def test_banzhaf_indices_of_the_security_council():
    index = banzhaf_index(BODIES["UNSC-1966"].game(), exact=True)
    assert index["FR"] == Fraction(106, 635)
    assert index["elected 1"] == Fraction(21, 1270)


def test_permanent_members_had_ninety_times_the_power_in_1946():
    """Shapley and Shubik (1954): about 90 to 1."""
    index = shapley_shubik(BODIES["UNSC-1946"].game(), exact=True)
    assert float(index["US"] / index["elected 1"]) == pytest.approx(91.2)


def test_nice_votes_only():
    body = BODIES["EU-27"]
    assert sum(body.votes.values()) == 345
    index = shapley_shubik(body.game())
    published = [
        ".08674",
        ".07997",
        ".03994",
        ".03683",
        ".03407",
        ".02819",
        ".01961",
        ".01104",
        ".00818",
    ]
    assert sorted({round(x, 5) for x in index}, reverse=True) == [float(p) for p in published]


def test_paradox_of_new_members():
    """Brams and Affuso (1976): Luxembourg gained power when the Community grew."""
    six, nine = (shapley_shubik(BODIES[key].game(), exact=True)["LU"] for key in ("EEC-6", "EEC-9"))
    assert six == 0 < nine


def test_the_table_compares_every_published_number():
    table = published_power()
    assert len(table) == sum(len(body.published) for body in BODIES.values())
    assert (table["difference"] == 0).all()
    decimals = [p for body in BODIES.values() for p in body.published.values()
                if isinstance(p, Decimal)]  # fmt: skip
    assert len(decimals) == 12
    assert all(body.source for body in BODIES.values())


@pytest.mark.parametrize(
    ("key", "members", "total"),
    [
        ("EEC-6", 6, 17),
        ("EEC-9", 9, 58),
        ("EEC-10", 10, 63),
        ("EEC-12", 12, 76),
        ("EU-15", 15, 87),
        ("EU-27", 27, 345),
        ("US-1964", 51, 538),
        ("US-2024", 51, 538),
        ("Nassau-1964", 6, 115),
        ("Catalonia-2012", 7, 135),
        ("IMF-2022", 24, 170_000),
    ],
)
def test_members_and_votes(key, members, total):
    votes = BODIES[key].votes
    assert (len(votes), sum(votes.values())) == (members, total)
    assert 2 * BODIES[key].quota > total


@pytest.mark.parametrize("key", ["EEC-6", "EEC-9", "EEC-10", "EEC-12", "EU-15"])
def test_councils_of_the_community_in_full_against_the_table_of_all_coalitions(key):
    """Swings by the polynomials against swings gone through in the table of 2**n coalitions."""
    game = BODIES[key].game()
    wins = game.winning_table()
    factorials = [factorial(k) for k in range(game.n + 1)]
    sizes = np.bitwise_count(np.arange(len(wins)))
    for i, member in enumerate(game.players):
        swings = np.flatnonzero(wins & (np.arange(len(wins)) >> i & 1 == 1))
        swings = swings[~wins[swings ^ (1 << i)]]
        counts = np.bincount(sizes[swings], minlength=game.n + 1)
        orders = sum(int(count) * factorials[s - 1] * factorials[game.n - s]
                     for s, count in enumerate(counts) if count)  # fmt: skip
        index = shapley_shubik(game, exact=True)[member]
        assert index == Fraction(orders, factorials[game.n])


def test_nice_and_lisbon_by_numbers_of_winning_coalitions():
    """Bilbao, University of Seville, for Nice; Lisbon on the populations of 2017, 13.1925 %."""
    assert BODIES["EU-27"].game().count_winning() == 2_718_774
    assert BODIES["EU-27-Nice"].game().count_winning() == 2_718_752
    lisbon = BODIES["EU-27-Lisbon"]
    unblocked = VotingGame.from_rules(lisbon.votes, [(lisbon.votes, 15), *lisbon.further])
    assert lisbon.quota == 15
    assert unblocked.count_winning() == 17_706_624
    assert round(unblocked.count_winning() / 2**27, 6) == 0.131925
    assert lisbon.game().count_winning() == 17_706_624 + 20
    assert BODIES["EU-28"].quota == 16


def test_three_large_states_cannot_block_under_lisbon():
    game = BODIES["EU-28"].game()
    against = {"DE", "FR", "IT"}
    assert game.is_winning(set(game.players) - against)
    assert not game.is_winning(set(game.players) - against - {"LU"})


def test_electoral_college_of_1964():
    """Mann and Shapley (1962) for the Shapley–Shubik index."""
    game = BODIES["US-1964"].game()
    shapley, banzhaf = shapley_shubik(game), banzhaf_index(game)
    members = ["43 votes", "40 votes", "3 votes (1)"]
    assert shapley[members].round(6).tolist() == [0.084062, 0.077669, 0.005416]
    assert banzhaf[members].round(6).tolist() == [0.084360, 0.077502, 0.005481]


def test_half_of_nassau_county_had_no_power():
    """Banzhaf (1965); Felsenthal and Machover (1998)."""
    index = banzhaf_index(BODIES["Nassau-1964"].game(), exact=True)
    assert list(index[index == 0].index) == ["North Hempstead", "Long Beach", "Glen Cove"]


def test_the_united_states_can_prevent_decisions_of_85_percent():
    prevent = coleman_prevent(BODIES["IMF-2022"].game(), exact=True)
    assert list(prevent[prevent == 1].index) == ["US"]


def test_catalan_parliament_and_its_unions():
    """CiU and ERC together had 71 of 135 seats: all power, shared by the Owen index."""
    game = BODIES["Catalonia-2012"].game()
    assert sum(shapley_shubik(game, exact=True)) == 1
    index = owen_index(game, [["CiU", "ERC"]], exact=True)
    assert index["CiU"] + index["ERC"] == 1
    assert index["CiU"] > index["ERC"] > 0
