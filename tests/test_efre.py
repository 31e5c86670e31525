"""The lists of ERDF operations: their real slices, that two forms of one list agree, and every fault in small lists."""

import dataclasses
import gzip
import json
import re
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bionrw_graph.deliveries import efre
from bionrw_graph.deliveries.efre import Operation
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

TITLE = [["LISTE DER VORHABEN"], ["Stand: 31.12.2015"], []]
RECORD = {
    "Name des Begünstigten": "Beispiel GmbH",
    "Bezeichnung des Vorhabens": "Enzyme für alle",
    "Zusammenfassung des Vorhabens": "Enzyme, billig",
    "Durchführungs-beginn": "01.11.2015",
    "Durchführungs-ende": "31.10.2018",
    "bewilligte förderfähige Gesamtinvestition": "€ 833851.95",
    "Gebietskennziffer": "05914000",
    "Land": "DE",
    "EU-Interventions-kategorie": "062",
    "Bezeichnung der EU-Interventionskategorie": "Technologietransfer",
}
OLDER = {
    "beneficiary": "Forschungszentrum Jülich Institut für \nBiotechnologie IBT-1",
    "name_of_operation": "Bio.NRW: ExpressO",
    "years": "2009",
    "allocated_public_funding": "621.300",
    "on_finish_total_value": "",
}
COST = "bewilligte förderfähige Gesamtinvestition"


def read(path: Path) -> tuple[list[Operation], Count]:
    count = Count()
    return list(efre.operations(path, count)), count


def message(path: Path) -> str:
    with pytest.raises(BionrwError) as caught:
        read(path)
    return str(caught.value)


def as_json(folder: Path, *records: Mapping[str, Any]) -> Path:
    path = folder / "list.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    return path


def as_sheet(folder: Path, *rows: list[Any]) -> Path:
    path = folder / "list.xlsx"
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def told_apart(operations: list[Operation]) -> list[Operation]:
    return [dataclasses.replace(operation, locator="") for operation in operations]


def test_the_real_list_says_the_same_160_operations_as_spreadsheet_and_as_json(deliveries: Path) -> None:
    sheet, of_sheet = read(deliveries / "efre-nrw" / "ERDF_NRW_2014-2020.xlsx")
    record, of_record = read(deliveries / "efre-nrw" / "ERDF_NRW_2014-2020.json")
    assert (of_sheet.read, of_sheet.taken, of_record.read, of_record.taken) == (160, 160, 160, 160)
    assert told_apart(sheet) == told_apart(record)
    # Where they differ as files: three amounts are binary sums in the sheet; it has a title and a footnote.
    assert of_sheet.repaired == {"spaces": 40, "amounts rounded to cents": 3}
    assert of_record.repaired == {"spaces": 40}
    assert of_sheet.notes[:3] == [
        "LISTE DER VORHABEN", "Bewilligte Projekte des OP EFRE NRW 2014-2020*", "Stand: 31.12.2015",
    ]  # fmt: skip
    assert of_sheet.notes[3].startswith("* Unions-Kofinanzierung pro Prioritätsachse") and len(of_sheet.notes) == 4
    assert of_record.notes == []
    assert (sheet[0].locator, record[0].locator) == ("row 6", "record 1")
    assert dataclasses.replace(sheet[0], summary="", category_label="") == Operation(
        beneficiary="agentur mark GmbH",
        name="Kompetenzzentrum Frau und Beruf Märkische Region",
        summary="",
        start=date(2015, 11, 1),
        end=date(2018, 10, 31),
        year=None,
        eligible_cost=Decimal("833851.95"),
        public_funding=None,
        public_funding_at_end=None,
        ags="05914000",
        country="DE",
        category="067",
        category_label="",
        locator="row 6",
    )
    assert sum(operation.ags == "" for operation in sheet) == 1
    assert all(operation.start and operation.end and operation.start < operation.end for operation in sheet)


def test_operations_that_agree_in_every_cell_are_all_kept(deliveries: Path) -> None:
    operations, _ = read(deliveries / "efre-nrw" / "ERDF_NRW_2014-2020.json")
    assert Counter(told_apart(operations)).most_common(1)[0][1] == 4
    assert len({operation.locator for operation in operations}) == 160


def test_the_real_list_of_2007_has_3109_operations(deliveries: Path) -> None:
    operations, count = read(deliveries / "efre-nrw" / "ERDF_NRW_2007-2013.json.gz")
    assert (count.read, count.taken, count.refused) == (3109, 3109, 0)
    assert not any("\n" in operation.beneficiary + operation.name for operation in operations)
    # 3,189 line breaks in all.
    assert count.repaired == {
        "line breaks": 3025, "hyphens at a line break": 140, "hyphens at a line break, uncertain": 24, "spaces": 47,
    }  # fmt: skip
    julich = [operation for operation in operations if "IBT-1" in operation.beneficiary]
    assert [operation.public_funding for operation in julich] == [Decimal(621300), Decimal(146748)]
    assert julich[0].beneficiary == "Forschungszentrum Jülich Institut für Biotechnologie IBT-1"
    assert (julich[0].year, julich[0].public_funding_at_end, julich[0].start) == (2009, None, None)
    assert sum(operation.public_funding_at_end is not None for operation in operations) == 3109 - 1906
    assert sum("bio.nrw" in operation.name.lower() for operation in operations) == 54
    aseag = next(operation for operation in operations if "ASEAG" in operation.beneficiary)
    assert aseag.public_funding == Decimal(788)


