"""What is told of the one that was clicked."""

import re

import networkx as nx

import map_samples as samples
from bionrw_graph import maps, measures, scenes
from map_pages import Opened, browser_test


def click_edge(found: Opened, key: str) -> None:
    """Find a point of the line on the map and click it."""
    first, second = (found.ask("(key) => bionrwMap.place(key)", end) for end in key.split("|"))
    for share in (0.5, 0.4, 0.6, 0.3, 0.7):
        points = []
        for aside in range(-60, 61, 2):
            dx, dy = second["x"] - first["x"], second["y"] - first["y"]
            length = (dx * dx + dy * dy) ** 0.5
            x, y = first["x"] + dx * share - dy / length * aside, first["y"] + dy * share + dx / length * aside
            if found.ask("([x, y]) => bionrwMap.edgeAt(x, y)", [x, y]) == key:
                points.append((x, y))
        if points:
            # The middle: at the rim a pixel more or less decides.
            x, y = points[len(points) // 2]
            box = found.page.locator("#map").bounding_box()
            found.page.mouse.click(box["x"] + x, box["y"] + y)
            found.page.wait_for_timeout(400)
            return
    raise AssertionError(f"no point of {key} can be clicked")


@browser_test
def test_click_on_an_edge_lists_its_projects_with_citations(opened, collaboration):
    found = opened(collaboration)
    click_edge(found, "organisation/clib|organisation/flandersbio")
    panel = found.page.locator("#panel-body")
    assert "CLIB und FlandersBio" in panel.inner_text() and "2 gemeinsame Projekte" in panel.inner_text()
    assert [part.inner_text().split("\n")[0] for part in panel.locator("details.project > summary").all()] == [
        "BioBase4SME",
        "BIG-Cluster",
    ]
    first = panel.locator("details.project").first
    said = first.inner_text()
    for words in ("2016–2019", "INTERREG Nordwesteuropa", "2,5 Mio. Euro", "Zeile 49", "gedruckt „2.5 Mio.“"):
        assert words in said, words
    roles = [claim.inner_text() for claim in first.locator(".claims > li").all() if "Rolle" in claim.inner_text()]
    assert ["CLIB" in roles[0], "FlandersBio" in roles[1], len(roles)] == [True, True, 2]
    assert first.locator(".claims > li").count() == 5, "period, funder, volume and both participations"
    hrefs = [link.get_attribute("href") for link in first.locator("a").all()]
    assert len(hrefs) == 5 and "https://example.org/cluster#:~:text=2.5%20Mio." in hrefs


@browser_test
def test_click_on_a_node_shows_its_facts(opened, collaboration):
    found = opened(collaboration)
    found.click("organisation/clib")
    panel = found.page.locator("#panel-body").inner_text()
    for words in (
        "CLIB",
        "Netzwerk oder Förderung",
        "Düsseldorf",
        "Deutschland",
        "CLIB2021",
        "FlandersBio",
        "Methode: erschlossen",
        "Zeile 12",
        "Beteiligungen",
    ):
        assert words in panel, words
    assert "Methode: gelesen" not in panel
    assert found.page.locator("#panel-body .people li").count() == 15
    found.page.locator("#panel-body button.link", has_text="weitere").first.click()
    assert found.page.locator("#panel-body .people li").count() == samples.collaboration().degree(samples.CLIB)
    # A click on empty ground clears.
    box = found.page.locator("#map").bounding_box()
    found.page.mouse.click(box["x"] + 5, box["y"] + 5)
    found.page.wait_for_timeout(400)
    assert found.ask("bionrwMap.selected()") == ""


@browser_test
def test_double_click_shows_the_surroundings(opened, collaboration):
    found = opened(collaboration)
    found.click("organisation/rwth", count=2)
    network = samples.collaboration()
    rwth = samples.BASE + "organisation/rwth"
    assert found.shown()["nodes"] == sorted("/".join(iri.split("/")[-2:]) for iri in [rwth, *network[rwth]])
    assert "ego=1" in found.page.url
    found.page.locator('input[name="ego"][value="2"]').check()
    within = nx.ego_graph(network, rwth, radius=2)
    assert (
        len(found.shown()["nodes"]) == within.number_of_nodes()
        and len(found.shown()["edges"]) == within.number_of_edges()
    )
    found.page.locator("#chips button").click()
    assert len(found.shown()["nodes"]) == 34


@browser_test
def test_bipartite_edge_shows_the_participation(opened):
    found = opened(
        maps.page(samples.participation(), claims=samples.claims()), "#select=organisation/clib|project/inmare&lang=en"
    )
    panel = found.page.locator("#panel-body")
    assert "CLIB and INMARE" in panel.inner_text()
    assert panel.locator(".claims > li").count() == 1
    assert "Projects" in found.page.locator("#legend").inner_text()


@browser_test
def test_panel_and_list_tell_community_and_bridge_role(opened, collaboration):
    network = samples.collaboration()
    between, community = measures.betweenness(network), measures.community(network)
    found = opened(collaboration, "#isolates=1&lang=en")
    page, panel = found.page, found.page.locator("#panel-body .facts")

    def facts(slug: str) -> dict[str, str]:
        found.ask("(hash) => { location.hash = hash }", f"isolates=1&lang=en&select=organisation/{slug}")
        page.wait_for_timeout(100)
        return dict(zip(panel.locator("dt").all_inner_texts(), panel.locator("dd").all_inner_texts(), strict=True))

    for slug in ("clib", "rwth", "bbeu", "tno"):
        iri = samples.BASE + "organisation/" + slug
        told, share = facts(slug), between[iri]
        rank = 1 + sum(other > share for other in between.values())
        assert told["Bridge role"] == (f"rank {rank} ({share:.1%})".replace(".0%", "%") if share else "none")
        members = [node for node in network if community[node] == community[iri]]
        name = network.nodes[max(members, key=lambda node: (measures.strength(network)[node], node))]["label"]
        assert told["Group"].startswith(f"around {name} ({len(members)} members)")
        assert told["Partners"] == str(network.degree(iri))
    assert "share of the shortest paths" in page.locator("#panel-body").inner_text()
    button = page.locator("#colour-community")
    button.click()
    assert page.locator('[data-appearance="colour"]').input_value() == "community"
    assert (
        button.get_attribute("aria-pressed") == "true" and found.ask("document.activeElement.id") == "colour-community"
    )
    button.click()
    assert page.locator('[data-appearance="colour"]').input_value() == "type"
    lone = facts("novozymes")
    assert lone["Group"].startswith("without connection") and lone["Bridge role"] == "none"
    assert lone["Place"] == "unknown"

    page.locator("#view-list").click()
    page.locator('[data-column="bridge"]').click()
    head = [words.rstrip(" ↓↑") for words in page.locator("#list-view th").all_inner_texts()]
    rows = [dict(zip(head, row.locator("td").all_inner_texts(), strict=True)) for row in page.locator("tbody tr").all()]
    order = sorted(between.values(), reverse=True)
    assert [row["Bridge role"] for row in rows] == [f"{share:.1%}".replace(".0%", "%") for share in order]
    assert rows[0]["Name"] == "CLIB" and rows[0]["Group"] == "CLIB"
    assert next(row for row in rows if row["Name"] == "Novozymes A/S")["Group"] == "without connection"
    assert found.problems() == []


@browser_test
def test_bridge_role_that_was_not_computed_is_unknown(opened, monkeypatch):
    monkeypatch.setattr(scenes, "_BRIDGES_LIMIT", 30)
    found = opened(maps.page(samples.collaboration()), "#select=organisation/clib")
    words = found.page.locator("#panel-body .facts").inner_text()
    assert re.search(r"Brückenrolle\s+unbekannt", words)
    assert found.page.locator('[data-appearance="size"] option').count() == 2
    assert found.problems() == []


@browser_test
def test_unknown_places_are_said_only_where_others_are_known(opened):
    network = samples.collaboration()
    assert (
        "Ort\nunbekannt" in opened(maps.page(network), "#select=organisation/tno").page.locator(".facts").inner_text()
    )
    for node in network:
        network.nodes[node]["city"] = ""
    found = opened(maps.page(network), "#select=organisation/tno&view=list")
    assert "Ort" not in found.page.locator(".facts").inner_text()
    heads = [head.inner_text().split(" ")[0] for head in found.page.locator("#list-view th").all()]
    assert heads == ["Name", "Art", "Land", "Partner", "Gemeinsame", "Gruppe", "Brückenrolle"]
