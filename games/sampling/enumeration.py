"""All coalitions of a small game: where they cost no more than a sample, the value is exact."""

import numpy as np

from lilliput.games.sampling.worths import Floats, Worths

__all__ = ["few_enough", "table_of"]

_FEW = 4096
_LARGEST_TABLE = 28


def few_enough(n: int, budget: int, least: int, tolerance: float | None) -> bool:
    """Whether to evaluate all coalitions; with a tolerance a sample may do with fewer."""
    everything = 2**n - 1
    if n > _LARGEST_TABLE or everything > budget:
        return False
    return tolerance is None or everything <= max(least, _FEW)


def table_of(worths: Worths) -> Floats:
    """Return the worths of all 2**n coalitions, by bitmask."""
    n = worths.n
    table = np.zeros(2**n)
    step = 2**16
    for first in range(0, 2**n, step):
        masks = np.arange(first, min(first + step, 2**n))
        table[masks] = worths((masks[:, None] >> np.arange(n) & 1).astype(bool))
    return table
