"""Splits of all players into two coalitions that both win, or both lose.

A game without the first kind is proper, one without the second is strong.
"""

from collections.abc import Callable, Sequence

from lilliput.games.arithmetic import Array
from lilliput.games.checks import name_list
from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.voting.rules import IntegerRule, names_of
from lilliput.games.voting.tables import winning_table

__all__ = ["losing_split", "split_finding", "winning_split"]

_BITS = 2**31
_TABLE = 28


def winning_split(
    n: int, rules: Sequence[IntegerRule], alternatives: Sequence[frozenset[int]], veto: int
) -> int | None:
    """Return a mask that wins and whose complement wins, or None where there is none."""
    if veto:
        return None
    if len(rules) == 1 and _countable(n, rules[0]):
        weights, quota = rules[0]
        return _subset_between(weights, quota, sum(weights) - quota)
    wins = _table(n, rules, alternatives, veto)
    return _first(wins & wins[::-1])


def losing_split(
    n: int,
    rules: Sequence[IntegerRule],
    alternatives: Sequence[frozenset[int]],
    veto: int,
    *,
    wins: Callable[[int], bool],
) -> int | None:
    """Return a mask that loses and whose complement loses, or None where there is none.

    Parameters
    ----------
    n, rules, alternatives, veto
        As in `lilliput.games.voting.tables.winning_table`.
    wins
        Whether a mask wins.
    """
    if veto:
        # Apart from one veto player, all others lose; that player alone is the least rest.
        alone = veto & -veto
        return None if wins(alone) else alone
    if len(rules) == 1 and _countable(n, rules[0]):
        weights, quota = rules[0]
        return _subset_between(weights, sum(weights) - quota + 1, quota - 1)
    table = _table(n, rules, alternatives, veto)
    return _first(~(table | table[::-1]))


def split_finding(
    quality: str, players: tuple[str, ...], mask: int | None, *, verdict: str
) -> Finding:
    """Return what a split, or its absence, says about the game.

    Examples
    --------
    >>> split_finding("proper", ("A", "B"), 0b01, verdict="both win")
    Finding(proper: fails; {A} and {B} both win)
    """
    if mask is None:
        return Finding(quality, True)
    sides = names_of(players, mask), names_of(players, 2 ** len(players) - 1 - mask)
    explanation = " and ".join(f"{{{name_list(side)}}}" for side in sides)
    witness = {"coalition": frozenset(sides[0]), "complement": frozenset(sides[1])}
    return Finding(quality, False, f"{explanation} {verdict}", witness)


def _countable(n: int, rule: IntegerRule) -> bool:
    return n * sum(rule[0]) <= _BITS


def _table(
    n: int, rules: Sequence[IntegerRule], alternatives: Sequence[frozenset[int]], veto: int
) -> Array:
    if n > _TABLE:
        raise ProblemTooLargeError(
            f"players: {n} players with {len(rules)} rule(s) need 2**{n} coalitions here; at most "
            f"{_TABLE} players are allowed, or one rule whose integer weights sum to at most "
            f"{_BITS // n}"
        )
    return winning_table(n, rules, alternatives, veto)


def _first(table: Array) -> int | None:
    mask = int(table.argmax())
    return mask if table[mask] else None


def _subset_between(weights: list[int], low: int, high: int) -> int | None:
    """Return a mask with weight from low to high; the reachable weights are bits of an integer."""
    if high < low:
        return None
    reachable = [1]
    for weight in weights:
        reachable.append(reachable[-1] | reachable[-1] << weight)
    window = (reachable[-1] >> low) & ((1 << (high - low + 1)) - 1)
    if not window:
        return None
    total, mask = low + (window & -window).bit_length() - 1, 0
    for i in reversed(range(len(weights))):
        if not reachable[i] >> total & 1:
            mask |= 1 << i
            total -= weights[i]
    return mask
