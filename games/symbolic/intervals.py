"""Conditions on a single parameter, written as intervals between exact end points."""

from collections.abc import Iterable, Sequence
from typing import Any

from lilliput.games.symbolic.conditions import Condition
from lilliput.games.symbolic.domain import Domain
from lilliput.games.symbolic.line import Piece, Root, dense, pieces
from lilliput.games.symbolic.polynomials import Polynomial

__all__ = ["interval_condition", "on_the_line", "pieces_of"]


def pieces_of(polynomials: Iterable[Polynomial], domain: Domain) -> list[tuple[Piece, bool]]:
    """Return the pieces of the line between all roots, and whether each belongs to the domain."""
    base = {dense(p): mask for p, mask in domain.base.items()}
    cut = pieces([*base, *(dense(p) for p in polynomials)])
    return [
        (piece, all(1 << (piece.sign(terms) + 1) & mask for terms, mask in base.items()))
        for piece in cut
    ]


def on_the_line(condition: Condition, domain: Domain) -> Any:
    """Return a condition on the only parameter as a sympy Boolean of intervals and points."""
    cut = pieces_of([p for part in condition for p in part], domain)
    truth = []
    for piece, inside in cut:
        holds = any(
            all(1 << (piece.sign(dense(p)) + 1) & mask for p, mask in part.items())
            for part in condition
        )
        truth.append(holds if inside else None)
    symbol = domain.parameters.symbols[0]
    return interval_condition([piece for piece, _ in cut], truth, symbol)


def interval_condition(cut: Sequence[Piece], truth: Sequence[bool | None], symbol: Any) -> Any:
    """Return where the truth values hold, as a sympy Boolean.

    Parameters
    ----------
    cut
        All pieces of the line in order: interval, point, interval, …
    truth
        Of each piece; None for those outside the domain, which may count either way.
    symbol
        The variable.
    """
    from sympy import And, Ne, Or

    holes = {
        k
        for k, value in enumerate(truth)
        if value is False and cut[k].root is not None and truth[k - 1] and truth[k + 1]
    }
    parts = []
    start = 0
    while start < len(cut):
        if truth[start] is False and start not in holes:
            start += 1
            continue
        stop = start
        while stop < len(cut) and (truth[stop] is not False or stop in holes):
            stop += 1
        if any(truth[k] for k in range(start, stop)):
            gaps = [Ne(symbol, _number(cut[k])) for k in range(start, stop) if k in holes]
            parts.append(And(_between(cut, truth, start, stop, symbol), *gaps))
        start = stop
    return Or(*parts)


def _between(
    cut: Sequence[Piece], truth: Sequence[bool | None], start: int, stop: int, symbol: Any
) -> Any:
    """Return that the symbol lies in the pieces from start to stop, stop excluded."""
    from sympy import And, Eq, S

    if stop == start + 1 and cut[start].root is not None:
        return Eq(symbol, _number(cut[start]))
    lower = upper = S.true
    if start > 0:
        closed = cut[start].root is not None
        end = _number(cut[start if closed else start - 1])
        lower = symbol >= end if closed and truth[start] else symbol > end
    if stop < len(cut):
        closed = cut[stop - 1].root is not None
        end = _number(cut[stop - 1 if closed else stop])
        upper = symbol <= end if closed and truth[stop - 1] else symbol < end
    return And(lower, upper)


def _number(piece: Piece) -> Any:
    root: Root = piece.root  # type: ignore[assignment]
    return root.number()
