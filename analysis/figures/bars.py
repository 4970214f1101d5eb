"""Values of players as bars, with intervals where they are estimates."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.figures.descriptions import describe, listed, long_form, number
from lilliput.analysis.figures.style import HATCHES, INK, Width, axes_for, palette, styled
from lilliput.analysis.figures.ticks import most_lines, name_rows, plain_ticks
from lilliput.games.checks import name_list
from lilliput.games.errors import InvalidArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_values"]

Floats = npt.NDArray[np.float64]

_GROUP = 0.8  # of a row
_INCHES_A_BAR, _INCHES_A_ROW, _INCHES_AROUND = 0.095, 0.13, 0.7
_INCHES_A_LINE, _INCHES_A_LETTER, _INCHES_A_MARK = 0.135, 0.062, 0.45  # of labels and legends
_MOST = 9  # values side by side


def plot_values(
    values: Any,
    errors: Any = None,
    *,
    xlabel: str = "",
    width: Width = "column",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw values of players as bars, one group a player, with intervals around estimates.

    Parameters
    ----------
    values
        A DataFrame with a row a player and a column a value; a mapping from names of values to
        Series or mappings by player; one Series; or an estimate with `values` and
        `standard_errors`, whose intervals are drawn at 95 %.
    errors
        Half the length of the intervals: as `values`, a column being optional. Or a mapping from
        the name of a value to a DataFrame with the columns ``low`` and ``high``, the ends
        themselves.
    xlabel
        What is measured.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InvalidArgumentError
        No values, values that are not finite numbers, more than nine columns, intervals for
        players without values.

    Examples
    --------
    >>> from lilliput.games import CoalitionalGame, banzhaf_value, shapley_value
    >>> game = CoalitionalGame.from_worths({("US", "CN"): 3, ("US",): 1})
    >>> axes = plot_values({"Shapley": shapley_value(game), "Banzhaf": banzhaf_value(game)})
    >>> [float(bar.get_width()) for bar in axes.patches]
    [2.0, 1.0, 2.0, 1.0]
    """
    values, errors = _estimate(values, errors)
    frame = _frame(values)
    ends = _intervals(frame, errors)
    players, columns = [str(name) for name in frame.index], [str(name) for name in frame.columns]
    row = max(_INCHES_A_ROW + _INCHES_A_BAR * len(columns), _INCHES_A_LINE * most_lines(players))
    inches = len(players) * row + _INCHES_AROUND
    with styled():
        axes = axes_for(ax, width, max(inches, 1.3) / _inches(width))
        _bars(axes, frame.to_numpy(), ends, columns)
        name_rows(axes, players)
        axes.axvline(0, color=INK, linewidth=0.7, zorder=3)
        axes.set_xlabel(xlabel or (columns[0] if len(columns) == 1 else ""))
        plain_ticks(axes.xaxis)
        if len(columns) > 1:
            axes.legend(
                loc="lower center", bbox_to_anchor=(0.45, 1.0), ncols=_beside(columns, width)
            )
    _describe(axes, frame, ends)
    return axes


def _beside(columns: list[str], width: Width) -> int:
    """Return how many entries of a legend stand beside one another, at most three."""
    entry = _INCHES_A_MARK + _INCHES_A_LETTER * max(map(len, columns))
    return max(1, min(3, len(columns), int(_inches(width) / entry)))


def _inches(width: Width) -> float:
    from lilliput.analysis.figures.style import figure_size

    return figure_size(width, 1)[0]


def _estimate(values: Any, errors: Any) -> tuple[Any, Any]:
    """Take an estimate apart into values and half the intervals at 95 %."""
    if not hasattr(values, "standard_errors") or not hasattr(values, "values"):
        return values, errors
    if errors is None:
        from scipy.stats import t

        degrees = getattr(values, "degrees_of_freedom", np.inf)
        half = values.standard_errors * t.ppf(0.975, np.asarray(degrees, dtype=float))
        errors = {"estimate": half.where(values.standard_errors > 0, 0.0)}
    return {"estimate": values.values}, errors


