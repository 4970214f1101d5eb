"""Tables for papers: a frame, and what a paper prints around it, in every format."""

from lilliput.analysis.tables.numbers import format_number
from lilliput.analysis.tables.paper_table import PaperTable

__all__ = ["PaperTable", "format_number"]
