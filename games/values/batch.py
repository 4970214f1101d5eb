"""Values of many games at once, for sweeps: tables of worths along leading axes.

Players are positions here, bit i of a mask is player i; nothing is labelled, because an index for
each of a million games would cost far more than the mathematics.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, check_finite, number_array
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.values.fold import semivalue
from lilliput.games.values.owen import owen_shares
from lilliput.games.values.shapley import shapley_weights

__all__ = ["banzhaf_values", "check_tables", "owen_values", "shapley_values"]


def shapley_values(worths: Any) -> Array:
    """Return the Shapley values of many games at once.

    Parameters
    ----------
    worths
        Array of shape (..., 2**n): ``worths[..., mask]`` is the worth of the coalition of the
        players i with bit i of `mask` set; ``worths[..., 0]`` is 0. Floats, or objects
        (Fractions, sympy expressions).

    Returns
    -------
    numpy.ndarray
        Shape (..., n), of the same number kind.

    Raises
    ------
    InvalidGameError
        A last axis that is not a power of two, a worth that is not finite, or v(∅) ≠ 0.

    See Also
    --------
    shapley_value : one game, with the players' names.

    Examples
    --------
    >>> shapley_values([[0, 1, 2, 6], [0, 0, 0, 1]])
    array([[2.5, 3.5],
           [0.5, 0.5]])
    """
    tables = check_tables(worths)
    return semivalue(tables, *shapley_weights(_players_of(tables)))


def banzhaf_values(worths: Any) -> Array:
    """Return the Banzhaf values of many games at once.

    Parameters
    ----------
    worths
        Array of shape (..., 2**n), as in `shapley_values`.

    Returns
    -------
    numpy.ndarray
        Shape (..., n).

    Examples
    --------
    >>> banzhaf_values([[0, 0, 0, 1, 0, 1, 1, 1]])
    array([[0.5, 0.5, 0.5]])
    """
    tables = check_tables(worths)
    n = _players_of(tables)
    return semivalue(tables, [1] * n, 2 ** max(n - 1, 0))


def owen_values(worths: Any, unions: Iterable[Iterable[int]]) -> Array:
    """Return the Owen values of many games with the same unions.

    Parameters
    ----------
    worths
        Array of shape (..., 2**n), as in `shapley_values`.
    unions
        Disjoint groups of player positions 0 … n−1; a position in no group is a union of its own.

    Returns
    -------
    numpy.ndarray
        Shape (..., n).

    Raises
    ------
    InvalidArgumentError
        Groups that overlap, are empty, or hold something that is not a position.

    Examples
    --------
    >>> owen_values([[0, 0, 0, 1, 0, 1, 1, 1]], [[0, 1]])
    array([[0.5, 0.5, 0. ]])
    """
    tables = check_tables(worths)
    n = _players_of(tables)
    groups = [list(union) for union in unions]
    named = [i for group in groups for i in group]
    if not all(groups) or len(set(named)) < len(named) or not set(named) <= set(range(n)):
        raise InvalidArgumentError(
            f"unions must be disjoint non-empty groups of positions below {n}, got {groups}"
        )
    return owen_shares(tables, groups + [[i] for i in range(n) if i not in named])


def check_tables(worths: Any, *, argument: str = "worths") -> Array:
    """Return tables of worths (..., 2**n) as an array of one number kind; floats uncopied.

    Examples
    --------
    >>> check_tables([0, 1, 2, 4]).shape
    (4,)
    """
    if isinstance(worths, np.ndarray) and worths.dtype == np.float64:
        check_finite(worths, argument=argument, error=InvalidGameError)
        tables = worths
    else:
        tables = number_array(worths, argument=argument, error=InvalidGameError)
    length = tables.shape[-1] if tables.ndim else 0
    if length < 1 or length & (length - 1):
        raise InvalidGameError(
            f"{argument} must have a last axis of 2**n worths, got shape {tables.shape}"
        )
    if (tables[..., 0] != 0).any():
        where = tuple(int(i) for i in np.argwhere(tables[..., 0] != 0)[0])
        raise InvalidGameError(
            f"{argument} must give the empty coalition 0, got {tables[where][0]} in game {where}"
        )
    return tables


def _players_of(tables: Array) -> int:
    return tables.shape[-1].bit_length() - 1
