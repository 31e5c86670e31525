"""Files of what is shown, for pictures and tables, and on paper."""

import csv
import io
import re
import struct
import zlib
from xml.etree import ElementTree

import networkx as nx
import pytest

import map_samples as samples
from bionrw_graph import maps, scenes
from map_expected import expected
from map_pages import TEMPLATES, Opened, Picture, browser_test, data_of, overlapping
from map_samples import HOSTILE, hostile


def light() -> dict[str, str]:
    css = (TEMPLATES / "map.css").read_text(encoding="utf-8")
    return dict(re.findall(r"--([\w-]+): (#\w{6})", css[: css.index("prefers-color-scheme")]))


def plain(words: str) -> str:
    return " ".join(words.split())


PICTURES = [
    ("", samples.collaboration),
    ("#lang=en&country=DE&country=BE&from=2012&to=2018&theme=dark&isolates=1", samples.collaboration),
    ("#undated=0&ego=1&around=organisation%2Fhhu&select=organisation%2Fhhu&view=list", samples.collaboration),
    ("#from=2016&to=2016&select=organisation%2Fclib%7Corganisation%2Frwth", samples.collaboration),
    ("", samples.participation),
    ("", samples.many),
    ("", lambda: nx.empty_graph(3)),
]


@browser_test
@pytest.mark.parametrize(("fragment", "make"), PICTURES)
def test_svg_holds_what_the_page_shows(opened, fragment, make):
    html = maps.page(make(), claims=samples.claims(), data_date="2023-11-20", as_of="2020-01-31")
    found = opened(html, fragment, dark=True)
    name, content = found.export("svg")
    picture, shown = Picture(content), found.shown()
    assert re.fullmatch(r"bionrw[a-z0-9-]*(31-januar-2020|31-january-2020)\.svg", name)
    assert len(picture.symbols) == len(shown["nodes"]) and len(picture.lines) == len(shown["edges"])
    dashed = [line for line in picture.lines if line.get("stroke-dasharray")]
    assert len(dashed) == len(found.ask("bionrwMap.dashed()"))
    # Title with the day of the state, filters in words, figures, legend, note, date.
    assert picture.words.startswith(found.page.locator("#title").inner_text())
    for words in [
        *(chip.removesuffix("×").strip() for chip in found.page.locator("#chips button").all_inner_texts()),
        *found.page.locator("#legend :is(.entry, .caption)").all_text_contents(),
        *(found.page.locator(name).text_content() for name in ("#counts", "#date")),
        data_of(html)["note"]["en" if "lang=en" in fragment else "de"],
    ]:
        assert plain(words) in picture.words
    assert ("2023" in picture.words) and ("Auswahl: alles" in picture.words) == (fragment == "")
    assert len(picture.root.findall("{*}g[@class='legend']/{*}svg")) == found.page.locator("#legend svg").count()
    for other in (picture.labels, picture.symbols):
        assert overlapping(picture.labels, other) == []
    frame = {side: float(picture.map.get(side)) for side in ("width", "height")}
    for box in picture.labels + picture.symbols:
        assert box["left"] >= 0 and box["top"] >= 0
        assert box["right"] <= frame["width"] and box["bottom"] <= frame["height"]
    assert picture.labels
    # Light colours whatever the page looks like, and each of them is one of ours.
    colours = {element.get(name) for element in picture.root.iter() for name in ("fill", "stroke")} - {None, "none"}
    assert colours <= {*light().values(), *(colour for _, colour in scenes.SYMBOLS.values())}
    assert picture.root.find("{*}rect").get("fill") == "#ffffff" and b"var(" not in content
    assert found.problems() == []


