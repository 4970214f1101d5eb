"""Semivalues in O(2**n): one pass over the worths, then sums folded player by player.

A semivalue weighs player i's marginal contributions by coalition size,
φ_i = Σ_{S∌i} p_{|S|} (v(S∪i) − v(S)). Regrouped by coalition,
φ_i = Σ_{S∋i} (p_{|S|−1} + p_{|S|}) v(S) − Σ_S p_{|S|} v(S), so that one weighted table serves all
players, and the sums over the coalitions of each player come from repeatedly adding the upper
half of the table onto the lower. Of many small games at once the semivalues, linear in the worths,
are one product of matrices; of very many, a compiled fold takes about half as long.
"""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    Kind,
    in_integers,
    kind_of,
    object_array,
    ratio,
    tidy,
)

__all__ = ["coalition_sizes", "label", "label_exact", "player_sums", "semivalue"]

_KERNEL_FROM = 15
_ROWS_TO = 14
_ROWS_KERNEL_FROM = 2**22  # entries: below, the product is done before numba is imported


def semivalue(worths: Array, numerators: list[int], denominator: int) -> Array:
    """Return the semivalue with weights p_s = numerators[s] / denominator.

    Parameters
    ----------
    worths
        2**n worths of any number kind, or many such tables along leading axes; the empty
        coalition's may differ from 0.
    numerators
        n integers, the weight of joining a coalition of 0, 1, …, n−1 others.
    denominator
        Their common denominator.

    Returns
    -------
    numpy.ndarray
        n numbers of the kind of the worths, behind the same leading axes.
    """
    n = worths.shape[-1].bit_length() - 1
    if worths.ndim > 1:
        return _batched_semivalue(worths, numerators, denominator)
    kind = kind_of(worths)
    if kind == "fraction":
        return _fraction_semivalue(worths, *_gain_and_base(numerators), denominator)
    weights = _weights(numerators, denominator, kind)
    if kind == "float" and n >= _KERNEL_FROM:
        return _kernel_semivalue(worths, *weights)
    sizes = coalition_sizes(n)
    sums = player_sums(weights[0][sizes] * worths)
    return tidy(sums - (weights[1][sizes] * worths).sum())


def player_sums(table: Array) -> Array:
    """Return Σ_{S∋i} table[S] for each player i, by folding the upper half onto the lower."""
    n = len(table).bit_length() - 1
    sums = np.empty(n, dtype=table.dtype)
    for i in reversed(range(n)):
        lower, upper = table[: 2**i], table[2**i :]
        sums[i] = upper.sum()
        table = lower + upper
    return sums


def coalition_sizes(n: int) -> Array:
    """Return the number of members of each of the 2**n coalitions."""
    return np.bitwise_count(np.arange(2**n)).astype(np.int64)


def label(values: Array, players: tuple[str, ...], name: str) -> pd.Series:
    """Return a solution as a Series indexed by player."""
    return pd.Series(values, index=pd.Index(players, name="player"), name=name)


def _gain_and_base(numerators: list[int]) -> tuple[list[int], list[int]]:
    """Return by coalition size how worths count for members, and what all players then lose."""
    base = [*numerators, 0]
    return [base[0], *(a + b for a, b in pairwise(base))], base


def _weights(numerators: list[int], denominator: int, kind: Kind) -> list[Array]:
    pair = _gain_and_base(numerators)
    return [np.array([ratio(weight, denominator, kind) for weight in part]) for part in pair]


def _batched_semivalue(worths: Array, numerators: list[int], denominator: int) -> Array:
    n = worths.shape[-1].bit_length() - 1
    flat = worths.reshape(-1, 2**n)
    if kind_of(worths) == "float" and n <= _ROWS_TO:
        if worths.size < _ROWS_KERNEL_FROM:
            return worths @ _coefficients(n, numerators, denominator)
        return _rows_semivalue(flat, numerators, denominator).reshape(*worths.shape[:-1], n)
    values = np.empty((len(flat), n), dtype=worths.dtype)
    for row, table in zip(values, flat, strict=True):
        row[:] = semivalue(table, numerators, denominator)
    return values.reshape(*worths.shape[:-1], n)


def _coefficients(n: int, numerators: list[int], denominator: int) -> Array:
    """Return the matrix (2**n, n) of what each worth contributes to each player."""
    weights = np.array([ratio(w, denominator, "float") for w in [*numerators, 0]])
    sizes = coalition_sizes(n)[:, None]
    member = np.arange(2**n)[:, None] >> np.arange(n) & 1
    return np.where(member == 1, weights[sizes - 1], -weights[sizes])


def _rows_semivalue(rows: Array, numerators: list[int], denominator: int) -> Array:
    from lilliput.games.kernels.fold import semivalues_of_rows

    sizes = coalition_sizes(rows.shape[-1].bit_length() - 1)
    gain, base = (part[sizes] for part in _weights(numerators, denominator, "float"))
    return np.asarray(semivalues_of_rows(rows, gain, base))


def _kernel_semivalue(worths: Array, gain: Array, base: Array) -> Array:
    from lilliput.games.kernels.fold import BLOCK_BITS, weighted_block_sums

    n = len(worths).bit_length() - 1
    sizes = coalition_sizes(max(BLOCK_BITS, n - BLOCK_BITS))
    low, high, constant = weighted_block_sums(worths, gain, base, sizes)
    return np.concatenate([player_sums(low), player_sums(high)]) - constant


def _fraction_semivalue(worths: Array, gain: list[int], base: list[int], denominator: int) -> Array:
    """Fold over integers with one common denominator: no fraction is reduced before the end."""
    numerators, common = in_integers(worths)
    sizes = coalition_sizes(len(worths).bit_length() - 1)
    sums = player_sums(np.array(gain, dtype=object)[sizes] * numerators)
    constant = (np.array(base, dtype=object)[sizes] * numerators).sum()
    below = denominator * common
    return object_array([ratio(int(x), below, "fraction") for x in sums - constant])


def label_exact(
    values: list[Fraction], players: tuple[str, ...], name: str, *, exact: bool
) -> pd.Series:
    """Return Fractions as a Series, or the floats nearest to them."""
    entries = object_array(values)
    return label(entries if exact else entries.astype(np.float64), players, name)
