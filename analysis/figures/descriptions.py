"""What a figure says, for those who do not see it: a text, and the numbers that are drawn."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, final

import pandas as pd

from lilliput.games.errors import InvalidArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "Description",
    "describe",
    "figure_alt",
    "figure_data",
    "listed",
    "long_form",
    "number",
    "set_alt",
]

_KEY = "lilliput_description"
_FULL, _TINY = 1e6, 1e-4
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@final
@dataclass(frozen=True, eq=False)
class Description:
    """The text and the numbers of one axes.

    Parameters
    ----------
    alt
        One or a few sentences.
    data
        The numbers that are drawn, one row a thing.
    """

    alt: str
    data: pd.DataFrame


def describe(axes: "Axes", alt: str, data: pd.DataFrame) -> None:
    """Keep the description of what has been drawn into axes, after any that they already have."""
    before = vars(axes).get(_KEY)
    if before is not None:
        alt, data = f"{before.alt} {alt}", pd.concat([before.data, data], ignore_index=True)
    vars(axes)[_KEY] = Description(alt, data)
    figure = axes.get_figure(root=True)
    if figure is not None:
        _tell_notebooks(figure)


def set_alt(figure: "Figure", alt: str) -> None:
    """Replace the text of a figure.

    Parameters
    ----------
    figure
        Any figure.
    alt
        What stands for it where it is not seen.

    Examples
    --------
    >>> from lilliput.analysis.figures import blank_figure
    >>> figure = blank_figure(3, 2)
    >>> set_alt(figure, "Nothing yet.")
    >>> figure_alt(figure)
    'Nothing yet.'
    """
    vars(figure)[_KEY] = str(alt)
    _tell_notebooks(figure)


def figure_alt(figure: "Figure | Axes") -> str:
    """Return the text that stands for a figure where it is not seen.

    Parameters
    ----------
    figure
        A figure, or axes in it.

    Returns
    -------
    str
        That of `set_alt`, or else of all its parts in order; empty where nothing is known.

    Examples
    --------
    >>> from lilliput.analysis.figures import plot_values
    >>> figure_alt(plot_values({"Shapley value": {"US": 0.75, "CN": 0.25}}))
    'Bars of Shapley value: US 0.75, CN 0.25.'
    """
    given = vars(figure).get(_KEY)
    if isinstance(given, str):
        return given
    return " ".join(_with_panel(panel, found.alt) for panel, found in _parts(figure))


def figure_data(figure: "Figure | Axes") -> pd.DataFrame:
    """Return the numbers that a figure shows.

    Parameters
    ----------
    figure
        A figure, or axes in it.

    Returns
    -------
    pandas.DataFrame
        One row a thing that is drawn; with several axes a column `panel` says in which.

    Raises
    ------
    InvalidArgumentError
        A figure that was not drawn by the functions of this room.

    Examples
    --------
    >>> from lilliput.analysis.figures import plot_values
    >>> axes = plot_values({"Shapley value": {"US": 0.75, "CN": 0.25}})
    >>> figure_data(axes.figure)["value"].to_list()
    [0.75, 0.25]
    """
    parts = _parts(figure)
    if not parts:
        raise InvalidArgumentError(
            "figure has no numbers to give: it was not drawn by lilliput.analysis.figures"
        )
    if len(parts) == 1:
        return parts[0][1].data.copy()
    frames = []
    for k, (panel, found) in enumerate(parts, 1):
        frame = found.data.copy()
        frame.insert(0, "panel", panel or str(k))
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _tell_notebooks(figure: "Figure") -> None:
    """Have notebooks keep the text of a figure beside its picture, where nbconvert looks for it."""
    vars(figure).setdefault("_repr_mimebundle_", partial(_notebook_bundle, figure))


def _notebook_bundle(figure: "Figure", **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return no picture, which notebooks draw, and what to store with it."""
    return {}, {"image/png": {"alt": figure_alt(figure)}}


def _parts(figure: Any) -> list[tuple[str, Description]]:
    """Return title and description of all axes that have one."""
    every = figure.axes if hasattr(figure, "add_axes") else [figure]
    known = [(_title(axes), vars(axes).get(_KEY)) for axes in every]
    found = [(title, part) for title, part in known if isinstance(part, Description)]
    return found if len(found) > 1 else [("", part) for _, part in found]


def _title(axes: Any) -> str:
    return " ".join((axes.get_title() or axes.get_title(loc="left")).split())


def _with_panel(panel: str, alt: str) -> str:
    return f"{panel}: {alt}" if panel else alt


def number(value: Any, digits: int = 3) -> str:
    """Return a number for a label: a few digits, grouped thousands, powers of ten if need be.

    Examples
    --------
    >>> number(0.123456), number(-1234567.0), number(1234.5), number(float("inf")), number(2)
    ('0.123', '−1.23×10⁶', '1,234', '∞', '2')
    """
    value = float(value)
    if value != value:
        return "not defined"
    sign, size = ("−" if value < 0 else ""), abs(value)
    if size == float("inf"):
        return f"{sign}∞"
    if size == 0:
        return "0"
    mantissa, exponent = f"{size:.{digits - 1}e}".split("e")
    power = int(exponent)
    if size >= _FULL or size < _TINY:
        return f"{sign}{_trimmed(mantissa)}×10{str(power).translate(_RAISED)}"
    return sign + _trimmed(f"{size:,.{max(digits - 1 - power, 0)}f}")


def listed(values: Any, digits: int = 3) -> str:
    """Return names with their numbers: ``"US 0.75, CN 0.25"``.

    Examples
    --------
    >>> listed({"US": 0.75, "CN": 0.25})
    'US 0.75, CN 0.25'
    """
    return ", ".join(f"{name} {number(value, digits)}" for name, value in dict(values).items())


def long_form(table: pd.DataFrame, index: str, columns: str, value: str) -> pd.DataFrame:
    """Return one row a cell of a table, row by row.

    Examples
    --------
    >>> table = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]}, index=["x", "y"])
    >>> long_form(table, "row", "column", "value")["value"].to_list()
    [1.0, 3.0, 2.0, 4.0]
    """
    rows = [
        (row, column, cell)
        for row, cells in zip(table.index, table.to_numpy().tolist(), strict=True)
        for column, cell in zip(table.columns, cells, strict=True)
    ]
    return pd.DataFrame(rows, columns=[index, columns, value])


def _trimmed(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
