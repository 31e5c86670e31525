"""Tables of CORDIS, the register of EU-funded research projects → typed records, each with the row it was read in.

Tables are told apart by their header, never by their name: FP7, Horizon 2020 and Horizon Europe, in the layout since
2021 and in the older ones. A cell that cannot be read is counted with its row and left empty; a row without sound
identifiers is left out and counted. What a cell says is never guessed: ``1.234`` may be one euro or a thousand.

Mojibake (``DÃ¼sseldorf``, ``D√ºsseldorf``: UTF-8 that was read as cp1252 or MacRoman) is repaired only where the whole
cell goes back to bytes and forth to UTF-8 without loss and gives letters. The package ftfy repairs by likelihood: of
the cells of the dump of 2017 that go back without loss it leaves 129 as they are (``O√ú``, ``Rƒ´ga``), since a symbol
before a letter may be meant.
"""

import re
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import TypeAlias, TypeVar

from bionrw_graph.deliveries import cells, regions
from bionrw_graph.deliveries.regions import Located
from bionrw_graph.deliveries.summary import SHOWN, Count, Summary
from bionrw_graph.deliveries.tables import Table
from bionrw_graph.errors import BionrwError

Row: TypeAlias = dict[str, str]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Project:
    """A row of ``project``. Amounts are in euros."""

    table: str
    row: int
    id: str
    acronym: str | None
    title: str | None
    status: str | None
    """SIGNED, CLOSED, TERMINATED or CANCEL; ``status_written`` is what stands in the cell if that differs."""
    status_written: str | None
    start: date | None
    end: date | None
    signed: date | None
    total_cost: Decimal | None
    ec_contribution: Decimal | None
    framework_programme: str | None
    legal_basis: str | None
    """In the older layout the column ``programme``, several codes with ``;`` between them."""
    topics: str | None
    call: str | None
    subcall: str | None
    funding_scheme: str | None
    nature: str | None
    objective: str | None
    keywords: str | None
    subjects: str | None
    url: str | None
    doi: str | None
    rcn: str | None
    updated: datetime | None
    repaired: tuple[str, ...]
    """The columns in which mojibake was repaired."""


@dataclass(frozen=True, slots=True)
class Participation:
    """A row of ``organization``: one organisation in one project. Amounts are in euros."""

    table: str
    row: int
    project: str
    organisation: str
    """The PIC, the number of the organisation with the European Commission."""
    order: int | None
    project_acronym: str | None
    name: str | None
    short_name: str | None
    vat: str | None
    sme: bool | None
    activity_type: str | None
    """HES, REC, PRC, PUB or OTH."""
    street: str | None
    postcode: str | None
    city: str | None
    country: str | None
    """ISO 3166, so GR and GB for EL and UK."""
    nuts: str | None
    coordinates: tuple[float, float] | None
    """Latitude and longitude in degrees."""
    url: str | None
    contact: str | None
    role: str | None
    """coordinator, participant, thirdParty, partner, internationalPartner or associatedPartner; ``role_written`` is
    what stands in the cell if that differs."""
    role_written: str | None
    ec_contribution: Decimal | None
    net_ec_contribution: Decimal | None
    total_cost: Decimal | None
    ended: bool | None
    active: bool | None
    rcn: str | None
    updated: datetime | None
    repaired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """A row of ``topics``: under which topic of a call a project was funded."""

    table: str
    row: int
    project: str
    topic: str | None
    title: str | None
    repaired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """A row of ``legalBasis``: under which part of the programme a project was funded."""

    table: str
    row: int
    project: str
    code: str | None
    title: str | None
    unique_part: bool | None
    repaired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A row of ``euroSciVoc``: a field of science of a project. ``code`` is a path such as ``/23/45/337``."""

    table: str
    row: int
    project: str
    code: str
    path: str | None
    title: str | None
    description: str | None
    repaired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A row of ``webLink``: a page or a document of a project."""

    table: str
    row: int
    project: str
    url: str
    id: str | None
    languages: str | None
    status: str | None
    archived: date | None
    type: str | None
    source: str | None
    represents: str | None
    repaired: tuple[str, ...]


