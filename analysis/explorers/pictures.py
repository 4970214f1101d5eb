"""Figures as markup: a picture with the text that stands for it; no backend is needed."""

from base64 import b64encode
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

from lilliput.analysis.explorers.toolbox import CELL_CLASS, EXPLORER_CLASS
from lilliput.analysis.figures import figure_alt, styled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["picture"]

_DPI = 168
_PIXELS = 116  # of the page for an inch, so that letters are as large as those around
_COLOURS = 256
_NAMES = (
    f"const all=q=>this.closest('.{EXPLORER_CLASS}')?.querySelectorAll(q)??[];"
    "const say=(e,text)=>text&&e?.setAttribute('aria-label',text);"
    "const name=()=>{all('.widget-slider').forEach(s=>"
    "say(s.querySelector('[role=slider]'),s.querySelector('.widget-label')?.textContent));"
    f"all('.{CELL_CLASS} input').forEach(i=>say(i,i.placeholder))}};"
    "name();setTimeout(name,500);setTimeout(name,2500)"
)
"""Gives controls their names for those who have them read out: ipywidgets gives sliders none."""


def picture(figure: "Figure") -> str:
    """Return an image with its text; it stands on white paper in light and dark pages.

    Its colours are as many as one byte holds: a quarter of the size, and written faster.

    Parameters
    ----------
    figure
        Any figure; `figure_alt` says what is read out for it.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    buffer = BytesIO()
    with styled():
        figure.set_dpi(_DPI)
        canvas: Any = FigureCanvasAgg(figure)
        canvas.draw()
        size = canvas.get_width_height()
        drawn = Image.frombuffer("RGBA", size, canvas.buffer_rgba(), "raw", "RGBA", 0, 1)
    octree = Image.Quantize.FASTOCTREE
    drawn.convert("RGB").quantize(_COLOURS, method=octree, dither=Image.Dither.NONE).save(
        buffer, format="PNG"
    )
    content = b64encode(buffer.getvalue()).decode("ascii")
    width = round(figure.get_size_inches()[0] * _PIXELS)
    return (
        f'<img onload="{_NAMES}" alt="{escape(figure_alt(figure))}" width="{width}" '
        f'style="max-width:100%;height:auto;background:white;border-radius:4px" '
        f'src="data:image/png;base64,{content}">'
    )