@pytest.mark.parametrize(
    ("text", "joined", "counted"),
    [
        ("Institut für \nBiotechnologie", "Institut für Biotechnologie", {"line breaks": 1}),
        ("in der Pflege:\nVon der", "in der Pflege: Von der", {"line breaks": 1}),
        ("Gesellschaft \n für Wohnen", "Gesellschaft für Wohnen", {"line breaks": 1}),
        ("Nordrhein-\nWestfalen", "Nordrhein-Westfalen", {"hyphens at a line break": 1}),
        ("Heim-\n/Pflege", "Heim-/Pflege", {"hyphens at a line break": 1}),
        ("EDV-\ngestütztes", "EDV-gestütztes", {"hyphens at a line break, uncertain": 1}),
        ("Prüf- \nund Messtechnik", "Prüf- und Messtechnik", {"line breaks": 1}),
        ("Rheinland -\nNiederrhein/Köln", "Rheinland - Niederrhein/Köln", {"line breaks": 1}),
        ("ohne", "ohne", {}),
    ],
)
def test_line_breaks_of_a_pdf_are_joined_and_hyphens_kept(text: str, joined: str, counted: dict[str, int]) -> None:
    count = Count()
    assert efre.joined(text, count) == joined
    assert count.repaired == counted


def test_the_header_of_a_sheet_is_found_wherever_it_stands(tmp_path: Path) -> None:
    values = [*list(RECORD.values())[:3], datetime(2015, 11, 1), "31.10.2018", 833851.95, "05914000", "DE", "062", "T"]
    for above in ([], TITLE, [*TITLE, *TITLE, *TITLE]):
        path = as_sheet(tmp_path, *above, list(RECORD), values, [], ["* Footnote"])
        operations, count = read(path)
        assert [operation.locator for operation in operations] == [f"row {len(above) + 2}"]
        assert (operations[0].start, operations[0].end) == (date(2015, 11, 1), date(2018, 10, 31))
        assert operations[0].eligible_cost == Decimal("833851.95")
        assert count.notes[-1] == "* Footnote"


def test_a_list_saved_as_csv_reads_as_the_sheet_does(tmp_path: Path) -> None:
    rows = [*TITLE, list(RECORD), list(RECORD.values()), ["* Footnote"]]
    path = tmp_path / "list.csv"
    # A spreadsheet writes each row at its full width.
    lines = [";".join(f'"{cell}"' for cell in [*row, *[""] * (len(RECORD) - len(row))]) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8-sig")
    assert read(path)[0] == read(as_sheet(tmp_path, *rows))[0] != []
    assert read(path)[1].notes == ["LISTE DER VORHABEN", "Stand: 31.12.2015", "* Footnote"]


def test_empty_rows_below_a_short_list_are_no_end_of_the_reading(tmp_path: Path) -> None:
    gap: list[list[Any]] = [[]] * 1200
    operations, count = read(as_sheet(tmp_path, list(RECORD), list(RECORD.values()), *gap, ["below"]))
    assert len(operations) == 1 and (count.read, count.refused) == (2, 1)
    assert count.refusals[0].reason.startswith("list.xlsx, row 1002: 1000 empty rows one after another")


def test_columns_of_a_sheet_count_by_name(tmp_path: Path) -> None:
    turned = dict(reversed(RECORD.items()))
    path = as_sheet(tmp_path, ["Fonds", *turned], ["EFRE", *turned.values()])
    operations, _ = read(path)
    assert (operations[0].beneficiary, operations[0].ags) == ("Beispiel GmbH", "05914000")


def test_a_sheet_that_lacks_a_column_is_refused(tmp_path: Path) -> None:
    header = [name for name in RECORD if name != COST]
    assert message(as_sheet(tmp_path, *TITLE, header, ["x"] * 9)) == (
        'list.xlsx, row 4: the column "bewilligte förderfähige Gesamtinvestition" is missing in the header.'
    )


def test_a_key_that_a_sheet_took_for_a_number_gets_its_zero_back(tmp_path: Path) -> None:
    values = list({**RECORD, "Gebietskennziffer": 5914000}.values())
    operations, count = read(as_sheet(tmp_path, list(RECORD), values))
    assert operations[0].ags == "05914000"
    assert count.repaired == {"leading zeros of a municipality key": 1}


def test_an_amount_may_be_a_number(tmp_path: Path) -> None:
    operations, count = read(as_json(tmp_path, {**RECORD, COST: 2399649.2800000003}, {**RECORD, COST: 5246208}))
    assert [str(operation.eligible_cost) for operation in operations] == ["2399649.28", "5246208.00"]
    assert count.repaired == {"amounts rounded to cents": 1}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({COST: "1.234,5"}, f'column {COST}: "1.234,5" is no amount as this file writes it, such as € 1234.50'),
        ({COST: "€ 833851.9"}, '"€ 833851.9" is no amount'),
        ({COST: -1.5}, '"-1.5" is no amount.'),
        ({"Durchführungs-beginn": "31.02.2020"}, 'column Durchführungs-beginn: there is no day "31.02.2020".'),
        ({"Gebietskennziffer": "0591400X"}, 'column Gebietskennziffer: "0591400X" is no municipality key (AGS)'),
        ({"Name des Begünstigten": " "}, "the operation has no beneficiary."),
        ({"Bezeichnung des Vorhabens": None}, "the operation has no name."),
        ({"Land": 5}, 'column Land: "5" is no text.'),
    ],
)
def test_a_wrong_cell_refuses_its_operation_only(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    operations, count = read(as_json(tmp_path, RECORD, {**RECORD, **changed}, RECORD))
    assert [operation.locator for operation in operations] == ["record 1", "record 3"]
    assert [refusal.locator for refusal in count.refusals] == ["record 2"]
    assert count.refusals[0].reason.startswith("list.json, record 2") and said in count.refusals[0].reason


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"allocated_public_funding": "1.234,5"}, 'column allocated_public_funding: "1.234,5" is no amount'),
        ({"allocated_public_funding": "62.13"}, '"62.13" is no amount as this file writes it, such as 621.300: three'),
        ({"on_finish_total_value": "1234"}, 'column on_finish_total_value: "1234" is no amount'),
        ({"years": "2009-2011"}, 'column years: "2009-2011" is no year.'),
        ({"beneficiary": None}, 'the field "beneficiary" is missing or is no text.'),
    ],
)
def test_a_wrong_field_of_the_older_list_refuses_its_operation(
    tmp_path: Path, changed: dict[str, Any], said: str
) -> None:
    operations, count = read(as_json(tmp_path, OLDER, {**OLDER, **changed}))
    assert len(operations) == 1 and said in count.refusals[0].reason


