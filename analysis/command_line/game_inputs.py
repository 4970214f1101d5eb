"""Games that users name, type or bring in a file."""

import json
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

from lilliput.analysis.command_line.answers import Answer
from lilliput.analysis.command_line.inputs import (
    csv_rows,
    file_title,
    is_file_name,
    matrix,
    number_of,
    read_text,
)
from lilliput.analysis.command_line.kinds import split_list
from lilliput.analysis.command_line.known import GAMES as SLUGS
from lilliput.analysis.tables import PaperTable
from lilliput.games import GAMES, CoalitionalGame, NormalFormGame, named_game
from lilliput.games.arithmetic import object_array
from lilliput.games.checks import counted
from lilliput.games.errors import DataFileError, InvalidArgumentError, UnknownNameError
from lilliput.games.formats import table_from_nfg

__all__ = ["game_of", "games_answer"]

Game = NormalFormGame | CoalitionalGame
_SPLIT_CELL = re.compile(r"[\s;|,]+")
_OWN_JSON = "lilliput.NormalFormGame"


def games_answer() -> Answer:
    """Return the known games with their size and source."""
    rows = {}
    for game in GAMES.values():
        built = game()
        rows[game.build.__name__.replace("_", "-")] = {
            "players": built.n,
            "strategies": " × ".join(map(str, built.shape)),
            "source": game.source,
        }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("game")
    table = PaperTable(frame, caption="Known games", label="tab:games")
    head = ("Solve one of them: lilliput solve stag-hunt",)
    return Answer("lilliput.games/1", {"games": rows}, (table,), head=head)


def game_of(
    word: str | None,
    *,
    a: str | None,
    b: str | None,
    players: list[str] | None,
    strategies: str | None,
    worths: str | None,
) -> tuple[Game, str]:
    """Return the game that the arguments of the command describe, and what to call it.

    Parameters
    ----------
    word
        A known game, a file, or None where payoffs or worths are typed.
    a, b
        Matrices of payoffs.
    players, strategies
        Names.
    worths
        Of coalitions.
    """
    sources = (("GAME", word), ("--a", a), ("--worths", worths))
    given = [name for name, text in sources if text is not None]
    if len(given) != 1:
        raise InvalidArgumentError(
            f"give one of GAME, --a (with --b) and --worths, got {' and '.join(given) or 'none'}"
        )
    if worths is not None:
        if b or strategies:
            raise InvalidArgumentError("--b and --strategies belong to --a, not to --worths")
        return _coalitional(_typed_worths(worths), players), "the game given"
    if a is not None:
        first = matrix(a, "--a")
        second = [[-x for x in row] for row in first] if b is None else matrix(b, "--b")
        return _bimatrix(first, second, players, strategies), "the game given"
    if b or players or strategies:
        raise InvalidArgumentError(
            f"--b, --players and --strategies belong to --a; leave them out with {word}"
        )
    assert word is not None
    return _named_or_read(word)


def _named_or_read(word: str) -> tuple[Game, str]:
    if "/" not in word:
        try:
            return named_game(word).to_exact(), word
        except UnknownNameError:
            if not is_file_name(word):
                raise UnknownNameError("game", word, SLUGS) from None
    text = read_text(word, "GAME")
    name = file_title(word)
    head = text.lstrip()
    if head.startswith("EFG"):
        raise DataFileError(
            f"GAME: {name} is a game in extensive form; save its strategic form as .nfg in Gambit"
        )
    if head.startswith("NFG"):
        table = table_from_nfg(text, name=name, exact=True)
        return NormalFormGame(table.players, table.strategies, table.payoffs), name
    if head.startswith(("{", "[")):
        return _from_json(text), name
    return _from_rows(csv_rows(text, "GAME")), name


def _bimatrix(
    a: Sequence[Any], b: Sequence[Any], players: list[str] | None, strategies: str | None
) -> NormalFormGame:
    if [len(row) for row in a] != [len(row) for row in b]:
        raise InvalidArgumentError(
            f"--a and --b must have one shape, got {len(a)} × {len(a[0])} and {len(b)} × "
            f"{len(b[0])}"
        )
    names = players or ["row", "column"]
    if len(names) != 2:
        raise InvalidArgumentError(f"--players must be two names, got {len(names)}")
    lists = None if strategies is None else _strategies(strategies, (len(a), len(a[0])), names)
    return NormalFormGame.from_bimatrix(_exact(a), _exact(b), players=names, strategies=lists)


def _strategies(text: str, shape: tuple[int, int], players: list[str]) -> list[list[str]]:
    lists = [split_list(part) for part in text.split(";")]
    if len(lists) == 1:
        lists *= 2
    if len(lists) != 2:
        raise InvalidArgumentError(
            f"--strategies must be one list of names or two, separated by ;, got {len(lists)}"
        )
    for names, size, player in zip(lists, shape, players, strict=True):
        if len(names) != size:
            raise InvalidArgumentError(
                f"--strategies must name the {counted(size, 'strategy').replace('ys', 'ies')} of "
                f"{player}, got {len(names)}: {', '.join(names)}"
            )
    return lists


def _exact(rows: Sequence[Sequence[Any]]) -> Any:
    flat = [Fraction(entry) for row in rows for entry in row]
    return object_array(flat, (len(rows), len(rows[0])))


def _from_rows(rows: list[list[str]]) -> Game:
    """Return the game of a CSV table: worths, profiles with payoffs, or cells of a bimatrix."""
    header = [name.lower() for name in rows[0]]
    if "worth" in header and header[0] in ("coalition", "coalitions"):
        at = header.index("worth")
        worths: dict[tuple[str, ...], Fraction] = {}
        for row in rows[1:]:
            _add_worth(worths, row[0], number_of(row[at], f"GAME: worth of {row[0]}"))
        return _coalitional(worths, None)
    if any(name.startswith("payoff ") for name in header):
        frame = pd.DataFrame(rows[1:], columns=rows[0])
        if frame.empty:
            raise DataFileError("GAME must have a row a profile, got the header alone")
        return NormalFormGame.from_frame(frame).to_exact()
    return _from_cells(rows)


