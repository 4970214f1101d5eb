"""What `lilliput solve` answers on a game in normal form: equilibria with their certificates."""

from typing import Any

import numpy as np
import pandas as pd

from lilliput.analysis.command_line.answers import Answer, number
from lilliput.analysis.command_line.numbers import (
    mixture_text,
    printable,
    short_text,
    style_of,
)
from lilliput.analysis.tables import PaperTable
from lilliput.games import EquilibriumSet, NormalFormGame, nash_equilibria

__all__ = ["equilibrium_answer"]

_LARGEST_SHOWN = 8
_COMPLETE = {
    "proved": "These are all equilibria.",
    "parity-ok": "Not proved to be all, but their indices add up to 1 as those of all do.",
    "unknown": "There may be more.",
}
_EXTREME = (
    "These are all extreme equilibria; every other one is a mixture within a maximal Nash subset."
)
_PROOFS = {
    "exact": "Exact: proved in rational arithmetic.",
    "algebraic": "Algebraic: proved for roots of polynomials.",
    "epsilon": "Epsilon: nobody gains more than the regret.",
}


def equilibrium_answer(
    game: NormalFormGame, name: str, method: str, *, exact: bool, digits: int
) -> Answer:
    """Return the equilibria of a game.

    Parameters
    ----------
    game
        With payoffs as Fractions.
    name
        What to call it.
    method
        Of `nash_equilibria`.
    exact
        Whether to print fractions and roots even where they are long.
    digits
        Decimals in tables.
    """
    found = nash_equilibria(game, method)
    headline, *_ = repr(found).split("\n")
    tables = [
        *_payoff_table(game, name, digits),
        _equilibrium_table(found, name, exact=exact, digits=digits),
        *_component_table(found, exact=exact, digits=digits),
    ]
    return Answer(
        "lilliput.equilibria/1",
        _record(found, name),
        tuple(tables),
        rows=_rows(found),
        head=(headline,),
    )


def _payoff_table(game: NormalFormGame, name: str, digits: int) -> list[PaperTable]:
    """Return the payoffs of a small game of two players, best responses marked."""
    if game.n != 2 or max(game.shape) > _LARGEST_SHOWN:
        return []
    best = [own == own.max(axis=i, keepdims=True) for i, own in enumerate(game.payoffs)]
    cells = [
        [
            ", ".join(
                short_text(game.payoffs[i][r, c], digits) + "*" * bool(best[i][r, c])
                for i in (0, 1)
            )
            for c in range(game.shape[1])
        ]
        for r in range(game.shape[0])
    ]
    index = pd.Index(game.strategies[0], name=" \\ ".join(game.players))
    frame = pd.DataFrame(cells, index=index, columns=list(game.strategies[1]), dtype=object)
    return [
        PaperTable(
            frame,
            caption=f"Payoffs in {name} to {game.players[0]}, {game.players[1]}",
            label="tab:payoffs",
            notes="*: best response.",
        )
    ]


def _equilibrium_table(found: EquilibriumSet, name: str, *, exact: bool, digits: int) -> PaperTable:
    """Return a row for each equilibrium and player: what it plays and gets."""
    where = _places(found)
    rows, labels = [], []
    for k, each in enumerate(found, start=1):
        proof: str = each.certificate.kind
        if proof == "epsilon":
            proof = f"regret {float(each.regret):.1e}"
        own = [str(k), *([str(where[k - 1] + 1)] if where else []), _signed(each.index), proof]
        for player, mix in each.strategies.items():
            labels.append((*own, player))
            payoff = printable(each.payoffs[player], exact=exact)
            rows.append((mixture_text(mix, exact=exact, digits=digits), payoff))
    names = ["equilibrium", *(["component"] if where else []), "index", "proof", "player"]
    levels: list[Any] = list(zip(*labels, strict=True)) or [[]] * len(names)
    index = pd.MultiIndex.from_arrays(levels, names=names)
    frame = pd.DataFrame(rows, index=index, columns=["plays", "payoff"]).astype(object)
    kinds = dict.fromkeys(each.certificate.kind for each in found)
    joined = any(len(part.equilibria) > 1 for part in found.components or ())
    notes = [
        _EXTREME if joined and found.complete == "proved" else _COMPLETE[found.complete],
        *(_PROOFS[kind] for kind in kinds),
    ]
    return PaperTable(
        frame,
        caption=f"Nash equilibria of {name} ({found.method.replace('_', ' ')})",
        label="tab:equilibria",
        notes=" ".join(notes),
        digits=digits,
        formats={"payoff": style_of(frame["payoff"], exact=exact)},
    )


