"""Least core and nucleolus of games too large for a table, by a separation oracle.

Where the worths have structure (markets, networks, costs), the coalition of largest excess at an
allocation can be found without listing 2^n of them. The linear programmes then grow by the
coalitions that such an oracle returns. For the levels of the nucleolus the oracle must leave out
the coalitions whose excess is settled: those in the span of the settled ones.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import object_array
from lilliput.games.checks import counted
from lilliput.games.cores.nucleolus_chain import Level
from lilliput.games.cores.oracle_search import Answer, Search, Settled
from lilliput.games.values.fold import label

__all__ = [
    "OracleLeastCore",
    "OracleNucleolus",
    "Settled",
    "least_core_by_oracle",
    "nucleolus_by_oracle",
]


@final
@dataclass(frozen=True, eq=False, repr=False)
class OracleLeastCore:
    """A least-core allocation found with an oracle, which the proof relies on.

    Parameters
    ----------
    value
        ε*, as the multipliers prove it in rationals, rounded.
    allocation
        One element of the least core.
    multipliers
        Coalition to λ_S > 0; Σ λ_S = 1 and Σ_{S∋i} λ_S is the same for each player.
    gap
        By how much the largest excess that the oracle found at `allocation` is above `value`.
    coalitions
        Every coalition that the oracle returned, with its worth.
    rounds
        How often the oracle was asked.
    """

    value: float
    allocation: pd.Series
    multipliers: dict[frozenset[str], Fraction]
    gap: float
    coalitions: dict[frozenset[str], Any]
    rounds: int

    def __repr__(self) -> str:
        rounds = counted(self.rounds, "round")
        return f"OracleLeastCore(value {self.value}; gap {self.gap:.2g}; {rounds})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import oracle_least_core

        return oracle_least_core(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class OracleNucleolus:
    """A nucleolus found with an oracle, which the proof relies on.

    Parameters
    ----------
    allocation
        One number per player, solved in rationals from the settled coalitions and rounded.
    exact_allocation
        The same as Fractions.
    levels
        (excess, {coalition: multiplier}) by level: balanced, in rationals; a player's bound
        x_i ≥ v(i) is not listed.
    gap
        The largest amount by which an excess that the oracle found was above its level.
    coalitions
        Every coalition that the oracle returned, with its worth.
    rounds
        How often the oracle was asked.
    """

    allocation: pd.Series
    exact_allocation: pd.Series
    levels: tuple[tuple[Fraction, dict[frozenset[str], Fraction]], ...]
    gap: float
    coalitions: dict[frozenset[str], Any]
    rounds: int

    def __repr__(self) -> str:
        return (
            f"OracleNucleolus({len(self.allocation)} players; "
            f"{counted(len(self.levels), 'level')}; gap {self.gap:.2g}; "
            f"{counted(self.rounds, 'round')})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import oracle_nucleolus

        return oracle_nucleolus(self)


def least_core_by_oracle(
    players: Iterable[str],
    total: Any,
    oracle: Callable[[pd.Series], Answer],
    *,
    tol: float = 1e-9,
    max_rounds: int = 10_000,
) -> OracleLeastCore:
    """Return a least-core allocation of a game that is known by an oracle.

    Parameters
    ----------
    players
        Distinct names, two at least.
    total
        v(N).
    oracle
        Called with an allocation (a Series by player), it returns pairs (coalition, worth): one
        proper coalition of largest excess v(S) − x(S), and any others that are worth adding.
    tol
        The answer is accepted when the largest excess is above the level by no more than this
        times the largest amount in sight.
    max_rounds
        How often the oracle may be asked.

    Returns
    -------
    OracleLeastCore
        With `.value`, `.allocation`, `.multipliers` and `.gap`.

    Raises
    ------
    InvalidGameError
        The oracle returns no coalition, one that is not proper, or two worths for one coalition.
    SolverError
        A programme ended without an optimum, or `max_rounds` is reached.

    Examples
    --------
    Forty gloves, each pair worth 1, with 19 left hands: the scarce side gets all.

    >>> left, right = [f"L{i}" for i in range(19)], [f"R{i}" for i in range(21)]
    >>> def oracle(x):
    ...     pairs = [((i, j), 1) for i in left for j in right]
    ...     return [(i, 0) for i in left + right] + pairs
    >>> found = least_core_by_oracle(left + right, 19, oracle)
    >>> found.value, round(float(found.allocation["L0"]), 9)
    (0.0, 1.0)
    """
    search = Search(players, total, lambda x, _: oracle(x), None, tol, max_rounds)
    x = search.level()
    level = search.settle()
    pairs = zip(level.rows, level.multipliers, strict=True)
    multipliers = {search.named(row.mask): multiplier for row, multiplier in pairs}
    return OracleLeastCore(
        value=float(level.value),
        allocation=label(x, search.players, "least_core"),
        multipliers=multipliers,
        gap=search.gap,
        coalitions=search.coalitions(),
        rounds=search.rounds,
    )


def nucleolus_by_oracle(
    players: Iterable[str],
    total: Any,
    oracle: Callable[[pd.Series, Settled], Answer],
    *,
    alone: Mapping[str, Any] | None = None,
    tol: float = 1e-9,
    max_rounds: int = 10_000,
) -> OracleNucleolus:
    """Return the nucleolus, or prenucleolus, of a game that is known by an oracle.

    Parameters
    ----------
    players
        Distinct names, two at least.
    total
        v(N).
    oracle
        Called with an allocation (a Series by player) and a `Settled`, it returns pairs
        (coalition, worth): one coalition of largest excess v(S) − x(S) among those that
        ``settled.spans`` denies, and any others that are worth adding. It may return coalitions
        that are settled, which are ignored.
    alone
        v(i) by player: the nucleolus over the imputations x_i ≥ v(i). None: the prenucleolus.
    tol
        A level is accepted when the largest excess is above it by no more than this times the
        largest amount in sight.
    max_rounds
        How often the oracle may be asked.

    Returns
    -------
    OracleNucleolus
        With `.allocation`, `.levels` and `.gap`.

    Raises
    ------
    InvalidGameError
        There is no imputation; or the oracle returns no coalition outside the span, one that is
        not proper, or two worths for one coalition.
    SolverError
        A level could not be certified, or `max_rounds` is reached.

    References
    ----------
    Maschler, M., Peleg, B. and Shapley, L. S. (1979). Geometric properties of the kernel, nucleolus
    and related solution concepts. Math. Oper. Res. 4.
    Faigle, U., Kern, W. and Kuipers, J. (2001). On the computation of the nucleolus of a
    cooperative game. Int. J. Game Theory 30.

    Examples
    --------
    In an assignment market it is enough to look at single players and at pairs of a seller and a
    buyer: any other coalition's excess is the sum of theirs, none of which is positive. Here twenty
    sellers with reservation price 10 meet sixteen buyers who would pay 26.

    >>> sellers, buyers = [f"s{i}" for i in range(20)], [f"b{i}" for i in range(16)]
    >>> def oracle(x, settled):
    ...     known = [((i,), 0) for i in sellers + buyers]
    ...     known += [((i, j), 16) for i in sellers for j in buyers]
    ...     known = [(S, v) for S, v in known if not settled.spans(S)]
    ...     return sorted(known, key=lambda item: x[list(item[0])].sum() - item[1])[:40]
    >>> found = nucleolus_by_oracle(sellers + buyers, 16 * 16, oracle)
    >>> found.exact_allocation["s0"], found.exact_allocation["b0"]
    (Fraction(0, 1), Fraction(16, 1))
    """
    search = Search(players, total, oracle, alone, tol, max_rounds)
    levels: list[Level] = []
    while search.chain.rank < search.n:
        search.level()
        levels.append(search.settle())
    entries = object_array(search.chain.solution())
    listed = tuple(
        (
            level.value,
            {
                search.named(row.mask): multiplier
                for row, multiplier in zip(level.rows, level.multipliers, strict=True)
                if not row.is_bound
            },
        )
        for level in levels
    )
    return OracleNucleolus(
        allocation=label(entries.astype(np.float64), search.players, "nucleolus"),
        exact_allocation=label(entries, search.players, "nucleolus"),
        levels=listed,
        gap=search.gap,
        coalitions=search.coalitions(),
        rounds=search.rounds,
    )
