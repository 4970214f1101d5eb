"""The nucleolus and its kin as labelled allocations."""

import pandas as pd

from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores.nucleolus_solution import nucleolus_solution

__all__ = [
    "nucleolus",
    "per_capita_nucleolus",
    "per_capita_prenucleolus",
    "prenucleolus",
    "proportional_nucleolus",
]


def nucleolus(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the nucleolus: of all imputations, the one with the lexicographically least excesses.

    An imputation has x(N) = v(N) and x_i ≥ v(i). The excess of a coalition is v(S) − x(S); sorted
    by falling size, the excesses are minimised lexicographically. The nucleolus is one point, and
    it is in the core if there is a core.

    Parameters
    ----------
    game
        A coalitional game with numeric worths and Σ v(i) ≤ v(N).
    exact
        Return Fractions also for float worths, which count as the rationals they store. Fractions
        give Fractions in any case.

    Returns
    -------
    pandas.Series
        Indexed by player. Floats are the exact nucleolus, rounded: the answer is proved in rational
        arithmetic in any case, so that there is no tolerance.

    Raises
    ------
    InvalidGameError
        There is no imputation: Σ v(i) > v(N).
    UnsupportedNumberError
        The worths contain symbols.
    SolverError
        No answer could be certified.

    See Also
    --------
    nucleolus_solution : the same with its levels and the proof.
    is_nucleolus : Kohlberg's criterion for a given allocation.
    prenucleolus, per_capita_nucleolus, proportional_nucleolus

    References
    ----------
    Schmeidler, D. (1969). The nucleolus of a characteristic function game. SIAM J. Appl. Math. 17.

    Examples
    --------
    The Talmud's estate of 200 and claims of 100, 200 and 300 (Aumann and Maschler 1985):

    >>> claims = {"A": 100, "B": 200, "C": 300}
    >>> estate = CoalitionalGame.from_function(
    ...     claims, lambda S: max(0, 200 - sum(claims[i] for i in claims if i not in S)))
    >>> nucleolus(estate).to_dict()
    {'A': 50.0, 'B': 75.0, 'C': 75.0}
    """
    return nucleolus_solution(game, kind="nucleolus", exact=exact).allocation


def prenucleolus(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the prenucleolus: the nucleolus over all x(N) = v(N), whatever single players get.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    exact
        Return Fractions also for float worths.

    Returns
    -------
    pandas.Series
        Indexed by player; proved in rational arithmetic.

    Raises
    ------
    UnsupportedNumberError
        The worths contain symbols.
    SolverError
        No answer could be certified.

    References
    ----------
    Peleg, B. and Sudhölter, P. (2007). Introduction to the Theory of Cooperative Games, ch. 5.

    Examples
    --------
    Peleg and Sudhölter, example 5.5.12, where the nucleolus is (1, 1, 0):

    >>> game = CoalitionalGame.from_worths({("A", "B"): 10, ("A", "B", "C"): 2})
    >>> prenucleolus(game).to_dict()
    {'A': 3.0, 'B': 3.0, 'C': -4.0}
    """
    return nucleolus_solution(game, kind="prenucleolus", exact=exact).allocation


def per_capita_nucleolus(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the per-capita nucleolus: excesses count per member, (v(S) − x(S)) / |S|.

    Over imputations. Also called the normalised or weak nucleolus.

    Parameters
    ----------
    game
        A coalitional game with numeric worths and Σ v(i) ≤ v(N).
    exact
        Return Fractions also for float worths.

    Returns
    -------
    pandas.Series
        Indexed by player; proved in rational arithmetic.

    Raises
    ------
    InvalidGameError
        There is no imputation: Σ v(i) > v(N).
    UnsupportedNumberError
        The worths contain symbols.
    SolverError
        No answer could be certified.

    References
    ----------
    Grotte, J. H. (1970). Computation of and observations on the nucleolus, the normalized nucleolus
    and the central games.
    Young, H. P. (1985). Monotonic solutions of cooperative games. Int. J. Game Theory 14.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 6, ("A", "B", "C"): 9})
    >>> per_capita_nucleolus(game, exact=True).map(str).to_dict()
    {'A': '4', 'B': '4', 'C': '1'}
    """
    return nucleolus_solution(game, kind="per-capita", exact=exact).allocation


def per_capita_prenucleolus(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the per-capita prenucleolus: excesses per member, over all x(N) = v(N).

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    exact
        Return Fractions also for float worths.

    Returns
    -------
    pandas.Series
        Indexed by player; proved in rational arithmetic.

    Raises
    ------
    UnsupportedNumberError
        The worths contain symbols.
    SolverError
        No answer could be certified.

    References
    ----------
    Kleppe, J., Reijnierse, H. and Sudhölter, P. (2016). Axiomatizations of symmetrically weighted
    solutions. Ann. Oper. Res. 243.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 10, ("A", "B", "C"): 2})
    >>> per_capita_prenucleolus(game, exact=True).map(str).to_dict()
    {'A': '7/3', 'B': '7/3', 'C': '-8/3'}
    """
    return nucleolus_solution(game, kind="per-capita-prenucleolus", exact=exact).allocation


def proportional_nucleolus(game: CoalitionalGame, *, exact: bool = False) -> pd.Series:
    """Return the proportional nucleolus: excesses relative to worth, (v(S) − x(S)) / v(S).

    Over imputations, and over the coalitions of positive worth only: a relative excess has no
    meaning for the others, whose claims are met by x_i ≥ v(i) where they are met at all.

    Parameters
    ----------
    game
        A coalitional game with numeric worths and Σ v(i) ≤ v(N). Its coalitions of positive worth
        must determine the shares.
    exact
        Return Fractions also for float worths.

    Returns
    -------
    pandas.Series
        Indexed by player; proved in rational arithmetic.

    Raises
    ------
    InvalidGameError
        There is no imputation, or the coalitions of positive worth leave some shares open.
    UnsupportedNumberError
        The worths contain symbols.
    SolverError
        No answer could be certified.

    References
    ----------
    Young, H. P., Okada, N. and Hashimoto, T. (1982). Cost allocation in water resources
    development. Water Resour. Res. 18 (there for cost games).

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({"A": 2, "B": 1, ("A", "B"): 6})
    >>> proportional_nucleolus(game).to_dict()
    {'A': 4.0, 'B': 2.0}
    """
    return nucleolus_solution(game, kind="proportional", exact=exact).allocation
