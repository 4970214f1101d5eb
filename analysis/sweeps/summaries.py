"""What results say in short: counts of values, distributions, and a digest of everything.

Each goes through batches of a fixed number of rows, so that memory is bounded and no rounding
depends on how the rows lie in a store.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256
from math import floor, isinf, isnan, nan, sqrt
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.analysis.sweeps.manifest import Manifest

__all__ = ["counts_of", "digest_of", "summary_of"]

_NAN = np.uint64(0x7FF8000000000000)  # every NaN counts as this one
_NULL = np.uint64(0x7FF8000000000001)
_NULL_TEXT = b"\xff" * 8  # no text is that long
_DIGIT = 16  # bits of a number that one pass settles
_SIGN = np.uint64(1 << 63)
_QUARTILES = (0.25, 0.5, 0.75)


def counts_of(batches: Iterable[Any], manifest: Manifest) -> "pd.Series[int]":
    """Return how often each text and truth value, NaN and error occurs."""
    tallies: dict[str, Counter[Any]] = {
        name: Counter({"NaN": 0} if kind == "float" else {}) for name, kind in manifest.outputs
    }
    errors: Counter[Any] = Counter()
    for batch in batches:
        errors.update(_tally(batch.column("error")))
        fine = _fine(batch)
        for name, kind in manifest.outputs:
            column = fine.column(name)
            if kind == "float":
                tallies[name]["NaN"] += int(np.isnan(_present(column)).sum())
                tallies[name]["(missing)"] += column.null_count
            else:
                tallies[name].update(_tally(column))
                tallies[name]["(missing)"] += column.null_count
    rows: dict[tuple[str, Any], int] = {}
    for name, tally in [*tallies.items(), ("error", errors)]:
        for value, count in sorted(tally.items(), key=lambda item: (-item[1], str(item[0]))):
            if count or value == "NaN":
                rows[name, value] = count
    index = pd.MultiIndex.from_tuples(list(rows), names=["column", "value"])
    return pd.Series(list(rows.values()), index=index, dtype=np.int64, name="count")


def summary_of(batches: Callable[[Sequence[str]], Iterator[Any]], manifest: Manifest) -> Any:
    """Return the distribution of each output, in as many passes as exact quartiles need."""
    names = [name for name, _ in manifest.outputs]
    numeric = [name for name, kind in manifest.outputs if kind != "text"]
    moments = {name: _Moments() for name in names}
    for batch in batches([*names, "error"]):
        fine = _fine(batch)
        for name in names:
            column = fine.column(name)
            moments[name].failed += batch.num_rows - fine.num_rows
            if name in numeric:
                moments[name].add(_numbers(column))
            else:
                moments[name].count += len(column) - column.null_count
    wanted = {name: _ranks(moments[name].count) for name in numeric if moments[name].count}
    found = _order_statistics(batches, wanted) if wanted else {}
    rows = {name: moments[name].row(found.get(name)) for name in names}
    columns = ["count", "NaN", "failed", "mean", "sd", "min", "25%", "50%", "75%", "max"]
    frame = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    return frame.astype({"count": int, "NaN": int, "failed": int}).rename_axis("output")


def digest_of(batches: Iterable[Any], manifest: Manifest) -> str:
    """Return the sha256 of the values, column by column in the order of the points."""
    schema = manifest.schema()
    hashers = {name: sha256() for name in schema.names}
    rows = 0
    for batch in batches:
        rows += batch.num_rows
        for name, hasher in hashers.items():
            for chunk in batch.column(name).chunks:
                hasher.update(_hashed_bytes(chunk))
    total = sha256(f"{rows}\n".encode())
    for field in schema:
        total.update(f"{field.name}\n{field.type}\n{hashers[field.name].hexdigest()}\n".encode())
    return total.hexdigest()


def _hashed_bytes(chunk: Any) -> bytes:
    """Return bytes that tell the values: floats little-endian, text after its length."""
    import pyarrow as pa

    kind = chunk.type
    if pa.types.is_dictionary(kind):
        words = [word.encode() for word in chunk.dictionary.to_pylist()]
        coded = [len(word).to_bytes(8, "little") + word for word in words] + [_NULL_TEXT]
        codes = chunk.indices.fill_null(len(words)).to_pylist()
        return b"".join(map(coded.__getitem__, codes))
    if pa.types.is_boolean(kind):
        flags = chunk.cast(pa.uint8()).fill_null(2).to_numpy(zero_copy_only=False)
        return bytes(flags.tobytes())
    if pa.types.is_integer(kind):
        return bytes(chunk.to_numpy(zero_copy_only=False).astype("<i8").tobytes())
    null = chunk.is_null().to_numpy(zero_copy_only=False)
    values = chunk.to_numpy(zero_copy_only=False)
    bits = values.view(np.uint64).copy()
    bits[np.isnan(values)] = _NAN
    bits[null] = _NULL
    return bytes(bits.astype("<u8").tobytes())


class _Moments:
    """Counts, mean, variance and extremes of a column that comes in batches."""

    def __init__(self) -> None:
        self.count = self.nans = self.failed = 0
        self.mean, self.squares = nan, 0.0
        self.least, self.greatest = nan, nan

    def add(self, values: NDArray[np.float64]) -> None:
        numbers = values[~np.isnan(values)]
        self.nans += len(values) - len(numbers)
        if not len(numbers):
            return
        with np.errstate(invalid="ignore", over="ignore"):  # infinite values have no moments
            mean = float(numbers.mean())
            squares = float(((numbers - mean) ** 2).sum())
            if not self.count:
                self.mean, self.squares = mean, squares
            else:
                share = len(numbers) / (self.count + len(numbers))
                step = mean - self.mean
                self.squares += squares + step * step * self.count * share
                self.mean += step * share
        self.count += len(numbers)
        self.least = float(np.fmin(self.least, numbers.min()))
        self.greatest = float(np.fmax(self.greatest, numbers.max()))

    def row(self, quartiles: list[float] | None) -> list[float]:
        known = self.count > 1 and not isnan(self.mean)
        sd = sqrt(self.squares / (self.count - 1)) if known else nan
        middle = quartiles or [nan] * len(_QUARTILES)
        counts = [self.count, self.nans, self.failed]
        return [*counts, self.mean, sd, self.least, *middle, self.greatest]


def _ranks(count: int) -> list[tuple[int, float]]:
    """Return for each quartile the rank below it and how far it lies towards the next."""
    exact = [share * (count - 1) for share in _QUARTILES]
    return [(floor(place), place - floor(place)) for place in exact]


def _order_statistics(
    batches: Callable[[Sequence[str]], Iterator[Any]],
    wanted: dict[str, list[tuple[int, float]]],
) -> dict[str, list[float]]:
    """Return the quartiles by four passes of radix selection over the bits of the numbers.

    A pass counts, among the numbers that begin with the digits found so far, the next digit.
    """
    searches = {
        name: [_Search(rank + up) for rank, part in ranks for up in ((0, 1) if part else (0,))]
        for name, ranks in wanted.items()
    }
    for shift in range(64 - _DIGIT, -1, -_DIGIT):
        for batch in batches([*wanted, "error"]):
            fine = _fine(batch)
            for name, own in searches.items():
                values = _numbers(fine.column(name))
                keys = _ordered_bits(values[~np.isnan(values)])
                counted: dict[int, NDArray[np.int64]] = {}
                for search in own:
                    search.add(keys, shift, counted)
        for own in searches.values():
            for search in own:
                search.descend()
    result = {}
    for name, ranks in wanted.items():
        found = iter([search.value for search in searches[name]])
        result[name] = [_between(next(found), found, part) for _, part in ranks]
    return result


def _between(low: float, rest: Iterator[float], part: float) -> float:
    if not part:
        return low
    high = next(rest)
    if low == high or isinf(low) or isinf(high) or not isinf(high - low):
        return low if low == high else low + (high - low) * part
    return low * (1 - part) + high * part  # their difference is too large for a float


class _Search:
    """The number of a given rank, of which the leading digits are known."""

    def __init__(self, rank: int) -> None:
        self.rank, self.prefix = rank, 0
        self.histogram = np.zeros(1 << _DIGIT, dtype=np.int64)

    def add(self, keys: NDArray[np.uint64], shift: int, counted: dict[int, Any]) -> None:
        if self.prefix not in counted:
            digits = keys >> np.uint64(shift)
            if shift + _DIGIT < 64:
                digits = digits[(digits >> np.uint64(_DIGIT)) == np.uint64(self.prefix)]
            low = (digits & np.uint64((1 << _DIGIT) - 1)).astype(np.int64)
            counted[self.prefix] = np.bincount(low, minlength=1 << _DIGIT)
        self.histogram += counted[self.prefix]

    def descend(self) -> None:
        upto = np.cumsum(self.histogram)
        digit = int(np.searchsorted(upto, self.rank, side="right"))
        self.rank -= int(upto[digit] - self.histogram[digit])
        self.prefix = self.prefix << _DIGIT | digit
        self.histogram[:] = 0

    @property
    def value(self) -> float:
        key = np.array([self.prefix], dtype=np.uint64)
        return float(np.where(key & _SIGN, key ^ _SIGN, ~key).view(np.float64)[0])


def _ordered_bits(values: NDArray[np.float64]) -> NDArray[np.uint64]:
    """Return integers in the order of the numbers."""
    bits = (values + 0.0).view(np.uint64)  # no negative zero
    return np.where(bits & _SIGN, ~bits, bits | _SIGN)


def _fine(batch: Any) -> Any:
    """Return the rows in which the model did not fail."""
    import pyarrow.compute as pc

    error = batch.column("error")
    if error.null_count == batch.num_rows:
        return batch
    return batch.filter(pc.is_null(error))


def _present(column: Any) -> NDArray[np.float64]:
    return column.drop_null().to_numpy()


def _numbers(column: Any) -> NDArray[np.float64]:
    import pyarrow as pa

    if pa.types.is_boolean(column.type):
        column = column.cast(pa.uint8())
    return column.drop_null().to_numpy().astype(np.float64, copy=False)


def _tally(column: Any) -> dict[Any, int]:
    import pyarrow as pa
    import pyarrow.compute as pc

    if column.null_count == len(column):
        return {}
    if pa.types.is_dictionary(column.type):
        array = column.unify_dictionaries().combine_chunks()
        codes = array.indices.drop_null().to_numpy()
        words = array.dictionary.to_pylist()
        return {words[code]: int(n) for code, n in enumerate(np.bincount(codes)) if n}
    pairs = pc.value_counts(column.drop_null())
    return {pair["values"].as_py(): pair["counts"].as_py() for pair in pairs}
