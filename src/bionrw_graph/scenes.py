"""What a map shows of a network, as plain values: what the page hands to its script, and what a picture draws."""

import hashlib
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, TypedDict
from urllib.parse import quote, urlsplit

import networkx as nx

from bionrw_graph.bubbles import grouped
from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.layouts import positions
from bionrw_graph.measures import betweenness, community
from bionrw_graph.places import Places

LANGUAGES = ("de", "en")
NODE_LIMIT = 30_000
# What one picture holds by the number of visible nodes and edges: curved lines, every node, every node on request; and
# the members drawn within a bubble. A network with more than "full" has bubbles, one for each of its groups.
LIMITS = {
    "curved_nodes": 300,
    "curved_edges": 1500,
    "full_nodes": 1000,
    "full_edges": 4000,
    "all_nodes": 3000,
    "within": 300,
}

# What a node is → the shape and the colour of its symbol. shapes.json holds the outline of each shape.
SYMBOLS = {
    "university": ("square", "#0072B2"),
    "research-institute": ("triangle", "#009E73"),
    "clinic": ("star", "#CC79A7"),
    "small-or-medium-company": ("circle", "#E69F00"),
    "company": ("ring", "#E69F00"),
    "large-company": ("diamond", "#D55E00"),
    "support": ("hexagon", "#6B6B6B"),
    "unknown": ("triangleDown", "#FFFFFF"),
    "project": ("plate", "#56B4E9"),
    "funder": ("pentagon", "#F0E442"),
    "country": ("ellipse", "#B3BAC4"),
}
# The largest communities by rank; all further ones and nodes without an edge; every symbol where colour says nothing.
COLOURS = {
    "communities": ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442"],
    "further": "#6B6B6B",
    "none": "#B3BAC4",
}
SMALLEST, LARGEST = 6.0, 34.0
# What the colour and the size of a symbol can stand for.
NODE_COLOURS = ("type", "community", "none")
NODE_SIZES = ("strength", "partners", "betweenness")

