"""The library of questions: one ``.rq`` file each, run with or without other values for its parameters."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bionrw_graph import guard, ntriples, store
from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.paths import QUERIES
from bionrw_graph.store import Answer, Graph
from bionrw_graph.vocabulary import BASE, BIONRW, BIONRW_NAMESPACE, PREFIXES

_HEADER = re.compile(r"^#\+ (?P<key>[A-Za-z0-9_-]+): (?P<value>.*)$", re.MULTILINE)
_PARAMETER = re.compile(
    r"^(?P<before>\s*VALUES\s+\?(?P<name>\w+)\s*\{\s*)(?P<value>.*?)(?P<after>\s*\}\s*)$", re.MULTILINE
)
_IRI = re.compile(r"<([^<>\"{}|^`\\\s]*)>")


@dataclass(frozen=True)
class Query:
    """A question of the library: one ``.rq`` file.

    The text is complete SPARQL. Lines ``#+ key: value`` describe it; a line ``VALUES ?name { default }`` with
    a line ``#+ name: what it means`` is a parameter; where the default is ``UNDEF`` that line ends with what it
    takes, such as ``[field]``.
    """

    name: str
    theme: str
    text: str

    @cached_property
    def header(self) -> dict[str, str]:
        """What the ``#+`` lines say: ``summary``, ``question``, ``question-de``, and one line a parameter."""
        return {match["key"]: match["value"].strip() for match in _HEADER.finditer(self.text)}

    @cached_property
    def parameters(self) -> dict[str, str]:
        """The parameters with their defaults as SPARQL writes them (``UNDEF`` stands for "any")."""
        return {
            match["name"]: match["value"] for match in _PARAMETER.finditer(self.text) if match["name"] in self.header
        }

    def filled(self, graph: Graph, values: Mapping[str, object]) -> str:
        """The SPARQL text with other values for some parameters.

        A value is read as what the default is: a number, a text, or a thing, by its id, CURIE, IRI or one of its names.
        Raises ``BionrwError`` for a parameter that there is not, and for a value that is not of its kind.
        """
        for name in values:
            if name not in self.parameters:
                there = f"Parameters: {', '.join(self.parameters)}." if self.parameters else "It has none."
                raise BionrwError(
                    f'The query "{self.name}" has no parameter "{name}".'
                    f"{did_you_mean(name, self.parameters) or ' ' + there}"
                )
        terms = {
            name: _term(graph, name, value, self.parameters[name], _kind(self.parameters[name], self.header[name]))
            for name, value in values.items()
        }
        return _PARAMETER.sub(
            lambda match: (
                match["before"] + terms[match["name"]] + match["after"] if match["name"] in terms else match[0]
            ),
            self.text,
        )

    def run(self, graph: Graph, /, **values: object) -> Answer:
        """The rows of the answer, one ``dict`` each (see ``store.select`` for the values in it)."""
        text, _ = checked(graph, self, **values)
        return store.select(graph, text)


def library() -> dict[str, Query]:
    """All questions by name, ordered by theme, then by their line ``#+ order:`` where there is one, then by name."""
    found = [Query(path.stem, path.parent.name, path.read_text(encoding="utf-8")) for path in QUERIES.glob("*/*.rq")]
    found.sort(key=lambda query: (query.theme, int(query.header.get("order", 99)), query.name))
    return {query.name: query for query in found}


def find(name: str, theme: str = "") -> Query:
    """The question of that name. Raises ``BionrwError`` and offers the nearest name where there is none."""
    known = {query.name: query for query in library().values() if not theme or query.theme == theme}
    if name not in known:
        what = "network" if theme == "networks" else "query"
        raise BionrwError(f'No {what} named "{name}".{did_you_mean(name, known)} `bionrw query` lists them all.')
    return known[name]


def own(text: str) -> Query:
    """Somebody's own SPARQL as a query, from a file or typed in."""
    return Query("your query", "", text)


def checked(graph: Graph, query: Query, /, **values: object) -> tuple[str, str]:
    """The SPARQL text of a query with its values, and its form (SELECT, ASK, CONSTRUCT or DESCRIBE).

    Raises ``BionrwError`` for a query that would do more than read this graph.
    """
    text = query.filled(graph, values)
    return text, guard.check(text, frozenset(store.graph_names(graph)))


