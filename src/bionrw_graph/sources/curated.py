"""Curated tables → statements.

Every row becomes one claim: a node of its own that points to its citation, in the named graph of the document it
was read in. What the curators choose (types, preferred labels, descriptions) stands in ``graph/curated``.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeAlias

from bionrw_graph import iris, ntriples, tables
from bionrw_graph.errors import BionrwError, did_you_mean
from bionrw_graph.tables import ROW, Row, Tables
from bionrw_graph.vocabulary import BIONRW, DCTERMS, ORG, OWL, PROV, RDF, RDFS, SCHEMA, SKOS, TIME

_CURATED = iris.graph("curated")
_PROVENANCE = iris.graph("provenance")

_Quads: TypeAlias = "Iterator[str]"


def statements(folder: Path) -> Iterator[str]:
    """The lines of N-Quads that the tables in ``folder`` stand for.

    Raises ``BionrwError`` with file, row and column for a cell that cannot be read.
    """
    checked = tables.read(folder)
    kept = tables.kept_ids(checked)
    checked = _merged(checked, kept)
    known = tables.references(checked)
    labels = {
        iris.thing(type_, row["id"]): {row["name"], row["name_de"]}
        for table, type_ in (("organisations", "organisation"), ("programmes", "programme"), ("projects", "project"))
        for row in checked[table]
    }
    yield from _each(checked["sources"], _snapshot)
    yield from _each(checked["passages"], _passage)
    yield from _each(checked["organisations"], lambda row: _organisation(row, kept))
    yield from _each(checked["programmes"], _programme)
    yield from _each(checked["projects"], _project)
    yield from _each(checked["phases"], _phase)
    yield from _each(checked["events"], _event)
    yield from _each(checked["names"], lambda row: _name(row, labels))
    yield from _each(checked["statements"], lambda row: _statement(row, known))
    yield from _each(checked["participations"], _participation)
    yield from _each(checked["memberships"], _membership)
    yield from _each(checked["appearances"], _appearance)
    yield from _each(checked["partner-lists"], _partner_list)
    yield from _each(checked["awards"], _award)
    yield from _each(checked["periods"], _period)
    yield from _each(checked["amounts"], _amount)
    yield from _each(checked["observations"], _observation)
    yield from _each(checked["changes"], _change)
    yield from _each(checked["citations"], _citation)
    yield from _each(checked["same"], _same)
    yield from _each(checked["not-same"], _not_same)
    yield from _each(checked["assessments"], _assessment)


def _merged(checked: Tables, kept: dict[str, str]) -> Tables:
    """The tables with every id that ``same.csv`` gives up replaced by the id that is kept.

    The rows of the bodies that are given up themselves stay as they are: their ids and names are not lost.
    """

    def cell(column: str, value: str) -> str:
        if column in ("organisation", "network", "before", "after"):
            return kept.get(value, value)
        type_, separator, slug = value.partition("/")
        if type_ == "organisation" and separator:
            return f"{type_}/{kept.get(slug, slug)}"
        if type_ == "participation" and separator:
            project, _, organisation = slug.partition("/")
            return f"{type_}/{project}/{kept.get(organisation, organisation)}"
        return value

    return {
        name: [
            row if name in ("same", "not-same") else {key: cell(key, value) for key, value in row.items()}
            for row in rows
        ]
        for name, rows in checked.items()
    }


def _each(rows: list[Row], convert: Callable[[Row], _Quads]) -> _Quads:
    for row in rows:
        try:
            # One row at a time: a row with an error in its last cell leaves nothing behind.
            yield from list(convert(row))
        except BionrwError as error:
            raise BionrwError(f"{row[ROW]}: {error}") from error


# One function a table, in the order of the Data Package.


def _snapshot(row: Row) -> _Quads:
    node = iris.thing("snapshot", row["id"])
    yield _type(node, BIONRW.Snapshot, _PROVENANCE)
    yield _type(node, PROV.Entity, _PROVENANCE)
    yield from _text(node, DCTERMS.title, row["title"], _PROVENANCE)
    yield from _text(node, DCTERMS.publisher, row["publisher"], _PROVENANCE)
    yield ntriples.quad(node, SCHEMA.url, ntriples.link(row["url"]), _PROVENANCE)
    yield from _text(node, DCTERMS.language, row["language"], _PROVENANCE)
    yield from _date(node, DCTERMS.issued, row["published"], _PROVENANCE)
    yield from _text(node, BIONRW.sha256, row["sha256"], _PROVENANCE)
    yield from _date(node, BIONRW.readOn, row["read_on"], _PROVENANCE)
    if row["lines"]:
        yield ntriples.quad(node, BIONRW.lineCount, ntriples.integer(int(row["lines"])), _PROVENANCE)
    if row["revision_of"]:
        older = iris.thing("snapshot", row["revision_of"])
        yield ntriples.quad(node, PROV.wasRevisionOf, ntriples.iri(older), _PROVENANCE)
    yield from _text(node, SKOS.note, row["note"], _PROVENANCE)
    yield ntriples.quad(iris.graph(row["id"]), PROV.wasDerivedFrom, ntriples.iri(node), _PROVENANCE)
    yield from _table_row(node, row)


def _passage(row: Row) -> _Quads:
    node = iris.thing("passage", row["source"], row["line"])
    graph = _CURATED
    yield _type(node, BIONRW.Passage, graph)
    yield ntriples.quad(node, BIONRW.snapshot, ntriples.iri(iris.thing("snapshot", row["source"])), graph)
    yield ntriples.quad(node, BIONRW.line, ntriples.integer(int(row["line"])), graph)
    yield from _bilingual(node, RDFS.comment, row["subject"], row["subject_de"], graph)
    yield from _concept(node, BIONRW.reason, "reason", row["reason"], graph)
    yield from _table_row(node, row)


def _organisation(row: Row, kept: dict[str, str]) -> _Quads:
    node = iris.thing("organisation", kept.get(row["id"], row["id"]))
    if row["id"] in kept:
        # Its name and where it was read stay, with the body under which it is kept.
        yield ntriples.quad(node, SKOS.altLabel, ntriples.text(row["name"]), _CURATED)
        yield from _cited(node, "organisation", row["id"], row)
        return
    yield _type(node, BIONRW.Organisation, _CURATED)
    yield from _label(node, row)
    yield from _cited(node, "organisation", row["id"], row)


def _programme(row: Row) -> _Quads:
    node = iris.thing("programme", row["id"])
    yield _type(node, BIONRW.FundingProgramme, _CURATED)
    yield _type(node, BIONRW.Funder, _CURATED)
    yield from _label(node, row)
    yield from _cited(node, "programme", row["id"], row)


def _project(row: Row) -> _Quads:
    node = iris.thing("project", row["id"])
    yield _type(node, BIONRW.Project, _CURATED)
    if row["type"] == "initiative":
        yield _type(node, BIONRW.Initiative, _CURATED)
    yield from _concept(node, BIONRW.projectType, "project-type", row["type"], _CURATED)
    yield from _text(node, BIONRW.acronym, row["acronym"], _CURATED)
    yield from _label(node, row)
    yield from _bilingual(node, DCTERMS.description, row["description"], row["description_de"], _CURATED)
    yield from _cited(node, "project", row["id"], row)


def _phase(row: Row) -> _Quads:
    node, graph = iris.thing("phase", row["id"]), iris.graph(row["source"])
    yield _type(node, BIONRW.ProjectPhase, _CURATED)
    yield from _label(node, row)
    yield ntriples.quad(node, BIONRW.phaseNumber, ntriples.integer(int(row["number"])), graph)
    yield ntriples.quad(iris.thing("project", row["project"]), BIONRW.hasPhase, ntriples.iri(node), graph)
    yield from _cited(node, "phase", row["id"], row)


def _event(row: Row) -> _Quads:
    node = iris.thing("event", row["id"])
    yield _type(node, BIONRW.Event, _CURATED)
    yield from _label(node, row)
    yield from _concept(node, BIONRW.eventType, "event-type", row["type"], _CURATED)
    yield from _cited(node, "event", row["id"], row)


def _name(row: Row, labels: dict[str, set[str]]) -> _Quads:
    node, graph = iris.thing("name-use", row["id"]), iris.graph(row["source"])
    subject = iris.referred(row["subject"])
    yield _type(node, BIONRW.NameUse, graph)
    yield ntriples.quad(node, BIONRW.nameOf, ntriples.iri(subject), graph)
    yield from _text(node, BIONRW.nameText, row["text"], graph)
    yield from _concept(node, BIONRW.nameType, "name-type", row["type"], graph)
    yield from _text(node, DCTERMS.language, row["language"], graph)
    yield from _date(node, BIONRW.from_, row["from"], graph)
    yield from _date(node, BIONRW.to, row["to"], graph)
    if row["text"] not in labels[subject]:
        # SKOS wants preferred and alternative labels apart (S13).
        yield ntriples.quad(subject, SKOS.altLabel, ntriples.text(row["text"]), graph)
    yield from _cited(node, "name-use", row["id"], row | {"verbatim": row["text"]})


def _statement(row: Row, known: set[str]) -> _Quads:
    node, graph = iris.thing("statement", row["id"]), iris.graph(row["source"])
    subject = iris.referred(row["subject"])
    predicate, read_value = _PROPERTIES[row["property"]]
    yield _type(node, BIONRW.Statement, graph)
    yield ntriples.quad(node, RDF.subject, ntriples.iri(subject), graph)
    yield ntriples.quad(node, RDF.predicate, ntriples.iri(predicate), graph)
    try:
        values = read_value(row, known)
    except BionrwError as error:
        raise BionrwError(f"column value: {error}") from error
    for value in values:
        yield ntriples.quad(node, RDF.object, value, graph)
        yield ntriples.quad(subject, predicate, value, graph)
    yield from _text(node, BIONRW.nameAsStated, row["name_as_stated"], graph)
    yield from _cited(node, "statement", row["id"], row)


def _participation(row: Row) -> _Quads:
    # Sources that agree cite the same node, each in its own graph.
    key = f"{row['project']}/{row['organisation']}"
    node, graph = iris.thing("participation", key), iris.graph(row["source"])
    yield _type(node, BIONRW.Participation, graph)
    yield ntriples.quad(node, BIONRW.inProject, ntriples.iri(iris.thing("project", row["project"])), graph)
    yield ntriples.quad(node, BIONRW.participant, ntriples.iri(iris.thing("organisation", row["organisation"])), graph)
    yield from _concept(node, BIONRW.role, "role", row["role"], graph)
    yield from _text(node, BIONRW.nameAsStated, row["name_as_stated"], graph)
    yield from _text(node, BIONRW.countryAsStated, row["country_as_stated"], graph)
    yield from _cited(node, "participation", key, row)


def _membership(row: Row) -> _Quads:
    node, graph = iris.thing("membership", row["id"]), iris.graph(row["source"])
    yield _type(node, BIONRW.Membership, graph)
    yield ntriples.quad(node, ORG.member, ntriples.iri(iris.thing("organisation", row["organisation"])), graph)
    yield ntriples.quad(node, ORG.organization, ntriples.iri(iris.thing("organisation", row["network"])), graph)
    yield from _concept(node, BIONRW.role, "membership-role", row["role"], graph)
    yield from _date(node, BIONRW.yearSeen, row["year_seen"], graph)
    yield from _text(node, BIONRW.nameAsStated, row["name_as_stated"], graph)
    yield from _cited(node, "membership", row["id"], row)


def _appearance(row: Row) -> _Quads:
    node, graph = iris.thing("appearance", row["id"]), iris.graph(row["source"])
    yield _type(node, BIONRW.Appearance, graph)
    organisation = iris.thing("organisation", row["organisation"])
    yield ntriples.quad(node, BIONRW.appearanceOf, ntriples.iri(organisation), graph)
    yield ntriples.quad(node, BIONRW.atEvent, ntriples.iri(iris.thing("event", row["event"])), graph)
    yield from _concept(node, BIONRW.role, "appearance-role", row["role"], graph)
    yield from _date(node, BIONRW.yearSeen, row["year_seen"], graph)
    yield from _cited(node, "appearance", row["id"], row)


def _partner_list(row: Row) -> _Quads:
    node, graph = iris.thing("partner-list", row["id"]), iris.graph(row["source"])
    yield _type(node, BIONRW.PartnerList, graph)
    yield ntriples.quad(iris.thing("project", row["project"]), BIONRW.hasPartnerList, ntriples.iri(node), graph)
    yield from _concept(node, BIONRW.countOf, "count-of", row["counts"], graph)
    if row["stated_count"]:
        yield ntriples.quad(node, BIONRW.statedCount, ntriples.integer(int(row["stated_count"])), graph)
    yield from _concept(node, BIONRW.bound, "bound", row["bound"], graph)
    yield from _concept(node, BIONRW.completeness, "completeness", row["completeness"], graph)
    yield from _cited(node, "partner-list", row["id"], row)


def _award(row: Row) -> _Quads:
    node, graph = iris.thing("award", row["id"]), iris.graph(row["source"])
    funder = iris.referred(row["funder"])
    yield _type(node, BIONRW.FundingAward, graph)
    yield _type(funder, BIONRW.Funder, graph)
    yield ntriples.quad(node, BIONRW.funds, ntriples.iri(iris.referred(row["subject"])), graph)
    yield ntriples.quad(node, BIONRW.funder, ntriples.iri(funder), graph)
    if row["programme"]:
        programme = iris.thing("programme", row["programme"])
        yield ntriples.quad(node, BIONRW.underProgramme, ntriples.iri(programme), graph)
    yield from _text(node, BIONRW.grantNumber, row["grant_number"], graph)
    yield from _text(node, BIONRW.nameAsStated, row["name_as_stated"], graph)
    yield from _cited(node, "award", row["id"], row)


def _period(row: Row) -> _Quads:
    node, graph = iris.thing("period", row["id"]), iris.graph(row["source"])
    yield _type(node, TIME.ProperInterval, graph)
    yield ntriples.quad(iris.referred(row["subject"]), BIONRW.hasPeriod, ntriples.iri(node), graph)
    for printed, stated, earliest, latest in (
        (row["start"], BIONRW.statedStart, BIONRW.startEarliest, BIONRW.startLatest),
        (row["end"], BIONRW.statedEnd, BIONRW.endEarliest, BIONRW.endLatest),
    ):
        if printed:
            first, last = first_and_last_day(printed)
            yield from _date(node, stated, printed, graph)
            yield from _date(node, earliest, first.isoformat(), graph)
            yield from _date(node, latest, last.isoformat(), graph)
    if bool(row["end"]) != (row["end_status"] == "stated"):
        raise BionrwError('column end_status: it must be "stated" where the column end is filled, and only there.')
    if row["start"] and row["end"] and first_and_last_day(row["end"])[1] < first_and_last_day(row["start"])[0]:
        raise BionrwError(f'column end: "{row["end"]}" lies before the start "{row["start"]}".')
    yield from _concept(node, BIONRW.endStatus, "end-status", row["end_status"], graph)
    yield from _cited(node, "period", row["id"], row)


def _amount(row: Row) -> _Quads:
    node, graph = iris.thing("amount", row["id"]), iris.graph(row["source"])
    yield _type(node, BIONRW.Amount, graph)
    yield _type(node, SCHEMA.MonetaryAmount, graph)
    yield ntriples.quad(iris.referred(row["subject"]), BIONRW.hasAmount, ntriples.iri(node), graph)
    yield ntriples.quad(node, SCHEMA.value, ntriples.decimal(Decimal(row["value"])), graph)
    yield from _text(node, SCHEMA.currency, row["currency"], graph)
    yield from _concept(node, BIONRW.amountKind, "amount-kind", row["kind"], graph)
    yield from _concept(node, BIONRW.bound, "bound", row["bound"], graph)
    if row["precision"]:
        yield ntriples.quad(node, BIONRW.statedPrecision, ntriples.decimal(Decimal(row["precision"])), graph)
    yield from _cited(node, "amount", row["id"], row)


def _observation(row: Row) -> _Quads:
    node, graph = iris.thing("observation", row["id"]), iris.graph(row["source"])
    yield _type(node, BIONRW.Observation, graph)
    yield ntriples.quad(node, BIONRW.snapshot, ntriples.iri(iris.thing("snapshot", row["source"])), graph)
    yield from _concept(node, BIONRW.indicator, "indicator", row["indicator"], graph)
    yield from _concept(node, BIONRW.refArea, "area", row["area"], graph)
    if row["about"]:
        yield ntriples.quad(node, BIONRW.about, ntriples.iri(iris.referred(row["about"])), graph)
    yield ntriples.quad(node, BIONRW.value, ntriples.decimal(Decimal(row["value"])), graph)
    yield from _concept(node, BIONRW.unit, "unit", row["unit"], graph)
    yield from _concept(node, BIONRW.bound, "bound", row["bound"], graph)
    yield from _date(node, BIONRW.refPeriod, row["period"], graph)
    yield from _cited(node, "observation", row["id"], row)


def _change(row: Row) -> _Quads:
    node, graph = iris.thing("change-event", row["id"]), iris.graph(row["source"])
    before, after = iris.thing("organisation", row["before"]), iris.thing("organisation", row["after"])
    yield _type(node, ORG.ChangeEvent, graph)
    yield ntriples.quad(node, ORG.originalOrganization, ntriples.iri(before), graph)
    yield ntriples.quad(node, ORG.resultingOrganization, ntriples.iri(after), graph)
    yield from _concept(node, BIONRW.changeType, "change-type", row["type"], graph)
    yield from _date(node, BIONRW.date, row["date"], graph)
    yield from _cited(node, "change-event", row["id"], row)


def _assessment(row: Row) -> _Quads:
    node = iris.thing("assessment", row["id"])
    yield _type(node, BIONRW.Assessment, _CURATED)
    for column, predicate in (("claim", BIONRW.assesses), ("other", BIONRW.assesses), ("preferred", BIONRW.preferred)):
        if row[column]:
            yield ntriples.quad(node, predicate, ntriples.iri(iris.referred(row[column])), _CURATED)
    yield from _bilingual(node, RDFS.comment, row["reason"], row["reason_de"], _CURATED)
    yield from _date(node, BIONRW.date, row["date"], _CURATED)
    yield from _cited(node, "assessment", row["id"], row)


def _citation(row: Row) -> _Quads:
    # The claim stays in the graph of the page of its own row: which of several pages says what is not always known.
    type_, _, key = row["claim"].partition("/")
    yield from _cited(iris.referred(row["claim"]), type_, key, row)


def _same(row: Row) -> _Quads:
    node, graph = iris.thing("merge", row["id"]), iris.graph(row["source"])
    given_up, kept = iris.thing("organisation", row["id"]), iris.thing("organisation", row["same_as"])
    yield _type(node, BIONRW.Merge, graph)
    yield ntriples.quad(node, BIONRW.merges, ntriples.iri(given_up), graph)
    yield ntriples.quad(node, BIONRW.into, ntriples.iri(kept), graph)
    yield from _bilingual(node, RDFS.comment, row["reason"], row["reason_de"], graph)
    yield from _date(node, BIONRW.date, row["date"], graph)
    yield ntriples.quad(given_up, DCTERMS.isReplacedBy, ntriples.iri(kept), graph)
    yield from _cited(node, "merge", row["id"], row)


def _not_same(row: Row) -> _Quads:
    one, other = iris.thing("organisation", row["id"]), iris.thing("organisation", row["other"])
    yield ntriples.quad(one, OWL.differentFrom, ntriples.iri(other), _CURATED)


def first_and_last_day(printed: str) -> tuple[date, date]:
    """The first and the last day that a printed year, month or day may mean.

    >>> first_and_last_day("2016-02")
    (datetime.date(2016, 2, 1), datetime.date(2016, 2, 29))
    """
    year, month, day = (int(part) for part in (printed + "-01-01").split("-")[:3])
    first = date(year, month, day)
    if len(printed) == 4:
        return first, date(year, 12, 31)
    if len(printed) == 7:
        return first, date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    return first, first


# How the value of a statement is read, by its property.

_ReadValue: TypeAlias = "Callable[[Row, set[str]], list[str]]"


def _a_reference(*types: str) -> _ReadValue:
    def read(row: Row, known: set[str]) -> list[str]:
        problem = tables.reference_problem(row["value"], types, known)
        if problem:
            raise BionrwError(problem)
        return [ntriples.iri(iris.referred(row["value"]))]

    return read


def _a_concept(scheme: str) -> _ReadValue:
    def read(row: Row, known: set[str]) -> list[str]:
        if f"{scheme}/{row['value']}" not in known:
            slugs = [reference.partition("/")[2] for reference in known if reference.startswith(f"{scheme}/")]
            raise BionrwError(f'"{row["value"]}" is no {scheme} that is known here.{did_you_mean(row["value"], slugs)}')
        return [ntriples.iri(iris.thing(scheme, row["value"]))]

    return read


def _both_languages(row: Row, known: set[str]) -> list[str]:
    if not row["value_de"]:
        raise BionrwError("a text stands in both languages: fill the column value_de.")
    return [ntriples.text(row["value"], "en"), ntriples.text(row["value_de"], "de")]


def _a_truth(row: Row, known: set[str]) -> list[str]:
    if row["value"] not in ("true", "false"):
        raise BionrwError(f'"{row["value"]}" is neither true nor false.')
    return [ntriples.boolean(row["value"] == "true")]


def _a_country(row: Row, known: set[str]) -> list[str]:
    if not (len(row["value"]) == 2 and row["value"].isascii() and row["value"].isupper()):
        raise BionrwError(
            f'"{row["value"]}" is no country code. Write two capitals (ISO 3166-1), such as DE, GB or GR.'
        )
    return [ntriples.text(row["value"])]


def _a_pic(row: Row, known: set[str]) -> list[str]:
    if not (len(row["value"]) == 9 and row["value"].isascii() and row["value"].isdecimal()):
        raise BionrwError(f'"{row["value"]}" is no PIC: it has nine digits.')
    return [ntriples.text(row["value"])]


def _a_date(row: Row, known: set[str]) -> list[str]:
    problem = tables.date_problem(row["value"])
    if problem:
        raise BionrwError(problem)
    return [ntriples.date(row["value"])]


_ORGANISATION = _a_reference("organisation")

_PROPERTIES: dict[str, tuple[str, _ReadValue]] = {
    "activity": (BIONRW.activity, _both_languages),
    "aim": (BIONRW.aim, _both_languages),
    "application-area": (BIONRW.applicationArea, _both_languages),
    "characteristic": (BIONRW.characteristic, _both_languages),
    "broader": (SKOS.broader, _a_reference("area", "field")),
    "city": (BIONRW.city, lambda row, known: [ntriples.text(row["value"])]),
    "commissioned-by": (BIONRW.commissionedBy, _ORGANISATION),
    "core-aspect": (BIONRW.coreAspect, _both_languages),
    "country": (BIONRW.country, _a_country),
    "covers-area": (BIONRW.coversArea, _a_reference("area")),
    "dissolved": (SCHEMA.dissolutionDate, _a_date),
    "field": (BIONRW.field, _a_reference("field")),
    "flagship": (BIONRW.flagship, _both_languages),
    "focus": (BIONRW.focus, _a_reference("field")),
    "founded": (SCHEMA.foundingDate, _a_date),
    "has-members": (BIONRW.hasMembers, _a_truth),
    "homepage": (SCHEMA.url, lambda row, known: [ntriples.link(row["value"])]),
    "kind": (BIONRW.kind, _a_concept("kind")),
    "legal-form": (BIONRW.legalForm, lambda row, known: [ntriples.text(row["value"])]),
    "operated-by": (BIONRW.operatedBy, _ORGANISATION),
    "part-of": (BIONRW.partOf, _a_reference("organisation", "programme", "project", "funder-family")),
    "partner-cluster": (BIONRW.partnerCluster, _ORGANISATION),
    "pic": (BIONRW.pic, _a_pic),
    "region": (BIONRW.nuts, lambda row, known: [ntriples.iri(iris.nuts(row["value"]))]),
    "same-as": (SKOS.exactMatch, lambda row, known: [ntriples.link(row["value"])]),
    "sub-organisation-of": (ORG.subOrganizationOf, _ORGANISATION),
    "successor-of": (BIONRW.successorOf, _a_reference("organisation", "programme", "project")),
    "supported-by": (BIONRW.supportedBy, _a_reference("organisation", "programme")),
    "unit-of": (ORG.unitOf, _ORGANISATION),
    "works-with": (BIONRW.worksWith, _ORGANISATION),
}


# What every claim has.


def _cited(node: str, type_: str, key: str, row: Row) -> _Quads:
    """The citation of the claim ``node``, in the graph of its source."""
    graph = iris.graph(row["source"])
    citation = iris.thing("citation", row["source"], type_, key)
    yield ntriples.quad(node, PROV.wasDerivedFrom, ntriples.iri(citation), graph)
    yield _type(citation, BIONRW.Citation, graph)
    yield _type(citation, PROV.Entity, graph)
    yield ntriples.quad(citation, PROV.wasQuotedFrom, ntriples.iri(iris.thing("snapshot", row["source"])), graph)
    yield from _text(citation, BIONRW.locator, row["locator"], graph)
    word, _, number = row["locator"].partition(" ")
    if word == "line" and number.isdecimal():
        yield ntriples.quad(citation, BIONRW.line, ntriples.integer(int(number)), graph)
    yield from _text(citation, BIONRW.verbatim, row["verbatim"], graph)
    # An empty cell means that the value was read as it stands.
    method = row["method"] or "read"
    yield from _concept(citation, BIONRW.method, "method", method, graph)
    confidence = row["confidence"] or ("inferred" if method in ("inferred", "computed") else "stated")
    yield from _concept(citation, BIONRW.confidence, "confidence", confidence, graph)
    yield from _text(node, SKOS.note, row.get("note", ""), graph)
    yield from _table_row(node, row)
    yield from _table_row(citation, row)


def _table_row(node: str, row: Row) -> _Quads:
    yield ntriples.quad(node, BIONRW.tableRow, ntriples.text(row[ROW]), _PROVENANCE)


def _type(node: str, class_: str, graph: str) -> str:
    return ntriples.quad(node, RDF.type, ntriples.iri(class_), graph)


def _label(node: str, row: Row) -> _Quads:
    # A name carries a language only where there are two.
    yield ntriples.quad(node, SKOS.prefLabel, ntriples.text(row["name"], "en" if row["name_de"] else ""), _CURATED)
    if row["name_de"]:
        yield ntriples.quad(node, SKOS.prefLabel, ntriples.text(row["name_de"], "de"), _CURATED)


def _text(node: str, predicate: str, value: str, graph: str) -> _Quads:
    if value:
        yield ntriples.quad(node, predicate, ntriples.text(value), graph)


def _bilingual(node: str, predicate: str, english: str, german: str, graph: str) -> _Quads:
    if english:
        yield ntriples.quad(node, predicate, ntriples.text(english, "en"), graph)
    if german:
        yield ntriples.quad(node, predicate, ntriples.text(german, "de"), graph)


def _date(node: str, predicate: str, value: str, graph: str) -> _Quads:
    if value:
        yield ntriples.quad(node, predicate, ntriples.date(value), graph)


def _concept(node: str, predicate: str, scheme: str, slug: str, graph: str) -> _Quads:
    if slug:
        yield ntriples.quad(node, predicate, ntriples.iri(iris.thing(scheme, slug)), graph)