Record: TypeAlias = Project | Participation | Topic | LegalBasis | Field | Link


def read(
    tables: Iterable[Table],
    summary: Summary | None = None,
    *,
    kinds: Collection[type[Record]] = (),
    projects: Container[str] | None = None,
) -> Iterator[Record]:
    """The records of the tables, in their order, one at a time.

    ``kinds`` are the classes asked for, all by default; ``projects`` the ids of the projects asked for. ``summary`` is
    filled on the way. What is kept in memory are the keys of projects and participations, to find repeats. Raises
    ``BionrwError`` if no table is one of CORDIS, and for a damaged file.
    """
    summary = Summary() if summary is None else summary
    told = _told(tables, summary)
    seen: set[int] = set()
    for layout, table in told:
        if not kinds or layout.record in kinds:
            count = Count(table.name, layout.kind)
            summary.tables.append(count)
            yield from _records(layout, table, count, projects, seen)


def in_region(participation: Participation, code: str) -> Located | None:
    """How it is known that the participation lies in the NUTS region ``code`` (such as DEA); ``None`` if it is not.

    See :func:`bionrw_graph.deliveries.regions.located` for what tells it and how sure that is.
    """
    return regions.located(
        code,
        country=participation.country,
        nuts=participation.nuts,
        postcode=participation.postcode,
        city=participation.city,
        coordinates=participation.coordinates,
    )


def in_field(record: Field, code: str) -> bool:
    """Whether the field is the one with this EuroSciVoc code (such as /23/45) or lies below it."""
    return record.code == code or record.code.startswith(f"{code}/")


def selected(tables: Iterable[Table], *, region: str | None = None, field: str | None = None) -> frozenset[str]:
    """The ids of the projects with a participation in ``region`` and, if both are given, in ``field``.

    A pass over the tables of organisations and of fields alone; :func:`read` with these ``projects`` is the second, and
    gives all their participations, not only those of the region. Raises ``BionrwError`` where the table that would tell
    is not there.
    """
    tables = list(tables)
    found: list[set[str]] = []
    if region is not None:
        _needed(tables, "organization", f"which projects lie in {region}")
        found.append(
            {
                record.project
                for record in read(tables, kinds=(Participation,))
                if isinstance(record, Participation) and in_region(record, region)
            }
        )
    if field is not None:
        code = "/" + field.strip("/")
        if not re.fullmatch(r"(/[0-9]+)+", code):
            raise BionrwError(f'"{field}" is no code of EuroSciVoc. Write it like /25/61 (industrial biotechnology).')
        _needed(tables, "euroSciVoc", f"which projects belong to {code}")
        found.append(
            {
                record.project
                for record in read(tables, kinds=(Field,))
                if isinstance(record, Field) and in_field(record, code)
            }
        )
    if not found:
        raise BionrwError("Nothing is said of what to select. Name a region or a field.")
    return frozenset(set.intersection(*found))


def _needed(tables: list[Table], kind: str, question: str) -> None:
    if not any(layout.kind == kind for layout, _ in _told(tables, Summary())):
        raise BionrwError(f'No table "{kind}" is in the delivery, so it cannot tell {question}. Name that table too.')


# Which table is which

# Columns that the older layouts name differently.
_ALIASES = {
    "projectreference": "projectID",
    "organizationid": "organisationID",
    "organisationurl": "organizationURL",
    "call": "masterCall",
    "programme": "legalBasis",
}
# What a plain id is, depends on the table.
_OLD_IDS = {
    "organization": {"id": "organisationID"},
    "project": {"reference": "id", "projectreference": "id"},
}


@dataclass(frozen=True, slots=True)
class _Layout:
    """A kind of table: what its header must hold, and how its rows become records."""

    kind: str
    record: type[Record]
    needs: frozenset[str]
    columns: tuple[str, ...]
    convert: Callable[["_Reader"], Record]


# Tables that are known by these columns and not needed here.
_PASSED_OVER = {
    "reportSummaries": {"id", "title", "projectID", "attachment"},
    "reference table of programmes": {"rcn", "code", "title", "shortTitle", "language"},
    "reference table of topics": {"topicRcn", "topicCode"},
    "reference table of countries": {"euCode", "isoCode"},
    "reference table of subjects": {"code", "title", "description", "language"},
}


