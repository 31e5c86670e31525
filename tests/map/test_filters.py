"""Filters, against counts made a second time."""

from typing import Any

import pytest

import map_samples as samples
from bionrw_graph import maps
from map_expected import FACETS, expected, expected_counts
from map_pages import Opened, browser_test


def choose(found: Opened, facet: str, value: str) -> None:
    """Tick a choice of a filter; one below the top of a long list is looked for first."""
    page = found.page
    box = page.locator(f'input[data-facet="{facet}"][value="{value}"]')
    if not box.is_visible():
        page.locator(f'input[data-find="{facet}"]').fill(value)
    box.check()
    if page.locator(f'input[data-find="{facet}"]').count():
        page.locator(f'input[data-find="{facet}"]').fill("")


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
def test_large_map_opens_with_its_stronger_edges_and_says_so(opened):
    found = opened(maps.page(samples.many(320)))
    assert all(count >= 2 for _, count in found.shown()["edges"]) and found.shown()["edges"]
    assert "ab 2 gemeinsamen Projekten" in found.page.locator("#counts").inner_text()
