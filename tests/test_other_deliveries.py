"""Deliveries beside the large tables: an XML record of CORDIS, a dump of FP7, lists of Interreg, a copy of EURIO."""

import csv
import gzip
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rdflib
from rdflib.compare import isomorphic

import small_tables
from bionrw_graph import building, importing, store
from bionrw_graph.deliveries import cordis, cordis_xml, fp7, interreg, tables
from bionrw_graph.deliveries.cordis import Field, LegalBasis, Participation, Project, Record, Topic
from bionrw_graph.deliveries.summary import Count, Summary
from bionrw_graph.errors import BionrwError

Reader = Callable[[Path, Count], Iterator[Any]]

RECORD = """<?xml version="1.0" encoding="UTF-8"?>
<project xmlns="http://cordis.europa.eu">
  <id>7</id>
  <acronym>ENZYME</acronym>
  <relations>
    <associations>
      <article type="relatedArticle"><id>9</id><relations><associations>
        <organization type="participant"><id>111111111</id></organization>
      </associations></relations></article>
      <organization type="coordinator" order="1" ecContribution="1,5" terminated="true" sme="maybe">
        <id>999999999</id>
        <legalName>D√ºsseldorf GmbH</legalName>
        <address><city>Athen</city><country>EL</country></address>
        <relations><regions><region type="relatedNutsCode"><nutsCode>EL30</nutsCode></region></regions></relations>
      </organization>
      <organization type="participant" order="2"><legalName>Nobody</legalName></organization>
      <organization type="friend" order="3"><id>888888888</id><address><country>UK</country></address></organization>
      <programme type="relatedLegalBasis"><code>HORIZON.9</code></programme>
      <programme type="relatedLegalBasis" uniqueProgrammePart="true"><code>HORIZON.1</code>
        <frameworkProgramme>HORIZON</frameworkProgramme></programme>
    </associations>
    <categories>
      <category classification="euroSciVoc" type="isInFieldOfScience">
        <code>/21/39/225</code>
        <title>oncology</title>
        <displayCode>/medical and health sciences/clinical medicine/oncology</displayCode>
      </category>
    </categories>
  </relations>
</project>
"""

PARTNER = {
    "program": "South Baltic Programme",
    "projektnamn": "TAB",
    "organisationsnamn": "Alger  AB",
    "organisationstyp": None,
    "organisationsroll": "LP",
    "nuts2": None,
    "nuts3": "Skåne län",
    "land": "Sverige",
    "startdatum": "2023-09-01",
    "slutdatum": "2026-08-31",
    "partnerbudget": 1234.5,
}

FP7 = {
    "id": "115873",
    "title": "Sensors",
    "project_acronym": "ADOSE",
    "start_date": "1199142000",
    "end_date": None,
    "cost": "10",
    "funding": "6",
    "participants": [{"name": "Bosch", "country": "DE", "city": None, "lat": "48.786", "lon": "9.06"}],
}

TOTALS = (
    "CNTR_CODE,NAME_LATN,keep_No_of_projects,keep_No_of_partners,keep_Total_budgets_MEUR,keep_ERDF_MEUR\n"
    "EL,Attiki,11.0,12.0,2.81,2.09\n"
)


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def records_of(path: Path) -> tuple[list[Record], Summary]:
    summary = Summary()
    return list(cordis.read(tables.tables(path, xml=cordis_xml.tables), summary)), summary


def read(reader: Reader, path: Path) -> tuple[list[Any], Count]:
    count = Count()
    return list(reader(path, count)), count


# XML of CORDIS


