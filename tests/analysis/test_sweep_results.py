"""Results of a sweep: the same rows whatever they lie in, and what is said of them in short."""

import math
import pickle
import struct
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lilliput.analysis.sweeps.errors import DamagedStoreError, NotAStoreError, StoreError
from lilliput.analysis.sweeps.parts import read_part, write_part
from lilliput.analysis.sweeps.results import Results
from lilliput.analysis.sweeps.selections import rechunked
from lilliput.analysis.sweeps.store import Store
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

from test_sweep_store import fill, made, rows_of


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    path = tmp_path_factory.mktemp("sweep")
    with Store.open_for_writing(path, made()) as store:
        fill(store, block=70)
    return Results.open(path)


@pytest.fixture(scope="module")
def held():
    manifest = made()
    tables = [rows_of(manifest, start, min(1000, start + 130)) for start in range(0, 1000, 130)]
    return Results.from_tables(manifest, tables[::-1])


@pytest.fixture(scope="module")
def frame():
    """The same rows by plain loops."""
    rows = [
        {
            "point": p,
            "m": p // 10,
            "bloc": "EU" if p % 3 else "US",
            "premium": float(np.sin(p)),
            "holds": bool(p % 2),
            "verdict": "wins" if p % 7 else "loses",
        }
        for p in range(1000)
        if p % 50 != 49
    ]
    return pd.DataFrame(rows).set_index("point").astype({"bloc": "category", "verdict": "category"})


def measured(values, *, fine=None, size=None):
    """Results with one output."""
    manifest = replace(made(), parameters=(), outputs=(("y", "float"),), size=len(values))
    count = len(values)
    fine = [True] * count if fine is None else fine
    text = manifest.schema().field("error").type
    failed = pa.array([None if ok else "ValueError" for ok in fine], pa.string())
    failed = failed.dictionary_encode().cast(text)
    columns = [
        pa.array(np.arange(count), pa.int64()),
        pa.array([v if ok else None for v, ok in zip(values, fine, strict=True)], pa.float64()),
        failed,
        failed,
    ]
    return Results.from_tables(manifest, [pa.Table.from_arrays(columns, schema=manifest.schema())])


# Frames


def test_a_frame_has_a_row_for_each_point_that_did_not_fail(stored, held, frame):
    for results in (stored, held):
        pd.testing.assert_frame_equal(
            results.to_pandas(), frame, check_index_type=False, check_categorical=False
        )
        assert list(results.to_pandas()["verdict"].cat.categories) == ["loses", "wins"]
        assert list(results.to_pandas().dtypes[["m", "premium", "holds"]]) == [int, float, bool]
        assert len(results) == results.size == results.done == 1000
        assert results.complete
        assert results.parameters == ("m", "bloc")
        assert results.outputs == ("premium", "holds", "verdict")


def test_frames_do_not_depend_on_the_parts(stored, held):
    for options in ({}, {"failures": True}, {"where": "verdict == 'wins'"}):
        pd.testing.assert_frame_equal(stored.to_pandas(**options), held.to_pandas(**options))


def test_failures_are_rows_when_asked_for(stored, held):
    for results in (stored, held):
        everything = results.to_pandas(failures=True)
        assert len(everything) == 1000
        assert list(everything.columns[-2:]) == ["error", "message"]
        failed = everything[everything["error"].notna()]
        assert list(failed.index) == list(range(49, 1000, 50))
        assert failed[["premium", "holds", "verdict"]].isna().all(axis=None)
        assert everything["holds"].dtype == "boolean"
        assert list(results.failures.columns) == ["m", "bloc", "error", "message"]
        assert list(results.failures.index) == list(range(49, 1000, 50))
        assert set(results.failures["message"]) == {"no such point"}
        assert results.failures["m"].loc[99] == 9


