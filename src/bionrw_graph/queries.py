"""The library of questions: one ``.rq`` file each, run with or without other values for its parameters."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from bionrw_graph import guard, ntriples, store
from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.paths import QUERIES
from bionrw_graph.store import Answer, Graph
from bionrw_graph.vocabulary import BASE, BIONRW, BIONRW_NAMESPACE, PREFIXES

_HEADER = re.compile(r"^#\+ (?P<key>[A-Za-z0-9_-]+): (?P<value>.*)$", re.MULTILINE)
_PARAMETER = re.compile(
    r"^(?P<before>\s*VALUES\s+\?(?P<name>\w+)\s*\{\s*)(?P<value>.*?)(?P<after>\s*\}\s*)$", re.MULTILINE
)
_NAME = re.compile(r"[a-z0-9-]+")
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

    def terms(self, graph: Graph, values: Mapping[str, object]) -> dict[str, str]:
        """The values given for some parameters, by name, as SPARQL writes them (an IRI, a literal or ``UNDEF``).

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
        return {
            name: _term(graph, name, value, self.parameters[name], _kind(self.parameters[name], self.header[name]))
            for name, value in values.items()
        }

    def with_terms(self, terms: Mapping[str, str]) -> str:
        """The SPARQL text with other terms, as SPARQL writes them, for some parameters; a blank divides several."""
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
    found = [_read(path) for path in QUERIES.glob("*/*.rq")]
    found.sort(key=lambda query: (query.theme, int(query.header.get("order", 99)), query.name))
    return {query.name: query for query in found}


def find(name: str, theme: str = "") -> Query:
    """The question of that name. Raises ``BionrwError`` and offers the nearest name where there is none."""
    # Not the whole library: a question is found as fast however many there are. No other file is opened by any name.
    files = QUERIES.glob(f"{theme or '*'}/{name}.rq") if _NAME.fullmatch(name) else iter(())
    path = next(files, None)
    if path is None:
        known = [query.name for query in library().values() if not theme or query.theme == theme]
        what = "network" if theme == "networks" else "query"
        raise BionrwError(f'No {what} named "{name}".{did_you_mean(name, known)} `bionrw query` lists them all.')
    return _read(path)


def _read(path: Path) -> Query:
    return Query(path.stem, path.parent.name, path.read_text(encoding="utf-8"))


def own(text: str) -> Query:
    """Somebody's own SPARQL as a query, from a file or typed in."""
    return Query("your query", "", text)


def checked(graph: Graph, query: Query, /, **values: object) -> tuple[str, str]:
    """The SPARQL text of a query with its values, and its form (SELECT, ASK, CONSTRUCT or DESCRIBE).

    Raises ``BionrwError`` for a query that would do more than read this graph.
    """
    text = query.with_terms(query.terms(graph, values))
    return text, guard.check(text, lambda iri: store.is_graph(graph, iri))


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

    A name as it is written goes before one in other letters, small or capital. Raises ``BionrwError`` and offers the
    nearest names where there is none, or names all where several bear the name.
    """
    # In what order does not matter here: to sort all names of a programme takes longer than to find them.
    named = find("things-by-name")
    named = replace(named, text=named.text.rpartition("ORDER BY")[0])

    def bearing(**terms: str) -> Answer:
        rows = store.select(graph, named.with_terms(terms))
        return [row for row in rows if not type_ or row["type"] == type_]

    # What is looked up costs the same in a graph of any size; other letters cost a look at all names.
    candidates = find("things-by-iri").with_terms({"thing": _candidates(graph, type_, word)})
    found = {row["thing"] for row in store.select(graph, candidates)}
    found = found or {row["thing"] for row in bearing(text=_literals(word))}
    rows = [] if found else bearing()
    found = found or {row["thing"] for row in rows if row["name"].casefold() == word.casefold()}
    if len(found) == 1:
        return str(found.pop())
    if found:
        references = ", ".join(sorted(thing.removeprefix(f"{BASE}id/") for thing in found))
        raise BionrwError(f'Several things are called "{word}". Say which: {references}.')
    names = {row["name"] for row in rows} | {row["thing"].removeprefix(f"{BASE}id/{row['type']}/") for row in rows}
    raise BionrwError(f'There is no {type_ or "thing"} "{word}" in this graph.{did_you_mean(word, names)}')


def worded(graph: Graph, term: str, value: object) -> tuple[str, str]:
    """A value of a parameter, which became this term, in English and in German: a thing by its name, else as given."""
    word = str(value).strip()
    if not term.startswith("<"):
        return word, word
    rows = store.select(
        graph, f"SELECT ?name (LANG(?name) AS ?lang) {{ {term} skos:prefLabel ?name }} ORDER BY ?lang ?name"
    )
    names = {row["lang"]: row["name"] for row in reversed(rows)}
    english = names.get("en") or names.get("") or word
    return english, names.get("de", english)


def _candidates(graph: Graph, type_: str, word: str) -> str:
    """The IRIs that a word may stand for, as SPARQL writes them."""
    types = [type_] if type_ else [row["type"] for row in find("types-of-things").run(graph)]
    prefix, _, local = word.partition(":")
    iris = [word, PREFIXES.get(prefix, "") + local, f"{BASE}id/{word}", *(f"{BASE}id/{one}/{word}" for one in types)]
    of_type = f"{BASE}id/{type_}/" if type_ else ""
    return " ".join(f"<{iri}>" for iri in dict.fromkeys(iris) if iri.startswith(of_type) and store.is_iri(iri))


def _literals(word: str) -> str:
    """A word in each language of a name, as SPARQL writes them; nothing where it holds what no name may hold."""
    try:
        return " ".join(ntriples.text(word, language) for language in ("", "en", "de"))
    except BionrwError:
        return ""


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
