"""What a delivery of CORDIS says of fields, regions, status and addresses, in the graph and asked for."""

from pathlib import Path

import pytest
import rdflib

from bionrw_graph import building, eurio, importing, networks, queries, store, validation
from bionrw_graph.deliveries import euroscivoc, nuts
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import ONTOLOGY
from bionrw_graph.sources import cordis
from bionrw_graph.vocabulary import BASE
from test_importing import PROJECTS, TOPICS, delivery, table

ORGANISATIONS = """projectID;organisationID;vatNumber;name;SME;activityType;street;postCode;city;country;nutsCode;\
order;role
900000001;999980470;DE900000001;FORSCHUNGSZENTRUM JULICH GMBH;false;REC;MUSTERWEG;52428;JULICH;DE;;1;coordinator
900000001;900000011;;Kleine Firma GmbH;true;PRC;HOLTORFER STR. 54;40225;Dusseldorf;DE;DEA11;2;participant
900000001;900000012;NOTAPPLICABLE;University of Elsewhere;;HES;;164 90;Athens;EL;EL303;3;participant
870294;900000013;GB900000013;Big Ltd;false;PRC;;;London;UK;;1;participant
"""
FIELDS = """projectID;euroSciVocCode;euroSciVocPath;euroSciVocTitle
900000001;/25/61/383/1147;/engineering and technology/industrial biotechnology/biomaterials/bioplastics;bioplastics
900000001;/25/61/383/1147;/engineering and technology/industrial biotechnology/biomaterials/bioplastics;bioplastics
900000001;/25/61;/engineering and technology/industrial biotechnology;industrial biotechnology
870294;/25/999999;/engineering and technology/a new/field;a new/field
"""
EUROSCIVOC = "http://data.europa.eu/8mn/euroscivoc/"


@pytest.fixture(scope="module")
def imports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("fields")
    files = [
        delivery(
            folder,
            project=PROJECTS.replace("MIX-UP;CLOSED", "MIX-UP;running"),
            organization=ORGANISATIONS,
            topics=TOPICS + "870294;Y-2;Plastics, mixed\n",
            euroSciVoc=FIELDS,
        )
    ]
    importing.cordis_delivery(files, folder / "imports" / "cordis-h2020", region="DEA", also=frozenset({"870294"}))
    return folder / "imports"


@pytest.fixture(scope="module")
def graph(imports: Path) -> store.Graph:
    return store.opened(building.build(target=imports.parent / "current", imports=imports))


@pytest.fixture(scope="module")
def delivered(graph: store.Graph) -> store.Graph:
    """The ontology and the delivery, as small as rdflib likes it."""
    kept = tuple(f"<{BASE}graph/{name}> .\n" for name in ("ontology", "cordis-h2020", "provenance"))
    called = (f"<{BASE}id/programme/", f"<{BASE}id/project/mix-up>")
    return store.in_memory(
        line for line in store.lines(graph) if line.endswith(kept) or (line.startswith(called) and "prefLabel" in line)
    )


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
        **{"vatNumber": "DE900000001", "street": "MUSTERWEG", "postcode": "52428"},
    }
    assert said(graph, "pic-900000011") == {"street": "HOLTORFER STR. 54", "postcode": "40225"}
    # A word is no number.
    assert said(graph, "pic-900000012") == {"postcode": "164 90"}


def test_a_project_has_the_status_that_cordis_knows(graph: store.Graph) -> None:
    asked = """SELECT ?project ?status ?label { ?in bionrw:projectStatus ?concept . ?concept skos:notation ?status ;
        skos:prefLabel ?label FILTER (LANG(?label) = "de") BIND (STRAFTER(STR(?in), "/project/") AS ?project) }"""
    # The other is "running" by its row, which is none of those.
    assert [tuple(row.values()) for row in store.select(graph, asked)] == [
        ("cordis-900000001", "signed", "unterzeichnet")
    ]


# EuroSciVoc


def test_the_fields_of_a_delivery_stand_in_their_tree(imports: Path, graph: store.Graph) -> None:
    rows = table(imports / "cordis-h2020", "concepts")
    assert [(row["code"], row["title"], row["parent"], row["locator"]) for row in rows] == [
        ("25", "engineering and technology", "/", "euroSciVoc.csv row 2"),
        ("61", "industrial biotechnology", "25", "euroSciVoc.csv row 2"),
        ("383", "biomaterials", "61", "euroSciVoc.csv row 2"),
        ("1147", "bioplastics", "383", "euroSciVoc.csv row 2"),
        ("999999", "a new/field", "25", "euroSciVoc.csv row 5"),
    ]
    asked = f"""SELECT ?code ?name ?above {{ GRAPH graph:cordis-h2020 {{ ?concept a skos:Concept ; skos:notation ?code ;
        skos:prefLabel ?name ; skos:inScheme <{BASE}id/scheme/euroscivoc> FILTER (LANG(?name) = "en")
        OPTIONAL {{ ?concept skos:broader/skos:notation ?above }} }} }} ORDER BY ?code"""
    assert [tuple(row.values()) for row in store.select(graph, asked)] == [
        ("1147", "bioplastics", "383"),
        ("25", "engineering and technology", None),
        ("383", "biomaterials", "61"),
        ("61", "industrial biotechnology", "25"),
        ("999999", "a new/field", "25"),
    ]


