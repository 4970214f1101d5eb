"""The regret of a profile: what a player could gain by deviating alone."""

import pandas as pd

from lilliput.games.arithmetic import number_array, unify
from lilliput.games.checks import check_tolerance
from lilliput.games.normal_form import NormalFormGame, Profile
from lilliput.games.normal_form.required import require_numbers

__all__ = ["is_nash", "regret", "require_numbers"]


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
        Gain allowed, in units of payoff. It is not used where payoffs and profile are exact: then
        the answer is exact.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> is_nash(dilemma, ["2", "2"]), is_nash(dilemma, ["1", "1"])
    (True, False)

    References
    ----------
    Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54:286–295.
    """
    check_tolerance(tol)
    gains = regret(game, profile)
    return bool(max(gains) <= (0 if gains.dtype == object else tol))
