"""All equilibria of an n-player game, and what is known about their being all.

Games of 2 × 2 × 2 are solved in exact arithmetic. In others every support is searched by branch and
prune (`kernels/multilinear_search`), whose roots are then decided: exactly where two players mix,
to many digits where floats cannot tell.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, Literal, NamedTuple, final

import numpy as np

from lilliput.games.arithmetic import Array
from lilliput.games.multilinear.cube import cube_equilibria
from lilliput.games.multilinear.exact import (
    Mixes,
    Support,
    decide_near,
    judge,
    linear_root,
    refined_root,
    segment_on,
)
from lilliput.games.multilinear.integers import IntegerGame
from lilliput.games.multilinear.surd import Surd

__all__ = ["AllEquilibria", "Profile", "all_equilibria", "support_count"]

Kind = Literal["exact", "algebraic", "float"]

_SMALLEST = 1e-9
_EACH = (20_000, 200_000)  # boxes a support in the first passes; at last all that are left
_CHUNK = 512
_DECIDING_BITS = 640


@final
@dataclass(frozen=True, eq=False)
class Profile:
    """An equilibrium.

    Parameters
    ----------
    mixes
        One array a player: Fractions if exact, `Surd` if algebraic, floats near the root else.
    kind
        Which of these.
    index
        +1 or −1 if it is regular and unplayed strategies are worse, else None.
    """

    mixes: tuple[Array, ...]
    kind: Kind
    index: int | None


@dataclass(eq=False)
class AllEquilibria:
    """The equilibria found and what is known of others.

    Parameters
    ----------
    profiles
        Each once.
    continuum
        Whether there are infinitely many. The ends of their segments are listed, on supports that
        are not open.
    weak
        Whether an equilibrium is known at which a strategy not played is a best response too, or
        that is a multiple root.
    open
        Supports on which cells are left that are neither excluded nor certified, or cases on the
        boundary that are not decided, or continua other than segments.
    unsearched
        Supports whose search ended early for want of boxes.
    hardly_searched
        Those of them whose search ended within the first boxes, or did not begin.
    supports, boxes
        How many there were, and how many were looked at.
    """

    profiles: list[Profile] = field(default_factory=list)
    continuum: bool = False
    weak: bool = False
    open: int = 0
    unsearched: int = 0
    hardly_searched: int = 0
    supports: int = 0
    boxes: int = 0

    @property
    def index_sum(self) -> int | None:
        """The sum of the indices, where all are known."""
        indices = [profile.index for profile in self.profiles]
        return None if None in indices else sum(index for index in indices if index)


def support_count(shape: Sequence[int]) -> int:
    """Return the number of supports of a game with that many strategies a player.

    Examples
    --------
    >>> support_count((3, 3, 3))
    343
    """
    return prod(2**size - 1 for size in shape)


def all_equilibria(
    game: IntegerGame,
    *,
    boxes: int = 5_000_000,
    bits: int = 96,
    progress: bool = False,
) -> AllEquilibria:
    """Return all equilibria of a game.

    Parameters
    ----------
    game
        As `integer_game` makes it.
    boxes
        The most cells to be looked at.
    bits
        Roots that are rational with about half as many bits are recognised.
    progress
        Whether to show a progress bar.

    Examples
    --------
    >>> from lilliput.games.multilinear.integers import integer_game
    >>> pennies = np.array([[[1, -1], [-1, 1]], [[-1, 1], [1, -1]]]) + Fraction(0)
    >>> found = all_equilibria(integer_game(pennies))
    >>> [mix.tolist() for mix in found.profiles[0].mixes]
    [[Fraction(1, 2), Fraction(1, 2)], [Fraction(1, 2), Fraction(1, 2)]]
    >>> found.index_sum, found.open, found.unsearched
    (1, 0, 0)

    References
    ----------
    Porter, R., Nudelman, E. and Shoham, Y. (2008). Simple search methods for finding a Nash
    equilibrium. Games and Economic Behavior 63:642–662 (supports).
    Neumaier, A. (1990). Interval Methods for Systems of Equations, ch. 5 (certified roots).
    """
    result = AllEquilibria(supports=support_count(game.shape))
    if game.shape == (2, 2, 2):
        _cube(game, result)
    else:
        _general(game, result, boxes, bits, progress)
    return result


def _cube(game: IntegerGame, result: AllEquilibria) -> None:
    gains = [
        np.take(table, 0, axis=i) - np.take(table, 1, axis=i)
        for i, table in enumerate(game.payoffs)
    ]
    found = cube_equilibria(gains)
    for point, index in zip(found.points, found.indices, strict=True):
        algebraic = any(isinstance(x, Surd) and x.b for x in point)
        rest = [x if algebraic or not isinstance(x, Surd) else x.a for x in point]
        mixes = game.profile([[x, 1 - x] for x in rest], exact=True)
        kind: Kind = "algebraic" if algebraic else "exact"
        result.profiles.append(Profile(tuple(mixes), kind, index))
        result.weak |= index is None
    result.continuum, result.open = found.continuum, int(found.curved)


def _general(
    game: IntegerGame, result: AllEquilibria, boxes: int, bits: int, progress: bool
) -> None:
    collected = _Collector(game, result)
    for cell in _pure(game):
        mixes = [
            [Fraction(int(k == s)) for k in range(m)] for s, m in zip(cell, game.shape, strict=True)
        ]
        collected.add_exact(mixes, 1)
    if not game.players:
        return
    masks = np.array(
        [
            masks
            for masks in product(*(range(1, 1 << size) for size in game.shape))
            if any(mask & (mask - 1) for mask in masks)
        ],
        dtype=np.int64,
    )
    if len(game.players) < 2:  # ties of a player who is alone
        result.continuum = len(masks) > 0
        return
    for searched in _searched(game, masks, result, boxes, progress):
        sure = searched.status == 0
        for near, margins, sign in searched.roots:
            sure &= collected.add_root(searched.support, near, margins, sign, bits)
        if not sure:
            _leave_open(searched, collected)


def _pure(game: IntegerGame) -> list[tuple[int, ...]]:
    if not game.players:
        return [()]
    best = np.ones(game.shape, dtype=bool)
    for i, table in enumerate(game.payoffs):
        best &= (table == table.max(axis=i, keepdims=True)).astype(bool)
    return [tuple(int(k) for k in cell) for cell in np.argwhere(best)]


_Root = tuple[list[list[float]], Array, int]


class _Searched(NamedTuple):
    support: Support
    roots: list[_Root]
    status: int
    boxes: int


def _searched(
    game: IntegerGame, masks: Array, result: AllEquilibria, boxes: int, progress: bool
) -> Iterator[_Searched]:
    """Search supports, those that need many boxes last; yield what each holds."""
    from lilliput.games.kernels.multilinear_search import BUDGET, search_supports

    floats, error = game.floats()
    shape = np.array(game.shape, dtype=np.int64)
    bar = None
    if progress:
        from tqdm.auto import tqdm

        bar = tqdm(total=len(masks), desc="support enumeration", unit=" supports")
    known: dict[tuple[int, ...], _Searched] = {}  # supports not searched to the end
    for limit in (*_EACH, boxes):
        late: list[tuple[int, ...]] = []
        for start in range(0, len(masks), _CHUNK):
            chunk = masks[start : start + _CHUNK]
            left = boxes - result.boxes
            status, used, owner, *roots = search_supports(
                floats, shape, chunk, error, min(limit, left), left, _SMALLEST
            )
            result.boxes += int(used.sum())
            before = len(late)
            for k in np.unique(np.concatenate([owner, np.flatnonzero(status)])):
                key = tuple(chunk[k].tolist())
                found = _Searched(
                    _support(key, game.shape),
                    _roots_of(owner == k, shape, *roots),
                    int(status[k]),
                    int(used[k]),
                )
                if key in known and found.boxes <= known[key].boxes:
                    found = known[key]  # no boxes were left this time
                if status[k] == BUDGET and limit < boxes:
                    late.append(key)
                    known[key] = found
                else:
                    yield found
            if bar is not None:
                bar.update(len(chunk) - (len(late) - before))
        masks = np.array(late, dtype=np.int64).reshape(-1, len(shape))
    if bar is not None:
        bar.close()


def _roots_of(own: Array, shape: Array, points: Array, margins: Array, signs: Array) -> list[_Root]:
    ends = np.cumsum(shape)[:-1]
    return [
        ([part.tolist() for part in np.split(points[r], ends)], margins[r], int(signs[r]))
        for r in np.flatnonzero(own)
    ]


def _support(masks: tuple[int, ...], shape: Sequence[int]) -> Support:
    return tuple(
        tuple(s for s in range(size) if mask >> s & 1)
        for mask, size in zip(masks, shape, strict=True)
    )


def _leave_open(searched: _Searched, collected: "_Collector") -> None:
    """Settle a support exactly on which one or two players mix, if possible; count any other."""
    result = collected.result
    mixing = [own for own in searched.support if len(own) > 1]
    if len(mixing) == 1 and len(mixing[0]) == 2:
        segment = segment_on(collected.game.payoffs, searched.support)
        if segment is not None:
            for mixes in segment:
                collected.add_exact(mixes, None)
            result.continuum |= segment[0] != segment[1]
    elif len(mixing) == 2 and collected.add_linear(searched.support):
        return
    elif searched.status == 2:
        result.unsearched += 1
        result.hardly_searched += searched.boxes < _EACH[0]
    else:
        result.open += 1


class _Collector:
    """Gathers the equilibria of a game, each once."""

    def __init__(self, game: IntegerGame, result: AllEquilibria) -> None:
        self.game, self.result = game, result
        self._seen: set[tuple[Fraction, ...]] = set()

    def add_exact(self, mixes: Mixes, index: int | None) -> None:
        """Add a profile of Fractions if it is an equilibrium."""
        key = tuple(x for mix in mixes for x in mix)
        if key in self._seen:
            return
        verdict = judge(self.game.payoffs, mixes)
        if verdict != "no":
            self._seen.add(key)
            self.result.weak |= verdict == "weak"
            self._append(mixes, "exact", index if verdict == "strict" else None)

    def add_linear(self, support: Support) -> bool:
        """Add the root on a support where two players mix; return whether there is just one."""
        found = linear_root(self.game.payoffs, support)
        if found is not None:
            self.add_exact(*found)
        return found is not None

    def add_root(
        self, support: Support, near: list[list[float]], margins: Array, sign: int, bits: int
    ) -> bool:
        """Add a certified root if it is an equilibrium; return whether that is decided."""
        off, least, worst, slack = margins
        if least < -off or worst > slack:
            return True
        certain = least > off and worst < -slack
        unknowns = sum(len(own) - 1 for own in support)
        index = -sign if unknowns % 2 else sign
        payoffs = self.game.payoffs
        if sum(len(own) > 1 for own in support) == 2:
            return self.add_linear(support)
        refined = refined_root(
            payoffs, support, near, float(off), bits=bits if certain else _DECIDING_BITS
        )
        if refined is not None and refined.exact:
            self.add_exact(refined.mixes, index)
            return True
        if certain:
            best: Any = near if refined is None else refined.mixes
            self._append(best, "float", index)
            return True
        if refined is None:
            self._append([[max(x, 0.0) for x in mix] for mix in near], "float", None)
            return False
        decided = decide_near(payoffs, support, refined.mixes, refined.off)
        if decided is not False:
            self._append(refined.mixes, "float", index if decided else None)
        return decided is not None

    def _append(self, mixes: Any, kind: Kind, index: int | None) -> None:
        if kind == "float":
            mixes = [[max(float(x), 0.0) for x in mix] for mix in mixes]
        arrays = self.game.profile(mixes, exact=kind == "exact")
        self.result.profiles.append(Profile(tuple(arrays), kind, index))
