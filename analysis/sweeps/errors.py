"""What can go wrong with a sweep and its store; every message says how to go on.

The hierarchy::

    LilliputError (Exception)
    ├── StoreError (OSError)             a store that cannot be used
    │   ├── NotAStoreError               a folder or manifest that is not ours
    │   ├── DamagedStoreError            a manifest or part that cannot be read
    │   ├── OtherSweepError              the store of another sweep
    │   ├── OtherVersionError            the store of the same sweep by another version
    │   ├── StoreLockedError             a store that another process is writing
    │   └── StoreFullError               no space left where the store lies
    └── SweepInterrupted (KeyboardInterrupt)    stopped before the last point
"""

from lilliput.games.errors import LilliputError

__all__ = [
    "DamagedStoreError",
    "NotAStoreError",
    "OtherSweepError",
    "OtherVersionError",
    "StoreError",
    "StoreFullError",
    "StoreLockedError",
    "SweepInterrupted",
]


class StoreError(LilliputError, OSError):
    """A store that cannot be opened, read or written."""


class NotAStoreError(StoreError):
    """A folder or a manifest that no sweep of Lilliput has written."""


class DamagedStoreError(StoreError):
    """A manifest or a part that a sweep has written and that cannot be read any more."""


class OtherSweepError(StoreError):
    """A store that holds the points of another sweep."""


class OtherVersionError(StoreError):
    """A store that holds the same sweep, written by another version of Lilliput."""


class StoreLockedError(StoreError):
    """A store that another process, or another sweep of this one, is writing."""


class StoreFullError(StoreError):
    """No space left on the disk, or in the quota, where the store lies."""


class SweepInterrupted(LilliputError, KeyboardInterrupt):  # noqa: N818 - it is no failure
    """A sweep that was stopped; it is a KeyboardInterrupt too, so that a program ends as usual.

    Parameters
    ----------
    done
        Points that are finished.
    size
        Points of the design.
    path
        The folder of the store, or None when the sweep had none.

    Examples
    --------
    >>> print(SweepInterrupted(300, 1000, "runs/c4"))
    stopped after 300 of 1,000 points, which are kept in 'runs/c4': the same call with the same \
store goes on from there, Results.open('runs/c4') reads what is finished
    """

    def __init__(self, done: int, size: int, path: str | None = None) -> None:
        self.done, self.size, self.path = done, size, path
        kept = (
            f"which are kept in {path!r}: the same call with the same store goes on from there, "
            f"Results.open({path!r}) reads what is finished"
            if path is not None
            else "which are lost: give the sweep a store, store='a folder', to be able to go on"
        )
        super().__init__(f"stopped after {done:,} of {size:,} points, {kept}")

    def __reduce__(self) -> tuple[type, tuple[int, int, str | None]]:
        return (type(self), (self.done, self.size, self.path))
