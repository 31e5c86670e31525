"""Tables of an imported CORDIS delivery → statements, in the named graph of that delivery.

What one row says rests on one citation: that row of the delivered file. A body and a project that the curated tables
know as well are one node with them, where an identifier says so: the PIC of a body, the grant number of a project.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bionrw_graph import iris, ntriples
from bionrw_graph.errors import BionrwError
from bionrw_graph.iris import Slug
from bionrw_graph.sources import imported
from bionrw_graph.sources.imported import (
    A_PROJECT,
    ALT_LABEL,
    AN_ORGANISATION,
    CITY,
    COUNTRY,
    KEPT,
    LABEL,
    OF_A_PROJECT,
    Row,
    Same,
    concept,
)
from bionrw_graph.vocabulary import BIONRW, SKOS

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

``pic`` is the PIC or, in a delivery without PICs, an id that begins with a letter. ``order`` is filled where the body
was met in the project before, and tells this participation from that. ``concepts`` are the fields of EuroSciVoc that a
delivery names, those above a field before it: ``code`` is the last code of the path, ``parent`` the one before it, a
slash for a field with none above it, and empty where no path is given.
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
    """The lines of N-Quads that the tables in ``folder`` stand for, those of one row in one string.

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
    """One delivery: its named graph, and which of its things the graph knows. Each method gives the lines of a row."""

    def __init__(self, name: str, same: Same) -> None:
        self.claims = imported.Claims(name)
        self._same = same
        # How many topics the call of each project that has an award has so far.
        self._topics: dict[str, int] = {}
        self._concepts: dict[str, str] = {}
        # The same bodies come again and again; so do projects, one after the other.
        self._organisation = lru_cache(KEPT)(self._organisation_of)
        self._project = lru_cache(KEPT)(self._project_of)

    def project(self, row: Row) -> str:
        id_ = iris.slug(row["id"])
        node, is_known = self._project(id_), ("grant", id_) in self._same
        cited, other = self.claims.citation("project", id_, row["locator"])
        title = row["title"] or row["acronym"] or f"EU project {id_}"
        if is_known:
            # Its preferred label is chosen by the curators.
            said = [A_PROJECT, cited, f"{ALT_LABEL} {ntriples.text(title)}"]
        else:
            said = [A_PROJECT, cited, OF_A_PROJECT, f"{LABEL} {ntriples.text(_called(row['acronym'], title))}"]
            if row["acronym"]:
                said.append(f"{_ACRONYM} {ntriples.text(row['acronym'])}")
        if row["status"] in _STATUSES:
            said.append(concept(BIONRW.projectStatus, "project-status", _STATUSES[row["status"]]))
        if row["start"] or row["end"]:
            other += self.claims.period(said, id_, row["start"], row["end"], cited)
        if row["programme"]:
            self._topics[id_] = 0
            programme = _programme(row["programme"])
            other += self.claims.award(node, id_, id_, programme, programme, cited)
        for column, kind in (("total_cost", "project-volume"), ("eu_contribution", "eu-contribution")):
            if row[column]:
                other += self.claims.amount(said, Slug(f"{id_}/{kind}"), row[column], kind, cited)
        return self.claims.lines(node, said) + other

    def organisation(self, row: Row) -> str:
        pic = iris.slug(row["pic"])
        node = self._organisation(pic)
        cited, other = self.claims.citation("organisation", pic, row["locator"])
        # A delivery without PICs has ids of its own, which begin with letters.
        name = row["name"] or row["short_name"] or (f"PIC {pic}" if pic.isdecimal() else pic)
        said = [AN_ORGANISATION, cited, *([f"{_PIC} {ntriples.text(pic)}"] if pic.isdecimal() else [])]
        if self._known(pic):
            said.append(f"{ALT_LABEL} {ntriples.text(name)}")
        else:
            said.append(f"{LABEL} {ntriples.text(name)}")
            kind = _kind(row)
            if kind:
                said.append(concept(BIONRW.kind, "kind", kind))
            for column, predicate in (("country", COUNTRY), ("city", CITY)):
                if row[column]:
                    said.append(f"{predicate} {ntriples.text(row[column])}")
        if row["short_name"] and row["short_name"] != name:
            said.append(f"{ALT_LABEL} {ntriples.text(row['short_name'])}")
        # Some write "NOTAPPLICABLE" for a body that has no number.
        if any(map(str.isdigit, row["vat"])):
            said.append(f"{_VAT} {ntriples.text(row['vat'])}")
        for column, predicate in (("street", _STREET), ("postcode", _POSTCODE)):
            if row[column]:
                said.append(f"{predicate} {ntriples.text(row[column])}")
        if row["nuts"]:
            other += self.claims.located(said, node, pic, row["nuts"], cited)
        elif row["region"]:
            # Concluded from the address.
            found = imported.inferred(row["region_confidence"])
            address = f"{row['locator']}, from the {row['region_by']}"
            concluded, lines = self.claims.citation("region", pic, address, found)
            other += lines + self.claims.located(said, node, pic, row["region"], concluded)
        return self.claims.lines(node, said) + other

    def name(self, row: Row) -> str:
        return self.claims.lines(self._organisation(row["pic"]), [f"{ALT_LABEL} {ntriples.text(row['name'])}"])

    def participation(self, row: Row) -> str:
        project, organisation = self._project(row["project"]), self._organisation(row["pic"])
        # What they looked at needs no other look.
        key = Slug(f"{row['project']}/{row['pic']}")
        if row["order"]:
            key = iris.slug(key, row["order"])
        # A row without a role says that the body takes part, and no more.
        role = concept(BIONRW.role, "role", _ROLES.get(row["role"], "partner"))
        cited, lines = self.claims.citation("participation", key, row["locator"])
        share = row["eu_contribution"]
        return lines + self.claims.participation(project, organisation, role, key, row, cited, share)

    def topic(self, row: Row) -> str:
        if row["project"] not in self._topics:
            return ""
        id_, topic = Slug(row["project"]), ntriples.text(row["topic"])
        # One call may have several topics.
        number = self._topics[id_] = self._topics[id_] + 1
        award, said = self.claims.node("award", id_), list[str]()
        cited, lines = self.claims.citation("topic", Slug(f"{id_}/{number}"), row["locator"])
        lines += self.claims.statement(said, award, _CALL_TOPIC, topic, Slug(f"{id_}/topic/{number}"), cited)
        if row["title"]:
            said.append(f"{_CALL_TOPIC_TITLE} {ntriples.text(row['title'])}")
        return self.claims.lines(award, said) + lines

    def concept(self, row: Row) -> str:
        node = self._concepts[row["code"]] = ntriples.iri(iris.euroscivoc(row["code"], row["uuid"]))
        said = [
            f"{imported.TYPE} {ntriples.iri(SKOS.Concept)}",
            concept(SKOS.inScheme, "scheme", "euroscivoc"),
            f"{_NOTATION} {ntriples.text(row['code'])}",
            # There are no German titles in a delivery.
            f"{LABEL} {ntriples.text(row['title'] or row['code'], 'en')}",
        ]
        if row["parent"] == "/":
            said.append(concept(SKOS.topConceptOf, "scheme", "euroscivoc"))
        elif row["parent"]:
            said.append(f"{_BROADER} {self._concepts[row['parent']]}")
        return self.claims.lines(node, said)

    def field(self, row: Row) -> str:
        code = row["code"].rpartition("/")[2]
        project, field = self._project(row["project"]), self._concepts[code]
        id_, said = Slug(row["project"]), list[str]()
        cited, lines = self.claims.citation("field", iris.slug(id_, code), row["locator"])
        lines += self.claims.statement(said, project, _FIELD, field, Slug(f"{id_}/field/{code}"), cited)
        return self.claims.lines(project, said) + lines

    def link(self, row: Row) -> str:
        try:
            address = ntriples.link(row["url"])
        except BionrwError:
            # Some thousand links of CORDIS are no web addresses; the table keeps them.
            return ""
        return self.claims.lines(self._project(row["project"]), [f"{imported.URL} {address}"])

    def _project_of(self, id_: str) -> str:
        own = iris.thing("project", f"cordis-{iris.slug(id_)}")
        return ntriples.iri(self._same.get(("grant", id_)) or own)

    def _organisation_of(self, pic: str) -> str:
        own = iris.thing("organisation", _id(iris.slug(pic)))
        return ntriples.iri(self._known(pic) or own)

    def _known(self, pic: str) -> str | None:
        """The body that the graph knows by its PIC, or for which a person said that it is this one."""
        return self._same.get(("organisation", _id(pic))) or self._same.get(("pic", pic))


_NOTATION, _BROADER = ntriples.iri(SKOS.notation), ntriples.iri(SKOS.broader)
_PIC, _VAT = ntriples.iri(BIONRW.pic), ntriples.iri(BIONRW.vatNumber)
_ACRONYM, _FIELD = ntriples.iri(BIONRW.acronym), ntriples.iri(BIONRW.field)
_STREET, _POSTCODE = ntriples.iri(BIONRW.street), ntriples.iri(BIONRW.postcode)
_CALL_TOPIC, _CALL_TOPIC_TITLE = ntriples.iri(BIONRW.callTopic), ntriples.iri(BIONRW.callTopicTitle)


@lru_cache
def _programme(id_: str) -> str:
    return ntriples.iri(iris.thing("programme", id_))


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
