"""What a user downloaded is read as it stands; whatever is wrong with it is told in one sentence, and nothing hangs."""

import csv
import gzip
import io
import resource
import time
import zipfile
from pathlib import Path

import pytest

from bionrw_graph.deliveries import files
from bionrw_graph.deliveries import tables as reader
from bionrw_graph.deliveries.tables import Table, tables
from bionrw_graph.errors import BionrwError

HEADER = '"projectID";"topic";"title"\n'
TABLE = HEADER + '"1";"A-1";"Enzymes"\n"2";"A-2";"Yeast"\n'


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def zipped(folder: Path, name: str, members: dict[str, str | bytes]) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return path


def sheet(folder: Path, name: str, rows: str, before: str = "") -> Path:
    """An XLSX file whose one sheet holds these rows, as XML."""
    import openpyxl

    book = openpyxl.Workbook()
    plain = io.BytesIO()
    book.save(plain)
    path = folder / name
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content: str | bytes = old.read(member)
            if member.filename == "xl/worksheets/sheet1.xml":
                space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
                # The size as CORDIS writes it; it is wrong.
                size = '<dimension ref="A1"/>'
                content = f'{before}<worksheet xmlns="{space}">{size}<sheetData>{rows}</sheetData></worksheet>'
            new.writestr(member.filename, content)
    return path


def cells(number: int, *texts: str) -> str:
    written = [
        f'<c r="{column}{number}" t="inlineStr"><is><t>{text}</t></is></c>'
        for column, text in zip("ABCDEFGH", texts, strict=False)
    ]
    return f'<row r="{number}">{"".join(written)}</row>'


def only(table: list[Table]) -> list[tuple[int, dict[str, str]]]:
    assert len(table) == 1
    return list(table[0].rows())


def message(*paths: Path, **options: str) -> str:
    """What is said of these files, whether they are opened or read."""
    with pytest.raises(BionrwError) as caught:
        for table in tables(*paths, **options):  # type: ignore[arg-type]
            list(table.rows())
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_a_csv_file_gives_numbered_rows(tmp_path: Path) -> None:
    [table] = tables(written(tmp_path, "topics.csv", TABLE))
    assert (table.name, table.columns) == ("topics.csv", ("projectID", "topic", "title"))
    assert list(table.rows()) == [
        (2, {"projectID": "1", "topic": "A-1", "title": "Enzymes"}),
        (3, {"projectID": "2", "topic": "A-2", "title": "Yeast"}),
    ]
    # Again from the beginning, as a second pass needs.
    assert len(list(table.rows())) == 2


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_delimiter_byte_order_mark_and_line_ends_do_not_matter(
    tmp_path: Path, delimiter: str, encoding: str, end: str
) -> None:
    others = ",;\t".replace(delimiter, "") * 3
    text = f'projectID{delimiter}"a{others}b"{end}1{delimiter}Köln{end}'
    assert only(tables(written(tmp_path, "x.csv", text.encode(encoding)))) == [
        (2, {"projectID": "1", f"a{others}b": "Köln"})
    ]


def test_a_number_is_the_line_of_an_editor(tmp_path: Path) -> None:
    text = 'id;text\n1;"two\nlines"\n\n2;one\n;\n3;last\n'
    rows = only(tables(written(tmp_path, "x.csv", text)))
    assert [(number, row["id"]) for number, row in rows] == [(2, "1"), (5, "2"), (7, "3")]
    assert rows[0][1]["text"] == "two\nlines"


def test_a_zip_file_gives_its_tables_by_name(tmp_path: Path) -> None:
    path = zipped(
        tmp_path,
        "cordis.zip",
        {"csv/topics.csv": TABLE, "readme.txt": "x", "__MACOSX/csv/._topics.csv": "x", "csv/.DS_Store": "x"},
    )
    found = tables(path)
    assert [table.name for table in found] == ["cordis.zip › csv/topics.csv"]
    assert [number for number, _ in only(found)] == [2, 3]


