"""C10: the Lilliputian strategy, small states that band together to bind a large one.

The hub needs k of m small states. Separately each small state's Shapley value is k/(m(m+1));
united (Owen value) it is 1/(2m). Uniting pays iff k < (m+1)/2: where the hub needs almost all of
them anyway, each already holds a veto, and a union of them gives vetoes away.
"""

from fractions import Fraction
from typing import Any

from lilliput.analysis.claims.base import Claim, Model, Parameter, by_id
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.values import owen_value, shapley_value
from lilliput.games.voting import VotingGame

__all__ = ["CLAIM", "hub_needs"]


def hub_needs(m: int, k: int) -> CoalitionalGame:
    """Return the game worth 1 to the hub with at least k of m small states.

    Examples
    --------
    >>> from lilliput.games import shapley_value
    >>> shapley_value(hub_needs(3, 1), exact=True)["hub"]
    Fraction(3, 4)
    """
    small = [f"small {i}" for i in range(1, m + 1)]
    voting = VotingGame(["hub", *small], weights=[0] + [1] * m, quota=k, vetoes=["hub"])
    return voting.to_coalitional()


def _union(m: int, k: int) -> Fraction:
    return _gain(m, k, m)


def _bloc(m: int, b: int) -> Fraction:
    return _gain(m, 1, b)


def _gain(m: int, k: int, b: int) -> Fraction:
    """Return what a small state gains when b of the m unite."""
    game = hub_needs(m, k)
    bloc = [f"small {i}" for i in range(1, b + 1)]
    united, apart = owen_value(game, [bloc], exact=True), shapley_value(game, exact=True)
    gain: Fraction = united[bloc[0]] - apart[bloc[0]]
    return gain


def _union_formula(m: int, k: int) -> Fraction:
    return Fraction(1, 2 * m) - Fraction(k, m * (m + 1))


def _bloc_formula(m: int, b: int) -> Fraction:
    r = m - b + 1
    return Fraction(1, b * r * (r + 1)) - Fraction(1, m * (m + 1))


def _bloc_boundary(m: int, b: int) -> dict[str, Any]:
    """Return the smallest bloc of two or more that pays its members."""
    paying = [size for size in range(2, m + 1) if _bloc_formula(m, size) > 0]
    return {"b (smallest that pays)": paying[0] if paying else None}


CLAIM = Claim(
    id="C10",
    statement="Small states can band together and bind a large one (the Lilliputian strategy).",
    author="after Swift; Keohane",
    models=by_id(
        Model(
            id="M10a",
            title="a union of all small states against the hub that needs k of them",
            metric="gain of each small state from uniting",
            parameters={
                "m": Parameter(6, "number of small states", 1, 20, integer=True),
                "k": Parameter(2, "how many of them the hub needs", 1, 20, integer=True),
            },
            computed=_union,
            closed_form=_union_formula,
            boundary=lambda m, k: {"k": Fraction(m + 1, 2)},
            valid=lambda m, k: f"k must be <= m, got k={k}, m={m}" if k > m else "",
            loses="k > (m+1)/2: each small state is pivotal alone, and uniting gives that away",
            origin="literature",
            source="Owen, G. (1977); Shapley (1953)",
        ),
        Model(
            id="M10b",
            title="a bloc of b of the small states against a hub that needs one of them",
            metric="gain of each member of the bloc",
            parameters={
                "m": Parameter(6, "number of small states", 1, 20, integer=True),
                "b": Parameter(5, "size of the bloc", 1, 20, integer=True),
            },
            computed=_bloc,
            closed_form=_bloc_formula,
            boundary=_bloc_boundary,
            valid=lambda m, b: f"b must be <= m, got b={b}, m={m}" if b > m else "",
            loses="blocs that are not nearly complete help outsiders more than members; the full "
            "bloc is internally stable only for m ≤ 3",
            origin="literature",
            source="Owen, G. (1977); D'Aspremont et al. (1983) for stability",
        ),
    ),
)
