"""The widgets of explorers: where ipywidgets comes from, and how controls and answers are laid out.

Boxes wrap, so that controls stand beside the picture on a wide page and above it on a narrow one.
"""

from collections.abc import Mapping, Sequence
from html import escape
from importlib import import_module
from typing import Any

from lilliput.games.errors import MissingPackageError

__all__ = [
    "CELL_CLASS",
    "EXPLORER_CLASS",
    "cell_field",
    "choice",
    "grid",
    "page",
    "section",
    "text_field",
    "toolbox",
    "words",
]

_LABEL = "10em"
EXPLORER_CLASS = _CLASS = "lilliput-explorer"
CELL_CLASS = "lilliput-cell"
_CSS = f"""<style>
.{_CLASS} .widget-label {{ white-space: normal; line-height: 1.2; text-align: left; height: auto;
  align-self: center; overflow-wrap: anywhere; }}
.{_CLASS} .widget-inline-hbox {{ height: auto; min-height: 28px; }}
.{_CLASS} .widget-inline-hbox select, .{_CLASS} .widget-inline-hbox input {{ height: 28px; }}
.{_CLASS} .jupyter-widget-Collapse-header,
.{_CLASS} .jupyter-widget-Collapse-header:hover {{ color: var(--jp-ui-font-color0, inherit); }}
.{_CLASS} .widget-readout {{ min-width: 3.6em; }}
.{_CLASS} .widget-html-content {{ line-height: 1.4; min-width: 0; }}
@media (max-width: 420px) {{
  .{_CLASS} .widget-inline-hbox {{ flex-wrap: wrap; }}
  .{_CLASS} .widget-inline-hbox .widget-label {{ width: 100% !important; }}
}}
</style>"""


def toolbox() -> Any:
    """Return the package ipywidgets, or say how to install it."""
    try:
        return import_module("ipywidgets")
    except ImportError as error:
        raise MissingPackageError(
            f"explorers need the package ipywidgets, which cannot be imported ({error}); "
            'install it: pip install "lilliput[widgets]"'
        ) from error


def choice(label: str, options: Sequence[Any], value: Any) -> Any:
    """Return a list to choose from, with its label.

    Parameters
    ----------
    label
        What is chosen.
    options
        Names, or pairs of name and value.
    value
        The one chosen at first.
    """
    return toolbox().Dropdown(
        options=list(options), value=value, description=label, layout={"width": "98%"},
        style={"description_width": _LABEL},
    )  # fmt: skip


def text_field(label: str, value: str, *, hint: str = "") -> Any:
    """Return a line of text, which counts when the reader leaves it or presses Enter.

    Parameters
    ----------
    label
        What is written there.
    value
        The text at first.
    hint
        Shown where there is no text.
    """
    return toolbox().Text(
        value=value, description=label, continuous_update=False, placeholder=hint,
        layout={"width": "98%"}, style={"description_width": _LABEL},
    )  # fmt: skip


def cell_field() -> Any:
    """Return a short line of text in a cell of a grid; its placeholder is what it is called."""
    field = toolbox().Text(
        continuous_update=False, layout={"width": "96%"}, style={"description_width": "45%"}
    )
    field.add_class(CELL_CLASS)
    return field


def grid(cells: Sequence[Sequence[Any]]) -> Any:
    """Return cells two in a row, each a column of widgets."""
    tools = toolbox()
    boxes = [
        tools.VBox(
            list(cell), layout={"border": "1px solid rgba(128,128,128,.45)", "padding": "4px"}
        )
        for cell in cells
    ]
    columns = "minmax(0, 1fr) minmax(0, 1fr)"
    return tools.GridBox(
        boxes, layout={"grid_template_columns": columns, "grid_gap": "4px", "width": "98%"}
    )


def words(html: str = "") -> Any:
    """Return a place for markup."""
    return toolbox().HTML(value=html, layout={"width": "100%", "margin": "0"})


def section(title: str, controls: Sequence[Any]) -> Any:
    """Return controls below a title, or alone if it is empty."""
    head = [words(f'<strong style="font-size:95%">{escape(title)}</strong>')] if title else []
    return toolbox().VBox([*head, *controls], layout={"width": "100%", "margin": "0 0 .5em 0"})


def page(title: str, sections: Sequence[Any], answer: Mapping[str, Any]) -> Any:
    """Return the whole: title, controls, and beside or below them what they give.

    Parameters
    ----------
    title
        What is explored.
    sections
        The controls.
    answer
        The places of ``"status"``, ``"error"``, ``"picture"``, ``"text"`` and ``"code"``.
    """
    tools = toolbox()
    left = tools.VBox(
        list(sections),
        layout={
            "flex": "1 1 300px",
            "max_width": "460px",
            "min_width": "0",
            "padding": "0 1em 0 0",
        },
    )
    right = tools.VBox(
        [answer["error"], answer["picture"], answer["text"]],
        layout={"flex": "2 1 400px", "min_width": "0"},
    )
    body = tools.Box(
        [left, right],
        layout={"flex_flow": "row wrap", "align_items": "flex-start", "width": "100%"},
    )
    head = words(f'{_CSS}<strong style="font-size:110%">{escape(title)}</strong>')
    for part in (head, answer["status"]):
        part.layout.width = "auto"
        part.layout.margin = "0 1em .3em 0"
    top = tools.HBox([head, answer["status"]], layout={"width": "100%"})
    whole = tools.VBox([top, body, answer["code"]], layout={"width": "100%"})
    whole.add_class(_CLASS)
    return whole
