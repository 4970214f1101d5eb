"""Membership of one coalition of players who differ, with or without transfers between members.

If S forms, player i gets u_i(S), as a member or as an outsider. S is internally stable if no member
gains by leaving, u_i(S) ≥ u_i(S∖i), externally stable if no outsider gains by joining. With
transfers members can share what they get together: S is potentially internally stable if
σ(S) = Σ_{i∈S} (u_i(S) − u_i(S∖i)) ≥ 0. If each member then gets u_i(S∖i) and a positive share of
σ(S), an outsider j gains by joining iff σ(S∪j) > 0.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal, Self, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    Kind,
    as_printed,
    freeze,
    kind_of,
    number_array,
    object_array,
    plain,
)
from lilliput.games.checks import check_names, check_table_fits, check_tolerance, mask_of, name_list
from lilliput.games.coalitional import coalition_label
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.formation.comparing import (
    check_choice,
    difference,
    gains_text,
    raw_row,
    refuse_symbols,
    shown_number,
)
from lilliput.games.formation.membership import TIES, SymmetricMembershipGame, Ties

__all__ = ["MembershipGame", "is_stable_coalition", "membership_surplus", "stable_coalitions"]

Transfers = Literal["none", "members"]
TRANSFERS = ("none", "members")
_MOST_PLAYERS = 20
_UNIT = 2.0**-50


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class MembershipGame:
    """What each player gets for each coalition that may form.

    Parameters
    ----------
    players
        Distinct names, n of them.
    payoffs
        Shape (2**n, n): row `mask` is what all players get when the players i with bit i of `mask`
        set form the coalition; row 0 is for none.

    Raises
    ------
    InvalidGameError
        Wrong shape, or a payoff that is not finite.
    ProblemTooLargeError
        More than 20 players.

    Examples
    --------
    >>> game = MembershipGame(["A", "B"], [[0, 0], [-1, 2], [2, -1], [1, 1]])
    >>> game.payoff(["A"]).to_dict()
    {'A': -1.0, 'B': 2.0}
    >>> stable_coalitions(game)
    (frozenset(),)
    """

    players: tuple[str, ...]
    payoffs: Array

    def __init__(self, players: Iterable[str], payoffs: Any) -> None:
        names = check_names(players)
        _check_size(len(names))
        table = number_array(
            payoffs,
            argument="payoffs",
            error=InvalidGameError,
            label=lambda k: (
                f"{names[k % len(names)]} when {{{coalition_label(k // len(names), names)}}} forms"
            ),
        )
        shape = (2 ** len(names), len(names))
        if table.shape != shape:
            raise InvalidGameError(
                f"payoffs must have shape {shape} for {len(names)} players ({name_list(names)}): "
                f"a row a coalition, a column a player; got {table.shape}"
            )
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "payoffs", table)

    @classmethod
    def from_function(cls, players: Iterable[str], payoff: Callable[[frozenset[str]], Any]) -> Self:
        """Build a game by asking for the payoffs of each coalition.

        Parameters
        ----------
        players
            Distinct names.
        payoff
            Called with each coalition as a frozenset of names, the empty one included; returns one
            number for each player, by name or in order.

        Examples
        --------
        >>> game = MembershipGame.from_function(
        ...     ["A", "B"], lambda S: {i: 3 * len(S) - 2 * (i in S) for i in "AB"}
        ... )
        >>> stable_coalitions(game) == (frozenset("AB"),)
        True
        """
        names = check_names(players)
        _check_size(len(names))
        rows: list[Any] = []
        for mask in range(2 ** len(names)):
            coalition = frozenset(name for i, name in enumerate(names) if mask >> i & 1)
            argument = f"payoff of {{{coalition_label(mask, names)}}}"
            rows += raw_row(payoff(coalition), names, argument=argument)
        return cls(names, object_array(rows, (-1, len(names))))

    @classmethod
    def from_symmetric(
        cls, game: SymmetricMembershipGame, players: Iterable[str] | None = None
    ) -> Self:
        """Return the game by size with a table over all coalitions.

        Parameters
        ----------
        game
            Payoffs by size.
        players
            As many names as it has players; numbered from 1 by default.

        Examples
        --------
        >>> small = SymmetricMembershipGame([None, 1, 5], [2, 4, None])
        >>> MembershipGame.from_symmetric(small).payoffs.tolist()
        [[2.0, 2.0], [1.0, 4.0], [4.0, 1.0], [5.0, 5.0]]
        """
        given = players if players is not None else [str(i + 1) for i in range(game.n)]
        names = check_names(given)
        if len(names) != game.n:
            raise InvalidGameError(f"players must be {game.n} names, got {len(names)}")
        _check_size(game.n)
        masks = np.arange(2**game.n)
        member = (masks[:, None] >> np.arange(game.n) & 1).astype(bool)
        size = np.broadcast_to(member.sum(axis=1)[:, None], member.shape)
        last = game.n - 1
        inside = game.insiders[np.maximum(size - 1, 0)]
        return cls(names, np.where(member, inside, game.outsiders[np.minimum(size, last)]))

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def kind(self) -> Kind:
        """The number kind of the payoffs: ``"float"``, ``"fraction"`` or ``"symbolic"``."""
        return kind_of(self.payoffs)

    def mask(self, coalition: Iterable[str]) -> int:
        """Return the bitmask of a coalition given by its members' names."""
        return mask_of(self.players, coalition, argument="coalition: player")

    def payoff(self, coalition: Iterable[str]) -> pd.Series:
        """Return what every player gets when a coalition forms."""
        index = pd.Index(self.players, name="player")
        return pd.Series(self.payoffs[self.mask(coalition)], index=index, name="payoff")

    def __repr__(self) -> str:
        return f"MembershipGame({self.n} players: {name_list(self.players)}; {self.kind} payoffs)"

    def _repr_html_(self) -> str:
        from lilliput.games.display.formation import membership

        return membership(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MembershipGame):
            return NotImplemented
        return self.players == other.players and bool(np.array_equal(self.payoffs, other.payoffs))

    def __hash__(self) -> int:
        return hash((self.players, self.payoffs[-1, 0]))

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.payoffs)


