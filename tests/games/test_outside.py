"""The algorithms of nashpy, QuantEcon and Gambit as methods: put to the test, and never hanging."""

import subprocess
import sys
import threading
import time
import warnings
from fractions import Fraction
from importlib import import_module
from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import pytest

from lilliput.games import NormalFormGame, is_nash, nash_equilibria
from lilliput.games.equilibria.methods import outside
from lilliput.games.equilibria.methods.outside import Answer, Job, run_outside
from lilliput.games.equilibria.methods.outside_profiles import sift
from lilliput.games.errors import (
    InvalidArgumentError,
    InvalidGameError,
    LilliputWarning,
    MissingPackageError,
    SolverError,
)
from lilliput.games.zoo import (
    coordination_game,
    matching_pennies,
    mckelvey_mclennan_1997,
    nau_2004,
    von_stengel_3x2,
    von_stengel_1999,
    winkels_1979,
)

METHODS = import_module("lilliput.games.equilibria.nash").METHODS
PROFILES = import_module("lilliput.games.equilibria.methods.outside_profiles")
THEIRS = {name: place for name, place in METHODS.items() if place[0].startswith("outside_")}
EVERY = {
    ((1, 0, 0), (1, 0)),
    ((Fraction(4, 5), Fraction(1, 5), 0), (Fraction(2, 3), Fraction(1, 3))),
    ((0, Fraction(1, 3), Fraction(2, 3)), (Fraction(1, 3), Fraction(2, 3))),
}


def solve(method, game, **options):
    module, function = METHODS[method]
    module = import_module(f"lilliput.games.equilibria.methods.{module}")
    return getattr(module, function)(game, **options)


def exact_profiles(found):
    return {tuple(tuple(mix) for mix in profile) for profile in found.profiles}


def test_without_the_package_there_is_no_method(monkeypatch):
    monkeypatch.setitem(sys.modules, "pygambit", None)
    with pytest.raises(MissingPackageError, match="pygambit"):
        nash_equilibria(matching_pennies(), "gambit-lcp")


@pytest.mark.parametrize("method", THEIRS)
def test_every_method_asks_its_algorithm(method, monkeypatch):
    """Run in this process, with a stand-in for the other one."""
    asked = []

    def stub(package, game, jobs, time_limit):
        asked.append((package, jobs[0].algorithm, jobs[0].options, time_limit))
        return [Answer("1", [[["1/2", "1/2"]] * 2], True, 0.1)]

    monkeypatch.setattr(PROFILES, "run_outside", stub)
    (found,) = nash_equilibria(matching_pennies(), method, time_limit=7)
    assert found.certificate.kind == "exact"
    ((package, algorithm, options, limit),) = asked
    short, _, rest = method.partition("-")
    assert package.removeprefix("py") == short.removeprefix("py")
    assert algorithm == rest.replace("-", "_").removesuffix("_enumeration")
    assert limit == 7
    with pytest.raises(InvalidArgumentError, match="no such option"):
        nash_equilibria(matching_pennies(), method, colour="red")
    two_only = package == "nashpy" or algorithm in ("enummixed", "lcp", "lp")
    if two_only:
        with pytest.raises(InvalidGameError, match="of 2 players, got 3"):
            solve(method, mckelvey_mclennan_1997())
    if algorithm in ("lcp", "enumpoly"):
        assert options == {}
        nash_equilibria(matching_pennies(), method, stop_after=2)
        assert asked[-1][2] == {"stop_after": 2}
        for bad in (0, True, 1.5, "two"):
            with pytest.raises(InvalidArgumentError, match="stop_after must be an integer >= 1"):
                solve(method, matching_pennies(), stop_after=bad)
    elif package == "pygambit":
        assert options == {}


def test_nashpys_algorithms_on_a_textbook_game():
    """von Stengel (2007), equation (3.3): three equilibria, of which Lemke–Howson reaches two."""
    jobs = [Job("support", {"non_degenerate": False, "tol": 1e-16}), Job("vertex"),
            Job("lemke_howson", {"lexicographic": True})]  # fmt: skip
    game = von_stengel_3x2()
    answers = run_outside("nashpy", game, jobs, time_limit=60)
    for answer, count in zip(answers, (3, 3, 2), strict=True):
        assert answer.finished
        found = exact_profiles(sift(game, answer.profiles, max_regret=1e-8))
        assert len(found) == count
        assert found <= EVERY


def test_a_method_from_end_to_end():
    with pytest.warns(LilliputWarning, match=r"nashpy found 2 of 3 extreme equilibria"):
        found = nash_equilibria(von_stengel_3x2(), "nashpy-lemke-howson", lexicographic=True)
    assert len(found) == 2
    assert found.complete == "unknown"
    assert found.parameters["package"].startswith("nashpy 0.")
    assert found.parameters["finished"]
    assert found.parameters["lexicographic"] is True


