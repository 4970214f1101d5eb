"""Voting power against published numbers, as exact fractions."""

from decimal import Decimal
from fractions import Fraction

import pytest

from lilliput.analysis.data import BODIES, published_power
from lilliput.games import banzhaf_index, shapley_shubik


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
    assert len(decimals) == 9
    assert all(body.source for body in BODIES.values())
