"""Rows of a network query → a ``networkx.Graph``.

A network is described by its query file alone (``queries/networks/*.rq``). Its column names are the contract:

- edges: ``source sourceLabel target targetLabel weight``;
- memberships: ``node nodeLabel through throughLabel``: two nodes that share a *through* are joined; a node without
  one stands alone.

Further columns named ``sourceX``, ``targetX``, ``nodeX`` become node attributes, ``throughX`` attributes of what is
shared, and others edge attributes, all in snake case (``nodeKindLabel`` → ``kind_label``). A line ``#+ lists: …`` names
columns that hold several values, separated by ``|``; a value of two languages is written English, tab, German, and
fills a second list in the same order (``fields`` and ``fields_de``).
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import networkx as nx

from bionrw_graph import queries, store
from bionrw_graph.errors import BionrwError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from bionrw_graph.store import Answer, Graph

_EDGES = {"source", "target", "weight"}
_MEMBERSHIPS = {"node", "through"}


def names() -> list[str]:
    """The names of all networks."""
    return [query.name for query in queries.library().values() if query.theme == "networks"]


def projection(graph: Graph, name: str, /, **values: object) -> nx.Graph:
    """The network of that name, with other values for parameters of its query.

    The network itself carries ``name``, ``label`` and, where the query has one, a ``note`` on what it rests on;
    ``parameters`` has the values given, by name, each as a pair of an English and a German word.
    Nodes are IRIs as strings with ``label`` and the attributes their query gives; edges have ``weight``. A projected
    network has ``through`` on each edge (the sorted IRIs of what the two share; ``weight`` is their number) and
    ``network.graph["through"]`` (IRI → attributes). Nodes and edges are sorted.
    Raises ``BionrwError`` for an unknown name or parameter.
    """
    query = queries.find(name, "networks")
    terms = query.terms(graph, values)
    rows = store.select(graph, query.with_terms(terms))
    lists = set(query.header.get("lists", "").split())
    network = nx.Graph()
    network.graph.update(name=name, label=query.header["label"], label_de=query.header["label-de"])
    if "note" in query.header:
        network.graph.update(note=query.header["note"], note_de=query.header["note-de"])
    if values:
        network.graph["parameters"] = {key: queries.worded(graph, terms[key], values[key]) for key in sorted(values)}
    columns = set(rows[0]) if rows else _MEMBERSHIPS
    if columns >= _MEMBERSHIPS:
        _project(network, rows, lists)
    elif columns >= _EDGES:
        _connect(network, rows, lists)
    else:
        raise BionrwError(
            f"The network query {name} must select source, target and weight, or node and through; it selects "
            f"{', '.join(sorted(columns))}."
        )
    return network


def around(network: nx.Graph, node: str, steps: int = 1) -> nx.Graph:
    """The part of a network that lies within ``steps`` edges of a node, and is called after it.

    Raises ``BionrwError`` for a node that is not in the network.
    """
    if node not in network:
        raise BionrwError(f'"{node.rpartition("/")[2]}" is not in the network "{network.graph["name"]}".')
    near = nx.ego_graph(network, node, radius=steps).nodes
    part = network.subgraph(sorted(near)).copy()
    shared = {iri for _, _, iris in part.edges(data="through") if iris for iri in iris}
    if "through" in part.graph:
        part.graph["through"] = {iri: value for iri, value in part.graph["through"].items() if iri in shared}
    label = network.nodes[node].get("label", node.rpartition("/")[2])
    label_de = network.nodes[node].get("label_de", label)
    if steps == 1:
        part.graph.update(label=f"{label} and its partners", label_de=f"{label_de} und Partner")
    else:
        part.graph.update(label=f"{steps} steps around {label}", label_de=f"{steps} Schritte um {label_de}")
    return part


def merged(older: nx.Graph, newer: nx.Graph, since: str = "") -> nx.Graph:
    """Two states of one network in one, with the attributes of the newer state where it has them.

    What only one of them has, a node or an edge, carries ``change``: "new", or "gone" for what the newer state does not
    state any more or what was not true at its day; it was not false for that. ``network.graph["since"]`` names the
    older state (a day).
    """
    network = nx.Graph(**newer.graph, since=since)
    for node in sorted({*older, *newer}):
        change = _change(node in older, node in newer)
        network.add_node(node, **(newer if node in newer else older).nodes[node], **change)
    for one, other in sorted({(min(pair), max(pair)) for pair in (*older.edges, *newer.edges)}):
        change = _change(older.has_edge(one, other), newer.has_edge(one, other))
        network.add_edge(one, other, **(newer if newer.has_edge(one, other) else older).edges[one, other], **change)
    through = {**older.graph.get("through", {}), **newer.graph.get("through", {})}
    if through:
        network.graph["through"] = dict(sorted(through.items()))
    return network


def merged_claims(older: Answer, newer: Answer) -> Answer:
    """The claims of the newer state, and those of the older one about what the newer one does not mention."""
    mentioned = {(row["thing"], row["other"]) for row in newer}
    return [*newer, *(row for row in older if (row["thing"], row["other"]) not in mentioned)]


def _change(before: bool, now: bool) -> dict[str, str]:
    return {} if before and now else {"change": "new" if now else "gone"}


def chain(network: nx.Graph, start: str, goal: str) -> tuple[list[dict[str, Any]], int]:
    """The shortest way from one node to another, a row a step (``step from to projects``), and how many are as short.

    Of equally short ways the first by the names on it. Raises ``BionrwError`` for a node that is not in the network,
    and where no way leads from one to the other.
    """
    for node in (start, goal):
        if node not in network:
            raise BionrwError(f'"{node.rpartition("/")[2]}" is not in the network "{network.graph["name"]}".')
    label = dict(network.nodes(data="label"))
    if not nx.has_path(network, start, goal):
        raise BionrwError(f"No joint project leads from {label[start]} to {label[goal]}, over whatever partners.")
    ways = sorted(nx.all_shortest_paths(network, start, goal), key=lambda way: [label[node] for node in way])
    through = network.graph["through"]
    return [
        {
            "step": number,
            "from": label[one],
            "to": label[other],
            "projects": "; ".join(through[iri]["label"] for iri in network.edges[one, other]["through"]),
        }
        for number, (one, other) in enumerate(pairwise(ways[0]), start=1)
    ], len(ways)


def _project(network: nx.Graph, rows: Answer, lists: set[str]) -> None:
    nodes = _described(rows, "node", lists)
    through = _described((row for row in rows if row["through"] is not None), "through", lists)
    network.graph["through"] = through
    network.add_nodes_from(nodes.items())
    numbers = {iri: number for number, iri in enumerate(nodes)}
    shared = {iri: number for number, iri in enumerate(through)}
    members = [(shared[row["through"]], numbers[row["node"]]) for row in rows if row["through"] is not None]
    ones, others, begins, found = _pairs(members, len(nodes), len(through))
    names, iris = list(nodes), list(through)
    with _all_kept():
        behind = [iris[number] for number in found]
        network.add_edges_from(
            (names[one], names[other], {"weight": end - begin, "through": behind[begin:end]})
            for one, other, (begin, end) in zip(ones, others, pairwise([*begins, len(behind)]), strict=True)
        )


def _pairs(members: list[tuple[int, int]], nodes: int, through: int) -> list[list[int]]:
    """The pairs of nodes that share something, from what is shared and who has part in it.

    Both come as numbers below ``through`` and ``nodes``. Gives the lower and the higher node of each pair, sorted, the
    place where what it shares begins in the last list, and that list.
    """
    import numpy as np

    return [found.tolist() for found in _counted(np.array(members, dtype=np.int64).reshape(-1, 2), nodes, through)]


def _counted(members: NDArray[np.int64], nodes: int, through: int) -> tuple[NDArray[np.int64], ...]:
    """The same for arrays; ``members`` has a row for each membership."""
    # Counted in numpy: the same join in SPARQL costs tens of times more on a large graph, in Python several times.
    import numpy as np

    share, node = np.divmod(np.unique(members[:, 0] * nodes + members[:, 1]), nodes)
    # Each member with all that come after it in the same thing.
    after = np.cumsum(np.bincount(share, minlength=through))[share] - np.arange(len(share)) - 1
    left = np.repeat(np.arange(len(share)), after)
    right = left + 1 + np.arange(len(left)) - np.repeat(np.cumsum(after) - after, after)
    # Pair and thing in one number, which sorts faster than three; it holds two million nodes and as many things.
    packed = (node[left] * nodes + node[right]) * through + share[left]
    packed.sort()
    pair, found = np.divmod(packed, through)
    begins = np.flatnonzero(np.diff(pair, prepend=-1))
    ones, others = np.divmod(pair[begins], nodes)
    return ones, others, begins, found


@contextmanager
def _all_kept() -> Iterator[None]:
    """A block that makes millions of objects and drops none: to look for garbage there would take half of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _described(rows: Iterable[dict[str, Any]], prefix: str, lists: set[str]) -> dict[str, dict[str, Any]]:
    """What the columns of that prefix name, sorted, with its attributes: those of the first row that has it."""
    first: dict[str, dict[str, Any]] = {}
    for row in rows:
        first.setdefault(row[prefix], row)
    return {iri: _attributes(first[iri], prefix, lists) for iri in sorted(first)}


