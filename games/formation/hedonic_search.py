"""One stable partition of a hedonic game, by the method that its class allows."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.coalitional import members_of
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, SolverError
from lilliput.games.formation.comparing import check_choice, refuse_symbols
from lilliput.games.formation.hedonic import MOST_TABLED, HedonicGame
from lilliput.games.formation.hedonic_checks import is_stable_partition
from lilliput.games.formation.hedonic_moves import partition_by_moves
from lilliput.games.formation.hedonic_orders import rank_table, whole_values
from lilliput.games.formation.hedonic_partitions import (
    HEDONIC_CONCEPTS,
    INDIVIDUAL,
    HedonicConcept,
    require_hedonic,
    stable_partitions,
)
from lilliput.games.formation.hedonic_programme import partition_by_programme
from lilliput.games.formation.naming import (
    Structure,
    structure_from,
    structure_label,
)
from lilliput.games.formation.top_coalitions import partition_by_top_coalitions

__all__ = ["StablePartition", "find_stable_partition"]

SearchMethod = Literal[
    "auto", "components", "cliques", "top_coalitions", "moves", "enumeration", "programme"
]
SEARCH_METHODS = (
    "auto",
    "components",
    "cliques",
    "top_coalitions",
    "moves",
    "enumeration",
    "programme",
)
_MOST_FOR_ENUMERATION = 12
_MOST_FOR_CLIQUES = 60


@final
@dataclass(frozen=True, repr=False)
class StablePartition:
    """A stable partition, or the answer that there is none.

    Parameters
    ----------
    players
        All players.
    partition
        Blocks of names, or None if no partition is stable.
    concept
        The kind of stability.
    method
        How it was found.
    certified
        Whether the answer was checked in exact arithmetic, or follows from a theorem about the
        class; not so if a programme in floats says that there is no stable partition.

    Examples
    --------
    >>> find_stable_partition(HedonicGame.common_ranking(["A", "B"], len))
    StablePartition({A, B}; core by top_coalitions; certified)
    """

    players: tuple[str, ...]
    partition: Structure | None
    concept: str
    method: str
    certified: bool

    def __repr__(self) -> str:
        shown = "none" if self.partition is None else structure_label(self.partition, self.players)
        proof = "certified" if self.certified else "not certified"
        return f"StablePartition({shown}; {self.concept} by {self.method}; {proof})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import stable_partition

        return stable_partition(self)


def find_stable_partition(
    game: HedonicGame,
    concept: HedonicConcept = "core",
    *,
    method: SearchMethod = "auto",
    welfare: bool = False,
    time_limit: float = 60.0,
) -> StablePartition:
    """Return one stable partition, for more players than can be enumerated where possible.

    Parameters
    ----------
    game
        A hedonic game.
    concept
        As in `stable_partitions`.
    method
        ``"components"``: the strongly connected components of who is whose friend; strict core of
        `friends_and_enemies` with priority to friends, any number of players.
        ``"cliques"``: largest sets of mutual friends, one after the other; core of
        `friends_and_enemies` with priority to enemies, up to 60 players.
        ``"top_coalitions"``: coalitions that are best for all their members among those who are
        left, one after the other; core, up to 16 players, where there are such coalitions.
        ``"moves"``: players move until nobody does; ``"nash"``, ``"individual"``,
        ``"contractual_nash"`` and ``"contractual"`` of additively separable games with any number
        of players. This ends if a_ij = a_ji; elsewhere it may find nothing.
        ``"enumeration"``: everything, up to 12 players.
        ``"programme"``: integer programming by HiGHS for the same as moves and for ``"rational"``,
        up to 60 players; about 15 for ``"nash"`` if there is no such partition.
        ``"auto"``: the first of these that applies.
    welfare
        With ``"programme"``: look for the stable partition with the largest sum of utilities.
    time_limit
        With ``"programme"``: seconds.

    Returns
    -------
    StablePartition
        A partition, or None if there is none.

    Raises
    ------
    InvalidArgumentError
        A method that does not apply to the game or the concept.
    ProblemTooLargeError
        Too many players for every method that applies.
    SolverError
        HiGHS ended without an answer.

    References
    ----------
    Banerjee, S., Konishi, H., and Sönmez, T. (2001). Core in a simple coalition formation game.
    Social Choice and Welfare 18:135–153. doi:10.1007/s003550000067
    Dimitrov, D., Borm, P., Hendrickx, R., and Sung, S. C. (2006). Simple priorities and core
    stability in hedonic games. Social Choice and Welfare 26:421–433.
    doi:10.1007/s00355-006-0104-4

    Examples
    --------
    >>> friends = {"A": ["B"], "B": ["A", "C"], "C": ["A", "D"], "D": []}
    >>> game = HedonicGame.friends_and_enemies(["A", "B", "C", "D"], friends)
    >>> find_stable_partition(game)
    StablePartition({A, B, C}, {D}; core by components; certified)
    """
    require_hedonic(game)
    refuse_symbols(game.values, argument="values")
    check_choice(concept, HEDONIC_CONCEPTS, argument="concept")
    check_choice(method, SEARCH_METHODS, argument="method")
    if not time_limit > 0:
        raise InvalidArgumentError(f"time_limit must be > 0 seconds, got {time_limit}")
    if welfare and method not in ("auto", "programme"):
        raise InvalidArgumentError(f"welfare needs method='programme', got {method!r}")
    if welfare:
        method = "programme"
    if method == "auto":
        for name, attempt in _ATTEMPTS.items():
            if _reason(game, concept, name) is None:
                found = attempt(game, concept)
                if found is not None:
                    return found
        method = "enumeration"
        if game.n > _MOST_FOR_ENUMERATION:
            method = "programme"
            if _reason(game, concept, method) is not None:
                raise ProblemTooLargeError(
                    f"game: no method finds a partition ({concept}) of {game.n} players in this "
                    f"class of games; at most {_MOST_FOR_ENUMERATION} players can be enumerated"
                )
    reason = _reason(game, concept, method)
    if reason is not None:
        raise InvalidArgumentError(f"method {method!r} does not apply: {reason}")
    if method == "programme":
        return _programme(game, concept, welfare, time_limit)
    if method == "enumeration":
        every = stable_partitions(game, concept)
        first = None if every.empty else every[0]
        return StablePartition(game.players, first, concept, method, True)
    found = _ATTEMPTS[method](game, concept)
    if found is None:
        why = "moves do not end" if method == "moves" else "some players have no top coalition"
        other = "programme" if method == "moves" else "enumeration"
        raise InvalidArgumentError(f"method {method!r} does not apply: {why}; use method={other!r}")
    return found


_LINEAR = (*INDIVIDUAL, "rational")


def _reason(game: HedonicGame, concept: str, method: str) -> str | None:
    """Return why a method does not apply, or None if it does."""
    cores = {"components": ("core", "strict_core"), "cliques": ("core",)}
    if method in cores:
        wanted = "friends" if method == "components" else "enemies"
        if concept not in cores[method]:
            return f"it finds the {' and the '.join(cores[method])}, not {concept}"
        if wanted not in _priorities(game):
            return f"the game must be one of friends_and_enemies with priority to {wanted}"
        if method == "cliques" and game.n > _MOST_FOR_CLIQUES:
            return f"at most {_MOST_FOR_CLIQUES} players are allowed"
    if method == "top_coalitions":
        if concept != "core":
            return f"it finds the core, not {concept}"
        if game.n > MOST_TABLED:
            return f"at most {MOST_TABLED} players are allowed"
    if method in ("moves", "programme"):
        if game.form != "additive":
            return f"the game must be additive, got {game.form}"
        finds = tuple(INDIVIDUAL) if method == "moves" else _LINEAR
        if concept not in finds:
            return f"it finds {', '.join(finds)}, not {concept}"
    return None


def _priorities(game: HedonicGame) -> tuple[str, ...]:
    """Return of which priorities an additive game is one of friends and enemies."""
    if game.form != "additive" or game.n < 2:
        return ()
    whole = whole_values(game.values)
    off = {int(whole[i, j]) for i in range(game.n) for j in range(game.n) if i != j}
    if len(off) == 1 and 0 not in off:
        return "friends", "enemies"
    if len(off) != 2 or not min(off) < 0 < max(off):
        return ()
    if max(off) >= game.n * -min(off):
        return ("friends",)
    return ("enemies",) if -min(off) >= game.n * max(off) else ()


def _components(game: HedonicGame, concept: str) -> StablePartition:
    from scipy.sparse.csgraph import connected_components

    _, labels = connected_components(_friends(game), connection="strong")
    partition = structure_from(labels, game.players)
    return StablePartition(game.players, partition, concept, "components", True)


def _cliques(game: HedonicGame, concept: str) -> StablePartition:
    import networkx

    friends = _friends(game)
    graph = networkx.from_numpy_array(friends & friends.T)
    blocks = []
    while len(graph):
        clique, _ = networkx.max_weight_clique(graph, weight=None)
        blocks.append(frozenset(game.players[i] for i in clique))
        graph.remove_nodes_from(clique)
    return StablePartition(game.players, frozenset(blocks), concept, "cliques", True)


def _top(game: HedonicGame, concept: str) -> StablePartition | None:
    blocks, left = partition_by_top_coalitions(rank_table(game.form, game.values))
    if left:
        return None
    partition = frozenset(members_of(mask, game.players) for mask in blocks)
    return StablePartition(game.players, partition, concept, "top_coalitions", True)


def _moves(game: HedonicGame, concept: str) -> StablePartition | None:
    labels = partition_by_moves(game.values, concept)
    if labels is None:
        return None
    partition = structure_from(labels, game.players)
    return StablePartition(game.players, partition, concept, "moves", True)


def _friends(game: HedonicGame) -> Array:
    return np.array(game.values > 0, dtype=bool)


def _programme(
    game: HedonicGame, concept: str, welfare: bool, time_limit: float
) -> StablePartition:
    labels = partition_by_programme(game.values, concept, welfare=welfare, time_limit=time_limit)
    if labels is None:
        return StablePartition(game.players, None, concept, "programme", False)
    partition = structure_from(labels, game.players)
    finding = is_stable_partition(game, partition, concept)  # type: ignore[arg-type]
    if not finding:
        raise SolverError(f"HiGHS returned a partition that is not stable: {finding.explanation}")
    return StablePartition(game.players, partition, concept, "programme", True)


_ATTEMPTS: dict[str, Callable[[HedonicGame, Any], StablePartition | None]] = {
    "components": _components,
    "cliques": _cliques,
    "top_coalitions": _top,
    "moves": _moves,
}
