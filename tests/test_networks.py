"""Networks from queries, checked by hand on the real graph and on a small one."""

import random
import time
from itertools import combinations
from pathlib import Path

import networkx as nx
import pytest

from bionrw_graph import as_of, networks, queries, store, tables
from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import BASE, BIONRW, RDF, SKOS

ORGANISATION = "https://w3id.org/bionrw/id/organisation/"
PROJECT = "https://w3id.org/bionrw/id/project/"


@pytest.fixture(scope="module")
def collaboration(graph: store.Graph) -> nx.Graph:
    return networks.projection(graph, "collaboration")


def test_an_edge_lists_the_projects_behind_it(collaboration: nx.Graph) -> None:
    edge = collaboration.edges[ORGANISATION + "clib", ORGANISATION + "biobased-delta"]
    assert edge["through"] == [PROJECT + "big-cluster", PROJECT + "biopen"]
    assert edge["weight"] == 2


def test_everyone_in_a_project_is_joined_once(curated: Path) -> None:
    collaboration = networks.projection(store.opened(curated), "collaboration")
    # Counted from the table: partners of any role, but no host, guest, speaker and the like.
    members: dict[str, set[str]] = {}
    related = {
        *("industrial-associate", "adviser", "supported-company", "spin-off"),
        *("supporter", "host", "speaker", "guest"),
    }
    for row in tables.read()["participations"]:
        if row["role"] not in related:
            members.setdefault(row["project"], set()).add(row["organisation"])
    pairs = sum(len(bodies) * (len(bodies) - 1) // 2 for bodies in members.values())
    assert sum(weight for _, _, weight in collaboration.edges(data="weight")) == pairs > 1500
    assert set(collaboration.graph["through"]) == {PROJECT + name for name in members}
    assert len(members["biobase4sme"]) == 9 and "hiperin2" in members


def test_who_spoke_at_a_forum_is_no_partner(collaboration: nx.Graph) -> None:
    spoke = {row["organisation"] for row in tables.read()["participations"] if row["role"] == "speaker"}
    assert "leiber" in spoke and ORGANISATION + "leiber" not in collaboration


def test_the_ecosystem_shows_every_body_and_joins_members_to_their_network(curated: Path) -> None:
    network = networks.projection(store.opened(curated), "ecosystem")
    merged = tables.kept_ids(tables.read())
    assert len(network) == len(tables.read()["organisations"]) - len(merged)
    ties = {
        network.graph["through"][iri]["type"]
        for iri in network.edges[ORGANISATION + "altana", ORGANISATION + "clib"]["through"]
    }
    assert ties == {"membership"}
    assert any(not list(network.neighbors(node)) for node in network), "a body without any tie stands alone"


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
    ("values", "projects", "others"),
    [
        ({"funder": "h2020"}, {"inmare", "biopen", "mix-up"}, {"rin-material-flows", "big-cluster"}),
        ({"funder": "BBI JU"}, {"biopen"}, {"inmare"}),
        ({"until": 2014}, {"rin-material-flows", "big-cluster"}, {"inmare", "mix-up"}),
        ({"since": 2020}, {"rin-material-flows", "big-cluster", "mix-up"}, {"inmare", "hiperin"}),
    ],
)
def test_a_parameter_narrows_the_network(
    graph: store.Graph, values: dict[str, object], projects: set[str], others: set[str]
) -> None:
    network = networks.projection(graph, "collaboration", **values)
    assert set(network.graph["through"]) >= {PROJECT + name for name in projects}
    assert not set(network.graph["through"]) & {PROJECT + name for name in others}


@pytest.mark.parametrize("name", ["collaboration", "countries", "participation"])
def test_a_funder_is_looked_up_once_and_not_anew_for_each_of_many_projects(name: str) -> None:
    quads = []
    for number in range(400):
        body, project, award = (f"{BASE}id/{type_}/{number}" for type_ in ("organisation", "project", "award"))
        quads += [
            *((body, RDF.type, f"<{BIONRW.Organisation}>"), (body, SKOS.prefLabel, f'"{number}"')),
            *((project, RDF.type, f"<{BIONRW.Project}>"), (project, SKOS.prefLabel, f'"{number}"')),
            *((body, BIONRW.takesPartIn, f"<{project}>"), (body, BIONRW.country, '"DE"')),
            *((award, BIONRW.funds, f"<{project}>"), (award, BIONRW.funder, f"<{BASE}id/programme/{number % 2}>")),
            *((award + "p", BIONRW.participant, f"<{body}>"), (award + "p", BIONRW.inProject, f"<{project}>")),
            (award + "p", BIONRW.role, f"<{BASE}id/role/partner>"),
        ]
    quads += [
        *((f"{BASE}id/programme/1", RDF.type, f"<{BIONRW.FundingProgramme}>"),),
        *((f"{BASE}id/programme/1", SKOS.prefLabel, '"P1"'), (f"{BASE}id/programme/0", SKOS.prefLabel, '"P0"')),
        *((f"{BASE}id/role/partner", SKOS.prefLabel, f'"partner"@{language}') for language in ("en", "de")),
    ]
    graph = store.in_memory(f"<{one}> <{two}> {three} <{BASE}graph/x> .\n" for one, two, three in quads)
    started = time.process_time()
    network = networks.projection(graph, name, funder=f"{BASE}id/programme/1")
    # It took minutes with the projects of a whole list of grants.
    assert time.process_time() - started < 2
    assert len(network) == {"collaboration": 200, "countries": 1, "participation": 400}[name]


