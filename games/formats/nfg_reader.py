r"""Gambit's file format for games in strategic form, ``.nfg``: reading both of its versions.

The grammar, white space being free outside quotes::

    file     = NFG 1 (R | D) "title" { "player" … } sizes ["comment"] body
    sizes    = { number … } | { { "strategy" … } … }
    body     = payoff …                                             the payoff version
             | { { "outcome" payoff[,] … } … } outcome-number …     the outcome version
"""

import re
from collections.abc import Sequence
from math import prod
from typing import Any, NoReturn

import numpy as np

from lilliput.games.arithmetic import Array, number_array
from lilliput.games.errors import DataFileError, InvalidArgumentError
from lilliput.games.formats.numbers import number_from_text
from lilliput.games.formats.table import Table

__all__ = ["table_from_nfg"]

# A label without its closing quote runs to the end of the file and fits _LABEL no more.
_LABEL = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"?|[{},]|[^\s{},"]+', re.DOTALL)
_INTEGER = re.compile(r"[+-]?\d+")


def table_from_nfg(text: str, *, name: str = "the text", exact: bool = False) -> Table:
    """Return the game that the text of a .nfg file states.

    Parameters
    ----------
    text
        The file, in the payoff or the outcome version.
    name
        What to call the file in messages.
    exact
        Whether payoffs that are all integers become Fractions too. A file with any decimal or
        fraction always does: 0.1 is 1/10.

    Raises
    ------
    DataFileError
        A file that is not of this format; the message says the line, and what was expected.

    Examples
    --------
    >>> table = table_from_nfg('NFG 1 R "Selten" { "A" "B" } { 2 1 } 1 2 3 1/2')
    >>> table.strategies
    (('1', '2'), ('1',))
    >>> table.payoffs[0]
    array([[Fraction(1, 1)],
           [Fraction(3, 1)]], dtype=object)
    """
    return _Reader(text, name).table(exact)


