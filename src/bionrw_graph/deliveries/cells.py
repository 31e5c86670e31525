"""A cell of a public table → a value: days, amounts, codes. Nothing is guessed.

Each function raises ``BionrwError``, with what is wrong, for a text that it cannot read.
"""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

_CENTS = re.compile(r"([0-9]{1,3}(\.[0-9]{3})*|[0-9]+),[0-9]{2}")
_WHOLE = re.compile(r"[0-9]{1,3}(\.[0-9]{3})*")
_POINT = re.compile(r"€ ?[0-9]+\.[0-9]{2}")
_AMOUNT = re.compile(r"-?([0-9]+)(?:[.,]([0-9]+))?", re.ASCII)
_DAY = re.compile(
    r"(?:([0-9]{4})-([0-9]{2})-([0-9]{2})|([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4}))"
    r"(?:[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2}))?(?:\.[0-9]+)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_DEGREES = r"(-?[0-9]{1,3}(?:\.[0-9]+)?)"
_COORDINATES = re.compile(rf"[(\[]?\s*{_DEGREES}\s*,\s*{_DEGREES}\s*[)\]]?")


@contextmanager
def located(where: str) -> Iterator[None]:
    """Put ``where`` (file, row, column) before the words of an error in the block."""
    try:
        yield
    except BionrwError as error:
        raise BionrwError(f"{where}: {error}") from error


def tidied(text: str, count: Count) -> str:
    """A text without spaces at its ends or in runs, its characters composed (NFC); counted where that changes it."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if tidy != text:
        count.repaired["spaces"] += 1
    return tidy


@lru_cache(maxsize=4096)
def amount(text: str) -> Decimal:
    """A sum of money with a point or a comma before the cents.

    >>> amount("771225,1"), amount("771225.1"), amount("2555260")
    (Decimal('771225.1'), Decimal('771225.1'), Decimal('2555260'))
    """
    match = _AMOUNT.fullmatch(text)
    if not match:
        if re.fullmatch(r"-?[0-9][0-9.,]*", text):
            raise BionrwError(
                f'"{text[:40]}" can be read in several ways: point and comma may part cents or thousands.'
            )
        raise BionrwError(f'"{text[:40]}" is no amount.')
    if match[2] and len(match[2]) == 3 and len(match[1]) <= 3 and match[1] != "0":
        raise BionrwError(f'"{text}" can be read in two ways: three digits may be a fraction or thousands.')
    return Decimal(text.replace(",", "."))


@lru_cache(maxsize=4096)
def day(text: str) -> date:
    """A day as 2014-05-01, with a time behind it, or as 01.05.2014.

    >>> day("2014-05-01"), day("2014-05-01 12:00:05"), day("01.05.2014")
    (datetime.date(2014, 5, 1), datetime.date(2014, 5, 1), datetime.date(2014, 5, 1))
    """
    return moment(text).date()


@lru_cache(maxsize=4096)
def moment(text: str) -> datetime:
    """A day with its time, or its midnight where no time is given.

    >>> moment("2023-04-05 13:15:00")
    datetime.datetime(2023, 4, 5, 13, 15)
    """
    match = _DAY.fullmatch(text)
    if not match:
        raise BionrwError(f'"{text[:40]}" is no date.')
    year, month, day_ = (match[1], match[2], match[3]) if match[1] else (match[6], match[5], match[4])
    hour, minute, second = (int(part or 0) for part in match.group(7, 8, 9))
    try:
        found = datetime(int(year), int(month), int(day_), hour, minute, second)
    except ValueError:
        raise BionrwError(f'there is no day "{text[:40]}".') from None
    # A typing error such as 2104 or 0214 is far more likely than a project in that year.
    if not 1950 <= found.year <= 2100:
        raise BionrwError(f'the year in "{text[:40]}" lies outside 1950 to 2100.')
    return found


def truth(text: str) -> bool:
    """``true`` or ``false`` in any case."""
    if text in ("false", "False", "FALSE"):
        return False
    if text.casefold() == "true":
        return True
    if text.casefold() == "false":
        return False
    raise BionrwError(f'"{text[:40]}" is neither true nor false.')


@lru_cache(maxsize=1024)
def country(text: str) -> str:
    """An ISO 3166 code; the EU writes EL for Greece and UK for the United Kingdom.

    >>> country("EL"), country("uk"), country("DE")
    ('GR', 'GB', 'DE')
    """
    code = text.upper()
    if not re.fullmatch("[A-Z]{2}", code):
        raise BionrwError(f'"{text[:40]}" is no code of a country.')
    return {"EL": "GR", "UK": "GB"}.get(code, code)


@lru_cache(maxsize=4096)
def coordinates(text: str) -> tuple[float, float]:
    """Latitude and longitude, with brackets or without.

    >>> coordinates("(50.92,6.36)")
    (50.92, 6.36)
    """
    match = _COORDINATES.fullmatch(text)
    if not match:
        raise BionrwError(f'"{text[:40]}" is no pair of coordinates.')
    latitude, longitude = float(match[1]), float(match[2])
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise BionrwError(f'"{text[:40]}" lies outside the globe.')
    return latitude, longitude


@lru_cache(maxsize=4096)
def nuts_code(text: str) -> str:
    """A code of NUTS: two letters for the country, and up to three signs for what lies in it.

    >>> nuts_code("DEA23")
    'DEA23'
    """
    if not re.fullmatch("[A-Z]{2}[0-9A-Z]{0,3}", text):
        raise BionrwError(f'"{text[:40]}" is no NUTS code. Write it like DEA or DEA23.')
    return text


def german_date(cell: str) -> date | None:
    """A day written dd.mm.yyyy; ``None`` for an empty cell.

    >>> german_date("31.03.2029")
    datetime.date(2029, 3, 31)
    """
    if not cell:
        return None
    if not re.fullmatch(r"[0-9]{2}\.[0-9]{2}\.[0-9]{4}", cell):
        raise BionrwError(f'"{cell}" is no date as this file writes it, such as 31.12.2020.')
    return day(cell)


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
