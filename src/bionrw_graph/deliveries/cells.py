"""A cell of a German public table → a value: dates, amounts, municipality keys. Nothing is guessed."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal

from bionrw_graph.deliveries.summary import Summary
from bionrw_graph.errors import BionrwError

_CENTS = re.compile(r"([0-9]{1,3}(\.[0-9]{3})*|[0-9]+),[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,3}(\.[0-9]{3})*")
_POINT = re.compile(r"€ ?[0-9]+\.[0-9]{2}")


@contextmanager
def located(where: str) -> Iterator[None]:
    """Put ``where`` (file, row, column) before the words of an error in the block."""
    try:
        yield
    except BionrwError as error:
        raise BionrwError(f"{where}: {error}") from error


def tidied(text: str, summary: Summary) -> str:
    """A text without spaces at its ends or in runs, its characters composed (NFC); counted where that changes it."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if tidy != text:
        summary.repaired["spaces"] += 1
    return tidy


def german_date(cell: str) -> date | None:
    """A day written dd.mm.yyyy; ``None`` for an empty cell.

    >>> german_date("31.03.2029")
    datetime.date(2029, 3, 31)
    """
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}", cell):
        raise BionrwError(f'"{cell}" is no date as this file writes it, such as 31.12.2020.')
    day, month, year = (int(part) for part in cell.split("."))
    # A typing error such as 2104 or 1014 is far more likely than a project in that year.
    if not 1900 <= year <= 2100:
        raise BionrwError(f'the year in "{cell}" lies outside 1900 to 2100.')
    try:
        return date(year, month, day)
    except ValueError as error:
        raise BionrwError(f'there is no day "{cell}".') from error


def german_amount(cell: str) -> Decimal | None:
    """An amount with cents, written ``8.499.240,00``; ``None`` for an empty cell.

    >>> german_amount("8.499.240,00")
    Decimal('8499240.00')
    """
    if not cell:
        return None
    if not _CENTS.fullmatch(cell):
        raise BionrwError(
            f'"{cell}" is no amount as this file writes it, such as 1.234,50: '
            "three digits follow each point, two follow the comma."
        )
    return Decimal(cell.replace(".", "").replace(",", "."))


def german_whole_amount(cell: str) -> Decimal | None:
    """An amount in whole euros, written ``621.300``; ``None`` for an empty cell.

    >>> german_whole_amount("621.300")
    Decimal('621300')
    """
    if not cell:
        return None
    if not _WHOLE.fullmatch(cell):
        raise BionrwError(
            f'"{cell}" is no amount as this file writes it, such as 621.300: three digits follow each point.'
        )
    return Decimal(cell.replace(".", ""))


def euro_amount(cell: str) -> Decimal | None:
    """An amount written ``€ 833851.95``; ``None`` for an empty cell.

    >>> euro_amount("€ 833851.95")
    Decimal('833851.95')
    """
    if not cell:
        return None
    if not _POINT.fullmatch(cell):
        raise BionrwError(
            f'"{cell}" is no amount as this file writes it, such as € 1234.50: two digits follow the point.'
        )
    return Decimal(cell.removeprefix("€").strip())


def municipality_key(cell: str) -> str:
    """A German municipality key (AGS): eight digits, or an empty cell.

    >>> municipality_key("05111000")
    '05111000'
    """
    if cell and not re.fullmatch(r"[0-9]{8}", cell):
        raise BionrwError(f'"{cell}" is no municipality key (AGS): it has eight digits, such as 05111000.')
    return cell
