"""All feasible bases of a best-response polytope, proved: floats with error bounds, then integers.

The search is complete if every basis found is feasible and every edge of each leads to another
one found, because the graph of the perturbed polytope is connected (Balinski 1961). The compiled
search follows all edges; `kernels.extreme_verify` proves feasibility. What it leaves in doubt is
checked in integers; if one of those fails, or the numbers are too badly scaled for floats, the
search is done anew in integers.
"""

from dataclasses import dataclass
from math import comb, log2

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.bimatrix.exact_bases import check_basis, search_exactly
from lilliput.games.bimatrix.polytopes import scaled_rows
from lilliput.games.errors import ProblemTooLargeError

__all__ = ["Bases", "all_bases", "expected_bases"]

_SEARCHES_IN_INTEGERS = 50  # as many bases in floats take as long as one in integers
_ALWAYS_IN_INTEGERS = 1000


@dataclass(frozen=True, eq=False)
class Bases:
    """The lexicographically feasible bases of {x ≥ 0, C x ≤ 1}.

    Parameters
    ----------
    bases
        Bitmasks of nonbasic variables; bit v < d is x_v, bit d + r the slack of constraint r.
    tight
        Bitmasks of all variables that are 0 at the vertex: equal for bases of one vertex.
    checked
        How many were checked in integers.
    """

    bases: NDArray[np.int64]
    tight: NDArray[np.int64]
    checked: int


def all_bases(rows: Array, *, limit: int) -> Bases:
    """Return all feasible bases.

    Parameters
    ----------
    rows
        C, Python integers from 1 up; at most 62 rows and columns together.
    limit
        The most bases to be found.

    Raises
    ------
    ProblemTooLargeError
        There are more than `limit`, or in integers more than a fiftieth of it.

    Examples
    --------
    >>> found = all_bases(np.array([[2, 1], [1, 2]], dtype=object), limit=10)
    >>> sorted(found.bases.tolist())  # the four corners of a quadrilateral
    [3, 6, 9, 12]

    References
    ----------
    Balinski, M. (1961). On the graph structure of convex polyhedra in n-space. Pacific Journal of
    Mathematics 11:431–434. doi:10.2140/pjm.1961.11.431
    """
    from lilliput.games.kernels.extreme_search import ALL, MANY, feasible_bases

    few = max(limit // _SEARCHES_IN_INTEGERS, min(limit, _ALWAYS_IN_INTEGERS))
    floats, exponent = scaled_rows(rows)
    status, bases, tight, doubtful = feasible_bases(floats, exponent, limit)
    if status == MANY:
        raise _too_many(rows, limit, "")
    unsure = np.flatnonzero(doubtful)
    if status == ALL and len(unsure) <= few:
        proved = [check_basis(rows, int(bases[k])) for k in unsure]
        if all(standing == "feasible" for standing, _ in proved):
            tight[unsure] = [zeros for _, zeros in proved]
            return Bases(bases, tight, len(unsure))
    found = search_exactly(rows, few)
    if found is None:
        raise _too_many(rows, few, ", the most searched in integers where floats cannot decide")
    return Bases(np.array(found[0]), np.array(found[1]), len(found[0]))


def expected_bases(d: int, count: int) -> float:
    """Return about how many bases {x ≥ 0, C x ≤ 1} has for random C: a fit to games up to 20 × 20.

    Examples
    --------
    >>> expected_bases(12, 12) < 10_000 < expected_bases(16, 16)
    True
    """
    halvings = 0.83 * min(d, count) - 0.3 + 0.55 * d * log2(max(count / d, 1.0))
    return comb(d + count, d) / 2.0**halvings


def _too_many(rows: Array, limit: int, why: str) -> ProblemTooLargeError:
    count, d = rows.shape
    return ProblemTooLargeError(
        f"max_vertices: the best-response polytope of a player with {d} strategies against {count} "
        f"has more than {limit} vertices{why}; raise it, or use method 'lemke_howson', 'logit' or "
        "'pure', which find some equilibria"
    )
