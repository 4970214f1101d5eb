"""Explorers: what the toolkit answers while one moves sliders, in JupyterLab and in Voila alike.

Each explorer shows controls, a picture with a text for those who do not see it, the answer in
tables, and the Python call that gives the same. It can be asked for its objects in the next cell.
"""

from lilliput.analysis.explorers.bimatrix import BimatrixExplorer, explore_bimatrix
from lilliput.analysis.explorers.claims import ClaimExplorer, explore_claim
from lilliput.analysis.explorers.cores import CoreExplorer, explore_core
from lilliput.analysis.explorers.explorer import Explorer
from lilliput.analysis.explorers.premiums import PremiumExplorer, explore_premium

__all__ = [
    "BimatrixExplorer",
    "ClaimExplorer",
    "CoreExplorer",
    "Explorer",
    "PremiumExplorer",
    "explore_bimatrix",
    "explore_claim",
    "explore_core",
    "explore_premium",
]
