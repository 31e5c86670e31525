"""The page of a map, read back: its data, the page in a browser, its picture as a file."""

import itertools
import json
import math
import re
from collections.abc import Callable
from functools import cache
from html.parser import HTMLParser
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

import map_samples as samples
from bionrw_graph import maps

TEMPLATES = Path(maps.__file__).parent / "templates"


class Scripts(HTMLParser):
    """What a browser takes for scripts, images and links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = tag == "script"
        if self._inside:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts[-1] += data


def data_of(html: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(Scripts(html).scripts[0])
    # Nothing at the end of a row is left out.
    columns, values = loaded["claims"]["columns"], [*loaded["values"], None]
    loaded["claims"] = [
        {name: values[place] for name, place in zip_longest(columns, row, fillvalue=-1)}
        for row in loaded["claims"]["rows"]
    ]
    for holder, name in ((loaded, "nodes"), (loaded, "edges"), (loaded["vis"], "nodes"), (loaded["vis"], "edges")):
        holder[name] = rows_of(holder[name])
    for number, edge in enumerate(loaded["edges"]):
        edge |= {"id": f"e{number}"} | {end: loaded["nodes"][edge[end]]["id"] for end in ("from", "to")}
    return loaded


def rows_of(table: dict[str, Any]) -> list[dict[str, Any]]:
    """A table of the page as one dict a row."""
    shared = table["values"]
    columns = [
        [shared[name][cell] for cell in cells] if name in shared else cells for name, cells in table["columns"].items()
    ]
    rows = [dict(zip(table["columns"], row, strict=True)) for row in zip(*columns, strict=True)]
    assert len(rows) == table["size"]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def texts() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((TEMPLATES / "map-texts.json").read_text(encoding="utf-8"))
    return loaded


@cache
def large(size: int) -> str:
    """The page of a made-up network of so many organisations, one in fifty of them alone."""
    return maps.page(samples.grouped(size + size // 50, alone=size // 50))


browser_test = pytest.mark.browser


class Opened:
    """A page in a browser without a network, and everything that went wrong in it."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.wrong: list[str] = []
        page.on("request", self._request)
        page.on("console", lambda said: self.wrong.append(f"console {said.type}: {said.text}"))
        page.on("pageerror", lambda error: self.wrong.append(f"error: {error}"))
        page.on("dialog", lambda dialog: (self.wrong.append("dialog"), dialog.dismiss()))
        page.on("popup", lambda _: self.wrong.append("popup"))

    def _request(self, request: Any) -> None:
        if not request.url.startswith(("file:", "data:", "blob:")):
            self.wrong.append(f"request: {request.url}")

    def problems(self) -> list[str]:
        """All that must not be: requests, messages, errors, a page that is not ready or says it is broken."""
        ready = self.page.evaluate("Boolean(window.bionrwMap && window.bionrwMap.ready)")
        visible = self.page.locator("#broken").is_visible()
        return self.wrong + ([] if ready else ["not ready"]) + (["says it is broken"] if visible else [])

    def ask(self, code: str, argument: Any = None) -> Any:
        return self.page.evaluate(code, argument)

    def shown(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("bionrwMap.shown()")
        return found

    def drawn(self) -> dict[str, Any]:
        """What stands in the picture: nodes or bubbles by key, the number of lines, the open bubble."""
        found: dict[str, Any] = self.ask("bionrwMap.drawn()")
        return found

    def click(self, key: str, count: int = 1) -> None:
        """Click the symbol of a node on the map."""
        point = self.ask("(key) => bionrwMap.place(key)", key)
        box = self.page.locator("#map").bounding_box()
        self.page.mouse.click(box["x"] + point["x"], box["y"] + point["y"], click_count=count)
        # The library waits this long for a second click before it reports a single one.
        self.page.wait_for_timeout(400)

    def export(self, name: str) -> tuple[str, bytes]:
        """The name and the content of a file that the menu saves."""
        self.page.locator("#export").click()
        with self.page.expect_download() as waiting:
            self.page.locator(f'[data-export="{name}"]').click()
        return waiting.value.suggested_filename, waiting.value.path().read_bytes()


Open = Callable[..., Opened]


def overlapping(boxes: list[dict[str, Any]], others: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [
        (a["key"], b["key"])
        for number, a in enumerate(boxes)
        for b in (boxes[number + 1 :] if others is boxes else others)
        if a["left"] < b["right"] and b["left"] < a["right"] and a["top"] < b["bottom"] and b["top"] < a["bottom"]
    ]


def touching(symbols: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """Symbols that meet, each taken for the disc around it: corners of two boxes may meet where nothing is drawn."""
    discs = [
        (
            box["key"],
            ((box["left"] + box["right"]) / 2, (box["top"] + box["bottom"]) / 2),
            max(box["right"] - box["left"], box["bottom"] - box["top"]) / 2,
        )
        for box in symbols
    ]
    return [
        (one, other)
        for (one, here, reach), (other, there, far) in itertools.combinations(discs, 2)
        if math.dist(here, there) < reach + far
    ]


SVG = "{http://www.w3.org/2000/svg}"


class Picture:
    """An SVG file of a map, as numbers: rooms of labels and symbols, lines, words."""

    def __init__(self, content: bytes) -> None:
        self.root = ElementTree.fromstring(content)
        self.map = self.root.find("{*}svg")
        assert self.map is not None
        self.symbols = [self._symbol(group) for group in self._groups("symbol")]
        self.labels = [self._label(group) for group in self._groups("label")]
        self.lines = [line for line in self.map.iter(SVG + "path") if line.get("class") == "line"]
        self.words = " ".join("".join(text.itertext()) for text in self.root.iter(SVG + "text"))

    def _groups(self, name: str) -> list[ElementTree.Element]:
        assert self.map is not None
        return [group for group in self.map.iter(SVG + "g") if group.get("class") == name]

    def _symbol(self, group: ElementTree.Element) -> dict[str, Any]:
        _, drawn = group.findall("{*}path")
        x, y, radius = map(float, re.findall(r"-?[\d.]+", drawn.get("transform", "")))
        shapes = json.loads((TEMPLATES / "shapes.json").read_text(encoding="utf-8")).values()
        half, above, below = next(shape["extents"] for shape in shapes if shape["outline"] == drawn.get("d"))
        return {
            "key": group.findtext("{*}title"),
            "x": x,
            "y": y,
            "left": x - half * radius,
            "right": x + half * radius,
            "top": y - above * radius,
            "bottom": y + below * radius,
        }

    def _label(self, group: ElementTree.Element) -> dict[str, Any]:
        boxes = []
        for text in group.findall("{*}text"):
            x, y, width, size = (float(text.get(name, "")) for name in ("x", "y", "textLength", "font-size"))
            boxes.append((x, y - 0.76 * size, x + width, y + 0.22 * size))
        left, top, right, bottom = zip(*boxes, strict=True)
        name = " ".join("".join(text.itertext()) for text in group.findall("{*}text"))
        return {"key": name, "left": min(left), "top": min(top), "right": max(right), "bottom": max(bottom)}
