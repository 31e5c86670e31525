"""Is the graph complete and in order? The shapes, asked of the graph; what breaks them, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bionrw_graph import shapes, store

if TYPE_CHECKING:
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

    Findings are sorted by severity, table row and message; what two constraints of one shape say alike is said once.
    """
    rows: dict[str, str] = {}
    found = set()
    for check in shapes.checks(graph):
        for answer in store.select(graph, check.query):
            focus, row = answer["this"], answer["row"] or ""
            # A node of several rows is found in each: the first is named.
            rows[focus] = min(rows.get(focus, row), row)
            path, value = answer["path"] or check.path, answer["text"] or ""
            found.add((check.severity, focus, path, value, check.message, check.message_de))
    findings = sorted(
        (
            Finding(severity, focus, path, value, rows[focus], message, message_de)
            for severity, focus, path, value, message, message_de in found
        ),
        key=lambda finding: (
            *(_SEVERITIES.index(finding.severity), finding.row, finding.focus, finding.message),
            *(finding.path, finding.value),
        ),
    )
    return Report(all(finding.severity != "Violation" for finding in findings), tuple(findings))


_SEVERITIES = ("Violation", "Warning", "Info")