def test_gambits_algorithms_for_two_players_keep_fractions():
    """Seventy-five equilibria in von Stengel (1999); of three, Lemke–Howson may stop after one."""
    pytest.importorskip("pygambit")
    found = nash_equilibria(von_stengel_1999(), "gambit-enummixed")
    assert len(found) == 75
    assert {e.certificate.kind for e in found} == {"exact"}
    game = von_stengel_3x2()
    every, first = run_outside("pygambit", game, [Job("lcp"), Job("lcp", {"stop_after": 1})],
                               time_limit=60)  # fmt: skip
    assert exact_profiles(sift(game, every.profiles, max_regret=0)) == EVERY
    assert len(first.profiles) == 1


def test_gambits_linear_programme_and_its_refusal():
    pytest.importorskip("pygambit")
    pennies, *_ = run_outside("pygambit", matching_pennies(), [Job("lp")], time_limit=60)
    assert pennies.profiles == [[["1/2", "1/2"]] * 2]
    with pytest.raises(SolverError, match=r"pygambit's lp failed: .*constant-sum"):
        nash_equilibria(von_stengel_3x2(), "gambit-lp")


def test_gambits_algorithms_for_three_players():
    """Each answer is an equilibrium; a limit point is only as good as the method makes it."""
    pytest.importorskip("pygambit")
    game = mckelvey_mclennan_1997()
    names = ("enumpoly", "gnm", "ipa", "logit", "simpdiv", "liap")
    answers = run_outside("pygambit", game, [Job(name) for name in names], time_limit=60)
    for name, answer in zip(names, answers, strict=True):
        assert answer.finished
        sifted = sift(game, answer.profiles, max_regret=1e-3 if name == "liap" else 1e-6)
        assert sifted.spurious == sifted.malformed == 0
        assert len(sifted.profiles) == 9 if name == "enumpoly" else len(sifted.profiles) >= 1


def test_irrational_equilibria_stay_floats():
    pytest.importorskip("pygambit")
    (profile,) = solve("gambit-enumpoly", nau_2004()).profiles
    assert all(mix.dtype == float for mix in profile)
    assert is_nash(nau_2004(), profile, tol=1e-6)


def test_we_say_when_the_answer_is_incomplete():
    """Winkels (1979): twelve extreme equilibria."""
    with pytest.warns(LilliputWarning, match=r"nashpy found \d+ of 12 extreme equilibria"):
        found = solve("nashpy-support-enumeration", winkels_1979())
    assert 1 <= len(found.profiles) < 12
    assert all(is_nash(winkels_1979(), profile) for profile in found.profiles)


def test_the_number_of_supports_of_coordination():
    """2**m − 1 equilibria, one a set of strategies: counted here, all found, so no warning."""
    m = 4
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = solve("nashpy-support-enumeration", coordination_game(m))
    assert len(found.profiles) == sum(comb(m, size) for size in range(1, m + 1))
    supports = {tuple(k for k, x in enumerate(a) if x) for a, _ in found.profiles}
    assert supports == {c for s in range(1, m + 1) for c in combinations(range(m), s)}


def test_payoffs_that_differ_little_are_given_to_gambit_as_they_print():
    """0.1 + 0.2 is not 0.3: as decimals, the second strategy is better by 4e-17."""
    pytest.importorskip("pygambit")
    game = NormalFormGame.from_bimatrix([[0.3], [0.1 + 0.2]], [[0.0], [0.0]])
    assert exact_profiles(solve("gambit-enummixed", game)) == {((0, 1), (1,))}


def test_a_search_without_end_is_stopped_and_what_it_found_is_kept():
    """Coordination with 12 strategies has 4,095 equilibria, in 2**24 pairs of supports."""
    game = coordination_game(12)
    started = time.monotonic()
    found = solve("nashpy-support-enumeration", game, time_limit=2.0)
    assert time.monotonic() - started < 60
    assert not found.parameters["finished"]
    assert found.parameters["notes"] == ("stopped at the time limit",)
    assert 1 <= len(found.profiles) < 2**12 - 1
    assert all(is_nash(game, profile) for profile in found.profiles)


WORKERS = {
    "ignores all": "while True: pass",
    "reads nothing": "import time\nwhile True: time.sleep(1)",
    "answers without end": "while True: print('[\"profile\", [[1.0], [1.0]]]', flush=True)",
}


@pytest.mark.parametrize("name", WORKERS)
def test_a_process_that_hangs_is_killed_and_none_is_left(name, tmp_path, monkeypatch):
    ready = 'print(\'["ready", "0"]\', flush=True)\n'
    worker = tmp_path / "worker.py"
    worker.write_text(ready + WORKERS[name])
    monkeypatch.setattr(outside, "_WORKER", worker)
    started = []
    threads = threading.active_count()
    monkeypatch.setattr(outside.subprocess, "Popen", recording(subprocess.Popen, started))
    game = NormalFormGame.from_bimatrix(np.zeros((200, 200)), np.zeros((200, 200)))
    (answer,) = run_outside("nashpy", game, [Job("a")], time_limit=0.3)
    assert answer.notes == ["stopped at the time limit"]
    (process,) = started
    assert process.returncode not in (None, 0)
    assert threading.active_count() == threads


def recording(make, made):
    def started(*arguments, **options):
        made.append(make(*arguments, **options))
        return made[-1]

    return started


