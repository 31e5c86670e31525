"""A network → numbers per node: how central it is, what it holds together, and which group it is in.

Every measure takes a network (directions and loops are ignored) and gives ``{node: value}``, except :func:`bridges`.
Distances count edges; only strength, PageRank and communities look at weights. The numbers are those of networkx,
which would take hours for tens of thousands of nodes: rustworkx counts paths and parts, numpy sums.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import rustworkx
from numpy.typing import NDArray

from bionrw_graph.errors import BionrwError, did_you_mean

EXACT_LIMIT = 5_000
"""Up to so many nodes betweenness and closeness look at the shortest paths from all: seven seconds at 3,500 nodes."""
SOURCES = 200
"""Above, they look at the paths from so many nodes of each part, and are estimates."""

_DAMPING = 0.85


@dataclass(frozen=True, eq=False)
class Numbered:
    """A network with its sorted ``nodes`` as numbers: what all measures start from.

    ``ends`` has a row for each edge, the lower number first, sorted; ``weights`` the weight of each. Sets of numbers
    have one order; sets of strings change theirs with the hash seed.
    """

    nodes: list[str]
    ends: NDArray[np.int64]
    weights: NDArray[Any]

    def __len__(self) -> int:
        return len(self.nodes)

    @cached_property
    def graph(self) -> rustworkx.PyGraph[int, None]:
        graph: rustworkx.PyGraph[int, None] = rustworkx.PyGraph()
        graph.add_nodes_from(range(len(self)))
        # No list: a million pairs would be searched for garbage, which takes most of the time.
        graph.add_edges_from_no_data(zip(*self.ends.T.tolist(), strict=True))
        return graph

    @cached_property
    def partners(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[Any]]:
        """The partners of all nodes in one row, where those of each begin (one more at the end), and the weights."""
        own, other = self.ends.T
        owner = np.concatenate([own, other])
        order = np.argsort(owner, kind="stable")
        begins = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(self)))])
        return np.concatenate([other, own])[order], begins, np.concatenate([self.weights] * 2)[order]

    @cached_property
    def estimates(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Betweenness and closeness from the shortest paths from some nodes (Brandes and Pich 2007)."""
        size = len(self)
        between, near = np.zeros(size), np.zeros(size)
        small: list[int] = []
        for part in map(sorted, rustworkx.connected_components(self.graph)):
            if len(part) <= SOURCES:
                small += part
                continue
            sources = random.Random(1).sample(part, SOURCES)
            passed, distance = np.zeros(size), np.zeros(size)
            for source in sources:
                own_passed, own_distance = self._paths(source)
                passed += own_passed
                distance += own_distance
            # A node says nothing of the paths that begin at itself.
            asked = SOURCES - np.isin(part, sources)
            between[part] = passed[part] / asked * (len(part) - 1)
            near[part] = asked / distance[part] * (len(part) - 1)
        if small:
            small.sort()
            rest = self.graph.subgraph(small)
            between[small] = [2 * value for value in rustworkx.betweenness_centrality(rest, normalized=False).values()]
            near[small] = [value * (len(small) - 1) for value in rustworkx.closeness_centrality(rest).values()]
        return between / ((size - 1) * (size - 2)), near / (size - 1)

    def _paths(self, source: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """How much of the shortest paths from ``source`` to others passes each node, and how far each is (-1: not).

        The algorithm of Brandes, all nodes of one distance at a time.
        """
        size = len(self)
        partners, begins, _ = self.partners
        distance, ways = np.full(size, -1), np.zeros(size)
        distance[source], ways[source] = 0, 1.0
        steps: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        front = np.array([source])
        while len(front):
            many = begins[front + 1] - begins[front]
            first = np.repeat(front, many)
            then = partners[np.arange(len(first)) + np.repeat(begins[front] - np.cumsum(many) + many, many)]
            ahead = distance[then] < 0
            first, then = first[ahead], then[ahead]
            distance[then] = len(steps) + 1
            ways += np.bincount(then, weights=ways[first], minlength=size)
            steps.append((first, then))
            front = np.unique(then)
        passed = np.zeros(size)
        for first, then in reversed(steps):
            passed += np.bincount(first, weights=ways[first] / ways[then] * (1 + passed[then]), minlength=size)
        passed[source] = 0
        return passed, distance


Network: TypeAlias = "nx.Graph | Numbered"


def numbered(network: Network) -> Numbered:
    """The network as numbers. Whoever asks for several measures does this once, and asks with what it gives."""
    if isinstance(network, Numbered):
        return network
    if network.is_directed() or network.is_multigraph():
        network = nx.Graph(network)
    nodes = sorted(network)
    order = {node: number for number, node in enumerate(nodes)}
    ones, others, weights = [], [], []
    for one, other, weight in network.edges(data="weight", default=1):
        if one != other:
            ones.append(order[one])
            others.append(order[other])
            weights.append(weight)
    ends = np.sort(np.array([ones, others], dtype=np.int64), axis=0)
    # What is a whole number stays one.
    given = np.array(weights) if weights else np.zeros(0, dtype=np.int64)
    given = given if given.dtype.kind in "iu" else given.astype(np.float64)
    place = np.lexsort((ends[1], ends[0]))
    return Numbered(nodes, ends.T[place], given[place])


def is_estimated(network: Network) -> bool:
    """Whether betweenness and closeness of this network are estimates."""
    return len(network) > EXACT_LIMIT


def degree(network: Network) -> dict[str, int]:
    """How many partners a node has (Freeman 1978, Social Networks 1, 215–239)."""
    found = numbered(network)
    return _named(np.bincount(found.ends.ravel(), minlength=len(found)), found)


def strength(network: Network) -> dict[str, float]:
    """The sum of the weights of a node's edges: joint projects, counted with each partner.

    Barrat et al. 2004, PNAS 101, 3747.
    """
    found = numbered(network)
    return _named(_strength(found).astype(found.weights.dtype), found)


def pagerank(network: Network) -> dict[str, float]:
    """The share of the time that a walk along random edges, heavier ones more often, spends at a node.

    At each node it goes on with a chance of 0.85 and else begins anew anywhere. The shares sum to 1. Brin and Page
    1998, Comput. Netw. ISDN Syst. 30, 107-117.
    """
    found = numbered(network)
    size = len(found)
    partners, begins, weights = found.partners
    total = _strength(found)
    tied = np.flatnonzero(np.diff(begins))
    share, before = np.full(size, 1 / max(1, size)), np.zeros(size)
    while np.abs(share - before).sum() > 1e-10:
        before = share
        given = np.divide(share, total, out=np.zeros(size), where=total > 0)
        share = np.zeros(size)
        share[tied] = np.add.reduceat(given[partners] * weights, begins[tied]) if len(tied) else 0
        # Whoever is at a node without an edge begins anew.
        share = _DAMPING * share + (1 - _DAMPING * share.sum()) / size
    return _named(np.round(share, 9), found)


def betweenness(network: Network) -> dict[str, float]:
    """The share of shortest paths between others that pass through a node, 0 to 1.

    Freeman 1977, Sociometry 40, 35-41; algorithm of Brandes 2001, J. Math. Sociol. 25, 163-177. Above ``EXACT_LIMIT``
    nodes an estimate (see :func:`is_estimated`) from ``SOURCES`` nodes drawn with a fixed seed; Brandes and Pich 2007,
    Int. J. Bifurcat. Chaos 17, 2303-2318.
    """
    found = numbered(network)
    if is_estimated(found):
        return _rounded(found.estimates[0], found)
    # In one thread: several add up in an order of their own each time.
    exact = rustworkx.betweenness_centrality(found.graph, parallel_threshold=len(found) + 1)
    return _rounded(exact.values(), found)


def closeness(network: Network) -> dict[str, float]:
    """How near a node is to all that it can reach, 0 to 1, scaled by the share of the network that it can reach.

    Wasserman and Faust 1994, Social Network Analysis, p. 201. Above ``EXACT_LIMIT`` nodes an estimate, as betweenness.
    """
    found = numbered(network)
    if is_estimated(found):
        return _rounded(found.estimates[1], found)
    return _rounded(rustworkx.closeness_centrality(found.graph).values(), found)


def core(network: Network) -> dict[str, int]:
    """The largest k for which a node is in the k-core, a part where all have k partners or more.

    Seidman 1983, Social Networks 5, 269-287; algorithm of Batagelj and Zaveršnik 2003, arXiv cs/0310049.
    """
    found = numbered(network)
    # Its annotation says that this is one number.
    cores: Any = rustworkx.core_number(found.graph)
    return _named([cores[node] for node in range(len(found))], found)


def component(network: Network) -> dict[str, int]:
    """The number of the connected part a node is in; 1 is the largest."""
    found = numbered(network)
    return _groups(rustworkx.connected_components(found.graph), found)


def cut_vertex(network: Network) -> dict[str, bool]:
    """Whether the network falls apart without the node (Hopcroft and Tarjan 1973)."""
    found = numbered(network)
    cut = rustworkx.articulation_points(found.graph)
    return _named([node in cut for node in range(len(found))], found)


def community(network: Network, seed: int = 1) -> dict[str, int]:
    """The number of the community a node is in, by the Leiden method with a fixed seed; 1 is the largest.

    Each community is connected. Traag, Waltman and van Eck 2019, Sci. Rep. 9, 5233.
    """
    from graspologic_native import leiden

    found = numbered(network)
    ones, others = found.ends.T.tolist()
    edges = list(zip(map(str, ones), map(str, others), found.weights.astype(float).tolist(), strict=True))
    # A node without an edge is unknown there; it is a community of its own.
    # Of 34,000 nodes three trials found no better communities than one, in twice the time.
    trials = 1 if len(found) > EXACT_LIMIT else 3
    known = leiden(edges, seed=seed, iterations=3, trials=trials)[1] if edges else {}
    groups: dict[int, list[int]] = {}
    for node in range(len(found)):
        groups.setdefault(known.get(str(node), -1 - node), []).append(node)
    return _groups(groups.values(), found)


def bridges(network: Network) -> list[tuple[str, str]]:
    """The edges without which two parts would not be joined, sorted (Tarjan 1974)."""
    found = numbered(network)
    edges = sorted(map(sorted, rustworkx.bridges(found.graph)))
    return [(found.nodes[one], found.nodes[other]) for one, other in edges]


MEASURES: dict[str, Callable[[Network], dict[str, Any]]] = {
    "degree": degree,
    "strength": strength,
    "pagerank": pagerank,
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
    found = numbered(network)
    values = {name: measure(found) for name, measure in MEASURES.items()}
    ends = Counter(node for edge in bridges(found) for node in edge)
    rows = [
        {"node": node, "name": network.nodes[node].get("label", node)}
        | {name: value[node] for name, value in values.items()}
        | {"bridges": ends[node]}
        for node in network
    ]
    # Groups are numbered from the largest: there the lowest number comes first.
    sign = 1 if by in ("component", "community") else -1
    return sorted(rows, key=lambda row: (sign * row[by], -row["strength"], row["name"]))


def _strength(found: Numbered) -> NDArray[np.float64]:
    weights = np.repeat(found.weights, 2)
    return np.bincount(found.ends.ravel(), weights=weights, minlength=len(found)).astype(np.float64)


def _named(values: list[Any] | NDArray[Any], found: Numbered) -> dict[str, Any]:
    return dict(zip(found.nodes, values if isinstance(values, list) else values.tolist(), strict=True))


def _rounded(values: Iterable[float], found: Numbered) -> dict[str, float]:
    # The last digits of a float depend on the order of a sum.
    return {node: round(value, 6) for node, value in zip(found.nodes, map(float, values), strict=True)}


def _groups(groups: Iterable[Iterable[int]], found: Numbered) -> dict[str, int]:
    """Group numbers from 1, the largest first, equals by their first node."""
    ordered = sorted((sorted(group) for group in groups), key=lambda group: (-len(group), group))
    numbers = {node: number for number, group in enumerate(ordered, start=1) for node in group}
    return _named([numbers[node] for node in range(len(found))], found)
