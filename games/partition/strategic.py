"""Coalitional games from games in normal form: what a coalition can do when others can act too.

The members of a coalition choose their strategies together and add up their payoffs. What they get
depends on what the others are taken to do: punish (α, β), or play a Nash equilibrium against the
coalition, each for itself (γ) or all together (δ).
"""

from fractions import Fraction
from math import prod
from typing import Any, Literal

import numpy as np

from lilliput.games.arithmetic import (
    Array,
    in_integers,
    number_array,
    object_array,
    plain,
    to_float,
)
from lilliput.games.checks import index_of
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.equilibria.nash import nash_equilibria
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, SolverError
from lilliput.games.linear_programme import solve_matrix_game
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers
from lilliput.games.partition.game import PartitionGame
from lilliput.games.partition.merged import merged_game, merged_payoffs
from lilliput.games.partition.naming import block_label, structure_label
from lilliput.games.partition.structures import (
    block_masks,
    block_starts,
    check_structures_fit,
)

__all__ = ["alpha_game", "beta_game", "delta_game", "gamma_game", "partition_function"]

Moves = Literal["mixed", "pure"]
"""Whether coalitions may draw their joint strategy by lot."""

Which = Literal["pure", "all"]
"""Which Nash equilibria are looked for."""

_TOLERANCE = 1e-9
_MOST_CELLS = {"mixed": 2**20, "pure": 2**26}


def alpha_game(game: NormalFormGame, *, moves: Moves = "mixed") -> CoalitionalGame:
    """Return the α-characteristic function: what a coalition can secure whatever the others do.

    v(S) = max over the joint strategies of S of min over those of N∖S of Σ_{i∈S} u_i: the value of
    a zero-sum game between S and N∖S, found by linear programming in rational arithmetic.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs. A float payoff is the decimal that it prints as.
    moves
        ``"mixed"``: S draws its joint strategy by a lottery; it correlates its members' choices.
        ``"pure"``: S commits to one that the others expect.

    Returns
    -------
    CoalitionalGame
        Superadditive, with v(N) the largest sum of payoffs.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        Too many players or strategies.

    See Also
    --------
    beta_game : The same where S moves last; equal to this one if coalitions mix.

    References
    ----------
    von Neumann, J. and Morgenstern, O. (1944). Theory of Games and Economic Behavior, §25.
    Aumann, R. J. (1961). The core of a cooperative game without side payments. Transactions of the
    American Mathematical Society 98:539–552. doi:10.1090/S0002-9947-1961-0127437-2

    Examples
    --------
    >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> alpha_game(pennies).worths.tolist()
    [0.0, 0.0, 0.0, 0.0]
    >>> alpha_game(pennies, moves="pure").worths.tolist()
    [0.0, -1.0, -1.0, 0.0]
    """
    return _secured(game, moves, first="coalition")


def beta_game(game: NormalFormGame, *, moves: Moves = "mixed") -> CoalitionalGame:
    """Return the β-characteristic function: what the others cannot keep a coalition from.

    v(S) = min over the joint strategies of N∖S of max over those of S of Σ_{i∈S} u_i. In mixed
    strategies it is the α-characteristic function by the minimax theorem; in pure ones it is at
    least as large, since S answers to what the others do.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs. A float payoff is the decimal that it prints as.
    moves
        As for `alpha_game`, of the others.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        Too many players or strategies.

    References
    ----------
    Aumann, R. J. (1961). The core of a cooperative game without side payments. Transactions of the
    American Mathematical Society 98:539–552. doi:10.1090/S0002-9947-1961-0127437-2

    Examples
    --------
    >>> pennies = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> beta_game(pennies, moves="pure").worths.tolist()
    [0.0, 1.0, 1.0, 0.0]
    """
    return _secured(game, moves, first="others")


def gamma_game(
    game: NormalFormGame,
    *,
    equilibria: Which = "pure",
    select: Literal["unique", "worst", "best"] = "unique",
) -> CoalitionalGame:
    """Return the γ-characteristic function: the others answer best, each for itself.

    v(S) is the payoff of S in a Nash equilibrium between S, which acts as one player, and the
    outsiders, each of which acts alone.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    equilibria
        ``"pure"`` equilibria, or ``"all"``, where coalitions may draw their joint strategy by lot.
    select
        Of several equilibria: the ``"worst"`` or the ``"best"`` one for S, or ``"unique"`` to
        insist that all give S the same.

    Raises
    ------
    InvalidArgumentError
        There is no such equilibrium, or several with ``select="unique"``.
    SolverError
        It could not be proved that all equilibria were found.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Chander, P. and Tulkens, H. (1997). The core of an economy with multilateral environmental
    externalities. International Journal of Game Theory 26:379–401. doi:10.1007/BF01263279

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> gamma_game(dilemma).worths.tolist()
    [0.0, 1.0, 1.0, 6.0]
    """
    return _in_equilibrium(game, "singletons", equilibria, select)


