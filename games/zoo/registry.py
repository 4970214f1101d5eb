"""The named games by name, each with its source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, final

from lilliput.games.errors import UnknownNameError
from lilliput.games.normal_form import NormalFormGame
from lilliput.games.zoo import commons, conflict, published, two_by_two

__all__ = ["GAMES", "NamedGame", "named_game"]


@final
@dataclass(frozen=True)
class NamedGame:
    """A function that returns a known game, with its source.

    Parameters
    ----------
    name
        As people call it.
    build
        The function; its parameters have defaults.
    source
        Where the game was published.
    """

    name: str
    build: Callable[..., NormalFormGame]
    source: str

    def __call__(self, *args: Any, **parameters: Any) -> NormalFormGame:
        """Return the game."""
        return self.build(*args, **parameters)

    def __repr__(self) -> str:
        return f"NamedGame({self.name}: {self.build.__name__}; {self.source})"

    def _repr_html_(self) -> str:
        from lilliput.games.display.solutions import named_game

        return named_game(self)


def named_game(name: str, **parameters: Any) -> NormalFormGame:
    """Return a known game by its name; `GAMES` lists the names.

    Parameters
    ----------
    name
        Upper and lower case, spaces, hyphens, apostrophes and brackets are all the same.
    **parameters
        Of the function that builds the game.

    Raises
    ------
    UnknownNameError
        No game of that name; near names are shown.

    Examples
    --------
    >>> named_game("von Stengel 1999").shape
    (6, 6)
    >>> named_game("traveler's dilemma", high=8).shape
    (7, 7)
    """
    wanted = _plain(str(name))
    for game in GAMES.values():
        if wanted in (_plain(game.name), _plain(game.build.__name__)):
            return game(**parameters)
    raise UnknownNameError("name: game", name, GAMES)


def _plain(name: str) -> str:
    return "".join(c for c in name.casefold() if c.isalnum())


def _games() -> Mapping[str, NamedGame]:
    listed = (
        ("prisoner's dilemma", two_by_two.prisoners_dilemma, "Rapoport and Chammah (1965)"),
        ("chicken", two_by_two.chicken, "Rapoport and Chammah (1966)"),
        ("hawk-dove", two_by_two.hawk_dove, "Maynard Smith and Price (1973)"),
        ("stag hunt", two_by_two.stag_hunt, "Rousseau (1755)"),
        ("battle of the sexes", two_by_two.battle_of_the_sexes, "Luce and Raiffa (1957)"),
        ("matching pennies", two_by_two.matching_pennies, "von Neumann and Morgenstern (1944)"),
        ("rock paper scissors", two_by_two.rock_paper_scissors, "Borel (1921)"),
        ("coordination game", two_by_two.coordination_game, "Schelling (1960)"),
        ("entry game", two_by_two.entry_game, "Selten (1978)"),
        ("Shapley 1964", published.shapley_1964, "Shapley (1964)"),
        ("von Stengel 3x2", published.von_stengel_3x2, "von Stengel (2007)"),
        ("von Stengel 1999", published.von_stengel_1999, "von Stengel (1999)"),
        ("Winkels 1979", published.winkels_1979, "Winkels (1979)"),
        ("Bagwell 1995", published.bagwell_1995, "Bagwell (1995)"),
        ("McKelvey-McLennan 1997", published.mckelvey_mclennan_1997,
         "McKelvey and McLennan (1997)"),
        ("Nau 2004", published.nau_2004, "Nau, Gomez Canovas and Hansen (2004)"),
        ("traveler's dilemma", conflict.travelers_dilemma, "Basu (1994)"),
        ("Nash demand game", conflict.nash_demand, "Nash (1953)"),
        ("contest", conflict.contest, "Tullock (1980)"),
        ("Cournot", conflict.cournot, "Cournot (1838)"),
        ("centipede", conflict.centipede, "Rosenthal (1981)"),
        ("public goods", commons.public_goods, "Isaac and Walker (1988)"),
        ("volunteer's dilemma", commons.volunteers_dilemma, "Diekmann (1985)"),
        ("collective security", commons.collective_security, "Palfrey and Rosenthal (1984)"),
        ("minimum effort", commons.minimum_effort, "Van Huyck, Battalio and Beil (1990)"),
        ("El Farol", commons.el_farol, "Arthur (1994)"),
    )  # fmt: skip
    return MappingProxyType(
        {name: NamedGame(name, build, source) for name, build, source in listed}
    )


GAMES = _games()
