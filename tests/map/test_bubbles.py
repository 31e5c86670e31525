"""Large maps: groups drawn as bubbles."""

from collections import Counter

import pytest

from map_pages import browser_test, data_of, large


def groups_of(html: str) -> list[set[str]]:
    """The keys of the members of each bubble in the data."""
    data = data_of(html)
    return [{data["nodes"][place]["key"] for place in bubble["members"]} for bubble in data["bubbles"]]


def numbered(place: int) -> str:
    return f"organisation/o{place:05d}"


@browser_test
@pytest.mark.parametrize("size", [1001, 5000])
def test_large_map_opens_as_bubbles_that_hold_everything(opened, size):
    found = opened(large(size))
    bubbles = found.ask("bionrwMap.bubbles()")
    data = data_of(large(size))
    alone = {node["key"] for node in data["nodes"] if not node["degree"]}
    groups = [group for group in groups_of(large(size)) if group != alone]
    assert len(bubbles) == len(groups) > 5
    assert {frozenset(bubble["members"]) for bubble in bubbles} == {frozenset(group) for group in groups}
    home = {key: number for number, group in enumerate(groups) for key in group}
    keys = {node["id"]: node["key"] for node in data["nodes"]}
    strength = {node["key"]: node["strength"] for node in data["nodes"]}
    sums: Counter[tuple[str, str]] = Counter()
    names = {number: min(group, key=lambda key: (-strength[key], key)) for number, group in enumerate(groups)}
    for edge in data["edges"]:
        ends = home[keys[edge["from"]]], home[keys[edge["to"]]]
        if ends[0] != ends[1]:
            for one, other in (ends, ends[::-1]):
                sums[names[one], names[other]] += edge["weight"]
    assert {bubble["key"] for bubble in bubbles} == set(names.values())
    assert {(bubble["key"], other): count for bubble in bubbles for other, count in bubble["near"]} == dict(sums)
    largest = max(bubbles, key=lambda bubble: len(bubble["members"]))
    assert largest["label"].endswith(f" +{len(largest['members']) - 1}")
    # The totals are those of the data, not of the circles.
    counts = found.page.locator("#counts").inner_text().replace(".", "")
    assert f"{size} / {len(data['nodes'])} Organisationen" in counts and f"{len(data['edges'])} Verbindungen" in counts
    assert f"{len(alone)} ohne Verbindung" in counts
    assert f"in {len(groups)} Gruppen" in found.page.locator("#crumbs").inner_text()
    assert len(found.shown()["nodes"]) == size and len(found.drawn()["nodes"]) == len(groups)
    assert found.problems() == []


@browser_test
def test_click_opens_a_bubble_into_its_members_and_there_is_a_way_back(opened):
    found = opened(large(1001))
    page = found.page
    bubbles = found.ask("bionrwMap.bubbles()")
    bubble = max(bubbles, key=lambda one: len(one["members"]))
    box = page.locator("#map").bounding_box()
    at = bubble["place"]
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"])
    page.wait_for_timeout(400)
    assert found.drawn()["open"] == bubble["key"]
    assert set(found.drawn()["nodes"]) == set(bubble["members"]) and len(bubble["members"]) <= 300
    data = data_of(large(1001))
    ends = {node["id"]: node["key"] in bubble["members"] for node in data["nodes"]}
    assert found.drawn()["edges"] == sum(ends[edge["from"]] and ends[edge["to"]] for edge in data["edges"])
    assert page.locator("#panel-body h2").inner_text() == bubble["label"]
    assert found.ask("bionrwMap.symbolBoxes()")[0]["key"] in bubble["members"]
    # The totals stay those of the whole selection.
    assert "1.001 / 1.021 Organisationen" in page.locator("#counts").inner_text()
    page.locator("#back").click()
    assert found.drawn()["bubbles"] and len(found.drawn()["nodes"]) == len(bubbles)
    assert found.problems() == []


@browser_test
def test_only_the_strongest_of_a_very_large_bubble_are_drawn_and_the_rest_are_listed(opened):
    group = max(groups_of(large(5000)), key=len)
    data = data_of(large(5000))
    ranked = sorted(
        (node for node in data["nodes"] if node["key"] in group), key=lambda node: (-node["strength"], node["key"])
    )
    assert len(group) > 300
    found = opened(large(5000), "#group=" + ranked[-1]["key"].replace("/", "%2F"))
    assert set(found.drawn()["nodes"]) == {node["key"] for node in ranked[:300]}
    words = f"300 von {len(group)} gezeichnet, die stärksten; {len(group) - 300} weitere stehen in der Liste."
    assert words in found.page.locator("#crumbs").inner_text()
    found.page.get_by_role("button", name="Liste der Gruppe").click()
    assert found.page.locator("#list-view tbody tr").count() == 100
    assert f"1–100 von {len(group)}" in found.page.locator(".pages").inner_text()
    # One that is not among the strongest is drawn all the same once it is asked for.
    found.page.locator("#view-map").click()
    found.page.locator("#search").fill(ranked[-1]["label"]["de"])
    found.page.keyboard.press("Enter")
    assert len(found.drawn()["nodes"]) == 301 and ranked[-1]["key"] in found.drawn()["nodes"]


