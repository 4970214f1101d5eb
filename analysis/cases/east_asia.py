"""East Asia, 1955: why the United States made alliances there with one state at a time.

The San Francisco system had a hub, the United States, and spokes that were not allied with each
other. Cha's answer is that a great power controls a small one best alone, and that great and small
powers that face a great one, or small ones among themselves, do better with partners. The model is
M11 with real capabilities: who controls whom, and which of the others would join.
"""

from itertools import combinations
from typing import Any

import pandas as pd

from lilliput.analysis.cases.case import (
    Case,
    Finding,
    findings_of_model,
    findings_of_premium,
)
from lilliput.analysis.cases.evidence import scores, sourced
from lilliput.analysis.cases.leverage import leverage_findings
from lilliput.analysis.claims import claims
from lilliput.analysis.claims.control_games import control_contest, marginal_partner
from lilliput.analysis.premium import Status, binding_premium
from lilliput.analysis.scenarios import BASELINE, describe
from lilliput.analysis.state import State
from lilliput.games.equilibria import nash_equilibria
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, UnknownNameError

__all__ = ["control_of_powers", "san_francisco_system"]

_HUB = "USA"
_ALLIES = ("JPN", "ROK", "TAW", "PHI", "AUL", "NEW")
_RIVALS = ("RUS", "CHN")
_TOLERANCE = 1e-9
_MOST_PARTNERS = 12
_CONTROL = {"alignment": 0.7, "stake": 1.0, "cost": 0.1, "organising": 0.02}


def control_of_powers(
    capabilities: pd.Series,
    pairs: list[tuple[str, str]],
    partners: tuple[str, ...],
    *,
    alignment: float = 0.7,
    stake: float = 1.0,
    cost: float = 0.1,
    organising: float = 0.02,
) -> pd.DataFrame:
    """Return for pairs of controller and target which partners the controller would recruit.

    Every set of partners is tried; each choice is solved as a contest (M11).

    Parameters
    ----------
    capabilities
        By power, in the unit to which `cost` and `organising` refer.
    pairs
        Controller and target.
    partners
        Who may be recruited, but for the two of the pair.
    alignment, stake, cost, organising
        ψ, V, k and τ of M11.

    Returns
    -------
    pandas.DataFrame
        One row a pair: p = a/(a+b), the best set of partners, its premium over bilateral control,
        the marginal value of the first partner net of τ, and the choice.

    Examples
    --------
    >>> sizes = pd.Series({"G": 10.0, "S": 1.0, "T": 1.0})
    >>> table = control_of_powers(sizes, [("G", "S"), ("S", "G")], ("G", "S", "T"))
    >>> table["choice"].tolist(), table["partners"].tolist()
    (['bilateral', 'multilateral'], ['nobody', 'T'])
    """
    rows = []
    given = {"psi": alignment, "V": stake, "k": cost, "tau": organising}
    _check(capabilities, pairs, partners, given)
    for controller, target in pairs:
        a, b = float(capabilities[controller]), float(capabilities[target])
        others = [power for power in partners if power not in (controller, target)]
        best, premium = _recruited(capabilities, others, {"a": a, "b": b, **given})
        rows.append(
            {
                "controller": controller,
                "target": target,
                "p": a / (a + b),
                "partners": ", ".join(best) or "nobody",
                "premium": premium,
                "first partner": float(marginal_partner(a, b, 0, **given)),
                "choice": "multilateral" if best else "bilateral",
            }
        )
    return pd.DataFrame(rows).set_index(["controller", "target"])


def _recruited(
    capabilities: pd.Series, others: list[str], given: dict[str, float]
) -> tuple[tuple[str, ...], float]:
    """Return the best set of partners and its premium, nobody and 0 if none is worth recruiting."""
    best: tuple[str, ...] = ()
    premium = 0.0
    alone = _solved(M=1.0, partners=False, **given)
    for number in range(1, len(others) + 1):
        for chosen in combinations(others, number):
            M = float(capabilities[list(chosen)].sum())
            gain = _solved(M=M, partners=True, **given) - alone
            if gain > premium + _TOLERANCE:
                best, premium = chosen, gain
    return best, premium


def _solved(*, partners: bool, **given: float) -> float:
    """Return what the equilibrium of a contest gives the controller."""
    game = control_contest(**given, partners=partners)
    return float(nash_equilibria(game, "pure")[0].payoffs["controller"])


def _check(
    capabilities: pd.Series,
    pairs: list[tuple[str, str]],
    partners: tuple[str, ...],
    given: dict[str, float],
) -> None:
    for name in [*(power for pair in pairs for power in pair), *partners]:
        if name not in capabilities.index:
            raise UnknownNameError("power", name, list(capabilities.index))
        if not capabilities[name] > 0:
            raise InvalidArgumentError(
                f"capabilities must be > 0, for without capability nobody prevails in a contest, "
                f"got {capabilities[name]} for {name}"
            )
    for controller, target in pairs:
        if controller == target:
            raise InvalidArgumentError(f"pairs must be of two powers, got {controller} twice")
    if len(partners) > _MOST_PARTNERS:
        raise ProblemTooLargeError(
            f"partners: {len(partners)} have 2**{len(partners)} sets, which are all tried for each "
            f"pair; give at most {_MOST_PARTNERS}"
        )
    claims["C12"].models["M11-premium"].check(**given)


