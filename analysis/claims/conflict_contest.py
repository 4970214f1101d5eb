"""M2a: clients who contest the favours of a hub, against equal treatment.

m clients spend effort x_i on a rent R, of which i gets x_i^r/Σ_j x_j^r (Tullock). In the symmetric
equilibrium each spends r(m−1)R/m², so that r(m−1)R/m is wasted. Where r > 1, some clients may stay
away: k that contest and m − k that do not are an equilibrium if no idle one gains by joining, and
less is wasted. A most-favoured-nation rule divides the rent equally, and nobody spends anything.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import comb
from typing import Any, final

import numpy as np

from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.efforts import EffortGame, effort_equilibrium

__all__ = ["MODEL", "ContestEquilibrium", "contest_equilibria", "equal_treatment", "favours"]

_CONTEST = "R*own**r/(own**r + others*client**r) - own"
_EQUAL = "R/m - own"
_GRID = 2000
_GAIN = 1e-9  # of the rent: what joining may seem to gain by rounding


@final
@dataclass(frozen=True)
class ContestEquilibrium:
    """Equilibria of the contest in which as many clients are active, and spend the same.

    Parameters
    ----------
    active
        k, how many contest the rent.
    effort
        What each of them spends.
    payoff
        What each of them is left with.
    conflict
        What all spend.
    profiles
        How many equilibria there are, one for each choice of who is active.
    """

    active: int
    effort: float
    payoff: float
    conflict: float
    profiles: int


def favours(k: int, r: Any, R: Any) -> EffortGame:
    """Return the contest of k clients for a rent.

    Parameters
    ----------
    k
        Number of clients, at least 2.
    r
        How decisive effort is.
    R
        The rent.

    Examples
    --------
    >>> effort_equilibrium(favours(3, 1, 9)).efforts.round(9).to_dict()
    {'client': 2.0}
    """
    return EffortGame({"client": _CONTEST}, {"client": float(R)}, {"R": R, "r": r, "others": k - 1})


def equal_treatment(m: int, R: Any) -> EffortGame:
    """Return the game of m clients who get the same whatever they spend.

    Parameters
    ----------
    m
        Number of clients.
    R
        The rent.

    Examples
    --------
    >>> effort_equilibrium(equal_treatment(3, 9)).payoffs.to_dict()
    {'client': 3.0}
    """
    return EffortGame({"client": _EQUAL}, {"client": float(R)}, {"R": R, "m": m})


def contest_equilibria(m: int, r: Any, R: Any) -> tuple[ContestEquilibrium, ...]:
    """Return the pure equilibria of the contest, by how many clients are active, most first.

    There are none in which active clients spend different amounts: given Σ x_j^r, at most one
    effort satisfies the first-order condition without leaving its client a loss.

    Parameters
    ----------
    m
        Number of clients.
    r
        How decisive effort is, at most m/(m − 1).
    R
        The rent.

    References
    ----------
    Pérez-Castrillo, J. D. and Verdier, T. (1992). A general analysis of rent-seeking games. Public
    Choice 73:335–350.

    Examples
    --------
    At the limit r = m/(m − 1) all rent is wasted, or a client stays away:

    >>> [(found.active, round(found.conflict, 9)) for found in contest_equilibria(3, 1.5, 1)]
    [(3, 1.0), (2, 0.75)]
    """
    listed = (_with_active(k, m, r, R) for k in range(m, 1, -1))
    return tuple(found for found in listed if found is not None)


def _with_active(k: int, m: int, r: Any, R: Any) -> ContestEquilibrium | None:
    """Return the equilibrium with k active clients, or None if another gains by joining."""
    found = effort_equilibrium(favours(k, r, R))
    effort = float(found.efforts["client"])
    if k < m and _gain_by_joining(k * effort ** float(r), float(r), float(R)) > _GAIN * float(R):
        return None
    payoff = float(found.payoffs["client"])
    return ContestEquilibrium(k, effort, payoff, k * effort, comb(m, k))


def _gain_by_joining(rivals: float, r: float, R: float) -> float:
    """Return the most that an idle client can gain, against Σ x_j^r of the active ones."""
    from scipy.optimize import minimize_scalar

    def payoff(own: Any) -> Any:
        return R * own**r / (own**r + rivals) - own

    grid = np.geomspace(R * 1e-9, R, _GRID)
    best = int(np.argmax(payoff(grid)))
    ends = grid[max(best - 1, 0)], grid[min(best + 1, _GRID - 1)]
    found = minimize_scalar(
        lambda own: -payoff(own), bounds=ends, method="bounded", options={"xatol": _GAIN * R}
    )
    return max(float(payoff(grid[best])), -float(found.fun))


def _all_contest(found: tuple[ContestEquilibrium, ...]) -> float:
    return found[0].conflict


def _uniform(found: tuple[ContestEquilibrium, ...]) -> float:
    total = sum(each.profiles for each in found)
    return sum(each.conflict * each.profiles for each in found) / total


# Welfare is R less what is spent.
_RULES: dict[str, Callable[[tuple[ContestEquilibrium, ...]], float]] = {
    "all contest": _all_contest,
    "utilitarian": lambda found: min(each.conflict for each in found),
    "worst case": lambda found: max(each.conflict for each in found),
    "uniform": _uniform,
}


def _saved(m: int, r: Any, R: Any, cost: Any, *, selection: str = "all contest") -> float:
    """Return the effort that equal treatment saves, less what it costs."""
    if selection == "all contest":
        everyone = _with_active(m, m, r, R)
        found: tuple[ContestEquilibrium, ...] = (everyone,) if everyone else ()
    else:
        found = contest_equilibria(m, r, R)
    bound = m * float(effort_equilibrium(equal_treatment(m, R)).efforts["client"])
    return _RULES[selection](found) - bound - float(cost)


def _games(m: int, r: Any, R: Any, cost: Any) -> dict[str, Any]:
    found = contest_equilibria(m, r, R)
    return {
        "favours": favours(m, r, R),
        "equal treatment": equal_treatment(m, R),
        **{f"equilibrium with {each.active} of {m} active": each for each in found},
    }


MODEL = Model(
    id="M2a",
    title="clients who contest the hub's favours, against equal treatment (MFN)",
    metric="effort wasted in the contest minus the cost of the multilateral arrangement",
    parameters={
        "m": Parameter(
            3, "m, number of clients", 2, 40, integer=True, span=(2, 9), why="one has no rival"
        ),
        "r": Parameter(
            1.0,
            "r, how decisive effort is",
            0,
            2,
            open="(",
            span=(0.1, 2),
            why="beyond m/(m − 1) ≤ 2 no equilibrium is in pure efforts",
        ),
        "R": Parameter(1.0, "R, the rent", 0, open="(", span=(0.1, 4), why="none is contested"),
        "cost": Parameter(0.25, "cost of the multilateral arrangement", 0, span=(0, 2)),
    },
    game=_games,
    computed=_saved,
    formula="r*(m - 1)*R/m - cost",
    holds="r*(m - 1)*R/m > cost",
    thresholds={
        "cost": "r*(m - 1)*R/m",
        "R": "cost*m/(r*(m - 1))",
        "r": "cost*m/((m - 1)*R)",
        "m": lambda m, r, R, cost: r * R / (r * R - cost) if r * R > cost else None,
    },
    needs={"r <= m/(m - 1)": "beyond it contests have equilibria in mixed efforts only"},
    loses="the multilateral arrangement costs more than the r(m−1)R/m that clients waste; near "
    "r = m/(m−1) clients may stay away, which wastes less",
    origin="literature",
    source="Tullock, G. (1980), Efficient rent seeking; for r > 1 Pérez-Castrillo, J. D. and "
    "Verdier, T. (1992), A general analysis of rent-seeking games, Public Choice 73",
    ours="favours as the rent, equal division under MFN, and its cost. If efforts are gifts to the "
    "hub nothing is wasted, and the same formula is its leverage. Payoff dominance selects nothing "
    "where there are several equilibria: each client would rather be active where it is idle",
    selections=tuple(_RULES),
    concept="Nash equilibrium in pure efforts",
    axes=("m", "cost"),
)
