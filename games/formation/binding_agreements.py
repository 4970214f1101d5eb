"""Equilibrium binding agreements: structures that coalitions can only break up further.

Ray and Vohra (1997). Where a block of a structure P breaks into several in a finer P′, all but one
of the parts are perpetrators, the last is the residual. P is blocked by P′ if P′ is itself an
equilibrium binding agreement, all members of one perpetrator, the leader, gain, and whichever
others of the perpetrators were merged with their residuals again, one of these would lead the same
way back to P′. The singletons are never blocked.
"""

from itertools import product
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.formation.comparing import column_ranks
from lilliput.games.formation.structure_payoffs import (
    StructurePayoffs,
    require_structure_payoffs,
)
from lilliput.games.formation.structure_set import StructureSet
from lilliput.games.partition.structures import (
    coalition_structures,
    restricted_growth,
    structure_ranks,
)

__all__ = ["binding_agreements"]

_MOST_PLAYERS = 7


def binding_agreements(payoffs: StructurePayoffs) -> StructureSet:
    """Return all equilibrium binding agreements.

    Parameters
    ----------
    payoffs
        What every player gets in every structure, for at most 7 players. Payoffs in a structure are
        given, so that an agreement is a structure.

    Returns
    -------
    StructureSet
        With the singletons. The grand coalition is efficient in many models; where it is not
        among them, agreements fall short of it.

    Raises
    ------
    ProblemTooLargeError
        More than 7 players.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Ray, D. and Vohra, R. (1997). Equilibrium binding agreements. Journal of Economic Theory
    73:30–78. doi:10.1006/jeth.1996.2236

    Examples
    --------
    Three Cournot oligopolists. One who leaves the cartel would gain if the others stayed together,
    but they would not:

    >>> from fractions import Fraction
    >>> def profit(structure):
    ...     share = {block: Fraction(1, len(block) * (len(structure) + 1) ** 2)
    ...              for block in structure}
    ...     return {player: share[block] for block in structure for player in block}
    >>> binding_agreements(StructurePayoffs.from_function(["A", "B", "C"], profit))
    StructureSet(2 structures: binding agreements)
      {A, B, C}
      {A}, {B}, {C}
    """
    require_structure_payoffs(payoffs)
    n = payoffs.n
    if n > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"payoffs: {n} players have too many ways to break up, at most {_MOST_PLAYERS} allowed"
        )
    ranks = column_ranks(payoffs.payoffs)
    rows = coalition_structures(n).astype(np.int64)
    number = rows.max(axis=1) + 1
    agreements: list[int] = []
    for blocks in range(n, 0, -1):  # finer structures first
        level = np.flatnonzero(number == blocks).tolist()
        kept = [p for p in level if not _blocked(p, agreements, rows, ranks)]
        agreements += kept
    return StructureSet(payoffs.players, rows[sorted(agreements)], "binding agreements")


def _blocked(p: int, agreements: list[int], rows: Array, ranks: Array) -> bool:
    for q in agreements:
        parts = _parts(rows[p], rows[q])
        if parts is None or not (ranks[q] > ranks[p]).any():
            continue
        split = [own for own in parts if len(own) > 1]
        for residuals in product(*split):
            home = {
                part: residual
                for own, residual in zip(split, residuals, strict=True)
                for part in own
                if part != residual
            }
            if _Return(rows[q], home, q, ranks).leads(frozenset(home)):
                return True
    return False


def _parts(coarse: Array, fine: Array) -> list[list[int]] | None:
    """Return the blocks of a finer structure within each block, or None if it is not finer."""
    parent: dict[int, int] = {}
    for label, part in zip(coarse.tolist(), fine.tolist(), strict=True):
        if parent.setdefault(part, label) != label:
            return None
    parts: list[list[int]] = [[] for _ in range(int(coarse.max()) + 1)]
    for part, label in parent.items():
        parts[label].append(part)
    return parts if any(len(own) > 1 for own in parts) else None


class _Return:
    """Whether perpetrators who are merged with their residuals would break away again."""

    def __init__(self, fine: Array, home: dict[int, int], row: int, ranks: Array) -> None:
        self.fine, self.home, self.row, self.ranks = fine, home, row, ranks
        self.known: dict[frozenset[int], bool] = {}

    def leads(self, merged: frozenset[int]) -> bool:
        """Whether some of the merged perpetrators can lead the way back."""
        if merged not in self.known:
            self.known[merged] = any(
                self._gains(leader, merged) and self._all_follow(merged - {leader})
                for leader in merged
            )
        return self.known[merged]

    def _gains(self, leader: int, merged: frozenset[int]) -> bool:
        labels: Any = [self.home[x] if x in merged else x for x in self.fine.tolist()]
        before = int(structure_ranks(restricted_growth(labels)))
        members = self.fine == leader
        return bool((self.ranks[self.row, members] > self.ranks[before, members]).all())

    def _all_follow(self, others: frozenset[int]) -> bool:
        """Whether every non-empty part of the others, merged alone, would break away again."""
        if others in self.known and not self.known[others]:
            return False
        pool = sorted(others)
        for bits in range(1, 2 ** len(pool)):
            part = frozenset(x for k, x in enumerate(pool) if bits >> k & 1)
            if not self.leads(part):
                return False
        return True
