"""What a user has downloaded → tables, row by row; nothing is unpacked to disk and nothing is guessed.

A delivery is a ZIP file, a folder, a CSV file (also packed by gzip) or an XLSX file; the content decides, not the
ending. What the tables mean is the business of each reader. A damaged file stops the reading, a damaged row does not.

Why openpyxl: it reads a sheet as a stream, and with defusedxml it refuses entities. python-calamine is some ten times
faster, but holds the whole rectangle of a sheet in memory: one cell in the last corner of a sheet of 3 kB ends the
process, and no Python code can catch that.
"""

import codecs
import csv
import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Literal, NoReturn, TypeAlias

from bionrw_graph.deliveries.files import AGAIN, DAMAGE, GZIP, ZIP, Stream, checked, damaged, left_behind, streams
from bionrw_graph.errors import BionrwError

Encoding: TypeAlias = Literal["utf-8", "cp1252"]
Note: TypeAlias = Callable[[int, str], None]
_Cells: TypeAlias = Iterator[tuple[int, list[str]]]
XmlReader: TypeAlias = Callable[[Stream], "list[Table]"]

LONGEST_LINE = 16 * 1024**2
"""Bytes of one line of a CSV file."""

LONGEST_CELL = 128 * 1024
"""Characters of one cell of a CSV file: so much an open quote swallows at most before it is told."""

EMPTY_ROWS = 1000
"""Empty rows of an XLSX sheet, one after another, after which the table is taken to have ended."""

_ENDINGS = (".csv", ".csv.gz", ".xlsx", ".zip")
_SAVE_AS = 'Save it as "CSV UTF-8".'
_AS_IT_WAS = "Take it as it was downloaded."

# A quote ends a cell only where a semicolon and the next cell follow, so that a text may hold quotes and semicolons.
_FORMULA = re.compile(r'=?"(.*?)";(?==?"|[0-9.,]*;|$)|([^;"]*);')


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a delivery, not yet read; :meth:`rows` may be called again and again."""

    name: str
    """What to call it in messages, such as ``cordis-h2020projects-csv.zip › organization.csv``."""

    columns: tuple[str, ...]
    """The first row, as read."""

    _cells: Callable[[Note, Note], _Cells]
    _padded: bool = False
    """Whether empty cells at the end of a row are left out."""
    _headless: bool = False

    def rows(self, refuse: Note | None = None, mend: Note | None = None) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row with its number: the line of a CSV file (the first of several), the row of a sheet.

        Empty rows are passed over. A row that cannot be read is given to ``refuse`` with its number and the reason;
        without ``refuse`` it is a ``BionrwError``. A row that could be read only by mending its quotes is given to
        ``mend`` and then yielded. A damaged file is a ``BionrwError`` in any case.
        """
        columns, width = self.columns, len(self.columns)
        twice = next((column for column in columns if columns.count(column) > 1), None)
        if twice is not None:
            raise BionrwError(
                f'{self.name}, row 1: the column "{twice}" stands twice. Rename or remove one of the two.'
            )
        refuse = refuse or self._raise
        cells = self.cells(refuse, mend)
        if not self._headless:
            next(cells, None)
        for number, row in cells:
            if len(row) != width and not (row := _fitted(row, width, number, refuse, self._padded)):
                continue
            if any(row):
                yield number, dict(zip(columns, row, strict=True))

    def cells(self, refuse: Note | None = None, mend: Note | None = None) -> _Cells:
        """Each row as it stands, from the first, whatever its width: for tables whose header is not their first row."""
        return self._cells(refuse or self._raise, mend or _ignore)

    def headed(self, columns: tuple[str, ...]) -> "Table":
        """The same table, for one without a header: its first row is data, under these columns."""
        return replace(self, columns=columns, _headless=True)

    def _raise(self, number: int, reason: str) -> NoReturn:
        raise BionrwError(f"{self.name}, row {number}: {reason}")


def tables(*paths: Path, encoding: Encoding = "utf-8", xml: XmlReader | None = None) -> list[Table]:
    """The tables in these files and folders, in the order of the arguments.

    ``encoding`` is that of CSV files; a byte order mark is no matter. Of each table only the first row is read.
    ``xml`` gives the tables of an XML file; without it such a file is refused.
    Raises ``BionrwError`` for what is missing, damaged, dangerous or no table.
    """
    found: list[Table] = []
    for path in paths:
        if path.is_dir():
            files = [file for file in sorted(path.rglob("*")) if file.is_file() and _read(file.relative_to(path), xml)]
            if not files:
                raise BionrwError(f"{path} holds no table. Name a folder with CSV, XLSX or ZIP files.")
            # Each programme has its own organization.csv: the folder tells them apart.
            begin = path.resolve().name
            for file in files:
                found += _of_file(file, f"{begin} › {file.relative_to(path).as_posix()}", encoding, xml)
        else:
            found += _of_file(path, path.name, encoding, xml)
    return found


