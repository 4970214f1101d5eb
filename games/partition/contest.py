"""Contests between alliances: effort is wasted, and larger alliances waste less of it."""

from typing import Any, Literal

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, number_array, tidy, unify
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError
from lilliput.games.families.naming import Numbers, numbers_by_name
from lilliput.games.partition.blocks import (
    active_sums,
    by_block,
    over_structures,
    smallest_of,
    to_blocks,
)
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.naming import embedded_label
from lilliput.games.partition.structures import block_masks, block_starts, check_structures_fit
from lilliput.games.values.conditions import is_known

__all__ = ["contest_game"]


def contest_game(
    costs: Numbers,
    *,
    prize: Any = 1,
    exponent: Any = 1,
    sharing: Literal["joint", "equal"] = "joint",
    interior: bool = False,
) -> PartitionGame:
    """Return the game of alliances that fight for a prize R.

    An alliance with effort x_S wins with probability x_S^r / Σ_T x_T^r; effort is the sum of its
    members', and costs c_i a unit. The grand coalition has no rival and wastes nothing. With r = 1
    and the m alliances that fight, those with κ_S < Σ κ_T/(m − 1),

    p_S = 1 − κ_S (m − 1)/Σ κ_T and v(S, P) = R p_S (1 − c_S (m − 1)/Σ κ_T),

    where c_S is the lowest cost in S; others are worth 0. How members share decides κ_S:

    - ``"joint"``: effort is chosen for the alliance as a whole, κ_S = c_S;
    - ``"equal"``: each member chooses its own, knowing that it gets 1/|S| of what the alliance
      wins, κ_S = |S| c_S: large alliances suffer from free riding, and may be worth less than
      small ones.

    With equal costs and r ≠ 1, m alliances are worth R (m − r(m − 1))/m² each in the symmetric
    equilibrium; if r > 1 there may be others, in which some alliances stay away.

    Parameters
    ----------
    costs
        Player to its cost of effort > 0. Integers are kept as Fractions.
    prize
        R > 0.
    exponent
        r > 0; other than 1 only with equal costs and ``"joint"``, and at most n/(n − 1), beyond
        which n rivals have no symmetric equilibrium in pure efforts.
    sharing
        How members choose effort.
    interior
        Take it that every alliance fights, in every structure. Needed for symbols, of which it is
        not known who stays away; for numbers it is checked.

    Raises
    ------
    InvalidArgumentError
        A number outside its domain, or an alliance that stays away though `interior`.
    UnsupportedNumberError
        Symbols without `interior`.

    References
    ----------
    Tullock, G. (1980). Efficient rent seeking. In: Toward a Theory of the Rent-Seeking Society.
    Nitzan, S. (1991). Collective rent dissipation. Economic Journal 101:1522–1534 (equal sharing).
    Bloch, F. (2012). Endogenous formation of alliances in conflicts. In: The Oxford Handbook of the
    Economics of Peace and Conflict.

    Examples
    --------
    >>> game = contest_game({"A": 1, "B": 1, "C": 1}, prize=36)
    >>> game.worths_in(["A", "B", "C"]).to_dict()
    {'A': Fraction(4, 1), 'B': Fraction(4, 1), 'C': Fraction(4, 1)}
    >>> game.worths_in([["A", "B"], "C"]).to_dict()
    {'A, B': Fraction(9, 1), 'C': Fraction(9, 1)}
    >>> contest_game({"A": 1, "B": 1, "C": 1}, prize=36, sharing="equal").worths_in(
    ...     [["A", "B"], "C"]
    ... ).to_dict()
    {'A, B': Fraction(8, 1), 'C': Fraction(16, 1)}
    """
    index_of(("joint", "equal"), sharing, argument="sharing")
    players, numbers = numbers_by_name(costs, argument="costs", integers="fraction")
    n = len(players)
    check_structures_fit(n)
    others = number_array([prize, exponent], argument="prize and exponent", integers="fraction")
    numbers, (reward, power) = unify(numbers, others)
    named = [*zip(players, numbers, strict=True), ("prize", reward), ("exponent", power)]
    for name, value in named:
        if is_known(value <= 0):
            what = f"costs must be > 0, got {value} for {name}"
            raise InvalidArgumentError(
                what if name in players else f"{name} must be > 0, got {value}"
            )
    if power != 1:
        _check_exponent(numbers, power, sharing)
        blocks = to_blocks(np.diff(block_starts(n)), n)
        if numbers.dtype == object:
            blocks = blocks.astype(object)
        return PartitionGame(players, tidy(reward * (blocks - power * (blocks - 1)) / blocks**2))
    own = by_block(smallest_of(numbers), n)
    members = np.bitwise_count(block_masks(n)).astype(np.int64)
    drag = own * members if sharing == "equal" else own
    chance, loss = _outcome(own, drag, players, interior)
    return PartitionGame(players, tidy(reward * chance * (1 - loss)))


def _outcome(
    own: Array, drag: Array, players: tuple[str, ...], interior: bool
) -> tuple[Array, Array]:
    """Return each alliance's chance to win, and the effort it would waste with certainty of it."""
    n = len(players)
    if kind_of(drag) == "symbolic" or interior:
        count, total = np.diff(block_starts(n)), over_structures(drag, n)
        if not interior:
            raise UnsupportedNumberError(
                "of symbolic costs it is not known which alliance stays away; pass interior=True "
                "for the worths where every one fights, or substitute values for the symbols"
            )
    else:
        count, total = active_sums(drag, n, base=0, lead=2)
    intensity = to_blocks((count - 1) / total, n)
    chance = 1 - drag * intensity
    if kind_of(chance) == "symbolic":
        return chance, own * intensity
    if interior and (chance <= 0).any():
        worst = embedded_label(int(np.argmin(chance)), players)
        raise InvalidArgumentError(f"interior: {worst} stays away; leave interior out")
    return np.maximum(chance, chance[:1] * 0), own * intensity


def _check_exponent(costs: Array, power: Any, sharing: str) -> None:
    n = len(costs)
    if sharing != "joint" or any(cost != costs[0] for cost in costs):
        raise InvalidArgumentError(
            f"exponent must be 1 unless costs are equal and sharing is 'joint', got {power}"
        )
    if n > 1 and is_known(power * (n - 1) > n):
        raise InvalidArgumentError(
            f"exponent must be at most n/(n-1) = {n}/{n - 1} for {n} players, or there is no "
            f"symmetric equilibrium in pure efforts, got {power}"
        )
