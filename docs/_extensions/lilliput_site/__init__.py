"""What the site of Lilliput adds to Sphinx: pages that follow from the software itself.

Nothing here is written twice: the reference comes from the public names, the pages of claims from
`lilliput.analysis.claims`, the command line from its own help, the bibliography of a docstring from
`references.bib`.
"""

from typing import Any

from lilliput_site import (
    accessible,
    citations,
    claims,
    commands,
    links,
    mathml,
    names,
    pictures,
    reference,
    typehints,
)

__all__ = ["setup"]


def setup(app: Any) -> dict[str, Any]:
    """Register everything with Sphinx."""
    texts = (names, citations, claims, commands, links, reference, typehints)
    for part in (*texts, mathml, accessible, pictures):
        part.setup(app)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
