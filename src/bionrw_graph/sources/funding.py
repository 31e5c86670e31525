"""Tables of imported grants (Förderkatalog, lists of ERDF operations) → statements, in the named graph of the delivery.

Such lists have no identifiers of bodies: a body has an id made of its name and its municipality key, and is one with a
curated body only where ``same.csv`` says so. A ministry is one with ours where the abbreviation was its at that time.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bionrw_graph import iris, ntriples
from bionrw_graph.sources import imported
from bionrw_graph.sources.imported import (
    A_PROJECT,
    ALT_LABEL,
    AN_ORGANISATION,
    CITY,
    COUNTRY,
    LABEL,
    OF_A_PROJECT,
    TYPE,
    Row,
    Same,
    concept,
)
from bionrw_graph.vocabulary import BIONRW

COLUMNS = {
    "programmes": ("id", "name", "part_of", "locator"),
    "projects": ("id", "name", "start", "end", "amount_kind", "amount", "bound", "method", "locator"),
    "organisations": ("id", "name", "city", "country", "region", "region_by", "region_confidence", "locator"),
    "grants": (
        *("id", "project", "number", "title", "ministry", "programme", "organisation"),
        *("name_as_stated", "country_as_stated", "share", "start", "end", "year"),
        *("subject_code", "subject", "ags", "paid_at_end", "locator"),
    ),
}
"""The tables of imported grants and their columns. Amounts are in euros, countries ISO 3166.

