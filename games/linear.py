"""Exact solution of small square linear systems over the rationals."""

from fractions import Fraction
from typing import Any

from lilliput.games.arithmetic import Array

__all__ = ["solve_exactly"]


def solve_exactly(
    matrix: Array | list[list[Any]], right: Array | list[Any]
) -> list[Fraction] | None:
    """Solve a square rational system by elimination; None if it is singular.

    Parameters
    ----------
    matrix
        Square, of integers or Fractions.
    right
        As many integers or Fractions.

    Examples
    --------
    >>> solve_exactly([[2, 1], [1, 3]], [1, 1])
    [Fraction(2, 5), Fraction(1, 5)]
    >>> solve_exactly([[1, 1], [1, 1]], [1, 1]) is None
    True
    """
    from sympy import QQ
    from sympy.polys.matrices import DomainMatrix
    from sympy.polys.matrices.exceptions import DMNonInvertibleMatrixError

    def rational(value: Any) -> Any:
        fraction = Fraction(value)
        return QQ(fraction.numerator, fraction.denominator)

    size = len(right)
    rows = [[rational(entry) for entry in row] for row in matrix]
    left = DomainMatrix(rows, (size, size), QQ)
    column = DomainMatrix([[rational(entry)] for entry in right], (size, 1), QQ)
    try:
        solution = left.lu_solve(column)
    except DMNonInvertibleMatrixError:
        return None
    entries = solution.to_list_flat()
    return [Fraction(int(x.numerator), int(x.denominator)) for x in entries]
