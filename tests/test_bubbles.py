"""Bubbles: every node is in one, none touches another, and the same network gives the same picture."""

import itertools
import math

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import bubbles, measures
from bionrw_graph.layouts import REACH


def communities(network: nx.Graph) -> dict[str, int]:
    return {node: number if network.degree(node) else 0 for node, number in measures.community(network).items()}


@pytest.fixture(scope="module")
def network() -> nx.Graph:
    found = samples.grouped(600, alone=20)
    # Three pairs that know nobody else: no group that anybody would open.
    for number in range(3):
        found.add_edge(f"urn:pair-{number}-a", f"urn:pair-{number}-b", weight=1)
    return found


@pytest.fixture(scope="module")
def drawn(network: nx.Graph) -> tuple[list[bubbles.Bubble], dict[str, tuple[float, float]]]:
    return bubbles.grouped(network, dict.fromkeys(network, 8.0), communities(network))


def test_each_node_is_in_one_bubble(network, drawn):
    found, places = drawn
    assert sorted(node for bubble in found for node in bubble.members) == sorted(network) == sorted(places)


def test_those_alone_come_first_and_small_groups_share_the_last_bubble(network, drawn):
    first, *groups, last = drawn[0]
    assert set(first.members) == set(nx.isolates(network))
    assert {f"urn:pair-{number}-{end}" for number in range(3) for end in "ab"} <= set(last.members)
    number_of = communities(network)
    assert [len({number_of[node] for node in bubble.members}) for bubble in groups] == [1] * len(groups)
    assert all(len(bubble.members) >= bubbles.SMALLEST_GROUP for bubble in groups)
    sizes = [len(bubble.members) for bubble in groups]
    assert sizes == sorted(sizes, reverse=True) and len(sizes) > 5


def test_more_groups_than_can_be_read_share_one_bubble():
    network = nx.disjoint_union_all([nx.complete_graph(12) for _ in range(60)])
    network = nx.relabel_nodes(network, {node: f"n{node:04d}" for node in network})
    found, _ = bubbles.grouped(network, dict.fromkeys(network, 8.0), communities(network))
    assert [len(bubble.members) for bubble in found] == [12] * 39 + [12 * 21]


def test_bubbles_and_symbols_do_not_overlap(drawn):
    found, places = drawn
    for one, other in itertools.combinations(found, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) > one.radius + other.radius
    discs = []
    for bubble in found:
        points = [places[node] for node in bubble.members]
        middle = tuple((min(axis) + max(axis)) / 2 for axis in zip(*points, strict=True))
        discs.append((middle, max(math.dist(middle, point) for point in points)))
        assert all(math.dist(a, b) > 2 * REACH * 8 for a, b in itertools.combinations(points, 2))
    for (one, far), (other, wide) in itertools.combinations(discs, 2):
        assert math.dist(one, other) > far + wide


def test_the_area_of_a_bubble_follows_its_members(drawn):
    large = [bubble for bubble in drawn[0] if bubble.radius > 12]
    shares = [bubble.radius**2 / len(bubble.members) for bubble in large]
    assert max(shares) < 1.05 * min(shares) and len(large) > 3


def test_order_of_nodes_and_edges_does_not_matter(network, drawn):
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(network)))
    turned.add_edges_from([(b, a, data) for a, b, data in reversed(list(network.edges(data=True)))])
    assert bubbles.grouped(turned, dict.fromkeys(turned, 8.0), communities(turned)) == drawn


@pytest.mark.parametrize("make", [lambda: nx.empty_graph(30), lambda: nx.path_graph(2), lambda: nx.complete_graph(20)])
def test_one_bubble_is_enough(make):
    network = nx.relabel_nodes(make(), str)
    found, places = bubbles.grouped(network, dict.fromkeys(network, 8.0), communities(network))
    assert len(found) == 1 and len(places) == len(network)
