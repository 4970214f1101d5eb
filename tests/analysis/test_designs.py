"""Designs: the same points in every block, their algebra, constraints, descriptions and digests."""

import json
import pickle
import subprocess
import sys
from itertools import product as combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lilliput.analysis.designs import (
    categorical,
    design_from,
    from_frame,
    grid,
    halton,
    integers,
    latin_hypercube,
    log_uniform,
    monte_carlo,
    morris,
    saltelli,
    sobol,
)
from lilliput.games.errors import InvalidArgumentError, ProblemTooLargeError, UnknownNameError

SPACE = {
    "a": (0, 2),
    "b": log_uniform(0.1, 10),
    "c": integers(1, 9),
    "d": ["hub", "web", "none"],
    "e": stats.norm(0, 1),
    "f": categorical([True, False], weights=[1, 3]),
    "g": 2.5,
}
LEVELS = {"a": [0.5, 1, 2], "d": ["hub", "web"], "c": range(4), "f": [True, False]}
FRAME = pd.DataFrame({"a": [0.25, 1.0, -3.0], "d": ["x", "ä", ""], "c": [1, 2, 3]})


def made():
    """One design of every kind."""
    plain = grid(LEVELS)
    few = grid({"y": [1, 2], "z": ["p", "q", "r"]})
    return {
        "grid": plain,
        "from_frame": from_frame(FRAME),
        "monte_carlo": monte_carlo(SPACE, 100, seed=1),
        "latin_hypercube": latin_hypercube(SPACE, 100, seed=1),
        "large latin_hypercube": latin_hypercube(SPACE, 5000, seed=1),
        "sobol": sobol(SPACE, 8192, seed=1),
        "plain sobol": sobol(SPACE, 64, scramble=False),
        "halton": halton(SPACE, 100, seed=1),
        "saltelli": saltelli(SPACE, 16, seed=1),
        "first-order saltelli": saltelli(SPACE, 16, seed=1, second_order=False),
        "morris": morris(SPACE, 12, seed=1),
        "where": sobol(SPACE, 128).where("a <= b").where("d != 'none' or c > 3"),
        "product": monte_carlo(SPACE, 7) * few,
        "product of three": few * from_frame(FRAME) * halton({"x": (0, 1)}, 5),
        "product of parts": few.where("y > 1 or z == 'p'") * halton(SPACE, 5).where("a < 1"),
        "union": monte_carlo(SPACE, 7) + halton(SPACE, 30) + sobol(SPACE, 16).where("a < b"),
        "union of products": few * grid({"x": [1, 2, 3]}) + few * halton({"x": (0, 1)}, 4),
        "product of unions": (few.where("y > 1") + few) * (grid({"x": [1]}) + grid({"x": [2, 3]})),
        "nothing": grid({"k": [1, 2]}).where("k > 2"),
        "replications": monte_carlo({"a": 1}, 5),
    }


MADE = made()
WHOLE = {name: design.block(0, design.size) for name, design in MADE.items()}


def rows(design):
    return [tuple(row) for row in design.to_frame().itertuples(index=False)]


@pytest.mark.parametrize("name", MADE)
@settings(max_examples=40)
@given(data=st.data())
def test_a_block_is_part_of_the_whole(name, data):
    design, whole = MADE[name], WHOLE[name]
    start = data.draw(st.integers(0, design.size))
    stop = data.draw(st.integers(start, min(design.size, start + 50)) | st.just(design.size))
    block = design.block(start, stop)
    part = (whole.positions >= start) & (whole.positions < stop)
    assert np.array_equal(block.positions, whole.positions[part])
    assert list(block.columns) == list(whole.columns) == list(design.names)
    for column, array in block.columns.items():
        expected = whole.columns[column][part]
        assert array.dtype == expected.dtype
        assert array.tobytes() == expected.tobytes() if array.dtype != object else True
        assert array.tolist() == expected.tolist()
        assert not array.flags.writeable


@pytest.mark.parametrize("name", MADE)
def test_columns_are_of_the_kinds_announced(name):
    design = MADE[name]
    kinds = {"float": np.float64, "int": np.int64, "bool": np.bool_, "text": object}
    for stop in (0, design.size):
        columns = design.block(0, stop).columns
        assert {n: a.dtype for n, a in columns.items()} == {
            n: np.dtype(kinds[kind]) for n, kind in design.kinds.items()
        }
    for n, kind in design.kinds.items():
        if kind == "text":
            assert {type(value) for value in columns[n]} <= {str}


