"""Games of membership with several coalitions: which structures are equilibria, under three rules.

All choose at once. ``"open"`` (Yi 1997): each names an address; those at one address are a
coalition. ``"gamma"`` and ``"delta"`` (Hart and Kurz 1983): each names a coalition to which it
belongs. Under gamma a coalition forms if all its members name it, and the others stay alone; under
delta those who name the same coalition are together. A structure is an equilibrium if some choices
that lead to it are. A profile in which all name their own block leaves the fewest deviations, so
that Nash and strong equilibria can be read from the structures alone.
"""

from typing import Any, Literal

import numpy as np

from lilliput.games.arithmetic import Array, plain
from lilliput.games.coalitional import members_of
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.formation.coalition_proof import coalition_proof_rows
from lilliput.games.formation.comparing import check_choice, column_ranks, difference, gains_text
from lilliput.games.formation.effectivity import RULES, Rule, can_move
from lilliput.games.formation.naming import structure_label
from lilliput.games.formation.structure_payoffs import (
    StructurePayoffs,
    require_structure_payoffs,
)
from lilliput.games.formation.structure_set import StructureSet
from lilliput.games.partition.structures import (
    coalition_structures,
    restricted_growth,
    structure_ranks,
)

__all__ = ["is_membership_equilibrium", "membership_equilibria", "unilateral_moves"]

Concept = Literal["nash", "strong", "coalition_proof"]
CONCEPTS = ("nash", "strong", "coalition_proof")
_MOST_PAIRS = 2 * 10**9


def membership_equilibria(
    payoffs: StructurePayoffs, *, rule: Rule, concept: Concept = "nash"
) -> StructureSet:
    """Return all structures that are equilibria of a membership game.

    Parameters
    ----------
    payoffs
        What every player gets in every structure; floats count as the decimals they print as.
    rule
        ``"open"``: anyone may join any coalition. ``"gamma"``: a coalition that loses a member
        dissolves. ``"delta"``: those who remain stay together; nobody can join uninvited.
    concept
        ``"nash"``: no single player gains by moving. ``"strong"``: no coalition has a joint move
        that is better for each member. ``"coalition_proof"``: none has one that is itself proof
        against moves of its parts (Bernheim, Peleg, and Whinston 1987).

    Returns
    -------
    StructureSet
        All of them, perhaps none.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        More than 2·10⁹ pairs of structures for ``"strong"`` (up to 9 players always work); for
        ``"coalition_proof"`` more than 8 players under the open rule, more than 5 under the
        others, where names of coalitions that do not form matter too.

    References
    ----------
    Hart, S. and Kurz, M. (1983). Endogenous formation of coalitions. Econometrica 51:1047–1064.
    doi:10.2307/1912051
    Yi, S.-S. (1997). Stable coalition structures with externalities. Games and Economic Behavior
    20:201–237. doi:10.1006/game.1997.0567

    Examples
    --------
    Cournot oligopolists who merge share equally; three merge if that is all or nothing:

    >>> from fractions import Fraction
    >>> def profit(structure):
    ...     share = {block: Fraction(1, len(block) * (len(structure) + 1) ** 2)
    ...              for block in structure}
    ...     return {player: share[block] for block in structure for player in block}
    >>> cartel = StructurePayoffs.from_function(["A", "B", "C"], profit)
    >>> membership_equilibria(cartel, rule="gamma")
    StructureSet(2 structures: nash under gamma)
      {A, B, C}
      {A}, {B}, {C}
    >>> membership_equilibria(cartel, rule="delta")
    StructureSet(1 structure: nash under delta)
      {A}, {B}, {C}
    """
    require_structure_payoffs(payoffs)
    check_choice(rule, RULES, argument="rule")
    check_choice(concept, CONCEPTS, argument="concept")
    ranks = column_ranks(payoffs.payoffs)
    rows = coalition_structures(payoffs.n)
    if concept == "nash":
        chosen = np.flatnonzero(_nash(rows, ranks, rule))
    elif concept == "strong":
        stable = np.flatnonzero(_nash(rows, ranks, rule))
        _check_strong(len(stable), len(rows))
        chosen = stable[_strong(rows, ranks, stable, rule) < 0]
    else:
        chosen = coalition_proof_rows(ranks, rule)
    return StructureSet(payoffs.players, rows[chosen], f"{concept} under {rule}".replace("_", "-"))


