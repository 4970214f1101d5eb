"""Shifting power: why a state that will be weaker tomorrow may fight today.

A pie of 1 is divided each period. Today the declining side wins a war with probability p, later
only with probability p′; war costs it c_D and the rising side c_R, once, and then the winner takes
every pie. The rising side can give up all of today's pie, but cannot promise to accept less
tomorrow than its own war is worth then. War today follows if that is not enough (Powell 2006).
"""

from dataclasses import dataclass
from typing import Any, final

from lilliput.games.arithmetic import number_array, plain
from lilliput.games.checks import check_probability
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.findings import Finding

__all__ = ["PowerShift", "commitment_problem", "power_shift"]


@final
@dataclass(frozen=True)
class PowerShift:
    """What the declining side can get by war and in peace.

    Parameters
    ----------
    war
        The declining side's value of war now, p/(1 − δ) − c_D.
    peace
        The most that it can be given without commitment: today's pie, and tomorrow what is left
        when the rising side gets its war value, 1 + δ(p′/(1 − δ) + c_R).
    guarantee
        What it must be assured per period from tomorrow on to prefer peace,
        g* = (p − (1 − δ)(1 + c_D))/δ.
    available
        What it gets per period from tomorrow on without commitment, p′ + (1 − δ)c_R. Above 1 it
        means the whole pie, as war is worth less than nothing to the rising side then.
    gap
        war − peace. War is unavoidable iff it is positive, that is iff `guarantee` > `available`.
    """

    war: Any
    peace: Any
    guarantee: Any
    available: Any
    gap: Any

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import fields

        names = {
            "war": "value of war now",
            "peace": "most that peace can give",
            "guarantee": "needed from tomorrow on, g*",
            "available": "available from tomorrow on",
            "gap": "war − peace; positive: war",
        }
        return fields("Power shift: the declining side", names, self)


def power_shift(
    now: Any, later: Any, discount_factor: Any, *, cost_decliner: Any = 0, cost_riser: Any = 0
) -> PowerShift:
    """Return whether a shift of power leads to war, and which guarantee would prevent it.

    Parameters
    ----------
    now, later
        Probabilities p and p′ that the declining side wins a war today, and from tomorrow on.
    discount_factor
        δ in (0, 1), the same for both sides.
    cost_decliner, cost_riser
        Costs of war c_D, c_R ≥ 0, in units of one period's pie.

    Returns
    -------
    PowerShift
        Fractions and symbols stay exact.

    References
    ----------
    Powell, R. (2006). War as a commitment problem. International Organization 60:169–203.
    doi:10.1017/S0020818306060061

    Examples
    --------
    >>> from fractions import Fraction
    >>> shift = power_shift(Fraction(3, 4), Fraction(1, 4), Fraction(9, 10))
    >>> shift.gap, shift.guarantee
    (Fraction(17, 4), Fraction(13, 18))
    """
    check_probability(now, argument="now")
    check_probability(later, argument="later")
    _check_discount(discount_factor)
    for argument, cost in (("cost_decliner", cost_decliner), ("cost_riser", cost_riser)):
        if str(cost >= 0) == "False":
            raise InvalidArgumentError(f"{argument} must be >= 0, got {cost}")
    p, weaker, delta, own, other = number_array(
        [now, later, discount_factor, cost_decliner, cost_riser],
        argument="arguments",
        integers="fraction",
    )
    war = p / (1 - delta) - own
    peace = 1 + delta * (weaker / (1 - delta) + other)
    guarantee = (p - (1 - delta) * (1 + own)) / delta
    available = weaker + (1 - delta) * other
    return PowerShift(*(plain(x) for x in (war, peace, guarantee, available, war - peace)))


def commitment_problem(
    now: tuple[Any, Any], later: Any, total: Any, discount_factor: Any
) -> Finding:
    """Whether a shift of power makes every equilibrium inefficient.

    Let M₁, M₂ be what the two sides can secure by force today, B what there is in all, and M₁′ what
    the first can secure tomorrow. Peace needs M₁′ to be paid tomorrow and M₂ in all today, so no
    efficient equilibrium exists if δM₁′ − M₁ > B − (M₁ + M₂): the shift exceeds the surplus that
    peace has over force.

    Parameters
    ----------
    now
        M₁ and M₂, M₁ of the side that gains strength.
    later
        M₁′.
    total
        B, the present value of all there is to divide.
    discount_factor
        δ in (0, 1).

    Returns
    -------
    Finding
        Of the property ``"inefficient"``; the witness holds the `shift`, the `surplus`, their
        difference `gap`, and the `threshold` of M₁′ above which the condition holds.

    Raises
    ------
    InvalidArgumentError
        δ outside (0, 1), or symbols whose order is not known: see the formula.

    References
    ----------
    Powell, R. (2006). War as a commitment problem. International Organization 60:169–203.
    doi:10.1017/S0020818306060061

    Examples
    --------
    >>> commitment_problem((2, 6), later=8, total=10, discount_factor=0.75)
    Finding(inefficient: holds; the shift 4 exceeds the surplus 2)
    """
    _check_discount(discount_factor)
    if not hasattr(now, "__len__") or len(now) != 2:
        raise InvalidArgumentError(f"now must be a pair of numbers, got {now!r}")
    first, second, tomorrow, pie, delta = number_array(
        [*now, later, total, discount_factor], argument="arguments", integers="fraction"
    )
    shift = plain(delta * tomorrow - first)
    surplus = plain(pie - first - second)
    holds = str(shift > surplus)
    if holds not in ("True", "False"):
        raise InvalidArgumentError(
            f"the order of the shift {shift} and the surplus {surplus} is not known; "
            "substitute numbers for the symbols"
        )
    verdict = "exceeds" if holds == "True" else "does not exceed"
    return Finding(
        "inefficient",
        holds == "True",
        f"the shift {_short(shift)} {verdict} the surplus {_short(surplus)}",
        {
            "shift": shift,
            "surplus": surplus,
            "gap": shift - surplus,
            "threshold": plain((pie - second) / delta),
        },
    )


def _check_discount(value: Any) -> None:
    if str(value > 0) == "False" or str(value < 1) == "False":
        raise InvalidArgumentError(f"discount_factor must lie strictly in (0, 1), got {value}")


def _short(value: Any) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
