"""The nucleolus family as one solver, and its answer with the proof.

The nucleolus makes the largest excess as small as possible, then the next, and so on
(Schmeidler 1969). The answer here is always proved in rational arithmetic, also for float worths:
the levels' balanced collections are a certificate in the sense of Kohlberg (1971).
"""

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal, final, get_args

import numpy as np
import pandas as pd

from lilliput.games.arithmetic import kind_of, object_array, plain, to_float
from lilliput.games.checks import counted
from lilliput.games.coalitional import CoalitionalGame, worths_of
from lilliput.games.cores.nucleolus_chain import Level
from lilliput.games.cores.nucleolus_levels import solve_levels
from lilliput.games.cores.nucleolus_problem import Excess, Problem, problem_of
from lilliput.games.errors import InvalidArgumentError, InvalidGameError
from lilliput.games.findings import Finding
from lilliput.games.values.fold import label

__all__ = [
    "Kind",
    "NucleolusSolution",
    "SettledLevel",
    "certificate",
    "excess_problem",
    "nucleolus_solution",
]

Kind = Literal["nucleolus", "prenucleolus", "per-capita", "per-capita-prenucleolus", "proportional"]

_MEANING: dict[str, tuple[Excess, bool]] = {
    "nucleolus": ("plain", True),
    "prenucleolus": ("plain", False),
    "per-capita": ("per-capita", True),
    "per-capita-prenucleolus": ("per-capita", False),
    "proportional": ("proportional", True),
}


