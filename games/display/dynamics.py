"""Logit equilibria, the curves that lead to equilibria, and paths of play."""

from typing import Any

import pandas as pd

from lilliput.games.checks import counted
from lilliput.games.display.bimatrix import LARGEST
from lilliput.games.display.profiles import profile_table, profile_text, proof
from lilliput.games.display.tables import block, frame, note, record, side_by_side, table
from lilliput.games.display.texts import Html, escaped, shown

__all__ = [
    "logit_branch",
    "logit_correspondence",
    "quantal_response",
    "rationality_fit",
    "tracing",
    "trajectory",
]


def quantal_response(found: Any) -> Html:
    """Return a logit equilibrium as a profile."""
    detail = Html(f"λ = {shown(found.rationality)}, {escaped(found.branch)} branch")
    body = profile_table("Logit equilibrium", found.strategies, found.payoffs, detail=detail)
    turns = counted(found.turning_points, "turning point") if found.turning_points else ""
    crossings = counted(found.bifurcations, "bifurcation") if found.bifurcations else ""
    return block(body, note(Html(f"residual {shown(found.residual)}"), turns, crossings))


def rationality_fit(found: Any) -> Html:
    """Return the estimate and the fitted probabilities."""
    error = f" ± {shown(found.standard_error)}" if found.boundary == "none" else ""
    detail = Html(f"λ = {shown(found.rationality)}{error}, {escaped(found.method)}")
    body = frame(found.fitted, "Fit of the logit model", detail=detail, index=False)
    fit = Html(f"log-likelihood {shown(found.log_likelihood)}")
    ratio = Html(f"likelihood ratio to uniform play {shown(found.likelihood_ratio)}")
    edge = "" if found.boundary == "none" else f"boundary: {found.boundary}"
    return block(body, note(fit, ratio, edge))


def logit_branch(branch: Any) -> Html:
    """Return where a branch goes and what happens on the way."""
    limit = branch.limit
    pairs = [
        ("points", len(branch.path)),
        ("largest λ", float(branch.path.index.max())),
        ("turning points", branch.kinds.count("turn")),
        ("bifurcations", branch.kinds.count("bifurcation")),
        ("limit", Html("not reached") if limit is None else profile_text(limit)),
    ]
    return block(record("Logit branch", pairs, detail=escaped(branch.name)))


def logit_correspondence(found: Any) -> Html:
    """Return the branches, a row each."""
    rows = [
        [
            b.name,
            len(b.path),
            float(b.path.index.max()),
            b.kinds.count("turn"),
            b.kinds.count("bifurcation"),
            Html("not reached") if b.limit is None else profile_text(b.limit),
        ]
        for b in found.branches
    ]
    heads = ["branch", "points", "largest λ", "turning points", "bifurcations", "limit"]
    return block(table("Logit correspondence", heads, rows))


def tracing(found: Any) -> Html:
    """Return the prior and the equilibrium that it leads to."""
    prior = profile_table("Prior", found.prior)
    chosen = found.equilibrium
    detail = proof(chosen.certificate)
    outcome = profile_table("Equilibrium", chosen.strategies, chosen.payoffs, detail=detail)
    head = note(Html(f"<strong>Tracing procedure</strong>, {escaped(found.method)}"))
    crossed = counted(found.bifurcations, "bifurcation") if found.bifurcations else ""
    return block(head, side_by_side(prior, outcome), note(crossed))


def trajectory(found: Any) -> Html:
    """Return the first and the last times of a path."""
    shares = found.shares
    if len(shares) > LARGEST:
        shares = pd.concat([shares.iloc[:6], shares.iloc[-6:]])
    times = f"{shares.index.name} {shown(shares.index[0])} to {shown(shares.index[-1])}"
    detail = Html(f"{escaped(found.dynamic)}, {times}")
    left = len(found.shares) - len(shares)
    body = frame(shares, "Path", detail=detail, gap=6 if left else None)
    cut = f"{counted(left, 'time')} left out" if left else ""
    regret = Html(f"regret at the end {shown(found.regret)}")
    return block(body, note(escaped(found.outcome), regret, cut))
