"""Evolutionary stability in symmetric two-player games, by copositivity, in rational arithmetic.

x is evolutionarily stable (an ESS) iff x·A x ≥ y·A x for all y, and x·A y > y·A y where equality
holds and y ≠ x. Let I be the support of x and B ⊇ I its pure best responses. Given the first
condition, the second is z·A z < 0 for all z ≠ 0 with Σ z = 0, z = 0 outside B, and z ≥ 0 on B∖I
(Haigh 1975; Abakuks 1980). In the neutral case it is z·A z ≤ 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, as_printed, number_array, object_array
from lilliput.games.checks import check_count, check_tolerance
from lilliput.games.dominance.tables import in_kind, mixture_series, one_number
from lilliput.games.equilibria.solution import mixture
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError
from lilliput.games.findings import Finding
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.profiles import distribution
from lilliput.games.normal_form.required import require_numbers
from lilliput.games.refinements.copositive import solve_rationals, violating_direction

__all__ = [
    "EvolutionarilyStableStrategies",
    "evolutionarily_stable_strategies",
    "is_evolutionarily_stable",
    "is_neutrally_stable",
]


@final
@dataclass(frozen=True, eq=False, repr=False)
class EvolutionarilyStableStrategies:
    """All evolutionarily stable strategies of a symmetric two-player game.

    Parameters
    ----------
    game
        The game.
    strategies
        Each a Series of probabilities by strategy.
    payoffs
        x·A x of each.
    best_responses
        Of each, the pure strategies that do as well against it; its support is among them.
    """

    game: NormalFormGame
    strategies: tuple[pd.Series, ...]
    payoffs: tuple[Any, ...]
    best_responses: tuple[tuple[str, ...], ...]

    @property
    def pattern(self) -> tuple[tuple[str, ...], ...]:
        """The supports: the pattern of the game (Vickers and Cannings 1988)."""
        return tuple(tuple(mix.index[mix != 0]) for mix in self.strategies)

    def __iter__(self) -> Iterator[pd.Series]:
        return iter(self.strategies)

    def __len__(self) -> int:
        return len(self.strategies)

    def __getitem__(self, index: int) -> pd.Series:
        return self.strategies[index]

    def to_frame(self) -> pd.DataFrame:
        """Return one row a stable strategy: probabilities and payoff."""
        columns = pd.Index(self.game.strategies[0], name="strategy")
        frame = pd.DataFrame([mix.to_numpy() for mix in self.strategies], columns=columns)
        frame["payoff"] = list(self.payoffs)
        return frame.rename_axis("stable strategy")

    def __repr__(self) -> str:
        many = f"{len(self)} evolutionarily stable " + (
            "strategy" if len(self) == 1 else "strategies"
        )
        return "\n".join([many, *(f"  {mixture(mix)}" for mix in self.strategies)])

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import stable_strategies

        return stable_strategies(self)


def evolutionarily_stable_strategies(
    game: NormalFormGame | Any, *, limit: int = 20_000
) -> EvolutionarilyStableStrategies:
    """Return all evolutionarily stable strategies of a symmetric two-player game.

    Supports are searched depth first. On the support of an ESS the form −z·A z is positive definite
    along the simplex, and so it is on every part of it; and no support lies within the best
    responses to another ESS (Bishop and Cannings 1976). That prunes the search.

    Parameters
    ----------
    game
        A two-player game in which both have as many strategies, in the same order, and the
        column player's payoffs are the transpose of the row player's; or the matrix A of the row
        player's payoffs. Floats count as the decimals that they print as.
    limit
        The most supports to be looked at, each of which takes about a millisecond.

    Returns
    -------
    EvolutionarilyStableStrategies
        In the order of the search; possibly none.

    Raises
    ------
    InvalidGameError
        A game that is not symmetric, or a matrix that is not square.
    UnsupportedNumberError
        Symbolic payoffs.
    ProblemTooLargeError
        More than `limit` supports, or more than 16 unused best responses to a candidate.

    References
    ----------
    Maynard Smith, J., and Price, G. (1973). The logic of animal conflict. Nature 246:15–18.
    doi:10.1038/246015a0. Haigh, J. (1975). Game theory and evolution. Advances in Applied
    Probability 7:8–11. Bomze, I. (1992). Detecting all evolutionarily stable strategies. Journal of
    Optimization Theory and Applications 75:313–329.

    Examples
    --------
    >>> hawk_dove = [[-1, 4], [0, 2]]
    >>> evolutionarily_stable_strategies(hawk_dove)
    1 evolutionarily stable strategy
      0.6667 1 + 0.3333 2
    """
    check_count(limit, argument="limit")
    game, A = _symmetric(game)
    found: list[tuple[Array, list[int], list[int]]] = []
    for support, candidate in _supports(A, found, limit):
        best = _best_responses(A, candidate)
        if not set(support) <= set(best):
            continue
        if _invader(A, support, best, strict=True) is None:
            found.append((candidate, support, best))
    return EvolutionarilyStableStrategies(
        game,
        tuple(mixture_series(game, 0, x).rename("probability") for x, _, _ in found),
        tuple(one_number(game, x @ A @ x) for x, _, _ in found),
        tuple(tuple(game.strategies[0][k] for k in best) for _, _, best in found),
    )


def _symmetric(game: Any) -> tuple[NormalFormGame, Array]:
    """Return the game and the row player's payoffs in Fractions; refuse what is not symmetric."""
    if not isinstance(game, NormalFormGame):
        A = number_array(game, argument="game", error=InvalidGameError)
        if A.ndim != 2 or A.shape[0] != A.shape[1] or not A.size:
            raise InvalidGameError(f"game must be a square matrix of payoffs, got shape {A.shape}")
        game = NormalFormGame.from_bimatrix(A, A.T)
    require_numbers(game)
    if game.n != 2 or game.shape[0] != game.shape[1]:
        raise InvalidGameError(
            "game must have two players with equally many strategies, got "
            f"{' × '.join(map(str, game.shape))}"
        )
    A, B = game.to_exact().payoffs
    differ = np.argwhere(B.T != A)
    if len(differ):
        i, j = (int(k) for k in differ[0])
        raise InvalidGameError(
            f"game must be symmetric, payoffs of {game.players[1]} the transpose of those of "
            f"{game.players[0]}; got {A[i, j]} for {game.strategies[0][i]} against "
            f"{game.strategies[1][j]}, and {B[j, i]} the other way round"
        )
    return game, A


