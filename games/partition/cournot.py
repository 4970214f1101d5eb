"""Cartels in a Cournot market: what a cartel earns depends on how many rivals it faces."""

from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, number_array, tidy, unify
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError
from lilliput.games.families.naming import Numbers, numbers_by_name
from lilliput.games.partition.blocks import (
    active_sums,
    by_block,
    over_structures,
    smallest_of,
    to_blocks,
)
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.naming import embedded_label
from lilliput.games.partition.structures import block_starts, check_structures_fit
from lilliput.games.values.conditions import is_known

__all__ = ["cournot_game"]


def cournot_game(
    costs: Numbers, *, intercept: Any, slope: Any = 1, interior: bool = False
) -> PartitionGame:
    """Return the game of cartels that compete in quantities.

    The price is a − b·X. A cartel S makes its whole output in the plant of its member with the
    lowest unit cost c_S, and the m cartels that sell are in Cournot equilibrium: the price is
    p = (a + Σ c_T)/(m + 1) over those with c_T < p, and v(S, P) = (p − c_S)²/b, or 0 for a cartel
    that is priced out.

    Parameters
    ----------
    costs
        Firm to its constant unit cost ≥ 0. Integers are kept as Fractions.
    intercept
        a > 0, the price at which nothing is bought.
    slope
        b > 0.
    interior
        Take it that every cartel sells, in every structure. Needed for symbols, of which it is not
        known who is priced out; for numbers it is checked.

    Raises
    ------
    InvalidArgumentError
        A negative cost, a or b not positive, or a cartel that does not sell though `interior`.
    UnsupportedNumberError
        Symbols without `interior`.

    References
    ----------
    Salant, S. W., Switzer, S. and Reynolds, R. J. (1983). Losses from horizontal merger. Quarterly
    Journal of Economics 98:185–199. doi:10.2307/1885620
    Ray, D. and Vohra, R. (1999). A theory of endogenous coalition structures. Games and Economic
    Behavior 26:286–336. doi:10.1006/game.1998.0648

    Examples
    --------
    >>> game = cournot_game({"A": 0, "B": 0, "C": 0}, intercept=12)
    >>> game.worths_in(["A", "B", "C"]).to_dict()
    {'A': Fraction(9, 1), 'B': Fraction(9, 1), 'C': Fraction(9, 1)}
    >>> game.worths_in([["A", "B"], "C"]).to_dict()
    {'A, B': Fraction(16, 1), 'C': Fraction(16, 1)}
    >>> game.worth(["A", "B", "C"], [["A", "B", "C"]])
    Fraction(36, 1)
    """
    players, numbers = numbers_by_name(costs, argument="costs", minimum=0, integers="fraction")
    check_structures_fit(len(players))
    others = number_array([intercept, slope], argument="intercept and slope", integers="fraction")
    numbers, (a, b) = unify(numbers, others)
    for name, value in (("intercept", a), ("slope", b)):
        if is_known(value <= 0):
            raise InvalidArgumentError(f"{name} must be > 0, got {value}")
    n = len(players)
    own = by_block(smallest_of(numbers), n)
    if kind_of(numbers) == "symbolic" or interior:
        margin = _interior_margin(own, a, n)
        _check_interior(margin, players, interior)
    else:
        count, total = active_sums(own, n, base=a, lead=0)
        margin = to_blocks((a + total) / (count + 1), n) - own
        margin[margin < 0] *= 0
    return PartitionGame(players, tidy(margin**2 / b))


def _interior_margin(own: Array, a: Any, n: int) -> Array:
    blocks = np.diff(block_starts(n))
    return np.asarray(to_blocks((a + over_structures(own, n)) / (blocks + 1), n) - own)


def _check_interior(margin: Array, players: tuple[str, ...], interior: bool) -> None:
    if not interior:
        raise UnsupportedNumberError(
            "of symbolic costs it is not known which cartel is priced out; pass interior=True for "
            "the worths where every cartel sells, or substitute values for the symbols"
        )
    if kind_of(margin) != "symbolic":
        worst = int(np.argmin(margin))
        if margin[worst] <= 0:
            raise InvalidArgumentError(
                f"interior: {embedded_label(worst, players)} is priced out; leave interior out"
            )