@browser_test
def test_svg_picks_out_what_is_selected(opened, collaboration):
    picture = Picture(opened(collaboration, "#select=organisation%2Fhhu").export("svg")[1])
    faded = {
        group.findtext("{*}title")
        for group in picture._groups("symbol")
        if any(path.get("opacity") for path in group.findall("{*}path"))
    }
    network = samples.collaboration()
    names = nx.get_node_attributes(network, "label")
    hhu = samples.BASE + "organisation/hhu"
    connected = set(network) - set(nx.isolates(network))
    assert faded == {names[node] for node in connected - {hhu} - set(network[hhu])}
    assert len(picture.map.findall(".//{*}circle")) == 1
    assert {line.get("stroke-opacity") for line in picture.lines} == {"0.05", "0.75"}
    assert "hervorgehoben: Heinrich-Heine-Universität Düsseldorf" in picture.words


@browser_test
def test_lines_of_the_svg_bend_as_those_of_the_map(opened, collaboration):
    found = opened(collaboration)
    picture = Picture(found.export("svg")[1])
    keys = {node["label"]["de"]: node["key"] for node in data_of(collaboration)["nodes"]}
    found.ask("bionrwMap.zoomTo(6)")
    first, last = picture.symbols[0], picture.symbols[-1]
    start, end = (found.ask("(key) => bionrwMap.place(key)", keys[one["key"]]) for one in (first, last))
    scale = (end["x"] - start["x"]) / (last["x"] - first["x"])
    hits = []
    for line in picture.lines:
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", line.get("d"))]
        assert len(numbers) == 6
        # The middle of a quadratic curve.
        x, y = ((numbers[at] + 2 * numbers[at + 2] + numbers[at + 4]) / 4 for at in (0, 1))
        point = [start["x"] + (x - first["x"]) * scale, start["y"] + (y - first["y"]) * scale]
        ends = {
            keys[symbol["key"]]
            for symbol in picture.symbols
            if [symbol["x"], symbol["y"]] in (numbers[:2], numbers[4:])
        }
        hits.append(ends == set(found.ask("(point) => bionrwMap.edgeAt(...point)", point).split("|")))
    # In a few places another line or a symbol lies above.
    assert sum(hits) > 0.9 * len(hits)


@browser_test
def test_png_is_the_picture_at_double_size(opened, collaboration):
    found = opened(collaboration, dark=True)
    name, content = found.export("png")
    assert name == "bionrw-wer-mit-wem-in-der-biotechnologie-in-nrw-zusammenarbeitet.png"
    assert content[:16] == b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
    assert struct.unpack(">II", content[16:24]) == (2560, 1760)
    body, place = b"", 8
    while place < len(content):
        (length,) = struct.unpack(">I", content[place : place + 4])
        if content[place + 4 : place + 8] == b"IDAT":
            body += content[place + 8 : place + 8 + length]
        place += 12 + length
    assert len(set(zlib.decompress(body))) > 100, "something is drawn"
    assert found.problems() == []


