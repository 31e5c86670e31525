"""A delivered file → the rows of its table or the records of its JSON, if it is one for the reader."""

import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TypeAlias

from bionrw_graph.deliveries.files import AGAIN, DAMAGE, ZIP, Stream, damaged, streams
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.deliveries.tables import tables
from bionrw_graph.errors import BionrwError, did_you_mean

Cells: TypeAlias = "dict[str, str]"

_HEAD = 16_384

# What a file looks like at its beginning, which reader it is for, and what to call it. The first that fits counts.
_KINDS = (
    ("foerderkatalog", "an export of the Förderkatalog", r'\A\ufeff?(="[^\n]*";="|"?FKZ"?;)'),
    ("foerderkatalog.subjects", "the table of subject codes of the Förderkatalog", r"\A\ufeff?LP,Ebene3_ID,"),
    ("identifiers", "a table of PIC and ROR ids", r"\A\ufeff?pic,ror_id,"),
    ("nuts", "a table of NUTS regions", r"\A\ufeff?CNTR_CODE,NUTS_ID,"),
    ("ror", "records of ROR", r'\A\ufeff?\s*[\[{][\s\S]*"https://ror\.org/'),
    ("efre", "a list of ERDF operations", r'Name des Beg[^"\t]{1,6}nstigten|"allocated_public_funding"'),
    ("interreg.partners", "a list of Interreg partners", r'"organisationsroll"'),
    ("interreg.totals", "a table of totals of keep.eu", r"\bkeep_No_of_projects\b"),
    ("fp7", "a dump of FP7 projects with places", r'"project_acronym"'),
    ("euroscivoc", "a CORDIS table of EuroSciVoc paths", r"\beuroSciVocPath\b"),
    ("euroscivoc.entries", "EuroSciVoc as RDF", r"@prefix[\s\S]*/euroscivoc/"),
    ("cordis", "a CORDIS table", r"\b(projectID|organisationID|ecMaxContribution)\b"),
)

_COMMANDS = ("cordis", "efre", "foerderkatalog", "ror")
_WITH_HEADER = ("foerderkatalog.subjects", "identifiers", "nuts", "interreg.totals", "euroscivoc")


def check(path: Path, reader: str) -> None:
    """Raises ``BionrwError`` where a file is clearly one for another reader, or looks like nothing that is known."""
    beginning = _beginning(path)
    if not beginning.strip():
        raise BionrwError(f"{path.name} is empty. {AGAIN}")
    meant = next(words for name, words, _ in _KINDS if name == reader)
    for name, words, mark in _KINDS:
        if re.search(mark, beginning):
            if name != reader:
                command = f" Try `bionrw import {name}`." if name in _COMMANDS else ""
                raise BionrwError(f"{path.name} is not {meant} but looks like {words}.{command}")
            return
    # A table with a header says itself which column is missing.
    if reader not in _WITH_HEADER:
        raise not_meant(path, reader)


def not_meant(path: Path, reader: str, where: str = "") -> BionrwError:
    """The error for a file that looks like nothing that is known."""
    meant = next(words for name, words, _ in _KINDS if name == reader)
    return BionrwError(f"{path.name}{where} is not {meant}, nor anything else that is read here.")


def table(path: Path, columns: Iterable[str], count: Count) -> Iterator[tuple[int, Cells]]:
    """The rows of the first table that has these columns, as :meth:`bionrw_graph.deliveries.tables.Table.rows` does.

    What cannot be read is refused in ``count``, also a row that runs over several lines: these tables have none.
    Raises ``BionrwError`` where a column is missing.
    """
    found = tables(path)
    chosen = next((table for table in found if set(columns) <= set(table.columns)), found[0])
    for column in columns:
        if column not in chosen.columns:
            guess = did_you_mean(column, chosen.columns)
            raise BionrwError(f'{chosen.name}, row 1: the column "{column}" is missing.{guess}')
    count.table = chosen.name
    for number, cells in chosen.rows(count.refuse_row, count.mend):
        if any("\n" in cell for cell in cells.values()):
            count.refuse_row(number, 'the row runs over several lines, so a quote (") is probably not closed.')
        else:
            yield number, cells


def records(path: Path) -> Iterator[tuple[int, Any]]:
    """The records of a JSON file with their numbers from 1: the items of an array, or one value after the other.

    A number with a point is a ``Decimal``. Only one record is held at a time.
    Raises ``BionrwError`` where the JSON ends in the middle or is none.
    """
    import ijson

    source = one(path)
    head = source.beginning(_HEAD)
    # JSON knows no byte order mark.
    begin = len(BOM_UTF8) if head.startswith(BOM_UTF8) else 0
    array = head[begin:].lstrip().startswith(b"[")
    number = 0
    with source.open() as stream:
        stream.read(begin)
        items = ijson.items(stream, "item" if array else "", multiple_values=not array)
        while True:
            try:
                item = next(items)
            except StopIteration:
                return
            except (ijson.JSONError, *DAMAGE) as error:
                raise _no_json(f"{source.name}, after record {number}", error) from error
            number += 1
            yield number, item


def one(path: Path) -> Stream:
    """The one file that is meant: itself, or of several in a ZIP file the JSON. Raises ``BionrwError`` for several."""
    found = streams(path, path.name)
    if len(found) > 1:
        found = [stream for stream in found if stream.inside.endswith(".json")]
        # A dump of ROR of 2024 holds the same records in both schemas.
        found = [stream for stream in found if "schema_v2" in stream.inside] or found
    if len(found) != 1:
        raise BionrwError(f"{path.name} holds {len(found)} JSON files, not one. Unpack it and name the file itself.")
    return found[0]


def is_json(path: Path) -> bool:
    """Whether a file begins as JSON does."""
    return one(path).beginning(_HEAD).removeprefix(BOM_UTF8).lstrip().startswith((b"[", b"{"))


def _beginning(path: Path) -> str:
    """The first of a file as text, or the first rows of a spreadsheet with tabs between the cells."""
    head = one(path).beginning(_HEAD)
    if head.startswith(ZIP):
        rows = tables(path)[0].cells(refuse=lambda number, reason: None)
        return "\n".join("\t".join(cells) for _, cells in islice(rows, 50))
    return head.decode("utf-8", errors="replace")


def _no_json(where: str, error: Exception) -> BionrwError:
    if isinstance(error, DAMAGE):
        return damaged(f"{where}: the file", error)
    message = str(error)
    if "premature EOF" in message or "Incomplete" in message:
        return damaged(f"{where}: the file", EOFError())
    if "UTF8" in message or "codec" in message:
        return BionrwError(f"{where}: the file is not UTF-8. {AGAIN}")
    return BionrwError(f"{where}: this is no JSON. {AGAIN}")
