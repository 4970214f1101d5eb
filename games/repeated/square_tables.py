"""Tables of what players give to and take from each other, as frames outside and arrays inside."""

import pandas as pd

from lilliput.games.arithmetic import Array, is_symbolic, number_array
from lilliput.games.checks import check_names
from lilliput.games.errors import InvalidArgumentError, InvalidGameError

__all__ = ["square_table"]


def square_table(
    table: pd.DataFrame, *, argument: str, names: tuple[str, ...] | None = None
) -> tuple[tuple[str, ...], Array]:
    """Return the players and the matrix of a table with no negative entry, its diagonal made zero.

    Parameters
    ----------
    table
        Rows and columns are the players, in the same order.
    argument
        The name of the argument, for the error message.
    names
        The players that the table must have; by default those of its rows.

    Examples
    --------
    >>> square_table(pd.DataFrame([[1, 2], [3, 4]], ["A", "B"], ["A", "B"]), argument="costs")
    (('A', 'B'), array([[0., 2.],
           [3., 0.]]))
    """
    if not isinstance(table, pd.DataFrame):
        raise InvalidArgumentError(
            f"{argument} must be a DataFrame with the players as rows and columns, "
            f"got {type(table).__name__}"
        )
    found = check_names(table.index, argument=argument)
    if list(table.columns) != list(found):
        raise InvalidGameError(
            f"{argument} must have the same players, in the same order, as rows "
            f"and columns, got {list(table.columns)}"
        )
    if names is not None and found != names:
        raise InvalidGameError(f"{argument} must have the players {list(names)}, got {list(found)}")
    matrix = number_array(table.to_numpy(), argument=argument).copy()
    for i in range(len(found)):
        matrix[i, i] = matrix[i, i] * 0
    negative = [entry for entry in matrix.flat if not is_symbolic(entry) and entry < 0]
    if negative:
        raise InvalidArgumentError(f"{argument} must be >= 0, got {negative[0]}")
    return found, matrix
