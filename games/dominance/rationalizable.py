"""Rationalizable strategies: best responses to beliefs that give weight to such strategies only.

With correlated beliefs they are what survives iterated strict dominance (Pearce 1984), in rational
arithmetic. With independent beliefs of three or more players there may be fewer, and to find them
is a polynomial problem; see `independent` for how far it is decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count, counted, name_list
from lilliput.games.dominance.elimination import iterated_elimination, reduced_game
from lilliput.games.dominance.independent import independent_belief
from lilliput.games.dominance.mixtures import justifying_belief
from lilliput.games.dominance.tables import (
    as_table,
    in_kind,
    integer_payoffs,
    mixture_series,
    others_index,
)
from lilliput.games.normal_form import NormalFormGame

__all__ = ["RationalizableStrategies", "rationalizable_strategies"]

Names = dict[str, tuple[str, ...]]


@final
@dataclass(frozen=True, eq=False, repr=False)
class RationalizableStrategies:
    """The rationalizable strategies of a game, with beliefs that justify them.

    Parameters
    ----------
    game
        The game.
    strategies
        Player to the strategies that are rationalizable, or not known not to be.
    undecided
        Player to those of them that are not known to be rationalizable; always none with correlated
        beliefs or two players.
    rounds
        For each round of elimination, player to the strategies that were never a best response.
    beliefs
        (player, strategy) to a belief against which the strategy is a best response, among beliefs
        about rationalizable strategies: a Series of the probabilities of what the others do, and
        with independent beliefs of three or more players a mapping from player to such a Series.
    conjectures
        ``"correlated"`` or ``"independent"``.
    """

    game: NormalFormGame
    strategies: Mapping[str, tuple[str, ...]]
    undecided: Mapping[str, tuple[str, ...]]
    rounds: tuple[Mapping[str, tuple[str, ...]], ...]
    beliefs: Mapping[tuple[str, str], Any]
    conjectures: Literal["correlated", "independent"]

    @property
    def decided(self) -> bool:
        """Whether the strategies are proved to be exactly the rationalizable ones."""
        return not any(self.undecided.values())

    @property
    def reduced(self) -> NormalFormGame:
        """The game with the rationalizable strategies only."""
        kept = [
            [names.index(name) for name in self.strategies[player]]
            for player, names in zip(self.game.players, self.game.strategies, strict=True)
        ]
        return reduced_game(self.game, kept)

    def __repr__(self) -> str:
        rounds = counted(len(self.rounds), "round")
        lines = [f"RationalizableStrategies({self.conjectures} beliefs, {rounds})"]
        for player, names in self.strategies.items():
            doubt = name_list(self.undecided[player])
            lines.append(
                f"  {player}: {name_list(names)}" + (f"; undecided: {doubt}" * bool(doubt))
            )
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import rationalizable

        return rationalizable(self)


def rationalizable_strategies(
    game: NormalFormGame, *, correlated: bool = True, limit: int = 500
) -> RationalizableStrategies:
    """Return the rationalizable strategies, by eliminating what is never a best response.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs; floats count as the decimals that they print as.
    correlated
        Whether a belief about several others may be correlated. For two players it makes no
        difference.
    limit
        For independent beliefs of three or more players: the most cells of beliefs to be searched
        for one strategy in one round.

    Returns
    -------
    RationalizableStrategies
        With correlated beliefs always decided. With independent ones a strategy is kept by a
        belief, eliminated by a proof, or named in `undecided`.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        Too many strategies for linear programmes.

    References
    ----------
    Bernheim, D. (1984). Rationalizable strategic behavior. Econometrica 52:1007–1028.
    doi:10.2307/1911196. Pearce, D. (1984). Rationalizable strategic behavior and the problem of
    perfection. Econometrica 52:1029–1050. doi:10.2307/1911197

    Examples
    --------
    >>> dilemma = NormalFormGame.from_bimatrix([[3, 0], [5, 1]], [[3, 5], [0, 1]])
    >>> rationalizable_strategies(dilemma)
    RationalizableStrategies(correlated beliefs, 1 round)
      row: 2
      column: 2
    """
    kind: Literal["correlated", "independent"] = "correlated" if correlated else "independent"
    check_count(limit, argument="limit")
    first = iterated_elimination(game)
    rounds = [_by_player(game, [(f.player, f.strategy) for f in gone]) for gone in first.rounds]
    if correlated or game.n <= 2:
        none: Names = dict.fromkeys(game.players, ())
        beliefs = _correlated_beliefs(first.reduced)
        return RationalizableStrategies(game, first.surviving, none, tuple(rounds), beliefs, kind)
    left, more, answers = _outer(first.reduced, limit)
    rounds += more
    proved = _inner(left, answers, limit)
    names = dict(zip(left.players, left.strategies, strict=True))
    undecided = {
        player: tuple(s for s in own if (player, s) not in proved) for player, own in names.items()
    }
    labelled = {
        key: {
            left.players[j]: mixture_series(left, j, mix)
            for j, mix in zip(_others(left, key[0]), belief, strict=True)
        }
        for key, belief in proved.items()
    }
    return RationalizableStrategies(game, names, undecided, tuple(rounds), labelled, kind)


def _by_player(game: NormalFormGame, gone: Sequence[tuple[str, str]]) -> Names:
    return {
        player: tuple(s for p, s in gone if p == player)
        for player in game.players
        if any(p == player for p, _ in gone)
    }


def _others(game: NormalFormGame, player: str) -> list[int]:
    return [j for j, name in enumerate(game.players) if name != player]


def _correlated_beliefs(game: NormalFormGame) -> dict[tuple[str, str], pd.Series]:
    payoffs, _ = integer_payoffs(game)
    beliefs = {}
    for i, player in enumerate(game.players):
        table = as_table(payoffs[i], i)
        columns = others_index(game.players, game.strategies, i)
        for k, strategy in enumerate(game.strategies[i]):
            best = np.flatnonzero(table[k] == table.max(axis=0))
            if len(best):
                belief = np.zeros(table.shape[1], dtype=object)
                belief[best[0]] = 1
            else:
                belief = justifying_belief(table, k, weak=False)
            series = pd.Series(in_kind(game, belief), index=columns, name="belief")
            beliefs[player, strategy] = series[series != 0]
    return beliefs


Answers = dict[tuple[str, str], "list[Array] | bool"]


def _outer(game: NormalFormGame, limit: int) -> tuple[NormalFormGame, list[Names], Answers]:
    """Eliminate what is proved never to be a best response to an independent belief."""
    rounds: list[Names] = []
    while True:
        answers = _answers(game, limit)
        gone = [key for key, answer in answers.items() if answer is False]
        if not gone:
            return game, rounds, answers
        rounds.append(_by_player(game, gone))
        game = _without(game, set(gone))


def _inner(
    game: NormalFormGame, answers: Answers, limit: int
) -> dict[tuple[str, str], list[Array]]:
    """Return strategies that justify each other by independent beliefs, and these beliefs.

    The probabilities are of all strategies in `game`, zero for those that are left out.
    """
    whole = game
    while True:
        doubtful = {key for key, answer in answers.items() if isinstance(answer, bool)}
        if not doubtful:
            break
        if any(
            all((player, s) in doubtful for s in names)
            for player, names in zip(game.players, game.strategies, strict=True)
        ):
            return {}
        game = _without(game, doubtful)
        answers = _answers(game, limit)
    proved = {}
    for key, belief in answers.items():
        full = []
        for j, mix in zip(_others(game, key[0]), belief, strict=True):  # type: ignore[arg-type]
            wide = np.zeros(whole.shape[j], dtype=object)
            wide[[whole.strategies[j].index(name) for name in game.strategies[j]]] = mix
            full.append(wide)
        proved[key] = full
    return proved


def _answers(game: NormalFormGame, limit: int) -> Answers:
    """Return for each strategy a belief, False if there is none, True if that is not known."""
    payoffs, _ = integer_payoffs(game)
    answers: Answers = {}
    for i, player in enumerate(game.players):
        tensor = np.moveaxis(payoffs[i], i, 0)
        for k, strategy in enumerate(game.strategies[i]):
            answers[player, strategy] = independent_belief(tensor, k, limit=limit)
    return answers


def _without(game: NormalFormGame, gone: set[tuple[str, str]]) -> NormalFormGame:
    kept = [
        [k for k, name in enumerate(names) if (player, name) not in gone]
        for player, names in zip(game.players, game.strategies, strict=True)
    ]
    return reduced_game(game, kept)
