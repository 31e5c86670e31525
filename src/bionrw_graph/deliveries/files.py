"""A file that a user has downloaded → streams of its bytes, unpacked within limits; nothing is unpacked to disk.

The content says how a file is packed, not its ending.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, BinaryIO, cast

from bionrw_graph.errors import BionrwError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_BYTES = 4 * 1024**3
"""The most that one ZIP or gzip file may unpack to. A participation takes some 400 bytes in CSV and 2,000 in XLSX, so
that the 180,000 of a whole programme take 0.4 GB at most: this is ten times as much."""

MOST_RATIO = 100
"""The most bytes that one packed byte may unpack to. Real deliveries reach 14; a bomb begins at several hundred."""

RATIO_FROM = 16 * 1024**2
"""Bytes up to which the ratio does not matter: so little harms nobody, and small tables pack well."""

MOST_HELD = 256 * 1024**2
"""Bytes that have to be held in memory as a whole: RDF, an XLSX file in a ZIP file, the strings its cells share."""

MOST_MEMBERS = 1000
"""Files in one ZIP file. CORDIS has a dozen tables."""

# How packed files begin; an empty ZIP file begins otherwise. A CSV file may begin with PK too.
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
GZIP = b"\x1f\x8b"

AGAIN = "Download it again."

DAMAGE = (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, OSError)
"""What reading a packed file raises where it is damaged; :func:`damaged` says it in words."""


@dataclass(frozen=True, slots=True)
class Stream:
    """The bytes of one file, unpacked; :meth:`open` may be called again and again."""

    name: str
    """What to call it in messages, such as ``cordis-h2020projects-csv.zip › organization.csv``."""
    open: Callable[[], BinaryIO]
    """Gives the bytes from the beginning, to read a part at a time. That may raise any of :data:`DAMAGE`."""
    inside: str = ""
    """The path in the ZIP file that it lies in; empty where it lies in none."""
    packed: bool = False
    """Whether the bytes are unpacked while they are read."""

    def beginning(self, size: int) -> bytes:
        """The first bytes. Raises ``BionrwError`` where they are damaged."""
        try:
            with self.open() as stream:
                return stream.read(size)
        except DAMAGE as error:
            raise damaged(self.name, error) from error

    def content(self) -> bytes:
        """All bytes. Raises ``BionrwError`` where they are damaged, or more than memory should hold."""
        content = self.beginning(MOST_HELD + 1)
        if len(content) > MOST_HELD:
            raise BionrwError(f"{self.name} has more than {in_words(MOST_HELD)}. Unpack it and name it by itself.")
        return content


def streams(path: Path, name: str) -> list[Stream]:
    """What the file holds: itself, unpacked, or each file of a ZIP file. An XLSX file counts as one file.

    Raises ``BionrwError`` for a file that is missing, empty, cut off, locked or a bomb.
    """
    try:
        if path.exists() and not path.is_file():
            raise BionrwError(f"{path} is no file. Name the file that was downloaded.")
        with path.open("rb") as stream:
            head = stream.read(8)
        size = path.stat().st_size
    except FileNotFoundError as error:
        raise BionrwError(f"There is no file {path}. Check the name and the folder.") from error
    except OSError as error:
        raise BionrwError(f"{path} cannot be read ({error.strerror}). Check its rights.") from error
    if not head:
        raise BionrwError(f"{name} is empty. {AGAIN}")
    if head.startswith(GZIP):
        return [Stream(name, lambda: _buffered(_Limited(gzip.GzipFile(path), name, _limit(size))), packed=True)]
    if head.startswith(ZIP):
        members = checked(name, path)
        if "xl/workbook.xml" not in members:
            return [
                Stream(f"{name} › {inside}", partial(_member, path, member), inside, packed=True)
                for inside, member in members.items()
                if not left_behind(PurePosixPath(inside))
            ]
    return [Stream(name, lambda: path.open("rb"))]


def left_behind(name: Path | PurePosixPath) -> bool:
    """Whether the name is that of what an Apple or an Office leaves beside a file."""
    return any(part.startswith((".", "~$", "__MACOSX")) for part in name.parts)


def checked(name: str, file: Path | BinaryIO) -> dict[str, zipfile.ZipInfo]:
    """The files in a ZIP file by name, once it is known that reading them is safe; otherwise a ``BionrwError``."""
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (*DAMAGE, ValueError) as error:
        raise BionrwError(
            f"{name} is no whole ZIP file ({error}), the download was probably cut off. {AGAIN}"
        ) from error
    if len(members) > MOST_MEMBERS:
        raise BionrwError(f"{name} holds {len(members)} files, at most {MOST_MEMBERS} are read. Take out the tables.")
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise BionrwError(f"{name} unpacks to more than {in_words(MOST_BYTES)}. Take out the tables and name them.")
    for member in members:
        inside = member.filename
        # Nothing is written to disk; but whoever packs such names means harm, and the name goes into messages.
        if inside.startswith("/") or ".." in PurePosixPath(inside).parts or re.search(r"[\x00-\x1f\\:]", inside):
            raise BionrwError(f"{name} holds a file with an unsafe name ({inside!r}). {AGAIN}")
        if member.flag_bits & 1:
            raise BionrwError(f"{name} › {inside} is locked with a password. Unpack it and name it by itself.")
        if member.file_size > _limit(member.compress_size):
            raise BionrwError(
                f"{name} › {inside} unpacks to more than {MOST_RATIO} times its size, as no real delivery does. {AGAIN}"
            )
        if inside == "xl/sharedStrings.xml" and member.file_size > MOST_HELD:
            raise BionrwError(f"{name} holds more than {in_words(MOST_HELD)} of text. Download the edition in CSV.")
    return {member.filename: member for member in members}


def damaged(what: str, error: Exception) -> BionrwError:
    """The error for a file that cannot be read to its end; ``what`` is the file, and where in it that was seen.

    >>> print(damaged("x.csv.gz, row 14: the file", EOFError()))
    x.csv.gz, row 14: the file ends in the middle, the download was cut off. Download it again.
    """
    if isinstance(error, EOFError):
        return BionrwError(f"{what} ends in the middle, the download was cut off. {AGAIN}")
    return BionrwError(f"{what} is damaged ({error}), the download was probably cut off. {AGAIN}")


def in_words(size: int) -> str:
    """A number of bytes as a person says it.

    >>> in_words(MOST_BYTES), in_words(MOST_HELD)
    ('4 GB', '256 MB')
    """
    return f"{size // 1024**3} GB" if size >= 1024**3 else f"{size // 1024**2} MB"


class _Limited(io.RawIOBase):
    """What a gzip file unpacks to. It says nothing of its own size, so the bytes are counted while they come."""

    def __init__(self, unpacked: gzip.GzipFile, name: str, limit: int) -> None:
        self._unpacked = unpacked
        self._name = name
        self._limit = self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        count = self._unpacked.readinto(buffer)
        self._left -= count
        if self._left < 0:
            said = in_words(self._limit)
            raise BionrwError(f"{self._name} unpacks to more than {said}, as no real delivery does. {AGAIN}")
        return count

    def close(self) -> None:
        self._unpacked.close()
        super().close()


def _limit(packed: int) -> int:
    return min(MOST_BYTES, max(RATIO_FROM, MOST_RATIO * packed))


def _member(path: Path, member: zipfile.ZipInfo) -> BinaryIO:
    # The open member keeps the file open, also after the archive is closed. It ends where its checked size does.
    with zipfile.ZipFile(path) as archive:
        return _buffered(archive.open(member))


def _buffered(unpacked: object) -> BinaryIO:
    """Python reads lines of gzip and ZIP files slowly, of a buffer fast."""
    return io.BufferedReader(cast("io.RawIOBase", unpacked), 64 * 1024)
