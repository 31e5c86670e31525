"""The queries made of the shapes find what pySHACL, the reference, finds: no more, no less."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyshacl
import pytest
import rdflib
from rdflib import RDF, RDFS, SH, BNode

from bionrw_graph import ntriples, shapes, store, validation
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.vocabulary import BASE, BIONRW, PROV, SCHEMA, SKOS, XSD

EXAMPLES = sorted((ONTOLOGY / "examples").glob("*.ttl"))
Found = set[tuple[str, str, str, str, str, str]]


@pytest.fixture(scope="module")
def reference() -> rdflib.Graph:
    return rdflib.Graph().parse(shapes.FILE)


def found(graph: store.Graph) -> Found:
    return {
        (one.severity, one.focus, one.path, one.value, one.message, one.message_de)
        for one in validation.validate(graph).findings
    }


def found_by_pyshacl(graph: store.Graph, reference: rdflib.Graph) -> Found:
    data = rdflib.Graph().parse(data=store.serialised(store.quads(graph), "nt"), format="nt")
    _, results, _ = pyshacl.validate(data, shacl_graph=reference)
    answers = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        path = results.value(result, SH.resultPath)
        if isinstance(path, BNode):
            path = results.value(path, SH.inversePath)
        # pySHACL drops the language of the message of a query: messages are read from the shapes.
        speaker = results.value(result, SH.sourceConstraint) or results.value(result, SH.sourceShape)
        said = {one.language: str(one) for one in reference.objects(speaker, SH.message)}
        severity = str(results.value(result, SH.resultSeverity)).rpartition("#")[2]
        focus, value = results.value(result, SH.focusNode), results.value(result, SH.value)
        answers.add(
            (severity, *("" if one is None else str(one) for one in (focus, path, value)), said["en"], said["de"])
        )
    return answers


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.stem)
def test_both_find_the_same_in_an_example(example: Path, reference: rdflib.Graph) -> None:
    graph = store.opened(example)
    assert found(graph) == found_by_pyshacl(graph, reference)


def test_both_find_the_same_in_the_real_graph(graph: store.Graph, reference: rdflib.Graph) -> None:
    answers = found(graph)
    assert answers == found_by_pyshacl(graph, reference)
    assert len(answers) > 100


def of(type_: str, slug: str) -> str:
    return ntriples.iri(f"{BASE}id/{type_}/{slug}")


# What is done to a statement about a thing of this type: it is left out, it gets another object, or a second one.
SPOILT = {
    "no currency": ("amount", SCHEMA.currency, []),
    "two currencies": ("amount", SCHEMA.currency, ['"EUR"', '"USD"']),
    "a sign for a currency": ("amount", SCHEMA.currency, ['"€"']),
    "an amount below zero": ("amount", SCHEMA.value, [ntriples.decimal("-5")]),
    "an amount in words": ("amount", SCHEMA.value, ['"five"']),
    "an amount of another datatype": ("amount", SCHEMA.value, [ntriples.integer(5)]),
    "no role": ("participation", BIONRW.role, []),
    "a role that is not there": ("participation", BIONRW.role, [of("role", "nobody")]),
    "a role that is a kind": ("participation", BIONRW.role, [of("kind", "company")]),
    "a participant that is not there": ("participation", BIONRW.participant, [of("organisation", "nobody")]),
    "a participant in words": ("participation", BIONRW.participant, ['"RWTH"']),
    "no citation": ("participation", PROV.wasDerivedFrom, []),
    "a citation that is an organisation": ("participation", PROV.wasDerivedFrom, [of("organisation", "clib")]),
    "two English names": ("organisation", SKOS.prefLabel, ['"one"@en', '"two"@en']),
    "a name in French alone": ("organisation", SKOS.prefLabel, ['"un"@fr']),
    "two notations": ("role", SKOS.notation, ['"one"', '"two"']),
    "a land in small letters": ("organisation", BIONRW.country, ['"de"']),
    "the 31st of February": ("assessment", BIONRW.date, [ntriples.typed("2023-02-31", XSD.date)]),
    "an end before the start": ("period", BIONRW.endEarliest, [ntriples.date("1900-01-01")]),
    "an end that is not there": ("period", BIONRW.endStatus, [of("end-status", "stated")]),
    "a long quotation": ("citation", BIONRW.verbatim, [ntriples.text("x" * 201)]),
    "a line in the margin": ("citation", BIONRW.line, [ntriples.integer(0)]),
    "a project without its list": ("project", BIONRW.hasPartnerList, []),
}


def spoilt(lines: list[str]) -> tuple[list[str], set[str]]:
    """The lines with each fault of ``SPOILT`` in a thing of its own, and the names of these things."""
    things: set[str] = set()
    for type_, predicate, objects in SPOILT.values():
        start = re.compile(rf"(<{re.escape(f'{BASE}id/{type_}/')}[^>]*>) <{re.escape(predicate)}> (.*) (<[^>]*>) \.\n")
        thing = next(match[1] for line in lines if (match := start.match(line)) and match[1] not in things)
        things.add(thing)
        about = f"{thing} <{predicate}> "
        graph = next(line for line in lines if line.startswith(about)).rpartition("<")[2]
        lines = [line for line in lines if not line.startswith(about)]
        lines += [f"{about}{one} <{graph}" for one in objects]
    return lines, things


def test_both_find_the_same_in_a_spoilt_copy(graph: store.Graph, reference: rdflib.Graph) -> None:
    lines, things = spoilt(store.lines(graph))
    broken = store.in_memory(lines)
    answers = found(broken)
    assert answers == found_by_pyshacl(broken, reference)
    new = answers - found(graph)
    # The list that no project has is itself what is wrong.
    assert len(things - {f"<{focus}>" for _, focus, *_ in new}) == 1
    assert len(new) >= len(SPOILT)


# Objects that are wrong in one place or another, alone or beside what is there.
WRONG = [
    *('"x"', '""', '"x"@en', '"x"@fr', '"x"@en-GB', ntriples.text("x" * 301), "<https://example.org/nowhere>"),
    *(ntriples.integer(-1), ntriples.decimal("-1"), ntriples.typed("x", XSD.decimal)),
    *(ntriples.date("0900-01-01"), ntriples.date("9000-01-01"), ntriples.typed("2023-02-31", XSD.date)),
]
# pySHACL ends with an error where it is to compare a day with a number, or with a day that is none.
UNCOMPARED = (f"^^<{XSD.integer}>", f"^^<{XSD.decimal}>", f'31"^^<{XSD.date}>')
COMPARED = {
    ntriples.iri(one) for one in (BIONRW.startEarliest, BIONRW.startLatest, BIONRW.endEarliest, BIONRW.endLatest)
}
OTHERS = ["<https://example.org/one>", "<https://example.org/other>"]
TEXTS = ['"y"@en', '"z"@en', '"y"@de', '"y"']


def mutants(example: Path, reference: rdflib.Graph) -> Iterator[str]:
    """The example, and what its shape is about many times under other names, each time with one property spoilt."""
    triples = sorted(str(quad.triple) for quad in store.quads(store.opened(example)))
    yield from triples
    shape, _, verdict = example.stem.partition("-")
    if verdict == "invalid":
        return
    described = rdflib.URIRef(f"{BASE}shapes#{shape}")
    classes = {f"<{RDF.type}> {ntriples.iri(class_)}" for class_ in reference.objects(described, SH.targetClass)}
    paths = list(reference.objects(described, SH.property / SH.path))
    forward = {ntriples.iri(path) for path in paths if isinstance(path, rdflib.URIRef)}
    inverse = {ntriples.iri(one) for path in paths for one in reference.objects(path, SH.inversePath)}
    for thing in sorted({triple.split(" ")[0] for triple in triples if triple.split(" ", 1)[1] in classes}):
        around = [triple for triple in triples if thing in triple]
        own = {triple.split(" ")[1] for triple in around if triple.startswith(thing)}
        copies: list[list[str]] = [[one for one in around if one != triple] for triple in around]
        copies += [[*around, *(f"{one} {predicate} {thing}" for one in OTHERS)] for predicate in inverse]
        for predicate in sorted(own | forward):
            rest = [triple for triple in around if not triple.startswith(f"{thing} {predicate} ")]
            wrong = [one for one in WRONG if predicate not in COMPARED or not one.endswith(UNCOMPARED)]
            copies += [rest, *([*rest, f"{thing} {predicate} {one}"] for one in wrong)]
            copies += [[*around, *(f"{thing} {predicate} {one}" for one in pair)] for pair in (OTHERS, TEXTS)]
        for number, copy in enumerate(copies):
            name = f"{thing[:-1]}-{example.stem}-{number}>"
            yield from (triple.replace(thing, name) for triple in copy)


def quads(triples: Iterable[str]) -> Iterator[str]:
    return (f"{triple} <urn:g> .\n" for triple in triples)


def test_both_find_the_same_whatever_is_wrong(reference: rdflib.Graph, caplog: pytest.LogCaptureFixture) -> None:
    """Every statement of every valid example, spoilt in every way: each query finds something, as pySHACL does."""
    caplog.set_level("ERROR", "rdflib.term")  # it writes a page about each day that is none
    broken = store.in_memory(quads(triple for example in EXAMPLES for triple in mutants(example, reference)))
    silent = [check.query for check in shapes.checks(broken) if not store.select(broken, check.query)]
    answers, theirs = found(broken), found_by_pyshacl(broken, reference)
    assert (silent, theirs - answers, answers - theirs) == ([], set(), set())


def test_a_year_that_is_none_is_found() -> None:
    """Here we find more than pySHACL, which takes every text for a year."""
    year = ntriples.typed("20x", XSD.gYear)
    membership = (f"<urn:a> <{RDF.type}> <{BIONRW.Membership}>", f"<urn:a> <{BIONRW.yearSeen}> {year}")
    assert "20x" in {value for _, _, _, value, *_ in found(store.in_memory(quads(membership)))}


def test_a_part_of_a_class_is_looked_at_too() -> None:
    part = (f"<urn:part> <{RDFS.subClassOf}> <{BIONRW.Amount}>", f"<urn:a> <{RDF.type}> <urn:part>")
    assert found(store.in_memory(quads(part))) != set()


def test_a_finding_names_the_row_of_the_table_that_it_speaks_of() -> None:
    names = ("amounts.csv, row 9", "citations.csv, row 2", "awards.csv, row 3")
    rows = [f'<urn:a> <{BIONRW.tableRow}> "{row}"' for row in names]
    graph = store.in_memory(quads([f"<urn:a> <{RDF.type}> <{BIONRW.Amount}>", *rows]))
    assert {one.row for one in validation.validate(graph).findings} == {"amounts.csv, row 9"}


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("sh:property [ sh:path bionrw:role ; sh:hasValue 1 ; {message} ]", "hasValue"),
        ("sh:property [ sh:path bionrw:role ; sh:minCount 2 ; {message} ]", "minCount"),
        ("sh:property [ sh:path bionrw:role ; sh:nodeKind sh:Literal ; {message} ]", "nodeKind"),
        ("sh:property [ sh:path ( bionrw:role bionrw:role ) ; sh:minCount 1 ; {message} ]", "path"),
        ("sh:or ( [ sh:class bionrw:Project ] [ sh:minCount 1 ] ) ; {message}", "class"),
        ("sh:property [ sh:path bionrw:role ; sh:or ( [ sh:minCount 1 ] ) ; {message} ]", "minCount"),
        ("sh:property [ sh:path bionrw:role ; sh:or ( [ sh:path bionrw:role ; sh:minCount 1 ] ) ; {message} ]", "or"),
        ("sh:property [ sh:path bionrw:role ; sh:qualifiedMaxCount 1 ; {message} ]", "qualifiedMaxCount"),
        ("sh:class bionrw:Project ; {message}", "class"),
        ("sh:targetNode bionrw:role ; {message}", "targetNode"),
        ("sh:deactivated true ; {message}", "deactivated"),
    ],
)
def test_what_is_not_known_is_an_error(said: str, word: str, tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    message = 'sh:message "So."@en , "So."@de'
    file.write_text(
        f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix bionrw: <{BASE}ontology#> .
        <{BASE}shapes#Some> sh:targetClass bionrw:Amount ; {said.format(message=message)} ."""
    )
    with pytest.raises(BionrwError, match=rf"^shapes\.ttl: .* says sh:{word}, which is not checked there\."):
        shapes.checks(store.in_memory(), file)


def test_a_shape_without_a_message_in_both_languages_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(
        f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix bionrw: <{BASE}ontology#> .
        <{BASE}shapes#Some> sh:targetClass bionrw:Amount ; sh:property <{BASE}shapes#Some-role> .
        <{BASE}shapes#Some-role> sh:path bionrw:role ; sh:minCount 1 ; sh:message "So."@en ."""
    )
    with pytest.raises(BionrwError, match=r"Some-role needs a message in English and one in German\.$"):
        shapes.checks(store.in_memory(), file)


def test_a_shape_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "shapes.ttl"
    file.write_text(
        f"""@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix bionrw: <{BASE}ontology#> .
        <{BASE}shapes#Some> sh:targetClass bionrw:Amount ; sh:property <{BASE}shapes#Some-rule> ."""
    )
    with pytest.raises(BionrwError, match=r"^shapes\.ttl: there is no Some-rule, which another shape names\.$"):
        shapes.checks(store.in_memory(), file)


def test_the_queries_are_the_same_each_time() -> None:
    assert shapes.checks(store.in_memory()) == shapes.checks(store.in_memory())
