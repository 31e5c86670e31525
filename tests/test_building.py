"""A build is whole, the same every time, and never in the way of the one before."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import bionrw_graph as bionrw
from bionrw_graph import building, store, tables
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA


def test_each_document_has_its_own_graph(graph: store.Graph) -> None:
    names = {name.rpartition("/")[2] for name in store.graph_names(graph)}
    assert {"bionrw-cluster", "bionrw-about", "curated", "ontology", "derived", "provenance"} <= names
    assert store.graph_counts(graph)["https://w3id.org/bionrw/graph/bionrw-cluster"] > 4000


def test_what_follows_is_derived_and_marked_as_such(graph: store.Graph) -> None:
    both = store.select(
        graph,
        """SELECT ?graph { GRAPH ?graph { <https://w3id.org/bionrw/id/organisation/clib> bionrw:partnerOf
          <https://w3id.org/bionrw/id/organisation/bangor-university> } }""",
    )
    assert both == [{"graph": "https://w3id.org/bionrw/graph/derived"}]
    assert store.ask(graph, "ASK { <https://w3id.org/bionrw/graph/derived> prov:wasGeneratedBy/prov:used ?file }")


def test_the_manifest_says_what_went_in_and_what_came_out(built: Path, graph: store.Graph) -> None:
    manifest = json.loads((built / building.MANIFEST).read_text(encoding="utf-8"))
    assert manifest["triples"] == sum(store.graph_counts(graph).values())
    assert {"curated/participations.csv", "ontology/bionrw.ttl", "ontology/derivations/partner-of.rq"} <= set(
        manifest["inputs"]
    )


def test_two_builds_with_other_hash_seeds_are_alike(tmp_path: Path) -> None:
    script = (
        "import sys; from bionrw_graph import building, store; "
        "place = building.build(target=sys.argv[1]); print(''.join(store.lines(store.opened(place))))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", script, str(tmp_path / seed)],
            env=os.environ | {"PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(texts) == 1 and len(texts.pop()) > 500_000


def test_a_wrong_cell_leaves_the_old_build(tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(DATA, data)
    place = building.build(data, tmp_path / "current")
    before = store.lines(store.opened(place))
    amounts = data / "curated" / "amounts.csv"
    amounts.write_text(amounts.read_text(encoding="utf-8").replace(",EUR,", ",Euro,", 1), encoding="utf-8")
    with pytest.raises(BionrwError, match=r"amounts\.csv, row 2, column currency"):
        building.build(data, tmp_path / "current")
    assert store.lines(store.opened(place)) == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["current", "data"]


def test_a_reader_keeps_its_graph_while_a_new_one_is_built(tmp_path: Path) -> None:
    place = building.build(target=tmp_path / "current")
    reader = store.opened(place)
    before = len(store.lines(reader))
    building.build(target=tmp_path / "current")
    assert len(store.lines(reader)) == before == len(store.lines(store.opened(place)))


def test_no_graph_yet_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BionrwError, match=r"There is no graph in .* yet\. Run `bionrw build` first\."):
        store.opened(tmp_path / "current")


def test_a_dataset_for_those_who_know_rdflib(curated: Path) -> None:
    graph = bionrw.load(curated)
    rows = list(graph.query("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a bionrw:Project }"))
    assert int(rows[0][0]) == len(tables.read()["projects"])
    assert store.graph_counts(graph) == store.graph_counts(store.opened(curated))


def test_a_triple_that_two_pages_state_counts_once(built: Path, graph: store.Graph) -> None:
    """Both pages say that the office is in Germany; the merge holds it once, each page in its own graph."""
    office = "<https://w3id.org/bionrw/id/organisation/bio-nrw-office> bionrw:country ?country"
    assert store.select(graph, f"SELECT (COUNT(*) AS ?n) {{ {office} }}") == [{"n": 1}]
    assert store.select(graph, f"SELECT (COUNT(*) AS ?n) {{ GRAPH ?page {{ {office} }} }}") == [{"n": 2}]
    assert [int(row[0]) for row in bionrw.load(built).query(f"SELECT (COUNT(*) AS ?n) {{ {office} }}")] == [1]
