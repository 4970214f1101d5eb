"""Games that papers made known for their equilibria, in the numbers of those papers."""

from fractions import Fraction
from typing import Any

from lilliput.games.checks import check_probability
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.zoo.building import bimatrix, exact, game_of, numbered

__all__ = [
    "bagwell_1995",
    "mckelvey_mclennan_1997",
    "nau_2004",
    "shapley_1964",
    "von_stengel_3x2",
    "von_stengel_1999",
    "winkels_1979",
]

# A game of 6 × 6 strategies with 75 equilibria, in the numbers that Gambit distributes.
_STENGEL_A = [
    [9504, -660, 19976, -20526, 1776, -8976],
    [-111771, 31680, -130944, 168124, -8514, 52764],
    [397584, -113850, 451176, -586476, 29216, -178761],
    [171204, -45936, 208626, -263076, 14124, -84436],
    [1303104, -453420, 1227336, -1718376, 72336, -461736],
    [737154, -227040, 774576, -1039236, 48081, -300036],
]
_STENGEL_B = [
    [72336, 48081, 29216, 14124, 1776, -8514],
    [-461736, -300036, -178761, -84436, -8976, 52764],
    [1227336, 774576, 451176, 208626, 19976, -130944],
    [-1718376, -1039236, -586476, -263076, -20526, 168124],
    [1303104, 737154, 397584, 171204, 9504, -111771],
    [-453420, -227040, -113850, -45936, -660, 31680],
]


def shapley_1964() -> NormalFormGame:
    """Return Shapley's 3 × 3 game, in which fictitious play goes round for ever.

    Its only equilibrium is uniform, worth 1/3 to both.

    References
    ----------
    Shapley, L. S. (1964). Some topics in two-person games. In Dresher, M., Shapley, L. S. and
    Tucker, A. W. (eds), Advances in Game Theory, 1–28. Princeton University Press (up to the names
    of the strategies).

    Examples
    --------
    >>> shapley_1964().payoff([[1 / 3] * 3] * 2).round(6).tolist()
    [0.333333, 0.333333]
    """
    A = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    return bimatrix(A, [[0, 1, 0], [0, 0, 1], [1, 0, 0]])


def von_stengel_3x2() -> NormalFormGame:
    """Return a nondegenerate 3 × 2 game with three equilibria, which textbooks solve by hand.

    References
    ----------
    von Stengel, B. (2007). Equilibrium computation for two-player games in strategic and extensive
    form. In Nisan, N. et al. (eds), Algorithmic Game Theory, chapter 3, equation (3.3).

    Examples
    --------
    >>> von_stengel_3x2().shape
    (3, 2)
    """
    return bimatrix([[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]])


def von_stengel_1999() -> NormalFormGame:
    """Return a 6 × 6 game with 75 equilibria, more than the 63 of pure coordination.

    References
    ----------
    von Stengel, B. (1999). New maximal numbers of equilibria in bimatrix games. Discrete and
    Computational Geometry 21:557–568.

    Examples
    --------
    >>> von_stengel_1999().shape
    (6, 6)
    """
    return bimatrix(_STENGEL_A, _STENGEL_B)


def winkels_1979() -> NormalFormGame:
    """Return a degenerate 6 × 2 game with 12 extreme equilibria in 7 maximal Nash subsets.

    References
    ----------
    Winkels, H.-M. (1979). An algorithm to determine all equilibrium points of a bimatrix game. In
    Moeschlin, O. and Pallaschke, D. (eds), Game Theory and Related Topics, 137–148. North-Holland.

    Examples
    --------
    >>> winkels_1979().shape
    (6, 2)
    """
    half = Fraction(5, 2)
    A: list[list[Any]] = [[1, 3], [1, 3], [3, 1], [3, 1], [half, half], [half, half]]
    return bimatrix(A, [[1, 2], [0, -1], [-2, 2], [4, -1], [-1, 6], [6, -1]])


def mckelvey_mclennan_1997() -> NormalFormGame:
    """Return a 2 × 2 × 2 game with nine equilibria, two of them fully mixed: the most there can be.

    References
    ----------
    McKelvey, R. D. and McLennan, A. (1997). The maximal number of regular totally mixed Nash
    equilibria. Journal of Economic Theory 72:411–425.

    Examples
    --------
    >>> mckelvey_mclennan_1997().payoff(["1", "1", "1"]).tolist()
    [Fraction(9, 1), Fraction(8, 1), Fraction(12, 1)]
    """
    tables = (
        [[[9, 0], [0, 3]], [[0, 3], [9, 0]]],
        [[[8, 0], [0, 4]], [[0, 4], [8, 0]]],
        [[[12, 0], [0, 6]], [[0, 6], [2, 0]]],
    )
    return _three_players(tables)


def nau_2004() -> NormalFormGame:
    """Return a 2 × 2 × 2 game with one equilibrium, whose probabilities are irrational.

    References
    ----------
    Nau, R., Gomez Canovas, S. and Hansen, P. (2004). On the geometry of Nash equilibria and
    correlated equilibria. International Journal of Game Theory 32:443–453, section 4.

    Examples
    --------
    >>> nau_2004().payoff(["1", "1", "1"]).tolist()
    [Fraction(3, 1), Fraction(0, 1), Fraction(2, 1)]
    """
    tables = (
        [[[3, 1], [0, 0]], [[0, 0], [1, 2]]],
        [[[0, 0], [2, 1]], [[1, 3], [0, 0]]],
        [[[2, 0], [0, 0]], [[0, 0], [0, 3]]],
    )
    return _three_players(tables)


def bagwell_1995(noise: Any = Fraction(1, 100)) -> NormalFormGame:
    """Return a leader's commitment that the follower observes with noise.

    The leader plays S (as Stackelberg's leader) or C (as Cournot's); the follower answers each
    signal, so that its strategy "SC" plays S after signal S and C after signal C. Only (C, CC) is a
    pure equilibrium for any noise between 0 and 1.

    Parameters
    ----------
    noise
        Probability of the wrong signal, in [0, 1]; 1/100 gives the game with three equilibria.

    References
    ----------
    Bagwell, K. (1995). Commitment and observability in games. Games and Economic Behavior
    8:271–280, the example with matrix payoffs.

    Examples
    --------
    >>> bagwell_1995().payoff(["S", "SC"]).tolist()
    [Fraction(249, 50), Fraction(199, 100)]
    """
    e = check_probability(exact(noise, argument="noise"), argument="noise")
    stage = {"SS": (5, 2), "SC": (3, 1), "CS": (6, 3), "CC": (4, 4)}
    leads, answers = ["S", "C"], ["SS", "SC", "CS", "CC"]

    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        lead, answer = leads[cell[0]], answers[cell[1]]
        right = stage[lead + answer[cell[0]]]
        wrong = stage[lead + answer[1 - cell[0]]]
        return [(1 - e) * r + e * w for r, w in zip(right, wrong, strict=True)]

    return game_of(["leader", "follower"], [leads, answers], payoffs)


def _three_players(tables: tuple[list[Any], ...]) -> NormalFormGame:
    def payoffs(cell: tuple[int, ...]) -> list[Any]:
        return [table[cell[0]][cell[1]][cell[2]] for table in tables]

    return game_of(numbered(3), [numbered(2)] * 3, payoffs)
