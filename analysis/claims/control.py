"""C11–C13: control of one power by another, bilaterally or through a multilateral alliance (M11).

A controller of capability a seeks control over a target of capability b; partners of capability M
whose aims are aligned by ψ can be brought in at an organising cost τM. Alone it prevails with
p = a/(a+b) and bears the cost kb; with partners it prevails with (a+ψM)/(a+M+b) and bears a/(a+M)
of the cost. The premium is VM(ψ−p)/(a+M+b) + kb·M/(a+M) − τM. Reduced form of the mechanism in
Cha (2010).
"""

from typing import Any

import pandas as pd

from lilliput.analysis.claims.base import Claim, Model, Parameter, by_id
from lilliput.games.arithmetic import is_symbolic

__all__ = ["CLAIMS", "cha_quadrants", "control_boundary", "control_premium", "control_utilities"]

_SOURCE = "reduced form of Cha, V. D. (2010), Powerplay, International Security 34:158–196"


def control_utilities(
    a: Any, b: Any, partners: Any, alignment: Any, stake: Any, cost: Any, organising: Any
) -> tuple[Any, Any]:
    """Return the controller's utility from bilateral and from multilateral control.

    Parameters
    ----------
    a, b
        Capabilities of controller and target.
    partners
        M, the partners' capability.
    alignment
        ψ in [0, 1].
    stake
        V, what control is worth.
    cost
        k, the cost of control per unit of the target's capability.
    organising
        τ, the cost of organising per unit of the partners' capability.

    Returns
    -------
    tuple
        (bilateral, multilateral); NumPy arrays broadcast.

    Examples
    --------
    >>> bilateral, multilateral = control_utilities(1, 1, 1, 0.7, 1, 0.1, 0.02)
    >>> round(bilateral, 3), round(multilateral, 3)
    (0.4, 0.497)
    """
    bilateral = stake * a / (a + b) - cost * b
    influence = (a + alignment * partners) / (a + partners + b)
    multilateral = stake * influence - cost * b * a / (a + partners) - organising * partners
    return bilateral, multilateral


def control_premium(
    a: Any, b: Any, partners: Any, alignment: Any, stake: Any, cost: Any, organising: Any
) -> Any:
    """Return the closed form VM(ψ−p)/(a+M+b) + kb·M/(a+M) − τM of the premium.

    Examples
    --------
    >>> round(control_premium(1, 1, 1, 0.7, 1, 0.1, 0.02), 4)
    0.0967
    """
    p = a / (a + b)
    influence = stake * partners * (alignment - p) / (a + partners + b)
    return influence + cost * b * partners / (a + partners) - organising * partners


def control_boundary(a: Any, b: Any, partners: Any, stake: Any, cost: Any, organising: Any) -> Any:
    """Return the alignment ψ at which multilateral and bilateral control are worth the same.

    Examples
    --------
    >>> psi = control_boundary(1, 1, 1, 1, 0.1, 0.02)
    >>> round(psi, 3), abs(control_premium(1, 1, 1, psi, 1, 0.1, 0.02)) < 1e-12
    (0.41, True)
    """
    saved = cost * b / (a + partners) - organising
    return a / (a + b) - saved * (a + partners + b) / stake


def cha_quadrants(
    *,
    great: float = 10.0,
    stake: float = 1.0,
    alignment: float = 0.7,
    cost: float = 0.1,
    organising: float = 0.02,
) -> pd.DataFrame:
    """Return whether small and great controllers choose partners for small and great targets.

    The partners' capability M ≥ 0 is chosen to maximise the multilateral utility, numerically;
    the choice is multilateral where the best M is positive.

    Parameters
    ----------
    great
        Capability G > 1 of a great power; a small one has 1.
    stake, alignment, cost, organising
        V, ψ, k and τ of `control_utilities`.

    Returns
    -------
    pandas.DataFrame
        One row a pair: the best M, its premium, the closed-form marginal value of the first
        partner, and the choice.

    Examples
    --------
    >>> cha_quadrants()["choice"].tolist()
    ['multilateral', 'multilateral', 'bilateral', 'multilateral']

    References
    ----------
    Cha, V. D. (2010). Powerplay: origins of the U.S. alliance system in Asia. International
    Security 34(3):158–196. doi:10.1162/isec.2010.34.3.158
    """
    rows = []
    for controller, a in (("small", 1.0), ("great", great)):
        for target, b in (("small", 1.0), ("great", great)):
            best, gain = _best_partners(a, b, alignment, stake, cost, organising)
            rows.append(
                {
                    "controller": controller,
                    "target": target,
                    "p": a / (a + b),
                    "best M": best,
                    "premium": gain,
                    "first partner": _first_partner(a, b, alignment, stake, cost, organising),
                    "choice": "multilateral" if gain > 0 else "bilateral",
                }
            )
    return pd.DataFrame(rows).set_index(["controller", "target"])


