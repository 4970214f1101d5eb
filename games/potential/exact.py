"""Exact and weighted potentials: one function whose changes are those of every mover's payoff.

A function P is an exact potential if u_i(t_i, s₋ᵢ) − u_i(s) = P(t_i, s₋ᵢ) − P(s), and a weighted
one if the left side is w_i times the right with w_i > 0. It exists iff the gains of the movers
(over their weights) sum to 0 along every cycle in which two players move, there and back (Monderer
and Shapley 1996, theorem 2.8).
"""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of
from lilliput.games.dominance.tables import in_kind, integer_payoffs, profile_index
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_game
from lilliput.games.potential.function import (
    Cell,
    Potential,
    corner_cycle,
    cycle_finding,
    mixed_differences,
)

__all__ = ["exact_potential", "weighted_potential"]

_FEW_PLAYERS = 6


def exact_potential(game: NormalFormGame) -> Potential:
    """Return the exact potential of a game, or a cycle of four profiles that rules it out.

    Parameters
    ----------
    game
        A normal-form game. Floats count as the decimals that they print as; with symbolic payoffs
        the potential must exist for all values of the symbols, as far as simplification shows it.

    Returns
    -------
    Potential
        Unique up to a constant: 0 at the first profile. Its maximisers are pure equilibria.

    References
    ----------
    Monderer, D., and Shapley, L. (1996). Potential games. Games and Economic Behavior 14:124–143.
    doi:10.1006/game.1996.0044. Rosenthal, R. (1973). A class of games possessing pure-strategy Nash
    equilibria. International Journal of Game Theory 2:65–67. doi:10.1007/BF01737559

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> found = exact_potential(dilemma)
    >>> found
    Potential(exact; largest at (2, 2))
    >>> found.values.to_list()
    [0.0, 2.0, 2.0, 3.0]
    >>> exact_potential(NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]]))
    Potential(exact: none; gains sum to -8 along (1, 1) → (2, 1) → (2, 2) → (1, 2) → (1, 1))
    """
    tables, unit = _tables(game)
    bad = _violation(tables)
    if bad is not None:
        finding = cycle_finding(game, "exact", corner_cycle(*bad), "gains sum to {total}")
        return Potential(game, "exact", finding, None)
    values = _integrate(tables)
    return Potential(game, "exact", Finding("exact potential", True), _series(game, values, unit))


def _tables(game: NormalFormGame) -> tuple[list[Array], int]:
    """Return payoffs that can be added: integers over one denominator, or symbols."""
    require_game(game)
    if game.kind == "symbolic":
        return list(game.payoffs), 1
    tables, units = integer_payoffs(game, common=True)
    return tables, units[0]


def _nonzero(entries: Array) -> Array:
    """Return where entries differ from 0; symbols for some value of theirs."""
    if kind_of(entries) == "symbolic":
        from sympy import simplify

        flags = [simplify(entry) != 0 for entry in entries.flat]
        return np.array(flags, dtype=bool).reshape(entries.shape)
    return np.asarray(entries != 0)


def _violation(tables: Sequence[Array]) -> tuple[Cell, int, int, int, int] | None:
    """Return a profile and two moves from it that end with a sum of gains other than 0."""
    n = len(tables)
    for i in range(n):
        for j in range(i + 1, n):
            # along (s → move i → move j → i back → j back) the gains sum to −Δ_ij (u_i − u_j)
            wrong = _nonzero(mixed_differences(tables[i] - tables[j], i, j))
            if wrong.any():
                cell = [int(k) for k in np.argwhere(wrong)[0]]
                si, sj = cell[i], cell[j]
                cell[i] = cell[j] = 0
                return tuple(cell), i, si, j, sj
    return None


def _integrate(tables: Sequence[Array]) -> Array:
    """Return the sum of gains along the path that moves the players one after another."""
    n = len(tables)
    if n > _FEW_PLAYERS and kind_of(tables[0]) == "float":  # sums may leave int64
        tables = [table.astype(object) for table in tables]
    total = tables[0] * 0
    for i in range(n):
        later = (slice(None),) * (i + 1) + (slice(0, 1),) * (n - i - 1)
        path = tables[i][later]
        total = total + (path - np.take(path, [0], axis=i))
    return np.asarray(total)


