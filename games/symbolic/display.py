"""Symbolic equilibria as text, LaTeX and HTML."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import pandas as pd

__all__ = [
    "array",
    "condition_latex",
    "frame",
    "html",
    "number",
    "profile_html",
    "profile_latex",
    "profile_text",
    "table",
]


def number(value: Any) -> Any:
    """Return a sympy number for a Fraction, anything else unchanged."""
    from sympy import Rational

    if isinstance(value, Fraction):
        return Rational(value.numerator, value.denominator)
    return value


def profile_text(found: Any) -> str:
    """Return a profile as text: each player's support, with probabilities unless it is pure."""
    return "; ".join(f"{player}: {_mix_text(mix)}" for player, mix in found.strategies.items())


def _mix_text(mix: pd.Series) -> str:
    support = [(name, weight) for name, weight in mix.items() if weight != 0]
    if len(support) == 1:
        return str(support[0][0])
    return " + ".join(f"{_factor(weight)} {name}" for name, weight in support)


def _factor(weight: Any) -> str:
    return f"({weight})" if weight.is_Add else str(weight)


def profile_latex(found: Any) -> str:
    """Return a profile in LaTeX's mathematics: a tuple, one entry a player."""
    mixes = [_mix_latex(mix) for mix in found.strategies.values()]
    return "\\left(" + ",\\; ".join(mixes) + "\\right)"


def _mix_latex(mix: pd.Series) -> str:
    from sympy import latex

    support = [(name, weight) for name, weight in mix.items() if weight != 0]
    if len(support) == 1:
        return _word(support[0][0])
    parts = []
    for name, weight in support:
        shown = latex(weight)
        parts.append((f"\\left({shown}\\right)" if weight.is_Add else shown) + f"\\,{_word(name)}")
    return " + ".join(parts)


def _word(name: Any) -> str:
    shown = str(name)
    for plain, special in (
        ("\\", "\\textbackslash "),
        ("_", "\\_"),
        ("%", "\\%"),
        ("&", "\\&"),
        ("#", "\\#"),
        ("$", "\\$"),
        ("{", "\\{"),
        ("}", "\\}"),
    ):
        if plain != "\\" or "\\" in str(name):
            shown = shown.replace(plain, special)
    return f"\\text{{{shown}}}"


def condition_latex(condition: Any) -> str:
    """Return a condition in LaTeX's mathematics; one that always holds as a word."""
    from sympy import latex

    if condition == True:  # noqa: E712 - a sympy Boolean
        return "\\text{always}"
    if condition == False:  # noqa: E712
        return "\\text{never}"
    return str(latex(condition))


def frame(result: Any) -> pd.DataFrame:
    """Return one row an equilibrium."""
    rows = [
        {
            **{player: _mix_text(mix) for player, mix in found.strategies.items()},
            **{f"payoff {player}": value for player, value in found.payoffs.items()},
            "condition": found.condition,
            "continuum": found.continuum,
        }
        for found in result
    ]
    columns = [*result.game.players, *(f"payoff {p}" for p in result.game.players)]
    return pd.DataFrame(rows, columns=[*columns, "condition", "continuum"]).rename_axis(
        "equilibrium"
    )


def _cells(result: Any) -> list[list[str]]:
    """Return profile, payoffs and condition of each equilibrium in LaTeX's mathematics."""
    from sympy import latex

    return [
        [
            profile_latex(found),
            ",\\; ".join(latex(value) for value in found.payoffs),
            condition_latex(found.condition),
        ]
        for found in result
    ]


_HEADS = ("equilibrium", "payoffs", "condition")


def table(result: Any) -> str:
    """Return a tabular for a paper, with the rules of booktabs."""
    lines = [" & ".join(f"${cell}$" for cell in row) + " \\\\" for row in _cells(result)]
    head = " & ".join(name.capitalize() for name in _HEADS) + " \\\\"
    body: Sequence[str] = ["\\begin{tabular}{lll}", "\\toprule", head, "\\midrule", *lines]
    return "\n".join([*body, "\\bottomrule", "\\end{tabular}"]) + "\n"


def array(result: Any) -> str:
    """Return an array for a notebook, in display mathematics."""
    head = " & ".join(f"\\text{{{name}}}" for name in _HEADS) + " \\\\ \\hline"
    lines = [" & ".join(row) + " \\\\" for row in _cells(result)]
    return "\n".join(["$$\\begin{array}{lll}", head, *lines, "\\end{array}$$"])


def html(result: Any, headline: str) -> str:
    """Return a table for a notebook, whose cells are typeset as mathematics."""
    from lilliput.games.display.tables import block, table
    from lilliput.games.display.texts import formula

    rows = [list(map(formula, row)) for row in _cells(result)]
    return block(table(headline, _HEADS, rows, labels=0))


def profile_html(found: Any) -> str:
    """Return a profile for a notebook, with payoffs and the condition for it."""
    from lilliput.games.display.profiles import profile_table
    from lilliput.games.display.tables import block, note
    from lilliput.games.display.texts import Html, shown

    body = profile_table("Equilibrium", found.strategies, found.payoffs)
    return block(body, note(Html(f"where: {shown(found.condition)}")))
