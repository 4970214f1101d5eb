r"""Gambit's file format for games in strategic form, ``.nfg``: writing.

A file states title, players and strategies, and then either the payoffs to all players at each
profile (the payoff version), or a list of outcomes and the number of the outcome at each profile
(the outcome version); player 1's strategy varies fastest. Labels stand in double quotes, in which a
backslash precedes a quote.

References
----------
The Gambit project, Gambit documentation, section "Game representation formats".
"""

import re

import numpy as np

from lilliput.games.arithmetic import kind_of
from lilliput.games.errors import UnsupportedNumberError
from lilliput.games.formats.numbers import number_text
from lilliput.games.formats.table import Table, cells

__all__ = ["nfg_text", "quoted"]


def nfg_text(table: Table, *, outcomes: bool = False) -> str:
    """Return a game as the text of a .nfg file, with exact numbers.

    Parameters
    ----------
    table
        Names and payoffs; floats are written as the decimals that they print as.
    outcomes
        Whether to write the outcome version, which states equal payoff vectors once.

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs.

    Examples
    --------
    >>> table = Table(("A",), (("x", "y"),), np.array([[0.5, 2.0]]), title="One")
    >>> print(nfg_text(table), end="")
    NFG 1 R "One" { "A" }
    <BLANKLINE>
    { { "x" "y" }
    }
    ""
    <BLANKLINE>
    0.5
    2
    """
    if kind_of(table.payoffs) == "symbolic":
        raise UnsupportedNumberError(
            "payoffs must be numbers in a .nfg file, got expressions; substitute values, or write "
            "JSON, which holds expressions"
        )
    lists = "\n".join(f"{{ {' '.join(map(quoted, own))} }}" for own in table.strategies)
    head = (
        f"NFG 1 R {quoted(table.title)} {{ {' '.join(map(quoted, table.players))} }}\n\n"
        f"{{ {lists}\n}}\n{quoted(table.comment)}\n\n"
    )
    by_profile = np.moveaxis(table.payoffs, 0, -1)
    rows = [tuple(map(number_text, by_profile[cell])) for cell in cells(table.payoffs.shape[1:])]
    if not outcomes:
        return head + "\n".join(" ".join(row) for row in rows) + "\n"
    number = {row: k for k, row in enumerate(dict.fromkeys(rows), start=1)}
    listed = "\n".join(f'{{ "{k}" {", ".join(row)} }}' for row, k in number.items())
    return head + f"{{\n{listed}\n}}\n" + " ".join(str(number[row]) for row in rows) + "\n"


def quoted(label: str) -> str:
    r"""Return a label in quotes, with a backslash before each quote.

    A backslash is doubled only where it would otherwise be read together with what follows it:
    before a quote, before another backslash and at the end.

    Examples
    --------
    >>> print(quoted('a "good" game'), quoted("x\\y"), quoted("x\\"))
    "a \"good\" game" "x\y" "x\\"
    """
    doubled = re.sub(r'\\(?=\\|"|\Z)', r"\\\\", label)
    return '"' + doubled.replace('"', '\\"') + '"'