def delta_game(
    game: NormalFormGame,
    *,
    equilibria: Which = "pure",
    select: Literal["unique", "worst", "best"] = "unique",
) -> CoalitionalGame:
    """Return the δ-characteristic function: the others answer best, all together.

    v(S) is the payoff of S in a Nash equilibrium between S and N∖S, each of which acts as one.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs.
    equilibria, select
        As for `gamma_game`.

    Raises
    ------
    InvalidArgumentError
        There is no such equilibrium, or several with ``select="unique"``.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Hart, S. and Kurz, M. (1983). Endogenous formation of coalitions. Econometrica 51:1047–1064.
    doi:10.2307/1912051

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> delta_game(dilemma).worths.tolist()
    [0.0, 1.0, 1.0, 6.0]
    """
    return _in_equilibrium(game, "together", equilibria, select)


def partition_function(
    game: NormalFormGame,
    *,
    equilibria: Which = "pure",
    select: Literal["unique", "efficient", "first"] = "unique",
) -> PartitionGame:
    """Return the game in partition function form that a normal-form game makes.

    v(S, P) is the payoff of S in a Nash equilibrium between the coalitions of P, each of which acts
    as one player.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs, of at most 8 players.
    equilibria
        ``"pure"`` equilibria, or ``"all"``, where coalitions may draw their joint strategy by lot.
    select
        Of several equilibria in a structure: the ``"first"`` in the order of the strategies, the
        first of those with the largest sum of payoffs (``"efficient"``), or ``"unique"`` to insist
        that all give the same payoffs.

    Raises
    ------
    InvalidArgumentError
        There is no such equilibrium, or several with ``select="unique"``.
    SolverError
        It could not be proved that all equilibria were found.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Ray, D. and Vohra, R. (1997). Equilibrium binding agreements. Journal of Economic Theory
    73:30–78. doi:10.1006/jeth.1996.2236

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> partition_function(dilemma).worths.tolist()
    [6.0, 1.0, 1.0]
    """
    index_of(("unique", "efficient", "first"), select, argument="select")
    _check_equilibria(game, equilibria)
    check_structures_fit(game.n, most=8)
    starts, masks = block_starts(game.n), block_masks(game.n).tolist()
    slack = _slack(game, equilibria)
    worths: list[Any] = []
    for row in range(len(starts) - 1):
        blocks = masks[starts[row] : starts[row + 1]]
        found = _payoffs(game, blocks, equilibria)
        if select == "unique" and any(_differ(payoffs, found[0], slack) for payoffs in found):
            raise InvalidArgumentError(
                f"select: in the structure {structure_label(row, game.players)} equilibria pay "
                f"{_shown(found)}; choose select='efficient' or 'first'"
            )
        best = 0
        if select == "efficient":
            best = max(range(len(found)), key=lambda k: (sum(found[k]), -k))
        worths += found[best]
    return PartitionGame(game.players, _in_kind(worths, game))


def _secured(game: NormalFormGame, moves: Moves, *, first: str) -> CoalitionalGame:
    index_of(("mixed", "pure"), moves, argument="moves")
    require_numbers(game)
    _check_size(game, moves)
    n, kind = game.n, game.kind
    whole, common = in_integers(game.payoffs, factor=4 * n)
    worths: list[Any] = [Fraction(0)]
    for mask in range(1, 2**n):
        inside = [i for i in range(n) if mask >> i & 1]
        outside = [i for i in range(n) if not mask >> i & 1]
        table = np.asarray(whole[inside].sum(axis=0)).transpose(inside + outside)
        table = table.reshape(prod(game.shape[i] for i in inside), -1)
        if moves == "mixed" and outside:
            value = solve_matrix_game(table).value
        elif first == "coalition":
            value = Fraction(int(table.min(axis=1).max()))
        else:
            value = Fraction(int(table.max(axis=0).min()))
        worths.append(value / common)
    entries = object_array(worths)
    return CoalitionalGame(
        game.players, to_float(entries, argument="worths") if kind == "float" else entries
    )


