"""What is published of Interreg: the partners of Swedish projects, and the totals of keep.eu per NUTS 3 region."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from bionrw_graph.deliveries import cells, records
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

_ROLES = {"LP": "coordinator", "PP": "partner", "AP": "associatedPartner"}
_TEXTS = ("program", "projektnamn", "organisationsnamn", "organisationstyp", "nuts2", "nuts3", "land")
_PARTNER = (*_TEXTS, "organisationsroll", "startdatum", "slutdatum", "partnerbudget")
_COLUMNS = (
    "CNTR_CODE",
    "NAME_LATN",
    "keep_No_of_projects",
    "keep_No_of_partners",
    "keep_Total_budgets_MEUR",
    "keep_ERDF_MEUR",
)


@dataclass(frozen=True, slots=True)
class Partner:
    """One organisation in one project of 2021-2027. Texts are as written, regions by their Swedish names."""

    programme: str
    project: str
    organisation: str
    type: str | None
    role: str
    """coordinator (lead partner, LP), partner (PP) or associatedPartner (AP)."""
    country: str
    """As written, so ``Sverige``."""
    nuts2: str | None
    nuts3: str | None
    start: date | None
    end: date | None
    budget: Decimal
    """The budget of this partner; the list names no currency."""
    locator: str


@dataclass(frozen=True, slots=True)
class Totals:
    """What keep.eu counts for one NUTS 3 region in 2014-2020. The table names regions and has no codes of theirs."""

    country: str
    """ISO 3166, so GR and GB for EL and UK."""
    region: str
    projects: int
    partners: int
    budget: Decimal
    """Total budgets, in millions of euros."""
    erdf: Decimal
    """Of these from the ERDF, in millions of euros."""
    locator: str


def partners(path: Path, count: Count) -> Iterator[Partner]:
    """The partners of the list of Tillväxtverket (JSON); ``count`` is filled on the way.

    A partner without a name is refused, a day that does not exist is left empty. Raises ``BionrwError`` where the
    file as a whole is not such a list.
    """
    records.check(path, "interreg.partners")
    count.table = path.name
    for number, record in records.records(path):
        locator = f"record {number}"
        try:
            with cells.located(f"{path.name}, {locator}"):
                partner = _partner(record, locator, count)
        except BionrwError as error:
            count.refuse(locator, error)
            continue
        count.taken += 1
        yield partner


def totals(path: Path, count: Count) -> Iterator[Totals]:
    """The regions of a table of totals of keep.eu (CSV); ``count`` is filled on the way.

    Raises ``BionrwError`` where the file as a whole is not such a table.
    """
    records.check(path, "interreg.totals")
    for number, row in records.table(path, _COLUMNS, count):
        try:
            region = _totals(row, f"row {number}", count)
        except BionrwError as error:
            count.refuse_row(number, error)
            continue
        count.taken += 1
        yield region


def _partner(record: Any, locator: str, count: Count) -> Partner:
    if not isinstance(record, dict):
        raise BionrwError("this is no object with fields.")
    for name in _PARTNER:
        if name not in record:
            raise BionrwError(f'the field "{name}" is missing.')
        if not isinstance(record[name], str | None) and name != "partnerbudget":
            raise BionrwError(f'field {name}: "{record[name]}" is no text.')
    text = {name: cells.tidied(record[name] or "", count) for name in _TEXTS}
    for name in ("program", "projektnamn", "organisationsnamn"):
        if not text[name]:
            raise BionrwError(f'the field "{name}" is empty.')
    role = record["organisationsroll"]
    if role not in _ROLES:
        raise BionrwError(f'the role "{role}" is not known: it is one of {", ".join(_ROLES)}.')
    budget = record["partnerbudget"]
    if isinstance(budget, bool) or not isinstance(budget, int | Decimal) or budget < 0:
        raise BionrwError(f'field partnerbudget: "{budget}" is no amount.')
    start, end = (_day(record, name, locator, count) for name in ("startdatum", "slutdatum"))
    return Partner(
        programme=text["program"],
        project=text["projektnamn"],
        organisation=text["organisationsnamn"],
        type=text["organisationstyp"] or None,
        role=_ROLES[role],
        country=text["land"],
        nuts2=text["nuts2"] or None,
        nuts3=text["nuts3"] or None,
        start=start,
        end=end,
        budget=Decimal(budget),
        locator=locator,
    )


def _day(record: dict[str, str | None], name: str, locator: str, count: Count) -> date | None:
    """The day in the field; left empty and counted where there is none such, as the 31st of September."""
    try:
        return cells.day(record[name] or "") if record[name] else None
    except BionrwError as error:
        where = f"{locator}, field {name}"
        count.leave_empty(where, f"{count.table}, {where}: {error}")
        return None


def _totals(row: records.Cells, locator: str, count: Count) -> Totals:
    region = cells.tidied(row["NAME_LATN"], count)
    if not region:
        raise BionrwError("the region has no name.")
    with cells.located("column CNTR_CODE"):
        country = cells.country(row["CNTR_CODE"])
    numbers = []
    for column in _COLUMNS[2:]:
        # Every number of this table has a point: 11.0 projects.
        pattern = r"[0-9]+\.0" if column.startswith("keep_No") else r"[0-9]+\.[0-9]+"
        if not re.fullmatch(pattern, row[column]):
            raise BionrwError(f'column {column}: "{row[column]}" is no number as this table writes it, such as 11.0.')
        numbers.append(Decimal(row[column]))
    projects, partners_, budget, erdf = numbers
    return Totals(country, region, int(projects), int(partners_), budget, erdf, locator)