def test_the_real_xml_record_has_its_7_participations_and_their_money(deliveries: Path) -> None:
    found, summary = records_of(deliveries / "cordis" / "xml" / "project-101190685.xml")
    assert [(count.kind, count.taken, count.refused, count.refused_cells) for count in summary.tables] == [
        ("project", 1, 0, 0),
        ("organization", 7, 0, 0),
        ("topics", 1, 0, 0),
        ("legalBasis", 1, 0, 0),
    ]
    (project,) = (each for each in found if isinstance(each, Project))
    assert (project.id, project.acronym, project.status) == ("101190685", "3SI-CONTROL", "SIGNED")
    assert (project.start, project.end, project.signed) == (date(2025, 6, 1), date(2029, 5, 31), date(2025, 5, 16))
    assert project.total_cost == project.ec_contribution == 5_500_000
    assert (project.doi, project.framework_programme) == ("10.3030/101190685", "HORIZON")
    assert project.call == project.subcall == "HORIZON-JU-GH-EDCTP3-2024-01-two-stage"
    assert (project.funding_scheme, project.legal_basis) == ("HORIZON-JU-RIA", "HORIZON.2.1")
    participations = [each for each in found if isinstance(each, Participation)]
    assert Counter(each.role for each in participations) == {"participant": 5, "coordinator": 1, "thirdParty": 1}
    assert sorted(each.country or "" for each in participations) == ["BE", "ES", "ES", "MZ", "TZ", "TZ", "ZM"]
    # The third party has its money from the participant it belongs to: only the net amounts tell.
    assert sum(each.ec_contribution or 0 for each in participations) == 5_500_000
    assert sum(each.net_ec_contribution or 0 for each in participations) == 5_500_000
    ghent = participations[0]
    assert (ghent.organisation, ghent.name, ghent.vat) == ("999986096", "UNIVERSITEIT GENT", "BE0248015142")
    assert (ghent.nuts, ghent.postcode, ghent.activity_type, ghent.sme) == ("BE234", "9000", "HES", False)
    assert ghent.coordinates == (51.048245, 3.7272009)
    (topic,) = (each for each in found if isinstance(each, Topic))
    assert topic.topic == project.topics == "HORIZON-JU-GH-EDCTP3-2024-01-03-two-stage"


def test_the_row_of_an_xml_record_is_a_line_of_its_file(deliveries: Path) -> None:
    path = deliveries / "cordis" / "xml" / "project-101190685.xml"
    lines = path.read_text(encoding="utf-8").splitlines()
    found, _ = records_of(path)
    begins = {Project: "<project ", Participation: "<organization ", Topic: "<programme ", LegalBasis: "<programme "}
    assert len(found) == 10
    for record in found:
        assert lines[record.row - 1].lstrip().startswith(begins[type(record)]), record


def test_a_record_is_read_and_counted_like_rows_of_the_tables(tmp_path: Path) -> None:
    found, summary = records_of(written(tmp_path, "p.xml", RECORD))
    coordinator, friend = (each for each in found if isinstance(each, Participation))
    assert (coordinator.name, coordinator.country, coordinator.nuts) == ("Düsseldorf GmbH", "GR", "EL30")
    assert (coordinator.ec_contribution, coordinator.ended, coordinator.sme) == (Decimal("1.5"), True, None)
    assert (friend.country, friend.role, friend.role_written) == ("GB", None, "friend")
    (field,) = (each for each in found if isinstance(each, Field))
    assert (field.project, field.code, field.title) == ("7", "/21/39/225", "oncology")
    assert field.path == "/medical and health sciences/clinical medicine/oncology"
    (project,) = (each for each in found if isinstance(each, Project))
    assert (project.legal_basis, project.framework_programme) == ("HORIZON.1", "HORIZON")
    (organisations,) = (count for count in summary.tables if count.kind == "organization")
    assert (organisations.taken, organisations.refused, organisations.refused_cells) == (2, 1, 2)
    assert [refusal.reason for refusal in organisations.refusals] == [
        'p.xml, row 10, column SME: "maybe" is neither true nor false.',
        'p.xml, row 16: the organisation id (PIC) "" is no number.',
        'p.xml, row 17, column role: "friend" is not known here.',
    ]


