"""HiGHS without its banner."""

from typing import Any

__all__ = ["silent_highs"]


def silent_highs() -> Any:
    """Return a HiGHS solver that prints nothing, its model is still empty.

    Examples
    --------
    >>> silent_highs().getNumCol()
    0
    """
    import highspy

    kind = highspy.Highs  # its own constructor prints before any option can be set
    solver = type("QuietHighs", (kind,), {"__init__": lambda self: super(kind, self).__init__()})()
    solver.setOptionValue("output_flag", False)
    return solver
