"""Colours, sizes and dashes, and the legend that says what they stand for."""

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import maps, measures, scenes
from map_expected import as_measured, key_of
from map_pages import Opened, Picture, browser_test, overlapping, touching


def colour_of(number: int) -> str:
    """The colour of a community by its rank; 0 stands for none."""
    colours = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442"]
    return colours[number - 1] if 1 <= number <= 7 else "#6B6B6B"


def painted(found: Opened, key: str) -> str:
    """The colour in the middle of a symbol on the canvas."""
    return found.ask(
        """(key) => {
             const canvas = document.querySelector("#map canvas"), ratio = canvas.width / canvas.clientWidth;
             const { x, y } = bionrwMap.place(key);
             const copy = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
             copy.drawImage(canvas, -Math.round(x * ratio), -Math.round(y * ratio));
             const dot = copy.getImageData(0, 0, 1, 1).data;
             return "#" + [...dot.slice(0, 3)].map((part) => part.toString(16).padStart(2, "0")).join("").toUpperCase();
           }""",
        key,
    )


@browser_test
@pytest.mark.parametrize("make", [samples.collaboration, samples.many])
def test_colours_follow_the_choice_and_shapes_stay(opened, make):
    network = make()
    found = opened(maps.page(network, claims=samples.claims()), "#isolates=1&min=1&labels=none")
    isolates = set(nx.isolates(network))
    number = {key_of(iri): 0 if iri in isolates else n for iri, n in measures.community(network).items()}
    symbols = {key_of(iri): scenes.SYMBOLS[group or "unknown"] for iri, group in network.nodes(data="group")}
    wanted = {
        "type": {key: colour for key, (_, colour) in symbols.items()},
        "community": {key: colour_of(n) for key, n in number.items()},
        "none": dict.fromkeys(symbols, "#B3BAC4"),
    }
    assert len(set(wanted["community"].values())) > 3
    for colour, colours in wanted.items():
        found.page.get_by_label("Farbe nach").select_option(colour)
        looks = found.ask("bionrwMap.looks()")
        assert {key: look["colour"] for key, look in looks.items()} == colours
        assert {key: look["shape"] for key, look in looks.items()} == {
            key: shape for key, (shape, _) in symbols.items()
        }
        # A ring is hollow in the middle, and a small symbol has no pixel of one colour.
        scale = found.ask("bionrwMap.scale()")
        solid = [key for key, (shape, _) in symbols.items() if shape != "ring" and looks[key]["radius"] * scale > 5]
        assert len(solid) > 10
        assert {key: painted(found, key) for key in solid} == {key: colours[key] for key in solid}
        picture = Picture(found.export("svg")[1])
        names = {key_of(iri): label for iri, label in network.nodes(data="label")}
        drawn = {
            group.findtext("{*}title"): group.findall("{*}path")[1].get("fill") for group in picture._groups("symbol")
        }
        light_ground = {"#FFFFFF": "#ffffff"}
        assert drawn == {names[key]: light_ground.get(one, one) for key, one in colours.items()}
    assert found.problems() == []


@browser_test
def test_sizes_follow_the_choice_and_places_stay(opened, collaboration):
    network = samples.collaboration()
    found = opened(collaboration)
    places = {key: found.ask("(key) => bionrwMap.place(key)", key) for key in found.shown()["nodes"]}
    for name, values, large in (
        ("betweenness", measures.betweenness(network), 0.01),
        ("partners", measures.degree(network), 16),
        ("strength", measures.strength(network), 16),
    ):
        found.page.get_by_label("Größe nach").select_option(name)
        wanted = {key_of(iri): radius for iri, radius in as_measured(values, large).items()}
        for key, look in found.ask("bionrwMap.looks()").items():
            assert look["radius"] == pytest.approx(wanted[key], abs=0.051), (name, key)
            now = found.ask("(key) => bionrwMap.place(key)", key)
            assert (now["x"], now["y"]) == pytest.approx((places[key]["x"], places[key]["y"]), abs=0.5)
        symbols, labels = found.ask("bionrwMap.symbolBoxes()"), found.ask("bionrwMap.labelBoxes()")
        assert touching(symbols) == [] and overlapping(labels, symbols) == []
    assert found.problems() == []


