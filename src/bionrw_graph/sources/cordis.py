"""Tables of an imported CORDIS delivery → statements, in the named graph of that delivery.

What one row says rests on one citation: that row of the delivered file. A body and a project that the curated tables
know as well are one node with them, where an identifier says so: the PIC of a body, the grant number of a project.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
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
        *("pic", "name", "short_name", "vat", "activity", "sme", "street", "postcode", "city", "country"),
        *("nuts", "url", "region", "region_by", "region_confidence", "locator"),
    ),
    "names": ("pic", "name", "locator"),
    "participations": (
        *("project", "pic", "order", "role", "name_as_stated", "country_as_stated", "eu_contribution"),
        *("net_eu_contribution", "total_cost", "ended", "locator"),
    ),
    "topics": ("project", "topic", "title", "locator"),
    "concepts": ("code", "uuid", "title", "parent", "locator"),
    "fields": ("project", "code", "title", "locator"),
    "links": ("project", "url", "locator"),
}
"""The tables of an imported delivery and their columns. Amounts are in euros, countries ISO 3166.

``pic`` is the PIC or, in a delivery without PICs, an id that begins with a letter. ``concepts`` are the fields of
EuroSciVoc that a delivery names, those above a field before it: ``code`` is the last code of the path, ``parent`` the
one before it, a slash for a field with none above it, and empty where no path is given.
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
_STATUSES = {
    "SIGNED": "signed",
    "ONGOING": "ongoing",
    "CLOSED": "closed",
    "TERMINATED": "terminated",
    "CANCEL": "cancelled",
}
_PROVENANCE = ntriples.iri(iris.graph("provenance"))
# So many IRIs are kept, of the bodies, projects and concepts met last.
_KEPT = 1 << 14


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
    """The lines of N-Quads that the tables in ``folder`` stand for, those of one row in one string.

    Raises ``BionrwError`` with table, row and column for a cell that cannot be read.
    """
    about = manifest(folder)
    delivery = _Delivery(about["name"], same)
    yield delivery.snapshot(about)
    for name, convert in (
        ("projects", delivery.project),
        ("organisations", delivery.organisation),
        ("names", delivery.name),
        ("participations", delivery.participation),
        ("topics", delivery.topic),
        ("concepts", delivery.concept),
        ("fields", delivery.field),
        ("links", delivery.link),
    ):
        for number, row in rows(folder, name):
            try:
                lines = convert(row)
            except (BionrwError, ArithmeticError, KeyError) as error:
                said = error if isinstance(error, BionrwError) else f"a cell cannot be read ({error!r})."
                raise BionrwError(f"{folder.name}/{name}.csv, row {number}: {said}") from error
            yield lines


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
    """One delivery: its named graph, and which of its things the curated tables know.

    Each method gives the lines that one row stands for. A term is made and checked once and then written as often as
    it is needed: a claim is a subject and a list of pairs, "predicate object".
    """

    def __init__(self, name: str, same: Same) -> None:
        self._name = name
        self._same = same
        self._graph = ntriples.iri(iris.graph(name))
        self._snapshot = ntriples.iri(iris.thing("snapshot", name))
        self._quoted = f"{_QUOTED} {self._snapshot}"
        self._taken: set[str] = set()
        self._awarded: set[str] = set()
        self._concepts: dict[str, str] = {}
        # The same bodies come again and again; so do projects, one after the other.
        self._organisation = lru_cache(_KEPT)(self._organisation_of)
        self._project = lru_cache(_KEPT)(self._project_of)

    def snapshot(self, about: Mapping[str, Any]) -> str:
        said = (
            *(f"{_TYPE} {ntriples.iri(class_)}" for class_ in (BIONRW.Snapshot, PROV.Entity)),
            f"{ntriples.iri(DCTERMS.title)} {ntriples.text(about['title'])}",
            f"{ntriples.iri(DCTERMS.publisher)} {ntriples.text(about['publisher'])}",
            f"{_URL} {ntriples.link(about['url'])}",
            *([f"{ntriples.iri(DCTERMS.license)} {ntriples.link(about['licence'])}"] if about["licence"] else []),
        )
        return _lines(self._snapshot, said, _PROVENANCE) + _lines(
            self._graph, (f"{_DERIVED} {self._snapshot}",), _PROVENANCE
        )

    def project(self, row: Row) -> str:
        id_, locator = row["id"], ntriples.text(row["locator"])
        node, is_known = self._project(id_), ("grant", id_) in self._same
        title = row["title"] or row["acronym"] or f"EU project {id_}"
        said = [_A_PROJECT]
        if is_known:
            # Its preferred label is chosen by the curators.
            said.append(f"{_ALT_LABEL} {ntriples.text(title)}")
        else:
            said += (_OF_A_PROJECT, f"{_LABEL} {ntriples.text(_called(row['acronym'], title))}")
            if row["acronym"]:
                said.append(f"{_ACRONYM} {ntriples.text(row['acronym'])}")
        if row["status"] in _STATUSES:
            said.append(_concept(BIONRW.projectStatus, "project-status", _STATUSES[row["status"]]))
        other = self._cited(said, "project", id_, locator)
        if row["start"] or row["end"]:
            other += self._period(said, row, locator)
        if row["programme"]:
            self._awarded.add(id_)
            other += self._award(node, row, locator)
        for column, kind, pair in (
            ("total_cost", "project-volume", _VOLUME),
            ("eu_contribution", "eu-contribution", _CONTRIBUTION),
        ):
            if row[column]:
                other += self._amount(said, f"{id_}/{kind}", row[column], pair, locator)
        return self._lines(node, said) + other

    def organisation(self, row: Row) -> str:
        pic, locator = row["pic"], ntriples.text(row["locator"])
        node = self._organisation(pic)
        # A delivery without PICs has ids of its own, which begin with letters.
        name = row["name"] or row["short_name"] or (f"PIC {pic}" if pic.isdecimal() else pic)
        said = [_AN_ORGANISATION, *([f"{_PIC} {ntriples.text(pic)}"] if pic.isdecimal() else [])]
        if ("pic", pic) in self._same:
            said.append(f"{_ALT_LABEL} {ntriples.text(name)}")
        else:
            said.append(f"{_LABEL} {ntriples.text(name)}")
            kind = _kind(row)
            if kind:
                said.append(_concept(BIONRW.kind, "kind", kind))
            for column, predicate in (("country", _COUNTRY), ("city", _CITY)):
                if row[column]:
                    said.append(f"{predicate} {ntriples.text(row[column])}")
        if row["short_name"] and row["short_name"] != name:
            said.append(f"{_ALT_LABEL} {ntriples.text(row['short_name'])}")
        # Some write "NOTAPPLICABLE" for a body that has no number.
        if any(map(str.isdigit, row["vat"])):
            said.append(f"{_VAT} {ntriples.text(row['vat'])}")
        for column, predicate in (("street", _STREET), ("postcode", _POSTCODE)):
            if row[column]:
                said.append(f"{predicate} {ntriples.text(row[column])}")
        other = self._cited(said, "organisation", pic, locator)
        if row["nuts"]:
            other += self._stated(said, node, _NUTS, _region(row["nuts"]), (pic, "region"), locator)
        elif row["region"]:
            # Concluded from the address.
            where = ntriples.text(f"{row['locator']}, from the {row['region_by']}")
            found = (_concept(BIONRW.method, "method", "inferred"), _sure(row["region_confidence"]))
            other += self._stated(said, node, _NUTS, _region(row["region"]), (pic, "region"), where, found)
        return self._lines(node, said) + other

    def name(self, row: Row) -> str:
        return self._lines(self._organisation(row["pic"]), (f"{_ALT_LABEL} {ntriples.text(row['name'])}",))

    def participation(self, row: Row) -> str:
        key = f"{row['project']}/{row['pic']}"
        if key in self._taken:
            # One body may stand twice in one project, with another order.
            key = f"{key}/{row['order']}"
        self._taken.add(key)
        locator = ntriples.text(row["locator"])
        said = [
            _A_PARTICIPATION,
            f"{_IN_PROJECT} {self._project(row['project'])}",
            f"{_PARTICIPANT} {self._organisation(row['pic'])}",
            # A row without a role says that the body takes part, and no more.
            _concept(BIONRW.role, "role", _ROLES.get(row["role"], "partner")),
        ]
        for column, predicate in (
            ("name_as_stated", _NAME_AS_STATED),
            ("country_as_stated", _COUNTRY_AS_STATED),
        ):
            if row[column]:
                said.append(f"{predicate} {ntriples.text(row[column])}")
        other = self._cited(said, "participation", key, locator)
        if row["eu_contribution"]:
            other += self._amount(said, f"{key}/share", row["eu_contribution"], _SHARE, locator)
        return self._lines(self._node("participation", key), said) + other

    def topic(self, row: Row) -> str:
        if row["project"] not in self._awarded:
            return ""
        said = [f"{_CALL_TOPIC} {ntriples.text(row['topic'])}"]
        if row["title"]:
            said.append(f"{_CALL_TOPIC_TITLE} {ntriples.text(row['title'])}")
        return self._lines(self._node("award", row["project"]), said)

    def concept(self, row: Row) -> str:
        node = self._concepts[row["code"]] = ntriples.iri(iris.euroscivoc(row["code"], row["uuid"]))
        said = [
            *_A_FIELD,
            f"{_NOTATION} {ntriples.text(row['code'])}",
            # There are no German titles in a delivery.
            f"{_LABEL} {ntriples.text(row['title'] or row['code'], 'en')}",
        ]
        if row["parent"] == "/":
            said.append(_TOP)
        elif row["parent"]:
            said.append(f"{_BROADER} {self._concepts[row['parent']]}")
        return self._lines(node, said)

    def field(self, row: Row) -> str:
        code = row["code"].rpartition("/")[2]
        key = (row["project"], "field", code)
        if "/".join(key) in self._taken:
            return ""
        self._taken.add("/".join(key))
        said: list[str] = []
        project, locator = self._project(row["project"]), ntriples.text(row["locator"])
        other = self._stated(said, project, _FIELD, self._concepts[code], key, locator)
        return self._lines(project, said) + other

    def link(self, row: Row) -> str:
        try:
            address = ntriples.link(row["url"])
        except BionrwError:
            # Some thousand links of CORDIS are no web addresses; the table keeps them.
            return ""
        return self._lines(self._project(row["project"]), (f"{_URL} {address}",))

    # What follows gives the lines of a thing of its own, and adds to ``said`` the pair that points to it.

    def _period(self, said: list[str], row: Row, locator: str) -> str:
        node = self._node("period", row["id"])
        said.append(f"{_HAS_PERIOD} {node}")
        own = [_AN_INTERVAL]
        for column, predicates in (("start", _STARTS), ("end", _ENDS)):
            if row[column]:
                day = ntriples.date(row[column])
                own += [f"{predicate} {day}" for predicate in predicates]
        own.append(_concept(BIONRW.endStatus, "end-status", "stated" if row["end"] else "not-stated"))
        other = self._cited(own, "period", row["id"], locator)
        return self._lines(node, own) + other

    def _award(self, project: str, row: Row, locator: str) -> str:
        own = [
            _AN_AWARD,
            f"{_FUNDS} {project}",
            _concept(BIONRW.funder, "programme", row["programme"]),
            _concept(BIONRW.underProgramme, "programme", row["programme"]),
            f"{_GRANT_NUMBER} {ntriples.text(row['id'])}",
        ]
        other = self._cited(own, "award", row["id"], locator)
        return self._lines(self._node("award", row["id"]), own) + other

    def _amount(self, said: list[str], key: str, value: str, kind: str, locator: str) -> str:
        node = self._node("amount", key)
        said.append(f"{_HAS_AMOUNT} {node}")
        own = [*_AN_AMOUNT, kind, f"{_VALUE} {ntriples.decimal(Decimal(value))}"]
        other = self._cited(own, "amount", key, locator)
        return self._lines(node, own) + other

    def _stated(
        self,
        said: list[str],
        subject: str,
        predicate: str,
        object_: str,
        key: tuple[str, ...],
        locator: str,
        found: tuple[str, ...] | None = None,
    ) -> str:
        """A claim that may be another one elsewhere, so it is a node; ``said`` gets the short form."""
        said.append(f"{predicate} {object_}")
        own = [_A_STATEMENT, f"{_SUBJECT} {subject}", f"{_PREDICATE} {predicate}", f"{_OBJECT} {object_}"]
        of, what, *which = key
        other = self._cited(own, what, "/".join((of, *which)), locator, found)
        return self._lines(self._node("statement", *key), own) + other

    def _cited(self, said: list[str], type_: str, key: str, locator: str, found: tuple[str, ...] | None = None) -> str:
        """The citation of a claim: the row it stands in."""
        node = self._node("citation", type_, key)
        said.append(f"{_DERIVED} {node}")
        return self._lines(node, (*_A_CITATION, self._quoted, f"{_LOCATOR} {locator}", *(found or _READ)))

    def _node(self, type_: str, *keys: str) -> str:
        return ntriples.iri(iris.thing(type_, self._name, *keys))

    def _project_of(self, id_: str) -> str:
        return ntriples.iri(self._same.get(("grant", id_)) or iris.thing("project", f"cordis-{id_}"))

    def _organisation_of(self, pic: str) -> str:
        slug = f"pic-{pic}" if pic.isdecimal() else pic
        return ntriples.iri(self._same.get(("pic", pic)) or iris.thing("organisation", slug))

    def _lines(self, subject: str, said: Iterable[str]) -> str:
        return _lines(subject, said, self._graph)