def _told(tables: Iterable[Table], summary: Summary) -> list[tuple[_Layout, Table]]:
    """The tables of a known layout, with the columns named as in the newest."""
    told: list[tuple[_Layout, Table]] = []
    for table in tables:
        found = _layout(table.columns)
        if found:
            told.append((found[0], replace(table, columns=found[1])))
            continue
        folded = {column.casefold() for column in table.columns}
        known = next((kind for kind, needs in _PASSED_OVER.items() if {n.casefold() for n in needs} <= folded), None)
        if known:
            summary.passed_over.append(f"{table.name} ({known})")
        else:
            summary.unknown.append(_unknown(table))
    if not told:
        said = summary.unknown or [f"{name} is not needed." for name in summary.passed_over]
        raise BionrwError("\n".join(["No table of CORDIS that is needed is here.", *said[:SHOWN]]))
    return told


@lru_cache(maxsize=64)
def _layout(header: tuple[str, ...]) -> tuple[_Layout, tuple[str, ...]] | None:
    """The layout with this header, and the header under the names of today."""
    written = {column.casefold() for column in header}
    for layout in LAYOUTS:
        today = {column.casefold(): column for column in layout.columns}
        older = {
            old: new for old, new in (_ALIASES | _OLD_IDS.get(layout.kind, {})).items() if new.casefold() not in written
        }
        columns = tuple(older.get(name.casefold()) or today.get(name.casefold()) or name for name in header)
        if layout.needs <= set(columns):
            return layout, columns
    return None


def _unknown(table: Table) -> str:
    """What to say of a header that is not known."""
    if _looks_like_data(table.columns):
        same = [layout.kind for layout in LAYOUTS if len(layout.columns) == len(table.columns)]
        guess = f", which may be a table {same[0]}" if same else ""
        begin = ", ".join(f'"{cell[:30]}"' for cell in table.columns[:3])
        return (
            f"{table.name} has no header: its row 1 is already data ({begin} …){guess}. "
            "Add the row with the names of the columns, or download it again."
        )
    header = {column.casefold() for column in table.columns}

    def likeness(layout: _Layout) -> float:
        columns = {column.casefold() for column in layout.columns}
        return len(header & columns) / len(header | columns)

    nearest = max(LAYOUTS, key=likeness)
    if not likeness(nearest):
        return f"{table.name} is no known table of CORDIS: no column of its header is known. Leave it out."
    missing = sorted(nearest.needs - set(table.columns))
    return (
        f'{table.name} is no known table of CORDIS. The nearest is "{nearest.kind}", which needs also the columns '
        f"{', '.join(missing)}."
    )


def _looks_like_data(cells: tuple[str, ...]) -> bool:
    known = {column.casefold() for layout in LAYOUTS for column in layout.columns}
    if any(cell.casefold() in known for cell in cells):
        return False
    return any(re.fullmatch(r"[0-9][0-9.,: -]*", cell) for cell in cells)


# Rows


def _records(
    layout: _Layout,
    table: Table,
    count: Count,
    projects: Container[str] | None,
    seen: set[int],
) -> Iterator[Record]:
    id_column = "id" if layout.record is Project else "projectID"
    reader = _Reader(table.name, count)
    for number, row in table.rows(count.refuse_row, count.mend):
        project = row[id_column].strip()
        if not _is_id(project):
            count.refuse_row(number, f'the project id "{project[:40]}" is no number.')
            continue
        if projects is not None and project not in projects:
            count.other += 1
            continue
        if layout.record is Participation:
            organisation = row["organisationID"].strip()
            if not _is_id(organisation):
                count.refuse_row(number, f'the organisation id (PIC) "{organisation[:40]}" is no number.')
                continue
            key = _participation_key(project, organisation, row)
        else:
            key = int(project)
        if layout.record in (Project, Participation):
            if key in seen:
                count.doubled += 1
                continue
            seen.add(key)
        reader.begin(number, row)
        try:
            record = layout.convert(reader)
        except _RefusedError as reason:
            count.refuse_row(number, reason)
            continue
        if reader.repaired:
            count.repaired["mojibake"] += 1
        count.garbled += reader.garbled
        count.taken += 1
        yield record


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 12


