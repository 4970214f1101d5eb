"""The normal-form game in which coalitions act as players."""

from itertools import product
from math import prod

import numpy as np

from lilliput.games.arithmetic import (
    Array,
    as_printed,
    in_integers,
    kind_of,
    tidy,
    to_float,
)
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.partition.naming import Blocks, block_label, read_blocks

__all__ = ["merged_game", "merged_payoffs"]

_EXACT_IN_FLOAT64 = 2**53


def merged_game(game: NormalFormGame, structure: Blocks) -> NormalFormGame:
    """Return the game between coalitions: each chooses for its members and adds up their payoffs.

    Parameters
    ----------
    game
        A normal-form game.
    structure
        The coalitions, a partition of the players; a lone string is a coalition of one. They play
        in the order given, their members in the order of the game.

    Returns
    -------
    NormalFormGame
        A coalition of several is called "{A, B}", and its strategies "(x, y)".

    Raises
    ------
    InvalidArgumentError
        A structure that does not cover the players.
    UnknownNameError
        A name that is no player's.

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> merged_game(dilemma, [["row", "column"]]).payoffs.tolist()
    [[6.0, 5.0, 5.0, 2.0]]
    """
    masks = read_blocks(structure, game.players, argument="structure")
    members = [[i for i in range(game.n) if mask >> i & 1] for mask in masks]
    names = [
        game.players[own[0]] if len(own) == 1 else block_label(mask, game.players)
        for mask, own in zip(masks, members, strict=True)
    ]
    strategies = [_joint([game.strategies[i] for i in own]) for own in members]
    return NormalFormGame(names, strategies, merged_payoffs(game, masks))


def merged_payoffs(game: NormalFormGame, masks: list[int]) -> Array:
    """Return the payoff tensor of the game between coalitions.

    Floats are added as the decimals that they print as, so that ties stay ties.
    """
    members = [[i for i in range(game.n) if mask >> i & 1] for mask in masks]
    order = [i for own in members for i in own]
    shape = [prod(game.shape[i] for i in own) for own in members]
    tensor = np.stack([_sum(game.payoffs[own]) for own in members])
    return tensor.transpose([0, *(i + 1 for i in order)]).reshape(len(masks), *shape)


def _sum(payoffs: Array) -> Array:
    if kind_of(payoffs) != "float":
        return tidy(np.asarray(payoffs.sum(axis=0), dtype=object).reshape(payoffs.shape[1:]))
    if len(payoffs) == 1:
        return payoffs[0]
    whole, common = in_integers(payoffs, factor=len(payoffs) + 1)
    total = whole.sum(axis=0)
    small = whole.dtype != object and common < _EXACT_IN_FLOAT64
    if small and np.abs(total).max() < _EXACT_IN_FLOAT64:
        return np.asarray(total / common)
    exact = np.asarray(as_printed(payoffs).sum(axis=0), dtype=object)
    return to_float(exact, argument="payoffs")


def _joint(lists: list[tuple[str, ...]]) -> list[str]:
    """Return names of joint strategies, quoted where they would be ambiguous."""
    if len(lists) == 1:
        return list(lists[0])
    pairs = list(product(*lists))
    names = [f"({', '.join(pair)})" for pair in pairs]
    return names if len(set(names)) == len(names) else [str(pair) for pair in pairs]