def test_a_field_has_the_iri_of_the_eu_where_it_is_known(graph: store.Graph) -> None:
    asked = """SELECT DISTINCT ?project ?concept ?locator { ?claim rdf:subject ?in ; rdf:predicate bionrw:field ;
        rdf:object ?concept ; prov:wasDerivedFrom ?citation . ?citation bionrw:locator ?locator ;
        bionrw:confidence/skos:notation "stated" ; prov:wasQuotedFrom id:snapshot\\/cordis-h2020 .
        ?in bionrw:field ?concept BIND (STRAFTER(STR(?in), "/project/") AS ?project) } ORDER BY ?locator"""
    assert [tuple(row.values()) for row in store.select(graph, asked)] == [
        ("cordis-900000001", f"{EUROSCIVOC}6b4f284b-6a4b-466d-a600-812ac17321e6", "euroSciVoc.csv row 2"),
        ("cordis-900000001", f"{EUROSCIVOC}12df4518-adab-4191-a79f-74eb18ad1688", "euroSciVoc.csv row 4"),
        # The vocabulary at hand does not know it.
        ("mix-up", f"{BASE}id/euroscivoc/999999", "euroSciVoc.csv row 5"),
    ]


def test_projects_of_a_field_of_ours_are_also_those_of_cordis(graph: store.Graph) -> None:
    rows = queries.find("projects-by-field").run(graph, field="industrial-biotechnology")
    theirs = [row for row in rows if row["vocabulary"] == "EuroSciVoc"]
    assert [(row["thematicField"], row["project"], row["page"], row["locator"], row["method"]) for row in theirs] == [
        (field, "ALPHA – Enzymes of the sea", "CORDIS: Horizon 2020", f"euroSciVoc.csv row {row}", "read")
        for field, row in (("bioplastics", 2), ("industrial biotechnology", 4))
    ]
    assert {row["vocabulary"] for row in rows} == {"EuroSciVoc", "thematic fields"}
    # A field above, and one beside.
    assert len(queries.find("projects-by-field").run(graph, field="biotechnology")) > len(rows)
    beside = queries.find("projects-by-field").run(graph, field="medical-biotechnology")
    assert "EuroSciVoc" not in {row["vocabulary"] for row in beside}
    # MIX-UP has a field of CORDIS, too, which matches none of ours.
    assert [
        row["locator"] for row in queries.find("projects-by-field").run(graph) if "new" in row["thematicField"]
    ] == ["euroSciVoc.csv row 5"]
    network = networks.projection(graph, "collaboration", field="industrial-biotechnology")
    assert f"{BASE}id/organisation/pic-900000011" in network


def test_fields_are_counted_from_the_top_down(graph: store.Graph) -> None:
    rows = [tuple(row.values()) for row in queries.find("fields-of-projects").run(graph)]
    assert rows == [
        (1, "engineering and technology", None, "25", 2),
        (2, "a new/field", "engineering and technology", "999999", 1),
        (2, "industrial biotechnology", "engineering and technology", "61", 1),
        (3, "biomaterials", "industrial biotechnology", "383", 1),
        (4, "bioplastics", "biomaterials", "1147", 1),
    ]
    for word in ("Biomaterials", "383"):
        below = queries.find("fields-of-projects").run(graph, under=word)
        assert [row["field"] for row in below] == ["biomaterials", "bioplastics"], word


def test_topics_of_calls_are_found_by_code_and_by_title(graph: store.Graph) -> None:
    rows = queries.find("call-topics").run(graph, topic="bg-04")
    alpha = [row for row in rows if row["project"].startswith("ALPHA")]
    assert [tuple(row.values()) for row in alpha] == [
        (
            *("BG-04-2014", "Marine-derived enzymes", "ALPHA – Enzymes of the sea", "Horizon 2020", "900000001"),
            *("CORDIS: Horizon 2020", "topics.csv row 2"),
        )
    ]
    assert [row["code"] for row in queries.find("call-topics").run(graph, topic="MIXED")] == ["Y-2"]


@pytest.mark.parametrize(
    "name", ["projects-by-field", "fields-of-projects", "call-topics", "organisations-in-a-region"]
)
def test_two_engines_agree_on_a_delivery(name: str, delivered: store.Graph) -> None:
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data="".join(store.lines(delivered)), format="nquads")
    query = queries.find(name)
    result = dataset.query(query.text)
    rows = [[None if value is None else str(value) for value in row] for row in result]  # type: ignore[union-attr]
    expected = [[None if value is None else str(value) for value in row.values()] for row in query.run(delivered)]
    assert rows == expected and rows