def test_a_process_whose_owner_is_gone_ends_by_itself():
    """Even one that never lets go of the interpreter, as compiled code may."""
    folder = str(Path(outside.__file__).parent)
    code = (
        f"import sys; sys.path.insert(0, {folder!r}); import outside_worker as worker;"
        "sys.setswitchinterval(1e6); worker._SECONDS_OF_GRACE = 0.1; worker.end_after(0.1)\n"
        "while True: pass"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert done.returncode == 1


def test_a_process_that_dies_is_an_error_and_costs_no_other_answer(tmp_path, monkeypatch):
    worker = tmp_path / "worker.py"
    worker.write_text(
        "import json, os, sys\n"
        "jobs = json.loads(sys.stdin.read())['jobs']\n"
        "print(json.dumps(['ready', '0']), flush=True)\n"
        "if len(jobs) == 2: os._exit(3)\n"
        "print(json.dumps(['profile', [[1.0], [1.0]]]), flush=True)\n"
        "print(json.dumps(['done', 0.5]), flush=True)\n"
    )
    monkeypatch.setattr(outside, "_WORKER", worker)
    one = NormalFormGame.from_bimatrix([[1]], [[1]])
    first, second = run_outside("nashpy", one, [Job("a"), Job("b")], time_limit=5)
    assert first.notes == ["its process died"]
    assert second.finished
    monkeypatch.setattr(sys, "executable", "")
    with pytest.raises(SolverError, match="cannot be started with ''"):
        run_outside("nashpy", one, [Job("a")], time_limit=5)
    monkeypatch.undo()
    monkeypatch.setattr(outside, "_WORKER", worker)
    worker.write_text("raise RuntimeError('no way')")
    with pytest.raises(SolverError, match="did not start: RuntimeError: no way"):
        run_outside("nashpy", one, [Job("a")], time_limit=5)


def test_answers_are_put_to_the_test():
    game = coordination_game(2)
    third = 1 / 3
    answers = [
        [[1.0, 0.0], [1.0, 0.0]],
        [[1.0, 1e-12], [1.0, -1e-17]],  # the same, badly rounded
        [[0.5, 0.5], ["1/2", "1/2"]],
        [[1.0, 0.0], [0.0, 1.0]],  # no equilibrium
        [[third, 1 - third], [0.5, 0.5]],  # no equilibrium
        [[1.0], [1.0, 0.0]],  # no profile
        [[float("nan"), 1.0], [1.0, 0.0]],
        [[0.5, 0.4], [1.0, 0.0]],
        [[2.0, -1.0], [1.0, 0.0]],
    ]
    sifted = sift(game, answers, max_regret=1e-8)
    assert exact_profiles(sifted) == {((1, 0), (1, 0)), ((Fraction(1, 2),) * 2,) * 2}
    assert (sifted.spurious, sifted.malformed) == (2, 4)


def test_equilibria_that_differ_little_are_not_taken_for_one_another():
    """The mixed equilibrium plays first strategies with 1e-8: near the pure one, yet another."""
    game = NormalFormGame.from_bimatrix([[10**8 - 1, 0], [0, 1]], [[10**8 - 1, 0], [0, 1]])
    small = 1e-8
    mixed = [[small, 1 - small]] * 2
    sifted = sift(game, [[[0.0, 1.0]] * 2, mixed], max_regret=1e-8)
    assert len(sifted.profiles) == 2
    assert exact_profiles(sifted) == {((0, 1), (0, 1)), ((small, 1 - small),) * 2}


def test_limits_are_checked():
    for bad in (0, -1, float("nan"), "long"):
        with pytest.raises(InvalidArgumentError, match="time_limit"):
            solve("nashpy-lemke-howson", matching_pennies(), time_limit=bad)
    with pytest.raises(InvalidArgumentError, match="max_regret"):
        solve("nashpy-lemke-howson", matching_pennies(), max_regret=-1)


def test_regrets_are_exact_where_floats_cannot_tell():
    """Beyond 2**53 floats take 2**53 + 1 for 2**53; the row player gains 1/2 of a range of 2."""
    big = 2**53
    game = NormalFormGame.from_bimatrix([[big + 2, big], [big + 1, big]],
                                        [[big + 2, big + 1], [big, big + 1]])  # fmt: skip
    answers = [[[0.0, 1.0], [0.5, 0.5]]]
    assert sift(game, answers, max_regret=0.2).spurious == 1
    sifted = sift(game, answers, max_regret=0.25)
    (certificate,) = sifted.certificates
    assert (certificate.regret, certificate.relative_regret) == (0.5, 0.25)


def test_the_range_of_payoffs_may_be_beyond_the_floats():
    game = NormalFormGame.from_bimatrix([[1.7e308], [-1.7e308]], [[0.0], [0.0]])
    assert sift(game, [[[0.5, 0.5], [1.0]]], max_regret=1e-3).spurious == 1
    (certificate,) = sift(game, [[[1.0, 0.0], [1.0]]], max_regret=0).certificates
    assert certificate is None
