"""Games of what each coalition counts on, from games in partition function form.

What S gets depends on how the others organise; a rule about their reaction turns v(S, P) into one
worth v(S), and the game into a coalitional game, with all its values and cores.
"""

from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, kind_of, maximum, minimum
from lilliput.games.checks import check_tolerance, index_of
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import UnsupportedNumberError
from lilliput.games.partition.game import PartitionGame, require_partition_game
from lilliput.games.partition.moves import by_coalition
from lilliput.games.partition.structures import block_masks, block_starts
from lilliput.games.tables import allowance

__all__ = ["Reaction", "characteristic_function", "singleton_indices", "together_indices"]

Reaction = Literal["pessimistic", "optimistic", "singletons", "together", "maximising"]

Indices = NDArray[np.int64]


def characteristic_function(
    game: PartitionGame, reaction: Reaction = "pessimistic", *, tol: float = 1e-9
) -> CoalitionalGame:
    """Return the coalitional game of what each coalition counts on.

    Parameters
    ----------
    game
        A game in partition function form.
    reaction
        What coalition S expects the others to form:

        - ``"pessimistic"``: the structure that is worst for S, the α-characteristic function. In a
          game in partition function form it is the β-characteristic function as well, since S has
          no choice left to answer with;
        - ``"optimistic"``: the structure that is best for S, the ω-characteristic function;
        - ``"singletons"``: coalitions of one, the γ-characteristic function;
        - ``"together"``: one coalition, the δ-characteristic function;
        - ``"maximising"``: a structure with the largest sum of the others' worths; of several the
          one that is worst for S.
    tol
        For ``"maximising"`` with float worths: sums within `tol` times the largest one tie.

    Returns
    -------
    CoalitionalGame
        With v(N) the worth of the grand coalition in every case.

    Raises
    ------
    UnknownNameError
        Another word for `reaction`.
    UnsupportedNumberError
        ``"maximising"`` with symbols; the other rules take them (a minimum of symbols is sympy's).

    References
    ----------
    Aumann, R. J. and Peleg, B. (1960). Von Neumann–Morgenstern solutions to cooperative games
    without side payments. Bulletin of the American Mathematical Society 66:173–179 (α and β).
    Hart, S. and Kurz, M. (1983). Endogenous formation of coalitions. Econometrica 51:1047–1064.
    doi:10.2307/1912051 (γ and δ)
    Chander, P. and Tulkens, H. (1997). The core of an economy with multilateral environmental
    externalities. International Journal of Game Theory 26:379–401. doi:10.1007/BF01263279 (γ)
    Bloch, F. and van den Nouweland, A. (2014). Expectation formation rules and the core of
    partition function games. Games and Economic Behavior 88:339–353. (all of them)

    Examples
    --------
    >>> from lilliput.games.partition import cournot_game
    >>> cartels = cournot_game({"A": 0, "B": 0, "C": 0}, intercept=12)
    >>> characteristic_function(cartels, "singletons").to_series().to_dict()["A, B"]
    Fraction(16, 1)
    >>> characteristic_function(cartels, "together").worth(["A"])
    Fraction(16, 1)
    >>> characteristic_function(cartels, "pessimistic").worth(["A"])
    Fraction(9, 1)
    """
    require_partition_game(game)
    index_of(get_args(Reaction), reaction, argument="reaction")
    check_tolerance(tol)
    n, worths = game.n, game.worths
    if reaction == "singletons":
        chosen = worths[singleton_indices(n)]
    elif reaction == "together":
        chosen = worths[together_indices(n)]
    elif reaction == "maximising":
        chosen = _against_maximisers(n, worths, tol)
    else:
        chosen = _extremes(worths[by_coalition(n)[0]], by_coalition(n)[1], reaction)
    return CoalitionalGame(game.players, np.concatenate([worths[:1] * 0, chosen]))


def singleton_indices(n: int) -> Indices:
    """Return the flat index of each coalition 1 … 2**n − 1 beside singletons.

    Examples
    --------
    >>> singleton_indices(2).tolist()
    [1, 2, 0]
    """
    sizes = np.diff(block_starts(n))
    blocks = np.repeat(sizes, sizes)
    members = np.bitwise_count(block_masks(n)).astype(np.int64)
    return _in_mask_order(n, np.flatnonzero(blocks == n - members + 1))


def together_indices(n: int) -> Indices:
    """Return the flat index of each coalition 1 … 2**n − 1 beside one coalition of all others.

    Examples
    --------
    >>> together_indices(2).tolist()
    [1, 2, 0]
    """
    sizes = np.diff(block_starts(n))
    return _in_mask_order(n, np.flatnonzero(np.repeat(sizes, sizes) <= 2))


def _in_mask_order(n: int, indices: Indices) -> Indices:
    """Return indices of which each coalition has one in the order of the coalitions."""
    result = np.empty(2**n - 1, dtype=np.int64)
    result[block_masks(n)[indices] - 1] = indices
    return result


def _extremes(sorted_worths: Array, first: Indices, reaction: str) -> Array:
    """Return the least or largest worth of each group of a sorted table."""
    if kind_of(sorted_worths) != "symbolic":
        pick = np.minimum if reaction == "pessimistic" else np.maximum
        return np.asarray(pick.reduceat(sorted_worths, first))
    choose = minimum if reaction == "pessimistic" else maximum
    result = np.empty(len(first), dtype=object)
    for k, group in enumerate(np.split(sorted_worths, first[1:])):
        result[k] = choose(group)
    return result


def _against_maximisers(n: int, worths: Array, tol: float) -> Array:
    """Return the least worth of each coalition among the structures that maximise the others'."""
    if kind_of(worths) == "symbolic":
        raise UnsupportedNumberError(
            "reaction 'maximising' needs numbers, got symbolic worths; substitute values for them"
        )
    starts, (order, first) = block_starts(n), by_coalition(n)
    totals = np.add.reduceat(worths, starts[:-1])
    others = np.repeat(totals, np.diff(starts))[order] - worths[order]
    counts = np.diff(np.append(first, len(order)))
    best = np.repeat(np.maximum.reduceat(others, first), counts)
    slack = allowance(totals, tol)
    lost = worths[order].copy()
    lost[others < best - slack] = worths.max()
    return np.asarray(np.minimum.reduceat(lost, first))
