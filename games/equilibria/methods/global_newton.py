"""Equilibria of a game of any size by the global Newton method of Govindan and Wilson (2003).

A bonus t·g is paid for playing each strategy. From t so large that bonuses alone decide, the
equilibrium is followed as t falls, through all choices of supports, and whenever t = 0 there is an
equilibrium of the game itself. The path goes on to t → −∞ and meets an odd number of equilibria;
other directions g may lead to others.
"""

from typing import Any, Literal

import numpy as np

from lilliput.games.equilibria.solution import Certificate, Found
from lilliput.games.errors import InvalidArgumentError, SolverError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.deviations import Deviations, deviations_of
from lilliput.games.normal_form.required import require_numbers
from lilliput.games.quantal.support_path import Crossing, support_path
from lilliput.games.quantal.supports import (
    NearbyEquilibrium,
    certified_profile,
    nearby_equilibrium,
)

__all__ = ["solve"]

_SPARE_RAYS = 8
_SAME = 1e-7


def solve(
    game: NormalFormGame,
    *,
    rays: int = 1,
    follow: Literal["first", "whole"] = "first",
    rng: np.random.Generator | int | None = None,
    max_steps: int = 20_000,
) -> Found:
    """Return the equilibria that the paths of some directions of bonuses meet.

    Parameters
    ----------
    game
        A game with numeric payoffs and any number of players.
    rays
        Number of directions g, drawn uniformly from the unit cube.
    follow
        ``"first"``: each path up to its first equilibrium; ``"whole"``: to its end, which finds
        more of them.
    rng
        For the directions; the same ones each time by default.
    max_steps
        Points of a path after which it is given up.

    Raises
    ------
    SolverError
        No direction led to an equilibrium.
    """
    require_numbers(game)
    if not isinstance(rays, int) or rays < 1:
        raise InvalidArgumentError(f"rays must be an integer >= 1, got {rays!r}")
    if follow not in ("first", "whole"):
        raise InvalidArgumentError(f"follow must be 'first' or 'whole', got {follow!r}")
    generator = np.random.default_rng(0 if rng is None else rng)
    deviations = deviations_of(game, common=False)
    found: list[tuple[NearbyEquilibrium, int | None]] = []
    steps = good = lost = 0
    while good < rays and lost <= _SPARE_RAYS:
        g = generator.random(deviations.total)
        before = len(found)
        reached = False
        try:
            for crossing in support_path(deviations, g, max_steps=max_steps):
                steps += crossing.steps
                reached |= _keep(game, deviations, crossing, found)
                if reached and follow == "first":
                    break
        except SolverError:
            reached = reached and (follow == "first" or len(found) > before)
        good, lost = good + reached, lost + (not reached)
    if not found:
        raise SolverError(
            f"none of {lost} directions led to an equilibrium within max_steps = {max_steps} "
            "points; allow more, draw others with rng, or use method 'logit'"
        )
    return _as_found(game, found, {"rays": good, "lost_rays": lost, "follow": follow})


def _keep(
    game: NormalFormGame,
    deviations: Deviations,
    crossing: Crossing,
    found: list[tuple[NearbyEquilibrium, int | None]],
) -> bool:
    """Add what the path meets, unless it is known; False if it is no equilibrium."""
    near = nearby_equilibrium(game, deviations, crossing.p, ahead=np.zeros(crossing.p.size))
    if near is None:
        return False
    if all(np.abs(near.point - other.point).max() > _SAME for other, _ in found):
        found.append((near, crossing.index if crossing.regular else None))
    return True


def _as_found(
    game: NormalFormGame,
    found: list[tuple[NearbyEquilibrium, int | None]],
    parameters: dict[str, Any],
) -> Found:
    profiles: list[Any] = []
    certificates: list[Certificate | None] = []
    for near, _ in found:
        profile: Any
        profile, certificate = certified_profile(game, near)
        profiles.append(profile)
        certificates.append(certificate)
    indices = [index for _, index in found]
    return Found(
        profiles, "unknown", indices=indices, certificates=certificates, parameters=parameters
    )
