"""Games of the package pygambit, through the text of Gambit's own file format, exactly.

The format is the same in all versions of the package, whose classes are not: version 17 addresses
players by label where version 16 has objects for them.
"""

import io
from typing import Any

from lilliput.games.errors import InvalidGameError
from lilliput.games.formats.packages import require_package

__all__ = ["gambit_game_from_text", "gambit_text"]


def gambit_game_from_text(text: str) -> Any:
    """Return the pygambit game that the text of a .nfg file states.

    Raises
    ------
    MissingPackageError
        Where pygambit is not installed.
    InvalidGameError
        Names that Gambit does not allow.
    """
    pygambit = require_package("pygambit", purpose="a game for Gambit")
    try:
        if hasattr(pygambit, "read_nfg"):  # since 16.3
            return pygambit.read_nfg(io.StringIO(text))
        return pygambit.Game.parse_game(text)
    except (OSError, ValueError) as error:
        raise InvalidGameError(
            f"Gambit refuses the game: {error}; it allows no control characters in the names of "
            "players and strategies, and no spaces around them"
        ) from error


def gambit_text(game: Any) -> str:
    """Return a game of pygambit as the text of a .nfg file.

    An extensive-form game gives its reduced strategic form.
    """
    if hasattr(game, "to_nfg"):  # since 16.3
        return str(game.to_nfg())
    if hasattr(game, "write"):
        return str(game.write("nfg"))
    raise InvalidGameError(f"g must be a game of pygambit, got {type(game).__name__}")
