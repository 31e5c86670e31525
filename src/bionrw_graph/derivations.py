"""What follows from the claims: the CONSTRUCT files of ``ontology/derivations`` → the named graph ``derived``."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING

from bionrw_graph import iris, store
from bionrw_graph.paths import ONTOLOGY

if TYPE_CHECKING:
    from bionrw_graph.store import Graph

_AFTER = re.compile(r"^#\+ after: (\S+)$", re.MULTILINE)

GRAPH = iris.graph("derived")
"""The named graph that holds all that is derived, and nothing else."""


def files() -> list[Path]:
    """The files, in the order in which they run: one reads what those derived that its lines ``#+ after:`` name."""
    found = {file.stem: file for file in sorted((ONTOLOGY / "derivations").glob("*.rq"))}
    after = {name: _AFTER.findall(file.read_text(encoding="utf-8")) for name, file in found.items()}
    return [found[name] for name in TopologicalSorter(after).static_order()]


def derive(graph: Graph, beside: Path | None = None) -> None:
    """Add to a graph that can be written what follows from its claims; ``beside`` as in ``store.add``."""
    for file in files():
        store.construct_into(graph, file.read_text(encoding="utf-8"), GRAPH, beside)
