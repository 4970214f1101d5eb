"""The command line as its own help describes it."""

import os
from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

__all__ = ["Commands", "setup"]


class Commands(SphinxDirective):
    """A section for each command, with the text of ``--help``."""

    def run(self) -> list[nodes.Node]:
        """Ask each command for its help."""
        from lilliput.analysis.command_line import main

        names = ["", *sorted(getattr(main, "commands", {}))]
        return [self._section(main, name) for name in names]

    def _section(self, main: Any, name: str) -> nodes.section:
        from click.testing import CliRunner

        os.environ["COLUMNS"] = "88"
        asked = CliRunner().invoke(main, [*name.split(), "--help"], prog_name="lilliput")
        if asked.exit_code != 0:
            raise self.error(f"lilliput {name} --help failed: {asked.output}")
        title = f"lilliput {name}".strip()
        section = nodes.section(ids=[title.replace(" ", "-")], names=[title])
        section += nodes.title("", title)
        section += nodes.literal_block(asked.output, asked.output, language="text")
        return section


def setup(app: Any) -> None:
    """Register the directive."""
    app.add_directive("commands", Commands)
