"""Finding an entry: the search, and the list."""

import pytest

import map_samples as samples
from bionrw_graph import maps
from map_pages import browser_test


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
