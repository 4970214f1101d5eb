"""Drop from a voting game all that counting need not look at.

Veto players belong to every winning coalition, so that their weights come off the quotas. Rules
that are met by then, and players without weight in the others, drop out; weights lose their
common divisor, and what exceeds a quota.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, gcd
from typing import final

from lilliput.games.voting.rules import IntegerRule, minimal_sets

__all__ = ["Reduced", "reduce_rules"]


@final
@dataclass(frozen=True)
class Reduced:
    """A game without veto and idle players, and how to get back.

    Parameters
    ----------
    n
        Number of players of the game.
    held
        Positions of the veto players.
    free
        Positions of the players with weight in some rule that the veto players do not meet.
    rules
        Weights of the free players, and quotas.
    alternatives
        Sets of rules that suffice; the empty set alone where the veto players win.
    """

    n: int
    held: tuple[int, ...]
    free: tuple[int, ...]
    rules: tuple[IntegerRule, ...]
    alternatives: tuple[tuple[int, ...], ...]

    @property
    def idle(self) -> int:
        """Number of players who are neither held nor free."""
        return self.n - len(self.held) - len(self.free)

    @property
    def always(self) -> bool:
        """Whether the veto players win without any other."""
        return not self.rules

    def in_all(self, winning: int, swings: list[int]) -> tuple[int, list[int]]:
        """Turn winning coalitions and swings of free players into those of all players."""
        ways = 2**self.idle
        result = [0] * self.n
        for i, count in zip(self.free, swings, strict=True):
            result[i] = ways * count
        for i in self.held:
            result[i] = ways * winning
        return ways * winning, result

    def winning_by_size(self, winning: list[int]) -> list[int]:
        """Turn winning coalitions of free players by size into those of all, of 0 … n players."""
        return [0] * len(self.held) + self._with_idle(winning)

    def swings_by_size(self, winning: list[int], swings: list[list[int]]) -> list[list[int]]:
        """Turn winning coalitions and swings of free players by size into the swings of all.

        Parameters
        ----------
        winning
            Winning coalitions of 0 … f free players.
        swings
            For each free player the swings at 0 … f−1 other free players.

        Returns
        -------
        list of lists
            For each player the swings at coalitions of 0 … n−1 others.
        """
        result = [[0] * self.n for _ in range(self.n)]
        spread: dict[tuple[int, ...], list[int]] = {}
        for i, counts in zip(self.free, swings, strict=True):
            key = tuple(counts)
            if key not in spread:
                spread[key] = [0] * len(self.held) + self._with_idle(counts)
            result[i] = list(spread[key])
        if self.held:
            veto = self.winning_by_size(winning)[1:]
            for i in self.held:
                result[i] = list(veto)
        return result

    def _with_idle(self, counts: list[int]) -> list[int]:
        """Let each idle player join or not."""
        spread = [0] * (len(counts) + self.idle)
        for joined in range(self.idle + 1):
            ways = comb(self.idle, joined)
            for k, count in enumerate(counts):
                spread[k + joined] += ways * count
        return spread


def reduce_rules(
    n: int, rules: Sequence[IntegerRule], alternatives: Sequence[frozenset[int]], veto: int
) -> Reduced:
    """Reduce a game given by integer rules, alternatives and the bitmask of its veto players."""
    held = tuple(i for i in range(n) if veto >> i & 1)
    needed = [quota - sum(weights[i] for i in held) for weights, quota in rules]
    open_rules = {k for k, quota in enumerate(needed) if quota > 0}
    rest = {each & open_rules for each in alternatives}
    if frozenset() in rest:
        return Reduced(n, held, (), (), ((),))
    minimal = minimal_sets(rest)
    used = sorted({k for each in minimal for k in each})
    free = tuple(i for i in range(n) if i not in held and any(rules[k][0][i] for k in used))
    small = tuple(_small([rules[k][0][i] for i in free], needed[k]) for k in used)
    position = {k: new for new, k in enumerate(used)}
    named = sorted(tuple(sorted(position[k] for k in each)) for each in minimal)
    return Reduced(n, held, free, small, tuple(named))


def _small(weights: list[int], quota: int) -> IntegerRule:
    """Divide by the common divisor, and cut weights at the quota."""
    divisor = gcd(*weights)
    least = -(-quota // divisor)
    return [min(weight // divisor, least) for weight in weights], least
