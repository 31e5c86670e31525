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
    rows: dict[str, set[str]] = {}
    found = set()
    for check in shapes.checks(graph):
        for answer in store.select(graph, check.query):
            focus, path, value = answer["this"], answer["path"] or check.path, answer["text"] or ""
            rows.setdefault(focus, set()).add(answer["row"] or "")
            found.add((check, focus, path, value))
    findings = {
        Finding(
            *(check.severity, focus, path, value),
            *(_row(rows[focus], check.message), check.message, check.message_de),
        )
        for check, focus, path, value in found
    }
    ordered = sorted(
        findings,
        key=lambda finding: (
            *(_SEVERITIES.index(finding.severity), finding.row, finding.focus, finding.message),
            *(finding.path, finding.value),
        ),
    )
    return Report(all(finding.severity != "Violation" for finding in ordered), tuple(ordered))


_SEVERITIES = ("Violation", "Warning", "Info")


def _row(rows: set[str], message: str) -> str:
    """The row to mend: of the table that the message names, else of the thing's own table, not of further citations.

    >>> _row({"amounts.csv, row 7", "citations.csv, row 13"}, "Fill the columns source and locator in its row.")
    'amounts.csv, row 7'
    """

    def order(row: str) -> tuple[bool, bool, str]:
        table = row.partition(",")[0]
        return table not in message, table == "citations.csv", row

    return min(rows, key=order)
