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
    """The files, by name."""
    return sorted((ONTOLOGY / "derivations").glob("*.rq"))


def waves() -> list[list[Path]]:
    """The files, in the order in which they run: a wave reads what those before it derived.

    A file comes after those that its lines ``#+ after:`` name.
    """
    found = {file.stem: file for file in files()}
    order = TopologicalSorter({name: _AFTER.findall(file.read_text(encoding="utf-8")) for name, file in found.items()})
    order.prepare()
    waves = []
    while order.is_active():
        names = order.get_ready()
        order.done(*names)
        waves.append([found[name] for name in sorted(names)])
    return waves


def derive(graph: Graph, beside: Path | None = None) -> None:
    """Add to a graph that can be written what follows from its claims; ``beside`` as in ``store.add``."""
    for wave in waves():
        store.construct_into(graph, (file.read_text(encoding="utf-8") for file in wave), GRAPH, beside)
