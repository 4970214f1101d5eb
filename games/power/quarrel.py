"""Power when two players quarrel: coalitions with both of them do not form.

Each index keeps its own way of counting, over the coalitions that are left: those without a, or
without b. So the quarrelling players never swing together, though each still may alone. The
indices that sum to 1 are normalised again.
"""

from collections.abc import Callable
from fractions import Fraction

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.power.banzhaf import banzhaf_index, banzhaf_power
from lilliput.games.power.deegan_packel import deegan_packel
from lilliput.games.power.johnston import johnston
from lilliput.games.power.public_good import public_good_index
from lilliput.games.power.shapley_shubik import shapley_shubik
from lilliput.games.power.tables import winning_table
from lilliput.games.values.fold import label_exact
from lilliput.games.values.shapley import shapley_weights
from lilliput.games.voting import VotingGame

__all__ = ["paradox_of_quarrelling_members", "quarrelling_power"]

Index = Callable[..., pd.Series]


def quarrelling_power(
    game: VotingGame, a: str, b: str, *, index: Index = shapley_shubik, exact: bool = False
) -> pd.Series:
    """Return an index of power when players a and b will not be in a coalition together.

    Parameters
    ----------
    game
        A voting game.
    a, b
        Two players.
    index
        One of `shapley_shubik` (orders of arrival in which the pivotal player completes a
        coalition without a or without b), `banzhaf_index`, `banzhaf_power`, `johnston` (winning
        coalitions without a or without b), `deegan_packel` and `public_good_index` (the minimal
        ones of them).
    exact
        Return Fractions.

    Returns
    -------
    pandas.Series
        Indexed by player; summing to 1, but for the Banzhaf power.

    Raises
    ------
    UnknownNameError
        A player who is not there.
    InvalidArgumentError
        a and b are the same, or the index is another.
    InvalidGameError
        No coalition wins without both a and b.
    ProblemTooLargeError
        More than 28 players.

    References
    ----------
    Kilgour, D. M. (1974). A Shapley value for cooperative games with quarrelling. In: A. Rapoport
    (ed.), Game Theory as a Theory of Conflict Resolution, 193–206.
    Brams, S. J. (1975). Game Theory and Politics, ch. 5.

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[3, 2, 2], quota=5)
    >>> quarrelling_power(trio, "B", "C").to_dict()
    {'A': 0.5, 'B': 0.25, 'C': 0.25}
    """
    first, second = (index_of(game.players, name, argument="a, b: player") for name in (a, b))
    if first == second:
        raise InvalidArgumentError(f"a and b must be two players, got {a!r} twice")
    if index not in _MEASURES:
        known = ", ".join(measure.__name__ for measure in _MEASURES)
        raise InvalidArgumentError(
            f"index must be one of {known}, got {getattr(index, '__name__', index)!r}"
        )
    wins = winning_table(game)
    together = (1 << first) | (1 << second)
    allowed = wins & ((np.arange(len(wins)) & together) != together)
    if not allowed.any():
        raise InvalidGameError(f"no coalition wins without both {a} and {b}")
    raw = _MEASURES[index](wins, allowed)
    total = Fraction(2 ** (game.n - 1)) if index is banzhaf_power else sum(raw, Fraction(0))
    values = [value / total for value in raw]
    return label_exact(values, game.players, index.__name__, exact=exact)