@pytest.mark.parametrize(
    "where",
    [
        "premium > 0.5",
        "m <= 20 and verdict == 'wins'",
        "verdict in ['wins', 'draws'] or bloc == 'US'",
        "not holds and verdict != bloc",
        "premium > 2",
    ],
)
def test_a_condition_in_words_is_that_of_pandas(stored, frame, where):
    plain = frame.astype({"bloc": object, "verdict": object}).query(where, engine="python")
    found = stored.to_pandas(["premium", "bloc"], where=where)
    assert list(found.index) == list(plain.index)
    assert list(found.columns) == ["premium", "bloc"]
    assert found["premium"].tolist() == plain["premium"].tolist()
    assert found["bloc"].tolist() == plain["bloc"].tolist()


@pytest.mark.parametrize(
    "where",
    [
        "premium > premium.mean()",
        "premium == premium.max() or m == 3",
        "index >= 990",
        "verdict.str.startswith('w') and `m` < 2",
    ],
)
def test_a_condition_may_ask_for_whole_columns(stored, held, frame, where, monkeypatch):
    monkeypatch.setattr("lilliput.analysis.sweeps.results._BATCH", 64)
    plain = frame.astype({"bloc": object, "verdict": object}).query(where, engine="python")
    for results in (stored, held):
        assert list(results.to_pandas(["m"], where=where).index) == list(plain.index)


def test_variables_of_the_program_are_not_seen(stored):
    least = 3
    with pytest.raises(InvalidArgumentError, match="write their values into the text"):
        stored.to_pandas(where="m > @least")
    assert set(stored.to_pandas(["m"], where=f"m == {least}")["m"]) == {3}


def test_a_condition_may_be_an_arrow_expression(stored, frame):
    found = stored.to_pandas(["m"], where=(pc.field("premium") < 0) & pc.field("holds"))
    assert list(found.index) == list(frame.query("premium < 0 and holds").index)


def test_a_condition_may_be_on_errors(stored):
    found = stored.to_pandas(["m"], where="error == 'DomainError' and m < 20", failures=True)
    assert list(found.index) == [49, 99, 149, 199]
    assert found["m"].tolist() == [4, 9, 14, 19]
    assert list(stored.to_pandas(["m"], where="~holds", failures=True).index[:3]) == [0, 2, 4]


@pytest.mark.parametrize(
    ("options", "kind", "message"),
    [
        ({"columns": ["premum"]}, UnknownNameError, "columns: column 'premum'.*mean premium"),
        ({"columns": "premium"}, InvalidArgumentError, "must be a list of names"),
        ({"where": "premum > 0"}, UnknownNameError, "where: column 'premum'.*mean premium"),
        ({"where": "premium >"}, InvalidArgumentError, "as pandas writes it"),
        ({"where": "premium + 1"}, InvalidArgumentError, "true or false in each row"),
        ({"where": "1 == 1"}, InvalidArgumentError, "true or false in each row"),
        ({"where": "bloc > 3"}, InvalidArgumentError, "as pandas writes it"),
        ({"where": 3}, InvalidArgumentError, "must be a text such as"),
        ({"where": pc.field("nothing") > 0}, InvalidArgumentError, "condition on the columns"),
    ],
)
def test_what_cannot_be_selected_is_said(stored, options, kind, message):
    with pytest.raises(kind, match=message):
        stored.to_pandas(**options)


def test_no_rows_make_an_empty_frame_of_the_right_types():
    results = Results.from_tables(made(), [], done=0)
    empty = results.to_pandas(failures=True)
    assert empty.shape == (0, 7)
    assert [str(kind) for kind in empty.dtypes] == [
        "int64",
        "category",
        "float64",
        "bool",
        "category",
        "category",
        "category",
    ]
    assert results.counts().to_dict() == {("premium", "NaN"): 0}
    assert results.summary()["count"].tolist() == [0, 0, 0]
    assert "0 of 1,000 done" in repr(results)
    assert "0 of 1,000 done" in results._repr_html_()


# Arrow tables and batches


def test_arrow_tables_have_all_rows_and_the_schema(stored, held):
    for results in (stored, held):
        table = results.to_arrow()
        assert table.schema.equals(made().schema())
        assert table.num_rows == 1000
        assert table["point"].to_pylist() == list(range(1000))
        assert table["premium"].null_count == 20
        assert results.to_arrow(["premium", "m"]).column_names == ["premium", "m"]


