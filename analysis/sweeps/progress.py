"""How far a sweep is: a bar in the terminal or notebook, and what to say at the end."""

import warnings
from collections import Counter
from collections.abc import Mapping
from typing import Any

from lilliput.analysis.sweeps.blocks import Receipt
from lilliput.games.errors import LilliputWarning

__all__ = ["Progress", "warn_of_failures"]

_DELAY = 0.5


class Progress:
    """Counts what is finished and shows it, with rate and remaining time.

    Parameters
    ----------
    size
        Positions of the design.
    name
        Of the model.
    shown
        Whether there is a bar.
    """

    def __init__(self, size: int, name: str, *, shown: bool) -> None:
        self.size, self.name, self.shown = size, name, shown
        self.done = 0
        self.errors: Counter[str] = Counter()
        self.nans = 0
        self._bar: Any = None

    def begin(self, done: int) -> None:
        """Show the bar, of which `done` positions are finished from before."""
        self.done = done
        if not self.shown:
            return
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # tqdm's, about notebooks without widgets
            from tqdm.auto import tqdm

            self._bar = tqdm(
                total=self.size,
                initial=done,
                desc=self.name,
                unit="point",
                unit_scale=True,
                delay=_DELAY,
                dynamic_ncols=True,
                smoothing=0.1,
            )

    def add(self, receipt: Receipt) -> None:
        """Count a receipt."""
        self.done += receipt.stop - receipt.start
        self.count(receipt.errors, receipt.nans)
        if self._bar is not None:
            self._bar.update(receipt.stop - receipt.start)

    def count(self, errors: Mapping[str, int], nans: int) -> None:
        """Count failed points, and such with a NaN."""
        self.errors.update(errors)
        self.nans += nans
        shown = {"failed": self.errors.total(), "NaN": self.nans}
        if self._bar is not None and any(shown.values()):
            self._bar.set_postfix({k: v for k, v in shown.items() if v}, refresh=False)

    def close(self) -> None:
        """Leave the bar as it is."""
        if self._bar is not None:
            self._bar.close()


def warn_of_failures(errors: Mapping[str, int], points: int, first: str) -> None:
    """Say once how many points failed, of what, and what the first of them said."""
    failed = sum(errors.values())
    if not failed:
        return
    kinds = sorted(errors.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{kind} {number:,}" for kind, number in kinds)
    warnings.warn(
        f"{failed:,} of {points:,} points failed: {told}; the first: {first!r}; see .failures",
        LilliputWarning,
        stacklevel=4,
    )
