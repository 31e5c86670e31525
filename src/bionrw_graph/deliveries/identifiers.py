"""Which identifiers mean the same organisation: PIC of CORDIS → ROR id, with how sure that is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bionrw_graph.deliveries import cells, records, ror
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

_COLUMNS = ("pic", "ror_id", "confidence", "source")
_CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class PicToRor:
    """That a PIC and a ROR id mean the same organisation, as somebody found. Several PICs may lead to one ROR id."""

    pic: str
    """Nine digits."""
    ror: str
    """The full IRI, ``https://ror.org/0…``."""
    confidence: str
    """``high``, ``medium`` or ``low``: a candidate for a person to look at, not a fact."""
    method: str
    """How it was found, in the words of the table (its column ``source``)."""
    locator: str


def pic_to_ror(path: Path, count: Count) -> Iterator[PicToRor]:
    """The rows of a table of PIC and ROR ids; ``count`` is filled on the way.

    A row that cannot be read is refused, and a PIC that stands already in an earlier row.
    Raises ``BionrwError`` where the file as a whole is not that table.
    """
    records.check(path, "identifiers")
    seen: dict[str, int] = {}
    for number, row in records.table(path, _COLUMNS, count):
        where = f"{count.table}, row {number}"
        try:
            pair = _pair(row, number, where)
            if pair.pic in seen:
                raise BionrwError(f'{where}, column pic: "{pair.pic}" stands already in row {seen[pair.pic]}.')
        except BionrwError as error:
            count.refuse(f"row {number}", error)
            continue
        seen[pair.pic] = number
        count.taken += 1
        yield pair


def _pair(row: records.Cells, number: int, where: str) -> PicToRor:
    if not re.fullmatch(r"[0-9]{9}", row["pic"]):
        raise BionrwError(f'{where}, column pic: "{row["pic"]}" is no PIC: it has nine digits.')
    if row["confidence"] not in _CONFIDENCES:
        raise BionrwError(f'{where}, column confidence: "{row["confidence"]}" is none of {", ".join(_CONFIDENCES)}.')
    with cells.located(f"{where}, column ror_id"):
        iri = ror.checked_id(row["ror_id"])
    return PicToRor(row["pic"], iri, row["confidence"], row["source"], f"row {number}")
