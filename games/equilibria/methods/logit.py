"""One equilibrium of a game of any size: the limit of the principal logit branch.

McKelvey and Palfrey (1995, theorem 3) show that the branch of logit equilibria from the uniform
profile selects one Nash equilibrium of almost every game. It is followed until the equilibrium it
tends to is known, which is then computed by itself: in rationals where at most two players mix,
else in floats by Newton's method on its supports (Turocy 2005).
"""

from lilliput.games.equilibria.solution import Found
from lilliput.games.errors import SolverError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers
from lilliput.games.quantal.branch import scaled_system, with_limit
from lilliput.games.quantal.continuation import Limits
from lilliput.games.quantal.supports import certified_profile

__all__ = ["solve"]

_NEAR = 0.01


def solve(game: NormalFormGame, *, max_steps: int = 5000) -> Found:
    """Return the equilibrium that the principal logit branch tends to.

    Within a continuum of equilibria the branch can near its limit more slowly than it can be
    followed; then the equilibrium is one within about 0.01 of the limit.

    Parameters
    ----------
    game
        A game with numeric payoffs and any number of players.
    max_steps
        Points of the branch after which to give up.

    Raises
    ------
    SolverError
        A branch that could not be followed to its limit.
    """
    require_numbers(game)
    system, scale = scaled_system(game)
    steps = turns = bifurcations = 0
    limits = Limits(max_steps=max_steps, refine=False)
    try:
        for point, limit in with_limit(game, system, limits, hardly=_NEAR):
            steps += 1
            turns += point.kind == "turn"
            bifurcations += point.kind == "bifurcation"
            if limit is not None:
                profile, certificate = certified_profile(game, limit)
                parameters = {
                    "rationality": float(point.z[-1]) / scale,
                    "steps": steps,
                    "turning_points": turns,
                    "bifurcations": bifurcations,
                }
                return Found(
                    [profile], "unknown", certificates=[certificate], parameters=parameters
                )
    except SolverError as error:
        raise SolverError(f"{error}; or use method 'global_newton'") from None
    raise SolverError(
        "the limit of the logit branch was not identified: the game is degenerate near it, or one "
        "player's payoffs are very much smaller than another's; use method 'global_newton'"
    )
