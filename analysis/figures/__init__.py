"""Pictures of games, solutions and results, in one look for papers.

Every function draws into axes that the caller may bring, returns them, and changes no setting of
matplotlib. Each picture carries a text for those who do not see it and the numbers that it shows:
`figure_alt`, `figure_data`.
"""

from lilliput.analysis.figures.attribution import (
    TOGGLE_LABELS,
    plot_attribution,
    plot_attributions,
)
from lilliput.analysis.figures.bargaining import plot_bargaining
from lilliput.analysis.figures.bars import plot_values
from lilliput.analysis.figures.control import plot_control_phase
from lilliput.analysis.figures.descriptions import figure_alt, figure_data, set_alt
from lilliput.analysis.figures.influences import plot_sobol, plot_tornado
from lilliput.analysis.figures.lattice import plot_lattice
from lilliput.analysis.figures.networks import plot_communication
from lilliput.analysis.figures.phase import plot_phase_plane
from lilliput.analysis.figures.repeated import plot_payoff_set
from lilliput.analysis.figures.responses import plot_best_responses
from lilliput.analysis.figures.saving import save_figure
from lilliput.analysis.figures.simplex import plot_core
from lilliput.analysis.figures.simplex_dynamics import plot_replicator
from lilliput.analysis.figures.style import blank_figure, figure_size, new_axes, palette, styled
from lilliput.analysis.figures.trade_off import plot_prim

__all__ = [
    "TOGGLE_LABELS",
    "blank_figure",
    "figure_alt",
    "figure_data",
    "figure_size",
    "new_axes",
    "palette",
    "plot_attribution",
    "plot_attributions",
    "plot_bargaining",
    "plot_best_responses",
    "plot_communication",
    "plot_control_phase",
    "plot_core",
    "plot_lattice",
    "plot_payoff_set",
    "plot_phase_plane",
    "plot_prim",
    "plot_replicator",
    "plot_sobol",
    "plot_tornado",
    "plot_values",
    "save_figure",
    "set_alt",
    "styled",
]