def test_a_folder_gzip_and_an_xlsx_in_a_zip(tmp_path: Path) -> None:
    folder = tmp_path / "delivery"
    (folder / "deep").mkdir(parents=True)
    written(folder, "b.csv.gz", gzip.compress(TABLE.encode()))
    written(folder / "deep", "a.csv", TABLE)
    written(folder, "notes.txt", "no table")
    book = sheet(tmp_path, "t.xlsx", cells(1, "projectID", "topic", "title") + cells(2, "1", "A-1", "Enzymes"))
    zipped(folder, "c.zip", {"t.xlsx": book.read_bytes()})
    found = tables(folder)
    assert [table.name for table in found] == [
        "delivery › b.csv.gz",
        "delivery › c.zip › t.xlsx",
        "delivery › deep/a.csv",
    ]
    assert [len(list(table.rows())) for table in found] == [2, 1, 2]
    assert next(found[1].rows()) == (2, {"projectID": "1", "topic": "A-1", "title": "Enzymes"})


def test_the_content_decides_not_the_ending(tmp_path: Path) -> None:
    path = zipped(tmp_path, "really-a-zip.csv", {"topics.csv": TABLE})
    assert len(only(tables(path))) == 2
    path = written(tmp_path, "begins-like-a-zip.csv", "PK;title\n1;Enzymes\n")
    assert only(tables(path)) == [(2, {"PK": "1", "title": "Enzymes"})]


def test_a_sheet_gives_text_as_csv_would_write_it(tmp_path: Path) -> None:
    import datetime

    import openpyxl

    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["id", "amount", "yes", "day", "moment", "empty"])
    page.append([999980470, 771225.1, True, datetime.date(2023, 4, 5), datetime.datetime(2023, 4, 5, 13, 15), None])
    page.append([])
    page.append([12.0, "x", False])
    book.create_sheet("nothing")
    book.save(tmp_path / "x.xlsx")
    [table] = tables(tmp_path / "x.xlsx")
    assert table.name == "x.xlsx › Sheet"
    first, second = table.rows()
    assert first == (
        2,
        {
            **{"id": "999980470", "amount": "771225.1", "yes": "true"},
            **{"day": "2023-04-05", "moment": "2023-04-05 13:15:00", "empty": ""},
        },
    )
    assert second[0] == 4 and second[1]["id"] == "12" and second[1]["yes"] == "false" and second[1]["day"] == ""


def test_a_table_without_header_is_read_under_given_columns(tmp_path: Path) -> None:
    [table] = tables(written(tmp_path, "x.csv", "1;;\n2;b;c\n"))
    assert table.columns == ("1", "", "")
    assert list(table.headed(("id", "one", "two")).rows()) == [
        (1, {"id": "1", "one": "", "two": ""}),
        (2, {"id": "2", "one": "b", "two": "c"}),
    ]


def test_cp1252_is_read_where_it_is_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "x.csv", "id;city\n1;Köln\n2;Münster\n".encode("cp1252"))
    assert only(tables(path, encoding="cp1252"))[1] == (3, {"id": "2", "city": "Münster"})
    assert message(path) == (
        'x.csv, row 2: the file is not UTF-8 (byte 0xF6; as cp1252 it would read "Köln"). Save it as "CSV UTF-8". '
        "Or say that it is cp1252."
    )
    assert "row 2: the file is not CP1252 (byte 0x81)" in message(
        written(tmp_path, "y.csv", b"id;city\n1;\x81\n"), encoding="cp1252"
    )


# Bad files


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "There is no file" in message(tmp_path / "cordis.zip")
    (tmp_path / "folder").mkdir()
    assert "holds no table" in message(tmp_path / "folder")
    assert "is no file" in message(Path("/dev/null"))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b";;\n"])
def test_an_empty_file(tmp_path: Path, content: bytes) -> None:
    assert message(written(tmp_path, "x.csv", content)) == "x.csv is empty. Download it again."
    if not content:
        assert "is empty" in message(zipped(tmp_path, "x.zip", {"x.csv": content}))
        assert message(sheet(tmp_path, "x.xlsx", "")) == "x.xlsx is empty. Download it again."