@pytest.mark.parametrize("rows", [1, 7, 100, 999, 1000, 5000])
def test_batches_have_so_many_rows_in_order(stored, rows):
    tables = list(stored.batches(["point", "verdict"], rows=rows))
    assert [table.num_rows for table in tables[:-1]] == [rows] * (len(tables) - 1)
    assert 0 < tables[-1].num_rows <= rows
    points = [p for table in tables for p in table["point"].to_pylist()]
    assert points == list(range(1000))
    words = [word for table in tables for word in table["verdict"].to_pylist()]
    assert words == stored.to_arrow()["verdict"].to_pylist()


@pytest.mark.parametrize("rows", [0, -1, 2.5])
def test_batches_of_no_rows_are_refused(stored, rows):
    with pytest.raises(InvalidArgumentError, match="positive whole number"):
        next(stored.batches(rows=rows))


def test_batches_read_no_more_than_is_asked_for(stored, monkeypatch):
    read = []

    def counting(path, columns):
        read.append(columns)
        return read_part(path, columns)

    monkeypatch.setitem(Results._read.__globals__, "read_part", counting)
    next(stored.batches(["premium"], rows=100))
    assert read == [["premium"]] * 2


def test_tables_must_be_of_the_sweep_and_have_no_point_twice():
    manifest = made()
    table = rows_of(manifest, 0, 10)
    with pytest.raises(StoreError, match="no point twice"):
        Results.from_tables(manifest, [table, rows_of(manifest, 9, 20)])
    with pytest.raises(StoreError, match="must have the columns"):
        Results.from_tables(manifest, [table.drop(["premium"])])


# Counts and distributions


def test_counts_are_those_of_plain_loops(stored, held):
    fine = [p for p in range(1000) if p % 50 != 49]
    expected = {
        ("premium", "NaN"): 0,
        ("holds", True): sum(p % 2 for p in fine),
        ("holds", False): sum(1 - p % 2 for p in fine),
        ("verdict", "wins"): sum(p % 7 > 0 for p in fine),
        ("verdict", "loses"): sum(p % 7 == 0 for p in fine),
        ("error", "DomainError"): 20,
    }
    for results in (stored, held):
        assert results.counts().to_dict() == expected
        assert results.counts()["verdict"]["wins"] == expected["verdict", "wins"]


def test_nan_is_a_value_and_a_missing_value_is_neither_nan_nor_a_failure():
    results = measured([1.0, math.nan, None, 4.0, math.nan], fine=[True, True, True, True, False])
    assert results.counts().to_dict() == {
        ("y", "NaN"): 1,
        ("y", "(missing)"): 1,
        ("error", "ValueError"): 1,
    }
    row = results.summary().loc["y"]
    assert row[["count", "NaN", "failed"]].tolist() == [2, 1, 1]
    assert row[["mean", "min", "50%", "max"]].tolist() == [2.5, 1.0, 2.5, 4.0]
    assert "1 failed, 1 NaN" in repr(results)


numbers = st.one_of(
    st.floats(-100, 100),
    st.floats(allow_infinity=False),
    st.sampled_from([0.0, -0.0, 5e-324, -5e-324, 1.7e308, -1.7e308, math.nan, math.pi]),
)


