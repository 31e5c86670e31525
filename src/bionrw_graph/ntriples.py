"""A term → its N-Triples text, escaped and checked; the only place that writes RDF text.

Every term that comes out of a table cell passes through here, so no cell can smuggle in a statement.
Grammar: RDF 1.1 N-Triples, https://www.w3.org/TR/n-triples/.
"""

import re
from decimal import Decimal
from functools import lru_cache

from bionrw_graph.errors import BionrwError
from bionrw_graph.vocabulary import XSD

# What RDF 1.1 N-Triples forbids in an IRIREF, and the controls and bidirectional overrides that hide text from readers.
_IRI = re.compile(r'[a-z][a-z0-9+.-]*:[^\x00-\x20<>"{}|^`\\\x7f-\x9f\u2028\u2029]*')
_HIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})
_LANGUAGE = re.compile(r"[a-z]{2}")


def iri(value: str) -> str:
    """An absolute IRI in angle brackets. Raises ``BionrwError`` for anything else.

    >>> iri("https://example.org/a")
    '<https://example.org/a>'
    """
    if not _IRI.fullmatch(value):
        raise BionrwError(f'"{value}" is no address (IRI).')
    return f"<{value}>"


def link(value: str) -> str:
    """A web address in angle brackets; only http and https, so that no link runs anything.

    >>> link("https://bio.nrw.de/about-bio-nrw/")
    '<https://bio.nrw.de/about-bio-nrw/>'
    """
    from urllib.parse import urlsplit  # for those who build: a question links to nothing

    try:
        parts = urlsplit(value)
        sound = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True)
    except ValueError:
        sound = False
    if not sound or re.search(r"%(?![0-9A-Fa-f]{2})", value):
        raise BionrwError(f'"{value}" is no web address. Write it as a browser shows it, with https:// or http://.')
    return iri(value)


def text(value: str, language: str = "") -> str:
    """A string, with its language where that is given.

    Raises ``BionrwError`` for control characters and for marks that turn the direction of writing.

    >>> text('the "white" one', "en")
    '"the \\\\"white\\\\" one"@en'
    """
    escaped = value
    # Most texts hold nothing of either kind, and this is the quickest way to know: what is hidden is not printable.
    if not value.isprintable() or '"' in value or "\\" in value:
        hidden = _HIDDEN.search(value)
        if hidden:
            raise BionrwError(f"{value!r} holds a hidden character (U+{ord(hidden[0]):04X}). Remove it.")
        escaped = value.translate(_ESCAPES)
    if not language:
        return f'"{escaped}"'
    if not _LANGUAGE.fullmatch(language):
        raise BionrwError(f'"{language}" is no language. Write two small letters, like en or de.')
    return f'"{escaped}"@{language}'


def typed(value: str, datatype: str) -> str:
    """A literal with a datatype.

    >>> typed("2014", XSD.gYear)
    '"2014"^^<http://www.w3.org/2001/XMLSchema#gYear>'
    """
    return f"{text(value)}^^{_datatype(datatype)}"


_datatype = lru_cache(iri)
_DECIMAL = f"^^{iri(XSD.decimal)}"
# A decimal number that has that form already.
_PLAIN = re.compile(r"0|-?[1-9][0-9]*(\.[0-9]*[1-9])?")


def integer(value: int) -> str:
    """A whole number."""
    return typed(str(value), XSD.integer)


def decimal(value: Decimal | str) -> str:
    """A decimal number in the form that Oxigraph gives back, so that exports compare byte by byte.

    Raises ``ArithmeticError`` for a text that is no number.

    >>> decimal(Decimal("5.80E+6"))
    '"5800000"^^<http://www.w3.org/2001/XMLSchema#decimal>'
    """
    if isinstance(value, str):
        if _PLAIN.fullmatch(value):
            return f'"{value}"{_DECIMAL}'
        value = Decimal(value)
    if not value.is_finite():
        raise BionrwError(f'"{value}" is no number.')
    plain = format(value, "f")
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    return f'"{plain}"{_DECIMAL}'


def boolean(value: bool) -> str:
    """True or false."""
    return typed("true" if value else "false", XSD.boolean)


def date(value: str) -> str:
    """A year, a month or a day, typed by its form.

    >>> date("2014-05")
    '"2014-05"^^<http://www.w3.org/2001/XMLSchema#gYearMonth>'
    """
    datatype = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}.get(len(value))
    if datatype is None:
        raise BionrwError(f'"{value}" is no date. Write it like 2014, 2014-05 or 2014-05-31.')
    return typed(value, datatype)


def line(subject: str, predicate: str, object_: str, graph: str) -> str:
    """One line of N-Quads of four terms that were made above."""
    return f"{subject} {predicate} {object_} {graph} .\n"


def quad(subject: str, predicate: str, object_: str, graph: str) -> str:
    """One line of N-Quads: ``subject``, ``predicate``, ``graph`` are plain IRIs, ``object_`` is a term made above."""
    return line(iri(subject), iri(predicate), object_, iri(graph))
