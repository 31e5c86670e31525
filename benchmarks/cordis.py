"""What a delivery of CORDIS costs from the download to the map, each step beside a bare yardstick.

    .venv/bin/python benchmarks/cordis.py [--full] [--rounds N] [--folder FOLDER [--questions]]

Deliveries of 350, 3,500 and (--full) 35,000 projects are made by ``deliveries.py``. Each step runs in a fresh process,
in turn with its yardstick; CPU seconds are user + system of that process, medians of the rounds, and memory is the
peak of its resident set. Prints the tables that stand in README.md beside this file. --full takes most of an hour.
"""

import argparse
import csv
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

import deliveries

BODY = "rwth-aachen-university"
# Questions that find much in a delivery, with the values they are asked with.
QUESTIONS: dict[str, dict[str, str]] = {
    "partners-of": {"organisation": BODY},
    "organisation-profile": {"organisation": BODY},
    "joint-projects": {"organisation": BODY},
    "countries-of-partners": {},
    "pairs-with-most-joint-projects": {},
    "organisations-in-several-projects": {},
    "organisations-in-a-region": {},
    "projects-from-nrw": {},
    "projects-by-year": {},
    "horizon-2020-money": {},
    "identifiers": {},
    "contradicting-coordinators": {},
    "project-partners": {},
    "members-without-joint-project": {},
    "projects-of-a-house": {},
    "gaps-of-projects": {},
    "look-alike-names": {},
    "claims": {},
}
LIMIT = 900
# Answers written as CSV and as JSON: one that costs little to find, one of the library.
ANSWERS = {
    "names of participants": "SELECT ?claim ?name { ?claim bionrw:participant ?body . ?body skos:prefLabel ?name }",
    "countries": "",
}


