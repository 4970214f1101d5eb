"""Self-enforcing environmental agreements: how many of n identical countries sign (Barrett 1994).

Each country abates q at cost c q²/2; total abatement Q benefits all. Signatories maximise their
joint payoff, the others each their own. With ``timing="cournot"`` both choose at once; with
``"stackelberg"`` signatories choose first and foresee what the others do.
"""

from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import (
    Array,
    as_printed,
    is_symbolic,
    number_array,
    object_array,
    plain,
)
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.formation.comparing import check_choice
from lilliput.games.formation.membership import (
    SymmetricMembershipGame,
    Ties,
    size_table,
    stable_sizes,
)

__all__ = ["EnvironmentalAgreement", "linear_agreement", "quadratic_agreement"]

Timing = Literal["stackelberg", "cournot"]
_MOST_COUNTRIES = 10_000
_MOST_WITH_SYMBOLS = 200


@final
@dataclass(frozen=True, eq=False, repr=False)
class EnvironmentalAgreement:
    """Abatement and payoffs by the number of signatories.

    Parameters
    ----------
    n
        Number of countries.
    benefits
        ``"linear"`` or ``"quadratic"``.
    timing
        ``"stackelberg"`` or ``"cournot"``.
    parameters
        The numbers of the model.
    abatement
        Rows k = 0 … n, columns signatory, outsider, total; what has no meaning is None.
    game
        Payoffs of signatories and outsiders, exact: Fractions, or expressions.
    exact
        Whether results are shown as they are, or rounded to floats because a parameter was one.

    Examples
    --------
    >>> linear_agreement(4).game.outsider(3)
    Fraction(19, 2)
    """

    n: int
    benefits: str
    timing: str
    parameters: dict[str, Any]
    abatement: Array
    game: SymmetricMembershipGame
    exact: bool

    def stable_sizes(self, *, ties: Ties = "stay") -> tuple[int, ...]:
        """Return the numbers of signatories that are internally and externally stable.

        Examples
        --------
        >>> quadratic_agreement(10, a=100, b=1, c=0.25).stable_sizes()
        (4,)
        """
        return stable_sizes(self.game, ties=ties)

    def to_frame(self, *, ties: Ties = "stay") -> pd.DataFrame:
        """Return one row a number of signatories.

        Columns: `signatory abates`, `outsider abates`, `total`; `signatory` and `outsider` (their
        payoffs), `all` (the sum of payoffs), `internal`, `external`, `stable` as in `size_table`.

        Examples
        --------
        >>> frame = quadratic_agreement(10, a=100, b=1, c=0.25).to_frame()
        >>> frame.loc[4, ["total", "signatory", "outsider", "stable"]].to_dict()
        {'total': 81.069..., 'signatory': 472.160..., 'outsider': 474.913..., 'stable': True}
        """
        table = size_table(self.game, ties=ties)
        inside, outside = list(table["insider"]), list(table["outsider"])
        total = [
            (k * inside[k] if k else 0) + ((self.n - k) * outside[k] if k < self.n else 0)
            for k in range(self.n + 1)
        ]
        columns: dict[str, list[Any]] = {
            "signatory abates": list(self.abatement[:, 0]),
            "outsider abates": list(self.abatement[:, 1]),
            "total": list(self.abatement[:, 2]),
            "signatory": inside,
            "outsider": outside,
            "all": total,
            "internal": list(table["internal"]),
            "external": list(table["external"]),
        }
        dtype: Any = object if self.exact else np.float64
        frame = pd.DataFrame(
            {
                name: pd.Series([np.nan if x is None else x for x in column], dtype=dtype)
                for name, column in columns.items()
            }
        )
        if "stable" in table:
            frame["stable"] = table["stable"]
        return frame.rename_axis("signatories")

    def __repr__(self) -> str:
        numbers = ", ".join(f"{name}={value}" for name, value in self.parameters.items())
        kind = self.game.kind
        sizes = "" if kind == "symbolic" else f"; stable: {list(self.stable_sizes())}"
        return (
            f"EnvironmentalAgreement({self.n} countries; {self.benefits} benefits, "
            f"{self.timing}; {numbers}{sizes})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import environmental

        stable = None if self.game.kind == "symbolic" else self.stable_sizes()
        return environmental(self, stable)


def quadratic_agreement(
    n: int, *, a: Any, b: Any, c: Any, timing: Timing = "stackelberg"
) -> EnvironmentalAgreement:
    """Return Barrett's model with payoffs (b/n)(aQ − Q²/2) − c q²/2, for every number that sign.

    With γ = c/b, k signatories and D = nγ + n − k: as leaders each abates k n γ a/(D² + k² n γ),
    after which an outsider abates (a − k q_s)/D. When all choose at once, an outsider abates
    a/(nγ + k² + n − k), and a signatory k times as much.

    Parameters
    ----------
    n
        Number of countries, 1 to 10,000 (200 with symbols).
    a
        Abatement beyond which more is of no benefit, > 0.
    b, c
        Slopes of marginal benefit and of marginal cost, > 0.
    timing
        ``"stackelberg"``: signatories choose first; ``"cournot"``: all at once.

    Returns
    -------
    EnvironmentalAgreement
        Computed in Fractions from the decimals that floats print as, or in symbols.

    Raises
    ------
    InvalidArgumentError
        A parameter that is not positive.

    References
    ----------
    Barrett, S. (1994). Self-enforcing international environmental agreements. Oxford Economic
    Papers 46:878–894. doi:10.1093/oep/46.Supplement_1.878

    Examples
    --------
    >>> quadratic_agreement(10, a=100, b=1, c=0.25)
    EnvironmentalAgreement(10 countries; quadratic benefits, stackelberg; a=100, b=1, c=0.25; \
stable: [4])
    >>> [quadratic_agreement(100, a=100, b=1, c=c).stable_sizes() for c in (0.01, 0.1, 0.25, 1)]
    [(51,), (11,), (5,), (3,)]
    """
    check_choice(timing, ("stackelberg", "cournot"), argument="timing")
    (a_, b_, c_), exact = _parameters(n, a=a, b=b, c=c)
    scale = n * c_ / b_
    rows, inside, outside = [], [], []
    for k in range(n + 1):
        if timing == "stackelberg":
            reply = scale + (n - k)
            own = k * scale * a_ / (reply**2 + k * k * scale)
            other = (a_ - k * own) / reply
        else:
            other = a_ / (scale + (k * k + n - k))
            own = k * other
        total = k * own + (n - k) * other
        benefit = b_ / n * (a_ * total - total**2 / 2)
        rows.append([own if k else None, other if k < n else None, total])
        inside.append(benefit - c_ * own**2 / 2)
        outside.append(benefit - c_ * other**2 / 2)
    return _agreement(
        n, "quadratic", timing, {"a": a, "b": b, "c": c}, rows, inside, outside, exact
    )


def linear_agreement(n: int, *, b: Any = 1, c: Any = 1) -> EnvironmentalAgreement:
    """Return the model with payoffs bQ − c q²/2, for every number that sign.

    An outsider abates b/c, one of k signatories kb/c, whatever the others do; who moves first does
    not matter. A member of k loses −(k−1)(k−3)/2 · b²/c by staying away, so that at most 3 sign.

    Parameters
    ----------
    n
        Number of countries, 1 to 10,000 (200 with symbols).
    b, c
        Marginal benefit to each country, and slope of marginal cost, > 0.

    Returns
    -------
    EnvironmentalAgreement
        Computed in Fractions from the decimals that floats print as, or in symbols.

    Raises
    ------
    InvalidArgumentError
        A parameter that is not positive.

    References
    ----------
    Barrett, S. (1994). Self-enforcing international environmental agreements. Oxford Economic
    Papers 46:878–894. doi:10.1093/oep/46.Supplement_1.878

    Examples
    --------
    >>> linear_agreement(50).stable_sizes(), linear_agreement(50).stable_sizes(ties="join")
    ((0, 2, 3), (3,))
    """
    (b_, c_), exact = _parameters(n, b=b, c=c)
    rows, inside, outside = [], [], []
    for k in range(n + 1):
        own, other = k * b_ / c_, b_ / c_
        total = k * own + (n - k) * other
        rows.append([own if k else None, other if k < n else None, total])
        inside.append(b_ * total - c_ * own**2 / 2)
        outside.append(b_ * total - c_ * other**2 / 2)
    return _agreement(n, "linear", "any timing", {"b": b, "c": c}, rows, inside, outside, exact)


def _parameters(n: int, **given: Any) -> tuple[Array, bool]:
    """Return the parameters as Fractions or expressions, and whether none was a float."""
    if not isinstance(n, (int, np.integer)) or isinstance(n, bool) or n < 1:
        raise InvalidArgumentError(f"n must be a number of countries >= 1, got {n!r}")
    if n > _MOST_COUNTRIES:
        raise ProblemTooLargeError(
            f"n: {n} countries need as many rows of Fractions, at most {_MOST_COUNTRIES} allowed"
        )
    for name, value in given.items():
        single = number_array([value], argument=name)[0]
        known = bool(single.is_positive is False) if is_symbolic(single) else single <= 0
        if known:
            raise InvalidArgumentError(f"{name} must be > 0, got {value}")
    exact = not any(isinstance(plain(value), float) for value in given.values())
    numbers = [
        value if is_symbolic(value) else as_printed(number_array([value], argument=name))[0]
        for name, value in given.items()
    ]
    if any(is_symbolic(value) for value in numbers):
        if n > _MOST_WITH_SYMBOLS:
            raise ProblemTooLargeError(
                f"n: {n} countries need as many rows of expressions, at most {_MOST_WITH_SYMBOLS} "
                "are allowed with symbols"
            )
        return number_array(object_array(numbers), argument="parameters"), True
    return object_array(numbers), exact


def _agreement(
    n: int,
    benefits: str,
    timing: str,
    parameters: dict[str, Any],
    rows: list[list[Any]],
    inside: list[Any],
    outside: list[Any],
    exact: bool,
) -> EnvironmentalAgreement:
    flat = [entry for row in rows for entry in row]
    if any(is_symbolic(entry) for entry in inside):
        from sympy import factor

        inside, outside = [factor(x) for x in inside], [factor(x) for x in outside]
        flat = [None if x is None else factor(x) for x in flat]
    game = SymmetricMembershipGame([None, *inside[1:]], [*outside[:-1], None])
    abatement = object_array(flat, (n + 1, 3))
    abatement.setflags(write=False)
    return EnvironmentalAgreement(n, benefits, timing, parameters, abatement, game, exact)
