"""NUTS: the real table of 2021, the tree by prefix, and which municipality keys of NRW can be placed."""

from collections import Counter
from pathlib import Path

import openpyxl
import pytest

from bionrw_graph.deliveries import efre, foerderkatalog, nuts
from bionrw_graph.deliveries.nuts import Region
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

HEADER = "CNTR_CODE,NUTS_ID,NAME_LATN,NUTS_NAME\n"


def read(path: Path) -> tuple[list[Region], Count]:
    count = Count()
    return list(nuts.regions(path, count)), count


@pytest.fixture(scope="module")
def regions(deliveries: Path) -> dict[str, Region]:
    return {region.code: region for region in read(deliveries / "nuts" / "NUTS_AT_2021.csv")[0]}


def test_the_real_table_has_2010_regions_59_of_them_in_nrw(deliveries: Path, regions: dict[str, Region]) -> None:
    found, count = read(deliveries / "nuts" / "NUTS_AT_2021.csv")
    assert (count.read, count.taken, count.refused) == (2010, 2010, 0)
    assert Counter(region.level for region in found) == {0: 37, 1: 125, 2: 334, 3: 1514}
    assert sum(region.code.startswith("DEA") for region in found) == 59
    assert regions["DEA23"] == Region(
        code="DEA23",
        level=3,
        name="Köln, Kreisfreie Stadt",
        native_name="Köln, Kreisfreie Stadt",
        parent="DEA2",
        locator=regions["DEA23"].locator,
    )
    assert regions["BG"].name == "Bulgaria" and regions["BG"].native_name == "България"


def test_every_region_but_a_country_lies_in_one_of_the_table(regions: dict[str, Region]) -> None:
    for region in regions.values():
        assert (region.parent == "") == (region.level == 0)
        assert region.level == 0 or regions[region.parent].level == region.level - 1


def test_every_district_of_nrw_is_one_region_and_every_region_one_district(regions: dict[str, Region]) -> None:
    districts = nuts.districts()
    assert all(regions[here.code].native_name == here.native_name for here in districts.values())
    level_3 = {code for code, region in regions.items() if code.startswith("DEA") and region.level == 3}
    assert len(districts) == len(level_3) == 53
    assert {region.code for region in districts.values()} == level_3
    # The third digit of a key is the government district, as is the fourth letter of a code.
    districts_of = {("1", "DEA1"), ("3", "DEA2"), ("5", "DEA3"), ("7", "DEA4"), ("9", "DEA5")}
    assert {(key[2], region.parent) for key, region in districts.items()} == districts_of


@pytest.mark.parametrize(
    ("ags", "code"),
    [
        ("05111000", "DEA11"), ("05315000", "DEA23"), ("05334002", "DEA2D"), ("05358024", "DEA26"),
        ("05554000", "DEA34"), ("05970028", "DEA5A"), ("05978000", "DEA5C"),
    ],
)  # fmt: skip
def test_a_key_of_nrw_lies_in_the_region_of_its_district(ags: str, code: str) -> None:
    placed = nuts.placement(ags)
    assert placed.region is not None and placed.region.code == code
    assert placed.why == f"The key {ags[:5]} is that of the district {placed.region.native_name}."


@pytest.mark.parametrize(
    ("ags", "why"),
    [
        ("05000000", "The key 05000000 is that of the whole Land."),
        ("05300000", "The key 05300000 is that of a government district."),
        ("05313000", "No district of today has the key 05313."),
        ("05354000", "No district of today has the key 05354."),
        ("11000000", "The key 11000000 lies outside North Rhine-Westphalia."),
        ("", '"" is no municipality key of eight digits.'),
        ("0511100A", '"0511100A" is no municipality key of eight digits.'),
    ],
)
def test_what_cannot_be_decided_says_why(ags: str, why: str) -> None:
    assert nuts.placement(ags) == nuts.Placement(None, why)


def test_cities_of_the_foerderkatalog_lie_where_their_name_says(deliveries: Path) -> None:
    path = deliveries / "foerderkatalog" / "foerderportal_newest_100_a.csv"
    places = {grant.recipient_place for grant in foerderkatalog.grants(path, Count())}
    cities = {
        place.municipality: nuts.placement(place.ags).region
        for place in places
        if place.ags.startswith("05") and place.ags.endswith("000")
    }
    assert len(cities) == 6
    for name, region in cities.items():
        assert region is not None and region.native_name == f"{name}, Kreisfreie Stadt"


