"""The boundary of the region in which an output is positive, in a plane of two parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil, inf
from typing import Any, Literal, final

import numpy as np
import pandas as pd

from lilliput.analysis.claims.model import Model
from lilliput.analysis.tracing.contour import Curve, contour
from lilliput.analysis.tracing.evaluation import Axis, Floats, axis_of, output_of, tolerated
from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count, counted
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Boundary", "trace_boundary"]

_HEAD = 10


@final
@dataclass(frozen=True, eq=False, repr=False)
class Boundary:
    """The curves that bound where an output is positive, traced to a tolerance.

    Parameters
    ----------
    x, y
        Name, low and high of both parameters.
    output, level
        What was traced, and the value that bounds.
    curves
        For each component an array of points (x, y). The positive side is on the left of the way
        along it; a closed one ends where it begins. The longest comes first.
    kinds
        For each component an array: ``"crossing"`` where the output passes the level at a point,
        ``"jump"`` where it jumps through it.
    closed
        Whether each component is a closed curve.
    evaluations
        Points at which the model was evaluated.
    grid_equivalent
        Points of a grid that is as fine as the tolerance.
    error
        Bound on the distance from a change of sign, as a share of the ranges of the parameters.
        Points on the curves have been bracketed, and lines between them checked at quarters.
    undefined
        Evaluations at which the output is NaN or the model failed.
    """

    x: Axis
    y: Axis
    output: str
    level: float
    curves: tuple[Floats, ...]
    kinds: tuple[Array, ...]
    closed: tuple[bool, ...]
    evaluations: int
    grid_equivalent: int
    error: float
    undefined: int

    def __post_init__(self) -> None:
        for name in ("curves", "kinds"):
            copies = tuple(np.array(values) for values in getattr(self, name))
            for copy in copies:
                copy.setflags(write=False)
            object.__setattr__(self, name, copies)

    def __len__(self) -> int:
        return len(self.curves)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a point: both parameters, ``component`` and ``kind``."""
        points = np.concatenate([np.zeros((0, 2)), *self.curves])
        sizes = [len(curve) for curve in self.curves]
        return pd.DataFrame(
            {
                self.x[0]: points[:, 0],
                self.y[0]: points[:, 1],
                "component": np.repeat(np.arange(len(sizes)), sizes),
                "kind": np.concatenate([np.array([], dtype=object), *self.kinds]),
            }
        )

    def __repr__(self) -> str:
        return f"Boundary({self._title})"

    @property
    def _title(self) -> str:
        (x, *xs), (y, *ys) = self.x, self.y
        plane = f"{x} in [{xs[0]:g}, {xs[1]:g}] and {y} in [{ys[0]:g}, {ys[1]:g}]"
        jumping = sum("jump" in kinds for kinds in self.kinds)
        marks = [f"{sum(self.closed)} closed"] * any(self.closed) + [f"{jumping} with jumps"] * (
            jumping > 0
        )
        what = counted(len(self), "curve") if self.curves else "no change of sign found"
        if marks:
            what += f" ({', '.join(marks)})"
        return (
            f"{self.output} = {self.level:g} over {plane}: {what}; {self.evaluations:,} "
            f"evaluations instead of {self.grid_equivalent:,} on a grid, error <= {self.error:.2g} "
            "of the ranges"
        )

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        return summary(repr(self), self.to_frame().head(_HEAD))

    def __reduce__(self) -> tuple[type, tuple[Any, ...]]:
        return (type(self), tuple(getattr(self, name) for name in self.__dataclass_fields__))