def san_francisco_system(nmc: Any = None, **control: Any) -> Case:
    """Return East Asia in 1955: Cha's great-to-small quadrant with real capabilities.

    Parameters
    ----------
    nmc
        The user's NMC file or a frame read from it; the bundled extract by default.
    **control
        `alignment`, `stake`, `cost` and `organising` of `control_of_powers`; the unit of capability
        is the average Asian ally.

    Examples
    --------
    Great over small is bilateral for each of the six, and great and small powers seek partners
    against the great ones. Among the small, sizes differ so much that a third of the pairs do not
    choose as if they were alike:

    >>> case = san_francisco_system()
    >>> case.to_frame().loc["C13", ["value", "verdict"]].to_numpy().tolist()
    [['6 of 6', 'holds'], ['2 of 2', 'holds'], ['12 of 12', 'holds'], ['20 of 30', 'fails'], \
[0.02553..., 'holds']]
    >>> case.tables["control"].loc[("USA", "JPN"), "choice"]
    'bilateral'

    References
    ----------
    Cha, V. D. (2010). Powerplay: origins of the U.S. alliance system in Asia. International
    Security 34(3):158–196. doi:10.1162/isec.2010.34.3.158
    """
    for name in control:
        if name not in _CONTROL:
            raise UnknownNameError("control", name, _CONTROL)
    control = _CONTROL | control
    size = scores(nmc, year=1955, powers=[_HUB, *_ALLIES, *_RIVALS])
    size = size / size[list(_ALLIES)].mean()
    groups = {
        "great over small": [(_HUB, ally) for ally in _ALLIES],
        "great over great": [(_HUB, rival) for rival in _RIVALS],
        "small over great": [(ally, rival) for ally in _ALLIES for rival in _RIVALS],
        "small over small": [(a, b) for a in _ALLIES for b in _ALLIES if a != b],
    }
    pairs = [pair for group in groups.values() for pair in group]
    table = control_of_powers(size, pairs, _ALLIES, **control)
    choices: Any = table["choice"]
    findings = [_group(group, choices[members]) for group, members in groups.items()]
    findings += _quadrants(size, table["first partner"], groups["great over small"], control)
    state = _state(nmc)
    premium = binding_premium(state)
    findings += [*leverage_findings(state), *findings_of_premium(premium)]
    return Case(
        name="san-francisco-1955",
        title="The San Francisco system, 1955",
        question="Why alliances with one state at a time in East Asia?",
        findings=findings,
        source=f"{sourced(nmc)}; membership as in Cha (2010), doi:10.1162/isec.2010.34.3.158",
        assumed=f"control with V = {control['stake']}, k = {control['cost']}, "
        f"τ = {control['organising']} and alignment {control['alignment']}, the average ally as "
        "unit of capability, the other allies as partners; for the premium: "
        + describe().rstrip("."),
        state=state,
        games={"hub and spokes": premium.bilateral.game, "multilateral": premium.multilateral.game},
        tables={"control": table, "premium": premium.to_frame()},
    )


def _group(group: str, choices: Any) -> Finding:
    wanted = "bilateral" if group == "great over small" else "multilateral"
    others = [" over ".join(pair) for pair in choices.index[choices != wanted]]
    verdict: Status = "fails" if others else "holds"
    note = "pairs that choose as in Cha's table" + (", not " if others else "") + ", ".join(others)
    agreeing = f"{len(choices) - len(others)} of {len(choices)}"
    return Finding("C13", f"{group}: {wanted}", agreeing, verdict, note)


def _quadrants(
    size: pd.Series, firsts: Any, pairs: list[tuple[str, str]], control: dict[str, float]
) -> list[Finding]:
    """Return Cha's table for sizes 1 and that of the hub, and the τ that decides it."""
    names = {"alignment": "psi", "stake": "V", "cost": "k", "organising": "tau"}
    given: dict[str, Any] = {names[name]: value for name, value in control.items()}
    result = claims["C13"].models["M11-quadrants"].test(G=float(size[_HUB]), **given)
    needed, organising = firsts[pairs], control["organising"]
    return [
        findings_of_model("C13", "Cha's table for an average ally and the USA", result),
        Finding(
            "C16",
            "organising cost τ above which the USA are bilateral with every ally",
            float(needed.max()) + organising,
            "",
            f"value of the first partner; {needed.idxmax()[1]} decides; τ is {organising}",
        ),
    ]


def _state(nmc: Any) -> State:
    size = scores(nmc, year=1955, powers=[_HUB, *_ALLIES])
    frame = size.rename("capability").to_frame()
    return State.from_frame(frame, hub=_HUB, source=sourced(nmc), **BASELINE)
