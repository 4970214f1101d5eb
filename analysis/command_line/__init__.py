"""The command line: what the words after `lilliput` mean, and how answers are printed.

`entry` is the group of commands and decides how each run ends; `commands` makes a command of a
function that returns an `Answer`; `answers` writes it in the format asked for. The modules of the
commands load numerical packages only when they run, so that help and completion are there at once.
"""

from lilliput.analysis.command_line.entry import main

__all__ = ["main"]