class _Reader:
    """The tokens of a file, and how far they have been read."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.tokens = _TOKEN.findall(text)
        self.at = 0

    def table(self, exact: bool) -> Table:
        self.take("NFG", "the word NFG that begins a strategic game")
        self.take("1", "version 1")
        if self.peek() not in ("R", "D"):
            self.fail("the letter R (or D) after the version")
        self.at += 1
        title = self.label("the title in quotes")
        self.take("{", "'{' before the players")
        players = self.names("players", "a player in quotes")
        strategies = self.strategies(players)
        comment = self.label("a comment") if self.is_label() else ""
        shape = tuple(s if isinstance(s, int) else len(s) for s in strategies)
        payoffs = self.body(players, shape, exact)
        lists = tuple(
            tuple(str(k + 1) for k in range(own)) if isinstance(own, int) else own
            for own in strategies
        )
        return Table(players, lists, payoffs, title, comment)

    def strategies(self, players: tuple[str, ...]) -> list[int | tuple[str, ...]]:
        """Read how many strategies each player has, or their names."""
        self.take("{", "'{' before the strategies")
        named = self.peek() == "{"
        found: list[int | tuple[str, ...]] = []
        for player in players:
            if named:
                self.take("{", f"'{{' before the strategies of {player}")
                found.append(self.names(f"strategies of {player}", "a strategy in quotes"))
            else:
                what = f"the number of strategies of {player}, at least 1"
                found.append(self.integer(what, least=1))
        self.take("}", f"'}}' after the strategies of {len(players)} players")
        return found

    def names(self, what: str, one: str) -> tuple[str, ...]:
        """Read labels up to a brace; an empty label becomes its position."""
        start = self.at
        found: list[str] = []
        while self.is_label():
            found.append(self.label(one) or str(len(found) + 1))
        self.take("}", f"{one}, or '}}'")
        if not found:
            self.fail(f"at least one name among the {what}", at=start)
        for k, label in enumerate(found):
            if label in found[:k]:
                self.fail(f"distinct names of the {what}", at=start + k)
        return tuple(found)

    def body(self, players: tuple[str, ...], shape: tuple[int, ...], exact: bool) -> Array:
        if self.peek() == "{":
            rows = self.outcomes(players)
            chosen = self.outcome_numbers(prod(shape), len(rows) - 1)
            numbers = [rows[k] for k in chosen]
        else:
            flat = self.rest(
                len(players) * prod(shape),
                f"payoffs, {len(players)} at each of {prod(shape)} profiles",
            )
            entries = self.numbers(range(self.at, self.at + len(flat)))
            numbers = [entries[k : k + len(players)] for k in range(0, len(flat), len(players))]
        table = np.empty((prod(shape), len(players)), dtype=object)
        table[:] = numbers
        try:
            every = table.reshape((*shape[::-1], len(players))).transpose()
        except ValueError:
            self.fail(f"no more players than NumPy has axes, not {len(players)},", at=0)
        return number_array(every, argument="payoffs", integers="fraction" if exact else "float")

    def outcomes(self, players: tuple[str, ...]) -> list[list[Any]]:
        """Read the list of outcomes; outcome 0 pays nothing."""
        self.take("{", "'{' before the outcomes")
        rows: list[list[Any]] = [[0] * len(players)]
        while self.peek() == "{":
            self.at += 1
            self.label("the name of an outcome in quotes")
            row = []
            for player in players:
                if self.peek() in ("{", "}", ",", None) or self.is_label():
                    self.fail(f"the payoff of {player} at outcome {len(rows)}")
                row += self.numbers([self.at])
                self.at += 1
                if self.peek() == ",":
                    self.at += 1
            self.take("}", f"'}}' after {len(players)} payoffs of outcome {len(rows)}")
            rows.append(row)
        self.take("}", "another outcome, or '}' after the last")
        return rows

    def outcome_numbers(self, count: int, last: int) -> list[int]:
        self.rest(count, f"outcome numbers, one at each of {count} profiles")
        what = f"the number of an outcome, from 0 (all payoffs 0) to {last}"
        return [self.integer(what, least=0, most=last) for _ in range(count)]

    def rest(self, count: int, what: str) -> list[str]:
        """Return the tokens that are left, which must be so many."""
        left = self.tokens[self.at :]
        if len(left) != count:
            at = self.at + min(count, len(left))
            self.fail(f"{count} {what}" + (", then the end" if len(left) > count else ""), at=at,
                      extra=f" after {min(count, len(left))}")  # fmt: skip
        return left

    def numbers(self, positions: Sequence[int]) -> list[Any]:
        known: dict[str, Any] = {}
        for at in positions:
            token = self.tokens[at]
            if token not in known:
                try:
                    known[token] = number_from_text(token)
                except InvalidArgumentError as error:
                    self.fail(f"a payoff ({error})", at=at)
        return [known[self.tokens[at]] for at in positions]

    def integer(self, what: str, *, least: int, most: int | None = None) -> int:
        token = self.peek()
        if token is None or not _INTEGER.fullmatch(token) or len(token) > 18:
            self.fail(what)
        value = int(token)
        if value < least or (most is not None and value > most):
            self.fail(what)
        self.at += 1
        return value

    def label(self, what: str) -> str:
        if not self.is_label():
            self.fail(what)
        token = self.tokens[self.at]
        self.at += 1
        return re.sub(r'\\(["\\])', r"\1", token[1:-1])

    def is_label(self) -> bool:
        token = self.peek()
        return token is not None and _LABEL.fullmatch(token) is not None

    def peek(self) -> str | None:
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def take(self, token: str, what: str) -> None:
        if self.peek() != token:
            self.fail(what)
        self.at += 1

    def fail(self, expected: str, *, at: int | None = None, extra: str = "") -> NoReturn:
        """Raise the error for the token at a position."""
        at = self.at if at is None else at
        places = [match.start() for match in _TOKEN.finditer(self.text)]
        end = len(self.text.rstrip())
        line = self.text.count("\n", 0, places[at] if at < len(places) else end) + 1
        found = "the end of the file" if at >= len(places) else self.tokens[at]
        if found[0] == '"' and not _LABEL.fullmatch(found):
            found = "a quote that is never closed"
        shown = found if len(found) <= 40 else found[:40] + "…"
        raise DataFileError(f"{self.name}, line {line}: expected {expected}, found {shown}{extra}")
