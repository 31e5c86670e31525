"""What PROV-O and DCAT statements a build leaves behind.

There is no clock in them: the same tables give the same bytes on every day.
"""

from collections.abc import Iterator, Mapping

from bionrw_graph import iris, ntriples
from bionrw_graph.vocabulary import BIONRW, DCAT, DCTERMS, PROV, RDF

_GRAPH = iris.graph("provenance")
_BUILD = iris.thing("activity", "build")
_SOFTWARE = iris.thing("software", "bionrw-graph")


def statements(version: str, modified: str, inputs: dict[str, str], licences: Mapping[str, str]) -> Iterator[str]:
    """Lines of N-Quads on how the graphs came about.

    ``version`` is that of the software; ``modified`` the day of the tables (``2026-11-21``); ``inputs`` maps the name
    of each file that was read (``curated/names.csv``) to the SHA-256 of its bytes; ``licences`` maps the IRIs of the
    named graphs that the build filled to the address of their licence, empty where none is stated.
    """
    yield _quad(_BUILD, RDF.type, ntriples.iri(PROV.Activity))
    yield _quad(_BUILD, PROV.wasAssociatedWith, ntriples.iri(_SOFTWARE))
    yield _quad(_SOFTWARE, RDF.type, ntriples.iri(PROV.SoftwareAgent))
    yield _quad(_SOFTWARE, DCTERMS.title, ntriples.text(f"bionrw-graph {version}"))
    for name, sha256 in sorted(inputs.items()):
        file = iris.thing("file", name.partition(".")[0])
        yield _quad(_BUILD, PROV.used, ntriples.iri(file))
        yield _quad(file, RDF.type, ntriples.iri(PROV.Entity))
        yield _quad(file, DCTERMS.title, ntriples.text(name))
        yield _quad(file, BIONRW.sha256, ntriples.text(sha256))
    yield _quad(iris.graph("curated"), DCTERMS.modified, ntriples.date(modified))
    for graph, licence in sorted(licences.items()):
        yield _quad(graph, RDF.type, ntriples.iri(PROV.Entity))
        yield _quad(graph, RDF.type, ntriples.iri(DCAT.Dataset))
        yield _quad(graph, PROV.wasGeneratedBy, ntriples.iri(_BUILD))
        if licence:
            yield _quad(graph, DCTERMS.license, ntriples.link(licence))


def _quad(subject: str, predicate: str, object_: str) -> str:
    return ntriples.quad(subject, predicate, object_, _GRAPH)