def test_a_truncated_zip(tmp_path: Path) -> None:
    whole = zipped(tmp_path, "whole.zip", {"topics.csv": TABLE * 1000}).read_bytes()
    assert "cut.zip is no whole ZIP file" in message(written(tmp_path, "cut.zip", whole[: len(whole) // 2]))
    # The directory is whole, the data are not.
    middle = 60
    said = message(written(tmp_path, "hurt.zip", whole[:middle] + b"\xff" * 40 + whole[middle + 40 :]))
    assert "hurt.zip › topics.csv" in said and "damaged" in said and "Download it again" in said


def test_a_truncated_gzip(tmp_path: Path) -> None:
    text = HEADER + "".join(f'"{number}";"A-{number}";"{hash(number * 7919)}"\n' for number in range(5000))
    path = written(tmp_path, "x.csv.gz", gzip.compress(text.encode())[:-5000])
    said = message(path)
    assert "x.csv.gz, row " in said and "the file ends in the middle" in said and "Download it again" in said


@pytest.mark.parametrize("ending", ["zip", "csv.gz"])
def test_a_bomb_is_not_unpacked(tmp_path: Path, ending: str) -> None:
    text = b"projectID;topic\n" + b"1;" + b"x" * 60 + b"\n"
    text += b"1;" + b"0" * 50 * 1024**2
    if ending == "zip":
        path = zipped(tmp_path, "bomb.zip", {"topics.csv": text})
    else:
        path = written(tmp_path, "bomb.csv.gz", gzip.compress(text))
    said = message(path)
    assert "no real delivery" in said or "the line has no end" in said


def test_a_bomb_of_rows_in_gzip_is_not_unpacked(tmp_path: Path) -> None:
    path = written(
        tmp_path, "bomb.csv.gz", gzip.compress(b"projectID;topic\n" + (b"1;" + b"A" * 200 + b"\n") * 100_000)
    )
    assert "bomb.csv.gz unpacks to more than 16 MB, as no real delivery does" in message(path)


def test_a_zip_that_unpacks_to_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path, "big.zip", {"a.csv": TABLE, "b.csv": TABLE})
    monkeypatch.setattr(files, "MOST_BYTES", 2 * len(TABLE) - 1)
    assert "big.zip unpacks to more than" in message(path)
    monkeypatch.setattr(files, "MOST_BYTES", 2 * len(TABLE))
    monkeypatch.setattr(files, "MOST_MEMBERS", 1)
    assert "big.zip holds 2 files, at most 1 are read" in message(path)


def test_too_much_to_hold_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path, "x.xlsx", {"xl/workbook.xml": "<x/>", "xl/sharedStrings.xml": "x" * 3 * 1024**2})
    monkeypatch.setattr(files, "MOST_HELD", 2 * 1024**2)
    assert message(path) == "x.xlsx holds more than 2 MB of text. Download the edition in CSV."
    outer = zipped(tmp_path, "x.zip", {"x.xlsx": b"PK\x03\x04" + b"x" * 2 * 1024**2})
    assert message(outer) == "x.zip › x.xlsx has more than 2 MB. Unpack it and name it by itself."


@pytest.mark.parametrize("name", ["../topics.csv", "/etc/topics.csv", "a/../../b.csv", "C:topics.csv", "a\nb.csv"])
def test_unsafe_names_in_a_zip(tmp_path: Path, name: str) -> None:
    said = message(zipped(tmp_path, "x.zip", {name: TABLE}))
    assert "x.zip holds a file with an unsafe name" in said
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x.zip"]


def test_packed_files_in_packed_files(tmp_path: Path) -> None:
    inner = zipped(tmp_path, "inner.zip", {"topics.csv": TABLE})
    said = message(zipped(tmp_path, "x.zip", {"inner.zip": inner.read_bytes()}))
    assert said == (
        "x.zip › inner.zip: a packed file lies in a packed file. Unpack it and name it by itself."
    )  # fmt: skip
    # Also where its ending does not say so, and twice packed by gzip; an XLSX file that is packed is read all the same.
    said = message(zipped(tmp_path, "y.zip", {"topics.csv": inner.read_bytes()}))
    assert said.startswith("y.zip › topics.csv: a packed file lies in a packed file.")
    said = message(written(tmp_path, "x.csv.gz", gzip.compress(gzip.compress(TABLE.encode()))))
    assert said.startswith("x.csv.gz: a packed file lies in a packed file.")
    book = sheet(tmp_path, "t.xlsx", HEAD + cells(2, "1", "A-1"))
    packed = written(tmp_path, "t.xlsx.gz", gzip.compress(book.read_bytes()))
    assert only(tables(packed)) == [(2, {"projectID": "1", "topic": "A-1"})]


def test_a_locked_zip_and_an_old_excel_file(tmp_path: Path) -> None:
    content = bytearray(zipped(tmp_path, "x.zip", {"topics.csv": TABLE}).read_bytes())
    # The flag of encryption, in the header of the file and in the directory.
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "locked with a password" in message(written(tmp_path, "locked.zip", bytes(content)))
    assert "old or a locked Excel file" in message(written(tmp_path, "x.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


def test_a_zip_of_another_edition(tmp_path: Path) -> None:
    said = message(zipped(tmp_path, "cordis-h2020projects-json.zip", {"project.json": "[]", "LICENSE": "x"}))
    assert said == (
        "cordis-h2020projects-json.zip holds no CSV or XLSX file but .json files. Download the edition in CSV or XLSX."
    )


@pytest.mark.parametrize(
    "text", ["<!DOCTYPE html><html>Not found", '{"id": 1}', '[{"id": 1}]', '<?xml version="1.0"?>']
)
def test_a_page_instead_of_a_table(tmp_path: Path, text: str) -> None:
    assert "is a web page, an XML or a JSON file" in message(written(tmp_path, "topics.csv", text))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16(tmp_path: Path, encoding: str) -> None:
    said = message(written(tmp_path, "topics.csv", TABLE.encode(encoding)))
    assert said == 'topics.csv is written in UTF-16. Save it as "CSV UTF-8".'


def test_nul_bytes(tmp_path: Path) -> None:
    said = message(written(tmp_path, "x.csv", TABLE.replace("Yeast", "Ye\0st")))
    assert said == "x.csv, row 3: the row holds a NUL byte, the file is damaged. Download it again."


def test_a_line_without_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "LONGEST_LINE", 1000)
    assert "x.csv, row 2: the line has no end" in message(written(tmp_path, "x.csv", HEADER + "1" * 5000))


def test_a_column_that_stands_twice(tmp_path: Path) -> None:
    assert 'x.csv, row 1: the column "id" stands twice' in message(written(tmp_path, "x.csv", "id;id\n1;2\n"))


# Quotes


def test_an_unclosed_quote_says_where_it_opens(tmp_path: Path) -> None:
    rows = [f'"{number}";"A-{number}";"title"\n' for number in range(2, 1000)]
    rows[5] = '"7";"A-7";"title\n'
    said = message(written(tmp_path, "x.csv", HEADER + "".join(rows)))
    assert 'x.csv, row 7: a quote (") that opens in this row is not closed' in said and "to line 8" in said


def test_an_unclosed_quote_does_not_swallow_a_file_without_other_quotes(tmp_path: Path) -> None:
    text = "id;title\n" + "1;x\n" * 10 + '1;"open\n' + "1;xxxxxxxx\n" * 100_000
    said = message(written(tmp_path, "x.csv", text))
    assert "x.csv, row 12: a quote" in said
    # Read no further than the limit of a cell.
    end = int(said.partition("to line ")[2].partition(" ")[0])
    assert 10_000 < end < 15_000
    said = message(written(tmp_path, "y.csv", 'id;title\n1;x\n1;"open\n1;x\n'))
    assert "y.csv, row 3: a quote" in said and "to line 4" in said


def test_quotes_that_are_not_doubled_are_mended_and_reported(tmp_path: Path) -> None:
    """As CORDIS writes some titles."""
    text = (
        HEADER + '"1";"A";""Seals for FTB#2""\n"2";"B";"the "Fit for 55" package"\n"3";"C";"plain"\n"4";"5" disk";"x"\n'
    )
    mended: list[tuple[int, str]] = []
    [table] = tables(written(tmp_path, "x.csv", text))
    rows = [(number, row["title"]) for number, row in table.rows(mend=lambda *note: mended.append(note))]
    assert rows == [(2, '"Seals for FTB#2"'), (3, 'the "Fit for 55" package'), (4, "plain"), (5, "x")]
    assert [number for number, _ in mended] == [2, 3, 5]
    assert "was read as text" in mended[0][1]


def test_a_quote_at_the_end_of_a_row_does_not_swallow_the_next(tmp_path: Path) -> None:
    text = HEADER + '"1";"A";"of 5""\n"2";"B";"b"\n"3";"C";"of 6""\n'
    mended: list[int] = []
    [table] = tables(written(tmp_path, "x.csv", text))
    rows = [(number, row["title"]) for number, row in table.rows(mend=lambda number, _: mended.append(number))]
    assert rows == [(2, 'of 5"'), (3, "b"), (4, 'of 6"')] and mended == [2, 4]
    # Where few cells are quoted, it would swallow more.
    [table] = tables(written(tmp_path, "y.csv", 'id;title\n1;"of 5""\n2;b\n3;"c"\n'))
    assert [(number, row["title"]) for number, row in table.rows()] == [(2, 'of 5"'), (3, "b"), (4, "c")]


def test_a_quote_before_a_delimiter_is_not_guessed(tmp_path: Path) -> None:
    refused: list[tuple[int, str]] = []
    [table] = tables(written(tmp_path, "x.csv", HEADER + '"1";"A";"so "called"; other"\n"2";"B";"b"\n'))
    assert [number for number, _ in table.rows(lambda *note: refused.append(note))] == [3]
    assert refused[0][0] == 2


def test_rows_of_another_width_are_refused_and_told(tmp_path: Path) -> None:
    refused: list[tuple[int, str]] = []
    path = written(tmp_path, "x.csv", "a;b;c\n1;2;3\n1;2\n1;2;3;4\n1;2;3;;\n")
    [table] = tables(path)
    assert [number for number, _ in table.rows(lambda *note: refused.append(note))] == [2, 5]
    assert [number for number, _ in refused] == [3, 4]
    assert "the row has 2 cells, the table has 3 columns: cells are missing" in refused[0][1]
    assert 'extra cell "4"' in refused[1][1]
    # Where nobody takes the refusals, they are not lost.
    assert message(path).startswith("x.csv, row 3: the row has 2 cells")


@pytest.mark.parametrize("limit", [131_072, 2**31 - 1])
def test_a_cell_beyond_the_limit_is_refused_whatever_others_set_for_csv(tmp_path: Path, limit: int) -> None:
    before = csv.field_size_limit(limit)
    try:
        refused: list[tuple[int, str]] = []
        [table] = tables(written(tmp_path, "x.csv", f'a;b\n1;"{"x" * (reader.LONGEST_CELL + 1)}"\n2;y\n'))
        assert [number for number, _ in table.rows(lambda *note: refused.append(note))] == [3]
        assert refused == [(2, "the cell in column 2 is longer than 131072 characters. Shorten it.")]
        said = message(written(tmp_path, "y.csv", 'id;title\n1;"open\n' + "1;xxxxxxxx\n" * 100_000))
        assert 10_000 < int(said.partition("to line ")[2].partition(" ")[0]) < 15_000
        assert csv.field_size_limit() == limit
    finally:
        csv.field_size_limit(before)


def test_line_ends_of_old_macintosh_computers(tmp_path: Path) -> None:
    assert "old Macintosh" in message(written(tmp_path, "x.csv", "a;b\r1;2\r3;4\r"))


# XLSX


HEAD = cells(1, "projectID", "topic")


def test_an_xlsx_with_a_million_empty_rows_ends_soon(tmp_path: Path) -> None:
    rows = cells(2, "1", "A") + "".join(f'<row r="{number}"/>' for number in range(3, 1_048_577))
    path = sheet(tmp_path, "x.xlsx", HEAD + rows)
    refused: list[tuple[int, str]] = []
    begin = time.process_time()
    [table] = tables(path)
    assert [number for number, _ in table.rows(lambda *note: refused.append(note))] == [2]
    assert time.process_time() - begin < 5
    assert refused == [
        (1002, "1000 empty rows one after another: what stands below was not read. Remove them.")
    ]  # fmt: skip


def test_an_xlsx_with_a_cell_in_the_last_corner_ends_soon(tmp_path: Path) -> None:
    """The file on which python-calamine asks for half a terabyte."""
    path = sheet(
        tmp_path, "x.xlsx", HEAD + '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    begin = time.process_time()
    assert "1000 empty rows" in message(path)
    assert time.process_time() - begin < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kB


@pytest.mark.parametrize("value", ["ha", "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"])
def test_entities_in_an_xlsx_are_not_expanded(tmp_path: Path, value: str) -> None:
    kind = f'<!DOCTYPE x [<!ENTITY b "ha"><!ENTITY a "{value}"><!ENTITY file SYSTEM "file:///etc/hostname">]>'
    for entity in ("a", "file"):
        said = message(sheet(tmp_path, "x.xlsx", HEAD + cells(2, f"&{entity};"), before=kind))
        assert "x.xlsx is no sound XLSX file (Entit" in said and str(tmp_path) not in said


def test_an_xlsx_that_is_damaged(tmp_path: Path) -> None:
    assert "is no sound XLSX file" in message(sheet(tmp_path, "x.xlsx", HEAD + "<row"))
    assert "is no sound XLSX file" in message(zipped(tmp_path, "y.xlsx", {"xl/workbook.xml": "<x/>"}))


def test_an_xlsx_that_is_a_bomb(tmp_path: Path) -> None:
    said = message(sheet(tmp_path, "x.xlsx", HEAD + " " * 30 * 1024**2))
    assert "unpacks to more than 100 times its size" in said
    said = message(zipped(tmp_path, "x.zip", {"x.xlsx": (tmp_path / "x.xlsx").read_bytes()}))
    assert said.startswith("x.zip › x.xlsx › xl/worksheets/sheet1.xml unpacks")


# The real files


ROWS = {
    "h2020-organisations-2017.csv.gz": 16592,
    "h2020-organizations-2023-06-12.csv.gz": 2722,
    "h2020-projects-union-2022-2023.csv.gz": 175,
    "h2020-topics-2023-06-12.csv.gz": 35383,
    "raw-h2020-topics.csv.gz": 35389,
    "raw-horizon-topics.csv.gz": 15341,
    "raw-horizon-legalBasis.csv.gz": 20512,
    "raw-horizon-reportSummaries.csv.gz": 3521,
    "raw-fp7-projects-sample.csv": 59,
    "horizon-euroSciVoc.xlsx": 38789,
    "horizon-webLink.xlsx": 21440,
    "cordisref-H2020topics.csv": 1579,
    "cordisref-H2020programmes.csv": 1223,
    "cordisref-sicCode.csv": 420,
    "cordisref-FP7programmes.csv": 6233,
    "cordisref-countries.csv": 1503,
}

# Rows with quotes that are not doubled.
MENDED = {
    "h2020-organisations-2017.csv.gz": [281, 2914, 4743, 8402],
    "raw-h2020-topics.csv.gz": [5099],
    "raw-horizon-topics.csv.gz": [1022, 9526],
}


def test_each_real_file_has_the_rows_it_should_have(deliveries: Path) -> None:
    found = {Path(table.name).name.removeprefix("cordis › "): table for table in tables(deliveries / "cordis")}
    assert set(found) == {*ROWS, "h2020-projects-2022-07-18.csv.gz"}
    for name, count in ROWS.items():
        mended: list[int] = []
        assert sum(1 for _ in found[name].rows(mend=lambda row, _, to=mended: to.append(row))) == count, name
        if name in MENDED:
            assert mended == MENDED[name]
    headless = found["h2020-projects-2022-07-18.csv.gz"]
    columns = found["h2020-projects-union-2022-2023.csv.gz"].columns
    assert len(list(headless.headed(columns).rows())) == 78
