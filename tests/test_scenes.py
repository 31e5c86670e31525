"""What a map shows: claims and where they lead, names, dashes, symbols, communities, changes."""

import json
import math

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import maps, measures, scenes
from bionrw_graph.errors import BionrwError
from map_expected import as_measured, citing, key_of
from map_pages import TEMPLATES, data_of, texts
from map_samples import HOSTILE, compared


def test_claim_links_to_its_passage():
    network = samples.collaboration()
    claim = {
        "thing": samples.CLIB,
        "url": "https://example.org/a?b=c",
        "verbatim": "EUR 1,5 – Mio. & mehr-",
        "source": "s",
    }
    (found,) = data_of(maps.page(network, claims=[claim]))["claims"]
    assert found["url"] == "https://example.org/a?b=c#:~:text=EUR%201%2C5%20%E2%80%93%20Mio.%20%26%20mehr%2D"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.org/a",
        "//example.org",
        "https://",
        "http:/x",
        "https://exa mple.org",
        "https://[",
        "https://example.org/" + "a" * 3000,
    ],
)
def test_other_addresses_are_dropped(url):
    claim = {"thing": samples.CLIB, "url": url, "source": "s"}
    assert data_of(maps.page(samples.collaboration(), claims=[claim]))["claims"][0]["url"] == ""


def test_claims_about_things_elsewhere_are_left_out():
    rows = [
        {"thing": "urn:elsewhere"},
        {"thing": samples.CLIB, "other": "urn:elsewhere"},
        {"thing": samples.CLIB, "other": samples.RIN},
    ]
    assert len(data_of(maps.page(samples.collaboration(), claims=rows))["claims"]) == 1


def test_method_is_said_only_where_it_is_not_reading():
    rows = [{"thing": samples.CLIB, "method": method, "method_de": "x"} for method in ("read", "", "inferred")]
    methods = [claim["method"] for claim in data_of(maps.page(samples.collaboration(), claims=rows))["claims"]]
    assert methods == [None, None, {"en": "inferred", "de": "x"}]


def test_confidence_is_said_only_where_it_is_not_the_rule_and_once():
    rows = [
        {"thing": samples.CLIB, "method": method, "method_de": "x", "confidence": confidence, "confidence_de": "y"}
        for method, confidence in (("read", "stated"), ("read", "confirmed"), ("inferred", "inferred"), ("read", ""))
    ]
    found = [claim["confidence"] for claim in data_of(maps.page(samples.collaboration(), claims=rows))["claims"]]
    assert found == [None, {"en": "confirmed", "de": "y"}, None, None]


def test_membership_stays_where_the_network_is_not_on_the_map():
    row = {"thing": samples.CLIB, "other": "urn:elsewhere", "aspect": "membership", "value": "Elsewhere (member)"}
    (found,) = data_of(maps.page(samples.collaboration(), claims=[row]))["claims"]
    assert found["other"] == "" and found["value"]["en"] == "Elsewhere (member)"


def test_long_and_broken_names_are_cut_and_cleaned():
    network = nx.Graph()
    network.add_node("a", label="Ä" * 400)
    network.add_node("b", label="\ud800x\x00y\u2066z\n w")
    labels = [node["label"]["en"] for node in data_of(maps.page(network))["nodes"]]
    assert len(labels[0]) == 300 and labels[0].endswith("…")
    assert labels[1] == "xyz w"
    maps.page(network).encode("utf-8")


def test_edge_that_rests_on_a_conclusion_knows_its_projects():
    data = data_of(maps.page(samples.collaboration(), claims=samples.claims()))
    keys = {thing["id"]: thing["key"] for thing in data["nodes"] + data["projects"]}
    weak = {
        (keys[edge["from"]], keys[edge["to"]]): [keys[project] for project in edge["inferred"]]
        for edge in data["edges"]
        if edge["inferred"]
    }
    assert weak[("organisation/clib", "organisation/flandersbio")] == ["project/big-cluster"]
    assert weak[("organisation/hhu", "organisation/unibonn")] == ["project/biosc"]
    # Nine more partners in the one project, three in the other.
    assert len(weak) == 9 + 3
    assert not any("organisation/csic" in pair for pair in weak), "one reading is enough"
    bipartite = data_of(maps.page(samples.participation(), claims=samples.claims()))
    assert sum(edge["inferred"] for edge in bipartite["edges"]) == 2
    assert not any(edge["inferred"] for edge in data_of(maps.page(samples.participation()))["edges"])


