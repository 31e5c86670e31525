"""What a user has downloaded → tables, row by row; nothing is unpacked to disk and nothing is guessed.

A delivery is a ZIP file, a folder, a CSV file (also packed by gzip) or an XLSX file; the content decides, not the
ending. What the tables mean is the business of the sources. A damaged file stops the reading, a damaged row does not.

Why openpyxl: it reads a sheet as a stream, and with defusedxml it refuses entities. python-calamine is some ten times
faster, but holds the whole rectangle of a sheet in memory: one cell in the last corner of a sheet of 3 kB ends the
process, and no Python code can catch that.
"""

import codecs
import csv
import gzip
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Literal, NoReturn, TypeAlias, cast

from bionrw_graph.errors import BionrwError

Encoding: TypeAlias = Literal["utf-8", "cp1252"]
Note: TypeAlias = Callable[[int, str], None]
_Cells: TypeAlias = Iterator[tuple[int, list[str]]]

MOST_BYTES = 4 * 1024**3
"""The most that one ZIP or gzip file may unpack to. A participation takes some 400 bytes in CSV and 2,000 in XLSX, so
that the 180,000 of a whole programme take 0.4 GB at most: this is ten times as much."""

MOST_RATIO = 100
"""The most bytes that one packed byte may unpack to. Real deliveries reach 14; a bomb begins at several hundred."""

RATIO_FROM = 16 * 1024**2
"""Bytes up to which the ratio does not matter: so little harms nobody, and small tables pack well."""

MOST_HELD = 256 * 1024**2
"""Bytes that have to be held in memory as a whole: an XLSX file in a ZIP file, and the strings its cells share."""

MOST_MEMBERS = 1000
"""Files in one ZIP file. CORDIS has a dozen tables."""

LONGEST_LINE = 16 * 1024**2
"""Bytes of one line of a CSV file."""

EMPTY_ROWS = 1000
"""Empty rows of an XLSX sheet, one after another, after which the table is taken to have ended."""

_ENDINGS = (".csv", ".csv.gz", ".xlsx", ".zip")
_AGAIN = "Download it again."
_SAVE_AS = 'Save it as "CSV UTF-8".'


@dataclass(frozen=True, slots=True)
class Table:
    """One table of a delivery, not yet read; :meth:`rows` may be called again and again."""

    name: str
    """What to call it in messages, such as ``cordis-h2020projects-csv.zip › organization.csv``."""

    columns: tuple[str, ...]
    """The first row, as read."""

    _cells: Callable[[Note, Note], _Cells]
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
        cells = self._cells(refuse, mend or _ignore)
        if not self._headless:
            next(cells, None)
        for number, row in cells:
            if len(row) != width and not (row := _fitted(row, width, number, refuse)):
                continue
            if any(row):
                yield number, dict(zip(columns, row, strict=True))

    def headed(self, columns: tuple[str, ...]) -> "Table":
        """The same table, for one without a header: its first row is data, under these columns."""
        return replace(self, columns=columns, _headless=True)

    def _raise(self, number: int, reason: str) -> NoReturn:
        raise BionrwError(f"{self.name}, row {number}: {reason}")


def tables(*paths: Path, encoding: Encoding = "utf-8") -> list[Table]:
    """The tables in these files and folders, in the order of the arguments.

    ``encoding`` is that of CSV files; a byte order mark is no matter. Of each table only the first row is read.
    Raises ``BionrwError`` for what is missing, damaged, dangerous or no table.
    """
    found: list[Table] = []
    for path in paths:
        if path.is_dir():
            files = [each for each in sorted(path.rglob("*")) if each.is_file() and _is_table(each.relative_to(path))]
            if not files:
                raise BionrwError(f"{path} holds no table. Name a folder with CSV, XLSX or ZIP files.")
            # Each programme has its own organization.csv: the folder tells them apart.
            begin = path.resolve().name
            for file in files:
                found += _of_file(file, f"{begin} › {file.relative_to(path).as_posix()}", encoding)
        else:
            found += _of_file(path, path.name, encoding)
    return found


def _is_table(name: Path | PurePosixPath) -> bool:
    """Whether the name is that of a table, not that of what an Apple or an Office leaves beside it."""
    left = any(part.startswith((".", "~$", "__MACOSX")) for part in name.parts)
    return not left and name.name.casefold().endswith(_ENDINGS)


def _of_file(path: Path, name: str, encoding: Encoding) -> list[Table]:
    try:
        if path.exists() and not path.is_file():
            raise BionrwError(f"{path} is no file. Name a ZIP, CSV or XLSX file, or a folder.")
        with path.open("rb") as stream:
            head = stream.read(8)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise BionrwError(f"There is no file {path}. Check the name and the folder.") from error
    except OSError as error:
        raise BionrwError(f"{path} cannot be read ({error.strerror}). Check its rights.") from error
    if not head:
        raise BionrwError(f"{name} is empty. {_AGAIN}")
    if head.startswith(b"PK"):
        return _of_zip(path, name, encoding)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise BionrwError(f"{name} is an old or a locked Excel file. Save it as XLSX without a password.")
    if head.startswith(b"\x1f\x8b"):
        limit = _limit(size)
        return [_of_csv(_Stream(name, lambda: io.BufferedReader(cast("Any", gzip.open(path))), limit), encoding)]
    return [_of_csv(_Stream(name, lambda: path.open("rb"), None), encoding)]


