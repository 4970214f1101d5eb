"""Nash equilibria: the public solver, which chooses a method and certifies each answer."""

from collections.abc import Callable
from importlib import import_module
from inspect import signature
from typing import Any

from lilliput.games.equilibria.certify import equilibrium_set
from lilliput.games.equilibria.solution import EquilibriumSet, Found
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.normal_form.required import require_numbers

__all__ = ["METHODS", "nash_equilibria"]

_OWN = (
    "vertex_enumeration",
    "support_enumeration",
    "pure",
    "lemke_howson",
    "zero_sum",
    "polymatrix",
    "logit",
    "global_newton",
)
# Method to its module in the folder `methods` and the function there.
METHODS = {
    **{name: (name, "solve") for name in _OWN},
    "nashpy-support-enumeration": ("outside_nashpy", "support_enumeration"),
    "nashpy-vertex-enumeration": ("outside_nashpy", "vertex_enumeration"),
    "nashpy-lemke-howson": ("outside_nashpy", "lemke_howson"),
    "gambit-enummixed": ("outside_gambit", "enummixed"),
    "gambit-enumpoly": ("outside_gambit", "enumpoly"),
    "gambit-lcp": ("outside_gambit", "lcp"),
    "gambit-lp": ("outside_gambit", "lp"),
    "gambit-logit": ("outside_gambit", "logit"),
    "gambit-gnm": ("outside_gambit", "gnm"),
    "gambit-ipa": ("outside_gambit", "ipa"),
    "gambit-simpdiv": ("outside_gambit", "simpdiv"),
    "gambit-liap": ("outside_gambit", "liap"),
}


def nash_equilibria(
    game: NormalFormGame, method: str = "auto", *, exact: bool = False, **options: Any
) -> EquilibriumSet:
    """Return Nash equilibria, each with its certificate, and say whether these are all.

    Parameters
    ----------
    game
        A normal-form game with numeric payoffs. A float payoff is the decimal that it prints as.
    method
        ``"auto"`` finds all equilibria: ``"vertex_enumeration"`` for one or two players,
        ``"support_enumeration"`` for more. The other methods find some:

        - ``"pure"``: all pure equilibria of any number of players;
        - ``"lemke_howson"`` (two players): those reached from each label;
        - ``"zero_sum"`` (two players): optimal strategies of a game of pure conflict;
        - ``"polymatrix"``: one equilibrium of a game of pairwise interactions;
        - ``"logit"``, ``"global_newton"``: one equilibrium of a large game;
        - ``"nashpy-…"`` and ``"gambit-…"``: the algorithms of those packages.
    exact
        Whether float payoffs are turned into Fractions first, so that the answers are Fractions.
    **options
        Of the method; its function in the folder `methods` describes them.

    Returns
    -------
    EquilibriumSet
        For two players the *extreme* equilibria: all others are mixtures of them within a maximal
        Nash subset (see `EquilibriumSet.components`).

    Raises
    ------
    UnsupportedNumberError
        Symbolic payoffs; `symbolic_equilibria` takes them.
    ProblemTooLargeError
        Too many supports or vertices, with an estimate; raised before work starts.
    UnknownNameError
        A method that does not exist.

    References
    ----------
    Nash, J. (1951). Non-cooperative games. Annals of Mathematics 54:286–295.
    Avis, D., Rosenberg, G. D., Savani, R. and von Stengel, B. (2010). Enumeration of Nash
    equilibria for two-player games. Economic Theory 42:9–37. doi:10.1007/s00199-009-0449-x

    Examples
    --------
    >>> sexes = NormalFormGame.from_bimatrix([[2, 0], [0, 1]], [[1, 0], [0, 2]])
    >>> nash_equilibria(sexes, exact=True)
    3 equilibria in 3 components by vertex_enumeration; complete: proved
      Equilibrium(row: 1; column: 1; exact)
      Equilibrium(row: 2; column: 2; exact)
      Equilibrium(row: 2/3 1 + 1/3 2; column: 1/3 1 + 2/3 2; exact)
    """
    require_numbers(game)
    if method == "auto":
        method = "vertex_enumeration" if game.n <= 2 else "support_enumeration"
    if not isinstance(method, str) or method not in METHODS:
        raise UnknownNameError("method", method, ["auto", *METHODS])
    module, function = METHODS[method]
    solve: Callable[..., Found] = getattr(
        import_module(f"lilliput.games.equilibria.methods.{module}"), function
    )
    allowed = list(signature(solve).parameters)[1:]
    for name in options:
        if name not in allowed:
            raise InvalidArgumentError(
                f"{name}: method {method!r} has no such option, only {', '.join(allowed) or 'none'}"
            )
    if exact:
        game = game.to_exact()
    return equilibrium_set(game, solve(game, **options), method)