@given(st.lists(numbers, min_size=1, max_size=40))
@example([math.inf, 1.0, 2.0, -math.inf, 3.0])
@example([-0.0, 0.0, -0.0])
@example([1.0, 2.0])
@example([1e307, -1.7e308])
def test_the_summary_is_that_of_numpy(values):
    row = measured(values).summary().loc["y"]
    kept = np.array([v for v in values if not math.isnan(v)])
    assert row["count"] == len(kept)
    assert row["NaN"] == len(values) - len(kept)
    if not len(kept):
        assert row[["mean", "min", "50%", "max"]].isna().all()
        return
    assert (row["min"], row["max"]) == (kept.min(), kept.max())
    ordered = sorted(kept)
    for share in (0.25, 0.5, 0.75):
        place = share * (len(kept) - 1)
        low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
        assert low <= row[f"{share:.0%}"] <= high
        if max(abs(kept)) < 1e100:
            expected = low + (high - low) * (place - math.floor(place))
            assert row[f"{share:.0%}"] == pytest.approx(expected, rel=1e-12, abs=1e-300)
    if max(abs(kept)) < 1e100:
        scale = max(abs(kept))
        assert row["mean"] == pytest.approx(math.fsum(kept) / len(kept), abs=1e-13 * scale)
        if len(kept) > 1:
            assert row["sd"] == pytest.approx(np.std(kept, ddof=1), abs=1e-12 * scale)


def test_the_summary_goes_through_many_batches(monkeypatch):
    rng = np.random.default_rng(1)
    values = np.concatenate([rng.normal(1e6, 1, 3000), rng.lognormal(0, 9, 3000), -rng.random(999)])
    results = measured(list(values))
    monkeypatch.setattr(Results.batches, "__kwdefaults__", {"rows": 64})
    row = results.summary().loc["y"]
    assert row[["25%", "50%", "75%"]].tolist() == pytest.approx(
        np.quantile(values, [0.25, 0.5, 0.75]), rel=1e-12
    )
    assert row["mean"] == pytest.approx(values.mean(), rel=1e-12)
    assert row["sd"] == pytest.approx(values.std(ddof=1), rel=1e-12)


def test_the_summary_has_a_row_for_every_output(stored, frame):
    summary = stored.summary()
    assert list(summary.index) == ["premium", "holds", "verdict"]
    assert summary["count"].tolist() == [980] * 3
    assert summary["failed"].tolist() == [20] * 3
    assert summary.loc["holds", "mean"] == pytest.approx(frame["holds"].mean())
    assert summary.loc["holds", ["min", "max"]].tolist() == [0, 1]
    assert summary.loc["premium", "75%"] == frame["premium"].quantile(0.75)
    assert summary.loc["verdict", ["mean", "sd", "min", "50%"]].isna().all()
    assert summary.equals(Results.from_tables(made(), [stored.to_arrow()]).summary())


# The digest


def plain_digest(results):
    """The digest by loops over values, as its documentation says."""
    schema = results.manifest.schema()
    total = sha256(f"{len(results)}\n".encode())
    for field in schema:
        content = b""
        for value in results.to_arrow([field.name])[field.name].to_pylist():
            if pa.types.is_dictionary(field.type):
                word = None if value is None else value.encode()
                content += b"\xff" * 8 if word is None else struct.pack("<q", len(word)) + word
            elif pa.types.is_boolean(field.type):
                content += bytes([2 if value is None else int(value)])
            elif pa.types.is_integer(field.type):
                content += struct.pack("<q", value)
            elif value is None:
                content += struct.pack("<Q", 0x7FF8000000000001)
            elif math.isnan(value):
                content += struct.pack("<Q", 0x7FF8000000000000)
            else:
                content += struct.pack("<d", value)
        column = sha256(content).hexdigest()
        total.update(f"{field.name}\n{field.type}\n{column}\n".encode())
    return total.hexdigest()


def test_the_digest_is_what_it_says(stored, held):
    assert stored.digest() == held.digest() == plain_digest(held)


@given(st.sets(st.integers(1, 299), max_size=20), st.randoms())
def test_the_digest_does_not_depend_on_the_partition(cuts, random):
    manifest = made(size=300)
    whole = rows_of(manifest, 0, 300)
    edges = [0, *sorted(cuts), 300]
    tables = [rows_of(manifest, a, b) for a, b in pairwise(edges)]
    random.shuffle(tables)
    results = Results.from_tables(manifest, tables)
    assert results.digest() == Results.from_tables(manifest, [whole]).digest()
    assert results.summary().equals(Results.from_tables(manifest, [whole]).summary())