def _first_partner(a: Any, b: Any, alignment: Any, stake: Any, cost: Any, organising: Any) -> Any:
    """Return the marginal value of the first partner, V(ψ−p)/(a+b) + kb/a − τ."""
    return stake * (alignment - a / (a + b)) / (a + b) + cost * b / a - organising


def _best_partners(
    a: float, b: float, alignment: float, stake: float, cost: float, organising: float
) -> tuple[float, float]:
    """Maximise the premium over M on a logarithmic grid, then between its neighbours."""
    import numpy as np
    from scipy.optimize import minimize_scalar

    def loss(partners: Any) -> Any:
        alone, joined = control_utilities(a, b, partners, alignment, stake, cost, organising)
        return alone - joined

    grid = np.concatenate([[0.0], np.geomspace(1e-6, 1e4, 400) * (a + b)])
    at = int(np.argmin(loss(grid)))
    if at == 0:
        return 0.0, 0.0
    bounds = (grid[at - 1], grid[min(at + 1, len(grid) - 1)])
    found = minimize_scalar(loss, bounds=bounds, method="bounded", options={"xatol": 1e-10})
    return float(found.x), -float(found.fun)


_A = Parameter(10.0, "a, capability of the controller", 1e-9)
_B = Parameter(10.0, "b, capability of the target", 1e-9)
_M = Parameter(5.0, "M, capability of the partners", 1e-9)
_PSI = Parameter(0.7, "ψ, alignment of the partners", 0, 1)
_V = Parameter(1.0, "V, what control is worth", 0)
_K = Parameter(0.1, "k, cost per unit of the target's capability", 0)
_TAU = Parameter(0.02, "τ, organising cost per unit of the partners' capability", 0)


def _influence(a: Any, b: Any, M: Any, psi: Any, V: Any) -> Any:
    alone, joined = control_utilities(a, b, M, psi, V, 0, 0)
    return joined - alone


def _influence_formula(a: Any, b: Any, M: Any, psi: Any, V: Any) -> Any:
    return V * M * (psi - a / (a + b)) / (a + M + b)


def _premium(a: Any, b: Any, M: Any, psi: Any, V: Any, k: Any, tau: Any) -> Any:
    alone, joined = control_utilities(a, b, M, psi, V, k, tau)
    return joined - alone


def _premium_formula(a: Any, b: Any, M: Any, psi: Any, V: Any, k: Any, tau: Any) -> Any:
    return control_premium(a, b, M, psi, V, k, tau)


def _premium_boundary(a: Any, b: Any, M: Any, psi: Any, V: Any, k: Any, tau: Any) -> dict[str, Any]:
    if not is_symbolic(V) and V == 0:
        return {}
    return {"psi": control_boundary(a, b, M, V, k, tau)}


def _saving(a: Any, b: Any, M: Any, k: Any) -> Any:
    alone, joined = control_utilities(a, b, M, 0, 0, k, 0)
    return joined - alone


def _saving_formula(a: Any, b: Any, M: Any, k: Any) -> Any:
    return k * b * M / (a + M)


# Cha's table: the pairs (controller, target) in the order of cha_quadrants that go multilateral.
_CHOICES = (True, True, False, True)


def _quadrants(G: float, psi: float, V: float, k: float, tau: float) -> float:
    table = cha_quadrants(great=G, stake=V, alignment=psi, cost=k, organising=tau)
    return float(((table["premium"] > 0) == list(_CHOICES)).sum()) - 3.5


def _quadrants_formula(G: float, psi: float, V: float, k: float, tau: float) -> float:
    pairs = ((1.0, 1.0), (1.0, G), (G, 1.0), (G, G))
    first = (_first_partner(a, b, psi, V, k, tau) > 0 for a, b in pairs)
    return float(sum(x == y for x, y in zip(first, _CHOICES, strict=True))) - 3.5