def paradox_of_quarrelling_members(
    game: VotingGame, a: str, b: str, *, index: Index = shapley_shubik
) -> Finding:
    """Return whether two players gain power by quarrelling, and neither loses any.

    Parameters
    ----------
    game
        A voting game.
    a, b
        Two players, who would not be in a coalition together any more.
    index
        One of those that `quarrelling_power` knows.

    Returns
    -------
    Finding
        True if the paradox occurs: neither loses and one gains at least. The witness has `gains`,
        with the power before and after of each of the two whose power rose.

    Raises
    ------
    UnknownNameError, InvalidArgumentError, InvalidGameError, ProblemTooLargeError
        As in `quarrelling_power`.

    References
    ----------
    Kilgour, D. M. (1974). A Shapley value for cooperative games with quarrelling. In: A. Rapoport
    (ed.), Game Theory as a Theory of Conflict Resolution, 193–206.
    Brams, S. J. (1975). Game Theory and Politics, ch. 5.

    Examples
    --------
    >>> trio = VotingGame(["A", "B", "C"], weights=[3, 2, 2], quota=5)
    >>> paradox_of_quarrelling_members(trio, "B", "C", index=banzhaf_index)
    Finding(paradox of quarrelling members: holds; B had 1/5 before and has 1/4 after; \
C had 1/5 before and has 1/4 after)
    """
    after = quarrelling_power(game, a, b, index=index, exact=True)
    before = index(game, exact=True)
    gains = {name: (before[name], after[name]) for name in (a, b) if after[name] > before[name]}
    text = "; ".join(f"{name} had {x} before and has {y} after" for name, (x, y) in gains.items())
    holds = bool(gains) and all(after[name] >= before[name] for name in (a, b))
    if not holds:
        text = "; ".join(
            f"{name} had {before[name]} before and has {after[name]} after" for name in (a, b)
        )
    return Finding("paradox of quarrelling members", holds, text, {"gains": gains})


def _swinging(wins: Array, allowed: Array, i: int) -> Array:
    """Return the masks of the allowed winning coalitions that lose without player i."""
    masks = np.flatnonzero(allowed)
    masks = masks[masks >> i & 1 == 1]
    return masks[~wins[masks ^ (1 << i)]]


def _players(wins: Array) -> range:
    return range(len(wins).bit_length() - 1)


def _shapley(wins: Array, allowed: Array) -> list[Fraction]:
    weights, _ = shapley_weights(len(_players(wins)))
    return [
        Fraction(sum(w * int(c) for w, c in zip(weights, counts, strict=True)))
        for counts in (
            np.bincount(
                np.bitwise_count(_swinging(wins, allowed, i)).astype(np.int64) - 1,
                minlength=len(weights),
            )
            for i in _players(wins)
        )
    ]


def _banzhaf(wins: Array, allowed: Array) -> list[Fraction]:
    return [Fraction(len(_swinging(wins, allowed, i))) for i in _players(wins)]


def _johnston(wins: Array, allowed: Array) -> list[Fraction]:
    return _shared(wins, allowed, minimal=False, divide=True)


def _deegan_packel(wins: Array, allowed: Array) -> list[Fraction]:
    return _shared(wins, allowed, minimal=True, divide=True)


def _public_good(wins: Array, allowed: Array) -> list[Fraction]:
    return _shared(wins, allowed, minimal=True, divide=False)


def _shared(wins: Array, allowed: Array, *, minimal: bool, divide: bool) -> list[Fraction]:
    """Let the critical members of each coalition, or minimal one, share 1 or have 1 each."""
    critical = np.zeros(len(wins), dtype=np.int64)
    swinging = [_swinging(wins, allowed, i) for i in _players(wins)]
    for masks in swinging:
        critical[masks] += 1
    shares = []
    for masks in swinging:
        numbers = critical[masks]
        if minimal:
            numbers = numbers[numbers == np.bitwise_count(masks)]
        counts = np.bincount(numbers)
        shares.append(
            sum(
                (Fraction(int(c), number if divide else 1) for number, c in enumerate(counts) if c),
                Fraction(0),
            )
        )
    return shares


_MEASURES: dict[Index, Callable[[Array, Array], list[Fraction]]] = {
    shapley_shubik: _shapley,
    banzhaf_index: _banzhaf,
    banzhaf_power: _banzhaf,
    johnston: _johnston,
    deegan_packel: _deegan_packel,
    public_good_index: _public_good,
}
