"""What the tables of all imported deliveries have in common: their manifest, their rows, and how a claim is written.

What one row says rests on one citation: that row of the delivered file. The named graph has the name of the delivery.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

from bionrw_graph import iris, ntriples
from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import BIONRW, DCTERMS, PROV, RDF, SCHEMA, TIME

MANIFEST = "delivery.json"
"""The file that marks a folder as an imported delivery: what it is, who published it, and which files were read."""

_TOLD = {"name", "title", "publisher", "url", "licence", "attribution"}

Same: TypeAlias = Mapping[tuple[str, str], str]
"""(what the identifier is, the identifier) → the IRI of what the graph knows by it: ``("pic", "999980470")``."""

Row: TypeAlias = dict[str, str]

KEPT = 1 << 14
"""So many IRIs are kept, of the bodies, projects and concepts met last."""


def manifest(folder: Path) -> dict[str, Any]:
    """What is known of the delivery in ``folder``; ``kind`` says which tables it has.

    Raises ``BionrwError`` where there is none.
    """
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not set(found) >= _TOLD:
            raise ValueError
    except OSError as error:
        raise BionrwError(f"{path} cannot be read ({error.strerror}). Import the delivery again.") from error
    except ValueError as error:
        raise BionrwError(f"{path} is damaged. Import the delivery again.") from error
    # Deliveries that were imported before there were several kinds do not name theirs.
    return {"kind": "cordis"} | found


def rows(folder: Path, name: str, columns: tuple[str, ...]) -> Iterator[tuple[int, Row]]:
    """The rows of a table, with the numbers that a spreadsheet gives them.

    Raises ``BionrwError`` for another header and for a damaged file.
    """
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            if tuple(next(reader, ())) != columns:
                raise BionrwError(
                    f"{path}, row 1: the columns are not those of this version. Import the delivery again."
                )
            for number, cells in enumerate(reader, start=2):
                if len(cells) != len(columns):
                    raise BionrwError(f"{path}, row {number}: it has {len(cells)} cells, not {len(columns)}.")
                yield number, dict(zip(columns, cells, strict=True))
    except OSError as error:
        raise BionrwError(f"{path} cannot be read ({error.strerror}). Import the delivery again.") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise BionrwError(f"{path} is damaged ({error}). Import the delivery again.") from error


def converted(
    folder: Path, columns: Mapping[str, tuple[str, ...]], convert: Mapping[str, Callable[[Row], str | list[str]]]
) -> Iterator[str]:
    """The lines that the rows of each table in ``convert`` stand for, those of one claim or row in one string.

    Raises ``BionrwError`` with table and row for a cell that cannot be read.
    """
    for name, lines_of in convert.items():
        for number, row in rows(folder, name, columns[name]):
            try:
                lines = lines_of(row)
            except (BionrwError, ArithmeticError, KeyError, ValueError) as error:
                said = error if isinstance(error, BionrwError) else f"a cell cannot be read ({error!r})."
                raise BionrwError(f"{folder.name}/{name}.csv, row {number}: {said}") from error
            if isinstance(lines, str):
                yield lines
            else:
                yield from lines


def snapshot(about: Mapping[str, Any]) -> Iterator[str]:
    """The lines on a delivery itself, by its manifest: what it is, whose, and that its named graph comes from it."""
    node = ntriples.iri(iris.thing("snapshot", about["name"]))
    said = (
        *(f"{TYPE} {ntriples.iri(class_)}" for class_ in (BIONRW.Snapshot, PROV.Entity)),
        f"{ntriples.iri(DCTERMS.title)} {ntriples.text(about['title'])}",
        f"{ntriples.iri(DCTERMS.publisher)} {ntriples.text(about['publisher'])}",
        f"{URL} {ntriples.link(about['url'])}",
        *([f"{ntriples.iri(DCTERMS.license)} {ntriples.link(about['licence'])}"] if about["licence"] else []),
        *([f"{ntriples.iri(DCTERMS.rights)} {ntriples.text(about['attribution'])}"] if about["attribution"] else []),
    )
    yield _lines(node, said, _PROVENANCE)
    yield _lines(ntriples.iri(iris.graph(about["name"])), (f"{_DERIVED} {node}",), _PROVENANCE)


class Claims:
    """How the claims of one delivery are written, in its named graph.

    A term is made and checked once and then written as often as it is needed: a claim is a subject and a list of
    pairs, "predicate object". A ``locator`` is a term, too. What has a node of its own (a period, an amount) gives the
    lines of that node, and adds to ``said`` the pair that points to it. CORDIS, of which millions of lines come, has a
    faster writer of its own.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._graph = ntriples.iri(iris.graph(name))
        self._quoted = f"{_QUOTED} {ntriples.iri(iris.thing('snapshot', name))}"

    def node(self, type_: str, *keys: str) -> str:
        """A thing that only this delivery has."""
        return ntriples.iri(iris.thing(type_, self._name, *keys))

    def lines(self, subject: str, said: Iterable[str]) -> str:
        """What is said of a subject."""
        return _lines(subject, said, self._graph)

    def cited(self, said: list[str], type_: str, key: str, locator: str, found: tuple[str, ...] = ()) -> str:
        """The citation of a claim: the row it stands in, and how it was found there, if not simply read."""
        node = self.node("citation", type_, key)
        said.append(f"{_DERIVED} {node}")
        return self.lines(node, (*_A_CITATION, self._quoted, f"{_LOCATOR} {locator}", *(found or _READ)))

    def period(self, said: list[str], key: str, start: str, end: str, locator: str, found: tuple[str, ...] = ()) -> str:
        """When something runs, from one day to the other; one of the two may be empty."""
        node = self.node("period", key)
        said.append(f"{_HAS_PERIOD} {node}")
        own = [_AN_INTERVAL]
        for printed, predicates in ((start, _STARTS), (end, _ENDS)):
            if printed:
                day = ntriples.date(printed)
                own += [f"{predicate} {day}" for predicate in predicates]
        own.append(concept(BIONRW.endStatus, "end-status", "stated" if end else "not-stated"))
        other = self.cited(own, "period", key, locator, found)
        return self.lines(node, own) + other

    def amount(
        self,
        said: list[str],
        key: str,
        value: str,
        kind: str,
        locator: str,
        bound: str = "exact",
        found: tuple[str, ...] = (),
    ) -> str:
        """An amount of money in euros; ``kind`` and ``bound`` are concepts of those schemes."""
        node = self.node("amount", key)
        said.append(f"{_HAS_AMOUNT} {node}")
        own = [
            *_AN_AMOUNT,
            concept(BIONRW.bound, "bound", bound),
            concept(BIONRW.amountKind, "amount-kind", kind),
            f"{_VALUE} {ntriples.decimal(value)}",
        ]
        other = self.cited(own, "amount", key, locator, found)
        return self.lines(node, own) + other

    def award(
        self, project: str, key: str, number: str, funder: str, programme: str, locator: str, stated: str = ""
    ) -> str:
        """That a funder, ``stated`` under a name, supports a project; ``number`` and ``programme`` may be empty."""
        own = [_AN_AWARD, f"{_FUNDS} {project}", f"{_FUNDER} {funder}"]
        if programme:
            own.append(f"{_UNDER_PROGRAMME} {programme}")
        if number:
            own.append(f"{_GRANT_NUMBER} {ntriples.text(number)}")
        if stated:
            own.append(f"{NAME_AS_STATED} {ntriples.text(stated)}")
        other = self.cited(own, "award", key, locator)
        return self.lines(self.node("award", key), own) + other

    def located(self, said: list[str], organisation: str, key: str, code: str, by: str, confidence: str) -> str:
        """That a body lies in a NUTS region, as was concluded; ``by`` says where it stands and from what."""
        there = region(code)
        said.append(f"{NUTS} {there}")
        return self.statement(organisation, NUTS, there, key, "region", ntriples.text(by), inferred(confidence))

    def statement(
        self, subject: str, predicate: str, value: str, key: str, what: str, locator: str, found: tuple[str, ...] = ()
    ) -> str:
        """A single statement as a claim with a citation of its own; the statement itself is not made by that."""
        own = [_A_STATEMENT, f"{_SUBJECT} {subject}", f"{_PREDICATE} {predicate}", f"{_OBJECT} {value}"]
        other = self.cited(own, what, key, locator, found)
        return self.lines(self.node("statement", key, what), own) + other


