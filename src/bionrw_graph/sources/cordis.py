"""Tables of an imported CORDIS delivery → statements, in the named graph of that delivery.

What one row says rests on one citation: that row of the delivered file. A body and a project that the curated tables
know as well are one node with them, where an identifier says so: the PIC of a body, the grant number of a project.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from bionrw_graph import iris, ntriples
from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import BIONRW, DCTERMS, PROV, RDF, SCHEMA, SKOS, TIME

MANIFEST = "delivery.json"
"""The file that marks a folder as an imported delivery: what it is, who published it, and which files were read."""

COLUMNS = {
    "projects": (
        *("id", "acronym", "title", "status", "start", "end", "total_cost", "eu_contribution"),
        *("programme", "call", "scheme", "doi", "locator"),
    ),
    "organisations": (
        *("pic", "name", "short_name", "vat", "activity", "sme", "postcode", "city", "country", "nuts", "url"),
        *("region", "region_by", "region_confidence", "locator"),
    ),
    "names": ("pic", "name", "locator"),
    "participations": (
        *("project", "pic", "order", "role", "name_as_stated", "country_as_stated", "eu_contribution"),
        *("net_eu_contribution", "total_cost", "ended", "locator"),
    ),
    "topics": ("project", "topic", "title", "locator"),
    "fields": ("project", "code", "title", "locator"),
    "links": ("project", "url", "locator"),
}
"""The tables of an imported delivery and their columns. Amounts are in euros, countries ISO 3166.

