"""Sets of allocations around the core: ε-cores, the least core, and the core of a partition.

Each is the core of a game with other worths, so emptiness comes with the same certificates.
"""

from collections.abc import Iterable
from typing import Any

import numpy as np

from lilliput.games.arithmetic import Array, kind_of, number_array, plain, to_exact, unify
from lilliput.games.checks import partition_of
from lilliput.games.coalitional import CoalitionalGame, moebius_transform, worths_of
from lilliput.games.cores.core import core_above
from lilliput.games.cores.integers import integers_of, numeric
from lilliput.games.cores.least_core import least_core
from lilliput.games.cores.polytope import AllocationSet
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.tables import allowance
from lilliput.games.values.shapley import shapley_value

__all__ = ["coalition_structure_core", "epsilon_core", "harsanyi_set", "least_core_set"]

_MOST_PLAYERS_MADE_EXACT = 10


def epsilon_core(
    game: CoalitionalGame, epsilon: Any, *, exact: bool = False, tol: float = 1e-9
) -> AllocationSet:
    """Return the strong ε-core: no proper coalition could gain more than ε by leaving.

    {x : x(N) = v(N), x(S) ≥ v(S) − ε for all S ≠ ∅, N}; the core for ε = 0, larger for larger ε,
    and empty below the least-core value.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    epsilon
        What leaving costs a coalition; may be negative.
    exact
        Turn float worths into the rationals they store, and decide exactly.
    tol
        For floats: the share of the largest |v(S)| that counts as zero.

    References
    ----------
    Shapley, L. S. and Shubik, M. (1966). Quasi-cores in a monetary economy with nonconvex
    preferences. Econometrica 34.
    Maschler, M., Peleg, B. and Shapley, L. S. (1979). Geometric properties of the kernel,
    nucleolus, and related solution concepts. Math. of Operations Research 4.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> epsilon_core(majority, 0.25).empty, epsilon_core(majority, 0.5).vertices().shape
    (True, (3, 3))
    """
    worths = numeric(worths_of(game, exact=exact), "worths of epsilon_core")
    integers: Any = "fraction" if kind_of(worths) == "fraction" else "float"
    step = numeric(number_array([epsilon], argument="epsilon", integers=integers), "epsilon")
    if step.shape != (1,):
        raise InvalidArgumentError(f"epsilon must be one number, got {epsilon!r}")
    if exact:
        step = to_exact(step)
    worths, step = unify(worths, step)
    shifted = _shifted(worths, step[0])
    return core_above(game, shifted, "ε-core", exact=kind_of(shifted) == "fraction", tol=tol)


def least_core_set(
    game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9
) -> AllocationSet:
    """Return the least core: the smallest ε-core that is not empty.

    Float worths of up to 10 players are rounded by at most 1e-12 of the largest and solved in
    rationals, since a set with an empty interior does not survive rounding errors in ε*.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    exact
        Turn float worths into the rationals they store, and return Fractions.
    tol
        For floats: the share of the largest |v(S)| that counts as zero.

    References
    ----------
    Maschler, M., Peleg, B. and Shapley, L. S. (1979). Geometric properties of the kernel,
    nucleolus, and related solution concepts. Math. of Operations Research 4.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A",): 1, ("A", "B"): 3, ("A", "B", "C"): 4})
    >>> least_core_set(game).vertices().to_numpy().tolist()
    [[1.5, 2.0, 0.5], [3.0, 0.5, 0.5]]
    """
    worths = numeric(worths_of(game, exact=exact), "worths of least_core_set")
    in_fractions = kind_of(worths) == "fraction"
    if not in_fractions and game.n <= _MOST_PLAYERS_MADE_EXACT:
        numbers, unit = integers_of(worths)
        worths = numbers * unit
    if game.n > 1:
        worths = _shifted(worths, least_core(worths).value)
    return core_above(game, worths, "least core", exact=in_fractions, tol=tol)