def is_membership_equilibrium(
    payoffs: StructurePayoffs, structure: Any, *, rule: Rule, concept: Concept = "nash"
) -> Finding:
    """Whether a structure is an equilibrium of a membership game.

    Parameters
    ----------
    payoffs, rule, concept
        As in `membership_equilibria`.
    structure
        Groups of names that cover all players.

    Returns
    -------
    Finding
        When it fails, the witness has the `coalition` that moves, the `structure` it leads to and
        the `gains` of its members. For ``"coalition_proof"`` this is a move by a single player, or
        the witness is empty.

    References
    ----------
    Hart, S. and Kurz, M. (1983). Endogenous formation of coalitions. Econometrica 51:1047–1064.
    doi:10.2307/1912051

    Examples
    --------
    >>> payoffs = StructurePayoffs(["A", "B"], [[1, 1], [3, 0]])
    >>> is_membership_equilibrium(payoffs, [["A", "B"]], rule="open")
    Finding(nash under open: fails; A gains 2 by moving to {A}, {B})
    """
    require_structure_payoffs(payoffs)
    check_choice(rule, RULES, argument="rule")
    check_choice(concept, CONCEPTS, argument="concept")
    ranks = column_ranks(payoffs.payoffs)
    rows = coalition_structures(payoffs.n)
    row = payoffs.row(structure)
    name = f"{concept} under {rule}".replace("_", "-")
    for i in range(payoffs.n):
        for target in unilateral_moves(rows, i, rule, [row]):
            after = int(target[0])
            if ranks[after, i] > ranks[row, i]:
                return _refusal(payoffs, name, row, after, 1 << i)
    if concept == "strong":
        after = int(_strong(rows, ranks, np.array([row]), rule)[0])
        if after >= 0:
            mask = _movers(rows[row], rows[after], ranks[after] > ranks[row], rule)
            return _refusal(payoffs, name, row, after, mask)
    if concept == "coalition_proof" and row not in coalition_proof_rows(ranks, rule):
        return Finding(name, False, "some coalition gains by a move that is itself coalition-proof")
    return Finding(name, True)


def unilateral_moves(rows: Array, i: int, rule: Rule, sources: Any = slice(None)) -> list[Array]:
    """Return rows that player i can lead to from each source, one array for each kind of move.

    Examples
    --------
    >>> unilateral_moves(coalition_structures(2), 0, "delta")
    [array([1, 1])]
    """
    labels = rows[sources].astype(np.int64)
    n = labels.shape[1]
    fresh = np.minimum(labels.max(axis=1) + 1, n - 1)
    alone = labels.copy()
    size = (labels == labels[:, [i]]).sum(axis=1)
    alone[:, i] = np.where(size > 1, fresh, labels[:, i])
    if rule == "gamma":  # name blocks by their first members, broken ones by each member
        first = np.argmax(labels[:, :, None] == labels[:, None, :], axis=2)
        alone = np.where(labels == labels[:, [i]], np.arange(n), first)
    moves = [structure_ranks(restricted_growth(alone))]
    rank = structure_ranks(labels)
    for target in range(n if rule == "open" else 0):
        able = np.flatnonzero((labels[:, i] != target) & (labels.max(axis=1) >= target))
        joined = labels[able]
        joined[:, i] = target
        reached = rank.copy()
        reached[able] = structure_ranks(restricted_growth(joined))
        moves.append(reached)
    return moves


def _nash(rows: Array, ranks: Array, rule: Rule) -> Array:
    stable = np.ones(len(rows), dtype=bool)
    for i in range(rows.shape[1]):
        for target in unilateral_moves(rows, i, rule):
            stable &= ranks[target, i] <= ranks[:, i]
    return stable


def _strong(rows: Array, ranks: Array, sources: Array, rule: Rule) -> Array:
    from lilliput.games.kernels.formation import first_strong_deviations

    found: Array = first_strong_deviations(
        rows, ranks, sources.astype(np.int64), rule == "open", rule == "gamma"
    )
    return found


def _movers(before: Array, after: Array, gains: Array, rule: Rule) -> int:
    """Return a smallest coalition of those who gain that can lead from one structure to another."""
    willing = sum(1 << i for i, gain in enumerate(gains) if gain)
    masks = [mask for mask in range(1, 1 << len(gains)) if mask & ~willing == 0]
    masks.sort(key=int.bit_count)
    return next(mask for mask in masks if can_move(before, after, mask, rule))


def _refusal(payoffs: StructurePayoffs, name: str, row: int, after: int, mask: int) -> Finding:
    gains = {
        player: difference(plain(payoffs.payoffs[after, i]), plain(payoffs.payoffs[row, i]))
        for i, player in enumerate(payoffs.players)
        if mask >> i & 1
    }
    reached = payoffs.structure(after)
    witness = {
        "coalition": members_of(mask, payoffs.players),
        "structure": reached,
        "gains": gains,
    }
    text = f"{gains_text(gains)} by moving to {structure_label(reached, payoffs.players)}"
    return Finding(name, False, text, witness)


def _check_strong(candidates: int, structures: int) -> None:
    if candidates * structures > _MOST_PAIRS:
        raise ProblemTooLargeError(
            f"payoffs: {candidates} Nash structures have to be compared with {structures} others, "
            f"at most {_MOST_PAIRS:.0e} pairs are allowed; test single structures by "
            "is_membership_equilibrium"
        )
