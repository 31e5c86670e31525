"""Every kind of wrong table is told in one sentence: file, row, column, value, and what to do."""

import csv
import shutil
from pathlib import Path

import pytest

from bionrw_graph import tables
from bionrw_graph.errors import BionrwError
from bionrw_graph.paths import DATA


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real tables, to be spoiled."""
    shutil.copytree(DATA / "curated", tmp_path / "curated")
    return tmp_path


def spoil(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / "curated" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{table}.csv has changed: {old!r} is not in it"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def message(folder: Path) -> str:
    with pytest.raises(BionrwError) as caught:
        tables.read(folder)
    return str(caught.value)


def test_the_real_tables_are_in_order() -> None:
    read = tables.read()
    assert {row["id"] for row in read["projects"]} > {
        "big-cluster", "biobase4sme", "biopen", "hiperin", "inmare", "rin-material-flows",
    }  # fmt: skip
    # What the tables of facts brought in: each with a source.
    assert len(read["organisations"]) >= 450 and len(read["projects"]) >= 120 and len(read["participations"]) >= 480
    assert read["projects"][0][tables.ROW] == "projects.csv, row 2"


def test_tables_are_sorted_by_key_with_plain_line_feeds() -> None:
    read = tables.read()
    for resource in tables.description()["resources"]:
        content = (DATA / resource["path"]).read_bytes()
        assert b"\r" not in content and not content.startswith(b"\xef\xbb\xbf")
        key = resource["schema"]["primaryKey"]
        rows = read[resource["name"]]
        keys = [tuple(int(row[name]) if name == "line" else row[name] for name in key) for row in rows]
        assert keys == sorted(keys), resource["name"]


def test_an_unknown_id_is_named_with_the_nearest(folder: Path) -> None:
    spoil(folder, "participations", "inmare,bayer,", "inmare,bayre,")
    text = message(folder)
    assert "participations.csv, row" in text
    assert 'column organisation: "bayre" is not in organisations.csv. Did you mean "bayer"?' in text


def test_an_unknown_reference_is_named_with_the_nearest(folder: Path) -> None:
    spoil(folder, "awards", "programme/interreg-nwe", "programme/interreg-new")
    assert 'column funder: "programme/interreg-new" is in no table. Did you mean "programme/interreg-nwe"?' in message(
        folder
    )


def test_a_reference_without_its_type_is_told_how_to_write_it(folder: Path) -> None:
    spoil(folder, "periods", "project/hiperin", "hiperin")
    text = message(folder)
    assert '"hiperin" is no reference. Write the type, a slash and the id; types: project, phase, programme.' in text


def test_a_duplicate_key_is_named(folder: Path) -> None:
    path = folder / "curated" / "programmes.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[-1]]), encoding="utf-8")
    text = message(folder)
    assert f"programmes.csv, row {len(lines) + 1}" in text
    assert f'the key (id) "{lines[-1].partition(",")[0]}" stands already in an earlier row' in text


def test_a_duplicate_key_of_several_columns_is_named(folder: Path) -> None:
    path = folder / "curated" / "participations.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines, lines[1]]), encoding="utf-8")
    assert "the key (project, organisation, source)" in message(folder)


@pytest.mark.parametrize(
    ("printed", "said"), [("2017-02-30", 'there is no day "2017-02-30"'), ("2017-13", "is no date")]
)
def test_an_impossible_date_is_refused(folder: Path, printed: str, said: str) -> None:
    spoil(folder, "periods", ",2017-05,2019-10,", f",{printed},2019-10,")
    text = message(folder)
    assert "periods.csv, row" in text and said in text


def test_an_unknown_role_is_named_with_the_nearest(folder: Path) -> None:
    spoil(folder, "participations", "coordinator", "coordinater")
    assert 'column role: "coordinater" is not known here. Did you mean "coordinator"?' in message(folder)


def test_an_amount_that_cannot_be_read_is_told_how_to_write_it(folder: Path) -> None:
    spoil(folder, "amounts", ",5800000,", ',"5,8 Mio",')
    text = message(folder)
    assert "amounts.csv, row" in text
    assert 'column value: "5,8 Mio" is no number. Write digits, with a point as the decimal sign' in text


@pytest.mark.parametrize("trick", ["NaN", "INF", "5_800_000", "1e6", "٥٨"])
def test_a_number_with_tricks_is_refused(folder: Path, trick: str) -> None:
    spoil(folder, "amounts", ",5800000,", f",{trick},")
    assert f'"{trick}" is no number' in message(folder)


def test_a_wrong_encoding_names_row_and_byte(folder: Path) -> None:
    path = folder / "curated" / "organisations.csv"
    text = path.read_text(encoding="utf-8")
    path.write_bytes(text.encode("cp1252", errors="replace"))
    said = message(folder)
    assert "organisations.csv, row" in said
    assert "the file is not UTF-8 (byte 0x" in said and 'Save it again as "CSV UTF-8"' in said


def test_a_missing_column_is_named(folder: Path) -> None:
    spoil(folder, "programmes", "id,name,name_de,", "id,name_de,")
    assert 'programmes.csv, row 1: the column "name" is missing' in message(folder)


def test_a_misspelt_column_is_named_with_the_nearest(folder: Path) -> None:
    spoil(folder, "programmes", "id,name,name_de,", "id,nmae,name_de,")
    assert 'there is no column "nmae" in this table. Did you mean "name"?' in message(folder)


@pytest.mark.parametrize("separator", [";", "\t"])
def test_a_table_may_be_saved_by_a_german_spreadsheet(folder: Path, separator: str) -> None:
    """Semicolons or tabs, a byte order mark, and the line ends of Windows."""
    path = folder / "curated" / "participations.csv"
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, delimiter=separator, lineterminator="\r\n").writerows(rows)
    assert tables.read(folder)["participations"] == tables.read()["participations"]
    spoiled = path.read_text(encoding="utf-8-sig").replace("coordinator", "coordinater", 1)
    path.write_text(spoiled, encoding="utf-8")
    assert '"coordinater" is not known here. Did you mean "coordinator"?' in message(folder)


def test_an_empty_row_is_named(folder: Path) -> None:
    path = folder / "curated" / "organisations.csv"
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "the row is empty. Remove it." in message(folder)


def test_a_line_separator_inside_a_cell_does_not_break_the_row(folder: Path) -> None:
    spoil(folder, "organisations", "Bayer AG", "Bayer\u2028AG")
    assert any(row["name"] == "Bayer\u2028AG" for row in tables.read(folder)["organisations"])


def test_a_column_without_a_name_is_told(folder: Path) -> None:
    path = folder / "curated" / "phases.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("".join(f"{line},,\n" for line in lines), encoding="utf-8")
    assert "phases.csv, row 1: a column has no name. Remove the empty columns" in message(folder)


def test_a_line_that_the_page_does_not_have_is_refused(folder: Path) -> None:
    spoil(folder, "amounts", "bionrw-cluster,line 59,", "bionrw-cluster,line 590,")
    assert 'column locator: "line 590" does not exist, bionrw-cluster has 123 lines.' in message(folder)


def test_a_place_that_cannot_be_read_is_told_with_examples(folder: Path) -> None:
    spoil(folder, "amounts", "bionrw-cluster,line 59,", "bionrw-cluster,59,")
    assert '"59" cannot stand here. Meant is: where in the source: "line 52", "title", "opening".' in message(folder)


def test_an_extra_cell_is_named(folder: Path) -> None:
    path = folder / "curated" / "programmes.csv"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + ",more\n", encoding="utf-8")
    text = message(folder)
    assert "programmes.csv, row" in text and 'extra cell "more"' in text


def test_a_quote_that_swallows_rows_is_found_where_it_opens(folder: Path) -> None:
    path = folder / "curated" / "programmes.csv"
    header, first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    id_, _, cells = first.partition(",")
    path.write_text("".join([header, f'{id_},"{cells}', *rest]), encoding="utf-8")
    assert 'programmes.csv, line 2: a quote (") that opens here is not closed' in message(folder)


def test_a_quote_closed_by_a_later_row_is_found(folder: Path) -> None:
    path = folder / "curated" / "phases.csv"
    header = path.read_text(encoding="utf-8").splitlines(keepends=True)[0]
    cells = header.count(",") - 1
    path.write_text(f'{header}a,"b\nc"{"," * cells}\n', encoding="utf-8")
    assert "phases.csv, row 2, column project: the cell runs over several lines" in message(folder)


def test_an_empty_file_is_named(folder: Path) -> None:
    (folder / "curated" / "amounts.csv").write_text("")
    assert "amounts.csv is empty" in message(folder)


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "curated" / "amounts.csv").unlink()
    assert "amounts.csv is missing: there is no such file in" in message(folder)


def test_an_empty_cell_that_must_be_filled_is_named(folder: Path) -> None:
    spoil(folder, "amounts", ",EUR,", ",,")
    assert "column currency: the cell is empty, but it must be filled" in message(folder)


def test_several_errors_are_told_at_once(folder: Path) -> None:
    spoil(folder, "participations", "coordinator", "coordinater")
    spoil(folder, "amounts", ",5800000,", ",much,")
    text = message(folder)
    assert "coordinater" in text and "much" in text


def test_a_nul_is_refused(folder: Path) -> None:
    spoil(folder, "programmes", "interreg-nwe,", "interreg-nwe\x00,")
    assert "holds a NUL character" in message(folder)


def add(folder: Path, table: str, **cells: str) -> int:
    """Append a row; gives its number as a spreadsheet counts it."""
    path = folder / "curated" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        columns, number = list(reader.fieldnames or ()), 2 + sum(1 for _ in reader)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.DictWriter(file, columns, restval="", lineterminator="\n").writerow(cells)
    return number


CITED = {"source": "bionrw-cluster", "locator": "line 68"}
MERGED = {"reason": "One body.", "reason_de": "Eine Einrichtung.", "date": "2026-11-21"}


def test_a_merge_that_is_also_refused_is_reported_with_both_rows(folder: Path) -> None:
    merged = add(folder, "same", id="ac3a", same_as="rewin", **MERGED, **CITED)
    through = add(folder, "same", id="nnfcc", same_as="ac3a", **MERGED, **CITED)
    refused = add(folder, "not-same", id="rewin", other="nnfcc", **MERGED)
    assert (
        f'not-same.csv, row {refused}, column other: "rewin" and "nnfcc" are told apart here, but are one body by '
        f"same.csv, row {through}. Remove the row that is wrong." in message(folder)
    )
    assert merged < through


def test_a_merge_into_itself_is_reported(folder: Path) -> None:
    add(folder, "same", id="ac3a", same_as="rewin", **MERGED, **CITED)
    row = add(folder, "same", id="rewin", same_as="ac3a", **MERGED, **CITED)
    text = message(folder)
    assert f"same.csv, row {row}, column same_as" in text and "is merged into itself" in text


def test_a_circle_of_successions_is_reported(folder: Path) -> None:
    row = add(folder, "changes", id="zz", type="renamed", before="mkw", after="miwft", date="2020", **CITED)
    text = message(folder)
    assert f'changes.csv, row {row}, column after: "miwft" closes a circle' in text
    assert "miwft → miwf → mkw → miwft" in text and '"miwft" follows itself' in text
    assert text.count("\n") == 0


def test_a_project_that_follows_itself_is_reported(folder: Path) -> None:
    for number, (one, other) in enumerate((("inmare", "biopen"), ("biopen", "inmare"))):
        row = add(
            folder,
            "statements",
            id=f"zz-{number}",
            subject=f"project/{one}",
            property="successor-of",
            value=f"project/{other}",
            **CITED,
        )
    assert f"statements.csv, row {row}, column value" in message(folder)


def test_a_source_that_is_in_no_table_is_reported(folder: Path) -> None:
    row = add(
        folder, "memberships", id="zz", organisation="bayer", network="clib", role="member", **CITED | {"source": "x"}
    )
    assert f'memberships.csv, row {row}, column source: "x" is not in sources.csv.' in message(folder)