def _connect(network: nx.Graph, rows: Answer, lists: set[str]) -> None:
    nodes: dict[str, dict[str, Any]] = {}
    for row in rows:
        nodes.setdefault(row["source"], _attributes(row, "source", lists))
        nodes.setdefault(row["target"], _attributes(row, "target", lists))
    network.add_nodes_from(sorted(nodes.items()))
    for row in sorted(rows, key=lambda row: (row["source"], row["target"])):
        own = {
            _snake(column): value
            for column, value in row.items()
            if not re.match(r"(source|target)([A-Z]|$)", column) and value is not None
        }
        network.add_edge(row["source"], row["target"], **own)


def _attributes(row: dict[str, Any], prefix: str, lists: set[str]) -> dict[str, Any]:
    """The attributes in columns such as ``nodeKindLabel``; what is not there is left out."""
    attributes: dict[str, Any] = {}
    for column, value in row.items():
        if not re.match(prefix + "[A-Z]", column):
            continue
        name = _snake(column.removeprefix(prefix))
        if column in lists:
            # The order of GROUP_CONCAT is up to the engine.
            pairs = sorted(item.partition("\t") for item in (value or "").split("|") if item)
            attributes[name] = [english for english, _, _ in pairs]
            if any(tab for _, tab, _ in pairs):
                attributes[f"{name}_de"] = [german or english for english, _, german in pairs]
        elif value is not None:
            attributes[name] = value
    return attributes


@cache
def _snake(name: str) -> str:
    return re.sub(r"(?<!^)([A-Z])", r"_\1", name).lower()
