"""Nash equilibria: the public solver, which chooses a method and certifies each answer."""

from typing import Any, Literal, get_args

import numpy as np

from lilliput.games.equilibria.pure import pure_profiles
from lilliput.games.equilibria.regret import certified
from lilliput.games.equilibria.solution import Equilibrium, EquilibriumSet
from lilliput.games.equilibria.support import support_profiles
from lilliput.games.errors import UnknownNameError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["nash_equilibria"]

Method = Literal["auto", "support_enumeration", "pure"]
_SAME = 1e-7


def nash_equilibria(
    game: NormalFormGame,
    method: Method = "auto",
    *,
    tol: float = 1e-9,
    max_support_pairs: int = 200_000,
) -> EquilibriumSet:
    """Return Nash equilibria, each certified by its regret.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    method
        ``"support_enumeration"`` (two players; through nashpy, joined with all pure equilibria),
        ``"pure"`` (any number of players), or ``"auto"``: the first for two players, the second
        for more.
    tol
        Largest regret of an answer, relative to the range of payoffs.
    max_support_pairs
        How many pairs of supports may be gone through.

    Returns
    -------
    EquilibriumSet
        With ``complete="unknown"``: support enumeration in floats can lose equilibria, and the
        pure method does not look for mixed ones. With Fractions as payoffs the answers are exact
        where the supports determine them.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        Too many pairs of supports.

    References
    ----------
    Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54:286–295.
    Knight, V. and Campbell, J. (2018). Nashpy. JOSS 3(30):904. doi:10.21105/joss.00904

    Examples
    --------
    >>> from fractions import Fraction
    >>> sexes = NormalFormGame.from_bimatrix([[Fraction(2), 0], [0, 1]], [[Fraction(1), 0], [0, 2]])
    >>> nash_equilibria(sexes)
    3 equilibria by support_enumeration; complete: unknown
      Equilibrium(row: 1; column: 1; regret 0)
      Equilibrium(row: 2; column: 2; regret 0)
      Equilibrium(row: 2/3 1 + 1/3 2; column: 1/3 1 + 2/3 2; regret 0)
    """
    if method not in get_args(Method):
        raise UnknownNameError("method", method, get_args(Method))
    if method == "auto":
        method = "support_enumeration" if game.n == 2 else "pure"
    parameters: dict[str, Any] = {"tol": tol}
    profiles: list[list[Any]] = list(pure_profiles(game))
    if method == "support_enumeration":
        mixed, degenerate = support_profiles(game, max_support_pairs=max_support_pairs)
        profiles += mixed
        parameters |= {"max_support_pairs": max_support_pairs, "degenerate": degenerate}
    floats = game.payoffs.astype(np.float64)
    allowed = tol * float(floats.max() - floats.min())
    found: list[Equilibrium] = []
    for profile in profiles:
        answer = certified(game, profile)
        if answer.regret <= allowed and not any(_same(answer, other) for other in found):
            found.append(answer)
    return EquilibriumSet(game, tuple(found), method, "unknown", parameters=parameters)


def _same(one: Equilibrium, other: Equilibrium) -> bool:
    return all(
        np.allclose(
            one.strategies[player].astype(float), other.strategies[player].astype(float), 0, _SAME
        )
        for player in one.strategies
    )
