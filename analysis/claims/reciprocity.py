"""C5: diffuse reciprocity, what is owed to one is enforced by all.

Pooling all promises in one agreement lets imbalances cancel (M5a), needs an institution that
spreads the news of refusals (M5b), and spreads false news as well (M5c).
"""

from lilliput.analysis.claims.claim import Claim, by_id
from lilliput.analysis.claims.reciprocity_information import INFORMATION
from lilliput.analysis.claims.reciprocity_pooling import POOLING

__all__ = ["CLAIM"]

CLAIM = Claim(
    id="C5",
    statement="Diffuse reciprocity, in which promises to one are enforced by all and need balance "
    "only on the whole, sustains more cooperation than reciprocity in each pair.",
    in_source="members of multilateral orders expect a rough equivalence of benefits in the "
    "aggregate and over time (Ruggie, with Keohane's word for it), instead of a quid pro quo in "
    "each dealing; that all enforce what is owed to one is our reading",
    author="after Ruggie and Keohane",
    citation="Ruggie, J. G. (1992), Multilateralism: the anatomy of an institution, International "
    "Organization 46:561–598; Keohane, R. O. (1986), Reciprocity in international relations, "
    "International Organization 40",
    loses="where every pair is balanced or one power dominates all pairs, where news costs more "
    "than it is worth, and where false alarms end the cooperation of all",
    models=by_id(*POOLING, *INFORMATION),
)
"""The claim with its models."""
