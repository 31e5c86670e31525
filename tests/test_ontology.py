"""The ontology says what it must, in both languages, and agrees with the tables and with the code."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyshacl
import pytest
import rdflib
from rdflib import RDF, SH, SKOS

from bionrw_graph import store, tables, validation
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.sources import curated
from bionrw_graph.vocabulary import BASE

ROOT = Path(__file__).parents[1]
RULES = sorted((ONTOLOGY / "rules").glob("*.rq"))
EXAMPLES = sorted((ONTOLOGY / "examples").glob("*.ttl"))


@pytest.fixture(scope="module")
def concepts() -> dict[str, set[str]]:
    """The notations of each scheme in concepts.ttl."""
    graph = rdflib.Graph().parse(ONTOLOGY / "concepts.ttl")
    found: dict[str, set[str]] = {}
    for concept, scheme in graph.subject_objects(SKOS.inScheme):
        slug = str(scheme).removeprefix(f"{BASE}id/scheme/")
        notation = str(graph.value(concept, SKOS.notation))
        assert str(concept) == f"{BASE}id/{slug}/{notation}"
        found.setdefault(slug, set()).add(notation)
    return found


@pytest.mark.parametrize("rule", RULES, ids=lambda path: path.stem)
def test_a_rule_finds_nothing(rule: Path, graph: store.Graph) -> None:
    assert store.select(graph, rule.read_text(encoding="utf-8")) == []


def test_every_rule_can_find_something() -> None:
    """Each rule against statements that break it: a rule that finds nothing anywhere tests nothing."""
    broken = f"""
        <{BASE}ontology#Nameless> <{RDF.type}> <http://www.w3.org/2002/07/owl#Class> <urn:g> .
        <{BASE}id/kind/x> <{RDF.type}> <{SKOS.Concept}> <urn:g> .
        <{BASE}id/organisation/a> <{RDF.type}> <{BASE}ontology#Organisation> <urn:g> .
        <{BASE}id/organisation/a> <{SKOS.prefLabel}> "one" <urn:g> .
        <{BASE}id/organisation/a> <{SKOS.prefLabel}> "two" <urn:g> .
        <{BASE}id/amount/a> <{RDF.type}> <{BASE}ontology#Amount> <urn:g> .
        <{BASE}id/amount/a> <{BASE}ontology#unheardOf> <{BASE}id/organisation/nobody> <urn:g> .
        _:b <{BASE}ontology#unheardOf> "x" <urn:g> .
    """
    graph = store.in_memory([broken])
    silent = [rule.stem for rule in RULES if not store.select(graph, rule.read_text(encoding="utf-8"))]
    assert silent == []


def shapes_that_fire(example: Path) -> set[str]:
    shapes = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")
    data = rdflib.Graph().parse(example)
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes)
    return {str(shape).rpartition("#")[2].partition("-")[0] for shape in results.objects(None, SH.sourceShape)}


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_a_shape_takes_its_valid_example_and_reports_its_invalid_one(example: Path) -> None:
    shape, _, verdict = example.stem.partition("-")
    assert shapes_that_fire(example) == (set() if verdict == "valid" else {shape})


def test_every_shape_has_two_examples_and_messages_in_both_languages() -> None:
    graph = rdflib.Graph().parse(ONTOLOGY / "shapes.ttl")
    # Node shapes without a target are parts of others.
    targeted = set(graph.subjects(SH.targetClass)) | set(graph.subjects(SH.targetSubjectsOf))
    names = {str(shape).rpartition("#")[2] for shape in targeted}
    assert {path.stem for path in EXAMPLES} == {
        f"{name}-{verdict}" for name in names for verdict in ("valid", "invalid")
    }
    for shape in set(graph.objects(None, SH.property)):
        languages = {message.language for message in graph.objects(shape, SH.message)}
        assert languages == {"en", "de"}, shape


def test_every_choice_in_the_tables_is_a_concept(concepts: dict[str, set[str]]) -> None:
    package = tables.description()
    for resource in package["resources"]:
        for field in resource["schema"]["fields"]:
            if "concept" in field:
                assert set(field["constraints"]["enum"]) <= concepts[field["concept"]], field["concept"]
    for scheme, slugs in package["concepts"].items():
        assert set(slugs) <= concepts[scheme], scheme


def test_every_property_of_a_statement_can_be_read(concepts: dict[str, set[str]]) -> None:
    assert set(curated._PROPERTIES) == concepts["property"]


def test_the_terms_in_the_code_are_those_of_the_ontology() -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "cogapp", "--check", "src/bionrw_graph/vocabulary.py"],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    assert checked.returncode == 0, checked.stdout


def test_the_ontology_has_no_blank_node() -> None:
    for name in ("bionrw.ttl", "concepts.ttl"):
        assert not any("_:" in line.split('"')[0] for line in store.turtle_lines(ONTOLOGY / name, f"{BASE}graph/x"))


def test_the_context_has_a_name_for_every_property() -> None:
    context: dict[str, Any] = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    graph = rdflib.Graph().parse(ONTOLOGY / "bionrw.ttl")
    named = {
        term["@id"] if isinstance(term, dict) else term for key, term in context.items() if not key.startswith("@")
    }
    for property_ in (
        *graph.subjects(RDF.type, rdflib.OWL.ObjectProperty),
        *graph.subjects(RDF.type, rdflib.OWL.DatatypeProperty),
    ):
        name = str(property_).removeprefix(f"{BASE}ontology#")
        assert f"bionrw:{name}" in named or str(property_) in named, name


def test_the_real_graph_conforms(graph: store.Graph) -> None:
    report = validation.validate(graph)
    assert report.conforms
    assert {finding.severity for finding in report.findings} <= {"Warning", "Info"}


def test_a_finding_names_the_table_row_in_both_languages(curated: Path) -> None:
    spoiled = store.in_memory(
        line
        for line in store.lines(store.opened(curated))
        if not line.startswith(f"<{BASE}id/amount/") or "schema.org/currency" not in line
    )
    report = validation.validate(spoiled)
    assert not report.conforms
    finding = next(finding for finding in report.findings if finding.severity == "Violation")
    assert finding.row.startswith("amounts.csv, row ")
    assert "currency" in finding.message and "amounts.csv" in finding.message_de
    assert finding.message != finding.message_de
