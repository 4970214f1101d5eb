"""Numbers that a reader sets: with a slider, which keeps exact numbers exact, or as text.

A slider shows a float. Until it is moved, its number is the one given (1/3 stays 1/3); afterwards
it is the decimal that the slider shows, as a Fraction where the number given was exact. A browser
moves a slider to the nearest step as soon as it shows it, and says so if the slider speaks while it
is moved; one whose number lies between two steps therefore speaks when it is let go.
"""

import re
from fractions import Fraction
from math import ceil, floor, isfinite, log10
from typing import Any

from lilliput.analysis.explorers.toolbox import toolbox
from lilliput.games.arithmetic import is_symbolic, plain
from lilliput.games.errors import InvalidArgumentError, UnsupportedNumberError

__all__ = ["Dial", "exact_number", "step_for"]

_LABEL = "10em"
_STEPS = 100
_NOISE = 1e-9  # of a step
_DIGITS = 10  # of what a slider shows, so that 0.1 + 0.2 is 0.3
_LONGEST, _LARGEST_POWER = 40, 300


class Dial:
    """A slider for one number.

    Parameters
    ----------
    label
        What is set.
    value
        The number at first: an integer, a Fraction or a float.
    low, high
        The ends; widened where the number lies beyond.
    whole
        Whether it counts something.
    hint
        Shown while the pointer rests on it.
    open_ends
        Whether the slider stops a step before its low and its high end, if the number does.
    """

    def __init__(
        self, label: str, value: Any, low: float, high: float, *, whole: bool = False,
        hint: str = "", open_ends: tuple[bool, bool] = (False, False),
    ) -> None:  # fmt: skip
        given = plain(value)
        if is_symbolic(given):
            raise UnsupportedNumberError(
                f"{label} must be a number to be set with a slider, got {given}; substitute values "
                "for the symbols first"
            )
        self._whole = whole
        self._exact = isinstance(given, (int, Fraction))
        low, high = min(low, float(given)), max(high, float(given))
        common = {
            "description": label, "layout": {"width": "98%"},
            "style": {"description_width": _LABEL}, "tooltip": hint or label,
        }  # fmt: skip
        if whole:
            self._tolerance = 0.0
            self.widget = toolbox().IntSlider(
                value=int(given), min=ceil(low), max=max(floor(high), ceil(low)), **common
            )
        else:
            step = step_for(low, high)
            low, high = floor(low / step + _NOISE) * step, ceil(high / step - _NOISE) * step
            if open_ends[0] and low + step <= float(given):
                low += step
            if open_ends[1] and float(given) <= high - step:
                high -= step
            self._tolerance = _NOISE * step
            places = max(0, -floor(log10(step) + _NOISE))
            away = (float(given) - low) / step
            on_a_step = abs(away - round(away)) <= _NOISE
            self.widget = toolbox().FloatSlider(
                value=float(given), min=_rounded(low), max=_rounded(high), step=step,
                readout_format=f".{max(places, 2)}f", continuous_update=on_a_step, **common,
            )  # fmt: skip
        self.set(given)

    def set(self, value: Any) -> None:
        """Set the number, and the slider to it."""
        self._given = plain(value)
        self._shown = self.widget.value = type(self.widget.value)(self._given)

    @property
    def value(self) -> Any:
        """The number that is set."""
        moved = self.widget.value
        if abs(moved - self._shown) <= self._tolerance:
            return self._given
        if self._whole:
            return int(moved)
        if not isfinite(moved):
            return moved  # whoever uses it says that it is not finite
        decimal = f"{moved:.{_DIGITS}g}"
        return Fraction(decimal) if self._exact else float(decimal)


def step_for(low: float, high: float) -> float:
    """Return a step of 1, 2 or 5 times a power of ten, of which about a hundred go from end to end.

    Examples
    --------
    >>> step_for(0, 1), step_for(0, 12.5), step_for(-4, 4)
    (0.01, 0.1, 0.05)
    """
    rough = max(high - low, 1e-12) / _STEPS
    unit = 10.0 ** floor(log10(rough) + 1e-9)
    step = max((part for part in (1, 2, 5) if part * unit <= rough * (1 + 1e-9)), default=1) * unit
    return _rounded(step)


def exact_number(text: str, argument: str) -> Fraction:
    """Return a number written as 3, 0.25 or 1/3.

    Parameters
    ----------
    text
        What the reader wrote.
    argument
        What it stands for, for the error message.

    Examples
    --------
    >>> exact_number(" −1/3 ", "payoff")
    Fraction(-1, 3)
    >>> exact_number("1/0", "payoff")
    Traceback (most recent call last):
        ...
    lilliput.games.errors.InvalidArgumentError: payoff must be a number such as 3, 0.25 or 1/3, \
got '1/0'
    """
    written = text.strip().replace("−", "-")
    written = re.sub(r"^([+-])\s+|\s*(/)\s*", r"\1\2", written)  # but "1 1/2" is not 11/2
    power = written.lower().partition("e")[2]
    try:
        if len(written) > _LONGEST or (power and abs(int(power)) > _LARGEST_POWER):
            raise ValueError
        return Fraction(written)
    except (ValueError, ZeroDivisionError):
        shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
        raise InvalidArgumentError(
            f"{argument} must be a number such as 3, 0.25 or 1/3, got {shown!r}"
        ) from None


def _rounded(value: float) -> float:
    """Return a float without the noise in its last digits."""
    return float(f"{value:.12g}")
