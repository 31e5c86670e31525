"""The same graph gives the same bytes in every format, and comes back from each as it was."""

import os
import random
import re
import subprocess
import sys
from pathlib import Path

import networkx as nx
import pytest
import rdflib
from rdflib.compare import isomorphic

from bionrw_graph import exports, networks, store
from bionrw_graph.errors import BionrwError

RDFLIB = {"ttl": "turtle", "nt": "nt", "trig": "trig", "nq": "nquads", "jsonld": "json-ld", "rdf": "xml"}


@pytest.fixture(scope="module")
def exported(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the graph in every format and two networks, written under one hash seed."""
    folder = tmp_path_factory.mktemp("exports")
    _export(built, folder, "1")
    return folder


def _export(built: Path, folder: Path, seed: str) -> None:
    script = """
import sys
from pathlib import Path
from bionrw_graph import building, exports, networks, store
place, folder = map(Path, sys.argv[1:])
graph = store.opened(place)
for ending in exports.GRAPH_ENDINGS:
    exports.write(graph, folder / f"bionrw.{ending}")
for name in networks.names():
    for ending in exports.NETWORK_ENDINGS:
        exports.write(networks.projection(graph, name), folder / f"{name}.{ending}")
"""
    environment = os.environ | {"PYTHONHASHSEED": seed}
    subprocess.run([sys.executable, "-c", script, str(built), str(folder)], env=environment, check=True)


def test_two_builds_with_other_hash_seeds_give_the_same_bytes(exported: Path, tmp_path: Path) -> None:
    script = "import sys; from bionrw_graph import building; building.build(target=sys.argv[1])"
    environment = os.environ | {"PYTHONHASHSEED": "77"}
    subprocess.run([sys.executable, "-c", script, str(tmp_path / "build")], env=environment, check=True)
    (tmp_path / "out").mkdir()
    _export(tmp_path / "build", tmp_path / "out", "2")
    files = sorted(path.name for path in exported.iterdir())
    assert len(files) == 6 + 2 * len(networks.names())
    for name in files:
        assert (exported / name).read_bytes() == (tmp_path / "out" / name).read_bytes(), name


@pytest.mark.parametrize("ending", RDFLIB)
def test_an_export_comes_back_as_it_was(ending: str, exported: Path, graph: store.Graph, tmp_path: Path) -> None:
    path = exported / f"bionrw.{ending}"
    again = store.opened(path)
    if ending in ("trig", "nq", "jsonld"):
        assert store.lines(again) == store.lines(graph)
    else:
        union = {str(quad.triple) for quad in store.quads(graph)}
        assert {str(quad.triple) for quad in store.quads(again)} == union
    exports.write(again, tmp_path / path.name)
    assert (tmp_path / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("ending", RDFLIB)
def test_another_library_reads_the_same_graph(ending: str, exported: Path) -> None:
    read, expected = rdflib.Dataset(), rdflib.Dataset()
    read.parse(exported / f"bionrw.{ending}", format=RDFLIB[ending])
    expected.parse(exported / "bionrw.nq", format="nquads")
    assert isomorphic(_union(read), _union(expected))


def _union(dataset: rdflib.Dataset) -> rdflib.Graph:
    union = rdflib.Graph()
    for subject, predicate, object_, _ in dataset.quads():
        union.add((subject, predicate, object_))
    return union


def test_turtle_uses_prefixes_and_json_ld_our_terms(exported: Path) -> None:
    turtle = (exported / "bionrw.ttl").read_text(encoding="utf-8")
    assert "a bionrw:Participation" in turtle and "@prefix bionrw:" in turtle
    linked = (exported / "bionrw.jsonld").read_text(encoding="utf-8")
    assert (
        '"inProject": ' in linked
        and "https://w3id.org/bionrw/ontology#inProject" not in linked.partition('"@graph"')[2]
    )


def test_a_network_comes_back_from_graphml_and_gexf(exported: Path, graph: store.Graph) -> None:
    network = networks.projection(graph, "collaboration")
    for read in (
        nx.read_graphml(exported / "collaboration.graphml"),
        nx.read_gexf(exported / "collaboration.gexf"),
    ):
        assert set(read) == set(network)
        assert {frozenset(edge) for edge in read.edges} == {frozenset(edge) for edge in network.edges}
        for one, other, data in network.edges(data=True):
            assert read.edges[one, other]["weight"] == data["weight"]
            assert read.edges[one, other]["through"] == "; ".join(data["through"])
    assert not re.search(r"lastmodifieddate", (exported / "collaboration.gexf").read_text(encoding="utf-8"))


def test_an_ending_that_does_not_fit_is_refused_with_those_that_do(graph: store.Graph, tmp_path: Path) -> None:
    with pytest.raises(BionrwError, match=r'A graph cannot be written as "\.tll"\. Did you mean "ttl"\?'):
        exports.write(graph, tmp_path / "x.tll")
    with pytest.raises(BionrwError, match=r"Endings: graphml, gexf\."):
        exports.write(nx.Graph(), tmp_path / "x.ttl")
    assert list(tmp_path.iterdir()) == []


def test_an_export_that_cannot_be_written_leaves_nothing(graph: store.Graph, tmp_path: Path) -> None:
    with pytest.raises(BionrwError, match="cannot be written"):
        exports.write(graph, tmp_path / "missing" / "x.ttl")
    assert list(tmp_path.iterdir()) == []


def test_a_broken_rdf_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text("<a> <b")
    with pytest.raises(BionrwError, match=r"x\.ttl cannot be read"):
        store.opened(tmp_path / "x.ttl")
    (tmp_path / "x.rdf").write_text('<!DOCTYPE x [<!ENTITY a "b">]><rdf/>')
    with pytest.raises(BionrwError, match="document type declaration"):
        store.opened(tmp_path / "x.rdf")


@pytest.mark.parametrize("ending", RDFLIB)
def test_what_is_sorted_in_parts_is_sorted_as_a_whole(
    ending: str, graph: store.Graph, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    lines = store.lines(graph)[::37]
    random.Random(7).shuffle(lines)
    # What another graph says too stands once in the formats without graphs.
    lines += [re.sub(r" <\S+> \.$", " <urn:g> .", line) for line in lines[::3]]
    shuffled = store.in_memory(lines)
    whole = exports.text(shuffled, ending)
    if ending != "jsonld":
        assert whole == store.serialised(store.quads(shuffled), ending)
    for stretch, block, spool in ((1, 1, 1), (5000, 700, 1), (100_000, 1, 1 << 24)):
        monkeypatch.setattr(store, "_STRETCH", stretch)
        monkeypatch.setattr(store, "_BLOCK", block)
        monkeypatch.setattr(store, "_SPOOL", spool)
        exports.write(shuffled, tmp_path / f"x.{ending}")
        assert (tmp_path / f"x.{ending}").read_text(encoding="utf-8") == whole
    assert [path.name for path in tmp_path.iterdir()] == [f"x.{ending}"]