def _participation_key(project: str, organisation: str, cells: Row) -> int:
    # One number instead of three texts: there are some 180,000 of them in memory.
    pair = int(project) * 10**12 + int(organisation)
    order = cells.get("order", "").strip()
    if _is_id(order):
        return pair * 2**65 + int(order)
    # Older layouts have no order: then only the same row is a repeat.
    return pair * 2**65 + 2**64 + hash(tuple(cells.values())) % 2**64


class _RefusedError(ValueError):
    """A row that makes no record."""


class _Reader:
    """The cells of one row after another; what cannot be read is counted and left empty."""

    __slots__ = ("_cells", "_count", "garbled", "repaired", "row", "table")

    def __init__(self, table: str, count: Count) -> None:
        self.table = table
        self._count = count
        self.begin(0, {})

    def begin(self, row: int, cells: Row) -> None:
        self.row = row
        self._cells = cells
        self.repaired: tuple[str, ...] = ()
        self.garbled = False

    def id(self, column: str) -> str:
        return self._cells[column].strip()

    def text(self, column: str) -> str | None:
        """The text of the cell, with mojibake repaired; ``None`` if it is empty."""
        text = self._cells.get(column, "")
        if not text.isascii():
            # Before the spaces are cut off: a space that does not break may be half of an à.
            repaired, sure = unscrambled(text)
            if sure:
                self.repaired += (column,)
                text = repaired
            else:
                self.garbled |= repaired != text
        return text.strip() or None

    def needed(self, column: str) -> str:
        text = self.text(column)
        if text is None:
            raise _RefusedError(f"the cell in column {column} is empty.")
        return text

    def value(self, column: str, convert: Callable[[str], T]) -> T | None:
        """The value of the cell; ``None`` if it is empty or cannot be read."""
        text = self._cells.get(column)
        if not text:
            return None
        try:
            return convert(text.strip())
        except BionrwError as error:
            if text.strip():
                self._count.refuse_cell(self.row, column, error)
            return None

    def spelt(self, column: str, known: dict[str, str]) -> tuple[str | None, str | None]:
        """The standard spelling, and what was written if that differs."""
        text = self._cells.get(column, "").strip()
        if not text:
            return None, None
        standard = known.get(text) or known.get(re.sub("[^a-z]", "", text.casefold()))
        if standard is None:
            self._count.refuse_cell(self.row, column, f'"{text[:40]}" is not known here.')
        return standard, None if text == standard else text


def _project(cell: _Reader) -> Project:
    status, written = cell.spelt("status", _STATUS)
    return Project(
        table=cell.table,
        row=cell.row,
        id=cell.id("id"),
        acronym=cell.text("acronym"),
        title=cell.text("title"),
        status=status,
        status_written=written,
        start=cell.value("startDate", cells.day),
        end=cell.value("endDate", cells.day),
        signed=cell.value("ecSignatureDate", cells.day),
        total_cost=cell.value("totalCost", cells.amount),
        ec_contribution=cell.value("ecMaxContribution", cells.amount),
        framework_programme=cell.text("frameworkProgramme"),
        legal_basis=cell.text("legalBasis"),
        topics=cell.text("topics"),
        call=cell.text("masterCall"),
        subcall=cell.text("subCall"),
        funding_scheme=cell.text("fundingScheme"),
        nature=cell.text("nature"),
        objective=cell.text("objective"),
        keywords=cell.text("keywords"),
        subjects=cell.text("subjects"),
        url=cell.text("projectUrl"),
        doi=cell.text("grantDoi"),
        rcn=cell.text("rcn"),
        updated=cell.value("contentUpdateDate", cells.moment),
        repaired=cell.repaired,
    )


