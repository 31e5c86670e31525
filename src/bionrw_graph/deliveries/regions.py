"""An address → whether it lies in a region, by which of its parts this was found, and how sure that is.

NUTS codes decide. Where there is none, postcode and city are looked up in two small tables (``data/reference``, whose
README names their sources and their gaps). Coordinates tell only where an address has no postcode and no city that is
known: in CORDIS they were themselves looked up from the address, and wrongly where a postcode had lost its zero
(Leipzig, 4158, lies near Düsseldorf there).
"""

import math
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from rapidfuzz import fuzz, process

from bionrw_graph.deliveries import cells
from bionrw_graph.deliveries.tables import tables
from bionrw_graph.paths import DATA

# A name of ten letters with one letter too many or one too few scores 95; Müllheim (Baden) against Mülheim scores 93.
_ALIKE = 94
# So far around coordinates known places are looked for, in kilometres: as far as it is from one to the next.
_NEAR = 15.0
_KM_A_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Located:
    """That an address lies in the region ``code``.

    ``by`` is the part of the address that told it. ``sureness`` is *certain* for a NUTS code, and for a postcode whose
    city lies there too; *likely* for a postcode alone, and for a city alone; *doubtful* where postcode and city
    contradict each other, where the city is misspelt, and for coordinates.
    """

    code: str
    by: Literal["nuts", "country", "postcode", "city", "coordinates"]
    sureness: Literal["certain", "likely", "doubtful"]


@lru_cache(maxsize=4096)
def located(
    code: str,
    *,
    country: str | None = None,
    nuts: str | None = None,
    postcode: str | None = None,
    city: str | None = None,
    coordinates: tuple[float, float] | None = None,
) -> Located | None:
    """Whether the address lies in the NUTS region ``code`` (such as DE or DEA); ``None`` where nothing says so.

    ``country`` is an ISO 3166 code; ``coordinates`` are latitude and longitude in degrees. Below the level of a Land
    (DEA2 …) only NUTS codes tell. Raises ``BionrwError`` if ``code`` is no NUTS code.
    """
    cells.nuts_code(code)
    if nuts:
        if nuts.startswith(code):
            return Located(code, "nuts", "certain")
        if not code.startswith(nuts):
            return None
    if country != cells.country(code[:2]):
        return None
    if len(code) == 2:
        return Located(code, "country", "certain")
    lands, exact = _lands(city) if city else (frozenset[str](), False)
    digits = _digits(postcode) if postcode else ""
    if digits and code in _postcodes().values():
        if _postcodes().get(digits[:2]) != code:
            return None
        if exact and code not in lands:
            return Located(code, "postcode", "doubtful")
        return Located(code, "postcode", "certain" if exact else "likely")
    if lands == {code}:
        return Located(code, "city", "likely" if exact else "doubtful")
    if coordinates and not (digits or lands) and _lands_around(*coordinates) == {code}:
        return Located(code, "coordinates", "doubtful")
    return None


def _digits(postcode: str) -> str:
    """The five digits of a German postcode; empty if there are none.

    >>> _digits("D-40225"), _digits("4109"), _digits("52428 Jülich"), _digits("SW1A 1AA")
    ('40225', '04109', '52428', '')
    """
    match = re.match(r"(?:D|DE)?[- ]*([0-9]{4,5})(?![0-9])", postcode.strip().upper())
    # A spreadsheet has taken 04109 for a number.
    return match[1].zfill(5) if match else ""


def _lands(city: str) -> tuple[frozenset[str], bool]:
    """The regions with a place of this name, and whether the name is spelt in a known way."""
    places = _places()
    name = _plain(city, "")
    if name in places:
        return places[name], True
    near = process.extractOne(name, list(places), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return (places[near[0]], False) if near else (frozenset(), False)


def _lands_around(latitude: float, longitude: float) -> set[str]:
    """The regions of the known places near a point. Near enough for the flat distance of two points of one Land."""
    east = math.cos(math.radians(latitude))
    return {
        region
        for north, along, region in _points()
        if math.hypot(latitude - north, (longitude - along) * east) * _KM_A_DEGREE <= _NEAR
    }


def _plain(name: str, after_umlaut: str) -> str:
    """Small letters without accents; ``after_umlaut`` is what an umlaut leaves behind: nothing, or an e.

    >>> _plain("Mönchengladbach", ""), _plain("KÖLN", "e"), _plain("Bergisch-Gladbach", "")
    ('monchengladbach', 'koeln', 'bergisch gladbach')
    """
    decomposed = unicodedata.normalize("NFKD", name.casefold()).replace("\u0308", after_umlaut)
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z]+", letters))


@cache
def _places() -> dict[str, frozenset[str]]:
    """The regions of each place, by every plain spelling of its name."""
    places: dict[str, set[str]] = defaultdict(set)
    for _, row in tables(DATA / "reference" / "places.csv")[0].rows():
        for after_umlaut in ("", "e"):
            places[_plain(row["place"], after_umlaut)].add(row["region"])
    return {name: frozenset(regions) for name, regions in places.items()}


@cache
def _points() -> list[tuple[float, float, str]]:
    """Latitude, longitude and region of each place that has them."""
    rows = (row for _, row in tables(DATA / "reference" / "places.csv")[0].rows())
    return [(float(row["latitude"]), float(row["longitude"]), row["region"]) for row in rows if row["latitude"]]


@cache
def _postcodes() -> dict[str, str]:
    [table] = tables(DATA / "reference" / "postcodes.csv")
    return {row["prefix"]: row["region"] for _, row in table.rows()}