def coalition_structure_core(
    game: CoalitionalGame,
    unions: Iterable[Iterable[str]],
    *,
    exact: bool = False,
    tol: float = 1e-9,
) -> AllocationSet:
    """Return the core of a game whose players have formed the given unions.

    {x : x(B) = v(B) for each union B, x(S) ≥ v(S) for all S}: unions share their own worth, and no
    coalition, within a union or across, does better. It is the core if N is the only union.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    unions
        Disjoint groups of players; a player in none is a union of one.
    exact
        Turn float worths into the rationals they store, and decide exactly.
    tol
        For floats: the share of the largest |v(S)| that counts as zero.

    Returns
    -------
    AllocationSet
        With total Σ v(B); if it is empty, `balanced_collection` has Σ λ_S v(S) > Σ v(B), where
        v(N) counts as well.

    References
    ----------
    Aumann, R. J. and Drèze, J. H. (1974). Cooperative games with coalition structures.
    Int. J. of Game Theory 3. doi:10.1007/BF01766876

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 4, ("C", "D"): 2, ("A", "C"): 3})
    >>> stable = coalition_structure_core(game, [["A", "B"], ["C", "D"]])
    >>> stable.total, stable.contains({"A": 2, "B": 2, "C": 1, "D": 1})
    (6.0, True)
    """
    worths = numeric(worths_of(game, exact=exact), "worths of coalition_structure_core")
    masks = [sum(1 << i for i in union) for union in partition_of(game.players, unions)]
    shared = worths.copy()
    shared[-1] = plain(worths[masks].sum()) if masks else worths[-1]
    in_fractions = kind_of(worths) == "fraction"
    allowed = allowance(worths, tol)
    found = core_above(game, shared, "coalition-structure core", exact=in_fractions, tol=tol)
    if worths[-1] - shared[-1] <= allowed:
        return found
    everyone = frozenset(game.players)
    return AllocationSet(
        name=found.name,
        players=game.players,
        masks=found.masks,
        bounds=worths[1:],
        total=plain(shared[-1]),
        allocation=None,
        balanced_collection={everyone: worths[-1] * 0 + 1},
        tolerance=allowed,
        exact=in_fractions,
    )


def harsanyi_set(game: CoalitionalGame, *, exact: bool = False, tol: float = 1e-9) -> AllocationSet:
    """Return the Harsanyi set: the payoffs of all ways to share each dividend among its members.

    x is such a payoff iff x(N) = v(N) and every coalition gets at least the positive dividends of
    its subcoalitions plus the negative dividends of all coalitions that it meets. These bounds are
    a convex game, so that the set is never empty. It contains the core and the Weber set.

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    exact
        Turn float worths into the rationals they store, and return Fractions.
    tol
        For floats: the share of the largest bound that counts as zero.

    References
    ----------
    Hammer, P. L., Peled, U. N. and Sorensen, S. (1977). Pseudo-Boolean functions and game theory I.
    Vasil'ev, V. A. (1981). On a class of imputations in cooperative games.
    Derks, J., Haller, H. and Peters, H. (2000). The selectope for cooperative games.
    Int. J. of Game Theory 29.

    Examples
    --------
    >>> majority = CoalitionalGame.from_function(["A", "B", "C"], lambda S: int(len(S) >= 2))
    >>> harsanyi_set(majority).vertices().to_numpy().tolist()[:2]
    [[-2.0, 1.0, 2.0], [-2.0, 2.0, 1.0]]
    """
    worths = numeric(worths_of(game, exact=exact), "worths of harsanyi_set")
    dividends = moebius_transform(worths)
    zero = worths[:1] * 0
    gains, losses = np.maximum(dividends, zero), np.minimum(dividends, zero)
    inside = _sums_over_subsets(gains)
    within = _sums_over_subsets(losses)
    bounds = inside + within[-1] - within[::-1]
    bounds[-1] = worths[-1]
    in_fractions = kind_of(worths) == "fraction"
    return AllocationSet(
        name="Harsanyi set",
        players=game.players,
        masks=np.arange(1, len(worths)),
        bounds=bounds[1:],
        total=plain(worths[-1]),
        allocation=shapley_value(CoalitionalGame(game.players, worths)),
        balanced_collection=None,
        tolerance=allowance(bounds, tol),
        exact=in_fractions,
    )


def _shifted(worths: Array, epsilon: Any) -> Array:
    """Return the worths with ε taken from every proper coalition."""
    shifted = worths.copy()
    shifted[1:-1] = worths[1:-1] - epsilon
    return shifted


def _sums_over_subsets(numbers: Array) -> Array:
    """Return Σ_{T⊆S} numbers[T] for each coalition S."""
    sums = numbers.copy()
    for i in range(len(sums).bit_length() - 1):
        pairs = sums.reshape(-1, 2, 2**i)
        pairs[:, 1] += pairs[:, 0]
    return sums
