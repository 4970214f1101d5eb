"""What a page on a claim is made of: the diagram with the point chosen, the tables and the code."""

from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from lilliput.analysis.claim_figures import plot_phase
from lilliput.analysis.claims import Claim, claims
from lilliput.analysis.claims.model import Model, ModelResult
from lilliput.analysis.claims.parameters import Parameter
from lilliput.analysis.explorers.code import Source, called, literal, program
from lilliput.analysis.explorers.texts import brief
from lilliput.analysis.figures import blank_figure, figure_alt, plot_phase_plane, set_alt, styled
from lilliput.analysis.figures.descriptions import describe, number
from lilliput.analysis.notation import boundary_parts, described, mathml
from lilliput.analysis.report_claims import said
from lilliput.games.display import Html, chip, note, record

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["Diagrams", "claim_code", "claim_text", "labelled", "margin_curve"]

_WIDTH, _HEIGHT = 5.2, 4.6
_KEPT = 8
_POINTS = 61
_CELLS = 10


class Diagrams:
    """Pictures of models, drawn once for all points that differ along their axes only."""

    def __init__(self) -> None:
        self._known: dict[Any, tuple[Axes, str]] = {}

    def figure(self, result: ModelResult, axes: tuple[str, str], selection: str | None) -> "Figure":
        """Return the diagram with a ring around the point of a result.

        Parameters
        ----------
        result
            The point, decided.
        axes
            The parameters along the axes; twice the same for a model of one parameter.
        selection
            The rule of selection, if it is not the first.
        """
        others = {name: v for name, v in result.parameters.items() if name not in axes}
        key = (result.model.id, axes, selection, tuple(others.items()))
        if key not in self._known:
            if len(self._known) >= _KEPT:
                self._known.pop(next(iter(self._known)))
            drawn = _diagram(result.model, axes, selection, others)
            self._known[key] = drawn, figure_alt(drawn)
        drawn, alt = self._known[key]
        figure: Any = drawn.get_figure(root=True)
        _ring(drawn, result, axes)
        at = ", ".join(f"{name} = {result.parameters[name]}" for name in dict.fromkeys(axes))
        set_alt(figure, f"{alt} A ring marks {at}: {said(result)}.")
        return figure


def _diagram(
    model: Model, axes: tuple[str, str], selection: str | None, others: dict[str, Any]
) -> "Axes":
    """Draw what there is to draw of a model: cells and a line, cells alone, or one curve."""
    with styled():
        drawn = blank_figure(_WIDTH, _HEIGHT).subplots()
        if axes[0] == axes[1]:
            return margin_curve(model, axes[0], drawn)
        if model.formula:
            return plot_phase(
                model, axes=axes, cells=_CELLS, selection=selection, ax=drawn, **others
            )
        return plot_phase_plane(
            model, axes[0], axes[1], output="verdict", cells=_CELLS, fixed=others, ax=drawn
        )


def _ring(drawn: "Axes", result: ModelResult, axes: tuple[str, str]) -> None:
    """Draw the ring that marks the point chosen, or move it."""
    from matplotlib.patheffects import Normal, Stroke

    if axes[0] == axes[1]:
        place = float(result.parameters[axes[0]]), float(result.margin)
    else:
        place = float(result.parameters[axes[0]]), float(result.parameters[axes[1]])
    for line in drawn.lines:
        if line.get_gid() == "ring":
            line.set_data([place[0]], [place[1]])
            return
    limits = drawn.get_xlim(), drawn.get_ylim()
    drawn.plot(
        *place, marker="o", markersize=13, markerfacecolor="none", markeredgecolor="black",
        markeredgewidth=1.8, linestyle="none", clip_on=False, zorder=9, gid="ring",
        path_effects=[Stroke(linewidth=4.2, foreground="white"), Normal()],
    )  # fmt: skip
    drawn.set(xlim=limits[0], ylim=limits[1])


def margin_curve(model: Model, name: str, axes: "Axes") -> "Axes":
    """Draw the margin of a model along one parameter: computed from the games, and its formula.

    Parameters
    ----------
    model
        A model.
    name
        The parameter.
    axes
        Where to draw.
    """
    parameter = model.parameters[name]
    low, high = parameter.range
    values: Any = np.linspace(low, high, _POINTS)
    if parameter.integer:
        values = np.arange(int(np.ceil(low)), int(np.floor(high)) + 1)
    values = values[parameter.inside(values)]
    margins = [float(model.test(**{name: value}).margin) for value in values.tolist()]
    axes.axhline(0, color="#8C8C8C", linewidth=0.8)
    axes.plot(values, margins, color="#004488", label="computed", linestyle="none", marker=".")
    if model.formula:
        fine = np.linspace(values[0], values[-1], 4 * _POINTS)
        closed = np.broadcast_to(model.in_closed_form(**{name: fine}), fine.shape)
        axes.plot(fine, closed, color="black", linewidth=1.2, label="closed form")
    axes.set(xlabel=labelled(name, parameter), ylabel=model.metric, title=f"{model.id}")
    axes.legend()
    ends = [number(value) for value in (values[0], values[-1], margins[0], margins[-1])]
    describe(
        axes,
        "Margin of {} over {} from {} to {}: from {} to {}.".format(model.id, name, *ends),
        pd.DataFrame({name: values, "margin": margins}),
    )
    return axes


