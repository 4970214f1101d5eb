"""Community enforcement: favours given for ever, and who learns of it when one is denied.

Each period player i may grant j a favour at a cost to i and for a benefit to j. Who denies a favour
is denied favours in turn by those who know. With *public* information all know one period later;
with *private* information only the one who was denied; with *contagion* whoever is denied a favour
denies all of its own favours from the next period on, so that distrust spreads along the network
until it comes back to the one who began.
"""

from dataclasses import dataclass
from typing import Any, Literal, final, get_args

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, maximum, to_float, unify
from lilliput.games.checks import counted, index_of
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.repeated.square_tables import square_table

__all__ = ["CommunityEnforcement", "Information", "community_enforcement"]

Information = Literal["public", "private", "contagion"]

_MOST_SCHEDULES = 10**6
_CELLS = 256
_ROUNDING = 1e-12
_DOUBLE = 1e-7


@final
@dataclass(frozen=True, eq=False, repr=False)
class CommunityEnforcement:
    """The patience that sustains all favours, under one kind of information.

    Parameters
    ----------
    information
        ``"public"``, ``"private"`` or ``"contagion"``.
    critical
        δ* by player: from this discount factor on no deviation pays. 1 or more means that no
        patience is enough, ∞ that the player would gain even if it were perfectly patient.
    delays
        Row player denies all its favours at once: after how many periods the column player denies
        the row player its own; ∞ if never, NaN where it grants none.
    """

    information: Information
    critical: pd.Series
    delays: pd.DataFrame

    @property
    def critical_discount_factor(self) -> Any:
        """The δ* from which on all favours of all players are sustained."""
        return maximum(self.critical)

    def __repr__(self) -> str:
        least = self.critical_discount_factor
        shown = f"{least:.6g}" if isinstance(least, float) else str(least)
        return f"CommunityEnforcement({self.information} information; δ* {shown})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.repeated import community

        return community(self)


def community_enforcement(
    benefits: pd.DataFrame, costs: pd.DataFrame, *, information: Information = "public"
) -> CommunityEnforcement:
    """Return the discount factors from which on a community sustains all its favours.

    A deviator may deny any of its partners from any period on, in any order; it is punished as the
    information allows. For a cycle of n players with cost c and benefit b, δ* = c/b with public
    information and (c/b)^(1/(n−1)) by contagion: the difference is what an institution that only
    informs is worth.

    Parameters
    ----------
    benefits
        b_ij ≥ 0: what the row player gains each period from the column player's favour, indexed by
        player both ways; the diagonal is ignored.
    costs
        c_ij ≥ 0: what the row player pays each period for its favour to the column player.
    information
        Who learns of a denied favour, as above.

    Returns
    -------
    CommunityEnforcement
        δ* by player, exact (Fractions or symbols) for public and private information, floats for
        contagion, and the delays of punishment.

    Raises
    ------
    ProblemTooLargeError
        Contagion with more than a million schedules of denial for one player.
    UnsupportedNumberError
        Symbols with contagion.

    Notes
    -----
    The conditions are those of a Nash equilibrium with grim punishment. Whether the *punishers*
    want to punish is no question with public or private information, where the favours between
    them have ended in any case; with contagion a player with other partners may prefer to keep a
    denial to itself (Ellison 1994), which is not examined.

    References
    ----------
    Kandori, M. (1992). Social norms and community enforcement. Review of Economic Studies 59.
    Milgrom, P., North, D. and Weingast, B. (1990). The role of institutions in the revival of
    trade. Economics and Politics 2.

    Examples
    --------
    Three players in a circle, each helping the next at cost 1 for a benefit of 4:

    >>> import numpy as np
    >>> names = ["A", "B", "C"]
    >>> costs = pd.DataFrame(np.roll(np.eye(3), 1, axis=1), names, names)
    >>> benefits = 4 * costs.T
    >>> community_enforcement(benefits, costs).critical_discount_factor
    0.25
    >>> by_contagion = community_enforcement(benefits, costs, information="contagion")
    >>> by_contagion.critical.to_dict()
    {'A': 0.5, 'B': 0.5, 'C': 0.5}
    """
    index_of(get_args(Information), information, argument="information")
    names, gains = square_table(benefits, argument="benefits")
    _, pays = square_table(costs, argument="costs", names=names)
    gains, pays = unify(gains, pays)
    helps = np.array((gains.T != 0) | (pays != 0), dtype=bool)  # i grants j a favour
    if information == "contagion":
        gains, pays = to_float(gains, argument="benefits"), to_float(pays, argument="costs")
    n = len(names)
    factors: list[Any] = []
    delays = np.full((n, n), np.nan)
    for i in range(n):
        partners, donors = np.flatnonzero(helps[i]), np.flatnonzero(helps[:, i])
        waits = _waits(helps, i, information)
        delays[i, donors] = [min([waits[j, k] for j in partners], default=np.inf) for k in donors]
        if information == "contagion":
            factors.append(_by_schedules(gains[i], pays[i], waits, partners, donors, names[i]))
        elif information == "public":
            factors.append(_quotient(pays[i].sum(), gains[i].sum()))
        else:
            factors.append(maximum([_quotient(pays[i, j], gains[i, j]) for j in range(n)]))
    critical = pd.Series(factors, pd.Index(names, name="player"), name="critical_discount_factor")
    frame = pd.DataFrame(delays, index=list(names), columns=list(names))
    return CommunityEnforcement(information, critical, frame)


