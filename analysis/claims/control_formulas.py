"""The model of control in closed form: utilities, premium, and the alignment that divides them."""

from typing import Any

__all__ = ["control_boundary", "control_premium", "control_utilities", "first_partner"]


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

    Parameters
    ----------
    a, b, partners, alignment, stake, cost, organising
        As in `control_utilities`.

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

    Parameters
    ----------
    a, b, partners, stake, cost, organising
        As in `control_utilities`.

    Examples
    --------
    >>> psi = control_boundary(1, 1, 1, 1, 0.1, 0.02)
    >>> round(psi, 3), abs(control_premium(1, 1, 1, psi, 1, 0.1, 0.02)) < 1e-12
    (0.41, True)
    """
    saved = cost * b / (a + partners) - organising
    return a / (a + b) - saved * (a + partners + b) / stake


def first_partner(a: Any, b: Any, alignment: Any, stake: Any, cost: Any, organising: Any) -> Any:
    """Return the marginal value of the first partner, V(ψ−p)/(a+b) + kb/a − τ.

    Parameters
    ----------
    a, b, alignment, stake, cost, organising
        As in `control_utilities`.

    Examples
    --------
    >>> round(first_partner(1, 1, 0.7, 1, 0.1, 0.02), 2)
    0.18
    """
    return stake * (alignment - a / (a + b)) / (a + b) + cost * b / a - organising
