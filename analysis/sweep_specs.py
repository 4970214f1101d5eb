"""Sweeps written down in a file: the model, the design and how to run it, as TOML.

`EXAMPLE` is such a file. In its place for ``model`` may stand a table ``[comparison]`` of two
institutions in a state of the world.
"""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, final

from lilliput.analysis import designs
from lilliput.analysis.claims import claims
from lilliput.games.checks import index_of
from lilliput.games.errors import InvalidArgumentError, UnknownNameError

__all__ = ["EXAMPLE", "SweepSpec", "read_spec"]

EXAMPLE = """\
# How often does uniting pay the small? Members m, of which the hub needs k, both uncertain.
model = "M10a"              # or a claim, "C10"; or a function, "file.py:name" or "package:name"
store = "m10a-sweep"        # a folder beside this file; the same command goes on from there
seed = 1

[design]
kind = "sobol"              # grid, latin_hypercube, halton, monte_carlo, saltelli, morris
n = 4096
where = "k <= m"

[space]
m = { integers = [2, 12] }  # or uniform = [0, 1], log_uniform = [0.01, 1]
k = { integers = [1, 12] }  # or values = ["a", "b"], { distribution = "beta", a = 2, b = 3 }, 0.5
"""

KINDS: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "grid": (designs.grid, ()),
    "latin_hypercube": (designs.latin_hypercube, ("n",)),
    "sobol": (designs.sobol, ("n",)),
    "halton": (designs.halton, ("n",)),
    "monte_carlo": (designs.monte_carlo, ("n",)),
    "saltelli": (designs.saltelli, ("n", "second_order")),
    "morris": (designs.morris, ("trajectories", "levels")),
}
"""Kind of design to its function and what it takes beside space and seed."""

OPTIONS = ("block_size", "time_limit", "workers", "on_error")
RANGES: dict[str, Callable[[Any, Any], Any]] = {
    "uniform": designs.uniform,
    "log_uniform": designs.log_uniform,
    "integers": designs.integers,
}


@final
@dataclass(frozen=True, eq=False)
class SweepSpec:
    """A sweep as a file describes it.

    Parameters
    ----------
    model
        What is evaluated: a claim, one of its models, a comparison or a function.
    design
        The points.
    store
        The folder of the results; None keeps nothing.
    seed
        Of the random numbers of the model.
    options
        Further arguments of `sweep`.
    """

    model: Any
    design: Any
    store: Path | None = None
    seed: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)

    def run(self, **changes: Any) -> Any:
        """Run the sweep, or go on with it, and return its `Results`.

        Parameters
        ----------
        **changes
            Arguments of `sweep` that replace those of the file.
        """
        from lilliput.analysis.sweeps import sweep

        arguments = {"store": self.store, "seed": self.seed, **self.options, **changes}
        return sweep(self.model, self.design, **arguments)


