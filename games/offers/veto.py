"""Veto bargaining on a policy line: a setter proposes, others may keep the status quo.

Preferences are single-peaked and symmetric about ideals. A voter with ideal v prefers to the status
quo q what lies between q and its mirror image 2v − q. So what enough voters accept is an interval
around q, and the setter takes the point of it nearest its own ideal (Romer and Rosenthal 1978).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Literal, final

import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, maximum, minimum, number_array, plain
from lilliput.games.checks import check_count, check_names, vector_by_name
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError

__all__ = ["VetoBargaining", "veto_bargaining"]

_MOST_SYMBOLIC = 8


@final
@dataclass(frozen=True)
class VetoBargaining:
    """The policy that a setter gets past those who may refuse.

    Parameters
    ----------
    policy
        The outcome; the status quo if nothing the setter wants passes.
    lowest, highest
        The ends of what enough voters accept, the status quo among it.
    status_quo
        The status quo.
    """

    policy: Any
    lowest: Any
    highest: Any
    status_quo: Any

    @property
    def moves(self) -> bool:
        """Whether policy changes; for symbols, unless it is known not to."""
        return bool(self.policy != self.status_quo)

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import fields

        names = {
            "policy": "policy",
            "lowest": "lowest accepted",
            "highest": "highest accepted",
            "status_quo": "status quo",
        }
        return fields("Bargaining with vetoes", names, self)


def veto_bargaining(
    setter: Any,
    status_quo: Any,
    voters: Mapping[str, Any] | pd.Series | Sequence[Any],
    *,
    consent: int | None = None,
    rule: Literal["closed", "open"] = "closed",
) -> VetoBargaining:
    """Return the outcome of a proposal on a line that voters may refuse.

    Closed rule: with R the k-th largest of 2v_i − q (at least q) and L the k-th smallest (at most
    q), the policy is the setter's ideal moved into [L, R]. Open rule: a proposal may be amended, so
    it ends at the median voter's ideal m; the setter, as gatekeeper, proposes only if m is nearer
    its ideal than q.

    Parameters
    ----------
    setter
        The setter's ideal.
    status_quo
        The policy q that stays when a proposal fails.
    voters
        Ideals of those who decide, by name or in a row. If the setter votes it is listed too.
    consent
        How many k of the voters must agree, by default all: each is a veto player.
    rule
        Whether the proposal is put to the vote as it stands (``"closed"``) or may be amended
        (``"open"``, by majority of an odd number of voters).

    Returns
    -------
    VetoBargaining
        Fractions and symbols stay exact; of symbols as sympy's Min and Max.

    Raises
    ------
    InvalidArgumentError
        No voter, k outside 1…n, or an open rule without an odd number of voters.
    UnsupportedNumberError
        Symbols under the open rule, or with more than 8 voters unless all must agree.

    References
    ----------
    Romer, T. and Rosenthal, H. (1978). Political resource allocation, controlled agendas, and the
    status quo. Public Choice 33:27–43. doi:10.1007/BF03187594
    Denzau, A. T. and Mackay, R. J. (1983). Gatekeeping and monopoly power of committees. American
    Journal of Political Science 27:740–761.
    Tsebelis, G. (2002). Veto Players: How Political Institutions Work. Princeton.

    Examples
    --------
    A setter at 1, a veto player at 3/10, the status quo at 0: the veto player is left indifferent.

    >>> from fractions import Fraction
    >>> veto_bargaining(1, 0, [Fraction(3, 10)]).policy
    Fraction(3, 5)

    Two of three must agree; the dearest is left out:

    >>> veto_bargaining(1, 0, {"A": Fraction(1, 10), "B": Fraction(2, 5), "C": 1}, consent=2).policy
    Fraction(4, 5)
    """
    named = isinstance(voters, (Mapping, pd.Series))
    count = len(voters) if hasattr(voters, "__len__") else 0
    if count == 0:
        raise InvalidArgumentError(f"voters must hold at least one ideal, got {voters!r}")
    keys = list(voters.keys()) if isinstance(voters, (Mapping, pd.Series)) else []
    names = check_names(keys if named else [f"voter {i + 1}" for i in range(count)])
    ideals = vector_by_name(voters, names, argument="voters", integers="fraction")
    needed = count if consent is None else check_count(consent, argument="consent")
    if needed > count:
        raise InvalidArgumentError(f"consent must be an integer from 1 to {count}, got {consent!r}")
    if rule not in ("closed", "open"):
        raise InvalidArgumentError(f"rule must be 'closed' or 'open', got {rule!r}")
    numbers = number_array(
        [setter, status_quo, *ideals], argument="setter, status_quo and voters", integers="fraction"
    )
    ideal, stays, points = numbers[0], numbers[1], numbers[2:]
    if rule == "open":
        return _open(ideal, stays, points, consent)
    images = 2 * points - stays
    highest = maximum([stays, _ranked(images, needed)])
    lowest = minimum([stays, -_ranked(-images, needed)])
    policy = minimum([maximum([ideal, lowest]), highest])
    return VetoBargaining(*(plain(x) for x in (policy, lowest, highest, stays)))


def _open(ideal: Any, stays: Any, points: Array, consent: int | None) -> VetoBargaining:
    if len(points) % 2 == 0 or consent not in (None, len(points) // 2 + 1):
        raise InvalidArgumentError(
            "rule 'open' needs an odd number of voters and decides by majority, got "
            f"{len(points)} voters and consent={consent}"
        )
    if kind_of(points) == "symbolic":
        raise UnsupportedNumberError(
            "rule 'open' needs numbers, got symbols: the median depends on their values"
        )
    median = sorted(points)[len(points) // 2]
    policy = median if abs(ideal - median) < abs(ideal - stays) else stays
    low, high = min(median, stays), max(median, stays)
    return VetoBargaining(*(plain(x) for x in (policy, low, high, stays)))


def _ranked(values: Array, k: int) -> Any:
    """Return the k-th largest value; of symbols the largest minimum of k of them."""
    if kind_of(values) != "symbolic":
        return sorted(values, reverse=True)[k - 1]
    if k == len(values):
        return minimum(values)
    if len(values) > _MOST_SYMBOLIC:
        raise UnsupportedNumberError(
            f"voters with symbols can be at most {_MOST_SYMBOLIC} unless all must agree, got "
            f"{len(values)}"
        )
    return maximum(minimum(chosen) for chosen in combinations(values, k))
