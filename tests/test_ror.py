"""ROR: the real German slice, both schemas, every packing; ids that belong together; every fault in small files."""

import gzip
import json
import re
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bionrw_graph.deliveries import identifiers, ror
from bionrw_graph.deliveries.identifiers import PicToRor
from bionrw_graph.deliveries.ror import ExternalId, Link, Location, Name, Organisation, Relationship
from bionrw_graph.deliveries.summary import Count
from bionrw_graph.errors import BionrwError

SECOND: dict[str, Any] = {
    "id": "https://ror.org/0006e6p34",
    "names": [
        {"value": "ECOLOG", "types": ["alias"], "lang": None},
        {"value": "ECOLOG-Institut", "types": ["ror_display", "label"], "lang": "de"},
    ],
    "types": ["nonprofit"],
    "status": "active",
    "established": 2003,
    "domains": ["ecolog-institut.de"],
    "links": [{"type": "website", "value": "https://www.ecolog-institut.de/"}],
    "locations": [
        {
            "geonames_id": 2875115,
            "geonames_details": {
                "name": "Lüneburg",
                "country_code": "DE",
                "country_subdivision_code": "NI",
                "lat": 53.25,
                "lng": 10,
            },
        }
    ],
    "external_ids": [{"type": "grid", "preferred": "grid.506181.b", "all": ["grid.506181.b"]}],
    "relationships": [{"type": "parent", "label": "Beispiel", "id": "https://ror.org/00012xz55"}],
    "admin": {},
}
FIRST: dict[str, Any] = {
    "id": "https://ror.org/00012xz55",
    "name": "Beispiel",
    "aliases": ["Muster"],
    "acronyms": ["BSP"],
    "labels": [{"label": "Example", "iso639": "en"}],
    "types": ["Education"],
    "status": "active",
    "established": None,
    "links": ["http://www.example.org/"],
    "wikipedia_url": "http://en.wikipedia.org/wiki/Example",
    "country": {"country_code": "AU", "country_name": "Australia"},
    "addresses": [
        {
            "lat": -35.3,
            "lng": 149.1,
            "city": "Canberra",
            "state_code": "AU-ACT",
            "geonames_city": {"id": 2172517, "city": "Canberra", "geonames_admin1": {"code": "AU.01"}},
        }
    ],
    "external_ids": {
        "GRID": {"preferred": "grid.1.2", "all": "grid.1.2"},
        "ISNI": {"preferred": None, "all": ["0000 0001 2180 7477", "0000 0001 2180 7478"]},
    },
    "relationships": [{"type": "Child", "label": "ECOLOG", "id": "https://ror.org/0006e6p34"}],
}


def read(path: Path) -> tuple[list[Organisation], Count]:
    count = Count()
    return list(ror.organisations(path, count)), count


def message(path: Path) -> str:
    with pytest.raises(BionrwError) as caught:
        read(path)
    return str(caught.value)


def written(folder: Path, content: str | bytes, name: str = "ror.json") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def array(*records: Any) -> str:
    return json.dumps(records, ensure_ascii=False)


def test_the_real_german_slice_has_1325_records_175_of_them_in_nrw(deliveries: Path) -> None:
    organisations, count = read(deliveries / "ror" / "ror-v2-de.jsonl.gz")
    assert (count.read, count.taken, count.refused) == (1325, 1325, 0)
    assert Counter(item.status for item in organisations) == {"active": 1280, "withdrawn": 28, "inactive": 17}
    assert sum(any(place.subdivision for place in item.locations) for item in organisations) == 1006
    assert sum(ror.lies_in(item, "DE", "NW") for item in organisations) == 175
    assert sum(ror.lies_in(item, "DE") for item in organisations) == 1325
    assert sum(ror.lies_in(item, "CA", "ON") for item in organisations) == 1
    assert all(item.display_name and item.schema == 2 for item in organisations)
    assert sum(item.established is None for item in organisations) == 235
    # Both kinds of ids, preferred or not, and all of them.
    assert sum(len(item.external_ids) for item in organisations) == 766 + 572 + 463 + 262 + 253 + 120 + 54
    assert sum(ids.type == "isni" and ids.preferred == "" for item in organisations for ids in item.external_ids) == 572


def test_a_record_of_schema_2_keeps_all_that_it_says(tmp_path: Path) -> None:
    organisations, _ = read(written(tmp_path, array(SECOND)))
    assert organisations == [
        Organisation(
            id="https://ror.org/0006e6p34",
            status="active",
            names=(Name("ECOLOG", ("alias",), ""), Name("ECOLOG-Institut", ("ror_display", "label"), "de")),
            types=("nonprofit",),
            established=2003,
            links=(Link("website", "https://www.ecolog-institut.de/"),),
            domains=("ecolog-institut.de",),
            locations=(Location(2875115, "Lüneburg", "DE", "NI", 53.25, 10.0),),
            external_ids=(ExternalId("grid", "grid.506181.b", ("grid.506181.b",)),),
            relationships=(Relationship("parent", "https://ror.org/00012xz55", "Beispiel"),),
            schema=2,
            locator="record 1",
        )
    ]
    assert organisations[0].display_name == "ECOLOG-Institut"


