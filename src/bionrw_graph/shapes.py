"""The shapes of ``ontology/shapes.ttl`` as queries, so that the store itself finds what breaks them.

Each constraint of a shape becomes one SELECT query: the one room where SPARQL is put together, because the shapes are
data. Only what our shapes use is translated; anything else of SHACL is an error, so that nothing stays unchecked in
silence. What each part means is said in https://www.w3.org/TR/shacl/; pySHACL, the reference, holds it in the tests.

The queries are written for Oxigraph, whose cost is that of looking terms up. So a property is read from end to end, and
what is left is asked for its class: MINUS and GROUP BY do that ten times as fast as one look at each node of a class.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from bionrw_graph import ntriples, store
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.vocabulary import BIONRW, RDF, SHACL_NAMESPACE, XSD

if TYPE_CHECKING:
    from pathlib import Path

    from bionrw_graph.store import Graph

FILE = ONTOLOGY / "shapes.ttl"

Described: TypeAlias = dict[str, list[Any]]
"""What a shape says: the terms by property, which is a local name for those of SHACL (``minCount``), else an IRI."""


@dataclass(frozen=True)
class Check:
    """One constraint of a shape, and what is said of a node that breaks it."""

    query: str
    """Asks for those nodes: ``?this``, the value ``?text`` and the row of the table ``?row`` where there are such,
    and ``?path`` where the constraint names another property each time."""
    severity: str
    path: str
    """The IRI of the property; empty where the whole node is meant."""
    message: str
    message_de: str


def checks(graph: Graph, file: Path = FILE) -> list[Check]:
    """A check for each constraint of each shape of a Turtle file; the graph says which class is part of which.

    Raises ``BionrwError`` for a part of SHACL that is not known here.
    """
    below = store.select(graph, "SELECT DISTINCT ?class ?part { ?part rdfs:subClassOf+ ?class } ORDER BY ?part")
    classes: dict[str, list[str]] = {}
    for row in below:
        classes.setdefault(row["class"], []).append(row["part"])
    shapes = _Shapes(_described(file), classes)
    return [check for name in sorted(shapes.described) for check in shapes.checks(name)]


def _described(file: Path) -> dict[str, Described]:
    """All that the file says, by subject."""
    described: dict[str, Described] = {}
    for quad in store.quads(store.turtle(file.read_bytes(), file.name)):
        subject: Any = quad.subject
        word = quad.predicate.value.removeprefix(SHACL_NAMESPACE)
        if word not in _KNOWN and word != quad.predicate.value:
            raise _unknown(subject.value, word)
        described.setdefault(subject.value, {}).setdefault(word, []).append(quad.object)
    for facts in described.values():
        for terms in facts.values():
            terms.sort(key=str)
    return described


# What is said beside the constraints, and where it is read.
_BESIDE = {
    *("targetClass", "targetSubjectsOf", "path", "inversePath", "name", "message", "severity"),
    *("declare", "prefix", "namespace", "prefixes", "select", "qualifiedValueShape"),
}
# What is asked of one term: true where it may stand.
_TERM = {
    *("class", "datatype", "in", "languageIn", "maxLength", "minInclusive", "minLength", "nodeKind", "pattern", "or"),
}
# What is asked of all values of a path together, or of a value and its neighbours.
_PATH = {"lessThanOrEquals", "maxCount", "minCount", "qualifiedMaxCount", "qualifiedMinCount", "uniqueLang"}
# What is asked of a node as a whole.
_NODE = {"and", "or", "property", "sparql"}
_KNOWN = _BESIDE | _TERM | _PATH | _NODE


@dataclass(frozen=True)
class _Shapes:
    described: dict[str, Described]
    classes: dict[str, list[str]]
    """The classes that are part of another, by that other."""

    def checks(self, name: str) -> Iterator[Check]:
        """The checks of a shape that has a target; none of others, which are parts of these."""
        targets = self._targets(name)
        if not targets:
            return
        declared = "".join(
            f"PREFIX {facts['prefix'][0].value}: {ntriples.iri(facts['namespace'][0].value)}\n"
            for _, facts in sorted(self.described.items())
            if "prefix" in facts
        )
        row = f"OPTIONAL {{ ?this {ntriples.iri(BIONRW.tableRow)} ?row }}"
        for speaker, severity, pattern in self._broken(name, targets):
            facts = self.described[speaker]
            said = {term.language: term.value for term in facts.get("message", ())}
            if said.keys() != {"en", "de"}:
                raise BionrwError(f"{FILE.name}: {_short(speaker)} needs a message in English and one in German.")
            # A node that breaks a shape as a whole is the value, too.
            path, value = (self._path(speaker)[0], "?value") if "path" in facts else ("", "COALESCE(?value, ?this)")
            query = f"{declared}SELECT DISTINCT ?this ?path (STR({value}) AS ?text) ?row {{ {pattern} {row} }}"
            yield Check(query, severity, path, said["en"], said["de"])

    def _said(self, name: str) -> Described:
        if name not in self.described:
            raise BionrwError(f"{FILE.name}: there is no {_short(name)}, which another shape names.")
        return self.described[name]

    def _targets(self, name: str) -> list[str]:
        """Triple patterns of which a node that the shape is about matches one."""
        facts = self.described[name]
        return [
            *(triple for term in facts.get("targetClass", ()) for triple in self._instances("?this", term.value)),
            *(f"?this {ntriples.iri(term.value)} ?any" for term in facts.get("targetSubjectsOf", ())),
        ]

    def _broken(self, name: str, targets: list[str]) -> Iterator[tuple[str, str, str]]:
        """For each constraint: who says it, how severe it is, and a pattern that finds ``?this`` and ``?value``."""
        facts = self._said(name)
        severity = facts["severity"][0].value.removeprefix(SHACL_NAMESPACE) if "severity" in facts else "Violation"
        for word in sorted(facts.keys() & _KNOWN - _BESIDE):
            for term in facts[word]:
                if "path" in facts:
                    yield name, severity, self._values(name, word, term, targets)
                elif word == "property":
                    yield from self._broken(term.value, targets)
                elif word == "sparql":
                    selected = self.described[term.value]["select"][0].value
                    yield term.value, severity, _among(targets, f"{{ {selected} }}")
                elif word == "and":
                    yield name, severity, self._any(self._members(term), targets)
                elif word == "or":
                    # Who breaks each of them: the searches are joined.
                    parts = "".join(self._any([member], targets) for member in self._members(term))
                    yield name, severity, parts
                else:
                    raise _unknown(name, word)

    def _any(self, names: list[str], targets: list[str]) -> str:
        """A pattern that finds each ``?this`` which breaks one of some shapes."""
        patterns = [pattern for name in names for _, _, pattern in self._broken(name, targets)]
        return f"{{ SELECT DISTINCT ?this {{ {_union(patterns)} }} }}"

    def _values(self, name: str, word: str, term: Any, targets: list[str]) -> str:
        """A pattern that finds who breaks one constraint on the values of a path."""
        facts = self.described[name]
        property_, inverse = self._path(name)
        triple = f"?value {ntriples.iri(property_)} ?this" if inverse else f"?this {ntriples.iri(property_)} ?value"
        counted = triple
        if word.startswith("qualified"):
            if len(facts.get("qualifiedValueShape", ())) != 1:
                raise _unknown(name, word)
            counted += f" FILTER ({self._conforms(facts['qualifiedValueShape'][0].value)})"
        match word:
            case "minCount" | "qualifiedMinCount" if term.value == "1":
                return f"{{ {_union(targets)} }} MINUS {{ {counted} }}"
            case "maxCount" | "qualifiedMaxCount":
                return _among(targets, _grouped(counted, "?this", int(term.value)))
            case "uniqueLang" if term.value == "true":
                tagged = f'{triple} BIND (LCASE(LANG(?value)) AS ?language) FILTER (?language != "")'
                return _among(targets, _grouped(tagged, "?this ?language", 1))
            case "lessThanOrEquals":
                other = f"?this {ntriples.iri(term.value)} ?other"
                return _among(targets, f"{triple} . {other} FILTER (!COALESCE(?value <= ?other, false))")
            case "class":
                instances = "".join(f" MINUS {{ {one} }}" for one in self._instances("?value", term.value))
                return _among(targets, triple + instances)
            case _ if word in _TERM:
                return _among(targets, f"{triple} FILTER (!COALESCE({self._holds(name, word, term)}, false))")
        raise _unknown(name, word)

    def _conforms(self, name: str) -> str:
        """An expression that is true where ``?value`` is as a shape without a path says."""
        facts = self._said(name)
        words = sorted(facts.keys() & _KNOWN - _BESIDE)
        tests = [self._holds(name, word, term) for word in words for term in facts[word]]
        return f"COALESCE({' && '.join(tests)}, false)"

    def _holds(self, name: str, word: str, term: Any) -> str:
        """An expression that is true where ``?value`` passes one test; false, or an error, where it does not."""
        match word:
            case "class":
                return "(" + " || ".join(f"EXISTS {{ {one} }}" for one in self._instances("?value", term.value)) + ")"
            case "datatype":
                datatype = ntriples.iri(term.value)
                # A literal that is no such thing, like the 31st of February, cannot be made one.
                made = "" if term.value == XSD.string else f" && isLiteral({datatype}(STR(?value)))"
                return f"DATATYPE(?value) = {datatype}{made}"
            case "in":
                return f"?value IN ({', '.join(map(ntriples.iri, self._members(term)))})"
            case "languageIn":
                matches = (f"LANGMATCHES(LANG(?value), {ntriples.text(one)})" for one in self._members(term))
                return f"({' || '.join(matches)})"
            case "minInclusive":
                return f"?value >= {ntriples.typed(term.value, term.datatype.value)}"
            case "minLength":
                return f"STRLEN(STR(?value)) >= {int(term.value)}"
            case "maxLength":
                return f"STRLEN(STR(?value)) <= {int(term.value)}"
            case "nodeKind" if term.value == f"{SHACL_NAMESPACE}IRI":
                return "isIRI(?value)"
            case "pattern":
                return f"REGEX(STR(?value), {ntriples.text(term.value)})"
            case "or" if not any("path" in self._said(member) for member in self._members(term)):
                return f"({' || '.join(map(self._conforms, self._members(term)))})"
        raise _unknown(name, word)

    def _instances(self, variable: str, class_: str) -> list[str]:
        """Triple patterns of which an instance of a class matches one."""
        return [
            f"{variable} {ntriples.iri(RDF.type)} {ntriples.iri(one)}"
            for one in (class_, *self.classes.get(class_, ()))
        ]

    def _path(self, name: str) -> tuple[str, bool]:
        """The property of a shape's path, and whether it is read from its object."""
        path = self.described[name]["path"][0].value
        if path not in self.described:
            return path, False
        if self.described[path].keys() != {"inversePath"}:
            raise _unknown(name, "path")
        return self.described[path]["inversePath"][0].value, True

    def _members(self, term: Any) -> list[str]:
        """The IRIs or the texts in an RDF list."""
        found = []
        while term.value in self.described:
            found.append(self.described[term.value][RDF.first][0].value)
            term = self.described[term.value][RDF.rest][0]
        return found


def _union(patterns: list[str]) -> str:
    return " UNION ".join(f"{{ {one} }}" for one in patterns)


def _among(targets: list[str], search: str) -> str:
    """What a search finds among the targets.

    Bound to a name first, so that the engine asks it of what was found, not of all that is looked through.
    """
    meant = " || ".join(f"EXISTS {{ {one} }}" for one in targets)
    return f"{{ {search} }} BIND ({meant} AS ?meant) FILTER (?meant)"


def _grouped(search: str, group: str, most: int) -> str:
    """Each ``?this`` that a search finds with more values than it may have in a group."""
    return f"{{ SELECT {group} {{ {search} }} GROUP BY {group} HAVING (COUNT(?value) > {most}) }}"


def _short(name: str) -> str:
    return name.rpartition("#")[2]


def _unknown(name: str, word: str) -> BionrwError:
    return BionrwError(f"{FILE.name}: {_short(name)} says sh:{word}, which is not checked there. Say it otherwise.")
