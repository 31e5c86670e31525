"""A dump of FP7 projects with the places of their participants (JSON, 2014) → projects.

It has no PIC, so a participant is a name at a place and no body that could be told from others.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from bionrw_graph.deliveries import cells, records
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

T = TypeVar("T")

# Each moment is midnight in Brussels, one or two hours before that of UTC: two hours on it is the same day.
_BRUSSELS = timezone(timedelta(hours=2))


@dataclass(frozen=True, slots=True)
class Participant:
    """One participant of a project, as it is named there."""

    name: str
    city: str | None
    country: str | None
    """ISO 3166."""
    coordinates: tuple[float, float] | None
    """Latitude and longitude in degrees."""


@dataclass(frozen=True, slots=True)
class Project:
    """One project with its participants. Amounts are in euros."""

    id: str
    rcn: str | None
    acronym: str | None
    title: str
    start: date | None
    end: date | None
    total_cost: Decimal | None
    ec_contribution: Decimal | None
    website: str | None
    participants: tuple[Participant, ...]
    locator: str


def projects(path: Path, count: Count) -> Iterator[Project]:
    """The projects of the dump, one at a time; ``count`` is filled on the way.

    A participant without a name, and a value that cannot be read, is left out and counted. Raises ``BionrwError``
    where the file as a whole is not such a dump.
    """
    records.check(path, "fp7")
    count.table = path.name
    for number, record in records.records(path):
        locator = f"record {number}"
        try:
            project = _project(record, locator, count)
        except BionrwError as error:
            count.refuse(locator, f"{path.name}, {locator}: {error}")
            continue
        count.taken += 1
        yield project


def _project(record: Any, locator: str, count: Count) -> Project:
    cell = _Fields(record, locator, count)
    id_ = cell.value("id", _number)
    title = cell.text("title")
    if not id_ or not title:
        raise BionrwError(f"the project has no {'title' if id_ else 'number (id)'}.")
    listed = record.get("participants")
    if not isinstance(listed, list):
        raise BionrwError('the field "participants" is missing or is no list.')
    named = [
        participant
        for number, one in enumerate(listed, start=1)
        if (participant := _participant(one, f"{locator}, participant {number}", count)) is not None
    ]
    return Project(
        id=id_,
        rcn=cell.value("rcn", _number),
        acronym=cell.text("project_acronym"),
        title=title,
        start=cell.value("start_date", _day),
        end=cell.value("end_date", _day),
        total_cost=cell.value("cost", cells.amount),
        ec_contribution=cell.value("funding", cells.amount),
        website=cell.text("project_website"),
        participants=tuple(named),
        locator=locator,
    )


def _participant(record: Any, locator: str, count: Count) -> Participant | None:
    try:
        cell = _Fields(record, locator, count)
        name = cell.text("name")
        if not name:
            raise BionrwError("the participant has no name.")
    except BionrwError as error:
        count.leave_empty(locator, f"{count.table}, {locator}: {error}")
        return None
    coordinates = None
    if record.get("lat") and record.get("lon"):
        coordinates = cell.read("lat, lon", f"{record['lat']},{record['lon']}", cells.coordinates)
    return Participant(name, cell.text("city"), cell.value("country", cells.country), coordinates)


class _Fields:
    """The fields of one record; what cannot be read is counted and left empty."""

    def __init__(self, record: Any, locator: str, count: Count) -> None:
        if not isinstance(record, dict):
            raise BionrwError("this is no object with fields.")
        self._record = record
        self._locator = locator
        self._count = count

    def text(self, name: str) -> str | None:
        return self.value(name, lambda text: cells.tidied(text, self._count))

    def value(self, name: str, convert: Callable[[str], T]) -> T | None:
        value = self._record.get(name)
        return None if value is None or value == "" else self.read(name, value, convert)

    def read(self, name: str, value: object, convert: Callable[[str], T]) -> T | None:
        where = f"{self._locator}, field {name}"
        try:
            if not isinstance(value, str):
                raise BionrwError(f'"{str(value)[:40]}" is no text.')
            return convert(value)
        except BionrwError as error:
            self._count.leave_empty(where, f"{self._count.table}, {where}: {error}")
            return None


def _number(text: str) -> str:
    if not re.fullmatch("[0-9]{1,12}", text):
        raise BionrwError(f'"{text[:40]}" is no number.')
    return text


def _day(text: str) -> date:
    """The day of a number of seconds since 1970.

    >>> _day("1199142000")
    datetime.date(2008, 1, 1)
    """
    if not re.fullmatch("-?[0-9]{1,10}", text):
        raise BionrwError(f'"{text[:40]}" is no number of seconds.')
    return cells.day(datetime.fromtimestamp(int(text), _BRUSSELS).date().isoformat())
