"""The graph in the words of EURIO, the ontology of CORDIS; and what EURIO has no words for.

The CONSTRUCT files of ``ontology/eurio`` say how. Each names in its line ``#+ from:`` the statements of ours that it
takes; so what goes out, and what stays, is counted in the graph and not claimed.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from bionrw_graph import iris, queries, store
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.vocabulary import RDF

if TYPE_CHECKING:
    from bionrw_graph.store import Answer, Graph

COLUMNS = ("term", "what", "statements", "inEurio", "notInEurio")
"""The columns of :func:`coverage`."""

_TEMPLATE = re.compile(r"^CONSTRUCT \{.*?\}\s*WHERE", re.DOTALL | re.MULTILINE)
# What describes the graph itself, and what only follows from its claims.
_NOT_CLAIMED = {f"<{iris.graph(name)}>" for name in ("derived", "ontology", "provenance")}


def files() -> list[Path]:
    """The files, one a subject."""
    return sorted((ONTOLOGY / "eurio").glob("*.rq"))


def expressed(graph: Graph) -> Graph:
    """A graph in memory that says in EURIO what ``graph`` says, as far as EURIO can."""
    return store.in_memory(
        f"{triple} .\n" for file in files() for triple in store.construct(graph, file.read_text(encoding="utf-8"))
    )


def coverage(graph: Graph) -> Answer:
    """How much of what is claimed in ``graph`` goes out in EURIO, by class (things) and by property (statements).

    Columns: ``term`` (IRI), ``what`` (class or property), ``statements``, ``inEurio`` and ``notInEurio``. Nothing is
    counted twice, and nothing of what is derived.
    """
    said = {triple for file in files() for triple in store.construct(graph, _own_words(file))}
    counts: dict[tuple[str, str], list[int]] = {}
    for statement in {quad.triple for quad in store.quads(graph) if str(quad.graph_name) not in _NOT_CLAIMED}:
        property_ = str(statement.predicate).strip("<>")
        is_type = property_ == RDF.type
        term = ("class", str(statement.object).strip("<>")) if is_type else ("property", property_)
        count = counts.setdefault(term, [0, 0])
        count[0] += 1
        count[1] += statement in said
    return [
        dict(zip(COLUMNS, (term, what, there, out, there - out), strict=True))
        for (what, term), (there, out) in sorted(counts.items())
    ]


def _own_words(file: Path) -> str:
    """The query of a file that gives back the statements of ours it takes, instead of those of EURIO."""
    text = file.read_text(encoding="utf-8")
    taken = queries.own(text).header["from"]
    return _TEMPLATE.sub(lambda _: f"CONSTRUCT {{ {taken} }}\nWHERE", text, count=1)
