"""A delivered file → its rows or records, plain or packed, with the errors of files in words."""

import csv
import gzip
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Any, TypeAlias

from bionrw_graph.deliveries.summary import Summary
from bionrw_graph.errors import BionrwError, did_you_mean

Cells: TypeAlias = "dict[str, str]"

_HEAD = 16_384
_EMPTY_ROWS = 1_000

# What a file looks like at its beginning, which reader it is for, and what to call it. The first that fits counts.
_KINDS = (
    ("foerderkatalog", "an export of the Förderkatalog", r'\A\ufeff?(="[^\n]*";="|"?FKZ"?;)'),
    ("foerderkatalog.subjects", "the table of subject codes of the Förderkatalog", r"\A\ufeff?LP,Ebene3_ID,"),
    ("identifiers", "a table of PIC and ROR ids", r"\A\ufeff?pic,ror_id,"),
    ("nuts", "a table of NUTS regions", r"\A\ufeff?CNTR_CODE,NUTS_ID,"),
    ("ror", "records of ROR", r'\A\ufeff?\s*[\[{][\s\S]*"https://ror\.org/'),
    ("efre", "a list of ERDF operations", r'Name des Beg[^"\t]{1,6}nstigten|"allocated_public_funding"'),
    ("euroscivoc", "a CORDIS table of EuroSciVoc paths", r"\beuroSciVocPath\b"),
    ("euroscivoc.entries", "EuroSciVoc as RDF", r"@prefix[\s\S]*/euroscivoc/"),
    ("cordis", "a CORDIS table", r"\b(projectID|organisationID|ecMaxContribution)\b"),
)

_WITH_HEADER = ("foerderkatalog.subjects", "identifiers", "nuts", "euroscivoc")


def check(path: Path, reader: str) -> None:
    """Raises ``BionrwError`` where a file is clearly one for another reader, or looks like nothing that is known."""
    beginning = _beginning(path)
    if not beginning.strip():
        raise BionrwError(f"{path.name} is empty.")
    meant = next(words for name, words, _ in _KINDS if name == reader)
    for name, words, mark in _KINDS:
        if re.search(mark, beginning):
            if name != reader:
                raise BionrwError(f"{path.name} is not {meant} but looks like {words}: give it to the reader {name}.")
            return
    # A table with a header says itself which column is missing.
    if reader not in _WITH_HEADER:
        raise not_meant(path, reader)