@pytest.mark.parametrize("method", ["inferred", "computed", "INFERRED"])
def test_concluded_and_computed_participations_make_dashes_and_others_do_not(method):
    network = nx.Graph([("a", "p")])
    rows = [{"thing": "a", "other": "p", "method": method}]
    assert data_of(maps.page(network, claims=rows))["edges"][0]["inferred"] is True
    for other in ("read", "external", ""):
        stated = [*rows, {"thing": "p", "other": "a", "method": other}]
        assert data_of(maps.page(network, claims=stated))["edges"][0]["inferred"] is False


def test_unsure_participations_make_dashes_and_sure_ones_do_not():
    network = nx.Graph([("a", "p")])
    for confidence, dashed in (("uncertain", True), ("inferred", True), ("stated", False), ("confirmed", False)):
        rows = [{"thing": "a", "other": "p", "method": "external", "confidence": confidence}]
        assert data_of(maps.page(network, claims=rows))["edges"][0]["inferred"] is dashed


def test_short_name_is_the_one_given_or_an_abbreviation_in_brackets():
    network = nx.Graph()
    for name, short in [("Ministry of Culture (MKW)", ""), ("Club (of friends)", ""), ("A (BC)", "X"), ("(ABC)", "")]:
        network.add_node(name, label=name, short=short)
    found = {node["label"]["en"]: node["short"]["en"] for node in data_of(maps.page(network))["nodes"]}
    assert found == {"Ministry of Culture (MKW)": "MKW", "Club (of friends)": "", "A (BC)": "X", "(ABC)": ""}


def test_claims_give_names_to_what_the_network_does_not_name():
    data = data_of(maps.page(samples.collaboration(), claims=samples.claims()))
    assert {project["key"]: project["names"] for project in data["projects"]}["project/inmare"] == ["INM"]


def test_company_of_unknown_size_is_a_company():
    nodes = data_of(maps.page(samples.collaboration()))["nodes"]
    (pharmamar,) = [node for node in nodes if node["key"] == "organisation/pharmamar"]
    assert pharmamar["category"] == "company" and pharmamar["kind"] == {"en": "", "de": ""}
    assert texts()["category_company"] == {"de": "Unternehmen", "en": "Company"}


def test_largest_symbol_is_34_and_smallest_6_pixels():
    sizes = [node["size"] for node in data_of(maps.page(samples.many()))["vis"]["nodes"]]
    assert max(sizes) == 34 and min(sizes) >= 6


@pytest.mark.parametrize("make", [samples.collaboration, samples.many, samples.participation])
def test_area_of_symbols_follows_each_measure(make):
    network = make()
    data = data_of(maps.page(network))
    wanted = {
        "strength": as_measured(measures.strength(network), 16),
        "partners": as_measured(measures.degree(network), 16),
        "betweenness": as_measured(measures.betweenness(network), 0.01),
    }
    if make is samples.participation:
        # Each line is one participation: the number of partners says the same as their strength.
        del wanted["partners"]
    assert data["sizes"] == list(wanted)
    for place, radii in enumerate(wanted.values()):
        found = {node["key"]: node["radii"][place] for node in data["nodes"]}
        assert found == {key_of(iri): pytest.approx(radius, abs=0.051) for iri, radius in radii.items()}
        assert min(found.values()) >= 6 and max(found.values()) <= 34


@pytest.mark.parametrize(
    "make", [samples.collaboration, samples.many, samples.participation, lambda: nx.star_graph(40)]
)
def test_symbols_stand_apart_at_their_largest(make):
    data = data_of(maps.page(make()))
    places = [(node["x"], node["y"]) for node in data["vis"]["nodes"]]
    reach = [1.25 * max(node["radii"]) for node in data["nodes"]]
    close = [
        (one, other)
        for one in range(len(places))
        for other in range(one)
        if math.dist(places[one], places[other]) < reach[one] + reach[other]
    ]
    assert close == []


