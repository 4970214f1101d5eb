"""A trade triangle with circular imbalances: what pooled enforcement is worth. Stylised."""

from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.cases.case import Case, Finding, findings_of_model
from lilliput.analysis.claims import claims
from lilliput.analysis.claims.reciprocity_pooling import trade_triangle
from lilliput.analysis.institutions import bilateral_web, multilateral
from lilliput.analysis.payoffs import outcome
from lilliput.analysis.state import State

__all__ = ["circular_trade"]


def circular_trade(imbalance: Any = Fraction(2), patience: Any = Fraction(1, 2)) -> Case:
    """Return three traders, each of which needs the next more than the next needs it.

    The case is stylised: no trade of real countries is so neatly circular. It shows what must be
    there for pooled enforcement to matter: local imbalances that cancel out.

    Parameters
    ----------
    imbalance
        ρ ≥ 1, how many times more each needs the next.
    patience
        δ in [0, 1).

    Examples
    --------
    >>> frame = circular_trade().to_frame()
    >>> [round(float(value), 3) for value in frame.loc["C5", "value"].iloc[:4]]
    [2.0, 0.5, 0.835, 1.0]

    Balanced pairs gain nothing from pooling (Bernheim and Whinston 1990):

    >>> circular_trade(1, Fraction(2, 5)).to_frame()["verdict"].iloc[-2:].tolist()
    ['indifferent', 'indifferent']

    References
    ----------
    Maggi, G. (1999). The role of multilateral institutions in international trade cooperation.
    American Economic Review 89:190–214.
    """
    models = claims["C5"].models
    length = models["M5a"].test(rho=imbalance)
    gained = models["M5a-share"].test(rho=float(imbalance), delta=float(patience))
    needs = trade_triangle(imbalance)
    state = State(
        powers=list(needs.index),
        capabilities=1,
        stakes=_stakes(needs),
        directed_stakes=needs,
        discount_factor=patience,
        source="stylised: made up to show circular imbalances",
    )
    pairs, whole = (
        outcome(state, institution) for institution in (bilateral_web(), multilateral())
    )
    kept = {
        name: float(sum(found.dividends.values()))
        / float(sum(state.stake(*p) for p in state.pairs))
        for name, found in (("pairs", pairs), ("all", whole))
    }
    findings = [
        Finding("C5", "δ* of pairs", pairs.enforcement.critical, "", "out of reach if above 1"),
        Finding("C5", "δ* of all together", whole.enforcement.critical),
        Finding("C5", f"surplus kept by pairs at δ = {patience}", kept["pairs"]),
        Finding("C5", f"surplus kept by all together at δ = {patience}", kept["all"]),
        findings_of_model("C5", "interval of δ in which pooling matters", length),
        findings_of_model("C5", f"share of surplus that pooling adds at δ = {patience}", gained),
    ]
    return Case(
        name="circular-trade",
        title="A trade triangle with circular imbalances",
        question="When do three that trade need one agreement, and not three?",
        findings=findings,
        source="stylised; reduced form of the mechanism in Maggi (1999)",
        assumed="quadratic costs of liberalisation; each needs the next "
        f"{imbalance} times as much as the next needs it; punishment by reversion",
        state=state,
        games=models["M5a"].games(rho=imbalance),
        tables={"needs": needs},
    )


def _stakes(needs: pd.DataFrame) -> pd.DataFrame:
    """Return the surplus of each pair at efficient concessions, ½(e_ij² + e_ji²)."""
    squares = needs * needs
    return (squares + squares.T) * Fraction(1, 2)
