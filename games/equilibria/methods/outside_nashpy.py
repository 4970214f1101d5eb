"""nashpy's algorithms for two players, in floats; each answer is put to the test.

Options of all of them: `time_limit`, in seconds, after which what was found until then is returned;
`max_regret`, the largest regret of an answer that counts as an equilibrium, as a share of the range
of the player's payoffs: others are dropped and counted in the parameters.

References
----------
von Stengel, B. (2007). Equilibrium computation for two-player games in strategic and extensive
form. In Nisan, N. et al. (eds), Algorithmic Game Theory, chapter 3, algorithms 3.4 to 3.6.
"""

from functools import partial

from lilliput.games.checks import check_tolerance
from lilliput.games.equilibria.methods.outside_profiles import found_outside
from lilliput.games.equilibria.solution import Found
from lilliput.games.normal_form import NormalFormGame

__all__ = ["lemke_howson", "support_enumeration", "vertex_enumeration"]

_found = partial(found_outside, "nashpy", players=2)


def support_enumeration(
    game: NormalFormGame,
    *,
    time_limit: float = 60.0,
    max_regret: float = 1e-8,
    non_degenerate: bool = False,
    tol: float = 1e-16,
) -> Found:
    """Return the equilibria on supports for which the indifference equations have one solution.

    Of degenerate games it leaves out some. With `non_degenerate` it looks at supports of equal size
    only; `tol` is nashpy's tolerance for a probability to count as 0.
    """
    check_tolerance(tol)
    options = {"non_degenerate": bool(non_degenerate), "tol": tol}
    return _found("support", game, time_limit=time_limit, max_regret=max_regret, options=options)


def vertex_enumeration(
    game: NormalFormGame, *, time_limit: float = 60.0, max_regret: float = 1e-8
) -> Found:
    """Return the equilibria among the vertices of the best-response polytopes.

    Vertices come from half-space intersection in floats, which fails on some degenerate games.
    """
    return _found("vertex", game, time_limit=time_limit, max_regret=max_regret)


def lemke_howson(
    game: NormalFormGame,
    *,
    time_limit: float = 60.0,
    max_regret: float = 1e-8,
    lexicographic: bool = True,
) -> Found:
    """Return the equilibria that the paths from each label reach.

    A label whose path cycles is given up after its share of the time limit, where the system can
    interrupt it; the notes among the parameters say which. Breaking ties lexicographically prevents
    cycles.
    """
    options = {"lexicographic": bool(lexicographic)}
    return _found(
        "lemke_howson", game, time_limit=time_limit, max_regret=max_regret, options=options
    )
