"""JSON-LD holds the very quads of the graph, for whoever reads it, and says them in the words of the context."""

import json
import random
from collections.abc import Callable
from typing import Any

import pyoxigraph
import pytest
from pyld import jsonld as pyld

from bionrw_graph import exports, store
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.vocabulary import PREFIXES


def oxigraph(text: str) -> store.Graph:
    return loaded(pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.JSON_LD))


def reference(text: str) -> store.Graph:
    """PyLD, which follows the algorithms of the standard, and is kept from the network."""

    def no_network(url: str, options: object) -> dict[str, Any]:
        raise AssertionError(f"{url} was asked for")

    quads = pyld.to_rdf(json.loads(text), {"format": "application/n-quads", "documentLoader": no_network})
    return loaded(pyoxigraph.parse(quads, format=pyoxigraph.RdfFormat.N_QUADS))


def loaded(quads: Any) -> store.Graph:
    graph = pyoxigraph.Store()
    graph.extend(quads)
    return graph


READERS: list[Callable[[str], store.Graph]] = [oxigraph, reference]


def quads(graph: store.Graph) -> set[str]:
    """The quads as text; blank nodes are called by what is said of them."""
    dataset = pyoxigraph.Dataset(store.quads(graph))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def graph_of(trig: str) -> store.Graph:
    """A graph of TriG in which our prefixes are known."""
    prefixes = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    return loaded(pyoxigraph.parse(prefixes + trig, format=pyoxigraph.RdfFormat.TRIG))


def said(trig: str) -> store.Graph:
    """What is said of one thing in one graph."""
    return graph_of(f"<urn:g> {{ <urn:a> {trig} }}")


def node(graph: store.Graph) -> dict[str, Any]:
    """The only node of the only graph."""
    [[found]] = [graph["@graph"] for graph in json.loads(exports.text(graph, "jsonld"))["@graph"]]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("read", READERS)
def test_the_whole_graph_is_read_back_as_it_was(read: Callable[[str], store.Graph], graph: store.Graph) -> None:
    assert store.lines(read(exports.text(graph, "jsonld"))) == store.lines(graph)


EVERY_CHARACTER = pyoxigraph.Literal(
    "".join(map(chr, (*range(0xD800), *range(0xE000, 0x11000), 0x1F9EC, 0x10FFFF))), language="de"
)
# The properties: verbatim takes strings, label texts by language, about IRIs, value decimals, asOf days, hasMembers
# truths; smell is not in the context.
NASTY = {
    "every character": said(f"bionrw:verbatim {EVERY_CHARACTER} ; rdfs:label {EVERY_CHARACTER}"),
    "quotes and backslashes": said(r"""bionrw:verbatim "\"", "\\", "\\\"@de", "\"^^<x>", "", " ", "\" .\n", "a b" """),
    "line ends": said(r'bionrw:verbatim "a\u2028b\u2029", "a\r\nb\u0085", "\u0000", "\u007F"'),
    "languages": said('rdfs:label "a", "a"@de, "b"@de, "a"@en-GB, "a"@id, "b"@type, 1, "a"^^xsd:date, <urn:b>, _:b'),
    "languages where none are expected": said('bionrw:verbatim "a", "a"@de, "a"@en ; bionrw:about "a"@de'),
    "other types than the context has": said(
        'bionrw:asOf "2014-01-31", "2014-01-31"^^xsd:date, "2014"^^xsd:gYear, "x"@de, <urn:x>, _:b'
    ),
    "literals where IRIs are expected": said('bionrw:about "urn:x", "urn:x"^^xsd:anyURI, "_:b", <urn:x>, _:b'),
    "decimals": said('bionrw:value 1.50, 1.0, -0.5, 100000000000000000.0, "1"^^xsd:decimal'),
    "numbers where others are expected": said('bionrw:value 5, 1E3, 1.50E0, "5", "1E3", true, "true"'),
    "numbers without a type in the context": said('bionrw:verbatim 1.50, 1E3, 5, true, false, "1.50", "true", "null"'),
    "numbers that are none": said('bionrw:value "many"^^xsd:decimal, "1E3"^^xsd:decimal, "x"^^xsd:integer'),
    "truths": said('bionrw:hasMembers true, "true", "no", 1'),
    "types of JSON and of nobody": said('bionrw:verbatim "{ }"^^rdf:JSON, "<a/>"^^rdf:XMLLiteral, "x"^^<urn:type>'),
    "keywords": graph_of(
        """<http://example.org/@id> <http://example.org/@type> "@id", <http://example.org/@context>, <urn:@graph> .
        <urn:@id> bionrw:about <id:x>, <type:@type>, <about:x> ; bionrw:smell "@value" ; a <urn:@json>, <type:x> ."""
    ),
    "properties of nobody": said('bionrw:smell "x", <urn:x>, 1 ; <urn:smell> "x", "x"@de, <urn:x>, _:b'),
    "a namespace, and below it": graph_of(
        "schema: schema: schema: . schema:a\\/b schema:a\\/b schema:a\\/b . schema:a\\# schema:a schema:a\\#b ."
    ),
    "a scheme like a prefix": graph_of("<org://a> bionrw:about <schema://b/c> ."),
    "dots in a path": graph_of("<http://example.org/a/../b> bionrw:about <http://example.org/a/./b> ."),
    "types": said('a bionrw:Amount, bionrw:about, schema:Person, <urn:x>, _:b, "x", "x"@de'),
    "blank nodes": graph_of('_:a bionrw:about _:b . <urn:g> { _:a bionrw:about _:b } _:g { _:b rdfs:label "b"@de }'),
    "a list": graph_of('<urn:g> { <urn:a> bionrw:about ("a" 1 <urn:a>) , () }'),
    "no named graph": graph_of('<urn:a> rdfs:label "a"@de ; a bionrw:Amount . <urn:b> rdfs:label "b" .'),
    "graphs that know each other": graph_of(
        "<urn:a> { <urn:a> a <urn:a> , <urn:b> } <urn:b> { <urn:b> bionrw:about <urn:a> . <urn:a> a <urn:a> }"
    ),
    "nothing": graph_of(""),
}


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize("what", NASTY)
def test_no_statement_is_read_as_another(what: str, read: Callable[[str], store.Graph]) -> None:
    assert quads(read(exports.text(NASTY[what], "jsonld"))) == quads(NASTY[what])


