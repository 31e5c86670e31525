"""An identifier in a table → its IRI; the only place that mints."""

import re
import unicodedata
from hashlib import sha256
from typing import NewType

from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import BASE

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_LONG = 80
_SLUG = re.compile(r"[a-z0-9]++(?:[-/][a-z0-9]++)*+")


Slug = NewType("Slug", str)
"""An id that was checked: it may stand in an IRI as it is."""


def slug(*ids: str) -> Slug:
    """Ids of the tables joined by slashes, each made of small ASCII letters, digits, hyphens and slashes.

    Raises ``BionrwError`` for any other.

    >>> slug("inmare", "bayer")
    'inmare/bayer'
    """
    # Joined they are a slug if, and only if, each of them is one.
    joined = "/".join(ids)
    if not _SLUG.fullmatch(joined):
        wrong = next((id_ for id_ in ids if not _SLUG.fullmatch(id_)), "")
        raise BionrwError(f'"{wrong}" is no id: use small letters a to z, digits and hyphens.')
    return Slug(joined)


def thing(type_: str, *ids: str) -> str:
    """The IRI of a thing by its type and its id in the tables. Raises ``BionrwError`` for an id that is no slug.

    >>> thing("participation", "inmare", "bayer")
    'https://w3id.org/bionrw/id/participation/inmare/bayer'
    """
    return f"{BASE}id/{type_}/{slug(*ids)}"


def made_of(name: str) -> str:
    """An id made of a name: always the same, also without umlauts and accents, in capitals, with other punctuation.

    A name that is long, or has letters of another script, gets a part of its SHA-256, so that no two names share an id.

    >>> made_of("Universität Bielefeld – Fakultät für Biologie"), made_of("Βιο AG")
    ('universitaet-bielefeld-fakultaet-fuer-biologie', 'ag-d238b1ce')
    """
    spelt = unicodedata.normalize("NFC", name).casefold().translate(_UMLAUTS)
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", spelt) if not unicodedata.combining(letter))
    id_ = "-".join(re.findall("[a-z0-9]+", plain))
    if len(id_) > _LONG or any(letter.isalnum() and not letter.isascii() for letter in plain):
        digest = sha256(plain.encode()).hexdigest()[:8]
        id_ = f"{id_[:_LONG].strip('-')}-{digest}".strip("-")
    return id_


def referred(reference: str) -> str:
    """The IRI of a reference as the tables write it.

    >>> referred("organisation/clib")
    'https://w3id.org/bionrw/id/organisation/clib'
    """
    type_, _, slug = reference.partition("/")
    return thing(type_, slug)


def graph(name: str) -> str:
    """The IRI of a named graph.

    >>> graph("derived")
    'https://w3id.org/bionrw/graph/derived'
    """
    return f"{BASE}graph/{name}"


def nuts(code: str) -> str:
    """The IRI of a NUTS region at the Publications Office of the EU.

    >>> nuts("DEA")
    'http://data.europa.eu/nuts/code/DEA'
    """
    if not re.fullmatch(r"[A-Z]{2}[0-9A-Z]{0,3}", code):
        raise BionrwError(f'"{code}" is no NUTS code. Write it like DEA or DEA23.')
    return f"http://data.europa.eu/nuts/code/{code}"


def euroscivoc(code: str, uuid: str) -> str:
    """The IRI of a field of EuroSciVoc: that of the Publications Office where its UUID is known, else one of ours.

    CORDIS names a field by a path of codes. The last code is the notation of the field, one of a kind in the whole
    vocabulary, and stays when the field moves to another place in the tree; so ours is made of it and not of the path.

    >>> euroscivoc("61", "12df4518-adab-4191-a79f-74eb18ad1688"), euroscivoc("61", "")
    ('http://data.europa.eu/8mn/euroscivoc/12df4518-adab-4191-a79f-74eb18ad1688', 'https://w3id.org/bionrw/id/euroscivoc/61')
    """
    if not uuid:
        return thing("euroscivoc", code)
    if not re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", uuid):
        raise BionrwError(f'"{uuid}" is no UUID of EuroSciVoc.')
    return f"http://data.europa.eu/8mn/euroscivoc/{uuid}"