def test_a_record_without_its_fields_is_refused(tmp_path: Path) -> None:
    short = {name: value for name, value in RECORD.items() if name != "Land"}
    _, count = read(as_json(tmp_path, RECORD, short))
    assert count.refusals[0].reason == 'list.json, record 2: the field "Land" is missing.'
    path = tmp_path / "list.json"
    path.write_text(json.dumps([RECORD, "text"]), encoding="utf-8")
    assert [refusal.locator for refusal in read(path)[1].refusals] == ["record 2"]


def test_json_that_ends_in_the_middle_is_told_with_the_last_whole_record(tmp_path: Path) -> None:
    path = as_json(tmp_path, RECORD, RECORD)
    path.write_bytes(path.read_bytes()[:-40])
    assert message(path) == (
        "list.json, after record 1: the file ends in the middle, the download was cut off. Download it again."
    )


def test_a_packed_file_that_ends_in_the_middle_is_told(tmp_path: Path) -> None:
    content = gzip.compress(json.dumps([{**OLDER, "years": str(number)} for number in range(5000)]).encode())
    path = tmp_path / "list.json.gz"
    path.write_bytes(content[: len(content) // 2])
    said = (
        r"list\.json\.gz, after record [1-9][0-9]+: "
        r"the file ends in the middle, the download was cut off\. Download it again\."
    )
    assert re.fullmatch(said, message(path))
    path.write_bytes(b"\x1f\x8b" + b"nothing packed")
    assert message(path).startswith("list.json.gz is damaged (")


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "list.json"
    path.write_bytes(json.dumps([OLDER, OLDER], ensure_ascii=False).encode("cp1252"))
    assert message(path) == "list.json, after record 0: the file is not UTF-8. Download it again."


def test_a_spreadsheet_that_is_cut_is_told(tmp_path: Path) -> None:
    path = as_sheet(tmp_path, list(RECORD), list(RECORD.values()))
    path.write_bytes(path.read_bytes()[:-100])
    assert message(path).startswith("list.xlsx is no whole ZIP file (")


def test_a_file_for_another_reader_is_told_which(tmp_path: Path) -> None:
    path = as_json(tmp_path, {"id": "https://ror.org/0006e6p34", "names": []})
    assert message(path) == (
        "list.json is not a list of ERDF operations but looks like records of ROR. Try `bionrw import ror`."
    )
    assert message(as_sheet(tmp_path, ["projectID", "euroSciVocCode", "euroSciVocPath"])) == (
        "list.xlsx is not a list of ERDF operations but looks like a CORDIS table of EuroSciVoc paths."
    )
    assert message(as_sheet(tmp_path, ["a", "b"])) == (
        "list.xlsx is not a list of ERDF operations, nor anything else that is read here."
    )
