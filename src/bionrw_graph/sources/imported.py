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
from bionrw_graph.iris import Slug
from bionrw_graph.vocabulary import BIONRW, DCTERMS, PREFIXES, PROV, RDF, SCHEMA, SKOS, TIME

MANIFEST = "delivery.json"
"""The file that marks a folder as an imported delivery: what it is, who published it, and which files were read."""

_TOLD = {"name", "title", "publisher", "url", "licence", "attribution"}

Same: TypeAlias = Mapping[tuple[str, str], str]
"""(what the identifier is, the identifier) → the IRI of what the graph knows by it: ``("pic", "999980470")``."""

Row: TypeAlias = dict[str, str]

KEPT = 1 << 16
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
                yield number, dict(zip(columns, cells))  # noqa: B905  just counted: to count again takes time
    except OSError as error:
        raise BionrwError(f"{path} cannot be read ({error.strerror}). Import the delivery again.") from error
    except (csv.Error, UnicodeDecodeError) as error:
        raise BionrwError(f"{path} is damaged ({error}). Import the delivery again.") from error


def converted(
    folder: Path, columns: Mapping[str, tuple[str, ...]], convert: Mapping[str, Callable[[Row], str]]
) -> Iterator[str]:
    """The lines that the rows of each table in ``convert`` stand for, those of one row in one string.

    Raises ``BionrwError`` with table and row for a cell that cannot be read.
    """
    for name, lines_of in convert.items():
        for number, row in rows(folder, name, columns[name]):
            try:
                yield lines_of(row)
            except (BionrwError, ArithmeticError, KeyError, ValueError) as error:
                said = error if isinstance(error, BionrwError) else f"a cell cannot be read ({error!r})."
                raise BionrwError(f"{folder.name}/{name}.csv, row {number}: {said}") from error


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
    graph = ntriples.iri(iris.graph(about["name"]))
    for subject, pairs in ((node, said), (graph, (f"{_DERIVED} {node}",))):
        yield from (f"{subject} {pair} {_PROVENANCE} .\n" for pair in pairs)


class Claims:
    """How the claims of one delivery are written, in its named graph.

    A claim is a subject and what is said of it: a list of pairs, "predicate object". Each cell is escaped or checked,
    and that once: its term is then written as often as it is needed, and an id that is a slug goes into the IRIs of all
    things of its row. All claims of a row are ``cited`` by one pair. What has a node of its own (a period, an amount)
    gives the lines of that node, and adds to ``said`` the pair that points to it.
    """

    def __init__(self, name: str) -> None:
        self._folder = f"/{iris.slug(name)}/"
        self._end = f" {ntriples.iri(iris.graph(name))} .\n"
        self._citation = (*_A_CITATION, f"{_QUOTED} {ntriples.iri(iris.thing('snapshot', name))}")

    def node(self, type_: str, key: Slug) -> str:
        """A thing that only this delivery has. What ``iris.slug`` let through, or a part of it, needs no other look."""
        return f"{_ID}{type_}{self._folder}{key}>"

    def lines(self, subject: str, said: Iterable[str]) -> str:
        """What is said of a subject."""
        # What stands between two pairs is written by one join: no line is a string of its own.
        end = self._end
        return f"{subject} {f'{end}{subject} '.join(said)}{end}"

    def citation(self, type_: str, key: Slug, locator: str, found: tuple[str, ...] = ()) -> tuple[str, str]:
        """The pair by which claims cite a row, and the lines that say where it stands.

        ``found`` is how that was found there, if not simply read.
        """
        node = f"{_ID}citation{self._folder}{type_}/{key}>"
        stands = (*self._citation, f"{_LOCATOR} {ntriples.text(locator)}", *(found or _READ))
        return f"{_DERIVED} {node}", self.lines(node, stands)

    def period(self, said: list[str], key: Slug, start: str, end: str, cited: str) -> str:
        """When something runs, from one day to the other; one of the two may be empty."""
        node = self.node("period", key)
        said.append(f"{_HAS_PERIOD} {node}")
        own = [_AN_INTERVAL, cited]
        for printed, predicates in ((start, _STARTS), (end, _ENDS)):
            if printed:
                day = _day(printed)
                own += [f"{predicate} {day}" for predicate in predicates]
        own.append(_END_STATED if end else _END_NOT_STATED)
        return self.lines(node, own)

    def amount(self, said: list[str], key: Slug, value: str, kind: str, cited: str, bound: str = "exact") -> str:
        """An amount of money in euros; ``kind`` and ``bound`` are concepts of those schemes."""
        node = self.node("amount", key)
        said.append(f"{_HAS_AMOUNT} {node}")
        return self.lines(node, (*_an_amount(kind, bound), f"{_VALUE} {ntriples.decimal(value)}", cited))

    def award(
        self, project: str, key: Slug, number: str, funder: str, programme: str, cited: str, stated: str = ""
    ) -> str:
        """That a funder, ``stated`` under a name, supports a project; ``number`` and ``programme`` may be empty."""
        own = [_AN_AWARD, f"{_FUNDS} {project}", f"{_FUNDER} {funder}", cited]
        if programme:
            own.append(f"{_UNDER_PROGRAMME} {programme}")
        if number:
            own.append(f"{_GRANT_NUMBER} {ntriples.text(number)}")
        if stated:
            own.append(f"{_NAME_AS_STATED} {ntriples.text(stated)}")
        return self.lines(self.node("award", key), own)

    def participation(
        self, project: str, organisation: str, role: str, key: Slug, row: Row, cited: str, share: str
    ) -> str:
        """That a body takes part in a project, as the columns ``*_as_stated`` of the row have it; ``role`` is a pair.

        ``share`` is the amount it has of it, in euros, or empty.
        """
        said = [_A_PARTICIPATION, f"{_IN_PROJECT} {project}", f"{_PARTICIPANT} {organisation}", role, cited]
        if row["name_as_stated"]:
            said.append(f"{_NAME_AS_STATED} {ntriples.text(row['name_as_stated'])}")
        if row["country_as_stated"]:
            said.append(f"{_COUNTRY_AS_STATED} {ntriples.text(row['country_as_stated'])}")
        other = self.amount(said, Slug(f"{key}/share"), share, "share-of-participant", cited) if share else ""
        return self.lines(self.node("participation", key), said) + other

    def located(self, said: list[str], organisation: str, key: Slug, code: str, cited: str) -> str:
        """That a body lies in a NUTS region."""
        return self.statement(said, organisation, NUTS, region(code), Slug(f"{key}/region"), cited)

    def statement(self, said: list[str], subject: str, predicate: str, value: str, key: Slug, cited: str) -> str:
        """A single statement about a subject as a claim of its own, since it may differ elsewhere."""
        said.append(f"{predicate} {value}")
        own = (_A_STATEMENT, f"{_SUBJECT} {subject}", f"{_PREDICATE} {predicate}", f"{_OBJECT} {value}", cited)
        return self.lines(self.node("statement", key), own)


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