_NOWHERE: Places = MappingProxyType({})
_TEMPLATES = resources.files(__package__) / "templates"
_NAME_LENGTH = 300
_NOTE_LENGTH = 1500
_ALL_LABELS, _STRONGEST = 60, 12
# Betweenness looks at all shortest paths: two seconds for a thousand nodes, a minute for five thousand.
_BRIDGES_LIMIT = 1000
# The value that at least belongs to the largest symbol, so that a small network has no giants: counts, shares of paths.
_LARGE_COUNT, _LARGE_SHARE = 16.0, 0.01
_END_STATUS = ("stated", "unlimited", "not-stated")
# A claim with another method was concluded or computed by somebody; an external one is stated, in another source.
_STATED = ("", "read", "external")
_UNSURE = ("inferred", "uncertain")
# Claims that name a thing: the search finds it by them where the network itself gives no further names.
_NAMING = ("short name", "full name", "legal name", "translated name")
# Claims that stand for themselves where their other end is not on the map.
_ALONE = ("membership",)
_CHANGES = ("new", "gone")
_MONTHS = {
    "de": [
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}


class Options(TypedDict, total=False):
    """What may be said of a map beside its network; see :func:`scene`."""

    claims: Iterable[Mapping[str, Any]]
    title: str
    title_de: str
    data_date: str
    as_of: str
    lang: str
    node_colour: str
    node_size: str
    kept: Places


def places(network: nx.Graph, kept: Places = _NOWHERE) -> Places:
    """The place of each node on the map of ``network``, which keeps those of an earlier one where it can.

    Given as ``kept`` to :func:`page` they stay as they are. Raises ``BionrwError`` where the network is refused.
    """
    found = _data(network, (), kept)["drawn"]
    return {iri: (node["x"], node["y"]) for iri, node in zip(_iris(network), found, strict=True)}


def scene(
    network: nx.Graph,
    *,
    claims: Iterable[Mapping[str, Any]] = (),
    title: str = "",
    title_de: str = "",
    data_date: str = "",
    as_of: str = "",
    lang: str = "de",
    node_colour: str = "type",
    node_size: str = "strength",
    kept: Places = _NOWHERE,
) -> dict[str, Any]:
    """All that a map of ``network`` shows, as plain values: what the script of the page reads, and a picture draws.

    Node attributes: ``label``, ``label_de``, ``type`` (organisation, project, funder or country), ``group``,
    ``kind``, ``kind_label``, ``kind_label_de``, ``country``, ``city``, ``names`` and ``short``, a short name for the
    map. Edge attributes: ``weight`` and, in a projected network, ``through``, a list of keys of
    ``network.graph["through"]``, whose values have the ``type`` "project" (the default) or "membership": a tie of two
    bodies. Project nodes and the values of ``network.graph["through"]`` carry ``funders``, ``funders_de``, ``fields``,
    ``fields_de``, ``start``, ``end``, ``end_status`` and ``names``.
    ``network.graph["note"]`` (and ``note_de``) says what the map rests on. Each of ``claims`` is a row with ``thing``,
    ``other``, ``aspect``, ``value``, ``source``, ``publisher``, ``url``, ``locator``, ``verbatim``, ``method`` and
    ``confidence`` (the four words also with ``_de``); rows about things that are not in the network are left out. A
    method "read" or "" and a confidence "stated" or "" are not mentioned. An edge all of whose participations were
    concluded, or are unsure, at one end or the other is drawn dashed.

    Communities and betweenness are those of the whole network; above 1,000 nodes there is no betweenness.

    Two states in one network (:func:`bionrw_graph.networks.merged`): ``network.graph["since"]`` is the day of the older
    one, and the attribute ``change`` of a node or an edge, "new" or "gone", is drawn and can be filtered.

    The heading is ``title`` (``title_de``), else the ``label`` of the network; what its query was asked for
    (``network.graph["parameters"]``: name → English and German word) and the day ``as_of`` whose state is drawn are
    said beside it. ``data_date`` is the day of the tables, ``lang`` "de" or "en".
    ``node_colour`` is "type", "community" or "none", ``node_size`` "strength" (the sum of weights), "partners" or
    "betweenness"; where a network tells no nodes apart by it, it opens with the type or the strength.
    ``kept`` gives places of an earlier map of the same network (see :func:`bionrw_graph.layouts.positions`).

    Raises ``BionrwError`` above 30,000 nodes, for parallel edges, for a weight that is no positive number, for
    betweenness above 1,000 nodes, and for another language, colour or size.
    """
    if lang not in LANGUAGES:
        raise BionrwError(f'There are no texts in the language "{lang}". Choose "de" or "en".')
    for what, chosen, known in (("colour", node_colour, NODE_COLOURS), ("size", node_size, NODE_SIZES)):
        if chosen not in known:
            raise BionrwError(
                f'The {what} of a symbol cannot stand for "{chosen}".{did_you_mean(chosen, known)} '
                f"Choose one of: {', '.join(known)}."
            )
    if network.number_of_nodes() > NODE_LIMIT:
        raise BionrwError(
            f"The network has {network.number_of_nodes():,} nodes; a map takes at most {NODE_LIMIT:,}. "
            "Narrow the question, for instance to one programme or to a few years."
        )
    if node_size == "betweenness" and network.number_of_nodes() > _BRIDGES_LIMIT:
        raise BionrwError(
            f"The network has {network.number_of_nodes():,} nodes; betweenness is computed up to {_BRIDGES_LIMIT:,}. "
            'Choose the size "strength" or "partners", or narrow the question.'
        )
    if network.is_multigraph():
        raise BionrwError("The network has parallel edges. Sum them into one edge a pair before drawing.")
    texts = _texts()
    data = _data(network, claims, kept)
    names = {"en": title or str(network.graph.get("label") or ""), "de": title_de or title}
    names["de"] = names["de"] or str(network.graph.get("label_de") or "") or names["en"]
    since = _clean(network.graph.get("since"))
    titles = {}
    for language in LANGUAGES:
        parts = [_clean(names[language]) or "BIO.NRW", *_asked(network, texts, language)]
        for key, day in (("as_of", _clean(as_of)), ("since", since)):
            if day:
                parts.append(texts[key][language].format(date=date_words(day, language)))
        titles[language] = " · ".join(parts)
    return data | {
        "since": since,
        "until": _clean(as_of or data_date),
        "title": titles,
        "note": _pair(network.graph, "note", length=_NOTE_LENGTH),
        "date": _clean(data_date),
        "lang": lang,
        "opens": {
            "colour": node_colour if node_colour != "community" or data["communities"] else "type",
            "size": node_size if node_size in data["sizes"] else "strength",
        },
        "texts": texts,
        "shapes": shapes(),
    }


def _asked(network: nx.Graph, texts: Mapping[str, Any], language: str) -> Iterator[str]:
    """The parameters that the query of the network was given, in words."""
    given: Mapping[str, tuple[str, str]] = network.graph.get("parameters") or {}
    for name, (english, german) in given.items():
        value = _clean({"en": english, "de": german}[language])
        words = texts.get(f"parameter_{name}")
        yield words[language].format(value=value) if words else f"{_clean(name)}: {value}"


@cache
def shapes() -> dict[str, Any]:
    """The ``outline`` of each shape around (0, 0) as an SVG path, where 1 is the nominal radius, and its ``extents``.

    These are half its width and its height above and below the centre, in radii: what a label must not touch.
    """
    loaded: dict[str, Any] = json.loads(template("shapes.json"))
    return loaded


def _iris(network: nx.Graph) -> list[str]:
    return sorted({str(node) for node in network})


def _data(network: nx.Graph, claims: Iterable[Mapping[str, Any]], kept: Places = _NOWHERE) -> dict[str, Any]:
    """All that the page shows, as plain values; nodes, edges and projects have tokens of our own as ids."""
    attributes = {str(node): values for node, values in network.nodes(data=True)}
    iris = _iris(network)
    tokens = {iri: f"n{number}" for number, iri in enumerate(iris)}
    keys = _keys(iris)
    rows = list(claims)
    edges, strength, degree = _edges(network, tokens)
    through: Mapping[str, Mapping[str, Any]] = network.graph.get("through") or {}
    used = {str(iri) for _, _, shared in network.edges(data="through") for iri in shared or ()}
    projects = {iri: f"p{number}" for number, iri in enumerate(sorted({*map(str, through), *used}))}
    project_keys = _keys(list(projects))
    plain = _plain(tokens, [edge for edge, _ in edges])
    # A node without an edge is in no community.
    communities = {iri: number if degree[iri] else 0 for iri, number in community(plain).items()}
    bridging = betweenness(plain) if len(plain) <= _BRIDGES_LIMIT else {}
    sizes = _sizes(strength, degree, bridging)
    named = _named(rows)
    # The filter by source is one of projects.
    filtered = {*projects, *(iri for iri in iris if _category(attributes[iri]) == "project")}
    cited = _cited(row for row in rows if str(row.get("thing") or "") in filtered)
    publishers = sorted({name for names in cited.values() for name in names})
    number_of_publisher = {name: number for number, name in enumerate(publishers)}
    sources = {iri: [number_of_publisher[name] for name in names] for iri, names in cited.items()}
    nodes = []
    for iri in iris:
        values = attributes[iri]
        label = _pair(values, "label", keys[iri])
        node = {
            "id": tokens[iri],
            "key": keys[iri],
            "label": label,
            "short": _short(values, label),
            "type": _clean(values.get("type")) or "organisation",
            "category": _category(values),
            # "Company of unknown size" would say what is not known in place of what the thing is.
            "kind": _pair({} if values.get("kind") == "company" else values, "kind_label"),
            "country": _clean(values.get("country")),
            "city": _clean(values.get("city")),
            "names": _list(values.get("names")) or _others(named.get(iri, []), label),
            "strength": strength[iri],
            "degree": degree[iri],
            "community": communities[iri],
            "betweenness": bridging.get(iri),
            "radii": [measured[iri] for measured in sizes.values()],
            **_change(values),
        }
        if node["category"] == "project":
            node |= _project(values) | {"sources": sources.get(iri, [])}
        nodes.append(node)
    about = []
    for iri, token in projects.items():
        values = through.get(iri, {})
        label = _pair(values, "label", project_keys[iri])
        known = _list(values.get("names")) or _others(named.get(iri, []), label)
        kind = "membership" if values.get("type") == "membership" else "project"
        project = {"id": token, "type": kind, "key": project_keys[iri], "label": label, "names": known}
        about.append({**project, **_project(values), "sources": sources.get(iri, [])})
    # Places hold for every size: each node gets the room of its largest symbol.
    radii = {iri: max(measured[iri] for measured in sizes.values()) for iri in iris}
    is_large = len(nodes) > LIMITS["full_nodes"] or len(edges) > LIMITS["full_edges"]
    # A whole that is not shown at once needs no room for its labels, and to make it would take most of the time.
    rooms = {} if is_large else _rooms(nodes, radii, {token: iri for iri, token in tokens.items()})
    at = positions(plain, radii, labels=rooms, kept=kept)
    bubbles: list[dict[str, Any]] = []
    if is_large:
        number_of = {iri: number for number, iri in enumerate(iris)}
        for number, group in enumerate(grouped(communities, at)):
            members = [number_of[iri] for iri in group.members]
            bubbles.append({"id": f"b{number}", "members": members, "x": group.x, "y": group.y, "radius": group.radius})
    return {
        "nodes": nodes,
        "edges": _rested(edges, tokens, projects, _concluded(rows)),
        "projects": about,
        "bubbles": bubbles,
        "limits": LIMITS,
        "publishers": publishers,
        "communities": _strongest(nodes),
        "colours": COLOURS,
        "sizes": list(sizes),
        **_shared(_claims(rows, tokens | projects)),
        "drawn": _drawn(nodes, at, tokens),
    }


def _plain(tokens: Mapping[str, str], edges: list[dict[str, Any]]) -> nx.Graph:
    """Only nodes and weights, by IRI: a node named 7 and a node named "7" are one and the same here."""
    plain = nx.Graph()
    plain.add_nodes_from(tokens)
    by_token = {token: iri for iri, token in tokens.items()}
    plain.add_weighted_edges_from((by_token[edge["from"]], by_token[edge["to"]], edge["weight"]) for edge in edges)
    return plain


def _sizes(
    strength: Mapping[str, float], degree: Mapping[str, int], bridging: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Per measure for the size of symbols the radius per IRI; only measures that tell nodes apart in their own way."""
    sizes = {"strength": _radii(strength, _LARGE_COUNT)}
    if any(strength[iri] != degree[iri] for iri in strength):
        sizes["partners"] = _radii(degree, _LARGE_COUNT)
    if any(bridging.values()):
        sizes["betweenness"] = _radii(bridging, _LARGE_SHARE)
    return sizes


def _radii(values: Mapping[str, float], large: float) -> dict[str, float]:
    """The radius of each symbol in pixels: its area follows the value, and ``large`` or more gets the largest.

    >>> _radii({"a": 16, "b": 4, "c": 0}, 16)
    {'a': 34.0, 'b': 17.0, 'c': 6.0}
    """
    scale = LARGEST / math.sqrt(max([large, *values.values()]))
    return {iri: round(min(LARGEST, max(SMALLEST, scale * math.sqrt(value))), 1) for iri, value in values.items()}


def _strongest(nodes: list[dict[str, Any]]) -> list[str]:
    """The strongest member of each community, the first one first; the communities are named by them."""
    found: dict[int, str] = {}
    for node in sorted(nodes, key=lambda node: (-node["strength"], node["key"])):
        found.setdefault(node["community"], node["id"])
    return [found.get(number, "") for number in range(1, max(found, default=0) + 1)]


def _edges(
    network: nx.Graph, tokens: Mapping[str, str]
) -> tuple[list[tuple[dict[str, Any], list[str] | None]], dict[str, float], dict[str, int]]:
    """The edges with the IRIs of what they share, and per node the sum of weights and the number of edges."""
    strength = dict.fromkeys(tokens, 0.0)
    degree = dict.fromkeys(tokens, 0)
    found: dict[tuple[str, str], tuple[float, list[str] | None, dict[str, str]]] = {}
    for source, target, values in network.edges(data=True):
        first, second = sorted((str(source), str(target)))
        weight = values.get("weight", 1)
        if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight < math.inf:
            raise BionrwError(
                f"The edge between {first} and {second} has the weight {weight!r}. Give a number above 0."
            )
        shared = values.get("through")
        # A loop joins nobody; of two directions the map draws one line.
        if first != second and (first, second) not in found:
            projects = None if shared is None else sorted(set(map(str, shared)))
            found[first, second] = (weight, projects, _change(values))
    edges: list[tuple[dict[str, Any], list[str] | None]] = []
    for number, ((first, second), (weight, shared, change)) in enumerate(sorted(found.items())):
        edge = {"id": f"e{number}", "from": tokens[first], "to": tokens[second], "weight": weight, **change}
        edges.append((edge, shared))
        for end in (first, second):
            strength[end] += weight
            degree[end] += 1
    return edges, strength, degree


def _change(values: Mapping[str, Any]) -> dict[str, str]:
    return {"change": str(values["change"])} if values.get("change") in _CHANGES else {}


def _concluded(claims: Iterable[Mapping[str, Any]]) -> set[frozenset[str]]:
    """The pairs of things whose tie no claim states: each claim about it was concluded or computed, or is unsure."""
    stated: dict[frozenset[str], bool] = {}
    for row in claims:
        thing, other = str(row.get("thing") or ""), str(row.get("other") or "")
        if thing and other:
            pair = frozenset((thing, other))
            method, confidence = (_clean(row.get(name)).casefold() for name in ("method", "confidence"))
            stated[pair] = stated.get(pair, False) or (method in _STATED and confidence not in _UNSURE)
    return {pair for pair, is_stated in stated.items() if not is_stated}


def _rested(
    edges: list[tuple[dict[str, Any], list[str] | None]],
    tokens: Mapping[str, str],
    projects: Mapping[str, str],
    concluded: set[frozenset[str]],
) -> list[dict[str, Any]]:
    """The edges with what they rest on: the projects shared, and those of them in which an end is only concluded."""
    by_token = {token: iri for iri, token in tokens.items()}
    found = []
    for edge, shared in edges:
        ends = by_token[edge["from"]], by_token[edge["to"]]
        if shared is None:
            found.append({**edge, "inferred": frozenset(ends) in concluded})
            continue
        weak = [iri for iri in shared if any(frozenset((iri, end)) in concluded for end in ends)] if concluded else []
        # A list here, not a yes or no: a filter may leave only the weak ones.
        found.append(
            {**edge, "through": [projects[iri] for iri in shared], "inferred": [projects[iri] for iri in weak]}
        )
    return found


def _named(claims: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Per thing the names that claims give it, in the order of the claims."""
    found: dict[str, list[str]] = {}
    for row in claims:
        if row.get("aspect") in _NAMING and not row.get("other"):
            names = found.setdefault(str(row.get("thing") or ""), [])
            names += [_clean(row.get(name)) for name in ("value", "value_de")]
    return found


def _cited(claims: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Per thing who publishes the pages that claims about it rest on, sorted; a page without publisher by its title."""
    found: dict[str, set[str]] = {}
    for row in claims:
        name = _clean(row.get("publisher")) or _clean(row.get("source"))
        found.setdefault(str(row.get("thing") or ""), set()).update([name] if name else [])
    return {thing: sorted(names) for thing, names in found.items()}


def _others(names: Iterable[str], label: Mapping[str, str]) -> list[str]:
    return [name for name in dict.fromkeys(names) if name and name not in label.values()]


def _short(values: Mapping[str, Any], label: Mapping[str, str]) -> dict[str, str]:
    """The short name for the map: the one given, else an abbreviation at the end or the beginning of the name; else "".

    >>> _short({}, {"en": "Ministry of Culture and Science (MKW)", "de": "Verein (Freunde des Waldes)"})
    {'en': 'MKW', 'de': ''}
    >>> _short({}, {"en": "INMARE – Industrial Applications", "de": "Haus – mit Garten"})
    {'en': 'INMARE', 'de': ''}
    """
    given = _pair(values, "short")
    found = {}
    for language, name in label.items():
        bare = re.search(r"\S\s*\(([^()]{2,12})\)$", name) or re.match(r"(\S{2,12}) [–—-] ", name)
        is_short = bare and sum(letter.isupper() for letter in bare[1]) > 1
        found[language] = given[language] or (bare[1] if bare and is_short else "")
    return found


def _drawn(
    nodes: list[dict[str, Any]], at: Mapping[str, tuple[float, float]], tokens: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The symbol of each node and where it stands, in the order of the nodes."""
    drawn = []
    for node, iri in zip(nodes, tokens, strict=True):
        shape, colour = SYMBOLS[node["category"]]
        x, y = at[iri]
        drawn.append({"id": node["id"], "shape": shape, "color": colour, "size": node["radii"][0], "x": x, "y": y})
    return drawn


def _rooms(
    nodes: list[dict[str, Any]], radii: Mapping[str, float], by_token: Mapping[str, str]
) -> dict[str, tuple[float, float]]:
    """Per IRI about the width and height of the label, in pixels: of all, or in a large map of the strongest."""
    ranked = sorted(nodes, key=lambda node: (-node["strength"], node["key"]))
    rooms = {}
    for node in ranked if len(nodes) <= _ALL_LABELS else ranked[:_STRONGEST]:
        # As in labels.js: two lines of 18 characters, of one word 24; 11 to 14 pixels high by the size of the symbol.
        iri = by_token[node["id"]]
        height = 11 + 3 * min(1.0, (radii[iri] - SMALLEST) / 24)
        length = max(len(name) for name in node["label"].values())
        longest = max(len(word) for name in node["label"].values() for word in name.split())
        width = length if length <= 18 else min(24, max(longest, min(18, length * 0.6)))
        rooms[iri] = (0.66 * height * width + 6, 1.2 * height * (1 if length <= 18 else 2) + 8)
    return rooms


def _claims(claims: Iterable[Mapping[str, Any]], tokens: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows about things on this map, in the order given, with the address of the passage each rests on."""
    found = []
    for row in claims:
        thing, other = str(row.get("thing") or ""), str(row.get("other") or "")
        # A participation whose other end is not on the map could not be followed.
        if thing not in tokens or (other and other not in tokens and row.get("aspect") not in _ALONE):
            continue
        verbatim = _clean(row.get("verbatim"))
        # That a value was simply read needs no words.
        method, confidence = (_clean(row.get(name)).casefold() for name in ("method", "confidence"))
        found.append(
            {
                "thing": tokens[thing],
                "other": tokens.get(other, ""),
                "aspect": _pair(row, "aspect"),
                "value": _pair(row, "value"),
                "source": _clean(row.get("source")),
                "url": _address(row.get("url"), verbatim),
                "locator": _clean(row.get("locator")),
                "verbatim": verbatim or None,
                "method": None if method in ("", "read") else _pair(row, "method"),
                # What is stated once is the rule; "inferred" twice says no more than once.
                "confidence": None if confidence in ("", "stated", method) else _pair(row, "confidence"),
            }
        )
    return found


def _shared(claims: list[dict[str, Any]]) -> dict[str, Any]:
    """The claims with each value that many of them repeat written once: ``claims`` hold places in ``values``.

    What is repeated most has the lowest place, which is the shortest to write; nothing at the end of a row is left out.
    """
    rows = []
    values: dict[str, Any] = {}
    for claim in claims:
        row = list(claim.values())
        while row and row[-1] is None:
            row.pop()
        rows.append([json.dumps(value, sort_keys=True) for value in row])
        values.update(zip(rows[-1], row, strict=True))
    order = [key for key, _ in Counter(key for row in rows for key in row).most_common()]
    places = {key: place for place, key in enumerate(order)}
    return {
        "values": [values[key] for key in order],
        "claims": {
            "columns": list(claims[0]) if claims else [],
            "rows": [[places[key] for key in row] for row in rows],
        },
    }


def _address(url: object, verbatim: str) -> str:
    """The link to the passage: only http and https, with the printed words as a text fragment; else "".

    >>> _address("https://example.org/a#b", "EUR 1-2")
    'https://example.org/a#b:~:text=EUR%201%2D2'
    >>> _address("javascript:alert(1)", "")
    ''
    """
    address = str(url or "").strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    refused = any(unicodedata.category(letter)[0] in "CZ" for letter in address)
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc or refused or len(address) > 2000:
        return ""
    if not verbatim:
        return address
    # A hyphen is a mark of the text-fragment syntax, and quote() leaves it alone.
    fragment = ":~:text=" + quote(verbatim, safe="").replace("-", "%2D")
    return address + ("" if "#" in address else "#") + fragment


def _project(values: Mapping[str, Any]) -> dict[str, Any]:
    """Funders, fields and running time of a project; the English word is the key of a funder or field."""
    status = values.get("end_status")
    return {
        "funders": _pairs(values, "funders"),
        "fields": _pairs(values, "fields"),
        "start": _date(values.get("start")),
        "end": _date(values.get("end")),
        "endStatus": status if status in _END_STATUS else "not-stated",
    }


def _date(value: object) -> str:
    """A date of which at least the year is known, as text; else ""."""
    text = _clean(value)
    return text if re.fullmatch(r"\d{4}(-\d\d(-\d\d)?)?", text) else ""


def date_words(date: str, language: str) -> str:
    """
    >>> date_words("2026-11-21", "de"), date_words("2026-11-21", "en"), date_words("autumn", "en")
    ('21. November 2026', '21 November 2026', 'autumn')
    """
    parts = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])-(\d\d)", date)
    if not parts:
        return date
    stop = "." if language == "de" else ""
    return f"{int(parts[3])}{stop} {_MONTHS[language][int(parts[2]) - 1]} {parts[1]}"


def _category(values: Mapping[str, Any]) -> str:
    kind = values.get("type") or "organisation"
    name = str(values.get("group") or "") if kind == "organisation" else str(kind)
    return name if name in SYMBOLS else "unknown"


def _keys(iris: list[str]) -> dict[str, str]:
    """A short name per IRI that stays the same when the data grow: it stands in shared links."""
    short = {iri: _clean("/".join(iri.rstrip("/").split("/")[-2:])) for iri in iris}
    doubled = {name for name, times in Counter(short.values()).items() if times > 1}
    return {
        iri: f"{name}~{hashlib.sha256(iri.encode('utf-8', 'replace')).hexdigest()[:8]}"
        if name in doubled or not name
        else name
        for iri, name in short.items()
    }


def _pair(values: Mapping[str, Any], name: str, default: str = "", *, length: int = _NAME_LENGTH) -> dict[str, str]:
    english = _clean(values.get(name), length) or _clean(values.get(f"{name}_de"), length) or default
    return {"en": english, "de": _clean(values.get(f"{name}_de"), length) or english}


def _pairs(values: Mapping[str, Any], name: str) -> list[dict[str, str]]:
    english, german = _list(values.get(name)), _list(values.get(f"{name}_de"))
    if len(german) != len(english):
        german = english
    return [{"en": en, "de": de} for en, de in zip(english, german, strict=True)]


def _list(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        value = [value]
    if not isinstance(value, Iterable):
        return [_clean(value)]
    given = [_clean(item) for item in value]
    # A set comes in another order in each process.
    return sorted(given) if isinstance(value, set | frozenset) else given


def _clean(value: object, length: int = _NAME_LENGTH) -> str:
    """One line of text of at most ``length`` characters, without control and bidi-override characters.

    >>> _clean("A\\u202eB\\n C\\x00")
    'AB C'
    """
    if value is None:
        return ""
    text = " ".join(str(value).split())
    # Cs are lone surrogates: they cannot be written as UTF-8.
    kept = (
        letter
        for letter in text
        if unicodedata.category(letter) not in ("Cc", "Cs")
        and not "\u202a" <= letter <= "\u202e"
        and not "\u2066" <= letter <= "\u2069"
    )
    text = "".join(kept).strip()
    return text if len(text) <= length else text[: length - 1] + "…"


@cache
def _texts() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(template("map-texts.json"))
    return loaded


@cache
def template(name: str) -> str:
    """The text of a file of ``templates``, with plain line feeds."""
    return (_TEMPLATES / name).read_text(encoding="utf-8").replace("\r\n", "\n")