def unknown_terms(text: str) -> list[str]:
    """Sentences on terms of our ontology that a query uses and that there are not: such a query just finds nothing.

    >>> unknown_terms("SELECT ?o { ?o a bionrw:Organisaton }")
    ['There is no term bionrw:Organisaton in the ontology. Did you mean "Organisation"?']
    """
    known = {iri.removeprefix(BIONRW_NAMESPACE) for name, iri in vars(BIONRW).items() if not name.startswith("__")}
    used = dict.fromkeys(re.findall(r"(?<![\w?$@-])bionrw:(\w+)|<" + re.escape(BIONRW_NAMESPACE) + r"(\w+)>", text))
    names = [prefixed or full for prefixed, full in used]
    return [
        f"There is no term bionrw:{name} in the ontology.{did_you_mean(name, known)}"
        for name in names
        if name not in known
    ]


def data_date(graph: Graph) -> str:
    """The day of the tables a graph was built from, such as ``2026-11-21``; empty where it does not say."""
    rows = find("data-date").run(graph)
    return str(rows[0]["date"]) if rows else ""


def resolve(graph: Graph, type_: str, word: str) -> str:
    """The IRI of a thing by its id (``clib``), reference (``organisation/clib``), CURIE, IRI, or one of its names.

    Raises ``BionrwError`` and offers the nearest names where there is none, or names all where several bear the name.
    """
    rows = [row for row in find("things-by-name").run(graph) if not type_ or row["type"] == type_]
    things = {row["thing"]: row["thing"].removeprefix(f"{BASE}id/{row['type']}/") for row in rows}
    prefix, _, local = word.partition(":")
    written = {word, PREFIXES.get(prefix, "") + local, f"{BASE}id/{word}"}
    found = {thing for thing, slug in things.items() if slug == word or thing in written}
    found = found or {row["thing"] for row in rows if row["name"].casefold() == word.casefold()}
    if len(found) == 1:
        return str(found.pop())
    if found:
        references = ", ".join(sorted(thing.removeprefix(f"{BASE}id/") for thing in found))
        raise BionrwError(f'Several things are called "{word}". Say which: {references}.')
    names = {row["name"] for row in rows} | set(things.values())
    raise BionrwError(f'There is no {type_ or "thing"} "{word}" in this graph.{did_you_mean(word, names)}')


def worded(graph: Graph, query: Query, name: str, value: object) -> tuple[str, str]:
    """A value of a parameter in English and in German: a thing by its name, anything else as it was given."""
    word = str(value).strip()
    kind = _kind(query.parameters[name], query.header[name])
    if kind in ("number", "date", "text") or not word or word.upper() == "UNDEF":
        return word, word
    thing = resolve(graph, "" if kind == "thing" else kind, word)
    rows = store.select(
        graph,
        f"SELECT ?name (LANG(?name) AS ?lang) {{ {ntriples.iri(thing)} skos:prefLabel ?name }} ORDER BY ?lang ?name",
    )
    names = {row["lang"]: row["name"] for row in reversed(rows)}
    english = names.get("en") or names.get("") or word
    return english, names.get("de", english)


def _term(graph: Graph, name: str, value: object, default: str, kind: str) -> str:
    """A value as a SPARQL term of its kind."""
    word = str(value).strip()
    if not word or word.upper() == "UNDEF":
        return "UNDEF"
    match kind:
        case "number":
            if not re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", word):
                example = "2020" if default == "UNDEF" else default
                raise BionrwError(f'The parameter "{name}" is a number such as {example}, not "{word}".')
            return word
        case "date":
            try:
                if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word):
                    raise ValueError
                datetime.date.fromisoformat(word)
            except ValueError as error:
                raise BionrwError(f'The parameter "{name}" is a day such as 2018-06-30, not "{word}".') from error
            return ntriples.date(word)
        case "text":
            return ntriples.text(word)
        case _:
            return ntriples.iri(resolve(graph, "" if kind == "thing" else kind, word))


def _kind(default: str, meaning: str) -> str:
    """What a parameter takes: said at the end of its ``#+`` line, as in ``[organisation]``, or seen from its default.

    >>> _kind("UNDEF", "only this field [field]"), _kind("2014", "first year"), _kind('"2018-06-30"^^xsd:date', "day")
    ('field', 'number', 'date')
    """
    said = re.search(r"\[([a-z-]+)\]$", meaning)
    if said:
        return said[1]
    iri = _IRI.fullmatch(default)
    if iri:
        return iri[1].removeprefix(f"{BASE}id/").partition("/")[0] if iri[1].startswith(f"{BASE}id/") else "thing"
    if re.fullmatch(r"[+-]?[0-9]+(\.[0-9]+)?", default):
        return "number"
    return "date" if default.endswith("^^xsd:date") else "text"
