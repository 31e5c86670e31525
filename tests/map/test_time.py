"""Year by year."""

import re

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import maps
from map_expected import expected
from map_pages import Opened, browser_test, data_of


def year_of(found: Opened) -> tuple[str, str]:
    """The year in the address and the one in the corner of the map; "" where there is none."""
    # The first and the last year of the samples need not be said.
    # Asked in the page: what the driver has heard of its address may be some moments old.
    ends = {"from": "2010", "to": "2019", **dict(re.findall(r"\b(from|to)=(\d+)", found.ask("location.href")))}
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
