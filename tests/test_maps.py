"""The page of a map as a text: complete, the same every time, small, names no other place, runs nothing foreign."""

import base64
import hashlib
import inspect
import json
import os
import re
import subprocess
import sys

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import maps, networks, queries, scenes
from bionrw_graph.errors import BionrwError
from map_pages import TEMPLATES, Scripts, data_of, large, texts
from map_samples import HOSTILE, hostile


def script() -> str:
    """All parts of the script of the page."""
    assert {f"{name}.js" for name in maps.SCRIPTS} == {path.name for path in (TEMPLATES / "map").iterdir()}
    return "".join((TEMPLATES / "map" / f"{name}.js").read_text(encoding="utf-8") for name in maps.SCRIPTS)


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


def test_what_claims_repeat_is_written_once():
    html = maps.page(samples.collaboration(), claims=samples.claims())
    assert Scripts(html).scripts[0].count("Example page: cluster") == 1


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
    for lang, note, own, date in (
        ("de", samples.NOTE_DE, "eigene Tabellen", "Tabellen vom 21. November 2026"),
        ("en", samples.NOTE, "own tables", "Tables of 21 November 2026"),
    ):
        plain = (
            maps.page(network, lang=lang, data_date="2026-11-21").split('<main class="plain">')[1].split("</main>")[0]
        )
        assert f'<p class="note">{note}</p>' in plain
        assert f"<p>bionrw-graph · {own}: CC BY 4.0 · {date}</p>" in plain
    del network.graph["note"], network.graph["note_de"]
    plain = maps.page(network).split('<main class="plain">')[1].split("</main>")[0]
    assert "note" not in plain and "<p>bionrw-graph · eigene Tabellen: CC BY 4.0</p>" in plain
    network.graph["note"] = "word " * 200
    assert data_of(maps.page(network))["note"]["de"] == ("word " * 200).strip(), "a note may be longer than a name"


def test_column_of_the_plain_table_in_which_nothing_is_known_is_left_out():
    network = samples.collaboration()
    for node in network:
        network.nodes[node]["city"] = ""
    plain = maps.page(network, lang="en").split('<main class="plain">')[1].split("</main>")[0]
    assert "Place" not in plain and "Country" in plain


@pytest.mark.parametrize("name", ["collaboration", "ecosystem"])
def test_published_map_stays_below_two_megabytes(graph, name):
    html = maps.page(networks.projection(graph, name), claims=queries.find("claims").run(graph))
    assert len(html.encode()) < 2_000_000
    assert len(data_of(html)["publishers"]) > 100


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
        maps.draw(nx.empty_graph(30_001), path)
    assert path.read_text() == "old"


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