def _signed(index: int | None) -> str:
    return "–" if index is None else f"{index:+d}".replace("-", "−") if index else "0"


def _places(found: EquilibriumSet) -> list[int]:
    """Return the position of each equilibrium's component; none where these are not known."""
    if not found.components:
        return []
    place = {id(e): k for k, part in enumerate(found.components) for e in part.equilibria}
    return [place[id(each)] for each in found]


def _component_table(found: EquilibriumSet, *, exact: bool, digits: int) -> list[PaperTable]:
    """Return the maximal Nash subsets, unless every equilibrium stands alone."""
    parts = found.components or ()
    if all(len(part.equilibria) == 1 for part in parts):
        return []
    rows = {
        str(k): {
            "component": str(at),
            "index": _signed(part.index),
            "every combination of mixtures of": " × ".join(
                f"{player}: {{{'; '.join(texts)}}}" for player, texts in sides
            ),
        }
        for k, (at, part, sides) in enumerate(
            (
                (at, part, _sides(subset, exact=exact, digits=digits))
                for at, part in enumerate(parts, start=1)
                for subset in part.subsets
            ),
            start=1,
        )
    }
    frame = pd.DataFrame.from_dict(rows, orient="index").rename_axis("subset")
    return [PaperTable(frame, caption="Maximal Nash subsets", label="tab:subsets")]


def _sides(subset: Any, *, exact: bool, digits: int) -> list[tuple[str, list[str]]]:
    return [
        (player, [mixture_text(mix, exact=exact, digits=digits) for mix in mixes])
        for player, mixes in subset.vertices.items()
    ]


def _rows(found: EquilibriumSet) -> pd.DataFrame:
    """Return one row for each equilibrium, player and strategy, for CSV."""
    where = _places(found)
    rows = []
    for k, each in enumerate(found):
        for player, mix in each.strategies.items():
            for strategy, share in mix.items():
                rows.append(
                    {
                        "equilibrium": k + 1,
                        "component": where[k] + 1 if where else "",
                        "player": player,
                        "strategy": strategy,
                        "probability": float(share),
                        "exact": _exact(share),
                        "payoff": float(each.payoffs[player]),
                        "payoff exact": _exact(each.payoffs[player]),
                        "certificate": each.certificate.kind,
                        "regret": float(each.regret),
                    }
                )
    columns = ["equilibrium", "component", "player", "strategy", "probability", "exact",
               "payoff", "payoff exact", "certificate", "regret"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def _exact(value: Any) -> str:
    return "" if isinstance(value, (float, np.floating)) else str(value)


def _record(found: EquilibriumSet, name: str) -> dict[str, Any]:
    where = _places(found)
    return {
        "game": {
            "name": name,
            "players": list(found.game.players),
            "strategies": {
                player: list(own)
                for player, own in zip(found.game.players, found.game.strategies, strict=True)
            },
        },
        "method": found.method,
        "complete": found.complete,
        "degenerate": None if found.degenerate is None else bool(found.degenerate),
        "equilibria": [
            {
                "component": where[k] + 1 if where else None,
                "index": None if each.index is None else int(each.index),
                "strict": None if each.strict is None else bool(each.strict),
                "quasi_strict": None if each.quasi_strict is None else bool(each.quasi_strict),
                "certificate": each.certificate.kind,
                "regret": number(each.regret),
                "strategies": {player: _mix(mix) for player, mix in each.strategies.items()},
                "payoffs": _mix(each.payoffs),
            }
            for k, each in enumerate(found)
        ],
        "components": None
        if found.components is None
        else [
            {
                "index": int(part.index),
                "subsets": [
                    {player: [_mix(mix) for mix in mixes] for player, mixes in s.vertices.items()}
                    for s in part.subsets
                ],
            }
            for part in found.components
        ],
    }


def _mix(mix: pd.Series) -> dict[str, Any]:
    return {str(name): number(share) for name, share in mix.items()}
