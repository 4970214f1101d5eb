"""Published numbers beside ours: one table, each row computed by the general machinery.

Where a number was published rounded, ours is rounded to as many digits before the difference is
taken; published fractions and formulas are compared exactly.
"""

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import floor, isqrt
from typing import Any, NamedTuple

import pandas as pd

from lilliput.analysis.cases.evidence import nato_1964
from lilliput.analysis.data import BODIES, published_power
from lilliput.games.cores import nucleolus
from lilliput.games.families import bankruptcy_game
from lilliput.games.formation import SizePayoffs, bloch_sizes, quadratic_agreement
from lilliput.games.offers import baron_ferejohn, unanimity_offers
from lilliput.games.power import shapley_shubik
from lilliput.games.voting import VotingGame

__all__ = ["published_numbers"]

_BARRETT = "Barrett (1994), doi:10.1093/oep/46.Supplement_1.878"
_OLSON = "Olson and Zeckhauser (1966), doi:10.2307/1927082"
_RUBINSTEIN = "Rubinstein (1982), doi:10.2307/1912531"
_OFFERS = "Baron and Ferejohn (1989), doi:10.2307/1961664"
_TALMUD = "Aumann and Maschler (1985), doi:10.1016/0022-0531(85)90102-4"
_BLOCH = "Bloch (1996), doi:10.1006/game.1996.0043"


class _Row(NamedTuple):
    item: str
    quantity: str
    source: str
    published: Any
    ours: Any
    difference: Any


def published_numbers() -> pd.DataFrame:
    """Return every published number that the toolkit reproduces, with ours and the difference.

    Returns
    -------
    pandas.DataFrame
        Indexed by item and quantity: source, published, ours (exact, or a float where the published
        number is rounded or is no fraction), difference (0 where they agree to all digits
        published).

    References
    ----------
    Each row names its own. Not in the table, because their figures could not be verified: Maggi's
    (1999) discount factors and Cha's (2010) own figure.

    Examples
    --------
    >>> table = published_numbers()
    >>> bool((table["difference"] == 0).all())
    True
    >>> table.loc[("Barrett 1994, N = 10", "signatories k*"), ["published", "ours"]].tolist()
    ['4', 4]
    """
    rows: list[_Row] = []
    for part in (_voting, _barrett, _burden, _alternating, _closed_rule, _talmud, _cartels):
        rows += part()
    frame = pd.DataFrame(rows, dtype=object)
    return frame.set_index(["item", "quantity"])


def _rounded(item: str, quantity: str, source: str, published: str, ours: Any) -> _Row:
    """Compare with a decimal, to its digits."""
    digits = -int(Decimal(published).as_tuple().exponent)
    exact = Fraction(repr(ours)) if isinstance(ours, float) else Fraction(ours)
    near = Fraction(round(exact * 10**digits), 10**digits)
    shown = ours if isinstance(ours, int) else float(ours)
    return _Row(item, quantity, source, published, shown, near - Fraction(published))


def _exact(item: str, quantity: str, source: str, published: Fraction | int, ours: Any) -> _Row:
    return _Row(item, quantity, source, published, ours, ours - published)


def _voting() -> Iterator[_Row]:
    sources = {body.name: body.source for body in BODIES.values()}
    table: Any = published_power()
    for (body, measure, member), row in table.iterrows():
        ours, published, quantity = row["computed"], row["published"], f"{measure}, {member}"
        if isinstance(published, str):
            yield _rounded(body, quantity, sources[body], published, ours)
        else:
            yield _exact(body, quantity, sources[body], published, ours)
        if (body, member) == (BODIES["UNSC-1946"].name, "elected 1"):
            index = shapley_shubik(BODIES["UNSC-1946"].game(), exact=True)
            ratio = index["US"] / index["elected 1"]
            yield _rounded(body, "ratio of the two", "quotient of both indices", "91.2", ratio)


def _barrett() -> Iterator[_Row]:
    item = "Barrett 1994, N = 10"
    agreement = quadratic_agreement(10, a=100, b=1, c=Fraction(1, 4))
    table = agreement.to_frame()
    (stable,) = agreement.stable_sizes()
    yield _rounded(item, "signatories k*", _BARRETT, "4", stable)
    columns = {
        "k = 0, abatement q": (0, "outsider abates", "8.0"),
        "k = 0, payoff π": (0, "outsider", "472.0"),
        "k = 0, total abatement Q": (0, "total", "80"),
        "k = 4, payoff of signatories": (4, "signatory", "472.2"),
        "k = 4, payoff of outsiders": (4, "outsider", "474.9"),
        "k = 4, total abatement Q": (4, "total", "81.1"),
    }
    for quantity, (k, column, published) in columns.items():
        yield _rounded(item, quantity, _BARRETT, published, table.loc[k, column])
    for slopes, published in {"0.01": "51", "0.1": "11", "0.25": "5", "1": "3"}.items():
        (stable,) = quadratic_agreement(100, a=100, b=1, c=Fraction(slopes)).stable_sizes()
        yield _rounded(
            "Barrett 1994, N = 100", f"k* at c/b = {slopes}", _BARRETT, published, stable
        )


