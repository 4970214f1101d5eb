"""Pure equilibria of any game, and equilibria in which exactly two of several players mix.

Where two players mix on supports of one size and all others play pure strategies, the
probabilities of each of the two solve a linear system: the other one's indifference. The
equilibrium exists where the solution is unique and positive and nobody gains by deviating.
"""

from collections.abc import Iterator
from itertools import combinations, product

from lilliput.games.symbolic.conditions import NONNEGATIVE, Condition, both, flipped
from lilliput.games.symbolic.domain import Domain
from lilliput.games.symbolic.payoffs import SymbolicPayoffs
from lilliput.games.symbolic.records import Record, mixed
from lilliput.games.symbolic.vertices import Places, Side, subsets

__all__ = ["number_of_pairs", "pure_records", "two_mixing_records"]


def pure_records(payoffs: SymbolicPayoffs) -> list[Record]:
    """Return the pure strategy profiles that are equilibria somewhere, with their conditions."""
    domain = payoffs.domain
    shape = payoffs.quotients.shape[1:]
    found = []
    for cell in product(*(range(size) for size in shape)):
        condition: Condition = [{}]
        for i, size in enumerate(shape):
            for k in range(size):
                if k != cell[i] and condition:
                    other = (*cell[:i], k, *cell[i + 1 :])
                    gain = payoffs.quotients[(i, *cell)] - payoffs.quotients[(i, *other)]
                    signs = domain.condition(gain.numer * gain.denom, NONNEGATIVE)
                    condition = both(condition, signs)
        condition = domain.simplified(condition)
        if condition:
            found.append(Record(_pure(cell, shape, domain), condition))
    return found


def number_of_pairs(shape: tuple[int, ...]) -> int:
    """Return how many choices of two mixing players, supports and pure play there are."""
    total = 0
    for p, q in combinations(range(len(shape)), 2):
        rest = 1
        for r, size in enumerate(shape):
            rest *= 1 if r in (p, q) else size
        for count in range(2, min(shape[p], shape[q]) + 1):
            first = sum(1 for _ in combinations(range(shape[p]), count))
            second = sum(1 for _ in combinations(range(shape[q]), count))
            total += rest * first * second
    return total


def two_mixing_records(payoffs: SymbolicPayoffs) -> Iterator[Record]:
    """Yield the equilibria of three and more players in which exactly two mix, regularly."""
    shape = payoffs.quotients.shape[1:]
    for p, q in combinations(range(len(shape)), 2):
        others = [r for r in range(len(shape)) if r not in (p, q)]
        for cell in product(*(range(shape[r]) for r in others)):
            yield from _with_pair(payoffs, (p, q), dict(zip(others, cell, strict=True)))


def _with_pair(
    payoffs: SymbolicPayoffs, pair: tuple[int, int], fixed: dict[int, int]
) -> Iterator[Record]:
    """Yield the equilibria in which a pair mixes and the others play what is fixed."""
    domain, tensor = payoffs.domain, payoffs.quotients
    shape = tensor.shape[1:]
    p, q = pair
    sizes = shape[p], shape[q]

    def entry(player: int, i: int, j: int, changed: dict[int, int]) -> tuple[int, ...]:
        place = {**fixed, **changed, p: i, q: j}
        return (player, *(place[r] for r in range(len(shape))))

    row = Side(
        [[tensor[entry(q, i, j, {})] for j in range(sizes[1])] for i in range(sizes[0])], domain
    )
    column = Side(
        [[tensor[entry(p, i, j, {})] for i in range(sizes[0])] for j in range(sizes[1])], domain
    )
    for own in subsets(sizes[0], least=2, most=sizes[1]):
        for other in combinations(range(sizes[1]), len(own)):
            condition = both(row.vertex(own, other, other), column.vertex(other, own, own))
            x, y = row.strategy(own, other), column.strategy(other, own)
            for r, s in fixed.items():
                for k in range(shape[r]):
                    if condition and k != s:
                        gain = sum(
                            (tensor[entry(r, i, j, {})] - tensor[entry(r, i, j, {r: k})]) * (a * b)
                            for a, i in zip(x, own, strict=True)
                            for b, j in zip(y, other, strict=True)
                        )
                        scaled = gain.numer * gain.denom
                        condition = _with_signs(condition, x[0] * y[0], scaled, domain)
            condition = domain.simplified(condition)
            if condition:
                yield _record(payoffs, pair, fixed, (own, other), condition, row, column)


def _with_signs(condition: Condition, scale: object, gain: object, domain: Domain) -> Condition:
    """Add that gain / scale ≥ 0, where the condition keeps the scale from being zero."""
    result: Condition = []
    for sign in (4, 1):
        mask = NONNEGATIVE if sign == 4 else flipped(NONNEGATIVE)
        parts = both(condition, domain.condition(scale, sign), domain.condition(gain, mask))
        result += [part for part in parts if not domain.refutes(part)]
    return result


def _record(
    payoffs: SymbolicPayoffs,
    pair: tuple[int, int],
    fixed: dict[int, int],
    supports: tuple[Places, Places],
    condition: Condition,
    row: Side,
    column: Side,
) -> Record:
    field = payoffs.domain.parameters.field
    shape = payoffs.quotients.shape[1:]
    own, other = supports
    cell = tuple(fixed.get(r, 0) for r in range(len(shape)))
    mixes = list(_pure(cell, shape, payoffs.domain))
    mixes[pair[0]] = mixed(shape[pair[0]], own, row.strategy(own, other), field)
    mixes[pair[1]] = mixed(shape[pair[1]], other, column.strategy(other, own), field)
    return Record(tuple(mixes), condition)


def _pure(
    cell: tuple[int, ...], shape: tuple[int, ...], domain: Domain
) -> tuple[tuple[object, ...], ...]:
    field = domain.parameters.field
    return tuple(
        tuple(field.one if k == chosen else field.zero for k in range(size))
        for chosen, size in zip(cell, shape, strict=True)
    )
