"""Whether one partition of a hedonic game is stable, with a witness if it is not."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.coalitional import members_of
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.formation.comparing import check_choice
from lilliput.games.formation.hedonic import MOST_TABLED, HedonicGame
from lilliput.games.formation.hedonic_orders import order_of, rank_table
from lilliput.games.formation.hedonic_partitions import (
    COVER_STEPS,
    HEDONIC_CONCEPTS,
    INDIVIDUAL,
    HedonicConcept,
    require_hedonic,
)
from lilliput.games.formation.naming import named_structure, structure_label

__all__ = ["is_stable_partition"]


def is_stable_partition(game: HedonicGame, partition: Any, concept: HedonicConcept) -> Finding:
    """Whether a partition of the players has a kind of stability.

    Parameters
    ----------
    game
        A hedonic game: any number of players for ``"nash"``, ``"individual"``,
        ``"contractual_nash"``, ``"contractual"`` and ``"rational"``, at most 16 for the rest.
    partition
        Groups of names that cover all players.
    concept
        As in `stable_partitions`.

    Returns
    -------
    Finding
        When it fails, the witness is, by the concept: a `coalition` that blocks, the `player` who
        moves and the `block` that it joins (empty: alone), or a `partition` that is better.

    Raises
    ------
    InvalidArgumentError
        Groups that do not partition the players.
    ProblemTooLargeError
        Too many players for the concept.

    References
    ----------
    Bogomolnaia, A. and Jackson, M. O. (2002). The stability of hedonic coalition structures. Games
    and Economic Behavior 38:201–230. doi:10.1006/game.2001.0877

    Examples
    --------
    >>> game = HedonicGame.additive(["A", "B", "C"], [[0, 2, -1], [1, 0, 1], [-3, 4, 0]])
    >>> is_stable_partition(game, [["A", "B"], ["C"]], "nash")
    Finding(nash: fails; C prefers to join {A, B})
    >>> is_stable_partition(game, [["A", "B"], ["C"]], "individual")
    Finding(individual: holds)
    """
    require_hedonic(game)
    check_choice(concept, HEDONIC_CONCEPTS, argument="concept")
    blocks = named_structure(partition, game.players)
    if concept in INDIVIDUAL:
        return _individual(game, blocks, concept)
    if concept == "rational":
        return _rational(game, blocks)
    if game.n > MOST_TABLED:
        raise ProblemTooLargeError(
            f"game: {concept} looks at all 2**{game.n} coalitions, at most {MOST_TABLED} players "
            f"are allowed; {', '.join((*INDIVIDUAL, 'rational'))} are decided for any number"
        )
    ranks = rank_table(game.form, game.values)
    own = np.zeros(game.n, dtype=np.int64)
    for i in range(game.n):
        own[i] = ranks[next(mask for mask in blocks if mask >> i & 1), i]
    if concept == "perfect":
        return _perfect(game, ranks, own)
    if concept == "pareto":
        return _pareto(game, ranks, own)
    return _core(game, ranks, own, concept)


def _individual(game: HedonicGame, blocks: list[int], concept: str) -> Finding:
    order = order_of(game.form, game.values)
    ask_joined, ask_left = INDIVIDUAL[concept]
    for block in blocks:
        for i in range(game.n):
            bit = 1 << i
            if not block & bit or (ask_left and _hurt(order, game.n, block, block ^ bit)):
                continue
            for other in [0, *(b for b in blocks if b != block)]:
                if block == bit and not other:
                    continue
                if ask_joined and other and _hurt(order, game.n, other, other | bit):
                    continue
                if order(i, other | bit) > order(i, block):
                    return _mover(game, concept, i, other)
    return Finding(concept, True)


def _hurt(order: Callable[[int, int], Any], n: int, before: int, after: int) -> bool:
    """Whether some member of both blocks likes the second less."""
    return any(order(j, after) < order(j, before) for j in range(n) if (before & after) >> j & 1)


def _mover(game: HedonicGame, concept: str, i: int, other: int) -> Finding:
    player, block = game.players[i], members_of(other, game.players)
    where = f"join {structure_label(frozenset([block]), game.players)}" if other else "be alone"
    text = f"{player} prefers to {where}"
    return Finding(concept, False, text, {"player": player, "block": block})


def _rational(game: HedonicGame, blocks: list[int]) -> Finding:
    order = order_of(game.form, game.values)
    for i in range(game.n):
        block = next(mask for mask in blocks if mask >> i & 1)
        if order(i, 1 << i) > order(i, block):
            return _mover(game, "rational", i, 0)
    return Finding("rational", True)


def _perfect(game: HedonicGame, ranks: Array, own: Array) -> Finding:
    masks = np.arange(len(ranks))
    for i, player in enumerate(game.players):
        best = int(np.where(masks >> i & 1 == 1, ranks[:, i], -1).argmax())
        if ranks[best, i] > own[i]:
            coalition = members_of(best, game.players)
            shown = structure_label(frozenset([coalition]), game.players)
            text = f"{player} prefers {shown}"
            return Finding("perfect", False, text, {"player": player, "coalition": coalition})
    return Finding("perfect", True)


def _suits(ranks: Array, own: Array, *, strict: bool) -> Array:
    """Return for each coalition whether all its members like it (better) than where they are."""
    masks = np.arange(len(ranks))
    suits = masks > 0
    for i in range(len(own)):
        likes = ranks[:, i] > own[i] if strict else ranks[:, i] >= own[i]
        suits &= likes | (masks >> i & 1 == 0)
    return suits


def _gains(ranks: Array, own: Array) -> Array:
    """Return for each coalition whether some member likes it better than where it is."""
    masks = np.arange(len(ranks))
    gains = np.zeros(len(ranks), dtype=bool)
    for i in range(len(own)):
        gains |= (ranks[:, i] > own[i]) & (masks >> i & 1 == 1)
    return gains


def _core(game: HedonicGame, ranks: Array, own: Array, concept: str) -> Finding:
    if concept == "core":
        blocking = _suits(ranks, own, strict=True)
    else:
        blocking = _suits(ranks, own, strict=False) & _gains(ranks, own)
    where = np.flatnonzero(blocking)
    if not len(where):
        return Finding(concept, True)
    least = min(where.tolist(), key=int.bit_count)
    coalition = members_of(least, game.players)
    shown = structure_label(frozenset([coalition]), game.players)
    what = "all prefer it" if concept == "core" else "nobody likes it less, someone more"
    return Finding(concept, False, f"{shown} blocks: {what}", {"coalition": coalition})


def _pareto(game: HedonicGame, ranks: Array, own: Array) -> Finding:
    from lilliput.games.kernels.formation_hedonic import cover_with_gain

    weak = _suits(ranks, own, strict=False)
    strict = weak & _gains(ranks, own)
    blocks, size, _ = cover_with_gain(len(ranks) - 1, _bits(weak), _bits(strict), COVER_STEPS)
    if size < 0:
        raise ProblemTooLargeError(
            f"game: the search for a better partition needs more than {COVER_STEPS:.0e} steps"
        )
    if size == 0:
        return Finding("pareto", True)
    better = frozenset(members_of(int(mask), game.players) for mask in blocks[:size])
    text = f"{structure_label(better, game.players)} is better for some, worse for none"
    return Finding("pareto", False, text, {"partition": better})


def _bits(table: Array) -> Array:
    padded = np.zeros(-(-len(table) // 64) * 64, dtype=bool)
    padded[: len(table)] = table
    return np.packbits(padded, bitorder="little").view(np.uint64)