def test_xml_comes_in_through_the_import_also_from_a_folder_and_a_zip(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    path = written(folder, "p.xml", RECORD)
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.write(path, "in/p.xml")
    rows = []
    for number, source in enumerate((path, folder, tmp_path / "p.zip")):
        target = tmp_path / f"out-{number}"
        importing.cordis_delivery([source], target)
        with (target / "participations.csv").open(encoding="utf-8", newline="") as file:
            rows.append([(row["pic"], row["role"], row["locator"]) for row in csv.DictReader(file)])
    expected = [("999999999", "coordinator", "p.xml row 10"), ("888888888", "friend", "p.xml row 17")]
    assert rows == [expected] * 3


def test_the_graph_takes_in_the_real_record(deliveries: Path, tmp_path: Path) -> None:
    importing.cordis_delivery(
        [deliveries / "cordis" / "xml" / "project-101190685.xml"], tmp_path / "imports" / "cordis-record"
    )
    folder = small_tables.tables_of(tmp_path, {})
    graph = store.opened(building.build(folder, tmp_path / "build", imports=tmp_path / "imports"))
    rows = store.select(
        graph,
        "SELECT DISTINCT ?locator { ?p a bionrw:Participation ; prov:wasDerivedFrom/bionrw:locator ?locator }",
    )
    assert {row["locator"] for row in rows} == {
        f"project-101190685.xml row {line}" for line in (77, 142, 183, 225, 268, 333, 395)
    }


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            RECORD[:-200],
            "x.xml, row 24: the file is no whole XML (no element found), the download was probably cut off.",
        ),
        (
            '<?xml version="1.0"?><!DOCTYPE project [<!ENTITY a "b">]><project>&a;</project>',
            "x.xml has a document type or an entity of its own",
        ),
        (
            '<?xml version="1.0"?><!DOCTYPE project SYSTEM "file:///etc/hostname"><project/>',
            "x.xml has a document type or an entity of its own",
        ),
        ('<?xml version="1.0"?><!DOCTYPE project><project/>', "x.xml has a document type or an entity of its own"),
        ("<project>&a;</project>", "x.xml, row 1: the file is no whole XML (undefined entity)"),
        ("<project><id>7</id></project>", "x.xml is no record of a CORDIS project: it begins with <project>, not with"),
        ('<?xml version="1.0"?><result/>', "x.xml is no record of a CORDIS project: it begins with <result>, not with"),
        ("<!DOCTYPE html><html/>", "x.xml is a web page"),
        (
            '<?xml version="1.0" encoding="none"?><project/>',
            "x.xml is written in an encoding that is not known (unknown encoding: none)",
        ),
    ],
)
def test_xml_that_is_damaged_dangerous_or_no_project_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(BionrwError) as caught:
        records_of(written(tmp_path, "x.xml", text))
    assert str(caught.value).startswith(said)


def test_xml_stays_refused_where_no_reader_takes_it(tmp_path: Path) -> None:
    with pytest.raises(BionrwError, match="is a web page, an XML or a JSON file"):
        tables.tables(written(tmp_path, "p.xml", RECORD))


# FP7


def test_the_real_dump_of_fp7_has_the_numbers_of_its_description(deliveries: Path) -> None:
    found, count = read(fp7.projects, deliveries / "cordis" / "fp7-projects-1000.json.gz")
    assert (count.read, count.taken, count.refused, count.refused_cells) == (1000, 1000, 0, 0)
    participants = [participant for project in found for participant in project.participants]
    assert len(participants) == 6345
    assert len({participant.name for participant in participants}) == 3068
    assert sum(participant.country == "DE" for participant in participants) == 978
    assert sum(participant.city is None for participant in participants) == 28
    assert sum(participant.coordinates is None for participant in participants) == 486
    # Days in winter, and one in summer: the dump gives midnight in Brussels.
    first = found[0]
    assert (first.id, first.acronym, first.start, first.end) == (
        "115873",
        "ADOSE",
        date(2008, 1, 1),
        date(2011, 11, 30),
    )
    assert sum(project.end == date(2010, 6, 30) for project in found) == 50
    assert (first.total_cost, first.ec_contribution) == (Decimal(10_223_008), Decimal(6_099_793))
    assert first.participants[0] == fp7.Participant(
        "CENTRO RICERCHE FIAT SCPA", "ORBASSANO (TO)", "IT", (45.0082, 7.54585)
    )


