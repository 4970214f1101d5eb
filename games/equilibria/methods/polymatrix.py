"""Equilibria of polymatrix games: one by Lemke's algorithm, or all pure ones."""

from fractions import Fraction
from itertools import islice
from typing import Any, Literal

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, object_array, to_float
from lilliput.games.checks import check_count
from lilliput.games.equilibria.polymatrix_lemke import lemke_equilibrium
from lilliput.games.equilibria.polymatrix_pure import pure_search
from lilliput.games.equilibria.solution import Certificate, Equilibrium, EquilibriumSet, Found
from lilliput.games.errors import (
    InvalidArgumentError,
    ProblemTooLargeError,
    SolverError,
)
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.polymatrix import PolymatrixGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["polymatrix_equilibria", "solve"]

_MOST_PROFILES = 5000
_LARGEST_COVER = 1000
_ATTEMPTS = 6


def polymatrix_equilibria(
    game: PolymatrixGame,
    method: Literal["lemke", "pure"] = "lemke",
    *,
    starts: int = 1,
    rng: np.random.Generator | int | None = 0,
    max_pivots: int = 100_000,
    max_equilibria: int | None = None,
    max_states: int = 500_000,
) -> EquilibriumSet:
    """Return equilibria of a polymatrix game, each proved in rational arithmetic.

    Parameters
    ----------
    game
        With numeric payoffs; floats are the decimals that they print as.
    method
        ``"lemke"``: one equilibrium, mixed or pure, by Lemke's algorithm, in integers with
        lexicographic pivoting. ``"pure"``: all pure equilibria, by dynamic programming; their
        number is in `parameters["pure_equilibria"]`. For all equilibria of few players use
        `nash_equilibria(game.to_normal_form())`.
    starts
        For ``"lemke"``: from how many covering vectors; those after the first are drawn by `rng`
        and may lead to other equilibria.
    rng
        Where covering vectors are drawn from.
    max_pivots
        For ``"lemke"``: after which a path is given up.
    max_equilibria
        For ``"pure"``: return so many at most. By default all, and more than 5000 are refused.
    max_states
        For ``"pure"``: the most partial profiles to tell apart.

    Raises
    ------
    ProblemTooLargeError
        More pure equilibria or states than allowed.
    SolverError
        A path was given up.

    References
    ----------
    Howson, J. T. (1972). Equilibria of polymatrix games. Management Science 18:312–318.
    Miller, D. A. and Zucker, S. W. (1991). Copositive-plus Lemke algorithm solves polymatrix games.
    Operations Research Letters 10:285–290.

    Examples
    --------
    >>> names = ["A", "B", "C"]
    >>> line = PolymatrixGame.from_graph(names, [("A", "B"), ("B", "C")], [[2, 0], [0, 1]])
    >>> polymatrix_equilibria(line, "pure")
    2 equilibria by pure; complete: unknown
      Equilibrium(A: 1; B: 1; C: 1; exact)
      Equilibrium(A: 2; B: 2; C: 2; exact)
    >>> len(polymatrix_equilibria(line, "lemke"))
    1
    """
    require_numbers(game, PolymatrixGame)
    check_count(starts, argument="starts")
    check_count(max_pivots, argument="max_pivots")
    check_count(max_states, argument="max_states")
    if max_equilibria is not None:
        check_count(max_equilibria, argument="max_equilibria")
    if method == "lemke":
        profiles, parameters = _by_lemke(game, starts, rng, max_pivots)
    elif method == "pure":
        profiles, parameters = _pure(game, max_equilibria, max_states)
    else:
        raise InvalidArgumentError(f"method must be 'lemke' or 'pure', got {method!r}")
    exact = game.to_exact()
    answers = tuple(_certified(game, exact, profile) for profile in profiles)
    return EquilibriumSet(game, answers, method, "unknown", parameters=parameters)


