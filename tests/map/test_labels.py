"""Labels: which ones stand on the map, what they say, and that they overlap nothing."""

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import maps
from map_pages import Picture, browser_test, data_of, large, overlapping, touching


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
@pytest.mark.parametrize("size", [(1400, 900), (390, 844)])
def test_labels_of_bubbles_overlap_nothing(opened, size):
    found = opened(large(1001), size=size)
    labels, symbols = found.ask("bionrwMap.labelBoxes()"), found.ask("bionrwMap.symbolBoxes()")
    assert len(symbols) == len(found.ask("bionrwMap.bubbles()")) and len(labels) >= 5
    for number, box in enumerate(labels):
        for other in labels[number + 1 :] + symbols:
            apart = box["right"] <= other["left"] or other["right"] <= box["left"]
            assert apart or box["bottom"] <= other["top"] or other["bottom"] <= box["top"]
