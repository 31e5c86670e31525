"""Where each node of a network stands on a map: positions that are the same in every build."""

import math
from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from bionrw_graph.measures import community

# Above this, ForceAtlas2 (400 rounds, quadratic) gives way to a layout by communities: as readable, and fast.
FORCE_ATLAS_LIMIT = 60
# A community of more nodes is parted once more.
_DISC_LIMIT = 400
# A symbol may reach this far beyond its nominal radius (the corner of a square, the tip of a star).
REACH = 1.25
# How much wider than high a map is at most: about the shape of the free part of a screen.
ASPECT = 1.2

# Where more than this share of the nodes is new, all are laid out afresh.
NEWCOMERS = 1 / 3

_Points = NDArray[np.float64]
_NONE: Mapping[str, tuple[float, float]] = MappingProxyType({})


def positions(
    network: nx.Graph,
    radii: Mapping[str, float],
    *,
    labels: Mapping[str, tuple[float, float]] = _NONE,
    kept: Mapping[str, tuple[float, float]] = _NONE,
    seed: int = 1,
) -> dict[str, tuple[float, float]]:
    """The place of each node, in pixels at zoom 1, y pointing down, rounded to a tenth.

    ``radii`` gives the radius of each node's symbol in pixels; no two symbols overlap, even where they reach
    ``REACH`` times their radius. ``labels`` gives the width and the height in pixels of the labels that should
    find room below their symbols when the whole map fills a screen. The edge attribute ``weight`` (default 1)
    pulls nodes together. Connected components are laid out each for itself and packed side by side; nodes
    without an edge stand in a strip below. The answer depends on these values alone, not on their order.

    ``kept`` gives places of an earlier map: nodes in it stay there to the tenth of a pixel, each new one goes to the
    free spot nearest to the weighted middle of its partners, and those without a partner that has a place stand beside
    the whole. Who left leaves a hole. All are laid out afresh where more than a third of the nodes are new, or where
    two symbols have grown into each other.

    >>> positions(nx.path_graph(["a", "b"]), {"a": 10.0, "b": 10.0})
    {'a': (-65.0, 0.0), 'b': (65.0, 0.0)}
    """
    ordered = _ordered(network)
    stayed = {node: kept[node] for node in ordered if node in kept}
    if stayed and len(ordered) - len(stayed) <= NEWCOMERS * len(ordered) and _are_apart(stayed, radii):
        placed = _joined(ordered, stayed, radii, labels, seed)
    else:
        placed = _fresh(ordered, radii, labels, seed)
    return {
        # Adding 0.0 turns -0.0 into 0.0, which JSON would write differently.
        node: (round(placed[node][0], 1) + 0.0, round(placed[node][1], 1) + 0.0)
        for node in ordered
    }


def spread(
    places: Mapping[str, tuple[float, float]],
    radii: Mapping[str, float],
    *,
    labels: Mapping[str, tuple[float, float]] = _NONE,
) -> dict[str, tuple[float, float]]:
    """The same arrangement with the room that :func:`positions` gives: wider or closer, and no symbol upon another.

    >>> spread({"a": (0.0, 0.0), "b": (1.0, 0.0)}, {"a": 10.0, "b": 10.0})
    {'a': (-100.7, 0.0), 'b': (100.7, 0.0)}
    """
    nodes = sorted(places)
    points = np.array([places[node] for node in nodes], dtype=np.float64)
    points -= (points.min(axis=0) + points.max(axis=0)) / 2
    placed = _roomy(points, np.array([radii[node] for node in nodes]), nodes, labels)
    # Adding 0.0 turns -0.0 into 0.0, which JSON would write differently.
    return {node: (round(x, 1) + 0.0, round(y, 1) + 0.0) for node, (x, y) in zip(nodes, placed.tolist(), strict=True)}


def _fresh(
    ordered: nx.Graph, radii: Mapping[str, float], labels: Mapping[str, tuple[float, float]], seed: int
) -> dict[str, tuple[float, float]]:
    """The nodes with nothing to hold on to."""
    components = [sorted(component) for component in nx.connected_components(ordered)]
    components.sort(key=lambda component: (-len(component), component))
    # The communities of the whole network, as others count them: found in a part alone they would be others.
    number_of = community(ordered, seed) if components and len(components[0]) > FORCE_ATLAS_LIMIT else {}
    blocks = []
    for component in components:
        if len(component) > 1:
            part = _ordered(ordered.subgraph(component))
            blocks.append((component, _component(part, radii, labels, number_of, seed)))
    isolates = [component[0] for component in components if len(component) == 1]
    placed = _packed(blocks, radii)
    return placed | _strip(isolates, placed)