def _lines(subject: str, said: Iterable[str], graph: str) -> str:
    # One join a claim, not one string a line.
    end = f" {graph} .\n"
    return f"{subject} {f'{end}{subject} '.join(said)}{end}"


@lru_cache(_KEPT)
def _concept(predicate: str, scheme: str, slug: str) -> str:
    """The pair that says which concept something has."""
    return f"{ntriples.iri(predicate)} {ntriples.iri(iris.thing(scheme, slug))}"


@lru_cache(_KEPT)
def _region(code: str) -> str:
    return ntriples.iri(iris.nuts(code))


def _sure(confidence: str) -> str:
    return _concept(BIONRW.confidence, "confidence", confidence)


_TYPE = ntriples.iri(RDF.type)
_SUBJECT, _OBJECT = ntriples.iri(RDF.subject), ntriples.iri(RDF.object)
_PREDICATE, _FIELD = ntriples.iri(RDF.predicate), ntriples.iri(BIONRW.field)
_NOTATION, _BROADER = ntriples.iri(SKOS.notation), ntriples.iri(SKOS.broader)
_LABEL, _ALT_LABEL = ntriples.iri(SKOS.prefLabel), ntriples.iri(SKOS.altLabel)
_DERIVED, _QUOTED = ntriples.iri(PROV.wasDerivedFrom), ntriples.iri(PROV.wasQuotedFrom)
_URL, _VALUE = ntriples.iri(SCHEMA.url), ntriples.iri(SCHEMA.value)
_PIC, _NUTS = ntriples.iri(BIONRW.pic), ntriples.iri(BIONRW.nuts)
_ACRONYM, _LOCATOR = ntriples.iri(BIONRW.acronym), ntriples.iri(BIONRW.locator)
_COUNTRY, _CITY = ntriples.iri(BIONRW.country), ntriples.iri(BIONRW.city)
_STREET, _POSTCODE = ntriples.iri(BIONRW.street), ntriples.iri(BIONRW.postcode)
_VAT = ntriples.iri(BIONRW.vatNumber)
_IN_PROJECT, _PARTICIPANT = ntriples.iri(BIONRW.inProject), ntriples.iri(BIONRW.participant)
_NAME_AS_STATED, _COUNTRY_AS_STATED = ntriples.iri(BIONRW.nameAsStated), ntriples.iri(BIONRW.countryAsStated)
_CALL_TOPIC, _CALL_TOPIC_TITLE = ntriples.iri(BIONRW.callTopic), ntriples.iri(BIONRW.callTopicTitle)
_HAS_PERIOD, _HAS_AMOUNT = ntriples.iri(BIONRW.hasPeriod), ntriples.iri(BIONRW.hasAmount)
_FUNDS, _GRANT_NUMBER = ntriples.iri(BIONRW.funds), ntriples.iri(BIONRW.grantNumber)
_STARTS = [ntriples.iri(term) for term in (BIONRW.statedStart, BIONRW.startEarliest, BIONRW.startLatest)]
_ENDS = [ntriples.iri(term) for term in (BIONRW.statedEnd, BIONRW.endEarliest, BIONRW.endLatest)]

