"""All equilibria of a game with symbolic payoffs, with conditions that partition the parameters."""

from collections.abc import Callable
from math import prod
from typing import Any, Literal

import pandas as pd

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_game
from lilliput.games.symbolic.bimatrix import continuum, extreme_records, number_of_types
from lilliput.games.symbolic.conditions import POSITIVE, Condition, both, to_sympy
from lilliput.games.symbolic.intervals import on_the_line
from lilliput.games.symbolic.payoffs import SymbolicPayoffs, symbolic_payoffs
from lilliput.games.symbolic.records import Record, expected_payoffs
from lilliput.games.symbolic.several import number_of_pairs, pure_records, two_mixing_records
from lilliput.games.symbolic.solution import Scope, SymbolicEquilibria, SymbolicEquilibrium
from lilliput.games.symbolic.vertices import Places, Side

__all__ = ["pure_equilibrium_conditions", "symbolic_equilibria"]

Supports = Literal["all", "equal", "pure"]


def symbolic_equilibria(
    game: NormalFormGame,
    *,
    assumptions: Any = True,
    supports: Supports = "all",
    limit: int = 30_000,
) -> SymbolicEquilibria:
    r"""Return all equilibria of a game with symbolic payoffs, each with the condition for it.

    For two players these are the extreme equilibria: pairs of vertices of the best-response
    polytopes in which every strategy played is a best response. A vertex with support I is
    :math:`x = w / \sum_i w_i` with w the maximal minors of payoff differences, so that it exists,
    and answers every deviation, where polynomials in the parameters have certain signs. At each
    point of the parameter space the conditions that hold are those of all extreme equilibria
    there, each once: on a boundary, where equilibria form a continuum, its end points.

    Parameters
    ----------
    game
        Payoffs that are rational functions of symbols. Symbols are real numbers; what they are
        declared to be (positive, nonzero, …) is assumed.
    assumptions
        More conditions on the symbols: a conjunction of relations, e.g. ``(a > b) & (c > 0)``.
        Denominators of payoffs are assumed not to vanish.
    supports
        ``"all"``; ``"equal"``: two players, supports of one size only, which are all equilibria
        except where the game is degenerate; ``"pure"``.
    limit
        The most combinations of supports to look at.

    Returns
    -------
    SymbolicEquilibria
        For three and more players (with two or more strategies) the pure equilibria, and those in
        which exactly two mix and their indifference determines the probabilities; its `scope`
        says which.

    Raises
    ------
    UnsupportedNumberError
        Payoffs that are no rational functions.
    InvalidArgumentError
        Assumptions that are no conjunction of relations or contradict each other.
    ProblemTooLargeError
        More than `limit` combinations.

    Examples
    --------
    >>> from sympy import symbols
    >>> a, b = symbols("a b", positive=True)
    >>> sexes = NormalFormGame.from_bimatrix([[a, 0], [0, b]], [[b, 0], [0, a]])
    >>> symbolic_equilibria(sexes)
    3 equilibria in a, b (all extreme equilibria)
      SymbolicEquilibrium(row: 1; column: 1; True)
      SymbolicEquilibrium(row: 2; column: 2; True)
      SymbolicEquilibrium(row: a/(a + b) 1 + b/(a + b) 2; column: b/(a + b) 1 + a/(a + b) 2; True)

    References
    ----------
    Mangasarian, O. L. (1964). Equilibrium points of bimatrix games. Journal of SIAM 12:778–780.
    """
    require_game(game)
    if supports not in ("all", "equal", "pure"):
        raise InvalidArgumentError(f"supports must be 'all', 'equal' or 'pure', got {supports!r}")
    movers = [i for i, size in enumerate(game.shape) if size > 1]
    _check_size(game.shape, movers, supports, limit)
    if len(movers) > 2 and supports == "equal":
        raise InvalidArgumentError(
            "supports: 'equal' is for two players with a choice, "
            f"got {len(movers)}; use 'all' or 'pure'"
        )
    payoffs = symbolic_payoffs(game, assumptions)
    if supports == "pure":
        return _result(game, assumptions, "pure", pure_records(payoffs), payoffs)
    if len(movers) > 2:
        records = [*pure_records(payoffs), *two_mixing_records(payoffs)]
        return _result(game, assumptions, "at most two mix", records, payoffs)
    return _two_players(game, assumptions, movers, payoffs, supports)


def pure_equilibrium_conditions(
    game: NormalFormGame, *, assumptions: Any = True, limit: int = 30_000
) -> SymbolicEquilibria:
    """Return the pure equilibria of a game with any number of players, each with its condition.

    A pure profile is an equilibrium where no player gains by another strategy: a conjunction of
    polynomial inequalities, of which those implied by the others and the assumptions are left out.

    Parameters
    ----------
    game
        Payoffs that are rational functions of symbols.
    assumptions
        As in `symbolic_equilibria`.
    limit
        The most pure profiles to look at.

    Returns
    -------
    SymbolicEquilibria
        The pure profiles that are equilibria somewhere.

    Examples
    --------
    >>> from sympy import Symbol
    >>> c = Symbol("c", positive=True)
    >>> crisis = NormalFormGame.from_bimatrix([[1 - c, 2], [0, 1]], [[1 - c, 0], [2, 1]])
    >>> pure_equilibrium_conditions(crisis).to_frame()["condition"].to_list()
    [c <= 1, c >= 1, c >= 1]
    """
    return symbolic_equilibria(game, assumptions=assumptions, supports="pure", limit=limit)


