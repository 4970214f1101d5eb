"""From what a method found to labelled equilibria, each certified against the payoffs.

A profile of rational numbers is checked in rational arithmetic, against the decimals that float
payoffs print as; a profile of floats by its regret in floats.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, object_array, plain, to_float
from lilliput.games.equilibria.exact_payoffs import ExactPayoffs
from lilliput.games.equilibria.regret import regret
from lilliput.games.equilibria.solution import (
    Certificate,
    Component,
    Equilibrium,
    EquilibriumSet,
    Found,
    FoundComponent,
    NashSubset,
)
from lilliput.games.errors import SolverError
from lilliput.games.normal_form import NormalFormGame

__all__ = ["certified", "equilibrium_set"]


def certified(
    game: NormalFormGame,
    profile: Sequence[Array],
    *,
    certificate: Certificate | None = None,
    index: int | None = None,
) -> Equilibrium:
    """Return a profile as an equilibrium with payoffs and certificate.

    Parameters
    ----------
    game
        The game; its number kind is that of the answer.
    profile
        One array of probabilities a player.
    certificate
        Where the method has made it.
    index
        Where the method knows it.

    Raises
    ------
    SolverError
        A profile of Fractions that is not an equilibrium.
    """
    return _Certifier(game).equilibrium(profile, certificate, index)


def equilibrium_set(game: NormalFormGame, found: Found, method: str) -> EquilibriumSet:
    """Return what a method found as a labelled set, in the order of the strategies."""
    judge = _Certifier(game)
    count = len(found.profiles)
    indices = found.indices or [None] * count
    proofs = found.certificates or [None] * count
    answers = [
        judge.equilibrium(profile, proof, index)
        for profile, proof, index in zip(found.profiles, proofs, indices, strict=True)
    ]
    components = None
    if found.components is not None:
        components = tuple(judge.component(part, answers) for part in found.components)
    order = sorted(range(count), key=lambda k: _sort_key(found.profiles[k]))
    return EquilibriumSet(
        game,
        tuple(answers[k] for k in order),
        method,
        found.complete,
        components,
        found.degenerate,
        found.parameters,
    )


class _Certifier:
    """The payoffs and the labels of one game, prepared once for all of its equilibria."""

    def __init__(self, game: NormalFormGame) -> None:
        self.game = game
        self.players = pd.Index(game.players, name="player")
        self.strategies = [pd.Index(names, name="strategy") for names in game.strategies]
        self._exact: ExactPayoffs | None = None

    def equilibrium(
        self, profile: Sequence[Array], certificate: Certificate | None, index: int | None
    ) -> Equilibrium:
        """Return a profile as an equilibrium."""
        strict = quasi_strict = None
        payoffs: list[Any]
        if {kind_of(mix) for mix in profile} == {"fraction"}:
            payoffs, strict, quasi_strict = self._proved(profile)
            zero: Any = 0.0
            if self.game.kind == "float":
                payoffs = [float(top) for top in payoffs]
            else:
                zero = Fraction(0)
            certificate = certificate or Certificate("exact", zero, zero)
        else:
            payoffs = list(self.game.payoff(profile))
            certificate = certificate or measured(self.game, profile)
        return Equilibrium(
            {name: self._series(i, profile[i]) for i, name in enumerate(self.game.players)},
            pd.Series(payoffs, self.players, name="payoff"),
            certificate,
            index,
            strict,
            quasi_strict,
        )

    def component(self, part: FoundComponent, answers: list[Equilibrium]) -> Component:
        """Return a component with its equilibria and labelled maximal Nash subsets."""
        subsets = tuple(
            NashSubset(
                {
                    player: tuple(self._series(i, vertex) for vertex in vertices)
                    for i, (player, vertices) in enumerate(
                        zip(self.game.players, subset, strict=True)
                    )
                }
            )
            for subset in part.subsets
        )
        return Component(tuple(answers[k] for k in part.members), subsets, part.index)

    def _proved(self, profile: Sequence[Array]) -> tuple[list[Any], bool, bool]:
        """Return payoffs, and whether the equilibrium is strict and quasi-strict, in rationals."""
        if self._exact is None:
            self._exact = ExactPayoffs(self.game)
        payoffs, quasi_strict, pure = [], True, True
        for i, mix in enumerate(profile):
            numbers, common = self._exact.against(i, profile)
            top = max(numbers)
            best, played = numbers == top, mix != 0
            if (played & ~best).any():
                raise SolverError("a profile found in rationals is not an equilibrium")
            quasi_strict &= bool((played == best).all())
            pure &= int(played.sum()) == 1
            payoffs.append(Fraction(int(top), common))
        return payoffs, quasi_strict and pure, quasi_strict

    def _series(self, player: int, mix: Array) -> pd.Series:
        if self.game.kind == "float" and kind_of(mix) == "fraction":
            mix = to_float(mix, argument="profile")
        elif mix.dtype == object:
            mix = object_array(list(mix))
        return pd.Series(mix, self.strategies[player], name=self.game.players[player])


def measured(game: NormalFormGame, profile: Sequence[Array]) -> Certificate:
    """Return the certificate of a profile of floats: its regret, absolute and relative."""
    gains = regret(game, profile)
    shares = []
    for gain, table in zip(gains, game.payoffs, strict=True):
        width = float(table.max()) / 2 - float(table.min()) / 2  # the whole could overflow
        shares.append(float(gain) / 2 / width if width else 0.0)
    return Certificate("epsilon", plain(max(gains)), max(shares))


def _sort_key(profile: Sequence[Array]) -> tuple[float, ...]:
    """Pure strategies first, earlier strategies before later ones."""
    mixes = [np.array([float(x) for x in mix]) for mix in profile]
    sizes = float(sum(np.count_nonzero(mix) for mix in mixes))
    return (sizes, *(-round(float(x), 12) for mix in mixes for x in mix))