def rows(folder: Path, name: str) -> Iterator[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


# The steps. Each function is run alone in a process of its own, and gives what is worth noting beside its time.


def import_ours(folder: Path) -> str:
    from bionrw_graph import importing

    summary = importing.cordis_delivery([folder / "delivery"], folder / "all" / "cordis")
    return f"{sum(count.taken for count in summary.tables):,} rows"


def import_bare(folder: Path) -> str:
    read = 0
    for path in sorted((folder / "delivery").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            read += sum(1 for _ in csv.DictReader(file, delimiter=";"))
    return f"{read:,} rows"


def text_ours(folder: Path) -> str:
    from bionrw_graph.sources import cordis

    with (folder / "ours.nq").open("w", encoding="utf-8") as file:
        file.writelines(cordis.statements(folder / "all" / "cordis", {}))
    return ""


def text_bare(folder: Path) -> str:
    with (folder / "bare.nq").open("w", encoding="utf-8") as file:
        for lines in bare(folder / "all" / "cordis", " <https://w3id.org/bionrw/graph/cordis> ."):
            file.write(lines)
    return ""


def memory_ours(folder: Path) -> str:
    from bionrw_graph import store
    from bionrw_graph.sources import cordis

    held = store.in_memory(cordis.statements(folder / "all" / "cordis", {}))
    return _found(held)


def memory_bare(folder: Path) -> str:
    from pyoxigraph import NamedNode, RdfFormat, Store

    path = folder / "bare.nt"
    with path.open("w", encoding="utf-8") as file:
        for lines in bare(folder / "all" / "cordis", " ."):
            file.write(lines)
    held = Store()
    for graph in (NamedNode("https://w3id.org/bionrw/graph/cordis"), None):
        held.load(path=str(path), format=RdfFormat.N_TRIPLES, to_graph=graph)
    return _found(held)


def _found(held: Any) -> str:
    """Asked once, so that the store is one that can be asked."""
    asked = "SELECT ?project { ?project a <https://w3id.org/bionrw/ontology#Project> }"
    return f"{sum(1 for _ in held.query(asked)):,} projects found"


def build_ours(folder: Path) -> str:
    from bionrw_graph import building

    building.build(target=folder / "build", imports=folder / "all")
    manifest = json.loads((folder / "build" / building.MANIFEST).read_text(encoding="utf-8"))
    return f"{manifest['triples']:,} triples"


def build_bare(folder: Path) -> str:
    """The lines of the delivery, once in its graph and once in the default graph, with nothing checked or derived."""
    from pyoxigraph import NamedNode, RdfFormat, Store

    path = folder / "bare.nt"
    with path.open("w", encoding="utf-8") as file:
        for lines in bare(folder / "all" / "cordis", " ."):
            file.write(lines)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        store = Store(name)
        for graph in (NamedNode("https://w3id.org/bionrw/graph/cordis"), None):
            store.bulk_load(path=str(path), format=RdfFormat.N_TRIPLES, to_graph=graph)
        store.optimize()
        store.flush()
    with path.open("rb") as file:
        return f"{sum(1 for _ in file):,} triples"


def write_same(folder: Path) -> str:
    """What the build holds as text: the quads, and the triples of the merge. No step, but what one needs."""
    from bionrw_graph import store

    with (folder / "same.nq").open("wb") as quads, (folder / "same.nt").open("wb") as triples:
        for name, lines in store.by_graph(store.opened(folder / "build"), folder):
            for line in lines:
                quads.write(line[:-2] + name + b" .\n")
                triples.write(line)
    return ""


def build_same(folder: Path) -> str:
    """All that the build holds, loaded from text that is ready: nothing read, checked, derived or counted."""
    from pyoxigraph import RdfFormat, Store

    with tempfile.TemporaryDirectory(dir=folder) as name:
        store = Store(name)
        store.bulk_load(path=str(folder / "same.nq"), format=RdfFormat.N_QUADS)
        store.bulk_load(path=str(folder / "same.nt"), format=RdfFormat.N_TRIPLES)
        store.optimize()
        store.flush()
    with (folder / "same.nq").open("rb") as file:
        return f"{sum(1 for _ in file):,} triples"


def turtle_ours(folder: Path) -> str:
    return _exported(folder, "ttl")


def turtle_bare(folder: Path) -> str:
    return _dumped(folder, "ttl")


def jsonld_ours(folder: Path) -> str:
    return _exported(folder, "jsonld")


def jsonld_bare(folder: Path) -> str:
    return _dumped(folder, "jsonld")


def _exported(folder: Path, ending: str) -> str:
    from bionrw_graph import exports, store

    exports.write(store.opened(folder / "build"), folder / f"ours.{ending}")
    return f"{(folder / f'ours.{ending}').stat().st_size / 1e6:.0f} MB"


def _dumped(folder: Path, ending: str) -> str:
    """What the engine writes of the same statements: Turtle of the merge, JSON-LD of everything."""
    from pyoxigraph import DefaultGraph

    from bionrw_graph import store
    from bionrw_graph.vocabulary import PREFIXES

    merge = DefaultGraph() if ending == "ttl" else None
    graph, path = store.opened(folder / "build"), folder / f"bare.{ending}"
    graph.dump(str(path), store.FORMATS[ending], from_graph=merge, prefixes=PREFIXES)
    return f"{path.stat().st_size / 1e6:.0f} MB"


def validate_ours(folder: Path) -> str:
    from bionrw_graph import store, validation

    return f"{len(validation.validate(store.opened(folder / 'build')).findings):,} findings"


def validate_bare(folder: Path) -> str:
    """The same queries, with nothing made of their answers."""
    from pyoxigraph import Store

    from bionrw_graph import shapes, store
    from bionrw_graph.vocabulary import PREFIXES

    plain = Store.read_only(str(folder / "build" / store.STORE))
    found = sum(1 for check in shapes.checks(plain) for _ in plain.query(check.query, prefixes=PREFIXES))  # type: ignore[misc, arg-type]
    return f"{found:,} rows"


def validate_pyshacl(folder: Path) -> str:
    import pyshacl
    import rdflib

    from bionrw_graph import shapes, store

    text = store.serialised(store.quads(store.opened(folder / "build")), "nt")
    data = rdflib.Graph().parse(data=text, format="nt")
    _, results, _ = pyshacl.validate(data, shacl_graph=rdflib.Graph().parse(shapes.FILE))
    return f"{sum(1 for _ in results.subjects(rdflib.RDF.type, rdflib.SH.ValidationResult)):,} results"


def slice_ours(folder: Path) -> str:
    from bionrw_graph import building, importing

    importing.cordis_delivery([folder / "delivery"], folder / "nrw" / "cordis", region="DEA")
    building.build(target=folder / "build-nrw", imports=folder / "nrw")
    return f"{sum(1 for _ in rows(folder / 'nrw' / 'cordis', 'projects')):,} projects"


def projection_ours(folder: Path) -> str:
    import pickle

    from bionrw_graph import networks, store

    network = networks.projection(store.opened(folder / "build-nrw"), "collaboration")
    (folder / "network.pickle").write_bytes(pickle.dumps(network))
    return f"{len(network):,} nodes, {network.number_of_edges():,} edges"


def projection_bare(folder: Path) -> str:
    members: dict[str, set[str]] = {}
    for row in rows(folder / "nrw" / "cordis", "participations"):
        members.setdefault(row["project"], set()).add(row["pic"])
    pairs = Counter(pair for one in members.values() for pair in combinations(sorted(one), 2))
    return f"{len(pairs):,} edges"


def _network(folder: Path) -> Any:
    import pickle

    return pickle.loads((folder / "network.pickle").read_bytes())


def measures_ours(folder: Path) -> str:
    from bionrw_graph import measures

    network = _network(folder)
    measures.strength(network)
    return f"{len(set(measures.community(network).values())):,} communities"


def measures_bare(folder: Path) -> str:
    import networkx as nx

    network = _network(folder)
    dict(network.degree(weight="weight"))
    return f"{len(nx.community.louvain_communities(network, weight='weight', seed=1)):,} communities"


def draw_ours(folder: Path) -> str:
    from bionrw_graph import maps

    maps.draw(_network(folder), folder / "map.html")
    return f"{(folder / 'map.html').stat().st_size / 1e6:.1f} MB"


def whole_rows(folder: Path) -> list[dict[str, str]]:
    """The rows that the query of the collaboration network would give for the whole delivery, without a build."""
    found = {(row["pic"], row["project"]): row for row in rows(folder / "all" / "cordis", "participations")}
    node, through = "https://w3id.org/bionrw/id/organisation/pic-", "https://w3id.org/bionrw/id/project/cordis-"
    return [
        {"node": node + pic, "nodeLabel": row["name_as_stated"], "through": through + project, "throughLabel": project}
        for (pic, project), row in sorted(found.items())
    ]


def whole_network(folder: Path) -> Any:
    import networkx as nx

    from bionrw_graph import networks

    network = nx.Graph()
    networks._project(network, whole_rows(folder), set())  # type: ignore[arg-type]
    return network


def seconds(function: Callable[[], object]) -> float:
    began = time.process_time()
    function()
    return time.process_time() - began


def median_seconds(function: Callable[[], object], runs: int = 5) -> float:
    return statistics.median(seconds(function) for _ in range(runs))


def projection(folder: Path) -> str:
    """CPU seconds of the counting, of the whole projection, and of scipy's product, in turn; nodes and edges."""
    import networkx as nx
    import numpy as np
    from scipy import sparse

    from bionrw_graph import networks

    given = whole_rows(folder)
    number: dict[str, int] = {}
    members = [
        (number.setdefault(row["through"], len(number)), number.setdefault(row["node"], len(number))) for row in given
    ]
    ends = np.array(members).T
    size = len(number)

    def product() -> None:
        matrix = sparse.csr_matrix((np.ones(len(members), dtype=np.int32), ends), shape=(size, size))
        sparse.triu(matrix.T @ matrix, 1, format="coo")

    pairs = np.array(members)
    # Both from arrays: what is shared and who has part in it, as numbers; ours gives the things behind each pair, too.
    runs = [(seconds(lambda: networks._counted(pairs, size, size)), seconds(product)) for _ in range(5)]
    network = nx.Graph()
    all_of_it = seconds(lambda: networks._project(network, given, set()))  # type: ignore[arg-type]
    ours, yardstick = (statistics.median(column) for column in zip(*runs, strict=True))
    return f"{ours:.4f} {all_of_it:.3f} {yardstick:.4f} {len(network)} {network.number_of_edges()}"


def measure(folder: Path) -> str:
    """CPU seconds of reading the network, of one measure, of the bare library, and of networkx; and the top 20 shared.

    `bionrw measure` reads the network once and asks each measure with the arrays: so does this. The fastest library
    among those present is given a graph or matrix of its own, ready. The last is said where ours is an estimate: at
    3,500 projects it is made one, and compared with the exact values.
    """
    from dataclasses import replace

    import networkx as nx
    import numpy as np
    import rustworkx
    from graspologic_native import leiden_csr
    from scipy.sparse.csgraph import connected_components

    from bionrw_graph import measures

    name = os.environ["BIONRW_MEASURE"]
    network = whole_network(folder)
    size = len(network)
    function: Callable[..., dict[str, Any]] = measures.MEASURES[name]
    beside: dict[str, Callable[[], object]] = {
        "strength": lambda: dict(network.degree(weight="weight")),
        "pagerank": lambda: nx.pagerank(network, weight="weight"),
        "betweenness": lambda: nx.betweenness_centrality(network),
        "closeness": lambda: nx.closeness_centrality(network),
        "core": lambda: nx.core_number(network),
        "component": lambda: list(nx.connected_components(network)),
        "cut_vertex": lambda: list(nx.articulation_points(network)),
        "community": lambda: nx.community.louvain_communities(network, weight="weight", seed=1),
    }
    reading = median_seconds(lambda: measures.numbered(network))
    arrays = measures.numbered(network)
    matrix, graph = arrays.matrix, arrays.graph
    partners, begins, edges = arrays.partners
    given = begins, partners.astype(np.int32), arrays.weights.astype(float)[edges]
    libraries: dict[str, Callable[[], object]] = {
        "strength": lambda: matrix @ np.ones(size) + matrix.T @ np.ones(size),
        "core": lambda: rustworkx.core_number(graph),
        "component": lambda: connected_components(matrix, directed=False),
        "cut_vertex": lambda: rustworkx.articulation_points(graph),
        "community": lambda: leiden_csr(*given, size, seed=1, iterations=3),
    }
    paths = name in ("betweenness", "closeness")
    runs = 1 if paths else 5
    # What is derived from the arrays (a graph, a matrix) belongs to the measure.
    ours = median_seconds(lambda: function(replace(arrays)), runs)
    bare_ = median_seconds(libraries[name], runs) if name in libraries else math.nan
    slow = paths or name == "community"
    theirs = median_seconds(beside[name], 1 if slow else 3) if size < 10_000 or not paths else math.nan
    shared = "–"
    if paths and not measures.is_estimated(network) and size > 20 * 20:
        found = [function(arrays)]
        measures.EXACT_LIMIT = 0
        found.append(function(arrays))
        highest = [set(sorted(values, key=lambda node, of=values: -of[node])[:20]) for values in found]
        shared = str(len(highest[0] & highest[1]))
    return f"{reading:.6f} {ours:.6f} {bare_:.6f} {theirs:.6f} {shared}"


def map_opened(folder: Path) -> str:
    """Wall seconds until the map of the slice can be used in headless Chromium, and milliseconds of a filter."""
    import shutil

    import maps as browser  # the one beside this file
    from playwright.sync_api import sync_playwright

    chromium = os.environ.get("BIONRW_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        runs = [browser.opened(opened, folder / "map.html", browser.OURS, 120.0) for _ in range(3)]
        opened.close()
    ready = [math.inf if run["ready"] is None else run["ready"] for run in runs]
    filtered = [math.inf if run["filter"] is None else run["filter"] for run in runs]
    return f"{statistics.median(ready):.2f} {statistics.median(filtered):.0f}"


def bare(folder: Path, end: str) -> Iterator[str]:
    """The lines of a delivery as a plain program writes them: f-strings, nothing escaped, checked or joined."""
    b, s = "<https://w3id.org/bionrw/ontology#", "<http://www.w3.org/2004/02/skos/core#"
    p, e = "<http://www.w3.org/ns/prov#", end + "\n"
    a, i, x = (
        "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>",
        "<https://w3id.org/bionrw/id/",
        "<https://schema.org/",
    )
    r, d = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#", "^^<http://www.w3.org/2001/XMLSchema#"

    def citation(c: str, locator: str, method: str = "read") -> str:
        return (
            f"{c} {a} {b}Citation>{e}{c} {a} {p}Entity>{e}"
            f'{c} {p}wasQuotedFrom> {i}snapshot/cordis>{e}{c} {b}locator> "{locator}"{e}'
            f"{c} {b}method> {i}method/{method}>{e}{c} {b}confidence> {i}confidence/stated>{e}"
        )

    def amount(node: str, key: str, value: str, kind: str, c: str) -> str:
        m = f"{i}amount/cordis/{key}>"
        return (
            f"{m} {a} {b}Amount>{e}{m} {a} {x}MonetaryAmount>{e}{node} {b}hasAmount> {m}{e}"
            f'{m} {x}value> "{value}"{d}decimal>{e}{m} {x}currency> "EUR"{e}'
            f"{m} {b}amountKind> {i}amount-kind/{kind}>{e}{m} {b}bound> {i}bound/exact>{e}"
            f"{m} {p}wasDerivedFrom> {c}{e}"
        )

    def stated(subject: str, predicate: str, value: str, key: str, c: str) -> str:
        n = f"{i}statement/cordis/{key}>"
        return (
            f"{subject} {predicate} {value}{e}{n} {a} {b}Statement>{e}{n} {r}subject> {subject}{e}"
            f"{n} {r}predicate> {predicate}{e}{n} {r}object> {value}{e}{n} {p}wasDerivedFrom> {c}{e}"
        )

    for row in rows(folder, "projects"):
        id_ = row["id"]
        c = f"{i}citation/cordis/project/{id_}>"
        n, t, w = f"{i}project/cordis-{id_}>", f"{i}period/cordis/{id_}>", f"{i}award/cordis/{id_}>"
        yield (
            f"{n} {a} {b}Project>{e}{n} {b}projectType> {i}project-type/project>{e}"
            f'{n} {s}prefLabel> "{row["acronym"]} – {row["title"]}"{e}{n} {b}acronym> "{row["acronym"]}"{e}'
            f"{n} {b}projectStatus> {i}project-status/{row['status'].lower()}>{e}{n} {p}wasDerivedFrom> {c}{e}"
        ) + citation(c, row["locator"])
        day = f'"{row["start"]}"{d}date>'
        yield (
            f"{t} {a} <http://www.w3.org/2006/time#ProperInterval>{e}{n} {b}hasPeriod> {t}{e}"
            f"{t} {b}statedStart> {day}{e}{t} {b}startEarliest> {day}{e}{t} {b}startLatest> {day}{e}"
        )
        if row["end"]:
            day = f'"{row["end"]}"{d}date>'
            yield f"{t} {b}statedEnd> {day}{e}{t} {b}endEarliest> {day}{e}{t} {b}endLatest> {day}{e}"
        yield f"{t} {b}endStatus> {i}end-status/stated>{e}{t} {p}wasDerivedFrom> {c}{e}"
        yield (
            f"{w} {a} {b}FundingAward>{e}{w} {b}funds> {n}{e}{w} {b}funder> {i}programme/h2020>{e}"
            f'{w} {b}underProgramme> {i}programme/h2020>{e}{w} {b}grantNumber> "{id_}"{e}{w} {p}wasDerivedFrom> {c}{e}'
        )
        for column, kind in (("total_cost", "project-volume"), ("eu_contribution", "eu-contribution")):
            yield amount(n, f"{id_}/{kind}", row[column], kind, c)
    for row in rows(folder, "organisations"):
        pic, at = row["pic"], row["locator"]
        n, c = f"{i}organisation/pic-{pic}>", f"{i}citation/cordis/organisation/{pic}>"
        yield f'{n} {a} {b}Organisation>{e}{n} {b}pic> "{pic}"{e}{n} {s}prefLabel> "{row["name"]}"{e}'
        if row["activity"] != "OTH":
            yield f"{n} {b}kind> {i}kind/company>{e}"
        yield f'{n} {b}country> "{row["country"]}"{e}{n} {b}city> "{row["city"]}"{e}'
        if row["short_name"]:
            yield f'{n} {s}altLabel> "{row["short_name"]}"{e}'
        yield f'{n} {b}vatNumber> "{row["vat"]}"{e}{n} {b}street> "{row["street"]}"{e}'
        yield f'{n} {b}postcode> "{row["postcode"]}"{e}{n} {p}wasDerivedFrom> {c}{e}' + citation(c, at)
        where = f"<http://data.europa.eu/nuts/code/{row['nuts'] or row['region']}>"
        if row["nuts"]:
            yield stated(n, f"{b}nuts>", where, f"{pic}/region", c)
        elif row["region"]:
            c = f"{i}citation/cordis/region/{pic}>"
            yield stated(n, f"{b}nuts>", where, f"{pic}/region", c)
            yield citation(c, f"{at}, from the {row['region_by']}", "inferred")
    for row in rows(folder, "names"):
        yield f'{i}organisation/pic-{row["pic"]}> {s}altLabel> "{row["name"]}"{e}'
    for row in rows(folder, "participations"):
        key = f"{row['project']}/{row['pic']}/{row['order']}".removesuffix("/")
        n, c = f"{i}participation/cordis/{key}>", f"{i}citation/cordis/participation/{key}>"
        yield (
            f"{n} {a} {b}Participation>{e}{n} {b}inProject> {i}project/cordis-{row['project']}>{e}"
            f"{n} {b}participant> {i}organisation/pic-{row['pic']}>{e}{n} {b}role> {i}role/{row['role']}>{e}"
            f'{n} {b}nameAsStated> "{row["name_as_stated"]}"{e}'
            f'{n} {b}countryAsStated> "{row["country_as_stated"]}"{e}{n} {p}wasDerivedFrom> {c}{e}'
        ) + citation(c, row["locator"])
        yield amount(n, f"{key}/share", row["eu_contribution"], "share-of-participant", c)
    for row in rows(folder, "topics"):
        w, c = f"{i}award/cordis/{row['project']}>", f"{i}citation/cordis/topic/{row['project']}/1>"
        yield stated(w, f"{b}callTopic>", f'"{row["topic"]}"', f"{row['project']}/topic/1", c)
        yield citation(c, row["locator"]) + f'{w} {b}callTopicTitle> "{row["title"]}"{e}'
    fields: dict[str, str] = {}
    for row in rows(folder, "concepts"):
        official = f"<http://data.europa.eu/8mn/euroscivoc/{row['uuid']}>"
        n = fields[row["code"]] = official if row["uuid"] else f"{i}euroscivoc/{row['code']}>"
        yield (
            f"{n} {a} {s}Concept>{e}{n} {s}inScheme> {i}scheme/euroscivoc>{e}"
            f'{n} {s}notation> "{row["code"]}"{e}{n} {s}prefLabel> "{row["title"]}"@en{e}'
        )
        top = row["parent"] == "/"
        yield f"{n} {s}topConceptOf> {i}scheme/euroscivoc>{e}" if top else f"{n} {s}broader> {fields[row['parent']]}{e}"
    for row in rows(folder, "fields"):
        n, code = f"{i}project/cordis-{row['project']}>", row["code"].rpartition("/")[2]
        c = f"{i}citation/cordis/field/{row['project']}/{code}>"
        yield stated(n, f"{b}field>", fields[code], f"{row['project']}/field/{code}", c) + citation(c, row["locator"])
    for row in rows(folder, "links"):
        if row["url"].startswith("http"):
            yield f"{i}project/cordis-{row['project']}> {x}url> <{row['url']}>{e}"


# title, ours, yardstick, what the yardstick is, the most that the ratio may be
STEPS: list[tuple[str, Callable[[Path], str], Callable[[Path], str] | None, str, float | None]] = [
    ("import all projects", import_ours, import_bare, "csv.DictReader over the same files", None),
    ("tables → N-Quads", text_ours, text_bare, "the same lines by bare f-strings", 1.3),
    ("tables → graph in memory", memory_ours, memory_bare, "bare lines, load twice", 1.15),
    ("tables → build on disk", build_ours, build_bare, "bare lines, bulk_load twice, optimize", 1.3),
    ("", write_same, None, "", None),
    ("tables → build on disk, again", build_ours, build_same, "what it holds as ready text, loaded", 1.3),
    ("build → Turtle", turtle_ours, turtle_bare, "the engine's dump, in no order", 2),
    ("build → JSON-LD", jsonld_ours, jsonld_bare, "the engine's dump, in no order", 2),
    ("all shapes on the build", validate_ours, validate_bare, "the same queries on pyoxigraph", 1.3),
    ("all shapes in pySHACL", validate_pyshacl, None, "", None),
    ("import and build the NRW slice", slice_ours, None, "", None),
    ("collaboration of the slice", projection_ours, projection_bare, "a Counter over participations.csv", None),
    ("its strength and communities", measures_ours, measures_bare, "networkx: degree and Louvain", None),
    ("its map", draw_ours, None, "", None),
]
MEASURED = ("strength", "pagerank", "core", "component", "community", "cut_vertex", "betweenness", "closeness")


def measured(function: str, folder: Path) -> tuple[float, float, str] | None:
    """CPU seconds and peak MiB of one step in a process of its own, and what it said; None where it took too long."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([sys.executable, __file__, "--one", function, str(folder)], stdout=said)
        until = time.monotonic() + LIMIT
        while True:
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
            if ended:
                break
            if time.monotonic() > until:
                process.kill()
                process.wait()
                return None
            time.sleep(0.01)
        if status:
            raise SystemExit(f"{function} failed with {os.waitstatus_to_exitcode(status)}")
        said.seek(0)
        return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said.read().decode().strip()


def question(folder: Path) -> str:
    """CPU milliseconds of one question through the library and as plain text, in turn, three times each."""
    from pyoxigraph import Store

    from bionrw_graph import queries, store
    from bionrw_graph.vocabulary import PREFIXES

    name = os.environ["BIONRW_QUESTION"]
    graph, plain = store.opened(folder / "build"), Store.read_only(str(folder / "build" / store.STORE))
    text, _ = queries.checked(graph, queries.find(name), **QUESTIONS[name])
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        began = time.process_time()
        answer = queries.find(name).run(graph, **QUESTIONS[name])
        times[0].append(time.process_time() - began)
        began = time.process_time()
        found = sum(1 for _ in plain.query(text, prefixes=PREFIXES))  # type: ignore[arg-type, misc]
        times[1].append(time.process_time() - began)
        assert found == len(answer)
    ours, bare_ = (1000 * statistics.median(one) for one in times)
    return f"{ours:.1f} {bare_:.1f} {len(answer)}"


def answer(folder: Path) -> str:
    """CPU milliseconds of one answer as text of a format, ours and the engine's own, in turn, three times each."""
    from pyoxigraph import QueryResultsFormat, Store

    from bionrw_graph import answers, queries, store
    from bionrw_graph.vocabulary import PREFIXES

    name, form = os.environ["BIONRW_QUESTION"].split("/")
    graph, plain = store.opened(folder / "build"), Store.read_only(str(folder / "build" / store.STORE))
    text = ANSWERS[name] or queries.find(name).text
    own = {"csv": QueryResultsFormat.CSV, "json": QueryResultsFormat.JSON}[form]
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(3):
        began = time.process_time()
        columns, found = store.select_with_columns(graph, text)
        answers.text(found, columns, form)
        times[0].append(time.process_time() - began)
        began = time.process_time()
        plain.query(text, prefixes=PREFIXES).serialize(format=own)  # type: ignore[arg-type, union-attr]
        times[1].append(time.process_time() - began)
    ours, bare_ = (1000 * statistics.median(one) for one in times)
    return f"{ours:.1f} {bare_:.1f} {len(found)}"


def asked(function: str, names: list[str], sizes: list[int], place: Path) -> Iterator[str]:
    """Rows of a table: ours beside the engine, at each size, and how much more ours costs than at the size before."""
    for name in names:
        before = 0.0
        for size in sizes:
            os.environ["BIONRW_QUESTION"] = name
            run = measured(function, place / str(size))
            cells = ["–", "–", "–", "–", f"not within {LIMIT} s"]
            if run:
                ours, bare_, found = run[2].split()
                growth = f"{float(ours) / before:.1f}" if before else ""
                before = float(ours)
                cells = [ours, bare_, f"{before / max(float(bare_), 0.1):.1f}", growth, f"{int(found):,}"]
            yield f"| {name} | {size:,} | {' | '.join(cells)} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--full", action="store_true", help="also 35,000 projects, each step once")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", type=int, nargs="+", default=[350, 3500])
    parser.add_argument("--folder", type=Path, help="keep the files here")
    parser.add_argument("--questions", action="store_true", help="only the questions, of the builds in --folder")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(globals()[options.one[0]](Path(options.one[1])))
        return
    with tempfile.TemporaryDirectory() as name:
        place = options.folder or Path(name)
        # Compiled once, as an installation is.
        os.environ["PYTHONPYCACHEPREFIX"] = str(place / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        sizes = options.sizes + [35_000] * options.full
        steps = [] if options.questions else STEPS
        print("| step | projects | CPU s | peak MiB | yardstick | CPU s | peak MiB | ratio | goal | |")
        print("|" + "---|" * 10)
        for size in sizes:
            if steps:
                deliveries.made(place / str(size) / "delivery", size)
            for step in steps:
                if step[1] is validate_pyshacl and size > 1_000:
                    continue  # It needs minutes for each thousand projects, and 3 KB a triple.
                if not step[0]:
                    measured(step[1].__name__, place / str(size))
                    continue
                print(_row(step, size, place / str(size), 1 if size > 10_000 else options.rounds), flush=True)
        _network_tables(place, sizes)
        print()
        print("| question | projects | CPU ms | on pyoxigraph | ratio | growth | rows |")
        print("|" + "---|" * 7)
        for row in asked("question", list(QUESTIONS), sizes, place):
            print(row, flush=True)
        print()
        print("| answer/format | projects | CPU ms | by the engine | ratio | growth | rows |")
        print("|" + "---|" * 7)
        for row in asked("answer", [f"{name}/{form}" for name in ANSWERS for form in ("csv", "json")], sizes, place):
            print(row, flush=True)


def _network_tables(place: Path, sizes: list[int]) -> None:
    """The network of the whole delivery, its measures, and the map of the slice in a browser."""

    def asked(function: str, size: int) -> list[str] | None:
        run = measured(function, place / str(size))
        return run[2].split() if run else None

    late = f"not within {LIMIT} s"
    print()
    print("| projection | projects | nodes | edges | counting, CPU s | scipy `A.T @ A` | ratio | goal | whole, CPU s |")
    print("|" + "---|" * 9)
    for size in sizes:
        cells = [late]
        if said := asked("projection", size):
            ours, whole, product, nodes, edges = map(float, said)
            cells = [f"{nodes:,.0f}", f"{edges:,.0f}", f"{ours:.3f}", f"{product:.3f}", f"{ours / product:.1f}"]
            cells += ["at most 1.5", f"{whole:.2f}"]
        print("|", " | ".join(["collaboration of all", f"{size:,}", *cells]), "|", flush=True)
    print()
    print("| measure | projects | read once, CPU s | CPU s | library | ratio | networkx | ratio | of the top 20 |")
    print("|" + "---|" * 9)
    for name in MEASURED:
        for size in sizes:
            os.environ["BIONRW_MEASURE"] = name
            cells = [late]
            if said := asked("measure", size):
                read, ours, *others = map(float, said[:4])
                cells = [f"{read:.3f}", f"{ours:.4f}"]
                for other in others:
                    known = not math.isnan(other)
                    cells += [f"{other:.4f}" if known else "–"]
                    cells += [f"{(ours / other if other is others[0] else other / ours):.1f}" if known else "–"]
                cells.append(said[4])
            print("|", " | ".join([name, f"{size:,}", *cells]), "|", flush=True)
    print()
    print("| map of the slice | projects | MB | ready, s | goal | a filter, ms |")
    print("|" + "---|" * 6)
    for size in sizes:
        path = place / str(size) / "map.html"
        said = asked("map_opened", size) if path.exists() else None
        cells = [f"{path.stat().st_size / 1e6:.1f}", said[0], "under 3", said[1]] if said else [late]
        print("|", " | ".join(["collaboration", f"{size:,}", *cells]), "|", flush=True)


def _row(step: tuple[Any, ...], size: int, folder: Path, rounds: int) -> str:
    title, ours, beside, yardstick, goal = step
    runs: dict[str, list[tuple[float, float, str]]] = {}
    for _ in range(rounds):
        for function in (ours, beside) if beside else (ours,):
            run = measured(function.__name__, folder)
            if run is None:
                return f"| {title} | {size:,} | not within {LIMIT} s | | | | | | | |"
            runs.setdefault(function.__name__, []).append(run)
    cells = [title, f"{size:,}"]
    medians = []
    for function in (ours, beside):
        if function is None:
            cells += ["", "", ""]
            continue
        found = runs[function.__name__]
        medians.append(statistics.median(run[0] for run in found))
        cells += [yardstick] * (function is beside)
        cells += [f"{medians[-1]:.2f}", f"{max(run[1] for run in found):,.0f}"]
    cells.append(f"{medians[0] / medians[1]:.2f}" if beside else "")
    cells.append(f"at most {goal:g}" if goal else "")
    notes = [runs[function.__name__][0][2] for function in (ours, beside) if function]
    cells.append("; ".join(dict.fromkeys(note for note in notes if note)))
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
