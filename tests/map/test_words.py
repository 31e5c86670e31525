"""The page in German and English."""

import re

import pytest

import map_samples as samples
from bionrw_graph import maps
from map_pages import browser_test, large, texts


@browser_test
def test_note_licence_and_date_are_said(opened, collaboration):
    found = opened(collaboration)
    for language, note, own, date in (
        ("de", samples.NOTE_DE, "eigene Tabellen", "Tabellen vom 20. November 2023"),
        ("en", samples.NOTE, "own tables", "Tables of 20 November 2023"),
    ):
        found.page.locator(f"#lang-{language}").click()
        assert found.page.locator("#panel-body > :nth-child(2)").inner_text() == note
        assert found.page.locator("#date").inner_text() == f"bionrw-graph · {own}: CC BY 4.0 · {date}"
    found.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    printed = found.page.locator("#print .note").text_content()
    assert "".join(printed.split()) == "".join(samples.NOTE.split())


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
def test_every_text_can_be_said(opened, collaboration):
    # text() raises on a missing key or value; the page raises no error in the other tests, so this only counts keys.
    assert len(texts()) > 100 and opened(collaboration).problems() == []