def _limit(packed: int) -> int:
    return min(MOST_BYTES, max(RATIO_FROM, MOST_RATIO * packed))


# ZIP


def _of_zip(path: Path, name: str, encoding: Encoding) -> list[Table]:
    with _opened_zip(name, path) as archive:
        members = _checked(name, archive)
    if "xl/workbook.xml" in members:
        return _of_xlsx(name, lambda: path.open("rb"))
    found: list[Table] = []
    for inside, member in members.items():
        if not _is_table(PurePosixPath(inside)):
            continue
        called = f"{name} › {inside}"
        if inside.casefold().endswith((".zip", ".gz")):
            raise BionrwError(f"{called}: a packed file lies in a packed file. Unpack it and name it by itself.")
        if inside.casefold().endswith(".xlsx"):
            if member.file_size > MOST_HELD:
                raise BionrwError(f"{called} has more than {_size(MOST_HELD)}. Unpack it and name it by itself.")
            inner = io.BytesIO(_content(path, member, called))
            with _opened_zip(called, inner) as archive:
                _checked(called, archive)
            # A copy, because openpyxl closes what it is given.
            content = inner.getvalue()
            found += _of_xlsx(called, lambda content=content: io.BytesIO(content))  # type: ignore[misc]
        elif member.file_size:
            stream = _Stream(called, lambda member=member: _member(path, member), _limit(member.compress_size))  # type: ignore[misc]
            found.append(_of_csv(stream, encoding))
        else:
            raise BionrwError(f"{called} is empty. {_AGAIN}")
    if not found:
        endings = sorted({PurePosixPath(inside).suffix for inside in members} - {""})
        held = f" but {', '.join(endings)} files" if endings else ""
        raise BionrwError(f"{name} holds no CSV or XLSX file{held}. Download the edition in CSV or XLSX.")
    return found


@contextmanager
def _opened_zip(name: str, file: Path | BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except (zipfile.BadZipFile, EOFError, ValueError, zlib.error, NotImplementedError, OSError) as error:
        raise BionrwError(
            f"{name} is no whole ZIP file ({error}), the download was probably cut off. {_AGAIN}"
        ) from error


def _checked(name: str, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    """The files of the archive by name, once it is known that reading them is safe."""
    members = [member for member in archive.infolist() if not member.is_dir()]
    if len(members) > MOST_MEMBERS:
        raise BionrwError(f"{name} holds {len(members)} files, at most {MOST_MEMBERS} are read. Take out the tables.")
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise BionrwError(f"{name} unpacks to more than {_size(MOST_BYTES)}. Take out the tables and name them.")
    for member in members:
        inside = member.filename
        # Nothing is written to disk; but whoever packs such names means harm, and the name goes into messages.
        if inside.startswith("/") or ".." in PurePosixPath(inside).parts or re.search(r"[\x00-\x1f\\:]", inside):
            raise BionrwError(f"{name} holds a file with an unsafe name ({inside!r}). {_AGAIN}")
        if member.flag_bits & 1:
            raise BionrwError(f"{name} › {inside} is locked with a password. Unpack it and name it by itself.")
        if member.file_size > _limit(member.compress_size):
            raise BionrwError(
                f"{name} › {inside} unpacks to more than {MOST_RATIO} times its size, as no real table does. {_AGAIN}"
            )
        if inside == "xl/sharedStrings.xml" and member.file_size > MOST_HELD:
            raise BionrwError(f"{name} holds more than {_size(MOST_HELD)} of text. Download the edition in CSV.")
    return {member.filename: member for member in members}


def _member(path: Path, member: zipfile.ZipInfo) -> BinaryIO:
    # The open member keeps the file open, also after the archive is closed.
    with zipfile.ZipFile(path) as archive:
        return io.BufferedReader(cast("Any", archive.open(member)))


def _content(path: Path, member: zipfile.ZipInfo, name: str) -> bytes:
    with _opened_zip(name, path) as archive:
        return archive.read(member)


def _size(count: int) -> str:
    return f"{count // 1024**3} GB" if count >= 1024**3 else f"{count // 1024**2} MB"


# CSV


@dataclass(frozen=True, slots=True)
class _Stream:
    """Bytes that can be opened again; ``limit`` is what they may unpack to at most."""

    name: str
    open: Callable[[], AbstractContextManager[BinaryIO]]
    limit: int | None


def _of_csv(stream: _Stream, encoding: Encoding) -> Table:
    with stream.open() as opened, _readable(stream.name):
        head = opened.read(4096)
    _check_head(stream.name, head)
    first = next(_lines(stream, encoding), "")
    # Delimiters inside of quotes are text.
    bare = re.sub(r'"[^"]*"', "", first)
    delimiter = max(",;\t", key=bare.count)

    def cells(refuse: Note, mend: Note) -> _Cells:
        return _csv_cells(stream, encoding, delimiter, refuse, mend)

    _, header = next(cells(_refuse_header(stream.name), _ignore), (1, []))
    if not any(header):
        raise BionrwError(f"{stream.name} is empty. {_AGAIN}")
    return Table(stream.name, tuple(cell.strip() for cell in header), cells)


def _ignore(number: int, reason: str) -> None:
    pass


def _refuse_header(name: str) -> Note:
    def refuse(number: int, reason: str) -> None:
        raise BionrwError(f"{name}, row {number}: {reason}")

    return refuse


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, OSError) as error:
        raise BionrwError(f"{name} is damaged ({error}), the download was probably cut off. {_AGAIN}") from error


def _check_head(name: str, head: bytes) -> None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _looks_like_utf16(head):
        raise BionrwError(f"{name} is written in UTF-16. {_SAVE_AS}")
    if head.removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"<", b"{", b"[")):
        raise BionrwError(f"{name} is a web page, an XML or a JSON file. Download the edition in CSV or XLSX.")


