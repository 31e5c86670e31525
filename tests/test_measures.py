"""Measures on networks small enough to count by hand."""

import os
import random
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest

from bionrw_graph import measures
from bionrw_graph.errors import BionrwError


@pytest.fixture
def bow_tie() -> nx.Graph:
    """Two triangles a b c and c d e that share c, a pendant f at e, and a lone g."""
    network = nx.Graph()
    network.add_weighted_edges_from(
        [("a", "b", 3), ("a", "c", 1), ("b", "c", 1), ("c", "d", 1), ("c", "e", 1), ("d", "e", 2), ("e", "f", 1)]
    )
    network.add_node("g")
    return network


def test_degree_and_strength(bow_tie: nx.Graph) -> None:
    assert measures.degree(bow_tie) == {"a": 2, "b": 2, "c": 4, "d": 2, "e": 3, "f": 1, "g": 0}
    assert measures.strength(bow_tie) == {"a": 4, "b": 4, "c": 4, "d": 3, "e": 4, "f": 1, "g": 0}


def test_betweenness_counts_the_shortest_paths(bow_tie: nx.Graph) -> None:
    # Through c go a-d, a-e, a-f, b-d, b-e, b-f: 6 of the 15 pairs of others. Through e go a-f, b-f, c-f, d-f.
    found = measures.betweenness(bow_tie)
    assert found["c"] == pytest.approx(6 / 15) and found["e"] == pytest.approx(4 / 15, abs=1e-6)
    assert found["a"] == found["g"] == 0


def test_closeness_is_scaled_by_what_is_reached(bow_tie: nx.Graph) -> None:
    # c reaches 5 of 6 others at distances 1, 1, 1, 1, 2.
    assert measures.closeness(bow_tie)["c"] == pytest.approx(5 / 6 * 5 / 6, abs=1e-6)
    assert measures.closeness(bow_tie)["g"] == 0


def test_pagerank_is_the_share_of_a_random_walk(bow_tie: nx.Graph) -> None:
    # Of two nodes with an edge each gets half; of three in a chain the middle m = 0.05 + 0.85 * (1 - m).
    assert measures.pagerank(nx.path_graph(["a", "b"])) == {"a": 0.5, "b": 0.5}
    middle = (0.05 + 0.85) / 1.85
    assert measures.pagerank(nx.path_graph(["a", "b", "c"]))["b"] == pytest.approx(middle, abs=1e-9)
    found = measures.pagerank(bow_tie)
    assert sum(found.values()) == pytest.approx(1) and found["a"] == found["b"] > found["d"] > found["g"] > 0


def test_core_component_cut_vertices_and_bridges(bow_tie: nx.Graph) -> None:
    assert measures.core(bow_tie) == {"a": 2, "b": 2, "c": 2, "d": 2, "e": 2, "f": 1, "g": 0}
    assert measures.component(bow_tie) == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 1, "g": 2}
    assert [node for node, cut in measures.cut_vertex(bow_tie).items() if cut] == ["c", "e"]
    assert measures.bridges(bow_tie) == [("e", "f")]


def test_communities_are_the_two_ends_and_the_lone_one(bow_tie: nx.Graph) -> None:
    found = measures.community(bow_tie)
    assert found["a"] == found["b"] != found["d"] == found["e"] == found["f"]
    assert found["g"] == 3


def test_the_order_of_nodes_and_edges_does_not_matter(bow_tie: nx.Graph) -> None:
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(bow_tie)))
    turned.add_edges_from((other, one, data) for one, other, data in reversed(list(bow_tie.edges(data=True))))
    assert measures.ranking(turned) == measures.ranking(bow_tie)


def test_the_order_of_edges_does_not_change_the_last_digit_of_a_sum() -> None:
    edges = [("a", other, weight) for other, weight in zip("bcdefg", (0.1, 0.7, 0.2, 0.3, 1e6, 0.4), strict=True)]
    networks = []
    for shift in range(len(edges)):
        networks.append(nx.Graph())
        networks[-1].add_weighted_edges_from(edges[shift:] + edges[:shift])
    assert len({repr(measures.strength(network)) for network in networks}) == 1


def test_loops_are_ignored(bow_tie: nx.Graph) -> None:
    looped = bow_tie.copy()
    looped.add_weighted_edges_from([("a", "a", 7), ("f", "f", 2), ("g", "g", 1)])
    assert measures.ranking(looped) == measures.ranking(bow_tie)


def test_communities_follow_the_weights() -> None:
    for pairs in ([("a", "b"), ("c", "d")], [("b", "c"), ("a", "d")]):
        ring = nx.cycle_graph(["a", "b", "c", "d"])
        nx.set_edge_attributes(ring, 1, "weight")
        ring.add_weighted_edges_from((*pair, 10) for pair in pairs)
        assert _parts(measures.community(ring)) == {frozenset(pair) for pair in pairs}


