"""Sources → one graph, each document in its own named graph, with derivations and provenance."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from bionrw_graph import derivations, iris, provenance, store, tables
from bionrw_graph.paths import DATA, ONTOLOGY
from bionrw_graph.sources import SOURCES, Source
from bionrw_graph.swap import replaced_folder, write_text
from bionrw_graph.vocabulary import PREFIXES

MANIFEST = "bionrw-build.json"
"""The file that marks a folder as a build; it holds what went in and what came out."""


def build(folder: Path = DATA, target: str | Path = "build/current", sources: Iterable[Source] = SOURCES) -> Path:
    """Build the graph from the tables in ``folder`` and swap it in at ``target``; gives the path of the build.

    The new build is written beside ``target`` and takes its place at the very end: when anything fails, or the process
    is killed, the old one stays. Raises ``BionrwError`` for a wrong cell. The graph is not validated
    here: the caller decides.
    """
    graph = store.in_memory(_lines(folder, sources))
    derivations.derive(graph)
    store.add(graph, _provenance(folder, store.graph_counts(graph)))
    with replaced_folder(target, MANIFEST) as fresh:
        store.write(graph, fresh / store.STORE)
        write_text(fresh / MANIFEST, json.dumps(_manifest(folder, store.graph_counts(graph)), indent=2) + "\n")
    return Path(target)


def _lines(folder: Path, sources: Iterable[Source]) -> Iterator[str]:
    for file in ("bionrw.ttl", "concepts.ttl"):
        yield from store.turtle_lines(ONTOLOGY / file, iris.graph("ontology"))
    for source in sources:
        yield from source.statements(folder)


def _provenance(folder: Path, counts: dict[str, int]) -> Iterator[str]:
    package = tables.description()
    graphs = {*counts, iris.graph("provenance")}
    yield from provenance.statements(
        version("bionrw-graph"), package["created"][:10], package["licenses"][0]["path"], _inputs(folder), graphs
    )


def _inputs(folder: Path) -> dict[str, str]:
    """SHA-256 of every file that went in, by its name."""
    named = {file.relative_to(folder).as_posix(): file for file in tables.files(folder)}
    ontology = [ONTOLOGY / "bionrw.ttl", ONTOLOGY / "concepts.ttl", *derivations.files()]
    named |= {f"ontology/{file.relative_to(ONTOLOGY).as_posix()}": file for file in ontology}
    return {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in named.items()}


def _manifest(folder: Path, counts: dict[str, int]) -> dict[str, object]:
    return {
        "software": f"bionrw-graph {version('bionrw-graph')}",
        "data": tables.description()["created"][:10],
        "base": PREFIXES["id"].removesuffix("id/"),
        "triples": sum(counts.values()),
        "graphs": counts,
        "inputs": _inputs(folder),
    }
