"""M16, unanimity: agreement that waits for the assent of all.

Each period each of n states assents with probability α. Whoever does not holds everyone up until
the next period, in which all are asked again; a period of waiting leaves δ of what the agreement is
worth. In expectation an agreement of n keeps α^n/(1 − δ(1 − α^n)) of it: .988 for a pair, .735 for
twenty and .231 for forty at α = .9, δ = .95.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import comb, log
from typing import Any, final

import pandas as pd

from lilliput.analysis.claims.exact import in_fractions
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.linear import solve_exactly

__all__ = ["MODELS", "Ratification", "ratification_value"]


@final
@dataclass(frozen=True)
class Ratification:
    """A process of assent, as a Markov chain on the number of assents that are held.

    Parameters
    ----------
    n
        Number of states that are asked.
    assent
        α in (0, 1], the probability with which a state that is asked assents.
    needed
        How many assents make the agreement, 1 to n.
    lasting
        Whether assent once given lasts; if not, all are asked again each period.

    Examples
    --------
    >>> Ratification(2, Fraction(1, 2), 2, lasting=True).to_frame().to_dict("list")
    {'0 assents': [Fraction(1, 4), Fraction(0, 1)], '1 assents': [Fraction(1, 2), Fraction(1, 2)], \
'agreed': [Fraction(1, 4), Fraction(1, 2)]}
    """

    n: int
    assent: Any
    needed: int
    lasting: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.needed <= self.n:
            raise InvalidArgumentError(
                f"needed must lie between 1 and n = {self.n}, got {self.needed}"
            )
        if not 0 < self.assent <= 1:
            raise InvalidArgumentError(f"assent must lie in (0, 1], got {self.assent}")

    def transitions(self) -> list[dict[int, Any]]:
        """Return, by the number of assents held, the probabilities of that of the next period.

        All numbers from `needed` on are one: the agreement is made.
        """
        rows = []
        for held in range(self.needed if self.lasting else 1):
            asked = self.n - held
            row = dict.fromkeys(range(self.needed + 1), 0 * self.assent)
            for more in range(asked + 1):
                chance = self.assent**more * (1 - self.assent) ** (asked - more) * comb(asked, more)
                row[min(held + more, self.needed)] += chance
            rows.append(row)
        return rows

    def to_frame(self) -> pd.DataFrame:
        """Return the transitions, one row a number of assents held."""
        names = {held: f"{held} assents" for held in range(self.needed)} | {self.needed: "agreed"}
        return pd.DataFrame(self.transitions(), dtype=object).rename(columns=names)


def ratification_value(process: Ratification, delta: Any) -> Any:
    """Return the part of an agreement's worth that is left when it is made, in expectation.

    By the linear system V = r + δPV of the chain, with r the chance to agree at once, exactly.

    Parameters
    ----------
    process
        With a rational probability of assent.
    delta
        δ in [0, 1), a rational.

    Examples
    --------
    >>> unanimity = Ratification(20, Fraction(9, 10), 20)
    >>> round(float(ratification_value(unanimity, Fraction(19, 20))), 3)
    0.735
    >>> majority = Ratification(20, Fraction(9, 10), 11)
    >>> round(float(ratification_value(majority, Fraction(19, 20))), 3)
    1.0
    """
    if not 0 <= delta < 1:
        raise InvalidArgumentError(f"delta must lie in [0, 1), got {delta}")
    rows = process.transitions()
    states = range(len(rows))
    # Without memory every outcome short of agreement leads back to the one state there is.
    matrix = [[Fraction(int(i == j)) for j in states] for i in states]
    for i, row in enumerate(rows):
        for held in range(process.needed):
            matrix[i][held if process.lasting else 0] -= delta * row[held]
    solution = solve_exactly(matrix, [row[process.needed] for row in rows])
    assert solution is not None  # I − δP is regular for δ < 1
    return solution[0]


def _needed(n: int, majority: Fraction) -> int:
    """Return the least number of assents that is more than a part of n, and all at a part of 1."""
    return min(n, int(majority * n) + 1)


def _processes(
    n: int, alpha: Any, majority: Fraction = Fraction(1), *, lasting: bool = False
) -> tuple[Ratification, Ratification]:
    return (
        Ratification(2, alpha, 2, lasting),
        Ratification(n, alpha, _needed(n, majority), lasting),
    )


def _delay(majority: Fraction = Fraction(1), *, lasting: bool = False) -> Callable[..., Any]:
    """Return what a pair keeps minus what all keep, if more than a part of them must assent."""

    def margin(n: int, alpha: Any, delta: Any, gain: Any) -> Any:
        alpha = Fraction(alpha)
        pair, every = _processes(n, alpha, majority, lasting=lasting)
        return ratification_value(pair, delta) - gain * ratification_value(every, delta)

    return in_fractions(margin)


def _games(n: int, alpha: Any, **_: Any) -> Mapping[str, Any]:
    return dict(zip(("pair", "all"), _processes(n, alpha), strict=True))


def _most(n: int, alpha: Any, delta: Any, gain: Any) -> float | None:
    """Return the n up to which the agreement of all is worth its delay; None if always or never."""
    alpha, delta, gain = float(alpha), float(delta), float(gain)
    waited = 1 - delta * (1 - alpha**2)
    left = gain - delta * alpha**2 / waited
    if alpha == 1 or left <= 0:
        return None
    # In logarithms, because α² may be too small for a float.
    return 2 + (log(1 - delta) - log(waited) - log(left)) / log(alpha)


# The denominator is 1 − δ(1 − α^n), which floats would round to 0 where δ is near 1 and α^n near 0.
_FACTOR = "alpha**{n}/((1 - delta)*(1 - alpha**{n}) + alpha**{n})"
_PAIR, _ALL = _FACTOR.format(n=2), _FACTOR.format(n="n")

MODELS = (
    Model(
        id="M16-delay",
        title="unanimity: an agreement of all that waits for the last, against one of two",
        metric="what a pair keeps of its agreement, minus what all keep of theirs",
        parameters={
            "n": Parameter(
                20,
                "n, number of states that must all assent",
                2,
                200,
                integer=True,
                span=(2, 40),
                why="an agreement needs two",
            ),
            "alpha": Parameter(
                0.9,
                "α, probability of a state's assent in a period",
                0,
                1,
                open="(",
                span=(0.5, 1),
                why="without any chance of assent there is no agreement",
            ),
            "delta": Parameter(
                0.95,
                "δ, what a period of waiting leaves",
                0,
                1,
                open=")",
                why="if waiting costs nothing, delay does not matter",
            ),
            "gain": Parameter(
                Fraction(5, 4),
                "worth of an agreement of all in units of one of two",
                0,
                open="(",
                span=(1, 4),
            ),
        },
        game=_games,
        computed=_delay(),
        formula=f"{_PAIR} - gain*{_ALL}",
        holds=f"{_PAIR} > gain*{_ALL}",
        thresholds={"gain": f"({_PAIR})/({_ALL})", "n": _most},
        loses="an agreement of all that is worth less than the ratio of both factors: at α = .9, "
        "δ = .95 it must be worth a third more for n = 20, and over four times as much for n = 40",
        origin="reduced form",
        source="reduced form of Buchanan, J. M. and Tullock, G. (1962), The Calculus of Consent, "
        "Michigan, on the costs of unanimity",
        ours="independent assent each period, and the closed form",
        concept="unanimity",
        concepts={
            "more than two thirds": _delay(Fraction(2, 3)),
            "more than half": _delay(Fraction(1, 2)),
            "unanimity, assent lasts": _delay(lasting=True),
        },
        axes=("n", "alpha"),
    ),
)
