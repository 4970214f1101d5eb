"""The extreme equilibria of a two-player game, each with the condition for it.

An extreme equilibrium is a pair of vertices of the best-response polytopes in which every strategy
played is a best response (Mangasarian 1964). A pair of vertex types is one where both conditions
hold; all equilibria of the game at a point of the parameter space are mixtures of those that exist
there.

References
----------
Mangasarian, O. L. (1964). Equilibrium points of bimatrix games. Journal of SIAM 12:778–780.
"""

from collections.abc import Callable
from itertools import combinations

from lilliput.games.symbolic.conditions import ZERO, Condition, both
from lilliput.games.symbolic.domain import Domain
from lilliput.games.symbolic.records import Record, mixed
from lilliput.games.symbolic.vertices import Places, Side, subsets

__all__ = ["continuum", "extreme_records", "number_of_types"]


def number_of_types(rows: int, columns: int) -> int:
    """Return how many pairs of vertex types there are to look at, before any is refuted."""
    first = [own for own in subsets(rows) if len(own) <= columns]
    second = [own for own in subsets(columns) if len(own) <= rows]
    left = sum(1 for own in first for _ in combinations(range(columns), len(own)))
    right = sum(1 for own in second for _ in combinations(range(rows), len(own)))
    return left * right


def extreme_records(
    row: Side, column: Side, domain: Domain, allowed: Callable[[Places, Places], bool]
) -> list[Record]:
    """Return all extreme equilibria with allowed supports.

    Parameters
    ----------
    row, column
        The polytopes of the mixed strategies of the row and the column player.
    domain
        Where the parameters may lie.
    allowed
        Which pairs of supports to look at.
    """
    field = domain.parameters.field
    found = []
    for own in subsets(row.rows, most=row.columns):
        for other in subsets(column.rows, most=column.columns):
            if not allowed(own, other):
                continue
            lefts = _vertices(row, own, other)
            rights = _vertices(column, other, own) if lefts else []
            for basis, left in lefts:
                for opposite, right in rights:
                    condition = domain.simplified(both(left, right))
                    if condition:
                        x, y = row.strategy(own, basis), column.strategy(other, opposite)
                        mixes = mixed(row.rows, own, x, field), mixed(column.rows, other, y, field)
                        found.append(Record(mixes, condition, (basis, opposite)))
    return found


def _vertices(side: Side, support: Places, played: Places) -> list[tuple[Places, Condition]]:
    """Return the bases and conditions of the vertices with a support and best responses."""
    bases = combinations(range(side.columns), len(support))
    found = [(basis, side.vertex(support, basis, played)) for basis in bases]
    return [(basis, condition) for basis, condition in found if condition]


def continuum(
    position: int, records: list[Record], row: Side, column: Side, domain: Domain
) -> Condition:
    """Return where an extreme equilibrium belongs to a continuum of equilibria.

    That is where another extreme equilibrium has one of its two strategies: then all mixtures of
    the other player's two are equilibria.
    """
    own = records[position]
    cases: Condition = []
    for other in records:
        if other is own:
            continue
        for place, side in enumerate((row, column)):
            if own.supports[place] != other.supports[place]:
                continue
            equal: Condition = [{}]
            for k in other.bases[place]:
                if k not in own.bases[place]:
                    slack = side.slack(own.supports[place], own.bases[place], k)
                    equal = both(equal, domain.condition(slack, ZERO))
            cases += both(own.condition, other.condition, equal)
    return domain.simplified(cases)