def stable_coalitions(
    game: MembershipGame, *, transfers: Transfers = "none", ties: Ties = "stay", tol: Any = 0
) -> tuple[frozenset[str], ...]:
    """Return all coalitions that are internally and externally stable.

    Parameters
    ----------
    game
        Payoffs by coalition; floats count as the decimals that they print as.
    transfers
        ``"none"``, or ``"members"``: members share what they get together, each by what it would
        get outside and a positive share of the rest, whatever that share is.
    ties
        ``"stay"``: those to whom both are equal do nothing; ``"join"``: outsiders then join.
    tol
        Gain (with transfers: sum of gains) in units of payoff that moves nobody.

    Returns
    -------
    tuple of frozenset
        In the order of the bitmasks, the empty coalition first if it is stable.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    d'Aspremont, C., Jacquemin, A., Gabszewicz, J. J., and Weymark, J. A. (1983). On the stability
    of collusive price leadership. Canadian Journal of Economics 16:17–25. doi:10.2307/134972
    Carraro, C., Eyckmans, J., and Finus, M. (2006). Optimal transfers and participation decisions
    in international environmental agreements. Review of International Organizations 1:379–396.
    doi:10.1007/s11558-006-0162-5

    Examples
    --------
    B alone gains nothing from abating, but A can pay:

    >>> game = MembershipGame(["A", "B"], [[0, 0], [1, 1], [5, -2], [5, -1]])
    >>> [sorted(S) for S in stable_coalitions(game)]
    [['A']]
    >>> [sorted(S) for S in stable_coalitions(game, transfers="members")]
    [['A']]
    >>> game = MembershipGame(["A", "B"], [[0, 0], [1, 1], [2, -2], [5, -1]])
    >>> [sorted(S) for S in stable_coalitions(game, transfers="members")]
    [['A', 'B']]
    """
    _require_membership(game)
    refuse_symbols(game.payoffs)
    check_choice(transfers, TRANSFERS, argument="transfers")
    check_choice(ties, TIES, argument="ties")
    check_tolerance(tol)
    if transfers == "members":
        stable = _stable_with_transfers(game, ties, tol)
    else:
        stable = np.ones(2**game.n, dtype=bool)
        for i in range(game.n):
            without, joined = _with_and_without(stable, i)
            loss = _gap(game, i, tol)
            without &= (loss <= tol) if ties == "stay" else (loss < -tol)
            joined &= loss >= -tol
    names = np.array(game.players, dtype=object)
    bits = np.arange(game.n)
    return tuple(frozenset(names[mask >> bits & 1 == 1]) for mask in np.flatnonzero(stable))


