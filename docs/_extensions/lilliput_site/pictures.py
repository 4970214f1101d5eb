"""Texts of the figures in notebooks, as `lilliput.analysis.figures` stores them beside pictures."""

import json
from binascii import a2b_base64
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.transforms import SphinxTransform

__all__ = ["DescribePictures", "described_pictures", "setup"]

_STILL = (
    "On this page the explorers stand still, as they open. Their sliders move where Python runs: "
    "open the notebook in JupyterLab, or serve it with Voila."
)


def described_pictures(notebook: dict[str, Any]) -> dict[str, str]:
    """Return the sha256 of each picture in the outputs of a notebook, with its text.

    Parameters
    ----------
    notebook
        The content of an ``.ipynb`` file.
    """
    found = {}
    for output in (each for cell in notebook["cells"] for each in cell.get("outputs", ())):
        text = output.get("metadata", {}).get("image/png", {}).get("alt")
        if text and "image/png" in output.get("data", {}):
            content = a2b_base64("".join(output["data"]["image/png"]))
            found[sha256(content).hexdigest()] = text
    return found


class DescribePictures(SphinxTransform):
    """Give the pictures of a notebook their texts; MyST-NB names files by their sha256.

    A notebook with widgets says that they do not move.
    """

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Look through the page."""
        path = Path(self.env.doc2path(self.env.docname))
        if path.suffix != ".ipynb":
            return
        notebook = json.loads(path.read_text(encoding="utf-8"))
        texts = described_pictures(notebook)
        for image in self.document.findall(nodes.image):
            text = texts.get(PurePosixPath(image.get("uri", "")).stem)
            if text:
                image["alt"] = text
        if "widgets" in notebook["metadata"]:
            (title, *_) = self.document.findall(nodes.title)
            title.parent.insert(1, nodes.note("", nodes.paragraph("", _STILL)))


def setup(app: Any) -> None:
    """Register the transform."""
    app.add_transform(DescribePictures)
