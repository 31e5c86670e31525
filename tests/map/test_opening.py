"""A page opens in any window without a request, an error or a foreign script, soon, and with nothing to show too."""

import re
import time

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import maps
from map_expected import expected
from map_pages import browser_test, data_of, large
from map_samples import HOSTILE, hostile


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
@pytest.mark.parametrize(("size", "seconds"), [(0, 2), (1, 2), (2, 2), (300, 2), (1000, 4), (5000, 3)])
def test_page_is_ready_soon(opened, size, seconds):
    # About three times what was measured on two cores, and never less than two seconds.
    html = maps.page(samples.grouped(size)) if size < 1001 else large(size)
    began = time.perf_counter()
    found = opened(html)
    assert time.perf_counter() - began < seconds and found.problems() == []