def _supports(
    A: Array, found: Sequence[tuple[Array, list[int], list[int]]], limit: int
) -> Iterator[tuple[list[int], Array]]:
    """Yield supports on which the form is definite, each with the candidate that has it.

    A branch keeps the triangular factors of the form in the differences from its first strategy.
    """
    size = len(A)
    M = A + A.T
    waiting: list[tuple[list[int], list[Array], list[Fraction]]] = [
        ([k], [], []) for k in reversed(range(size))
    ]
    visited = 0
    while waiting:
        support, rows, pivots = waiting.pop()
        if any(set(known) <= set(support) for _, known, _ in found):
            continue
        visited += 1
        if visited > limit:
            raise ProblemTooLargeError(
                f"more than limit={limit} supports of {size} strategies; raise the limit, or test "
                "single strategies by is_evolutionarily_stable"
            )
        if not any(set(support) <= set(best) for _, _, best in found):
            candidate = _equaliser(A, support)
            if candidate is not None:
                yield support, candidate
                if any(known == support for _, known, _ in found):
                    continue
        first = support[0]
        for j in reversed(range(support[-1] + 1, size)):
            row = [-(M[i, j] - M[i, first] - M[first, j] + M[first, first]) for i in support[1:]]
            pivot = -(M[j, j] - 2 * M[j, first] + M[first, first])
            extended = _extend(rows, pivots, row, pivot)
            if extended is not None:
                waiting.append(([*support, j], *extended))


def _extend(
    rows: list[Array], pivots: list[Fraction], row: list[Fraction], pivot: Fraction
) -> tuple[list[Array], list[Fraction]] | None:
    """Add a row to the factors L D L' of a positive definite matrix; None if it ends to be one."""
    solved: list[Fraction] = []
    for k, entry in enumerate(row):
        known = sum((rows[k][m] * solved[m] for m in range(k)), Fraction(0))
        solved.append(entry - known)
    factors = [value / d for value, d in zip(solved, pivots, strict=True)]
    left = pivot - sum((f * v for f, v in zip(factors, solved, strict=True)), Fraction(0))
    if left <= 0:
        return None
    return [*rows, object_array(factors)], [*pivots, left]


def _equaliser(A: Array, support: list[int]) -> Array | None:
    """Return the mixture with that support that makes all of it do equally well, or None."""
    count = len(support)
    bordered = np.zeros((count + 1, count + 1), dtype=object)
    bordered[:count, :count] = A[np.ix_(support, support)]
    bordered[:count, count] = -1
    bordered[count, :count] = 1
    solution = solve_rationals(bordered, object_array([0] * count + [1]))
    if solution is None or min(solution[:count]) <= 0:
        return None
    result = object_array([Fraction(0)] * len(A))
    result[support] = solution[:count]
    return result


def _best_responses(A: Array, x: Array) -> list[int]:
    values = A @ x
    return np.flatnonzero(values == max(values)).tolist()


def _invader(A: Array, support: list[int], best: list[int], *, strict: bool) -> Array | None:
    """Return a direction from the strategy to a mutant that it does not repel, or None."""
    first, free = support[0], support[1:]
    signed = [k for k in best if k not in support]
    others = free + signed
    M = A + A.T
    form = -(M[np.ix_(others, others)] - M[others, first][:, None] - M[first, others][None, :])
    form = form - M[first, first]
    places = list(range(len(others)))
    z = violating_direction(form, places[: len(free)], places[len(free) :], strict=strict)
    if z is None:
        return None
    direction = object_array([Fraction(0)] * len(A))
    direction[others] = z
    direction[first] = -sum(z, Fraction(0))
    return direction


