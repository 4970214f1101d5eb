"""What a stage game allows in the long run: feasible, individually rational and folk-theorem sets.

Average payoffs of a repeated game lie in the convex hull of the payoff profiles of pure strategies.
No player can be held below its minmax payoff. Conversely every feasible payoff profile above the
minmax payoffs is an equilibrium payoff for patient players: always for two (Fudenberg and Maskin
1986), and for more if no two players' interests are the same (Abreu, Dutta and Smith 1994).
"""

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any, Literal, final

import pandas as pd

from lilliput.games.checks import index_of
from lilliput.games.dominance.tables import in_kind
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers
from lilliput.games.repeated.payoff_sets import Payoffs, PayoffSet, payoff_set
from lilliput.games.repeated.polytopes import Polytope, clip
from lilliput.games.security import SecurityLevels, minmax_values

__all__ = [
    "FolkTheoremSet",
    "feasible_payoffs",
    "folk_theorem_set",
    "individually_rational_payoffs",
]

Minmax = Literal["mixed", "pure"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class FolkTheoremSet:
    """The feasible payoff profiles above the minmax payoffs, and whether the folk theorem applies.

    Parameters
    ----------
    game
        The stage game.
    payoffs
        Feasible and strictly above every player's minmax payoff.
    minmax
        Player to minmax payoff.
    moves
        ``"mixed"`` or ``"pure"``: what punishers play.
    full_dimension
        Whether the set has as many dimensions as there are players (Fudenberg and Maskin 1986).
    nonequivalent_utilities
        Whether no player's payoffs are an increasing affine function of another's; if so, the
        witness names two such `players`.
    applies
        Whether every payoff profile in the set is a subgame perfect equilibrium payoff for all
        discount factors near 1, by one of the theorems; false says that none of them shows it.
    """

    game: NormalFormGame
    payoffs: PayoffSet
    minmax: pd.Series
    moves: Minmax
    full_dimension: Finding
    nonequivalent_utilities: Finding
    applies: Finding

    @property
    def empty(self) -> bool:
        """Whether no payoff profile is strictly above the minmax payoffs."""
        return self.payoffs.empty

    def contains(self, payoffs: Payoffs, *, tol: float | None = None) -> bool:
        """Whether a payoff profile is in the set; see `PayoffSet.contains`."""
        return self.payoffs.contains(payoffs, tol=tol)

    def __repr__(self) -> str:
        verdict = "applies" if self.applies else "is not shown to apply"
        return f"FolkTheoremSet({self.payoffs!r}; the folk theorem {verdict})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.repeated import folk_theorem

        return folk_theorem(self)


def feasible_payoffs(game: NormalFormGame) -> PayoffSet:
    """Return the convex hull of the payoff profiles of pure strategies.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.

    Returns
    -------
    PayoffSet
        Vertices and halfspaces, found exactly.

    Raises
    ------
    ProblemTooLargeError
        Too many facets, for three players or more.
    UnsupportedNumberError
        Symbolic payoffs.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> feasible_payoffs(dilemma).vertices.to_numpy().tolist()
    [[0.0, 5.0], [1.0, 1.0], [5.0, 0.0], [3.0, 3.0]]
    """
    require_numbers(game)
    tensor = game.to_exact().payoffs.reshape(game.n, -1)
    return payoff_set(
        "feasible payoffs", game.players, zip(*tensor, strict=True), exact=game.kind != "float"
    )


def individually_rational_payoffs(game: NormalFormGame, *, minmax: Minmax = "mixed") -> PayoffSet:
    """Return the feasible payoff profiles that give every player at least its minmax payoff.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    minmax
        ``"mixed"``: punishers mix, and three or more coordinate by a joint lottery, as in
        `minmax_values`. ``"pure"``: they play a pure profile.

    Returns
    -------
    PayoffSet
        Never empty with ``"mixed"``. With ``"pure"`` it can be (matching pennies).

    Raises
    ------
    ProblemTooLargeError
        Too many facets, for three players or more.
    UnsupportedNumberError
        Symbolic payoffs.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> individually_rational_payoffs(dilemma).vertices.to_numpy().tolist()
    [[1.0, 1.0], [4.333333333333333, 1.0], [3.0, 3.0], [1.0, 4.333333333333333]]
    """
    return _rational(game, _levels(game, minmax))


def folk_theorem_set(game: NormalFormGame, *, minmax: Minmax = "mixed") -> FolkTheoremSet:
    """Return the feasible payoff profiles strictly above minmax, and say if the folk theorem holds.

    With discounting and observed strategies each of them is a subgame perfect equilibrium payoff
    for all discount factors near 1 if there are two players, or if the set has full dimension
    (Fudenberg and Maskin 1986), or if no two players have equivalent utilities (Abreu, Dutta and
    Smith 1994, which is implied by full dimension).

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    minmax
        As in `individually_rational_payoffs`. For three or more players the theorems speak of
        independent punishers; where a joint lottery punishes harder than they can, `applies` says
        that nothing is shown.

    Raises
    ------
    ProblemTooLargeError
        Too many facets, for three players or more.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Fudenberg, D. and Maskin, E. (1986). The folk theorem in repeated games with discounting or with
    incomplete information. Econometrica 54:533–554. doi:10.2307/1911307
    Abreu, D., Dutta, P. K. and Smith, L. (1994). The folk theorem for repeated games: a NEU
    condition. Econometrica 62:939–948. doi:10.2307/2951739

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> found = folk_theorem_set(dilemma)
    >>> found.contains([3, 3]), found.contains([1, 4]), bool(found.applies)
    (True, False, True)
    """
    levels = _levels(game, minmax)
    closed = _rational(game, levels)
    floors = [Fraction(value) for value in levels.values]
    inside = not closed.empty and all(
        any(v[i] > floor for v in closed.polytope.vertices) for i, floor in enumerate(floors)
    )
    above = dict(zip(game.players, floors, strict=True))
    polytope = closed.polytope if inside else Polytope((), (), ())
    payoffs = replace(closed, name="folk-theorem payoffs", polytope=polytope, above=above)
    full = Finding(
        "full dimension",
        payoffs.dimension == game.n,
        f"dimension {payoffs.dimension} with {game.n} players",
        {"dimension": payoffs.dimension},
    )
    different = _nonequivalent(game)
    index = pd.Index(game.players, name="player")
    return FolkTheoremSet(
        game,
        payoffs,
        pd.Series(in_kind(game, floors), index, name="minmax"),
        minmax,
        full,
        different,
        _applies(game, levels, payoffs, full, different),
    )


def _levels(game: NormalFormGame, minmax: Minmax) -> SecurityLevels:
    index_of(("mixed", "pure"), minmax, argument="minmax")
    require_numbers(game)
    punishers: Literal["correlated", "pure"] = "correlated" if minmax == "mixed" else "pure"
    return minmax_values(game.to_exact(), punishers=punishers)


def _rational(game: NormalFormGame, levels: SecurityLevels) -> PayoffSet:
    feasible = feasible_payoffs(game)
    polytope = feasible.polytope
    for i, floor in enumerate(levels.values):
        polytope = clip(polytope, [-int(k == i) for k in range(game.n)], -Fraction(floor))
    return replace(feasible, name="individually rational payoffs", polytope=polytope)


def _nonequivalent(game: NormalFormGame) -> Finding:
    """Whether no two players' payoffs are increasing affine functions of each other."""
    tables = [list(own.flat) for own in game.to_exact().payoffs]
    for i, k in combinations(range(game.n), 2):
        if _equivalent(tables[i], tables[k]):
            pair = (game.players[i], game.players[k])
            text = f"payoffs of {pair[0]} and {pair[1]} rise and fall in proportion"
            return Finding("nonequivalent utilities", False, text, {"players": pair})
    return Finding("nonequivalent utilities", True)


def _equivalent(first: list[Any], second: list[Any]) -> bool:
    """Whether one list is an increasing affine function of the other (both constant counts)."""
    low, high = min(first), max(first)
    start, end = second[first.index(low)], second[first.index(high)]
    if low == high or start >= end:
        return low == high and min(second) == max(second)
    slope = (end - start) / (high - low)
    return all(start + slope * (a - low) == b for a, b in zip(first, second, strict=True))


def _applies(
    game: NormalFormGame,
    levels: SecurityLevels,
    payoffs: PayoffSet,
    full: Finding,
    different: Finding,
) -> Finding:
    claim = "folk theorem"
    if payoffs.empty:
        return Finding(claim, True, "the set is empty, so there is nothing to show")
    dependent = [p for p in game.players if not levels.independent[p]]
    if game.n > 2 and dependent:
        text = f"independent punishers may not hold {dependent[0]} down to its minmax payoff"
        return Finding(claim, False, text, {"players": tuple(dependent)})
    if game.n <= 2:
        return Finding(claim, True, "two players need no condition (Fudenberg and Maskin 1986)")
    if full:
        return Finding(claim, True, "the set has full dimension (Fudenberg and Maskin 1986)")
    if different:
        return Finding(
            claim, True, "no two players have equivalent utilities (Abreu, Dutta and Smith 1994)"
        )
    return Finding(claim, False, f"{different.explanation}, and {full.explanation}")
