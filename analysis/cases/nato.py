"""NATO: five of 1962 against hub and spokes, deterrence by all of 1949, burdens of 1964."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.cases.case import Case, Finding, findings_of_model, findings_of_premium
from lilliput.analysis.cases.evidence import NATO, nato_1964, scores, sourced
from lilliput.analysis.cases.leverage import leverage_findings
from lilliput.analysis.claims import claims
from lilliput.analysis.claims.indivisibility import aggressor_game, indivisibility_thresholds
from lilliput.analysis.premium import binding_premium, status_of
from lilliput.analysis.scenarios import Scenario, describe
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["nato_burden", "nato_deterrence", "nato_five"]

_HUB = "USA"
_FIVE = Scenario("1962, NATO-5", 1962, (_HUB, "UKG", "FRN", "GFR", "ITA"))
_TOLERANCE = 1e-9
_ALPHA = Fraction(1, 20)  # of income is what a member alone would spend on defence
_CONTROL = "alignment .7, V = 1, k = .1, τ = .02 with the average European ally as unit"


def nato_five(nmc: Any = None) -> Case:
    """Return the five largest members of NATO in 1962: one treaty against hub and spokes.

    Parameters
    ----------
    nmc
        The user's NMC file or a frame read from it; the bundled extract by default.

    Examples
    --------
    To embed Germany in an alliance with the other Europeans saves the United States a part of the
    cost of control, less than organising them takes, and influence over Germany falls, for the
    others want too little of what the United States want (ψ = .7 is less than p = .84). Of a rival
    as strong as the Soviet Union the opposite is true:

    >>> frame = nato_five().to_frame()
    >>> frame.loc["C12", "verdict"].tolist()
    ['holds', 'fails', 'fails', 'fails', 'holds']

    References
    ----------
    Cha, V. D. (2010). Powerplay: origins of the U.S. alliance system in Asia. International
    Security 34(3):158–196. doi:10.1162/isec.2010.34.3.158
    """
    state = _FIVE.state(nmc)
    premium = binding_premium(state)
    findings = [*leverage_findings(state), *_control(nmc), *findings_of_premium(premium)]
    return Case(
        name="nato-five-1962",
        title="Five members of NATO, 1962",
        question="Did one treaty serve the five better than American treaties with each?",
        findings=findings,
        source=sourced(nmc),
        assumed=f"{describe().rstrip('.')}; {_CONTROL}",
        state=state,
        games={"hub and spokes": premium.bilateral.game, "NATO": premium.multilateral.game},
        tables={"premium": premium.to_frame(), "metrics": premium.metrics},
    )


def _control(nmc: Any) -> list[Finding]:
    """Return what control of an ally and of a rival gains from European partners."""
    europe = list(_FIVE.powers[1:])
    size = scores(nmc, year=1962, powers=[*_FIVE.powers, "RUS"])
    size = size / size[europe].mean()
    others = float(size[["UKG", "FRN", "ITA"]].sum())
    ally = {"a": float(size[_HUB]), "b": float(size["GFR"]), "M": others}
    rival = {"a": float(size[_HUB]), "b": float(size["RUS"]), "M": float(size[europe].sum())}
    rows = [
        ("C11", "M11-peer", "USA and a peer: four Europeans", rival),
        ("C11", "M11-influence", "USA over RUS: influence with four Europeans", rival),
        ("C12", "M11-cost", "USA over GFR: cost saved with UKG, FRN, ITA, if organising is free",
         {**ally, "tau": 0}),
        ("C12", "M11-cost", "USA over GFR: cost saved, less that of organising", ally),
        ("C12", "M11-binding", "USA over GFR: same binding benefits", ally),
        ("C12", "M11-premium", "USA over GFR: premium of the alliance", ally),
        ("C12", "M11-premium", "USA over RUS: premium of the alliance", rival),
    ]  # fmt: skip
    return [
        findings_of_model(claim, item, _test(claims[claim].models[model], given))
        for claim, model, item, given in rows
    ]


def _test(model: Any, given: Mapping[str, Any]) -> Any:
    return model.test(**{name: value for name, value in given.items() if name in model.parameters})


def nato_deterrence(
    year: int = 1949, nmc: Any = None, *, rho: Any = Fraction(3, 4), beta: Any = Fraction(1)
) -> Case:
    """Return the deterrence of an attack on members of NATO: an American guarantee against all.

    A member i is defended by D_i = c_i + β c_h under the guarantee, and by D_i = c_i + ρ C_−i if an
    attack on one is an attack on all, which is better iff ρ/β > c_h/C_−i.

    Parameters
    ----------
    year
        1949 (12 members) or 1962 (15 members).
    nmc
        The user's NMC file or a frame read from it; the bundled extract by default.
    rho, beta
        ρ and β in (0, 1]: what allies bring to each other, and what the hub brings, as parts of
        their capabilities.

    Examples
    --------
    >>> thresholds = [nato_deterrence(year).to_frame().loc["C4", "value"].iloc[0]
    ...               for year in (1949, 1962)]
    >>> [round(threshold, 3) for threshold in thresholds]
    [0.625, 0.552]
    """
    if year not in NATO:
        raise UnknownNameError("year", year, list(NATO))
    for name, part in (("rho", rho), ("beta", beta)):
        if not 0 < part <= 1:
            raise InvalidArgumentError(
                f"{name} must lie in (0, 1], the part of its capability that an ally brings, "
                f"got {part}"
            )
    members = NATO[year]
    shares = scores(nmc, year=year, powers=[*members, "RUS"])
    size = {member: float(shares[member]) for member in members}
    table, games = _deterrence(size, float(shares["RUS"]), float(rho), float(beta))
    table.insert(0, "threshold of ρ/β", indivisibility_thresholds(size, _HUB))
    findings = _defence(table, min(size, key=lambda member: size[member]), rho / beta)
    return Case(
        name=f"nato-deterrence-{year}",
        title=f"Deterrence by NATO, {year}",
        question="Were the weak safer if an attack on one was an attack on all, or under an "
        "American guarantee?",
        findings=findings,
        source=sourced(nmc),
        assumed=f"a contest of given forces, ρ = {rho}, β = {beta}, the Soviet Union as aggressor",
        games=games,
        tables={"members": table},
    )


def _defence(table: pd.DataFrame, least: str, ratio: Any) -> list[Finding]:
    limit: Any = table.loc[least, "threshold of ρ/β"]
    safer = table["deterred by all"] - table["deterred by the guarantee"]
    return [
        Finding(
            "C4",
            f"ρ/β above which all defend {least} better than {_HUB}",
            float(limit),
            "",
            f"c_h/C_−i of the least capable of {len(table) + 1} members",
        ),
        Finding(
            "C4",
            f"{least}: gain that does not tempt RUS, all minus guarantee",
            float(safer[least]),
            status_of(float(safer[least]), _TOLERANCE),
            f"in units of the cost of attacking, at ρ/β = {float(ratio):.3g}",
        ),
        Finding(
            "C4",
            "members that all defend better, at this ρ/β",
            f"{int((safer > _TOLERANCE).sum())} of {len(safer)}",
            "holds" if (safer > _TOLERANCE).all() else "fails",
            "holds if these are all but the hub",
        ),
    ]


def _deterrence(
    size: Mapping[str, float], aggressor: float, rho: float, beta: float
) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Return the gain at which the aggressor is indifferent between each member and peace."""
    whole, others = sum(size.values()), [member for member in size if member != _HUB]
    defences = {
        "guarantee": {i: size[i] + beta * size[_HUB] for i in others},
        "all": {i: size[i] + rho * (whole - size[i]) for i in others},
    }
    columns = {
        "deterred by the guarantee": _deterred(defences["guarantee"], aggressor),
        "deterred by all": _deterred(defences["all"], aggressor),
    }
    games = {name: aggressor_game(force, aggressor, 2.0, 1.0) for name, force in defences.items()}
    return pd.DataFrame(columns).rename_axis("member"), games


