"""Pictures of comparisons: the phase diagram of control, and the bars of an attribution.

Every function draws into axes that the caller may bring, returns them, and changes no global
setting of matplotlib.
"""

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lilliput.analysis.claims.control import control_boundary, control_utilities
from lilliput.analysis.files import write_bytes

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = [
    "TOGGLE_LABELS",
    "blank_figure",
    "new_axes",
    "plot_attribution",
    "plot_attributions",
    "plot_control_phase",
    "save_figure",
]

TOGGLE_LABELS = {
    "graph": "graph: star → complete",
    "rule": "rule: power → equal weights",
    "indivisible": "indivisible good",
    "enforcement": "enforcement: pairwise → pooled",
    "cost": "transaction costs",
}
_COLOURS = {
    "graph": "#4477AA",
    "rule": "#EE6677",
    "indivisible": "#228833",
    "enforcement": "#CCBB44",
    "cost": "#999999",
}


def plot_control_phase(
    *,
    partners: float = 1.0,
    stake: float = 1.0,
    cost: float = 0.1,
    organising: float = 0.02,
    cells: int = 60,
    ax: "Axes | None" = None,
) -> "Axes":
    """Draw where multilateral control beats bilateral control, by alignment ψ and strength p.

    Cells are coloured by the computed premium; the line is the analytic boundary. Capabilities of
    controller and target add up to 1, so that p = a is the controller's chance alone.

    Parameters
    ----------
    partners, stake, cost, organising
        M, V, k and τ of `control_utilities`, with a + b = 1.
    cells
        Cells along each side.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> plot_control_phase(cells=10).get_xlabel()
    'alignment of partners ψ'
    """
    axes = ax if ax is not None else new_axes(5.2, 4.4)
    centres = (np.arange(cells) + 0.5) / cells
    psi, p = np.meshgrid(centres, centres)
    alone, joined = control_utilities(p, 1 - p, partners, psi, stake, cost, organising)
    premium = joined - alone
    limit = float(np.abs(premium).max())
    mesh = axes.pcolormesh(
        np.linspace(0, 1, cells + 1), np.linspace(0, 1, cells + 1), premium,
        cmap="RdBu", vmin=-limit, vmax=limit, rasterized=True,
    )  # fmt: skip
    line = np.linspace(1e-6, 1 - 1e-6, 400)
    boundary = control_boundary(line, 1 - line, partners, stake, cost, organising)
    axes.plot(boundary, line, color="black", linewidth=1.8, label="analytic boundary, premium 0")
    axes.plot(line, line, color="black", linewidth=0.9, linestyle=":", label="ψ = p (no costs)")
    axes.set(
        xlim=(0, 1), ylim=(0, 1), xlabel="alignment of partners ψ",
        ylabel="controller's strength alone p = a/(a+b)",
    )  # fmt: skip
    box = {"facecolor": "white", "edgecolor": "none", "alpha": 0.8}
    axes.text(0.95, 0.06, "multilateral wins", ha="right", fontsize=10, bbox=box)
    axes.text(0.05, 0.92, "bilateral wins", ha="left", fontsize=10, bbox=box)
    axes.legend(loc="upper left", bbox_to_anchor=(0.0, -0.14), frameon=False, fontsize=8, ncols=2)
    axes.figure.colorbar(mesh, ax=axes, label="premium of multilateral control")
    return axes


def plot_attribution(
    attribution: pd.DataFrame, *, title: str = "", legend: bool = True, ax: "Axes | None" = None
) -> "Axes":
    """Draw what each property contributes to each power's binding premium, as stacked bars.

    Parameters
    ----------
    attribution
        Rows powers, columns toggles, as `Premium.attribution`.
    title
        Printed above.
    legend
        Whether to explain the colours.
    ax
        Where to draw; a new figure by default.

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> frame = pd.DataFrame({"graph": [0.1, -0.2], "cost": [-0.05, 0.1]}, index=["US", "CA"])
    >>> [label.get_text() for label in plot_attribution(frame).get_xticklabels()]
    ['US', 'CA']
    """
    axes = ax if ax is not None else new_axes(6.4, 3.6)
    numbers = attribution.astype(float)
    positions = np.arange(len(numbers))
    above, below = np.zeros(len(numbers)), np.zeros(len(numbers))
    for toggle in numbers.columns:
        part = numbers[toggle].to_numpy()
        bottom = np.where(part >= 0, above, below)
        axes.bar(
            positions, part, bottom=bottom, width=0.62, color=_COLOURS.get(str(toggle)),
            label=TOGGLE_LABELS.get(str(toggle), str(toggle)), edgecolor="white", linewidth=0.4,
        )  # fmt: skip
        above += np.maximum(part, 0)
        below += np.minimum(part, 0)
    axes.plot(
        positions, numbers.sum(axis=1), linestyle="none", marker="D", markersize=5,
        markerfacecolor="white", markeredgecolor="black", label="binding premium",
    )  # fmt: skip
    axes.axhline(0, color="black", linewidth=0.8)
    axes.set_xticks(positions, [str(name) for name in numbers.index], fontsize=8)
    axes.set_ylabel("part of the premium")
    axes.set_title(title, fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
    if legend:
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.12), ncols=3, frameon=False,
                    fontsize=8)  # fmt: skip
    return axes


def plot_attributions(panels: Mapping[str, pd.DataFrame]) -> "Figure":
    """Draw several attributions side by side on one scale, with one legend."""
    columns = min(3, len(panels))
    rows = -(-len(panels) // columns)
    figure = blank_figure(3.3 * columns, 2.6 * rows + 0.6)
    grid = figure.subplots(rows, columns, sharey=True, squeeze=False)
    for axes, (title, attribution) in zip(grid.flat, panels.items(), strict=False):
        plot_attribution(attribution, title=title, legend=False, ax=axes)
        axes.label_outer()
        axes.tick_params(axis="x", labelbottom=True)
    for axes in list(grid.flat)[len(panels) :]:
        axes.set_visible(False)
    handles, labels = grid.flat[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=3, frameon=False, fontsize=8)
    return figure


def save_figure(figure: "Figure", folder: Path, name: str) -> list[Path]:
    """Write a figure as PNG and PDF without dates, so that the same figure is the same file."""
    paths = []
    for suffix, metadata in (("png", {"Software": None}), ("pdf", {"CreationDate": None})):
        buffer = BytesIO()
        figure.savefig(
            buffer,
            format=suffix,
            dpi=200,
            bbox_inches="tight",
            metadata=metadata,
        )
        paths.append(write_bytes(Path(folder) / f"{name}.{suffix}", buffer.getvalue()))
    return paths


def blank_figure(width: float, height: float) -> "Figure":
    """Return a figure that pyplot does not hold on to, for writing files."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def new_axes(width: float, height: float) -> "Axes":
    """Return axes of a new pyplot figure, which notebooks show."""
    import matplotlib.pyplot as plt

    return plt.subplots(figsize=(width, height), layout="constrained")[1]