@given(st.sets(st.integers(1, 99), max_size=4))
def test_the_digest_of_a_store_does_not_depend_on_its_parts(tmp_path_factory, cuts):
    manifest = made(size=100)
    path = tmp_path_factory.mktemp("store")
    edges = [0, *sorted(cuts), 100]
    with Store.open_for_writing(path, manifest) as store:
        for a, b in pairwise(edges):
            write_part(store.folder, a, b, rows_of(manifest, a, b))
    whole = Results.from_tables(manifest, [rows_of(manifest, 0, 100)])
    assert Results.open(path).digest() == whole.digest()


def test_every_nan_is_the_same_and_a_missing_value_is_another():
    other = struct.unpack("<d", struct.pack("<Q", 0xFFF8000000000123))[0]
    assert math.isnan(other)
    assert measured([1.0, other]).digest() == measured([1.0, math.nan]).digest()
    digests = {
        measured(values).digest()
        for values in (
            [1.0, math.nan],
            [1.0, None],
            [1.0, 0.0],
            [1.0, -0.0],
            [1.0],
            [1.0, 0.0, 0.0],
        )
    }
    assert len(digests) == 6


def test_words_are_told_apart_where_they_end():
    manifest = replace(made(), parameters=(("a", "text"),), outputs=(), size=2)
    text = manifest.schema().field("a").type

    def digest(words):
        column = pa.array(words, pa.string()).dictionary_encode().cast(text)
        none = pa.array([None, None], pa.string()).dictionary_encode().cast(text)
        arrays = [pa.array([0, 1], pa.int64()), column, none, none]
        table = pa.Table.from_arrays(arrays, schema=manifest.schema())
        return Results.from_tables(manifest, [table]).digest()

    pairs = (["ab", ""], ["a", "b"], ["", "ab"], ["ab", None], [None, "ab"], ["b", "a"])
    assert len({digest(words) for words in pairs}) == len(pairs)


# Grids


def grid_results(*, design=None, points=None, size=6):
    """x in 3 values by side in 2, y = 10 x + (side == "b")."""
    manifest = replace(
        made(),
        design=design or {"kind": "grid"},
        size=size,
        fixed={"k": 2},
        parameters=(("x", "float"), ("side", "text")),
        outputs=(("y", "float"), ("big", "bool"), ("word", "text")),
    )
    cells = [(x, side) for x in (3.0, 1.0, 2.0) for side in ("b", "a")]
    points = list(range(6)) if points is None else points
    rows = [
        {
            "point": p,
            "x": cells[p][0],
            "side": cells[p][1],
            "y": 10 * cells[p][0] + (cells[p][1] == "b"),
            "big": cells[p][0] > 1,
            "word": f"w{p}",
            "error": None,
            "message": None,
        }
        for p in points
    ]
    schema = manifest.schema()
    arrays = [
        pa.array([row[f.name] for row in rows], pa.string()).dictionary_encode().cast(f.type)
        if pa.types.is_dictionary(f.type)
        else pa.array([row[f.name] for row in rows], f.type)
        for f in schema
    ]
    table = pa.Table.from_arrays(arrays, schema=schema)
    return Results.from_tables(manifest, [table], done=len(rows))


def test_a_grid_becomes_a_dataset_with_labels():
    pytest.importorskip("xarray")
    data = grid_results().to_xarray()
    assert dict(data.sizes) == {"x": 3, "side": 2}
    assert data["x"].values.tolist() == [1.0, 2.0, 3.0]
    assert data["side"].values.tolist() == ["b", "a"]
    for x in (1.0, 2.0, 3.0):
        for side in ("a", "b"):
            assert float(data["y"].sel(x=x, side=side)) == 10 * x + (side == "b")
    assert str(data["word"].sel(x=1.0, side="b").item()) == "w2"
    assert data["big"].dtype == bool
    assert data["k"].item() == 2
    assert data.attrs["model"] == "C4.pool"
    assert data.attrs["seed"] == "7"


