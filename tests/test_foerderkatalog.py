"""The Förderkatalog: its real slice cell for cell, small exports with every fault, and what counts as biotechnology."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bionrw_graph.deliveries import foerderkatalog
from bionrw_graph.deliveries.foerderkatalog import Grant, Place, Subject
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

HEADER = [
    *("FKZ", "Ressort", "Referat", "PT", "Arb.-Einh.", "Zuwendungsempfänger"),
    *("Gemeindekennziffer", "Stadt/Gemeinde", "Ort", "Bundesland", "Staat", "Ausführende Stelle"),
    *("Gemeindekennziffer", "Stadt/Gemeinde", "Ort", "Bundesland", "Staat", "Thema"),
    *("Leistungsplansystematik", "Klartext Leistungsplansystematik", "Laufzeit von", "Laufzeit bis"),
    *("Fördersumme in EUR", "Förderprofil", "Verbundprojekt", "Förderart"),
]
NEWER_HEADER = {
    "PT": "Administrierende Stelle",
    "Zuwendungsempfänger": "Förderempfänger /Auftragnehmer",
    "Thema": "Thema des geförderten Vorhabens",
    "Fördersumme in EUR": "Förder- / Auftragssumme (Anteil des Bundes) in EUR",
    "Verbundprojekt": "Projekt",
}
ROW = [
    *("031B0001A", "BMBF", "712", "PtJ", "BIO", "Beispiel GmbH"),
    *("05111000", "Düsseldorf", "Düsseldorf", "Nordrhein-Westfalen", "Deutschland", "Beispiel GmbH - Labor"),
    *("05315000", "Köln", "", "Nordrhein-Westfalen", "Deutschland", "Enzyme für alle"),
    *("K01530", "BioIndustrie 2021", "01.12.2017", "29.02.2020"),
    *("1.234.567,89", "Biotechnologie", "ENZYM", "PDIR"),
]


def line(cells: list[str]) -> str:
    """As the export writes it: every text a formula, the amount bare, a semicolon at the end."""
    texts = [cell if number == 22 and cell[:1] != "F" else f'="{cell}"' for number, cell in enumerate(cells)]
    return ";".join(texts) + ";\n"


def changed(**cells: str) -> list[str]:
    """The row with some of its cells changed, each by the number of its column: ``c20="31.02.2020"``."""
    row = list(ROW)
    for column, cell in cells.items():
        row[int(column[1:])] = cell
    return row


def export(folder: Path, *rows: str, encoding: str = "cp1252") -> Path:
    path = folder / "export.csv"
    path.write_bytes("".join(rows).encode(encoding))
    return path


def read(path: Path) -> tuple[list[Grant], Count]:
    count = Count()
    return list(foerderkatalog.grants(path, count)), count


def reasons(path: Path) -> list[str]:
    return [refusal.reason for refusal in read(path)[1].refusals]


def message(path: Path) -> str:
    with pytest.raises(BionrwError) as caught:
        read(path)
    return str(caught.value)


def test_the_real_slice_has_a_hundred_grants_eleven_of_them_in_nrw(deliveries: Path) -> None:
    grants, count = read(deliveries / "foerderkatalog" / "foerderportal_newest_100_a.csv")
    assert (count.read, count.taken, count.refused) == (100, 100, 0)
    assert sum(grant.recipient_place.ags.startswith("05") for grant in grants) == 11
    assert len({grant.fkz for grant in grants}) == 100
    assert all(grant.start and grant.end and grant.start < grant.end for grant in grants)
    assert sum(grant.amount or 0 for grant in grants if grant.fkz == "16TTP089") == Decimal("8499240.00")
    assert {grant.joint_project for grant in grants if grant.joint_project} == {
        *("BLuMo", "KlimaFarm", "MoLaKlim", "Paludi MV")
    }
    assert not any(foerderkatalog.is_biotech(grant.subject_code, grant.subject) for grant in grants)
    # Each column where design and data say it is: an executing body with a part of its own, and its place.
    berlin = next(grant for grant in grants if grant.fkz == "16TTP043")
    assert berlin == Grant(
        fkz="16TTP043",
        department="BMBF",
        division="414",
        agency="PT-VDI/VDE",
        agency_unit="TZ-MST",
        recipient="Humboldt-Universität zu Berlin",
        recipient_place=Place("11000000", "Berlin", "Berlin", "Berlin", "Deutschland"),
        executing_body="Humboldt-Universität zu Berlin - Servicestelle Forschung",
        executing_place=Place("11000000", "Berlin", "", "Berlin", "Deutschland"),
        title="Etablierung des Karrierewegs der Tenure-Track-Professur - Humboldt-Universität zu Berlin",
        subject_code="TB0810",
        subject="Förderung des wissenschaftlichen Nachwuchses",
        start=date(2017, 12, 1),
        end=date(2029, 3, 31),
        amount=Decimal("24553360.00"),
        profile="Hochschulbau und überwiegend hochschulbezogene Sonderprogramme",
        joint_project="",
        kind="PDIR",
        locator="row 2",
    )


@pytest.mark.parametrize("header", [HEADER, [NEWER_HEADER.get(name, name) for name in HEADER]], ids=["older", "newer"])
def test_an_export_reads_the_same_with_either_header_and_without(tmp_path: Path, header: list[str]) -> None:
    without, _ = read(export(tmp_path, line(ROW)))
    having, count = read(export(tmp_path, line(header), line(ROW), "\n", ";\n"))
    assert (count.read, count.taken) == (1, 1)
    assert without[0].locator == "row 1" and having[0].locator == "row 2"
    assert without[0].title == having[0].title == "Enzyme für alle"
    assert having[0].amount == Decimal("1234567.89") and having[0].end == date(2020, 2, 29)
    assert having[0].executing_place == Place("05315000", "Köln", "", "Nordrhein-Westfalen", "Deutschland")


def test_empty_cells_are_empty_texts_and_no_dates(tmp_path: Path) -> None:
    grants, _ = read(export(tmp_path, line(changed(c20="", c21="", c22="", c24="", c12=""))))
    assert (grants[0].start, grants[0].end, grants[0].amount, grants[0].joint_project) == (None, None, None, "")
    assert grants[0].executing_place.ags == ""


def test_quotes_and_semicolons_may_stand_in_a_text(tmp_path: Path) -> None:
    for cell, title in (
        ('Das "weiße" Enzym; ein Versuch', 'Das "weiße" Enzym; ein Versuch'),
        ('""Weiß"" und rot', '"Weiß" und rot'),
        ('"Weiß"; rot', '"Weiß"; rot'),
        ('Nur "Weiß"', 'Nur "Weiß"'),
        ("a=b; c", "a=b; c"),
    ):
        grants, _ = read(export(tmp_path, line(changed(c17=cell))))
        assert [grant.title for grant in grants] == [title]
        assert grants[0].subject_code == "K01530"


def test_spaces_are_tidied_and_counted(tmp_path: Path) -> None:
    grants, count = read(export(tmp_path, line(changed(c17=" Enzyme  für\u00a0alle "))))
    assert grants[0].title == "Enzyme für alle" and count.repaired == {"spaces": 1}
    assert str(count) == "1 read, 1 taken, 0 refused; repaired: spaces (1)"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"c22": "1.234,5"}, 'column Fördersumme in EUR: "1.234,5" is no amount as this file writes it, such as'),
        ({"c22": "12.34,00"}, '"12.34,00" is no amount as this file writes it, such as 1.234,50: three digits follow'),
        ({"c22": "1234.56"}, '"1234.56" is no amount'),
        ({"c22": "1.234"}, '"1.234" is no amount'),
        ({"c20": "31.02.2020"}, 'column Laufzeit von: there is no day "31.02.2020".'),
        ({"c21": "2020-02-28"}, 'column Laufzeit bis: "2020-02-28" is no date as this file writes it'),
        ({"c21": "01.01.2204"}, 'the year in "01.01.2204" lies outside 1950 to 2100.'),
        ({"c6": "0511100A"}, 'column 7 (Gemeindekennziffer): "0511100A" is no municipality key (AGS): it has eight'),
        ({"c12": "5315000"}, 'column 13 (Gemeindekennziffer): "5315000" is no municipality key'),
        ({"c0": ""}, "column FKZ: the grant has no number."),
    ],
)
def test_a_wrong_cell_refuses_its_row_and_no_other(tmp_path: Path, cells: dict[str, str], said: str) -> None:
    path = export(tmp_path, line(changed(c0="A")), line(changed(**{"c0": "B", **cells})), line(changed(c0="C")))
    grants, count = read(path)
    assert [grant.fkz for grant in grants] == ["A", "C"]
    assert [refusal.locator for refusal in count.refusals] == ["row 2"]
    assert count.refusals[0].reason.startswith("export.csv, row 2") and said in count.refusals[0].reason
    assert (count.read, count.taken) == (3, 2)


def test_a_doubled_grant_number_is_refused_with_its_first_row(tmp_path: Path) -> None:
    path = export(tmp_path, line(HEADER), line(ROW), line(changed(c17="Anderes")))
    assert reasons(path) == [
        'export.csv, row 3, column FKZ: "031B0001A" stands already in row 2; a grant number stands once.'
    ]


def test_a_row_that_ends_early_is_refused(tmp_path: Path) -> None:
    path = export(tmp_path, line(ROW), ";".join(line(changed(c0="B")).split(";")[:12]))
    assert reasons(path) == ["export.csv, row 2: the row has 12 cells, the export has 26 in each row."]
    path = export(tmp_path, line(ROW), line(changed(c0="B"))[:-30])
    assert reasons(path) == [
        'export.csv, row 2: the row cannot be parted into cells, a quote (") is missing or too many. Download it again.'
    ]


def test_a_header_with_another_column_is_named(tmp_path: Path) -> None:
    assert message(export(tmp_path, line([*HEADER[:3], *HEADER[4:], "PT"]), line(ROW))) == (
        'export.csv, row 1, column 4: the header says "Arb.-Einh." where "PT" stands in the export. '
        "Export all columns in their order."
    )


def test_another_encoding_is_told(tmp_path: Path) -> None:
    assert message(export(tmp_path, line(changed(c17="plain")), line(ROW), encoding="utf-8")) == (
        "export.csv, row 1: the file is UTF-8, not CP1252. Take it as it was downloaded."
    )
    path = export(tmp_path, line(changed(c5="Muller", c7="A", c8="A", c11="A", c13="A", c17="A")))
    path.write_bytes(path.read_bytes() + b'="\x81"')
    assert "export.csv, row 2: the file is not CP1252 (byte 0x81). Take it as it was downloaded." in message(path)


def test_a_file_for_another_reader_is_told_which(tmp_path: Path) -> None:
    path = export(tmp_path, "CNTR_CODE,NUTS_ID,NAME_LATN,NUTS_NAME\n")
    assert message(path) == ("export.csv is not an export of the Förderkatalog but looks like a table of NUTS regions.")
    assert message(export(tmp_path, "a,b\n1,2\n")) == (
        "export.csv is not an export of the Förderkatalog, nor anything else that is read here."
    )
    assert message(export(tmp_path, "\n")) == "export.csv is empty. Download it again."
    assert message(tmp_path / "gone.csv").startswith(f"There is no file {tmp_path / 'gone.csv'}.")


def subjects(path: Path) -> tuple[list[Subject], Count]:
    count = Count()
    return list(foerderkatalog.subjects(path, count)), count


def test_the_real_subject_codes_are_read_and_ninety_one_are_biotechnology(deliveries: Path) -> None:
    found, count = subjects(deliveries / "foerderkatalog" / "leistungsplan_systematik.csv")
    assert (count.read, count.taken, count.refused) == (1508, 1508, 0)
    by_code = {subject.code: subject for subject in found}
    assert by_code["K01530"].label == "BioIndustrie 2021"
    assert by_code["K01530"].broader == (
        ("K015", "Industrielle Bioverfahren"),
        ("K0", "Biotechnologie"),
        ("K", "Biotechnologie"),
    )
    chosen = {code for code, subject in by_code.items() if foerderkatalog.is_biotech(code, subject.label)}
    assert len(chosen) == 91
    assert {code for code in chosen if code[0] != "K"} == {"L11210", "T29051"}
    # The whole branch that the Systematik calls Biotechnologie, and nothing of it is left out.
    assert {code for code in chosen if code[0] == "K"} == {code for code in by_code if code[0] == "K"}


def test_steps_that_do_not_fit_their_code_are_noted(deliveries: Path) -> None:
    _, count = subjects(deliveries / "foerderkatalog" / "leistungsplan_systematik.csv")
    assert 'leistungsplan_systematik.csv, row 5: "A40000" stands under "A300".' in count.notes
    assert len({note.partition(":")[0] for note in count.notes}) == 71


def test_a_doubled_subject_code_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "subjects.csv"
    header = "LP,Ebene3_ID,Ebene2_ID,Ebene1_ID,Bezeichnung,Ebene3_Name,Ebene2_Name,Ebene1_Name,Kapitel/Titel\n"
    row = "K01010,K010,K0,K,Nanobiotechnologie,a,b,c,300468597\n"
    path.write_text(header + row + row + row.replace("K01010", "") + "K01020,K010\n", encoding="utf-8")
    found, count = subjects(path)
    assert [subject.locator for subject in found] == ["row 2"]
    assert [refusal.reason for refusal in count.refusals] == [
        'subjects.csv, row 3, column LP: "K01010" stands already in an earlier row.',
        "subjects.csv, row 4, column LP: the subject has no code.",
        "subjects.csv, row 5: the row has 2 cells, the table has 9 columns: cells are missing. Download it again.",
    ]


def test_biotechnology_is_decided_by_code_and_words_with_a_reason() -> None:
    rule = foerderkatalog.biotech_rule("K03530", "Ernährungsforschung")
    assert rule is not None and (rule.rule, rule.value) == ("code", "K0") and "branch K" in rule.reason
    assert foerderkatalog.is_biotech("XY1234", "Industrielle BIOTECHNOLOGIE")
    assert foerderkatalog.is_biotech("XY1234", "Forschungsstrategie Bioökonomie")
    # A newer code that begins with K, and a neighbour in words.
    assert not foerderkatalog.is_biotech("KA1234", "Kultur")
    assert not foerderkatalog.is_biotech("F25010", "Bionik-Kompetenz-Netzwerk BIOKON")
    assert all(rule.reason and rule.reason_de and rule.rule in ("code", "words") for rule in foerderkatalog.rules())