def _participation(cell: _Reader) -> Participation:
    role, written = cell.spelt("role", _ROLE)
    return Participation(
        table=cell.table,
        row=cell.row,
        project=cell.id("projectID"),
        organisation=cell.id("organisationID"),
        order=cell.value("order", _order),
        project_acronym=cell.text("projectAcronym"),
        name=cell.text("name"),
        short_name=cell.text("shortName"),
        vat=cell.text("vatNumber"),
        sme=cell.value("SME", cells.truth),
        activity_type=cell.text("activityType"),
        street=cell.text("street"),
        postcode=cell.text("postCode"),
        city=cell.text("city"),
        country=cell.value("country", cells.country),
        nuts=cell.value("nutsCode", cells.nuts_code),
        coordinates=cell.value("geolocation", cells.coordinates),
        url=cell.text("organizationURL"),
        contact=cell.text("contactForm"),
        role=role,
        role_written=written,
        ec_contribution=cell.value("ecContribution", cells.amount),
        net_ec_contribution=cell.value("netEcContribution", cells.amount),
        total_cost=cell.value("totalCost", cells.amount),
        ended=cell.value("endOfParticipation", cells.truth),
        active=cell.value("active", cells.truth),
        rcn=cell.text("rcn"),
        updated=cell.value("contentUpdateDate", cells.moment),
        repaired=cell.repaired,
    )


def _topic(cell: _Reader) -> Topic:
    topic, title = cell.text("topic"), cell.text("title")
    return Topic(cell.table, cell.row, cell.id("projectID"), topic, title, cell.repaired)


def _legal_basis(cell: _Reader) -> LegalBasis:
    code, title = cell.text("legalBasis"), cell.text("title")
    unique = cell.value("uniqueProgrammePart", cells.truth)
    return LegalBasis(cell.table, cell.row, cell.id("projectID"), code, title, unique, cell.repaired)


def _field(cell: _Reader) -> Field:
    code = cell.needed("euroSciVocCode")
    if not re.fullmatch(r"(/[0-9]+)+", code):
        raise _RefusedError(f'the code "{code[:40]}" is no path such as /23/45.')
    path, title, description = (cell.text(f"euroSciVoc{part}") for part in ("Path", "Title", "Description"))
    return Field(cell.table, cell.row, cell.id("projectID"), code, path, title, description, cell.repaired)


def _link(cell: _Reader) -> Link:
    return Link(
        table=cell.table,
        row=cell.row,
        project=cell.id("projectID"),
        url=cell.needed("physUrl"),
        id=cell.text("id"),
        languages=cell.text("availableLanguages"),
        status=cell.text("status"),
        archived=cell.value("archivedDate", cells.day),
        type=cell.text("type"),
        source=cell.text("source"),
        represents=cell.text("represents"),
        repaired=cell.repaired,
    )


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


LAYOUTS = (
    _Layout(
        "project",
        Project,
        frozenset({"id", "acronym", "title", "startDate"}),
        _columns(
            "id acronym status title startDate endDate totalCost ecMaxContribution legalBasis topics ecSignatureDate "
            "frameworkProgramme masterCall subCall fundingScheme nature objective contentUpdateDate rcn grantDoi"
        ),
        _project,
    ),
    _Layout(
        "organization",
        Participation,
        frozenset({"projectID", "organisationID", "name", "country", "role"}),
        _columns(
            "projectID projectAcronym organisationID vatNumber name shortName SME activityType street postCode city "
            "country nutsCode geolocation organizationURL contactForm contentUpdateDate rcn order role ecContribution "
            "netEcContribution totalCost endOfParticipation active"
        ),
        _participation,
    ),
    _Layout(
        "euroSciVoc",
        Field,
        frozenset({"projectID", "euroSciVocCode"}),
        _columns("projectID euroSciVocCode euroSciVocPath euroSciVocTitle euroSciVocDescription"),
        _field,
    ),
    _Layout(
        "webLink",
        Link,
        frozenset({"projectID", "physUrl"}),
        _columns("projectID physUrl id availableLanguages status archivedDate type source represents"),
        _link,
    ),
    _Layout("topics", Topic, frozenset({"projectID", "topic"}), _columns("projectID topic title"), _topic),
    _Layout(
        "legalBasis",
        LegalBasis,
        frozenset({"projectID", "legalBasis"}),
        _columns("projectID legalBasis title uniqueProgrammePart"),
        _legal_basis,
    ),
)


# Cells

