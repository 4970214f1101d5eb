"""The phase diagram of a model: verdicts computed cell by cell, the analytic boundary over them.

The cells come from the encoded games and their solvers, the line from the closed form alone, so
that a picture in which they disagree shows an error in one of the two.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from lilliput.analysis.claim_axes import Axis, axis_of, balanced
from lilliput.analysis.claim_boundaries import boundary_heights
from lilliput.analysis.claims.model import INDIFFERENCE, Model
from lilliput.analysis.figures.descriptions import describe, long_form, number
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.phase import OUTSIDE, draw_regions
from lilliput.analysis.figures.style import VERDICT_COLOURS, VERDICT_HATCHES, styled
from lilliput.analysis.report_claims import SIGNS
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["COLOURS", "HATCHES", "OUTSIDE", "has_phase", "phase_table", "plot_phase"]

COLOURS, HATCHES = VERDICT_COLOURS, VERDICT_HATCHES
_MOST_TICKS = 12
_BETWEEN_CELLS = 0.4


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
        its integers, up to 20 in equal steps. The default lies in the picture.
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
    names = SIGNS if model.consequence else None
    before = len(drawn.collections)
    handles = draw_regions(drawn, horizontal.edges, vertical.edges, table.to_numpy(), names)
    for region in drawn.collections[before:]:
        region.set_linewidth(_BETWEEN_CELLS)
    default = selection is None or selection == model.selections[0]
    if default:
        single = not (table == "holds").any(axis=None)
        handles.append(_draw_boundary(drawn, model, horizontal, vertical, point, single))
    handles += _draw_default(drawn, model, horizontal, vertical)
    others = {k: v for k, v in point.items() if k not in (horizontal.name, vertical.name)}
    drawn.set_title(_title(model, others, selection), fontsize=9, loc="left")
    drawn.set(
        xlim=horizontal.edges[[0, -1]], ylim=vertical.edges[[0, -1]],
        xlabel=horizontal.label(54), ylabel=vertical.label(42),
    )  # fmt: skip
    for axis, line in ((horizontal, drawn.xaxis), (vertical, drawn.yaxis)):
        if axis.parameter.integer:
            line.set_ticks(axis.centres[:: -(-len(axis.centres) // _MOST_TICKS)])
    with styled():
        legend_under(drawn, handles)
    _describe(drawn, model, table, others)
    return drawn


def _describe(axes: "Axes", model: Model, table: pd.DataFrame, others: Mapping[str, Any]) -> None:
    """Keep the text that stands for the picture, and the verdicts of its cells."""
    x, y = table.columns, table.index
    ends = [f"{axis.name} from {number(axis[0])} to {number(axis[-1])}" for axis in (x, y)]
    names = {OUTSIDE: OUTSIDE, **(SIGNS if model.consequence else {name: name for name in COLOURS})}
    verdicts = table.to_numpy().ravel().tolist()
    parts = [
        f"{shown} in {verdicts.count(name) / len(verdicts):.0%}"
        for name, shown in reversed(names.items())
        if name in verdicts
    ]
    given = ", ".join(f"{name} = {value}" for name, value in others.items())
    text = (
        f"Phase diagram of {model.id}, {model.title}{f', at {given}' if given else ''}: "
        f"{', '.join(parts)} of {len(verdicts)} cells over {ends[0]} and {ends[1]}."
    )
    describe(axes, text, long_form(table, str(y.name), str(x.name), "verdict"))


def _frame(
    model: Model, axes: tuple[str, str] | None, cells: int, fixed: Mapping[str, Any]
) -> tuple[Axis, Axis, dict[str, Any]]:
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
    first, second = (axis_of(name, model.parameters[name], cells) for name in chosen)
    return first, second, point


def _inside(model: Model, point: Mapping[str, Any]) -> bool:
    numbers = {name: p for name, p in model.parameters.items() if not p.choices}
    return all(p.allows(point[name]) for name, p in numbers.items()) and not model.unmet(**point)


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


def _draw_boundary(
    axes: "Axes", model: Model, x: Axis, y: Axis, point: dict[str, Any], single: bool
) -> Any:
    """Draw the line where the verdict of the closed form changes, and return it for the legend.

    If the claim holds in no cell, it may hold on the line.
    """
    from matplotlib.lines import Line2D
    from matplotlib.patheffects import Normal, Stroke

    horizontal, vertical, heights, levels = boundary_heights(model, x, y, point)
    known = heights.compressed()
    levels = [level for level in levels if known.size and known.min() < level < known.max()]
    if not levels:
        return Line2D([], [], linestyle="none", label="no boundary inside")
    lines = axes.contour(
        horizontal, vertical, heights, levels=levels, colors="black", linewidths=1.8,
        linestyles="solid",
    )  # fmt: skip
    halo = [Stroke(linewidth=3.6, foreground="white"), Normal()]
    lines.set(path_effects=halo, clip_on=False, zorder=3)  # it may be the frame itself
    label = "analytic boundary" + (", holds on it only" if single and known.max() > 0 else "")
    return Line2D([], [], color="black", linewidth=1.8, path_effects=halo, label=label)


def _draw_default(axes: "Axes", model: Model, x: Axis, y: Axis) -> list[Any]:
    """Mark the default parameters."""
    values = [float(model.parameters[axis.name].default) for axis in (x, y)]
    return axes.plot(
        *values, marker="D", markersize=6, markerfacecolor="white", markeredgecolor="black",
        linestyle="none", label="default", clip_on=False, zorder=5,
    )  # fmt: skip


def _title(model: Model, others: Mapping[str, Any], selection: str | None) -> str:
    given = ", ".join(f"{name} = {value}" for name, value in others.items())
    rule = f"selection: {selection}" if selection else ""
    lines = [f"{model.id}: {model.title}", "; ".join(part for part in (given, rule) if part)]
    return "\n".join(balanced(line, 64) for line in lines if line)
