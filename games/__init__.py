"""Cooperative and non-cooperative games and their solutions: mathematics, without politics."""

if __name__ != "lilliput.games":
    raise ImportError(
        f"this folder is the package lilliput.games, not {__name__!r}: install it "
        "(pip install -e .) and write `from lilliput.games import ...`"
    )

import lazy_loader

# Public names stand in __init__.pyi with the rooms that they come from; a room is loaded when one
# of its names is first used, so that importing the package costs little.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
