"""ROR, the registry of research organisations: its records in schema 1 or 2 → organisations.

A release is a zip with one JSON array of some 300 MB in it; a slice is an array, one record, or a record a line, plain
or packed. Only one record is held at a time.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from bionrw_graph.deliveries import records
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

# Small letters without i, l, o and u, and two digits of a checksum at the end.
_ID = re.compile(r"https://ror\.org/0[a-hj-km-np-tv-z0-9]{6}[0-9]{2}")

_STATUSES = ("active", "inactive", "withdrawn")

_Record: TypeAlias = "dict[str, Any]"


@dataclass(frozen=True)
class Name:
    """A name of an organisation."""

    value: str
    types: tuple[str, ...]
    """Of ``ror_display`` (once in a record), ``label``, ``alias``, ``acronym``."""
    language: str
    """ISO 639 code; empty where it is not said."""


@dataclass(frozen=True)
class Link:
    """A page of an organisation or about it."""

    type: str
    """``website`` or ``wikipedia``."""
    value: str


@dataclass(frozen=True)
class Location:
    """A place where an organisation sits."""

    geonames_id: int | None
    name: str
    country: str
    """ISO 3166-1, two capitals."""
    subdivision: str
    """The part of ISO 3166-2 behind the hyphen, such as NW; empty where it is not said, as in all older records."""
    latitude: float | None
    """Degrees (WGS 84); of the town, not of the building."""
    longitude: float | None


@dataclass(frozen=True)
class ExternalId:
    """The ids of an organisation in another registry."""

    type: str
    """``fundref``, ``grid``, ``isni``, ``wikidata``."""
    preferred: str
    """Empty where none is preferred."""
    all: tuple[str, ...]


@dataclass(frozen=True)
class Relationship:
    """What another organisation is to this one."""

    type: str
    """``parent``, ``child``, ``related``, ``predecessor``, ``successor``: the other is that of this one."""
    id: str
    label: str


@dataclass(frozen=True)
class Organisation:
    """A record of ROR, whatever its schema."""

    id: str
    """The full IRI, ``https://ror.org/0…``."""
    status: str
    """``active``, ``inactive`` or ``withdrawn``."""
    names: tuple[Name, ...]
    types: tuple[str, ...]
    established: int | None
    links: tuple[Link, ...]
    domains: tuple[str, ...]
    locations: tuple[Location, ...]
    external_ids: tuple[ExternalId, ...]
    relationships: tuple[Relationship, ...]
    schema: int
    """1 or 2: schema 1 knows no domains and seldom a subdivision."""
    locator: str

    @property
    def display_name(self) -> str:
        """The name that ROR shows."""
        return next((name.value for name in self.names if "ror_display" in name.types), "")


def organisations(path: Path, count: Count) -> Iterator[Organisation]:
    """The organisations of a file of ROR records, in both schemas; ``count`` is filled on the way.

    A record that cannot be read is refused, and an id that stands already in an earlier one.
    Raises ``BionrwError`` where the file as a whole is not of ROR, or ends in the middle.
    """
    records.check(path, "ror")
    count.table = path.name
    seen: dict[str, int] = {}
    for number, record in records.records(path):
        where = f"{path.name}, record {number}"
        try:
            organisation = _organisation(record, number, where)
            if organisation.id in seen:
                raise BionrwError(f'{where}: "{organisation.id}" stands already in record {seen[organisation.id]}.')
        except BionrwError as error:
            count.refuse(f"record {number}", error)
            continue
        seen[organisation.id] = number
        count.taken += 1
        yield organisation


def lies_in(organisation: Organisation, country: str, subdivision: str = "") -> bool:
    """Whether one of its places lies in a country and, where that is given, in its subdivision, such as DE and NW."""
    return any(
        location.country == country and subdivision in ("", location.subdivision) for location in organisation.locations
    )


def checked_id(value: str) -> str:
    """A ROR id as its full IRI, from the IRI or from its last nine characters.

    Raises ``BionrwError`` where the form or the checksum (ISO 7064, MOD 97-10) is wrong.

    >>> checked_id("0006e6p34")
    'https://ror.org/0006e6p34'
    """
    iri = value if "/" in value else f"https://ror.org/{value}"
    if not _ID.fullmatch(iri):
        raise BionrwError(f'"{value}" is no ROR id, such as https://ror.org/0006e6p34.')
    number = 0
    for letter in iri[-8:-2]:
        number = number * 32 + "0123456789abcdefghjkmnpqrstvwxyz".index(letter)
    if (98 - number * 100 % 97) % 97 != int(iri[-2:]) % 97:
        raise BionrwError(f'"{value}" is no ROR id: its checksum is wrong, so a character was mistyped.')
    return iri


