"""Frozen distributions of scipy.stats as distributions of a parameter."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from lilliput.analysis.designs.distributions import Distribution
from lilliput.analysis.designs.entries import Kind, number_text
from lilliput.games.errors import InvalidArgumentError

__all__ = ["Scipy"]

_LARGEST = 2**53  # beyond, float64 cannot tell integers apart
_PROBES = 1025


@final
@dataclass(frozen=True, eq=False, repr=False)
class Scipy(Distribution):
    """A frozen distribution, known by its name if it is scipy's own, else by its quantiles."""

    frozen: Any

    @property
    def discrete(self) -> bool:
        """Whether it is a discrete distribution."""
        from scipy.stats import rv_discrete

        return isinstance(self.frozen.dist, rv_discrete)

    @property
    def kind(self) -> Kind:
        """Return ``"int"`` for scipy's own discrete distributions, whose support is whole."""
        loc = self.parameters.get("loc", 0.0)
        whole = self.discrete and self.named and loc == int(loc)
        return "int" if whole else "float"

    @property
    def named(self) -> bool:
        """Whether scipy.stats has it under its name, so that the name and parameters define it."""
        from scipy import stats

        dist = self.frozen.dist
        known: Any = getattr(stats, str(dist.name), None)
        return type(known) is type(dist) and (known.a, known.b) == (dist.a, dist.b)

    @cached_property
    def parameters(self) -> dict[str, float]:
        """Shapes, location and scale by name."""
        shapes = self.frozen.dist.shapes
        names = [name.strip() for name in shapes.split(",")] if shapes else []
        defaults = {"loc": 0.0} if self.discrete else {"loc": 0.0, "scale": 1.0}
        given = dict(zip([*names, *defaults], self.frozen.args, strict=False))
        merged = {**defaults, **given, **self.frozen.kwds}
        return {name: float(merged[name]) for name in [*names, *defaults]}

    @property
    def reaches_ends(self) -> bool:
        """Whether it is continuous on an interval with finite ends."""
        return not self.discrete and bool(np.isfinite(self.frozen.support()).all())

    def quantile(self, units: NDArray[np.float64]) -> NDArray[Any]:
        """Return scipy's quantiles."""
        with np.errstate(over="ignore"):  # said below, with the name
            values: NDArray[Any] = np.asarray(self.frozen.ppf(units), dtype=np.float64)
        whole = self.kind == "int"
        bad = ~np.isfinite(values)
        if whole:
            bad |= np.abs(values) >= _LARGEST
        if bad.any():
            first = int(np.flatnonzero(bad)[0])
            raise InvalidArgumentError(
                f"{self!r} has the quantile {values[first]} at {units[first]:.17g}; a parameter "
                "must be finite: truncate the distribution"
            )
        return np.rint(values).astype(np.int64) if whole else values

    def describe(self) -> dict[str, Any]:
        """Return the name and parameters, or a hash of the quantiles."""
        text: dict[str, Any] = {"kind": "scipy", "name": str(self.frozen.dist.name)}
        if self.named:
            return {**text, "parameters": self.parameters}
        return {**text, "hash": self._hash}

    @cached_property
    def _hash(self) -> str:
        probes = (np.arange(_PROBES) + 0.5) / _PROBES
        return sha256(self.quantile(probes).tobytes()).hexdigest()

    def __repr__(self) -> str:
        if not self.named:
            return f"<frozen {self.frozen.dist.name} of scipy.stats>"
        parts = [f"{name}={number_text(value)}" for name, value in self.parameters.items()]
        return f"scipy.stats.{self.frozen.dist.name}({', '.join(parts)})"