def labelled(name: str, parameter: Parameter, longest: int = 60) -> str:
    """Return symbol and meaning of a parameter in a line.

    Examples
    --------
    >>> labelled("brokerage", Parameter(0, "λ, part that the hub realises"))
    'λ, part that the hub realises'
    >>> labelled("k", Parameter(2, "how many of them the hub needs"), 20)
    'k, how many of them…'
    """
    symbol, meaning = described(name, parameter)
    text = meaning if meaning.startswith(f"{symbol}, ") else f"{symbol}, {meaning}"
    return text if len(text) <= longest else text[: longest - 1].rstrip(" ,") + "…"


def claim_text(claim: Claim, result: ModelResult) -> Html:
    """Return the verdict at the point with its margin, where it turns, and what the model is."""
    model = result.model
    status = chip(result.verdict, said(result))
    aside = " (a consequence: it neither supports nor refutes the claim)" * bool(model.consequence)
    pairs: list[tuple[Any, Any]] = [
        (model.metric, brief(result.computed)),
        ("in closed form", None if result.closed_form is None else brief(result.closed_form)),
        ("the verdict turns at", _turns(result)),
        ("positive where" if model.consequence else "holds where", _boundary(claim.id, model.id)),
        ("multilateralism loses", Html(escape(model.loses))),
    ]
    return Html(
        note(Html(f"<strong>{escape(claim.id)}</strong> {escape(claim.statement)}"))
        + record(Html(escape(model.id)), pairs, detail=Html(f"{status}{aside}"))
        + note(Html("ring: the point chosen"), Html(escape(model.title)))
    )


def _turns(result: ModelResult) -> Html | None:
    parts = []
    for name, value in result.boundary.items():
        parameter = result.model.parameters.get(name)
        symbol = described(name, parameter)[0] if parameter else name
        finite = value is not None and np.isfinite(float(value))
        parts.append(f"{escape(symbol)} = {brief(value)}" if finite else f"no {escape(symbol)}")
    return Html(", ".join(parts)) if parts else None


@cache
def _boundary(claim: str, model: str) -> Html | None:
    """Return where a claim holds in a model, drawn."""
    known = claims[claim].models[model]
    lines = [
        (f"<math><mi>{part.symbol}</mi><mo>=</mo></math> " if part.symbol else "")
        + mathml(part.expression, known.parameters)
        for part in boundary_parts(known)
    ]
    return Html("; ".join(lines)) if lines else None


def claim_code(claim: Claim, result: ModelResult, axes: tuple[str, str] | None) -> str:
    """Return the Python that decides a claim at a point and draws its diagram.

    Parameters
    ----------
    claim, result
        The claim, decided at a point.
    axes
        Of the diagram; None where there is none.
    """
    model = result.model
    other_rule = result.selection not in (None, *model.selections[:1])
    named = {"selection": result.selection} if other_rule else {}
    imports = {"lilliput.analysis": ["claims"]}
    lines = [
        f"model = claims[{literal(claim.id)}].models[{literal(model.id)}]",
        f"result = {called('model.test', **named, **result.parameters)}",
    ]
    if axes is not None:
        others = {name: v for name, v in result.parameters.items() if name not in axes}
        module, call = _drawing(model, axes, named, others)
        imports[module] = [call.partition("(")[0]]
        lines.append(call)
    return program(imports, [*lines, "result"])


def _drawing(
    model: Model, axes: tuple[str, str], named: dict[str, Any], others: dict[str, Any]
) -> tuple[str, str]:
    """Return the call that draws a diagram, and the module that it is from."""
    this = Source("model")
    if model.formula:
        shown_axes = {} if axes == model.axes else {"axes": axes}
        call = called("plot_phase", this, **shown_axes, cells=_CELLS, **named, **others)
        return "lilliput.analysis.claim_figures", call
    fixed = {"fixed": others} if others else {}
    call = called("plot_phase_plane", this, *axes, output="verdict", cells=_CELLS, **fixed)
    return "lilliput.analysis.figures", call
