"""What can be done without a mouse."""

from map_pages import browser_test, large


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
