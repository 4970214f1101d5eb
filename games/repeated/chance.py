"""How patient a player must be to keep a promise when chance moves too, exactly.

A strategy profile, seen by one player, is a Markov chain: in each state the player gets a payoff
and the next state is drawn. At some states it could deviate once. With average payoffs
V = (1−δ)(I − δP)⁻¹u, a deviation with payoff d that leads on by the row p does not pay iff
V_s ≥ (1−δ) d + δ p·V. Times det(I − δP) > 0 that is a polynomial in δ, whose roots are exact.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, as_printed, kind_of, number_array
from lilliput.games.checks import check_names, index_of
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError
from lilliput.games.repeated.discounting import not_negative, polynomial, root_number

__all__ = ["ChancePlay", "least_patience"]


@final
@dataclass(frozen=True, eq=False)
class ChancePlay:
    """What one player meets when all keep to their strategies and chance moves between states.

    Parameters
    ----------
    payoffs
        State to the player's payoff of the period, as long as all keep to their strategies.
    transitions
        State to the probabilities of the next state, by state; those left out are 0.
    deviations
        State to (payoff of the period, probabilities of the next state) of deviating in it once.

    Examples
    --------
    A promise that earns 2 a period, or 3 in the period in which it is broken and nothing after; it
    survives a period with probability 9/10:

    >>> play = ChancePlay(
    ...     payoffs={"kept": 2, "ended": 0},
    ...     transitions={
    ...         "kept": {"kept": Fraction(9, 10), "ended": Fraction(1, 10)},
    ...         "ended": {"ended": 1},
    ...     },
    ...     deviations={"kept": (3, {"ended": 1})},
    ... )
    >>> least_patience(play)
    Fraction(10, 27)
    """

    payoffs: Mapping[str, Any]
    transitions: Mapping[str, Mapping[str, Any]]
    deviations: Mapping[str, tuple[Any, Mapping[str, Any]]]

    def __post_init__(self) -> None:
        states = check_names(self.payoffs, argument="payoffs: states")
        for state in states:
            if state not in self.transitions:
                raise InvalidArgumentError(f"transitions must cover every state, missing {state}")
        for argument, given in (("transitions", self.transitions), ("deviations", self.deviations)):
            for state in given:
                index_of(states, state, argument=f"{argument}: state")
        rows = [(f"transitions of {state}", row) for state, row in self.transitions.items()]
        rows += [(f"deviations in {state}", row) for state, (_, row) in self.deviations.items()]
        for argument, row in rows:
            for state in row:
                index_of(states, state, argument=f"{argument}: state")
            if abs(sum(row.values()) - 1) > 1e-12 or min(row.values()) < 0:
                raise InvalidArgumentError(
                    f"{argument} must be probabilities that sum to 1, got {dict(row)}"
                )

    @property
    def states(self) -> tuple[str, ...]:
        """The states, in order."""
        return tuple(self.payoffs)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a state: payoff, payoff of deviating, probabilities of the next state."""
        rows = {
            state: {
                "payoff": self.payoffs[state],
                "if it deviates": self.deviations.get(state, (None,))[0],
                **{f"to {other}": self.transitions[state].get(other, 0) for other in self.states},
            }
            for state in self.states
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("state")

    def _repr_html_(self) -> str:
        return self.to_frame().to_html()


def least_patience(play: ChancePlay) -> Any:
    """Return the least discount factor at which no deviation pays; 1 where none below 1 does.

    Parameters
    ----------
    play
        A player's payoffs, and how chance moves; floats count as the decimals that they print as.

    Returns
    -------
    Fraction, sympy number or float
        δ*, exact if all numbers of the play are; a float if one of them is.

    Raises
    ------
    UnsupportedNumberError
        Symbols among the numbers.

    Examples
    --------
    Help that costs 1 when it is asked, every other period on average, and is worth 3:

    >>> play = ChancePlay(
    ...     payoffs={"asked": -1, "helped": 3, "alone": 0},
    ...     transitions={
    ...         "asked": {"asked": Fraction(1, 2), "helped": Fraction(1, 2)},
    ...         "helped": {"asked": Fraction(1, 2), "helped": Fraction(1, 2)},
    ...         "alone": {"alone": 1},
    ...     },
    ...     deviations={"asked": (0, {"alone": 1})},
    ... )
    >>> least_patience(play)
    Fraction(1, 2)
    """
    payoffs, exact = _numbers(play.payoffs.values())
    size = len(payoffs)
    matrix = np.empty((size, size), dtype=object)
    for k, state in enumerate(play.states):
        matrix[k], plain = _row(play, play.transitions[state])
        exact &= plain
    determinant, values = _values(matrix, payoffs)
    delta = polynomial([Fraction(0), Fraction(1)])
    conditions = []
    for state, (payoff, row) in play.deviations.items():
        numbers, plain = _numbers([payoff])
        chances, also_plain = _row(play, row)
        exact &= plain and also_plain
        after = polynomial([Fraction(0)])
        for chance, value in zip(chances, values, strict=True):
            after += polynomial([chance]) * value
        now = determinant * polynomial([numbers[0]])
        conditions.append(values[play.states.index(state)] - now - delta * after)
    found = not_negative(conditions)
    if not found:
        return Fraction(1) if exact else 1.0
    return root_number(found[0].low, exact=exact)


def _values(matrix: Array, payoffs: Array) -> tuple[Any, list[Any]]:
    """Return det(I − δP) and adj(I − δP)u as polynomials in δ, by the Faddeev–LeVerrier method."""
    size = len(payoffs)
    identity = np.array([[Fraction(int(i == j)) for j in range(size)] for i in range(size)])
    power, determinant, columns = identity, [Fraction(1)], []
    for k in range(1, size + 1):
        columns.append(power @ payoffs)
        product = matrix @ power
        determinant.append(-sum(product.diagonal(), Fraction(0)) / k)
        power = product + determinant[-1] * identity
    return polynomial(determinant), [polynomial(row) for row in np.array(columns).T]


def _row(play: ChancePlay, row: Mapping[str, Any]) -> tuple[Array, bool]:
    """Return probabilities in the order of the states; the last that is given makes the sum 1."""
    chances, exact = _numbers([row.get(state, 0) for state in play.states])
    last = play.states.index(list(row)[-1])
    chances[last] += 1 - sum(chances, Fraction(0))
    return chances, exact


def _numbers(values: Any) -> tuple[Array, bool]:
    given: Sequence[Any] = list(values)
    array = number_array(given, argument="play", integers="fraction")
    if kind_of(array) == "symbolic":
        raise UnsupportedNumberError(f"play must hold numbers, not symbols, got {given}")
    exact = kind_of(array) == "fraction"
    return (array.copy() if exact else as_printed(array).copy()), exact
