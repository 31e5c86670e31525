"""A graph → RDF files; a network → GraphML and GEXF. The file's ending chooses the format."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bionrw_graph import eurio, store
from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.swap import write_text

if TYPE_CHECKING:
    import networkx as nx

    from bionrw_graph.store import Graph

GRAPH_ENDINGS = tuple(store.FORMATS)
NETWORK_ENDINGS = ("graphml", "gexf")
ONTOLOGIES = ("eurio",)
"""The ontologies of others in whose words a graph can be written."""


def write(what: Graph | nx.Graph, path: str | Path, as_: str = "") -> None:
    """Write a graph (ttl, nt, trig, nq, jsonld, rdf) or a network (graphml, gexf) to a file, swapped in whole.

    TriG, N-Quads and JSON-LD keep the named graphs; Turtle, N-Triples and RDF/XML hold the union. ``as_`` is one of
    ``ONTOLOGIES``: the graph says in its words what they can say, without named graphs. The same content gives the
    same bytes. Raises ``BionrwError`` for an ending that does not fit, and where the file cannot be written.
    """
    ending = Path(path).suffix.removeprefix(".")
    write_text(path, text(what, ending, as_))


def text(what: Graph | nx.Graph, ending: str, as_: str = "") -> str:
    """A graph or a network as text in the format of a file ending; ``as_`` as for :func:`write`."""
    is_network = hasattr(what, "nodes") and hasattr(what, "edges")
    endings = NETWORK_ENDINGS if is_network else GRAPH_ENDINGS
    if ending not in endings:
        kind = "network" if is_network else "graph"
        raise BionrwError(
            f'A {kind} cannot be written as ".{ending}".{did_you_mean(ending, endings)} Endings: {", ".join(endings)}.'
        )
    if as_:
        if is_network or as_ not in ONTOLOGIES:
            raise BionrwError(f"Only a graph can be written as another ontology has it, and only as: {ONTOLOGIES[0]}.")
        what = eurio.expressed(what)
    if ending == "graphml":
        return _graphml(what)
    if ending == "gexf":
        return _gexf(what)
    written = store.written(what, ending)
    return _compacted(written) if ending == "jsonld" else written


def _compacted(expanded: str) -> str:
    """JSON-LD with the terms of ``ontology/context.jsonld``, which stands in the file: reading it needs no network."""
    from pyld import jsonld

    context = json.loads((ONTOLOGY / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    # The store writes the expanded form: to expand it again would only take time.
    options = {"documentLoader": _no_network, "graph": True, "skipExpansion": True}
    document = jsonld.compact(json.loads(expanded), context, options)
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _no_network(url: str, options: object) -> dict[str, Any]:
    raise BionrwError(f"JSON-LD is written without the network, but {url} was asked for.")


def _graphml(network: nx.Graph) -> str:
    import networkx as nx

    # Keys are named like the attributes, not d0, d1 …, so that the file can be read without a legend.
    return "\n".join(nx.generate_graphml(_flat(network), named_key_ids=True)) + "\n"


def _gexf(network: nx.Graph) -> str:
    import networkx as nx

    # networkx writes the day and its own version into the file; the same network must give the same bytes.
    text = re.sub(r' lastmodifieddate="[^"]*"', "", "\n".join(nx.generate_gexf(_flat(network))))
    return re.sub(r"<creator>.*?</creator>", "<creator>bionrw-graph</creator>", text) + "\n"


def _flat(network: nx.Graph) -> nx.Graph:
    """A copy whose attributes are numbers and texts: these formats have no lists, and no "nothing"."""
    copy = network.__class__()
    copy.graph.update({key: value for key, value in network.graph.items() if isinstance(value, str)})
    copy.add_nodes_from((node, _flat_values(data)) for node, data in network.nodes(data=True))
    copy.add_edges_from((one, other, _flat_values(data)) for one, other, data in network.edges(data=True))
    return copy


def _flat_values(data: dict[str, Any]) -> dict[str, Any]:
    return {
        key: "; ".join(value) if isinstance(value, list) else value if isinstance(value, int | float) else str(value)
        for key, value in data.items()
        if value is not None
    }