def test_directions_are_ignored(bow_tie: nx.Graph) -> None:
    directed = nx.DiGraph()
    directed.add_nodes_from(bow_tie)
    directed.add_edges_from(bow_tie.edges(data=True))
    assert measures.degree(directed) == measures.degree(bow_tie)
    assert measures.core(directed) == measures.core(bow_tie)


def test_the_ranking_is_by_the_measure_asked_for(bow_tie: nx.Graph) -> None:
    assert [row["node"] for row in measures.ranking(bow_tie, "betweenness")][:2] == ["c", "e"]
    assert measures.ranking(bow_tie, "component")[-1]["node"] == "g"
    assert {row["node"]: row["bridges"] for row in measures.ranking(bow_tie) if row["bridges"]} == {"e": 1, "f": 1}
    with pytest.raises(BionrwError, match=r'There is no measure "betweenes"\. Did you mean "betweenness"'):
        measures.ranking(bow_tie, "betweenes")


def test_an_empty_network_has_an_empty_ranking() -> None:
    assert measures.ranking(nx.Graph()) == []


def test_without_an_edge_of_some_weight_each_node_is_a_community() -> None:
    alone = nx.empty_graph(["a", "b", "c"])
    assert measures.community(alone) == measures.component(alone) == {"a": 1, "b": 2, "c": 3}
    assert measures.core(alone) == {"a": 0, "b": 0, "c": 0}
    assert set(measures.pagerank(alone).values()) == {round(1 / 3, 9)}
    # An edge is one whatever it weighs.
    alone.add_edge("b", "c", weight=0)
    assert measures.component(alone) == {"a": 2, "b": 1, "c": 1}
    assert measures.community(alone) == {"a": 1, "b": 2, "c": 3}
    assert measures.pagerank(alone) == pytest.approx(nx.pagerank(alone, tol=1e-12), abs=2e-9)


# Beside networkx, on a network with hubs, several parts and nodes that stand alone.


def made_up(projects: int, seed: int = 1) -> nx.Graph:
    """Bodies that share projects: some take part in very many, as in CORDIS."""
    dice = random.Random(seed)
    network = nx.Graph()
    network.add_nodes_from(f"n{number}" for number in range(projects))
    for _ in range(projects):
        members = sorted({f"n{int(projects * dice.random() ** 3)}" for _ in range(dice.randrange(1, 7))})
        for one, other in combinations(members, 2):
            weight = network.edges[one, other]["weight"] + 1 if network.has_edge(one, other) else 1
            network.add_edge(one, other, weight=weight)
    network.add_edge("x", "y", weight=2.5)
    return network


def rounded(values: dict[str, float], digits: int = 6) -> dict[str, float]:
    return {node: round(values[node], digits) for node in sorted(values)}


def test_the_numbers_are_those_of_networkx() -> None:
    network = made_up(300)
    assert len(network) == 302 and sum(not network[node] for node in network) > 20
    assert measures.degree(network) == dict(sorted(network.degree()))
    assert measures.strength(network) == dict(sorted(network.degree(weight="weight")))
    assert measures.betweenness(network) == rounded(nx.betweenness_centrality(network))
    assert measures.closeness(network) == rounded(nx.closeness_centrality(network))
    assert measures.core(network) == dict(sorted(nx.core_number(network).items()))
    assert {node for node, cut in measures.cut_vertex(network).items() if cut} == set(nx.articulation_points(network))
    assert measures.bridges(network) == sorted(tuple(sorted(edge)) for edge in nx.bridges(network))
    walked = nx.pagerank(network, weight="weight", tol=1e-12, max_iter=1000)
    assert measures.pagerank(network) == pytest.approx(walked, abs=2e-9)
    parts = measures.component(network)
    assert all(len({parts[node] for node in part}) == 1 for part in nx.connected_components(network))
    assert len(set(parts.values())) == nx.number_connected_components(network)


def test_the_numbers_of_thousands_of_nodes_are_those_of_networkx() -> None:
    network = made_up(3500, seed=2)
    assert len(network) == 3502 and nx.number_connected_components(network) > 300
    found = measures.numbered(network)
    assert measures.strength(found) == dict(sorted(network.degree(weight="weight")))
    assert (
        measures.core(found) == dict(sorted(nx.core_number(network).items())) and max(measures.core(found).values()) > 9
    )
    walked = nx.pagerank(network, weight="weight", tol=1e-12, max_iter=1000)
    assert measures.pagerank(found) == pytest.approx(walked, abs=2e-9)
    assert _parts(measures.component(found)) == {frozenset(part) for part in nx.connected_components(network)}
    # Not the same communities as Louvain's, but as good; each is connected.
    communities, louvain = _parts(measures.community(found)), nx.community.louvain_communities(network, seed=1)
    assert all(nx.is_connected(network.subgraph(one)) for one in communities)
    assert nx.community.modularity(network, communities) > nx.community.modularity(network, louvain) - 0.01


