"""Repeated exchange of concessions: what patience sustains when deviators are cut off.

Player i grants j a concession x_ij ≥ 0 at cost ½x_ij² and j gains e_ji x_ij, for ever, discounted
by δ. The one-shot equilibrium is x = 0, the efficient concession is x_ij = e_ji. With *pairwise*
punishment a deviator loses the one relation, x_ij² ≤ 2δ e_ij x_ji; with *pooled* punishment it
loses all, Σ_j x_ij² ≤ 2δ Σ_j e_ij x_ji. This is a reduced form of the mechanism in Maggi (1999).
"""

from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    kind_of,
    maximum,
    number_array,
    ratio,
    to_float,
)
from lilliput.games.checks import check_probability
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, SolverError
from lilliput.games.repeated.batch import pair_factors
from lilliput.games.repeated.square_tables import square_table

__all__ = ["SustainedConcessions", "concession_discount_factors", "sustained_concessions"]

Punishment = Literal["pairwise", "pooled"]

GAP = 1e-7
"""The largest duality gap with which concessions count as certified."""


@final
@dataclass(frozen=True, eq=False)
class SustainedConcessions:
    """The best concessions that a discount factor sustains, with their certificate.

    Parameters
    ----------
    concessions
        x_ij: row player to column player.
    share
        What they are worth, as a share of what the efficient concessions are worth.
    gap
        Upper bound on the share minus the share attained, from convex duality.
    """

    concessions: pd.DataFrame
    share: float
    gap: float


def concession_discount_factors(
    benefits: pd.DataFrame, *, punishment: Punishment = "pooled"
) -> pd.Series | pd.DataFrame:
    """Return the smallest discount factors δ* at which efficient concessions are sustained.

    Parameters
    ----------
    benefits
        e_ij ≥ 0: what the row player gains per unit of the column player's concession, indexed by
        player both ways; the diagonal is ignored.
    punishment
        ``"pairwise"``: ½ρ² for each pair, ρ = max(e_ij/e_ji, e_ji/e_ij). ``"pooled"``:
        ½ Σ_j e_ji² / Σ_j e_ij² for each player.

    Returns
    -------
    pandas.Series or pandas.DataFrame
        By player (pooled) or by pair (pairwise). Values of 1 or more mean that no patience is
        enough, ∞ that one side has nothing to lose.

    References
    ----------
    Maggi, G. (1999). The role of multilateral institutions in international trade cooperation.
    American Economic Review 89 (the mechanism; the functional form is a reduced form).

    Examples
    --------
    >>> circle = pd.DataFrame([[0, 2, 1], [1, 0, 2], [2, 1, 0]], list("ABC"), list("ABC"))
    >>> concession_discount_factors(circle).to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.5}
    >>> float(concession_discount_factors(circle, punishment="pairwise").loc["A", "B"])
    2.0
    """
    names, e = square_table(benefits, argument="benefits")
    half = ratio(1, 2, kind_of(e))
    n = len(names)
    if punishment == "pooled":
        factors = [_pooled_factor(e[:, i], e[i], half) for i in range(n)]
        return pd.Series(factors, pd.Index(names, name="player"), name="critical_discount_factor")
    if punishment == "pairwise":
        table = [
            [_pair_factor(e[i, j], e[j, i], half) if i != j else half * 0 for j in range(n)]
            for i in range(n)
        ]
        return pd.DataFrame(table, index=list(names), columns=list(names))
    raise InvalidArgumentError(f"punishment must be 'pairwise' or 'pooled', got {punishment!r}")


def sustained_concessions(
    benefits: pd.DataFrame, discount_factor: float, *, weights: pd.DataFrame | None = None
) -> SustainedConcessions:
    """Return the most valuable concessions that pooled punishment sustains.

    The programme is convex; Newton's method minimises its dual, Σ_ij ½e_ji²(ω_ij+δμ_j)²/(ω_ij+μ_i)
    over μ ≥ 0, whose value bounds that of every feasible point. For two players pooled and
    pairwise punishment are the same.

    Parameters
    ----------
    benefits
        e_ij ≥ 0: what the row player gains per unit of the column player's concession.
    discount_factor
        δ in [0, 1].
    weights
        Symmetric, ≥ 0: what the efficient surplus of each pair is worth. By default the surplus
        itself, ½(e_ij² + e_ji²), so that total surplus is maximised.

    Returns
    -------
    SustainedConcessions
        Concessions, the share of the whole worth that they attain, and the duality gap.

    Raises
    ------
    SolverError
        The duality gap stayed above 1e-7.

    Examples
    --------
    >>> pair = pd.DataFrame([[0, 2], [1, 0]], ["A", "B"], ["A", "B"])
    >>> round(sustained_concessions(pair, 0.5).share, 3)
    0.835
    """
    from lilliput.games.kernels.concessions import sustained

    names, exact = square_table(benefits, argument="benefits")
    delta = float(check_probability(discount_factor, argument="discount_factor"))
    e = np.array(to_float(exact, argument="benefits"))
    worth = _surplus(e) if weights is None else np.array(_pair_weights(weights, names))
    x = np.empty_like(e)
    share, gap = sustained(e, worth, delta, x)
    if gap > GAP:
        raise SolverError(f"benefits: sustained concessions were certified only to {gap:.1e}")
    frame = pd.DataFrame(x, index=list(names), columns=list(names))
    return SustainedConcessions(frame, float(share), float(gap))


def _surplus(e: Array) -> Array:
    """Return the efficient surplus of each pair, on the scale of the largest benefit."""
    squares = np.square(e / (e.max() or 1.0))
    return (squares + squares.T) / 2


def _pair_weights(weights: pd.DataFrame, names: tuple[str, ...]) -> Array:
    """Return symmetric weights as floats."""
    if list(weights.index) != list(names) or list(weights.columns) != list(names):
        raise InvalidGameError("weights must have the players of the benefits, in their order")
    matrix = to_float(number_array(weights.to_numpy(), argument="weights"), argument="weights")
    if (matrix < 0).any() or not np.allclose(matrix, matrix.T):
        raise InvalidArgumentError("weights must be symmetric and >= 0")
    return matrix


def _pair_factor(first: Any, second: Any, half: Any) -> Any:
    if first == 0 and second == 0:
        return half * 0
    if first == 0 or second == 0:
        return float("inf")
    if isinstance(first, float):
        return float(pair_factors(np.asarray(first), np.asarray(second)))
    imbalance = maximum([first / second, second / first])
    return half * imbalance * imbalance


def _pooled_factor(given: Array, received: Array, half: Any) -> Any:
    if given.dtype != object:  # a common power of 2, so that the squares are floats too
        exponent = int(np.frexp(max(given.max(), received.max()))[1])
        given, received = np.ldexp(given, -exponent), np.ldexp(received, -exponent)
    lost = (given * given).sum()
    if lost == 0:
        return half * 0
    kept = (received * received).sum()
    if lost == kept:  # sympy leaves a quotient of equal sums as it is
        return half
    return half * lost / kept if kept != 0 else float("inf")