def read_spec(path: str | Path) -> SweepSpec:
    """Read the description of a sweep.

    Parameters
    ----------
    path
        A TOML file; the folders and Python files that it names are relative to it.

    Raises
    ------
    InvalidArgumentError
        The file is no TOML, or a key is missing, unknown or has a value of another kind.
    """
    path = Path(path)
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InvalidArgumentError(f"spec: there is no file {path}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidArgumentError(f"spec: {path.name} is not TOML: {error}") from None
    _known(given, ("model", "comparison", "store", "seed", "design", "space", *OPTIONS), path.name)
    if ("model" in given) == ("comparison" in given):
        raise InvalidArgumentError(
            f"{path.name} needs either model = ... or a table [comparison], and not both"
        )
    seed = given.get("seed")
    if seed is not None and (not isinstance(seed, int) or isinstance(seed, bool) or seed < 0):
        raise InvalidArgumentError(f"seed must be an integer >= 0, got {seed!r}")
    folder = path.parent
    return SweepSpec(
        model=_model(given["model"], folder)
        if "model" in given
        else _comparison(_table(given, "comparison"), folder),
        design=_design(_table(given, "design"), _table(given, "space"), seed),
        store=folder / _text(given, "store") if "store" in given else None,
        seed=seed,
        options={name: given[name] for name in OPTIONS if name in given},
    )


def _design(given: Mapping[str, Any], space: Mapping[str, Any], seed: int | None) -> Any:
    kind = _text(given, "kind")
    if kind not in KINDS:
        raise UnknownNameError("design.kind", kind, KINDS)
    build, takes = KINDS[kind]
    _known(given, ("kind", "where", "seed", *takes), f"design of kind {kind!r}")
    arguments = {name: given[name] for name in takes if name in given}
    if takes and takes[0] not in arguments:
        raise InvalidArgumentError(f"design of kind {kind!r} needs {takes[0]} = ...")
    if kind != "grid":
        arguments["seed"] = given.get("seed", seed or 0)
    design = build({name: _values(name, value) for name, value in space.items()}, **arguments)
    where = given.get("where", [])
    for constraint in [where] if isinstance(where, str) else where:
        design = design.where(constraint)
    return design


def _values(name: str, given: Any) -> Any:
    """Return what a parameter may be, from ``{uniform = [0, 1]}`` and its like."""
    if isinstance(given, list):
        return given
    if not isinstance(given, Mapping):
        return given
    rule = next((key for key in given if key in (*RANGES, "values", "distribution")), None)
    if rule is None:
        raise InvalidArgumentError(
            f"space.{name} must be a number, a list, or a table with one of "
            f"{', '.join((*RANGES, 'values', 'distribution'))}, got {dict(given)!r}"
        )
    if rule == "distribution":
        return _distribution(name, given)
    _known(given, (rule, *(("weights",) if rule == "values" else ())), f"space.{name}")
    value = given[rule]
    if rule == "values":
        return designs.categorical(value, weights=given.get("weights"))
    if not isinstance(value, list) or len(value) != 2:
        raise InvalidArgumentError(f"space.{name}: {rule} takes [lowest, highest], got {value!r}")
    return RANGES[rule](*value)


def _distribution(name: str, given: Mapping[str, Any]) -> Any:
    """Return a frozen distribution of scipy.stats, as of ``{distribution = "norm", scale = 2}``."""
    import scipy.stats

    family = getattr(scipy.stats, str(given["distribution"]), None)
    if not isinstance(family, (scipy.stats.rv_continuous, scipy.stats.rv_discrete)):
        raise InvalidArgumentError(
            f"space.{name}: distribution must be one of scipy.stats, such as 'norm' or 'beta', "
            f"got {given['distribution']!r}"
        )
    arguments = {key: value for key, value in given.items() if key != "distribution"}
    try:
        return family(**arguments)
    except TypeError as error:
        raise InvalidArgumentError(f"space.{name}: {given['distribution']}: {error}") from None


def _model(given: Any, folder: Path) -> Any:
    """Return a claim, a model of one, or a function that the text names."""
    models = {model.id: model for claim in claims.values() for model in claim.models.values()}
    known = {**claims, **models}
    if not isinstance(given, str):
        raise InvalidArgumentError(f"model must be a text, got {given!r}")
    if given in known:
        return known[given]
    place, colon, name = given.rpartition(":")
    if not colon:
        raise UnknownNameError("model", given, known)
    return _function(place, name, folder)


def _function(place: str, name: str, folder: Path) -> Any:
    import importlib
    import importlib.util

    if place.endswith(".py"):
        path = folder / place
        described = importlib.util.spec_from_file_location(path.stem, path)
        if described is None or described.loader is None or not path.exists():
            raise InvalidArgumentError(f"model: there is no file {path}")
        module = importlib.util.module_from_spec(described)
        described.loader.exec_module(module)
    else:
        try:
            module = importlib.import_module(place)
        except ImportError as error:
            raise InvalidArgumentError(f"model: {place} cannot be imported: {error}") from None
    found = getattr(module, name, None)
    if not callable(found):
        raise InvalidArgumentError(f"model: {place} has no function {name!r}")
    return found


def _comparison(given: Mapping[str, Any], folder: Path) -> Any:
    """Return the comparison of two institutions in a state that NMC capabilities make."""
    from lilliput.analysis.comparisons import Comparison
    from lilliput.analysis.data import major_powers
    from lilliput.analysis.institutions import institution_named
    from lilliput.analysis.scenarios import BASELINE
    from lilliput.analysis.state import State

    fields = ("nmc", "year", "powers", "hub", "multilateral", "bilateral", "on_failure", "costs")
    _known(given, (*fields, *BASELINE), "comparison")
    for name in ("year", "powers"):
        if name not in given:
            raise InvalidArgumentError(f"comparison needs {name} = ...")
    costs = BASELINE["costs"]
    for name in given.get("costs", {}):
        index_of(list(costs._fields), name, argument="comparison.costs")
    state = State.from_nmc(
        folder / given["nmc"] if "nmc" in given else major_powers(),
        year=given["year"],
        powers=given["powers"],
        hub=given.get("hub", ""),
        **{
            **BASELINE,
            **{name: given[name] for name in BASELINE if name in given},
            "costs": costs._replace(**given.get("costs", {})),
        },
    )
    return Comparison(
        state,
        multilateral=institution_named(
            given.get("multilateral", "multilateral"), argument="comparison.multilateral"
        ),
        bilateral=institution_named(
            given.get("bilateral", "hub_and_spokes"), argument="comparison.bilateral"
        ),
        on_failure=given.get("on_failure", "constrained"),
        stakes=given.get("stakes", BASELINE["stakes"]),
        directed_stakes=given.get("directed_stakes", BASELINE["directed_stakes"]),
    )


def _table(given: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = given.get(name)
    if not isinstance(found, Mapping):
        raise InvalidArgumentError(f"spec needs a table [{name}], got {found!r}")
    return found


def _text(given: Mapping[str, Any], name: str) -> str:
    found = given.get(name)
    if not isinstance(found, str):
        raise InvalidArgumentError(f"{name} must be a text, got {found!r}")
    return found


def _known(given: Mapping[str, Any], names: tuple[str, ...], where: str) -> None:
    for name in given:
        if name not in names:
            raise UnknownNameError(f"{where}: key", name, names)
