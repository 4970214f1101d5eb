"""What functions on games require of their first argument: a game, with numbers for payoffs."""

from typing import Any

from lilliput.games.errors import InvalidGameError, UnsupportedNumberError
from lilliput.games.normal_form.game import NormalFormGame

__all__ = ["require_game", "require_numbers"]

_HOW = {
    "NormalFormGame": "NormalFormGame.from_bimatrix(A, B) makes one of two matrices, "
    "named_game(name) returns one that is known",
    "PolymatrixGame": "PolymatrixGame.from_normal_form makes one of payoffs that are sums over "
    "pairs",
    "SymmetricGame": "SymmetricGame.from_normal_form makes one of a normal form with like players",
}


def require_game(game: Any, kind: type = NormalFormGame) -> None:
    """Refuse what is no game of a kind, and say how to get one.

    Examples
    --------
    >>> require_game(NormalFormGame.from_bimatrix([[1, 0]], [[0, 1]]))
    """
    if not isinstance(game, kind):
        how = _HOW[kind.__name__]
        if kind is NormalFormGame and hasattr(game, "to_normal_form"):
            how = "its to_normal_form() is one"
        raise InvalidGameError(f"game must be a {kind.__name__}, got {type(game).__name__}; {how}")


def require_numbers(game: Any, kind: type = NormalFormGame) -> None:
    """Refuse what is no game of a kind, and symbolic payoffs.

    Examples
    --------
    >>> require_numbers(NormalFormGame.from_bimatrix([[1, 0]], [[0, 1]]))
    """
    require_game(game, kind)
    if game.kind == "symbolic":
        raise UnsupportedNumberError(
            "payoffs must be numbers to compare strategies, got expressions; substitute values, "
            "or use symbolic_equilibria"
        )
