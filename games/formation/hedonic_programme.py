"""Stable partitions of additively separable games by integer programming (HiGHS).

x_ij says whether i and j are together; x_ij + x_jk − x_ik ≤ 1 makes this a partition. In the block
of j player i would get Σ_k a_ik x_jk, which is what it has if it is there already, so that nobody
wants to move iff Σ_k a_ik (x_ik − x_jk) ≥ 0 for all i, j. Members k of a block accept i iff
a_ki ≥ 0, and let i go iff a_ki ≤ 0; one who objects makes the condition void.
"""

from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.errors import ProblemTooLargeError, SolverError, UnsupportedNumberError
from lilliput.games.formation.hedonic_orders import whole_values
from lilliput.games.formation.hedonic_partitions import INDIVIDUAL

__all__ = ["partition_by_programme"]

_MOST_PLAYERS = 60
_LARGEST_WHOLE = 10**6


def partition_by_programme(
    values: Array, concept: str, *, welfare: bool, time_limit: float
) -> Array | None:
    """Return labels of a stable partition, or None if the programme is infeasible.

    Parameters
    ----------
    values
        a_ij with zeros on the diagonal.
    concept
        ``"nash"``, ``"individual"``, ``"contractual_nash"``, ``"contractual"`` or ``"rational"``.
    welfare
        Whether to maximise the sum of utilities.
    time_limit
        Seconds.

    Examples
    --------
    >>> partition_by_programme(
    ...     np.array([[0.0, 1.0], [1.0, 0.0]]), "nash", welfare=False, time_limit=10
    ... ).tolist()
    [0, 0]
    """
    from scipy.optimize import Bounds, LinearConstraint, milp

    n = len(values)
    if n > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"game: {n} players give {n * (n - 1) * (n - 2) // 2} constraints, at most "
            f"{_MOST_PLAYERS} players are allowed"
        )
    whole = whole_values(values)
    if max(abs(int(x)) for x in whole.flat) > _LARGEST_WHOLE:
        raise UnsupportedNumberError(
            f"values must be at most {_LARGEST_WHOLE:.0e} as integers over one denominator for "
            "integer programming in floats; round them"
        )
    if n == 1:
        return np.zeros(1, dtype=np.int64)
    matrix, lower = _conditions(whole.astype(np.int64), concept)
    transitive = _transitivity(n)
    count = n * (n - 1) // 2
    cost = np.zeros(count)
    if welfare:
        pairs = whole + whole.T
        cost = -np.array([float(pairs[i, j]) for i in range(n) for j in range(i + 1, n)])
    found = milp(
        cost,
        integrality=np.ones(count, dtype=np.int64),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(matrix, lower, np.inf),
            LinearConstraint(transitive, -np.inf, 1),
        ],
        options={"time_limit": time_limit, "mip_rel_gap": 0},
    )
    if found.status == 2:
        return None
    if found.status != 0 or found.x is None:
        raise SolverError(
            f"HiGHS ended without an answer for {n} players ({found.message}); allow more time by "
            "time_limit"
        )
    together = np.zeros((n, n), dtype=bool)
    together[np.triu_indices(n, 1)] = found.x > 0.5
    return np.argmax(together | together.T | np.eye(n, dtype=bool), axis=1)


def _conditions(a: Array, concept: str) -> tuple[Any, Array]:
    """Return the rows A x ≥ lower that make a partition stable."""
    from scipy.sparse import csr_array

    n = len(a)
    ask_joined, ask_left = INDIVIDUAL.get(concept, (False, False))
    column = np.zeros((n, n), dtype=np.int64)
    column[np.triu_indices(n, 1)] = np.arange(n * (n - 1) // 2)
    column += column.T
    rows, lower = [], []
    for i in range(n):
        reach = int(np.abs(a[i]).sum())  # no move changes the utility of i by more than twice this
        stay = np.zeros(n * (n - 1) // 2)
        for k in range(n):
            if k != i:
                stay[column[i, k]] += a[i, k]
                if ask_left and a[k, i] > 0:
                    stay[column[i, k]] += 2 * reach
        rows.append(stay)
        lower.append(0)
        for j in range(n) if concept != "rational" else ():
            if j == i:
                continue
            row = stay.copy()
            for k in range(n):
                objects = 2 * reach if ask_joined and a[k, i] < 0 and k != i else 0
                if k not in (i, j):
                    row[column[j, k]] += objects - a[i, k]
            rows.append(row)
            lower.append(int(a[i, j]) - (2 * reach if ask_joined and a[j, i] < 0 else 0))
    return csr_array(np.array(rows)), np.array(lower, dtype=np.float64)


def _transitivity(n: int) -> Any:
    from scipy.sparse import csr_array

    column = np.zeros((n, n), dtype=np.int64)
    column[np.triu_indices(n, 1)] = np.arange(n * (n - 1) // 2)
    column += column.T
    triples = np.array(
        [
            (column[i, j], column[j, k], column[i, k])
            for j in range(n)
            for i in range(n)
            for k in range(i + 1, n)
            if j not in (i, k)
        ],
        dtype=np.int64,
    ).reshape(-1, 3)
    signs = np.tile([1.0, 1.0, -1.0], len(triples))
    where = np.repeat(np.arange(len(triples)), 3)
    return csr_array((signs, (where, triples.ravel())), shape=(len(triples), n * (n - 1) // 2))
