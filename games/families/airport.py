"""Airport games: a runway long enough for the largest aircraft serves the smaller ones too."""

from lilliput.games.checks import check_table_fits
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.families.naming import Numbers, numbers_by_name
from lilliput.games.tables import subset_maxima

__all__ = ["airport_game"]


def airport_game(costs: Numbers) -> CoalitionalGame:
    """Return the cost game of an airport: c(S) = max_{i∈S} c_i.

    The worths are costs, and the game is concave. `savings_game` of it is the game of what is
    saved by sharing; the core of its `dual` is the set of stable cost allocations. The Shapley
    value shares each part of the runway equally among those who need it.

    Parameters
    ----------
    costs
        Player to the cost ≥ 0 of serving that player alone.

    References
    ----------
    Littlechild, S. C. and Owen, G. (1973). A simple expression for the Shapley value in a special
    case. Management Science 20. doi:10.1287/mnsc.20.3.370

    Examples
    --------
    >>> airport_game({"small": 1, "medium": 2, "large": 5}).worths.tolist()
    [0.0, 1.0, 2.0, 2.0, 5.0, 5.0, 5.0, 5.0]
    """
    names, numbers = numbers_by_name(costs, argument="costs", minimum=0)
    check_table_fits(len(names), copies=3)
    return CoalitionalGame(names, subset_maxima(numbers))
