"""Rules that divide an estate among claimants; each gives all of it and nobody more than the claim.

Proportional, equal awards and equal losses divide by one principle; the Talmud rule is equal awards
up to half of the claims and equal losses beyond. Random arrival and minimal overlap come from
picturing the estate as served in order, or as claimed in parts.
"""

from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, number_array, tidy, to_float
from lilliput.games.families.arrival import random_arrival
from lilliput.games.families.bankruptcy import ClaimsProblem

__all__ = [
    "adjusted_proportional_rule",
    "constrained_equal_awards",
    "constrained_equal_losses",
    "minimal_overlap_rule",
    "proportional_rule",
    "random_arrival_rule",
    "talmud_rule",
]


def proportional_rule(problem: ClaimsProblem) -> pd.Series:
    """Divide in proportion to the claims: E · c_i / Σ c_j.

    Parameters
    ----------
    problem
        A claims problem, which may hold symbols.

    Returns
    -------
    pandas.Series
        Indexed by claimant.

    Examples
    --------
    >>> proportional_rule(ClaimsProblem(60, {"A": 100, "B": 200})).to_dict()
    {'A': Fraction(20, 1), 'B': Fraction(40, 1)}
    """
    estate, claims = _numbers(problem)
    return _label(_proportional(estate, claims), problem, "proportional_rule")


def constrained_equal_awards(problem: ClaimsProblem) -> pd.Series:
    """Award all the same, but nobody more than the claim: min(c_i, λ).

    Parameters
    ----------
    problem
        A claims problem in numbers.

    Returns
    -------
    pandas.Series
        Indexed by claimant.

    References
    ----------
    Thomson, W. (2003). Axiomatic and game-theoretic analysis of bankruptcy and taxation problems:
    a survey. Mathematical Social Sciences 45.

    Examples
    --------
    >>> constrained_equal_awards(ClaimsProblem(200, {"A": 50, "B": 200})).to_dict()
    {'A': Fraction(50, 1), 'B': Fraction(150, 1)}
    """
    estate, claims = _comparable(problem, "constrained_equal_awards")
    return _label(_equal_awards(estate, claims), problem, "constrained_equal_awards")


def constrained_equal_losses(problem: ClaimsProblem) -> pd.Series:
    """Let all lose the same, but nobody more than the claim: max(0, c_i − λ).

    Parameters
    ----------
    problem
        A claims problem in numbers.

    Returns
    -------
    pandas.Series
        Indexed by claimant.

    References
    ----------
    Thomson, W. (2003). Axiomatic and game-theoretic analysis of bankruptcy and taxation problems:
    a survey. Mathematical Social Sciences 45.

    Examples
    --------
    >>> constrained_equal_losses(ClaimsProblem(200, {"A": 50, "B": 200})).to_dict()
    {'A': Fraction(25, 1), 'B': Fraction(175, 1)}
    """
    estate, claims = _comparable(problem, "constrained_equal_losses")
    losses = _equal_awards(claims.sum() - estate, claims)
    return _label(claims - losses, problem, "constrained_equal_losses")


def talmud_rule(problem: ClaimsProblem) -> pd.Series:
    """Divide as the Talmud does: equal awards up to half of each claim, equal losses beyond.

    It is the one rule that divides between any two claimants as the contested garment is divided,
    and the nucleolus of `bankruptcy_game`.

    Parameters
    ----------
    problem
        A claims problem in numbers.

    Returns
    -------
    pandas.Series
        Indexed by claimant.

    References
    ----------
    Aumann, R. J. and Maschler, M. (1985). Game theoretic analysis of a bankruptcy problem from the
    Talmud. Journal of Economic Theory 36.

    Examples
    --------
    The three estates of the Mishnah:

    >>> for estate in (100, 200, 300):
    ...     awards = talmud_rule(ClaimsProblem(estate, {"A": 100, "B": 200, "C": 300}))
    ...     print(*awards)
    100/3 100/3 100/3
    50 75 75
    50 100 150
    """
    estate, claims = _comparable(problem, "talmud_rule")
    if 2 * estate <= claims.sum():
        awards = _equal_awards(estate, claims / 2)
    else:
        awards = claims - _equal_awards(claims.sum() - estate, claims / 2)
    return _label(awards, problem, "talmud_rule")


def random_arrival_rule(problem: ClaimsProblem) -> pd.Series:
    """Serve the claimants in order until nothing is left, and average over all orders.

    This is the Shapley value of `bankruptcy_game`. Exact problems count, by number and sum, the
    sets of those who came before; others sum over all sets.

    Parameters
    ----------
    problem
        A claims problem in numbers.

    Returns
    -------
    pandas.Series
        Indexed by claimant.

    Raises
    ------
    ProblemTooLargeError
        More than 22 claimants (14 if exact) whose claims are not small multiples of one unit.

    References
    ----------
    O'Neill, B. (1982). A problem of rights arbitration from the Talmud.

    Examples
    --------
    >>> random_arrival_rule(ClaimsProblem(100, {"A": 50, "B": 100})).to_dict()
    {'A': Fraction(25, 1), 'B': Fraction(75, 1)}
    """
    estate, claims = _comparable(problem, "random_arrival_rule")
    return _label(random_arrival(estate, claims), problem, "random_arrival_rule")


