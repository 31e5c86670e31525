"""The claims of two sources, or of two builds → what was added, changed or renamed, and what is not stated any more.

A claim is compared in the normal form of the query ``claims-to-compare``: ``key`` says which fact it is about, and
``value`` what it says of it. Nothing is matched by likeness: what is not the same fact by its key, by a succession of
bodies, by the type of a name or by an assessment of the curators stands as one claim that is gone and one that came.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Container, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from bionrw_graph import answers, iris, ntriples, queries, store
from bionrw_graph.errors import BionrwError
from bionrw_graph.store import Answer, Graph
from bionrw_graph.vocabulary import BIONRW, DCTERMS, PREFIXES, PROV, RDF, RDFS

COLUMNS = (
    *("change", "about", "aspect", "older", "newer", "olderPlace", "newerPlace"),
    *("olderPlaces", "newerPlaces", "olderPrinted", "newerPrinted", "explanation"),
)
"""What is told of a change; ``olderPlaces`` counts the places where the older side says it, the first is shown."""

CHANGES = {
    "changed": ("changed", "geändert"),
    "renamed": ("renamed", "umbenannt"),
    "added": ("added", "hinzugekommen"),
    "not-stated": ("not stated any more", "nicht mehr genannt"),
    "same": ("same", "gleich"),
}
"""The kinds of change, in their order, with their words; all but the last are concepts of ``id/difference``."""

_GRAPH = iris.graph("changes")
_TRUTHS = {"true": ("yes", "ja"), "false": ("no", "nein")}

# Claims of one side that say the same of the same fact.
_Fact: TypeAlias = "list[dict[str, Any]]"
_Successors: TypeAlias = "Mapping[str, tuple[str, str, str]]"
_Views: TypeAlias = "Mapping[frozenset[str], tuple[str, str]]"
_Names: TypeAlias = "Mapping[str, tuple[str, str]]"


@dataclass(frozen=True)
class Comparison:
    """Two sides, by their IRIs, and all rows on what they say, those that are the same too (see :func:`told`)."""

    older: str
    newer: str
    rows: Answer

    backwards: bool = False
    """Whether the side given as the older one is a revision of the other."""

    triples: tuple[int, int] | None = None
    """Of two builds: how many triples came and went, what is no claim included."""


def compared(older: str, newer: str, place: str = "build/current") -> Comparison:
    """What changed between two sources of the graph in ``place``, or between two builds or RDF files.

    Raises ``BionrwError`` for a source or a build that there is not, and for one of each.
    """
    places = [_is_place(older), _is_place(newer)]
    if all(places):
        return between_graphs(store.opened(older), store.opened(newer))
    if any(places):
        build, source = (older, newer) if places[0] else (newer, older)
        raise BionrwError(f'"{build}" is a build or a file, "{source}" is none. Give two sources, or two builds.')
    return between_sources(store.opened(place), older, newer)


def between_sources(graph: Graph, older: str, newer: str) -> Comparison:
    """What two sources of one graph claim; the ids, titles or IRIs of snapshots."""
    sides = [queries.resolve(graph, "snapshot", word) for word in (older, newer)]
    labels = _labels(graph)
    # A label or a note is ours: of the page it says nothing.
    then, now = (
        [_worded(row, labels, row["key"]) for row in _claims(graph, source=side) if not row["curated"]]
        for side in sides
    )
    views = {
        frozenset((row["claim"], row["other"])): (row["view"], row["viewGerman"])
        for row in queries.find("views-on-two-claims").run(graph)
    }
    rows = changes(then, now, _successors(graph, labels), views)
    return Comparison(sides[0], sides[1], rows, backwards=any(row["revised"] == sides[1] for row in then))


def between_graphs(older: Graph, newer: Graph) -> Comparison:
    """What two builds claim; a claim is known by its id and source, and another place or method is a change too."""
    claims: list[Answer] = []
    successors: dict[str, tuple[str, str, str]] = {}
    for graph in (older, newer):
        labels = _labels(graph)
        successors |= _successors(graph, labels)
        claims.append([_with_citation(row, labels) for row in _claims(graph)])
    lines = [store.lines(graph) for graph in (older, newer)]
    then, now = ({line for line in side if not _is_bookkeeping(line)} for side in lines)
    nodes = [iris.thing("build", _digest("".join(side))) for side in lines]
    rows = changes(claims[0], claims[1], successors)
    return Comparison(nodes[0], nodes[1], rows, triples=(len(now - then), len(then - now)))


def changes(
    older: Answer,
    newer: Answer,
    successors: _Successors | None = None,
    views: _Views | None = None,
) -> Answer:
    """The changes from the claims ``older`` to the claims ``newer``, those that are the same included.

    ``successors`` maps a body to the one that took its place and to words on that, English and German; ``views`` maps
    two claims to what the curators think of them. Each row has ``COLUMNS``, the German form of a column as
    ``xGerman``, and ``id``, ``kind``, ``thing``, ``olderClaims`` and ``newerClaims``.
    """
    successors, views = successors or {}, views or {}

    def today(text: str) -> str:
        return " ".join(_last(word, successors) for word in re.split(r"[\s<>]+", text))

    claims = [{row["claim"] for row in side} for side in (older, newer)]
    assessed = {claim: pair for pair in views if _across(pair, *claims) for claim in pair}
    then, now = _facts(older), _facts(newer)
    # The sure ways first: what one has matched, the next does not see.
    ways: tuple[Callable[[_Fact], Hashable | None], ...] = (
        lambda fact: fact[0]["key"],
        lambda fact: (fact[0]["thing"], fact[0]["aspect"], fact[0]["compare"]),
        lambda fact: today(fact[0]["key"]),
        lambda fact: (today(fact[0]["thing"]), fact[0]["aspect"]) if fact[0]["sort"] == "name-use" else None,
        lambda fact: next((assessed[row["claim"]] for row in fact if row["claim"] in assessed), None),
    )
    pairs: list[tuple[list[_Fact], list[_Fact]]] = []
    for way in ways:
        before, after = _grouped(then, way), _grouped(now, way)
        pairs += [(before[key], after[key]) for key in before if key in after]
        then = [fact for fact in then if way(fact) not in after]
        now = [fact for fact in now if way(fact) not in before]
    pairs += [([fact], []) for fact in then] + [([], [fact]) for fact in now]
    rows = [_row(before, after, today, successors, views) for before, after in pairs]
    order = list(CHANGES)
    return sorted(
        rows,
        key=lambda row: (
            *(order.index(row["kind"]), row["about"].casefold(), row["aspect"]),
            *(row["older"] or "", row["newer"] or "", row["id"]),
        ),
    )


def told(comparison: Comparison, lang: str = "en", same: bool = False) -> tuple[list[str], Answer]:
    """The columns and rows for people in one language; what is the same only where it is asked for."""
    german = "German" if lang == "de" else ""
    return list(COLUMNS), [
        {name: row.get(name + german, row[name]) for name in COLUMNS}
        for row in comparison.rows
        if same or row["kind"] != "same"
    ]


def remarks(comparison: Comparison, lang: str = "en") -> list[str]:
    """Sentences on a comparison: how many changes of which kind, and what they do not mean."""
    german = lang == "de"
    counts = {kind: sum(row["kind"] == kind for row in comparison.rows) for kind in CHANGES if kind != "same"}
    counted = ", ".join(f"{count} {CHANGES[kind][german]}" for kind, count in counts.items() if count)
    said = [f"{counted}."] if counted else []
    if comparison.triples and any(comparison.triples):
        came, went = comparison.triples
        if not counted:
            said.append("Keine Aussage ist anders." if german else "No claim differs.")
        said.append(
            f"Tripel: {came} hinzugekommen, {went} weggefallen." if german else f"Triples: {came} added, {went} gone."
        )
    elif counts["not-stated"] and not comparison.triples:
        said.append(
            "Nicht mehr genannt heißt nicht falsch: Ein Projekt, das die zweite Quelle weglässt, endet damit nicht."
            if german
            else "Not stated any more does not mean false: a project that the second source leaves out has not ended."
        )
    if comparison.backwards:
        said.append(
            "Die erste Quelle ist die neuere Fassung der zweiten: Der Vergleich läuft rückwärts."
            if german
            else "The first source is a revision of the second: the comparison runs backwards."
        )
    return said or ["Kein Unterschied." if german else "No difference."]


def statements(comparison: Comparison) -> Iterator[str]:
    """The lines of N-Quads that a comparison stands for; what is the same is not in them."""
    sides = [side.partition("/id/")[2].partition("/")[2] for side in (comparison.older, comparison.newer)]
    whole = iris.thing("comparison", *sides)
    yield _quad(whole, RDF.type, ntriples.iri(BIONRW.Comparison))
    for side, property_ in ((comparison.older, BIONRW.before), (comparison.newer, BIONRW.after)):
        yield _quad(whole, property_, ntriples.iri(side))
        yield _quad(side, RDF.type, ntriples.iri(PROV.Entity))
    for row in comparison.rows:
        if row["kind"] == "same":
            continue
        node = iris.thing("comparison", *sides, row["id"])
        yield _quad(whole, DCTERMS.hasPart, ntriples.iri(node))
        yield _quad(node, RDF.type, ntriples.iri(BIONRW.Difference))
        yield _quad(node, DCTERMS.type, ntriples.iri(iris.thing("difference", row["kind"])))
        yield _quad(node, DCTERMS.subject, ntriples.iri(row["thing"]))
        for claim in row["olderClaims"]:
            yield _quad(node, BIONRW.before, ntriples.iri(claim))
        for claim in row["newerClaims"]:
            yield _quad(node, BIONRW.after, ntriples.iri(claim))
        for language, german in (("en", ""), ("de", "German")):
            values = " → ".join(row[side + german] or "–" for side in ("older", "newer"))
            about = f"{row['about' + german]}: {row['aspect' + german]}: {values}"
            yield _quad(node, RDFS.label, ntriples.text(about, language))
            if row["explanation" + german]:
                yield _quad(node, RDFS.comment, ntriples.text(row["explanation" + german], language))


def _quad(subject: str, predicate: str, object_: str) -> str:
    return ntriples.quad(subject, predicate, object_, _GRAPH)


# Claims in their normal form.


def _claims(graph: Graph, **values: object) -> Answer:
    return queries.find("claims-to-compare").run(graph, **values)


def _labels(graph: Graph) -> dict[str, tuple[str, str]]:
    return {row["thing"]: (row["english"], row["german"]) for row in queries.find("labels").run(graph)}


def _successors(graph: Graph, labels: _Names) -> dict[str, tuple[str, str, str]]:
    """The one body that took the place of each, and how and when; whatever was split has no single one."""
    rows = queries.find("successions").run(graph)
    after: dict[str, set[str]] = {}
    for row in rows:
        after.setdefault(row["before"], set()).add(row["after"])
    return {
        row["before"]: (row["after"], *(f"{name} {row['day']}".strip() for name in labels.get(row["type"], ("", ""))))
        for row in rows
        if len(after[row["before"]]) == 1
    }


def _worded(row: dict[str, Any], labels: _Names, key: str, *also: object) -> dict[str, Any]:
    """A claim with words for what stands for a label; ``also`` is what is compared beside its value."""
    about = labels.get(row["thing"], (row["thing"].partition("/id/")[2],) * 2)
    return row | {
        "key": key,
        "fact": row["key"],
        "said": f"{row['value']}\n{row['valueGerman']}",
        "compare": "\n".join(str(part) for part in (row["value"], row["valueGerman"], *also)),
        "about": about[0],
        "aboutGerman": about[1],
        "value": _named(row["value"], labels, 0),
        "valueGerman": _named(row["valueGerman"], labels, 1),
        "placeGerman": row["place"],
    }


def _with_citation(row: dict[str, Any], labels: _Names) -> dict[str, Any]:
    """A claim of a build: known again by its id, and compared with where and how it was read."""
    key = " ".join((row["claim"], row["snapshot"], row["aspect"] if row["curated"] else ""))
    citation = (row["thing"], row["aspect"], row["place"], row["printed"], row["method"], row["confidence"])
    worded = _worded(row, labels, key, *citation)
    for german, name in enumerate(("place", "placeGerman")):
        how = ", ".join(labels.get(row[column], (row[column],) * 2)[german] for column in ("method", "confidence"))
        worded[name] = f"{row['page']}, {row['place']} ({how})"
    return worded


def _named(value: str, labels: _Names, german: int) -> str:
    if value in _TRUTHS:
        return _TRUTHS[value][german]
    return re.sub(
        r"<([^<>\s]+)>",
        lambda match: labels[match[1]][german] if match[1] in labels else answers.shown(match[1]),
        value,
    )


def _last(body: str, successors: _Successors) -> str:
    """The body at the end of a line of succession."""
    seen = set()
    while body in successors and body not in seen:
        seen.add(body)
        body = successors[body][0]
    return body


# Pairs of claims.


def _facts(rows: Answer) -> list[_Fact]:
    """Claims that say the same of the same fact, together, the first place first."""
    facts: dict[tuple[str, str], _Fact] = {}
    for row in sorted(rows, key=lambda row: (row["line"] or 0, row["page"] or "", row["place"], row["claim"])):
        facts.setdefault((row["key"], row["compare"]), []).append(row)
    return list(facts.values())


def _grouped(facts: Iterable[_Fact], way: Callable[[_Fact], Hashable | None]) -> dict[Hashable, list[_Fact]]:
    groups: dict[Hashable, list[_Fact]] = {}
    for fact in facts:
        key = way(fact)
        if key is not None:
            groups.setdefault(key, []).append(fact)
    return groups


def _row(
    before: list[_Fact],
    after: list[_Fact],
    today: Callable[[str], str],
    successors: _Successors,
    views: _Views,
) -> dict[str, Any]:
    shown = (after or before)[0][0]
    then, now = ({fact[0]["said"] for fact in side} for side in (before, after))
    if not before or not after:
        kind = "added" if after else "not-stated"
    elif {fact[0]["compare"] for fact in before} == {fact[0]["compare"] for fact in after}:
        kind = "same"
    elif then != now and (
        _is_name(before, after) or {today(value) for value in then} == {today(value) for value in now}
    ):
        kind = "renamed"
    else:
        kind = "changed"
    row = {"kind": kind, "change": CHANGES[kind][0], "changeGerman": CHANGES[kind][1], "thing": shown["thing"]}
    for german in ("", "German"):
        # The thing as it is now; the aspect as it was, where the curators set a number beside mere words.
        row |= {
            f"about{german}": shown[f"about{german}"],
            f"aspect{german}": (before or after)[0][0][f"aspect{german}"],
        }
        for side, facts in (("older", before), ("newer", after)):
            row[side + german] = "; ".join(fact[0][f"value{german}"] for fact in facts) or None
            row[f"{side}Place{german}"] = facts[0][0][f"place{german}"] if facts else None
    for side, facts in (("older", before), ("newer", after)):
        row[f"{side}Claims"] = sorted({claim["claim"] for fact in facts for claim in fact})
        row[f"{side}Places"] = len({(claim["snapshot"], claim["place"]) for fact in facts for claim in fact}) or None
        row[f"{side}Printed"] = "; ".join(fact[0]["printed"] for fact in facts if fact[0]["printed"]) or None
    said = [views[pair] for pair in views if _across(pair, row["olderClaims"], row["newerClaims"])]
    if kind == "renamed":
        words = {word for value in then for word in re.split(r"[\s<>]+", value)} | {before[0][0]["thing"]}
        said += [successors[word][1:] for word in sorted(words) if word in successors]
    row["explanation"] = " ".join(english for english, _ in said) or None
    row["explanationGerman"] = " ".join(german for _, german in said) or None
    identity = "\n".join(sorted(f"{fact[0]['key']}\n{fact[0]['compare']}" for fact in (*before, *after)))
    row["id"] = _digest(identity)
    return row


def _is_name(before: list[_Fact], after: list[_Fact]) -> bool:
    """Whether two sides of one fact are names, and not one name with other dates."""
    first = before[0][0]
    if first["sort"] == "name-use":
        return {fact[0]["fact"] for fact in before} != {fact[0]["fact"] for fact in after}
    return bool(first["curated"] and first["aspect"] == "name")


def _across(pair: frozenset[str], older: Container[str], newer: Container[str]) -> bool:
    """Whether one claim of the pair is among the older ones and the other among the newer."""
    one, other = sorted(pair)
    return (one in older and other in newer) or (other in older and one in newer)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _is_place(word: str) -> bool:
    """Whether a word names a build or a file rather than a source."""
    return Path(word).exists() or Path(word).suffix.removeprefix(".") in store.FORMATS


def _is_bookkeeping(line: str) -> bool:
    """Whether a line of N-Quads says in which row of a table a claim stands, or gives the check sum of a file."""
    return f"<{BIONRW.tableRow}>" in line or line.startswith(f"<{PREFIXES['id']}file/")