def _read(name: Path | PurePosixPath, xml: XmlReader | None) -> bool:
    endings = (*_ENDINGS, ".xml") if xml else _ENDINGS
    return not left_behind(name) and name.name.casefold().endswith(endings)


def _of_file(path: Path, name: str, encoding: Encoding, xml: XmlReader | None) -> list[Table]:
    found: list[Table] = []
    inside = streams(path, name)
    for stream in inside:
        if not stream.inside or _read(PurePosixPath(stream.inside), xml):
            found += _of_stream(stream, encoding, xml)
    if not found:
        endings = sorted({PurePosixPath(stream.inside).suffix for stream in inside} - {""})
        held = f" but {', '.join(endings)} files" if endings else ""
        raise BionrwError(f"{name} holds no CSV or XLSX file{held}. Download the edition in CSV or XLSX.")
    return found


def _of_stream(stream: Stream, encoding: Encoding, xml: XmlReader | None) -> list[Table]:
    head = stream.beginning(4096)
    if not head:
        raise BionrwError(f"{stream.name} is empty. {AGAIN}")
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BionrwError(f"{stream.name} is an old or a locked Excel file. Save it as XLSX without a password.")
    if stream.packed and head.startswith((*ZIP, GZIP)):
        content = stream.content()
        if head.startswith(GZIP) or "xl/workbook.xml" not in checked(stream.name, io.BytesIO(content)):
            raise BionrwError(f"{stream.name}: a packed file lies in a packed file. Unpack it and name it by itself.")
        # A new one each time, because openpyxl closes what it is given.
        return _of_xlsx(stream.name, lambda: io.BytesIO(content))
    if head.startswith(ZIP):
        return _of_xlsx(stream.name, stream.open)
    # Web pages begin otherwise.
    if xml and head.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"<?xml", b"<project")):
        return xml(stream)
    return [_of_csv(stream, head, encoding)]


# CSV


def _of_csv(stream: Stream, head: bytes, encoding: Encoding) -> Table:
    _check_head(stream.name, head)
    first = next(_lines(stream, encoding), "")
    # Delimiters inside of quotes are text.
    bare = re.sub(r'"[^"]*"', "", first)
    delimiter = max(",;\t", key=bare.count)

    def cells(refuse: Note, mend: Note) -> _Cells:
        if re.match(rb'([^\n]*\n)?="[^\n]*";', head):
            return _formula_cells(stream, encoding, refuse)
        return _csv_cells(stream, encoding, delimiter, refuse, mend)

    _, header = next(cells(_refuse_header(stream.name), _ignore), (1, []))
    if not any(header):
        raise BionrwError(f"{stream.name} is empty. {AGAIN}")
    return Table(stream.name, tuple(cell.strip() for cell in header), cells)


def _ignore(number: int, reason: str) -> None:
    pass


def _refuse_header(name: str) -> Note:
    def refuse(number: int, reason: str) -> None:
        raise BionrwError(f"{name}, row {number}: {reason}")

    return refuse


def _check_head(name: str, head: bytes) -> None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(head):
        raise BionrwError(f"{name} is written in UTF-16. {_SAVE_AS}")
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"<", b"{", b"[")):
        raise BionrwError(f"{name} is a web page, an XML or a JSON file. Download the edition in CSV or XLSX.")


def _looks_like_utf16(head: bytes) -> bool:
    """Every other byte of Latin text in UTF-16 is zero."""
    return len(head) >= 4 and max(head[::2].count(0), head[1::2].count(0)) > len(head) // 3


