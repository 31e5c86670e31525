"""What a delivery of CORDIS says of fields, regions, status and addresses, in the graph and asked for."""

from pathlib import Path

import pytest

from bionrw_graph import building, importing, store
from test_importing import delivery

ORGANISATIONS = """projectID;organisationID;vatNumber;name;SME;activityType;street;postCode;city;country;nutsCode;order;role
900000001;999980470;DE122624631;FORSCHUNGSZENTRUM JULICH GMBH;false;REC;WILHELM JOHNEN STRASSE;52428;JULICH;DE;;1;coordinator
900000001;900000011;;Kleine Firma GmbH;true;PRC;HOLTORFER STR. 54;40225;Dusseldorf;DE;DEA11;2;participant
900000001;900000012;NOTAPPLICABLE;University of Elsewhere;;HES;;164 90;Athens;EL;EL303;3;participant
"""


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fields")
    files = [delivery(folder, organization=ORGANISATIONS)]
    importing.cordis_delivery(files, folder / "imports" / "cordis-h2020", region="DEA")
    return building.build(target=folder / "current", imports=folder / "imports")


@pytest.fixture(scope="module")
def graph(place: Path) -> store.Graph:
    return store.opened(place)


def said(graph: store.Graph, organisation: str) -> dict[str, str]:
    """VAT number, street and postcode of an organisation, each once."""
    rows = store.select(
        graph,
        f"""SELECT ?property ?value {{ VALUES ?property {{ bionrw:vatNumber bionrw:street bionrw:postcode }}
            GRAPH graph:cordis-h2020 {{ id:organisation\\/{organisation} ?property ?value }} }}""",
    )
    found = {row["property"].rpartition("#")[2]: row["value"] for row in rows}
    assert len(found) == len(rows)
    return found


def test_an_organisation_has_the_vat_number_and_the_address_of_its_row(graph: store.Graph) -> None:
    assert said(graph, "forschungszentrum-juelich") == {
        **{"vatNumber": "DE122624631", "street": "WILHELM JOHNEN STRASSE", "postcode": "52428"},
    }
    assert said(graph, "pic-900000011") == {"street": "HOLTORFER STR. 54", "postcode": "40225"}
    # A word is no number.
    assert said(graph, "pic-900000012") == {"postcode": "164 90"}
