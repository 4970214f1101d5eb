"""M7b: a hub with secret bilateral contracts cannot commit, and a public regime lets it.

A hub supplies n clients, who compete in quantities at a price a − Q, at a cost c a unit. Each
secret contract maximises what hub and client earn together while the other contracts, unseen, are
taken as they are (passive beliefs): the hub competes with itself. Public, uniform contracts give it
the whole profit of a monopoly, and outsiders pay for it: the regime is a cartel.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from lilliput.analysis.claims.exact import in_fractions
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.linear import solve_exactly
from lilliput.games.partition import cournot_game

__all__ = ["MODELS", "ClientMarket"]

_SOURCE = (
    "Hart, O. and Tirole, J. (1990), Vertical integration and market foreclosure, Brookings Papers "
    "on Economic Activity: Microeconomics; McAfee, R. P. and Schwartz, M. (1994), "
    "Opportunism in multilateral vertical contracting: nondiscrimination, exclusivity, and "
    "uniformity, American Economic Review 84"
)
_LARGEST_PARTITION_GAME = 6


@final
@dataclass(frozen=True)
class ClientMarket:
    """Clients of one hub, who compete in quantities.

    Parameters
    ----------
    n
        Number of clients.
    a
        Price at which nothing is sold; it falls by 1 a unit.
    c
        The hub's cost a unit, below `a`.

    Examples
    --------
    >>> market = ClientMarket(2, 1, 0)
    >>> market.secret_contracts()
    (Fraction(1, 3), Fraction(1, 3))
    >>> market.public_contracts()
    (Fraction(1, 4), Fraction(1, 4))
    """

    n: int
    a: Any
    c: Any

    def joint_profit(self, i: int, quantities: Sequence[Any]) -> Any:
        """Return what the hub and client i earn from i's sales."""
        return (self.a - self.c - sum(quantities)) * quantities[i]

    def hub_profit(self, quantities: Sequence[Any]) -> Any:
        """Return what the hub gets, to whom the clients' fees leave nothing else."""
        return sum(self.joint_profit(i, quantities) for i in range(self.n))

    def secret_contracts(self) -> tuple[Fraction, ...]:
        """Return the quantities at which no pair gains by changing its contract, the others fixed.

        The marginal joint profits are linear in the quantities, so that one step of Newton's method
        from any point ends at the fixed point of all best replies.
        """
        origin = [Fraction(0)] * self.n
        start = [self._marginal(i, origin) for i in range(self.n)]
        columns = []
        for j in range(self.n):
            moved = [*origin[:j], Fraction(1), *origin[j + 1 :]]
            columns.append([self._marginal(i, moved) - start[i] for i in range(self.n)])
        matrix = [[columns[j][i] for j in range(self.n)] for i in range(self.n)]
        found = solve_exactly(matrix, [-slope for slope in start])
        assert found is not None  # the sum of the identity and a matrix of ones
        return tuple(found)

    def public_contracts(self) -> tuple[Fraction, ...]:
        """Return the quantity, the same for all clients, that is best for the hub."""
        profits = [self.hub_profit([Fraction(q)] * self.n) for q in (-1, 0, 1)]
        bend = profits[0] - 2 * profits[1] + profits[2]
        return ((profits[0] - profits[2]) / (2 * bend),) * self.n

    def _marginal(self, i: int, quantities: list[Any]) -> Any:
        """Return the slope of the joint profit in q_i: a difference that is exact of quadratics."""
        up, down = (
            [*quantities[:i], quantities[i] + step, *quantities[i + 1 :]] for step in (1, -1)
        )
        return (self.joint_profit(i, up) - self.joint_profit(i, down)) / 2


def _games(n: int, a: Any, c: Any, **_: Any) -> dict[str, Any]:
    games: dict[str, Any] = {"clients of the hub": ClientMarket(n, a, c)}
    if n <= _LARGEST_PARTITION_GAME:
        costs = {f"client {i}": c for i in range(1, n + 1)}
        games["cartels of clients"] = cournot_game(costs, intercept=a)
    return games


@in_fractions
def _worth_of_publicity(n: int, a: Any, c: Any, F: Any) -> Any:
    market = ClientMarket(n, Fraction(a), Fraction(c))
    public = market.hub_profit(market.public_contracts())
    return public - market.hub_profit(market.secret_contracts()) - F


@in_fractions
def _worth_to_outsiders(n: int, a: Any, c: Any, e: Any) -> Any:
    market = ClientMarket(n, Fraction(a), Fraction(c))
    public, secret = (sum(q) for q in (market.public_contracts(), market.secret_contracts()))
    return _outsiders(market, public, e) - _outsiders(market, secret, e)


def _outsiders(market: ClientMarket, sold: Any, e: Any) -> Any:
    """Return buyers' surplus, the triangle above the price, minus the harm that sales do them."""
    price = market.a - sold
    return (market.a - price) * sold / 2 - e * sold


_SELLS = {"a > c": "or nothing is sold"}
_MARKET = {
    "n": Parameter(3, "number of clients", 1, 30, integer=True, span=(1, 9)),
    "a": Parameter(1, "price at which nothing is sold", 0, open="("),
    "c": Parameter(0, "the hub's cost a unit", 0),
}

MODELS = (
    Model(
        id="M7b",
        title="public, uniform contracts against secret bilateral ones: the hub",
        metric="hub's profit from public contracts minus that from secret ones",
        parameters={
            **_MARKET,
            "F": Parameter(0, "F, what the public regime costs the hub", 0, span=(0, 0.5)),
        },
        game=_games,
        computed=_worth_of_publicity,
        formula="(a - c)**2*(n - 1)**2/(4*(n + 1)**2) - F",
        holds="F < (a - c)**2*(n - 1)**2/(4*(n + 1)**2)",
        thresholds={"F": "(a - c)**2*(n - 1)**2/(4*(n + 1)**2)"},
        needs=_SELLS,
        loses="one client (n = 1): there is nobody to be played off; and regimes that cost more "
        "than the (a−c)²[¼ − n/(n+1)²] that commitment is worth",
        origin="literature",
        source=_SOURCE,
        ours="linear demand, the cost F of the regime, and the reading of states as clients",
        concept="contract equilibrium with passive beliefs",
        axes=("n", "F"),
    ),
    Model(
        id="M7b-outsiders",
        title="consequence of public, uniform contracts against secret bilateral ones: outsiders",
        metric="outsiders' surplus under public contracts minus that under secret ones",
        parameters={
            **_MARKET,
            "e": Parameter(0, "e, harm that each unit sold does to outsiders", 0, span=(0, 2)),
        },
        game=_games,
        computed=_worth_to_outsiders,
        formula="(a - c)*(n - 1)/(2*(n + 1))*(e - (a - c)*(3*n + 1)/(4*(n + 1)))",
        holds="(n > 1) & (e > (a - c)*(3*n + 1)/(4*(n + 1)))",
        thresholds={"e": "(a - c)*(3*n + 1)/(4*(n + 1))"},
        needs=_SELLS,
        loses="e below the threshold: the regime is a cartel, and outsiders pay for the commitment "
        "of its members; only where sales harm them do they gain",
        origin="reduced form",
        source=f"reduced form of the mechanism in {_SOURCE}",
        ours="linear demand, the harm e, outsiders as buyers, and the closed form",
        consequence="what the commitment among members does to outsiders",
        concept="contract equilibrium with passive beliefs",
        axes=("n", "e"),
    ),
)
