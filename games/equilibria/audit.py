"""An audit of a game: what each installed package finds of its equilibria, misses, or makes up.

Every answer of every package is put to the test by its regret, exactly where possible. Of
two-player games the extreme equilibria are counted; a package may also answer with other members of
their components, which are equilibria too.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import Array, kind_of, to_float
from lilliput.games.checks import check_tolerance
from lilliput.games.equilibria.certify import certified
from lilliput.games.equilibria.membership import in_component
from lilliput.games.equilibria.methods.outside import (
    Answer,
    Job,
    check_time_limit,
    run_outside,
)
from lilliput.games.equilibria.methods.outside_profiles import distance, near, sift
from lilliput.games.equilibria.nash import nash_equilibria
from lilliput.games.equilibria.solution import Certificate, Equilibrium, EquilibriumSet, mixture
from lilliput.games.errors import (
    LilliputError,
    MissingPackageError,
    SolverError,
    UnknownNameError,
)
from lilliput.games.formats.packages import installed
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["Audit", "audit"]

_OURS = "lilliput"
_TWO_PLAYERS: dict[str, tuple[str, ...]] = {
    "nashpy": ("support", "vertex", "lemke_howson"),
    "quantecon": ("support", "vertex", "lemke_howson"),
    "pygambit": ("enummixed", "lcp"),
}
_ANY_PLAYERS: dict[str, tuple[str, ...]] = {"pygambit": ("enumpoly",)}
_SAME_RANK = 1e-7
_OUTSIDE = 1e-6  # the share of a strategy that no mixture of equilibria accounts for
_Certified = tuple[Sequence[Array], Certificate | None]


@final
@dataclass(frozen=True, eq=False, repr=False)
class Audit:
    """What several tools find of a game's equilibria.

    Parameters
    ----------
    game
        The game.
    table
        One row an equilibrium that any tool finds: what each player plays, its regret and kind of
        certificate, whether it is extreme (two players), and a column of truth values a tool.
    summary
        One row a tool: how many equilibria it found (``found``), of these extreme ones and others
        of their components (``extreme``, ``inside``), how many of those in the table it missed
        (extreme ones for two players), how many of its answers are no equilibria (``spurious``) or
        no profiles (``malformed``), its seconds, version and status.
    """

    game: NormalFormGame
    table: pd.DataFrame
    summary: pd.DataFrame

    def __repr__(self) -> str:
        many = f"{len(self.table)} equilibri{'um' if len(self.table) == 1 else 'a'}"
        return f"Audit: {many} in all\n{self.summary.to_string()}"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import audit

        return audit(self)


@dataclass(frozen=True, eq=False)
class _Report:
    """What one tool found: proved or measured equilibria, and the record."""

    tool: str
    found: list[_Certified]
    record: dict[str, Any]


def audit(
    game: NormalFormGame,
    *,
    time_limit: float = 10.0,
    max_regret: float = 1e-8,
    packages: Sequence[str] = ("nashpy", "quantecon", "pygambit"),
) -> Audit:
    """Compare the equilibria that nashpy, QuantEcon and Gambit find with those of this package.

    Parameters
    ----------
    game
        A game with numeric payoffs. nashpy and QuantEcon are asked about two-player games only;
        packages that are not installed are listed as such.
    time_limit
        Seconds for each algorithm of another package, after its start.
    max_regret
        The largest regret, as a share of the range of the player's payoffs, of an answer that
        counts as an equilibrium. Where all equilibria are known for sure, it must be one of them,
        too, to six decimals of a probability.
    packages
        Those to ask. QuantEcon compiles anew each time, which takes several seconds.

    Returns
    -------
    Audit
        A table of the equilibria and a summary of the tools.

    Raises
    ------
    UnknownNameError
        Another package.
    UnsupportedNumberError
        Symbolic payoffs.

    Examples
    --------
    >>> from lilliput.games import NormalFormGame
    >>> sexes = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> report = audit(sexes, packages=["nashpy"])
    >>> report.table["regret"].tolist()
    [0.0, 0.0, 0.0]
    >>> report.summary.loc["nashpy lemke_howson", ["found", "missed"]].tolist()
    [2, 1]
    """
    require_numbers(game)
    check_time_limit(time_limit)
    check_tolerance(max_regret, argument="max_regret")
    packages = [packages] if isinstance(packages, str) else packages
    for package in packages:
        if package not in _TWO_PLAYERS:
            raise UnknownNameError("packages: package", package, _TWO_PLAYERS)
    tools = _TWO_PLAYERS if game.n == 2 else _ANY_PLAYERS
    ours, answer = _ours(game)
    reports = [ours]
    for package, algorithms in tools.items():
        if package not in packages:
            continue
        reports += _of_package(game, package, algorithms, time_limit, max_regret)
    union = ours.found
    members = [set(range(len(union)))]
    for report in reports[1:]:
        kept = [found for found in report.found if not _refuted(found, answer)]
        report.record["spurious"] = report.record.get("spurious", 0) + len(report.found) - len(kept)
        members.append({_place(found, union) for found in kept})
    equilibria = [certified(game, profile, certificate=proof) for profile, proof in union]
    exact = game.to_exact()
    extreme = [game.n == 2 and _is_extreme(exact, profile) for profile, _ in union]
    table = _table(game, equilibria, extreme if game.n == 2 else None)
    rows = {}
    for report, hit in zip(reports, members, strict=True):
        if "version" in report.record:
            table[report.tool] = [k in hit for k in range(len(union))]
        rows[report.tool] = _row(game, report, hit, extreme)
    summary = pd.DataFrame.from_dict(rows, orient="index").rename_axis("tool")
    return Audit(game, table, summary)


def _refuted(found: _Certified, answer: EquilibriumSet | None) -> bool:
    """Whether a profile that is not proved lies outside of all equilibria, and these are known.

    Its regret is small, as a share of payoffs, and it is none of them all the same.
    """
    profile, measured = found
    if measured is None or answer is None or answer.complete != "proved":
        return False
    if any(near([m.to_numpy() for m in e.strategies.values()], profile) for e in answer):
        return False
    if answer.components is None:
        return False
    return not any(in_component(part, list(profile), tol=_OUTSIDE) for part in answer.components)


def _place(found: _Certified, union: list[_Certified]) -> int:
    """Return where the equilibrium is in the union, to which it is added if it is not."""
    apart = [distance(known, found[0]) for known, _ in union]
    nearest = min(range(len(union)), key=apart.__getitem__, default=None)
    if nearest is not None and near(union[nearest][0], found[0]):
        return nearest
    union.append(found)
    return len(union) - 1


def _ours(game: NormalFormGame) -> tuple[_Report, EquilibriumSet | None]:
    """Return the answer of this package, as a report and as it is; None if it failed."""
    from importlib.metadata import version

    started = time.perf_counter()
    record: dict[str, Any] = {"version": version("lilliput")}
    found: list[_Certified] = []
    answer = None
    try:
        answer = nash_equilibria(game, exact=True)
        record["status"] = f"complete: {answer.complete}"
        for each in answer:  # what is rational is proved once more, in the numbers of the game
            profile = [mix.to_numpy() for mix in each.strategies.values()]
            proof = None if each.certificate.kind == "exact" else each.certificate
            found.append((profile, proof))
    except LilliputError as error:
        record["status"] = f"failed: {error}"
    record["seconds"] = time.perf_counter() - started
    record = {"spurious": 0, "malformed": 0, **record}
    return _Report(_OURS, found, record), answer


def _of_package(
    game: NormalFormGame,
    package: str,
    algorithms: tuple[str, ...],
    time_limit: float,
    max_regret: float,
) -> list[_Report]:
    """Return the answers of one package."""
    names = [f"{package.removeprefix('py')} {algorithm}" for algorithm in algorithms]
    if not installed(package):
        return [_Report(name, [], {"status": "not installed"}) for name in names]
    jobs = [Job(algorithm) for algorithm in algorithms]
    try:
        answers = run_outside(package, game, jobs, time_limit=time_limit)
    except (MissingPackageError, SolverError) as error:
        return [_Report(name, [], {"status": str(error)}) for name in names]
    return [
        _report(game, name, answer, max_regret) for name, answer in zip(names, answers, strict=True)
    ]


def _report(game: NormalFormGame, name: str, answer: Answer, max_regret: float) -> _Report:
    sifted = sift(game, answer.profiles, max_regret=max_regret)
    status = "finished" if answer.finished else ""
    record = {
        "spurious": sifted.spurious,
        "malformed": sifted.malformed,
        "seconds": answer.seconds,
        "version": answer.version,
        "status": "; ".join(filter(None, [status, *answer.notes])),
    }
    found = list(zip(sifted.profiles, sifted.certificates, strict=True))
    return _Report(name, found, record)


def _row(
    game: NormalFormGame, report: _Report, hit: set[int], extreme: Sequence[bool]
) -> dict[str, Any]:
    """Return the row of the summary for one tool."""
    known = "version" in report.record
    outermost = {k for k, at_end in enumerate(extreme) if at_end}
    wanted = outermost if game.n == 2 else set(range(len(extreme)))
    counts: dict[str, int | None] = {
        "found": len(hit),
        "extreme": len(hit & outermost) if game.n == 2 else None,
        "inside": len(hit - outermost) if game.n == 2 else None,
        "missed": len(wanted - hit),
    }
    order = ("spurious", "malformed", "seconds", "version", "status")
    return {
        **{name: count if known else None for name, count in counts.items()},
        **{name: report.record.get(name) for name in order},
    }


def _table(
    game: NormalFormGame, equilibria: Sequence[Equilibrium], extreme: Sequence[bool] | None
) -> pd.DataFrame:
    rows = [
        {
            **{player: mixture(mix) for player, mix in found.strategies.items()},
            "regret": found.regret,
            "certificate": found.certificate.kind,
        }
        for found in equilibria
    ]
    columns = [*game.players, "regret", "certificate"]
    table = pd.DataFrame(rows, columns=columns).rename_axis("equilibrium")
    if extreme is not None:
        table["extreme"] = list(extreme)
    return table


def _is_extreme(exact: NormalFormGame, profile: Sequence[Array]) -> bool:
    """Whether each mixed strategy is a vertex of its owner's best-response polyhedron.

    The strategy x with support I, against which the other's best responses are J with value v, is
    one if and only if x and v alone solve: all of J are worth v, and the weights on I sum to 1.
    """
    for i, mix in enumerate(profile):
        rational = kind_of(mix) == "fraction"
        nothing = 0 if rational else _SAME_RANK
        payoffs = exact.payoffs[1] if i == 0 else exact.payoffs[0].T
        lowest, highest = payoffs.min(), payoffs.max()
        numbers: Any = (payoffs - lowest) / ((highest - lowest) or 1)  # in units of the range
        if not rational:
            numbers = to_float(numbers, argument="payoffs")
        values = mix @ numbers
        support = [k for k, x in enumerate(mix) if x > nothing]
        best = [j for j, value in enumerate(values) if value >= max(values) - nothing]
        rows = [[*(numbers[k, j] for k in support), -1] for j in best]
        rows.append([*(1 for _ in support), 0])
        rank: Callable[[list[list[Any]]], int] = _rank if rational else _float_rank
        if rank(rows) < len(support) + 1:
            return False
    return True


def _rank(rows: list[list[Any]]) -> int:
    """Return the rank of a matrix of Fractions, by elimination."""
    left = [[Fraction(x) for x in row] for row in rows]
    rank = 0
    for column in range(len(left[0])):
        pivot = next((row for row in left if row[column] != 0), None)
        if pivot is None:
            continue
        rank += 1
        left.remove(pivot)
        for row in left:
            factor = row[column] / pivot[column]
            row[:] = [x - factor * y for x, y in zip(row, pivot, strict=True)]
        if not left:
            break
    return rank


def _float_rank(rows: list[list[Any]]) -> int:
    return int(np.linalg.matrix_rank(np.array(rows, dtype=float), tol=_SAME_RANK))
