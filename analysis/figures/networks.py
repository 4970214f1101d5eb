"""Who can talk to whom, and what each gets: a graph with nodes as large as allocations."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from lilliput.analysis.figures.descriptions import describe, listed, number
from lilliput.analysis.figures.labels import place_labels, wrapped
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.style import GREY, Width, axes_for, settle, styled
from lilliput.games.checks import counted, name_list, vector_by_name
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_communication"]

Floats = npt.NDArray[np.float64]

_LARGEST, _LEAST = 30.0, 3.0  # diameters in points
_LETTERS = 16
_AROUND = 0.7  # half the side of the picture, as a share of the extent of the network
_APART = 1.6  # of the largest distance in a part, between parts of a network


def plot_communication(
    edges: Any,
    allocation: Any = None,
    *,
    layout: Literal["springs", "circle"] = "springs",
    width: Width = "column",
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw a communication graph, the area of each player as large as its allocation.

    Parameters
    ----------
    edges
        Pairs of players, a networkx graph, or the result of `nash_in_nash`.
    allocation
        Payoffs by player, such as a Myerson value; all players are drawn, also those without a
        link. Those of `nash_in_nash` itself by default. Negative ones are hatched.
    layout
        ``"springs"``: the distances on the page are near those in the graph (Kamada and Kawai
        1989). ``"circle"``: players in order, clockwise from the top.
    width
        ``"column"``, ``"page"`` or inches.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    UnknownNameError
        A link to somebody without an allocation.
    InvalidArgumentError
        What are no pairs, or no allocation.

    References
    ----------
    Kamada, T. and Kawai, S. (1989). An algorithm for drawing general undirected graphs.
    Information Processing Letters 31:7–15. doi:10.1016/0020-0190(89)90102-6

    Examples
    --------
    >>> from lilliput.analysis.figures import figure_alt
    >>> links = [("US", "JP"), ("US", "KR")]
    >>> figure_alt(plot_communication(links, {"US": 4, "JP": 1, "KR": 1}))
    'Network of 3 players with 2 links: US–JP, US–KR. Allocation: US 4, JP 1, KR 1.'
    """
    if allocation is None:
        allocation = getattr(edges, "payoffs", None)
    if allocation is None:
        raise InvalidArgumentError("allocation must give payoffs by player, got none")
    pairs = _pairs(edges)
    if not isinstance(allocation, (Mapping, pd.Series)):
        raise InvalidArgumentError(
            f"allocation must be a mapping or Series by player, got {type(allocation).__name__}"
        )
    players = [str(name) for name in dict(allocation)]
    sizes = np.array([float(x) for x in vector_by_name(allocation, players, argument="allocation")])
    for name in dict.fromkeys(name for pair in pairs for name in pair):
        if name not in players:
            raise UnknownNameError("edges: player", name, players)
    if layout not in ("springs", "circle"):
        raise UnknownNameError("layout", layout, ("springs", "circle"))
    places = _circle(len(players)) if layout == "circle" else _springs(players, pairs)
    with styled():
        axes = axes_for(ax, width, 0.95)
        _draw(axes, players, pairs, sizes, places)
    _describe(axes, players, pairs, sizes, places)
    return axes


def _pairs(edges: Any) -> list[tuple[str, str]]:
    """Return the links, each once."""
    if hasattr(edges, "transfers"):
        edges = zip(edges.transfers["from"], edges.transfers["to"], strict=True)
    elif hasattr(edges, "number_of_edges"):
        edges = edges.edges()
    if isinstance(edges, str) or not isinstance(edges, Iterable):
        raise InvalidArgumentError(f"edges must be pairs of players, got {edges!r}")
    found: dict[frozenset[str], tuple[str, str]] = {}
    for edge in edges:
        pair = tuple(edge) if isinstance(edge, Iterable) and not isinstance(edge, str) else ()
        if len(pair) != 2 or pair[0] == pair[1]:
            raise InvalidArgumentError(
                f"edges must be pairs of two different players, got {edge!r}"
            )
        found.setdefault(frozenset(map(str, pair)), (str(pair[0]), str(pair[1])))
    return list(found.values())


def _circle(size: int) -> Floats:
    """Return places clockwise from the top; one player alone is in the middle."""
    angles = np.pi / 2 - 2 * np.pi * np.arange(size) / max(size, 1)
    return np.column_stack([np.cos(angles), np.sin(angles)]) * (size > 1)


