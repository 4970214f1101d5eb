"""Other units and other starting points: strategic equivalence and its normal forms.

α v(S) + Σ_{i∈S} β_i with α > 0 is the game v measured in other units, after each player has been
handed β_i; what is stable or fair in one is so in the other. Normal forms fix α and β.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, is_symbolic, kind_of, number_array, plain, tidy, unify
from lilliput.games.checks import check_tolerance
from lilliput.games.coalitional import CoalitionalGame, coalition_label
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.tables import allowance, subset_sums
from lilliput.games.transforms.structure import permuted, scaled, with_vector

__all__ = [
    "savings_game",
    "strategic_equivalence",
    "strategic_equivalent",
    "zero_normalisation",
    "zero_one_normalisation",
]

Vector = Mapping[str, Any] | pd.Series | Sequence[Any] | Array


def zero_normalisation(game: CoalitionalGame) -> CoalitionalGame:
    """Return the game of the gains over acting alone: v(S) − Σ_{i∈S} v({i}).

    Parameters
    ----------
    game
        A coalitional game.

    Examples
    --------
    >>> zero_normalisation(CoalitionalGame(["A", "B"], [0, 1, 2, 6])).worths.tolist()
    [0.0, 0.0, 0.0, 3.0]
    """
    return CoalitionalGame(game.players, _zero_normal(game))


def zero_one_normalisation(game: CoalitionalGame, *, tol: float = 1e-12) -> CoalitionalGame:
    """Return the zero-normalisation scaled so that all players together are worth 1.

    Parameters
    ----------
    game
        An essential game, v(N) > Σ_i v({i}).
    tol
        For float worths: a gain up to `tol` times the largest |v(S)| counts as none.

    Raises
    ------
    InvalidGameError
        The game is inessential.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B", "C"], [0, 1, 0, 2, 0, 2, 0, 5])
    >>> zero_one_normalisation(game).worths.tolist()
    [0.0, 0.0, 0.0, 0.25, 0.0, 0.25, 0.0, 1.0]
    """
    gains = _zero_normal(game)
    least = allowance(game.worths, tol)
    if not _is_positive(gains[-1], least):
        raise InvalidGameError(
            "zero_one_normalisation needs a game in which all players together gain: "
            f"v(N) − Σ v(i) = {gains[-1]}"
        )
    return CoalitionalGame(game.players, tidy(gains / gains[-1]))


def savings_game(costs: CoalitionalGame) -> CoalitionalGame:
    """Return the game of what coalitions save by sharing costs: Σ_{i∈S} c({i}) − c(S).

    Parameters
    ----------
    costs
        A game whose worths are costs.

    Examples
    --------
    >>> savings_game(CoalitionalGame(["A", "B"], [0, 4, 3, 5])).worths.tolist()
    [0.0, 0.0, 0.0, 2.0]
    """
    return CoalitionalGame(costs.players, tidy(-_zero_normal(costs) + 0))


def strategic_equivalent(
    game: CoalitionalGame, scale: Any = 1, shifts: Vector | None = None
) -> CoalitionalGame:
    """Return the game in other units and from other starting points: α v(S) + Σ_{i∈S} β_i.

    Parameters
    ----------
    game
        A coalitional game.
    scale
        α > 0.
    shifts
        β, by player or in the order of the players; all 0 by default.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B"], [0, 1, 2, 6])
    >>> strategic_equivalent(game, 2, {"A": 10, "B": 0}).worths.tolist()
    [0.0, 12.0, 4.0, 22.0]
    """
    worths = scaled(game, scale).worths
    if not _is_positive(number_array([scale], argument="scale")[0], 0):
        raise InvalidArgumentError(f"scale must be > 0, got {scale}")
    if shifts is not None:
        worths, start = with_vector(worths, shifts, game.players, argument="shifts")
        worths = worths + subset_sums(start)
    return CoalitionalGame(game.players, tidy(worths))


def strategic_equivalence(
    game: CoalitionalGame, other: CoalitionalGame, *, tol: float = 1e-9
) -> Finding:
    """Whether another game is this one in other units and from other starting points.

    Games are strategically equivalent if w(S) = α v(S) + Σ_{i∈S} β_i for some α > 0 and β.

    Parameters
    ----------
    game, other
        Games with the same players, in any order.
    tol
        For float worths: differences up to `tol` times the largest |w(S)| count as none.

    Returns
    -------
    Finding
        With `scale` and `shifts` as the witness when it holds, and otherwise a coalition whose
        gain over acting alone is not in proportion.

    Examples
    --------
    >>> game = CoalitionalGame(["A", "B"], [0, 1, 2, 6])
    >>> found = strategic_equivalence(game, strategic_equivalent(game, 2, [5, 0]))
    >>> found
    Finding(strategically equivalent: holds; w(S) = 2.0 v(S) + shifts of its members)
    >>> found.witness["shifts"].to_dict()
    {'A': 5.0, 'B': 0.0}
    """
    check_tolerance(tol)
    other = permuted(other, game.players)
    gains, other_gains = unify(_zero_normal(game), _zero_normal(other))
    kind = kind_of(gains)
    allowed = tol * float(np.abs(other.worths).max()) if kind == "float" else 0
    negligible = tol * float(np.abs(game.worths).max()) if kind == "float" else 0
    reference = _largest(gains)
    scale = gains[reference] * 0 + 1
    if not _is_zero(gains[reference], negligible):
        scale = _quotient(other_gains[reference], gains[reference])
        if _is_zero(other_gains[reference], allowed):
            scale = scale * 0
    if not _is_positive(scale, 0):
        return _not_equivalent(game, reference, gains, other_gains)
    differences = other_gains - scale * gains
    for mask in range(len(differences)):
        if not _is_zero(differences[mask], allowed):
            return _not_equivalent(game, mask, gains, other_gains)
    singles = [1 << i for i in range(game.n)]
    alone, other_alone, factor = unify(game.worths, other.worths, np.array([scale]))
    shifts = tidy(other_alone[singles] - factor[0] * alone[singles])
    series = pd.Series(shifts, index=pd.Index(game.players, name="player"), name="shifts")
    scale = plain(scale)
    explanation = f"w(S) = {scale} v(S) + shifts of its members"
    witness = {"scale": scale, "shifts": series}
    return Finding("strategically equivalent", True, explanation, witness)


def _not_equivalent(game: CoalitionalGame, mask: int, gains: Array, other_gains: Array) -> Finding:
    name = coalition_label(mask, game.players)
    explanation = (
        f"over its members alone {{{name}}} gains {gains[mask]} in one game and "
        f"{other_gains[mask]} in the other, out of proportion to other coalitions"
    )
    witness = {
        "coalition": game.coalition(mask),
        "gain": plain(gains[mask]),
        "other_gain": plain(other_gains[mask]),
    }
    return Finding("strategically equivalent", False, explanation, witness)


def _zero_normal(game: CoalitionalGame) -> Array:
    singles = game.worths[[1 << i for i in range(game.n)]]
    return tidy(game.worths - subset_sums(singles))


def _largest(gains: Array) -> int:
    """Return the mask of a gain that is not zero: the largest in size where sizes compare."""
    if kind_of(gains) == "symbolic":
        return next((m for m, gain in enumerate(gains) if not _is_zero(gain, 0)), 0)
    return int(np.argmax(np.abs(gains)))


def _quotient(numerator: Any, denominator: Any) -> Any:
    if not is_symbolic(numerator):
        return numerator / denominator
    import sympy

    return sympy.simplify(numerator / denominator)


def _is_zero(value: Any, allowed: Any) -> bool:
    if not is_symbolic(value):
        return bool(abs(value) <= allowed)
    import sympy

    return bool(sympy.simplify(value) == 0)


def _is_positive(value: Any, least: Any) -> bool:
    """Whether a number exceeds `least`; a symbol of unknown sign counts as positive."""
    if not is_symbolic(value):
        return bool(value > least)
    return value.is_nonpositive is not True and not _is_zero(value, 0)
