"""The phase diagram of a model: verdicts computed cell by cell, the analytic boundary over them.

The cells come from the encoded games and their solvers, the line from the closed form alone, so
that a picture in which they disagree shows an error in one of the two.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from textwrap import fill
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.claims.model import INDIFFERENCE, Model
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.premium import status_of
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["COLOURS", "OUTSIDE", "has_phase", "phase_table", "plot_phase"]

OUTSIDE = "outside the domain"
COLOURS = {"holds": "#9ECAE1", "indifferent": "#F4F4EC", "fails": "#B35806"}
_CODES = {"holds": 1, "indifferent": 0, "fails": -1}
_MOST_INTEGERS = 16
_FINE, _FINER = 161, 401
_PLATEAU = 0.03
_STEPS = ("floor", "ceiling", "Mod", "Piecewise", "KroneckerDelta", "Heaviside")


class _Axis(NamedTuple):
    """A parameter on an axis: the values at the centres of cells, and the edges of these."""

    name: str
    parameter: Parameter
    centres: list[Any]
    edges: npt.NDArray[np.float64]

    def fine(self, size: int) -> npt.NDArray[np.float64]:
        """Return points along the axis for the analytic boundary."""
        return np.linspace(self.edges[0], self.edges[-1], size)

    def label(self, width: int) -> str:
        """Return the name and the meaning in lines."""
        meaning = self.parameter.meaning
        named = meaning.startswith((f"{self.name},", f"{self.name} "))
        return fill(meaning if named else f"{self.name}: {meaning}", width)


def has_phase(model: Model) -> bool:
    """Whether a model has two axes and a closed form, and so a phase diagram.

    Parameters
    ----------
    model
        A model of a claim.
    """
    return bool(model.axes and model.formula)


def phase_table(
    model: Model,
    *,
    axes: tuple[str, str] | None = None,
    cells: int = 12,
    selection: str | None = None,
    **fixed: Any,
) -> pd.DataFrame:
    """Return the verdicts over two parameters, each computed from the encoded games.

    Parameters
    ----------
    model
        A model of a claim.
    axes
        The parameters along columns and rows; by default the model's own axes.
    cells
        Values along each axis, the centres of equal cells; of a parameter that counts something,
        its integers, up to 16.
    selection
        The rule that chooses among several equilibria.
    **fixed
        The other parameters; defaults for the rest.

    Returns
    -------
    pandas.DataFrame
        ``"holds"``, ``"indifferent"``, ``"fails"`` or ``"outside the domain"``.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> table = phase_table(claims["C10"].models["M10a"])
    >>> table.loc[2, 6], table.loc[2, 3], table.loc[4, 6], table.loc[4, 3]
    ('holds', 'indifferent', 'fails', 'outside the domain')
    """
    horizontal, vertical, point = _frame(model, axes, cells, fixed)
    verdict = _verdict(model, selection)
    rows = [
        [verdict({**point, horizontal.name: x, vertical.name: y}) for x in horizontal.centres]
        for y in vertical.centres
    ]
    return pd.DataFrame(
        rows,
        index=pd.Index(vertical.centres, name=vertical.name),
        columns=pd.Index(horizontal.centres, name=horizontal.name),
    )


def plot_phase(
    model: Model,
    *,
    axes: tuple[str, str] | None = None,
    cells: int = 12,
    selection: str | None = None,
    ax: "Axes | None" = None,
    **fixed: Any,
) -> "Axes":
    """Draw where a claim holds in a model, with the analytic boundary over computed cells.

    Parameters
    ----------
    model
        A model with a closed form.
    axes, cells, selection, **fixed
        As in `phase_table`. The boundary is that of the rule of selection by default.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidArgumentError
        The model has no closed form, or no axes and none are given.

    Examples
    --------
    >>> from lilliput.analysis.claims import claims
    >>> plot_phase(claims["C10"].models["M10a"]).get_ylabel()
    'k: how many of them the hub needs'
    """
    from lilliput.analysis.figures import new_axes

    if not model.formula:
        raise InvalidArgumentError(
            f"{model.id} has no closed form, and so no analytic boundary to draw; phase_table "
            "computes the verdicts"
        )
    table = phase_table(model, axes=axes, cells=cells, selection=selection, **fixed)
    horizontal, vertical, point = _frame(model, axes, cells, fixed)
    drawn = ax if ax is not None else new_axes(5.4, 4.6)
    handles = _draw_cells(drawn, table, horizontal, vertical)
    default = selection is None or selection == model.selections[0]
    if default:
        handles.append(_draw_boundary(drawn, model, horizontal, vertical, point))
    handles += _draw_default(drawn, model, horizontal, vertical)
    others = {k: v for k, v in point.items() if k not in (horizontal.name, vertical.name)}
    drawn.set_title(_title(model, others, selection), fontsize=9, loc="left")
    drawn.set(
        xlim=horizontal.edges[[0, -1]], ylim=vertical.edges[[0, -1]],
        xlabel=horizontal.label(54), ylabel=vertical.label(42),
    )  # fmt: skip
    for axis, line in ((horizontal, drawn.xaxis), (vertical, drawn.yaxis)):
        if axis.parameter.integer:
            line.set_ticks(axis.centres)
    drawn.legend(
        handles=handles, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=3,
        frameon=False, fontsize=8,
    )  # fmt: skip
    return drawn


def _frame(
    model: Model, axes: tuple[str, str] | None, cells: int, fixed: Mapping[str, Any]
) -> tuple[_Axis, _Axis, dict[str, Any]]:
    """Return both axes and the point at which the other parameters stand."""
    chosen = axes if axes is not None else model.axes
    if not chosen:
        raise InvalidArgumentError(
            f"{model.id} has no axes of its own; give axes=(…, …), two of its parameters: "
            + ", ".join(model.parameters)
        )
    if len(chosen) != 2 or chosen[0] == chosen[1]:
        raise InvalidArgumentError(f"axes must name two different parameters, got {chosen!r}")
    if not isinstance(cells, int) or cells < 2:
        raise InvalidArgumentError(f"cells must be an integer of 2 or more, got {cells!r}")
    for name in (*chosen, *fixed):
        if name not in model.parameters:
            raise UnknownNameError(f"{model.id}: parameter", name, model.parameters)
        if name in chosen and name in fixed:
            raise InvalidArgumentError(f"{name} runs along an axis and cannot be fixed as well")
        if name in chosen and model.parameters[name].choices:
            raise InvalidArgumentError(f"{name} is a name, not a number, and makes no axis")
    point = {name: parameter.default for name, parameter in model.parameters.items()}
    point |= {name: model.parameters[name].check(name, value) for name, value in fixed.items()}
    first, second = (_axis(name, model.parameters[name], cells) for name in chosen)
    return first, second, point


def _axis(name: str, parameter: Parameter, cells: int) -> _Axis:
    low, high = parameter.range
    if parameter.integer:
        every = np.arange(int(np.ceil(low)), int(np.floor(high)) + 1)
        chosen = np.unique(np.linspace(0, every.size - 1, min(every.size, _MOST_INTEGERS)).round())
        centres = [int(value) for value in every[chosen.astype(int)]]
        inner = (np.array(centres[1:]) + np.array(centres[:-1])) / 2
        return _Axis(name, parameter, centres, np.r_[centres[0] - 0.5, inner, centres[-1] + 0.5])
    edges = np.linspace(low, high, cells + 1)
    if not parameter.exact:
        return _Axis(name, parameter, [float(c) for c in (edges[1:] + edges[:-1]) / 2], edges)
    start, end = (Fraction(value).limit_denominator(64) for value in (low, high))
    steps = [Fraction(2 * i + 1, 2 * cells) for i in range(cells)]
    return _Axis(name, parameter, [start + (end - start) * step for step in steps], edges)


def _inside(model: Model, point: Mapping[str, Any]) -> bool:
    numbers = {name: p for name, p in model.parameters.items() if not p.choices}
    return all(p.allows(point[name]) for name, p in numbers.items()) and not model.valid(**point)


def _verdict(model: Model, selection: str | None) -> Callable[[Mapping[str, Any]], str]:
    """Return the function that decides the claim at a point."""
    rule: dict[str, str] = {}
    if model.selections:
        if selection is not None and selection not in model.selections:
            raise UnknownNameError(f"{model.id}: selection", selection, model.selections)
        rule["selection"] = selection or model.selections[0]
    elif selection is not None:
        raise InvalidArgumentError(
            f"{model.id} has one equilibrium, and selection={selection!r} has nothing to choose"
        )

    def decide(point: Mapping[str, Any]) -> str:
        if not _inside(model, point):
            return OUTSIDE
        return model.decide(model.computed(**point, **rule), INDIFFERENCE)

    return decide


def _draw_cells(axes: "Axes", table: pd.DataFrame, x: _Axis, y: _Axis) -> list[Any]:
    """Colour the cells and return what the legend shows of them."""
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    codes = table.map(lambda verdict: _CODES.get(verdict, np.nan)).to_numpy(dtype=float)
    axes.pcolormesh(
        x.edges, y.edges, np.ma.masked_invalid(codes), vmin=-1, vmax=1,
        cmap=ListedColormap([COLOURS[name] for name in ("fails", "indifferent", "holds")]),
        edgecolors="white", linewidth=0.4,
    )  # fmt: skip
    handles = [
        Patch(facecolor=colour, edgecolor="#888888", linewidth=0.5, label=name)
        for name, colour in COLOURS.items()
        if (codes == _CODES[name]).any()
    ]
    if np.isnan(codes).any():
        axes.patch.set(facecolor="white", edgecolor="#AAAAAA", hatch="////", linewidth=0.5)
        handles.append(
            Patch(
                facecolor="white", edgecolor="#AAAAAA", hatch="////", linewidth=0.5, label=OUTSIDE
            )
        )
    return handles


def _draw_boundary(axes: "Axes", model: Model, x: _Axis, y: _Axis, point: dict[str, Any]) -> Any:
    """Draw the line where the verdict of the closed form changes, and return it for the legend."""
    from matplotlib.lines import Line2D
    from matplotlib.patheffects import Normal, Stroke

    horizontal, vertical, heights, levels = _heights(model, x, y, point)
    known = heights.compressed()
    levels = [level for level in levels if known.size and known.min() < level < known.max()]
    if not levels:
        return Line2D([], [], linestyle="none", label="no boundary inside")
    lines = axes.contour(
        horizontal, vertical, heights, levels=levels, colors="black", linewidths=1.8,
        linestyles="solid",
    )  # fmt: skip
    halo = [Stroke(linewidth=3.6, foreground="white"), Normal()]
    lines.set_path_effects(halo)
    return Line2D(
        [], [], color="black", linewidth=1.8, path_effects=halo, label="analytic boundary"
    )


def _heights(
    model: Model, x: _Axis, y: _Axis, point: dict[str, Any]
) -> tuple[Any, Any, Any, list[float]]:
    """Return what to draw the level lines of: the closed form, or its verdict where that jumps.

    A closed form that is 0 on a whole region, or that jumps, crosses no level where the verdict
    changes; its verdict in numbers does.
    """
    jumps = model.decide is not status_of or _has_steps(model.closed_form)
    if not jumps:
        horizontal, vertical, values = _closed_form(model, x, y, point, _FINE, whole=False)
        crosses = values.count() and values.min() < 0 < values.max()
        if crosses and (values == 0).sum() <= _PLATEAU * values.count():
            return horizontal, vertical, values, [0.0]
    horizontal, vertical, values = _closed_form(model, x, y, point, _FINER, whole=jumps)
    codes = np.ma.array(np.sign(values.data), mask=values.mask)
    if model.decide is not status_of:
        known = values.compressed().tolist()
        codes[~values.mask] = [_CODES[model.decide(value, INDIFFERENCE)] for value in known]
    crosses = codes.count() and codes.min() < 0 < codes.max()
    between = not crosses or (codes == 0).sum() > _PLATEAU * codes.count()
    return horizontal, vertical, codes, [-0.5, 0.5] if between else [0.0]


def _closed_form(
    model: Model, x: _Axis, y: _Axis, point: dict[str, Any], size: int, *, whole: bool
) -> tuple[Any, Any, Any]:
    """Return a fine grid and the closed form on it, masked outside the domain.

    Parameters that count are rounded where the closed form is defined at integers only (`whole`).
    """
    horizontal, vertical = np.meshgrid(x.fine(size), y.fine(size))
    rounded = {x.name: _on_grid(x, horizontal), y.name: _on_grid(y, vertical)}
    given = rounded if whole else {x.name: horizontal, y.name: vertical}
    with np.errstate(all="ignore"):
        values = np.broadcast_to(model.in_closed_form(**{**point, **given}), horizontal.shape)
    values = np.where(np.abs(values) <= INDIFFERENCE, 0.0, values)
    inside = _allowed(model, x, y, rounded, point) & np.isfinite(values)
    if not whole:
        inside &= _allowed(model, x, y, given, point)
    return horizontal, vertical, np.ma.array(values, mask=~inside)


def _on_grid(axis: _Axis, values: Any) -> Any:
    """Return the values themselves, or the nearest integers for a parameter that counts."""
    if not axis.parameter.integer:
        return values
    centres = np.array(axis.centres, dtype=float)
    return centres[np.abs(values[..., None] - centres).argmin(axis=-1)]


def _allowed(
    model: Model, x: _Axis, y: _Axis, grid: Mapping[str, Any], point: dict[str, Any]
) -> npt.NDArray[np.bool_]:
    """Return which combinations on the fine grid the model accepts."""
    pairs = list(zip(grid[x.name].ravel().tolist(), grid[y.name].ravel().tolist(), strict=True))
    known = {
        pair: not model.valid(**{**point, x.name: pair[0], y.name: pair[1]})
        for pair in dict.fromkeys(pairs)
    }
    return np.array([known[pair] for pair in pairs]).reshape(grid[x.name].shape)


def _has_steps(expression: Any) -> bool:
    """Whether a sympy expression jumps or holds at integers only."""
    import sympy

    return bool(expression.has(*(getattr(sympy, name) for name in _STEPS)))


def _draw_default(axes: "Axes", model: Model, x: _Axis, y: _Axis) -> list[Any]:
    """Mark the default parameters where they lie inside the picture."""
    values = [float(model.parameters[axis.name].default) for axis in (x, y)]
    within = [a.edges[0] <= v <= a.edges[-1] for a, v in zip((x, y), values, strict=True)]
    if not all(within):
        return []
    return axes.plot(
        *values, marker="D", markersize=6, markerfacecolor="white", markeredgecolor="black",
        linestyle="none", label="default", clip_on=False, zorder=5,
    )  # fmt: skip


def _title(model: Model, others: Mapping[str, Any], selection: str | None) -> str:
    given = ", ".join(f"{name} = {value}" for name, value in others.items())
    rule = f"selection: {selection}" if selection else ""
    lines = [f"{model.id}: {model.title}", "; ".join(part for part in (given, rule) if part)]
    return "\n".join(fill(line, 72) for line in lines if line)
