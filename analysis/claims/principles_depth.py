"""M6c: breadth against depth, when a uniform standard needs the consent of many.

Each of n states accepts any standard up to its own ideal depth, which is uniform on [0, 1]; a
voting rule says whose consent makes a standard law, and the deepest such standard is chosen. The
more consent it needs, the broader and the shallower it is. Bilaterally each gets its own ideal.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import factorial
from typing import Any, final

import numpy as np

from lilliput.analysis.claims.exact import in_fractions
from lilliput.analysis.claims.model import Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.voting import VotingGame

__all__ = ["MODELS", "ExpectedStandard", "expected_standard"]

_SOURCE = (
    "reduced form of the mechanism in Downs, G. W., Rocke, D. M. and Barsoom, P. N. (1998), "
    "Managing the evolution of multilateralism, International Organization 52"
)


@final
@dataclass(frozen=True)
class ExpectedStandard:
    """The deepest standard that a voting rule accepts, on average over ideals uniform on [0, 1].

    Parameters
    ----------
    depth
        Expected depth of the standard.
    accepted
        Expected sum of depths if only those who accept the standard keep it.
    """

    depth: Fraction
    accepted: Fraction


def expected_standard(rule: VotingGame) -> ExpectedStandard:
    """Return the expected depth of the deepest standard that a voting rule accepts.

    The standard is the ideal of the state i that turns the set S of those with deeper ideals into a
    winning coalition. Given S and i it lies at d with density d^(n−1−s) (1−d)^s, so that depth
    integrates to s!(n−s)!/(n+1)!, summed over all swings.

    Parameters
    ----------
    rule
        Which coalitions can make a standard law; at most 20 players, as all coalitions are visited.

    Examples
    --------
    >>> council = VotingGame(["A", "B", "C"], weights=[1, 1, 1], quota=2)
    >>> expected_standard(council)
    ExpectedStandard(depth=Fraction(1, 2), accepted=Fraction(1, 1))
    """
    game = rule.to_coalitional()
    n = game.n
    wins = game.worths > 0
    masks = np.arange(2**n)
    sizes = np.bitwise_count(masks.astype(np.uint64)).astype(int)
    swings = np.zeros(n, dtype=int)
    for i in range(n):
        swing = (masks >> i & 1 == 0) & ~wins & wins[masks | 1 << i]
        swings += np.bincount(sizes[swing], minlength=n)
    parts = [
        int(count) * Fraction(factorial(s) * factorial(n - s), factorial(n + 1))
        for s, count in enumerate(swings)
    ]
    accepted = sum(((s + 1) * part for s, part in enumerate(parts)), Fraction(0))
    return ExpectedStandard(sum(parts, Fraction(0)), accepted)


def _consent(n: int, q: int) -> VotingGame:
    return VotingGame([f"state {i}" for i in range(1, n + 1)], weights=[1] * n, quota=q)


def _all_bound(n: int, q: int) -> Fraction:
    return expected_standard(_consent(n, q)).depth - Fraction(1, 2)


@in_fractions
def _members_bound(n: int, q: int, u: Any) -> Any:
    # Those who accept are exactly q, as ideals differ.
    return (expected_standard(_consent(n, q)).accepted + q * u) / n - Fraction(1, 2)


_NO_MORE_THAN_ALL = {"q <= n": "no more can be asked than there are"}
_PARAMETERS = {
    "n": Parameter(5, "number of states", 1, 18, integer=True, span=(1, 9)),
    "q": Parameter(3, "how many must consent", 1, 18, integer=True, span=(1, 9)),
}

MODELS = (
    Model(
        id="M6c",
        title="a standard for all, by consent of q of n, against standards made to measure",
        metric="expected depth per state, minus that of its own ideal",
        parameters=_PARAMETERS,
        game=lambda n, q: {"consent of q of n": _consent(n, q)},
        computed=_all_bound,
        formula="(n - q + 1)/(n + 1) - 1/2",
        holds="q < (n + 1)/2",
        thresholds={"q": "(n + 1)/2"},
        needs=_NO_MORE_THAN_ALL,
        loses="q > (n+1)/2: who needs the consent of more than half gets a shallower standard; "
        "unanimity gives n/(n+1) in all, against n/2",
        origin="reduced form",
        source=_SOURCE,
        ours="ideals uniform on [0, 1], and that a standard binds all states once q consent; the "
        "source's remedy, to let states in one after another, is left out",
        axes=("n", "q"),
    ),
    Model(
        id="M6c-members",
        title="a standard for those who consent, against standards made to measure",
        metric="expected depth and gain from uniformity per state, minus the depth of its ideal",
        parameters={
            **_PARAMETERS,
            "u": Parameter(0, "gain per member from having the same standard, as depth", 0),
        },
        game=lambda n, q, u: {"consent of q of n": _consent(n, q)},
        computed=_members_bound,
        formula="q*((n - q + 1)/(n + 1) + u)/n - 1/2",
        holds="u > n/(2*q) - (n - q + 1)/(n + 1)",
        thresholds={"u": "n/(2*q) - (n - q + 1)/(n + 1)"},
        needs=_NO_MORE_THAN_ALL,
        loses="wherever uniformity has no value of its own (u = 0, n > 1): deep standards are "
        "narrow and broad ones shallow, and their product is at most (n+1)/4",
        origin="reduced form",
        source=_SOURCE,
        ours="ideals uniform on [0, 1], that a standard binds those who consent, and u",
        axes=("q", "u"),
    ),
)
