"""A graph → RDF files; a network → GraphML and GEXF. The file's ending chooses the format."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from bionrw_graph import eurio, jsonld, store
from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.swap import replaced_file

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
    same bytes, and however large a graph is, few of its statements are in memory at a time. Raises ``BionrwError`` for
    an ending that does not fit, and where the file cannot be written.
    """
    with replaced_file(path) as temporary, temporary.open("wb") as file:
        _write(what, Path(path).suffix.removeprefix("."), as_, file, temporary.parent)


def text(what: Graph | nx.Graph, ending: str, as_: str = "") -> str:
    """A graph or a network as text in the format of a file ending; ``as_`` as for :func:`write`."""
    held = BytesIO()
    _write(what, ending, as_, held)
    return held.getvalue().decode()


def _write(what: Graph | nx.Graph, ending: str, as_: str, output: IO[bytes], beside: Path | None = None) -> None:
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
    if is_network:
        output.write((_graphml(what) if ending == "graphml" else _gexf(what)).encode())
    elif ending == "jsonld":
        output.writelines(jsonld.pieces(store.by_graph(what, beside)))
    else:
        store.write(what, ending, output, beside)


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
