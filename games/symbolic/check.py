"""Equilibria of games in Fractions by brute force, independent of the symbolic solution.

Every subset of constraints that could meet in a vertex is solved; nothing is shared with the
algorithms that this checks, and nothing is fast.
"""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations, product

from lilliput.games.normal_form import NormalFormGame

__all__ = ["extreme_profiles", "profiles_of", "pure_profiles", "two_mixing_profiles"]

Vector = tuple[Fraction, ...]
Profiles = set[tuple[Vector, ...]]


def profiles_of(game: NormalFormGame, scope: str) -> Profiles:
    """Return the equilibria of a game in Fractions that a scope asks for.

    Parameters
    ----------
    game
        Payoffs in Fractions.
    scope
        As in `SymbolicEquilibria`.
    """
    if scope == "pure":
        return pure_profiles(game)
    if scope == "at most two mix":
        return pure_profiles(game) | two_mixing_profiles(game)
    found = extreme_profiles(game)
    if scope == "equal supports":
        found = {
            profile
            for profile in found
            if len({sum(map(bool, profile[i])) for i, m in enumerate(game.shape) if m > 1}) < 2
        }
    return found


def pure_profiles(game: NormalFormGame) -> Profiles:
    """Return the pure equilibria, by comparing every payoff with every deviation."""
    found = set()
    for cell in product(*(range(size) for size in game.shape)):
        if all(
            game.payoffs[(i, *cell[:i], k, *cell[i + 1 :])] <= game.payoffs[(i, *cell)]
            for i, size in enumerate(game.shape)
            for k in range(size)
        ):
            found.add(
                tuple(
                    tuple(Fraction(k == chosen) for k in range(size))
                    for chosen, size in zip(cell, game.shape, strict=True)
                )
            )
    return found


def extreme_profiles(game: NormalFormGame) -> Profiles:
    """Return the extreme equilibria of a game in which at most two players have a choice."""
    movers = [i for i, size in enumerate(game.shape) if size > 1]
    movers = (movers + [i for i in range(game.n) if i not in movers])[:2]
    if len(movers) == 1:
        values = list(game.payoffs[0])
        return {
            (tuple(Fraction(k == j) for k in range(len(values))),)
            for j, value in enumerate(values)
            if value == max(values)
        }
    p, q = sorted(movers)
    size = game.shape[p], game.shape[q]
    A = [list(row) for row in game.payoffs[p].reshape(size)]
    B = [list(row) for row in game.payoffs[q].reshape(size)]
    rows = _vertices(B)
    columns = _vertices([list(column) for column in zip(*A, strict=True)])
    found = set()
    for x, answers in rows:
        for y, replies in columns:
            played = {i for i, weight in enumerate(x) if weight}
            other = {j for j, weight in enumerate(y) if weight}
            if played <= replies and other <= answers:
                place = {p: x, q: y}
                found.add(tuple(place.get(i, (Fraction(1),)) for i in range(game.n)))
    return found


def _vertices(B: list[list[Fraction]]) -> list[tuple[Vector, set[int]]]:
    """Return the vertices x of {(x, v): x ≥ 0, Σ x = 1, xB ≤ v}, with the columns that reach v."""
    rows, columns = len(B), len(B[0])
    found: dict[Vector, set[int]] = {}
    for tight in combinations(range(rows + columns), rows):
        system = [[Fraction(1)] * rows + [Fraction(0), Fraction(1)]]
        for k in tight:
            if k < rows:
                system.append([Fraction(i == k) for i in range(rows)] + [Fraction(0)] * 2)
            else:
                payoffs = [B[i][k - rows] for i in range(rows)]
                system.append([*payoffs, Fraction(-1), Fraction(0)])
        solution = _solved(system)
        if solution is None or any(weight < 0 for weight in solution[:-1]):
            continue
        x, v = tuple(solution[:-1]), solution[-1]
        values = [sum((x[i] * B[i][j] for i in range(rows)), Fraction(0)) for j in range(columns)]
        if max(values) <= v:
            found[x] = {j for j, value in enumerate(values) if value == v}
    return list(found.items())


def _solved(system: Sequence[Sequence[Fraction]]) -> list[Fraction] | None:
    """Return the unique solution of a square system with its right-hand side as last column."""
    work = [list(row) for row in system]
    size = len(work)
    for k in range(size):
        pivot = next((r for r in range(k, size) if work[r][k]), None)
        if pivot is None:
            return None
        work[k], work[pivot] = work[pivot], work[k]
        work[k] = [entry / work[k][k] for entry in work[k]]
        for r in range(size):
            if r != k and work[r][k]:
                factor = work[r][k]
                work[r] = [a - factor * b for a, b in zip(work[r], work[k], strict=True)]
    return [row[-1] for row in work]


def two_mixing_profiles(game: NormalFormGame) -> Profiles:
    """Return the equilibria in which two players mix as their indifference determines."""
    found: Profiles = set()
    for p, q in combinations(range(game.n), 2):
        others = [range(size) if i not in (p, q) else range(1) for i, size in enumerate(game.shape)]
        for cell in product(*others):
            for count in range(2, min(game.shape[p], game.shape[q]) + 1):
                for own in combinations(range(game.shape[p]), count):
                    for other in combinations(range(game.shape[q]), count):
                        profile = _indifferent(game, cell, (p, own), (q, other))
                        if profile is not None and _nobody_gains(game, profile):
                            found.add(profile)
    return found


def _indifferent(
    game: NormalFormGame,
    cell: tuple[int, ...],
    first: tuple[int, tuple[int, ...]],
    second: tuple[int, tuple[int, ...]],
) -> tuple[Vector, ...] | None:
    """Return the profile in which two players make each other indifferent, if it is unique."""
    profile = [
        [Fraction(k == chosen) for k in range(size)]
        for chosen, size in zip(cell, game.shape, strict=True)
    ]
    for (p, own), (q, other) in ((first, second), (second, first)):
        system = [[Fraction(1)] * len(own) + [Fraction(0), Fraction(1)]]
        for k in other:
            row = []
            for i in own:
                place = list(cell)
                place[p], place[q] = i, k
                row.append(game.payoffs[(q, *place)])
            system.append([*row, Fraction(-1), Fraction(0)])
        solution = _solved(system)
        if solution is None or any(weight <= 0 for weight in solution[:-1]):
            return None
        profile[p] = [Fraction(0)] * game.shape[p]
        for i, weight in zip(own, solution[:-1], strict=True):
            profile[p][i] = weight
    return tuple(tuple(mix) for mix in profile)


def _nobody_gains(game: NormalFormGame, profile: tuple[Vector, ...]) -> bool:
    """Whether no pure deviation pays, by summing over all pure profiles."""
    for i, size in enumerate(game.shape):
        values = []
        for k in range(size):
            mixes = [*profile[:i], tuple(Fraction(j == k) for j in range(size)), *profile[i + 1 :]]
            values.append(_expected(game, i, mixes))
        if any(value < max(values) and profile[i][k] for k, value in enumerate(values)):
            return False
    return True


def _expected(game: NormalFormGame, player: int, mixes: Sequence[Vector]) -> Fraction:
    total = Fraction(0)
    for cell in product(*(range(size) for size in game.shape)):
        chance = Fraction(1)
        for mix, k in zip(mixes, cell, strict=True):
            chance *= mix[k]
        total += chance * game.payoffs[(player, *cell)]
    return total
