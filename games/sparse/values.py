"""Values of sparse games: each term is shared by itself, whatever the number of players.

A term that pays a when p players are present and m absent is worth to each of the p, by the
Shapley value, a / (p·C(p+m, p)), and to each of the m, −a / (m·C(p+m, p)); by the Banzhaf value
±a / 2**(p+m−1). A million terms cost a pass or two over memory.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import comb
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, ratio, tidy, to_exact, unify
from lilliput.games.checks import partition_of, vector_by_name
from lilliput.games.sparse.game import SparseGame
from lilliput.games.sparse.terms import Indices, float_sums, row_of_each, sum_by_player
from lilliput.games.values.fold import label

__all__ = ["share_dividends", "sparse_banzhaf_value", "sparse_owen_value", "sparse_shapley_value"]

_SMALL = 2**16

Weights = Mapping[str, Any] | pd.Series | Sequence[Any]


def sparse_shapley_value(
    game: SparseGame, weights: Weights | None = None, *, exact: bool = False
) -> pd.Series:
    """Return the Shapley value, or the weighted Shapley value, of a sparse game.

    Member i of a coalition T with dividend Δ(T) receives Δ(T) ω_i / ω(T). For equal weights,
    rules with absent players are shared in closed form; otherwise they are first turned into
    dividends.

    Parameters
    ----------
    game
        A sparse game.
    weights
        Positive weights ω, by name or in the order of the players; equal by default.
    exact
        Turn floats into the rationals that they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    ProblemTooLargeError
        Weights, and rules with too many absent players (see `SparseGame.without_negatives`).

    References
    ----------
    Ieong, S. and Shoham, Y. (2005). Marginal contribution nets: a compact representation scheme
    for coalitional games. ACM Conference on Electronic Commerce.
    Kalai, E. and Samet, D. (1987). On weighted Shapley values. doi:10.1007/BF01756292

    Examples
    --------
    >>> trade = {("US", "CA"): 4, ("US", "MX"): 2}
    >>> game = SparseGame.from_dividends(["US", "CA", "MX"], trade)
    >>> sparse_shapley_value(game).to_dict()
    {'US': 3.0, 'CA': 2.0, 'MX': 1.0}
    """
    if weights is not None:
        values = _proportional(game, weights, None, exact=exact)
    else:
        values = _by_counts(game, _shapley_coefficients, exact=exact)
    return label(values, game.players, "sparse_shapley_value")


def sparse_banzhaf_value(game: SparseGame, *, exact: bool = False) -> pd.Series:
    """Return the Banzhaf value of a sparse game: Σ_{T∋i} Δ(T) / 2**(|T|−1).

    Parameters
    ----------
    game
        A sparse game.
    exact
        Turn floats into the rationals that they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Owen, G. (1975). Multilinear extensions and the Banzhaf value. Naval Research Logistics 22.

    Examples
    --------
    >>> game = SparseGame.from_dividends(["A", "B", "C"], {("A", "B", "C"): 4})
    >>> sparse_banzhaf_value(game).to_dict()
    {'A': 1.0, 'B': 1.0, 'C': 1.0}
    """
    values = _by_counts(game, _banzhaf_coefficients, exact=exact)
    return label(values, game.players, "sparse_banzhaf_value")


def sparse_owen_value(
    game: SparseGame,
    unions: Iterable[Iterable[str]],
    *,
    weights: Weights | None = None,
    exact: bool = False,
) -> pd.Series:
    """Return the Owen value of a sparse game for a partition of the players into unions.

    A dividend is split equally over the unions that its coalition meets, then equally, or in
    proportion to the weights, among the coalition's members of each.

    Parameters
    ----------
    game
        A sparse game. Rules with absent players are first turned into dividends.
    unions
        Disjoint groups of players; players in no group form a union of their own.
    weights
        Positive weights, by name or in the order of the players; equal by default.
    exact
        Turn floats into the rationals that they store, and return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    ProblemTooLargeError
        Rules with too many absent players (see `SparseGame.without_negatives`).

    References
    ----------
    Owen, G. (1977). Values of games with a priori unions. doi:10.1007/978-3-642-45494-3_7

    Examples
    --------
    >>> game = SparseGame.from_dividends(["A", "B", "C"], {("A", "B", "C"): 4})
    >>> sparse_owen_value(game, [["A", "B"]]).to_dict()
    {'A': 1.0, 'B': 1.0, 'C': 2.0}
    """
    union_of = np.empty(game.n, dtype=np.int64)
    for k, members in enumerate(partition_of(game.players, unions)):
        union_of[members] = k
    chosen = [1] * game.n if weights is None else weights
    values = _proportional(game, chosen, union_of, exact=exact)
    return label(values, game.players, "sparse_owen_value")


def share_dividends(
    players: Sequence[str],
    dividends: Mapping[frozenset[str], Any],
    weights: Weights | None = None,
    *,
    unions: Iterable[Iterable[str]] = (),
) -> pd.Series:
    """Share each coalition's dividend among its members.

    Without unions member i of T receives Δ(T) ω_i / ω(T), the weighted Shapley value (the Shapley
    value for equal weights). With unions the dividend is first split equally over the unions that
    T meets, then in proportion to the weights among T's members of each, which for equal weights
    is the Owen value.

    Parameters
    ----------
    players
        Distinct names.
    dividends
        Coalition (frozenset of names) to Harsanyi dividend; the rest are 0.
    weights
        Positive bargaining weights ω, by name or in the order of the players; equal by default.
    unions
        Disjoint groups of players; players in no group form a union of their own.

    Returns
    -------
    pandas.Series
        Indexed by player.

    References
    ----------
    Kalai, E. and Samet, D. (1987). On weighted Shapley values. doi:10.1007/BF01756292
    Owen, G. (1977). Values of games with a priori unions.

    Examples
    --------
    >>> trade = {frozenset({"US", "CA"}): 4, frozenset({"US", "MX"}): 2}
    >>> share_dividends(["US", "CA", "MX"], trade).to_dict()
    {'US': 3.0, 'CA': 2.0, 'MX': 1.0}
    """
    game = SparseGame.from_dividends(players, dividends)
    groups = [list(union) for union in unions]
    chosen = [1] * game.n if weights is None else weights
    if not game.terms:  # no amount says which kind of number nothing is: the weights do
        return label(_positive(chosen, game.players) * 0, game.players, "allocation")
    if groups:
        values = sparse_owen_value(game, groups, weights=chosen)
    else:
        values = sparse_shapley_value(game, chosen)
    return values.rename("allocation")


def _shapley_coefficients(present: int, absent: int) -> tuple[int, int]:
    """Return the parts of a term's amount for a present and (negated) for an absent player."""
    orders = comb(present + absent, present)
    return present * orders, absent * orders


