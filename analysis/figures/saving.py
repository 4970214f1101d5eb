"""Writing figures: the same figure is the same file, with its text in it and its numbers beside."""

from collections.abc import Sequence
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lilliput.analysis.figures.descriptions import figure_alt, figure_data
from lilliput.analysis.figures.style import styled
from lilliput.analysis.files import write_bytes
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

__all__ = ["KINDS", "save_figure"]

KINDS = (".png", ".pdf", ".svg", ".csv")
_DPI = 300
_SLACK = 1e-3  # inches by which what is drawn may miss the edge of the figure


def save_figure(
    figure: "Figure",
    folder: Path | str,
    name: str,
    *,
    kinds: Sequence[str] = (".png", ".pdf"),
    title: str = "",
    dpi: float = _DPI,
) -> list[Path]:
    """Write a figure without dates, so that the same figure is the same file.

    The figure keeps its size, and grows only where something would be cut off. Its text
    (`figure_alt`) is in the files: as `Description` of a PNG, as `Subject` of a PDF, and as
    description and label of an SVG. Letters stay letters in PDF and SVG.

    Parameters
    ----------
    figure
        Any figure.
    folder
        Where to write; it must exist.
    name
        Of the files, without suffix.
    kinds
        ``".png"``, ``".pdf"``, ``".svg"``, and ``".csv"`` for the numbers drawn (`figure_data`).
    title
        Of the files, for readers and catalogues.
    dpi
        Dots per inch of a PNG.

    Returns
    -------
    list of pathlib.Path
        In the order of `kinds`.

    Raises
    ------
    UnknownNameError
        Another kind.
    InvalidArgumentError
        ``".csv"`` of a figure that was not drawn by the functions of this room, or no kinds.
    DataFileError
        A file cannot be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from lilliput.analysis.figures import plot_values
    >>> axes = plot_values({"Shapley value": {"US": 0.75, "CN": 0.25}})
    >>> with TemporaryDirectory() as folder:
    ...     paths = save_figure(axes.figure, folder, "values", kinds=[".pdf", ".csv"])
    >>> [path.name for path in paths]
    ['values.pdf', 'values.csv']
    """
    wanted = [kinds] if isinstance(kinds, str) else list(kinds)
    if not wanted:
        raise InvalidArgumentError(f"kinds must name some of {', '.join(KINDS)}, got none")
    for kind in wanted:
        if kind not in KINDS:
            raise UnknownNameError("kinds: kind", kind, KINDS)
    drawn = [kind for kind in wanted if kind != ".csv"]
    with styled():
        contents = _drawn(figure, drawn, title, dpi) if drawn else {}
    if ".csv" in wanted:
        contents[".csv"] = figure_data(figure).to_csv(index=False).encode()
    return [write_bytes(Path(folder) / f"{name}{kind}", contents[kind]) for kind in wanted]


def _drawn(figure: "Figure", kinds: Sequence[str], title: str, dpi: float) -> dict[str, bytes]:
    """Return the figure in each kind, all of the same extent."""
    alt, extent, contents = figure_alt(figure), _extent(figure), {}
    for kind in kinds:
        buffer = BytesIO()
        figure.savefig(
            buffer, format=kind[1:], dpi=dpi, bbox_inches=extent,
            metadata=_metadata(kind, title, alt),
        )  # fmt: skip
        content = buffer.getvalue()
        contents[kind] = _labelled(content, alt) if kind == ".svg" else content
    return contents


def _metadata(kind: str, title: str, alt: str) -> dict[str, Any]:
    dates: dict[str, Any] = {
        ".png": {"Software": None}, ".pdf": {"CreationDate": None}, ".svg": {"Date": None},
    }[kind]  # fmt: skip
    text = {"Title": title, "Subject" if kind == ".pdf" else "Description": alt}
    return dates | {key: value for key, value in text.items() if value}


def _extent(figure: "Figure") -> "Bbox | None":
    """Return the part of the plane to write in inches; None for the figure as it is."""
    from matplotlib.transforms import Bbox

    figure.draw_without_rendering()
    whole = Bbox.from_bounds(0, 0, *figure.get_size_inches())
    drawn = figure.get_tightbbox()
    slack = whole.padded(_SLACK)
    if slack.contains(drawn.x0, drawn.y0) and slack.contains(drawn.x1, drawn.y1):
        return None
    return Bbox.union([whole, drawn])


def _labelled(content: bytes, alt: str) -> bytes:
    """Make an SVG one picture with a label for those who have it read out."""
    label = f' aria-label="{escape(alt)}"' if alt else ""
    return content.replace(b"<svg ", f'<svg role="img"{label} '.encode(), 1)
