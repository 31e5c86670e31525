"""Sources → one graph, each document in its own named graph, with derivations and provenance."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from bionrw_graph import derivations, iris, provenance, queries, store, tables
from bionrw_graph.paths import DATA, ONTOLOGY
from bionrw_graph.sources import SOURCES, Source, cordis
from bionrw_graph.swap import replaced_folder, write_text
from bionrw_graph.vocabulary import PREFIXES

MANIFEST = "bionrw-build.json"
"""The file that marks a folder as a build; it holds what went in and what came out."""


def build(
    folder: Path = DATA,
    target: str | Path = "build/current",
    sources: Iterable[Source] = SOURCES,
    imports: str | Path | None = None,
) -> Path:
    """Build the graph from the tables in ``folder`` and swap it in at ``target``; gives the path of the build.

    Imported deliveries (see ``bionrw_graph.importing``) are taken in beside them: those in ``folder/imports``, which
    come with the tables, and those in ``imports``, where one of the same name replaces ours.

    The new build is written beside ``target`` and takes its place at the very end: when anything fails, or the process
    is killed, the old one stays. Raises ``BionrwError`` for a wrong cell. The graph is not validated
    here: the caller decides.
    """
    found = deliveries(folder, imports)
    with replaced_folder(target, MANIFEST) as fresh:
        manifest = _filled(fresh, folder, sources, found)
        write_text(fresh / MANIFEST, json.dumps(manifest, indent=2) + "\n")
    return Path(target)


def _filled(fresh: Path, folder: Path, sources: Iterable[Source], found: list[Path]) -> dict[str, object]:
    """Write the store of a new build, which is closed when this ends; gives what the manifest says of it."""
    with store.on_disk(fresh / store.STORE) as graph:
        store.add(graph, _lines(folder, sources), fresh)
        if found:
            same = {(row["kind"], row["value"]): row["thing"] for row in queries.find("identifiers").run(graph)}
            for delivery in found:
                store.add(graph, cordis.statements(delivery, same), fresh)
        derivations.derive(graph, fresh)
        inputs = _inputs(folder, found)
        store.add(graph, _provenance(inputs, store.graph_names(graph), found), fresh)
        return _manifest(inputs, store.graph_counts(graph))


def deliveries(folder: Path, imports: str | Path | None = None) -> list[Path]:
    """The imported deliveries that come with the tables in ``folder`` and those in ``imports``, sorted by name.

    Of two with one name it is that in ``imports``. Neither folder needs to be there.
    """
    places = [folder / "imports", *([Path(imports)] if imports else [])]
    found = {path.parent.name: path.parent for place in places for path in place.glob(f"*/{cordis.MANIFEST}")}
    # What a killed import has left behind begins with a dot.
    return [path for name, path in sorted(found.items()) if not name.startswith(".")]


def _lines(folder: Path, sources: Iterable[Source]) -> Iterator[str]:
    for file in ("bionrw.ttl", "concepts.ttl"):
        yield from store.turtle_lines(ONTOLOGY / file, iris.graph("ontology"))
    for source in sources:
        yield from source.statements(folder)


def _provenance(inputs: dict[str, str], names: Iterable[str], found: Iterable[Path]) -> Iterator[str]:
    package = tables.description()
    licences = dict.fromkeys((*names, iris.graph("provenance")), package["licenses"][0]["path"])
    # What others say is theirs.
    licences |= {iris.graph(delivery.name): cordis.manifest(delivery)["licence"] for delivery in found}
    yield from provenance.statements(version("bionrw-graph"), package["created"][:10], inputs, licences)


def _inputs(folder: Path, imported: Iterable[Path] = ()) -> dict[str, str]:
    """SHA-256 of every file that went in, by its name."""
    named = {file.relative_to(folder).as_posix(): file for file in tables.files(folder)}
    ontology = [ONTOLOGY / "bionrw.ttl", ONTOLOGY / "concepts.ttl", *derivations.files()]
    named |= {f"ontology/{file.relative_to(ONTOLOGY).as_posix()}": file for file in ontology}
    for delivery in imported:
        files = [delivery / cordis.MANIFEST, *(delivery / f"{name}.csv" for name in cordis.COLUMNS)]
        named |= {f"imports/{delivery.name}/{file.name}": file for file in files}
    return {name: _sha256(file) for name, file in named.items()}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(inputs: dict[str, str], counts: dict[str, int]) -> dict[str, object]:
    return {
        "software": f"bionrw-graph {version('bionrw-graph')}",
        "data": tables.description()["created"][:10],
        "base": PREFIXES["id"].removesuffix("id/"),
        "triples": sum(counts.values()),
        "graphs": counts,
        "inputs": inputs,
    }
