"""The pairs of a polymatrix game: their matrices checked, and found in a normal form."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, freeze, kind_of, number_array, tidy, unify
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.normal_form.game import NormalFormGame
from lilliput.games.normal_form.required import require_game

__all__ = ["Pair", "checked_pairs", "is_polymatrix", "pair_part"]

Pair = tuple[str, str]


def is_polymatrix(game: NormalFormGame) -> Finding:
    """Whether the payoffs of a normal-form game are sums over pairs of players.

    They are iff u(s) = Σ_j u(s_i, s_j, 0) − (n−2) u(s_i, 0) for each player i and every profile s,
    where 0 stands for first strategies. Floats are the decimals that they print as.

    Examples
    --------
    >>> import numpy as np
    >>> parity = np.indices((2, 2, 2)).sum(axis=0) % 2
    >>> game = NormalFormGame(["A", "B", "C"], [["x", "y"]] * 3, [parity] * 3)
    >>> is_polymatrix(game)
    Finding(polymatrix: fails; A gets 0 at ('x', 'y', 'y') where pairs alone would make it 2)
    """
    require_game(game)
    exact = game.to_exact()
    n = game.n
    for i, table in enumerate(exact.payoffs):
        expected = np.full(game.shape, 0, dtype=object)
        first = 1 if i == 0 else 0
        for j in range(n):
            if j != i:
                part = pair_part(table, i, j, own=j == first)
                shape = [1] * n
                shape[i], shape[j] = part.shape
                expected = expected + (part if i < j else part.T).reshape(shape)
        if n == 1:
            continue
        wrong = np.argwhere(tidy(expected - table) != 0)
        if len(wrong):
            cell = tuple(int(k) for k in wrong[0])
            at = tuple(own[k] for own, k in zip(game.strategies, cell, strict=True))
            text = (
                f"{game.players[i]} gets {table[cell]} at {at} where pairs alone would make it "
                f"{expected[cell]}"
            )
            return Finding("polymatrix", False, text, {"player": game.players[i], "profile": at})
    return Finding("polymatrix", True)


def pair_part(table: Array, i: int, j: int, *, own: bool) -> Array:
    """Return what i gets from j, all others at their first strategies; rows are i's strategies.

    What i gets from its own strategy alone is counted if `own`.
    """
    at: list[Any] = [0] * table.ndim
    at[i] = at[j] = slice(None)
    part = table[tuple(at)]
    part = part if i < j else part.T
    return part if own else part - part[:, :1]


def checked_pairs(
    pairs: Mapping[Pair, Any], sizes: dict[str, int]
) -> dict[Pair, tuple[Array, Array]]:
    """Return the matrices of all pairs, read-only and of one kind."""
    if not isinstance(pairs, Mapping):
        raise InvalidGameError(
            f"pairs must map pairs of players to two matrices, got {type(pairs).__name__}"
        )
    given: dict[Pair, Sequence[Any]] = {}
    for pair, matrices in pairs.items():
        if isinstance(pair, str) or len(pair) != 2 or pair[0] == pair[1]:
            raise InvalidGameError(f"pairs must be of two players, got {pair!r}")
        for name in pair:
            index_of(tuple(sizes), name, argument="pairs: player")
        if (pair[1], pair[0]) in given:
            raise InvalidGameError(f"pairs must hold each pair once, got {pair} in both orders")
        if len(matrices) != 2:
            raise InvalidGameError(
                f"pairs of {pair} must be two matrices, of {pair[0]} and of {pair[1]}, "
                f"got {len(matrices)}"
            )
        given[pair] = matrices
    exact = any(
        kind_of(number_array(matrix, argument="pairs", error=InvalidGameError)) != "float"
        for matrices in given.values()
        for matrix in matrices
    )
    tables = [
        number_array(
            matrix,
            argument=f"matrix of {pair[side]} against {pair[1 - side]}",
            error=InvalidGameError,
            integers="fraction" if exact else "float",
        )
        for pair, matrices in given.items()
        for side, matrix in enumerate(matrices)
    ]
    for k, table in enumerate(tables):
        pair = list(given)[k // 2]
        shape = (sizes[pair[0]], sizes[pair[1]])
        if table.shape != shape:
            raise InvalidGameError(
                f"pairs of {pair} must be matrices of shape {shape}, rows the strategies of "
                f"{pair[0]}, got {table.shape}"
            )
    common = unify(*tables) if tables else ()
    frozen = [freeze(table.copy()) for table in common]
    return {pair: (frozen[2 * k], frozen[2 * k + 1]) for k, pair in enumerate(given)}
