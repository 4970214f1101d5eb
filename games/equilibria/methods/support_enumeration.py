"""All equilibria of games with three or more players, support by support, with proof."""

from fractions import Fraction
from typing import Any
from warnings import warn

import numpy as np

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.checks import check_count
from lilliput.games.equilibria.methods import vertex_enumeration
from lilliput.games.equilibria.solution import Certificate, Complete, Found, FoundComponent
from lilliput.games.errors import (
    InvalidArgumentError,
    LilliputWarning,
    ProblemTooLargeError,
)
from lilliput.games.multilinear import (
    AllEquilibria,
    IntegerGame,
    Profile,
    Surd,
    all_equilibria,
    integer_game,
    support_count,
)
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["solve"]

_BITS = {"float": 96, "fraction": 256}
_WORTH_PROGRAMMES = 1000  # supports, for the sake of elimination by mixtures


def solve(
    game: NormalFormGame,
    *,
    max_supports: int = 100_000,
    max_boxes: int = 5_000_000,
    progress: bool = False,
) -> Found:
    """Return all equilibria of a game of three or more players, and whether that is proved.

    On a support the strategies played must earn the same, which are polynomial equations, and the
    others no more. Games of 2 × 2 × 2 are solved exactly (the probabilities are a + b√d), and so
    are games in which at most two players have a choice left, by vertex enumeration. In others
    the mixtures on each support are searched by branch and prune with bounds that allow for
    rounding: parts without a solution are cut away, and around each solution a region is certified
    in which there is exactly one (Krawczyk's test), so that nothing is missed.

    Parameters
    ----------
    game
        Three or more players; those with one strategy, and strictly dominated strategies, cost
        nothing.
    max_supports
        The most supports; there are Π(2^mᵢ − 1).
    max_boxes
        The most parts of the product of the players' simplices to be looked at. Most games need few
        (3 × 3 × 3 about a thousand); five million take a minute or two.
    progress
        Whether to show a progress bar.

    Returns
    -------
    Found
        `complete` is ``"proved"`` if every part was excluded or certified. If there are infinitely
        many equilibria (`degenerate` is then true) it is said only where they consist of segments
        or boxes, on which each player mixes independently; the corners of these are returned.
        ``"parity-ok"``: no proof, for boxes ran out on some supports, but the indices of what was
        found sum to +1, as those of all equilibria of a generic game do. Else ``"unknown"``.

    Raises
    ------
    InvalidArgumentError
        Two players or one.
    ProblemTooLargeError
        More than `max_supports` supports.

    Warns
    -----
    LilliputWarning
        If the answer is ``"unknown"`` although no tie between payoffs explains it.

    References
    ----------
    Porter, R., Nudelman, E. and Shoham, Y. (2008). Simple search methods for finding a Nash
    equilibrium. Games and Economic Behavior 63:642–662.
    Gül, F., Pearce, D. and Stacchetti, E. (1993). A bound on the proportion of pure strategy
    equilibria in generic games. Mathematics of Operations Research 18:548–552 (sum of indices).

    Examples
    --------
    One of three must volunteer, which costs 1 and is worth 2 to each.

    >>> import numpy as np
    >>> volunteers = np.indices((2, 2, 2)) == 0
    >>> payoffs = np.where(volunteers, 1, 2 * volunteers.any(axis=0))
    >>> game = NormalFormGame(["A", "B", "C"], [["yes", "no"]] * 3, payoffs)
    >>> found = solve(game)
    >>> len(found.profiles), found.complete, sum(found.indices)
    (7, 'proved', 1)
    """
    if game.n < 3:
        raise InvalidArgumentError(
            f"support_enumeration is for three or more players, got {game.n}; "
            'use "vertex_enumeration" (all equilibria of two players) or "pure"'
        )
    check_count(max_supports, argument="max_supports")
    check_count(max_boxes, argument="max_boxes")
    require_numbers(game)
    payoffs = game.to_exact().payoffs
    reduced = integer_game(payoffs)
    if support_count(reduced.shape) > _WORTH_PROGRAMMES:
        reduced = integer_game(payoffs, mixed=True)
    if len(reduced.players) <= 2:
        return _few_players(reduced)
    many = support_count(reduced.shape)
    if many > max_supports:
        raise ProblemTooLargeError(
            f"support_enumeration needs {many:.3g} supports ({' × '.join(map(str, reduced.shape))} "
            f'strategies), more than max_supports={max_supports}; methods "logit" and '
            '"global_newton" find one equilibrium, "pure" all pure ones'
        )
    found = all_equilibria(reduced, boxes=max_boxes, bits=_BITS[game.kind], progress=progress)
    complete = _completeness(found, max_boxes)
    answers = [_answer(game, profile) for profile in found.profiles]
    return Found(
        [mixes for mixes, _ in answers],
        complete,
        indices=[profile.index for profile in found.profiles],
        degenerate=True if found.continuum or found.weak else None,
        certificates=[certificate for _, certificate in answers],
        parameters={
            "supports": found.supports,
            "boxes": found.boxes,
            "open_supports": found.open,
            "unsearched_supports": found.unsearched,
            "max_supports": max_supports,
            "max_boxes": max_boxes,
        },
    )


