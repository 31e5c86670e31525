"""Tables of an imported CORDIS delivery → statements, in the named graph of that delivery.

What one row says rests on one citation: that row of the delivered file. A body and a project that the curated tables
know as well are one node with them, where an identifier says so: the PIC of a body, the grant number of a project.
"""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from bionrw_graph import iris, ntriples
from bionrw_graph.errors import BionrwError
from bionrw_graph.sources import imported
from bionrw_graph.sources.imported import Row, Same
from bionrw_graph.vocabulary import BIONRW, SKOS

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


def statements(folder: Path, same: Same) -> Iterator[str]:
    """The lines of N-Quads that the tables in ``folder`` stand for, those of one row in one string.

    Raises ``BionrwError`` with table, row and column for a cell that cannot be read.
    """
    about = imported.manifest(folder)
    delivery = _Delivery(about["name"], same)
    yield delivery.claims.snapshot(about)
    yield from imported.converted(
        folder,
        COLUMNS,
        {
            "projects": delivery.project,
            "organisations": delivery.organisation,
            "names": delivery.name,
            "participations": delivery.participation,
            "topics": delivery.topic,
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

    Each method gives the lines that one row stands for.
    """

    def __init__(self, name: str, same: Same) -> None:
        self.claims = imported.Claims(name)
        self._same = same
        self._taken: set[str] = set()
        self._awarded: set[str] = set()
        # The same bodies come again and again; so do projects, one after the other.
        self._organisation = lru_cache(imported.KEPT)(self._organisation_of)
        self._project = lru_cache(imported.KEPT)(self._project_of)

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
        other = self.claims.cited(said, "project", id_, locator)
        if row["start"] or row["end"]:
            other += self.claims.period(said, id_, row["start"], row["end"], locator)
        if row["programme"]:
            self._awarded.add(id_)
            programme = ntriples.iri(iris.thing("programme", row["programme"]))
            other += self.claims.award(node, id_, id_, programme, programme, locator)
        for column, kind in (("total_cost", "project-volume"), ("eu_contribution", "eu-contribution")):
            if row[column]:
                other += self.claims.amount(said, f"{id_}/{kind}", row[column], kind, locator)
        return self.claims.lines(node, said) + other

    def organisation(self, row: Row) -> str:
        pic, locator = row["pic"], ntriples.text(row["locator"])
        node = self._organisation(pic)
        # A delivery without PICs has ids of its own, which begin with letters.
        name = row["name"] or row["short_name"] or (f"PIC {pic}" if pic.isdecimal() else pic)
        said = [_AN_ORGANISATION, *([f"{_PIC} {ntriples.text(pic)}"] if pic.isdecimal() else [])]
        if self._known(pic):
            said.append(f"{_ALT_LABEL} {ntriples.text(name)}")
        else:
            said.append(f"{_LABEL} {ntriples.text(name)}")
            kind = _kind(row)
            if kind:
                said.append(imported.concept(BIONRW.kind, "kind", kind))
            for column, predicate in (("country", _COUNTRY), ("city", _CITY)):
                if row[column]:
                    said.append(f"{predicate} {ntriples.text(row[column])}")
            if row["nuts"]:
                said.append(f"{imported.NUTS} {imported.region(row['nuts'])}")
        if row["short_name"] and row["short_name"] != name:
            said.append(f"{_ALT_LABEL} {ntriples.text(row['short_name'])}")
        other = self.claims.cited(said, "organisation", pic, locator)
        if row["region"] and not row["nuts"]:
            by = f"{row['locator']}, from the {row['region_by']}"
            other += self.claims.located(said, node, pic, row["region"], by, row["region_confidence"])
        return self.claims.lines(node, said) + other

    def name(self, row: Row) -> str:
        return self.claims.lines(self._organisation(row["pic"]), (f"{_ALT_LABEL} {ntriples.text(row['name'])}",))

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
            imported.concept(BIONRW.role, "role", _ROLES.get(row["role"], "partner")),
        ]
        for column, predicate in (
            ("name_as_stated", imported.NAME_AS_STATED),
            ("country_as_stated", _COUNTRY_AS_STATED),
        ):
            if row[column]:
                said.append(f"{predicate} {ntriples.text(row[column])}")
        other = self.claims.cited(said, "participation", key, locator)
        if row["eu_contribution"]:
            share = "share-of-participant"
            other += self.claims.amount(said, f"{key}/share", row["eu_contribution"], share, locator)
        return self.claims.lines(self.claims.node("participation", key), said) + other

    def topic(self, row: Row) -> str:
        if row["project"] not in self._awarded:
            return ""
        said = [f"{_CALL_TOPIC} {ntriples.text(row['topic'])}"]
        if row["title"]:
            said.append(f"{_CALL_TOPIC_TITLE} {ntriples.text(row['title'])}")
        return self.claims.lines(self.claims.node("award", row["project"]), said)

    def link(self, row: Row) -> str:
        try:
            address = ntriples.link(row["url"])
        except BionrwError:
            # Some thousand links of CORDIS are no web addresses; the table keeps them.
            return ""
        return self.claims.lines(self._project(row["project"]), (f"{imported.URL} {address}",))

    def _project_of(self, id_: str) -> str:
        return ntriples.iri(self._same.get(("grant", id_)) or iris.thing("project", f"cordis-{id_}"))

    def _organisation_of(self, pic: str) -> str:
        return ntriples.iri(self._known(pic) or iris.thing("organisation", _id(pic)))

    def _known(self, pic: str) -> str | None:
        """The body that the graph knows by its PIC, or for which a person said that it is this one."""
        return self._same.get(("organisation", _id(pic))) or self._same.get(("pic", pic))


_LABEL, _ALT_LABEL = ntriples.iri(SKOS.prefLabel), ntriples.iri(SKOS.altLabel)
_PIC, _ACRONYM = ntriples.iri(BIONRW.pic), ntriples.iri(BIONRW.acronym)
_COUNTRY, _CITY = ntriples.iri(BIONRW.country), ntriples.iri(BIONRW.city)
_IN_PROJECT, _PARTICIPANT = ntriples.iri(BIONRW.inProject), ntriples.iri(BIONRW.participant)
_COUNTRY_AS_STATED = ntriples.iri(BIONRW.countryAsStated)
_CALL_TOPIC, _CALL_TOPIC_TITLE = ntriples.iri(BIONRW.callTopic), ntriples.iri(BIONRW.callTopicTitle)

# Pairs that do not change from row to row.
_A_PROJECT = f"{imported.TYPE} {ntriples.iri(BIONRW.Project)}"
_OF_A_PROJECT = imported.concept(BIONRW.projectType, "project-type", "project")
_AN_ORGANISATION = f"{imported.TYPE} {ntriples.iri(BIONRW.Organisation)}"
_A_PARTICIPATION = f"{imported.TYPE} {ntriples.iri(BIONRW.Participation)}"


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