def is_evolutionarily_stable(
    game: NormalFormGame | Any, strategy: Any, *, tol: float = 1e-9
) -> Finding:
    """Whether a strategy is evolutionarily stable: no rare mutant does as well as the residents.

    Parameters
    ----------
    game
        As in `evolutionarily_stable_strategies`.
    strategy
        A strategy name, a mapping of names to probabilities, or probabilities in order.
    tol
        If the probabilities are floats, and the one strategy with that support to which all of it
        are equally good replies differs from them by at most `tol`, that strategy is meant.
        Fractions are taken as they are.

    Returns
    -------
    Finding
        When it fails, the witness has a `mutant` that earns more against the strategy, or as much
        against it and at least as much as it against the mutant; and the four `payoffs`.

    Raises
    ------
    InvalidGameError
        A game that is not symmetric.
    UnsupportedNumberError
        Symbolic payoffs.

    References
    ----------
    Maynard Smith, J., and Price, G. (1973). The logic of animal conflict. Nature 246:15–18.
    doi:10.1038/246015a0. Abakuks, A. (1980). Conditions for evolutionarily stable strategies.
    Journal of Applied Probability 17:559–562.

    Examples
    --------
    >>> rock_paper_scissors = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
    >>> third = Fraction(1, 3)
    >>> is_evolutionarily_stable(rock_paper_scissors, [third, third, third])
    Finding(evolutionarily stable: fails; 0.6667 2 + 0.3333 3 does as well against both)
    """
    return _stability(game, strategy, tol, strict=True)


def is_neutrally_stable(game: NormalFormGame | Any, strategy: Any, *, tol: float = 1e-9) -> Finding:
    """Whether a strategy is neutrally stable: no rare mutant does better than the residents.

    Parameters
    ----------
    game, strategy, tol
        As in `is_evolutionarily_stable`.

    Returns
    -------
    Finding
        When it fails, the witness has a `mutant` that earns more against the strategy, or as much
        against it and more than it against the mutant; and the four `payoffs`.

    References
    ----------
    Maynard Smith, J. (1982). Evolution and the Theory of Games. Cambridge University Press. Bomze,
    I., and Weibull, J. (1995). Does neutral stability imply Lyapunov stability? Games and Economic
    Behavior 11:173–192.

    Examples
    --------
    >>> rock_paper_scissors = [[0, -1, 1], [1, 0, -1], [-1, 1, 0]]
    >>> is_neutrally_stable(rock_paper_scissors, [1 / 3, 1 / 3, 1 / 3])
    Finding(neutrally stable: holds)
    """
    return _stability(game, strategy, tol, strict=False)


def _stability(game: Any, strategy: Any, tol: float, *, strict: bool) -> Finding:
    check_tolerance(tol)
    game, A = _symmetric(game)
    name = "evolutionarily stable" if strict else "neutrally stable"
    given = distribution(strategy, game.strategies[0], game.players[0])
    x = _meant(A, given, tol)
    best = _best_responses(A, x)
    support = np.flatnonzero(x).tolist()
    if not set(support) <= set(best):
        mutant = object_array([Fraction(int(k == best[0])) for k in range(len(A))])
        return _failure(game, A, name, x, mutant, "does better against it")
    z = _invader(A, support, best, strict=strict)
    if z is None:
        return Finding(name, True)
    reach = min(x[k] / -z[k] for k in support if z[k] < 0)
    y = x + reach * z
    against = x @ A @ y - y @ A @ y
    verdict = "does as well against both" if against == 0 else "does better against itself"
    return _failure(game, A, name, x, y, verdict)


def _meant(A: Array, given: Array, tol: float) -> Array:
    """Return probabilities as Fractions; floats that are an equaliser but for rounding as that."""
    exact = as_printed(given)
    x = object_array([Fraction(w) for w in exact]) / sum(map(Fraction, exact))
    if given.dtype == object:
        return x
    near = _equaliser(A, np.flatnonzero(x).tolist())
    if near is not None and max(abs(near - x)) <= tol:
        return near
    return x


def _failure(
    game: NormalFormGame, A: Array, name: str, x: Array, y: Array, verdict: str
) -> Finding:
    labelled = mixture_series(game, 0, y).rename("probability")
    numbers = in_kind(game, [x @ A @ x, y @ A @ x, x @ A @ y, y @ A @ y]).tolist()
    against = ["strategy", "mutant against strategy", "strategy against mutant", "mutant"]
    witness = {"mutant": labelled, "payoffs": dict(zip(against, numbers, strict=True))}
    return Finding(name, False, f"{mixture(labelled)} {verdict}", witness)
