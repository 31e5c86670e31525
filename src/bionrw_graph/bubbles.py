"""Where the groups of a large network stand on a map, and their members within them."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import networkx as nx

from bionrw_graph.layouts import REACH, positions

# More bubbles than these nobody reads; groups smaller than this are hardly groups. The rest share one bubble, the last.
MOST, SMALLEST_GROUP = 40, 10
# Radii in pixels of the overview, the area in proportion to the number of members.
_LARGEST_BUBBLE, _SMALLEST_BUBBLE = 58.0, 11.0
# The room for the name of a bubble, in pixels: two lines of about 18 characters.
_ROOM = (130.0, 40.0)

Point = tuple[float, float]


@dataclass(frozen=True)
class Bubble:
    """A group on the overview: its place and its radius in pixels there; ``members`` in the order of their names."""

    members: tuple[str, ...]
    x: float
    y: float
    radius: float


def grouped(
    network: nx.Graph, radii: Mapping[str, float], communities: Mapping[str, int]
) -> tuple[list[Bubble], dict[str, Point]]:
    """The bubbles of the overview, the largest first, and the place of each node in a picture of all nodes.

    ``communities`` gives the number of the group of each node, 0 for none. The nodes without a group are the first
    bubble of the answer where there are any, and small groups share the last one. In the picture of all nodes, in
    pixels at zoom 1, each group has a disc of its own: the overview, enlarged until all members find room. Neither
    bubbles nor discs nor symbols (``radii``, in pixels) overlap. The answer depends on these values alone.
    """
    shares = _shares(communities)
    inner = [_inside(network, radii, members) for members in shares]
    most = max(len(members) for members in shares)
    sizes = [max(_SMALLEST_BUBBLE, _LARGEST_BUBBLE * math.sqrt(len(members) / most)) for members in shares]
    names = [f"{number:04d}" for number in range(len(shares))]
    of_node = {node: number for number, members in enumerate(shares) for node in members}
    between = nx.Graph()
    between.add_nodes_from(names)
    for one, other, weight in network.edges(data="weight", default=1):
        ends = names[of_node[one]], names[of_node[other]]
        if ends[0] != ends[1]:
            before = between.get_edge_data(*ends, default={"weight": 0.0})["weight"]
            between.add_edge(*ends, weight=before + weight)
    centres = positions(between, dict(zip(names, sizes, strict=True)), labels=dict.fromkeys(names, _ROOM))
    enlarged = max((extent + 30.0) / size for (_, extent), size in zip(inner, sizes, strict=True))
    bubbles, places = [], {}
    for name, members, size, (points, _) in zip(names, shares, sizes, inner, strict=True):
        x, y = centres[name]
        bubbles.append(Bubble(tuple(members), x, y, round(size, 1)))
        for node in members:
            places[node] = (
                round(x * enlarged + points[node][0], 1) + 0.0,
                round(y * enlarged + points[node][1], 1) + 0.0,
            )
    return bubbles, places


def _shares(communities: Mapping[str, int]) -> list[list[str]]:
    """The members of each bubble: those without a group, the large groups, the small ones together."""
    by_number: dict[int, list[str]] = {}
    for node in sorted(communities):
        by_number.setdefault(communities[node], []).append(node)
    alone = by_number.pop(0, [])
    groups = [by_number[number] for number in sorted(by_number)]
    own = [group for group in groups[: MOST - 1] if len(group) >= SMALLEST_GROUP]
    rest = sorted(node for group in groups[len(own) :] for node in group)
    # A group that would be gathered with nobody stays what it is.
    return [*([alone] if alone else []), *own, *([rest] if rest else [])]


def _inside(network: nx.Graph, radii: Mapping[str, float], members: list[str]) -> tuple[dict[str, Point], float]:
    """The members of one bubble around (0, 0), and how far from there they reach."""
    points = positions(network.subgraph(members), {node: radii[node] for node in members})
    across, down = [x for x, _ in points.values()], [y for _, y in points.values()]
    middle = ((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
    centred = {node: (x - middle[0], y - middle[1]) for node, (x, y) in points.items()}
    return centred, max(math.hypot(*point) + REACH * radii[node] for node, point in centred.items())
