"""A network → numbers per node: how central it is, what it holds together, and which group it is in.

Every measure takes a network (directions are ignored) and gives ``{node: value}``, except :func:`bridges`. Distances
count edges; only strength and communities look at weights.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import networkx as nx

from bionrw_graph.errors import BionrwError, did_you_mean


def degree(network: nx.Graph) -> dict[str, int]:
    """How many partners a node has (Freeman 1978, Social Networks 1, 215–239)."""
    return dict(sorted(_undirected(network).degree()))


def strength(network: nx.Graph) -> dict[str, float]:
    """The sum of the weights of a node's edges: joint projects, counted with each partner.

    Barrat et al. 2004, PNAS 101, 3747.
    """
    return dict(sorted(_undirected(network).degree(weight="weight")))


def betweenness(network: nx.Graph) -> dict[str, float]:
    """The share of shortest paths between others that pass through a node, 0 to 1.

    Freeman 1977, Sociometry 40, 35-41; algorithm of Brandes 2001, J. Math. Sociol. 25, 163-177.
    """
    return _rounded(nx.betweenness_centrality(_numbered(network)), network)


def closeness(network: nx.Graph) -> dict[str, float]:
    """How near a node is to all that it can reach, 0 to 1, scaled by the share of the network that it can reach.

    Wasserman and Faust 1994, Social Network Analysis, p. 201.
    """
    return _rounded(nx.closeness_centrality(_numbered(network)), network)


def core(network: nx.Graph) -> dict[str, int]:
    """The largest k for which a node is in the k-core, a part where all have k partners or more.

    Seidman 1983, Social Networks 5, 269-287; algorithm of Batagelj and Zaveršnik 2003, arXiv cs/0310049.
    """
    return _named(nx.core_number(_numbered(network)), network)


def component(network: nx.Graph) -> dict[str, int]:
    """The number of the connected part a node is in; 1 is the largest."""
    return _groups(nx.connected_components(_numbered(network)), network)


def cut_vertex(network: nx.Graph) -> dict[str, bool]:
    """Whether the network falls apart without the node (Hopcroft and Tarjan 1973)."""
    cut = set(nx.articulation_points(_numbered(network)))
    return _named({node: node in cut for node in range(len(network))}, network)


def community(network: nx.Graph, seed: int = 1) -> dict[str, int]:
    """The number of the community a node is in, by the Leiden method with a fixed seed; 1 is the largest.

    Each community is connected. Traag, Waltman and van Eck 2019, Sci. Rep. 9, 5233.
    """
    from graspologic_native import leiden

    numbered = _numbered(network)
    edges = [(str(one), str(other), float(weight)) for one, other, weight in numbered.edges(data="weight")]
    # A node without an edge is unknown there; it is a community of its own.
    found = leiden(edges, seed=seed, iterations=3, trials=3)[1] if edges else {}
    groups: dict[int, set[int]] = {}
    for node in numbered:
        groups.setdefault(found.get(str(node), -1 - node), set()).add(node)
    return _groups(groups.values(), network)


def bridges(network: nx.Graph) -> list[tuple[str, str]]:
    """The edges without which two parts would not be joined, sorted (Tarjan 1974)."""
    names = sorted(network)
    return sorted((names[one], names[other]) for one, other in map(sorted, nx.bridges(_numbered(network))))


MEASURES: dict[str, Callable[[nx.Graph], dict[str, Any]]] = {
    "degree": degree,
    "strength": strength,
    "betweenness": betweenness,
    "closeness": closeness,
    "core": core,
    "component": component,
    "cut_vertex": cut_vertex,
    "community": community,
}
"""All measures that give a number per node, by name."""


def ranking(network: nx.Graph, by: str = "strength") -> list[dict[str, Any]]:
    """One row a node: its label, every measure, and the number of its bridges; the highest by one measure first.

    Raises ``BionrwError`` for a measure that there is not.
    """
    if by not in MEASURES:
        raise BionrwError(f'There is no measure "{by}".{did_you_mean(by, MEASURES)} Measures: {", ".join(MEASURES)}.')
    values = {name: measure(network) for name, measure in MEASURES.items()}
    ends = [node for edge in bridges(network) for node in edge]
    rows = [
        {"node": node, "name": network.nodes[node].get("label", node)}
        | {name: value[node] for name, value in values.items()}
        | {"bridges": ends.count(node)}
        for node in network
    ]
    # Groups are numbered from the largest: there the lowest number comes first.
    sign = 1 if by in ("component", "community") else -1
    return sorted(rows, key=lambda row: (sign * row[by], -row["strength"], row["name"]))


def _undirected(network: nx.Graph) -> nx.Graph:
    return network.to_undirected() if network.is_directed() else network


def _numbered(network: nx.Graph) -> nx.Graph:
    """The network with its sorted nodes as numbers.

    Sets of numbers have one order; sets of strings change theirs with the hash seed.
    """
    order = {node: number for number, node in enumerate(sorted(network))}
    weights = {
        tuple(sorted((order[one], order[other]))): weight
        for one, other, weight in _undirected(network).edges(data="weight", default=1)
        if one != other
    }
    numbered = nx.Graph()
    numbered.add_nodes_from(range(len(order)))
    numbered.add_weighted_edges_from((*pair, weight) for pair, weight in sorted(weights.items()))
    return numbered


def _named(values: dict[int, Any], network: nx.Graph) -> dict[str, Any]:
    return {node: values[number] for number, node in enumerate(sorted(network))}


def _rounded(values: dict[int, float], network: nx.Graph) -> dict[str, float]:
    # The last digits of a float depend on the order of a sum.
    return {node: round(value, 6) for node, value in _named(values, network).items()}


def _groups(groups: Any, network: nx.Graph) -> dict[str, int]:
    """Group numbers from 1, the largest first, equals by their first node."""
    ordered = sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))
    return _named({node: number for number, group in enumerate(ordered, start=1) for node in group}, network)