_STATUS = {
    "signed": "SIGNED",
    "closed": "CLOSED",
    "terminated": "TERMINATED",
    "ong": "SIGNED",
    "ongoing": "SIGNED",
    "clo": "CLOSED",
    "can": "CANCEL",
    "cancel": "CANCEL",
    "cancelled": "CANCEL",
}
_ROLES = ("coordinator", "participant", "thirdParty", "partner", "internationalPartner", "associatedPartner")
_ROLE = {role.casefold(): role for role in _ROLES}
# As they are mostly written: found without folding.
_STATUS |= {status: status for status in _STATUS.values()}
_ROLE |= {role: role for role in _ROLES}


def _order(text: str) -> int:
    if not _is_id(text):
        raise BionrwError(f'"{text[:40]}" is no number.')
    return int(text)


# Mojibake


def _bytes_of(encoding: str) -> dict[str, int]:
    """The byte of each character. What cp1252 leaves out is kept as a control character by most programs."""
    return {bytes([byte]).decode(encoding, "ignore") or chr(byte): byte for byte in range(256)}


def _sequences(byte_of: dict[str, int]) -> re.Pattern[str]:
    """What one character of UTF-8 beyond ASCII becomes when its bytes are read one by one."""

    def characters(first: int, last: int) -> str:
        return "[" + "".join(re.escape(letter) for letter, byte in byte_of.items() if first <= byte <= last) + "]"

    following = characters(0x80, 0xBF)
    begins = (characters(0xC2, 0xDF), characters(0xE0, 0xEF), characters(0xF0, 0xF4))
    return re.compile("|".join(f"{begin}{following}{{{count}}}" for count, begin in enumerate(begins, 1)))


_BYTES_OF = [_bytes_of(encoding) for encoding in ("mac_roman", "cp1252")]
_MOJIBAKE = [(byte_of, _sequences(byte_of)) for byte_of in _BYTES_OF]

# What European names are written with: Latin, Greek and Cyrillic letters, and the punctuation of texts.
_PLAUSIBLE = re.compile(r"[\u00a0-\u024f\u0370-\u03ff\u0400-\u04ff\u1e00-\u1eff\u2010-\u203a\u20ac\u2122\u200b]+")


def unscrambled(text: str) -> tuple[str, bool]:
    """The text with mojibake undone, and whether that is sure; the text as it is where there is none.

    Sure is what goes back to bytes and forth to UTF-8 as a whole without loss, and gives what names are written with.
    Otherwise the first of the pair shows how the text would read, and is not to be used.

    >>> unscrambled("D√ºsseldorf"), unscrambled("DÃ¼sseldorf"), unscrambled("Düsseldorf")
    (('Düsseldorf', True), ('Düsseldorf', True), ('Düsseldorf', False))
    """
    found = [(byte_of, sequences) for byte_of, sequences in _MOJIBAKE if sequences.search(text)]
    for byte_of, _ in found:
        whole = _undone(text, byte_of)
        if whole != text:
            if _may_be_meant(text):
                return whole, False
            # Some text has gone through this twice.
            again, sure = unscrambled(whole)
            return (again, True) if sure else (whole, True)
    for byte_of, sequences in found:
        part = _partly_undone(text, byte_of, sequences)
        if part != text:
            return part, False
    return text, False


def _partly_undone(text: str, byte_of: dict[str, int], sequences: re.Pattern[str]) -> str:
    return sequences.sub(lambda match: _undone(match[0], byte_of), text)


def _undone(text: str, byte_of: dict[str, int]) -> str:
    """The text as UTF-8, if all of it is and gives what names are written with; else the text as it is."""
    try:
        whole = bytes(byte_of[letter] for letter in text).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return text
    foreign = "".join(letter for letter in whole if not letter.isascii())
    return whole if _PLAUSIBLE.fullmatch(foreign) else text


def _may_be_meant(text: str) -> bool:
    """Whether the only odd sequence is a capital and a mark that may follow it: NESTLÉ®, „MODÄ“."""
    return len([letter for letter in text if not letter.isascii()]) == 2 and bool(re.search(r"[Ä-ß][®©™°»”“’‘]", text))
