"""The certificate of every equilibrium: what a player could gain by deviating alone."""

from typing import Any

import pandas as pd

from lilliput.games.arithmetic import kind_of, number_array, plain, unify
from lilliput.games.equilibria.solution import Equilibrium
from lilliput.games.errors import UnsupportedNumberError
from lilliput.games.normal_form import NormalFormGame, Profile

__all__ = ["certified", "is_nash", "regret", "require_numbers"]


def regret(game: NormalFormGame, profile: Profile) -> pd.Series:
    """Return each player's regret: the gain from its best response over what it plays.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    profile
        A strategy profile, as `NormalFormGame.payoff` takes it.

    Returns
    -------
    pandas.Series
        By player, ≥ 0; exact Fractions if payoffs and profile are exact.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> regret(dilemma, ["1", "1"]).to_dict()
    {'row': 2.0, 'column': 2.0}
    """
    require_numbers(game)
    mixed = game.distributions(profile)
    gains = []
    for values, weights in zip(game.deviations(profile), mixed, strict=True):
        options, chances = unify(values, weights)
        gains.append(max(options) - (options * chances).sum())
    numbers = number_array(gains, argument="regret", integers="fraction")
    return pd.Series(numbers, index=pd.Index(game.players, name="player"), name="regret")


def is_nash(game: NormalFormGame, profile: Profile, *, tol: float = 1e-9) -> bool:
    """Whether no player gains more than `tol` by deviating alone.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    profile
        A strategy profile, as `NormalFormGame.payoff` takes it.
    tol
        Gain allowed, in units of payoff; 0 for exact payoffs asks for an exact equilibrium.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> is_nash(dilemma, ["2", "2"]), is_nash(dilemma, ["1", "1"])
    (True, False)

    References
    ----------
    Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54:286–295.
    """
    return bool(max(regret(game, profile)) <= tol)


def certified(game: NormalFormGame, profile: list[Any]) -> Equilibrium:
    """Return a profile as an equilibrium with payoffs and regret."""
    mixed = game.distributions(profile)
    strategies = {
        player: pd.Series(weights, index=pd.Index(names, name="strategy"), name=player)
        for player, names, weights in zip(game.players, game.strategies, mixed, strict=True)
    }
    largest = max(regret(game, profile))
    return Equilibrium(strategies, game.payoff(profile), plain(largest))


def require_numbers(game: NormalFormGame) -> None:
    """Refuse symbolic payoffs."""
    if kind_of(game.payoffs) == "symbolic":
        raise UnsupportedNumberError(
            "payoffs must be numbers to compare strategies, got expressions; substitute values"
        )
