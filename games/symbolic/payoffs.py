"""Payoffs as quotients of polynomials in the parameters, on the domain where they are defined."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, final

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.symbolic.conditions import NEGATIVE, POSITIVE
from lilliput.games.symbolic.domain import Domain, domain_of
from lilliput.games.symbolic.polynomials import Parameters, Polynomial

__all__ = ["SymbolicPayoffs", "positive_multiple", "symbolic_payoffs"]


@final
@dataclass(frozen=True, eq=False)
class SymbolicPayoffs:
    """A game's payoffs in the arithmetic of its parameters.

    Parameters
    ----------
    quotients
        The payoff tensor, as elements of the field of rational functions.
    domain
        Where the parameters may lie.
    """

    quotients: Array
    domain: Domain


def symbolic_payoffs(game: NormalFormGame, assumptions: Any) -> SymbolicPayoffs:
    """Return the payoffs of a game on the domain given by its symbols and the assumptions."""
    from sympy import Rational, sympify

    assumed = sympify(assumptions)
    payoffs = game.to_exact().payoffs
    if game.kind != "symbolic":
        numbers = [Rational(entry.numerator, entry.denominator) for entry in payoffs.flat]
        payoffs = np.array(numbers, dtype=object).reshape(payoffs.shape)
    symbols = set().union(*(entry.free_symbols for entry in payoffs.flat))
    parameters = Parameters(symbols | getattr(assumed, "free_symbols", set()))
    quotients = np.empty(payoffs.shape, dtype=object)
    for place in np.ndindex(payoffs.shape):
        quotients[place] = parameters.quotient(payoffs[place], argument="payoffs")
    denominators = list(dict.fromkeys(entry.denom for entry in quotients.flat))
    defined = [p for p in denominators if not p.is_ground]
    domain = domain_of(parameters, assumed, defined)
    return SymbolicPayoffs(quotients, domain)


def positive_multiple(denominators: Iterable[Polynomial], domain: Domain) -> Polynomial:
    """Return a common multiple of denominators that is positive on the domain."""
    ring = domain.parameters.ring
    common = ring.one
    for polynomial in denominators:
        common = common.lcm(polynomial)
    sign, factors = domain.parameters.factors(common)
    for factor, power in factors:
        if power % 2:
            signs = domain.signs(factor)
            if signs == NEGATIVE:
                sign = -sign
            elif signs != POSITIVE:
                common *= factor
    return common * sign
