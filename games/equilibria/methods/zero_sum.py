"""Zero-sum games: an equilibrium of maximin strategies, proved to be the only one where it is."""

from lilliput.games.equilibria.solution import Found
from lilliput.games.equilibria.zero_sum import is_strictly_competitive, optimal_strategies
from lilliput.games.errors import InvalidGameError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["solve"]


def solve(game: NormalFormGame) -> Found:
    """Return one equilibrium of a zero-sum or strictly competitive game, exactly.

    It is the only equilibrium, `complete` is ``"proved"``, if both maximin strategies are proved to
    be unique; `parameters["unique"]` tells for each player.

    Parameters
    ----------
    game
        With two players and B = c − λA, λ > 0.

    Raises
    ------
    InvalidGameError
        The game is not of that kind.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[1, -1], [-1, 1]], [[-1, 1], [1, -1]])
    >>> solve(game).complete
    'proved'
    """
    competitive = is_strictly_competitive(game)
    if not competitive:
        raise InvalidGameError(
            f"payoffs must be strictly competitive, B = c − λA with λ > 0: "
            f'{competitive.explanation}; use method "lemke_howson" for other two-player games'
        )
    best = optimal_strategies(game.to_exact().payoffs[0])
    return Found(
        [(best.row, best.column)],
        "proved" if best.unique == (True, True) else "unknown",
        parameters={
            "unique": dict(zip(game.players, best.unique, strict=True)),
            "factor": competitive.witness["factor"],
        },
    )