@pytest.mark.parametrize(
    "design",
    [
        {"kind": "where", "design": {"kind": "grid"}, "constraints": [{"text": "x < 3"}]},
        {"kind": "product", "factors": [{"kind": "grid"}, {"kind": "grid"}]},
    ],
)
def test_cells_without_a_point_are_nan(design):
    pytest.importorskip("xarray")
    data = grid_results(design=design, points=[0, 1, 2, 5]).to_xarray()
    assert np.isnan(float(data["y"].sel(x=1.0, side="a")))
    assert float(data["y"].sel(x=2.0, side="a")) == 20
    assert data["big"].dtype == float
    assert data["word"].sel(x=1.0, side="a").item() == ""


def test_what_is_no_grid_is_refused():
    pytest.importorskip("xarray")
    with pytest.raises(InvalidArgumentError, match=r"4 points of a sobol .*x: 3, side: 2"):
        grid_results(design={"kind": "sobol"}, points=[0, 1, 2, 5]).to_xarray()


def test_failed_points_of_a_grid_keep_their_error(stored):
    pytest.importorskip("xarray")
    manifest = replace(made(), parameters=(("m", "int"),), size=50)
    table = rows_of(manifest, 0, 50)
    table = table.set_column(1, "m", pa.array(np.arange(50), pa.int64()))
    data = Results.from_tables(manifest, [table]).to_xarray()
    assert data["error"].sel(m=49).item() == "DomainError"
    assert data["error"].sel(m=48).item() == ""
    assert np.isnan(data["premium"].sel(m=49))


def test_points_that_lie_twice_in_a_cell_are_refused(stored):
    pytest.importorskip("xarray")
    with pytest.raises(InvalidArgumentError, match="twice"):
        stored.to_xarray()


# Stores


def test_a_store_without_a_manifest_is_none(tmp_path):
    with pytest.raises(NotAStoreError, match=r"no manifest\.json"):
        Results.open(tmp_path / "nothing")
    assert not list(tmp_path.iterdir())


def test_verify_lists_every_file_with_a_problem(tmp_path):
    with Store.open_for_writing(tmp_path, made()) as store:
        fill(store)
    results = Results.open(tmp_path)
    assert results.verify().empty
    victim = sorted((tmp_path / "parts").iterdir())[3]
    victim.write_bytes(victim.read_bytes()[:-1])
    (tmp_path / "parts" / "notes.txt").touch()
    problems = results.verify().set_index("file")["problem"]
    assert set(problems.index) == {victim.name, "notes.txt"}
    assert "cut off or changed" in problems[victim.name]
    again = Results.open(tmp_path)
    assert "900 of 1,000 done" in repr(again)
    assert "2 files left out, see problems" in repr(again)
    assert len(again.problems) == 2


def test_a_part_that_goes_while_it_is_used_is_an_error(tmp_path):
    with Store.open_for_writing(tmp_path, made()) as store:
        fill(store)
    results = Results.open(tmp_path)
    next((tmp_path / "parts").iterdir()).unlink()
    with pytest.raises(DamagedStoreError, match="open them again"):
        results.to_pandas()


def test_without_hashes_only_the_ends_of_the_parts_are_read(tmp_path):
    with Store.open_for_writing(tmp_path, made()) as store:
        fill(store)
    first, second, third = sorted((tmp_path / "parts").iterdir())[:3]
    first.write_bytes(first.read_bytes()[:-5])
    manifest = replace(made(), outputs=(("premium", "float"),))
    third.unlink()
    other = write_part(str(tmp_path / "parts"), 200, 300, rows_of(made(), 200, 300).drop("holds"))
    results = Results.open(tmp_path, verify=False)
    assert results.problems[0][1].startswith("its end cannot be read")
    assert dict(results.problems)[other] == "it has other columns than the manifest says"
    assert len(results) == 800
    assert manifest.schema() != made().schema()
    content = bytearray(second.read_bytes())
    content[40] ^= 1
    second.write_bytes(content)
    with pytest.raises(DamagedStoreError, match="is damaged"):
        Results.open(tmp_path, verify=False).to_pandas()


