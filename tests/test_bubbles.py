"""Bubbles: every node is in one, none touches another, and the same network gives the same picture."""

import itertools
import math

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import bubbles, layouts, measures


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
def drawn(network: nx.Graph) -> list[bubbles.Bubble]:
    return bubbles.grouped(communities(network), places_of(network))


def places_of(network: nx.Graph) -> dict[str, tuple[float, float]]:
    return layouts.positions(network, dict.fromkeys(network, 8.0))


def test_each_node_is_in_one_bubble(network, drawn):
    assert sorted(node for bubble in drawn for node in bubble.members) == sorted(network)


def test_those_alone_come_first_and_small_groups_share_the_last_bubble(network, drawn):
    first, *groups, last = drawn
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
    found = bubbles.grouped(communities(network), places_of(network))
    assert [len(bubble.members) for bubble in found] == [12] * 39 + [12 * 21]


def test_bubbles_do_not_overlap(drawn):
    for one, other in itertools.combinations(drawn, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) > one.radius + other.radius


def test_bubbles_stand_to_each_other_as_their_members_do(network, drawn):
    places = places_of(network)
    groups = [bubble for bubble in drawn[1:-1] if len(bubble.members) > 30]
    middles = [sum(places[node][0] for node in bubble.members) / len(bubble.members) for bubble in groups]
    left = sorted(range(len(groups)), key=lambda number: middles[number])
    assert len(groups) > 3 and groups[left[0]].x < groups[left[-1]].x


def test_bubble_keeps_its_place_when_its_members_keep_theirs(network, drawn):
    places = places_of(network)
    grown = communities(network) | {"urn:new": communities(network)[max(network, key=network.degree)]}
    again = bubbles.grouped(grown, places | {"urn:new": (0.0, 0.0)})
    extent = max(abs(bubble.x) for bubble in drawn)
    for one, other in zip(drawn, again, strict=True):
        assert math.dist((one.x, one.y), (other.x, other.y)) < extent / 10


def test_the_area_of_a_bubble_follows_its_members(drawn):
    large = [bubble for bubble in drawn if bubble.radius > 12]
    shares = [bubble.radius**2 / len(bubble.members) for bubble in large]
    assert max(shares) < 1.05 * min(shares) and len(large) > 3


def test_order_of_nodes_does_not_matter(network, drawn):
    turned = dict(reversed(communities(network).items()))
    assert bubbles.grouped(turned, dict(reversed(places_of(network).items()))) == drawn


@pytest.mark.parametrize("make", [lambda: nx.empty_graph(30), lambda: nx.path_graph(2), lambda: nx.complete_graph(20)])
def test_one_bubble_is_enough(make):
    network = nx.relabel_nodes(make(), str)
    found = bubbles.grouped(communities(network), places_of(network))
    assert len(found) == 1 and len(found[0].members) == len(network)