def not_meant(path: Path, reader: str, where: str = "") -> BionrwError:
    """The error for a file that looks like nothing that is known."""
    meant = next(words for name, words, _ in _KINDS if name == reader)
    return BionrwError(f"{path.name}{where} is not {meant}, nor anything else that is read here.")


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The bytes of a file, unpacked where it is packed: .gz, or a .zip with one JSON file that is meant.

    Raises ``BionrwError`` where it is missing or damaged; for what is damaged further on, in the block.
    """
    try:
        with ExitStack() as stack:
            yield _unpacked(path, stack)
    except FileNotFoundError as error:
        raise BionrwError(f"{path.name} is missing: there is no such file in {path.parent}.") from error
    except EOFError as error:
        raise BionrwError(f"{path.name} ends in the middle: it was not fetched whole. Fetch it again.") from error
    except (gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError) as error:
        raise BionrwError(f"{path.name} is damaged and cannot be unpacked ({error}). Fetch it again.") from error
    except OSError as error:
        raise BionrwError(f"{path.name} cannot be read ({error.strerror}).") from error


def table(path: Path, columns: Iterable[str], summary: Summary) -> Iterator[tuple[int, Cells]]:
    """The rows of a table with a header (UTF-8, columns parted by comma or semicolon) that has these columns.

    Rows count the header as row 1. A row with more or fewer cells than the header is refused, and one
    that runs over several lines.
    Raises ``BionrwError`` where a column is missing, for another encoding, and for a quote that is not closed.
    """
    with opened(path) as stream:
        lines = _decoded(stream, path.name)
        header_line = next(lines, "")
        separator = max(",;", key=header_line.count)
        header = next(csv.reader([header_line], delimiter=separator))
        for column in columns:
            if column not in header:
                raise BionrwError(
                    f'{path.name}, row 1: the column "{column}" is missing.{did_you_mean(column, header)}'
                )
        # strict: a stray quote is an error, not a guess.
        rows = csv.reader(lines, delimiter=separator, strict=True)
        begin = 2
        try:
            for number, cells in enumerate(rows, start=2):
                where = f"{path.name}, row {number}"
                if any("\n" in cell for cell in cells):
                    reason = 'the row runs over several lines, so a quote (") is probably not closed.'
                    summary.refuse(f"row {number}", f"{where}: {reason}")
                elif len(cells) == len(header):
                    yield number, dict(zip(header, cells, strict=True))
                elif cells:
                    reason = f"the row has {len(cells)} cells, the header has {len(header)}."
                    summary.refuse(f"row {number}", f"{where}: {reason}")
                begin = rows.line_num + 2
        except csv.Error as error:
            raise BionrwError(
                f'{path.name}, line {begin}: a quote (") that opens here is not closed, or stands in the middle of a '
                f"cell ({error})."
            ) from error


def sheet(path: Path) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of the first sheet of a spreadsheet (.xlsx) with their numbers: texts, numbers, datetimes, ``None``.

    Raises ``BionrwError`` where it is no spreadsheet.
    """
    import openpyxl  # a third of a second to load: only where a spreadsheet is read

    try:
        with warnings.catch_warnings():
            # Spreadsheets written by programs often have no style; that is no fault of theirs.
            warnings.filterwarnings("ignore", message="Workbook contains no default style")
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        try:
            first = book.worksheets[0]
            # The size that CORDIS writes into its spreadsheets is that of one cell.
            first.reset_dimensions()
            empty = 0
            for number, cells in enumerate(first.iter_rows(values_only=True), start=1):
                empty = 0 if any(cell is not None for cell in cells) else empty + 1
                if empty > _EMPTY_ROWS:
                    return
                yield number, tuple(cells)
        finally:
            book.close()
    except FileNotFoundError as error:
        raise BionrwError(f"{path.name} is missing: there is no such file in {path.parent}.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, OSError, SyntaxError) as error:
        raise BionrwError(f"{path.name} is no spreadsheet (.xlsx) that can be read. Fetch it again.") from error


def records(path: Path) -> Iterator[tuple[int, Any]]:
    """The records of a JSON file with their numbers from 1: the items of an array, or one value after the other.

    A number with a point is a ``Decimal``. Only one record is held at a time.
    Raises ``BionrwError`` where the JSON ends in the middle or is none.
    """
    import ijson

    beginning = _beginning(path)
    array = beginning.lstrip("\ufeff \t\r\n").startswith("[")
    number = 0
    with opened(path) as stream:
        if beginning.startswith("\ufeff"):
            # JSON knows no byte order mark.
            stream.read(3)
        items = ijson.items(stream, "item" if array else "", multiple_values=not array)
        while True:
            try:
                item = next(items)
            except StopIteration:
                return
            except ijson.JSONError as error:
                raise BionrwError(_json_sentence(path.name, number, str(error))) from error
            number += 1
            yield number, item


def is_spreadsheet(path: Path) -> bool:
    """Whether a file is a packed one with a workbook inside, whatever its name ends in."""
    try:
        with zipfile.ZipFile(path) as packed:
            return "xl/workbook.xml" in packed.namelist()
    except (zipfile.BadZipFile, OSError):
        return False


def _beginning(path: Path) -> str:
    """The first of a file as text, or the first rows of a spreadsheet with tabs between the cells."""
    if is_spreadsheet(path):
        rows = sheet(path)
        shown = [next(rows, (0, ()))[1] for _ in range(50)]
        return "\n".join("\t".join("" if cell is None else str(cell) for cell in cells) for cells in shown)
    with opened(path) as stream:
        return stream.read(_HEAD).decode("utf-8", errors="replace")


def _unpacked(path: Path, stack: ExitStack) -> IO[bytes]:
    file = stack.enter_context(path.open("rb"))
    magic = file.read(4)
    file.seek(0)
    if magic.startswith(b"\x1f\x8b"):
        return io.BufferedReader(stack.enter_context(gzip.GzipFile(fileobj=file)))
    if magic != b"PK\x03\x04":
        return file
    packed = stack.enter_context(zipfile.ZipFile(file))
    names = [name for name in packed.namelist() if name.endswith(".json") and not name.startswith("__MACOSX/")]
    # A dump of ROR of 2024 holds the same records in both schemas.
    names = [name for name in names if "schema_v2" in name] or names
    if len(names) != 1:
        raise BionrwError(f"{path.name} holds {len(names)} JSON files, not one. Unpack it and name the file itself.")
    return stack.enter_context(packed.open(names[0]))


def _decoded(stream: IO[bytes], name: str) -> Iterator[str]:
    for number, line in enumerate(stream, start=1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise BionrwError(
                f"{name}, line {number}: the file is not UTF-8 (byte 0x{line[error.start]:02X}). "
                'Save it again as "CSV UTF-8".'
            ) from error


def _json_sentence(name: str, number: int, message: str) -> str:
    if "UTF8" in message or "codec" in message:
        return f"{name}, after record {number}: the file is not UTF-8. Fetch it again."
    if "premature EOF" in message or "Incomplete" in message:
        return f"{name} ends in the middle, after record {number}: it was not fetched whole. Fetch it again."
    return f"{name}, after record {number}: this is no JSON. Fetch it again."