def _series(game: NormalFormGame, values: Array, unit: int | Fraction) -> pd.Series:
    if game.kind == "symbolic":
        from sympy import simplify

        numbers = np.array([simplify(value) for value in values.flat], dtype=object)
    else:
        numbers = in_kind(game, [Fraction(value) / unit for value in values.ravel().tolist()])
    return pd.Series(numbers, index=profile_index(game), name="potential")


def weighted_potential(game: NormalFormGame) -> Potential:
    """Return a weighted potential of a game with its weights, or a cycle that rules it out.

    The mixed differences of u_i and u_j in the strategies of i and j must be in one positive ratio,
    w_i to w_j, wherever they are not 0. The ratios give the weights, and the potential is the exact
    one of the payoffs u_i / w_i.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.

    Returns
    -------
    Potential
        The weight of the first player is 1, and so is that of the first player in each group of
        players that the ratios do not link to others.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Monderer, D., and Shapley, L. (1996). Potential games. Games and Economic Behavior 14:124–143.
    doi:10.1006/game.1996.0044

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 2]], [[9, 15], [0, 3]])
    >>> weighted_potential(dilemma)
    Potential(weighted: none; gains do not fit any weights along (1, 1) → (2, 1) → (2, 2) → (1, 2) → (1, 1))
    >>> weighted_potential(NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[9, 15], [0, 3]]))
    Potential(weighted; weights row: 1.0, column: 3.0; largest at (2, 2))
    """  # noqa: E501 - a finding prints on one line
    tables, units = integer_payoffs(game, common=True)
    n = game.n
    ratios: dict[tuple[int, int], Fraction] = {}
    for i in range(n):
        for j in range(i + 1, n):
            first, second = (mixed_differences(tables[k], i, j) for k in (i, j))
            bad, ratio = _ratio(first, second)
            if bad is not None:
                return _no_weights(game, bad, i, j)
            if ratio is not None:
                ratios[i, j] = ratio
    weights, clash = _weights(n, ratios)
    if clash is not None:
        i, j = clash
        bad = np.argwhere(mixed_differences(tables[i], i, j) != 0)[0]
        return _no_weights(game, bad, i, j)
    scaled = [
        table.astype(object) * (1 / weight) for table, weight in zip(tables, weights, strict=True)
    ]
    values = _integrate(scaled)
    labelled = pd.Series(
        in_kind(game, weights), index=pd.Index(game.players, name="player"), name="weight"
    )
    finding = Finding("weighted potential", True)
    return Potential(game, "weighted", finding, _series(game, values, units[0]), labelled)


def _ratio(first: Array, second: Array) -> tuple[Array | None, Fraction | None]:
    """Return where two tables are not in one positive ratio, or else the ratio, if any."""
    alone = (first != 0) != (second != 0)
    if alone.any():
        return np.argwhere(alone)[0], None
    cells = np.argwhere(first != 0)
    if not len(cells):
        return None, None
    start = tuple(cells[0])
    a, b = int(first[start]), int(second[start])
    off = first.astype(object) * b != second.astype(object) * a
    if off.any():
        return np.argwhere(off)[0], None
    ratio = Fraction(a, b)
    return (cells[0], None) if ratio <= 0 else (None, ratio)


def _weights(
    n: int, ratios: dict[tuple[int, int], Fraction]
) -> tuple[list[Fraction], tuple[int, int] | None]:
    """Return weights with these ratios, and a pair whose ratio they miss, if there is one."""
    known: dict[int, Fraction] = {}
    for root in range(n):
        if root in known:
            continue
        known[root] = Fraction(1)
        waiting = [root]
        while waiting:
            k = waiting.pop()
            for (i, j), ratio in ratios.items():
                if i == k and j not in known:
                    known[j] = known[i] / ratio
                    waiting.append(j)
                elif j == k and i not in known:
                    known[i] = known[j] * ratio
                    waiting.append(i)
    clash = next((p for p, ratio in ratios.items() if known[p[0]] != ratio * known[p[1]]), None)
    return [known[k] for k in range(n)], clash


def _no_weights(game: NormalFormGame, bad: Array, i: int, j: int) -> Potential:
    cell = [int(k) for k in bad]
    si, sj = cell[i], cell[j]
    cell[i] = cell[j] = 0
    cycle = corner_cycle(tuple(cell), i, si, j, sj)
    finding = cycle_finding(game, "weighted", cycle, "gains do not fit any weights")
    return Potential(game, "weighted", finding, None)
