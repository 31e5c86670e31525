"""A network as one interactive page that needs no server and no connection."""

import base64
import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Unpack

import networkx as nx
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup
from pyvis.network import Network

from bionrw_graph.errors import BionrwError
from bionrw_graph.scenes import LIMITS, Options, date_words, scene, template
from bionrw_graph.swap import write_text

# The file that the browser tests were run with; another one may draw, escape or phone home differently.
LIBRARY = "lib/vis-9.1.2/vis-network.min.js"
LIBRARY_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
# The parts of the script of the page, in this order; they share one scope.
SCRIPTS = (
    *("data", "state", "words", "visible", "page", "changes", "appearance", "drawing", "labels", "selecting"),
    *("panels", "bubbles"),
    *("filters", "time", "legend", "list", "search", "picture", "export", "keyboard", "start"),
)
_PYVIS_SLOW = 400
_NO_SCRIPT_ROWS = 500


def draw(network: nx.Graph, path: str | Path, *, embed: bool = False, **options: Unpack[Options]) -> None:
    """Write the page of :func:`page` to ``path``, swapped in whole, as UTF-8 with plain line feeds.

    Raises ``BionrwError`` where the network is refused or the file cannot be written.
    """
    write_text(path, page(network, embed=embed, **options))


def page(network: nx.Graph, *, embed: bool = False, **options: Unpack[Options]) -> str:
    """The HTML text of the map of ``network``: one file, in German and English, that asks nothing of a network.

    Takes the options of :func:`bionrw_graph.scenes.scene` and raises ``BionrwError`` as that does. With ``embed`` it
    has neither heading nor search nor filters, for a frame in another page; the address still chooses what is shown.
    The page opens in the language its address asks for (``#lang=en``), else in that of the browser where this is
    German or English, else in ``lang``. The same input gives the same text, byte for byte. A network without nodes
    gives a page that says so.
    """
    data = scene(network, **options)
    lang, texts, nodes = data["lang"], data["texts"], data["nodes"]
    library, script = _library(), _script(_map_script())
    words = {key: entry[lang] for key, entry in texts.items()}
    ranked = sorted(nodes, key=lambda node: (-node["strength"], node["label"]["en"], node["key"]))
    rows = [
        {
            "name": node["label"][lang],
            "type": node["kind"][lang] or words[f"category_{node['category']}"],
            "country": node["country"] or words["unknown"],
            "city": node["city"] or words["unknown"],
            "connections": node["degree"],
        }
        for node in ranked[:_NO_SCRIPT_ROWS]
    ]
    # The template is filled in one pass: what stands in a value is never read as a mark of the template.
    html = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=True
    ).from_string(template("map.html"))
    return html.render(
        lang=lang,
        embed=embed,
        t=words,
        title=data["title"][lang],
        note=data["note"][lang],
        date=date_words(data["date"], lang),
        rows=rows,
        # A column that says "unknown" in every row says nothing.
        places=[name for name in ("country", "city") if any(node[name] for node in ranked[:_NO_SCRIPT_ROWS])],
        total=len(nodes),
        policy=_policy(library, script),
        style=Markup(template("map.css")),
        data=Markup(_json(_packed(data))),
        library=Markup(library),
        script=Markup(script),
        broken_de=texts["broken"]["de"],
        broken_en=texts["broken"]["en"],
    )


def _carried(data: Mapping[str, Any]) -> dict[str, Any]:
    """Nodes, edges and options as pyvis hands them back; its template and its files are never used."""
    carrier = Network()
    # A blank: pyvis would show the id instead of an empty label, and the page paints labels itself.
    nodes = [{"id": node["id"], "label": " ", **node} for node in data["drawn"]]
    # Of a network with bubbles the script hands over what is drawn, and no more.
    given = [] if data["bubbles"] else data["edges"]
    edges = [{"id": edge["id"], "from": edge["from"], "to": edge["to"]} for edge in given]
    if len(nodes) <= _PYVIS_SLOW:
        for node in nodes:
            carrier.add_node(node["id"], **{key: value for key, value in node.items() if key != "id"})
        for edge in edges:
            carrier.add_edge(edge["from"], edge["to"], id=edge["id"])
    else:
        # add_node and add_edge look through all earlier ones each time: a minute and more for a large network.
        carrier.nodes, carrier.edges = nodes, edges
    small = len(nodes) <= LIMITS["curved_nodes"] and len(data["edges"]) <= LIMITS["curved_edges"]
    carrier.options = {
        "autoResize": False,
        "physics": {"enabled": False},
        "layout": {"randomSeed": 1, "improvedLayout": False},
        "interaction": {
            "dragNodes": False,
            "hover": True,
            "hoverConnectedEdges": False,
            "selectConnectedEdges": False,
            "selectable": False,
            "hideEdgesOnDrag": not small,
            "hideEdgesOnZoom": not small,
            "keyboard": {"enabled": False},
        },
        "edges": {
            "smooth": {"enabled": True, "type": "curvedCW", "roundness": 0.12} if small else {"enabled": False},
            "chosen": False,
            "selectionWidth": 0,
            "hoverWidth": 0,
        },
        "nodes": {"chosen": False, "borderWidth": 0, "font": {"size": 0}},
    }
    carried_nodes, carried_edges, _, _, _, options = carrier.get_network_data()
    return {"nodes": carried_nodes, "edges": carried_edges, "options": json.loads(options)}


