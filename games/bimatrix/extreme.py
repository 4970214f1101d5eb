"""All extreme equilibria of a bimatrix game, exactly.

Label the strategies of both players 1 … m + n. A vertex of a player's best-response polytope has
the labels of the own strategies that it does not play and of the other's best responses to it. The
extreme equilibria are the pairs of vertices that have all labels together, but for the pair (0, 0)
(Mangasarian 1964); every equilibrium is a mixture of such pairs.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from lilliput.games.arithmetic import Array, object_array
from lilliput.games.bimatrix.bases import Bases, all_bases, expected_bases
from lilliput.games.bimatrix.one_sided import is_uneven, matching_bases
from lilliput.games.bimatrix.polytopes import positions, regular_index, response_rows
from lilliput.games.errors import ProblemTooLargeError, SolverError

__all__ = ["ExtremeEquilibria", "extreme_equilibria"]

Masks = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class ExtremeEquilibria:
    """All extreme equilibria of a bimatrix game.

    Parameters
    ----------
    rows, columns
        The extreme strategies of either player that are part of one, as arrays of Fractions.
    pairs
        Positions in `rows` and `columns` of each extreme equilibrium.
    signs
        For each the sum of the indices, +1 or −1, of the equilibria of a perturbed game that are
        near it. In a degenerate game only their sum over a component has a meaning.
    degenerate
        Whether the game is; None where that was not found out.
    bases
        How many feasible bases of the polytope of either player were found: vertices of the
        perturbed one.
    checked
        How many of them were checked in integers; error bounds on floats prove the others.
    """

    rows: tuple[Array, ...]
    columns: tuple[Array, ...]
    pairs: NDArray[np.int64]
    signs: NDArray[np.int64]
    degenerate: bool | None
    bases: tuple[int, int]
    checked: int


def extreme_equilibria(
    A: Array, B: Array, *, max_vertices: int = 5_000_000, max_equilibria: int = 20_000
) -> ExtremeEquilibria:
    """Return all extreme equilibria, with a proof that there are no others.

    The vertices of both polytopes are enumerated, with ties broken lexicographically, and matched
    by their labels; where one has many more, only those that match. The indices of all equilibria
    must sum to +1, which is checked.

    Parameters
    ----------
    A, B
        Payoffs of the row and the column player, m × n with m + n ≤ 62, as Python integers.
    max_vertices
        The most feasible bases of either polytope.
    max_equilibria
        The most equilibria.

    Raises
    ------
    ProblemTooLargeError
        More than `max_vertices` or `max_equilibria`.
    SolverError
        The indices do not sum to +1.

    Examples
    --------
    >>> pennies = np.array([[1, -1], [-1, 1]], dtype=object)
    >>> found = extreme_equilibria(pennies, -pennies)
    >>> found.rows[0], found.signs
    (array([Fraction(1, 2), Fraction(1, 2)], dtype=object), array([1]))

    References
    ----------
    Mangasarian, O. L. (1964). Equilibrium points of bimatrix games. Journal of the Society for
    Industrial and Applied Mathematics 12:778–780. doi:10.1137/0112064
    Avis, D., G. Rosenberg, R. Savani, B. von Stengel (2010). Enumeration of Nash equilibria for
    two-player games. Economic Theory 42:9–37. doi:10.1007/s00199-009-0449-x
    Shapley, L. S. (1974). A note on the Lemke–Howson algorithm. Mathematical Programming Study
    1:175–189. doi:10.1007/BFb0121248
    """
    m, n = A.shape
    limits = {"max_vertices": max_vertices, "max_equilibria": max_equilibria}
    if is_uneven(n, m):
        return _swapped(extreme_equilibria(B.T, A.T, **limits))
    first, second = response_rows(B), response_rows(A.T)
    ours = all_bases(first, limit=max_vertices)
    some = None
    if is_uneven(m, n):
        budget = expected_bases(n, m)
        some = matching_bases(ours, second, limit=max_vertices, budget=budget)
    if some is None:
        complementary = theirs = _in_labels(all_bases(second, limit=max_vertices), m, n)
    else:
        complementary, theirs = (_in_labels(part, m, n) for part in some)
    pairs, where, other_where = _matched(ours, theirs, m, n, max_equilibria)
    signs = _signs(
        ours,
        complementary,
        ours.tight[where[pairs[:, 0]]],
        theirs.tight[other_where[pairs[:, 1]]],
        (first, second),
    )
    if signs.sum() != 1:
        raise SolverError(f"the indices of all equilibria must sum to 1, got {signs.sum()}")
    crowded = any((part.tight != part.bases).any() for part in (ours, theirs))
    return ExtremeEquilibria(
        tuple(_strategy(first, mask) for mask in ours.bases[where].tolist()),
        tuple(
            _strategy(second, mask >> m | (mask & (1 << m) - 1) << n)
            for mask in theirs.bases[other_where].tolist()
        ),
        pairs,
        signs,
        True if crowded else None if some else False,
        (len(ours.bases), len(theirs.bases)),
        ours.checked + theirs.checked,
    )


def _swapped(found: ExtremeEquilibria) -> ExtremeEquilibria:
    """Return the equilibria of the game with the players exchanged."""
    return replace(
        found,
        rows=found.columns,
        columns=found.rows,
        pairs=found.pairs[:, ::-1],
        bases=found.bases[::-1],
    )


def _matched(
    ours: Bases, theirs: Bases, m: int, n: int, limit: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the pairs of vertices that have all labels, and a basis for each vertex in a pair."""
    from lilliput.games.kernels.extreme_match import complete_pairs

    labels, where = np.unique(ours.tight, return_index=True)
    other_labels, other_where = np.unique(theirs.tight, return_index=True)
    origin = labels == (1 << m) - 1
    labels, where = labels[~origin], where[~origin]
    pairs, complete = complete_pairs(labels, other_labels, m + n, limit)
    if not complete:
        raise ProblemTooLargeError(
            f"max_equilibria: the game has more than {limit} extreme equilibria; raise it, or use "
            "method 'lemke_howson' or 'pure', which find some"
        )
    pairs = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))]
    used, first_of = np.unique(pairs[:, 0], return_inverse=True)
    other_used, second_of = np.unique(pairs[:, 1], return_inverse=True)
    pairs = np.column_stack([first_of.ravel(), second_of.ravel()]).astype(np.int64)
    return pairs, where[used], other_where[other_used]


