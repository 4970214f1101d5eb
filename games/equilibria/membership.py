"""Whether a strategy profile lies in a component of equilibria: a convex combination, twice."""

from collections.abc import Mapping, Sequence

import numpy as np

from lilliput.games.arithmetic import Array, object_array, unify
from lilliput.games.checks import check_tolerance, index_of, name_list
from lilliput.games.equilibria.solution import Component, NashSubset
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.normal_form.profiles import Profile, distribution
from lilliput.games.revised_simplex import Entering, maximise

__all__ = ["in_component"]

_ZERO = 1e-10


def in_component(component: Component, profile: Profile, *, tol: float = 1e-9) -> bool:
    """Whether a strategy profile is in a component: in the product of hulls of a Nash subset.

    A mixed strategy b lies in the hull of the vertices aₖ iff the largest Σ zₖ with Σ zₖ aₖ ≤ b and
    z ≥ 0 is 1. One minus it is the share of b that no mixture of vertices accounts for.

    Parameters
    ----------
    component
        A component of the equilibria of a game.
    profile
        A strategy profile, as `NormalFormGame.payoff` takes it.
    tol
        The share of either strategy that may lie outside. It is not used where vertices and profile
        are exact: then the answer is exact.

    Raises
    ------
    InvalidArgumentError
        What is no component, or a negative tolerance.
    InvalidGameError
        A profile that does not fit the game.

    Examples
    --------
    >>> from lilliput.games import NormalFormGame, nash_equilibria
    >>> entry = NormalFormGame.from_bimatrix(
    ...     [[1, 1], [0, 2]], [[1, 1], [0, 2]], strategies=[["out", "in"], ["fight", "share"]]
    ... )
    >>> deterred = nash_equilibria(entry, "vertex_enumeration").components[1]
    >>> in_component(deterred, ["out", [0.75, 0.25]]), in_component(deterred, ["out", "share"])
    (True, False)
    """
    check_tolerance(tol)
    if not isinstance(component, Component):
        raise InvalidArgumentError(
            f"component must be one of `EquilibriumSet.components`, got {type(component).__name__}"
        )
    mixes = _distributions(component.subsets[0], profile)
    return any(
        all(
            _in_hull(mixes[player], [vertex.to_numpy() for vertex in vertices], tol)
            for player, vertices in subset.vertices.items()
        )
        for subset in component.subsets
    )


def _distributions(subset: NashSubset, profile: Profile) -> dict[str, Array]:
    players = tuple(subset.vertices)
    if isinstance(profile, Mapping):
        for name in profile:
            index_of(players, name, argument="profile: player")
        given = dict(profile)
    else:
        if not hasattr(profile, "__len__") or len(profile) != len(players):
            raise InvalidGameError(
                f"profile needs {len(players)} entries ({name_list(players)}), got {profile!r}"
            )
        given = dict(zip(players, profile, strict=True))
    missing = [name for name in players if name not in given]
    if missing:
        raise InvalidGameError(f"profile must cover every player, missing {missing[0]}")
    return {
        player: distribution(given[player], tuple(vertices[0].index), player)
        for player, vertices in subset.vertices.items()
    }


def _in_hull(mix: Array, vertices: Sequence[Array], tol: float) -> bool:
    mix, *columns = unify(mix, *vertices)
    exact = mix.dtype == object
    zero, none = (0, object_array([mix[0] * 0] * len(mix))) if exact else (_ZERO, 0.0 * mix)

    def oracle(prices: Array) -> Entering | None:
        worths = [1 - (prices * column).sum() for column in columns]
        best = int(np.argmax(np.array(worths)))
        return (len(mix) + best, columns[best], 1) if worths[best] > zero else None

    covered = maximise(mix, list(range(len(mix))), none, oracle).value
    return bool(1 - covered <= (0 if exact else tol))
