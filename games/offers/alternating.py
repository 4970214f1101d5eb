"""Alternating offers: how impatience, outside options and the risk of breakdown split a pie.

A proposer offers a split; whoever refuses proposes next, one period later. Two players have one
subgame-perfect equilibrium (Rubinstein 1982): a proposer gives the other what waiting is worth.
With an outside option the responder may leave instead of waiting; it matters only where it is worth
more than bargaining on (the outside option principle). n players who must all agree have many
subgame-perfect equilibria, but one that is stationary.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

import pandas as pd

from lilliput.games.arithmetic import Array, as_printed, kind_of, maximum, minimum, object_array
from lilliput.games.checks import check_names, check_probability, vector_by_name
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.linear import solve_exactly

__all__ = ["RubinsteinShares", "rubinstein", "unanimity_offers"]

_EXACT_UP_TO = 30


class RubinsteinShares(NamedTuple):
    """The split that player 1 proposes first and player 2 accepts at once."""

    proposer: Any
    responder: Any

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import fields

        names = {"proposer": "proposer gets", "responder": "responder gets"}
        return fields("Alternating offers", names, self)


def rubinstein(
    delta1: Any,
    delta2: Any,
    *,
    outside: tuple[Any, Any] = (0, 0),
    breakdown: Any = 0,
    disagreement: tuple[Any, Any] = (0, 0),
) -> RubinsteinShares:
    """Return the subgame-perfect split of a pie of 1 when player 1 makes the first offer.

    Without options the proposer gets (1 − δ₂)/(1 − δ₁δ₂). In general, with e_i = (1 − q)δ_i, the
    proposers' shares solve M₁ = 1 − max(w₂, q b₂ + e₂M₂) and M₂ = 1 − max(w₁, q b₁ + e₁M₁), so that

        M₁ = min(1 − w₂, max((1 − q b₂ − e₂(1 − q b₁))/(1 − e₁e₂), 1 − q b₂ − e₂(1 − w₁))).

    Parameters
    ----------
    delta1, delta2
        Discount factors in [0, 1]; not both 1 unless there is a risk of breakdown.
    outside
        What players 1 and 2 get by leaving when they have refused an offer, w₁ + w₂ ≤ 1.
    breakdown
        Probability q that bargaining ends after a refusal.
    disagreement
        What the players get then, b₁ + b₂ ≤ 1.

    Returns
    -------
    RubinsteinShares
        Fractions and symbols stay exact; with symbols for options as sympy's Min and Max.

    Raises
    ------
    InvalidArgumentError
        A discount factor or probability outside [0, 1], options that exceed the pie, or patience
        that leaves the split undetermined.

    References
    ----------
    Rubinstein, A. (1982). Perfect equilibrium in a bargaining model. Econometrica 50:97–109.
    doi:10.2307/1912531
    Binmore, K., Shaked, A. and Sutton, J. (1989). An outside option experiment. Quarterly Journal
    of Economics 104:753–770. doi:10.2307/2937866
    Binmore, K., Rubinstein, A. and Wolinsky, A. (1986). The Nash bargaining solution in economic
    modelling. RAND Journal of Economics 17:176–188. doi:10.2307/2555382

    Examples
    --------
    >>> from fractions import Fraction
    >>> half = Fraction(1, 2)
    >>> rubinstein(half, half)
    RubinsteinShares(proposer=Fraction(2, 3), responder=Fraction(1, 3))

    An outside option of a quarter changes nothing, one of a half does:

    >>> rubinstein(half, half, outside=(0, Fraction(1, 4))).responder
    Fraction(1, 3)
    >>> rubinstein(half, half, outside=(0, half)).responder
    Fraction(1, 2)
    """
    check_probability(delta1, argument="delta1")
    check_probability(delta2, argument="delta2")
    check_probability(breakdown, argument="breakdown")
    _check_options(outside, "outside", least=0)
    _check_options(disagreement, "disagreement")
    stay1, stay2 = (1 - breakdown) * delta1, (1 - breakdown) * delta2
    if (stay1 * stay2) == 1:
        raise InvalidArgumentError(
            f"delta1 and delta2 leave the split undetermined at {delta1} and {delta2}; one must be "
            "below 1, or breakdown above 0"
        )
    one = _one(delta1, delta2, *outside, breakdown, *disagreement)
    lost1, lost2 = breakdown * disagreement[0], breakdown * disagreement[1]
    share = (one - lost2 - stay2 * (1 - lost1)) / (1 - stay1 * stay2)
    if not _is_zero(outside[0]) or _below(disagreement):
        share = maximum([share, one - lost2 - stay2 * (1 - outside[0])])
    if not _is_zero(outside[1]) or _below(disagreement):
        share = minimum([one - outside[1], share])
    return RubinsteinShares(share, one - share)


def unanimity_offers(
    discount_factors: Mapping[str, Any] | pd.Series | Sequence[Any],
    *,
    players: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return the stationary equilibrium offers of n players who propose in turn and must all agree.

    Player i's own share m_i solves m_i + Σ_j δ_j^{d(i,j)} m_j = 1, where d(i, j) is how many turns
    pass until j proposes: i offers j what j would keep then. With a common δ the proposer keeps
    (1 − δ)/(1 − δⁿ).

    Parameters
    ----------
    discount_factors
        δ_i in [0, 1), by player in the order of proposing, or in a row with `players`.
    players
        Names in the order of proposing; by default those of the mapping, else P1, P2, ….

    Returns
    -------
    pandas.DataFrame
        Entry (i, j): what i offers j when it is i's turn; each row sums to 1. Floats are rounded
        from the exact solution of the decimals that they print as (for up to 30 players).

    Raises
    ------
    InvalidArgumentError
        A discount factor outside [0, 1): patient players leave the split undetermined.

    References
    ----------
    Herrero, M. J. (1985). A strategic bargaining approach to market institutions. PhD thesis,
    London School of Economics.
    Osborne, M. J. and Rubinstein, A. (1990). Bargaining and Markets, section 3.13. Academic Press.

    Examples
    --------
    >>> from fractions import Fraction
    >>> offers = unanimity_offers([Fraction(1, 2)] * 3)
    >>> [str(share) for share in offers.loc["P1"]]
    ['4/7', '2/7', '1/7']
    """
    if not hasattr(discount_factors, "__len__"):
        raise InvalidArgumentError(
            f"discount_factors must be one number a player, got {discount_factors!r}"
        )
    if players is None:
        if isinstance(discount_factors, (Mapping, pd.Series)):
            players = list(discount_factors.keys())
        else:
            players = [f"P{i + 1}" for i in range(len(discount_factors))]
    order = check_names(players)
    delta = vector_by_name(
        discount_factors, order, argument="discount_factors", minimum=0, integers="fraction"
    )
    for name, factor in zip(order, delta, strict=True):
        if str(factor < 1) == "False":
            raise InvalidArgumentError(
                f"discount_factors must lie in [0, 1), got {factor} for {name}: who can wait at no "
                "cost leaves the split undetermined"
            )
    n = len(order)
    in_floats = kind_of(delta) == "float"
    if in_floats and n <= _EXACT_UP_TO:  # near 1 the offers depend on the last digits of floats
        delta = as_printed(delta)
    matrix = object_array(
        [
            delta[j] ** ((j - i) % n) if i != j else delta[j] * 0 + 1
            for i in range(n)
            for j in range(n)
        ],
        (n, n),
    )
    own = _solve(matrix, delta)
    shares = [[matrix[i, j] * own[j] for j in range(n)] for i in range(n)]
    if in_floats:
        shares = [[float(share) for share in row] for row in shares]
    index = pd.Index(order, name="proposer")
    return pd.DataFrame(shares, index=index, columns=pd.Index(order, name="player"))


