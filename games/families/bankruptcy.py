"""Claims problems: an estate that is too small for the claims on it, and the game they make."""

from dataclasses import dataclass
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, number_array, plain, unify
from lilliput.games.checks import check_table_fits, name_list
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError
from lilliput.games.families.naming import Numbers, numbers_by_name
from lilliput.games.tables import larger, subset_sums

__all__ = ["ClaimsProblem", "bankruptcy_game"]

_ROUNDING = 1e-12


@final
@dataclass(frozen=True, repr=False, init=False)
class ClaimsProblem:
    """An estate E and claims c_i ≥ 0 that add up to at least E.

    Parameters
    ----------
    estate
        What there is to divide, 0 ≤ E ≤ Σ c_i.
    claims
        Claimant to claim. Integers are kept as Fractions, so that the rules divide exactly; one
        float makes all numbers floats.

    Raises
    ------
    InvalidGameError
        A negative number, or an estate that exceeds the claims.

    References
    ----------
    O'Neill, B. (1982). A problem of rights arbitration from the Talmud. Mathematical Social
    Sciences 2.

    Examples
    --------
    >>> ClaimsProblem(200, {"A": 100, "B": 200, "C": 300})
    ClaimsProblem(estate 200; claims A: 100, B: 200, C: 300)
    """

    estate: Any
    players: tuple[str, ...]
    amounts: tuple[Any, ...]

    def __init__(self, estate: Any, claims: Numbers) -> None:
        names, numbers = numbers_by_name(
            claims, argument="claims", minimum=0, integers="fraction", error=InvalidGameError
        )
        whole, numbers = _checked(estate, numbers, integers="fraction")
        object.__setattr__(self, "estate", plain(whole))
        object.__setattr__(self, "players", names)
        object.__setattr__(self, "amounts", tuple(plain(number) for number in numbers))

    @property
    def claims(self) -> pd.Series:
        """The claims by player.

        Examples
        --------
        >>> ClaimsProblem(1, {"A": 1, "B": 2}).claims["B"]
        Fraction(2, 1)
        """
        index = pd.Index(self.players, name="player")
        amounts = number_array(self.amounts, argument="claims", integers="fraction")
        return pd.Series(amounts, index=index, name="claim")

    def __repr__(self) -> str:
        pairs = zip(self.players, self.amounts, strict=True)
        claims = name_list([f"{name}: {claim}" for name, claim in pairs])
        return f"ClaimsProblem(estate {self.estate}; claims {claims})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.coalitional import claims_problem

        return claims_problem(self)


def bankruptcy_game(estate: Any, claims: Numbers) -> CoalitionalGame:
    """Return the game in which a coalition has what it can be sure of: v(S) = max(0, E − c(N∖S)).

    The game is convex. Its nucleolus is the Talmud rule (Aumann and Maschler 1985), its Shapley
    value the random arrival rule (O'Neill 1982).

    Parameters
    ----------
    estate
        What there is to divide, 0 ≤ E ≤ Σ c_i.
    claims
        Claimant to claim, each ≥ 0. The numbers of a `ClaimsProblem` are exact, and so is the game
        made of them.

    Raises
    ------
    InvalidGameError
        A negative number, or an estate that exceeds the claims.

    References
    ----------
    O'Neill, B. (1982). A problem of rights arbitration from the Talmud.
    Aumann, R. J. and Maschler, M. (1985). Game theoretic analysis of a bankruptcy problem from the
    Talmud. Journal of Economic Theory 36.

    Examples
    --------
    >>> bankruptcy_game(200, {"A": 100, "B": 200, "C": 300}).worths.tolist()
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 200.0]
    """
    names, numbers = numbers_by_name(claims, argument="claims", minimum=0, error=InvalidGameError)
    check_table_fits(len(names), copies=4)
    whole, numbers = _checked(estate, numbers)
    left = whole - subset_sums(numbers)[::-1]
    worths = larger(left, np.array([whole * 0]))
    worths[0] = whole * 0
    return CoalitionalGame(names, worths)


def _checked(estate: Any, claims: Array, *, integers: Any = "float") -> tuple[Any, Array]:
    """Return estate and claims in one kind, after checking that 0 ≤ E ≤ Σ c_i."""
    whole = number_array([estate], argument="estate", error=InvalidGameError, integers=integers)
    if len(claims):
        whole, claims = unify(whole, claims)
    given = whole[0]
    total = claims.sum() + given * 0
    slack = _ROUNDING * total if kind_of(whole) == "float" else 0
    if _known(given < 0) or _known(given > total + slack):
        raise InvalidGameError(
            f"estate must lie between 0 and the sum of the claims, {total}, got {given}"
        )
    return (total if _known(given > total) else given), claims


def _known(comparison: Any) -> bool:
    """Whether a comparison is true, as far as symbols allow to tell."""
    return str(comparison) == "True"
