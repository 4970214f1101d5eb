"""The results of a sweep: one row a point, in the order of the design.

They lie in the parts of a store, and are read by columns when they are asked for, or in memory.
Every row has the point's position, its parameters, the outputs of the model, and where the model
failed the error and its message; then its outputs are null, which is not NaN: that is a value.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Self, final

import pandas as pd

from lilliput.analysis.sweeps.errors import NotAStoreError, StoreError
from lilliput.analysis.sweeps.manifest import Manifest
from lilliput.analysis.sweeps.parts import (
    Part,
    folder_of,
    parts_in,
    read_part,
    rows_in_part,
    whole_path,
)
from lilliput.analysis.sweeps.selections import (
    chosen_columns,
    framed,
    judges_rows,
    mentioned,
    rechunked,
    rows_where,
)
from lilliput.analysis.sweeps.store import read_manifest
from lilliput.games.checks import counted

__all__ = ["Results"]

_BATCH = 2**16
_HEAD = 5


@final
@dataclass(frozen=True, eq=False, repr=False)
class Results:
    """What a sweep has found; made by ``sweep``, by `open` or by `from_tables`.

    Parameters
    ----------
    manifest
        What was swept.
    path
        The folder of the store, or None when the rows are in memory.
    done
        Positions of the design that are finished (with constraints not all of them are points).
    problems
        Files of the store that are left out, with what is wrong with them.

    Examples
    --------
    >>> import pyarrow as pa
    >>> manifest = Manifest(
    ...     model="square", model_digest="ab12", design={"kind": "grid"}, design_digest="cd34",
    ...     size=3, fixed={}, parameters=[("x", "float")], outputs=[("y", "float")])
    >>> rows = pa.table(
    ...     {"point": [0, 1, 2], "x": [1.0, 2.0, 3.0], "y": [1.0, 4.0, 9.0],
    ...      "error": [None] * 3, "message": [None] * 3}).cast(manifest.schema())
    >>> results = Results.from_tables(manifest, [rows])
    >>> results
    Results(square on a grid of 3 points: all done, 0 failed, 0 NaN)
    >>> results.to_pandas(where="x >= 2")  # doctest: +NORMALIZE_WHITESPACE
             x    y
    point
    1      2.0  4.0
    2      3.0  9.0
    """

    manifest: Manifest
    path: Path | None
    done: int
    problems: tuple[tuple[str, str], ...]
    _parts: tuple[Part, ...]
    _tables: tuple[Any, ...]
    _rows: int

    @classmethod
    def open(cls, path: str | os.PathLike[str], *, verify: bool = True) -> Self:
        """Read a store, also one that is being written: what is finished is there.

        Damaged files are left out and listed in ``problems``. Nothing is written or locked.

        Parameters
        ----------
        path
            The folder that was given to ``sweep`` as store.
        verify
            Whether to compare every file with its hash now (about a second for 20 million rows of
            five numbers); else only their ends are read now, and the checksums of what is used
            later.

        Raises
        ------
        NotAStoreError
            When there is no store.
        DamagedStoreError
            When its manifest is damaged.
        """
        folder = whole_path(path)
        manifest = read_manifest(folder)
        if manifest is None:
            raise NotAStoreError(
                f"{os.fspath(path)!r} is no store of a sweep: it has no manifest.json. Give the "
                "folder that was given to sweep as store"
            )
        schema = manifest.schema()
        parts, bad = parts_in(str(folder_of(folder)), verify)
        good, rows = [], 0
        for part in parts:
            try:
                rows += rows_in_part(part.path, schema)
                good.append(part)
            except StoreError as error:
                bad.append((part.path, str(error)))
        bad = [(name, reason) for name, reason in bad if not name.endswith(".tmp")]
        done = sum(part.stop - part.start for part in good)
        return cls(manifest, folder, done, tuple(bad), tuple(good), (), rows)

    @classmethod
    def from_tables(
        cls, manifest: Manifest, tables: Iterable[Any], *, done: int | None = None
    ) -> Self:
        """Make results of Arrow tables in memory, whatever their order.

        Parameters
        ----------
        manifest
            What was swept.
        tables
            Rows of ``manifest.schema()``, each table in order of ``point``.
        done
            Positions that are finished; by default all.
        """
        filled = [table for table in tables if table.num_rows]
        ordered = sorted(filled, key=lambda table: table.column("point")[0].as_py())
        last, schema = -1, manifest.schema()
        for table in ordered:
            if not table.schema.equals(schema):
                raise StoreError(
                    f"a table of results must have the columns {schema.names} in the "
                    f"manifest's types, got {table.schema.names}"
                )
            points = table.column("point").to_numpy()
            if points[0] <= last or (points[1:] <= points[:-1]).any():
                raise StoreError(
                    "tables of results must be in order of point, and have no point twice: point "
                    f"{points[0]:,} comes after {last:,}"
                )
            last = int(points[-1])
        rows = sum(table.num_rows for table in ordered)
        finished = manifest.size if done is None else done
        return cls(manifest, None, finished, (), (), tuple(ordered), rows)

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters that the design varies."""
        return tuple(name for name, _ in self.manifest.parameters)

    @property
    def outputs(self) -> tuple[str, ...]:
        """Names of what the model returns."""
        return tuple(name for name, _ in self.manifest.outputs)

    @property
    def size(self) -> int:
        """Positions of the design, before constraints."""
        return self.manifest.size

    @property
    def complete(self) -> bool:
        """Whether every position of the design is finished."""
        return self.done == self.size

    @cached_property
    def design(self) -> Any:
        """The design, made again from its description; None where that is not possible."""
        from lilliput.games.errors import LilliputError

        try:
            from lilliput.analysis.designs import design_from

            return design_from(dict(self.manifest.design))
        except (ImportError, LilliputError):
            return None

    def __len__(self) -> int:
        return self._rows

    def batches(self, columns: Sequence[str] | None = None, *, rows: int = _BATCH) -> Iterator[Any]:
        """Yield Arrow tables of so many rows in order of the points; only the last has fewer.

        Memory is that of a few batches, or of the largest part. The batches do not depend on how
        the rows lie in the store.
        """
        chosen = chosen_columns(columns, self.manifest)
        return rechunked(self._read(chosen), rows)

    def to_arrow(self, columns: Sequence[str] | None = None) -> Any:
        """Return all rows, failed ones too, as one Arrow table."""
        import pyarrow as pa

        chosen = chosen_columns(columns, self.manifest)
        schema = self.manifest.schema()
        wanted = pa.schema([schema.field(name) for name in chosen])
        tables = [table.cast(wanted) for table in self._read(chosen)]
        return pa.concat_tables([wanted.empty_table(), *tables]).unify_dictionaries()

    def to_pandas(
        self,
        columns: Sequence[str] | None = None,
        *,
        where: Any = None,
        failures: bool = False,
    ) -> pd.DataFrame:
        """Return a frame with one row a point, indexed by ``point``.

        Text columns are categorical, their categories sorted.

        Parameters
        ----------
        columns
            Those wanted; by default all parameters and outputs.
        where
            Rows wanted: a condition on any columns as ``DataFrame.query`` takes it, e.g.
            ``"k <= m and verdict == 'holds'"``, or an Arrow expression. What asks for whole
            columns, as in ``"premium > premium.mean()"``, needs the memory for them; the mean is
            that of all rows (of those that did not fail, unless `failures`).
        failures
            Whether points at which the model failed are rows too, with their ``error`` and
            ``message`` as further columns; by default they are left out (see `failures`).
        """
        chosen = [name for name in chosen_columns(columns, self.manifest) if name != "point"]
        if columns is None:
            chosen = [name for name in chosen if name not in ("error", "message")]
        if failures:
            chosen = list(dict.fromkeys([*chosen, "error", "message"]))
        return framed(self._selected(chosen, where, failures), chosen, self.manifest)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """The points at which the model failed: parameters, error and message."""
        import pyarrow.compute as pc

        chosen = [*self.parameters, "error", "message"]
        failed = self._selected(chosen, ~pc.field("error").is_null(), True)
        return framed(failed, chosen, self.manifest)

    def first_failure(self) -> str:
        """Return the message of the first point that failed; empty where none did."""
        import pyarrow.compute as pc

        for table in self._selected(["message"], ~pc.field("error").is_null(), True):
            if table.num_rows:
                return str(table.column("message")[0])
        return ""

    def _read(self, columns: Sequence[str]) -> Iterator[Any]:
        """Yield the rows part by part."""
        for table in self._tables:
            yield table.select(list(columns))
        for part in self._parts:
            yield read_part(part.path, list(columns))

    def _selected(self, columns: list[str], where: Any, failures: bool) -> Iterator[Any]:
        import pyarrow.compute as pc

        known = self.manifest.schema().names
        needed = {"point", *columns, *mentioned(where, known)} | (
            {"error"} - {failures and "error"}
        )
        read = self._read([name for name in known if name in needed])
        # A condition costs milliseconds, however few rows.
        rows = _BATCH if judges_rows(where) else max(len(self), 1)
        for table in rechunked(read, rows):
            if not failures:
                table = table.filter(pc.is_null(table.column("error")))
            if where is not None:
                table = rows_where(table, where, known)
            yield table.select(["point", *columns])

    def counts(self) -> "pd.Series[int]":
        """Return how often each value occurs, by column and value.

        Each value of the outputs that are text or truth values; ``"NaN"`` of those that are
        numbers; and each error under the column ``"error"``. A point without a value that did
        not fail counts as ``"(missing)"``.
        """
        return self._counts.copy()

    @cached_property
    def _counts(self) -> "pd.Series[int]":
        from lilliput.analysis.sweeps.summaries import counts_of

        return counts_of(self.batches([*self.outputs, "error"]), self.manifest)

    def summary(self) -> pd.DataFrame:
        """Return for each output how often it is there, NaN or failed, and its distribution.

        Mean, standard deviation, extremes and quartiles are those of the numbers, NaN and failures
        left out; of truth values as 0 and 1. Quartiles are exact (interpolated as NumPy does) and
        need no more memory than a few batches.
        """
        from lilliput.analysis.sweeps.summaries import summary_of

        return summary_of(self.batches, self.manifest)

    def digest(self) -> str:
        """Return the sha256 of all values, which does not depend on how they are stored."""
        from lilliput.analysis.sweeps.summaries import digest_of

        return digest_of(self.batches(), self.manifest)

    def to_xarray(self) -> Any:
        """Return the outputs of a grid as an xarray ``Dataset`` with the parameters as axes.

        Raises
        ------
        InvalidArgumentError
            When the points are not a grid.
        MissingPackageError
            When xarray is not installed.
        """
        from lilliput.analysis.sweeps.datasets import dataset_of

        return dataset_of(self)

    def verify(self) -> pd.DataFrame:
        """Compare every file of the store with its hash; return those with a problem, and which."""
        if self.path is None:
            found: list[tuple[str, str]] = []
        else:
            _, found = parts_in(str(folder_of(self.path)), identity=self.manifest.identity)
        rows = [(Path(name).name, reason) for name, reason in found]
        return pd.DataFrame(rows, columns=["file", "problem"])

    def __repr__(self) -> str:
        return f"Results({self._title})"

    @property
    def _title(self) -> str:
        done = "all done" if self.complete else f"{self.done:,} of {self.size:,} done"
        rows = f", {len(self):,} of them meet the constraints" * (len(self) != self.done)
        bad = f"; {counted(len(self.problems), 'file')} left out, see problems"
        kinds, errors, nans = dict(self.manifest.outputs), 0, 0
        for (column, value), count in zip(self._counts.index, self._counts, strict=True):
            errors += count if column == "error" else 0
            nans += count if (kinds.get(column), value) == ("float", "NaN") else 0
        failed = f"{errors:,} failed, {nans:,} NaN"
        return f"{self.manifest.title}: {done}{rows}, {failed}{bad * bool(self.problems)}"

    def _repr_html_(self) -> str:
        from lilliput.analysis.display import summary

        head = next(self.batches(rows=_HEAD), None)
        rows = [] if head is None else [("The first", head.to_pandas().set_index("point"))]
        tally = self._counts[self._counts > 0].rename("points").to_frame()
        return summary(repr(self), tally, *rows)
