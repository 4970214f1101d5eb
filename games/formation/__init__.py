"""Which coalitions form, and which last."""

from lilliput.games.formation.agreements import (
    EnvironmentalAgreement,
    linear_agreement,
    quadratic_agreement,
)
from lilliput.games.formation.announcements import membership_normal_form
from lilliput.games.formation.binding_agreements import binding_agreements
from lilliput.games.formation.coalition_membership import (
    MembershipGame,
    is_stable_coalition,
    membership_surplus,
    stable_coalitions,
)
from lilliput.games.formation.effectivity import Effectivity
from lilliput.games.formation.farsighted import (
    farsighted_stable_sets,
    indirectly_dominates,
    largest_consistent_set,
)
from lilliput.games.formation.hedonic import HedonicGame
from lilliput.games.formation.hedonic_checks import is_stable_partition
from lilliput.games.formation.hedonic_partitions import stable_partitions
from lilliput.games.formation.hedonic_search import StablePartition, find_stable_partition
from lilliput.games.formation.membership import (
    SymmetricMembershipGame,
    is_stable_size,
    size_table,
    stable_sizes,
)
from lilliput.games.formation.membership_rules import (
    is_membership_equilibrium,
    membership_equilibria,
)
from lilliput.games.formation.ordered_formation import OrderedFormation, ordered_formation
from lilliput.games.formation.sequential_sizes import (
    SizeSequence,
    bloch_outcomes,
    bloch_sizes,
    ray_vohra_sizes,
)
from lilliput.games.formation.size_payoffs import SizePayoffs
from lilliput.games.formation.structure_payoffs import StructurePayoffs
from lilliput.games.formation.structure_set import StructureSet
from lilliput.games.formation.top_coalitions import (
    common_ranking_property,
    top_coalition_property,
)

__all__ = [
    "Effectivity",
    "EnvironmentalAgreement",
    "HedonicGame",
    "MembershipGame",
    "OrderedFormation",
    "SizePayoffs",
    "SizeSequence",
    "StablePartition",
    "StructurePayoffs",
    "StructureSet",
    "SymmetricMembershipGame",
    "binding_agreements",
    "bloch_outcomes",
    "bloch_sizes",
    "common_ranking_property",
    "farsighted_stable_sets",
    "find_stable_partition",
    "indirectly_dominates",
    "is_membership_equilibrium",
    "is_stable_coalition",
    "is_stable_partition",
    "is_stable_size",
    "largest_consistent_set",
    "linear_agreement",
    "membership_equilibria",
    "membership_normal_form",
    "membership_surplus",
    "ordered_formation",
    "quadratic_agreement",
    "ray_vohra_sizes",
    "size_table",
    "stable_coalitions",
    "stable_partitions",
    "stable_sizes",
    "top_coalition_property",
]
