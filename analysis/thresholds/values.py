"""When a value is positive, one is larger than another, and an institution pays."""

from typing import Any

import pandas as pd

from lilliput.analysis.institutions import Institution, hub_and_spokes, multilateral
from lilliput.analysis.payoffs import outcome
from lilliput.analysis.state import State
from lilliput.analysis.thresholds.relations import exact
from lilliput.analysis.thresholds.threshold import Threshold
from lilliput.games.errors import InvalidArgumentError

__all__ = ["premium_thresholds", "when_larger", "when_positive"]


def when_positive(value: Any, *, assumptions: Any = True, what: str = "") -> Threshold:
    """Return when a number is positive.

    Parameters
    ----------
    value
        A sympy expression: a payoff, a premium, the difference of two values.
    assumptions
        A conjunction of relations; symbols bring their own.
    what
        What is positive, in words.

    Examples
    --------
    >>> from sympy import symbols
    >>> V, a, b, k = symbols("V a b k", positive=True)
    >>> when_positive(V*a/(a + b) - k*b, what="control").relation
    V*a > a*b*k + b**2*k
    """
    shown = exact(value)
    return Threshold(f"{what or shown} is positive", shown > 0, assumptions)


def when_larger(
    first: Any, second: Any, *, assumptions: Any = True, what: str = "", than: str = ""
) -> Threshold:
    """Return when one number is larger than another.

    Parameters
    ----------
    first, second
        sympy expressions, e.g. a player's share by two values of one game.
    assumptions
        A conjunction of relations; symbols bring their own.
    what, than
        The two in words.

    Examples
    --------
    A hub earns f₁ with one of two small states and f₂ with both. By their Shapley values small
    states that unite (Owen value) do better than apart where the second brings less than the first:

    >>> from sympy import symbols
    >>> from lilliput.games import CoalitionalGame, owen_value, shapley_value
    >>> f1, f2 = symbols("f1 f2", positive=True)
    >>> game = CoalitionalGame.from_worths(
    ...     {("hub", "A"): f1, ("hub", "B"): f1, ("hub", "A", "B"): f2})
    >>> united = owen_value(game, [["A", "B"]])["A"]
    >>> when_larger(united, shapley_value(game)["A"], what="united", than="apart").relation
    2*f1 > f2
    """
    left, right = exact(first), exact(second)
    question = f"{what or left} is larger than {than or right}"
    return Threshold(question, left > right, assumptions)


def premium_thresholds(
    state: State,
    multilateral: Institution = multilateral(),  # noqa: B008 - frozen
    bilateral: Institution = hub_and_spokes(),  # noqa: B008 - frozen
    *,
    assumptions: Any = True,
    **options: Any,
) -> dict[str, Threshold]:
    """Return when the premium of one institution over another is positive, by power and in sum.

    Parameters
    ----------
    state
        The powers and what is at stake, in symbols; name its hub.
    multilateral, bilateral
        The institutions; by default generalised principles and discriminating hub and spokes.
    assumptions
        A conjunction of relations; symbols bring their own.
    **options
        Those of `outcome`, such as ``on_failure``.

    Returns
    -------
    dict
        A threshold by power, and one under ``"total"``.

    Examples
    --------
    >>> from sympy import Symbol
    >>> w, T = Symbol("w", positive=True), Symbol("T", nonnegative=True)
    >>> state = State(powers=["H", "A", "B"], capabilities=[1, 1, 1], hub="H", stakes={
    ...     ("H", "A"): 1, ("H", "B"): 1, ("A", "B"): w}, costs=(0, 0, T))
    >>> found = premium_thresholds(state)
    >>> found["total"].relation, found["A"].relation, found["H"].never
    (2*T < w, T < w, True)
    """
    pair = {"multilateral": multilateral, "bilateral": bilateral}
    for name, given in pair.items():
        if not isinstance(given, Institution):
            raise InvalidArgumentError(
                f"{name} must be an Institution such as hub_and_spokes(), got {given!r}"
            )
    if "total" in state.powers:
        raise InvalidArgumentError("powers must not name one 'total': that is the sum of all")
    above, below = (outcome(state, own, **options).payoffs for own in pair.values())
    gains = above - below
    gains = pd.Series([*gains, sum(gains)], [*state.powers, "total"], dtype=object)
    words = f"premium of {multilateral.name} over {bilateral.name}"
    return {
        str(name): when_positive(
            gain, assumptions=assumptions, what=f"the {words} {'in' if name == 'total' else 'for'} "
            f"{name}",
        )
        for name, gain in gains.items()
    }  # fmt: skip
