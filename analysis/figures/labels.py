"""Labels beside points, where they cover neither each other nor anything else that can be read.

Each label may stand in many places around its point. It takes the one that covers least, then all
labels are moved in turn until none can be bettered. Distances are in points of print, so that
labels keep their places at any resolution.
"""

from collections.abc import Mapping, Sequence
from itertools import product
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from lilliput.analysis.figures.style import INK, settle

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

__all__ = ["joined_points", "place_labels", "wrapped"]

Floats = npt.NDArray[np.float64]

_ANGLES = np.arange(24) * np.pi / 12
_DISTANCES = (5.0, 9.0, 14.0, 20.0, 28.0, 38.0, 50.0, 64.0)
_LEADER = 7.0  # a label farther than that has a line to its point
_GAP, _MARKER = 1.5, 4.0
_ROUNDS = 4
_LINE = 27  # letters in a line of names for one point
_BACKGROUND = {"facecolor": "white", "edgecolor": "none", "alpha": 0.6, "pad": 0.6}
_COVERED, _OUTSIDE, _ON_A_LINE, _FAR, _POSITION = 30.0, 300.0, 0.6, 0.15, 0.2


def joined_points(
    named: Mapping[str, Sequence[float]], *, tol: float
) -> list[tuple[str, list[str], Floats]]:
    """Return the points that differ, each with a label for all that lie there.

    Parameters
    ----------
    named
        Name to coordinates.
    tol
        Points that differ by no more than that in each coordinate are one.

    Examples
    --------
    >>> [label for label, _, _ in joined_points({"A": [0, 0], "B": [1, 0], "C": [0, 0]}, tol=0)]
    ['A = C', 'B']
    """
    groups: list[tuple[list[str], Floats]] = []
    for name, place in named.items():
        point = np.asarray(place, dtype=float)
        for names, known in groups:
            if np.abs(known - point).max() <= tol:
                names.append(name)
                break
        else:
            groups.append(([name], point))
    return [(wrapped(" = ".join(names), _LINE), names, point) for names, point in groups]


def wrapped(text: str, width: int) -> str:
    r"""Return a text in lines of at most a number of letters, words unbroken where they fit.

    Lines of the text itself stay apart.

    Examples
    --------
    >>> wrapped("United States of America", 14)
    'United States\nof America'
    """
    lines = [wrap(line, width, break_long_words=True) or [""] for line in text.split("\n")]
    return "\n".join(part for line in lines for part in line)


def place_labels(
    axes: "Axes",
    points: Any,
    texts: Sequence[str],
    *,
    avoid: Any = (),
    clearance: Any = _MARKER,
    colour: str = INK,
    size: float = 7.0,
) -> "list[Annotation]":
    """Write a label beside each point, none over another one, over a marker or outside.

    Parameters
    ----------
    axes
        Where the points are drawn.
    points
        One row (x, y) a label, in the data coordinates of the axes.
    texts
        The labels; an empty one keeps its point free.
    avoid
        More points that are better not covered, such as of lines.
    clearance
        Half the size of the markers: one number, or one a point.
    colour, size
        Of the letters.

    Returns
    -------
    list of matplotlib.text.Annotation
        One a text that is not empty.
    """
    figure = axes.get_figure(root=True)
    assert figure is not None
    settle(figure)
    unit = figure.dpi / 72
    places = np.asarray(points, dtype=float).reshape(-1, 2)
    search = _Search(
        axes.transData.transform(places) / unit,
        np.array([_size(axes, text, size) for text in texts]).reshape(-1, 2) / unit + 2 * _GAP,
        _taken(axes) / unit,
        axes.transData.transform(np.asarray(avoid, dtype=float).reshape(-1, 2)) / unit,
        np.array([0, 0, *figure.bbox.size]) / unit,
        np.broadcast_to(np.asarray(clearance, dtype=float), len(places)),
    )
    made = []
    for k, (offset, distance) in search.run([k for k, text in enumerate(texts) if text]).items():
        leader = {"arrowstyle": "-", "linewidth": 0.5, "color": "#555555", "shrinkA": 0,
                  "shrinkB": 3, "relpos": (0.5, 0.5)}  # fmt: skip
        label = axes.annotate(
            texts[k], (places[k, 0], places[k, 1]), xytext=(offset[0], offset[1]),
            textcoords="offset points", ha="center", va="center", fontsize=size, color=colour,
            annotation_clip=False, zorder=10, bbox=_BACKGROUND,
            arrowprops=leader if distance > _LEADER else None,
        )  # fmt: skip
        label.set_in_layout(False)
        made.append(label)
    return made


def _size(axes: "Axes", text: str, size: float) -> tuple[float, float]:
    """Return width and height of a label in dots."""
    trial = axes.figure.text(0, 0, text, fontsize=size)
    box = trial.get_window_extent()
    trial.remove()
    return box.width, box.height