@browser_test
def test_search_opens_the_bubble_of_what_it_finds(opened):
    found = opened(large(5000))
    name = {node["key"]: node["label"]["de"] for node in data_of(large(5000))["nodes"]}[numbered(4321)]
    found.page.locator("#search").fill(name)
    found.page.keyboard.press("Enter")
    assert found.ask("bionrwMap.selected()") == numbered(4321)
    (group,) = [group for group in groups_of(large(5000)) if numbered(4321) in group]
    assert found.drawn()["open"] in group and numbered(4321) in found.drawn()["nodes"]
    assert set(found.drawn()["nodes"]) <= group
    assert found.page.locator("#panel-body h2").inner_text() == name
    # The first takes back the choice, the second leads out of the group.
    found.page.keyboard.press("Escape")
    assert found.ask("bionrwMap.selected()") == "" and found.drawn()["open"] in group
    found.page.keyboard.press("Escape")
    assert found.drawn()["bubbles"] and found.ask("bionrwMap.selected()") in group
    assert found.problems() == []


@browser_test
def test_address_names_the_open_bubble_and_restores_it(opened):
    found = opened(large(1001))
    found.page.locator("#panel-body .people button").nth(2).click()
    drawn = found.drawn()
    hash_ = found.page.url.split("#")[1]
    assert hash_ == "group=" + drawn["open"].replace("/", "%2F")
    again = opened(large(1001), "#" + hash_)
    assert again.drawn() == drawn and again.page.url.split("#")[1] == hash_
    # Any member will do, as the strongest may be another one when the data have grown.
    member = next(key for key in drawn["nodes"] if key != drawn["open"])
    assert opened(large(1001), "#group=" + member).drawn() == drawn
    again.page.locator("#back").click()
    assert "#" not in again.page.url


@browser_test
@pytest.mark.parametrize(("size", "possible"), [(1001, True), (3000, True), (3001, False)])
def test_all_are_shown_one_by_one_up_to_3000_after_a_warning(opened, size, possible):
    found = opened(large(size))
    page = found.page
    assert found.drawn()["bubbles"] and page.locator("#whole").count() == possible
    if size != 1001:
        # An address asks in vain for what the page itself does not offer.
        assert opened(large(size), "#whole=1").drawn()["bubbles"] != possible
        return
    page.locator("#whole").click()
    assert found.drawn()["bubbles"], "the warning comes first"
    assert "schwer zu lesen" in page.locator("#crumbs").inner_text()
    page.locator("#whole-anyway").click()
    data = data_of(large(size))
    assert len(found.drawn()["nodes"]) == size and found.drawn()["edges"] == len(data["edges"])
    boxes = found.ask("bionrwMap.symbolBoxes()")
    assert len(boxes) == size and page.url.endswith("#whole=1")
    page.locator("#groups").click()
    assert found.drawn()["bubbles"] and "#" not in page.url
    assert found.problems() == []


@browser_test
def test_filters_count_in_bubbles_and_a_small_rest_is_drawn_in_full(opened):
    found = opened(large(5000), "#country=DE")
    data = data_of(large(5000))
    german = {node["key"] for node in data["nodes"] if node["country"] == "DE" and node["degree"]}
    bubbles = found.ask("bionrwMap.bubbles()")
    assert set().union(*(bubble["members"] for bubble in bubbles)) == german
    counts = found.ask("bionrwMap.counts()")
    kinds = Counter(node["category"] for node in data["nodes"] if node["key"] in german)
    assert counts["type"] == dict(kinds)
    every = Counter(node["country"] for node in data["nodes"] if node["degree"])
    assert counts["country"] == dict(every), "a facet counts without its own choice"
    found.page.locator('input[data-facet="type"][value="clinic"]').check()
    assert not found.drawn()["bubbles"] and found.drawn()["nodes"] == found.shown()["nodes"]
    assert len(found.drawn()["nodes"]) == kinds["clinic"]
    # Few of many stand close enough together to be seen.
    boxes = found.ask("bionrwMap.symbolBoxes()")
    assert min(box["right"] - box["left"] for box in boxes) >= 4
    found.page.locator("#reset").click()
    assert found.drawn()["bubbles"]
    found.page.locator("#isolates").check()
    assert "Ohne Verbindung" in [bubble["label"] for bubble in found.ask("bionrwMap.bubbles()")]
    assert found.problems() == []


@browser_test
def test_surroundings_in_a_large_map_are_drawn_in_full(opened):
    data = data_of(large(5000))
    keys = {node["id"]: node["key"] for node in data["nodes"]}
    near = {numbered(4000)}
    for edge in data["edges"]:
        ends = keys[edge["from"]], keys[edge["to"]]
        if numbered(4000) in ends:
            near |= set(ends)
    found = opened(large(5000), f"#ego=1&around={numbered(4000)}")
    assert set(found.drawn()["nodes"]) == near
    labelled = {box["key"] for box in found.ask("bionrwMap.labelBoxes()")}
    assert len(labelled) >= min(8, len(near))


@browser_test
def test_legend_of_bubbles_says_what_circles_and_lines_are(opened):
    found = opened(large(1001))
    bubbles = found.ask("bionrwMap.bubbles()")
    sizes = [len(bubble["members"]) for bubble in bubbles]
    legend = found.page.locator("#legend")
    assert "Kreis: Zahl der Einträge" in legend.inner_text() and "Linie: Summe" in legend.inner_text()
    samples_ = legend.locator('[data-samples="size"] .entry').all_inner_texts()
    assert (int(samples_[0]), int(samples_[-1])) == (min(sizes), max(sizes))
    assert legend.locator("[data-category]").count() == 7
