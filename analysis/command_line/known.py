"""Names that completion offers, without the packages that define them.

A test compares them with the claims, institutions, bodies, games and methods that there are.
"""

__all__ = ["BODIES", "CLAIMS", "GAMES", "INSTITUTIONS", "METHODS", "RULES"]

INSTITUTIONS = [
    "unilateral", "hub_and_spokes", "hub_and_spokes_mfn", "bilateral_web", "multilateral",
    "power_weighted", "voting", "unions",
]  # fmt: skip

BODIES = [
    "UNSC-1946", "UNSC-1966", "EEC-6", "EEC-9", "EEC-10", "EEC-12", "EU-15", "EU-27",
    "EU-27-Nice", "EU-28", "EU-27-Lisbon", "US-1964", "US-2024", "IMF-2022", "Nassau-1964",
    "Catalonia-2012",
]  # fmt: skip

GAMES = [
    "prisoners-dilemma", "chicken", "hawk-dove", "stag-hunt", "battle-of-the-sexes",
    "matching-pennies", "rock-paper-scissors", "coordination-game", "entry-game",
    "shapley-1964", "von-stengel-3x2", "von-stengel-1999", "winkels-1979", "bagwell-1995",
    "mckelvey-mclennan-1997", "nau-2004", "travelers-dilemma", "nash-demand", "contest",
    "cournot", "centipede", "public-goods", "volunteers-dilemma", "collective-security",
    "minimum-effort", "el-farol",
]  # fmt: skip

METHODS = [
    "auto", "vertex_enumeration", "support_enumeration", "pure", "lemke_howson", "zero_sum",
    "polymatrix", "logit", "global_newton", "nashpy-support-enumeration",
    "nashpy-vertex-enumeration", "nashpy-lemke-howson", "gambit-enummixed",
    "gambit-enumpoly", "gambit-lcp", "gambit-lp", "gambit-logit", "gambit-gnm",
    "gambit-ipa", "gambit-simpdiv", "gambit-liap",
]  # fmt: skip

RULES = [
    "utilitarian", "uniform", "payoff_dominance", "worst_case", "entropy", "tracing",
    "logit", "welfare", "nash_product", "risk_dominance",
]  # fmt: skip

# Claim to its models, each with its parameters.
CLAIMS = {
    "C1": {
        "M1a": "n w_hub w_spoke brokerage",
        "M1a-spoke": "n w_hub w_spoke brokerage",
        "M1a-buyout": "n w_hub w_spoke brokerage t_B t_M T_M",
        "M1b": "k",
        "M1b-weak": "k",
        "M1b-welfare": "k",
        "M1b-refusal": "k",
    },
    "C2": {
        "M2a": "m r R cost",
        "M2b": "m c_lo c_hi c_0 sigma",
        "M2b-known": "m c_lo c_hi c_0 sigma known",
    },
    "C3": {
        "P3-premium": "n w brokerage",
        "P3-institutions": "n w brokerage",
        "P3-core": "n s",
        "P3-imbalance": "n ratio",
    },
    "C4": {
        "M4a": "a kappa c_least c_other c_hub others rho beta",
        "M4a-target": "a V kappa c_least c_other c_hub others rho beta",
        "M4b": "n q L K mu",
    },
    "C5": {
        "M5a": "rho gamma",
        "M5a-share": "rho delta",
        "M5b": "n c b f",
        "M5c": "n s c epsilon",
    },
    "C6": {
        "C6-weights": "n ratio eta",
        "C6-veto": "m k",
        "M6a-opportunism": "supply_1 supply_2 supply_rest mu tariff",
        "M6a-free-riding": "exporters supply tariff cost",
        "M6b": "states s low high t T",
        "M6b-menu": "B t",
        "M6b-alone": "B t",
        "M6c": "n q",
        "M6c-members": "n q u",
    },
    "C7": {
        "M7a": "m B x h k",
        "M7a-repetition": "B x h delta",
        "M7b": "n a c F",
        "M7b-outsiders": "n a c e",
        "M7c": "p g delta c_D",
        "M7c-needed": "p p_later delta c_D c_R",
    },
    "C8": {
        "M8": "sigma K v",
        "M8-participation": "sigma K v L",
    },
    "C9": {
        "P9-decisive": "P m k",
        "P9-offers": "P m k delta",
        "P9-core": "P m k",
        "P9-robust": "P m k delta",
        "P9-small": "w q",
        "P9-public-good": "m y s alpha",
    },
    "C10": {
        "M10a": "m k",
        "M10a-surplus": "m a",
        "M10b": "m b",
        "M10b-stability": "m b",
        "M10c": "m V_G V_B kappa",
        "M10d": "m c C rho",
    },
    "C11": {
        "M11-peer": "a M psi V",
        "M11-influence": "a b M psi V",
        "M11-bilateral": "a b V k",
    },
    "C12": {
        "M11-cost": "a b M k tau",
        "M11-binding": "a b M psi V",
        "M11-premium": "a b M psi V k tau",
        "M11-choice": "a b M psi V k tau",
        "M11-first": "a b psi V k tau",
    },
    "C13": {
        "M11-feasible": "a b M k F",
        "M11-quadrants": "G psi V k tau",
    },
    "C14": {
        "M14": "rho zeta sigma d",
        "M14-degree": "rho zeta sigma beta",
        "M14-optimum": "rho zeta sigma beta",
    },
    "C15": {
        "M15a": "m V d_hub d_small",
        "M15a-writing": "m V d_hub d_small",
        "M15a-veto": "m k V d_hub",
        "M15b": "a b f",
        "M15b-taker": "a b",
    },
    "C16": {
        "M16-control": "a b M psi V k tau",
        "M16-free-riding": "N signed benefit cost",
        "M16-signing": "N part",
        "M16-agreement": "N benefit cost part",
        "M16-web": "n t_B t_M T_M",
        "M16-star": "n t_B t_M T_M",
        "M16-delay": "n alpha delta gain",
        "M16-cut": "m w_hub w_spoke",
        "M16-rivalry": "m w_hub w_spoke brokerage",
    },
}