def _quotient(paid: Any, gained: Any) -> Any:
    if paid == 0:
        return paid
    return paid / gained if gained != 0 else float("inf")


def _waits(helps: Array, i: int, information: Information) -> Array:
    """Return after how many periods k (column) denies i, once i denies j (row); ∞ if never."""
    n = len(helps)
    if information == "public":
        return np.ones((n, n))
    waits = np.full((n, n), np.inf)
    np.fill_diagonal(waits, 1.0)
    if information == "private":
        return waits
    links = helps.copy()
    links[i] = links[:, i] = False  # what the deviator spreads is its own choice
    for j in range(n):
        reached, front, steps = {j}, {j}, 1
        while front:
            steps += 1
            front = {int(k) for player in front for k in np.flatnonzero(links[player])} - reached
            reached |= front
            waits[j, sorted(front)] = steps
    return waits


def _by_schedules(
    gains: Array, pays: Array, waits: Array, partners: Array, donors: Array, name: str
) -> float:
    """Return δ* against every schedule: partner j is denied from period t_j on, or never."""
    if len(partners) == 0:
        return 0.0
    among = waits[np.ix_(partners, partners)]
    last = int(waits[np.isfinite(waits)].max())
    if not np.isfinite(among).all():
        last *= len(partners)  # distrust can start anew where it has not come
    count = (last + 2) ** len(partners)
    if count > _MOST_SCHEDULES:
        raise ProblemTooLargeError(
            f"costs: {name} can deny {counted(len(partners), 'partner')} in {count:.1e} orders, at "
            f"most {_MOST_SCHEDULES:.0e} are searched; information='public' needs no search"
        )
    never = 2 * last + 2  # a period that does not count
    starts = np.indices((last + 2,) * len(partners)).reshape(len(partners), -1).T
    starts = np.where(starts > last, never, starts)
    starts = starts[(starts == 0).any(axis=1)]
    table = np.zeros((len(starts), never + 1))
    rows = np.arange(len(starts))
    for j, start in zip(partners, starts.T, strict=True):
        np.subtract.at(table, (rows, start), pays[j])
    for k in donors:
        after = np.where(np.isfinite(waits[partners, k]), waits[partners, k], never).astype(int)
        loss = np.minimum((starts + after).min(axis=1), never)
        np.add.at(table, (rows, loss), gains[k])
    return _last_root(np.unique(table[:, :-1], axis=0))


def _last_root(table: Array) -> float:
    """Return the least δ* from which on no polynomial is negative up to 1, ∞ if one is at 1.

    Polynomials are rows of coefficients, all negative at 0. Roots are looked for only where the
    values at both ends of a cell and a bound on the slope do not exclude a negative value.
    """
    scale = np.abs(table).sum(axis=1).max()
    if (table.sum(axis=1) < -_ROUNDING * scale).any():
        return float("inf")
    grid = np.linspace(0.0, 1.0, _CELLS + 1)
    degrees = np.arange(table.shape[1])
    values = table @ (grid[None, :] ** degrees[:, None])
    values[:, -1] = np.maximum(values[:, -1], 0.0)
    start = int(np.flatnonzero((values < 0).any(axis=0)).max(initial=0))
    slopes = (np.abs(table) * degrees).sum(axis=1) / (2 * _CELLS)
    least = np.minimum(values[:, start:-1], values[:, start + 1 :]).min(axis=1)
    return max(_rise(table[row], float(grid[start])) for row in np.flatnonzero(least - slopes < 0))


def _rise(coefficients: Array, start: float) -> float:
    """Return the last root at which a polynomial turns from negative, else `start`."""
    degrees = np.arange(len(coefficients))
    roots = np.roots(coefficients[::-1])
    real = roots[np.abs(roots.imag) < _DOUBLE].real
    inside = sorted(real[(real > start) & (real < 1 + _DOUBLE)].tolist())
    for left, right in reversed(list(zip([start, *inside], inside, strict=False))):
        if coefficients @ ((left + right) / 2) ** degrees < 0:
            return min(_polished(coefficients, right), 1.0)
    return start


def _polished(coefficients: Array, root: float) -> float:
    """Return a root after two Newton steps, unless they lead away from it."""
    slope = np.polynomial.polynomial.polyder(coefficients)
    place = root
    for _ in range(2):
        steepness = float(np.polynomial.polynomial.polyval(place, slope))
        if steepness <= 0:
            return root
        place -= float(np.polynomial.polynomial.polyval(place, coefficients)) / steepness
    return place if abs(place - root) < _DOUBLE else root
