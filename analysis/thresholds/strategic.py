"""When a strategy profile is an equilibrium, and when repetition sustains a path of play."""

from collections.abc import Mapping, Sequence
from typing import Any

from lilliput.analysis.thresholds.relations import exact
from lilliput.analysis.thresholds.threshold import Threshold
from lilliput.games.arithmetic import Array
from lilliput.games.errors import LilliputError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_game
from lilliput.games.repeated.chance import ChancePlay, keeping_worth
from lilliput.games.symbolic import symbolic_equilibria

__all__ = ["equilibrium_thresholds", "when_equilibrium", "when_kept", "when_sustained"]

Profile = Any


def when_equilibrium(
    game: NormalFormGame, profile: Profile, *, assumptions: Any = True
) -> Threshold:
    """Return when a strategy profile is a Nash equilibrium.

    It is where probabilities are not negative and sum to 1, and no player gains by a pure strategy.

    Parameters
    ----------
    game
        Payoffs may be expressions.
    profile
        For each player, by name or in order: a strategy, or probabilities, which may be
        expressions.
    assumptions
        A conjunction of relations; symbols bring their own.

    Examples
    --------
    >>> from sympy import symbols
    >>> c, b = symbols("c b", positive=True)
    >>> game = NormalFormGame.from_bimatrix([[b - c, -c], [b, 0]], [[b - c, b], [-c, 0]])
    >>> when_equilibrium(game, ["2", "2"]).always, when_equilibrium(game, ["1", "1"]).never
    (True, True)
    """
    from sympy import And, Eq

    require_game(game)
    mixed = game.distributions(profile)
    claims = []
    for mix in mixed:
        claims += [exact(weight) >= 0 for weight in mix]
        claims.append(Eq(sum(map(exact, mix)), 1))
    gains = game.to_exact().deviations([list(map(exact, mix)) for mix in mixed])
    for mix, values in zip(mixed, gains, strict=True):
        played = [exact(v) for v in values]
        mean = sum(exact(w) * v for w, v in zip(mix, played, strict=True))
        claims += [mean >= value for value in played]
    return Threshold(f"{_profile_text(game, mixed)} is an equilibrium", And(*claims), assumptions)


def equilibrium_thresholds(
    game: NormalFormGame, *, assumptions: Any = True, **options: Any
) -> tuple[Threshold, ...]:
    """Return every equilibrium of `symbolic_equilibria` with the relation under which it is one.

    Parameters
    ----------
    game
        Payoffs that are rational functions of symbols.
    assumptions
        A conjunction of relations; symbols bring their own.
    **options
        Those of `symbolic_equilibria`.

    Examples
    --------
    >>> from sympy import symbols
    >>> x, h = symbols("x h", positive=True)
    >>> restraint = NormalFormGame(["weak"], [["join", "stay out"]], [[h - x, 0]])
    >>> for found in equilibrium_thresholds(restraint):
    ...     print(found.question, "if", found.relation)
    (join) is an equilibrium if h >= x
    (stay out) is an equilibrium if h <= x
    """
    found = symbolic_equilibria(game, assumptions=assumptions, **options)
    return tuple(
        Threshold(
            f"{_profile_text(game, [mix.to_numpy() for mix in own.strategies.values()])} is an "
            "equilibrium",
            own.condition,
            assumptions,
        )
        for own in found
    )


