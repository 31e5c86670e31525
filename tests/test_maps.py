"""Maps: one file that is complete, silent towards every network, runs nothing foreign, and counts right."""

import base64
import csv
import hashlib
import inspect
import io
import itertools
import json
import math
import os
import re
import struct
import subprocess
import sys
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import maps, measures, networks, queries, scenes
from bionrw_graph.errors import BionrwError

TEMPLATES = Path(maps.__file__).parent / "templates"
_FIELDS = ("label", "label_de", "type", "kind", "kind_label", "kind_label_de", "group", "country", "city", "short")
HOSTILE = (
    "</script><script>window.PWN=1</script><img src=x onerror=window.PWN=1>\"'`{{ 7 * 7 }}${1}<!--\u202egnp\u2028&amp;"
)


def script() -> str:
    """All parts of the script of the page."""
    assert {f"{name}.js" for name in maps.SCRIPTS} == {path.name for path in (TEMPLATES / "map").iterdir()}
    return "".join((TEMPLATES / "map" / f"{name}.js").read_text(encoding="utf-8") for name in maps.SCRIPTS)


class Scripts(HTMLParser):
    """What a browser takes for scripts, images and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag == "script"
        if self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data


def data_of(html: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Scripts(html).scripts[0])
    columns, values = loaded["claims"]["columns"], loaded["values"]
    loaded["claims"] = [
        {name: values[place] for name, place in zip(columns, row, strict=True)} for row in loaded["claims"]["rows"]
    ]
    for holder, name in ((loaded, "nodes"), (loaded, "edges"), (loaded["vis"], "nodes"), (loaded["vis"], "edges")):
        holder[name] = rows_of(holder[name])
    for number, edge in enumerate(loaded["edges"]):
        edge |= {"id": f"e{number}"} | {end: loaded["nodes"][edge[end]]["id"] for end in ("from", "to")}
    return loaded


def rows_of(table: dict[str, Any]) -> list[dict[str, Any]]:
    """A table of the page as one dict a row."""
    shared = table["values"]
    columns = [
        [shared[name][cell] for cell in cells] if name in shared else cells for name, cells in table["columns"].items()
    ]
    rows = [dict(zip(table["columns"], row, strict=True)) for row in zip(*columns, strict=True)]
    assert len(rows) == table["size"]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def hostile() -> tuple[nx.Graph, list[dict[str, str]]]:
    """A small network with a hostile text in every field, and claims about it."""
    network = nx.Graph(name=HOSTILE, label=HOSTILE, label_de=HOSTILE, note=HOSTILE, note_de=HOSTILE)
    project = samples.BASE + "project/" + HOSTILE
    about = dict.fromkeys(("label", "label_de", "start", "end", "end_status"), HOSTILE)
    network.graph["through"] = {
        project: {**about, **{key: [HOSTILE] for key in ("funders", "funders_de", "fields", "fields_de")}}
    }
    ends = [samples.BASE + f"organisation/{HOSTILE}{number}" for number in range(3)]
    for end in ends:
        network.add_node(
            end,
            **dict.fromkeys(_FIELDS, HOSTILE),
            names=[HOSTILE],
        )
        network.nodes[end]["type"] = "organisation"
    network.add_edge(ends[0], ends[1], weight=1, through=[project])
    network.add_edge(ends[1], ends[2], weight=2, through=[project, project + "2"])
    fields = ("aspect", "aspect_de", "value", "value_de", "source", "locator", "verbatim", "method", "method_de")
    rows = [
        {"thing": thing, "other": other, **dict.fromkeys(fields, HOSTILE), "url": url}
        for thing, other in [(ends[0], ""), (ends[1], project), (project, ""), (project, ends[1])]
        for url in (
            "javascript:window.PWN=1",
            "JaVaScRiPt:window.PWN=1",
            "data:text/html,<script>window.PWN=1</script>",
            'https://example.org/"onclick="window.PWN=1',
            HOSTILE,
        )
    ]
    return network, rows


# ---------------------------------------------------------------- the file


def test_page_is_the_same_whatever_the_hash_seed():
    code = (
        "import hashlib, map_samples as s; from bionrw_graph import maps; "
        "pages = [maps.page(n, claims=s.claims()) for n in (s.collaboration(), s.participation(), s.many(320))]; "
        "print([hashlib.sha256(p.encode()).hexdigest() for p in pages])"
    )
    path = os.pathsep.join(sys.path)
    answers = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_page_does_not_depend_on_the_order_of_nodes_and_edges():
    network = samples.collaboration()
    turned = nx.Graph(**network.graph)
    turned.add_nodes_from(reversed(list(network.nodes(data=True))))
    turned.add_edges_from([(b, a, data) for a, b, data in reversed(list(network.edges(data=True)))])
    assert maps.page(network) == maps.page(turned)


def test_drawing_leaves_the_network_as_it_was():
    network = samples.collaboration()
    before = json.dumps(nx.node_link_data(network, edges="edges"), sort_keys=True)
    maps.page(network, claims=samples.claims())
    assert json.dumps(nx.node_link_data(network, edges="edges"), sort_keys=True) == before


def test_policy_allows_exactly_the_scripts_in_the_page():
    page = Scripts(maps.page(samples.collaboration(), claims=samples.claims()))
    policy = next(attributes["content"] for tag, attributes in page.tags if attributes.get("http-equiv"))
    assert policy and policy.startswith("default-src 'none'; script-src ")
    hashes = {base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in page.scripts[1:]}
    assert set(re.findall(r"'sha256-([^']+)'", policy)) == hashes and len(hashes) == 2
    for part in ("base-uri 'none'", "form-action 'none'", "img-src data: blob:"):
        assert part in policy
    assert "unsafe-inline" not in policy.split("style-src")[0] and "unsafe-eval" not in policy


def test_page_names_no_other_place():
    html = maps.page(samples.collaboration(), claims=samples.claims())
    page = Scripts(html)
    for tag, attributes in page.tags:
        for name in ("src", "href", "srcset", "action", "data", "poster"):
            assert not (attributes.get(name) or "").startswith(("http", "//")), (tag, attributes)
    outside = html
    for script in page.scripts:
        outside = outside.replace(script, "")
    # Two strokes may stand in a comment, and by chance in a hash.
    outside = re.sub(r"/\*.*?\*/|'sha256-[^']+'", "", outside, flags=re.DOTALL)
    assert not re.search(r"//\w", outside)
    assert "@import" not in html and "sourceMappingURL" not in html
    assert "@license" in html, "the licence comment of vis-network stays"


def test_hostile_texts_stay_data():
    network, rows = hostile()
    page = Scripts(maps.page(network, claims=rows, title=HOSTILE, title_de=HOSTILE, data_date=HOSTILE))
    assert [tag for tag, _ in page.tags].count("script") == 3
    assert not [tag for tag, _ in page.tags if tag in ("img", "iframe", "object", "embed", "base")]
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]
    raw = page.scripts[0]
    assert not re.search("[<>&\u2028\u2029]", raw)
    data = data_of(maps.page(network, claims=rows, title=HOSTILE, title_de=HOSTILE, data_date=HOSTILE))
    assert data["nodes"][0]["label"]["en"].startswith("</script><script>") and "\u202e" not in raw
    urls = {claim["url"] for claim in data["claims"]}
    assert all(url == "" or url.startswith("https://") for url in urls)
    assert {node["shape"] for node in data["vis"]["nodes"]} == {"triangleDown"}


def test_marks_of_the_template_in_a_title_are_text():
    html = maps.page(nx.Graph(), title="{{ data }} {% raw %}", lang="en")
    assert "<title>{{ data }} {% raw %}</title>" in html


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


def test_what_claims_repeat_is_written_once():
    html = maps.page(samples.collaboration(), claims=samples.claims())
    assert Scripts(html).scripts[0].count("Example page: cluster") == 1


def test_long_and_broken_names_are_cut_and_cleaned():
    network = nx.Graph()
    network.add_node("a", label="Ä" * 400)
    network.add_node("b", label="\ud800x\x00y\u2066z\n w")
    labels = [node["label"]["en"] for node in data_of(maps.page(network))["nodes"]]
    assert len(labels[0]) == 300 and labels[0].endswith("…")
    assert labels[1] == "xyz w"
    maps.page(network).encode("utf-8")


def test_page_without_javascript_shows_the_organisations():
    html = maps.page(samples.collaboration(), lang="en")
    table = html[html.index('<main class="plain">') : html.index("</main>")]
    assert table.count("<tr>") == 1 + samples.collaboration().number_of_nodes()
    assert "<td>CLIB</td>" in table
    network, rows = hostile()
    table = maps.page(network, claims=rows).split('<main class="plain">')[1].split("</main>")[0]
    assert "<img" not in table and "&lt;img" in table


def test_note_and_date_stand_in_the_page_without_javascript():
    network = samples.collaboration()
    for lang, note, date in (
        ("de", samples.NOTE_DE, "Tabellen vom 21. November 2026"),
        ("en", samples.NOTE, "Tables of 21 November 2026"),
    ):
        plain = (
            maps.page(network, lang=lang, data_date="2026-11-21").split('<main class="plain">')[1].split("</main>")[0]
        )
        assert f'<p class="note">{note}</p>' in plain
        assert f"<p>bionrw-graph · CC BY 4.0 · {date}</p>" in plain
    del network.graph["note"], network.graph["note_de"]
    plain = maps.page(network).split('<main class="plain">')[1].split("</main>")[0]
    assert "note" not in plain and "<p>bionrw-graph · CC BY 4.0</p>" in plain
    network.graph["note"] = "word " * 200
    assert data_of(maps.page(network))["note"]["de"] == ("word " * 200).strip(), "a note may be longer than a name"


def test_column_of_the_plain_table_in_which_nothing_is_known_is_left_out():
    network = samples.collaboration()
    for node in network:
        network.nodes[node]["city"] = ""
    plain = maps.page(network, lang="en").split('<main class="plain">')[1].split("</main>")[0]
    assert "Place" not in plain and "Country" in plain


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


def as_measured(values: dict[str, float], large: float) -> dict[str, float]:
    """The radius of each symbol: its area follows the value, from 6 to 34 pixels."""
    most = max(large, *values.values())
    return {node: min(34, max(6, (34**2 * value / most) ** 0.5)) for node, value in values.items()}


def key_of(iri: str) -> str:
    return "/".join(iri.split("/")[-2:])


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


@pytest.mark.parametrize("name", ["collaboration", "ecosystem"])
def test_published_map_stays_below_two_megabytes(graph, name):
    html = maps.page(networks.projection(graph, name), claims=queries.find("claims").run(graph))
    assert len(html.encode()) < 2_000_000
    assert len(data_of(html)["publishers"]) > 100


def test_pyvis_gives_back_the_same_above_and_below_its_slow_way(monkeypatch):
    network = samples.collaboration()
    slow = maps.page(network)
    monkeypatch.setattr(maps, "_PYVIS_SLOW", 0)
    fast = maps.page(network)
    as_sets = [
        {kind: {json.dumps(item, sort_keys=True) for item in data_of(html)["vis"][kind]} for kind in ("nodes", "edges")}
        for html in (slow, fast)
    ]
    assert as_sets[0] == as_sets[1]


def test_empty_network_is_drawn():
    assert data_of(maps.page(nx.Graph()))["nodes"] == []


@pytest.mark.parametrize("weight", [float("nan"), float("inf"), 0, -1, "3", None, True])
def test_edge_with_a_weight_that_is_none_is_refused(weight):
    with pytest.raises(BionrwError, match="between a and b"):
        maps.page(nx.Graph([("a", "b", {"weight": weight})]))


def test_refused_input():
    with pytest.raises(BionrwError, match="25,001 nodes"):
        maps.page(nx.empty_graph(25_001))
    with pytest.raises(BionrwError, match="parallel"):
        maps.page(nx.MultiGraph([("a", "b"), ("a", "b")]))
    with pytest.raises(BionrwError, match='"fr"'):
        maps.page(nx.Graph(), lang="fr")


def test_another_library_file_is_refused(monkeypatch):
    maps._library.cache_clear()
    monkeypatch.setattr(maps, "LIBRARY_SHA256", "0" * 64)
    with pytest.raises(BionrwError, match="not the file"):
        maps.page(nx.Graph())


@pytest.mark.parametrize("script", ["a = '</ScRiPt >'", "<!-- x"])
def test_script_that_would_end_too_early_is_refused(script):
    with pytest.raises(BionrwError, match="too early"):
        maps._script(script)


def test_draw_writes_the_page_as_utf_8_with_line_feeds(tmp_path):
    path = tmp_path / "map.html"
    maps.draw(samples.collaboration(), path, title="Ä")
    content = path.read_bytes()
    assert content == maps.page(samples.collaboration(), title="Ä").encode()
    assert b"\r" not in content
    assert [found.name for found in tmp_path.iterdir()] == ["map.html"]


def test_failed_drawing_leaves_the_old_file(tmp_path):
    path = tmp_path / "map.html"
    path.write_text("old")
    with pytest.raises(BionrwError):
        maps.draw(nx.empty_graph(25_001), path)
    assert path.read_text() == "old"


# ---------------------------------------------------------------- texts and colours


def texts() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((TEMPLATES / "map-texts.json").read_text(encoding="utf-8"))
    return loaded


def test_each_text_is_there_in_both_languages_with_the_same_marks():
    for key, entry in texts().items():
        assert set(entry) == {"de", "en"}, key
        forms = [form if isinstance(form, list) else [form] for form in (entry["de"], entry["en"])]
        assert len(forms[0]) == len(forms[1]), key
        marks = {tuple(sorted(set(re.findall(r"\{(\w+)\}", word)))) for form in forms for word in form}
        assert len(marks) == 1, key
        assert all(word.strip() for form in forms for word in form), key


def test_each_text_is_used_and_each_used_text_is_there():
    code = script()
    html = (TEMPLATES / "map.html").read_text(encoding="utf-8")
    used = set(re.findall(r'data-(?:text|label|placeholder)="([\w-]+)"', html)) | set(re.findall(r"\bt\.(\w+)", html))
    # Texts that Python fills in.
    used |= {
        "broken",
        "as_of",
        "since",
        *re.findall(r'texts\["(\w+)"\]', inspect.getsource(maps) + inspect.getsource(scenes)),
    }
    offered = {name for network in networks.names() for name in queries.find(network).parameters}
    used |= {f"parameter_{name}" for name in offered}
    known = set(texts())
    # Whole keys written as a string in the script, and beginnings that the script completes ("facet_" + name).
    strings = set(re.findall(r'"([a-z][\w-]*)"', code))
    beginnings = tuple(re.findall(r'"([a-z]\w*_)"\s*\+', code))
    assert used <= known
    literal = set(re.findall(r'\btext\("([\w-]+)"', code))
    assert {key for key in literal if not key.endswith("_")} <= known
    ties = {key for key in known if key.endswith("_ties")}
    assert {key.removesuffix("_ties") for key in ties} <= known
    assert {key for key in known - ties if key not in used | strings and not key.startswith(beginnings)} == set()
    assert {f"category_{name}" for name in scenes.SYMBOLS} <= known


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def test_colours_have_enough_contrast():
    css = (TEMPLATES / "map.css").read_text(encoding="utf-8")
    blocks = re.findall(r"--ground:.*?--shadow", css, flags=re.DOTALL)
    assert len(blocks) == 3 and re.sub(r"\s+", " ", blocks[1]) == re.sub(r"\s+", " ", blocks[2]), (
        "the two dark palettes are one"
    )
    for block in blocks:
        colour = dict(re.findall(r"--([\w-]+): (#\w{6})", block))
        for text, ground in [
            ("text", "ground"),
            ("text", "soft"),
            ("muted", "ground"),
            ("muted", "soft"),
            ("accent", "ground"),
            ("accent-text", "accent"),
        ]:
            assert contrast(colour[text], colour[ground]) >= 4.5, (text, ground)
        assert contrast(colour["edge"], colour["ground"]) >= 3
        assert contrast(colour["outline"], colour["ground"]) >= 3, "every symbol has an outline"
        assert contrast(colour["outline"], colour["soft"]) >= 3
    fills = {*(fill for _, fill in scenes.SYMBOLS.values()), *scenes.COLOURS["communities"]}
    fills |= {scenes.COLOURS["further"], scenes.COLOURS["none"]}
    light, dark = (dict(re.findall(r"--([\w-]+): (#\w{6})", block)) for block in blocks[:2])
    weak = [{fill for fill in fills if contrast(fill, colour["ground"]) < 3} for colour in (light, dark)]
    # Only these need the outline to be seen; white is drawn as the ground with an outline.
    assert weak == [{"#E69F00", "#56B4E9", "#F0E442", "#B3BAC4", "#FFFFFF"}, set()]


def test_each_kind_has_a_shape_of_its_own():
    shapes = [shape for shape, _ in scenes.SYMBOLS.values()]
    assert len(set(shapes)) == len(shapes)
    drawn = json.loads((TEMPLATES / "shapes.json").read_text(encoding="utf-8"))
    assert set(drawn) == set(shapes)


# ---------------------------------------------------------------- the page in a browser


class Opened:
    """A page in a browser without a network, and everything that went wrong in it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("request", self._request)
        page.on("console", lambda said: self.wrong.append(f"console {said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.wrong.append("dialog"), dialog.dismiss()))
        page.on("popup", lambda _: self.wrong.append("popup"))

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.wrong.append(f"request: {request.url}")

    def problems(self) -> list[str]:
        """All that must not be: requests, messages, errors, a page that is not ready or says it is broken."""
        ready = self.page.evaluate("Boolean(window.bionrwMap && window.bionrwMap.ready)")
        visible = self.page.locator("#broken").is_visible()
        return self.wrong + ([] if ready else ["not ready"]) + (["says it is broken"] if visible else [])

    def ask(self, code: str, argument: Any = None) -> Any:
        return self.page.evaluate(code, argument)

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("bionrwMap.shown()")
        return found

    def drawn(self) -> dict[str, Any]:
        """What stands in the picture: nodes or bubbles by key, the number of lines, the open bubble."""
        found: dict[str, Any] = self.ask("bionrwMap.drawn()")
        return found

    def click(self, key: str, count: int = 1) -> None:
        """Click the symbol of a node on the map."""
        point = self.ask("(key) => bionrwMap.place(key)", key)
        box = self.page.locator("#map").bounding_box()
        self.page.mouse.click(box["x"] + point["x"], box["y"] + point["y"], click_count=count)
        # The library waits this long for a second click before it reports a single one.
        self.page.wait_for_timeout(400)

    def export(self, name: str) -> tuple[str, bytes]:
        """The name and the content of a file that the menu saves."""
        self.page.locator("#export").click()
        with self.page.expect_download() as waiting:
            self.page.locator(f'[data-export="{name}"]').click()
        return waiting.value.suggested_filename, waiting.value.path().read_bytes()


Open = Callable[..., Opened]


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Open]:
    contexts = []

    def open_page(
        html: str,
        fragment: str = "",
        *,
        size: tuple[int, int] = (1400, 900),
        dark: bool = False,
        locale: str = "de-DE",
        motion: bool = False,
    ) -> Opened:
        path = tmp_path / "map.html"
        path.write_text(html, encoding="utf-8")
        context = browser.new_context(
            offline=True,
            viewport={"width": size[0], "height": size[1]},
            locale=locale,
            reduced_motion="no-preference" if motion else "reduce",
            color_scheme="dark" if dark else "light",
        )
        contexts.append(context)
        found = Opened(context.new_page())
        found.page.goto(path.as_uri() + fragment)
        found.page.wait_for_timeout(150)
        return found

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture(scope="module")
def collaboration() -> str:
    return maps.page(samples.collaboration(), claims=samples.claims(), data_date="2023-11-20")


browser_test = pytest.mark.browser


@browser_test
@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("size", [(1400, 900), (390, 844)])
def test_page_opens_without_requests_and_errors(opened, collaboration, size, dark):
    found = opened(collaboration, size=size, dark=dark)
    assert found.problems() == []
    assert found.ask("document.scrollingElement.scrollWidth") <= size[0]


@browser_test
@pytest.mark.parametrize(
    "make",
    [
        nx.Graph,
        lambda: nx.Graph([("a", "b")]),
        lambda: nx.empty_graph(3),
        samples.participation,
        lambda: samples.many(1000),
    ],
)
def test_other_networks_open_too(opened, make):
    found = opened(maps.page(make(), claims=samples.claims()))
    assert found.problems() == []


@browser_test
def test_checker_finds_a_page_without_data(opened, collaboration):
    broken = re.sub(r'<script type="application/json" id="data">.*?</script>', "", collaboration, flags=re.DOTALL)
    found = opened(broken)
    assert any(problem.startswith("error") for problem in found.problems())
    assert "not ready" in found.problems() and "says it is broken" in found.problems()
    assert "konnte nicht gezeichnet werden" in found.page.locator("#broken").inner_text()


@browser_test
def test_checker_finds_a_request(opened, collaboration):
    found = opened(collaboration.replace("<body>", '<body><img src="https://example.org/a.png">'))
    assert found.problems() != []


@browser_test
def test_hostile_texts_run_nothing(opened):
    network, rows = hostile()
    found = opened(maps.page(network, claims=rows, title=HOSTILE, title_de=HOSTILE, data_date=HOSTILE))
    page = found.page
    for key in [node["key"] for node in data_of(maps.page(network))["nodes"]]:
        found.click(key)
        assert page.locator("#panel-body h2").inner_text().startswith("</script>")
        for button in page.locator("#panel-body button.count").all():
            button.click()
            assert page.locator("#panel-body details").count() > 0
            found.click(key)
    for link in page.locator("#panel-body a").all():
        assert (link.get_attribute("href") or "").startswith("https://example.org/")
        assert link.get_attribute("rel") == "noopener noreferrer" and link.get_attribute("target") == "_blank"
    page.locator("#search").fill("script")
    page.locator("#hits li").first.click()
    for box in page.locator("#facets input[type=checkbox]").all():
        if box.is_visible():
            box.check()
    for name in ("#lang-en", "#view-list", "#theme", "#help"):
        page.locator(name).click()
    assert found.ask("window.PWN") is None
    assert found.problems() == []


@browser_test
def test_policy_blocks_an_added_script(opened, collaboration):
    found = opened(collaboration)
    blocked = found.ask(
        """() => new Promise((resolve) => {
             document.addEventListener("securitypolicyviolation", (event) => resolve(event.violatedDirective));
             const script = document.createElement("script");
             script.textContent = "window.PWN = 1";
             document.body.append(script);
             setTimeout(() => resolve(""), 500);
           })"""
    )
    assert blocked.startswith("script-src") and found.ask("window.PWN") is None
    injected = collaboration.replace("<body>", "<body><script>window.PWN=1</script>")
    assert opened(injected).ask("window.PWN") is None


def overlapping(boxes: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (a["key"], b["key"])
        for number, a in enumerate(boxes)
        for b in (boxes[number + 1 :] if others is boxes else others)
        if a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]
    ]


