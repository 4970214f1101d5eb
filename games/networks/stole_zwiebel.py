"""Bargaining link by link when every agreement is open to renegotiation (Stole and Zwiebel 1996).

If one pair fails to agree, all the others bargain again without it. So what a pair shares is the
difference between the network with its link and the whole outcome of the network without. With one
hub, x_i(S) − v(i) = x_h(S) − x_h(S∖i) for each partner i in the set S of those who are still there.
"""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, number_array, object_array, tidy, unify
from lilliput.games.checks import check_probability, index_of
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.networks.fair import fair_allocation
from lilliput.games.networks.links import ByPlayer, check_weights
from lilliput.games.tables import all_coalitions, subset_sums

__all__ = ["stole_zwiebel", "stole_zwiebel_wages"]

_MOST_PARTNERS = 20


def stole_zwiebel(
    game: CoalitionalGame,
    edges: Iterable[tuple[str, str]] | None = None,
    *,
    hub: str | None = None,
    weights: ByPlayer | None = None,
) -> pd.Series:
    """Return the payoffs of bilateral bargaining in which every failure reopens all agreements.

    With one hub and equal weights this is the Shapley value of the game in which partners need the
    hub; on a graph, the Myerson value.

    Parameters
    ----------
    game
        What a connected set of players is worth.
    edges
        The pairs who bargain. Either this or `hub`.
    hub
        The player who bargains with each of the others.
    weights
        Positive bargaining weights: the two of a pair gain in proportion to them.

    Returns
    -------
    pandas.Series
        Indexed by player, in the kind of the worths.

    Raises
    ------
    InvalidArgumentError
        Both or neither of `edges` and `hub`.
    ProblemTooLargeError
        More than 20 partners of a hub, or 16 links.

    Notes
    -----
    Pairs agree even if they lose by it: where worths fall as players join, a gain x_i − v(i) may be
    negative.

    The order of talks matters for which extensive form has this outcome; Brügemann, Gautier and
    Menzio (2019) give one that does.

    References
    ----------
    Stole, L. A. and Zwiebel, J. (1996). Intra-firm bargaining under non-binding contracts. Review
    of Economic Studies 63:375–410. doi:10.2307/2297888
    Brügemann, B., Gautier, P. and Menzio, G. (2019). Intra firm bargaining and Shapley values.
    Review of Economic Studies 86:564–592.
    de Fontenay, C. C. and Gans, J. S. (2014). Bilateral bargaining with externalities. Journal of
    Industrial Economics 62:756–788.

    Examples
    --------
    A firm needs one of two workers:

    >>> from fractions import Fraction
    >>> job = CoalitionalGame.from_function(
    ...     ["firm", "w1", "w2"], lambda S: Fraction("firm" in S and len(S) >= 2)
    ... )
    >>> stole_zwiebel(job, hub="firm").to_dict()
    {'firm': Fraction(2, 3), 'w1': Fraction(1, 6), 'w2': Fraction(1, 6)}
    """
    worths = worths_of(game, exact=False)
    if (edges is None) == (hub is None):
        raise InvalidArgumentError(
            f"give either edges or hub, got {'neither' if hub is None else 'both'}"
        )
    if edges is not None:
        payoffs = fair_allocation(game, edges, weights=weights)
        return payoffs.rename("stole_zwiebel")
    centre = index_of(game.players, hub, argument="hub: player")
    omega = check_weights(weights, game.players)
    if omega is not None:
        worths, omega = unify(worths, omega)
    payoffs_by_place = tidy(_hub_payoffs(worths, centre, omega))
    index = pd.Index(game.players, name="player")
    return pd.Series(payoffs_by_place, index, payoffs_by_place.dtype, "stole_zwiebel")