def _frame(values: Any) -> pd.DataFrame:
    """Return the values as floats, one row a player."""
    if isinstance(values, pd.Series):
        values = values.to_frame(str(values.name or "value"))
    elif isinstance(values, Mapping):
        inner = [isinstance(v, (Mapping, pd.Series)) for v in values.values()]
        if not all(inner):
            values = {"value": values}
        columns = {name: dict(column) for name, column in values.items()}
        every = list(dict.fromkeys(player for column in columns.values() for player in column))
        for name, column in columns.items():
            if missing := [player for player in every if player not in column]:
                raise InvalidArgumentError(
                    f"values: {name!r} must cover every player, missing {name_list(missing)}"
                )
        values = pd.DataFrame(columns, index=every)
    if not isinstance(values, pd.DataFrame) or values.empty:
        raise InvalidArgumentError(
            "values must be a DataFrame, a Series or a mapping from names to Series, with at least "
            f"one number, got {type(values).__name__}"
        )
    if values.shape[1] > _MOST:
        raise InvalidArgumentError(
            f"values must have at most {_MOST} columns side by side, got {values.shape[1]}"
        )
    try:
        frame = values.astype(float)
    except (TypeError, ValueError):
        raise InvalidArgumentError("values must be numbers, got texts or symbols") from None
    if not np.isfinite(frame.to_numpy()).all():
        raise InvalidArgumentError("values must be finite, got an infinite or missing one")
    return frame


def _intervals(frame: pd.DataFrame, errors: Any) -> dict[str, Floats]:
    """Return the ends of intervals, one row a player, by name of the value."""
    if errors is None:
        return {}
    if isinstance(errors, pd.Series):
        errors = {frame.columns[0]: errors}
    elif isinstance(errors, pd.DataFrame):
        errors = {name: errors[name] for name in errors.columns}
    found: dict[str, Floats] = {}
    for name, given in errors.items():
        if name not in frame.columns:
            raise InvalidArgumentError(
                f"errors: {name!r} is none of the values ({name_list(list(map(str, frame)))})"
            )
        table: Any = given if isinstance(given, pd.DataFrame) else pd.Series(dict(given))
        if set(table.index) != set(frame.index):
            raise InvalidArgumentError(f"errors: {name!r} must cover the players of the values")
        table = table.reindex(frame.index).astype(float)
        if isinstance(table, pd.DataFrame):
            ends = table[["low", "high"]].to_numpy()
        else:
            centre = frame[name].to_numpy()
            ends = np.column_stack([centre - table.to_numpy(), centre + table.to_numpy()])
        if not (ends[:, 0] <= ends[:, 1]).all():
            raise InvalidArgumentError(f"errors: {name!r} must not be negative, nor not a number")
        found[str(name)] = ends
    return found


def _bars(axes: "Axes", values: Floats, ends: Mapping[str, Floats], columns: list[str]) -> None:
    from matplotlib.patheffects import Normal, Stroke

    halo = [Stroke(linewidth=2.4, foreground="white"), Normal()]  # to be seen on dark bars
    rows = np.arange(len(values))
    height = _GROUP / len(columns)
    colours = palette(len(columns))
    for k, name in enumerate(columns):
        places = rows - _GROUP / 2 + (k + 0.5) * height
        axes.barh(
            places, values[:, k], height=height, color=colours[k], edgecolor="white",
            linewidth=0.5, hatch=HATCHES[k // 6], label=name, zorder=2,
        )  # fmt: skip
        if name in ends:
            axes.hlines(
                places, *ends[name].T, color=INK, linewidth=1.0, zorder=4, path_effects=halo
            )
            caps = ends[name].ravel()
            axes.plot(
                caps, np.repeat(places, 2), linestyle="none", marker="|", color=INK,
                markersize=min(5.0, 20 * height), zorder=4, path_effects=halo,
            )  # fmt: skip


def _describe(axes: "Axes", frame: pd.DataFrame, ends: Mapping[str, Floats]) -> None:
    parts = []
    for name in frame.columns:
        text = listed(frame[name])
        if str(name) in ends:
            text = ", ".join(
                f"{player} {number(value)} [{number(low)}, {number(high)}]"
                for (player, value), (low, high) in zip(
                    frame[name].items(), ends[str(name)], strict=True
                )
            )
        parts.append(f"{name}: {text}")
    data = long_form(frame, "player", "name", "value")
    for k, end in enumerate(("low", "high") if ends else ()):
        table = pd.DataFrame({name: rows[:, k] for name, rows in ends.items()}, index=frame.index)
        wide = table.reindex(columns=[str(name) for name in frame.columns])
        data[end] = long_form(wide, "player", "name", end)[end]
    describe(axes, f"Bars of {'; '.join(parts)}.", data)