def _check_size(shape: tuple[int, ...], movers: list[int], supports: str, limit: int) -> None:
    """Refuse more combinations than allowed, and say what would be fewer."""
    number, advice = prod(shape), "give numbers to some strategies or raise limit"
    if supports != "pure" and len(movers) == 2:
        number = number_of_types(shape[movers[0]], shape[movers[1]])
        advice = "supports='pure' looks at fewer; or solve at numbers with nash_equilibria"
    elif supports != "pure" and len(movers) > 2:
        number += number_of_pairs(shape)
        advice = "supports='pure' looks at fewer"
    if number > limit:
        raise ProblemTooLargeError(
            f"supports: {' × '.join(map(str, shape))} strategies have {number} combinations of "
            f"supports to look at, more than limit={limit}; {advice}"
        )


def _two_players(
    game: NormalFormGame,
    assumptions: Any,
    movers: list[int],
    payoffs: SymbolicPayoffs,
    supports: str,
) -> SymbolicEquilibria:
    """Return the extreme equilibria where at most two players have a choice."""
    p, q = (movers + [i for i in range(game.n) if i not in movers] + [-1])[:2]
    first = _matrix(payoffs.quotients, p, p, q)
    second = _matrix(payoffs.quotients, q, p, q) if q >= 0 else first * 0
    row, column = Side(second.tolist(), payoffs.domain), Side(first.T.tolist(), payoffs.domain)
    allowed: Callable[[Places, Places], bool] = lambda own, other: (  # noqa: E731
        supports == "all" or len(own) == len(other)
    )
    pairs = extreme_records(row, column, payoffs.domain, allowed)
    pairs.sort(key=lambda pair: (sum(len(own) for own in pair.supports), pair.supports))
    continua = None
    if supports == "all":
        continua = [continuum(k, pairs, row, column, payoffs.domain) for k in range(len(pairs))]
    unit = (payoffs.domain.parameters.field.one,)
    records = []
    for pair in pairs:
        place = {p: pair.mixes[0], q: pair.mixes[1]}
        mixes = tuple(place.get(i, unit) for i in range(game.n))
        records.append(Record(mixes, pair.condition, pair.bases))
    scope: Scope = "extreme" if supports == "all" else "equal supports"
    return _result(game, assumptions, scope, records, payoffs, continua)


def _matrix(tensor: Array, player: int, p: int, q: int) -> Array:
    """Return a player's payoffs as a matrix of the strategies of p and q."""
    table = tensor[player]
    if q < 0:
        return table.reshape(-1, 1)
    if p > q:
        table = table.T
    return table.reshape(tensor.shape[1 + p], tensor.shape[1 + q])


def _result(
    game: NormalFormGame,
    assumptions: Any,
    scope: Scope,
    records: list[Record],
    payoffs: SymbolicPayoffs,
    continua: list[Condition] | None = None,
) -> SymbolicEquilibria:
    """Label what was found."""
    from sympy import sympify

    extra = continua if continua is not None else [None] * len(records)
    labelled = tuple(
        _labelled(game, record, more, payoffs) for record, more in zip(records, extra, strict=True)
    )
    symbols = payoffs.domain.parameters.symbols
    return SymbolicEquilibria(
        game, labelled, sympify(assumptions), symbols, scope, tuple(records), payoffs
    )


def _labelled(
    game: NormalFormGame, record: Record, more: Condition | None, payoffs: SymbolicPayoffs
) -> SymbolicEquilibrium:
    strategies = {}
    supports = {}
    for player, names, mix in zip(game.players, game.strategies, record.mixes, strict=True):
        index = pd.Index(names, name="strategy")
        numbers = object_array([_expression(x, record.condition, payoffs) for x in mix])
        strategies[player] = pd.Series(numbers, index, dtype=object, name=player)
        supports[player] = tuple(name for name, x in zip(names, mix, strict=True) if x)
    values = [
        _expression(value, record.condition, payoffs) for value in expected_payoffs(record, payoffs)
    ]
    labels = pd.Index(game.players, name="player")
    return SymbolicEquilibrium(
        strategies,
        pd.Series(object_array(values), labels, dtype=object, name="payoff"),
        _boolean(record.condition, payoffs),
        None if more is None else _boolean(more, payoffs),
        supports,
    )


def _boolean(condition: Condition, payoffs: SymbolicPayoffs) -> Any:
    if len(payoffs.domain.parameters.symbols) == 1:
        return on_the_line(condition, payoffs.domain)
    return to_sympy(condition, payoffs.domain.parameters)


def _expression(quotient: Any, condition: Condition, payoffs: SymbolicPayoffs) -> Any:
    """Return a quotient of polynomials as a sympy expression, its denominator positive if known."""
    top, bottom = quotient.numer, quotient.denom
    positive = payoffs.domain.condition(bottom, POSITIVE)
    if all(payoffs.domain.refutes(part) for part in both(condition, positive)):
        top, bottom = -top, -bottom
    return top.as_expr() / bottom.as_expr()
