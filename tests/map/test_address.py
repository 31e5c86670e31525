"""The address holds what is shown, and brings it back."""

import pytest

from map_pages import browser_test

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
