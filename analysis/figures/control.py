"""The phase diagram of control: alone or with partners?"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from lilliput.analysis.claims.control import control_boundary, control_utilities
from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.figures.legends import legend_under
from lilliput.analysis.figures.style import INK, Width, axes_for, styled

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["plot_control_phase"]

_BOX = {"facecolor": "white", "edgecolor": "none", "alpha": 0.85, "pad": 2}


def plot_control_phase(
    *,
    partners: float = 1.0,
    stake: float = 1.0,
    cost: float = 0.1,
    organising: float = 0.02,
    cells: int = 60,
    width: Width = 4.6,
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
    width
        ``"column"``, ``"page"`` or inches.
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
    centres = (np.arange(cells) + 0.5) / cells
    psi, p = np.meshgrid(centres, centres)
    alone, joined = control_utilities(p, 1 - p, partners, psi, stake, cost, organising)
    premium = np.asarray(joined - alone)
    line = np.linspace(1e-6, 1 - 1e-6, 400)
    boundary = control_boundary(line, 1 - line, partners, stake, cost, organising)
    with styled():
        axes = axes_for(ax, width, 0.9)
        limit = float(np.abs(premium).max()) or 1.0
        edges = np.linspace(0, 1, cells + 1)
        mesh = axes.pcolormesh(
            edges, edges, premium, cmap="RdBu", vmin=-limit, vmax=limit, rasterized=True
        )
        axes.plot(boundary, line, color="black", linewidth=1.6,
                  label="analytic boundary, premium 0")  # fmt: skip
        axes.plot(line, line, color="black", linewidth=0.9, linestyle=":", label="ψ = p (no costs)")
        axes.set(
            xlim=(0, 1), ylim=(0, 1), xlabel="alignment of partners ψ",
            ylabel="controller's strength alone p = a/(a+b)",
        )  # fmt: skip
        axes.text(0.96, 0.05, "multilateral wins", ha="right", color=INK, bbox=_BOX)
        axes.text(0.04, 0.95, "bilateral wins", ha="left", va="top", color=INK, bbox=_BOX)
        legend_under(axes)
        axes.figure.colorbar(mesh, ax=axes, label="premium of multilateral control")
    describe(
        axes,
        f"Premium of multilateral over bilateral control on {cells} × {cells} cells of alignment ψ "
        f"and strength p, from {number(premium.min())} to {number(premium.max())}; multilateral "
        f"control wins in {(premium > 0).mean():.0%} of them, below the analytic boundary.",
        pd.DataFrame({"psi": psi.ravel(), "p": p.ravel(), "premium": premium.ravel()}),
    )
    return axes