# Pairs that do not change from row to row.
_A_PROJECT = f"{_TYPE} {ntriples.iri(BIONRW.Project)}"
_OF_A_PROJECT = _concept(BIONRW.projectType, "project-type", "project")
_AN_ORGANISATION = f"{_TYPE} {ntriples.iri(BIONRW.Organisation)}"
_A_PARTICIPATION = f"{_TYPE} {ntriples.iri(BIONRW.Participation)}"
_AN_INTERVAL = f"{_TYPE} {ntriples.iri(TIME.ProperInterval)}"
_AN_AWARD = f"{_TYPE} {ntriples.iri(BIONRW.FundingAward)}"
_A_STATEMENT = f"{_TYPE} {ntriples.iri(BIONRW.Statement)}"
_A_FIELD = (
    f"{_TYPE} {ntriples.iri(SKOS.Concept)}",
    _concept(SKOS.inScheme, "scheme", "euroscivoc"),
)
_TOP = _concept(SKOS.topConceptOf, "scheme", "euroscivoc")
_AN_AMOUNT = (
    *(f"{_TYPE} {ntriples.iri(class_)}" for class_ in (BIONRW.Amount, SCHEMA.MonetaryAmount)),
    f"{ntriples.iri(SCHEMA.currency)} {ntriples.text('EUR')}",
    _concept(BIONRW.bound, "bound", "exact"),
)
_VOLUME, _CONTRIBUTION, _SHARE = (
    _concept(BIONRW.amountKind, "amount-kind", kind)
    for kind in ("project-volume", "eu-contribution", "share-of-participant")
)
_A_CITATION = tuple(f"{_TYPE} {ntriples.iri(class_)}" for class_ in (BIONRW.Citation, PROV.Entity))
_READ = (_concept(BIONRW.method, "method", "read"), _sure("stated"))


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
