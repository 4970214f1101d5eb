"""The minimal winning coalitions as a table to read."""

import numpy as np
import pandas as pd

from lilliput.games.voting import VotingGame

__all__ = ["minimal_winning_memberships"]


def minimal_winning_memberships(game: VotingGame) -> pd.DataFrame:
    """Return who belongs to which minimal winning coalition.

    Parameters
    ----------
    game
        A voting game.

    Returns
    -------
    pandas.DataFrame
        Booleans; a row for each minimal winning coalition, named by its members joined by commas,
        smallest first; a column for each player.

    Raises
    ------
    ProblemTooLargeError
        More than 1,000,000 coalitions, or several rules and too many players; see
        `VotingGame.minimal_winning_coalitions`.

    Examples
    --------
    >>> table = minimal_winning_memberships(VotingGame(["A", "B", "C"], weights=[2, 1, 1], quota=3))
    >>> table.index.tolist(), table["A"].tolist(), table["B"].tolist()
    (['A, B', 'A, C'], [True, True], [True, False])
    """
    coalitions = game.minimal_winning_coalitions()
    members = np.array([[name in each for name in game.players] for each in coalitions])
    labels = [", ".join(name for name in game.players if name in each) for each in coalitions]
    return pd.DataFrame(
        members,
        index=pd.Index(labels, name="coalition"),
        columns=pd.Index(game.players, name="player"),
    )
