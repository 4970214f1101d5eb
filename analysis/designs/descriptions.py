"""Designs read back from their descriptions, as a store of results keeps them."""

from collections.abc import Callable, Mapping
from typing import Any

from lilliput.analysis.designs.algebra import Product, Union, constrained
from lilliput.analysis.designs.design import Design
from lilliput.analysis.designs.grids import Grid, levels_from
from lilliput.analysis.designs.saltelli import Morris, Saltelli
from lilliput.analysis.designs.sequences import Halton, LatinHypercube, MonteCarlo, Sampled, Sobol
from lilliput.analysis.designs.space import Space, restored
from lilliput.games.checks import check_count
from lilliput.games.errors import InvalidArgumentError, LilliputError, UnknownNameError

__all__ = ["design_from"]

Text = Mapping[str, Any]


def design_from(description: Text) -> Design:
    """Return the design that a description is of.

    Parameters
    ----------
    description
        What `Design.describe` returned, also after it was written as JSON and read again.

    Raises
    ------
    InvalidArgumentError
        It holds only a hash of something (a frame, a function, a distribution of one's own), or is
        no description.
    UnknownNameError
        A kind of design or distribution that is not known here.

    Examples
    --------
    >>> from lilliput.analysis.designs import sobol
    >>> design = sobol({"k": (1, 4), "m": (1, 4)}, n=8).where("k <= m")
    >>> design_from(design.describe()) == design
    True
    """
    if not isinstance(description, Mapping) or "kind" not in description:
        raise InvalidArgumentError(
            f"description must be what design.describe() returns, got {description!r}"
        )
    kind = description["kind"]
    if kind not in _READERS:
        raise UnknownNameError("description: kind of design", kind, _READERS)
    try:
        design = _READERS[kind](description)
        given = tuple(description["names"])
        if given != design.names:
            raise ValueError(f"names {given} are not those of its parts, {design.names}")
        return design
    except LilliputError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise InvalidArgumentError(
            f"description of a {kind} design is incomplete or broken: {error!r}"
        ) from error


def _grid(text: Text) -> Design:
    return Grid({n: levels_from(text["levels"][n], f"levels of {n}") for n in text["names"]})


def _given(text: Text) -> Design:
    raise InvalidArgumentError(
        "description: the points of from_frame are described by a hash of their values; give the "
        f"frame of {text['n']} points again: from_frame(frame)"
    )


def _sampled(design: Callable[..., Sampled]) -> Callable[[Text], Design]:
    known = ("kind", "names", "space", "n", "seed")

    def read(text: Text) -> Design:
        space = Space({name: restored(text["space"][name], name) for name in text["names"]})
        options = {name: value for name, value in text.items() if name not in known}
        n = check_count(text["n"], argument="description: n")
        seed = check_count(text["seed"], argument="description: seed", least=0)
        return design(space, n, seed, **options)

    return read


def _where(text: Text) -> Design:
    design = design_from(text["design"])
    for each in text["constraints"]:
        if "text" not in each:
            raise InvalidArgumentError(
                f"description: the constraint {each['function']} is a function, of which only a "
                "hash is described; give the design again, or constraints as text"
            )
        design = constrained(design, each["text"])
    return design


_READERS: dict[str, Callable[[Text], Design]] = {
    "grid": _grid,
    "from_frame": _given,
    "monte_carlo": _sampled(MonteCarlo),
    "latin_hypercube": _sampled(LatinHypercube),
    "sobol": _sampled(Sobol),
    "halton": _sampled(Halton),
    "saltelli": _sampled(Saltelli),
    "morris": _sampled(Morris),
    "where": _where,
    "product": lambda text: Product(tuple(design_from(each) for each in text["factors"])),
    "union": lambda text: Union(tuple(design_from(each) for each in text["parts"])),
}
