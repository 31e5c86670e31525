"""What a source is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Source:
    """Where statements come from. Its tables are described in ``data/datapackage.json``."""

    name: str
    statements: Callable[[Path], Iterable[str]]
    """Pure: a folder of tables in, lines of N-Quads out. A document is a named graph, so a source fills several."""