def _feasible(a: Any, b: Any, M: Any, k: Any, F: Any) -> Any:
    """Return the smaller slack of: bilateral control is out of reach, multilateral is within."""
    need = k * b + F
    return min(need - a, a + M - need)


def _feasible_formula(a: Any, b: Any, M: Any, k: Any, F: Any) -> Any:
    return M / 2 - abs(k * b + F - a - M / 2)


CLAIMS = (
    Claim(
        id="C11",
        statement="A great power can influence another great power, but bilateral control of a "
        "peer is costly and needs compromise.",
        author="Cha",
        models=by_id(
            Model(
                id="M11-influence",
                title="influence over a peer: with partners against alone",
                metric="gain in expected influence from partners, VM(ψ−p)/(a+M+b)",
                parameters={"a": _A, "b": _B, "M": _M, "psi": _PSI, "V": _V},
                computed=_influence,
                closed_form=_influence_formula,
                boundary=lambda a, b, M, psi, V: {"psi": a / (a + b)},
                loses="ψ < p: partners who do not share the aim dilute control; for peers p = ½",
                origin="reduced form",
                source=_SOURCE,
            ),
        ),
    ),
    Claim(
        id="C12",
        statement="Embedding the target in a multilateral alliance reduces the cost borne by the "
        "power that seeks control, and still binds.",
        author="Cha",
        models=by_id(
            Model(
                id="M11-cost",
                title="the cost borne by the controller",
                metric="cost saved by partners, kb·M/(a+M)",
                parameters={"a": _A, "b": _B, "M": _M, "k": _K},
                computed=_saving,
                closed_form=_saving_formula,
                boundary=lambda **_: {"M": 0, "k": 0},
                loses="never on the cost of control itself; only through organising costs τM",
                origin="reduced form",
                source=_SOURCE,
            ),
            Model(
                id="M11-premium",
                title="the whole premium: influence, cost saved, organising cost",
                metric="U(multilateral) − U(bilateral)",
                parameters={
                    "a": _A,
                    "b": _B,
                    "M": _M,
                    "psi": _PSI,
                    "V": _V,
                    "k": _K,
                    "tau": _TAU,
                },
                computed=_premium,
                closed_form=_premium_formula,
                boundary=_premium_boundary,
                loses="'the same binding benefits' is false in general: influence rises only if "
                "ψ > p, and falls otherwise",
                origin="reduced form",
                source=_SOURCE,
            ),
        ),
    ),
    Claim(
        id="C13",
        statement="A small power that seeks control over another may have no choice but "
        "multilateral.",
        author="Cha",
        models=by_id(
            Model(
                id="M11-feasible",
                title="a resource limit: control costs kb + F, which must be within reach",
                metric="slack of a < kb + F ≤ a + M, the smaller of the two",
                parameters={
                    "a": Parameter(1.0, "a, capability of the controller", 1e-9),
                    "b": Parameter(1.0, "b, capability of the target", 1e-9),
                    "M": Parameter(2.0, "M, capability of the partners", 1e-9),
                    "k": _K,
                    "F": Parameter(1.5, "F, fixed cost of control", 0),
                },
                computed=_feasible,
                closed_form=_feasible_formula,
                boundary=lambda a, b, M, k, F: {
                    "F (bilateral no longer feasible)": a - k * b,
                    "F (multilateral no longer feasible)": a + M - k * b,
                },
                loses="the controller can afford it alone, or not even with partners",
                origin="reduced form",
                source=_SOURCE,
            ),
            Model(
                id="M11-quadrants",
                title="Cha's four pairs of small and great powers",
                metric="pairs that choose as Cha's table says, minus 3½ of 4",
                parameters={
                    "G": Parameter(10.0, "capability of a great power, a small one has 1", 1.001),
                    "psi": _PSI,
                    "V": _V,
                    "k": _K,
                    "tau": _TAU,
                },
                computed=_quadrants,
                closed_form=_quadrants_formula,
                boundary=lambda G, psi, V, k, tau: {
                    "psi (from)": 0.5,
                    "psi (to)": G / (1 + G),
                    "tau (from)": k / G,
                    "tau (below)": k,
                },
                loses="great over small is bilateral in the table itself; outside the box some "
                "other pair changes sides",
                origin="reduced form",
                source=_SOURCE,
            ),
        ),
    ),
)
