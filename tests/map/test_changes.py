"""Two states in one map."""

import re

import map_samples as samples
from bionrw_graph import maps
from map_pages import browser_test
from map_samples import compared


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
