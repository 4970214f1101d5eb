"""M6a: competing exporters, whose concessions hurt or help each other as the tariffs are made.

An importer demands 1 − p; exporter i supplies β_i (p − t_i) and earns q_i²/(2β_i). A tariff cut for
one exporter alone lowers the price, and with it the rivals' sales: whoever bought a concession
loses it to the next (opportunism). A cut for all raises everybody's sales, also of those who gave
nothing for it (free riding). The most-favoured-nation rule turns the sign of the externality.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import pairwise, product
from typing import Any, Literal, final

from lilliput.analysis.claims.exact import in_fractions, rationals
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["MODELS", "ImportMarket", "reciprocity_game"]

_SOURCE = (
    "reduced form of the mechanism in Bagwell, K. and Staiger, R. W. (2005), Multilateral trade "
    "negotiations, bilateral opportunism and the rules of GATT/WTO, Journal of International "
    "Economics 67"
)
_RECIPROCATE, _HOLD_OUT = "reciprocate", "hold out"


@final
@dataclass(frozen=True)
class ImportMarket:
    """A market of one importer, who demands 1 − p, and competing exporters.

    Parameters
    ----------
    supplies
        β_i > 0, by exporter: it supplies β_i max{0, p − t_i}.
    tariffs
        t_i in [0, 1], by exporter.

    Examples
    --------
    >>> from fractions import Fraction
    >>> market = ImportMarket((1, 1), (Fraction(0), Fraction(1, 4)))
    >>> market.price, market.sales
    (Fraction(5, 12), (Fraction(5, 12), Fraction(1, 6)))
    """

    supplies: tuple[Any, ...]
    tariffs: tuple[Any, ...]

    def __post_init__(self) -> None:
        if not all(beta > 0 for beta in self.supplies):
            raise InvalidArgumentError(f"supplies must be > 0, got {self.supplies}")
        if not all(0 <= tariff <= 1 for tariff in self.tariffs):
            raise InvalidArgumentError(f"tariffs must lie in [0, 1], got {self.tariffs}")

    @cached_property
    def price(self) -> Any:
        """The price that clears the market: the root of excess demand, linear between tariffs."""
        corners = sorted({*self.tariffs, 0, 1})
        # At 0 all is demanded and nothing supplied, at 1 nothing is demanded.
        low, high = next(pair for pair in pairwise(corners) if self._excess(pair[1]) <= 0)
        above, below = self._excess(low), self._excess(high)
        return low + (high - low) * above / (above - below)

    @cached_property
    def sales(self) -> tuple[Any, ...]:
        """What each exporter sells."""
        return self._sales(self.price)

    @cached_property
    def profits(self) -> tuple[Any, ...]:
        """What each exporter earns, q²/(2β)."""
        return tuple(q * q / (2 * beta) for q, beta in zip(self.sales, self.supplies, strict=True))

    def _sales(self, price: Any) -> tuple[Any, ...]:
        pairs = zip(self.supplies, self.tariffs, strict=True)
        return tuple(beta * max(price - tariff, 0) for beta, tariff in pairs)

    def _excess(self, price: Any) -> Any:
        return 1 - price - sum(self._sales(price))


def reciprocity_game(
    n: int, supply: Any, tariff: Any, cost: Any, *, tariffs: Literal["mfn", "discriminatory"]
) -> NormalFormGame:
    """Return the game of exporters who may pay the importer for a lower tariff.

    Parameters
    ----------
    n
        Number of exporters, all alike.
    supply
        β > 0 of each.
    tariff
        τ in (0, 1), which all pay if nobody reciprocates.
    cost
        Of reciprocating.
    tariffs
        ``"mfn"``: each reciprocator lowers the tariff of all by τ/n.
        ``"discriminatory"``: a reciprocator pays no tariff, the others τ.

    Examples
    --------
    >>> from fractions import Fraction
    >>> game = reciprocity_game(2, 1, Fraction(1, 2), Fraction(1, 50), tariffs="mfn")
    >>> game.payoff(["reciprocate", "hold out"]).map(str).to_dict()
    {'exporter 1': '9/800', 'exporter 2': '1/32'}
    """
    given = range(n + 1)
    if tariffs == "mfn":
        rows = [(tariff * (n - r) / n,) * n for r in given]
    else:
        rows = [(tariff * 0,) * r + (tariff,) * (n - r) for r in given]
    profits = [ImportMarket((supply,) * n, row).profits for row in rows]
    # With r reciprocators the first entry of the row is one of them, the last is not.
    table = [(row[0] - cost, row[-1]) for row in profits]
    cells = [
        [table[cell.count(0)][choice] for cell in product((0, 1), repeat=n) for choice in [cell[i]]]
        for i in range(n)
    ]
    return NormalFormGame(
        [f"exporter {i}" for i in range(1, n + 1)],
        [[_RECIPROCATE, _HOLD_OUT]] * n,
        rationals(cells).reshape((n, *[2] * n)),
    )


def _markets(
    supply_1: Any, supply_2: Any, supply_rest: Any, mu: Any, tariff: Any
) -> dict[str, ImportMarket]:
    supplies = (supply_1, supply_2, *([supply_rest] if supply_rest else []))
    others = (len(supplies) - 2) * ((1 - mu) * tariff,)
    return {
        "before the concession": ImportMarket(supplies, (tariff,) * len(supplies)),
        "after it": ImportMarket(supplies, ((1 - mu) * tariff, tariff * 0, *others)),
    }


@in_fractions
def _change_of_sales(**parameters: Any) -> Any:
    before, after = _markets(**parameters).values()
    return after.sales[0] - before.sales[0]


def _reciprocity(exporters: int, supply: Any, tariff: Any, cost: Any) -> dict[str, NormalFormGame]:
    return {
        "reciprocity under MFN": reciprocity_game(exporters, supply, tariff, cost, tariffs="mfn"),
        "reciprocity for tariffs of one's own": reciprocity_game(
            exporters, supply, tariff, cost, tariffs="discriminatory"
        ),
    }


_OTHERS: dict[str, Callable[[], Any]] = {
    "payoff_dominance": lambda: _RECIPROCATE,
    "uniform": lambda: rationals([1, 1]) / 2,
    "worst_case": lambda: _HOLD_OUT,
}


def _readiness(selection: str, **parameters: Any) -> Any:
    """Return what exporter 1 gains from reciprocating, given what it expects of the others."""

    @in_fractions
    def gain(exporters: int, supply: Any, tariff: Any, cost: Any) -> Any:
        game = reciprocity_game(exporters, supply, tariff, cost, tariffs="mfn")
        paid, unpaid = game.deviations([_OTHERS[selection]() for _ in range(exporters)])[0]
        return paid - unpaid

    return gain(**parameters)


MODELS = (
    Model(
        id="M6a-opportunism",
        title="does a concession to a rival take an exporter's market away?",
        metric="change of exporter 1's sales when the tariff of exporter 2 is lifted",
        parameters={
            "supply_1": Parameter(1, "β₁, slope of exporter 1's supply", 0, open="("),
            "supply_2": Parameter(1, "β₂, slope of exporter 2's supply", 0, open="("),
            "supply_rest": Parameter(0, "slope of the other exporters' supply", 0),
            "mu": Parameter(
                1, "μ, part of the concession that all get: 1 under MFN, 0 if discriminatory", 0, 1
            ),
            "tariff": Parameter(Fraction(1, 4), "t, the tariff that is lifted", 0, 1, open="()"),
        },
        game=_markets,
        computed=_change_of_sales,
        formula="tariff*supply_1*(mu*(1 + supply_2) - supply_2)"
        "/(1 + supply_1 + supply_2 + supply_rest)",
        holds="mu > supply_2/(1 + supply_2)",
        thresholds={"mu": "supply_2/(1 + supply_2)"},
        needs={"(1 - mu)*tariff*(1 + supply_2) <= 1": "or exporter 1 is driven out of the market"},
        loses="a clause that passes on less than β₂/(1+β₂): every concession to a rival erodes "
        "those bought before; above it the same sales are a gift, see M6a-free-riding",
        origin="reduced form",
        source=_SOURCE,
        ours="linear demand and supply, the coverage μ of the clause, and the closed form",
        axes=("mu", "supply_2"),
    ),
    Model(
        id="M6a-free-riding",
        title="consequence of a cut for all (MFN): do exporters pay for what all of them get?",
        metric="an exporter's gain from reciprocating under MFN, given what others do",
        parameters={
            "exporters": Parameter(2, "number of exporters", 2, 8, integer=True, span=(2, 5)),
            "supply": Parameter(1, "β, slope of each one's supply", 0, open="("),
            "tariff": Parameter(Fraction(1, 2), "τ, tariff if none reciprocates", 0, 1, open="()"),
            "cost": Parameter(Fraction(1, 50), "cost of reciprocating", 0, span=(0, 0.1)),
        },
        game=_reciprocity,
        computed=_readiness,
        formula="supply*(1 - (1 - tariff/exporters)**2)/(2*(1 + exporters*supply)**2) - cost",
        holds="cost < supply*(1 - (1 - tariff/exporters)**2)/(2*(1 + exporters*supply)**2)",
        thresholds={"cost": "supply*(1 - (1 - tariff/exporters)**2)/(2*(1 + exporters*supply)**2)"},
        loses="costs above the threshold: a cut for all is not paid for, though a cut of one's own "
        "would be, among n up to supply·[1 − (1 − tariff(1 + (n−1)supply))²]/(2(1 + n·supply)²)",
        origin="reduced form",
        source=_SOURCE,
        ours="the game of reciprocity, the cut of τ/n by each, and all closed forms",
        consequence="whether a cut that all get is paid for",
        selections=tuple(_OTHERS),
        axes=("tariff", "cost"),
    ),
)