def _deterred(defences: Mapping[str, float], aggressor: float) -> dict[str, float]:
    """Solve for the gain in each game with one member: its value of attack is linear in V."""
    found = {}
    for member, force in defences.items():
        low, high = (
            aggressor_game({member: force}, aggressor, V, 1.0).payoffs[0] for V in (1.0, 2.0)
        )
        first, second = low[0] - low[1], high[0] - high[1]
        found[member] = 1.0 - first / (second - first)
    return found


def nato_burden() -> Case:
    """Return the burdens of 14 members of NATO in 1964: are the large exploited by the small?

    Examples
    --------
    >>> frame = nato_burden().to_frame()
    >>> [round(value, 3) for value in frame["value"].iloc[:2]]
    [0.49, 0.038]

    References
    ----------
    Olson, M. and Zeckhauser, R. (1966). An economic theory of alliances. Review of Economics and
    Statistics 48:266–279. doi:10.2307/1927082
    """
    table = nato_1964()
    without, findings = _correlation(table)
    table = table.assign(**{"ρ without it": without})
    findings.append(_exploitation(table))
    return Case(
        name="nato-burden-1964",
        title="Burdens in NATO, 1964",
        question="Do the large bear more than their share of a public good?",
        findings=findings,
        source="GNP and defence shares of 1964 after Olson and Zeckhauser (1966), "
        "doi:10.2307/1927082; typed in from notes, not from the print: the rank correlation is "
        "theirs, single entries should be checked before they are cited",
        assumed="Iceland has no forces and is left out; in the model, one large member and 13 "
        f"alike ones of their mean GNP, with α = {_ALPHA}",
        tables={"members": table},
    )


def _correlation(table: pd.DataFrame) -> tuple[pd.Series, list[Finding]]:
    """Return Spearman's ρ without each member, and the findings about the whole."""
    from scipy.stats import spearmanr

    whole = spearmanr(table["gnp"], table["defence"], alternative="greater")
    without = pd.Series(
        {
            member: spearmanr(*(table.drop(index=member)[c] for c in ("gnp", "defence"))).statistic
            for member in table.index
        }
    )
    furthest = without.sub(whole.statistic).abs().idxmax()
    findings = [
        Finding(
            "C16",
            "Spearman's ρ of GNP and defence/GNP",
            float(whole.statistic),
            status_of(float(whole.statistic), 0),
            "positive: the larger bear more than in proportion",
        ),
        Finding(
            "C16",
            "one-tailed p of that ρ",
            float(whole.pvalue),
            "",
            "by the t distribution, n = 14; a description of one year, not a test of the theory",
        ),
        Finding("C16", "smallest ρ if one member is left out", float(without.min()),
                status_of(float(without.min()), 0), f"without {without.idxmin()}"),
        Finding("C16", "largest ρ if one member is left out", float(without.max()),
                status_of(float(without.max()), 0),
                f"without {without.idxmax()}; {furthest} moves it most"),
    ]  # fmt: skip
    return without, findings


def _exploitation(table: pd.DataFrame) -> Finding:
    """Return the model's burden of the largest member, beyond that of the average other one."""
    large, small = float(table["gnp"].iloc[0]), float(table["gnp"].iloc[1:].mean())
    given: dict[str, Any] = {"m": len(table) - 1, "y": large, "s": small, "alpha": _ALPHA}
    result = claims["C9"].models["P9-public-good"].test(**given)
    item = "part of income: US beyond an average other member, in the model"
    return findings_of_model("C9", item, result)