``pic`` is the PIC or, in a delivery without PICs, an id that begins with a letter.
"""

Same: TypeAlias = Mapping[tuple[str, str], str]
"""(what the identifier is, the identifier) → the IRI of the curated thing that has it: ``("pic", "999980470")``."""

Row: TypeAlias = dict[str, str]

# What CORDIS says of an organisation's activity, as our kinds. OTH says nothing.
_KINDS = {"HES": "university", "REC": "research-institute", "PUB": "public-authority"}
_ROLES = {
    "coordinator": "coordinator",
    "participant": "participant",
    "partner": "partner",
    "thirdParty": "third-party",
    "internationalPartner": "international-partner",
    "associatedPartner": "associated-partner",
}
_PROVENANCE = ntriples.iri(iris.graph("provenance"))


def manifest(folder: Path) -> dict[str, Any]:
    """What is known of the delivery in ``folder``. Raises ``BionrwError`` where there is none."""
    path = folder / MANIFEST
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not {"name", "title", "publisher", "url", "licence"} <= set(found):
            raise ValueError
    except OSError as error:
        raise BionrwError(f"{path} cannot be read ({error.strerror}). Import the delivery again.") from error
    except ValueError as error:
        raise BionrwError(f"{path} is damaged. Import the delivery again.") from error
    return found


def statements(folder: Path, same: Same) -> Iterator[str]:
    """The lines of N-Quads that the tables in ``folder`` stand for.

    Raises ``BionrwError`` with table, row and column for a cell that cannot be read.
    """
    about = manifest(folder)
    delivery = _Delivery(about["name"], same)
    yield from delivery.snapshot(about)
    for name, convert in (
        ("projects", delivery.project),
        ("organisations", delivery.organisation),
        ("names", delivery.name),
        ("participations", delivery.participation),
        ("topics", delivery.topic),
        ("links", delivery.link),
    ):
        for number, row in rows(folder, name):
            try:
                yield from list(convert(row))
            except (BionrwError, ArithmeticError, KeyError) as error:
                said = error if isinstance(error, BionrwError) else f"a cell cannot be read ({error!r})."
                raise BionrwError(f"{folder.name}/{name}.csv, row {number}: {said}") from error


def rows(folder: Path, name: str) -> Iterator[tuple[int, Row]]:
    """The rows of a table, with the numbers that a spreadsheet gives them.

    Raises ``BionrwError`` for another header and for a damaged file.
    """
    path = folder / f"{name}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            columns = COLUMNS[name]
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


class _Delivery:
    """One delivery: its named graph, and which of its things the curated tables know."""

    def __init__(self, name: str, same: Same) -> None:
        self._name = name
        self._same = same
        self._graph = ntriples.iri(iris.graph(name))
        self._snapshot = iris.thing("snapshot", name)
        self._taken: set[str] = set()
        self._awarded: set[str] = set()

    def snapshot(self, about: Mapping[str, Any]) -> Iterator[str]:
        node = ntriples.iri(self._snapshot)
        for class_ in (BIONRW.Snapshot, PROV.Entity):
            yield ntriples.line(node, _RDF_TYPE, ntriples.iri(class_), _PROVENANCE)
        for predicate, term in (
            (DCTERMS.title, ntriples.text(about["title"])),
            (DCTERMS.publisher, ntriples.text(about["publisher"])),
            (SCHEMA.url, ntriples.link(about["url"])),
            *([(DCTERMS.license, ntriples.link(about["licence"]))] if about["licence"] else []),
        ):
            yield ntriples.line(node, ntriples.iri(predicate), term, _PROVENANCE)
        yield ntriples.line(self._graph, ntriples.iri(PROV.wasDerivedFrom), node, _PROVENANCE)

    def project(self, row: Row) -> Iterator[str]:
        id_ = row["id"]
        node, is_known = self._project(id_), ("grant", id_) in self._same
        yield self._line(node, RDF.type, ntriples.iri(BIONRW.Project))
        title = row["title"] or row["acronym"] or f"EU project {id_}"
        if is_known:
            # Its preferred label is chosen by the curators.
            yield self._line(node, SKOS.altLabel, ntriples.text(title))
        else:
            yield self._line(node, BIONRW.projectType, _concept("project-type", "project"))
            yield self._line(node, SKOS.prefLabel, ntriples.text(_called(row["acronym"], title)))
            if row["acronym"]:
                yield self._line(node, BIONRW.acronym, ntriples.text(row["acronym"]))
        yield from self._cited(node, "project", id_, row["locator"])
        if row["start"] or row["end"]:
            yield from self._period(node, row)
        if row["programme"]:
            self._awarded.add(id_)
            yield from self._award(node, row)
        for column, kind in (("total_cost", "project-volume"), ("eu_contribution", "eu-contribution")):
            if row[column]:
                yield from self._amount(node, f"{id_}/{kind}", row[column], kind, row["locator"])

    def organisation(self, row: Row) -> Iterator[str]:
        pic = row["pic"]
        node = self._organisation(pic)
        yield self._line(node, RDF.type, ntriples.iri(BIONRW.Organisation))
        if pic.isdecimal():
            yield self._line(node, BIONRW.pic, ntriples.text(pic))
        name = row["name"] or row["short_name"] or (f"PIC {pic}" if pic.isdecimal() else pic)
        if ("pic", pic) in self._same:
            yield self._line(node, SKOS.altLabel, ntriples.text(name))
        else:
            yield self._line(node, SKOS.prefLabel, ntriples.text(name))
            kind = _kind(row)
            if kind:
                yield self._line(node, BIONRW.kind, _concept("kind", kind))
            for column, predicate in (("country", BIONRW.country), ("city", BIONRW.city)):
                if row[column]:
                    yield self._line(node, predicate, ntriples.text(row[column]))
            if row["nuts"]:
                yield self._line(node, BIONRW.nuts, ntriples.iri(iris.nuts(row["nuts"])))
        if row["short_name"] and row["short_name"] != name:
            yield self._line(node, SKOS.altLabel, ntriples.text(row["short_name"]))
        yield from self._cited(node, "organisation", pic, row["locator"])
        if row["region"] and not row["nuts"]:
            yield from self._region(node, row)

    def name(self, row: Row) -> Iterator[str]:
        node = self._organisation(row["pic"])
        yield self._line(node, SKOS.altLabel, ntriples.text(row["name"]))

    def participation(self, row: Row) -> Iterator[str]:
        key = f"{row['project']}/{row['pic']}"
        if key in self._taken:
            # One body may stand twice in one project, with another order.
            key = f"{key}/{row['order']}"
        self._taken.add(key)
        node = iris.thing("participation", self._name, key)
        yield self._line(node, RDF.type, ntriples.iri(BIONRW.Participation))
        yield self._line(node, BIONRW.inProject, ntriples.iri(self._project(row["project"])))
        yield self._line(node, BIONRW.participant, ntriples.iri(self._organisation(row["pic"])))
        # A row without a role says that the body takes part, and no more.
        yield self._line(node, BIONRW.role, _concept("role", _ROLES.get(row["role"], "partner")))
        for column, predicate in (
            ("name_as_stated", BIONRW.nameAsStated),
            ("country_as_stated", BIONRW.countryAsStated),
        ):
            if row[column]:
                yield self._line(node, predicate, ntriples.text(row[column]))
        yield from self._cited(node, "participation", key, row["locator"])
        if row["eu_contribution"]:
            amount = row["eu_contribution"]
            yield from self._amount(node, f"{key}/share", amount, "share-of-participant", row["locator"])

    def topic(self, row: Row) -> Iterator[str]:
        if row["project"] not in self._awarded:
            return
        node = iris.thing("award", self._name, row["project"])
        yield self._line(node, BIONRW.callTopic, ntriples.text(row["topic"]))
        if row["title"]:
            yield self._line(node, BIONRW.callTopicTitle, ntriples.text(row["title"]))

    def link(self, row: Row) -> Iterator[str]:
        try:
            address = ntriples.link(row["url"])
        except BionrwError:
            # Some thousand links of CORDIS are no web addresses; the table keeps them.
            return
        yield self._line(self._project(row["project"]), SCHEMA.url, address)

    def _project(self, id_: str) -> str:
        return self._same.get(("grant", id_)) or iris.thing("project", f"cordis-{id_}")

    def _organisation(self, pic: str) -> str:
        # A delivery without PICs has ids of its own, which begin with letters.
        return self._same.get(("pic", pic)) or iris.thing("organisation", f"pic-{pic}" if pic.isdecimal() else pic)

    def _period(self, project: str, row: Row) -> Iterator[str]:
        node = iris.thing("period", self._name, row["id"])
        yield self._line(node, RDF.type, ntriples.iri(TIME.ProperInterval))
        yield self._line(project, BIONRW.hasPeriod, ntriples.iri(node))
        for column, terms in (
            ("start", (BIONRW.statedStart, BIONRW.startEarliest, BIONRW.startLatest)),
            ("end", (BIONRW.statedEnd, BIONRW.endEarliest, BIONRW.endLatest)),
        ):
            for term in terms if row[column] else ():
                yield self._line(node, term, ntriples.date(row[column]))
        status = "stated" if row["end"] else "not-stated"
        yield self._line(node, BIONRW.endStatus, _concept("end-status", status))
        yield from self._cited(node, "period", row["id"], row["locator"])

    def _award(self, project: str, row: Row) -> Iterator[str]:
        node = iris.thing("award", self._name, row["id"])
        programme = ntriples.iri(iris.thing("programme", row["programme"]))
        yield self._line(node, RDF.type, ntriples.iri(BIONRW.FundingAward))
        yield self._line(node, BIONRW.funds, ntriples.iri(project))
        yield self._line(node, BIONRW.funder, programme)
        yield self._line(node, BIONRW.underProgramme, programme)
        yield self._line(node, BIONRW.grantNumber, ntriples.text(row["id"]))
        yield from self._cited(node, "award", row["id"], row["locator"])

    def _amount(self, subject: str, key: str, value: str, kind: str, locator: str) -> Iterator[str]:
        node = iris.thing("amount", self._name, key)
        for class_ in (BIONRW.Amount, SCHEMA.MonetaryAmount):
            yield self._line(node, RDF.type, ntriples.iri(class_))
        yield self._line(subject, BIONRW.hasAmount, ntriples.iri(node))
        yield self._line(node, SCHEMA.value, ntriples.decimal(Decimal(value)))
        yield self._line(node, SCHEMA.currency, ntriples.text("EUR"))
        yield self._line(node, BIONRW.amountKind, _concept("amount-kind", kind))
        yield self._line(node, BIONRW.bound, _concept("bound", "exact"))
        yield from self._cited(node, "amount", key, locator)

    def _region(self, organisation: str, row: Row) -> Iterator[str]:
        """That a body lies in a region, as was concluded from its address."""
        node = iris.thing("statement", self._name, row["pic"], "region")
        region = ntriples.iri(iris.nuts(row["region"]))
        yield self._line(node, RDF.type, ntriples.iri(BIONRW.Statement))
        yield self._line(node, RDF.subject, ntriples.iri(organisation))
        yield self._line(node, RDF.predicate, ntriples.iri(BIONRW.nuts))
        yield self._line(node, RDF.object, region)
        yield self._line(organisation, BIONRW.nuts, region)
        locator = f"{row['locator']}, from the {row['region_by']}"
        yield from self._cited(
            node, "region", row["pic"], locator, method="inferred", confidence=row["region_confidence"]
        )

    def _cited(
        self, node: str, type_: str, key: str, locator: str, method: str = "read", confidence: str = "stated"
    ) -> Iterator[str]:
        """The citation of a claim: the row it stands in."""
        citation = iris.thing("citation", self._name, type_, key)
        yield self._line(node, PROV.wasDerivedFrom, ntriples.iri(citation))
        for class_ in (BIONRW.Citation, PROV.Entity):
            yield self._line(citation, RDF.type, ntriples.iri(class_))
        yield self._line(citation, PROV.wasQuotedFrom, ntriples.iri(self._snapshot))
        yield self._line(citation, BIONRW.locator, ntriples.text(locator))
        yield self._line(citation, BIONRW.method, _concept("method", method))
        yield self._line(citation, BIONRW.confidence, _concept("confidence", confidence))

    def _line(self, subject: str, predicate: str, object_: str) -> str:
        return ntriples.line(ntriples.iri(subject), ntriples.iri(predicate), object_, self._graph)


_RDF_TYPE = ntriples.iri(RDF.type)


def _concept(scheme: str, slug: str) -> str:
    return ntriples.iri(iris.thing(scheme, slug))


def _kind(row: Row) -> str:
    """Our kind of an organisation, empty where CORDIS does not tell."""
    if row["activity"] != "PRC":
        return _KINDS.get(row["activity"], "")
    return {"true": "small-or-medium-company", "false": "large-company"}.get(row["sme"], "company")


def _called(acronym: str, title: str) -> str:
    """A short acronym and the full title in one name, as the curated tables have it.

    >>> _called("INMARE", "Industrial applications"), _called("", "Industrial applications")
    ('INMARE – Industrial applications', 'Industrial applications')
    """
    return f"{acronym} – {title}" if acronym and acronym != title else title