A project holds what all its grants say together (``method`` is then ``computed``); a grant is one row of the delivered
list. ``ministry`` is its abbreviation, ``programme`` an id of the table ``programmes``, which our tables may know, too.
"""

House = Mapping[str, str]
"""A ministry that the graph knows: ``abbreviation``, ``thing``, and ``begin`` and ``end`` of its time, where known."""


def statements(folder: Path, same: Same, houses: Sequence[House] = ()) -> Iterator[str]:
    """The lines of N-Quads that the tables in ``folder`` stand for, those of one row in one string.

    Raises ``BionrwError`` with table, row and column for a cell that cannot be read.
    """
    about = imported.manifest(folder)
    delivery = _Delivery(folder, about["name"], same, houses)
    yield from imported.snapshot(about)
    yield from imported.converted(
        folder,
        COLUMNS,
        {
            "programmes": delivery.programme,
            "projects": delivery.project,
            "organisations": delivery.organisation,
            "grants": delivery.grant,
        },
    )


def bodies(folder: Path) -> Iterator[str]:
    """The ids of the bodies of a delivery, ministries among them."""
    for _, row in imported.rows(folder, "organisations", COLUMNS["organisations"]):
        yield row["id"]
    for _, row in imported.rows(folder, "grants", COLUMNS["grants"]):
        if row["ministry"]:
            yield _ministry_id(row["ministry"])


class _Delivery:
    """One delivery: its named graph, and which of its things the graph knows. Each method gives the lines of a row."""

    def __init__(self, folder: Path, name: str, same: Same, houses: Sequence[House]) -> None:
        self.claims = imported.Claims(name)
        self._same = same
        self._houses = houses
        self._ministries: set[str] = set()
        # A joint project is known if one of its grants is.
        self._projects = {
            row["project"]: same["federal-grant", row["number"]]
            for _, row in imported.rows(folder, "grants", COLUMNS["grants"])
            if ("federal-grant", row["number"]) in same
        }

    def programme(self, row: Row) -> str:
        if ("programme", row["id"]) in self._same:
            return ""
        id_ = iris.slug(row["id"])
        cited, other = self.claims.citation("programme", id_, row["locator"])
        said = [_A_PROGRAMME, _A_FUNDER, cited, self._named(row["name"], False)]
        whole = self._same.get(("programme", row["part_of"]))
        if whole:
            said.append(f"{_PART_OF} {ntriples.iri(whole)}")
        return self.claims.lines(ntriples.iri(iris.thing("programme", id_)), said) + other

    def project(self, row: Row) -> str:
        id_ = iris.slug(row["id"])
        is_known = id_ in self._projects or ("project", id_) in self._same
        cited, other = self.claims.citation("project", id_, row["locator"])
        said = [A_PROJECT, cited, *([] if is_known else [OF_A_PROJECT]), self._named(row["name"], is_known)]
        if row["method"] in ("inferred", "computed"):
            found = imported.found_by(row["method"], "inferred")
            cited, lines = self.claims.citation(row["method"], id_, row["locator"], found)
            other += lines
        if row["start"] or row["end"]:
            other += self.claims.period(said, id_, row["start"], row["end"], cited)
        if row["amount"]:
            key, kind = iris.slug(id_, row["amount_kind"]), row["amount_kind"]
            other += self.claims.amount(said, key, row["amount"], kind, cited, row["bound"])
        return self.claims.lines(self._project(id_), said) + other

    def organisation(self, row: Row) -> str:
        id_ = iris.slug(row["id"])
        node, is_known = self._organisation(id_), ("organisation", id_) in self._same
        cited, other = self.claims.citation("organisation", id_, row["locator"])
        said = [AN_ORGANISATION, cited, self._named(row["name"], is_known)]
        if not is_known:
            for column, predicate in (("country", COUNTRY), ("city", CITY)):
                if row[column]:
                    said.append(f"{predicate} {ntriples.text(row[column])}")
        if row["region"]:
            found = imported.inferred(row["region_confidence"])
            concluded, lines = self.claims.citation(
                "region", id_, f"{row['locator']}, from the {row['region_by']}", found
            )
            other += lines + self.claims.located(said, node, id_, row["region"], concluded)
        return self.claims.lines(node, said) + other

    def grant(self, row: Row) -> str:
        id_ = iris.slug(row["id"])
        cited, lines = self.claims.citation("grant", id_, row["locator"])
        project, organisation = self._project(row["project"]), self._organisation(row["organisation"])
        programme = ntriples.iri(iris.thing("programme", row["programme"])) if row["programme"] else ""
        funder, other = self._ministry(row, cited) if row["ministry"] else (programme, "")
        lines += other
        if row["title"]:
            # One of several themes of a joint project.
            lines += self.claims.lines(project, [f"{ALT_LABEL} {ntriples.text(row['title'])}"])
        lines += self.claims.award(project, id_, row["number"], funder, programme, cited, row["ministry"])
        return lines + self.claims.participation(project, organisation, _AS_PARTICIPANT, id_, row, cited, row["share"])

    def _ministry(self, row: Row, cited: str) -> tuple[str, str]:
        """The term of a ministry, and the lines of one that the curated tables do not have, once."""
        abbreviation, day = row["ministry"], row["start"]
        of_that_time = {
            house["thing"]
            for house in self._houses
            if house["abbreviation"].casefold() == abbreviation.casefold()
            # Dates are as exact as known, and compared as text: a house of 2010 may still stand all that year.
            and not (day and day < house["begin"])
            and not (day and house["end"] and day >= f"{house['end']}-99-99"[:10])
        }
        if len(of_that_time) == 1:
            house = ntriples.iri(of_that_time.pop())
            return house, self.claims.lines(house, [_A_FUNDER])
        id_ = iris.slug(_ministry_id(abbreviation))
        node = ntriples.iri(self._same.get(("organisation", id_)) or iris.thing("organisation", id_))
        if id_ in self._ministries:
            return node, ""
        self._ministries.add(id_)
        is_known = ("organisation", id_) in self._same
        said = [
            AN_ORGANISATION,
            _A_FUNDER,
            _A_MINISTRY,
            _FEDERAL,
            self._named(abbreviation, is_known),
            cited,
        ]
        return node, self.claims.lines(node, said)

    def _named(self, name: str, is_known: bool) -> str:
        # Who knows a thing has chosen its preferred label.
        return f"{ALT_LABEL if is_known else LABEL} {ntriples.text(name)}"

    def _project(self, id_: str) -> str:
        return ntriples.iri(self._projects.get(id_) or iris.thing("project", id_))

    def _organisation(self, id_: str) -> str:
        return ntriples.iri(self._same.get(("organisation", id_)) or iris.thing("organisation", id_))


def _ministry_id(abbreviation: str) -> str:
    return f"named-ministry-{iris.made_of(abbreviation)}"


_PART_OF = ntriples.iri(BIONRW.partOf)

# Pairs that do not change from row to row.
_A_PROGRAMME = f"{TYPE} {ntriples.iri(BIONRW.FundingProgramme)}"
_A_FUNDER = f"{TYPE} {ntriples.iri(BIONRW.Funder)}"
_AS_PARTICIPANT = concept(BIONRW.role, "role", "participant")
_A_MINISTRY = concept(BIONRW.kind, "kind", "ministry")
_FEDERAL = concept(BIONRW.partOf, "funder-family", "federal")
