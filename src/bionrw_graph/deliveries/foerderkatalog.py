"""The Förderkatalog of the German Federal Government: its CSV export → grants, and its table of subject codes.

The export (cp1252, semicolons) writes each text as a formula, ``="…"``, and the amount without quotes. Exports are seen
with a header and without one, so columns count by their order, which the two known headers share.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from bionrw_graph.deliveries import cells, records
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.deliveries.tables import tables
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA

# The columns in their order; where a newer export has another name for one, that stands beside it.
_COLUMNS = (
    ("FKZ",),
    ("Ressort",),
    ("Referat",),
    ("PT", "Administrierende Stelle"),
    ("Arb.-Einh.",),
    ("Zuwendungsempfänger", "Förderempfänger /Auftragnehmer"),
    ("Gemeindekennziffer",),
    ("Stadt/Gemeinde",),
    ("Ort",),
    ("Bundesland",),
    ("Staat",),
    ("Ausführende Stelle",),
    ("Gemeindekennziffer",),
    ("Stadt/Gemeinde",),
    ("Ort",),
    ("Bundesland",),
    ("Staat",),
    ("Thema", "Thema des geförderten Vorhabens"),
    ("Leistungsplansystematik",),
    ("Klartext Leistungsplansystematik",),
    ("Laufzeit von",),
    ("Laufzeit bis",),
    ("Fördersumme in EUR", "Förder- / Auftragssumme (Anteil des Bundes) in EUR"),
    ("Förderprofil",),
    ("Verbundprojekt", "Projekt"),
    ("Förderart",),
)

_SUBJECT_COLUMNS = (
    *("LP", "Ebene3_ID", "Ebene2_ID", "Ebene1_ID"),
    *("Bezeichnung", "Ebene3_Name", "Ebene2_Name", "Ebene1_Name", "Kapitel/Titel"),
)


@dataclass(frozen=True)
class Place:
    """Where a body of the Förderkatalog sits. A text that the row leaves out is empty."""

    ags: str
    """The municipality key, eight digits; 05 at its beginning is North Rhine-Westphalia."""
    municipality: str
    town: str
    state: str
    country: str


@dataclass(frozen=True)
class Grant:
    """One row of the Förderkatalog. A text that the row leaves out is empty, a date or an amount is ``None``."""

    fkz: str
    """The grant number (Förderkennzeichen)."""
    department: str
    """The ministry (Ressort), by its letters."""
    division: str
    """The division of the ministry (Referat)."""
    agency: str
    """The project-management agency (PT, Administrierende Stelle)."""
    agency_unit: str
    recipient: str
    recipient_place: Place
    executing_body: str
    """Who does the work (Ausführende Stelle), often a part of the recipient."""
    executing_place: Place
    title: str
    subject_code: str
    """The code in the Leistungsplansystematik."""
    subject: str
    start: date | None
    end: date | None
    amount: Decimal | None
    """In EUR."""
    profile: str
    joint_project: str
    """The name that the grants of one joint project (Verbundprojekt) share."""
    kind: str
    """The kind of funding (Förderart), by its letters."""
    locator: str


@dataclass(frozen=True)
class Subject:
    """A subject code of the Leistungsplansystematik."""

    code: str
    label: str
    broader: tuple[tuple[str, str], ...]
    """Code and label of what stands above it, from near to far, three steps, as the table says them.

    The copy at hand carried steps down from earlier rows here and there; the notes name such rows.
    """
    budget_title: str
    locator: str


@dataclass(frozen=True)
class Rule:
    """A choice of what counts as biotechnology; a line of ``data/reference/biotechnology-subjects.csv``."""

    rule: str
    """``code``: the subject code begins with ``value``; ``words``: the words of the subject contain it."""
    value: str
    reason: str
    reason_de: str


def grants(path: Path, count: Count) -> Iterator[Grant]:
    """The grants of an export, with a header or without one; ``count`` is filled on the way.

    A row that cannot be read is refused, and a grant number that stands already in an earlier row.
    Raises ``BionrwError`` where the file as a whole is not such an export.
    """
    records.check(path, "foerderkatalog")
    [table] = tables(path, encoding="cp1252")
    count.table = table.name
    rows: dict[str, int] = {}
    for number, row in table.cells(count.refuse_row, count.mend):
        if number == 1 and row[0] == "FKZ":
            _check_header(row, table.name)
            continue
        where = f"{count.table}, row {number}"
        try:
            grant = _grant(row, number, where, count)
            if grant.fkz in rows:
                raise BionrwError(
                    f'{where}, column FKZ: "{grant.fkz}" stands already in row {rows[grant.fkz]}; '
                    "a grant number stands once."
                )
        except BionrwError as error:
            count.refuse(f"row {number}", error)
            continue
        rows[grant.fkz] = number
        count.taken += 1
        yield grant


def subjects(path: Path, count: Count) -> Iterator[Subject]:
    """The subject codes of a table of the Leistungsplansystematik; ``count`` is filled on the way.

    Raises ``BionrwError`` where the file is not that table.
    """
    records.check(path, "foerderkatalog.subjects")
    known: set[str] = set()
    for number, row in records.table(path, _SUBJECT_COLUMNS, count):
        code, where = row["LP"].strip(), f"{count.table}, row {number}, column LP"
        if not code:
            count.refuse(f"row {number}", f"{where}: the subject has no code.")
        elif code in known:
            count.refuse(f"row {number}", f'{where}: "{code}" stands already in an earlier row.')
        else:
            known.add(code)
            broader = tuple(
                (row[f"Ebene{level}_ID"].strip(), cells.tidied(row[f"Ebene{level}_Name"], count)) for level in (3, 2, 1)
            )
            for step, _ in broader:
                if not code.startswith(step):
                    count.notes.append(f'{count.table}, row {number}: "{code}" stands under "{step}".')
            count.taken += 1
            yield Subject(
                code=code,
                label=cells.tidied(row["Bezeichnung"], count),
                broader=broader,
                budget_title=row["Kapitel/Titel"].strip(),
                locator=f"row {number}",
            )


def is_biotech(subject_code: str, subject: str) -> bool:
    """Whether a subject counts as biotechnology: whether :func:`biotech_rule` finds a rule that says so.

    >>> is_biotech("K03530", "Ernährungsforschung"), is_biotech("ED5000", "Risikobeteiligung Kernenergie")
    (True, False)
    """
    return biotech_rule(subject_code, subject) is not None


def biotech_rule(subject_code: str, subject: str) -> Rule | None:
    """The first rule by which a subject counts as biotechnology, with its reason.

    Only the code and the words of the Leistungsplansystematik decide, never the title of a grant.
    """
    words = subject.casefold()
    for rule in rules():
        if subject_code.startswith(rule.value) if rule.rule == "code" else rule.value in words:
            return rule
    return None


@cache
def rules() -> tuple[Rule, ...]:
    """The choices in ``data/reference/biotechnology-subjects.csv``."""
    [table] = tables(DATA / "reference" / "biotechnology-subjects.csv")
    return tuple(Rule(**row) for _, row in table.rows())


def _check_header(row: list[str], name: str) -> None:
    for number, names in enumerate(_COLUMNS):
        said = row[number].strip() if number < len(row) else ""
        if said not in names:
            raise BionrwError(
                f'{name}, row 1, column {number + 1}: the header says "{said}" where "{names[0]}" stands in the '
                "export. Export all columns in their order."
            )


def _grant(row: list[str], number: int, where: str, count: Count) -> Grant:
    if len(row) != len(_COLUMNS):
        raise BionrwError(f"{where}: the row has {len(row)} cells, the export has {len(_COLUMNS)} in each row.")
    text = [cells.tidied(cell, count) for cell in row]
    if not text[0]:
        raise BionrwError(f"{where}, column FKZ: the grant has no number.")
    with cells.located(f"{where}, column Laufzeit von"):
        start = cells.german_date(text[20])
    with cells.located(f"{where}, column Laufzeit bis"):
        end = cells.german_date(text[21])
    with cells.located(f"{where}, column Fördersumme in EUR"):
        amount = cells.german_amount(text[22])
    places = []
    for first in (6, 12):
        with cells.located(f"{where}, column {first + 1} (Gemeindekennziffer)"):
            places.append(Place(cells.municipality_key(text[first]), *text[first + 1 : first + 5]))
    return Grant(
        fkz=text[0],
        department=text[1],
        division=text[2],
        agency=text[3],
        agency_unit=text[4],
        recipient=text[5],
        recipient_place=places[0],
        executing_body=text[11],
        executing_place=places[1],
        title=text[17],
        subject_code=text[18],
        subject=text[19],
        start=start,
        end=end,
        amount=amount,
        profile=text[23],
        joint_project=text[24],
        kind=text[25],
        locator=f"row {number}",
    )
