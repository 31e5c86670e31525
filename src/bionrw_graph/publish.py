"""Everything into one folder, swapped in whole: answers, maps, exports, and a page that leads to them."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import networkx as nx

from bionrw_graph import (
    answers,
    building,
    changes,
    conflicts,
    exports,
    maps,
    networks,
    pages,
    places,
    queries,
    scenes,
    store,
    tables,
    upkeep,
    validation,
)
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.store import Graph
from bionrw_graph.swap import replaced_folder, standing, write_text

MANIFEST = "bionrw-publication.json"
"""The file that marks a folder as published; it lists every file with its size and SHA-256."""

_PLACES = "downloads/places.json"
_AROUND = 3
"""How many well-connected organisations have a map of their own."""


def publish(
    data: Path,
    target: str | Path = "public",
    build: str | Path = "build/current",
    say: Callable[[str], None] = lambda words: None,
    imports: str | Path | None = None,
) -> None:
    """Build the graph from the tables in ``data``, check it, and publish all that follows from it into ``target``.

    ``imports`` is a folder of imported deliveries that are taken in as well.
    ``say`` is told what is being done. When anything fails, the folder that was there before stays. On the maps of that
    folder everybody keeps their place; in an empty one they are laid out afresh.
    Raises ``BionrwError`` for a wrong cell, and when the graph breaks a shape.
    """
    with replaced_folder(target, MANIFEST) as folder:
        before = places.read(standing(target) / _PLACES)
        say("Building the graph …")
        graph = store.opened(building.build(data, build, imports=imports))
        say("Checking it against the shapes …")
        report = validation.validate(graph)
        if not report.conforms:
            raise BionrwError(_refusal(report))
        say("Answering the questions …")
        labels = {row["thing"]: (row["german"], row["english"]) for row in queries.find("labels").run(graph)}
        asked = _answers(graph, folder / "answers", labels)
        say("Comparing the sources …")
        reports = _reports(graph, folder)
        say("Drawing the maps …")
        drawn, too_large = _maps(graph, folder / "maps", before)
        for network in too_large:
            say(
                f'The map "{network.graph["label"]}" is left out: it has {len(network):,} nodes, and a map takes at '
                f"most {scenes.NODE_LIMIT:,}. Draw a part of it: bionrw draw {network.graph['name']} --around ID."
            )
        for page in drawn:
            if _moved(before.get(page.name, {}), page.places):
                say(f'Much of the map "{page.title}" is new: it was laid out afresh.')
        say("Exporting …")
        _exports(graph, data, building.deliveries(data, imports), folder / "downloads")
        places.write(folder / _PLACES, {page.name: page.places for page in drawn})
        say("Writing the pages …")
        (folder / "questions").mkdir()
        published = pages.Published(
            headline=queries.find("headline").run(graph)[0],
            german=_german(labels),
            asked=asked,
            reports=reports,
            drawn=drawn,
            too_large=too_large,
            downloads=_downloads(folder),
            data_date=queries.data_date(graph),
            attributions=[row["attribution"] for row in queries.find("attributions").run(graph)],
        )
        for name, html in pages.render(published):
            write_text(folder / name, html)
        write_text(folder / MANIFEST, json.dumps(_manifest(folder, graph), indent=2) + "\n")


def _refusal(report: validation.Report) -> str:
    broken = [finding for finding in report.findings if finding.severity == "Violation"]
    first = "\n".join(f"{finding.row or finding.focus}: {finding.message}" for finding in broken[:5])
    return (
        f"The graph is not in order ({len(broken)} violations); nothing was published. "
        f"`bionrw validate` lists them all.\n{first}"
    )


def _answers(graph: Graph, folder: Path, labels: dict[str, tuple[str, str]]) -> list[pages.Asked]:
    """Every question of the library with its answer; each answer also as CSV and JSON in ``folder``."""
    folder.mkdir()
    asked = []
    for query in queries.library().values():
        if query.theme in ("lookup", "networks"):
            continue
        columns, rows = store.select_with_columns(graph, query.text)
        for ending in ("csv", "json"):
            write_text(folder / f"{query.name}.{ending}", answers.text(rows, columns, ending))
        examples = {
            name: _example(default, labels)
            for name, default in query.parameters.items()
            if default not in ("UNDEF", '""')
        }
        asked.append(pages.Asked(query, columns, rows, examples))
    return asked


def _reports(graph: Graph, folder: Path) -> list[pages.Report]:
    """The lists with a page of their own; each also as CSV and JSON beside it."""
    hidden = frozenset({"thing"})
    columns, rows = conflicts.conflicts(graph)
    # On the page a value has one cell for where it stands; the files keep page, place and number apart.
    apart = frozenset(f"{side}{part}" for side in ("one", "other") for part in ("Place", "Pages"))
    told = [
        row
        | {f"{side}Page{german}": _place(row, side, german) for side in ("one", "other") for german in ("", "German")}
        for row in rows
    ]
    _list(folder, "conflicts", columns, rows)
    reports = [pages.report("conflicts", "bionrw conflicts", columns, told, "sort", hidden=hidden | apart)]
    for pair in queries.find("revisions").run(graph):
        found = changes.between_sources(graph, pair["older"], pair["newer"])
        rows = [row for row in found.rows if row["kind"] != "same"]
        columns = [name for name in rows[0] if name.removesuffix("German") in changes.COLUMNS] if rows else []
        ids = [pair[side].rpartition("/")[2] for side in ("older", "newer")]
        report = pages.report(
            "changes", f"bionrw diff {' '.join(ids)}", columns, rows, "change",
            hidden=frozenset({"olderPlaces", "newerPlaces"}), quoted=frozenset({"olderPrinted", "newerPrinted"}),
            older=pair["olderTitle"], newer=pair["newerTitle"],
            remarks=" ".join(changes.remarks(found)), remarks_de=" ".join(changes.remarks(found, "de")),
        )  # fmt: skip
        # One page a pair; the first of the tables has the short name.
        names = {known.name for known in reports}
        reports.append(report if "changes" not in names else dataclasses.replace(report, name=f"changes-{ids[1]}"))
        _list(folder, reports[-1].name, columns, rows)
    columns, rows = upkeep.todo(graph)
    reports.append(pages.report("upkeep", "bionrw todo", columns, rows, "group", open_parts=0))
    _list(folder, "upkeep", columns, rows)
    return reports


def _list(folder: Path, name: str, columns: list[str], rows: store.Answer) -> None:
    """The same list as two files."""
    plain = [{column: row[column] for column in columns} for row in rows]
    for ending in ("csv", "json"):
        write_text(folder / f"{name}.{ending}", answers.text(plain, columns, ending))


def _place(row: dict[str, Any], side: str, german: str) -> str:
    """Where a side of a conflict stands, in words: its page, the place on it, and how many more pages say the same."""
    place, more = str(row[f"{side}Place"] or ""), int(row[f"{side}Pages"] or 1) - 1
    words = (
        f"{row[f'{side}Page']}, {pages.place_de(place) if german else place}"
        if place
        else str(row[f"{side}Page"] or "")
    )
    further = (
        ("eine weitere Seite" if german else "one more page")
        if more == 1
        else f"{more} weitere"
        if german
        else f"{more} more"
    )
    return f"{words} (+ {further})" if more else words


def _example(default: str, labels: dict[str, tuple[str, str]]) -> tuple[str, str]:
    """The default of a parameter for people: the label of a thing, or the number, day or text itself."""
    plain = default.partition("^^")[0].strip('<>"')
    return labels.get(plain, (answers.shown(plain), answers.shown(plain)))


def _german(labels: dict[str, tuple[str, str]]) -> dict[str, str]:
    """English labels with their German ones, where an English one stands for one thing alone."""
    found: dict[str, set[str]] = {}
    for german, english in labels.values():
        found.setdefault(english, set()).add(german)
    return {english: next(iter(german)) for english, german in found.items() if len(german) == 1}


def _moved(before: places.Places, now: places.Places) -> bool:
    return any(node in now and now[node] != place for node, place in before.items())


def _maps(graph: Graph, folder: Path, before: Mapping[str, places.Places]) -> tuple[list[pages.Drawn], list[nx.Graph]]:
    """The map of every network, and those of the organisations with most partners; ``before`` has their places.

    Gives also the networks that are too large for a map.
    """
    folder.mkdir()
    claims = queries.find("claims").run(graph)
    date = queries.data_date(graph)
    drawn: list[pages.Drawn] = []
    too_large: list[nx.Graph] = []

    def add(name: str, network: nx.Graph) -> None:
        if len(network) > scenes.NODE_LIMIT:
            too_large.append(network)
            return
        at = scenes.places(network, before.get(name, {}))
        drawn.append(pages.Drawn(name, network, network.graph["label"], network.graph["label_de"], at))

    for name in networks.names():
        add(name, networks.projection(graph, name))
    collaboration = networks.projection(graph, "collaboration")
    # Whoever works with everyone has the map of everyone; the tables are about North Rhine-Westphalia.
    near = {row["organisation"] for row in queries.find("bodies-in-nrw").run(graph)}
    others = [node for node in near if node in collaboration and collaboration.degree(node) < len(collaboration) - 1]
    # By projects, not by partners: one large consortium makes nobody a hub.
    for hub in sorted(others, key=lambda node: (-_projects(collaboration, node), node))[:_AROUND]:
        add(f"around-{hub.rpartition('/')[2]}", networks.around(collaboration, hub))
    for page in drawn:
        maps.draw(
            page.network,
            folder.parent / page.path,
            claims=claims,
            data_date=date,
            kept=page.places,
        )
    return drawn, too_large


def _projects(network: nx.Graph, node: str) -> int:
    return len({iri for _, _, through in network.edges(node, data="through") for iri in through})


def _exports(graph: Graph, data: Path, deliveries: list[Path], folder: Path) -> None:
    folder.mkdir()
    for ending in exports.GRAPH_ENDINGS:
        exports.write(graph, folder / f"bionrw.{ending}")
    for name in networks.names():
        network = networks.projection(graph, name)
        for ending in exports.NETWORK_ENDINGS:
            exports.write(network, folder / f"{name}.{ending}")
    (folder / "ontology").mkdir()
    for file in (*building.VOCABULARY, "shapes.ttl", "context.jsonld"):
        shutil.copyfile(ONTOLOGY / file, folder / "ontology" / file)
    write_text(folder / "datapackage.json", json.dumps(tables.description(), ensure_ascii=False, indent=2) + "\n")
    (folder / "curated").mkdir()
    for table in tables.files(data):
        shutil.copyfile(table, folder / "curated" / table.name)
    for delivery in deliveries:
        shutil.copytree(delivery, folder / "imports" / delivery.name)


def _downloads(folder: Path) -> list[dict[str, Any]]:
    return [_described(folder, file) for file in _files(folder) if file.is_relative_to(folder / "downloads")]


def _manifest(folder: Path, graph: Graph) -> dict[str, Any]:
    return {
        "data": queries.data_date(graph),
        "graphs": store.graph_counts(graph),
        "files": [_described(folder, file) for file in _files(folder)],
    }


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _described(folder: Path, file: Path) -> dict[str, Any]:
    content = file.read_bytes()
    return {
        "path": file.relative_to(folder).as_posix(),
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
