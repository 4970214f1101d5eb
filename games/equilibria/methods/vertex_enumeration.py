"""All extreme equilibria of a two-player game, its components and their indices, exactly."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from lilliput.games.arithmetic import Array, in_integers, object_array
from lilliput.games.bimatrix.bases import expected_bases
from lilliput.games.bimatrix.components import connected_components, maximal_bicliques
from lilliput.games.bimatrix.elimination import undominated
from lilliput.games.bimatrix.extreme import extreme_equilibria
from lilliput.games.bimatrix.one_sided import is_uneven
from lilliput.games.bimatrix.polytopes import LABELS
from lilliput.games.checks import check_count
from lilliput.games.equilibria.solution import Found, FoundComponent
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["solve"]

_WHOLE = 100_000.0  # vertices: below, the whole game is enumerated, to tell if it is degenerate


def solve(
    game: NormalFormGame,
    *,
    max_vertices: int = 5_000_000,
    max_equilibria: int = 20_000,
    components: bool = True,
    max_subsets: int = 10_000,
) -> Found:
    """Return all extreme equilibria of a game of one or two players; complete: proved.

    Where many vertices are to be expected, strictly dominated strategies are eliminated first. That
    changes no equilibrium, component or index, but it is then not told if a game is nondegenerate.

    Parameters
    ----------
    game
        One or two players, numeric payoffs; floats are taken for the decimals that they print as.
    max_vertices
        The most vertices of the best-response polytope of either player (ties broken).
    max_equilibria
        The most extreme equilibria.
    components
        Whether to find the components and maximal Nash subsets.
    max_subsets
        The most maximal Nash subsets of a component.
    """
    require_numbers(game)
    limits = {"max_vertices": max_vertices, "max_equilibria": max_equilibria}
    for name, limit in {**limits, "max_subsets": max_subsets}.items():
        check_count(limit, argument=name)
    if game.n == 1:
        return _alone(game)
    if game.n != 2:
        raise InvalidArgumentError(
            f"method 'vertex_enumeration' is for one or two players, got {game.n}; "
            "use 'pure' or 'logit'"
        )
    A, B = (in_integers(payoffs)[0] for payoffs in game.payoffs)
    kept: Sequence[Sequence[int]] = [range(size) for size in game.shape]
    if sum(game.shape) > LABELS or _expected(A.shape) > _WHOLE:
        kept = undominated(A, B)
        A, B = A[np.ix_(*kept)], B[np.ix_(*kept)]
    _check_size(A.shape, max_vertices)
    found = extreme_equilibria(A, B, **limits)
    reduced = sum(A.shape) < sum(game.shape)
    degenerate = None if reduced and not found.degenerate else found.degenerate
    rows = [_among(mix, kept[0], game.shape[0]) for mix in found.rows]
    columns = [_among(mix, kept[1], game.shape[1]) for mix in found.columns]
    profiles = [(rows[x], columns[y]) for x, y in found.pairs]
    groups = connected_components(found.pairs)
    totals = [int(found.signs[members].sum()) for members in groups]
    indices: list[int | None] = [None] * len(profiles)
    for members, total in zip(groups, totals, strict=True):
        if len(members) == 1:
            indices[members[0]] = total
    parts = None
    if components:
        parts = [
            FoundComponent(
                tuple(members), _subsets(found.pairs[members], rows, columns, max_subsets), total
            )
            for members, total in zip(groups, totals, strict=True)
        ]
    parameters = {"vertices": found.bases, "checked_in_integers": found.checked, **limits}
    return Found(profiles, "proved", indices, degenerate, parts, parameters=parameters)


def _alone(game: NormalFormGame) -> Found:
    """Return every maximiser of the one player; their mixtures are the one component."""
    payoffs, _ = in_integers(game.payoffs[0])
    best = [k for k, value in enumerate(payoffs) if value == payoffs.max()]
    mixes = tuple(_among(object_array([Fraction(1)]), [k], len(payoffs)) for k in best)
    several = len(best) > 1
    part = FoundComponent(tuple(range(len(best))), ((mixes,),), 1)
    indices = [None if several else 1] * len(best)
    return Found([(mix,) for mix in mixes], "proved", indices, several, [part])


def _subsets(
    pairs: Array, rows: Sequence[Array], columns: Sequence[Array], limit: int
) -> tuple[tuple[tuple[Array, ...], ...], ...]:
    """Return the vertices of each maximal Nash subset of a component."""
    return tuple(
        (tuple(rows[x] for x in xs), tuple(columns[y] for y in ys))
        for xs, ys in maximal_bicliques(pairs, limit=limit)
    )


def _among(mix: Array, kept: Sequence[int], size: int) -> Array:
    """Return a mixture of some strategies as one of all."""
    if len(kept) == size:
        return mix
    whole = object_array([Fraction(0)] * size)
    whole[list(kept)] = mix
    return whole


def _expected(shape: tuple[int, ...]) -> float:
    m, n = shape
    both = expected_bases(m, n), expected_bases(n, m)
    return min(both) if is_uneven(m, n) or is_uneven(n, m) else max(both)


def _check_size(shape: tuple[int, ...], max_vertices: int) -> None:
    """Refuse what is certain or likely to be too large."""
    m, n = shape
    size = f"after elimination of dominated strategies the game is {m} × {n}"
    others = "methods 'lemke_howson' or 'logit' find some equilibria, 'pure' the pure ones"
    if m + n > LABELS:
        raise ProblemTooLargeError(
            f"vertex enumeration takes at most {LABELS} strategies in all, {size}; {others}"
        )
    expected = _expected(shape)
    if expected > 2 * max_vertices:
        raise ProblemTooLargeError(
            f"{size}, whose best-response polytopes have about {expected:.1g} vertices if payoffs "
            f"are random, more than max_vertices = {max_vertices}; raise it for a special game; "
            f"{others}"
        )
