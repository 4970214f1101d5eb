"""Games without transferable utility: for each coalition, the payoffs that it can give its members.

V(S) is a convex polyhedron in the coordinates of the members of S, bounded above; with any payoffs
it holds all lower ones. V(N) may be larger or smaller than what parts of N can reach.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Self, final

import numpy as np

from lilliput.games.arithmetic import Array, Kind, freeze, object_array
from lilliput.games.bargaining.build import common_kind, optimum, point_rows, rational, row_arrays
from lilliput.games.bargaining.geometry import Rows, disposal_rows, extreme_rays, whole
from lilliput.games.bargaining.halfspaces import disposal_closure, read_halfspaces
from lilliput.games.checks import check_names, counted, mask_of, name_list
from lilliput.games.coalitional import CoalitionalGame
from lilliput.games.errors import InvalidGameError, ProblemTooLargeError

__all__ = ["FeasibleSet", "NTUGame"]

_MOST_PLAYERS = 6


@final
@dataclass(frozen=True, eq=False, repr=False)
class FeasibleSet:
    """What a coalition can reach: {x : A x ≤ b}, A ≥ 0, in the coordinates of its members.

    Parameters
    ----------
    members
        In the order of the players.
    matrix, bounds
        Fractions A, m × |S|, and b.
    """

    members: tuple[str, ...]
    matrix: Array
    bounds: Array

    def __post_init__(self) -> None:
        freeze(self.matrix)
        freeze(self.bounds)
        for k, name in enumerate(self.members):
            if not any(entry > 0 for entry in self.matrix[:, k]):
                raise InvalidGameError(
                    f"what {name_list(self.members)} can reach must be bounded above, but {name} "
                    "could have any payoff"
                )

    @cached_property
    def corners(self) -> list[tuple[Fraction, ...]] | None:
        """The corners; None if the set contains a line, e.g. if payoffs can be transferred."""
        rows = [whole([b, *(-a)]) for a, b in zip(self.matrix, self.bounds, strict=True)]
        rays = extreme_rays([*rows, [1] + [0] * len(self.members)])
        if rays is None:
            return None
        return sorted(tuple(Fraction(e, ray[0]) for e in ray[1:]) for ray in rays if ray[0] > 0)

    def greatest(self, weights: Array) -> Fraction | None:
        """Return the greatest Σ λ_i x_i; None if there is no limit."""
        if len(self.bounds) == 1:
            factor = weights[0] / self.matrix[0, 0]
            parallel = (weights == factor * self.matrix[0]).all()
            return Fraction(factor * self.bounds[0]) if parallel else None
        low = max(
            max(Fraction(0), -bound / sum(row, Fraction(0)))
            for row, bound in zip(self.matrix, self.bounds, strict=True)
        )
        room = self.bounds + low * self.matrix.sum(axis=1)
        found = optimum([*weights, *(-weights)], np.hstack([self.matrix, -self.matrix]), room)
        return None if found is None else found.value - low * sum(weights, Fraction(0))

    def contains(self, point: Array) -> bool:
        """Whether payoffs of the members, Fractions, are feasible."""
        return bool(((self.matrix * point).sum(axis=1) <= self.bounds).all())

    def __repr__(self) -> str:
        return f"FeasibleSet({name_list(self.members)}: {counted(len(self.bounds), 'half-space')})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.coalitional import feasible_set

        return feasible_set(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class NTUGame:
    """A game without transferable utility; made by one of the constructors ``from_…``.

    Parameters
    ----------
    players
        Distinct names, at most 6.
    sets
        What each coalition can reach, at the position of its bitmask; nothing for the empty one.
    kind
        The number kind that solutions come in.

    Examples
    --------
    >>> game = NTUGame.from_points(["A", "B"], {("A", "B"): [[4, 0], [3, 2], [0, 3]]})
    >>> game
    NTUGame(2 players: A, B)
    >>> game.can_reach(["A", "B"], [3.5, 1])
    True
    """

    players: tuple[str, ...]
    sets: tuple[FeasibleSet | None, ...]
    kind: Kind

    @classmethod
    def from_points(cls, players: Iterable[str], points: Mapping[Any, Any]) -> Self:
        """Build the game in which a coalition reaches mixtures of points and all below.

        Parameters
        ----------
        players
            Distinct names.
        points
            Coalition to payoff vectors of its members, in the order of the players or by name. A
            single player's may be a number. A player left out has 0 alone, and a coalition left
            out what its members have alone.

        Examples
        --------
        >>> game = NTUGame.from_points(["A", "B"], {"A": 1, ("A", "B"): [[4, 0], [0, 3]]})
        >>> game.can_reach(["A"], [2])
        False
        """
        names = _names(players)
        arrays = {}
        for mask, members, value in _by_mask(names, points, "points"):
            alone = len(members) == 1 and not isinstance(value, (Iterable, Mapping))
            arrays[mask] = point_rows([[value]] if alone else value, members)
        rows = {mask: disposal_rows(_distinct(array)) for mask, array in arrays.items()}
        return cls._made(names, rows, common_kind(*arrays.values()) if arrays else "float")

    @classmethod
    def from_halfspaces(cls, players: Iterable[str], halfspaces: Mapping[Any, Any]) -> Self:
        """Build the game in which a coalition reaches {x : A x ≤ b} and all below.

        Parameters
        ----------
        players
            Distinct names.
        halfspaces
            Coalition to the pair (A, b), with a column of A for each member in the order of the
            players. Those left out are as in `from_points`.

        Examples
        --------
        >>> sets = {("A", "B"): ([[1, 2], [1, 0]], [4, 3])}
        >>> NTUGame.from_halfspaces(["A", "B"], sets).can_reach(["A", "B"], [3, 0.5])
        True
        """
        names = _names(players)
        rows, kinds = {}, set()
        for mask, members, value in _by_mask(names, halfspaces, "halfspaces"):
            if not isinstance(value, (tuple, list)) or len(value) != 2:
                raise InvalidGameError(
                    f"halfspaces of {name_list(members)} must be a pair (A, b), got {value!r}"
                )
            found, kind = read_halfspaces(value[0], value[1], members)
            rows[mask] = disposal_closure(found)
            if any(not any(row) for row, _ in rows[mask]):
                raise InvalidGameError(f"what {name_list(members)} can reach is empty")
            kinds.add(kind)
        kind = "fraction" if kinds - {"float"} else "float"
        return cls._made(names, rows, kind)

    @classmethod
    def from_game(cls, game: CoalitionalGame) -> Self:
        """Build the game in which a coalition divides its worth freely: {x : Σ x_i ≤ v(S)}.

        Parameters
        ----------
        game
            With numeric worths.

        Examples
        --------
        >>> game = CoalitionalGame(["A", "B"], [0, 0, 0, 1])
        >>> NTUGame.from_game(game).can_reach(["A", "B"], [3, -2])
        True
        """
        names = _names(game.players)
        worths = rational(game.worths, "worths")
        if worths[0] != 0:
            raise InvalidGameError(f"the empty coalition must have worth 0, got {worths[0]}")
        rows: dict[int, Rows] = {}
        for mask in range(1, len(worths)):
            rows[mask] = [((Fraction(1),) * mask.bit_count(), worths[mask])]
        return cls._made(names, rows, "float" if game.worths.dtype != object else "fraction")

    @classmethod
    def _made(cls, names: tuple[str, ...], rows: Mapping[int, Rows], kind: Kind) -> Self:
        """Fill in coalitions that were left out."""
        sets: list[FeasibleSet | None] = [None]
        for mask in range(1, 2 ** len(names)):
            members = tuple(name for i, name in enumerate(names) if mask >> i & 1)
            given = rows.get(mask)
            if given is None and len(members) == 1:
                given = [((Fraction(1),), Fraction(0))]
            if given is None:
                alone = [sets[1 << names.index(name)] for name in members]
                point = [one.bounds[0] / one.matrix[0, 0] for one in alone if one is not None]
                given = disposal_rows([point])
            matrix, bounds = row_arrays(given, len(members))
            sets.append(FeasibleSet(members, matrix, bounds))
        return cls(names, tuple(sets), kind)

    @property
    def n(self) -> int:
        """Number of players."""
        return len(self.players)

    @property
    def grand(self) -> FeasibleSet:
        """What all players together can reach."""
        found = self.sets[-1]
        assert found is not None
        return found

    def can_reach(self, coalition: Iterable[str], payoffs: Any) -> bool:
        """Whether a coalition can give its members these payoffs, or more.

        Parameters
        ----------
        coalition
            Names.
        payoffs
            Of the members, by name or in the order of the players.
        """
        members = [coalition] if isinstance(coalition, str) else list(coalition)
        mask = mask_of(self.players, members, argument="coalition: player")
        found = self.sets[mask]
        if found is None:
            raise InvalidGameError("coalition must have a member, got none")
        return found.contains(rational(point_rows([payoffs], found.members), "payoffs")[0])

    def weighted_worths(self, weights: Array) -> list[Fraction] | None:
        """Return max Σ λ_i x_i over V(S) for each S by bitmask; None if some has no limit."""
        worths = [Fraction(0)]
        for mask, found in enumerate(self.sets):
            if found is None:
                continue
            own = [weights[i] for i in range(self.n) if mask >> i & 1]
            best = found.greatest(object_array(own))
            if best is None:
                return None
            worths.append(best)
        return worths

    def __repr__(self) -> str:
        return f"NTUGame({counted(self.n, 'player')}: {name_list(self.players)})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.coalitional import ntu_game

        return ntu_game(self)


def _names(players: Iterable[str]) -> tuple[str, ...]:
    names = check_names(players)
    if len(names) > _MOST_PLAYERS:
        raise ProblemTooLargeError(
            f"players: {len(names)} would need the feasible sets of {2 ** len(names) - 1} "
            f"coalitions; at most {_MOST_PLAYERS} players are allowed; with transferable utility "
            "use CoalitionalGame"
        )
    return names


def _by_mask(
    names: tuple[str, ...], entries: Mapping[Any, Any], argument: str
) -> list[tuple[int, tuple[str, ...], Any]]:
    if not isinstance(entries, Mapping):
        raise InvalidGameError(f"{argument} must map coalitions to sets, got {entries!r}")
    result = []
    seen: set[int] = set()
    for coalition, value in entries.items():
        mask = mask_of(names, coalition, argument=f"{argument}: player")
        members = tuple(name for i, name in enumerate(names) if mask >> i & 1)
        if not mask or mask in seen:
            raise InvalidGameError(
                f"{argument} must give each coalition once and no empty one, got {coalition!r}"
            )
        seen.add(mask)
        result.append((mask, members, value))
    return result


def _distinct(array: Array) -> list[tuple[Fraction, ...]]:
    return list(dict.fromkeys(map(tuple, rational(array, "points").tolist())))
