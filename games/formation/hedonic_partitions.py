"""All stable partitions of a hedonic game with at most 12 players."""

from typing import Any, Literal

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.formation.comparing import check_choice
from lilliput.games.formation.hedonic import HedonicGame
from lilliput.games.formation.hedonic_orders import rank_table
from lilliput.games.formation.structure_set import StructureSet

__all__ = ["HEDONIC_CONCEPTS", "HedonicConcept", "require_hedonic", "stable_partitions"]

HedonicConcept = Literal[
    "core",
    "strict_core",
    "nash",
    "individual",
    "contractual_nash",
    "contractual",
    "rational",
    "pareto",
    "perfect",
]
HEDONIC_CONCEPTS = (
    "core",
    "strict_core",
    "nash",
    "individual",
    "contractual_nash",
    "contractual",
    "rational",
    "pareto",
    "perfect",
)
INDIVIDUAL = {  # concept: whether those joined, and those left, must agree
    "nash": (False, False),
    "individual": (True, False),
    "contractual_nash": (False, True),
    "contractual": (True, True),
}
_MOST_PLAYERS = 12
COVER_STEPS = 2 * 10**9


def stable_partitions(game: HedonicGame, concept: HedonicConcept) -> StructureSet:
    """Return all partitions of the players with a kind of stability.

    Parameters
    ----------
    game
        A hedonic game with at most 12 players; floats count as the decimals that they print as.
    concept
        ``"core"``: no coalition is better for all its members than where they are.
        ``"strict_core"``: none is as good for all and better for one. ``"nash"``: no player would
        rather join another block, or be alone. ``"individual"``: none that those whom it joins
        accept, since it makes none of them worse off. ``"contractual_nash"``: none that those whom
        it leaves accept. ``"contractual"``: none that both accept (contractually individually
        stable). ``"rational"``: nobody would rather be alone. ``"pareto"``: no other partition is
        as good for all and better for one. ``"perfect"``: all are where they like it best.

    Returns
    -------
    StructureSet
        All of them, perhaps none.

    Raises
    ------
    ProblemTooLargeError
        More than 12 players, or Pareto optima that take too many steps.
    UnsupportedNumberError
        Symbolic values.

    References
    ----------
    Banerjee, S., Konishi, H., and Sönmez, T. (2001). Core in a simple coalition formation game.
    Social Choice and Welfare 18:135–153. doi:10.1007/s003550000067
    Bogomolnaia, A. and Jackson, M. O. (2002). The stability of hedonic coalition structures. Games
    and Economic Behavior 38:201–230. doi:10.1006/game.2001.0877

    Examples
    --------
    Three roommates, each prefers the next to the one after, so that the core is empty:

    >>> game = HedonicGame.from_rankings(
    ...     ["A", "B", "C"],
    ...     {"A": [("A", "B"), ("A", "C")], "B": [("B", "C"), ("A", "B")],
    ...      "C": [("A", "C"), ("B", "C")]},
    ... )
    >>> stable_partitions(game, "core").empty
    True
    >>> stable_partitions(game, "contractual")
    StructureSet(3 structures: contractual)
      {A, B}, {C}
      {A, C}, {B}
      {A}, {B, C}
    """
    require_hedonic(game)
    check_choice(concept, HEDONIC_CONCEPTS, argument="concept")
    if game.n > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"game: partitions of {game.n} players are too many, at most {_MOST_PLAYERS} players "
            "are allowed; find_stable_partition looks for one where the class of the game allows"
        )
    return StructureSet(game.players, _rows(rank_table(game.form, game.values), concept), concept)


def _rows(ranks: Array, concept: str) -> Array:
    from lilliput.games.kernels.formation_hedonic import pruned_partitions, willing_sets

    individual = concept in INDIVIDUAL
    ask_joined, ask_left = INDIVIDUAL.get(concept, (False, False))
    none = np.zeros((0, 1), dtype=np.uint64)
    every = some = none
    if concept == "core":
        every = willing_sets(ranks, True, False)
    elif concept in ("strict_core", "pareto"):
        every, some = willing_sets(ranks, False, False), willing_sets(ranks, True, True)
    rows, left = pruned_partitions(
        ranks,
        allowed_blocks(ranks, concept),
        individual,
        ask_joined,
        ask_left,
        every,
        some,
        concept == "pareto",
        COVER_STEPS,
    )
    if left < 0:
        raise ProblemTooLargeError(
            f"game: Pareto optima need more than {COVER_STEPS:.0e} steps; test single partitions "
            "by is_stable_partition"
        )
    result: Array = rows
    return result


def allowed_blocks(ranks: Array, concept: str) -> Array:
    """Return for each coalition whether it can be a block, as far as it alone can tell.

    Examples
    --------
    >>> allowed_blocks(np.array([[0, 0], [0, 1], [1, 0], [1, 0]]), "rational").tolist()
    [True, True, True, True]
    """
    count, n = ranks.shape
    masks = np.arange(count)
    allowed = np.ones(count, dtype=bool)
    for i in range(n):
        member = masks >> i & 1 == 1
        own = ranks[:, i]
        if concept == "perfect":
            allowed &= ~member | (own == own[member].max())
        elif concept in ("contractual_nash", "contractual"):
            leaves = member & (own < own[1 << i])
            for j in range(n):
                if j != i:
                    hurt = ranks[masks & ~(1 << i), j] < ranks[:, j]
                    leaves &= ~(hurt & (masks >> j & 1 == 1))
            allowed &= ~leaves
        elif concept != "pareto":
            allowed &= ~member | (own >= own[1 << i])
    return allowed


def require_hedonic(game: Any) -> None:
    """Refuse anything but a hedonic game."""
    if not isinstance(game, HedonicGame):
        raise InvalidArgumentError(f"game must be a HedonicGame, got {type(game).__name__}")
