"""Games as text and arrays: file formats and the conventions of other packages.

A `Table` is all that a format can hold of a normal-form game: names and a tensor of payoffs. This
room knows no game class; `NormalFormGame` is made from tables and turned into them.
"""

from lilliput.games.formats.gambit import gambit_game_from_text, gambit_text
from lilliput.games.formats.json_text import json_text, table_from_json
from lilliput.games.formats.nfg import nfg_text
from lilliput.games.formats.nfg_reader import table_from_nfg
from lilliput.games.formats.packages import require_package
from lilliput.games.formats.quantecon import own_axes, quantecon_arrays
from lilliput.games.formats.sources import read_text, write_text
from lilliput.games.formats.table import Table

__all__ = [
    "Table",
    "gambit_game_from_text",
    "gambit_text",
    "json_text",
    "nfg_text",
    "own_axes",
    "quantecon_arrays",
    "read_text",
    "require_package",
    "table_from_json",
    "table_from_nfg",
    "write_text",
]
