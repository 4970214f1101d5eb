"""Values of games without transferable utility that extend the Shapley value.

If the utilities λ_i x_i could be transferred, coalition S would be worth v_λ(S) = max Σ λ_i x_i
over V(S). Payoffs x in V(N) are a Shapley NTU value if for some λ > 0 they are what the Shapley
value of v_λ gives, λ_i x_i = φ_i(v_λ), so that no transfers are needed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, object_array, to_float
from lilliput.games.bargaining.build import rational, vector, weight_vector
from lilliput.games.bargaining.ntu import NTUGame
from lilliput.games.bargaining.ntu_search import numeric_transfers
from lilliput.games.checks import check_tolerance, name_list
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError, SolverError
from lilliput.games.findings import Finding
from lilliput.games.values.shapley import shapley_value

__all__ = ["NTUValue", "consistent_ntu_value", "is_ntu_shapley_value", "ntu_shapley_values"]

_TOL = 1e-9


@final
@dataclass(frozen=True, eq=False, repr=False)
class NTUValue:
    """Payoffs with the weights λ that make them a Shapley NTU value.

    Parameters
    ----------
    payoffs
        By player.
    weights
        λ by player, positive, with sum 1.
    exact
        Whether λ_i x_i = φ_i(v_λ) and x in V(N) were checked in rational arithmetic without an
        error. (In a float game the numbers shown are rounded from the exact ones.)
    residual
        The greatest |λ_i x_i − φ_i(v_λ)| as a share of max |λ_j x_j|; 0 if exact.
    """

    payoffs: pd.Series
    weights: pd.Series
    exact: bool
    residual: float

    def __repr__(self) -> str:
        shares = ", ".join(f"{name}: {value}" for name, value in self.payoffs.items())
        proof = "exact" if self.exact else f"residual {self.residual:.1e}"
        return f"NTUValue({shares}; {proof})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import ntu_value

        return ntu_value(self)


def ntu_shapley_values(
    game: NTUGame, *, rng: np.random.Generator | int | None = 0, starts: int = 8
) -> tuple[NTUValue, ...]:
    """Return Shapley NTU values (by λ-transfer), x in V(N) with λ_i x_i = φ_i(v_λ) for some λ > 0.

    There may be several. Those in the interior of a facet of V(N) are all found, exactly; those
    where facets meet are searched for from several starts, and one may be missed.

    Parameters
    ----------
    game
        A game without transferable utility.
    rng
        The source of starts.
    starts
        How many at each face of V(N).

    Returns
    -------
    tuple of NTUValue
        Sorted by payoffs. In a game with transferable utility the one Shapley value; for two
        players whom V(N) gives more than they have alone, the Nash bargaining solution.

    Raises
    ------
    SolverError
        None was found. (There is one if some λ_i may be 0, under conditions of Shapley's.)

    References
    ----------
    Shapley, L. S. (1969). Utility comparison and the theory of games. In La Décision: agrégation et
    dynamique des ordres de préférence, 251–263, CNRS.
    Aumann, R. J. (1985). An axiomatization of the non-transferable utility value. Econometrica
    53:599–612. doi:10.2307/1911657

    Examples
    --------
    A and B alone can give A 100 or B 25; with the help of C, the banker, they transfer without
    loss (Owen's banker game):

    >>> pair = [[100, 0], [0, 25]]
    >>> all_three = [[100, 0, 0], [0, 100, 0], [0, 0, 100]]
    >>> points = {("A", "B"): pair, ("A", "B", "C"): all_three}
    >>> ntu_shapley_values(NTUGame.from_points(["A", "B", "C"], points))
    (NTUValue(A: 50.0, B: 50.0, C: 0.0; exact),)
    """
    found: dict[tuple[float, ...], NTUValue] = {}
    for row in game.grand.matrix:
        if min(row) > 0:
            weights = row / sum(row, Fraction(0))
            value = _at(game, weights)
            if value is not None:
                found.setdefault(_key(value), value)
    if not found or game.grand.corners is not None:
        for guess in numeric_transfers(game, rng=rng, starts=starts):
            value = _polished(game, *guess)
            if value is not None:
                found.setdefault(_key(value), value)
    if not found:
        raise SolverError(
            "no Shapley NTU value with positive weights was found: V(S) may allow no common λ, or "
            "the search missed it; more starts= search further"
        )
    return tuple(found[key] for key in sorted(found))


def is_ntu_shapley_value(
    game: NTUGame, payoffs: Any, weights: Any, *, tol: float = 1e-9
) -> Finding:
    """Whether payoffs are a Shapley NTU value with the weights λ.

    Parameters
    ----------
    game
        A game without transferable utility.
    payoffs, weights
        x and λ > 0, by name or in order; a float is the decimal that it prints as.
    tol
        What counts as no difference, as a share of the greatest |λ_j x_j|.

    Examples
    --------
    >>> game = NTUGame.from_points(["A", "B"], {("A", "B"): [[4, 0], [2, 2], [0, 3]]})
    >>> is_ntu_shapley_value(game, [2, 2], [1, 1])
    Finding(Shapley NTU value: holds)
    >>> is_ntu_shapley_value(game, [2, 2], [1, 2]).explanation
    'A would get 3 of v_λ, not λ x = 2'
    """
    check_tolerance(tol)
    name = "Shapley NTU value"
    x = rational(vector(payoffs, game.players, "payoffs"), "payoffs")
    weighted = rational(weight_vector(weights, game.players), "weights")
    shares = _shapley(game, weighted)
    if shares is None:
        return Finding(name, False, "for these weights the worth of some coalition has no limit")
    size = max(abs(weighted * x)) or Fraction(1)
    slack = Fraction(repr(float(tol))) * size
    for player, got, share in zip(game.players, weighted * x, shares, strict=True):
        if abs(got - share) > slack:
            text = f"{player} would get {_short(share)} of v_λ, not λ x = {_short(got)}"
            return Finding(name, False, text, {"player": player})
    grand = game.grand
    scale = (grand.matrix * abs(x)).sum(axis=1)
    over = (grand.matrix * x).sum(axis=1) - grand.bounds
    if (over > Fraction(repr(float(tol))) * scale).any():
        return Finding(name, False, "the payoffs are not feasible for all players together")
    return Finding(name, True)


def consistent_ntu_value(game: NTUGame) -> pd.Series:
    """Return the consistent Shapley value of a game whose feasible sets are half-spaces.

    With V(S) = {x : Σ λ^S_i x_i ≤ b_S}, the mean over all orders in which players join of what is
    left for each when those before it have been paid: x^S_i = (Σ_{j≠i} x^{S∖j}_i + (b_S −
    Σ_{j≠i} λ^S_j x^{S∖i}_j)/λ^S_i)/|S|.

    Parameters
    ----------
    game
        With one half-space a coalition, all of whose coefficients are positive.

    Returns
    -------
    pandas.Series
        Payoff by player, exactly.

    References
    ----------
    Maschler, M. and Owen, G. (1989). The consistent Shapley value for hyperplane games.
    International Journal of Game Theory 18:389–407.

    Examples
    --------
    >>> sets = {("A", "B"): ([[1, 2]], [4])}
    >>> consistent_ntu_value(NTUGame.from_halfspaces(["A", "B"], sets)).to_dict()
    {'A': 2.0, 'B': 1.0}
    """
    values: dict[int, dict[int, Fraction]] = {0: {}}
    for mask in range(1, 2**game.n):
        found = game.sets[mask]
        assert found is not None
        if len(found.bounds) != 1 or min(found.matrix[0]) <= 0:
            raise InvalidGameError(
                f"what {name_list(found.members)} can reach must be one half-space with positive "
                f"coefficients, got {len(found.bounds)}; ntu_shapley_values allows any polyhedra"
            )
        members = [i for i in range(game.n) if mask >> i & 1]
        slope = dict(zip(members, found.matrix[0], strict=True))
        own: dict[int, Fraction] = {}
        for i in members:
            rest = values[mask ^ 1 << i]
            left = found.bounds[0] - sum((slope[j] * rest[j] for j in rest), Fraction(0))
            others = sum((values[mask ^ 1 << j][i] for j in members if j != i), Fraction(0))
            own[i] = (others + left / slope[i]) / len(members)
        values[mask] = own
    last = values[2**game.n - 1]
    return _series(game, [last[i] for i in range(game.n)], "payoff")


def _shapley(game: NTUGame, weights: Array) -> list[Fraction] | None:
    worths = game.weighted_worths(weights)
    if worths is None:
        return None
    shares = shapley_value(CoalitionalGame(game.players, object_array(worths)))
    return [Fraction(share) for share in shares]


def _at(game: NTUGame, weights: Array) -> NTUValue | None:
    """Return the payoffs that belong to some weights, if they are feasible."""
    shares = _shapley(game, weights)
    if shares is None:
        return None
    x = object_array(shares) / weights
    if not game.grand.contains(x):
        return None
    return NTUValue(_series(game, x, "payoff"), _series(game, weights, "weight"), True, 0.0)


def _polished(game: NTUGame, weights: Sequence[float], x: Sequence[float]) -> NTUValue | None:
    """Return a value found in floats, exactly if near simple numbers there is one."""
    for limit in (1_000, 1_000_000):
        guess = object_array([Fraction(w).limit_denominator(limit) for w in weights])
        if min(guess) > 0:
            value = _at(game, guess / sum(guess, Fraction(0)))
            if value is not None and np.allclose(value.payoffs.astype(float), x, 1e-6, 1e-9):
                return value
    exact = object_array([Fraction(w) for w in weights])
    shares = _shapley(game, exact)
    if shares is None or min(weights) <= 0:
        return None
    size = max(abs(float(w) * float(a)) for w, a in zip(weights, x, strict=True)) or 1.0
    residual = max(
        abs(float(w) * float(a) - float(share))
        for w, a, share in zip(weights, x, shares, strict=True)
    )
    if residual > _TOL * size:
        return None
    payoffs, lambdas = (
        pd.Series(np.asarray(v, float), pd.Index(game.players, name="player"), name=name)
        for v, name in ((x, "payoff"), (weights, "weight"))
    )
    return NTUValue(payoffs, lambdas, False, residual / size)


def _series(game: NTUGame, values: Sequence[Any] | Array, name: str) -> pd.Series:
    array = object_array(list(values))
    shown = to_float(array, argument=name) if game.kind == "float" else array
    return pd.Series(shown, index=pd.Index(game.players, name="player"), name=name)


def _key(value: NTUValue) -> tuple[float, ...]:
    return tuple(round(float(x), 6) + 0.0 for x in value.payoffs)


def _short(number: Fraction) -> str:
    return str(number) if number.denominator < 10**6 else f"{float(number):.6g}"
