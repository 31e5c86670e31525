"""EuroSciVoc, the EU's vocabulary of fields of science: its tree, put together from two deliveries.

The copy of the vocabulary at hand has concepts and labels but no hierarchy; the tables of CORDIS name each field by the
path that leads to it, in codes (``/29/97/543``) and in titles. A concept's notation is the last code of its path.
"""

from codecs import BOM_UTF8
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from bionrw_graph import store
from bionrw_graph.deliveries import cells, records
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.deliveries.tables import tables
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA
from bionrw_graph.vocabulary import PREFIXES, RDF

_COLUMNS = ("projectID", "euroSciVocCode", "euroSciVocPath", "euroSciVocTitle")

_CONCEPT = PREFIXES["skos"] + "Concept"
_NOTATION = PREFIXES["skos"] + "notation"
_LABEL = PREFIXES["skos"] + "prefLabel"
_DEFINED_BY = PREFIXES["rdfs"] + "isDefinedBy"


@dataclass(frozen=True)
class Classification:
    """That CORDIS puts a project into a field."""

    project: str
    """The id of the project."""
    codes: tuple[str, ...]
    """The path to the field, from the root; the last one is the notation of the field."""
    titles: tuple[str, ...]
    locator: str


@dataclass(frozen=True)
class Entry:
    """A concept of the vocabulary without its place in the tree."""

    iri: str
    """The IRI that the EU gave it."""
    notation: str
    label: str
    """In English."""
    locator: str
    """Its IRI in the file."""


@dataclass(frozen=True)
class Concept:
    """A concept with its place in the tree."""

    iri: str
    notation: str
    label: str
    parent: str
    """The notation of the concept above it; empty for a root, and where no path or no single one leads to it."""
    locator: str


@dataclass(frozen=True)
class Tree:
    """The concepts, and what the two deliveries do not agree on. Nothing is filled in that no path says."""

    concepts: tuple[Concept, ...]
    """All concepts of the vocabulary, by notation."""
    roots: tuple[str, ...]
    """Notations that begin a path."""
    without_concept: tuple[str, ...]
    """Codes in paths that no concept has as its notation."""
    without_path: tuple[str, ...]
    """Notations of concepts that stand in no path: their place in the tree is not known."""
    contradictions: tuple[str, ...]
    """Sentences: codes with several parents, which get none, and codes with several titles."""
    other_titles: tuple[str, ...]
    """Sentences: codes that paths call otherwise than the vocabulary does."""


def classifications(path: Path, count: Count) -> Iterator[Classification]:
    """The rows of the CORDIS table of EuroSciVoc paths (.xlsx or .csv); ``count`` is filled on the way.

    A row is refused whose two paths have different lengths, or whose title is not the last of its path.
    Raises ``BionrwError`` where the file as a whole is not that table.
    """
    records.check(path, "euroscivoc")
    for number, row in records.table(path, _COLUMNS, count):
        where = f"{count.table}, row {number}"
        try:
            classification = _classification(row, number, where, count)
        except BionrwError as error:
            count.refuse(f"row {number}", error)
            continue
        count.taken += 1
        yield classification


def entries(path: Path, count: Count) -> Iterator[Entry]:
    """The concepts of EuroSciVoc in Turtle, plain or packed (.gz), by notation; ``count`` is filled on the way.

    A concept is refused that has no notation, no English label or no IRI of the EU, and a notation that is taken.
    Raises ``BionrwError`` where the file as a whole is not EuroSciVoc, or no Turtle.
    """
    records.check(path, "euroscivoc.entries")
    count.table = path.name
    # Turtle knows no byte order mark.
    content = records.one(path).content().removeprefix(BOM_UTF8)
    values: dict[str, dict[str, list[Any]]] = defaultdict(lambda: defaultdict(list))
    for quad in store.quads(store.turtle(content, path.name)):
        values[str(getattr(quad.subject, "value", ""))][quad.predicate.value].append(quad.object)
    known: set[str] = set()
    found = [(iri, said) for iri, said in values.items() if any(type_.value == _CONCEPT for type_ in said[RDF.type])]
    for subject, said in sorted(found, key=lambda item: (sorted(term.value for term in item[1][_NOTATION]), item[0])):
        notations = [term.value for term in said[_NOTATION]]
        labels = [term.value for term in said[_LABEL] if term.language == "en"]
        iris = [term.value for term in said[_DEFINED_BY]]
        problem = ""
        for words, terms in (("notation", notations), ("English label", labels), ("IRI of the EU", iris)):
            if len(terms) != 1:
                problem = problem or f"the concept has {len(terms)} of what it must have once: {words}"
        if not problem and notations[0] in known:
            problem = f'the notation "{notations[0]}" is that of another concept too'
        if problem:
            count.refuse(subject, f"{path.name}, <{subject}>: {problem}.")
            continue
        known.add(notations[0])
        count.taken += 1
        yield Entry(iris[0], notations[0], cells.tidied(labels[0], count), subject)


