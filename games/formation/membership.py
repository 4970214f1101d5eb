"""Membership of one coalition of interchangeable players: who joins, who stays outside, what lasts.

Of n players k sign. A member then gets insider(k), everyone else outsider(k). A size is internally
stable if no member gains by leaving, insider(k) ≥ outsider(k−1), and externally stable if no
outsider gains by joining, outsider(k) ≥ insider(k+1). Transfers between the members change nothing
here, since all are alike; `MembershipGame` is for players who differ.
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
    to_float,
)
from lilliput.games.checks import check_tolerance, counted
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.formation.comparing import check_choice, refuse_symbols
from lilliput.games.normal_form import SymmetricGame

__all__ = ["SymmetricMembershipGame", "is_stable_size", "size_table", "stable_sizes"]

Ties = Literal["stay", "join"]
TIES = ("stay", "join")


@final
@dataclass(frozen=True, eq=False, repr=False, init=False)
class SymmetricMembershipGame:
    """What members and outsiders of a coalition get, by its size.

    Parameters
    ----------
    insiders
        n + 1 numbers: entry k is what each member of a coalition of k gets. Entry 0 has no meaning
        and may be None.
    outsiders
        n + 1 numbers: entry k is what each of the others gets. Entry n may be None.

    Raises
    ------
    InvalidGameError
        Different lengths, fewer than one player, or a payoff that is not finite.

    Examples
    --------
    Two of three can provide a good worth 3 to everyone at cost 2 each:

    >>> game = SymmetricMembershipGame([None, -2, 1, 1], [0, 0, 3, None])
    >>> game
    SymmetricMembershipGame(3 players; float payoffs)
    >>> stable_sizes(game)
    (0, 2)
    """

    n: int
    insiders: Array
    outsiders: Array

    def __init__(self, insiders: Iterable[Any], outsiders: Iterable[Any]) -> None:
        inside, outside = list(insiders), list(outsiders)
        if len(inside) != len(outside) or len(inside) < 2:
            raise InvalidGameError(
                "insiders and outsiders must have one entry for each size 0 to n, n >= 1, got "
                f"{len(inside)} and {len(outside)}"
            )
        n = len(inside) - 1
        both = number_array(
            object_array([plain(value) for value in inside[1:] + outside[:-1]]),
            argument="insiders and outsiders",
            label=lambda k: f"insiders of {k + 1}" if k < n else f"outsiders of {k - n}",
            error=InvalidGameError,
        )
        own, others = freeze(both[:n].copy()), freeze(both[n:].copy())
        object.__setattr__(self, "n", n)
        object.__setattr__(self, "insiders", own)
        object.__setattr__(self, "outsiders", others)

    @classmethod
    def from_functions(
        cls, n: int, insider: Callable[[int], Any], outsider: Callable[[int], Any]
    ) -> Self:
        """Build a game from functions of the size.

        Parameters
        ----------
        n
            Number of players.
        insider
            Called with k = 1 … n.
        outsider
            Called with k = 0 … n−1.

        Examples
        --------
        >>> from fractions import Fraction
        >>> game = SymmetricMembershipGame.from_functions(
        ...     9,
        ...     lambda k: Fraction(k * k, 2) + 9 - k,
        ...     lambda k: k * k + 9 - k - Fraction(1, 2),
        ... )
        >>> stable_sizes(game)
        (0, 2, 3)
        """
        if not isinstance(n, (int, np.integer)) or n < 1:
            raise InvalidArgumentError(f"n must be a number of players >= 1, got {n!r}")
        inside = [None, *(insider(k) for k in range(1, n + 1))]
        return cls(inside, [*(outsider(k) for k in range(n)), None])

    @property
    def kind(self) -> Kind:
        """The number kind of the payoffs: ``"float"``, ``"fraction"`` or ``"symbolic"``."""
        return kind_of(self.insiders)

    def insider(self, size: int) -> Any:
        """Return what a member of a coalition of that size gets, 1 ≤ size ≤ n."""
        if not 1 <= size <= self.n:
            raise InvalidArgumentError(f"size must lie between 1 and {self.n}, got {size}")
        return plain(self.insiders[size - 1])

    def outsider(self, size: int) -> Any:
        """Return what everyone else gets when a coalition of that size forms, 0 ≤ size < n."""
        if not 0 <= size < self.n:
            raise InvalidArgumentError(f"size must lie between 0 and {self.n - 1}, got {size}")
        return plain(self.outsiders[size])

    def to_symmetric_game(self) -> SymmetricGame:
        """Return the game in which all decide at once whether to be ``"in"`` or ``"out"``.

        Its pure equilibria have the stable sizes; its mixed ones are the subject of
        `symmetric_equilibria`.

        Examples
        --------
        >>> SymmetricMembershipGame([None, 1, 5], [2, 4, None]).to_symmetric_game().payoffs.tolist()
        [[5.0, 1.0], [4.0, 2.0]]
        """
        rows = np.stack([self.insiders[::-1], self.outsiders[::-1]])
        return SymmetricGame(self.n, ["in", "out"], rows)

    def __repr__(self) -> str:
        return f"SymmetricMembershipGame({counted(self.n, 'player')}; {self.kind} payoffs)"

    def _repr_html_(self) -> str:
        from lilliput.games.display.formation import symmetric_membership

        return symmetric_membership(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SymmetricMembershipGame):
            return NotImplemented
        return bool(
            np.array_equal(self.insiders, other.insiders)
            and np.array_equal(self.outsiders, other.outsiders)
        )

    def __hash__(self) -> int:
        return hash((self.n, self.insiders[0], self.outsiders[0]))

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)
        freeze(self.insiders)
        freeze(self.outsiders)


def stable_sizes(
    game: SymmetricMembershipGame, *, ties: Ties = "stay", tol: Any = 0
) -> tuple[int, ...]:
    """Return all sizes that are internally and externally stable.

    Parameters
    ----------
    game
        The payoffs by size; floats count as the decimals that they print as.
    ties
        What someone does to whom both are equal. ``"stay"``: nothing, so that both conditions are
        weak. ``"join"``: whoever is outside joins, so that external stability is strict.
    tol
        Gain, in units of payoff, that moves nobody.

    Returns
    -------
    tuple of int
        In increasing order. Size 0 is stable if nobody gains by being the first member; with one
        member only the coalition may do just what a single player does.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs; `size_table` shows their conditions.

    References
    ----------
    d'Aspremont, C., Jacquemin, A., Gabszewicz, J. J., and Weymark, J. A. (1983). On the stability
    of collusive price leadership. Canadian Journal of Economics 16:17–25. doi:10.2307/134972

    Examples
    --------
    >>> stable_sizes(SymmetricMembershipGame([None, 0, 1, 2], [0, 0, 2, None]))
    (0, 2, 3)
    >>> stable_sizes(SymmetricMembershipGame([None, 0, 1, 2], [0, 0, 2, None]), ties="join")
    (3,)
    """
    _require_symmetric(game)
    refuse_symbols(game.insiders)
    check_choice(ties, TIES, argument="ties")
    allowed = _allowed(tol)
    internal, external = _slacks(game)
    return tuple(k for k in range(game.n + 1) if _stable(internal[k], external[k], ties, allowed))


def is_stable_size(
    game: SymmetricMembershipGame, size: int, *, ties: Ties = "stay", tol: Any = 0
) -> Finding:
    """Whether a coalition of that size is internally and externally stable.

    Parameters
    ----------
    game, ties, tol
        As in `stable_sizes`.
    size
        Number of members, 0 to n.

    Returns
    -------
    Finding
        When it fails, the witness has the `move` (``"leave"`` or ``"join"``) and its `gain`.

    Raises
    ------
    InvalidArgumentError
        A size outside 0 … n.

    References
    ----------
    d'Aspremont, C., Jacquemin, A., Gabszewicz, J. J., and Weymark, J. A. (1983). On the stability
    of collusive price leadership. Canadian Journal of Economics 16:17–25. doi:10.2307/134972

    Examples
    --------
    >>> is_stable_size(SymmetricMembershipGame([None, -2, 1, 1], [0, 0, 3, None]), 3)
    Finding(stable size: fails; a member of 3 gains 2.0 by leaving)
    """
    _require_symmetric(game)
    refuse_symbols(game.insiders)
    check_choice(ties, TIES, argument="ties")
    if not isinstance(size, (int, np.integer)) or isinstance(size, bool) or not 0 <= size <= game.n:
        raise InvalidArgumentError(f"size must be a number of members 0 to {game.n}, got {size!r}")
    allowed = _allowed(tol)
    internal, external = (slack[size] for slack in _slacks(game))
    if _stable(internal, external, ties, allowed):
        return Finding("stable size", True)
    leaves = internal is not None and internal < -allowed
    gain = _in_kind(game, [-(internal if leaves else external)])[0]
    move = "leave" if leaves else "join"
    text = (
        f"a member of {size} gains {gain} by leaving"
        if leaves
        else f"an outsider gains {gain} by joining {size}"
    )
    return Finding("stable size", False, text, {"move": move, "gain": plain(gain)})


def size_table(game: SymmetricMembershipGame, *, ties: Ties = "stay", tol: Any = 0) -> pd.DataFrame:
    """Return payoffs and stability for all sizes.

    Parameters
    ----------
    game, ties, tol
        As in `stable_sizes`; symbolic payoffs are allowed here.

    Returns
    -------
    pandas.DataFrame
        Indexed by `size`: `insider`, `outsider`; `internal` = insider(k) − outsider(k−1) and
        `external` = outsider(k) − insider(k+1), both at least 0 at a stable size; `stable`, absent
        for symbols. What has no meaning is NaN.

    References
    ----------
    d'Aspremont, C., Jacquemin, A., Gabszewicz, J. J., and Weymark, J. A. (1983). On the stability
    of collusive price leadership. Canadian Journal of Economics 16:17–25. doi:10.2307/134972

    Examples
    --------
    >>> table = size_table(SymmetricMembershipGame([None, -2, 1, 1], [0, 0, 3, None]))
    >>> table.loc[3].to_dict()
    {'insider': 1.0, 'outsider': nan, 'internal': -2.0, 'external': nan, 'stable': False}
    """
    _require_symmetric(game)
    internal, external = _slacks(game)
    columns = {
        "insider": [None, *game.insiders],
        "outsider": [*game.outsiders, None],
        "internal": [internal[0], *_in_kind(game, internal[1:])],
        "external": [*_in_kind(game, external[:-1]), external[-1]],
    }
    dtype: Any = np.float64 if game.kind == "float" else object
    frame = pd.DataFrame(
        {
            name: pd.Series([np.nan if x is None else x for x in column], dtype=dtype)
            for name, column in columns.items()
        }
    )
    if game.kind != "symbolic":
        stable = set(stable_sizes(game, ties=ties, tol=tol))
        frame["stable"] = [k in stable for k in range(game.n + 1)]
    return frame.rename_axis("size")


def _slacks(game: SymmetricMembershipGame) -> tuple[list[Any], list[Any]]:
    """Return exactly what a member loses by leaving and an outsider by joining, for each size."""
    inside, outside = as_printed(game.insiders), as_printed(game.outsiders)
    difference = list(inside - outside)  # insider(k+1) − outsider(k)
    if game.kind == "symbolic":
        from sympy import factor

        difference = [factor(entry) for entry in difference]
    return [None, *difference], [*(-entry for entry in difference), None]


def _stable(internal: Any, external: Any, ties: str, allowed: Any) -> bool:
    inside = internal is None or internal >= -allowed
    if external is None:
        return bool(inside)
    return bool(inside and (external >= -allowed if ties == "stay" else external > allowed))


def _require_symmetric(game: Any) -> None:
    if not isinstance(game, SymmetricMembershipGame):
        raise InvalidArgumentError(
            f"game must be a SymmetricMembershipGame, got {type(game).__name__}; stable_coalitions "
            "is for players who differ"
        )


def _allowed(tol: Any) -> Any:
    check_tolerance(tol)
    return as_printed(np.array([float(tol)]))[0] if isinstance(tol, float) else tol


def _in_kind(game: SymmetricMembershipGame, numbers: list[Any]) -> list[Any]:
    if game.kind != "float":
        return list(numbers)
    return to_float(object_array(numbers), argument="results").tolist()
