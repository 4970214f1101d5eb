"""Formulas as MathML, which browsers draw and screen readers read, without JavaScript."""

from typing import Any

from docutils import nodes
from sphinx.util import logging

__all__ = ["setup"]

_log = logging.getLogger(__name__)


def _drawn(latex: str, display: str, node: nodes.Node) -> str:
    from latex2mathml.converter import convert

    try:
        return str(convert(latex, display=display))
    except Exception as error:  # the package raises many kinds
        _log.warning("cannot draw %r: %s", latex, error, location=node)
        return f"<code>{nodes.unescape(latex)}</code>"


def _inline(translator: Any, node: nodes.math) -> None:
    translator.body.append(_drawn(node.astext(), "inline", node))
    raise nodes.SkipNode


def _block(translator: Any, node: nodes.math_block) -> None:
    formula = _drawn(node.astext(), "block", node)
    translator.body.append(f'<div class="math-block" tabindex="0">{formula}</div>\n')
    raise nodes.SkipNode


def setup(app: Any) -> None:
    """Register the way to draw formulas."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
