"""Stakes between pairs of powers: read from what is given, or from capabilities by a named rule."""

from collections.abc import Mapping
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, freeze, is_symbolic, kind_of, number_array
from lilliput.games.checks import index_of, name_list
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = [
    "DirectedRule",
    "StakeRule",
    "directed_stakes",
    "pair_matrix",
    "stake_matrix",
    "stakes_from_capabilities",
]

StakeRule = Literal["gravity", "harmonic", "equal"]
DirectedRule = Literal["symmetric", "size"]


def stakes_from_capabilities(capabilities: Array, rule: str, *, total: Any = 1) -> Array:
    """Return symmetric stakes that follow a rule on capabilities, scaled to a total.

    Parameters
    ----------
    capabilities
        c_i > 0, n of them.
    rule
        ``"gravity"``: w_ij ∝ c_i c_j, as trade in the gravity equation with distance left out.
        ``"harmonic"``: w_ij ∝ c_i c_j/(c_i + c_j), which the smaller of the two limits.
        ``"equal"``: the same for each pair.
    total
        What the stakes add up to over all pairs.

    Returns
    -------
    numpy.ndarray
        n × n, read-only, zero diagonal.

    Examples
    --------
    >>> stakes_from_capabilities(np.array([2.0, 1.0, 1.0]), "gravity")
    array([[0. , 0.4, 0.4],
           [0.4, 0. , 0.2],
           [0.4, 0.2, 0. ]])
    """
    if rule not in get_args(StakeRule):
        raise UnknownNameError("stakes: rule", rule, get_args(StakeRule))
    c = capabilities
    zero = [i for i, entry in enumerate(c) if not is_symbolic(entry) and entry == 0]
    if zero and rule != "equal":
        raise InvalidArgumentError(
            f"capabilities must be > 0 for {rule} stakes, got 0 at position {zero[0]}"
        )
    product = c[:, None] * c[None, :]
    if rule == "harmonic":
        weights = product / (c[:, None] + c[None, :])
    else:
        weights = product if rule == "gravity" else product * 0 + 1
    weights = weights * (1 - np.eye(len(c), dtype=int))
    scale = number_array([total], argument="total_stakes", integers="fraction")[0]
    return freeze(_unified(weights * scale / (weights.sum() / 2)))


def directed_stakes(
    given: Any, powers: tuple[str, ...], stakes: Array, capabilities: Array
) -> tuple[Array, str]:
    """Return e_ij ≥ 0, what i gains from j's concessions, and a note of the rule applied.

    Parameters
    ----------
    given
        ``"symmetric"``: e_ij = max(w_ij, 0). ``"size"``: e_ij = 2 max(w_ij, 0) c_j/(c_i + c_j), so
        that the pair's total is the same but the smaller gains more. Or explicit numbers.
    powers, stakes, capabilities
        The powers, w and c.
    """
    if isinstance(given, str):
        if given not in get_args(DirectedRule):
            raise UnknownNameError("directed_stakes: rule", given, get_args(DirectedRule))
        positive = np.array([[_positive_part(w) for w in row] for row in stakes])
        if given == "symmetric":
            return freeze(_unified(positive)), ""
        c = capabilities
        either = c[:, None] + c[None, :]
        if any(not is_symbolic(t) and t == 0 for t in either.flat):
            raise InvalidArgumentError("capabilities must be > 0 for directed stakes by size")
        return freeze(_unified(2 * positive * c[None, :] / either)), "directed stakes by size"
    matrix = pair_matrix(given, powers, argument="directed_stakes", symmetric=False)
    for (i, j), entry in np.ndenumerate(matrix):
        if not is_symbolic(entry) and entry < 0:
            raise InvalidArgumentError(
                f"directed_stakes must be >= 0, got {entry} for {powers[i]} from {powers[j]}"
            )
    return matrix, ""


def stake_matrix(given: Any, powers: tuple[str, ...], capabilities: Array) -> tuple[Array, str]:
    """Return the symmetric matrix w, and a note of the rule if one was applied."""
    if isinstance(given, str):
        return stakes_from_capabilities(capabilities, given), f"stakes {given}, total 1"
    matrix = pair_matrix(given, powers, argument="stakes", symmetric=True)
    for i, first in enumerate(powers):
        for j in range(i):
            if matrix[i, j] != matrix[j, i]:
                raise InvalidArgumentError(
                    f"stakes must be symmetric, got {matrix[j, i]} for {powers[j]}–{first} but "
                    f"{matrix[i, j]} for {first}–{powers[j]}"
                )
    return matrix, ""


def pair_matrix(given: Any, powers: tuple[str, ...], *, argument: str, symmetric: bool) -> Array:
    """Return an n × n array with a zero diagonal from a frame, a matrix or a mapping of pairs."""
    n = len(powers)
    if isinstance(given, pd.DataFrame):
        for name in powers:
            index_of(list(given.index), name, argument=f"{argument}: row")
            index_of(list(given.columns), name, argument=f"{argument}: column")
        if given.shape != (n, n):
            raise InvalidArgumentError(f"{argument} must be {n} by {n}, got {given.shape}")
        given = given.loc[list(powers), list(powers)].to_numpy()
    elif isinstance(given, Mapping):
        given = _from_pairs(given, powers, argument, symmetric)
    matrix = number_array(
        given,
        argument=argument,
        integers="fraction",
        label=lambda k: f"{powers[k // n % n]}–{powers[k % n]}",
    )
    if matrix.shape != (n, n):
        raise InvalidArgumentError(
            f"{argument} must be {n} by {n} for {name_list(powers)}, got shape {matrix.shape}"
        )
    for i, name in enumerate(powers):
        if matrix[i, i] != 0:
            raise InvalidArgumentError(
                f"{argument} must be 0 on the diagonal, got {matrix[i, i]} for {name} with itself"
            )
    return matrix


def _from_pairs(
    pairs: Mapping[Any, Any], powers: tuple[str, ...], argument: str, symmetric: bool
) -> Array:
    table = np.zeros((len(powers), len(powers)), dtype=object)
    filled: set[tuple[int, int]] = set()
    for pair, value in pairs.items():
        if isinstance(pair, str) or len(pair) != 2 or len(set(pair)) != 2:
            raise InvalidArgumentError(f"{argument} must name pairs of two powers, got {pair!r}")
        i, j = (index_of(powers, name, argument=f"{argument}: power") for name in pair)
        if (i, j) in filled or (symmetric and (j, i) in filled):
            raise InvalidArgumentError(f"{argument} must name each pair once, got {pair!r} twice")
        filled.add((i, j))
        table[i, j] = value
        if symmetric:
            table[j, i] = value
    return table


def _positive_part(stake: Any) -> Any:
    """Return max(w, 0), left symbolic where the sign of w is not known."""
    if not is_symbolic(stake):
        return max(stake, stake * 0)
    if stake.is_nonnegative:
        return stake
    from sympy import Max

    return Max(stake, 0)


def _unified(array: Array) -> Array:
    """Bring an array of mixed exact numbers to one kind."""
    if array.dtype != object or kind_of(array) == "symbolic":
        return array
    return number_array(array, argument="stakes", integers="fraction").copy()
