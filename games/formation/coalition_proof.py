"""Coalition-proof equilibria of membership games (Bernheim, Peleg, and Whinston 1987).

What a coalition chooses, the others' choices being given, is self-enforcing if each part of it is
coalition-proof given the rest; it is coalition-proof if it is self-enforcing and no other such
choice is better for each member. Under the open rule only the structure matters, whatever the
addresses. Otherwise names of coalitions that do not form count too, and all profiles are examined.
"""

from itertools import combinations

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.formation.announcements import announced_structures
from lilliput.games.formation.effectivity import Rule
from lilliput.games.partition.structures import (
    coalition_structures,
    restricted_growth,
    structure_ranks,
)

__all__ = ["coalition_proof_rows"]

_MOST_OPEN = 8
_MOST_OTHERS = 5


def coalition_proof_rows(ranks: Array, rule: Rule) -> Array:
    """Return the rows of the structures that some coalition-proof profile leads to.

    Parameters
    ----------
    ranks
        The order of each player's payoffs, shape (Bell(n), n).
    rule
        The rule of membership.

    Examples
    --------
    >>> coalition_proof_rows(np.array([[1, 1], [0, 0]]), "open").tolist()
    [0]
    """
    n = ranks.shape[1]
    most = _MOST_OPEN if rule == "open" else _MOST_OTHERS
    if n > most:
        raise ProblemTooLargeError(
            f"payoffs: coalition-proof equilibria under the rule {rule!r} are found for at most "
            f"{most} players, got {n}; concept='strong' or 'nash' goes further"
        )
    return _open_rows(ranks) if rule == "open" else _announced_rows(ranks, rule)


def _open_rows(ranks: Array) -> Array:
    from lilliput.games.kernels.formation import undominated_in_groups

    n = ranks.shape[1]
    rows = coalition_structures(n)
    proofs: dict[tuple[int, ...], Array] = {}
    for size in range(1, n + 1):
        for coalition in combinations(range(n), size):
            enforcing = np.ones(len(rows), dtype=bool)
            for part in combinations(coalition, size - 1) if size > 1 else ():
                enforcing &= proofs[part]
            order, starts = _groups(rows, coalition)
            proofs[coalition] = undominated_in_groups(
                order, starts, enforcing, ranks, np.array(coalition)
            )
    return np.flatnonzero(proofs[tuple(range(n))])


def _groups(rows: Array, coalition: tuple[int, ...]) -> tuple[Array, Array]:
    """Sort structures by how those outside the coalition are grouped."""
    others = [i for i in range(rows.shape[1]) if i not in coalition]
    key = np.zeros(len(rows), dtype=np.int64)
    if others:
        key = structure_ranks(restricted_growth(_compressed(rows[:, others])))
    order = np.argsort(key, kind="stable")
    starts = np.flatnonzero(np.diff(key[order], prepend=-1))
    return order, np.append(starts, len(rows))


def _compressed(labels: Array) -> Array:
    """Name blocks by the position of their first member, so that labels lie below the width."""
    return np.argmax(labels[:, :, None] == labels[:, None, :], axis=2)


def _announced_rows(ranks: Array, rule: Rule) -> Array:
    n = ranks.shape[1]
    structures = announced_structures(n, rule)
    proofs: dict[tuple[int, ...], Array] = {}
    for size in range(1, n + 1):
        for coalition in combinations(range(n), size):
            enforcing = np.ones(structures.shape, dtype=bool)
            for part in combinations(coalition, size - 1) if size > 1 else ():
                enforcing &= proofs[part]
            proofs[coalition] = _undominated(structures, enforcing, ranks, coalition)
    return np.unique(structures[proofs[tuple(range(n))]])


def _undominated(
    structures: Array, enforcing: Array, ranks: Array, coalition: tuple[int, ...]
) -> Array:
    """Keep self-enforcing profiles to whose structure no other such one is better for all members.

    There are at most 52 structures, so that those which the coalition can reach are bits of a word.
    """
    bits = np.uint64(1) << np.arange(len(ranks), dtype=np.uint64)
    own = ranks[:, list(coalition)]
    better = (own[None, :, :] > own[:, None, :]).all(axis=2)
    beaten_by = np.where(better, bits[None, :], np.uint64(0)).sum(axis=1, dtype=np.uint64)
    reached = np.where(enforcing, bits[structures], np.uint64(0))
    present = np.bitwise_or.reduce(reached, axis=coalition, keepdims=True)
    kept: Array = enforcing & (present & beaten_by[structures] == 0)
    return kept