def _burden() -> Iterator[_Row]:
    from scipy.stats import spearmanr

    table = nato_1964()
    found = spearmanr(table["gnp"], table["defence"], alternative="greater")
    item = "NATO 1964, GNP and defence/GNP"
    yield _rounded(item, "Spearman's ρ", _OLSON, ".490", float(found.statistic))
    yield _rounded(item, "one-tailed p", _OLSON, ".038", float(found.pvalue))


def _alternating() -> Iterator[_Row]:
    """Solve the linear system of stationary offers in symbols."""
    import sympy

    first, second = sympy.symbols("delta_1 delta_2", positive=True)
    ours = unanimity_offers({"1": first, "2": second}).loc["1", "1"]
    published = (1 - second) / (1 - first * second)
    gap = sympy.simplify(ours - published)
    yield _Row(
        "Alternating offers",
        "share of the first proposer",
        _RUBINSTEIN,
        "(1 − δ₂)/(1 − δ₁δ₂)",
        str(ours),
        Fraction(0) if gap == 0 else gap,
    )


def _closed_rule() -> Iterator[_Row]:
    item = "Baron–Ferejohn, closed rule"
    kept = _kept(3, 2, Fraction(1))
    yield _exact(item, "proposer, n = 3, q = 2, δ = 1", _OFFERS, Fraction(2, 3), kept)
    cases = [
        (n, q, delta)
        for n in range(2, 8)
        for q in range(1, n + 1)
        for delta in (Fraction(1, 2), Fraction(9, 10))
    ]
    gaps = [_kept(n, q, delta) - (1 - delta * Fraction(q - 1, n)) for n, q, delta in cases]
    yield _formula(item, "proposer, n ≤ 7, all q", _OFFERS, "1 − δ(q − 1)/n", gaps)


def _kept(n: int, q: int, delta: Fraction) -> Any:
    game = VotingGame([f"member {i}" for i in range(n)], weights=[1] * n, quota=q)
    return baron_ferejohn(game, discount_factors=delta).kept.iloc[0]


def _talmud() -> Iterator[_Row]:
    claims = {"100": 100, "200": 200, "300": 300}
    divided = {
        100: (Fraction(100, 3), Fraction(100, 3), Fraction(100, 3)),
        200: (Fraction(50), Fraction(75), Fraction(75)),
        300: (Fraction(50), Fraction(100), Fraction(150)),
    }
    for estate, shares in divided.items():
        ours = nucleolus(bankruptcy_game(Fraction(estate), claims), exact=True)
        for claim, published in zip(claims, shares, strict=True):
            quantity = f"nucleolus, estate {estate}, claim {claim}"
            yield _exact("Talmud, claims 100, 200, 300", quantity, _TALMUD, published, ours[claim])


def _cartels() -> Iterator[_Row]:
    item = "Cartels of Cournot oligopolists"
    yield _exact(item, "size of the cartel, n = 10", _BLOCH, 9, _cartel(10))
    # Where 4n + 5 is a square, two sizes are equally good for those who choose.
    numbers = [n for n in range(3, 31) if isqrt(4 * n + 5) ** 2 != 4 * n + 5]
    gaps = [Fraction(_cartel(n) - _first_integer(n)) for n in numbers]
    formula = "first integer after (2n + 3 − √(4n + 5))/2"
    yield _formula(item, "size of the cartel, n ≤ 30 without ties", _BLOCH, formula, gaps)


def _cartel(n: int) -> int:
    profits: Callable[[int, int], Fraction] = lambda size, number: Fraction(  # noqa: E731
        1, size * (number + 1) ** 2
    )
    return max(bloch_sizes(SizePayoffs(n, profits, depends_on="number")).sizes)


def _first_integer(n: int) -> int:
    return floor((2 * n + 3 - (4 * n + 5) ** 0.5) / 2) + 1


def _formula(
    item: str, quantity: str, source: str, published: str, gaps: Iterable[Fraction]
) -> _Row:
    """Compare with a formula at many points: ours is their number, the difference the largest."""
    sizes = [abs(gap) for gap in gaps]
    return _Row(item, quantity, source, published, f"{len(sizes)} games solved", max(sizes))
