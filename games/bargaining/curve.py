"""A concave curve of payoffs of two players, and the part of it that they bargain about.

The curve is (x(t), y(t)); all that lies below it is feasible. From the point that is best for the
second player to the one that is best for the first, x rises and y falls, so that each solution is
where an expression changes its sign. It is found by bisection, and exactly where sympy can.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isfinite, nextafter
from typing import Any, NamedTuple, Self, final

import numpy as np

from lilliput.games.arithmetic import Array, is_symbolic, object_array
from lilliput.games.bargaining.exact_roots import exact_root
from lilliput.games.errors import InvalidGameError, SolverError

__all__ = ["Curve", "Place"]

_SAMPLES = 257
_TOL = 1e-9
_HALVINGS = 200


class Place(NamedTuple):
    """Payoffs at a parameter value, and their derivatives by the parameter."""

    x: Any
    y: Any
    dx: Any
    dy: Any


Condition = Callable[[Place], Any]


@final
@dataclass(frozen=True)
class Curve:
    """What lies below a concave curve, and the arc of it with no less than the origin.

    Parameters
    ----------
    symbol
        The sympy symbol t that x and y are expressions in; None if they are functions of a float.
    x, y
        The payoffs of the two players.
    peak
        t where y is greatest.
    last
        t where x is greatest.
    start, end
        t at the ends of the arc: y is greatest at the start, x at the end.
    origin
        The disagreement payoffs.
    """

    symbol: Any
    x: Any
    y: Any
    peak: Any
    last: Any
    start: Any
    end: Any
    origin: tuple[Any, ...]

    @classmethod
    def read(cls, frontier: Any, interval: Any, origin: Sequence[Any]) -> Self:
        """Check a frontier, and find the arc to bargain about."""
        symbol, x, y = _parts(frontier)
        low, high = _ends(interval)
        exact = symbol is not None
        point = tuple(_sympified(d) for d in origin) if exact else tuple(float(d) for d in origin)
        if exact:
            low, high = _sympified(low), _sympified(high)
        ts, xs, ys = _sampled(symbol, x, y, low, high)
        if symbol is not None and not _has_slopes(symbol, x, y, ts[1:-1]):
            x, y = _compiled(symbol, x, y)[:2]
            symbol, exact, point = None, False, tuple(float(d) for d in origin)
        rising = _check_shape(ts, xs, ys)
        last, first = (high, low) if rising else (low, high)
        k = int(np.argmax(ys))
        curve = cls(symbol, x, y, first, last, first, last, point)
        peak = first
        if ys[k] > curve.floats(first).y + _TOL * float(np.ptp(ys)):
            peak = curve.root(lambda p: -p.dy if rising else p.dy)
        whole = cls(symbol, x, y, peak, last, peak, last, point)
        start, end = peak, last
        if whole.floats(peak).x < float(point[0]):
            start = whole.root(lambda p: p.x - point[0])
        if whole.floats(last).y < float(point[1]):
            end = whole.root(lambda p: point[1] - p.y)
        curve = cls(symbol, x, y, peak, last, start, end, point)
        curve.check_gains()
        return curve

    @property
    def gains(self) -> Array:
        """The most that either can gain."""
        best = (self.at(self.end).x - self.origin[0], self.at(self.start).y - self.origin[1])
        return object_array([_simplified(gain) for gain in best])

    def at(self, t: Any) -> Place:
        """Return payoffs at t, exactly if t is exact."""
        if self.symbol is None or not is_symbolic(t):
            return self.floats(t)
        values = [_simplified(e.subs(self.symbol, t)) for e in (self.x, self.y)]
        return Place(values[0], values[1], None, None)

    def floats(self, t: Any) -> Place:
        """Return payoffs and derivatives at t in floats."""
        t = float(t)
        if self.symbol is not None:
            x, y, dx, dy = (_safely(f, t) for f in _compiled(self.symbol, self.x, self.y))
            return Place(x, y, dx, dy)
        lo, hi = sorted((float(self.peak), float(self.last)))
        step = min(1e-4 * (hi - lo), max(min(hi - t, t - lo) / 2, 1e-9 * (hi - lo)))
        near = min(max(t, lo + 2 * step), hi - 2 * step)  # a function may end where the arc does
        return Place(
            float(self.x(t)),
            float(self.y(t)),
            _slope(self.x, near, step),
            _slope(self.y, near, step),
        )

    def root_in_floats(self, condition: Condition) -> Any:
        """Return t where a number that rises along the arc is 0, in floats; else the nearer end."""
        start, end = float(self.start), float(self.end)
        edge = 1e-13 * (end - start)  # a slope may be infinite at the ends
        low = start + edge if start + edge != start else nextafter(start, end)
        high = end - edge if end - edge != end else nextafter(end, start)
        if self._value(condition, low) >= 0:
            return self.start
        if self._value(condition, high) <= 0:
            return self.end
        for _ in range(_HALVINGS):
            middle = low + (high - low) / 2
            if middle in (low, high):
                break
            if self._value(condition, middle) < 0:
                low = middle
            else:
                high = middle
        return high

    def root(self, condition: Condition) -> Any:
        """Return t where an expression that rises along the arc is 0; else the nearer end.

        Parameters
        ----------
        condition
            Payoffs and derivatives to a number. It is asked in floats and for expressions.
        """
        high = self.root_in_floats(condition)
        if self.symbol is None or is_symbolic(high):
            return high
        place = Place(self.x, self.y, self.x.diff(self.symbol), self.y.diff(self.symbol))
        width = abs(float(self.end) - float(self.start))
        found = exact_root(condition(place), self.symbol, high, width=width)
        return high if found is None else found

    def _value(self, condition: Condition, t: float) -> float:
        value = float(condition(self.floats(t)))
        if value != value:
            raise SolverError(
                f"the frontier or its slope is not a number at {t!r}; shorten the interval, or "
                "give it as a function of a float"
            )
        return value

    def best_near(self, t: float, score: Callable[[Place], float]) -> Place:
        """Return the best place within a few thousandths of t, for functions with a kink there."""
        low, high = sorted((float(self.start), float(self.end)))
        reach = 5e-4 * (high - low)
        left, right = max(low, t - reach), min(high, t + reach)
        best, value = self.floats(t), score(self.floats(t))
        for _ in range(_HALVINGS):  # thirds: a concave score has one peak
            a, b = left + (right - left) / 3, right - (right - left) / 3
            if score(self.floats(a)) < score(self.floats(b)):
                left = a
            else:
                right = b
        found = self.floats((left + right) / 2)
        return found if score(found) > value + 1e-13 * (1 + abs(value)) else best

    @property
    def forward(self) -> int:
        """1 if t rises along the arc, else −1."""
        return 1 if float(self.end) > float(self.start) else -1

    def check_gains(self) -> None:
        """Refuse a disagreement point that is outside, or leaves no gain to both."""
        d = [float(entry) for entry in self.origin]
        top, right = self.floats(self.peak).y, self.floats(self.last).x
        wide, high = 1e-12 * max(abs(right), abs(d[0])), 1e-12 * max(abs(top), abs(d[1]))
        place = self.floats(self.start)
        if d[0] > right + wide or d[1] > place.y + high or place.x < d[0] - wide:
            raise InvalidGameError(
                f"disagreement must be feasible, got {d[0]:g}, {d[1]:g}; the first player can have "
                f"at most {right:g}, the second {top:g} or, beside {d[0]:g}, {place.y:g}"
            )
        if self.floats(self.end).x - d[0] <= wide or place.y - d[1] <= high:
            raise InvalidGameError(
                "disagreement must leave something to gain: there must be a point that gives both "
                f"players more than {d[0]:g}, {d[1]:g}"
            )

    def contains(self, x: Any, y: Any, *, tol: float = 0) -> bool:
        """Whether payoffs lie on or below the curve, up to rounding."""
        slack = [(tol + 1e-12) * float(gain) for gain in self.gains]
        if x > self.floats(self.last).x + slack[0]:
            return False
        whole = Curve(
            self.symbol, self.x, self.y, self.peak, self.last, self.peak, self.last, self.origin
        )
        t = whole.root(lambda p: p.x - _sympified(x) if is_symbolic(p.x) else p.x - float(x))
        return bool(float(y) <= whole.floats(t).y + slack[1])

    def __str__(self) -> str:
        if self.symbol is None:
            return "below a curve"
        if self.x == self.symbol:
            return f"below {self.y} for {self.symbol}"
        return f"below ({self.x}, {self.y})"


def _parts(frontier: Any) -> tuple[Any, Any, Any]:
    """Return the symbol, x and y of a frontier."""
    pair = tuple(frontier) if isinstance(frontier, (tuple, list)) else (frontier,)
    if len(pair) not in (1, 2):
        raise InvalidGameError(
            f"frontier must be an expression, a function or a pair (x, y) of them, got {frontier!r}"
        )
    if any(is_symbolic(part) for part in pair):
        import sympy

        pair = tuple(_with_decimals(sympy.sympify(part)) for part in pair)
        symbols = sorted(set().union(*(part.free_symbols for part in pair)), key=str)
        if len(symbols) > 1:
            raise InvalidGameError(
                f"frontier must be in one symbol, got {', '.join(map(str, symbols))}; substitute "
                "numbers for the others"
            )
        symbol = symbols[0] if symbols else sympy.Symbol("x", real=True)
        if not symbol.is_real:
            real = sympy.Symbol(symbol.name, real=True)
            pair, symbol = tuple(part.subs(symbol, real) for part in pair), real
        return symbol, pair[0] if len(pair) == 2 else symbol, pair[-1]
    if not all(callable(part) for part in pair):
        raise InvalidGameError(
            f"frontier must be an expression, a function or a pair (x, y) of them, got {frontier!r}"
        )
    return None, pair[0] if len(pair) == 2 else _same, pair[-1]


def _with_decimals(expression: Any) -> Any:
    """Return an expression with floats as the decimals that they print as."""
    import sympy

    floats = expression.atoms(sympy.Float)
    return expression.xreplace({number: sympy.Rational(str(number)) for number in floats})


def _same(t: float) -> float:
    return t


def _ends(interval: Any) -> tuple[Any, Any]:
    ends = tuple(interval) if isinstance(interval, (tuple, list)) else ()
    try:
        good = len(ends) == 2 and all(isfinite(float(e)) for e in ends) and ends[0] < ends[1]
    except (TypeError, ValueError):
        good = False
    if not good:
        raise InvalidGameError(f"interval must be (low, high) with low < high, got {interval!r}")
    return ends[0], ends[1]


def _sampled(symbol: Any, x: Any, y: Any, low: Any, high: Any) -> tuple[Array, Array, Array]:
    ts = np.linspace(float(low), float(high), _SAMPLES)
    functions = _compiled(symbol, x, y)[:2] if symbol is not None else (x, y)
    table = []
    for f in functions:
        values = []
        for t in ts.tolist():
            try:
                value = f(t)
                value = float(value)
            except (TypeError, ValueError, ArithmeticError, NameError):
                value = float("nan")
            if not isfinite(value):
                raise InvalidGameError(f"frontier must be a finite real number at {t:g}")
            values.append(value)
        table.append(np.array(values))
    return ts, table[0], table[1]


def _has_slopes(symbol: Any, x: Any, y: Any, ts: Array) -> bool:
    """Whether the derivatives are numbers: those of Min, Abs and the like may not be."""
    slopes = _compiled(symbol, x, y)[2:]
    return all(isfinite(_safely(f, float(t))) for f in slopes for t in ts[::32])


def _check_shape(ts: Array, xs: Array, ys: Array) -> bool:
    """Return whether x rises with t; refuse a curve that turns back or is not concave."""
    steps = np.diff(xs)
    rising = bool(xs[-1] > xs[0])
    if not ((steps > 0).all() or (steps < 0).all()):
        k = int(np.argmax(steps <= 0 if rising else steps >= 0))
        raise InvalidGameError(
            f"frontier must be such that x only rises or only falls along it, which fails at "
            f"{ts[k]:g}; split or shorten the interval"
        )
    if not rising:
        ts, xs, ys = ts[::-1], xs[::-1], ys[::-1]
    width, height = xs[-1] - xs[0], float(np.ptp(ys)) or 1.0
    dx, dy = np.diff(xs) / width, np.diff(ys) / height
    bend = dx[:-1] * dy[1:] - dx[1:] * dy[:-1]
    k = int(np.argmax(bend))
    rounding = 1e-15 * (abs(xs).max() / width + abs(ys).max() / height)
    if bend[k] > _TOL * (dx.max() + abs(dy).max()) ** 2 + 8 * rounding * (dx.max() + abs(dy).max()):
        raise InvalidGameError(
            f"frontier must be concave, but it bends up at {ts[k + 1]:g}; for other curves give "
            "points with from_points, whose mixtures are feasible"
        )
    return rising


@lru_cache(maxsize=64)
def _compiled(symbol: Any, x: Any, y: Any) -> tuple[Callable[[float], Any], ...]:
    import sympy

    functions = []
    for part in (x, y, x.diff(symbol), y.diff(symbol)):
        try:
            functions.append(sympy.lambdify(symbol, part, "math"))
        except NotImplementedError:
            functions.append(_no_number)
    return tuple(functions)


def _no_number(_t: float) -> float:
    return float("nan")


def _safely(function: Callable[[float], Any], t: float) -> float:
    try:
        value = function(t)
    except (ValueError, ArithmeticError, NameError, TypeError):
        return float("nan")
    return float("nan") if isinstance(value, complex) else float(value)


def _slope(function: Callable[[float], Any], t: float, h: float) -> float:
    """Return the derivative by five points."""
    f = [float(function(t + k * h)) for k in (-2, -1, 1, 2)]
    return (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h)


def _sympified(value: Any) -> Any:
    import sympy

    if isinstance(value, float):
        value = Fraction(repr(value))
    return sympy.sympify(value)


def _simplified(value: Any) -> Any:
    if not is_symbolic(value):
        return value
    import sympy

    if value.has(sympy.log):  # simplify would make 10⁹ log 2 the logarithm of 2 to that power
        return sympy.radsimp(value)
    return sympy.radsimp(sympy.simplify(value))
