"""Count paths through a layered decision diagram by length, modulo 2**64 or a prime below 2**32.

A modulus of 0 stands for 2**64, where unsigned integers wrap by themselves.
"""

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["backward", "forward", "swings"]

Counts = NDArray[np.uint64]
Integers = NDArray[np.int64]

_WON = -2


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def forward(reached: Counts, no: Integers, yes: Integers, states: int, modulus: int) -> Counts:
    """Return in how many ways each state of the next layer is reached, by number of yes votes."""
    m = np.uint64(modulus)
    sizes = reached.shape[1]
    after = np.zeros((states, sizes + 1), np.uint64)
    for state in range(len(no)):
        if no[state] >= 0:
            for s in range(sizes):
                after[no[state], s] += reached[state, s]
        if yes[state] >= 0:
            for s in range(sizes):
                after[yes[state], s + 1] += reached[state, s]
    if modulus:
        for state in range(states):
            for s in range(sizes + 1):
                after[state, s] %= m
    return after


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def backward(ways: Counts, ending: Counts, no: Integers, yes: Integers, modulus: int) -> Counts:
    """Return in how many ways each state of a layer leads on to a win, by number of yes votes."""
    m = np.uint64(modulus)
    sizes = len(ending)
    before = np.zeros((len(no), sizes + 1), np.uint64)
    for state in range(len(no)):
        for joins in range(2):
            target = yes[state] if joins else no[state]
            if target >= 0:
                for s in range(sizes):
                    before[state, s + joins] += ways[target, s]
            elif target == _WON:
                for s in range(sizes):
                    before[state, s + joins] += ending[s]
        if modulus:
            for s in range(sizes + 1):
                before[state, s] %= m
    return before


@numba.njit(cache=True)  # type: ignore[untyped-decorator]
def swings(
    reached: Counts,
    ways: Counts,
    ending: Counts,
    no: Integers,
    yes: Integers,
    result: Counts,
    modulus: int,
) -> None:
    """Add to `result` the swings, by size, of the player who decides at a layer.

    A swing is a way to win after yes that does not win after no; monotone games have no others.
    """
    m = np.uint64(modulus)
    zero = np.uint64(0)
    for state in range(len(yes)):
        if yes[state] == no[state]:
            continue
        for after in range(len(ending)):
            with_player = ending[after] if yes[state] == _WON else zero
            if yes[state] >= 0:
                with_player = ways[yes[state], after]
            without = ways[no[state], after] if no[state] >= 0 else zero
            more = with_player - without
            if modulus and with_player < without:
                more += m
            if more == zero:
                continue
            for before in range(reached.shape[1]):
                product = reached[state, before] * more
                if modulus:
                    result[before + after] = (result[before + after] + product % m) % m
                else:
                    result[before + after] += product
