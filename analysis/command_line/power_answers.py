"""What `lilliput power` answers: the indices of a body, or the bundled bodies."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

import lilliput.games
from lilliput.analysis.command_line.answers import Answer, number
from lilliput.analysis.command_line.numbers import are_short
from lilliput.analysis.command_line.power import ALIASES, INDICES
from lilliput.analysis.command_line.voting_bodies import Body
from lilliput.analysis.data import BODIES
from lilliput.analysis.tables import PaperTable
from lilliput.games import VotingGame, coleman_collectivity
from lilliput.games.errors import InvalidArgumentError, UnknownNameError
from lilliput.games.voting.rules import form_text

__all__ = ["bodies_answer", "power_answer"]

_FROM_OWEN = list(INDICES)[list(INDICES).index("owen") :]


def bodies_answer() -> Answer:
    """Return the bundled bodies with members, rules and sources."""
    rows, record = {}, {}
    for key, body in BODIES.items():
        game = body.game()
        rows[key] = {
            "name": body.name,
            "members": game.n,
            "quota": _rule_text(game)[len("quota ") :],
        }
        record[key] = {**rows[key], "members": list(game.players), "source": body.source}
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("body")
    table = PaperTable(frame, caption="Bundled voting bodies", label="tab:bodies")
    head = ("Power in one of them: lilliput power EEC-6",)
    return Answer("lilliput.bodies/1", {"bodies": record}, (table,), head=head)


def power_answer(
    body: Body, indices: Sequence[str] | None, *, unions: str | None, exact: bool, digits: int
) -> Answer:
    """Return power indices of the members of a body.

    Parameters
    ----------
    body
        The body.
    indices
        Keys of `INDICES`, their aliases, or ``"all"``; None for the usual ones.
    unions
        A priori unions as typed.
    exact
        Whether to print fractions even where they are long.
    digits
        Decimals in tables.
    """
    groups = None if unions is None else [_members(part) for part in unions.split(";")]
    if indices is None:
        indices = ("shapley-shubik", "banzhaf" if groups is None else "owen")
    names = _chosen(indices, groups)
    found = {name: _index(body.game, name, groups) for name in names}
    act = coleman_collectivity(body.game, exact=True)
    frame = _frame(body, found, exact)
    notes = [
        f"Power of the body to act: {_both(act, digits)} of all coalitions win.",
        "" if exact or _are_short(found) else "Fractions: --exact.",
        "" if groups is None else f"Unions: {'; '.join(', '.join(g) for g in groups)}.",
        f"Source: {body.source}." if body.source else "",
    ]
    table = PaperTable(
        frame,
        caption=f"Power in {body.name}: {_rule_text(body.game)}",
        label="tab:power",
        notes=" ".join(filter(None, notes)),
        digits=digits,
        formats=dict.fromkeys((c for c in frame.columns if _is_decimal(c)), "decimal"),
    )
    record = _record(body, found, act, groups)
    return Answer("lilliput.power/1", record, (table,), rows=_rows(body, found))


def _members(part: str) -> list[str]:
    return [name.strip() for name in part.split(",") if name.strip()]


def _chosen(indices: Sequence[str], groups: Any) -> list[str]:
    """Return the keys of the indices, in the order asked for."""
    names: list[str] = []
    for given in indices:
        plain = given.lower().replace("_", "-")
        name = ALIASES.get(plain, plain)
        if name == "all":
            names += [key for key in INDICES if groups is not None or key not in _FROM_OWEN]
        elif name not in INDICES:
            raise UnknownNameError("--index", given, INDICES)
        else:
            names.append(name)
    if not names:
        raise InvalidArgumentError("--index must name one index at least")
    for name in names:
        if name in _FROM_OWEN and groups is None:
            raise InvalidArgumentError(f"--index {name} needs --unions, such as 'DE,FR;IT,NL'")
    if groups is not None and not set(names) & set(_FROM_OWEN):
        raise InvalidArgumentError(
            f"--unions changes nothing in {', '.join(names)}; add owen, banzhaf-owen, …, to --index"
        )
    return list(dict.fromkeys(names))


def _index(game: VotingGame, name: str, groups: Any) -> pd.Series:
    function = getattr(lilliput.games, INDICES[name][0])
    if name in _FROM_OWEN:
        return pd.Series(function(game, groups, exact=True))
    return pd.Series(function(game, exact=True))


def _are_short(found: dict[str, pd.Series]) -> bool:
    return are_short(value for series in found.values() for value in series)


def _frame(body: Body, found: dict[str, pd.Series], exact: bool) -> pd.DataFrame:
    """Return members with votes and, under each index, its fraction and its decimals."""
    columns: dict[tuple[str, str], Any] = {
        ("", rule): list(votes) for rule, votes in body.columns.items()
    }
    if len(body.columns) == 1:
        (votes,) = body.columns.values()
        columns["", "share"] = [vote / sum(votes, Fraction(0)) for vote in votes]
    both = exact or _are_short(found)
    for name, values in found.items():
        title = INDICES[name][1]
        if both:
            columns[title, "exact"] = list(values)
        columns[title, "decimal" if both else ""] = list(values)
    index = pd.Index(body.game.players, name="member")
    series = [pd.Series(values, index=index, dtype=object) for values in columns.values()]
    frame = pd.concat(series, axis=1)
    if both:
        return frame.set_axis(pd.MultiIndex.from_tuples(list(columns)), axis=1)
    return frame.set_axis([kind or title for title, kind in columns], axis=1)


def _is_decimal(column: Any) -> bool:
    """Whether a column shows decimals: shares, and indices but for their exact values."""
    index, kind = column if isinstance(column, tuple) else (column, "")
    titles = {title for _, title in INDICES.values()}
    return kind in ("decimal", "share") or index == "share" or (index in titles and not kind)


def _rows(body: Body, found: dict[str, pd.Series]) -> pd.DataFrame:
    columns: dict[str, Any] = {"member": list(body.game.players)}
    for rule, votes in body.columns.items():
        columns[rule] = [str(vote) for vote in votes]
    for name, series in found.items():
        columns[name] = [float(value) for value in series]
        columns[f"{name} exact"] = [str(value) for value in series]
    return pd.DataFrame(columns)


def _record(body: Body, found: dict[str, pd.Series], act: Fraction, groups: Any) -> dict[str, Any]:
    game = body.game
    return {
        "body": body.key,
        "name": body.name,
        "source": body.source or None,
        "players": list(game.players),
        "rules": [
            {
                "weights": {
                    player: str(weight)
                    for player, weight in zip(game.players, weights, strict=True)
                },
                "quota": str(quota),
            }
            for weights, quota in game.rules
        ],
        "alternatives": [sorted(each) for each in game.alternatives],
        "vetoes": list(game.vetoes),
        "unions": groups,
        "indices": {
            name: {player: number(value) for player, value in series.items()}
            for name, series in found.items()
        },
        "power_to_act": number(act),
    }


def _rule_text(game: VotingGame) -> str:
    vetoes = f"; vetoes: {', '.join(game.vetoes)}" if game.vetoes else ""
    return f"quota {form_text((game.rules, game.alternatives))}{vetoes}"


def _both(value: Fraction, digits: int) -> str:
    decimal = f"{float(value):.{digits}f}"
    return f"{value} = {decimal}" if are_short([value]) else decimal
