"""Tables of an imported CORDIS delivery → statements, in the named graph of that delivery.

What one row says rests on one citation: that row of the delivered file. A body and a project that the curated tables
know as well are one node with them, where an identifier says so: the PIC of a body, the grant number of a project.
"""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from bionrw_graph import iris, ntriples
from bionrw_graph.errors import BionrwError
from bionrw_graph.iris import Slug
from bionrw_graph.sources import imported
from bionrw_graph.sources.imported import KEPT, Row, Same
from bionrw_graph.vocabulary import BIONRW, PREFIXES, PROV, RDF, SCHEMA, SKOS, TIME

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


def statements(folder: Path, same: Same) -> Iterator[str]:
    """The lines of N-Quads that the tables in ``folder`` stand for, those of one claim in one string.

    Raises ``BionrwError`` with table, row and column for a cell that cannot be read.
    """
    about = imported.manifest(folder)
    delivery = _Delivery(about["name"], same)
    yield from imported.snapshot(about)
    yield from imported.converted(
        folder,
        COLUMNS,
        {
            "projects": delivery.project,
            "organisations": delivery.organisation,
            "names": delivery.name,
            "participations": delivery.participation,
            "topics": delivery.topic,
            "concepts": delivery.concept,
            "fields": delivery.field,
            "links": delivery.link,
        },
    )


def bodies(folder: Path) -> Iterator[str]:
    """The ids of the bodies of a delivery."""
    return (_id(row["pic"]) for _, row in rows(folder, "organisations"))


def rows(folder: Path, name: str) -> Iterator[tuple[int, Row]]:
    """The rows of one of these tables, with the numbers that a spreadsheet gives them; see :func:`imported.rows`."""
    return imported.rows(folder, name, COLUMNS[name])


