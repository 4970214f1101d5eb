"""What `lilliput sweep` says of results."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from lilliput.analysis.command_line.answers import Answer
from lilliput.analysis.tables import PaperTable
from lilliput.games.errors import InvalidArgumentError, LilliputError

__all__ = ["export_rows", "sweep_answer"]

_SHOWN = 5


def export_rows(results: Any, target: Path) -> None:
    """Write all points, those that failed too, as CSV or Parquet.

    Parameters
    ----------
    results
        Of a sweep.
    target
        The file, whose suffix says the format.
    """
    rows = results.to_pandas(failures=True).reset_index()
    try:
        if target.suffix == ".csv":
            rows.to_csv(target, index=False)
        else:
            rows.to_parquet(target, index=False)
    except OSError as error:
        raise InvalidArgumentError(f"--export: {target} cannot be written: {error}") from None


def sweep_answer(results: Any) -> Answer:
    """Return the summary of the outputs, how often claims hold, and what failed.

    Parameters
    ----------
    results
        Of a sweep.
    """
    numbers = [name for name, kind in results.manifest.outputs if kind != "text"]
    summary = results.summary().loc[numbers]
    shares = _shares(results)
    caption = "Outputs over all points"
    tables = [PaperTable(summary, caption=caption, label="tab:outputs", size=len(results))]
    if shares is not None:
        caption = "Share of the points at which the claim holds"
        tables.append(PaperTable(shares, caption=caption, label="tab:shares"))
    return Answer(
        "lilliput.sweep/1",
        _record(results, summary, shares),
        tuple(tables),
        head=(repr(results), *_failures(results)),
    )


def _shares(results: Any) -> pd.DataFrame | None:
    """Return how often each verdict holds, where there is one and the design is a prior."""
    from lilliput.analysis.sensitivity import confidence

    if not any(name.split()[-1] == "verdict" for name in results.outputs):
        return None
    try:
        frame: pd.DataFrame = confidence(results).to_frame()
    except LilliputError:  # e.g. over a design for Sobol indices, which is no prior
        return None
    return frame


def _failures(results: Any) -> list[str]:
    """Return the kinds of errors with how often they were met, a line each."""
    failed = results.failures
    if failed.empty:
        return []
    kinds = failed.groupby(["error", "message"], observed=True).size().sort_values(ascending=False)
    lines = [f"failed: {count:,} × {error}: {text}" for (error, text), count in
             kinds.head(_SHOWN).items()]  # fmt: skip
    more = len(kinds) - _SHOWN
    return [*lines, *([f"failed: {more} other messages"] if more > 0 else [])]


def _record(results: Any, summary: pd.DataFrame, shares: pd.DataFrame | None) -> dict[str, Any]:
    tally = results.counts()
    return {
        "model": str(results.manifest.model),
        "design": json.loads(json.dumps(results.manifest.design, default=str)),
        "seed": results.manifest.seed,
        "version": results.manifest.version,
        "points": len(results),
        "complete": results.complete,
        "digest": results.digest(),
        "summary": json.loads(summary.to_json(orient="index", double_precision=15)),
        "counts": [
            {"column": str(column), "value": str(value), "points": int(count)}
            for (column, value), count in tally.items()
        ],
        "shares": None if shares is None else json.loads(shares.to_json(orient="index")),
    }