def membership_surplus(game: MembershipGame) -> pd.Series:
    """Return σ(S), what the members of S get together above what each would get by leaving.

    Parameters
    ----------
    game
        Payoffs by coalition.

    Returns
    -------
    pandas.Series
        By coalition, written as names joined by commas; S is potentially internally stable iff
        σ(S) ≥ 0.

    References
    ----------
    Eyckmans, J. and Finus, M. (2004). An almost ideal sharing scheme for coalition games with
    externalities. FEEM working paper 155.2004.

    Examples
    --------
    >>> game = MembershipGame(["A", "B"], [[0, 0], [1, 1], [2, -2], [5, -1]])
    >>> membership_surplus(game).to_dict()
    {'∅': 0.0, 'A': 1.0, 'B': -2.0, 'A, B': 1.0}
    """
    _require_membership(game)
    surplus = _surplus(game.payoffs)
    labels = [coalition_label(mask, game.players) for mask in range(2**game.n)]
    return pd.Series(surplus, index=pd.Index(labels, name="coalition"), name="surplus")


def is_stable_coalition(
    game: MembershipGame,
    coalition: Iterable[str],
    *,
    transfers: Transfers = "none",
    ties: Ties = "stay",
    tol: Any = 0,
) -> Finding:
    """Whether a coalition is internally and externally stable.

    Parameters
    ----------
    game, transfers, ties, tol
        As in `stable_coalitions`.
    coalition
        Names of its members.

    Returns
    -------
    Finding
        When it fails, the witness has the `move` (``"leave"``, ``"join"``, or ``"dissolve"`` when
        members with transfers get too little together), the `player` and the `gain`; with transfers
        the gain is −σ(S), or σ(S∪j) to be shared with the outsider j.

    References
    ----------
    d'Aspremont, C., Jacquemin, A., Gabszewicz, J. J., and Weymark, J. A. (1983). On the stability
    of collusive price leadership. Canadian Journal of Economics 16:17–25. doi:10.2307/134972

    Examples
    --------
    >>> game = MembershipGame(["A", "B"], [[0, 0], [-1, 2], [2, -1], [1, 1]])
    >>> is_stable_coalition(game, ["A", "B"])
    Finding(stable coalition: fails; A gains 1 by leaving)
    """
    _require_membership(game)
    refuse_symbols(game.payoffs)
    check_choice(transfers, TRANSFERS, argument="transfers")
    check_choice(ties, TIES, argument="ties")
    check_tolerance(tol)
    mask = game.mask(coalition)
    if transfers == "members" and (own := _exact_surplus(game, mask)) < -tol:
        return _fails(game, "dissolve", None, -own)
    for i, player in enumerate(game.players):
        member, other = bool(mask >> i & 1), mask ^ 1 << i
        if transfers == "members":
            gain = own if member else _exact_surplus(game, other)
        else:
            gain = difference(plain(game.payoffs[other, i]), plain(game.payoffs[mask, i]))
        moved = gain > tol or (gain >= -tol and ties == "join" and not member)
        if moved and not (member and transfers == "members"):
            return _fails(game, "leave" if member else "join", player, gain)
    return Finding("stable coalition", True)