def trace_boundary(
    model: Any,
    x: str | Axis | None = None,
    y: str | Axis | None = None,
    *,
    output: str = "margin",
    value: str | bool | None = None,
    level: float = 0.0,
    region: Literal["above", "below"] = "above",
    fixed: Mapping[str, Any] | None = None,
    tol: float = 1e-4,
    start: int = 17,
    indifference: float | None = None,
    limit: int = 1_000_000,
) -> Boundary:
    """Trace where an output changes its sign in a plane of two parameters.

    A coarse grid shows cells in which the sign changes. Points on their edges are bracketed, and
    cells are quartered only where the straight line between two of them is not close enough to
    the change of sign. This takes a small part of the evaluations of a grid as fine as the
    tolerance.

    Components that are smaller than a cell of the coarse grid, and parts that come closer to each
    other than that, may be missed: `start` makes the cells smaller.

    Parameters
    ----------
    model
        A model of a claim (traced in its closed form, where a parameter that counts something
        takes all values in between), a claim, a comparison of institutions, an evaluator, or a
        function of named parameters: of scalars, or of arrays when marked by `vectorised`.
    x, y
        (name, low, high) of a parameter; for a claim's model the name alone takes its own range,
        and nothing its own axes.
    output
        The output: a number, a truth value (which counts as 1 or −1), or a text with `value`.
    value
        Of a text output such as a verdict: what is traced is where the output is this.
    level
        The value that bounds.
    region
        ``"above"``: the curves bound where the output is above the level, such as where a claim
        holds; ``"below"``: where it is below. The two differ only where the output is the level
        on a whole region. A line on which it touches the level without passing it is no boundary.
    fixed
        The other parameters; defaults for the rest.
    tol
        The largest distance of a curve from the change of sign, as a share of the ranges.
    start
        Points along each axis of the coarse grid.
    indifference
        Outputs up to this size count as the level. By default 10⁻¹² for a claim's model, which is
        more than the rounding errors of its margin, and 0 otherwise.
    limit
        The largest number of evaluations.

    Returns
    -------
    Boundary
        Its `curves` are in the units of the parameters. Where the model is undefined it has no
        sign, so that a curve ends there and none runs along it.

    Raises
    ------
    InvalidArgumentError, UnknownNameError
        About an argument, or an output that is undefined on the whole coarse grid.
    ProblemTooLargeError
        More evaluations than `limit`.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> found = trace_boundary(claims["C16"].models["M16-signing"], tol=1e-3)
    >>> found
    Boundary(margin = 0 over N in [2, 12] and part in [0, 1]: 1 curve; 700 evaluations instead of \
1,002,001 on a grid, error <= 0.0005 of the ranges)
    >>> curve = found.curves[0]
    >>> bool(abs(curve[:, 1] - (3 / curve[:, 0]).clip(max=1)).max() < 1e-3)
    True

    References
    ----------
    .. [1] Lorensen, W. E. and Cline, H. E. (1987), Marching cubes, ACM SIGGRAPH Computer Graphics
       21(4), 163–169. DOI 10.1145/37402.37422.
    """
    if x is None and y is None and isinstance(model, Model) and model.axes:
        x, y = model.axes
    xs, ys = axis_of(model, x, "x"), axis_of(model, y, "y")
    start = check_count(start, argument="start", least=2)
    limit = check_count(limit, argument="limit")
    if not 1e-9 <= tol < 1:
        raise InvalidArgumentError(f"tol must be a share of the ranges in [1e-9, 1), got {tol!r}")
    if region not in ("above", "below"):
        raise InvalidArgumentError(f"region must be 'above' or 'below', got {region!r}")
    if not -inf < level < inf:
        raise InvalidArgumentError(f"level must be finite, got {level!r}")
    sign, slack = (1 if region == "above" else -1), tolerated(model, indifference)
    values = output_of(model, (xs, ys), dict(fixed or {}), output, limit, value)

    def function(u: Floats, v: Floats) -> Floats:
        found = values({xs[0]: _scaled(u, xs), ys[0]: _scaled(v, ys)})
        if values.evaluations == values.undefined:
            raise InvalidArgumentError(
                f"{output} is undefined on the whole grid of {start} × {start} points"
                + (f": {values.message}" if values.message else "")
            )
        return sign * (found - level) - slack

    curves, error = contour(function, tol=tol, start=start, tolerated=slack)
    return Boundary(
        x=xs,
        y=ys,
        output=output if value is None else f"{output} is {value}",
        level=float(level),
        curves=tuple(_placed(curve, xs, ys) for curve in curves),
        kinds=tuple(np.where(curve.jump, "jump", "crossing").astype(object) for curve in curves),
        closed=tuple(curve.closed for curve in curves),
        evaluations=values.evaluations,
        grid_equivalent=(ceil(1 / tol) + 1) ** 2,
        error=error,
        undefined=values.undefined,
    )


def _scaled(share: Floats, axis: Axis) -> Floats:
    """Return values of a parameter; the ends exactly, whatever the rounding."""
    _, low, high = axis
    return np.clip(low * (1 - share) + high * share, low, high)


def _placed(curve: Curve, x: Axis, y: Axis) -> Floats:
    points = curve.points
    return np.column_stack([_scaled(points[:, 0], x), _scaled(points[:, 1], y)])
