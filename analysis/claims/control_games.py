"""Control encoded as games: a contest under each institution, and the choice between them.

Contestants commit all or half of their capabilities, and one of them prevails with a chance in
proportion to what it committed. The controller gets V if it prevails itself and ψV if a partner
does; a partner gets 1, or ψ if the controller prevails; the target gets 1 if it prevails. Cost is
shared by capability. To commit everything is the only equilibrium, and the controller chooses the
institution by what the equilibrium gives it.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import inf
from typing import Any

import numpy as np

from lilliput.analysis.claims.exact import as_fraction
from lilliput.games.arithmetic import object_array
from lilliput.games.equilibria import nash_equilibria
from lilliput.games.normal_form import NormalFormGame

__all__ = [
    "control_choice",
    "control_contest",
    "control_games",
    "control_optimum",
    "control_values",
    "marginal_partner",
]

_COMMITS = ("all", "half")
_HALF = Fraction(1, 2)
_FAR = 1e12  # of a + b: alliances beyond count as unlimited


# The names are those of the model's parameters.
def control_contest(
    a: Any, b: Any, M: Any, psi: Any, V: Any, k: Any, tau: Any, *, partners: bool
) -> NormalFormGame:
    """Return the contest over a target, with or without partners.

    Parameters
    ----------
    a, b, M
        Capabilities of controller, target and partners.
    psi
        ψ in [0, 1], how well the partners' aims are aligned with the controller's.
    V
        What control is worth.
    k
        Cost of control per unit of the target's capability.
    tau
        τ, cost of organising per unit of the partners' capability.
    partners
        Whether they take part.

    Examples
    --------
    >>> game = control_contest(1, 1, 1, 1, 1, 0, 0, partners=True)
    >>> game.payoff(["all", "all", "all"]).to_dict()
    {'controller': Fraction(2, 3), 'target': Fraction(1, 3), 'partners': Fraction(2, 3)}
    """
    a, b, M, psi, V, k, tau = (as_fraction(number) for number in (a, b, M, psi, V, k, tau))
    capabilities = (a, b, M) if partners else (a, b)
    cost = k * b * a / (a + M) + tau * M if partners else k * b

    def payoffs(committed: tuple[int, ...]) -> list[Any]:
        pairs = zip(capabilities, committed, strict=True)
        force = [c * _HALF if at else c for c, at in pairs]
        own, target, allied = [*force, 0 * force[0]][:3]
        total = own + target + allied
        shares = [V * (own + psi * allied) / total - cost, target / total]
        return [*shares, (allied + psi * own) / total] if partners else shares

    n = len(capabilities)
    cells = [payoffs(committed) for committed in product(range(2), repeat=n)]
    tensor = np.stack([object_array(cell) for cell in cells], axis=-1).reshape(n, *[2] * n)
    names = ("controller", "target", "partners")[:n]
    return NormalFormGame(names, [_COMMITS] * n, tensor)


def control_values(**parameters: Any) -> tuple[Any, Any]:
    """Return what bilateral and multilateral control give the controller in equilibrium.

    Parameters
    ----------
    **parameters
        a, b, M, psi, V, k and tau of `control_contest`.

    Examples
    --------
    >>> control_values(a=1, b=1, M=1, psi=1, V=1, k=0, tau=0)
    (Fraction(1, 2), Fraction(2, 3))
    """
    contests = [control_contest(**parameters, partners=partners) for partners in (False, True)]
    alone, joined = (nash_equilibria(game, "pure")[0].payoffs["controller"] for game in contests)
    return alone, joined


def control_choice(**parameters: Any) -> NormalFormGame:
    """Return the controller's choice between no control, bilateral and multilateral control.

    Parameters
    ----------
    **parameters
        a, b, M, psi, V, k and tau of `control_contest`.

    Examples
    --------
    >>> choice = control_choice(a=1, b=1, M=1, psi=1, V=1, k=0, tau=0)
    >>> choice.payoffs.tolist()
    [[Fraction(0, 1), Fraction(1, 2), Fraction(2, 3)]]
    """
    alone, joined = control_values(**parameters)
    strategies = [["none", "bilateral", "multilateral"]]
    return NormalFormGame(["controller"], strategies, [[0 * alone, alone, joined]])


def control_games(**parameters: Any) -> dict[str, Any]:
    """Return the two contests and the choice between them.

    Parameters
    ----------
    **parameters
        a, b, M, psi, V, k and tau of `control_contest`.
    """
    return {
        "contest alone": control_contest(**parameters, partners=False),
        "contest with partners": control_contest(**parameters, partners=True),
        "choice of institution": control_choice(**parameters),
    }


def marginal_partner(a: Any, b: Any, M: Any, psi: Any, V: Any, k: Any, tau: Any) -> Any:
    """Return what a little more partners' capability is worth, as derived from the contest.

    Parameters
    ----------
    a, b, M, psi, V, k, tau
        As in `control_contest`; M = 0 for the first partner. Arrays broadcast.

    Examples
    --------
    >>> marginal_partner(1, 1, 0, 1, 1, 0, 0)
    Fraction(1, 4)
    """
    return _slope()(*(as_fraction(number) for number in (a, b, M, psi, V, k, tau)))


@lru_cache(maxsize=1)
def _slope() -> Callable[..., Any]:
    """Return the derivative of the controller's payoff in the contest of symbols."""
    import sympy

    symbols = sympy.symbols("a b M psi V k tau", positive=True)
    payoff = control_contest(*symbols, partners=True).payoff(["all"] * 3)["controller"]
    slope: Callable[..., Any] = sympy.lambdify(symbols, sympy.diff(payoff, symbols[2]), "math")
    return slope


def control_optimum(*, a: Any, b: Any, psi: Any, V: Any, k: Any, tau: Any) -> float:
    """Return the partners' capability that is best for the controller.

    The first partner pays or none does, and the value of a further one changes sign once: with
    A = a + b the marginal value is u − w − τ, where u = kab/(a+M)² and w = V(p−ψ)A/(A+M)². If
    ψ ≥ p it falls in M. Otherwise u/w and w fall in M, so u − w falls as long as it is positive.

    Parameters
    ----------
    a, b, psi, V, k, tau
        As in `control_contest`.

    Returns
    -------
    float
        0 if no partner is worth recruiting, ∞ if any further one is.

    Examples
    --------
    >>> round(control_optimum(a=1, b=1, psi=0.7, V=1, k=0.1, tau=0.02), 3)
    3.256
    """
    from scipy.optimize import brentq

    a, b, psi, V, k, tau = (float(number) for number in (a, b, psi, V, k, tau))

    def marginal(M: float) -> float:
        return float(marginal_partner(a, b, M, psi, V, k, tau))

    far = _FAR * (a + b)
    if marginal(0.0) <= 0:
        return 0.0
    if marginal(far) >= 0:
        return inf
    high = a + b
    while marginal(high) > 0:
        high *= 2
    return float(brentq(marginal, 0.0, high, xtol=1e-15 * high, rtol=1e-14))