def _springs(players: list[str], pairs: list[tuple[str, str]]) -> Floats:
    """Return places whose distances are near those in the graph; its parts stand side by side."""
    import networkx as nx

    graph: Any = nx.Graph()
    graph.add_nodes_from(players)
    graph.add_edges_from(pairs)
    if len(players) < 3:
        return _circle(len(players))[:, ::-1]
    known = {a: dict(row) for a, row in nx.all_pairs_shortest_path_length(graph)}
    far = _APART * max(max(row.values()) for row in known.values()) or 1.0
    distances = {a: {b: known[a].get(b, max(far, 1.0)) for b in players} for a in players}
    start = dict(zip(players, _circle(len(players)), strict=True))
    found = nx.kamada_kawai_layout(graph, dist=distances, pos=start)
    return np.array([found[name] for name in players])


def _draw(
    axes: "Axes", players: list[str], pairs: list[tuple[str, str]], sizes: Floats, places: Floats
) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    number_of = {name: k for k, name in enumerate(players)}
    for a, b in pairs:
        ends = places[[number_of[a], number_of[b]]]
        axes.plot(*ends.T, color=GREY, linewidth=1.1, zorder=1)
    _frame(axes, places)
    diameters = _diameters(axes, sizes, places)
    for (x, y), size, diameter in zip(places, sizes, diameters, strict=True):
        look: dict[str, Any] = {"facecolor": "#6699CC", "edgecolor": "#004488"}
        if size < 0:
            look = {"facecolor": "white", "edgecolor": "#BB5566", "hatch": "//////"}
        elif size == 0:
            look = {"facecolor": "white", "edgecolor": "#004488"}
        axes.scatter([x], [y], s=diameter**2, linewidth=0.9, zorder=2, clip_on=False, **look)
    handles: list[Any] = [
        Line2D([], [], marker="o", linestyle="none", markerfacecolor="#6699CC",
               markeredgecolor="#004488", label="area: allocation")
    ]  # fmt: skip
    if (sizes < 0).any():
        handles.append(Patch(facecolor="white", edgecolor="#BB5566", hatch="//////",
                             label="negative"))  # fmt: skip
    legend_under(axes, handles)
    lines = [np.linspace(places[number_of[a]], places[number_of[b]], 30) for a, b in pairs]
    place_labels(
        axes, places,
        [f"{wrapped(a, _LETTERS)}\n{number(x)}" for a, x in zip(players, sizes, strict=True)],
        avoid=np.vstack([np.zeros((0, 2)), *lines]), clearance=diameters / 2 + 1,
    )  # fmt: skip


def _frame(axes: "Axes", places: Floats) -> None:
    """Leave room for labels around the network."""
    axes.set_aspect("equal")
    axes.set_axis_off()
    spread = float(np.ptp(places, axis=0).max()) or 1.0
    middle = (places.max(axis=0) + places.min(axis=0)) / 2
    half = _AROUND * spread
    axes.set(xlim=(middle[0] - half, middle[0] + half), ylim=(middle[1] - half, middle[1] + half))


def _diameters(axes: "Axes", sizes: Floats, places: Floats) -> Floats:
    """Return diameters in points: areas as allocations, the largest as the room permits."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    settle(figure)
    shown = axes.transData.transform(places) * 72 / figure.dpi
    gaps = np.hypot(*np.moveaxis(shown[:, None] - shown[None], 2, 0))
    nearest = gaps[gaps > 0].min() if (gaps > 0).any() else _LARGEST
    largest = min(_LARGEST, max(0.85 * nearest, 3 * _LEAST))
    top = float(np.abs(sizes).max()) or 1.0
    return np.asarray(np.maximum(largest * np.sqrt(np.abs(sizes) / top), _LEAST))


def _describe(
    axes: "Axes", players: list[str], pairs: list[tuple[str, str]], sizes: Floats, places: Floats
) -> None:
    links = "no links"
    if pairs:
        links = f"{counted(len(pairs), 'link')}: {name_list([f'{a}–{b}' for a, b in pairs])}"
    shares = listed(dict(zip(players, sizes, strict=True)))
    degree = [sum(name in pair for pair in pairs) for name in players]
    data = pd.DataFrame({"player": players, "allocation": sizes, "links": degree,
                         "x": places[:, 0], "y": places[:, 1]})  # fmt: skip
    describe(
        axes,
        f"Network of {counted(len(players), 'player')} with {links}. Allocation: {shares}.",
        data,
    )