@browser_test
@pytest.mark.parametrize("fragment", ["#isolates=1", "#country=DE&country=ES"])
def test_legend_says_what_colours_and_sizes_stand_for(opened, collaboration, fragment):
    network = samples.collaboration()
    found = opened(collaboration, fragment + "&lang=en")
    legend = found.page.locator("#legend")
    shown = {samples.BASE + key for key in found.shown()["nodes"]}
    isolates = set(nx.isolates(network))
    number = {iri: 0 if iri in isolates else n for iri, n in measures.community(network).items()}
    strength = measures.strength(network)

    def samples_said() -> list[str]:
        return legend.locator('[data-samples="size"] .entry').all_inner_texts()

    assert legend.locator("[data-community]").count() == 0
    found.page.get_by_label("Colour by").select_option("community")
    entries = {entry.get_attribute("data-community"): entry for entry in legend.locator("[data-community]").all()}
    present = {number[iri] for iri in shown}
    assert set(entries) == {str(n) for n in present if 1 <= n <= 7} | ({"further"} if 0 in present else set())
    for n in present - {0}:
        strongest = min((iri for iri in network if number[iri] == n), key=lambda iri: (-strength[iri], iri))
        assert entries[str(n)].get_attribute("title") == network.nodes[strongest]["label"]
        assert entries[str(n)].locator("path").get_attribute("fill") == colour_of(n)
    if 0 in present:
        assert entries["further"].inner_text() == "without connection"
    kinds = legend.locator("[data-category]")
    assert kinds.count() == len({network.nodes[iri]["group"] for iri in shown})
    fills = {path.get_attribute("fill") for path in legend.locator("[data-category] path").all()}
    assert fills == {"var(--ground)"}, "a type has no colour of its own now"
    found.page.get_by_label("Colour by").select_option("none")
    assert {path.get_attribute("fill") for path in legend.locator("[data-category] path").all()} == {"#B3BAC4"}
    assert legend.locator("[data-community]").count() == 0

    filtered = ", without filters" if "country" in fragment else ""
    for name, caption, values in (
        ("strength", "Size: sum of joint projects", measures.strength(network)),
        ("partners", "Size: number of partners", measures.degree(network)),
        ("betweenness", "Size: bridge role, share of the shortest paths", measures.betweenness(network)),
    ):
        found.page.get_by_label("Size by").select_option(name)
        assert legend.locator('[data-samples="size"] .caption').inner_text() == caption + filtered
        there = sorted({values[iri] for iri in shown - isolates})
        said = samples_said()
        assert len(said) == min(3, len(there))
        write = (lambda value: f"{value:.1%}".replace(".0%", "%")) if name == "betweenness" else (lambda v: f"{v:g}")
        assert (said[0], said[-1]) == (write(there[0]), write(there[-1]))
    widths = [count for _, count in found.shown()["edges"]]
    said = legend.locator('[data-samples="width"] .entry').all_inner_texts()
    assert said[0] == str(min(widths)) and said[-1] == str(max(widths)) and len(said) == min(3, len(set(widths)))
    assert found.problems() == []


@browser_test
def test_community_beyond_the_seventh_shares_the_last_colour(opened):
    network = nx.Graph()
    for part in range(10):
        nx.add_path(network, [f"{part}-{node}" for node in range(14 - part)])
    found = opened(maps.page(network, lang="en"), "#colour=community&lang=en")
    looks = found.ask("bionrwMap.looks()")
    communities = measures.community(network)
    assert {look["colour"] for look in looks.values()} == {colour_of(n) for n in range(1, 9)}
    assert all(looks[node]["colour"] == colour_of(number) for node, number in communities.items())
    last = found.page.locator('#legend [data-community="further"]')
    assert last.inner_text() == f"{max(communities.values()) - 7} further groups"
    assert found.page.locator("#legend [data-community]").count() == 8


@browser_test
@pytest.mark.parametrize(("colour", "size"), [("community", "partners"), ("none", "betweenness"), ("type", "strength")])
def test_map_opens_as_it_was_made_to(opened, colour, size):
    found = opened(maps.page(samples.collaboration(), node_colour=colour, node_size=size))
    box = {name: found.page.locator(f'[data-appearance="{name}"]') for name in ("colour", "size")}
    assert (box["colour"].input_value(), box["size"].input_value()) == (colour, size)
    assert "#" not in found.page.url, "what a map opens with is not said in its address"
    box["size"].select_option("betweenness" if size == "partners" else "partners")
    assert found.page.url.endswith("#size=betweenness" if size == "partners" else "#size=partners")
    found.page.locator("#reset").click()
    assert (box["colour"].input_value(), box["size"].input_value()) == (colour, size)
    assert found.problems() == []


@browser_test
def test_network_without_edges_has_nothing_to_colour_or_size_by(opened):
    found = opened(maps.page(nx.empty_graph(["a", "b"])))
    assert found.page.locator('[data-appearance="colour"] option').all_inner_texts() == ["Art", "einfarbig"]
    assert found.page.locator('[data-appearance="size"]').count() == 0
    assert found.problems() == []


@browser_test
def test_concluded_edges_are_dashed_and_said(opened, collaboration):
    found = opened(collaboration)
    dashed = found.ask("bionrwMap.dashed()")
    assert "organisation/hhu|organisation/unibonn" in dashed and len(dashed) == 8 + 3
    assert "organisation/clib|organisation/flandersbio" not in dashed, "two projects, one of them read"
    assert found.page.locator('#legend [data-samples="inferred"]').inner_text() == "erschlossen oder unsicher"
    found.ask("() => { location.hash = 'select=organisation/hhu|organisation/unibonn&lang=en' }")
    found.page.wait_for_timeout(100)
    assert "this connection is inferred" in found.page.locator("#panel-body").inner_text()
    assert found.page.locator('#legend [data-samples="inferred"]').inner_text() == "inferred or uncertain"
    found.ask("() => { location.hash = 'from=2013&to=2014&undated=0' }")
    found.page.wait_for_timeout(100)
    assert "organisation/clib|organisation/flandersbio" in found.ask("bionrwMap.dashed()"), "the other is filtered out"
    found.ask("() => { location.hash = 'country=ES' }")
    found.page.wait_for_timeout(100)
    assert found.page.locator('#legend [data-samples="inferred"]').count() == 0
    assert found.problems() == []
