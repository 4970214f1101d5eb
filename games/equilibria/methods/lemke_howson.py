"""Lemke–Howson for two players: the equilibria at the ends of the paths of the labels."""

from collections.abc import Sequence
from typing import Any

from lilliput.games.bimatrix.lemke_howson import Search, walk
from lilliput.games.checks import check_count, index_of
from lilliput.games.equilibria.solution import Found
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["solve"]


def solve(
    game: NormalFormGame,
    *,
    label: Sequence[str] | None = None,
    search: Search = "labels",
    max_pivots: int = 100_000,
) -> Found:
    """Return the equilibria that Lemke–Howson paths of a two-player game end at, exactly.

    Paths start at the artificial equilibrium; all of them end at equilibria, which have index +1 in
    a nondegenerate game. Equilibria of index −1 are met only on paths from equilibria. There may be
    equilibria that no path reaches. `parameters["path_lengths"]` gives the pivots of each path.

    Parameters
    ----------
    game
        With two players.
    label
        A player and one of its strategies, to be dropped first; every label in turn by default.
    search
        ``"labels"``: paths from the artificial equilibrium. ``"network"``: also from every
        equilibrium found, by each label, until no new one is met.
    max_pivots
        After which a path is given up. There are games whose paths all have exponential length.

    Raises
    ------
    InvalidGameError
        The game has not two players.
    SolverError
        Every path was given up.

    References
    ----------
    Lemke, C. E. and Howson, J. T. (1964). Equilibrium points of bimatrix games. Journal of the
    Society for Industrial and Applied Mathematics 12:413–423.
    Shapley, L. S. (1974). A note on the Lemke–Howson algorithm. Mathematical Programming Study
    1:175–189.
    Savani, R. and von Stengel, B. (2006). Hard-to-solve bimatrix games. Econometrica 74:397–429.

    Examples
    --------
    >>> game = NormalFormGame.from_bimatrix([[3, 0], [0, 1]], [[1, 0], [0, 3]])
    >>> solve(game, label=("row", "1")).parameters["path_lengths"]
    {('row', '1'): 2}
    """
    if game.n != 2:
        raise InvalidGameError(
            f"players: Lemke–Howson needs two players, got {game.n}; for pairwise separable games "
            'of more players use method "polymatrix"'
        )
    if search not in ("labels", "network"):
        raise InvalidArgumentError(f"search must be 'labels' or 'network', got {search!r}")
    check_count(max_pivots, argument="max_pivots")
    chosen = None if label is None else [_position(game, label)]
    A, B = game.to_exact().payoffs
    found = walk(A, B, labels=chosen, search=search, max_pivots=max_pivots)
    names = [
        (player, name)
        for player, own in zip(game.players, game.strategies, strict=True)
        for name in own
    ]
    parameters: dict[str, Any] = {
        "search": search,
        "max_pivots": max_pivots,
        "path_lengths": {names[k]: pivots for k, pivots in found.lengths.items()},
    }
    return Found(
        found.profiles,
        "unknown",
        indices=found.indices,
        degenerate=found.degenerate,
        parameters=parameters,
    )


def _position(game: NormalFormGame, label: Sequence[str]) -> int:
    if isinstance(label, str) or not isinstance(label, Sequence) or len(label) != 2:
        raise InvalidArgumentError(
            f"label must be a player and one of its strategies, e.g. "
            f"{(game.players[0], game.strategies[0][0])}, got {label!r}"
        )
    player = index_of(game.players, label[0], argument="label: player")
    where = index_of(
        game.strategies[player], label[1], argument=f"label: strategy of {game.players[player]}"
    )
    return where + player * game.shape[0]