def minimal_overlap_rule(problem: ClaimsProblem) -> pd.Series:
    """Let the claims overlap as little as they can, and share each part among those who claim it.

    Each claimant claims certain parts of the estate, laid out such that as much as possible is
    claimed by one only, then as much as possible by two only, and so on. There is then one t, no
    larger than the largest claim, with Σ max(0, c_i − t) = E − t (t = E if a claim reaches E):
    beyond t the claims do not overlap, and within [0, t] they are nested.

    Parameters
    ----------
    problem
        A claims problem in numbers.

    Returns
    -------
    pandas.Series
        Indexed by claimant.

    References
    ----------
    O'Neill, B. (1982). A problem of rights arbitration from the Talmud.
    Thomson, W. (2003). Axiomatic and game-theoretic analysis of bankruptcy and taxation problems:
    a survey. Mathematical Social Sciences 45.

    Examples
    --------
    >>> minimal_overlap_rule(ClaimsProblem(200, {"A": 100, "B": 200, "C": 300})).to_dict()
    {'A': Fraction(100, 3), 'B': Fraction(250, 3), 'C': Fraction(250, 3)}
    """
    estate, claims = _comparable(problem, "minimal_overlap_rule")
    if len(claims) == 0:
        return _label(claims, problem, "minimal_overlap_rule")
    threshold = _overlap(estate, claims)
    alone = _truncated(claims, estate) - _truncated(claims, threshold)
    return _label(alone + _nested(claims, threshold), problem, "minimal_overlap_rule")


def adjusted_proportional_rule(problem: ClaimsProblem) -> pd.Series:
    """Give each what the others leave, and divide the rest in proportion to what is still claimed.

    The minimal right is m_i = max(0, E − Σ_{j≠i} c_j); the rest E' = E − Σ m_j is divided in
    proportion to min(c_i − m_i, E'). This is the τ-value of `bankruptcy_game`.

    Parameters
    ----------
    problem
        A claims problem in numbers.

    Returns
    -------
    pandas.Series
        Indexed by claimant.

    References
    ----------
    Curiel, I. J., Maschler, M. and Tijs, S. H. (1987). Bankruptcy games. Zeitschrift für
    Operations Research 31.

    Examples
    --------
    >>> adjusted_proportional_rule(ClaimsProblem(200, {"A": 100, "B": 300})).to_dict()
    {'A': Fraction(50, 1), 'B': Fraction(150, 1)}
    """
    estate, claims = _comparable(problem, "adjusted_proportional_rule")
    rights = estate - claims.sum() + claims
    rights = rights - _truncated(rights, estate * 0)
    rest = estate - rights.sum()
    awards = rights + _proportional(rest, _truncated(claims - rights, rest))
    return _label(awards, problem, "adjusted_proportional_rule")


def _proportional(estate: Any, claims: Array) -> Array:
    total = claims.sum() if len(claims) else 0
    return claims if total == 0 else tidy(claims * estate / total)


def _equal_awards(estate: Any, claims: Array) -> Array:
    """Serve the smallest claims first: each gets the claim or an equal share of what is left."""
    awards, left = claims.copy(), estate
    for place, i in enumerate(sorted(range(len(claims)), key=lambda i: claims[i])):
        awards[i] = min(claims[i], left / (len(claims) - place))
        left = left - awards[i]
    return awards


def _overlap(estate: Any, claims: Array) -> Any:
    """Return t with Σ max(0, c_i − t) = E − t, which is linear where k claims exceed t."""
    ordered = sorted(claims, reverse=True)
    if ordered[0] >= estate:
        return estate
    beyond = ordered[0]
    for k, claim in enumerate(ordered[1:], start=1):
        if beyond - k * claim >= estate - claim and k > 1:
            break
        beyond = beyond + claim
    else:
        k = len(ordered)
    return (beyond - estate) / (k - 1)


def _nested(claims: Array, threshold: Any) -> Array:
    """Share [0, t] in equal parts among those whose claims, each from 0 on, reach so far."""
    shares, reached, share = claims.copy(), claims[0] * 0, claims[0] * 0
    for place, i in enumerate(sorted(range(len(claims)), key=lambda i: claims[i])):
        end = min(claims[i], threshold)
        share = share + (end - reached) / (len(claims) - place)
        shares[i], reached = share, end
    return shares


def _truncated(claims: Array, bound: Any) -> Array:
    result = claims.copy()
    result[:] = [min(claim, bound) for claim in claims]
    return result


def _numbers(problem: ClaimsProblem) -> tuple[Any, Array]:
    numbers = number_array(
        [problem.estate, *problem.amounts], argument="claims", integers="fraction"
    )
    return numbers[0], numbers[1:]


def _comparable(problem: ClaimsProblem, rule: str) -> tuple[Any, Array]:
    estate, claims = _numbers(problem)
    if kind_of(claims) == "symbolic":
        numbers = to_float(np.array([estate, *claims]), argument=f"claims of {rule}")
        return numbers[0], numbers[1:]
    return estate, claims


def _label(awards: Array, problem: ClaimsProblem, name: str) -> pd.Series:
    return pd.Series(awards, index=pd.Index(problem.players, name="player"), name=name)
