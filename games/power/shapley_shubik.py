"""The Shapley–Shubik index: how often a player is the one whose arrival makes a coalition win."""

from fractions import Fraction
from math import inf

import pandas as pd

from lilliput.games.values.fold import label, label_exact
from lilliput.games.values.shapley import shapley_weights
from lilliput.games.voting import VotingGame
from lilliput.games.voting.counting import count_by_size
from lilliput.games.voting.enumeration import LARGEST_ENUMERATION
from lilliput.games.voting.polynomials import polynomial_work
from lilliput.games.voting.quadrature import index_by_quadrature, quadrature_work
from lilliput.games.voting.reduction import Reduced
from lilliput.games.voting.residues import size_residue_work

__all__ = ["shapley_shubik"]

_QUICK = 5e7  # steps of an exact count that take less than a tenth of a second
_QUICK_ENUMERATION = 2**26
_LARGEST_INTEGRAL = 5e10  # multiplications, about a minute


def shapley_shubik(game: VotingGame, *, exact: bool = False) -> pd.Series:
    """Return the Shapley–Shubik index, the Shapley value of the voting game.

    Where that takes less than about a tenth of a second (one rule, weights up to 100: some hundred
    players; several rules: usually 28 or more) the swings are counted in exact integers, and
    floats are the correctly rounded fractions. Beyond, the floats for one rule are integrals by
    Gauss–Legendre quadrature, each computed by itself, so that their sum certifies them; it
    differs from 1 by about 1e-15. Absolute errors are about 1e-16: of an index far below 1e-6, only
    ``exact=True`` gives all digits.

    Parameters
    ----------
    game
        A voting game.
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player, summing to 1.

    Raises
    ------
    ProblemTooLargeError
        See `lilliput.games.power.swings.swings_by_size`.
    SolverError
        Integrals that do not sum to 1 within 1e-11.

    See Also
    --------
    banzhaf_index, lilliput.games.power.swings.swings_by_size

    References
    ----------
    Shapley, L. S. and Shubik, M. (1954). A method for evaluating the distribution of power in a
    committee system. American Political Science Review 48:787–792. doi:10.2307/1951053
    Owen, G. (1972). Multilinear extensions of games. Management Science 18:P64–P79.

    Examples
    --------
    Luxembourg had a vote in the EEC of 1958, and no power:

    >>> members = ["DE", "FR", "IT", "NL", "BE", "LU"]
    >>> council = VotingGame(members, weights=[4, 4, 4, 2, 2, 1], quota=12)
    >>> {player: str(index) for player, index in shapley_shubik(council, exact=True).items()}
    {'DE': '7/30', 'FR': '7/30', 'IT': '7/30', 'NL': '3/20', 'BE': '3/20', 'LU': '0'}
    """
    reduced = game.reduced()
    if not exact and _is_integral_quicker(reduced):
        return label(index_by_quadrature(reduced), game.players, "shapley_shubik")
    weights, denominator = shapley_weights(game.n)
    known: dict[tuple[int, ...], Fraction] = {}
    values = []
    for counts in map(tuple, reduced.swings_by_size(*count_by_size(reduced))):
        if counts not in known:
            orders = sum(w * count for w, count in zip(weights, counts, strict=True))
            known[counts] = Fraction(orders, denominator)
        values.append(known[counts])
    return label_exact(values, game.players, "shapley_shubik", exact=exact)


def _is_integral_quicker(game: Reduced) -> bool:
    """Whether exact counts take long, and the integral does not take too long."""
    if len(game.rules) != 1:
        return False
    if min(polynomial_work(game), size_residue_work(game)) <= _QUICK:
        return False
    work = quadrature_work(game)
    coalitions = 2 ** len(game.free) if len(game.free) <= LARGEST_ENUMERATION else inf
    return max(_QUICK_ENUMERATION, work) < coalitions and work <= _LARGEST_INTEGRAL