def _in_equilibrium(
    game: NormalFormGame, outsiders: str, equilibria: Which, select: str
) -> CoalitionalGame:
    index_of(("unique", "worst", "best"), select, argument="select")
    _check_equilibria(game, equilibria)
    n, slack = game.n, _slack(game, equilibria)
    worths: list[Any] = [Fraction(0)]
    for mask in range(1, 2**n):
        rest = 2**n - 1 - mask
        alone = [1 << i for i in range(n) if rest >> i & 1]
        others = alone if outsiders == "singletons" else [rest] * (rest > 0)
        own = [payoffs[0] for payoffs in _payoffs(game, [mask, *others], equilibria)]
        if select == "unique" and any(_differ([worth], own[:1], slack) for worth in own):
            raise InvalidArgumentError(
                f"select: equilibria pay {block_label(mask, game.players)} "
                f"{_shown([[worth] for worth in own])}; choose select='worst' or 'best'"
            )
        worths.append(max(own) if select == "best" else min(own))
    return CoalitionalGame(game.players, _in_kind(worths, game))


def _payoffs(game: NormalFormGame, blocks: list[int], equilibria: Which) -> list[list[Any]]:
    """Return the payoffs of the blocks in each equilibrium between them."""
    if equilibria == "all":
        game = game.to_exact()
    if len(blocks) == 1:
        total = merged_payoffs(game, blocks)[0]
        return [[plain(max(total.flat))]]
    coalitions = [[name for i, name in enumerate(game.players) if mask >> i & 1] for mask in blocks]
    merged = merged_game(game, coalitions)
    found = nash_equilibria(merged, "pure" if equilibria == "pure" else "auto")
    names = " against ".join(block_label(mask, game.players) for mask in blocks)
    if not len(found):
        raise InvalidArgumentError(
            f"equilibria: {names} has no pure equilibrium; equilibria='all' has mixed ones"
        )
    if equilibria == "all" and found.complete != "proved":
        raise SolverError(
            f"it could not be proved that all equilibria of {names} were found "
            f"(complete: {found.complete}); equilibria='pure' needs no such proof"
        )
    return [[plain(value) for value in equilibrium.payoffs] for equilibrium in found]


def _slack(game: NormalFormGame, equilibria: Which) -> float:
    """Return up to which difference payoffs of mixed equilibria that are not rational agree.

    Payoffs of pure equilibria are sums of decimals, which are equal or not.
    """
    if equilibria == "pure":
        return 0.0
    return _TOLERANCE * max(float(abs(value)) for value in game.payoffs.flat)


def _differ(first: list[Any], second: list[Any], slack: float) -> bool:
    """Whether payoffs differ: exactly, or by more than `slack` if one of them is not rational."""
    for a, b in zip(first, second, strict=True):
        if isinstance(a, Fraction) and isinstance(b, Fraction):
            if a != b:
                return True
        elif abs(float(a) - float(b)) > slack:
            return True
    return False


def _in_kind(worths: list[Any], game: NormalFormGame) -> Array:
    numbers = number_array(object_array(worths), argument="worths", integers="fraction")
    return to_float(numbers, argument="worths") if game.kind == "float" else numbers


def _check_equilibria(game: NormalFormGame, equilibria: Which) -> None:
    index_of(("pure", "all"), equilibria, argument="equilibria")
    require_numbers(game)
    _check_size(game, "pure")


def _check_size(game: NormalFormGame, moves: str) -> None:
    """Refuse games of which all coalitions would take too long."""
    cells = prod(game.shape) * 2**game.n
    if cells > _MOST_CELLS[moves]:
        instead = "; moves='pure' allows more" if moves == "mixed" else ""
        raise ProblemTooLargeError(
            f"game: {prod(game.shape):,} profiles for each of {2**game.n - 1:,} coalitions make "
            f"{cells:,} payoffs, more than {_MOST_CELLS[moves]:,}{instead}"
        )


def _shown(payoffs: list[list[Any]]) -> str:
    distinct = list(dict.fromkeys(", ".join(map(str, row)) for row in payoffs))
    more = f" and {len(distinct) - 4} more" if len(distinct) > 4 else ""
    return " or ".join(f"({row})" for row in distinct[:4]) + more
