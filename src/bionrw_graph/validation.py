"""Is the graph complete and in order? The only module that names pySHACL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bionrw_graph import store
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.vocabulary import BIONRW

if TYPE_CHECKING:
    from rdflib import Graph as RdflibGraph
    from rdflib.term import Node

    from bionrw_graph.store import Graph


@dataclass(frozen=True)
class Finding:
    """One SHACL result in words: what is wrong, and which row of which table is meant."""

    severity: str
    """``Violation``, ``Warning`` or ``Info``."""
    focus: str
    """The IRI of the node that was looked at."""
    path: str
    """The IRI of the property; empty where the whole node is meant."""
    value: str
    """The value that cannot stand; empty where one is missing."""
    row: str
    """The table row, such as ``participations.csv, row 14``; empty for terms of the ontology."""
    message: str
    message_de: str


@dataclass(frozen=True)
class Report:
    """What a validation found; ``conforms`` when there is nothing worse than a warning."""

    conforms: bool
    findings: tuple[Finding, ...]


def validate(graph: Graph) -> Report:
    """Check the union of all named graphs against ``ontology/shapes.ttl``.

    Findings are sorted by severity, table row and message.
    """
    import pyshacl  # a second to load: only when something is validated
    from rdflib import RDF, SH
    from rdflib import Graph as RdflibGraph

    # Copied into memory first: pySHACL over Oxigraph takes forty times as long.
    data = RdflibGraph().parse(data=store.written(graph, "nt"), format="nt")
    shapes = RdflibGraph().parse(ONTOLOGY / "shapes.ttl", format="turtle")
    _, results, _ = pyshacl.validate(data, shacl_graph=shapes, do_owl_imports=False, inference="none", advanced=False)
    rows = {str(node): str(row) for node, row in data.subject_objects(_uri(BIONRW.tableRow))}
    findings = sorted(
        (_finding(results, result, rows) for result in results.subjects(RDF.type, SH.ValidationResult)),
        key=lambda finding: (_SEVERITIES.index(finding.severity), finding.row, finding.focus, finding.message),
    )
    return Report(all(finding.severity != "Violation" for finding in findings), tuple(findings))


_SEVERITIES = ("Violation", "Warning", "Info")


def _finding(results: RdflibGraph, result: Node, rows: dict[str, str]) -> Finding:
    from rdflib import SH, Literal

    messages = {
        message.language: str(message)
        for message in results.objects(result, SH.resultMessage)
        if isinstance(message, Literal)
    }
    english = messages.get("en") or next(iter(messages.values()), "")
    focus = str(results.value(result, SH.focusNode))
    return Finding(
        severity=str(results.value(result, SH.resultSeverity)).rpartition("#")[2],
        focus=focus,
        path=str(results.value(result, SH.resultPath) or ""),
        value=str(results.value(result, SH.value) or ""),
        row=rows.get(focus, ""),
        message=english,
        message_de=messages.get("de", english),
    )


def _uri(iri: str) -> Node:
    from rdflib import URIRef

    return URIRef(iri)