def _require_membership(game: Any) -> None:
    if not isinstance(game, MembershipGame):
        convert = ""
        if isinstance(game, SymmetricMembershipGame):
            convert = "; MembershipGame.from_symmetric(game) is one, stable_sizes needs none"
        raise InvalidArgumentError(
            f"game must be a MembershipGame, got {type(game).__name__}{convert}"
        )


def _fails(game: MembershipGame, move: str, player: str | None, gain: Any) -> Finding:
    shown = float(gain) if game.kind == "float" else gain
    witness = {"move": move, "player": player, "gain": shown}
    if player is None:
        text = f"the members together gain {shown_number(shown)} if each leaves alone"
    else:
        text = f"{gains_text({player: shown})} by {'leaving' if move == 'leave' else 'joining'}"
    return Finding("stable coalition", False, text, witness)


def _with_and_without(table: Array, i: int) -> tuple[Array, Array]:
    """Return views of a table over coalitions: those without player i, and those with."""
    pairs = table.reshape(-1, 2, 2**i, *table.shape[1:])
    return pairs[:, 0], pairs[:, 1]


def _gap(game: MembershipGame, i: int, tol: Any) -> Array:
    """Return u_i(S∪i) − u_i(S) for all S without i, to be compared with ±tol.

    The sign of a difference of floats is exact; what is near ±tol is computed in Fractions.
    """
    without, joined = _with_and_without(game.payoffs[:, i], i)
    gap = np.array(joined - without)
    if game.kind == "float" and tol:
        size = np.abs(joined) + np.abs(without) + float(tol)
        near = np.abs(np.abs(gap) - float(tol)) <= _UNIT * size
        exact = as_printed(joined[near]) - as_printed(without[near])
        gap[near] = exact.astype(np.float64)
    return gap


def _surplus(payoffs: Array) -> Array:
    total = payoffs[:, 0] * 0
    for i in range(payoffs.shape[1]):
        without, joined = _with_and_without(payoffs[:, i], i)
        _with_and_without(total, i)[1][...] += joined - without
    return total


def _stable_with_transfers(game: MembershipGame, ties: str, tol: Any) -> Array:
    surplus = _surplus(game.payoffs)
    if game.kind == "float":  # decide those near the boundary in Fractions
        size = np.zeros(len(surplus))
        for i in range(game.n):
            without, joined = _with_and_without(np.abs(game.payoffs[:, i]), i)
            _with_and_without(size, i)[1][...] += joined + without
        error = _UNIT * (game.n + 2) * size
        sign = np.sign(surplus + tol)
        above = np.sign(surplus - tol)
        near = (np.abs(surplus + tol) <= error) | (np.abs(surplus - tol) <= error)
        for mask in np.flatnonzero(near):
            exact = _exact_surplus(game, int(mask))
            sign[mask] = (exact + tol > 0) - (exact + tol < 0)
            above[mask] = (exact - tol > 0) - (exact - tol < 0)
    else:
        sign = np.array([(x + tol > 0) - (x + tol < 0) for x in surplus])
        above = np.array([(x - tol > 0) - (x - tol < 0) for x in surplus])
    stable = sign >= 0
    joins = above > 0 if ties == "stay" else sign >= 0
    for i in range(game.n):
        _with_and_without(stable, i)[0][...] &= ~_with_and_without(joins, i)[1]
    return stable


def _exact_surplus(game: MembershipGame, mask: int) -> Any:
    """Return σ(S) in Fractions."""
    total = 0
    for i in range(game.n):
        if mask >> i & 1:
            pair = as_printed(game.payoffs[[mask, mask ^ 1 << i], i])
            total += pair[0] - pair[1]
    return total


def _check_size(n: int) -> None:
    if n > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"players: {n} players need a table of 2**{n} × {n} payoffs, at most {_MOST_PLAYERS} "
            "players are allowed; use SymmetricMembershipGame if they are alike"
        )
    check_table_fits(n, copies=3 * n)
