"""An identifier in a table → its IRI; the only place that mints."""

import re
from typing import NewType

from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import BASE

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*")


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
