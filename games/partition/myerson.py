"""Myerson's value of games in partition function form."""

from fractions import Fraction
from math import factorial
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    kind_of,
    object_array,
    over_one_denominator,
    tidy,
    to_exact,
)
from lilliput.games.partition.game import PartitionGame, require_partition_game
from lilliput.games.partition.structures import block_masks, block_starts
from lilliput.games.values.fold import label

__all__ = ["myerson_partition_value"]


def myerson_partition_value(game: PartitionGame, *, exact: bool = False) -> pd.Series:
    """Return Myerson's value: the one that is linear, symmetric, and pays v(N) to any carrier.

    φ_i = Σ_{(S,P)} (−1)^{|P|−1} (|P|−1)! (1/n − Σ_{T∈P, T≠S, i∉T} 1/((|P|−1)(n−|T|))) v(S, P). A
    set of players is a carrier if v(S, P) depends on nothing but who of it is in S and how P splits
    it. The value can be negative even where all worths are positive and cooperation pays.

    Parameters
    ----------
    game
        A game in partition function form.
    exact
        Turn float worths into the rationals they store, and return Fractions. The weights have both
        signs and grow as (n−1)!, which costs floats some digits; the sums are therefore made in
        wider floats where the machine has them.

    Returns
    -------
    pandas.Series
        Indexed by player; the Shapley value where there are no externalities.

    References
    ----------
    Myerson, R. B. (1977). Values of games in partition function form. International Journal of Game
    Theory 6:23–31. doi:10.1007/BF01770871

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> cartels = cournot_game({"A": 0, "B": 2, "C": 4}, intercept=12)
    >>> myerson_partition_value(cartels).to_dict()
    {'A': Fraction(215, 9), 'B': Fraction(80, 9), 'C': Fraction(29, 9)}
    """
    require_partition_game(game)
    worths = to_exact(game.worths) if exact else game.worths
    kind = kind_of(worths)
    if kind == "float":
        values = _values(worths.astype(np.longdouble), game.n, np.longdouble(1))
        return label(values.astype(np.float64), game.players, "myerson_partition_value")
    if kind == "symbolic":
        import sympy

        values = tidy(_values(worths, game.n, sympy.Integer(1)))
        return label(values, game.players, "myerson_partition_value")
    whole, common = over_one_denominator(worths)
    scale = common * factorial(game.n)
    sums = _values(object_array(whole), game.n, factorial(game.n))
    values = object_array([Fraction(int(entry), scale) for entry in sums])
    return label(values, game.players, "myerson_partition_value")


def _values(worths: Array, n: int, one: Any) -> Array:
    """Return the value times `one`, which all divisors here divide if it is an integer.

    Of the sum over T, the block T of i itself is left out. With R = Σ_T 1/(n−|T|), W = Σ_S v(S, P)
    and k blocks, a member of block T gets from P the weight (−1)^{k−1} (k−1)! times
    W/n − (R W − Σ_S v(S)/(n−|S|) − (W − v(T))/(n−|T|)) / (k−1).
    """
    starts = block_starts(n)
    blocks = np.diff(starts)
    members = np.bitwise_count(block_masks(n)).astype(np.int64)
    quotients = [one // k if isinstance(one, int) else one / k for k in range(1, n + 1)]
    divided = np.array([one * 0, *quotients], dtype=worths.dtype)
    rates = divided[n - members]
    total = np.add.reduceat(worths, starts[:-1])
    rate = np.add.reduceat(rates, starts[:-1])
    weighted = np.add.reduceat(worths * rates, starts[:-1])
    lines = np.repeat(np.arange(len(blocks)), blocks)
    rest = (total[lines] - worths) * rates
    common = (rate * total - weighted)[lines]
    signs = object_array([0] + [(-1) ** (k - 1) * factorial(k - 1) for k in range(1, n + 1)])
    spread = object_array([0, 0] + [(-1) ** (k - 1) * factorial(k - 2) for k in range(2, n + 1)])
    if worths.dtype != object:
        signs, spread = signs.astype(worths.dtype), spread.astype(worths.dtype)
    shares = signs[blocks][lines] * (total * divided[n])[lines]
    shares = shares - spread[blocks][lines] * (common - rest)
    masks = block_masks(n)
    return np.array([shares[masks >> i & 1 == 1].sum() for i in range(n)], dtype=worths.dtype)