def _few_players(reduced: IntegerGame) -> Found:
    """Solve a game in which at most two players have a choice as one of these players."""
    if not reduced.players:
        part = FoundComponent((0,), (reduced.vertices([]),), 1)
        return Found([reduced.profile([], exact=True)], "proved", [1], None, [part])
    names = [[str(k) for k in range(size)] for size in reduced.shape]
    table = np.stack(reduced.payoffs) + Fraction(0)
    found = vertex_enumeration.solve(
        NormalFormGame([str(i) for i in reduced.players], names, table)
    )
    dropped = sum(reduced.sizes) > len(reduced.sizes) - len(reduced.players) + sum(reduced.shape)
    components = [
        FoundComponent(part.members, tuple(map(reduced.vertices, part.subsets)), part.index)
        for part in found.components or ()
    ]
    return Found(
        [reduced.profile(mixes, exact=True) for mixes in found.profiles],
        found.complete,
        found.indices,
        None if dropped and not found.degenerate else found.degenerate,
        components,
        parameters=found.parameters,
    )


def _completeness(found: AllEquilibria, max_boxes: int) -> Complete:
    """Say what is known, with a warning where equilibria are missing and no tie explains it."""
    total = found.index_sum
    if not (found.open or found.unsearched) and total in (1, None):
        return "proved"
    if found.continuum or (found.open and found.weak):
        return "unknown"
    if not (found.open or found.hardly_searched) and total == 1:
        return "parity-ok"
    missing = "" if total in (1, None) else f" (their indices sum to {total}, so some are)"
    warn(
        f"equilibria may be missing from the {len(found.profiles)} found{missing}: "
        f"{found.unsearched} supports are not searched to the end (max_boxes={max_boxes}), "
        f"{found.open} hold profiles that are too near to a degenerate case to decide",
        LilliputWarning,
        stacklevel=4,
    )
    return "unknown"


def _answer(game: NormalFormGame, profile: Profile) -> tuple[list[Array], Certificate | None]:
    """Return a profile in numbers of the game's kind, and the certificate of an algebraic one."""
    if profile.kind != "algebraic":
        return list(profile.mixes), None
    if game.kind == "float":
        mixes = [mix.astype(float) for mix in profile.mixes]
        return mixes, Certificate("algebraic", 0.0, 0.0)
    zero: Any = Fraction(0)
    return [_in_sympy(mix) for mix in profile.mixes], Certificate("algebraic", zero, zero)


def _in_sympy(mix: Array) -> Array:
    import sympy

    return object_array(
        [
            x.to_sympy() if isinstance(x, Surd) else sympy.Rational(x.numerator, x.denominator)
            for x in mix
        ]
    )
