"""All correlated equilibria of a small game: the polytope, by its vertices, exactly."""

from dataclasses import dataclass
from fractions import Fraction
from typing import final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, object_array, over_one_denominator, to_float
from lilliput.games.checks import check_count, counted
from lilliput.games.correlated.check import payoffs_at
from lilliput.games.correlated.incentives import check_work, incentives_of
from lilliput.games.dominance.tables import profile_index
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["CorrelatedPolytope", "correlated_polytope"]

_LARGEST = 1_000_000


@final
@dataclass(frozen=True, eq=False, repr=False)
class CorrelatedPolytope:
    """The set of correlated equilibria, as the mixtures of its vertices.

    Parameters
    ----------
    game
        The game.
    vertices
        One row a vertex, one column a strategy profile.
    payoffs
        Each player's payoff at each vertex: the payoffs that correlation can reach are their
        mixtures.
    coarse
        Whether these are the coarse correlated equilibria.
    """

    game: NormalFormGame
    vertices: pd.DataFrame
    payoffs: pd.DataFrame
    coarse: bool

    def __repr__(self) -> str:
        kind = "coarse correlated" if self.coarse else "correlated"
        many = "1 vertex" if len(self.vertices) == 1 else f"{len(self.vertices)} vertices"
        return f"CorrelatedPolytope({kind}; {many}, {counted(self.vertices.shape[1], 'profile')})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import correlated_polytope

        return correlated_polytope(self)


def correlated_polytope(
    game: NormalFormGame, *, coarse: bool = False, max_vertices: int = 20_000
) -> CorrelatedPolytope:
    """Return all correlated equilibria of a small game, by the vertices of their polytope.

    A 2×2 game has at most five vertices.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    coarse
        Whether players must decide to leave before they are told what to play.
    max_vertices
        How many vertices may be kept at any time of the search.

    Raises
    ------
    ProblemTooLargeError
        More vertices than that; `correlated_equilibrium` finds the best by an objective.

    References
    ----------
    Calvó-Armengol, A. (2006). The set of correlated equilibria of 2×2 games. Working paper,
    Universitat Autònoma de Barcelona.
    Nau, R., Gomez Canovas, S. and Hansen, P. (2004). On the geometry of Nash equilibria and
    correlated equilibria. International Journal of Game Theory 32:443–453.

    Examples
    --------
    >>> chicken = NormalFormGame.from_bimatrix([[6, 2], [7, 0]], [[6, 7], [2, 0]])
    >>> correlated_polytope(chicken)
    CorrelatedPolytope(correlated; 5 vertices, 4 profiles)
    """
    from lilliput.games.double_description import Cone

    require_numbers(game)
    check_count(max_vertices, argument="max_vertices")
    check_work(game, coarse=coarse, limit=_LARGEST)
    exact = game.to_exact()
    rows = incentives_of(exact, coarse=coarse).dense()
    size = int(np.prod(game.shape))
    whole = [over_one_denominator(row)[0] for row in rows]
    constraints = object_array(
        [x for row in (*np.eye(size, dtype=int).tolist(), *whole) for x in row],
        (size + len(whole), size),
    )
    constraints[size:] = -constraints[size:]
    axes = object_array([int(x) for x in np.eye(size, dtype=int).flat], (size, size))
    cone = Cone(constraints, list(range(size)), axes, limit=max_vertices)
    try:
        cone.complete()
    except ProblemTooLargeError:
        raise ProblemTooLargeError(
            f"game: the polytope over {size} profiles has more than max_vertices={max_vertices} "
            "vertices on the way, or too many pairs to compare; correlated_equilibrium finds the "
            "best by an objective"
        ) from None
    points = sorted((_point(ray) for ray in cone.rays), reverse=True)
    table = object_array([x for point in points for x in point], (len(points), size))
    shares = [payoffs_at(exact, row) for row in table]
    payoffs = object_array([x for row in shares for x in row], (len(points), game.n))
    if game.kind == "float":
        table, payoffs = (to_float(x, argument="vertices") for x in (table, payoffs))
    index = pd.RangeIndex(len(points), name="vertex")
    players = pd.Index(game.players, name="player")
    return CorrelatedPolytope(
        game,
        pd.DataFrame(table, index, profile_index(game)),
        pd.DataFrame(payoffs, index, players),
        coarse,
    )


def _point(ray: Array) -> list[Fraction]:
    total = sum(int(x) for x in ray)
    return [Fraction(int(x), total) for x in ray]