@final
@dataclass(frozen=True, eq=False, repr=False)
class SettledLevel:
    """What is settled at one level, with the multipliers that prove it.

    Σ_S λ_S 1_S + Σ_i μ_i 1_i is a combination of 1_N and the coalitions of earlier levels, all
    multipliers are positive, and Σ_S λ_S w_S = 1 with w_S the weight of the excess of S. Hence no
    allocation that keeps the earlier levels has only smaller excesses here.

    Parameters
    ----------
    value
        The largest excess outside the span of the earlier levels.
    coalitions
        Coalition to multiplier λ_S; each has the excess `value`.
    bounds
        Player to multiplier μ_i of the bound x_i ≥ v(i), which holds with equality.
    """

    value: Fraction
    coalitions: dict[frozenset[str], Fraction]
    bounds: dict[str, Fraction] = field(default_factory=dict)

    def __repr__(self) -> str:
        names = "; ".join(",".join(sorted(coalition)) for coalition in list(self.coalitions)[:4])
        more = ", …" if len(self.coalitions) > 4 else ""
        return f"SettledLevel(excess {self.value}: {names}{more})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import settled_level

        return settled_level(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class NucleolusSolution:
    """A nucleolus and the proof that it is one.

    Parameters
    ----------
    game
        The game.
    kind
        Which nucleolus.
    allocation
        One number per player; Fractions if the worths are exact or exact numbers were asked for.
    exact_allocation
        The same as Fractions: the nucleolus of the worths that the game stores.
    levels
        By falling excess; the coalitions of all levels and N together determine the allocation.
        Two levels may have the same excess.
    certificate
        A `Finding` that holds: Kohlberg's criterion in rational arithmetic, checked against all
        2**n coalitions.
    method
        How the allocation was found.
    """

    game: CoalitionalGame
    kind: Kind
    allocation: pd.Series
    exact_allocation: pd.Series
    levels: tuple[SettledLevel, ...]
    certificate: Finding
    method: str

    def __repr__(self) -> str:
        shares = ", ".join(f"{name}: {share}" for name, share in list(self.allocation.items())[:8])
        more = ", …" if self.game.n > 8 else ""
        levels = counted(len(self.levels), "level")
        return f"NucleolusSolution({self.kind}; {shares}{more}; {levels}, proved)"

    def _repr_html_(self) -> str:
        from lilliput.games.display.allocations import nucleolus

        return nucleolus(self)


def nucleolus_solution(
    game: CoalitionalGame, *, kind: Kind = "nucleolus", exact: bool = False
) -> NucleolusSolution:
    """Return a nucleolus with its levels and the proof in rational arithmetic.

    With the excess e(S, x) = (v(S) − x(S)) / w_S, all excesses sorted by falling size are
    minimised lexicographically over the feasible allocations x(N) = v(N):

    ============================  ==================  ==============================
    kind                          w_S                 feasible
    ============================  ==================  ==============================
    ``nucleolus``                 1                   x_i ≥ v(i) for each player
    ``prenucleolus``              1                   all
    ``per-capita``                number of members   x_i ≥ v(i) for each player
    ``per-capita-prenucleolus``   number of members   all
    ``proportional``              v(S), if positive   x_i ≥ v(i) for each player
    ============================  ==================  ==============================

    Parameters
    ----------
    game
        A coalitional game with numeric worths.
    kind
        Which nucleolus.
    exact
        Return Fractions also for float worths, which count as the rationals they store.

    Returns
    -------
    NucleolusSolution
        With `.allocation`, `.levels` and `.certificate`.

    Raises
    ------
    InvalidGameError
        There is no imputation: Σ v(i) > v(N). Or, for the proportional nucleolus, the coalitions
        of positive worth leave some shares open.
    UnsupportedNumberError
        The worths contain symbols.
    SolverError
        No answer could be certified.

    Notes
    -----
    All levels are solved by the simplex method on a small pool of coalitions, to which one scan of
    the 2**n worths adds those that contradict a level. The settled coalitions' equations are solved
    in integers, and a last scan proves the answer. Ties are broken lexicographically.

    References
    ----------
    Schmeidler, D. (1969). The nucleolus of a characteristic function game. SIAM J. Appl. Math. 17.
    Kohlberg, E. (1971). On the nucleolus of a characteristic function game. SIAM J. Appl. Math. 20.
    Grotte, J. H. (1970). Computation of and observations on the nucleolus, the normalized nucleolus
    and the central games.
    Young, H. P., Okada, N. and Hashimoto, T. (1982). Cost allocation in water resources
    development. Water Resour. Res. 18.
    Benedek, M., Fliege, J. and Nguyen, T.-D. (2021). Finding and verifying the nucleolus of
    cooperative games. Math. Program. 190.

    Examples
    --------
    >>> game = CoalitionalGame.from_worths({("A", "B"): 10, ("A", "B", "C"): 2})
    >>> nucleolus_solution(game)
    NucleolusSolution(nucleolus; A: 1.0, B: 1.0, C: 0.0; 2 levels, proved)
    >>> nucleolus_solution(game, kind="prenucleolus").levels[0]
    SettledLevel(excess 4: A,B; C)
    """
    problem = excess_problem(game, kind)
    if game.n < 2:
        x, levels, method = list(_exact_worths(problem)), [], "one player or none"
    else:
        found = solve_levels(problem)
        x, levels, method = [share * problem.unit for share in found.x], found.levels, found.method
    settled = tuple(_settled(game, problem, level) for level in levels)
    entries = object_array(x)
    wants_fractions = exact or kind_of(game.worths) == "fraction"
    name = _name(kind).replace("-", "_").replace(" ", "_")
    return NucleolusSolution(
        game=game,
        kind=kind,
        allocation=label(
            entries if wants_fractions else entries.astype(np.float64), game.players, name
        ),
        exact_allocation=label(entries, game.players, name),
        levels=settled,
        certificate=certificate(name, settled),
        method=method,
    )


def certificate(name: str, levels: tuple[SettledLevel, ...]) -> Finding:
    """Return the finding that an allocation is a nucleolus, with the levels as witness."""
    number = counted(len(levels), "level")
    verb = "determines" if len(levels) == 1 else "determine"
    explanation = f"{number} of balanced coalitions {verb} it; proved in rationals"
    return Finding(name, True, explanation, {"levels": levels})


def excess_problem(game: CoalitionalGame, kind: Kind) -> Problem:
    """Return what a kind of nucleolus minimises, having checked that there is an imputation."""
    if kind not in get_args(Kind):
        raise InvalidArgumentError(f"kind must be one of {', '.join(get_args(Kind))}, got {kind!r}")
    worths = worths_of(game, exact=False)
    if kind_of(worths) == "symbolic":
        to_float(worths, argument=f"worths of the {kind}")
    excess, bounded = _MEANING[kind]
    problem = problem_of(worths, excess, bounded=bounded)
    if bounded and game.n > 1:
        alone = sum((problem.worth(1 << i) for i in range(game.n)), Fraction(0))
        total = problem.worth(2**game.n - 1)
        if alone > total:
            sums = _shown(game, alone * problem.unit), _shown(game, total * problem.unit)
            raise InvalidGameError(
                f"a {_name(kind)} needs an imputation, but the players alone have "
                f"Σ v(i) = {sums[0]}, above v(N) = {sums[1]}; the prenucleolus needs none"
            )
    return problem


def _name(kind: Kind) -> str:
    return kind if "nucleolus" in kind else f"{kind} nucleolus"


def _shown(game: CoalitionalGame, value: Fraction) -> object:
    return plain(value if kind_of(game.worths) == "fraction" else float(value))


def _exact_worths(problem: Problem) -> list[Fraction]:
    """Return the whole of v(N) for one player, nothing for none."""
    return [problem.worth(1) * problem.unit] if problem.n else []


def _settled(game: CoalitionalGame, problem: Problem, level: Level) -> SettledLevel:
    pairs = list(zip(level.rows, level.multipliers, strict=True))
    weight = problem.weight_unit * (problem.unit if problem.excess == "proportional" else 1)
    return SettledLevel(
        problem.reported(level.value),
        {game.coalition(row.mask): m / weight for row, m in pairs if not row.is_bound},
        {game.players[row.mask.bit_length() - 1]: m / weight for row, m in pairs if row.is_bound},
    )
