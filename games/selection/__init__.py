"""Which equilibrium: the field's selection rules, side by side."""

from lilliput.games.selection.table import Selection, equilibrium_selection

__all__ = ["Selection", "equilibrium_selection"]