def test_duckdb_reads_a_store(stored, frame):
    duckdb = pytest.importorskip("duckdb")
    found = duckdb.sql(
        "SELECT verdict, count(*), sum(premium) "
        f"FROM read_parquet('{stored.path}/parts/*.parquet') "
        "WHERE error IS NULL GROUP BY verdict ORDER BY verdict"
    ).fetchall()
    groups = frame.groupby("verdict", observed=True)["premium"]
    assert [row[:2] for row in found] == list(groups.size().items())
    assert [row[2] for row in found] == pytest.approx(groups.sum().tolist())


def test_pandas_reads_a_store(stored):
    read = pd.read_parquet(stored.path / "parts").sort_values("point")
    assert read["premium"].sum() == pytest.approx(stored.to_pandas()["premium"].sum())


# What is shown


def test_results_say_what_they_are(stored):
    assert repr(stored) == (
        "Results(C4.pool on a grid of 1,000 points: all done, 20 failed, 0 NaN)"
    )
    html = stored._repr_html_()
    for text in ("C4.pool on a grid", "20 failed", "verdict", "wins", "DomainError", "premium"):
        assert text in html


def test_results_travel_between_processes(stored, held):
    for results in (stored, held):
        again = pickle.loads(pickle.dumps(results))
        assert again.digest() == results.digest()
        assert repr(again) == repr(results)


def test_constraints_are_counted(held):
    some = [table.filter(pc.field("m") < 50) for table in [held.to_arrow()]]
    assert "all done, 500 of them meet the constraints" in repr(Results.from_tables(made(), some))


def test_names_are_escaped_on_a_page():
    results = Results.from_tables(made(model="<b>bold</b>"), [rows_of(made(), 0, 10)], done=10)
    assert "<b>bold" not in results._repr_html_()


def test_the_design_is_made_again_where_that_is_possible():
    designs = pytest.importorskip("lilliput.analysis.designs")
    design = designs.grid({"m": [1, 2, 3], "x": [0.5, 1.5]})
    results = Results.from_tables(made(design=design.describe(), size=6), [], done=0)
    assert results.design.digest == design.digest
    assert results.design.names == ("m", "x")
    assert Results.from_tables(made(design={"kind": "unheard of"}), []).design is None


def test_equal_tables_come_back_in_equal_pieces():
    tables = [pa.table({"x": list(range(k))}) for k in (0, 5, 1, 0, 9)]
    assert [t.num_rows for t in rechunked(tables, 4)] == [4, 4, 4, 3]


@pytest.mark.slow
def test_one_column_of_ten_million_rows_is_read_in_bounded_memory(tmp_path):
    size, block = 10_000_000, 250_000
    manifest = replace(
        made(),
        size=size,
        parameters=tuple((f"p{i}", "float") for i in range(3)),
        outputs=(("y", "float"),),
    )
    none = pa.DictionaryArray.from_arrays(pa.nulls(block, pa.int32()), pa.array([], pa.string()))
    rng = np.random.default_rng(3)
    with Store.open_for_writing(tmp_path, manifest) as store:
        for start in range(0, size, block):
            points = pa.array(np.arange(start, start + block))
            values = [pa.array(rng.random(block)) for _ in range(4)]
            table = pa.Table.from_arrays([points, *values, none, none], schema=manifest.schema())
            write_part(store.folder, start, start + block, table)
    results = Results.open(tmp_path)
    del table, values, points
    before, most, total = pa.total_allocated_bytes(), 0, 0.0
    rows = 0
    for batch in results.batches(["y"]):
        most = max(most, pa.total_allocated_bytes() - before)
        rows += batch.num_rows
        total += pc.sum(batch["y"]).as_py()
    assert rows == size
    assert total / size == pytest.approx(0.5, abs=1e-3)
    assert most < 16 * block * 8  # of 80 MB that the column has, 320 MB that all have
    assert results.summary().loc["y", "50%"] == pytest.approx(0.5, abs=1e-3)