def _lines(stream: Stream, encoding: Encoding) -> Iterator[str]:
    """The lines, each with its end. Raises ``BionrwError`` with the line for what is no text."""
    name = stream.name
    number = 0
    with stream.open() as opened:
        readline = opened.readline
        while True:
            try:
                raw = readline(LONGEST_LINE)
            except DAMAGE as error:
                raise damaged(f"{name}, row {number + 1}: the file", error) from error
            if not raw:
                return
            number += 1
            if number == 1:
                raw = raw.removeprefix(codecs.BOM_UTF8)
            if len(raw) == LONGEST_LINE:
                raise BionrwError(f"{name}, row {number}: the line has no end. {AGAIN}")
            if b"\0" in raw:
                raise BionrwError(f"{name}, row {number}: the row holds a NUL byte, the file is damaged. {AGAIN}")
            try:
                line = raw.decode(encoding)
            except UnicodeDecodeError as error:
                raise BionrwError(_not_text(name, number, raw, error, encoding)) from error
            if encoding == "cp1252" and not line.isascii() and _is_utf8(raw):
                raise BionrwError(f"{name}, row {number}: the file is UTF-8, not CP1252. {_AS_IT_WAS}")
            yield line


def _is_utf8(raw: bytes) -> bool:
    """Whether bytes beyond ASCII are UTF-8: an umlaut in cp1252 never is by chance, so somebody saved the file anew."""
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _not_text(name: str, row: int, raw: bytes, error: UnicodeDecodeError, encoding: Encoding) -> str:
    where = f"{name}, row {row}: the file is not {encoding.upper()} (byte 0x{raw[error.start]:02X}"
    if encoding == "cp1252":
        return f"{where}). {_AS_IT_WAS}"
    word = raw[max(0, error.start - 10) : error.start + 10].decode("cp1252", "replace")
    word = (
        re.split(r'[;,"\t\r\n]', word[: min(10, error.start)])[-1]
        + re.split(r'[;,"\t\r\n]', word[min(10, error.start) :])[0]
    )
    return f'{where}; as cp1252 it would read "{word}"). {_SAVE_AS} Or say that it is cp1252.'


def _csv_cells(stream: Stream, encoding: Encoding, delimiter: str, refuse: Note, mend: Note) -> _Cells:
    lines = _lines(stream, encoding)
    read: list[str] = []  # the lines of the row that is being read
    again: list[str] = []  # lines to be read again, the next one last

    def fed() -> Iterator[str]:
        while (line := again.pop() if again else next(lines, "")) != "":
            read.append(line)
            yield line

    # strict: a stray quote is an error, not a guess.
    reader = csv.reader(fed(), delimiter=delimiter, strict=True)
    number, width = 1, 0
    while True:
        # The limit is one for the whole process, and frictionless lifts it as soon as it is imported.
        before = csv.field_size_limit(LONGEST_CELL)
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            row = _unescaped(read[0], delimiter)
            if len(read) > 1 or "unexpected end" in str(error):
                if len(row) != width:
                    # Never over the field limit: an open quote swallows at most so much before this is said.
                    raise BionrwError(
                        f'{stream.name}, row {number}: a quote (") that opens in this row is not closed where its cell '
                        f"ends, and all to line {number + len(read) - 1} became one row. Close it or download the file "
                        "again."
                    ) from error
                again.extend(reversed(read[1:]))
                del read[1:]
            elif "expected after" not in str(error) or not row:
                refuse(number, _reason(error, read[0], delimiter))
                number += 1
                read.clear()
                continue
            mend(number, 'a quote (") in the middle of a cell was read as text.')
        finally:
            csv.field_size_limit(before)
        yield number, row
        width = width or len(row)
        number += len(read)
        read.clear()


def _unescaped(line: str, delimiter: str) -> list[str]:
    """The cells of a line whose quotes inside of cells are not doubled, as CORDIS writes some titles; empty if unclear.

    A quote opens a cell only at its begin and closes it only before a delimiter or the end. Should the text itself hold
    a quote before a delimiter, then the number of cells is wrong and the row will be refused.

    >>> _unescaped('"821040";""Seals for FTB#2 Wing""', ";")
    ['821040', '"Seals for FTB#2 Wing"']
    """
    row: list[str] = []
    line = line.rstrip("\r\n")
    cell = re.compile(rf'(?:"(.*?)"|([^"{delimiter}]*))(?:{delimiter}|$)')
    begin = 0
    while begin <= len(line):
        match = cell.match(line, begin)
        if not match:
            return []
        row.append((match[1] or "").replace('""', '"') or match[2] or "")
        # The last cell ends without a delimiter.
        begin = match.end() + (match[0][-1:] != delimiter)
    return row


