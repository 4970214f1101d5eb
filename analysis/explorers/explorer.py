"""What all explorers do: watch controls, work out what they give, and show it or say what is wrong.

Changes that come while one is being worked out are taken together: the answer to the last of them
is shown, not one after the other. In a page the work waits a moment for more changes; whoever asks
for the value in between gets that of the controls as they stand.
"""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from html import escape
from threading import RLock
from typing import TYPE_CHECKING, Any, NamedTuple

from lilliput.analysis.explorers.pictures import picture
from lilliput.analysis.explorers.toolbox import page, words
from lilliput.games.display import Html, block
from lilliput.games.errors import LilliputError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["Explorer", "Scene"]

_PATIENCE = 0.03  # seconds in which changes are taken together
_LONGEST = 300
_WORKING = '<span role="status" style="opacity:.75">working …</span>'
_PLACES = ("status", "error", "picture", "text", "code")
_ALERT = (
    "border:1px solid currentColor;border-left-width:4px;border-radius:3px;padding:.3em .7em;"
    "margin:0 0 .5em 0"
)
_CODE = (
    "white-space:pre;overflow-x:auto;user-select:all;font-size:85%;line-height:1.35;"
    "border:1px solid;border-color:rgba(128,128,128,.45);border-radius:4px;padding:.6em .8em;"
    "margin:.2em 0 0 0"
)


class Scene(NamedTuple):
    """What one setting of the controls gives.

    Parameters
    ----------
    value
        The object.
    figure
        Its picture.
    text
        Its tables, as markup.
    code
        The Python that makes the same.
    """

    value: Any
    figure: "Figure"
    text: str
    code: str


class Explorer(ABC):
    """Controls, a picture, tables and code, which follow the controls.

    An explorer shows itself in a notebook. A kind of explorer makes its controls, hands them to
    `_start`, and says in `_scene` what they give.
    """

    title = ""
    widget: Any
    """The ipywidgets container."""
    controls: Mapping[str, Any]
    """The widgets by name: set their `value` to move them."""

    def _start(self, controls: Mapping[str, Any], sections: Sequence[Any]) -> None:
        """Show the first scene; what is wrong with it is an error of the caller.

        Parameters
        ----------
        controls
            The widgets to watch.
        sections
            The same, as they stand in the page.
        """
        self._lock = RLock()
        self._stale, self._paused = False, 0
        self._waiting: asyncio.AbstractEventLoop | None = None
        self._error = ""
        self.controls = controls
        self._places = {name: words() for name in _PLACES}
        self._places["error"].layout.display = "none"
        self.widget = page(self.title, sections, self._places)
        self._show(self._scene())
        self.watch(controls.values())

    @abstractmethod
    def _scene(self) -> Scene:
        """Return what the controls give as they stand; an error says what is wrong with them."""

    @property
    def value(self) -> Any:
        """The object that is shown: of the last setting of the controls that gives one."""
        return self._now().value

    @property
    def figure(self) -> "Figure":
        """The picture that is shown, a figure of matplotlib."""
        return self._now().figure

    @property
    def code(self) -> str:
        """The Python that makes what is shown."""
        return self._now().code

    @property
    def error(self) -> str:
        """What is wrong with the controls as they stand; empty if nothing is."""
        self._refresh()
        return self._error

    def watch(self, widgets: Any) -> None:
        """Follow more widgets.

        Parameters
        ----------
        widgets
            Anything with a `value`.
        """
        for widget in widgets:
            widget.observe(self._changed, "value")

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Take all changes within as one."""
        self._paused += 1
        try:
            yield
        finally:
            self._paused -= 1
            if self._stale and not self._paused:
                self._soon()

    def _changed(self, _change: Any) -> None:
        self._stale = True
        if not self._paused:
            self._soon()

    def _soon(self) -> None:
        """Work out the scene: in a moment where a loop of events runs, else at once."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._refresh()
            return
        if self._waiting is not loop:
            self._waiting = loop
            loop.call_later(_PATIENCE, self._refresh)

    def _now(self) -> Scene:
        self._refresh()
        return self._current

    def _refresh(self) -> None:
        with self._lock:
            self._waiting = None
            if not self._stale or self._paused:
                return
            self._stale = False  # before the work: JupyterLab may bring changes by another thread
            self._places["status"].value = _WORKING
            try:
                scene = self._scene()
            except Exception as error:  # whatever it is, the page must say it
                self._complain(error)
            else:
                self._show(scene)
            finally:
                self._places["status"].value = ""

    def _show(self, scene: Scene) -> None:
        image = picture(scene.figure)
        self._current, self._error = scene, ""
        self._places["picture"].value = image
        self._places["text"].value = block(scene.text)
        self._places["code"].value = _code(scene.code)
        self._places["error"].layout.display = "none"
        self._places["error"].value = ""

    def _complain(self, error: Exception) -> None:
        kind = "" if isinstance(error, LilliputError) else f"{type(error).__name__}: "
        line = " ".join(f"{kind}{error}".split())
        self._error = line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
        self._places["error"].value = (
            f'<div role="alert" style="{_ALERT}"><strong>✗</strong> {escape(self._error)} '
            '<span style="opacity:.75">(below: the last setting that works)</span></div>'
        )
        self._places["error"].layout.display = ""

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r})"

    def _repr_html_(self) -> str:
        """Return what is shown, without the controls: for pages without a kernel."""
        scene = self._now()
        head = Html(f"<p><strong>{escape(self.title)}</strong></p>")
        return block(head, picture(scene.figure), scene.text, _code(scene.code))

    def _repr_mimebundle_(self, **_options: Any) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self), "text/html": self._repr_html_()}
        return bundle | {
            kind: content
            for kind, content in self.widget._repr_mimebundle_().items()
            if kind not in bundle
        }


def _code(text: str) -> str:
    return (
        '<div style="margin:.4em 0"><strong style="font-size:95%">The same in Python</strong>'
        f'<pre tabindex="0" style="{_CODE}"><code>{escape(text)}</code></pre></div>'
    )
