"""What signs of polynomials imply for the squares of their symbols.

Where a symbol occurs in even powers, its square may be easier to decide about: γ² < 2 is linear in
γ², and the irrational bound of γ does not appear.
"""

from lilliput.games.symbolic.conditions import ANY, POSITIVE, ZERO, Conjunction
from lilliput.games.symbolic.polynomials import Parameters, Polynomial

__all__ = ["in_squares"]


def in_squares(system: Conjunction, parameters: Parameters) -> Conjunction | None:
    """Return what a system implies for the squares of the symbols that occur as squares.

    A symbol is replaced by its square where it is known not to be negative and some polynomial has
    only even powers of it; what has odd powers as well is left out, except for bounds.
    """
    result, changed = dict(system), False
    for k, symbol in enumerate(parameters.symbols):
        own = parameters.ring.gens[k]
        even = [p for p in result if _parity(p, k) == {0} and parameters.variables(p) >> k & 1]
        bounds = {p: mask for p, mask in result.items() if _is_bound(p, k)}
        lower = [-p.coeff(1) for p, mask in bounds.items() if mask in (POSITIVE, POSITIVE | ZERO)]
        if not even or not (symbol.is_nonnegative or any(level >= 0 for level in lower)):
            continue
        changed = True
        following: Conjunction = {own: POSITIVE | ZERO}
        for p, mask in result.items():
            if p in bounds:
                if p.coeff(1) <= 0 and p != own:
                    square = p.LC**2 * own - p.coeff(1) ** 2
                    following[square] = following.get(square, ANY) & mask
            elif _parity(p, k) <= {0}:
                halved = {(*m[:k], m[k] // 2, *m[k + 1 :]): c for m, c in p.items()}
                square = parameters.ring.from_dict(halved)
                following[square] = following.get(square, ANY) & mask
        result = following
    return result if changed else None


def _parity(polynomial: Polynomial, k: int) -> set[int]:
    return {powers[k] % 2 for powers in polynomial}


def _is_bound(polynomial: Polynomial, k: int) -> bool:
    """Whether a polynomial is linear in one symbol and has no other."""
    return all(sum(powers) == powers[k] <= 1 for powers in polynomial)
