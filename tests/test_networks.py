"""Networks from queries, checked by hand on the real graph and on a small one."""

import networkx as nx
import pytest

from bionrw_graph import networks, queries, store
from bionrw_graph.errors import BionrwError

ORGANISATION = "https://w3id.org/bionrw/id/organisation/"
PROJECT = "https://w3id.org/bionrw/id/project/"


@pytest.fixture(scope="module")
def collaboration(graph: store.Graph) -> nx.Graph:
    return networks.projection(graph, "collaboration")


def test_an_edge_lists_the_projects_behind_it(collaboration: nx.Graph) -> None:
    edge = collaboration.edges[ORGANISATION + "clib", ORGANISATION + "biobased-delta"]
    assert edge["through"] == [PROJECT + "big-cluster", PROJECT + "biopen"]
    assert edge["weight"] == 2


def test_everyone_in_a_project_is_joined_once(collaboration: nx.Graph) -> None:
    # Members: RIN 3, BioBase4SME 9, BIG-Cluster 10, INMARE 5, BIOPEN 9, HiPerIn 1.
    members = {"rin-material-flows": 3, "biobase4sme": 9, "big-cluster": 10, "inmare": 5, "biopen": 9, "hiperin": 1}
    pairs = sum(count * (count - 1) // 2 for count in members.values())
    assert sum(weight for _, _, weight in collaboration.edges(data="weight")) == pairs
    assert set(collaboration.graph["through"]) == {PROJECT + name for name in members}


def test_a_project_carries_what_the_map_filters_by(collaboration: nx.Graph) -> None:
    inmare = collaboration.graph["through"][PROJECT + "inmare"]
    assert inmare["start"] == "2015-01-01" and inmare["end"] == "2019-12-31" and inmare["end_status"] == "stated"
    assert inmare["funders"] and inmare["funders_de"] and inmare["fields"] and inmare["fields_de"]
    big = collaboration.graph["through"][PROJECT + "big-cluster"]
    assert big["end_status"] == "unlimited" and "end" not in big and big["funders"] == []


def test_a_node_carries_kind_country_and_other_names(collaboration: nx.Graph) -> None:
    clib = collaboration.nodes[ORGANISATION + "clib"]
    assert (clib["type"], clib["kind"], clib["group"], clib["country"]) == ("organisation", "cluster", "support", "DE")
    assert "CLIB2021" in clib["names"] and clib["label"] == "CLIB"
    assert collaboration.nodes[ORGANISATION + "bangor-university"]["group"] == "university"


@pytest.mark.parametrize(
    ("values", "projects"),
    [
        ({"funder": "h2020"}, {"inmare", "biopen"}),
        ({"funder": "BBI JU"}, {"biopen"}),
        ({"until": 2014}, {"rin-material-flows", "big-cluster"}),
        ({"since": 2020}, {"rin-material-flows", "big-cluster"}),
    ],
)
def test_a_parameter_narrows_the_network(graph: store.Graph, values: dict[str, object], projects: set[str]) -> None:
    network = networks.projection(graph, "collaboration", **values)
    assert set(network.graph["through"]) == {PROJECT + name for name in projects}


def test_a_narrowing_to_nothing_gives_an_empty_network(graph: store.Graph) -> None:
    assert len(networks.projection(graph, "collaboration", since=2020, funder="interreg-nwe")) == 0


def test_the_other_networks_join_what_they_say(graph: store.Graph) -> None:
    participation = networks.projection(graph, "participation")
    assert participation.edges[ORGANISATION + "bangor-university", PROJECT + "inmare"]["role"] == "coordinator"
    assert {participation.nodes[node]["type"] for node in participation} == {"organisation", "project"}
    funding = networks.projection(graph, "funding")
    assert {frozenset(edge) for edge in funding.edges} >= {
        frozenset({"https://w3id.org/bionrw/id/programme/h2020", PROJECT + "inmare"}),
        frozenset({ORGANISATION + "bbi-ju", PROJECT + "biopen"}),
    }
    countries = networks.projection(graph, "countries")
    labels = nx.relabel_nodes(countries, dict(countries.nodes(data="label")))
    assert set(labels["FR"]) >= {"BE", "DE", "GB", "IE", "NL"}


def test_around_keeps_neighbours_and_their_projects(collaboration: nx.Graph) -> None:
    part = networks.around(collaboration, ORGANISATION + "ac3a")
    # Two of its partners also share BIG-Cluster.
    assert len(part) == 9 and set(part.graph["through"]) == {PROJECT + "biobase4sme", PROJECT + "big-cluster"}
    assert len(networks.around(collaboration, ORGANISATION + "ac3a", 2)) == len(collaboration) - len(
        list(nx.isolates(collaboration))
    )
    with pytest.raises(BionrwError, match='"mkw" is not in the network "collaboration"'):
        networks.around(collaboration, ORGANISATION + "mkw")


def test_an_unknown_network_is_told_with_the_nearest(graph: store.Graph) -> None:
    with pytest.raises(BionrwError, match=r'No network named "colaboration". Did you mean "collaboration"'):
        networks.projection(graph, "colaboration")


def test_a_query_with_other_columns_is_told_the_contract(graph: store.Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    odd = queries.Query("odd", "networks", "#+ label: x\n#+ label-de: x\nSELECT ?a { VALUES ?a { 1 } }")
    monkeypatch.setattr(queries, "find", lambda name, theme="": odd)
    with pytest.raises(BionrwError, match="must select source, target and weight, or node and through; it selects a"):
        networks.projection(graph, "odd")