@cache
def official() -> dict[str, tuple[str, str]]:
    """By notation, the UUID in the EU's IRI of each concept of EuroSciVoc, and its English label.

    From ``data/reference/euroscivoc.csv``: a delivery of CORDIS has codes and titles, and no IRIs.
    """
    rows = tables(DATA / "reference" / "euroscivoc.csv")[0].rows()
    return {row["code"]: (row["uuid"], row["title"]) for _, row in rows}


def tree(vocabulary: Iterable[Entry], classified: Iterable[Classification]) -> Tree:
    """The tree that the paths of ``classified`` make of the concepts of ``vocabulary``.

    A path of three codes says who is the parent of its second and of its third code.
    """
    parents: dict[str, set[str]] = defaultdict(set)
    titles: dict[str, set[str]] = defaultdict(set)
    # Tens of thousands of rows share a thousand paths.
    for codes, names in {(row.codes, row.titles) for row in classified}:
        for parent, code, name in zip(("", *codes), codes, names, strict=False):
            parents[code].add(parent)
            titles[code].add(name)
    known = {entry.notation: entry for entry in vocabulary}
    concepts = tuple(
        Concept(entry.iri, code, entry.label, _only(parents.get(code, set())), entry.locator)
        for code, entry in sorted(known.items())
    )
    return Tree(
        concepts=concepts,
        roots=tuple(sorted(code for code, above in parents.items() if above == {""})),
        without_concept=tuple(sorted(parents.keys() - known.keys())),
        without_path=tuple(sorted(known.keys() - parents.keys())),
        contradictions=tuple(_contradictions(parents, titles)),
        other_titles=tuple(
            f'{code} is "{name}" in paths and "{known[code].label}" in the vocabulary.'
            for code, names in sorted(titles.items())
            for name in sorted(names)
            if code in known and name != known[code].label
        ),
    )


def _classification(row: records.Cells, number: int, where: str, count: Count) -> Classification:
    if not row["projectID"].strip():
        raise BionrwError(f"{where}, column projectID: the project has no id.")
    codes, titles = row["euroSciVocCode"].split("/"), row["euroSciVocPath"].split("/")
    if codes[0] or not all(codes[1:]) or len(codes) < 2:
        raise BionrwError(
            f'{where}, column euroSciVocCode: "{row["euroSciVocCode"]}" is no path of codes, such as /29/97/543.'
        )
    if len(codes) != len(titles):
        raise BionrwError(
            f"{where}, column euroSciVocPath: the path has {len(titles) - 1} titles for {len(codes) - 1} codes."
        )
    if titles[-1] != row["euroSciVocTitle"]:
        raise BionrwError(
            f'{where}, column euroSciVocTitle: "{row["euroSciVocTitle"]}" is not the last title of its path.'
        )
    names = tuple(cells.tidied(title, count) for title in titles[1:])
    return Classification(row["projectID"].strip(), tuple(codes[1:]), names, f"row {number}")


def _only(above: set[str]) -> str:
    return next(iter(above)) if len(above) == 1 else ""


def _contradictions(parents: dict[str, set[str]], titles: dict[str, set[str]]) -> Iterator[str]:
    for code in sorted(parents):
        if len(parents[code]) > 1:
            said = ", ".join(parent or "none (a root)" for parent in sorted(parents[code]))
            yield f"{code} has several parents in paths: {said}."
        if len(titles[code]) > 1:
            yield f"{code} has several titles in paths: {', '.join(sorted(titles[code]))}."
