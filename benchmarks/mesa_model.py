"""The scalar model of the sweeps' benchmark as Mesa wants it: a class that workers can import."""

from typing import Any

from mesa import DataCollector, Model
from sweeps import scalar_model

__all__ = ["ScalarModel"]


class ScalarModel(Model):  # type: ignore[misc]
    """A model whose one step is the scalar model."""

    def __init__(self, m: float, k: float, cost: float, **options: Any) -> None:
        super().__init__(**options)
        self.given = (m, k, cost)
        self.found: dict[str, Any] = {}
        self.datacollector = DataCollector({"margin": lambda model: model.found.get("margin")})

    def step(self) -> None:
        """Evaluate."""
        self.found = scalar_model(*self.given)
        self.datacollector.collect(self)
        self.running = False
