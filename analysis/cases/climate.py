"""An emissions agreement: how many of ten countries sign, and what it changes (Barrett 1994)."""

from typing import Any

from lilliput.analysis.cases.case import Case, Finding
from lilliput.games.errors import InvalidArgumentError
from lilliput.games.formation import quadratic_agreement

__all__ = ["emissions_agreement"]

_MOST = 200


def emissions_agreement(n: int = 10, *, a: Any = 100, b: Any = 1, c: Any = 0.25) -> Case:
    """Return Barrett's self-enforcing agreement, in which the signatories move first.

    Parameters
    ----------
    n
        Number of countries, 2 to 200.
    a
        Abatement beyond which more is of no benefit.
    b, c
        Slopes of marginal benefit and of marginal cost.

    Examples
    --------
    >>> case = emissions_agreement()
    >>> case.to_frame()["value"].iloc[0]
    4
    >>> case.tables["agreements"].loc[4, ["signatory", "outsider", "total"]].round(1).tolist()
    [472.2, 474.9, 81.1]

    References
    ----------
    Barrett, S. (1994). Self-enforcing international environmental agreements. Oxford Economic
    Papers 46:878–894. doi:10.1093/oep/46.Supplement_1.878
    """
    if not isinstance(n, int) or not 2 <= n <= _MOST:
        raise InvalidArgumentError(
            f"n must be a number of countries in [2, {_MOST}], for the table has a row for each "
            f"number of signatories, got {n!r}"
        )
    agreement = quadratic_agreement(n, a=a, b=b, c=c)
    frame = agreement.to_frame()
    stable = max(agreement.stable_sizes(), default=0)
    rows: list[Any] = [frame.loc[k] for k in (0, n, stable)]
    alone, together, signed = rows
    closed = {
        name: float((signed[name] - alone[name]) / (together[name] - alone[name]))
        for name in ("total", "all")
    }
    rider = float(signed["outsider"] - signed["signatory"]) if 0 < stable < n else 0.0
    findings = [
        Finding("C16", "signatories of a self-enforcing agreement", stable,
                "holds" if stable < n else "fails",
                f"of {n}; the limit holds if not all sign"),
        Finding("C16", "part of the gap in abatement that it closes", closed["total"],
                "holds" if closed["total"] < 0.5 else "fails",
                "between nobody and everybody signing; the limit holds if it is below half"),
        Finding("C16", "part of the gap in payoffs that it closes", closed["all"],
                "holds" if closed["all"] < 0.5 else "fails", "likewise"),
        Finding("C16", "what an outsider gets beyond a signatory", rider,
                "holds" if rider > 0 else "fails", "free riding pays"),
    ]  # fmt: skip
    return Case(
        name="emissions",
        title=f"An emissions agreement of {n} countries",
        question="How many sign an agreement that nobody enforces, and what does it change?",
        findings=findings,
        source="Barrett (1994), doi:10.1093/oep/46.Supplement_1.878",
        assumed=f"the numbers of Barrett's example or those given: a = {a}, b = {b}, c = {c}, "
        "countries alike; nothing is calibrated",
        games={"agreement": agreement, "membership": agreement.game},
        tables={"agreements": frame},
    )
