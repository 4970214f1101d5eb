"""Pure equilibria of n-player games: profiles at which everyone's payoff is its best response."""

import numpy as np

from lilliput.games.equilibria.regret import require_numbers
from lilliput.games.normal_form import NormalFormGame

__all__ = ["pure_profiles"]


def pure_profiles(game: NormalFormGame) -> list[list[str]]:
    """Return all pure equilibria, as strategy names in the order of the players.

    Payoffs are compared exactly; a float tie is a tie only if the numbers are equal.

    Examples
    --------
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> pure_profiles(stag_hunt)
    [['1', '1'], ['2', '2']]
    """
    require_numbers(game)
    best = np.ones(game.shape, dtype=bool)
    for i in range(game.n):
        best &= game.payoffs[i] == game.payoffs[i].max(axis=i, keepdims=True)
    return [
        [names[k] for names, k in zip(game.strategies, profile, strict=True)]
        for profile in np.argwhere(best)
    ]