def _in_labels(found: Bases, m: int, n: int) -> Bases:
    """Renumber the variables of the second polytope: its own strategies follow the other's."""
    turned = [mask >> n | (mask & (1 << n) - 1) << m for mask in (found.bases, found.tight)]
    return Bases(turned[0], turned[1], found.checked)


def _signs(
    ours: Bases, theirs: Bases, labels: Masks, other_labels: Masks, rows: tuple[Array, Array]
) -> NDArray[np.int64]:
    """Return for each pair of vertices the sum of the indices of its complementary bases."""
    m = rows[0].shape[1]
    everything = (1 << sum(rows[0].shape)) - 1
    bases, at, other_at = np.intersect1d(
        ours.bases, everything ^ theirs.bases, assume_unique=True, return_indices=True
    )
    place = {
        pair: k for k, pair in enumerate(zip(labels.tolist(), other_labels.tolist(), strict=True))
    }
    signs = np.zeros(len(labels), dtype=np.int64)
    for mask, a, b in zip(bases.tolist(), at, other_at, strict=True):
        if mask != (1 << m) - 1:  # the pair (0, 0) of the origins
            pair = int(ours.tight[a]), int(theirs.tight[b])
            inside, tight = _support(mask, m, len(rows[0]))
            signs[place[pair]] += regular_index(*rows, inside, tight)
    return signs


def _strategy(rows: Array, mask: int) -> Array:
    """Return the vertex of a basis of {x ≥ 0, C x ≤ 1}, as probabilities."""
    from flint import fmpz_mat

    count, d = rows.shape
    inside, tight = _support(mask, d, count)
    k = len(inside)
    mix = [Fraction(0)] * d
    if k == 1:
        mix[inside[0]] = Fraction(1)
        return object_array(mix)
    matrix = fmpz_mat(k, k, rows[np.ix_(tight, inside)].ravel().tolist())
    entries = matrix.solve(fmpz_mat(k, 1, [1] * k)).numer_denom()[0].entries()
    total = sum(int(entry) for entry in entries)
    for v, entry in zip(inside, entries, strict=True):
        mix[v] = Fraction(int(entry), total)
    return object_array(mix)


def _support(mask: int, d: int, count: int) -> tuple[list[int], list[int]]:
    """Return the basic variables of a basis and its tight constraints."""
    return positions(~mask, d), positions(mask >> d, count)