def stole_zwiebel_wages(
    surplus: Sequence[Any] | Array, *, outside: Any = 0, share: Any = Fraction(1, 2)
) -> pd.DataFrame:
    """Return wages and profits of a firm with 0 … m identical workers under renegotiation.

    (1 − β)(w_k − w₀) = β(π_k − π_{k−1}) and π_k = f(k) − k w_k. With β = ½ and w₀ = 0 the profit is
    the mean of f(0), …, f(k).

    Parameters
    ----------
    surplus
        f(0), …, f(m).
    outside
        What a worker gets elsewhere, w₀.
    share
        The worker's share β of the gain of a pair, in [0, 1).

    Returns
    -------
    pandas.DataFrame
        `wage` and `profit` by the number of workers; no wage (NaN) where there is no worker.

    References
    ----------
    Stole, L. A. and Zwiebel, J. (1996). Intra-firm bargaining under non-binding contracts. Review
    of Economic Studies 63:375–410. doi:10.2307/2297888

    Examples
    --------
    >>> stole_zwiebel_wages([Fraction(0), Fraction(1), Fraction(1)])["profit"].to_list()
    [Fraction(0, 1), Fraction(1, 2), Fraction(2, 3)]
    """
    check_probability(share, argument="share")
    if share == 1:
        raise InvalidArgumentError("share must lie in [0, 1): at 1 workers leave the firm nothing")
    if len(surplus) == 0:
        raise InvalidArgumentError("surplus must hold f(0), f(1), …, got nothing")
    numbers = number_array(
        [*surplus, outside, share], argument="surplus, outside and share", integers="fraction"
    )
    output, other, beta = numbers[:-2], numbers[-2], numbers[-1]
    weight = beta / (1 - beta)
    wages: list[Any] = [float("nan")]
    profits = [output[0]]
    for k in range(1, len(output)):
        before = profits[-1]
        # π = f − k(w₀ + weight·(π − before))
        profit = (output[k] - k * other + k * weight * before) / (1 + k * weight)
        wages.append(other + weight * (profit - before))
        profits.append(profit)
    wages[1:] = tidy(object_array(wages[1:])) if kind_of(numbers) == "symbolic" else wages[1:]
    dtype = float if kind_of(numbers) == "float" else object
    index = pd.RangeIndex(len(profits), name="workers")
    return pd.DataFrame({"wage": wages, "profit": profits}, index=index, dtype=dtype)


def _hub_payoffs(worths: Array, centre: int, omega: Array | None) -> Array:
    """Return all payoffs from the hub's in each set of partners, smaller sets first."""
    n = len(worths).bit_length() - 1
    m = n - 1
    if m > _MOST_PARTNERS:
        raise ProblemTooLargeError(
            f"game: {m} partners of a hub make 2**{m} sets to go through; at most "
            f"{_MOST_PARTNERS} are allowed; shapley_value takes more"
        )
    partners = [i for i in range(n) if i != centre]
    masks = subset_sums(np.array([1 << i for i in partners], dtype=np.int64)) | 1 << centre
    table = worths[masks] if m else worths[[1 << centre]]
    one = table[0] * 0 + 1
    ratio = [one if omega is None else omega[i] / omega[centre] for i in partners]
    alone = [worths[1 << i] for i in partners]
    sets = all_coalitions(m)
    sizes = np.bitwise_count(sets)
    hub = np.empty(2**m, dtype=worths.dtype)
    for size in range(m + 1):
        level = sets[sizes == size]
        total, scale = table[level].copy(), np.full(len(level), one, dtype=worths.dtype)
        for k in range(m):
            has = np.flatnonzero(level >> k & 1)
            total[has] += ratio[k] * hub[level[has] ^ 1 << k] - alone[k]
            scale[has] += ratio[k]
        hub[level] = total / scale
    payoffs = np.empty(n, dtype=worths.dtype)
    payoffs[centre] = hub[-1]
    for k, i in enumerate(partners):
        payoffs[i] = alone[k] + ratio[k] * (hub[-1] - hub[-1 - (1 << k)])
    return payoffs
