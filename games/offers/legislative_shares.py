"""Legislative bargaining: how a prize is split when a majority must agree to a proposal.

Each round one member, drawn with equal probability, proposes a split; it passes if all veto
players and enough others agree, else payoffs are discounted and a new proposer is drawn. In the
symmetric stationary equilibrium the proposer buys the cheapest winning coalition at its members'
continuation values, which leaves two linear equations.
"""

from typing import Any, NamedTuple

from lilliput.games.checks import check_probability
from lilliput.games.errors import InvalidArgumentError

__all__ = ["BaronFerejohnShares", "baron_ferejohn_shares"]


class BaronFerejohnShares(NamedTuple):
    """Expected shares of the prize: of one veto player, and of one other member."""

    veto: Any
    other: Any

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import fields

        names = {"veto": "a veto player's share", "other": "another member's share"}
        return fields("Legislative bargaining", names, self)


def baron_ferejohn_shares(
    vetoes: int, others: int, needed: int, discount_factor: Any
) -> BaronFerejohnShares:
    """Return the stationary equilibrium shares under the closed rule with equal recognition.

    Parameters
    ----------
    vetoes
        Number P ≥ 0 of veto players.
    others
        Number m ≥ 1 of identical members without a veto.
    needed
        How many of the others must agree, 1 ≤ k ≤ m.
    discount_factor
        δ in [0, 1], a float, Fraction or sympy expression.

    Returns
    -------
    BaronFerejohnShares
        `.veto` (0 when there is none) and `.other`; P·veto + m·other = 1.

    References
    ----------
    Baron, D. P. and Ferejohn, J. A. (1989). Bargaining in legislatures. APSR 83:1181–1206.
    Winter, E. (1996). Voting and vetoing. APSR 90:813–823. doi:10.2307/2945844

    Examples
    --------
    Unanimity shares equally; with one free-riding seat the veto player takes more:

    >>> from fractions import Fraction
    >>> baron_ferejohn_shares(1, 2, 2, Fraction(9, 10))
    BaronFerejohnShares(veto=Fraction(1, 3), other=Fraction(1, 3))
    >>> baron_ferejohn_shares(1, 2, 1, Fraction(9, 10))
    BaronFerejohnShares(veto=Fraction(11, 15), other=Fraction(2, 15))
    """
    if vetoes < 0 or others < 1 or not 1 <= needed <= others:
        raise InvalidArgumentError(
            "needed must lie between 1 and the number of others, and vetoes be >= 0, got "
            f"vetoes={vetoes}, others={others}, needed={needed}"
        )
    delta = check_probability(discount_factor, argument="discount_factor")
    one = delta * 0 + 1
    if vetoes == 0:
        return BaronFerejohnShares(one * 0, one / others)
    denominator = others * (vetoes + others - others * delta) - vetoes * needed * delta
    veto = (others - needed * delta) / denominator if denominator != 0 else one / vetoes
    return BaronFerejohnShares(veto, (one - vetoes * veto) / others)