def solve(
    game: NormalFormGame,
    *,
    starts: int = 1,
    rng: np.random.Generator | int | None = 0,
    max_pivots: int = 100_000,
) -> Found:
    """Return one equilibrium of a game whose payoffs are sums over pairs of players, exactly.

    Parameters
    ----------
    game
        In normal form; `is_polymatrix` must hold.
    starts, rng, max_pivots
        As in `polymatrix_equilibria`.

    Raises
    ------
    InvalidGameError
        The payoffs depend on more than pairs.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> [mix.tolist() for mix in solve(game).profiles[0]][0]
    [Fraction(1, 2), Fraction(1, 2)]
    """
    check_count(starts, argument="starts")
    check_count(max_pivots, argument="max_pivots")
    pairs = PolymatrixGame.from_normal_form(game.to_exact())
    profiles, parameters = _by_lemke(pairs, starts, rng, max_pivots)
    return Found(profiles, "unknown", parameters=parameters)


def _by_lemke(
    game: PolymatrixGame, starts: int, rng: np.random.Generator | int | None, limit: int
) -> tuple[list[list[Array]], dict[str, Any]]:
    generator = np.random.default_rng(rng)
    size = sum(game.shape) + game.n
    found: dict[tuple[Any, ...], list[Array]] = {}
    pivots = []
    for start in range(starts):
        covers = generator.integers(1, _LARGEST_COVER, (_ATTEMPTS, size)).astype(object)
        if start == 0:
            covers[0] = 1
        profile, steps = lemke_equilibrium(game, list(covers), max_pivots=limit)
        found.setdefault(tuple(x for mix in profile for x in mix), profile)
        pivots.append(steps)
    return list(found.values()), {"starts": starts, "pivots": pivots, "max_pivots": limit}


def _pure(
    game: PolymatrixGame, limit: int | None, max_states: int
) -> tuple[list[list[Array]], dict[str, Any]]:
    search = pure_search(game, max_states=max_states)
    if limit is None and search.count > _MOST_PROFILES:
        raise ProblemTooLargeError(
            f"the game has {search.count} pure equilibria, and {_MOST_PROFILES} are returned at "
            "most; pass max_equilibria for some of them"
        )
    cells = sorted(islice(search.profiles(), limit))
    units = [
        [object_array([Fraction(j == k) for j in range(size)]) for k in range(size)]
        for size in game.shape
    ]
    profiles = [[rows[k] for rows, k in zip(units, cell, strict=True)] for cell in cells]
    return profiles, {"pure_equilibria": search.count, "max_states": max_states}


def _certified(game: PolymatrixGame, exact: PolymatrixGame, profile: list[Array]) -> Equilibrium:
    """Return a profile of Fractions as an equilibrium, checked against the exact payoffs."""
    options = exact.deviations(profile)
    tops = [max(values) for values in options]
    best = [values == top for values, top in zip(options, tops, strict=True)]
    played = [mix != 0 for mix in profile]
    if any((on & ~top).any() for on, top in zip(played, best, strict=True)):
        raise SolverError("a profile found in rationals is not an equilibrium")
    quasi_strict = all((on == top).all() for on, top in zip(played, best, strict=True))
    strict = quasi_strict and all(on.sum() == 1 for on in played)
    payoffs: Array = object_array(tops)
    zero: Any = Fraction(0)
    mixes = list(profile)
    if game.kind == "float":
        zero, payoffs = 0.0, to_float(payoffs, argument="payoffs")
        mixes = [to_float(mix, argument="profile") for mix in profile]
    return Equilibrium(
        {
            player: pd.Series(mix, pd.Index(own, name="strategy"), name=player)
            for player, own, mix in zip(game.players, game.strategies, mixes, strict=True)
        },
        pd.Series(payoffs, pd.Index(game.players, name="player"), name="payoff"),
        Certificate("exact", zero, zero),
        None,
        strict,
        quasi_strict,
    )