class _Delivery:
    """One delivery: its named graph, and which of its things the curated tables know.

    Each method gives the claims that one row stands for. A claim is a subject and a list of what is said of it: the
    rest of each line, "predicate object graph .". Each cell is escaped or checked, and that once: its term is then
    written as often as it is needed, and an id that is a slug goes into the IRIs of all things of its row.
    """

    def __init__(self, name: str, same: Same) -> None:
        self._folder = f"/{iris.slug(name)}/"
        self._same = same
        self._graph = ntriples.iri(iris.graph(name))
        self._end = f" {self._graph} .\n"
        self._snapshot = ntriples.iri(iris.thing("snapshot", name))
        self._taken: set[str] = set()
        self._awarded: set[str] = set()
        self._topics: dict[str, int] = {}
        self._concepts: dict[str, str] = {}
        # The same bodies come again and again; so do projects, one after the other.
        self._organisation = lru_cache(KEPT)(self._organisation_of)
        self._project = lru_cache(KEPT)(self._project_of)
        self._concept = lru_cache(KEPT)(self._concept_of)
        # What is said of every thing of a kind.
        self._a_project = self._is(BIONRW.Project)
        self._of_a_project = self._concept(BIONRW.projectType, "project-type", "project")
        self._an_organisation = self._is(BIONRW.Organisation)
        self._a_participation = self._is(BIONRW.Participation)
        self._a_period = self._is(TIME.ProperInterval)
        self._an_award = self._is(BIONRW.FundingAward)
        self._an_amount = {
            kind: (
                *(self._is(BIONRW.Amount), self._is(SCHEMA.MonetaryAmount)),
                f"{ntriples.iri(SCHEMA.currency)} {ntriples.text('EUR')}{self._end}",
                self._concept(BIONRW.bound, "bound", "exact"),
                self._concept(BIONRW.amountKind, "amount-kind", kind),
            )
            for kind in ("project-volume", "eu-contribution", "share-of-participant")
        }
        self._a_statement = self._is(BIONRW.Statement)
        self._a_citation = (
            *(self._is(BIONRW.Citation), self._is(PROV.Entity)),
            f"{ntriples.iri(PROV.wasQuotedFrom)} {self._snapshot}{self._end}",
        )
        self._read = (self._concept(BIONRW.method, "method", "read"), self._sure("stated"))

    def project(self, row: Row) -> list[str]:
        id_, stands = iris.slug(row["id"]), self._stands(row["locator"])
        node, is_known = self._project(id_), ("grant", id_) in self._same
        title = row["title"] or row["acronym"] or f"EU project {id_}"
        said = [self._a_project]
        if is_known:
            # Its preferred label is chosen by the curators.
            said.append(f"{_ALT_LABEL} {ntriples.text(title)}{self._end}")
        else:
            said += (self._of_a_project, f"{_LABEL} {ntriples.text(_called(row['acronym'], title))}{self._end}")
            if row["acronym"]:
                said.append(f"{_ACRONYM} {ntriples.text(row['acronym'])}{self._end}")
        if row["status"] in _STATUSES:
            said.append(self._concept(BIONRW.projectStatus, "project-status", _STATUSES[row["status"]]))
        other = [self._cited(said, "project", id_, stands)]
        if row["start"] or row["end"]:
            other += self._period(said, id_, row, stands)
        if row["programme"]:
            self._awarded.add(id_)
            other += self._award(node, id_, row, stands)
        for column, kind in (("total_cost", "project-volume"), ("eu_contribution", "eu-contribution")):
            if row[column]:
                other += self._amount(said, Slug(f"{id_}/{kind}"), row[column], kind, stands)
        return [_lines(node, said), *other]

    def organisation(self, row: Row) -> list[str]:
        pic = iris.slug(row["pic"])
        node = self._organisation(pic)
        # A delivery without PICs has ids of its own, which begin with letters.
        name = row["name"] or row["short_name"] or (f"PIC {pic}" if pic.isdecimal() else pic)
        said = [self._an_organisation, *([f"{_PIC} {ntriples.text(pic)}{self._end}"] if pic.isdecimal() else [])]
        if self._known(pic):
            said.append(f"{_ALT_LABEL} {ntriples.text(name)}{self._end}")
        else:
            said.append(f"{_LABEL} {ntriples.text(name)}{self._end}")
            kind = _kind(row)
            if kind:
                said.append(self._concept(BIONRW.kind, "kind", kind))
            for column, predicate in (("country", _COUNTRY), ("city", _CITY)):
                if row[column]:
                    said.append(f"{predicate} {ntriples.text(row[column])}{self._end}")
        if row["short_name"] and row["short_name"] != name:
            said.append(f"{_ALT_LABEL} {ntriples.text(row['short_name'])}{self._end}")
        # Some write "NOTAPPLICABLE" for a body that has no number.
        if any(map(str.isdigit, row["vat"])):
            said.append(f"{_VAT} {ntriples.text(row['vat'])}{self._end}")
        for column, predicate in (("street", _STREET), ("postcode", _POSTCODE)):
            if row[column]:
                said.append(f"{predicate} {ntriples.text(row[column])}{self._end}")
        stands = self._stands(row["locator"])
        other = [self._cited(said, "organisation", pic, stands)]
        if row["nuts"]:
            region = imported.region(row["nuts"])
            other += self._stated(said, node, _NUTS, region, (pic, "region", pic), stands)
        elif row["region"]:
            # Concluded from the address.
            region = imported.region(row["region"])
            stands = self._stands(
                f"{row['locator']}, from the {row['region_by']}",
                self._concept(BIONRW.method, "method", "inferred"),
                self._sure(row["region_confidence"]),
            )
            other += self._stated(said, node, _NUTS, region, (pic, "region", pic), stands)
        return [_lines(node, said), *other]

    def name(self, row: Row) -> list[str]:
        return [_lines(self._organisation(row["pic"]), (f"{_ALT_LABEL} {ntriples.text(row['name'])}{self._end}",))]

    def participation(self, row: Row) -> list[str]:
        key = iris.slug(row["project"], row["pic"])
        if key in self._taken:
            # One body may stand twice in one project, with another order.
            key = iris.slug(key, row["order"])
        self._taken.add(key)
        stands = self._stands(row["locator"])
        said = [
            self._a_participation,
            f"{_IN_PROJECT} {self._project(row['project'])}{self._end}",
            f"{_PARTICIPANT} {self._organisation(row['pic'])}{self._end}",
            # A row without a role says that the body takes part, and no more.
            self._concept(BIONRW.role, "role", _ROLES.get(row["role"], "partner")),
        ]
        if row["name_as_stated"]:
            said.append(f"{_NAME_AS_STATED} {ntriples.text(row['name_as_stated'])}{self._end}")
        if row["country_as_stated"]:
            said.append(f"{_COUNTRY_AS_STATED} {ntriples.text(row['country_as_stated'])}{self._end}")
        other = [self._cited(said, "participation", key, stands)]
        if row["eu_contribution"]:
            other += self._amount(said, Slug(f"{key}/share"), row["eu_contribution"], "share-of-participant", stands)
        return [_lines(self._node("participation", key), said), *other]

    def topic(self, row: Row) -> list[str]:
        if row["project"] not in self._awarded:
            return []
        id_, topic = iris.slug(row["project"]), ntriples.text(row["topic"])
        # One call may have several topics.
        number = self._topics[id_] = self._topics.get(id_, 0) + 1
        award, what, stands = self._node("award", id_), iris.slug("topic", str(number)), self._stands(row["locator"])
        said: list[str] = []
        other = self._stated(said, award, _CALL_TOPIC, topic, (id_, what, f"{id_}/{number}"), stands)
        if row["title"]:
            said.append(f"{_CALL_TOPIC_TITLE} {ntriples.text(row['title'])}{self._end}")
        return [_lines(award, said), *other]

    def concept(self, row: Row) -> list[str]:
        node = self._concepts[row["code"]] = ntriples.iri(iris.euroscivoc(row["code"], row["uuid"]))
        said = [
            self._is(SKOS.Concept),
            self._concept(SKOS.inScheme, "scheme", "euroscivoc"),
            f"{_NOTATION} {ntriples.text(row['code'])}{self._end}",
            # There are no German titles in a delivery.
            f"{_LABEL} {ntriples.text(row['title'] or row['code'], 'en')}{self._end}",
        ]
        if row["parent"] == "/":
            said.append(self._concept(SKOS.topConceptOf, "scheme", "euroscivoc"))
        elif row["parent"]:
            said.append(f"{_BROADER} {self._concepts[row['parent']]}{self._end}")
        return [_lines(node, said)]

    def field(self, row: Row) -> list[str]:
        code = row["code"].rpartition("/")[2]
        id_, concept = iris.slug(row["project"]), self._concepts[code]
        key = iris.slug(id_, "field", code)
        if key in self._taken:
            return []
        self._taken.add(key)
        said: list[str] = []
        project, stands = self._project(id_), self._stands(row["locator"])
        other = self._stated(said, project, _FIELD, concept, (id_, f"field/{code}", f"{id_}/{code}"), stands)
        return [_lines(project, said), *other]

    def link(self, row: Row) -> list[str]:
        try:
            address = ntriples.link(row["url"])
        except BionrwError:
            # Some thousand links of CORDIS are no web addresses; the table keeps them.
            return []
        return [_lines(self._project(row["project"]), (f"{_URL} {address}{self._end}",))]

    # What follows gives the claims about a thing of its own, and adds to ``said`` what points to it.

    def _period(self, said: list[str], id_: Slug, row: Row, stands: tuple[str, ...]) -> list[str]:
        node = self._node("period", id_)
        said.append(f"{_HAS_PERIOD} {node}{self._end}")
        own = [self._a_period]
        for column, predicates in (("start", _STARTS), ("end", _ENDS)):
            if row[column]:
                day = _day(row[column])
                own += [f"{predicate} {day}{self._end}" for predicate in predicates]
        own.append(self._concept(BIONRW.endStatus, "end-status", "stated" if row["end"] else "not-stated"))
        cited = self._cited(own, "period", id_, stands)
        return [_lines(node, own), cited]

    def _award(self, project: str, id_: Slug, row: Row, stands: tuple[str, ...]) -> list[str]:
        own = [
            self._an_award,
            f"{_FUNDS} {project}{self._end}",
            self._concept(BIONRW.funder, "programme", row["programme"]),
            self._concept(BIONRW.underProgramme, "programme", row["programme"]),
            f"{_GRANT_NUMBER} {ntriples.text(id_)}{self._end}",
        ]
        cited = self._cited(own, "award", id_, stands)
        return [_lines(self._node("award", id_), own), cited]

    def _amount(self, said: list[str], key: Slug, value: str, kind: str, stands: tuple[str, ...]) -> list[str]:
        node = self._node("amount", key)
        said.append(f"{_HAS_AMOUNT} {node}{self._end}")
        own = [*self._an_amount[kind], f"{_VALUE} {ntriples.decimal(value)}{self._end}"]
        cited = self._cited(own, "amount", key, stands)
        return [_lines(node, own), cited]

    def _stated(
        self,
        said: list[str],
        subject: str,
        predicate: str,
        object_: str,
        keys: tuple[str, str, str],
        stands: tuple[str, ...],
    ) -> list[str]:
        """A claim that may differ elsewhere, so it is a node; ``keys`` are of whom, what, and of the citation."""
        said.append(f"{predicate} {object_}{self._end}")
        own = [
            self._a_statement,
            f"{_SUBJECT} {subject}{self._end}",
            f"{_PREDICATE} {predicate}{self._end}",
            f"{_OBJECT} {object_}{self._end}",
        ]
        of, what, citation = keys
        cited = self._cited(own, what.partition("/")[0], Slug(citation), stands)
        return [_lines(self._node("statement", Slug(f"{of}/{what}")), own), cited]

    def _cited(self, said: list[str], type_: str, key: Slug, stands: tuple[str, ...]) -> str:
        """The citation of a claim: the row it stands in, as :meth:`_stands` says it."""
        node = f"{_ID}citation{self._folder}{type_}/{key}>"
        said.append(f"{_DERIVED} {node}{self._end}")
        return _lines(node, stands)

    def _node(self, type_: str, key: Slug) -> str:
        """A thing of this delivery. What ``iris.slug`` let through, or a part of it, needs no other look."""
        return f"{_ID}{type_}{self._folder}{key}>"

    def _is(self, class_: str) -> str:
        return f"{_TYPE} {ntriples.iri(class_)}{self._end}"

    def _concept_of(self, predicate: str, scheme: str, slug: str) -> str:
        return f"{ntriples.iri(predicate)} {ntriples.iri(iris.thing(scheme, slug))}{self._end}"

    def _sure(self, confidence: str) -> str:
        return self._concept(BIONRW.confidence, "confidence", confidence)

    def _stands(self, locator: str, *found: str) -> tuple[str, ...]:
        """What is said of every citation of a row: where it stands, and how it was ``found`` if not read."""
        return (*self._a_citation, f"{_LOCATOR} {ntriples.text(locator)}{self._end}", *(found or self._read))

    def _project_of(self, id_: str) -> str:
        return ntriples.iri(self._same.get(("grant", id_)) or iris.thing("project", f"cordis-{id_}"))

    def _organisation_of(self, pic: str) -> str:
        return ntriples.iri(self._known(pic) or iris.thing("organisation", _id(pic)))

    def _known(self, pic: str) -> str | None:
        """The body that the graph knows by its PIC, or for which a person said that it is this one."""
        return self._same.get(("organisation", _id(pic))) or self._same.get(("pic", pic))


def _lines(subject: str, said: Iterable[str]) -> str:
    # The subject stands before each: as what separates them it is written by one join, and nothing is copied twice.
    return f"{subject} ".join(("", *said))


# The days of a programme are few thousand.
_day = lru_cache(KEPT)(ntriples.date)


# The beginning of every IRI of ours.
_ID = ntriples.iri(PREFIXES["id"]).removesuffix(">")
_TYPE = ntriples.iri(RDF.type)
_SUBJECT, _OBJECT = ntriples.iri(RDF.subject), ntriples.iri(RDF.object)
_PREDICATE, _FIELD = ntriples.iri(RDF.predicate), ntriples.iri(BIONRW.field)
_NOTATION, _BROADER = ntriples.iri(SKOS.notation), ntriples.iri(SKOS.broader)
_LABEL, _ALT_LABEL = ntriples.iri(SKOS.prefLabel), ntriples.iri(SKOS.altLabel)
_DERIVED = ntriples.iri(PROV.wasDerivedFrom)
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


def _id(pic: str) -> str:
    return f"pic-{pic}" if pic.isdecimal() else pic


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
