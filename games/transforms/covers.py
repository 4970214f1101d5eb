"""Covers: the smallest monotone, superadditive or totally balanced game that is nowhere below.

Each cover lets a coalition have what its members could arrange among themselves anyway: the worth
of a part of it, of a partition of it, or of a balanced collection of its parts.
"""

from fractions import Fraction

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, to_float
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.tables import larger, over_common_denominator, splits, subsets_of
from lilliput.games.transforms.balanced import balanced_worth

__all__ = ["monotone_cover", "superadditive_cover", "totally_balanced_cover"]

_KERNEL_FROM = 10
_MOST_PLAYERS_COMPILED = 22
_MOST_PLAYERS_UNCOMPILED = 14
_MOST_PLAYERS_BALANCED = 14


def monotone_cover(game: CoalitionalGame) -> CoalitionalGame:
    """Return the smallest monotone game above: v̄(S) = max over T ⊆ S of v(T).

    The empty coalition counts among the parts, so that no worth is negative.

    Parameters
    ----------
    game
        A coalitional game.

    Examples
    --------
    >>> monotone_cover(CoalitionalGame(["A", "B"], [0, 3, -1, 2])).worths.tolist()
    [0.0, 3.0, 0.0, 3.0]
    """
    worths = game.worths.copy()
    for i in range(game.n):
        pairs = worths.reshape(-1, 2, 2**i)
        pairs[:, 1] = larger(pairs[:, 1], pairs[:, 0])
    return CoalitionalGame(game.players, worths)


def superadditive_cover(game: CoalitionalGame) -> CoalitionalGame:
    """Return the smallest superadditive game above: the best partition of each coalition.

    v̄(S) = max over partitions of S of Σ v(T), found from smaller coalitions to larger ones by
    v̄(S) = max(v(S), v̄(T) + v̄(S∖T)) over all 3**n pairs of a coalition and a part of it.

    Parameters
    ----------
    game
        A coalitional game of at most 22 players (14 if symbolic, or with huge denominators).

    Raises
    ------
    ProblemTooLargeError
        More players.

    References
    ----------
    Aumann, R. J. and Drèze, J. H. (1974). Cooperative games with coalition structures.

    Examples
    --------
    >>> superadditive_cover(CoalitionalGame(["A", "B"], [0, 1, 2, 0])).worths.tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    worths, denominator = over_common_denominator(game.worths)
    most = _MOST_PLAYERS_UNCOMPILED if worths.dtype == object else _MOST_PLAYERS_COMPILED
    _check_size(game, most, "superadditive_cover compares 3**n pairs of coalitions")
    cover = best_partitions(worths)
    if kind_of(game.worths) == "fraction":
        cover = np.array([Fraction(int(worth), denominator) for worth in cover], dtype=object)
    return CoalitionalGame(game.players, cover)


def best_partitions(worths: Array, gains: Array | None = None) -> Array:
    """Return w(S) = gains(S) + the larger of v(S) and w(T) + w(S∖T) over all parts T of S."""
    gains = np.zeros_like(worths) if gains is None else gains
    if worths.dtype != object and len(worths) > 2**_KERNEL_FROM:
        from lilliput.games.kernels.cover import best_splits

        compiled: Array = best_splits(worths, gains)
        return compiled
    result = worths.copy()
    for mask in range(1, len(worths)):
        first, second = splits(mask)
        sums = np.append(result[first] + result[second], worths[mask])
        while len(sums) > 1:  # halve, so that numbers of every kind compare entry by entry
            half = len(sums) // 2
            sums = np.append(larger(sums[:half], sums[half : 2 * half]), sums[2 * half :])
        result[mask] = sums[0] + gains[mask]
    return result


def totally_balanced_cover(game: CoalitionalGame, *, exact: bool = False) -> CoalitionalGame:
    """Return the smallest totally balanced game above: the best balanced collection of each.

    v̄(S) = max Σ λ_T v(T) over λ ≥ 0 with Σ_{T∋i} λ_T = 1 for i in S and λ_T = 0 unless T ⊆ S: one
    linear programme for each coalition, over the cover of its parts.

    Parameters
    ----------
    game
        A coalitional game of at most 14 players with numeric worths.
    exact
        Turn float worths into the rationals they store, and solve exactly. Fractions are solved
        exactly in any case.

    Raises
    ------
    ProblemTooLargeError
        More players.
    UnsupportedNumberError
        The worths contain symbols.

    References
    ----------
    Shapley, L. S. and Shubik, M. (1969). On market games. Journal of Economic Theory 1.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> totally_balanced_cover(majority).worths.tolist()
    [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 1.0, 1.5]
    """
    _check_size(game, _MOST_PLAYERS_BALANCED, "totally_balanced_cover solves 2**n programmes")
    worths = worths_of(game, exact=exact)
    if kind_of(worths) == "symbolic":
        worths = to_float(worths, argument="worths of totally_balanced_cover")
    cover = worths.copy()
    for mask in range(1, len(worths)):
        members = subsets_of(i for i in range(game.n) if mask >> i & 1)
        if len(members) > 2:
            cover[mask] = max(worths[mask], balanced_worth(cover[members]).value)
    return CoalitionalGame(game.players, cover)


def _check_size(game: CoalitionalGame, most: int, why: str) -> None:
    if game.n > most:
        raise ProblemTooLargeError(
            f"{why} and allows {most} players of this number kind, got {game.n}; restrict the "
            "game to fewer players or unite some of them (quotient_game)"
        )