def _packed(data: Mapping[str, Any]) -> dict[str, Any]:
    """What the script of the page reads: nodes and edges as tables, a third of the size where there are thousands.

    An edge comes without its id, which tells its place in the table, and with the places of its ends among the nodes.
    """
    carried = _carried(data)
    place = {node["id"]: number for number, node in enumerate(data["nodes"])}
    edges = [{name: value for name, value in edge.items() if name != "id"} for edge in data["edges"]]
    for edge in edges:
        edge["from"], edge["to"] = place[edge["from"]], place[edge["to"]]
    tables = {"nodes": _table(data["nodes"]), "edges": _table(edges)}
    carried |= {name: _table(carried[name]) for name in ("nodes", "edges")}
    return {key: value for key, value in data.items() if key != "drawn"} | tables | {"vis": carried}


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """The rows as columns; a value of a column in ``values`` stands there once, and its place in the column.

    A row that lacks a column has null in it.

    >>> _table([{"id": "n0", "type": "funder"}, {"id": "n1", "type": "funder"}])
    {'size': 2, 'columns': {'id': ['n0', 'n1'], 'type': [0, 0]}, 'values': {'type': ['funder']}}
    """
    names = dict.fromkeys(name for row in rows for name in row)
    columns: dict[str, list[Any]] = {name: [row.get(name) for row in rows] for name in names}
    values: dict[str, list[Any]] = {}
    for name, column in columns.items():
        if all(isinstance(value, int | float) for value in column):
            continue
        # Told apart by how they are written: lists and mappings are no keys, and 1 is not true.
        texts = list(map(repr, column))
        places = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        if 2 * len(places) <= len(column):
            first = dict(zip(reversed(texts), reversed(column), strict=True))
            values[name] = [first[text] for text in places]
            columns[name] = [places[text] for text in texts]
    return {"size": len(rows), "columns": columns, "values": values}


def _json(data: dict[str, Any]) -> str:
    """JSON that no HTML parser takes for the end of its script element."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return text


def _policy(*scripts: str) -> str:
    """The content security policy: these scripts and nothing else; no request to anywhere."""
    sources = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts
    )
    return (
        f"default-src 'none'; script-src {sources}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


@cache
def _library() -> str:
    """vis-network as pyvis carries it, with its licence comment."""
    package = resources.files("pyvis")
    for folder in ("templates", "."):
        file = package / folder / LIBRARY
        if file.is_file():
            content = file.read_bytes()
            break
    else:
        raise BionrwError(f"pyvis holds no {LIBRARY}. Install the version that requirements.lock names.")
    if hashlib.sha256(content).hexdigest() != LIBRARY_SHA256:
        raise BionrwError(
            f"{LIBRARY} of pyvis is not the file this program was tested with. "
            "Install the version that requirements.lock names."
        )
    text = content.decode("utf-8")
    # The note tells a browser's developer tools to fetch a file that does not exist.
    return _script(re.sub(r"\n//# sourceMappingURL=.*\s*$", "\n", text))


def _map_script() -> str:
    """The script of the page, in a scope of its own."""
    parts = "\n".join(template(f"map/{name}.js") for name in SCRIPTS)
    # Comments are for who reads the source; each page would carry them.
    parts = re.sub(r"^ *(//.*|/\*\*.*\*/)\n", "", parts, flags=re.MULTILINE)
    return f'"use strict";\n(function () {{\n\n{parts}\n}})();\n'


def _script(text: str) -> str:
    """A script as a browser reads it from the page: line ends are plain, and nothing in it ends the element."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if re.search(r"</script|<!--", text, re.IGNORECASE):
        raise BionrwError("A script of the map holds </script or <!-- and would end too early in the page.")
    return text