def when_sustained(
    game: NormalFormGame,
    path: Sequence[Profile] | Profile,
    punishment: Profile,
    discount_factor: Any,
    *,
    assumptions: Any = True,
) -> Threshold:
    """Return when a repeated path is kept under the threat of a stage equilibrium for ever.

    It is where the punishment is a Nash equilibrium of the stage game, and at each place of the
    path no player gains by deviating once: V ≥ (1 − δ)·d + δ·p.

    Parameters
    ----------
    game
        The stage game; payoffs may be expressions.
    path
        A profile that is played for ever, or a list of profiles that are played in turn.
    punishment
        The profile that is played for ever after a deviation.
    discount_factor
        δ, a symbol or a number; 0 ≤ δ < 1 is assumed.
    assumptions
        A conjunction of relations; symbols bring their own.

    See Also
    --------
    lilliput.games.critical_discount_factor : δ* itself, for numbers and single profiles.

    Examples
    --------
    >>> from sympy import Symbol, symbols
    >>> c, b = symbols("c b", positive=True)
    >>> game = NormalFormGame.from_bimatrix([[b - c, -c], [b, 0]], [[b - c, b], [-c, 0]])
    >>> kept = when_sustained(game, ["1", "1"], ["2", "2"], Symbol("delta"), assumptions=b > c)
    >>> kept.relation
    b*delta >= c
    >>> kept.solve_for("delta")
    Solutions(delta = c/b (holds above))
    """
    from sympy import And

    require_game(game)
    delta = exact(discount_factor)
    assumed = And(exact(assumptions), delta >= 0, delta < 1)
    cycle = _cycle(game, path)
    threat = when_equilibrium(game, punishment)
    after = [exact(value) for value in game.to_exact().payoff(game.distributions(punishment))]
    claims = [threat.asked]
    paid = [[exact(value) for value in game.to_exact().payoff(own)] for own in cycle]
    length = len(cycle)
    for place, own in enumerate(cycle):
        gains = game.to_exact().deviations(own)
        for i, values in enumerate(gains):
            later = sum(delta**t * paid[(place + t) % length][i] for t in range(length))
            worth = later * (1 - delta)  # times 1 + δ + … + δ^(T−1) below, which is positive
            scale = 1 - delta**length
            for value in values:
                claims.append(worth >= scale * ((1 - delta) * exact(value) + delta * after[i]))
    shown = ", then ".join(_profile_text(game, own) for own in cycle)
    return Threshold(f"{shown} is sustained", And(*claims), assumed)


def when_kept(play: ChancePlay, discount_factor: Any, *, assumptions: Any = True) -> Threshold:
    """Return when a player keeps to its strategy where chance moves too.

    It is where at no state a deviation pays: V ≥ (1 − δ)·d + δ·p·V.

    Parameters
    ----------
    play
        The player's payoffs and how chance moves; any number may be an expression.
    discount_factor
        δ, a symbol or a number; 0 ≤ δ < 1 is assumed.
    assumptions
        A conjunction of relations; symbols bring their own.

    See Also
    --------
    lilliput.games.repeated.least_patience : δ* itself.

    Examples
    --------
    A promise that lives on with probability r, is worth s a period, and c more when it is broken:

    >>> from sympy import Symbol, symbols
    >>> s, c, r = symbols("s c r", positive=True)
    >>> play = ChancePlay(
    ...     payoffs={"kept": s, "ended": 0},
    ...     transitions={"kept": {"kept": r, "ended": 1 - r}, "ended": {"ended": 1}},
    ...     deviations={"kept": (s + c, {"ended": 1})},
    ... )
    >>> when_kept(play, Symbol("delta"), assumptions=r <= 1).solve_for("delta")
    Solutions(delta = c/(r*(c + s)) (holds above) if c*r + r*s > c)
    """
    from sympy import And

    delta = exact(discount_factor)
    assumed = And(exact(assumptions), delta >= 0, delta < 1)
    claims = [exact(worth) >= 0 for worth in keeping_worth(play, delta)]
    return Threshold("the promise is kept", And(*claims), assumed)


def _cycle(game: NormalFormGame, path: Any) -> list[list[Array]]:
    """Return the profiles of a path: one, or several in turn."""
    many = isinstance(path, Sequence) and not isinstance(path, str)
    if many and all(isinstance(own, (Mapping, list, tuple)) for own in path) and len(path):
        try:
            return [game.distributions(own) for own in path]
        except LilliputError:
            return [game.distributions(path)]
    return [game.distributions(path)]


def _profile_text(game: NormalFormGame, mixed: Sequence[Array]) -> str:
    """Return a profile as text: the strategies played, with probabilities unless it is pure."""
    parts = []
    for names, mix in zip(game.strategies, mixed, strict=True):
        played = [(name, weight) for name, weight in zip(names, mix, strict=True) if weight != 0]
        pure = len(played) == 1
        parts.append(" + ".join(name if pure else f"({weight}) {name}" for name, weight in played))
    return "(" + ", ".join(parts) + ")"