def _solve(matrix: Array, delta: Array) -> list[Any]:
    """Solve matrix · m = 1 in the kind of the discount factors."""
    n = len(delta)
    if kind_of(delta) == "symbolic":
        import sympy

        solution = sympy.Matrix(matrix.tolist()).LUsolve(sympy.ones(n, 1))
        return [sympy.cancel(entry) for entry in solution]
    if kind_of(delta) == "float":
        import numpy as np

        return [float(x) for x in np.linalg.solve(matrix.astype(np.float64), np.ones(n))]
    found = solve_exactly(matrix.tolist(), [1] * n)
    if found is None:  # cannot be: the stationary equilibrium is unique
        raise InvalidArgumentError("discount_factors leave the split undetermined")
    return list(found)


def _check_options(options: tuple[Any, Any], argument: str, *, least: int | None = None) -> None:
    if not hasattr(options, "__len__") or len(options) != 2:
        raise InvalidArgumentError(f"{argument} must be a pair of numbers, got {options!r}")
    if least is not None and any(str(option >= least) == "False" for option in options):
        raise InvalidArgumentError(f"{argument} must be >= {least}, got {options}")
    if str(options[0] + options[1] <= 1) == "False":
        raise InvalidArgumentError(
            f"{argument} must leave something to share, at most 1 in all, got {options}"
        )


def _one(*numbers: Any) -> Any:
    """Return 1 in the common kind of some numbers: integers alone become Fractions."""
    total: Any = Fraction(1)
    for number in numbers:
        total = total + number * 0
    return total


def _is_zero(value: Any) -> bool:
    return bool(value == 0)


def _below(options: tuple[Any, Any]) -> bool:
    """Whether breaking down may be worse than nothing, so that leaving with 0 may be better."""
    return any(str(option >= 0) != "True" for option in options)