def test_a_narrowing_to_nothing_gives_an_empty_network(graph: store.Graph) -> None:
    assert len(networks.projection(graph, "collaboration", since=2090, funder="interreg-nwe", country="XX")) == 0


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
    assert len(part) == 9 and set(part.graph["through"]) >= {PROJECT + "biobase4sme", PROJECT + "big-cluster"}
    assert PROJECT + "inmare" not in part.graph["through"]
    assert len(part) < len(networks.around(collaboration, ORGANISATION + "ac3a", 2)) < len(collaboration)
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


# Two states in one.


def state(edges: dict[tuple[str, str], list[str]], **attributes: str) -> nx.Graph:
    network = nx.Graph(name="collaboration", label="Now", **attributes)
    network.graph["through"] = {iri: {"label": iri} for shared in edges.values() for iri in shared}
    for (one, other), shared in edges.items():
        network.add_edge(one, other, weight=len(shared), through=shared)
    return network


def test_two_states_in_one_say_what_came_and_what_went() -> None:
    older = state({("a", "b"): ["p", "q"], ("b", "c"): ["r"], ("c", "a"): ["p"]})
    newer = state({("b", "a"): ["q"], ("a", "d"): ["s"], ("a", "c"): ["p"]})
    older.nodes["a"]["label"], newer.nodes["a"]["label"] = "As it was called", "As it is called"
    older.nodes["b"]["label"] = newer.nodes["b"]["label"] = "B"
    both = networks.merged(older, newer, "2019-01-01")
    assert {node: change for node, change in both.nodes(data="change") if change} == {"d": "new"}
    assert {edge: both.edges[edge].get("change") for edge in both.edges} == {
        ("a", "b"): None,
        ("a", "c"): None,
        ("a", "d"): "new",
        ("b", "c"): "gone",
    }
    # What is now says how strong a tie is; what is gone keeps its own.
    assert both.edges["a", "b"]["through"] == ["q"] and both.edges["b", "c"]["through"] == ["r"]
    assert list(both.graph["through"]) == ["p", "q", "r", "s"]
    assert both.graph["since"] == "2019-01-01" and both.nodes["a"]["label"] == "As it is called"
    gone = networks.merged(newer, older)
    assert gone.nodes["d"]["change"] == "gone" and gone.edges["a", "d"]["change"] == "gone"
    assert not any(change for _, change in networks.merged(newer, newer).nodes(data="change"))


def test_claims_of_the_older_state_speak_only_of_what_the_newer_leaves_out() -> None:
    def row(thing: str, other: str | None, value: str) -> dict[str, str | None]:
        return {"thing": thing, "other": other, "value": value}

    newer = [row("a", None, "new name"), row("a", "p", "partner")]
    older = [row("a", None, "old name"), row("a", "p", "partner"), row("a", "q", "partner"), row("b", None, "name")]
    assert networks.merged_claims(older, newer) == [*newer, older[2], older[3]]


def test_a_map_since_a_day_marks_who_came_after_it(graph: store.Graph) -> None:
    before = networks.projection(as_of.as_of(graph, "2014-01-01"), "collaboration")
    after = networks.projection(graph, "collaboration")
    both = networks.merged(before, after, "2014-01-01")
    new = {node for node, change in both.nodes(data="change") if change == "new"}
    assert new == set(after) - set(before) and 20 < len(new) < len(after) / 2
    # The two worked together in BIG-Cluster before that day.
    assert both.edges[ORGANISATION + "clib", ORGANISATION + "biobased-delta"].get("change") is None


def test_pairs_are_counted_as_by_hand() -> None:
    # Nodes 0 to 3 and things 0 to 2, out of order, one membership twice; node 3 shares with nobody.
    members = [(2, 1), (0, 2), (0, 0), (2, 0), (0, 1), (0, 1), (1, 3)]
    ones, others, begins, found = networks._pairs(members, 4, 3)
    assert list(zip(ones, others, strict=True)) == [(0, 1), (0, 2), (1, 2)]
    assert (begins, found) == ([0, 2, 3], [0, 2, 0, 0])
    assert networks._pairs([], 0, 0) == [[], [], [], []]


def test_a_large_membership_gives_each_pair_what_it_shares() -> None:
    dice = random.Random(1)
    rows = [
        {"node": f"n{dice.randrange(80)}", "through": f"p{dice.randrange(60)}", "nodeLabel": str(number)}
        for number in range(600)
    ]
    rows.append({"node": "lone", "through": None, "nodeLabel": "L"})
    network = nx.Graph()
    networks._project(network, rows, set())
    shared: dict[tuple[str, str], list[str]] = {}
    for thing in sorted({row["through"] for row in rows if row["through"]}):
        for pair in combinations(sorted({row["node"] for row in rows if row["through"] == thing}), 2):
            shared.setdefault(pair, []).append(thing)
    assert list(network.edges(data="through")) == [(*pair, things) for pair, things in sorted(shared.items())]
    assert all(edge["weight"] == len(edge["through"]) for _, _, edge in network.edges(data=True))
    assert list(network) == sorted({row["node"] for row in rows}) and not network["lone"]
    # Of several rows of a node the first one says what it is called.
    assert dict(network.nodes(data="label")) == {row["node"]: row["nodeLabel"] for row in reversed(rows)}
