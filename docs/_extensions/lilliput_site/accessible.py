"""Names for what the theme shows by a sign alone."""

from typing import Any

__all__ = ["setup"]

_TOGGLE = '<summary aria-label="Show or hide the pages below">'


def _named(
    app: Any, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Name the arrows that unfold the navigation."""
    made = context.get("generate_toctree_html")
    if made is None:
        return

    def with_names(*args: Any, **kwargs: Any) -> Any:
        return str(made(*args, **kwargs)).replace("<summary>", _TOGGLE)

    context["generate_toctree_html"] = with_names


def setup(app: Any) -> None:
    """Register what pages go through, after the theme has added its functions."""
    app.connect("html-page-context", _named, priority=900)
