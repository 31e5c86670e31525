"""Pictures for reports: whole, readable, the same in every run, and nothing in a name runs or breaks them."""

import os
import re
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import networkx as nx
import pytest
from click.testing import CliRunner

import map_samples as samples
from bionrw_graph import labels, maps, measures, networks, pictures, scenes
from bionrw_graph.cli import main
from bionrw_graph.errors import BionrwError

SVG = "{http://www.w3.org/2000/svg}"


def seen(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """What the placing of labels is given and gives, each time a picture is drawn."""
    found: list[tuple[Any, ...]] = []
    place = labels.placed

    def spy(symbols: Any, frame: Any, width: Any) -> Any:
        answer = place(symbols, frame, width)
        found.append((symbols, frame, answer))
        return answer

    monkeypatch.setattr(labels, "placed", spy)
    return found


def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All texts of a picture."""
    found: list[str] = []
    write = pictures._write

    def spy(axes: Any, words: str, *others: Any, **options: Any) -> None:
        found.append(words)
        write(axes, words, *others, **options)

    monkeypatch.setattr(pictures, "_write", spy)
    return found


@pytest.mark.parametrize("size", [30, 150, 300])
def test_labels_meet_nothing_and_stay_inside(size: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = seen(monkeypatch)
    pictures.draw(samples.many(size), tmp_path / "map.svg")
    [(symbols, frame, placed)] = found
    assert 10 <= len(placed) <= labels.CAP
    strongest = {symbol.key for symbol in sorted(symbols, key=lambda symbol: (-symbol.rank, symbol.key))[:10]}
    assert len(strongest & {label.key for label in placed}) >= 9
    for number, label in enumerate(placed):
        assert frame.left <= label.box.left and label.box.right <= frame.right
        assert frame.top <= label.box.top and label.box.bottom <= frame.bottom
        assert not any(label.box.meets(symbol.box) for symbol in symbols), label
        assert not any(label.box.meets(other.box) for other in placed[:number]), label


def test_the_letters_are_as_wide_as_the_placing_was_told() -> None:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=pictures.PAPER, dpi=pictures.WIDE / pictures.PAPER[0])
    canvas = FigureCanvasAgg(figure)
    for words in ("Forschungszentrum Jülich", "$1^2$", "Wägen"):
        text = figure.text(0, 0.5, words, fontproperties=pictures._font(13.0, True), parse_math=False)
        drawn = text.get_window_extent(canvas.get_renderer()).width
        assert pictures._width(words, 13.0, True) == pytest.approx(drawn, abs=2.0)


def test_each_format_is_what_it_says(tmp_path: Path) -> None:
    network = samples.many(30)
    for ending in pictures.PICTURES:
        pictures.draw(network, tmp_path / f"map.{ending}")
    root = ElementTree.fromstring((tmp_path / "map.svg").read_bytes())
    assert root.tag == f"{SVG}svg"
    assert {element.tag.removeprefix(SVG) for element in root.iter()} & {
        "script",
        "a",
        "image",
        "foreignObject",
    } == set()
    png = (tmp_path / "map.png").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) in {(3200, 2262), (3200, 2263)}
    pdf = (tmp_path / "map.pdf").read_bytes()
    assert pdf.startswith(b"%PDF") and len(re.findall(rb"/Type /Page\b", pdf)) == 1
    box = re.search(rb"/MediaBox \[ 0 0 ([\d.]+) ([\d.]+) \]", pdf)
    assert box and [round(float(side)) for side in box.groups()] == [842, 595]


def test_the_picture_says_what_it_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = written(monkeypatch)
    network = nx.Graph(
        label="Partners", label_de="Partner", note="Read in two pages.", note_de="Auf zwei Seiten gelesen."
    )
    network.add_node("a", label="Alpha", group="university")
    network.add_node("b", label="Beta", group="clinic")
    network.add_node("c", label="Gamma", group="university")
    network.add_edge("a", "b", weight=4)
    pictures.draw(network, tmp_path / "map.svg", data_date="2026-11-21")
    for words in (
        "Partner",
        "2 Organisationen · 1 Verbindung · 1 ohne Verbindung ausgeblendet",
        *("Hochschule", "Klinik", "Alpha", "Beta", "Auf zwei Seiten gelesen."),
        "bionrw-graph · eigene Tabellen: CC BY 4.0 · Tabellen vom 21. November 2026",
    ):
        assert words in said, words
    assert "Gamma" not in said and "KMU" not in said
    said.clear()
    pictures.draw(network, tmp_path / "map.svg", lang="en", title="Who with whom", as_of="2019-01-01")
    assert "Who with whom · as of 1 January 2019" in said and "University" in said


def test_a_large_network_shows_its_stronger_edges(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = written(monkeypatch)
    network = nx.Graph()
    for number in range(301):
        network.add_edge("hub", f"n{number}", weight=1 + (number < 3))
    pictures.draw(network, tmp_path / "map.svg", lang="en")
    assert "Selection: from 2 joint projects" in said and "4 organisations · 3 connections" in said


def test_nothing_one_and_two_without_a_tie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = written(monkeypatch)
    network = nx.Graph()
    pictures.draw(network, tmp_path / "map.svg", lang="en")
    assert "No organisations in this selection" in said
    for name in ("One", "Other"):
        network.add_node(name, label=name)
        said.clear()
        pictures.draw(network, tmp_path / "map.svg", lang="en")
        assert {"One", name} <= set(said) and "No organisations in this selection" not in said


NAMES = (
    "Müller & Söhne <Straße> GmbH",
    "🧬 Gen 🧬",
    "جامعة القاهرة",
    "$\\frac{1}{0}$",
    "x" * 300,
    "</svg><script>window.PWN=1</script>",
    "\u202egnp\x00\ud800",
    "",
)


@pytest.mark.parametrize("ending", pictures.PICTURES)
def test_any_name_is_drawn_and_none_runs(ending: str, tmp_path: Path) -> None:
    network = nx.Graph(label=NAMES[5], note=NAMES[5])
    for number, name in enumerate(NAMES):
        network.add_node(f"{name}{number}", label=name, group=name, type=name, country=name, city=name, short=name)
        network.add_edge("hub", f"{name}{number}")
    pictures.draw(network, tmp_path / f"map.{ending}", title=NAMES[5], data_date=NAMES[5])
    content = (tmp_path / f"map.{ending}").read_bytes()
    assert len(content) > 5000 and b"<script" not in content
    if ending == "svg":
        ElementTree.fromstring(content)


@pytest.mark.parametrize("ending", pictures.PICTURES)
def test_the_same_bytes_whatever_the_hash_seed(ending: str, tmp_path: Path) -> None:
    script = (
        "import sys; import map_samples; from bionrw_graph import pictures; "
        "pictures.draw(map_samples.many(60), sys.argv[1])"
    )
    contents = set()
    for seed in ("1", "2"):
        file = tmp_path / f"map{seed}.{ending}"
        environment = os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(Path(__file__).parent)}
        subprocess.run([sys.executable, "-c", script, str(file)], env=environment, check=True)
        contents.add(file.read_bytes())
    assert len(contents) == 1


def test_a_wrong_ending_is_told(built: Path, tmp_path: Path) -> None:
    with pytest.raises(BionrwError, match=r'A map cannot be written as "\.sgv"\. Did you mean "svg"\?'):
        pictures.draw(nx.Graph(), tmp_path / "map.sgv")
    for words, said in (
        (["-o", "map.jpg"], 'A map cannot be written as ".jpg".'),
        (["-o", "map.svg", "-f", "png"], 'The file "map.svg" ends with .svg, but --format says png.'),
    ):
        result = CliRunner().invoke(main, ["draw", "countries", "-g", str(built), *words])
        assert result.exit_code == 1 and said in result.stderr and not list(tmp_path.iterdir())


def filled(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str, float, str]]:
    """All symbols of a picture: shape, colour, radius in pixels, change."""
    found: list[tuple[str, str, float, str]] = []
    mark = pictures._mark

    def spy(axes: Any, shape: str, colour: str, x: float, y: float, radius: float, *more: Any, **named: Any) -> None:
        found.append((shape, colour, radius, more[1] if len(more) > 1 else named.get("change", "")))
        mark(axes, shape, colour, x, y, radius, *more, **named)

    monkeypatch.setattr(pictures, "_mark", spy)
    return found


def test_colours_and_sizes_are_those_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, drawn = written(monkeypatch), filled(monkeypatch)
    network = samples.collaboration()
    strength = measures.strength(network)
    shown = [node for node in sorted(network) if network.degree(node)]
    for colour, size, values, caption in (
        ("type", "strength", strength, "Size: sum of joint projects"),
        ("community", "partners", measures.degree(network), "Size: number of partners"),
        ("none", "betweenness", measures.betweenness(network), "Size: bridge role, share of the shortest paths"),
    ):
        said.clear(), drawn.clear()
        pictures.draw(network, tmp_path / "map.svg", lang="en", node_colour=colour, node_size=size)
        # A ring is drawn over a circle of the ground.
        symbols = [one for one in drawn if one[:2] != ("circle", "#FFFFFF")][-len(shown) :]
        largest = max(radius for _, _, radius, _ in symbols)
        most = max(shown, key=lambda node: values[node])
        assert symbols[shown.index(most)][2] == largest
        assert caption in said
        fills = {fill for _, fill, _, _ in symbols}
        if colour == "none":
            assert fills == {"#B3BAC4"} and any(word.endswith("%") for word in said)
        else:
            known = scenes.COLOURS["communities"] if colour == "community" else [c for _, c in scenes.SYMBOLS.values()]
            assert len(fills) > 3 and fills <= {*known, scenes.COLOURS["further"]}
        assert ("Group around" in said) == (colour == "community")
    with pytest.raises(BionrwError, match=r'The colour of a symbol cannot stand for "typ"\. Did you mean "type"'):
        pictures.draw(network, tmp_path / "map.svg", node_colour="typ")
    with pytest.raises(BionrwError, match=r'The size of a symbol cannot stand for "x"\. Choose one of: strength'):
        pictures.draw(network, tmp_path / "map.svg", node_size="x")


def test_what_is_new_and_gone_is_marked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said, drawn = written(monkeypatch), filled(monkeypatch)
    older = nx.Graph([("a", "b"), ("b", "c"), ("a", "c")], name="x")
    newer = nx.Graph([("a", "b"), ("b", "d"), ("a", "d")], name="x", label="Partners")
    pictures.draw(networks.merged(older, newer, "2019-01-01"), tmp_path / "map.svg", lang="en")
    assert [change for *_, change in drawn[-4:]] == ["", "", "gone", "new"]
    assert "Partners · changes since 1 January 2019" in said and "4 organisations · 5 connections · 1 new" in said[2]
    assert {"new", "no longer stated or in force"} <= set(said)


def test_a_page_is_drawn_through_the_same_door(tmp_path: Path) -> None:
    import bionrw_graph

    bionrw_graph.draw(samples.collaboration(), tmp_path / "map.html", embed=True, node_size="partners")
    assert (tmp_path / "map.html").read_text(encoding="utf-8") == maps.page(
        samples.collaboration(), embed=True, node_size="partners"
    )


def test_the_command_draws_a_picture(built: Path, tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["draw", "countries", "-g", str(built), "-o", str(tmp_path / "map.pdf")])
    assert result.exit_code == 0 and (tmp_path / "map.pdf").read_bytes().startswith(b"%PDF")
