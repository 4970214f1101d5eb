"""Nash's bargaining with variable threats: the disagreement point is itself played for.

Both players commit to a threat, a mixed strategy; the payoffs of both threats are the disagreement
point d of the Nash solution over the payoffs that both can agree on. At the solution u the feasible
set has a supporting line with normal λ, and λ₁(u₁ − d₁) = λ₂(u₂ − d₂): each wants to raise its own
side of λ₁d₁ − λ₂d₂, a zero-sum game.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal, final

import pandas as pd

from lilliput.games.arithmetic import Array, object_array, to_float
from lilliput.games.bargaining.geometry import disposal_rows
from lilliput.games.bargaining.perles_maschler import Corner, efficient_chain
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidGameError, SolverError
from lilliput.games.linear_programme import solve_matrix_game
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["VariableThreats", "variable_threats"]

Normal = tuple[Fraction, Fraction]


@final
@dataclass(frozen=True, eq=False, repr=False)
class VariableThreats:
    """The outcome of bargaining with variable threats.

    Parameters
    ----------
    game
        The game in which the threats are strategies.
    transfers
        Whether payoffs can be transferred.
    payoffs
        By player. They are the only ones that optimal threats lead to.
    threats
        Player to an optimal threat: a mixed strategy that, whatever the other threatens, leads to
        no less than its payoff.
    disagreement
        What the threats would give if they were carried out.
    weights
        λ for the threats of the first and of the second player: each is optimal in the zero-sum
        game λ₁A − λ₂B. Both are equal unless the payoffs are a corner of the feasible set.
    """

    game: NormalFormGame
    transfers: bool
    payoffs: pd.Series
    threats: dict[str, pd.Series]
    disagreement: pd.Series
    weights: tuple[Normal, Normal]

    def __repr__(self) -> str:
        shares = ", ".join(f"{name}: {value}" for name, value in self.payoffs.items())
        point = ", ".join(str(value) for value in self.disagreement)
        return f"VariableThreats({shares}; disagreement {point})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import variable_threats

        return variable_threats(self)


def variable_threats(
    game: NormalFormGame, *, payoffs: Literal["fixed", "transferable"] = "fixed"
) -> VariableThreats:
    """Return Nash's solution of a two-player game in which both choose what to threaten with.

    Parameters
    ----------
    game
        With two players.
    payoffs
        ``"fixed"``: players can agree on any lottery over strategy profiles. ``"transferable"``:
        they can also pay each other, so that they share the greatest sum σ, and with δ the value of
        the zero-sum game A − B receive (σ + δ)/2 and (σ − δ)/2.

    Returns
    -------
    VariableThreats
        Exact: payoffs and threats are rational, and come in the kind of the game.

    Raises
    ------
    InvalidGameError
        More or fewer than two players.

    References
    ----------
    Nash, J. F. (1953). Two-person cooperative games. Econometrica 21:128–140. doi:10.2307/1906951

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[4, 0], [1, 2]], [[2, 1], [4, 0]])
    >>> found = variable_threats(game, payoffs="transferable")
    >>> found.payoffs.to_dict()
    {'row': 3.0625, 'column': 2.9375}
    >>> found.threats["row"].to_dict()
    {'1': 0.625, '2': 0.375}
    """
    require_numbers(game)
    index_of(("fixed", "transferable"), payoffs, argument="payoffs")
    if game.n != 2:
        raise InvalidGameError(f"players must be two for variable threats, got {game.n}")
    A, B = game.to_exact().payoffs
    if payoffs == "transferable":
        one = (Fraction(1), Fraction(1))
        total = max((A + B).ravel())
        value = solve_matrix_game(A - B).value
        return _result(game, True, ((total + value) / 2, (total - value) / 2), (one, one))
    profiles = list(dict.fromkeys(zip(A.ravel().tolist(), B.ravel().tolist(), strict=True)))
    chain = efficient_chain(_outer(profiles))
    for point, normals in _solutions(A, B, chain):
        return _result(game, False, point, normals)
    raise SolverError("no point of the frontier balances the threats, which cannot be")


def _solutions(
    A: Array, B: Array, chain: list[Corner]
) -> Iterator[tuple[Corner, tuple[Normal, Normal]]]:
    """Yield points at which the threats balance, with the normals that each player plays by.

    On the line λ·u = c the Nash solution of d has λ₁u₁ − λ₂u₂ = λ₁d₁ − λ₂d₂, whose value v the
    threats settle. At a corner both its normals count: the one that weighs the second player most
    tells how much the first can secure, the other one how much the second can.
    """
    up, right = (Fraction(0), Fraction(1)), (Fraction(1), Fraction(0))
    normals = [up]
    for a, b in pairwise(chain):
        normals.append((a[1] - b[1], b[0] - a[0]))
    normals.append(right)
    balance = [_difference(A, B, normal) for normal in normals]
    for k, (x, y) in enumerate(chain):
        (p, q), (r, s) = normals[k], normals[k + 1]
        if balance[k] >= p * x - q * y and balance[k + 1] <= r * x - s * y:
            yield (x, y), (normals[k], normals[k + 1])
    for k, (a, b) in enumerate(pairwise(chain)):
        p, q = normal = normals[k + 1]
        value, level = balance[k + 1], p * a[0] + q * a[1]
        u = ((level + value) / (2 * p), (level - value) / (2 * q))
        if a[0] <= u[0] <= b[0]:
            yield u, (normal, normal)


def _difference(A: Array, B: Array, normal: Normal) -> Fraction:
    return solve_matrix_game(normal[0] * A - normal[1] * B).value


def _outer(profiles: list[Corner]) -> list[Corner]:
    """Return those payoffs that are corners of what lies below their mixtures."""
    rows = disposal_rows(profiles)
    result = []
    for point in profiles:
        tight = [row for row, bound in rows if row[0] * point[0] + row[1] * point[1] == bound]
        if len(tight) > 1:
            result.append(point)
    return result


def _result(
    game: NormalFormGame, transfers: bool, point: Corner, normals: tuple[Normal, Normal]
) -> VariableThreats:
    A, B = game.to_exact().payoffs
    (p, q), (r, s) = normals
    row = solve_matrix_game(p * A - q * B).rows
    column = solve_matrix_game(r * A - s * B).columns
    d = [sum((row[:, None] * table * column).ravel(), Fraction(0)) for table in (A, B)]
    series = [object_array(list(values)) for values in (point, d)]
    mixes = [row, column]
    if game.kind == "float":
        series = [to_float(values, argument="payoffs") for values in series]
        mixes = [to_float(mix, argument="threats") for mix in mixes]
    players = pd.Index(game.players, name="player")
    threats = {
        player: pd.Series(mix, pd.Index(own, name="strategy"), name="probability")
        for player, mix, own in zip(game.players, mixes, game.strategies, strict=True)
    }
    return VariableThreats(
        game,
        transfers,
        pd.Series(series[0], players, name="payoff"),
        threats,
        pd.Series(series[1], players, name="disagreement"),
        normals,
    )
