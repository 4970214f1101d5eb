"""Farsighted stability: coalitions look at where a sequence of moves ends, not at its next step.

b indirectly dominates a if moves lead from a to b and everyone who moves, at each step, prefers b
to where it stands. The largest consistent set (Chwe 1994) holds what no coalition leaves for sure:
each move may lead, at once or by indirect dominance, to a member of the set that does not please
all who moved. A farsighted stable set is one of von Neumann and Morgenstern for this dominance: no
member dominates another, and every other structure is dominated by a member.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.formation.comparing import check_choice, column_ranks
from lilliput.games.formation.effectivity import MOST_PLAYERS, RULES, Effectivity, Rule
from lilliput.games.formation.stable_sets import digraph_kernels
from lilliput.games.formation.structure_payoffs import (
    StructurePayoffs,
    require_structure_payoffs,
)
from lilliput.games.formation.structure_set import StructureSet
from lilliput.games.partition.structures import coalition_structures

__all__ = ["farsighted_stable_sets", "indirectly_dominates", "largest_consistent_set"]

Step = tuple[Array, Array, Array]


def largest_consistent_set(
    payoffs: StructurePayoffs, effectivity: Effectivity | Rule
) -> StructureSet:
    """Return the largest consistent set of coalition structures.

    Parameters
    ----------
    payoffs
        What every player gets in every structure, for at most 7 players.
    effectivity
        Which coalitions can lead where: a rule (``"open"``, ``"gamma"``, ``"delta"``) or an
        `Effectivity` for the same players.

    Returns
    -------
    StructureSet
        What is not in it cannot be stable for farsighted players.

    Raises
    ------
    ProblemTooLargeError
        More than 7 players.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Chwe, M. S.-Y. (1994). Farsighted coalitional stability. Journal of Economic Theory 63:299–325.
    doi:10.1006/jeth.1994.1044

    Examples
    --------
    >>> from fractions import Fraction
    >>> def profit(structure):
    ...     share = {block: Fraction(1, len(block) * (len(structure) + 1) ** 2)
    ...              for block in structure}
    ...     return {player: share[block] for block in structure for player in block}
    >>> cartel = StructurePayoffs.from_function(["A", "B", "C"], profit)
    >>> largest_consistent_set(cartel, "delta")
    StructureSet(1 structure: largest consistent set)
      {A, B, C}
    """
    ranks, steps = _prepared(payoffs, effectivity)
    dominated = _indirect(ranks, steps)
    members = np.ones(len(ranks), dtype=bool)
    ends = np.packbits(dominated | np.eye(len(ranks), dtype=bool), axis=1)
    while True:
        kept = members.copy()
        for better, before, after in steps:  # is there an end in the set that does not please all?
            doubts = ~better[before] & ends[after] & np.packbits(members)
            kept[before[~doubts.any(axis=1)]] = False
        if (kept == members).all():
            break
        members = kept
    rows = coalition_structures(payoffs.n)[members]
    return StructureSet(payoffs.players, rows, "largest consistent set")


def farsighted_stable_sets(
    payoffs: StructurePayoffs, effectivity: Effectivity | Rule, *, limit: int = 100_000
) -> tuple[StructureSet, ...]:
    """Return all von Neumann–Morgenstern stable sets for indirect dominance.

    Parameters
    ----------
    payoffs, effectivity
        As in `largest_consistent_set`.
    limit
        The most branches of the search.

    Returns
    -------
    tuple of StructureSet
        All of them, perhaps none; each lies in the largest consistent set.

    Raises
    ------
    ProblemTooLargeError
        More than 7 players, or more than `limit` branches.

    References
    ----------
    Harsanyi, J. C. (1974). An equilibrium-point interpretation of stable sets and a proposed
    alternative definition. Management Science 20:1472–1495. doi:10.1287/mnsc.20.11.1472
    Chwe, M. S.-Y. (1994). Farsighted coalitional stability. Journal of Economic Theory 63:299–325.
    doi:10.1006/jeth.1994.1044

    Examples
    --------
    >>> payoffs = StructurePayoffs(["A", "B"], [[2, 2], [1, 1]])
    >>> farsighted_stable_sets(payoffs, "delta")
    (StructureSet(1 structure: farsighted stable set)
      {A, B},)
    """
    found = digraph_kernels(
        _indirect(*_prepared(payoffs, effectivity)), limit=check_count(limit, argument="limit")
    )
    if found is None:
        raise ProblemTooLargeError(
            f"payoffs: the search for stable sets needs more than limit={limit} branches; raise "
            "limit, or use largest_consistent_set"
        )
    rows = coalition_structures(payoffs.n)
    return tuple(
        StructureSet(payoffs.players, rows[sorted(members)], "farsighted stable set")
        for members in found
    )


def indirectly_dominates(
    payoffs: StructurePayoffs, effectivity: Effectivity | Rule, after: Any, before: Any
) -> bool:
    """Whether one structure indirectly dominates another.

    Parameters
    ----------
    payoffs, effectivity
        As in `largest_consistent_set`.
    after, before
        Structures as groups of names.

    References
    ----------
    Chwe, M. S.-Y. (1994). Farsighted coalitional stability. Journal of Economic Theory 63:299–325.
    doi:10.1006/jeth.1994.1044

    Examples
    --------
    A leaves a block where it gets 1 for one where it gets 2:

    >>> payoffs = StructurePayoffs(["A", "B"], [[1, 5], [2, 0]])
    >>> indirectly_dominates(payoffs, "delta", [["A"], ["B"]], [["A", "B"]])
    True
    """
    return bool(
        _indirect(*_prepared(payoffs, effectivity))[payoffs.row(before), payoffs.row(after)]
    )


def _prepared(
    payoffs: StructurePayoffs, effectivity: Effectivity | Rule
) -> tuple[Array, list[Step]]:
    """Return the order of payoffs, and the moves of each coalition."""
    require_structure_payoffs(payoffs)
    if isinstance(effectivity, str):
        check_choice(effectivity, RULES, argument="effectivity")
        effectivity = Effectivity.from_rule(payoffs.players, effectivity)
    if not isinstance(effectivity, Effectivity):
        raise InvalidArgumentError(
            f"effectivity must be a rule ({', '.join(RULES)}) or an Effectivity for at most "
            f"{MOST_PLAYERS} players, got {type(effectivity).__name__}"
        )
    if effectivity.players != payoffs.players:
        raise InvalidArgumentError(
            "effectivity must be for the players of the payoffs, in the same order, got "
            f"{', '.join(effectivity.players)}"
        )
    ranks = column_ranks(payoffs.payoffs)
    return ranks, _steps(ranks, effectivity.moves)


def _steps(ranks: Array, moves: NDArray[np.bool_]) -> list[Step]:
    """Return for each coalition whom its members prefer to what, in bits, and where it can lead.

    A move that a part of the coalition can make is left out: fewer have to gain by it, and it is
    harder to deter.
    """
    steps = []
    elsewhere = ~np.eye(len(ranks), dtype=bool)
    for mask in range(1, len(moves)):
        own = moves[mask] & elsewhere
        members = [i for i in range(ranks.shape[1]) if mask >> i & 1]
        for i in members:
            own &= ~_by_parts(moves, mask ^ 1 << i)
        if own.any():
            better = np.ones(own.shape, dtype=bool)
            for i in members:
                better &= ranks[None, :, i] > ranks[:, None, i]
            before, after = np.nonzero(own)
            steps.append((np.packbits(better, axis=1), before, after))
    return steps


def _by_parts(moves: NDArray[np.bool_], mask: int) -> Array:
    """Return what some coalition within a mask can do."""
    result = np.zeros(moves.shape[1:], dtype=bool)
    part = mask
    while part:
        result |= moves[part]
        part = (part - 1) & mask
    return result


def _indirect(ranks: Array, steps: list[Step]) -> Array:
    """Return whether b indirectly dominates a, at [a, b]."""
    size = len(ranks)
    itself = np.packbits(np.eye(size, dtype=bool), axis=1)
    dominated = np.zeros_like(itself)
    while True:
        ends, following = dominated | itself, dominated.copy()
        for better, before, after in steps:
            first = np.flatnonzero(np.diff(before, prepend=-1))
            rows = before[first]
            following[rows] |= better[rows] & np.bitwise_or.reduceat(ends[after], first, axis=0)
        if (following == dominated).all():
            return np.unpackbits(dominated, axis=1, count=size).astype(bool)
        dominated = following
