"""The question: when does binding powers multilaterally beat bargaining with them bilaterally?"""

if __name__ != "lilliput.analysis":
    raise ImportError(
        f"this folder is the package lilliput.analysis, not {__name__!r}: install it "
        "(pip install -e .) and write `from lilliput.analysis import ...`"
    )

import lazy_loader

# Public names stand in __init__.pyi with the rooms that they come from; a room is loaded when one
# of its names is first used, so that the command line answers at once. Three rooms are called as
# one of their names (claims, metrics, payoffs): here the name is what is in the room.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