def test_what_cannot_be_read_in_a_dump_of_fp7_is_counted_and_left_out(tmp_path: Path) -> None:
    odd = FP7 | {
        "id": "2",
        "start_date": "1e9",
        "end_date": "9999999999",
        "cost": 7,
        "participants": [{"name": ""}, 5, {"name": "Köln AG", "country": "", "lat": "91", "lon": "0"}],
    }
    path = written(tmp_path, "x.json", json.dumps([FP7, odd, FP7 | {"id": "x"}, FP7 | {"participants": None}, 1]))
    found, count = read(fp7.projects, path)
    assert (count.taken, count.refused, count.refused_cells) == (2, 3, 7)
    assert found[1].participants == (fp7.Participant("Köln AG", None, None, None),)
    assert (found[1].start, found[1].end, found[1].total_cost) == (None, None, None)
    reasons = [refusal.reason for refusal in count.refusals]
    assert 'x.json, record 2, field start_date: "1e9" is no number of seconds.' in reasons
    assert 'x.json, record 2, field end_date: the year in "2286-11-20" lies outside 1950 to 2100.' in reasons
    assert 'x.json, record 2, participant 3, field lat, lon: "91,0" lies outside the globe.' in reasons
    assert "x.json, record 3: the project has no number (id)." in reasons
    assert 'x.json, record 4: the field "participants" is missing or is no list.' in reasons
    assert "x.json, record 5: this is no object with fields." in reasons


# Interreg


def test_the_real_list_of_interreg_has_1196_rows_of_which_17_have_no_name(deliveries: Path) -> None:
    found, count = read(interreg.partners, deliveries / "interreg" / "interreg-sweden-partners.json")
    assert (count.read, count.taken, count.refused, count.refused_cells) == (1196, 1179, 17, 7)
    empty = 'the field "organisationsnamn" is empty'
    no_days = [refusal.reason for refusal in count.refusals if empty not in refusal.reason]
    assert no_days and all("no day" in reason for reason in no_days)
    assert sum(partner.end is None for partner in found) == 7
    roles = Counter(partner.role for partner in found)
    assert roles == {"partner": 838 - 14, "coordinator": 188, "associatedPartner": 170 - 3}
    assert len({partner.programme for partner in found}) == 10
    boost = found[0]
    assert (boost.programme, boost.project, boost.organisation) == (
        "AURORA",
        "Boost Nordic Biogas",
        "BioFuel Region BFR AB",
    )
    assert (boost.role, boost.nuts2, boost.nuts3) == ("partner", "Övre Norrland", "Västerbottens län")
    assert (boost.budget, boost.start, boost.end) == (Decimal(149_355), date(2023, 1, 1), date(2025, 12, 31))


def test_a_partner_that_cannot_be_read_is_refused_with_its_record(tmp_path: Path) -> None:
    wrong = (
        {"organisationsroll": "XP"},
        {"partnerbudget": "12"},
        {"partnerbudget": -1},
        {"land": 5},
        {"projektnamn": " "},
    )
    short = {name: value for name, value in PARTNER.items() if name != "nuts3"}
    no_day = PARTNER | {"startdatum": "2023-02-30"}
    path = written(tmp_path, "x.json", json.dumps([PARTNER, *(PARTNER | each for each in wrong), short, 7, no_day]))
    (partner, without), count = read(interreg.partners, path)
    assert (partner.start, without.start, without.end) == (date(2023, 9, 1), None, date(2026, 8, 31))
    assert (count.taken, count.refused, count.refused_cells) == (2, 7, 1)
    assert (partner.organisation, partner.role, partner.budget) == ("Alger AB", "coordinator", Decimal("1234.5"))
    assert (partner.type, partner.nuts2, partner.nuts3) == (None, None, "Skåne län")
    assert [refusal.reason for refusal in count.refusals] == [
        'x.json, record 2: the role "XP" is not known: it is one of LP, PP, AP.',
        'x.json, record 3: field partnerbudget: "12" is no amount.',
        'x.json, record 4: field partnerbudget: "-1" is no amount.',
        'x.json, record 5: field land: "5" is no text.',
        'x.json, record 6: the field "projektnamn" is empty.',
        'x.json, record 7: the field "nuts3" is missing.',
        "x.json, record 8: this is no object with fields.",
        'x.json, record 9, field startdatum: there is no day "2023-02-30".',
    ]