def _lines(subject: str, said: Iterable[str], graph: str) -> str:
    # One join a claim, not one string a line.
    end = f" {graph} .\n"
    return f"{subject} {f'{end}{subject} '.join(said)}{end}"


@lru_cache(KEPT)
def concept(predicate: str, scheme: str, slug: str) -> str:
    """The pair that says which concept something has."""
    return f"{ntriples.iri(predicate)} {ntriples.iri(iris.thing(scheme, slug))}"


@lru_cache(KEPT)
def region(code: str) -> str:
    """The term of a NUTS region."""
    return ntriples.iri(iris.nuts(code))


@lru_cache(KEPT)
def found_by(method: str, confidence: str) -> tuple[str, ...]:
    """How a claim was found, and how sure that is."""
    return concept(BIONRW.method, "method", method), concept(BIONRW.confidence, "confidence", confidence)


def inferred(confidence: str) -> tuple[str, ...]:
    """That a claim was concluded."""
    return found_by("inferred", confidence)


TYPE, URL, NUTS = ntriples.iri(RDF.type), ntriples.iri(SCHEMA.url), ntriples.iri(BIONRW.nuts)
NAME_AS_STATED = ntriples.iri(BIONRW.nameAsStated)
_PROVENANCE = ntriples.iri(iris.graph("provenance"))
_SUBJECT, _PREDICATE, _OBJECT = ntriples.iri(RDF.subject), ntriples.iri(RDF.predicate), ntriples.iri(RDF.object)
_DERIVED, _QUOTED = ntriples.iri(PROV.wasDerivedFrom), ntriples.iri(PROV.wasQuotedFrom)
_LOCATOR, _VALUE = ntriples.iri(BIONRW.locator), ntriples.iri(SCHEMA.value)
_HAS_PERIOD, _HAS_AMOUNT = ntriples.iri(BIONRW.hasPeriod), ntriples.iri(BIONRW.hasAmount)
_FUNDS, _FUNDER = ntriples.iri(BIONRW.funds), ntriples.iri(BIONRW.funder)
_UNDER_PROGRAMME, _GRANT_NUMBER = ntriples.iri(BIONRW.underProgramme), ntriples.iri(BIONRW.grantNumber)
_STARTS = [ntriples.iri(term) for term in (BIONRW.statedStart, BIONRW.startEarliest, BIONRW.startLatest)]
_ENDS = [ntriples.iri(term) for term in (BIONRW.statedEnd, BIONRW.endEarliest, BIONRW.endLatest)]

# Pairs that do not change from row to row.
_AN_INTERVAL = f"{TYPE} {ntriples.iri(TIME.ProperInterval)}"
_AN_AWARD = f"{TYPE} {ntriples.iri(BIONRW.FundingAward)}"
_A_STATEMENT = f"{TYPE} {ntriples.iri(BIONRW.Statement)}"
_AN_AMOUNT = (
    *(f"{TYPE} {ntriples.iri(class_)}" for class_ in (BIONRW.Amount, SCHEMA.MonetaryAmount)),
    f"{ntriples.iri(SCHEMA.currency)} {ntriples.text('EUR')}",
)
_A_CITATION = tuple(f"{TYPE} {ntriples.iri(class_)}" for class_ in (BIONRW.Citation, PROV.Entity))
_READ = found_by("read", "stated")
