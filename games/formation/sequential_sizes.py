"""Coalitions that form one after the other, when only sizes matter.

The first player announces a size, that many leave as a coalition, the next player announces a
size, and so on until nobody is left (Bloch 1996). Every one foresees what follows. The recursion
goes over what has formed: the sizes, or their number where payoffs depend on no more.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, NamedTuple, final

from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError
from lilliput.games.formation.comparing import check_choice
from lilliput.games.formation.size_payoffs import SizePayoffs, size_partitions

__all__ = ["SizeSequence", "bloch_outcomes", "bloch_sizes", "ray_vohra_sizes"]

SizeTies = Literal["largest", "smallest"]
SIZE_TIES = ("largest", "smallest")

State = tuple[int, ...]


@final
@dataclass(frozen=True)
class SizeSequence:
    """Sizes of coalitions in the order in which they form.

    Parameters
    ----------
    sizes
        In order of formation.
    payoffs
        What each member of these coalitions gets.
    ties
        How those to whom several sizes are equally good choose.

    Examples
    --------
    >>> SizeSequence((1, 2), (5, 3), "largest").front_loaded
    True
    """

    sizes: tuple[int, ...]
    payoffs: tuple[Any, ...]
    ties: str

    @property
    def front_loaded(self) -> bool:
        """Whether members of earlier coalitions get at least as much as those of later ones."""
        return all(a >= b for a, b in zip(self.payoffs, self.payoffs[1:], strict=False))

    def _repr_html_(self) -> str:
        from lilliput.games.display.agreements import size_sequence

        return size_sequence(self)


def bloch_sizes(payoffs: SizePayoffs, *, ties: SizeTies = "largest") -> SizeSequence:
    """Return the outcome of the game in which players announce sizes one after the other.

    Parameters
    ----------
    payoffs
        What members of coalitions get by size.
    ties
        What those do to whom several sizes are equally good, a rule that all foresee: the
        ``"largest"`` of these, or the ``"smallest"``. `bloch_outcomes` has what any rule leads to.

    Returns
    -------
    SizeSequence
        The outcome of the subgame-perfect equilibrium. If it is `front_loaded`, it is that of a
        symmetric stationary equilibrium of the game with proposals and refusals too (Bloch 1996).

    References
    ----------
    Bloch, F. (1996). Sequential formation of coalitions in games with externalities and fixed
    payoff division. Games and Economic Behavior 14:90–123. doi:10.1006/game.1996.0043

    Examples
    --------
    Of ten Cournot oligopolists, one stays outside, then nine merge:

    >>> from fractions import Fraction
    >>> cartels = SizePayoffs(
    ...     10, lambda size, number: Fraction(1, size * (number + 1) ** 2), depends_on="number"
    ... )
    >>> bloch_sizes(cartels).sizes
    (1, 9)
    """
    value_of = _values(payoffs)
    check_choice(ties, SIZE_TIES, argument="ties")
    step = _steps(payoffs)
    best: dict[State, tuple[int, State]] = {}
    ends: dict[State, Any] = {}
    for state, left in _states(payoffs):
        if not left:
            ends[state] = state
            continue
        chosen: tuple[Any, int, State] | None = None
        order = range(left, 0, -1) if ties == "largest" else range(1, left + 1)
        for size in order:
            after = step(state, size)
            value = value_of(size, ends[after])
            if chosen is None or value > chosen[0]:
                chosen = (value, size, after)
        assert chosen is not None
        best[state] = chosen[1:]
        ends[state] = ends[chosen[2]]
    state = _start(payoffs)
    end, sizes = ends[state], []
    while state in best:
        size, state = best[state]
        sizes.append(size)
    return SizeSequence(tuple(sizes), tuple(value_of(size, end) for size in sizes), ties)


def ray_vohra_sizes(payoffs: SizePayoffs, *, ties: SizeTies = "largest") -> SizeSequence:
    """Return the sizes that the algorithm of Ray and Vohra for symmetric games gives.

    Proposers offer a split of the worth of a coalition, refusals cost a little time. As the cost
    vanishes, members of a coalition share equally, and each proposer chooses the size with the
    largest worth per member, given what the same rule makes of those who remain. So the sizes are
    those of `bloch_sizes` for equal shares, and a coalition takes the largest size among ties.

    Parameters
    ----------
    payoffs
        Worth per member: `SizePayoffs.from_worths`.
    ties
        As in `bloch_sizes`; the paper has ``"largest"``.

    Returns
    -------
    SizeSequence
        The structure that forms without delay. If it is not `front_loaded`, later coalitions get
        more per member, proposers may prefer to wait, and this is not what forms.

    References
    ----------
    Ray, D. and Vohra, R. (1999). A theory of endogenous coalition structures. Games and Economic
    Behavior 26:286–336. doi:10.1006/game.1998.0648

    Examples
    --------
    >>> from fractions import Fraction
    >>> cartels = SizePayoffs.from_worths(
    ...     5, lambda size, number: Fraction(1, (number + 1) ** 2), depends_on="number"
    ... )
    >>> ray_vohra_sizes(cartels).sizes
    (1, 4)
    """
    return bloch_sizes(payoffs, ties=ties)


def bloch_outcomes(payoffs: SizePayoffs, *, limit: int = 10_000) -> tuple[SizeSequence, ...]:
    """Return every outcome of announcing sizes in turn, however those who are indifferent choose.

    An outcome that follows from a choice is one of an equilibrium if each other choice has some
    equilibrium outcome that is not better for who chooses.

    Parameters
    ----------
    payoffs
        What members of coalitions get by size.
    limit
        The most outcomes to be kept for any state of the game.

    Returns
    -------
    tuple of SizeSequence
        Sorted by sizes; one if no tie matters.

    Raises
    ------
    ProblemTooLargeError
        More than `limit` outcomes.

    References
    ----------
    Bloch, F. (1996). Sequential formation of coalitions in games with externalities and fixed
    payoff division. Games and Economic Behavior 14:90–123. doi:10.1006/game.1996.0043

    Examples
    --------
    Pairs and singles are equally good for their members:

    >>> game = SizePayoffs(3, lambda size, sizes: 1 if size < 3 else 0)
    >>> [found.sizes for found in bloch_outcomes(game)]
    [(1, 1, 1), (1, 2), (2, 1)]
    """
    value_of, step = _values(payoffs), _steps(payoffs)
    found: dict[State, set[tuple[tuple[int, ...], State]]] = {}
    for state, left in _states(payoffs):
        if not left:
            found[state] = {((), state)}
            continue
        options = {
            size: [
                (value_of(size, end), (size, *sizes), end)
                for sizes, end in found[step(state, size)]
            ]
            for size in range(1, left + 1)
        }
        worst = {size: min(value for value, _, _ in own) for size, own in options.items()}
        level = max(worst.values())
        # the best of the others' worst outcomes is at most this, and for the one choice that
        # attains it alone an outcome is never below its own worst
        found[state] = {
            (sizes, end) for own in options.values() for value, sizes, end in own if value >= level
        }
        if len(found[state]) > limit:
            raise ProblemTooLargeError(
                f"payoffs: ties lead to more than limit={limit} outcomes; choose between them by "
                "ties= of bloch_sizes, or raise limit"
            )
    outcomes = sorted(found[_start(payoffs)])
    return tuple(
        SizeSequence(sizes, tuple(value_of(size, end) for size in sizes), "any")
        for sizes, end in outcomes
    )


class _Step(NamedTuple):
    """How the state changes: sizes in decreasing order, or how many are left and have formed."""

    by_number: bool

    def __call__(self, state: State, size: int) -> State:
        if self.by_number:
            return state[0] - size, state[1] + 1
        return tuple(sorted((*state, size), reverse=True))


def _steps(payoffs: SizePayoffs) -> _Step:
    return _Step(payoffs.depends_on == "number")


def _start(payoffs: SizePayoffs) -> State:
    return (payoffs.n, 0) if payoffs.depends_on == "number" else ()


def _states(payoffs: SizePayoffs) -> Iterator[tuple[State, int]]:
    """Go through the states with the number of players left, ends first."""
    n = payoffs.n
    for left in range(n + 1):
        if payoffs.depends_on == "number":
            for formed in range(n - left + 1):
                if (formed == 0) == (left == n):
                    yield (left, formed), left
        else:
            for sizes in size_partitions(n - left):
                yield sizes, left


def _values(payoffs: SizePayoffs) -> Callable[[int, State], Any]:
    """Return what a member of a coalition gets at an end, asking once for each."""
    if not isinstance(payoffs, SizePayoffs):
        raise InvalidArgumentError(
            f"payoffs must be SizePayoffs, got {type(payoffs).__name__}; ordered_formation takes "
            "StructurePayoffs"
        )
    ask = lru_cache(maxsize=None)(payoffs.value)
    by_number = payoffs.depends_on == "number"
    return lambda size, end: ask(size, end[1] if by_number else end)