def _banzhaf_coefficients(present: int, absent: int) -> tuple[int, int]:
    return 2 ** (present + absent - 1), 2 ** (present + absent - 1)


def _by_counts(
    game: SparseGame, denominators: Callable[[int, int], tuple[int, int]], *, exact: bool
) -> Array:
    """Share each term by how many players it wants present and absent."""
    amounts = to_exact(game.amounts) if exact else game.amounts
    if kind_of(amounts) == "float" and not game.has_negatives:
        sizes = game.positives
        parts = [1 / denominators(size, 0)[0] for size in range(1, int(sizes.max(initial=0)) + 1)]
        shares = np.repeat(amounts * np.array([0.0, *parts])[sizes], sizes)
        return float_sums(game.members, shares, game.n)
    absent = game.sizes - game.positives
    shape = (int(game.positives.max(initial=0)) + 1, int(absent.max(initial=0)) + 1)
    used, cell = _ranked(game.positives * shape[1] + absent, shape[0] * shape[1])
    pairs = [denominators(*divmod(int(code), shape[1])) for code in used]
    coefficients = [(1, gain) for gain, _ in pairs] + [(-1, max(loss, 1)) for _, loss in pairs]
    rows = row_of_each(game.offsets)
    codes = cell[rows] + np.where(game.is_present, 0, len(pairs))
    return sum_by_player(game.n, game.members, rows, amounts, coefficients, codes)


def _ranked(cells: Indices, bound: int) -> tuple[Indices, Indices]:
    """Return the distinct cells below a bound, and for each entry the position of its own."""
    if bound > max(_SMALL, len(cells)):
        return np.unique(cells, return_inverse=True)
    used = np.flatnonzero(np.bincount(cells, minlength=bound))
    place = np.zeros(bound, dtype=np.int64)
    place[used] = np.arange(len(used))
    return used, place[cells]


def _proportional(
    game: SparseGame, weights: Weights, union_of: Indices | None, *, exact: bool
) -> Array:
    """Share each dividend equally over unions, and by weight within each of them."""
    omega = _positive(weights, game.players)
    plainly = game.without_negatives()
    amounts = plainly.amounts
    if exact:
        amounts, omega = to_exact(amounts), to_exact(omega)
    amounts, omega = unify(amounts, omega)
    members, rows = plainly.members, row_of_each(plainly.offsets)
    if union_of is None:
        groups, unions_met = rows, np.ones(plainly.terms, dtype=np.int64)
    else:
        groups, unions_met = _split_by_union(rows, union_of[members], plainly.terms)
    if kind_of(omega) == "float":
        totals = np.bincount(groups, weights=omega[members])
        parts = (amounts / unions_met)[rows] * omega[members] / totals[groups]
        return float_sums(members, parts, game.n)
    zero = ratio(0, 1, kind_of(omega))
    totals = np.full(int(groups.max(initial=-1)) + 1, zero, dtype=object)
    np.add.at(totals, groups, omega[members])
    sums = np.full(game.n, zero, dtype=object)
    np.add.at(
        sums, members, (amounts / unions_met.astype(object))[rows] * omega[members] / totals[groups]
    )
    return tidy(sums)


def _positive(weights: Weights, players: tuple[str, ...]) -> Array:
    return vector_by_name(
        weights, players, argument="weights", minimum=0, strict=True, integers="fraction"
    )


def _split_by_union(rows: Indices, unions: Indices, terms: int) -> tuple[Indices, Indices]:
    """Return for each entry the group of its term and union, and the number of unions by term."""
    keys = rows * (int(unions.max(initial=0)) + 1) + unions
    order = np.argsort(keys, kind="stable")  # nearly sorted, which the stable sort makes use of
    first = np.ones(len(keys), dtype=bool)
    first[1:] = keys[order[1:]] != keys[order[:-1]]
    groups = np.empty_like(keys)
    groups[order] = np.cumsum(first) - 1
    return groups, np.bincount(rows[order[first]], minlength=terms)
