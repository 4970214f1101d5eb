"""One element of the prekernel or of the kernel: searched for, then checked by the definition.

If the search does not end, or what it found does not pass, the answer is the prenucleolus, which is
in the prekernel, or the nucleolus, which is in the kernel (Schmeidler 1969).
"""

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, to_exact, to_float
from lilliput.games.checks import check_tolerance, vector_by_name
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.cores.kernel import in_kernel, in_prekernel
from lilliput.games.cores.kernel_search import equal_surpluses
from lilliput.games.cores.nucleolus import nucleolus, prenucleolus
from lilliput.games.cores.polytope import Allocation
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, SolverError
from lilliput.games.values.fold import label, semivalue
from lilliput.games.values.shapley import shapley_weights

__all__ = ["kernel_point", "prekernel_point"]


def prekernel_point(
    game: CoalitionalGame,
    *,
    start: Allocation | None = None,
    exact: bool = False,
    tol: float = 1e-9,
) -> pd.Series:
    """Return one element of the prekernel, not necessarily the prenucleolus.

    Which one depends on `start`; a start in the prekernel is returned as it is.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    start
        An efficient allocation to start from; by default the Shapley value.
    exact
        Turn float worths into the rationals they store, and return Fractions that satisfy the
        definition exactly. Worths that are Fractions give exact values in any case.
    tol
        For floats: the answer passes `in_prekernel` with this tolerance.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    UnsupportedNumberError
        The worths contain symbols.
    InvalidArgumentError
        A start that is not efficient.
    SolverError
        No point passed the check.

    See Also
    --------
    prenucleolus, in_prekernel, surplus

    References
    ----------
    Stearns, R. E. (1968). Convergent transfer schemes for n-person games.
    Meinhardt, H. I. (2014). The Pre-Kernel as a Tractable Solution for Cooperative Games.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 1, ("A", "C"): 1, ("A", "B", "C"): 1})
    >>> [str(share) for share in prekernel_point(game, exact=True)]
    ['1', '0', '0']
    """
    worths, x = _prepare(game, start, exact=exact, tol=tol)
    if start is None and len(x):
        x = semivalue(worths, *shapley_weights(game.n))
    found = equal_surpluses(worths, x, None)
    if found is not None and in_prekernel(game, found, exact=exact, tol=tol):
        return label(found, game.players, "prekernel_point")
    fallback = prenucleolus(game, exact=exact)
    return _checked(fallback, in_prekernel(game, fallback, exact=exact, tol=tol), "prekernel_point")


def kernel_point(
    game: CoalitionalGame,
    *,
    start: Allocation | None = None,
    exact: bool = False,
    tol: float = 1e-9,
) -> pd.Series:
    """Return one element of the kernel (for the grand coalition), not necessarily the nucleolus.

    Which one depends on `start`; a start in the kernel is returned as it is.

    Parameters
    ----------
    game
        A coalitional game with numeric worths and Σ v(i) ≤ v(N).
    start
        An imputation to start from; by default the Shapley value, moved towards the centre of the
        imputations if it is not one.
    exact
        Turn float worths into the rationals they store, and return Fractions that satisfy the
        definition exactly. Worths that are Fractions give exact values in any case.
    tol
        For floats: the answer passes `in_kernel` with this tolerance.

    Returns
    -------
    pandas.Series
        Indexed by player.

    Raises
    ------
    UnsupportedNumberError
        The worths contain symbols.
    InvalidGameError
        There is no imputation: Σ v(i) > v(N).
    InvalidArgumentError
        A start that is not an imputation.
    SolverError
        No point passed the check.

    See Also
    --------
    nucleolus, in_kernel, surplus

    References
    ----------
    Davis, M. and Maschler, M. (1965). The kernel of a cooperative game.
    Stearns, R. E. (1968). Convergent transfer schemes for n-person games.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> [str(share) for share in kernel_point(majority, start=[1, 0, 0], exact=True)]
    ['1/3', '1/3', '1/3']
    """
    worths, x = _prepare(game, start, exact=exact, tol=tol)
    floors = worths[2 ** np.arange(game.n)]
    if game.n:
        floors, x = _imputation(worths, floors, x, given=start is not None)
    found = equal_surpluses(worths, x, floors)
    if found is not None and in_kernel(game, found, exact=exact, tol=tol):
        return label(found, game.players, "kernel_point")
    fallback = nucleolus(game, exact=exact)
    return _checked(fallback, in_kernel(game, fallback, exact=exact, tol=tol), "kernel_point")


def _prepare(
    game: CoalitionalGame, start: Allocation | None, *, exact: bool, tol: float
) -> tuple[Array, Array]:
    """Return worths and the start (v(N)/n each if there is none), of one kind."""
    check_tolerance(tol)
    worths = worths_of(game, exact=exact)
    if kind_of(worths) == "symbolic":
        worths = to_float(worths, argument="worths")
    if start is None:
        return worths, worths[-1:].repeat(game.n) / max(game.n, 1)
    shares = vector_by_name(start, game.players, argument="start", integers="fraction")
    is_exact = kind_of(worths) == "fraction"
    shares = to_exact(shares) if is_exact else to_float(shares, argument="start").astype(float)
    missing = worths[-1] - (shares.sum() if game.n else 0)
    if abs(missing) > (0 if is_exact else 1e-9 * float(np.abs(worths).max())):
        raise InvalidArgumentError(
            f"start must share v(N) = {worths[-1]}, got a sum of {worths[-1] - missing}"
        )
    return worths, shares


def _imputation(worths: Array, floors: Array, x: Array, *, given: bool) -> tuple[Array, Array]:
    """Return floors and a start above them, or say that there is none."""
    n = len(floors)
    share = (worths[-1] - floors.sum()) / n
    rounding = 0 if kind_of(worths) == "fraction" else 1e-14 * float(np.abs(floors).sum())
    if share < -rounding:
        raise InvalidGameError(
            f"the kernel of this game is empty: its players get Σ v(i) = {floors.sum()} alone, "
            f"more than v(N) = {worths[-1]}"
        )
    floors = floors + min(share, share * 0)
    if given:
        for least, amount in zip(floors, x, strict=True):
            if least - amount > 1e5 * rounding:
                raise InvalidArgumentError(
                    f"start must give no player less than alone, got {amount} < {least}"
                )
        return floors, x
    centre = floors + max(share, share * 0)
    shapley = semivalue(worths, *shapley_weights(n))
    ratios = [
        (c - least) / (c - s)
        for c, least, s in zip(centre, floors, shapley, strict=True)
        if s < least
    ]
    return floors, centre + min(ratios, default=1) * (shapley - centre)


def _checked(values: pd.Series, holds: object, name: str) -> pd.Series:
    if not holds:
        raise SolverError(f"{name}: no point passed the check with this tolerance")
    return values.rename(name)
