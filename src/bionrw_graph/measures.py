"""A network → numbers per node: how central it is, what it holds together, and which group it is in.

Every measure takes a network (directions and loops are ignored) and gives ``{node: value}``, except :func:`bridges`.
Distances count edges; only strength, PageRank and communities look at weights. The numbers are those of networkx,
which would take hours for tens of thousands of nodes: rustworkx follows paths, scipy finds parts, numpy sums.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any, TypeAlias

import networkx as nx
import numpy as np
import rustworkx
from numpy.typing import NDArray

from bionrw_graph.errors import BionrwError, did_you_mean

if TYPE_CHECKING:
    from scipy.sparse import csr_array

EXACT_LIMIT = 5_000
"""Up to so many nodes betweenness and closeness look at the shortest paths from all: seven seconds at 3,500 nodes."""
SOURCES = 200
"""Above, they look at the paths from so many nodes of each part, and are estimates."""

_DAMPING = 0.85


@dataclass(frozen=True, eq=False)
class Numbered:
    """A network with its sorted ``nodes`` as numbers: what all measures start from.

    ``ends`` has two rows, the lower and the higher node of each edge, and a column for each edge, sorted; ``weights``
    the weight of each. Sets of numbers have one order; sets of strings change theirs with the hash seed.

    It is not kept with the network: whoever sets ``network.edges[one, other]["weight"]`` would be given old numbers.
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
        graph.add_edges_from_no_data(zip(*self.ends.tolist(), strict=True))
        return graph

    @cached_property
    def matrix(self) -> csr_array[Any, tuple[int, int]]:
        """The weights as a matrix; what it has above the diagonal stands for both directions."""
        from scipy.sparse import csr_array

        ones, others = self.ends.astype(np.int32)
        begins = np.searchsorted(ones, np.arange(len(self) + 1, dtype=np.int32)).astype(np.int32)
        return csr_array((self.weights.astype(np.float64), others, begins), shape=(len(self), len(self)))

    @cached_property
    def strengths(self) -> NDArray[np.float64]:
        ones = np.ones(len(self))
        strengths: NDArray[np.float64] = self.matrix @ ones + self.matrix.T @ ones
        return strengths

    @cached_property
    def partners(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """The partners of all nodes in one row, where those of each begin (one more at the end), and by which edge."""
        ones, others = self.ends
        owner, partner = np.concatenate([ones, others]), np.concatenate([others, ones])
        order = np.argsort(owner * len(self) + partner)
        begins = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(self)))])
        return partner[order], begins, order % max(1, len(ones))

    def steps(self, front: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Both ends of all edges at some nodes: these nodes, each as often as it has partners, and the partners."""
        partners, begins, _ = self.partners
        many = begins[front + 1] - begins[front]
        place = np.arange(many.sum()) + np.repeat(begins[front] - np.cumsum(many) + many, many)
        return np.repeat(front, many), partners[place]

    @cached_property
    def estimates(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Betweenness and closeness from the shortest paths from some nodes (Brandes and Pich 2007)."""
        size = len(self)
        between, near = np.zeros(size), np.zeros(size)
        small: list[int] = []
        for part in map(np.array, map(sorted, rustworkx.connected_components(self.graph))):
            if len(part) <= SOURCES:
                small += part.tolist()
            else:
                between[part], near[part] = self._estimated(part)
        if small:
            small.sort()
            rest = self.graph.subgraph(small)
            between[small] = [2 * value for value in rustworkx.betweenness_centrality(rest, normalized=False).values()]
            near[small] = [value * (len(small) - 1) for value in rustworkx.closeness_centrality(rest).values()]
        return between / ((size - 1) * (size - 2)), near / (size - 1)

    def _estimated(self, part: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The same for the nodes of one connected part, not yet scaled to the network.

        How many partners a node has is known, so what its partners among the sources say and what others say are
        two strata, weighted by how many there are of each (Cochran 1977, Sampling Techniques, chapter 5A).
        """
        passed, far, asked = np.zeros((2, len(part))), np.zeros(len(part)), np.zeros((2, len(part)))
        for source in self._sources(part):
            own, distance = (values[part] for values in self._paths(source))
            for stratum, there in enumerate((distance == 1, distance > 1)):
                asked[stratum] += there
                passed[stratum] += own * there
            far += distance * (distance > 1)
        partners, others = np.diff(self.partners[1])[part], len(part) - 1
        known = np.array([partners, others - partners])
        mean = passed.sum(axis=0) / asked.sum(axis=0) * others
        # With a handful in a stratum, what it would gain is less than what it would distort.
        many = (partners * SOURCES >= 10 * len(part)) & asked.all(axis=0)
        mean[many] = (known * passed / asked.clip(1)).sum(axis=0)[many]
        # Whoever is no partner is two steps away or more.
        distance = np.divide(far, asked[1], out=np.full(len(part), 2.0), where=asked[1] > 0)
        # Half of each path is counted from either of its ends.
        return 2 * mean, others**2 / (known[0] + known[1] * distance)

    def _sources(self, part: NDArray[np.int64]) -> NDArray[np.int64]:
        """``SOURCES`` nodes of a part, at equal distances in an order where nodes with like partners are neighbours.

        The order is by the busiest partner, then by the own number of partners: a systematic sample stands for
        all kinds of nodes more evenly than a random one (Cochran 1977, chapter 8).
        """
        partners, begins, _ = self.partners
        degree = np.diff(begins)
        place = np.empty(len(self), dtype=np.int64)
        place[np.argsort(-degree, kind="stable")] = np.arange(len(self))
        # Between the partners of two nodes of a part lie those of other parts.
        tied, busiest = np.flatnonzero(degree), place.copy()
        busiest[tied] = np.minimum.reduceat(place[partners], begins[tied])
        ordered = part[np.lexsort((place[part], busiest[part]))]
        return ordered[((np.arange(SOURCES) + 0.5) * len(part) / SOURCES).astype(np.int64)]

    def _paths(self, source: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """How much of the shortest paths from ``source`` to others passes each node, and how far each is (-1: not).

        The algorithm of Brandes, all nodes of one distance at a time. What lies at a third of a path counts as a third:
        nodes close to a source would else look more important than they are (Geisberger, Sanders and Schultes 2008).
        """
        size = len(self)
        distance, ways = np.full(size, -1), np.zeros(size)
        distance[source], ways[source] = 0, 1.0
        taken: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []
        front = np.array([source])
        while len(front):
            first, then = self.steps(front)
            ahead = distance[then] < 0
            first, then = first[ahead], then[ahead]
            distance[then] = len(taken) + 1
            ways += np.bincount(then, weights=ways[first], minlength=size)
            taken.append((first, then))
            front = np.unique(then)
        passed = np.zeros(size)
        for far, (first, then) in reversed([*enumerate(taken, start=1)]):
            passed += np.bincount(first, weights=ways[first] / ways[then] * (1 / far + passed[then]), minlength=size)
        return passed * distance, distance


Network: TypeAlias = "nx.Graph | Numbered"


def numbered(network: Network) -> Numbered:
    """The network as numbers. Whoever asks for several measures does this once, and asks with what it gives."""
    if isinstance(network, Numbered):
        return network
    if network.is_directed() or network.is_multigraph():
        network = nx.Graph(network)
    nodes = sorted(network)
    number = {node: place for place, node in enumerate(nodes)}
    adjacent = dict(network.adjacency())
    rows = [adjacent[node] for node in nodes]
    ones = np.repeat(np.arange(len(nodes)), [len(row) for row in rows])
    others = np.fromiter(map(number.__getitem__, chain.from_iterable(rows)), dtype=np.int64, count=len(ones))
    # Each edge stands in two rows; a loop is left out.
    once = ones < others
    found = [
        edge.get("weight", 1)
        for one, row in zip(nodes, rows, strict=True)
        for other, edge in row.items()
        if one < other
    ]
    # What is a whole number stays one.
    weights = np.array(found) if found else np.zeros(0, dtype=np.int64)
    weights = weights if weights.dtype.kind in "iu" else weights.astype(np.float64)
    ends = np.array([ones[once], others[once]])
    order = np.argsort(ends[0] * len(nodes) + ends[1], kind="stable")
    return Numbered(nodes, ends.take(order, axis=1), weights[order])


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
    return _named(found.strengths.astype(found.weights.dtype), found)


def pagerank(network: Network) -> dict[str, float]:
    """The share of the time that a walk along random edges, heavier ones more often, spends at a node.

    At each node it goes on with a chance of 0.85 and else begins anew anywhere, as it does at a node without an edge.
    The shares sum to 1. Brin and Page 1998, Comput. Netw. ISDN Syst. 30, 107-117.

    Without directions the shares solve a symmetric system (Gleich 2015, SIAM Rev. 57, 321-363), and conjugate gradients
    (Hestenes and Stiefel 1952, J. Res. NBS 49, 409-436) reach them in fewer steps than the walk.
    """
    found = numbered(network)
    size = len(found)
    upper, lower = found.matrix, found.matrix.T
    total = np.where(found.strengths > 0, found.strengths, 1.0)
    per_weight, missing = np.zeros(size), np.full(size, 1 / max(1, size))
    step = ahead = missing / total
    gain = (missing * ahead).sum()
    while np.abs(missing).sum() > 1e-9:
        change = total * step - _DAMPING * (upper @ step + lower @ step)
        # Sums, not products of numpy: these run in several threads, each in an order of its own.
        length = gain / (step * change).sum()
        per_weight += length * step
        missing = missing - length * change
        ahead = missing / total
        gain, before = (missing * ahead).sum(), gain
        step = ahead + gain / before * step
    share = total * per_weight
    return _named(np.round(share / share.sum(), 9), found)


def betweenness(network: Network) -> dict[str, float]:
    """The share of shortest paths between others that pass through a node, 0 to 1.

    Freeman 1977, Sociometry 40, 35-41; algorithm of Brandes 2001, J. Math. Sociol. 25, 163-177. Above ``EXACT_LIMIT``
    nodes an estimate (see :func:`is_estimated`) from ``SOURCES`` nodes, always the same; Brandes and Pich 2007, Int. J.
    Bifurcat. Chaos 17, 2303-2318, and Geisberger, Sanders and Schultes 2008, ALENEX, 90-100.
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

    Seidman 1983, Social Networks 5, 269-287. All nodes of a level are taken away at once (Dasari, Ranjan and Zubair
    2014, IEEE Big Data, 9-16): rustworkx takes them one by one, in several times the time.
    """
    found = numbered(network)
    left = np.diff(found.partners[1])
    cores, level, gone = np.zeros(len(found), dtype=np.int64), 0, 2 * len(found)
    while (lowest := left.min(initial=gone)) < len(found):
        level = max(level, lowest)
        front = np.flatnonzero(left <= level)
        cores[front], left[front] = level, gone
        left -= np.bincount(found.steps(front)[1], minlength=len(found))
    return _named(cores, found)


def component(network: Network) -> dict[str, int]:
    """The number of the connected part a node is in; 1 is the largest."""
    from scipy.sparse.csgraph import connected_components

    found = numbered(network)
    return _groups(connected_components(found.matrix, directed=False)[1], found)


def cut_vertex(network: Network) -> dict[str, bool]:
    """Whether the network falls apart without the node (Hopcroft and Tarjan 1973)."""
    found = numbered(network)
    cut = rustworkx.articulation_points(found.graph)
    return _named([node in cut for node in range(len(found))], found)


def community(network: Network, seed: int = 1) -> dict[str, int]:
    """The number of the community a node is in, by the Leiden method with a fixed seed; 1 is the largest.

    Each community is connected. Traag, Waltman and van Eck 2019, Sci. Rep. 9, 5233.
    """
    from graspologic_native import leiden_csr

    found = numbered(network)
    labels = np.arange(len(found))
    # Without weights to share out there are no communities, and the library panics.
    if found.weights.any():
        partners, begins, edges = found.partners
        weights = found.weights.astype(np.float64)[edges]
        known = leiden_csr(begins, partners.astype(np.int32), weights, len(found), seed=seed, iterations=3)[1]
        labels = np.array([known[node] for node in range(len(found))])
    return _groups(labels, found)


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


def _named(values: list[Any] | NDArray[Any], found: Numbered) -> dict[str, Any]:
    return dict(zip(found.nodes, values if isinstance(values, list) else values.tolist(), strict=True))


def _rounded(values: Iterable[float], found: Numbered) -> dict[str, float]:
    # The last digits of a float depend on the order of a sum.
    return {node: round(value, 6) for node, value in zip(found.nodes, map(float, values), strict=True)}


def _groups(labels: NDArray[np.integer[Any]], found: Numbered) -> dict[str, int]:
    """Group numbers from 1, the largest first, equals by their first node; ``labels`` are small numbers."""
    many = np.bincount(labels)
    first = np.full(len(many), len(labels))
    np.minimum.at(first, labels, np.arange(len(labels)))
    number = np.empty(len(many), dtype=np.int64)
    number[np.lexsort((first, -many))] = np.arange(1, len(many) + 1)
    return _named(number[labels], found)