def _are_apart(places: Mapping[str, tuple[float, float]], radii: Mapping[str, float]) -> bool:
    """Whether no two symbols at these places overlap."""
    points = np.array(list(places.values()), dtype=np.float64)
    reach = np.array([radii[node] for node in places]) * REACH
    first, second = _near(points, 2 * float(reach.max()) + 1)
    distance = np.linalg.norm(points[first] - points[second], axis=1)
    return bool((distance > reach[first] + reach[second]).all())


def _joined(
    ordered: nx.Graph,
    stayed: Mapping[str, tuple[float, float]],
    radii: Mapping[str, float],
    labels: Mapping[str, tuple[float, float]],
    seed: int,
) -> dict[str, tuple[float, float]]:
    """The nodes that have a place there, and the newcomers near their partners or, without any, beside the whole."""
    taken = _Taken(stayed, radii)
    waiting = set(ordered) - set(stayed)
    pull = {
        node: sum(ordered.adj[node][other]["weight"] for other in ordered.adj[node] if other in stayed)
        for node in waiting
    }
    while waiting:
        # Who is tied most to what has a place comes first; it may give others a place to hold on to.
        node = min(waiting, key=lambda one: (-pull[one], one))
        if not pull[node]:
            break
        waiting.remove(node)
        partners = [(other, values["weight"]) for other, values in ordered.adj[node].items()]
        known = [(taken.places[other], weight) for other, weight in partners if other in taken.places]
        whole = sum(weight for _, weight in known)
        across, down = (sum(place[axis] * weight for place, weight in known) / whole for axis in (0, 1))
        taken.put(node, (across, down))
        for other, weight in partners:
            if other in waiting:
                pull[other] += weight
    if waiting:
        aside = _fresh(_ordered(ordered.subgraph(waiting)), radii, labels, seed)
        taken.beside(aside)
    return taken.places