def _parts(number_of: dict[str, int]) -> set[frozenset[str]]:
    parts: dict[int, set[str]] = {}
    for node, number in number_of.items():
        parts.setdefault(number, set()).add(node)
    # The largest first, and equals by their first node.
    in_order = sorted(parts.values(), key=lambda part: (-len(part), min(part)))
    assert [parts[number] for number in range(1, len(parts) + 1)] == in_order
    return {frozenset(part) for part in parts.values()}


def test_a_network_that_was_changed_is_measured_anew(bow_tie: nx.Graph) -> None:
    names = ["strength", "pagerank", "core", "component", "community", "betweenness"]

    def measured(network: nx.Graph) -> dict[str, dict[str, float]]:
        return {name: measures.MEASURES[name](network) for name in names}

    part, seen = bow_tie.subgraph("abcg"), [measured(bow_tie)]
    before = measured(part)
    # In each of the ways that networkx allows, also those that it does not notice.
    bow_tie.edges["a", "b"]["weight"] = 9
    seen.append(measured(bow_tie))
    bow_tie["c"]["d"].clear()
    bow_tie["c"]["d"]["weight"] = 5
    seen.append(measured(bow_tie))
    bow_tie.remove_edge("e", "f")
    bow_tie.add_edge("f", "g", weight=1)
    seen.append(measured(bow_tie))
    assert all(one != other for one, other in combinations(seen, 2))
    fresh = nx.Graph()
    fresh.add_nodes_from(bow_tie)
    fresh.add_edges_from(bow_tie.edges(data=True))
    assert seen[-1] == measured(fresh) and measured(part) != before
    assert measures.strength(part) == {"a": 10, "b": 10, "c": 2, "g": 0}


def test_the_numbers_do_not_depend_on_the_hash_seed() -> None:
    code = (
        "from bionrw_graph import measures; from test_measures import made_up; measures.EXACT_LIMIT = 500;"
        "print(measures.ranking(made_up(700)))"
    )
    path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    printed = [
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": path},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert printed[0] == printed[1] and len(printed[0]) > 100_000


def test_whole_weights_stay_whole_numbers(bow_tie: nx.Graph) -> None:
    assert {type(value) for value in measures.strength(bow_tie).values()} == {int}
    assert {type(value) for value in measures.strength(nx.empty_graph(["a"])).values()} == {int}


def test_a_large_network_is_estimated_from_some_nodes(monkeypatch: pytest.MonkeyPatch) -> None:
    network = made_up(1000)
    exact, near = measures.betweenness(network), measures.closeness(network)
    assert not measures.is_estimated(network)
    monkeypatch.setattr(measures, "EXACT_LIMIT", 500)
    assert measures.is_estimated(network)
    found, distance = measures.betweenness(network), measures.closeness(network)
    assert found != exact and found == measures.betweenness(network)
    highest = [set(sorted(values, key=lambda node: -values[node])[:20]) for values in (exact, found)]
    assert len(highest[0] & highest[1]) >= 18
    assert distance == pytest.approx(near, rel=0.1)
    # A part of few nodes is not estimated.
    assert distance["x"] == near["x"] > 0 == found["x"]


def test_what_is_known_of_partners_makes_a_star_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measures, "EXACT_LIMIT", 500)
    star = nx.star_graph([f"n{number}" for number in range(1000)])
    assert measures.is_estimated(star)
    found, near = measures.betweenness(star), measures.closeness(star)
    assert found.pop("n0") == near.pop("n0") == 1
    # Most leaves are no sources; a leaf is one step from the hub and two from the 998 others.
    assert set(found.values()) == {0} and set(near.values()) == {round(999 / (1 + 2 * 998), 6)}


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_estimates_name_the_most_central_nodes(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    network = measures.numbered(made_up(1500, seed))
    exact = measures.betweenness(network), measures.closeness(network)
    monkeypatch.setattr(measures, "EXACT_LIMIT", 500)
    for values, found in zip(exact, (measures.betweenness(network), measures.closeness(network)), strict=True):
        highest = [set(sorted(one, key=lambda node, of=one: -of[node])[:20]) for one in (values, found)]
        assert len(highest[0] & highest[1]) >= 18
        # Neither too high nor too low on the whole.
        assert sum(found.values()) == pytest.approx(sum(values.values()), rel=0.02)


def test_estimates_from_all_nodes_are_exact(monkeypatch: pytest.MonkeyPatch) -> None:
    network = made_up(200)
    exact, near = measures.betweenness(network), measures.closeness(network)
    largest = max(map(len, nx.connected_components(network)))
    monkeypatch.setattr(measures, "EXACT_LIMIT", 0)
    for sources in (largest, largest - 1):
        # As many as there are: no part is estimated. One fewer: paths are followed one node at a time.
        monkeypatch.setattr(measures, "SOURCES", sources)
        assert measures.betweenness(network) == pytest.approx(exact, abs=1e-3 * (sources < largest) + 1e-9)
        assert measures.closeness(network) == pytest.approx(near, rel=0.01 * (sources < largest) + 1e-9)
