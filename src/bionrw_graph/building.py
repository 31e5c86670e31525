"""Sources → one graph, each document in its own named graph, with derivations and provenance."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from bionrw_graph import derivations, iris, provenance, queries, store, tables
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA, ONTOLOGY
from bionrw_graph.sources import SOURCES, Source, cordis, funding, imported, ror
from bionrw_graph.swap import replaced_folder, write_text
from bionrw_graph.vocabulary import PREFIXES

MANIFEST = "bionrw-build.json"
"""The file that marks a folder as a build; it holds what went in and what came out."""

VOCABULARY = ("bionrw.ttl", "concepts.ttl", "nuts.ttl")
"""The files of the ontology that every graph holds."""


_LABELS = ("english", "german")
# What the tables of an imported delivery are, by its kind.
_SOURCES = {"cordis": cordis, "funding": funding, "ror": ror}


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
        _check_names(found, graph)
        # A registry says more of bodies that the others have brought.
        for delivery in sorted(found, key=lambda delivery: _kind(delivery) == "ror"):
            store.add(graph, _imported(delivery, graph), fresh)
        derivations.derive(graph, fresh)
        inputs = _inputs(folder, found)
        store.add(graph, _provenance(inputs, store.graph_names(graph), found), fresh)
        return _manifest(inputs, store.graph_counts(graph))


def idle_decisions(folder: Path = DATA, imports: str | Path | None = None) -> list[str]:
    """One sentence for each cell of ``same.csv`` and ``not-same.csv`` that names an imported body no delivery has.

    Such a row says something only when the delivery is there again.
    """
    decided = [*tables.told_apart_or_merged(folder)]
    there: set[str] = set()
    if decided:
        for delivery in deliveries(folder, imports):
            there.update(_SOURCES[_kind(delivery)].bodies(delivery))
    return [
        f'{where}: no imported delivery has "{id_}", so the row has no effect.'
        for where, id_ in decided
        if id_ not in there
    ]


def deliveries(folder: Path, imports: str | Path | None = None) -> list[Path]:
    """The imported deliveries that come with the tables in ``folder`` and those in ``imports``, sorted by name.

    Of two with one name it is that in ``imports``. Neither folder needs to be there.
    """
    places = [folder / "imports", *([Path(imports)] if imports else [])]
    found = {path.parent.name: path.parent for place in places for path in place.glob(f"*/{imported.MANIFEST}")}
    # What a killed import has left behind begins with a dot.
    return [path for name, path in sorted(found.items()) if not name.startswith(".")]


def _check_names(found: Iterable[Path], graph: store.Graph) -> None:
    """Raises ``BionrwError`` where claims of a delivery would mix with ours: under a name that is taken."""
    ours = {iris.graph(name) for name in ("curated", "derived", "ontology", "provenance")}
    ours |= {row["graph"] for row in store.select(graph, "SELECT ?graph { ?graph prov:wasDerivedFrom ?snapshot }")}
    for delivery in found:
        if iris.graph(delivery.name) in ours:
            raise BionrwError(
                f'{delivery}: "{delivery.name}" is the name of one of our own sources or graphs. '
                "Import the delivery again into a folder of another name (-o), and remove this one."
            )


def _imported(delivery: Path, graph: store.Graph) -> Iterator[str]:
    # Asked anew for each: what one delivery brought is known to the next.
    same = {(row["kind"], row["value"]): row["thing"] for row in queries.find("identifiers").run(graph)}
    match _kind(delivery):
        case "funding":
            return funding.statements(delivery, same, queries.find("ministries").run(graph))
        case "ror":
            labels = {(row["thing"], row[column]) for row in queries.find("labels").run(graph) for column in _LABELS}
            return ror.statements(delivery, same, labels)
        case _:
            return cordis.statements(delivery, same)


def _kind(delivery: Path) -> str:
    """Which tables an imported delivery has."""
    kind: str = imported.manifest(delivery)["kind"]
    if kind not in _SOURCES:
        raise BionrwError(
            f'{delivery / imported.MANIFEST}: "{kind}" is no kind of delivery that is known here. '
            "Import it again, or move the folder away."
        )
    return kind


def _lines(folder: Path, sources: Iterable[Source]) -> Iterator[str]:
    for file in VOCABULARY:
        yield from store.turtle_lines(ONTOLOGY / file, iris.graph("ontology"))
    for source in sources:
        yield from source.statements(folder)


def _provenance(inputs: dict[str, str], names: Iterable[str], found: Iterable[Path]) -> Iterator[str]:
    package = tables.description()
    licences = dict.fromkeys((*names, iris.graph("provenance")), package["licenses"][0]["path"])
    # What others say is theirs.
    licences |= {iris.graph(delivery.name): imported.manifest(delivery)["licence"] for delivery in found}
    yield from provenance.statements(version("bionrw-graph"), package["created"][:10], inputs, licences)


def _inputs(folder: Path, found: Iterable[Path] = ()) -> dict[str, str]:
    """SHA-256 of every file that went in, by its name."""
    named = {file.relative_to(folder).as_posix(): file for file in tables.files(folder)}
    ontology = [*(ONTOLOGY / file for file in VOCABULARY), *derivations.files()]
    named |= {f"ontology/{file.relative_to(ONTOLOGY).as_posix()}": file for file in ontology}
    for delivery in found:
        files = [
            delivery / imported.MANIFEST,
            *(delivery / f"{name}.csv" for name in _SOURCES[_kind(delivery)].COLUMNS),
        ]
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