def test_the_graph_keeps_the_shapes(graph: store.Graph) -> None:
    report = validation.validate(graph)
    assert report.conforms, [finding for finding in report.findings if finding.severity == "Violation"][:3]


def test_a_row_of_a_field_that_is_nowhere_described_is_told(imports: Path, tmp_path: Path) -> None:
    folder = tmp_path / "imports" / "cordis-h2020"
    folder.mkdir(parents=True)
    for path in (imports / "cordis-h2020").iterdir():
        text = path.read_text(encoding="utf-8")
        (folder / path.name).write_text(text.replace("/25/61,", "/25/62,"), encoding="utf-8")
    with pytest.raises(BionrwError, match=r"fields\.csv, row 3: a cell cannot be read \(KeyError\('62'\)\)"):
        list(cordis.statements(folder, {}))


# NUTS


def test_a_region_asked_for_holds_the_bodies_of_the_regions_in_it(graph: store.Graph) -> None:
    for region in ("DE", "DEA", "DEA1", "DEA11"):
        rows = queries.find("organisations-in-a-region").run(graph, region=region)
        assert [row["sayingSo"] for row in rows if row["organisation"] == "Kleine Firma GmbH"] == [1], region
    [elsewhere] = queries.find("organisations-in-a-region").run(graph, region="EL")
    assert elsewhere["organisation"] == "University of Elsewhere"


def test_the_regions_of_the_land_have_their_names_and_their_place(graph: store.Graph) -> None:
    asked = """SELECT ?name ?level { nuts:DEA11 skos:broader* ?region . ?region skos:prefLabel ?name ;
        bionrw:nutsLevel ?level } ORDER BY DESC(?level)"""
    assert [tuple(row.values()) for row in store.select(graph, asked)] == [
        ("Düsseldorf, Kreisfreie Stadt", 3),
        ("Düsseldorf", 2),
        ("Nordrhein-Westfalen", 1),
        ("Deutschland", 0),
    ]


# The real deliveries, which are no part of this repository.


def test_the_regions_are_those_of_the_table_of_eurostat(deliveries: Path) -> None:
    known = {
        (region.code, region.native_name, region.level, region.parent)
        for region in nuts.regions(deliveries / "nuts" / "NUTS_AT_2021.csv", Count())
        if region.code.startswith("DEA") or region.code == "DE"
    }
    asked = """SELECT ?code ?name ?level ?above { ?region skos:inScheme <https://w3id.org/bionrw/id/scheme/nuts> ;
        skos:notation ?code ; skos:prefLabel ?name ; bionrw:nutsLevel ?level
        OPTIONAL { ?region skos:broader/skos:notation ?above } }"""
    ours = store.select(store.in_memory(store.turtle_lines(ONTOLOGY / "nuts.ttl", f"{BASE}graph/x")), asked)
    assert {(row["code"], row["name"], row["level"], row["above"] or "") for row in ours} == known and len(known) == 60


def test_the_fields_at_hand_are_those_of_the_vocabulary(deliveries: Path) -> None:
    entries = euroscivoc.entries(deliveries / "euroscivoc" / "EuroSciVoc-ec2u.ttl.gz", Count())
    theirs = {entry.notation: (entry.iri.rpartition("/")[2], entry.label) for entry in entries}
    assert euroscivoc.official() == theirs and len(theirs) == 1031


def test_the_real_fields_of_horizon_europe_come_in(deliveries: Path, tmp_path: Path) -> None:
    target = tmp_path / "imports" / "horizon"
    file = deliveries / "cordis" / "horizon-euroSciVoc.xlsx"
    importing.cordis_delivery([file], target, field="/25/61", programme="horizon-europe")
    concepts = {row["code"]: row for row in table(target, "concepts")}
    # Rebuilt from the paths as the reader of the vocabulary rebuilds it.
    entries = euroscivoc.entries(deliveries / "euroscivoc" / "EuroSciVoc-ec2u.ttl.gz", Count())
    tree = euroscivoc.tree(entries, euroscivoc.classifications(file, Count()))
    theirs = {concept.notation: (concept.label, concept.parent or "/") for concept in tree.concepts}
    assert {code: (row["title"], row["parent"]) for code, row in concepts.items()} == {
        code: theirs[code] for code in concepts
    }
    assert all(row["uuid"] for row in concepts.values()) and len(concepts) > 100
    graph = store.opened(building.build(target=tmp_path / "current", imports=tmp_path / "imports"))
    counted = queries.find("fields-of-projects").run(graph, under="industrial biotechnology")
    projects = {row["id"] for row in table(target, "projects")}
    assert counted[0]["field"] == "industrial biotechnology" and counted[0]["projects"] == len(projects) > 100
    found = queries.find("projects-by-field").run(graph, field="industrial-biotechnology")
    assert len({row["project"] for row in found if row["vocabulary"] == "EuroSciVoc"}) == len(projects)
    assert eurio.expressed(graph)
