"""The points of a phase plane: evaluated here, or read from results over a grid."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.games.arithmetic import Array
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["Plane", "edges_of", "plane_of"]

Floats = npt.NDArray[np.float64]

_MARGIN, _VERDICT = "margin", "verdict"
_SIGNS = np.array(["negative", "zero", "positive"], dtype=object)
_MOST_INTEGERS = 40
_ROUNDING = 1e-12  # of the largest number: what counts as zero


class Plane(NamedTuple):
    """Verdicts over two parameters, and the curves between them.

    Parameters
    ----------
    x, y
        What the parameters are called.
    x_values, y_values
        Where the points are.
    x_edges, y_edges
        Of the cells around them.
    verdicts
        One row a value of y; None where a point is missing or undefined.
    output
        What the verdicts are of.
    margin
        The number whose zero contour is drawn.
    curves
        The contour, for each part a row a point (x, y).
    """

    x: str
    y: str
    x_values: Floats
    y_values: Floats
    x_edges: Floats
    y_edges: Floats
    verdicts: Array
    output: str
    margin: str
    curves: tuple[Floats, ...]


def plane_of(
    results: Any, x: Any, y: Any, output: str | None, boundary: Any, cells: int,
    fixed: Mapping[str, Any],
) -> Plane:  # fmt: skip
    """Return what is drawn; see `plot_phase_plane`."""
    if boundary not in ("trace", None) and not hasattr(boundary, "curves"):
        raise InvalidArgumentError(
            f"boundary must be 'trace', None or what trace_boundary returns, got {boundary!r}"
        )
    if isinstance(results, pd.DataFrame) or hasattr(results, "to_pandas"):
        if fixed:
            raise InvalidArgumentError("fixed: results are fixed already; select their rows")
        return _of_results(results, x, y, output, boundary)
    return _of_model(results, x, y, output, boundary, cells, fixed)


def edges_of(values: Any) -> Floats:
    """Return the edges of cells around values: halfway between them.

    Examples
    --------
    >>> edges_of([1, 2, 4]).tolist()
    [0.5, 1.5, 3.0, 5.0]
    """
    middle = np.asarray(values, dtype=float)
    if len(middle) == 1:
        return np.array([middle[0] - 0.5, middle[0] + 0.5])
    between = (middle[1:] + middle[:-1]) / 2
    first, last = 2 * middle[0] - between[0], 2 * middle[-1] - between[-1]
    return np.concatenate([[first], between, [last]])


def _of_results(results: Any, x: Any, y: Any, output: str | None, boundary: Any) -> Plane:
    frame = results if isinstance(results, pd.DataFrame) else results.to_pandas(failures=True)
    for argument, name in (("x", x), ("y", y), ("output", output)):
        if name is None and argument != "output":
            raise InvalidArgumentError(f"{argument} must name a column of the results")
        if name is not None and name not in frame.columns:
            raise UnknownNameError(f"{argument}: column", name, frame.columns)
    if x == y:
        raise InvalidArgumentError(f"x and y must be two parameters, got {x!r} twice")
    shown = output or next((c for c in (_VERDICT, _MARGIN) if c in frame.columns), None)
    if shown is None:
        raise InvalidArgumentError(
            "output must name a column of the results: there is neither 'verdict' nor 'margin'"
        )
    if frame.duplicated([x, y]).any():
        raise InvalidArgumentError(
            f"results must have one point for each {x} and {y}, got several: select the rows at "
            "one value of the other parameters"
        )
    wide = _wide(frame, x, y, shown)
    table = _verdicts(wide)
    xs, ys = wide.columns.to_numpy(dtype=float), wide.index.to_numpy(dtype=float)
    margin = _contour_name(shown, frame, boundary)
    curves: tuple[Floats, ...] = ()
    if hasattr(boundary, "curves"):
        curves = tuple(boundary.curves)
    elif boundary == "trace" and margin in frame.columns and min(wide.shape) > 1:
        curves = _between(xs, ys, _wide(frame, x, y, margin).to_numpy(dtype=float))
    return Plane(str(x), str(y), xs, ys, edges_of(xs), edges_of(ys), table, shown, margin, curves)


def _contour_name(shown: str, frame: pd.DataFrame, boundary: Any) -> str:
    if hasattr(boundary, "output"):
        return str(boundary.output)
    if pd.api.types.is_numeric_dtype(frame[shown].dtype):
        return shown
    return shown[: -len(_VERDICT)] + _MARGIN if shown.endswith(_VERDICT) else _MARGIN


def _wide(frame: pd.DataFrame, x: Any, y: Any, column: str) -> pd.DataFrame:
    """Return one row a value of y and one column a value of x, in order."""
    table = frame.set_index([y, x])[column].unstack()  # noqa: PD010 - a pivot_table takes means
    return table.sort_index().sort_index(axis=1)


def _verdicts(wide: pd.DataFrame) -> Array:
    """Return texts; of numbers their signs, and None where there is nothing."""
    missing = wide.isna().to_numpy()
    if all(pd.api.types.is_bool_dtype(t) for t in wide.dtypes):
        table = np.where(wide.to_numpy(dtype=bool), "true", "false").astype(object)
    elif all(pd.api.types.is_numeric_dtype(t) for t in wide.dtypes):
        values = np.nan_to_num(wide.to_numpy(dtype=float))
        values[np.abs(values) <= _ROUNDING * np.abs(values).max()] = 0
        signs = np.sign(values)
        table = _SIGNS[signs.astype(int) + 1]
    else:
        table = wide.astype(object).to_numpy().copy()
    table[missing] = None
    table[table == "undefined"] = None
    return table


def _between(xs: Floats, ys: Floats, values: Floats) -> tuple[Floats, ...]:
    """Return the zero contour of values on a grid, by straight lines between points."""
    from contourpy import contour_generator

    found = contour_generator(xs, ys, np.ma.masked_invalid(values)).lines(0.0)
    return tuple(np.asarray(line) for line in found if len(line) > 1)


def _of_model(
    model: Any, x: Any, y: Any, output: str | None, boundary: Any, cells: int,
    fixed: Mapping[str, Any],
) -> Plane:  # fmt: skip
    from lilliput.analysis.claims.model import Model
    from lilliput.analysis.tracing import trace_boundary
    from lilliput.analysis.tracing.evaluation import axis_of

    if x is None and y is None and isinstance(model, Model) and model.axes:
        x, y = model.axes
    axes = [axis_of(model, axis, argument) for axis, argument in ((x, "x"), (y, "y"))]
    if axes[0][0] == axes[1][0]:
        raise InvalidArgumentError(f"x and y must be two parameters, got {axes[0][0]!r} twice")
    check_count(cells, argument="cells", least=2)
    values, edges = zip(*(_cells(model, axis, cells) for axis in axes), strict=True)
    frame = _evaluated(model, axes, values, fixed)
    plane = _of_results(frame, axes[0][0], axes[1][0], output, None)
    curves, margin = plane.curves, plane.margin
    if hasattr(boundary, "curves"):
        curves, margin = tuple(boundary.curves), str(boundary.output)
    elif boundary == "trace" and margin in frame.columns:
        found = trace_boundary(model, *axes, output=margin, fixed=fixed, tol=1e-3)
        curves = tuple(found.curves)
    return plane._replace(x_edges=edges[0], y_edges=edges[1], curves=curves, margin=margin)


def _cells(model: Any, axis: tuple[str, float, float], cells: int) -> tuple[Array, Floats]:
    """Return values of a parameter and the edges around them."""
    name, low, high = axis
    parameter = getattr(model, "parameters", {})
    counts = isinstance(parameter, Mapping) and getattr(parameter.get(name), "integer", False)
    if counts:
        whole = np.arange(np.ceil(low), np.floor(high) + 1).astype(int)
        values = whole[:: -(-len(whole) // _MOST_INTEGERS)]
        return values, edges_of(values)
    edges = np.linspace(low, high, cells + 1)
    return (edges[1:] + edges[:-1]) / 2, edges


def _evaluated(model: Any, axes: Any, values: Any, fixed: Mapping[str, Any]) -> pd.DataFrame:
    """Return all points with the outputs of a model; missing where it is not defined."""
    import warnings

    from lilliput.analysis.designs import grid
    from lilliput.analysis.sweeps import sweep
    from lilliput.games.errors import LilliputWarning

    space = {name: list(column) for (name, _, _), column in zip(axes, values, strict=True)}
    design = grid({**space, **{name: [value] for name, value in fixed.items()}})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", LilliputWarning)  # what failed is left white
        return sweep(model, design, progress=False).to_pandas(failures=True)
