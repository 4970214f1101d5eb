"""The parameter space cut into cells on each of which the same equilibria exist."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, final

import numpy as np

from lilliput.games.errors import ProblemTooLargeError
from lilliput.games.symbolic.conditions import (
    ANY,
    NEGATIVE,
    POSITIVE,
    ZERO,
    Condition,
    Conjunction,
    complexity,
    merged,
    to_sympy,
)
from lilliput.games.symbolic.domain import Domain
from lilliput.games.symbolic.intervals import interval_condition, pieces_of
from lilliput.games.symbolic.line import Piece, dense
from lilliput.games.symbolic.plane import arrangement
from lilliput.games.symbolic.polynomials import Polynomial
from lilliput.games.symbolic.sampling import rational_in, sample

__all__ = ["Cell", "Region", "cells_of", "polynomials_of", "regions_of"]


@final
@dataclass(frozen=True, eq=False, repr=False)
class Cell:
    """A part of the parameter space on which the same equilibria exist.

    Parameters
    ----------
    condition
        Where it is, as a sympy Boolean, next to what is assumed.
    equilibria
        Those that exist there, all of them if the result is complete.
    positions
        Theirs among the equilibria of the result.
    point
        A point in it, by symbol; None where none was found.
    proved
        Whether it is proved not to be empty.
    """

    condition: Any
    equilibria: tuple[Any, ...]
    positions: tuple[int, ...]
    point: Mapping[Any, Any] | None
    proved: bool

    def __repr__(self) -> str:
        number = len(self.equilibria)
        many = f"{number} equilibri{'um' if number == 1 else 'a'}"
        return f"Cell({self.condition}: {many}{'' if self.proved else '; perhaps empty'})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import cell

        return cell(self)


@dataclass(frozen=True, eq=False)
class Region:
    """A cell before it is labelled: the records that hold on it, and its sign vectors."""

    positions: tuple[int, ...]
    signs: Condition
    condition: Any
    point: Mapping[Any, Any] | None
    proved: bool
    pieces: Sequence[Piece] = field(default=())


def polynomials_of(conditions: Sequence[Condition]) -> list[Polynomial]:
    """Return the polynomials whose signs the conditions speak of, simple ones first."""
    found = dict.fromkeys(p for condition in conditions for part in condition for p in part)
    return sorted(found, key=lambda p: complexity({p: ZERO}))


def regions_of(conditions: Sequence[Condition], domain: Domain, *, limit: int) -> list[Region]:
    """Return disjoint regions that cover the domain, on each of which the same conditions hold.

    Parameters
    ----------
    conditions
        One an equilibrium.
    domain
        What is to be cut.
    limit
        The most sign vectors.
    """
    if len(domain.parameters.symbols) == 1:
        return _on_the_line(conditions, domain)
    if len(domain.parameters.symbols) == 2:  # once for all polynomials, not for each subset
        everything = dict.fromkeys([*polynomials_of(conditions), *domain.base], ANY)
        arrangement(everything, domain.parameters)
    groups: dict[tuple[int, ...], Condition] = {}
    for signs in cells_of(conditions, domain, limit=limit):
        held = tuple(
            k
            for k, condition in enumerate(conditions)
            if any(all(signs[p] & mask for p, mask in part.items()) for part in condition)
        )
        groups.setdefault(held, []).append(signs)
    regions = []
    rng = np.random.default_rng(0)
    for held, vectors in groups.items():
        condition = domain.simplified(merged(vectors))
        point = None
        for vector in vectors:
            point = point or sample(vector, domain, rng)
        known = point is not None or any(domain.proves_possible(vector) for vector in vectors)
        regions.append(Region(held, vectors, to_sympy(condition, domain.parameters), point, known))
    return regions


def cells_of(conditions: Sequence[Condition], domain: Domain, *, limit: int) -> list[Conjunction]:
    """Return the sign vectors of the polynomials of the conditions that are not refuted.

    Raises
    ------
    ProblemTooLargeError
        More than `limit` of them.
    """
    vectors: list[Conjunction] = [{}]
    polynomials = polynomials_of(conditions)
    for done, p in enumerate(polynomials):
        longer = []
        for vector in vectors:
            for sign in (POSITIVE, ZERO, NEGATIVE):
                extended = {**vector, p: sign}
                if domain.signs(p) & sign and not domain.refutes(extended):
                    longer.append(extended)
        vectors = longer
        if len(vectors) > limit:
            raise ProblemTooLargeError(
                f"the partition has more than limit={limit} sign vectors after {done + 1} of "
                f"{len(polynomials)} boundaries; give numbers to some symbols, assume more, or "
                "look up single points with at()"
            )
    return vectors


def _on_the_line(conditions: Sequence[Condition], domain: Domain) -> list[Region]:
    """Return the regions of one parameter, from below."""
    symbol = domain.parameters.symbols[0]
    groups: list[tuple[tuple[int, ...], list[Piece]]] = []
    cut = pieces_of(polynomials_of(conditions), domain)
    for piece, inside in cut:
        if not inside:
            continue
        held = tuple(k for k, own in enumerate(conditions) if _holds(own, piece))
        if groups and groups[-1][0] == held:
            groups[-1][1].append(piece)
        else:
            groups.append((held, [piece]))
    regions = []
    rng = np.random.default_rng(0)
    for held, own in groups:
        truth = [piece in own if inside else None for piece, inside in cut]
        condition = interval_condition([piece for piece, _ in cut], truth, symbol)
        point, known = _point(own, symbol, rng)
        regions.append(Region(held, [], condition, point, known, own))
    return regions


def _holds(condition: Condition, piece: Piece) -> bool:
    return any(
        all(1 << (piece.sign(dense(p)) + 1) & mask for p, mask in part.items())
        for part in condition
    )


def _point(
    own: list[Piece], symbol: Any, rng: np.random.Generator
) -> tuple[Mapping[Any, Any] | None, bool]:
    """Return a point in one of the pieces, an open one if possible, and whether there is one."""
    for piece in sorted(own, key=lambda piece: piece.root is not None):
        if not symbol.is_integer and piece.root is None:
            return {symbol: piece.sample}, True
        value = rational_in(piece, symbol, rng)
        if value is not None:
            return {symbol: value}, True
        if piece.root is not None and not symbol.is_integer:
            return {symbol: piece.root.number()}, True
    return None, False
