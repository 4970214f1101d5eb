"""Whether a distribution over profiles is a correlated equilibrium, with the best deviation."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, number_array, plain, unify
from lilliput.games.checks import check_tolerance, index_of
from lilliput.games.correlated.float_programme import check_floats
from lilliput.games.correlated.incentives import incentives_of
from lilliput.games.errors import InvalidGameError, UnsupportedNumberError
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["distribution_of", "is_correlated_equilibrium"]

_SUM_TOLERANCE = 1e-9


def is_correlated_equilibrium(
    game: NormalFormGame, distribution: Any, *, coarse: bool = False, tol: float = 1e-9
) -> Finding:
    """Whether nobody gains by leaving what a mediator recommends.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    distribution
        Probabilities of strategy profiles: a mapping of tuples of strategy names, a Series with
        such an index, or an array in the shape of the game. Profiles left out have probability 0.
    coarse
        Whether a player must decide to leave before it is told what to play.
    tol
        Gain allowed, in units of payoff; not used where payoffs and probabilities are exact.

    Returns
    -------
    Finding
        False with the deviation that gains most: `player`, `told`, `instead`, `gain`.

    Raises
    ------
    InvalidGameError
        What is no distribution over the profiles of the game.
    UnsupportedNumberError
        Symbols, or floats too large to be added up.

    References
    ----------
    Aumann, R. J. (1974). Subjectivity and correlation in randomized strategies. Journal of
    Mathematical Economics 1:67–96. doi:10.1016/0304-4068(74)90037-8

    Examples
    --------
    >>> chicken = NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> is_correlated_equilibrium(chicken, {("1", "1"): 0.5, ("1", "2"): 0.25, ("2", "1"): 0.25})
    Finding(correlated equilibrium: holds)
    >>> is_correlated_equilibrium(chicken, {("1", "1"): 1})
    Finding(correlated equilibrium: fails; row, told 1, gains 1.0 by playing 2)
    """
    require_numbers(game)
    check_tolerance(tol)
    chances = distribution_of(game, distribution)
    if chances.dtype != object or game.kind == "float":
        check_floats(
            game.payoffs, instead="or pass game.to_exact() with probabilities in Fractions"
        )
    payoffs, chances = unify(game.payoffs, chances)
    rows = incentives_of(NormalFormGame(game.players, game.strategies, payoffs), coarse=coarse)
    gains = rows.values(chances)
    name = "coarse correlated equilibrium" if coarse else "correlated equilibrium"
    allowed = 0 if chances.dtype == object else tol
    if not gains or max(gains) <= allowed:
        return Finding(name, True)
    worst = max(range(len(gains)), key=gains.__getitem__)
    player, told, instead = rows.names[worst]
    gain = plain(gains[worst])
    heard = f", told {told}," if told else ""
    return Finding(
        name,
        False,
        f"{player}{heard} gains {gain} by playing {instead}",
        {"player": player, "told": told, "instead": instead, "gain": gain},
    )


def distribution_of(game: NormalFormGame, given: Any) -> Array:
    """Return probabilities of all profiles as a checked flat array."""
    size = int(np.prod(game.shape))
    if isinstance(given, (Mapping, pd.Series)):
        entries: list[Any] = [Fraction(0)] * size
        if isinstance(given, pd.Series) and not given.index.is_unique:
            twice = given.index[given.index.duplicated()][0]
            raise InvalidGameError(f"distribution must give each profile once, got {twice!r} twice")
        for profile, chance in given.items():
            names = profile if isinstance(profile, tuple) else (profile,)
            if len(names) != game.n:
                raise InvalidGameError(
                    f"distribution: a profile names one strategy for each of {game.n} players, "
                    f"got {profile!r}"
                )
            cell = tuple(
                index_of(own, name, argument=f"distribution: strategy of {player}")
                for player, own, name in zip(game.players, game.strategies, names, strict=True)
            )
            entries[int(np.ravel_multi_index(cell, game.shape))] = chance
    else:
        table = number_array(given, argument="distribution", error=InvalidGameError)
        if table.shape not in (game.shape, (size,)):
            raise InvalidGameError(
                f"distribution must have the shape of the game, {game.shape}, got {table.shape}"
            )
        entries = list(table.ravel())
    chances = number_array(
        entries, argument="distribution", error=InvalidGameError, integers="fraction"
    )
    if kind_of(chances) == "symbolic":
        raise UnsupportedNumberError("distribution must be numbers, got expressions")
    if min(chances) < 0:
        raise InvalidGameError(f"distribution must be >= 0, got {min(chances)}")
    total = chances.sum()
    if abs(total - 1) > (0 if chances.dtype == object else _SUM_TOLERANCE):
        raise InvalidGameError(f"distribution must sum to 1, got {total}")
    return chances


def payoffs_at(game: NormalFormGame, chances: Array) -> Sequence[Any]:
    """Return each player's expected payoff under a distribution of profiles."""
    tables, weights = unify(game.payoffs, chances)
    return [plain((table.ravel() * weights).sum()) for table in tables]
