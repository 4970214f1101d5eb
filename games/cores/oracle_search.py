"""The search that a separation oracle drives: programme and oracle in turn, level after level."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, number_array
from lilliput.games.checks import check_names, index_of, mask_of, vector_by_name
from lilliput.games.cores.nucleolus_chain import Chain, Level, NotBalancedError, start_chain
from lilliput.games.cores.nucleolus_problem import Row
from lilliput.games.cores.oracle_programme import Programme
from lilliput.games.errors import InvalidArgumentError, InvalidGameError, SolverError
from lilliput.games.values.fold import label

__all__ = ["Answer", "Search", "Settled"]

Answer = Iterable[tuple[Iterable[str], Any]]
_WIDENINGS = 20


@final
@dataclass(frozen=True, eq=False, repr=False)
class Settled:
    """What an oracle must leave out: the coalitions in the span of those settled so far.

    Parameters
    ----------
    players
        The names.
    orthogonal
        Integers (k, n): a basis of the vectors y with y(S) = 0 for each settled coalition S. A
        coalition lies outside the span iff y(S) ≠ 0 for one of the rows, so that an oracle which
        can handle one linear side condition solves 2k problems, with y(S) ≥ 1 and y(S) ≤ −1.
    """

    players: tuple[str, ...]
    orthogonal: Array

    def spans(self, coalition: Iterable[str]) -> bool:
        """Whether a coalition's excess is settled; so for the empty and the grand coalition."""
        members = [index_of(self.players, i, argument="coalition: player") for i in set(coalition)]
        return not np.any(self.orthogonal[:, members].sum(axis=1))

    def __repr__(self) -> str:
        return f"Settled(rank {len(self.players) - len(self.orthogonal)} of {len(self.players)})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import settled

        return settled(self)


class Search:
    """The state of a search: the settled chain, the rows found, and the present programme."""

    def __init__(
        self,
        players: Iterable[str],
        total: Any,
        oracle: Callable[[pd.Series, Settled], Answer],
        alone: Mapping[str, Any] | None,
        tol: float,
        max_rounds: int,
    ) -> None:
        self.players = check_names(players, least=2)
        self.n = len(self.players)
        if not (tol > 0 and max_rounds > 0):
            raise InvalidArgumentError(
                f"tol and max_rounds must be positive, got {tol} and {max_rounds}"
            )
        self._oracle, self._tol, self._max_rounds = oracle, tol, max_rounds
        self.chain: Chain = start_chain(self.n, _rational(total, "total"))
        self._worths: dict[int, Any] = {}
        self._bounds = self._read_bounds(alone, _rational(total, "total"))
        self._largest = max(abs(float(total)), *(abs(float(r.right)) for r in self._bounds), 0.0)
        self._box = 4.0
        self._open: list[Row] = list(self._bounds)
        self.gap = 0.0
        self.rounds = 0

    def _read_bounds(self, alone: Mapping[str, Any] | None, total: Fraction) -> list[Row]:
        if alone is None:
            return []
        worths = vector_by_name(alone, self.players, argument="alone", error=InvalidGameError)
        rights = [_rational(worth, "alone") for worth in worths]
        if sum(rights) > total:
            raise InvalidGameError(
                f"alone: Σ v(i) = {float(sum(rights))} is above v(N) = {float(total)}, so there is "
                "no imputation; without `alone` the prenucleolus is found"
            )
        return [Row(1 << i, Fraction(0), right) for i, right in enumerate(rights)]

    def level(self) -> Array:
        """Solve the present level: programme and oracle in turn, until the oracle finds nothing."""
        settled = self._settled()
        for _ in range(_WIDENINGS):
            self._rebuild()
            while True:
                x, t = self.programme.solve()
                excess, fresh = self._ask(x, settled)
                if excess <= t + self._tol * (self._largest or 1.0):
                    break
                if not fresh:
                    raise SolverError(
                        f"the oracle repeats a coalition that is {excess - t:.3g} above the level: "
                        "the programme is not solved well enough for `tol`"
                    )
                if self._largest > 2 * self.programme.scale:
                    self._rebuild()
                else:
                    self.programme.add(fresh)
            if not self.programme.box_holds():
                self.gap = max(self.gap, excess - t)
                return x
            self._box *= 8
        raise SolverError("the coalitions that the oracle returns leave the programme unbounded")

    def _settled(self) -> Settled:
        basis = self.chain.orthogonal()
        return Settled(self.players, np.array(basis, dtype=object).reshape(len(basis), self.n))

    def _rebuild(self) -> None:
        equations = [(e, float(right)) for _, e, right in self.chain.equations]
        scale = self._largest or 1.0
        self.programme = Programme(equations, self._open, scale=scale, box=self._box)

    def _ask(self, x: Array, settled: Settled) -> tuple[float, list[Row]]:
        """Return the largest excess found outside the span, and the coalitions that are new."""
        if self.rounds == self._max_rounds:
            raise SolverError(f"the oracle was asked {self.rounds} times without an answer")
        self.rounds += 1
        largest, fresh = -np.inf, []
        for coalition, worth in self._oracle(label(x, self.players, "x"), settled):
            members = (coalition,) if isinstance(coalition, str) else tuple(coalition)
            mask = self._mask(members)
            if settled.spans(members):
                continue
            largest = max(largest, float(worth) - sum(x[i] for i in _bits(mask)))
            if mask in self._worths:
                if self._worths[mask] != worth:
                    raise InvalidGameError(
                        f"oracle must give one worth to {sorted(members)}, got "
                        f"{self._worths[mask]} and {worth}"
                    )
                continue
            self._worths[mask] = worth
            self._largest = max(self._largest, abs(float(worth)))
            fresh.append(Row(mask, Fraction(1), _rational(worth, "oracle: worth")))
        if largest == -np.inf:
            raise InvalidGameError(
                f"oracle must return a coalition outside the settled span, got none ({settled!r})"
            )
        self._open += fresh
        return largest, fresh

    def _mask(self, members: tuple[str, ...]) -> int:
        mask = mask_of(self.players, members, argument="oracle: player")
        if mask == 0 or mask == 2**self.n - 1:
            raise InvalidGameError(
                "oracle must return proper coalitions, got the "
                f"{'grand' if mask else 'empty'} coalition"
            )
        return mask

    def settle(self) -> Level:
        """Settle the rows with positive multipliers."""
        try:
            self.chain, level = self.chain.settle([row for row, _ in self.programme.tight()])
        except NotBalancedError as error:
            raise SolverError(f"a level could not be certified: {error}") from error
        settled = self._settled()
        self._open = [r for r in self._open if not settled.spans(self.named(r.mask))]
        return level

    def named(self, mask: int) -> frozenset[str]:
        """Return the names of the members of a bitmask."""
        return frozenset(self.players[i] for i in _bits(mask))

    def coalitions(self) -> dict[frozenset[str], Any]:
        """Return what the oracle has returned."""
        return {self.named(mask): worth for mask, worth in self._worths.items()}


def _bits(mask: int) -> list[int]:
    return [i for i in range(mask.bit_length()) if mask >> i & 1]


def _rational(value: Any, argument: str) -> Fraction:
    """Return a finite number as the rational it stores."""
    number = number_array([value], argument=argument, error=InvalidGameError)[0]
    return Fraction(number)