# The days of a programme are few thousand.
_day = lru_cache(KEPT)(ntriples.date)


@lru_cache
def _an_amount(kind: str, bound: str) -> tuple[str, ...]:
    """What is said of every amount of a kind."""
    classes = (f"{TYPE} {ntriples.iri(class_)}" for class_ in (BIONRW.Amount, SCHEMA.MonetaryAmount))
    currency = f"{ntriples.iri(SCHEMA.currency)} {ntriples.text('EUR')}"
    return *classes, currency, concept(BIONRW.bound, "bound", bound), concept(BIONRW.amountKind, "amount-kind", kind)


# The beginning of every IRI of ours.
_ID = ntriples.iri(PREFIXES["id"]).removesuffix(">")
TYPE, URL, NUTS = ntriples.iri(RDF.type), ntriples.iri(SCHEMA.url), ntriples.iri(BIONRW.nuts)
LABEL, ALT_LABEL = ntriples.iri(SKOS.prefLabel), ntriples.iri(SKOS.altLabel)
COUNTRY, CITY = ntriples.iri(BIONRW.country), ntriples.iri(BIONRW.city)
_PROVENANCE = ntriples.iri(iris.graph("provenance"))
_SUBJECT, _PREDICATE, _OBJECT = ntriples.iri(RDF.subject), ntriples.iri(RDF.predicate), ntriples.iri(RDF.object)
_DERIVED, _QUOTED = ntriples.iri(PROV.wasDerivedFrom), ntriples.iri(PROV.wasQuotedFrom)
_LOCATOR, _VALUE = ntriples.iri(BIONRW.locator), ntriples.iri(SCHEMA.value)
_HAS_PERIOD, _HAS_AMOUNT = ntriples.iri(BIONRW.hasPeriod), ntriples.iri(BIONRW.hasAmount)
_FUNDS, _FUNDER = ntriples.iri(BIONRW.funds), ntriples.iri(BIONRW.funder)
_UNDER_PROGRAMME, _GRANT_NUMBER = ntriples.iri(BIONRW.underProgramme), ntriples.iri(BIONRW.grantNumber)
_IN_PROJECT, _PARTICIPANT = ntriples.iri(BIONRW.inProject), ntriples.iri(BIONRW.participant)
_NAME_AS_STATED, _COUNTRY_AS_STATED = ntriples.iri(BIONRW.nameAsStated), ntriples.iri(BIONRW.countryAsStated)
_STARTS = [ntriples.iri(term) for term in (BIONRW.statedStart, BIONRW.startEarliest, BIONRW.startLatest)]
_ENDS = [ntriples.iri(term) for term in (BIONRW.statedEnd, BIONRW.endEarliest, BIONRW.endLatest)]

# Pairs that do not change from row to row.
A_PROJECT = f"{TYPE} {ntriples.iri(BIONRW.Project)}"
OF_A_PROJECT = concept(BIONRW.projectType, "project-type", "project")
AN_ORGANISATION = f"{TYPE} {ntriples.iri(BIONRW.Organisation)}"
_A_PARTICIPATION = f"{TYPE} {ntriples.iri(BIONRW.Participation)}"
_AN_INTERVAL = f"{TYPE} {ntriples.iri(TIME.ProperInterval)}"
_END_STATED = concept(BIONRW.endStatus, "end-status", "stated")
_END_NOT_STATED = concept(BIONRW.endStatus, "end-status", "not-stated")
_AN_AWARD = f"{TYPE} {ntriples.iri(BIONRW.FundingAward)}"
_A_STATEMENT = f"{TYPE} {ntriples.iri(BIONRW.Statement)}"
_A_CITATION = tuple(f"{TYPE} {ntriples.iri(class_)}" for class_ in (BIONRW.Citation, PROV.Entity))
_READ = found_by("read", "stated")
