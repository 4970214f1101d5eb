"""C3: multilateralism is coordination among three or more states.

With two powers every institution is the same bargain: no graph, pool or majority differs from the
pair. Each model measures something that is exactly absent at n = 2 and appears at n = 3.
"""

from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.claims.base import Claim, Model, Parameter, by_id
from lilliput.analysis.claims.leverage import brokerage_state
from lilliput.analysis.institutions import hub_and_spokes, multilateral
from lilliput.analysis.premium import binding_premium
from lilliput.games.cores import core
from lilliput.games.repeated import critical_discount_factors
from lilliput.games.voting import VotingGame

__all__ = ["CLAIM"]


def _premium(n: int, w: Any, brokerage: Any) -> Any:
    state = brokerage_state(n, w, w, brokerage)
    found = binding_premium(state, multilateral(), hub_and_spokes(eta=0), on_failure="assume")
    return sum(found.by_power["premium"])


def _premium_formula(n: int, w: Any, brokerage: Any) -> Any:
    return (1 - brokerage) * w * (n - 1) * (n - 2) / 2


def _majority(n: int) -> Any:
    players = [f"state {i}" for i in range(1, n + 1)]
    game = VotingGame(players, weights=[1] * n, quota=n // 2 + 1).to_coalitional()
    return core(game, exact=True).least_core_value


def _majority_formula(n: int) -> Fraction:
    return Fraction(-1, 2) if n == 2 else 1 - Fraction(n // 2 + 1, n)


def _imbalance(n: int, ratio: Any) -> Any:
    names = [f"state {i}" for i in range(n)]
    table = pd.DataFrame(0 * ratio, index=names, columns=names, dtype=object)
    for i in range(n):
        table.iloc[i, (i + 1) % n] = 1 + 0 * ratio
        table.iloc[(i + 1) % n, i] = ratio
    pairs = critical_discount_factors(table, punishment="pairwise")
    pooled = critical_discount_factors(table, punishment="pooled")
    return pairs.to_numpy()[0, 1] - max(pooled)


def _imbalance_formula(n: int, ratio: Any) -> Any:
    square = max(ratio, 1 / ratio) ** 2 / 2
    return square - square if n == 2 else square - Fraction(1, 2)


CLAIM = Claim(
    id="C3",
    statement="Multilateralism is coordination among three or more states.",
    author="Keohane",
    models=by_id(
        Model(
            id="P3-premium",
            title="the welfare premium of the complete graph over the star",
            metric="ΣΠ with equal weights and no costs",
            parameters={
                "n": Parameter(3, "number of powers", 2, 40, integer=True),
                "w": Parameter(Fraction(1), "stakes of each pair"),
                "brokerage": Parameter(Fraction(1, 2), "λ", 0, 1),
            },
            computed=_premium,
            closed_form=_premium_formula,
            boundary=lambda **_: {"n": 2, "brokerage": 1},
            loses="n = 2: premium exactly 0; λ = 1: a hub that brokers everything loses nothing",
            origin="literature",
            source="Keohane, R. O. (1990), Multilateralism: an agenda for research",
        ),
        Model(
            id="P3-core",
            title="the emptiness of the core under simple majority",
            metric="least-core value of the simple-majority game",
            parameters={"n": Parameter(3, "number of states", 2, 14, integer=True)},
            computed=_majority,
            closed_form=_majority_formula,
            boundary=lambda **_: {"n": 2},
            loses="n = 2: majority is unanimity and the core is not empty",
            origin="literature",
            source="Gillies (1959); Nakamura (1979)",
        ),
        Model(
            id="P3-imbalance",
            title="a circle of local imbalances: pairwise against pooled enforcement",
            metric="δ* pairwise minus δ* pooled",
            parameters={
                "n": Parameter(3, "number of states in the circle", 2, 40, integer=True),
                "ratio": Parameter(Fraction(2), "ρ, imbalance within each pair", 1e-6, 1e6),
            },
            computed=_imbalance,
            closed_form=_imbalance_formula,
            boundary=lambda **_: {"n": 2, "ratio": 1},
            loses="n = 2 or balanced pairs (ρ = 1): pooling changes nothing",
            origin="reduced form",
            source="reduced form of the mechanism in Maggi (1999)",
        ),
    ),
)
