"""Membership games written out: what everyone announces, and the structure that this leads to."""

from math import prod

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.coalitional import coalition_label
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.formation.comparing import check_choice
from lilliput.games.formation.effectivity import RULES, Rule
from lilliput.games.formation.structure_payoffs import (
    StructurePayoffs,
    require_structure_payoffs,
)
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.partition.structures import restricted_growth, structure_ranks

__all__ = ["announced_structures", "membership_normal_form"]

_MOST_PROFILES = 2 * 10**6


def membership_normal_form(payoffs: StructurePayoffs, *, rule: Rule) -> NormalFormGame:
    """Return a membership game in normal form, for few players.

    Parameters
    ----------
    payoffs
        What every player gets in every structure.
    rule
        ``"open"``: strategies are addresses 1 … n. ``"gamma"``, ``"delta"``: strategies are the
        coalitions with the player, written as names joined by commas.

    Returns
    -------
    NormalFormGame
        For `strong_equilibria`, `coalition_proof_equilibria`, `nash_equilibria` and the like.

    Raises
    ------
    ProblemTooLargeError
        More than 2 million profiles: more than 7 players under the open rule, 5 under the others.

    References
    ----------
    Hart, S. and Kurz, M. (1983). Endogenous formation of coalitions. Econometrica 51:1047–1064.
    doi:10.2307/1912051

    Examples
    --------
    >>> payoffs = StructurePayoffs(["A", "B"], [[1, 1], [3, 0]])
    >>> game = membership_normal_form(payoffs, rule="delta")
    >>> game.strategies
    (('A', 'A, B'), ('B', 'A, B'))
    >>> game.payoff(["A, B", "A, B"]).to_dict()
    {'A': 1.0, 'B': 1.0}
    """
    require_structure_payoffs(payoffs)
    check_choice(rule, RULES, argument="rule")
    n = payoffs.n
    structures = announced_structures(n, rule)
    if rule == "open":
        names = [[str(k + 1) for k in range(n)]] * n
    else:
        names = [[coalition_label(mask, payoffs.players) for mask in _own(n, i)] for i in range(n)]
    return NormalFormGame(
        payoffs.players, names, np.stack([payoffs.payoffs[structures, i] for i in range(n)])
    )


def announced_structures(n: int, rule: Rule) -> Array:
    """Return the row of the structure that each profile of announcements leads to.

    One axis a player: addresses, or the masks of the coalitions with the player in order.

    Examples
    --------
    >>> announced_structures(2, "open").tolist()
    [[0, 1], [1, 0]]
    """
    count = n if rule == "open" else 2 ** (n - 1)
    shape = (count,) * n
    if prod(shape) > _MOST_PROFILES:
        raise ProblemTooLargeError(
            f"payoffs: {n} players have {prod(shape):.2g} profiles of announcements, at most "
            f"{_MOST_PROFILES:.0e} are allowed; Nash and strong equilibria need no such table"
        )
    cells = np.indices(shape).reshape(n, -1)
    if rule == "open":
        return structure_ranks(restricted_growth(cells.T)).reshape(shape)
    named = np.stack([np.array(_own(n, i))[cells[i]] for i in range(n)])
    same = named[:, None, :] == named[None, :, :]
    if rule == "gamma":
        for i in range(n):
            agreed = np.ones(named.shape[1], dtype=bool)
            for j in range(n):
                agreed &= same[i, j] | (named[i] >> j & 1 == 0)
            same[i] &= agreed
            same[i, i] = True
    return structure_ranks(restricted_growth(np.argmax(same, axis=1).T)).reshape(shape)


def _own(n: int, i: int) -> list[int]:
    return [mask for mask in range(2**n) if mask >> i & 1]
