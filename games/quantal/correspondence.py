"""The logit correspondence: all that quantal response says of a game, as curves in λ."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from lilliput.games.arithmetic import freeze
from lilliput.games.checks import counted
from lilliput.games.equilibria.solution import Equilibrium
from lilliput.games.errors import InvalidArgumentError, SolverError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.deviations import joined
from lilliput.games.quantal.branch import (
    LARGEST,
    probabilities,
    scaled_system,
    with_limit,
)
from lilliput.games.quantal.continuation import (
    Limits,
    Point,
    first_point,
    locate,
    solve_at,
    solve_on_plane,
)
from lilliput.games.quantal.logit import LogitSystem, log_response
from lilliput.games.quantal.response import QuantalResponse, check_rationality
from lilliput.games.quantal.supports import equilibrium_of

__all__ = ["LogitBranch", "LogitCorrespondence", "logit_correspondence"]

Floats = NDArray[np.float64]

_FINE = 0.5  # the longest step in units of 1 + λ
_OFFSETS = (1e-2, 1e-1, 1e-3)
_MOST_BRANCHES = 16


@final
@dataclass(frozen=True, eq=False, repr=False)
class LogitBranch:
    """A curve of logit equilibria.

    Parameters
    ----------
    name
        ``"principal"``, ``"start"``, or the branch and bifurcation where it sets out and its side.
    path
        One row a point, in the order of travel: probabilities in columns (player, strategy), λ as
        index.
    kinds
        Of each point: ``"regular"``, ``"turn"`` where λ turns around, ``"bifurcation"`` where
        other branches meet this one.
    multiplicities
        Of each point: the number of vanishing eigenvalues at a bifurcation, else 0.
    residual
        Largest difference between a probability and the logit response to its profile.
    limit
        The Nash equilibrium that the branch tends to as λ → ∞; None if it was not followed there.
        It is read off numerically: the branch comes nearer to it as λ grows. It is an equilibrium
        in any case; where it lies in a continuum of them, its place there is known to about 1e-7,
        or 1e-4 where the branch nears it too slowly to be followed so far.
    """

    name: str
    path: pd.DataFrame
    kinds: tuple[str, ...]
    multiplicities: tuple[int, ...]
    residual: float
    limit: Equilibrium | None

    @property
    def events(self) -> pd.DataFrame:
        """Turning points and bifurcations: λ, kind and multiplicity."""
        rows = [
            (self.name, float(value), kind, many)
            for value, kind, many in zip(
                self.path.index, self.kinds, self.multiplicities, strict=True
            )
            if kind != "regular"
        ]
        frame = pd.DataFrame(rows, columns=["branch", "rationality", "kind", "multiplicity"])
        return frame.astype({"rationality": float, "multiplicity": int})

    def __repr__(self) -> str:
        turns, crossings = self.kinds.count("turn"), self.kinds.count("bifurcation")
        limit = "limit not reached" if self.limit is None else f"limit {self.limit!r}"
        return (
            f"LogitBranch({self.name}: {counted(len(self.path), 'point')}, λ ≤ "
            f"{self.path.index.max():.4g}; {counted(turns, 'turning point')}, "
            f"{counted(crossings, 'bifurcation')}; {limit})"
        )

    def _repr_html_(self) -> str:
        from lilliput.games.display.dynamics import logit_branch

        return logit_branch(self)


@final
@dataclass(frozen=True, eq=False, repr=False)
class LogitCorrespondence:
    """Branches of the logit correspondence of a game.

    Parameters
    ----------
    game
        The game.
    branches
        The first is the principal one, unless another start was given; then those that set out
        from its bifurcations, if asked for.
    """

    game: NormalFormGame
    branches: tuple[LogitBranch, ...]

    @property
    def principal(self) -> LogitBranch:
        """The first branch."""
        return self.branches[0]

    @property
    def limit(self) -> Equilibrium | None:
        """The Nash equilibrium that the first branch tends to as λ → ∞."""
        return self.branches[0].limit

    @property
    def events(self) -> pd.DataFrame:
        """Turning points and bifurcations of all branches."""
        return pd.concat([branch.events for branch in self.branches], ignore_index=True)

    def to_frame(self) -> pd.DataFrame:
        """Return one row a point and strategy: branch, point, λ, player, strategy, probability."""
        frames = []
        for branch in self.branches:
            count, width = branch.path.shape
            places = np.repeat(np.arange(count), width)
            names = branch.path.columns
            frames.append(
                pd.DataFrame(
                    {
                        "branch": branch.name,
                        "point": places,
                        "rationality": branch.path.index.to_numpy()[places],
                        "player": np.tile(names.get_level_values(0).to_numpy(), count),
                        "strategy": np.tile(names.get_level_values(1).to_numpy(), count),
                        "probability": branch.path.to_numpy().ravel(),
                        "kind": np.array(branch.kinds, dtype=object)[places],
                    }
                )
            )
        return pd.concat(frames, ignore_index=True)

    def __repr__(self) -> str:
        return "\n".join(["Logit correspondence", *(f"  {b!r}" for b in self.branches)])

    def _repr_html_(self) -> str:
        from lilliput.games.display.dynamics import logit_correspondence

        return logit_correspondence(self)


def logit_correspondence(
    game: NormalFormGame,
    *,
    to: float | None = None,
    branches: Literal["principal", "all"] = "principal",
    start: QuantalResponse | None = None,
    direction: Literal["up", "down"] = "up",
    max_steps: int = 5000,
) -> LogitCorrespondence:
    """Follow a branch of logit equilibria as λ grows, to the Nash equilibrium that is its limit.

    The branch from the uniform profile at λ = 0 is a smooth curve in almost every game and tends to
    one Nash equilibrium. It may turn around in λ on the way, so that there are several logit
    equilibria at one λ. In symmetric games it may meet other branches: it is continued straight
    on, along the symmetric profiles, and the bifurcation is flagged.

    Parameters
    ----------
    game
        A game with numeric payoffs.
    to
        λ at which to end, per unit of payoff; by default where the limit is known: a path along
        symmetric profiles may meet other branches further on.
    branches
        ``"all"`` follows also the branches that meet the first one at its simple bifurcations, on
        both sides. Those that meet no followed branch are not found.
    start
        A logit equilibrium to set out from, instead of the uniform profile.
    direction
        Whether λ grows or falls at first; `start` is needed to go down.
    max_steps
        Points of a branch after which to give up.

    Returns
    -------
    LogitCorrespondence

    Raises
    ------
    SolverError
        A branch that could not be followed.

    Examples
    --------
    >>> stag_hunt = NormalFormGame.from_bimatrix([[4, 0], [3, 3]], [[4, 3], [0, 3]])
    >>> logit_correspondence(stag_hunt).limit
    Equilibrium(row: 2; column: 2; exact)
    >>> coordination = NormalFormGame.from_bimatrix([[1, 0], [0, 1]], [[1, 0], [0, 1]])
    >>> found = logit_correspondence(coordination, branches="all")
    >>> found.events[["branch", "rationality", "kind"]]
          branch  rationality         kind
    0  principal          2.0  bifurcation
    >>> [branch.limit for branch in found.branches[1:]]
    [Equilibrium(row: 1; column: 1; exact), Equilibrium(row: 2; column: 2; exact)]

    References
    ----------
    McKelvey, R. and Palfrey, T. (1995). Quantal response equilibria for normal form games. Games
    and Economic Behavior 10:6–38. https://doi.org/10.1006/game.1995.1023
    Turocy, T. (2005). A dynamic homotopy interpretation of the logistic quantal response
    equilibrium correspondence. Games and Economic Behavior 51:243–263.
    https://doi.org/10.1016/j.geb.2004.04.003
    """
    system, scale = scaled_system(game)
    end = None if to is None else check_rationality(to, scale, argument="to")
    if branches not in ("principal", "all"):
        raise InvalidArgumentError(f"branches must be 'principal' or 'all', got {branches!r}")
    if direction not in ("up", "down") or (direction == "down" and start is None):
        raise InvalidArgumentError(
            f"direction must be 'up', or 'down' from a start, got {direction!r}"
        )
    limits = Limits(relative_step=_FINE, max_steps=max_steps, count=True)
    first = None
    if start is not None:
        if not isinstance(start, QuantalResponse):
            raise InvalidArgumentError(
                f"start must be what quantal_response returns, got {type(start).__name__}; for a "
                "profile near one, quantal_response(game, rationality, start=profile)"
            )
        first = _point_at(system, game, start, scale, 1.0 if direction == "up" else -1.0)
    name = "principal" if start is None else "start"
    found = [_branch(game, system, scale, end, limits, name, first)]
    if branches == "all":
        for name, side in _side_branches(system, found[0][1]):
            found.append(_branch(game, system, scale, end, limits, name, side))
    return LogitCorrespondence(game, tuple(branch for branch, _ in found))


def _branch(
    game: NormalFormGame,
    system: LogitSystem,
    scale: float,
    end: float | None,
    limits: Limits,
    name: str,
    first: Point | None,
) -> tuple[LogitBranch, list[Point]]:
    """Follow a branch to its limit; keep its points up to the end asked for."""
    kept: list[Point] = []
    limit = None
    ended = False
    for point, nash in with_limit(game, system, limits, start=first, least=end or 0.0):
        limit = nash or limit
        if ended or (kept and point is kept[-1]):
            continue
        beyond = point.z[-1] < 0 or (end is not None and point.z[-1] > end)
        if beyond and kept:
            bound = 0.0 if point.z[-1] < 0 else float(end or 0.0)
            last = locate(system, kept[-1], point, lambda p, b=bound: float(p.z[-1]) - b)  # type: ignore[misc]
            exact = solve_at(system, last.z, bound)
            kept.append(last if exact is None else Point(exact, last.tangent, last.sign))
            ended = True
        elif not beyond:
            kept.append(point)
        if point.z[-1] < 0:
            break
    equilibrium = None if limit is None else equilibrium_of(game, limit)
    if equilibrium is None and not ended and abs(kept[-1].z[-1]) > LARGEST / 2:
        raise SolverError(
            "the limit of the branch was not identified; give `to` to see the branch up to there"
        )
    return _labelled_branch(game, system, scale, name, kept, equilibrium), kept


def _labelled_branch(
    game: NormalFormGame,
    system: LogitSystem,
    scale: float,
    name: str,
    points: list[Point],
    limit: Equilibrium | None,
) -> LogitBranch:
    table = np.array([probabilities(point, system.deviations) for point in points])
    parameters = np.array([point.z[-1] for point in points])
    residual = 0.0
    for p, parameter in zip(table, parameters, strict=True):
        logs = log_response(system.deviations, parameter * system.deviations.values(p))
        residual = max(residual, float(np.abs(p - np.exp(logs)).max()))
    columns = pd.MultiIndex.from_tuples(
        [(p, s) for p, names in zip(game.players, game.strategies, strict=True) for s in names],
        names=["player", "strategy"],
    )
    index = pd.Index(parameters / scale, name="rationality")
    return LogitBranch(
        name,
        pd.DataFrame(freeze(table), index=index, columns=columns),
        tuple(point.kind for point in points),
        tuple(point.multiplicity for point in points),
        residual,
        limit,
    )


def _point_at(
    system: LogitSystem, game: NormalFormGame, start: QuantalResponse, scale: float, way: float
) -> Point:
    """Return a logit equilibrium as a point of the curve, λ growing or falling."""
    p = joined([start.strategies[name].reindex(own).to_numpy() for name, own in _names(game)])
    if p.size != system.deviations.total or not np.isfinite(p).all():
        raise InvalidArgumentError("start must be a logit equilibrium of this game")
    parameter = start.rationality * scale
    logs = log_response(system.deviations, parameter * system.deviations.values(p))
    z = solve_at(system, np.append(logs, parameter), parameter)
    if z is None or np.abs(np.exp(z[:-1]) - p).max() > 1e-6:
        raise InvalidArgumentError("start must be a logit equilibrium of this game")
    return first_point(system, z, way * np.eye(z.size)[-1], count=True)


def _names(game: NormalFormGame) -> Iterator[tuple[str, list[str]]]:
    for player, names in zip(game.players, game.strategies, strict=True):
        yield player, list(names)


def _side_branches(system: LogitSystem, points: list[Point]) -> Iterator[tuple[str, Point]]:
    """Yield a point and direction on each branch that meets the followed one."""
    crossings = [p for p in points if p.kind == "bifurcation" and p.multiplicity == 1]
    for k, point in enumerate(crossings[: _MOST_BRANCHES // 2]):
        _, jacobian = system.linearise(point.z)
        kernel = np.linalg.svd(jacobian)[2][-2:]
        across = kernel.T @ np.array([-kernel[1] @ point.tangent, kernel[0] @ point.tangent])
        across /= np.linalg.norm(across)
        largest = int(np.argmax(np.abs(across) > 0.5 * np.abs(across).max()))
        across *= np.sign(across[largest])
        for side, sign in (("+", 1.0), ("−", -1.0)):
            first = _off(system, point, sign * across)
            if first is not None:
                yield f"bifurcation {k + 1} {side}", first


def _off(system: LogitSystem, point: Point, across: Floats) -> Point | None:
    """Return a point of the other branch on one side of a bifurcation."""
    for offset in _OFFSETS:
        found: Any = solve_on_plane(system, point.z + offset * across, across)
        if found is not None:
            return first_point(system, found[0], across, count=True)
    return None