def test_a_record_of_schema_1_is_told_in_the_words_of_schema_2(tmp_path: Path) -> None:
    organisations, _ = read(written(tmp_path, array(FIRST)))
    assert organisations == [
        Organisation(
            id="https://ror.org/00012xz55",
            status="active",
            names=(
                Name("Beispiel", ("ror_display", "label"), ""),
                Name("Example", ("label",), "en"),
                Name("Muster", ("alias",), ""),
                Name("BSP", ("acronym",), ""),
            ),
            types=("education",),
            established=None,
            links=(
                Link("website", "http://www.example.org/"),
                Link("wikipedia", "http://en.wikipedia.org/wiki/Example"),
            ),
            domains=(),
            locations=(Location(2172517, "Canberra", "AU", "ACT", -35.3, 149.1),),
            external_ids=(
                ExternalId("grid", "grid.1.2", ("grid.1.2",)),
                ExternalId("isni", "", ("0000 0001 2180 7477", "0000 0001 2180 7478")),
            ),
            relationships=(Relationship("child", "https://ror.org/0006e6p34", "ECOLOG"),),
            schema=1,
            locator="record 1",
        )
    ]


def test_a_code_of_geonames_is_no_subdivision(tmp_path: Path) -> None:
    address = {**FIRST["addresses"][0], "state_code": "AU.01", "geonames_city": None}
    organisations, _ = read(written(tmp_path, array({**FIRST, "addresses": [address]})))
    assert organisations[0].locations == (Location(None, "Canberra", "AU", "", -35.3, 149.1),)


def test_every_packing_gives_the_same_organisations(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps(record) for record in (SECOND, FIRST)) + "\n"
    expected = read(written(tmp_path, array(SECOND, FIRST)))[0]
    assert [item.schema for item in expected] == [2, 1]
    for name, content in (
        ("lines.jsonl", lines.encode()),
        ("array.json", json.dumps([SECOND, FIRST], indent=2).encode()),
        ("lines.jsonl.gz", gzip.compress(lines.encode())),
        ("array.json.gz", gzip.compress(array(SECOND, FIRST).encode())),
        ("marked.json", array(SECOND, FIRST).encode("utf-8-sig")),
        ("no-ending", gzip.compress(lines.encode())),
    ):
        assert read(written(tmp_path, content, name))[0] == expected, name
    with zipfile.ZipFile(tmp_path / "dump.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("v2.0-ror-data.csv", "id,name\n")
        packed.writestr("__MACOSX/._v2.0-ror-data.json", "")
        packed.writestr("v2.0-ror-data.json", array(SECOND, FIRST))
    assert read(tmp_path / "dump.zip")[0] == expected
    one = read(written(tmp_path, json.dumps(SECOND, indent=4), "one.json"))[0]
    assert one == expected[:1]


def test_of_a_release_in_both_schemas_the_second_is_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "dump.zip", "w") as packed:
        packed.writestr("v1.50-ror-data.json", array(FIRST))
        packed.writestr("v1.50-ror-data_schema_v2.json", array(SECOND))
    assert [item.schema for item in read(tmp_path / "dump.zip")[0]] == [2]
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as packed:
        packed.writestr("a.json", array(FIRST))
        packed.writestr("b.json", array(SECOND))
    assert message(tmp_path / "two.zip") == ("two.zip holds 2 JSON files, not one. Unpack it and name the file itself.")


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({**SECOND, "id": None}, "ror.json, record 2: the record has no id."),
        ("a text", "ror.json, record 2: the record has no id."),
        ({**SECOND, "id": "https://ror.org/0006e6p35"}, "its checksum is wrong, so a character was mistyped."),
        ({**SECOND, "id": "grid.506181.b"}, 'record 2: "grid.506181.b" is no ROR id, such as'),
        ({**SECOND, "id": FIRST["id"]}, 'record 2: "https://ror.org/00012xz55" stands already in record 1.'),
        ({**SECOND, "status": "gone"}, '(https://ror.org/0006e6p34): a field is wrong ("gone" is no status).'),
        ({**SECOND, "established": "2003"}, 'a field is wrong ("2003" is no year).'),
        ({**SECOND, "types": "nonprofit"}, "a field is wrong ('nonprofit' is no list of texts)."),
        ({**SECOND, "locations": [{"geonames_id": 1}]}, 'the field "geonames_details" is missing.'),
        ({"id": SECOND["id"], "status": "active"}, "the record is of neither schema, it has no names."),
    ],
)
def test_a_wrong_record_is_refused_and_no_other(tmp_path: Path, record: Any, said: str) -> None:
    third = {**SECOND, "id": "https://ror.org/01zqrxf85"}
    organisations, count = read(written(tmp_path, array(FIRST, record, third)))
    assert [item.locator for item in organisations] == ["record 1", "record 3"]
    assert [refusal.locator for refusal in count.refusals] == ["record 2"]
    assert count.refusals[0].reason.startswith("ror.json, record 2") and said in count.refusals[0].reason


