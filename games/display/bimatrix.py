"""Bimatrices: strategies as headers, players at the sides, best replies underlined."""

from collections.abc import Callable, Sequence
from typing import Any

from lilliput.games.arithmetic import Array
from lilliput.games.display.replies import best_replies, pure_equilibria
from lilliput.games.display.tables import CELL, HEAD, LINE, TABLE, caption_of
from lilliput.games.display.texts import Html, escaped, latex_number, latex_text, shown

__all__ = ["LARGEST", "bimatrix_latex", "cell_text", "grid", "legend", "marked_cells"]

LARGEST = 12
_CORNER = 10
_FRAME = "outline:2px solid currentColor;outline-offset:-3px"
_MOST_LATEX = 8


def grid(
    sides: tuple[str, str],
    strategies: tuple[Sequence[str], Sequence[str]],
    cell: Callable[[int, int], Html],
    *,
    framed: Callable[[int, int], bool] | None = None,
    title: Any = "",
    detail: Any = "",
    largest: int = LARGEST,
) -> Html:
    """Return a table of what the row player's and the column player's strategies lead to.

    Parameters
    ----------
    sides
        Names of the row player and the column player.
    strategies
        Of both.
    cell
        Position of the row and the column to markup.
    framed
        Whether a cell is framed.
    title, detail
        The caption.
    largest
        Above this many rows or columns only a corner is shown, with an ellipsis.

    Examples
    --------
    >>> shown = grid(("A", "B"), (["x"], ["y", "z"]), lambda i, j: Html(f"{i}, {j}"))
    >>> shown.count("<td"), shown.count('scope="col"'), shown.count('scope="rowgroup"')
    (3, 2, 1)
    """
    down, across = (_cut(len(own), largest) for own in strategies)
    more = [bool(len(own) > kept) for own, kept in zip(strategies, (down, across), strict=True)]
    heads = "".join(
        f'<th scope="col" style="{HEAD};text-align:center">{escaped(name, longest=32)}</th>'
        for name in strategies[1][:across]
    )
    if more[1]:
        heads += _ellipsis("…")
    wide = across + more[1]
    top = (
        f'<tr><td colspan="2" rowspan="2"></td><th scope="colgroup" colspan="{wide}" '
        f'style="{HEAD};text-align:center;font-style:italic">{escaped(sides[1])}</th></tr>'
        f"<tr>{heads}</tr>"
    )
    rows = []
    for i in range(down):
        first = ""
        if i == 0:
            first = (
                f'<th scope="rowgroup" rowspan="{down + more[0]}" style="{HEAD};'
                f'text-align:center;font-style:italic">{escaped(sides[0])}</th>'
            )
        name = escaped(strategies[0][i], longest=32)
        first += f'<th scope="row" style="{HEAD};text-align:right">{name}</th>'
        cells = "".join(
            _cell(cell(i, j), framed=framed is not None and framed(i, j)) for j in range(across)
        )
        rows.append(f"<tr>{first}{cells}{_ellipsis('…') if more[1] else ''}</tr>")
    if more[0]:
        rows.append(f"<tr>{_ellipsis('⋮') * (1 + wide)}</tr>")
    head = f'{caption_of(title, detail)}<thead style="border:none">{top}</thead>'
    return Html(f'<table style="{TABLE}">{head}<tbody>{"".join(rows)}</tbody></table>')


def marked_cells(
    payoffs: Array, fixed: tuple[int, ...] = ()
) -> tuple[Callable[[int, int], Html], Callable[[int, int], bool], list[Html]]:
    """Return what `grid` needs for a game: its cells, which are framed, and the legend.

    Parameters
    ----------
    payoffs
        Shape (n, m_1, m_2, …).
    fixed
        The strategies of the players after the second.
    """
    replies = best_replies(payoffs)
    pure = pure_equilibria(replies) if replies is not None else None

    def cell(i: int, j: int) -> Html:
        place = (i, j, *fixed)
        best = [bool(reply[place]) for reply in replies] if replies is not None else None
        return cell_text([own[place] for own in payoffs], best)

    def framed(i: int, j: int) -> bool:
        return pure is not None and bool(pure[(i, j, *fixed)])

    return cell, framed, legend(replies)


def cell_text(numbers: Sequence[Any], best: Sequence[bool] | None = None) -> Html:
    """Return payoffs joined by commas, those of best replies underlined.

    Examples
    --------
    >>> cell_text([3, 0], [True, False])
    '<u>3</u>, 0'
    """
    texts = [shown(number) for number in numbers]
    if best is not None:
        texts = [
            Html(f"<u>{text}</u>") if mark else text for text, mark in zip(texts, best, strict=True)
        ]
    return Html(", ".join(texts))


def legend(replies: list[Array] | None) -> list[Html]:
    """Return what the marks of a game mean, and how many pure equilibria there are."""
    if replies is None:
        return [Html("best responses are not marked in so large a game")]
    number = int(pure_equilibria(replies).sum())
    parts = [Html("<u>underlined</u>: best response")]
    undecided = any(reply.dtype == object and (reply == None).any() for reply in replies)  # noqa: E711
    if undecided:
        parts.append(Html("not marked where it depends on the symbols"))
    if number:
        framed = Html(f'<span style="border:{LINE};padding:0 .3em">framed</span>')
        parts.append(Html(f"{framed}: pure equilibrium ({number} in all)"))
    elif not undecided:
        parts.append(Html("no pure equilibrium"))
    return parts


def bimatrix_latex(
    sides: tuple[str, str], strategies: tuple[Sequence[str], Sequence[str]], payoffs: Array
) -> str | None:
    r"""Return a bimatrix as an array in display mathematics; None if it is large.

    Examples
    --------
    >>> import numpy as np
    >>> print(bimatrix_latex(("A", "B"), (["x"], ["y"]), np.array([[[1.0]], [[2.0]]])))
    $$\begin{array}{r|c}
    \text{A} \backslash \text{B} & \text{y} \\ \hline
    \text{x} & \underline{1},\, \underline{2}
    \end{array}$$
    """
    if max(payoffs.shape[1:]) > _MOST_LATEX:
        return None
    replies = best_replies(payoffs)
    corner = f"{latex_text(sides[0])} \\backslash {latex_text(sides[1])}"
    head = " & ".join([corner, *map(latex_text, strategies[1])])
    lines = []
    for i, name in enumerate(strategies[0]):
        cells = []
        for j in range(len(strategies[1])):
            texts = [latex_number(own[i, j]) for own in payoffs]
            if replies is not None:
                texts = [
                    f"\\underline{{{text}}}" if reply[i, j] else text
                    for text, reply in zip(texts, replies, strict=True)
                ]
            cells.append(",\\, ".join(texts))
        lines.append(" & ".join([latex_text(name), *cells]))
    body = " \\\\\n".join(lines)
    columns = "c" * len(strategies[1])
    return f"$$\\begin{{array}}{{r|{columns}}}\n{head} \\\\ \\hline\n{body}\n\\end{{array}}$$"


def _cut(size: int, largest: int) -> int:
    return size if size <= largest else min(_CORNER, largest)


def _cell(text: Html, *, framed: bool) -> str:
    style = f"{CELL};border:{LINE};text-align:center;white-space:nowrap"
    if framed:
        return f'<td style="{style};{_FRAME}"><strong>{text}</strong></td>'
    return f'<td style="{style}">{text}</td>'


def _ellipsis(sign: str) -> str:
    return f'<td style="{CELL};text-align:center">{sign}</td>'
