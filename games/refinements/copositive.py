"""Copositivity of small symmetric matrices of rationals, with a witness when it fails.

S is strictly copositive if z·S z > 0 for all z ≥ 0 but 0. Let z minimise it over the simplex with
the smallest possible support K. On K the form is positive definite along the simplex, so that z is
the only solution of S_KK z = λ 1, Σ z = 1, and λ is the minimum. So it is enough to solve these
systems for the sets K and to look at the least λ with z > 0.
"""

from fractions import Fraction
from itertools import combinations

import numpy as np

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.errors import ProblemTooLargeError

__all__ = ["least_on_simplex", "solve_rationals", "violating_direction"]

_LARGEST_SIZE = 16


def least_on_simplex(matrix: Array) -> tuple[Fraction, Array]:
    """Return the minimum of z·S z over the simplex and where it is attained.

    Parameters
    ----------
    matrix
        Symmetric, of Fractions, with 1 to 16 rows.

    Examples
    --------
    >>> S = np.array([[Fraction(1), Fraction(-2)], [Fraction(-2), Fraction(1)]])
    >>> least_on_simplex(S)
    (Fraction(-1, 2), array([Fraction(1, 2), Fraction(1, 2)], dtype=object))
    """
    size = len(matrix)
    if size > _LARGEST_SIZE:
        raise ProblemTooLargeError(
            f"strategy: {size} strategies outside its support are best responses to it, so that "
            f"2**{size} systems decide its stability; at most {_LARGEST_SIZE} are allowed"
        )
    best: tuple[Fraction, Array] | None = None
    for count in range(1, size + 1):
        for members in combinations(range(size), count):
            K = list(members)
            bordered = np.zeros((count + 1, count + 1), dtype=object)
            bordered[:count, :count] = matrix[np.ix_(K, K)]
            bordered[:count, count] = -1
            bordered[count, :count] = 1
            found = solve_rationals(bordered, object_array([0] * count + [1]))
            if found is None or min(found[:count]) <= 0:
                continue
            if best is None or found[count] < best[0]:
                point = object_array([Fraction(0)] * size)
                point[K] = found[:count]
                best = (found[count], point)
    assert best is not None  # each single entry solves its system
    return best


def solve_rationals(matrix: Array, right: Array) -> Array | None:
    """Solve a square system of Fractions; None if it is singular.

    Examples
    --------
    >>> solve_rationals(np.array([[2]]), np.array([1]))
    array([Fraction(1, 2)], dtype=object)
    """
    import flint

    def rational(value: object) -> object:
        entry = Fraction(value)  # type: ignore[call-overload]
        return flint.fmpq(int(entry.numerator), int(entry.denominator))

    size = len(right)
    left = flint.fmpq_mat(size, size, [rational(entry) for entry in matrix.flat])
    column = flint.fmpq_mat(size, 1, [rational(entry) for entry in right])
    try:
        solution = left.solve(column)
    except ZeroDivisionError:
        return None
    return object_array([Fraction(int(x.p), int(x.q)) for x in solution.entries()])


def violating_direction(
    matrix: Array, free: list[int], signed: list[int], *, strict: bool
) -> Array | None:
    """Return a direction z ≠ 0, z ≥ 0 on `signed`, along which the form is not positive, or None.

    The free variables are eliminated as in the method of Lagrange, which leaves a form in the
    signed ones; this is looked at on the simplex.

    Parameters
    ----------
    matrix
        Symmetric, of Fractions.
    free, signed
        Positions that partition the rows.
    strict
        Whether z·C z = 0 counts as a violation, or only z·C z < 0.

    Examples
    --------
    >>> C = np.array([[Fraction(1), Fraction(2)], [Fraction(2), Fraction(4)]])
    >>> violating_direction(C, [0], [1], strict=True)
    array([Fraction(-2, 1), Fraction(1, 1)], dtype=object)
    >>> violating_direction(C, [0], [1], strict=False) is None
    True
    """
    size = len(matrix)
    form = matrix.copy()
    directions = object_array([Fraction(int(i == j)) for i in range(size) for j in range(size)])
    directions = directions.reshape(size, size)
    left = list(free)
    while left:
        pivot = min(left, key=lambda k: form[k, k])
        if form[pivot, pivot] < 0 or (strict and form[pivot, pivot] == 0):
            return directions[pivot]
        pivot = max(left, key=lambda k: form[k, k])
        left.remove(pivot)
        rest = left + signed
        step = form[rest, pivot]
        if form[pivot, pivot] == 0:
            if any(step):
                k = next(k for k, entry in zip(rest, step, strict=True) if entry)
                amount = -(form[k, k] + 1) / (2 * form[k, pivot])
                return directions[k] + amount * directions[pivot]
            continue
        share = step / form[pivot, pivot]
        form[np.ix_(rest, rest)] -= np.multiply.outer(share, step)
        directions[rest] -= np.multiply.outer(share, directions[pivot])
    if not signed:
        return None
    value, weights = least_on_simplex(form[np.ix_(signed, signed)])
    violated = value <= 0 if strict else value < 0
    return weights @ directions[signed] if violated else None