def test_json_that_ends_in_the_middle_is_told_with_the_last_whole_record(tmp_path: Path) -> None:
    for content in (array(FIRST, SECOND)[:-50], json.dumps(FIRST) + "\n" + json.dumps(SECOND)[:-50]):
        assert message(written(tmp_path, content)) == (
            "ror.json, after record 1: the file ends in the middle, the download was cut off. Download it again."
        )
    assert message(written(tmp_path, json.dumps(FIRST) + "\nnonsense")) == (
        "ror.json, after record 1: this is no JSON. Download it again."
    )


def test_a_packed_file_that_ends_in_the_middle_is_told(tmp_path: Path, deliveries: Path) -> None:
    content = (deliveries / "ror" / "ror-v2-de.jsonl.gz").read_bytes()
    path = written(tmp_path, content[: len(content) // 2], "ror.jsonl.gz")
    said = (
        r"ror\.jsonl\.gz, after record [1-9][0-9]+: "
        r"the file ends in the middle, the download was cut off\. Download it again\."
    )
    assert re.fullmatch(said, message(path))


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    bomb = array(SECOND).encode()[:-1] + b" " * 17 * 1024**2 + b"]"
    path = written(tmp_path, gzip.compress(bomb), "ror.json.gz")
    assert message(path) == "ror.json.gz unpacks to more than 16 MB, as no real delivery does. Download it again."
    with zipfile.ZipFile(tmp_path / "ror.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ror.json", bomb)
    assert message(tmp_path / "ror.zip").startswith("ror.zip › ror.json unpacks to more than 100 times its size")
    assert len(read(written(tmp_path, bomb))[0]) == 1


def test_another_encoding_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, array(FIRST, SECOND).encode("cp1252"))
    assert message(path) == "ror.json, after record 1: the file is not UTF-8. Download it again."


def test_a_file_for_another_reader_is_told_which(tmp_path: Path) -> None:
    path = written(tmp_path, "pic,ror_id,confidence,source\n", "map.csv")
    assert message(path) == ("map.csv is not records of ROR but looks like a table of PIC and ROR ids.")


def test_a_checksum_finds_a_mistyped_id() -> None:
    assert ror.checked_id("https://ror.org/00012xz55") == "https://ror.org/00012xz55"
    for wrong in ("00012xz56", "00021xz55", "10012xz55", "0001uxz55", "", "https://example.org/00012xz55"):
        with pytest.raises(BionrwError):
            ror.checked_id(wrong)


def pairs(path: Path) -> tuple[list[PicToRor], Count]:
    count = Count()
    return list(identifiers.pic_to_ror(path, count)), count


def test_the_real_table_leads_from_11162_pics_to_ror(deliveries: Path) -> None:
    found, count = pairs(deliveries / "pic-ror" / "pic_mapping.csv.gz")
    assert (count.read, count.taken, count.refused) == (11162, 11162, 0)
    assert Counter(pair.confidence for pair in found) == {"high": 8021, "medium": 3141}
    assert found[0] == PicToRor("125523173", "https://ror.org/01zqrxf85", "high", "openaire_direct", "row 2")
    # One organisation has several PICs.
    assert len({pair.pic for pair in found}) == 11162 and len({pair.ror for pair in found}) == 10452


def test_a_wrong_pair_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "pic.csv"
    path.write_text(
        "pic,ror_id,confidence,source\n"
        "125523173,01zqrxf85,high,x\n"
        "12552317,01zqrxf85,high,x\n"
        "125523174,01zqrxf86,high,x\n"
        "125523175,01zqrxf85,sure,x\n"
        "125523173,0006e6p34,high,x\n"
        "125523176,01zqrxf85,high\n"
    )
    found, count = pairs(path)
    assert [pair.locator for pair in found] == ["row 2"]
    assert [refusal.reason for refusal in count.refusals] == [
        'pic.csv, row 3, column pic: "12552317" is no PIC: it has nine digits.',
        'pic.csv, row 4, column ror_id: "01zqrxf86" is no ROR id: its checksum is wrong, so a character was mistyped.',
        'pic.csv, row 5, column confidence: "sure" is none of high, medium, low.',
        'pic.csv, row 6, column pic: "125523173" stands already in row 2.',
        "pic.csv, row 7: the row has 3 cells, the table has 4 columns: cells are missing. Download it again.",
    ]


def test_a_table_that_lacks_a_column_is_told(tmp_path: Path) -> None:
    path = tmp_path / "pic.csv"
    path.write_text("pic,ror,confidence,source\n")
    with pytest.raises(BionrwError) as caught:
        pairs(path)
    assert str(caught.value) == 'pic.csv, row 1: the column "ror_id" is missing. Did you mean "ror"?'
