"""Voting bodies that users name, type or bring in a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import NamedTuple, final

from lilliput.analysis.command_line.inputs import (
    csv_rows,
    file_title,
    is_file_name,
    number_of,
    read_text,
)
from lilliput.analysis.command_line.kinds import split_list
from lilliput.analysis.data import BODIES
from lilliput.games import VotingGame
from lilliput.games.checks import name_list
from lilliput.games.errors import (
    DataFileError,
    InvalidArgumentError,
    UnknownNameError,
)

__all__ = ["Body", "body_of"]

_MAJORITY = "majority"
_NO = ("", "0", "no", "n", "false", "-")


@final
@dataclass(frozen=True)
class Body:
    """A body to compute: its game, and what tables say of it.

    Parameters
    ----------
    game
        The voting game.
    name
        What tables call it.
    key
        Of a bundled body.
    source
        Citation or file.
    columns
        Name of each rule to the votes in it, as the user gave them.
    """

    game: VotingGame
    name: str
    columns: Mapping[str, Sequence[Fraction]]
    key: str | None = None
    source: str = ""


class _Votes(NamedTuple):
    """Votes by name of rule, their quotas as text, and who has a veto."""

    players: list[str]
    columns: dict[str, list[Fraction]]
    quotas: list[str]
    vetoes: list[str]


def body_of(
    word: str | None,
    *,
    weights: Sequence[str],
    quota: Sequence[str],
    players: list[str] | None,
    veto: list[str] | None,
    need: int | None,
) -> Body:
    """Return the body that the arguments of the command describe.

    Parameters
    ----------
    word
        Name of a bundled body, a file, or None where the weights are given.
    weights, quota
        As typed, once a rule.
    players
        Names for weights without any.
    veto
        Members with a veto.
    need
        How many rules suffice; all by default.
    """
    if word is None:
        typed = _typed(weights, quota, players)
        return _made(typed, veto, need, name="the body given", source="")
    if weights or players:
        raise InvalidArgumentError(
            f"--weights and --players describe a body; leave them out with {word}, or leave it out"
        )
    known = {key.lower(): key for key in BODIES}
    if word.lower() in known:
        return _bundled(known[word.lower()], quota, veto, need)
    if not is_file_name(word):
        raise UnknownNameError("body", word, BODIES)
    name = file_title(word)
    read = _from_rows(csv_rows(read_text(word, "BODY"), "BODY"), quota)
    return _made(read, veto, need, name=name, source=f"votes from {name}")


def _bundled(key: str, quota: Sequence[str], veto: list[str] | None, need: int | None) -> Body:
    """Return a bundled body, with another quota or further vetoes if given."""
    body = BODIES[key]
    game = body.game()
    columns: dict[str, list[Fraction]] = {}
    for weights in (body.votes, *(weights for weights, _ in (*body.further, *body.suffices))):
        votes = [Fraction(weights[player]) for player in game.players]
        if votes not in columns.values():
            columns[f"rule {len(columns) + 1}" if columns else "votes"] = votes
    if need is not None:
        raise InvalidArgumentError(f"--need is for rules of your own, not for {key}")
    if quota:
        if len(game.rules) != 1 or len(quota) != 1:
            raise InvalidArgumentError(
                f"--quota replaces the quota of a body of one rule; {key} has "
                f"{len(game.rules)} and got {len(quota)}"
            )
        needed = _quota(quota[0], columns["votes"])
        game = VotingGame(game.players, weights=columns["votes"], quota=needed, vetoes=game.vetoes)
    if veto:
        vetoes = [*game.vetoes, *(name for name in veto if name not in game.vetoes)]
        game = VotingGame.from_form(game.players, (game.rules, game.alternatives), vetoes)
    return Body(game, body.name, columns, key, body.source)


def _made(
    votes: _Votes, veto: list[str] | None, need: int | None, *, name: str, source: str
) -> Body:
    quotas = votes.quotas or [_MAJORITY] * len(votes.columns)
    if len(quotas) != len(votes.columns):
        raise InvalidArgumentError(
            f"--quota must be given once a rule: {len(votes.columns)} "
            f"({', '.join(votes.columns)}), got {len(quotas)}"
        )
    rules = [
        (column, _quota(quota, column))
        for column, quota in zip(votes.columns.values(), quotas, strict=True)
    ]
    vetoes = [*votes.vetoes, *(veto or [])]
    game = VotingGame.from_rules(votes.players, rules, need=need, vetoes=vetoes)
    return Body(game, name, votes.columns, None, source)


def _quota(text: str, votes: Sequence[Fraction]) -> Fraction:
    """Return votes needed: a number, a percentage of all, or more than half of them."""
    total = sum(votes, Fraction(0))
    plain = text.strip().lower()
    if plain == _MAJORITY:
        common = lcm(*(number.denominator for number in votes))
        return Fraction(int(total * common) // 2 + 1, common)
    if plain.endswith("%"):
        return number_of(plain[:-1], "--quota") / 100 * total
    try:
        return number_of(plain, "--quota")
    except InvalidArgumentError:
        raise InvalidArgumentError(
            f"--quota must be a number of votes, a percentage such as 65% or majority, got {text!r}"
        ) from None


def _typed(weights: Sequence[str], quota: Sequence[str], players: list[str] | None) -> _Votes:
    if not weights:
        raise InvalidArgumentError(
            "give a body by name, a file of votes, or --weights; lilliput power lists the bodies"
        )
    columns: dict[str, list[Fraction]] = {}
    names = players
    for k, text in enumerate(weights, start=1):
        found, votes = _weights(text)
        if found and names and found != names:
            raise InvalidArgumentError(
                f"--weights must name the same members in the same order, got "
                f"{name_list(found)} beside {name_list(names)}"
            )
        names = found or names
        columns["votes" if len(weights) == 1 else f"rule {k}"] = votes
    size = len(next(iter(columns.values())))
    names = names or [str(k) for k in range(1, size + 1)]
    for votes in columns.values():
        if len(votes) != len(names):
            raise InvalidArgumentError(
                f"--weights must be {len(names)} numbers ({name_list(names)}), got {len(votes)}"
            )
    return _Votes(names, columns, list(quota), [])


def _weights(text: str) -> tuple[list[str], list[Fraction]]:
    """Return names, where there are any, and votes of '4,4,2' or 'DE=4,FR=4'."""
    parts = split_list(text)
    named = [part.partition("=") for part in parts]
    if not parts or len({bool(equals) for _, equals, _ in named}) != 1:
        raise InvalidArgumentError(
            f"--weights must be numbers such as 4,4,2 or DE=4,FR=4,NL=2, got {text!r}"
        )
    if "=" not in parts[0]:
        return [], [number_of(part, "--weights") for part in parts]
    names = [name.strip() for name, _, _ in named]
    return names, [number_of(votes, f"--weights of {name}") for name, _, votes in named]


def _from_rows(rows: list[list[str]], quota: Sequence[str]) -> _Votes:
    """Return the votes of a CSV table; its quotas give way to those of the command."""
    header, body = rows[0], rows[1:]
    if len(header) > 1 and _is_number(header[1]):
        header = ["member", *("votes" if len(header) == 2 else f"rule {k}" for k in
                              range(1, len(header)))]  # fmt: skip
        body = rows
    if len(header) < 2 or not body:
        raise DataFileError("BODY must be a CSV table with a row a member and a column of votes")
    if len(set(header)) < len(header):
        raise DataFileError(f"BODY must have distinct columns, got {', '.join(header)}")
    veto = next((j for j, name in enumerate(header) if name.lower() == "veto"), None)
    places = [j for j in range(1, len(header)) if j != veto]
    if not places:
        raise DataFileError("BODY must have a column of votes beside that of vetoes")
    quotas = [row for row in body if row[0].lower() == "quota"]
    members = [row for row in body if row[0].lower() != "quota"]
    if len(quotas) > 1:
        raise DataFileError(f"BODY must have one row of quotas, got {len(quotas)}")
    columns = {
        header[j]: [number_of(row[j], f"BODY: {header[j]} of {row[0]}") for row in members]
        for j in places
    }
    vetoes = [] if veto is None else [r[0] for r in members if r[veto].lower() not in _NO]
    own = [quotas[0][j] for j in places] if quotas else []
    return _Votes([row[0] for row in members], columns, list(quota) or own, vetoes)


def _is_number(text: str) -> bool:
    try:
        number_of(text, "")
    except InvalidArgumentError:
        return False
    return True