def test_a_node_is_good_to_read() -> None:
    graph = graph_of(
        """<https://w3id.org/bionrw/graph/g> {
            <https://w3id.org/bionrw/id/project/a> a bionrw:Project, schema:ResearchProject ;
                rdfs:label "Kohle \\"für\\" Köln"@de, "coal"@en, "pit coal"@en ;
                bionrw:refArea <http://data.europa.eu/nuts/code/DEA> ; bionrw:hasPhase <urn:b>, <urn:c> ;
                bionrw:lineCount 3 ; bionrw:endEarliest "2014"^^xsd:gYear ; bionrw:endLatest "2014-05-31"^^xsd:date ;
                dcterms:extent "long" .
            <urn:b> bionrw:acronym "B" }"""
    )
    head, _, body = exports.text(graph, "jsonld").partition(' "@graph": [\n')
    assert json.loads(head.rstrip()[:-1] + "}") == json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))
    assert '\n  "about": {"@id": "bionrw:about", "@type": "@id"},\n' in head
    assert (
        body
        == """  {
   "id": "https://w3id.org/bionrw/graph/g",
   "@graph": [
    {
     "id": "https://w3id.org/bionrw/id/project/a",
     "type": ["schema:ResearchProject", "Project"],
     "dcterms:extent": "long",
     "label": {
      "de": "Kohle \\"für\\" Köln",
      "en": [
       "coal",
       "pit coal"
      ]
     },
     "endEarliest": {"@type": "xsd:gYear", "@value": "2014"},
     "endLatest": "2014-05-31",
     "hasPhase": [
      "urn:b",
      "urn:c"
     ],
     "lineCount": "3",
     "refArea": "nutsCode:DEA"
    },
    {
     "id": "urn:b",
     "acronym": "B"
    }
   ]
  }
 ]
}
"""
    )


def test_what_does_not_fit_stands_in_full() -> None:
    labels = node(said('rdfs:label "a", "a"@de, "b"@de, "a"@id, 1'))
    assert labels["label"] == {"de": ["a", "b"], "id": "a"}
    assert labels["rdfs:label"] == [{"@type": "xsd:integer", "@value": "1"}, "a"]
    assert node(said("rdfs:seeAlso schema:, schema:a"))["seeAlso"] == ["https://schema.org/", "schema:a"]
    days = node(said('bionrw:asOf "2014"^^xsd:gYear, "2014-01-31", "2014-01-31"^^xsd:date'))["asOf"]
    assert days == [{"@type": "xsd:gYear", "@value": "2014"}, {"@value": "2014-01-31"}, "2014-01-31"]


def test_a_direction_of_writing_is_kept() -> None:
    # PyLD leaves it out; Oxigraph reads it.
    graph = said('rdfs:label "a"@ar--rtl, "b"@ar')
    assert node(graph)["label"] == {"ar": "b"}
    assert quads(oxigraph(exports.text(graph, "jsonld"))) == quads(graph)


@pytest.mark.parametrize(
    ("trig", "sentence"),
    [
        ("bionrw:about <time:x>", "JSON-LD cannot say <time:x>: it would be read with a prefix"),
        ("bionrw:about <time:x://y>", "JSON-LD cannot say <time:x://y>"),
        ('<schema:name> "x"', "JSON-LD cannot say <schema:name>"),
        ('bionrw:asOf "x"^^<xsd:date>', "JSON-LD cannot say <xsd:date>"),
        ("a <org:Person>", "JSON-LD cannot say <org:Person>"),
        ("bionrw:about <<( <urn:a> <urn:b> <urn:c> )>>", "no statements about statements"),
    ],
)
def test_what_json_ld_cannot_say_is_told(trig: str, sentence: str) -> None:
    with pytest.raises(BionrwError, match=sentence):
        exports.text(said(trig), "jsonld")


def test_the_order_of_the_statements_is_of_no_account(graph: store.Graph) -> None:
    lines = store.lines(graph)
    random.Random(7).shuffle(lines)
    assert exports.text(store.in_memory(lines), "jsonld") == exports.text(graph, "jsonld")
