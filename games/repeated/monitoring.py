"""Trigger strategies under noise: false alarms end cooperation that nobody has broken.

In each relation a period of cooperation is worth s to a player and a favour costs it c. What a
player does is seen through an imperfect signal: a relation raises a false alarm with probability ε
although all kept their promises, and a broken promise is noticed with probability μ. After an alarm
cooperation ends for ever: in the one relation (*pairwise*), or in all of them (*pooled*). Pooling
puts more at stake, and it is exposed to the false alarms of all.
"""

from dataclasses import dataclass
from typing import Any, Literal, final, get_args

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, maximum, number_array, unify
from lilliput.games.checks import check_count, check_probability, index_of
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.repeated.square_tables import square_table

__all__ = ["Favours", "NoisyEnforcement", "false_alarm_threshold", "noisy_enforcement"]

Favours = Literal["one", "all"]
Punishment = Literal["pairwise", "pooled"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class NoisyEnforcement:
    """What trigger strategies sustain under false alarms.

    Parameters
    ----------
    punishment
        ``"pairwise"`` or ``"pooled"``.
    critical
        δ*: by player (pooled), or by row player in its relation with the column player (pairwise).
        1 or more means that no patience is enough.
    survival
        The probability that cooperation lasts another period: one number (pooled) or one for each
        relation (pairwise; 1 where there is none).
    surplus
        s_ij, as given.
    """

    punishment: Punishment
    critical: pd.Series | pd.DataFrame
    survival: Any
    surplus: pd.DataFrame

    def payoffs(self, discount_factor: Any) -> pd.Series:
        """Return average discounted payoffs (1−δ)·Σ_t δ^t·E[payoff of period t] by player.

        Parameters
        ----------
        discount_factor
            δ in [0, 1). Whether it is above δ* is not asked.
        """
        delta = check_probability(discount_factor, argument="discount_factor")
        if delta == 1:
            raise InvalidArgumentError("discount_factor must lie in [0, 1), got 1")
        _, surplus = square_table(self.surplus, argument="surplus")
        lasting = self.survival.to_numpy() if self.punishment == "pairwise" else self.survival
        values = (surplus * ((1 - delta) / (1 - delta * lasting))).sum(axis=1)
        return pd.Series(values, pd.Index(self.surplus.index, name="player"), name="payoff")

    def __repr__(self) -> str:
        least = self.critical.to_numpy().ravel()
        if least.dtype == object:
            ends = f"by {'pair' if self.punishment == 'pairwise' else 'player'}, symbolic or exact"
        else:
            ends = f"{np.nanmin(least):.6g} to {np.nanmax(least):.6g}"
        return f"NoisyEnforcement({self.punishment} punishment; δ* {ends})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.repeated import noisy

        return noisy(self)


def noisy_enforcement(
    surplus: pd.DataFrame,
    costs: pd.DataFrame,
    *,
    false_alarm: Any = 0,
    detection: Any = 1,
    punishment: Punishment = "pooled",
    favours: Favours = "one",
) -> NoisyEnforcement:
    """Return the critical discount factors of trigger strategies under noise.

    A player who cooperates has V = s + δqV, where q is the probability that no alarm is raised; one
    who breaks a promise gains c and goes on with probability (1−μ)q. It does not pay iff
    δq ≥ c/(c+μs): with pairwise punishment for the s, c and q of each relation, with pooled
    punishment for a player's whole surplus and q = Π(1−ε) over all relations.

    Parameters
    ----------
    surplus
        s_ij ≥ 0: what the row player has each period from the relation with the column player,
        indexed by player both ways; the diagonal is ignored. A pair is related if a surplus or a
        cost of either is not 0.
    costs
        c_ij ≥ 0: what the row player saves by denying the column player a favour.
    false_alarm
        ε in [0, 1): one number, or a symmetric table by player.
    detection
        μ in [0, 1]: the probability that a broken promise is noticed.
    punishment
        ``"pairwise"`` ends the one relation, ``"pooled"`` all relations of all players.
    favours
        With pooled punishment, what can be broken at a time: ``"one"`` favour (the dearest; favours
        fall due one by one) or ``"all"`` of a player's.

    Returns
    -------
    NoisyEnforcement
        δ*, the probability of survival, and the payoffs at any δ.

    References
    ----------
    Green, E. and Porter, R. (1984). Noncooperative collusion under imperfect price information.
    Econometrica 52:87–100 (the mechanism: cooperation must end now and then though all keep it).

    Examples
    --------
    Favours that cost 1 and relations worth ½, among three players:

    >>> import numpy as np
    >>> names = ["A", "B", "C"]
    >>> ones = pd.DataFrame(np.ones((3, 3)), names, names)
    >>> pooled = noisy_enforcement(ones / 2, ones, false_alarm=0.1)
    >>> pairs = noisy_enforcement(ones / 2, ones, false_alarm=0.1, punishment="pairwise")
    >>> [round(float(factor), 4) for factor in (pooled.critical["A"], pairs.critical.loc["A", "B"])]
    [0.6859, 0.7407]
    """
    index_of(get_args(Punishment), punishment, argument="punishment")
    index_of(get_args(Favours), favours, argument="favours")
    names, gains = square_table(surplus, argument="surplus")
    _, pays = square_table(costs, argument="costs", names=names)
    gains, pays = unify(gains, pays)
    check_probability(detection, argument="detection")
    n = len(names)
    related = (gains != 0) | (gains.T != 0) | (pays != 0) | (pays.T != 0)
    keeps = _keeps(false_alarm, names, np.array(related, dtype=bool))
    players = pd.Index(names, name="player")
    if punishment == "pairwise":
        table = [
            [_critical(pays[i, j], detection * gains[i, j], keeps[i, j]) for j in range(n)]
            for i in range(n)
        ]
        return NoisyEnforcement(
            punishment,
            pd.DataFrame(table, index=list(names), columns=list(names)),
            pd.DataFrame(keeps, index=list(names), columns=list(names)),
            surplus,
        )
    lasting = keeps[np.triu_indices(n, 1)].prod() if n > 1 else 1
    temptations = [maximum(row) if favours == "one" else row.sum() for row in pays]
    factors = [
        _critical(temptation, detection * gained, lasting)
        for temptation, gained in zip(temptations, gains.sum(axis=1), strict=True)
    ]
    critical = pd.Series(factors, players, name="critical_discount_factor")
    return NoisyEnforcement(punishment, critical, lasting, surplus)


def false_alarm_threshold(players: int, surplus: Any, cost: Any) -> Any:
    """Return the rate of false alarms below which pooled punishment needs less patience than pairs.

    For n players, all related alike, ε* = 1 − [(c+s)/(c+(n−1)s)]^(1/(E−1)) with E = n(n−1)/2
    relations: both critical discount factors of `noisy_enforcement` (one favour at a time, perfect
    detection) are equal there.

    Parameters
    ----------
    players
        n ≥ 3; with two players both are the same.
    surplus, cost
        s > 0 and c > 0 of each relation; numbers or sympy expressions.

    Examples
    --------
    >>> [round(false_alarm_threshold(n, 0.5, 1), 4) for n in (3, 5, 10, 50)]
    [0.134, 0.0741, 0.0291, 0.0023]
    """
    players = check_count(players, argument="players", least=3)
    for argument, value in (("surplus", surplus), ("cost", cost)):
        if (value > 0) == False:  # noqa: E712 - a symbol's sign may be unknown
            raise InvalidArgumentError(f"{argument} must be > 0, got {value}")
    relations = players * (players - 1) // 2
    share = (cost + surplus) / (cost + (players - 1) * surplus)
    return 1 - share ** (1 / (share * 0 + relations - 1))


def _keeps(false_alarm: Any, names: tuple[str, ...], related: Array) -> Array:
    """Return 1 − ε for every pair that is related, 1 for the others."""
    n = len(names)
    if isinstance(false_alarm, pd.DataFrame):
        _, alarms = square_table(false_alarm, argument="false_alarm", names=names)
        if (alarms != alarms.T).any():
            raise InvalidArgumentError("false_alarm must be symmetric")
    else:
        alarms = np.full((n, n), false_alarm, dtype=object)
    for alarm in alarms.flat:
        check_probability(alarm, argument="false_alarm")
        if alarm == 1:
            raise InvalidArgumentError("false_alarm must lie in [0, 1), got 1")
    kept = np.where(related, 1 - alarms, 1)
    return number_array(kept, argument="false_alarm", integers="fraction")


def _critical(temptation: Any, stake: Any, lasting: Any) -> Any:
    if temptation == 0:
        return temptation
    return temptation / (temptation + stake) / lasting