def test_communities_are_those_of_the_measure_and_isolates_have_none():
    network = samples.collaboration()
    data = data_of(maps.page(network))
    measured, strength = measures.community(network), measures.strength(network)
    isolates = set(nx.isolates(network))
    wanted = {iri: 0 if iri in isolates else number for iri, number in measured.items()}
    assert {node["key"]: node["community"] for node in data["nodes"]} == {key_of(iri): n for iri, n in wanted.items()}
    keys = {node["id"]: node["key"] for node in data["nodes"]}
    for number, token in enumerate(data["communities"], start=1):
        members = [iri for iri in network if wanted[iri] == number]
        assert keys[token] == key_of(min(members, key=lambda iri: (-strength[iri], key_of(iri))))
    assert len(data["communities"]) == max(wanted.values()) > 1
    assert data_of(maps.page(nx.empty_graph(3)))["communities"] == []


def test_large_network_is_not_measured_for_bridges(monkeypatch):
    monkeypatch.setattr(scenes, "_BRIDGES_LIMIT", 30)
    data = data_of(maps.page(samples.collaboration()))
    assert data["sizes"] == ["strength", "partners"]
    assert not any("betweenness" in node for node in data["nodes"])


def test_projects_know_who_publishes_their_sources():
    for make in (samples.collaboration, samples.participation):
        data = data_of(maps.page(make(), claims=samples.claims()))
        projects = data["projects"] or [node for node in data["nodes"] if node["type"] == "project"]
        found = {project["key"]: {data["publishers"][place] for place in project["sources"]} for project in projects}
        assert found == {key_of(iri): names for iri, names in citing().items() if "/project/" in iri}
        assert found["project/biosc"] == {"Cluster", "Ministry"} and found["project/bone"] == {"Cluster", "Gazette"}
    rows = [{"thing": samples.RIN, "source": "A page"}, {"thing": samples.RIN, "source": "B", "publisher": "P"}]
    data = data_of(maps.page(samples.collaboration(), claims=rows))
    assert data["publishers"] == ["A page", "P"], "a page without a publisher stands for itself"


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), 0, -1, "3", None, True])
def test_edge_with_a_weight_that_is_none_is_refused(weight):
    with pytest.raises(BionrwError, match="between a and b"):
        maps.page(nx.Graph([("a", "b", {"weight": weight})]))


def test_refused_input():
    with pytest.raises(BionrwError, match="30,001 nodes"):
        maps.page(nx.empty_graph(30_001))
    with pytest.raises(BionrwError, match="parallel"):
        maps.page(nx.MultiGraph([("a", "b"), ("a", "b")]))
    with pytest.raises(BionrwError, match='"fr"'):
        maps.page(nx.Graph(), lang="fr")


def test_each_kind_has_a_shape_of_its_own():
    shapes = [shape for shape, _ in scenes.SYMBOLS.values()]
    assert len(set(shapes)) == len(shapes)
    drawn = json.loads((TEMPLATES / "shapes.json").read_text(encoding="utf-8"))
    assert set(drawn) == set(shapes)


def test_a_change_is_drawn_only_where_it_is_one_of_ours():
    network = compared()
    network.nodes[samples.CLIB]["change"] = HOSTILE
    data = data_of(maps.page(network, as_of="2020-01-01"))
    changes = {node["key"]: node["change"] for node in data["nodes"] if "change" in node}
    assert changes["organisation/left"] == "gone" and changes["organisation/evonik"] == "new"
    assert "organisation/clib" not in changes and set(changes.values()) == {"new", "gone"}
    assert data["title"]["de"].endswith(" · Stand 1. Januar 2020 · Änderungen seit 30. Juni 2012")
    assert data["title"]["en"].endswith(" · as of 1 January 2020 · changes since 30 June 2012")
    plain = data_of(maps.page(samples.collaboration()))
    assert plain["since"] == "" and not any("change" in thing for thing in plain["nodes"] + plain["edges"])


def test_places_that_are_kept_stand_on_the_page():
    network = samples.collaboration()
    found = scenes.places(network)
    moved = {node: (x + 100.0, y) for node, (x, y) in found.items()}
    data = data_of(maps.page(network, kept=moved))
    at = {node["id"]: (node["x"], node["y"]) for node in data["vis"]["nodes"]}
    keys = {node["key"]: at[node["id"]] for node in data["nodes"]}
    assert keys["organisation/clib"] == moved[samples.CLIB] != found[samples.CLIB]
    assert maps.page(network, kept=found) == maps.page(network)
