"""Answers, maps and downloads → the pages of the published folder, in German and English."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING, Any

import networkx as nx
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from bionrw_graph import answers
from bionrw_graph.places import Places
from bionrw_graph.scenes import LIMITS, SYMBOLS

if TYPE_CHECKING:
    from bionrw_graph.queries import Query

_TEMPLATES = resources.files(__package__) / "templates"
_LOCATOR = re.compile(r"line (\d+)|opening(?:; one of (\d+) pages)?")
_SHORT = 8
_PREVIEW_WIDTH, _PREVIEW_HEIGHT = 560, 400


@dataclass(frozen=True)
class Asked:
    """A question with its answer: what the published folder shows of a query."""

    query: Query
    columns: list[str]
    rows: list[dict[str, Any]]

    examples: dict[str, tuple[str, str]]
    """What the answer is about where the question has parameters: the default of each, in German and in English."""

    @property
    def quoted(self) -> set[str]:
        """The columns that hold what a source prints; a page never translates them."""
        return set(self.query.header.get("quoted", "").split())

    @property
    def shown_columns(self) -> list[str]:
        """The columns that a page shows; ``aspectGerman`` is the German form of ``aspect``, not a column of its own."""
        return [name for name in self.columns if name.removesuffix("German") == name or name[:-6] not in self.columns]


@dataclass(frozen=True)
class Part:
    """The rows of a report that belong together: one table of its page."""

    title: str
    title_de: str
    columns: list[str]
    rows: list[dict[str, Any]]
    quoted: frozenset[str]
    anchor: str

    @property
    def shown_columns(self) -> list[str]:
        """The columns that a page shows: those without the German forms, and without what no row fills."""
        shown = [name for name in self.columns if name.removesuffix("German") == name or name[:-6] not in self.columns]
        return [name for name in shown if any(row[name] not in (None, "") for row in self.rows)]


@dataclass(frozen=True)
class Report:
    """A list that has a page of its own: contradictions, changes, upkeep."""

    name: str
    """The name of its files in the published folder."""
    title: str
    title_de: str
    lead: str
    """What the page is, in a sentence or two."""
    lead_de: str
    command: str
    """The command that prints the same list."""
    columns: list[str]
    rows: list[dict[str, Any]]
    by: str
    """The column that parts the list; ``<by>German`` holds its German words."""
    hidden: frozenset[str] = frozenset()
    quoted: frozenset[str] = frozenset()
    open: int = 3
    """How many parts stand open at first."""

    @property
    def parts(self) -> list[Part]:
        """The rows by the column ``by``, in the order in which its values come first."""
        found: dict[str, list[dict[str, Any]]] = {}
        for row in self.rows:
            found.setdefault(str(row[self.by]), []).append(row)
        columns = [name for name in self.columns if name not in {self.by, f"{self.by}German"} | self.hidden]
        return [
            Part(title, str(rows[0].get(f"{self.by}German") or title), columns, rows, self.quoted, f"part-{number}")
            for number, (title, rows) in enumerate(found.items(), start=1)
        ]


@dataclass(frozen=True)
class Drawn:
    """A map that was drawn: its name, its network, its title, and where its nodes stand."""

    name: str
    network: nx.Graph
    title: str
    title_de: str
    places: Places

    @property
    def path(self) -> str:
        """The page in the published folder."""
        return f"maps/{self.name}.html"


@dataclass(frozen=True)
class Published:
    """All that the pages tell of."""

    headline: dict[str, int]
    german: dict[str, str]
    """English names that stand in answers, with their German ones."""
    asked: list[Asked]
    reports: list[Report]
    drawn: list[Drawn]
    too_large: list[nx.Graph]
    """Networks that have more nodes than a map takes."""
    downloads: list[dict[str, Any]]
    data_date: str
    attributions: list[str]
    """What is to be said of the data of others that is in it, a line a source."""


def report(
    name: str,
    command: str,
    columns: list[str],
    rows: list[dict[str, Any]],
    by: str,
    *,
    hidden: frozenset[str] = frozenset(),
    quoted: frozenset[str] = frozenset(),
    open_parts: int = 3,
    **words: str,
) -> Report:
    """The report of that name, with its texts of ``templates/reports.json``; ``words`` fill the gaps in them.

    A word ``x_de`` is the German form of ``x``.
    """
    texts = _texts("reports")[name]
    german = words | {key.removesuffix("_de"): word for key, word in words.items() if key.endswith("_de")}
    return Report(
        name=name,
        title=texts["title"]["en"].format(**words),
        title_de=texts["title"]["de"].format(**german),
        lead=texts["lead"]["en"].format(**words),
        lead_de=texts["lead"]["de"].format(**german),
        command=command,
        columns=columns,
        rows=rows,
        by=by,
        hidden=hidden,
        quoted=quoted,
        open=open_parts,
    )


def render(published: Published) -> Iterator[tuple[str, str]]:
    """The pages, as pairs of a path in the folder and its HTML: the index, one a report, and one a question.

    Every page works without a server or a connection, shows both languages, and runs one script, whose hash its content
    security policy names.
    """
    environment = Environment(
        loader=PackageLoader("bionrw_graph"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"cell": _cell, "cell_de": _cell_de, "heading": _heading, "size": _size, "grouped": _grouped}
    script = (_TEMPLATES / "page.js").read_text(encoding="utf-8")
    shared = {
        "css": Markup((_TEMPLATES / "page.css").read_text(encoding="utf-8")),
        "script": Markup(script),
        "script_hash": "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        "column_de": _texts("columns"),
        "themes": _texts("themes"),
        "german": published.german | _texts("words"),
        "published": published,
    }
    by_theme: dict[str, list[Asked]] = {}
    for asked in published.asked:
        by_theme.setdefault(asked.query.theme, []).append(asked)
    yield (
        "index.html",
        environment.get_template("index.html").render(
            **shared, root="", by_theme=by_theme, short=_SHORT, preview=_preview(published.drawn[0])
        ),
    )
    for report in published.reports:
        yield f"{report.name}.html", environment.get_template("report.html").render(**shared, root="", report=report)
    for asked in published.asked:
        html = environment.get_template("question.html").render(**shared, root="../", asked=asked)
        yield f"questions/{asked.query.name}.html", html


def _texts(name: str) -> dict[str, Any]:
    texts: dict[str, Any] = json.loads((_TEMPLATES / f"{name}.json").read_text(encoding="utf-8"))
    return texts


def _cell(value: Any) -> str:
    """A value of an answer as a page shows it: large numbers in groups of three, the rest as in a table."""
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        return answers.shown(value)
    # Years stay together; thousands part from five digits on.
    return _grouped(value) if abs(Decimal(value)) >= 10_000 else answers.shown(value)


def _cell_de(value: Any) -> str:
    """The same in German, with a decimal comma, and the words for a place on a page.

    >>> _cell_de(Decimal("48.6"))
    '48,6'
    """
    if isinstance(value, str):
        return place_de(value)
    return _cell(value).replace(".", ",") if isinstance(value, Decimal) else _cell(value)


def place_de(locator: str) -> str:
    """A locator of a citation in German; any other text as it is.

    >>> place_de("opening; one of 3 pages"), place_de("line 12"), place_de("a line 12")
    ('Anfang; eine von 3 Seiten', 'Zeile 12', 'a line 12')
    """
    found = _LOCATOR.fullmatch(locator)
    if not found:
        return locator
    line, pages = found.groups()
    return f"Zeile {line}" if line else "Anfang" + (f"; eine von {pages} Seiten" if pages else "")


def _grouped(value: int | Decimal) -> str:
    # A narrow blank groups digits in German and in English.
    return f"{value:,}".replace(",", "\u202f")


def _heading(column: str) -> str:
    """A column name as words.

    >>> _heading("olderValue")
    'older value'
    """
    return "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in column).replace("_", " ")


def _size(count: int) -> str:
    """A number of bytes for people.

    >>> _size(1234567)
    '1.2 MB'
    """
    return f"{count / 1e6:.1f} MB" if count >= 1e6 else f"{count / 1e3:.0f} kB" if count >= 1e3 else f"{count} B"


def _preview(drawn: Drawn) -> dict[str, Any]:
    """The first map as a small drawing without words: lines and dots in the colours of the map.

    A large map is shown as it opens, with the stronger of its edges.
    """
    network = drawn.network
    if len(network) > LIMITS["curved_nodes"]:
        network = network.edge_subgraph(edge for edge in network.edges if network.edges[edge]["weight"] > 1)
    if not network:
        return {"width": _PREVIEW_WIDTH, "height": _PREVIEW_HEIGHT, "lines": [], "dots": []}
    places = {node: drawn.places[node] for node in sorted(network)}
    strengths = dict(network.degree(weight="weight"))
    radii = {node: 7.0 + 16.0 * (strengths[node] / max(1, *strengths.values())) ** 0.5 for node in network}
    low = [min(place[axis] - radii[node] for node, place in places.items()) for axis in (0, 1)]
    high = [max(place[axis] + radii[node] for node, place in places.items()) for axis in (0, 1)]
    scale = min(_PREVIEW_WIDTH / (high[0] - low[0]), _PREVIEW_HEIGHT / (high[1] - low[1])) * 0.96
    middle = [(low[axis] + high[axis]) / 2 for axis in (0, 1)]

    def at(node: str) -> tuple[float, float]:
        x, y = places[node]
        return (
            round((x - middle[0]) * scale + _PREVIEW_WIDTH / 2, 1),
            round((y - middle[1]) * scale + _PREVIEW_HEIGHT / 2, 1),
        )

    return {
        "width": _PREVIEW_WIDTH,
        "height": _PREVIEW_HEIGHT,
        "lines": sorted((*at(one), *at(other)) for one, other in map(sorted, network.edges)),
        "dots": [
            (*at(node), round(radii[node] * scale, 1), SYMBOLS[group if group in SYMBOLS else "unknown"][1])
            for node in places
            for group in [network.nodes[node].get("group", "unknown")]
        ],
    }