class _Taken:
    """The spots that are taken, and the search for one that is free."""

    def __init__(self, places: Mapping[str, tuple[float, float]], radii: Mapping[str, float]) -> None:
        self.places = dict(places)
        self._radii = radii
        self._points = np.array(list(places.values()), dtype=np.float64)
        self._reach = np.array([radii[node] for node in places]) * REACH

    def put(self, node: str, target: tuple[float, float]) -> None:
        """Give ``node`` the free spot nearest to ``target``; of several the first, clockwise from the right."""
        own = self._radii[node] * REACH
        # Some room for the label, where it can be had nearby; in a crowd a symbol's own reach must do.
        for gap, farthest in ((26.0, 160.0), (8.0, math.inf)):
            distance = 0.0
            while distance <= farthest:
                turns = np.linspace(0.0, 2 * np.pi, 24 + int(distance // 4), endpoint=False)
                ring = np.column_stack([np.cos(turns), np.sin(turns)])
                # Rounded first: what is free to the last digit must still be free on the map.
                spots = np.round(np.array(target) + ring * distance, 1)
                away = np.linalg.norm(spots[:, None, :] - self._points[None, :, :], axis=2)
                free = np.flatnonzero((away > self._reach + own + gap).all(axis=1))
                if len(free):
                    self._add(node, spots[free[0]])
                    return
                distance += 8.0

    def beside(self, places: Mapping[str, tuple[float, float]]) -> None:
        """Put a map of its own to the right of all that is there."""
        own = np.array(list(places.values()), dtype=np.float64)
        left = (own[:, 0] - np.array([self._radii[node] for node in places]) * REACH).min()
        right = (self._points[:, 0] + self._reach).max()
        shift = np.array([right + 100.0 - left, (self._points[:, 1].max() + self._points[:, 1].min()) / 2])
        for node, place in places.items():
            self._add(node, np.round(np.array(place) + shift, 1))

    def _add(self, node: str, spot: _Points) -> None:
        self.places[node] = (float(spot[0]), float(spot[1]))
        self._points = np.vstack([self._points, spot])
        self._reach = np.append(self._reach, self._radii[node] * REACH)


def _ordered(network: nx.Graph) -> nx.Graph:
    """A copy with nodes and edges sorted, so that no hash seed and no row order shows in the picture."""
    copy = nx.Graph()
    copy.add_nodes_from(sorted(network))
    copy.add_edges_from(
        (first, second, {"weight": weight})
        for (first, second), weight in sorted(
            ((min(a, b), max(a, b)), float(weight))
            for a, b, weight in network.edges(data="weight", default=1)
            if a != b
        )
    )
    return copy


def _spacing(size: int) -> float:
    """The side of the square, in pixels, that a node gets for itself: labels need more room in a small map."""
    return 130.0 if size <= 60 else max(80.0, 130.0 - (size - 60) * 0.2)


def _component(
    part: nx.Graph,
    radii: Mapping[str, float],
    labels: Mapping[str, tuple[float, float]],
    number_of: Mapping[str, int],
    seed: int,
) -> _Points:
    """The nodes of one connected component (two or more), in the order of the graph, around the origin."""
    size = part.number_of_nodes()
    spacing = _spacing(size)
    if size == 2:
        half = max(spacing / 2, REACH * max(radii[node] for node in part) + 20)
        return np.array([[-half, 0.0], [half, 0.0]])
    if size <= FORCE_ATLAS_LIMIT:
        found = nx.forceatlas2_layout(part, max_iter=400, scaling_ratio=2.0, gravity=1.0, weight="weight", seed=seed)
        points = np.array([found[node] for node in part], dtype=np.float64)
    else:
        points = _by_community(part, number_of, seed)
    return _roomy(_landscape(points), np.array([radii[node] for node in part]), list(part), labels)


def _roomy(
    points: _Points, radii: NDArray[np.float64], nodes: list[str], labels: Mapping[str, tuple[float, float]]
) -> _Points:
    """The points with the usual room for each, none upon another."""
    size = len(points)
    spacing = _spacing(size)
    extent = np.maximum(np.ptp(points, axis=0), 1e-9)
    # A chain stays long, but not so long that it becomes tiny on a screen.
    wide = min(ASPECT, extent[0] / extent[1])
    points *= spacing * math.sqrt(size) * np.array([math.sqrt(wide), 1 / math.sqrt(wide)]) / extent
    reach = radii * REACH
    gap = 16.0 if size <= 60 else 12.0
    # The room for labels depends on how far away the whole is looked at, and that on how large it became.
    rooms = np.array([labels.get(node, (0.0, 0.0)) for node in nodes])
    placed: _Points = points
    for _ in range(2):
        placed = _apart(points, reach, gap, rooms / _zoom(placed))
    return placed


def _by_community(part: nx.Graph, number_of: Mapping[str, int], seed: int) -> _Points:
    """The nodes of a large connected network: communities as discs, in each of them its own nodes, tied ones near.

    A force layout of all nodes at once takes minutes and ends as one ball, in which no group can be seen.
    """
    members: dict[int, list[str]] = {}
    for node in part:
        members.setdefault(number_of[node], []).append(node)
    if len(members) == 1:
        return _sprung(part, seed)
    whole = nx.Graph()
    whole.add_nodes_from(sorted(members))
    between: Counter[tuple[int, int]] = Counter()
    for one, other, weight in part.edges(data="weight"):
        ends = sorted((number_of[one], number_of[other]))
        between[ends[0], ends[1]] += weight
    for (one, other), weight in sorted(between.items()):
        if one != other:
            # Large communities have many edges between them without being close.
            whole.add_edge(one, other, weight=weight / math.sqrt(len(members[one]) * len(members[other])))
    mean = sum(weight for _, _, weight in whole.edges(data="weight")) / whole.number_of_edges()
    for _, _, values in whole.edges(data=True):
        values["weight"] /= mean
    radius = np.sqrt([len(members[number]) for number in whole])
    centres = _sprung(whole, seed)
    # Discs that fill a quarter of the ground, and none upon another.
    centres *= 2 * math.sqrt(float((radius**2).sum())) / np.maximum(np.ptp(centres, axis=0), 1e-9)
    centres = _apart(centres, radius, 0.0, np.zeros_like(centres))
    centre_of = {number: complex(*centre) for number, centre in zip(whole, centres, strict=True)}
    placed: dict[str, complex] = {}
    for number, reach in zip(whole, radius, strict=True):
        nodes = members[number]
        inner = _ordered(part.subgraph(nodes))
        own = _by_community(inner, community(inner, seed), seed) if len(nodes) > _DISC_LIMIT else _sprung(inner, seed)
        own = own - own.mean(axis=0)
        spots = own[:, 0] + 1j * own[:, 1]
        # Turned so that those with partners in other communities stand on their side.
        towards = np.zeros(len(nodes), dtype=complex)
        for place, node in enumerate(inner):
            for partner, values in part.adj[node].items():
                if number_of[partner] != number:
                    way = centre_of[number_of[partner]] - centre_of[number]
                    towards[place] += values["weight"] * way / abs(way)
        turn = complex((np.conj(spots) * towards).sum())
        spots *= turn / abs(turn) if turn else 1
        # A few that stand far out must not press all others together.
        spots *= reach / max(1e-9, float(np.quantile(np.abs(spots), 0.9)))
        placed |= {node: centre_of[number] + spot for node, spot in zip(inner, spots, strict=True)}
    return np.array([[placed[node].real, placed[node].imag] for node in part])


def _sprung(part: nx.Graph, seed: int) -> _Points:
    """The nodes as a spring layout places them, in the order of the graph."""
    import rustworkx

    number = {node: place for place, node in enumerate(part)}
    graph = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from(list(range(len(number))))
    graph.add_edges_from([(number[one], number[other], weight) for one, other, weight in part.edges(data="weight")])
    # A repulsion that reaches far (exponent 1) keeps groups apart.
    found = rustworkx.spring_layout(graph, weight_fn=float, num_iter=200, repulsive_exponent=1, seed=seed)
    return np.array([found[place] for place in range(len(number))], dtype=np.float64)


def _zoom(points: _Points) -> float:
    """The zoom at which the points fill the map of a usual screen (about 640 by 540 pixels without margins)."""
    extent = np.ptp(points, axis=0)
    return float(min(1.0, 640 / max(1.0, extent[0]), 540 / max(1.0, extent[1])))


def _landscape(points: _Points) -> _Points:
    """The points centred and turned so that they are widest from left to right, as a screen is."""
    centred: _Points = points - points.mean(axis=0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    # A singular vector has no sign of its own; without one, two machines could mirror the map.
    signs = np.where(axes[np.arange(2), np.abs(axes).argmax(axis=1)] < 0, -1.0, 1.0)
    turned: _Points = centred @ (axes * signs[:, None]).T
    return turned


def _near(points: _Points, distance: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All pairs of points that lie in the same or a neighbouring square of side ``distance``, each pair once."""
    cells = np.floor((points - points.min(axis=0)) / distance).astype(np.int64)
    width = int(cells[:, 1].max()) + 3
    keys = (cells[:, 0] + 1) * width + cells[:, 1] + 1
    order = np.argsort(keys, kind="stable")
    sorted_keys = keys[order]
    firsts, seconds = [], []
    for offset in (0, 1, width - 1, width, width + 1):
        start = np.searchsorted(sorted_keys, sorted_keys + offset, side="left")
        stop = np.searchsorted(sorted_keys, sorted_keys + offset, side="right")
        if offset == 0:
            start = np.arange(len(points)) + 1
        counts = np.maximum(stop - start, 0)
        left = np.repeat(np.arange(len(points)), counts)
        right = np.repeat(start, counts) + np.arange(counts.sum()) - np.repeat(counts.cumsum() - counts, counts)
        firsts.append(order[left])
        seconds.append(order[right])
    return np.concatenate(firsts), np.concatenate(seconds)


def _apart(points: _Points, reach: NDArray[np.float64], gap: float, rooms: _Points) -> _Points:
    """The points pushed apart until all discs of radius ``reach`` are at least ``gap`` pixels from each other.

    ``rooms`` is the width and height of the room that each node would like for its label, (0, 0) for none.
    """
    points = points.copy()
    size = len(points)
    count = np.zeros(size)
    for round_number in range(3000):
        move = np.zeros_like(points)
        count[:] = 0
        first, second = _near(points, 2 * float(reach.max()) + gap)
        between = points[first] - points[second]
        distance = np.linalg.norm(between, axis=1)
        missing = reach[first] + reach[second] + gap - distance
        touching = missing > 0.2
        first, second, between = first[touching], second[touching], between[touching]
        distance, missing = distance[touching], missing[touching]
        # Two nodes on one spot part in a direction that depends on their number alone.
        angle = first * 2.399963
        direction = np.where(
            (distance > 1e-6)[:, None],
            between / np.maximum(distance, 1e-6)[:, None],
            np.column_stack([np.cos(angle), np.sin(angle)]),
        )
        push = direction * (missing * 0.55)[:, None]
        for ends, sign in ((first, 1.0), (second, -1.0)):
            np.add.at(move, ends, push * sign)
            np.add.at(count, ends, 1)
        # Room for labels is a wish: what cannot be had in some hundred rounds is left to the page, which may
        # write beside or above a symbol.
        crowded = round_number < 1000 and _make_room(points, reach, rooms, move, count)
        if not touching.any() and not crowded:
            break
        points += move / np.sqrt(np.maximum(count, 1))[:, None]
        if round_number % 100 == 99:
            # A packed crowd cannot be pushed apart from inside: give everyone a little more room.
            points *= 1.05
    return points


def _make_room(
    points: _Points, reach: NDArray[np.float64], rooms: _Points, move: _Points, count: NDArray[np.float64]
) -> bool:
    """Add to ``move`` and ``count`` what frees the boxes of symbol and label together; whether any is not free."""
    boxed = np.flatnonzero(rooms[:, 0])
    if not len(boxed):
        return False
    # A box reaches from the top of the symbol to the bottom of the label; other nodes are boxes of their own size.
    half = np.column_stack([np.maximum(reach, rooms[:, 0] / 2), reach + rooms[:, 1] / 2])
    centre = points + np.column_stack([np.zeros(len(points)), rooms[:, 1] / 2])
    between = centre[None, :, :] - centre[boxed, None, :]
    missing = half[None, :, :] + half[boxed, None, :] - np.abs(between)
    depth = missing.min(axis=2)
    depth[np.arange(len(boxed)), boxed] = 0.0
    owner, other = np.nonzero(depth > 0.5)
    # Away from the centre of the box, not the shortest way out: that would line nodes up along its edges.
    away = between[owner, other]
    away[np.abs(away).sum(axis=1) < 1e-6] = (1.0, 0.0)
    away /= np.linalg.norm(away, axis=1)[:, None]
    way = (missing[owner, other] / np.maximum(np.abs(away), 0.2)).min(axis=1)
    # Boxes are met from both sides, so each side gives a quarter.
    push = away * (way * 0.25)[:, None]
    np.add.at(move, other, push)
    np.add.at(move, boxed[owner], -push)
    np.add.at(count, other, 1)
    np.add.at(count, boxed[owner], 1)
    return bool(len(owner))


def _packed(blocks: list[tuple[list[str], _Points]], radii: Mapping[str, float]) -> dict[str, tuple[float, float]]:
    """The components on shelves, largest first, together about as wide as a screen is; centred on the origin."""
    margin = 60.0
    boxes = []
    for nodes, points in blocks:
        reach = np.array([radii[node] for node in nodes])[:, None] * REACH
        low, high = (points - reach).min(axis=0), (points + reach).max(axis=0)
        boxes.append((nodes, points - low, high - low + margin))
    if not boxes:
        return {}
    area = sum(float(size[0] * size[1]) for _, _, size in boxes)
    shelf = max(float(boxes[0][2][0]), math.sqrt(area * ASPECT))
    placed: dict[str, tuple[float, float]] = {}
    left = top = height = 0.0
    for nodes, points, size in boxes:
        if left and left + float(size[0]) > shelf + 1:
            left, top, height = 0.0, top + height, 0.0
        for node, point in zip(nodes, points, strict=True):
            placed[node] = (left + float(point[0]), top + float(point[1]))
        left, height = left + float(size[0]), max(height, float(size[1]))
    across = [x for x, _ in placed.values()]
    down = [y for _, y in placed.values()]
    middle = ((min(across) + max(across)) / 2, (min(down) + max(down)) / 2)
    return {node: (x - middle[0], y - middle[1]) for node, (x, y) in placed.items()}


def _strip(isolates: list[str], placed: dict[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """The nodes without an edge, in rows below everything else, far enough apart for their labels."""
    if not isolates:
        return {}
    across, down = 150.0, 100.0
    width = max((x for x, _ in placed.values()), default=0.0) - min((x for x, _ in placed.values()), default=0.0)
    fitting = int(width / across) if placed else math.ceil(math.sqrt(len(isolates) * 0.9))
    columns = min(len(isolates), max(1, fitting, math.ceil(math.sqrt(len(isolates) / 2))))
    rows = math.ceil(len(isolates) / columns)
    # Symbols reach at most 34 px times REACH, so a row of 130 px below the lowest of them is free.
    top = max((y for _, y in placed.values()), default=-(rows - 1) * down / 2 - 130.0) + 130.0
    return {
        node: ((number % columns - (columns - 1) / 2) * across, top + number // columns * down)
        for number, node in enumerate(isolates)
    }