def _organisation(record: Any, number: int, where: str) -> Organisation:
    if not isinstance(record, dict) or not record.get("id"):
        raise BionrwError(f"{where}: the record has no id.")
    try:
        id_ = checked_id(str(record["id"]))
        if record["status"] not in _STATUSES:
            raise ValueError(f'"{record["status"]}" is no status')
        if not isinstance(record.get("established"), int | None):
            raise ValueError(f'"{record["established"]}" is no year')
        if "names" in record:
            return _schema_2(record, id_, f"record {number}")
        if "name" in record:
            return _schema_1(record, id_, f"record {number}")
    except BionrwError as error:
        raise BionrwError(f"{where}: {error}") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        said = (
            f'the field "{error.args[0]}" is missing' if isinstance(error, KeyError) else f"a field is wrong ({error})"
        )
        raise BionrwError(f"{where} ({record['id']}): {said}.") from error
    raise BionrwError(f"{where} ({record['id']}): the record is of neither schema, it has no names.")


def _schema_2(record: _Record, id_: str, locator: str) -> Organisation:
    return Organisation(
        id=id_,
        status=record["status"],
        names=tuple(Name(name["value"], _texts(name["types"]), name["lang"] or "") for name in record["names"]),
        types=_texts(record["types"]),
        established=record.get("established"),
        links=tuple(Link(link["type"], link["value"]) for link in record["links"]),
        domains=_texts(record["domains"]),
        locations=tuple(_location(location) for location in record["locations"]),
        external_ids=tuple(_external_id(ids["type"], ids) for ids in record["external_ids"]),
        relationships=tuple(_relationship(other) for other in record["relationships"]),
        schema=2,
        locator=locator,
    )


def _location(location: _Record) -> Location:
    details = location["geonames_details"]
    return Location(
        geonames_id=location["geonames_id"],
        name=details["name"],
        country=details["country_code"],
        subdivision=details.get("country_subdivision_code") or "",
        latitude=_degrees(details["lat"]),
        longitude=_degrees(details["lng"]),
    )


def _schema_1(record: _Record, id_: str, locator: str) -> Organisation:
    names = [Name(record["name"], ("ror_display", "label"), "")]
    names += [Name(label["label"], ("label",), label["iso639"] or "") for label in record["labels"]]
    names += [Name(value, ("alias",), "") for value in _texts(record["aliases"])]
    names += [Name(value, ("acronym",), "") for value in _texts(record["acronyms"])]
    links = [Link("website", value) for value in _texts(record["links"])]
    if record.get("wikipedia_url"):
        links.append(Link("wikipedia", record["wikipedia_url"]))
    return Organisation(
        id=id_,
        status=record["status"],
        names=tuple(names),
        types=tuple(value.lower() for value in _texts(record["types"])),
        established=record.get("established"),
        links=tuple(links),
        domains=(),
        locations=tuple(
            _address(address, record["country"]["country_code"]) for address in record.get("addresses") or ()
        ),
        external_ids=tuple(_external_id(type_.lower(), ids) for type_, ids in sorted(record["external_ids"].items())),
        relationships=tuple(_relationship(other) for other in record["relationships"]),
        schema=1,
        locator=locator,
    )


def _address(address: _Record, country: str) -> Location:
    city = address.get("geonames_city") or {}
    state = address.get("state_code") or ""
    return Location(
        geonames_id=city.get("id"),
        name=address.get("city") or city.get("city") or "",
        country=country,
        # The codes of GeoNames (DE.07) are not those of ISO 3166-2, so only a full ISO code counts.
        subdivision=state.removeprefix(f"{country}-") if state.startswith(f"{country}-") else "",
        latitude=_degrees(address.get("lat")),
        longitude=_degrees(address.get("lng")),
    )


def _external_id(type_: str, ids: _Record) -> ExternalId:
    # GRID has one id; schema 1 writes it as a text instead of a list.
    return ExternalId(
        type_, ids["preferred"] or "", _texts([ids["all"]] if isinstance(ids["all"], str) else ids["all"])
    )


def _relationship(other: _Record) -> Relationship:
    return Relationship(other["type"].lower(), other["id"], other["label"])


def _texts(values: Any) -> tuple[str, ...]:
    """A list of texts. A single text is none: it would fall apart into its letters."""
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ValueError(f"{values!r} is no list of texts")
    return tuple(values)


def _degrees(value: Any) -> float | None:
    return None if value is None else float(value)