def _formula_cells(stream: Stream, encoding: Encoding, refuse: Note) -> _Cells:
    """The rows of a table that writes each text as a formula, ``="…";``, so that a spreadsheet takes none for a number.

    A row is a line. Quotes in a text are not doubled, so the csv module cannot tell where a cell ends.
    """
    for number, line in enumerate(_lines(stream, encoding), start=1):
        line = line.strip().removesuffix(";") + ";"
        row: list[str] = []
        begin = 0
        while begin < len(line) and (cell := _FORMULA.match(line, begin)):
            row.append(cell[2] if cell[1] is None else cell[1].replace('""', '"'))
            begin = cell.end()
        if begin < len(line):
            refuse(number, f'the row cannot be parted into cells, a quote (") is missing or too many. {AGAIN}')
        elif line != ";":
            yield number, row


def _reason(error: csv.Error, line: str, delimiter: str) -> str:
    """Why the csv module refuses a row of one line."""
    if "field limit" in str(error):
        longest = csv.field_size_limit()
        csv.field_size_limit(len(line))
        try:
            row = next(csv.reader([line], delimiter=delimiter))
        finally:
            csv.field_size_limit(longest)
        column = next(number for number, cell in enumerate(row, 1) if len(cell) > longest)
        return f"the cell in column {column} is longer than {longest} characters. Shorten it."
    if "new-line" in str(error):
        return f"a line ends in the manner of old Macintosh computers. {_SAVE_AS}"
    return 'a quote (") stands in the middle of a cell. Put the whole cell in quotes and double each quote inside it.'


def _fitted(row: list[str], width: int, number: int, refuse: Note, padded: bool) -> list[str]:
    """The row at the width of the table; empty, and refused if it is no blank line, where cells are missing or left."""
    if len(row) > width and not any(row[width:]):
        return row[:width]
    if padded and len(row) < width:
        return row + [""] * (width - len(row))
    if row and len(row) < width:
        refuse(number, f"the row has {len(row)} cells, the table has {width} columns: cells are missing. {AGAIN}")
    elif row:
        refuse(
            number,
            f'the row has {len(row)} cells, the table has {width} columns (extra cell "{row[width][:40]}"). '
            "Put a cell with a delimiter in quotes.",
        )
    return []


# XLSX


def _of_xlsx(name: str, open_: Callable[[], BinaryIO]) -> list[Table]:
    found: list[Table] = []
    with _workbook(name, open_) as book:
        titles = [sheet.title for sheet in book.worksheets]
    for title in titles:
        called = name if len(titles) == 1 else f"{name} › {title}"

        def cells(refuse: Note, mend: Note, called: str = called, title: str = title) -> _Cells:
            return _sheet_cells(called, open_, title, refuse)

        _, header = next(cells(_ignore, _ignore), (1, []))
        if header:
            found.append(Table(called, tuple(cell.strip() for cell in header), cells, _padded=True))
    if not found:
        raise BionrwError(f"{name} is empty. {AGAIN}")
    return found


@contextmanager
def _workbook(name: str, open_: Callable[[], BinaryIO]) -> Iterator[Any]:
    import openpyxl  # a tenth of a second to load: only for XLSX

    if not openpyxl.DEFUSEDXML:
        raise BionrwError("XLSX files are read only where the package defusedxml is installed. Install it.")
    with open_() as stream, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of missing styles, which carry no data
        try:
            book = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except BionrwError:
            raise
        except Exception as error:  # openpyxl lets through whatever its parsers raise on a damaged file
            # What openpyxl says itself is that something is wrong with the file at this path.
            reason = str(error.__cause__ or error).partition("\n")[0] or type(error).__name__
            raise BionrwError(f"{name} is no sound XLSX file ({reason}). {AGAIN}") from error


def _sheet_cells(name: str, open_: Callable[[], BinaryIO], title: str, refuse: Note) -> _Cells:
    with _workbook(name, open_) as book:
        sheet = book[title]
        # What the file says of its own size is often wrong, in both directions.
        sheet.reset_dimensions()
        empty = 0
        for number, values in enumerate(sheet.iter_rows(values_only=True), start=1):
            row = [_text(value) for value in values]
            while row and not row[-1]:
                row.pop()
            if row:
                empty = 0
                yield number, row
                continue
            empty += 1
            if empty == EMPTY_ROWS:
                refuse(
                    number, f"{EMPTY_ROWS} empty rows one after another: what stands below was not read. Remove them."
                )
                return


def _text(value: object) -> str:
    """A cell of a sheet as CSV would write it."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    return str(value)
