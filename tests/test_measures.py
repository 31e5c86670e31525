"""Measures on networks small enough to count by hand."""

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


def test_directions_are_ignored(bow_tie: nx.Graph) -> None:
    directed = nx.DiGraph()
    directed.add_nodes_from(bow_tie)
    directed.add_edges_from(bow_tie.edges(data=True))
    assert measures.degree(directed) == measures.degree(bow_tie)
    assert measures.core(directed) == measures.core(bow_tie)


def test_the_ranking_is_by_the_measure_asked_for(bow_tie: nx.Graph) -> None:
    assert [row["node"] for row in measures.ranking(bow_tie, "betweenness")][:2] == ["c", "e"]
    assert measures.ranking(bow_tie, "component")[-1]["node"] == "g"
    with pytest.raises(BionrwError, match=r'There is no measure "betweenes"\. Did you mean "betweenness"'):
        measures.ranking(bow_tie, "betweenes")


def test_an_empty_network_has_an_empty_ranking() -> None:
    assert measures.ranking(nx.Graph()) == []
