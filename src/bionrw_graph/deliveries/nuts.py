"""NUTS, the regions of the EU: the attribute table of GISCO → regions; municipality keys of NRW → NUTS 3.

Codes change between the versions of NUTS (2006 to 2024). The table does not say which one it is, its file name does.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bionrw_graph.deliveries import cells, records
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.deliveries.tables import tables
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA

_COLUMNS = ("CNTR_CODE", "NUTS_ID", "NAME_LATN", "NUTS_NAME")
_NRW_KEY = "05"


@dataclass(frozen=True)
class Region:
    """A region of NUTS."""

    code: str
    level: int
    """0 the country, 1 in Germany the Land, 2 the government district, 3 the district."""
    name: str
    """In Latin letters."""
    native_name: str
    parent: str
    """The code of the region that it is a part of; empty for a country."""
    locator: str


@dataclass(frozen=True)
class Placement:
    """In which region of NUTS 3 a municipality key of North Rhine-Westphalia lies."""

    region: Region | None
    """``None`` where that cannot be decided."""
    why: str
    """One sentence: by which district, or why it cannot be decided."""


def regions(path: Path, count: Count) -> Iterator[Region]:
    """The regions of a table, of every country and level; ``count`` is filled on the way.

    Raises ``BionrwError`` where the file as a whole is not that table.
    """
    records.check(path, "nuts")
    seen: dict[str, int] = {}
    for number, row in records.table(path, _COLUMNS, count):
        try:
            code = cells.nuts_code(row["NUTS_ID"])
            if row["CNTR_CODE"] != code[:2]:
                raise BionrwError(f'"{code}" does not lie in the country "{row["CNTR_CODE"]}".')
            if code in seen:
                raise BionrwError(f'"{code}" stands already in row {seen[code]}.')
        except BionrwError as error:
            count.refuse(f"row {number}", f"{count.table}, row {number}, column NUTS_ID: {error}")
            continue
        seen[code] = number
        count.taken += 1
        level = len(code) - 2
        yield Region(
            code=code,
            level=level,
            name=row["NAME_LATN"].strip(),
            native_name=row["NUTS_NAME"].strip(),
            parent=code[:-1] if level else "",
            locator=f"row {number}",
        )


@cache
def districts() -> dict[str, Region]:
    """The NUTS 3 region of each district of North Rhine-Westphalia, by the first five digits of its municipality keys.

    They stand in ``data/reference/districts.csv``, with the codes of NUTS 2021.
    """
    [table] = tables(DATA / "reference" / "districts.csv")
    return {
        row["key"]: Region(row["nuts"], 3, row["name"], row["name"], row["nuts"][:-1], f"row {number}")
        for number, row in table.rows()
    }


def placement(ags: str) -> Placement:
    """Where a municipality key (eight digits) lies.

    Not decided are: keys of other Länder; keys of the whole Land (05000000) or of a government district (05300000),
    which are larger than any NUTS 3; keys of districts that are gone, such as 05313 and 05354, the city and the
    district that became the Städteregion Aachen.
    """
    if not re.fullmatch(r"[0-9]{8}", ags):
        return Placement(None, f'"{ags}" is no municipality key of eight digits.')
    if not ags.startswith(_NRW_KEY):
        return Placement(None, f"The key {ags} lies outside North Rhine-Westphalia.")
    if ags[2:] == "000000":
        return Placement(None, f"The key {ags} is that of the whole Land.")
    if ags[3:] == "00000":
        return Placement(None, f"The key {ags} is that of a government district.")
    region = districts().get(ags[:5])
    if region is None:
        return Placement(None, f"No district of today has the key {ags[:5]}.")
    return Placement(region, f"The key {ags[:5]} is that of the district {region.native_name}.")