def touching(symbols: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Symbols that meet, each taken for the disc around it: corners of two boxes may meet where nothing is drawn."""
    discs = [
        (
            box["key"],
            ((box["left"] + box["right"]) / 2, (box["top"] + box["bottom"]) / 2),
            max(box["right"] - box["left"], box["bottom"] - box["top"]) / 2,
        )
        for box in symbols
    ]
    return [
        (one, other)
        for (one, here, reach), (other, there, far) in itertools.combinations(discs, 2)
        if math.dist(here, there) < reach + far
    ]


@browser_test
@pytest.mark.parametrize("size", [(1400, 900), (390, 844)])
@pytest.mark.parametrize(
    "make",
    [
        samples.collaboration,
        samples.participation,
        pytest.param(lambda: samples.many(150), id="150"),
        pytest.param(samples.many, id="300"),
    ],
)
def test_labels_overlap_nothing_at_three_zooms(opened, make, size):
    found = opened(maps.page(make()), size=size)
    frame = found.page.locator("#map").bounding_box()
    for factor in (1, 1.8, 4):
        found.ask("(factor) => bionrwMap.zoomTo(factor)", factor)
        found.page.wait_for_timeout(100)
        labels, symbols = found.ask("bionrwMap.labelBoxes()"), found.ask("bionrwMap.symbolBoxes()")
        assert labels
        assert overlapping(labels, labels) == []
        assert overlapping(labels, symbols) == []
        for box in labels:
            assert box["left"] >= 0 and box["top"] >= 0
            assert box["right"] <= frame["width"] and box["bottom"] <= frame["height"]
        if factor == 1:
            assert len(labels) <= 40
            assert touching(symbols) == []


@browser_test
@pytest.mark.parametrize("make", [samples.collaboration, samples.many])
def test_strongest_ten_are_labelled_at_full_view(opened, make):
    html = maps.page(make())
    strongest = sorted(data_of(html)["nodes"], key=lambda node: -node["strength"])[:10]
    labelled = {box["key"] for box in opened(html).ask("bionrwMap.labelBoxes()")}
    assert {node["key"] for node in strongest} <= labelled


@browser_test
def test_long_names_break_into_two_lines_and_keep_their_last_word(opened, collaboration):
    found = opened(collaboration)
    lines = "(name) => bionrwMap.lines(name)"
    assert found.ask(lines, "CLIB") == ["CLIB"]
    assert found.ask(lines, "RWTH Aachen University") == ["RWTH Aachen", "University"]
    assert found.ask(lines, "Biocluster Düsseldorf (Verein der Freunde)") == ["Biocluster", "… der Freunde)"]
    assert found.ask(lines, "Forschungs- und Entwicklungsgesellschaft Nordrhein")[1] == "… Nordrhein"
    for name in [
        "x" * 300,
        "a " * 100,
        "Ä" * 40 + " GmbH",
        "مركز البحوث في التكنولوجيا الحيوية",
        "🧬" * 30,
        "-" * 50,
        "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q",
    ]:
        rows = found.ask(lines, name.strip())
        assert 1 <= len(rows) <= 2 and all(len(row) <= 18 for row in rows), rows


# ---------------------------------------------------------------- filters, against counts made here


FACETS = ("type", "country", "city", "funder", "field", "source")


def citing() -> dict[str, set[str]]:
    """Who publishes what is said of each thing in the samples."""
    found: dict[str, set[str]] = {}
    for row in samples.claims():
        found.setdefault(row["thing"], set()).add(row["publisher"])
    return found


def choose(found: Opened, facet: str, value: str) -> None:
    """Tick a choice of a filter; one below the top of a long list is looked for first."""
    page = found.page
    box = page.locator(f'input[data-facet="{facet}"][value="{value}"]')
    if not box.is_visible():
        page.locator(f'input[data-find="{facet}"]').fill(value)
    box.check()
    if page.locator(f'input[data-find="{facet}"]').count():
        page.locator(f'input[data-find="{facet}"]').fill("")


def expected(network: nx.Graph, **chosen: Any) -> dict[str, Any]:
    """What a projected network shows under these filters, computed a second time and in another way.

    ``chosen``: sets under type, country, city, funder, field and source; years (first, last); undated; minimum.
    """
    groups, countries, cities = (chosen.get(facet) for facet in ("type", "country", "city"))
    sources, cited = chosen.get("source"), citing()
    funders, fields, years = chosen.get("funder"), chosen.get("field"), chosen.get("years")

    def runs(project: dict[str, Any]) -> bool:
        start, end = (project[name] and int(project[name][:4]) for name in ("start", "end"))
        if start is None and end is None:
            return bool(chosen.get("undated", True))
        # What is not known is not ruled out.
        return years is None or not ((end or 9999) < years[0] or (start or 0) > years[1])

    def key(iri: str) -> str:
        return "/".join(iri.split("/")[-2:])

    active = {
        iri
        for iri, project in network.graph["through"].items()
        if (not funders or funders & set(project["funders"]))
        and (not fields or fields & set(project["fields"]))
        and (not sources or sources & cited.get(iri, set()))
        and runs(project)
    }
    nodes = {
        node
        for node, values in network.nodes(data=True)
        if (not groups or values["group"] in groups)
        and (not countries or values["country"] in countries)
        and (not cities or values["city"] in cities)
    }
    strong = {
        (a, b): active & set(through)
        for a, b, through in network.edges(data="through")
        if len(active & set(through)) >= chosen.get("minimum", 1)
    }
    edges = {pair: shared for pair, shared in strong.items() if set(pair) <= nodes}
    # Whoever matches stays, whether its partners match or not.
    shown = nodes & {end for pair in strong for end in pair}
    behind = {iri for pair, shared in strong.items() if shown & set(pair) for iri in shared}
    return {
        "nodes": sorted(map(key, shown)),
        "edges": len(edges),
        "weights": sorted(len(shared) for shared in edges.values()),
        "projects": sorted(map(key, behind)),
        "isolates": len(nodes & set(nx.isolates(network))),
        "iris": shown,
        "active": behind,
    }


def expected_counts(network: nx.Graph, **chosen: Any) -> dict[str, dict[str, int]]:
    counts: dict[str, dict[str, int]] = {}
    for facet in FACETS:
        left = expected(network, **{**chosen, facet: set()})
        if facet in ("type", "country", "city"):
            values = [
                network.nodes[iri]["group" if facet == "type" else facet] or ("unknown" if facet == "type" else "")
                for iri in left["iris"]
            ]
        elif facet == "source":
            values = [value for iri in left["active"] for value in citing()[iri]]
        else:
            values = [value for iri in left["active"] for value in network.graph["through"][iri][facet + "s"]]
        counts[facet] = {value: values.count(value) for value in set(values)}
    return counts


FILTERS: list[dict[str, Any]] = [
    {},
    {"type": {"university"}},
    {"type": {"university", "research-institute"}, "country": {"DE", "BE"}},
    {"country": {"NL"}},
    {"funder": {"Horizon 2020"}},
    {"funder": {"Horizon 2020", "INTERREG North-West Europe"}, "type": {"support", "small-or-medium-company"}},
    {"field": {"bioeconomy"}},
    {"field": {"bioeconomy"}, "funder": {"Horizon 2020"}, "country": {"DE"}},
    {"years": (2010, 2012)},
    {"years": (2017, 2019)},
    {"years": (2017, 2019), "undated": False},
    {"undated": False},
    {"minimum": 2},
    {"minimum": 2, "years": (2014, 2016)},
    {"type": {"clinic"}, "country": {"BE"}, "funder": {"Horizon 2020"}},
    {"city": {"Düsseldorf"}},
    {"city": {"Charleroi", "Düsseldorf"}, "country": {"DE", "BE"}},
    {"city": {"Gent"}, "source": {"Gazette"}},
    {"source": {"Ministry"}},
    {"source": {"Ministry", "Gazette"}, "field": {"industrial biotechnology"}, "years": (2013, 2016)},
]


@browser_test
@pytest.mark.parametrize("chosen", FILTERS, ids=str)
def test_filters_leave_what_they_should(opened, collaboration, chosen):
    network = samples.collaboration()
    found = opened(collaboration)
    page = found.page
    for facet in FACETS:
        for value in sorted(chosen.get(facet, set())):
            choose(found, facet, value)
    if "years" in chosen:
        for name, year in zip(("from", "to"), chosen["years"], strict=True):
            page.locator(f"#year-{name}").fill(str(year))
            page.locator(f"#year-{name}").press("Tab")
    if not chosen.get("undated", True):
        page.locator("#undated").uncheck()
    if "minimum" in chosen:
        page.locator("#minimum").fill(str(chosen["minimum"]))
        page.locator("#minimum").press("Tab")
    wanted, shown = expected(network, **chosen), found.shown()
    assert shown["nodes"] == wanted["nodes"]
    assert sorted(count for _, count in shown["edges"]) == wanted["weights"]
    assert shown["projects"] == wanted["projects"]
    assert shown["isolates"] == wanted["isolates"]
    for facet, counts in expected_counts(network, **chosen).items():
        for box in page.locator(f'input[data-facet="{facet}"]').all():
            written = box.locator("xpath=..").locator(".count").text_content()
            assert int(written) == counts.get(box.get_attribute("value"), 0), (facet, box.get_attribute("value"))
    counts_line = page.locator("#counts").inner_text()
    assert f"{wanted['edges']} Verbindung" in counts_line and (f"{len(wanted['nodes'])} / 35 Org" in counts_line)
    legend = {entry.get_attribute("data-category") for entry in page.locator("#legend [data-category]").all()}
    assert legend == {network.nodes[iri]["group"] or "unknown" for iri in wanted["iris"]}
    assert found.problems() == []


def single_choices(found: Opened) -> list[tuple[str, str, int]]:
    """Each choice of the filters by type, country and place, with the number beside it."""
    return [
        (
            str(box.get_attribute("data-facet")),
            str(box.get_attribute("value")),
            int(box.locator("xpath=..").locator(".count").text_content() or ""),
        )
        for facet in ("type", "country", "city")
        for box in found.page.locator(f'input[data-facet="{facet}"]').all()
    ]


@browser_test
@pytest.mark.parametrize("make", [samples.collaboration, samples.participation])
def test_each_choice_shows_exactly_its_count(opened, make):
    found = opened(maps.page(make()))
    choices = single_choices(found)
    assert len(choices) > 10
    drawn_alone = 0
    for facet, value, count in choices:
        box = found.page.locator(f'input[data-facet="{facet}"][value="{value}"]')
        choose(found, facet, value)
        shown = [key for key in found.shown()["nodes"] if key.startswith("organisation/")]
        assert len(shown) == count, (facet, value)
        assert found.page.locator("#counts").inner_text().startswith(f"{len(found.shown()['nodes'])} / ")
        assert found.page.locator("#empty h2").count() == (0 if count else 1), (facet, value)
        if count and not found.shown()["edges"]:
            drawn_alone += 1
            assert "Partner sind ausgefiltert" in found.page.locator("#empty").inner_text()
            assert {box["key"] for box in found.ask("bionrwMap.labelBoxes()")} == set(shown)
        found.page.locator("#view-list").click()
        assert found.page.locator("#list-view tbody tr").count() == len(found.shown()["nodes"])
        found.page.locator("#view-map").click()
        # What is chosen stays in sight, wherever it stands in the list.
        box.uncheck()
    assert drawn_alone or make is samples.participation
    assert found.problems() == []


@browser_test
def test_only_isolates_matching_is_said(opened, collaboration):
    found = opened(collaboration, "#country=DK")
    empty = found.page.locator("#empty").inner_text()
    assert "1 Eintrag ohne Verbindung ist ausgeblendet" in empty and "Kein Eintrag passt" not in empty
    found.page.locator("#empty button", has_text="Ohne Verbindung zeigen").click()
    assert found.shown()["nodes"] == ["organisation/novozymes"]


@browser_test
def test_isolates_are_counted_and_shown_on_request(opened, collaboration):
    found = opened(collaboration)
    assert "organisation/novozymes" not in found.shown()["nodes"]
    assert "(1)" in found.page.locator("#isolates-words").inner_text()
    assert "1 ohne Verbindung ausgeblendet" in found.page.locator("#counts").inner_text()
    found.page.locator("#isolates").check()
    assert "organisation/novozymes" in found.shown()["nodes"]


@browser_test
def test_nodes_do_not_move_under_a_filter(opened, collaboration):
    found = opened(collaboration)

    def place() -> list[float]:
        found.page.wait_for_timeout(150)
        frame, point = found.page.locator("#map").bounding_box(), found.ask("bionrwMap.place('organisation/clib')")
        return [frame["x"] + point["x"], frame["y"] + point["y"]]

    before = place()
    # The strip of active filters above the map appears and the legend below it shrinks.
    found.page.locator('input[data-facet="country"][value="DE"]').check()
    assert place() == pytest.approx(before, abs=0.5), "half a pixel is the rounding of the canvas"


@browser_test
def test_nothing_left_names_the_filter_that_removes_most(opened, collaboration):
    found = opened(collaboration, "#type=clinic&country=BE&funder=Horizon+2020")
    empty = found.page.locator("#empty")
    assert found.shown()["nodes"] == []
    assert "Kein Eintrag passt" in empty.inner_text() and "Art der Organisation: Klinik" in empty.inner_text()
    found.page.locator("#drop-worst").click()
    assert len(found.shown()["nodes"]) == 2
    assert empty.is_hidden()
    found = opened(collaboration, "#city=York&country=DE")
    assert found.shown()["nodes"] == [] and "Ort: York" in found.page.locator("#empty").inner_text()
    found = opened(collaboration, "#field=medical+biotechnology&source=Ministry")
    assert "Quelle: Ministry" in found.page.locator("#chips").inner_text()
    found.page.locator("#chips button", has_text="Ministry").click()
    assert found.shown()["nodes"] == ["organisation/hzi", "organisation/ukaachen"]


@browser_test
def test_long_list_shows_its_top_and_finds_the_rest(opened, collaboration):
    found = opened(collaboration)
    page = found.page

    def listed() -> list[str]:
        boxes = page.locator('input[data-facet="city"]').all()
        return [str(box.get_attribute("value")) for box in boxes if box.is_visible()]

    def top(**chosen: Any) -> list[str]:
        counts = expected_counts(samples.collaboration(), **chosen)["city"]
        cities = sorted({city for _, city in samples.collaboration().nodes(data="city") if city})
        return sorted(cities, key=lambda city: -counts.get(city, 0))[:8]

    cities = {city for _, city in samples.collaboration().nodes(data="city") if city}
    assert listed() == top() and len(cities) > 12
    assert page.locator("[data-find]").count() == 1, "the other lists are short enough to be read"
    more = page.locator('[data-more="city"]')
    assert more.inner_text() == f"{len(cities) - 8} weitere zeigen"
    choose(found, "country", "NL")
    assert listed() == top(country={"NL"}) and set(listed()[:4]) == {"Amsterdam", "Arnhem", "Breda", "Delft"}
    more.click()
    assert set(listed()) == cities and more.get_attribute("aria-expanded") == "true"
    more.click()
    assert len(listed()) == 8
    find = page.get_by_label("Auswahl suchen: Ort")
    for query in ("duessel", "Dussel", " düssel "):
        find.fill(query)
        assert listed() == ["Düsseldorf"]
    find.fill("xyz")
    assert listed() == [] and "Kein Treffer für „xyz“." in page.locator("#facets").inner_text()
    page.locator("#lang-en").click()
    assert "Nothing found for “xyz”." in page.locator("#facets").inner_text()
    choose(found, "city", "York")
    assert "York" in listed() and len(listed()) == 9, "what is chosen stays in sight"
    assert found.problems() == []


@browser_test
def test_states_of_nothing_and_one(opened):
    found = opened(maps.page(nx.Graph(label="Nothing")))
    assert "Keine Organisationen in dieser Auswahl" in found.page.locator("#empty").inner_text()
    assert found.problems() == []
    one = nx.Graph()
    one.add_node(samples.CLIB, label="CLIB", type="organisation", group="support")
    found = opened(maps.page(one))
    assert [box["key"] for box in found.ask("bionrwMap.labelBoxes()")] == ["organisation/clib"]
    panel = found.page.locator("#panel-body").inner_text()
    assert "CLIB" in panel and "Keine Partner in den Daten" in panel
    assert "unbekannt" not in panel and "Ort" not in panel, "no place is known of any on this map"
    place, frame = found.ask("bionrwMap.place('organisation/clib')"), found.page.locator("#map").bounding_box()
    assert abs(place["x"] - frame["width"] / 2) < 2 and abs(place["y"] - frame["height"] / 2) < 2
    found = opened(maps.page(nx.empty_graph(["a", "b", "c"])))
    assert len(found.shown()["nodes"]) == 3
    assert "keine Partner in den Daten" in found.page.locator("#empty").inner_text()


# ---------------------------------------------------------------- appearance


def colour_of(number: int) -> str:
    """The colour of a community by its rank; 0 stands for none."""
    colours = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442"]
    return colours[number - 1] if 1 <= number <= 7 else "#6B6B6B"


def painted(found: Opened, key: str) -> str:
    """The colour in the middle of a symbol on the canvas."""
    return found.ask(
        """(key) => {
             const canvas = document.querySelector("#map canvas"), ratio = canvas.width / canvas.clientWidth;
             const { x, y } = bionrwMap.place(key);
             const copy = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
             copy.drawImage(canvas, -Math.round(x * ratio), -Math.round(y * ratio));
             const dot = copy.getImageData(0, 0, 1, 1).data;
             return "#" + [...dot.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("").toUpperCase();
           }""",
        key,
    )


@browser_test
@pytest.mark.parametrize("make", [samples.collaboration, samples.many])
def test_colours_follow_the_choice_and_shapes_stay(opened, make):
    network = make()
    found = opened(maps.page(network, claims=samples.claims()), "#isolates=1&min=1&labels=none")
    isolates = set(nx.isolates(network))
    number = {key_of(iri): 0 if iri in isolates else n for iri, n in measures.community(network).items()}
    symbols = {key_of(iri): scenes.SYMBOLS[group or "unknown"] for iri, group in network.nodes(data="group")}
    wanted = {
        "type": {key: colour for key, (_, colour) in symbols.items()},
        "community": {key: colour_of(n) for key, n in number.items()},
        "none": dict.fromkeys(symbols, "#B3BAC4"),
    }
    assert len(set(wanted["community"].values())) > 3
    for colour, colours in wanted.items():
        found.page.get_by_label("Farbe nach").select_option(colour)
        looks = found.ask("bionrwMap.looks()")
        assert {key: look["colour"] for key, look in looks.items()} == colours
        assert {key: look["shape"] for key, look in looks.items()} == {
            key: shape for key, (shape, _) in symbols.items()
        }
        # A ring is hollow in the middle, and a small symbol has no pixel of one colour.
        scale = found.ask("bionrwMap.scale()")
        solid = [key for key, (shape, _) in symbols.items() if shape != "ring" and looks[key]["radius"] * scale > 5]
        assert len(solid) > 10
        assert {key: painted(found, key) for key in solid} == {key: colours[key] for key in solid}
        picture = Picture(found.export("svg")[1])
        names = {key_of(iri): label for iri, label in network.nodes(data="label")}
        drawn = {
            group.findtext("{*}title"): group.findall("{*}path")[1].get("fill") for group in picture._groups("symbol")
        }
        light_ground = {"#FFFFFF": "#ffffff"}
        assert drawn == {names[key]: light_ground.get(one, one) for key, one in colours.items()}
    assert found.problems() == []


@browser_test
def test_sizes_follow_the_choice_and_places_stay(opened, collaboration):
    network = samples.collaboration()
    found = opened(collaboration)
    places = {key: found.ask("(key) => bionrwMap.place(key)", key) for key in found.shown()["nodes"]}
    for name, values, large in (
        ("betweenness", measures.betweenness(network), 0.01),
        ("partners", measures.degree(network), 16),
        ("strength", measures.strength(network), 16),
    ):
        found.page.get_by_label("Größe nach").select_option(name)
        wanted = {key_of(iri): radius for iri, radius in as_measured(values, large).items()}
        for key, look in found.ask("bionrwMap.looks()").items():
            assert look["radius"] == pytest.approx(wanted[key], abs=0.051), (name, key)
            now = found.ask("(key) => bionrwMap.place(key)", key)
            assert (now["x"], now["y"]) == pytest.approx((places[key]["x"], places[key]["y"]), abs=0.5)
        symbols, labels = found.ask("bionrwMap.symbolBoxes()"), found.ask("bionrwMap.labelBoxes()")
        assert touching(symbols) == [] and overlapping(labels, symbols) == []
    assert found.problems() == []


@browser_test
def test_labels_are_as_many_as_asked_for(opened):
    network = nx.convert_node_labels_to_integers(nx.grid_2d_graph(9, 9))
    found = opened(maps.page(network))
    numbers = {}
    for name in ("automatic", "all", "none"):
        found.page.locator('[data-appearance="labels"]').select_option(name)
        found.page.wait_for_timeout(100)
        labels, symbols = found.ask("bionrwMap.labelBoxes()"), found.ask("bionrwMap.symbolBoxes()")
        numbers[name] = len(labels)
        assert overlapping(labels, labels) == [] and overlapping(labels, symbols) == []
        assert len(Picture(found.export("svg")[1]).labels) <= (40 if name == "automatic" else 81)
    assert numbers["none"] == 0 and 10 <= numbers["automatic"] <= 40 < numbers["all"]
    assert Picture(found.export("svg")[1]).labels == []


@browser_test
@pytest.mark.parametrize("fragment", ["#isolates=1", "#country=DE&country=ES"])
def test_legend_says_what_colours_and_sizes_stand_for(opened, collaboration, fragment):
    network = samples.collaboration()
    found = opened(collaboration, fragment + "&lang=en")
    legend = found.page.locator("#legend")
    shown = {samples.BASE + key for key in found.shown()["nodes"]}
    isolates = set(nx.isolates(network))
    number = {iri: 0 if iri in isolates else n for iri, n in measures.community(network).items()}
    strength = measures.strength(network)

    def samples_said() -> list[str]:
        return legend.locator('[data-samples="size"] .entry').all_inner_texts()

    assert legend.locator("[data-community]").count() == 0
    found.page.get_by_label("Colour by").select_option("community")
    entries = {entry.get_attribute("data-community"): entry for entry in legend.locator("[data-community]").all()}
    present = {number[iri] for iri in shown}
    assert set(entries) == {str(n) for n in present if 1 <= n <= 7} | ({"further"} if 0 in present else set())
    for n in present - {0}:
        strongest = min((iri for iri in network if number[iri] == n), key=lambda iri: (-strength[iri], iri))
        assert entries[str(n)].get_attribute("title") == network.nodes[strongest]["label"]
        assert entries[str(n)].locator("path").get_attribute("fill") == colour_of(n)
    if 0 in present:
        assert entries["further"].inner_text() == "without connection"
    kinds = legend.locator("[data-category]")
    assert kinds.count() == len({network.nodes[iri]["group"] for iri in shown})
    fills = {path.get_attribute("fill") for path in legend.locator("[data-category] path").all()}
    assert fills == {"var(--ground)"}, "a type has no colour of its own now"
    found.page.get_by_label("Colour by").select_option("none")
    assert {path.get_attribute("fill") for path in legend.locator("[data-category] path").all()} == {"#B3BAC4"}
    assert legend.locator("[data-community]").count() == 0

    filtered = ", without filters" if "country" in fragment else ""
    for name, caption, values in (
        ("strength", "Size: sum of joint projects", measures.strength(network)),
        ("partners", "Size: number of partners", measures.degree(network)),
        ("betweenness", "Size: bridge role, share of the shortest paths", measures.betweenness(network)),
    ):
        found.page.get_by_label("Size by").select_option(name)
        assert legend.locator('[data-samples="size"] .caption').inner_text() == caption + filtered
        there = sorted({values[iri] for iri in shown - isolates})
        said = samples_said()
        assert len(said) == min(3, len(there))
        write = (lambda value: f"{value:.1%}".replace(".0%", "%")) if name == "betweenness" else (lambda v: f"{v:g}")
        assert (said[0], said[-1]) == (write(there[0]), write(there[-1]))
    widths = [count for _, count in found.shown()["edges"]]
    said = legend.locator('[data-samples="width"] .entry').all_inner_texts()
    assert said[0] == str(min(widths)) and said[-1] == str(max(widths)) and len(said) == min(3, len(set(widths)))
    assert found.problems() == []


@browser_test
def test_community_beyond_the_seventh_shares_the_last_colour(opened):
    network = nx.Graph()
    for part in range(10):
        nx.add_path(network, [f"{part}-{node}" for node in range(14 - part)])
    found = opened(maps.page(network, lang="en"), "#colour=community&lang=en")
    looks = found.ask("bionrwMap.looks()")
    communities = measures.community(network)
    assert {look["colour"] for look in looks.values()} == {colour_of(n) for n in range(1, 9)}
    assert all(looks[node]["colour"] == colour_of(number) for node, number in communities.items())
    last = found.page.locator('#legend [data-community="further"]')
    assert last.inner_text() == f"{max(communities.values()) - 7} further groups"
    assert found.page.locator("#legend [data-community]").count() == 8


@browser_test
@pytest.mark.parametrize(("colour", "size"), [("community", "partners"), ("none", "betweenness"), ("type", "strength")])
def test_map_opens_as_it_was_made_to(opened, colour, size):
    found = opened(maps.page(samples.collaboration(), node_colour=colour, node_size=size))
    box = {name: found.page.locator(f'[data-appearance="{name}"]') for name in ("colour", "size")}
    assert (box["colour"].input_value(), box["size"].input_value()) == (colour, size)
    assert "#" not in found.page.url, "what a map opens with is not said in its address"
    box["size"].select_option("betweenness" if size == "partners" else "partners")
    assert found.page.url.endswith("#size=betweenness" if size == "partners" else "#size=partners")
    found.page.locator("#reset").click()
    assert (box["colour"].input_value(), box["size"].input_value()) == (colour, size)
    assert found.problems() == []


@browser_test
def test_page_for_a_frame_has_no_heading_search_and_filters(opened):
    found = opened(maps.page(samples.collaboration(), embed=True), "#country=DE", size=(700, 500))
    page = found.page
    for name in ("search", "filters", "theme", "help"):
        assert page.locator("#" + name).is_hidden()
    # A screen reader still says what the map shows.
    assert page.get_by_role("heading", name="Zusammenarbeit").count() == 1
    assert page.locator("#title").bounding_box()["width"] <= 1
    frame = page.locator("#map").bounding_box()
    assert frame["width"] > 650 and frame["height"] > 250
    assert 0 < len(found.shown()["nodes"]) < 35, "the address chooses what is shown"
    page.locator("#view-list").click()
    assert page.locator("#list-view tbody tr").count() == len(found.shown()["nodes"])
    assert found.problems() == []


@browser_test
def test_appearance_is_reached_by_keyboard(opened, collaboration):
    found = opened(collaboration)
    page = found.page
    found.page.locator("#help").focus()
    for name in ("colour", "size", "labels"):
        page.keyboard.press("Tab")
        assert found.ask("document.activeElement.dataset.appearance") == name
        assert found.ask("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("ArrowDown")
    assert page.url.split("#")[1] == "colour=community&size=partners&labels=all"
    assert page.locator("#appearance").get_by_role("combobox").count() == 3


@browser_test
def test_network_without_edges_has_nothing_to_colour_or_size_by(opened):
    found = opened(maps.page(nx.empty_graph(["a", "b"])))
    assert found.page.locator('[data-appearance="colour"] option').all_inner_texts() == ["Art", "einfarbig"]
    assert found.page.locator('[data-appearance="size"]').count() == 0
    assert found.problems() == []


@browser_test
def test_panel_and_list_tell_community_and_bridge_role(opened, collaboration):
    network = samples.collaboration()
    between, community = measures.betweenness(network), measures.community(network)
    found = opened(collaboration, "#isolates=1&lang=en")
    page, panel = found.page, found.page.locator("#panel-body .facts")

    def facts(slug: str) -> dict[str, str]:
        found.ask("(hash) => { location.hash = hash }", f"isolates=1&lang=en&select=organisation/{slug}")
        page.wait_for_timeout(100)
        return dict(zip(panel.locator("dt").all_inner_texts(), panel.locator("dd").all_inner_texts(), strict=True))

    for slug in ("clib", "rwth", "bbeu", "tno"):
        iri = samples.BASE + "organisation/" + slug
        told, share = facts(slug), between[iri]
        rank = 1 + sum(other > share for other in between.values())
        assert told["Bridge role"] == (f"rank {rank} ({share:.1%})".replace(".0%", "%") if share else "none")
        members = [node for node in network if community[node] == community[iri]]
        name = network.nodes[max(members, key=lambda node: (measures.strength(network)[node], node))]["label"]
        assert told["Group"].startswith(f"around {name} ({len(members)} members)")
        assert told["Partners"] == str(network.degree(iri))
    assert "share of the shortest paths" in page.locator("#panel-body").inner_text()
    button = page.locator("#colour-community")
    button.click()
    assert page.locator('[data-appearance="colour"]').input_value() == "community"
    assert (
        button.get_attribute("aria-pressed") == "true" and found.ask("document.activeElement.id") == "colour-community"
    )
    button.click()
    assert page.locator('[data-appearance="colour"]').input_value() == "type"
    lone = facts("novozymes")
    assert lone["Group"].startswith("without connection") and lone["Bridge role"] == "none"
    assert lone["Place"] == "unknown"

    page.locator("#view-list").click()
    page.locator('[data-column="bridge"]').click()
    head = [words.rstrip(" ↓↑") for words in page.locator("#list-view th").all_inner_texts()]
    rows = [dict(zip(head, row.locator("td").all_inner_texts(), strict=True)) for row in page.locator("tbody tr").all()]
    order = sorted(between.values(), reverse=True)
    assert [row["Bridge role"] for row in rows] == [f"{share:.1%}".replace(".0%", "%") for share in order]
    assert rows[0]["Name"] == "CLIB" and rows[0]["Group"] == "CLIB"
    assert next(row for row in rows if row["Name"] == "Novozymes A/S")["Group"] == "without connection"
    assert found.problems() == []


@browser_test
def test_bridge_role_that_was_not_computed_is_unknown(opened, monkeypatch):
    monkeypatch.setattr(scenes, "_BRIDGES_LIMIT", 30)
    found = opened(maps.page(samples.collaboration()), "#select=organisation/clib")
    words = found.page.locator("#panel-body .facts").inner_text()
    assert re.search(r"Brückenrolle\s+unbekannt", words)
    assert found.page.locator('[data-appearance="size"] option').count() == 2
    assert found.problems() == []


# ---------------------------------------------------------------- panels


def click_edge(found: Opened, key: str) -> None:
    """Find a point of the line on the map and click it."""
    first, second = (found.ask("(key) => bionrwMap.place(key)", end) for end in key.split("|"))
    for share in (0.5, 0.4, 0.6, 0.3, 0.7):
        points = []
        for aside in range(-60, 61, 2):
            dx, dy = second["x"] - first["x"], second["y"] - first["y"]
            length = (dx * dx + dy * dy) ** 0.5
            x, y = first["x"] + dx * share - dy / length * aside, first["y"] + dy * share + dx / length * aside
            if found.ask("([x, y]) => bionrwMap.edgeAt(x, y)", [x, y]) == key:
                points.append((x, y))
        if points:
            # The middle: at the rim a pixel more or less decides.
            x, y = points[len(points) // 2]
            box = found.page.locator("#map").bounding_box()
            found.page.mouse.click(box["x"] + x, box["y"] + y)
            found.page.wait_for_timeout(400)
            return
    raise AssertionError(f"no point of {key} can be clicked")


@browser_test
def test_click_on_an_edge_lists_its_projects_with_citations(opened, collaboration):
    found = opened(collaboration)
    click_edge(found, "organisation/clib|organisation/flandersbio")
    panel = found.page.locator("#panel-body")
    assert "CLIB und FlandersBio" in panel.inner_text() and "2 gemeinsame Projekte" in panel.inner_text()
    assert [part.inner_text().split("\n")[0] for part in panel.locator("details.project > summary").all()] == [
        "BioBase4SME",
        "BIG-Cluster",
    ]
    first = panel.locator("details.project").first
    said = first.inner_text()
    for words in ("2016–2019", "INTERREG Nordwesteuropa", "2,5 Mio. Euro", "Zeile 49", "gedruckt „2.5 Mio.“"):
        assert words in said, words
    roles = [claim.inner_text() for claim in first.locator(".claims > li").all() if "Rolle" in claim.inner_text()]
    assert ["CLIB" in roles[0], "FlandersBio" in roles[1], len(roles)] == [True, True, 2]
    assert first.locator(".claims > li").count() == 5, "period, funder, volume and both participations"
    hrefs = [link.get_attribute("href") for link in first.locator("a").all()]
    assert len(hrefs) == 5 and "https://example.org/cluster#:~:text=2.5%20Mio." in hrefs


@browser_test
def test_click_on_a_node_shows_its_facts(opened, collaboration):
    found = opened(collaboration)
    found.click("organisation/clib")
    panel = found.page.locator("#panel-body").inner_text()
    for words in (
        "CLIB",
        "Netzwerk oder Förderung",
        "Düsseldorf",
        "Deutschland",
        "CLIB2021",
        "FlandersBio",
        "Methode: erschlossen",
        "Zeile 12",
        "Beteiligungen",
    ):
        assert words in panel, words
    assert "Methode: gelesen" not in panel
    assert found.page.locator("#panel-body .people li").count() == 15
    found.page.locator("#panel-body button.link", has_text="weitere").first.click()
    assert found.page.locator("#panel-body .people li").count() == samples.collaboration().degree(samples.CLIB)
    # A click on empty ground clears.
    box = found.page.locator("#map").bounding_box()
    found.page.mouse.click(box["x"] + 5, box["y"] + 5)
    found.page.wait_for_timeout(400)
    assert found.ask("bionrwMap.selected()") == ""


@browser_test
def test_double_click_shows_the_surroundings(opened, collaboration):
    found = opened(collaboration)
    found.click("organisation/rwth", count=2)
    network = samples.collaboration()
    rwth = samples.BASE + "organisation/rwth"
    assert found.shown()["nodes"] == sorted("/".join(iri.split("/")[-2:]) for iri in [rwth, *network[rwth]])
    assert "ego=1" in found.page.url
    found.page.locator('input[name="ego"][value="2"]').check()
    within = nx.ego_graph(network, rwth, radius=2)
    assert (
        len(found.shown()["nodes"]) == within.number_of_nodes()
        and len(found.shown()["edges"]) == within.number_of_edges()
    )
    found.page.locator("#chips button").click()
    assert len(found.shown()["nodes"]) == 34


@browser_test
def test_bipartite_edge_shows_the_participation(opened):
    found = opened(
        maps.page(samples.participation(), claims=samples.claims()), "#select=organisation/clib|project/inmare&lang=en"
    )
    panel = found.page.locator("#panel-body")
    assert "CLIB and INMARE" in panel.inner_text()
    assert panel.locator(".claims > li").count() == 1
    assert "Projects" in found.page.locator("#legend").inner_text()


@browser_test
def test_concluded_edges_are_dashed_and_said(opened, collaboration):
    found = opened(collaboration)
    dashed = found.ask("bionrwMap.dashed()")
    assert "organisation/hhu|organisation/unibonn" in dashed and len(dashed) == 8 + 3
    assert "organisation/clib|organisation/flandersbio" not in dashed, "two projects, one of them read"
    assert found.page.locator('#legend [data-samples="inferred"]').inner_text() == "erschlossen oder unsicher"
    found.ask("() => { location.hash = 'select=organisation/hhu|organisation/unibonn&lang=en' }")
    found.page.wait_for_timeout(100)
    assert "this connection is inferred" in found.page.locator("#panel-body").inner_text()
    assert found.page.locator('#legend [data-samples="inferred"]').inner_text() == "inferred or uncertain"
    found.ask("() => { location.hash = 'from=2013&to=2014&undated=0' }")
    found.page.wait_for_timeout(100)
    assert "organisation/clib|organisation/flandersbio" in found.ask("bionrwMap.dashed()"), "the other is filtered out"
    found.ask("() => { location.hash = 'country=ES' }")
    found.page.wait_for_timeout(100)
    assert found.page.locator('#legend [data-samples="inferred"]').count() == 0
    assert found.problems() == []


@browser_test
def test_note_licence_and_date_are_said(opened, collaboration):
    found = opened(collaboration)
    for language, note, date in (
        ("de", samples.NOTE_DE, "Tabellen vom 20. November 2023"),
        ("en", samples.NOTE, "Tables of 20 November 2023"),
    ):
        found.page.locator(f"#lang-{language}").click()
        assert found.page.locator("#panel-body > :nth-child(2)").inner_text() == note
        assert found.page.locator("#date").inner_text() == f"bionrw-graph · CC BY 4.0 · {date}"
    found.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = found.page.locator("#print .note").text_content()
    assert "".join(printed.split()) == "".join(samples.NOTE.split())


@browser_test
def test_short_name_stands_on_the_map_where_the_name_does_not_fit(opened, collaboration):
    found = opened(collaboration)
    called = "(key) => bionrwMap.label(key)"
    assert found.ask(called, "organisation/dgaw") == ["DGAW"]
    assert found.ask(called, "organisation/hidden") == ["BIIN"]
    assert found.ask(called, "organisation/bbeu") == ["Bio Base Europe", "Pilot Plant"]
    found.click("organisation/dgaw")
    assert found.page.locator("#panel-body h2").inner_text() == "Deutsche Gesellschaft für Abfallwirtschaft (DGAW)"


@browser_test
@pytest.mark.parametrize(
    ("locale", "lang", "fragment", "opens"),
    [
        ("de-AT", "en", "", "de"),
        ("en-US", "de", "", "en"),
        ("fr-FR", "de", "", "de"),
        ("fr-FR", "en", "", "en"),
        ("de-DE", "de", "#lang=en", "en"),
        ("en-GB", "en", "#lang=de", "de"),
    ],
)
def test_language_is_that_of_the_address_then_of_the_browser(opened, locale, lang, fragment, opens):
    found = opened(maps.page(samples.collaboration(), lang=lang), fragment, locale=locale)
    assert found.ask("document.documentElement.lang") == opens
    assert found.page.url.partition("#")[2] == fragment[1:], "the address says a language only where it was asked for"


@browser_test
def test_unknown_places_are_said_only_where_others_are_known(opened):
    network = samples.collaboration()
    assert (
        "Ort\nunbekannt" in opened(maps.page(network), "#select=organisation/tno").page.locator(".facts").inner_text()
    )
    for node in network:
        network.nodes[node]["city"] = ""
    found = opened(maps.page(network), "#select=organisation/tno&view=list")
    assert "Ort" not in found.page.locator(".facts").inner_text()
    heads = [head.inner_text().split(" ")[0] for head in found.page.locator("#list-view th").all()]
    assert heads == ["Name", "Art", "Land", "Partner", "Gemeinsame", "Gruppe", "Brückenrolle"]


# ---------------------------------------------------------------- search, list, languages, address, keyboard, print


@browser_test
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("juelich", "Forschungszentrum Jülich GmbH"),
        ("Jülich", "Forschungszentrum Jülich GmbH"),
        ("julich", "Forschungszentrum Jülich GmbH"),
        ("clib2021", "CLIB"),
        ("Leverkusen", "Bayer AG"),
        ("pole iar", "Pôle IAR – Industries et Agro-Ressources"),
        ("HHU", "Heinrich-Heine-Universität Düsseldorf"),
        ("hhud", "Heinrich-Heine-Universität Düsseldorf"),
        ("inmare", "INMARE"),
        ("inm", "INMARE"),
        ("stoffströme", "RIN Stoffströme"),
    ],
)
def test_search_finds_and_selects(opened, collaboration, query, name):
    found = opened(collaboration)
    found.page.locator("#search").fill(query)
    assert found.page.locator("#hits li").first.inner_text().startswith(name)
    found.page.locator("#search").press("Enter")
    assert found.page.locator("#panel-body h2").inner_text() == name


@browser_test
def test_found_project_is_selected(opened, collaboration):
    found = opened(collaboration)
    found.page.locator("#search").fill("inmare")
    assert "Projekt · 2015–2019" in found.page.locator("#hits li").first.inner_text()
    found.page.locator("#search").press("Enter")
    members = sorted("organisation/" + slug for slug in ("clib", "bangor", "csic", "hhu", "pharmamar"))
    assert found.ask("bionrwMap.selected()") == "project/inmare" and found.ask("bionrwMap.focused()") == members
    panel = found.page.locator("#panel-body").inner_text()
    for words in (
        "INMARE",
        "2015–2019",
        "Horizont 2020",
        "4,5 Mio. Euro",
        "Beteiligte in dieser Karte (5)",
        "PharmaMar",
    ):
        assert words in panel, words
    assert found.page.url.endswith("#select=project%2Finmare")
    again = opened(collaboration, "#select=project/inmare&funder=INTERREG+North-West+Europe")
    assert again.page.locator("#panel-body h2").inner_text() == "INMARE"
    assert "durch die jetzigen Filter ausgeblendet" in again.page.locator("#panel-body").inner_text()
    found.page.keyboard.press("Escape")
    assert found.ask("bionrwMap.selected()") == "" and found.ask("bionrwMap.focused()") is None
    # A project with one participant stands behind no line; its claims still name that one.
    found.page.locator("#search").fill("hiperin")
    found.page.locator("#search").press("Enter")
    assert found.page.locator("#panel-body .people li").all_inner_texts() == ["CLIB"]
    assert found.problems() + again.problems() == []


@browser_test
def test_search_says_when_it_finds_nothing(opened, collaboration):
    found = opened(collaboration)
    found.page.locator("#search").fill("<b>xyz")
    assert found.page.locator("#hits").inner_text() == "Kein Treffer für „<b>xyz“."


@browser_test
def test_list_is_a_sortable_table(opened, collaboration):
    found = opened(collaboration)
    found.page.locator("#view-list").click()
    table = found.page.locator("#list-view table")
    assert table.locator("caption").count() == 1 and table.locator("tbody tr").count() == 34
    assert table.locator("tbody tr").first.locator("td").first.inner_text() == "CLIB"
    table.locator('[data-column="name"]').click()
    names = [row.locator("td").first.inner_text() for row in found.page.locator("#list-view tbody tr").all()]
    assert found.page.locator('th[aria-sort="ascending"]').inner_text().startswith("Name")
    assert names == sorted(names, key=lambda name: name.casefold().replace("ô", "o"))
    found.page.locator('input[data-facet="country"][value="ES"]').check()
    assert found.page.locator("#list-view tbody tr").count() == 2
    found.page.locator("#list-view tbody button").first.click()
    assert found.page.locator("#panel-body h2").inner_text() == "CSIC"


@browser_test
def test_long_list_has_pages(opened):
    found = opened(maps.page(samples.many()), "#view=list&min=1")
    assert found.page.locator("#list-view tbody tr").count() == 100
    assert "1–100 von 300" in found.page.locator(".pages").inner_text()


@browser_test
def test_no_text_is_missing_in_either_language(opened, collaboration):
    found = opened(collaboration, "#select=organisation/clib")
    words = {}
    for language in ("de", "en"):
        found.page.locator(f"#lang-{language}").click()
        said = []
        for step in ("organisation/clib", "organisation/clib|organisation/flandersbio", ""):
            found.ask("(hash) => { location.hash = hash }", f"lang={language}&select={step}")
            found.page.wait_for_timeout(100)
            said.append(found.page.locator("#app").inner_text())
        for colour, size in (("community", "betweenness"), ("none", "partners"), ("type", "strength")):
            found.page.locator('[data-appearance="colour"]').select_option(colour)
            found.page.locator('[data-appearance="size"]').select_option(size)
            said.append(found.page.locator("#legend").inner_text())
        found.page.locator("#help").click()
        said.append(found.page.locator("#keys").inner_text())
        found.page.keyboard.press("Escape")
        words[language] = "\n".join(said)
        assert not re.search(r"\{\w+\}|undefined|NaN|null", words[language])
        assert found.ask("document.documentElement.lang") == language
    assert "Förderer" in words["de"] and "Funder" in words["en"]
    assert "Brückenrolle" in words["de"] and "Brücken" not in words["en"] and "Gruppe" not in words["en"]
    assert (
        "Bridge role" in words["en"]
        and "ridge" not in words["de"]
        and "roup" not in words["de"].replace("LXP Group", "")
    )
    assert "Förderer" not in words["en"] and "Gemeinsame" not in words["en"] and "Joint" not in words["de"]
    assert found.problems() == []


@browser_test
def test_every_text_can_be_said(opened, collaboration):
    # text() raises on a missing key or value; the page raises no error in the other tests, so this only counts keys.
    assert len(texts()) > 100 and opened(collaboration).problems() == []


ADDRESS = (
    "lang=en&theme=dark&type=research-institute&type=support&type=university&country=BE&country=DE"
    "&city=Aachen&city=D%C3%BCsseldorf&city=Gent&funder=Horizon+2020&funder=INTERREG+North-West+Europe&field=bioeconomy&source=Gazette&source=Ministry"
    "&from=2012&to=2018&undated=0&isolates=1&colour=community&size=betweenness&labels=all&ego=2&around=organisation%2Fclib&select=organisation%2Fclib"
)


@browser_test
def test_address_restores_every_control(opened, collaboration):
    found = opened(collaboration, "#" + ADDRESS)
    assert found.page.url.split("#")[1] == ADDRESS
    page = found.page
    chosen = [
        (box.get_attribute("data-facet"), box.get_attribute("value"))
        for box in page.locator("#facets input[data-facet]").all()
        if box.is_checked()
    ]
    assert len(chosen) == 13
    assert chosen[-1] == ("source", "Ministry") and ("city", "Düsseldorf") in chosen
    looks = {name: page.locator(f'[data-appearance="{name}"]').input_value() for name in ("colour", "size", "labels")}
    assert looks == {"colour": "community", "size": "betweenness", "labels": "all"}
    assert (page.locator("#year-from").input_value(), page.locator("#year-to").input_value()) == ("2012", "2018")
    assert not page.locator("#undated").is_checked() and page.locator("#isolates").is_checked()
    assert page.locator('input[name="ego"][value="2"]').is_checked()
    assert page.locator("#panel-body h2").inner_text() == "CLIB"
    assert page.locator("#lang-en").get_attribute("aria-pressed") == "true"
    assert found.ask("document.documentElement.dataset.theme") == "dark"
    assert "around CLIB" in page.locator("#chips").inner_text()
    page.locator("#view-list").click()
    page.locator("#minimum").fill("2")
    page.locator("#minimum").press("Tab")
    again = opened(collaboration, "#" + page.url.split("#")[1])
    assert again.shown() == found.shown()
    assert again.page.locator("#minimum").input_value() == "2" and again.page.locator("#list-view").is_visible()
    again.page.locator("#reset").click()
    assert again.page.url.split("#")[1] == "lang=en&theme=dark&view=list&select=organisation%2Fclib"


@browser_test
@pytest.mark.parametrize(
    "fragment",
    [
        "#%",
        "#type=<script>&country=%00&from=x&to=-5&min=99999999999999&select=../../etc&ego=7&around=no",
        "#lang=fr&theme=x&view=y",
        "#colour=%23ff0000&size=toString&labels=__proto__&city=%00&source=<b>",
        "#from=2015&to=1",
    ],
)
def test_odd_address_does_no_harm(opened, collaboration, fragment):
    found = opened(collaboration, fragment)
    assert found.problems() == []


@browser_test
def test_keyboard_path(opened, collaboration):
    found = opened(collaboration)
    page = found.page
    for _ in range(120):
        page.keyboard.press("Tab")
        if found.ask("document.activeElement.id") == "map":
            break
    assert found.ask("document.activeElement.id") == "map"
    assert found.ask("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("ArrowRight")
    assert found.ask("bionrwMap.selected()") == "organisation/clib", "the strongest comes first"
    assert "Ausgewählt: CLIB" in page.locator("#live").inner_text()
    before = found.ask("bionrwMap.place('organisation/clib')")
    page.keyboard.press("ArrowRight")
    key = found.ask("bionrwMap.selected()")
    assert key != "organisation/clib" and found.ask("(key) => bionrwMap.place(key)", key)["x"] > before["x"]
    page.keyboard.press("n")
    page.keyboard.press("p")
    assert found.ask("bionrwMap.selected()") == key
    page.keyboard.press("Enter")
    assert found.ask("document.activeElement.closest('#panel') !== null")
    page.keyboard.press("Escape")
    assert found.ask("bionrwMap.selected()") == "" and found.ask("document.activeElement.id") == "map"
    scale = found.ask("bionrwMap.scale()")
    page.keyboard.press("+")
    assert found.ask("bionrwMap.scale()") > scale
    page.keyboard.press("0")
    assert abs(found.ask("bionrwMap.scale()") - scale) < 0.01
    page.keyboard.press("/")
    assert found.ask("document.activeElement.id") == "search"
    page.keyboard.type("l")
    assert page.locator("#map-view").is_visible(), "letters are letters while typing"
    page.keyboard.press("Escape")
    page.locator("#map").focus()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    page.locator("#map").focus()
    page.keyboard.press("l")
    assert page.locator("#list-view table").is_visible()
    assert found.problems() == []


@browser_test
def test_narrow_screen_keeps_filters_and_facts_in_drawers(opened, collaboration):
    found = opened(collaboration, size=(390, 844))
    page = found.page
    assert not page.locator("#filters").is_visible()
    page.locator("#open-filters").click()
    page.wait_for_timeout(250)
    page.locator('input[data-facet="country"][value="DE"]').check()
    assert found.shown()["nodes"] == expected(samples.collaboration(), country={"DE"})["nodes"]
    page.locator("#filters .close").click()
    found.click("organisation/clib")
    assert page.locator("#panel h2").is_visible()


@browser_test
def test_large_map_opens_with_its_stronger_edges_and_says_so(opened):
    found = opened(maps.page(samples.many(320)))
    assert all(count >= 2 for _, count in found.shown()["edges"]) and found.shown()["edges"]
    assert "ab 2 gemeinsamen Projekten" in found.page.locator("#counts").inner_text()


# ---------------------------------------------------------------- large maps


@cache
def large(size: int) -> str:
    """The page of a made-up network of so many organisations, one in fifty of them alone."""
    return maps.page(samples.grouped(size + size // 50, alone=size // 50))


def groups_of(html: str) -> list[set[str]]:
    """The keys of the members of each bubble in the data."""
    data = data_of(html)
    return [{data["nodes"][place]["key"] for place in bubble["members"]} for bubble in data["bubbles"]]


def numbered(place: int) -> str:
    return f"organisation/o{place:05d}"


@browser_test
@pytest.mark.parametrize("size", [1001, 5000])
def test_large_map_opens_as_bubbles_that_hold_everything(opened, size):
    found = opened(large(size))
    bubbles = found.ask("bionrwMap.bubbles()")
    data = data_of(large(size))
    alone = {node["key"] for node in data["nodes"] if not node["degree"]}
    groups = [group for group in groups_of(large(size)) if group != alone]
    assert len(bubbles) == len(groups) > 5
    assert {frozenset(bubble["members"]) for bubble in bubbles} == {frozenset(group) for group in groups}
    home = {key: number for number, group in enumerate(groups) for key in group}
    keys = {node["id"]: node["key"] for node in data["nodes"]}
    strength = {node["key"]: node["strength"] for node in data["nodes"]}
    sums: Counter[tuple[str, str]] = Counter()
    names = {number: min(group, key=lambda key: (-strength[key], key)) for number, group in enumerate(groups)}
    for edge in data["edges"]:
        ends = home[keys[edge["from"]]], home[keys[edge["to"]]]
        if ends[0] != ends[1]:
            for one, other in (ends, ends[::-1]):
                sums[names[one], names[other]] += edge["weight"]
    assert {bubble["key"] for bubble in bubbles} == set(names.values())
    assert {(bubble["key"], other): count for bubble in bubbles for other, count in bubble["near"]} == dict(sums)
    largest = max(bubbles, key=lambda bubble: len(bubble["members"]))
    assert largest["label"].endswith(f" +{len(largest['members']) - 1}")
    # The totals are those of the data, not of the circles.
    counts = found.page.locator("#counts").inner_text().replace(".", "")
    assert f"{size} / {len(data['nodes'])} Organisationen" in counts and f"{len(data['edges'])} Verbindungen" in counts
    assert f"{len(alone)} ohne Verbindung" in counts
    assert f"in {len(groups)} Gruppen" in found.page.locator("#crumbs").inner_text()
    assert len(found.shown()["nodes"]) == size and len(found.drawn()["nodes"]) == len(groups)
    assert found.problems() == []


@browser_test
@pytest.mark.parametrize("size", [(1400, 900), (390, 844)])
def test_labels_of_bubbles_overlap_nothing(opened, size):
    found = opened(large(1001), size=size)
    labels, symbols = found.ask("bionrwMap.labelBoxes()"), found.ask("bionrwMap.symbolBoxes()")
    assert len(symbols) == len(found.ask("bionrwMap.bubbles()")) and len(labels) >= 5
    for number, box in enumerate(labels):
        for other in labels[number + 1 :] + symbols:
            apart = box["right"] <= other["left"] or other["right"] <= box["left"]
            assert apart or box["bottom"] <= other["top"] or other["bottom"] <= box["top"]


@browser_test
def test_click_opens_a_bubble_into_its_members_and_there_is_a_way_back(opened):
    found = opened(large(1001))
    page = found.page
    bubbles = found.ask("bionrwMap.bubbles()")
    bubble = max(bubbles, key=lambda one: len(one["members"]))
    box = page.locator("#map").bounding_box()
    at = bubble["place"]
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    page.wait_for_timeout(400)
    assert found.drawn()["open"] == bubble["key"]
    assert set(found.drawn()["nodes"]) == set(bubble["members"]) and len(bubble["members"]) <= 300
    data = data_of(large(1001))
    ends = {node["id"]: node["key"] in bubble["members"] for node in data["nodes"]}
    assert found.drawn()["edges"] == sum(ends[edge["from"]] and ends[edge["to"]] for edge in data["edges"])
    assert page.locator("#panel-body h2").inner_text() == bubble["label"]
    assert found.ask("bionrwMap.symbolBoxes()")[0]["key"] in bubble["members"]
    # The totals stay those of the whole selection.
    assert "1.001 / 1.021 Organisationen" in page.locator("#counts").inner_text()
    page.locator("#back").click()
    assert found.drawn()["bubbles"] and len(found.drawn()["nodes"]) == len(bubbles)
    assert found.problems() == []


@browser_test
def test_only_the_strongest_of_a_very_large_bubble_are_drawn_and_the_rest_are_listed(opened):
    group = max(groups_of(large(5000)), key=len)
    data = data_of(large(5000))
    ranked = sorted(
        (node for node in data["nodes"] if node["key"] in group), key=lambda node: (-node["strength"], node["key"])
    )
    assert len(group) > 300
    found = opened(large(5000), "#group=" + ranked[-1]["key"].replace("/", "%2F"))
    assert set(found.drawn()["nodes"]) == {node["key"] for node in ranked[:300]}
    words = f"300 von {len(group)} gezeichnet, die stärksten; {len(group) - 300} weitere stehen in der Liste."
    assert words in found.page.locator("#crumbs").inner_text()
    found.page.get_by_role("button", name="Liste der Gruppe").click()
    assert found.page.locator("#list-view tbody tr").count() == 100
    assert f"1–100 von {len(group)}" in found.page.locator(".pages").inner_text()
    # One that is not among the strongest is drawn all the same once it is asked for.
    found.page.locator("#view-map").click()
    found.page.locator("#search").fill(ranked[-1]["label"]["de"])
    found.page.keyboard.press("Enter")
    assert len(found.drawn()["nodes"]) == 301 and ranked[-1]["key"] in found.drawn()["nodes"]


@browser_test
def test_search_opens_the_bubble_of_what_it_finds(opened):
    found = opened(large(5000))
    name = {node["key"]: node["label"]["de"] for node in data_of(large(5000))["nodes"]}[numbered(4321)]
    found.page.locator("#search").fill(name)
    found.page.keyboard.press("Enter")
    assert found.ask("bionrwMap.selected()") == numbered(4321)
    (group,) = [group for group in groups_of(large(5000)) if numbered(4321) in group]
    assert found.drawn()["open"] in group and numbered(4321) in found.drawn()["nodes"]
    assert set(found.drawn()["nodes"]) <= group
    assert found.page.locator("#panel-body h2").inner_text() == name
    # The first takes back the choice, the second leads out of the group.
    found.page.keyboard.press("Escape")
    assert found.ask("bionrwMap.selected()") == "" and found.drawn()["open"] in group
    found.page.keyboard.press("Escape")
    assert found.drawn()["bubbles"] and found.ask("bionrwMap.selected()") in group
    assert found.problems() == []


@browser_test
def test_address_names_the_open_bubble_and_restores_it(opened):
    found = opened(large(1001))
    found.page.locator("#panel-body .people button").nth(2).click()
    drawn = found.drawn()
    hash_ = found.page.url.split("#")[1]
    assert hash_ == "group=" + drawn["open"].replace("/", "%2F")
    again = opened(large(1001), "#" + hash_)
    assert again.drawn() == drawn and again.page.url.split("#")[1] == hash_
    # Any member will do, as the strongest may be another one when the data have grown.
    member = next(key for key in drawn["nodes"] if key != drawn["open"])
    assert opened(large(1001), "#group=" + member).drawn() == drawn
    again.page.locator("#back").click()
    assert "#" not in again.page.url


@browser_test
@pytest.mark.parametrize(("size", "possible"), [(1001, True), (3000, True), (3001, False)])
def test_all_are_shown_one_by_one_up_to_3000_after_a_warning(opened, size, possible):
    found = opened(large(size))
    page = found.page
    assert found.drawn()["bubbles"] and page.locator("#whole").count() == possible
    if size != 1001:
        # An address asks in vain for what the page itself does not offer.
        assert opened(large(size), "#whole=1").drawn()["bubbles"] != possible
        return
    page.locator("#whole").click()
    assert found.drawn()["bubbles"], "the warning comes first"
    assert "schwer zu lesen" in page.locator("#crumbs").inner_text()
    page.locator("#whole-anyway").click()
    data = data_of(large(size))
    assert len(found.drawn()["nodes"]) == size and found.drawn()["edges"] == len(data["edges"])
    boxes = found.ask("bionrwMap.symbolBoxes()")
    assert len(boxes) == size and page.url.endswith("#whole=1")
    page.locator("#groups").click()
    assert found.drawn()["bubbles"] and "#" not in page.url
    assert found.problems() == []


@browser_test
def test_filters_count_in_bubbles_and_a_small_rest_is_drawn_in_full(opened):
    found = opened(large(5000), "#country=DE")
    data = data_of(large(5000))
    german = {node["key"] for node in data["nodes"] if node["country"] == "DE" and node["degree"]}
    bubbles = found.ask("bionrwMap.bubbles()")
    assert set().union(*(bubble["members"] for bubble in bubbles)) == german
    counts = found.ask("bionrwMap.counts()")
    kinds = Counter(node["category"] for node in data["nodes"] if node["key"] in german)
    assert counts["type"] == dict(kinds)
    every = Counter(node["country"] for node in data["nodes"] if node["degree"])
    assert counts["country"] == dict(every), "a facet counts without its own choice"
    found.page.locator('input[data-facet="type"][value="clinic"]').check()
    assert not found.drawn()["bubbles"] and found.drawn()["nodes"] == found.shown()["nodes"]
    assert len(found.drawn()["nodes"]) == kinds["clinic"]
    # Few of many stand close enough together to be seen.
    boxes = found.ask("bionrwMap.symbolBoxes()")
    assert min(box["right"] - box["left"] for box in boxes) >= 4
    found.page.locator("#reset").click()
    assert found.drawn()["bubbles"]
    found.page.locator("#isolates").check()
    assert "Ohne Verbindung" in [bubble["label"] for bubble in found.ask("bionrwMap.bubbles()")]
    assert found.problems() == []


@browser_test
def test_surroundings_in_a_large_map_are_drawn_in_full(opened):
    data = data_of(large(5000))
    keys = {node["id"]: node["key"] for node in data["nodes"]}
    near = {numbered(4000)}
    for edge in data["edges"]:
        ends = keys[edge["from"]], keys[edge["to"]]
        if numbered(4000) in ends:
            near |= set(ends)
    found = opened(large(5000), f"#ego=1&around={numbered(4000)}")
    assert set(found.drawn()["nodes"]) == near
    labelled = {box["key"] for box in found.ask("bionrwMap.labelBoxes()")}
    assert len(labelled) >= min(8, len(near))


@browser_test
def test_keyboard_walks_over_bubbles_opens_and_leaves_them(opened):
    found = opened(large(1001))
    page = found.page
    page.locator("#map").focus()
    page.keyboard.press("n")
    bubbles = found.ask("bionrwMap.bubbles()")
    first = found.ask("bionrwMap.selected()")
    assert first == max(bubbles, key=lambda one: len(one["members"]))["key"]
    assert "Eingabe öffnet sie" in page.locator("#live").inner_text()
    assert "#" not in page.url, "a bubble that is only looked at is no state"
    seen = {first}
    for key in ("ArrowLeft", "ArrowUp", "ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
        seen.add(found.ask("bionrwMap.selected()"))
    assert len(seen) >= 3 and seen <= {bubble["key"] for bubble in bubbles}
    last = found.ask("bionrwMap.selected()")
    page.keyboard.press("Enter")
    assert found.drawn()["open"] == last and "geöffnet" in page.locator("#live").inner_text()
    page.keyboard.press("n")
    assert found.ask("bionrwMap.selected()") in found.drawn()["nodes"]
    page.keyboard.press("Escape")
    assert found.ask("bionrwMap.selected()") == "" and found.drawn()["open"] == last
    page.keyboard.press("Escape")
    assert found.drawn()["bubbles"] and found.ask("bionrwMap.selected()") == last
    assert "geschlossen" in page.locator("#live").inner_text()
    assert found.problems() == []


@browser_test
def test_legend_of_bubbles_says_what_circles_and_lines_are(opened):
    found = opened(large(1001))
    bubbles = found.ask("bionrwMap.bubbles()")
    sizes = [len(bubble["members"]) for bubble in bubbles]
    legend = found.page.locator("#legend")
    assert "Kreis: Zahl der Einträge" in legend.inner_text() and "Linie: Summe" in legend.inner_text()
    samples_ = legend.locator('[data-samples="size"] .entry').all_inner_texts()
    assert (int(samples_[0]), int(samples_[-1])) == (min(sizes), max(sizes))
    assert legend.locator("[data-category]").count() == 7


@browser_test
def test_no_text_of_bubbles_is_missing_in_either_language(opened):
    for language, there, not_there in (("de", "Alle Gruppen", "All groups"), ("en", "All groups", "Alle Gruppen")):
        found = opened(large(1001), f"#lang={language}")
        said = [found.page.locator("#app").inner_text()]
        found.page.locator("#whole").click()
        said.append(found.page.locator("#crumbs").inner_text())
        found.page.locator("#panel-body .people button").first.click()
        said.append(found.page.locator("#app").inner_text())
        words = "\n".join(said)
        assert there in words and not_there not in words and not re.search(r"\{\w+\}|undefined|NaN", words)
        assert found.problems() == []


@browser_test
@pytest.mark.parametrize(("size", "seconds"), [(0, 2), (1, 2), (2, 2), (300, 2), (1000, 4), (5000, 3)])
def test_page_is_ready_soon(opened, size, seconds):
    # About three times what was measured on two cores, and never less than two seconds.
    html = maps.page(samples.grouped(size)) if size < 1001 else large(size)
    began = time.perf_counter()
    found = opened(html)
    assert time.perf_counter() - began < seconds and found.problems() == []


def test_page_of_a_large_network_carries_each_edge_once():
    html = large(2000)
    data, loaded = data_of(html), json.loads(Scripts(html).scripts[0])
    assert len(data["bubbles"]) > 3 and len(data["edges"]) > 4000 and data["vis"]["edges"] == []
    # Its ends are places among the nodes, and its id is its own place.
    assert set(loaded["edges"]["columns"]) == {"from", "to", "weight", "through", "inferred"}
    assert max(loaded["edges"]["columns"]["to"]) < len(data["nodes"]) == 2040
    small = data_of(maps.page(samples.grouped(300)))
    assert [edge["id"] for edge in small["vis"]["edges"]] == [edge["id"] for edge in small["edges"]]


def test_page_of_a_large_network_stays_small():
    # Without the library, 5,000 nodes and some 15,000 lines.
    data = data_of(large(5000))
    assert len(data["edges"]) > 14_000
    assert len(Scripts(large(5000)).scripts[0].encode()) < 2_500_000


# ---------------------------------------------------------------- export and print


SVG = "{http://www.w3.org/2000/svg}"


class Picture:
    """An SVG file of a map, as numbers: rooms of labels and symbols, lines, words."""

    def __init__(self, content: bytes) -> None:
        self.root = ElementTree.fromstring(content)
        self.map = self.root.find("{*}svg")
        assert self.map is not None
        self.symbols = [self._symbol(group) for group in self._groups("symbol")]
        self.labels = [self._label(group) for group in self._groups("label")]
        self.lines = [line for line in self.map.iter(SVG + "path") if line.get("class") == "line"]
        self.words = " ".join("".join(text.itertext()) for text in self.root.iter(SVG + "text"))

    def _groups(self, name: str) -> list[ElementTree.Element]:
        assert self.map is not None
        return [group for group in self.map.iter(SVG + "g") if group.get("class") == name]

    def _symbol(self, group: ElementTree.Element) -> dict[str, Any]:
        _, drawn = group.findall("{*}path")
        x, y, radius = map(float, re.findall(r"-?[\d.]+", drawn.get("transform", "")))
        shapes = json.loads((TEMPLATES / "shapes.json").read_text(encoding="utf-8")).values()
        half, above, below = next(shape["extents"] for shape in shapes if shape["outline"] == drawn.get("d"))
        return {
            "key": group.findtext("{*}title"),
            "x": x,
            "y": y,
            "left": x - half * radius,
            "right": x + half * radius,
            "top": y - above * radius,
            "bottom": y + below * radius,
        }

    def _label(self, group: ElementTree.Element) -> dict[str, Any]:
        boxes = []
        for text in group.findall("{*}text"):
            x, y, width, size = (float(text.get(name, "")) for name in ("x", "y", "textLength", "font-size"))
            boxes.append((x, y - 0.76 * size, x + width, y + 0.22 * size))
        left, top, right, bottom = zip(*boxes, strict=True)
        name = " ".join("".join(text.itertext()) for text in group.findall("{*}text"))
        return {"key": name, "left": min(left), "top": min(top), "right": max(right), "bottom": max(bottom)}


def light() -> dict[str, str]:
    css = (TEMPLATES / "map.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+): (#\w{6})", css[: css.index("prefers-color-scheme")]))


def plain(words: str) -> str:
    return " ".join(words.split())


PICTURES = [
    ("", samples.collaboration),
    ("#lang=en&country=DE&country=BE&from=2012&to=2018&theme=dark&isolates=1", samples.collaboration),
    ("#undated=0&ego=1&around=organisation%2Fhhu&select=organisation%2Fhhu&view=list", samples.collaboration),
    ("#from=2016&to=2016&select=organisation%2Fclib%7Corganisation%2Frwth", samples.collaboration),
    ("", samples.participation),
    ("", samples.many),
    ("", lambda: nx.empty_graph(3)),
]


@browser_test
@pytest.mark.parametrize(("fragment", "make"), PICTURES)
def test_svg_holds_what_the_page_shows(opened, fragment, make):
    html = maps.page(make(), claims=samples.claims(), data_date="2023-11-20", as_of="2020-01-31")
    found = opened(html, fragment, dark=True)
    name, content = found.export("svg")
    picture, shown = Picture(content), found.shown()
    assert re.fullmatch(r"bionrw[a-z0-9-]*(31-januar-2020|31-january-2020)\.svg", name)
    assert len(picture.symbols) == len(shown["nodes"]) and len(picture.lines) == len(shown["edges"])
    dashed = [line for line in picture.lines if line.get("stroke-dasharray")]
    assert len(dashed) == len(found.ask("bionrwMap.dashed()"))
    # Title with the day of the state, filters in words, figures, legend, note, date.
    assert picture.words.startswith(found.page.locator("#title").inner_text())
    for words in [
        *(chip.removesuffix("×").strip() for chip in found.page.locator("#chips button").all_inner_texts()),
        *found.page.locator("#legend :is(.entry, .caption)").all_text_contents(),
        *(found.page.locator(name).text_content() for name in ("#counts", "#date")),
        data_of(html)["note"]["en" if "lang=en" in fragment else "de"],
    ]:
        assert plain(words) in picture.words
    assert ("2023" in picture.words) and ("Auswahl: alles" in picture.words) == (fragment == "")
    assert len(picture.root.findall("{*}g[@class='legend']/{*}svg")) == found.page.locator("#legend svg").count()
    for other in (picture.labels, picture.symbols):
        assert overlapping(picture.labels, other) == []
    frame = {side: float(picture.map.get(side)) for side in ("width", "height")}
    for box in picture.labels + picture.symbols:
        assert box["left"] >= 0 and box["top"] >= 0
        assert box["right"] <= frame["width"] and box["bottom"] <= frame["height"]
    assert picture.labels
    # Light colours whatever the page looks like, and each of them is one of ours.
    colours = {element.get(name) for element in picture.root.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert colours <= {*light().values(), *(colour for _, colour in scenes.SYMBOLS.values())}
    assert picture.root.find("{*}rect").get("fill") == "#ffffff" and b"var(" not in content
    assert found.problems() == []


@browser_test
def test_svg_picks_out_what_is_selected(opened, collaboration):
    picture = Picture(opened(collaboration, "#select=organisation%2Fhhu").export("svg")[1])
    faded = {
        group.findtext("{*}title")
        for group in picture._groups("symbol")
        if any(path.get("opacity") for path in group.findall("{*}path"))
    }
    network = samples.collaboration()
    names = nx.get_node_attributes(network, "label")
    hhu = samples.BASE + "organisation/hhu"
    connected = set(network) - set(nx.isolates(network))
    assert faded == {names[node] for node in connected - {hhu} - set(network[hhu])}
    assert len(picture.map.findall(".//{*}circle")) == 1
    assert {line.get("stroke-opacity") for line in picture.lines} == {"0.05", "0.75"}
    assert "hervorgehoben: Heinrich-Heine-Universität Düsseldorf" in picture.words


@browser_test
def test_lines_of_the_svg_bend_as_those_of_the_map(opened, collaboration):
    found = opened(collaboration)
    picture = Picture(found.export("svg")[1])
    keys = {node["label"]["de"]: node["key"] for node in data_of(collaboration)["nodes"]}
    found.ask("bionrwMap.zoomTo(6)")
    first, last = picture.symbols[0], picture.symbols[-1]
    start, end = (found.ask("(key) => bionrwMap.place(key)", keys[one["key"]]) for one in (first, last))
    scale = (end["x"] - start["x"]) / (last["x"] - first["x"])
    hits = []
    for line in picture.lines:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", line.get("d"))]
        assert len(numbers) == 6
        # The middle of a quadratic curve.
        x, y = ((numbers[at] + 2 * numbers[at + 2] + numbers[at + 4]) / 4 for at in (0, 1))
        point = [start["x"] + (x - first["x"]) * scale, start["y"] + (y - first["y"]) * scale]
        ends = {
            keys[symbol["key"]]
            for symbol in picture.symbols
            if [symbol["x"], symbol["y"]] in (numbers[:2], numbers[4:])
        }
        hits.append(ends == set(found.ask("(point) => bionrwMap.edgeAt(...point)", point).split("|")))
    # In a few places another line or a symbol lies above.
    assert sum(hits) > 0.9 * len(hits)


@browser_test
def test_png_is_the_picture_at_double_size(opened, collaboration):
    found = opened(collaboration, dark=True)
    name, content = found.export("png")
    assert name == "bionrw-wer-mit-wem-in-der-biotechnologie-in-nrw-zusammenarbeitet.png"
    assert content[:16] == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    assert struct.unpack(">II", content[16:24]) == (2560, 1760)
    body, place = b"", 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        if content[place + 4 : place + 8] == b"IDAT":
            body += content[place + 8 : place + 8 + length]
        place += 12 + length
    assert len(set(zlib.decompress(body))) > 100, "something is drawn"
    assert found.problems() == []


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """A CSV file as a German spreadsheet reads it."""
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\n") == content.count(b"\r\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@browser_test
@pytest.mark.parametrize(
    ("fragment", "chosen"),
    [("", {}), ("#country=DE&country=BE&from=2013&to=2014", {"country": {"DE", "BE"}, "years": (2013, 2014)})],
)
def test_tables_hold_what_is_shown(opened, collaboration, fragment, chosen):
    network = samples.collaboration()
    wanted = expected(network, **chosen)
    found = opened(collaboration, fragment)
    name, content = found.export("nodes")
    assert name == "bionrw-wer-mit-wem-in-der-biotechnologie-in-nrw-zusammenarbeitet-organisationen.csv"
    rows = csv_rows(content)
    assert sorted(row["Kennung"] for row in rows) == wanted["nodes"]
    clib = next(row for row in rows if row["Name"] == "CLIB")
    shown = found.shown()["edges"]
    assert (clib["Art"], clib["Land"], clib["Ort"]) == ("Cluster", "Deutschland", "Düsseldorf")
    assert clib["Partner"] == str(sum("organisation/clib" in key.split("|") for key, _ in shown))
    assert clib["Auch bekannt als"] == "CLIB2021, Cluster Industrielle Biotechnologie"
    name, content = found.export("edges")
    assert name.endswith("-verbindungen.csv")
    rows = csv_rows(content)
    assert sorted(int(row["Gemeinsame Projekte"]) for row in rows) == wanted["weights"]
    assert {row["Kennung A"] + "|" + row["Kennung B"] for row in rows} == {key for key, _ in shown}
    for row in rows:
        ends = [samples.BASE + row[f"Kennung {end}"] for end in "AB"]
        assert [row["A"], row["B"]] == [network.nodes[end]["label"] for end in ends]
        through = set(network.edges[ends]["through"]) & wanted["active"]
        for project in (network.graph["through"][iri] for iri in through):
            assert project["label_de"] + " (" in row["Projekte (Laufzeit · Förderer)"]
            assert all(funder in row["Projekte (Laufzeit · Förderer)"] for funder in project["funders_de"])
            assert (project["start"] or "")[:4] in row["Projekte (Laufzeit · Förderer)"]
        assert row["Projekte (Laufzeit · Förderer)"].count(" | ") == len(through) - 1
        assert row["Quellen"] == "Example page: cluster <https://example.org/cluster>"
        assert row["Karte"] == "Wer mit wem in der Biotechnologie in NRW zusammenarbeitet"
        assert row["Herkunft"] == "bionrw-graph · CC BY 4.0 · Tabellen vom 20. November 2023"
        assert row["Hinweis"] == samples.NOTE_DE
        said = (
            "Land: Deutschland, Belgien · 2013–2014 · auch Projekte ohne Jahr (2)" if chosen else "alles, ohne Filter"
        )
        assert row["Gezeigt"] == f"Auswahl: {said}"
    dashed = {row["Kennung A"] + "|" + row["Kennung B"] for row in rows if row["Erschlossen oder unsicher"] == "ja"}
    assert dashed == set(found.ask("bionrwMap.dashed()"))
    assert found.problems() == []


@browser_test
def test_tables_of_a_bipartite_map_are_in_the_language_of_the_page(opened):
    found = opened(maps.page(samples.participation(), claims=samples.claims()), "#lang=en")
    name, content = found.export("nodes")
    assert name == "bionrw-projects-and-their-partners-entries.csv"
    kinds = {row["Name"]: row["Type"] for row in csv_rows(content)}
    assert kinds["RIN Material Flows"] == "Project" and len(kinds) == len(samples.participation())
    rows = csv_rows(found.export("edges")[1])
    assert len(rows) == samples.participation().number_of_edges()
    assert list(rows[0])[:6] == ["A", "Key of A", "B", "Key of B", "Inferred or uncertain", "Sources"]
    assert {row["Sources"] for row in rows} == {"Example page: cluster <https://example.org/cluster>"}


FORMULAS = ['=HYPERLINK("https://example.org";"x")', "+1", "-1+2", "@SUM(A1)", "\uff1d1", 'a;b"c"', " =x"]


@browser_test
def test_no_cell_is_a_formula(opened):
    network = nx.Graph()
    network.graph["through"] = {"urn:p": {"label": "=project", "funders": ["=funder"]}}
    for number, name in enumerate(FORMULAS):
        network.add_node(f"=urn:{number}", label=name, city=name, names=[name], country=name)
        if number:
            network.add_edge("=urn:0", f"=urn:{number}", weight=1, through=["urn:p"])
    claims = [{"thing": "urn:p", "other": "=urn:0", "source": "@source", "url": "https://example.org/=a;b"}]
    html = maps.page(network, claims=claims, title="=title", data_date="=1+1")
    found = opened(html)
    for table in ("nodes", "edges"):
        rows = csv_rows(found.export(table)[1])
        assert not [cell for row in rows for cell in row.values() if re.match("[=+\\-@\t\r\uff1d]", cell)]
    nodes = csv_rows(found.export("nodes")[1])
    assert {row["Name"] for row in nodes} == {*(f"'{name}" for name in FORMULAS[:5]), 'a;b"c"', "'=x"}
    assert {row["Karte"] for row in nodes} == {"'=title"}


@browser_test
@pytest.mark.parametrize("fragment", ["#type=clinic&country=BE&funder=Horizon+2020", None])
def test_nothing_is_exported_from_an_empty_map(opened, collaboration, fragment):
    found = opened(collaboration if fragment else maps.page(nx.Graph(), title="Nothing"), fragment or "")
    page = found.page
    page.locator("#export").click()
    assert page.locator("#exports button").count() == 5
    assert page.locator("#exports button:enabled").count() == 0
    reason = "Die Karte zeigt keinen Eintrag; es gibt nichts zu exportieren."
    assert page.locator("#export-reason").inner_text() == reason == page.locator("#live").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#exports").is_visible()
    # The browser's own command prints all the same: the sentence on the map.
    found.ask("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#empty h2").inner_text() in page.locator("#print").text_content()
    assert found.problems() == []


@browser_test
def test_menu_of_exports_works_by_keyboard(opened, collaboration):
    found = opened(collaboration, "#select=organisation%2Fclib")
    page = found.page
    here = "document.activeElement.dataset.export || document.activeElement.id"
    page.locator("#export").focus()
    page.keyboard.press("Enter")
    assert found.ask(here) == "png" and page.locator("#export").get_attribute("aria-expanded") == "true"
    walked = []
    for key in ("ArrowDown", "ArrowDown", "End", "ArrowDown", "ArrowUp", "Home"):
        page.keyboard.press(key)
        walked.append(found.ask(here))
    assert walked == ["svg", "nodes", "print", "png", "print", "png"]
    page.keyboard.press("Escape")
    assert found.ask(here) == "export" and not page.locator("#exports").is_visible()
    assert found.ask("bionrwMap.selected()") == "organisation/clib", "Esc closed the menu and nothing else"
    page.keyboard.press("ArrowDown")
    with page.expect_download():
        page.keyboard.press("Enter")
    assert found.ask(here) == "export" and "Gespeichert: bionrw-" in page.locator("#live").inner_text()
    page.locator("#export").click()
    page.keyboard.press("Tab")
    assert not page.locator("#exports").is_visible()
    page.locator("#export").click()
    page.mouse.click(500, 500)
    assert not page.locator("#exports").is_visible()


@browser_test
def test_hostile_texts_run_nothing_in_the_files(opened, tmp_path):
    network, rows = hostile()
    found = opened(maps.page(network, claims=rows, title=HOSTILE, title_de=HOSTILE + "\ufffe", data_date=HOSTILE))
    name, content = found.export("svg")
    assert re.fullmatch(r"[a-z0-9-]{1,100}\.svg", name)
    assert "</script><script>window.PWN=1</script><img" in Picture(content).words
    tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(content).iter()}
    assert tags <= {"svg", "title", "rect", "g", "path", "circle", "text", "line"}
    (tmp_path / name).write_bytes(content)
    page = found.page.context.new_page()
    other = Opened(page)
    page.goto((tmp_path / name).as_uri())
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.localName") == "svg"
    assert page.evaluate("window.PWN") is None and other.wrong == []
    found.page.pdf(prefer_css_page_size=True)
    for table in ("nodes", "edges"):
        csv_rows(found.export(table)[1])
    assert found.ask("window.PWN") is None
    assert found.problems() == []


@browser_test
@pytest.mark.parametrize("fragment", ["", "#view=list&select=organisation%2Fclib&theme=dark"])
def test_prints_on_one_page_with_its_legend(opened, collaboration, fragment):
    from pypdf import PdfReader

    found = opened(collaboration, fragment, dark=True)
    (printed,) = PdfReader(io.BytesIO(found.page.pdf(prefer_css_page_size=True))).pages
    assert (round(printed.mediabox.width), round(printed.mediabox.height)) == (842, 595)
    words = plain(printed.extract_text())
    for part in (
        "Wer mit wem in der Biotechnologie in NRW zusammenarbeitet",
        *("Auswahl: alles, ohne Filter", "Hochschule", "Netzwerk oder Förderung", "Größe: Summe gemeinsamer Projekte"),
        *("Linie: gemeinsame Projekte", "erschlossen oder unsicher", samples.NOTE_DE, "Tabellen vom 20. November 2023"),
    ):
        assert words.count(part) == 1, part
    assert "Dunkel" not in words and "Förderer" not in words, "nothing but the picture"
    found.ask("window.dispatchEvent(new Event('beforeprint'))")
    found.page.emulate_media(media="print")
    assert found.page.locator("#print > svg").is_visible() and not found.page.locator("#app").is_visible()
    assert found.page.locator("#print > svg > rect").get_attribute("fill") == "#ffffff"
    found.page.emulate_media(media="screen")
    found.ask("window.dispatchEvent(new Event('afterprint'))")
    assert found.page.locator("#print > svg").count() == 0 and found.page.locator("#app").is_visible()
    assert found.problems() == []


# ---------------------------------------------------------------- year by year


def year_of(found: Opened) -> tuple[str, str]:
    """The year in the address and the one in the corner of the map; "" where there is none."""
    # The first and the last year of the samples need not be said.
    ends = {"from": "2010", "to": "2019", **dict(re.findall(r"\b(from|to)=(\d+)", found.page.url))}
    return (ends["to"] if ends["from"] == ends["to"] else "", found.page.locator("#year").text_content())


@browser_test
def test_years_run_to_the_last_one(opened, collaboration):
    network = samples.collaboration()
    found = opened(collaboration, motion=True)
    page = found.page
    page.clock.install()
    place = (
        "(key) => [bionrwMap.place(key).x, bionrwMap.place(key).y + document.querySelector('#map')"
        ".getBoundingClientRect().top]"
    )
    keys = [node["key"] for node in data_of(collaboration)["nodes"]]
    before = [found.ask(place, key) for key in keys]
    assert year_of(found) == ("", "") and not page.locator("#year").is_visible()
    page.locator("#play").click()
    # The years of the samples.
    for year in range(2010, 2020):
        if year > 2010:
            page.clock.run_for(1000)
        wanted = expected(network, years=(year, year))
        shown = found.shown()
        assert year_of(found) == (str(year), str(year))
        assert shown["nodes"] == wanted["nodes"] and shown["projects"] == wanted["projects"]
        assert sorted(count for _, count in shown["edges"]) == wanted["weights"]
        nodes, edges = len(wanted["nodes"]), wanted["edges"]
        assert page.locator("#live").inner_text() == f"{year}: {nodes} Organisationen, {edges} Verbindungen"
        assert ("Anhalten" in page.locator("#play").inner_text()) == (year < 2019)
        for key, start in zip(keys, before, strict=True):
            assert found.ask(place, key) == pytest.approx(start, abs=1), "no node moves"
    page.clock.run_for(5000)
    assert year_of(found) == ("2019", "2019")
    page.locator("#play").click()
    assert year_of(found)[1] == "2010", "from the end it begins again"
    assert found.problems() == []


@browser_test
def test_run_is_stopped_by_key_button_and_other_filters(opened, collaboration):
    found = opened(collaboration, "#select=organisation%2Fclib&undated=0", motion=True)
    page = found.page
    page.clock.install()
    network = samples.collaboration()
    stops = {
        "Escape": lambda: page.keyboard.press("Escape"),
        "button": lambda: page.locator("#play").click(),
        "step": lambda: page.locator("#year-after").click(),
        "years": lambda: (page.locator("#year-from").fill("2011"), page.locator("#year-from").press("Tab")),
        "reset": lambda: page.locator("#reset").click(),
        "address": lambda: found.ask("location.hash = 'from=2012'"),
    }
    for name, stop in stops.items():
        page.locator("#reset").click()
        page.locator("#undated").uncheck()
        page.locator("#play").focus()
        page.keyboard.press("Enter")
        page.clock.run_for(3000)
        assert year_of(found) == ("2013", "2013"), name
        assert found.shown()["nodes"] == expected(network, years=(2013, 2013), undated=False)["nodes"]
        stop()
        page.clock.run_for(50)
        address = page.url
        page.clock.run_for(4000)
        assert page.url == address, name
        assert "Jahre abspielen" in page.locator("#play").inner_text(), name
        if name == "Escape":
            assert found.ask("bionrwMap.selected()") == "organisation/clib", "Esc stopped the run and nothing else"
            again = opened(collaboration, "#" + page.url.split("#")[1])
            assert again.shown() == found.shown() and year_of(again) == ("2013", "2013")
            assert again.page.locator("#chips button").first.inner_text().startswith("im Jahr 2013")
    assert found.problems() == []


@browser_test
def test_with_reduced_motion_years_go_by_hand(opened, collaboration):
    found = opened(collaboration)
    page = found.page
    assert page.locator("#play").count() == 0
    page.locator("#year-after").focus()
    for year in ("2010", "2011", "2012"):
        page.keyboard.press("Enter")
        assert year_of(found) == (year, year)
        assert page.locator("#live").inner_text().startswith(year + ": ")
    page.wait_for_timeout(1300)
    assert year_of(found) == ("2012", "2012"), "nothing runs by itself"
    for _ in range(3):
        page.locator("#year-before").click()
    assert year_of(found) == ("2010", "2010")
    page.locator("#reset").click()
    page.locator("#year-before").click()
    assert year_of(found) == ("2019", "2019")


@browser_test
def test_without_dated_projects_there_are_no_years(opened):
    for network in (samples.collaboration(), nx.Graph([("a", "b")])):
        for project in network.graph.get("through", {}).values():
            project["start"] = project["end"] = None
            project["end_status"] = "not-stated"
        found = opened(maps.page(network), motion=True)
        assert found.page.locator(".time, #year-from").count() == 0 and not found.page.locator("#year").is_visible()
        assert found.problems() == []


# ---------------------------------------------------------------- two states in one map


def compared() -> nx.Graph:
    """The collaboration of today beside an older one: without BIG-Cluster, and with a body that left."""
    newer = samples.collaboration()
    older = nx.Graph(newer)
    older.graph = {**newer.graph, "through": dict(newer.graph["through"])}
    late = samples.BASE + "project/big-cluster"
    for one, other, shared in list(older.edges(data="through")):
        left = [iri for iri in shared if iri != late]
        if left:
            older.add_edge(one, other, through=left, weight=len(left))
        else:
            older.remove_edge(one, other)
    older.remove_nodes_from([node for node in newer if newer.degree(node) and not older.degree(node)])
    older.add_node(samples.BASE + "organisation/left", label="Left Behind", type="organisation", group="university")
    older.add_edge(samples.BASE + "organisation/left", samples.CLIB, weight=1, through=[samples.RIN])
    return networks.merged(older, newer, "2012-06-30")


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


@browser_test
def test_newcomers_and_leavers_are_marked_counted_and_filtered(opened):
    found = opened(maps.page(compared(), claims=samples.claims(), data_date="2023-11-20"), "#lang=en")
    page, ask = found.page, found.ask
    assert found.problems() == []
    marks = {
        entry.get_attribute("data-change"): entry.inner_text() for entry in page.locator("#legend [data-change]").all()
    }
    assert marks == {"new": "new", "gone": "no longer stated or in force"}
    new = ask("bionrwMap.changed()")
    assert "organisation/evonik" in new["new"] and new["gone"] == ["organisation/left"]
    assert f"{len(new['new'])} new · 1 no longer stated or in force" in page.locator("#counts").inner_text()
    assert "does not mean false" in page.locator("#changes").inner_text()
    # In the panel, the tooltip and the list.
    found.click("organisation/left")
    assert "no longer stated or in force" in page.locator("#panel-body .eyebrow").inner_text()
    assert "CLIB · no longer stated or in force" in page.locator("#panel-body .people").inner_text()
    page.keyboard.press("Escape")
    place = ask("bionrwMap.place('organisation/evonik')")
    box = page.locator("#map").bounding_box()
    page.mouse.move(box["x"] + place["x"], box["y"] + place["y"])
    assert page.locator("#tip").inner_text().endswith(" · new")
    # Only what changed: what stayed is there only as the end of a line that changed.
    page.get_by_label("only what changed").check()
    shown = ask("bionrwMap.shown()")
    assert {"organisation/left", "organisation/evonik", "organisation/clib"} <= set(shown["nodes"])
    assert "organisation/dgaw" not in shown["nodes"]
    assert {pair for pair, _ in shown["edges"]} == set(new["edges"])
    assert "changes=only" in ask("location.hash")
    page.locator("#view-list").click()
    row = page.locator("#list-view tr", has_text="Left Behind")
    assert "no longer stated or in force" in row.inner_text()
    page.locator("#chips button", has_text="only what changed").click()
    assert "organisation/dgaw" in ask("bionrwMap.shown()")["nodes"]


@browser_test
def test_a_newcomer_has_a_ring_and_a_leaver_is_hollow(opened):
    found = opened(maps.page(compared()), "#lang=en")
    # A picture made from the same marks: outlines with dashes, rings, dotted lines.
    svg = found.export("svg")[1].decode()
    changed = found.ask("bionrwMap.changed()")
    assert svg.count('class="new"') == len(changed["new"])
    symbols = re.findall(r'<g class="symbol"><title>([^<]*)</title>.*?</g>', svg)
    assert "Left Behind" in symbols
    left = re.search(r"<title>Left Behind</title>(.*?)</g>", svg)
    assert left and "stroke-dasharray" in left[1] and left[1].count("#ffffff") == 2
    pixel = found.ask(
        """() => { const canvas = document.querySelector("#map canvas"), place = bionrwMap.place("organisation/left");
          const [x, y] = [place.x, place.y].map((value) => value * canvas.width / canvas.clientWidth);
          return [...canvas.getContext("2d").getImageData(x, y, 1, 1).data].slice(0, 3); }"""
    )
    assert pixel == [255, 255, 255]