@pytest.mark.parametrize("name", MADE)
def test_frames_blocks_and_lengths_agree(name):
    design = MADE[name]
    frame = design.to_frame()
    assert frame.index.name == "point"
    assert len(frame) == len(design) <= design.size
    assert tuple(frame.columns) == design.names
    joined = pd.concat([block.to_frame() for block in design.blocks(design.size // 9 + 1)])
    pd.testing.assert_frame_equal(joined, frame)
    assert sum(len(block) for block in design.blocks(design.size // 4 + 1)) == len(design)


@pytest.mark.parametrize("name", MADE)
def test_copies_are_equal(name):
    design = MADE[name]
    copy = pickle.loads(pickle.dumps(design))
    assert copy == design
    assert hash(copy) == hash(design)
    assert copy.digest == design.digest
    pd.testing.assert_frame_equal(copy.to_frame(), design.to_frame())


def test_designs_are_read_back_from_their_json():
    read = 0
    for design in MADE.values():
        text = json.dumps(design.describe(), allow_nan=False)
        if "from_frame" in text:
            with pytest.raises(InvalidArgumentError, match=r"give the frame of 3 points again"):
                design_from(json.loads(text))
            continue
        again = design_from(json.loads(text))
        assert type(again) is type(design)
        assert again.digest == design.digest
        pd.testing.assert_frame_equal(again.to_frame(), design.to_frame())
        assert repr(again) == repr(design)
        read += 1
    assert read == len(MADE) - 2


def test_reading_back_does_not_warn_again(recwarn):
    with pytest.warns(UserWarning, match="not a power of two"):
        design = sobol({"a": (0, 1)}, 100)
    recwarn.clear()
    assert design_from(design.describe()) == design
    assert not recwarn.list


def test_digests_differ_when_anything_differs():
    a = (0, 1)
    different = [
        *MADE.values(),
        *(sobol({"a": a}, n, seed) for n in (2, 4) for seed in (0, 1)),
        sobol({"a": a}, 4, scramble=False),
        sobol({"b": a}, 4),
        sobol({"a": a, "b": a}, 4),
        sobol({"b": a, "a": a}, 4),
        sobol({"a": (0, 2)}, 4),
        sobol({"a": [0, 1]}, 4),
        sobol({"a": [1, 0]}, 4),
        sobol({"a": [0.0, 1.0]}, 4),
        sobol({"a": ["0", "1"]}, 4),
        sobol({"a": [False, True]}, 4),
        sobol({"a": integers(0, 1)}, 4),
        sobol({"a": categorical([0, 1], [1, 1])}, 4),
        sobol({"a": categorical([0, 1], [1, 2])}, 4),
        sobol({"a": log_uniform(0.5, 1)}, 4),
        sobol({"a": (0.5, 1)}, 4),
        sobol({"a": stats.norm(0, 1)}, 4),
        sobol({"a": stats.norm(0, 2)}, 4),
        sobol({"a": stats.logistic(0, 1)}, 4),
        *(monte_carlo({"a": value}, 4) for value in (1, 1.0, True, "1", 2)),
        *(halton({"a": a}, 4).where(text) for text in ("a < 0.5", "a <= 0.5", "a > 0.5")),
        halton({"a": a}, 4).where("a < 0.5").where("a > 0.1"),
        halton({"a": a}, 4).where("a > 0.1").where("a < 0.5"),
        halton({"a": a}, 4).where(lambda a: a < 0.5),
        halton({"a": a}, 4).where(lambda a: a < 0.6),
        *(morris({"a": a}, 4, levels=levels) for levels in (2, 4)),
        *(saltelli({"a": a}, 4, second_order=order) for order in (True, False)),
        grid({"a": [1, 2]}) * grid({"b": [1, 2]}),
        grid({"b": [1, 2]}) * grid({"a": [1, 2]}),
        grid({"a": [1, 2]}) + grid({"a": [3]}),
        grid({"a": [3]}) + grid({"a": [1, 2]}),
        from_frame(FRAME[["a", "c", "d"]]),
        from_frame(FRAME.assign(a=[0.25, 1.0, 3.0])),
        from_frame(FRAME.assign(c=[1.0, 2.0, 3.0])),
        from_frame(FRAME.assign(d=["xä", "", ""])),
    ]
    digests = [design.digest for design in different]
    assert len(set(digests)) == len(digests)
    assert all(one != other for one, other in combinations(different[:6], different[6:9]))


def test_equal_spaces_written_otherwise_have_one_digest():
    same = [
        {"a": (0, 1), "b": [1, 2], "c": stats.norm(0, 1)},
        {"a": (0.0, np.float64(1)), "b": range(1, 3), "c": stats.norm(loc=0, scale=1)},
        {"a": (0, 1), "b": np.array([1, 2], dtype=np.int8), "c": stats.norm()},
        {"a": (0, 1), "b": pd.Series([1, 2]), "c": stats.norm(scale=1.0)},
    ]
    assert len({monte_carlo(space, 4).digest for space in same}) == 1


def test_digests_are_the_same_in_every_process():
    """Pinned, and computed anew with another order of sets."""
    assert sobol({"a": (0, 1), "b": (0, 1)}, 8, seed=7).digest == (
        "c4da819f30120577c91910733c60a58877daa9095aa7e8ae594fec798f46a140"
    )
    assert grid({"a": [1, 2], "b": ["x", "y"]}).digest == (
        "c715bc3889d94c85313bcc5cdd034bfe6ab6baed667acfb4d8171db42e13e074"
    )
    keep = (
        "LIMIT = 3\n"
        "def helper(x): return np.isin(x, [1, 2])\n"
        "def keep(a, b='x'): return helper(a) & (b in {'x', 'y', 'z', 'w'}) & (a < LIMIT)\n"
    )
    changes = [("", ""), ("LIMIT = 3", "LIMIT = 4"), ("'y', ", ""), ("[1, 2]", "[2, 1]")]
    code = (
        "import numpy as np\n"
        "from lilliput.analysis.designs import grid\n"
        "for change in CHANGES:\n"
        "    names = {'np': np, '__name__': 'm'}\n"
        "    exec(KEEP.replace(*change) if change[0] else KEEP, names)\n"
        "    print(grid({'a': [1, 2, 3]}).where(names['keep']).digest)\n"
    )
    text = f"KEEP, CHANGES = {(keep, changes)!r}\n{code}"
    first, second = (
        subprocess.run(
            [sys.executable, "-c", text],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "PATH": ""},
        ).stdout.split()
        for seed in ("1", "2")
    )
    assert first == second
    assert len(set(first)) == len(changes)


def test_grid_is_every_combination_the_first_slowest():
    design = grid(LEVELS)
    expected = list(combinations([0.5, 1, 2], ["hub", "web"], range(4), [True, False]))
    assert rows(design) == expected
    assert design.shape == (3, 2, 4, 2)
    assert design.size == len(design) == 48
    assert {name: list(values) for name, values in design.levels.items()} == {
        name: list(values) for name, values in LEVELS.items()
    }
    values = np.arange(48).reshape(design.shape)
    assert values[2, 0, 3, 1] == expected.index((2, "hub", 3, False))


def test_grids_of_integers_and_single_values():
    design = grid({"n": integers(3, 5), "m": 2, "rule": "hub"})
    assert rows(design) == [(3, 2, "hub"), (4, 2, "hub"), (5, 2, "hub")]
    assert design.shape == (3, 1, 1)


def test_huge_grids_are_lazy():
    design = grid({name: range(1000) for name in "abcd"})
    assert design.size == 10**12
    block = design.block(123_456_789_012, 123_456_789_014)
    assert [column.tolist() for column in block.columns.values()] == [
        [123, 123],
        [456, 456],
        [789, 789],
        [12, 13],
    ]
    with pytest.raises(ProblemTooLargeError, match=r"about 37252\.9 GiB, .*block by block"):
        design.to_frame()
    with pytest.raises(ProblemTooLargeError, match=r"grid: 1e\+18 points are more than 2\*\*48"):
        grid({name: range(1000) for name in "abcdef"})


def test_products_and_unions_by_hand():
    first, second = from_frame(FRAME[["a", "d"]]), grid({"x": [1, 2]}) + grid({"x": [5]})
    assert rows(first * second) == [
        (*one, *other) for one, other in combinations(rows(first), rows(second))
    ]
    turned = from_frame(FRAME[["d", "a"]])
    assert rows(first + turned) == rows(first) * 2
    third = halton({"y": (0, 1)}, 4)
    assert rows(first * second * third) == rows(first * (second * third))
    assert first * second * third == first * (second * third)
    assert (first + turned) + first == first + (turned + first)


def test_a_product_of_grids_is_a_grid():
    first, second = grid({"a": [1, 2]}), grid({"b": [3, 4, 5]})
    assert first * second == grid({"a": [1, 2], "b": [3, 4, 5]})
    assert (first * second).shape == (2, 3)


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(0, 3))
def test_sizes(sizes, seed):
    parts = [monte_carlo({f"p{k}": (0, 1)}, n, seed) for k, n in enumerate(sizes)]
    whole = parts[0]
    for part in parts[1:]:
        whole = whole * part
    assert len(whole) == whole.size == np.prod(sizes)
    assert len(whole + whole) == 2 * len(whole)
    assert len(set(rows(whole))) == len(whole)


def test_integers_beside_floats_become_floats_in_every_block():
    design = grid({"k": [1, 2]}) + monte_carlo({"k": (0, 1)}, 3)
    assert design.kinds == {"k": "float"}
    assert design.block(0, 1).columns["k"].dtype == np.float64


def test_constraints_leave_numbers_as_they_are():
    plain = grid({"k": [1, 2, 3], "m": [2, 3], "rule": ["hub", "web"]})
    frame = plain.to_frame()
    kept = frame[(frame["k"] <= frame["m"]) & (frame["rule"] == "web")]
    for design in (
        plain.where("k <= m and rule == 'web'"),
        plain.where("k <= m").where("rule in ['web', 'none']"),
        plain.where(lambda k, m: k <= m).where(lambda rule: rule == "web"),
        plain.where(lambda **all_of: (all_of["k"] <= all_of["m"]) & (all_of["rule"] == "web")),
    ):
        pd.testing.assert_frame_equal(design.to_frame(), kept)
        assert design.size == 12
        assert len(design) == len(kept) == 5


def test_later_constraints_see_only_what_is_left():
    design = grid({"k": [0, 1, 2, 4]}).where("k > 0")

    def even(k):
        assert (k > 0).all()
        return 4 % k == 0

    assert design.where(even).to_frame()["k"].tolist() == [1, 2, 4]
    assert not len(design.where("k > 4").where(even))


def test_constraints_on_names_with_spaces():
    design = from_frame(pd.DataFrame({"GDP growth": [1, 2, 3]})).where("`GDP growth` > 1")
    assert design.to_frame()["GDP growth"].tolist() == [2, 3]


def test_what_is_no_number_satisfies_no_comparison(recwarn):
    """√(a − ½) is NaN for a < ½: left out by a comparison and its opposite, without a warning."""
    points = grid({"a": [0.25, 0.5, 0.75]})
    assert points.where("sqrt(a - 0.5) >= 0.1").to_frame()["a"].to_list() == [0.75]
    assert points.where("sqrt(a - 0.5) < 0.1").to_frame()["a"].to_list() == [0.5]
    assert not recwarn


def test_names_with_dots_are_quoted():
    costs = grid({"costs.member": [0.1, 0.2]})
    assert len(costs.where("`costs.member` > 0.1")) == 1
    with pytest.raises(InvalidArgumentError, match=r"write `costs\.member`"):
        costs.where("costs.member > 0.1")


def test_constraints_of_products_and_unions_are_those_of_their_parts():
    left = grid({"k": [1, 2, 3]}).where("k != 2")
    right = grid({"m": [1, 2, 3, 4]}).where("m > 2")
    both = left * right
    assert rows(both) == [(1, 3), (1, 4), (3, 3), (3, 4)]
    assert both.to_frame().index.tolist() == [2, 3, 10, 11]
    joined = left + grid({"k": [9]})
    assert joined.to_frame()["k"].to_dict() == {0: 1, 2: 3, 3: 9}


@pytest.mark.parametrize(
    ("condition", "error", "message"),
    [
        ("k <=", InvalidArgumentError, r"'k <=' is not a condition .* with == to compare"),
        ("k = m", InvalidArgumentError, r"'k = m' is not a condition"),
        ("@x < k", InvalidArgumentError, r"'@x < k' is not a condition"),
        ("", InvalidArgumentError, "is not a condition"),
        ("k.mean() > 1", InvalidArgumentError, r"by its own parameters, got 'k.mean'"),
        ("k[0] > 1", InvalidArgumentError, r"by its own parameters, got 'k\[0\]'"),
        ("kk < 1", UnknownNameError, r"parameter 'kk' is unknown; did you mean k\? \(known: k, m,"),
        ("index > 1", UnknownNameError, "parameter 'index' is unknown"),
        ("k", InvalidArgumentError, "must be true or false for each point"),
        ("1 < 2", InvalidArgumentError, "must be true or false for each point"),
        ("sqrt(k)", InvalidArgumentError, "must be true or false for each point"),
        ("foo(k) > 1", InvalidArgumentError, "cannot be evaluated: .*foo"),
        ("rule < 1", InvalidArgumentError, "cannot be evaluated: "),
        (3, InvalidArgumentError, "must be text such as 'k <= m', or a function .* got 3"),
        (lambda q: q > 1, UnknownNameError, "lambda>: parameter 'q' is unknown"),
        (lambda k: 3, InvalidArgumentError, r"bool of shape \(8,\), got int64 of shape \(\)"),
        (lambda k: k, InvalidArgumentError, r"got int64 of shape \(8,\)"),
        (lambda k: (k > 1)[:1], InvalidArgumentError, r"got bool of shape \(1,\)"),
        (lambda k: k > k.mean(), InvalidArgumentError, "must judge each point by itself, got True"),
    ],
)
def test_bad_constraints_are_refused_at_once(condition, error, message):
    design = grid({"k": [1, 2, 3], "m": [2, 3], "rule": ["x", "y"]})
    with pytest.raises(error, match=message):
        design.where(condition)


class Threshold:
    """A condition with a limit of its own."""

    def __init__(self, limit):
        self.limit = limit

    def __call__(self, k):
        return k > self.limit


def test_the_attributes_of_a_callable_object_count():
    one, other = Threshold(1), Threshold(0)
    conditions = (one, other, lambda k: one(k), lambda k: other(k))
    digests = [grid({"k": [1, 2]}).where(condition).digest for condition in conditions]
    assert len(set(digests)) == 4
    assert grid({"k": [1, 2]}).where(Threshold(1)).digest == digests[0]


def test_a_function_cannot_be_read_back_from_its_description():
    with pytest.raises(InvalidArgumentError, match="is a function, of which only a hash"):
        design_from(grid({"k": [1, 2]}).where(lambda k: k > 1).describe())


def test_enclosed_values_defaults_and_helpers_count():
    def above(limit):
        return lambda k: k > limit

    def above_default(limit):
        return lambda k, least=limit: k > least

    design = grid({"k": [1, 2, 3]})
    for make in (above, above_default):
        assert design.where(make(1)).digest == design.where(make(1)).digest
        assert design.where(make(1)).digest != design.where(make(2)).digest
        one, other = make(np.array([1])), make(np.array([2]))
        assert design.where(one).digest != design.where(other).digest

    def recursive(k):
        return k > 1 if len(k) else recursive(k)

    assert design.where(recursive).digest == design.where(recursive).digest


def test_bad_combinations_name_what_is_wrong():
    design = grid({"k": [1], "m": [2]})
    for act, message in (
        (lambda: design * grid({"k": [1]}), "different parameters, got k in both"),
        (lambda: design + grid({"k": [1]}), "same parameters, got k, m and k; give the missing"),
        (lambda: design + grid({"k": ["a"], "m": 1}), "k must be of one kind .* got int and text"),
        (lambda: design + grid({"k": [True], "m": 1}), "k must be .* got int and bool"),
        (lambda: design.block(1, 0), "0 <= start <= stop <= 1, .* got 1 and 0"),
        (lambda: design.block(0, 2), "0 <= start <= stop <= 1, .* got 0 and 2"),
        (lambda: design.block(-1, 1), "start must be an integer >= 0, got -1"),
        (lambda: design.block(0, 0.5), "stop must be an integer >= 0, got 0.5"),
        (lambda: next(design.blocks(0)), "points must be an integer >= 1, got 0"),
    ):
        with pytest.raises(InvalidArgumentError, match=message):
            act()
    for other in (3, "k"):
        with pytest.raises(TypeError):
            design * other
        with pytest.raises(TypeError):
            design + other
    huge = grid({name: range(1000) for name in "abc"})
    with pytest.raises(ProblemTooLargeError, match=r"a \* b: 1e\+18 points"):
        huge * halton({"x": (0, 1)}, 10**9)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        ({"a": [1]}, "must be a pandas DataFrame, got dict"),
        (pd.DataFrame({"a": []}), "column a must hold at least one entry"),
        (pd.DataFrame(), "must hold at least one name"),
        (pd.DataFrame({"a": [1, None]}), "column a must have no missing entries, got one in row 1"),
        (pd.DataFrame({"a": ["x", None]}), "got one in row 1; drop it"),
        (pd.DataFrame({"a": [1, np.inf]}), "column a must be finite, got inf at place 1"),
        (pd.DataFrame({"error": [1]}), "cannot be called 'error', .*point, error, message"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "distinct, got 'a' more than once"),
        (pd.DataFrame({3: [1]}), "non-empty strings, got 3"),
        (pd.DataFrame({"a": [1, "x"]}, dtype=object), "one kind, got numbers and strings"),
        (pd.DataFrame({"a": pd.to_datetime(["2020-01-01"])}), r"a\[0\] must be a number or a str"),
    ],
)
def test_bad_frames_are_refused(frame, message):
    with pytest.raises(InvalidArgumentError, match=message):
        from_frame(frame)


def test_frames_are_copied_and_may_repeat_points():
    frame = pd.DataFrame({"a": [1.0, 1.0]}, index=[7, 9])
    design = from_frame(frame)
    digest = design.digest
    frame.loc[7, "a"] = 5.0
    assert design.to_frame()["a"].to_dict() == {0: 1.0, 1: 1.0}
    assert from_frame(design.to_frame()).digest == digest


@pytest.mark.parametrize(
    ("description", "error", "message"),
    [
        (None, InvalidArgumentError, "must be what design.describe"),
        ({}, InvalidArgumentError, "must be what design.describe"),
        ({"kind": "sobl"}, UnknownNameError, "kind of design 'sobl' is unknown; did you mean sob"),
        ({"kind": "sobol"}, InvalidArgumentError, "sobol design is incomplete or broken: KeyErr"),
        (
            {"kind": "sobol", "names": ["a"], "space": {"a": {"kind": "x"}}, "n": 2, "seed": 0},
            UnknownNameError,
            "kind of a 'x' is unknown",
        ),
        (
            {**monte_carlo({"a": 1}, 2).describe(), "n": "2"},
            InvalidArgumentError,
            "description: n must be an integer",
        ),
        (
            {**(grid({"a": [1]}) + grid({"a": [2]})).describe(), "names": ["b"]},
            InvalidArgumentError,
            "names .* are not those of its parts",
        ),
    ],
)
def test_broken_descriptions_are_refused(description, error, message):
    with pytest.raises(error, match=message):
        design_from(description)


@pytest.mark.parametrize(
    "levels", [range(200_000), range(0, -1400, -7), [2**62 + k for k in range(150)]]
)
def test_many_integers_in_equal_steps_are_described_in_short(levels):
    design = grid({"a": levels, "b": ["x"]})
    text = json.dumps(design.describe())
    assert len(text) < 150
    again = design_from(json.loads(text))
    assert again == design
    assert again.levels["a"].tolist() == list(levels)
    assert design != grid({"a": list(levels)[:-1], "b": ["x"]})
    assert design != grid({"a": [*levels[:-1], levels[-1] + 50], "b": ["x"]})


def test_pictures_of_designs():
    design = sobol({"k": (0, 1), "rule": ["hub", "web"], "m": 3}, 8).where("k < 0.5")
    assert repr(design) == (
        "sobol({'k': uniform(0, 1), 'rule': ['hub', 'web'], 'm': 3}, n=8, seed=0, scramble=True)"
        ".where('k < 0.5')"
    )
    html = design._repr_html_()
    assert "k &lt; 0.5" in html
    assert "the first of 8 points" in html
    assert "<table" in html
    assert repr(grid({"a": range(100)})) == "grid({'a': [0, 1, 2, …, 99] (100 levels)})"
    assert repr(from_frame(FRAME)) == "from_frame(<3 points of a, d, c>)"
    assert repr(morris({"a": (0, 1)}, 2)) == (
        "morris({'a': uniform(0, 1)}, trajectories=2, levels=4, seed=0)"
    )
    both = (grid({"a": [1]}) + grid({"a": [2]})) * halton({"b": (0, 1)}, 2)
    assert repr(both) == (
        "(grid({'a': [1]}) + grid({'a': [2]})) * halton({'b': uniform(0, 1)}, n=2, seed=0)"
    )


def test_importing_designs_is_light():
    code = (
        "import sys, lilliput.analysis.designs as d;"
        "d.monte_carlo({'a': (0, 1)}, 3).to_frame();"
        "d.latin_hypercube({'a': [1, 2]}, 3).block(0, 1);"
        "print([m for m in ('scipy', 'numba', 'SALib', 'sympy', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "scipy" not in done.stdout
    assert "SALib" not in done.stdout
