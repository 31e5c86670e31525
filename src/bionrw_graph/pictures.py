"""A network as a picture for reports: SVG, PNG or PDF, without a browser."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from bionrw_graph import labels, scenes
from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.swap import replaced_file

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path as Outline

PICTURES = ("svg", "png", "pdf")
FORMATS = ("html", *PICTURES)
# A4 landscape in inches, drawn as so many pixels; a PNG has 2.5 times as many.
PAPER = (297 / 25.4, 210 / 25.4)
WIDE = 1280.0
HIGH = WIDE * 210 / 297
_SHARPNESS = 2.5
_MARGIN = 32.0
_GROUND, _TEXT, _MUTED, _EDGE, _OUTLINE, _RULE = "#FFFFFF", "#1A1A1A", "#595959", "#8A929C", "#4D4D4D", "#D5D9DE"
_ACCENT = "#005EA8"
_FURTHER = str(scenes.COLOURS["further"])
# Bundled with matplotlib: the same letters on every machine.
_FONT = "DejaVu Sans"
_ROUNDNESS = 0.12


def draw(network: nx.Graph, path: str | Path, *, embed: bool = False, **options: Unpack[scenes.Options]) -> None:
    """Write the map of ``network`` to ``path``, swapped in whole; the ending chooses html, svg, png or pdf.

    Html is the page of :func:`bionrw_graph.maps.page`. Anything else is a picture of it, as it opens: A4 landscape, in
    light colours, with title, counts, legend, note and the day of the tables; a PNG has 3200 by 2263 pixels. Places,
    symbols, lines and names are those of the page, and so are the ``options`` (:func:`bionrw_graph.scenes.scene`). The
    same input gives the same bytes. Raises ``BionrwError`` for another ending, for a picture that should be embedded,
    for what ``scene`` refuses, and where the file cannot be written.
    """
    ending = checked_ending(path, embed=embed)
    if ending == "html":
        from bionrw_graph import maps  # loads pyvis: only for a page

        maps.draw(network, path, embed=embed, **options)
        return
    content = _file(_figure(scenes.scene(network, **options)), ending)
    with replaced_file(path) as temporary:
        temporary.write_bytes(content)


def checked_ending(path: str | Path, *, embed: bool = False) -> str:
    """The format that a file's ending stands for; raises ``BionrwError`` where a map cannot be written so.

    >>> checked_ending("map.PDF")
    'pdf'
    """
    ending = Path(path).suffix.removeprefix(".").lower()
    if ending not in FORMATS:
        raise BionrwError(
            f'A map cannot be written as ".{ending}".{did_you_mean(ending, FORMATS)} Endings: {", ".join(FORMATS)}.'
        )
    if embed and ending != "html":
        raise BionrwError(f'Only a page can be embedded: give a file that ends with .html, not "{path}".')
    return ending


def _file(figure: Figure, ending: str) -> bytes:
    import matplotlib as mpl

    # What would differ from day to day, from run to run and from machine to machine stays out of the file.
    metadata: dict[str, Any] = {
        "svg": {"Date": None, "Creator": None},
        "png": {"Software": None},
        "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    }[ending]
    stream = io.BytesIO()
    with (
        mpl.rc_context({"svg.hashsalt": "bionrw", "svg.fonttype": "path", "pdf.fonttype": 42}),
        warnings.catch_warnings(),
    ):
        # A name may have letters that the font has not: they become boxes here, and the map has them all.
        warnings.filterwarnings("ignore", message="Glyph|Matplotlib currently does not support")
        dpi = WIDE / PAPER[0] * (_SHARPNESS if ending == "png" else 1)
        figure.savefig(stream, format=ending, dpi=dpi, facecolor=_GROUND, metadata=metadata)
    return stream.getvalue()


# ---------------------------------------------------------------- what is shown


@dataclass(frozen=True)
class _Opening:
    """What the map shows when it opens, and what it leaves out."""

    nodes: list[dict[str, Any]]
    edges: list[dict[str, Any]]
    minimum: int
    isolates: int


def _opening(scene: Mapping[str, Any]) -> _Opening:
    """As state.js and visible.js decide: a large map shows its stronger edges; nodes without one are left out."""
    nodes, edges = scene["nodes"], scene["edges"]
    if scene["bubbles"]:
        return _bubbles(scene)
    at = {node["id"]: drawn | _look(scene, node, drawn) for node, drawn in zip(nodes, scene["drawn"], strict=True)}
    counts = {edge["id"]: len(edge["through"]) if edge.get("through") else edge["weight"] for edge in edges}
    minimum = 2 if len(nodes) > 300 and max(counts.values(), default=1) >= 2 else 1
    drawn = [edge | {"count": counts[edge["id"]]} for edge in edges if counts[edge["id"]] >= minimum]
    joined = {end for edge in edges for end in (edge["from"], edge["to"])}
    ends = {end for edge in drawn for end in (edge["from"], edge["to"])} if edges else set(at)
    shown = [at[node["id"]] | node for node in nodes if node["id"] in ends]
    return _Opening(shown, drawn, minimum, len(nodes) - len(joined) if edges else 0)


def _look(scene: Mapping[str, Any], node: Mapping[str, Any], drawn: Mapping[str, Any]) -> dict[str, Any]:
    """The colour and the size that the map opens with, as in appearance.js."""
    colour = {
        "type": drawn["color"],
        "community": _community_colour(scene, node["community"]),
        "none": scene["colours"]["none"],
    }[scene["opens"]["colour"]]
    return {"color": colour, "size": node["radii"][scene["sizes"].index(scene["opens"]["size"])]}


def _community_colour(scene: Mapping[str, Any], number: int) -> str:
    colours: Mapping[str, Any] = scene["colours"]
    return str(colours["communities"][number - 1] if 1 <= number <= len(colours["communities"]) else colours["further"])


def _measured(scene: Mapping[str, Any], node: Mapping[str, Any]) -> float:
    """What the size of a symbol stands for."""
    size = scene["opens"]["size"]
    return float(node["degree" if size == "partners" else size] or 0)


def _bubbles(scene: Mapping[str, Any]) -> _Opening:
    """The overview of a large network: a bubble for each group, named by its strongest member, and summed edges."""
    nodes = scene["nodes"]
    drawn: list[dict[str, Any]] = []
    bubble_of: dict[str, str] = {}
    for bubble in scene["bubbles"]:
        members = sorted(
            (nodes[place] for place in bubble["members"]), key=lambda node: (-node["strength"], node["key"])
        )
        bubble_of |= {node["id"]: bubble["id"] for node in members}
        others = f" +{len(members) - 1}" if len(members) > 1 else ""
        named = {name: {lang: words and words + others for lang, words in members[0][name].items()} for name in _NAMES}
        look = {"shape": "circle", "color": _GROUND, "size": bubble["radius"], "strength": len(members)}
        drawn.append(members[0] | named | look | {"id": bubble["id"], "x": bubble["x"], "y": bubble["y"]})
    sums: dict[tuple[str, str], int] = {}
    for edge in scene["edges"]:
        first, second = sorted((bubble_of[edge["from"]], bubble_of[edge["to"]]))
        if first != second:
            sums[first, second] = sums.get((first, second), 0) + 1
    lines = [{"from": one, "to": other, "count": count, "inferred": False} for (one, other), count in sums.items()]
    return _Opening(drawn, lines, 1, 0)


@dataclass(frozen=True)
class _Line:
    """How an edge is drawn, as in drawing.js and changes.js: width and dashes in pixels of the map."""

    width: float
    colour: str = _EDGE
    opacity: float = 0.38
    dashes: tuple[float, ...] = ()


def _line(edge: Mapping[str, Any]) -> _Line:
    width = min(8.0, 0.6 + 1.3 * math.sqrt(edge["count"]))
    dashes = (7.0, 5.0) if _inferred(edge) else ()
    if edge.get("change") == "gone":
        return _Line(min(width, 1.4), _EDGE, 0.8, (1.5, 4.5))
    if edge.get("change") == "new":
        return _Line(width, _ACCENT, 0.55, dashes)
    return _Line(width, dashes=dashes)


def _inferred(edge: Mapping[str, Any]) -> bool:
    weak = edge["inferred"]
    return weak if isinstance(weak, bool) else len(weak) == len(edge["through"])


# ---------------------------------------------------------------- the sheet


def _figure(scene: Mapping[str, Any]) -> Figure:
    from matplotlib.figure import Figure

    figure = Figure(figsize=PAPER)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, WIDE)
    axes.set_ylim(HIGH, 0)
    lang = scene["lang"]
    opening = _opening(scene)
    words = _Words(scene)
    top = _MARGIN - 8
    for said, size, colour, bold, most in (
        (scene["title"][lang], 24.0, _TEXT, True, 2),
        (words.selection(opening), 13.0, _TEXT, False, 2),
        (words.counts(opening), 13.0, _MUTED, False, 1),
    ):
        top += _paragraph(axes, said, top, size, colour, bold=bold, most=most)
    bottom = HIGH - _MARGIN + 8
    for said, most in ((words.date(), 1), (scene["note"][lang], 4)):
        rows = _wrapped(said, 12.0, most)
        bottom -= len(rows) * 12 * 1.35 + 3
        _paragraph(axes, said, bottom, 12.0, _MUTED, most=most)
    bottom = _legend(axes, words.legend(opening), bottom)
    for y in (top + 8, bottom - 8):
        _stroke(axes, [(_MARGIN, y), (WIDE - _MARGIN, y)], _RULE)
    frame = labels.Box(_MARGIN, top + 14, WIDE - _MARGIN, bottom - 14)
    if opening.nodes:
        _network(axes, opening, frame, lang)
    else:
        said = words("empty_data")
        _write(axes, said, (WIDE - _width(said, 18, bold=True)) / 2, (frame.top + frame.bottom) / 2, 18, bold=True)
    return figure


def _network(axes: Axes, opening: _Opening, frame: labels.Box, lang: str) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path as Outline

    fit = _fit(opening.nodes, frame)
    at = {node["id"]: fit.at(node) for node in opening.nodes}
    curved = len(opening.nodes) <= 300 and len(opening.edges) <= 1500
    for edge in opening.edges:
        start, end = at[edge["from"]], at[edge["to"]]
        if curved:
            outline = Outline([start, _bend(start, end), end], [Outline.MOVETO, Outline.CURVE3, Outline.CURVE3])
        else:
            outline = Outline([start, end])
        line = _line(edge)
        dashes = (0, tuple(part * fit.scale * _POINT for part in line.dashes)) if line.dashes else "solid"
        width = line.width * fit.scale * _POINT
        axes.add_patch(
            PathPatch(outline, fill=False, edgecolor=line.colour, alpha=line.opacity, linewidth=width, linestyle=dashes)
        )
    for node in opening.nodes:
        x, y = at[node["id"]]
        change = node.get("change", "")
        _mark(axes, node["shape"], node["color"], x, y, node["size"] * fit.scale, min(1.0, fit.scale / 0.7), change)
    symbols = [_symbol(node, fit, lang) for node in opening.nodes]
    for label in labels.placed(symbols, frame, lambda words, size: _width(words, size, bold=True)):
        step = round(label.size * 1.18)
        for number, row in enumerate(label.rows):
            middle = (label.box.left + label.box.right - _width(row, label.size, bold=True)) / 2
            baseline = label.box.top + 1 + step * number + label.size * 0.95
            _write(axes, row, middle, baseline, label.size, bold=True, halo=True)


def _legend(axes: Axes, entries: Sequence[Sequence[_Entry]], bottom: float) -> float:
    """The groups of the legend in rows that end above ``bottom``; where the first of them begins."""
    step, across = 24.0, WIDE - 2 * _MARGIN
    placed, x, row = [], 0.0, 0
    for group in entries:
        whole = sum(entry.width + 15 for entry in group)
        if x and x + min(whole, across) > across:
            x, row = 0.0, row + 1
        for entry in group:
            if x and x + entry.width > across:
                x, row = 0.0, row + 1
            placed.append((entry, x, row))
            x += entry.width + 15
        x += 13
    top = bottom - step * (row + 1) - 6 if placed else bottom
    for entry, left, number in placed:
        left, middle = left + _MARGIN, top + number * step + step / 2
        if entry.shape:
            _mark(axes, entry.shape, entry.colour, left + entry.room / 2, middle, entry.radius, change=entry.change)
        elif entry.line:
            _stroke(axes, [(left, middle), (left + entry.room, middle)], _EDGE, entry.line.width, entry.line.dashes)
        _write(axes, entry.words, left + entry.room + (6 if entry.room else 0), middle + 4.5, 13, entry.colour_of_words)
    return top


@dataclass(frozen=True)
class _Entry:
    """One entry of the legend: a symbol, a line or a heading, with its words."""

    words: str
    shape: str = ""
    colour: str = _GROUND
    radius: float = 0.0
    line: _Line | None = None
    change: str = ""

    @property
    def room(self) -> float:
        return 30.0 if self.line else max(18.0, 2 * self.radius + 3) if self.shape else 0.0

    @property
    def width(self) -> float:
        return self.room + (6 if self.room else 0) + _width(self.words, 13)

    @property
    def colour_of_words(self) -> str:
        return _TEXT if self.room else _MUTED


class _Words:
    """The texts of the page in one language, as the picture uses them."""

    def __init__(self, scene: Mapping[str, Any]) -> None:
        self._scene, self._lang, self._texts = scene, scene["lang"], scene["texts"]
        self._ties = any(project["type"] == "membership" for project in scene["projects"])

    def __call__(self, key: str, **values: object) -> str:
        entry = (self._ties and self._texts.get(f"{key}_ties")) or self._texts[key]
        words = entry[self._lang]
        if isinstance(words, list):
            words = words[0 if values.get("n") == 1 else 1]
        said = {name: self.number(value) if isinstance(value, int | float) else value for name, value in values.items()}
        return str(words.format(**said))

    def number(self, value: float) -> str:
        return f"{value:,.0f}".replace(",", "." if self._lang == "de" else ",")

    def share(self, value: float) -> str:
        words = f"{value:.{3 if 0 < value < 0.001 else 1}%}"
        whole, _, rest = words.rstrip("%").partition(".")
        rest = rest.rstrip("0")
        point, percent = (",", "\N{NO-BREAK SPACE}%") if self._lang == "de" else (".", "%")
        return whole + (point + rest if rest else "") + percent

    def date(self) -> str:
        date = scenes.date_words(self._scene["date"], self._lang)
        return " · ".join([self("made_with"), *([self("data_date", date=date)] if date else [])])

    def selection(self, opening: _Opening) -> str:
        if opening.minimum > 1:
            return self("selection", filters=self("chip_minimum", n=opening.minimum))
        return self("selection_all")

    def counts(self, opening: _Opening) -> str:
        scene = self._scene
        nodes = scene["nodes"] if scene.get("bubbles") else opening.nodes
        edges = scene["edges"] if scene.get("bubbles") else opening.edges
        bipartite = any(node["type"] != "organisation" for node in scene["nodes"])
        parts = [self("n_nodes" if bipartite else "n_organisations", n=len(nodes)), self("n_edges", n=len(edges))]
        used = {project for edge in edges for project in edge.get("through") or ()}
        if used:
            parts.append(self("n_projects", n=len(used)))
        if scene["since"]:
            changes = [node.get("change") for node in nodes]
            parts += [self(f"n_{change}", n=changes.count(change)) for change in ("new", "gone")]
        if opening.isolates:
            parts.append(self("n_isolates_hidden", n=opening.isolates))
        return " · ".join(parts)

    def legend(self, opening: _Opening) -> list[list[_Entry]]:
        if not opening.nodes:
            return []
        groups = []
        if not self._scene["bubbles"]:
            groups = [self._communities(opening), self._categories(opening), self._sizes(opening)]
        widths = {edge["count"] for edge in opening.edges}
        lines = [_Entry(self("legend_width" if opening.edges and "through" in opening.edges[0] else "legend_line"))]
        lines += [
            _Entry(self.number(count), line=_line({"count": count, "inferred": False})) for count in _samples(widths)
        ]
        groups.append(lines if widths else [])
        if any(_inferred(edge) for edge in opening.edges):
            groups.append([_Entry(self("legend_inferred"), line=_Line(2.0, dashes=(7.0, 4.0)))])
        there = {thing.get("change", "") for thing in (*opening.nodes, *opening.edges)}
        marks = [
            _Entry(self(f"change_{change}"), "circle", _FURTHER, 5.0, change=change)
            for change in ("new", "gone")
            if change in there
        ]
        return [group for group in (*groups, marks) if group]

    def _communities(self, opening: _Opening) -> list[_Entry]:
        if self._scene["opens"]["colour"] != "community":
            return []
        named, colours = self._scene["communities"], self._scene["colours"]["communities"]
        at = {node["id"]: node for node in self._scene["nodes"]}
        there = sorted({node["community"] for node in opening.nodes})
        entries = [_Entry(self("legend_community"))]
        for number in there:
            if 1 <= number <= len(colours):
                strongest = at[named[number - 1]]
                name = labels.brief(labels.called(strongest["label"][self._lang], strongest["short"][self._lang]), 26)
                entries.append(_Entry(name, "circle", _community_colour(self._scene, number), 7.0))
        further = sum(number > len(colours) for number in there)
        rest = [self("community_further", n=further)] if further else []
        rest += [self("community_none")] if 0 in there else []
        return [*entries, *([_Entry(", ".join(rest), "circle", _FURTHER, 7.0)] if rest else [])]

    def _categories(self, opening: _Opening) -> list[_Entry]:
        there = {node["category"] for node in opening.nodes}
        # Where the colour stands for something else, only the shape tells the type.
        fill = {"community": _GROUND, "none": self._scene["colours"]["none"]}.get(self._scene["opens"]["colour"])
        entries = []
        for name, (shape, colour) in scenes.SYMBOLS.items():
            if name in there:
                words = self(f"legend_{name}" if f"legend_{name}" in self._texts else f"category_{name}")
                entries.append(_Entry(words, shape, fill or colour, 7.0))
        return entries

    def _sizes(self, opening: _Opening) -> list[_Entry]:
        scene, size = self._scene, self._scene["opens"]["size"]
        radii = {_measured(scene, node): node["size"] for node in opening.nodes if node["strength"]}
        if not radii:
            return []
        projected = any("through" in edge for edge in opening.edges)
        heading = f"legend_size_{size}" if size != "strength" else "legend_size" if projected else "legend_size_links"
        scale = min(1.0, 11 / max(radii.values()))
        write = self.share if size == "betweenness" else self.number
        return [
            _Entry(self(heading)),
            *(_Entry(write(value), "circle", _GROUND, max(2.0, radii[value] * scale)) for value in _samples(radii)),
        ]


def _samples(values: Iterable[float]) -> list[float]:
    """The smallest, the largest, and of the rest the one nearest to their middle.

    >>> _samples({1, 2, 3, 5, 9})
    [1, 5, 9]
    """
    ordered = sorted(set(values))
    if not ordered:
        return []
    middle = (ordered[0] + ordered[-1]) / 2
    return sorted({ordered[0], min(ordered, key=lambda value: (abs(value - middle), value)), ordered[-1]})


# ---------------------------------------------------------------- places and strokes

_POINT = 72 * PAPER[0] / WIDE  # a pixel of the paper, in points
_NAMES = ("label", "short")


@dataclass(frozen=True)
class _Fit:
    """How the places of a map come to the paper."""

    scale: float
    x: float
    y: float

    def at(self, node: Mapping[str, Any]) -> tuple[float, float]:
        return self.x + node["x"] * self.scale, self.y + node["y"] * self.scale


def _fit(nodes: Sequence[Mapping[str, Any]], frame: labels.Box) -> _Fit:
    """All symbols in the frame, with room at its edges for their names; at most half as large again as on the map."""
    reach = [node["size"] * 1.25 for node in nodes]
    left, right = (f(node["x"] + sign * r for node, r in zip(nodes, reach, strict=True)) for f, sign in _ENDS)
    top, bottom = (f(node["y"] + sign * r for node, r in zip(nodes, reach, strict=True)) for f, sign in _ENDS)
    wide, high = frame.right - frame.left - 2 * 76, frame.bottom - frame.top - 2 * 40
    scale = min(1.5, wide / max(1.0, right - left), high / max(1.0, bottom - top))
    return _Fit(
        scale,
        (frame.left + frame.right - (left + right) * scale) / 2,
        (frame.top + frame.bottom - (top + bottom) * scale) / 2,
    )


_ENDS = ((min, -1), (max, 1))


def _symbol(node: Mapping[str, Any], fit: _Fit, lang: str) -> labels.Symbol:
    x, y = fit.at(node)
    half, above, below = (extent * node["size"] * fit.scale + 1 for extent in scenes.shapes()[node["shape"]]["extents"])
    box = labels.Box(x - half, y - above, x + half, y + below)
    size = float(round(11 + 3 * min(1.0, (node["size"] - scenes.SMALLEST) / 24)))
    return labels.Symbol(node["key"], box, node["strength"], node["label"][lang], node["short"][lang], size)


def _bend(start: tuple[float, float], end: tuple[float, float]) -> tuple[float, float]:
    """The middle point of a line as vis-network bends it ("curvedCW")."""
    share = _ROUNDNESS / 2 + 0.5
    angle = math.atan2(start[1] - end[1], end[0] - start[0]) + share * math.pi
    far = share * math.dist(start, end)
    return start[0] + far * math.sin(angle), start[1] + far * math.cos(angle)


@cache
def _outline(shape: str) -> Outline:
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path
    from matplotlib.path import Path as Outline

    pen = RecordingPen()
    parse_path(scenes.shapes()[shape]["outline"], pen)
    codes = {
        "moveTo": [Outline.MOVETO],
        "lineTo": [Outline.LINETO],
        "qCurveTo": [Outline.CURVE3] * 2,
        "curveTo": [Outline.CURVE4] * 3,
        "closePath": [Outline.CLOSEPOLY],
    }
    points = [point for _, given in pen.value for point in (given or ((0.0, 0.0),))]
    return Outline(points, [code for name, _ in pen.value for code in codes[name]])


def _mark(
    axes: Axes, shape: str, colour: str, x: float, y: float, radius: float, stroke: float = 1.0, change: str = ""
) -> None:
    from matplotlib.patches import Circle, PathPatch
    from matplotlib.transforms import Affine2D

    if shape == "ring":
        # First the ground, so that no line shows through.
        _mark(axes, "circle", _GROUND, x, y, radius, stroke, change)
    outline = _outline(shape).transformed(Affine2D().scale(radius).translate(x, y))
    width = 1.5 * stroke * _POINT
    fill, dashes = (_GROUND, (0, (3.2, 2.4))) if change == "gone" else (colour, "solid")
    axes.add_patch(PathPatch(outline, facecolor=fill, edgecolor=_OUTLINE, linewidth=width, linestyle=dashes, zorder=3))
    if change == "new":
        reach = radius * 1.25 + 2.5 * stroke
        axes.add_patch(Circle((x, y), reach, fill=False, edgecolor=_TEXT, linewidth=1.6 * stroke * _POINT, zorder=3))


def _stroke(
    axes: Axes,
    points: Sequence[tuple[float, float]],
    colour: str,
    width: float = 1.0,
    dashes: tuple[float, ...] = (),
) -> None:
    from matplotlib.lines import Line2D

    x, y = zip(*points, strict=True)
    gaps = tuple(part * _POINT for part in dashes)
    axes.add_line(Line2D(x, y, color=colour, linewidth=width * _POINT, linestyle=(0, gaps) if gaps else "solid"))


def _write(
    axes: Axes,
    words: str,
    x: float,
    y: float,
    size: float,
    colour: str = _TEXT,
    *,
    bold: bool = False,
    halo: bool = False,
) -> None:
    from matplotlib.patheffects import withStroke

    # A dollar is a dollar: nothing in a name is a formula.
    text = axes.text(x, y, words, color=colour, fontproperties=_font(size, bold), parse_math=False, zorder=5)
    if halo:
        text.set_path_effects([withStroke(linewidth=3.5 * _POINT, foreground=_GROUND)])


def _paragraph(axes: Axes, words: str, top: float, size: float, colour: str, *, bold: bool = False, most: int) -> float:
    """Words in at most so many rows below ``top``; how high they stand."""
    rows = _wrapped(words, size, most, bold=bold)
    for number, row in enumerate(rows):
        _write(axes, row, _MARGIN, top + size + number * size * 1.35, size, colour, bold=bold)
    return len(rows) * size * 1.35 + 3


def _wrapped(words: str, size: float, most: int, *, bold: bool = False) -> list[str]:
    across = WIDE - 2 * _MARGIN
    rows: list[str] = []
    for word in words.split():
        longer = f"{rows[-1]} {word}" if rows else word
        if rows and _width(longer, size, bold=bold) <= across:
            rows[-1] = longer
        else:
            rows.append(word)
    if len(rows) > most:
        rows = [*rows[: most - 1], rows[most - 1] + " …"]
    return [_shortened(row, size, across, bold=bold) for row in rows]


def _shortened(row: str, size: float, across: float, *, bold: bool) -> str:
    kept = row
    while len(kept) > 1 and _width(kept, size, bold=bold) > across:
        kept = kept.removesuffix("…")[:-1].rstrip() + "…"
    return kept


@cache
def _font(size: float, bold: bool = False) -> FontProperties:
    from matplotlib.font_manager import FontProperties

    return FontProperties(family=_FONT, size=size * _POINT, weight="bold" if bold else "normal")


@cache
def _width(words: str, size: float, bold: bool = False) -> float:
    """The width of a text in pixels at a size in pixels."""
    from matplotlib.textpath import text_to_path

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph")
        width, _, _ = text_to_path.get_text_width_height_descent(words, _font(size, bold), ismath=False)
    return float(width) / _POINT
