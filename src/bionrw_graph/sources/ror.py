"""Tables of imported ROR records → statements, in the named graph of the delivery.

A record says more of a body that the graph knows by its ROR id, or by the PIC that led to it. A body of its own is made
only of a record that was asked for by its region. What a record says stands beside what others say, as a statement with
its citation, so that contradictions show.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

from bionrw_graph import iris, ntriples
from bionrw_graph.sources import imported
from bionrw_graph.sources.imported import ALT_LABEL, AN_ORGANISATION, CITY, COUNTRY, LABEL, Row, Same, concept
from bionrw_graph.vocabulary import BIONRW, ORG, SCHEMA, SKOS

COLUMNS = {
    "organisations": ("ror", "name", "pic", "region", "status", "types", "established", "locator"),
    "names": ("ror", "name", "language", "types", "locator"),
    "places": ("ror", "city", "country", "subdivision", "locator"),
    "identifiers": ("ror", "type", "id", "address", "locator"),
    "relations": ("ror", "type", "other", "label", "locator"),
    "candidates": ("pic", "ror", "confidence", "method", "locator"),
}
"""The tables of imported records and their columns. ROR ids are full IRIs, countries ISO 3166.

``pic`` is the PIC by which a body of ours was found, ``region`` is filled where the record was asked for by its region;
``candidates`` are rows of a table of PIC and ROR ids.
"""

# ROR's "education" may be a university of applied sciences, and its "facility" nearly anything.
_KINDS = {"company": "company", "education": "university", "government": "public-authority", "healthcare": "clinic"}
_SURENESS = {"high": "inferred", "medium": "uncertain"}


def statements(folder: Path, same: Same, labels: Collection[tuple[str, str]] = ()) -> Iterator[str]:
    """The lines of N-Quads that the tables in ``folder`` stand for, those of one row in one string.

    ``labels`` are the preferred labels that the graph has: the IRI of a thing and a text. Raises ``BionrwError`` with
    table, row and column for a cell that cannot be read.
    """
    about = imported.manifest(folder)
    delivery = _Delivery(folder, about["name"], same, labels)
    yield from imported.snapshot(about)
    yield from imported.converted(
        folder,
        COLUMNS,
        {
            "organisations": delivery.organisation,
            "names": delivery.name,
            "places": delivery.place,
            "identifiers": delivery.identifier,
            "relations": delivery.relation,
            "candidates": delivery.candidate,
        },
    )


def bodies(folder: Path) -> Iterator[str]:
    """The ids of the bodies of a delivery that may be bodies of their own."""
    return (_id(row["ror"]) for _, row in imported.rows(folder, "organisations", COLUMNS["organisations"]))


class _Delivery:
    """One delivery: its named graph, and which body each record is about. Each method gives the lines of a row."""

    def __init__(self, folder: Path, name: str, same: Same, labels: Collection[tuple[str, str]]) -> None:
        self.claims = imported.Claims(name)
        self._same = same
        self._labels = labels
        self._known: dict[str, str] = {}
        self._new: dict[str, str] = {}
        self._linked: set[tuple[str, str]] = set()
        for _, row in imported.rows(folder, "organisations", COLUMNS["organisations"]):
            id_, by_pic = _id(row["ror"]), same.get(("pic", row["pic"])) if row["pic"] else None
            known = same.get(("ror", row["ror"])) or same.get(("organisation", id_)) or by_pic
            if known:
                self._known[row["ror"]] = known
            elif row["region"]:
                self._new[row["ror"]] = iris.thing("organisation", id_)

    def organisation(self, row: Row) -> str:
        node, id_ = self._body(row["ror"]), iris.slug(_id(row["ror"]))
        if not node:
            return ""
        cited, other = self.claims.citation("organisation", id_, row["locator"])
        said = [AN_ORGANISATION, cited]
        if row["ror"] in self._new:
            said.append(f"{LABEL} {ntriples.text(row['name'])}")
            kinds = {_KINDS[type_] for type_ in row["types"].split() if type_ in _KINDS}
            said += (concept(BIONRW.kind, "kind", kind) for kind in sorted(kinds))
            found, by = imported.inferred("confirmed"), f"{row['locator']}, from the subdivision"
            concluded, lines = self.claims.citation("region", id_, by, found)
            other += lines + self.claims.located(said, node, id_, row["region"], concluded)
        if row["established"]:
            year = ntriples.date(f"{int(row['established']):04}")
            other += self._stated(said, node, _FOUNDED, year, row, "founded")
        found = imported.found_by("external", "inferred") if row["pic"] else ()
        other += self._stated(said, node, _SAME, ntriples.link(row["ror"]), row, "same-as", found)
        return self.claims.lines(node, said) + other

    def name(self, row: Row) -> str:
        node = self._body(row["ror"])
        iri = self._known.get(row["ror"], "")
        # SKOS wants preferred and alternative labels apart (S13).
        if not node or (iri, row["name"]) in self._labels or (not iri and "ror_display" in row["types"].split()):
            return ""
        language = row["language"] if len(row["language"]) == 2 else ""
        return self.claims.lines(node, [f"{ALT_LABEL} {ntriples.text(row['name'], language)}"])

    def place(self, row: Row) -> str:
        node = self._body(row["ror"])
        if not node:
            return ""
        said: list[str] = []
        other = ""
        for column, predicate in (("city", CITY), ("country", COUNTRY)):
            what = f"{column}-{iris.made_of(row[column])}"
            if row[column]:
                other += self._stated(said, node, predicate, ntriples.text(row[column]), row, what)
        return (self.claims.lines(node, said) if said else "") + other

    def identifier(self, row: Row) -> str:
        node = self._body(row["ror"])
        if not (node and row["address"]):
            return ""
        said: list[str] = []
        what = iris.made_of(f"{row['type']} {row['id']}")
        other = self._stated(said, node, _SAME, ntriples.link(row["address"]), row, what)
        return self.claims.lines(node, said) + other

    def relation(self, row: Row) -> str:
        """A whole and its part; both records may say so."""
        one, other = self._body(row["ror"]), self._body(row["other"])
        if not (one and other and one != other) or row["type"] not in ("parent", "child"):
            return ""
        part, whole = (one, other) if row["type"] == "parent" else (other, one)
        if (part, whole) in self._linked:
            return ""
        self._linked.add((part, whole))
        said: list[str] = []
        lines = self._stated(said, part, _PART_OF, whole, row, f"{row['type']}-{_id(row['other'])}")
        return self.claims.lines(part, said) + lines

    def candidate(self, row: Row) -> str:
        """That somebody found a PIC and a ROR id to mean one body: to be looked at by a person."""
        body, other = self._same.get(("pic", row["pic"])), self._body(row["ror"]) or self._same.get(("ror", row["ror"]))
        if not body or not other or ntriples.iri(body) == other or row["confidence"] not in _SURENESS:
            return ""
        said: list[str] = []
        node, value = ntriples.iri(body), ntriples.link(row["ror"])
        found = imported.found_by("external", _SURENESS[row["confidence"]])
        lines = self._stated(said, node, _CLOSE, value, row, f"pic-{row['pic']}", found)
        return self.claims.lines(node, said) + lines

    def _stated(
        self,
        said: list[str],
        subject: str,
        predicate: str,
        value: str,
        row: Row,
        what: str,
        found: tuple[str, ...] = (),
    ) -> str:
        """What the record in a row says of a subject, as a statement."""
        id_ = _id(row["ror"])
        cited, lines = self.claims.citation("statement", iris.slug(id_, what), row["locator"], found)
        return lines + self.claims.statement(said, subject, predicate, value, iris.slug(id_, what), cited)

    def _body(self, ror: str) -> str:
        """The body that a ROR id means, empty where there is none in the graph."""
        iri = self._known.get(ror) or self._new.get(ror) or self._same.get(("ror", ror))
        return ntriples.iri(iri) if iri else ""


def _id(ror: str) -> str:
    return f"ror-{ror.rpartition('/')[2]}"


_SAME, _CLOSE = ntriples.iri(SKOS.exactMatch), ntriples.iri(SKOS.closeMatch)
_FOUNDED, _PART_OF = ntriples.iri(SCHEMA.foundingDate), ntriples.iri(ORG.subOrganizationOf)