def _looks_like_utf16(head: bytes) -> bool:
    """Every other byte of Latin text in UTF-16 is zero."""
    return len(head) >= 4 and max(head[::2].count(0), head[1::2].count(0)) > len(head) // 3


def _lines(stream: _Stream, encoding: Encoding) -> Iterator[str]:
    """The lines, each with its end. Raises ``BionrwError`` with the line for what is no text."""
    name, limit = stream.name, stream.limit or float("inf")
    total = number = 0
    with stream.open() as opened:
        readline = opened.readline
        while True:
            try:
                raw = readline(LONGEST_LINE)
            except (zipfile.BadZipFile, EOFError, zlib.error, OSError) as error:
                raise BionrwError(
                    f"{name}, row {number + 1}: the file is damaged here ({error}), "
                    f"the download was probably cut off. {_AGAIN}"
                ) from error
            if not raw:
                return
            total += len(raw)
            number += 1
            if number == 1:
                raw = raw.removeprefix(codecs.BOM_UTF8)
            if total > limit:
                raise BionrwError(f"{name} unpacks to more than {_size(int(limit))}, as no real table does. {_AGAIN}")
            if len(raw) == LONGEST_LINE:
                raise BionrwError(f"{name}, row {number}: the line has no end. {_AGAIN}")
            if b"\0" in raw:
                raise BionrwError(f"{name}, row {number}: the row holds a NUL byte, the file is damaged. {_AGAIN}")
            try:
                line = raw.decode(encoding)
            except UnicodeDecodeError as error:
                raise BionrwError(_not_text(name, number, raw, error, encoding)) from error
            yield line


def _not_text(name: str, row: int, raw: bytes, error: UnicodeDecodeError, encoding: Encoding) -> str:
    where = f"{name}, row {row}: the file is not {encoding.upper()} (byte 0x{raw[error.start]:02X}"
    if encoding == "cp1252":
        return f"{where}). {_SAVE_AS}"
    word = raw[max(0, error.start - 10) : error.start + 10].decode("cp1252", "replace")
    word = (
        re.split(r'[;,"\t\r\n]', word[: min(10, error.start)])[-1]
        + re.split(r'[;,"\t\r\n]', word[min(10, error.start) :])[0]
    )
    return f'{where}; as cp1252 it would read "{word}"). {_SAVE_AS} Or say that it is cp1252.'


def _csv_cells(stream: _Stream, encoding: Encoding, delimiter: str, refuse: Note, mend: Note) -> _Cells:
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


def _fitted(row: list[str], width: int, number: int, refuse: Note) -> list[str]:
    """The row at the width of the table; empty, and refused if it is no blank line, where cells are missing or left."""
    if len(row) > width and not any(row[width:]):
        return row[:width]
    if row and len(row) < width:
        refuse(number, f"the row has {len(row)} cells, the table has {width} columns: cells are missing. {_AGAIN}")
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
            found.append(Table(called, tuple(cell.strip() for cell in header), _widened(cells, len(header))))
    if not found:
        raise BionrwError(f"{name} is empty. {_AGAIN}")
    return found


def _widened(cells: Callable[[Note, Note], _Cells], width: int) -> Callable[[Note, Note], _Cells]:
    """A sheet leaves out empty cells at the end of a row: nothing is missing there."""

    def widened(refuse: Note, mend: Note) -> _Cells:
        for number, row in cells(refuse, mend):
            yield number, row + [""] * (width - len(row))

    return widened


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
            raise BionrwError(f"{name} is no sound XLSX file ({reason}). {_AGAIN}") from error


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
