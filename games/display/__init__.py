"""HTML and LaTeX of values for notebooks: what `_repr_html_` and `_repr_latex_` return.

The room knows no game class: its functions take what they show. Tables take their colours from the
page, light or dark; nothing is told by colour; texts of the user are escaped, and a dollar sign
among them starts no mathematics. What is large is shown in part, with its size in words, and
nothing is solved for a picture: at most the best replies of a game and the corners of small sets.
"""

from lilliput.games.display.tables import block, chip, frame, note, record, table
from lilliput.games.display.texts import Html, escaped, shown

__all__ = ["Html", "block", "chip", "escaped", "frame", "note", "record", "shown", "table"]
