"""The bargaining set: allocations at which no claim stays unanswered.

Davis–Maschler: player k objects against l with (S, y), where k ∈ S, l ∉ S, y(S) = v(S) and y > x
on S. Player l counters with (T, z), where l ∈ T, k ∉ T, z(T) = v(T), z ≥ y on S∩T and z ≥ x on T∖S.
An objection without a counter is justified. In gains d = y − x and excesses e(T) = v(T) − x(T), it
is justified iff d > 0 sums to e(S) on S and d(S∩T) > e(T) for each such T. Mas-Colell: objections
have no target, and any T may counter.

Either way an objection is a linear programme: the least Σ d on S, subject to d(R) ≥ the largest
e(T) with S∩T = R. It is solved exactly, by its dual, whose columns are the sets R.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, get_args

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, plain, to_exact
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.cores.integers import worths_at
from lilliput.games.cores.least_core import excesses
from lilliput.games.cores.polytope import Allocation
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.revised_simplex import Entering, maximise
from lilliput.games.tables import allowance, subsets_of

__all__ = ["in_bargaining_set"]

Objections = Literal["davis-maschler", "mas-colell"]
_MOST_PLAYERS = 12


def in_bargaining_set(
    game: CoalitionalGame,
    x: Allocation,
    *,
    objections: Objections = "davis-maschler",
    exact: bool = False,
    tol: float = 1e-9,
) -> Finding:
    """Whether an imputation is in the bargaining set of the grand coalition, with an objection.

    Parameters
    ----------
    game
        A coalitional game of at most 12 players with numeric worths.
    x
        One number per player, by name or in the order of the players. Allocations that are not
        imputations are not in the set.
    objections
        ``"davis-maschler"`` for the bargaining set M₁⁽ⁱ⁾, which contains the core, the kernel and
        the nucleolus; ``"mas-colell"`` for objections of coalitions without a target.
    exact
        Take float worths as the rationals they store.
    tol
        For floats: the share of the largest |v(S)| that counts as zero; an objection counts if it
        leaves that much to spare.

    Returns
    -------
    Finding
        If there is a justified objection, the witness names its `coalition` S and its `offer` y,
        a mapping from its members to payoffs, and for Davis–Maschler the `objector` k and the
        `target` l. If x is no imputation, it gives the `player` or the `imbalance`.

    Raises
    ------
    ProblemTooLargeError
        More than 12 players.

    References
    ----------
    Aumann, R. J. and Maschler, M. (1964). The bargaining set for cooperative games. In M. Dresher,
    L. S. Shapley and A. W. Tucker (eds.), Advances in Game Theory.
    Davis, M. and Maschler, M. (1967). Existence of stable payoff configurations for cooperative
    games. In M. Shubik (ed.), Essays in Mathematical Economics.
    Mas-Colell, A. (1989). An equivalence theorem for a bargaining set. J. of Mathematical Economics
    18. doi:10.1016/0304-4068(89)90017-7

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> in_bargaining_set(majority, [1 / 3, 1 / 3, 1 / 3])
    Finding(in bargaining set: holds)
    >>> finding = in_bargaining_set(majority, {"A": 0.5, "B": 0.5, "C": 0})
    >>> finding.holds, finding.witness["objector"], finding.witness["target"]
    (False, 'C', 'A')
    """
    if objections not in get_args(Objections):
        raise InvalidArgumentError(
            f"objections must be 'davis-maschler' or 'mas-colell', got {objections!r}"
        )
    if game.n > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"players: objections are searched by a linear programme for each coalition and pair, "
            f"which allows at most {_MOST_PLAYERS} players, got {game.n}; core elements are in the "
            "set, and in_core tests those for larger games"
        )
    worths, shares = worths_at(game, x, exact=exact, name="in_bargaining_set")
    in_floats = kind_of(worths) == "float"
    allowed = allowance(worths, tol)
    claim = "in bargaining set"
    refused = _not_an_imputation(game, worths, shares, allowed, claim)
    if refused is not None:
        return refused
    table = to_exact(excesses(worths, shares))
    search = _davis_maschler if objections == "davis-maschler" else _mas_colell
    found = next(search(table, game.n, Fraction(allowed)), None)
    if found is None:
        return Finding(claim, True)
    coalition = game.coalition(found.coalition)
    offer = {
        name: plain(shares[i]) + (float(found.gains[i]) if in_floats else found.gains[i])
        for i, name in enumerate(game.players)
        if name in coalition
    }
    witness: dict[str, Any] = {"coalition": coalition, "offer": offer}
    who = ", ".join(offer)
    if found.pair is None:
        return Finding(claim, False, f"{{{who}}} has an objection without a counter", witness)
    k, target = (game.players[i] for i in found.pair)
    witness |= {"objector": k, "target": target}
    reason = f"{k} objects against {target} with {{{who}}}, and {target} has no counter"
    return Finding(claim, False, reason, witness)


@dataclass(frozen=True)
class _Objection:
    """A justified objection: the coalition, what each member gains, and who objects to whom."""

    coalition: int
    gains: dict[int, Fraction]
    pair: tuple[int, int] | None


def _not_an_imputation(
    game: CoalitionalGame, worths: Array, shares: Array, allowed: Any, claim: str
) -> Finding | None:
    imbalance = plain(sum(shares, worths[0]) - worths[-1])
    if abs(imbalance) > allowed:
        reason = f"x(N) = {imbalance + worths[-1]}, not {worths[-1]}"
        return Finding(claim, False, reason, {"imbalance": imbalance})
    for i, name in enumerate(game.players):
        if worths[1 << i] - shares[i] > allowed:
            reason = f"{name} gets {shares[i]}, less than {worths[1 << i]} alone"
            return Finding(claim, False, reason, {"player": name})
    return None


def _davis_maschler(excess: Array, n: int, allowed: Fraction) -> Iterator[_Objection]:
    """Yield justified objections of one player against another."""
    for k in range(n):
        for target in range(n):
            if target == k:
                continue
            others = [i for i in range(n) if i not in (k, target)]
            counters = subsets_of(others) | 1 << target
            strongest = excess[counters].max()
            for joined in subsets_of(others):
                coalition = int(joined) | 1 << k
                surplus = excess[coalition]
                # A counter that is worth as much as the objection always beats it.
                if surplus - max(strongest, 0) <= allowed:
                    continue
                needs = _needs(excess, counters, coalition)
                if needs.pop(0, Fraction(-1)) >= -allowed:
                    continue
                gains = _least_gains(needs, coalition ^ 1 << k)
                spare = surplus - sum(gains.values())
                if spare > allowed:
                    members = [*gains, k]
                    share = spare / len(members)
                    raised = {i: gains.get(i, Fraction(0)) + share for i in members}
                    yield _Objection(coalition, raised, (k, target))


def _mas_colell(excess: Array, n: int, allowed: Fraction) -> Iterator[_Objection]:
    """Yield justified objections of coalitions."""
    everything = np.arange(1, 2**n)
    for coalition in range(1, 2**n):
        surplus = excess[coalition]
        if surplus <= allowed:
            continue
        needs = _needs(excess, everything, coalition)
        if needs.pop(0, Fraction(0)) > allowed:
            continue
        gains = _least_gains(needs, coalition)
        if sum(gains.values()) - surplus <= allowed:
            yield _Objection(coalition, gains, None)


def _needs(excess: Array, counters: Array, coalition: int) -> dict[int, Fraction]:
    """Return for each part R of a coalition the largest e(T) of a counter T that meets it in R."""
    needs: dict[int, Fraction] = {}
    for part, worth in zip((counters & coalition).tolist(), excess[counters], strict=True):
        if part not in needs or worth > needs[part]:
            needs[part] = worth
    return needs


def _least_gains(needs: dict[int, Fraction], members: int) -> dict[int, Fraction]:
    """Return d ≥ 0 with the least total such that d(R) ≥ needs[R] for each set R of members."""
    players = [i for i in range(members.bit_length()) if members >> i & 1]
    sets = [part for part, need in needs.items() if need > 0]
    if not sets:
        return dict.fromkeys(players, Fraction(0))
    columns = np.array([[part >> i & 1 for i in players] for part in sets], dtype=object)
    costs = np.array([needs[part] for part in sets], dtype=object)
    size = len(players)

    def oracle(prices: Array) -> Entering | None:
        for row, price in enumerate(prices):
            if price < 0:
                unit = np.array([Fraction(int(row == k)) for k in range(size)], dtype=object)
                return row, unit, Fraction(0)
        worth = costs - columns @ prices
        best = int(np.argmax(worth))
        if worth[best] <= 0:
            return None
        return size + best, columns[best] * Fraction(1), costs[best]

    start = np.array([Fraction(0)] * size, dtype=object)
    prices = maximise(start + 1, list(range(size)), start, oracle).prices
    return dict(zip(players, prices, strict=True))
