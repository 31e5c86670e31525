"""The lists of operations of the ERDF (EFRE) in North Rhine-Westphalia → operations.

Two layouts are known: the list of 2014-2020, a spreadsheet with a title above its header and footnotes below, or the
same as JSON; and the list of 2007-2013, which was read out of a PDF into JSON, line breaks within texts included.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any, TypeAlias

from bionrw_graph.deliveries import cells, records
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.deliveries.tables import tables
from bionrw_graph.errors import BionrwError

_BENEFICIARY = "Name des Begünstigten"
_NAME = "Bezeichnung des Vorhabens"
_SUMMARY = "Zusammenfassung des Vorhabens"
_START = "Durchführungs-beginn"
_END = "Durchführungs-ende"
_COST = "bewilligte förderfähige Gesamtinvestition"
_AGS = "Gebietskennziffer"
_COUNTRY = "Land"
_CATEGORY = "EU-Interventions-kategorie"
_CATEGORY_LABEL = "Bezeichnung der EU-Interventionskategorie"
_COLUMNS = (_BENEFICIARY, _NAME, _SUMMARY, _START, _END, _COST, _AGS, _COUNTRY, _CATEGORY, _CATEGORY_LABEL)

_FIELDS_2007 = ("beneficiary", "name_of_operation", "years", "allocated_public_funding", "on_finish_total_value")

_TITLE_ROWS = 50
_CENT = Decimal("0.01")

# A hyphen after a space is a dash, and one before a space ends a word ("Prüf- und"): these join nothing.
_BREAK = re.compile(r"(?<=\S)-\n[ \t]*(?=(?P<next>.?))|[ \t]*\n[ \t]*")

_Row: TypeAlias = "dict[str, Any]"


@dataclass(frozen=True)
class Operation:
    """One operation of a list. What its layout does not know is empty (texts) or ``None`` (the rest).

    A list has no identifiers, and two operations may agree in every cell: the locator tells them apart.
    """

    beneficiary: str
    name: str
    summary: str
    start: date | None
    end: date | None
    year: int | None
    """2007-2013: the one year that the list gives."""
    eligible_cost: Decimal | None
    """2014-2020: the total eligible cost that was granted, in EUR."""
    public_funding: Decimal | None
    """2007-2013: the public funding that was allocated, in whole EUR."""
    public_funding_at_end: Decimal | None
    """2007-2013: the total paid when the operation was finished, in whole EUR."""
    ags: str
    """The municipality key; also that of a district (ends in 000), or 05000000 for the whole Land."""
    country: str
    category: str
    """The number of the EU intervention category, three digits."""
    category_label: str
    locator: str


def operations(path: Path, count: Count) -> Iterator[Operation]:
    """The operations of a list in any layout; ``count`` is filled on the way, title and footnotes go to its notes.

    Raises ``BionrwError`` where the file as a whole is not such a list.
    """
    records.check(path, "efre")
    count.table = path.name
    for locator, row in _json_rows(path) if records.is_json(path) else _table_rows(path, count):
        where = f"{count.table}, {locator}"
        try:
            operation = _operation(row, locator, where, count)
        except BionrwError as error:
            count.refuse(locator, error)
            continue
        count.taken += 1
        yield operation


def joined(text: str, count: Count) -> str:
    """A text without the line breaks that a PDF put into it; what was done is counted in ``count``.

    A hyphen at the end of a line is always kept. Before a capital, a digit or a sign it belongs to the word; before a
    small letter it might only part syllables, so that is counted as uncertain.

    >>> joined("Kreis Siegen-\\nWittgenstein und \\nUmgebung", Count())
    'Kreis Siegen-Wittgenstein und Umgebung'
    """

    def replaced(match: re.Match[str]) -> str:
        if match["next"] is None:
            count.repaired["line breaks"] += 1
            return " "
        uncertain = ", uncertain" if match["next"].islower() else ""
        count.repaired[f"hyphens at a line break{uncertain}"] += 1
        return "-"

    return _BREAK.sub(replaced, text)


def _table_rows(path: Path, count: Count) -> Iterator[tuple[str, _Row]]:
    """The rows below the header, which is looked for; what stands above and below goes to the notes."""
    header: list[str] = []
    table = tables(path)[0]
    count.table = table.name
    for number, values in table.cells(count.refuse_row, count.mend):
        filled = [value.strip() for value in values if value.strip()]
        if not header:
            said = [" ".join(value.split()) for value in values]
            if _BENEFICIARY in said and _NAME in said:
                for column in _COLUMNS:
                    if column not in said:
                        raise BionrwError(
                            f'{table.name}, row {number}: the column "{column}" is missing in the header.'
                        )
                header = said
            elif number > _TITLE_ROWS:
                break
            else:
                count.notes.extend(filled)
        elif len(filled) == 1 and values[0].strip():
            count.notes.extend(filled)
        elif filled:
            yield f"row {number}", dict(zip_longest(header, values[: len(header)], fillvalue=""))
    if not header:
        raise records.not_meant(path, "efre", f", rows 1 to {_TITLE_ROWS}")


def _json_rows(path: Path) -> Iterator[tuple[str, _Row]]:
    for number, record in records.records(path):
        yield f"record {number}", record if isinstance(record, dict) else {}


def _operation(row: _Row, locator: str, where: str, count: Count) -> Operation:
    if "name_of_operation" in row:
        return _operation_2007(row, locator, where, count)
    for column in _COLUMNS:
        if column not in row:
            raise BionrwError(f'{where}: the field "{column}" is missing.')
    text = {name: _text(row, name, where, count) for name in _COLUMNS if name not in (_START, _END, _COST, _AGS)}
    _check_named(text[_BENEFICIARY], text[_NAME], where)
    with cells.located(f"{where}, column {_AGS}"):
        ags = cells.municipality_key(_key(row[_AGS], count))
    with cells.located(f"{where}, column {_COST}"):
        cost = _cost(row[_COST], count)
    days = []
    for column in (_START, _END):
        with cells.located(f"{where}, column {column}"):
            days.append(_day(row[column]))
    return Operation(
        beneficiary=text[_BENEFICIARY],
        name=text[_NAME],
        summary=text[_SUMMARY],
        start=days[0],
        end=days[1],
        year=None,
        eligible_cost=cost,
        public_funding=None,
        public_funding_at_end=None,
        ags=ags,
        country=text[_COUNTRY],
        category=text[_CATEGORY],
        category_label=text[_CATEGORY_LABEL],
        locator=locator,
    )


def _operation_2007(row: _Row, locator: str, where: str, count: Count) -> Operation:
    for column in _FIELDS_2007:
        if not isinstance(row.get(column), str):
            raise BionrwError(f'{where}: the field "{column}" is missing or is no text.')
    beneficiary, name = (
        cells.tidied(joined(row[column], count), count) for column in ("beneficiary", "name_of_operation")
    )
    _check_named(beneficiary, name, where)
    if not re.fullmatch(r"(19|20)[0-9]{2}", row["years"]):
        raise BionrwError(f'{where}, column years: "{row["years"]}" is no year.')
    amounts = []
    for column in ("allocated_public_funding", "on_finish_total_value"):
        with cells.located(f"{where}, column {column}"):
            amounts.append(cells.german_whole_amount(row[column].strip()))
    return Operation(
        beneficiary=beneficiary,
        name=name,
        summary="",
        start=None,
        end=None,
        year=int(row["years"]),
        eligible_cost=None,
        public_funding=amounts[0],
        public_funding_at_end=amounts[1],
        ags="",
        country="",
        category="",
        category_label="",
        locator=locator,
    )


def _text(row: _Row, column: str, where: str, count: Count) -> str:
    value = row[column]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BionrwError(f'{where}, column {column}: "{value}" is no text.')
    return cells.tidied(value, count)


def _check_named(beneficiary: str, name: str, where: str) -> None:
    if not (beneficiary and name):
        raise BionrwError(f"{where}: the operation has no {'name' if beneficiary else 'beneficiary'}.")


def _key(value: Any, count: Count) -> str:
    text = "" if value is None else str(value).strip()
    if re.fullmatch("[1-9][0-9]{6}", text):
        # A spreadsheet that takes the key for a number drops its leading zero.
        count.repaired["leading zeros of a municipality key"] += 1
        return f"0{text}"
    return text


def _cost(value: Any, count: Count) -> Decimal | None:
    text = "" if value is None else str(value).strip()
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        return cells.euro_amount(text)
    exact = Decimal(text)
    if exact < 0:
        raise BionrwError(f'"{text}" is no amount.')
    cents = exact.quantize(_CENT)
    if cents != exact:
        # Sums in a spreadsheet are binary: 2399649.2800000003.
        count.repaired["amounts rounded to cents"] += 1
    return cents


def _day(value: Any) -> date | None:
    text = "" if value is None else str(value).strip()
    return cells.day(text) if text else None