def test_the_real_totals_of_keep_eu_are_those_of_1514_regions(deliveries: Path) -> None:
    found, count = read(interreg.totals, deliveries / "interreg" / "keep-eu-by-nuts3-2014-2020.csv")
    assert (count.read, count.taken, count.refused) == (1514, 1514, 0)
    countries = Counter(region.country for region in found)
    assert (countries["DE"], countries["GB"], countries["GR"], len(countries)) == (401, 179, 52, 37)
    assert len({(region.country, region.region) for region in found}) == 1514
    assert (sum(region.projects for region in found), sum(region.partners for region in found)) == (32_715, 42_770)
    nuremberg = found[0]
    assert (nuremberg.region, nuremberg.projects) == ("Nürnberg, Kreisfreie Stadt", 11)
    assert (nuremberg.budget, nuremberg.erdf) == (Decimal("2.81"), Decimal("2.09"))


def test_totals_that_cannot_be_read_are_refused_with_their_row(tmp_path: Path) -> None:
    text = (
        TOTALS + "D,X,1.0,1.0,1.0,1.0\nDE,X,1.5,1.0,1.0,1.0\nDE,,1.0,1.0,1.0,1.0\nDE,X,1.0,1.0\nDE,X,1.0,1.0,nan,1.0\n"
    )
    (region,), count = read(interreg.totals, written(tmp_path, "x.csv", text))
    assert (region.country, region.projects, region.partners, region.locator) == ("GR", 11, 12, "row 2")
    reasons = [refusal.reason for refusal in count.refusals]
    assert (count.taken, count.refused, len(reasons)) == (1, 5, 5)
    assert 'x.csv, row 3: column CNTR_CODE: "D" is no code of a country.' in reasons
    assert any(said.startswith('x.csv, row 4: column keep_No_of_projects: "1.5" is no number') for said in reasons)
    assert "x.csv, row 5: the region has no name." in reasons
    assert any(said.startswith("x.csv, row 6: the row has 4 cells") for said in reasons)
    with pytest.raises(BionrwError, match='row 1: the column "keep_No_of_projects" is missing'):
        read(interreg.totals, written(tmp_path, "y.csv", TOTALS.replace("keep_No_of_projects", "projects")))


# What all have in common


@pytest.mark.parametrize(
    ("reader", "text"),
    [(fp7.projects, json.dumps([FP7, FP7])), (interreg.partners, json.dumps([PARTNER, PARTNER]))],
)
def test_json_that_ends_in_the_middle_is_refused(tmp_path: Path, reader: Reader, text: str) -> None:
    with pytest.raises(BionrwError, match=r"x.json, after record 1: the file ends in the middle"):
        read(reader, written(tmp_path, "x.json", text[:-30]))
    packed = tmp_path / "x.json.gz"
    packed.write_bytes(gzip.compress(text.encode())[:-9])
    with pytest.raises(BionrwError, match="ends in the middle"):
        read(reader, packed)


@pytest.mark.parametrize(
    ("reader", "text", "said"),
    [
        (
            fp7.projects,
            json.dumps([PARTNER]),
            "not a dump of FP7 projects with places but looks like a list of Interreg",
        ),
        (interreg.partners, TOTALS, "not a list of Interreg partners but looks like a table of totals of keep.eu"),
        (interreg.totals, json.dumps([FP7]), "not a table of totals of keep.eu but looks like a dump of FP7 projects"),
        (interreg.partners, '[{"a": 1}]', "not a list of Interreg partners, nor anything else that is read here"),
        (fp7.projects, "", "is empty"),
    ],
)
def test_a_file_for_another_reader_is_refused(tmp_path: Path, reader: Reader, text: str, said: str) -> None:
    with pytest.raises(BionrwError, match=said):
        read(reader, written(tmp_path, "x.txt", text))


# EURIO


def test_the_second_copy_of_eurio_says_the_same_1382_triples(deliveries: Path) -> None:
    first, second = (rdflib.Graph().parse(deliveries / "eurio" / f"EURIO-{name}.ttl") for name in ("2.4", "mtp"))
    assert (len(first), len(second)) == (1382, 1382)
    assert isomorphic(first, second)
