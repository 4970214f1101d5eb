"""The claims of the theory, each with models that can refute it."""

from collections.abc import Iterator, Mapping

from lilliput.analysis.claims import (
    binding,
    charter,
    conflict,
    control,
    indivisibility,
    leverage,
    lilliput,
    limits,
    predictability,
    principles,
    reciprocity,
    three,
    unilateralism,
    voice,
)
from lilliput.analysis.claims.claim import Claim, ClaimResult
from lilliput.analysis.claims.control import cha_quadrants, control_premium, control_utilities
from lilliput.analysis.claims.model import Model, ModelResult
from lilliput.analysis.claims.parameters import Parameter
from lilliput.games.errors import UnknownNameError

__all__ = [
    "Claim",
    "ClaimResult",
    "Model",
    "ModelResult",
    "Parameter",
    "cha_quadrants",
    "claims",
    "control_premium",
    "control_utilities",
]


class _Registry(Mapping[str, Claim]):
    """The claims by id, in order; an unknown id is an error that names those there are."""

    def __init__(self, *entries: Claim) -> None:
        self._claims = {claim.id: claim for claim in entries}

    def __getitem__(self, key: str) -> Claim:
        if key not in self._claims:
            raise UnknownNameError("claim", key, self._claims)
        return self._claims[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._claims)

    def __len__(self) -> int:
        return len(self._claims)

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._claims.values()))


claims = _Registry(
    leverage.CLAIM,
    conflict.CLAIM,
    three.CLAIM,
    indivisibility.CLAIM,
    reciprocity.CLAIM,
    principles.CLAIM,
    binding.CLAIM,
    unilateralism.CLAIM,
    voice.CLAIM,
    lilliput.CLAIM,
    *control.CLAIMS,
    predictability.CLAIM,
    charter.CLAIM,
    limits.CLAIM,
)
