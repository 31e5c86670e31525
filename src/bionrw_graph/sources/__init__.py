"""Where statements come from: one module a source, a pure function from tables to statements."""

from bionrw_graph.sources import curated
from bionrw_graph.sources.source import Source

SOURCES = (Source("curated", curated.statements),)
"""All sources in build order."""

__all__ = ["SOURCES", "Source"]
