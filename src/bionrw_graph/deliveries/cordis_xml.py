"""A record of CORDIS in XML, as its API gives it → the rows that the tables of the CSV edition would have of it.

What they mean stays the business of :mod:`bionrw_graph.deliveries.cordis`. The number of a row is the line on which
its element begins. Web links are not read: no record that was at hand has any.

Why SAX: it tells lines, which the tree of defusedxml does not. A document type is refused, and with it every entity.
"""

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, TreeBuilder
from xml.sax.handler import ContentHandler, feature_namespaces

from bionrw_graph.deliveries.cordis import LAYOUTS
from bionrw_graph.deliveries.files import AGAIN, Stream
from bionrw_graph.deliveries.tables import Note, Table
from bionrw_graph.errors import BionrwError

if TYPE_CHECKING:
    from xml.sax.xmlreader import AttributesNSImpl, Locator

_Row = tuple[int, dict[str, str]]

_NAMESPACES = {"": "http://cordis.europa.eu"}
_PROJECT = "{http://cordis.europa.eu}project"

_PROGRAMME = "relations/associations/programme[@type='{}']"
_CALL = "relations/associations/call[@type='{}']/identifier"
_CATEGORY = "relations/categories/category[@classification='{}']"

# A column of ours: the element that says it, where their names differ.
_OF_PROJECT = {
    "grantDoi": "identifiers/grantDoi",
    "legalBasis": f"{_PROGRAMME.format('relatedLegalBasis')}[@uniqueProgrammePart='true']/code",
    "topics": f"{_PROGRAMME.format('relatedTopic')}/code",
    "frameworkProgramme": f"{_PROGRAMME.format('relatedTopic')}/frameworkProgramme",
    "masterCall": _CALL.format("relatedMasterCall"),
    "subCall": _CALL.format("relatedSubCall"),
    "fundingScheme": f"{_CATEGORY.format('projectFundingSchemeCategory')}/code",
}
_OF_ORGANISATION = {
    "organisationID": "id",
    "name": "legalName",
    "street": "address/street",
    "postCode": "address/postalCode",
    "city": "address/city",
    "country": "address/country",
    "geolocation": "address/geolocation",
    "organizationURL": "address/url",
    "activityType": f"{_CATEGORY.format('organizationActivityType')}/code",
    "nutsCode": "relations/regions/region[@type='relatedNutsCode']/nutsCode",
}
_ATTRIBUTES = {"role": "type", "SME": "sme", "endOfParticipation": "terminated"}
_FIELD = {"euroSciVocCode": "code", "euroSciVocPath": "displayCode", "euroSciVocTitle": "title"}


def tables(stream: Stream) -> list[Table]:
    """The tables ``project``, ``organization``, ``topics`` and so on of one record, without those that are empty.

    Raises ``BionrwError`` for a file that is cut off, has a document type, or is no record of a project.
    """
    project, lines = _parsed(stream)
    if project.tag != _PROJECT:
        raise BionrwError(
            f"{stream.name} is no record of a CORDIS project: it begins with <{_local(project)[:40]}>, not with the "
            "<project> of CORDIS. Name the XML of a project."
        )
    id_ = _text(project, "id")
    of_it = {"projectID": id_, "projectAcronym": _text(project, "acronym")}

    def rows(path: str, columns: dict[str, str], attributes: dict[str, str] | None = None) -> Iterable[_Row]:
        for element in project.iterfind(path, _NAMESPACES):
            row = {_local(child): child.text or "" for child in element}
            row |= {column: _text(element, where) for column, where in columns.items()}
            row |= element.attrib
            row |= {column: element.get(name, "") for column, name in (attributes or {}).items()}
            yield lines[element], row | of_it

    found: dict[str, Iterable[_Row]] = {
        "project": [(lines[project], _of_project(project))],
        "organization": rows("relations/associations/organization", _OF_ORGANISATION, _ATTRIBUTES),
        "topics": rows(_PROGRAMME.format("relatedTopic"), {"topic": "code"}),
        "legalBasis": rows(_PROGRAMME.format("relatedLegalBasis"), {"legalBasis": "code"}),
        "euroSciVoc": rows(_CATEGORY.format("euroSciVoc"), _FIELD),
    }
    return [
        table
        for layout in LAYOUTS
        if (table := _table(stream.name, layout.columns, found.get(layout.kind, ()))) is not None
    ]


def _of_project(project: Element) -> dict[str, str]:
    row = {_local(child): child.text or "" for child in project}
    row |= {column: _text(project, where) for column, where in _OF_PROJECT.items()}
    # A project may have no topic.
    row["frameworkProgramme"] = row["frameworkProgramme"] or _text(
        project, f"{_PROGRAMME.format('relatedLegalBasis')}/frameworkProgramme"
    )
    return row


def _table(name: str, columns: tuple[str, ...], rows: Iterable[_Row]) -> Table | None:
    cells = [(line, [row.get(column, "") for column in columns]) for line, row in rows]
    if not cells:
        return None

    def read(refuse: Note, mend: Note) -> Iterator[tuple[int, list[str]]]:
        return iter(cells)

    return Table(name, columns, read).headed(columns)


def _text(element: Element, path: str) -> str:
    return element.findtext(path, "", _NAMESPACES)


def _local(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _parsed(stream: Stream) -> tuple[Element, dict[Element, int]]:
    """The root, and the line of each element."""
    from xml.sax import SAXParseException

    from defusedxml.common import DefusedXmlException
    from defusedxml.sax import make_parser

    content = stream.content()
    tree = _Tree()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(feature_namespaces, True)
    parser.setContentHandler(tree)
    try:
        parser.parse(io.BytesIO(content))
    except DefusedXmlException as error:
        raise BionrwError(
            f"{stream.name} has a document type or an entity of its own, as no record of CORDIS does. {AGAIN}"
        ) from error
    except SAXParseException as error:
        raise BionrwError(
            f"{stream.name}, row {error.getLineNumber()}: the file is no whole XML ({error.getMessage()}), "
            f"the download was probably cut off. {AGAIN}"
        ) from error
    except (LookupError, ValueError) as error:
        raise BionrwError(f"{stream.name} is written in an encoding that is not known ({error}). {AGAIN}") from error
    return tree.builder.close(), tree.lines


class _Tree(ContentHandler):
    """Builds the elements and keeps the line on which each begins."""

    def __init__(self) -> None:
        super().__init__()
        self.builder = TreeBuilder()
        self.lines: dict[Element, int] = {}

    def setDocumentLocator(self, locator: "Locator") -> None:  # noqa: N802
        self._where = locator

    def startElementNS(  # noqa: N802
        self, name: tuple[str | None, str], qname: str | None, attrs: "AttributesNSImpl"
    ) -> None:
        attributes = {local: value for (_, local), value in attrs.items()}
        element = self.builder.start(f"{{{name[0] or ''}}}{name[1]}", attributes)
        self.lines[element] = self._where.getLineNumber() or 0

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        self.builder.end(f"{{{name[0] or ''}}}{name[1]}")

    def characters(self, content: str) -> None:
        self.builder.data(content)
