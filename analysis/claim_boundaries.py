"""The analytic boundary of a model on a fine grid: what to draw the level lines of."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from lilliput.analysis.claim_axes import Axis
from lilliput.analysis.claims.model import INDIFFERENCE, Model
from lilliput.analysis.premium import status_of

__all__ = ["CODES", "boundary_heights"]

CODES = {"holds": 1, "indifferent": 0, "fails": -1}
"""Verdict to the sign of its margin."""

_FINE, _FINER = 161, 401
_PLATEAU = 0.03
_STEPS = ("floor", "ceiling", "Mod", "Piecewise", "KroneckerDelta", "Heaviside")


def boundary_heights(
    model: Model, x: Axis, y: Axis, point: dict[str, Any]
) -> tuple[Any, Any, Any, list[float]]:
    """Return what to draw the level lines of: the closed form, or its verdict where that jumps.

    A closed form that is 0 on a whole region or for some number of players, or that jumps, crosses
    no level where the verdict changes; its verdict in numbers does.

    Parameters
    ----------
    model
        A model with a closed form.
    x, y
        The axes.
    point
        Values of all parameters; those of the axes are ignored.

    Returns
    -------
    tuple
        Two arrays of coordinates, an array of heights that is masked outside the domain, and the
        heights at which the verdict changes.
    """
    jumps = model.decide is not status_of or _has_steps(model.closed_form)
    jumps = jumps or _vanishes_at_an_integer(model, x, y, point)
    if not jumps:
        horizontal, vertical, values = _closed_form(model, x, y, point, _FINE, whole=False)
        crosses = values.count() and values.min() < 0 < values.max()
        if crosses and (values == 0).sum() <= _PLATEAU * values.count():
            return horizontal, vertical, values, [0.0]
    horizontal, vertical, values = _closed_form(model, x, y, point, _FINER, whole=jumps)
    codes = np.ma.array(np.sign(values.data), mask=values.mask)
    if model.decide is not status_of:
        known = values.compressed().tolist()
        codes[~values.mask] = [CODES[model.decide(value, INDIFFERENCE)] for value in known]
    crosses = codes.count() and codes.min() < 0 < codes.max()
    between = not crosses or (codes == 0).sum() > _PLATEAU * codes.count()
    return horizontal, vertical, codes, [-0.5, 0.5] if between else [0.0]


def _vanishes_at_an_integer(model: Model, x: Axis, y: Axis, point: dict[str, Any]) -> bool:
    """Whether the closed form is 0 at some integer, whatever the other parameter is."""
    if not (x.parameter.integer or y.parameter.integer):
        return False
    across, up = np.meshgrid(*(np.array(axis.centres, dtype=float) for axis in (x, y)))
    values = _margins(model, {x.name: across, y.name: up}, point)
    return any(
        bool(((values == 0) | values.mask).all(axis=k)[(~values.mask).sum(axis=k) > 1].any())
        for k, axis in enumerate((x, y))
        if axis.parameter.integer
    )


def _margins(model: Model, grid: dict[str, Any], point: dict[str, Any]) -> Any:
    """Return the closed form at points of a grid, masked where the model does not accept them."""
    columns = _columns(model, point, grid)
    with np.errstate(all="ignore"):
        found = np.broadcast_to(model.in_closed_form(**columns), next(iter(grid.values())).shape)
    found = np.where(np.abs(found) <= INDIFFERENCE, 0.0, found)
    return np.ma.array(found, mask=~(_allowed(model, grid, point) & np.isfinite(found)))


def _closed_form(
    model: Model, x: Axis, y: Axis, point: dict[str, Any], size: int, *, whole: bool
) -> tuple[Any, Any, Any]:
    """Return a fine grid and the closed form on it, masked outside the domain.

    Parameters that count are rounded where the closed form is defined at integers only (`whole`).
    """
    horizontal, vertical = np.meshgrid(x.fine(size, model), y.fine(size, model))
    rounded = {x.name: _on_grid(x, horizontal), y.name: _on_grid(y, vertical)}
    given = rounded if whole else {x.name: horizontal, y.name: vertical}
    values = _margins(model, given, point)
    mask = np.ma.getmaskarray(values) | ~_allowed(model, rounded, point)
    return horizontal, vertical, np.ma.array(values.data, mask=mask)


def _on_grid(axis: Axis, values: Any) -> Any:
    """Return the values themselves, or the nearest integers for a parameter that counts."""
    if not axis.parameter.integer:
        return values
    centres = np.array(axis.centres, dtype=float)
    return centres[np.abs(values[..., None] - centres).argmin(axis=-1)]


def _allowed(
    model: Model, grid: Mapping[str, Any], point: Mapping[str, Any]
) -> npt.NDArray[np.bool_]:
    """Return which combinations on the fine grid the model accepts, ends of open domains too."""
    allowed = np.ones(next(iter(grid.values())).shape, dtype=bool)
    for name, values in grid.items():
        parameter = model.parameters[name]
        allowed = allowed & (values >= parameter.lower) & (values <= parameter.upper)
    columns = _columns(model, point, grid)
    for need in model.conditions:
        allowed = allowed & need.met_by(columns)
    return allowed


def _columns(model: Model, point: Mapping[str, Any], grid: Mapping[str, Any]) -> dict[str, Any]:
    """Return an array for every parameter that is a number."""
    shape = next(iter(grid.values())).shape
    numbers = {name: value for name, value in point.items() if not model.parameters[name].choices}
    return {name: np.full(shape, float(value)) for name, value in numbers.items()} | dict(grid)


def _has_steps(expression: Any) -> bool:
    """Whether a sympy expression jumps or holds at integers only."""
    import sympy

    return bool(expression.has(*(getattr(sympy, name) for name in _STEPS)))
