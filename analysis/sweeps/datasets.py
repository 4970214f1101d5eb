"""Results of a grid as an xarray dataset: parameters are its axes, outputs its variables."""

from math import prod
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lilliput.games.errors import InvalidArgumentError, MissingPackageError, ProblemTooLargeError

if TYPE_CHECKING:
    from lilliput.analysis.sweeps.results import Results

__all__ = ["dataset_of"]

_MOST_CELLS = 2**28  # of one variable: 2 GiB of float64


def dataset_of(results: "Results") -> Any:
    """Return the dataset; cells of points that are missing or failed are NaN, or empty text."""
    try:
        import xarray as xr
    except ImportError:
        raise MissingPackageError(
            "to_xarray needs xarray, which is not installed: pip install xarray"
        ) from None
    frame = results.to_pandas(failures=True)
    axes = {name: _axis(frame[name]) for name in results.parameters}
    _check_grid(results, frame, axes)
    shape = tuple(len(axis) for axis in axes.values())
    places = [pd.Index(axis).get_indexer(frame[name]) for name, axis in axes.items()]
    cells = np.ravel_multi_index(tuple(places), shape) if places else np.zeros(len(frame), int)
    if len(np.unique(cells)) < len(cells):
        raise InvalidArgumentError(
            "to_xarray needs one point a cell, got some values of the parameters twice (a union "
            "of designs?): use to_pandas"
        )
    names = [*results.outputs, *(["error"] if frame["error"].notna().any() else [])]
    variables = {
        name: (list(axes), _filled(frame[name], cells, prod(shape)).reshape(shape))
        for name in names
    }
    fixed = {
        name: value
        for name, value in results.manifest.fixed.items()
        if isinstance(value, (int, float, str, bool)) and name not in variables
    }
    return xr.Dataset(variables, coords={**axes, **fixed}, attrs=_attributes(results))


def _axis(column: pd.Series) -> Any:
    """Return the values that a parameter takes: numbers in order, text as it first appears."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return np.array(column.drop_duplicates().astype(object), dtype=object)
    return np.unique(column.to_numpy())


def _check_grid(results: "Results", frame: pd.DataFrame, axes: dict[str, Any]) -> None:
    sizes = ", ".join(f"{name}: {len(axis)}" for name, axis in axes.items())
    cells = prod(len(axis) for axis in axes.values())
    if len(frame) != cells and not _is_grid(results.manifest.design):
        kind = results.manifest.design.get("kind", "design")
        raise InvalidArgumentError(
            f"to_xarray needs the points of a grid, got {len(frame):,} points of a {kind} "
            f"(different values of {sizes}): use to_pandas, or sweep a grid"
        )
    if cells > _MOST_CELLS:
        raise ProblemTooLargeError(
            f"to_xarray would make {cells:,} cells ({sizes}) of {len(frame):,} points, at most "
            f"{_MOST_CELLS:,}: use to_pandas(columns, where=...)"
        )


def _is_grid(design: Any) -> bool:
    """Whether a description is that of a grid, or of products of grids, with constraints or not."""
    inner = [*design.get("factors", ()), *([design["design"]] if "design" in design else ())]
    if design.get("kind") in ("product", "where"):
        return bool(inner) and all(map(_is_grid, inner))
    return bool(design.get("kind") == "grid")


def _filled(column: pd.Series, cells: Any, count: int) -> Any:
    if isinstance(column.dtype, pd.CategoricalDtype):
        texts = np.full(count, "", dtype=object)
        texts[cells] = column.astype(object).where(column.notna(), "")
        return texts
    if column.dtype == bool and len(cells) == count:
        flags = np.zeros(count, dtype=bool)
        flags[cells] = column
        return flags
    numbers = np.full(count, np.nan)
    numbers[cells] = column.to_numpy(dtype=float, na_value=np.nan)
    return numbers


def _attributes(results: "Results") -> dict[str, Any]:
    manifest = results.manifest
    return {
        "model": manifest.model,
        "design": manifest.design_digest,
        "seed": "none" if manifest.seed is None else str(manifest.seed),
        "lilliput": manifest.version,
        "done": results.done,
        "size": results.size,
    }