def test_of_the_operations_of_2014_ninety_six_can_be_placed(deliveries: Path) -> None:
    path = deliveries / "efre-nrw" / "ERDF_NRW_2014-2020.json"
    placed = [nuts.placement(operation.ags) for operation in efre.operations(path, Count())]
    assert Counter(item.why for item in placed if item.region is None) == {
        "The key 05000000 is that of the whole Land.": 53,
        "No district of today has the key 05313.": 4,
        "No district of today has the key 05354.": 3,
        "The key 05300000 is that of a government district.": 1,
        "The key 05500000 is that of a government district.": 1,
        "The key 05700000 is that of a government district.": 1,
        '"" is no municipality key of eight digits.': 1,
    }
    assert sum(item.region is not None for item in placed) == 96


def test_a_wrong_row_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "nuts.csv"
    path.write_text(
        HEADER + 'DE,DEA,a,a\nDE,DEa1,a,a\nFR,DEA1,a,a\nDE,DEA,b,b\nDE,DEA2\nDE,,a,a\nDE,DEA3,"a\nb",c\n',
        encoding="utf-8",
    )
    found, count = read(path)
    assert [region.locator for region in found] == ["row 2"]
    assert [refusal.reason for refusal in count.refusals] == [
        'nuts.csv, row 3, column NUTS_ID: "DEa1" is no NUTS code. Write it like DEA or DEA23.',
        'nuts.csv, row 4, column NUTS_ID: "DEA1" does not lie in the country "FR".',
        'nuts.csv, row 5, column NUTS_ID: "DEA" stands already in row 2.',
        "nuts.csv, row 6: the row has 2 cells, the table has 4 columns: cells are missing. Download it again.",
        'nuts.csv, row 7, column NUTS_ID: "" is no NUTS code. Write it like DEA or DEA23.',
        'nuts.csv, row 8: the row runs over several lines, so a quote (") is probably not closed.',
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            HEADER.encode() + "DE,DEA,a,a\nDE,DEA2,Köln,Köln\n".encode("cp1252"),
            'nuts.csv, row 3: the file is not UTF-8 (byte 0xF6; as cp1252 it would read "Köln"). Save it',
        ),
        (HEADER.encode() + b'DE,DEA,"a,a\n', 'nuts.csv, row 2: a quote (") that opens in this row is not closed'),
        (b"CNTR_CODE,NUTS_ID,NAME,NUTS_NAME\n", 'nuts.csv, row 1: the column "NAME_LATN" is missing.'),
        (
            b'="16TTP089";="BMBF";="414";\n',
            "nuts.csv is not a table of NUTS regions but looks like an export of the Förderkatalog. "
            "Try `bionrw import foerderkatalog`.",
        ),
        (
            b"projectID;role\n1;x\n",
            "nuts.csv is not a table of NUTS regions but looks like a CORDIS table. Try `bionrw import cordis`.",
        ),
        (b"", "nuts.csv is empty."),
    ],
)
def test_a_file_that_is_not_the_table_is_told(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "nuts.csv"
    path.write_bytes(content)
    with pytest.raises(BionrwError) as caught:
        read(path)
    assert str(caught.value).startswith(said)


def test_of_several_tables_the_one_with_the_columns_is_read(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["CNTR_CODE", "NUTS_ID", "about"])
    page = book.create_sheet("regions")
    for line in (HEADER, "DE,DEA,a,a\n"):
        page.append(line.strip().split(","))
    book.save(tmp_path / "nuts.xlsx")
    found, count = read(tmp_path / "nuts.xlsx")
    assert [region.code for region in found] == ["DEA"] and count.table == "nuts.xlsx › regions"


def test_quotes_that_are_not_doubled_are_mended_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "nuts.csv"
    path.write_text(HEADER + 'DE,DEA,"the "Land" NRW",a\n', encoding="utf-8")
    found, count = read(path)
    assert found[0].name == 'the "Land" NRW' and str(count) == "1 read, 1 taken, 0 refused; repaired: quotes (1)"


def test_a_table_saved_by_a_german_spreadsheet_reads_the_same(tmp_path: Path) -> None:
    plain, saved = tmp_path / "plain.csv", tmp_path / "saved.csv"
    plain.write_text(HEADER + "DE,DEA2,Köln,Köln\n", encoding="utf-8")
    saved.write_bytes(plain.read_text(encoding="utf-8").replace(",", ";").replace("\n", "\r\n").encode("utf-8-sig"))
    assert read(plain)[0] == read(saved)[0] != []