def _taken(axes: "Axes") -> Floats:
    """Return the boxes of all that can be read so far: x0, y0, x1, y1 in dots."""
    from matplotlib.legend import Legend
    from matplotlib.text import Text

    figure = axes.get_figure(root=True)
    assert figure is not None
    boxes = [
        text.get_window_extent().extents
        for text in figure.findobj(Text)
        if isinstance(text, Text) and text.get_text() and text.get_visible() and _seen(text)
    ]
    boxes += [legend.get_window_extent().extents for legend in figure.findobj(Legend)]
    return np.array(boxes, dtype=float).reshape(-1, 4)


def _seen(artist: Any) -> bool:
    """Whether an artist is in axes that are visible."""
    return artist.axes is None or artist.axes.get_visible()


class _Search:
    """The choice of places: everything in points of print.

    Parameters
    ----------
    anchors
        One row a point.
    sizes
        Width and height of the labels.
    taken
        Boxes that are not to be covered.
    avoid
        Points that are better not covered.
    frame
        The box that all have to be in.
    clearance
        Half the size of the marker of each point.
    """

    def __init__(
        self, anchors: Floats, sizes: Floats, taken: Floats, avoid: Floats, frame: Floats,
        clearance: Floats,
    ) -> None:  # fmt: skip
        self._anchors, self._sizes = anchors, sizes
        around = clearance[:, None]
        markers = np.hstack([anchors - around, anchors + around])
        self._clearance = clearance
        self._taken = np.vstack([taken, markers])
        self._avoid, self._frame = avoid, frame
        steps = list(product(_DISTANCES, _ANGLES))
        self._distances = np.array([distance for distance, _ in steps])
        self._directions = np.array([[np.cos(angle), np.sin(angle)] for _, angle in steps])
        self._boxes: dict[int, Floats] = {}

    def run(self, which: Sequence[int]) -> dict[int, tuple[Floats, float]]:
        """Return for each label its offset and distance."""
        chosen: dict[int, int] = {}
        tables = {k: self._candidates(k) for k in which}
        fixed = {k: self._fixed_cost(k, boxes) for k, (_, boxes) in tables.items()}
        order = sorted(which, key=lambda k: (-fixed[k].min(), k))
        for _ in range(_ROUNDS):
            before = dict(chosen)
            for k in order:
                others = [tables[j][1][c] for j, c in chosen.items() if j != k]
                cost = fixed[k].copy()
                if others:
                    cost += _COVERED * _overlap(tables[k][1], np.array(others)).sum(axis=1)
                chosen[k] = int(cost.argmin())
            if chosen == before:
                break
        return {k: (tables[k][0][c], float(self._distances[c])) for k, c in chosen.items()}

    def _candidates(self, k: int) -> tuple[Floats, Floats]:
        """Return offsets of the centre of a label, and its boxes."""
        half = self._sizes[k] / 2
        reach = (self._distances + self._clearance[k] - _MARKER)[:, None] * self._directions
        offsets = reach + half * np.clip(self._directions * 1.5, -1, 1)
        centres = self._anchors[k] + offsets
        return offsets, np.hstack([centres - half, centres + half])

    def _fixed_cost(self, k: int, boxes: Floats) -> Floats:
        """Return what places cost whatever the other labels do; areas count by their roots."""
        cost = _FAR * self._distances
        cost += _POSITION * (1 - self._directions[:, 1])  # above rather than below
        cost += _COVERED * _overlap(boxes, self._taken).sum(axis=1)
        low = np.maximum(self._frame[:2] - boxes[:, :2], 0)
        high = np.maximum(boxes[:, 2:] - self._frame[2:], 0)
        cost += _OUTSIDE * (low + high).sum(axis=1)
        cost += self._ambiguity(k, boxes)
        covered = _gap(boxes, self._avoid) == 0
        return np.asarray(cost + _ON_A_LINE * covered.sum(axis=1))

    def _ambiguity(self, k: int, boxes: Floats) -> Floats:
        """Return what it costs to be as near to another point as to the own one."""
        others = np.delete(self._anchors, k, axis=0)
        if not len(others):
            return np.zeros(len(boxes))
        nearest = _gap(boxes, others).min(axis=1)
        own = _gap(boxes, self._anchors[k : k + 1])[:, 0]
        led = self._distances > _LEADER
        return np.asarray(np.where(led, 0.3, 2.0) * np.maximum(own + _MARKER - nearest, 0))


def _gap(boxes: Floats, points: Floats) -> Floats:
    """Return the distances of points from boxes, 0 inside."""
    low = boxes[:, None, :2] - points[None]
    high = points[None] - boxes[:, None, 2:]
    return np.asarray(np.hypot(*np.moveaxis(np.maximum(np.maximum(low, high), 0), 2, 0)))


def _overlap(boxes: Floats, others: Floats) -> Floats:
    """Return the roots of the areas in which boxes overlap."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    area: Floats = np.prod(np.maximum(high - low, 0), axis=2)
    return np.sqrt(area)
