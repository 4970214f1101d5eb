"""The vertices of one best-response polytope that match vertices of the other, found from those.

Where one player has many more strategies than the other, its polytope has many more vertices, most
of which match none. A basis of the other polytope can match one basis only, the complementary one,
which is solved for; the vertices that match a degenerate vertex are those of a face.
"""

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.bimatrix.bases import Bases, all_bases, expected_bases
from lilliput.games.bimatrix.exact_bases import check_basis
from lilliput.games.bimatrix.polytopes import positions, scaled_rows

__all__ = ["is_uneven", "matching_bases"]

_MANY = 200_000.0
_UNEVEN = 4.0


def is_uneven(m: int, n: int) -> bool:
    """Whether the second player's polytope is so much larger that it is better not enumerated.

    Examples
    --------
    >>> is_uneven(8, 40), is_uneven(12, 12), is_uneven(40, 8)
    (True, False, False)
    """
    ours, theirs = expected_bases(m, n), expected_bases(n, m)
    return theirs > max(_MANY, _UNEVEN * ours)


def matching_bases(
    ours: Bases, second: Array, *, limit: int, budget: float
) -> tuple[Bases, Bases] | None:
    """Return the bases of {y ≥ 0, C y ≤ 1} that match bases of the other polytope.

    Parameters
    ----------
    ours
        All bases of the polytope of a player with m strategies.
    second
        C of the other player, m × n.
    limit
        The most bases of a face.
    budget
        The most bases of all faces of degenerate vertices that are worth searching, as expected.

    Returns
    -------
    complementary : Bases
        The lexicographically feasible ones that are complementary to one of `ours`.
    matching : Bases
        At least one for every vertex that has all labels together with one of `ours`. Instead of
        both None if the budget does not suffice.
    """
    from lilliput.games.kernels.extreme_search import judge_bases
    from lilliput.games.kernels.extreme_verify import BORDER, DOUBTFUL, FEASIBLE, INACCURATE

    m, n = second.shape
    everything = (1 << m + n) - 1
    others = everything ^ ours.bases
    masks = others >> m | (others & (1 << m) - 1) << n
    floats, exponent = scaled_rows(second)
    verdicts, tight = judge_bases(floats, exponent, masks)
    singular = np.zeros(len(masks), dtype=bool)
    unsure = np.flatnonzero((verdicts == DOUBTFUL) | (verdicts == INACCURATE))
    for k in unsure:
        standing, tight[k] = check_basis(second, int(masks[k]))
        verdicts[k] = {"feasible": FEASIBLE, "border": BORDER}.get(standing, -1)
        singular[k] = standing == "singular"
    lexicographic = verdicts == FEASIBLE
    proper = lexicographic | (verdicts == BORDER)
    crowded = np.unique(ours.tight[singular | (ours.tight != ours.bases)])
    faces = _faces(crowded, second, budget, limit)
    if faces is None:
        return None
    bases = np.concatenate([masks[proper], faces[0]])
    return (
        Bases(masks[lexicographic], tight[lexicographic], len(unsure)),
        Bases(bases, np.concatenate([tight[proper], faces[1]]), len(unsure)),
    )


def _faces(crowded: Array, second: Array, budget: float, limit: int) -> tuple[Array, Array] | None:
    """Return bases for all vertices that match vertices with these labels, and their zeros.

    They play only best responses, so that they are vertices of the polytope over those.
    """
    m, n = second.shape
    found: dict[int, int] = {}
    known: dict[int, Bases] = {}
    cost = 0.0
    for label in crowded.tolist():
        played = label >> m
        best = positions(played, n)
        if not best:
            continue
        if played not in known:
            cost += expected_bases(len(best), m)
            if cost > budget:
                return None
            known[played] = all_bases(second[:, best], limit=limit)
        face, k = known[played], len(best)
        wanted = (((1 << m) - 1) & ~label) << k
        for basis, zeros in zip(face.bases.tolist(), face.tight.tolist(), strict=True):
            if zeros & wanted == wanted:
                found[_widened(basis, best, n)] = _widened(zeros, best, n)
    return np.array(list(found), dtype=np.int64), np.array(list(found.values()), dtype=np.int64)


def _widened(mask: int, best: list[int], n: int) -> int:
    """Return a mask over some strategies and all constraints as one over all strategies."""
    k = len(best)
    absent = ((1 << n) - 1) & ~sum(1 << j for j in best)
    own = sum(1 << j for slot, j in enumerate(best) if mask >> slot & 1)
    return own | absent | mask >> k << n
