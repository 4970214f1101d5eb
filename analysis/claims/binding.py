"""C7: membership binds powerful states.

Three mechanisms by which it can, and where each fails: strategic restraint (M7a), a hub that cannot
commit while its contracts are secret (M7b), and a rising power that cannot promise (M7c).
"""

from lilliput.analysis.claims import binding_contracts, binding_restraint, binding_shift
from lilliput.analysis.claims.claim import Claim, by_id

__all__ = ["CLAIM"]

CLAIM = Claim(
    id="C7",
    statement="Membership in a multilateral institution binds powerful states, and they gain by "
    "being bound.",
    in_source="a leading state makes its power acceptable by institutions that restrain it, and so "
    "buys the participation of weaker states",
    author="after Ikenberry",
    citation="Ikenberry, G. J. (2001), After Victory: Institutions, Strategic Restraint, and the "
    "Rebuilding of Order after Major Wars, Princeton",
    loses="where binding costs more than members are worth, where patience restrains the strong "
    "anyway, and for outsiders, who pay if the bound act as a cartel",
    models=by_id(*binding_restraint.MODELS, *binding_contracts.MODELS, *binding_shift.MODELS),
)
