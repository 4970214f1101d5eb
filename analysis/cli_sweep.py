"""`lilliput sweep`: a sweep that a file describes, run or gone on with in the terminal."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from lilliput.games.errors import InvalidArgumentError, LilliputError

__all__ = ["FORMATS", "run_sweep"]

FORMATS = ("text", "json", "markdown", "latex", "csv")
_EXPORTS = (".parquet", ".csv")


def run_sweep(
    path: str, *, changes: dict[str, Any], export: str | None, progress: bool, style: str
) -> str:
    """Run the sweep that a file describes and return what it found.

    Parameters
    ----------
    path
        The TOML file.
    changes
        Arguments of `sweep` that replace those of the file; None replaces nothing.
    export
        A file for all rows, ``.parquet`` or ``.csv``.
    progress
        Whether to show a bar.
    style
        One of `FORMATS`.
    """
    from lilliput.analysis.sweep_specs import read_spec

    target = None if export is None else Path(export)
    if target is not None and target.suffix not in _EXPORTS:
        raise InvalidArgumentError(f"--export must end in .parquet or .csv, got {export!r}")
    spec = read_spec(path)
    given = {name: value for name, value in changes.items() if value is not None}
    results = spec.run(progress=progress, **given)
    if target is not None:
        _exported(results, target)
    return _rendered(results, style)


def _exported(results: Any, target: Path) -> None:
    rows = results.to_pandas(failures=True).reset_index()
    try:
        if target.suffix == ".csv":
            rows.to_csv(target, index=False)
        else:
            rows.to_parquet(target, index=False)
    except OSError as error:
        raise InvalidArgumentError(f"--export: {target} cannot be written: {error}") from None


def _rendered(results: Any, style: str) -> str:
    from lilliput.analysis.tables import PaperTable

    numbers = [name for name, kind in results.manifest.outputs if kind != "text"]
    summary = results.summary().loc[numbers]
    shares = _shares(results)
    if style == "json":
        return _as_json(results, summary, shares)
    tables = [
        PaperTable(
            summary, caption="Outputs over all points", label="tab:outputs", size=len(results)
        )
    ]
    if shares is not None:
        caption = "Share of the points at which the claim holds"
        tables.append(PaperTable(shares, caption=caption, label="tab:shares"))
    writers = {"markdown": "to_markdown", "latex": "to_latex", "csv": "to_csv", "text": "to_text"}
    texts = [getattr(table, writers[style])() for table in tables]
    head = [f"{results!r}\n"] if style == "text" else []
    failures = _failures(results) if style == "text" else ""
    return "\n".join([*head, *texts]) + failures


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


def _failures(results: Any) -> str:
    """Return the kinds of errors with how often they were met."""
    failed = results.failures
    if failed.empty:
        return ""
    kinds = failed.groupby(["error", "message"], observed=True).size().sort_values(ascending=False)
    lines = [f"  {count:,} × {error}: {text}" for (error, text), count in kinds.head(5).items()]
    more = [f"  and {len(kinds) - 5} other messages"] if len(kinds) > 5 else []
    return "\n".join(["\nPoints that failed:", *lines, *more]) + "\n"


def _as_json(results: Any, summary: pd.DataFrame, shares: pd.DataFrame | None) -> str:
    tally = results.counts()
    record = {
        "model": results.manifest.model,
        "design": results.manifest.design,
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
    return json.dumps(record, indent=2, ensure_ascii=False, default=str) + "\n"