def csv_rows(content: bytes) -> list[dict[str, str]]:
    """A CSV file as a German spreadsheet reads it."""
    assert content.startswith(b"\xef\xbb\xbf") and content.count(b"\n") == content.count(b"\r\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";", strict=True))
    assert {len(row) for row in rows} == {len(rows[0])}
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@browser_test
@pytest.mark.parametrize(
    ("fragment", "chosen"),
    [("", {}), ("#country=DE&country=BE&from=2013&to=2014", {"country": {"DE", "BE"}, "years": (2013, 2014)})],
)
def test_tables_hold_what_is_shown(opened, collaboration, fragment, chosen):
    network = samples.collaboration()
    wanted = expected(network, **chosen)
    found = opened(collaboration, fragment)
    name, content = found.export("nodes")
    assert name == "bionrw-wer-mit-wem-in-der-biotechnologie-in-nrw-zusammenarbeitet-organisationen.csv"
    rows = csv_rows(content)
    assert sorted(row["Kennung"] for row in rows) == wanted["nodes"]
    clib = next(row for row in rows if row["Name"] == "CLIB")
    shown = found.shown()["edges"]
    assert (clib["Art"], clib["Land"], clib["Ort"]) == ("Cluster", "Deutschland", "Düsseldorf")
    assert clib["Partner"] == str(sum("organisation/clib" in key.split("|") for key, _ in shown))
    assert clib["Auch bekannt als"] == "CLIB2021, Cluster Industrielle Biotechnologie"
    name, content = found.export("edges")
    assert name.endswith("-verbindungen.csv")
    rows = csv_rows(content)
    assert sorted(int(row["Gemeinsame Projekte"]) for row in rows) == wanted["weights"]
    assert {row["Kennung A"] + "|" + row["Kennung B"] for row in rows} == {key for key, _ in shown}
    for row in rows:
        ends = [samples.BASE + row[f"Kennung {end}"] for end in "AB"]
        assert [row["A"], row["B"]] == [network.nodes[end]["label"] for end in ends]
        through = set(network.edges[ends]["through"]) & wanted["active"]
        for project in (network.graph["through"][iri] for iri in through):
            assert project["label_de"] + " (" in row["Projekte (Laufzeit · Förderer)"]
            assert all(funder in row["Projekte (Laufzeit · Förderer)"] for funder in project["funders_de"])
            assert (project["start"] or "")[:4] in row["Projekte (Laufzeit · Förderer)"]
        assert row["Projekte (Laufzeit · Förderer)"].count(" | ") == len(through) - 1
        assert row["Quellen"] == "Example page: cluster <https://example.org/cluster>"
        assert row["Karte"] == "Wer mit wem in der Biotechnologie in NRW zusammenarbeitet"
        assert row["Herkunft"] == "bionrw-graph · eigene Tabellen: CC BY 4.0 · Tabellen vom 20. November 2023"
        assert row["Hinweis"] == samples.NOTE_DE
        said = (
            "Land: Deutschland, Belgien · 2013–2014 · auch Projekte ohne Jahr (2)" if chosen else "alles, ohne Filter"
        )
        assert row["Gezeigt"] == f"Auswahl: {said}"
    dashed = {row["Kennung A"] + "|" + row["Kennung B"] for row in rows if row["Erschlossen oder unsicher"] == "ja"}
    assert dashed == set(found.ask("bionrwMap.dashed()"))
    assert found.problems() == []


@browser_test
def test_tables_of_a_bipartite_map_are_in_the_language_of_the_page(opened):
    found = opened(maps.page(samples.participation(), claims=samples.claims()), "#lang=en")
    name, content = found.export("nodes")
    assert name == "bionrw-projects-and-their-partners-entries.csv"
    kinds = {row["Name"]: row["Type"] for row in csv_rows(content)}
    assert kinds["RIN Material Flows"] == "Project" and len(kinds) == len(samples.participation())
    rows = csv_rows(found.export("edges")[1])
    assert len(rows) == samples.participation().number_of_edges()
    assert list(rows[0])[:6] == ["A", "Key of A", "B", "Key of B", "Inferred or uncertain", "Sources"]
    assert {row["Sources"] for row in rows} == {"Example page: cluster <https://example.org/cluster>"}


FORMULAS = ['=HYPERLINK("https://example.org";"x")', "+1", "-1+2", "@SUM(A1)", "\uff1d1", 'a;b"c"', " =x"]


@browser_test
def test_no_cell_is_a_formula(opened):
    network = nx.Graph()
    network.graph["through"] = {"urn:p": {"label": "=project", "funders": ["=funder"]}}
    for number, name in enumerate(FORMULAS):
        network.add_node(f"=urn:{number}", label=name, city=name, names=[name], country=name)
        if number:
            network.add_edge("=urn:0", f"=urn:{number}", weight=1, through=["urn:p"])
    claims = [{"thing": "urn:p", "other": "=urn:0", "source": "@source", "url": "https://example.org/=a;b"}]
    html = maps.page(network, claims=claims, title="=title", data_date="=1+1")
    found = opened(html)
    for table in ("nodes", "edges"):
        rows = csv_rows(found.export(table)[1])
        assert not [cell for row in rows for cell in row.values() if re.match("[=+\\-@\t\r\uff1d]", cell)]
    nodes = csv_rows(found.export("nodes")[1])
    assert {row["Name"] for row in nodes} == {*(f"'{name}" for name in FORMULAS[:5]), 'a;b"c"', "'=x"}
    assert {row["Karte"] for row in nodes} == {"'=title"}


@browser_test
@pytest.mark.parametrize("fragment", ["#type=clinic&country=BE&funder=Horizon+2020", None])
def test_nothing_is_exported_from_an_empty_map(opened, collaboration, fragment):
    found = opened(collaboration if fragment else maps.page(nx.Graph(), title="Nothing"), fragment or "")
    page = found.page
    page.locator("#export").click()
    assert page.locator("#exports button").count() == 5
    assert page.locator("#exports button:enabled").count() == 0
    reason = "Die Karte zeigt keinen Eintrag; es gibt nichts zu exportieren."
    assert page.locator("#export-reason").inner_text() == reason == page.locator("#live").inner_text()
    page.keyboard.press("Escape")
    assert not page.locator("#exports").is_visible()
    # The browser's own command prints all the same: the sentence on the map.
    found.ask("window.dispatchEvent(new Event('beforeprint'))")
    assert page.locator("#empty h2").inner_text() in page.locator("#print").text_content()
    assert found.problems() == []


@browser_test
def test_hostile_texts_run_nothing_in_the_files(opened, tmp_path):
    network, rows = hostile()
    found = opened(maps.page(network, claims=rows, title=HOSTILE, title_de=HOSTILE + "\ufffe", data_date=HOSTILE))
    name, content = found.export("svg")
    assert re.fullmatch(r"[a-z0-9-]{1,100}\.svg", name)
    assert "</script><script>window.PWN=1</script><img" in Picture(content).words
    tags = {element.tag.split("}")[1] for element in ElementTree.fromstring(content).iter()}
    assert tags <= {"svg", "title", "rect", "g", "path", "circle", "text", "line"}
    (tmp_path / name).write_bytes(content)
    page = found.page.context.new_page()
    other = Opened(page)
    page.goto((tmp_path / name).as_uri())
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.localName") == "svg"
    assert page.evaluate("window.PWN") is None and other.wrong == []
    found.page.pdf(prefer_css_page_size=True)
    for table in ("nodes", "edges"):
        csv_rows(found.export(table)[1])
    assert found.ask("window.PWN") is None
    assert found.problems() == []


@browser_test
@pytest.mark.parametrize("fragment", ["", "#view=list&select=organisation%2Fclib&theme=dark"])
def test_prints_on_one_page_with_its_legend(opened, collaboration, fragment):
    from pypdf import PdfReader

    found = opened(collaboration, fragment, dark=True)
    (printed,) = PdfReader(io.BytesIO(found.page.pdf(prefer_css_page_size=True))).pages
    assert (round(printed.mediabox.width), round(printed.mediabox.height)) == (842, 595)
    words = plain(printed.extract_text())
    for part in (
        "Wer mit wem in der Biotechnologie in NRW zusammenarbeitet",
        *("Auswahl: alles, ohne Filter", "Hochschule", "Netzwerk oder Förderung", "Größe: Summe gemeinsamer Projekte"),
        *("Linie: gemeinsame Projekte", "erschlossen oder unsicher", samples.NOTE_DE, "Tabellen vom 20. November 2023"),
    ):
        assert words.count(part) == 1, part
    assert "Dunkel" not in words and "Förderer" not in words, "nothing but the picture"
    found.ask("window.dispatchEvent(new Event('beforeprint'))")
    found.page.emulate_media(media="print")
    assert found.page.locator("#print > svg").is_visible() and not found.page.locator("#app").is_visible()
    assert found.page.locator("#print > svg > rect").get_attribute("fill") == "#ffffff"
    found.page.emulate_media(media="screen")
    found.ask("window.dispatchEvent(new Event('afterprint'))")
    assert found.page.locator("#print > svg").count() == 0 and found.page.locator("#app").is_visible()
    assert found.problems() == []