def _from_cells(rows: list[list[str]]) -> NormalFormGame:
    """Return the bimatrix of cells '9 9', or of single numbers in a zero-sum game."""
    if len(rows) < 2 or len(rows[0]) < 2:
        raise DataFileError(
            "GAME must be a table with the column player's strategies in its first row and the row "
            "player's in its first column"
        )
    players = [name.strip() for name in re.split(r"[\\/]", rows[0][0])]
    names = players if len(players) == 2 and all(players) else ["row", "column"]
    a, b = [], []
    for row in rows[1:]:
        pairs = [_cell(cell, row[0], at) for cell, at in zip(row[1:], rows[0][1:], strict=True)]
        a.append([pair[0] for pair in pairs])
        b.append([pair[1] for pair in pairs])
    strategies = [[row[0] for row in rows[1:]], rows[0][1:]]
    return NormalFormGame.from_bimatrix(_exact(a), _exact(b), players=names, strategies=strategies)


def _cell(cell: str, row: str, column: str) -> tuple[Fraction, Fraction]:
    where = f"GAME: the cell of {row} and {column}"
    found = [number_of(part, where) for part in _SPLIT_CELL.split(cell) if part]
    if len(found) not in (1, 2):
        raise DataFileError(
            f"{where} must be two payoffs such as '3 0', or one in a zero-sum game, got {cell!r}"
        )
    return found[0], found[-1] if len(found) == 2 else -found[0]


def _from_json(text: str) -> Game:
    try:
        document = json.loads(text, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError) as error:
        raise DataFileError(f"GAME is not JSON: {error}") from None
    if isinstance(document, dict):
        if document.get("format") == _OWN_JSON:
            return NormalFormGame.from_json(text).to_exact()
        if "worths" in document:
            return _coalitional(_json_worths(document), document.get("players"))
        if "A" in document:
            return _json_bimatrix(document)
    raise DataFileError(
        'GAME must be JSON with "worths", with "A" and "B", or as NormalFormGame.to_json writes it'
    )


def _json_worths(document: Mapping[str, Any]) -> dict[tuple[str, ...], Fraction]:
    given = document["worths"]
    if not isinstance(given, dict):
        raise DataFileError(
            f'GAME: "worths" must be an object such as {{"US+CN": 4}}, got {type(given).__name__}'
        )
    worths: dict[tuple[str, ...], Fraction] = {}
    for name, value in given.items():
        _add_worth(worths, name, _json_number(value, f"GAME: worth of {name}"))
    return worths


def _json_bimatrix(document: Mapping[str, Any]) -> NormalFormGame:
    a = _json_matrix(document["A"], "A")
    b = _json_matrix(document["B"], "B") if "B" in document else [[-x for x in row] for row in a]
    players = _json_pair(document.get("players", ["row", "column"]), "players", str)
    strategies = document.get("strategies")
    if strategies is not None:
        _json_pair(strategies, "strategies", list)
    return NormalFormGame.from_bimatrix(
        _exact(a), _exact(b), players=players, strategies=strategies
    )


def _json_pair(value: Any, name: str, kind: type) -> list[Any]:
    if isinstance(value, list) and len(value) == 2 and all(isinstance(x, kind) for x in value):
        return value
    wanted = "names" if kind is str else "lists of names"
    raise DataFileError(f'GAME: "{name}" must be a list of two {wanted}, got {json.dumps(value)}')


def _json_matrix(value: Any, name: str) -> list[list[Fraction]]:
    rows = value if isinstance(value, list) else []
    if not rows or not all(isinstance(row, list) and len(row) == len(rows[0]) for row in rows):
        raise DataFileError(f'GAME: "{name}" must be a list of rows of equal length')
    if not rows[0]:
        raise DataFileError(f'GAME: "{name}" must have a column at least')
    return [[_json_number(x, f'GAME: entries of "{name}"') for x in row] for row in rows]


def _json_number(value: Any, what: str) -> Fraction:
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise DataFileError(f"{what} must be numbers or texts such as '1/3', got {value!r}")
    return number_of(str(value), what)


def _typed_worths(text: str) -> dict[tuple[str, ...], Fraction]:
    worths: dict[tuple[str, ...], Fraction] = {}
    for part in filter(None, map(str.strip, text.split(";"))):
        name, equals, value = part.rpartition("=")
        if not equals:
            raise InvalidArgumentError(
                f"--worths must be such as 'US+CN=4; US+CN+EU=6', got {part!r}"
            )
        _add_worth(worths, name, number_of(value, f"--worths of {name.strip()}"))
    return worths


def _add_worth(worths: dict[tuple[str, ...], Fraction], name: str, value: Fraction) -> None:
    """Add the worth of a coalition whose members are joined by + or commas."""
    members = tuple(part.strip() for part in re.split(r"[+,]", name) if part.strip())
    coalition = () if members == ("∅",) else members
    if len(set(coalition)) < len(coalition):
        raise InvalidArgumentError(f"coalition {name!r} names a member twice")
    if any(set(coalition) == set(other) for other in worths):
        raise InvalidArgumentError(f"coalition {name!r} is given twice")
    worths[coalition] = value


def _coalitional(worths: dict[tuple[str, ...], Fraction], players: Any) -> CoalitionalGame:
    if not any(worths):
        raise DataFileError("worths must name one coalition at least")
    return CoalitionalGame.from_worths(worths, players=players)
