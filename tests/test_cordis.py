"""The tables of CORDIS are told apart by their header; what cannot be read in them is counted, not guessed."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from bionrw_graph.deliveries import cordis, regions
from bionrw_graph.deliveries.cordis import Field, LegalBasis, Link, Participation, Project, Topic
from bionrw_graph.deliveries.regions import Located
from bionrw_graph.deliveries.summary import SHOWN, Count, Summary
from bionrw_graph.deliveries.tables import Table, tables
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA

ORGANIZATION = (
    "projectID;projectAcronym;organisationID;vatNumber;name;shortName;SME;activityType;street;postCode;city;country;"
    "nutsCode;geolocation;organizationURL;contactForm;contentUpdateDate;rcn;order;role;ecContribution;netEcContribution;"
    "totalCost;endOfParticipation;active"
)
PROJECT = (
    "id;acronym;status;title;startDate;endDate;totalCost;ecMaxContribution;legalBasis;topics;ecSignatureDate;"
    "frameworkProgramme;masterCall;subCall;fundingScheme;nature;objective;contentUpdateDate;rcn;grantDoi"
)
OLD_PROJECT = (
    "rcn;id;acronym;status;programme;topics;frameworkProgramme;title;startDate;endDate;projectUrl;objective;totalCost;"
    "ecMaxContribution;call;fundingScheme;coordinator;coordinatorCountry;participants;participantCountries;subjects"
)
OLD_ORGANIZATION = (
    "projectRcn;projectID;projectAcronym;role;id;name;shortName;activityType;endOfParticipation;ecContribution;country;"
    "street;city;postCode;organizationUrl;vatNumber;contactForm"
)


def table(folder: Path, header: str, *rows: dict[str, str], name: str = "x.csv") -> list[Table]:
    """A table with this header; each row gives the cells that are filled."""
    columns = header.split(";")
    for row in rows:
        assert set(row) <= set(columns), set(row) - set(columns)
    lines = [header, *(";".join(f'"{row.get(column, "")}"' for column in columns) for row in rows)]
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return tables(path)


def participation(**filled: str) -> dict[str, str]:
    return {"projectID": "634486", "organisationID": "999983962", "order": "1", "role": "participant", **filled}


def refusal(row: int, column: str, reason: str, table: str = "x.csv") -> tuple[str, str]:
    locator = f"row {row}, column {column}" if column else f"row {row}"
    return locator, f"{table}, {locator}: {reason}"


def read_one(folder: Path, **filled: str) -> tuple[Participation, Count]:
    """The participation with these cells, and what was counted."""
    summary = Summary()
    [record] = cordis.read(table(folder, ORGANIZATION, participation(**filled)), summary)
    assert isinstance(record, Participation)
    return record, summary.tables[0]


def read_project(folder: Path, **filled: str) -> tuple[Project, Count]:
    summary = Summary()
    [record] = cordis.read(table(folder, PROJECT, {"id": "634486", **filled}), summary)
    assert isinstance(record, Project)
    return record, summary.tables[0]


# Layouts


def test_a_participation_has_honest_types(tmp_path: Path) -> None:
    record, count = read_one(
        tmp_path,
        **{"projectAcronym": "INMARE", "vatNumber": "DE123456789", "name": "RWTH", "SME": "false"},
        **{"street": "Templergraben 55", "postCode": "52062", "city": "Aachen", "country": "DE", "nutsCode": "DEA2D"},
        **{"geolocation": "50.77,6.07", "contentUpdateDate": "2023-04-05 13:15:00", "rcn": "1905866"},
        **{"ecContribution": "771225.0", "netEcContribution": "771225", "totalCost": "771225,1", "active": "TRUE"},
    )  # fmt: skip
    assert (record.table, record.row, record.project, record.organisation) == ("x.csv", 2, "634486", "999983962")
    assert (record.order, record.sme, record.active, record.ended) == (1, False, True, None)
    assert record.coordinates == (50.77, 6.07)
    assert record.updated == datetime(2023, 4, 5, 13, 15)
    assert record.ec_contribution == record.net_ec_contribution == Decimal(771225)
    assert record.total_cost == Decimal("771225.1")
    assert (record.nuts, record.short_name, record.url) == ("DEA2D", None, None)
    assert (count.kind, count.read, count.taken, count.refused, count.refused_cells) == ("organization", 1, 1, 0, 0)


def test_a_project_of_today_and_one_of_the_older_layout(tmp_path: Path) -> None:
    new, _ = read_project(
        tmp_path,
        **{"acronym": "INMARE", "status": "CLOSED", "title": "Enzymes", "startDate": "2015-04-01"},
        **{"ecMaxContribution": "5998937.25", "legalBasis": "H2020-EU.3.2.", "masterCall": "H2020-BG-2014"},
        **{"ecSignatureDate": "2015-03-20", "grantDoi": "10.3030/634486", "frameworkProgramme": "H2020"},
    )
    assert (new.start, new.signed, new.end) == (date(2015, 4, 1), date(2015, 3, 20), None)
    assert (new.legal_basis, new.call, new.doi) == ("H2020-EU.3.2.", "H2020-BG-2014", "10.3030/634486")
    row = {"id": "634486", "programme": "H2020-EU.3.2.", "call": "H2020-BG-2014", "projectUrl": "http://a.eu"}
    [old] = cordis.read(table(tmp_path, OLD_PROJECT, {**row, "subjects": "MBI", "startDate": "2015-04-01"}))
    assert isinstance(old, Project)
    assert (old.id, old.legal_basis, old.call, old.url) == ("634486", "H2020-EU.3.2.", "H2020-BG-2014", "http://a.eu")
    assert (old.subjects, old.start, old.doi) == ("MBI", date(2015, 4, 1), None)


@pytest.mark.parametrize("project_column", ["projectID", "projectReference"])
def test_an_organisation_of_the_older_layouts(tmp_path: Path, project_column: str) -> None:
    header = OLD_ORGANIZATION.replace("projectID", project_column)
    row = {"projectRcn": "193298", project_column: "634486", "id": "999983962", "organizationUrl": "http://a.eu"}
    [record] = cordis.read(table(tmp_path, header, {**row, "role": "coordinator", "name": "RWTH", "country": "DE"}))
    assert isinstance(record, Participation)
    assert (record.project, record.organisation, record.url) == ("634486", "999983962", "http://a.eu")
    assert (record.role, record.name, record.order, record.nuts) == ("coordinator", "RWTH", None, None)


def test_a_project_of_the_older_fp7(tmp_path: Path) -> None:
    header = OLD_PROJECT.replace(";id;", ";reference;")
    [record] = cordis.read(table(tmp_path, header, {"rcn": "1", "reference": "226977", "status": "CLO"}))
    assert isinstance(record, Project) and (record.id, record.rcn, record.status) == ("226977", "1", "CLOSED")


def test_columns_in_another_case_and_columns_that_are_new(tmp_path: Path) -> None:
    header = PROJECT.replace("startDate", "StartDate") + ";keywords;somethingNew"
    [record] = cordis.read(table(tmp_path, header, {"id": "1", "StartDate": "2022-01-01", "keywords": "yeast"}))
    assert isinstance(record, Project) and (record.start, record.keywords) == (date(2022, 1, 1), "yeast")


def test_a_plain_id_beside_the_id_of_today_is_another_column(tmp_path: Path) -> None:
    [record] = cordis.read(table(tmp_path, f"id;{ORGANIZATION}", participation(id="7")))
    assert isinstance(record, Participation) and record.organisation == "999983962"


def test_the_small_tables(tmp_path: Path) -> None:
    found = [
        *table(tmp_path, "projectID;topic;title", {"projectID": "1", "topic": "A-1", "title": "Enzymes"}, name="a.csv"),
        *table(
            tmp_path,
            "projectID;legalBasis;title;uniqueProgrammePart",
            {"projectID": "1", "legalBasis": "HORIZON.1.1", "uniqueProgrammePart": "true"},
            {"projectID": "2", "legalBasis": "HORIZON.1.2"},
            name="b.csv",
        ),
        *table(
            tmp_path,
            "projectID;euroSciVocCode;euroSciVocPath;euroSciVocTitle;euroSciVocDescription",
            {"projectID": "1", "euroSciVocCode": "/23/45/337", "euroSciVocTitle": "enzymes"},
            {"projectID": "1", "euroSciVocCode": "biology"},
            name="c.csv",
        ),
        *table(
            tmp_path,
            "projectID;physUrl;id;availableLanguages;status;archivedDate;type;source;represents",
            {"projectID": "1", "physUrl": "https://a.eu", "archivedDate": "2023-04-05", "represents": "project"},
            {"projectID": "1"},
            name="d.csv",
        ),
    ]
    summary = Summary()
    assert list(cordis.read(found, summary)) == [
        Topic("a.csv", 2, "1", "A-1", "Enzymes", ()),
        LegalBasis("b.csv", 2, "1", "HORIZON.1.1", None, True, ()),
        LegalBasis("b.csv", 3, "2", "HORIZON.1.2", None, None, ()),
        Field("c.csv", 2, "1", "/23/45/337", None, "enzymes", None, ()),
        Link("d.csv", 2, "1", "https://a.eu", None, None, None, date(2023, 4, 5), None, None, "project", ()),
    ]
    assert [(count.table, count.refusals) for count in summary.tables[2:]] == [
        ("c.csv", [refusal(3, "", 'the code "biology" is no path such as /23/45.', "c.csv")]),
        ("d.csv", [refusal(3, "", "the cell in column physUrl is empty.", "d.csv")]),
    ]


def test_tables_are_told_by_their_header_not_by_their_name(tmp_path: Path) -> None:
    found = table(tmp_path, "projectID;topic;title", {"projectID": "1", "topic": "A"}, name="organization.csv")
    found += table(tmp_path, "id;title;projectID;projectAcronym;attachment;contentUpdateDate;rcn", name="r.csv")
    found += table(tmp_path, "projectID;organisationName;city", name="u.csv")
    found += table(tmp_path, "colour;taste", name="w.csv")
    summary = Summary()
    assert [type(record) for record in cordis.read(found, summary)] == [Topic]
    assert [(count.table, count.kind) for count in summary.tables] == [("organization.csv", "topics")]
    assert summary.passed_over == ["r.csv (reportSummaries)"]
    assert summary.unknown == [
        'u.csv is no known table of CORDIS. The nearest is "topics", which needs also the columns topic.',
        "w.csv is no known table of CORDIS: no column of its header is known. Leave it out.",
    ]


def test_a_delivery_without_a_table_of_cordis_is_told(tmp_path: Path) -> None:
    with pytest.raises(BionrwError) as caught:
        list(cordis.read(table(tmp_path, "colour;taste", {"colour": "red"})))
    assert str(caught.value).splitlines() == [
        "No table of CORDIS that is needed is here.",
        "x.csv is no known table of CORDIS: no column of its header is known. Leave it out.",
    ]


def test_a_table_that_has_lost_its_header_is_told(tmp_path: Path) -> None:
    found = table(tmp_path, "projectID;topic;title", {"projectID": "1", "topic": "A"}, name="topics.csv")
    found += table(tmp_path, "870232;IBA-2020;EURAXESS Georgia", name="headless.csv")
    # A header with a number among its columns is a header still.
    found += table(tmp_path, "projectID;2014;2015", name="years.csv")
    summary = Summary()
    assert len(list(cordis.read(found, summary))) == 1
    assert summary.unknown == [
        'headless.csv has no header: its row 1 is already data ("870232", "IBA-2020", "EURAXESS Georgia" …), which may '
        "be a table topics. Add the row with the names of the columns, or download it again.",
        'years.csv is no known table of CORDIS. The nearest is "topics", which needs also the columns topic.',
    ]


# Cells


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("771225,1", "771225.1"),
        ("771225.1", "771225.1"),
        ("2555260", "2555260"),
        ("0", "0"),
        ("0,125", "0.125"),
        ("1234567,125", "1234567.125"),
        (" 5 ", "5"),
    ],
)
def test_amounts_with_comma_and_point(tmp_path: Path, written: str, value: str) -> None:
    record, count = read_one(tmp_path, totalCost=written)
    assert record.total_cost == Decimal(value) and not count.refusals


@pytest.mark.parametrize("written", ["1.234,5", "1,234.5", "1.234.567", "1.234", "12,500", "1,2,3"])
def test_an_amount_of_two_readings_is_refused_and_the_row_kept(tmp_path: Path, written: str) -> None:
    record, count = read_one(tmp_path, totalCost=written, ecContribution="5")
    assert record.total_cost is None and record.ec_contribution == 5
    assert (count.taken, count.refused, count.refused_cells) == (1, 0, 1)
    [(locator, reason)] = count.refusals
    assert locator == "row 2, column totalCost" and f'x.csv, {locator}: "{written}" can be read in' in reason
    assert "ways" in reason


@pytest.mark.parametrize("written", ["5 Mio", "NaN", "1e6", "1_000", "٥٨", "€ 5", "5 000"])
def test_what_is_no_amount_is_refused(tmp_path: Path, written: str) -> None:
    record, count = read_one(tmp_path, totalCost=written)
    assert record.total_cost is None
    assert count.refusals == [refusal(2, "totalCost", f'"{written}" is no amount.')]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2014-05-01", date(2014, 5, 1)),
        ("2014-05-01 12:00:05", date(2014, 5, 1)),
        ("2014-05-01T00:00:00Z", date(2014, 5, 1)),
        ("01.05.2014", date(2014, 5, 1)),
        ("1.5.2014", date(2014, 5, 1)),
    ],
)
def test_dates_in_their_forms(tmp_path: Path, written: str, value: date) -> None:
    record, count = read_project(tmp_path, startDate=written)
    assert record.start == value and not count.refusals


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("0000-00-00", 'there is no day "0000-00-00".'),
        ("2014-02-30", 'there is no day "2014-02-30".'),
        ("0214-05-01", 'the year in "0214-05-01" lies outside 1950 to 2100.'),
        ("05/01/2014", '"05/01/2014" is no date.'),
        ("20140501", '"20140501" is no date.'),
    ],
)
def test_what_is_no_date_is_refused(tmp_path: Path, written: str, reason: str) -> None:
    record, count = read_project(tmp_path, startDate=written)
    assert record.start is None and count.refusals == [refusal(2, "startDate", reason)]


@pytest.mark.parametrize(
    ("written", "status"),
    [("ONG", "SIGNED"), ("CLO", "CLOSED"), ("CAN", "CANCEL"), ("Signed", "SIGNED"), ("TERMINATED", "TERMINATED")],
)
def test_the_status_of_all_vintages(tmp_path: Path, written: str, status: str) -> None:
    record, count = read_project(tmp_path, status=written)
    assert record.status == status and not count.refusals
    assert record.status_written == (None if written == status else written)


def test_a_status_that_is_not_known_is_kept_as_written(tmp_path: Path) -> None:
    record, count = read_project(tmp_path, status="ASLEEP")
    assert (record.status, record.status_written) == (None, "ASLEEP")
    assert count.refusals == [refusal(2, "status", '"ASLEEP" is not known here.')]


@pytest.mark.parametrize(
    ("written", "role"),
    [
        ("coordinator", "coordinator"),
        ("Coordinator", "coordinator"),
        ("thirdParty", "thirdParty"),
        ("third party", "thirdParty"),
        ("THIRD_PARTY", "thirdParty"),
        ("internationalPartner", "internationalPartner"),
        ("associated-partner", "associatedPartner"),
        ("partner", "partner"),
    ],
)
def test_roles_spelt_in_several_ways(tmp_path: Path, written: str, role: str) -> None:
    record, count = read_one(tmp_path, role=written)
    assert record.role == role and not count.refusals
    assert record.role_written == (None if written == role else written)


def test_a_role_that_is_not_known_is_kept_as_written(tmp_path: Path) -> None:
    record, count = read_one(tmp_path, role="observer")
    assert (record.role, record.role_written) == (None, "observer") and count.refused_cells == 1


@pytest.mark.parametrize(
    ("written", "value"), [("true", True), ("False", False), ("TRUE", True), ("fAlSe", False), ("", None)]
)
def test_truth_in_any_case(tmp_path: Path, written: str, value: bool | None) -> None:
    record, count = read_one(tmp_path, SME=written, endOfParticipation=written)
    assert record.sme is value and record.ended is value and not count.refusals


def test_what_is_neither_true_nor_false_is_refused(tmp_path: Path) -> None:
    record, count = read_one(tmp_path, SME="maybe")
    assert record.sme is None and count.refusals == [refusal(2, "SME", '"maybe" is neither true nor false.')]


@pytest.mark.parametrize(
    ("written", "code"), [("EL", "GR"), ("UK", "GB"), ("DE", "DE"), ("de", "DE"), ("Germany", None)]
)
def test_countries_are_iso_codes(tmp_path: Path, written: str, code: str | None) -> None:
    record, count = read_one(tmp_path, country=written)
    assert record.country == code and count.refused_cells == (code is None)


@pytest.mark.parametrize("written", ["50.92,6.36", "(50.92,6.36)", "[50.92, 6.36]", " 50.92 , 6.36 "])
def test_coordinates_with_brackets_and_without(tmp_path: Path, written: str) -> None:
    record, count = read_one(tmp_path, geolocation=written)
    assert record.coordinates == (50.92, 6.36) and not count.refusals


@pytest.mark.parametrize("written", ["50.92", "50,92,6,36", "91.0,6.0", "north"])
def test_what_are_no_coordinates_is_refused(tmp_path: Path, written: str) -> None:
    record, count = read_one(tmp_path, geolocation=written)
    assert record.coordinates is None and count.refused_cells == 1


@pytest.mark.parametrize(
    ("filled", "reason"),
    [
        ({"projectID": "INMARE"}, 'the project id "INMARE" is no number.'),
        ({"projectID": ""}, 'the project id "" is no number.'),
        ({"organisationID": "RWTH"}, 'the organisation id (PIC) "RWTH" is no number.'),
        ({"organisationID": "999983962.0"}, 'the organisation id (PIC) "999983962.0" is no number.'),
    ],
)
def test_a_row_without_sound_ids_is_refused(tmp_path: Path, filled: dict[str, str], reason: str) -> None:
    summary = Summary()
    rows = [participation(**filled), participation()]
    assert [record.row for record in cordis.read(table(tmp_path, ORGANIZATION, *rows), summary)] == [3]
    [count] = summary.tables
    assert (count.read, count.taken, count.refused) == (2, 1, 1)
    assert count.refusals == [refusal(2, "", reason)]


def test_the_first_refusals_are_kept_and_all_are_counted(tmp_path: Path) -> None:
    rows = [participation(order=str(number), totalCost="?") for number in range(50)]
    summary = Summary()
    assert len(list(cordis.read(table(tmp_path, ORGANIZATION, *rows), summary))) == 50
    [count] = summary.tables
    assert count.refused_cells == 50
    assert [refused.locator for refused in count.refusals] == [
        f"row {row}, column totalCost" for row in range(2, 2 + SHOWN)
    ]


def test_rows_that_the_file_breaks_are_counted_too(tmp_path: Path) -> None:
    path = tmp_path / "topics.csv"
    path.write_text('"projectID";"topic";"title"\n"1";"A"\n"2";"B";""Seals""\n"3";"C";"c"\n', encoding="utf-8")
    summary = Summary()
    found = list(cordis.read(tables(path), summary))
    assert [(record.project, record.title) for record in found if isinstance(record, Topic)] == [
        ("2", '"Seals"'),
        ("3", "c"),
    ]
    [count] = summary.tables
    assert (count.read, count.taken, count.refused, count.repaired) == (3, 2, 1, {"quotes": 1})
    assert count.refusals[0].locator == "row 2" and count.refusals[0].reason.startswith(
        "topics.csv, row 2: the row has"
    )


# Repeats


def test_the_key_of_a_participation_is_project_organisation_and_order(tmp_path: Path) -> None:
    rows = [
        participation(order="1", name="first"),
        participation(order="1", name="repeated"),
        participation(order="2", name="again"),
        participation(order="1", organisationID="2", name="other"),
    ]
    summary = Summary()
    found = list(cordis.read(table(tmp_path, ORGANIZATION, *rows), summary))
    assert [record.name for record in found if isinstance(record, Participation)] == ["first", "again", "other"]
    [count] = summary.tables
    assert (count.read, count.taken, count.doubled) == (4, 3, 1)


def test_without_an_order_only_the_same_row_is_a_repeat(tmp_path: Path) -> None:
    row = {"projectID": "1", "id": "2", "country": "DE", "role": "participant"}
    rows = [{**row, "street": "A"}, {**row, "street": "A"}, {**row, "street": "B"}]
    summary = Summary()
    assert len(list(cordis.read(table(tmp_path, OLD_ORGANIZATION, *rows), summary))) == 2
    assert summary.tables[0].doubled == 1


def test_a_project_in_two_deliveries_is_taken_once(tmp_path: Path) -> None:
    row = {"id": "1", "title": "x"}
    found = [*table(tmp_path, PROJECT, row, name="a.csv"), *table(tmp_path, PROJECT, row, name="b.csv")]
    summary = Summary()
    assert [record.table for record in cordis.read(found, summary)] == ["a.csv"]
    assert [count.doubled for count in summary.tables] == [0, 1]


# Mojibake


@pytest.mark.parametrize("encoding", ["mac_roman", "cp1252"])
@pytest.mark.parametrize(
    "name", ["Düsseldorf", "Łódź", "OÜ", "Ρόδος", "52°North", "Fundacià", "Universität Köln – Bonn"]
)
def test_mojibake_is_repaired_where_it_is_sure(tmp_path: Path, name: str, encoding: str) -> None:
    # The five bytes that cp1252 leaves out become control characters.
    garbled = "".join(bytes([byte]).decode(encoding, "ignore") or chr(byte) for byte in name.encode("utf-8"))
    assert garbled != name
    record, count = read_one(tmp_path, city=garbled, name="Plain")
    assert (record.city, record.name, record.repaired) == (name, "Plain", ("city",))
    assert (count.repaired, count.garbled) == ({"mojibake": 1}, 0)


def test_mojibake_of_mojibake_is_repaired_too() -> None:
    once = "Düsseldorf".encode().decode("cp1252")
    assert cordis.unscrambled(once.encode().decode("cp1252")) == ("Düsseldorf", True)


@pytest.mark.parametrize(
    "name", ["Düsseldorf", "ÅÄÖ", "São Paulo", "NESTLÉ®", "Ørsted", "√2 Labs", "Âge d’or", "ΚΥΠΡΟΣ", "CAFÉ »", "Łódź"]
)
def test_what_is_right_is_left_alone(tmp_path: Path, name: str) -> None:
    record, count = read_one(tmp_path, city=name)
    assert (record.city, record.repaired) == (name, ()) and (count.repaired, count.garbled) == ({}, 0)


@pytest.mark.parametrize("name", ["DÃ¼sseldorf, früher Köln", "D√ºsseldorf 東京", "TV MODÄ“"])
def test_mojibake_that_is_not_sure_is_reported_and_left(tmp_path: Path, name: str) -> None:
    record, count = read_one(tmp_path, city=name)
    assert (record.city, record.repaired) == (name, ()) and (count.repaired, count.garbled) == ({}, 1)


# Regions


def place(**parts: object) -> Located | None:
    return regions.located("DEA", **{"country": "DE", **parts})  # type: ignore[arg-type]


def test_a_nuts_code_decides() -> None:
    assert place(nuts="DEA23", postcode="10115") == Located("DEA", "nuts", "certain")
    assert place(nuts="DE300", postcode="40225", city="Düsseldorf") is None
    # A code of the whole country does not.
    assert place(nuts="DE", city="Köln") == Located("DEA", "city", "likely")


def test_a_postcode_tells_in_germany_only() -> None:
    assert place(postcode="52428", city="JULICH") == Located("DEA", "postcode", "certain")
    assert place(postcode="48351", city="Everswinkel") == Located("DEA", "postcode", "likely")
    assert place(postcode="D-52428") == Located("DEA", "postcode", "likely")
    assert place(postcode="10115", city="Berlin") is None
    # Münster in Hessen.
    assert place(postcode="64839", city="Münster") is None
    assert place(postcode="40225", country="FR") is None
    # Leipzig, 04109, after a spreadsheet.
    assert place(postcode="4109", city="Leipzig") is None
    assert place(postcode="48527", city="Nordhorn") == Located("DEA", "postcode", "doubtful")


@pytest.mark.parametrize(
    "city",
    [
        *("KOLN", "Koeln", "koln", "Köln", "Cologne", "MUENSTER", "Munster", "JULICH", "HURTH", "Huerth"),
        *("Bergisch-Gladbach", "MONCHENGLADBACH", "Moenchengladbach", "MULHEIM AN DER RUHR", "SANKT AUGUSTIN"),
    ],
)
def test_a_city_in_its_known_spellings(city: str) -> None:
    assert place(city=city) == Located("DEA", "city", "likely")


@pytest.mark.parametrize("city", ["DUSSSELDORF", "LEVERKUSSEN", "BERGISH GLADBACH", "MONCHENGLADBACHH", "Dusseldorff"])
def test_a_misspelt_city_is_doubtful(city: str) -> None:
    assert place(city=city) == Located("DEA", "city", "doubtful")


@pytest.mark.parametrize(
    "city",
    ["MULLHEIM", "MULHEIM KARLICH", "Halle", "Bensheim", "BADEN-BADEN", "OLDEMBURG", "Frankfurt", "Bern", "東京"],
)
def test_a_city_elsewhere_is_not_taken_for_one_here(city: str) -> None:
    assert place(city=city) is None


def test_coordinates_tell_where_nothing_else_does() -> None:
    here = Located("DEA", "coordinates", "doubtful")
    assert place(coordinates=(50.92, 6.36)) == here, "Jülich"
    assert place(coordinates=(50.92, 6.36), city="Nowhere", postcode="?") == here
    # What is written goes first, and a place at the border belongs to nobody.
    assert place(coordinates=(50.92, 6.36), city="Berlin") is None
    assert place(coordinates=(50.92, 6.36), postcode="10115") is None
    assert place(coordinates=(50.92, 6.36), country="NL") is None
    assert place(coordinates=(52.52, 13.40)) is None, "Berlin"
    assert place(coordinates=(52.19, 8.20)) is None, "between Osnabrück and Bielefeld"
    assert place(coordinates=(54.5, 6.0)) is None, "in the North Sea"


def test_countries_and_smaller_regions() -> None:
    assert regions.located("DE", country="DE") == Located("DE", "country", "certain")
    assert regions.located("EL", country="GR") == Located("EL", "country", "certain")
    assert regions.located("EL3", nuts="EL303", country="GR") == Located("EL3", "nuts", "certain")
    # Only a NUTS code tells below the level of a Land.
    assert regions.located("DEA2", country="DE", postcode="50667", city="Köln") is None
    with pytest.raises(BionrwError, match=r'"NRW1234" is no NUTS code\.'):
        regions.located("NRW1234")


def test_the_reference_tables_are_sorted_and_name_their_sources() -> None:
    rows = [row for _, row in tables(DATA / "reference" / "places.csv")[0].rows()]
    assert [(row["place"], row["region"]) for row in rows] == sorted({(row["place"], row["region"]) for row in rows})
    assert {word for row in rows for word in row["source"].split()} == {"ror", "nuts", "foerderkatalog", "bionrw"}


def test_the_readme_names_every_reference_table() -> None:
    names = {path.name for path in (DATA / "reference").glob("*.csv")}
    readme = (DATA / "reference" / "README.md").read_text(encoding="utf-8")
    assert names and all(f"- `{name}`" in readme for name in names)


# Selections


def two_projects(folder: Path) -> list[Table]:
    rows = [
        participation(projectID="1", organisationID="10", country="DE", city="Köln"),
        participation(projectID="1", organisationID="11", country="FR", city="Paris"),
        participation(projectID="2", organisationID="11", country="FR", city="Paris"),
        participation(projectID="3", organisationID="10", country="DE", city="Bonn"),
    ]
    fields = [{"projectID": "1", "euroSciVocCode": "/23/45/337"}, {"projectID": "2", "euroSciVocCode": "/23/45"}]
    fields.append({"projectID": "3", "euroSciVocCode": "/23/451"})
    projects = [{"id": str(number), "title": "x"} for number in (1, 2, 3)]
    return [
        *table(folder, ORGANIZATION, *rows, name="o.csv"),
        *table(folder, "projectID;euroSciVocCode;euroSciVocTitle", *fields, name="f.csv"),
        *table(folder, PROJECT, *projects, name="p.csv"),
    ]


def test_a_region_selects_projects_with_all_their_participations(tmp_path: Path) -> None:
    found = two_projects(tmp_path)
    chosen = cordis.selected(found, region="DEA")
    assert chosen == {"1", "3"}
    summary = Summary()
    records = list(cordis.read(found, summary, projects=chosen))
    assert [(r.project, r.city) for r in records if isinstance(r, Participation)] == [
        ("1", "Köln"),
        ("1", "Paris"),
        ("3", "Bonn"),
    ]
    assert [record.id for record in records if isinstance(record, Project)] == ["1", "3"]
    assert [(count.read, count.taken, count.other) for count in summary.tables] == [(4, 3, 1), (3, 2, 1), (3, 2, 1)]


def test_a_field_selects_what_lies_below_it(tmp_path: Path) -> None:
    found = two_projects(tmp_path)
    assert cordis.selected(found, field="/23/45") == {"1", "2"}
    assert cordis.selected(found, field="23/45/") == {"1", "2"}
    assert cordis.selected(found, region="DEA", field="/23/45") == {"1"}
    assert cordis.selected(found, field="/99") == set()


def test_a_selection_needs_its_table(tmp_path: Path) -> None:
    found = [each for each in two_projects(tmp_path) if each.name == "p.csv"]
    with pytest.raises(BionrwError, match='No table "organization" is in the delivery, so it'):
        cordis.selected(found, region="DEA")
    with pytest.raises(BionrwError, match='No table "euroSciVoc"'):
        cordis.selected(found, field="/23")
    with pytest.raises(BionrwError, match=r"Name a region or a field\."):
        cordis.selected(found)


# The real files


def real(deliveries: Path, *names: str) -> tuple[list[cordis.Record], Summary]:
    summary = Summary()
    records = list(cordis.read(tables(*(deliveries / "cordis" / name for name in names)), summary))
    return records, summary


def participations(records: Iterable[cordis.Record]) -> list[Participation]:
    return [record for record in records if isinstance(record, Participation)]


@pytest.fixture(scope="module")
def organisations_2023(deliveries: Path) -> list[Participation]:
    records, summary = real(deliveries, "h2020-organizations-2023-06-12.csv.gz")
    [count] = summary.tables
    assert (count.read, count.taken, count.refused, count.refused_cells, count.doubled) == (2722, 2722, 0, 0, 0)
    return participations(records)


def test_the_real_participations(organisations_2023: list[Participation]) -> None:
    rows = organisations_2023
    assert len(rows) == 2722
    assert len({row.project for row in rows}) == 336 and len({row.organisation for row in rows}) == 1819
    countries = Counter(row.country for row in rows)
    assert len(countries) == 65 and countries["DE"] == 335
    assert countries["GR"] == 120 and countries["GB"] == 234 and "EL" not in countries
    assert Counter(row.role for row in rows).keys() == {
        *("coordinator", "participant", "thirdParty", "partner", "internationalPartner")
    }
    assert len({row.project for row in rows} - {row.project for row in rows if row.role == "coordinator"}) == 20
    # Three pairs occur twice, with different orders.
    pairs = Counter((row.project, row.organisation) for row in rows)
    assert [count for count in pairs.values() if count > 1] == [2, 2, 2]
    empty = {name: sum(getattr(row, name) is None for row in rows) for name in Participation.__slots__}
    assert {name: empty[name] for name in ("vat", "short_name", "url", "postcode", "street", "city", "nuts")} == {
        **{"vat": 254, "short_name": 635, "url": 882, "postcode": 16, "street": 9, "city": 7, "nuts": 2722},
    }
    assert empty["total_cost"] == 3 and sum(row.total_cost == 0 for row in rows) == 71
    assert empty["coordinates"] == 0 and not any(row.repaired for row in rows)


def test_the_decimal_commas_of_the_real_participations(
    deliveries: Path, organisations_2023: list[Participation]
) -> None:
    [raw] = tables(deliveries / "cordis" / "h2020-organizations-2023-06-12.csv.gz")
    written = {number: row["totalCost"] for number, row in raw.rows()}
    commas = [row for row in organisations_2023 if "," in written[row.row]]
    assert len(commas) == 1120
    assert all(row.total_cost == Decimal(written[row.row].replace(",", ".")) for row in commas)


def test_the_real_participations_in_nrw(organisations_2023: list[Participation]) -> None:
    located = [(row, found) for row in organisations_2023 if (found := cordis.in_region(row, "DEA"))]
    assert len(located) == 82 and {found.by for _, found in located} == {"postcode"}
    assert len({row.organisation for row, _ in located}) == 49 and len({row.project for row, _ in located}) == 54
    assert Counter(found.sureness for _, found in located) == {"certain": 76, "likely": 6}
    assert {row.city for row, found in located if found.sureness == "likely"} == {
        *("DUSSSELDORF", "LEVERKUSSEN", "BERGISH GLADBACH", "Everswinkel", "Rheinbach")
    }
    # Most of them would be found by their city too; none but them would.
    by_city = [
        row for row in organisations_2023 if regions.located("DEA", country=row.country, city=row.city) is not None
    ]
    assert {row.row for row in by_city} < {row.row for row, _ in located} and len(by_city) == 80


def test_the_real_selection_of_nrw(deliveries: Path, organisations_2023: list[Participation]) -> None:
    found = tables(deliveries / "cordis" / "h2020-organizations-2023-06-12.csv.gz")
    chosen = cordis.selected(found, region="DEA")
    assert len(chosen) == 54
    taken = participations(cordis.read(found, projects=chosen))
    assert taken == [row for row in organisations_2023 if row.project in chosen]


def test_the_real_projects(deliveries: Path) -> None:
    records, summary = real(deliveries, "h2020-projects-union-2022-2023.csv.gz", "raw-fp7-projects-sample.csv")
    assert [(count.taken, count.refusals) for count in summary.tables] == [(175, []), (59, [])]
    h2020 = [record for record in records if isinstance(record, Project) and record.framework_programme == "H2020"]
    assert len(h2020) == 175
    assert Counter(project.status for project in h2020) == {"CLOSED": 134, "SIGNED": 38, "TERMINATED": 3}
    assert min(project.start for project in h2020 if project.start) == date(2014, 5, 1)
    assert max(project.end for project in h2020 if project.end) == date(2026, 1, 31)
    assert max(len(project.objective or "") for project in h2020) == 3950
    fp7 = [record for record in records if isinstance(record, Project) and record.framework_programme == "FP7"]
    assert Counter((project.status, project.status_written) for project in fp7) == {
        **{("SIGNED", "ONG"): 57, ("CLOSED", "CLO"): 1, ("CANCEL", "CAN"): 1}
    }
    assert all(project.doi is None and project.legal_basis is None for project in fp7)


def test_a_real_table_that_has_lost_its_header(deliveries: Path) -> None:
    with pytest.raises(BionrwError) as caught:
        real(deliveries, "h2020-projects-2022-07-18.csv.gz")
    assert (
        "h2020-projects-2022-07-18.csv.gz has no header: its row 1 is already data "
        '("719161", "VISSUALLY", "CLOSED" …), which may be a table project.'
    ) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "kind", "rows", "projects"),
    [
        ("h2020-topics-2023-06-12.csv.gz", "topics", 35383, 35383),
        ("raw-h2020-topics.csv.gz", "topics", 35389, 35389),
        ("raw-horizon-topics.csv.gz", "topics", 15341, 15341),
        ("raw-horizon-legalBasis.csv.gz", "legalBasis", 20512, 15341),
        # The description of the data says one project more of each: it counts the word in the header.
        ("horizon-euroSciVoc.xlsx", "euroSciVoc", 38789, 13542),
        ("horizon-webLink.xlsx", "webLink", 21440, 5635),
    ],
)
def test_the_real_small_tables(deliveries: Path, name: str, kind: str, rows: int, projects: int) -> None:
    records, summary = real(deliveries, name)
    [count] = summary.tables
    assert (count.kind, count.read, count.taken, count.refused, count.refused_cells) == (kind, rows, rows, 0, 0)
    assert len({record.project for record in records if not isinstance(record, Project)}) == projects


def test_the_real_tables_that_are_not_needed(deliveries: Path) -> None:
    names = ("raw-horizon-topics.csv.gz", "raw-horizon-reportSummaries.csv.gz", "h2020-organisations-2017.csv.gz")
    _, summary = real(deliveries, *names, "ref")
    assert summary.passed_over == [
        "raw-horizon-reportSummaries.csv.gz (reportSummaries)",
        "ref › cordisref-FP7programmes.csv (reference table of programmes)",
        "ref › cordisref-H2020programmes.csv (reference table of programmes)",
        "ref › cordisref-H2020topics.csv (reference table of topics)",
        "ref › cordisref-countries.csv (reference table of countries)",
        "ref › cordisref-sicCode.csv (reference table of subjects)",
    ]
    [unknown] = summary.unknown
    assert unknown.startswith("h2020-organisations-2017.csv.gz is no known table of CORDIS. The nearest is")


def test_the_real_mojibake_of_2017(deliveries: Path) -> None:
    """225 rows by two of its signs in name and city, as first counted; all its signs in all columns are in 602."""
    [table] = tables(deliveries / "cordis" / "h2020-organisations-2017.csv.gz")
    columns = ("name", "city", "shortName", "street")
    first, repaired, left = 0, Counter[int](), 0
    for number, row in table.rows(mend=lambda *_: None):
        first += any(sign in row["name"] + row["city"] for sign in "√‚")
        for column in columns:
            text, sure = cordis.unscrambled(row[column])
            repaired[number] += sure
            left += not sure and text != row[column]
    assert first == 225
    assert sum(count > 0 for count in repaired.values()) == 602 and left == 0


def test_the_real_organisations_of_2017_in_nrw_by_city(deliveries: Path) -> None:
    [table] = tables(deliveries / "cordis" / "h2020-organisations-2017.csv.gz")
    german = [row for _, row in table.rows(mend=lambda *_: None) if row["country"] == "DE"]
    assert len(german) == 1971
    found = Counter(
        located.sureness
        for row in german
        if (located := regions.located("DEA", country="DE", city=cordis.unscrambled(row["city"])[0]))
    )
    assert found == {"likely": 310, "doubtful": 1}
