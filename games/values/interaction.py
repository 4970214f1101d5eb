"""Interaction indices of pairs: do two players add more together than apart?

Player i and j add v(S∪ij) − v(S∪i) − v(S∪j) + v(S) by acting together beside S. Averaged over S
by coalition size this is positive for complements and negative for substitutes. As for
semivalues, one weighted table serves all pairs, and their sums come from folding it: O(2**n).
"""

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, ratio, tidy
from lilliput.games.checks import check_table_fits
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.values.fold import coalition_sizes, player_sums, semivalue
from lilliput.games.values.shapley import shapley_weights

__all__ = ["banzhaf_interaction", "shapley_interaction"]


def shapley_interaction(game: CoalitionalGame, *, exact: bool = False) -> pd.DataFrame:
    """Return the Shapley interaction index of every pair of players.

    I(ij) = Σ_{S∌i,j} |S|! (n−|S|−2)! / (n−1)! · (v(S∪ij) − v(S∪i) − v(S∪j) + v(S)). The same index
    of a single player is its Shapley value, which is on the diagonal.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.DataFrame
        Symmetric, players by players; the Shapley value on the diagonal.

    See Also
    --------
    banzhaf_interaction, shapley_value

    References
    ----------
    Grabisch, M. and Roubens, M. (1999). An axiomatic approach to the concept of interaction among
    players in cooperative games. Int. J. of Game Theory 28. doi:10.1007/s001820050125
    Murofushi, T. and Soneda, S. (1993). Techniques for reading fuzzy measures (III): interaction
    index. 9th Fuzzy System Symposium, Sapporo.

    Examples
    --------
    The two left gloves are substitutes, each a complement of the right one:

    >>> glove = CoalitionalGame.from_worths({("L1", "R"): 1, ("L2", "R"): 1, ("L1", "L2", "R"): 1})
    >>> index = shapley_interaction(glove)
    >>> float(index.loc["L1", "R"]), float(index.loc["L1", "L2"])
    (0.5, -0.5)
    """
    pairs = shapley_weights(max(game.n - 1, 0))
    return _interaction(game, pairs, shapley_weights(game.n), exact=exact)


def banzhaf_interaction(game: CoalitionalGame, *, exact: bool = False) -> pd.DataFrame:
    """Return the Banzhaf interaction index of every pair of players.

    I(ij) = 2**(2−n) Σ_{S∌i,j} (v(S∪ij) − v(S∪i) − v(S∪j) + v(S)). The same index of a single
    player is its Banzhaf value, which is on the diagonal.

    Parameters
    ----------
    game
        A coalitional game.
    exact
        Turn float worths into the rationals they store, and return Fractions.

    Returns
    -------
    pandas.DataFrame
        Symmetric, players by players; the Banzhaf value on the diagonal.

    See Also
    --------
    shapley_interaction, banzhaf_value

    References
    ----------
    Grabisch, M. and Roubens, M. (1999). An axiomatic approach to the concept of interaction among
    players in cooperative games. Int. J. of Game Theory 28. doi:10.1007/s001820050125

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B"], [0, 1, 2, 6])
    >>> banzhaf_interaction(game).to_numpy().tolist()
    [[2.5, 3.0], [3.0, 3.5]]
    """
    pairs = [1] * (game.n - 1), 2 ** max(game.n - 2, 0)
    return _interaction(game, pairs, ([1] * game.n, 2 ** max(game.n - 1, 0)), exact=exact)


def _interaction(
    game: CoalitionalGame,
    pairs: tuple[list[int], int],
    singles: tuple[list[int], int],
    *,
    exact: bool,
) -> pd.DataFrame:
    check_table_fits(game.n, copies=4)
    worths = worths_of(game, exact=exact)
    matrix = _pair_index(worths, *pairs)
    np.fill_diagonal(matrix, semivalue(worths, *singles))
    names = pd.Index(game.players, name="player")
    return pd.DataFrame(matrix, index=names, columns=names)


def _pair_index(worths: Array, numerators: list[int], denominator: int) -> Array:
    """Return Σ_S q_{|S|} (v(S∪ij) − v(S∪i) − v(S∪j) + v(S)) for each pair.

    By coalition the worth v(T) has the weight q_{t−2} if T holds both players, −q_{t−1} if one and
    q_t if neither, which sums over all T, over T∋i, over T∋j and over T∋i,j bring about.
    """
    n = len(worths).bit_length() - 1
    kind, sizes = kind_of(worths), coalition_sizes(n)
    weight = [0, 0, *numerators, 0, 0]
    none = [weight[t + 2] for t in range(n + 1)]
    one = [weight[t + 1] + weight[t + 2] for t in range(n + 1)]
    both = [weight[t] + 2 * weight[t + 1] + weight[t + 2] for t in range(n + 1)]

    def weighted(weights: list[int]) -> Array:
        by_size = np.array([ratio(w, denominator, kind) for w in weights])
        return np.asarray(by_size[sizes] * worths)

    alone = player_sums(weighted(one))
    matrix = _pair_sums(weighted(both)) - alone[:, None] - alone[None, :] + weighted(none).sum()
    return tidy(matrix)


def _pair_sums(table: Array) -> Array:
    """Return Σ_{T∋i,j} table[T] for each pair, by folding the upper half onto the lower."""
    n = len(table).bit_length() - 1
    sums = np.empty((n, n), dtype=table.dtype)
    for i in reversed(range(n)):
        lower, upper = table[: 2**i], table[2**i :]
        sums[i, i] = upper.sum()
        sums[i, :i] = sums[:i, i] = player_sums(upper)
        table = lower + upper
    return sums
