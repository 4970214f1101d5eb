"""Gambit's algorithms, each answer put to the test.

Options of all of them: `time_limit`, in seconds, after which what was found until then is returned;
`max_regret`, the largest regret of an answer that counts as an equilibrium, as a share of the range
of the player's payoffs: others are dropped and counted in the parameters.

References
----------
The Gambit project, Gambit documentation, section "Algorithms", and the papers named below.
"""

from functools import partial

from lilliput.games.checks import check_count
from lilliput.games.equilibria.methods.outside_profiles import found_outside
from lilliput.games.equilibria.solution import Found
from lilliput.games.normal_form import NormalFormGame

__all__ = [
    "enummixed",
    "enumpoly",
    "gnm",
    "ipa",
    "lcp",
    "liap",
    "logit",
    "lp",
    "simpdiv",
]

_found = partial(found_outside, "pygambit")


def enummixed(game: NormalFormGame, *, time_limit: float = 60.0, max_regret: float = 1e-8) -> Found:
    """Return the extreme equilibria of two players, in rational arithmetic."""
    return _found("enummixed", game, time_limit=time_limit, max_regret=max_regret, players=2)


def lcp(
    game: NormalFormGame,
    *,
    time_limit: float = 60.0,
    max_regret: float = 1e-8,
    stop_after: int | None = None,
) -> Found:
    """Return the equilibria of two players that Lemke–Howson paths reach, in rational arithmetic.

    Paths start from found equilibria too. The search ends after `stop_after` equilibria.
    """
    return _found("lcp", game, time_limit=time_limit, max_regret=max_regret, players=2,
                  options=_stop(stop_after))  # fmt: skip


def lp(game: NormalFormGame, *, time_limit: float = 60.0, max_regret: float = 1e-8) -> Found:
    """Return one pair of optimal strategies of a constant-sum game, in rational arithmetic."""
    return _found("lp", game, time_limit=time_limit, max_regret=max_regret, players=2)


def enumpoly(
    game: NormalFormGame,
    *,
    time_limit: float = 60.0,
    max_regret: float = 1e-6,
    stop_after: int | None = None,
) -> Found:
    """Return the isolated equilibria of any number of players, by polynomials on each support.

    Supports with infinitely many are left out. The search ends after `stop_after` equilibria.
    """
    return _found("enumpoly", game, time_limit=time_limit, max_regret=max_regret,
                  options=_stop(stop_after))  # fmt: skip


def gnm(game: NormalFormGame, *, time_limit: float = 60.0, max_regret: float = 1e-6) -> Found:
    """Return the equilibria that a global Newton method meets along a ray of perturbed games.

    Govindan, S. and Wilson, R. (2003). A global Newton method to compute Nash equilibria. Journal
    of Economic Theory 110:65–86.
    """
    return _found("gnm", game, time_limit=time_limit, max_regret=max_regret)


def ipa(game: NormalFormGame, *, time_limit: float = 60.0, max_regret: float = 1e-6) -> Found:
    """Return one equilibrium, and that not always, by iterated polymatrix approximation.

    Govindan, S. and Wilson, R. (2004). Computing Nash equilibria by iterated polymatrix
    approximation. Journal of Economic Dynamics and Control 28:1229–1241.
    """
    return _found("ipa", game, time_limit=time_limit, max_regret=max_regret)


def logit(game: NormalFormGame, *, time_limit: float = 60.0, max_regret: float = 1e-6) -> Found:
    """Return the limit of the principal branch of logit quantal response equilibria.

    Turocy, T. L. (2005). A dynamic homotopy interpretation of the logistic quantal response
    equilibrium correspondence. Games and Economic Behavior 51:243–263.
    """
    return _found("logit", game, time_limit=time_limit, max_regret=max_regret)


def simpdiv(game: NormalFormGame, *, time_limit: float = 60.0, max_regret: float = 1e-6) -> Found:
    """Return one approximate equilibrium on a grid of rationals, by simplicial subdivision.

    van der Laan, G., Talman, A. J. J. and van der Heyden, L. (1987). Simplicial variable dimension
    algorithms for solving the nonlinear complementarity problem on a product of unit simplices
    using a general labelling. Mathematics of Operations Research 12:377–397.
    """
    return _found("simpdiv", game, time_limit=time_limit, max_regret=max_regret)


def liap(game: NormalFormGame, *, time_limit: float = 60.0, max_regret: float = 1e-3) -> Found:
    """Return one approximate equilibrium, or none, by minimising a Lyapunov function of regrets.

    McKelvey, R. D. (1991). A Liapunov function for Nash equilibria. California Institute of
    Technology.
    """
    return _found("liap", game, time_limit=time_limit, max_regret=max_regret)


def _stop(after: int | None) -> dict[str, int]:
    """Return the option to stop after so many equilibria, checked."""
    if after is None:
        return {}
    return {"stop_after": check_count(after, argument="stop_after")}
